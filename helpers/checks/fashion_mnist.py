"""Checks of the notebook 07_fashion_mnist."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from helpers.exercises import Exercises, Hint, call, expect, networks, raise_hint_for
from helpers.exercises.answers import array, choice, integer, number, shape_in_words
from helpers.exercises.trainings import judge_choice, judge_chosen_rate, trainings

exercises = Exercises("07_fashion_mnist")
summary = exercises.summary

CLASSES, IMAGE = 10, (28, 28)
LABELS = np.array([3, 0, 9, 5])
HIDDEN = 128
CHANCE = 0.003  # two networks this close may change places with the next seed
TO_BEAT = 88.5
LEAST, BEST_KNOWN = 20.0, 97.5


@exercises.check(1, "The runner-up")
def runner_up(function: Callable) -> str:
    """Check a function that finds the class with the second largest probability of each image."""
    example = np.array([[0.0, 0.1, 0.0, 0.2, 0.7, 0.0, 0.0, 0.0, 0.0, 0.0]])
    rng = np.random.default_rng(7)
    # Ten images too, so that rows and columns are told apart by more than the shape.
    for probabilities in (rng.dirichlet(np.ones(CLASSES), 6), rng.dirichlet(np.ones(CLASSES), 10),
                          example):
        answer = array(call(function, probabilities.copy()), "the answer")
        _judge_runner_up(np.ravel(answer), probabilities)
        if answer.ndim != 1:
            images = len(probabilities)
            raise Hint("another shape", f"the classes are right, but for {images} images they "
                       f"should be {images} numbers in a row, and yours are "
                       f"{shape_in_words(answer.shape)}.")
    return "sorted along its row, the last position but one is the network's second choice."


def _judge_runner_up(answer: np.ndarray, probabilities: np.ndarray) -> None:
    in_rows, in_columns = (np.argsort(probabilities, axis=axis) for axis in (1, 0))
    right = in_rows[:, -2]
    if np.array_equal(answer, right):
        return
    one_off = Hint("one place off", "you are one place off: places are counted from 0, and from "
                   "the end with -1.")
    down = Hint("sorted down the columns", "you sorted down the columns, so images compete for a "
                "class. Along which axis do the ten classes of one image lie?")
    raise_hint_for(answer, [
        (in_rows[:, -1], Hint("largest", "these are the classes with the largest probability, the "
                              "network's answers. The runner-up comes next.")),
        (in_rows[:, 1], Hint("second smallest", "these are the second smallest. In which order "
                             "does argsort sort?")),
        (in_rows[:, 0], Hint("smallest", "these classes seem least likely to the network.")),
        *((in_rows[:, place], one_off) for place in (2, -3)),
        (np.sort(probabilities, axis=1)[:, -2],
         Hint("probabilities for classes", "these are the second largest probabilities "
              "themselves. To which class does each of them belong?")),
        *((column, down) for column in (*in_columns, in_columns[:, -2])),
        (right - (right > in_rows[:, -1]),
         Hint("places moved up", "taking the largest out of a row moves all places after it up by "
              "one. How can you skip it and move nothing?")),
        (in_rows[:, -1] - 1, Hint("neighbour of the largest", "the class before the likeliest is "
                                  "only its neighbour in the list. How likely is it?")),
        (right + 1, Hint("counted from 1", "all are too large by one: classes start at 0.")),
    ], rtol=1e-5)
    _judge_size(answer.size, len(probabilities))
    wrong = int(np.flatnonzero(answer != right)[0])
    raise Hint("another class", f"for the probabilities {probabilities[wrong].round(2).tolist()} "
               f"you give {answer[wrong]:g}. Find the largest by eye, then the next.")


def _judge_size(size: int, images: int) -> None:
    expect(size, images, {
        1: Hint("one for all images", f"{images} images went in and one number came out. Is an "
                "axis missing, or is return inside the loop?"),
        CLASSES: Hint("one for each class", f"{images} images went in and {CLASSES} numbers came "
                      "out, one for each class. There should be one for each image."),
        images * CLASSES: Hint("all classes of all images", "that is a number for every class of "
                               "every image. Which one of each row is the runner-up?"),
    }, otherwise=Hint("another number of classes", f"{images} images went in, so {images} class "
                      f"numbers should come out, not {size}."))


@exercises.check(2, "Wider, deeper")
def wider_deeper(tried: Mapping, chosen: str) -> str:
    """Check that wider and deeper networks were trained alike, and the validation set chose one."""
    histories = {str(name): one for name, one in trainings(tried, chosen, fewest=4).items()}
    widths = [_hidden_units(history.model) for history in histories.values()]
    if len(set(map(tuple, widths))) < len(widths):
        raise Hint("same network twice", "two of your networks have the same layers, so the start "
                   "is all that differs. Change something in each.")
    if not any(len(units) == 1 and units[0] > HIDDEN for units in widths):
        raise Hint("none wider", f"none of them is wider: one hidden layer with more than {HIDDEN} "
                   "neurons.")
    if not any(len(units) > 1 for units in widths):
        raise Hint("none deeper", "none of them is deeper. Which one has a second hidden layer?")
    if len({_rate_of(history.model) for history in histories.values()}) > 1:
        raise Hint("rate changed, too", "the rates differ as well, so nobody can tell what made "
                   "the difference. Change one thing at a time: here, the layers.")
    name = str(chosen) if str(chosen) in histories else chosen
    name = choice(name, "your choice", tuple(histories))
    ended = {each: one.history["val_accuracy"][-1] for each, one in histories.items()}
    best = max(ended, key=ended.get)
    sizes = {each: one.model.count_params() for each, one in histories.items()}
    if 0 < ended[best] - ended[name] <= CHANCE and sizes[name] < sizes[best]:
        behind = 100 * (ended[best] - ended[name])
        return (f"fresh networks, trained alike. Yours ended {behind:.1f} points below the best, "
                "which chance alone can do, and it's the smaller one.")
    judge_choice(histories, name)
    return "fresh networks, trained alike, and the validation images chose."


def _hidden_units(network: Any) -> list[int]:
    dense = [layer for layer in networks.layers_of(network) if type(layer).__name__ == "Dense"]
    return [layer.units for layer in dense[:-1]]


@exercises.check(3, "The line that names the mistake")
def telling_line(line: str, odd_number: int) -> str:
    """Check which line of an error message names the shapes, and which number is one too many."""
    if not isinstance(line, str):
        raise Hint("no text", "the line should be text, in quotes, as it stands in the message.")
    _judge_line(line.strip())
    expect(integer(odd_number, "the number"), 28, {
        32: Hint("the batch", "32 is right: Keras works on 32 images at a time, and both shapes "
                 "begin with it."),
        10: Hint("the classes", "10 belongs there. How many probabilities should come out for an "
                 "image?"),
        784: Hint("not in the shapes", "784 is what should have gone in. Which number in the "
                  "output's shape doesn't belong?"),
        3: Hint("how many numbers", "yes, the output's shape has one number too many. Which of the "
                "three is it?"),
    }, otherwise=Hint("another number", "look at the output's shape: the images of a batch, "
                      "something else, the classes."), near=0,
       opening="the line is right, the number isn't: ")
    return "(32, 28, 10): ten probabilities for each of 28 rows, not ten for the image."


def _judge_line(line: str) -> None:
    lines = [one for one in line.splitlines() if one.strip()]
    if len(lines) > 1:
        raise Hint("several lines", f"these are {len(lines)} lines. One of them is enough.")
    if all(re.search(pattern, line) for pattern in (r"[(\[]32,?[)\]]", r"\b32, 28, 10\b")):
        return
    signs = {
        "File": Hint("where it happened", "this line says where in the code it happened. Which one "
                     "says what didn't fit?"),
        "fit(": Hint("own line", "that's our own line, where it stopped. Which one says why?"),
        "raise": Hint("raise", "here Keras gives up. What does it say when it does?"),
        "Traceback": Hint("the heading", "every message begins like this. Look further down."),
    }
    raise_hint_for(next((sign for sign in signs if sign in line), ""), signs)
    raise Hint("no shapes", "this line doesn't name both shapes, that of the labels (the target) "
               "and that of the output.")


@exercises.check(4, "Can a smaller rate rescue the raw pixels?")
def raw_rates(tried: Mapping, chosen_rate: float) -> str:
    """Check that several rates were tried on the raw pixels, and the validation set chose one."""
    histories = trainings(tried, chosen_rate, fewest=4)
    rates = {number(rate, "each rate"): history for rate, history in histories.items()}
    for rate, history in rates.items():
        if _hidden_units(history.model) != [HIDDEN]:
            raise Hint("another network", f"one of the networks isn't the one with {HIDDEN} "
                       "neurons. Change one thing at a time: here, the rate.")
        if rate <= 0:
            raise Hint("no rate", f"at a rate of {rate:g} no network learns anything.")
        if history.history.get("loss", [np.inf])[0] < 2 * np.log(CLASSES):
            raise Hint("pixels divided", f"the training at {rate:g} has a low loss from its first "
                       "epoch on. On raw pixels it begins far higher. Did you forget scale?")
        used = _rate_of(history.model)
        if used is not None and not np.isclose(used, rate, rtol=1e-3):
            raise Hint("rate under another name", f"the training you entered under {rate:g} had a "
                       f"rate of {used:g}.")
    judge_chosen_rate(rates, chosen_rate)
    return "the rate helps, but dividing by 255 costs one line."


def _rate_of(network: Any) -> float | None:
    """Give the rate that a training began with; None if that can't be told."""
    rate = network.optimizer.get_config().get("learning_rate")
    if isinstance(rate, Mapping):
        rate = rate.get("config", {}).get("initial_learning_rate")
    return rate if isinstance(rate, (int, float)) else None


