"""Checks of the notebook 06_keras_classification."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.exercises import Exercises, Hint, NotAttempted, accuracy, call, networks
from helpers.exercises.answers import array, choice, in_digits, number, parts, shape_in_words
from helpers.exercises.mistakes import expect, raise_hint_for
from helpers.exercises.trainings import judge_chosen_rate, trainings

exercises = Exercises("06_keras_classification")
summary = exercises.summary

# Seconds, since Keras takes its time over its first calculation.
TIME_LIMIT = 30.0
LEAST_ACCURACY = 0.96


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
              "are nan, infinite or wrong. What did we subtract so that no power overflows?")),
        ([[1001.0, 1002.0, 1000.6], [-998.0, -997.0, -999.0]],
         Hint("one largest score for all", "when one image has scores of about 1000 and another of "
              "about -1000, the second one's powers all vanish. Subtract from each row its own "
              "largest score.")),
        ([[0.0, 20_000.0, 10_000.0], [-10_000.0, 0.0, 10_000.0]],
         Hint("another number subtracted", "right as long as an image's scores are close together, "
              "but when they lie far apart the probabilities are nan, infinite or wrong. What do "
              "you subtract from the scores of a row, and how large can a score still be after "
              "that?")),
    ]
    for scores, hint in extremes:
        if not np.allclose(_probabilities(function, scores), _softmax(scores), atol=1e-5):
            raise hint
    return "each row has its own sum, and its own largest score to subtract first."


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
                   f"its column axis, so it can't be lined up with the rows: {hint} What does "
                   "keepdims do?") from None
    values = array(result, "the probabilities", finite=False)
    if values.shape != scores.shape:
        note = " Is it the first row alone?" if values.shape == scores.shape[1:] else ""
        raise Hint("another shape", f"the scores are {shape_in_words(scores.shape)}, and your "
                   f"function returns {shape_in_words(values.shape)}. Softmax gives one "
                   f"probability for each score.{note}")
    return values


def _needs_a_square(function: Callable, hint: Hint, scores: np.ndarray) -> bool:
    """Say whether what stops runs with as many rows as columns: it takes one for the other."""
    if not hint.name.startswith("stops with"):
        return False
    side = min(scores.shape)
    try:
        call(function, scores[:side, :side].copy(), time_limit=TIME_LIMIT)
    except (Hint, NotAttempted):
        return False
    return True


def _judge_softmax(function: Callable, scores: np.ndarray) -> None:
    values = _probabilities(function, scores)
    if not np.isfinite(values).all():
        raise Hint("not finite", f"for scores from {scores.min():g} to {scores.max():g} some "
                   "probabilities are nan or infinite. Is there a division by 0, or a logarithm?")
    unscaled = Hint("not divided by the sum", "the powers are there, but the rows don't add up to "
                    "1 yet. What is left to do?")
    mistakes = [
        (np.exp(scores), unscaled),
        (np.exp(scores - scores.max(axis=1, keepdims=True)), unscaled),
        (np.exp(scores - scores.max()), unscaled),
        (np.log(_softmax(scores)),
         Hint("one logarithm too many", "these are logarithms of probabilities. Is there one log "
              "too many?")),
        (scores / scores.sum(axis=1, keepdims=True),
         Hint("no powers", "the scores themselves are divided by their sum, so negative ones stay "
              "negative. Which step comes first?")),
        (_softmax(-scores),
         Hint("sign in the power", "the highest score gets the lowest probability. Look at the "
              "sign of the exponent.")),
        (1 / (1 + np.exp(-scores)),
         Hint("sigmoid", "that's the sigmoid, applied to each score on its own. With softmax, the "
              "probabilities of a row add up to 1.")),
    ]
    expect(values, _softmax(scores), mistakes, otherwise=lambda: _about_sums(values, scores),
           rtol=1e-5, atol=1e-5)


def _about_sums(values: np.ndarray, scores: np.ndarray) -> Hint:
    """Find the hint for wrong shares by what adds up to 1."""
    if np.isin(values, (0, 1)).all():
        return Hint("highest score takes all", "the highest score gets everything. Softmax leaves "
                    "something for the others.")
    if np.allclose(values.sum(axis=0), 1):
        return Hint("sum of the columns", "in your result each column adds up to 1. The classes of "
                    "one image lie side by side, in a row. Along which axis do you sum?")
    if np.isclose(values.sum(), 1):
        return Hint("sum of everything", "in your result all the images together add up to 1. Each "
                    "row should do so by itself: along which axis do you sum?")
    if np.allclose(values.sum(axis=1), 1):
        return Hint("other shares", "each row adds up to 1, as it should, but the probabilities "
                    "are wrong. What goes into np.exp? It should be the scores that the function "
                    "gets; all that may be done to them is to subtract one number from a row.")
    sums = ", ".join(in_digits(total, unlike=1) for total in values.sum(axis=1).tolist())
    return Hint("other sums", f"the rows of your result add up to {sums}. Each should add up to 1.")


@exercises.check(2, "Cross-entropy for many images")
def mean_cross_entropy(function: Callable) -> str:
    """Check a function that gives the mean cross-entropy for sparse labels."""
    probabilities = np.array(
        [[0.228, 0.619, 0.153], [0.7, 0.2, 0.1], [0.25, 0.35, 0.4], [0.5, 0.3, 0.2]]
    )
    labels = np.array([1, 0, 2, 2])
    expect(
        _loss_of(function, probabilities, labels),
        _cross_entropy(probabilities, labels),
        _mistakes_of_loss(probabilities, labels),
        otherwise=Hint("another loss", "that isn't the mean of -ln p over the images, with p the "
                       "probability of the true class, which labels names. Work out the first "
                       "image by hand, then the second, and take the mean of the two losses."),
        rtol=1e-4,
    )
    for table, of_table, hint in [
        (probabilities[1:], [0, 2, 1],
         Hint("numbers from elsewhere", "right for four images, but not for another three. Does "
              "your function use its own arguments, or something from elsewhere?")),
        (np.array([[0.98, 1e-5, 0.01999], [1e-3, 0.5, 0.499], [0.3, 0.6998, 2e-4]]), [1, 0, 2],
         Hint("small probabilities", "right when the true class is likely, but when it has a small "
              "probability, the loss is too small or too large. Do you add something to the "
              "probabilities, or clip them?")),
        (np.full((2, 10), 0.1), [9, 4],
         Hint("three classes", "right for three classes, but not for the ten digits. Does your "
              "function assume that there are three?")),
    ]:
        loss = _loss_of(function, table, np.array(of_table))
        if not np.isclose(loss, _cross_entropy(table, np.array(of_table)), rtol=1e-3):
            raise hint
    return "each label picks one probability from its row, and the mean comes last."


def _loss_of(function: Callable, probabilities: np.ndarray, labels: np.ndarray) -> float:
    try:
        with np.errstate(all="ignore"):
            result = call(function, probabilities.copy(), labels.copy(), time_limit=TIME_LIMIT)
    except Hint as hint:
        if isinstance(hint.__cause__, (IndexError, ValueError)):
            raise Hint("rows and labels don't fit", f"{hint} A row is an image, a column a class. "
                       "In square brackets the row comes first, then the column, and labels count "
                       "from 0, as columns do.") from None
        raise
    shape = () if isinstance(result, str) else array(result, "the loss", finite=False).shape
    if shape == (len(labels),):
        raise Hint("loss of each image", "your function returns one loss for each image. We need "
                   "one number, their mean.")
    return number(result, "the loss")


def _cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(-np.log(probabilities[np.arange(len(labels)), labels])))


def _other_losses(probabilities: np.ndarray, labels: np.ndarray) -> list[tuple[float, Hint]]:
    one_hot = np.eye(probabilities.shape[1])[labels]
    yes_or_no = one_hot * np.log(probabilities) + (1 - one_hot) * np.log(1 - probabilities)
    return [
        *((-np.log(probabilities[place, labels[place]]),
           Hint("loss of one image", "that's the loss of a single image. We need the mean over all "
                "of them."))
          for place in (0, -1)),
        (-np.log(probabilities[0, labels[0]]) / len(labels),
         Hint("first image alone", "that's the loss of the first image, divided by the number of "
              "images. Does your function return before it has seen the others?")),
        (-np.mean(yes_or_no),
         Hint("binary cross-entropy", "the binary cross-entropy asks yes or no for each class. "
              "Here exactly one class is true.")),
        *((times * np.mean((one_hot - probabilities) ** 2),
           Hint("squared error", "that's a squared error. We need the cross-entropy."))
          for times in (1, probabilities.shape[1])),
        (np.mean(probabilities.argmax(axis=1) == labels),
         Hint("accuracy for loss", "that's the accuracy, the share of right answers. We need the "
              "cross-entropy.")),
    ]


def _mistakes_of_loss(probabilities: np.ndarray, labels: np.ndarray) -> list[tuple[float, Hint]]:
    right = _cross_entropy(probabilities, labels)
    of_true = probabilities[np.arange(len(labels)), labels]
    return [
        *_other_losses(probabilities, labels),
        (len(labels) * right, Hint("sum over the images", "that's the sum over the images. We need "
                                   "the mean.")),
        *((total / probabilities.shape[1],
           Hint("mean over the classes", "you divided by the number of classes. The mean is over "
                "the images; over the classes, take the sum: only one of its terms isn't 0."))
          for total in (right, len(labels) * right)),
        (_cross_entropy(probabilities, labels - 1),
         Hint("classes from 1", "you look one column too far to the left. Classes are counted from "
              "0, as columns are.")),
        (-right, Hint("sign", "the size is right, but the sign isn't. The logarithm of a "
                      "probability is negative: what does the formula do about that?")),
        *((right / math.log(base), Hint("another base", f"that's a logarithm to the base {base}. "
                                        "Cross-entropy uses the natural one."))
          for base in (2, 10)),
        (np.mean(-np.log(probabilities[:, labels])),
         Hint("every row with every label", "probabilities[:, labels] picks the columns of all the "
              "labels from every row. Each row should use only its own label: what should replace "
              "the colon?")),
        (np.mean(-np.log(probabilities[labels])),
         Hint("labels as rows", "here the labels pick whole rows. The label should pick the "
              "column, and the number of the image should pick the row.")),
        (np.mean(-np.log(probabilities)),
         Hint("all the classes", "you took the logarithm of all the probabilities. Only the "
              "probability of the true class counts.")),
        (_cross_entropy(_softmax(probabilities), labels),
         Hint("softmax twice", "you applied softmax again. These are probabilities already.")),
        (np.mean(-np.log(probabilities.max(axis=1))),
         Hint("answers for labels", "that would be the loss if every answer were right. Only the "
              "labels know whether it is.")),
        *_without_logarithm(of_true),
        (-np.log(np.mean(of_true)), Hint("mean before the logarithm", "you took the mean first and "
                                         "then the logarithm. It should be the other way round.")),
    ]


def _without_logarithm(of_true: np.ndarray) -> list[tuple[float, Hint]]:
    return [
        (np.mean(of_true), Hint("no logarithm", "that is the mean probability of the true classes. "
                                "A logarithm is missing.")),
        (np.mean(1 - of_true), Hint("one minus p", "1 - p isn't cross-entropy: with it, being "
                                    "confident and wrong would never cost more than 1. Which "
                                    "function grows without limit?")),
    ]


@exercises.check(3, "Rosenblatt's rule, with probabilities")
def softmax_step(function: Callable) -> str:
    """Check one step of gradient descent for a softmax layer, for one image."""
    rng = np.random.default_rng(6)
    for inputs, classes, true, rate in [(3, 3, 1, 0.3), (5, 2, 0, 0.1), (4, 3, 2, 2.0)]:
        weights, bias = rng.normal(size=(inputs, classes)), rng.normal(size=classes)
        x, targets = rng.uniform(0.2, 1.0, size=inputs), np.eye(classes)[true]
        _judge_step(function, weights, bias, x, targets, rate)
    return "the error times the input, once for each class: the rule from notebook 01."


def _judge_step(function, weights, bias, x, targets, rate) -> None:
    given = (weights, bias, x, targets)
    result = call(function, *(part.copy() for part in given), rate, time_limit=TIME_LIMIT)
    new_weights, new_bias = parts(result, "the new weights", "the new bias")
    if array(new_bias, "the new bias", finite=False).shape == weights.shape != bias.shape:
        raise Hint("bias first", "the second thing your function returns is a table. Which comes "
                   "first, the new weights or the new bias?")
    new_weights = array(new_weights, "the new weights", weights.shape)
    new_bias = array(new_bias, "the new bias", bias.shape)
    for step, hint in _mistakes_of_error(*given, rate):
        other_weights = weights + np.outer(x, step)
        if np.allclose(new_weights, other_weights) and np.allclose(new_bias, bias + step):
            raise hint
    error = targets - _softmax((x @ weights + bias)[None])[0]
    step = np.outer(x, error)
    moved = new_weights - weights
    longer = np.sum(moved * step) / np.sum(step**2) / rate
    if longer > 0 and not np.isclose(longer, 1) and np.allclose(moved, longer * rate * step):
        raise Hint("another rate", "the weights move the right way, but their step is "
                   f"{longer:.3g} times as long as it should be. Which rate do you multiply by, "
                   "and how many times?")
    expect(new_weights, weights + rate * step, _mistakes_of_weights(weights, x, error, rate),
           rtol=1e-5, atol=1e-7,
           otherwise=Hint("other weights", "these aren't the new weights. Work out one by hand, "
                          "the one in row 0 and column 1: it moves by the rate, times input 0, "
                          "times the error t - a of class 1. What does your function add there?"))
    expect(new_bias, bias + rate * error, _mistakes_of_bias(bias, x, error, rate), rtol=1e-5,
           atol=1e-7, otherwise=Hint("another bias", "the weights are right, but the bias isn't. "
                                     "It's a weight whose input is always 1, and it learns by the "
                                     "same error as the others."))


def _mistakes_of_error(weights, bias, x, targets, rate) -> list[tuple[np.ndarray, Hint]]:
    scores = x @ weights + bias
    probabilities = _softmax(scores[None])[0]
    error = targets - probabilities
    return [
        (-rate * error, Hint("uphill", "every score moves the wrong way, so the loss rises. What "
                             "sign does the error t - a have for the true class?")),
        (error, Hint("no learning rate", "you left out the learning rate.")),
        (rate * targets,
         Hint("targets for the error", "that moves the weights by the targets, not by the error. "
              "What does the network answer already?")),
        (-rate * probabilities,
         Hint("no targets", "that pushes every score down, even the true class's. Where do the "
              "targets come in?")),
        (rate * (targets - (probabilities == probabilities.max())),
         Hint("hard answers", "that's the error of a yes-or-no answer, 0 or 1. Here the error "
              "comes from the probabilities.")),
        (rate * (targets - scores),
         Hint("scores for probabilities", "that's the error of the scores. Which function turns "
              "them into probabilities?")),
        (rate * abs(error),
         Hint("no sign", "every score goes up, whether its class is true or not. What sign does "
              "the error have for a class that isn't?")),
        (rate * targets * error,
         Hint("true class alone", "only the true class learns. The others have an error, too: "
              "what is their target?")),
        (rate * error * probabilities * (1 - probabilities),
         Hint("slope of the sigmoid", "that has the slope of a sigmoid in it, as for a squared "
              "error. With cross-entropy, that slope cancels.")),
    ]


def _mistakes_of_weights(weights, x, error, rate) -> list[tuple[np.ndarray, Hint]]:
    return [
        (weights, Hint("weights stay", "the weights come back unchanged.")),
        (weights - rate * np.outer(x, error),
         Hint("weights uphill", "the bias learns, but the weights move the wrong way.")),
        (weights + rate * np.outer(np.ones_like(x), error),
         Hint("input forgotten", "all the weights of a class get the same step. How much did each "
              "input contribute? Look at the rule for the weights.")),
        (weights + rate * np.outer(error, x).reshape(weights.shape),
         Hint("table turned", "the table of steps lies on its side. Here each row belongs to an "
              "input, each column to a class: which comes first in np.outer?")),
        (rate * np.outer(x, error),
         Hint("step for the weights", "that's only the step. What is it added to?")),
    ]


def _mistakes_of_bias(bias, x, error, rate) -> list[tuple[np.ndarray, Hint]]:
    return [
        (bias, Hint("bias stays", "the weights are right, but the bias comes back unchanged. It "
                    "learns like a weight, each class by its own error: what is its input?")),
        (bias + error, Hint("bias without the rate", "the weights are right, but the learning rate "
                            "is missing from the step for the bias.")),
        (bias - rate * error, Hint("bias uphill", "the weights are right, but the bias moves the "
                                   "wrong way.")),
        (rate * error, Hint("step for the bias", "the weights are right, but for the bias you "
                            "return only the step.")),
        (bias + rate * error * x.sum(), Hint("input in the bias", "the weights are right, but the "
                                             "bias has an input of its own, which is always 1.")),
    ]


FEWEST_RATES = 4
SMALL_NETWORK = 785 * 100 + 101 * 10


@exercises.check(4, "A rate for the small network")
def rate_for_small(trials: Mapping, chosen_rate: float) -> str:
    """Check that several rates were tried alike, and one chosen on the validation set."""
    histories = trainings(trials, chosen_rate, fewest=FEWEST_RATES)
    rates = {number(rate, "each rate"): history for rate, history in histories.items()}
    for rate, history in rates.items():
        _judge_training(rate, history.model)
    judge_chosen_rate(rates, chosen_rate)
    return ("equal training, a fresh network for each rate, and a choice made on the validation "
            "images.")


def _judge_training(rate: float, network: Any) -> None:
    if networks.numbers_to_learn(network) != SMALL_NETWORK:
        raise Hint("another network", "one of the networks isn't the small one, 784-100-10. Change "
                   "one thing at a time: here, the rate.")
    used = network.optimizer.get_config()["learning_rate"]
    if isinstance(used, Mapping):
        raise Hint("falling rate", "one of the rates falls during the training. Compare constant "
                   "ones: hand train the rate itself.")
    if not np.isclose(used, rate, rtol=1e-3):
        raise Hint("rate under another name", f"the network you stored under {rate:g} was last "
                   f"trained at a rate of {used:g}. Train a fresh one at {rate:g}.")


@exercises.check(5, "Which one do you hand in?")
def handed_in(chosen_network: str, reported_accuracy: float) -> str:
    """Check which of three networks is chosen, and which accuracy is reported for it."""
    network = choice(chosen_network, "the network", ("A", "B", "C"))
    reported = accuracy(reported_accuracy)
    if network == "A" and np.isclose(reported, 0.983):
        raise Hint("chosen by the test images", "network A does best on the test images, but if "
                   "you choose by them you use them up: nothing is left to tell you how good the "
                   "chosen one is. Which images are meant for choosing?")
    raise_hint_for(network, {
        "A": Hint("chosen by the training images", "network A does best on its training images. "
                  "Does it do best on others, too? Which images are meant for choosing?"),
        "C": Hint("chosen by the smallest distance", "network C has the smallest gap between "
                  "training and validation, but a small gap isn't what we're after. Which images "
                  "are meant for choosing, and which network gets most of them right?"),
    })
    expect(reported, 0.981, {
        0.984: Hint("validation accuracy", "you chose this network because it did well on the "
                    "validation images, so that accuracy flatters it. Which images had no say in "
                    "the choice?"),
        0.992: Hint("training accuracy", "the network has learned from its training images, and it "
                    "knows some of them by heart. Which images has it never met?"),
        **dict.fromkeys((0.982, 0.983), Hint(
            "accuracy of another network", "that is the test accuracy of another network.")),
        0.98: Hint("rounded too far", "close, but the table has one more decimal."),
        0.019: Hint("error for accuracy", "that's the share it gets wrong. We need the accuracy."),
    }, otherwise=Hint("not in the table", "read its accuracy off the table: which of the three "
                      "columns comes from images that had no say in the choice?"),
       atol=1e-5, near=0, opening="the network is right, but the accuracy isn't: ")
    return ("validation images choose the network; test images, which had no say, tell you how "
            "good it is.")


@exercises.challenge("The fewest parameters", best="lowest", to_beat=25_450,
                     unit="parameters (fair if it learned from training_inputs alone)")
def fewest_parameters(tiny_network: Any, validation: tuple) -> float:
    """Count the parameters of a network that reads more than 96 % of the validation images."""
    inputs, labels = validation
    network = networks.ready_network(tiny_network, (784,))
    right = networks.accuracy_of(network, inputs, labels)
    if right <= LEAST_ACCURACY:
        raise Hint("not accurate enough", f"your network gets {right:.2%} of the validation images "
                   "right. It has to get more than 96 % right. If it's near guessing, has it been "
                   "trained, and on inputs from 0 to 1 like these? If not, what does it lack: "
                   "epochs, another rate, neurons?")
    return network.count_params()


raised_share = exercises.prediction(1, "probability of the second class, with 1000 added to each "
                                    "score")
undecided_loss = exercises.prediction(2, "loss before training")
baseline_accuracy = exercises.prediction(3, "validation accuracy of one layer")
best_of_four = exercises.prediction(4, "the best of four")
confident_mistakes = exercises.prediction(5, "share of its mistakes with a confidence above 90 %")
shifted_accuracy = exercises.prediction(6, "accuracy on images shifted by three pixels")
