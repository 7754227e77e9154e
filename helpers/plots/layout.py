"""Where the parts of a drawn network stand, in points, so that no words meet."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from helpers.plots.layers import Layer

SIZE_TEXT, NOTE_TEXT = 18, 16
MOST_UNITS = 8
HEIGHT, TALLEST_BLOCK = 270, 145
# A neuron that shows what is inside it is larger, and so is the way to it, for its weights.
OPEN_RADIUS, OPEN_PITCH, OPEN_GAP = 44, 160, 180
BETWEEN_WORDS = 16


@dataclass(frozen=True)
class Column:
    """Where one layer is drawn: circles at places, or a block of maps."""

    layer: Layer
    width: float
    height: float
    radius: float = 0.0
    places: Mapping[int, float] = field(default_factory=dict)
    pixel: float = 0.0
    depth: tuple[float, float] = (0.0, 0.0)
    x: float = 0.0

    @property
    def words(self) -> float:
        """Width of what is written beneath."""
        layer = self.layer
        return max(width_of(layer.size, SIZE_TEXT, "bold"), width_of(layer.activation, NOTE_TEXT))

    def on_front(self, row: float, column: float) -> np.ndarray:
        """Find a row and a column of the maps on the front of the block."""
        corner = np.array([self.x - self.width / 2, self.height / 2 - self.depth[1]])
        return corner + self.pixel * np.array([column, -row])

    @property
    def bias_length(self) -> float:
        """How far above the middle of its neuron the line of a bias begins."""
        return 1.9 * self.radius

    def shows_bias(self, inside: bool) -> bool:
        """Whether lines for the biases are drawn: not where the circles stand too close."""
        return self.radius > 18 and (
            self.layer.biases is not None or (inside and self.layer.weights is None)
        )

    def beside(self, words: Sequence[object] | None, name: str) -> dict[float, str]:
        """Find at which height each word for a unit stands."""
        if words is None:
            return {}
        if len(words) != self.layer.shape[0] or not self.places:
            raise ValueError(
                f"network() needs {name} for each of {self.layer.size} units; {len(words)} came."
            )
        return {y: str(words[unit]) for unit, y in self.places.items()}


@dataclass(frozen=True)
class Layout:
    """Columns from left to right, the heights of the lines of words, and the frame of all."""

    columns: list[Column]
    steps_at: float
    sizes_at: float
    key_at: float
    key: list[tuple[str, float]]
    xlim: tuple[float, float]
    ylim: tuple[float, float]


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Measure the widest line of a text."""
    font = FontProperties(weight=weight)
    lines = [line for line in text.split("\n") if line]
    extents = [TextPath((0, 0), line, size, prop=font).get_extents() for line in lines]
    return max((box.width for box in extents), default=0.0)


def lay_out(
    layers: Sequence[Layer],
    inside: bool,
    has_steps: bool,
    inputs: Sequence[object] | None,
    outputs: Sequence[object] | None,
) -> Layout:
    """Find a place for every layer and every word."""
    columns = _side_by_side(_columns(layers, inside), inside, has_steps)
    first, last = columns[0], columns[-1]
    words = [first.beside(inputs, "inputs"), last.beside(outputs, "outputs")]
    left, right = (
        max((width_of(word, SIZE_TEXT) for word in side.values()), default=-12) + 12
        for side in words
    )
    reach = max(column.height for column in columns) / 2
    lines = max(layer.step.count("\n") + 1 for layer in layers[1:]) if has_steps else 0
    steps_at = reach + 14 + 1.3 * NOTE_TEXT * lines
    high = max(steps_at if has_steps else reach, _top_of_biases(columns, inside))
    sizes_at = -reach - 12
    key_at = sizes_at - 44 - 26 * any(layer.activation for layer in layers)
    key = _key(layers)
    low = first.x - max(first.width / 2 + left, first.words / 2)
    high_x = last.x + max(last.width / 2 + right + 52 * inside, last.words / 2)
    missing = max(0.0, sum(width for _, width in key) - (high_x - low)) / 2
    return Layout(
        columns, steps_at, sizes_at, key_at, key,
        xlim=(low - missing - 8, high_x + missing + 8),
        ylim=(key_at + (-16 if key else 18), high + 4),
    )


