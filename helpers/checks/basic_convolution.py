"""Checks of the notebook 09_basic_convolution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import Exercises, Hint, array, call, choice, integer, raise_hint_for

exercises = Exercises("09_basic_convolution")
summary = exercises.summary

# The first layer of AlexNet, with Keras' order of the axes.
INPUT_SIZE, CHANNELS = 227, 3
KERNELS, KERNEL_SIZE, STRIDE = 96, 11, 4


@exercises.check(1, "Mend the loops")
def mended_slide(slide: Callable) -> str:
    """Check a function that slides a square kernel over a picture."""
    for number, (picture, kernel) in enumerate(_pictures_and_kernels()):
        try:
            result = call(slide, picture.copy(), kernel.copy())
        except Hint as hint:
            # The first picture is a square, the next two have their longer side this way and that.
            if number not in (1, 2) or "IndexError" not in str(hint):
                raise
            raise Hint("?", f"right for a square picture, but with {_sizes(picture, kernel)} your loops "
                       "reach over its edge. Which side of the picture do the rows run along? "
                       f"({hint})") from None
        if isinstance(result, tuple) and len(result) == 1:
            (result,) = result
        output = array(result, "the output", finite=False)
        _judge_output(output, picture, kernel)
    return "kernel and picture are both read by row first, and each side has its own length."


def _pictures_and_kernels() -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(9)
    sizes = [((5, 5), 3), ((4, 7), 3), ((7, 4), 3), ((4, 5), 2), ((3, 3), 3), ((6, 8), 5)]
    return [
        (rng.integers(0, 256, size=shape), rng.integers(-9, 10, size=(size, size)))
        for shape, size in sizes
    ]


def _slide(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
    return np.sum(windows * kernel, axis=(2, 3)).astype(float)


def _sizes(picture: np.ndarray, kernel: np.ndarray) -> str:
    rows, columns = picture.shape
    return f"a {len(kernel)}×{len(kernel)} kernel on a picture of {rows}×{columns}"


def _judge_output(output: np.ndarray, picture: np.ndarray, kernel: np.ndarray) -> None:
    wanted = _slide(picture, kernel)
    sizes = _sizes(picture, kernel)
    if output.shape == wanted.shape and np.allclose(output, wanted):
        return
    if len(wanted) > 1 and _ends_early(output, wanted):
        raise Hint("?", "the output begins well, and then the rest of it isn't computed any more. Does "
                   "return stand inside the loop?")
    if output.ndim == 1 and output.size == wanted.size and wanted.shape[0] > 1:
        raise Hint("?", "your numbers come in one long row. Keep one list for each row of the output.")
    if output.shape == picture.shape and output.shape != wanted.shape:
        raise Hint(
            "?",
            f"{sizes}: your output is as large as the picture, as with padding. Here there "
            "is no padding: how many places has the kernel in a row?"
        )
    if output.shape != wanted.shape and output.shape == wanted.shape[::-1]:
        raise Hint(
            "?",
            f"{sizes}: your output has {output.shape[0]} rows and {output.shape[1]} columns, the "
            "other way round. Which side of the picture do the rows run along?"
        )
    if output.shape == tuple(side - 1 for side in wanted.shape):
        raise Hint(
            "?",
            f"{sizes}: one row and one column of the output are missing. Does range() reach "
            "the last place where the kernel fits?"
        )
    if output.shape != wanted.shape:
        raise Hint(
            "?",
            f"{sizes}: your output has the shape {output.shape}. Count the places of the kernel "
            "along each side, whatever its own size."
        )
    same_pixel = picture[: wanted.shape[0], : wanted.shape[1]] * kernel.sum()
    raise_hint_for(output, [
        (_slide(picture, kernel.T),
         "your kernel is still mirrored at its diagonal: its rows are taken for columns. What does "
         "the first pair of brackets choose?"),
        (_slide(picture, kernel[::-1, ::-1]),
         "your kernel is turned upside down and left to right. Its first number belongs to the "
         "first pixel of the window."),
        (wanted.T,
         "the numbers are right, but the rows of your output stand where its columns should."),
        (np.cumsum(wanted).reshape(wanted.shape),
         "every output adds to the one before. Where is total set back to 0?"),
        (np.cumsum(wanted, axis=1),
         "within a row every output adds to the one before. Where is total set to 0?"),
        (wanted / kernel.size, "your outputs are means of the products. We want their sum."),
        (_slide(picture, np.ones_like(kernel)),
         "your outputs are the sums of the window alone. Where are the kernel's numbers?"),
        (same_pixel,
         "every number of the kernel meets the same pixel. The place within the kernel has to be "
         "added to the place of the window."),
    ], rtol=1e-5)
    array(output, "the output", finite=True)
    row, column = np.argwhere(~np.isclose(output, wanted))[0]
    raise Hint(
        "?",
        f"{sizes}: the output in row {row}, column {column} isn't the sum of window times "
        "kernel. Compare your loops with those of slide(), line by line."
    )


def _ends_early(output: np.ndarray, wanted: np.ndarray) -> bool:
    """Tell whether only the first number, or the first row, is there."""
    if output.ndim != 2 or output.shape[1:] != wanted.shape[1:]:
        return False
    if len(output) == 1:
        return np.allclose(output, wanted[:1])
    # What adds up from one number to the next begins well, too.
    if output.shape != wanted.shape or np.allclose(output, np.cumsum(wanted).reshape(wanted.shape)):
        return False
    right = np.isclose(output, wanted)
    return right[0, 0] and not right[1:].any() and (right[0].all() or not right[0, 1:].any())


@exercises.check(2, "Bright above dark")
def bright_above_dark(kernel: ArrayLike) -> str:
    """Check a 3×3 kernel that finds edges with the bright side above."""
    kernel = array(kernel, "the kernel", shape=(3, 3))
    scale = np.abs(kernel).max()
    if scale == 0:
        raise Hint("?", "a kernel of zeros answers 0 to everything, to your edge too.")
    kernel = kernel / scale
    if not np.isclose(kernel.sum(), 0):
        raise Hint(
            "?",
            f"on an even surface of brightness 100 your kernel answers "
            f"{100 * scale * kernel.sum():g}, and 0 is wanted. What do its nine numbers add up to?"
        )
    across = kernel.sum(axis=0)
    upward = kernel.sum(axis=1)
    # What a window sees of the edge: its first row bright, or its first two.
    answers = np.array([upward[0], upward[0] + upward[1]])
    blind_to_rows = np.allclose(answers, 0)
    if blind_to_rows and not np.allclose(across, 0):
        raise Hint(
            "?",
            "your kernel finds upright edges, between left and right, and doesn't see yours at "
            "all. Exchange rows and columns."
        )
    if blind_to_rows:
        raise Hint("?", "a bright surface above a dark one gets the answer 0. Compare rows, not points.")
    if np.all(answers < 1e-9):
        raise Hint(
            "?",
            "your kernel answers with negative numbers where it is bright above and dark below. "
            "Which rows should count positively?"
        )
    if np.any(answers < -1e-9):
        raise Hint(
            "?",
            "as your kernel passes the edge its answer changes the sign: it finds thin lines, not "
            "edges. Let the upper rows outweigh the lower ones on the whole way."
        )
    if not np.allclose(across, 0):
        raise Hint(
            "?",
            "it finds your edge, and upright edges as well. So that they cancel, each "
            "column has to add up to 0 by itself."
        )
    return "it weighs what is above against what is below, and each column adds up to 0."


@exercises.check(3, "The first layer of AlexNet")
def alexnet_layer(output_shape: ArrayLike, parameters: int) -> str:
    """Check the output's shape and the parameters of 96 kernels of 11×11 on 227×227×3, stride 4."""
    shape = array(output_shape, "the output's shape", shape=(3,))
    parameters = integer(parameters, "the number of parameters")
    _judge_shape(tuple(shape.tolist()))
    _judge_parameters(parameters)
    return (
        "the kernel fits (227 - 11) / 4 + 1 times into a row, each kernel gives one "
        "channel, and each has a weight for every number of its window, and a bias."
    )


