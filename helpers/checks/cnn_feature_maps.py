"""Checks of the notebook 11_cnn_feature_maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from helpers.exercises import Exercises, Hint, array, call, choice, integer, raise_hint_for

exercises = Exercises("11_cnn_feature_maps")
summary = exercises.summary

LAYERS = ("the first convolution", "the first pooling", "the second convolution",
          "the second pooling")
WIDTHS = [26, 13, 9, 4]
NETWORKS = ("narrow", "middle", "wide", "one block")


@exercises.check(1, "From 28 to what?")
def sizes(four_widths: Sequence[int], second_convolution: int, numbers_handed_on: int) -> str:
    """Check the widths, the parameters and the outputs of two blocks, 20@3×3 and 12@5×5."""
    widths = np.ravel(array(four_widths, "the widths")).tolist()
    parameters = integer(second_convolution, "the number of parameters")
    handed_on = integer(numbers_handed_on, "the number of numbers handed on")
    _judge_widths(widths)
    _judge_parameters(parameters)
    _judge_handed_on(handed_on)
    return ("each kernel takes off its width less one, pooling halves and drops what is odd, and a "
            "kernel looks at every map that comes in.")


def _judge_widths(widths: list[float]) -> None:
    if len(widths) == 5 and widths[0] == 28:
        raise Hint("?", "28 is the width of the image. Asked are the widths after the four layers.")
    if len(widths) != 4:
        raise Hint("?", f"there are four layers, so four widths, and yours are {len(widths)}.")
    before = 28
    for layer, name, kernel, came, right in zip(
        range(4), LAYERS, (3, 2, 5, 2), widths, WIDTHS, strict=True
    ):
        if came == right:
            before = right
            continue
        if layer in (0, 2):
            mistakes = {
                before: f"after {name} the width would be {before} still if it were padded. "
                        "Nothing is padded here.",
                before - kernel: f"at how many places does a kernel of {kernel} fit into {before}? "
                                 "Count both ends.",
                before - kernel // 2: "a kernel takes off something at both sides, not at one.",
                before - 2: f"you took off 2, as for a kernel of 3, but {name} has kernels of "
                            f"{kernel}×{kernel}.",
                before + kernel - 1: "without padding a convolution makes the map smaller, not "
                                     "larger.",
                20 if layer == 0 else 12: "that is the number of filters. How wide is each map?",
            }
        else:
            mistakes = {
                before: f"after {name} the width isn't {before} any more. What does a 2×2 window "
                        "leave of two pixels?",
                before / 4: "pooling 2×2 leaves a quarter of the *numbers*. What is left of each "
                            "side?",
                before // 4: "pooling 2×2 leaves a quarter of the *numbers*. What is left of each "
                             "side?",
                before * 0.75: "pooling doesn't make the map smaller *by* a quarter. What is left "
                               "of each side?",
                before / 2: f"half of {before} isn't whole. How many windows of 2 fit in entirely?",
                (before + 1) // 2: f"half of {before} isn't whole. How many windows of 2 fit in "
                                   "entirely? A last single column is dropped.",
                before - 1: "windows of pooling don't overlap: the next one begins 2 pixels on.",
            }
        raise Hint(mistakes.get(
            came, f"{came:g} isn't the width after {name}. {before} pixels come in; where can its "
                  f"window of {kernel}×{kernel} lie?"
        ))


def _judge_parameters(parameters: int) -> None:
    mistakes = {
        5 * 5 * 20 * 12: "these are the weights of the second convolution. What else has each "
                         "kernel?",
        5 * 5 * 20 * 12 + 1: "one bias for the whole layer is too few. Each kernel has its own.",
        # (5·5·12 + 1)·20 is the same number.
        5 * 5 * 20 * 12 + 20: "did 20 and 12 change places, or did you add a bias for every map "
                              "that comes in? 20 maps come in, 12 kernels look at them, and each "
                              "*kernel* has one bias.",
        (5 * 5 + 1) * 12: "that would be right if one map came in. Twenty come in, and a kernel "
                          "looks at all of them.",
        5 * 5 * 12: "that would be the weights if one map came in. Twenty come in, and a kernel "
                    "looks at all of them. And the biases?",
        (5 * 5 + 1) * 20 * 12: "you gave a kernel a bias for each map it looks at. It adds one "
                               "bias to the sum of all.",
        5 * 5 * 20 + 1: "that is one kernel. How many are there?",
        5 * 5 * 20: "these are the weights of one kernel. It has a bias, too, and how many kernels "
                    "are there?",
        (3 * 3 * 20 + 1) * 12: "these are kernels of 3×3. The second convolution has 5×5.",
        (3 * 3 + 1) * 20: "that is the first convolution. Asked is the second.",
        (3 * 3 + 1) * 20 + (5 * 5 * 20 + 1) * 12: "these are both convolutions. Give the second "
                                                  "alone.",
        (5 * 20 + 1) * 12: "a kernel of 5×5 has 25 weights for each map, not 5.",
        (5 * 5 * 20 + 1) * 12 * 9 * 9: "the weights are shared: a kernel uses the same ones at "
                                       "every place.",
    }
    raise_hint_for(parameters, mistakes)
    if parameters != (5 * 5 * 20 + 1) * 12:
        raise Hint(
            "?",
            f"{parameters:,} isn't what the second convolution learns. Through how many weights "
            "does one kernel look at one map? At how many maps does it look? Then its bias, then "
            "all kernels."
        )


def _judge_handed_on(handed_on: int) -> None:
    mistakes = {
        4 * 4: "that is one map. How many maps leave the last pooling?",
        4 * 12: "a map of width 4 is as high as it is wide.",
        4 * 4 * 20: "20 maps left the *first* block. How many leave the second?",
        4 * 4 * 20 * 12: "each kernel makes one map, whatever number of maps it looks at.",
        9 * 9 * 12: "that is what goes into the last pooling. What comes out?",
        5 * 5 * 12: "a width of 5 would need a window that hangs over the edge. You gave another "
                    "width above.",
        (4 * 4 * 12 + 1): "Flatten adds no bias; it only lays the numbers end to end.",
    }
    raise_hint_for(handed_on, mistakes)
    if handed_on != 4 * 4 * 12:
        raise Hint("?", f"{handed_on:,} numbers aren't what Flatten hands on. How many are in one map, "
                   "and how many maps are there?")


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
                if "IndexError" in str(hint):
                    raise Hint("?", f"{hint} Does it use the images and labels that it is given, both "
                               "of them, or others?") from None
                raise
            _judge_pick(array(answer, "the answer"), images, labels, label, count)
    return "labels and images come from the same part, and each image is asked for its own label."


def _judge_pick(
    answer: np.ndarray, images: np.ndarray, labels: np.ndarray, label: int, count: int
) -> None:
    of_class = np.flatnonzero(labels == label)
    single = answer.shape == images.shape[1:]
    if answer.shape == labels.shape and np.array_equal(answer, labels == label):
        raise Hint("?", "that says of every image whether it is of the class. Asked are the images.")
    if answer.ndim <= 1:
        if answer.size and np.isin(answer, of_class).all():
            raise Hint("?", "these are the places of images of the right class. Asked are the images at "
                       "these places.")
        if answer.size and np.isin(answer, labels).all():
            raise Hint("?", "these look like labels. Asked are the images that have this label.")
        raise Hint("?", "images should come out, an array of shape (count, height, width), and yours "
                   f"has the shape {answer.shape}.")
    if single:
        raise Hint("?", f"one image came out where {count} were asked for.")
    if answer.shape[1:] != images.shape[1:]:
        raise Hint("?", f"the images that went in are {images.shape[1:]}, and yours have the shape "
                   f"{answer.shape[1:]}. Does it use the images that it is given?")
    places = [np.flatnonzero((images == image).all(axis=(1, 2))) for image in answer]
    if any(len(place) == 0 for place in places):
        raise Hint("?", "there are images in the answer that weren't among those that went in. Does it "
                   "use the images that it is given?")
    places = np.array([place[0] for place in places])
    if len(answer) == len(of_class) != count:
        raise Hint("?", f"{len(answer)} images came out, all of the class, and {count} were asked for.")
    if len(answer) != count:
        raise Hint("?", f"{len(answer)} images came out, and {count} were asked for.")
    if not np.isin(places, of_class).all():
        if np.isin(places[0], of_class) and np.array_equal(places, places[0] + np.arange(count)):
            raise Hint("?", "the first one is right, and then come its neighbours in the file, whatever "
                       "they are. Is the file sorted by class?")
        if np.array_equal(places, np.arange(count)):
            raise Hint("?", f"these are the first {count} images of all, whatever their labels.")
        if not np.isin(places, of_class).any():
            raise Hint("?", "none of these images has the wanted label. Which places does your "
                       "condition pick?")
        raise Hint("?", f"the labels of your images are {labels[places].tolist()}, and all of them "
                   f"should be {label}.")
    if len(set(places.tolist())) != count:
        raise Hint("?", "all are of the class, but the same image comes more than once.")


@exercises.check(3, "Which filter answers most?")
def most_active(function: Callable) -> str:
    """Check a function that finds the filter with the largest mean map of each image."""
    # With these maps the first image, all images together and the largest mean of all have filters
    # of their own. All sizes differ, and then all are the same, so that no shape hides an axis.
    rng = np.random.default_rng(23)
    for shape in ((7, 5, 4, 9), (6, 6, 6, 6), (3, 2, 8, 5)):
        maps = rng.gamma(0.5, size=shape).astype(np.float32)
        answer = call(function, maps.copy())
        answer = array(answer, "the answer")
        _judge_most_active(np.ravel(answer), maps)
        if answer.ndim != 1:
            raise Hint("?", f"the filters are right, but for {len(maps)} images they should have the "
                       f"shape ({len(maps)},), and yours have {answer.shape}.")
    return "the mean over height and width first, then the largest along the filters."


def _judge_most_active(answer: np.ndarray, maps: np.ndarray) -> None:
    images, height, width, filters = maps.shape
    means = maps.mean(axis=(1, 2))

    def is_(candidate):
        candidate = np.ravel(candidate)
        return answer.shape == candidate.shape and np.allclose(answer, candidate, atol=1e-4)

    if is_(means.argmax(axis=1)):
        return
    if is_(means.argmax(axis=1) + 1):
        raise Hint("?", "all of your numbers are too large by one. Filters are counted from 0.")
    if is_(means):
        raise Hint("?", "these are the means themselves, one for each image and filter. Which filter "
                   "has the largest in each row?")
    if is_(means.max(axis=1)):
        raise Hint("?", "these are the largest means themselves. Asked is which filter each belongs to.")
    if is_(means.argmin(axis=1)):
        raise Hint("?", "these are the filters that answer least.")
    if is_(maps.max(axis=(1, 2)).argmax(axis=1)):
        raise Hint("?", "these are the filters with the largest single output. Asked is the largest "
                   "*mean* of a map.")
    if is_(maps.std(axis=(1, 2)).argmax(axis=1)):
        raise Hint("?", "these are the filters whose maps vary most. Asked is the largest mean.")
    if is_(means.argmax(axis=0)):
        raise Hint("?", "you looked for the image that answers most to each filter. Along which axis of "
                   "the means do the filters lie?")
    if is_(means.argmax()):
        raise Hint("?", "without an axis argmax counts through all images and filters together. One "
                   "number for each image is asked for.")
    if is_(maps.mean(axis=(0, 1, 2)).argmax()):
        raise Hint("?", "you took the mean over the images as well, so one filter came out for all of "
                   "them.")
    if is_(maps.mean(axis=(2, 3)).argmax(axis=1)) or is_(maps.mean(axis=(1, 3)).argmax(axis=1)) \
            or is_(maps.mean(axis=(2, 3))) or is_(maps.mean(axis=(1, 3))):
        raise Hint("?", "you took the mean over the filters as well. Which two of the four axes are "
                   "height and width?")
    if is_(maps.mean(axis=(0, 1)).argmax(axis=1)) or is_(maps.mean(axis=(0, 1)).argmax(axis=0)):
        raise Hint("?", "axis 0 are the images. Which two of the four axes are height and width?")
    if any(is_(maps.mean(axis=axis).mean(axis=1).argmax(axis=1)) for axis in (0, 3)):
        raise Hint("?", "a mean over one axis moves the later ones up, or it was the wrong axis. Which "
                   "two of the four are height and width?")
    if is_(maps.argmax(axis=3)):
        raise Hint("?", "that is the strongest filter at every *place*. Take the mean over all places "
                   "of a map first.")
    if answer.size == 1 and images > 1:
        raise Hint("?", f"{images} images went in and one number came out. There should be one for each "
                   "image.")
    if answer.size == filters and images != filters:
        raise Hint("?", f"{images} images went in and {filters} numbers came out, one for each filter. "
                   "There should be one for each image.")
    if answer.size != images:
        raise Hint("?", f"{images} images went in, so {images} numbers should come out, and yours are "
                   f"{answer.size}.")
    wrong = int(np.flatnonzero(answer != means.argmax(axis=1))[0])
    of_its_maps = ", ".join(f"{mean:.2f}" for mean in means[wrong])
    raise Hint("?", f"for an image whose maps have the means {of_its_maps} you give {answer[wrong]:g}. "
               "Find the largest by eye, and count from 0.")


@exercises.check(4, "Which network goes into the shop?")
def handed_in(network_to_hand_in: str, reason: str) -> str:
    """Check which of four networks is handed in, and why."""
    network = choice(network_to_hand_in, "the network", NETWORKS)
    reason = choice(reason, "the reason", ("A", "B", "C", "D"))
    if network == "narrow":
        raise Hint("?", "it needs the least memory, but the best of its runs lies below the worst of "
                   "all the others. That difference anyone can see.")
    if network == "wide":
        raise Hint("?", "one of its runs is the highest of all, and another is lower than runs of its "
                   "smaller rival. Would you pay twice the memory for a difference that the next "
                   "run may turn round?")
    if network == "one block":
        raise Hint("?", "it is good and quickly trained, but the device keeps its parameters for ever, "
                   "and it has the most of all.")
    if reason == "A":
        raise Hint("?", "the network fits, but the highest single accuracy in the table is another's.")
    if reason == "B":
        raise Hint("?", "the network fits, but one in the table has fewer parameters. What speaks "
                   "against that one?")
    if reason == "D":
        raise Hint("?", "the network fits, but one of the good ones is trained more quickly. And the "
                   "device never trains: what is scarce there?")
    return ("three networks can't be told apart by these runs, so memory decides between them; the "
            "fourth is clearly worse.")
