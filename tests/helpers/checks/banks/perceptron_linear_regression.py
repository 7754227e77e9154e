import numpy as np

from workshop.notebooks.exercises import with_part

INPUTS = np.arange(1.0, 9.0)
TARGETS = 2 * INPUTS + 4


def right_step(weight, bias, learning_rate):
    errors = TARGETS - weight * INPUTS - bias
    return weight + learning_rate * (errors * INPUTS).mean(), bias + learning_rate * errors.mean()


def right_rule(weight, bias, x, t, learning_rate):
    error = t - (weight * x + bias)
    return weight + learning_rate * error * x, bias + learning_rate * error


def rule_by_gradient(w, b, x, t, rate):
    slope = w * x + b - t
    return [w - rate * slope * x, b - rate * slope]


def rule_with_vectors(w, b, x, t, rate):
    parameters, example = np.array([w, b]), np.array([x, 1.0])
    return parameters + rate * (t - parameters @ example) * example


def rule(weight_change, bias_change, error=lambda a, t: t - a):
    def wrong_rule(weight, bias, x, t, learning_rate):
        e = error(weight * x + bias, t)
        return weight + weight_change(learning_rate, e, x), bias + bias_change(learning_rate, e, x)

    return wrong_rule


def rate_e_x(rate, e, x):
    return rate * e * x


def rate_e(rate, e, x):
    return rate * e


def rule_one_after_the_other(w, b, x, t, rate):
    w = w + rate * (t - w * x - b) * x
    b = b + rate * (t - w * x - b)
    return w, b


def rule_of_the_changes(w, b, x, t, rate):
    e = t - w * x - b
    return rate * e * x, rate * e


def rule_without_bias_in_the_output(w, b, x, t, rate):
    e = t - w * x
    return w + rate * e * x, b + rate * e


def rule_without_brackets(weight, bias, x, t, learning_rate):
    error = t - weight * x + bias
    return weight + learning_rate * error * x, bias + learning_rate * error


def rule_without_return(weight, bias, x, t, learning_rate):
    weight = weight + learning_rate * (t - weight * x - bias) * x


def steps_needed(rate, momentum):
    """Count the steps by the powers of one matrix, which holds the last step and the distance."""
    columns = np.column_stack([INPUTS, np.ones(8)])
    hessian = columns.T @ columns / 8
    stay, nothing = np.eye(2), np.zeros((2, 2))
    once = np.block([[momentum * stay, -rate * hessian], [nothing, stay]])
    once = np.block([[stay, nothing], [stay, stay]]) @ once
    state, last_above = np.array([0, 0, 1.0, -2.0]), -1
    for step in range(5001):
        distance = state[2:]
        if not abs(distance).max() < 1e4:
            return np.inf
        if distance @ hessian @ distance / 2 >= 1e-6:
            last_above = step
        state = once @ state
    return last_above + 1 if last_above < 5000 else np.inf


def beats_58(rate, momentum):
    rate, momentum = float(np.ravel(rate)[0]), float(np.ravel(momentum)[0])
    return rate > 0 and 0 <= momentum < 1 and steps_needed(rate, momentum) < 58


RIGHT = {
    "loss": [(8,), (8.0,), (np.float32(8),), ([8],), (np.array(8.0),), (128 / 16,)],
    "one_step": [
        (2.34, 1.9), (3 - 0.04 * 16.5, 2 - 0.04 * 2.5), (np.float64(2.34), [1.90]),
    ],
    "delta_rule": [
        (right_rule,), (rule_by_gradient,), (rule_with_vectors,), (rule(rate_e_x, rate_e),),
    ],
    "which_half": [
        (0.32, 0.33, "Centering"),
        (0.32, 0.33, "centring"), (0.31, 0.335, "Centring."), (0.325, [0.32], " centring"),
    ],
    "fewest_steps": [(0.118, 0.72), ([0.126], np.float32(0.706)), (0.11, 0.74)],
}

