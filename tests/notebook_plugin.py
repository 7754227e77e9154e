"""Teaches nbval the workshop's rules, so that ``pytest`` alone validates every notebook.

- A measured value, ``0.990 ± 0.003``, has to lie where the recorded runs let a right run lie; what
  follows ``this machine:`` is not compared; all other text has to be equal to the letter.
- Pictures are compared by their presence, log lines of the libraries not at all.
- A notebook that uses Keras runs once for each backend that ``--backends`` or KERAS_BACKEND names;
  without them on TensorFlow, and on JAX unless the notebook says that it is slow there.
- At its end every folded solution runs in the same kernel, and its check has to say "right".
- On stand-in data all of this is executed, but outputs are not compared, and the summary says so.
"""

from __future__ import annotations

import importlib.util
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import nbformat
import pytest
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile
from xdist.scheduler import LoadScopeScheduling

from helpers.backend import BACKENDS
from helpers.measured import agrees
from workshop.notebooks.execute import printed_text
from workshop.notebooks.exercises import solutions, verdicts_in
from workshop.notebooks.kernels import kernel_environment
from workshop.notebooks.normal_form import normal_text
from workshop.notebooks.records import (
    classroom,
    read_record,
    record_of,
    refused,
    values_of_the_course,
)

DEFAULT_BACKENDS = "tensorflow,jax"
LIBRARY_LOG = re.compile(
    r"^(WARNING: All log messages before absl.*|[IWEF]\d{4} \d\d:\d\d:\d\d.*|"
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d+: [IWEF] .*|.*\d+%\|.*\|.*)(\n|$)",
    re.MULTILINE,
)
MEMORY = re.compile(r"(params: .*?) \([\d.]+ [KMG]?B\)")
UNFOLDED = re.compile(r"(?s)<(?:details|p)>(?:<summary>)?on this machine: .*")
COMPARED = {"check": True, "check_exception": False, "skip": False}
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


def pytest_addoption(parser):
    parser.getgroup("workshop").addoption(
        "--backends",
        default=os.environ.get("KERAS_BACKEND"),
        help="Keras backends to run the notebooks on, separated by commas (default: KERAS_BACKEND "
        f"if it is set, otherwise {DEFAULT_BACKENDS}, each where it is quick).",
    )
    parser.getgroup("workshop").addoption(
        "--everything",
        action="store_true",
        help="Run also what a plain run leaves to `make test-all` because it takes long.",
    )


def pytest_configure(config):
    chosen = chosen_backends(config)
    unknown = sorted(set(chosen) - set(BACKENDS))
    if unknown:
        raise pytest.UsageError(
            f"--backends (or KERAS_BACKEND) names {', '.join(unknown)}; Keras has "
            f"{', '.join(BACKENDS)}."
        )


def chosen_backends(config: pytest.Config) -> list[str]:
    """Name the backends that the notebooks are run on."""
    return (config.getoption("--backends") or DEFAULT_BACKENDS).split(",")


def pytest_collect_file(file_path: Path, parent: pytest.Collector):
    if file_path.suffix == ".ipynb" and ".ipynb_checkpoints" not in file_path.parts:
        return NotebookFile.from_parent(parent, path=file_path)


class OneWorkerPerNotebook(LoadScopeScheduling):
    """Has one worker run all cells of a notebook, in order; other tests go where there is room."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.rsplit("::", 1)[0] if ".ipynb" in nodeid else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return OneWorkerPerNotebook(config, log)


class NotebookFile(pytest.File):
    """A notebook, which is run once for each Keras backend, or once if it needs no Keras."""

    def collect(self) -> Iterator[NotebookRun]:
        facts = nbformat.read(self.path, as_version=4).metadata.get("workshop", {})
        if facts.get("keras", False):
            asked = self.config.getoption("--backends") or self.config.getoption("--everything")
            for backend in chosen_backends(self.config):
                yield NotebookRun.from_parent(
                    self, path=self.path, nodeid=f"{self.nodeid}[{backend}]", backend=backend,
                    left_out=not asked and backend in facts.get("slow_on", []),
                )
        else:
            yield NotebookRun.from_parent(self, path=self.path, nodeid=self.nodeid, backend=None)


class KernelWithHistory(RunningKernel):
    """A kernel that remembers its cells, as one in JupyterLab does: ± rests on what has run."""

    def execute_cell_input(self, cell_input, allow_stdin=None):
        if not cell_input:
            return ""
        return self.kc.execute(
            cell_input, allow_stdin=allow_stdin, store_history=True, stop_on_error=False
        )


class NotebookRun(IPyNbFile):
    """One execution of a notebook in a kernel of its own."""

    def __init__(self, *args, backend: str | None, left_out: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.backend = backend
        self.left_out = left_out
        self.folder = None
        self.stand_ins: set[str] = set()
        self.record = read_record(self.path)
        self.quantities = classroom(self.record)
        self.judged = values_of_the_course(record_of(self.path).parent)

    def collect(self) -> Iterator[pytest.Item]:
        # nbval skips comparing a cell that was never run, and with it what should be there.
        cells = [NotebookCell.from_cell(self, cell) for cell in super().collect()]
        for number, code in enumerate(solutions(self.nb), start=1):
            cells.append(
                SolutionCell.from_parent(
                    self, name=f"Solution {number}", cell_num=number,
                    cell=nbformat.v4.new_code_cell(code),
                    options={**COMPARED, "check": False},
                )
            )
        return iter(cells)

    def setup(self):
        if self.left_out:
            pytest.skip(f"takes long on {self.backend}: make test-all runs it")
        if self.backend and importlib.util.find_spec(self.backend) is None:
            pytest.skip(f"the backend {self.backend} is not installed")
        kernel = self.config.option.nbval_kernel_name or CURRENT_ENV_KERNEL_NAME
        workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        self.folder = tempfile.TemporaryDirectory(prefix="workshop-")
        environment = kernel_environment(Path(self.folder.name), self.backend, workers=workers)
        with patch.dict(os.environ, environment, clear=True):
            self.kernel = KernelWithHistory(kernel, cwd=str(self.path.parent))
        self.setup_sanitize_files()

    def teardown(self):
        super().teardown()
        if self.folder:
            self.folder.cleanup()


class Text(str):
    """Text of an output, equal to another one if they agree by the workshop's rules.

    nbval compares the new text with the stored one by ``!=``, and this is where it learns of ±.
    """

    def __eq__(self, other):
        return agrees(str(other), str(self))

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__


def comparable(text: str) -> Text:
    """Leave out what is the backend's: a line's end, memory in a summary, an error's long text."""
    text = MEMORY.sub(r"\1", normal_text(text).rstrip("\n"))
    return Text(UNFOLDED.sub("on this machine:", text))


