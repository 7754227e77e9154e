import numpy as np
import pytest

from helpers.exercises.mechanism import Hint
from helpers.exercises.mistakes import raise_hint_for


def hint_for(*arguments, **keywords):
    with pytest.raises(Hint) as raised:
        raise_hint_for(*arguments, **keywords)
    return str(raised.value)


@pytest.mark.parametrize(
    ("answer", "mistakes"),
    [
        (6, {5: "no", 6: "found"}),
        (6.0, {6: "found"}),
        (np.int64(6), {6: "found"}),
        ("B", {"A": "no", "B": "found"}),
        (np.array([1.0, 2.0]), [((2, 1), "no"), ((1, 2), "found")]),
        (6, ((wrong, hint) for wrong, hint in [(6, "found")])),
        (6, [(6, "found"), (6, "too late")]),
    ],
)
def test_a_known_mistake_gets_its_hint(answer, mistakes):
    assert hint_for(answer, mistakes) == "found"


@pytest.mark.parametrize(
    ("answer", "mistakes"),
    [
        (7, {6: "no"}),
        (6 + 1e-9, {6: "no"}),
        ("6", {6: "no"}),
        (6, {"6": "no"}),
        (np.array([1.0, 1.0]), [(1, "no"), ([1], "no"), ([[1, 1]], "no")]),
        (1, {}),
    ],
)
def test_any_other_answer_passes(answer, mistakes):
    raise_hint_for(answer, mistakes)


def test_numbers_are_the_same_within_the_tolerance():
    assert hint_for(0.104, {0.1: "near"}, atol=0.005) == "near"
    raise_hint_for(0.106, {0.1: "near"}, atol=0.005)
    assert hint_for(1009, {1000: "near"}, rtol=0.01) == "near"
    raise_hint_for(1011, {1000: "near"}, rtol=0.01)


def test_each_hint_begins_with_the_opening():
    assert hint_for(3, {3: "too many."}, opening="channels: ") == "channels: too many."
