import warnings

import pytest

from helpers.checks import cnn_mnist as check
from tests.helpers.checks.banks.cnn_mnist import layers_of, two_blocks


def test_the_layers_of_the_counting_exercise_are_those_of_the_network_it_counts():
    network = two_blocks(paddings=("valid", "valid"))()
    counts = [layer.count_params() for layer in network.layers if layer.name[:7] != "flatten"]
    assert list(layers_of().values()) == counts
    assert sum(counts) == check.MOST_PARAMETERS


@pytest.mark.parametrize("answers", [(two_blocks(),), (two_blocks(flat=False),)])
def test_a_network_is_judged_without_a_warning(answers):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check.padded(*answers)
