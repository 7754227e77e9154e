"""Networks drawn: their units and blocks, and the graph of what one computes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Polygon, Rectangle
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new
from helpers.plots.layers import Layer, from_model, from_sizes, with_weights, with_words
from helpers.plots.layout import (
    NOTE_TEXT,
    SIZE_TEXT,
    Column,
    Layout,
    between,
    lay_out,
    width_of,
)
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, INK, MUTED, TRAINING

NEGATIVE, POSITIVE = CLASS_0, CLASS_1
_LINE, _NOTE = "#A9B1B9", "#56616B"
_FRONT, _TOP, _SIDE = "white", "#F0F2F5", "#DCE2E7"
_WINDOW = "#56B4E980"


def network(
    layers: Any,
    weights: Sequence[ArrayLike] | None = None,
    biases: Sequence[ArrayLike] | None = None,
    *,
    inputs: Sequence[object] | None = None,
    outputs: Sequence[object] | None = None,
    activations: Sequence[str] | None = None,
    steps: Sequence[str] | None = None,
    inside: bool = False,
    image: ArrayLike | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a network from left to right: circles for numbers, blocks for feature maps.

    A layer of more than eight units is drawn as three circles, dots and three circles. Images and
    feature maps are drawn to one scale, and the more maps there are the deeper is their block; a
    square on it shows the kernel or the pooling window. The true sizes stand beneath. Where there
    are weights, the wider a line the larger is its weight: orange if positive, blue if negative.

    The first layer stands at x = 0 and all are centred on y = 0. A unit of length is a point in a
    new figure, so drawings with the same limits show the same layers at the same places.

    Parameters
    ----------
    layers : sequence of int or tuple of int, or keras.Model
        Sizes from the input to the output, ``[784, 100, 10]``, with (rows, columns, maps) for
        images and feature maps; or a built model whose layers follow one another.
    weights : sequence of array_like, each of shape (units before, units), optional
        Weights between each two layers of numbers.
    biases : sequence of array_like, each of shape (units,), optional
        Biases that belong to `weights`, drawn as short lines from above where there is room.
    inputs, outputs : sequence, optional
        What to write beside the first and the last layer, one for each unit.
    activations : sequence of str, optional
        What to write beneath each layer but the first; a model names its own.
    steps : sequence of str, optional
        What to write above the way to each layer but the first; without it kinds and windows,
        if there are feature maps.
    inside : bool
        Whether to show in each neuron its sum and its activation, and to write its weights beside
        the lines.
    image : array_like, shape (rows, columns), optional
        An image to show as the input, or as the output of a network that makes images.
    ax : matplotlib.axes.Axes, optional
        Where to draw, as large as fits; a new figure without it.
    """
    layers = from_model(layers) if hasattr(layers, "layers") else from_sizes(layers)
    if weights is not None:
        layers = with_weights(layers, weights, biases)
    layers = with_words(layers, activations, steps)
    has_steps = steps is not None or any(layer.has_maps for layer in layers)
    layout = lay_out(layers, inside, has_steps, inputs, outputs)
    sheet = _Sheet(layout, ax)
    for number, (before, after) in enumerate(itertools.pairwise(layout.columns)):
        _connect(sheet, before, after, at=(0.28, 0.72)[number % 2])
        if has_steps:
            sheet.write((between(before, after), layout.steps_at), after.layer.step, va="top")
    for column in layout.columns:
        _draw_column(sheet, column)
    for column in layout.columns[1:]:
        if column.shows_bias(inside):
            _draw_biases(sheet, column, inside)
    if inside:
        _open_neurons(sheet, layout.columns)
    _write_beside(sheet, inputs, outputs, inside)
    _draw_key(sheet)
    if image is not None:
        _show_image(sheet, image)
    return sheet.ax


