"""A real JupyterHub with the guide's configuration, and two students who work at the same time.

How many more this machine bears, ``python -m tests.places.hub`` measures.
"""

import os
from types import SimpleNamespace

import nbformat
import pytest

from tests.places.hub import trial
from tests.places.hub.student import Student
from tests.places.hub.trial import FEW_EPOCHS, FIRST, LAST

pytestmark = pytest.mark.skipif(
    "CONFIGURABLE_HTTP_PROXY" not in os.environ,
    reason="needs JupyterHub and its proxy: make test-all",
)


@pytest.fixture(scope="module")
def hub():
    with trial.folder_for_a_trial() as work:
        hub = trial.Hub(work)
        hub.fill_the_data_folder()
        with hub:
            yield hub


@pytest.fixture(scope="module")
def students(hub):
    students = hub.students(2)
    trial.at_once(students, Student.start_server)
    return students


@pytest.fixture(scope="module")
def runs(students):
    """Both students' 01, then both students' 12."""
    first = trial.at_once(students, lambda student: student.run(FIRST))
    last = trial.at_once(students, lambda student: student.run(LAST, FEW_EPOCHS))
    return SimpleNamespace(
        first=[notebook for notebook, _ in first], last=[notebook for notebook, _ in last]
    )


def test_two_students_run_the_first_notebook_at_once_and_see_the_stored_outputs(runs):
    for executed in runs.first:
        assert trial.complaints(executed, FIRST, compare=True) == []


def test_two_students_train_at_once_on_the_administrators_data(runs):
    for executed in runs.last:
        assert trial.complaints(executed, LAST, compare=False) == []
        texts = [str(cell.get("outputs")) for cell in executed.cells]
        assert any("60,000" in text or "60000" in text for text in texts)
        assert not any("Stand-in" in text for text in texts)


def test_what_a_student_ran_lies_in_that_students_home_only(hub, runs, students):
    for student, executed in zip(students, runs.first, strict=True):
        kept = nbformat.read(hub.homes / student.name / "notebooks" / f"{FIRST}.ipynb", 4)
        assert [cell.get("outputs") for cell in kept.cells] == [
            cell.get("outputs") for cell in executed.cells
        ]
        assert (hub.homes / student.name).stat().st_mode & 0o077 == 0


def test_jupyterlab_has_the_courses_settings_on_the_hub(students):
    address = f"{students[0].server}/lab/api/settings/@jupyterlab/docmanager-extension:plugin"
    settings = students[0].web.get(address, timeout=60).json()
    viewers = settings["schema"]["properties"]["defaultViewers"]["default"]
    assert viewers == {"markdown": "Markdown Preview"}


def test_a_student_can_neither_read_anothers_files_nor_change_the_data(hub, students):
    if not trial.separate_users_can_be_tried():
        pytest.skip("needs root, and a Python that every user can run")
    one, other = students
    kernel = one.open(f"notebooks/{FIRST}.ipynb")
    notebook = hub.homes / other.name / "notebooks" / f"{FIRST}.ipynb"
    for path, mode in ((notebook, "r"), (hub.data / "mnist.npz", "r+")):
        (output,) = kernel.execute(f"open({str(path)!r}, {mode!r})")
        assert output.ename == "PermissionError"


def test_the_doctor_is_right_on_the_hub(students):
    kernel = students[0].open(f"notebooks/{FIRST}.ipynb")
    shown = "".join(output.get("text", "") for output in kernel.execute("!workshop doctor"))
    assert "JupyterHub's" in shown and " 0 red" in shown, shown
    assert shown.count("real and verified, from the folder named by WORKSHOP_DATA") == 3
    assert "make lab" not in shown and "make clean" not in shown
