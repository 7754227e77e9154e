// A small network that learns to tell two classes apart, drawn while it learns.
// The classes are 0 (blue) and 1 (orange), the output is a sigmoid, the loss cross-entropy.

export const DEFAULTS = {
  data: "circles", noise: 0, test: 0.5, draw: 1, features: ["x1", "x2"], hidden: [3],
  activation: "tanh", optimizer: "SGD", rate: 0.1, penalty: "none", strength: 0.001, batch: 10,
  seed: 1,
};
export const FEATURES = {
  x1: (x) => x[0], x2: (x) => x[1], "x1*x1": (x) => x[0] * x[0], "x2*x2": (x) => x[1] * x[1],
  "x1*x2": (x) => x[0] * x[1], "sin(2*x1)": (x) => Math.sin(2 * x[0]),
  "sin(2*x2)": (x) => Math.sin(2 * x[1]),
};
const ACTIVATIONS = { // f(z), and its slope as a function of a = f(z)
  linear: [(z) => z, () => 1],
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (a) => a * (1 - a)],
  tanh: [Math.tanh, (a) => 1 - a * a],
  relu: [(z) => (z < 0 ? 0 : z), (a) => (a > 0 ? 1 : 0)],
};
const EXAMPLES = 300;
const [DATA, WEIGHTS, ORDER] = [1, 2, 3]; // what the random numbers are for

// Lehmer's generator with the factor of Park and Miller; exact in doubles, so Python has the same.
export function random(seed, purpose, epoch = 0) {
  let state = 1 + ((seed * 7919 + purpose * 104729 + epoch * 31) % 2147483646);
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let k = 0; k < 5; k++) next();
  return next;
}

const PLACES = { // where the example of a class lies before noise, from two numbers from 0 to 1
  heaps: (one, u, v) => {
    const [far, angle] = [0.5 * Math.sqrt(-2 * Math.log(u)), 2 * Math.PI * v];
    const middle = one ? 1.5 : -1.5;
    return [middle + far * Math.cos(angle), middle + far * Math.sin(angle)];
  },
  circles: (one, u, v) => {
    const radius = one ? 1.4 * Math.sqrt(u) : Math.sqrt(4 + 5 * u);
    return [radius * Math.cos(2 * Math.PI * v), radius * Math.sin(2 * Math.PI * v)];
  },
  xor: (one, u, v) => {
    const [x, y] = [0.2 + 2.8 * u, 0.2 + 2.8 * Math.abs(2 * v - 1)];
    return v < 0.5 ? [x, one ? -y : y] : [-x, one ? y : -y];
  },
  spiral: (one, u) => {
    const angle = 2.5 * Math.PI * u + (one ? Math.PI : 0);
    return [(0.3 + 2.7 * u) * Math.sin(angle), (0.3 + 2.7 * u) * Math.cos(angle)];
  },
};

export function makeData({ data, noise, test, draw }) {
  const next = random(draw, DATA);
  const all = Array.from({ length: EXAMPLES }, (_, k) => {
    const place = PLACES[data](k % 2, next(), next());
    const [far, angle] = [noise * Math.sqrt(-2 * Math.log(next())), 2 * Math.PI * next()];
    const moved = [place[0] + far * Math.cos(angle), place[1] + far * Math.sin(angle)];
    return [...moved.map((one) => Math.round(one * 1e4) / 1e4), k % 2];
  });
  const training = Math.round(EXAMPLES * (1 - test));
  return { training: all.slice(0, training), test: all.slice(training) };
}

// The inputs of examples, one column for each feature.
export function columnsOf(examples, features) {
  return features.map((name) => Float64Array.from(examples, FEATURES[name]));
}

// Weights and biases in the order and the shapes of Keras' get_weights().
export function startWeights({ features, hidden, seed }) {
  const next = random(seed, WEIGHTS);
  const sizes = [features.length, ...hidden, 1];
  return sizes.slice(1).flatMap((units, k) => {
    const limit = Math.sqrt(6 / (sizes[k] + units)); // as Glorot and Bengio, and Keras, draw them
    const row = () => Array.from({ length: units }, () => limit * (2 * next() - 1));
    return [Array.from({ length: sizes[k] }, row), Array(units).fill(0)];
  });
}