class _Sheet:
    """Axes as wide and high as the drawing; words and lines grow and shrink with it."""

    def __init__(self, layout: Layout, ax: Axes | None):
        width, height = np.ptp(layout.xlim), np.ptp(layout.ylim)
        self.ax = given_or_new(ax, (width / 72, height / 72))
        frame = self.ax.get_window_extent()
        points = 72 / self.ax.figure.dpi
        self.scale = 1.0 if ax is None else points * min(frame.width / width, frame.height / height)
        self.layout = layout
        self.columns = layout.columns
        self.ax.set(xlim=layout.xlim, ylim=layout.ylim, aspect="equal")
        self.ax.set_axis_off()
        drawn = [self.shown_weights(*pair) for pair in itertools.pairwise(self.columns)]
        self.largest = max((np.abs(found).max() for found in drawn if found is not None), default=0)

    def shown_weights(self, before: Column, after: Column) -> np.ndarray | None:
        """Choose the weights between the units that are drawn."""
        if after.layer.weights is None or not before.places:
            return None
        return after.layer.weights[np.ix_(list(before.places), list(after.places))]

    def look(self, weight: float) -> tuple[float, str]:
        """Choose the width and the colour of the line for a weight or a bias."""
        share = min(1.0, abs(weight) / self.largest) if self.largest else 0.0
        thickest = min(8.0, 0.32 * self.columns[0].radius or 3.0)
        colour = _LINE if weight == 0 else POSITIVE if weight > 0 else NEGATIVE
        return max(0.5, thickest * share) * self.scale, colour

    def write(self, place: ArrayLike, text: str, size: float = NOTE_TEXT, **look: Any) -> None:
        """Write at a place, in the middle of it unless told otherwise."""
        if text:
            look = {"ha": "center", "va": "center", "color": _NOTE, "zorder": 6} | look
            self.ax.text(*place, text, fontsize=size * self.scale, **look)

    def line(self, places: ArrayLike, width: float = 1.2, **look: Any) -> None:
        """Draw a line through places."""
        look = {"color": INK, "solid_capstyle": "round"} | look
        self.ax.plot(*np.transpose(places), linewidth=width * self.scale, **look)

    def fill(self, patch: Any, face: str = _FRONT, width: float = 1.8, zorder: float = 3) -> None:
        """Draw a patch with an outline of ink."""
        patch.set(facecolor=face, edgecolor=INK, linewidth=width * self.scale, zorder=zorder,
                  joinstyle="round")
        self.ax.add_patch(patch)


def _connect(sheet: _Sheet, before: Column, after: Column, at: float) -> None:
    """Draw the way from one layer to the next; a window stands this share of the height down."""
    if before.places and after.places:
        _draw_weights(sheet, before, after)
    elif before.pixel and after.pixel and after.layer.window:
        _draw_window(sheet, before, after, at)
    else:
        _draw_fan(sheet, before, after)


def _draw_weights(sheet: _Sheet, before: Column, after: Column) -> None:
    weights = sheet.shown_weights(before, after)
    pairs = list(itertools.product(before.places.values(), after.places.values()))
    lines = [[(before.x, start), (after.x, end)] for start, end in pairs]
    if weights is None:
        width = 1.4 if len(lines) < 20 else 0.9
        widths, colours = [sheet.scale * width] * len(lines), [_LINE] * len(lines)
    else:
        looks = [sheet.look(weight) for weight in weights.flat]
        order = np.argsort([width for width, _ in looks], kind="stable")
        lines = [lines[index] for index in order]
        widths, colours = zip(*(looks[index] for index in order), strict=True)
    sheet.ax.add_collection(
        LineCollection(lines, linewidths=widths, colors=colours, zorder=1, capstyle="butt"),
        autolim=False,
    )


def _draw_window(sheet: _Sheet, before: Column, after: Column, at: float) -> None:
    """Draw the kernel or pooling window, and lines to the one number that it gives."""
    layer = after.layer
    starts, targets = [], []
    for axis, share in enumerate((at, 0.68)):
        size, target = before.layer.shape[axis], int(share * layer.shape[axis])
        window, stride = layer.window[axis], layer.strides[axis]
        padding = max(0, (layer.shape[axis] - 1) * stride + window - size) // 2
        starts.append(min(max(target * stride - padding, 0), size - window))
        targets.append(target)
    rows, columns = layer.window
    (row, column), (target_row, target_column) = starts, targets
    lower_left = before.on_front(row + rows, column)
    side = before.pixel
    sheet.fill(Rectangle(lower_left, columns * side, rows * side), _WINDOW, 1.6, zorder=4)
    pixel = after.on_front(target_row + 1, target_column)
    sheet.fill(Rectangle(pixel, after.pixel, after.pixel), INK, 0.8, zorder=4)
    for corner, to in ((0, 0), (rows, 1)):
        start = before.on_front(row + corner, column + columns)
        sheet.line([start, after.on_front(target_row + to, target_column)], zorder=5)


