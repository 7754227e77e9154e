// The chain rule on a graph: values go forward, slopes come back, one link at a time.

// Of each node: its name here, what it does, what it is called, its place, and what it gets.
// A name with ' is the same number once more. Python reads this part, too, so it is strict JSON.
export const GRAPHS = {
  "neuron": {
    "title": "a sigmoid neuron", "result": "f",
    "start": { "w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3 },
    "nodes": [
      ["w0", "in", "w₀", [0, 6.6], []], ["x0", "in", "x₀", [0, 4.7], []],
      ["w1", "in", "w₁", [0, 3.2], []], ["x1", "in", "x₁", [0, 1.3], []],
      ["w2", "in", "w₂", [2.9, 0.6], []],
      ["p0", "×", "w₀x₀", [1.7, 5.65], ["w0", "x0"]], ["p1", "×", "w₁x₁", [1.7, 2.25], ["w1", "x1"]],
      ["products", "+", "w₀x₀ + w₁x₁", [3.3, 3.85], ["p0", "p1"]],
      ["sum", "+", "sum", [4.8, 2.6], ["products", "w2"]],
      ["minus", "−", "−sum", [6.3, 2.6], ["sum"]], ["e", "exp", "exponential", [7.8, 2.6], ["minus"]],
      ["d", "+1", "d", [9.3, 2.6], ["e"]], ["a", "1/d", "output", [10.8, 2.6], ["d"]],
      ["f", "=", "f", [12.3, 2.6], ["a"]]
    ]
  },
  "network": {
    "title": "a 2-2-1 network", "result": "L",
    "start": { "x1": 0, "x2": 1, "t": 1, "w11": 0.13, "w12": -0.13, "w21": 0.64, "w22": 0.1, "b1": 0,
      "b2": 0, "v1": -0.54, "v2": 0.36, "c": 0 },
    "nodes": [
      ["w11", "in", "w₁₁", [0, 11.6], []], ["x1", "in", "x₁", [0, 9.9], []],
      ["w21", "in", "w₂₁", [0, 8.3], []], ["x2", "in", "x₂", [0, 6.6], []], ["b1", "in", "b₁", [1.3, 9.1], []],
      ["w12", "in", "w₁₂", [0, 5.2], []], ["x1'", "in", "x₁", [0, 3.5], []],
      ["w22", "in", "w₂₂", [0, 1.9], []], ["x2'", "in", "x₂", [0, 0.2], []], ["b2", "in", "b₂", [1.3, 2.7], []],
      ["v1", "in", "v₁", [5.9, 11.1], []], ["v2", "in", "v₂", [5.9, 0.7], []],
      ["c", "in", "c", [6.5, 5.9], []], ["t", "in", "t", [9.5, 3.9], []],
      ["p11", "×", "x₁w₁₁", [1.9, 10.75], ["w11", "x1"]], ["p21", "×", "x₂w₂₁", [1.9, 7.45], ["w21", "x2"]],
      ["z1", "+", "z₁", [3.6, 9.1], ["p11", "p21", "b1"]], ["h1", "σ", "h₁", [5.05, 9.1], ["z1"]],
      ["p12", "×", "x₁w₁₂", [1.9, 4.35], ["w12", "x1'"]], ["p22", "×", "x₂w₂₂", [1.9, 1.05], ["w22", "x2'"]],
      ["z2", "+", "z₂", [3.6, 2.7], ["p12", "p22", "b2"]], ["h2", "σ", "h₂", [5.05, 2.7], ["z2"]],
      ["q1", "×", "h₁v₁", [6.5, 9.1], ["h1", "v1"]], ["q2", "×", "h₂v₂", [6.5, 2.7], ["h2", "v2"]],
      ["z", "+", "z", [8, 5.9], ["q1", "q2", "c"]], ["a", "σ", "a", [9.5, 5.9], ["z"]],
      ["square", "( )²", "(a − t)²", [11, 5.9], ["a", "t"]], ["L", "=", "L", [12.4, 5.9], ["square"]]
    ]
  }
};
const EXAMPLES = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]; // XOR: both inputs and the target
const [INK, FORWARD, BACK] = ["var(--ink)", "var(--right)", "var(--wrong)"];
const [UNIT, MARGIN, RADIUS, SIZE] = [[72, 50], [44, 36], 21, 18]; // in units of the drawing
const MOST = 99;

