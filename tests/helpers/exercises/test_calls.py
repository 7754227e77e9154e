import numpy as np
import pytest

from helpers.exercises import Hint, NotAttempted, call
from tests.helpers.exercises.mischief import raising


def test_a_function_is_called_and_its_result_comes_back():
    assert call(lambda a, b: a + b, 1, 2) == 3


async def later(x):
    return x


OF_THE_NOTEBOOK = np.zeros((3, 8))


def without_its_argument(x):
    return OF_THE_NOTEBOOK + np.zeros(x + 1)


def without_return(x):
    x + 1


def without_else(x):
    if x > 1:
        return x


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        ([7, 6, 3], r"yours is \[7, 6, 3\]. Hand in the function itself, by its name alone"),
        (lambda: 3, "called with 1 argument, and yours takes nothing"),
        (lambda x, y: 3, "called with 1 argument, and yours takes x, y"),
        (lambda x: 1 / 0, "stops with ZeroDivisionError: something is divided by 0"),
        (lambda x: undefined_name, "NameError: there is no undefined_name"),  # noqa: F821
        (without_its_argument, "It reads OF_THE_NOTEBOOK, which it isn't given"),
        (lambda x: exit(), "SystemExit"),
        (raising(KeyboardInterrupt), "was interrupted"),
        (raising(GeneratorExit), "GeneratorExit"),
        (later, "begins with async def"),
        (without_return, "returns nothing. Does it say return, whichever way it goes"),
        (without_else, "returns nothing. Does it say return"),
        (lambda x: print(x), "prints something and returns nothing. print only shows a value"),
    ],
)
def test_whatever_a_students_function_does_becomes_a_hint(function, fragment):
    with pytest.raises(Hint, match=fragment):
        call(function, 1)


def test_where_arrays_may_not_fit_their_shapes_are_named():
    with pytest.raises(Hint, match=r"calls it with x of shape \(2, 3\), y of shape \(4,\)\."):
        call(lambda x, y, k: x + y, np.zeros((2, 3)), np.zeros(4), 1)
    with pytest.raises(Hint, match=r"divided by 0\.$"):
        call(lambda x: 1 / 0, np.zeros(4))


def test_the_error_that_stopped_a_function_is_the_cause_of_the_hint():
    with pytest.raises(Hint) as raised:
        call(lambda: {}["acc"])
    assert isinstance(raised.value.__cause__, KeyError)


@pytest.mark.parametrize("unfilled", [..., (..., ...), [1, ..., None], {"loss": ...}])
def test_a_function_that_returns_what_is_to_be_filled_in_is_not_attempted_yet(unfilled):
    def half_filled():
        return unfilled

    with pytest.raises(NotAttempted, match="half_filled still returns a ... where your answer"):
        call(half_filled)


def empty(x):
    """Do nothing yet."""


@pytest.mark.parametrize("stub", [empty, lambda x: None])
def test_a_stub_is_not_attempted_yet(stub):
    with pytest.raises(NotAttempted):
        call(stub, 1)


def sorts(x):
    return [[x, 1].sort(), x]


@pytest.mark.parametrize("function", [sorts, lambda x: (None, x), lambda x: {"a": None}])
def test_a_function_that_returns_nothing_among_other_things_is_told_so(function):
    with pytest.raises(Hint, match="returns there is a None. Is it what append, sort, shuffle"):
        call(function, 2)


def test_what_a_function_prints_is_shown(capsys):
    assert call(lambda: print("a", 1) or 3) == 3
    assert capsys.readouterr().out == "a 1\n"


def test_a_million_printed_lines_are_stopped_and_only_the_first_are_shown(capsys):
    def prints_on_and_on():
        for number in range(10**6):
            print(number)

    with pytest.raises(Hint, match="had printed 100,000 characters; only the first are shown"):
        call(prints_on_and_on)
    shown = capsys.readouterr().out
    assert shown.startswith("0\n1\n2\n") and shown.endswith("…\n") and len(shown) < 2_100