def _draw_fan(sheet: _Sheet, before: Column, after: Column) -> None:
    """Draw the outline of a way on which every number matters."""
    for sign in (-1, 1):
        start = before.x + before.width / 2, sign * before.height / 2
        end = after.x - after.width / 2, sign * after.height / 2
        if before.pixel:
            start = start[0] - (before.depth[0] if sign < 0 else 0), start[1]
        if after.places:
            end = after.x, sign * max(after.places.values())
        sheet.line([start, end], color=_LINE, zorder=1)


def _draw_column(sheet: _Sheet, column: Column) -> None:
    layer = column.layer
    if layer.has_maps:
        _draw_block(sheet, column)
    for y in column.places.values():
        sheet.fill(Circle((column.x, y), column.radius), width=min(2.6, 0.11 * column.radius))
    if column.places and len(column.places) < layer.shape[0]:
        heights = sorted(column.places.values())
        dot = (heights[3] - heights[2]) / 8
        for y in (-dot, 0, dot):
            sheet.ax.add_patch(Circle((column.x, y), column.radius / 4.5, color=INK, zorder=3))
    below = sheet.layout.sizes_at
    sheet.write((column.x, below), layer.size, SIZE_TEXT, va="top", color=INK, weight="bold")
    sheet.write((column.x, below - 28), layer.activation, va="top")


def _draw_biases(sheet: _Sheet, column: Column, inside: bool) -> None:
    biases = column.layer.biases
    for unit, y in column.places.items():
        top = y + column.bias_length
        width, colour = (1.4 * sheet.scale, _LINE) if biases is None else sheet.look(biases[unit])
        sheet.line([(column.x, y), (column.x, top)], width / sheet.scale, color=colour,
                   solid_capstyle="butt", zorder=1)
        if inside:
            name = "$b$" if biases is None else _number(biases[unit])
            sheet.write((column.x, top + 4), name, va="bottom", color=INK)


def _draw_block(sheet: _Sheet, column: Column) -> None:
    rows, columns = column.layer.shape[:2]
    depth = np.array(column.depth)
    upper_left, upper_right, lower_right, lower_left = (
        column.on_front(*place) for place in ((0, 0), (0, columns), (rows, columns), (rows, 0))
    )
    top = [upper_left, upper_right, upper_right + depth, upper_left + depth]
    side = [upper_right, lower_right, lower_right + depth, upper_right + depth]
    sheet.fill(Polygon(top), _TOP, 1.2)
    sheet.fill(Polygon(side), _SIDE, 1.2)
    sheet.fill(Polygon([upper_left, upper_right, lower_right, lower_left]), _FRONT, 1.5)
    if column.layer.maps <= 16:
        for number in range(1, column.layer.maps):
            behind = depth * number / column.layer.maps
            sheet.line([place + behind for place in (upper_left, upper_right, lower_right)], 0.6,
                       color=_LINE, zorder=3, solid_capstyle="butt")


def _open_neurons(sheet: _Sheet, columns: Sequence[Column]) -> None:
    """Show the sum and the activation in each neuron, and its weights beside the lines."""
    for before, after in itertools.pairwise(columns):
        radius = after.radius
        for unit, y in after.places.items():
            sheet.line([(after.x, y - radius), (after.x, y + radius)], 1.5, zorder=4)
            sheet.write((after.x - 0.46 * radius, y), "Σ", 24, color=INK)
            _draw_activation(sheet, after.x + 0.47 * radius, y, 0.3 * radius, after.layer)
            for row, (other, start) in enumerate(before.places.items()):
                weight = after.layer.weights
                name = f"$w_{row + 1}$" if len(before.places) > 1 else "$w$"
                name = name if weight is None else _number(weight[other, unit])
                share = 0.42 if len(after.places) == 1 else 0.27
                place = np.array([before.x, start]) * (1 - share) + np.array([after.x, y]) * share
                sheet.write(place, name, color=INK, bbox={"facecolor": "white", "pad": 2,
                                                          "edgecolor": "none"})


