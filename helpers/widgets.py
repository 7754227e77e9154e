"""Sliders, and a board to draw a digit on."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.style import as_png

CORNERS_OF_A_SEVEN = [(9, 6), (19, 6), (12, 23)]  # column and row


def sliders(draw: Callable[..., Axes], **ranges: tuple[float, float, float, float]) -> None:
    """Show a figure with sliders that redraw it.

    Where no widgets run (a page on the web, a printed notebook, a run without a screen) the
    figure at the starting values is shown instead.

    Parameters
    ----------
    draw : callable
        Draws a new figure from the sliders' values, given by name, and returns its axes.
    **ranges : tuple of (lowest, highest, step, start)
        One slider for each name.
    """
    import ipywidgets

    controls = {
        name: ipywidgets.FloatSlider(
            value=start, min=lowest, max=highest, step=step, description=name,
            continuous_update=False, readout_format=f".{_decimals(step)}f",
            style={"description_width": "initial"},
        )
        for name, (lowest, highest, step, start) in ranges.items()
    }

    def picture() -> _Picture:
        return _Picture(draw(**{name: control.value for name, control in controls.items()}))

    def redraw(change) -> None:
        view.value = picture().as_html()

    first = picture()
    view = ipywidgets.HTML(value=first.as_html())
    for control in controls.values():
        control.observe(redraw, names="value")
    # Side by side where there is room, so that a slider and what it does are seen together.
    panel = ipywidgets.HBox(
        [ipywidgets.VBox(list(controls.values())), view], layout={"flex_flow": "row wrap"}
    )
    _show(panel, "Sliders for " + ", ".join(controls), first)


def _decimals(step: float) -> int:
    """Say how many decimals tell a slider's values apart: 2 for steps of 0.25."""
    return -min(0, Decimal(repr(step)).normalize().as_tuple().exponent)


def draw_digit(draw: Callable[[np.ndarray], Axes], first: np.ndarray | None = None) -> None:
    """Show a board to draw a digit on, and beside it what a function draws of it.

    One draws by dragging, with a mouse, a pen or a finger, and the figure is drawn anew after each
    stroke. Where no widgets run, what `draw` makes of the first drawing is shown as a still
    picture.

    Parameters
    ----------
    draw : callable
        Takes the drawing, an array of shape (28, 28), float32, 1 where there is ink and 0
        elsewhere; draws a new figure from it and returns its axes. It is never called with an
        empty board.
    first : numpy.ndarray, shape (28, 28), optional
        What the board begins with, 0 to 1; a seven without it.
    """
    from helpers.live.drawing_board import DrawingBoard

    def read(pixels: np.ndarray) -> str:
        return _Picture(draw(pixels)).as_html()

    pixels = a_seven() if first is None else np.asarray(first, dtype=np.float32)
    still = _Picture(draw(pixels.copy()))
    board = DrawingBoard(pixels, still.as_html(), read)
    _, metadata = board._repr_mimebundle_()  # with it Colab finds the browser's half
    _show(board, "Board to draw a digit on", still, metadata)


def a_seven() -> np.ndarray:
    """Draw the seven that the board begins with: 28×28 pixels, float32 from 0 to 1."""
    rows, columns = np.mgrid[:28, :28] + 0.5
    seven = np.zeros((28, 28))
    for (x, y), (next_x, next_y) in pairwise(CORNERS_OF_A_SEVEN):
        along, across = next_x - x, next_y - y
        part = ((columns - x) * along + (rows - y) * across) / (along**2 + across**2)
        part = part.clip(0, 1)
        distance = np.hypot(columns - x - part * along, rows - y - part * across)
        seven = np.maximum(seven, (1 - (distance - 0.7) / 1.1).clip(0, 1))
    return seven.astype(np.float32)


def as_mnist(pixels: np.ndarray) -> np.ndarray:
    """Scale and centre a drawing as MNIST's digits are: 20 pixels long, in the middle of 28×28.

    Parameters
    ----------
    pixels : numpy.ndarray
        A drawing of any size, 1 where there is ink and 0 elsewhere.

    Returns
    -------
    numpy.ndarray, shape (28, 28)
        float32 from 0 to 1, the centre of mass of its ink in the middle.
    """
    from scipy import ndimage

    rows, columns = np.nonzero(pixels > 0.1 * pixels.max())
    scale = (1 + max(np.ptp(rows), np.ptp(columns))) / 20  # of the drawing's pixels to one of 28
    soft = ndimage.gaussian_filter(np.pad(pixels, 28), 0.5 * max(0, scale - 1))
    start = np.array(ndimage.center_of_mass(soft)) - 14 * scale
    image = ndimage.affine_transform(
        soft, np.diag([scale, scale]), offset=start, output_shape=(28, 28), order=1
    )
    return (image / image.max()).astype(np.float32)


class _Picture:
    """A figure as PNG, and its titles for a student who can't see it; pyplot forgets it."""

    def __init__(self, ax: Axes):
        figure = ax.figure
        titles = [figure.get_suptitle(), *(part.get_title() for part in figure.axes)]
        self.png = base64.b64encode(as_png(figure)).decode()
        self.text = "; ".join(filter(None, titles)) or "figure without a title"
        plt.close(figure)

    def as_html(self) -> str:
        # An HTML widget and not an image widget, which can't hold a text for screen readers.
        return (
            f'<img src="data:image/png;base64,{self.png}" alt="{html.escape(self.text)}" '
            'style="max-width: min(100%, 640px)">'
        )


def _show(panel, text: str, picture: _Picture, metadata: dict | None = None) -> None:
    from IPython.display import display

    display(
        {
            "text/plain": text,
            "image/png": picture.png,
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": panel.model_id,
            },
        },
        metadata=metadata,
        raw=True,
    )
