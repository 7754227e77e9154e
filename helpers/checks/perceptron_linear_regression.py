"""Checks of the notebook 02_perceptron_linear_regression."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercises, Hint, array, call, choice, expect, number, raise_hint_for

exercises = Exercises("02_perceptron_linear_regression")
summary = exercises.summary

INPUTS = np.arange(1.0, 9.0)
TARGETS = 2 * INPUTS + 4

Rule = Callable[..., tuple[float, float]]


@exercises.check(1, "The cost of another guess")
def cost(cost_of_guess: float) -> str:
    """Check the cost of the guess w = 2, b = 0."""
    value = number(cost_of_guess, "the cost")
    if value < 0:
        raise Hint("negative cost", "a sum of squares can't be negative. Are all errors squared?")
    expect(value, 8, {
        16: Hint("half forgotten", "16 is the mean of the squares. What else does C do with it?"),
        128: Hint("sum of squares", "128 is the sum of the squares. C has a fraction in front."),
        64: Hint("mean forgotten", "64 is half the sum of the squares. Over how many points is the "
                 "mean taken?"),
        4: Hint("not squared", "4 is the mean error. The errors are squared first."),
        2: Hint("halved, not squared", "2 is half the mean error. The errors are squared first."),
        32: Hint("sum of errors", "32 is the sum of the errors. C squares each of them first."),
        5.75: Hint("old guess", "5.75 is the cost of w = 3, b = 2. Write the eight outputs of "
                   "w = 2, b = 0 first."),
        0: Hint("zero cost", "a cost of 0 means that every output equals its target. What does "
                "this neuron answer to x = 1, and what should it be?"),
        1: Hint("divided by n twice", "that is far too little. Is the sum divided by n twice?"),
    }, otherwise=Hint(
        "another cost", "write the eight errors t - a in a row first; with w = 2 and b = 0 there "
        "is something special about them. Then square, add, and divide by 2n.",
    ), atol=1e-5)
    return ("every error is 4, so the mean of the squares is 16 and its half is 8: the slope is "
            "perfect, and still this guess costs more than w = 3, b = 2.")


_START, _SLOPES, _RATE = np.array([3.0, 2.0]), np.array([16.5, 2.5]), 0.04
_STEP = -_RATE * _SLOPES
_END = _START + _STEP
_CHANGE_ALONE = Hint("change alone", "that is how far the two move. Where do they arrive?")
_WRONG_ENDS = [
    (_START - _STEP, Hint("went uphill", "you went uphill: the gradient points to where the cost "
                          "grows. Which sign takes you down?")),
    (_START + _STEP[::-1], Hint("slopes exchanged", "each has moved by the other's slope. Which of "
                                "the two slopes belongs to the weight?")),
    (-_STEP, _CHANGE_ALONE),
    (_STEP, _CHANGE_ALONE),
    (_START - _SLOPES, Hint("no learning rate", "the whole gradient was taken off. What does the "
                            "learning rate do to it?")),
    (_START, Hint("no step", "that is still the place where the step begins.")),
    (_START + 10 * _STEP, Hint("slip in the decimals", "mind the decimals: 0.04 times 16.5 is less "
                               "than 1.")),
    (_START + _STEP / 10, Hint("slip in the decimals", "mind the decimals: the learning rate is "
                               "0.04, not 0.004.")),
    (_START + 2 * _STEP, Hint("twice the step", "your step is twice as long as it should be. The "
                              "gradient above is that of C, with its 1/2: take it as it is.")),
    (_START + _STEP / 2, Hint("half a step", "your step is half as long as it should be. Is it the "
                              "learning rate of another step, or have you halved the slope? The "
                              "1/2 of the cost is in it already.")),
    ((_END[0], _START[1]), Hint("bias stays", "the weight is right. The bias has a slope too, and "
                                "moves in the same step.")),
    ((_END[0], _START[1] - _STEP[1]), Hint("bias uphill", "the weight is right. The bias went "
                                           "uphill. It goes down its slope as well.")),
]


@exercises.check(2, "One step by hand")
def one_step(weight_after: float, bias_after: float) -> str:
    """Check one step of descent from w = 3, b = 2 with the learning rate 0.04."""
    end = (number(weight_after, "the weight"), number(bias_after, "the bias"))
    weight_fits, bias_fits = np.isclose(end, _END, atol=1e-5)
    if weight_fits:
        otherwise = Hint("another bias", "the weight is right. Do the same with the bias, its own "
                         "slope and its start.")
    elif bias_fits:
        otherwise = Hint("another weight", "the bias is right. Do the same with the weight, its "
                         "own slope and its start.")
    else:
        otherwise = Hint("another step", "for each of the two: where it is now, less the learning "
                         "rate times its slope.")
    expect(end, _END, _WRONG_ENDS, otherwise=otherwise, atol=1e-5)
    return ("3 - 0.04 · 16.5 = 2.34 and 2 - 0.04 · 2.5 = 1.90: downhill at once, although the bias "
            "moved away from 4. The way down isn't always the way to the goal.")


def _descent(
    weight_by: float, bias_by: float, slopes: tuple[int, int] = (0, 1), rate_power: int = 1
) -> Rule:
    """Make a step of descent; `slopes` says which of the two slopes weight and bias go by."""
    def step(weight, bias, rate):
        errors = TARGETS - weight * INPUTS - bias
        down = (errors * INPUTS).mean(), errors.mean()
        rate = rate**rate_power
        return (
            weight + weight_by * rate * down[slopes[0]], bias + bias_by * rate * down[slopes[1]]
        )

    return step


def _one_after_the_other(weight, bias, rate):
    weight, _ = _descent(1, 0)(weight, bias, rate)
    return _descent(0, 1)(weight, bias, rate)


_WRONG_DESCENTS = [
    (_descent(8, -8), Hint("broken_step unchanged", "that is broken_step as it was. Compare, from "
                           "one guess, how far it moves with what gradient() says, and in which "
                           "direction.")),
    (_descent(8, 8), Hint("both too far", "the direction is right now. Both still move eight times "
                          "too far. What does C do with the sum of the squares?")),
    (_descent(-8, -8), Hint("both far and uphill", "both go uphill, and eight times too far. Which "
                            "way did the gradient point?")),
    (_descent(1, -1), Hint("bias uphill", "the length is right now. The bias still goes uphill: "
                           "look at its sign.")),
    (_descent(-1, 1), Hint("weight uphill", "the length is right, and the bias goes the right way. "
                           "Now the weight goes uphill.")),
    (_descent(-1, -1), Hint("both uphill", "the length is right. Both go uphill: the errors here "
                            "are t - a, so what sign is needed?")),
    (_descent(1, 8), Hint("bias too far", "the weight is right. The bias still moves eight times "
                          "too far.")),
    (_descent(1, -8), Hint("bias far and uphill", "the weight is right. The bias moves eight times "
                           "too far, and uphill.")),
    (_descent(8, 1), Hint("weight too far", "the bias is right. The weight still moves eight times "
                          "too far.")),
    (_descent(4, 4), Hint("half for the mean", "too far by the factor 4: halving the sum doesn't "
                          "make it the mean of eight.")),
    (_descent(0.5, 0.5), Hint("mean halved", "you halve the mean. The 1/2 in C is used up when the "
                              "square is differentiated.")),
    (_descent(2, 2), Hint("twice too far", "twice too far. The 1/2 in C and the 2 from the square "
                          "cancel.")),
    (_descent(1 / 8, 1 / 8), Hint("divided by n twice", "eight times too short: is the sum divided "
                                  "by n twice?")),
    (_one_after_the_other, Hint("errors computed anew", "the bias is computed with errors of the "
                                "new weight. Both slopes belong to the place where the step "
                                "begins.")),
    (_descent(1, 1, slopes=(0, 0)), Hint("inputs for the bias", "the bias moves by the weight's "
                                         "slope. Does x multiply the bias in w x + b?")),
    (_descent(1, 1, slopes=(1, 1)), Hint("weight without inputs", "the weight moves by the bias' "
                                         "slope. What is w multiplied by in w x + b?")),
    (_descent(1, 0), Hint("bias stays", "the weight is right. The bias doesn't move.")),
    (_descent(0, 1), Hint("weight stays", "the bias is right. The weight doesn't move.")),
    (lambda weight, bias, rate: np.subtract((weight, bias), _descent(1, 1)(weight, bias, 1)),
     Hint("gradient alone", "that is the gradient. Where does a step against it arrive?")),
    (lambda weight, bias, rate: np.add((0, bias), _descent(1, 1)(weight, 0, rate)),
     Hint("output without bias", "the errors are computed without the bias.")),
    (_descent(1, 1, rate_power=2), Hint("rate used twice", "the learning rate is used twice.")),
    (_descent(1, 1, rate_power=0), Hint("no learning rate", "the learning rate isn't used.")),
]


@exercises.check(3, "A descent that climbs")
def mended_step(step: Callable) -> str:
    """Check a step of gradient descent over all eight points."""
    # The right step is told apart from near misses at guesses where no two of them agree.
    places = ((3.0, 2.0, 0.02), (1.0, 6.5, 0.01), (-0.5, 3.0, 0.005))
    _judge(step, places, _descent(1, 1), _WRONG_DESCENTS, Hint(
        "another step", "compare what it adds to the weight and to the bias with -learning_rate "
        "times the two slopes that gradient() returns.",
    ))
    return ("the mean makes the step as long as the gradient of C says, however many points there "
            "are, and with errors t - a a plus sign is what leads downhill, for both.")


def _presentation(
    error_of: Callable = lambda a, t, b: t - a,
    weight_by: Callable = lambda rate, p: rate * p,
    bias_by: Callable = lambda rate, p: rate,
) -> Rule:
    """Make a presentation of one sample from the error and what weight and bias multiply it by."""
    def present(weight, bias, p, t, rate):
        error = error_of(weight * p + bias, t, bias)
        return weight + weight_by(rate, p) * error, bias + bias_by(rate, p) * error

    return present


def _weight_before_bias(weight, bias, p, t, rate):
    weight, _ = _presentation()(weight, bias, p, t, rate)
    return weight, _presentation()(weight, bias, p, t, rate)[1]


_WRONG_PRESENTATIONS = [
    (_presentation(lambda a, t, b: a - t),
     Hint("sign of the error", "it moves away from the target. With which sign does e = t - a "
          "enter?")),
    (_presentation(weight_by=lambda rate, p: rate),
     Hint("weight without input", "the weight has to change by more for a large input: what "
          "multiplies e in its rule?")),
    (_presentation(bias_by=lambda rate, p: rate * p),
     Hint("input for the bias", "the weight is right. The bias is multiplied by no input, in the "
          "output or in its rule.")),
    (_presentation(weight_by=lambda rate, p: rate, bias_by=lambda rate, p: rate * p),
     Hint("rules exchanged", "the factor p stands in the wrong rule: it belongs in the weight's.")),
    (_presentation(weight_by=lambda rate, p: p, bias_by=lambda rate, p: 1),
     Hint("no learning rate", "the learning rate isn't used: this is the perceptron rule's step of "
          "full length.")),
    (_presentation(bias_by=lambda rate, p: 1),
     Hint("bias without rate", "the weight is right. The learning rate is missing in the bias' "
          "rule.")),
    (_presentation(weight_by=lambda rate, p: p),
     Hint("weight without rate", "the bias is right. The learning rate is missing in the weight's "
          "rule.")),
    (_presentation(bias_by=lambda rate, p: 0),
     Hint("bias stays", "the weight is right. The bias doesn't move.")),
    (_presentation(weight_by=lambda rate, p: 0),
     Hint("weight stays", "the bias is right. The weight doesn't move.")),
    (_presentation(lambda a, t, b: t - (a - b)),
     Hint("output without bias", "the output is computed without the bias.")),
    (_presentation(lambda a, t, b: t - int(a > 0)),
     Hint("threshold left in", "the output has gone through a threshold. This neuron is linear: "
          "a = w p + b.")),
    (_presentation(lambda a, t, b: t - (a - b) + b),
     Hint("brackets forgotten", "the bias is added to the error, and it should be taken off with "
          "the rest of the output. What do brackets around the output change?")),
    (_presentation(lambda a, t, b: -a),
     Hint("target missing", "the target is missing: e = t - a.")),
    (_presentation(lambda a, t, b: t),
     Hint("output missing", "the output is missing: e = t - a.")),
    (_presentation(lambda a, t, b: (t - a) ** 2),
     Hint("error squared", "the error is squared. The cost squares it; its slope has it once.")),
    (_weight_before_bias,
     Hint("error computed anew", "the bias uses the error of the new weight. One presentation has "
          "one error.")),
    (_presentation(lambda a, t, b: 2 * (t - a)),
     Hint("twice too far", "each moves twice as far as the rule says. The 1/2 in the cost cancels "
          "the 2.")),
    (_presentation(lambda a, t, b: (t - a) / 2),
     Hint("half as far", "each moves half as far as the rule says. The 1/2 in the cost is used up "
          "already.")),
    (lambda weight, bias, *sample: np.subtract(
        _presentation()(weight, bias, *sample), (weight, bias)),
     Hint("changes alone", "those are the two changes. Return the new weight and bias.")),
    (lambda weight, bias, p, t, rate: (weight, bias),
     Hint("nothing changes", "the weight and the bias come back as they were before.")),
    (lambda weight, bias, p, t, rate: _descent(1, 1)(weight, bias, rate),
     Hint("all eight points", "it moves by the errors of all eight points. One presentation goes "
          "by one sample alone, the p and t that are given.")),
    (lambda weight, bias, p, t, rate: _presentation()(weight, bias, t, p, rate),
     Hint("input and target exchanged", "p and t have changed places. In which order do they "
          "come?")),
    (_presentation(weight_by=lambda rate, p: rate * abs(p)),
     Hint("sign of the input", "for an input above 0 it is right. Which way should the weight go "
          "for one below 0?")),
]


@exercises.check(4, "The delta rule")
def delta_rule(rule: Callable) -> str:
    """Check one presentation of one sample by the delta rule."""
    samples = ((3.0, 2.0, 8.0, 20.0, 0.01), (1.0, -3.0, 2.5, 9.0, 0.1),
               (-2.0, 0.5, -3.0, 12.0, 0.05))
    _judge(rule, samples, _presentation(), _WRONG_PRESENTATIONS, Hint(
        "another rule", "go through it in three lines: the output a for this p, the error "
        "e = t - a, and then both rules with this same e.",
    ))
    return ("it is notebook 01's rule with two changes: the output isn't cut off by a threshold, "
            "so the error says how much is missing, and the learning rate shortens the step.")


def _judge(
    function: Callable, probes: tuple, right: Rule, mistakes: list[tuple[Rule, Hint]],
    otherwise: Hint,
) -> None:
    """Compare what a student's function returns with what is right, then with each mistake."""
    came = []
    for probe in probes:
        result = call(function, *probe)
        if array(result, "what comes back").ndim == 0:
            raise Hint("one number", "one number came back. Return both, the weight first.")
        came.append(array(result, "what comes back, weight and bias,", shape=(2,)))

    def returned_by(rule: Rule) -> np.ndarray:
        return np.array([rule(*probe) for probe in probes])

    exchanged = Hint("bias before weight", "the bias comes back before the weight. Return the "
                     "weight first.")
    expect(came, returned_by(right), [
        (returned_by(right)[:, ::-1], exchanged),
        *((returned_by(mistake), hint) for mistake, hint in mistakes),
    ], otherwise=lambda: _about_the_rate(function, probes[0], came[0]) or otherwise,
        rtol=1e-6, atol=1e-9)


