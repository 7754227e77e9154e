"""What a network is made of: its layers, told by their sizes or read off a Keras model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

ACTIVATIONS = {"relu": "ReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU", "linear": ""}
# Layers that leave the shape as it is, and are not drawn.
_NOT_DRAWN = (
    "InputLayer", "Rescaling", "Normalization", "BatchNormalization", "LayerNormalization",
    "Dropout", "SpatialDropout2D", "GaussianNoise",
)


@dataclass(frozen=True)
class Layer:
    """One layer: the shape of its output, and what leads to it."""

    shape: tuple[int, ...]
    kind: str = ""
    window: tuple[int, int] | None = None
    strides: tuple[int, int] = (1, 1)
    activation: str = ""
    weights: np.ndarray | None = None
    biases: np.ndarray | None = None
    title: str | None = None

    @property
    def has_maps(self) -> bool:
        """Whether the output is an image or feature maps, and not a list of numbers."""
        return len(self.shape) > 1

    @property
    def maps(self) -> int:
        """How many maps there are; an image without channels is one."""
        return self.shape[2] if len(self.shape) == 3 else 1

    @property
    def step(self) -> str:
        """What to write above the way that leads here."""
        if self.title is not None:
            return self.title
        size = f"\n{self.window[0]}×{self.window[1]}" if self.window else ""
        return self.kind.replace(" ", "\n") + size

    @property
    def size(self) -> str:
        """What to write beneath: ``24×24×16`` or ``2,304``."""
        return "×".join(map(str, self.shape)) if self.has_maps else f"{self.shape[0]:,}"


def from_sizes(sizes: Sequence[int | tuple[int, ...]]) -> list[Layer]:
    """Make layers of their sizes; kinds and windows follow from each two neighbours."""
    shapes = [
        tuple(int(length) for length in size) if isinstance(size, Sequence) else (int(size),)
        for size in sizes
    ]
    unknown = [shape for shape in shapes if not 1 <= len(shape) <= 3 or min(shape) < 1]
    if unknown or len(shapes) < 2:
        raise ValueError(
            "network() needs the sizes of at least two layers, each a number of units or a shape "
            f"(rows, columns, maps); they came as {shapes}."
        )
    first = Layer(shapes[0])
    return [first, *(_between(*pair) for pair in zip(shapes, shapes[1:], strict=False))]


def _between(before: tuple[int, ...], after: tuple[int, ...]) -> Layer:
    source, target = Layer(before), Layer(after)
    if not target.has_maps:
        flattens = source.has_maps and prod(before) == after[0]
        return replace(target, kind="flatten" if flattens else "dense")
    if not source.has_maps:
        return target
    ratio = before[0] // after[0], before[1] // after[1]
    if source.maps == target.maps and min(ratio) > 1:
        return replace(target, kind="pooling", window=ratio, strides=ratio)
    window = before[0] - after[0] + 1, before[1] - after[1] + 1
    # Maps as large as before are padded, and nobody can tell from them how large the kernel is.
    return replace(target, kind="convolution", window=window if min(window) > 1 else None)


def from_model(model: Any) -> list[Layer]:
    """Read the layers off a built Keras model, without Keras and whatever its backend."""
    try:
        input_shape = model.input_shape
    except (AttributeError, ValueError) as error:
        raise ValueError(
            "network() needs a model that knows its input: begin it with keras.Input(shape)."
        ) from error
    layers = [Layer(_shape(input_shape))]
    for keras_layer in model.layers:
        names = [kind.__name__ for kind in type(keras_layer).__mro__]
        if "Activation" in names or "ReLU" in names:
            layers[-1] = replace(layers[-1], activation=_activation(keras_layer))
        elif not set(names) & set(_NOT_DRAWN):
            layers.append(_read(keras_layer, names))
    return layers


def _read(keras_layer: Any, names: Sequence[str]) -> Layer:
    layer = Layer(_shape(keras_layer.output.shape), activation=_activation(keras_layer))
    strides = tuple(getattr(keras_layer, "strides", ()))
    if "Conv2D" in names:
        window = tuple(keras_layer.kernel_size)
        return replace(layer, kind="convolution", window=window, strides=strides)
    if "MaxPooling2D" in names or "AveragePooling2D" in names:
        kind = "max pooling" if "MaxPooling2D" in names else "average pooling"
        return replace(layer, kind=kind, window=tuple(keras_layer.pool_size), strides=strides)
    if {"GlobalAveragePooling2D", "GlobalMaxPooling2D"} & set(names):
        return replace(layer, kind="global pooling", activation="")
    if "Flatten" in names:
        return replace(layer, kind="flatten")
    if "Dense" not in names:
        raise ValueError(
            f"network() can't draw a layer of the kind {names[0]}; it knows Dense, Conv2D, "
            "pooling, Flatten, and layers that leave the shape as it is."
        )
    return replace(layer, kind="dense")


def _shape(shape: Sequence[int | None]) -> tuple[int, ...]:
    if not isinstance(shape, Sequence) or None in shape[1:] or not 2 <= len(shape) <= 4:
        raise ValueError(
            "network() draws layers with (units,) or (rows, columns, maps) for each example; "
            f"one has the shape {shape}."
        )
    return tuple(shape[1:])


def _activation(keras_layer: Any) -> str:
    activation = getattr(keras_layer, "activation", None)
    name = getattr(activation, "__name__", "relu" if "ReLU" in type(keras_layer).__name__ else "")
    return ACTIVATIONS.get(name, name)


def with_words(
    layers: Sequence[Layer], activations: Sequence[str] | None, steps: Sequence[str] | None
) -> list[Layer]:
    """Give every layer but the first its activation, and what to write above the way to it."""
    first, *others = layers
    for name, words in (("activation", activations), ("title", steps)):
        if words is None:
            continue
        if len(words) != len(others):
            raise ValueError(
                f"network() needs {'activations' if name == 'activation' else 'steps'} for "
                f"{len(others)} layers, all but the first; {len(words)} came."
            )
        others = [
            replace(layer, **{name: word}) for layer, word in zip(others, words, strict=True)
        ]
    return [first, *others]


def with_weights(
    layers: Sequence[Layer], weights: Sequence[ArrayLike], biases: Sequence[ArrayLike] | None
) -> list[Layer]:
    """Give every dense layer its weights, of the shape (units before, units), and its biases."""
    dense = [number for number, layer in enumerate(layers) if layer.kind == "dense"]
    biases = [None] * len(dense) if biases is None else biases
    if not len(weights) == len(biases) == len(dense):
        raise ValueError(
            f"network() needs weights, and biases if any, for {len(dense)} dense layers; "
            f"{len(weights)} and {len(biases)} came."
        )
    layers = list(layers)
    for number, kernel, bias in zip(dense, weights, biases, strict=True):
        shape = layers[number - 1].shape[-1], layers[number].shape[0]
        kernel = np.asarray(kernel, dtype=float)
        if kernel.shape == shape[:1] and shape[1] == 1:
            kernel = kernel[:, np.newaxis]
        bias = None if bias is None else np.ravel(np.asarray(bias, dtype=float))
        if kernel.shape != shape or (bias is not None and len(bias) != shape[1]):
            raise ValueError(
                f"network() needs weights of shape {shape} and {shape[1]} biases between layers "
                f"of {shape[0]} and {shape[1]} units; the weights came as {kernel.shape}."
            )
        layers[number] = replace(layers[number], weights=kernel, biases=bias)
    return layers
