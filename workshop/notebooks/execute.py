"""One notebook executed by papermill, in a kernel of its own, without touching the original."""

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
from workshop.notebooks.kernels import kernel_environment
from workshop.notebooks.normal_form import normal_form
from workshop.notebooks.parameters import Value
from workshop.notebooks.usage import Measure
from workshop.terminal.errors import BadUse

# Else a kernel `python3` in the user's home could come before this environment's own.
os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Failure:
    """Why a notebook did not run to its end.

    `cell` is the code cell as the executed copy counts it, with its first line, as in
    ``"cell [3] `weights = …`"``; `error` is the name and message of the exception, in one line.
    """

    cell: str
    error: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.error}"


@dataclass
class Execution:
    """What came of executing a notebook: the copy, as far as it came, and what it cost."""

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
    backend: str | None = None,
    workers: int = 1,
    epilogue: str = "",
) -> Execution:
    """Execute a notebook in a new kernel, in its own folder; a failure is part of what comes back.

    `epilogue` is code to run after the notebook's own, as the last cell of the executed copy.
    `workers` is how many notebooks run at the same time.
    """
    execution = Execution(notebook)
    reached: list[nbformat.NotebookNode] = []

    def cell_executed(cell, **_):
        execution.measure.look()
        on_cell()

    with tempfile.TemporaryDirectory(prefix="workshop-") as folder:
        # papermill fills in braces in paths, so it gets files whose paths are known to have none.
        original, copy = Path(folder, "original.ipynb"), Path(folder, "executed.ipynb")
        log = Path(folder, "kernel.log")
        try:
            content = normal_form(notebook.content)
            if epilogue:
                content.cells.append(nbformat.v4.new_code_cell(epilogue))
            nbformat.write(content, original)
            environment = kernel_environment(Path(folder), backend, workers=workers)
            with execution.measure:
                papermill.execute_notebook(
                    original, copy, dict(parameters or {}),
                    kernel_name="python3", language="python", cwd=notebook.path.parent,
                    progress_bar=False,
                    kernel_manager_class=_kernels(log, environment),
                    on_cell_execute=lambda cell, **_: reached.append(cell),
                    on_cell_executed=cell_executed,
                )
        except KeyboardInterrupt:
            # The cell that was running ends with an error that nobody will fetch any more.
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            raise
        except Exception as error:  # whatever it is, the other notebooks still have to run
            if not reached:
                raise BadUse(
                    f"No kernel could be started for {notebook.name} "
                    f"({_one_line(type(error).__name__, f'{error} {_last_line(log)}')}). "
                    "To see what is missing: workshop doctor"
                ) from error
            execution.failure = _failure(error, reached, log)
        if copy.exists():
            execution.executed = _read_copy(copy)
    return execution


def printed_text(cell: nbformat.NotebookNode) -> str:
    """Join what a cell printed to stdout and displayed as text; pictures have none."""
    texts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stdout":
            texts.append(output.text)
        elif "data" in output and not any(kind.startswith("image/") for kind in output.data):
            texts.append(output.data.get("text/plain", "") + "\n")
    return "".join(texts)


def stand_ins(notebook: nbformat.NotebookNode) -> list[str]:
    """Name the data sets that an executed notebook had only a stand-in for, each once, in order."""
    names = [
        output.get("metadata", {}).get("workshop", {}).get("stand_in")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    return list(dict.fromkeys(filter(None, names)))


def _kernels(log: Path, environment: Mapping[str, str]) -> type[AsyncKernelManager]:
    """Give kernels their environment, and write what goes to their process to a file."""

    class Kernels(AsyncKernelManager):
        async def start_kernel(self, **options):
            with log.open("wb") as stream:
                await super().start_kernel(
                    stdout=stream, stderr=stream, env=dict(environment), **options
                )

    return Kernels


def _failure(error: Exception, reached: list[nbformat.NotebookNode], log: Path) -> Failure:
    """Say where and why an execution ended."""
    if isinstance(error, PapermillExecutionError):
        where = _cell(error.exec_count, error.source)
        return Failure(where, _one_line(error.ename, error.evalue))
    where = _cell(len(reached), reached[-1].source)
    if isinstance(error, DeadKernelError):
        why = f"the kernel died; most often the memory was used up {_last_line(log)}"
        return Failure(where, why.strip())
    return Failure(where, _one_line(type(error).__name__, f"{error} {_last_line(log)}"))


def _read_copy(path: Path) -> nbformat.NotebookNode:
    """Read the executed copy, without the paths that papermill noted in it."""
    executed = nbformat.read(path, as_version=4)
    for key in ("input_path", "output_path"):
        executed.metadata.papermill.pop(key, None)
    return executed


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return f"({lines[-1]})" if (lines := [line for line in lines if line.strip()]) else ""


def _cell(count: int | None, source: str) -> str:
    first_line = textwrap.shorten(source.strip().partition("\n")[0], 40, placeholder=" …")
    return f"cell [{count}] `{first_line}`"


def _one_line(name: str, message: str) -> str:
    message = " ".join(_ESCAPES.sub("", message).split())
    return f"{name}: {textwrap.shorten(message, 160, placeholder=' …')}" if message else name
