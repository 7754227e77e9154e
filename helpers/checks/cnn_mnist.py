"""Checks of the notebook 10_cnn_mnist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    accuracy,
    array,
    choice,
    expect,
    integer,
    networks,
    raise_hint_for,
)
from helpers.exercises.answers import shape_in_words
from helpers.exercises.counting import mistakes_in_convolution, mistakes_in_units

exercises = Exercises("10_cnn_mnist")
summary = exercises.summary

IMAGE = (28, 28, 1)
NETWORKS = ("narrow dense", "wide dense", "one block", "two blocks")


@exercises.check(1, "No channel, no answer")
def fixed(network: Any) -> str:
    """Check a small convolutional network that gives each image ten probabilities."""
    network, outputs = _ready(network)
    layers = networks.layers_of(network)
    kinds = [type(layer).__name__ for layer in layers]
    if kinds.count("Conv2D") != 1:
        raise Hint("another number of convolutions", "the network had one Conv2D layer, and yours "
                   f"has {kinds.count('Conv2D')}. It wasn't among the mistakes.")
    if outputs.ndim == 4:
        raise Hint("Flatten missing", "each image is answered with "
                   f"{shape_in_words(outputs.shape[1:])}: some for each place of the maps. Each "
                   "image should get ten. Which layer lays its maps end to end?")
    _judge_outputs(outputs, networks.activations_of(network))
    _judge_what_was_right(layers, kinds, _lacks_activations(network, 1))
    return "each image has its channel axis, its maps end in one row, and softmax makes the ten."


def _lacks_activations(network: Any, hidden: int) -> bool:
    names = networks.activations_of(network)[:-1]
    return (sum(name != "linear" for name in names) < hidden
            and not networks.has_bare_operations(network))


def _judge_what_was_right(layers: list, kinds: list[str], lacks_relu: bool) -> None:
    """See whether the layers are there that weren't among the mistakes."""
    convolution = layers[kinds.index("Conv2D")]
    poolings = [kind for kind in kinds if "Pooling" in kind]
    windows = [(tuple(layer.pool_size), tuple(layer.strides))
               for layer, kind in zip(layers, kinds, strict=True) if kind == "MaxPooling2D"]
    for is_as_it_was, hint in (
        (convolution.count_params() == 80, Hint(
            "another convolution", "the convolution had 8 kernels of 3×3 and 80 parameters. Yours "
            f"has {convolution.count_params():,}.")),
        (tuple(convolution.strides) == (1, 1), Hint(
            "another stride", "the convolution moved on by one pixel, and yours by "
            f"{convolution.strides[0]}.")),
        (not lacks_relu, Hint("relu gone", "the relu of the convolution is gone.")),
        (poolings, Hint("pooling gone", "the pooling is gone.")),
        (windows, Hint(
            "another pooling", f"{', '.join(poolings)} isn't the pooling that it had.")),
        (windows == [((2, 2), (2, 2))], Hint(
            "another window", "there was one pooling, with windows of 2×2 beside each other.")),
        (kinds.index("Conv2D") < [*kinds, "MaxPooling2D"].index("MaxPooling2D"), Hint(
            "pooling first", "the pooling comes before the convolution.")),
        (kinds.count("Dense") == 1, Hint(
            "another number of dense layers", "there was one dense layer, and yours has "
            f"{kinds.count('Dense')}.")),
    ):
        if not is_as_it_was:
            raise hint.after("ten probabilities, as they should be, but something has changed that "
                             "wasn't among the mistakes: ")


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
        return Hint("Flatten too early", "a convolution gets vectors here, and it takes rows, "
                    "columns and channels. Is there a Flatten too early?")
    if "same length as input" in text or "ndim=5" in text:
        return Hint("axis of the images", "the convolution gets one axis too many. Input(...) "
                    "takes the shape of one image, and Keras adds the axis of the images itself.")
    if "ndim=4" in text:
        return Hint("channel axis missing", "where a convolution needs four axes, Keras still "
                    "finds three axes. Input(...) takes the shape of one image: what comes after "
                    "rows and columns?")
    if "negative" in text:
        return Hint("map of negative size", "a map would become smaller than nothing. Are rows, "
                    "columns and channels in this order in Input(...), or are there too many "
                    "convolutions or poolings?")
    return hint


