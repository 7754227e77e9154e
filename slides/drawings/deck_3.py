"""The pictures of deck 3, convolutional networks.

No digit of MNIST is shown: handwritten digits are scikit-learn's own of 8×8 pixels.

The photograph is ``china.jpg`` out of scikit-learn, taken by danielbuechele
(https://www.flickr.com/photos/danielbuechele/6061409035/), licence CC BY 2.0
(https://creativecommons.org/licenses/by/2.0/); here it is made grey, cut and filtered.
"""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import ConnectionPatch, Rectangle
from scipy.signal import correlate2d
from sklearn.datasets import load_digits, load_sample_image
from sklearn.metrics import confusion_matrix

from helpers import plots
from helpers.plots.style import BOUNDARY, DESCENT, MUTED
from slides.drawings.parts import resize_texts
from slides.drawings.picture import WHOLE_SLIDE, picture

IMAGE = np.array(
    [[2, 4, 9, 1, 4], [2, 1, 4, 4, 6], [1, 1, 2, 9, 2], [7, 3, 5, 1, 3], [2, 3, 4, 8, 5]]
)
KERNEL = np.array([[1, 2, 3], [-4, 7, 4], [2, -5, 1]])
UPRIGHT_EDGE = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
BLUR = np.full((3, 3), 1 / 9)


def _filtered(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return correlate2d(image, kernel, mode="valid")


def _pooled(image: np.ndarray) -> np.ndarray:
    rows, columns = image.shape[0] // 2, image.shape[1] // 2
    return image[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).max(axis=(1, 3))


def _title(axes: Iterable[Axes], *titles: str) -> None:
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title)


def _same_cells(*tables: Axes) -> None:
    """Give each table as much height as the tallest, so that all their cells are alike."""
    low, high = tables[0].get_ylim()
    for ax in tables[1:]:
        bottom, top = ax.get_ylim()
        room = ((low - high) - (bottom - top)) / 2
        ax.set_ylim(bottom + room, top - room)


@picture((9, 4.4), nrows=2, ncols=4)
def neighbours_lost(axes: np.ndarray) -> None:
    """Draw digits, and the same digits with all pixels in another order."""
    digits = load_digits()
    chosen = digits.images[[np.flatnonzero(digits.target == kind)[0] for kind in (0, 1, 3, 6)]]
    order = np.random.default_rng(4).permutation(64)
    shuffled = chosen.reshape(-1, 64)[:, order].reshape(-1, 8, 8)
    plots.image_grid([*chosen, *shuffled], axes=axes, frames=True)
    axes[0, 0].set_ylabel("digits")
    axes[1, 0].set_ylabel("pixels shuffled")


@picture(WHOLE_SLIDE, ncols=2)
def local_receptive_field(axes: np.ndarray) -> None:
    """Draw a 5×5 window of a 28×28 image, and the one neuron that sees it."""
    row, column = 6, 9
    for ax, size, window, margin in zip(axes, (28, 24), (5, 1), (1, 3), strict=True):
        lines = np.arange(size + 1)
        ax.hlines(lines, 0, size, colors=MUTED, linewidth=0.7)
        ax.vlines(lines, 0, size, colors=MUTED, linewidth=0.7)
        place = ((column, row), window, window)
        ax.add_patch(Rectangle(*place, facecolor=DESCENT, alpha=0.5))
        ax.add_patch(Rectangle(*place, facecolor="none", edgecolor=DESCENT, linewidth=3))
        ends = (-margin, size + margin)
        ax.set(xlim=ends, ylim=ends[::-1], aspect="equal")
        ax.set_axis_off()
    look = {"axesA": axes[0], "axesB": axes[1], "color": DESCENT, "linewidth": 2}
    for corner, end in ((row, row), (row + 5, row + 1)):
        line = ConnectionPatch((column + 5, corner), (column, end), "data", "data", **look)
        axes[0].figure.add_artist(line)
    _title(axes, "image, 28×28", "feature map, 24×24")


@picture((9, 4.2), ncols=2, width_ratios=[4, 2])
def max_pooling(axes: np.ndarray) -> None:
    """Draw a 4×4 map and its largest numbers."""
    left, right = axes
    small_map = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
    plots.number_cells(small_map, window=(0, 0, 2, 2), ax=left)
    left.plot([2, 2], [0, 4], color=BOUNDARY)
    left.plot([0, 4], [2, 2], color=BOUNDARY)
    plots.number_cells(_pooled(small_map), window=(0, 0, 1, 1), ax=right)
    _title(axes, "feature map", "pooled, 2×2")
    _same_cells(left, right)
    for ax in axes:
        resize_texts(ax, 22)


@picture((11, 4.2))
def three_ideas(ax: Axes) -> None:
    """Draw what three kernels, pooling and a dense layer make of an image."""
    steps = ["3 kernels\n5×5", "pooling\n2×2", "dense"]
    plots.network([(28, 28, 1), (24, 24, 3), (12, 12, 3), 10], steps=steps, ax=ax)