WRONG = {
    "loss": [
        *with_part(0, (8,), {
            16: "What else does L do", 128: "fraction in front", 64: "Over how many examples",
            512: "Python needs brackets",
            4: "squared first", 2: "squared first", 32: "sum of the errors",
            5.75: "loss of w = 3, b = 2", 0: "every output equals its target",
            71: "the loss of w = 0, b = 2", 1: "divide by n twice", -8: "can't be negative",
            9: "eight errors t - a in a row", 7: "leaves one example out",
            51: "squares of the outputs", 2.25: "how far apart the two losses",
            0.5: "divide by n twice", 8.1: "very near, but not near enough", "8": "without quotes",
            (4, 4): "one number",
        }),
        ((np.sqrt(8),), "no root"),
    ],
    "one_step": [
        *{
            (3.66, 2.1): "uphill", (2.34, 2.1): "the bias went uphill",
            (1.9, 2.34): "changed places", (2.9, 1.34): "swapped the slopes",
            (0.66, 0.1): "Where do they arrive", (-0.66, -0.1): "Where do they arrive",
            (-13.5, -0.5): "learning rate do to it", (3, 2): "where the step starts",
            (2.3712, 1.9228): "where the second step ends", (2, 4): "the lowest point",
            (1.34, 2.9): "starts from the wrong place", (-3.6, 1.0): "10 times as long",
            (2.934, 1.99): "0.1 times as long", (-2.28, 1.2): "add up the eight",
            (2.67, 1.95): "half as long",
            (2.34, 2): "bias has a slope too", (2.3, 1.9): "rounded too far",
            (2.34, 1): "rounded too far", (1.68, 1.8): "twice as long",
            (2.34, 1.5): "Do the same for the bias", (2.43, 1.9): "bias is right",
            (16.5, 2.5): "that's the gradient", (2.34, 2.0188): "before the weight moved",
            (3.66, 1.9): "the weight went uphill", (2.835, 1.975): "0.25 times as long",
            (1, 1): "subtract the learning rate times", ("2.34", 1.9): "without quotes",
        }.items(),
    ],
    "which_half": [
        ((0.075, 0.33, "centring"), "with centred_rate = 0.075 it takes"),
        ((0.32, 0.075, "centring"), "with scaled_rate = 0.075 it takes"),
        ((0.5, 0.33, "centring"), "with centred_rate = 0.5 the loss explodes"),
        ((1, 1, "centring"), "Try a third of it"),
        ((0.32, 0.36, "centring"), "with scaled_rate = 0.36 the loss explodes"),
        ((0.32, 0.001, "centring"), "Scan a wider range"),
        ((2 / 5.25, 0.33, "centring"), "Go back a little"),
        ((-0.32, 0.33, "centring"), "no step goes downhill"),
        ((0, 0.33, "centring"), "no step goes downhill"),
        ((0.32, 0.33, "scaling"), "steps on the centred inputs and"),
        ((0.32, 0.33, "both"), "more_useful should be one of"),
        ((24, 105, "centring"), "the number of steps, or per cent"),
        (("0.32", 0.33, "centring"), "without quotes"),
        (([0.32, 0.33], 0.33, "centring"), "one number"),
    ],
    "delta_rule": [
        ((rule(rate_e_x, rate_e, error=lambda a, t: a - t),), "away from the target"),
        ((rule_without_brackets,), "brackets around the output"),
        ((rule_without_return,), "returns nothing"),
        ((rule(rate_e, rate_e),), "multiplies e"),
        ((rule(lambda r, e, x: r * e * abs(x), rate_e),), "weight move for one below 0"),
        ((rule(rate_e_x, rate_e_x),), "isn't multiplied by the input"),
        ((rule(rate_e, rate_e_x),), "wrong rule"),
        ((rule(lambda r, e, x: e * x, lambda r, e, x: e),), "don't use the learning rate"),
        ((rule(rate_e_x, lambda r, e, x: e),), "missing from the bias's rule"),
        ((rule(lambda r, e, x: e * x, rate_e),), "missing from the weight's rule"),
        ((rule(rate_e_x, lambda r, e, x: 0),), "bias doesn't move"),
        ((rule(lambda r, e, x: 0, rate_e),), "weight doesn't move"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: t - (1 if a > 0 else 0)),), "threshold"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: -a),), "target is missing"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: t),), "output is missing"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: (t - a) ** 2),), "squared"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: (t - a) / 2),), "half as far"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: (t - a) / 8),), "needs no mean"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: abs(t - a)),), "never negative"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: 2 * (t - a)),), "twice as far"),
        ((rule_without_bias_in_the_output,), "left the bias out"),
        ((rule_one_after_the_other,), "worked out with the new weight"),
        ((rule_of_the_changes,), "new weight and bias"),
        ((lambda w, b, x, t, rate: (w, b),), "the bias unchanged"),
        ((lambda w, b, x, t, rate: right_rule(w, b, x, t, rate)[::-1],), "weight first"),
        ((lambda w, b, x, t, rate: right_rule(w, b, x, t, rate)[0],), "Return both"),
        ((lambda w, b, x, t, rate: (w + rate, b + rate),), "three lines"),
        ((rule(lambda r, e, x: r * e * x**2, rate_e),), "What does the weight's rule add to it"),
        ((lambda w, b, x, t, rate: np.trunc(right_rule(w, b, x, t, rate)),), "round the result"),
        ((rule(rate_e_x, lambda r, e, x: r),), "What does the bias's rule add to it"),
        ((lambda w, b, x, t, rate: right_rule(3, 2, x, t, rate),), "write in numbers"),
        ((rule(rate_e_x, rate_e, error=lambda a, t: np.sign(t - a)),), "by the right amount"),
        ((rule(lambda r, e, x: e * x / r, lambda r, e, x: e / r),), "by the right amount"),
        ((rule(lambda r, e, x: r**2 * e * x, lambda r, e, x: r**2 * e),), "by the right amount"),
        ((lambda w, b, x, t, rate: right_step(w, b, rate),), "errors of all eight examples"),
        ((lambda w, b, x, t, rate: right_rule(w, b, x, t, 0.02),), "for every learning rate"),
        ((lambda w, b, x, t, rate: np.round(right_rule(w, b, x, t, rate), 1),), "rounded too far"),
        ((lambda w, b, t, x, rate: right_rule(w, b, x, t, rate),), "swapped x and t"),
        ((lambda w, b, x, t, rate: (*right_rule(w, b, x, t, rate), 0.5),),
         "should be 2 numbers in a row, and yours is 3 numbers in a row"),
        ((lambda w, b, x, t: (w, b),), "arguments"),
    ],
    "fewest_steps": [
        ((0.095, 0.75), "58 steps. To beat: 58."),
        ((0.0752, 0), "432 steps"),
        ((0.0755, 0), "538 steps"),
        ((0.077, 0), "the loss explodes"),
        ((0.9, 0.015), "Have the two changed places?"),
        ((433, 0), "the number of steps, or per cent"),
        ((0.001, 0), "Does it creep?"),
        ((0, 0.9), "never goes downhill"),
        ((0.05, 1), "from 0 to below 1"),
        ((0.05, -0.5), "from 0 to below 1"),
        ((0.05, "0.9"), "without quotes"),
    ],
}

UNFILLED = {
    "loss": [(...,)],
    "one_step": [(..., ...), (2.34, ...)],
    "which_half": [(..., ..., ...), (0.32, 0.33, ...)],
    "delta_rule": [(lambda weight, bias, x, t, learning_rate: None,)],
    "fewest_steps": [(..., ...), (0.05, ...)],
}

STILL_RIGHT = {"fewest_steps": beats_58}
