"""How good models are: predictions against the truth, and repeated runs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, MUTED

DOT, STAR = 10.0, 22.0


def predicted_against_true(
    true: ArrayLike,
    predicted: ArrayLike,
    names: Sequence[str] | None = None,
    unit: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw each prediction against the true value, with the worst ones numbered and named.

    Parameters
    ----------
    true, predicted : array_like, shape (n,)
        True and predicted values, in `unit`.
    names : sequence of str, optional
        Name of each example. With it the five worst are marked and listed below the axes.
    unit : str
        Unit of the values, for the labels.
    """
    true, predicted = np.asarray(true, dtype=float), np.asarray(predicted, dtype=float)
    if true.ndim != 1 or true.shape != predicted.shape or len(true) == 0:
        raise ValueError(
            "predicted_against_true() needs two arrays of the shape (n,); they came as "
            f"{true.shape} and {predicted.shape}. A column (n, 1) becomes one with [:, 0]."
        )
    if names is not None and len(names) != len(true):
        raise ValueError(
            f"predicted_against_true() needs one name for each of {len(true)} examples; "
            f"{len(names)} came."
        )
    ax = given_or_new(ax, figsize=(6.8, 7.4) if names is not None else (6.5, 6))
    unit_text = f", {unit}" if unit else ""
    ends = [min(true.min(), predicted.min()), max(true.max(), predicted.max())]
    ax.plot(ends, ends, "--", color=BOUNDARY, linewidth=1.8, zorder=1)
    ax.plot(true, predicted, "o", color=CLASS_0, alpha=0.6, markersize=5, zorder=2)
    ax.set(xlabel=f"true value{unit_text}", ylabel=f"predicted value{unit_text}", aspect="equal")
    if names is not None:
        _name_the_worst(true, predicted, names, unit, ax)
    return ax


def runs(
    models: Mapping[str, Any],
    axis: str = "",
    *,
    better: Literal["right", "left"] | None = None,
    dots: str = "recorded run",
    within: tuple[float, float] = (-np.inf, np.inf),
    ax: Axes | None = None,
) -> Axes:
    """Draw how often repeated trainings came out, a row of dots for each model, this run a star.

    A dot beside another is moved up or down, so that every run is seen. A thin line goes from two
    standard deviations below the mean of the dots to two above it.

    Parameters
    ----------
    models : mapping of str to object
        For each model its recorded results, a sequence of numbers, or an object with these in
        `runs` and the result of this run in `value`. Either may be missing. A DataFrame with a
        column per model will do.
    axis : str
        What was measured, with its unit.
    better : {"right", "left"}, optional
        On which side the better results are, to say so beside the axis.
    dots : str
        What a dot is, for the legend.
    within : (float, float)
        The least and the most that a run can give: the lines end there, too.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it. The first model is on top.
    """
    rows = {name: _recorded_and_this(name, result) for name, result in models.items()}
    if not rows:
        raise ValueError("runs() needs the results of at least one model; none came.")
    ax = given_or_new(ax, figsize=(10, 2.1 + 0.8 * len(rows)))
    hint = {"right": f"{axis}   better →", "left": f"← better   {axis}"}.get(better, axis)
    ax.set_xlabel(hint.strip(), fontsize=16)
    ax.set_yticks(range(len(rows)), list(rows), fontsize=17)
    ax.tick_params(axis="x", labelsize=15)
    ax.set_ylim(len(rows) - 0.45, -0.55)
    ends = [np.clip(_two_deviations(recorded), *within) for recorded, _ in rows.values()]
    everything = np.concatenate([array for row in rows.values() for array in row] + ends)
    spread = np.ptp(everything) or abs(everything[0]) or 1.0
    ax.set_xlim(everything.min() - 0.06 * spread, everything.max() + 0.06 * spread)
    lines = [
        _draw_row(place, recorded, this, ends[place], dots, ax)
        for place, (recorded, this) in enumerate(rows.values())
    ]
    _explain_runs(ax, dots)
    # Which dots would hide each other is known only when the axes have their size.
    ax.figure.draw_without_rendering()
    for line, (recorded, this) in zip(lines, rows.values(), strict=True):
        _move_apart(line, recorded, this, ax)
    return ax


def _recorded_and_this(name: str, result: Any) -> tuple[np.ndarray, np.ndarray]:
    """Split a result into the recorded runs and this run, none or one number."""
    is_measured = hasattr(result, "value")
    recorded = np.asarray(getattr(result, "runs", ()) if is_measured else result, dtype=float)
    this = [] if not is_measured or result.value is None else [result.value]
    this = np.asarray(this, dtype=float)
    found = [*np.ravel(recorded), *this]
    if recorded.ndim != 1 or not found or not np.isfinite(found).all():
        raise ValueError(
            f"runs() needs for {name!r} at least one finite number, of this run or of recorded "
            f"ones; it came as {result!r}."
        )
    return recorded, this


def _two_deviations(recorded: np.ndarray) -> np.ndarray:
    """Give the two ends of the line around the mean; a single run has none."""
    if len(recorded) < 2:
        return np.array([])
    return recorded.mean() + 2 * recorded.std(ddof=1) * np.array([-1, 1])


