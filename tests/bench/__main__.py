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
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from helpers.device import core_count
from workshop.commands.agenda import TIMES_NAME
from workshop.notebooks.course import Course
from workshop.notebooks.execute import printed_text
from workshop.terminal.files import write_whole
from workshop.notebooks.usage import Measure
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


def measure_notebook(path: Path) -> dict:
    """Execute a notebook and measure it whole, and its cells tagged ``training`` by themselves."""
    notebook = nbformat.read(path, as_version=4)
    training = 0.0
    started = 0.0

    def kernel_cpu() -> float:
        times = psutil.Process(client.km.provisioner.pid).cpu_times()
        return times.user + times.system

    def before(cell, cell_index):
        nonlocal started
        started = kernel_cpu()

    def after(cell, cell_index, execute_reply):
        nonlocal training
        measure.look()
        if "training" in cell.metadata.get("tags", []):
            training += kernel_cpu() - started

    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", on_cell_execute=before,
        on_cell_executed=after, resources={"metadata": {"path": str(path.parent)}},
    )
    with Measure() as measure:
        client.execute()
    printed = [
        printed_text(cell) for cell in notebook.cells if "result" in cell.metadata.get("tags", [])
    ]
    return {
        "seconds": measure.seconds,
        "cpu_seconds": measure.cpu_seconds,
        "megabytes": measure.peak_megabytes,
        "training": training,
        "result": textwrap.shorten("; ".join("".join(printed).splitlines()), LONGEST_RESULT),
    }


def measure_recipe(name: str) -> dict:
    """Run a plain recipe in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.plain_recipes", name]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def main() -> None:
    """Measure the notebooks that are asked for, and print one table.

    A run of the whole course also stores how long each notebook took, for ``workshop agenda``.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", help="numbers of notebooks, such as 12; default: all")
    numbers = parser.parse_args().numbers
    rows, seconds = [], {}
    for notebook in Course(ROOT).notebooks:
        number = notebook.name[:2]
        if numbers and number not in numbers:
            continue
        print(f"{time.strftime('%H:%M:%S')} {notebook.name}", file=sys.stderr, flush=True)
        ours = measure_notebook(notebook.path)
        seconds[notebook.name] = round(ours["seconds"])
        recipes = FORERUNNERS.get(number, [])
        theirs = [measure_recipe(name) for name in recipes]
        their_cpu = sum(measured["cpu_seconds"] for measured in theirs)
        compared = bool(theirs) and ours["training"] > 0
        rows.append(
            (
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
        )
    if not numbers:
        record = {
            "measured_on": f"{core_count()} cores of {platform.machine()}, "
            f"Python {platform.python_version()}",
            "seconds": seconds,
        }
        write_whole(Course(ROOT).folder / TIMES_NAME, json.dumps(record, indent=1) + "\n")
    print(text_table(HEAD, rows, numbers=[name for name in HEAD if "(" in name or name == "ratio"]))


if __name__ == "__main__":
    main()
