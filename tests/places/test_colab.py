"""In Colab a notebook's first cell brings the course, and changes nothing that is there.

The cheap tests run anywhere. The others need Python 3.13 with the packages that Colab has, named
by ``WORKSHOP_COLAB_PYTHON``; the session ``colab`` of noxfile.py makes it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
import types
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from filelock import FileLock
from IPython.core.interactiveshell import InteractiveShell
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import helpers
from tests.places.clone import ROOT, files_of_a_commit

HERE = Path(__file__).parent / "colab"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
REPOSITORY = PROJECT["urls"]["Repository"]
OURSELVES = canonicalize_name(PROJECT["name"])
VERSIONS_AND_HELPERS = """
import importlib.metadata, importlib.util, json, pathlib
spec = importlib.util.find_spec("helpers")
print(json.dumps({
    "versions": {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()},
    "helpers": spec and str(pathlib.Path(spec.origin)),
}))
"""


def versions_file():
    """Find the list of Colab's packages: the one that is named, or our own."""
    return Path(os.environ.get("WORKSHOP_COLAB_VERSIONS") or HERE / "versions.txt")


def bootstrap(notebook):
    return next(c for c in notebook.cells if "bootstrap" in c.metadata.get("tags", []))


FIRST_CELL = bootstrap(nbformat.read(NOTEBOOKS[0], as_version=4))


# What can be known without Colab


def test_colabs_packages_are_those_that_the_course_asks_for():
    pinned = re.findall(r"^([\w.-]+)==(\S+)", versions_file().read_text(), re.MULTILINE)
    there = {canonicalize_name(name): Version(version) for name, version in pinned}
    asked = [Requirement(line) for line in PROJECT["dependencies"]]
    unmet = [
        f"{requirement}, and Colab has {there[canonicalize_name(requirement.name)]}"
        for requirement in asked
        if canonicalize_name(requirement.name) in there
        and there[canonicalize_name(requirement.name)] not in requirement.specifier
    ]
    assert unmet == []
    assert len([r for r in asked if canonicalize_name(r.name) in there]) >= 9
    assert Version("3.13") in SpecifierSet(PROJECT["requires-python"])


@pytest.fixture
def asked_of_pip():
    """Run a cell in a shell whose ``%pip`` only writes down what it is asked for."""
    shell = InteractiveShell.instance()
    asked = []
    shell.register_magic_function(asked.append, magic_kind="line", magic_name="pip")

    def run(source):
        shell.run_cell(source).raise_error()
        return asked

    yield run
    InteractiveShell.clear_instance()


def test_outside_colab_the_first_cell_does_nothing(asked_of_pip):
    assert "google.colab" not in sys.modules
    assert asked_of_pip(FIRST_CELL.source) == []


def test_where_helpers_is_missing_the_first_cell_says_so_at_once(
    asked_of_pip, monkeypatch, capsys, fault
):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError):
        asked_of_pip(FIRST_CELL.source)
    shown = capsys.readouterr()
    fault("No module named 'helpers'").is_seen_in(shown.out)
    assert "make lab" in shown.out and "Colab" in shown.out
    assert "Traceback" not in shown.out + shown.err and "----" not in shown.out


def test_in_colab_the_first_cell_asks_for_the_course_and_for_nothing_it_leans_on(
    asked_of_pip, monkeypatch
):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    (asked,) = asked_of_pip(FIRST_CELL.source)
    branch = PYPROJECT["tool"]["workshop"]["branch"]
    archive = f"{REPOSITORY}/archive/refs/heads/{branch}.zip"
    assert asked.split() == ["install", "--quiet", "--no-deps", archive]


def test_the_wheel_holds_all_of_helpers_and_workshop_and_nothing_else(tmp_path):
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("needs hatchling, which builds the wheel: make test")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT, check=True, capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    info = f"{OURSELVES.replace('-', '_')}-{helpers.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"{info}/licenses/{name}" for name in PROJECT["license-files"]} <= names
    sources = {
        path.relative_to(ROOT).as_posix()
        for package in ("helpers", "workshop")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".part"
    }
    assert {name for name in names if not name.startswith(f"{info}/")} == sources
    assert "helpers/plots/workshop.mplstyle" in sources
    assert wheel.stat().st_size < 1_000_000


