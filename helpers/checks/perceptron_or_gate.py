"""Checks of the notebook 01_perceptron_or_gate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import Exercises, Hint, array, call, choice, number, parts, raise_hint_for
from helpers.exercises.answers import in_digits

exercises = Exercises("01_perceptron_or_gate")
summary = exercises.summary

GATE_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@exercises.check(1, "A bias for AND")
def and_bias(bias: float) -> str:
    """Check a bias that makes a neuron with the weights (0.5, 0.5) compute AND."""
    bias = number(bias, "the bias")
    if bias > 0:
        raise Hint(
            "?",
            "with a positive bias the neuron says 1 even to (0, 0), where the weighted sum is 0. "
            "Which sign has a bias that makes it harder to say 1?"
        )
    if bias == 0:
        raise Hint(
            "?",
            "without a bias the sum of (0, 1) is 0.5, more than 0, so the neuron says 1. "
            "AND should say 0 there."
        )
    shown = in_digits(bias, unlike=-0.5)
    if bias > -0.5:
        raise Hint(
            "?",
            f"with {shown} the neuron still says 1 to (0, 1): 0.5 {shown} is more than 0. "
            "That is OR. AND has to be harder to please."
        )
    if bias <= -1:
        raise Hint(
            "?",
            f"with {shown} the neuron never says 1, not even to (1, 1): 0.5 + 0.5 {shown} is "
            "not more than 0. You went too far."
        )
    return "only (1, 1) reaches a sum above 0; one input alone doesn't lift it over the bias."


@exercises.check(2, "Another order")
def one_step(weights: ArrayLike) -> str:
    """Check the weights after p3 = (0, -1), target 0, was shown to a neuron with (1.0, -0.8)."""
    weights = array(weights, "the weights", shape=(2,))
    raise_hint_for(weights, [
        ((1.0, -1.8), "you added p3, and the neuron said 1 where 0 was wanted. Which sign has e?"),
        ((1.0, -0.8), "these are the weights it started with. Is its answer to p3 right? "
                      "Work out w·p3 first, minding both signs."),
        ((2.0, 1.2), "that is the step for p1. Here p3 comes first."),
        ((3.0, 0.2), "that is where the three steps ended. Here it is one step, with p3 alone."),
        ((2.0, -2.8), "that is the step for p2. Here p3 comes first."),
        ((0.0, -1.8), "the error was added to both weights. The rule adds e times p, and p3 "
                      "has the inputs 0 and -1."),
        ((0.2, 1.0), "the two weights have changed places."),
        ((0.0, 1.0), "this is what is added to the weights. Add it to those it started with."),
    ], atol=0.005)
    if not np.isclose(weights[0], 1.0, atol=0.005):
        raise Hint(
            "?",
            "the first weight can't change: the first input of p3 is 0, and e times 0 is 0."
        )
    if not np.isclose(weights[1], 0.2, atol=0.005):
        raise Hint(
            "?",
            "the first weight is right, the second isn't. What is e here, and what does the rule "
            "do with it and the second input of p3?"
        )
    return "it said 1 where 0 was wanted, so e = -1 and p3 is subtracted from the weights."


@exercises.check(3, "Mend the rule")
def mended_step(step: Callable) -> str:
    """Check a function that does one step of the perceptron rule."""
    cases = [
        # weights, bias, point, target, answer of the neuron
        ((0.5, -0.5), -0.25, (1, 1), 1, 0),
        ((1.0, 2.0), -0.5, (3, 2), 0, 1),
        ((1.0, 2.0), -0.5, (1, -2), 1, 0),
        ((0.5, 0.5), 0.25, (0, 0), 0, 1),
        ((1.0, 1.0), -0.5, (1, 1), 1, 1),
        ((1.0, -1.0), 0.0, (1, 1), 0, 0),
        ((1.0, -1.0), 0.0, (1, 1), 1, 0),
    ]
    came = [_changes_of(step, *given) for *given, _ in cases]
    _judge_rule(came, cases)
    for (weights, bias, point, target, answer), (change, bias_change) in zip(
        cases, came, strict=True
    ):
        error = target - answer
        for total in (np.dot(weights, point), np.dot(weights, point) + bias):
            by_sum = (target - total) * np.array(point)
            if np.any(by_sum != error * np.array(point)) and np.allclose(change, by_sum):
                raise Hint(
                    "?",
                    "the error is taken from the weighted sum itself, and the neuron answers with "
                    "0 or 1. What makes its answer of the sum?"
                )
        _judge_step(change, bias_change, error, np.array(point), total == 0)
    return "target minus answer gives the direction, and the bias learns like a weight of input 1."


def _changes_of(
    step: Callable, weights: tuple, bias: float, point: tuple, target: int
) -> tuple[np.ndarray, float]:
    result = call(step, np.array(weights), bias, np.array(point), target)
    new_weights, new_bias = parts(result, "the new weights", "the new bias")
    new_weights = array(new_weights, "the new weights", shape=(2,))
    return new_weights - weights, number(new_bias, "the new bias") - bias


def _judge_rule(came: list[tuple[np.ndarray, float]], cases: list[tuple]) -> None:
    """Look for the mistakes that only show when all cases are seen together."""
    def answer_to(weights, bias, point):
        return int(np.dot(weights, point) + bias > 0)

    def one_error(change_of_weights, change_of_bias):
        return lambda weights, bias, point, target, error: (
            change_of_weights(error) * point, change_of_bias(error)
        )

    def without_bias(fires):
        def rule(weights, bias, point, target, _):
            error = target - int(fires(np.dot(weights, point)))
            return error * point, error

        return rule

    def weights_first(weights, bias, point, target, error):
        return error * point, target - answer_to(weights + error * point, bias, point)

    def bias_first(weights, bias, point, target, error):
        return (target - answer_to(weights, bias + error, point)) * point, error

    def keep(error):
        return error

    def nothing(error):
        return 0

    two_errors = ("the weights and the bias learn from two errors: one is computed anew when the "
                  "other has learned already. One step has one error for both.")
    no_bias = ("the rule is right, but not the answer that it starts from. Does the answer of your "
               "neuron count the bias?")
    raise_hint_for(_in_rows(came), [
        (_in_rows(
            rule(np.array(weights), bias, np.array(point), target, target - answer)
            for weights, bias, point, target, answer in cases
        ), hint)
        for rule, hint in [
            (one_error(nothing, nothing),
             "weights and bias stay as they were, always. Something has to change when the answer "
             "isn't the target."),
            (one_error(keep, nothing),
             "the weights are on the right way, but the bias stays as it was. It learns too."),
            (one_error(abs, abs),
             "the weights never become smaller where a neuron said 1 and should have said 0: "
             "squared, or without its sign, this error never becomes negative."),
            (without_bias(lambda total: total > 0), no_bias),
            (without_bias(lambda total: total >= 0), no_bias),
            (weights_first, two_errors),
            (bias_first, two_errors),
        ]
    ], rtol=1e-6, atol=1e-9)


def _in_rows(changes) -> np.ndarray:
    return np.array([[*change, bias_change] for change, bias_change in changes], dtype=float)


def _judge_step(
    change: np.ndarray, bias_change: float, error: int, point: np.ndarray, boundary: bool
) -> None:
    wanted = error * point
    if np.allclose(change, wanted) and np.isclose(bias_change, error):
        return
    if boundary and not (np.allclose(change, 0) and bias_change == 0 and error == 0):
        raise Hint(
            "?",
            "look at a point exactly on the boundary, where w·p + b is 0: our neuron says 0 "
            "there. Is it > or >= in yours?"
        )
    if error and np.allclose(change, -wanted) and np.any(wanted):
        said, sum_becomes = (0, "smaller") if error > 0 else (1, "larger")
        raise Hint(
            "?",
            f"the weights go the wrong way: a neuron that said {said} and should have said "
            f"{1 - said} gets an even {sum_becomes} sum. Which of target and answer is taken from "
            "which?"
        )
    if error and np.isclose(bias_change, -error):
        raise Hint("?", "the bias goes the wrong way. Which of target and answer is taken from which?")
    if error and np.allclose(change, error) and not np.allclose(change, wanted):
        raise Hint("?", "every weight changes by the error alone. A weight should count its own input.")
    if error == 0:
        raise Hint("?", "the answer was right here, and yet something changes. What is e then?")
    raise Hint(
        "?",
        f"for a point {tuple(point.tolist())} with the error {error} the weights should change by "
        "error times point and the bias by the error. Yours change by "
        f"{change.round(3).tolist()} and {bias_change:g}."
    )


@exercises.check(4, "Which gate is out of reach?")
def out_of_reach(gate: str) -> str:
    """Check which of four gates no single neuron can learn."""
    gate = choice(gate, "the gate", ("NAND", "NOR", "XNOR", "FIRST"))
    raise_hint_for(gate, {
        "NAND": "NAND has the targets 1 1 1 0, and the line of AND separates them: only its "
        "arrow turns round. What does that do to weights and bias?",
        "NOR": "NOR has the targets 1 0 0 0, and the line of OR separates them: only its arrow "
        "turns round.",
        "FIRST": "FIRST has the targets 0 0 1 1. Draw an upright line between the inputs 0 and 1.",
    })
    return "the equal pairs (0, 0) and (1, 1) lie across from each other, as in XOR."