def _judge_outputs(outputs: np.ndarray, activations: list[str], opening: str = "") -> None:
    if outputs.shape != (3, 10):
        raise Hint("not ten outputs", f"{opening}each image should be answered with 10 numbers, "
                   f"and yours get {shape_in_words(outputs.shape[1:])}. Are there ten units, and "
                   "at the end?")
    if any("softmax" in name for name in activations[:-1]):
        raise Hint("softmax too early", f"{opening}there is a softmax before the last layer. It "
                   "makes probabilities of the ten numbers at the end, and belongs there alone.")
    if activations and activations[-1].lower().count("softmax") > 1:
        raise Hint("softmax twice", f"{opening}softmax is applied twice at the end, and the second "
                   "makes all ten nearly alike. One is enough.")
    if networks.are_probabilities(outputs):
        return
    if np.allclose(outputs.sum(axis=0), 1, atol=1e-4):
        raise Hint("softmax over the images", f"{opening}the numbers of the three images share a "
                   "sum of 1 for each class. Along which axis does each image have its ten?")
    if 0 <= outputs.min() and outputs.max() <= 1:
        raise Hint("sum is not 1", f"{opening}the ten numbers for the first image add up to "
                   f"{outputs[0].sum():.2f}. Which activation makes them share a sum of 1?")
    outside = outputs[(outputs < 0) | (outputs > 1)][0]
    raise Hint("no probabilities", f"{opening}one of the ten numbers is {outside:.2f}, so they "
               "aren't probabilities. Which activation of the last layer makes them so?")


@exercises.check(2, "How large are the maps?")
def sizes(
    second_convolution: Sequence[int], second_pooling: Sequence[int], numbers_in_a_row: int
) -> str:
    """Check the sizes behind 8 kernels of 2×2 on 12×12×16, pooling of 2×2, and Flatten."""
    convolution = _shape(second_convolution, "the shape behind the convolution")
    expect(convolution, (11, 11, 8), _CONVOLUTION_MISTAKES, otherwise=Hint(
        "another convolution", "the shape behind the convolution isn't right yet. Put W = 12 and "
        "F = 2 into W - F + 1 for rows and columns; and how many kernels are there?"))
    pooling = _shape(second_pooling, "the shape behind the pooling")
    expect(pooling, (5, 5, 8), _POOLING_MISTAKES, otherwise=Hint(
        "another pooling", "how many windows of 2 fit into a row of 11, one beside the other, and "
        "how many maps are there?"), opening="the convolution is right, the pooling isn't: ")
    row = integer(numbers_in_a_row, "the length of the row")
    expect(row, 200, _ROW_MISTAKES, otherwise=Hint(
        "another row", "count all the numbers in a block of 5×5×8."),
        opening="both shapes are right, the length of the row isn't: ")
    return "12 - 2 + 1 = 11; five windows of two fit into 11; and 5·5·8 numbers are left."


def _shape(answer: Any, what: str) -> tuple[float, ...]:
    return tuple(array(answer, f"{what} (rows, columns, channels)", shape=(3,)).tolist())


_CHANNELS_FIRST = Hint("channels first",
                       "the three numbers are right. Keras puts the channels last.")
