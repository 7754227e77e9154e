"""``workshop run``: execute notebooks, keep copies, and give an account of time and results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import nbformat

from workshop.notebooks.course import Notebook, find_course
from workshop.notebooks.execute import Execution, Failure, execute
from workshop.notebooks.parameters import Value, assign, parameters_of
from workshop.terminal.errors import INTERRUPTED, BadUse
from workshop.terminal.files import write_whole
from workshop.terminal.progress import Progress
from workshop.terminal.table import terminal_width, text_table

HEAD = ("notebook", "status", "minutes", "memory (MB)", "CPU (s)", "results")
PARAMETERS_HEAD = ("parameter", "kind", "default", "meaning")


@click.command("run", epilog="Example: workshop run 01 lenet -p epochs 2 --output executed/short")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option(
    "-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE",
    help="Set a parameter in those notebooks that have it; may be repeated.",
)
@click.option(
    "--parameters", "list_only", is_flag=True,
    help="Execute nothing; list the parameters that can be set with -p.",
)
@click.option(
    "--output", type=click.Path(path_type=Path),
    help="Folder for the executed copies (default: executed/ in the project).",
)
@click.pass_obj
@click.pass_context
def command(
    context: click.Context, project: Path | None, notebooks: tuple[str, ...],
    given: tuple[tuple[str, str], ...], list_only: bool, output: Path | None,
) -> None:
    """Execute notebooks and print a table of time, memory and results.

    The originals are never touched: executed copies go to another folder. A notebook that fails
    does not stop the others. Exit status: 0 all ran, 1 one failed, 2 bad use, 130 interrupted.
    """
    course = find_course(project)
    chosen = course.choose(notebooks)
    if list_only:
        click.echo("\n\n".join(map(parameters_table, chosen)))
        return
    values = assign(chosen, given)
    folder = output or course.project / "executed"
    course.folder_for_copies(folder)
    check_copies(folder, chosen)
    for name, _ in given:
        having = [notebook.name for notebook in chosen if name in values[notebook]]
        if len(having) < len(chosen):
            click.echo(f"The parameter '{name}' goes to {', '.join(having)} only.", err=True)
    job = Run(chosen, values, folder)
    try:
        job.execute()
    except KeyboardInterrupt:
        done = f"{len(job.executions)} of {len(chosen)} notebooks were done"
        click.echo(f"Interrupted: {done}.", err=True)
        context.exit(INTERRUPTED)
    finally:
        if job.executions:
            click.echo(job.report(terminal_width()))
    context.exit(1 if any(execution.failure for execution in job.executions) else 0)


def parameters_table(notebook: Notebook) -> str:
    """List the parameters of a notebook under its name."""
    rows = [
        (parameter.name, parameter.kind, parameter.default, parameter.meaning)
        for parameter in parameters_of(notebook).values()
    ]
    if not rows:
        return f"{notebook.name} has no parameters."
    return f"{notebook.name}\n\n{text_table(PARAMETERS_HEAD, rows, width=terminal_width())}"


def check_copies(folder: Path, notebooks: Sequence[Notebook]) -> None:
    """Make sure that no executed copy takes the place of an original, or of another copy."""
    seen: set[str] = set()
    for notebook in notebooks:
        if folder.resolve() == notebook.path.resolve().parent:
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


@dataclass
class Run:
    """Notebooks executed one after the other, each with its parameters; copies go to `output`."""

    notebooks: Sequence[Notebook]
    parameters: Mapping[Notebook, Mapping[str, Value]]
    output: Path
    executions: list[Execution] = field(default_factory=list)
    copies: set[Path] = field(default_factory=set)

    def execute(self) -> None:
        """Run everything, going on after a failure; on Ctrl-C, what is done is in `executions`."""
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

    def report(self, width: int | None) -> str:
        """Give the account of all notebooks, also of those that did not come to run."""
        rows = [self._row(execution) for execution in self.executions]
        for notebook in self.notebooks[len(self.executions) :]:
            rows.append((notebook.name, "not finished", "—", "—", "—", "—"))
        table = text_table(HEAD, rows, numbers=HEAD[2:5], width=width)
        return f"{table}\nThe executed copies are in {self.output}." if self.copies else table

    def _row(self, execution: Execution) -> tuple[str, ...]:
        measure = execution.measure
        return (
            execution.notebook.name,
            status(execution),
            f"{measure.seconds / 60:.1f}",
            f"{measure.peak_megabytes:.0f}",
            f"{measure.cpu_seconds:.0f}",
            self._result(execution),
        )

    def _result(self, execution: Execution) -> str:
        if not execution.failure:
            return " ".join(execution.result.split()) or "—"
        copy = self.copy_of(execution.notebook)
        seen = f"; see {copy}" if copy in self.copies else ""
        return f"{execution.failure}{seen}"


def status(execution: Execution) -> str:
    """Say in a word how an execution ended, and on which data if it was not the real one."""
    word = "FAILED" if execution.failure else "ok"
    names = ", ".join(execution.stand_ins)
    return f"{word}, stand-in: {names}" if names else word