class NotebookCell(IPyNbCell):
    """A code cell, executed and compared with its stored outputs."""

    @classmethod
    def from_cell(cls, parent: NotebookRun, cell: IPyNbCell) -> NotebookCell:
        return cls.from_parent(
            parent, name=cell.name, cell_num=cell.cell_num, cell=cell.cell,
            # nbval lets a comment or a tag switch a cell off; here none does.
            options=COMPARED,
        )

    def runtest(self):
        if self.cell.source.strip() and self.cell.execution_count is None:
            self.raise_cell_error("The stored notebook was never run. Run: workshop refresh")
        super().runtest()

    def sanitize(self, s):
        cleaned = super().sanitize(s)
        return comparable(cleaned) if isinstance(cleaned, str) else cleaned

    def compare_outputs(self, test, ref, skip_compare=None):
        for output in test:
            stand_in = output.get("metadata", {}).get("workshop", {}).get("stand_in")
            if stand_in:
                self.parent.stand_ins.add(stand_in)
        if self.parent.stand_ins:
            used = ", ".join(sorted(self.parent.stand_ins))
            self.user_properties.append(("stand_in", f"{self.path.stem}: {used}"))
            return True
        test = [output for output in map(_without_library_logs, test) if output is not None]
        new_pictures, stored_pictures = _pictures(test), _pictures(ref)
        if new_pictures != stored_pictures:
            self.comparison_traceback = [
                f"The stored output has the pictures {dict(stored_pictures)}, "
                f"the new one {dict(new_pictures)}."
            ]
            return False
        return super().compare_outputs(test, ref, skip_compare) and self._is_on_record(test)

    def _is_on_record(self, outputs) -> bool:
        run = self.parent
        names = run.record["cells"].get(self.cell.id, [])
        text = printed_text(nbformat.from_dict({"outputs": outputs}))
        complaints = refused(text, names, run.quantities, run.judged)
        self.comparison_traceback = complaints
        return not complaints


class SolutionCell(IPyNbCell):
    """A folded solution, executed at the end of its notebook; its check has to say "right"."""

    def runtest(self):
        super().runtest()
        verdicts = list(verdicts_in([{"outputs": self.test_outputs}]))
        if not verdicts:
            self.raise_cell_error("The solution does not end with its check.")
        for verdict in verdicts:
            if verdict.status != "right":
                self.raise_cell_error(f"The solution does not pass its own check: {verdict.text}")

    def reportinfo(self):
        return self.path, 0, f"{self.nodeid}"


def pytest_terminal_summary(terminalreporter):
    reports = [report for group in terminalreporter.stats.values() for report in group]
    notices = {
        value
        for report in reports
        for key, value in getattr(report, "user_properties", [])
        if key == "stand_in"
    }
    if notices:
        terminalreporter.section("stand-in data")
        terminalreporter.line("These notebooks ran whole, but their numbers were NOT compared:")
        for notice in sorted(notices):
            terminalreporter.line(f"  {notice}")


def _without_library_logs(output):
    if output.output_type != "stream" or output.name != "stderr":
        return output
    rest = LIBRARY_LOG.sub("", output.text)
    return nbformat.from_dict({**output, "text": rest}) if rest.strip() else None


def _pictures(outputs) -> Counter[str]:
    return Counter(
        kind for output in outputs for kind in output.get("data", {}) if kind in PICTURES
    )
