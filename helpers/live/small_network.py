"""The playground's examples and its network in NumPy: the same numbers as in `playground.js`.

A network's weights are those of Keras' ``get_weights()``: a kernel and biases for each layer. Here
every array has one more axis in front, so that several networks train side by side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

DEFAULTS: dict[str, Any] = {
    "data": "circles", "noise": 0, "test": 0.5, "draw": 1, "features": ["x1", "x2"],
    "hidden": [3], "activation": "tanh", "optimizer": "SGD", "rate": 0.1, "penalty": "none",
    "strength": 0.001, "batch": 10, "seed": 1,
}
FEATURES: dict[str, Callable] = {
    "x1": lambda x1, x2: x1, "x2": lambda x1, x2: x2, "x1*x1": lambda x1, x2: x1 * x1,
    "x2*x2": lambda x1, x2: x2 * x2, "x1*x2": lambda x1, x2: x1 * x2,
    "sin(2*x1)": lambda x1, x2: np.sin(2 * x1), "sin(2*x2)": lambda x1, x2: np.sin(2 * x2),
}
# f(z), and its slope as a function of a = f(z)
ACTIVATIONS: dict[str, tuple[Callable, Callable]] = {
    "linear": (lambda z: z, np.ones_like),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "relu": (lambda z: np.maximum(0, z), lambda a: (a > 0).astype(float)),
}
CHOICES = {
    "data": ("heaps", "circles", "xor", "spiral"), "activation": tuple(ACTIVATIONS),
    "optimizer": ("SGD", "Adam"), "penalty": ("none", "L1", "L2"),
}
RANGES = {
    "noise": (0, 1), "test": (0.1, 0.9), "draw": (1, 999), "seed": (1, 999), "rate": (0, 100),
    "strength": (0, 10), "batch": (1, 300),
}
EXAMPLES, MOST_LAYERS, MOST_NEURONS = 300, 3, 8
_DATA, _WEIGHTS, _ORDER = 1, 2, 3  # what the random numbers are for
Weights = list[np.ndarray]


def settings_with(**changes: Any) -> dict[str, Any]:
    """Complete the playground's settings, or say what is wrong with one."""
    for name, value in changes.items():
        if name not in DEFAULTS:
            raise ValueError(f"The playground has no setting {name!r}; it has {[*DEFAULTS]}.")
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"{name} should be one of {CHOICES[name]}; it came as {value!r}.")
        if name in RANGES and not RANGES[name][0] <= value <= RANGES[name][1]:
            raise ValueError(f"{name} should be from {RANGES[name][0]} to {RANGES[name][1]}; it "
                             f"came as {value!r}.")
    settings = {**DEFAULTS, **changes}
    features, hidden = list(settings["features"]), list(settings["hidden"])
    if not features or not set(features) <= set(FEATURES):
        raise ValueError(f"features should be some of {[*FEATURES]}; they came as {features}.")
    if len(hidden) > MOST_LAYERS or not all(1 <= units <= MOST_NEURONS for units in hidden):
        raise ValueError(f"hidden should be up to {MOST_LAYERS} numbers of neurons, each from 1 to "
                         f"{MOST_NEURONS}; it came as {hidden}.")
    order = [name for name in FEATURES if name in features]
    return {**settings, "features": order, "hidden": [int(units) for units in hidden]}


def random(seed: int, purpose: int, epoch: int = 0) -> Iterator[float]:
    """Give Lehmer's random numbers with the factor of Park and Miller, from 0 to 1."""
    state = 1 + (seed * 7919 + purpose * 104729 + epoch * 31) % 2147483646
    for count in range(2**31):
        state = state * 48271 % 2147483647
        if count >= 5:
            yield state / 2147483647