const OPERATIONS = { // what a node computes, how it is written, and its slope by its input i
  "×": { f: (a, b) => a * b, text: (...all) => all.join(" · "), slope: (i, all) => all[1 - i], local: (i, all) => all[1 - i] },
  "+": { f: (...all) => all.reduce((sum, one) => sum + one), text: (...all) => all.join(" + "), slope: () => 1, local: () => "1" },
  "−": { f: (a) => -a, text: (a) => `−${a}`, slope: () => -1, local: () => "−1" },
  exp: { f: Math.exp, text: (a) => `e<sup>${a}</sup>`, slope: (i, all, own) => own, local: (i, all, own) => own },
  "+1": { f: (a) => a + 1, text: (a) => `1 + ${a}`, slope: () => 1, local: () => "1" },
  "1/d": { f: (a) => 1 / a, text: (a) => `1 / ${a}`, slope: (i, [d]) => -1 / (d * d), local: () => "−1/d²" },
  "σ": { f: (a) => 1 / (1 + Math.exp(-a)), text: (a) => `σ(${a})`, slope: (i, all, own) => own * (1 - own),
    local: (i, all, own) => `${own} (1 − ${own})` },
  "( )²": { f: (a, t) => (a - t) ** 2, text: (a, t) => `(${a} − ${t})²`, slope: (i, [a, t]) => (i ? 2 * (t - a) : 2 * (a - t)), local: () => "2 (a − t)" },
  "=": { f: (a) => a, text: (a) => a, slope: () => 1, local: () => "1" },
};

export const keyOf = (name) => name.replace("'", "");

// The value of each node, and the slope of the result by it; the graph is a tree.
export function work({ nodes }, numbers) {
  const [values, slopes] = [{}, {}];
  for (const [name, kind, , , inputs] of nodes) {
    values[name] = kind === "in" ? numbers[keyOf(name)] : OPERATIONS[kind].f(...inputs.map((one) => values[one]));
  }
  for (const [name, kind, , , inputs] of [...nodes].reverse()) {
    slopes[name] ??= 1;
    inputs.forEach((one, i) => {
      slopes[one] = slopes[name] * OPERATIONS[kind].slope(i, inputs.map((other) => values[other]), values[name]);
    });
  }
  return { values, slopes };
}

// What is done in which order: first each node forward, then each link backward. A target is given.
export function stepsOf({ nodes }) {
  const inner = nodes.filter(([, kind]) => kind !== "in");
  return [
    ...inner.slice(0, -1).map((node) => ({ way: "forward", node, from: node[0] })),
    ...inner.reverse().flatMap((node) => node[4].filter((one) => one !== "t").map((from) => ({ way: "back", node, from }))),
  ];
}

const STYLE = `${`.row { margin-bottom: 10px; }
.work { background: var(--ground); border-radius: 10px; padding: 8px 14px; min-height: 7.4em; font-variant-numeric: tabular-nums; }
.work .what { font-weight: 600; }
.product { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; }
.product div { display: grid; }
.product div > b { font-size: 1.35em; }
.product div > b > b { color: ${INK}; }
.product small { color: var(--soft); font-size: 0.87em; }
.forward { color: ${FORWARD}; }
.back { color: ${BACK}; }
.frame { overflow-x: auto; margin-top: 10px; border-radius: 10px; }
svg { min-width: 800px; overflow: hidden; }
svg [tabindex] { cursor: pointer; }
.edit { margin: 10px 0 0; }
input { width: 5.6em; min-height: 38px; padding: 2px 6px; border: 1.5px solid var(--line); border-radius: 8px; }
label { display: inline-flex; gap: 8px; align-items: center; margin: 0; }`.replace(/^(?=\S)/gm, ".live-backpropagation ")}
`;

