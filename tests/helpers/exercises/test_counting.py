import numpy as np
import pytest
from keras import layers

from helpers.exercises.counting import mistakes_in_convolution

CONVOLUTIONS = {
    "AlexNet": (11, 3, 96, 55 * 55, 227 * 227),
    "feature maps": (5, 20, 12, 9 * 9, 13 * 13),
    "second block": (2, 16, 8, 11 * 11, 12 * 12),
    "before LeNet": (3, 8, 20, 12 * 12, 12 * 12),
}


@pytest.mark.parametrize("numbers", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
def test_each_mistake_in_a_convolution_has_a_number_of_its_own_and_none_is_right(numbers):
    side, inputs, kernels, _, _ = numbers
    convolution = layers.Conv2D(kernels, side)
    convolution.build((None, side, side, inputs))
    counts = [count for count, _ in mistakes_in_convolution(*numbers)]
    assert len(set(counts)) == len(counts)
    assert convolution.count_params() not in counts
    assert counts[0] == np.size(convolution.kernel)


def test_the_hints_for_a_convolution_call_what_comes_in_by_its_name():
    hints = [str(hint) for _, hint in mistakes_in_convolution(3, 3, 8, 100, 144, maps="channels")]
    assert sum("channels" in hint for hint in hints) == 5
    assert not any("maps" in hint for hint in hints)
