import numpy as np
import pytest

from helpers.exercises import Hint, accuracy, array, choice, integer, number, parts
from helpers.exercises.answers import in_digits, shape_in_words


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
    "answer",
    [3, 3.0, np.float32(3), np.array(3), np.array([3]), [3], (3,), iter([3]), FakeTensor(3.0),
     [FakeTensor(3.0)], range(3, 4)],
)
def test_a_number_may_come_in_any_form(answer):
    assert number(answer, "the bias") == 3.0


@pytest.mark.parametrize(
    ("answer", "fragment"),
    [
        ("3", "without quotes"),
        (b"3", "without quotes"),
        ([1.5, 2], "yours are 2 numbers.$"),
        ((0, 75), "Python writes a point there, as in 1.5, and nothing between thousands"),
        (range(10**12), "yours are 100000 numbers"),
        (float("nan"), "finite"),
        (1 + 2j, "made of numbers"),
        ([[1], [2, 3]], r"parts of yours have different lengths: \[\[1\], \[2, 3\]\]"),
        (object(), "made of numbers"),
        (["3"], "made of numbers"),
        (np.datetime64(3, "D"), "made of numbers"),
        (lambda: 3, "is a function"),
        ({1, 2}, "yours is a set"),
        ({"a": 1}, "yours is a dict"),
        (True, "the result of a comparison"),
        (int, "the class int"),
        ("3" * 10**6, r"333\.\.\.333"),
    ],
)
def test_what_is_no_number_gets_a_hint_that_says_so(answer, fragment):
    with pytest.raises(Hint, match=fragment):
        number(answer, "the bias")


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


@pytest.mark.parametrize("answer", [[1, 2], [[1], [2]], [[1, 2]], np.ones((1, 2, 1)), iter([1, 2])])
def test_a_row_may_come_as_a_column(answer):
    assert array(answer, "the weights", shape=(2,)).shape == (2,)


@pytest.mark.parametrize(
    ("answer", "shape", "fragment"),
    [
        ([1.0, 0.2, -1], (2,), "should be 2 numbers in a row, and yours is 3 numbers in a row.$"),
        ([1, 0, 2], (2,), "yours is 3 numbers in a row. .If the comma was meant"),
        (3, (2,), "yours is one number"),
        ([1, 2], (3, 3), "should be 3 rows of 3 numbers, and yours is 2 numbers in a row"),
        (np.ones((2, 2)), (2,), "yours is 2 rows of 2 numbers"),
        (np.ones((2, 3)), (None, 2), "should be some rows of 2 numbers"),
        ([1, float("nan")], (2,), "infinite or nan"),
        ("1, 2", (2,), "without quotes"),
    ],
)
def test_an_array_of_another_shape_is_told_both_in_words(answer, shape, fragment):
    with pytest.raises(Hint, match=fragment):
        array(answer, "the weights", shape=shape)


def test_a_shape_of_more_axes_is_written_with_crosses():
    assert shape_in_words((None, 28, 1)) == "?×28×1 numbers"


def test_a_choice_forgives_capitals_and_spaces():
    assert choice(" xnor ", "the gate", ("NAND", "XNOR")) == "XNOR"
    for wrong in ("XOR", 3, None):
        with pytest.raises(Hint, match='"NAND", "XNOR"'):
            choice(wrong, "the gate", ("NAND", "XNOR"))


@pytest.mark.parametrize(
    "answer",
    ["held-out", "held_out", "Held  out.", "held\tout)", " held out ].", "**held out**",
     "'held out'", ("held out",), ["held out"], "images held out"],
)
def test_a_choice_forgives_the_way_in_which_words_are_written(answer):
    assert choice(answer, "the images", ("learning", "held out", "test")) == "held out"


@pytest.mark.parametrize(
    "answer",
    ["heldout", "held out, test", "-held out", "", ".", "not held out", ["held out", "test"]],
)
def test_a_choice_forgives_no_more_than_that(answer):
    with pytest.raises(Hint, match='"held out"'):
        choice(answer, "the images", ("learning", "held out", "test"))


def test_a_choice_that_could_be_two_of_them_is_none():
    options = ("two-blocks", "two blocks", "dense.")
    assert choice("Dense", "the network", options) == "dense."
    with pytest.raises(Hint, match="the network should be one of"):
        choice("two_blocks", "the network", options)


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
