"""One notebook executed by papermill, in a kernel of its own, without touching the original."""

from __future__ import annotations

import logging
import os
import re
import tempfile
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from workshop.notebooks.course import Notebook
from workshop.notebooks.normal_form import normal_form
from workshop.notebooks.parameters import Value
from workshop.notebooks.usage import Measure

QUIET = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "WORKSHOP_PROGRESS": "off"}
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Failure:
    """Why a notebook did not run to its end.

    Parameters
    ----------
    cell : str
        The code cell as the executed copy counts it, with its first line:
        ``"cell [3] `weights = …`"``.
    error : str
        Name and message of the exception, in one line.
    """

    cell: str
    error: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.error}"


@dataclass
class Execution:
    """What came of executing a notebook.

    Parameters
    ----------
    notebook : Notebook
        The original.
    executed : NotebookNode or None
        The executed copy, as far as it came.
    failure : Failure or None
        None if it ran to its end.
    measure : Measure
        What it cost.
    """

    notebook: Notebook
    executed: nbformat.NotebookNode | None = None
    failure: Failure | None = None
    measure: Measure = field(default_factory=Measure)

    @property
    def stand_ins(self) -> list[str]:
        """Names of the data sets whose stand-in was used instead of the real data."""
        return stand_ins(self.executed) if self.executed else []

    @property
    def result(self) -> str:
        """The text printed by the cells tagged ``result``, in one line."""
        cells = [
            cell
            for cell in (self.executed.cells if self.executed else [])
            if "result" in cell.metadata.get("tags", [])
        ]
        lines = [line.strip() for cell in cells for line in printed_text(cell).splitlines()]
        return "; ".join(filter(None, lines))


def execute(
    notebook: Notebook,
    parameters: Mapping[str, Value] | None = None,
    *,
    on_cell: Callable[[], None] = lambda: None,
    environment: Mapping[str, str] | None = None,
    epilogue: str = "",
) -> Execution:
    """Execute a notebook in a new kernel, with its own folder as current folder.

    Parameters
    ----------
    notebook : Notebook
        The notebook; its file is only read.
    parameters : mapping, optional
        Values that take the place of those in its parameters cell.
    on_cell : callable, optional
        Called after each code cell.
    environment : mapping, optional
        Environment variables for the kernel, beside the present ones.
    epilogue : str, optional
        Code to run after the notebook's own; it becomes the last cell of the executed copy.

    Returns
    -------
    Execution
        Also if a cell raised, the kernel died or could not be started: then with a `failure`.
    """
    execution = Execution(notebook)
    current: list[nbformat.NotebookNode] = []

    def cell_executed(cell, **_):
        execution.measure.look()
        on_cell()

    kernel_environment = {**QUIET, **(environment or {})}
    with tempfile.TemporaryDirectory(prefix="workshop-") as folder:
        # papermill fills in braces in paths, so it gets files whose paths are known to have none.
        original, copy = Path(folder, "original.ipynb"), Path(folder, "executed.ipynb")
        content = normal_form(notebook.content)
        if epilogue:
            content.cells.append(nbformat.v4.new_code_cell(epilogue))
        log = Path(folder, "kernel.log")
        try:
            nbformat.write(content, original)
            with execution.measure:
                papermill.execute_notebook(
                    original,
                    copy,
                    dict(parameters or {}),
                    kernel_name="python3",
                    language="python",
                    progress_bar=False,
                    cwd=notebook.path.parent,
                    kernel_manager_class=_kernels(log, kernel_environment),
                    on_cell_execute=lambda cell, **_: current.append(cell),
                    on_cell_executed=cell_executed,
                )
        except PapermillExecutionError as error:
            where = _cell(error.exec_count, error.source)
            execution.failure = Failure(where, _one_line(error.ename, error.evalue))
        except DeadKernelError:
            where = _cell(len(current), current[-1].source if current else "")
            why = f"the kernel died; most often the memory was used up {_last_line(log)}"
            execution.failure = Failure(where, why.strip())
        except KeyboardInterrupt:
            # The cell that was running ends with an error that nobody will fetch any more.
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            raise
        except Exception as error:  # whatever it is, the other notebooks still have to run
            where = _cell(len(current), current[-1].source) if current else "before the first cell"
            message = f"{error} {_last_line(log)}"
            execution.failure = Failure(where, _one_line(type(error).__name__, message))
        if copy.exists():
            execution.executed = nbformat.read(copy, as_version=4)
            for key in ("input_path", "output_path"):
                execution.executed.metadata.papermill.pop(key, None)
    return execution


def printed_text(cell: nbformat.NotebookNode) -> str:
    """Take the plain text out of the outputs of a code cell.

    Parameters
    ----------
    cell : NotebookNode
        An executed code cell.

    Returns
    -------
    str
        What was printed to stdout and what was displayed as text; pictures have none.
    """
    texts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stdout":
            texts.append(output.text)
        elif "data" in output and not any(kind.startswith("image/") for kind in output.data):
            texts.append(output.data.get("text/plain", "") + "\n")
    return "".join(texts)


def stand_ins(notebook: nbformat.NotebookNode) -> list[str]:
    """Name the data sets that an executed notebook had only a stand-in for.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    list of str
        Names such as ``"mnist"``, each once, in the order of first use.
    """
    names = [
        output.get("metadata", {}).get("workshop", {}).get("stand_in")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    return list(dict.fromkeys(filter(None, names)))


def _kernels(log: Path, environment: Mapping[str, str]) -> type[AsyncKernelManager]:
    """Give kernels their environment, and have them write to a file what belongs to no cell."""

    class KernelManager(AsyncKernelManager):
        async def start_kernel(self, **options):
            with log.open("wb") as stream:
                options["env"] = {**options.get("env", os.environ), **environment}
                await super().start_kernel(stdout=stream, stderr=stream, **options)

    return KernelManager


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return f"({lines[-1]})" if (lines := [line for line in lines if line.strip()]) else ""


def _cell(count: int | None, source: str) -> str:
    first_line = textwrap.shorten(source.strip().partition("\n")[0], 40, placeholder=" …")
    return f"cell [{count}] `{first_line}`"


def _one_line(name: str, message: str) -> str:
    message = " ".join(_ESCAPES.sub("", message).split())
    return f"{name}: {textwrap.shorten(message, 160, placeholder=' …')}" if message else name