def _about_the_rate(function: Callable, probe: tuple, came: np.ndarray) -> Hint | None:
    """See whether another learning rate makes no other step."""
    *others, rate = probe
    again = call(function, *others, 2 * rate)
    if np.array_equal(came, others[:2]) or not np.array_equal(came, again):
        return None
    return Hint("rate written in", "what comes back is the same for every learning rate. Is one "
                "written into your function, in place of the one that it is given?")


@exercises.check(5, "Three curves, three diagnoses")
def diagnoses(curve_a: str, curve_b: str, curve_c: str, reason: int) -> str:
    """Check what was made of three curves of the cost."""
    options = ("too small", "too large", "one sample at a time")
    a = choice(curve_a, "curve A", options)
    b = choice(curve_b, "curve B", options)
    c = choice(curve_c, "curve C", options)
    why = choice(reason if isinstance(reason, str) else f"{number(reason, 'the reason'):g}",
                 "the reason", ("1", "2", "3"))
    raise_hint_for(b, {
        "too small":
            Hint("curve B too small", "curve B falls at first, and then? With a rate that is too "
                 "small the cost falls at every step."),
        "one sample at a time":
            Hint("curve B noisy", "curve B is smooth. What would the chance in the choice of a "
                 "sample look like?"),
    })
    raise_hint_for(a, {
        "too large":
            Hint("curve A too large", "curve A is uneven but keeps to its height. What does the "
                 "cost do beyond the largest stable rate, step after step?"),
        "too small":
            Hint("curve A too small", "curve A goes up and down. A short step along the exact "
                 "gradient always goes down; where may an inexact one come from?"),
    })
    if c != "too small":
        raise Hint("curve C", "curve C falls at every step, only slowly. Is each of the three "
                   "diagnoses used once?")
    raise_hint_for(why, {
        "2": Hint("few samples", "but few samples give a wrong gradient that is right on average: "
                  "that shakes the cost and doesn't make it grow by a factor each step."),
        "3": Hint("step at the minimum", "but how long is a step at the minimum itself, where the "
                  "slope is zero?"),
    }, opening="the curves are right, ")
    return ("beyond the largest stable rate each step lands farther up the other side of the "
            "valley. At first that is hidden in a small distance, so a cost that falls for a while "
            "proves nothing.")
