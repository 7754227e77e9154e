"""``make bench``: every notebook beside the plain recipe of its forerunner, measured in one run.

What is compared is the CPU time of training: that of the notebook's cells tagged ``training``
against that of the recipe's whole work, imports and loading left out of both.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import textwrap
import time
from itertools import pairwise
from pathlib import Path

import psutil

from helpers.device import core_count
from workshop.commands.agenda import TIMES
from workshop.notebooks.course import Course, Notebook
from workshop.notebooks.execute import execute
from workshop.terminal.files import write_whole
from workshop.terminal.table import text_table

LONGEST_RESULT = 90
ROOT = Path(__file__).resolve().parents[2]
FORERUNNERS = {
    "02": ["linear_neuron"],
    "03": ["hello"],
    "04": ["xor"],
    "05": ["concrete"],
    "06": ["mnist_dense"],
    "07": ["fashion"],
    "08": ["fashion_stop"],
    "09": ["loops"],
    "10": ["cnn_one_block", "cnn_two_blocks"],
    "11": ["cnn_fashion"],
    "12": ["lenet"],
}
HEAD = (
    "notebook", "wall (s)", "CPU (s)", "memory (MB)", "result", "training CPU (s)",
    "plain recipe", "its CPU (s)", "its result", "ratio",
)


def measure_notebook(notebook: Notebook) -> dict:
    """Execute a notebook and measure it whole, and its cells tagged ``training`` by themselves."""
    marks = []

    def note_cpu() -> None:
        kernels = psutil.Process().children(recursive=True)
        times = [kernel.cpu_times() for kernel in kernels]
        marks.append(sum(taken.user + taken.system for taken in times))

    execution = execute(notebook, on_cell=note_cpu)
    if execution.failure:
        sys.exit(f"{notebook.name}: {execution.failure}")
    cells = [cell for cell in execution.executed.cells if cell.cell_type == "code" and cell.source]
    return {
        "seconds": execution.measure.seconds,
        "cpu_seconds": execution.measure.cpu_seconds,
        "megabytes": execution.measure.peak_megabytes,
        "training": sum(
            end - start
            for cell, (start, end) in zip(cells[1:], pairwise(marks), strict=True)
            if "training" in cell.metadata.get("tags", [])
        ),
        "result": textwrap.shorten(execution.result, LONGEST_RESULT),
    }


def measure_recipe(name: str) -> dict:
    """Run a plain recipe in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.plain_recipes", name]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def row(notebook: Notebook, ours: dict) -> tuple[str, ...]:
    """Measure the recipes of a notebook's forerunner, and give the notebook's line of the table."""
    recipes = FORERUNNERS.get(notebook.name[:2], [])
    theirs = [measure_recipe(name) for name in recipes]
    their_cpu = sum(measured["cpu_seconds"] for measured in theirs)
    compared = bool(theirs) and ours["training"] > 0
    return (
        notebook.name,
        f"{ours['seconds']:.0f}",
        f"{ours['cpu_seconds']:.0f}",
        f"{ours['megabytes']:.0f}",
        ours["result"],
        f"{ours['training']:.1f}" if compared else "-",
        " + ".join(recipes) or "-",
        f"{their_cpu:.1f}" if theirs else "-",
        ", ".join(measured["result"] for measured in theirs) or "-",
        f"{ours['training'] / their_cpu:.2f}" if compared else "-",
    )


def store(seconds: dict[str, float]) -> None:
    """Keep how long each notebook took, for ``workshop agenda`` and docs/results.md."""
    machine = f"{core_count()} cores of {platform.machine()}, Python {platform.python_version()}"
    record = {"measured_on": machine, "seconds": seconds}
    write_whole(TIMES, json.dumps(record, indent=1) + "\n")


def main() -> None:
    """Measure the notebooks that are asked for, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("numbers", nargs="*", help="numbers of notebooks, such as 12; default: all")
    parser.add_argument(
        "--store", action="store_true", help=f"keep the seconds of the whole course in {TIMES.name}"
    )
    wishes = parser.parse_args()
    if wishes.store and wishes.numbers:
        parser.error("--store keeps the seconds of the whole course, so no numbers go with it.")
    rows, seconds = [], {}
    for notebook in Course(ROOT).notebooks:
        if not wishes.numbers or notebook.name[:2] in wishes.numbers:
            print(f"{time.strftime('%H:%M:%S')} {notebook.name}", file=sys.stderr, flush=True)
            ours = measure_notebook(notebook)
            seconds[notebook.name] = round(ours["seconds"])
            rows.append(row(notebook, ours))
    if wishes.store:
        store(seconds)
    print(text_table(HEAD, rows, numbers=[name for name in HEAD if "(" in name or name == "ratio"]))


if __name__ == "__main__":
    main()