def _place(data: str, one: int, u: float, v: float) -> tuple[float, float]:
    """Say where an example lies before noise, from two numbers from 0 to 1."""
    if data == "heaps":
        far, middle = 0.5 * math.sqrt(-2 * math.log(u)), 1.5 if one else -1.5
        angle = 2 * math.pi * v
        return middle + far * math.cos(angle), middle + far * math.sin(angle)
    if data == "circles":
        radius = 1.4 * math.sqrt(u) if one else math.sqrt(4 + 5 * u)
        return radius * math.cos(2 * math.pi * v), radius * math.sin(2 * math.pi * v)
    if data == "xor":
        x, y = 0.2 + 2.8 * u, 0.2 + 2.8 * abs(2 * v - 1)
        return (x, -y if one else y) if v < 0.5 else (-x, y if one else -y)
    angle = 2.5 * math.pi * u + (math.pi if one else 0)
    return (0.3 + 2.7 * u) * math.sin(angle), (0.3 + 2.7 * u) * math.cos(angle)


def make_data(settings: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Draw the training and the test examples: rows of x1, x2 and the class."""
    numbers = random(settings["draw"], _DATA)
    rows = []
    for k in range(EXAMPLES):
        x, y = _place(settings["data"], k % 2, next(numbers), next(numbers))
        far = settings["noise"] * math.sqrt(-2 * math.log(next(numbers)))
        angle = 2 * math.pi * next(numbers)
        moved = (x + far * math.cos(angle), y + far * math.sin(angle))
        rows.append((*(math.floor(one * 1e4 + 0.5) / 1e4 for one in moved), k % 2))
    training = math.floor(EXAMPLES * (1 - settings["test"]) + 0.5)
    table = np.array(rows, dtype=float)
    return table[:training], table[training:]


def inputs_of(examples: np.ndarray, features: Iterable[str]) -> np.ndarray:
    """Work out the network's inputs, a column for each feature."""
    return np.column_stack([FEATURES[one](examples[:, 0], examples[:, 1]) for one in features])


def start_weights(settings: dict[str, Any]) -> Weights:
    """Draw kernels as Glorot and Bengio, and Keras, do; all biases are 0."""
    numbers = random(settings["seed"], _WEIGHTS)
    weights: Weights = []
    for inputs, units in pairwise([len(settings["features"]), *settings["hidden"], 1]):
        limit = math.sqrt(6 / (inputs + units))
        kernel = [[limit * (2 * next(numbers) - 1) for _ in range(units)] for _ in range(inputs)]
        weights += [np.array(kernel), np.zeros(units)]
    return weights


def forward(weights: Weights, activation: str, inputs: np.ndarray) -> list[np.ndarray]:
    """Give the activations of all layers, the inputs first."""
    layers = [inputs]
    for k in range(0, len(weights), 2):
        f = ACTIVATIONS[activation if k + 2 < len(weights) else "sigmoid"][0]
        bias = weights[k + 1][..., None, :]
        with np.errstate(over="ignore"):
            layers.append(f(layers[-1] @ weights[k] + bias))
    return layers


def loss_and_accuracy(outputs: np.ndarray, targets: np.ndarray) -> tuple[Any, Any]:
    """Give the mean cross-entropy, and the share of outputs on the right side of 0.5."""
    a = outputs[..., 0].clip(1e-7, 1 - 1e-7)  # Keras cuts there, too
    loss = -np.log(np.where(targets == 1, a, 1 - a)).mean(axis=-1)
    return loss, ((outputs[..., 0] > 0.5) == (targets == 1)).mean(axis=-1)


def gradient(weights: Weights, settings: dict, inputs: np.ndarray, targets: np.ndarray) -> Weights:
    """Send the loss's derivative backward through the layers."""
    layers = forward(weights, settings["activation"], inputs)
    slope, strength = ACTIVATIONS[settings["activation"]][1], settings["strength"]
    delta = (layers[-1] - targets[..., None]) / targets.shape[-1]
    found: Weights = []
    for k in range(len(weights) - 2, -1, -2):
        a = layers[k // 2]
        kernel = np.swapaxes(a, -1, -2) @ delta
        if settings["penalty"] == "L1":
            kernel = kernel + strength * np.sign(weights[k])
        if settings["penalty"] == "L2":
            kernel = kernel + 2 * strength * weights[k]
        found = [kernel, delta.sum(axis=-2), *found]
        if k:
            delta = delta @ np.swapaxes(weights[k], -1, -2) * slope(a)
    return found


def step(weights: Weights, settings: dict, memory: dict, inputs: np.ndarray,
         targets: np.ndarray) -> Weights:
    """Take one step on a batch; `memory` holds what Adam remembers."""
    slopes, rate = gradient(weights, settings, inputs, targets), settings["rate"]
    if settings["optimizer"] == "SGD":
        return [w - rate * g for w, g in zip(weights, slopes, strict=True)]
    nothing = [np.zeros_like(w) for w in weights]
    steps = memory["steps"] = memory.get("steps", 0) + 1
    mean = memory.get("mean", nothing)
    mean = [m + 0.1 * (g - m) for m, g in zip(mean, slopes, strict=True)]
    square = memory.get("square", nothing)
    square = [v + 0.001 * (g * g - v) for v, g in zip(square, slopes, strict=True)]
    memory.update(mean=mean, square=square)
    rate *= math.sqrt(1 - 0.999**steps) / (1 - 0.9**steps)
    return [w - rate * m / (np.sqrt(v) + 1e-7)
            for w, m, v in zip(weights, mean, square, strict=True)]


def order_of(count: int, seed: int, epoch: int) -> list[int]:
    """Shuffle the examples; the order depends on the seed and the epoch's number alone."""
    numbers, order = random(seed, _ORDER, epoch), list(range(count))
    for k in range(count - 1, 0, -1):
        other = math.floor(next(numbers) * (k + 1))
        order[k], order[other] = order[other], order[k]
    return order


def train(weights: Weights, settings: dict, memory: dict, inputs: np.ndarray, targets: np.ndarray,
          seeds: list[int], epochs: range) -> Weights:
    """Train networks side by side: the first axis of every array counts them, as `seeds` does."""
    count, batch = targets.shape[-1], settings["batch"]
    rows = np.arange(len(seeds))[:, None]
    for epoch in epochs:
        orders = np.array([order_of(count, seed, epoch) for seed in seeds])
        for begin in range(0, count, batch):
            chosen = orders[:, begin:begin + batch]
            with np.errstate(all="ignore"):
                weights = step(weights, settings, memory, inputs[rows, chosen],
                               targets[rows, chosen])
    return weights


def several_runs(seeds: Iterable[int], epochs: int, **changes: Any) -> dict[str, np.ndarray]:
    """Train a network of the playground several times, and measure what came out.

    Parameters
    ----------
    seeds : iterable of int
        One run for each. It draws both the starting weights and the examples.
    epochs : int
        Passes over the training examples.
    **changes
        The playground's settings, such as ``data="spiral"`` and ``hidden=[5, 5]``.

    Returns
    -------
    dict
        Under "training loss", "test loss", "training accuracy" and "test accuracy" one number for
        each run.
    """
    settings, seeds = settings_with(**changes), list(seeds)
    each = [{**settings, "seed": seed, "draw": seed} for seed in seeds]
    weights = [np.array(one) for one in zip(*map(start_weights, each), strict=True)]
    tables = [np.array(one) for one in zip(*map(make_data, each), strict=True)]
    parts = [
        (np.array([inputs_of(table, settings["features"]) for table in part]), part[..., 2])
        for part in tables
    ]
    weights = train(weights, settings, {}, *parts[0], seeds, range(epochs))
    found = {}
    for name, (inputs, targets) in zip(("training", "test"), parts, strict=True):
        outputs = forward(weights, settings["activation"], inputs)[-1]
        found[f"{name} loss"], found[f"{name} accuracy"] = loss_and_accuracy(outputs, targets)
    return found


def best_possible(noise: float) -> tuple[float, float]:
    """Give the loss and the accuracy of whoever knows how XOR and its noise are drawn."""
    from scipy.stats import norm

    place = np.linspace(-6, 6, 601)  # how often does each class lie where?
    positive = norm.cdf((place - 0.2) / noise) - norm.cdf((place - 3) / noise)
    negative = positive[::-1]
    classes = np.array([np.outer(positive, positive) + np.outer(negative, negative),
                        np.outer(positive, negative) + np.outer(negative, positive)])
    both = classes.sum(axis=0)
    loss = -(classes * np.log(classes / both)).sum() / both.sum()
    return float(loss), float(classes.max(axis=0).sum() / both.sum())