// The activations of all layers: for each neuron one number for each example.
export function forward(weights, activation, columns) {
  const layers = [columns];
  const examples = columns[0].length;
  for (let k = 0; k < weights.length; k += 2) {
    const f = ACTIVATIONS[k + 2 < weights.length ? activation : "sigmoid"][0];
    const inputs = layers[layers.length - 1];
    layers.push(weights[k + 1].map((bias, unit) => {
      const z = new Float64Array(examples).fill(bias);
      inputs.forEach((x, from) => {
        const weight = weights[k][from][unit];
        for (let n = 0; n < examples; n++) z[n] += weight * x[n];
      });
      return z.map(f);
    }));
  }
  return layers;
}

export function measure(weights, activation, columns, targets) {
  const outputs = forward(weights, activation, columns).pop()[0];
  let [loss, right] = [0, 0];
  outputs.forEach((output, n) => {
    const a = Math.min(1 - 1e-7, Math.max(1e-7, output)); // Keras cuts there, too
    loss -= Math.log(targets[n] ? a : 1 - a) / targets.length;
    right += (output > 0.5) === (targets[n] === 1) ? 1 : 0;
  });
  return { loss: Number.isFinite(outputs[0]) ? loss : NaN, accuracy: right / targets.length };
}

export function gradient(weights, { activation, penalty, strength }, columns, targets) {
  const layers = forward(weights, activation, columns);
  const slope = ACTIVATIONS[activation][1];
  const gradients = [];
  let deltas = [layers.pop()[0].map((a, n) => (a - targets[n]) / targets.length)];
  for (let k = weights.length - 2; k >= 0; k -= 2) {
    const inputs = layers.pop();
    const kernel = inputs.map((x, from) => deltas.map((delta, unit) => {
      let sum = 0;
      for (let n = 0; n < delta.length; n++) sum += x[n] * delta[n];
      const weight = weights[k][from][unit];
      if (penalty === "L1") sum += strength * Math.sign(weight);
      if (penalty === "L2") sum += 2 * strength * weight;
      return sum;
    }));
    gradients.unshift(kernel, deltas.map((delta) => delta.reduce((sum, one) => sum + one, 0)));
    if (k) {
      deltas = inputs.map((a, from) => a.map((value, n) => {
        let sum = 0;
        deltas.forEach((delta, unit) => { sum += weights[k][from][unit] * delta[n]; });
        return sum * slope(value);
      }));
    }
  }
  return gradients;
}

const zip = (f, first, ...others) => first.map((one, k) => (Array.isArray(one)
  ? zip(f, one, ...others.map((other) => other[k])) : f(one, ...others.map((other) => other[k]))));

// One step on a batch; memory is {} at first and holds what Adam remembers.
export function step(weights, settings, memory, columns, targets) {
  const slopes = gradient(weights, settings, columns, targets);
  if (settings.optimizer !== "Adam") return zip((w, g) => w - settings.rate * g, weights, slopes);
  const nothing = () => zip(() => 0, weights);
  memory.steps = (memory.steps ?? 0) + 1;
  memory.mean = zip((m, g) => m + 0.1 * (g - m), memory.mean ?? nothing(), slopes);
  memory.square = zip((v, g) => v + 0.001 * (g * g - v), memory.square ?? nothing(), slopes);
  const rate = (settings.rate * Math.sqrt(1 - 0.999 ** memory.steps)) / (1 - 0.9 ** memory.steps);
  return zip((w, m, v) => w - (rate * m) / (Math.sqrt(v) + 1e-7), weights, memory.mean,
    memory.square);
}

// The batches of an epoch, in an order that depends on the seed and the epoch's number alone.
export function batchesOf(count, { batch, seed }, epoch) {
  const next = random(seed, ORDER, epoch);
  const order = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor(next() * (k + 1));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return Array.from({ length: Math.ceil(count / batch) }, (_, k) =>
    order.slice(k * batch, (k + 1) * batch));
}

