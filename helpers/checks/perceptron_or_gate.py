"""Checks of the notebook 01_perceptron_or_gate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import Exercises, Hint, array, call, number, parts, raise_hint_for
from helpers.exercises.answers import in_digits
from helpers.exercises.verdicts import in_words

exercises = Exercises("01_perceptron_or_gate")
summary = exercises.summary

_CORNERS, _AND = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), (0, 0, 0, 1)


@exercises.check(1, "A bias for AND")
def and_bias(bias: float) -> str:
    """Check the largest bias with which a neuron with the weights (0.5, 0.5) computes AND."""
    bias = number(bias, "the bias")
    if bias > 0:
        raise Hint("positive bias", "with a positive bias the neuron says 1 even to (0, 0), where "
                   "the weighted sum is 0. Which sign makes it harder to say 1?")
    if bias == 0:
        raise Hint("no bias", "without a bias the sum of (0, 1) is 0.5, more than 0, so the neuron "
                   "says 1. AND should say 0 there.")
    shown = in_digits(bias, unlike=-0.5)
    less = shown.replace("-", "- ", 1)
    if bias > -0.5:
        raise Hint("computes OR", f"with {shown} the neuron still says 1 to (0, 1): 0.5 {less} is "
                   "more than 0. That is OR. AND has to be harder to please.")
    if bias <= -1:
        raise Hint("never says 1", f"with {shown} the neuron never says 1, not even to (1, 1): "
                   f"0.5 + 0.5 {less} is not more than 0. You went too far.")
    if bias < -0.5:
        raise Hint("not the largest", f"{shown} does make it AND, but a larger bias does, too. "
                   "How far up can you go before (0, 1) gets a 1? What's hardlim of exactly 0?")
    return "at -0.5 the sum for (0, 1) is exactly 0, and hardlim says 0. Any more, and it's OR."


def _answer(weights: np.ndarray, bias: float, point: np.ndarray) -> int:
    return int(np.dot(weights, point) + bias > 0)


def _rule(answer: Callable = _answer, weights_by: Callable = float, bias_by: Callable = float):
    """Make a rule that takes its error from `answer`, and learns by what the others make of it."""
    def step(weights, bias, point, target):
        error = target - answer(weights, bias, point)
        return weights + weights_by(error) * point, bias + bias_by(error)

    return step


def _weights_first(weights, bias, point, target):
    weights = weights + (target - _answer(weights, bias, point)) * point
    return weights, bias + target - _answer(weights, bias, point)


def _bias_first(weights, bias, point, target):
    bias = bias + target - _answer(weights, bias, point)
    return weights + (target - _answer(weights, bias, point)) * point, bias


def _equal(weights, bias, point, target):
    same = target == _answer(weights, bias, point)
    return weights + same * point, bias + same


_TWO_ERRORS = Hint(
    "two errors", "you work out the error twice, and the second time something has already "
    "changed. Work it out once, and use it for both.")
_BIAS_NOT_COUNTED = Hint(
    "answer without bias", "the rule is right, but the answer it starts from isn't. Does your "
    "neuron's answer include the bias?")
_WRONG_RULES = [
    (lambda weights, bias, point, target: (weights, bias),
     Hint("nothing changes", "the weights and the bias never change. They have to when the answer "
          "isn't the target.")),
    (_rule(bias_by=lambda error: 0),
     Hint("bias stays", "the weights learn as they should, but the bias never changes. It has to "
          "learn, too.")),
    (_rule(weights_by=abs, bias_by=abs),
     Hint("error without sign", "your error is never negative, so a neuron that wrongly says 1 is "
          "never corrected downwards. Did you square the error, or drop its sign?")),
    (_rule(lambda weights, bias, point: int(np.dot(weights, point) > 0)), _BIAS_NOT_COUNTED),
    (_rule(lambda weights, bias, point: int(np.dot(weights, point) >= 0)), _BIAS_NOT_COUNTED),
    (_rule(lambda weights, bias, point: _answer((0.5, 0.5), -0.25, point)),
     Hint("answer of other weights", "the answer doesn't come from the weights and the bias that "
          "your function is given. Which ones do you hand to neuron?")),
    (_rule(lambda weights, bias, point: int(np.dot(weights, point) > bias)),
     Hint("bias as threshold", "you compare the sum with the bias, as with a threshold. The bias "
          "is added to the sum, which is then compared with 0.")),
    (_rule(lambda weights, bias, point: 0),
     Hint("answer missing", "you take the target itself for the error. What's to be subtracted "
          "from it?")),
    (_equal, Hint("compared, not subtracted", "== only tells you whether target and answer are the "
                  "same. Their difference tells you which way to step.")),
    (_weights_first, _TWO_ERRORS),
    (_bias_first, _TWO_ERRORS),
]
_SUMS = (
    lambda weights, bias, point: np.dot(weights, point),
    lambda weights, bias, point: np.dot(weights, point) + bias,
)
# Weights, bias, point and target.
_CASES = [
    ((0.5, -0.5), -0.25, (1, 1), 1),
    ((1.0, 2.0), -0.5, (3, 2), 0),
    ((1.0, 2.0), -0.5, (1, -2), 1),
    ((0.5, 0.5), 0.25, (0, 0), 0),
    ((1.0, 1.0), -0.5, (1, 1), 1),
    ((1.0, -1.0), 0.0, (1, 1), 0),
    ((1.0, -1.0), 0.0, (1, 1), 1),
]


@exercises.check(2, "One rule for all cases")
def one_rule(step: Callable) -> str:
    """Check a function that does one step of the perceptron rule."""
    def student_rule(*given):
        new_weights, new_bias = parts(call(step, *given), "the new weights", "the new bias")
        if isinstance(new_bias, np.ndarray) and new_bias.size == 2:
            if not isinstance(new_weights, np.ndarray):
                raise Hint("bias before weights", "the bias comes back before the weights. Return "
                           "the weights first.")
            raise Hint("two biases", "the new bias should be one number, and yours are 2. Is an x "
                       "in it, or does neuron get its three values in another order?")
        new_weights = array(new_weights, "the new weights", shape=(2,))
        return new_weights, number(new_bias, "the new bias")

    changes = _changes_by(student_rule)
    raise_hint_for(
        changes, [(_changes_by(rule), hint) for rule, hint in _WRONG_RULES], rtol=1e-6, atol=1e-9
    )
    raise_hint_for(changes[:, :2], [
        (_changes_by(_rule(weighted_sum))[:, :2],
         Hint("error from the sum", "you took the error from the weighted sum, but the neuron "
              "answers 0 or 1. What turns the sum into its answer?"))
        for weighted_sum in _SUMS
    ], rtol=1e-6, atol=1e-9)
    _judge_together(changes)
    for case, change in zip(_CASES, changes, strict=True):
        _judge_step(*case, change[:2], change[2])
    return ("target minus answer gives the direction, and the bias learns like a weight whose "
            "input is always 1.")


def yours_or_ours(step: Callable) -> Callable:
    """Give the student's rule to train with, or the course's as long as it isn't right."""
    if one_rule(step).status != "right":
        print("We train with the course's rule: Exercise 2 is still open.")
        return _rule()
    print("We train with your rule.")

    def on_copies(weights, bias, x, target):
        weights, bias = step(np.array(weights), bias, np.array(x), target)
        return np.array(weights, dtype=float), float(bias)

    return on_copies


