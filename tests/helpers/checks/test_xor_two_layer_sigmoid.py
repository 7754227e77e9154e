import re

import numpy as np
import pytest

from helpers.checks import xor_two_layer_sigmoid as check


def right_half(inputs, hidden, output_weights, d_output_sums):
    d_hidden = d_output_sums @ output_weights.T
    d_sums = d_hidden * hidden * (1 - hidden)
    return inputs.T @ d_sums, d_sums.sum(axis=0, keepdims=True)


def looping_half(x, h, w, d):
    by_weights, by_biases = np.zeros((x.shape[1], h.shape[1])), [0.0] * h.shape[1]
    for n in range(len(x)):
        for j in range(h.shape[1]):
            slope = d[n, 0] * w[j, 0] * (h[n, j] - h[n, j] ** 2)
            by_biases[j] += slope
            for i in range(x.shape[1]):
                by_weights[i, j] += slope * x[n, i]
    return by_weights.tolist(), by_biases


def einsum_half(x, h, w, d):
    slopes = np.einsum("nk,jk,nj->nj", d, w, h * (1 - h))
    return [np.einsum("ni,nj->ij", x, slopes), np.ones(len(x)) @ slopes]


def half_with(slope=lambda a: a * (1 - a), by_weights=None, by_biases=None):
    def half(inputs, hidden, output_weights, d_output_sums):
        d_sums = (d_output_sums @ output_weights.T) * slope(hidden)
        weights = by_weights(inputs, d_sums) if by_weights else inputs.T @ d_sums
        biases = by_biases(d_sums) if by_biases else d_sums.sum(axis=0, keepdims=True)
        return weights, biases

    return half


def broken_second_half(inputs, hidden, output_weights, d_output_sums):
    """As the notebook shows it."""
    return half_with(lambda a: a, by_biases=lambda d: d.mean(axis=0, keepdims=True))(
        inputs, hidden, output_weights, d_output_sums
    )


RIGHT = {
    "xnor_neuron": [
        ([-1, -1], 1.5),
        ((-2.0, -2.0), 3),
        (np.array([-0.5, -0.75]), np.float32(0.9)),
        ([-1, -1], [1.25]),
    ],
    "derivatives": [([-2, 4, 1],), ((-2.0, 4.0, 1.0),), (np.array([-2, 4, 1]),)],
    "second_half": [(right_half,), (looping_half,), (einsum_half,)],
    "equal_weights": [("twins",), (" Twins ",), ("TWINS",)],
}

