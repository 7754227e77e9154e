"""Checks of notebook 02, in which one linear neuron fits a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from helpers.exercises import Exercises, Hint, array, call, choice, number, raise_hint_for

exercises = Exercises("02_perceptron_linear_regression")
summary = exercises.summary

INPUTS = np.arange(1.0, 9.0)
TARGETS = 2 * INPUTS + 4

# What is asked is told apart from near misses at guesses where no two of them agree.
_STEPS = ((3.0, 2.0, 0.02), (1.0, 6.5, 0.01), (-0.5, 3.0, 0.005))
_PRESENTATIONS = (
    (3.0, 2.0, 8.0, 20.0, 0.01), (1.0, -3.0, 2.5, 9.0, 0.1), (-2.0, 0.5, -3.0, 12.0, 0.05),
)

Pair = Callable[..., tuple[float, float]]


@exercises.check(1, "The cost of another guess")
def cost(cost_of_guess):
    """Check the cost of the guess w = 2, b = 0."""
    value = number(cost_of_guess, "the cost")
    mistakes = {
        16: "16 is the mean of the squares. What does C do with that mean besides?",
        128: "128 is the sum of the squares. C has a fraction in front of the sum.",
        64: "64 is half the sum of the squares. Over how many points is the mean taken?",
        4: "4 is the mean error. The errors are squared before they are added.",
        2: "That is half the mean error. The errors are squared before they are added.",
        32: "32 is the sum of the errors. C squares each of them first.",
        5.75: "5.75 is the cost of w = 3, b = 2. Write the eight outputs of w = 2, b = 0 first.",
        0: "A cost of 0 means that every output equals its target. What does this neuron answer "
           "to x = 1, and what should it be?",
        1: "Your error is cut down too far. Is the sum divided by n twice?",
    }
    if np.isclose(value, 8, atol=1e-6):
        return ("every error is 4, so the mean of the squares is 16 and its half is 8: the slope "
                "is perfect, and still this guess costs more than w = 3, b = 2.")
    raise_hint_for(value, mistakes, atol=1e-6)
    if value < 0:
        raise Hint("?", "A cost can't be negative, because it adds up squares. Are all errors squared?")
    raise Hint("?", "Write the eight errors t - a in a row first; with w = 2 and b = 0 there is "
               "something special about them. Then square, add, and divide by 2n.")


@exercises.check(2, "One step by hand")
def one_step(weight_after, bias_after):
    """Check one step of descent from w = 3, b = 2 with the learning rate 0.04."""
    came = (number(weight_after, "the weight"), number(bias_after, "the bias"))
    start, slopes, rate = np.array([3.0, 2.0]), np.array([16.5, 2.5]), 0.04
    right = start - rate * slopes
    mistakes = [
        (start + rate * slopes,
         "You went uphill: the gradient points to where the cost grows. Which sign takes you "
         "down?"),
        (right[::-1], "Weight and bias have changed places: the weight comes first."),
        (start - rate * slopes[::-1],
         "Each has moved by the other's slope. Which of the two slopes belongs to the weight?"),
        (rate * slopes, "That is how far the two move. Where do they arrive?"),
        (-rate * slopes, "That is by how much the two change. Where do they arrive?"),
        (start - slopes, "The whole gradient was taken off. What does the learning rate do to it?"),
        (start, "That is still the place where the step begins."),
        (start - 10 * rate * slopes, "A slip in the decimals: 0.04 times 16.5 is less than 1."),
        (start - rate / 10 * slopes,
         "A slip in the decimals, perhaps: the learning rate here is 0.04, not 0.004."),
        (start - rate / 2 * slopes,
         "Your step is half as long as it should be. Is it the learning rate of another step, or "
         "have you halved the slope? The 1/2 of the cost is in it already."),
    ]
    if np.allclose(came, right, atol=1e-6):
        return ("3 - 0.04 · 16.5 = 2.34 and 2 - 0.04 · 2.5 = 1.90: downhill at once, although the "
                "bias moved away from 4. The way down isn't always the way to the goal.")
    raise_hint_for(came, mistakes, atol=1e-6)
    fits = np.isclose(came, right, atol=1e-6)
    if fits[0]:
        if came[1] == start[1]:
            raise Hint("?", "The weight is right. The bias has a slope too, and moves in the same step.")
        if np.isclose(came[1], start[1] + rate * slopes[1], atol=1e-6):
            raise Hint("?", "The weight is right. The bias went uphill. It goes down its slope as well.")
        raise Hint("?", "The weight is right. Do the same with the bias, its own slope and its start.")
    if fits[1]:
        raise Hint("?", "The bias is right. Do the same with the weight, its own slope and its start.")
    raise Hint("?", "For each of the two: where it is now, less the learning rate times its slope.")


@exercises.check(3, "A descent that climbs")
def mended_step(step):
    """Check a step of gradient descent over all eight points."""

    def moved(weight, bias, rate, weight_by, bias_by):
        errors = TARGETS - weight * INPUTS - bias
        return (
            weight + weight_by * rate * (errors * INPUTS).mean(),
            bias + bias_by * rate * errors.mean(),
        )

    def to(weight_by: float, bias_by: float) -> Pair:
        return lambda weight, bias, rate: moved(weight, bias, rate, weight_by, bias_by)

    def one_after_the_other(weight, bias, rate):
        weight = moved(weight, bias, rate, 1, 1)[0]
        return weight, moved(weight, bias, rate, 1, 1)[1]

    def bias_with_inputs(weight, bias, rate):
        after = moved(weight, bias, rate, 1, 1)[0]
        return after, bias + after - weight

    def weight_without_inputs(weight, bias, rate):
        after = moved(weight, bias, rate, 1, 1)[1]
        return weight + after - bias, after

    both_far = "Both still move eight times too far. What does C do with the sum of the squares?"
    mistakes: dict[str, Pair] = {
        "That is broken_step as it was. Compare, from one guess, how far it moves with what "
        "gradient() says, and in which direction.": to(8, -8),
        "The direction is right now. " + both_far: to(8, 8),
        "Both go uphill, and eight times too far. Which way did the gradient point?": to(-8, -8),
        "The length is right now. The bias still goes uphill: look at its sign.": to(1, -1),
        "The length is right, and the bias goes the right way. Now the weight goes uphill.":
            to(-1, 1),
        "The length is right. Both go uphill: the errors here are t - a, so what sign is needed?":
            to(-1, -1),
        "The weight is right. The bias still moves eight times too far.": to(1, 8),
        "The weight is right. The bias moves eight times too far, and uphill.": to(1, -8),
        "The bias is right. The weight still moves eight times too far.": to(8, 1),
        "Too far by the factor 4: halving the sum is not yet the mean of eight.": to(4, 4),
        "You halve the mean. The 1/2 in C is used up when the square is differentiated.":
            to(0.5, 0.5),
        "Twice too far. The 1/2 in C and the 2 from the square cancel.": to(2, 2),
        "Eight times too short: is the sum divided by n twice?": to(0.125, 0.125),
        "The bias is computed with errors of the new weight. Both slopes belong to the place "
        "where the step begins.": one_after_the_other,
        "The bias moves by the weight's slope. Does x multiply the bias in w x + b?":
            bias_with_inputs,
        "The weight moves by the bias' slope. What does w get multiplied by in w x + b?":
            weight_without_inputs,
        "The weight is right. The bias doesn't move.": to(1, 0),
        "The bias is right. The weight doesn't move.": to(0, 1),
        "The learning rate is used twice.":
            lambda weight, bias, rate: moved(weight, bias, rate**2, 1, 1),
        "The learning rate isn't used.": lambda weight, bias, rate: moved(weight, bias, 1, 1, 1),
    }
    _judge(step, _STEPS, to(1, 1), mistakes,
           "Compare what it adds to the weight and to the bias with -learning_rate times the two "
           "slopes that gradient() returns.")
    return ("the mean makes the step as long as the gradient of C says, however many points there "
            "are, and with errors t - a a plus sign is what leads downhill, for both.")


@exercises.check(4, "The delta rule")
def delta_rule(rule):
    """Check one presentation of one sample by the delta rule."""

    def after(weight_by, bias_by) -> Pair:
        def present(weight, bias, p, t, rate):
            error = t - (weight * p + bias)
            return (
                weight + weight_by(rate, error, p), bias + bias_by(rate, error, p)
            )

        return present

    def changed_by(error_of) -> Pair:
        def present(weight, bias, p, t, rate):
            error = error_of(weight, bias, p, t)
            return weight + rate * error * p, bias + rate * error

        return present

    def one_after_the_other(weight, bias, p, t, rate):
        weight += rate * (t - weight * p - bias) * p
        return weight, bias + rate * (t - weight * p - bias)

    def times_p(rate, error, p):
        return rate * error * p

    def plain(rate, error, p):
        return rate * error

    def nothing(rate, error, p):
        return 0.0

    mistakes: dict[str, Pair] = {
        "It moves away from the target. With which sign does e = t - a enter?":
            changed_by(lambda weight, bias, p, t: weight * p + bias - t),
        "The weight has to change by more for a large input: what multiplies e in its rule?":
            after(plain, plain),
        "The weight is right. The bias is multiplied by no input, in the output or in its rule.":
            after(times_p, times_p),
        "The factor p stands in the wrong rule: it belongs to the weight's.":
            after(plain, times_p),
        "The learning rate isn't used: this is the perceptron rule's step of full length.":
            after(lambda rate, error, p: error * p, lambda rate, error, p: error),
        "The weight is right. The learning rate is missing in the bias' rule.":
            after(times_p, lambda rate, error, p: error),
        "The bias is right. The learning rate is missing in the weight's rule.":
            after(lambda rate, error, p: error * p, plain),
        "The weight is right. The bias doesn't move.": after(times_p, nothing),
        "The bias is right. The weight doesn't move.": after(nothing, plain),
        "The output is computed without the bias.":
            changed_by(lambda weight, bias, p, t: t - weight * p),
        "The output has gone through a threshold. This neuron is linear: a = w p + b.":
            changed_by(lambda weight, bias, p, t: t - float(weight * p + bias > 0)),
        "The bias is added to the error, and it should be taken off with the rest of the output. "
        "What do brackets around the output change?":
            changed_by(lambda weight, bias, p, t: t - weight * p + bias),
        "The target is missing: e = t - a.":
            changed_by(lambda weight, bias, p, t: -(weight * p + bias)),
        "The output is missing: e = t - a.": changed_by(lambda weight, bias, p, t: t),
        "The error is squared. The cost squares it; its slope has it once.":
            changed_by(lambda weight, bias, p, t: (t - weight * p - bias) ** 2),
        "The bias uses the error of the new weight. One presentation has one error.":
            one_after_the_other,
        "Each moves twice as far as the rule says. The 1/2 in the cost cancels the 2.":
            changed_by(lambda weight, bias, p, t: 2 * (t - weight * p - bias)),
        "Each moves half as far as the rule says. The 1/2 in the cost is used up already.":
            changed_by(lambda weight, bias, p, t: (t - weight * p - bias) / 2),
        "Those are the two changes. The function should return the new weight and bias.":
            lambda weight, bias, p, t, rate: (
                rate * (t - weight * p - bias) * p, rate * (t - weight * p - bias)
            ),
        "There the weight and the bias are as they were before.": after(nothing, nothing),
        "For an input above 0 it is right. Which way should the weight go for one below 0?":
            after(lambda rate, error, p: rate * error * abs(p), plain),
    }
    _judge(rule, _PRESENTATIONS, after(times_p, plain), mistakes,
           "Go through it in three lines: the output a for this p, the error e = t - a, and "
           "then both rules with this same e.")
    return ("it is notebook 01's rule with two changes: the output isn't cut off by a threshold, "
            "so the error says how much is missing, and the learning rate shortens the step.")


@exercises.check(5, "Three curves, three diagnoses")
def diagnoses(curve_a, curve_b, curve_c, reason):
    """Check what was made of three curves of the cost."""
    options = ("too small", "too large", "one sample at a time")
    a = choice(curve_a, "curve A", options)
    b = choice(curve_b, "curve B", options)
    c = choice(curve_c, "curve C", options)
    why = choice(reason if isinstance(reason, str) else f"{number(reason, 'the reason'):g}",
                 "the reason", ("1", "2", "3"))
    raise_hint_for(b, {
        "too small": "Curve B falls at first, and then? With a rate that is too small the cost "
        "falls at every step.",
        "one sample at a time": "Curve B is smooth. What would the chance in the choice of a "
        "sample look like?",
    })
    raise_hint_for(a, {
        "too large": "Curve A is uneven but keeps to its height. What does the cost do beyond the "
        "largest stable rate, step after step?",
        "too small": "Curve A goes up and down. A short step along the exact gradient always goes "
        "down; where may an inexact one come from?",
    })
    if c != "too small":
        raise Hint("?", "Curve C falls at every step, only slowly. Is each of the three diagnoses "
                   "used once?")
    raise_hint_for(why, {
        "2": "But few samples give a wrong gradient that is right on average: that shakes the "
        "cost and doesn't make it grow by a factor each step.",
        "3": "But how long is a step at the minimum itself, where the slope is zero?",
    }, opening="The curves are right. ")
    return ("beyond the largest stable rate each step lands farther up the other side of the "
            "valley. At first that is hidden in a small distance, so a cost that falls for a "
            "while proves nothing.")


def _judge(
    answer: Callable, probes: tuple, right: Pair, mistakes: Mapping[str, Pair], otherwise: str
) -> None:
    """Compare a student's function with what is right, then with each known mistake."""
    came = []
    for probe in probes:
        result = call(answer, *probe)
        if array(result, "what comes back").ndim == 0:
            raise Hint("?", "One number came back. Return both: the weight, then the bias.")
        came.append(array(result, "what comes back, weight and bias,", shape=(2,)))

    wanted = np.array([right(*probe) for probe in probes])
    if np.allclose(came, wanted, rtol=1e-6, atol=1e-9):
        return
    known = [
        (wanted[:, ::-1], "The bias comes back before the weight. Return the weight first."),
        *(([mistake(*probe) for probe in probes], hint) for hint, mistake in mistakes.items()),
    ]
    raise_hint_for(came, known, rtol=1e-6, atol=1e-9)
    raise Hint(otherwise)
