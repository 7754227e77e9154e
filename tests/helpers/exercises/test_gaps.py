import numpy as np
import pytest

from helpers.exercises import Hint, NotAttempted
from helpers.exercises.gaps import holds_ellipsis, holds_none, is_nothing, look_for_gaps


def chain_of(part, length=50_000):
    for _ in range(length):
        part = [part]
    return part


@pytest.mark.parametrize(
    "unfilled",
    [..., [..., 2], (1, [...]), {"a": ...}, [None, ...], frozenset([...]), chain_of(...),
     np.array([..., 2], dtype=object)],
    ids=lambda unfilled: type(unfilled).__name__,
)
def test_what_is_to_be_filled_in_is_found_wherever_it_is(unfilled):
    assert holds_ellipsis(unfilled)
    with pytest.raises(NotAttempted):
        look_for_gaps([3, unfilled])


@pytest.mark.parametrize("nothing", [None, [None], (None, [None]), {"a": None}, [np.array([None])]])
def test_an_answer_that_is_nothing_is_told_so(nothing):
    assert holds_none(nothing) and is_nothing(nothing)
    with pytest.raises(NotAttempted, match="there is a None, which is nothing. .print shows"):
        look_for_gaps([3, nothing])


@pytest.mark.parametrize("answer", [(None, 3), (3, [None]), {"a": None, "b": 3}, [[], None, "x"]])
def test_nothing_among_other_things_gets_a_hint(answer):
    assert holds_none(answer) and not is_nothing(answer)
    with pytest.raises(Hint, match="something in your answer is None. In a shape as Keras writes"):
        look_for_gaps([answer])


@pytest.mark.parametrize(
    "answer", [3, "...", "None", [], {}, np.zeros(0), np.ones((2, 2)), [0] * 10**6, {None: 1}]
)
def test_what_is_filled_in_passes(answer):
    assert not holds_ellipsis(answer) and not holds_none(answer) and not is_nothing(answer)
    look_for_gaps([answer])


def test_a_list_that_holds_itself_is_looked_through_once():
    endless = [1]
    endless.append(endless)
    look_for_gaps([endless])
    endless.append(...)
    assert holds_ellipsis(endless)
