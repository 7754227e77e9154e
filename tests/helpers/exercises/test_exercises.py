import numpy as np
import pytest

from helpers.exercises import Exercises, Hint, exercises, progress


@pytest.fixture
def notebook():
    return Exercises("demo")


@pytest.fixture
def check(notebook):
    @notebook.check(1, "Three")
    def three(answer):
        if answer == "break":
            raise ZeroDivisionError("division by zero")
        if answer != 3:
            raise Hint("not three", "one more than two")
        return "it is three"

    return three


def test_a_right_answer_is_told_why(check):
    verdict = check(3)
    assert (verdict.status, verdict.message, verdict.hint) == ("right", "it is three", "")


def test_a_wrong_answer_gets_its_hint_and_the_hint_its_name(check):
    verdict = check(4)
    assert (verdict.status, verdict.message) == ("wrong", "one more than two")
    assert (verdict.notebook, verdict.item, verdict.hint) == ("demo", "exercise 1", "not three")


def test_an_unfilled_answer_is_not_attempted_yet(check):
    assert check(...).message == "not attempted yet. Replace the ... with your answer."
    assert check([..., 2]).message == (
        "not attempted yet. Still open: part 1 of answer. Replace each ... with your answer."
    )
    assert check([..., 2]).status == check(None).status == "not attempted"


def test_of_several_answers_each_may_be_open(notebook):
    @notebook.check(1, "Sum")
    def seven(first, second):
        if first + second != 7:
            raise Hint("not seven", "not seven")
        return "it is seven"

    assert seven(3, 4).status == "right"
    for answers in ((3, None), (None, None), (3, ...), ([3, None], ...), ([3, None], None)):
        assert seven(*answers).status == "not attempted"
    assert seven(3, second=[4, None]).status == "wrong"
    assert seven(3, second=None).status == "not attempted"


def test_no_answer_makes_a_traceback(check):
    verdict = check("break")
    assert (verdict.status, verdict.hint) == ("wrong", "ZeroDivisionError")
    assert "because of ZeroDivisionError: something is divided by 0." in verdict.message


@pytest.mark.parametrize(
    ("answers", "places"),
    [((4, 3, "x"), "first and second"), (("x", 4, 3), "first and third"), ((5, 3, "x"), None),
     (("y", 4, "x"), None)],
)
def test_right_answers_in_exchanged_places_are_told_so(notebook, answers, places):
    @notebook.check(1, "In order")
    def in_order(first, second, third):
        if (first, second, third) != (3, 4, "x"):
            raise Hint("not so", "not so")
        return "it is so"

    verdict = in_order(*answers)
    assert verdict.status == "wrong"
    if places:
        assert verdict.message == f"these are the right answers, but {places} have changed places."
    else:
        assert verdict.hint == "not so"


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, RecursionError])
def test_nothing_that_is_raised_gets_through(notebook, error):
    @notebook.check(1, "Raises")
    def raises(answer):
        raise error

    assert raises(3).status == "wrong"
    assert raises(3).message


def test_two_exercises_of_one_number_are_refused(notebook, check):
    with pytest.raises(ValueError, match="demo already has this item: exercise 1"):
        notebook.check(1, "Again")


def test_verdicts_are_kept_in_the_students_record(check, progress_file):
    for answer in (..., 4, 3, None):
        check(answer)
    assert [entry[1:] for entry in progress.read()] == [
        ("demo", "exercise 1", "wrong", "not three"), ("demo", "exercise 1", "right", ""),
    ]


def test_the_summary_says_what_is_solved_and_what_to_look_at_again(notebook, check):
    @notebook.check(2, "Untouched")
    def untouched(answer):
        return "fine"

    assert repr(notebook.summary()).startswith("0 of 2 exercises solved")
    check(4)
    assert "✗ Exercise 1 · Three: look at it again" in repr(notebook.summary())
    check(3)
    assert repr(notebook.summary()) == (
        "1 of 2 exercises solved\n✓ Exercise 1 · Three: right\n○ Exercise 2 · Untouched: not "
        "attempted"
    )


def test_the_html_of_the_summary_has_a_line_for_each_exercise(notebook, check):
    @notebook.check(2, "Larger, <, or smaller, >?")
    def sign(answer):
        return "fine"

    check(4)
    first, second, third = notebook.summary()._repr_html_().split("<br>")
    assert "0 of 2 exercises solved" in first
    assert second == "✗ Exercise 1 · Three: look at it again"
    assert third == "○ Exercise 2 · Larger, &lt;, or smaller, &gt;?: not attempted"


def test_the_summary_ends_with_the_whole_course(notebook, check, progress_file):
    assert "The course" not in repr(notebook.summary())
    progress.write("other", "exercise 1", "right")
    assert repr(notebook.summary()).endswith("The course so far: 1 exercise solved in 1 notebook")
    check(3)
    assert repr(notebook.summary()).endswith("The course so far: 2 exercises solved in 2 notebooks")


# Predictions.


@pytest.mark.parametrize(
    ("predicted", "outcome", "message"),
    [
        (5, 3, "you said 5, it was 3."),
        ("larger", "smaller", "you said larger, it was smaller."),
        (0.1 + 0.2, np.array([1.0, 2.5]), "you said 0.3, it was [1, 2.5]."),
        (..., 3, "you made no prediction; it was 3."),
        ([1, ...], 3, "you made no prediction; it was 3."),
        (None, 3, "you made no prediction; it was 3."),
        ("two\nlines", 3, "you said two lines, it was 3."),
    ],
)
def test_a_prediction_stands_beside_what_came_out(notebook, predicted, outcome, message):
    compare = notebook.prediction(1, "epochs")
    shown = compare(predicted, outcome)
    assert shown.message == message
    assert str(shown) == f"▷ Prediction 1 · epochs: {message}"


