import numpy as np

INPUTS = np.arange(1.0, 9.0)
TARGETS = 2 * INPUTS + 4


def right_step(weight, bias, learning_rate):
    errors = TARGETS - weight * INPUTS - bias
    return weight + learning_rate * (errors * INPUTS).mean(), bias + learning_rate * errors.mean()


def step_with_minus(w, b, rate):
    minus_errors = w * INPUTS + b - TARGETS
    return [w - rate * np.dot(minus_errors, INPUTS) / len(INPUTS), b - rate * np.mean(minus_errors)]


def step_in_loops(w, b, rate):
    weight_sum = bias_sum = 0
    for x, t in zip(INPUTS, TARGETS, strict=True):
        weight_sum += (t - w * x - b) * x
        bias_sum += t - w * x - b
    return np.array([w + rate * weight_sum / 8, b + rate * bias_sum / 8])


def step_by_matrix(w, b, rate):
    columns = np.column_stack([INPUTS, np.ones(8)])
    parameters = np.array([w, b])
    return parameters - rate * columns.T @ (columns @ parameters - TARGETS) / 8


def step(weight_by, bias_by):
    """Make a step with the sums over error · input and over the errors, times these factors."""

    def wrong_step(weight, bias, learning_rate):
        errors = TARGETS - weight * INPUTS - bias
        return (
            weight + weight_by * learning_rate * (errors * INPUTS).sum(),
            bias + bias_by * learning_rate * errors.sum(),
        )

    return wrong_step


def step_one_after_the_other(weight, bias, learning_rate):
    weight = right_step(weight, bias, learning_rate)[0]
    return weight, right_step(weight, bias, learning_rate)[1]


def step_without_bias(weight, bias, learning_rate):
    new_weight, change = right_step(weight, 0, learning_rate)
    return new_weight, bias + change


def step_without_rate(weight, bias, learning_rate):
    return right_step(weight, bias, 1.0)


def step_with_inputs_for_both(weight, bias, learning_rate):
    errors = TARGETS - weight * INPUTS - bias
    change = learning_rate * (errors * INPUTS).mean()
    return weight + change, bias + change


def step_with_inputs_for_neither(weight, bias, learning_rate):
    change = learning_rate * (TARGETS - weight * INPUTS - bias).mean()
    return weight + change, bias + change


def step_without_mean(weight, bias, learning_rate):
    errors = TARGETS - weight * INPUTS - bias
    return weight + learning_rate * errors * INPUTS, bias + learning_rate * errors


def right_rule(weight, bias, p, t, learning_rate):
    error = t - (weight * p + bias)
    return weight + learning_rate * error * p, bias + learning_rate * error


def rule_by_gradient(w, b, p, t, rate):
    slope = w * p + b - t
    return [w - rate * slope * p, b - rate * slope]


def rule_with_vectors(w, b, p, t, rate):
    parameters, sample = np.array([w, b]), np.array([p, 1.0])
    return parameters + rate * (t - parameters @ sample) * sample


def rule(weight_change, bias_change, error=lambda a, t: t - a):
    def wrong_rule(weight, bias, p, t, learning_rate):
        e = error(weight * p + bias, t)
        return weight + weight_change(learning_rate, e, p), bias + bias_change(learning_rate, e, p)

    return wrong_rule


def rate_e_p(rate, e, p):
    return rate * e * p


def rate_e(rate, e, p):
    return rate * e


def rule_one_after_the_other(w, b, p, t, rate):
    w = w + rate * (t - w * p - b) * p
    b = b + rate * (t - w * p - b)
    return w, b


def rule_of_the_changes(w, b, p, t, rate):
    e = t - w * p - b
    return rate * e * p, rate * e


def rule_without_bias_in_the_output(w, b, p, t, rate):
    e = t - w * p
    return w + rate * e * p, b + rate * e


def rule_without_brackets(weight, bias, p, t, learning_rate):
    error = t - weight * p + bias
    return weight + learning_rate * error * p, bias + learning_rate * error


def rule_without_return(weight, bias, p, t, learning_rate):
    weight = weight + learning_rate * (t - weight * p - bias) * p


SMALL, LARGE, SINGLE = "too small", "too large", "one sample at a time"

