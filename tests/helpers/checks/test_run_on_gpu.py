import numpy as np
import pytest

from helpers.checks import run_on_gpu as check


@pytest.mark.parametrize("overhead", [0.0001, 0.001, 0.01])
@pytest.mark.parametrize("per_digit", [0.00001, 0.0001])
def test_the_gains_are_those_of_times_that_are_overhead_and_arithmetic(overhead, per_digit):
    old, new = (overhead + share * per_digit * np.array([1, 1000]) for share in (1, 0.1))
    verdict = check.ten_times_the_arithmetic(*(old / new), old.tolist())
    assert verdict.status == "right"
