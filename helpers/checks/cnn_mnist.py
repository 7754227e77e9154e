"""Checks of the notebook 10_cnn_mnist."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import Exercises, Hint, array, call, expect, integer, networks
from helpers.exercises.answers import shape_in_words
from helpers.exercises.counting import mistakes_in_convolution, mistakes_in_units
from helpers.exercises.trainings import judge_choice, trainings

exercises = Exercises("10_cnn_mnist")
summary = exercises.summary

IMAGE = (28, 28, 1)
FEWEST_TRIALS = 4
NARROW = 22_270  # parameters of the narrow dense network, 784-28-10
MOST_PARAMETERS = 22_046  # those of the two blocks


@exercises.check(1, "Count before Keras does")
def counted(parameters: Mapping[str, int]) -> str:
    """Check the number of parameters of each layer of the network with two blocks."""
    if not isinstance(parameters, Mapping) or set(parameters) - set(_PARAMETERS):
        raise Hint("other names", "a dictionary is asked for, with exactly these names and a "
                   f"number for each: {', '.join(_PARAMETERS)}. Replace only the exercise's dots.")
    if missing := [name for name in _PARAMETERS if name not in parameters]:
        raise Hint("names missing", f"your dictionary lacks {' and '.join(missing)}. Learning "
                   "nothing gives a number, too: which one?")
    others = {right: Hint("another layer", "that's another layer's number.")
              for right, _ in _PARAMETERS.values()}
    for name, (right, mistakes) in _PARAMETERS.items():
        value = integer(parameters[name], f"the number for {name}")
        way = _WAYS[name.split()[-1]]
        expect(value, right, [*mistakes, *others.items()], otherwise=Hint(
            "another number", f"{value:,} isn't its number. {way}"), opening=f"{name}: ")
    return ("22,046 in all: a weight for everything that a kernel or unit looks at, and a bias for "
            "each.")


_WAYS = {
    "convolution": "Begin with one kernel: how many numbers lie under it, in all the maps that "
    "come in? Add its bias, then take all kernels.",
    "pooling": "What could it learn?",
    "units": "Each unit has a weight for each number that comes in, and a bias. Work out the "
    "layers before, one by one: how many numbers does the last of them leave?",
}
_WINDOW = Hint("weights of a window", "a pooling has no weights and no biases, however many "
               "places and maps there are. It picks the largest number: what would it learn?")
_OUTPUTS = Hint("outputs counted", "that many numbers come out of a pooling. The parameters are "
                "what a layer learns.")
_OF_POOLING = [
    *((count, _WINDOW) for count in (4, 32, 40, 64, 80)),
    *((count, _OUTPUTS) for count in (200, 2304)),
]
_PIXELS = Hint("pixels as inputs",
               "784 pixels don't arrive here. How many numbers come out of the layer before?")
_PARAMETERS = {
    "first convolution": (416, [
        *mistakes_in_convolution(side=5, inputs=1, kernels=16, places=24 * 24, pixels=28 * 28),
        (208, Hint("8 kernels", "that is for 8 kernels. The first convolution has more.")),
        (1216, Hint("three channels",
                    "three channels would be for colour pictures. How many does a grey one have?")),
    ]),
    "first pooling": (0, _OF_POOLING),
    "second convolution": (520, [
        *mistakes_in_convolution(side=2, inputs=16, kernels=8, places=11 * 11, pixels=12 * 12),
        (3208, Hint("kernels of 5×5",
                    "that is for kernels of 5×5. The second convolution has smaller ones.")),
        (80, Hint("maps and kernels swapped", "are the numbers of maps and kernels "
                  "swapped? 16 maps come in, 8 kernels look at them.")),
        (1040, Hint("16 kernels", "that is for 16 kernels. How many are in the second?")),
    ]),
    "second pooling": (0, _OF_POOLING),
    "100 units": (20_100, [
        *mistakes_in_units(200, 100),
        *((count, Hint("first network", "that is the first network: 12·12·16 numbers come in "
                       "there. How many leave the second block?")) for count in (230_500, 230_400)),
        (78_500, _PIXELS),
        (96_900, Hint("second pooling forgotten", "that would be without the second pooling.")),
        (28_900, Hint("maps of 6×6", "that would be for maps of 6×6. How wide are they after the "
                      "second convolution, and how many windows fit in?")),
        (24_300, Hint("half a window", "half a window doesn't fit, and is left out.")),
        (40_100, Hint("16 maps",
                      "that would be for 16 maps. How many maps does the second block leave?")),
        (39_300, Hint("maps padded", "that would be with padding. These convolutions have none.")),
        (2600, Hint("one map only",
                    "that is for a single map. All the maps are laid end to end.")),
        (900, Hint("one weight for each map",
                   "that is one weight for each map. Each of its pixels has its own.")),
        (1010, Hint("last layer", "that is the last layer. What comes in here?")),
    ]),
    "10 units": (1010, [
        *mistakes_in_units(100, 10),
        (2010, Hint("inputs of the layer before", "the 200 numbers end at the layer before. How "
                    "many come out of that one?")),
        (7850, _PIXELS),
    ]),
}


@exercises.check(2, "Nothing lost at the border")
def padded(network: Any) -> str:
    """Check two blocks whose convolutions keep the size of their maps."""
    network, outputs = _ready(network)
    _judge_blocks(networks.steps_of(network))
    opening = "the padding is right, but "
    names = networks.activations_of(network)
    _judge_outputs(outputs, names, opening)
    if (count := networks.numbers_to_learn(network)) != 41_246:
        raise Hint("other dense layers", f"the padding is right, but the network has {count:,} "
                   "parameters to learn. Compare the dense layers with those of the two blocks.")
    hidden = [name for name in names[:-1] if name != "linear"]
    if len(hidden) < 3 and not networks.has_bare_operations(network):
        raise Hint("relu forgotten", f"{opening}a layer before the last has no activation. Which "
                   "do those of the two blocks have?")
    if others := [name for name in hidden if name in ("tanh", "sigmoid")]:
        raise Hint("another activation", f"{opening}there is {others[0]} before the last layer. "
                   "Which activation do the two blocks have there?")
    return "28 → 28 → 14 → 14 → 7: only the poolings shrink the maps, and 7·7·8 numbers are left."


def _judge_blocks(steps: list[networks.Step]) -> None:
    convolutions = [step.layer for step in steps if step.kind == "Conv2D"]
    poolings = [step.layer for step in steps if "Pooling" in step.kind]
    _judge_poolings(poolings)
    if len(convolutions) != 2 or len(poolings) != 2:
        raise Hint("another number of layers", "two blocks have two convolutions and two "
                   f"poolings, and yours have {len(convolutions)} and {len(poolings)}.")
    _judge_padding(steps, convolutions, poolings)
    _judge_kernels(convolutions)
    widths = [step.after[1] for step in steps if step.layer in [*convolutions, *poolings]]
    if widths != [28, 14, 14, 7]:
        raise Hint("other widths", "the maps of your four layers are "
                   f"{', '.join(map(str, widths))} pixels wide. The convolutions should keep "
                   "the width, and each pooling halve it.")
    if not any(step.after == (None, 392) for step in steps):
        raise Hint("Flatten missing", "the maps are right, but nothing lays them end to end "
                   "before the dense layers.")


def _judge_poolings(poolings: list) -> None:
    for layer in poolings:
        kind = type(layer).__name__
        if not hasattr(layer, "pool_size"):
            raise Hint("global pooling", f"the layer {kind} leaves a single number per map. Which "
                       "pooling do the two blocks have, and what lays maps end to end?")
        if kind != "MaxPooling2D":
            raise Hint("another pooling", f"the two blocks above don't have {kind}. Which of the "
                       "numbers in a window does their pooling keep?")


def _judge_padding(steps: list[networks.Step], convolutions: list, poolings: list) -> None:
    padded_by_hand = [after.layer for before, after in pairwise(steps)
                      if before.kind == "ZeroPadding2D"]
    without = [which for which, layer in zip(("first", "second"), convolutions, strict=True)
               if layer.padding != "same" and layer not in padded_by_hand]
    if without and any(layer.padding == "same" for layer in poolings):
        raise Hint("padding in the pooling", "there is padding in the pooling. It is the "
                   "convolutions that should keep the size.")
    if without:
        raise Hint("no padding", f"no padding yet in the {' and the '.join(without)} convolution, "
                   "so the maps still get smaller there.")


def _judge_kernels(convolutions: list) -> None:
    for which, layer, kernels, side in zip(
        ("first", "second"), convolutions, (16, 8), (5, 2), strict=True
    ):
        if tuple(layer.strides) != (1, 1):
            raise Hint("convolution with a stride", f"the {which} convolution has a stride of "
                       f"{layer.strides[0]}, which shrinks the maps despite the padding.")
        if layer.filters != kernels or tuple(layer.kernel_size) != (side, side):
            raise Hint("other kernels", f"the {which} convolution should have {kernels} kernels "
                       f"of {side}×{side}, and yours has {layer.filters} of "
                       f"{layer.kernel_size[0]}×{layer.kernel_size[1]}.")


def _ready(network: Any) -> tuple[Any, np.ndarray]:
    """Give a network that can be looked into, and its answers to three images."""
    try:
        network = networks.ready_network(network, IMAGE, mistakes={(28, 28, 3): Hint(
            "three channels",
            "three channels would be for colour pictures. How many has a grey one?",
        )})
    except Hint as hint:
        raise _about_shapes(hint) from None
    images = np.random.default_rng(1).integers(0, 256, size=(3, *IMAGE))
    return networks.laid_open(network, IMAGE), networks.outputs_of(network, images)


def _about_shapes(hint: Hint) -> Hint:
    """Turn what Keras said about shapes, of which it has no exceptions, into a hint."""
    text = str(hint.__context__ or "")
    if "ndim=4" in text and "ndim=2" in text:
        return Hint("Flatten too early", "a convolution gets vectors here, but needs rows, columns "
                    "and channels. Is a Flatten too early?")
    if "same length as input" in text or "ndim=5" in text:
        return Hint("axis of the images", "the convolution gets one axis too many. Input(...) "
                    "takes the shape of one image, and Keras adds the axis of the images itself.")
    if "ndim=4" in text:
        return Hint("channel axis missing", "where a convolution needs four axes, Keras finds "
                    "three axes. Input(...) takes the shape of one image: what comes after rows "
                    "and columns?")
    if "negative" in text:
        return Hint("map of negative size", "a map would become smaller than nothing. Are rows, "
                    "columns and channels in this order in Input(...), or are there too many "
                    "convolutions or poolings?")
    return hint


def _judge_outputs(outputs: np.ndarray, activations: list[str], opening: str = "") -> None:
    if outputs.shape != (3, 10):
        raise Hint("not ten outputs", f"{opening}each image should be answered with 10 numbers, "
                   f"and yours get {shape_in_words(outputs.shape[1:])}. Does your last layer have "
                   "ten units?")
    if any("softmax" in name for name in activations[:-1]):
        raise Hint("softmax too early", f"{opening}there is a softmax before the last layer. It "
                   "turns the ten numbers at the end into probabilities, and belongs only there.")
    if activations and activations[-1].lower().count("softmax") > 1:
        raise Hint("softmax twice", f"{opening}softmax is applied twice at the end, and the second "
                   "makes all ten nearly alike. One is enough.")
    if networks.are_probabilities(outputs):
        return
    if 0 <= outputs.min() and outputs.max() <= 1:
        raise Hint("sum is not 1", f"{opening}the ten numbers for the first image add up to "
                   f"{outputs[0].sum():.2f}. Which activation makes them share a sum of 1?")
    outside = outputs[(outputs < 0) | (outputs > 1)][0]
    raise Hint("no probabilities", f"{opening}one of the ten numbers is {outside:.2f}, so they "
               "aren't probabilities. Which activation of the last layer makes them so?")


@exercises.check(3, "The narrow network's best chance")
def best_chance(trials: Mapping, chosen: Any, rival: Any) -> str:
    """Check that dense networks of few parameters were tried, and one chosen on validation."""
    trials = trainings(trials, chosen, fewest=FEWEST_TRIALS, alike=False)
    epochs = [len(history.history["val_accuracy"]) for history in trials.values()]
    for (name, history), trained in zip(trials.items(), epochs, strict=True):
        _judge_trial(name, history.model)
        if trained < epochs[0]:
            raise Hint("fewer epochs", f"the network {name!r} was trained for {trained} epochs, "
                       f"the first for {epochs[0]}. Give each a chance: at least as many.")
    courses = {(*one.history["accuracy"], *one.history["val_accuracy"]) for one in trials.values()}
    if len(courses) < len(trials):
        raise Hint("the same trial twice", "two of your trials ran identically. Change the "
                   "learning rate, the epochs or the layers.")
    if not isinstance(chosen, Hashable) or chosen not in trials:
        raise Hint("no such trial", "the one you chose isn't among your trials. Give its name, as "
                   "in the dictionary.")
    highest = judge_choice(trials, chosen)
    ahead = 100 * (rival.history["val_accuracy"][-1] - highest)
    return (f"the validation images chose: your best dense network reads {highest:.2%} of them, "
            f"{abs(ahead):.1f} points {'less' if ahead > 0 else 'more'} than the two blocks.")


def _judge_trial(name: Hashable, model: Any) -> None:
    if kinds := [type(layer).__name__ for layer in networks.layers_of(model)
                 if getattr(layer, "kernel", None) is not None and np.ndim(layer.kernel) > 2]:
        raise Hint("not dense", f"the network {name!r} has a layer {kinds[0]}. It's the dense "
                   "one's turn: only dense layers may have weights.")
    if (count := _parameters(model)) > NARROW:
        raise Hint("too many parameters", f"the network {name!r} has {count:,} parameters. It has "
                   f"to make do with the narrow one's {NARROW:,}.")


def _parameters(network: Any) -> int:
    """Count the parameters, those of frozen layers too, but not what is only kept."""
    frozen = [layer for layer in networks.layers_of(network) if not layer.trainable]
    return networks.numbers_to_learn(network) + sum(layer.count_params() for layer in frozen)


@exercises.check(4, "Put the pixels back")
def put_back(function: Callable) -> str:
    """Check a function that undoes a shuffle of the pixels."""
    rng = np.random.default_rng(10)
    images = rng.integers(0, 256, size=(5, *IMAGE)).astype("uint8")
    for order in (rng.permutation(784), rng.permutation(784)):
        came = images.reshape(len(images), -1)[:, order].reshape(images.shape)
        pixels = _given_back(function, came, order)
        if np.array_equal(pixels, images):
            continue
        _judge_pixels(pixels, images, came, order)
        if np.array_equal(_given_back(function, came, order[::-1]), pixels):
            raise Hint("order not used", "your images come out the same whatever the order is. Use "
                       "what the function gets as its arguments.")
        kept = [np.sort(one.reshape(len(came), -1)) for one in (came, pixels)]
        if np.isin(pixels, came).all() and not np.array_equal(*map(np.sort, map(np.ravel, kept))):
            raise Hint("pixels lost", "some pixels come back twice, and others not at all. Is one "
                       "written over before it is read?")
        if np.isin(pixels, came).all() and not np.array_equal(*kept):
            raise Hint("images mixed", "pixels of one image end up in another. Which axis counts "
                       "the images, and which the pixels? How does shuffle keep them apart?")
        right = np.mean(pixels.ravel() == images.ravel())
        raise Hint("another order", f"{right:.0%} of the pixels are back in place. On paper, "
                   "shuffle 10, 20, 30, 40 with the order [2, 0, 3, 1]. Which places does your "
                   "function take then, and which would put them back?")
    return "no pixel is lost: whoever knows the order can put each one back where it was."


def _given_back(function: Callable, came: np.ndarray, order: np.ndarray) -> np.ndarray:
    try:
        result = call(function, came.copy(), order.copy())
    except Hint as hint:
        if not isinstance(hint.__cause__, (IndexError, ValueError)):
            raise
        raise Hint("another axis", f"{hint} The order has 784 places. Has your index as many, and "
                   "the axis that you use it on? Compare shuffle.") from hint.__cause__
    return array(result, "what comes back", finite=False)


def _judge_pixels(
    pixels: np.ndarray, images: np.ndarray, came: np.ndarray, order: np.ndarray
) -> None:
    if pixels.size == images.size and np.array_equal(pixels.ravel(), images.ravel()):
        raise Hint("another shape", "each pixel is back in its place, but the images came as "
                   f"{shape_in_words(came.shape)}, and you give back "
                   f"{shape_in_words(pixels.shape)}.")
    if pixels.size > images.size:
        raise Hint("more than went in", f"{len(came)} images went in, and far more numbers come "
                   "back. Return those that the function is given, not others of the notebook.")
    if pixels.size < images.size:
        raise Hint("pixels missing", f"{came.size:,} numbers went in and {pixels.size:,} come "
                   "back. Give back all the images with all their pixels, not an order.")
    rows = pixels.reshape(len(images), -1)
    of_came = came.reshape(len(images), -1)
    for mistake, hint in (
        (of_came, Hint("nothing moved", "the images come back as they went in, still shuffled. "
                       "If you take the pixels by an index, print it: which places are these?")),
        (of_came[:, order], Hint(
            "shuffled twice", "you shuffled them once more. Pixel i of a shuffled image was pixel "
            "order[i] before. Where in the shuffled image is pixel 0 now?")),
        (of_came[:, order[::-1]], Hint(
            "order read from its end", "reading the order backwards doesn't undo it. At which "
            "place in the order does 0 stand, and 1?")),
        (of_came[:, ::-1], Hint("pixels in reverse", "your pixels are reversed. Where did each one "
                                "come from?")),
        (images.swapaxes(1, 2).reshape(rows.shape), Hint(
            "images on their side", "your images lie on their side: rows are where columns were.")),
        (np.sort(of_came, axis=1), Hint(
            "sorted by brightness", "you sorted the pixels by how bright they are. Their places "
            "matter: what do you have to sort by?")),
    ):
        if np.array_equal(rows, mistake):
            raise hint
    if np.ptp(rows) > 0 and np.corrcoef(rows.ravel(), images.ravel())[0, 1] > 0.9999:
        raise Hint("brightness changed", "each pixel is back in its place, but not as bright as it "
                   "was. Leave the numbers themselves as they are.")


@exercises.challenge("Hold still", best="highest", to_beat=80,
                     unit="% at three pixels (fair if it never learned from a shifted digit)")
def hold_still(steady_network: Any, images: ArrayLike, labels: ArrayLike) -> float:
    """Give the share of shifted images that a network of few parameters reads, in percent."""
    _judge_images(np.asarray(images), np.asarray(labels))
    network = networks.ready_network(steady_network, IMAGE)
    laid_open = networks.laid_open(network, IMAGE)
    for kind in (type(layer).__name__ for layer in networks.layers_of(laid_open)):
        if kind.startswith("Random"):
            raise Hint("augmentation", f"the layer {kind} changes the training images. Here the "
                       "network must learn from them as they are.")
    if (count := _parameters(laid_open)) > MOST_PARAMETERS:
        raise Hint("too many parameters", f"your network has {count:,} parameters, and at most "
                   f"{MOST_PARAMETERS:,} are allowed.")
    read = 100 * networks.accuracy_of(network, images, labels)
    if read < 20:
        raise Hint("near guessing", f"it reads {read:.1f} %, not much more than guessing does. Has "
                   "it been trained (a function makes a new one), and on pixels from 0 to 255?")
    return read


def _judge_images(images: np.ndarray, labels: np.ndarray) -> None:
    if images.shape == (*labels.shape, *IMAGE):
        # A quarter of them is shifted to the right, another to the left.
        ink = (images[part::4].sum(axis=(0, 1, 3)) for part in (0, 2))
        right, left = (np.average(np.arange(28), weights=weights) for weights in ink)
        if right - left > 4:
            return
    raise Hint("other images", "the images have to be the notebook's, shifted by 3 pixels, and the "
               "labels theirs. Change only the name of the network in the last line.")


numbers_in_a_row = exercises.prediction(1, "numbers that come out of Flatten")
one_block_accuracy = exercises.prediction(2, "validation accuracy of one block")
work_of_two_blocks = exercises.prediction(3, "work of two blocks, in % of one block's")
narrow_accuracy = exercises.prediction(4, "validation accuracy of the narrow network")
shuffled_accuracy = exercises.prediction(5, "two blocks and wide, on shuffled pixels")
shifted_accuracy = exercises.prediction(6, "two blocks, digits shifted by three pixels")
