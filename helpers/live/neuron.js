// A neuron with a threshold and its line: drag both, or let the perceptron rule move the line.

const RANGE = [-1.5, 2.5]; // of both inputs
const SIZE = 480; // of the plane, in units of the drawing
const MOST = 4; // largest weight that a slider reaches
const PAUSE = 420; // milliseconds between two examples of a run
const CLASSES = ["#0072B2", "#E69F00"];
const [INK, WRONG, GREY] = ["var(--ink)", "#D55E00", "var(--pale)"];
const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const GATES = { OR: [0, 1, 1, 1], AND: [0, 0, 0, 1], XOR: [0, 1, 1, 0] };
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export const weightedSum = (w, b, x) => w[0] * x[0] + w[1] * x[1] + b;
export const hardlim = (z) => (z > 0 ? 1 : 0);

// One step of the perceptron rule; the same numbers as in the notebook, and what led to them.
export function step(w, b, x, t) {
  const z = weightedSum(w, b, x);
  const a = hardlim(z);
  const e = t - a;
  return { z, a, e, w: [w[0] + e * x[0], w[1] + e * x[1]], b: b + e };
}

export const countRight = (w, b, examples) =>
  examples.filter(([x1, x2, t]) => hardlim(weightedSum(w, b, [x1, x2])) === t).length;

// Turn the line by an angle about one of its points; the weights keep their length.
export function turned(w, angle, pivot) {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const next = [cosine * w[0] - sine * w[1], sine * w[0] + cosine * w[1]];
  return { w: next, b: -(next[0] * pivot[0] + next[1] * pivot[1]) };
}

// Move the line by a distance towards the side where the neuron answers 1.
export const shifted = (w, b, distance) => b - distance * Math.hypot(...w);

// The part of the plane where the neuron answers 1, as corners of a polygon.
export function region(w, b, [low, high] = RANGE) {
  const corners = [[low, low], [high, low], [high, high], [low, high]];
  return corners.flatMap((from, number) => {
    const to = corners[(number + 1) % 4];
    const [z, next] = [weightedSum(w, b, from), weightedSum(w, b, to)];
    const inside = z > 0 ? [from] : [];
    if (z > 0 === next > 0) return inside;
    const part = z / (z - next);
    return [...inside, from.map((value, axis) => value + part * (to[axis] - value))];
  });
}

const STYLE = `
  .live-neuron .stage { display: grid; gap: 12px 28px; grid-template-columns: 1fr; }
  .live-neuron .zero { color: var(--zero); }
  .live-neuron .one { color: var(--one); }
  .live-neuron .top { justify-content: flex-start; margin-bottom: 6px; }
  .live-neuron .top .score { flex: 1 1 auto; }
  .live-neuron .stage > div > .row:last-child { margin-top: 10px; }
  .live-neuron .plane { touch-action: none; border-radius: 10px; cursor: crosshair; overflow: hidden; max-width: 560px; margin: 0 auto; }
  .live-neuron svg [tabindex] { cursor: grab; }
  .live-neuron label { display: grid; grid-template-columns: 2.2em 1fr 3.6em; gap: 8px; align-items: center; margin: 0; }
  .live-neuron .score { font-size: clamp(22px, 6.4vw, 30px); line-height: 1.15; font-weight: 700; white-space: nowrap; }
  .live-neuron .rule { font-variant-numeric: tabular-nums; min-height: 8.7em; margin: 8px 0 0; padding: 8px 14px;
    background: var(--ground); border-radius: 10px; white-space: pre-line; }
  @media (min-width: 760px) { .live-neuron .stage { grid-template-columns: 1.25fr 1fr; align-items: start; } }
`;

const gate = (name) => CORNERS.map((corner, number) => [...corner, GATES[name][number]]);
const show = (number) => String(Math.round(100 * number) / 100 + 0).replace("-", "−");
const pair = (numbers) => `(${numbers.map(show).join(", ")})`;
const signed = (number) => `${number < 0 ? "−" : "+"} ${show(Math.abs(number))}`;
const place = ([x, y]) => {
  const scale = SIZE / (RANGE[1] - RANGE[0]);
  return [(x - RANGE[0]) * scale, (RANGE[1] - y) * scale];
};
const footOf = (w, b, at) => {
  const part = weightedSum(w, b, at) / (w[0] ** 2 + w[1] ** 2);
  return at.map((value, axis) => value - part * w[axis]);
};
const path = (w, b) => {
  const [x, y] = footOf(w, b, [0.5, 0.5]);
  const [along, across] = [-w[1], w[0]].map((part) => (9 * part) / Math.hypot(...w));
  return `M${place([x - along, y - across])}L${place([x + along, y + across])}`;
};
const within = (value) => Math.min(RANGE[1] - 0.1, Math.max(RANGE[0] + 0.1, value));

