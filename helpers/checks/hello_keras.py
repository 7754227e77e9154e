"""Checks of the notebook 03_hello_keras."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.checks.answers import call, integer, number
from helpers.checks.mechanism import Exercises, Hint
from helpers.checks.mistakes import raise_hint_for

exercises = Exercises("03_hello_keras")
summary = exercises.summary

INPUTS = np.arange(-1.0, 5.0)
TARGETS = 2 * INPUTS - 1
STEPS = 500


@exercises.check(1, "Numbers to learn")
def numbers_to_learn(count: int) -> str:
    """Check the number of weights and biases of ``Dense(2)`` with three inputs.

    Parameters
    ----------
    count : int
        The student's count.

    Returns
    -------
    str
        Why it is right.

    Raises
    ------
    Hint
        If it is another.
    """
    count = integer(count, "the number of numbers to learn")
    raise_hint_for(count, {
        6: "these are the weights. What else does a neuron learn, besides its weights?",
        7: "you counted one bias. How many neurons are there, and what does each have?",
        5: "inputs and neurons were added. Each neuron has a weight for every input: how many "
           "arrows is that?",
        4: "that is one neuron with three inputs and its bias. units=2 means two of them.",
        9: "that is one bias for each input. A bias belongs to a neuron, not to an input.",
        3: "that is one weight for each input, of one neuron. There are two neurons, and weights "
           "aren't all that they learn.",
        2: "that was the count for one neuron with one input (or the number of neurons here). Draw "
           "three inputs and two neurons, and every arrow between them.",
        12: "you counted something twice. The three inputs are shared by both neurons; the "
            "arrows and the biases are what is learned.",
    })
    if count != 8:
        raise Hint(
            f"{count} isn't it. Draw three inputs and two neurons: each arrow from an input to a "
            "neuron is a weight, and each neuron has one bias."
        )
    return "three weights and a bias for each of two neurons, 2 · (3 + 1) = 8."


@exercises.check(2, "Mend the recipe")
def mended_model(build: Callable) -> str:
    """Check a function that builds and compiles one linear neuron; it is trained for 500 steps.

    Parameters
    ----------
    build : callable
        Takes nothing and returns a compiled Keras model.

    Returns
    -------
    str
        Why it is right.

    Raises
    ------
    Hint
        If its model can't learn y = 2x - 1 in 500 steps on the six points.
    """
    import keras

    if isinstance(build, keras.Model):
        raise Hint(
            "a function that makes the model is asked for, and yours is the model itself. Leave "
            "out the brackets after its name."
        )
    model = call(build, time_limit=60.0)
    if not isinstance(model, keras.Model):
        raise Hint(
            "the function should return a Keras model, and yours returns something of the kind "
            f"{type(model).__name__}."
        )
    if not model.built:
        raise Hint("your model doesn't know yet how many inputs come. keras.Input tells it.")
    if not model.compiled:
        raise Hint("your model isn't compiled: it has been told neither a loss nor an optimizer.")
    if model.count_params() != 2:
        raise Hint(
            f"your model learns {model.count_params()} numbers. A line has only two, a weight and "
            "a bias: one layer with one neuron."
        )
    _judge_outputs(model)
    _judge_training(model)
    return "without a sigmoid it can give any number, and its steps don't leap over the valley."


def _judge_outputs(model) -> None:
    import keras

    # Far outside the points, so that a bounded or bent activation shows.
    before = model.get_weights()
    model.set_weights([np.ones_like(before[0]), np.zeros_like(before[1])])
    low, high = _outputs(model, np.array([-50.0, 50.0]))
    model.set_weights(before)
    if high <= 1 + keras.config.epsilon():
        raise Hint(
            "the outputs of this neuron never get above 1, whatever its weights, and the target "
            "for x = 4 is 7. What lies between the weighted sum and the output?"
        )
    if low > -40 or high < 40:
        raise Hint(
            "the outputs of this neuron aren't simply w·x + b: an activation bends them. Is there "
            "one that a straight line needs?"
        )


def _judge_training(model) -> None:
    inputs = np.tile(INPUTS, STEPS).reshape(-1, 1)
    targets = np.tile(TARGETS, STEPS).reshape(-1, 1)
    history = model.fit(
        inputs, targets, batch_size=len(INPUTS), epochs=1, shuffle=False, verbose=0
    )
    answer = _outputs(model, np.array([10.0]))[0]
    if not np.isfinite([answer, history.history["loss"][-1]]).all() or abs(answer) > 1e3:
        raise Hint(
            "the loss explodes: each step leaps over the valley and lands higher on the other "
            "side. What makes a step long?"
        )
    if abs(answer - 19) > 0.1:
        raise Hint(
            f"after {STEPS} steps it says {answer:.2f} for x = 10, and the notebook's model came "
            "closer to 19 than 0.1. Compare the loss, the optimizer and the length of its steps "
            "with those above."
        )


def _outputs(model, inputs: np.ndarray) -> np.ndarray:
    import keras

    column = inputs.reshape(-1, 1).astype("float32")
    return keras.ops.convert_to_numpy(model(column)).astype(float).ravel()


@exercises.check(3, "500 steps that suffice")
def better_learning_rate(learning_rate: float) -> str:
    """Check a learning rate with which 500 steps from zero end close to the rule.

    Parameters
    ----------
    learning_rate : float
        The student's learning rate.

    Returns
    -------
    str
        Why it is right.

    Raises
    ------
    Hint
        If the prediction for x = 10 still misses 19 by 0.0001 or more.
    """
    learning_rate = number(learning_rate, "the learning rate")
    if learning_rate == 0:
        raise Hint("with a learning rate of 0 no step goes anywhere.")
    if learning_rate < 0:
        raise Hint("a negative learning rate walks uphill: the error grows with every step.")
    if learning_rate >= 1:
        raise Hint(
            "that is far too large: the very first steps leap out of the valley. Stay well below 1."
        )
    weight = bias = 0.0
    for _ in range(STEPS):
        errors = TARGETS - (weight * INPUTS + bias)
        weight += learning_rate * 2 * (errors * INPUTS).mean()
        bias += learning_rate * 2 * errors.mean()
        if abs(weight) > 1e6:
            raise Hint(
                f"with {learning_rate:g} the loss explodes: the steps across the valley have "
                "become too long. Go back a little."
            )
    distance = abs(10 * weight + bias - 19)
    if distance < 1e-4:
        return "longer steps along the floor of the valley, and none across it that is too long."
    if learning_rate < 0.01:
        raise Hint(
            f"with {learning_rate:g} the steps are even shorter than with 0.01, and 500 of them "
            f"leave the prediction {distance:.2g} away from 19."
        )
    if learning_rate == 0.01:
        raise Hint("that is the notebook's own rate. Should the steps be longer or shorter?")
    if learning_rate > 0.1:
        raise Hint(
            f"with {learning_rate:g} each step leaps across the valley and back, and 500 steps "
            f"leave the prediction {distance:.2g} away from 19. Go back a little."
        )
    raise Hint(
        f"the right direction: with {learning_rate:g} the prediction misses 19 by {distance:.2g}. "
        "Dare a little more."
    )
