"""Every notebook that needs data runs to its end, checks included, where no data can be had.

A plain run tries the quickest notebook of each data set, ``--everything`` tries all of them.
"""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
WITH_DATA = [
    path
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if nbformat.read(path, as_version=4).metadata.workshop.data
]


SECONDS = json.loads(
    (ROOT / "workshop" / "commands" / "running_times.json").read_text(encoding="utf-8")
)["seconds"]
QUICKEST_OF_EACH_DATA_SET = {
    name: path
    for path in sorted(WITH_DATA, key=lambda path: -SECONDS.get(path.stem, math.inf))
    for name in nbformat.read(path, as_version=4).metadata.workshop.data
}.values()


@pytest.mark.parametrize("path", WITH_DATA, ids=lambda path: path.stem)
def test_a_notebook_runs_whole_on_the_stand_in_and_the_summary_says_so(path, request):
    if path not in QUICKEST_OF_EACH_DATA_SET and not request.config.getoption("--everything"):
        pytest.skip("takes a minute, and another notebook tries this stand-in: make test-all")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**environment, "WORKSHOP_STAND_INS": "1", "KERAS_BACKEND": "tensorflow"},
    )
    assert run.returncode == 0, run.stdout[-3000:]
    assert "numbers were NOT compared" in run.stdout
    assert f"{path.stem}: " in run.stdout
