import numpy as np
import pytest

from helpers.checks import xor_two_layer_sigmoid as check
from tests.helpers.checks.banks.xor_two_layer_sigmoid import trained_by_hand


@pytest.mark.parametrize(("spread", "solved"), [(1, 79), (0.5, 90)])
def test_the_challenge_counts_like_a_training_written_another_way(spread, solved):
    assert trained_by_hand(4, 0, spread) == solved
    message = check.starts_solved(4, 0, spread).message
    assert message.startswith(f"{solved} of 100 starts")


def test_equal_weights_move_and_stay_equal():
    ones = [np.ones((2, 2)), np.zeros(2), np.ones(2), np.zeros(())]
    w, b, v, _ = check._train(check._stacked([ones]), 200, 4, 0)
    assert np.abs(w - 1).max() > 0.1
    assert np.allclose(w[..., 0], w[..., 1]) and np.allclose(b[..., 0], b[..., 1])
    assert np.allclose(v[..., 0], v[..., 1])
