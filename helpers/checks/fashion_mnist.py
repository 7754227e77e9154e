"""Checks of the notebook 07_fashion_mnist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    choice,
    integer,
    networks,
    raise_hint_for,
)

exercises = Exercises("07_fashion_mnist")
summary = exercises.summary

CLASSES = 10
LABELS = np.array([3, 0, 9, 5])


@exercises.check(1, "The runner-up")
def runner_up(function: Callable) -> str:
    """Check a function that finds the class with the second largest probability of each image."""
    example = np.array([[0.0, 0.1, 0.0, 0.2, 0.7, 0.0, 0.0, 0.0, 0.0, 0.0]])
    rng = np.random.default_rng(7)
    # Ten images too, so that rows and columns are told apart by more than the shape.
    for probabilities in (rng.dirichlet(np.ones(CLASSES), 6), rng.dirichlet(np.ones(CLASSES), 10),
                          example):
        answer = array(call(function, probabilities.copy()), "the answer")
        _judge_runner_up(np.ravel(answer), probabilities)
        if answer.ndim != 1:
            raise Hint(
                "?",
                f"the classes are right, but for {len(probabilities)} images they should have the "
                f"shape ({len(probabilities)},), and yours have {answer.shape}."
            )
    return "sorted along its row, the last but one place belongs to the network's second choice."


def _judge_runner_up(answer: np.ndarray, probabilities: np.ndarray) -> None:
    images = len(probabilities)
    order = np.argsort(probabilities, axis=1)

    right = order[:, -2]
    if np.array_equal(answer, right):
        return
    one_off = "you are one place off: places are counted from 0, and from the end with -1."
    down = ("you sorted down the columns, so images compete for a class. Along which axis do the "
            "ten classes of one image lie?")
    columns = np.argsort(probabilities, axis=0)
    raise_hint_for(answer, [
        (order[:, -1], "these are the classes with the largest probability, the network's answers. "
                       "The runner-up is the one behind."),
        (order[:, 1], "these are the second smallest. In which order does argsort put the places?"),
        (order[:, 0], "these are the classes that the network thinks least likely."),
        (order[:, 2], one_off),
        (order[:, -3], one_off),
        (np.sort(probabilities, axis=1)[:, -2],
         "these are the second largest probabilities themselves. Asked is to which class each of "
         "them belongs."),
        *((column, down) for column in (*columns, columns[:, -2])),
        (right + 1, "all of your numbers are too large by one. Classes are counted from 0."),
    ], rtol=1e-5)
    if answer.size == 1 and images > 1:
        raise Hint("?", f"{images} images went in and one number came out. Is an axis missing, or a row "
                   "index?")
    if answer.size == CLASSES and images != CLASSES:
        raise Hint("?", f"{images} images went in and {CLASSES} numbers came out, one for each class. "
                   "There should be one for each image.")
    if answer.size == images * CLASSES:
        raise Hint("?", "that is a number for every class of every image. Which one of each row is the "
                   "runner-up?")
    if answer.size != images:
        raise Hint("?", f"{images} images went in, so {images} class numbers should come out, and yours "
                   f"are {answer.size}.")
    wrong = int(np.flatnonzero(answer != right)[0])
    raise Hint(
        "?",
        f"for the probabilities {probabilities[wrong].round(2).tolist()} you give "
        f"{answer[wrong]:g}. Find the largest by eye, then the next."
    )


@exercises.check(2, "Count the parameters")
def counted(first_hidden_layer: int, in_all: int) -> str:
    """Check the parameters of a network 784 - 300 - 100 - 10."""
    first = integer(first_hidden_layer, "the number for the first hidden layer")
    total = integer(in_all, "the number in all")
    inputs, one, two = 28 * 28, 300, 100
    raise_hint_for(first, {
        inputs * one: "the first hidden layer has these weights. What else does every unit learn?",
        inputs * one + 1: "that is one bias for the whole layer. Every unit has its own.",
        inputs * one + inputs: "you added a bias for every input. Biases belong to the units.",
        28 * one: "28 is one row of pixels. What does Flatten hand on?",
        (28 + 1) * one: "28 is one row of pixels. What does Flatten hand on?",
        (inputs + 1) * two: "that would be right for 100 units. The first hidden layer has 300.",
        one: "these are only its biases. Every unit also has a weight for each input.",
        inputs + one: "inputs and units are added here. Every unit has a weight for *each* input.",
        0: "Flatten learns nothing. The first hidden layer is the one with 300 units.",
        (inputs + 1) * one + (one + 1) * two: "these are both hidden layers. Give the first alone.",
    })
    if first != (inputs + 1) * one:
        raise Hint(
            "?",
            f"{first:,} isn't what the first hidden layer has. How many inputs does one of its "
            "units look at? Add its bias, and then count the units."
        )
    second, third = (one + 1) * two, (two + 1) * CLASSES
    weights = inputs * one + one * two + two * CLASSES
    raise_hint_for(total, {
        weights: "the first hidden layer has its biases, but in all you left them out.",
        first: "that is the first hidden layer alone. Two more layers learn.",
        first + second: "both hidden layers are there. Does the output layer learn nothing?",
        first + third: "the second hidden layer is missing.",
        first + one * two + two * CLASSES: "the first layer has its biases, the two others don't.",
        first + second + two * CLASSES: "the biases of the ten outputs are missing.",
        first + one * two + third: "the biases of the second hidden layer are missing.",
        first + (inputs + 1) * two + third: "the second hidden layer doesn't see the pixels. What "
        "comes in are the outputs of the first.",
        first + (inputs + 1) * two + (inputs + 1) * CLASSES: "only the first hidden layer sees the "
        "pixels. What comes into the others?",
        first + second + (one + 1) * CLASSES: "the outputs see the second hidden layer, not the "
        "first. How many units has it?",
        second + third: "these are the two last layers. Add the first hidden one.",
    }, opening="the first number is right, the second isn't: ")
    if total != first + second + third:
        raise Hint(
            "?",
            f"the first number is right, but the network doesn't have {total:,} parameters in all. "
            "For each of the three layers that learn: (inputs + 1) times units."
        )
    return "a weight for each input and one bias make a unit, and the pixels make most of them."


@exercises.check(3, "Four mistakes")
def mended(network: Any) -> str:
    """Check a network for Fashion-MNIST with labels 0 to 9."""
    network = networks.keras_network(network)
    networks.layers_of(network)
    if not getattr(network, "built", True):
        raise Hint("?", "your network has no input yet. Does it begin with keras.Input((28, 28))?")
    if not hasattr(network, "input_shape"):  # with PyTorch, if its layers can't be joined
        _answers(network)
    if tuple(network.input_shape[1:]) != (28, 28):
        raise Hint(
            "?",
            f"your network takes inputs of shape {tuple(network.input_shape[1:])}; the images "
            "have (28, 28)."
        )
    if not getattr(network, "compiled", False):
        raise Hint("?", "your network isn't compiled, so it has no loss to learn by.")
    mistakes = [*_mistakes_of_form(network), *_mistakes_of_loss(network)]
    if mistakes:
        more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
        raise Hint("?", f"{mistakes[0]}{more}")
    rng = np.random.default_rng(7)
    networks.take_first_steps(network, rng.random((2, 28, 28)), np.array([3, 9]))
    return "one row of inputs, an output for every class, softmax, and the loss for number labels."


def _mistakes_of_form(network: Any) -> list[str]:
    mistakes = []
    shape = tuple(network.output_shape)
    if len(shape) != 2:
        mistakes.append(
            f"for one image the output has the shape {shape[1:]}, not ten numbers. The first dense "
            "layer still sees the image row by row. What lays the rows end to end?"
        )
    if shape[-1] == CLASSES - 1:
        mistakes.append("the labels run from 0 to 9. How many are they?")
    elif shape[-1] != CLASSES:
        mistakes.append(f"there are {shape[-1]} outputs for ten classes.")
    mistakes += _mistakes_of_outputs(network, is_shape_right=not mistakes)
    if len(shape) == 2:
        mistakes += _mistakes_of_first_layer(network)
    frozen = [layer.name for layer in networks.layers_of(network)
              if layer.weights and not layer.trainable]
    if frozen:
        mistakes.append(f"trainable=False keeps the layer {frozen[0]} from learning anything.")
    return mistakes


def _mistakes_of_outputs(network: Any, is_shape_right: bool) -> list[str]:
    activation = (networks.activations_of(network) or ["no activation"])[-1]
    outputs = _answers(network)
    is_softmax = networks.are_probabilities(outputs)
    if _wants_sums(network):
        if is_softmax or activation == "softmax":
            return [
                "the loss is told from_logits=True, so it applies softmax itself, and the network "
                "has one already. One of the two is enough."
            ]
        if activation not in ("linear", "no activation"):
            return [
                "the loss is told from_logits=True, so it applies softmax itself, and wants the "
                f"plain sums. Yours have gone through {activation}."
            ]
    elif is_shape_right and not is_softmax:
        if activation == "softmax":
            return [
                "softmax makes ten probabilities, but something behind it changes them: for one "
                f"image they add up to {outputs[0].sum():.3g}."
            ]
        return [f"the outputs come from {activation}. What makes them ten probabilities with the "
                "sum 1?"]
    elif activation == "relu" and not is_shape_right:
        return ["relu makes no probabilities."]
    behind = [type(layer).__name__ for layer in _behind_the_last_weights(network)]
    if any("Dropout" in kind for kind in behind):
        return ["Dropout stands behind the ten outputs, so that some of the answers themselves are "
                "struck out while the network learns."]
    return []


def _answers(network: Any) -> np.ndarray:
    """Ask a network about five images."""
    try:
        return networks.outputs_of(network, np.random.default_rng(7).random((5, 28, 28)))
    except Exception as error:
        reason = networks.reason_of(error)
        raise Hint("?", f"your network can't answer for five images: {reason}.") from None


def _behind_the_last_weights(network: Any) -> list:
    layers = networks.layers_of(network)
    last = max((place for place, layer in enumerate(layers) if layer.weights), default=-1)
    return layers[last + 1:]


def _mistakes_of_first_layer(network: Any) -> list[str]:
    for step in networks.steps_of(network):
        if step.kind == "Dense" and step.before[-1] != 28 * 28:
            if len(step.before) == 2:
                return ["the image is made smaller before the dense layers see it. Every pixel "
                        "should get its own weight."]
            way = "row by row" if step.before[1:] == (28, 28) else "piece by piece"
            return [f"the first dense layer still sees the image {way}, {step.before[-1]} numbers "
                    "at a time. What comes before it that lays all 784 end to end?"]
        # A convolution, or a layer of the student's own, may look in other ways.
        if step.layer.weights and "Normalization" not in step.kind:
            break
    return []


def _mistakes_of_loss(network: Any) -> list[str]:
    import keras

    if isinstance(network.loss, keras.metrics.Metric):
        return ["a metric stands in place of the loss. It counts what is right, but says nothing "
                "on the way downhill."]
    name = _name_of(network.loss)
    wants_one_hot = "categorical" in name and "binary" not in name and "sparse" not in name
    try:
        if _falls_with_the_right_class(network):
            return []
    except Exception as error:
        if "interpret" in networks.reason_of(error) or "sparse" in name:
            return [str(networks.about_compile(error))]
    if wants_one_hot:
        return [
            f"the loss {name} wants one-hot labels, rows of zeros and a one. Ours are numbers. "
            "Which loss takes those?"
        ]
    return [f"the loss {name or 'None'} isn't made for ten classes with numbers for labels."]


def _loss_of(network: Any, outputs: np.ndarray) -> float:
    """Compute a network's loss, as fit would, for outputs that are handed in."""
    import keras

    labels, predictions = (
        keras.ops.convert_to_tensor(values) for values in (LABELS, outputs.astype("float32"))
    )
    loss = network.compute_loss(y=labels, y_pred=predictions)
    return float(np.mean(keras.ops.convert_to_numpy(loss)))


