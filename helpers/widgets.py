"""Sliders and a drawing board, with a still picture where there are no widgets."""

from __future__ import annotations

import base64
import html
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

    def look(index: int) -> dict:
        row, column = divmod(index, BOARD_SIDE)
        has_ink = int(squares.flat[index])
        name = f"{('paper', 'ink')[has_ink]} in row {row + 1}, column {column + 1}"
        return {"style": styles[has_ink], "tooltip": name}

    buttons = [ipywidgets.Button(layout=layout, **look(index)) for index in range(squares.size)]
    first = _Picture(draw(squares.copy()))
    view = ipywidgets.HTML(value=first.as_html())

    def turn(index: int) -> None:
        squares.flat[index] = 1 - squares.flat[index]
        for name, value in look(index).items():
            setattr(buttons[index], name, value)
        view.layout.visibility = "hidden"  # it shows another drawing

    def clear(button) -> None:
        for index in np.flatnonzero(squares):
            turn(index)

    def read(button) -> None:
        if squares.any():
            view.value = _Picture(draw(squares.copy())).as_html()
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
    _show(panel, "Board to draw a digit on", first)


class _Picture:
    """A figure as PNG, and its titles for a student who can't see it."""

    def __init__(self, ax: Axes):
        figure = ax.figure
        stream = BytesIO()
        figure.savefig(stream, format="png")
        titles = [figure.get_suptitle(), *(part.get_title() for part in figure.axes)]
        plt.close(figure)
        self.png = base64.b64encode(stream.getvalue()).decode()
        self.text = "; ".join(filter(None, titles)) or "figure without a title"

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
