import pytest

from workshop.notebooks.course import Notebook
from workshop.notebooks.parameters import Parameter, assign, parameters_of
from workshop.terminal.errors import BadUse

CELL = """epochs: int = 6  # passes over the training images, 1 to 100
learning_rate: float = 1e-2  # step of the descent, 1e-5 to 1
activation: str = "tanh"  # what a neuron does to its sum, one of relu, tanh or sigmoid
shuffle: bool = True  # whether the order changes
batch_size: int = 32  # images in a step, one of 16, 32, 64
title: str = "run"  # any words
sizes: list = [1, 2]  # not for the command line
steps: int = 60_000  # a large number, 100 to 60_000"""


@pytest.fixture
def notebook(course):
    return Notebook(course.add("01_one", (CELL, "parameters"), "print(epochs)"))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("epochs", "2", 2), ("epochs", "100", 100), ("steps", "60000", 60_000),
        ("learning_rate", "0.5", 0.5), ("learning_rate", "1", 1.0), ("batch_size", "64", 64),
        ("activation", "relu", "relu"), ("activation", "sigmoid", "sigmoid"),
        ("shuffle", "false", False), ("title", "1", "1"),
    ],
)
def test_a_value_becomes_what_the_annotation_says(notebook, name, text, value):
    read = parameters_of(notebook)[name].read(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("epochs", "0", "has to be 1 to 100, not 0"),
        ("epochs", "101", "has to be 1 to 100"),
        ("epochs", "2.0", "has to be a whole number"),
        ("epochs", "True", "has to be a whole number"),
        ("learning_rate", "nan", "has to be a number"),
        ("learning_rate", "0", "has to be 1e-05 to 1"),
        ("learning_rate", "0,1", "has to be a number"),
        ("activation", "rellu", "Did you mean 'relu'"),
        ("shuffle", "1", "has to be True or False"),
        ("batch_size", "33", "has to be one of 16, 32, 64"),
        ("sizes", "3", "annotated as list"),
        ("steps", "60001", "has to be 100 to 60000"),
    ],
)
def test_an_impossible_value_is_refused_with_what_was_expected(notebook, name, text, why):
    with pytest.raises(BadUse, match=why):
        parameters_of(notebook)[name].read(text)


@pytest.mark.parametrize("meaning", ["from here to there", "one to many", "turn 3 to the left", ""])
def test_words_that_are_no_range_set_no_limits(meaning):
    parameter = Parameter("epochs", "int", "1", meaning)
    assert parameter.limits is None
    assert parameter.choices is None


def test_an_unknown_parameter_is_refused_with_those_there_are(notebook):
    with pytest.raises(BadUse, match="Did you mean 'epochs'.* learning_rate"):
        assign([notebook], [("epoch", "3")])


def test_a_parameter_given_twice_is_refused(notebook):
    with pytest.raises(BadUse, match="more than once"):
        assign([notebook], [("epochs", "3"), ("epochs", "4")])


def test_a_parameter_goes_only_to_the_notebooks_that_have_it(notebook, course):
    other = Notebook(course.add("02_two", ("seed: int = 0  # start, 0 to 9", "parameters")))
    values = assign([notebook, other], [("epochs", "3"), ("seed", "1")])
    assert values == {notebook: {"epochs": 3}, other: {"seed": 1}}


def test_a_value_has_to_suit_every_notebook_that_has_the_parameter(notebook, course):
    other = Notebook(course.add("02_two", ("epochs: int = 1  # passes, 1 to 5", "parameters")))
    with pytest.raises(BadUse, match="02_two: 'epochs' has to be 1 to 5"):
        assign([notebook, other], [("epochs", "50")])
