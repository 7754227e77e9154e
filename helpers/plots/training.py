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

from helpers.plots.style import MUTED, TRAINING, VALIDATION, as_png

PANEL_SIZE = (5.5, 4.2)
SECONDS_BETWEEN_DRAWINGS = 1.0


def learning_curves(
    history: Any, axes: Any = None, metrics: Sequence[str] | None = None
) -> np.ndarray:
    """Draw loss and accuracy against the epochs, one panel each.

    Training is a solid line with circles, validation a dashed one with squares.

    Parameters
    ----------
    history : keras.callbacks.History or mapping of str to sequence of float
        What ``fit`` returns, or its ``.history``: a value for each epoch of ``"loss"``, and
        where there is validation of ``"val_loss"``, and so on.
    axes : matplotlib.axes.Axes or array_like of them, optional
        Where to draw, one for each metric; a new figure without it.
    metrics : sequence of str, optional
        What to draw; without it everything in the history but the learning rate.
    """
    values = getattr(history, "history", history)
    if metrics is None:
        metrics = _metrics_of(values)
    missing = [name for name in metrics if name not in values and f"val_{name}" not in values]
    if missing or not metrics:
        raise ValueError(
            f"learning_curves() found {', '.join(values) or 'nothing'} in the history, "
            f"and no {', '.join(missing) or 'metric'}."
        )
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
    title: str | None = None,
    metrics: Sequence[str] | None = None,
    epochs: int | None = None,
    seconds: float = SECONDS_BETWEEN_DRAWINGS,
):
    """Make a Keras callback that draws the learning curves while a network trains.

    The drawing stands below the cell and is replaced by a newer one as epochs end; when the
    cell ends one figure stays, also after an interrupt. Give the same view to several calls of
    ``fit`` and their epochs become one curve.

    Parameters
    ----------
    title : str, optional
        Title of the figure.
    metrics : sequence of str, optional
        What to draw; without it the loss and every metric that the model was compiled with.
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
    return _view_class()(title, metrics, epochs, seconds)


@functools.cache
def _view_class() -> type:
    import keras

    return type("TrainingView", (_View, keras.callbacks.Callback), {})


class _View:
    """Draws what an epoch brought, at most once in so many seconds; Keras calls it."""

    def __init__(self, title, metrics, epochs, seconds):
        super().__init__()
        self.title = title
        self.metrics = metrics
        self.epochs = epochs
        self.seconds = seconds
        self.history: dict[str, list[float]] = {}
        self.figure: Figure | None = None
        self._epochs_done = 0
        self._epochs_asked_for = 0
        self._place = _Place(self._finish)
        self._drawn_at = -np.inf
        self._is_up_to_date = False

    def on_train_begin(self, logs=None):
        self._epochs_asked_for = self._epochs_done + (self.params or {}).get("epochs", 1)
        if self._place.is_empty:
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
        # Where a cell has an end, the last drawing waits for it: another fit may follow.
        if not self._place.has_an_end:
            self._finish()

    def _finish(self):
        if not self._is_up_to_date:
            self._draw()

    def _draw(self):
        self.figure = _drawing(
            self.history, self.metrics or _metrics_of(self.history) or ["loss"], self.title,
            max(self.epochs or self._epochs_asked_for, self._epochs_done),
        )
        self._place.show(self.figure)
        self._drawn_at = time.monotonic()
        self._is_up_to_date = True


class _Place:
    """The one output of a cell that a view draws into, again and again until the cell ends."""

    def __init__(self, at_end_of_cell):
        from IPython import get_ipython

        self._shell = get_ipython()
        self._at_end_of_cell = at_end_of_cell
        self._handle = None

    @property
    def has_an_end(self) -> bool:
        return self._shell is not None

    @property
    def is_empty(self) -> bool:
        return self._handle is None

    def show(self, figure: Figure) -> None:
        if self._shell is None:
            return
        from IPython.display import display

        # As data and not as a figure, which the end of the cell would show a second time.
        picture = {"image/png": as_png(figure), "text/plain": "learning curves"}
        if self._handle is None:
            self._handle = display(picture, raw=True, display_id=True)
            self._shell.events.register("post_run_cell", self._finish)
        else:
            self._handle.update(picture, raw=True)

    def _finish(self, result=None) -> None:
        self._shell.events.unregister("post_run_cell", self._finish)
        self._at_end_of_cell()
        self._handle = None


def _drawing(
    history: Mapping[str, Sequence[float]], metrics: Sequence[str], title: str | None, epochs: int
) -> Figure:
    width, height = PANEL_SIZE
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


def accuracy_and_time(
    names: Sequence[str],
    accuracies: Sequence[float],
    spreads: Sequence[float],
    seconds: Sequence[float],
    axes: Any = None,
) -> np.ndarray:
    """Draw how good several networks became, and beside it how long their training took.

    Parameters
    ----------
    names : sequence of str
        Names of the networks, from top to bottom.
    accuracies : sequence of float
        Accuracy of each, 0 to 1.
    spreads : sequence of float
        How far another run may come out from it, drawn as a bar to both sides.
    seconds : sequence of float
        What the training took, in s.
    axes : array_like of two matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.
    """
    lengths = [len(names), len(accuracies), len(spreads), len(seconds)]
    if len(set(lengths)) != 1 or not lengths[0]:
        raise ValueError(
            "accuracy_and_time() needs as many names, accuracies, spreads and seconds, at least "
            f"one of each; {', '.join(map(str, lengths))} came."
        )
    if axes is None:
        import matplotlib.pyplot as plt

        size = (12, 1.6 + 0.5 * len(names))
        axes = plt.subplots(1, 2, sharey=True, figsize=size, width_ratios=[3, 2])[1]
    left, right = axes = np.ravel(np.asarray(axes, dtype=object))
    places = np.arange(len(names))
    left.errorbar(accuracies, places, xerr=spreads, fmt="s", color=VALIDATION, capsize=5)
    left.set_yticks(places, names)
    left.set(xlabel="held-out accuracy", ylim=(len(names) - 0.5, -0.5))
    right.barh(places, seconds, color=MUTED)
    right.set(xlabel="training in s", ylim=(len(names) - 0.5, -0.5))
    return axes
