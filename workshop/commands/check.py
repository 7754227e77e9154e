"""``workshop check``: tell an author what is wrong with the exercises of a notebook.

Handed out, an exercise must not pass; its folded solution must; every hint must be given to an
answer of the bank; and number and title must be the same in the notebook and in its checks.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import click

from workshop.notebooks.course import Notebook, find_course
from workshop.notebooks.execute import execute
from workshop.notebooks.exercises import (
    headings,
    hint_names,
    hints_never_given,
    solutions,
    tagged,
    verdicts_in,
)
from workshop.terminal.progress import Progress

BANKS = Path("tests", "helpers", "checks", "banks")


@click.command("check", epilog="Example: workshop check 03")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.pass_obj
@click.pass_context
def command(context: click.Context, project: Path | None, notebooks: tuple[str, ...]) -> None:
    """For authors: test a notebook's exercises, checks and solutions.

    Each notebook is run as it is handed out, and then its folded solutions. Exit status: 0 nothing
    wrong, 1 something is, 2 bad use.
    """
    course = find_course(project)
    chosen = course.choose(notebooks)
    wrong = False
    with Progress(sum(len(notebook.code_cells) + 1 for notebook in chosen)) as progress:
        for notebook in chosen:
            progress.notebook(notebook.name)
            found = [*complaints_about_checks(notebook, course.project),
                     *complaints_about_a_run(notebook, progress.cell)]
            wrong |= bool(found)
            for complaint in found or ["nothing wrong"]:
                click.echo(f"{notebook.name}: {complaint}")
    context.exit(1 if wrong else 0)


def complaints_about_checks(notebook: Notebook, project: Path) -> Iterator[str]:
    """Hold the titles against the module of checks, and its hints against the bank."""
    name = notebook.name[3:]
    try:
        module = importlib.import_module(f"helpers.checks.{name}")
    except ModuleNotFoundError:
        yield f"there is no module helpers/checks/{name}.py"
        return
    written = [*headings(notebook.content), *headings(notebook.content, "Challenge")]
    known = [verdict.exercise for verdict in module.summary().verdicts]
    yield from (f"'{title}' has no check of that title" for title in written if title not in known)
    yield from (f"the check '{title}' has no exercise" for title in known if title not in written)
    if sorted(written) == sorted(known) and written != known:
        yield f"the exercises stand in another order: {', '.join(written)}"
    if "" in hint_names(module):
        yield "a hint has no name that is written out"
    path = project / BANKS / f"{name}.py"
    if not path.is_file():
        yield f"there is no bank {BANKS.as_posix()}/{name}.py"
        return
    for hint in filter(None, hints_never_given(module, _loaded(path))):
        yield f"no answer in the bank gets the hint '{hint}'"


def _loaded(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(f"bank_{path.stem}", path)
    bank = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(bank)
    return bank


def complaints_about_a_run(
    notebook: Notebook, on_cell: Callable[[], None] = lambda: None
) -> Iterator[str]:
    """Run a notebook as it is handed out, then its solutions, and look at the verdicts."""
    code = solutions(notebook.content)
    # Each shows its verdict as in a cell of its own, and one that fails doesn't stop the others.
    last = f"for solution in {code!r}: get_ipython().run_cell(solution)"
    execution = execute(notebook, on_cell=on_cell, epilogue=last)
    cells = execution.executed.cells if execution.executed else []
    errors = [output for cell in cells[-1:] for output in cell.get("outputs", [])
              if output.output_type == "error"]
    yield from (f"a solution fails with {error.ename}: {error.evalue}" for error in errors)
    if execution.failure and not errors:
        yield f"it does not run to its end: {execution.failure}"
        return
    handed_out = tagged(execution.executed, "exercise")
    for cell in handed_out:
        if not any(verdicts_in([cell])):
            yield f"the exercise `{cell.source.splitlines()[-1]}` does not end with its check"
    solved = {verdict.item: verdict for verdict in verdicts_in(cells[-1:])}
    for stub in verdicts_in([*handed_out, *tagged(execution.executed, "challenge")]):
        if stub.status == "right":
            yield f"{stub.item} passes as it is handed out"
        if stub.item not in solved and stub.item != "challenge" and not errors:
            yield f"{stub.item} has no solution that ends with its check"
    for verdict in solved.values():
        if verdict.status != "right":
            yield f"the solution of {verdict.item} does not pass: {verdict.text}"
