import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.exercises import Verdict, progress


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    path = tmp_path / "progress.txt"
    monkeypatch.setenv("WORKSHOP_PROGRESS", str(path))
    return path


def rows(text):
    """Split a table into its cells, without head and line."""
    return [[cell.strip() for cell in line.split("  ") if cell.strip()]
            for line in text.splitlines()[2:]]


def test_the_own_table_says_notebook_by_notebook_what_is_solved(course):
    for number, outcome in [(10, "right"), (2, "right"), (3, "wrong"), (2, "wrong")]:
        progress.write("02_two", f"exercise {number}", outcome)
    progress.write("02_two", "prediction 1", "made", "larger")
    progress.write("01_one", "challenge", "scored", "19.0")
    progress.write("01_one", "challenge", "wrong", "not beaten yet")
    result = course.call("progress")
    assert result.exit_code == 0
    assert rows(result.output) == [
        ["01_one", "—", "—", "—", "19"], ["02_two", "2, 10", "3", "1", "—"],
    ]


def test_without_any_progress_the_file_is_named(course, progress_file):
    result = course.call("progress")
    assert result.exit_code == 0
    assert result.output.startswith("Nothing is solved yet") and progress_file.name in result.output


def test_an_exercise_is_reset(course):
    course.add("01_one", "1")
    progress.write("01_one", "exercise 2", "right")
    progress.write("01_one", "exercise 3", "right")
    result = course.call("progress", "--reset", "01", "2")
    assert (result.exit_code, result.output) == (
        0, "01_one: exercise 2 is as if it had never been tried.\n"
    )
    assert rows(course.call("progress").output) == [["01_one", "3", "—", "—", "—"]]


def test_a_challenge_is_reset(course):
    course.add("01_one", "1")
    progress.write("01_one", "challenge", "right")
    progress.write("01_one", "challenge", "scored", "19.0")
    assert course.call("progress", "--reset", "one", "challenge").exit_code == 0
    assert progress.best_score(progress.read(), "01_one") is None


def verdict(status, item="exercise 1", hint="", notebook="01_one"):
    data, metadata = Verdict(item, status, "words", hint, item, notebook)._repr_mimebundle_()
    return new_code_cell("check", outputs=[
        new_output("execute_result", data, metadata=metadata, execution_count=1)
    ])


@pytest.fixture
def handed_in(tmp_path, monkeypatch):
    """Hand notebooks in, each of these cells; they lie in a folder of that name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "group b").mkdir(parents=True)

    def hand_in(name, *cells):
        nbformat.write(new_notebook(cells=list(cells)), tmp_path / "in" / f"{name}.ipynb")

    return hand_in


def test_handed_in_notebooks_are_read_and_not_run(course, handed_in, no_kernel):
    handed_in("ada", verdict("right"), verdict("wrong", "exercise 2", "sign of the error"),
              verdict("not attempted", "exercise 3"), verdict("right", "challenge"))
    handed_in("group b/ben", verdict("wrong", "exercise 2", "sign of the error"),
              verdict("wrong", "exercise 1", "too large"), verdict("right", notebook="02_two"))
    result = course.call("progress", "in")
    assert result.exit_code == 0
    solved, hints = result.output.split("\n\n")
    assert rows(solved) == [
        ["in/ada.ipynb", "01_one", "1", "2", "3", "right"],
        ["in/group b/ben.ipynb", "01_one", "—", "1, 2", "—", "—"],
        ["in/group b/ben.ipynb", "02_two", "1", "—", "—", "—"],
    ]
    assert rows(hints) == [
        ["01_one", "exercise 2", "sign of the error", "2"],
        ["01_one", "exercise 1", "too large", "1"],
    ]
    assert progress.read() == []


def test_what_is_right_once_in_a_notebook_is_solved(course, handed_in):
    handed_in("ada", verdict("wrong", hint="sign"), verdict("right"), verdict("not attempted"))
    assert rows(course.call("progress", "in/ada.ipynb").output)[0][2:4] == ["1", "—"]


def test_broken_files_get_one_line_and_do_not_stop_the_others(course, handed_in, tmp_path):
    handed_in("ada", verdict("right"))
    handed_in("empty")
    for name, text in {
        "none": "", "text": "hello", "list": "[]", "no cells": '{"nbformat": 4}',
        "odd cells": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}',
        "odd notes": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": '
                     '"code", "outputs": [{"metadata": {"workshop": {"verdict": "right"}}}]}]}',
    }.items():
        (tmp_path / "in" / f"{name}.ipynb").write_text(text)
    result = course.call("progress", "in")
    assert result.exit_code == 0
    table, trouble = result.output.split("\n\n")
    assert rows(table) == [["in/ada.ipynb", "01_one", "1", "—", "—", "—"]]
    assert trouble.splitlines() == ["in/empty.ipynb: holds no verdict", *(
        f"in/{name}.ipynb: can't be read as a notebook"
        for name in ("list", "no cells", "none", "odd cells", "odd notes", "text")
    )]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "no folder and no file nowhere"),
        (["in"], "no notebooks (.ipynb) in in"),
        (["in", "--reset", "01", "1"], "either --reset or notebooks"),
        (["--reset", "01", "9"], "Nothing is known of '9' in 01_one. Known: exercise 1."),
        (["--reset", "onne", "1"], "Did you mean '01_one'?"),
        (["--reset", "01"], "requires 2 arguments"),
    ],
)
def test_bad_use_is_one_sentence(course, handed_in, arguments, words):
    course.add("01_one", "1")
    progress.write("01_one", "exercise 1", "right")
    result = course.call("progress", *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())


@pytest.mark.parametrize("arguments", [[], ["--reset", "01", "1"]])
def test_where_progress_is_off_there_is_none_to_show(course, monkeypatch, arguments):
    course.add("01_one", "1")
    monkeypatch.setenv("WORKSHOP_PROGRESS", "off")
    result = course.call("progress", *arguments)
    assert result.exit_code == 2
    assert "WORKSHOP_PROGRESS is off" in result.output
