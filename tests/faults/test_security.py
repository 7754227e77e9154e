"""What never happens in the course's own code, and whose code the commands run."""

import re

import nbformat
import pytest

from tests.faults.programs import python
from tests.faults.table import ROOT

# Evaluating, unpickling, yaml.load, mktemp, a shell.
RULES = "S102,S301,S302,S306,S307,S403,S506,S602,S604,S605,S609"
DANGERS = """
import pickle
eval(answer)
os.system(line)
subprocess.run(line, shell=True)
tempfile.mktemp()
yaml.load(text)
"""
IMPORTS = "import os, subprocess, tempfile, yaml  "


def dangers(*paths):
    """Name every line that would run or unpickle what comes from outside."""
    options = ["--isolated", "--no-cache", "--preview", "--output-format=concise"]
    said = python("-m", "ruff", "check", *options, f"--select={RULES}", *paths).stdout
    return [line for line in said.splitlines() if re.search(r":\d+:\d+: ", line)]


@pytest.mark.parametrize("folder", ["helpers", "workshop"])
def test_nothing_is_unpickled_evaluated_or_handed_to_a_shell(folder):
    assert dangers(*ROOT.glob(f"{folder}/**/*.py")) == []


def test_no_notebook_unpickles_evaluates_or_calls_a_shell():
    notebooks = sorted(ROOT.glob("notebooks/*.ipynb"))
    assert dangers(*notebooks) == []
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                assert shell_and_magic(cell.source) == [], cell.source


def shell_and_magic(source):
    """Name every shell line of a cell, and magic that the course doesn't use."""
    magic = re.findall(r"(?m)^\s*%(\w+)", source)
    unknown = [name for name in magic if name not in ("pip", "load_ext", "tensorboard")]
    return re.findall(r"(?m)^\s*(!.*|%%.*)$", source) + unknown


def test_this_search_would_find_every_danger(tmp_path):
    file = tmp_path / "dangers.py"
    file.write_text(IMPORTS + DANGERS)
    found = {int(re.search(r":(\d+):\d+: ", line)[1]) for line in dangers(file)}
    assert found == set(range(2, len(DANGERS.splitlines()) + 1))


@pytest.fixture
def trap(course, tmp_path):
    """A notebook, as a student may hand one in, that leaves a trace when its code is run."""
    trace = tmp_path / "trace"
    course.add("01_one", (f"open({str(trace)!r}, 'w')  # 1 to 2", "parameters"), "seed: int = 1")
    return trace


@pytest.mark.parametrize("command", [["live"], ["live", "--student"], ["run", "-p", "seed", "x"]])
def test_what_only_reads_a_notebook_runs_none_of_its_code(course, trap, command):
    course.call(*command)
    assert not trap.exists()


def test_the_guide_warns_of_running_a_students_notebook():
    guide = " ".join((ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8").split())
    assert "Never run a student's notebook under your own account" in guide
    for command in ("run", "refresh", "record"):
        assert f"`workshop {command}`" in guide
