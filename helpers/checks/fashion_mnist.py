"""Checks of the notebook 07_fashion_mnist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    choice,
    expect,
    integer,
    networks,
    number,
    raise_hint_for,
)
from helpers.exercises.answers import shape_in_words
from helpers.exercises.counting import mistakes_in_units

exercises = Exercises("07_fashion_mnist")
summary = exercises.summary

CLASSES, IMAGE = 10, (28, 28)
LABELS = np.array([3, 0, 9, 5])


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
    return "sorted along its row, the last but one place belongs to the network's second choice."


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
                              "network's answers. The runner-up is the one behind.")),
        (in_rows[:, 1], Hint("second smallest", "these are the second smallest. In which order "
                             "does argsort put the places?")),
        (in_rows[:, 0], Hint("smallest", "these classes seem least likely to the network.")),
        (in_rows[:, 2], one_off),
        (in_rows[:, -3], one_off),
        (np.sort(probabilities, axis=1)[:, -2],
         Hint("probabilities for classes", "these are the second largest probabilities "
              "themselves. To which class does each of them belong?")),
        *((column, down) for column in (*in_columns, in_columns[:, -2])),
        (right - (right > in_rows[:, -1]),
         Hint("places moved up", "taking the largest out of a row moves all places behind it up by "
              "one. Which way of leaving it out keeps them?")),
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
                      f"numbers should come out, and yours are {size}."))


@exercises.check(2, "Count the parameters")
def counted(first_hidden_layer: int, in_all: int) -> str:
    """Check the parameters of a network 784 - 300 - 100 - 10."""
    first = integer(first_hidden_layer, "the number for the first hidden layer")
    total = integer(in_all, "the number in all")
    _judge_first_layer(first)
    _judge_total(total)
    return "a weight for each input and one bias make a unit, and the pixels make most of them."


def _judge_first_layer(first: int) -> None:
    one_row = Hint("one row of pixels", "28 is one row of pixels. What does Flatten hand on?")
    above = Hint("network above", "that is the network above, with 128 units. Here the first "
                 "hidden layer has 300.")
    expect(first, 785 * 300, [
        *mistakes_in_units(784, 300),
        (28 * 300, one_row),
        (29 * 300, one_row),
        (785 * 128, above),
        (784 * 128, above),
        (785 * 100, Hint("layer of 100 units", "that would be right for 100 units. The first "
                         "hidden layer has 300.")),
        (0, Hint("Flatten for the first", "0 is right for Flatten. The first hidden layer is the "
                 "one with 300 units.")),
        (785 * 300 + 301 * 100, Hint("both hidden layers", "these are both hidden layers. Give the "
                                     "first alone.")),
    ], otherwise=Hint("another first layer", "how many inputs does one of the first layer's units "
                      "look at? Add its bias, and then count the units."))


def _judge_total(total: int) -> None:
    first, second, third = 785 * 300, 301 * 100, 101 * CLASSES
    pixels = Hint("pixels into every layer", "only the first hidden layer sees the pixels. What "
                  "comes into the others?")
    expect(total, first + second + third, {
        first + second + third - 410: Hint("biases forgotten in all", "the first hidden layer has "
                                           "its biases, but in all you left them out."),
        first + second + third - 110: Hint("biases of two layers forgotten", "the first layer has "
                                           "its biases, the two others don't."),
        **{first + second + third - units: Hint("biases of one layer forgotten", "the biases of "
                                                f"the layer of {units} units are missing.")
           for units in (100, 10)},
        first: Hint("first layer alone", "that is the first hidden layer alone. Two more follow."),
        first + second: Hint("output layer forgotten", "both hidden layers are there. Does the "
                             "output layer learn nothing?"),
        first + third: Hint("second layer forgotten", "the second hidden layer is missing."),
        first + 785 * 100 + third: pixels,
        first + 785 * 100 + 785 * CLASSES: pixels,
        first + second + 301 * CLASSES: Hint("outputs after the first", "what the outputs see is "
                                             "the second hidden layer, not the first. How many "
                                             "units has it?"),
        second + third: Hint("first layer forgotten", "these are the last two layers. Add the "
                             "first hidden one."),
    }, otherwise=Hint("another total", f"the network doesn't have {total:,} parameters in all. For "
                      "each of the three layers that learn: (inputs + 1) times units."),
       opening="the first number is right, the second isn't: ")


@exercises.check(3, "Four mistakes")
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
    return "one row of inputs, an output for every class, softmax, and the loss for number labels."


def _about_rows(network: Any) -> Hint | None:
    shape = tuple(network.output_shape)[1:]
    if len(shape) == 1:
        return None
    return Hint("Flatten forgotten", f"one image is answered with {shape_in_words(shape)}, not "
                "with ten numbers. What lays the rows of an image end to end?")


def _about_classes(network: Any) -> Hint | None:
    units = network.output_shape[-1]
    if units == CLASSES - 1:
        return Hint("nine outputs", "the labels run from 0 to 9. How many are they?")
    if units != CLASSES:
        return Hint("another number of outputs", f"there are {units} outputs for ten classes.")
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
        return Hint("Dropout behind the outputs", "with Dropout behind the ten outputs, some of "
                    "the answers themselves are struck out while the network learns.")
    return None


def _about_no_probabilities(activation: str, outputs: np.ndarray) -> Hint:
    if activation == "softmax":
        return Hint("softmax changed again", "something behind softmax changes its probabilities: "
                    f"for one image they add up to {outputs[0].sum():.3g}.")
    return Hint("no softmax", f"the outputs come from {activation}. What makes them ten "
                "probabilities with the sum 1?")


def _about_first_layer(network: Any) -> Hint | None:
    """Look for a dense layer that sees less than the whole image, if the outputs don't show it."""
    if len(network.output_shape) != 2:
        return None
    for step in networks.steps_of(network):
        if step.kind == "Dense" and step.before[-1] != 28 * 28:
            if len(step.before) == 2:
                return Hint("image made smaller", "the image is made smaller before the dense "
                            "layers see it. Every pixel should get its own weight.")
            way = "row by row" if step.before[1:] == (28, 28) else "piece by piece"
            return Hint("Flatten too late", f"the first dense layer still sees the image {way}, "
                        f"{step.before[-1]} of its numbers at a time. What lays all 784 end to end "
                        "before it?")
        # A convolution, or a layer of the student's own, may look in other ways.
        if step.layer.weights and "Normalization" not in step.kind:
            break
    return None


