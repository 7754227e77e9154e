import sys
import textwrap
from types import ModuleType

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CHECKS = """
    from helpers.exercises import Exercises, Hint

    exercises = Exercises("01_one")
    summary = exercises.summary

    @exercises.check(1, "Three")
    def three(answer):
        if answer == 4:
            raise Hint("one too many", "that is one too many")
        if answer != 3:
            raise Hint("not three", "one more than two")
        return "it is three."

    @exercises.check(2, "Anything")
    def anything(answer):
        return "anything will do."
    """
BANK = """
    RIGHT = {"three": [(3,)], "anything": [(1,)]}
    WRONG = {"three": [((4,), "one too many"), ((5,), "one more")], "anything": []}
    """


def fold(code):
    return f"<details><summary>Solution</summary>\n\n```python\n{code}\n```\n\n</details>"


def exercise(number, title, stub, solution):
    return [
        new_markdown_cell(f"### Exercise {number} · {title}"),
        new_code_cell(stub, metadata={"tags": ["exercise"]}),
        *([new_markdown_cell(fold(solution), metadata={"tags": ["solution"]})] if solution else []),
    ]


FIRST = (1, "Three", "first = ...\nthree(first)", "first = 3\nthree(first)")
SECOND = (2, "Anything", "anything(...)", "anything(first)")


@pytest.fixture
def project(course, monkeypatch):
    """Write a project of one notebook, its checks and their bank, and say what is wrong with it."""

    def complaints(*exercises, checks=CHECKS, bank=BANK):
        checks = textwrap.dedent(checks)
        cells = [new_code_cell(checks)]
        for one in exercises:
            cells += exercise(*one)
        nbformat.write(new_notebook(cells=cells), course.notebooks / "01_one.ipynb")
        if bank is not None:
            folder = course.project / "tests" / "helpers" / "checks" / "banks"
            folder.mkdir(parents=True)
            (folder / "one.py").write_text(textwrap.dedent(bank))
        path = course.project / "one.py"
        path.write_text(checks)
        module = ModuleType("helpers.checks.one")
        module.__file__ = str(path)
        exec(compile(checks, path, "exec"), vars(module))
        monkeypatch.setitem(sys.modules, "helpers.checks.one", module)
        result = course.call("check", "01")
        lines = [line.removeprefix("01_one: ") for line in result.stdout.splitlines()]
        assert result.exit_code == (0 if lines == ["nothing wrong"] else 1), result.output
        return lines

    return complaints


def test_nothing_is_wrong_with_good_exercises(project):
    assert project(FIRST, SECOND) == ["nothing wrong"]


def test_stubs_that_pass_and_solutions_that_do_not_are_named(project):
    assert project(
        (1, "Three", "first = ...\nthree(first)", "first = 5\nthree(first)"),
        (2, "Anything", "anything(7)", None),
    ) == [
        "exercise 2 passes as it is handed out",
        "exercise 2 has no solution that ends with its check",
        "the solution of exercise 1 does not pass: ✗ Exercise 1 · Three: one more than two",
    ]


def test_solutions_that_raise_do_not_stop_the_others(project):
    assert project(
        (1, "Three", "first = ...\nthree(first)", "1 / 0"),
        (2, "Anything", "seven = 7", "anything(..., 3)"),
    ) == [
        "a solution fails with ZeroDivisionError: division by zero",
        "the exercise `seven = 7` does not end with its check",
        "the solution of exercise 2 does not pass: ○ Exercise 2 · Anything: not attempted yet. "
        "Replace the ... by your answer.",
    ]


def test_a_notebook_that_does_not_run_is_not_judged(project):
    (complaint,) = project((1, "Three", "three(frist)", "three(3)"), SECOND)
    assert complaint.startswith("it does not run to its end: cell [2] `three(frist)`: NameError")


CHALLENGE = """
    @exercises.challenge("Fewest", unit="epochs", best="lowest")
    def fewest(answer):
        return answer
    """


def test_a_challenge_needs_its_heading_and_no_solution(project, course):
    checks = CHECKS + CHALLENGE
    bank = BANK + 'WRONG["fewest"] = []\n'
    assert project(FIRST, SECOND, checks=checks, bank=bank) == [
        "the check 'Challenge · Fewest' has no exercise"
    ]
    path = course.notebooks / "01_one.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [
        new_markdown_cell("## Challenge · Fewest"),
        new_code_cell("fewest(...)", metadata={"tags": ["challenge"]}),
    ]
    nbformat.write(notebook, path)
    assert course.call("check", "01").stdout == "01_one: nothing wrong\n"
    notebook.cells[-1].source = "fewest(3)"
    nbformat.write(notebook, path)
    assert course.call("check", "01").stdout == "01_one: challenge passes as it is handed out\n"


def test_titles_have_to_agree(project):
    assert project((1, "Tree", *FIRST[2:]), SECOND) == [
        "'Exercise 1 · Tree' has no check of that title",
        "the check 'Exercise 1 · Three' has no exercise",
    ]


def test_exercises_have_to_stand_in_order(project):
    second = (2, "Anything", "anything(...)", "anything(3)")
    assert project(second, FIRST) == [
        "the exercises stand in another order: Exercise 2 · Anything, Exercise 1 · Three"
    ]


def test_hints_need_a_name_and_an_answer_that_gets_them(project):
    without_name = CHECKS.replace('Hint("not three",', 'Hint(f"not {3}",')
    bank = BANK.replace('((4,), "one too many"), ', "")
    assert project(FIRST, SECOND, checks=without_name, bank=bank) == [
        "a hint has no name that is written out",
        "no answer in the bank gets the hint 'one too many'",
    ]


def test_a_bank_that_is_not_there_is_missed(project):
    assert project(FIRST, SECOND, bank=None) == [
        "there is no bank tests/helpers/checks/banks/one.py"
    ]


def test_a_notebook_without_checks_is_told_so(course):
    course.add("01_nobody_has_such_checks", "1")
    result = course.call("check", "01")
    assert result.exit_code == 1
    assert "there is no module helpers/checks/nobody_has_such_checks.py" in result.stdout


def test_bad_use_is_one_sentence(course, no_kernel):
    course.add("01_one", "1")
    result = course.call("check", "onne")
    assert result.exit_code == 2
    assert "Did you mean '01_one'?" in result.output
