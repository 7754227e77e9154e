"""Checks of the notebook 09_basic_convolution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import Exercises, Hint, array, call, choice, expect, integer, raise_hint_for
from helpers.exercises.answers import shape_in_words
from helpers.exercises.counting import mistakes_in_convolution

exercises = Exercises("09_basic_convolution")
summary = exercises.summary

# The first layer of AlexNet, with Keras' order of the axes.
INPUT_SIZE, CHANNELS = 227, 3
KERNELS, KERNEL_SIZE, STRIDE = 96, 11, 4
SIDE = (INPUT_SIZE - KERNEL_SIZE) // STRIDE + 1
PARAMETERS = (KERNEL_SIZE**2 * CHANNELS + 1) * KERNELS


@exercises.check(1, "Fix the loops")
def mended_slide(slide: Callable) -> str:
    """Check a function that slides a square kernel over a picture."""
    for picture, kernel in _pictures_and_kernels():
        try:
            result = call(slide, picture.copy(), kernel.copy())
        except Hint as hint:
            if hint.name != "stops with IndexError":
                raise
            raise _about_the_edge(picture, kernel, hint) from None
        if isinstance(result, tuple) and len(result) == 1:
            (result,) = result
        output = array(result, "the output", finite=False)
        brighter = call(slide, 2 * picture, kernel.copy())
        if np.isfinite(output).all() and repr(result) == repr(brighter):
            raise Hint("another picture", "the same comes out for two pictures, one of them twice "
                       "as bright. Does your function use the picture that it is given?")
        _judge_output(output, picture, kernel)
    return "kernel and picture are both read by row first, and each side has its own length."


def _pictures_and_kernels() -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(9)
    sizes = [((5, 5), 3), ((4, 7), 3), ((7, 4), 3), ((4, 5), 2), ((3, 3), 3), ((6, 8), 5)]
    pairs = [(rng.integers(0, 256, size=shape), rng.integers(-9, 10, size=(size, size)))
             for shape, size in sizes]
    return [*pairs, (rng.random((4, 5)), rng.normal(size=(3, 3)))]


def _about_the_edge(picture: np.ndarray, kernel: np.ndarray, hint: Hint) -> Hint:
    opening = f"{_sizes(picture, kernel)}: your loops reach over the picture's edge"
    if len(kernel) != 3:
        return Hint("size written in", f"{opening}, as they don't with one of 3×3. Is the size of "
                    "the kernel written into them?")
    if picture.shape[0] == picture.shape[1]:
        return Hint("too many places", f"{opening}. At how many places does the kernel fit into a "
                    f"row? ({hint})")
    return Hint("loops over the edge", f"{opening}, as they don't in a square one. Which side of "
                f"the picture do the rows run along? ({hint})")


def _slide(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
    return np.sum(windows * kernel, axis=(2, 3)).astype(float)


def _sizes(picture: np.ndarray, kernel: np.ndarray) -> str:
    rows, columns = picture.shape
    return f"a {len(kernel)}×{len(kernel)} kernel on a picture of {rows}×{columns}"


def _judge_output(output: np.ndarray, picture: np.ndarray, kernel: np.ndarray) -> None:
    right = _slide(picture, kernel)
    if output.shape == right.shape and np.allclose(output, right):
        return
    if len(right) > 1 and _ends_early(output, right):
        raise Hint("returns inside the loop", "the output begins well, and then the rest of it "
                   "isn't computed any more. Is return inside the loop?")
    opening = f"{_sizes(picture, kernel)}: "
    if output.shape != right.shape:
        _judge_shape(output.shape, right.shape, picture.shape, opening)
    raise_hint_for(output, _mistakes_in_numbers(right, picture, kernel), rtol=1e-5)
    array(output, "the output", finite=True)
    row, column = np.argwhere(~np.isclose(output, right))[0]
    raise Hint("another number", f"{opening}the output in row {row}, column {column} isn't the "
               "sum of window times kernel. Compare your loops with those of slide().")


def _ends_early(output: np.ndarray, right: np.ndarray) -> bool:
    """Tell whether only the first number, or the first row, is there."""
    if output.ndim != 2 or output.shape[1:] != right.shape[1:]:
        return False
    if len(output) == 1:
        return np.allclose(output, right[:1])
    # What adds up from one number to the next begins well, too.
    if output.shape != right.shape or np.allclose(output, np.cumsum(right).reshape(right.shape)):
        return False
    same = np.isclose(output, right)
    return same[0, 0] and not same[1:].any() and (same[0].all() or not same[0, 1:].any())


def _judge_shape(shape: tuple, right: tuple, of_picture: tuple, opening: str) -> None:
    if shape == (right[0] * right[1],) and right[0] > 1:
        raise Hint("one long row",
                   "your numbers come in one long row. Keep one list for each row of the output.")
    expect(shape, right, [
        ((), Hint("one number in all", "one number came out. Every place of the kernel gives a "
                  "number, so does your function return the total, not the output?")),
        (of_picture, Hint("as large as the picture", "your output is as large as the picture, as "
                          "with padding. How many places does the kernel have in a row?")),
        (right[::-1], Hint("rows and columns swapped", "your output has rows and columns the other "
                           "way round. Which side of the picture do the rows run along?")),
        ((right[0] - 1, right[1] - 1), Hint("last place forgotten", "one row and one column of "
                                            "the output are missing. Does range() reach the last "
                                            "place where the kernel fits?")),
    ], otherwise=Hint("another shape", f"your output has {shape_in_words(shape)}. Count the "
                      "places of the kernel along each side, whatever its own size."),
        opening=opening)


def _mistakes_in_numbers(right: np.ndarray, picture: np.ndarray, kernel: np.ndarray) -> list:
    rows, columns = right.shape
    return [
        (_slide(picture, kernel.T),
         Hint("kernel still mirrored", "your kernel is still mirrored at its diagonal: its rows "
              "are taken for columns. What does the first pair of brackets choose?")),
        (_slide(picture, kernel[::-1, ::-1]),
         Hint("kernel turned round", "your kernel is turned upside down and left to right. Its "
              "first number belongs to the first pixel of the window.")),
        (right.T, Hint("output transposed", "the numbers are right, but the rows of your output "
                       "are where its columns should be.")),
        (np.cumsum(right).reshape(right.shape),
         Hint("total never reset",
              "every output adds to the one before. Where is total set back to 0?")),
        (np.cumsum(right, axis=1),
         Hint("total reset by row",
              "within a row every output adds to the one before. Where is total set to 0?")),
        *((cut(right), Hint("fractions cut off", "the numbers of this picture are fractions, and "
                            "yours come out whole. What kind of numbers can your output hold?"))
          for cut in (np.trunc, np.floor, np.round)),
        *((np.clip(right, 0, most), Hint("output cut off", "your output is cut off at 0, or at 255 "
                                         "too. What a kernel answers may be any number."))
          for most in (None, 255)),
        (np.abs(right), Hint("without signs", "your outputs have lost their signs. What a kernel "
                             "answers may be negative.")),
        (right % 256, Hint("output in bytes", "your outputs begin again at 0 after 255, as bytes "
                           "do. What kind of numbers can your output hold?")),
        (right / kernel.size, Hint("mean in place of sum", "your outputs are the means of the "
                                   "products. Their sum is asked for.")),
        (_slide(picture, np.ones_like(kernel)),
         Hint("kernel not used",
              "your outputs are the sums of the window alone. Where are the kernel's numbers?")),
        (picture[-rows:, -columns:] * kernel[-1, -1],
         Hint("last product alone", "every output is its last product alone. What adds the ones "
              "before it?")),
        (picture[:rows, :columns] * kernel.sum(),
         Hint("always the same pixel", "every number of the kernel meets the same pixel. The "
              "place within the kernel has to be added to the place of the window.")),
    ]


@exercises.check(2, "Bright above dark")
def bright_above_dark(level_kernel: ArrayLike) -> str:
    """Check a 3×3 kernel that finds edges with the bright side above."""
    kernel = array(level_kernel, "the kernel", shape=(3, 3))
    scale = np.abs(kernel).max()
    if scale == 0:
        raise Hint("only zeros", "a kernel of zeros answers 0 to everything, to your edge too.")
    kernel = kernel / scale
    if not np.isclose(kernel.sum(), 0):
        raise Hint("answers even surfaces", "on an even surface of brightness 100 your kernel "
                   f"answers {100 * scale * kernel.sum():g}, not 0. What do its numbers add up to?")
    _judge_level_edge(kernel)
    if not np.allclose(kernel.sum(axis=0), 0):
        raise Hint("answers upright edges too", "it finds your edge, and upright edges as well. "
                   "So that they cancel, each column has to add up to 0 by itself.")
    return "it weighs what is above against what is below, and each column adds up to 0."


def _judge_level_edge(kernel: np.ndarray) -> None:
    # What a window sees of the edge: its first row bright, or its first two.
    answers = np.cumsum(kernel.sum(axis=1))[:2]
    if np.allclose(answers, 0):
        if not np.allclose(kernel.sum(axis=0), 0):
            raise Hint("rows and columns swapped", "your kernel finds upright edges, between left "
                       "and right, and doesn't see yours at all. Exchange rows and columns.")
        raise Hint("blind to edges", "a bright surface above a dark one gets the answer 0. "
                   "Compare rows, not points.")
    if np.all(answers < 1e-9):
        raise Hint("sign turned round", "your kernel answers with negative numbers where it is "
                   "bright above and dark below. Which rows should count positively?")
    if np.any(answers < -1e-9):
        raise Hint("finds lines", "as your kernel passes the edge its answer changes sign: it "
                   "finds thin lines, not edges. Let the upper rows always outweigh the lower.")


@exercises.check(3, "The first layer of AlexNet")
def alexnet_layer(alexnet_shape: ArrayLike, alexnet_parameters: int) -> str:
    """Check the output's shape and the parameters of 96 kernels of 11×11 on 227×227×3, stride 4."""
    rows, columns, channels = array(alexnet_shape, "the output's shape", shape=(3,)).tolist()
    parameters = integer(alexnet_parameters, "the number of parameters")
    if (rows, columns, channels) == (KERNELS, SIDE, SIDE):
        raise Hint("another order of axes",
                   "the sizes are right, in another order: rows, columns, then channels.")
    if rows != columns:
        raise Hint("rows unlike columns",
                   "picture, kernel and stride are the same both ways, so rows equal columns.")
    expect(rows, SIDE, _SIDE_MISTAKES, otherwise=Hint(
        "another size", f"{rows:g} doesn't come out of (W + 2P - F) / S + 1. What are W, P, F and "
        "S here?"), opening="rows and columns: ")
    expect(channels, KERNELS, _CHANNEL_MISTAKES, otherwise=Hint(
        "another number of channels", "every kernel makes one feature map. How many kernels are "
        "there?"), opening="channels: ")
    expect(parameters, PARAMETERS, _PARAMETER_MISTAKES, otherwise=Hint(
        "another number of parameters", f"{parameters:,} isn't it. Count one kernel first: a "
        "weight for each number in its window, over all channels, and a bias. Then all kernels."),
        opening="parameters: ")
    return ("the kernel fits (227 - 11) / 4 + 1 times into a row, each kernel gives one "
            "channel, and each has a weight for every number of its window, and a bias.")


