// Gradient descent on the loss of a linear neuron: one knob or two, from a start that is dragged.

const EXAMPLES = [1, 2, 3, 4, 5, 6, 7, 8].map((x) => [x, 2 * x + 4]);
const [INK, DESCENT, GOAL, GREY, BLUE] = ["var(--ink)", "#D55E00", "#E69F00", "var(--soft)", "#0072B2"];
const tint = (share) => `color-mix(in srgb, ${BLUE} ${share}%, var(--paper))`;
const TINTS = [42, 34, 26, 19, 13, 9, 5].map(tint);
const HELD_BIAS = 2; // while only the weight is free
const NEAR = 1e-6; // above the lowest loss
const FAR = 1e6;
const MOST = 3000; // steps
const VIEW = { w: [0, 4], b: [0.5, 5] }; // of the map
const WIDE = { w: [0, 4], loss: [0, 76] }; // of the curve
const [WIDTH, HEIGHT] = [440, 360];
const FRAME = { left: 46, right: 12, top: 12, bottom: 40 };
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

export const loss = (w, b, examples) => mean(examples.map(([x, t]) => (t - w * x - b) ** 2)) / 2;

export function gradient(w, b, examples) {
  const errors = examples.map(([x, t]) => t - w * x - b);
  return [-mean(errors.map((e, number) => e * examples[number][0])), -mean(errors)];
}

// One step, with momentum: v ← μ·v − η·slope, w ← w + v. With one knob the bias stays.
export function step({ w, b, v }, examples, { rate, momentum, knobs }) {
  const slopes = gradient(w, b, examples);
  const next = slopes.map((slope, part) => (part < knobs ? momentum * v[part] - rate * slope : 0));
  return { w: w + next[0], b: b + next[1], v: next };
}

// Where the loss is lowest: by the least squares, or along the weight alone.
export function lowest(examples, knobs, held = HELD_BIAS) {
  const [x, t] = [0, 1].map((part) => mean(examples.map((one) => one[part])));
  const [xx, xt] = [0, 1].map((part) => mean(examples.map((one) => one[0] * one[part])));
  const w = knobs === 2 ? (xt - x * t) / (xx - x * x) : (xt - held * x) / xx;
  return { w, b: knobs === 2 ? t - w * x : held };
}

