import keras
import numpy as np

from workshop.notebooks.exercises import with_part

RNG = np.random.default_rng(1)
OTHER_IMAGES = RNG.integers(1, 255, size=(100, 28, 28), dtype=np.uint8)
OTHER_LABELS = np.arange(100) % 10


def pick_by_mask(images, labels, label, count):
    return images[labels == label][:count]


def pick_by_loop(images, labels, label, count):
    found = []
    for image, its_label in zip(images, labels, strict=True):
        if its_label == label and len(found) < count:
            found.append(image)
    return found


def pick_the_last(images, labels, label, count):
    return images[np.where(labels == label)[0][-count:]]


def pick_by_chance(images, labels, label, count):
    places = np.flatnonzero(labels == label)
    return images[np.random.default_rng(5).choice(places, count, replace=False)]


def pick_the_brightest(images, labels, label, count):
    chosen = images[labels == label]
    return chosen[np.argsort(chosen.mean(axis=(1, 2)))][-count:]


def return_in_the_loop(images, labels, label, count):
    found = []
    for image, its_label in zip(images, labels, strict=True):
        if its_label == label:
            found.append(image)
        return found


def pick_neighbours(images, labels, label, count):
    first = np.argmax(labels == label)
    return images[first : first + count]


def pick_the_first_again_and_again(images, labels, label, count):
    return np.repeat(images[labels == label][:1], count, axis=0)


def pick_from_other_images(images, labels, label, count):
    return OTHER_IMAGES[np.flatnonzero(labels == label)[:count]]


def pick_by_other_labels(images, labels, label, count):
    return images[OTHER_LABELS == label][:count]


def pick_what_append_gives(images, labels, label, count):
    found = []
    return [found.append(image) for image in images[labels == label][:count]]


def most_active_by_numpy(maps):
    return maps.mean(axis=(1, 2)).argmax(axis=1)


def most_active_by_loop(maps):
    answer = []
    for image in maps:
        means = [image[:, :, number].mean() for number in range(image.shape[-1])]
        answer.append(means.index(max(means)))
    return answer


def most_active_by_sum(maps):
    return np.argmax(maps.reshape(len(maps), -1, maps.shape[-1]).sum(axis=1), axis=-1)


def most_active_by_keras(maps):
    return keras.ops.argmax(keras.ops.mean(maps, axis=(1, 2)), axis=1)


