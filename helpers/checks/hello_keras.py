"""Checks of the notebook 03_hello_keras."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercises, Hint, expect, integer, networks, number, raise_hint_for

exercises = Exercises("03_hello_keras")
summary = exercises.summary

INPUTS = np.arange(-1.0, 5.0)
TARGETS = 2 * INPUTS - 1
STEPS = 500
MOST_STEPS = 5000


@exercises.check(1, "Numbers to learn")
def numbers_to_learn(count: int) -> str:
    """Check the number of weights and biases of ``Dense(2)`` with three inputs."""
    count = integer(count, "the number of numbers to learn")
    expect(count, 8, {
        6: Hint("biases forgotten", "these are the weights. What else does a neuron learn, besides "
                "its weights?"),
        7: Hint("one bias alone", "you counted one bias. How many neurons are there, and what does "
                "each have?"),
        5: Hint("inputs plus neurons", "inputs and neurons were added. Each neuron has a weight "
                "for every input: how many arrows is that?"),
        4: Hint("one neuron alone", "that is one neuron with three inputs and its bias. units=2 "
                "means two of them."),
        9: Hint("a bias per input", "that is one bias for each input. A bias belongs to a neuron, "
                "not to an input."),
        3: Hint("weights of one neuron", "that is one weight for each input, of one neuron. There "
                "are two neurons, and weights aren't all that they learn."),
        2: Hint("one input alone", "that was the count for one neuron with one input (or the "
                "number of neurons here). Draw three inputs and two neurons, and every arrow "
                "between them."),
        12: Hint("something counted twice", "you counted something twice. The three inputs are "
                 "shared by both neurons; the arrows and the biases are what is learned."),
    }, otherwise=Hint("another count", f"{count} isn't it. Draw three inputs and two neurons: each "
                      "arrow from an input to a neuron is a weight, and each neuron has one bias."))
    return "three weights and a bias for each of two neurons, 2 · (3 + 1) = 8."


@exercises.check(2, "Fix the recipe")
def mended_model(build: Callable) -> str:
    """Check a function that builds and compiles one linear neuron; it is trained for 500 steps."""
    import keras

    if isinstance(build, keras.Model) or not callable(build):
        raise Hint("no function", "a function that makes the model is asked for, and yours isn't "
                   "one. Is it the model itself? Then leave out the brackets after the name.")
    model = networks.ready_network(build, input_shape=(1,), compiled=True)
    _judge_size(model)
    with networks.left_as_it_was(model):
        _judge_outputs(model)
        _judge_training(model)
    return "without a sigmoid it can give any number, and its steps don't leap over the valley."


def _judge_size(model) -> None:
    count = networks.numbers_to_learn(model)
    if count == 2:
        return
    if count == 0 and model.count_params() > 0:
        raise Hint("nothing may learn", "nothing in your model may learn: trainable=False keeps "
                   "all its numbers.")
    numbers = "1 number" if count == 1 else f"{count} numbers"
    raise Hint("another size", f"your model learns {numbers}. A line has two, a weight and a bias: "
               "one layer with one neuron.")


def _judge_outputs(model) -> None:
    # Far outside the points, so that a bounded or bent activation shows; and with such weights
    # that it doesn't matter which of the two is the bias.
    outputs = []
    for first, second in [(1, 0), (0, 1), (1, 1), (5, 5)]:
        _set_weights(model, first, second)
        outputs.append(_outputs(model, np.array([-50.0, 0.0, 50.0])))
    low, middle, high = np.transpose(outputs)
    if np.max(outputs) <= 1 + 1e-6:
        raise Hint("bounded outputs", "the outputs of this neuron never get above 1, whatever its "
                   "weights, and the target for x = 4 is 7. What lies between the weighted sum and "
                   "the output?")
    if not np.allclose(high - middle, middle - low, rtol=1e-3, atol=1e-3):
        raise Hint("bent outputs", "the outputs of this neuron aren't simply w·x + b: an "
                   "activation bends them. Is there one that a straight line needs?")
    if not middle.any():
        raise Hint("no bias", "two numbers are learned, but for x = 0 your model says 0, whatever "
                   "they are. The rule says -1 there. What else does a neuron have, besides its "
                   "weights?")


def _set_weights(model, *values: float) -> None:
    """Set all that is learned, one value after the other."""
    left = list(values)
    for weights in model.trainable_weights:
        count = int(np.prod(weights.shape))
        weights.assign(np.reshape(left[:count], weights.shape))
        left = left[count:]


def _judge_training(model) -> None:
    if np.any(np.asarray(model.optimizer.learning_rate) < 0):
        raise Hint("negative rate", "with a negative learning rate every step goes uphill.")
    # From zero, as in the notebook: whoever starts at the goal shows no learning.
    _set_weights(model, 0, 0)
    inputs = np.tile(INPUTS, STEPS).reshape(-1, 1)
    targets = np.tile(TARGETS, STEPS).reshape(-1, 1)
    history = networks.fit(model, inputs, targets, batch_size=len(INPUTS))
    answer = _outputs(model, np.array([10.0]))[0]
    if not np.isfinite([answer, history["loss"][-1]]).all() or abs(answer) > 1e3:
        raise Hint("loss explodes", "the loss explodes: each step leaps over the valley and lands "
                   "higher on the other side. What makes a step long?")
    if abs(answer - 19) > 0.1:
        raise Hint("learns too little", f"after {STEPS} steps from zero it says {answer:.2f} for "
                   "x = 10, and the notebook's model came closer to 19 than 0.1. Compare the loss, "
                   "the optimizer and the length of its steps with those above.")


def _outputs(model, inputs: np.ndarray) -> np.ndarray:
    return networks.outputs_of(model, inputs.reshape(-1, 1)).ravel()


@exercises.check(3, "500 steps that suffice")
def better_learning_rate(learning_rate: float) -> str:
    """Check a learning rate with which 500 steps from zero end close to the rule."""
    rate = number(learning_rate, "the learning rate")
    raise_hint_for(rate, {
        0: Hint("rate of zero", "with a learning rate of 0 no step goes anywhere."),
        0.01: Hint("same rate", "that is the notebook's own rate. Should the steps be longer or "
                   "shorter?"),
    })
    if rate < 0:
        raise Hint("negative rate", "a negative learning rate walks uphill: the error grows with "
                   "every step.")
    if rate >= 1:
        raise Hint("rate far too large", "that is far too large: the very first steps leap out of "
                   "the valley. Stay well below 1.")
    distance = _distance_after_training(rate)
    if distance < 1e-4:
        return "longer steps along the floor of the valley, and none across it that is too long."
    if distance == np.inf:
        raise Hint("loss explodes", f"with {rate:g} the loss explodes: the steps across the valley "
                   "have become too long. Go back a little.")
    if rate < 0.01:
        raise Hint("shorter steps", f"with {rate:g} the steps are even shorter than with 0.01, and "
                   f"{STEPS} of them leave the prediction {distance:.2g} away from 19.")
    if rate > 0.1:
        raise Hint("leaps across", f"with {rate:g} each step leaps across the valley and back, and "
                   f"{STEPS} steps leave the prediction {distance:.2g} away from 19. Go back a "
                   "little.")
    raise Hint("still too short", f"the right direction: with {rate:g} the prediction misses 19 by "
               f"{distance:.2g}. Dare a little more.")


def _distance_after_training(rate: float) -> float:
    """Say how far from 19 the prediction for x = 10 ends; infinitely far if the loss explodes."""
    weight = bias = 0.0
    for _ in range(STEPS):
        errors = TARGETS - (weight * INPUTS + bias)
        weight += rate * 2 * (errors * INPUTS).mean()
        bias += rate * 2 * errors.mean()
        if abs(weight) > 1e6:
            return np.inf
    return abs(10 * weight + bias - 19)


miss_after_3000_steps = exercises.prediction(1, "how far from 19 after 3,000 steps")


@exercises.challenge("The fewest steps", unit="steps", best="lowest", to_beat=59)
def fewest_steps(learning_rate: float, momentum: float) -> float:
    """Count the steps that gradient descent with momentum takes from zero to 19."""
    rate = number(learning_rate, "the learning rate")
    kept = number(momentum, "the momentum")
    if rate <= 0:
        raise Hint("not downhill", "a learning rate of 0 or less never goes down the slope.")
    if not 0 <= kept < 1:
        raise Hint(
            "momentum out of range",
            f"the momentum is the part of the last step that is kept, from 0 to below 1, and yours "
            f"is {kept:g}.",
        )
    weight = bias = weight_step = bias_step = 0.0
    last_outside = 0
    for step in range(1, MOST_STEPS + 1):
        errors = TARGETS - (weight * INPUTS + bias)
        weight_step = kept * weight_step + rate * 2 * (errors * INPUTS).mean()
        bias_step = kept * bias_step + rate * 2 * errors.mean()
        weight, bias = weight + weight_step, bias + bias_step
        if abs(weight) > 1e6:
            raise Hint(
                "explodes",
                f"with {rate:g} and {kept:g} the steps get longer and longer. Go back a little.",
            )
        if abs(10 * weight + bias - 19) >= 1e-4:
            last_outside = step
    if last_outside == MOST_STEPS:
        raise Hint("too slow", f"after {MOST_STEPS:,} steps it isn't there yet. Take longer steps.")
    return last_outside + 1