def _sure_of(labels: np.ndarray) -> np.ndarray:
    return 0.01 + 0.9 * np.eye(CLASSES)[labels]


def _falls_with_the_right_class(network: Any) -> bool:
    right, wrong = _sure_of(LABELS), _sure_of((LABELS + 1) % CLASSES)
    unsure = np.full_like(right, 1 / CLASSES)
    losses = [_loss_of(network, outputs) for outputs in (right, unsure, wrong)]
    return bool(np.all(np.diff(losses) > 1e-3))


def _wants_sums(network: Any) -> bool:
    """Say whether a loss applies softmax itself, to which it is all the same if all sums grow."""
    try:
        before, after = (_loss_of(network, _sure_of(LABELS) + more) for more in (0, 2))
        return _falls_with_the_right_class(network) and bool(np.isclose(before, after, rtol=1e-4))
    except Exception:
        return False


def _name_of(loss: Any) -> str:
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if isinstance(loss, str):
        name = loss
    else:
        name = getattr(loss, "name", None) or getattr(loss, "__name__", None)
    return (name or type(loss).__name__ if loss is not None else "").lower()


@exercises.check(4, "Which epoch would you keep?")
def kept(epoch: int, reason: str) -> str:
    """Check which epoch of a training is kept, and why."""
    epoch = integer(epoch, "the epoch")
    reason = choice(reason, "the reason", ("A", "B", "C", "D"))
    raise_hint_for(epoch, {
        30: "at epoch 30 the training loss is lowest. Is that the loss which counts for images "
        "that are still to come?",
        25: "at epoch 25 the held-out loss has been rising for a while.",
        20: "at epoch 20 the training loss has fallen further, and the held-out loss?",
        10: "at epoch 10 the network was still getting better on both columns.",
        5: "at epoch 5 the two losses lie close together, but both are high: it has hardly begun.",
    })
    if epoch != 15:
        raise Hint("?", f"the network was saved at the epochs of the table only, and {epoch} isn't one.")
    raise_hint_for(reason, {
        "A": "at epoch 30 it has learned still more from its images.",
        "B": "the losses lie closest at epoch 5, where both are bad.",
        "D": "by that reason epoch 5 would be better still.",
    }, opening="the epoch is right, the reason isn't: ")
    return "the held-out loss is lowest there; later the network only learns its images by heart."
