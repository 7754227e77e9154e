import numpy as np
import pytest

from helpers.exercises import Hint, expect, raise_hint_for

FOUND, NO, OTHER = Hint("found", "this one."), Hint("no", "not this."), Hint("other", "another.")


def hint_of(judge, *arguments, **keywords):
    with pytest.raises(Hint) as raised:
        judge(*arguments, **keywords)
    return raised.value


@pytest.mark.parametrize(
    ("answer", "mistakes"),
    [
        (6, {5: NO, 6: FOUND}),
        (6.0, {6: FOUND}),
        (np.int64(6), {6: FOUND}),
        ("B", {"A": NO, "B": FOUND}),
        (("A", "B"), {("B", "A"): NO, ("A", "B"): FOUND}),
        (np.array([1.0, 2.0]), [((2, 1), NO), ((1, 2), FOUND)]),
        (6, ((wrong, hint) for wrong, hint in [(6, FOUND)])),
        (6, [(6, FOUND), (6, NO)]),
        (True, {1: FOUND}),
    ],
)
def test_a_known_mistake_gets_its_hint(answer, mistakes):
    hint = hint_of(raise_hint_for, answer, mistakes)
    assert (hint.name, str(hint)) == ("found", "this one.")


UNKNOWN = [
    (7, {6: NO}),
    (6 + 1e-9, {6: NO}),
    ("6", {6: NO}),
    (6, {"6": NO}),
    (np.array([1.0, 2.0]), {"6": NO}),
    (np.array([1.0, 1.0]), [(1, NO), ([1], NO), ([[1, 1]], NO)]),
    (float("nan"), {float("nan"): NO}),
    (None, {6: NO}),
    (6, {None: NO}),
    ((None, 3), [((2, 3), NO)]),
    (1, {}),
]


@pytest.mark.parametrize(("answer", "mistakes"), UNKNOWN)
def test_any_other_answer_passes(answer, mistakes):
    assert raise_hint_for(answer, mistakes) is None


@pytest.mark.parametrize(("answer", "mistakes"), UNKNOWN)
def test_where_one_answer_is_expected_any_other_gets_the_hint_for_all_others(answer, mistakes):
    assert hint_of(expect, answer, 100, mistakes, otherwise=OTHER).name == "other"


def test_the_right_answer_passes_even_if_it_looks_like_a_mistake():
    assert expect(6, right=6, mistakes={6: NO}, otherwise=OTHER) is None
    assert expect("B", right="B", mistakes={"A": NO}, otherwise=OTHER) is None
    assert expect([1, 2], right=(1.0, 2.0), mistakes=[], otherwise=OTHER) is None


def test_numbers_are_the_same_within_the_tolerance():
    near = {0.1: FOUND, 1000: FOUND}
    assert hint_of(raise_hint_for, 0.104, near, atol=0.005).name == "found"
    raise_hint_for(0.106, near, atol=0.005)
    assert hint_of(raise_hint_for, 1009, near, rtol=0.01).name == "found"
    raise_hint_for(1011, near, rtol=0.01)
    expect(1009, right=1000, mistakes={}, otherwise=OTHER, rtol=0.01)
    assert hint_of(expect, 1051, 1000, {}, otherwise=OTHER, rtol=0.01).name == "other"


def test_each_hint_begins_with_the_opening():
    known = hint_of(expect, 3, 2, {3: FOUND}, otherwise=OTHER, opening="channels: ")
    other = hint_of(expect, 4, 2, otherwise=lambda: OTHER, opening="channels: ")
    assert [str(known), str(other)] == ["channels: this one.", "channels: another."]


def test_a_hint_of_a_table_can_be_given_again_and_again():
    hints = [hint_of(raise_hint_for, 6, {6: FOUND}) for _ in range(3)]
    assert FOUND.__traceback__ is None
    assert len({id(hint) for hint in hints}) == 3


@pytest.mark.parametrize(
    ("answer", "right", "name"),
    [
        (2.3, 2.34, "rounded too far"),
        (2, 2.3026, "rounded too far"),
        ((2.34, 1.0), (2.34, 1.9), "rounded too far"),
        (np.array([0.33, 0.67]), np.array([1 / 3, 2 / 3]), "rounded too far"),
        (8.1, 8, "nearly right"),
        (5.6, 5.5, "nearly right"),
        (355_111, 355_110, "off by one"),
        (355_120, 355_110, "other"),
        (7, 8, "other"),
        (0, 0.3, "other"),
        (8, 0, "other"),
        ("A", "B", "other"),
        ((1, 2), 1.5, "other"),
    ],
)
def test_what_is_rounded_or_nearly_right_is_told_so(answer, right, name):
    assert hint_of(expect, answer, right, otherwise=OTHER).name == name
