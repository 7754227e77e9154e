"""How convolutions and what follows them work on several maps at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import ConnectionPatch, Rectangle
from numpy.typing import ArrayLike

from helpers.plots.images import image_grid
from helpers.plots.style import CLASS_0, INK, SIGNED


def kernel_over_maps(
    maps: ArrayLike, kernel: ArrayLike, output: ArrayLike, at: tuple[int, int]
) -> np.ndarray:
    """Draw how one kernel makes one number of all the maps beneath it.

    Above stand the maps with the window that the kernel covers in each, below them the kernel,
    a table of weights for each map, and on the right the map that it makes, with that number
    framed. Maps and weights have a scale each, white at 0.

    Parameters
    ----------
    maps : array_like, shape (height, width, maps)
        What a convolution without padding gets of one image.
    kernel : array_like, shape (rows, columns, maps)
        One of its kernels.
    output : array_like, shape (height - rows + 1, width - columns + 1)
        The map that this kernel makes.
    at : tuple of int (row, column)
        Which number of the output to explain.
    """
    maps, kernel, output = (np.asarray(given, dtype=float) for given in (maps, kernel, output))
    _check_shapes(maps, kernel, output)
    rows, columns, count = kernel.shape
    figure = plt.figure(figsize=(12, 4.2))
    grid = figure.add_gridspec(2, count + 2, width_ratios=[*[1] * count, 0.6, 2.3])
    axes = np.array(
        [[figure.add_subplot(grid[row, column]) for column in range(count)] for row in (0, 1)]
    )
    result = figure.add_subplot(grid[:, -1])
    _signed(np.moveaxis(maps, -1, 0), axes[0], [f"map {one}" for one in range(1, count + 1)])
    _signed(np.moveaxis(kernel, -1, 0), axes[1])
    _signed(output[np.newaxis], [result], ["the map that it makes"])
    for above, below in axes.T:
        _frame(above, at, rows, columns)
        for side in (0, columns):
            start = at[1] - 0.5 + side, at[0] - 0.5 + rows
            _join(above, start, below, (side - 0.5, -0.5), linewidth=1)
        below.set_xlabel(f"{rows}×{columns}")
    axes[0, 0].set_ylabel("all maps")
    axes[1, 0].set_ylabel("one kernel")
    _frame(result, at, 1, 1)
    _join(axes[1, -1], (columns - 0.3, (rows - 1) / 2), result, at[::-1], linewidth=2.5,
          arrowstyle="-|>", mutation_scale=20, shrinkB=8)
    result.set_xlabel(f"{kernel.size} products and a bias\ngive one number")
    return np.append(axes.ravel(), result)


def flattened(maps: ArrayLike, at: tuple[int, int]) -> np.ndarray:
    """Draw feature maps, and below them the vector that Flatten makes of them.

    One pixel is framed in every map, and so are its numbers in the vector, where they lie side by
    side.

    Parameters
    ----------
    maps : array_like, shape (height, width, maps)
        Feature maps of one image.
    at : tuple of int (row, column)
        The pixel to frame.
    """
    maps = np.asarray(maps, dtype=float)
    if maps.ndim != 3:
        raise ValueError(
            "flattened() needs the maps of one image, of shape (height, width, maps); "
            f"they came as {maps.shape}."
        )
    height, width, count = maps.shape
    figure = plt.figure(figsize=(12, 2.6))
    grid = figure.add_gridspec(2, count, height_ratios=[3, 2])
    axes = np.array([figure.add_subplot(grid[0, column]) for column in range(count)])
    strip = figure.add_subplot(grid[1, :])
    _signed(np.moveaxis(maps, -1, 0), axes)
    _signed(maps.reshape(1, 1, -1), [strip])
    strip.set(aspect="auto", xlabel=f"the {count} numbers of a pixel lie side by side")
    strip.images[0].set_interpolation("antialiased")
    first = (at[0] * width + at[1]) * count
    _frame(strip, (0, first), 1, count)
    for number, ax in enumerate(axes):
        _frame(ax, at, 1, 1)
        _join(ax, (at[1], at[0] + 0.5), strip, (first + number, -0.5), linewidth=1)
    figure.suptitle(f"Flatten: {count} maps of {height}×{width} become {maps.size} numbers")
    return np.append(axes, strip)


def _check_shapes(maps: np.ndarray, kernel: np.ndarray, output: np.ndarray) -> None:
    sizes = [np.ndim(maps), np.ndim(kernel), np.ndim(output)]
    if sizes == [3, 3, 2] and maps.shape[2] == kernel.shape[2]:
        left = np.subtract(maps.shape[:2], kernel.shape[:2]) + 1
        if tuple(left) == output.shape:
            return
    raise ValueError(
        "kernel_over_maps() needs maps (height, width, maps), a kernel (rows, columns, maps) and "
        "the map that it makes of them without padding; they came as "
        f"{maps.shape}, {kernel.shape} and {output.shape}."
    )


def _signed(images: np.ndarray, axes: ArrayLike, titles: Sequence[str] | None = None) -> None:
    largest = float(np.abs(images).max()) or 1.0
    image_grid(images, titles, axes, None, (-largest, largest), SIGNED, frames=True)


def _frame(ax: Axes, at: tuple[int, int], rows: int, columns: int) -> None:
    corner = at[1] - 0.5, at[0] - 0.5
    ax.add_patch(
        Rectangle(corner, columns, rows, fill=False, edgecolor=CLASS_0, linewidth=3, zorder=3)
    )


def _join(
    ax: Axes, start: tuple[float, float], other: Axes, end: tuple[float, float], **look: Any
) -> None:
    line = ConnectionPatch(start, end, ax.transData, other.transData, color=INK, **look)
    ax.figure.add_artist(line)
