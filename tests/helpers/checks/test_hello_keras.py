import keras
import numpy as np
import pytest

from helpers.checks import hello_keras as check
from tests.helpers.checks.banks.hello_keras import sgd, used, with_arrays


def trained_on(inputs):
    model = keras.Sequential([
        keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros"),
    ])
    model.compile(sgd(0.01), "mse")
    for _ in range(500):
        model.train_on_batch(inputs, 2 * inputs - 1)
    return model.predict(np.array([[10.0]]), verbose=0).item()


@pytest.mark.parametrize("inputs", [(-1.0, 2.0), (-1.0, 4.0)])
def test_what_keras_says_after_training_on_two_examples_is_right(inputs):
    inputs = np.array(inputs)
    assert check.two_examples(inputs, trained_on(inputs)).status == "right"


def test_keras_freezes_as_the_praise_says():
    verdict = check.steps_until_frozen(with_arrays)
    assert [int(word) for word in verdict.message.split() if word.isdigit()][0] > 100


def test_an_optimizer_that_is_handed_in_is_left_as_it_was():
    optimizer = used(sgd(0.2, 0.3))
    steps = int(optimizer.iterations)
    first, second = check.exactly_19(optimizer), check.exactly_19(optimizer)
    assert first.status == second.status == "right"
    assert int(optimizer.iterations) == steps
