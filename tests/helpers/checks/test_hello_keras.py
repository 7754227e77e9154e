import keras
import numpy as np
import pytest

from helpers.checks import hello_keras as check
from tests.helpers.checks.banks.hello_keras import built


class Line(keras.layers.Layer):
    """A neuron by hand, with its weights in either order."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def build(self, shape):
        for name in self.names:
            setattr(self, name, self.add_weight(shape=(1, 1), initializer="zeros", name=name))

    def call(self, inputs):
        return keras.ops.matmul(inputs, self.slope) + self.height


def of(*parts, learning_rate=0.01):
    def model_of_a_student():
        model = keras.Sequential([keras.Input((1,)), *(part() for part in parts)])
        model.compile(keras.optimizers.SGD(learning_rate), "mse")
        return model

    return model_of_a_student


def test_a_model_that_is_handed_in_is_left_as_it_was():
    model = built()()
    before = model.get_weights()
    assert check.mended_model(lambda: model).status == "right"
    assert all(map(np.array_equal, before, model.get_weights()))
    assert int(model.optimizer.iterations) == 0


def test_a_model_that_is_made_once_does_not_learn_on_from_check_to_check():
    model = built(learning_rate=0.003)()
    messages = {check.mended_model(lambda: model).message for _ in range(4)}
    assert len(messages) == 1
    assert "from zero it says" in messages.pop()


@pytest.mark.parametrize("names", [("slope", "height"), ("height", "slope")])
def test_the_order_of_the_weights_does_not_matter(names):
    assert check.mended_model(of(lambda: Line(names))).status == "right"


def test_a_neuron_in_a_block_of_its_own_is_right():
    block = of(lambda: keras.Sequential([keras.layers.Dense(1)]))
    assert check.mended_model(block).status == "right"


def test_an_activation_in_a_layer_of_its_own_counts():
    sigmoid = of(lambda: keras.layers.Dense(1), lambda: keras.layers.Activation("sigmoid"))
    assert "never get above 1" in check.mended_model(sigmoid).message
