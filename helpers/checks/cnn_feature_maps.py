"""Checks of the notebook 11_cnn_feature_maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    accuracy,
    array,
    call,
    choice,
    integer,
    number,
    raise_hint_for,
)
from helpers.exercises.answers import shape_in_words

exercises = Exercises("11_cnn_feature_maps")
summary = exercises.summary

LAYERS = ("first convolution", "first pooling", "second convolution", "second pooling",
          "third convolution")
FIELDS = (5, 6, 10, 12, 20)
YARDSTICK = (32, "pool", 32, "pool")
MOST_FILTERS = 512
FILTERS = 32
ALLOWED_LOSS = 0.02

width_of_the_field = exercises.prediction(1, "width of what one number of pooling 2 sees")
boots_with_a_grey_corner = exercises.prediction(2, "boots still named with a grey corner")
gain_behind_the_first_pooling = exercises.prediction(3, "what training adds behind pooling 1")
parameters_without = exercises.prediction(4, "parameters without the last convolution")
winner = exercises.prediction(5, "the candidate that wins")


@exercises.check(1, "How far does it see?")
def receptive_fields(five_widths: Sequence[int]) -> str:
    """Check the receptive fields after five layers, three convolutions and two poolings."""
    widths = array(five_widths, "the widths").ravel()
    if len(widths) == 6 and widths[0] in (1, 28):
        raise Hint("the image counted too", "your first number belongs to the image itself. Give "
                   "the widths after the five layers.")
    if len(widths) != len(FIELDS):
        raise Hint("another number of widths",
                   f"there are five layers, so five widths, and you gave {len(widths)}.")
    raise_hint_for(widths, _FIELD_MISTAKES)
    for layer, width, right in zip(LAYERS, widths, FIELDS, strict=True):
        if width == right**2:
            raise Hint("pixels counted", f"after the {layer} you counted the pixels of the whole "
                       "field. How wide is it?")
        if width != right:
            raise Hint("another width", f"up to the {layer} all is right, but its own field isn't "
                       f"{width:g} wide. How far apart are two neighbours in what comes into it, "
                       "and how many steps from the first to the last in its window?")
    return ("each layer adds its window less one, times the jump before it, and every pooling "
            "doubles the jump.")


_FIELD_MISTAKES = [
    ((5, 6, 8, 9, 11), Hint(
        "jump forgotten", "that would be right if two neighbours always lay one pixel apart. How "
        "far apart are they after a pooling?")),
    ((5, 7, 11, 15, 23), Hint(
        "jump doubled too early", "a pooling spreads the *next* layer's neighbours. What is the "
        "jump between the numbers that come into the pooling itself?")),
    ((5, 10, 12, 24, 26), Hint(
        "width doubled by pooling", "a pooling doubles the jump, not the width of the field: it "
        "adds one neighbour.")),
    ((5, 6, 9, 10, 13), Hint(
        "jump added", "are you adding the jump just once? A window of 3 takes two steps from its "
        "first number to its last.")),
    ((5, 6, 12, 14, 26), Hint(
        "window instead of steps", "a window of 3 takes only two steps from its first number to "
        "its last.")),
    ((24, 12, 10, 5, 3), Hint(
        "widths of the maps", "those are the widths of the maps. How many pixels of the *image* "
        "does one of their numbers depend on?")),
    ((5, 2, 3, 2, 3), Hint(
        "windows themselves", "those are the windows, each seen from the layer before. How wide "
        "are they in pixels of the image?")),
    ((3, 4, 8, 10, 18), Hint(
        "kernel of 3", "you began with a kernel of 3×3. Here the first one has 5×5.")),
    ((1, 1, 2, 2, 4), Hint("jumps", "those are the jumps. They help, but the widths are asked.")),
]


@exercises.check(2, "What the second pooling saw")
def best_patches(function: Callable) -> str:
    """Check a function that cuts out the patches that excite a filter of the second pooling."""
    for seed, images, count in ((1, 12, 4), (2, 20, 9), (3, 6, 1)):
        pixels, maps = _images_and_maps(seed, images)
        result = call(function, pixels.copy(), maps.copy(), count)
        _judge_patches(result, pixels, maps, count)
    return "10×10 pixels, 4 apart, one patch from an image, and the strongest first."


def _images_and_maps(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Make images without two equal patches, and maps in which the strongest image has two peaks.

    Another image has the largest mean.
    """
    chance = np.random.default_rng(seed)
    pixels = chance.integers(0, 256, (count, 28, 28)).astype(np.uint8)
    maps = chance.random((count, 5, 5))
    maps[0] *= 0.9  # the first image isn't among the best
    strongest, level = 1 + chance.permutation(count - 1)[:2]
    maps[strongest] *= 0.5
    row, column = chance.permutation(5)[:2]
    maps[strongest, row, column], maps[strongest, column, row] = 3.0, 2.5
    maps[level] = 0.9 + 0.05 * maps[level]
    maps[level, 4, 3] = 2.0  # at the border, over which too long a jump reaches
    return pixels, maps


