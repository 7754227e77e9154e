// LeNet-5 reads what is drawn while it is drawn, and shows what all its layers make of it.

const SIDE = 28; // of the board; the network sees 32×32
const CANVAS = 32;
const [CORE, EDGE] = [0.7, 1.1]; // of the pen: half the width of full ink, and over which it fades
const FAR = 10; // pixels that a digit can be shifted
const [INK, BLUE, ORANGE] = [[20, 32, 43], [0, 114, 178], [214, 137, 0]];
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const COUNTS = [150, 6, 2400, 16, 48000, 120, 10080, 84, 840, 10]; // of weights and biases
const STROKES = { // sample digits: strokes of corners, as column and row
  0: "14 5,10 7,8 11,8 17,10 21,14 23,18 21,20 17,20 11,18 7,14 5", 1: "16 5,15 11,13 18,12 23",
  2: "9 8,12 5,17 6,19 9,17 13,12 18,8 22,14 22,20 22", 3: "9 6,14 5,18 7,18 11,13 13,18 15,19 19,15 23,9 22",
  4: "10 5,8 14,18 14;19 5,18 14,17 23", 5: "19 5,11 5,10 12,15 12,19 15,18 20,14 23,9 22",
  6: "16 5,11 10,9 16,10 21,14 23,18 21,18 17,14 14,10 17", 7: "8 6,20 6,16 13,12 23",
  8: "15 13,10 9,12 5,17 5,19 9,15 13,10 17,10 21,14 23,18 21,18 17,15 13", 9: "18 9,14 5,10 8,11 13,15 14,18 9,17 16,15 23",
};

// ---------------------------------------------------------------- the numbers
export function decode({ scale, offset, weights }) {
  const arrays = (weights ?? []).map((code) => new Float32Array(Uint8Array.from(atob(code), (one) => one.charCodeAt(0)).buffer));
  const found = arrays.map((one) => one.length).join(", ");
  if (found !== COUNTS.join(", ") || !Number.isFinite(scale) || !Number.isFinite(offset)) {
    throw new Error(`it should hold ten arrays of ${COUNTS.join(", ")} numbers, with scale and offset; it has ${found || "none"}`);
  }
  return { scale, offset, arrays };
}

// A convolution of 5×5 over maps [row][column][channel], then tanh.
function convolved(maps, side, channels, kernels, biases) {
  const [wide, count] = [side - 4, biases.length];
  const made = new Float64Array(wide * wide * count);
  for (let i = 0; i < wide; i++) for (let j = 0; j < wide; j++) {
    const at = (i * wide + j) * count;
    made.set(biases, at);
    for (let u = 0; u < 5; u++) for (let part = 0; part < 5 * channels; part++) {
      const x = maps[((i + u) * side + j) * channels + part];
      const from = (u * 5 * channels + part) * count;
      for (let k = 0; k < count; k++) made[at + k] += x * kernels[from + k];
    }
    for (let k = 0; k < count; k++) made[at + k] = Math.tanh(made[at + k]);
  }
  return made;
}

function pooled(maps, side, count) {
  const half = side / 2;
  const made = new Float64Array(half * half * count);
  maps.forEach((value, index) => {
    const [i, j] = [Math.floor(index / (side * count)), Math.floor(index / count) % side];
    made[((i >> 1) * half + (j >> 1)) * count + (index % count)] += value / 4;
  });
  return made;
}

function dense(inputs, weights, biases) {
  const made = Float64Array.from(biases);
  inputs.forEach((x, from) => {
    for (let k = 0; k < made.length; k++) made[k] += x * weights[from * made.length + k];
  });
  return made;
}

// The outputs of all layers for 32×32 pixels, 0 to 255: two convolutions, each pooled, three dense.
export function forward({ scale, offset, arrays }, pixels) {
  const [w1, b1, w2, b2, w3, b3, w4, b4, w5, b5] = arrays;
  const first = convolved(Float64Array.from(pixels, (one) => one * scale + offset), CANVAS, 1, w1, b1);
  const small = pooled(first, 28, 6);
  const second = convolved(small, 14, 6, w2, b2);
  const smaller = pooled(second, 10, 16);
  const third = dense(smaller, w3, b3).map(Math.tanh);
  const fourth = dense(third, w4, b4).map(Math.tanh);
  const sums = dense(fourth, w5, b5);
  const most = Math.max(...sums);
  const powers = sums.map((z) => Math.exp(z - most));
  const total = powers.reduce((sum, one) => sum + one);
  return [first, small, second, smaller, third, fourth, powers.map((one) => one / total)];
}

