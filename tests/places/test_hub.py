"""A real JupyterHub with the guide's configuration, and two students who work at the same time.

How many more this machine bears, ``python -m tests.places.hub`` measures.
"""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
import requests
from websocket import WebSocketBadStatusException

from helpers.data.store.find import NotAvailable
from tests.places.hub import trial
from tests.places.hub.student import Student

pytestmark = pytest.mark.skipif(
    "CONFIGURABLE_HTTP_PROXY" not in os.environ,
    reason="needs JupyterHub and its proxy: make test-all",
)

FIRST, LAST = "01_perceptron_or_gate", "12_lenet_mnist"
FILES = ["/concrete.csv", "/fashion_mnist.npz", "/mnist.npz"]
COLOUR = re.compile(r"\x1b[\[\]][0-9;?]*[a-zA-Z]")


@pytest.fixture(scope="module")
def internet():
    try:
        with trial.internet() as (server, prelude):
            yield SimpleNamespace(requests=server.requests, prelude=prelude)
    except NotAvailable:
        pytest.skip("needs the real data on this machine: make data")


@pytest.fixture(scope="module")
def hub(internet):
    """The guide's hub, its data folder filled by the guide's command and closed for writing."""
    with trial.folder_for_a_trial() as work:
        hub = trial.Hub(work, separate_users=trial.separate_users_can_be_tried())
        command = f"from workshop.command_line import main; main(['data', '--to', '{hub.data}'])"
        empty = {"HOME": str(work), "PATH": os.environ["PATH"], "PYTHONPATH": str(hub.course)}
        with hub:
            subprocess.run(
                [sys.executable, "-c", f"{internet.prelude}\n{command}"],
                env=empty, cwd=work, check=True,
            )
            hub.data.chmod(0o555)
            yield hub


@pytest.fixture(scope="module")
def students(hub):
    students = hub.students(2)
    trial.at_once(students, Student.start_server)
    return students


@pytest.fixture(scope="module")
def runs(hub, internet, students):
    """Both students' 01, then both students' 12, and who asked for data meanwhile."""
    first = trial.at_once(students, lambda student: student.run(FIRST))
    few = {"epochs": 1, "distorted_epochs": 1}
    last = trial.at_once(students, lambda student: student.run(LAST, few, internet.prelude))
    return SimpleNamespace(
        first=[notebook for notebook, _ in first], last=[notebook for notebook, _ in last]
    )


def test_two_students_run_the_first_notebook_at_once_and_see_the_stored_outputs(runs):
    for executed in runs.first:
        assert trial.complaints(executed, FIRST, compare=True) == []


def test_two_students_train_at_once(runs):
    for executed in runs.last:
        assert trial.complaints(executed, LAST, compare=False) == []


def test_the_data_is_fetched_once_by_the_administrator_and_never_by_a_student(runs, internet):
    assert sorted(internet.requests) == FILES
    for executed in runs.last:
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


def test_nobody_comes_to_another_students_server_or_stops_it(hub, students):
    one, other = students
    assert other.api("GET", f"contents/notebooks/{FIRST}.ipynb").ok
    for url in (f"{other.server}/api/contents/notebooks/{FIRST}.ipynb", f"{other.server}/lab"):
        assert one.web.get(url, timeout=60).status_code == 403
    address = f"{hub.url}/hub/api/users/{other.name}/server"
    answer = one.web.delete(address, headers={"X-XSRFToken": one.xsrf("/hub/")}, timeout=60)
    assert answer.status_code == 404 and other.is_ready()
    kernel = other.open(f"notebooks/{FIRST}.ipynb")
    with pytest.raises(WebSocketBadStatusException, match="403"):
        one.websocket(f"kernels/{kernel.identity}/channels", server=other.server)


def test_jupyterlab_has_the_courses_settings_on_the_hub(students):
    address = f"{students[0].server}/lab/api/settings/@jupyterlab/docmanager-extension:plugin"
    settings = students[0].web.get(address, timeout=60).json()
    viewers = settings["schema"]["properties"]["defaultViewers"]["default"]
    assert viewers == {"markdown": "Markdown Preview"}


def test_without_the_password_nobody_comes_in(hub, students):
    stranger = Student(hub.url, students[0].name, "guessed")
    with pytest.raises(requests.HTTPError, match="403"):
        stranger.log_in()
    assert "/hub/login" in requests.get(f"{students[0].server}/lab", timeout=60).url


def test_hub_servers_and_kernels_listen_on_this_machine_only(hub, runs):
    assert hub.listening_addresses() == {"127.0.0.1"}


def test_a_student_can_neither_read_anothers_files_nor_change_the_data(hub, students):
    if not trial.separate_users_can_be_tried():
        pytest.skip("needs root, and a Python that every user can run")
    one, other = students
    kernel = one.open(f"notebooks/{FIRST}.ipynb")
    notebook = hub.homes / other.name / "notebooks" / f"{FIRST}.ipynb"
    for path, mode in ((notebook, "r"), (hub.data / "mnist.npz", "r+")):
        (output,) = kernel.execute(f"open({str(path)!r}, {mode!r})")
        assert output.ename == "PermissionError"


def test_the_doctor_is_right_in_a_terminal_of_the_hub(hub, students):
    doctor = f"{hub.trial['folders']['PROGRAMS']}/workshop doctor; echo fin''ished"
    shown = COLOUR.sub("", students[0].type_in_a_terminal(doctor, "finished"))
    assert "JupyterHub's" in shown and " 0 red" in shown, shown
    assert len(re.findall("real and verified, from the folder named by WORKSHOP_DATA", shown)) == 3
    assert "make lab" not in shown and "make clean" not in shown


def test_students_who_share_an_empty_cache_that_they_may_write_fetch_a_file_once(internet):
    count = internet.requests.count("/mnist.npz")
    with (
        trial.folder_for_a_trial() as work,
        trial.Hub(work, {"WORKSHOP_DATA": "", "WORKSHOP_OFFLINE": ""}) as hub,
    ):
        students = hub.students(2)
        trial.at_once(students, Student.start_server)
        kernels = [student.open(f"notebooks/{LAST}.ipynb") for student in students]
        code = f"{internet.prelude}\nfrom helpers.data import mnist\nprint(mnist().source)"
        outputs = trial.at_once(kernels, lambda kernel: kernel.execute(code))
        sources = sorted(output[-1].text.splitlines()[-1] for output in outputs)
        assert (hub.course / "data" / "mnist.npz").is_file()
    assert sources == ["127.0.0.1, fetched just now", "the project's data folder"]
    assert internet.requests.count("/mnist.npz") == count + 1