@pytest.mark.parametrize("predicted", [5, ..., object(), "x" * 10**6, float("nan"), print])
def test_a_prediction_is_never_judged(notebook, predicted):
    data, metadata = notebook.prediction(1, "epochs")(predicted, 3)._repr_mimebundle_()
    made = predicted is not ...
    assert metadata == {
        "workshop": {"prediction": made, "notebook": "demo", "item": "prediction 1"}
    }
    assert len(data["text/plain"]) < 600 and "✗" not in data["text/plain"]


def test_the_summary_counts_the_predictions_that_were_made(notebook, check):
    first, second = notebook.prediction(1, "epochs"), notebook.prediction(2, "loss")
    assert "▷ 0 of 2 predictions made" in repr(notebook.summary())
    first(5, 3)
    second(..., 0.1)
    assert repr(notebook.summary()).splitlines()[0] == "0 of 1 exercises solved"
    assert "▷ 1 of 2 predictions made" in repr(notebook.summary())
    first(..., 3)
    assert "▷ 0 of 2 predictions made" in repr(notebook.summary())


def test_a_prediction_is_kept_once_it_is_made(notebook, progress_file):
    compare = notebook.prediction(1, "epochs")
    compare(..., 3)
    compare("five \ud800", 3)
    assert [entry[1:] for entry in progress.read()] == [("demo", "prediction 1", "made", "five")]


# Challenges.


def challenge(best, to_beat=None):
    @Exercises("demo").challenge("Fewest epochs", "epochs", best, to_beat)
    def epochs_of(answer):
        if answer < 0:
            raise Hint("negative", "a number of epochs is never negative")
        return answer

    return epochs_of


@pytest.mark.parametrize(
    ("best", "scores", "last"),
    [
        ("lowest", [23], "23 epochs."),
        ("lowest", [23, 19], "19 epochs, 4 better than your best so far."),
        ("lowest", [23, 19, 25], "25 epochs, 6 short of your best, 19."),
        ("lowest", [23, 19, 19], "19 epochs, as your best so far."),
        ("highest", [0.5, 0.75], "0.75 epochs, 0.25 better than your best so far."),
        ("highest", [0.75, 0.5], "0.5 epochs, 0.25 short of your best, 0.75."),
    ],
)
def test_a_score_is_set_beside_the_best_of_all_kernels(best, scores, last, progress_file):
    verdicts = [challenge(best)(score) for score in scores]  # each as in a new kernel
    assert [verdict.status for verdict in verdicts] == ["right"] * len(scores)
    assert verdicts[-1].message == last


@pytest.mark.parametrize(
    ("best", "beaten", "not_beaten"), [("lowest", 19, (20, 21)), ("highest", 21, (20, 19))]
)
def test_a_challenge_is_won_by_beating_its_score(best, beaten, not_beaten):
    for score in not_beaten:
        verdict = challenge(best, to_beat=20)(score)
        assert (verdict.status, verdict.hint) == ("wrong", "not beaten yet")
        assert verdict.message == f"{score} epochs. To beat: 20."
    assert challenge(best, to_beat=20)(beaten).message == f"{beaten} epochs."


def test_a_reset_challenge_begins_anew(progress_file):
    challenge("lowest")(5)
    progress.write("demo", "challenge", "reset")
    assert challenge("lowest")(9).message == "9 epochs."
    assert challenge("lowest")(8).message == "8 epochs, 1 better than your best so far."


def test_what_breaks_the_rules_of_a_challenge_is_no_score(progress_file):
    attempt = challenge("lowest")
    assert attempt(-1).hint == "negative"
    assert attempt(float("nan")).hint == "score not finite"
    assert attempt(...).status == "not attempted"
    assert progress.best_score(progress.read(), "demo") is None


def test_a_challenge_stands_last_in_the_summary_and_is_no_exercise(notebook):
    notebook.challenge("Fewest epochs", "epochs", best="lowest")(lambda answer: answer)
    notebook.check(10, "Ten")(lambda answer: "fine")
    notebook.check(9, "Nine")(lambda answer: "fine")
    assert repr(notebook.summary()).splitlines() == [
        "0 of 2 exercises solved", "○ Exercise 9 · Nine: not attempted",
        "○ Exercise 10 · Ten: not attempted", "○ Challenge · Fewest epochs: not attempted",
    ]


def test_a_second_challenge_is_refused_and_a_best_that_is_neither(notebook):
    notebook.challenge("Fewest epochs", "epochs", best="lowest")
    with pytest.raises(ValueError, match="already has this item: challenge"):
        notebook.challenge("Again", "epochs", best="lowest")
    with pytest.raises(ValueError, match="lowest or the highest one, not 'least'"):
        Exercises("demo").challenge("Typo", "epochs", best="least")


def test_a_judge_that_never_ends_is_stopped(notebook, monkeypatch):
    monkeypatch.setattr(exercises, "TIME_LIMIT", 0.1)

    @notebook.check(1, "Endless")
    def endless(answer):
        while True:
            pass

    verdict = endless(3)
    assert verdict.hint == "never ends"
    assert "took more than 0.1 seconds" in verdict.message
