"""``workshop run``: execute notebooks, keep copies, and give an account of time and results."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat

from workshop.notebooks.course import Course, Notebook
from workshop.terminal.errors import BadUse
from workshop.notebooks.execute import Execution, Failure, execute
from workshop.terminal.files import write_whole
from workshop.notebooks.parameters import Value
from workshop.terminal.progress import Progress
from workshop.terminal.table import text_table

HEAD = ("notebook", "status", "minutes", "memory (MB)", "CPU (s)", "results")


def check_output_folder(folder: Path, notebooks: Sequence[Notebook], course: Course) -> None:
    """Make sure that executed copies can lie in a folder without harming an original.

    Parameters
    ----------
    folder : Path
        Where copies are to be written; it need not exist yet.
    notebooks : sequence of Notebook
        Those that are going to run.
    course : Course
        The course they are run from.

    Raises
    ------
    BadUse
        If the folder is or lies inside the notebooks' folder, a copy would take the place of an
        original or of another copy, or there is a file of that name.
    """
    target, originals = folder.resolve(), course.folder.resolve()
    if target == originals or originals in target.parents:
        raise BadUse(
            f"The output folder {folder} lies inside {originals}, where the originals are. "
            "Name another one: --output executed"
        )
    if target.exists() and not target.is_dir():
        raise BadUse(f"The output folder {folder} is a file. Name another one: --output executed")
    seen: set[str] = set()
    for notebook in notebooks:
        if target == notebook.path.resolve().parent:
            raise BadUse(
                f"In {folder} the copy would overwrite the original {notebook.path}. "
                "Name another folder: --output executed"
            )
        if notebook.name in seen:
            raise BadUse(
                f"Two of the notebooks are called {notebook.name}, and the copy of one would "
                "overwrite the other's. Run them one after the other, with different --output."
            )
        seen.add(notebook.name)


class Run:
    """Notebooks executed one after the other.

    Parameters
    ----------
    notebooks : sequence of Notebook
        What to run, in this order.
    parameters : mapping of Notebook to dict
        The values given to each.
    output : Path
        Folder for the executed copies.
    """

    def __init__(
        self,
        notebooks: Sequence[Notebook],
        parameters: Mapping[Notebook, Mapping[str, Value]],
        output: Path,
    ):
        self.notebooks = notebooks
        self.parameters = parameters
        self.output = output
        self.executions: list[Execution] = []
        self.copies: set[Path] = set()

    @property
    def failed(self) -> bool:
        """Whether any notebook did not run to its end."""
        return any(execution.failure for execution in self.executions)

    def execute(self) -> None:
        """Run everything, going on after a failure; Ctrl-C ends it between or in notebooks.

        Raises
        ------
        KeyboardInterrupt
            If the person ended it; what was done until then is in `executions`.
        """
        self.output.mkdir(parents=True, exist_ok=True)
        with Progress(sum(len(notebook.code_cells) for notebook in self.notebooks)) as progress:
            for number, notebook in enumerate(self.notebooks, start=1):
                progress.notebook(f"{notebook.name} ({number} of {len(self.notebooks)})")
                execution = execute(notebook, self.parameters.get(notebook), on_cell=progress.cell)
                self._keep(execution)
                self.executions.append(execution)
                progress.finished(
                    f"{notebook.name}: {status(execution)}, {execution.measure.seconds:.0f} s"
                )

    def _keep(self, execution: Execution) -> None:
        """Write the executed copy; without room for it the notebook has failed, the run has not."""
        if execution.executed is None:
            return
        path = self.copy_of(execution.notebook)
        try:
            write_whole(path, nbformat.writes(execution.executed) + "\n")
            self.copies.add(path)
        except OSError as error:
            execution.failure = execution.failure or Failure(
                f"the copy {path.name}", f"could not be kept ({error.strerror})"
            )

    def copy_of(self, notebook: Notebook) -> Path:
        """Name the executed copy of a notebook."""
        return self.output / f"{notebook.name}.ipynb"

    def table(self) -> str:
        """Give the account of all notebooks, also of those that did not come to run."""
        rows = []
        for execution in self.executions:
            measure = execution.measure
            rows.append(
                (
                    execution.notebook.name,
                    status(execution),
                    f"{measure.seconds / 60:.1f}",
                    f"{measure.peak_megabytes:.0f}",
                    f"{measure.cpu_seconds:.0f}",
                    self._result(execution),
                )
            )
        for notebook in self.notebooks[len(self.executions) :]:
            rows.append((notebook.name, "not finished", "—", "—", "—", "—"))
        return text_table(HEAD, rows, numbers=HEAD[2:5])

    def _result(self, execution: Execution) -> str:
        if not execution.failure:
            return textwrap.shorten(execution.result, 120, placeholder=" …") or "—"
        copy = self.copy_of(execution.notebook)
        seen = f"; see {copy}" if copy in self.copies else ""
        return f"{execution.failure}{seen}"


def status(execution: Execution) -> str:
    """Say in a word how an execution ended, and on which data.

    Parameters
    ----------
    execution : Execution
        The execution.

    Returns
    -------
    str
        ``"ok"`` or ``"FAILED"``, with ``", stand-in: mnist"`` if the data was not the real one.
    """
    word = "FAILED" if execution.failure else "ok"
    names = ", ".join(execution.stand_ins)
    return f"{word}, stand-in: {names}" if names else word