export function train(weights, settings, memory, columns, targets, epoch, epochs = 1) {
  for (let k = 0; k < epochs; k++) {
    for (const chosen of batchesOf(targets.length, settings, epoch + k)) {
      const part = columns.map((column) => Float64Array.from(chosen, (n) => column[n]));
      weights = step(weights, settings, memory, part, chosen.map((n) => targets[n]));
    }
  }
  return weights;
}

// ---------------------------------------------------------------- the figure
const [BLUE, ORANGE] = [[0, 114, 178], [230, 159, 0]];
const MOST = 100; // of a weight that is typed
const [GRID, EDGE] = [40, 4]; // squares of a surface to and fro; the plane goes from -4 to 4
const NAMES = { "x1": "x₁", "x2": "x₂", "x1*x1": "x₁²", "x2*x2": "x₂²", "x1*x2": "x₁x₂",
  "sin(2*x1)": "sin 2x₁", "sin(2*x2)": "sin 2x₂" };
const CHOICES = {
  data: { heaps: "two heaps", circles: "circles", xor: "XOR", spiral: "spiral" },
  activation: { linear: "linear", sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" },
  optimizer: { SGD: "SGD", Adam: "Adam" }, penalty: { none: "none", L1: "L1", L2: "L2" },
  rate: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  strength: [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1], batch: [1, 5, 10, 30, 300],
};
const NUMBERS = {
  noise: [0, 1, 0.1], test: [0.1, 0.9, 0.1], draw: [1, 999, 1], seed: [1, 999, 1] };
const LABELS = { data: "Data", noise: "Noise", test: "Share of test examples",
  draw: "Set of examples", activation: "Activation", optimizer: "Optimizer",
  rate: "Learning rate η", penalty: "Regularisation", strength: "Its strength",
  batch: "Batch size", seed: "Seed" };
const AGAIN = ["data", "noise", "test", "draw", "features", "hidden", "seed"]; // begin anew
const STYLE = `
${`.row { gap: 8px 14px; align-items: end; margin-top: 8px; }
fieldset { border: 0; margin: 8px 0 0; padding: 0; min-width: 0; }
legend, summary { font-weight: 600; font-size: 1em; margin: 0; padding: 0; }
summary { cursor: pointer; }
details { border-top: 1px solid var(--edge); margin-top: 14px; padding-top: 10px; }
label:not([hidden]) { display: inline-flex; flex-flow: column; font-size: 14px; }
label.tick { flex-flow: row; gap: 4px; align-items: center; font-size: 15px; }
:is(select, input) { border: 1.5px solid var(--line); border-radius: 8px; padding: 4px 8px; min-height: 38px; }
.play { min-width: 84px; }
input[type=number] { width: 84px; }
input[type=checkbox] { min-height: 0; width: 18px; height: 18px; }
.pictures { display: flex; flex-flow: row wrap; gap: 14px; margin-top: 12px; }
.left { flex: 1 1 280px; min-width: 0; }
.network { position: relative; }
:is(.network, .plane) :is(svg, canvas) { position: absolute; }
:is(.network svg, .plane svg, .plane canvas) { inset: 0; width: 100%; height: 100%; }
.network svg { touch-action: manipulation; overflow: hidden; }
.network canvas { border: 1.5px solid var(--ink); border-radius: 50%; cursor: pointer; }
.network canvas.input { border-radius: 4px; cursor: default; }
.network canvas.chosen { outline: 3px solid #D55E00; outline-offset: 1px; }
.network span { position: absolute; font-size: 13px; transform: translate(-50%, 0); }
.hit { stroke: transparent; stroke-width: 13; cursor: pointer; fill: none; }
.line { fill: none; pointer-events: none; }
.answer { flex: 1 1 280px; max-width: 360px; margin: 0 auto; }
.plane { position: relative; width: 100%; aspect-ratio: 1; border: 1px solid var(--ink); }
.curve { width: 100%; height: 90px; display: block; border: 1px solid var(--line); }
.epochs { font-weight: 600; align-self: center; }
.scale { color: var(--soft); font-size: 14px; margin-top: 4px; }
.train { color: var(--right); }
.test { color: var(--pink); }
.warning { color: var(--wrong); font-weight: 600; }`.replace(/^/gm, "  .playground ")}
`;

const clone = (nested) => JSON.parse(JSON.stringify(nested));
const clip = (value) => Math.max(-1, Math.min(1, value));
const places = Array.from({ length: GRID * GRID }, (_, k) => [
  EDGE * (2 * ((k % GRID) + 0.5) / GRID - 1), EDGE * (1 - 2 * (Math.floor(k / GRID) + 0.5) / GRID),
]);

// Colours a surface: blue for -1, white for 0, orange for 1.
function paint(canvas, values, scale) {
  const image = new ImageData(GRID, GRID);
  for (let k = 0; k < values.length; k++) {
    const value = clip(scale(values[k]));
    const colour = value < 0 ? BLUE : ORANGE;
    const strength = 0.85 * Math.abs(value) || 0;
    for (let part = 0; part < 3; part++) {
      image.data[4 * k + part] = 255 + (colour[part] - 255) * strength;
    }
    image.data[4 * k + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// What an activation is divided by so that its surface can be coloured.
function scaleOf(values, activation) {
  const bounded = { sigmoid: (a) => 2 * a - 1, tanh: (a) => a }[activation];
  if (bounded) return bounded;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return (a) => a / largest;
}

function optionsOf(choices) {
  const pairs = Array.isArray(choices) ? choices.map((one) => [one, one]) : Object.entries(choices);
  return pairs.map(([value, text]) => `<option value="${value}">${text}</option>`).join("");
}

function control(name) {
  const inner = name in CHOICES ? `<select data-name="${name}">${optionsOf(CHOICES[name])}</select>`
    : `<input type="number" data-name="${name}" min="${NUMBERS[name][0]}" max="${NUMBERS[name][1]}"
        step="${NUMBERS[name][2]}">`;
  return `<label>${LABELS[name]}${inner}</label>`;
}

const TEMPLATE = `<style>${STYLE}</style><div class="live playground" data-lm-suppress-shortcuts="true">
  <p class="try">Try: press Play, then change something: the data, the inputs, the neurons, a weight.</p>
  <div class="row"><button type="button" class="play main">Play</button>
    <button type="button" data-do="epoch">One epoch</button>
    <button type="button" data-do="batch">One batch</button>
    <button type="button" data-do="reset">Reset</button>
    <output class="epochs"></output></div>
  <div class="warning" role="status"></div>
  <div class="pictures">
    <div class="left"><div class="network"><svg tabindex="0" role="slider"></svg></div>
      <label><span class="chosen-name"></span>
        <input type="number" class="chosen-value" step="0.1" min="${-MOST}" max="${MOST}"></label></div>
    <div class="answer"><div class="title"></div>
      <div class="plane"><canvas width="${GRID}" height="${GRID}"></canvas>
        <svg viewBox="-4 -4 8 8" role="img"></svg></div>
      <div class="train">━ training loss <output class="training-loss"></output>,
        <output class="training-right"></output> correct</div>
      <div class="test">┅ test loss <output class="test-loss"></output>,
        <output class="test-right"></output> correct</div>
      <div class="scale"></div>
      <canvas class="curve" width="560" height="180" role="img"
        aria-label="Training and test loss after each epoch"></canvas></div></div>
  <details><summary>Change the data, the network or the training</summary>
  <div class="row">${["data", "noise", "test", "draw"].map(control).join("")}</div>
  <div class="row">${["activation", "optimizer", "rate", "penalty", "strength", "batch", "seed"]
    .map(control).join("")}
    <label>Epochs per frame<select class="speed">${optionsOf([1, 5, 25])}</select></label></div>
  <fieldset><legend>Inputs</legend><div class="row features">
    ${Object.entries(NAMES).map(([name, text]) => `<label class="tick">
      <input type="checkbox" value="${name}">${text}</label>`).join("")}</div></fieldset>
  <fieldset><legend>Hidden layers</legend><div class="row">
    <label>How many<select class="depth">${optionsOf([0, 1, 2, 3])}</select></label>
    ${[1, 2, 3].map((k) => `<label>Neurons in layer ${k}<input type="number" class="units"
      min="1" max="8" step="1"></label>`).join("")}</div></fieldset></details>
  <p class="see">See: the plane turns blue for class 0 and orange for class 1, and a line that grows
    wide is a large weight, blue if it is negative.</p>
  <p>Filled dots are training examples, hollow ones test examples. Choose a line to change its
    weight, or go to the network with Tab: ← → choose, ↑ ↓ change it. Choose a neuron for its bias
    and its own surface.</p></div>`;

class Playground {
  constructor(model, el) {
    this.model = model;
    el.innerHTML = TEMPLATE;
    this.root = el.querySelector(".playground");
    this.find = (selector) => this.root.querySelector(selector);
    this.find("details").open = window.matchMedia("(min-width: 760px)").matches;
    this.said = Object.assign(document.createElement("span"), { className: "warning" });
    this.said.setAttribute("role", "status");
    [this.speed, this.chosen] = [1, 0];
    this.listen();
    this.take(model.get("state"));
    this.changed = () => {
      const state = model.get("state");
      if (state?.by === "Python") this.take(state);
    };
    model.on("change:state", this.changed);
    this.watcher = new ResizeObserver(() => this.layOut());
    this.watcher.observe(this.find(".network"));
  }

  take(state) {
    this.pause(false);
    this.settings = { ...DEFAULTS, ...clone(state?.settings ?? {}) };
    this.readData();
    this.begin(state?.weights && clone(state.weights), state?.epoch, state?.curve);
    this.build();
  }

  readData() {
    const { features } = this.settings;
    this.examples = makeData(this.settings);
    [this.columns, this.targets] = [{}, {}];
    for (const part of ["training", "test"]) {
      this.columns[part] = columnsOf(this.examples[part], features);
      this.targets[part] = this.examples[part].map((example) => example[2]);
    }
    this.grid = columnsOf(places, features);
  }

  begin(weights, epoch = 0, curve = []) {
    this.weights = weights ?? startWeights(this.settings);
    this.epoch = epoch;
    [this.memory, this.waiting] = [{}, []];
    this.curve = curve.filter((point) => point[0] < epoch);
    this.find(".warning").textContent = "";
    this.measure();
  }

  send() {
    const { settings, weights, epoch, curve } = this;
    const count = (this.model.get("state")?.count ?? 0) + 1;
    this.model.set("state", clone({ settings, weights, epoch, curve, by: "browser", count }));
    this.model.save_changes();
    this.sent = performance.now();
  }

  measure() {
    const { columns, targets, settings } = this;
    for (const part of ["training", "test"]) {
      this[part] = measure(this.weights, settings.activation, columns[part], targets[part]);
    }
    this.curve.push([this.epoch, this.training.loss, this.test.loss]);
    if (this.curve.length > 600) this.curve = this.curve.filter((_, k) => k % 2 === 0);
  }

  trainBatch() {
    const { columns, targets, settings } = this;
    if (!this.waiting.length) {
      this.waiting = batchesOf(targets.training.length, settings, this.epoch);
    }
    const chosen = this.waiting.shift();
    const part = columns.training.map((column) => Float64Array.from(chosen, (n) => column[n]));
    const next = step(this.weights, settings, this.memory, part,
      chosen.map((n) => targets.training[n]));
    const sound = next.flat(2).every((value) => Math.abs(value) < 1e6);
    if (sound) {
      this.weights = next;
    } else {
      this.pause(false);
      this.find(".warning").textContent = "The weights have grown beyond all bounds, so the "
        + "training has stopped. Choose a smaller rate, and press Reset.";
    }
    if (!this.waiting.length) this.epoch += 1;
    return sound;
  }

  trainEpoch() {
    do if (!this.trainBatch()) return false; while (this.waiting.length);
    this.measure();
    return true;
  }

  play() {
    this.playing = true;
    this.sent = performance.now();
    this.find(".play").textContent = "Pause";
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    let last = 0;
    const tick = (now) => {
      if (!this.playing) return;
      if (!still || now - last > 500) {
        last = now;
        const end = performance.now() + 200;
        for (let k = 0; k < this.speed && this.trainEpoch() && performance.now() < end; k++);
        this.show();
        if (performance.now() - this.sent > 1000) this.send();
      }
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause(tell = true) {
    const was = this.playing;
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.find(".play").textContent = "Play";
    if (was && tell) this.send();
  }

  listen() {
    this.find(".play").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    const acts = {
      epoch: () => this.trainEpoch(),
      batch: () => { this.trainBatch(); this.measure(); },
      reset: () => this.begin(),
    };
    for (const [name, act] of Object.entries(acts)) {
      this.find(`[data-do=${name}]`).addEventListener("click", () => {
        this.pause(false);
        act();
        this.show();
        this.send();
      });
    }
    const speed = this.find(".speed");
    speed.addEventListener("change", () => { this.speed = +speed.value; });
    for (const input of this.root.querySelectorAll("[data-name]")) {
      input.addEventListener("change", () => this.set(input.dataset.name, input));
    }
    this.find(".chosen-value").addEventListener("change", (event) => {
      this.setWeight(this.within(event.target, this.chosenValue()));
    });
    this.ticks = [...this.root.querySelectorAll("[type=checkbox]")];
    this.find(".features").addEventListener("change", () => {
      const features = this.ticks.filter((one) => one.checked).map((one) => one.value);
      this.change(features.length ? { features } : {});
    });
    const resize = (depth, sizes) => this.change({
      hidden: Array.from({ length: depth }, (_, k) => sizes[k] ?? 2) });
    this.find(".depth").addEventListener("change", (event) => {
      resize(+event.target.value, this.settings.hidden);
    });
    this.units = [...this.root.querySelectorAll(".units")];
    this.units.forEach((input, k) => input.addEventListener("change", () => {
      const sizes = [...this.settings.hidden];
      sizes[k] = Math.round(this.within(input, sizes[k]));
      resize(sizes.length, sizes);
    }));
    this.find(".network svg").addEventListener("keydown", (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const change = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
      if (!move && !change) return;
      event.preventDefault();
      if (move) this.choose(this.chosen + move);
      else this.setWeight(this.chosenValue() + change);
    });
    for (const type of ["keydown", "keyup", "keypress"]) { // the notebook has keys of its own
      this.root.addEventListener(type, (event) => event.stopPropagation());
    }
  }

  // A field's number, kept to what it may be; what isn't one leaves all as it was. Both are said.
  within(input, before) {
    const { value, min, max } = input;
    const kept = value === "" ? before : Math.min(+max, Math.max(+min, +value));
    this.said.textContent = kept === +value && value !== "" ? "" : `A number from ${min} to ${max}, please.`;
    input.closest("label").after(this.said);
    return kept;
  }

  set(name, input) {
    let value = input.value;
    if (name in NUMBERS) {
      const stride = NUMBERS[name][2];
      value = Math.round(Math.round(this.within(input, this.settings[name]) / stride) * stride * 10) / 10;
    } else if (Array.isArray(CHOICES[name])) value = +value;
    this.change({ [name]: value });
  }

  change(some) {
    Object.assign(this.settings, some);
    if (Object.keys(some).some((name) => AGAIN.includes(name))) {
      this.pause(false);
      this.readData();
      this.begin();
    }
    if ("optimizer" in some) this.memory = {};
    if ("batch" in some) this.waiting = [];
    this.build();
    this.send();
  }

  // Every weight and bias: where it stands in the weights, and what it is called.
  slots() {
    const { features, hidden } = this.settings;
    const nameOf = (layer, unit) => (layer === 0 ? NAMES[features[unit]]
      : layer > hidden.length ? "the output" : `neuron ${unit + 1} of layer ${layer}`);
    return this.weights.flatMap((values, k) => (k % 2 === 0
      ? values.flatMap((row, from) => row.map((_, unit) => ({ at: [k, from, unit],
        name: `Weight from ${nameOf(k / 2, from)} to ${nameOf(k / 2 + 1, unit)}` })))
      : values.map((_, unit) => ({ at: [k, unit],
        name: `Bias of ${nameOf((k + 1) / 2, unit)}` }))));
  }

  valueAt(at) { return at.reduce((part, place) => part[place], this.weights); }
  chosenValue() { return this.valueAt(this.all[this.chosen].at); }

  choose(index) {
    this.chosen = (index + this.all.length) % this.all.length;
    this.show();
  }

  setWeight(value) {
    const at = [...this.all[this.chosen].at];
    const last = at.pop();
    this.valueAt(at)[last] = Math.max(-MOST, Math.min(MOST, Math.round(value * 1e4) / 1e4));
    this.measure();
    this.show();
    this.send();
  }

  build() {
    const { settings } = this;
    for (const input of this.root.querySelectorAll("[data-name]")) {
      const value = String(settings[input.dataset.name]);
      if (input.tagName === "SELECT" && ![...input.options].some((one) => one.value === value)) {
        input.add(new Option(value, value));
      }
      input.value = value;
    }
    this.ticks.forEach((one) => { one.checked = settings.features.includes(one.value); });
    this.find(".depth").value = settings.hidden.length;
    this.units.forEach((input, k) => {
      input.parentElement.hidden = k >= settings.hidden.length;
      input.value = settings.hidden[k] ?? "";
    });
    this.all = this.slots();
    this.chosen = Math.min(this.chosen, this.all.length - 1);
    this.drawExamples();
    this.buildNetwork();
    this.show();
  }

  drawExamples() {
    const dots = ["test", "training"].flatMap((part) => this.examples[part].map(([x, y, t]) => {
      const [left, top] = [EDGE * clip(x / EDGE), -EDGE * clip(y / EDGE)];
      const colour = t ? "#B87F00" : "#00568A";
      const look = part === "test" ? `fill="#fff" stroke="${colour}" stroke-width="0.06"`
        : `fill="${colour}" stroke="#fff" stroke-width="0.03"`;
      return t ? `<rect x="${left - 0.09}" y="${top - 0.09}" width="0.18" height="0.18" ${look}/>`
        : `<circle cx="${left}" cy="${top}" r="0.11" ${look}/>`;
    }));
    this.find(".plane svg").innerHTML = dots.join("");
  }

  buildNetwork() {
    const box = this.find(".network");
    const { features, hidden } = this.settings;
    box.querySelectorAll("canvas, span").forEach((one) => one.remove());
    this.neurons = [features.length, ...hidden, 1].map((count, layer) =>
      Array.from({ length: count }, (_, unit) => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = GRID;
        canvas.className = layer ? "" : "input";
        const bias = this.all.findIndex(({ at }) => at[0] === 2 * layer - 1 && at[1] === unit);
        canvas.title = layer ? this.all[bias].name : NAMES[features[unit]];
        if (layer) canvas.addEventListener("click", () => this.choose(bias));
        return box.appendChild(canvas);
      }));
    this.inputNames = features.map(() => box.appendChild(document.createElement("span")));
    features.forEach((name, k) => { this.inputNames[k].textContent = NAMES[name]; });
    const grid = forward(this.weights, this.settings.activation, this.grid);
    grid[0].forEach((values, k) => paint(this.neurons[0][k], values, scaleOf(values, "linear")));
    this.layOut();
  }

  layOut() {
    const box = this.find(".network");
    const width = box.clientWidth || 600;
    const most = Math.max(...this.neurons.map((layer) => layer.length));
    const size = Math.max(24, Math.min(52, width / (1.9 * this.neurons.length)));
    const height = Math.max(300, most * (size + 20) + 10);
    box.style.height = `${height}px`;
    const across = (width - size - 20) / (this.neurons.length - 1);
    const centre = (layer, unit) => [
      size / 2 + 14 + across * layer, (height * (unit + 0.5)) / this.neurons[layer].length];
    this.neurons.forEach((layer, k) => layer.forEach((canvas, unit) => {
      const [x, y] = centre(k, unit);
      Object.assign(canvas.style, { left: `${x - size / 2}px`, top: `${y - size / 2}px`,
        width: `${size}px`, height: `${size}px` });
      const name = k === 0 ? this.inputNames[unit].style : {};
      Object.assign(name, { left: `${x}px`, top: `${y + size / 2}px` });
    }));
    const svg = this.find(".network svg");
    const lines = this.all.filter(({ at }) => at.length === 3);
    svg.innerHTML = lines.map(({ at: [k, from, unit] }) => {
      const [[x, y], [right, below]] = [centre(k / 2, from), centre(k / 2 + 1, unit)];
      const middle = (x + right) / 2;
      const path = `M${x} ${y} C${middle} ${y} ${middle} ${below} ${right} ${below}`;
      return `<path class="line" d="${path}"/><path class="hit" d="${path}"/>`;
    }).join("");
    svg.querySelectorAll(".hit").forEach((path, k) => path.addEventListener("click", () => {
      this.choose(this.all.indexOf(lines[k]));
      svg.focus({ preventScroll: true });
    }));
    this.lines = [...svg.querySelectorAll(".line")].map((path, k) => [path, lines[k]]);
    this.showLines();
  }

  showLines() {
    for (const [path, slot] of this.lines) {
      const value = this.valueAt(slot.at);
      const chosen = slot === this.all[this.chosen];
      const width = Math.min(9, 0.6 + 1.6 * Math.abs(value));
      Object.assign(path.style, { stroke: value < 0 ? "#0072B2" : "#E69F00",
        strokeWidth: width + (chosen ? 1.5 : 0), strokeDasharray: chosen ? "7 4" : "none" });
    }
  }

  show() {
    const { settings } = this;
    const layers = forward(this.weights, settings.activation, this.grid);
    const slot = this.all[this.chosen];
    const [layer, unit] = slot.at.length === 2 ? [(slot.at[0] + 1) / 2, slot.at[1]]
      : [layers.length - 1, 0];
    layers.forEach((surfaces, k) => k && surfaces.forEach((values, j) => {
      const kind = k < layers.length - 1 ? settings.activation : "sigmoid";
      const scale = scaleOf(values, kind);
      paint(this.neurons[k][j], values, scale);
      this.neurons[k][j].classList.toggle("chosen", slot.at.length === 2 && k === layer
        && j === unit);
      if (k === layer && j === unit) paint(this.find(".plane canvas"), values, scale);
    }));
    const what = slot.at.length === 2 ? slot.name.replace("Bias of ", "") : "the output";
    this.find(".title").textContent = `What ${what} gives at each place`;
    this.find(".plane svg").ariaLabel = `What ${what} gives for each x₁ and x₂, and the examples`;
    this.showLines();
    this.showNumbers(slot);
    this.drawCurve();
  }

  showNumbers(slot) {
    this.find(".epochs").textContent = `epoch ${this.epoch}`;
    for (const part of ["training", "test"]) {
      this.find(`.${part}-loss`).textContent = this[part].loss.toFixed(3);
      this.find(`.${part}-right`).textContent = `${(100 * this[part].accuracy).toFixed(0)} %`;
    }
    const value = this.chosenValue();
    this.find(".chosen-name").textContent = slot.name;
    const input = this.find(".chosen-value");
    if (document.activeElement !== input || !this.playing) input.value = value.toFixed(2);
    const svg = this.find(".network svg");
    Object.entries({ label: `${slot.name}. Left and right choose another.`, valuemin: -10,
      valuenow: value.toFixed(2), valuemax: 10 }).forEach(([name, one]) =>
      svg.setAttribute(`aria-${name}`, one));
  }

  drawCurve() {
    const pen = this.find(".curve").getContext("2d");
    const { width, height } = pen.canvas;
    pen.clearRect(0, 0, width, height);
    const losses = this.curve.flatMap((point) => point.slice(1)).filter(Number.isFinite);
    const most = 1.05 * Math.min(3, Math.max(0.1, ...losses));
    const end = Math.max(1, this.epoch);
    [["#009E73", []], ["#CC79A7", [12, 8]]].forEach(([colour, dash], part) => {
      Object.assign(pen, { strokeStyle: colour, lineWidth: 4 });
      pen.setLineDash(dash);
      pen.beginPath();
      this.curve.forEach((point) => pen.lineTo(6 + (point[0] / end) * (width - 12),
        Math.max(4, height - 4 - (point[1 + part] / most) * (height - 8))));
      pen.stroke();
    });
    pen.setLineDash([]);
    this.find(".scale").textContent = `loss, up to ${most.toFixed(1)}, to epoch ${end}`;
  }
}

function render({ model, el }) {
  const playground = new Playground(model, el);
  return () => {
    playground.pause();
    playground.watcher.disconnect();
    model.off("change:state", playground.changed);
  };
}

export default { render };