def _changes_by(rule: Callable) -> np.ndarray:
    """Give a row for each case: by how much the two weights and the bias change."""
    rows = []
    for weights, bias, point, target in _CASES:
        new_weights, new_bias = rule(np.array(weights), bias, np.array(point), target)
        rows.append([*(new_weights - weights), new_bias - bias])
    return np.array(rows, dtype=float)


def _judge_together(changes: np.ndarray) -> None:
    """Look for a mistake that shows only in several cases: the first three ask for a change."""
    new_weights = changes[:, :2] + [weights for weights, *_ in _CASES]
    if np.allclose(new_weights[:3], [(1, 1), (-3, -2), (1, -2)]):
        raise Hint("changes alone", "only the change comes back, in the place of the weights. Add "
                   "it to the old ones.")
    if np.allclose(new_weights[3:5], 0):
        raise Hint("multiplied", "even where the answer is right, your new weights are 0. Do you "
                   "add to the weights, or multiply them?")
    apart = new_weights[[0, 4]] - new_weights[6]  # all three are shown the example (1, 1)
    if np.allclose(apart[:, 0], apart[:, 1]):
        raise Hint("other weights", "the new weights don't depend on the old ones. Start from "
                   "those that your function is given.")
    if np.allclose(changes[1], changes[2]):
        raise Hint("other examples", "two different examples bring the same change. Use the x and "
                   "the target that your function is given.")
    if np.allclose(changes[:, 0], changes[:, 1]) and changes[:, 0].any():
        raise Hint("inputs forgotten", "every weight changes by the same amount. Where does its "
                   "own input come in?")


