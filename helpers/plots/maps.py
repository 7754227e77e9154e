"""How the next layer reads feature maps: a kernel through all of them, and `Flatten`."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Polygon
from numpy.typing import ArrayLike

from helpers.plots.style import CLASS_0, DESCENT, INK, MUTED

# Each map stands upright and is seen from the left: a card, narrowed and slanted.
NARROW, SLANT = 0.34, 0.16
PLACES, WINDOW = 4, 2


def through_the_maps(maps: ArrayLike, row: int, column: int) -> np.ndarray:
    """Draw a kernel's window of 2×2 through all maps of an image, and how `Flatten` lines them up.

    Parameters
    ----------
    maps : array_like, shape (height, width, maps)
        What a layer makes of one image.
    row, column : int
        Upper left place of the window.
    """
    maps = np.asarray(maps, dtype=float)
    if maps.ndim != 3 or row + WINDOW > maps.shape[0] or column + PLACES > maps.shape[1]:
        raise ValueError(
            "through_the_maps() needs maps of shape (height, width, maps) that hold the window "
            f"and {PLACES} places of its row; they came as {maps.shape}."
        )
    axes = plt.subplots(2, 1, figsize=(13, 5.9), height_ratios=[4.4, 1])[1]
    _draw_cards(axes[0], maps, row, column)
    _draw_row(axes[1], maps, row, column)
    axes[0].set_title("A kernel of the next convolution reads a window of every map")
    count = maps.shape[-1]
    axes[1].set_title(f"Flatten takes all {count} numbers of a place, then those of the next")
    return axes


def _draw_cards(ax: Axes, maps: np.ndarray, row: int, column: int) -> None:
    height, width, count = maps.shape
    gap = NARROW * (column + WINDOW) + 0.45
    for number in range(count):
        values = maps[:, :, number]
        places = _on_card(*np.mgrid[: height + 1, : width + 1], number * gap)
        ax.pcolormesh(*places, values, cmap="gray_r", vmin=0, vmax=_black(maps), zorder=number)
        _outline(ax, (0, 0, height, width), number * gap, MUTED, 1, zorder=number + 0.3)
        _outline(ax, (row, column, WINDOW, WINDOW), number * gap, CLASS_0, 3, zorder=number + 0.6)
    last = (count - 1) * gap
    windows = [_corners((row, column, WINDOW, WINDOW), at) for at in (0, last)]
    middle = windows[1].mean(axis=0)
    for start, end in zip(*windows, strict=True):
        ax.plot(*np.transpose([start, end]), color=CLASS_0, linewidth=1.2, alpha=0.7, zorder=count)
    neuron = np.array([last + NARROW * width + 4, middle[1]])
    for corner in windows[1]:
        ax.plot(*np.transpose([corner, neuron]), color=CLASS_0, linewidth=1.2, zorder=count)
    ax.add_patch(Circle(neuron, 1.3, facecolor="white", edgecolor=INK, lw=2, zorder=count + 1))
    ax.text(*neuron, "Σ", ha="center", va="center", fontsize=20, zorder=count + 2)
    _draw_new_map(ax, neuron, (height - WINDOW + 1, width - WINDOW + 1), (row, column), count)
    words = {"ha": "center", "va": "top", "fontsize": 15}
    ax.text(last / 2, -height - 0.8, f"{count} maps of {height}×{width}", **words)
    ax.text(neuron[0] + 6, -height - 0.8, "one number of one new map", **words)
    ax.text(neuron[0], neuron[1] - 1.8, "weight\n× number,\nsummed\n+ bias", **words)
    ax.set(aspect="equal", xlim=(-0.5, neuron[0] + 12), ylim=(-height - 2.6, SLANT * width + 0.5))
    ax.set_axis_off()


def _draw_new_map(
    ax: Axes, neuron: np.ndarray, shape: tuple[int, int], place: tuple[int, int], zorder: float
) -> None:
    """Draw the empty map that the kernel fills, and the one number that it has just filled."""
    at = neuron[0] + 5
    _outline(ax, (0, 0, *shape), at, MUTED, 1.5, zorder=zorder)
    pixel = _corners((*place, 1, 1), at)
    ax.add_patch(Polygon(pixel, facecolor=DESCENT, edgecolor=INK, zorder=zorder + 1))
    ax.annotate("", pixel.mean(axis=0), neuron + [1.3, 0], zorder=zorder + 2, arrowprops={
        "arrowstyle": "-|>", "color": INK, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 3})


def _black(maps: np.ndarray) -> float:
    """Choose the value that is drawn black: a little below the highest, so more can be seen."""
    return 0.7 * float(maps.max()) if maps.max() > 0 else 1.0


def _on_card(rows: ArrayLike, columns: ArrayLike, at: float) -> tuple[np.ndarray, np.ndarray]:
    """Find where a row and a column of the card that begins at x stand."""
    rows, columns = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    return at + NARROW * columns, SLANT * columns - rows


def _corners(window: tuple[int, int, int, int], at: float) -> np.ndarray:
    row, column, height, width = window
    rows, columns = row + np.array([0, 0, height, height]), column + np.array([0, width, width, 0])
    return np.column_stack(_on_card(rows, columns, at))


def _outline(
    ax: Axes, window: tuple[int, int, int, int], at: float, colour: str, width: float, zorder: float
) -> None:
    ax.add_patch(Polygon(_corners(window, at), facecolor="none", edgecolor=colour,
                         linewidth=width, zorder=zorder))


def _draw_row(ax: Axes, maps: np.ndarray, row: int, column: int) -> None:
    count = maps.shape[-1]
    values = maps[row, column : column + PLACES].reshape(1, -1)
    ax.pcolormesh(values, cmap="gray_r", vmin=0, vmax=_black(maps), edgecolors=MUTED,
                  linewidth=0.5)
    for place in range(PLACES):
        ends = count * np.array([place, place + 1])
        ax.plot(ends[[0, 1, 1, 0, 0]], [0, 0, 1, 1, 0], color=INK, linewidth=2, clip_on=False)
        ax.text(ends.mean(), -0.25, f"row {row + 1}, column {column + place + 1}", ha="center",
                va="top", fontsize=14)
    for x in (-1.5, count * PLACES + 1.5):
        ax.text(x, 0.5, "· · ·", ha="center", va="center", fontsize=18)
    ax.set(xlim=(-3, count * PLACES + 3), ylim=(-1, 1.1))
    ax.set_axis_off()