RIGHT = {
    "cost": [(8,), (8.0,), (np.float32(8),), ([8],), (np.array(8.0),), (128 / 16,)],
    "one_step": [
        (2.34, 1.9), (3 - 0.04 * 16.5, 2 - 0.04 * 2.5), (np.float64(2.34), [1.90]),
    ],
    "mended_step": [(right_step,), (step_with_minus,), (step_in_loops,), (step_by_matrix,)],
    "delta_rule": [
        (right_rule,), (rule_by_gradient,), (rule_with_vectors,), (rule(rate_e_p, rate_e),),
    ],
    "diagnoses": [
        (SINGLE, LARGE, SMALL, 1), (SINGLE.upper(), " too large", "Too small", "1"),
        ("one_sample_at_a_time", "Too-large", "too  small.", "1)"),
        (SINGLE, LARGE, SMALL, np.int64(1)), (SINGLE, LARGE, SMALL, 1.0),
    ],
}

WRONG = {
    "cost": [
        ((16,), "What else does C do"),
        ((128,), "fraction in front"),
        ((64,), "Over how many points"),
        ((4,), "squared first"),
        ((2,), "squared first"),
        ((32,), "sum of the errors"),
        ((5.75,), "cost of w = 3, b = 2"),
        ((0,), "every output equals its target"),
        ((1,), "divided by n twice"),
        ((-8,), "can't be negative"),
        ((7,), "eight errors t - a in a row"),
        ((8.1,), "very near, but not near enough"),
        (("8",), "without quotes"),
        (([4, 4],), "one number"),
    ],
    "one_step": [
        ((3.66, 2.1), "uphill"),
        ((2.34, 2.1), "The bias went uphill"),
        ((1.9, 2.34), "changed places"),
        ((2.9, 1.34), "the other's slope"),
        ((0.66, 0.1), "Where do they arrive"),
        ((-0.66, -0.1), "Where do they arrive"),
        ((-13.5, -0.5), "learning rate do to it"),
        ((3, 2), "where the step begins"),
        ((-3.6, 1.0), "decimals"),
        ((2.934, 1.99), "decimals"),
        ((2.67, 1.95), "half as long"),
        ((2.34, 2), "bias has a slope too"),
        ((2.3, 1.9), "rounded too far"),
        ((2.34, 1), "rounded too far"),
        ((1.68, 1.8), "twice as long"),
        ((2.34, 1.5), "Do the same with the bias"),
        ((2.43, 1.9), "bias is right"),
        ((1, 1), "less the learning rate times"),
        (("2.34", 1.9), "without quotes"),
    ],
    "mended_step": [
        ((step(1, -1),), "as it was"),
        ((step(1, 1),), "eight times too far"),
        ((step(-1, -1),), "uphill, and eight times"),
        ((step(1 / 8, -1 / 8),), "bias still goes uphill"),
        ((step(-1 / 8, 1 / 8),), "Now the weight goes uphill"),
        ((step(-1 / 8, -1 / 8),), "what sign is needed"),
        ((step(1 / 8, 1),), "bias still moves eight times"),
        ((step(1 / 8, -1),), "eight times too far, and uphill"),
        ((step(1, 1 / 8),), "weight still moves eight times"),
        ((step(1 / 2, 1 / 2),), "factor 4"),
        ((step(1 / 16, 1 / 16),), "halve the mean"),
        ((step(1 / 4, 1 / 4),), "twice too far"),
        ((step(1 / 64, 1 / 64),), "divided by n twice"),
        ((step(1 / 8, 0),), "bias doesn't move"),
        ((step(0, 1 / 8),), "weight doesn't move"),
        ((step(1 / 10, 1 / 10),), "that gradient() returns"),
        ((step_one_after_the_other,), "errors of the new weight"),
        ((step_without_rate,), "isn't used"),
        ((step_with_inputs_for_both,), "Does x multiply the bias"),
        ((step_with_inputs_for_neither,), "multiplied by in w x + b"),
        ((step_without_mean,), "should be 2 numbers in a row"),
        ((lambda w, b, rate: right_step(w, b, rate**2),), "used twice"),
        ((lambda w, b, rate: right_step(w, b, rate)[::-1],), "weight first"),
        ((lambda w, b, rate: right_step(w, b, rate)[0],), "Return both"),
        ((step_without_bias,), "computed without the bias"),
        ((lambda w, b, rate: step(1, 1)(w, b, 0.0001),), "the same for every learning rate"),
        ((lambda w, b, rate: np.subtract((w, b), right_step(w, b, 1)),), "that is the gradient"),
        ((lambda w, b: (w, b),), "arguments"),
        ((lambda w, b, rate: (w, b * undefined),), "NameError"),  # noqa: F821
        (((2.67, 1.95),), "a function is asked for"),
    ],
    "delta_rule": [
        ((rule(rate_e_p, rate_e, error=lambda a, t: a - t),), "away from the target"),
        ((rule_without_brackets,), "brackets around the output"),
        ((rule_without_return,), "returns nothing"),
        ((rule(rate_e, rate_e),), "multiplies e"),
        ((rule(lambda r, e, p: r * e * abs(p), rate_e),), "weight go for one below 0"),
        ((rule(rate_e_p, rate_e_p),), "multiplied by no input"),
        ((rule(rate_e, rate_e_p),), "wrong rule"),
        ((rule(lambda r, e, p: e * p, lambda r, e, p: e),), "learning rate isn't used"),
        ((rule(rate_e_p, lambda r, e, p: e),), "missing in the bias' rule"),
        ((rule(lambda r, e, p: e * p, rate_e),), "missing in the weight's rule"),
        ((rule(rate_e_p, lambda r, e, p: 0),), "bias doesn't move"),
        ((rule(lambda r, e, p: 0, rate_e),), "weight doesn't move"),
        ((rule(rate_e_p, rate_e, error=lambda a, t: t - (1 if a > 0 else 0)),), "threshold"),
        ((rule(rate_e_p, rate_e, error=lambda a, t: -a),), "target is missing"),
        ((rule(rate_e_p, rate_e, error=lambda a, t: t),), "output is missing"),
        ((rule(rate_e_p, rate_e, error=lambda a, t: (t - a) ** 2),), "squared"),
        ((rule(rate_e_p, rate_e, error=lambda a, t: (t - a) / 2),), "half as far"),
        ((rule(rate_e_p, rate_e, error=lambda a, t: 2 * (t - a)),), "twice as far"),
        ((rule_without_bias_in_the_output,), "without the bias"),
        ((rule_one_after_the_other,), "error of the new weight"),
        ((rule_of_the_changes,), "new weight and bias"),
        ((lambda w, b, p, t, rate: (w, b),), "as they were before"),
        ((lambda w, b, p, t, rate: right_rule(w, b, p, t, rate)[::-1],), "weight first"),
        ((lambda w, b, p, t, rate: right_rule(w, b, p, t, rate)[0],), "Return both"),
        ((lambda w, b, p, t, rate: (w + rate, b + rate),), "three lines"),
        ((lambda w, b, p, t, rate: right_step(w, b, rate),), "errors of all eight points"),
        ((lambda w, b, p, t, rate: right_rule(w, b, p, t, 0.02),), "for every learning rate"),
        ((lambda w, b, p, t, rate: np.round(right_rule(w, b, p, t, rate), 1),), "rounded too far"),
        ((lambda w, b, t, p, rate: right_rule(w, b, p, t, rate),), "p and t have changed places"),
        ((lambda w, b, p, t, rate: (*right_rule(w, b, p, t, rate), 0.5),),
         "should be 2 numbers in a row, and yours is 3 numbers in a row"),
        ((lambda w, b, p, t: (w, b),), "arguments"),
    ],
    "diagnoses": [
        ((LARGE, SMALL, SINGLE, 1), "curve B falls at first"),
        ((LARGE, SINGLE, SMALL, 1), "curve B is smooth"),
        ((LARGE, LARGE, SMALL, 1), "curve A is uneven"),
        ((SMALL, LARGE, SINGLE, 1), "curve A goes up and down"),
        ((SINGLE, LARGE, SINGLE, 1), "curve C falls at every step"),
        ((SINGLE, LARGE, LARGE, 1), "curve C falls at every step"),
        ((SINGLE, LARGE, SMALL, 2), "right on average"),
        ((SINGLE, LARGE, SMALL, "3"), "at the minimum itself"),
        ((SINGLE, LARGE, SMALL, 4), "the reason should be one of"),
        ((SINGLE, LARGE, SMALL, -1), "the reason should be one of"),
        (("noisy", LARGE, SMALL, 1), "curve A should be one of"),
    ],
}

UNFILLED = {
    "cost": [(...,)],
    "one_step": [(..., ...), (2.34, ...)],
    "mended_step": [(lambda weight, bias, learning_rate: ...,), (lambda w, b, r: None,)],
    "delta_rule": [(lambda weight, bias, p, t, learning_rate: None,)],
    "diagnoses": [(..., ..., ..., ...), (SINGLE, LARGE, SMALL, ...)],
}