function node(name, attributes, parent) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  put(made, attributes);
  parent.append(made);
  return made;
}

const put = (element, attributes) => Object.entries(attributes).forEach((pair) => element.setAttribute(...pair));

const PAGE = `<style>${STYLE}</style><div class="live live-neuron" data-lm-suppress-shortcuts="true">
  <p class="try">Try: drag the line, its arrow and the examples. Then let the rule do it, one example at a time.</p>
  <div class="stage"><div>
    <svg class="plane" viewBox="0 0 ${SIZE} ${SIZE}" role="group" aria-label="The plane of the two inputs"></svg>
    <div class="row"><button type="button" class="main" data-do="next">Next example</button>
      <button type="button" data-do="run">Run until all right</button>
      <button type="button" data-do="zero">Start at 0</button></div></div>
  <div><div class="row top"><div class="score" role="status"></div>
      ${Object.keys(GATES).map((gate) => `<button type="button" data-gate="${gate}">${gate}</button>`).join("")}</div>
    <svg class="drawing" viewBox="0 0 340 172" aria-hidden="true"></svg>
    ${["w₁", "w₂", "b"].map((name) => `<label><span>${name}</span><input type="range" min="${-MOST}" max="${MOST}"
      step="0.05" aria-label="${name === "b" ? "bias b" : `weight ${name}`}"><output></output></label>`).join("")}
    <div class="rule" aria-live="polite"></div>
    <div class="row" role="group" aria-label="Examples">
      <button type="button" data-add="0" aria-label="Add an example with target 0">Add <span class="zero">●</span></button>
      <button type="button" data-add="1" aria-label="Add an example with target 1">Add <span class="one">■</span></button>
      <button type="button" data-do="flip">Other class</button>
      <button type="button" data-do="remove">Remove</button></div></div></div>
  <p class="see">See: a weight turns the line, the bias shifts it, and the rule moves it only after a mistake.</p></div>`;

