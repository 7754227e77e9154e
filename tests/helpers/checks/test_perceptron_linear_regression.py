import numpy as np

from helpers.checks import perceptron_linear_regression as check
from tests.helpers.checks.banks.perceptron_linear_regression import WRONG


def test_no_hint_gives_the_numbers_away():
    for answer, _ in WRONG["loss"]:
        assert "8" not in check.loss(*answer).message.replace("128", "").replace("'8'", "")
    for answer, _ in WRONG["one_step"]:
        message = check.one_step(*answer).message
        assert "1.9" not in message and ("2.34" not in message or "2.34" in answer)


def test_no_rate_needs_fewer_steps_than_the_check_asks_for():
    for name, inputs in {
        "centred": check.INPUTS - check.INPUTS.mean(), "scaled": check.INPUTS / check.INPUTS.std(),
    }.items():
        steps = [check._steps_needed(rate, inputs, (0, 0)) for rate in np.arange(0.3, 0.36, 0.0025)]
        assert np.nanmin(steps) == check._FEWEST_STEPS[name]
