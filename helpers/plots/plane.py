"""Points of two classes in the plane, what separates them, and where hidden neurons move them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new, grid_over
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, CLASS_COLOURS, CLASS_MARKERS

PLANE_SIZE = (6, 5.5)
OUTPUT_COLOURS = LinearSegmentedColormap.from_list("output", [CLASS_0, "white", CLASS_1])
_ROOM_FOR_A_NAME = 0.2


def points(inputs: ArrayLike, targets: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw points of the plane, each with the colour and marker of its class.

    Parameters
    ----------
    inputs : array_like, shape (n, 2)
        Coordinates of the points.
    targets : array_like, shape (n,)
        Class of each point, 0 or 1.
    """
    inputs, targets = np.asarray(inputs, dtype=float), np.asarray(targets)
    if inputs.ndim != 2 or inputs.shape[1] != 2 or targets.shape != inputs.shape[:1]:
        raise ValueError(
            "points() needs inputs of shape (n, 2) and targets of shape (n,); "
            f"they came as {inputs.shape} and {targets.shape}."
        )
    if not np.isin(targets, (0, 1)).all():
        raise ValueError(f"points() needs targets that are 0 or 1; they came as {targets}.")
    ax = given_or_new(ax, PLANE_SIZE)
    for label, (colour, marker) in enumerate(zip(CLASS_COLOURS, CLASS_MARKERS, strict=True)):
        members = inputs[targets == label]
        ax.scatter(
            *members.T, s=220, c=colour, marker=marker, edgecolors=BOUNDARY, linewidths=1.5,
            zorder=3, label=f"target {label}",
        )
    margin = 0.5 * max(1.0, float(np.ptp(inputs, axis=0).max()) / 2)
    ax.set_xlim(inputs[:, 0].min() - margin, inputs[:, 0].max() + margin)
    ax.set_ylim(inputs[:, 1].min() - margin, inputs[:, 1].max() + margin)
    ax.set_aspect("equal")
    ax.locator_params(nbins=5)
    ax.set(xlabel="first input", ylabel="second input")
    return ax


def decision_boundary(
    weights: ArrayLike,
    bias: float = 0.0,
    ax: Axes | None = None,
    regions: bool = True,
    to_scale: bool = False,
) -> Axes:
    """Draw the line where w·x + b = 0, with an arrow along the weights.

    Parameters
    ----------
    weights : array_like, shape (2,)
        Weights of the neuron; the arrow points where it answers 1.
    bias : float
        Bias of the neuron.
    ax : matplotlib.axes.Axes, optional
        Axes whose limits are already set, as `points` leaves them.
    regions : bool
        Whether to tint the two sides in the colours of the classes.
    to_scale : bool
        Whether the arrow is the weight vector itself, from where the line comes closest to the
        origin. Without it the arrow shows the direction alone, in the middle of the picture.
    """
    weights = np.asarray(weights, dtype=float)
    if weights.shape != (2,):
        raise ValueError(
            f"decision_boundary() needs weights of shape (2,); they came as {weights.shape}."
        )
    ax = given_or_new(ax, PLANE_SIZE)
    if regions:
        _tint_regions(weights, bias, ax)
    length = np.hypot(*weights)
    if length == 0:
        return ax
    with_limits = ax.get_xlim(), ax.get_ylim()
    normal = weights / length
    nearest_to_origin = -bias / length * normal
    along = np.array([-normal[1], normal[0]])
    reach = 4 * np.abs(np.concatenate(with_limits)).max() + np.abs(nearest_to_origin).max()
    ends = nearest_to_origin + np.outer([-reach, reach], along)
    ax.plot(*ends.T, color=BOUNDARY, zorder=2)
    centre = np.array([np.mean(limits) for limits in with_limits])
    start = centre - ((centre - nearest_to_origin) @ normal) * normal
    arrow, look = 0.35 * normal, {}
    if to_scale:
        start, arrow, look = nearest_to_origin, weights, {"shrinkA": 0, "shrinkB": 0}
    ax.annotate(
        "", xy=start + arrow, xytext=start, zorder=4,
        annotation_clip=False if to_scale else None,
        arrowprops={"arrowstyle": "-|>", "color": BOUNDARY, "linewidth": 2, "mutation_scale": 22}
        | look,
    )
    ax.set(xlim=with_limits[0], ylim=with_limits[1])
    return ax


