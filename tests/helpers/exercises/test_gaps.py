import numpy as np
import pytest

from helpers.exercises import Hint, NotAttempted
from helpers.exercises.gaps import holds_ellipsis, holds_none, look_for_gaps


@pytest.mark.parametrize(
    "unfilled",
    [..., [..., 2], (1, [...]), {"a": ...}, [None, ...], np.array([..., 2], dtype=object)],
    ids=lambda unfilled: type(unfilled).__name__,
)
def test_what_is_to_be_filled_in_is_found_wherever_it_is(unfilled):
    assert holds_ellipsis(unfilled)
    with pytest.raises(NotAttempted):
        look_for_gaps({"count": 3, "weights": unfilled})


@pytest.mark.parametrize(
    ("answers", "open_parts"),
    [
        ({"job": "C", "reason": ...}, "reason"),
        ({"job": ..., "count": 3, "reason": ...}, "job, reason"),
        ({"derivatives": [-2, 4, ...]}, "part 3 of derivatives"),
        ({"kernel": [[1, 1], [..., ...], [2, ...]]}, "part 2 of kernel, part 3 of kernel"),
        ({"weights": [..., ...], "bias": 1.5}, "weights"),
        ({"parameters": {"first": 4, "last": ...}}, "part last of parameters"),
    ],
)
def test_of_several_parts_those_that_are_open_are_named(answers, open_parts):
    with pytest.raises(NotAttempted, match=f"not attempted yet. Still open: {open_parts}. Replace"):
        look_for_gaps(answers)


@pytest.mark.parametrize("nothing", [None, [None], (None, [None]), {"a": None}, [np.array([None])]])
def test_an_answer_that_is_nothing_is_told_so(nothing):
    assert holds_none(nothing)
    with pytest.raises(NotAttempted, match="there is a None, which is nothing. .print shows"):
        look_for_gaps({"count": 3, "weights": nothing})


@pytest.mark.parametrize("answer", [(None, 3), (3, [None]), {"a": None, "b": 3}, [[], None, "x"]])
def test_nothing_among_other_things_gets_a_hint(answer):
    with pytest.raises(Hint, match="something in your answer is None. In a shape as Keras writes"):
        look_for_gaps({"answer": answer})


@pytest.mark.parametrize(
    "answer", [3, "...", "None", [], {}, np.zeros(0), np.ones((2, 2)), [0] * 10**6, {None: 1}]
)
def test_what_is_filled_in_passes(answer):
    assert look_for_gaps({"answer": answer}) is None


def test_a_list_that_holds_itself_is_looked_through_once():
    endless = [1]
    endless.append(endless)
    look_for_gaps({"answer": endless})
    endless.append(...)
    assert holds_ellipsis(endless)
