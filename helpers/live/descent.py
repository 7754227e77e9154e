"""Gradient descent on the loss of a linear neuron, from a start that is dragged.

The browser's half is the file `descent.js` beside this one.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.live.figure import LiveFigure
from helpers.plots import descent as surfaces

STEPS_OF_THE_STILL = 200


class Descent(LiveFigure):
    """Examples and a line on the left, the loss as a map on the right, and a descent over it.

    Parameters
    ----------
    inputs, targets : array_like, shape (n,)
        The examples.
    rate, momentum : float
        What the descent begins with.
    knobs : int
        1 for the weight alone with a bias of 2, 2 for the weight and the bias.
    start : tuple of float
        Weight and bias before the first step, with two knobs.
    """

    _esm = Path(__file__).with_suffix(".js")
    title = "a descent"
    examples = traitlets.List().tag(sync=True)
    rate = traitlets.Float().tag(sync=True)
    momentum = traitlets.Float().tag(sync=True)
    knobs = traitlets.Int().tag(sync=True)
    start = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        inputs: ArrayLike,
        targets: ArrayLike,
        rate: float = 0.02,
        momentum: float = 0.0,
        knobs: int = 2,
        start: tuple[float, float] = (3, 2),
    ):
        super().__init__(
            examples=np.column_stack([inputs, targets]).astype(float).tolist(), rate=rate,
            momentum=momentum, knobs=knobs, start={"w": float(start[0]), "b": float(start[1])},
        )

    def loss(self, weight: float, bias: float) -> float:
        """Give half the mean of the squared errors."""
        inputs, targets = np.array(self.examples).T
        return ((targets - weight * inputs - bias) ** 2).mean() / 2

    def still(self) -> Axes:
        """Draw the map with a descent of both knobs, and how its loss went."""
        inputs, targets = np.array(self.examples).T
        path, v = [np.array([self.start["w"], self.start["b"]])], np.zeros(2)
        while len(path) <= STEPS_OF_THE_STILL and self.loss(*path[-1]) < 1e6:
            errors = targets - path[-1][0] * inputs - path[-1][1]
            v = self.momentum * v + self.rate * np.array([(errors * inputs).mean(), errors.mean()])
            path.append(path[-1] + v)
        _, axes = plt.subplots(1, 2, figsize=(10, 4.4))
        surfaces.loss_contours(self.loss, (0, 4), (0.5, 5), axes[0])
        surfaces.descent_path(path, axes[0])
        surfaces.mark(*np.polyfit(inputs, targets, 1), axes[0])
        axes[0].set_title(f"learning rate {self.rate:g}: {len(path) - 1} steps")
        surfaces.loss_curves({f"rate {self.rate:g}": [self.loss(*one) for one in path]}, axes[1])
        axes[1].set_title(f"loss at the end: {self.loss(*path[-1]):.3g}")
        return axes[0]