function render({ model, el }) {
  // In JupyterLab keys belong to what has the focus here, not to the notebook.
  el.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", ""));
  el.innerHTML = PAGE;
  const root = el.querySelector(".live-neuron");
  const find = (choice) => root.querySelector(choice);
  const [plane, drawing] = [find(".plane"), find(".drawing")];
  const [sliders, outputs] = [[...root.querySelectorAll("input")], [...root.querySelectorAll("output")]];
  let examples = (model.get("examples") ?? gate("AND")).map((one) => [...one]);
  let w = [...(model.get("weights") ?? [0.5, 0.5])];
  let b = model.get("bias") ?? -0.25;
  let [turn, chosen, shown, old, timer] = [0, 0, null, null, null];
  let [pivot, seen, story] = [[0.5, 0.5], new Set(), ""];

  // What never changes is drawn once; the rest keeps its elements, and with them the focus.
  node("rect", { width: SIZE, height: SIZE, fill: CLASSES[0], opacity: 0.13 }, plane);
  const paper = node("polygon", { fill: "var(--paper)" }, plane);
  const ones = node("polygon", { fill: CLASSES[1], opacity: 0.2 }, plane);
  for (const tick of [-1, 0, 1, 2]) {
    const [x, y] = place([tick, tick]);
    const look = { stroke: INK, "stroke-opacity": tick ? 0.1 : 0.35 };
    node("path", { d: `M${x} 0V${SIZE}M0 ${y}H${SIZE}`, ...look }, plane);
    const text = { "font-size": 15, fill: "var(--soft)" };
    if (!tick) continue;
    node("text", { x: x + 5, y: SIZE - 8, ...text }, plane).textContent = show(tick);
    node("text", { x: 8, y: y - 6, ...text }, plane).textContent = show(tick);
  }
  for (const [text, x, y] of [["x₁", SIZE - 30, place([0, 0])[1] - 9], ["x₂", place([0, 0])[0] + 9, 22]]) {
    node("text", { x, y, "font-size": 19, "font-weight": 600, fill: INK }, plane).textContent = text;
  }
  const ghost = node("path", { stroke: GREY, "stroke-width": 2, "stroke-dasharray": "6 6", fill: "none" }, plane);
  const line = node("g", { tabindex: 0, role: "slider", "aria-label": "Offset of the line" }, plane);
  const [grip, halo, stroke] = [22, 12, 4].map((width, number) => node("path", {
    "stroke-width": width, fill: "none", stroke: ["transparent", WRONG, INK][number], class: ["", "focus", ""][number] }, line));
  const shaft = node("path", { stroke: INK, "stroke-width": 3.5, "pointer-events": "none" }, plane);
  const tip = node("g", { tabindex: 0, role: "slider", "aria-valuemin": -180, "aria-valuemax": 180,
    "aria-label": "Direction of the weights, in degrees" }, plane);
  node("circle", { r: 24, fill: "transparent" }, tip);
  node("circle", { r: 17, fill: "none", stroke: WRONG, "stroke-width": 3, class: "focus" }, tip);
  node("path", { d: "M15 0L-9 -10L-9 10Z", fill: INK, stroke: "var(--paper)", "stroke-width": 1.5 }, tip);
  const wName = node("text", { "font-size": 19, "font-weight": 700, fill: INK, "pointer-events": "none" }, plane);
  wName.textContent = "w";
  const dots = node("g", {}, plane);

  function drawDots() {
    while (dots.children.length > examples.length) dots.lastChild.remove();
    while (dots.children.length < examples.length) {
      const dot = node("g", { tabindex: 0, role: "button" }, dots);
      node("circle", { r: 24, fill: "transparent" }, dot);
      node("circle", { r: 21, fill: "none", stroke: INK, "stroke-width": 2.5, "stroke-dasharray": "5 4", class: "turn" }, dot);
      node("circle", { r: 18, fill: "none", stroke: WRONG, "stroke-width": 3, class: "focus" }, dot);
      node("path", { stroke: INK, "stroke-width": 2, class: "mark" }, dot);
      node("path", { d: "M9 -15l10 10m0 -10l-10 10", stroke: WRONG, "stroke-width": 4, "stroke-linecap": "round", class: "cross" }, dot);
    }
    examples.forEach(([x1, x2, t], number) => {
      const dot = dots.children[number];
      const wrong = hardlim(weightedSum(w, b, [x1, x2])) !== t;
      put(dot, { transform: `translate(${place([x1, x2])})`, "aria-label":
        `Example ${pair([x1, x2])}, target ${t}, ${wrong ? "wrong" : "right"}. Enter changes its class, arrow keys move it, Delete removes it.` });
      put(dot.querySelector(".mark"), { fill: CLASSES[t],
        d: t ? "M-11 -11H11V11H-11Z" : "M-12.5 0a12.5 12.5 0 1 0 25 0a12.5 12.5 0 1 0 -25 0Z" });
      put(dot.querySelector(".cross"), { opacity: Number(wrong) });
      put(dot.querySelector(".turn"), { opacity: Number(shown?.number === number) });
    });
  }

  function drawLine() {
    const length = Math.hypot(...w);
    const there = length > 1e-9;
    for (const part of [line, shaft, tip, wName]) part.style.display = there ? "" : "none";
    for (const part of [paper, ones]) put(part, { points: region(w, b).map(place).join(" ") });
    put(ghost, { d: old && Math.hypot(...old.w) > 1e-9 ? path(old.w, old.b) : "" });
    if (!there) return;
    const foot = [pivot, [0.5, 0.5]].map((at) => footOf(w, b, at)).find((at) => at.every((one) => within(one) === one))
      ?? footOf(w, b, [0.5, 0.5]);
    pivot = foot;
    let far = Math.min(1.4, Math.max(0.45, length)) / length;
    const inView = (part) => w.every((way, axis) => Math.abs(foot[axis] + part * way - 0.5) < 1.9);
    while (!inView(far) && far * length > 0.3) far -= 0.05 / length;
    const end = [foot[0] + far * w[0], foot[1] + far * w[1]];
    for (const part of [grip, halo, stroke]) put(part, { d: path(w, b) });
    put(shaft, { d: `M${place(foot)}L${place(end)}` });
    const angle = (Math.atan2(w[1], w[0]) * 180) / Math.PI;
    put(tip, { transform: `translate(${place(end)}) rotate(${-angle})`, "aria-valuenow": Math.round(angle) });
    put(line, { "aria-valuenow": show(b).replace("−", "-"), "aria-valuemin": -99, "aria-valuemax": 99, "aria-valuetext": `b = ${show(b)}` });
    const beside = place([end[0] + (0.2 * w[0]) / length, end[1] + (0.2 * w[1]) / length]);
    put(wName, { x: beside[0] - 6, y: beside[1] + 6 });
  }

  function drawNeuron() {
    const inputs = [[26, 26], [26, 86], [26, 146]];
    const values = shown ? [show(shown.x[0]), show(shown.x[1]), "1"] : ["x₁", "x₂", "1"];
    const link = ([left, top], value) => `<path d="M${left} ${top}L196 86" stroke="${value < 0 ? CLASSES[0] : CLASSES[1]}"
      stroke-width="${Math.min(14, 1 + 3.5 * Math.abs(value))}" stroke-opacity="${value ? 1 : 0.25}"/>`;
    const circle = ([left, top], text, r = 21) => `<circle cx="${left}" cy="${top}" r="${r}" fill="var(--paper)" stroke="${INK}"
      stroke-width="2.5"/><text x="${left}" y="${top + 6}" text-anchor="middle">${text}</text>`;
    const names = ["w₁", "w₂", "b"].map((name, number) => `<text x="${[112, 102, 112][number]}" y="${[44, 83, 144][number]}"
      text-anchor="middle" paint-order="stroke" stroke="var(--paper)" stroke-width="5" font-size="15">${name} = ${show([...w, b][number])}</text>`);
    drawing.innerHTML = `<g font-size="18" font-weight="600" fill="${INK}">${inputs.map((from, number) => link(from, [...w, b][number])).join("")}
      <path d="M232 86H300" stroke="${INK}" stroke-width="2.5"/>${inputs.map((at, number) => circle(at, values[number], 20)).join("")}
      ${circle([196, 86], "", 36)}<text x="183" y="93" text-anchor="middle" font-size="20">Σ</text>
      <path d="M202 96H211V76H221" fill="none" stroke="${INK}" stroke-width="2.5"/>
      <circle cx="312" cy="86" r="20" fill="${shown ? CLASSES[shown.a] : "var(--paper)"}" stroke="${INK}" stroke-width="2.5"/>
      <text x="312" y="92" text-anchor="middle" fill="${shown ? ["#fff", "#14202B"][shown.a] : INK}">${shown ? shown.a : "a"}</text>${names.join("")}</g>`;
  }

  function draw() {
    drawLine();
    drawDots();
    drawNeuron();
    [...w, b].forEach((value, number) => (sliders[number].value = value, outputs[number].textContent = show(value)));
    const right = countRight(w, b, examples);
    const score = `${right} of ${examples.length} right`;
    if (find(".score").textContent !== score) find(".score").textContent = score;
    find(".score").style.color = right === examples.length ? "var(--right)" : INK;
    const rule = shown ? tell(shown) : "The perceptron rule: e = t − a,\nw ← w + e·x, b ← b + e.\nPress “Next example”.";
    find(".rule").textContent = story ? `${rule}\n${story}` : rule;
    for (const button of root.querySelectorAll("[data-gate]")) {
      put(button, { "aria-pressed": String(String(gate(button.dataset.gate)) === String(examples)) });
    }
    find("[data-do=run]").textContent = timer ? "Stop" : "Run until all right";
    for (const [name, value] of Object.entries({ weights: w, bias: b, examples })) model.set(name, value);
  }

  function tell({ number, x, t, z, a, e, before }) {
    const sum = `${show(before.w[0])}·${show(x[0])} ${signed(before.w[1])}·${show(x[1])} ${signed(before.b)}`;
    const verdict = `a = ${a}, t = ${t}: ${e ? "wrong" : "right"}, e = ${show(e)}`;
    const move = e ? `w ← ${pair(before.w)} ${signed(e)}·${pair(x)} = ${pair(w)}\nb ← ${show(before.b)} ${signed(e)} = ${show(b)}`
      : "w and b stay as they are.";
    return `Example ${number + 1} of ${examples.length}: x = ${pair(x)}\nz = ${sum} = ${show(z)}\n${verdict}\n${move}`;
  }

  // Show one example to the rule; true when the run has come to its end.
  function next() {
    if (!examples.length) return true;
    const number = turn % examples.length;
    if (!number) {
      const where = [...w, b].map((value) => value.toFixed(6)).join();
      if (seen.has(where) && countRight(w, b, examples) < examples.length) {
        story = "It’s back where it was: the rule goes round in circles. No line separates these classes.";
        return true;
      }
      seen.add(where);
    }
    const [x1, x2, t] = examples[number];
    const before = { w, b };
    const after = step(w, b, [x1, x2], t);
    [w, b, old] = [after.w, after.b, after.e ? before : null];
    shown = { ...after, number, x: [x1, x2], t, before };
    turn += 1;
    const all = countRight(w, b, examples) === examples.length;
    story = all ? `All are right after ${turn} ${turn === 1 ? "example" : "examples"}.` : "";
    return all || turn >= 4000;
  }

  const stop = () => (timer = clearInterval(timer) ?? null);

  function run() {
    if (timer) return stop();
    if (countRight(w, b, examples) === examples.length) return void (story = "All are right already.");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    while (still && !next());
    if (still) return;
    const tick = () => (next() && stop(), draw());
    timer = setInterval(tick, PAUSE);
    tick();
  }

  // What the reader changes begins the rule's count anew.
  function changed() {
    stop();
    [turn, shown, story, seen, old] = [0, null, "", new Set(), null];
    draw();
  }

  function add(t) {
    const free = [[0.5, 0.5], [1.5, 0.5], [0.5, 1.5], [-0.5, 0.5], [1.5, 1.5]].find((spot) =>
      examples.every((one) => Math.hypot(one[0] - spot[0], one[1] - spot[1]) > 0.2));
    examples.push([...(free ?? [2, 2]), t]);
    chosen = examples.length - 1;
    changed();
    dots.children[chosen].focus();
  }

  function remove(number) {
    if (examples.length > 1) examples.splice(number, 1);
    chosen = Math.min(number, examples.length - 1);
    changed();
  }

  function flip(number) {
    examples[number][2] = 1 - examples[number][2];
    changed();
  }

  const actions = { next, run, remove: () => remove(chosen), flip: () => flip(chosen),
    zero: () => { changed(); [w, b] = [[0, 0], 0]; } };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.do) actions[button.dataset.do]();
    if (button.dataset.add) add(Number(button.dataset.add));
    if (button.dataset.gate) {
      examples = gate(button.dataset.gate);
      changed();
    }
    if (button.dataset.do !== "run") stop();
    draw();
    model.save_changes();
  });
  sliders.forEach((slider, number) => slider.addEventListener("input", () => {
    if (number < 2) w = w.map((value, part) => (part === number ? Number(slider.value) : value));
    else b = Number(slider.value);
    changed();
  }));

  function at(event) {
    const box = plane.getBoundingClientRect();
    const scale = (RANGE[1] - RANGE[0]) / box.width;
    return [RANGE[0] + scale * (event.clientX - box.left), RANGE[1] - scale * (event.clientY - box.top)];
  }

  let drag = null;
  plane.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const target = event.target.closest("[tabindex]");
    const number = [...dots.children].indexOf(target);
    drag = { target, number, from: at(event), moved: false };
    if (number >= 0) chosen = number;
    plane.setPointerCapture(event.pointerId);
  });
  plane.addEventListener("pointermove", (event) => {
    if (!drag?.target) return;
    const [x, y] = at(event);
    if (!drag.moved && Math.hypot(x - drag.from[0], y - drag.from[1]) < 0.05) return;
    drag.moved = true;
    if (drag.number >= 0) {
      examples[drag.number].splice(0, 2, ...[x, y].map((value) => Math.round(within(value) * 20) / 20));
    } else if (drag.target === line) {
      b = -(w[0] * within(x) + w[1] * within(y));
      pivot = [within(x), within(y)];
    } else {
      const angle = Math.atan2(y - pivot[1], x - pivot[0]) - Math.atan2(w[1], w[0]);
      ({ w, b } = turned(w, angle, pivot));
    }
    changed();
  });
  plane.addEventListener("pointerup", (event) => {
    if (drag && !drag.moved && drag.number >= 0) flip(drag.number);
    drag = null;
    model.save_changes();
  });
  plane.addEventListener("pointercancel", () => (drag = null));
  plane.addEventListener("focusin", (event) => (chosen = Math.max(0, [...dots.children].indexOf(event.target))));
  plane.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const number = [...dots.children].indexOf(event.target);
    const enter = event.key === "Enter" || event.key === " ";
    if (!arrow && !(number >= 0 && (enter || event.key === "Delete"))) return;
    event.preventDefault();
    event.stopPropagation();
    if (number >= 0 && arrow) {
      const moved = arrow.map((way, axis) => Math.round(20 * within(examples[number][axis] + 0.1 * way)) / 20);
      examples[number].splice(0, 2, ...moved);
    } else if (event.key === "Delete") remove(number);
    else if (enter) flip(number);
    else if (event.target === line) b = shifted(w, b, 0.05 * (arrow[0] + arrow[1]));
    else ({ w, b } = turned(w, (-5 * (arrow[0] - arrow[1]) * Math.PI) / 180, pivot));
    changed();
    model.save_changes();
  });
  draw();
  return stop;
}

export default { render };