def _judge_patches(result: object, pixels: np.ndarray, maps: np.ndarray, count: int) -> None:
    right = _patches(pixels, maps, count)
    shapes = _shapes_of_parts(result)
    if len(shapes) == count and len(set(shapes)) > 1:
        raise Hint("cut off at the border", "your patches differ in size: some reach over the "
                   "border of the image. How far apart are two neighbours?")
    values = array(result, "the patches")
    if values.shape == (*right.shape, 1):
        values = values[..., 0]
    if values.shape == right.shape and np.array_equal(values, right):
        return
    if values.shape == right.shape:
        raise_hint_for(values, _wrong_places(pixels, maps, count))
        raise Hint("other patches", "patches of the right size come out, but not those that belong "
                   "to the strongest responses. Which pixels does the number in row 1, column 0 of a "
                   "map depend on?")
    raise_hint_for(values.shape, _wrong_shapes(pixels, count))
    raise Hint("another shape", f"{count} patches of 10×10 should come out, and yours are "
               f"{shape_in_words(values.shape)}.")


def _shapes_of_parts(result: object) -> list[tuple[int, ...]]:
    if not isinstance(result, (list, tuple)):
        return []
    return [np.shape(part) for part in result if hasattr(part, "shape")]


def _wrong_shapes(pixels: np.ndarray, count: int) -> dict[tuple[int, ...], Hint]:
    return {
        (count, 8, 8): Hint("size of the second convolution", "8×8 is what the second convolution "
                            "sees. The pooling after it sees a little more."),
        (count, 5, 5): Hint("maps cut out", "these are 5×5 numbers. The pixels of the image are "
                            "asked for."),
        (count, 28, 28): Hint("whole images", "these are whole images. Cut out what the strongest "
                              "number depends on."),
        (count, 3): Hint("places only", "these are places. Cut the pixels out of the images "
                         "there."),
        (count,): Hint("one number each", "one number for each patch came out. The pixels "
                       "themselves are asked for."),
        (len(pixels), 10, 10): Hint("all images", "a patch for every image came out, and the best "
                                    "`count` of them are asked for."),
        (10, 10): Hint("one patch alone", "one patch came out. Collect them in a list, and return "
                       "it after the loop."),
    }


