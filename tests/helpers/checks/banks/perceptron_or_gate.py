import numpy as np


def neuron(point, weights, bias):
    return int(np.dot(weights, point) + bias > 0)


def right_step(weights, bias, point, target):
    error = target - neuron(point, weights, bias)
    return weights + error * point, bias + error


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


def step_without_threshold(weights, bias, point, target):
    error = target - (np.dot(weights, point) + bias)
    return weights + error * point, bias + error


def step_without_return(weights, bias, point, target):
    weights = weights + (target - 1) * point


RIGHT = {
    "and_bias": [(-0.75,), (-0.5,), (-0.99,), (np.float32(-0.6),), ([-0.7],)],
    "one_step": [
        ((1.0, 0.2),), ([1, 0.2],), (np.array([1.0, 0.2]),), ((1.0, 0.19999999999999996),),
    ],
    "mended_step": [(right_step,), (loop_step,), (if_step,)],
    "out_of_reach": [("XNOR",), ("xnor",), (" Xnor ",)],
}

WRONG = {
    "and_bias": [
        ((0.75,), "positive bias"),
        ((0,), "without a bias"),
        ((-0.25,), "That is OR"),
        ((-0.49,), "That is OR"),
        ((-1,), "never says 1"),
        ((-1.5,), "too far"),
        (("-0.75",), "without quotes"),
        (([-0.75, -0.75],), "2 numbers"),
    ],
    "one_step": [
        (((1.0, -1.8),), "Which sign has e"),
        (("1, 0.2",), "numbers in a list"),
        (((1.0, -0.8),), "weights it started with"),
        (((2.0, 1.2),), "step for p1"),
        (((2.0, -2.8),), "step for p2"),
        (((3.0, 0.2),), "three steps ended"),
        (((0.004, 0.996),), "Add it to"),
        (((0.0, -1.8),), "added to both weights"),
        (((0.2, 1.0),), "changed places"),
        (((0.0, 1.0),), "Add it to"),
        (((0.0, 0.2),), "first weight can't change"),
        (((1.0, 0.8),), "the second isn't"),
        ((0.2,), "shape (2,)"),
    ],
    "mended_step": [
        ((step_with(lambda e, p: -e * p, lambda e: -e),), "wrong way"),
        ((step_with(lambda e, p: -e * p, lambda e: 0),), "wrong way"),
        ((step_with(lambda e, p: e * p, lambda e: -e),), "bias goes the wrong way"),
        ((step_with(lambda e, p: e * p, lambda e: 0),), "bias stays"),
        ((step_with(lambda e, p: e, lambda e: e),), "count its own input"),
        ((step_without_threshold,), "weighted sum itself"),
        ((step_without_return,), "returns nothing"),
        ((step_with(lambda e, p: e * p, lambda e: e, lambda n: n >= 0),), "> or >="),
        ((step_with(lambda e, p: p, lambda e: 1),), "should have said 0 gets an even larger"),
        ((step_with(lambda e, p: e * p if e else p, lambda e: e or 1),), "was right here"),
        ((step_with(lambda e, p: 2 * e * p, lambda e: 2 * e),), "Yours change by [2.0, 2.0] and 2"),
        ((lambda w, b, p, t: w,), "two things"),
        ((lambda w, b, p: (w, b),), "arguments"),
        ((lambda w, b, p, t: (undefined, b),), "NameError"),  # noqa: F821
        ((3,), "a function is asked for"),
    ],
    "out_of_reach": [
        (("NAND",), "line of AND"),
        (("NOR",), "line of OR"),
        (("FIRST",), "upright line"),
        (("XOR",), "should be one of"),
        ((3,), "should be one of"),
    ],
}

UNFILLED = {
    "and_bias": [(...,)],
    "one_step": [([..., ...],)],
    "mended_step": [(lambda weights, bias, point, target: ...,)],
    "out_of_reach": [(...,)],
}

# Every bias is right with which (1, 1) is above the line and (0, 1) is not.
STILL_RIGHT = {"and_bias": lambda bias: np.size(bias) == 1 and -1 < np.ravel(bias)[0] <= -0.5}
