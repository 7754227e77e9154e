"""Sliders and a drawing board, with a still picture where there are no widgets."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

BOARD_SIDE = 14
SQUARE = "22px"
INK, PAPER = "#222222", "#E6E6E6"
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

    Raises
    ------
    ValueError
        If a range is not four numbers with lowest <= start <= highest.
    """
    import ipywidgets

    controls = {}
    for name, values in ranges.items():
        if len(values) != 4 or not values[0] <= values[3] <= values[1]:
            raise ValueError(
                f"sliders() needs {name}=(lowest, highest, step, start) with the start between "
                f"lowest and highest; it came as {values}."
            )
        lowest, highest, step, start = values
        controls[name] = ipywidgets.FloatSlider(
            value=start, min=lowest, max=highest, step=step, description=name,
            continuous_update=False,
        )

    def picture() -> bytes:
        return _as_png(draw(**{name: control.value for name, control in controls.items()}))

    def redraw(change) -> None:
        view.value = picture()

    # An image widget and not an output widget: it needs nothing of the page but to show it.
    view = ipywidgets.Image(value=picture(), format="png", layout={"max_width": "640px"})
    for control in controls.values():
        control.observe(redraw, names="value")
    panel = ipywidgets.VBox([*controls.values(), view])
    _show(panel, "Sliders for " + ", ".join(controls), view.value)


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
    import ipywidgets

    squares = np.zeros((BOARD_SIDE, BOARD_SIDE), dtype=np.float32)
    squares[tuple(np.transpose(A_SEVEN))] = 1
    # One layout and two styles for all: 196 of each would make the board slow to appear.
    layout = ipywidgets.Layout(width=SQUARE, height=SQUARE, margin="0", padding="0")
    styles = [ipywidgets.ButtonStyle(button_color=colour) for colour in (PAPER, INK)]
    buttons = [
        ipywidgets.Button(layout=layout, style=styles[int(square)]) for square in squares.flat
    ]
    view = ipywidgets.Image(
        value=_as_png(draw(squares.copy())), format="png", layout={"max_width": "640px"}
    )

    def turn(index: int) -> None:
        squares.flat[index] = 1 - squares.flat[index]
        buttons[index].style = styles[int(squares.flat[index])]
        view.layout.visibility = "hidden"  # it shows another drawing

    def clear(button) -> None:
        for index in np.flatnonzero(squares):
            turn(index)

    def read(button) -> None:
        if squares.any():
            view.value = _as_png(draw(squares.copy()))
            view.layout.visibility = "visible"

    for index, button in enumerate(buttons):
        button.on_click(lambda button, index=index: turn(index))
    read_button = ipywidgets.Button(description="Read it", button_style="primary")
    read_button.on_click(read)
    clear_button = ipywidgets.Button(description="Clear")
    clear_button.on_click(clear)
    board = ipywidgets.GridBox(
        buttons,
        layout={"grid_template_columns": f"repeat({BOARD_SIDE}, {SQUARE})", "grid_gap": "1px"},
    )
    buttons_below = ipywidgets.HBox([read_button, clear_button])
    panel = ipywidgets.HBox([ipywidgets.VBox([board, buttons_below]), view])
    _show(panel, "Board to draw a digit on", view.value)


def _as_png(ax: Axes) -> bytes:
    stream = BytesIO()
    ax.figure.savefig(stream, format="png")
    plt.close(ax.figure)
    return stream.getvalue()


def _show(panel, text: str, picture: bytes) -> None:
    from IPython.display import display

    display(
        {
            "text/plain": text,
            "image/png": base64.b64encode(picture).decode(),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": panel.model_id,
            },
        },
        raw=True,
    )
