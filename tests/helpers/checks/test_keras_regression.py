import keras

from helpers.checks import keras_regression as check
from tests.helpers.checks.banks.keras_regression import preparation


def test_a_tensor_of_keras_is_accepted():
    def prepare(inputs, targets, rng):
        return [keras.ops.convert_to_tensor(part) for part in preparation()(inputs, targets, rng)]

    assert check.fixed_preparation(prepare).status == "right"
