"""Machines that are set up in another way than ours: folders, languages, terminals."""

import contextlib
import io
import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from helpers.data.__main__ import main as data_main
from helpers.data.settings import Settings
from helpers.data.store.find import Found, all_places
from tests.faults.programs import python, run
from tests.faults.table import ROOT
from tests.workshop.conftest import TinyCourse
from workshop.command_line import main
from workshop.commands.bundle import copy_course
from workshop.commands.live import _relinked
from workshop.notebooks.course import Notebook

ESCAPE = re.compile(r"\x1b\[")
ACCURACY = """
from helpers.measured import Measured
from helpers.records import Quantity
runs = (("jax", 1), ("jax", 2), ("jax", 3))
values = (0.9885, 0.99, 0.9915)
print(Measured(0.9901, Quantity("accuracy", "01_one", "classroom", frozenset(), runs, values)))
"""


@pytest.fixture(scope="session")
def german(tmp_path_factory):
    """The environment variables, with a language that writes 0,5."""
    installed = run("locale", "-a").stdout.split()
    for name in ("de_DE.UTF-8", "de_DE.utf8"):
        if name in installed:
            return os.environ | {"LC_ALL": name}
    folder = tmp_path_factory.mktemp("locale")
    if shutil.which("localedef"):
        made = folder / "de_DE.UTF-8"
        run("localedef", "-i", "de_DE", "-f", "UTF-8", made)
        if made.is_dir():
            return os.environ | {"LC_ALL": made.name, "LOCPATH": str(folder)}
    pytest.skip("needs a German locale, or localedef and its sources (Debian: locales)")


def test_a_notebook_runs_in_any_folder_and_in_any_language(tmp_path, german, fault):
    course = TinyCourse(tmp_path / "Übung 1 – 数据" / "my course (2)")
    course.add("01_one", (ACCURACY, "result"))
    command = ["-m", "workshop", "--project", course.project, "run"]
    done = python(*command, environment=german | {"TERM": "dumb"})
    assert done.returncode == 0, done.stdout + done.stderr
    fault("A folder with spaces and letters of other scripts").is_seen_in(done.stderr)
    assert (course.project / "executed" / "01_one.ipynb").is_file()
    assert "0.990 ± 0.003" in done.stdout
    assert not ESCAPE.search(done.stdout + done.stderr)


@pytest.mark.skipif(
    not os.environ.get("WORKSHOP_FAULTS"), reason="is run by nox -s faults, or make test-all"
)
@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_the_course_is_installed_and_runs_in_any_folder(tmp_path, german):
    elsewhere = tmp_path / "Übung 1 – 数据" / "my course (2)"
    elsewhere.parent.mkdir()
    copy_course(ROOT, elsewhere)
    environment = german | {"WORKSHOP_OFFLINE": "1", "TERM": "dumb"}
    environment.pop("PYTHONPATH", None)
    for command in (
        ["make", "--silent", ".venv/lab-ready", f"PYTHON={sys.executable}", "GPU="],
        [".venv/bin/workshop", "run", "01"],
        [".venv/bin/jupyter", "lab", "--version"],
        [".venv/bin/python", "-m", "helpers.data"],
    ):
        done = run(*command, folder=elsewhere, environment=environment, seconds=3600)
        assert done.returncode == 0, done.stdout + done.stderr
        if "run" in command:
            assert "OR: 0 of 4 wrong" in done.stdout
            assert not ESCAPE.search(done.stdout + done.stderr)


def test_links_of_an_edition_lead_through_folders_with_spaces(tmp_path):
    course = TinyCourse(tmp_path / "Übung 1 (数据)")
    path = course.add("01_one", "print(1)")
    course.add("02_two", "print(2)")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("[two](02_two.ipynb)", id="end"))
    nbformat.write(notebook, path)
    done = course.call("live", "01", "-o", tmp_path / "aus gabe")
    assert done.exit_code == 0, done.output
    made = nbformat.read(tmp_path / "aus gabe" / path.name, as_version=4)
    (target,) = re.fullmatch(r"\[two\]\(([^\s()]+)\)", made.cells[-1].source).groups()
    assert (tmp_path / "aus gabe" / unquote(target)).resolve() == course.notebooks / "02_two.ipynb"


