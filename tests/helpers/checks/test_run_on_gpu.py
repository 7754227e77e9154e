import pytest

from helpers.checks import run_on_gpu as check
from tests.helpers.checks.banks.run_on_gpu import WRONG


@pytest.mark.parametrize("answer", [answer for (answer,), _ in WRONG["twice_the_size"]])
def test_no_hint_gives_the_factor_away(answer):
    message = check.twice_the_size(answer).message
    assert "8" not in message or repr(answer) in message


def test_the_factor_is_that_of_the_formula_in_the_notebook():
    def operations(size):
        return 2 * size**3

    assert check.twice_the_size(operations(64) / operations(32)).status == "right"
