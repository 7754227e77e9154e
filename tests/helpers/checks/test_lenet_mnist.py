import keras

from helpers.checks import lenet_mnist as check
from tests.helpers.checks.banks.lenet_mnist import GREW, WRONG, lenet


def test_no_hint_gives_the_solution_away():
    hints = [getattr(check, name)(*answer).message for name in WRONG for answer, _ in WRONG[name]]
    assert not any("494,004" in hint or "494004" in hint or "strides=2" in hint for hint in hints)


def test_activations_without_a_name_are_judged_by_what_they_compute():
    assert check.fixed(lenet(activation=lambda sums: keras.ops.tanh(sums)), GREW).status == "right"
    bent = check.fixed(lenet(activation=lambda sums: keras.ops.tanh(2 * sums)), GREW)
    assert "Compare the activations" in bent.message