_CONVOLUTION_MISTAKES = {
    (12, 12, 8): Hint("width with padding", "12 wide would be right with padding. Here there is "
                      "none: how many places does a kernel of 2 have in a row of 12?"),
    (8, 8, 8): Hint("kernels of 5×5",
                    "that is for kernels of 5×5. The second convolution has smaller ones."),
    (8, 8, 16): Hint("first convolution's kernels", "that is for 16 kernels of 5×5, those of the "
                     "first convolution. The second has others."),
    (10, 10, 8): Hint("one place too few", "a kernel of 2 in a row of 12: count the places, or "
                      "look at the formula. It ends in + 1."),
    (23, 23, 8): Hint("first pooling forgotten",
                      "is the first pooling forgotten? 12×12×16 comes in."),
    (27, 27, 8): Hint("first block forgotten", "that would be on the image itself. 12×12×16 "
                      "comes in from the first block."),
    (6, 6, 8): Hint("stride of 2", "6 wide would be for stride 2, as in pooling. A convolution "
                    "moves on by one pixel, unless it is told otherwise."),
    (11, 11, 16): Hint("as many maps as before", "11 is right. But how many maps come out: as "
                       "many as came in, or one for each kernel?"),
    (11, 11, 128): Hint("map for each pair", "11 is right. Each kernel looks at all 16 maps and "
                        "adds up: how many maps does *one* kernel make?"),
    (11, 11, 24): Hint("maps added to the old", "11 is right. The maps that came in don't go on "
                       "beside the new ones. How many does each kernel make?"),
    (11, 11, 1): Hint("one kernel only", "11 is right. But that is what one kernel makes."),
    (11, 11, 2): Hint("width of the kernels",
                      "11 is right. 2 is how wide the kernels are. How many are there?"),
    (8, 11, 11): _CHANNELS_FIRST,
}
_POOLING_MISTAKES = {
    (6, 6, 8): Hint("half-empty window kept", "11 isn't even, so a window stays half empty. What "
                    "becomes of one that doesn't fit any more?"),
    (10, 10, 8): Hint("overlapping windows", "that is for windows that move on by one pixel. "
                      "Those of max pooling don't overlap."),
    (5.5, 5.5, 8): Hint("half pixels", "there are no half pixels. Does a half-empty window count?"),
    (5, 5, 16): Hint("maps of the first block", "5 is right. Pooling leaves the number of maps as "
                     "it is: how many came in?"),
    (5, 5, 4): Hint("maps halved", "5 is right. Pooling makes each map smaller, but leaves as "
                    "many as came in."),
    (5, 5, 2): Hint("width of the windows", "5 is right. Pooling leaves as many maps as came in. "
                    "2 is how wide its windows are."),
    (5, 11, 8): Hint("one side only", "pooling shrinks rows and columns alike."),
    (11, 11, 8): Hint("before the pooling",
                      "that is what goes into the pooling. What comes out?"),
    (8, 5, 5): _CHANNELS_FIRST,
    (3, 3, 8): Hint("pooled twice", "that is pooled twice, or from 6. 11 comes in."),
}
_ROW_MISTAKES = {
    25: Hint("one map only", "that is one map. All the maps are laid end to end."),
    40: Hint("one row of each map", "that is one row of each map. A map has rows *and* columns."),
    968: Hint("second pooling forgotten", "that would be without the second pooling."),
    400: Hint("16 maps", "that would be for 16 maps."),
    288: Hint("maps of 6×6", "that would be for maps of 6×6."),
    2304: Hint("only one block", "that is the first network, with one block."),
    784: Hint("pixels of the image", "these are the pixels of the image. Flatten works on what "
              "the second block leaves."),
    18: Hint("sides added up",
             "the numbers aren't added up: how many numbers are there in 5×5×8?"),
    100: Hint("units of the next layer",
              "that is how many units come next. How many numbers do they get?"),
}


@exercises.check(3, "Count before Keras does")
def counted(parameters: Mapping[str, int]) -> str:
    """Check the number of parameters of each layer of the network with two blocks."""
    if not isinstance(parameters, Mapping) or set(parameters) - set(_PARAMETERS):
        raise Hint("other names", f"{', '.join(_PARAMETERS)}: a dictionary with these names is "
                   "asked for. Copy the exercise again, and replace each ... only.")
    if missing := [name for name in _PARAMETERS if name not in parameters]:
        raise Hint("names missing", f"your dictionary lacks {' and '.join(missing)}. What learns "
                   "nothing has a number of parameters too.")
    others = {right: Hint("another layer", "that is another layer of this network.")
              for right, _ in _PARAMETERS.values()}
    for name, (right, mistakes) in _PARAMETERS.items():
        value = integer(parameters[name], f"the number for {name}")
        way = _WAYS[name.split()[-1]]
        expect(value, right, [*mistakes, *others.items()], otherwise=Hint(
            "another number", f"{value:,} is not what it has. {way}"), opening=f"{name}: ")
    return ("in all 22,046: a weight for everything that one kernel or unit looks at, and a bias "
            "for each.")