def _judge_step(weights, bias, point, target, change, bias_change) -> None:
    error = target - _answer(weights, bias, point)
    wanted = error * np.array(point)
    if np.allclose(change, wanted) and np.isclose(bias_change, error):
        return
    if np.dot(weights, point) + bias == 0:
        raise Hint("answer on the boundary", "look at an example exactly on the boundary, where "
                   "w·x + b is 0: our neuron says 0 there. Is it > or >= in yours?")
    if error == 0:
        raise Hint("change without error", "the answer was right here, yet something changes. What "
                   "is e in that case?")
    if np.allclose(change, -wanted) and np.any(wanted):
        said, sum_becomes = (0, "smaller") if error > 0 else (1, "larger")
        raise Hint("sign of the error", f"the weights go the wrong way: a neuron that said {said} "
                   f"and should have said {1 - said} gets an even {sum_becomes} sum. Is the "
                   "error target minus answer, and is it added?")
    if np.isclose(bias_change, -error):
        raise Hint("sign of the bias", "the weights are right, but the bias goes the wrong way. "
                   "It's a weight whose input is always 1. Which way does the rule send it?")
    side = "low" if error > 0 else "high"
    raise Hint("another rule", f"shown {point}, with an answer too {side} by 1, your weights "
               f"change by {in_words(change)} and your bias by {in_words(bias_change)}. By how "
               "much do they change in the three cases above?")


def _corrections(order: ArrayLike, name: str) -> int:
    """Count the corrections on AND, from zero, until all are right; raise a hint if they aren't."""
    order = array(order, f"`{name}`")
    if order.ndim == 0:
        raise Hint("how many", f"`{name}` is a single number. List the examples that you show, in "
                   "order, such as [3, 0].")
    if order.ndim == 2 and order.shape[1] == 2:
        raise Hint("inputs in place of numbers", f"in `{name}`, call each example by its number: "
                   "0 for (0, 0), 1 for (0, 1), 2 for (1, 0) and 3 for (1, 1).")
    if not np.isin(order, range(4)).all():
        raise Hint("no such example", f"`{name}` has numbers in it other than 0, 1, 2 and 3.")
    weights, bias, count = np.zeros(2), 0.0, 0
    for shown in order.ravel().astype(int):
        error = _AND[shown] - _answer(weights, bias, _CORNERS[shown])
        weights, bias, count = weights + error * _CORNERS[shown], bias + error, count + abs(error)
    wrong = [n for n in range(4) if _answer(weights, bias, _CORNERS[n]) != _AND[n]]
    if wrong:
        still = f"example {wrong[0]} is" if len(wrong) == 1 else f"examples {in_words(wrong)} are"
        raise Hint("not there yet", f"at the end of `{name}`, {still} still wrong. Draw it, and "
                   "add the number of a ringed example.")
    return count


@exercises.check(3, "You choose the next example")
def two_orders(fewer: ArrayLike, more: ArrayLike) -> str:
    """Check an order that teaches AND in fewer than ten corrections, and one that needs more."""
    short, long = _corrections(fewer, "fewer"), _corrections(more, "more")
    if short >= 10:
        raise Hint("not fewer", f"`fewer` gets all four right, but takes {short} corrections. "
                   "Where several are ringed, choose another one.")
    if long <= 10:
        raise Hint("not more", f"`more` gets all four right, but takes {long} corrections. Where "
                   "several are ringed, choose another one, beginning right after 3.")
    return (f"{short} corrections and {long}. Of all orders the shortest takes 5 and the longest "
            "12, and each of them ends with all four right.")


