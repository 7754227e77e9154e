import io
import time

import numpy as np
import pytest

from helpers.exercises import (
    Hint,
    NotAttempted,
    accuracy,
    array,
    call,
    choice,
    integer,
    number,
    parts,
)
from helpers.exercises.answers import in_digits


class FakeTensor:
    """What a PyTorch tensor that needs gradients does: it has to be detached first."""

    def __init__(self, values):
        self.values = values

    def detach(self):
        return self

    def cpu(self):
        return np.asarray(self.values)

    def __array__(self, *arguments, **keywords):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


@pytest.mark.parametrize(
    "answer", [3, 3.0, np.float32(3), np.array(3), np.array([3]), [3], FakeTensor(3.0)]
)
def test_a_number_may_come_in_any_form(answer):
    assert number(answer, "the bias") == 3.0


@pytest.mark.parametrize(
    ("answer", "fragment"),
    [
        ("3", "without quotes"),
        ([1, 2], "2 numbers"),
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        (1 + 2j, "made of numbers"),
        ([[1], [2, 3]], "made of numbers"),
        (object(), "made of numbers"),
        (lambda: 3, "is a function"),
        ({1, 2}, "order"),
        ({"a": 1}, "order"),
        (["3"], "made of numbers"),
        (b"3", "without quotes"),
        (np.array(["3"]), "made of numbers"),
        (np.array(["3"], dtype=object), "made of numbers"),
        (np.array([3 + 4j]), "made of numbers"),
        (np.datetime64(3, "D"), "made of numbers"),
        (np.timedelta64(3, "D"), "made of numbers"),
        (np.array([(3.0,)], dtype=[("x", float)]), "made of numbers"),
        (np.ma.masked_array([3.0], mask=[True]), "made of numbers"),
        (np.broadcast_to(3.0, (10**6, 10**6)), "more than 1,000,000"),
        (range(10**12), "more than 1,000,000"),
        ([range(10**6)] * 2, "more than 1,000,000"),
        (10**400, "far too large"),
        ("3" * 10**6, r"333\.\.\.333"),
    ],
)
def test_what_is_no_number_gets_a_hint_that_says_so(answer, fragment):
    with pytest.raises(Hint, match=fragment):
        number(answer, "the bias")


def test_a_file_is_no_number_and_stays_open_for_use():
    text = io.TextIOWrapper(io.BytesIO())
    with pytest.raises(Hint, match="made of numbers"):
        number(text, "the bias")
    text.write("still in use")


def test_a_long_answer_is_shown_by_its_beginning():
    with pytest.raises(Hint) as raised:
        choice("x" * 10**6, "the gate", ("NAND", "XNOR"))
    assert len(str(raised.value)) < 200


def test_a_whole_number_may_be_written_as_a_float_but_not_be_a_fraction():
    assert integer(6.0, "the count") == 6
    with pytest.raises(Hint, match="whole number, and yours is 6.5"):
        integer(6.5, "the count")


@pytest.mark.parametrize(
    ("value", "unlike", "digits"),
    [
        (3050.9999999999, 3051, "3050.9999999999"), (-0.4999999999, -0.5, "-0.4999999999"),
        (3050.9, 3051, "3050.9"), (0.1 + 0.2, 3, "0.3"), (-0.25, -0.5, "-0.25"),
    ],
)
def test_a_number_is_shown_with_as_many_digits_as_tell_it_from_another(value, unlike, digits):
    assert in_digits(value, unlike) == digits


def test_a_number_that_is_nearly_whole_is_told_its_digits():
    with pytest.raises(Hint, match="whole number, and yours is 3050.9999999999."):
        integer(3050.9999999999, "the count")


@pytest.mark.parametrize(
    ("answer", "fraction"),
    [
        (0.98, 0.98), (98, 0.98), ("98 %", 0.98), ("98%", 0.98), ("0,98", 0.98), (" 0.98 ", 0.98),
        ("0.5 %", 0.005), ("1 %", 0.01), (1, 1.0), (0, 0.0), (100, 1.0), (np.float32(0.5), 0.5),
    ],
)
def test_an_accuracy_may_be_a_fraction_or_in_percent(answer, fraction):
    assert accuracy(answer) == pytest.approx(fraction)


@pytest.mark.parametrize(
    ("answer", "fragment"),
    [(-0.1, "from 0 to 1"), (101, "yours is 101"), ("high", "without quotes"), ("nan", "finite")],
)
def test_what_is_no_accuracy_gets_a_hint_that_says_so(answer, fragment):
    with pytest.raises(Hint, match=fragment):
        accuracy(answer)


def test_an_array_of_another_shape_is_told_both_shapes():
    assert array([[1, 2]], "the weights", shape=(None, 2)).tolist() == [[1.0, 2.0]]
    with pytest.raises(Hint, match=r"the shape \(2,\), and yours has \(3,\)"):
        array([1, 2, 3], "the weights", shape=(2,))
    with pytest.raises(Hint, match="infinite or nan"):
        array([1, float("nan")], "the weights", shape=(2,))


