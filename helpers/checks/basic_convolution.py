"""Checks of the notebook 09_basic_convolution."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

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

# The way that the camera took while its shutter was open, and the noise of its sensor.
CAMERA_PATH = np.array(
    [[0, 0, 0, 0, 1], [0, 0, 0, 1, 0], [0, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0]]
) / 6
NOISE = 0.05

SIGHT, CONVOLUTIONS, SOBEL = 22, 3, 3.23
ROOF, TREES = np.s_[256:276, 190:280], np.s_[300:400, 400:500]

second_window = exercises.prediction(1, "the sum of the second window")
strongest_response = exercises.prediction(2, "where the edge kernel responds most")
four_apart = exercises.prediction(3, "the roof's difference four pixels apart, against two")
maps_of_one_kernel = exercises.prediction(4, "maps from one kernel on three channels")
lines_after_pooling = exercises.prediction(5, "black lines after max pooling")
sight_of_two = exercises.prediction(6, "pixels across that two 3×3 kernels see")


@exercises.check(1, "Bright above dark")
def bright_above_dark(level_kernel: ArrayLike) -> str:
    """Check a 3×3 kernel that finds edges with the bright side above."""
    kernel = array(level_kernel, "the kernel", shape=(3, 3))
    scale = np.abs(kernel).max()
    if scale == 0:
        raise Hint("only zeros", "a kernel of zeros gives 0 everywhere, even at your edge.")
    kernel = kernel / scale
    if not np.isclose(kernel.sum(), 0):
        raise Hint("responds to uniform areas", "in a uniform area of brightness 100 your kernel "
                   f"gives {100 * scale * kernel.sum():g}, not 0. What do its numbers add up to?")
    _judge_level_edge(kernel)
    if not np.allclose(kernel.sum(axis=0), 0):
        raise Hint("responds to vertical edges", "it finds your edge, and vertical edges as well. "
                   "They cancel only if each column adds up to 0 by itself.")
    return "it weighs what is above against what is below, and each column adds up to 0."


def _judge_level_edge(kernel: np.ndarray) -> None:
    # What a window sees of the edge: its first row bright, or its first two.
    answers = np.cumsum(kernel.sum(axis=1))[:2]
    if np.allclose(answers, 0):
        if not np.allclose(kernel.sum(axis=0), 0):
            raise Hint("rows and columns swapped", "your kernel finds vertical edges, between left "
                       "and right, and doesn't see yours at all. Exchange rows and columns.")
        raise Hint("blind to edges", "a bright area above a dark one gives 0. Compare rows, not "
                   "single pixels.")
    if np.all(answers < 1e-9):
        raise Hint("sign turned round", "your kernel gives negative numbers where it's bright "
                   "above and dark below. Which rows should count positively?")
    if np.any(answers < -1e-9):
        raise Hint("finds lines", "as your kernel passes the edge its response changes sign: "
                   "it finds thin lines, not edges. Let the upper rows always outweigh the lower.")


@exercises.check(2, "Padding and stride in the loops")
def strided_slide(slide: Callable) -> str:
    """Check a function that slides a square kernel over a picture, with padding and stride."""
    for case in _cases():
        output = _output_of(slide, case)
        try:
            _judge_output(output, case)
        except Hint as hint:
            if hint.name in ("another number", "another shape") and output.size > 1:
                _judge_arguments(slide, output, case)
            raise
    return "zeros all round, the kernel at every S-th place, and the same nine products each time."


def _output_of(slide: Callable, case: Sequence) -> np.ndarray:
    picture, kernel, padding, stride = case
    try:
        result = call(slide, picture.copy(), kernel.copy(), padding, stride)
    except Hint as hint:
        if padding == 0 and re.search("divided by 0|step", str(hint)):
            raise Hint("arguments exchanged", "your function divides or steps by 0 where the "
                       "padding is 0. In which order do padding and stride come?") from None
        if hint.name not in ("stops with IndexError", "stops with ValueError"):
            raise
        reason = f"{hint} " if "Value" in hint.name else ""
        raise Hint("over the edge", f"{_opening(case)}{reason}Do your loops reach over the edge of "
                   f"the padded picture, or of the kernel, {len(kernel)} wide here?") from None
    if isinstance(result, tuple) and len(result) == 1:
        (result,) = result
    return array(result, "the output", finite=False)


def _judge_arguments(slide: Callable, output: np.ndarray, case: Sequence) -> None:
    for place, name in enumerate(("picture", "kernel", "padding", "stride")):
        others = [part + (number == place) for number, part in enumerate(case)]
        try:
            stays = np.array_equal(_output_of(slide, others), output)
        except Hint:
            continue
        if stays:
            raise Hint("argument not used", f"whatever the {name} is, your output stays the same. "
                       "Does your function use what it gets?")


def _cases() -> list[tuple[np.ndarray, np.ndarray, int, int]]:
    rng = np.random.default_rng(9)
    cases = [
        ((5, 5), 3, 0, 1), ((4, 7), 3, 0, 1), ((7, 4), 2, 0, 1), ((5, 7), 3, 1, 1),
        ((6, 5), 3, 2, 1), ((7, 9), 3, 0, 2), ((8, 6), 3, 0, 2), ((9, 8), 2, 0, 3),
        ((6, 9), 3, 1, 2), ((8, 10), 5, 2, 3),
    ]
    return [
        (rng.integers(-99, 256, size=shape), rng.integers(-9, 10, size=(size, size)) / 4,
         padding, stride)
        for shape, size, padding, stride in cases
    ]


def _slide(
    picture: np.ndarray, kernel: np.ndarray, padding: int = 0, stride: int = 1
) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(picture, padding), kernel.shape)
    return np.sum(windows * kernel, axis=(2, 3)).astype(float)[::stride, ::stride]


def _opening(case: Sequence) -> str:
    picture, kernel, padding, stride = case
    return (f"a {len(kernel)}×{len(kernel)} kernel on {'×'.join(map(str, picture.shape))} pixels, "
            f"padding {padding}, stride {stride}: ")


def _judge_output(output: np.ndarray, case: Sequence) -> None:
    right, (*_, padding, stride) = _slide(*case), case
    if output.shape == right.shape and np.allclose(output, right):
        return
    opening = _opening(case)
    raise_hint_for(output, _mistakes_in_numbers(right, *case), rtol=1e-5, opening=opening)
    if output.shape != right.shape:
        kept = output[::stride, ::stride] if output.ndim == 2 else output
        if kept.shape == right.shape and np.allclose(kept, right) and not output.all():
            raise Hint("places left empty", f"{opening}your kernel jumps, but your output has an "
                       "empty place for each place it jumps over.")
        raise_hint_for(output.shape, _wrong_shapes(right.shape, case), opening=opening)
        raise Hint("another shape", f"{opening}your output has {shape_in_words(output.shape)}. "
                   "Count the places of the kernel along each side, as output_size does.")
    array(output, "the output", finite=True)
    is_right = np.isclose(output, right)
    inside = np.s_[padding:-padding, padding:-padding]
    if padding and stride == 1 and is_right[inside].all():
        raise Hint("padding not zeros", f"{opening}your outputs are wrong wherever the kernel lies "
                   "on the frame. It should hold zeros.")
    row, column = np.argwhere(~is_right)[0]
    if (row or column) and is_right.sum() == is_right.argmin():
        raise Hint("ends too early", f"{opening}your outputs are right before row {row}, column "
                   f"{column}, and wrong from there on. Does a return inside a loop end it?")
    raise Hint(
        "another number",
        f"{opening}the output in row {row}, column {column} isn't the sum of window times kernel. "
        "Where in the padded picture does this window begin?",
    )


def _mistakes_in_numbers(
    right: np.ndarray, picture: np.ndarray, kernel: np.ndarray, padding: int, stride: int
) -> list:
    return [
        *_mistakes_with_the_frame(right, picture, kernel, padding, stride),
        (_slide(picture, kernel.T, padding, stride), Hint(
            "kernel mirrored", "your code reads the kernel's rows as its columns. What does the "
            "first index select?")),
        (_slide(picture, kernel[::-1, ::-1], padding, stride), Hint(
            "kernel turned round", "your kernel is flipped, upside down and left to right. Its "
            "first number belongs to the first pixel of the window.")),
        (right.T, Hint(
            "output transposed", "the numbers are right, but the rows of your output are where its "
            "columns should be.")),
        (np.cumsum(right).reshape(right.shape), Hint(
            "total never reset",
            "every output adds to the one before. Where is total set back to 0?")),
        (np.trunc(right), Hint(
            "fractions cut off", "the sums are fractions, and yours come out whole. What kind of "
            "numbers can your output hold?")),
        (np.maximum(right, 0), Hint(
            "output cut off", "your output is cut off at 0. The sum of a window may be negative.")),
        (np.abs(right), Hint(
            "without signs", "your outputs have lost their signs. A kernel's response may be "
            "negative.")),
        (right / kernel.size, Hint(
            "mean in place of sum", "your outputs are the means of the products. We want their "
            "sum.")),
    ]


def _mistakes_with_the_frame(
    right: np.ndarray, picture: np.ndarray, kernel: np.ndarray, padding: int, stride: int
) -> list:
    mistakes = []
    if padding and stride == 1:
        framed = np.pad(_slide(picture, kernel), padding)
        mistakes.append((framed, Hint(
            "output padded", "your frame of zeros goes round the output. It has to be there before "
            "the kernel slides.")))
    if stride > 1:
        late = _slide(picture, kernel, padding)[stride - 1::stride, stride - 1::stride]
        begun = _slide(picture, kernel, padding)[: len(right), : right.shape[1]]
        thinned = _slide(np.pad(picture, padding)[::stride, ::stride], kernel)
        mistakes += [
            (thinned, Hint("pixels left out", "you leave out pixels of the picture. The kernel "
                           "jumps, but the pixels in its window are neighbours.")),
            (late, Hint("first place skipped", "your kernel skips its first place. It starts in "
                        "the corner, and jumps from there.")),
            (begun, Hint("windows do not jump", "the right number of outputs, but your windows are "
                         "only one pixel apart. Where does the window of output 1 begin?")),
        ]
    return mistakes


def _wrong_shapes(right: tuple, case: Sequence) -> list:
    picture, kernel, padding, stride = case

    def places(added: int, step: int = stride) -> tuple:
        return tuple((side + added - len(kernel)) // step + 1 for side in picture.shape)

    every = places(2 * padding, 1)
    return [
        ((), Hint("one number in all", "one number came out. Does your function return the total, "
                  "and not the output?")),
        ((right[0] * right[1],), Hint("one long row", "your numbers come in one long row. Keep one "
                                      "list for each row of the output.")),
        (right[::-1], Hint("rows and columns swapped", "your output has rows and columns the other "
                           "way round. Which side of the picture do the rows run along?")),
        (places(0), Hint("padding not used", "your output is as small as without padding. Which "
                         "picture do your loops run over?")),
        (places(padding), Hint("padding on one side", "your frame seems to have only two sides. It "
                               "goes all round.")),
        (places(4 * padding), Hint("frame too wide", "your frame is twice as wide as the padding, "
                                   "which is its width on each side.")),
        (every, Hint("stride not used", "your kernel stands at every pixel. With this stride it "
                     "jumps.")),
        ((right[0], every[1]), Hint("stride down only", "your kernel jumps downward, and not to "
                                    "the right.")),
        ((every[0], right[1]), Hint("stride across only", "your kernel jumps to the right, and not "
                                    "downward.")),
        ((right[0] - 1, right[1] - 1), Hint("last place forgotten", "one row and one column of the "
                                            "output are missing. Do your loops begin at 0 and "
                                            "reach the last place where the kernel fits?")),
        (picture.shape, Hint("as large as the picture", "your output is as large as the picture. "
                             f"With padding {padding} and stride {stride} it isn't.")),
    ]


@exercises.check(3, "A stack that sees 22 pixels")
def stack_for_22(stack: Sequence[str]) -> str:
    """Check an order of three convolutions and any poolings, one output of which sees 22 pixels."""
    if isinstance(stack, str):
        stack = stack.replace(",", " ").split()
    if not isinstance(stack, (list, tuple, np.ndarray)):
        raise Hint("no list", 'this has to be a list of the words "conv" and "pool".')
    layers = [choice(layer, "each layer", ("conv", "pool")) for layer in stack]
    if layers.count("conv") != CONVOLUTIONS:
        raise Hint("not three convolutions", f"{CONVOLUTIONS} convolutions are needed, with as "
                   f"many poolings as you like, and your stack has {layers.count('conv')}.")
    sight = 1
    for layer in reversed(layers):
        sight = sight + 2 if layer == "conv" else 2 * sight
    if sight < SIGHT:
        raise Hint("sees too little", f"one of your outputs sees {sight}×{sight} pixels. Each "
                   "pooling makes all the layers after it see further. Can you add one, or move "
                   "one earlier?")
    if sight > SIGHT:
        raise Hint("sees too much", f"one of your outputs sees {sight}×{sight} pixels. Each "
                   "pooling doubles the reach of all the layers after it. Move one, or drop one.")
    return "each pooling doubles the reach of all that comes after it."


def shaken(examples: ArrayLike) -> np.ndarray:
    """Give stacked pictures as a shaking camera takes them: blurred along its way, with noise."""
    from scipy.signal import correlate2d

    rng = np.random.default_rng(9)
    pictures = np.asarray(examples)[..., 0]
    blurred = np.stack([correlate2d(picture, CAMERA_PATH, mode="same") for picture in pictures])
    noise = rng.normal(0, NOISE, size=blurred.shape)
    noise[:-1] = noise[0]  # one photograph of the roof, ten times, and another of the trees
    return (blurred + noise)[..., np.newaxis].astype("float32")


@exercises.check(4, "Along which path did the camera shake?")
def camera_path(kernel: ArrayLike) -> str:
    """Check a kernel that was learned from shaken pictures, of the smallest size that suffices."""
    given = array(kernel, "the kernel")
    kernel = np.squeeze(given)
    size = len(kernel) if kernel.ndim else 1
    if given.ndim < 2 or kernel.ndim not in (0, 2) or kernel.size != size**2:
        raise Hint("no square kernel", "this has to be a square table of weights, such as "
                   f"model.get_weights()[0]; yours is {shape_in_words(given.shape)}.")
    raise_hint_for(kernel, [
        (CAMERA_PATH[::-1, ::-1], Hint("turned round", "this kernel is flipped both ways. Take it "
                                       "as Keras gives it.")),
        *((mirrored, Hint("mirrored", "this kernel is flipped one way. Take it as Keras gives it."))
          for mirrored in (CAMERA_PATH[::-1], CAMERA_PATH[:, ::-1])),
        (CAMERA_PATH.T, Hint("rows and columns swapped", "rows and columns of this kernel have "
                             "changed places. Take it as Keras gives it.")),
        *((np.pad([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], rim), Hint(
            "the edge kernel", "that is the edge kernel again. Are the shaken pictures your "
            "targets?")) for rim in (0, 1, 2)),
    ], atol=0.05)
    if size < len(CAMERA_PATH):
        raise Hint("too small", f"{size}×{size} leaves a part of the path out. Which sizes have "
                   "you tried, and how far did the validation loss fall with each?")
    if size > len(CAMERA_PATH):
        raise Hint("larger than needed", f"{size}×{size} is larger than needed: look at the "
                   "weights along its rim. Which smaller kernel has a validation loss as low?")
    if np.abs(kernel - CAMERA_PATH).max() > 0.05:
        if not kernel.any():
            raise Hint("only zeros", "these weights are all 0. Don't round so far.")
        if np.allclose(kernel, kernel.sum() * CAMERA_PATH, atol=0.05):
            raise Hint("rescaled", f"the path is right, but these weights add up to "
                       f"{kernel.sum():.2g}. Take them as they were learned.")
        if kernel.min() < -0.2:
            raise Hint("undoes the shake", "a path has no weights far below 0. Which strip goes "
                       "in, and which is the target? And had the loss stopped falling?")
        if len(np.unique(kernel)) < 4:
            raise Hint("drawn by hand", "no layer learns such tidy weights. Let one find the "
                       "path.")
        raise Hint("not learned yet", "the size is right, but these weights still leave a loss far "
                   "above the noise. Train for longer, or compare your targets and your loss with "
                   "the cells above.")
    return "the weights that aren't 0 are the path the camera took while the shutter was open."


@exercises.challenge("Tiles, not trees", unit="times as strong", best="highest", to_beat=3.65)
def tiles_not_trees(kernel: ArrayLike) -> float:
    """Measure how much more strongly a kernel responds to the roof than to the trees."""
    from scipy.signal import correlate2d
    from sklearn.datasets import load_sample_image

    kernel = array(kernel, "the kernel", shape=(3, 3))
    if not kernel.any():
        raise Hint("no weights", "a kernel of zeros responds to nothing at all.")
    if np.any(kernel != np.round(kernel)) or np.abs(kernel).max() > 9:
        raise Hint("other weights", "use whole numbers from -9 to 9.")
    photograph = np.rint(load_sample_image("china.jpg") @ [0.299, 0.587, 0.114])

    def score(kernel: np.ndarray) -> float:
        response = np.abs(correlate2d(photograph, kernel, mode="valid"))
        return round(response[ROOF].mean() / response[TREES].mean(), 2)

    reached = score(kernel)
    if reached < SOBEL and abs(kernel.sum()) > np.abs(kernel).sum() / 2:
        raise Hint("responds to brightness", f"only {reached} times as strong. Your weights add up "
                   f"to {kernel.sum():g}, so it responds to uniform bright areas, too.")
    if reached == SOBEL:
        raise Hint("straight down", f"{reached} times as strong, like Sobel's kernel. It fits "
                   "ridges that run straight down. Look at the roof again: do they?")
    if reached < SOBEL and (kernel == kernel.T).all() and (kernel == kernel[::-1]).all():
        raise Hint("no direction", f"only {reached} times as strong. Your kernel looks the same "
                   "from every side, while the ridges run in one direction.")
    if reached < SOBEL and reached < max(score(kernel.T), score(kernel[:, ::-1])) - 0.1:
        raise Hint("ridges run otherwise", f"only {reached} times as strong, and more if you turn "
                   "your kernel or mirror it. Which way do the ridges run?")
    return reached


@exercises.check(5, "The first layer of AlexNet")
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
    return ("the kernel has (227 - 11) / 4 + 1 positions in a row, each kernel gives one channel, "
            "and each has a weight for every number of its window, and a bias.")


_SIDE_MISTAKES = {
    SIDE - 1: Hint("one place too few", "one place is missing: the kernel also fits at the very "
                   "start, before it moves. What is added at the end of the formula? (And "
                   "did you start from 227 pixels?)"),
    INPUT_SIZE - KERNEL_SIZE + 1: Hint("stride of 1", "that is the size at stride 1. Here the "
                                       "kernel jumps four pixels at a time."),
    INPUT_SIZE: Hint("size of the picture",
                     "the output is as large as the picture only with padding and stride 1."),
    -(-INPUT_SIZE // STRIDE): Hint("size with padding", "that is the size with padding. Here "
                                   "there is none, so the kernel has to lie wholly inside."),
    INPUT_SIZE // STRIDE: Hint("whole width divided", "you divided the whole width by the stride. "
                               "How far can the kernel move before it touches the other side?"),
    54.25: Hint("size in the paper", "the paper's 224 gives no whole number. Use the exercise's."),
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
