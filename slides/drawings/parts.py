"""What the pictures of several decks are put together from."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.style import BOUNDARY
from slides.drawings.picture import WHOLE_SLIDE

PAPER = "#F2F6FA"
NAVY = "#0B1F33"
GATE_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def measure_in_inches(ax: Axes) -> None:
    """Make the axes of a whole slide an empty sheet."""
    width, height = WHOLE_SLIDE
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()


def fill_figure(ax: Axes, colour: str = NAVY) -> None:
    """Let the axes be the whole figure, for a title's picture or the dark half of a quiz."""
    ax.figure.set_facecolor(colour)
    ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()


def box(ax: Axes, left: float, bottom: float, width: float, height: float, colour: str) -> None:
    """Draw a framed box."""
    look = {"facecolor": PAPER, "edgecolor": colour, "linewidth": 3}
    ax.add_patch(plt.Rectangle((left, bottom), width, height, **look))


def arrow(ax: Axes, start: Sequence[float], end: Sequence[float]) -> None:
    """Draw an arrow from one place to another."""
    look = {"arrowstyle": "-|>", "color": BOUNDARY, "linewidth": 2.5, "mutation_scale": 24}
    ax.annotate("", end, start, arrowprops=look | {"shrinkA": 0, "shrinkB": 0})


def centred(ax: Axes, x: float, y: float, text: str, size: float, **look: object) -> None:
    """Write a text around a place."""
    ax.text(x, y, text, ha="center", va="center", fontsize=size, **look)


def legend_above(ax: Axes, columns: int = 2) -> None:
    """Put the legend over the axes, in one row."""
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, columnspacing=1)


def resize_texts(ax: Axes, size: float) -> None:
    """Write what a notebook's plot has written into the axes in another size."""
    for text in ax.texts:
        text.set_fontsize(size)
