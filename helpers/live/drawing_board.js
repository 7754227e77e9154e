// Draws on 28×28 squares with a soft pen, and sends them to Python after each stroke.

const SIDE = 28;
const SQUARE = 11; // pixels of the screen, a gap of one among them
const CORE = 0.7; // half the width of full ink, in squares
const EDGE = 1.1; // over which the ink fades
const PAPER = [238, 238, 238];
const INK = [20, 32, 43];
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const STYLE = `
  .drawing-board { display: flex; flex-flow: row wrap; gap: 16px; align-items: flex-start; }
  .drawing-board canvas { touch-action: none; cursor: crosshair; width: 308px; height: 308px; }
  .drawing-board button { display: block; margin-top: 6px; padding: 4px 14px; font: inherit; }
  .drawing-board .waiting { opacity: 0.25; }
`;

function render({ model, el }) {
  el.innerHTML = `<style>${STYLE}</style><div class="drawing-board"><div>
    <canvas width="${SIDE * SQUARE}" height="${SIDE * SQUARE}" tabindex="0" role="application"
      aria-label="Board to draw a digit on. Arrow keys draw; with Shift they only move the pen."
      data-lm-suppress-shortcuts="true"></canvas>
    <button type="button">Clear</button></div><div aria-live="polite"></div></div>`;
  const canvas = el.querySelector("canvas");
  const answer = el.querySelector("[aria-live]");
  const context = canvas.getContext("2d");
  let ink = [...model.get("ink")];
  let pen = [SIDE / 2, SIDE / 2];
  let drawing = false;

  function show() {
    ink.forEach((amount, index) => {
      const mixed = PAPER.map((light, part) => light + ((INK[part] - light) * amount) / 255);
      context.fillStyle = `rgb(${mixed.map(Math.round).join(",")})`;
      const [x, y] = [index % SIDE, Math.floor(index / SIDE)];
      context.fillRect(x * SQUARE, y * SQUARE, SQUARE - 1, SQUARE - 1);
    });
    if (document.activeElement === canvas && canvas.matches(":focus-visible")) {
      context.strokeStyle = "#D55E00";
      context.strokeRect(pen[0] * SQUARE - 6, pen[1] * SQUARE - 6, SQUARE, SQUARE);
    }
  }

  function strokeTo(end) {
    const [x, y] = pen;
    const along = [end[0] - x, end[1] - y];
    const length = along[0] ** 2 + along[1] ** 2 || 1;
    ink = ink.map((amount, index) => {
      const to = [(index % SIDE) + 0.5 - x, Math.floor(index / SIDE) + 0.5 - y];
      const part = Math.min(1, Math.max(0, (to[0] * along[0] + to[1] * along[1]) / length));
      const distance = Math.hypot(to[0] - part * along[0], to[1] - part * along[1]);
      const wet = Math.min(1, Math.max(0, 1 - (distance - CORE) / EDGE));
      return Math.max(amount, Math.round(255 * wet));
    });
    pen = end;
    answer.classList.add("waiting");
  }

  function send() {
    model.set("ink", ink);
    model.save_changes();
  }

  function place(event) {
    const frame = canvas.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) / frame.width) * SIDE,
      ((event.clientY - frame.top) / frame.height) * SIDE,
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen = place(event);
    strokeTo(pen);
    show();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    (event.getCoalescedEvents?.() ?? [event]).forEach((one) => strokeTo(place(one)));
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (drawing) send();
      drawing = false;
    });
  }
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    const next = pen.map((where, part) => Math.min(SIDE - 0.5, Math.max(0.5, where + arrow[part])));
    if (event.shiftKey) pen = next;
    else strokeTo(next);
    show();
  });
  canvas.addEventListener("keyup", (event) => {
    if (ARROWS[event.key] && !event.shiftKey) send();
  });
  for (const change of ["focus", "blur"]) canvas.addEventListener(change, show);
  el.querySelector("button").addEventListener("click", () => {
    ink.fill(0);
    answer.classList.add("waiting");
    show();
    send();
  });

  function read() {
    const reading = model.get("reading");
    answer.classList.toggle("waiting", !reading);
    if (reading) answer.innerHTML = reading;
  }
  model.on("change:reading", read);
  read();
  show();
  return () => model.off("change:reading", read);
}

export default { render };
