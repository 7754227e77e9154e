"""The shapes that the pictures are put together from."""

import itertools
from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from helpers.plots.style import INK
from slides.drawings.sheets import GREY, PAPER
from slides.drawings.words import write


def area(ax: Axes, left: float, bottom: float, width: float, height: float, colour: str,
         **look: object) -> None:
    """Fill a rectangle."""
    look = {"facecolor": colour, "edgecolor": "none"} | look
    ax.add_patch(plt.Rectangle((left, bottom), width, height, **look))


def frame(ax: Axes, left: float, bottom: float, width: float, height: float, colour: str = INK,
          linewidth: float = 3, **look: object) -> None:
    """Draw the outline of a rectangle, over what is there."""
    look = {"facecolor": "none", "edgecolor": colour, "linewidth": linewidth, "zorder": 4} | look
    ax.add_patch(plt.Rectangle((left, bottom), width, height, **look))


def box(ax: Axes, left: float, bottom: float, width: float, height: float, colour: str,
        text: str = "", size: float = 22, face: str = PAPER, linewidth: float = 3,
        zorder: float = 3, linestyle: str = "-", **look: object) -> None:
    """Draw a framed box, perhaps with a text in it."""
    frame(ax, left, bottom, width, height, colour, linewidth, facecolor=face, zorder=zorder,
          linestyle=linestyle)
    write(ax, left + width / 2, bottom + height / 2, text, size, zorder=zorder + 1, **look)


def circle(ax: Axes, x: float, y: float, radius: float, **look: object) -> None:
    """Draw a white circle with an outline of ink, unless told otherwise."""
    look = {"facecolor": "white", "edgecolor": INK, "linewidth": 2, "zorder": 3} | look
    ax.add_patch(plt.Circle((x, y), radius, **look))


def line(ax: Axes, start: Sequence[float], end: Sequence[float], colour: str = GREY,
         linewidth: float = 3, **look: object) -> None:
    """Draw a line from one place to another."""
    ax.plot(*zip(start, end, strict=True), color=colour, linewidth=linewidth, **look)


def arrow(ax: Axes, start: Sequence[float], end: Sequence[float], **more: object) -> None:
    """Draw an arrow from one place to another."""
    look = {"arrowstyle": "-|>", "color": INK, "linewidth": 2.5, "mutation_scale": 24}
    ax.annotate("", end, start, arrowprops=look | {"shrinkA": 0, "shrinkB": 0} | more)


def layers_of_units(ax: Axes, x: float, y: float, sizes: Sequence[int], gap: float, rise: float,
                    radius: float = 0.13, linewidth: float = 1.3, upward: bool = False) -> list:
    """Draw small layers of units, joined; give the places of each layer.

    They stand from left to right, the first around (x, y), or from the bottom upward.
    """
    steps = [[(gap * number, rise * (unit - (size - 1) / 2)) for unit in range(size)]
             for number, size in enumerate(sizes)]
    layers = [[(x + across, y + along) if upward else (x + along, y + across)
               for along, across in layer] for layer in steps]
    for before, after in itertools.pairwise(layers):
        for ends in itertools.product(before, after):
            line(ax, *ends, linewidth=linewidth, zorder=1)
    for place in itertools.chain(*layers):
        circle(ax, *place, radius)
    return layers
