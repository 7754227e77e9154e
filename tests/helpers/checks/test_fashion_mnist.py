import keras
import pytest
from keras import layers

from helpers.checks import fashion_mnist as check
from tests.helpers.checks.banks.fashion_mnist import RIGHT_PARTS, dense, network, own_softmax


@pytest.mark.parametrize(
    "made",
    [
        network(layers.Flatten, dense(10, lambda sums: keras.ops.softmax(sums))),
        network(layers.Flatten, dense(10), lambda: layers.Lambda(lambda sums: own_softmax(sums))),
        network(*RIGHT_PARTS, loss=lambda labels, outputs: -keras.ops.log(
            keras.ops.sum(outputs * keras.ops.one_hot(labels, 10), axis=-1) + 1e-7)),
        network(layers.Flatten, dense(10),
                loss=lambda labels, sums: keras.losses.sparse_categorical_crossentropy(
                    labels, sums, from_logits=True)),
    ],
)
def test_functions_without_a_name_are_judged_by_what_they_compute(made):
    verdict = check.fixed(made)
    assert verdict.status == "right", verdict


def test_a_network_is_judged_alike_every_time_and_left_untrained():
    made = network(*RIGHT_PARTS)()
    before = made.get_weights()
    assert [check.fixed(made).status for _ in range(2)] == ["right", "right"]
    assert all((one == other).all() for one, other in zip(before, made.get_weights(), strict=True))
