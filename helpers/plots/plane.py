"""Points of two classes in the plane, what separates them, and where hidden neurons move them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new, grid_over
from helpers.plots.layout import width_of
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, CLASS_COLOURS, CLASS_MARKERS

PLANE_SIZE = (6, 5.5)
OUTPUT_COLOURS = LinearSegmentedColormap.from_list("output", [CLASS_0, "white", CLASS_1])
HIDDEN_LIMITS = (-0.35, 1.35)
NAME_SIZE, SAME_PLACE = 13, 0.04


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
    """Draw where two hidden neurons with outputs between 0 and 1 move the examples of a data set.

    Circles lie on larger squares, so that both are seen where they meet.

    Parameters
    ----------
    hidden : array_like, shape (n, 2)
        Outputs of the two hidden neurons for each example.
    targets : array_like, shape (n,)
        Class of each example, 0 or 1.
    names : sequence of str
        What to write beside each example. Those in one place share one text, with their number.
    """
    hidden, targets = np.asarray(hidden, dtype=float), np.asarray(targets)
    ax = points(hidden, targets, ax=ax)
    for label, circles_or_squares in enumerate(ax.collections[-2:]):
        circles_or_squares.set(sizes=[(130, 340)[label]], zorder=3.2 - 0.1 * label)
    ax.set(xlim=HIDDEN_LIMITS, ylim=HIDDEN_LIMITS, xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    ax.set(xlabel="first hidden neuron", ylabel="second hidden neuron")
    frame = ax.get_window_extent()
    per_point = np.ptp(HIDDEN_LIMITS) * ax.figure.dpi / 72 / min(frame.width, frame.height)
    taken = [_Box(*place, 0.6 * NAME_SIZE, 0.6 * NAME_SIZE, per_point) for place in hidden]
    for place, text in _names_by_place(hidden, names):
        box = _free_box(place, width_of(text, NAME_SIZE) / 2 + 3, taken, per_point)
        ax.plot(*zip(place, (box.x, box.y), strict=True), color=BOUNDARY, linewidth=1, zorder=3.5)
        ax.text(
            box.x, box.y, text, ha="center", va="center", fontsize=NAME_SIZE, zorder=5,
            bbox={"facecolor": "white", "alpha": 0.9, "edgecolor": "none", "pad": 1},
        )
        taken.append(box)
    return ax


@dataclass
class _Box:
    """A box round a place in the hidden space; its half width and height come in points."""

    x: float
    y: float
    half_width: float
    half_height: float
    per_point: float

    def overlap(self, other: _Box) -> float:
        """Say how much of the two boxes lies upon each other."""
        apart = abs(self.x - other.x), abs(self.y - other.y)
        reach = self.half_width + other.half_width, self.half_height + other.half_height
        shared = [max(0.0, r * self.per_point - d) for r, d in zip(reach, apart, strict=True)]
        return shared[0] * shared[1]

    def outside(self) -> float:
        """Say how far the box hangs over the edge of the picture."""
        low, high = HIDDEN_LIMITS
        sides = (self.x, self.half_width), (self.y, self.half_height)
        return sum(
            max(0.0, low - (middle - half * self.per_point), middle + half * self.per_point - high)
            for middle, half in sides
        )


def _free_box(
    place: np.ndarray, half_width: float, taken: Sequence[_Box], per_point: float
) -> _Box:
    """Find the spot round a place where a name covers the least; above it, if that is free."""
    boxes = []
    for far in (1.0, 1.6):
        for angle in np.radians([90, 270, 45, 135, 225, 315, 0, 180]):
            away = far * np.array([(half_width + 12) * np.cos(angle), 24 * np.sin(angle)])
            boxes.append(_Box(*(place + away * per_point), half_width, 0.7 * NAME_SIZE, per_point))
    return min(boxes, key=lambda box: sum(map(box.overlap, taken)) + box.outside())


def _names_by_place(places: np.ndarray, names: Sequence[str]) -> list[tuple[np.ndarray, str]]:
    groups: list[tuple[np.ndarray, list[str]]] = []
    for place, name in zip(places, names, strict=True):
        for other, members in groups:
            if np.abs(place - other).max() < SAME_PLACE:
                members.append(name)
                break
        else:
            groups.append((place, [name]))
    return [
        (place, f"{len(members)}×: " * (len(members) > 1) + " ".join(members))
        for place, members in groups
    ]