def _key(layers: Sequence[Layer]) -> list[tuple[str, float]]:
    """Choose what has to be explained beneath, with the room that it needs."""
    if all(layer.weights is None for layer in layers):
        return []
    parts = [part for layer in layers for part in (layer.weights, layer.biases)]
    values = np.concatenate([np.ravel(part) for part in parts if part is not None])
    words = ["negative weight"] * bool((values < 0).any())
    words += ["positive weight"] * bool((values > 0).any())
    words += ["bias"] * any(layer.biases is not None for layer in layers)
    return [(word, width_of(word, NOTE_TEXT) + 64) for word in words]


def _top_of_biases(columns: Sequence[Column], inside: bool) -> float:
    tops = [
        max(column.places.values()) + column.bias_length + (26 if inside else 4)
        for column in columns[1:] if column.shows_bias(inside)
    ]
    return max(tops, default=0.0)


def _columns(layers: Sequence[Layer], inside: bool) -> list[Column]:
    maps = [layer.shape[:2] for layer in layers if layer.has_maps]
    # Beside blocks the columns of circles are lower.
    height = 0.85 * HEIGHT if maps else HEIGHT
    units = [min(layer.shape[0], MOST_UNITS) for layer in layers if not layer.has_maps]
    pitch = min(0.35 * height, height / max(1, max(units, default=1) - 1))
    radius = min(height / 10.5, 0.36 * pitch)
    columns = []
    for layer in layers:
        if layer.has_maps:
            columns.append(_block(layer, TALLEST_BLOCK / max(itertools.chain(*maps))))
        elif inside and columns:
            columns.append(_circles(layer, OPEN_PITCH, OPEN_RADIUS))
        else:
            columns.append(_circles(layer, OPEN_PITCH if inside else pitch, radius))
    return columns


def _circles(layer: Layer, pitch: float, radius: float) -> Column:
    units = layer.shape[0]
    if units <= MOST_UNITS:
        slots = {unit: unit for unit in range(units)}
    else:
        # The two slots in the middle are left to the dots.
        slots = {0: 0, 1: 1, 2: 2, units - 3: 5, units - 2: 6, units - 1: 7}
    middle = (min(units, MOST_UNITS) - 1) / 2
    places = {unit: (middle - slot) * pitch for unit, slot in slots.items()}
    return Column(layer, 2 * radius, 2 * (middle * pitch + radius), radius, places)


def _block(layer: Layer, pixel: float) -> Column:
    rows, columns = layer.shape[:2]
    # Beyond sixteen maps the depth grows slowly: 120 of them would need a slide of their own.
    depth = layer.maps if layer.maps <= 16 else 16 + 4 * np.log2(layer.maps / 16)
    across, up = 2.2 * depth, 1.3 * depth
    width, height = columns * pixel + across, rows * pixel + up
    return Column(layer, width, height, pixel=pixel, depth=(across, up))


def _side_by_side(columns: Sequence[Column], inside: bool, has_steps: bool) -> list[Column]:
    is_deep = any(column.layer.has_maps for column in columns)
    placed = [columns[0]]
    step_ends = -np.inf
    for column in columns[1:]:
        before = placed[-1]
        gap = OPEN_GAP if inside else _gap(before, column, len(columns) if is_deep else 0)
        distance = max(
            (before.width + column.width) / 2 + gap,
            (before.words + column.words) / 2 + BETWEEN_WORDS,
        )
        if has_steps:
            step_width = width_of(column.layer.step, NOTE_TEXT)
            middle = between(before, replace(column, x=before.x + distance))
            missing = max(0.0, step_ends + BETWEEN_WORDS - (middle - step_width / 2))
            distance += 2 * missing
            step_ends = middle + missing + step_width / 2
        placed.append(replace(column, x=before.x + distance))
    return placed


def _gap(before: Column, after: Column, crowd: int) -> float:
    """Choose how far layers stand apart: closer in the crowd of a deep network."""
    if before.pixel and after.pixel:
        return 34
    return max(50, 150 - 13 * crowd)


def between(before: Column, after: Column) -> float:
    """Find the middle of the way from one layer to the next."""
    return (before.x + before.width / 2 + after.x - after.width / 2) / 2