def _draw_activation(sheet: _Sheet, x: float, y: float, size: float, layer: Layer) -> None:
    """Draw the curve of an activation function, or f where there is none to draw."""
    inputs = np.linspace(-1, 1, 60)
    curves = {
        "step": np.sign(inputs), "sigmoid": np.tanh(3 * inputs), "tanh": np.tanh(3 * inputs),
        "ReLU": 2 * np.maximum(inputs, 0) - 1, "linear": inputs,
    }
    if layer.activation in curves:
        sheet.line(np.column_stack([x + size * inputs, y + size * curves[layer.activation]]), 2.5,
                   zorder=4)
    else:
        sheet.write((x, y), "$f$", 22, color=INK)


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _write_beside(
    sheet: _Sheet, inputs: Sequence[object] | None, outputs: Sequence[object] | None, inside: bool
) -> None:
    first, last = sheet.columns[0], sheet.columns[-1]
    for y, word in first.beside(inputs, "inputs").items():
        sheet.write((first.x - first.radius - 10, y), word, SIZE_TEXT, ha="right", color=INK)
    edge = last.x + last.radius
    if inside:
        for y in last.places.values():
            sheet.ax.annotate("", (edge + 48, y), (edge, y), zorder=1, arrowprops={
                "arrowstyle": "-|>", "color": INK, "linewidth": 1.8 * sheet.scale, "shrinkA": 0,
                "shrinkB": 0, "mutation_scale": 18 * sheet.scale})
    for y, word in last.beside(outputs, "outputs").items():
        sheet.write((edge + 10 + 48 * inside, y), word, SIZE_TEXT, ha="left", color=INK)


def _draw_key(sheet: _Sheet) -> None:
    """Say beneath the drawing what the colours of the lines mean."""
    x = np.mean(sheet.layout.xlim) - sum(width for _, width in sheet.layout.key) / 2 + 10
    y = sheet.layout.key_at
    colours = {"negative weight": NEGATIVE, "positive weight": POSITIVE, "bias": _NOTE}
    for word, width in sheet.layout.key:
        ends = [(x, y), (x + 26, y)] if word != "bias" else [(x + 22, y - 11), (x + 22, y + 11)]
        sheet.line(ends, 5, color=colours[word], solid_capstyle="butt")
        sheet.write((x + 34, y), word, ha="left")
        x += width


def _show_image(sheet: _Sheet, image: ArrayLike) -> None:
    image = np.asarray(image)
    ends = [one for one in (sheet.columns[0], sheet.columns[-1]) if one.layer.has_maps]
    fitting = [one for one in ends if image.shape[:2] == one.layer.shape[:2]]
    if not fitting:
        sizes = " or ".join(one.layer.size for one in ends)
        raise ValueError(
            "network() needs an image as large as its first layer or its last, "
            f"{sizes or 'but they have no maps'}; it came as {image.shape}."
        )
    shown, (rows, columns) = fitting[0], image.shape[:2]
    (left, top), (right, bottom) = shown.on_front(0, 0), shown.on_front(rows, columns)
    sheet.ax.imshow(image, extent=(left, right, bottom, top), zorder=3.2)
    sheet.fill(Rectangle((left, bottom), right - left, top - bottom), "none", 1.5, zorder=3.4)
    sheet.ax.set(xlim=sheet.layout.xlim, ylim=sheet.layout.ylim)


