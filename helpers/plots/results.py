"""How good predictions of a number are: one model against the truth, several over splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new
from helpers.plots.style import BOUNDARY, CLASS_0, DESCENT, MUTED


def predicted_against_true(
    true: ArrayLike,
    predicted: ArrayLike,
    names: Sequence[str] | None = None,
    worst: int = 5,
    unit: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw each prediction against the true value, with the worst ones numbered and named.

    Parameters
    ----------
    true, predicted : array_like, shape (n,)
        True and predicted values, in `unit`.
    names : sequence of str, optional
        Name of each example. With it the worst ones are marked and listed below the axes.
    worst : int
        How many of them to name.
    unit : str
        Unit of the values, for the labels.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into, with equal scales.

    Raises
    ------
    ValueError
        If true, predicted and names are not equally many, one number each.
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
        _name_the_worst(true, predicted, names, worst, unit, ax)
    return ax


def error_strips(
    errors: Mapping[str, ArrayLike], unit: str = "", ax: Axes | None = None
) -> Axes:
    """Draw the errors of several models over repeated splits, a row of dots for each model.

    Beside each row stand the mean and, in brackets, the standard deviation over the splits.

    Parameters
    ----------
    errors : mapping of str to array_like, shape (splits,)
        For each model one error per split, in `unit`; a DataFrame with a column per model will do.
    unit : str
        Unit of the errors, for the label.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into; the first model is on top.

    Raises
    ------
    ValueError
        If there is no model, or a model has no error.
    """
    rows = {name: np.asarray(errors[name], dtype=float) for name in errors}
    if not rows or any(values.ndim != 1 or len(values) == 0 for values in rows.values()):
        raise ValueError(
            "error_strips() needs for each model at least one error, in an array of the shape "
            f"(splits,); they came as { {name: values.shape for name, values in rows.items()} }."
        )
    ax = given_or_new(ax, figsize=(8, 1.3 + 0.55 * len(rows)))
    largest = max(values.max() for values in rows.values())
    for place, values in enumerate(rows.values()):
        mean = values.mean()
        ax.plot(values, np.full(len(values), place), "o", color=CLASS_0, alpha=0.6, zorder=2)
        ax.plot([mean, mean], [place - 0.3, place + 0.3], color=DESCENT, zorder=3)
        ax.text(
            values.max() + 0.035 * largest, place, f"{mean:.1f} ({values.std():.1f})",
            va="center", fontsize=13,
        )
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(xlim=(0, 1.25 * largest), ylim=(len(rows) - 0.4, -0.6))
    ax.set_xlabel(f"RMSE on unseen rows, {unit}" if unit else "RMSE on unseen rows")
    return ax


def _name_the_worst(
    true: np.ndarray,
    predicted: np.ndarray,
    names: Sequence[str],
    worst: int,
    unit: str,
    ax: Axes,
) -> None:
    chosen = np.argsort(-np.abs(predicted - true), kind="stable")[:worst]
    lines = []
    for rank, index in enumerate(chosen, start=1):
        ax.plot(
            true[index], predicted[index], "s", color=DESCENT, markersize=11,
            markerfacecolor="none", markeredgewidth=2, zorder=3,
        )
        ax.annotate(
            str(rank), (true[index], predicted[index]), xytext=(9, 6),
            textcoords="offset points", fontweight="bold", color=BOUNDARY, zorder=4,
        )
        lines.append(
            f"{rank}: true {true[index]:.0f}, predicted {predicted[index]:.0f} {unit}".rstrip()
            + f"  –  {names[index]}"
        )
    ax.annotate(
        "\n".join(lines), (0, 0), xytext=(0, -62), xycoords="axes fraction",
        textcoords="offset points", va="top", fontsize=11, color=BOUNDARY, annotation_clip=False,
        bbox={"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": MUTED},
    )