def _judge_shape(shape: tuple[float, ...]) -> None:
    side = (INPUT_SIZE - KERNEL_SIZE) // STRIDE + 1
    *sides, channels = shape
    if shape == (KERNELS, side, side):
        raise Hint("?", "the sizes are right, in another order: rows, columns, then channels.")
    if sides[0] != sides[1]:
        raise Hint("?", "picture, kernel and stride are the same both ways, so rows equal columns.")
    raise_hint_for(sides[0], {
        side - 1: "one place is missing: the kernel also stands at the very start, before it "
        "moves. What is added at the end of the formula?",
        INPUT_SIZE - KERNEL_SIZE + 1: "that is the size at stride 1. Here the kernel jumps "
        "four pixels at a time.",
        INPUT_SIZE: "the output is as large as the picture only with padding and stride 1.",
        -(-INPUT_SIZE // STRIDE): "that is the size with padding. Here there is none, so the "
        "kernel must lie wholly inside.",
        INPUT_SIZE // STRIDE: "you divided the whole width by the stride. How far can the "
        "kernel move before it touches the other side?",
        KERNEL_SIZE: "that is the size of the kernel, not of what it makes.",
    }, opening="rows and columns: ")
    if sides[0] != side:
        raise Hint(
            "?",
            f"rows and columns: {sides[0]:g} doesn't come out of (W + 2P - F) / S + 1. What are "
            "W, P, F and S here?"
        )
    raise_hint_for(channels, {
        CHANNELS: "three is what goes in. Each kernel sums over all three and makes one feature "
        "map; how many kernels are there?",
        KERNELS * CHANNELS: "a kernel doesn't make one map for each colour, it sums over the "
        "colours.",
    }, opening="channels: ")
    if channels != KERNELS:
        raise Hint("?", "channels: every kernel makes one feature map. How many kernels are there?")


def _judge_parameters(parameters: int) -> None:
    window = KERNEL_SIZE**2
    wanted = (window * CHANNELS + 1) * KERNELS
    side = (INPUT_SIZE - KERNEL_SIZE) // STRIDE + 1
    raise_hint_for(parameters, {
        wanted - KERNELS: "the biases are missing. How many does the layer have?",
        wanted - KERNELS + 1: "one bias for the whole layer is too few: every kernel has its own.",
        (window + 1) * KERNELS: "a kernel over a colour picture has weights for each of the three "
        "channels.",
        window * KERNELS: "a kernel over a colour picture has weights for each of the three "
        "channels, and a bias as well.",
        (window + 1) * CHANNELS * KERNELS: "a kernel has one bias, not one for each colour.",
        window * CHANNELS + 1: "that is one kernel. There are 96 of them.",
        window * CHANNELS: "that is one kernel without its bias. There are 96 of them.",
        (KERNEL_SIZE * CHANNELS + 1) * KERNELS: "the kernel is 11 wide and 11 high: how many "
        "pixels does it cover?",
        wanted * side**2: "you counted every place of the output anew. The weights are shared: the "
        "same kernel is used everywhere.",
        side**2 * KERNELS: "that is how many numbers come out of the layer. Parameters are what "
        "it has to learn.",
        INPUT_SIZE**2 * CHANNELS * KERNELS + KERNELS: "that would be a dense layer: a weight for "
        "each pixel. A kernel has weights only for its own window.",
    }, opening="parameters: ")
    if parameters != wanted:
        raise Hint(
            "?",
            f"parameters: {parameters:,} isn't it. Count one kernel first: a weight for each "
            "number in its window, over all channels, and a bias. Then all kernels."
        )


@exercises.check(4, "Thin black lines")
def thin_lines(outcome: str, reason: str) -> str:
    """Check what max pooling does to black lines one pixel thick on white paper, and why."""
    outcome = choice(outcome, "the outcome", ("stay", "vanish", "get thicker"))
    reason = choice(reason, "the reason", ("a", "b", "c"))
    raise_hint_for(outcome, {
        "stay": "draw a black line on squared paper and lay 2×2 windows over it. Which number "
        "is the larger, black's or white's?",
        "get thicker": "that happens to bright lines on dark ground. Which number stands for "
        "black?",
    })
    raise_hint_for(reason, {
        "b": "the outcome is right, but the maximum keeps what is *large*, and whether that is "
        "what stands out depends on the picture.",
        "c": "the outcome is right, the reason isn't: fewer pixels need not lose a line, as our "
        "pooled edges show. Look into one window.",
    })
    return "black is 0, so one white pixel in the window is enough to hide it."