// A drawing, 0 to 1, as MNIST's digits are: 20 pixels long, the ink's centre in the middle.
export function asMnist(ink) {
  const most = Math.max(...ink);
  const inked = [...ink.keys()].filter((index) => ink[index] > 0.1 * most);
  const length = (all) => 1 + Math.max(...all) - Math.min(...all);
  const scale = Math.max(length(inked.map((one) => Math.floor(one / SIDE))), length(inked.map((one) => one % SIDE))) / 20;
  const wide = 3 * SIDE; // with paper on all sides
  let soft = new Float64Array(wide * wide);
  ink.forEach((one, index) => (soft[(SIDE + Math.floor(index / SIDE)) * wide + SIDE + (index % SIDE)] = one));
  const sigma = 0.5 * Math.max(0, scale - 1);
  const reach = Math.floor(4 * sigma + 0.5);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, k) => (sigma ? Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)) : 1));
  const all = bell.reduce((sum, one) => sum + one);
  for (const stride of reach ? [wide, 1] : []) {
    soft = soft.map((_, at) => bell.reduce((sum, one, k) => sum + (one / all) * (soft[at + (k - reach) * stride] ?? 0), 0));
  }
  const total = soft.reduce((sum, one) => sum + one);
  const row = soft.reduce((sum, one, at) => sum + one * Math.floor(at / wide), 0) / total - 14 * scale;
  const column = soft.reduce((sum, one, at) => sum + one * (at % wide), 0) / total - 14 * scale;
  const made = Float64Array.from({ length: SIDE * SIDE }, (_, index) => {
    const [y, x] = [row + scale * Math.floor(index / SIDE), column + scale * (index % SIDE)];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const value = (i, j) => (i >= 0 && j >= 0 && i < wide && j < wide ? soft[i * wide + j] : 0);
    const line = (i) => value(i, left) * (left + 1 - x) + value(i, left + 1) * (x - left);
    return line(top) * (top + 1 - y) + line(top + 1) * (y - top);
  });
  const top = Math.max(...made);
  return made.map((one) => one / top);
}

// An image on the network's canvas of 32×32, in whole numbers to 255, shifted down and to the right.
export function placed(image, [down, right] = [0, 0]) {
  const canvas = new Float64Array(CANVAS * CANVAS);
  image.forEach((one, index) => {
    const [row, column] = [2 + down + Math.floor(index / SIDE), 2 + right + (index % SIDE)];
    const there = row >= 0 && column >= 0 && row < CANVAS && column < CANVAS;
    if (there) canvas[row * CANVAS + column] = Math.trunc(255 * one + 1e-4);
  });
  return canvas;
}

// Ink after a stroke of the soft pen from one place to another; places are column and row.
export function stroked(ink, [x, y], end) {
  const along = [end[0] - x, end[1] - y];
  const length = along[0] ** 2 + along[1] ** 2 || 1;
  return ink.map((amount, index) => {
    const to = [(index % SIDE) + 0.5 - x, Math.floor(index / SIDE) + 0.5 - y];
    const part = Math.min(1, Math.max(0, (to[0] * along[0] + to[1] * along[1]) / length));
    const distance = Math.hypot(to[0] - part * along[0], to[1] - part * along[1]);
    return Math.max(amount, Math.min(1, Math.max(0, 1 - (distance - CORE) / EDGE)));
  });
}

export function sample(digit) {
  let ink = new Float64Array(SIDE * SIDE);
  for (const line of STROKES[digit].split(";")) {
    const corners = line.split(",").map((one) => one.split(" ").map(Number));
    corners.slice(1).forEach((end, number) => (ink = stroked(ink, corners[number], end)));
  }
  return ink;
}