_SIDE_MISTAKES = {
    SIDE - 1: Hint("one place too few", "one place is missing: the kernel also fits at the very "
                   "start, before it moves. What is added at the end of the formula?"),
    INPUT_SIZE - KERNEL_SIZE + 1: Hint("stride of 1", "that is the size at stride 1. Here the "
                                       "kernel jumps four pixels at a time."),
    INPUT_SIZE: Hint("size of the picture",
                     "the output is as large as the picture only with padding and stride 1."),
    -(-INPUT_SIZE // STRIDE): Hint("size with padding", "that is the size with padding. Here "
                                   "there is none, so the kernel has to lie wholly inside."),
    INPUT_SIZE // STRIDE: Hint("whole width divided", "you divided the whole width by the stride. "
                               "How far can the kernel move before it touches the other side?"),
    KERNEL_SIZE: Hint("size of the kernel",
                      "that is the size of the kernel, not of what it makes."),
}
_CHANNEL_MISTAKES = {
    CHANNELS: Hint("channels of the input", "three is what goes in. Each kernel sums over all "
                   "three and makes one feature map; how many kernels are there?"),
    KERNELS * CHANNELS: Hint("one map per colour", "a kernel doesn't make one map for each "
                             "colour, it sums over the colours."),
}
_PARAMETER_MISTAKES = mistakes_in_convolution(
    KERNEL_SIZE, CHANNELS, KERNELS, places=SIDE**2, pixels=INPUT_SIZE**2, maps="channels"
)


@exercises.check(4, "Thin black lines")
def thin_lines(outcome: str, reason: str) -> str:
    """Check what max pooling does to black lines one pixel thick on white paper, and why."""
    outcome = choice(outcome, "the outcome", ("stay", "vanish", "get thicker"))
    reason = choice(reason, "the reason", ("a", "b", "c"))
    raise_hint_for(outcome, {
        "stay": Hint("lines stay", "draw a black line on squared paper and lay 2×2 windows over "
                     "it. Which number is the larger, black's or white's?"),
        "get thicker": Hint("lines get thicker", "that happens to bright lines on dark ground. "
                            "Which number stands for black?"),
    })
    raise_hint_for(reason, {
        "b": Hint("what stands out", "the outcome is right, but the maximum keeps what is "
                  "*large*, and whether that is what stands out depends on the picture."),
        "c": Hint("fewer pixels", "the outcome is right, the reason isn't: fewer pixels need not "
                  "lose a line, as our pooled edges show. Look into one window."),
    })
    return "black is 0, so one white pixel in the window is enough to hide it."
