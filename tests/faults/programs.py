"""Programs run as a student's terminal would run them."""

import subprocess
import sys

from tests.faults.table import ROOT


def run(*command, folder=ROOT, environment=None, seconds=600) -> subprocess.CompletedProcess:
    """Run a program to its end, but no longer than some seconds; give its status and words."""
    return subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True,
        encoding="utf-8", errors="replace", timeout=seconds,
    )  # fmt: skip


def python(*arguments, **options) -> subprocess.CompletedProcess:
    """Run the Python of these tests."""
    return run(sys.executable, *arguments, **options)
