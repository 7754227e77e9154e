import numpy as np
import pytest

from helpers.exercises.mechanism import Exercises, Hint, in_plain_text


@pytest.fixture
def exercises():
    return Exercises("demo")


@pytest.fixture
def check(exercises):
    @exercises.check(1, "Three")
    def three(answer):
        if answer == "break":
            raise ZeroDivisionError("division by zero")
        if answer != 3:
            raise Hint("one more than two")
        return "it is three"

    return three


def test_a_right_answer_is_told_why(check):
    verdict = check(3)
    assert (verdict.status, verdict.message) == ("right", "it is three")


def test_a_wrong_answer_gets_its_hint(check):
    verdict = check(4)
    assert (verdict.status, verdict.message) == ("wrong", "one more than two")


@pytest.mark.parametrize("unfilled", [..., [..., 2], (1, [...]), {"a": ...}, [None, ...]])
def test_an_unfilled_answer_is_not_attempted_yet(check, unfilled):
    verdict = check(unfilled)
    assert verdict.status == "not attempted"
    assert verdict.message == "not attempted yet. Replace the ... by your answer."


@pytest.mark.parametrize("nothing", [None, [None], (None, [None]), {"a": None}])
def test_an_answer_that_is_nothing_is_not_attempted_yet_and_told_so(check, nothing):
    verdict = check(nothing)
    assert verdict.status == "not attempted"
    assert "there is a None" in verdict.message and "print" in verdict.message


@pytest.mark.parametrize("answer", [(None, 3), (3, [None]), {"a": None, "b": 3}, [[], None, "x"]])
def test_nothing_among_other_things_is_wrong(check, answer):
    verdict = check(answer)
    assert verdict.status == "wrong"
    assert "something in your answer is None. In a shape as Keras writes it" in verdict.message


def test_of_several_answers_each_may_be_open(exercises):
    @exercises.check(1, "Sum")
    def seven(first, second):
        if first + second != 7:
            raise Hint("not seven")
        return "it is seven"

    assert seven(3, 4).status == "right"
    for answers in ((3, None), (None, None), (3, ...), ([3, None], ...), ([3, None], None)):
        assert seven(*answers).status == "not attempted"
    assert seven(3, second=[4, None]).status == "wrong"
    assert seven(3, second=None).status == "not attempted"


def test_no_answer_makes_a_traceback(check):
    verdict = check("break")
    assert verdict.status == "wrong"
    assert "ZeroDivisionError" in verdict.message


def test_a_call_with_the_wrong_arguments_makes_no_traceback(check):
    assert check().status == "wrong"
    assert check(1, 2).status == "wrong"


def test_a_list_that_holds_itself_makes_no_traceback(check):
    endless = []
    endless.append(endless)
    assert check(endless).status == "wrong"


def test_an_array_of_answers_makes_no_traceback(check):
    assert check(np.array([1, 2])).status == "wrong"


def test_the_verdict_shows_text_and_html_and_can_be_read_by_a_machine(check):
    data, metadata = check(4)._repr_mimebundle_()
    assert data["text/plain"] == "✗ Exercise 1 · Three: one more than two"
    assert "one more than two" in data["text/html"]
    assert metadata == {"workshop": {"verdict": "wrong"}}


def test_the_html_of_a_verdict_cannot_be_broken_by_an_answer(exercises):
    @exercises.check(1, "Text")
    def text(answer):
        raise Hint(f"yours is {answer}")

    data, _ = text("<script>alert(1)</script>")._repr_mimebundle_()
    assert "<script>" not in data["text/html"]


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


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, RecursionError])
def test_nothing_that_is_raised_gets_through(exercises, error):
    @exercises.check(1, "Raises")
    def raises(answer):
        raise error

    assert raises(3).status == "wrong"
    assert raises(3).message


def test_a_hint_without_words_still_says_something(exercises):
    @exercises.check(1, "Silent")
    def silent(answer):
        raise Hint

    assert silent(3).message == "this is not the answer yet."


def test_an_empty_answer_is_neither_open_nor_nothing(check):
    assert "None" not in check([]).message
    assert check([]).status == "wrong"


@pytest.mark.parametrize(
    "unfilled", [np.array([..., 2], dtype=object), [np.array([None])], frozenset([...])]
)
def test_what_is_unfilled_is_found_in_arrays_and_sets_too(check, unfilled):
    assert check(unfilled).status == "not attempted"


def test_what_is_deeply_nested_or_very_long_is_looked_through_all_the_same(check):
    chain = [...]
    for _ in range(50_000):
        chain = [chain]
    assert check(chain).status == "not attempted"
    assert check([0] * 10**6).status == "wrong"


def test_the_summary_says_what_is_solved_and_what_to_look_at_again(exercises, check):
    @exercises.check(2, "Untouched")
    def untouched(answer):
        return "fine"

    assert repr(exercises.summary()).startswith("0 of 2 exercises solved")
    check(4)
    assert "✗ Exercise 1 · Three: look at it again" in repr(exercises.summary())
    check(3)
    assert repr(exercises.summary()) == (
        "1 of 2 exercises solved\n✓ Exercise 1 · Three: right\n○ Exercise 2 · Untouched: not "
        "attempted"
    )


def test_the_html_of_the_summary_has_a_line_for_each_exercise(exercises, check):
    @exercises.check(2, "Larger, <, or smaller, >?")
    def sign(answer):
        return "fine"

    check(4)
    first, second, third = exercises.summary()._repr_html_().split("<br>")
    assert "0 of 2 exercises solved" in first
    assert second == "✗ Exercise 1 · Three: look at it again"
    assert third == "○ Exercise 2 · Larger, &lt;, or smaller, &gt;?: not attempted"


def test_two_exercises_of_one_number_are_refused(exercises, check):
    with pytest.raises(ValueError, match="already has an exercise 1"):
        exercises.check(1, "Again")