@exercises.check(5, "Four mistakes")
def fixed(network: Any) -> str:
    """Check a network for Fashion-MNIST with labels 0 to 9."""
    network = networks.ready_network(network, IMAGE, compiled=True)
    network = networks.laid_open(network, IMAGE)
    finders = (_about_rows, _about_first_layer, _about_classes, _about_outputs, _about_frozen,
               _about_loss)
    mistakes = [hint for find in finders if (hint := find(network))]
    if mistakes:
        several = f"{len(mistakes)} mistakes are left, one of them: " if len(mistakes) > 1 else ""
        raise mistakes[0].after(several)
    rng = np.random.default_rng(7)
    networks.take_first_steps(network, rng.random((2, *IMAGE)), np.array([3, 9]))
    return "one row of inputs, an output for every class, softmax, and the sparse loss."


def _about_rows(network: Any) -> Hint | None:
    shape = tuple(network.output_shape)[1:]
    if len(shape) == 1:
        return None
    return Hint("Flatten forgotten", f"one image is answered with {shape_in_words(shape)}, not "
                "with ten numbers. What lays the rows of an image end to end?")


def _about_classes(network: Any) -> Hint | None:
    units = network.output_shape[-1]
    if units == CLASSES - 1:
        return Hint("nine outputs", "the labels run from 0 to 9. How many is that?")
    if units != CLASSES:
        return Hint("another number of outputs", f"it answers with {units}, for ten classes.")
    return None


