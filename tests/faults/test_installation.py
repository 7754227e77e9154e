"""Another Python than the course's, and another Jupyter."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.faults.table import ROOT


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
def test_make_says_which_python_it_needs_and_leaves_nothing(tmp_path, fault):
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "locks", tmp_path / "locks")
    (tmp_path / "data").mkdir()
    commands = tmp_path / "commands"
    commands.mkdir()
    for name in ("python3", "python"):  # as one that is too old answers whether it will do
        (commands / name).write_text("#!/bin/sh\nexit 1\n")
        (commands / name).chmod(0o755)
    for name in ("make", "sh", "uname", "id", "grep", "rm", "cat", "echo"):
        if found := shutil.which(name):
            (commands / name).symlink_to(found)
    environment = {"PATH": str(commands), "HOME": str(tmp_path)}
    done = subprocess.run(
        ["make", "lab"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    fault("Python is too old, too new, or missing").is_seen_in(done.stderr)
    assert not (tmp_path / ".venv").exists()


def test_an_installation_without_network_says_so_in_pips_words(tmp_path, fault):
    settings = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull,
                "PIP_RETRIES": "0", "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "pip", "install", "--target", tmp_path / "packages"]
    done = subprocess.run(
        [*command, "--no-cache-dir", "--require-hashes", "--requirement", "locks/lab.txt"],
        cwd=ROOT, env=settings, capture_output=True, text=True,
    )
    assert done.returncode != 0
    fault("The installation finds no network").is_seen_in(done.stderr)
    assert "(from versions: none)" in done.stderr
    assert not (tmp_path / "packages").exists()


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
def test_a_course_that_was_moved_misses_its_environment(tmp_path, fault):
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "locks", tmp_path / "locks")
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    # pip writes the folder of the environment into the first line of each program.
    for name, first in (("python", "/bin/sh"), ("jupyter", "/where/the/course/was/bin/python")):
        (programs / name).write_text(f"#!{first}\nexit 0\n")
        (programs / name).chmod(0o755)
    for ready in ("lab-ready", "test-ready"):
        (tmp_path / ".venv" / ready).touch()
    done = subprocess.run(
        ["make", "lab", "GPU="], cwd=tmp_path, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )
    assert done.returncode != 0
    fault("The folder of the course was moved or renamed").is_seen_in(done.stderr)


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 8, 18)])
def test_a_notebook_under_an_older_python_is_told_so(version, fault):
    program = f"""
import sys
sys.version_info, sys.version = {version}, "{'.'.join(map(str, version))} (main)"
import helpers
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    fault("Python is too old, too new, or missing").is_seen_in(done.stderr)
    assert f"this is {'.'.join(map(str, version))}" in done.stderr


@pytest.mark.skipif(
    not os.environ.get("WORKSHOP_OLD_PYTHON"), reason="needs a Python 3.10: make test-all"
)
def test_a_real_older_python_is_told_so_and_pip_refuses_it(fault):
    old = os.environ["WORKSHOP_OLD_PYTHON"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [old, "-c", "import helpers"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    fault("Python is too old, too new, or missing").is_seen_in(done.stderr)
    install = [old, "-m", "pip", "install", "--no-deps", "--dry-run", ROOT]
    pip = subprocess.run(install, capture_output=True, text=True)
    assert pip.returncode != 0
    assert "requires a different Python" in pip.stderr


def test_a_foreign_jupyter_does_not_know_helpers(tmp_path, fault):
    program = "import sys; sys.path = [p for p in sys.path if 'packages' not in p]; import helpers"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    fault("A notebook in another Jupyter than the course's").is_seen_in(done.stderr)