// ---------------------------------------------------------------- the figure
const LAYERS = [ // title, side of a map, maps, and how many in a row
  ["convolution: 6 maps of 28×28", 28, 6, 6], ["pooled: 6 of 14×14", 14, 6, 6], ["convolution: 16 maps of 10×10", 10, 16, 8],
  ["pooled: 16 of 5×5", 5, 16, 8], ["120 units", 1, 120, 24], ["84 units", 1, 84, 14],
];
const STYLE = `
${`.row { margin-bottom: 10px; }
.row.tight { gap: 5px; }
:is(button, .file) { display: inline-flex; align-items: center; }
.file input { position: absolute; opacity: 0; width: 1px; height: 1px; }
canvas { display: block; width: 100%; height: auto; image-rendering: pixelated; border-radius: 4px; }
:is(.board, .seen) { touch-action: none; cursor: crosshair; border-radius: 8px; background: #EEE; filter: var(--flip); }
.seen { cursor: grab; }
.top { display: grid; gap: 14px 22px; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); align-items: start; }
.answer { grid-column: 1 / -1; }
.answer p { font-size: 1.5em; line-height: 1.25; font-weight: 700; min-height: 1.3em; }
.bars { display: grid; grid-template-columns: repeat(10, 1fr); gap: 4px; text-align: center; }
.bars i { display: block; height: 96px; background: var(--ground); border-radius: 4px; position: relative; overflow: hidden; }
.bars i::after { content: ""; position: absolute; inset: 0; background: var(--strong); transform-origin: bottom; transform: scaleY(var(--p, 0)); }
.layers { display: grid; gap: 10px 22px; margin-top: 14px; grid-template-columns: 1fr; }
.layers canvas { background: var(--paper); }
.wrong { color: var(--wrong); font-weight: 600; }`.replace(/^(?=\S)/gm, ".live-lenet ")}
  @media (min-width: 760px) { .live-lenet .top { grid-template-columns: 1fr 1fr 1.35fr; }
  .live-lenet .answer { grid-column: auto; } .live-lenet .bars i { height: 150px; }
  .live-lenet .layers { grid-template-columns: 2fr 1fr; } }
`;
const legend = "blue −1, orange 1";
const PAGE = `<style>${STYLE}</style><div class="live live-lenet" data-lm-suppress-shortcuts="true">
  <p class="try">Try: draw a digit, then shift it by the arrows until LeNet-5 misreads it.</p>
  <div class="row tight" role="group" aria-label="Sample digits">${[...Array(10).keys()].map((digit) =>
    `<button type="button" data-sample="${digit}" aria-label="Sample ${digit}">${digit}</button>`).join("")}
    <button type="button" data-do="clear">Clear</button></div>
  <div class="top">
    <figure><figcaption>your drawing</figcaption><canvas class="board" width="${SIDE}" height="${SIDE}" tabindex="0" role="application"
      aria-label="Board to draw a digit on. Keys 0 to 9 put a sample there, arrow keys shift the digit."></canvas></figure>
    <figure><figcaption class="shift"></figcaption><canvas class="seen" width="${CANVAS}" height="${CANVAS}" tabindex="0" role="application"
      aria-label="What LeNet-5 sees, 32 by 32 pixels. Arrow keys and dragging shift the digit."></canvas></figure>
    <div class="answer"><p role="status"></p><div class="bars">${[...Array(10).keys()].map((digit) => `<div><i></i>${digit}</div>`).join("")}</div></div></div>
  <div class="row" style="margin: 10px 0 0" role="group" aria-label="Shift the digit">${Object.entries({ "←": "left", "↑": "up", "↓": "down", "→": "right" }).map(([sign, way]) =>
    `<button type="button" data-way="Arrow${way[0].toUpperCase()}${way.slice(1)}" aria-label="Shift ${way}">${sign}</button>`).join("")}
    <button type="button" data-do="centre">Centre</button><span class="gap"></span>
    <label class="file">Your own my_lenet.json<input type="file" accept=".json,application/json" aria-label="Your own my_lenet.json"></label></div>
  <p class="told" role="status"></p>
  <div class="layers">${LAYERS.map(([title, side, maps, across]) => {
    const [wide, high] = [across, maps / across].map((count) => count * side + (side > 1 ? count - 1 : 0));
    return `<figure><figcaption>${title}</figcaption><canvas data-layer width="${wide}" height="${high}" role="img" aria-label="${title}: ${legend}"></canvas></figure>`;
  }).join("")}</div>
  <p class="see">See: the first maps shift with the digit, but the dense units at the end change, and with them the answer (${legend}).</p></div>`;

