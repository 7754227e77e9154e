"""A neuron with a threshold and its line: both are dragged, or the perceptron rule moves the line.

The browser's half is the file `neuron.js` beside this one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import traitlets
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers import plots
from helpers.live.figure import LiveFigure


class Neuron(LiveFigure):
    """The plane of two inputs, examples of two classes, and the line of a neuron between them.

    Parameters
    ----------
    inputs : array_like, shape (n, 2)
        Where the examples are at first, from -1.5 to 2.5.
    targets : array_like, shape (n,)
        Their classes, 0 or 1.
    weights : array_like, shape (2,)
        The neuron's weights at first.
    bias : float
        Its bias at first.
    """

    _esm = Path(__file__).with_suffix(".js")
    title = "a neuron and its line"
    examples = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    bias = traitlets.Float().tag(sync=True)

    def __init__(
        self,
        inputs: ArrayLike,
        targets: ArrayLike,
        weights: ArrayLike = (0.5, 0.5),
        bias: float = -0.25,
    ):
        examples = np.column_stack([np.asarray(inputs), np.asarray(targets)]).tolist()
        super().__init__(examples=examples, weights=list(map(float, weights)), bias=float(bias))

    def still(self) -> Axes:
        """Draw the examples and the line."""
        *inputs, targets = np.array(self.examples).T
        inputs, targets = np.column_stack(inputs), targets.astype(int)
        right = np.sum((inputs @ self.weights + self.bias > 0) == targets)
        ax = plots.points(inputs, targets)
        plots.decision_boundary(self.weights, self.bias, ax=ax)
        ax.legend(loc="upper right", frameon=True)
        ax.set_title(f"{right} of {len(targets)} right")
        return ax
