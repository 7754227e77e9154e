from helpers.checks import lenet_mnist as check
from tests.helpers.checks.banks.lenet_mnist import WRONG


def test_no_hint_gives_the_solution_away():
    hints = [getattr(check, name)(*answer).message for name in WRONG for answer, _ in WRONG[name]]
    assert not any("1,460" in hint or "1460" in hint or "strides=2" in hint for hint in hints)
