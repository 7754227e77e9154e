import nbformat
import pytest

from helpers.exercises import progress
from helpers.exercises.verdicts import Verdict


@pytest.fixture
def gates(course, tmp_path, monkeypatch):
    """A course with two notebooks, and progress in a file of its own."""
    monkeypatch.setenv("WORKSHOP_PROGRESS", str(tmp_path / "progress.txt"))
    course.add("01_gate")
    course.add("02_line")
    return course


def handed_in(folder, name, *verdicts):
    """Write a notebook that holds verdicts in its outputs."""
    outputs = []
    for verdict in verdicts:
        data, metadata = verdict._repr_mimebundle_()
        outputs.append(nbformat.v4.new_output("display_data", data=data, metadata=metadata))
    cell = nbformat.v4.new_code_cell("check.and_bias(-0.75)", outputs=outputs)
    folder.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / f"{name}.ipynb")


def verdict(status, item, hint=""):
    return Verdict("Exercise", status, "said so", hint, item, "01_gate")


def test_ones_own_progress_has_a_row_for_each_notebook(gates):
    assert "Nothing is solved yet" in gates.call("progress").output
    progress.write("01_gate", "exercise 2", "right")
    progress.write("01_gate", "exercise 10", "wrong", "no bias")
    progress.write("02_line", "challenge", "scored", "3051")
    _, *rows = gates.call("progress").output.splitlines()
    assert [row.split() for row in rows if row[:1].isdigit()] == [
        ["01_gate", "2", "10", "—", "—"], ["02_line", "—", "—", "—", "3,051"],
    ]


def test_an_exercise_is_forgotten_when_it_is_reset(gates):
    progress.write("01_gate", "exercise 2", "right")
    result = gates.call("progress", "--reset", "01", "2")
    assert result.output == "01_gate: exercise 2 is as if it had never been tried.\n"
    assert progress.latest(progress.read()) == {}
    again = gates.call("progress", "--reset", "01", "2")
    assert again.exit_code == 2 and "Known: nothing yet" in again.output


def test_notebooks_that_were_handed_in_are_counted_with_their_hints(gates, tmp_path):
    folder = tmp_path / "handed in"
    handed_in(folder, "ada", verdict("wrong", "exercise 1", "no bias"),
              verdict("right", "exercise 1"), verdict("wrong", "exercise 2", "no bias"))
    handed_in(folder, "bob", verdict("wrong", "exercise 1", "no bias"))
    (folder / "broken.ipynb").write_text("no notebook")
    output = gates.call("progress", folder).output
    lines = [line.split() for line in output.splitlines()]
    assert [line[-5:] for line in lines if "ada.ipynb" in " ".join(line)] == [
        ["01_gate", "1", "2", "—", "—"]
    ]
    assert [line[-1] for line in lines if line[:3] == ["01_gate", "exercise", "1"]] == ["2"]
    assert "broken.ipynb: can't be read as a notebook" in output
