import numpy as np
import pytest

from helpers.checks import run_on_gpu as check

WRONG_FACTORS = [
    (2, "more columns too"),
    (4, "how long is the sum"),
    (3, "each of these three factors"),
    (6, "added or multiplied"),
    (7, "comes on top"),
    (16, "One doubling too many"),
    (512, "cubed once"),
    (64, "doubled twice"),
    (1, "does grow"),
    (0.125, "back to the small one"),
    (0, "above 0"),
    (-8, "above 0"),
    (9, "put n = 2"),
    ("8", "without quotes"),
    ([4, 8], "one number"),
    (float("nan"), "finite"),
]

WRONG_CHOICES = [
    (("A", "many steps"), "wait for one another"),
    (("A", "total arithmetic"), "wait for one another"),
    (("B", "arithmetic per step"), "fewer than 100,000 weights"),
    (("C", "many steps"), "A has more of them"),
    (("C", "total arithmetic"), "million crumbs"),
    (("D", "arithmetic per step"), '"A", "B", "C"'),
    ((3, "arithmetic per step"), '"A", "B", "C"'),
    (("C", "because it is the largest"), '"arithmetic per step"'),
    ((["C"], "arithmetic per step"), "job should be one of"),
]


@pytest.mark.parametrize(("answer", "hint"), WRONG_FACTORS)
def test_a_wrong_factor_gets_the_hint_that_fits_it(answer, hint):
    verdict = check.twice_the_size(answer)
    assert verdict.status == "wrong"
    assert hint in verdict.message


@pytest.mark.parametrize("answer", [8, 8.0, 2**3, np.int64(8), np.float32(8), np.array([8]), [8]])
def test_any_way_to_write_the_right_factor_is_accepted(answer):
    assert check.twice_the_size(answer).status == "right"


@pytest.mark.parametrize(("answers", "hint"), WRONG_CHOICES)
def test_a_wrong_job_or_reason_gets_the_hint_that_fits_it(answers, hint):
    verdict = check.which_job_profits(*answers)
    assert verdict.status == "wrong"
    assert hint in verdict.message


@pytest.mark.parametrize("answers", [
    ("C", "arithmetic per step"),
    ("c", "Arithmetic per step"),
    (" C ", "ARITHMETIC PER STEP "),
])
def test_the_right_job_is_accepted_in_any_spelling(answers):
    assert check.which_job_profits(*answers).status == "right"


@pytest.mark.parametrize("unfilled", [..., None])
def test_an_unfilled_exercise_is_not_attempted(unfilled):
    assert check.twice_the_size(unfilled).status == "not attempted"
    assert check.which_job_profits(unfilled, unfilled).status == "not attempted"
    assert check.which_job_profits("C", unfilled).status == "not attempted"


@pytest.mark.parametrize(("answer", "hint"), WRONG_FACTORS)
def test_no_hint_gives_the_factor_away(answer, hint):
    message = check.twice_the_size(answer).message
    assert "8" not in message or repr(answer) in message


def test_the_factor_is_that_of_the_formula_in_the_notebook():
    def operations(size):
        return 2 * size**3

    assert check.twice_the_size(operations(64) / operations(32)).status == "right"
