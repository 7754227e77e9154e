"""Checks of the notebook 12_lenet_mnist."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import Exercises, Hint, call, expect, networks, raise_hint_for
from helpers.exercises.answers import integer, number, shape_in_words
from helpers.exercises.counting import mistakes_in_convolution

exercises = Exercises("12_lenet_mnist")
summary = exercises.summary

LENET_PARAMETERS = 61_706


@exercises.check(1, "Count before you build")
def counted(parameters: int, width: int) -> str:
    """Check the size of a convolution: 20 kernels of 3×3, padding 1, on 12×12 pixels × 8 maps."""
    parameters = integer(parameters, "the number of parameters")
    if np.ndim(width) == 1 and len(set(width)) == 1:  # rows and columns
        width = width[0]
    width = integer(width, "the width")
    expect(parameters, (3 * 3 * 8 + 1) * 20, [
        *mistakes_in_convolution(side=3, inputs=8, kernels=20, places=12 * 12, pixels=12 * 12),
        ((5 * 5 * 8 + 1) * 20, Hint("kernels of 5×5", "that's right for kernels of 5×5. These are "
                                    "smaller.")),
    ], otherwise=Hint("another number of parameters", f"{parameters:,} parameters isn't right. "
                      "Start with one kernel: how many numbers does it see at one place, in all 8 "
                      "maps? Then add its bias."))
    expect(width, 12, {
        10: Hint("no padding", "you get 10 without padding."),
        11: Hint("padding on one side", "padding is added on both sides, and the formula ends in "
                 "+ 1. Is one of the two missing?"),
        14: Hint("padded width", "14 is the width after padding, before the kernel slides."),
        6: Hint("width halved", "a stride of 2, or pooling, would halve it. Here the stride is 1."),
        20: Hint("number of kernels", "20 is the number of feature maps, not their width."),
        **dict.fromkeys((144, 2880), Hint("width times height", "give the width alone, not how "
                                          "many numbers come out.")),
    }, otherwise=Hint("another width", "put W = 12, P = 1, F = 3 and S = 1 into the formula."),
        opening="the number of parameters is right, the width isn't: ")
    return "each kernel has 3·3·8 weights and one bias, and padding 1 keeps the width."


@exercises.check(2, "Half a million parameters too many")
def fixed(network: Any) -> str:
    """Check a LeNet-5 whose pooling has been corrected."""
    network = networks.laid_open(networks.ready_network(network, (32, 32, 1)), (32, 32, 1))
    _judge_poolings(network)
    _judge_size(network)
    _judge_activations(network)
    if tuple(network.output_shape) != (None, 10):
        raise Hint("no row of ten", "the number of parameters is right, but your network turns an "
                   f"image into {shape_in_words(network.output_shape[1:])}, not ten probabilities "
                   "in a row. Which layer lays maps end to end?")
    return "a stride of 2 halves the maps, so the third convolution covers its whole input, 5×5."


def _judge_poolings(network: Any) -> None:
    pools = [layer for layer in networks.layers_of(network) if hasattr(layer, "pool_size")]
    for step in networks.steps_of(network):
        # On a single pixel it does what Flatten does.
        if "Pooling" in step.kind and step.layer not in pools and step.before[1:3] != (1, 1):
            raise Hint("global pooling", f"the layer {step.kind} takes a whole map of "
                       f"{step.before[1]}×{step.before[2]} pixels at once. LeNet-5 pools over "
                       "small windows that move on.")
    if any("Max" in type(layer).__name__ for layer in pools):
        raise Hint("max pooling", "LeNet-5 pools by averaging. The largest of four values is max "
                   "pooling.")
    if len(pools) != 2:
        raise Hint("another number of poolings", "LeNet-5 has two poolings, and your network has "
                   f"{len(pools)}. Keep both and fix the slip.")
    for which, layer in zip(("first", "second"), pools, strict=True):
        size, strides = tuple(layer.pool_size), tuple(layer.strides)
        if size == (1, 1):
            raise Hint("window of one pixel",
                       f"the {which} pooling averages single pixels. It should take 2×2 of them.")
        if strides == (1, 1):
            raise Hint("stride of 1", f"the {which} pooling still moves on by one pixel. The maps "
                       "hardly shrink, and all those pixels reach the dense layer. How far should "
                       "a window of 2×2 move?")
        if size != (2, 2) or strides != (2, 2):
            raise Hint("another window or stride", f"the {which} pooling has windows of "
                       f"{size[0]}×{size[1]} that move on by "
                       f"{' and '.join(map(str, dict.fromkeys(strides)))}. Look at the table.")


def _judge_size(network: Any) -> None:
    count = networks.numbers_to_learn(network)
    if count != LENET_PARAMETERS:
        if "same" in {getattr(layer, "padding", "") for layer in networks.layers_of(network)}:
            raise Hint("padding", "your pooling is right, but there is padding. In LeNet-5 a 5×5 "
                       "kernel makes its maps 4 pixels narrower.")
        raise Hint("another number of parameters", "each pooling has the right window and stride, "
                   f"but the network has {count:,} parameters. Compare the layers with the table, "
                   "one by one: their order, kernels and units.")


def _judge_activations(network: Any) -> None:
    names = networks.activations_of(network)
    if networks.has_bare_operations(network):
        return
    if any("relu" in name for name in names):
        raise Hint("relu in place of tanh", "the number of parameters is right, but LeNet-5 uses "
                   "tanh where yours has relu.")
    if names[-1:] != ["softmax"] or any(name != "tanh" for name in names[:-1]):
        raise Hint("other activations", "the number of parameters is right. Compare the "
                   f"activations with the table: yours are {', '.join(names)}.")


@exercises.check(3, "A schedule of your own")
def triangle(learning_rate: Callable) -> str:
    """Check a learning rate that rises in a straight line for a third, then falls to 0."""
    steps, peak = 300, 0.12
    try:
        _judge_triangle({step: _rate(learning_rate, step, steps, peak)
                         for step in (0, 25, 50, 100, 150, 200, 250, 300)}, peak)
    except Hint as hint:
        if hint.name.startswith("stops") and np.isclose(_rate(learning_rate, 300, 50, peak), 0.06):
            raise Hint("arguments exchanged", "your function takes all the steps first, and is "
                       "called with the step first. Which order had the def?") from None
        raise
    for steps, peak, step, right in [(300, 0.5, 50, 0.25), (90, 0.5, 60, 0.25)]:
        rate = _rate(learning_rate, step, steps, peak)
        expect(rate, right, [], atol=1e-3, otherwise=Hint(
            "number written in", f"for 300 steps and a peak of 0.12 it is right, but for {steps} "
            f"steps and a peak of {peak} the rate at step {step} is {rate:.3g}. Should a number in "
            "your function be an argument?"))
    # Here the peak lies between two steps. Whoever moves it to one of them is close enough.
    rate = _rate(learning_rate, 50, 100, 0.3)
    if not np.isclose(rate, 0.225, atol=0.0015):
        raise Hint("peak rounded to a step", "for 300 steps it is right, but for 100 steps and a "
                   f"peak of 0.3 the rate at step 50 is {rate:.4g}. 3 doesn't divide 100: do you "
                   "round somewhere?")
    return "two straight lines that meet at the peak, and small steps at the end to settle down."


def _rate(function: Callable, step: int, steps: int, peak: float) -> float:
    """Ask a schedule for the rate at one step."""
    rate = call(function, step, steps, peak)
    if inspect.isgenerator(rate):
        raise Hint("yield in place of return", "yield makes a row of rates, even of one. Which "
                   "word hands back a single number?")
    return number(rate, f"the learning rate at step {step}")


def _judge_triangle(at: dict[int, float], peak: float) -> None:
    right = {step: peak * min(step / 100, (300 - step) / 200) for step in at}
    wrong = [step for step in at if not np.isclose(at[step], right[step], atol=1e-3 * peak)]
    if not wrong:
        return
    rates = np.array(list(at.values()))
    raise_hint_for(np.maximum(rates, 0), _mistakes_in_triangle(np.array(list(at)), peak), atol=1e-4)
    if np.ptp(rates) == 0:
        raise Hint("rate never changes",
                   f"your rate is {rates[0]:.3g} at every step. It should rise, then fall.")
    if 100 in wrong:
        _judge_peak(at, peak)
    if not {0, 50, 100} & set(wrong):
        _judge_fall(at, peak)
    if not {0, 25, 50, 100, 300} & set(wrong):
        raise Hint("fall not straight", "the rise and the end are right; between them the rate "
                   "should fall in a straight line. At step "
                   f"{wrong[0]} of 300 yours is {at[wrong[0]]:.3g}.")
    if 100 in wrong and not {0, 25, 50} & set(wrong):
        raise Hint("fall from another height", "the rise is right, but where the fall begins, at "
                   f"step 100 of 300, your rate is {at[100]:.3g}. What should it be there?")
    if not {100, 150, 200, 250, 300} & set(wrong):
        raise Hint("rise not straight", "the fall is right. The rise should be a straight line "
                   f"from 0 to the peak; at step {wrong[0]} of 300 yours is {at[wrong[0]]:.3g}.")
    rates_there = ", ".join(f"{at[step]:.3g} at step {step}" for step in wrong[:4])
    raise Hint("not on the triangle", "with 300 steps and a peak of 0.12 your rate leaves the "
               f"triangle: it is {rates_there}. Draw it beside the triangle: where do they differ?")


def _mistakes_in_triangle(steps: np.ndarray, peak: float) -> list:
    rise, fall = steps / 100, (300 - steps) / 200
    whole = Hint("whole division", "// divides into whole numbers, so your rate is 0 nearly "
                 "everywhere. Which division keeps the fractions?")
    return [
        (steps, Hint("step returned", "your function returns the step itself.")),
        (100 * peak * np.minimum(rise, fall), Hint("percent", "the shape is right, but your rate "
                                                   "is a hundred times too high.")),
        (np.interp(steps, [0, 75, 300], [0, peak, 0]), Hint(
            "peak after a quarter", "your peak comes after a quarter of the steps, as in the cycle "
            "above. Here it comes after a third.")),
        (peak * np.where(steps < 100, rise, 1 - steps / 300), Hint(
            "fall from below the peak", "your fall starts below the peak, as if it had been going "
            "on since step 0. It has only two thirds of the steps.")),
        (np.minimum(rise, fall),
         Hint("peak not used", "the shape is right, but the highest rate is 1, not the peak.")),
        (peak * np.floor(np.minimum(rise, fall)), whole),
        (np.zeros(len(steps)), whole),
        (peak * np.maximum(rise, fall),
         Hint("higher of the lines", "you take the higher of the two lines at every step. Which "
              "one makes a peak?")),
        (np.interp(steps, [0, 299 / 3, 299], [0, peak, 0]),
         Hint("a step too early", "a triangle, but it ends after 299 of 300 steps. At step == "
              "steps the rate should be 0, and not before.")),
    ]


def _judge_peak(at: dict[int, float], peak: float) -> None:
    for step, hint in {
        0: Hint("peak at the start", "your rate starts at the peak. It should start at 0 and peak "
                "after a third of the steps."),
        150: Hint("peak in the middle", "your peak is in the middle. It should come after a third "
                  "of the steps."),
        200: Hint("peak after two thirds", "your peak comes after two thirds of the steps. The "
                  "fall is the longer part."),
    }.items():
        if np.isclose(at[step], peak, atol=1e-3):
            raise hint


def _judge_fall(at: dict[int, float], peak: float) -> None:
    """Judge what comes after a right rise."""
    opening, rates = "the rise is right, but ", list(at.values())
    if np.all(np.diff(rates) > 0):
        raise Hint("never falls", f"{opening}then the rate keeps rising. What turns it round?")
    if min(rates) < -1e-9:
        raise Hint("below 0", f"{opening}the rate falls below 0, and with a negative rate descent "
                   "climbs. It should reach 0 at the last step.")
    if np.isclose(at[200], 0, atol=1e-3):
        raise Hint("fall ends too early",
                   f"{opening}the fall ends too early: it should take all the remaining steps.")
    if at[300] > 0.05 * peak:
        raise Hint("end above 0", f"{opening}at the last step the rate is {at[300]:.3g}. It should "
                   "be 0.")


@exercises.check(4, "A fairer rival")
def fairer_rival(rival: Any, images: Any, labels: Any, steps: int, worst: float) -> str:
    """Check a LeNet-5 trained at a constant rate, for as many steps as the recipes had."""
    if isinstance(rival, (int, float)):
        raise Hint("rate alone", "that is a number. Hand in the network that you trained.")
    network = networks.ready_network(rival, (32, 32, 1), compiled=True)
    if network.count_params() != LENET_PARAMETERS:
        raise Hint("another network", f"your network has {network.count_params():,} parameters. "
                   "Make it with compiled_lenet, so that only the learning rate differs.")
    laid_open = networks.laid_open(network, (32, 32, 1))
    _judge_poolings(laid_open)
    _judge_activations(laid_open)
    rate = _constant_rate(network.optimizer)
    taken = int(network.optimizer.iterations)
    if taken == 0:
        raise Hint("not trained yet", "your network hasn't been trained. Call its fit with the "
                   "images, batches and epochs of the trials.")
    if not 0.95 * steps <= taken <= steps:
        raise Hint("another number of steps", f"your network took {taken:,} steps, and the "
                   f"recipes had {steps:,}. Make a fresh network, and train it with their images, "
                   "batches and epochs.")
    if np.isclose(rate, 0.12):
        raise Hint("same rate", "0.12 is the rate to beat. Should yours be larger or smaller?")
    error = 100 * (1 - networks.accuracy_of(network, images, labels))
    if error > worst - 1e-6:
        side = "smaller" if rate > 0.12 else "larger" if rate < 0.03 else "another"
        raise Hint("no lower error", f"at {rate:g} the validation error is {error:.2f} %, and the "
                   f"worst run at 0.12 had {worst:.2f} %. A single run may be unlucky; try "
                   f"{'a ' * (side != 'another')}{side} rate.")
    return (f"validation error {error:.2f} % at a constant {rate:g}, below {worst:.2f} %, the "
            "worst run at 0.12. Whether it was luck, only more runs can tell.")


def _constant_rate(optimizer: Any) -> float:
    import keras

    if not isinstance(optimizer, keras.optimizers.SGD):
        raise Hint("another optimizer", "the recipes use SGD, and you use "
                   f"{type(optimizer).__name__}. Let compiled_lenet choose it.")
    if isinstance(optimizer._learning_rate, keras.optimizers.schedules.LearningRateSchedule):
        raise Hint("rate not constant", "your rate follows a schedule. Here it should stay "
                   "constant: pass a number.")
    if not np.isclose(optimizer.momentum, 0.9):
        raise Hint("another momentum", f"your momentum is {optimizer.momentum:g}. Keep 0.9, so "
                   "that only the rate differs.")
    if optimizer.nesterov:
        raise Hint("Nesterov's momentum", "your momentum is Nesterov's. Leave nesterov out, so "
                   "that only the rate differs.")
    return float(optimizer.learning_rate)


@exercises.challenge("The fewest parameters", unit="parameters", best="lowest", to_beat=10_000)
def fewest_parameters(small_network: Any, images: Any, labels: Any, wanted: float) -> float:
    """Count the parameters of a network that reads enough validation images."""
    network = networks.ready_network(small_network, (32, 32, 1))
    accuracy = networks.accuracy_of(network, images, labels)
    if accuracy <= wanted:
        guesses = " It guesses: was this very network trained, and did its loss fall?"
        raise Hint("not accurate enough", f"{network.count_params():,} parameters, but a "
                   f"validation accuracy of {accuracy:.2%}. It should be above {wanted:.1%}."
                   f"{guesses if accuracy < 0.3 else ''}")
    return network.count_params()


second_convolution = exercises.prediction(1, "parameters of the second convolution")
width_left = exercises.prediction(2, "the width after the third convolution")
best_recipe = exercises.prediction(3, "the recipe with the lowest validation error")
digits_ahead = exercises.prediction(4, "test digits by which shifted digits lead, six epochs")
misread_at_4 = exercises.prediction(5, "digits misread in a hundred, the mean at four pixels")
