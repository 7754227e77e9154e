"""Checks of the notebook 11_cnn_feature_maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from helpers.exercises import Exercises, Hint, array, call, choice, expect, integer, raise_hint_for
from helpers.exercises.answers import shape_in_words
from helpers.exercises.counting import mistakes_in_convolution

exercises = Exercises("11_cnn_feature_maps")
summary = exercises.summary

WIDTHS = (26, 13, 9, 4)
PARAMETERS = (5 * 5 * 20 + 1) * 12
HANDED_ON = 4 * 4 * 12
NETWORKS = ("narrow", "middle", "wide", "one block")


@exercises.check(1, "From 28 to what?")
def sizes(four_widths: Sequence[int], second_convolution: int, numbers_handed_on: int) -> str:
    """Check the widths, the parameters and the outputs of two blocks, 20@3×3 and 12@5×5."""
    widths = np.ravel(array(four_widths, "the widths")).tolist()
    parameters = integer(second_convolution, "the number of parameters")
    handed_on = integer(numbers_handed_on, "the number of numbers handed on")
    _judge_widths(widths)
    expect(parameters, PARAMETERS, _PARAMETER_MISTAKES, otherwise=Hint(
        "another number of parameters", f"{parameters:,} isn't what the second convolution "
        "learns. Through how many weights does one kernel look at one map? At how many maps does "
        "it look? Then its bias, then all kernels."))
    expect(handed_on, HANDED_ON, _HANDED_ON_MISTAKES, otherwise=Hint(
        "another number handed on", f"{handed_on:,} numbers aren't what Flatten hands on. How "
        "many are in one map, and how many maps are there?"))
    return ("each kernel takes off its width less one, pooling halves and drops what is odd, and a "
            "kernel looks at every map that comes in.")


def _judge_widths(widths: list[float]) -> None:
    if widths[:2] == [28, 26]:
        raise Hint("width of the image given", "28 is the width of the image. The widths after "
                   "the four layers are asked for.")
    if len(widths) != 4:
        raise Hint("another number of widths",
                   f"there are four layers, so four widths, and you gave {len(widths)}.")
    layers = [
        ("the first convolution", 3, _mistakes_of_convolution(28, 3, filters=20)),
        ("the first pooling", 2, _mistakes_of_pooling(26)),
        ("the second convolution", 5, _mistakes_of_convolution(13, 5, filters=12)),
        ("the second pooling", 2, _mistakes_of_pooling(9)),
    ]
    for (name, window, mistakes), before, width, right in zip(
        layers, (28, *WIDTHS), widths, WIDTHS, strict=False
    ):
        expect(width, right, mistakes, otherwise=Hint(
            "another width", f"{width:g} isn't the width. {before} pixels come in; where can its "
            f"window of {window}×{window} lie?"), opening=f"after {name}: ")


def _mistakes_of_convolution(before: int, kernel: int, filters: int) -> list:
    return [
        (before, Hint("padded", f"the width would still be {before} if it were padded. Nothing is "
                      "padded here.")),
        (before - kernel, Hint("one place too few", f"at how many places does a kernel of "
                               f"{kernel} fit into {before}? Count both ends.")),
        (before - 2, Hint("kernel of 3", "you took off 2, as for a kernel of 3, but here the "
                          f"kernels are {kernel}×{kernel}.")),
        (before - kernel // 2, Hint("one side only",
                                    "a kernel takes off something at both sides, not at one.")),
        (before + kernel - 1, Hint("larger map", "without padding a convolution makes the map "
                                   "smaller, not larger.")),
        (filters, Hint("number of filters",
                       "that is the number of filters. How wide is each map?")),
    ]


def _mistakes_of_pooling(before: int) -> list:
    quarter = Hint("quarter of the width", "pooling 2×2 leaves a quarter of the *numbers*. What "
                   "is left of each side?")
    return [
        (before, Hint("width unchanged", f"the width isn't {before} any more. What does a 2×2 "
                      "window leave of two pixels?")),
        (before / 4, quarter),
        (before // 4, quarter),
        (before * 0.75, Hint("smaller by a quarter", "pooling doesn't make the map smaller *by* a "
                             "quarter. What is left of each side?")),
        (before / 2, Hint("half a pixel", f"half of {before} isn't whole. How many windows of 2 "
                          "fit in entirely?")),
        ((before + 1) // 2, Hint("rounded up", f"half of {before} isn't whole. How many windows "
                                 "of 2 fit in entirely? A last single column is dropped.")),
        (before - 1, Hint("overlapping windows", "windows of pooling don't overlap: the next one "
                          "begins 2 pixels on.")),
    ]


_PARAMETER_MISTAKES = [
    *mistakes_in_convolution(side=5, inputs=20, kernels=12, places=9 * 9, pixels=13 * 13),
    ((3 * 3 * 20 + 1) * 12, Hint("kernels of 3×3",
                                 "these are kernels of 3×3. The second convolution has 5×5.")),
    ((3 * 3 + 1) * 20, Hint("first convolution",
                            "that is the first convolution. The second is asked for.")),
    ((3 * 3 + 1) * 20 + PARAMETERS, Hint("both convolutions", "these are both convolutions. Give "
                                         "the second alone.")),
]
_HANDED_ON_MISTAKES = {
    4 * 4: Hint("one map only", "that is one map. How many maps leave the last pooling?"),
    4 * 12: Hint("one row of each map", "a map of width 4 is as high as it is wide."),
    4 * 4 * 20: Hint("maps of the first block",
                     "20 maps left the *first* block. How many leave the second?"),
    4 * 4 * 20 * 12: Hint("map for each pair",
                          "each kernel makes one map, whatever number of maps it looks at."),
    9 * 9 * 12: Hint("before the last pooling",
                     "that is what goes into the last pooling. What comes out?"),
    5 * 5 * 12: Hint("maps of 5×5", "a width of 5 would need a window that hangs over the edge. "
                     "You gave another width above."),
    4 * 4 * 12 + 1: Hint("bias in Flatten",
                         "there is no bias in Flatten: it only lays the numbers end to end."),
}


@exercises.check(2, "Three boots, please")
def mended_pick(function: Callable) -> str:
    """Check a function that picks images of one class."""
    rng = np.random.default_rng(11)
    for images_in_all, classes, count in ((40, 4, 3), (60, 5, 2), (60, 3, 5)):
        images = rng.integers(1, 255, size=(images_in_all, 6, 5), dtype=np.uint8)
        for label in (classes - 1, 1):
            labels = rng.permutation(np.arange(images_in_all) % classes).astype(np.uint8)
            # A beginning that gives every wrong way of picking images of its own.
            labels[:4] = 0, label, 0, 2 if label == 1 else 1
            try:
                answer = call(function, images.copy(), labels.copy(), label, count)
            except Hint as hint:
                if hint.name != "stops with IndexError":
                    raise
                raise Hint("index outside the images", f"{hint} Does it use both the images and "
                           "the labels that it is given, or others?") from None
            answer = array(answer, "the answer")
            _judge_kind(answer, images, labels, label, count)
            _judge_number(answer, np.count_nonzero(labels == label), count)
            _judge_pick(answer, images, labels, label)
    return "labels and images come from the same part, and each image is asked for its own label."


def _judge_kind(
    answer: np.ndarray, images: np.ndarray, labels: np.ndarray, label: int, count: int
) -> None:
    """See whether images of the right size came out at all."""
    if np.array_equal(answer, labels == label):
        raise Hint("condition itself",
                   "that says which images are of the class. Now give the images.")
    if answer.size == 0:
        raise Hint("nothing comes out", f"no image came out where {count} were asked for. Does it "
                   "use the label that it is given, or is return inside the loop?")
    if answer.ndim <= 1:
        if np.isin(answer, np.flatnonzero(labels == label)).all():
            raise Hint("places of the images", "these are the places of images of the right "
                       "class. Now give the images at these places.")
        if np.isin(answer, labels).all():
            raise Hint("labels", "these look like labels. The images that have this label are "
                       "asked for.")
        raise Hint("no images", f"{count} images should come out, and yours is "
                   f"{shape_in_words(answer.shape)}.")
    if answer.shape == images.shape[1:]:
        raise Hint("one image only", f"one image came out where {count} were asked for.")
    if answer.shape[1:] != images.shape[1:]:
        raise Hint("images of another size", "the images that it is given are "
                   f"{shape_in_words(images.shape[1:])}, and yours are "
                   f"{shape_in_words(answer.shape[1:])}. Does it use them?")


def _judge_number(answer: np.ndarray, of_class: int, count: int) -> None:
    came = f"{len(answer)} image{'s came' if len(answer) > 1 else ' came'} out"
    expect(len(answer), count, {of_class: Hint(
        "count not used", f"{came}, as many as the class has, and {count} were asked for.",
    )}, otherwise=Hint("another number of images", f"{came}, and {count} were asked for. Does "
                      "it use count?"))


def _judge_pick(answer: np.ndarray, images: np.ndarray, labels: np.ndarray, label: int) -> None:
    same = (answer[:, None] == images).all(axis=(2, 3))
    if not same.any(axis=1).all():
        raise Hint("other images", "there are images in the answer that weren't among those that "
                   "went in. Does it use the images that it is given?")
    places, count, of_class = same.argmax(axis=1), len(answer), np.flatnonzero(labels == label)
    if (labels[places] != label).any():
        if np.array_equal(places, np.arange(count)):
            raise Hint("first of all images",
                       f"these are the first {count} images of all, whatever their labels.")
        if np.array_equal(places, of_class[0] + np.arange(count)):
            raise Hint("neighbours of the first", "the first one is right, and then come its "
                       "neighbours in the file, whatever they are. Is the file sorted by class?")
        if not (labels[places] == label).any():
            raise Hint("none of the class", "none of these images has the right label. Which "
                       "places does your condition pick?")
        raise Hint("some of other classes", f"the labels of your images are "
                   f"{labels[places].tolist()}, and all of them should be {label}.")
    if len(set(places.tolist())) != count:
        raise Hint("the same image again",
                   "all are of the class, but the same image comes more than once.")
    expect(places, of_class[:count], [
        (of_class[-count:], Hint("the last ones", "these are the last images of the class. The "
                                 "first ones are asked for.")),
        *((places, Hint("another order", "these are the first images of the class, but not in the "
                        "order in which they came."))
          for _ in range(set(places) == set(of_class[:count]))),
    ], otherwise=Hint("not the first ones", "all are of the class, but they aren't its first "
                      f"{count}. Does something sort, shuffle or skip them?"))


@exercises.check(3, "Which filter answers most?")
def most_active(function: Callable) -> str:
    """Check a function that finds the filter with the largest mean map of each image."""
    # With these maps every mistake that is known has filters of its own. All sizes differ, and
    # then all are the same, so that no shape hides an axis.
    rng = np.random.default_rng(1)
    for shape in ((7, 5, 4, 9), (6, 6, 6, 6), (3, 2, 8, 5)):
        maps = _maps(rng, shape)
        answer = array(call(function, maps.copy()), "the answer")
        _judge_most_active(np.ravel(answer), maps)
        if answer.ndim != 1:
            raise Hint("another shape", f"the filters are right, but for {len(maps)} images they "
                       f"should be {len(maps)} numbers in a row, and yours are "
                       f"{shape_in_words(answer.shape)}.")
    return "the mean over height and width first, then the largest along the filters."


def _maps(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Make maps whose mean, spread and share of active pixels are largest in different ones."""
    images, _, _, filters = shape
    levels, spreads, dark = rng.random((3, images, 1, 1, filters))
    maps = levels + spreads * rng.gamma(0.5, size=shape)
    return np.where(rng.random(shape) < 0.6 * dark, 0, maps).astype(np.float32)


