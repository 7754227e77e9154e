"""Builds the site once for a whole test run, however many workers it has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, said = shared / "site", shared / "site.txt"
    with FileLock(f"{folder}.lock"):
        if not said.exists():
            command = [sys.executable, ROOT / "site" / "gather.py", folder, "--fail-on-warning"]
            run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            said.write_text(f"{run.returncode}\n{run.stdout[-2000:]}{run.stderr[-4000:]}")
    assert said.read_text().startswith("0\n"), said.read_text()
    return folder