RIGHT = {
    "sizes": [
        ([26, 13, 9, 4], 6012, 192),
        ((26.0, 13.0, 9.0, 4.0), 6012.0, 192.0),
        (np.array([26, 13, 9, 4]), np.int64(12 * 501), 4 * 4 * 12),
        ([26, 13, 9, 9 // 2], (5 * 5 * 20 + 1) * 12, [192]),
    ],
    "mended_pick": [
        (pick_by_mask,), (pick_by_loop,),
        (lambda images, labels, label, count: images[np.argwhere(labels == label)[:count, 0]],),
    ],
    "most_active": [
        (most_active_by_numpy,), (most_active_by_loop,), (most_active_by_sum,),
        (most_active_by_keras,),
        (lambda maps: maps.sum(axis=1).sum(axis=1).argmax(axis=1),),
        (lambda maps: [int(image.mean(axis=(0, 1)).argmax()) for image in maps],),
    ],
    "handed_in": [("middle", "C"), (" Middle ", "c"), ("MIDDLE", "C "), ("middle.", "C)")],
}

WRONG = {
    "sizes": [
        *with_part(0, ((26, 13, 9, 4), 6012, 192), {
            (28, 14, 14, 7): "Nothing is padded", (25, 12, 8, 4): "Count both ends",
            (27, 13, 11, 5): "at both sides", (30, 15, 19, 9): "not larger",
            (20, 10, 6, 3): "number of filters", (26, 6.5, 2.5, 1): "quarter of the *numbers*",
            (26, 6, 2, 1): "quarter of the *numbers*", (26, 19.5, 15, 7): "*by* a quarter",
            (26, 25, 21, 20): "don't overlap", (26, 26, 22, 22): "leave of two pixels",
            (26, 13, 11, 5): "you took off 2", (26, 13, 13, 6): "Nothing is padded",
            (26, 13, 9, 4.5): "isn't whole", (26, 13, 9, 5): "last single column",
            (28, 26, 13, 9, 4): "after the four layers", (28, 26, 13, 9): "after the four layers",
            (26, 13, 9): "four widths",
            (None, 26, 13, 9, 4): "is None. In a shape as Keras writes it",
            (26, 13, 10, 5): "can its window of 5×5 lie",
        }),
        *with_part(1, ((26, 13, 9, 4), 6012, 192), {
            6000: "What else does each kernel learn", 6001: "one bias for the whole layer",
            6020: "for each of the maps", 312: "one of the maps only",
            300: "two things are missing", 6240: "How many biases does the sum get",
            6022: "isn't what the second convolution learns", 501: "one kernel",
            500: "weights of one kernel", 2172: "kernels of 3×3", 200: "first convolution",
            6212: "both convolutions", 1212: "more than 5 weights", 486_972: "shared",
            6012.5: "whole number",
        }),
        *with_part(2, ((26, 13, 9, 4), 6012, 192), {
            16: "that is one map", 48: "as high as it is wide", 320: "*first* block",
            3840: "each kernel makes one map", 972: "goes into the last pooling",
            300: "hangs over the edge", 193: "no bias in Flatten", 100: "what Flatten hands on",
        }),
        (([26, 13, 9, 4], (5 * 5 * 12 + 1) * 20, 192), "swapped"),
        (("26 13 9 4", 6012, 192), "without quotes"),
    ],
    "mended_pick": [
        ((pick_the_last,), "the last images of the class"),
        ((pick_by_chance,), "aren't its first"),
        ((pick_the_brightest,), "aren't its first"),
        ((lambda *given: pick_by_mask(*given)[::-1],), "not in the order"),
        ((return_in_the_loop,), "or is return inside the loop"),
        ((lambda images, labels, label, count: images[labels == 9][:count],), "use the label that"),
        ((pick_neighbours,), "its neighbours"),
        ((pick_the_first_again_and_again,), "more than once"),
        ((pick_from_other_images,), "the images that it is given"),
        ((pick_what_append_gives,), "there is a None. Is it what append"),
        ((pick_by_other_labels,), "the images and the labels that it is given"),
        ((lambda images, labels, label, count: images[:count],), "first"),
        ((lambda images, labels, label, count: images[labels != label][:count],),
         "none of these images"),
        ((lambda images, labels, label, count: images[labels == label],), "were asked for"),
        ((lambda images, labels, label, count: images[labels == label][0],), "one image"),
        ((lambda images, labels, label, count: images[labels == label][: count - 1],),
         "were asked for"),
        ((lambda images, labels, label, count: np.flatnonzero(labels == label)[:count],),
         "the images at these places"),
        ((lambda images, labels, label, count: labels == label,), "Now give the images"),
        ((lambda images, labels, label, count: labels[labels == label][:count],),
         "look like labels"),
        ((lambda images, labels, label, count: images[labels == label][:count].mean(axis=(1, 2)),),
         "3 images should come out, and yours is 3 numbers in a row"),
        ((lambda images, labels, label, count: images[labels >= label][:count],),
         "should be"),
        ((lambda images, labels, label, count: images[labels == label, 0][:count],),
         "yours are 5 numbers in a row"),
        ((lambda images, labels, label, count: 255 - pick_by_mask(images, labels, label, count),),
         "weren't among those"),
        ((lambda label, count: OTHER_IMAGES[:count],), "arguments"),
        ((OTHER_IMAGES[:3],), "a function is asked for"),
    ],
    "most_active": [
        ((lambda maps: maps.mean(axis=(1, 2)),), "the means themselves"),
        ((lambda maps: maps.mean(axis=(1, 2)).max(axis=1),), "largest means themselves"),
        ((lambda maps: maps.mean(axis=(1, 2)).argmax(axis=0),), "which axis of the means"),
        ((lambda maps: maps.mean(axis=(1, 2)).argmax(),), "without an axis"),
        ((lambda maps: maps.mean(axis=(1, 2)).argmin(axis=1),), "answer least"),
        ((lambda maps: maps.max(axis=(1, 2)).argmax(axis=1),), "single output"),
        ((lambda maps: maps.std(axis=(1, 2)).argmax(axis=1),), "vary most"),
        ((lambda maps: maps.mean(axis=(0, 1, 2)).argmax(),), "mean over the images as well"),
        ((lambda maps: maps.mean(axis=(2, 3)).argmax(axis=1),), "over the filters as well"),
        ((lambda maps: maps.mean(axis=(1, 3)).argmax(axis=1),), "over the filters as well"),
        ((lambda maps: maps.mean(axis=(2, 3)),), "over the filters as well"),
        ((lambda maps: maps.mean(axis=(1, 3)),), "over the filters as well"),
        ((lambda maps: maps.mean(axis=(0, 1)).argmax(axis=1),), "axis 0 holds the images"),
        ((lambda maps: maps.mean(axis=0).mean(axis=1).argmax(axis=1),), "moves the later ones up"),
        ((lambda maps: maps.argmax(axis=3),), "every *place*"),
        ((lambda maps: maps.mean(axis=(1, 2)).argmax(axis=1) + 1,), "too large by one"),
        ((lambda maps: maps.mean(axis=(1, 2)).argmax(axis=1, keepdims=True),), "7 rows of 1"),
        ((lambda maps: (maps**2).mean(axis=(1, 2)).argmax(axis=1),), "mean of the squares"),
        ((lambda maps: (maps > 0).mean(axis=(1, 2)).argmax(axis=1),), "most pixels above 0"),
        ((lambda maps: np.median(maps, axis=(1, 2)).argmax(axis=1),), "largest median"),
        ((lambda maps: maps.argmax(),), "one number came out"),
        ((lambda maps: maps[0].mean(axis=(0, 1)).argmax(),), "7 images went in and one number"),
        ((lambda maps: maps.mean(axis=(1, 2)).argmax(axis=1)[:-1],), "numbers should come out"),
        ((lambda maps: maps.max(axis=(0, 1, 2)),), "one for each filter"),
        ((lambda maps: np.zeros(len(maps)),),
         "have the means 0.99, 1.17, 0.26, 0.56, 0.44, 0.44, 0.31, 0.36, 0.37 you give 0. Find"),
        ((lambda maps: maps.mean(axis=(1, 2, 3)).argmax(axis=1),), "Error"),
        ((3,), "a function is asked for"),
    ],
    "handed_in": [
        (("narrow", "B"), "Anyone can see"),
        (("wide", "A"), "next run may reverse"),
        (("wide", "C"), "next run may reverse"),
        (("one block", "D"), "most of all"),
        (("one_block", "D."), "most of all"),
        (("middle", "A"), "another network's"),
        (("middle", "B"), "fewer parameters"),
        (("middle", "D"), "never trains"),
        (("dense", "C"), "should be one of"),
        (("C", "middle"), "have changed places"),
    ],
}

UNFILLED = {
    "sizes": [
        ([..., ..., ..., ...], ..., ...),
        ([26, 13, 9, ...], 6012, 192),
        ([26, 13, 9, 4], ..., 192),
    ],
    "mended_pick": [
        (lambda images, labels, label, count: ...,),
        (lambda images, labels, label, count: None,),
        (...,),
    ],
    "most_active": [
        (lambda maps: ...,),
        (lambda maps: [...] * len(maps),),
        (...,),
    ],
    "handed_in": [(..., ...), ("middle", ...), (..., "C")],
}