WRONG = {
    "xnor_neuron": [
        (([1, 1], -1.5), "still XOR"),
        (([-1, -1], -1.5), "says 0 to every point"),
        (([1, 1], 1.5), "says 1 to every point"),
        (([-1, -1], 1), "exactly on your line"),
        (([-1, 1], 0.5), r"\(1, 1\) in the hidden space"),
        (([1, -1], -0.5), r"XNOR wants 1"),
        (([-1, -1], 2.5), "to every point"),
        (([-1, -1, 1.5], 0), r"shape \(2,\)"),
        (([-1, -1], "1.5"), "without quotes"),
        (([-1, -1], [1.5, 1.5]), "2 numbers"),
    ],
    "derivatives": [
        (([-2, -2, 1],), "doesn't count like x"),
        (([-2, 2, 1],), "counts twice"),
        (([-2, -4, 1],), "minus sign before it"),
        (([-2, 1, 1],), "y itself"),
        (([-2, 7, 1],), "∂q/∂y"),
        (([2, 4, 1],), "minus sign gone"),
        (([1, -2, 1],), "local slope"),
        (([7, 4, 1],), "∂q/∂x"),
        (([-2, 4, -2],), "the \\*other\\* factor"),
        (([-2, 4, 5],), "minus\\* 2y"),
        (([-2, 4, 2],), "twice"),
        (([-2, 4, -1],), "sign of q"),
        (([-2, 4, 9],), "other factor of the product"),
        (([3, 1, -2],), "themselves"),
        (([1, 4, -2],), "another order"),
        ((-2,), r"shape \(3,\)"),
        (("-2, 4, 1",), "without quotes"),
    ],
    "second_half": [
        ((broken_second_half,), "isn't its output a"),
        ((half_with(lambda a: a),), "isn't its output a"),
        ((half_with(lambda a: 1 - a),), "only the second"),
        ((half_with(lambda a: 1),), "slope is missing"),
        ((half_with(lambda a: a * (a - 1)),), "wrong sign"),
        ((half_with(lambda a: a * a),), "Walk back along the table"),
        ((half_with(by_biases=lambda d: d.mean(axis=0)),), "too small"),
        ((half_with(by_biases=lambda d: d.sum(axis=1)),), "which axis"),
        ((half_with(by_biases=lambda d: d.sum()),), "which axis"),
        ((half_with(by_biases=lambda d: d[0]),), "input is always 1"),
        ((half_with(by_weights=lambda x, d: d.T @ x),), r"\(3, 2\)"),
        ((half_with(by_weights=lambda x, d: x.T @ d / len(x)),), "had that division already"),
        ((lambda x, h, w, d: x.T @ d,), "two things"),
        ((lambda x, h, w, d: x @ d,), "ValueError"),
        ((lambda x, h: x,), "arguments"),
        (("backward",), "a function is asked for"),
    ],
    "equal_weights": [
        (("stands still",), "are all its numbers 0"),
        (("solves",), "How many different lines"),
        (("twin",), "should be one of"),
        ((2,), "should be one of"),
        ((["twins"],), "should be one of"),
    ],
}

UNFILLED = {
    "xnor_neuron": ([..., ...], ...),
    "derivatives": ([..., ..., ...],),
    "second_half": (lambda inputs, hidden, output_weights, d_output_sums: (..., ...),),
    "equal_weights": (...,),
}


@pytest.mark.parametrize(("name", "answers"), [(n, a) for n in RIGHT for a in RIGHT[n]])
def test_every_right_answer_is_accepted(name, answers):
    verdict = getattr(check, name)(*answers)
    assert verdict.status == "right", verdict


@pytest.mark.parametrize(("name", "answers", "hint"), [(n, *a) for n in WRONG for a in WRONG[n]])
def test_every_wrong_answer_gets_the_hint_that_fits(name, answers, hint):
    verdict = getattr(check, name)(*answers)
    assert verdict.status == "wrong", verdict
    assert re.search(hint, verdict.message), verdict


@pytest.mark.parametrize("name", UNFILLED)
def test_the_stub_is_not_attempted_yet(name):
    assert getattr(check, name)(*UNFILLED[name]).status == "not attempted"


def test_equal_weights_move_and_stay_equal():
    inputs, targets = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    by_hidden, by_hidden_bias, by_output, output_bias = (
        np.ones((2, 2)), np.zeros(2), np.ones((2, 1)), np.zeros(1)
    )
    for _ in range(200):
        hidden = 1 / (1 + np.exp(-(inputs @ by_hidden + by_hidden_bias)))
        outputs = 1 / (1 + np.exp(-(hidden @ by_output + output_bias)))
        d_sums = (outputs - targets) * outputs * (1 - outputs) / 2
        d_weights, d_biases = right_half(inputs, hidden, by_output, d_sums)
        by_output = by_output - 4 * hidden.T @ d_sums
        output_bias = output_bias - 4 * d_sums.sum(axis=0)
        by_hidden = by_hidden - 4 * d_weights
        by_hidden_bias = by_hidden_bias - 4 * d_biases.ravel()
    assert np.abs(by_hidden - 1).max() > 0.1
    assert np.allclose(by_hidden[:, 0], by_hidden[:, 1])
    assert np.abs(outputs - targets).max() > 0.3