def computational_graph(
    nodes: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple[str, str, object]],
    gradients: Mapping[tuple[str, str], object] | None = None,
    ax: Axes | None = None,
    texts: Mapping[str, str] | None = None,
    size: float = 16,
    aspect: str = "equal",
) -> Axes:
    """Draw a computation as a graph, with values above its arrows and gradients below them.

    Where there are gradients, a key beneath says which colour is which.

    Parameters
    ----------
    nodes : mapping of str to (float, float)
        The name and the place of each node. A node to which no arrow leads is an input, and has
        no circle.
    edges : sequence of (str, str, object)
        From which node to which node, and the value that flows there (None writes nothing).
    gradients : mapping of (str, str) to object, optional
        For an arrow (from, to) the derivative of the result by the value that flows there.
    texts : mapping of str to str, optional
        What to write into a node instead of its name.
    size : float
        Size of the letters.
    aspect : {"equal", "auto"}
        Whether a unit is as long upward as sideways, or the graph fills the given axes.
    """
    places = {name: np.array(place, dtype=float) for name, place in nodes.items()}
    corners = np.array(list(places.values()))
    low, high = corners.min(axis=0) - 0.5, corners.max(axis=0) + 0.5
    if gradients:
        low[1] -= 0.5
    ax = given_or_new(ax, figsize=tuple(1.5 * (high - low)))
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect=aspect)
    ax.axis("off")
    frame = ax.get_window_extent()
    per_point = (high - low) / (frame.width, frame.height) * ax.figure.dpi / 72
    if aspect == "equal":
        per_point[:] = per_point.max()
    inner = {end for _, end, _ in edges}
    for name, place in places.items():
        box = {"boxstyle": "circle,pad=0.35" if name in inner else "round,pad=0.2",
               "facecolor": "white", "edgecolor": BOUNDARY if name in inner else "none"}
        text = (texts or {}).get(name, name)
        ax.text(*place, text, ha="center", va="center", bbox=box, fontsize=size, zorder=3)
    for start, end, value in edges:
        gradient = (gradients or {}).get((start, end))
        _draw_arrow(ax, places[start], places[end], value, gradient, size, per_point)
    if gradients:
        middle, look = (low[0] + high[0]) / 2, {"va": "bottom", "fontsize": size}
        ax.text(middle - 0.15, low[1], "value, forward →", ha="right", **look, **_FORWARD)
        ax.text(middle + 0.15, low[1], "← derivative, backward", ha="left", **look, **_BACK)
    return ax


_FORWARD = {"color": TRAINING, "weight": "bold"}
_BACK = {"color": DESCENT, "style": "italic"}
_SIGMOID_NODES = {
    # key: text, column, row
    "w0": ("$w_0$", 0, 6.6), "x0": ("$x_0$", 0, 4.5), "w1": ("$w_1$", 0, 3.2),
    "x1": ("$x_1$", 0, 1.1), "w2": ("$w_2$", 2.9, 0.6), "product 0": ("×", 1.9, 5.55),
    "product 1": ("×", 1.9, 2.15), "products": ("+", 3.3, 3.85), "sum": ("+", 4.7, 2.6),
    "minus": ("−", 6.2, 2.6), "exponential": ("exp", 7.75, 2.6), "denominator": ("+1", 9.3, 2.6),
    "output": ("1/d", 10.85, 2.6), "f": ("f", 12.3, 2.6),
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
    """
    ax = given_or_new(ax, figsize=(13.5, 8.3))
    return computational_graph(
        {name: (column, row) for name, (_, column, row) in _SIGMOID_NODES.items()},
        [(*arrow, f"{value:.2f}") for arrow, value in zip(_SIGMOID_ARROWS, values, strict=True)],
        {arrow: f"{slope:.2f}" for arrow, slope in zip(_SIGMOID_ARROWS, gradients, strict=True)},
        ax=ax,
        texts={name: text for name, (text, _, _) in _SIGMOID_NODES.items()},
    )


def _draw_arrow(
    ax: Axes, start: np.ndarray, end: np.ndarray, value: object, gradient: object, size: float,
    per_point: np.ndarray,
) -> None:
    """Draw an arrow, with its numbers so far to its sides that they don't touch it."""
    ax.annotate(
        "", xy=end, xytext=start, zorder=1,
        arrowprops={"arrowstyle": "-|>", "color": MUTED, "linewidth": 1.6, "shrinkA": 20,
                    "shrinkB": 20, "mutation_scale": 18},
    )
    along = (end - start) / per_point
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    for number, look, side in ((value, _FORWARD, 1), (gradient, _BACK, -1)):
        if number is not None:
            width = width_of(str(number), size, look.get("weight", "normal"))
            away = (np.abs(across) @ (width / 2, 0.45 * size) + 4)
            place = start + 0.42 * (end - start) + side * away * across * per_point
            ax.text(*place, number, ha="center", va="center", fontsize=size, zorder=4, **look)
