"""LeNet-5 reads a digit while it is drawn, and shows what all its layers make of it.

The browser's half is the file `lenet.js` beside this one, and the weights that come with the
course are in `lenet.json`; `lenet_network.py` has the numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.live.figure import LiveFigure
from helpers.live.lenet_network import forward, packed, shipped
from helpers.plots.style import INK, SIGNED
from helpers.widgets import a_seven, as_mnist

ACROSS = {"convolution 6@28×28": 6, "pooled 6@14×14": 6, "convolution 16@10×10": 8,
          "pooled 16@5×5": 8, "120 units": 24, "84 units": 14}


class Lenet(LiveFigure):
    """A board to draw a digit on, the maps of all layers, and ten probabilities.

    Parameters
    ----------
    model : keras.Model, optional
        A trained LeNet-5 as notebook 12 builds it; without one, the network that the course has
        trained by that notebook's recipe.
    drawing : array_like, shape (28, 28), optional
        What the board begins with, 0 to 1; a seven without it.
    """

    _esm = Path(__file__).with_suffix(".js")
    title = "LeNet-5 reads a digit"
    scale = traitlets.Float().tag(sync=True)
    offset = traitlets.Float().tag(sync=True)
    weights = traitlets.List(trait=traitlets.Unicode()).tag(sync=True)
    ink = traitlets.List(trait=traitlets.Int()).tag(sync=True)

    def __init__(self, model: Any = None, drawing: ArrayLike | None = None):
        pixels = a_seven() if drawing is None else np.asarray(drawing, dtype=np.float32)
        if pixels.shape != (28, 28) or not 0 <= pixels.min() < pixels.max() <= 1:
            raise ValueError("drawing should have the shape (28, 28), with numbers from 0 to 1 and "
                             f"some ink; it came with the shape {pixels.shape}, "
                             f"from {pixels.min():g} to {pixels.max():g}.")
        network = shipped() if model is None else packed(model)
        ink = np.rint(255 * pixels).astype(int).ravel().tolist()
        super().__init__(**network, ink=ink)

    def pixels(self) -> np.ndarray:
        """Give what the network sees at first: shape (32, 32), uint8, the digit in the middle."""
        drawn = np.array(self.ink, dtype=np.float32).reshape(28, 28) / np.float32(255)
        return np.pad((255 * as_mnist(drawn)).astype("uint8"), 2)

    def layers(self) -> list[np.ndarray]:
        """Give the outputs of all layers; those of the last are the ten probabilities."""
        return forward({name: getattr(self, name) for name in ("scale", "offset", "weights")},
                       self.pixels())

    def still(self) -> Axes:
        """Draw the digit, all maps and the probabilities."""
        *layers, answers = self.layers()
        _, axes = plt.subplot_mosaic(
            [["digit", *list(ACROSS)[:2]], ["answer", *list(ACROSS)[2:4]],
             ["answer", *list(ACROSS)[4:]]],
            figsize=(13, 6), width_ratios=(2, 4.4, 2.2),
        )
        axes["digit"].imshow(self.pixels(), cmap="gray_r")
        axes["digit"].set_title("what it sees", fontsize=13)
        for (name, across), values in zip(ACROSS.items(), layers, strict=True):
            tiles = _in_rows(values, across)
            axes[name].imshow(tiles, cmap=SIGNED, vmin=-1, vmax=1, interpolation="nearest")
            axes[name].set_title(name, fontsize=13)
        axes["answer"].bar(range(10), answers, color=INK)
        axes["answer"].set(ylim=(0, 1), xticks=range(10))
        axes["answer"].set_title(f"it reads a {answers.argmax()}, {answers.max():.0%}", fontsize=13)
        for name, ax in axes.items():
            ax.grid(visible=False)
            if name != "answer":
                ax.axis("off")
        return axes["digit"]


def _in_rows(values: np.ndarray, across: int) -> np.ndarray:
    """Lay maps or units out in rows; between maps there is a gap of one pixel."""
    if values.ndim == 1:
        return values.reshape(-1, across)
    side, maps = values.shape[1:]
    tiles = np.full((maps // across, side + 1, across, side + 1), np.nan)
    split = values.reshape(side, side, maps // across, across)
    tiles[:, :side, :, :side] = split.transpose(2, 0, 3, 1)
    return tiles.reshape(maps // across * (side + 1), across * (side + 1))[:-1, :-1]
