"""Checks of the notebook 11_cnn_feature_maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.exercises import Exercises, Hint, call, judge_verdict, raise_hint_for
from helpers.exercises.answers import accuracy, array, choice, integer, number, shape_in_words

exercises = Exercises("11_cnn_feature_maps")
summary = exercises.summary

LAYERS = ("first convolution", "first pooling", "second convolution", "second pooling",
          "third convolution")
FIELDS = (5, 6, 10, 12, 20)
YARDSTICK = (32, "pool", 32, "pool")
MOST_FILTERS = 512
FILTERS = 32
DEEP_FALL = 0.1
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
    is_shifted = len(widths) == 6 or tuple(widths[1:]) == FIELDS[:4]
    if is_shifted and widths[0] in (1, 28):
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
            raise Hint("another width", f"the first field that isn't right is that of the {layer}: "
                       f"{width:g}. How far apart are two neighbours in what comes into it, and "
                       "how many steps from the first to the last in its window?")
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
    *((widths, Hint("steps in a window", "how often do you add the jump? A window of 3 takes two "
                    "steps from its first number to its last."))
      for widths in ((5, 6, 9, 10, 13), (5, 6, 12, 14, 26))),
    ((24, 12, 10, 5, 3), Hint(
        "widths of the maps", "those are the widths of the maps. How many pixels of the *image* "
        "does one of their numbers depend on?")),
    ((5, 2, 3, 2, 3), Hint(
        "windows themselves", "those are the windows, each seen from the layer before. How wide "
        "are they in pixels of the image?")),
    ((3, 4, 8, 10, 18), Hint(
        "kernel of 3", "you began with a kernel of 3×3. Here the first one has 5×5.")),
    ((5, 6, 14, 16, 32), Hint(
        "kernels of 5", "only the first convolution has kernels of 5×5. What about the others?")),
    (FIELDS[::-1], Hint(
        "other way round", "the other way round: begin with the layer that sees the image.")),
    *((jumps, Hint("jumps", "those are the jumps. They help, but the widths are asked."))
      for jumps in ((1, 1, 2, 2, 4), (1, 2, 2, 4, 4))),
    ((4, 1, 4, 2, 8), Hint(
        "growth alone", "that is what each layer adds. How wide is the field with it?")),
]


@exercises.check(2, "What the second pooling saw")
def best_patches(function: Callable) -> str:
    """Check a function that cuts out the patches that excite a filter of the second pooling."""
    for seed, images, count in ((1, 12, 4), (2, 20, 9), (3, 6, 1)):
        pixels, maps = _images_and_maps(seed, images)
        try:
            result = call(function, pixels.copy(), maps.copy(), count)
        except Hint as hint:
            if "different lengths" in str(hint):
                raise _CUT_OFF from None
            raise
        _judge_patches(result, pixels, maps, count)
    return "10×10 pixels, 4 apart, one patch from an image, and the strongest first."


_CUT_OFF = Hint("cut off at the border", "your patches differ in size: some reach over the border "
                "of the image. How far apart are two neighbours, where does a field begin, and are "
                "row and column those of the 5×5 map?")


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
        raise _CUT_OFF
    values = array(result, "the patches")
    if values.shape == (*right.shape, 1):
        values = values[..., 0]
    if values.shape == right.shape and np.array_equal(values, right):
        return
    if values.shape == right.shape:
        _judge_places(values, pixels, maps, count)
    if values.ndim == 3 and np.isin(values, maps).all():
        raise Hint("cut from the maps", "these numbers come from the maps. They only tell where: "
                   "the pixels are in the images.")
    raise_hint_for(values.shape, _wrong_shapes(pixels, count))
    raise Hint("another shape", f"count is {count} here, so {count} square patches should come "
               f"out, and yours are {shape_in_words(values.shape)}.")


def _shapes_of_parts(result: object) -> list[tuple[int, ...]]:
    if not isinstance(result, (list, tuple)):
        return []
    return [np.shape(part) for part in result if hasattr(part, "shape")]


def _wrong_shapes(pixels: np.ndarray, count: int) -> dict[tuple[int, ...], Hint]:
    return {
        (count, 8, 8): Hint("size of the second convolution", "8×8 is what the second convolution "
                            "sees. The pooling after it sees a little more."),
        (count, 5, 5): Hint("size of a map", "5×5 is the size of a map. Cut out pixels of the "
                            "image: as many as one number of the map depends on."),
        (count, 28, 28): Hint("whole images", "these are whole images. Cut out what the strongest "
                              "number depends on."),
        (count, 3): Hint("places only", "these are places. Cut the pixels out of the images "
                         "there."),
        (count,): Hint("one number each", "one number for each patch came out. The pixels "
                       "themselves are asked for."),
        (len(pixels), 10, 10): Hint("all images", "a patch for every image came out, and the best "
                                    "`count` of them are asked for."),
        **dict.fromkeys([(10, 10), (1, 10, 10)], Hint(
            "one patch alone", "one patch came out. Collect them in a list, and return it after "
            "the loop.")),
    }


def _judge_places(values: np.ndarray, pixels: np.ndarray, maps: np.ndarray, count: int) -> None:
    """Judge patches of the right size: from which images, and from where in them."""
    sources = [_source(patch, pixels) for patch in values]
    best = np.argsort(-maps.max(axis=(1, 2)))[:count]
    if None in sources:
        raise Hint("other pixels", "some of these pixels don't stand like this in the images that "
                   "your function got. Cut them out, and leave them as they are.")
    raise_hint_for(values, [
        (_patches(pixels, maps, count, jump=2), Hint(
            "jump of the second convolution", "the size is right, but two neighbours after the "
            "second pooling don't lie 2 pixels apart.")),
        (_patches(pixels, maps.transpose(0, 2, 1), count), Hint(
            "rows and columns exchanged", "rows and columns are exchanged. The first number of a "
            "place is its row.")),
    ])
    if sources == best.tolist():
        raise Hint("other places", "the right images, but other places in them. Where is a map's "
                   "strongest number, and which pixels does one in row 1, column 0 depend on?")
    if len(set(sources)) < count:
        raise Hint("several from one image", "two of your patches come from one image. Take one "
                   "from each.")
    if set(sources) == set(best):
        raise Hint("not sorted", "the right images in another order. The strongest comes first.")
    raise_hint_for(np.array(sources), [
        *((np.argsort(numbers)[:count], Hint(
            "weakest responses", "these are the weakest responses. Which way does argsort sort?"))
          for numbers in (maps.max(axis=(1, 2)), maps.min(axis=(1, 2)))),
        (np.argsort(-maps.mean(axis=(1, 2)))[:count], Hint(
            "largest mean", "you chose images by the mean of their maps. One strong number is "
            "enough to excite a filter.")),
        (np.arange(count), Hint(
            "first images", "these come from the first images, whatever the maps say.")),
    ])
    raise Hint("other images", "patches of the right size, but not of the images with the "
               "strongest responses. How do you find these, and do you cut out of the same ones?")


def _source(patch: np.ndarray, pixels: np.ndarray) -> int | None:
    """Find the image that a patch was cut out of."""
    windows = sliding_window_view(pixels, (10, 10), axis=(1, 2))
    found = np.flatnonzero((windows == patch).all(axis=(3, 4)).any(axis=(1, 2)))
    return int(found[0]) if len(found) else None


def _patches(pixels: np.ndarray, maps: np.ndarray, count: int, jump: int = 4) -> np.ndarray:
    """Cut a patch out of each of the `count` images with the strongest responses."""
    found = []
    for image in np.argsort(-maps.max(axis=(1, 2)))[:count]:
        row, column = jump * np.array(np.unravel_index(maps[image].argmax(), (5, 5)))
        found.append(pixels[image, row : row + 10, column : column + 10])
    return np.array(found)


@exercises.check(3, "Ask your own question")
def my_question(
    my_steps: Sequence, my_accuracies: Mapping[int, float], my_verdict: str,
    yardstick: Sequence[float],
) -> str:
    """Check a changed network, its three runs, and the verdict that these allow."""
    _judge_steps(_steps(my_steps))
    mine = _three_runs(my_accuracies)
    known = array(yardstick, "the yardstick").ravel()
    if set(mine) <= set(known):
        raise Hint("yardstick copied", "these are runs of the yardstick. Give what three_runs gave "
                   "for your steps.")
    if max(mine) < 0.5 and (
            str(my_verdict).lower() == "better" or abs(1 - np.mean(mine) - np.mean(known)) < 0.1):
        raise Hint("mistakes counted", "these look like losses, or like the shares of mistakes. "
                   "Give what three_runs gave: the accuracies.")
    return judge_verdict(
        my_verdict, mine, known, above="better", below="worse",
        other_side="compare once more: on which side of the yardstick do your runs lie?",
    )


def _steps(answer: Sequence) -> list:
    """Turn steps into numbers of filters and the word pool."""
    if isinstance(answer, str) or not hasattr(answer, "__iter__"):
        raise Hint("no steps", 'steps in brackets are asked for, as in (32, "pool"): a comma '
                   "between two of them, and quotes around the word alone.")
    steps = []
    for step in list(answer):
        if isinstance(step, str):
            steps.append(choice(step, "a step in quotes", ("pool",)))
            continue
        if not isinstance(step, (int, float, np.number)):
            raise Hint("another kind of step", 'a step is a number of filters or the word "pool". '
                       f"Among yours is something else, of the kind {type(step).__name__}.")
        filters = integer(step, "the number of filters")
        if not 1 <= filters <= MOST_FILTERS:
            raise Hint("number of filters out of range", f"{filters} filters can't be tried. Take "
                       f"from 1 to {MOST_FILTERS}.")
        steps.append(filters)
    if 2 in steps and "pool" not in steps:
        raise Hint("2 in place of pool", "2 stands for a convolution with two filters. A pooling "
                   'is the word "pool".')
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
    if len(steps) == steps.count("pool") or _changes_several(steps):
        raise Hint("several things changed", "several things are changed at once, so you won't "
                   'know which one did it. Start from (32, "pool", 32, "pool") again.')


def _changes_several(steps: list) -> bool:
    """Say whether several of filters, convolutions and poolings change; a block is one thing."""
    filters = [step for step in steps if step != "pool"]
    more, poolings = len(filters) - 2, len(steps) - len(filters) - 2
    changes = (set(filters) != {32}) + (more != 0) + (poolings not in (0, more))
    return changes > 1 or min(filters) < 32 < max(filters)


def _three_runs(answer: Mapping[int, float] | Sequence[float]) -> list[float]:
    has_seeds = isinstance(answer, Mapping)
    values = list(answer.values()) if has_seeds else answer
    if not (isinstance(values, (list, tuple)) and any(isinstance(one, str) for one in values)):
        values = array(values, "the accuracies").ravel()
    if len(values) != 3:
        raise Hint("not three runs", f"the accuracies of three runs are asked for, and yours are "
                   f"{len(values)}.")
    runs = [accuracy(value, "each accuracy") for value in values]
    if not has_seeds and len(set(runs)) < 3:
        raise Hint("same run twice", "two of your accuracies are exactly equal. Did both runs have "
                   "the same seed? If not, hand in what three_runs gave: it names the seeds.")
    return runs


@exercises.challenge("Which filters can go?", unit="filters", best="lowest", to_beat=16)
def fewest_filters(filters_that_stay: Sequence[int], accuracy_with: Callable) -> float:
    """Count the filters that stay, if the network loses little without the others."""
    if isinstance(filters_that_stay, (set, frozenset)):
        filters_that_stay = sorted(filters_that_stay)
    named = array(filters_that_stay, "the filters")
    if named.size == 1 and 0 < named.item() < 1:
        raise Hint("accuracy instead", "that's a number between 0 and 1. Hand in the numbers of "
                   "the filters, in a list; the check works out their accuracy.")
    if named.ndim == 0 or (named.size == FILTERS and set(named.ravel()) <= {0, 1}):
        raise Hint("no list of numbers", "list the numbers of the filters that stay, not how many "
                   "they are, nor a True or False for each.")
    chosen = [integer(one, "each filter") for one in named.ravel()]
    if not chosen:
        raise Hint("no filter left", "with no filter at all the network sees nothing.")
    if min(chosen) < 0 or max(chosen) >= FILTERS:
        raise Hint("no such filter", f"the filters have the numbers 0 to {FILTERS - 1}.")
    if len(set(chosen)) < len(chosen):
        raise Hint("filter named twice", "a filter is named twice in your list.")
    others = [one for one in range(FILTERS) if one not in chosen]
    whole, left, without = (
        number(call(accuracy_with, filters, time_limit=60), "the accuracy")
        for filters in (list(range(FILTERS)), sorted(chosen), others))
    if whole - left > ALLOWED_LOSS + 1e-9:
        if whole - without <= ALLOWED_LOSS and len(chosen) >= len(others):
            raise Hint("those that go", f"with these {len(chosen)} the accuracy falls to "
                       f"{left:.4f}, with the others alone it hardly would. Name those that stay.")
        if whole - left > DEEP_FALL:
            raise Hint("deep fall", f"with these {len(chosen)} the accuracy falls all the way to "
                       f"{left:.4f}. How strongly do the ones that you silenced respond?")
        raise Hint("loses too much", f"with {len(chosen)} of the filters the accuracy falls "
                   f"from {whole:.4f} to {left:.4f}, and {ALLOWED_LOSS} less is allowed. Which of "
                   "the silenced ones matters most?")
    return len(chosen)
