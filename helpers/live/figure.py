"""What all live figures share: their look, and a still picture and a name where no widgets run."""

from __future__ import annotations

import base64
from pathlib import Path

import anywidget
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from helpers.plots.style import as_png


class LiveFigure(anywidget.AnyWidget):
    """A figure that the reader works by hand; the browser's half is a file of JavaScript."""

    _css = Path(__file__).with_suffix(".css")
    title = "figure"

    def still(self) -> Axes:
        """Draw a new figure as a still picture of the start, and return its axes."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        figure = self.still().figure
        picture = base64.b64encode(as_png(figure)).decode()
        plt.close(figure)
        return data | {"text/plain": f"Live figure: {self.title}", "image/png": picture}, metadata
