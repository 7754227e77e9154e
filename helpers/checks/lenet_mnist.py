"""Checks of the notebook 12_lenet_mnist."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import Exercises, Hint, call, expect, networks, raise_hint_for
from helpers.exercises.answers import array, integer, number, shape_in_words
from helpers.exercises.counting import mistakes_in_units

exercises = Exercises("12_lenet_mnist")
summary = exercises.summary

LENET_PARAMETERS = 61_706


@exercises.check(1, "Half a million parameters too many")
def fixed(network: Any, its_parameters: int) -> str:
    """Check a LeNet-5 whose pooling has been corrected, and the size of the layer that grew."""
    network = networks.laid_open(networks.ready_network(network, (32, 32, 1)), (32, 32, 1))
    _judge_poolings(network)
    _judge_size(network)
    _judge_activations(network)
    if tuple(network.output_shape) != (None, 10):
        raise Hint("no row of ten", "the number of parameters is right, but your network turns an "
                   f"image into {shape_in_words(network.output_shape[1:])}, not ten probabilities "
                   "in a row. Which layer lays maps end to end?")
    _judge_layer_that_grew(integer(its_parameters, "the number of parameters"))
    return ("with a stride of 2 one pixel of each of the 120 maps is left; with the slip it was "
            "7×7, and the first dense layer paid for it.")


def _judge_layer_that_grew(count: int) -> None:
    keeps = Hint("layer that keeps its size", "that layer has as many with the slip as without. A "
                 "kernel slides: wider maps cost it nothing. Which layer has a weight for each "
                 "number that comes in?")
    whole = Hint("whole network", "that's a whole network. Which of its layers grew?")
    inputs = 7 * 7 * 120
    expect(count, (inputs + 1) * 84, {
        10_164: Hint("without the slip", "that's the layer without the slip. How wide are the "
                     "maps that reach it in slipped_lenet?"),
        483_840: Hint("difference of the two", "that's how many are too many. How many does the "
                      "layer have in all?"),
        **dict.fromkeys((156, 2_416, 48_120), keeps),
        850: Hint("last layer", "the last layer gets 84 numbers, with the slip or without. What "
                  "does the layer before it get?"),
        **dict.fromkeys((545_546, LENET_PARAMETERS), whole),
        inputs: Hint("inputs counted", "that's how many numbers come in. Each unit has a weight "
                     "for every one."),
        **dict(mistakes_in_units(inputs, 84)),
    }, otherwise=Hint("another number for the layer", f"{count:,} isn't right. Follow the width "
                      "through slipped_lenet: how many numbers does Flatten make?"),
        opening="the network is right, the number isn't: ")


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


@exercises.check(2, "A schedule of your own")
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


@exercises.check(3, "A fairer rival")
def fairer_rival(rival: Any, images: Any, labels: Any, steps: int, mean: float) -> str:
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
    if error > mean - 1e-6:
        side = "smaller" if rate > 0.12 else "larger" if rate < 0.03 else "another"
        raise Hint("no lower error", f"at {rate:g} the validation error is {error:.2f} %, and the "
                   f"mean at 0.12 is {mean:.2f} %. A single run may be unlucky; try "
                   f"{'a ' * (side != 'another')}{side} rate.")
    return (f"validation error {error:.2f} % at a constant {rate:g}, below {mean:.2f} %, the "
            "mean at 0.12. Whether it was luck, only more runs can tell.")


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


@exercises.check(4, "By how many pixels?")
def exact_shifts(after_first: Any, after_second: Any) -> str:
    """Check for which shifts from 1 to 8 pixels the maps behind each pooling move exactly."""
    first = _shifts(after_first, "after_first")
    if first != {2, 4, 6, 8}:
        _judge_first_pooling(first)
    second = _shifts(after_second, "after_second")
    if second != {4, 8}:
        _judge_second_pooling(second)
    return ("each pooling moves its windows by 2, so it halves a shift, and maps can only move "
            "by whole pixels.")


def _shifts(answer: Any, what: str) -> set[int]:
    values = array(list(answer) if isinstance(answer, (set, frozenset)) else answer, what)
    found = {integer(value, f"each shift in {what}") for value in values.ravel()}
    if not found:
        raise Hint("no shift", f"{what} is empty, but some shifts move the maps exactly. Try 4.")
    if not found <= set(range(1, 9)):
        raise Hint("shift out of range", f"{what} should hold shifts from 1 to 8 pixels, and "
                   f"there is {min(found - set(range(1, 9)))} in yours.")
    return found


def _judge_first_pooling(found: set[int]) -> None:
    opening = "after the first pooling: "
    if found == {4, 8}:
        raise Hint("first as the second", f"{opening}4 and 8 are among them, but there are more. "
                   "One pooling halves a shift only once.")
    odd = sorted(shift for shift in found if shift % 2)
    if odd:
        raise Hint("odd shift", f"{opening}half of {odd[0]} isn't a whole number, so each window "
                   "of 2×2 now covers other pixels. Measure it with every number of pixels.")
    raise Hint("first incomplete", f"{opening}what you have is right, but shifts are missing. "
               "Measure each shift from 1 to 8, with moved_by from 1 to 4.")


def _judge_second_pooling(found: set[int]) -> None:
    opening = "after the first pooling all is right; after the second: "
    if found == {2, 4, 6, 8}:
        raise Hint("second as the first", f"{opening}a second pooling halves the shift again. "
                   "Which are still whole?")
    wrong = sorted(found - {4, 8})
    if wrong:
        raise Hint("broken shift", f"{opening}halve {wrong[0]} twice: is it whole? Measure it with "
                   "lenet.layers[4].")
    raise Hint("second incomplete", f"{opening}what you have is right, but a shift is missing. "
               "Measure each one from 1 to 8, with moved_by from 1 to 4.")


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
pairs_won = exercises.prediction(4, "pairs that shifted digits win after six epochs, of four")
misread_at_4 = exercises.prediction(5, "digits misread in a hundred, the mean at four pixels")
