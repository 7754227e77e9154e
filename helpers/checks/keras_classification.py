"""Checks of the notebook 06_keras_classification."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercises, Hint, array, call, choice, integer, number, raise_hint_for

exercises = Exercises("06_keras_classification")
summary = exercises.summary

# Keras keeps probabilities this far away from 0 before it takes their logarithm.
KERAS_EPSILON = 1e-7


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@exercises.check(1, "Softmax for many images")
def softmax_of_rows(function: Callable) -> str:
    """Check a softmax that takes one row of scores for each image."""
    cases = [
        np.array([[1.0, 2.0, 0.6], [-1.0, 0.5, 3.0]]),
        np.array([[0.0, 1.0, -2.0], [2.0, 2.0, 2.0], [3.0, -1.0, 0.5]]),
        np.array([[0.3, 0.1, 0.2, -4.0]]),
    ]
    for scores in cases:
        _judge_softmax(function, scores)
    overflow = (
        "right for small scores, but with scores of about 1000 some probabilities come out as "
        "nan or infinite. What did we subtract from the scores, so that no power overflows?"
    )
    _judge_softmax(function, np.array([[1001.0, 1002.0, 1000.6], [998.0, 999.5, 1000.0]]), overflow)
    levels = (
        "with one image whose scores are about 1000 and another whose scores are about -1000, "
        "the second image's powers all vanish. Each row needs its own largest score."
    )
    _judge_softmax(function, np.array([[1001.0, 1002.0, 1000.6], [-998.0, -997.0, -999.0]]), levels)
    apart = (
        "right as long as the scores of an image are alike, but where they lie far apart some "
        "probabilities come out as nan or infinite. What is taken off the scores of a row, and how "
        "large may one still be after that?"
    )
    far = np.array([[0.0, 20_000.0, 10_000.0], [-10_000.0, 0.0, 10_000.0]])
    _judge_softmax(function, far, apart)
    return "each row has its own sum, and its own largest score to be subtracted before."


def _judge_softmax(function: Callable, scores: np.ndarray, if_not_finite: str = "") -> None:
    handed_over = scores.copy()
    with np.errstate(all="ignore"):
        try:
            result = call(function, handed_over, time_limit=30)
        except Hint as hint:
            if "broadcast" not in str(hint):
                raise
            raise Hint(
                "?",
                "the largest score of each row, or the sum of each row, has lost the axis of the "
                f"columns, so NumPy can't line it up with the rows: {hint} What does keepdims do?"
            ) from None
    values = array(result, "the probabilities", finite=False)
    if values.shape == scores.shape and not np.isfinite(values).all():
        raise Hint(if_not_finite or "some probabilities are nan or infinite, for scores between "
                   f"{scores.min():g} and {scores.max():g}. Is there a division by 0, or a "
                   "logarithm?")
    if values.shape != scores.shape:
        raise Hint(
            "?",
            f"for scores of the shape {scores.shape} the probabilities should have the same "
            f"shape, and yours have {values.shape}. Softmax gives one probability for each score."
        )
    wanted = _softmax(scores)
    if np.allclose(values, wanted, atol=1e-5):
        return
    if if_not_finite:
        raise Hint(if_not_finite.replace("come out as nan or infinite", "come out wrong"))
    _explain_softmax(values, scores)


def _explain_softmax(values: np.ndarray, scores: np.ndarray) -> None:
    wanted = _softmax(scores)
    if np.allclose(values, wanted, rtol=0, atol=0.006):
        raise Hint("?", "these are nearly the probabilities. Have they been rounded? Hand them back as "
                   "they come.")
    powers = np.exp(scores)
    largest = scores.max(axis=1, keepdims=True)
    unscaled = "the powers are there, but the sum of a row isn't 1 yet. What is left to do?"
    raise_hint_for(values, [
        (powers, unscaled),
        (np.exp(scores - largest), unscaled),
        (np.exp(scores - scores.max()), unscaled),
        (np.log(wanted), "these are the logarithms of the probabilities. Is there a log too many?"),
        (scores / scores.sum(axis=1, keepdims=True),
         "the scores themselves are divided by their sum, so negative ones stay negative. Which "
         "step comes before?"),
        (_softmax(-scores),
         "the highest score gets the lowest probability. Look at the sign in the power."),
        (1 / (1 + np.exp(-scores)),
         "that is the sigmoid, for each score by itself. In softmax the scores of a row share a "
         "sum of 1."),
    ], rtol=1e-5, atol=1e-8)
    if np.isin(values, (0, 1)).all():
        raise Hint("?", "the highest score gets everything. Softmax leaves something to the others.")
    if np.allclose(values.sum(axis=0), 1):
        raise Hint("?", "in your result the sum of each column is 1. The classes of one image lie side "
                   "by side, in a row. Along which axis do you sum?")
    if np.isclose(values.sum(), 1):
        raise Hint("?", "in your result all images together have the sum 1. Each row should have it: "
                   "along which axis do you sum?")
    if np.allclose(values.sum(axis=1), 1):
        raise Hint("?", "each row has the sum 1, as it should, but the shares are others. Is each one "
                   "e to its score, divided by the sum of its row?")
    raise Hint("?", "the rows of your result have the sums "
               f"{', '.join(f'{total:.4g}' for total in values.sum(axis=1))}. Each should be 1.")


@exercises.check(2, "Not the faintest idea")
def undecided_loss(loss: float) -> str:
    """Check the cross-entropy of ten equal probabilities."""
    loss = number(loss, "the loss")
    mistakes = [
        (-math.log(10), "the size is right, the sign isn't. ln of a probability is negative, "
                        "and what stands before it in the formula?"),
        (0.1, "0.1 is the probability of each class. What does the loss make of a probability?"),
        (10, "10 is how many classes there are. Which probability has each, and what is -ln of "
             "it?"),
        (0, "a loss of 0 is that of a network that is certain and right. This one has no idea."),
        (1, "that is the logarithm to the base 10. Cross-entropy takes the natural one, ln, which "
            "NumPy calls np.log."),
        (math.log2(10), "that is the logarithm to the base 2. Cross-entropy takes the natural one, "
                        "ln."),
        (10 * math.log(10), "you added up all ten classes. The targets are 0 for nine of them, so "
                            "one term is left."),
        (math.log(10) / 10, "you took the mean over ten classes, or multiplied by the "
                            "probability. The target of the true class is 1, and one term is "
                            "left."),
        (-math.log(0.9), "that is -ln 0.9. What is the probability of the *true* class?"),
        (math.log(2), "that is -ln 0.5, for two classes. Here ten classes share the probability."),
        (math.log(9), "that is the loss with nine classes. The digits run from 0 to 9."),
    ]
    if abs(loss - math.log(10)) < 0.006:
        return "every class has the probability 1/10, and -ln(1/10) = ln 10 whatever the label is."
    nearest = min(mistakes, key=lambda mistake: abs(loss - mistake[0]))
    raise_hint_for(loss, [nearest], atol=0.006)
    if 2.25 < loss < 2.35:
        raise Hint("?", "close, but two decimals are asked for. Compute it with np.log.")
    raise Hint("?", "ten classes, all with the same probability: how much does the true one have? "
               "Put it into -ln p.")


@exercises.check(3, "One-hot labels and the wrong loss")
def mended_loss(function: Callable) -> str:
    """Check a function that gives the mean cross-entropy for one-hot labels."""
    labels = np.eye(3, dtype=np.float32)[[1, 0, 2, 1]]
    probabilities = np.array(
        [[0.228, 0.619, 0.153], [0.7, 0.2, 0.1], [0.25, 0.35, 0.4], [0.5, 0.3, 0.2]],
        dtype=np.float32,
    )
    result = _loss_of(function, labels, probabilities)
    if array(result, "the loss", finite=False).shape == (len(labels),):
        raise Hint("?", "your function returns one loss for each image. One number is asked for, "
                   "their mean.")
    loss = number(result, "the loss")
    wanted = float(np.mean(-np.log(probabilities[labels == 1])))
    if np.isclose(loss, wanted, rtol=1e-4):
        _judge_other_labels(function, probabilities)
        return "the loss and the way its labels are written fit each other now."
    _explain_loss(loss, wanted, labels, probabilities)


def _loss_of(function: Callable, labels: np.ndarray, probabilities: np.ndarray):
    try:
        return call(function, labels.copy(), probabilities.copy(), time_limit=30)
    except Hint as hint:
        # PyTorch writes torch.Size([3]) for the shape (3,).
        text = re.sub(r"torch\.Size\(\[(\d+)\]\)", r"(\1,)", str(hint))
        text = re.sub(r"torch\.Size\(\[([\d, ]*)\]\)", r"(\1)", text)
        if "(3,)" in text and "(4, 3)" in text:
            raise Hint("?", "Keras got 3 labels for 4 images. The classes of one image lie side by "
                       "side, in a row: along which axis do you look for the 1?") from None
        if "target" in text and "shape" in text and "(4, 3)" in text:
            raise Hint(
                "?",
                "Keras still complains about the shapes. The sparse loss wants one whole number "
                "for each image, and gets a row. Change the loss, or the labels, not both."
            ) from None
        raise


def _judge_other_labels(function: Callable, probabilities: np.ndarray) -> None:
    labels = np.eye(3, dtype=np.float32)[[0, 2, 1]]
    result = _loss_of(function, labels, probabilities[1:])
    wanted = float(np.mean(-np.log(probabilities[1:][labels == 1])))
    if not np.isclose(number(result, "the loss"), wanted, rtol=1e-4):
        raise Hint("?", "right for four images, but not for three others. Does your function use "
                   "its own arguments, or a number or array from somewhere else?")


def _explain_loss(
    loss: float, wanted: float, labels: np.ndarray, probabilities: np.ndarray
) -> None:
    def log(values):
        return np.log(np.clip(values, KERAS_EPSILON, 1 - KERAS_EPSILON))

    again = _softmax(probabilities)
    both_ways = -np.mean(labels * log(probabilities) + (1 - labels) * log(1 - probabilities))
    exchanged = np.mean(-np.sum(probabilities * log(labels), axis=1))
    mistakes = [
        (len(labels) * wanted, "that is the sum over the images. The mean is asked for."),
        (wanted / 3, "you took the mean over images *and* classes. The sum over the classes has "
                     "only one term that isn't 0; take the mean over the images alone."),
        (-wanted, "the sign is wrong: a loss can't be negative here."),
        (wanted / math.log(2), "that is a logarithm to the base 2. Keras takes the natural one."),
        (wanted / math.log(10), "that is a logarithm to the base 10. Keras takes the natural one."),
        (np.mean(-np.log(again[labels == 1])),
         "softmax is applied a second time, as from_logits=True does. The probabilities are "
         "ready."),
        (both_ways, "that is the binary cross-entropy, which asks yes or no for each class. "
                    "Here exactly one of the classes is true: which loss is for categories?"),
        (np.mean((labels - probabilities) ** 2), "that is the mean squared error. Cross-entropy is "
                                                 "asked for."),
        (np.mean(probabilities[labels == 1]), "that is the mean probability of the true classes. "
                                              "A logarithm is missing."),
        (-np.log(np.mean(probabilities[labels == 1])),
         "you took the mean first and the logarithm then. It is the other way round."),
    ]
    raise_hint_for(loss, mistakes, rtol=1e-3)
    raise_hint_for(loss, {
        exchanged: "the loss is very large: the labels and the probabilities have changed places. "
        "Keras wants the labels first.",
    }, rtol=0.05)
    raise Hint("?", "Keras no longer complains, but the loss isn't the mean of -ln p over the images, "
               "with p the probability of the true class.")


@exercises.check(4, "More weights")
def wide_parameters(parameters: int) -> str:
    """Check the number of parameters of a 784-400-100-10 network."""
    parameters = integer(parameters, "the number of parameters")
    weights = 784 * 400 + 400 * 100 + 100 * 10
    biases = 400 + 100 + 10
    raise_hint_for(parameters, {
        weights: "these are the weights alone. Every unit learns one more number.",
        biases: "these are the biases alone. Every unit also has a weight for each of its inputs.",
        weights + biases - 10: "almost: the ten outputs have biases too.",
        weights + biases - 100: "almost: the biases of the layer of 100 units are missing.",
        weights + biases - 400: "almost: the biases of the layer of 400 units are missing.",
        weights + 3: "one bias for each layer is too few: each *unit* has its own.",
        weights + 1: "one bias for the whole network is too few: each unit has its own.",
        weights + biases + 784: "the 784 inputs are no units. They have no biases.",
        784 * 400 + 400: "that is the first layer. Two more follow.",
        784 * 400: "these are the weights of the first layer. What about the biases, and the other "
                   "layers?",
        weights + biases - 1010: "the output layer is missing.",
        79_510: "that is the small network, 784-100-10. Here 400 units come before the 100.",
        79_400: "that is the small network, 784-100-10, and without its biases.",
        784 * 100 + 100 + 100 * 400 + 400 + 400 * 10 + 10:
            "the layers have changed places: first 400 units, then 100.",
        784 * 400 + 400 + 784 * 100 + 100 + 784 * 10 + 10:
            "only the first layer sees the 784 pixels. What does the second one see?",
        784 * 400 + 400 + 400 * 10 + 10: "the layer of 100 units is missing.",
        28 * 400 + 400 * 100 + 100 * 10 + biases: "28 is one row of an image. How many inputs has "
                                                  "the whole?",
        784 + 400 + 100 + 10: "that counts inputs and units. Between two layers every pair has a "
                              "weight.",
        784 * 400 * 100 * 10: "multiply within a layer, inputs times units, and add the layers up.",
    })
    if parameters != weights + biases:
        raise Hint("?", "take one layer after the other: inputs times units, and a bias for each unit. "
                   "The inputs of a layer are the units of the one before. Then add up.")
    return "(784 + 1)·400 + (400 + 1)·100 + (100 + 1)·10: each unit has its weights and one bias."


@exercises.check(5, "Which one do you hand in?")
def handed_in(network: str, accuracy: float) -> str:
    """Check which of three networks is chosen, and which accuracy is reported for it."""
    network = choice(network, "the network", ("A", "B", "C"))
    if isinstance(accuracy, str):
        accuracy = accuracy.replace("%", "").replace(",", ".").strip()
        with contextlib.suppress(ValueError):
            accuracy = float(accuracy)
    accuracy = number(accuracy, "the accuracy")
    if network == "A" and np.isclose(accuracy, 98.3):
        raise Hint("?", "A is the best on the test images, but choosing by them uses them up: nothing "
                   "is left to say how good the chosen one is. Which images are there to choose "
                   "by?")
    if network == "A":
        raise Hint("?", "A knows its training images best. Does it know others best, too? Which images "
                   "are there to choose by?")
    if network == "C":
        raise Hint("?", "C has the smallest distance between training and validation, but the distance "
                   "isn't what we want. Which images are there to choose by, and which network is "
                   "right most often there?")
    if 0 < accuracy <= 1:
        raise Hint("?", f"that would be {accuracy:g} %, worse than guessing. A fraction becomes per "
                   "cent when you multiply it by 100.")
    raise_hint_for(accuracy, {
        98.4: "B is the one. But the validation images chose it because they suit it, so their "
              "accuracy flatters it. Which images decided nothing?",
        99.2: "B is the one. But it has learned from its training images, and knows some by heart. "
              "Which images has it never met?",
        98.3: "B is the one. But 98.3 % is the mark of another network.",
        98.2: "B is the one. But 98.2 % is the mark of another network.",
        1.9: "B is the one. That is its error; the accuracy is asked for.",
    }, rtol=1e-5)
    if not np.isclose(accuracy, 98.1):
        raise Hint("?", "B is the one. Take its accuracy out of the table: which of its three columns "
                   "comes from images that decided nothing?")
    return "validation images choose, and the test images, which decided nothing, give the mark."