function render({ model, el }) {
  // In JupyterLab keys belong to what has the focus here, not to the notebook.
  el.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", ""));
  el.innerHTML = PAGE;
  const root = el.querySelector(".live-lenet");
  const find = (choice) => root.querySelector(choice);
  const [board, seen, told] = [find(".board"), find(".seen"), find(".told")];
  const bars = [...root.querySelectorAll(".bars i")];
  let network = decode({ scale: model.get("scale"), offset: model.get("offset"), weights: model.get("weights") });
  let ink = model.get("ink")?.length ? Float64Array.from(model.get("ink"), (one) => one / 255) : sample(7);
  let [shift, image, pen, hold, frame] = [[0, 0], null, null, null, null];

  function paint(canvas, colourOf) { // a colour, and how much of it lies on the paper
    const data = new ImageData(canvas.width, canvas.height);
    for (let i = 0; i < canvas.height; i++) for (let j = 0; j < canvas.width; j++) {
      const colour = colourOf(i, j);
      if (colour) data.data.set([...colour[0], 255 * colour[1]], 4 * (i * canvas.width + j));
    }
    canvas.getContext("2d").putImageData(data, 0, 0);
  }
  const signed = (value) => [value < 0 ? BLUE : ORANGE, Math.min(1, Math.abs(value))];

  function paintMaps(canvas, values, [, side, maps, across]) {
    const step = side + (side > 1 ? 1 : 0);
    paint(canvas, (i, j) => {
      const [row, column] = [i % step, j % step];
      if (row === side || column === side) return null;
      const map = Math.floor(i / step) * across + Math.floor(j / step);
      return signed(values[side > 1 ? (row * side + column) * maps + map : map]);
    });
  }

  function draw() {
    frame = null;
    const pixels = placed(image ?? new Float64Array(SIDE * SIDE), shift);
    const layers = forward(network, pixels);
    const answers = [...layers.pop()];
    paint(board, (i, j) => [INK, ink[i * SIDE + j]]);
    paint(seen, (i, j) => [INK, pixels[i * CANVAS + j] / 255]);
    root.querySelectorAll("[data-layer]").forEach((canvas, number) => paintMaps(canvas, layers[number], LAYERS[number]));
    bars.forEach((bar, digit) => bar.style.setProperty("--p", image ? answers[digit].toFixed(4) : 0));
    const best = answers.indexOf(Math.max(...answers));
    const text = image ? `It reads ${best === 8 ? "an" : "a"} ${best}, ${Math.round(100 * answers[best])} %` : "Nothing to read yet";
    const status = find(".answer p");
    if (status.textContent !== text) status.textContent = text;
    const [down, right] = shift.map((one) => String(one).replace("-", "−"));
    find(".shift").textContent = shift.some(Boolean) ? `shifted by ${right} →, ${down} ↓` : "what LeNet-5 sees";
    for (const [name, value] of Object.entries({ pixels: [...pixels], answers, shift })) model.set(name, value);
  }
  const soon = () => (frame ??= requestAnimationFrame(draw));

  function inked(next) {
    ink = next;
    image = ink.some((one) => one > 0) ? asMnist(ink) : null;
    soon();
  }
  function shiftTo(next) {
    shift = next.map((one) => Math.max(-FAR, Math.min(FAR, one)));
    soon();
  }
  const show = (digit) => { shift = [0, 0]; inked(sample(digit)); };
  const clear = () => { shift = [0, 0]; inked(new Float64Array(SIDE * SIDE)); };

  root.addEventListener("click", ({ target }) => {
    const { sample: digit, way, do: action } = target.closest("button")?.dataset ?? {};
    if (digit) show(digit);
    if (way) shiftTo(shift.map((one, part) => one + ARROWS[way][part]));
    if (action === "clear") clear();
    if (action === "centre") shiftTo([0, 0]);
  });
  root.addEventListener("keydown", (event) => {
    if (event.target !== board && event.target !== seen) return;
    const arrow = ARROWS[event.key];
    if (!arrow && !(event.key in STROKES)) return;
    event.preventDefault();
    event.stopPropagation();
    if (arrow) shiftTo(shift.map((one, part) => one + arrow[part]));
    else show(event.key);
  });
  const placeOn = (canvas, event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    board.setPointerCapture(event.pointerId);
    pen = placeOn(board, event);
    inked(stroked(ink, pen, pen));
  });
  board.addEventListener("pointermove", (event) => {
    if (!pen) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const end = placeOn(board, one);
      ink = stroked(ink, pen, end);
      pen = end;
    }
    inked(ink);
  });
  seen.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    seen.setPointerCapture(event.pointerId);
    hold = { from: placeOn(seen, event), shift };
  });
  seen.addEventListener("pointermove", (event) => {
    if (!hold) return;
    const [x, y] = placeOn(seen, event);
    shiftTo([hold.shift[0] + Math.round(y - hold.from[1]), hold.shift[1] + Math.round(x - hold.from[0])]);
  });
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => ([pen, hold] = [null, null]));

  find("[type=file]").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    try {
      network = decode(JSON.parse(await file.text()));
      told.textContent = `Now ${file.name} reads.`;
    } catch (error) {
      told.textContent = `${file.name} isn’t a LeNet-5 of save_lenet: ${error.message}.`;
    }
    told.classList.toggle("wrong", !told.textContent.startsWith("Now"));
    target.value = "";
    soon();
  });
  inked(ink);
  return () => cancelAnimationFrame(frame);
}

export default { render };