def _about_frozen(network: Any) -> Hint | None:
    for layer in networks.layers_of(network):
        if layer.weights and not layer.trainable:
            return Hint("layer frozen", f"trainable=False keeps the layer {layer.name} from "
                        "learning anything.")
    return None


def _about_loss(network: Any) -> Hint | None:
    import keras

    loss = network.loss
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if isinstance(loss, keras.metrics.Metric):
        return Hint("metric for loss", "a metric stands in place of the loss. It counts what is "
                    "right, but says nothing on the way downhill.")
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

    try:
        keras.losses.get(loss)
    except Exception:
        return False
    return True


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
    try:
        before, after = (_loss_of(network, _sure_of(LABELS) + more) for more in (0, 2))
        return _falls_with_the_right_class(network) and bool(np.isclose(before, after, rtol=1e-4))
    except Exception:
        return False


@exercises.check(4, "Which epoch would you keep?")
def kept(epoch_to_keep: int, reason: str) -> str:
    """Check which epoch of a training is kept, and why."""
    if number(epoch_to_keep, "the epoch") < 1:
        raise Hint("loss for its epoch", "that is a loss. The number of its epoch is asked for, in "
                   "the first column.")
    epoch = integer(epoch_to_keep, "the epoch")
    reason = choice(reason, "the reason", ("A", "B", "C", "D"))
    expect(epoch, 15, {
        30: Hint("lowest training loss", "at epoch 30 the training loss is lowest. Is that the "
                 "loss which counts for images that are still to come?"),
        25: Hint("held-out loss rising", "the held-out loss has been rising for a while."),
        20: Hint("held-out loss just risen", "at epoch 20 the training loss has fallen further, "
                 "and the held-out loss?"),
        10: Hint("too early", "at epoch 10 the network was still getting better on both columns."),
        5: Hint("losses closest", "the two losses lie close together, but both are high: it has "
                "hardly begun."),
    }, otherwise=Hint("not in the table", "the network was saved at the epochs of the table only, "
                      f"and {epoch} isn't one."))
    raise_hint_for(reason, {
        "A": Hint("learned most", "at epoch 30 it has learned still more from its images."),
        "B": Hint("closest is best", "they lie closest at epoch 5, where both are bad."),
        "D": Hint("cost of time", "by that reason epoch 5 would be better still."),
    }, opening="the epoch is right, the reason isn't: ")
    return "the held-out loss is lowest there; later the network only learns its images by heart."
