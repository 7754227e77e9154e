"""Small arrays drawn as what they are: tables of numbers."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new
from helpers.plots.style import DESCENT, MUTED

MOST_CELLS = 144


def number_cells(
    values: ArrayLike, window: tuple[int, int, int, int] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw a small array as a table of numbers, with a frame around a window of it.

    Parameters
    ----------
    values : array_like, shape (rows, columns)
        The numbers, 144 at most; two decimals are shown, without closing zeros, and nothing for
        a nan.
    window : tuple of int (row, column, height, width), optional
        Cells to frame and shade, by the first row and column (counted from 0) and the size.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or not 0 < values.size <= MOST_CELLS:
        raise ValueError(
            f"number_cells() needs a table (rows, columns) of at most {MOST_CELLS} numbers; "
            f"it came as {values.shape}."
        )
    rows, columns = values.shape
    ax = given_or_new(ax, figsize=(0.7 * columns + 0.4, 0.7 * rows + 0.6))
    for row, column in np.ndindex(rows, columns):
        ax.add_patch(Rectangle((column, row), 1, 1, facecolor="none", edgecolor=MUTED))
        ax.text(
            column + 0.5, row + 0.5, _short(values[row, column]),
            ha="center", va="center", fontsize=17,
        )
    if window is not None:
        row, column, height, width = window
        place = ((column, row), width, height)
        ax.add_patch(Rectangle(*place, facecolor=DESCENT, alpha=0.18, zorder=0))
        ax.add_patch(Rectangle(*place, facecolor="none", edgecolor=DESCENT, linewidth=4, zorder=3))
    ax.set(xlim=(-0.05, columns + 0.05), ylim=(rows + 0.05, -0.05), xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def _short(value: float) -> str:
    if np.isnan(value):
        return ""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
