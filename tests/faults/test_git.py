"""A notebook edited by a student, and a newer edition of it fetched with git."""

import os
import re
import shutil
import zipfile

import pytest

from tests.faults.programs import run
from tests.faults.table import faults

NAME = "notebooks/01_perceptron_or_gate.ipynb"
OTHER = "notebooks/02_perceptron_linear_regression.ipynb"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture
def git(tmp_path):
    """Call git as on a machine where nobody has told it a name; give status and words."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
    }  # fmt: skip

    def call(folder, *arguments):
        done = run("git", *arguments, folder=folder, environment=environment)
        return done.returncode, done.stdout + done.stderr

    return call


@pytest.fixture
def student(tmp_path, git):
    """A clone in which a cell was edited, of a course that has a newer edition of that cell."""
    lecturer, student = tmp_path / "course", tmp_path / "student"
    (lecturer / "notebooks").mkdir(parents=True)
    mine = ["-c", "user.name=Course", "-c", "user.email=course@example.org"]
    git(lecturer, "init", "--quiet")
    for edition in ("answer = ...", "answer = ...  # a number"):
        (lecturer / NAME).write_text(f'{{"source": "{edition}"}}\n', encoding="utf-8")
        (lecturer / OTHER).write_text("as published", encoding="utf-8")
        git(lecturer, "add", "--all")
        git(lecturer, *mine, "commit", "--quiet", "--message", edition)
        if not student.exists():
            git(tmp_path, "clone", "--quiet", "course", "student")
    (student / NAME).write_text('{"source": "answer = 0.75"}\n', encoding="utf-8")
    return student


def zipped(row):
    """Give the name of the zip file that a row of the page tells to make."""
    return re.search(r"--output (\S+\.zip)", row.steps)[1]


def test_a_pull_is_refused_and_the_students_work_stays(student, git, fault):
    status, words = git(student, "pull")
    assert status != 0
    fault("`git pull` is refused").is_seen_in(words)
    assert "0.75" in (student / NAME).read_text()


def test_the_three_lines_of_the_page_fetch_the_new_edition_and_lose_nothing(student, git):
    row = faults()["`git pull` is refused"]
    assert [words[1] for words in row.commands] == ["stash", "archive", "pull"]
    for command in row.commands:
        status, words = git(student, *command[1:])
        assert status == 0, words
    assert "# a number" in (student / NAME).read_text()
    with zipfile.ZipFile(student / zipped(row)) as answers:
        assert b"0.75" in answers.read(NAME)
    assert git(student, "pull")[0] == 0, "and the next time it goes by itself"


def test_a_stash_that_is_popped_into_a_conflict_can_be_undone_and_is_kept(student, git, fault):
    git(student, "stash")
    git(student, "pull")
    (student / OTHER).write_text("edited since", encoding="utf-8")
    _, words = git(student, "stash", "pop")
    row = fault("`git stash pop`: a conflict")
    row.is_seen_in(words)
    assert "<<<<<<<" in (student / NAME).read_text(), "so JupyterLab cannot open it"
    for command in row.commands:
        status, words = git(student, *command[1:])
        assert status == 0, words
    assert "# a number" in (student / NAME).read_text()
    assert (student / OTHER).read_text() == "edited since"
    with zipfile.ZipFile(student / zipped(row)) as answers:
        assert b"0.75" in answers.read(NAME)


def test_a_copy_under_another_name_is_never_touched(student, git):
    (student / NAME).rename(student / "notebooks" / "01_my_answers.ipynb")
    git(student, "checkout", "HEAD", "--", "notebooks")
    status, words = git(student, "pull")
    assert status == 0, words
    assert "0.75" in (student / "notebooks" / "01_my_answers.ipynb").read_text()
    assert "# a number" in (student / NAME).read_text()
