// What a live figure has in place of a notebook's model.
const values = {};
const listeners = {};
const model = {
  get: (name) => values[name],
  set: (name, value) => {
    values[name] = value;
    (listeners[`change:${name}`] ?? []).forEach((listener) => listener());
  },
  on: (event, listener) => (listeners[event] ??= []).push(listener),
  off: (event, listener) => {
    listeners[event] = (listeners[event] ?? []).filter((one) => one !== listener);
  },
  save_changes: () => {},
};
figure.render({ model, el: document.querySelector(".live-figure") });