@picture(WHOLE_SLIDE, "first_window", given={"whole": False}, ncols=3, width_ratios=[5, 3, 3])
@picture(WHOLE_SLIDE, "whole_map", given={"whole": True}, ncols=3, width_ratios=[5, 3, 3])
def convolution(axes: np.ndarray, whole: bool) -> None:
    """Draw the convolution by hand: its first window, or the whole map and its largest answer."""
    answers = _filtered(IMAGE, KERNEL)
    row, column = np.unravel_index(answers.argmax(), answers.shape) if whole else (0, 0)
    plots.number_cells(IMAGE, window=(row, column, 3, 3), ax=axes[0])
    plots.number_cells(KERNEL, ax=axes[1])
    plots.number_cells(answers, window=(row, column, 1, 1), ax=axes[2])
    for text in axes[2].texts[1:]:
        text.set_visible(whole)
    _title(axes, "picture", "kernel", "feature map")
    _same_cells(*axes)
    for ax in axes:
        resize_texts(ax, 22)


@picture((11.5, 4.4), ncols=3, width_ratios=[7, 5, 3])
def padding_and_stride(axes: np.ndarray) -> None:
    """Draw the padded picture, its map, and what is left of it with stride 2."""
    padded = np.pad(IMAGE, 1)
    answers = _filtered(padded, KERNEL)
    plots.number_cells(padded, window=(0, 0, 3, 3), ax=axes[0])
    plots.number_cells(answers, window=(1, 1, 3, 3), ax=axes[1])
    plots.number_cells(answers[::2, ::2], ax=axes[2])
    _title(axes, "padding 1", "its map", "stride 2")
    _same_cells(*axes)


@picture((9.4, 4.5), suffix=".png", nrows=2, ncols=2)
def photograph_filtered(axes: np.ndarray) -> None:
    """Draw a photograph, its upright edges, and it blurred and sharpened."""
    photograph = np.rint(load_sample_image("china.jpg") @ [0.299, 0.587, 0.114])
    detail = photograph[22:132, 65:329]
    grey, edges = ((0, 255), "gray"), ((-400, 400), "PuOr")
    shown = [
        ("as it is", detail[1:-1, 1:-1], grey),
        ("upright edges", _filtered(detail, UPRIGHT_EDGE), edges),
        ("blurred", _filtered(detail, BLUR), grey),
        ("sharpened", _filtered(detail, SHARPEN), grey),
    ]
    for ax, (title, image, (value_range, cmap)) in zip(axes.flat, shown, strict=True):
        plots.image_grid([image], [title], axes=ax, value_range=value_range, cmap=cmap)


@picture((14, 4.2))
def two_blocks(ax: Axes) -> None:
    """Draw the network of notebook 10 with two blocks."""
    sizes = [(28, 28, 1), (24, 24, 16), (12, 12, 16), (11, 11, 8), (5, 5, 8), 100, 10]
    steps = ["16 kernels\n5×5", "pooling", "8 kernels\n2×2", "pooling", "dense", "dense"]
    plots.network(sizes, steps=steps, ax=ax)


@picture((11, 3.1), ncols=4)
def shifted_digit(axes: np.ndarray) -> None:
    """Draw one digit four times, each time a pixel further to the right."""
    digit = np.pad(load_digits().images[5], 3)
    shifted = [np.roll(digit, pixels, axis=1) for pixels in range(4)]
    titles = ["as it is", "1 pixel", "2 pixels", "3 pixels"]
    plots.image_grid(shifted, titles, axes=axes, frames=True)


@picture((9, 4.5), nrows=3, ncols=5)
def maps_of_three_digits(axes: np.ndarray) -> None:
    """Draw what four layers with kernels made by hand make of two zeros and a one."""
    digits = load_digits()
    places = [*np.flatnonzero(digits.target == 0)[[0, 2]], np.flatnonzero(digits.target == 1)[0]]
    images = digits.images[places].repeat(3, axis=1).repeat(3, axis=2)
    first = [np.maximum(0, _filtered(image, UPRIGHT_EDGE)) for image in images]
    pooled = [_pooled(image) for image in first]
    second = [np.maximum(0, _filtered(image, UPRIGHT_EDGE.T)) for image in pooled]
    layers = [first, pooled, second, [_pooled(image) for image in second]]
    titles = ["upright\nedges", "pooled", "then level\nedges", "pooled"]
    plots.layer_maps(images, layers, ["zero", "zero", "one"], titles, axes=axes)


@picture((11, 4.6), nrows=2, ncols=4, width_ratios=[3, 1, 1, 1])
def where_it_is_wrong(axes: np.ndarray) -> None:
    """Draw the mistakes of a reader that compares with the mean image of each digit."""
    digits = load_digits()
    half = [len(digits.data) // 2]
    known, unknown = np.split(digits.data, half)
    known_labels, labels = np.split(digits.target, half)
    means = np.array([known[known_labels == kind].mean(axis=0) for kind in range(10)])
    distances = np.square(unknown[:, np.newaxis] - means).sum(axis=2)
    answers = distances.argmin(axis=1)
    left = axes[0, 0].get_gridspec()[:, 0]
    for ax in axes[:, 0]:
        ax.remove()
    ax = axes[0, 1].figure.add_subplot(left)
    plots.confusion_matrix(confusion_matrix(labels, answers), ax=ax)
    ax.set_title("how often which for which")
    missed_by = distances[np.arange(len(labels)), labels] - distances.min(axis=1)
    worst = np.argsort(-missed_by, kind="stable")[:6]
    titles = [f"{labels[i]}, read {answers[i]}" for i in worst]
    plots.image_grid(unknown[worst].reshape(-1, 8, 8), titles, axes=axes[:, 1:])