const button = (name, text, extra = "") => `<button type="button" data-do="${name}" ${extra}>${text}</button>`;
const PAGE = `<style>${STYLE}</style><div class="live live-backpropagation" data-lm-suppress-shortcuts="true">
  <p class="try">Try: press Step, and before each slope that comes back, say what it will be.</p>
  <div class="row">${Object.entries(GRAPHS).map(([name, { title }]) =>
    `<button type="button" data-graph="${name}">${title[2].toUpperCase()}${title.slice(3)}</button>`).join("")}
    <span class="gap"></span>${button("back", "Back")}${button("step", "Step", 'class="main"')}${button("all", "All")}${button("reset", "Reset")}</div>
  <div class="work" role="status"></div>
  <div class="frame" tabindex="0" role="group" aria-label="The graph. Right and left arrow keys step forward and back."><svg></svg></div>
  <div class="row edit"><label><span class="chosen"></span><input type="number" step="0.1" min="${-MOST}" max="${MOST}"></label>
    ${button("less", "−", 'aria-label="Less"')}${button("more", "+", 'aria-label="More"')}
    <span class="gap"></span><span class="examples row" role="group" aria-label="Examples of XOR" style="margin: 0">
    ${EXAMPLES.map(([x1, x2], number) => `<button type="button" data-example="${number}">(${x1}, ${x2})</button>`).join("")}</span></div>
  <p class="see">See: each slope is the product of two numbers you already have, the local slope and the slope that comes from the right.</p></div>`;

const show = (value, digits = 2) => value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1").replace("-", "−");
const exact = (value) => String(Math.round(1e4 * value) / 1e4 + 0).replace("-", "−");
const inside = (value, place) => (value < 0 && place ? `(${exact(value)})` : exact(value)); // of a formula

