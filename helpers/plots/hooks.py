"""When `fit` calls the methods of a callback, as a drawing."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from helpers.plots.axes import given_or_new
from helpers.plots.style import CLASS_0, INK, VALIDATION

# Of one epoch: where its batches begin, how far apart they stand, and where validation does.
_FIRST_BATCH, _PITCH, _BATCH, _VALIDATION, _EPOCH = 4, 14, 12, 40, 60
_PALE, _PALER = "#DCE2E7", "#F0F2F5"
_NAMES = {"fontsize": 15, "family": "monospace"}


def callback_hooks(ax: Axes | None = None) -> Axes:
    """Draw two epochs of a training with validation, and when `fit` calls a callback's methods.

    Time runs to the right. Epochs are drawn inside the training, batches and the validation inside
    their epoch. An arrow stands where a method is called; those of a batch are named at the first.
    """
    ax = given_or_new(ax, (13, 5.2))
    end = 2 * (_EPOCH + 4) + 4
    _box(ax, 0, end, -17, 23, _PALER)
    ax.text(end / 4 + 1, 18.5, "training", ha="center", va="center", fontsize=16)
    _call(ax, "on_train_begin", 0, 23, 37, "left")
    _call(ax, "on_train_end", end, 23, 37, "right")
    for epoch in range(2):
        start = 4 + epoch * (_EPOCH + 4)
        _draw_epoch(ax, start, epoch)
        _call(ax, "on_epoch_begin", start, 14, 29, "left")
        _call(ax, "on_epoch_end", start + _EPOCH, 14, 29, "right", CLASS_0)
    first = 4 + _FIRST_BATCH
    _call(ax, "on_train_batch_begin", first, -7, -34, "left")
    _call(ax, "on_train_batch_end", first + _BATCH, -7, -26, "left")
    ax.annotate("time", (end, -26), (end - 22, -26), va="center", fontsize=16,
                arrowprops=_arrow(INK))
    ax.set(xlim=(-1, end + 1), ylim=(-37, 41))
    ax.set_axis_off()
    return ax


def _draw_epoch(ax: Axes, start: float, epoch: int) -> None:
    """Draw one epoch, its batches and its validation."""
    _box(ax, start, start + _EPOCH, -12, 14, _PALE)
    ax.text(start + _EPOCH / 2, 10, f"epoch {epoch}", ha="center", va="center", fontsize=16)
    for number in range(2):
        left = start + _FIRST_BATCH + number * _PITCH
        _box(ax, left, left + _BATCH, -7, 5, "white")
        ax.text(left + _BATCH / 2, -1, f"batch {number}", ha="center", va="center", fontsize=14)
        for edge in (left, left + _BATCH):
            ax.annotate("", (edge, -7), (edge, -11), arrowprops=_arrow(INK), zorder=4)
    ax.text(start + _FIRST_BATCH + 2 * _PITCH + 4, -1, "· · ·", ha="center", va="center",
            fontsize=20)
    left = start + _VALIDATION
    _box(ax, left, start + _EPOCH - 4, -7, 5, "white", VALIDATION)
    ax.text((left + start + _EPOCH - 4) / 2, -1, "validation", ha="center", va="center",
            fontsize=14)


def _box(
    ax: Axes, left: float, right: float, low: float, high: float, face: str, edge: str = INK
) -> None:
    ax.add_patch(FancyBboxPatch(
        (left, low), right - left, high - low, boxstyle="round,pad=0,rounding_size=1",
        facecolor=face, edgecolor=edge, linewidth=1.5,
    ))


def _call(
    ax: Axes, name: str, x: float, to: float, start: float, side: str, colour: str = INK
) -> None:
    """Write the name of a method, with an arrow to the moment at which it is called."""
    ax.annotate("", (x, to), (x, start), arrowprops=_arrow(colour), zorder=4)
    gap = 1 if side == "left" else -1
    ax.text(x + gap, start, name, ha=side, va="center", color=colour, **_NAMES)


def _arrow(colour: str) -> dict:
    return {"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