def test_a_way_between_two_windows_drives_is_no_crash(tmp_path, monkeypatch):
    def other_drive(path, start):
        raise ValueError("path is on mount 'C:', start on mount 'E:'")

    monkeypatch.setattr("os.path.relpath", other_drive)
    link = _relinked("[two](02_two.ipynb)", Notebook(tmp_path / "01_one.ipynb"), tmp_path, ())
    assert link == f"[two]({(tmp_path / '02_two.ipynb').as_uri()})"


@pytest.mark.parametrize("path", ["E:\\data", "C:\\Zoë Müller\\数据", "\\\\server\\share\\x"])
def test_a_windows_path_in_workshop_data_is_repeated_as_it_was_typed(path):
    _, notices = all_places(Settings(Path("none"), Path("none"), lecturer_folder=path))
    assert path in notices[0].replace("\\\\", "\\")


NUMBERS = """
import locale
locale.setlocale(locale.LC_ALL, "")
assert f"{1.5:n}" == "1,5", "the locale itself must work, or this test shows nothing"
import helpers
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
from helpers import plots
figure, ax = plt.subplots()
ax.plot([0, 0.5], [0, 0.5])
figure.canvas.draw()
print(*[label.get_text() for label in ax.get_xticklabels()])
"""


def test_numbers_keep_their_point_where_a_comma_is_the_custom(german, fault):
    done = python("-c", NUMBERS + ACCURACY, environment=german)
    assert done.returncode == 0, done.stderr
    fault("A language that writes 0,5").is_seen_in(done.stdout)
    assert "0.2" in done.stdout and "," not in done.stdout


REPORTS = """
import os
from workshop.commands import doctor
from workshop.command_line import main
doctor.examine = lambda place: [doctor.Finding("Python", "green", "version 3.12")]
for colour, term in [("", "xterm"), ("1", "xterm"), ("", "dumb")]:
    os.environ.update(NO_COLOR=colour, TERM=term)
    main(["doctor"], standalone_mode=False)
    print("next", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_without_colours_gets_none(fault):
    coloured, no_color, dumb = shown_on_a_terminal(REPORTS).split("next")[:3]
    assert ESCAPE.search(coloured), "else this test shows nothing"
    for plain in (no_color, dumb):
        fault("A terminal without colours").is_seen_in(plain)
        assert not ESCAPE.search(plain)


def shown_on_a_terminal(program):
    """Run a program on a real terminal, and give what arrives there."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown, deadline = b"", time.monotonic() + 60
    try:
        while select.select([ours], [], [], max(0, deadline - time.monotonic()))[0]:
            shown += os.read(ours, 4096)
    except OSError:  # Linux ends a terminal so
        pass
    os.close(ours)
    assert process.wait(timeout=10) == 0
    return shown.decode()


def through_an_old_code_page(print_something):
    """Print into a pipe that knows few letters, and give what arrives."""
    arrived = io.BytesIO()
    pipe = io.TextIOWrapper(arrived, encoding="cp850")
    with contextlib.redirect_stdout(pipe):
        print_something()
        pipe.flush()
    return arrived.getvalue().decode("cp850")


def test_an_old_code_page_gets_a_question_mark_and_no_traceback(tmp_path, fault):
    course = TinyCourse(tmp_path)
    course.add("01_数据", ("print('0 → 1')", "result"))
    arguments = ["--project", str(tmp_path), "live", "-o", str(tmp_path / "live")]
    shown = through_an_old_code_page(lambda: main(arguments, standalone_mode=False))
    fault("A terminal or a pipe with an old code page").is_seen_in(shown)


def test_the_look_at_the_data_does_not_stumble_over_an_old_code_page(monkeypatch):
    monkeypatch.setattr("helpers.data.__main__.find", lambda *arguments: Found({}, "数"))
    assert re.search(r"MNIST +real +yes +\?", through_an_old_code_page(lambda: data_main([])))