def _wrong_places(pixels: np.ndarray, maps: np.ndarray, count: int) -> list[tuple]:
    peaks = maps.max(axis=(1, 2))
    best = np.argsort(-peaks)[:count]
    flat = np.argsort(-maps.ravel())[:count]
    return [
        (_patches(pixels, maps, count, jump=2), Hint(
            "jump of the second convolution", "the size is right, but two neighbours after the "
            "second pooling don't lie 2 pixels apart.")),
        (_patches(pixels, maps, count, jump=1), Hint(
            "no jump", "row and column of a map aren't those of the image: how many pixels is one "
            "step in the map?")),
        (_patches(pixels, maps.transpose(0, 2, 1), count), Hint(
            "rows and columns exchanged", "rows and columns are exchanged. The first number of a "
            "place is its row.")),
        (_patches(pixels, -maps, count), Hint(
            "weakest responses", "these are the weakest responses. Which way does argsort sort?")),
        (_patches(pixels, maps, count, np.sort(best)), Hint(
            "not sorted", "these are the right patches in another order. The strongest comes "
            "first.")),
        (_patches(pixels, maps, count, best[::-1]), Hint(
            "strongest last", "the right patches, but the strongest comes last.")),
        (_patches(pixels, maps, count, np.argsort(-maps.mean(axis=(1, 2)))), Hint(
            "largest mean", "you chose images by the mean of their maps. One strong number is "
            "enough to excite a filter.")),
        (_patches(pixels, maps, count, np.arange(len(pixels))), Hint(
            "first images", "these come from the first images, whatever the maps say.")),
        (np.array([
            _cut(pixels[place // 25], place % 25 // 5, place % 5) for place in flat.tolist()
        ]), Hint("several from one image", "two of your patches come from one image. Take one from "
                 "each.")),
    ]


def _patches(
    pixels: np.ndarray, maps: np.ndarray, count: int, order: np.ndarray | None = None, jump: int = 4
) -> np.ndarray:
    """Cut out a patch of each of `count` images, by default of those with the strongest response."""
    if order is None:
        order = np.argsort(-maps.max(axis=(1, 2)))
    places = [np.unravel_index(maps[image].argmax(), (5, 5)) for image in order[:count]]
    return np.array([
        _cut(pixels[image], row, column, jump)
        for image, (row, column) in zip(order[:count], places, strict=True)
    ])


def _cut(image: np.ndarray, row: int, column: int, jump: int = 4) -> np.ndarray:
    return image[jump * row : jump * row + 10, jump * column : jump * column + 10]


@exercises.check(3, "Ask your own question")
def my_question(
    my_steps: Sequence, my_accuracies: Sequence[float], my_verdict: str, yardstick: Sequence[float]
) -> str:
    """Check a changed network, its three runs, and the verdict that these allow."""
    _judge_steps(_steps(my_steps))
    mine = _three_runs(my_accuracies)
    verdict = choice(my_verdict, "the verdict", ("better", "worse", "can't tell"))
    known = array(yardstick, "the yardstick").ravel()
    right = "can't tell"
    if min(mine) > max(known):
        right = "better"
    elif max(mine) < min(known):
        right = "worse"
    if verdict == right:
        return "one thing changed, three runs, and a verdict that they allow."
    if verdict == "can't tell":
        raise Hint("difference overlooked", "all three of your runs lie on the same side of every "
                   "run of the yardstick. What may you say by our rule?")
    if right == "can't tell":
        raise Hint("luck taken for a difference", "your three runs don't all lie on the same side "
                   "of every run of the yardstick. What may you say by our rule?")
    raise Hint("other side", "compare the numbers once more: on which side of the yardstick do "
               "your runs lie?")


def _steps(answer: Sequence) -> list:
    """Turn steps into numbers of filters and the word pool."""
    if isinstance(answer, str) or not hasattr(answer, "__iter__"):
        raise Hint("no steps", 'steps in brackets are asked for, as in (32, "pool"), with a comma '
                   "between two of them.")
    steps = []
    for step in list(answer):
        if isinstance(step, str):
            steps.append(choice(step, "a step in quotes", ("pool",)))
            continue
        filters = integer(step, "the number of filters")
        if not 1 <= filters <= MOST_FILTERS:
            raise Hint("number of filters out of range", f"{filters} filters can't be tried. Take "
                       f"from 1 to {MOST_FILTERS}.")
        steps.append(filters)
    return steps


def _judge_steps(steps: list) -> None:
    if tuple(steps) == YARDSTICK:
        raise Hint("nothing changed", "that is the yardstick itself. Change one thing.")
    width = 28
    for step in steps:
        width = width // 2 if step == "pool" else width - 2
        if width < 1:
            raise Hint("nothing left", "the maps get smaller from step to step, and with these "
                       "nothing is left of them. Take one away.")


def _three_runs(answer: Sequence[float]) -> list[float]:
    is_listed = isinstance(answer, (list, tuple)) and any(isinstance(one, str) for one in answer)
    values = answer if is_listed else array(answer, "the accuracies").ravel()
    if len(values) != 3:
        raise Hint("not three runs", f"the accuracies of three runs are asked for, and yours are "
                   f"{len(values)}.")
    runs = [accuracy(value, "each accuracy") for value in values]
    if len(set(runs)) < 3:
        raise Hint("same run twice", "two of your accuracies are exactly equal. Did both runs have "
                   "the same seed?")
    return runs


@exercises.challenge("Which filters can go?", unit="filters", best="lowest", to_beat=16)
def fewest_filters(filters_that_stay: Sequence[int], accuracy_with: Callable) -> float:
    """Count the filters that stay, if the network loses little without the others."""
    if isinstance(filters_that_stay, (set, frozenset)):
        filters_that_stay = sorted(filters_that_stay)
    named = array(filters_that_stay, "the filters").ravel()
    chosen = [integer(one, "each filter") for one in named]
    if not chosen:
        raise Hint("no filter left", "with no filter at all the network sees nothing.")
    if min(chosen) < 0 or max(chosen) >= FILTERS:
        raise Hint("no such filter", f"the filters have the numbers 0 to {FILTERS - 1}.")
    if len(set(chosen)) < len(chosen):
        raise Hint("filter named twice", "a filter is named twice in your list.")
    whole = number(call(accuracy_with, list(range(FILTERS)), time_limit=60), "the accuracy")
    left = number(call(accuracy_with, sorted(chosen), time_limit=60), "the accuracy")
    if whole - left > ALLOWED_LOSS + 1e-9:
        raise Hint("loses too much", f"with these {len(chosen)} filters the accuracy falls from "
                   f"{whole:.4f} to {left:.4f}, and {ALLOWED_LOSS} less is allowed. Which of the "
                   "silenced ones matters most?")
    return len(chosen)
