import keras
import numpy as np
import pytest
from keras import layers

from helpers.exercises.reasons import reason_of


class Stop:
    def on_epoch_end(epoch, logs=None):
        """Forgets self."""


def needs(weights, bias):
    return weights


def unbound():
    weights = weights + 1  # noqa: F821
    return weights


ONES = np.ones((5, 3))


@pytest.mark.parametrize(
    ("stops", "reason"),
    [
        (lambda: undefined, "there is no undefined"),  # noqa: F821
        (unbound, "weights is used before it has a value"),
        (lambda: Stop().on_epoch_end(1, {}), "first argument of a function in a class is self"),
        (lambda: needs(1), "needs is called without 'bias'"),
        (lambda: needs(1, b=2), "needs takes no argument of the name b"),
        (lambda: layers.Dense(unit=3), "Dense is called without 'units'"),
        (lambda: layers.Dense(3, activaton="relu"), "takes no argument of the name activaton"),
        (lambda: layers.Dense(3, activation="reluu"), "no activation that is called reluu"),
        (lambda: 0.9 >= "0.9", "a number is compared with text"),
        (lambda: [].append(1) + 1, "there is a None where a value is needed"),
        (lambda: ... + 1, "there is still a ..."),
        (lambda: (1)(2), "something of the kind int is called like a function"),
        (lambda: np.random.default_rng(0)(3), "as in rng.random(...)"),
        (lambda: -ONES.mean, "Are the brackets behind its name missing"),
        (lambda: len[3], "square brackets stand behind a function"),
        (lambda: int(ONES), "one number is needed where a whole array stands"),
        (lambda: range(8 / 2), "/ never gives a whole number"),
        (lambda: {"accuracy": 1}.accuracy, '["accuracy"], not .accuracy'),
        (lambda: [].sort().shape, "shape is asked of a None"),
        (lambda: [1].shape, "np.array makes an array of it"),
        (lambda: np.maen, "numpy has no maen"),
        (lambda: ONES.maen, "something of the kind numpy.ndarray has no maen"),
        (lambda: {}["acc"], "there is no 'acc' in the dictionary"),
        (lambda: ONES[629], "place 629 is asked for where there are 5, counted from 0"),
        (lambda: ONES[np.arange(3), np.arange(4)], "their shapes are (3,) (4,)"),
        (lambda: [][3], "a place is asked for behind the end"),
        (lambda: ONES[0, 0, 0], "one number for each axis"),
        (lambda: ONES @ ONES, "a matrix product doesn't fit"),
        (lambda: np.dot(ONES, ONES), "a matrix product doesn't fit"),
        (lambda: ONES + ONES.T, "two arrays of the shapes (5,3) (3,5) don't fit together"),
        (lambda: ONES.reshape(4, 3), "15 numbers don't fill the shape (4,3)"),
        (lambda: [a for a, b, c in np.ones((2, 4))], "taken apart where there are more"),
        (lambda: [a for a, b, c in np.ones((2, 2))], "3 things are taken apart where there are 2"),
        (lambda: 3 if ONES > 1 else 4, "a whole array stands where a yes or no is needed"),
        (lambda: np.array([[1], [2, 3]]), "rows of an array have different lengths"),
        (lambda: ONES.sum(axis=2), "no axis 2 in an array with 2"),
        (lambda: keras.Input(28, 28, 1), "brackets of its own"),
        (lambda: layers.Conv2D(16, 5, padding=2), 'padding="same"'),
        (lambda: layers.Conv2D(16, 5, "same"), "strides can't be same"),
        (lambda: layers.MaxPooling2D(2)(layers.Flatten()), "a comma missing between two layers"),
        (lambda: 1 / 0, "something is divided by 0"),
    ],
)
def test_an_error_is_said_in_words_for_beginners(stops, reason):
    with pytest.raises(Exception) as raised:
        stops()
    said = reason_of(raised.value)
    assert reason in said, raised.value
    assert said.endswith((".", "?", ".)"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("No loss.", "No loss."),
        ("\n  first \n second", "first."),
        ("Exception encountered when calling Dense.call().\n\n\x1b[1mno such shape\x1b[0m\n\nmore",
         "no such shape."),
        ("", "ValueError."),
        ("x" * 1000, "x" * 149 + "…."),
    ],
)
def test_of_any_other_error_the_line_is_given_that_says_what_is_wrong(text, reason):
    assert reason_of(ValueError(text)) == reason