_WAYS = {
    "convolution": "Begin with one kernel: how many numbers lie under it, in all the maps that "
    "come in? Add its bias, then take all kernels.",
    "pooling": "What could it learn?",
    "units": "Each unit has a weight for each number that comes in, and a bias.",
}
_WINDOW = Hint("weights of a window", "a pooling window has four places, but no weights, for "
               "however many maps. It looks for the largest number: what would it learn?")
_NO_CONVOLUTION = Hint("pooling like a convolution", "pooling isn't a convolution: there are no "
                       "weights and no biases in it.")
_OUTPUTS = Hint("outputs counted", "so many numbers come out of a pooling. The parameters are "
                "what a layer learns.")
_OF_POOLING = [
    *((count, _WINDOW) for count in (4, 32, 64)),
    *((count, _NO_CONVOLUTION) for count in (40, 80)),
    *((count, _OUTPUTS) for count in (200, 2304)),
]
_PIXELS = Hint("pixels as inputs",
               "784 pixels don't arrive here. How many numbers come out of the layer before?")
_PARAMETERS = {
    "first convolution": (416, [
        *mistakes_in_convolution(side=5, inputs=1, kernels=16, places=24 * 24, pixels=28 * 28),
        (208, Hint("8 kernels", "that is for 8 kernels. The first convolution has more.")),
        (1216, Hint("three channels",
                    "three channels would be for colour pictures. How many has a grey one?")),
    ]),
    "first pooling": (0, _OF_POOLING),
    "second convolution": (520, [
        *mistakes_in_convolution(side=2, inputs=16, kernels=8, places=11 * 11, pixels=12 * 12),
        (3208, Hint("kernels of 5×5",
                    "that is for kernels of 5×5. The second convolution has smaller ones.")),
        (80, Hint("maps and kernels swapped", "are the numbers of maps and kernels "
                  "swapped? 16 maps come in, 8 kernels look at them.")),
        (1040, Hint("16 kernels", "that is for 16 kernels. How many has the second "
                    "convolution?")),
    ]),
    "second pooling": (0, _OF_POOLING),
    "100 units": (20_100, [
        *mistakes_in_units(200, 100),
        (230_500, Hint("first network", "that is the first network: 12·12·16 numbers come in "
                       "there. How many leave the second block?")),
        (230_400, Hint("first network without biases", "that is the first network, and without "
                       "biases. How many numbers leave the second block?")),
        (78_500, _PIXELS),
        (96_900, Hint("second pooling forgotten", "that would be without the second pooling.")),
        (28_900, Hint("maps of 6×6", "that would be for maps of 6×6. A pooling window that "
                      "doesn't fit is left out.")),
        (40_100, Hint("16 maps",
                      "that would be for 16 maps. How many maps does the second block leave?")),
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


@exercises.check(4, "Nothing lost at the border")
def padded(padded_numbers: int, network: Any) -> str:
    """Check two blocks whose convolutions keep the size of their maps."""
    expect(integer(padded_numbers, "the number behind Flatten"), 392, _PADDED_MISTAKES,
           otherwise=Hint("another number", "follow the width: 28, the convolution keeps it, "
                          "pooling halves it, and once more. Then width times width times maps."))
    try:
        network, outputs = _ready(network)
    except Hint as hint:
        raise hint.after("the number is right. The network: ") from None
    _judge_blocks(networks.steps_of(network))
    opening = "the padding is right, but "
    _judge_outputs(outputs, networks.activations_of(network), opening)
    if _lacks_activations(network, 3):
        raise Hint("relu forgotten", f"{opening}a layer before the last has no activation. Which "
                   "one have those of the two blocks?")
    count = networks.numbers_to_learn(network)
    if count != 41_246:
        raise Hint("other dense layers", f"the padding is right, but the network has {count:,} "
                   "parameters to learn. Compare the dense layers with those of the two blocks.")
    return "28 → 28 → 14 → 14 → 7: only the poolings shrink the maps, and 7·7·8 numbers are left."


_PADDED_MISTAKES = {
    200: Hint("padding forgotten", "that is without padding. How wide is a map behind each "
              "convolution now, and behind each pooling?"),
    49: Hint("one map only", "that is one map. How many are laid end to end?"),
    56: Hint("one row of each map", "that is one row of each map. A map has rows *and* columns."),
    784: Hint("16 maps", "that is 7·7·16. How many maps does the second convolution make?"),
    1568: Hint("one pooling only", "that is with one pooling. There are two."),
    6272: Hint("poolings forgotten", "that is without the poolings. They still halve the maps."),
    288: Hint("one convolution padded", "that is with padding in the second convolution only."),
    32: Hint("padding taken off", "did you take the padding off, rather than add it?"),
    39_300: Hint("parameters counted", "these are the parameters of the next layer. How many "
                 "numbers come into it?"),
}


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
            raise Hint("global pooling", f"the layer {kind} leaves a single number of each map. "
                       "Which pooling do the two blocks have, and what lays maps end to end?")
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
    if len(without) == 2:
        raise Hint("no padding", 'neither convolution has padding="same" yet.')
    if without:
        raise Hint("padding missing once", f"the {without[0]} convolution still has no padding, "
                   "and makes its maps smaller.")


def _judge_kernels(convolutions: list) -> None:
    for which, layer, kernels, side in zip(
        ("first", "second"), convolutions, (16, 8), (5, 2), strict=True
    ):
        if tuple(layer.strides) != (1, 1):
            raise Hint("convolution with a stride", f"the {which} convolution has a stride of "
                       f"{layer.strides[0]}, which shrinks the maps in spite of the padding.")
        if layer.filters != kernels or tuple(layer.kernel_size) != (side, side):
            raise Hint("other kernels", f"the {which} convolution should have {kernels} kernels "
                       f"of {side}×{side}, and yours has {layer.filters} of "
                       f"{layer.kernel_size[0]}×{layer.kernel_size[1]}.")


@exercises.check(5, "Which network for which purpose?")
def purposes(
    chip: str, battery: str, by_hand_network: str, its_accuracy: float,
    accuracies: Mapping[str, Sequence[float]],
) -> str:
    """Check which network is chosen for which purpose, and what it was measured to reach."""
    raise_hint_for(choice(chip, "the network for the chip", NETWORKS),
                   _CHIP_MISTAKES, opening="the chip: ")
    raise_hint_for(choice(battery, "the network for the battery", NETWORKS),
                   _BATTERY_MISTAKES, opening="the battery: ")
    chosen = choice(by_hand_network, "the network for digits put in by hand", NETWORKS)
    if "dense" in chosen:
        raise Hint("dense by hand",
                   "by hand: the curve of this network falls early. Which ones hold on longer?")
    if np.size(its_accuracy) == len(accuracies[chosen]):
        raise Hint("all shifts", "these are its accuracies at all four shifts. Which place has the "
                   "one at 3 pixels?")
    *smaller_shifts, at_3 = map(float, accuracies[chosen])
    expect(accuracy(its_accuracy), at_3, [
        *((other, Hint("another shift", "the accuracy that you read off is the one at a shift of "
                       f"{pixels} pixels. Which shift is meant?"))
          for pixels, other in enumerate(smaller_shifts)),
        *((float(accuracies[name][-1]), Hint("another network's accuracy", "that accuracy belongs "
                                             f"to {name}."))
          for name in NETWORKS if name != chosen),
        (1 - at_3, Hint("error given", "that is its error; the accuracy is asked for.")),
    ], otherwise=Hint("another accuracy", "read its accuracy off again, at 3 pixels, from the "
                      "printed lines or out of accuracies."),
        atol=0.006, opening="the choices are right, the accuracy isn't: ")
    return "memory, work and robustness are three different prices, and each purpose pays its own."


_CHIP_MISTAKES = {
    "narrow dense": Hint("more mistakes on the chip",
                         "it fits, but so does another one that makes fewer mistakes."),
    "wide dense": Hint("too large for the chip",
                       "how many bytes do its parameters take, at 4 bytes each?"),
    "one block": Hint("too large for the chip", "it reads well, but how many bytes do its "
                      "parameters take, at 4 bytes each?"),
}
_BATTERY_MISTAKES = {
    "two blocks": Hint("kernels on the battery", "it has few parameters, but they are used at "
                       "many places. How many multiplications does it need?"),
    "one block": Hint("kernels on the battery",
                      "look at its multiplications. A kernel works at every place."),
    "wide dense": Hint("too wide for the battery", "how many multiplications does it need? Each "
                       "of its weights is used once."),
}