def _judge_most_active(answer: np.ndarray, maps: np.ndarray) -> None:
    means = maps.mean(axis=(1, 2))
    right = means.argmax(axis=1)
    if np.array_equal(answer, right):
        return
    mistakes = [(np.ravel(wrong), hint) for wrong, hint in _mistakes_of_most_active(maps, means)]
    raise_hint_for(answer, mistakes, rtol=1e-5, atol=1e-4)
    images, filters = means.shape
    if answer.size == 1:
        raise Hint("one number in all", f"{images} images went in and one number came out. There "
                   "should be one for each image.")
    if answer.size == filters != images:
        raise Hint("one number for each filter", f"{images} images went in and {filters} numbers "
                   "came out, one for each filter. There should be one for each image.")
    if answer.size != images:
        raise Hint("another number of filters", f"{images} images went in, so {images} numbers "
                   f"should come out, and yours are {answer.size}.")
    wrong = int(np.flatnonzero(answer != right)[0])
    of_its_maps = ", ".join(f"{mean:.2f}" for mean in means[wrong])
    raise Hint("another filter", f"for an image whose maps have the means {of_its_maps} you give "
               f"{answer[wrong]:g}. Find the largest by eye, and count from 0.")


def _mistakes_of_most_active(maps: np.ndarray, means: np.ndarray) -> list:
    over_filters = Hint("mean over the filters", "you took the mean over the filters as well. "
                        "Which two of the four axes are height and width?")
    over_images = Hint("mean over images and rows", "axis 0 holds the images. Which two of the "
                       "four axes are height and width?")
    return [
        (means.argmax(axis=1) + 1, Hint("counted from 1", "all of your numbers are too large by "
                                        "one. Filters are counted from 0.")),
        (means, Hint("means themselves", "these are the means themselves, one for each image and "
                     "filter. Which filter has the largest in each row?")),
        (means.max(axis=1), Hint("largest means", "these are the largest means themselves. Which "
                                 "filter does each belong to?")),
        (means.argmin(axis=1), Hint("smallest mean", "these are the filters that answer least.")),
        (maps.max(axis=(1, 2)).argmax(axis=1),
         Hint("largest single output", "these are the filters with the largest single output. The "
              "largest *mean* of a map is asked for.")),
        ((maps**2).mean(axis=(1, 2)).argmax(axis=1),
         Hint("mean of the squares", "you took the mean of the squares, in which a few strong "
              "outputs count most. The mean of the outputs themselves is asked for.")),
        ((maps > 0).mean(axis=(1, 2)).argmax(axis=1),
         Hint("share of active pixels", "these are the filters with the most pixels above 0. How "
              "strongly each of them answers counts too.")),
        (np.median(maps, axis=(1, 2)).argmax(axis=1),
         Hint("largest median", "these are the filters with the largest median. The largest mean "
              "is asked for.")),
        (maps.std(axis=(1, 2)).argmax(axis=1),
         Hint("largest spread", "these are the filters whose maps vary most. The largest mean is "
              "asked for.")),
        (means.argmax(axis=0),
         Hint("image for each filter", "you looked for the image that answers most to each "
              "filter. Along which axis of the means do the filters lie?")),
        (means.argmax(), Hint("argmax without an axis", "without an axis argmax counts through "
                              "all images together. Give one number for each image.")),
        (maps.mean(axis=(0, 1, 2)).argmax(),
         Hint("mean over the images", "you took the mean over the images as well, so one filter "
              "came out for all of them.")),
        *((maps.mean(axis=axes).argmax(axis=1), over_filters) for axes in ((2, 3), (1, 3))),
        *((maps.mean(axis=axes), over_filters) for axes in ((2, 3), (1, 3))),
        *((maps.mean(axis=(0, 1)).argmax(axis=axis), over_images) for axis in (1, 0)),
        (maps.mean(axis=0).mean(axis=1).argmax(axis=1),
         Hint("axes moved up", "a mean over one axis moves the later ones up, or it was the wrong "
              "axis. Which two of the four are height and width?")),
        (maps.argmax(axis=3), Hint("strongest at every place", "that is the strongest filter at "
                                   "every *place*. Take the mean over all places first.")),
    ]


