from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers.checks import run_on_gpu
from workshop.commands import check
from workshop.notebooks.course import find_course
from workshop.notebooks.exercises import hint_names, solutions

PROJECT = Path(__file__).parents[3]
TITLES = [
    "Exercise 1 · An honest stopwatch", "Exercise 2 · Ten times the arithmetic",
    "Challenge · The fewest pixels",
]


def notebook_with(*titles):
    cells = [new_markdown_cell(f"### {title}") for title in titles]
    return SimpleNamespace(name="00_run_on_gpu", content=new_notebook(cells=cells))


@pytest.mark.parametrize(
    ("titles", "complaint"),
    [
        (TITLES, None),
        (TITLES[::2], "the check 'Exercise 2 · Ten times the arithmetic' has no exercise"),
        ([*TITLES, "Exercise 3 · New"], "'Exercise 3 · New' has no check of that title"),
        ([TITLES[1], TITLES[0], TITLES[2]], "the exercises stand in another order"),
    ],
)
def test_titles_are_the_same_in_a_notebook_and_in_its_checks(titles, complaint):
    found = list(check.complaints_about_checks(notebook_with(*titles), PROJECT))
    assert [] == found if complaint is None else found[0].startswith(complaint)


def test_a_notebook_without_checks_or_bank_is_complained_about(tmp_path):
    other = SimpleNamespace(name="00_no_such", content=new_notebook())
    assert list(check.complaints_about_checks(other, PROJECT)) == [
        "there is no module helpers/checks/no_such.py"
    ]
    assert list(check.complaints_about_checks(notebook_with(*TITLES), tmp_path)) == [
        "there is no bank tests/helpers/checks/banks/run_on_gpu.py"
    ]


def test_a_hint_that_no_answer_of_the_bank_gets_is_named(tmp_path):
    bank = tmp_path / check.BANKS / "run_on_gpu.py"
    bank.parent.mkdir(parents=True)
    bank.write_text("WRONG = {'ten_times_the_arithmetic': [((10, 10, [1, 500]), 'if all')]}\n")
    complaints = list(check.complaints_about_checks(notebook_with(*TITLES), tmp_path))
    assert "no answer in the bank gets the hint 'thousand digits'" in complaints
    assert len(complaints) == len(set(hint_names(run_on_gpu))) - 1


def test_a_solution_is_the_python_in_a_folded_cell():
    cell = new_markdown_cell("<details>\n\n```python\nbias = -0.75\n```\n\nText", metadata={
        "tags": ["solution"]
    })
    assert solutions(new_notebook(cells=[cell])) == ["bias = -0.75\n"]


EXERCISE = "from helpers.checks import hello_keras as check\ncheck.fastest_rate({answer}, 35)"


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        (EXERCISE.format(answer=0.15), "exercise 1 passes as it is handed out"),
        (EXERCISE.format(answer="..."), "exercise 1 has no solution that ends with its check"),
        ("answer = ...", "the exercise `answer = ...` does not end with its check"),
        ("1 / 0", "it does not run to its end"),
    ],
)
def test_an_exercise_as_it_is_handed_out_is_run(course, cell, complaint):
    course.add("01_demo", (cell, "exercise"))
    (notebook,) = find_course(course.project).choose(["01"])
    complaints = list(check.complaints_about_a_run(notebook))
    assert any(one.startswith(complaint) for one in complaints), complaints
