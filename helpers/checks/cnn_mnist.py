"""Checks of the notebook 10_cnn_mnist."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    choice,
    integer,
    networks,
    number,
    raise_hint_for,
)

exercises = Exercises("10_cnn_mnist")
summary = exercises.summary

NETWORKS = ("narrow dense", "wide dense", "one block", "two blocks")


@exercises.check(1, "No channel, no answer")
def mended(network: Any) -> str:
    """Check a small convolutional network that gives each image ten probabilities."""
    network = _built(network)
    outputs = _answers(network)
    if _kinds(network).count("Conv2D") != 1:
        raise Hint("?", "the network had one Conv2D layer, and yours has "
                   f"{_kinds(network).count('Conv2D')}. It wasn't among the mistakes.")
    if outputs.ndim == 4:
        raise Hint(
            "?",
            f"three images are answered with the shape {outputs.shape}: some numbers for each "
            "place of the maps. Each image should get ten. Which layer lays its maps end to end?"
        )
    if outputs.shape != (3, 10):
        raise Hint("?", f"three images should be answered with the shape (3, 10), and yours have "
                   f"{outputs.shape}. Does the last layer have ten units, and stand last?")
    _judge_probabilities(outputs)
    kinds = _kinds(network)
    convolution = networks.layers_of(network)[kinds.index("Conv2D")]
    if convolution.count_params() != 80:
        raise Hint("?", "ten probabilities, as they should be, but the convolution had 8 kernels of "
                   f"3×3 and 80 parameters. Yours has {convolution.count_params():,}.")
    if tuple(convolution.strides) != (1, 1):
        raise Hint("?", "ten probabilities, as they should be, but the convolution moved on by one "
                   f"pixel, and yours by {convolution.strides[0]}. That wasn't among the mistakes.")
    poolings = [kind for kind in kinds if "Pooling" in kind]
    if not poolings:
        raise Hint("?", "ten probabilities, as they should be, but the pooling is gone. It wasn't among "
                   "the mistakes.")
    if "MaxPooling2D" not in poolings:
        raise Hint("?", f"ten probabilities, as they should be, but {poolings[0]} isn't the pooling "
                   "that the network had. It wasn't among the mistakes.")
    if kinds.index("MaxPooling2D") < kinds.index("Conv2D"):
        raise Hint("?", "ten probabilities, as they should be, but the pooling stands before the "
                   "convolution. Their order wasn't among the mistakes.")
    return "each image has its channel axis, its maps end in one row, and softmax makes the ten."


def _built(network: Any) -> Any:
    try:
        network = networks.keras_network(network)
    except Hint as hint:
        raise _about_shapes(str(hint)) from None
    networks.layers_of(network)
    if not getattr(network, "built", True):
        raise Hint("?", "your network has no input yet. Does it begin with keras.Input(...)?")
    return network


def _about_shapes(text: str) -> Hint:
    """Turn what Keras said about shapes into a hint."""
    if "ndim=4" in text and "ndim=2" in text:
        return Hint("?", "a convolution gets vectors here: it wants rows, columns and channels. Is "
                    "there a Flatten too early?")
    if "same length as input" in text or "ndim=5" in text:
        return Hint("?", "the convolution gets one axis too many. In Input(...) stands the shape of one "
                    "image, and Keras adds the axis of the images itself.")
    if "ndim=4" in text:
        return Hint("?", "Keras still finds three axes where a convolution wants four. In Input(...) "
                    "stands the shape of one image: what comes behind rows and columns?")
    if "negative" in text:
        return Hint("?", "a map would become smaller than nothing. Do rows, columns and channels stand "
                    "in this order in Input(...), or are there too many convolutions or poolings?")
    return Hint(text)


def _answers(network: Any) -> np.ndarray:
    """Ask a network about three images and give its answers."""
    # With PyTorch, Keras knows no shapes of a network whose layers can't be joined.
    shape = tuple(getattr(network, "input_shape", (None, 28, 28, 1)))
    if shape == (None, 28, 28, 3):
        raise Hint("?", "three channels would be for colour pictures. How many has a grey one?")
    if shape not in ((None, 28, 28, 1), (None, 28, 28)):
        raise Hint("?", "your network takes inputs of the shape "
                   f"{shape[1:]}. An image has 28 rows, 28 columns and one "
                   "channel.")
    images = np.random.default_rng(1).integers(0, 256, size=(3, *shape[1:]))
    try:
        return networks.outputs_of(network, images)
    except Exception as error:
        reason = networks.reason_of(error)
        raise Hint("?", f"your network can't answer for three images: {reason}.") from None


def _judge_probabilities(outputs: np.ndarray) -> None:
    if networks.are_probabilities(outputs):
        return
    sums = outputs.sum(axis=1)
    if 0 <= outputs.min() and outputs.max() <= 1:
        raise Hint("?", f"ten numbers from 0 to 1, but for the first image they add up to {sums[0]:.2f}."
                   " Which activation makes them share a sum of 1?")
    raise Hint("?", f"ten numbers for each image, but one of them is {outputs.flat[0]:.2f}, and they "
               "aren't probabilities. Which activation of the last layer makes them so?")


def _kinds(network: Any) -> list[str]:
    return [type(layer).__name__ for layer in networks.layers_of(network)]


@exercises.check(2, "How large are the maps?")
def sizes(
    second_convolution: Sequence[int], second_pooling: Sequence[int], numbers_in_a_row: int
) -> str:
    """Check the sizes behind 8 kernels of 2×2 on 12×12×16, pooling of 2×2, and Flatten."""
    convolution = _shape(second_convolution, "the shape behind the convolution")
    raise_hint_for(convolution, [
        ((12, 12, 8), "12 wide would be right with padding. Here there is none: how many places "
                      "has a kernel of 2 in a row of 12?"),
        ((8, 8, 8), "that is for kernels of 5×5. The second convolution has smaller ones."),
        ((8, 8, 16), "that is for 16 kernels of 5×5, those of the first convolution. The second "
                     "has others."),
        ((10, 10, 8), "a kernel of 2 in a row of 12: count the places, or look at the formula. It "
                      "ends in + 1."),
        ((23, 23, 8), "is the first pooling forgotten? 12×12×16 arrives."),
        ((27, 27, 8), "that would be on the image itself. 12×12×16 arrives from the first block."),
        ((6, 6, 8), "6 wide would be for stride 2, as in pooling. A convolution moves on by one "
                    "pixel, unless it is told otherwise."),
        ((11, 11, 16), "11 is right. But how many maps come out: as many as came in, or one for "
                       "each kernel?"),
        ((11, 11, 128), "11 is right. Each kernel looks at all 16 maps and adds up: how many maps "
                        "does *one* kernel make?"),
        ((11, 11, 24), "11 is right. The maps that came in don't go on beside the new ones. How "
                       "many does each kernel make?"),
        ((11, 11, 1), "11 is right. But that is what one kernel makes."),
        ((11, 11, 2), "11 is right. 2 is how wide the kernels are. How many are there?"),
        ((8, 11, 11), "the three numbers are right. Keras puts the channels last."),
    ])
    if convolution != (11, 11, 8):
        raise Hint("?", "the shape behind the convolution isn't right yet. Put W = 12 and F = 2 into "
                   "W - F + 1 for rows and columns; and how many kernels are there?")
    pooling = _shape(second_pooling, "the shape behind the pooling")
    raise_hint_for(pooling, [
        ((6, 6, 8), "11 isn't even, so a window stays half empty. What becomes of one that doesn't "
                    "fit any more?"),
        ((10, 10, 8), "that is for windows that move on by one pixel. Those of max pooling don't "
                      "overlap."),
        ((5.5, 5.5, 8), "there are no half pixels. What becomes of a window that doesn't fit?"),
        ((5, 5, 16), "5 is right. Pooling leaves the number of maps as it is: how many came in?"),
        ((5, 5, 4), "5 is right. Pooling makes each map smaller, but leaves as many as came in."),
        ((5, 5, 2), "5 is right. Pooling leaves as many maps as came in. 2 is how wide its windows "
                    "are."),
        ((5, 11, 8), "pooling shrinks rows and columns alike."),
        ((11, 11, 8), "that is what goes into the pooling. What comes out?"),
        ((8, 5, 5), "the three numbers are right. Keras puts the channels last."),
        ((3, 3, 8), "that is pooled twice, or from 6. 11 wide arrives."),
    ], opening="the convolution is right. ")
    if pooling != (5, 5, 8):
        raise Hint("?", "the convolution is right, the pooling isn't. How many windows of 2 fit into a "
                   "row of 11, one beside the other?")
    row = integer(numbers_in_a_row, "the length of the row")
    raise_hint_for(row, {
        25: "that is one map. All the maps are laid end to end.",
        40: "that is one row of each map. A map has rows *and* columns.",
        968: "that would be without the second pooling.",
        400: "that would be for 16 maps.",
        288: "that would be for maps of 6×6.",
        2304: "that is the first network, with one block.",
        784: "these are the pixels of the image. Flatten works on what the second block leaves.",
        18: "the numbers aren't added up: how many are there in 5×5×8?",
        100: "that is how many units come next. How many numbers do they get?",
    }, opening="both shapes are right. ")
    if row != 200:
        raise Hint("?", "both shapes are right. For the row, count all the numbers in a block of "
                   "5×5×8.")
    return "12 - 2 + 1 = 11; five windows of two fit into 11; and 5·5·8 numbers are left."


def _shape(answer: Any, what: str) -> tuple[float, ...]:
    values = array(answer, what)
    if values.shape != (3,):
        raise Hint("?", f"{what} should be three numbers (rows, columns, channels), and yours has "
                   f"{values.size}.")
    return tuple(values.tolist())


@exercises.check(3, "Count before Keras does")
def counted(parameters: Mapping[str, int]) -> str:
    """Check the number of parameters of each layer of the network with two blocks."""
    if not isinstance(parameters, Mapping) or (
        set(islice(parameters, len(_PARAMETERS) + 1)) != set(_PARAMETERS)
    ):
        raise Hint("?", f"{', '.join(_PARAMETERS)}: a dictionary with these names is asked for. Copy "
                   "the exercise again, and replace each ... only.")
    for name, (right, mistakes) in _PARAMETERS.items():
        value = integer(parameters[name], f"the number for {name}")
        raise_hint_for(value, mistakes, opening=f"{name}: ")
        if value != right:
            raise Hint("?", f"{name}: {value:,} is not what it has. {_WAYS[name.split()[-1]]}")
    return ("in all 22,046: a weight for everything that one kernel or unit looks at, and a bias "
            "for each.")


_WAYS = {
    "convolution": "Begin with one kernel: how many numbers lie under it, in all the maps that "
    "come in? Add its bias, then take all kernels.",
    "pooling": "What could it learn?",
    "units": "Each unit has a weight for each number that comes in, and a bias.",
}
_POOLING = {
    4: "a pooling window has four places, but no weights. It looks for the largest number, and "
    "there is nothing to learn in that.",
    64: "a pooling window has four places, but no weights, for however many maps.",
    80: "pooling isn't a convolution: there are no weights and no biases in it.",
    40: "pooling isn't a convolution: there are no weights and no biases in it.",
    32: "a pooling window has four places, but no weights, for however many maps.",
    2304: "so many numbers come out of a pooling. The parameters are what a layer learns.",
    200: "so many numbers come out of a pooling. The parameters are what a layer learns.",
}
_PARAMETERS = {
    "first convolution": (416, {
        400: "these are the weights. What else does each kernel learn?",
        401: "that is one bias for the whole layer. Each kernel has its own.",
        26: "this is one kernel with its bias. How many kernels are there?",
        25: "these are the weights of one kernel. How many kernels are there, and what else do "
            "they learn?",
        96: "a kernel of 5×5 has more than five weights.",
        239_616: "that counts the parameters again at every place. A kernel slides: its weights "
                 "are shared by all places.",
        230_400: "that counts the weights again at every place. A kernel slides: its weights are "
                 "shared by all places.",
        9216: "that is how many numbers come out. The parameters are what a layer learns.",
        208: "that is for 8 kernels. The first convolution has more.",
        12_560: "that is a dense layer of 16 units. A kernel sees 5×5 pixels at a time.",
        1216: "three channels would be for colour pictures. How many has a grey one?",
    }),
    "first pooling": (0, _POOLING),
    "second convolution": (520, {
        512: "these are the weights. What else does each kernel learn?",
        513: "that is one bias for the whole layer. Each kernel has its own.",
        528: "the weights are right. A bias belongs to each kernel, not to each map that comes in.",
        640: "the weights are right. But the sums over the 16 maps are added up first: how many "
             "biases does a kernel get?",
        40: "this kernel sees one map only, (2·2 + 1)·8. How many maps does it look at?",
        32: "two things are missing: how many maps does each kernel look at, and what does each "
            "kernel add at the end?",
        65: "this is one kernel with its bias. How many kernels are there?",
        64: "these are the weights of one kernel. How many kernels are there, and what else do "
            "they learn?",
        264: "that is with two weights for each map, or with half as many maps. How many weights "
             "has a kernel of 2×2 for one map, and how many maps come in?",
        3208: "that is for kernels of 5×5. The second convolution has smaller ones.",
        80: "have the numbers of maps and kernels changed places? 16 maps come in, 8 kernels look "
            "at them.",
        1040: "that is for 16 kernels. How many has the second convolution?",
        62_920: "that counts the parameters again at every place. The weights of a kernel are "
                "shared by all places.",
        61_952: "that counts the weights again at every place. They are shared.",
        968: "that is how many numbers come out. The parameters are what a layer learns.",
    }),
    "second pooling": (0, _POOLING),
    "100 units": (20_100, {
        20_000: "these are the weights. Every unit learns one more number.",
        20_001: "one bias for the whole layer is too few: each unit has its own.",
        20_200: "the weights are right. The biases belong to the units, not to what comes in.",
        230_500: "that is the first network: 12·12·16 numbers come in there. How many leave the "
                 "second block?",
        230_400: "that is the first network, and without biases. How many numbers leave the second "
                 "block?",
        78_500: "784 pixels don't arrive here. How many numbers leave the second block?",
        96_900: "that would be without the second pooling.",
        28_900: "that would be for maps of 6×6. A pooling window that doesn't fit is left out.",
        40_100: "that would be for 16 maps. How many maps does the second block leave?",
        2600: "that is for a single map. All the maps are laid end to end.",
        900: "that is one weight for each map. Each of its pixels has its own.",
        201: "that is one unit. How many are there?",
        1010: "that is the last layer. What comes in here?",
    }),
    "10 units": (1010, {
        1000: "these are the weights. Every unit learns one more number.",
        1001: "one bias for the whole layer is too few: each unit has its own.",
        1100: "the weights are right. The biases belong to the units, not to what comes in.",
        2010: "the 200 numbers end at the layer before. How many come out of that one?",
        7850: "784 pixels don't arrive here. How many numbers come out of the layer before?",
        101: "that is one unit. How many are there?",
        10: "these are the biases. And the weights?",
    }),
}


@exercises.check(4, "Nothing lost at the border")
def padded(padded_numbers: int, network: Any) -> str:
    """Check two blocks whose convolutions keep the size of their maps."""
    row = integer(padded_numbers, "the number behind Flatten")
    raise_hint_for(row, {
        200: "that is without padding. How wide is a map behind each convolution now, and behind "
             "each pooling?",
        49: "that is one map. How many are laid end to end?",
        56: "that is one row of each map. A map has rows *and* columns.",
        784: "that is 7·7·16. How many maps does the second convolution make?",
        1568: "that is with one pooling. There are two.",
        6272: "that is without the poolings. They still halve the maps.",
        288: "that is with padding in the second convolution only.",
        32: "is the padding taken off, rather than added?",
        39_300: "these are the parameters of the next layer. How many numbers come into it?",
    })
    if row != 392:
        raise Hint("?", "follow the width: 28, the convolution keeps it, pooling halves it, and once "
                   "more. Then width times width times maps.")
    network = _built_with_opening(network)
    _judge_padding(networks.steps_of(network))
    outputs = _answers(network)
    if outputs.shape != (3, 10):
        raise Hint("?", "the padding is right, but three images should be answered with the shape "
                   f"(3, 10), and yours have {outputs.shape}. Is a layer at the end missing?")
    _judge_probabilities(outputs)
    count = networks.numbers_to_learn(network)
    if count != 41_246:
        raise Hint("?", f"the padding is right, but the network has {count:,} parameters to learn. "
                   "Compare the dense layers with those of the two blocks.")
    return "28 → 28 → 14 → 14 → 7: only the poolings shrink the maps, and 7·7·8 numbers are left."


def _built_with_opening(network: Any) -> Any:
    try:
        return _built(network)
    except Hint as hint:
        raise Hint("?", f"the number is right. The network: {hint}") from None


def _judge_padding(steps: list[networks.Step]) -> None:
    convolutions = [step.layer for step in steps if step.kind == "Conv2D"]
    poolings = [step.layer for step in steps if "Pooling" in step.kind]
    for layer in poolings:
        kind = type(layer).__name__
        if not hasattr(layer, "pool_size"):
            raise Hint("?", f"{kind} leaves a single number of each map. Which pooling have the two "
                       "blocks above, and what lays their maps end to end?")
        if kind != "MaxPooling2D":
            raise Hint("?", f"the two blocks above don't have {kind}. Which of the numbers in a window "
                       "does their pooling keep?")
    if len(convolutions) != 2 or len(poolings) != 2:
        raise Hint("?", f"two blocks have two convolutions and two poolings, and yours have "
                   f"{len(convolutions)} and {len(poolings)}.")
    without = [which for which, layer in zip(("first", "second"), convolutions, strict=True)
               if layer.padding != "same"]
    in_pooling = any(layer.padding == "same" for layer in poolings)
    if without and in_pooling:
        raise Hint("?", "there is padding in the pooling. It is the convolutions that should keep "
                   "the size.")
    if len(without) == 2:
        raise Hint("?", "neither convolution has padding=\"same\" yet.")
    if without:
        raise Hint("?", f"the {without[0]} convolution still has no padding, and makes its maps "
                   "smaller.")
    for which, layer, kernels, side in zip(
        ("first", "second"), convolutions, (16, 8), (5, 2), strict=True
    ):
        if tuple(layer.strides) != (1, 1):
            raise Hint("?", f"the {which} convolution has a stride of {layer.strides[0]}, which shrinks "
                       "the maps in spite of the padding.")
        if layer.filters != kernels or tuple(layer.kernel_size) != (side, side):
            raise Hint(
                "?",
                f"the {which} convolution should have {kernels} kernels of {side}×{side}, and "
                f"yours has {layer.filters} of {layer.kernel_size[0]}×{layer.kernel_size[1]}."
            )
    widths = [step.after[1] for step in steps if step.layer in [*convolutions, *poolings]]
    if widths != [28, 14, 14, 7]:
        raise Hint("?", "the maps of your four layers are "
                   f"{', '.join(map(str, widths))} pixels wide. Each pooling should halve them.")
    if not any(step.after == (None, 392) for step in steps):
        raise Hint("?", "the maps are right, but nothing lays them end to end before the dense layers.")


@exercises.check(5, "Which network for which purpose?")
def purposes(
    chip: str,
    battery: str,
    by_hand: str,
    accuracy: float,
    accuracies: Mapping[str, Sequence[float]],
) -> str:
    """Check which network is chosen for which purpose, and what it was measured to reach."""
    raise_hint_for(choice(chip, "the network for the chip", NETWORKS), {
        "narrow dense": "the chip: it fits, but so does another one that makes fewer mistakes.",
        "wide dense": "the chip: how many bytes do its parameters take, at 4 bytes each?",
        "one block": "the chip: it reads well, but how many bytes do its parameters take, at 4 "
                     "bytes each?",
    })
    raise_hint_for(choice(battery, "the network for the battery", NETWORKS), {
        "two blocks": "the battery: it has few parameters, but they are used at many places. How "
                      "many multiplications does it need?",
        "one block": "the battery: look at its multiplications. A kernel works at every place.",
        "wide dense": "the battery: how many multiplications does it need? Each of its weights is "
                      "used once.",
    })
    chosen = choice(by_hand, "the network for digits put in by hand", NETWORKS)
    at_3 = {name: float(accuracies[name][-1]) for name in NETWORKS}
    if "dense" in chosen:
        raise Hint("?", "by hand: the curve of this network falls early. Which ones hold on longer?")
    value = _accuracy(accuracy)
    if math.isclose(value, at_3[chosen], abs_tol=0.006):
        return "memory, work and robustness are three different prices, and each purpose has its."
    for pixels, other in enumerate(accuracies[chosen][:-1]):
        if math.isclose(value, other, abs_tol=0.006):
            raise Hint("?", "the choices are right. The accuracy that you read off is the one at a "
                       f"shift of {pixels} pixels. Which shift is meant?")
    for name, other in at_3.items():
        if name != chosen and math.isclose(value, other, abs_tol=0.006):
            raise Hint("?", f"the choices are right. But that accuracy belongs to {name}.")
    if math.isclose(value, 1 - at_3[chosen], abs_tol=0.006):
        raise Hint("?", "the choices are right. That is its error; the accuracy is asked for.")
    raise Hint("?", "the choices are right. Read its accuracy off again, at 3 pixels, from the printed "
               "lines or out of accuracies.")


def _accuracy(answer: Any) -> float:
    if isinstance(answer, str):
        with contextlib.suppress(ValueError):
            answer = float(answer.replace("%", "").replace(",", ".").strip())
    value = number(answer, "the accuracy")
    return value / 100 if value > 1 else value