def _tint_regions(weights: np.ndarray, bias: float, ax: Axes) -> None:
    first, _, places = grid_over(ax, resolution=200)
    classes = (places @ weights + bias > 0).astype(float).reshape(first.shape)
    limits = ax.get_xlim(), ax.get_ylim()
    ax.imshow(
        classes, origin="lower", extent=np.ravel(limits), cmap=ListedColormap(CLASS_COLOURS),
        vmin=0, vmax=1, alpha=0.18, aspect="auto", zorder=0,
    )
    ax.set(xlim=limits[0], ylim=limits[1], aspect="equal")


def probability_surface(
    predict: Callable[[np.ndarray], ArrayLike], ax: Axes | None = None
) -> Axes:
    """Colour the plane by the output between 0 and 1 that a network gives at each place.

    Blue is 0, white 0.5 and orange 1; the line goes where the output is 0.5.

    Parameters
    ----------
    predict : callable
        Takes an array of shape (n, 2) and returns n outputs between 0 and 1, of shape (n,)
        or (n, 1).
    ax : matplotlib.axes.Axes, optional
        Axes whose limits are already set, as `points` leaves them.
    """
    ax = given_or_new(ax, PLANE_SIZE)
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    first, second, places = grid_over(ax, resolution=120)
    outputs = np.asarray(predict(places), dtype=float)
    if outputs.size != len(places):
        raise ValueError(
            f"probability_surface() needs one output for each of {len(places)} places; "
            f"they came with the shape {outputs.shape}."
        )
    outputs = outputs.reshape(first.shape)
    # Even tints and not a smooth change: the picture takes a tenth of the room in a notebook.
    ax.contourf(
        first, second, outputs, levels=np.linspace(0, 1, 11), cmap=OUTPUT_COLOURS, vmin=0, vmax=1,
        alpha=0.6, zorder=0,
    )
    if outputs.min() < 0.5 < outputs.max():
        ax.contour(first, second, outputs, levels=[0.5], colors=BOUNDARY, linewidths=2.5)
    ax.grid(False)
    ax.set(xlim=xlim, ylim=ylim, aspect="equal")
    return ax


def hidden_space(
    hidden: ArrayLike, targets: ArrayLike, names: Sequence[str], ax: Axes | None = None
) -> Axes:
    """Draw where two hidden neurons with outputs between 0 and 1 move the points of a data set.

    Parameters
    ----------
    hidden : array_like, shape (n, 2)
        Outputs of the two hidden neurons for each point.
    targets : array_like, shape (n,)
        Class of each point, 0 or 1.
    names : sequence of str
        What to write above or below each point. Points close to each other share one text.
    """
    hidden = np.asarray(hidden, dtype=float)
    ax = points(hidden, targets, ax=ax)
    for place, text in _names_by_place(hidden, names):
        ax.annotate(
            text, place, xytext=(0, 18 if place[1] > 0.5 else -18), textcoords="offset points",
            ha="center", va="center", fontsize=12, zorder=5,
        )
    ax.set(xlim=(-0.35, 1.35), ylim=(-0.35, 1.35), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    ax.set(xlabel="first hidden neuron", ylabel="second hidden neuron")
    return ax


def _names_by_place(places: np.ndarray, names: Sequence[str]) -> list[tuple[np.ndarray, str]]:
    groups: list[tuple[np.ndarray, list[str]]] = []
    for place, name in zip(places, names, strict=True):
        for other, members in groups:
            if np.abs(place - other).max() < _ROOM_FOR_A_NAME:
                members.append(name)
                break
        else:
            groups.append((place, [name]))
    return [(place, "  ".join(members)) for place, members in groups]