# What only Colab's packages can tell


class Colab:
    """A Python with Colab's packages, and a kernel in it that has ``google.colab``."""

    def __init__(self, python: Path, kernels: Path):
        self.python = python
        self.kernels = kernels
        spec = {
            "argv": [
                str(python), "-m", "ipykernel_launcher", "--ext", "google.colab",
                "-f", "{connection_file}",
            ],
            "display_name": "Colab", "language": "python",
            "env": {"PYTHONPATH": str(HERE), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        }
        folder = kernels / "kernels" / "colab"
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps(spec))

    def look(self) -> dict:
        """Say which versions are installed, and where `helpers` would come from."""
        done = subprocess.run(
            [self.python, "-I", "-c", VERSIONS_AND_HELPERS],
            check=True, capture_output=True, text=True,
        )
        return json.loads(done.stdout)

    def validate(self, path: Path) -> subprocess.CompletedProcess:
        """Run a notebook from its folder, as the course's notebooks are validated."""
        data = os.environ.get("WORKSHOP_DATA") or str(ROOT / "data")
        return subprocess.run(
            [
                sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider",
                "-p", "tests.notebook_plugin", "--backends=tensorflow",
                "--nbval-kernel-name=colab", "--tb=short", f"--rootdir={ROOT}",
                f"-c{ROOT / 'pyproject.toml'}", str(path),
            ],
            cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "JUPYTER_PATH": str(self.kernels), "WORKSHOP_DATA": data},
        )

    def forget_the_course(self) -> None:
        subprocess.run(
            [self.python, "-m", "pip", "uninstall", "--quiet", "--yes", OURSELVES],
            check=True, capture_output=True,
        )


@pytest.fixture
def colab(tmp_path):
    named = os.environ.get("WORKSHOP_COLAB_PYTHON")
    if not named:
        pytest.skip("needs Colab's packages, made by nox -s colab: make test-all")
    with FileLock(Path(named).parents[1] / "in-use.lock"):
        place = Colab(Path(named), tmp_path / "kernels")
        place.forget_the_course()
        yield place
        place.forget_the_course()


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """Serve what a commit of everything would hold, as GitHub does; give the server's address."""
    branch = PYPROJECT["tool"]["workshop"]["branch"]
    place = urlsplit(REPOSITORY).path.strip("/")
    folder = tmp_path_factory.mktemp("github")
    archive = folder / place / "archive" / "refs" / "heads" / f"{branch}.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as stream:
        for file in files_of_a_commit():
            stream.write(ROOT / file, f"{Path(place).name}-{branch}/{file}")
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def alone(tmp_path, repository):
    """Put a notebook into a folder with nothing else, its first cell asking our server."""

    def copy(path):
        notebook = nbformat.read(path, as_version=4)
        cell = bootstrap(notebook)
        cell.source = cell.source.replace("https://github.com", repository)
        assert repository in cell.source
        folder = tmp_path / "content"
        folder.mkdir()
        nbformat.write(notebook, folder / path.name)
        return folder / path.name

    return copy


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_folder_of_its_own_and_changes_no_package(
    path, colab, alone, record_property
):
    before = colab.look()
    assert before["helpers"] is None
    done = colab.validate(alone(path))
    after = colab.look()
    assert done.returncode == 0, done.stdout + done.stderr
    assert after["versions"] == {**before["versions"], OURSELVES: helpers.__version__}
    assert Path(after["helpers"]).is_relative_to(colab.python.parents[1])
    for used in re.findall(rf"^  {path.stem}: (.+)$", done.stdout, re.MULTILINE):
        record_property("stand_in", f"{path.stem} in Colab: {used}")


def test_the_first_cell_run_twice_leaves_what_the_first_time_brought(colab, alone):
    path = alone(NOTEBOOKS[0])
    first = bootstrap(nbformat.read(path, as_version=4))
    cells = [first, nbformat.v4.new_code_cell("import helpers"), first]
    for number, cell in enumerate(cells, start=1):
        cell = nbformat.from_dict({**cell, "id": f"c{number}", "execution_count": number})
        cells[number - 1] = cell
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    before = colab.look()["versions"]
    done = colab.validate(path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert colab.look()["versions"] == {**before, OURSELVES: helpers.__version__}
