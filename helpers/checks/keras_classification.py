"""Checks of the notebook 06_keras_classification."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    NotAttempted,
    accuracy,
    array,
    call,
    choice,
    expect,
    integer,
    number,
    raise_hint_for,
)
from helpers.exercises.answers import in_digits, shape_in_words

exercises = Exercises("06_keras_classification")
summary = exercises.summary

# Seconds, since Keras takes its time over its first calculation.
TIME_LIMIT = 30.0
# Keras keeps probabilities this far away from 0 before it takes their logarithm.
KERAS_EPSILON = 1e-7


@exercises.check(1, "Softmax for many images")
def softmax_of_rows(function: Callable) -> str:
    """Check a softmax that takes one row of scores for each image."""
    for scores in ([[1.0, 2.0, 0.6], [-1.0, 0.5, 3.0]],
                   [[0.0, 1.0, -2.0], [2.0, 2.0, 2.0], [3.0, -1.0, 0.5]],
                   [[0.3, 0.1, 0.2, -4.0]]):
        _judge_softmax(function, np.array(scores))
    extremes = [
        ([[1001.0, 1002.0, 1000.6], [998.0, 999.5, 1000.0]],
         Hint("overflow", "right for small scores, but for scores of about 1000 the probabilities "
              "are nan, infinite or wrong. What did we subtract, so that no power overflows?")),
        ([[1001.0, 1002.0, 1000.6], [-998.0, -997.0, -999.0]],
         Hint("one largest score for all", "with scores of about 1000 for one image and about "
              "-1000 for another, the other one's powers all vanish. Each row needs its own "
              "largest score.")),
        ([[0.0, 20_000.0, 10_000.0], [-10_000.0, 0.0, 10_000.0]],
         Hint("another number subtracted", "right as long as the scores of an image are alike, but "
              "where they lie far apart the probabilities are nan, infinite or wrong. What do you "
              "subtract from the scores of a row, and how large may one still be after that?")),
    ]
    for scores, hint in extremes:
        if not np.allclose(_probabilities(function, scores), _softmax(scores), atol=1e-5):
            raise hint
    return "each row has its own sum, and its own largest score to be subtracted before."


def _softmax(scores: np.ndarray | list) -> np.ndarray:
    powers = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _probabilities(function: Callable, scores: np.ndarray | list) -> np.ndarray:
    scores = np.array(scores)
    try:
        with np.errstate(all="ignore"):
            result = call(function, scores.copy(), time_limit=TIME_LIMIT)
    except Hint as hint:
        if not _needs_a_square(function, hint, scores):
            raise
        raise Hint("axis lost", "the largest score of each row, or the sum of each row, has lost "
                   f"the axis of the columns, so it can't be lined up with the rows: {hint} What "
                   "does keepdims do?") from None
    values = array(result, "the probabilities", finite=False)
    if values.shape != scores.shape:
        raise Hint("another shape", f"the scores are {shape_in_words(scores.shape)}, and what "
                   f"comes back is {shape_in_words(values.shape)}. Softmax gives one probability "
                   "for each score.")
    return values


def _needs_a_square(function: Callable, hint: Hint, *tables: np.ndarray) -> bool:
    """Say whether what stops runs with as many rows as columns: it takes one for the other."""
    if not hint.name.startswith("stops with"):
        return False
    side = min(tables[0].shape)
    squares = [table[:side, :side].copy() for table in tables]
    try:
        call(function, *squares, time_limit=TIME_LIMIT)
    except (Hint, NotAttempted):
        return False
    return True


def _judge_softmax(function: Callable, scores: np.ndarray) -> None:
    values = _probabilities(function, scores)
    if not np.isfinite(values).all():
        raise Hint("not finite", f"for scores from {scores.min():g} to {scores.max():g} some "
                   "probabilities are nan or infinite. Is there a division by 0, or a logarithm?")
    unscaled = Hint("not divided by the sum", "the powers are there, but the sum of a row isn't 1 "
                    "yet. What is left to do?")
    mistakes = [
        (np.exp(scores), unscaled),
        (np.exp(scores - scores.max(axis=1, keepdims=True)), unscaled),
        (np.exp(scores - scores.max()), unscaled),
        (np.log(_softmax(scores)),
         Hint("one logarithm too many", "these are logarithms of probabilities. Is there a log too "
              "many?")),
        (scores / scores.sum(axis=1, keepdims=True),
         Hint("no powers", "the scores themselves are divided by their sum, so negative ones stay "
              "negative. Which step comes before?")),
        (_softmax(-scores),
         Hint("sign in the power", "the highest score gets the lowest probability. Look at the "
              "sign in the power.")),
        (1 / (1 + np.exp(-scores)),
         Hint("sigmoid", "that is the sigmoid, for each score by itself. In softmax the scores of "
              "a row share a sum of 1.")),
    ]
    expect(values, _softmax(scores), mistakes, otherwise=lambda: _about_sums(values, scores),
           rtol=1e-5, atol=1e-5)


def _about_sums(values: np.ndarray, scores: np.ndarray) -> Hint:
    """Find the hint for wrong shares by what adds up to 1."""
    if np.isin(values, (0, 1)).all():
        return Hint("highest score takes all", "the highest score gets everything. Softmax leaves "
                    "something to the others.")
    if np.allclose(values.sum(axis=0), 1):
        return Hint("sum of the columns", "in your result the sum of each column is 1. The classes "
                    "of one image lie side by side, in a row. Along which axis do you sum?")
    if np.isclose(values.sum(), 1):
        return Hint("sum of everything", "in your result all images together have the sum 1. Each "
                    "row should have it: along which axis do you sum?")
    if np.allclose(values.sum(axis=1), 1):
        return Hint("other shares", "each row has the sum 1, as it should, but the shares are "
                    "wrong. Is each one e to its score, divided by the sum of its row?")
    sums = ", ".join(in_digits(total, unlike=1) for total in values.sum(axis=1).tolist())
    return Hint("other sums", f"the rows of your result have the sums {sums}. Each should be 1.")


@exercises.check(2, "Not the faintest idea")
def undecided_loss(loss: float) -> str:
    """Check the cross-entropy of ten equal probabilities."""
    loss, right = number(loss, "the loss"), math.log(10)
    mistakes = [
        (-right, Hint("sign", "the size is right, the sign isn't. ln of a probability is negative, "
                      "and what stands before it in the formula?")),
        (-math.log(0.9), Hint("probability of the other classes", "that is -ln 0.9. What is the "
                              "probability of the *true* class?")),
        (0.1, Hint("probability for loss", "0.1 is the probability of each class. What does the "
                   "loss make of a probability?")),
        (0.9, Hint("no logarithm", "that is 1 - 0.1, or nearly e to the power of -0.1. The loss is "
                   "a logarithm of the true class's probability.")),
        (10, Hint("number of classes", "10 is how many classes there are. Which probability has "
                  "each, and what is -ln of it?")),
        (0, Hint("loss of zero", "a loss of 0 is that of a network that is certain and right. This "
                 "one has no idea.")),
        *((right / math.log(base), Hint("another base", "that is the logarithm to the base "
                                        f"{base}. Cross-entropy takes the natural one, ln, which "
                                        "NumPy calls np.log.")) for base in (2, 10)),
        (10 * right, Hint("sum over the classes", "you added up all ten classes. The targets are 0 "
                          "for nine of them, so one term is left.")),
        (right / 10, Hint("mean over the classes", "you took the mean over ten classes, but only "
                          "one term is left, that of the true class.")),
        (math.log(2), Hint("two classes", "that is -ln 0.5, for two classes. Here ten classes "
                           "share the probability.")),
        (math.log(9), Hint("nine classes", "that is the loss with nine classes. The digits run "
                           "from 0 to 9.")),
    ]
    expect(loss, right, mistakes, atol=0.005, otherwise=Hint(
        "another loss", "ten classes, all with the same probability: how much does the true one "
        "have? Put it into -ln p."))
    return "every class has the probability 1/10, and -ln(1/10) = ln 10 whatever the label is."


@exercises.check(3, "One-hot labels and the wrong loss")
def mended_loss(function: Callable) -> str:
    """Check a function that gives the mean cross-entropy for one-hot labels."""
    labels = np.eye(3, dtype=np.float32)[[1, 0, 2, 1]]
    probabilities = np.array(
        [[0.228, 0.619, 0.153], [0.7, 0.2, 0.1], [0.25, 0.35, 0.4], [0.5, 0.3, 0.2]],
        dtype=np.float32,
    )
    loss = _loss_of(function, labels, probabilities)
    # Backends differ in how they keep the logarithm of a label away from that of 0.
    raise_hint_for(loss, [(
        np.mean(-np.sum(probabilities * _log(labels), axis=1)),
        Hint("arguments changed places", "the loss is very large: the labels and the probabilities "
             "have changed places. Keras wants the labels first."),
    )], rtol=0.05)
    expect(
        loss,
        _cross_entropy(labels, probabilities),
        _mistakes_of_loss(labels, probabilities),
        otherwise=Hint("another loss", "there is a loss now, but it isn't the mean of -ln p over "
                       "the images, with p the probability of the true class."),
        rtol=1e-4,
    )
    labels, probabilities = np.eye(3, dtype=np.float32)[[0, 2, 1]], probabilities[1:]
    loss = _loss_of(function, labels, probabilities)
    if not np.isclose(loss, _cross_entropy(labels, probabilities), rtol=1e-4):
        raise Hint("numbers from elsewhere", "right for four images, but not for three others. "
                   "Does your function use its own arguments, or something from elsewhere?")
    probabilities = np.array([[0.98, 1e-5, 0.02], [1e-3, 0.5, 0.5], [0.3, 0.7, 2e-4]])
    labels = np.eye(3, dtype=np.float32)[[1, 0, 2]]
    loss = _loss_of(function, labels, probabilities.astype(np.float32))
    if not np.isclose(loss, _cross_entropy(labels, probabilities), rtol=1e-3):
        raise Hint("small probabilities", "right where the true class is likely, but where it has "
                   "got a small probability, the loss is too small or too large. Is something "
                   "added to the probabilities, or are they cut off?")
    return "the loss and the way its labels are written fit each other now."


def _loss_of(function: Callable, labels: np.ndarray, probabilities: np.ndarray) -> float:
    try:
        result = call(function, labels.copy(), probabilities.copy(), time_limit=TIME_LIMIT)
    except Hint as hint:
        if _needs_a_square(function, hint, labels, probabilities):
            raise Hint("labels along the wrong axis", f"it runs for 3 images with 3 classes each, "
                       f"but for {len(labels)} images {hint} The classes of one image lie side by "
                       "side, in a row: along which axis do you look for the 1?") from None
        if hint.name == "stops with ValueError":
            raise Hint("labels and loss don't fit", f"there is still a complaint: {hint} The "
                       "sparse loss wants one whole number for each image, the other one a row of "
                       "zeros and a one. Change the loss, or the labels, not both. (argmax "
                       "without an axis gives one number for all images.)") from None
        raise
    if array(result, "the loss", finite=False).shape == (len(labels),):
        raise Hint("loss of each image", "your function returns one loss for each image. One "
                   "number is asked for, their mean.")
    return number(result, "the loss")


def _log(values: np.ndarray) -> np.ndarray:
    return np.log(np.clip(values, KERAS_EPSILON, 1 - KERAS_EPSILON))


def _cross_entropy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    return float(np.mean(-np.log(probabilities[labels == 1])))


def _mistakes_of_loss(labels: np.ndarray, probabilities: np.ndarray) -> list[tuple[float, Hint]]:
    right, of_true = _cross_entropy(labels, probabilities), probabilities[labels == 1]
    yes_or_no = labels * _log(probabilities) + (1 - labels) * _log(1 - probabilities)
    return [
        (len(labels) * right, Hint("sum over the images", "that is the sum over the images. The "
                                   "mean is asked for.")),
        (right / 3, Hint("mean over the classes", "you took the mean over images *and* classes. "
                         "Over the classes it is a sum, of which only one term isn't 0.")),
        (-right, Hint("sign", "the sign is wrong: a loss can't be negative here.")),
        *((right / math.log(base), Hint("another base", "that is a logarithm to the base "
                                        f"{base}. Keras takes the natural one."))
          for base in (2, 10)),
        (_cross_entropy(labels, _softmax(probabilities)),
         Hint("softmax twice", "softmax is applied a second time, as from_logits=True does. The "
              "probabilities are ready.")),
        (-np.mean(yes_or_no),
         Hint("binary cross-entropy", "the binary cross-entropy asks yes or no for each class. "
              "Here exactly one class is true: which loss is for categories?")),
        (np.mean((labels - probabilities) ** 2),
         Hint("squared error", "that is the mean squared error. Cross-entropy is asked for.")),
        (np.mean(-np.log(probabilities.max(axis=1))),
         Hint("answers for labels", "that is the loss for what the network answers. Whether it is "
              "right, only the labels know.")),
        *((-np.log(of_true[place]), Hint("loss of one image", "that is the loss of a single image. "
                                         "The mean of all of them is asked for."))
          for place in (0, -1)),
        (np.mean(probabilities.argmax(axis=1) == labels.argmax(axis=1)),
         Hint("accuracy", "that is the accuracy. A loss also asks how sure the network was.")),
        (np.mean(of_true), Hint("no logarithm", "that is the mean probability of the true classes. "
                                "A logarithm is missing.")),
        (-np.log(np.mean(of_true)), Hint("mean before the logarithm", "you took the mean first and "
                                         "the logarithm then. It is the other way round.")),
    ]


# In the network 784-400-100-10.
WEIGHTS = 784 * 400 + 400 * 100 + 100 * 10
BIASES = 400 + 100 + 10

_FIRST_LAYER = Hint("first layer alone", "these are the weights of the first layer, with its "
                    "biases or without them. Two more layers follow.")
_SMALL_NETWORK = Hint("layer of 400 units forgotten", "that is the small network, 784-100-10, with "
                      "its biases or without them. Here 400 units come before the 100.")
_SHARED_BIAS = Hint("biases shared", "one bias for the whole network, or for a layer, is too few: "
                    "each *unit* has its own.")
_MISCOUNTED = {
    WEIGHTS: Hint("biases forgotten", "these are the weights alone. Every unit learns one more "
                  "number."),
    BIASES: Hint("weights forgotten", "these are the biases alone. Every unit also has a weight "
                 "for each of its inputs."),
    **{WEIGHTS + BIASES - units: Hint("biases of one layer forgotten", "almost: the biases of the "
                                      f"layer of {units} units are missing.")
       for units in (400, 100, 10)},
    WEIGHTS + 1: _SHARED_BIAS,
    WEIGHTS + 3: _SHARED_BIAS,
    WEIGHTS + BIASES + 784: Hint("biases of the inputs", "the 784 inputs have no biases."),
    784 * 400: _FIRST_LAYER,
    785 * 400: _FIRST_LAYER,
    784 * 100 + 100 * 10: _SMALL_NETWORK,
    785 * 100 + 101 * 10: _SMALL_NETWORK,
    785 * 400 + 401 * 100: Hint("output layer forgotten", "the output layer is missing."),
    785 * 400 + 401 * 10: Hint("layer of 100 units forgotten", "the layer of 100 units is "
                               "missing."),
    785 * 100 + 101 * 400 + 401 * 10: Hint("layers changed places", "the layers have changed "
                                           "places: first 400 units, then 100."),
    785 * (400 + 100 + 10): Hint("pixels into every layer", "only the first layer sees the 784 "
                                 "pixels. What does the second one see?"),
    WEIGHTS + BIASES - (784 - 28) * 400: Hint("one row of pixels", "28 is one row of an image. How "
                                              "many inputs has the whole?"),
    784 + BIASES: Hint("inputs and units counted", "that counts inputs and units. Between two "
                       "layers every pair has a weight."),
    784 * 400 * 100 * 10: Hint("layers multiplied", "multiply within a layer, inputs times units, "
                               "and add the layers up."),
}


@exercises.check(4, "More weights")
def wide_parameters(parameters: int) -> str:
    """Check the number of parameters of a 784-400-100-10 network."""
    expect(
        integer(parameters, "the number of parameters"),
        WEIGHTS + BIASES,
        _MISCOUNTED,
        otherwise=Hint("another number", "take one layer after the other: inputs times units, and "
                       "a bias for each unit. What goes into a layer comes from the one before."),
    )
    return "(784 + 1)·400 + (400 + 1)·100 + (100 + 1)·10: each unit has its weights and one bias."


@exercises.check(5, "Which one do you hand in?")
def handed_in(chosen_network: str, reported_accuracy: float) -> str:
    """Check which of three networks is chosen, and which accuracy is reported for it."""
    network = choice(chosen_network, "the network", ("A", "B", "C"))
    reported = accuracy(reported_accuracy)
    if network == "A" and np.isclose(reported, 0.983):
        raise Hint("chosen by the test images", "network A is the best on the test images, but "
                   "choosing by them uses them up: nothing is left to say how good the chosen one "
                   "is. Which images are there to choose by?")
    raise_hint_for(network, {
        "A": Hint("chosen by the training images", "network A knows its training images best. Does "
                  "it know others best, too? Which images are there to choose by?"),
        "C": Hint("chosen by the smallest distance", "network C has the smallest distance between "
                  "training and validation, but the distance isn't what we want. Which images are "
                  "there to choose by, and which network is right most often there?"),
    })
    another_network = Hint("accuracy of another network", "that is the test accuracy of another "
                           "network.")
    expect(reported, 0.981, {
        0.984: Hint("validation accuracy", "the validation images chose this network because they "
                    "suit it, so their accuracy flatters it. Which images decided nothing?"),
        0.992: Hint("training accuracy", "it has learned from its training images, and knows some "
                    "by heart. Which images has it never met?"),
        0.983: another_network,
        0.982: another_network,
        0.98: Hint("rounded too far", "nearly, but the table has one decimal more."),
        0.019: Hint("error for accuracy", "that is its error; the accuracy is asked for."),
    }, otherwise=Hint("not in the table", "take its accuracy out of the table: which of its three "
                      "columns comes from images that decided nothing?"),
       atol=1e-5, near=0, opening="the network is right, the accuracy isn't: ")
    return "validation images choose; test images, which decided nothing, say how good it is."