function node(name, attributes, parent, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach((pair) => made.setAttribute(...pair));
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function render({ model, el }) {
  // In JupyterLab keys belong to what has the focus here, not to the notebook.
  el.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", ""));
  el.innerHTML = PAGE;
  const root = el.querySelector(".live-backpropagation");
  const find = (choice) => root.querySelector(choice);
  const [svg, frame, input] = [find("svg"), find(".frame"), find("input")];
  const numbers = Object.fromEntries(Object.entries(GRAPHS).map(([name, { start }]) =>
    [name, { ...start, ...(name === (model.get("graph") ?? "neuron") ? model.get("start") : {}) }]));
  let graph, steps, done, chosen, links, leaves, places;

  function choose(name) {
    [graph, done, chosen] = [name, 0, name === "neuron" ? "w0" : "w11"];
    steps = stepsOf(GRAPHS[graph]);
    build();
    draw();
    frame.scrollLeft = 0;
  }

  // The graph is built once, so that what has the focus keeps it; `draw` fills in the numbers.
  function build() {
    const { nodes, result } = GRAPHS[graph];
    const top = Math.max(...nodes.map(([, , , at]) => at[1]));
    const low = Math.min(...nodes.map(([, , , at]) => at[1]));
    const right = Math.max(...nodes.map(([, , , at]) => at[0]));
    places = Object.fromEntries(nodes.map(([name, , , [x, y]]) => [name, [MARGIN[0] + UNIT[0] * x, MARGIN[1] + UNIT[1] * (top - y)]]));
    svg.setAttribute("viewBox", `0 0 ${2 * MARGIN[0] + UNIT[0] * right} ${2 * MARGIN[1] + UNIT[1] * (top - low)}`);
    svg.replaceChildren();
    [links, leaves] = [{}, {}];
    for (const [to, , , , inputs] of nodes) for (const from of inputs) links[from] = link(places[from], places[to], nodes.some(([name, kind]) => name === from && kind === "in"));
    for (const [name, kind, text] of nodes) {
      const [x, y] = places[name];
      const leaf = kind === "in";
      const look = leaf ? { tabindex: 0, role: "spinbutton", "aria-valuemin": -MOST, "aria-valuemax": MOST, "data-leaf": name } : {};
      const group = node("g", { transform: `translate(${x} ${y})`, ...look }, svg);
      if (leaf) {
        leaves[name] = node("rect", { x: -22, y: -18, width: 44, height: 36, rx: 8, "stroke-width": 1.5 }, group);
        node("rect", { x: -25, y: -21, width: 50, height: 42, rx: 10, fill: "none", stroke: "#D55E00", "stroke-width": 3, class: "focus" }, group);
      } else if (name !== result) node("circle", { r: RADIUS + 2, fill: "var(--paper)", stroke: INK, "stroke-width": 2 }, group);
      node("text", { y: 6, "text-anchor": "middle", "font-size": SIZE, "font-weight": 600, fill: INK }, group, kind === "=" || leaf ? text : kind);
    }
  }

  function link([x, y], [right, below], leaf) {
    const [along, length] = [[right - x, below - y], Math.hypot(right - x, below - y)];
    const way = along.map((part) => part / length);
    const at = (far) => [x + far * way[0], y + far * way[1]];
    const line = node("path", { d: `M${at(RADIUS + 3)}L${at(length - RADIUS - 9)}`, fill: "none" }, svg);
    const tip = at(length - RADIUS - 3);
    const head = node("path", { d: "M0 0L-11 -5.5V5.5Z",
      transform: `translate(${tip}) rotate(${(Math.atan2(way[1], way[0]) * 180) / Math.PI})` }, svg);
    const write = (side, look) => { // beside the line, so far that the number doesn't touch it
      const away = side * (Math.abs(way[1]) * 22 + Math.abs(way[0]) * 9 + 3);
      const [left, top] = at(along[1] ? 0.39 * length : leaf ? 51 : 0.48 * length);
      return node("text", { x: left + away * way[1], y: top - away * way[0] + 6, "text-anchor": "middle", "font-size": SIZE - 1,
        "paint-order": "stroke", stroke: "var(--paper)", "stroke-width": 4, ...look }, svg);
    };
    return { line, head, from: at(RADIUS), to: tip, value: write(1, { fill: FORWARD, "font-weight": 700 }),
      slope: write(-1, { fill: BACK, "font-style": "italic", "font-weight": 600 }) };
  }

  function draw() {
    const { values, slopes } = work(GRAPHS[graph], numbers[graph]);
    const past = steps.slice(0, done);
    const now = past.at(-1);
    const seen = (way) => new Set(past.filter((one) => one.way === way).map((one) => one.from));
    const [forward, back] = [seen("forward"), seen("back")];
    for (const [name, { line, head, value, slope }] of Object.entries(links)) {
      const active = now && (now.way === "forward" ? now.node[4].includes(name) || now.from === name : now.from === name);
      const colour = active ? (now.way === "forward" ? FORWARD : BACK) : "var(--pale)";
      for (const [key, what] of Object.entries({ stroke: colour, "stroke-width": active ? 4 : 2 })) line.setAttribute(key, what);
      head.setAttribute("fill", colour);
      value.textContent = leaves[name] || forward.has(name) ? show(values[name]) : "";
      slope.textContent = back.has(name) ? show(slopes[name]) : "";
    }
    for (const [name, box] of Object.entries(leaves)) {
      const is = keyOf(name) === chosen;
      for (const [key, what] of Object.entries({ fill: is ? "var(--edge)" : "var(--ground)", stroke: is ? INK : "var(--line)" })) box.setAttribute(key, what);
      box.parentNode.setAttribute("aria-label", `${nameOf(name)}. Up and down arrow keys change it.`);
      box.parentNode.setAttribute("aria-valuenow", values[name]);
    }
    find(".work").innerHTML = now ? (now.way === "forward" ? tellForward(now, values) : tellBack(now, values, slopes)) : `<p class="what">
      Step 0 of ${steps.length}</p><p>Every number at the left is given. First values go <b class="forward">forward</b>, above the links;
      then slopes come <b class="back">back</b>, below them.</p>`;
    for (const [name, off] of Object.entries({ back: !done, reset: !done, step: done === steps.length, all: done === steps.length })) {
      find(`[data-do=${name}]`).disabled = off;
    }
    find(".chosen").textContent = `${nameOf(chosen)} =`;
    if (document.activeElement !== input) input.value = numbers[graph][chosen];
    find(".examples").hidden = graph === "neuron";
    const pressed = (choice, is) => root.querySelectorAll(choice).forEach((one) => one.setAttribute("aria-pressed", String(is(one.dataset))));
    pressed("[data-graph]", (data) => data.graph === graph);
    pressed("[data-example]", (data) => ["x1", "x2", "t"].every((name, part) => numbers[graph][name] === EXAMPLES[data.example][part]));
    for (const [name, what] of Object.entries({ graph, values, slopes, done })) model.set(name, what);
  }

  const nameOf = (name) => GRAPHS[graph].nodes.find(([one]) => one === name)[2];
  const derivative = (name) => {
    const text = nameOf(name);
    return `∂${GRAPHS[graph].result}/∂${/^([a-z]+|.[₀-₉]*|\(.*)$/i.test(text) ? text : `(${text})`}`;
  };
  const count = (now) => {
    const all = steps.filter(({ way }) => way === now.way);
    return `${1 + all.indexOf(now)} of ${all.length}`;
  };

  function tellForward(now, values) {
    const [name, kind, text, , inputs] = now.node;
    const { text: write } = OPERATIONS[kind];
    const given = inputs.map((one, place) => inside(values[one], place || kind === "−"));
    const named = write(...inputs.map(nameOf));
    const formula = `${named === text ? "" : `${named} = `}${write(...given)}`;
    return `<p class="what"><span class="forward">Forward</span>, ${count(now)}</p>
      <p>${text} = ${formula} = <b class="forward">${show(values[name], 4)}</b></p>`;
  }

  function tellBack(now, values, slopes) {
    const [name, kind, text, , inputs] = now.node;
    const heading = `<p class="what"><span class="back">Backward</span>, ${count(now)}</p>`;
    if (kind === "=") {
      return `${heading}<p>The result changes as fast as itself: ∂${text}/∂${text} = <b class="back">1</b></p>`;
    }
    const place = inputs.indexOf(now.from);
    const local = OPERATIONS[kind].slope(place, inputs.map((one) => values[one]), values[name]);
    const written = OPERATIONS[kind].local(place, inputs.map(nameOf), text);
    const box = (value, words, look = "") => `<div><b class="${look}">${value}</b><small>${words}</small></div>`;
    const last = done === steps.length ? `<p>All slopes are there. Change a number, and they follow.</p>` : "";
    const plain = written === show(local, 0) ? "" : `: ${written}`;
    return `${heading}<div class="product">${box(show(local, 4), `local slope of ${kind}${plain}`)}
      ${box(`<b>×</b> ${show(slopes[name], 4)}`, `${derivative(name)}, from the right`, "back")}
      ${box(`<b>=</b> ${show(slopes[now.from], 4)}`, derivative(now.from), "back")}</div>${last}`;
  }

  function go(to) {
    const forth = to === done + 1;
    done = Math.max(0, Math.min(steps.length, to));
    draw();
    const now = steps[done - 1];
    if (!now) return void (frame.scrollLeft = 0);
    const { from, to: end } = links[now.from];
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const part = frame.scrollWidth / svg.viewBox.baseVal.width;
    frame.scrollTo({ left: ((from[0] + end[0]) / 2) * part - frame.clientWidth / 2, behavior: still ? "auto" : "smooth" });
    if (!forth || still) return;
    const way = now.way === "forward" ? [from, end] : [end, from];
    const dot = node("circle", { r: 7, fill: now.way === "forward" ? FORWARD : BACK }, svg);
    dot.animate(way.map(([x, y]) => ({ transform: `translate(${x}px, ${y}px)` })), { duration: 420, easing: "ease-in-out" }).onfinish = () => dot.remove();
  }

  function change(value) {
    if (!Number.isFinite(value)) return;
    numbers[graph][chosen] = Math.max(-MOST, Math.min(MOST, Math.round(1e4 * value) / 1e4));
    draw();
  }

  const turn = () => steps.findIndex(({ way }) => way === "back");
  const actions = { step: () => go(done + 1), back: () => go(done - 1), reset: () => go(0),
    all: () => go(done < turn() ? turn() : steps.length),
    less: () => change(numbers[graph][chosen] - 0.1), more: () => change(numbers[graph][chosen] + 0.1) };
  root.addEventListener("click", ({ target }) => {
    const { do: action, graph: name, example } = target.closest("button")?.dataset ?? {};
    if (action) actions[action]();
    if (name) choose(name);
    if (example) {
      ["x1", "x2", "t"].forEach((one, part) => (numbers[graph][one] = EXAMPLES[example][part]));
      draw();
    }
  });
  const pick = ({ target }) => {
    const { leaf } = target.closest("[data-leaf]")?.dataset ?? {};
    if (!leaf) return;
    chosen = keyOf(leaf);
    draw();
  };
  svg.addEventListener("focusin", pick);
  svg.addEventListener("click", pick);
  input.addEventListener("input", () => {
    if (input.validity.rangeUnderflow || input.validity.rangeOverflow) input.reportValidity();
    else if (input.value !== "") change(+input.value);
  });
  frame.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const leaf = event.target.closest("[data-leaf]");
    if (!steps && !(by && leaf)) return;
    event.preventDefault();
    event.stopPropagation();
    if (steps) go(done + steps);
    else change(numbers[graph][chosen] + by * (event.shiftKey ? 10 : 1));
  });
  choose(model.get("graph") ?? "neuron");
}

export default { render };