def _draw_row(
    place: int, recorded: np.ndarray, this: np.ndarray, ends: np.ndarray, dots: str, ax: Axes
) -> Line2D:
    if len(ends):
        ax.plot(ends, [place, place], color=MUTED, linewidth=1.8,
                marker="|", markersize=14, markeredgewidth=1.8, zorder=1,
                label="mean ± 2 standard deviations")
    (line,) = ax.plot(recorded, np.full(len(recorded), place), "o", color=CLASS_0, zorder=2,
                      markersize=DOT, markeredgecolor="white", markeredgewidth=0.8, label=dots)
    ax.plot(this, np.full(len(this), place), "*", color=CLASS_1, markersize=STAR, zorder=3,
            markeredgecolor=BOUNDARY, markeredgewidth=1.2, label="this run")
    return line


def _move_apart(line: Line2D, recorded: np.ndarray, this: np.ndarray, ax: Axes) -> None:
    """Move the dots of a row up or down, so that every run is seen."""
    per_point = np.abs(np.diff(ax.transData.inverted().transform([(0, 0), (1, 1)]), axis=0)[0])
    per_point *= ax.figure.dpi / 72
    offsets = _apart(recorded / per_point[0], this / per_point[0]) * per_point[1]
    offsets *= min(1.0, 0.42 / max(np.abs(offsets).max(initial=0.0), 1e-9))
    line.set_ydata(line.get_ydata() + offsets)


def _apart(places: np.ndarray, stars: np.ndarray) -> np.ndarray:
    """Move dots, in points, up or down until none touches another or the star."""
    taken = [(star, 0.0, 0.45 * STAR) for star in stars]
    offsets = np.zeros(len(places))
    for index in np.argsort(places, kind="stable"):
        for step in itertools.count():
            offset = (step + 1) // 2 * (DOT / 2 if step % 2 else -DOT / 2)
            if all(
                np.hypot(places[index] - place, offset - other) >= radius + DOT / 2
                for place, other, radius in taken
            ):
                break
        offsets[index] = offset
        taken.append((places[index], offset, DOT / 2))
    return offsets


def _explain_runs(ax: Axes, dots: str) -> None:
    """Put one legend for all rows above the axes, so that nobody takes its star for a result."""
    handles = {
        label: handle for handle, label in zip(*ax.get_legend_handles_labels(), strict=True)
        if len(handle.get_xdata())
    }
    order = [label for label in (dots, "this run", "mean ± 2 standard deviations")
             if label in handles]
    # Of the figure and not of the axes: it is wider than these are beside long names.
    ax.figure.legend([handles[label] for label in order], order, loc="outside upper center",
                     ncols=len(order), fontsize=15, columnspacing=1.4, handletextpad=0.4)


def _name_the_worst(
    true: np.ndarray, predicted: np.ndarray, names: Sequence[str], unit: str, ax: Axes
) -> None:
    worst = np.argsort(-np.abs(predicted - true), kind="stable")[:5]
    lines = [
        f"{rank}: true {true[index]:.0f}, predicted {predicted[index]:.0f} {unit}".rstrip()
        + f"  –  {names[index]}"
        for rank, index in enumerate(worst, start=1)
    ]
    ax.annotate(
        "\n".join(lines), (0.5, 0), xytext=(0, -62), xycoords="axes fraction", ha="center",
        textcoords="offset points", va="top", ma="left", fontsize=11, color=BOUNDARY,
        annotation_clip=False,
        bbox={"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": MUTED},
    )
    # Which numbers would hide a box is known only when the axes have their size.
    ax.figure.draw_without_rendering()
    pixels = ax.transData.transform(np.column_stack([true, predicted])[worst])
    offsets = _beside(pixels * 72 / ax.figure.dpi)
    for rank, (index, offset) in enumerate(zip(worst, offsets, strict=True), start=1):
        ax.plot(
            true[index], predicted[index], "s", color=DESCENT, markersize=11,
            markerfacecolor="none", markeredgewidth=2, zorder=3,
        )
        ax.annotate(
            str(rank), (true[index], predicted[index]), xytext=offset, ha="center", va="center",
            textcoords="offset points", fontweight="bold", color=BOUNDARY, zorder=4,
        )


def _beside(places: np.ndarray) -> list[np.ndarray]:
    """Choose where the number of each box stands, in points: near it and clear of the others."""
    angles = np.radians(np.arange(0, 360, 45))
    around = np.column_stack([np.cos(angles), np.sin(angles)])
    candidates = np.concatenate([radius * around for radius in (15, 20, 25)])
    offsets: list[np.ndarray] = []
    for number, place in enumerate(places):
        numbers = [places[one] + offset for one, offset in enumerate(offsets)]
        others = np.array([*np.delete(places, number, axis=0), *numbers]).reshape(-1, 2)
        away = np.linalg.norm(place + candidates[:, np.newaxis] - others, axis=-1)
        clear = away.min(axis=1, initial=np.inf) / np.linalg.norm(candidates, axis=1)
        offsets.append(candidates[np.argmax(np.minimum(clear, 1.3))])
    return offsets
