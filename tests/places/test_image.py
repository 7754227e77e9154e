"""What repo2docker, as on Binder, makes of the repository, so far as it shows without Docker."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.places.clone import ROOT, clone_into

REPO2DOCKER = Path(sys.executable).with_name("jupyter-repo2docker")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    not REPO2DOCKER.exists(), reason="needs repo2docker in an environment of its own: make test-all"
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    clone = tmp_path_factory.mktemp("image") / "clone"
    clone_into(clone)
    return clone


@pytest.fixture(scope="module")
def programs(clone):
    """An environment of the named Python into which only the file's pip part was installed."""
    (wanted,) = [line for line in ENVIRONMENT["dependencies"] if str(line).startswith("python=")]
    assert "{}.{}".format(*sys.version_info) == wanted.removeprefix("python=")
    (pip,) = [part["pip"] for part in ENVIRONMENT["dependencies"] if isinstance(part, dict)]
    (clone.parent / "pip.txt").write_text("\n".join(pip))
    environment = clone.parent / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    programs = environment / "bin"
    # conda calls pip so, in the folder of environment.yml.
    command = [programs / "python", "-m", "pip", "install", "-q", "-r", clone.parent / "pip.txt"]
    subprocess.run(command, cwd=clone, check=True)
    subprocess.run([clone / "postBuild"], cwd=clone, env=place(programs), check=True)
    return programs


def place(programs, **others):
    kept = {name: os.environ[name] for name in ("WORKSHOP_DATA", "LANG") if name in os.environ}
    home = programs.parent / "home"
    home.mkdir(exist_ok=True)
    return kept | {"HOME": str(home), "PATH": f"{programs}:/usr/bin:/bin"} | others


def test_repo2docker_builds_from_environment_yml_and_runs_post_build(clone):
    command = [REPO2DOCKER, "--no-build", "--debug", "--user-id=1000", "--user-name=jovyan", clone]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    said = run.stdout + run.stderr
    assert "Building conda environment for python=3.12" in said
    assert re.search(r'env update -p \S+ --file "environment.yml"', said)
    assert "./postBuild" in said and os.access(clone / "postBuild", os.X_OK)


def test_the_installed_course_runs_its_first_notebook_and_finds_nothing_wrong(clone, programs):
    for arguments in (["run", "01"], ["doctor"]):
        run = subprocess.run(
            [programs / "workshop", *arguments], cwd=clone, env=place(programs),
            capture_output=True, text=True,
        )
        assert run.returncode == 0, run.stdout + run.stderr


def test_jupyterlab_gets_the_courses_settings(programs):
    kept = programs.parent / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert kept.read_text() == (ROOT / "workshop" / "jupyterlab" / "overrides.json").read_text()
