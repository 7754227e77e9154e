import keras
import numpy as np
import pandas as pd
import pytest

from helpers.exercises import Hint, Verdict
from helpers.exercises.verdicts import in_plain_text, in_words, said_by


@pytest.mark.parametrize(
    ("hint", "notes"), [("", {}), ("not three", {"hint": "not three"})]
)
def test_a_verdict_shows_text_and_html_and_can_be_read_by_a_machine(hint, notes):
    verdict = Verdict("Exercise 1 · Three", "wrong", "one more", hint, "exercise 1", "demo")
    data, metadata = verdict._repr_mimebundle_()
    assert data["text/plain"] == repr(verdict) == "✗ Exercise 1 · Three: one more"
    assert "one more" in data["text/html"]
    assert metadata == {
        "workshop": {"verdict": "wrong", "notebook": "demo", "item": "exercise 1", **notes}
    }


def test_the_html_of_a_verdict_cannot_be_broken_by_an_answer():
    data, _ = Verdict("<b>", "wrong", "yours is <script>alert(1)</script>")._repr_mimebundle_()
    assert "<script>" not in data["text/html"]
    assert "<b>&lt;b&gt;" not in data["text/html"] and "&lt;b&gt;" in data["text/html"]


def test_a_hint_behind_an_opening_is_a_new_one_of_the_same_name():
    hint = Hint("sign", "which sign has it?")
    later = hint.after("the bias: ")
    assert (later.name, str(later)) == ("sign", "the bias: which sign has it?")
    assert str(hint) == "which sign has it?"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\ntwo\t three", "one two three"),
        ("\x1b[31mred\x00 \ud800\u202eback", "[31mred back"),
        ("no file '/course/data/table.csv'", "no file 'table.csv'"),
        (r"no file 'D:\course\data\table.csv'", "no file 'table.csv'"),
        ("see https://keras.io/api/models", "see https://keras.io/api/models"),
        ("1/2 of 3 / 4, rows/columns, w/o", "1/2 of 3 / 4, rows/columns, w/o"),
        ("n" + "o" * 10**6 + " end", "n" + "o" * 299 + " … " + "o" * 163 + " end"),
    ],
)
def test_a_message_is_one_line_of_plain_text(text, line):
    assert in_plain_text(text) == line


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3"), (3.0, "3"), (0.1 + 0.2, "0.3"), (61706, "61,706"), (1234567.0, "1,234,567"),
        (1e-7, "1e-07"), (float("inf"), "inf"), (True, "True"), (np.float32(0.1), "0.1"),
        ("a\nb", "a b"), ([1, [0.1 + 0.2, "x"]], "[1, [0.3, 'x']]"), (range(3), "range(0, 3)"),
        (np.array(2.5), "2.5"), (np.arange(100.0), "[0, 1, 2, 3, 4, 5, ...]"),
        (pd.Series([1, 2]), "[1, 2]"), (keras.ops.convert_to_tensor([1.0, 2.0]), "[1, 2]"),
    ],
)
def test_a_value_is_written_as_a_person_would(value, words):
    assert in_words(value) == words


def test_what_has_no_end_or_no_text_is_written_all_the_same():
    endless = []
    endless.append(endless)
    assert in_words(endless) == "[[[[[[[...]]]]]]]"
    assert in_words(-(10**5000)) == "something of the kind int"


def test_an_error_whose_text_fails_has_words_all_the_same():
    class Untold(Exception):
        def __str__(self):
            return self.message  # forgotten in __init__

    assert said_by(ValueError("no")) == "no"
    assert said_by(Untold()) == "(an error that can't be shown)"
