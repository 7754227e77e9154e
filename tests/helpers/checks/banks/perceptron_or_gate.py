import itertools

import numpy as np

from workshop.notebooks.exercises import with_part


def neuron(point, weights, bias):
    return int(np.dot(weights, point) + bias > 0)


def right_step(weights, bias, point, target):
    error = target - neuron(point, weights, bias)
    return weights + error * point, bias + error


def changes_alone(weights, bias, point, target):
    error = target - neuron(point, weights, bias)
    return error * point, error


def step_with(change_weights, change_bias, fires=lambda n: n > 0):
    def step(weights, bias, point, target):
        error = target - int(fires(np.dot(weights, point) + bias))
        return weights + change_weights(error, point), bias + change_bias(error)

    return step


def loop_step(w, b, p, t):
    total = b
    for i in range(2):
        total += w[i] * p[i]
    e = t - (1 if total > 0 else 0)
    return [w[i] + e * p[i] for i in range(2)], b + e


def if_step(w, b, p, t):
    a = neuron(p, w, b)
    if a == t:
        return w, b
    return (w + p, b + 1) if t == 1 else (w - p, b - 1)


def step_by_answer(answer):
    def step(weights, bias, point, target):
        error = target - answer(weights, bias, point)
        return weights + error * point, bias + error

    return step


def step_weights_first(weights, bias, point, target):
    weights = weights + (target - neuron(point, weights, bias)) * point
    return weights, bias + target - neuron(point, weights, bias)


def step_bias_first(weights, bias, point, target):
    bias = bias + target - neuron(point, weights, bias)
    return weights + (target - neuron(point, weights, bias)) * point, bias


def step_with_appended_bias(weights, bias, point, target):
    weights, bias = right_step(weights, bias, point, target)
    return weights, [].append(bias)


def step_that_compares(weights, bias, point, target):
    error = target == neuron(point, weights, bias)
    return weights + error * point, bias + error


def step_with_dot(weights, bias, point, target):
    error = target - neuron(point, weights, bias)
    return weights + np.dot(error * point, weights), bias + error


def step_with_example_in_place(weights, bias, point, target):
    error = target - neuron(point, weights, bias)
    return error * point if error else weights, bias + error


def step_with_all_examples(weights, bias, point, target):
    points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    errors = np.array([0, 1, 1, 1]) - (points @ weights + bias > 0)
    return weights + errors @ points, bias + errors.sum()


def half_filled(weights, bias, point, target):
    error = target - neuron(point, weights, bias)
    return ..., bias + error


def step_without_return(weights, bias, point, target):
    weights = weights + (target - 1) * point


def learned_after_40_epochs(inputs, targets):
    """Say whether four examples are in range and take more than 40 epochs with mistakes."""
    inputs, targets = np.array(inputs, dtype=float), np.ravel(targets)
    if not (np.isin(inputs, range(-3, 4)).all() and np.isin(targets, (0, 1)).all()):
        return False
    weights, bias = np.zeros(2), 0
    for epoch in range(1000):
        mistakes = 0
        for x, target in zip(inputs, targets, strict=True):
            mistakes += neuron(x, weights, bias) != target
            weights, bias = right_step(weights, bias, x, target)
        if mistakes == 0:
            return epoch > 40
    return False


ROW_BY_ROW = [0, 1, 2, 3] * 6
LONG = [3, 2, 1, 3, 1, 3, 1, 2, 3, 2, 3, 2]
ALL_GATES = list(itertools.product([0, 1], repeat=4))

RIGHT = {
    "and_bias": [(-0.5,), (np.float32(-0.5),), ([-0.5],)],
    "two_orders": [
        ([3, 0, 1, 3, 2], [3, 1, 2, 3, 2, 3, 2, 1, 3, 1, 3, 1]),
        ((3, 1, 2, 3, 1, 3, 2), LONG),
        (np.array([0, 3, 3, 0, 2, 3, 1, 0]), np.array(LONG + [0])),
        ([[3], [0], [2], [3], [1]], [LONG]),
    ],
    "one_rule": [(right_step,), (loop_step,), (if_step,)],
    "out_of_reach": [
        ([(0, 1, 1, 0), (1, 0, 0, 1)],),
        ([[1, 0, 0, 1], [0, 1, 1, 0]],),
        (np.array([[0, 1, 1, 0], [1, 0, 0, 1]]),),
        (((0, 1, 1, 0), (1, 0, 0, 1), (0, 1, 1, 0)),),
        ({(0, 1, 1, 0), (1, 0, 0, 1)},),
    ],
    "slowest_lesson": [
        ([(3, 3), (3, 2), (2, 3), (0, 0)], [1, 0, 0, 0]),
        ([[-2, -2], [-3, -2], [0, -3], [1, -3]], (1, 0, 0, 0)),
        (np.array([[3, 3], [2, 3], [3, 2], [2, 2]]), np.array([1, 0, 0, 0])),
    ],
}