def _about_outputs(network: Any) -> Hint | None:
    activation = (networks.activations_of(network) or ["no activation"])[-1]
    outputs = networks.outputs_of(network, np.random.default_rng(7).random((5, *IMAGE)))
    is_softmax = networks.are_probabilities(outputs)
    if _wants_sums(network):
        if is_softmax or activation == "softmax":
            return Hint("softmax twice", "a loss with from_logits=True applies softmax itself, and "
                        "the network has one already. One of the two is enough.")
        if activation not in ("linear", "no activation"):
            return Hint("activation before the loss", "a loss with from_logits=True applies "
                        "softmax itself, and wants the plain sums. Yours have gone through "
                        f"{activation}.")
    elif activation.lower().count("softmax") > 1:
        return Hint("softmax behind softmax", "softmax is applied twice at the end, and the second "
                    "makes all ten nearly alike. One is enough.")
    elif not is_softmax and (outputs.shape[1:] == (CLASSES,) or activation == "relu"):
        return _about_no_probabilities(activation, outputs)
    layers = networks.layers_of(network)
    last = max((place for place, layer in enumerate(layers) if layer.weights), default=-1)
    if any("Dropout" in type(layer).__name__ for layer in layers[last + 1:]):
        return Hint("Dropout behind the outputs", "with Dropout after the ten outputs, some of the "
                    "answers themselves are dropped while the network learns.")
    return None


def _about_no_probabilities(activation: str, outputs: np.ndarray) -> Hint:
    if activation == "softmax":
        return Hint("softmax changed again", "something after softmax changes its probabilities: "
                    f"for one image they add up to {outputs[0].sum():.3g}.")
    return Hint("no softmax", f"the outputs come from {activation}. What makes them ten "
                "probabilities that add up to 1?")


