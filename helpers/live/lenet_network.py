"""The numbers of the figure that reads digits: LeNet-5's weights in a file, and a forward pass."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

SHIPPED = Path(__file__).with_name("lenet.json")  # by python -m workshop.notebooks.lenet
SHAPES = [(5, 5, 1, 6), (6,), (5, 5, 6, 16), (16,), (400, 120), (120,), (120, 84), (84,),
          (84, 10), (10,)]
WANTED = "The figure reads LeNet-5 as `lenet_5()` of notebook 12 builds it. "


def packed(model: Any) -> dict[str, Any]:
    """Put a Keras LeNet-5 into a form that JSON can hold and the browser reads.

    Parameters
    ----------
    model : keras.Model
        LeNet-5 as notebook 12 builds it. Its third convolution may be a dense layer or not.
    """
    weights = [np.asarray(values, dtype="<f4") for values in model.get_weights()]
    if [len(values.ravel()) for values in weights] != [int(np.prod(one)) for one in SHAPES]:
        found = ", ".join(str(values.shape) for values in weights)
        raise ValueError(f"{WANTED}Its weights have the shapes "
                         f"{', '.join(map(str, SHAPES))}; this model's have {found}.")
    learning = [layer for layer in model.layers if layer.weights]
    kinds = [layer.activation.__name__ for layer in learning]
    if kinds != 4 * ["tanh"] + ["softmax"]:
        raise ValueError(f"{WANTED}Its activations are tanh four times, then softmax; this "
                         f"model's are {', '.join(kinds)}.")
    pools = [type(layer).__name__ for layer in model.layers if "Pool" in type(layer).__name__]
    if pools != 2 * ["AveragePooling2D"]:
        raise ValueError(f"{WANTED}It pools twice, by averages; this model has "
                         f"{', '.join(pools) or 'no pooling'}.")
    scaling = next((layer for layer in model.layers if hasattr(layer, "offset")), None)
    return {
        "scale": float(scaling.scale) if scaling else 1.0,
        "offset": float(scaling.offset) if scaling else 0.0,
        "weights": [base64.b64encode(values.tobytes()).decode() for values in weights],
    }


def save_lenet(model: Any, path: str | Path, overwrite: bool = False) -> None:
    """Save a trained LeNet-5 as a file that the live figure opens, on the course's site too.

    Parameters
    ----------
    model : keras.Model
        LeNet-5 as notebook 12 builds it.
    path : str or Path
        Where to, such as "my_lenet.json". The file is there whole or not at all.
    overwrite : bool
        Whether a file of that name is replaced; without it this is an error.
    """
    path, text = Path(path), json.dumps(packed(model))
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists already, and it stays as it is. Choose another name, "
                              "or replace it by save_lenet(..., overwrite=True).")
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def shipped() -> dict[str, Any]:
    """Read the network that comes with the course."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def forward(network: dict[str, Any], image: np.ndarray) -> list[np.ndarray]:
    """Give the outputs of all layers for one image of 32×32 pixels, 0 to 255.

    Returns
    -------
    list of numpy.ndarray
        Of the shapes (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (120,), (84,) and (10,).
    """
    w1, b1, w2, b2, w3, b3, w4, b4, w5, b5 = (
        np.frombuffer(base64.b64decode(code), "<f4").reshape(shape)
        for code, shape in zip(network["weights"], SHAPES, strict=True)
    )
    pixels = np.asarray(image, dtype=float).reshape(32, 32, 1)
    maps, layers = pixels * network["scale"] + network["offset"], []
    for kernels, biases in ((w1, b1), (w2, b2)):
        windows = np.lib.stride_tricks.sliding_window_view(maps, (5, 5), axis=(0, 1))
        made = np.tanh(np.einsum("ijcuv,uvck->ijk", windows, kernels) + biases)
        high, wide, count = made.shape
        maps = made.reshape(high // 2, 2, wide // 2, 2, count).mean(axis=(1, 3))
        layers += [made, maps]
    layers.append(np.tanh(maps.ravel() @ w3 + b3))
    layers.append(np.tanh(layers[-1] @ w4 + b4))
    powers = np.exp(layers[-1] @ w5 + b5)
    return [*layers, powers / powers.sum()]
