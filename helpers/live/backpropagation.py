"""The chain rule on a graph: values go forward, slopes come back, one link at a time.

The browser's half is the file `backpropagation.js` beside this one; it holds the graphs.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes

from helpers import plots
from helpers.live.figure import LiveFigure

# What a node computes, and its slopes by its inputs, where `own` is what it has computed.
OPERATIONS: dict[str, tuple[Callable, Callable]] = {
    "×": (lambda a, b: a * b, lambda own, a, b: (b, a)),
    "+": (lambda *all: sum(all), lambda own, *all: (1,) * len(all)),
    "−": (lambda a: -a, lambda own, a: (-1,)),
    "exp": (np.exp, lambda own, a: (own,)),
    "+1": (lambda a: a + 1, lambda own, a: (1,)),
    "1/d": (lambda a: 1 / a, lambda own, a: (-1 / a**2,)),
    "σ": (lambda a: 1 / (1 + np.exp(-a)), lambda own, a: (own * (1 - own),)),
    "( )²": (lambda a, t: (a - t) ** 2, lambda own, a, t: (2 * (a - t), 2 * (t - a))),
    "=": (lambda a: a, lambda own, a: (1,)),
}


@functools.cache
def graphs() -> dict[str, dict[str, Any]]:
    """Read the graphs, by name, from the browser's half."""
    code = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    (found,) = re.findall(r"(?s)GRAPHS = (\{.*?\n\});", code)
    return json.loads(found)


class Backpropagation(LiveFigure):
    """A computational graph with a value above each link and, going back, a slope below it.

    Parameters
    ----------
    graph : str
        What is shown at first: "neuron", a sigmoid neuron, or "network", a 2-2-1 network with
        the squared error of one example of XOR.
    **start : float
        Numbers of that graph to begin with, such as ``w0=2`` or ``x1=1``.
    """

    _esm = Path(__file__).with_suffix(".js")
    title = "backpropagation"
    graph = traitlets.Unicode().tag(sync=True)
    start = traitlets.Dict().tag(sync=True)

    def __init__(self, graph: str = "neuron", **start: float):
        if graph not in graphs():
            raise ValueError(f"graph is one of {', '.join(graphs())}; it came as {graph!r}.")
        known = graphs()[graph]["start"]
        if strange := sorted(set(start) - set(known)):
            raise ValueError(f"The graph {graph!r} has the numbers {', '.join(known)}; it has no "
                             f"{', '.join(strange)}.")
        super().__init__(graph=graph, start={name: float(start[name]) for name in start})

    def work(self) -> tuple[dict[str, float], dict[str, float]]:
        """Give the value of each node, and the slope of the result by it."""
        numbers = graphs()[self.graph]["start"] | self.start
        nodes = graphs()[self.graph]["nodes"]
        values: dict[str, float] = {}
        for name, kind, _, _, inputs in nodes:
            given = [values[one] for one in inputs]
            values[name] = OPERATIONS[kind][0](*given) if given else numbers[name.strip("'")]
        slopes = {nodes[-1][0]: 1.0}
        for name, kind, _, _, inputs in reversed(nodes):
            if inputs:
                local = OPERATIONS[kind][1](values[name], *(values[one] for one in inputs))
                for one, slope in zip(inputs, local, strict=True):
                    slopes[one] = slopes[name] * slope
        return values, slopes

    def still(self) -> Axes:
        """Draw the graph with all values and all slopes."""
        values, slopes = self.work()
        nodes = graphs()[self.graph]["nodes"]
        links = [(one, name) for name, *_, inputs in nodes for one in inputs]
        height = {"neuron": 8.3, "network": 10}[self.graph]
        return plots.computational_graph(
            {name: place for name, _, _, place, _ in nodes},
            [(*link, _rounded(values[link[0]])) for link in links],
            {link: _rounded(slopes[link[0]]) for link in links if link[0] != "t"},
            ax=plt.subplots(figsize=(13.5, height))[1],
            aspect="auto",
            texts={name: name_of if kind in ("in", "=") else kind
                   for name, kind, name_of, _, _ in nodes},
        )


def _rounded(number: float) -> str:
    return f"{round(float(number), 2) + 0.0:.2f}"
