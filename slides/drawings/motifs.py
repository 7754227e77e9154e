"""What several decks draw: examples, boards, bars and recorded runs."""

import itertools
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from helpers import plots
from helpers.plots.style import CLASS_0, CLASS_1, INK
from slides.drawings.shapes import circle, line

GATE_INPUTS, XOR_TARGETS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])


def class_mark(ax: Axes, x: float, y: float, kind: int, size: float, **look: object) -> None:
    """Draw an example with the marker and the colour of its class."""
    colour = (CLASS_0, CLASS_1)[kind]
    ax.plot(x, y, "os"[kind], **({"color": colour, "markersize": size} | look))


def go_board(ax: Axes, stones: Sequence[tuple[int, int, str]]) -> None:
    """Draw the lines of a Go board, from 0 to 18, and stones: column, row, k or w."""
    for place in range(19):
        line(ax, (0, place), (18, place), INK, 1)
        line(ax, (place, 0), (place, 18), INK, 1)
    for column, row in itertools.product((3, 9, 15), repeat=2):
        ax.plot(column, row, "o", color=INK, markersize=4)
    for column, row, colour in stones:
        circle(ax, column, row, 0.47, facecolor=INK if colour == "k" else "white", linewidth=1)


def numbered_bars(ax: Axes, bars: dict[str, float], colours: Sequence[str]) -> None:
    """Draw horizontal bars from the top down, with their names and numbers."""
    drawn = ax.barh(list(bars), list(bars.values()), height=0.62, color=colours)
    ax.bar_label(drawn, list(map(str, bars.values())), padding=8, fontsize=22, weight="bold")
    ax.invert_yaxis()
    ax.set(xlim=(0, 1.2 * max(bars.values())), xticks=())
    ax.set_yticks(range(len(bars)), list(bars), va="center_baseline")
    ax.tick_params(axis="y", length=0, labelsize=21)
    ax.spines[:].set_visible(False)
    ax.grid(False)


def rows_of_runs(ax: Axes, runs: dict, axis: str, better: str = "right") -> None:
    """Draw a row of recorded runs for each name."""
    plots.runs(runs, axis, better=better, ax=ax)
    ax.set_yticks(range(len(runs)), list(runs), fontsize=20, va="center")
