"""Checks of the notebook 12_lenet_mnist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    call,
    choice,
    integer,
    networks,
    number,
    raise_hint_for,
)

exercises = Exercises("12_lenet_mnist")
summary = exercises.summary

LENET_PARAMETERS = 61_706


@exercises.check(1, "Count before you build")
def counted(parameters: int, width: int) -> str:
    """Check the size of a convolution: 20 kernels of 3×3, padding 1, on 12×12 pixels × 8 maps."""
    parameters = integer(parameters, "the number of parameters")
    width = integer(width, "the width")
    kernels, side, inputs, places = 20, 3, 8, 12 * 12
    weights = kernels * side**2 * inputs
    raise_hint_for(parameters, {
        weights: "these are the weights. What else does each kernel learn?",
        kernels * side**2 + kernels: "this kernel sees one input map only. How deep does a kernel "
        "have to be when 8 maps come in?",
        kernels * side**2: "two things are missing: how many maps does each kernel look at, and "
        "what does each kernel add at the end?",
        weights + 1: "that is one bias for the whole layer. How many kernels are there?",
        weights + inputs: "is that one bias for each input map, or have inputs and kernels "
        "changed places? 8 maps come in, 20 kernels look at them. A bias belongs to a kernel.",
        weights + kernels * inputs: "that is a bias for each kernel and input map. All 8 sums of "
        "a kernel are added up first, and how many biases does the total get?",
        side**2 * inputs + 1: "this is one kernel with its bias. How many kernels are there?",
        side**2 * inputs: "these are the weights of one kernel. How many kernels are there, and "
        "what else does each of them learn?",
        (weights + kernels) * places: "that counts the weights again at every place. A kernel "
        "slides: its weights are shared by all places.",
        weights * places: "that counts the weights again at every place. A kernel slides: its "
        "weights are shared by all places. And what about biases?",
        kernels * (side * inputs + 1): "a kernel of 3×3 has more than 3 weights for each map.",
        kernels * (25 * inputs + 1): "this would be right for kernels of 5×5. Here they are "
        "smaller.",
        kernels * places: "these are the numbers that come out of the layer. The parameters are "
        "what it learns.",
    })
    if parameters != weights + kernels:
        raise Hint(
            "?",
            f"{parameters:,} parameters is not what the layer has. Begin with one kernel: how "
            "many numbers does it see at one place, in all 8 maps? Then add its bias."
        )
    raise_hint_for(width, {
        10: "The width isn't: 10 comes out without padding.",
        11: "For the width: padding is added on both sides, and the formula ends in + 1. Is one of "
        "the two missing?",
        14: "14 is the width after padding, before the kernel slides over it.",
        6: "The width would be halved by a stride of 2, or by pooling. Here the stride is 1.",
        20: "20 is how many feature maps come out, not how wide they are.",
        144: "Give the width alone, not width times height.",
    }, opening="the number of parameters is right. ")
    if width != 12:
        raise Hint(
            "?",
            "the number of parameters is right, the width isn't. Put W = 12, P = 1, F = 3 and "
            "S = 1 into the formula."
        )
    return "each kernel has 3·3·8 weights and one bias, and a padding of 1 makes up for 3×3."


@exercises.check(2, "Half a million parameters too many")
def mended(network: Any) -> str:
    """Check a LeNet-5 whose pooling has been mended."""
    network = networks.keras_network(network)
    _judge_pooling(network)
    if not getattr(network, "built", True):
        raise Hint("?", "your network has no input yet. Does it begin with keras.Input((32, 32, 1))?")
    _judge_size(network)
    _judge_activations(network)
    if tuple(network.output_shape) != (None, 10):
        raise Hint(
            "?",
            "the number of parameters is right, but for one image your network answers with the "
            f"shape {tuple(network.output_shape[1:])}, which is no row of ten probabilities. What "
            "lays maps end to end?"
        )
    return "a stride of 2 halves the maps, so that the third convolution sees 5×5, all of it."


def _judge_pooling(network: Any) -> None:
    pools = [layer for layer in networks.layers_of(network) if "Pooling" in type(layer).__name__]
    for step in networks.steps_of(network) if network.built else ():
        # On a single pixel it does what Flatten does.
        if step.layer in pools and not hasattr(step.layer, "pool_size"):
            if step.before[1:3] != (1, 1):
                raise Hint(
                    "?",
                    f"{step.kind} takes a whole map of {step.before[1]}×{step.before[2]} pixels at "
                    "once. The pooling of LeNet-5 has small windows that move on."
                )
    pools = [layer for layer in pools if hasattr(layer, "pool_size")]
    if any("Max" in type(layer).__name__ for layer in pools):
        raise Hint("?", "LeNet-5 averages: the largest of four values is another network's pooling.")
    if len(pools) != 2:
        raise Hint(
            "?",
            f"LeNet-5 pools twice, and your network {len(pools)} times. Keep both layers and "
            "mend them."
        )
    for which, layer in zip(("first", "second"), pools, strict=True):
        size, strides = _pair(layer.pool_size), _pair(layer.strides)
        if size == (1, 1):
            raise Hint("?", f"the {which} pooling averages single pixels. It should take 2×2 of them.")
        if strides == (1, 1):
            raise Hint(
                "?",
                f"the {which} pooling still moves on by one pixel. The maps hardly shrink, and "
                "all those pixels reach the dense layer. How far should a window of 2×2 move?"
            )
        if size != (2, 2) or strides != (2, 2):
            raise Hint(
                "?",
                f"the {which} pooling has windows of {size[0]}×{size[1]} that move on by "
                f"{' and '.join(map(str, dict.fromkeys(strides)))}. What does the table say?"
            )


def _judge_size(network: Any) -> None:
    shape = tuple(network.input_shape[1:])
    if shape not in ((32, 32, 1), (32, 32)):
        raise Hint(
            "?",
            f"your pooling is right, but the network takes inputs of the shape {shape}. How large "
            "are the images of LeNet-5?"
        )
    count = networks.numbers_to_learn(network)
    if count != LENET_PARAMETERS:
        raise Hint(
            "?",
            f"your pooling is right, but the network has {count:,} parameters to learn. Compare "
            "the sizes and numbers of kernels with the table, line by line."
        )


def _judge_activations(network: Any) -> None:
    names = networks.activations_of(network)
    if any("relu" in name for name in names):
        raise Hint("?", "the number of parameters is right, but LeNet-5 uses tanh where yours has relu.")
    if names[-1:] != ["softmax"] or any(name != "tanh" for name in names[:-1]):
        raise Hint(
            "?",
            "the number of parameters is right. Compare the activations with the table: "
            f"yours are {', '.join(names)}."
        )


def _pair(value: Any) -> tuple[int, int]:
    values = tuple(int(part) for part in np.atleast_1d(value))
    return values * 2 if len(values) == 1 else values


@exercises.check(3, "A schedule of your own")
def triangle(learning_rate: Callable) -> str:
    """Check a learning rate that rises in a straight line for a third, then falls to 0."""
    steps, peak = 300, 0.12
    at = {
        step: number(call(learning_rate, step, steps, peak), f"the learning rate at step {step}")
        for step in (0, 25, 50, 100, 150, 200, 250, 300)
    }
    _judge_triangle(at, peak)
    for steps, peak, step, wanted in [(300, 0.5, 50, 0.25), (90, 0.5, 60, 0.25)]:
        rate = number(call(learning_rate, step, steps, peak), "the learning rate")
        if not np.isclose(rate, wanted, atol=1e-3):
            raise Hint(
                "?",
                f"for 300 steps and a peak of 0.12 it is right, but for {steps} steps and a peak "
                f"of {peak} the rate at step {step} is {rate:.3g}. Is a number written into your "
                "function that should be an argument?"
            )
    # Here the peak lies between two steps. Whoever moves it to one of them is close enough.
    rate = number(call(learning_rate, 50, 100, 0.3), "the learning rate")
    if not np.isclose(rate, 0.225, atol=0.0015):
        raise Hint(
            "?",
            "for 300 steps it is right, but for 100 steps and a peak of 0.3 the rate at step 50 is "
            f"{rate:.4g}. 3 doesn't divide 100: does something in your function round?"
        )
    return "two straight lines that meet at the peak, and small steps at the end to settle down."


def _judge_triangle(at: dict[int, float], peak: float) -> None:
    wanted = {step: peak * min(step / 100, (300 - step) / 200) for step in at}

    def is_right(*steps):
        return all(np.isclose(at[step], wanted[step], atol=1e-3 * peak) for step in steps)

    if is_right(*at):
        return
    rates = np.array(list(at.values()))
    if np.allclose(rates, list(at)):
        raise Hint("?", "your function gives back the step itself.")
    if np.allclose(rates * peak, list(wanted.values()), atol=1e-4):
        raise Hint("?", "the form is right, but the highest rate is 1. What about the peak?")
    if np.ptp(rates) == 0:
        raise Hint("?", f"your rate is {rates[0]:.3g} at every step. It should rise, then fall.")
    if np.isclose(at[0], peak) and not np.isclose(at[100], peak):
        raise Hint("?", "your rate starts at the peak. It should start at 0 and be at the peak after a "
                   "third of the steps.")
    if np.isclose(at[150], peak, atol=1e-3) and not np.isclose(at[100], peak, atol=1e-3):
        raise Hint("?", "your peak is in the middle. It should come after a third of the steps.")
    if np.isclose(at[200], peak, atol=1e-3) and not np.isclose(at[100], peak, atol=1e-3):
        raise Hint("?", "your peak comes after two thirds of the steps. The long part is the fall.")
    if is_right(0, 50, 100) and np.all(np.diff(rates) > 0):
        raise Hint("?", "the rise is right, but then the rate goes on rising. What turns it round?")
    if is_right(0, 50, 100) and rates.min() < -1e-9:
        raise Hint("?", "the rise is right, but the rate falls below 0, and a descent with a negative "
                   "rate climbs. It should reach 0 at the last step.")
    if is_right(0, 50, 100) and np.isclose(at[200], wanted[200] - peak / 2, atol=1e-3):
        raise Hint("?", "the rise is right, but the fall ends too early: it should take all the steps "
                   "that are left.")
    if is_right(0, 50, 100) and at[300] > 0.05 * peak:
        raise Hint("?", f"the rise is right, but the last step still has the rate {at[300]:.3g}. It "
                   "should be 0 there.")
    wrong = [step for step in at if not is_right(step)]
    if is_right(0, 25, 50, 100, 300):
        raise Hint("?", "the rise and the end are right; between them the rate should fall in a "
                   f"straight line. At step {wrong[0]} of 300 yours is {at[wrong[0]]:.3g}.")
    if is_right(100, 150, 200, 250, 300):
        raise Hint("?", "the fall is right. The rise should be a straight line from 0 to the peak; at "
                   f"step {wrong[0]} of 300 yours is {at[wrong[0]]:.3g}.")
    raise Hint(
        "?",
        "with 300 steps and a peak of 0.12 your rate isn't on the triangle everywhere: it is "
        + ", ".join(f"{at[step]:.3g} at step {step}" for step in wrong[:4])
        + ". Draw it beside the triangle: where do they part?"
    )


@exercises.check(4, "Which images may decide?")
def which_images(images: str, reason: str) -> str:
    """Check on which images a learning rate may be chosen, and why."""
    images = choice(images, "the images", ("learning", "held out", "test"))
    reason = choice(reason, "the reason", ("A", "B", "C", "D"))
    raise_hint_for(images, {
        "learning": "a network that learns these images by heart would win. Did it have to be "
        "good at images that it had never seen?",
        "test": "these could tell the best rate too. But then the winner's error on them is the "
        "smallest of several, picked by looking. What is left to measure how good it really is?",
    })
    raise_hint_for(reason, {
        "A": "more images would make a surer choice, but both parts here are chosen by us. Which "
        "property of an image counts?",
        "B": "nobody says that they are easier, and easy ones would flatter every rate alike.",
        "D": "the speed is the same. What would go wrong with the two others?",
    }, opening="the images are right, the reason isn't: ")
    return "no network has learned from them, and the test images stay unseen for the one end test."
