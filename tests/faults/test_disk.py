"""A disk that is really full, and a home that cannot be written to."""

import functools
import os
import shutil
import sys

import nbformat
import pytest

from tests.faults.programs import python
from tests.faults.programs import run as run_program
from tests.faults.table import ROOT

only_in_its_session = pytest.mark.skipif(
    not os.environ.get("WORKSHOP_FAULTS"), reason="is run by nox -s faults, or make test-all"
)
SMALL_DISK = """
set -e
mount -t tmpfs -o size=512k none "$FOLDER"
cp "$NOTEBOOK" "$FOLDER/01_one.ipynb"
dd if=/dev/zero of="$FOLDER/filling" bs=1k count=600 2>/dev/null || true
set +e
"$@"
echo "status $?"
cmp "$NOTEBOOK" "$FOLDER/01_one.ipynb" && echo "the notebook is as it was"
"""


@pytest.fixture
def full_disk(tmp_path):
    """Run a program beside a notebook on a disk without room; give what it says."""
    folder = tmp_path / "disk"
    folder.mkdir()
    namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    mount = f'mount -t tmpfs none "{folder}"'
    if not shutil.which("unshare") or run_program(*namespace, mount).returncode:
        pytest.skip("needs the right to mount a small disk for this test alone (Linux)")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1", id="one")])
    nbformat.write(notebook, tmp_path / "before.ipynb")

    environment = os.environ | {"FOLDER": str(folder), "NOTEBOOK": str(tmp_path / "before.ipynb")}

    def run(*arguments):
        command = [*namespace, SMALL_DISK, "sh", sys.executable, *arguments]
        done = run_program(*command, environment=environment)
        said = done.stdout + done.stderr
        assert "the notebook is as it was" in said, said
        assert "Traceback" not in said
        return said

    run.folder = folder
    return run


@only_in_its_session
def test_an_executed_copy_without_room_is_a_failure_and_named(full_disk, course, fault):
    course.add("01_one", "print(1)")
    said = full_disk(
        "-m", "workshop", "--project", course.project, "run", "--output", full_disk.folder
    )
    assert "status 1" in said
    fault("A full disk in `workshop run`").is_seen_in(said)
    assert "FAILED" in said


@only_in_its_session
def test_other_commands_without_room_say_so(full_disk, course, fault):
    course.add("01_one", "print(1)")
    said = full_disk("-m", "workshop", "agenda", "01", "12", "--ics", full_disk.folder / "day.ics")
    assert "status 1" in said
    fault("A full disk in another command").is_seen_in(said)
    said = full_disk("-m", "workshop", "--project", ROOT, "bundle", full_disk.folder / "bundle")
    assert "status 2" in said
    fault("A full disk in another command").is_seen_in(said)


SAVE = """
import sys, logging
import nbformat
from tornado.web import HTTPError
from jupyter_server.services.contents.filemanager import FileContentsManager
logging.disable()
manager = FileContentsManager(root_dir=sys.argv[1])
model = manager.get("01_one.ipynb")
model["content"].cells.append(nbformat.v4.new_code_cell("y = 2 #" * 50_000))
try:
    manager.save(model, "01_one.ipynb")
except HTTPError as error:
    print(error.log_message)
"""


def test_jupyterlab_keeps_the_last_saved_notebook_when_there_is_no_room(full_disk, fault):
    said = full_disk("-c", SAVE, full_disk.folder)
    assert "status 0" in said, said
    fault("No space left").is_seen_in(said)


@pytest.fixture
def without_home(tmp_path):
    """Run a program whose home can hold nothing: it is read-only, or for root lies in a file."""
    if os.name == "nt":
        pytest.skip("homes have other rights on Windows")
    home = tmp_path / "home"
    if os.geteuid() == 0:  # whom no right stops
        home.write_text("")
    else:
        home.mkdir(mode=0o500)
    ours = ("XDG_", "MPLCONFIGDIR", "JUPYTER_", "IPYTHON")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    environment["HOME"] = str(home / "me")

    return functools.partial(python, environment=environment)


@only_in_its_session
def test_a_read_only_home_is_said_and_figures_are_drawn_all_the_same(without_home, fault):
    program = (
        "import matplotlib; matplotlib.use('agg'); from helpers import plots;"
        "print(plots.points([[0, 1], [1, 0]], [0, 1]).figure is not None)"
    )
    done = without_home("-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("True\n")
    fault("A read-only home, when a figure is drawn").is_seen_in(done.stderr)


@only_in_its_session
def test_jupyterlab_cannot_start_in_a_read_only_home(without_home, fault):
    done = without_home("-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0")
    assert done.returncode != 0
    fault("A read-only home, when JupyterLab starts").is_seen_in(done.stderr)
