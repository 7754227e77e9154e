"""Grids of images, kernels and feature maps, and the confusion matrix of a classifier."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new
from helpers.plots.style import MUTED, SIGNED


def image_grid(
    images: ArrayLike,
    titles: Sequence | None = None,
    axes: ArrayLike | None = None,
    columns: int | None = None,
    value_range: tuple[float, float] | None = None,
    cmap: str | None = None,
    frames: bool = False,
) -> np.ndarray:
    """Draw images side by side, row by row.

    Parameters
    ----------
    images : array_like, shape (n, height, width), (n, height, width, 1) or (n, height, width, 3)
        The images, grey or with red, green and blue (uint8, or 0 to 1).
    titles : sequence, optional
        What to write above each image; one for each.
    axes : array_like of matplotlib.axes.Axes, optional
        Where to draw, at least n; a new figure without it.
    columns : int, optional
        Images in a row of the new figure; ten at most without it.
    value_range : tuple of float, optional
        Values drawn lightest and darkest in every image. Without it each image has its own.
    cmap : str, optional
        Colour map of grey images; the style's one (dark strokes on white) without it.
    frames : bool
        Whether to draw a line around each image, to show where it ends.
    """
    images = _as_images(images)
    if titles is not None and len(titles) != len(images):
        raise ValueError(
            f"image_grid() needs one title for each image; "
            f"{len(titles)} titles came for {len(images)} images."
        )
    axes = _grid_of_axes(len(images), axes, columns, has_titles=titles is not None)
    lowest, highest = value_range or (None, None)
    for index, (image, ax) in enumerate(zip(images, axes, strict=True)):
        ax.imshow(image, vmin=lowest, vmax=highest, cmap=cmap)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set(visible=frames, color=MUTED)
        if titles is not None:
            ax.set_title(str(titles[index]))
    return axes


def kernels(
    weights: ArrayLike,
    titles: Sequence | None = None,
    axes: ArrayLike | None = None,
    columns: int | None = None,
) -> np.ndarray:
    """Draw the kernels of a convolution, all on one colour scale that is white at 0.

    Parameters
    ----------
    weights : array_like, shape (height, width, inputs, kernels)
        Weights as Keras keeps them; those of the first input are drawn. Shape (height, width)
        will do for a single kernel.
    titles : sequence, optional
        What to write above each kernel; its number without it.
    axes, columns
        As for `image_grid`.
    """
    weights = np.asarray(weights, dtype=float)
    if weights.ndim == 2:
        weights = weights[:, :, np.newaxis, np.newaxis]
    if weights.ndim != 4:
        raise ValueError(
            "kernels() needs weights of shape (height, width, inputs, kernels), as the first "
            f"array of a convolution's get_weights(); they came as {weights.shape}."
        )
    return _signed_grid(np.moveaxis(weights[:, :, 0], -1, 0), "kernel", titles, axes, columns,
                        "weight")


def feature_maps(
    maps: ArrayLike,
    titles: Sequence | None = None,
    axes: ArrayLike | None = None,
    columns: int | None = None,
) -> np.ndarray:
    """Draw the feature maps of one image, all on one colour scale that is white at 0.

    Where nothing is below 0, as after ReLU, the scale begins there.

    Parameters
    ----------
    maps : array_like, shape (height, width, channels) or (1, height, width, channels)
        Output of a layer for one image.
    titles, axes, columns
        As for `kernels`.
    """
    maps = np.asarray(maps, dtype=float)
    if maps.ndim == 4 and len(maps) == 1:
        maps = maps[0]
    if maps.ndim != 3:
        raise ValueError(
            "feature_maps() needs the maps of one image, of shape (height, width, channels); "
            f"they came as {maps.shape}."
        )
    return _signed_grid(np.moveaxis(maps, -1, 0), "map", titles, axes, columns, "output",
                        has_sign=bool(maps.min() < 0))


def confusion_matrix(
    matrix: ArrayLike, class_names: Sequence | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how often each class was taken for which, with the mistakes coloured.

    The right answers on the diagonal stay grey: they are so many that on one colour scale with
    them no mistake would be seen.

    Parameters
    ----------
    matrix : array_like of int, shape (classes, classes)
        Number of images by true class (row) and predicted class (column), as
        ``sklearn.metrics.confusion_matrix`` counts them.
    class_names : sequence, optional
        Names of the classes; their numbers without it.
    """
    matrix = np.asarray(matrix)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(
            "confusion_matrix() needs a square matrix, (classes, classes); "
            f"it came as {matrix.shape}."
        )
    classes = len(matrix)
    class_names = range(classes) if class_names is None else class_names
    side = 2.2 + 0.62 * classes
    ax = given_or_new(ax, figsize=(side, side))
    mistakes = np.ma.masked_array(matrix, mask=np.eye(classes, dtype=bool))
    most = max(1, int(mistakes.max())) if classes > 1 else 1
    cmap = plt.get_cmap("Oranges").with_extremes(bad="#E6E6E6")
    ax.imshow(mistakes, cmap=cmap, vmin=0, vmax=most)
    for true, predicted in np.argwhere(matrix > 0):
        dark = true != predicted and matrix[true, predicted] > 0.6 * most
        ax.text(
            predicted, true, f"{matrix[true, predicted]}", ha="center", va="center",
            fontsize=12, color="white" if dark else "black",
        )
    rotation = 45 if max(len(str(name)) for name in class_names) > 2 else 0
    ax.set_xticks(
        range(classes), class_names, rotation=rotation, ha="right" if rotation else "center"
    )
    ax.set_yticks(range(classes), class_names)
    ax.set(xlabel="predicted class", ylabel="true class")
    ax.grid(False)
    return ax