def _about_first_layer(network: Any) -> Hint | None:
    """Look for a dense layer that sees less than the whole image, if the outputs don't show it."""
    if len(network.output_shape) != 2:
        return None
    for step in networks.steps_of(network):
        if step.kind == "Dense" and step.before[-1] != 28 * 28:
            if len(step.before) == 2:
                return Hint("image made smaller", "the image is shrunk before the dense layers see "
                            "it. Every pixel should get its own weight.")
            way = "row by row" if step.before[1:] == (28, 28) else "piece by piece"
            return Hint("Flatten too late", f"the first dense layer still sees the image {way}, "
                        f"{step.before[-1]} of its numbers at a time. What lays all 784 end to end "
                        "before it?")
        # A convolution, or a layer of the student's own, may look in other ways.
        if step.layer.weights and "Normalization" not in step.kind:
            break
    return None


def _about_frozen(network: Any) -> Hint | None:
    layers = networks.layers_of(network)
    frozen = next((one for one in layers if one.weights and not one.trainable), None)
    return frozen and Hint("layer frozen", f"trainable=False keeps the layer {frozen.name} from "
                           "learning anything.")


def _about_loss(network: Any) -> Hint | None:
    import keras

    loss = network.loss
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if isinstance(loss, keras.metrics.Metric):
        return Hint("metric for loss", "a metric stands in place of the loss. It counts what is "
                    "right, but can't show the way downhill.")
    try:
        if _falls_with_the_right_class(network):
            return None
    except Exception as error:
        if not _is_known(loss):
            return networks.about_compile(error)
    name = str(getattr(loss, "name", None) or getattr(loss, "__name__", loss))
    if "categorical" in name.lower() and "sparse" not in name.lower():
        return Hint("loss for one-hot labels", f"the loss {name} wants one-hot labels, rows of "
                    "zeros and a one. Ours are numbers. Which loss takes those?")
    return Hint("another loss", f"the loss {name} isn't made for ten classes with whole numbers as "
                "labels.")


def _is_known(loss: Any) -> bool:
    import keras

    with contextlib.suppress(Exception):
        return keras.losses.get(loss) is not None
    return False


def _loss_of(network: Any, outputs: np.ndarray) -> float:
    """Compute a network's loss, as fit would, for outputs that are handed in."""
    import keras

    labels, predictions = (
        keras.ops.convert_to_tensor(values) for values in (LABELS, outputs.astype("float32"))
    )
    loss = network.compute_loss(y=labels, y_pred=predictions)
    return float(np.mean(keras.ops.convert_to_numpy(loss)))


def _sure_of(labels: np.ndarray) -> np.ndarray:
    return 0.01 + 0.9 * np.eye(CLASSES)[labels]


def _falls_with_the_right_class(network: Any) -> bool:
    right, wrong = _sure_of(LABELS), _sure_of((LABELS + 1) % CLASSES)
    unsure = np.full_like(right, 1 / CLASSES)
    losses = [_loss_of(network, outputs) for outputs in (right, unsure, wrong)]
    return bool(np.all(np.diff(losses) > 1e-3))


def _wants_sums(network: Any) -> bool:
    """Say whether a loss applies softmax itself, to which it is all the same if all sums grow."""
    with contextlib.suppress(Exception):
        before, after = (_loss_of(network, _sure_of(LABELS) + more) for more in (0, 2))
        return _falls_with_the_right_class(network) and bool(np.isclose(before, after, rtol=1e-4))
    return False


@exercises.challenge("Your best, tested once", unit="% of the validation images", best="highest",
                     to_beat=TO_BEAT)
def best_network(my_network: Any, validation: tuple) -> float:
    """Measure how much of the validation set a network gets right, in %."""
    images, labels = validation
    network = networks.ready_network(my_network, IMAGE)
    reached = round(100 * networks.accuracy_of(network, images, labels), 2)
    if reached < LEAST:
        raise Hint("no better than guessing", f"it gets {reached} % right, hardly more than "
                   "guessing. Was it trained, and on pixels from 0 to 1?")
    if reached > BEST_KNOWN:
        raise Hint("learned from validation", f"{reached} % is more than the best networks of the "
                   "world get right on images they haven't seen. Which images did fit get?")
    return reached


hardest = exercises.prediction(1, "the class it gets wrong most often")
best_of_five = exercises.prediction(2, "the highest validation accuracy on average")
complains = exercises.prediction(3, "when Keras complains about a missing Flatten")
raw_confidence = exercises.prediction(4, "confidence of an untrained network in raw pixels")
lowest_loss = exercises.prediction(5, "the epoch of the lowest validation loss")
test_side = exercises.prediction(6, "test accuracy against validation accuracy")
