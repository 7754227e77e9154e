"""A live figure in a page of its own: on the site, and on a slide. No Python runs there."""

from __future__ import annotations

import json
from pathlib import Path

LIVE = Path(__file__).parent

# What a figure finds there in place of a notebook's model.
MODEL = """const listeners = {};
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
};"""

BEGUN = {  # as its notebook begins a live figure, where that isn't as it begins by itself
    "backpropagation": {"graph": "network"},
    "kernel": {"preset": "sharpen"},
    "neuron": {"examples": [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]},
    "pole": {"neuron": []},
    "playground": {"state": {"settings": {"data": "heaps", "hidden": []}}},
}


def script(name: str, place: str, begun: dict | None = None) -> str:
    """Write the script that runs a live figure in a page.

    Parameters
    ----------
    name : str
        The figure's file in this folder, without ``.js``.
    place : str
        The id of the element that the figure goes into.
    begun : dict, optional
        What the figure's model begins with; by default the numbers of ``NAME.json``, such as
        weights, or nothing.

    Returns
    -------
    str
        A ``<script type="module">``, with all that the figure needs in it.
    """
    module = (LIVE / f"{name}.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    module = module.replace("export default", "const figure =").replace("export ", "")
    numbers = LIVE / f"{name}.json"
    shipped = numbers.read_text(encoding="utf-8") if numbers.exists() else "{}"
    values = json.dumps(begun) if begun else shipped
    return (f'<script type="module">\n{module}\nconst values = {values};\n{MODEL}\n'
            f'figure.render({{ model, el: document.getElementById("{place}") }});\n</script>')