def _signed_grid(
    images: np.ndarray,
    name: str,
    titles: Sequence | None,
    axes: ArrayLike | None,
    columns: int | None,
    label: str,
    has_sign: bool = True,
) -> np.ndarray:
    if titles is None:
        titles = [f"{name} {number}" for number in range(1, len(images) + 1)]
    largest = float(np.abs(images).max()) or 1.0
    axes = image_grid(
        images, titles, axes, columns, (-largest if has_sign else 0, largest),
        SIGNED if has_sign else "Purples", frames=True,
    )
    axes[0].figure.colorbar(axes[0].images[0], ax=list(axes), label=label, shrink=0.9, aspect=15)
    return axes


def _as_images(images: ArrayLike) -> np.ndarray:
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    is_grey = images.ndim == 3
    is_coloured = images.ndim == 4 and images.shape[-1] in (3, 4)
    if not (is_grey or is_coloured) or len(images) == 0:
        raise ValueError(
            "image_grid() needs at least one image, as (n, height, width) or "
            f"(n, height, width, 1 or 3); they came as {images.shape}. "
            "A single image becomes a stack of one with image[np.newaxis]."
        )
    return images


def _grid_of_axes(
    count: int, axes: ArrayLike | None, columns: int | None, has_titles: bool
) -> np.ndarray:
    if axes is not None:
        flat = np.ravel(np.asarray(axes, dtype=object))
        if len(flat) < count:
            raise ValueError(f"{count} images need as many axes; {len(flat)} came.")
        for ax in flat[count:]:
            ax.set_axis_off()
        return flat[:count]
    columns = min(count, columns or 10)
    rows = -(-count // columns)
    size = 11 / max(columns, 4)
    figure, grid = plt.subplots(
        rows, columns, squeeze=False,
        figsize=(size * columns, (size + 0.35 * has_titles) * rows),
    )
    return _grid_of_axes(count, grid, None, has_titles)


def layer_maps(
    images: ArrayLike,
    maps: Sequence[ArrayLike],
    image_titles: Sequence | None = None,
    layer_titles: Sequence | None = None,
    axes: ArrayLike | None = None,
) -> np.ndarray:
    """Draw what several layers make of several images: a row for each image, a column per layer.

    The maps of a column share one scale from 0 up, so that one image can be compared with another.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, 1)
        The images, drawn in the first column.
    maps : sequence of array_like, each of shape (n, height, width)
        For each layer, one feature map of each image; the sizes may differ from layer to layer.
    image_titles : sequence, optional
        What to write left of each row.
    layer_titles : sequence, optional
        What to write above each column but the first.
    axes : array_like of matplotlib.axes.Axes, shape (n, 1 + layers), optional
        Where to draw; a new figure without them.
    """
    images = _as_images(images)
    maps = [np.asarray(of_layer, dtype=float) for of_layer in maps]
    rows, columns = len(images), 1 + len(maps)
    if axes is None:
        axes = plt.subplots(
            rows, columns, squeeze=False, figsize=(2.3 * columns, 2.3 * rows + 0.4)
        )[1]
    axes = np.asarray(axes, dtype=object).reshape(rows, columns)
    image_grid(images, axes=axes[:, 0])
    for column, of_layer in enumerate(maps, start=1):
        highest = float(of_layer.max()) if of_layer.max() > 0 else 1.0
        image_grid(of_layer, None, axes[:, column], None, (0, highest), "Purples", frames=True)
    for ax, title in zip(axes[0, 1:], layer_titles or (), strict=False):
        ax.set_title(str(title))
    for ax, title in zip(axes[:, 0], image_titles or (), strict=False):
        ax.set_ylabel(str(title))
    return axes
