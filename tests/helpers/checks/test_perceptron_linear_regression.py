from helpers.checks import perceptron_linear_regression as check
from tests.helpers.checks.banks.perceptron_linear_regression import WRONG


def test_no_hint_gives_the_numbers_away():
    for answer, _ in WRONG["cost"]:
        assert "8" not in check.cost(*answer).message.replace("128", "").replace("'8'", "")
    for answer, _ in WRONG["one_step"]:
        message = check.one_step(*answer).message
        assert "1.9" not in message and ("2.34" not in message or "2.34" in answer)
