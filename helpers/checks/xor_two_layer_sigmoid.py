"""Checks of the notebook 04_xor_two_layer_sigmoid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import Exercises, Hint, array, call, choice, number, parts, raise_hint_for

exercises = Exercises("04_xor_two_layer_sigmoid")
summary = exercises.summary

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
    answers = (sums > 0).astype(int).tolist()
    if answers == XNOR:
        return "it says 1 unless OR and NAND both say 1, and that is the opposite of XOR."
    if answers == XOR:
        raise Hint(
            "?",
            "this is still XOR. The same line will do; which side of it should be the 1s now?"
        )
    if ((sums >= 0).astype(int)).tolist() == XNOR:
        raise Hint(
            "?",
            "a point lies exactly on your line: its sum is 0, and hardlim says 0 there. Move the "
            "line a little, with the bias."
        )
    if not any(answers) and bias < 0:
        raise Hint(
            "?",
            "this neuron says 0 to every point. Did the weights change their sign and the bias "
            "not? Work out the sum for the hidden outputs (0, 1)."
        )
    if not any(answers):
        raise Hint(
            "?",
            "your neuron answers each of the four points with 0. The hidden outputs (0, 1) have "
            f"the sum {sums[0]:g}, and (1, 0) have {sums[3]:g}. What has to become larger?"
        )
    if all(answers):
        raise Hint(
            "?",
            "this neuron says 1 to every point. In the hidden space (1, 1) has to become a 0: "
            "there w₁ + w₂ + b must not be more than 0."
        )
    wrong = next(i for i, (said, wanted) in enumerate(zip(answers, XNOR, strict=True))
                 if said != wanted)
    point = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")[wrong]
    place = tuple(HIDDEN_OF_GATE[wrong].tolist())
    raise Hint(
        "?",
        f"the input {point} lies at {place} in the hidden space, where your neuron has the sum "
        f"{sums[wrong]:g} and says {answers[wrong]}. XNOR wants {XNOR[wrong]}."
    )


@exercises.check(2, "Backwards with a pencil")
def derivatives(values: ArrayLike) -> str:
    """Check the derivatives of f = (x - 2y) z at x = 3, y = 1, z = -2."""
    values = array(values, "the derivatives", shape=(3,))
    if np.allclose(values, (-2, 4, 1), atol=1e-3):
        return "what arrives at q is z = -2; x passes it on as it is, y times its factor -2."
    raise_hint_for(values, [
        ((3, 1, -2), "these are x, y and z themselves. Asked for is how fast f changes with each."),
        ((1, 4, -2), "the three are in another order. Asked for are those by x, by y, by z."),
    ], atol=1e-3)
    by_x, by_y, by_z = values
    if not np.isclose(by_z, 1, atol=1e-3):
        raise_hint_for(by_z, {
            -2: "you gave z itself, or f. A product q z changes with z at the rate of the *other* "
            "factor.",
            5: "q is x *minus* 2y. Mind the sign.",
            2: "q is x minus *twice* y.",
            -1: "the sign of q is wrong. What is 3 - 2 · 1?",
        }, atol=1e-3, opening="by z: ")
        raise Hint("?", "by z: it is the other factor of the product, q = x - 2y. What is that here?")
    if not np.isclose(by_x, -2, atol=1e-3):
        raise_hint_for(by_x, {
            2: "z is -2. Where has the minus sign gone?",
            1: "that is the local slope of q by x. Multiply it by what arrives at q.",
        }, atol=1e-3, opening="by x: ")
        raise Hint("?", "by x: ∂f/∂q times ∂q/∂x. What is ∂f/∂q, the factor beside q?")
    raise_hint_for(by_y, {
        -2: "in q = x - 2y, y doesn't count like x. At what rate does q change with y?",
        2: "the minus is there, but y counts twice.",
        -4: "the 2 is there. Mind the minus sign before it, and the sign of z.",
        1: "that is y itself, or q. Multiply what arrives at q by the rate at which q changes "
        "with y.",
    }, atol=1e-3, opening="by y: ")
    raise Hint("?", "by y: ∂f/∂q times ∂q/∂y. At what rate does q = x - 2y change with y?")


@exercises.check(3, "Mend backpropagation")
def second_half(function: Callable) -> str:
    """Check a function that carries the derivatives from the output's sums to the hidden weights."""
    rng = np.random.default_rng(0)
    # More points and neurons than in the notebook, so that exchanged axes show.
    for points, neurons in ((5, 3), (7, 4)):
        inputs = rng.normal(size=(points, 2))
        hidden = rng.uniform(0.1, 0.9, size=(points, neurons))
        output_weights = rng.normal(size=(neurons, 1))
        d_output_sums = rng.normal(size=(points, 1))
        given = (inputs, hidden, output_weights, d_output_sums)
        result = call(function, *(values.copy() for values in given))
        names = ("the derivatives by the hidden weights", "the derivatives by the hidden biases")
        weights, biases = map(array, parts(result, *names), names)
        if weights.size == neurons and biases.shape == (2, neurons):
            raise Hint("?", "the first thing that comes back has the shape of the biases, and the "
                       "second that of the weights. Is it the other way round?")
        if weights.shape != (2, neurons):
            raise Hint(
                "?",
                "the derivatives by the hidden weights need the shape of these weights, a row for "
                f"each input and a column for each hidden neuron. For 2 inputs and {neurons} "
                f"neurons that is (2, {neurons}) and yours is {weights.shape}."
            )
        if biases.size != neurons:
            raise Hint(
                "?",
                f"there is one bias for each hidden neuron. For {neurons} neurons yours returns "
                f"the shape {biases.shape}: over which axis do you add up?"
            )
        _judge_slopes(weights, biases.ravel(), given)
    return "the slope of the sigmoid is a (1 - a), and what a bias does to the points adds up."


