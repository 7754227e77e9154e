"""Learning curves: after a training, and while it runs.

Nothing here imports Keras before it is needed.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.plots.style import TRAINING, VALIDATION, as_png

PANEL_SIZE = (5.5, 4.2)
SECONDS_BETWEEN_DRAWINGS = 1.0


def learning_curves(history: Any, axes: Any = None) -> np.ndarray:
    """Draw the loss and every metric against the epochs, one panel each.

    Training is a solid line with circles, validation a dashed one with squares.

    Parameters
    ----------
    history : keras.callbacks.History or mapping of str to sequence of float
        What ``fit`` returns, or its ``.history``: a value for each epoch of ``"loss"``, and
        where there is validation of ``"val_loss"``, and so on.
    axes : matplotlib.axes.Axes or array_like of them, optional
        Where to draw, one for each metric; a new figure without it.
    """
    values = getattr(history, "history", history)
    metrics = _metrics_of(values)
    if not metrics:
        raise ValueError("learning_curves() found no metric in the history.")
    if axes is None:
        import matplotlib.pyplot as plt

        width, height = PANEL_SIZE
        axes = plt.subplots(1, len(metrics), figsize=(width * len(metrics), height))[1]
    axes = np.ravel(np.asarray(axes, dtype=object))
    if len(axes) < len(metrics):
        raise ValueError(f"{len(metrics)} metrics need as many axes; {len(axes)} came.")
    for name, ax in zip(metrics, axes, strict=False):
        _draw_metric(values, name, ax)
    return axes[: len(metrics)]


def training_view(
    title: str | None = None, epochs: int | None = None, seconds: float = SECONDS_BETWEEN_DRAWINGS
):
    """Make a Keras callback that draws the learning curves while a network trains.

    The drawing stands below the cell and is replaced by a newer one as epochs end; when the
    cell ends one figure stays, also after an interrupt. Give the same view to several calls of
    ``fit`` and their epochs become one curve.

    Parameters
    ----------
    title : str, optional
        Title of the figure.
    epochs : int, optional
        Length of the epoch axis, if ``fit`` is called several times. Without it the axis
        ends where the running call of ``fit`` will.
    seconds : float
        Least time between two drawings, in seconds.

    Returns
    -------
    keras.callbacks.Callback
        To be given to ``fit(..., callbacks=[view])``. Its ``history`` holds the values so far
        and its ``figure`` the newest drawing.
    """
    return _view_class()(title, epochs, seconds)


@functools.cache
def _view_class() -> type:
    import keras

    return type("TrainingView", (_View, keras.callbacks.Callback), {})


class _View:
    """Draws what an epoch brought, at most once in so many seconds; Keras calls it.

    A cell has one output of it, replaced again and again until the cell ends.
    """

    def __init__(self, title, epochs, seconds):
        from IPython import get_ipython

        super().__init__()
        self.title = title
        self.epochs = epochs
        self.seconds = seconds
        self.history: dict[str, list[float]] = {}
        self.figure: Figure | None = None
        self._epochs_done = 0
        self._epochs_asked_for = 0
        self._drawn_at = -np.inf
        self._is_up_to_date = False
        self._shell = get_ipython()
        self._output = None

    def on_train_begin(self, logs=None):
        self._epochs_asked_for = self._epochs_done + (self.params or {}).get("epochs", 1)
        if self._output is None:
            self._draw()

    def on_epoch_end(self, epoch, logs=None):
        for name, value in (logs or {}).items():
            # A metric that comes later, such as one of validation, starts with gaps.
            values = self.history.setdefault(name, [np.nan] * self._epochs_done)
            values.append(float(value))
        self._epochs_done += 1
        for values in self.history.values():
            values.extend([np.nan] * (self._epochs_done - len(values)))
        self._is_up_to_date = False
        if time.monotonic() - self._drawn_at >= self.seconds:
            self._draw()

    def on_train_end(self, logs=None):
        # In a notebook the last drawing waits for the end of the cell: another fit may follow.
        if self._shell is None and not self._is_up_to_date:
            self._draw()

    def _draw(self):
        self.figure = _drawing(
            self.history, self.title, max(self.epochs or self._epochs_asked_for, self._epochs_done)
        )
        self._drawn_at = time.monotonic()
        self._is_up_to_date = True
        if self._shell is not None:
            self._show()

    def _show(self):
        from IPython.display import display

        # As data and not as a figure, which the end of the cell would show a second time.
        picture = {"image/png": as_png(self.figure), "text/plain": "learning curves"}
        if self._output is None:
            self._output = display(picture, raw=True, display_id=True)
            self._shell.events.register("post_run_cell", self._end_of_cell)
        else:
            self._output.update(picture, raw=True)

    def _end_of_cell(self, result):
        self._shell.events.unregister("post_run_cell", self._end_of_cell)
        if not self._is_up_to_date:
            self._draw()
        self._output = None


def _drawing(
    history: Mapping[str, Sequence[float]], title: str | None, epochs: int
) -> Figure:
    width, height = PANEL_SIZE
    metrics = _metrics_of(history) or ["loss"]
    # Before the first epoch only the loss is known; the figure shouldn't grow after it.
    figure = Figure(figsize=(width * max(2, len(metrics)), height))
    FigureCanvasAgg(figure)
    axes = np.ravel(figure.subplots(1, len(metrics), squeeze=False))
    for name, ax in zip(metrics, axes, strict=True):
        _draw_metric(history, name, ax)
        ax.set_xlim(0.5, max(1, epochs) + 0.5)
    if title:
        figure.suptitle(title)
    return figure


def _draw_metric(history: Mapping[str, Sequence[float]], name: str, ax: Axes) -> None:
    curves = (
        (name, "training", {"color": TRAINING, "linestyle": "-", "marker": "o"}),
        (f"val_{name}", "validation", {"color": VALIDATION, "linestyle": "--", "marker": "s"}),
    )
    for key, label, look in curves:
        values = history.get(key, ())
        if len(values) > 40:
            look = {**look, "marker": ""}
        if len(values):
            ax.plot(np.arange(1, len(values) + 1), values, label=label, **look)
    ax.set(xlabel="epoch", ylabel=name.replace("_", " "))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if ax.lines:
        ax.legend()


def _metrics_of(history: Mapping[str, Sequence[float]]) -> list[str]:
    names = dict.fromkeys(name.removeprefix("val_") for name in history)
    found = [name for name in names if name not in ("learning_rate", "lr")]
    return sorted(found, key=lambda name: name != "loss")