@exercises.check(4, "Which network goes into the shop?")
def handed_in(network_to_hand_in: str, reason: str) -> str:
    """Check which of four networks is handed in, and why."""
    network = choice(network_to_hand_in, "the network", NETWORKS)
    reason = choice(reason, "the reason", ("A", "B", "C", "D"))
    raise_hint_for(network, {
        "narrow": Hint("narrow chosen", "it needs the least memory, but the best of its runs lies "
                       "below the worst of all the others. Anyone can see that difference."),
        "wide": Hint("wide chosen", "one of its runs is the highest of all, and another is lower "
                     "than runs of its smaller rival. Would you pay twice the memory for a "
                     "difference that the next run may reverse?"),
        "one block": Hint("one block chosen", "it is good and quickly trained, but the device "
                          "keeps its parameters for ever, and it has the most of all."),
    })
    raise_hint_for(reason, {
        "A": Hint("highest single accuracy", "the highest single accuracy in the table is "
                  "another network's."),
        "B": Hint("fewest parameters of all", "one in the table has fewer parameters. What speaks "
                  "against that one?"),
        "D": Hint("quickest training", "one of the good ones is trained more quickly. And the "
                  "device never trains: what is scarce there?"),
    }, opening="the network fits, but ")
    return ("three networks can't be told apart by these runs, so memory decides between them; the "
            "fourth is clearly worse.")
