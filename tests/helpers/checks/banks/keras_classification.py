import math

import keras
import numpy as np
import scipy.special


def softmax_by_numpy(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_by_loop(scores):
    rows = []
    for row in scores:
        powers = [math.exp(score - max(row)) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def softmax_by_transposing(z):
    e = np.exp(z.T - z.max(axis=1))
    return (e / e.sum(axis=0)).T


def softmax_by_logarithm(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])


def unstable_softmax(z):
    powers = np.exp(z)
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_of_columns(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def softmax_of_everything(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def softmax_with_one_largest(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_without_keepdims(z):
    powers = np.exp(z - z.max(axis=1))
    return powers / powers.sum(axis=1)


def softmax_without(subtracted):
    def softmax(z):
        powers = np.exp(z - subtracted(z))
        return powers / powers.sum(axis=1, keepdims=True)

    return softmax


def softmax_without_return(z):
    softmax_by_numpy(z)


def softmax_of_three_classes(scores):
    return [softmax_by_numpy(np.array([[a, b, c]]))[0] for a, b, c in scores]


def mean_of(loss):
    return lambda labels, probabilities: keras.ops.mean(loss(labels, probabilities))


def loss_by_numpy(t, p):
    return -np.sum(t * np.log(p)) / len(t)


RIGHT = {
    "softmax_of_rows": [
        (softmax_by_numpy,), (softmax_by_loop,), (softmax_by_transposing,),
        (softmax_by_logarithm,), (keras.ops.softmax,),
        (lambda z: scipy.special.softmax(z, axis=1),),
    ],
    "undecided_loss": [(2.3026,), (math.log(10),), (-np.log(0.1),), (2.3,), ([2.303],)],
    "mended_loss": [
        (mean_of(keras.losses.categorical_crossentropy),),
        (lambda t, p: keras.ops.mean(
            keras.losses.sparse_categorical_crossentropy(t.argmax(axis=1), p)),),
        (loss_by_numpy,),
        (lambda t, p: float(np.mean(-np.log((t * p).sum(axis=1)))),),
        (lambda t, p: keras.losses.CategoricalCrossentropy()(t, p),),
    ],
    "wide_parameters": [
        (355_110,), (355110.0,), (np.int64(314_000 + 40_100 + 1_010),), ([355_110],),
    ],
    "handed_in": [("B", 98.1), (" b ", np.float32(98.1)), ("B", "98.1 %"), ("B", "98,1"),
                  ("B", [98.1]), ("B", 0.981), ("B", "0,981"), ("Network B", np.float32(98.1))],
}

WRONG = {
    "softmax_of_rows": [
        ((softmax_of_columns,), "each column is 1"),
        ((softmax_of_everything,), "all images together"),
        ((unstable_softmax,), "about 1000"),
        ((softmax_with_one_largest,), "its own largest"),
        ((lambda z: softmax_by_numpy(np.clip(z, -100, 100)),), "nan, infinite or wrong"),
        ((softmax_without(lambda z: z.min(axis=1, keepdims=True)),), "where they lie far apart"),
        ((softmax_without(lambda z: z.mean(axis=1, keepdims=True)),), "where they lie far apart"),
        ((softmax_without(lambda z: np.median(z, axis=1, keepdims=True)),), "lie far apart"),
        ((softmax_without(lambda z: z[:, :1]),), "how large may one still be after that?"),
        ((lambda z: np.round(softmax_by_numpy(z), 3),), "rounded too far"),
        ((lambda z: np.round(softmax_by_numpy(z), 2),), "rounded too far"),
        ((softmax_of_three_classes,), "3 things are taken apart where there are more"),
        ((np.exp,), "isn't 1 yet"),
        ((lambda z: z / np.zeros_like(z),), "for scores from -1 to 3 some probabilities are nan"),
        ((softmax_without_return,), "returns nothing"),
        ((lambda z: np.exp(z - z.max(axis=1, keepdims=True)),), "isn't 1 yet"),
        ((lambda z: z / z.sum(axis=1, keepdims=True),), "scores themselves"),
        ((lambda z: softmax_by_numpy(-z),), "sign in the power"),
        ((lambda z: 1 / (1 + np.exp(-z)),), "sigmoid"),
        ((lambda z: np.log(softmax_by_numpy(z)),), "logarithms"),
        ((lambda z: np.eye(z.shape[1])[z.argmax(axis=1)],), "leaves something"),
        ((lambda z: softmax_by_numpy(2 * z),), "the shares are wrong"),
        ((lambda z: softmax_by_numpy(z).max(axis=1),), "one probability for each score"),
        ((lambda z: 2 * softmax_by_numpy(z),), "the sums 2, 2"),
        ((softmax_without_keepdims,), "What does keepdims do"),
        ((lambda z: undefined,), "NameError"),  # noqa: F821
        ((0.5,), "a function is asked for"),
    ],
    "undecided_loss": [
        ((-2.3026,), "the sign isn't"),
        ((0.1,), "What does the loss make of a probability?"),
        ((10,), "how many classes"),
        ((0,), "certain and right"),
        ((1,), "to the base 10."),
        ((3.3219,), "base 2."),
        ((23.026,), "all ten classes"),
        ((0.230,), "one term is left"),
        ((0.105,), "-ln 0.9"),
        ((0.693,), "two classes"),
        ((2.197,), "nine classes"),
        ((2.33,), "very near, but not near enough"),
        ((2,), "rounded too far"),
        ((0.9,), "that is 1 - 0.1"),
        ((np.exp(-0.1),), "nearly e to the power of -0.1"),
        (((2, 303),), "Python writes a point there"),
        ((5,), "how much does the true one have"),
        (("ln 10",), "without quotes"),
    ],
    "mended_loss": [
        ((mean_of(keras.losses.sparse_categorical_crossentropy),), "there is still a complaint"),
        ((lambda t, p: keras.ops.mean(
            keras.losses.sparse_categorical_crossentropy(t.argmax(axis=0), p)),),
         "for 4 images <lambda> stops"),
        ((lambda t, p: keras.ops.mean(
            keras.losses.categorical_crossentropy(t.argmax(axis=1), p)),), "not both"),
        ((lambda t, p: -np.mean(np.log(p[np.arange(len(t)), t.argmax(axis=0)])),),
         "along which axis do you look for the 1"),
        ((keras.losses.categorical_crossentropy,), "one loss for each image"),
        ((lambda t, p: -np.sum(t * np.log(p)),), "sum over the images"),
        ((lambda t, p: -np.mean(t * np.log(p)),), "images *and* classes"),
        ((lambda t, p: -loss_by_numpy(t, p),), "sign is wrong"),
        ((lambda t, p: loss_by_numpy(t, p) / np.log(2),), "to the base 2."),
        ((lambda t, p: loss_by_numpy(t, p) / np.log(10),), "base 10."),
        ((lambda t, p: -np.log(np.mean(p[t == 1])),), "the mean first"),
        ((lambda t, p: keras.ops.mean(
            keras.losses.categorical_crossentropy(t, p, from_logits=True)),), "second time"),
        ((mean_of(keras.losses.binary_crossentropy),), "binary"),
        ((mean_of(keras.losses.mean_squared_error),), "squared"),
        ((lambda t, p: keras.ops.mean(
            keras.losses.categorical_crossentropy(p, t)),), "changed places"),
        ((lambda t, p: np.mean(p[t == 1]),), "logarithm is missing"),
        ((lambda t, p: 0.5,), "isn't the mean"),
        ((lambda t, p: np.mean(t.argmax(axis=1) == p.argmax(axis=1)),), "that is the accuracy"),
        ((lambda t, p: keras.ops.mean(
            keras.losses.sparse_categorical_crossentropy(t.argmax(), p)),), "without an axis"),
        ((lambda t, p: keras.ops.mean(
            keras.losses.sparse_categorical_crossentropy(p.argmax(axis=1), p)),),
         "only the labels know"),
        ((lambda t, p: keras.losses.categorical_crossentropy(t, p)[0],), "a single image"),
        ((lambda t, p: loss_by_numpy(t, np.clip(p, 0.2, 1)),), "or are they cut off?"),
        ((lambda t, p: loss_by_numpy(t, p) if len(t) == 4 else 0.5,), "not for three others"),
        ((lambda t: 0.5,), "arguments"),
    ],
    "wide_parameters": [
        ((354_600,), "weights alone"),
        ((510,), "biases alone"),
        ((355_100,), "the layer of 10 units are missing"),
        ((355_010,), "the layer of 100 units are missing"),
        ((354_710,), "the layer of 400 units are missing"),
        ((354_601,), "for the whole network"),
        ((313_600,), "weights of the first layer"),
        ((400_350,), "What does the second one see"),
        ((354_603,), "each *unit*"),
        ((355_894,), "no biases"),
        ((314_000,), "first layer"),
        ((354_100,), "output layer is missing"),
        ((79_510,), "small network"),
        ((79_400,), "or without them"),
        ((318_010,), "100 units is missing"),
        ((122_910,), "changed places"),
        ((1_294,), "every pair"),
        ((52_710,), "one row of an image"),
        ((313_600_000,), "add the layers"),
        ((355_111,), "only one off"),
        ((79_510 + 314_000,), "one layer after the other"),
        (((355, 110),), "nothing between thousands"),
        ((1.5,), "whole number"),
    ],
    "handed_in": [
        (("A", 98.3), "uses them up"),
        (("A", 99.9), "training images best"),
        (("C", 98.2), "smallest distance"),
        (("B", 98.4), "flatters"),
        (("B", 99.2), "by heart"),
        (("B", 98.3), "test accuracy of another network"),
        (("B", 98.2), "test accuracy of another network"),
        (("B", 1.9), "its error"),
        (("B", 50), "three columns"),
        (("B", 98.57), "three columns"),
        (("B", 98), "one decimal more"),
        (("D", 98.1), "should be one of"),
        ((98.1, "B"), "chosen_network and reported_accuracy have changed places"),
    ],
}

UNFILLED = {
    "softmax_of_rows": [(lambda scores: ...,)],
    "undecided_loss": [(...,)],
    "mended_loss": [(lambda one_hot_labels, probabilities: ...,)],
    "wide_parameters": [(...,)],
    "handed_in": [(..., ...), ("B", ...)],
}