def _judge_slopes(weights: np.ndarray, biases: np.ndarray, given: tuple) -> None:
    inputs, hidden, output_weights, d_output_sums = given
    d_hidden = d_output_sums @ output_weights.T
    right = d_hidden * hidden * (1 - hidden)
    mistakes = [
        (d_hidden * hidden, "the slope of a sigmoid isn't its output a. What is the second "
                            "factor?"),
        (d_hidden * (1 - hidden), "the slope of a sigmoid has two factors, and yours is only the "
                                  "second."),
        (d_hidden, "the way back goes through the hidden sigmoid too, and its slope is missing."),
        (-right, "the slope has the wrong sign: is it a (1 - a) or a (a - 1)?"),
        (right / len(inputs),
         "the derivatives by the weights are divided by the number of points once more than they "
         "should. d_output_sums has had that division already."),
    ]
    raise_hint_for(weights, [(inputs.T @ sums, hint) for sums, hint in mistakes], rtol=1e-5)
    if not np.allclose(weights, inputs.T @ right):
        raise Hint(
            "?",
            "the derivatives by the hidden weights are wrong. Walk back along the table: from "
            "d_output_sums by the weight to d_hidden, through the sigmoid, to the inputs."
        )
    if np.allclose(biases, right.mean(axis=0)):
        raise Hint(
            "?",
            "the weights are right. The derivatives by the biases are too small, by a factor that "
            "is the number of points: what each point does to the loss adds up."
        )
    if not np.allclose(biases, right.sum(axis=0)):
        raise Hint(
            "?",
            "the weights are right, the biases aren't. A bias is like a weight whose input is "
            "always 1: what becomes of inputs.T @ d_hidden_sums then?"
        )


@exercises.check(4, "All weights equal")
def equal_weights(answer: str) -> str:
    """Check what becomes of a net whose weights are all equal at the start."""
    answer = choice(answer, "what is true", ("stands still", "twins", "solves"))
    raise_hint_for(answer, {
        "stands still": "compute backward(...) for such a start: are all its numbers 0? (With all "
        "weights at 0 you would be right.)",
        "solves": "train it and look at its outputs and at the columns of its hidden weights. How "
        "many different lines do they draw?",
    })
    return "equal neurons get equal gradients, so they never come to differ, and one line is left."