WRONG = {
    "and_bias": [
        *with_part(0, (-0.5,), {
            0.75: "positive bias", -0.75: "a larger bias does, too", -0.51: "-0.51 does make it",
            -0.5000000001: "exactly 0", 0: "without a bias", -0.25: "That is OR",
            -0.49: "That is OR", -0.4999999999: "0.5 - 0.4999999999 is more than 0",
            -1: "never says 1", -1.5: "too far",
            "-0.5": "without quotes", (-0.5, -0.5): "2 numbers",
            (0, 75): "Python writes a point there, as in 1.5",
        }),
        ((print,), "yours is a function. Did you call it?"),
        ((True,), "yours is True, the result of a comparison"),
    ],
    "two_orders": [
        *with_part(0, ([3, 0, 1, 3, 2], LONG), {
            5: "List the examples that you show", "30132": "such as [1, 2], without quotes",
            (3, 0): "examples [1, 2] are still wrong", (3, 0, 1, 3, 1): "example 2 is still wrong",
            (4, 1, 2, 4, 3): "numbers in it other than 0, 1, 2 and 3",
            ((1, 1), (0, 0), (0, 1), (1, 1), (1, 0)): "0 for (0, 0), 1 for (0, 1)",
            tuple(ROW_BY_ROW): "but takes 10 corrections", tuple(LONG): "but takes 12 corrections",
        }),
        *with_part(1, ([3, 0, 1, 3, 2], LONG), {
            12: "`more` is a single number", (3, 0, 1, 3, 2): "`more` gets all four right",
            tuple(ROW_BY_ROW): "but takes 10 corrections", (): "example 3 is still wrong",
        }),
        ((LONG, [3, 0, 1, 3, 2]), "have changed places"),
    ],
    "one_rule": [
        ((step_with(lambda e, p: -e * p, lambda e: -e),), "wrong way"),
        ((step_with(lambda e, p: -e * p, lambda e: 0),), "wrong way"),
        ((step_with(lambda e, p: e * p, lambda e: -e),), "bias goes the wrong way"),
        ((step_with(lambda e, p: e * p, lambda e: 0),), "but the bias never changes"),
        ((step_with(lambda e, p: e * p if e > 0 else 0 * p, lambda e: 0),),
         "By how much do they change in the three cases"),
        ((step_with(lambda e, p: 0 * p, lambda e: e),), "change by [0, 0] and your bias by 1"),
        ((step_with(lambda e, p: max(0, e) * p, lambda e: max(0, e)),),
         "change by [0, 0] and your bias by 0"),
        ((lambda w, b, p, t: (w, b),), "They have to when the answer isn't the target"),
        ((step_with(lambda e, p: e**2 * p, lambda e: e**2),), "your error is never negative"),
        ((step_with(lambda e, p: abs(e) * p, abs),), "your error is never negative"),
        ((step_by_answer(lambda w, b, p: int(w @ p > 0)),), "include the bias?"),
        ((step_by_answer(lambda w, b, p: int(w @ p >= 0)),), "include the bias?"),
        ((step_by_answer(lambda w, b, p: int(w @ p > b)),), "as with a threshold"),
        ((step_by_answer(lambda w, b, p: 0),), "to be subtracted"),
        ((lambda *given: changes_alone(*given),), "only the change"),
        ((lambda *given: (changes_alone(*given)[0], right_step(*given)[1]),), "only the change"),
        ((step_weights_first,), "the error twice"),
        ((step_bias_first,), "the error twice"),
        ((step_with_appended_bias,), "there is a None. Is it what append"),
        ((step_with(lambda e, p: e, lambda e: e),), "its own input come in"),
        ((step_by_answer(lambda w, b, p: w @ p + b),), "error from the weighted sum"),
        ((step_without_return,), "returns nothing"),
        ((step_with(lambda e, p: e * p, lambda e: e, lambda n: n >= 0),), "> or >="),
        ((step_with(lambda e, p: p, lambda e: 1),), "should have said 0 gets an even larger"),
        ((step_with(lambda e, p: e * p if e else p, lambda e: e or 1),), "was right here"),
        ((step_with(lambda e, p: 2 * e * p, lambda e: 2 * e),), "[2, 2] and your bias by 2"),
        ((lambda w, b, p, t: w,), "two things"),
        ((lambda w, b, p, t: right_step(w, b, p, t)[::-1],), "bias comes back before the weights"),
        ((lambda w, b, p: (w, b),), "arguments"),
        ((lambda w, b, p, t: (undefined, b),), "NameError"),  # noqa: F821
        ((step_by_answer(lambda w, b, p: neuron(p, np.array([0.5, 0.5]), -0.25)),),
         "Which ones do you hand to neuron?"),
        ((step_with_dot,), "its own input come in"),
        ((step_with_example_in_place,), "in the place of the weights"),
        ((step_with_all_examples,), "two different examples"),
        ((step_by_answer(lambda w, b, p: np.where(np.dot(w, b) + p > 0, 1, 0)),),
         "in another order"),
        ((step_with(lambda e, p: e * p, lambda e: e * np.ones(2)),), "Is an x in it"),
        ((lambda w, b, p, t: right_step(np.array([1.0, -0.8]), b, p, t),),
         "don't depend on the old ones"),
        ((lambda w, b, p, t: (w * (t - neuron(p, w, b)) * p, b),), "or multiply them"),
        ((lambda w, b, p, t: (w - p, b - 1),), "even smaller sum"),
        ((step_that_compares,), "== only tells you whether"),
        ((right_step(np.ones(2), 0, np.ones(2), 1),), "by its name alone"),
        ((3,), "a function is asked for"),
    ],
    "out_of_reach": [
        (([(0, 1, 1, 0)],), "it isn't the only one"),
        (((1, 0, 0, 1),), "it isn't the only one"),
        (([(0, 1, 1, 0), (0, 1, 1, 0)],), "it isn't the only one"),
        (([(0, 1, 1, 0), (1, 0, 0, 1), (0, 0, 0, 1)],), "(0, 0, 0, 1) can be learned"),
        (([(1, 1, 1, 0)],), "(1, 1, 1, 0) can be learned"),
        ((ALL_GATES,), "all the gates"),
        (([sum(gate) == 2 for gate in ALL_GATES],), "one value for each"),
        (([0, 1, 1, 0, 1, 0, 0, 1],), "rows of four numbers"),
        (([gate for gate in ALL_GATES if sum(gate) != 2 or gate[0] != gate[3]],),
         "List the other ones"),
        ((2,), "a single number"),
        (([],), "is empty"),
        ((["XOR", "XNOR"],), "numbers"),
        ((["0110", "1001"],), "numbers"),
        (([(0, 1), (1, 0)],), "four targets"),
        (([(0, 1, 1), (1, 0, 0)],), "four targets"),
        (([(-1, 1, 1, -1), (1, -1, -1, 1)],), "0 or 1"),
    ],
    "slowest_lesson": [
        (([(0, 0), (0, 1), (1, 0), (1, 1)], [0, 0, 0, 1]), "5 epochs. To beat: 40"),
        (([(2, 2), (2, 3), (3, 2), (3, 3)], [0, 0, 0, 1]), "40 epochs. To beat: 40"),
        (([(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0]), "can a straight line"),
        (([(1, 1), (1, 1), (1, 0), (0, 1)], [0, 1, 1, 1]), "can a straight line"),
        (([(2, 2), (2, 3), (3, 2), (3, 3)], [1, 1, 1, 1]), "two classes to tell apart"),
        (([(2, 2), (2, 3), (3, 2), (3, 3)], [0, 0, 0, 0]), "two classes to tell apart"),
        (([(9, 9), (9, 8), (8, 9), (0, 0)], [1, 0, 0, 0]), "from -3 to 3"),
        (([(3, 3), (3, 2.9), (2, 3), (0, 0)], [1, 0, 0, 0]), "whole number"),
        (([(3, 3), (3, 2), (2, 3), (0, 0)], [1, -1, -1, -1]), "should be 0 or 1"),
        (([(3, 3), (3, 2), (2, 3)], [1, 0, 0]), "4 rows of 2 numbers"),
        (([(3, 3), (3, 2), (2, 3), (0, 0)], [1, 0, 0]), "4 numbers in a row"),
    ],
}

UNFILLED = {
    "and_bias": [(...,)],
    "two_orders": [(..., ...), ([3, 0, 1, 3, 2], ...), ([3, ...], ...)],
    "one_rule": [(lambda weights, bias, point, target: ...,), (half_filled,)],
    "out_of_reach": [(...,), ([...],)],
    "slowest_lesson": [(..., ...), ([(3, 3), ...], [1, 0, 0, 0])],
}

STILL_RIGHT = {
    "slowest_lesson": learned_after_40_epochs,
}

BY_WHAT_COMES_OUT = ("two_orders",)
