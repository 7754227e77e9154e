"""What a network computes: its output over the plane, its hidden space, its graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new, grid_over
from helpers.plots.plane import PLANE_SIZE, points
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, MUTED, TRAINING

OUTPUT_COLOURS = LinearSegmentedColormap.from_list("output", [CLASS_0, "white", CLASS_1])
_ROOM_FOR_A_NAME = 0.2


def probability_surface(
    predict: Callable[[np.ndarray], ArrayLike],
    ax: Axes | None = None,
    resolution: int = 120,
    colorbar: bool = False,
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
    resolution : int
        Places along each side at which the network is asked.
    colorbar : bool
        Whether to add the scale of the colours.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into; their limits stay as they were.

    Raises
    ------
    ValueError
        If there isn't one output for each place.
    """
    ax = given_or_new(ax, PLANE_SIZE)
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    first, second, places = grid_over(ax, resolution)
    outputs = np.asarray(predict(places), dtype=float)
    if outputs.size != len(places):
        raise ValueError(
            f"probability_surface() needs one output for each of {len(places)} places; "
            f"they came with the shape {outputs.shape}."
        )
    outputs = outputs.reshape(first.shape)
    # Even tints and not a smooth change: the picture takes a tenth of the room in a notebook.
    image = ax.contourf(
        first, second, outputs, levels=np.linspace(0, 1, 11), cmap=OUTPUT_COLOURS, vmin=0, vmax=1,
        alpha=0.6, zorder=0,
    )
    if outputs.min() < 0.5 < outputs.max():
        ax.contour(first, second, outputs, levels=[0.5], colors=BOUNDARY, linewidths=2.5)
    if colorbar:
        ax.figure.colorbar(image, ax=ax, label="output", shrink=0.85)
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
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into; they show the whole square from 0 to 1.

    Raises
    ------
    ValueError
        If there isn't one name for each point, or `points` refuses the shapes.
    """
    hidden = np.asarray(hidden, dtype=float)
    if len(names) != len(hidden):
        raise ValueError(
            f"hidden_space() needs a name for each of {len(hidden)} points; {len(names)} came."
        )
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


def computational_graph(
    nodes: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple[str, str, object]],
    gradients: Mapping[tuple[str, str], object] | None = None,
    ax: Axes | None = None,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw a computation as a graph, with values above its arrows and gradients below them.

    Parameters
    ----------
    nodes : mapping of str to (float, float)
        The name and the place of each node. A node to which no arrow leads is an input, and has
        no circle.
    edges : sequence of (str, str, object)
        From which node to which node, and the value that flows there (None writes nothing).
    gradients : mapping of (str, str) to object, optional
        For an arrow (from, to) the derivative of the result by the value that flows there.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.
    texts : mapping of str to str, optional
        What to write into a node instead of its name.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into, without a frame.

    Raises
    ------
    ValueError
        If an arrow or a gradient names something that isn't there.
    """
    gradients = dict(gradients or {})
    arrows = [(start, end) for start, end, _ in edges]
    missing = {node for arrow in arrows for node in arrow} - set(nodes)
    if missing or not set(gradients) <= set(arrows):
        raise ValueError(
            "computational_graph() got arrows between nodes that it doesn't know, "
            f"{sorted(missing)}, or gradients without an arrow, "
            f"{sorted(set(gradients) - set(arrows))}."
        )
    places = {name: np.array(place, dtype=float) for name, place in nodes.items()}
    corners = np.array(list(places.values()))
    width, height = np.ptp(corners, axis=0) + 1
    ax = given_or_new(ax, figsize=(1.5 * width, 1.5 * height))
    inner = {end for _, end in arrows}
    for name, place in places.items():
        box = {"boxstyle": "circle,pad=0.35" if name in inner else "round,pad=0.2",
               "facecolor": "white", "edgecolor": BOUNDARY if name in inner else "none"}
        text = (texts or {}).get(name, name)
        ax.text(*place, text, ha="center", va="center", bbox=box, fontsize=15, zorder=3)
    for start, end, value in edges:
        _draw_arrow(ax, places[start], places[end], value, gradients.get((start, end)))
    low, high = corners.min(axis=0) - 0.5, corners.max(axis=0) + 0.5
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    ax.axis("off")
    return ax


_SIGMOID_NODES = {
    # key: text, column, row
    "w0": ("$w_0$", 0, 4.8), "x0": ("$x_0$", 0, 3.6), "w1": ("$w_1$", 0, 2.4),
    "x1": ("$x_1$", 0, 1.2), "w2": ("$w_2$", 0, 0), "product 0": ("×", 1.5, 4.2),
    "product 1": ("×", 1.5, 1.8), "products": ("+", 2.9, 3), "sum": ("+", 4.3, 2),
    "minus": ("−", 5.8, 2), "exponential": ("exp", 7.3, 2), "denominator": ("+1", 8.8, 2),
    "output": ("1/d", 10.3, 2), "f": ("f", 11.7, 2),
}
_SIGMOID_ARROWS = (
    ("w0", "product 0"), ("x0", "product 0"), ("w1", "product 1"), ("x1", "product 1"),
    ("w2", "sum"), ("product 0", "products"), ("product 1", "products"), ("products", "sum"),
    ("sum", "minus"), ("minus", "exponential"), ("exponential", "denominator"),
    ("denominator", "output"), ("output", "f"),
)