@exercises.check(4, "All sixteen gates")
def out_of_reach(gates: ArrayLike) -> str:
    """Check the rows of targets of all gates that a single neuron can't learn."""
    gates = array(list(gates) if isinstance(gates, (set, frozenset)) else gates, "the list")
    if gates.size == 1:
        raise Hint("how many", "that's a single number. List the targets of the gates, four for "
                   "each gate.")
    if gates.size == 0:
        raise Hint("nothing found", "your list is empty, but XOR belongs in it. Does the neuron "
                   "learn the row you're looking at? And do you look at its last epoch's mistakes?")
    if gates.shape == (16,):
        raise Hint("one value for each", "that's one value for each of the sixteen gates. List the "
                   "targets of those it doesn't learn.")
    if gates.shape[-1] != 4:
        raise Hint("no rows of four", "each gate has four targets, so your list needs rows of four "
                   "numbers.")
    if not np.isin(gates, (0, 1)).all():
        raise Hint("no targets", "targets are 0 or 1, and some of your numbers aren't.")
    found = {tuple(row) for row in gates.reshape(-1, 4).astype(int).tolist()}
    learned = sorted(found - _OUT_OF_REACH)
    if len(found) == 14 and not found & _OUT_OF_REACH:
        raise Hint("those learned", "these are the gates it learns. List the other ones.")
    if len(found) == 16:
        raise Hint("all sixteen", "those are all the gates. Keep the ones on which it still makes "
                   "mistakes in the last epoch. Does each neuron train on its own gate's targets?")
    if learned:
        raise Hint("learned after all", f"{learned[0]} can be learned. Train a neuron on it, long "
                   "enough, and look at the mistakes of the last epoch only.")
    if len(found) < len(_OUT_OF_REACH):
        raise Hint("one missing", "that one is out of reach, but it isn't the only one. Did you "
                   "try all sixteen, and keep each one you found?")
    return ("in both, each class sits on a diagonal of the square; the other fourteen can be "
            "learned.")


_OUT_OF_REACH = {(0, 1, 1, 0), (1, 0, 0, 1)}


@exercises.challenge("The slowest lesson", unit="epochs", best="highest", to_beat=40)
def slowest_lesson(inputs: ArrayLike, targets: ArrayLike) -> float:
    """Count the epochs with mistakes until a neuron has learned four examples, from zero."""
    inputs = array(inputs, "the inputs", shape=(4, 2))
    targets = array(targets, "the targets", shape=(4,))
    if not np.isin(inputs, np.arange(-3, 4)).all():
        raise Hint("inputs out of range", "each input should be a whole number from -3 to 3.")
    if not np.isin(targets, (0, 1)).all():
        raise Hint("targets out of range", "each target should be 0 or 1.")
    if np.ptp(targets) == 0:
        raise Hint("one class", "your four targets are all the same. Give it two classes to tell "
                   "apart.")
    weights, bias = np.zeros(2), 0.0
    for epoch in range(_MOST_EPOCHS):
        mistakes = 0
        for point, target in zip(inputs, targets, strict=True):
            error = target - _answer(weights, bias, point)
            weights, bias = weights + error * point, bias + error
            mistakes += abs(error)
        if mistakes == 0:
            return epoch
    raise Hint("never learned", f"after {_MOST_EPOCHS:,} epochs it still makes mistakes. Draw your "
               "four examples: can a straight line keep the two classes apart?")


_MOST_EPOCHS = 1000

bo_days = exercises.prediction(1, "days on which Bo goes")
set_right = exercises.prediction(2, "examples right after ten passes")
or_epochs = exercises.prediction(3, "epochs with mistakes until OR is learned")
xor_mistakes = exercises.prediction(4, "mistakes during a late epoch of XOR")
best_of_many = exercises.prediction(5, "right answers of the best of 100,000 neurons")