// The numbers 0 to n - 1 in a random order that belongs to the seed (Lehmer's generator).
export function shuffled(n, seed) {
  let state = (seed * 7919 + 1) % 2147483647;
  const order = Array.from({ length: n }, (_, number) => number);
  for (let last = n - 1; last > 0; last--) {
    state = (state * 48271) % 2147483647;
    const other = state % (last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

// The line of equal loss as points: an ellipse round the lowest place.
export function equalLoss(level, examples, pieces = 120) {
  const goal = lowest(examples, 2);
  const above = level - loss(goal.w, goal.b, examples);
  const [x, xx] = [mean(examples.map(([one]) => one)), mean(examples.map(([one]) => one * one))];
  const radius = Math.sqrt(2 * Math.max(0, above));
  return Array.from({ length: pieces }, (_, number) => {
    const angle = (2 * Math.PI * number) / pieces;
    const w = (radius * Math.cos(angle)) / Math.sqrt(xx - x * x);
    return [goal.w + w, goal.b + radius * Math.sin(angle) - x * w];
  });
}

const STYLE = `
  .live-descent .stage { display: grid; gap: 8px 20px; grid-template-columns: minmax(0, 1fr); }
  .live-descent text { font-size: 15px; fill: ${GREY}; }
  .live-descent .name { font-size: 16px; font-weight: 600; fill: ${INK}; }
  .live-descent .map { touch-action: none; cursor: crosshair; }
  .live-descent .start { cursor: grab; }
  .live-descent label { display: grid; grid-template-columns: 8.2em 1fr 3.2em; gap: 8px; align-items: center; margin: 0; }
  .live-descent .score { font-size: clamp(22px, 6vw, 28px); line-height: 1.2; font-weight: 700; font-variant-numeric: tabular-nums; }
  .live-descent .story { min-height: 1.5em; }
  .live-descent .controls { display: grid; gap: 8px 28px; margin-top: 8px; }
  .live-descent .controls > :first-child { order: 1; }
  @media (min-width: 760px) { .live-descent .stage { grid-template-columns: 1fr 1fr; }
    .live-descent .controls { grid-template-columns: 1fr 1fr; }
    .live-descent .controls > :first-child { order: 0; } }
`;

const PAGE = `<style>${STYLE}</style><div class="live live-descent" data-lm-suppress-shortcuts="true">
  <p class="try">Try: drag the diamond, press Play, and raise the learning rate until the loss climbs.</p>
  <div class="row" role="group" aria-label="What is free" style="margin-bottom: 8px">
    <button type="button" data-knobs="1">One knob, w</button>
    <button type="button" data-knobs="2">Two knobs, w and b</button></div>
  <div class="stage">
    <svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="The examples and the line of the neuron"></svg>
    <svg class="map" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="The loss and the steps of the descent"></svg></div>
  <div class="controls"><div>
      <div class="score"></div><p class="story" role="status"></p>
      <svg class="curve" viewBox="0 0 ${WIDTH} 128" role="img" aria-label="The loss after each step"></svg></div>
    <div><div class="row"><button type="button" class="main" data-do="step">Step</button>
        <button type="button" data-do="play">Play</button>
        <button type="button" data-do="again">Back to the start</button></div>
      <label style="margin-top: 8px"><span>learning rate η</span><input type="range" name="rate" min="0.001" max="0.12" step="0.001"><output></output></label>
      <label><span>momentum μ</span><input type="range" name="momentum" min="0" max="0.95" step="0.05"><output></output></label>
      <div class="row" role="group" aria-label="Examples of one step" style="margin-top: 4px">
        <button type="button" data-batch="all">all 8 examples</button>
        <button type="button" data-batch="one">one at a time</button></div></div></div>
  <p class="see">See: a small rate creeps along the floor of the valley, a large one hops from side to side, and beyond a limit the loss climbs for ever.</p></div>`;

const escaped = (value) => (Math.abs(value) >= 1e5 ? value.toExponential(1).replace("e+", "·10^") : value);
const show = (value, digits = 2) => String(escaped(Math.abs(value) >= 1e5 ? value : value.toFixed(digits))).replace("-", "−");
const path = (points) => `M${points.map((point) => point.map((one) => one.toFixed(1)).join(" ")).join("L")}`;

function axes([left, right], [low, high], height = HEIGHT) {
  const wide = WIDTH - FRAME.left - FRAME.right;
  const tall = height - FRAME.top - FRAME.bottom;
  return {
    x: (value) => FRAME.left + (wide * (value - left)) / (right - left),
    y: (value) => FRAME.top + (tall * (high - value)) / (high - low),
    value: (x, y) => [left + ((x - FRAME.left) * (right - left)) / wide, high - ((y - FRAME.top) * (high - low)) / tall],
  };
}

function frame({ x, y }, across, up, names, height = HEIGHT) {
  const bottom = height - FRAME.bottom;
  return `${across.map((tick) => `<path d="M${x(tick)} ${bottom}V${FRAME.top}" stroke="${INK}" stroke-opacity="0.1"/>
      <text x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`).join("")}
    ${up.map(([tick, text]) => `<path d="M${FRAME.left} ${y(tick)}H${WIDTH - FRAME.right}" stroke="${INK}" stroke-opacity="0.1"/>
      <text x="${FRAME.left - 7}" y="${y(tick) + 5}" text-anchor="end">${text}</text>`).join("")}
    <text class="name" x="${WIDTH - FRAME.right}" y="${bottom + 36}" text-anchor="end">${names[0]}</text>
    <text class="name" x="${FRAME.left + 6}" y="${FRAME.top + 14}" >${names[1]}</text>
    <text x="${WIDTH - FRAME.right - 6}" y="${FRAME.top + 14}" text-anchor="end" fill="${INK}">${names[2] ?? ""}</text>`;
}

function render({ model, el }) {
  // In JupyterLab keys belong to what has the focus here, not to the notebook.
  el.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", ""));
  el.innerHTML = PAGE;
  const root = el.querySelector(".live-descent");
  const find = (choice) => root.querySelector(choice);
  const map = find(".map");
  const examples = model.get("examples") ?? EXAMPLES;
  const settings = { rate: model.get("rate") ?? 0.02, momentum: model.get("momentum") ?? 0, knobs: model.get("knobs") ?? 2 };
  const starts = { 1: { w: 0, b: HELD_BIAS }, 2: { w: 3, b: 2, ...model.get("start") } };
  let [batch, steps, timer, story, taken] = [model.get("batch") ?? "all", [], null, "", null];

  const again = () => {
    stop();
    [steps, story, taken] = [[{ ...starts[settings.knobs], v: [0, 0] }], "", null];
  };
  const last = () => steps[steps.length - 1];
  const value = ({ w, b }) => loss(w, b, examples);
  const scale = () => (settings.knobs === 2 ? axes(VIEW.w, VIEW.b) : axes(WIDE.w, WIDE.loss));
  const spot = (guess) => {
    const { x, y } = scale();
    return [x(guess.w), y(settings.knobs === 2 ? guess.b : value(guess))];
  };

  function background() {
    const { x, y } = scale();
    if (settings.knobs === 1) {
      const curve = Array.from({ length: 121 }, (_, number) => {
        const w = -1 + number / 20;
        return [x(w), y(loss(w, HELD_BIAS, examples))];
      });
      return `${frame(scale(), [0, 1, 2, 3, 4], [0, 20, 40, 60].map((tick) => [tick, tick]), ["weight w", "loss L (b = 2)"])}
        <path d="${path(curve)}" fill="none" stroke="${BLUE}" stroke-width="3.5" clip-path="url(#live-descent-map)"/>`;
    }
    const levels = [64, 16, 4, 1, 0.25, 1 / 16, 1 / 64].map((level) => [level, equalLoss(level, examples)]);
    const rings = levels.map(([, ring], number) => `<path d="${path(ring.map(([w, b]) => [x(w), y(b)]))}Z"
      fill="${TINTS[number]}" stroke="${GREY}" stroke-width="0.9" stroke-opacity="0.55"/>`).join("");
    const names = [[16, 3.35], [4, 2.55], [1, 2.1]].map(([level, w]) => {
      const ring = equalLoss(level, examples, 720).filter((one) => one[0] > w && one[1] < 4.9 && one[1] > 0.7);
      const [at] = ring.sort((one, other) => one[0] - other[0]).slice(-1);
      return at ? `<text x="${x(at[0])}" y="${y(at[1])}" font-size="13" text-anchor="middle">${level}</text>` : "";
    }).join("");
    return `<g clip-path="url(#live-descent-map)"><rect width="${WIDTH}" height="${HEIGHT}" fill="${tint(50)}"/>${rings}${names}</g>
      ${frame(scale(), [0, 1, 2, 3, 4], [1, 2, 3, 4, 5].map((tick) => [tick, tick]), ["weight w", "bias b", "along each line the loss is equal"])}`;
  }

  map.innerHTML = `<clipPath id="live-descent-map"><rect x="${FRAME.left}" y="${FRAME.top}" width="${WIDTH - FRAME.left - FRAME.right}"
    height="${HEIGHT - FRAME.top - FRAME.bottom}"/></clipPath><g class="ground"></g>
    <g clip-path="url(#live-descent-map)"><path class="track" fill="none" stroke="${DESCENT}" stroke-width="2"/><path class="places" fill="${DESCENT}"/>
    <path class="slope" stroke="${INK}" stroke-width="2" stroke-dasharray="6 5"/></g>
    <path class="goal" fill="${GOAL}" stroke="${INK}" stroke-width="1.5" d="M0 -12L3.5 -4L12 -3.7L5.4 1.8L7.6 10L0 5.3L-7.6 10L-5.4 1.8L-12 -3.7L-3.5 -4Z"/>
    <g clip-path="url(#live-descent-map)"><circle class="now" r="7.5" fill="${DESCENT}" stroke="${INK}" stroke-width="2"/></g>
    <g class="start" tabindex="0" role="slider" aria-label="Start"><circle r="24" fill="transparent"/>
      <circle r="18" fill="none" stroke="${DESCENT}" stroke-width="3" class="focus"/>
      <path d="M0 -11L11 0L0 11L-11 0Z" fill="${DESCENT}" stroke="${INK}" stroke-width="2"/></g>`;

  function drawMap() {
    const places = steps.map(spot).map((place) => place.map((one) => Math.max(-900, Math.min(1400, one))));
    find(".track").setAttribute("d", path(places));
    find(".places").setAttribute("d", places.length > 150 ? "" : places.map(([x, y]) => `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`).join(""));
    const goal = spot(lowest(examples, settings.knobs));
    find(".goal").setAttribute("transform", `translate(${goal})`);
    find(".now").setAttribute("transform", `translate(${places[places.length - 1]})`);
    const start = find(".start");
    start.setAttribute("transform", `translate(${places[0]})`);
    start.setAttribute("aria-valuenow", steps[0].w.toFixed(2));
    start.setAttribute("aria-valuemin", "0");
    start.setAttribute("aria-valuemax", "4");
    start.setAttribute("aria-valuetext", `w ${show(steps[0].w)}, b ${show(steps[0].b)}`);
    const { x, y } = scale();
    const { w, b } = last();
    const slope = gradient(w, b, examples)[0];
    const ends = [-0.5, 0.5].map((far) => [x(w + far), y(value(last()) + far * slope)]);
    find(".slope").setAttribute("d", settings.knobs === 1 && Math.abs(w) < 9 ? path(ends) : "");
  }

  function drawLine() {
    const { x, y } = axes([0, 9], [0, 30]);
    const { w, b } = last();
    const tall = (height) => y(Math.max(-40, Math.min(80, height)));
    const errors = examples.map(([one, t], number) => `<path d="M${x(one)} ${y(t)}V${tall(w * one + b)}" stroke="${DESCENT}"
      stroke-width="${taken === number ? 5 : 2}" ${taken === number ? "" : 'stroke-dasharray="4 4"'}/>`).join("");
    const dots = examples.map(([one, t], number) => `<circle cx="${x(one)}" cy="${y(t)}" r="${taken === number ? 9 : 6.5}" fill="${BLUE}"
      stroke="var(--paper)" stroke-width="1.5"/>`).join("");
    find(".line").innerHTML = `<clipPath id="live-descent-line"><rect x="${FRAME.left}" y="${FRAME.top}" width="${WIDTH - FRAME.left - FRAME.right}"
      height="${HEIGHT - FRAME.top - FRAME.bottom}"/></clipPath>
      ${frame(axes([0, 9], [0, 30]), [0, 2, 4, 6, 8], [0, 10, 20, 30].map((tick) => [tick, tick]), ["input x", "target and output"])}
      <g clip-path="url(#live-descent-line)">${errors}<path d="M${x(0)} ${tall(b)}L${x(9)} ${y(Math.max(-900, Math.min(900, 9 * w + b)))}"
      stroke="${INK}" stroke-width="4" stroke-linecap="round"/>${dots}</g>`;
  }

  function drawCurve() {
    const most = Math.max(40, Math.ceil((steps.length - 1) / 40) * 40);
    const { x, y } = axes([0, most], [-7, 6], 128);
    const every = Math.ceil(steps.length / 400);
    const points = steps.flatMap((guess, number) => number % every && number < steps.length - 1 ? []
      : [[x(number), y(Math.max(-7, Math.min(6, Math.log10(value(guess) + 1e-12))))]]);
    find(".curve").innerHTML = `${frame(axes([0, most], [-7, 6], 128), [0, most / 2, most], [[-6, "10⁻⁶"], [0, "1"], [6, "10⁶"]], ["steps", ""], 128)}
      <text class="name" x="${WIDTH - FRAME.right - 4}" y="${FRAME.top + 12}" text-anchor="end">loss</text>
      <path d="${path(points)}" fill="none" stroke="${DESCENT}" stroke-width="2.5"/>`;
  }

  function draw() {
    drawMap();
    drawLine();
    drawCurve();
    const { w, b } = last();
    find(".score").textContent = `step ${steps.length - 1}: loss ${show(value(last()), value(last()) < 0.01 ? 6 : 2)}`;
    const told = story || `w = ${show(w)}, b = ${show(b)}${settings.knobs === 1 ? " (held)" : ""}`;
    if (find(".story").textContent !== told) find(".story").textContent = told;
    find(".story").style.color = story.includes("diverges") ? "var(--wrong)" : GREY;
    root.querySelectorAll("[data-knobs]").forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.knobs) === settings.knobs)));
    root.querySelectorAll("[data-batch]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.batch === batch)));
    find("[data-do=play]").textContent = timer ? "Pause" : "Play";
    for (const slider of root.querySelectorAll("input")) {
      slider.value = settings[slider.name];
      slider.nextSibling.textContent = settings[slider.name].toFixed(slider.name === "rate" ? 3 : 2);
    }
  }

  // One step; true when the descent has come to its end.
  function next() {
    const now = steps.length - 1;
    if (story) return true;
    const n = examples.length;
    taken = batch === "one" ? shuffled(n, 1 + Math.floor(now / n))[now % n] : null;
    steps.push(step(last(), taken === null ? examples : [examples[taken]], settings));
    const above = value(last()) - value(lowest(examples, settings.knobs));
    if (!(value(last()) < FAR)) story = `It diverges: after ${now + 1} steps the loss is above a million. The learning rate is too large.`;
    else if (above < NEAR) story = `Within a millionth of the lowest loss after ${now + 1} steps.`;
    else if (now + 1 >= MOST) story = `Not there after ${MOST} steps.`;
    return Boolean(story);
  }

  function stop() {
    cancelAnimationFrame(timer);
    timer = null;
  }

  function play() {
    if (timer) return stop();
    if (story) again();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      while (!next());
      return;
    }
    let before = 0;
    const tick = (time) => {
      timer = requestAnimationFrame(tick);
      // Slowly at first, so that single steps are seen.
      if (time - before < (steps.length < 30 ? 90 : 30)) return;
      before = time;
      for (let more = 1 + Math.floor(steps.length / 150); more; more--) if (next()) stop();
      draw();
    };
    timer = requestAnimationFrame(tick);
  }

  function settle(redrawGround = false) {
    again();
    if (redrawGround) find(".ground").innerHTML = background();
    draw();
  }

  const actions = { step: () => { stop(); next(); }, play, again };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.do) actions[button.dataset.do]();
    if (button.dataset.knobs) settings.knobs = Number(button.dataset.knobs);
    if (button.dataset.batch) batch = button.dataset.batch;
    if (button.dataset.knobs || button.dataset.batch) settle(true);
    draw();
  });
  root.addEventListener("input", (event) => {
    settings[event.target.name] = Number(event.target.value);
    settle();
  });

  function move(w, b) {
    const start = starts[settings.knobs];
    const keep = (one, [low, high]) => Math.round(100 * Math.max(low, Math.min(high, one))) / 100;
    start.w = keep(w, VIEW.w);
    if (settings.knobs === 2) start.b = keep(b, VIEW.b);
    settle();
  }

  function drag(event) {
    const box = map.getBoundingClientRect();
    const at = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    move(...scale().value(...at));
  }

  map.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    map.setPointerCapture(event.pointerId);
    drag(event);
  });
  map.addEventListener("pointermove", (event) => {
    if (map.hasPointerCapture(event.pointerId)) drag(event);
  });
  find(".start").addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    const start = starts[settings.knobs];
    move(start.w + 0.1 * arrow[0] + (settings.knobs === 1 ? 0.1 * arrow[1] : 0), start.b + 0.1 * arrow[1]);
  });
  settle(true);
  return stop;
}

export default { render };
