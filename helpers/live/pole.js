// A pole on a cart: you, a tossed coin, a neuron and a network balance it side by side.

const [GRAVITY, CART, POLE, HALF, FORCE, SECONDS] = [9.8, 1, 0.1, 0.5, 10, 0.02]; // as in Gymnasium
export const MOST = 500; // steps of an episode
const [EDGE, LEAN] = [2.4, (12 * Math.PI) / 180];
const NAMES = ["position", "velocity", "angle", "angular velocity"];
const NEURON = [0, 0, 1, 1];
const SPEEDS = { "a tenth": 1 / 10, "a fifth": 1 / 5, "real time": 1 };
const [INK, CARTS, POLES] = ["var(--ink)", "#0072B2", "#E69F00"];
const [METRE, WIDTH, HEIGHT, GROUND] = [96, 500, 152, 122]; // pixels

// One step of 0.02 s by Euler's method: position, velocity, angle and angular velocity.
export function step([x, v, angle, turning], action) {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const pushed = ((action ? FORCE : -FORCE) + POLE * HALF * turning ** 2 * sin) / (CART + POLE);
  const turn = (GRAVITY * sin - cos * pushed) / (HALF * (4 / 3 - (POLE * cos ** 2) / (CART + POLE)));
  const faster = pushed - (POLE * HALF * turn * cos) / (CART + POLE);
  return [x + SECONDS * v, v + SECONDS * faster, angle + SECONDS * turning, turning + SECONDS * turn];
}

export const fallen = ([x, , angle]) => Math.abs(x) > EDGE || Math.abs(angle) > LEAN;

export const weightedSum = (weights, state) => weights.reduce((sum, one, i) => sum + one * state[i], 0);

// The sum before the sigmoid of a network with one layer of tanh units: above 0, right is likelier.
export function networkSum([w, b, v, c], state) {
  return b.reduce((sum, bias, unit) => sum + v[unit] * Math.tanh(bias + weightedSum(w.map((row) => row[unit]), state)), c);
}

const STYLE = `
  .live-pole:focus { outline: none; }
  .live-pole .lanes { display: grid; gap: 6px 20px; grid-template-columns: minmax(0, 1fr); margin: 10px 0; }
  .live-pole .lane { border: 1px solid var(--edge); border-radius: 10px; padding: 6px 8px 0; }
  .live-pole .lane p { display: flex; justify-content: space-between; gap: 10px; font-weight: 600; }
  .live-pole .lane output { color: var(--soft); }
  .live-pole .lane.over output { color: var(--wrong); }
  .live-pole .lane.done output { color: var(--right); }
  .live-pole .keys button { min-width: 5.5em; touch-action: manipulation; user-select: none; }
  .live-pole label { display: inline-flex; gap: 6px; align-items: center; margin: 0; }
  .live-pole input[type=number] { width: 4.6em; min-height: 34px; padding: 0 4px; border: 1.5px solid var(--line); border-radius: 8px; }
  @media (min-width: 760px) { .live-pole .lanes { grid-template-columns: 1fr 1fr; } }
`;

const lane = (name, title) => `<div class="lane" data-lane="${name}"><p><span>${title}</span><output>0 steps</output></p>
  <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Cart and pole: ${title}">
    <path d="M${WIDTH / 2 - EDGE * METRE} ${GROUND}h${2 * EDGE * METRE}" stroke="var(--line)" stroke-width="2"/>
    <path d="M${WIDTH / 2 - EDGE * METRE} ${GROUND - 14}v28m${2 * EDGE * METRE} 0v-28" stroke="${INK}" stroke-width="3"/>
    <g class="cart"><path d="M0 0L${-110 * Math.tan(LEAN)} -110M0 0L${110 * Math.tan(LEAN)} -110" stroke="${INK}" stroke-opacity="0.5" stroke-dasharray="3 5"/>
      <path class="pole" d="M0 0V${-METRE}" stroke="${POLES}" stroke-width="9" stroke-linecap="round"/>
      <rect x="-26" y="-13" width="52" height="26" rx="4" fill="${CARTS}"/>
      <path class="push" d="M32 0h22m-9 -6l9 6l-9 6" fill="none" stroke="${INK}" stroke-width="3"/></g></svg></div>`;

const page = (players, neuron) => `<style>${STYLE}</style><div class="live live-pole" tabindex="-1" data-lm-suppress-shortcuts="true">
  <p class="try">Try: press Start, then push with the arrow keys. How long does your pole stay up?</p>
  <div class="row"><button type="button" class="main" data-do="start">Start</button>
    <span class="row" role="group" aria-label="Speed">${Object.keys(SPEEDS).map((name) => `<button type="button" data-speed="${name}">${name}</button>`).join("")}</span>
    <span class="gap"></span>
    <span class="row keys" role="group" aria-label="Your push"><button type="button" data-push="0">← push</button><button type="button" data-push="1">push →</button></span></div>
  <div class="lanes">${players.map(([name, title]) => lane(name, title)).join("")}</div>
  ${neuron ? `<div class="row" role="group" aria-label="The neuron's weights">The neuron's weights:
    ${NAMES.map((name, i) => `<label>${name} <input type="number" step="0.1" min="-9" max="9" data-weight="${i}"></label>`).join("")}</div>` : ""}
  <p class="score see" role="status"></p>
  <p class="see">See: every push has to come before the pole leans much, and it's judged only by how long the pole stays up.</p></div>`;

