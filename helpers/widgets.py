"""Sliders that redraw a figure, with a still picture where there are no widgets."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO

import matplotlib.pyplot as plt
from matplotlib.axes import Axes


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
    from IPython.display import display

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
        ax = draw(**{name: control.value for name, control in controls.items()})
        stream = BytesIO()
        ax.figure.savefig(stream, format="png")
        plt.close(ax.figure)
        return stream.getvalue()

    def redraw(change) -> None:
        view.value = picture()

    # An image widget and not an output widget: it needs nothing of the page but to show it.
    view = ipywidgets.Image(value=picture(), format="png", layout={"max_width": "640px"})
    for control in controls.values():
        control.observe(redraw, names="value")
    panel = ipywidgets.VBox([*controls.values(), view])
    display(
        {
            "text/plain": "Sliders for " + ", ".join(controls),
            "image/png": base64.b64encode(view.value).decode(),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": panel.model_id,
            },
        },
        raw=True,
    )