def sigmoid_neuron_graph(
    values: Sequence[float], gradients: Sequence[float], ax: Axes | None = None
) -> Axes:
    """Draw the graph of f = sigmoid(w0 x0 + w1 x1 + w2), rounded to two digits.

    Parameters
    ----------
    values : sequence of float, 13 of them
        What flows forward: w0, x0, w1, x1, w2, then w0 x0, w1 x1, the sum of these products, the
        weighted sum, minus the weighted sum, its exponential, the denominator and the output.
    gradients : sequence of float, 13 of them
        The derivative of the output by each of these values.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into, without a frame.

    Raises
    ------
    ValueError
        If there aren't thirteen values and thirteen gradients.
    """
    if not len(values) == len(gradients) == len(_SIGMOID_ARROWS):
        raise ValueError(
            f"sigmoid_neuron_graph() needs {len(_SIGMOID_ARROWS)} values and as many gradients; "
            f"{len(values)} and {len(gradients)} came."
        )
    ax = given_or_new(ax, figsize=(13.5, 6.2))
    return computational_graph(
        {name: (column, row) for name, (_, column, row) in _SIGMOID_NODES.items()},
        [(*arrow, f"{value:.2f}") for arrow, value in zip(_SIGMOID_ARROWS, values, strict=True)],
        {arrow: f"{slope:.2f}" for arrow, slope in zip(_SIGMOID_ARROWS, gradients, strict=True)},
        ax=ax,
        texts={name: text for name, (text, _, _) in _SIGMOID_NODES.items()},
    )


def _draw_arrow(
    ax: Axes, start: np.ndarray, end: np.ndarray, value: object, gradient: object
) -> None:
    ax.annotate(
        "", xy=end, xytext=start, zorder=1,
        arrowprops={"arrowstyle": "-|>", "color": MUTED, "linewidth": 1.6, "shrinkA": 20,
                    "shrinkB": 20, "mutation_scale": 18},
    )
    middle = (start + end) / 2
    plain = {"ha": "center", "fontsize": 14, "zorder": 4,
             "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1}}
    if value is not None:
        ax.text(*(middle + (0, 0.04)), value, color=TRAINING, va="bottom", weight="bold", **plain)
    if gradient is not None:
        ax.text(*(middle - (0, 0.04)), gradient, color=DESCENT, va="top", style="italic", **plain)


def layer_stacks(
    shapes: Sequence[tuple[int, ...]],
    steps: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw what the layers of a convolutional network make of an image, from left to right.

    Feature maps are squares one behind the other, drawn to one scale; a vector is a bar, whose
    length says nothing.

    Parameters
    ----------
    shapes : sequence of tuple of int
        Shape of each output: (rows, columns, channels) in pixels, or (units,).
    steps : sequence of str, optional
        What leads from each shape to the next, one fewer than the shapes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into.

    Raises
    ------
    ValueError
        If a shape has neither one nor three lengths, or the steps don't fit the shapes.
    """
    for shape in shapes:
        if len(shape) not in (1, 3):
            raise ValueError(
                "layer_stacks() needs shapes (rows, columns, channels) or (units,); "
                f"one came as {tuple(shape)}."
            )
    if steps is not None and len(steps) != len(shapes) - 1:
        raise ValueError(
            f"layer_stacks() needs one step between each two shapes, {len(shapes) - 1} for "
            f"{len(shapes)} shapes; {len(steps)} came."
        )
    ax = plt.subplots(figsize=(12, 3.8))[1] if ax is None else ax
    tallest = max([shape[0] for shape in shapes if len(shape) == 3], default=20)
    behind, bar, gap = 0.03 * tallest, 0.09 * tallest, 0.75 * tallest
    top = 0.75 * tallest
    left, ends = 0.0, []
    for shape in shapes:
        rows, columns, channels = shape if len(shape) == 3 else (0.9 * tallest, bar, 1)
        width = columns + behind * (channels - 1)
        height = rows + behind * (channels - 1)
        for channel in reversed(range(channels)):
            corner = (left + behind * channel, behind * channel - height / 2)
            ax.add_patch(
                plt.Rectangle(
                    corner, columns, rows, facecolor="white" if len(shape) == 3 else MUTED,
                    edgecolor=CLASS_0 if len(shape) == 3 else MUTED, linewidth=1.2,
                )
            )
        label = "×".join(map(str, shape)) if len(shape) == 3 else f"{shape[0]:,}"
        ax.text(left + width / 2, -top, label, ha="center", va="top", fontweight="bold")
        ends.append((left, left + width))
        left += width + gap
    for step, (_, start), (end, _) in zip(steps or [], ends, ends[1:], strict=False):
        ax.annotate("", (end, 0), (start, 0), arrowprops={"arrowstyle": "->", "color": BOUNDARY})
        ax.text((start + end) / 2, top, step, ha="center", va="bottom", fontsize=12)
    ax.set(xlim=(-gap / 3, left - gap + gap / 3), ylim=(-top - 0.2 * tallest, top + 0.4 * tallest))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax
