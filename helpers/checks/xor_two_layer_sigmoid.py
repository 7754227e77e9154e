"""Checks of the notebook 04_xor_two_layer_sigmoid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    choice,
    expect,
    number,
    parts,
    raise_hint_for,
)
from helpers.exercises.answers import shape_in_words

exercises = Exercises("04_xor_two_layer_sigmoid")
summary = exercises.summary

POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))
HIDDEN_OF_GATE = np.array([[0, 1], [1, 1], [1, 1], [1, 0]])
XOR = [0, 1, 1, 0]
XNOR = [1, 0, 0, 1]
# A sum that is 0 on paper, such as -0.7 - 0.1 + 0.8, may be a little more or less in a computer.
ALMOST = 1e-6


@exercises.check(1, "From XOR to XNOR")
def xnor_neuron(weights: ArrayLike, bias: float) -> str:
    """Check the neuron that joins OR and NAND so that the net computes XNOR."""
    weights = array(weights, "the weights", shape=(2,))
    bias = number(bias, "the bias")
    sums = HIDDEN_OF_GATE @ weights + bias
    sums[np.abs(sums) < ALMOST * max(np.abs(weights).max(), abs(bias))] = 0
    answers = (sums > 0).astype(int)
    if np.array_equal(sums >= 0, XNOR) and not np.array_equal(answers, XNOR):
        raise Hint("point on the line", "a point lies exactly on your line: its sum is 0, and "
                   "hardlim says 0 there. Move the line a little, with the bias.")
    if bias < 0:
        always_0 = Hint("sign of the bias", "this neuron says 0 to every point. Did the weights "
                        "change their sign and the bias not? Work out the sum for the hidden "
                        "outputs (0, 1).")
    else:
        always_0 = Hint("always 0", "your neuron answers each of the four points with 0. The "
                        f"hidden outputs (0, 1) have the sum {sums[0]:g}, and (1, 0) have "
                        f"{sums[3]:g}. What has to become larger?")
    expect(answers, XNOR, [
        (XOR, Hint("still XOR", "this is still XOR. The same line will do; which side of it should "
                   "be the 1s now?")),
        ([0, 0, 0, 0], always_0),
        ([1, 1, 1, 1], Hint("always 1", "this neuron says 1 to every point. In the hidden space "
                            "(1, 1) has to become a 0: there w₁ + w₂ + b must not be more than "
                            "0.")),
    ], otherwise=_about_a_point(sums, answers))
    return "it says 1 unless OR and NAND both say 1, and that is the opposite of XOR."


def _about_a_point(sums: np.ndarray, answers: np.ndarray) -> Hint:
    wrong = np.argmax(answers != XNOR)
    return Hint("one point wrong", f"the input {POINTS[wrong]} lies at "
                f"{tuple(HIDDEN_OF_GATE[wrong].tolist())} in the hidden space, where your neuron "
                f"has the sum {sums[wrong]:g} and says {answers[wrong]}. XNOR wants {XNOR[wrong]}.")


@exercises.check(2, "Backwards with a pencil")
def derivatives(derivatives: ArrayLike) -> str:
    """Check the derivatives of f = (x - 2y) z at x = 3, y = 1, z = -2."""
    values = array(derivatives, "the derivatives", shape=(3,))
    raise_hint_for(values, [
        ((3, 1, -2), Hint("values themselves", "these are x, y and z themselves. The question is "
                          "how fast f changes with each.")),
        ((1, 4, -2), Hint("another order", "the three are in another order. The derivative by x "
                          "comes first, then those by y and by z.")),
    ], atol=1e-3)
    by_x, by_y, by_z = values
    if not np.allclose(values, (-2, 4, 1), atol=1e-3) and np.allclose(values, (-2, 4, 1), 0.1):
        raise Hint("estimated", "very near. Were they estimated with a nudge that is too large? "
                   "The chain rule gives them without one.")
    expect(by_z, 1, {
        -2: Hint("not the other factor", "you gave z itself, or f. A product q z changes with z at "
                 "the rate of the *other* factor."),
        5: Hint("minus forgotten in q", "q is x *minus* 2y. Mind the sign."),
        2: Hint("factor forgotten in q", "q is x minus *twice* y."),
        -1: Hint("sign of q", "the sign of q is wrong. What is 3 - 2 · 1?"),
    }, otherwise=Hint("derivative by z", "it is the other factor of the product, q = x - 2y. What "
                      "is that here?"), atol=1e-3, opening="by z: ")
    expect(by_x, -2, {
        2: Hint("minus of z forgotten", "z is -2. Where has the minus sign gone?"),
        1: Hint("local slope alone", "that is the local slope of q by x. Multiply it by what "
                "arrives at q."),
    }, otherwise=Hint("derivative by x", "∂f/∂q times ∂q/∂x. What is ∂f/∂q, the factor beside q?"),
        atol=1e-3, opening="by x: ")
    expect(by_y, 4, {
        -2: Hint("y taken like x", "in q = x - 2y, y doesn't count like x. At what rate does q "
                 "change with y?"),
        2: Hint("factor of y forgotten", "the minus is there, but y counts twice."),
        -4: Hint("minus of y forgotten", "the 2 is there. Mind the minus sign before it, and the "
                 "sign of z."),
        1: Hint("y itself", "that is y itself, or q. Multiply what arrives at q by the rate at "
                "which q changes with y."),
    }, otherwise=Hint("derivative by y", "∂f/∂q times ∂q/∂y. At what rate does q = x - 2y change "
                      "with y?"), atol=1e-3, opening="by y: ")
    return "what arrives at q is z = -2; x passes it on as it is, y times its factor -2."


@exercises.check(3, "Fix backpropagation")
def second_half(function: Callable) -> str:
    """Check a function that carries derivatives from the output's sums to the hidden weights."""
    rng = np.random.default_rng(0)
    # More points and neurons than in the notebook, so that exchanged axes show.
    for points, neurons in ((5, 3), (7, 4)):
        inputs = rng.normal(size=(points, 2))
        hidden = rng.uniform(0.1, 0.9, size=(points, neurons))
        output_weights = rng.normal(size=(neurons, 1))
        d_output_sums = rng.normal(size=(points, 1))
        given = (inputs, hidden, output_weights, d_output_sums)
        weights, biases = _shaped(call(function, *(values.copy() for values in given)), neurons)
        _judge_slopes(weights, biases, *given)
    return "the slope of the sigmoid is a (1 - a), and what a bias does to the points adds up."


def _shaped(result: object, neurons: int) -> tuple[np.ndarray, np.ndarray]:
    """Take what a function returned apart, and look at the shapes of the two."""
    names = ("the derivatives by the hidden weights", "the derivatives by the hidden biases")
    weights, biases = map(array, parts(result, *names), names)
    if weights.size == neurons and biases.shape == (2, neurons):
        raise Hint("biases before weights", "the first thing that comes back has the shape of the "
                   "biases, and the second that of the weights. Is it the other way round?")
    if weights.shape != (2, neurons):
        raise Hint("shape of the weights", "the derivatives by the hidden weights need the shape "
                   "of these weights, a row for each input and a column for each hidden neuron. "
                   f"For {neurons} neurons that is 2 rows of {neurons} numbers, and yours is "
                   f"{shape_in_words(weights.shape)}.")
    if biases.size != neurons:
        raise Hint("shape of the biases", "there is one bias for each hidden neuron. For "
                   f"{neurons} neurons yours returns {shape_in_words(biases.shape)}: over which "
                   "axis do you add up?")
    return weights, biases.ravel()


def _sigmoid(sums: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-sums))


def _judge_slopes(weights, biases, inputs, hidden, output_weights, d_output_sums) -> None:
    d_hidden = d_output_sums @ output_weights.T
    d_sums = d_hidden * hidden * (1 - hidden)
    expect(weights, inputs.T @ d_sums, [
        (inputs.T @ (d_hidden * hidden),
         Hint("output for the slope", "the slope of a sigmoid isn't its output a. What is the "
              "second factor?")),
        (inputs.T @ (d_hidden * (1 - hidden)),
         Hint("second factor alone", "the slope of a sigmoid has two factors, and yours is only "
              "the second.")),
        (inputs.T @ d_hidden, Hint("no slope", "the way back goes through the hidden sigmoid too, "
                                   "and its slope is missing.")),
        (inputs.T @ (d_output_sums * hidden * (1 - hidden)),
         Hint("output weights forgotten", "the way back from the output's sums to the hidden "
              "outputs goes through the output weights, and they are missing.")),
        (inputs.T @ (d_hidden * _sigmoid(hidden) * (1 - _sigmoid(hidden))),
         Hint("sigmoid twice", "hidden has gone through the sigmoid already: it is the a in "
              "a (1 - a).")),
        (-inputs.T @ d_sums, Hint("sign of the slope", "the slope has the wrong sign: is it "
                                  "a (1 - a) or a (a - 1)?")),
        (inputs.T @ d_sums / len(inputs),
         Hint("mean taken twice", "the derivatives by the weights are divided by the number of "
              "points once more than they should be. d_output_sums has had that division "
              "already.")),
    ], otherwise=Hint("derivatives by the weights", "the derivatives by the hidden weights are "
                      "wrong. Walk back along the table: from d_output_sums by the weight to "
                      "d_hidden, through the sigmoid, to the inputs."), rtol=1e-5, atol=1e-8)
    expect(biases, d_sums.sum(axis=0), [
        (d_sums.mean(axis=0), Hint("mean for the biases", "the weights are right. The derivatives "
                                   "by the biases are too small, by a factor that is the number of "
                                   "points: what each point does to the loss adds up.")),
    ], otherwise=Hint("derivatives by the biases", "the weights are right, the biases aren't. A "
                      "bias is like a weight whose input is always 1: what becomes of "
                      "inputs.T @ d_hidden_sums then?"), rtol=1e-5, atol=1e-8)


@exercises.check(4, "All weights equal")
def equal_weights(answer: str) -> str:
    """Check what becomes of a net whose weights are all equal at the start."""
    answer = choice(answer, "what is true", ("stands still", "twins", "solves"))
    raise_hint_for(answer, {
        "stands still": Hint("stands still", "compute backward(...) for such a start: are all its "
                             "numbers 0? (With all weights at 0 you would be right.)"),
        "solves": Hint("solves XOR", "train it and look at its outputs and at the columns of its "
                       "hidden weights. How many different lines do they draw?"),
    })
    return "equal neurons get equal gradients, so they never come to differ, and one line is left."
