"""Sliders and two ways to draw a digit: on a board, and with the keyboard."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from decimal import Decimal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.style import as_png

BOARD_SIDE = 14
SQUARE = "22px"
INK, PAPER = "#222222", "#E6E6E6"
MARK = "#"
A_SEVEN = [(3, 3), (3, 4), (3, 5), (3, 6), (3, 7), (3, 8), (3, 9), (3, 10), (4, 10), (5, 9),
           (6, 9), (7, 8), (8, 8), (9, 7), (10, 7), (11, 6)]


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


def draw_digit(draw: Callable[[np.ndarray], Axes]) -> None:
    """Show a board of squares to click on, and beside it what a function draws of them.

    It begins with a seven. The figure is drawn anew when the button "Read it" is clicked, not at
    every square: on a slow computer the squares would lag behind the mouse. Where no widgets run,
    what `draw` makes of the seven is shown as a still picture.

    Parameters
    ----------
    draw : callable
        Takes the squares, an array of shape (14, 14), float32, 1 where there is ink and 0
        elsewhere; draws a new figure from them and returns its axes. It is never called with an
        empty board.
    """
    board = _Board(draw)
    _show(board.panel, "Board to draw a digit on", board.first)


class _Board:
    """Squares that turn from paper to ink and back, and a view of what was read from them."""

    def __init__(self, draw: Callable[[np.ndarray], Axes]):
        import ipywidgets

        self.draw = draw
        self.squares = np.zeros((BOARD_SIDE, BOARD_SIDE), dtype=np.float32)
        self.squares[tuple(np.transpose(A_SEVEN))] = 1
        self.first = _Picture(draw(self.squares.copy()))
        self.view = ipywidgets.HTML(value=self.first.as_html())
        # One layout and two styles for all: 196 of each would make the board slow to appear.
        layout = ipywidgets.Layout(width=SQUARE, height=SQUARE, margin="0", padding="0")
        self.styles = [ipywidgets.ButtonStyle(button_color=colour) for colour in (PAPER, INK)]
        self.buttons = []
        for index in range(self.squares.size):
            button = ipywidgets.Button(layout=layout, **self._look(index))
            button.on_click(lambda button, index=index: self._turn(index))
            self.buttons.append(button)
        read = ipywidgets.Button(description="Read it", button_style="primary")
        read.on_click(self._read)
        clear = ipywidgets.Button(description="Clear")
        clear.on_click(self._clear)
        grid = ipywidgets.GridBox(
            self.buttons,
            layout={"grid_template_columns": f"repeat({BOARD_SIDE}, {SQUARE})", "grid_gap": "1px"},
        )
        left = ipywidgets.VBox([grid, ipywidgets.HBox([read, clear])])
        self.panel = ipywidgets.HBox([left, self.view])

    def _look(self, index: int) -> dict:
        row, column = divmod(index, BOARD_SIDE)
        has_ink = int(self.squares.flat[index])
        name = f"{('paper', 'ink')[has_ink]} in row {row + 1}, column {column + 1}"
        return {"style": self.styles[has_ink], "tooltip": name}

    def _turn(self, index: int) -> None:
        self.squares.flat[index] = 1 - self.squares.flat[index]
        for name, value in self._look(index).items():
            setattr(self.buttons[index], name, value)
        self.view.layout.visibility = "hidden"  # it shows another drawing

    def _clear(self, button) -> None:
        for index in np.flatnonzero(self.squares):
            self._turn(index)

    def _read(self, button) -> None:
        if self.squares.any():
            self.view.value = _Picture(self.draw(self.squares.copy())).as_html()
            self.view.layout.visibility = "visible"


def text_to_pixels(drawing: str) -> np.ndarray:
    """Turn a drawing made of ``#`` (ink) and ``.`` (paper) into square pixels.

    A character is about twice as high as it is wide, so each row of the text makes two rows of
    pixels: the pixels then have the proportions that the text has on the screen.

    Parameters
    ----------
    drawing : str
        The rows of the drawing. Blank lines above and below are dropped, shorter rows are
        filled up with paper, and every character but ``#`` counts as paper.

    Returns
    -------
    numpy.ndarray, shape (2 · rows, columns)
        float32, 1 where there is ink and 0 elsewhere.
    """
    if MARK not in drawing:
        raise ValueError(f"The drawing has no {MARK} in it. Put some where the ink should be.")
    rows = drawing.expandtabs(4).splitlines()
    while not rows[0].strip():
        rows.pop(0)
    while not rows[-1].strip():
        rows.pop()
    columns = max(map(len, rows))
    ink = np.array([[mark == MARK for mark in row.ljust(columns)] for row in rows])
    return np.repeat(ink, 2, axis=0).astype(np.float32)


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


def _show(panel, text: str, picture: _Picture) -> None:
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
        raw=True,
    )