def test_a_choice_forgives_capitals_and_spaces():
    assert choice(" xnor ", "the gate", ("NAND", "XNOR")) == "XNOR"
    for wrong in ("XOR", 3, None):
        with pytest.raises(Hint, match='"NAND", "XNOR"'):
            choice(wrong, "the gate", ("NAND", "XNOR"))


@pytest.mark.parametrize(
    "answer", ["held-out", "held_out", "Held  out.", "held\tout)", " held out ].", "held -_ out\n"]
)
def test_a_choice_forgives_the_way_in_which_words_are_written(answer):
    assert choice(answer, "the images", ("learning", "held out", "test")) == "held out"


@pytest.mark.parametrize("answer", ["heldout", "held out, test", "held.out", "-held out", "", "."])
def test_a_choice_forgives_no_more_than_that(answer):
    with pytest.raises(Hint, match='"held out"'):
        choice(answer, "the images", ("learning", "held out", "test"))


def test_a_choice_that_could_be_two_of_them_is_none():
    options = ("two-blocks", "two blocks", "dense.")
    assert choice("Dense", "the network", options) == "dense."
    with pytest.raises(Hint, match="the network should be one of"):
        choice("two_blocks", "the network", options)


def test_a_function_is_called_and_its_result_comes_back():
    assert call(lambda a, b: a + b, 1, 2) == 3


def raising(error):
    def stop(x):
        raise error

    return stop


async def later(x):
    return x


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (3, "a function is asked for"),
        (lambda: 3, "called with 1 arguments"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
        (lambda x: undefined_name, "NameError"),  # noqa: F821
        (lambda x: x + "a", "TypeError"),
        (lambda x: exit(), "SystemExit"),
        (raising(KeyboardInterrupt), "was interrupted"),
        (raising(GeneratorExit), "GeneratorExit"),
        (later, "begins with async def"),
    ],
)
def test_whatever_a_students_function_does_becomes_a_hint(function, fragment):
    with pytest.raises(Hint, match=fragment):
        call(function, 1)


@pytest.mark.parametrize("unfilled", [..., (..., ...), [1, ..., None], {"loss": ...}])
def test_a_function_that_returns_what_is_to_be_filled_in_is_not_attempted_yet(unfilled):
    with pytest.raises(NotAttempted):
        call(lambda: unfilled)


def empty(x):
    """Do nothing yet."""


@pytest.mark.parametrize("stub", [empty, lambda x: ..., lambda x: None])
def test_a_stub_is_not_attempted_yet(stub):
    with pytest.raises(NotAttempted):
        call(stub, 1)


def sorts(x):
    return [[x, 1].sort(), x]


def appends(x):
    found = []
    return [found.append(number) for number in range(x)]


@pytest.mark.parametrize("function", [sorts, appends, lambda x: (None, x), lambda x: {"a": None}])
def test_a_function_that_returns_nothing_among_other_things_is_told_so(function):
    with pytest.raises(Hint, match="returns there is a None. Is it what append, sort, shuffle"):
        call(function, 2)


def without_return(x):
    x + 1


def without_else(x):
    if x > 1:
        return x


@pytest.mark.parametrize("function", [without_return, without_else, lambda x: print(x)])
def test_a_function_that_computes_and_returns_nothing_is_told_so(function):
    with pytest.raises(Hint, match="returns nothing"):
        call(function, 1)


def test_a_function_that_never_ends_is_stopped():
    def endless():
        while True:
            pass

    start = time.monotonic()
    with pytest.raises(Hint, match="never end"):
        call(endless, time_limit=0.2)
    assert time.monotonic() - start < 10


def test_several_things_come_back_in_their_order():
    assert parts((1, [2]), "the weights", "the bias") == [1, [2]]
    assert parts([1, 2, 3], "a", "b", "c") == [1, 2, 3]


@pytest.mark.parametrize("result", [3, (1,), (1, 2, 3), "ab", {"weights": 1, "bias": 2}])
def test_another_number_of_things_gets_a_hint_that_names_them(result):
    with pytest.raises(Hint, match="should return two things: the weights and the bias"):
        parts(result, "the weights", "the bias")


def test_four_things_that_are_asked_for_are_all_named():
    with pytest.raises(Hint, match="four things: the weights, the bias, the cost and the time"):
        parts((1, 2), "the weights", "the bias", "the cost", "the time")


def test_a_long_answer_is_shown_cut_short():
    with pytest.raises(Hint) as hint:
        choice(["XNOR" * 100] * 9, "the gate", ("NAND",))
    assert str(hint.value).endswith("….")
    assert len(str(hint.value).partition("yours is ")[2]) <= 61