function render({ model, el }) {
  // In JupyterLab keys belong to what has the focus here, not to the notebook.
  el.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", ""));
  const neuron = [...(model.get("neuron") ?? NEURON)];
  const network = model.get("network") ?? [];
  let [yours, speed, timer, best] = [null, "a tenth", null, 0]; // yours: 0 is left, 1 is right
  const players = [
    ["you", "You", () => yours],
    ["coin", "A tossed coin", () => Number(Math.random() < 0.5)],
    ...(neuron.length ? [["neuron", "A neuron", (state) => Number(weightedSum(neuron, state) > 0)]] : []),
    ...(network.length ? [["network", "Your network", (state) => Number(networkSum(network, state) > 0)]] : []),
  ];
  el.innerHTML = page(players, neuron.length);
  const root = el.querySelector(".live-pole");
  const find = (choice) => root.querySelector(choice);
  let games;

  function lineUp() {
    const start = Array.from({ length: 4 }, () => 0.1 * Math.random() - 0.05);
    games = players.map(([name, , act]) => ({ name, act, state: start, action: null, count: 0, over: false }));
  }

  function draw() {
    for (const { name, state, action, count, over } of games) {
      const box = find(`[data-lane=${name}]`);
      const [x, , angle] = state;
      box.classList.toggle("over", over && count < MOST);
      box.classList.toggle("done", over && count === MOST);
      box.querySelector("output").textContent = over && count < MOST ? `fell after ${count} steps` : `${count} steps`;
      box.querySelector(".cart").setAttribute("transform", `translate(${WIDTH / 2 + METRE * Math.max(-2.55, Math.min(2.55, x))} ${GROUND})`);
      box.querySelector(".pole").setAttribute("transform", `rotate(${(angle * 180) / Math.PI})`);
      const push = box.querySelector(".push");
      push.setAttribute("transform", action ? "" : "scale(-1 1)");
      push.style.visibility = action === null || over ? "hidden" : "visible";
    }
    find("[data-do=start]").textContent = timer ? "Stop" : "Start";
    const pressed = (choice, is) => root.querySelectorAll(choice).forEach((one) => one.setAttribute("aria-pressed", String(is(one.dataset))));
    pressed("[data-speed]", (data) => data.speed === speed);
    pressed("[data-push]", (data) => Boolean(timer) && Number(data.push) === yours);
  }

  function next() {
    for (const game of games) {
      if (game.over) continue;
      game.action = game.act(game.state);
      game.state = step(game.state, game.action);
      game.count += 1;
      game.over = fallen(game.state) || game.count === MOST;
    }
    return games.every(({ over }) => over);
  }

  function end() {
    stop();
    const told = games.map(({ name, count }) => `${name === "you" ? "you" : name} ${count}`).join(", ");
    best = Math.max(best, games[0].count);
    find(".score").textContent = `Steps: ${told}. Your best: ${best} of ${MOST}.`;
    draw();
  }

  function stop() {
    cancelAnimationFrame(timer);
    timer = null;
  }

  function start() {
    if (timer) {
      stop();
      return draw();
    }
    lineUp();
    yours = null;
    root.focus({ preventScroll: true }); // where a clicked button gets no focus, keys are heard all the same
    find(".score").textContent = "Your first push begins the race.";
    let [before, owed] = [null, 0];
    const tick = (time) => {
      timer = requestAnimationFrame(tick);
      if (yours === null) return;
      owed += ((Math.min(time - (before ?? time), 200) / 1000) * SPEEDS[speed]) / SECONDS;
      before = time;
      for (; owed >= 1; owed--) if (next()) return end();
      draw();
    };
    timer = requestAnimationFrame(tick);
    draw();
  }

  const push = (action) => {
    if (yours === null) find(".score").textContent = "";
    yours = action;
    draw();
  };
  root.addEventListener("click", ({ target }) => {
    const { do: action, speed: chosen, push: side } = target.closest("button")?.dataset ?? {};
    if (action) start();
    if (chosen) speed = chosen;
    if (side !== undefined) push(Number(side));
    draw();
  });
  root.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest("button, input")) root.focus({ preventScroll: true });
    const side = target.closest("[data-push]")?.dataset.push;
    if (side !== undefined) push(Number(side));
  });
  root.addEventListener("keydown", (event) => {
    const action = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
    if (action === undefined || event.target.matches("input")) return;
    event.preventDefault();
    event.stopPropagation();
    push(action);
  });
  root.querySelectorAll("[data-weight]").forEach((input) => {
    input.value = neuron[input.dataset.weight];
    input.addEventListener("input", () => {
      if (input.value !== "" && input.validity.valid) neuron[input.dataset.weight] = Number(input.value);
    });
  });
  lineUp();
  draw();
  return stop;
}

export default { render };
