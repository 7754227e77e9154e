"""``workshop progress``: what a student has solved, or what those who handed in notebooks have."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
import nbformat

from helpers.exercises import progress
from helpers.exercises.verdicts import in_words
from workshop.notebooks.course import Notebook, find_course
from workshop.notebooks.exercises import StoredVerdict, verdicts_in
from workshop.terminal.errors import BadUse
from workshop.terminal.table import text_table

NOTHING = "—"
# What comes of a broken notebook, depending on how it is broken.
UNREADABLE = (
    BadUse, nbformat.ValidationError, AttributeError, KeyError, TypeError, ValueError,
)


@click.command("progress", epilog="Example: workshop progress handed_in/")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER | FILE]...")
@click.option(
    "--reset", nargs=2, metavar="NOTEBOOK EXERCISE",
    help="Forget what is known of one exercise, given by its number, or of the challenge.",
)
@click.pass_obj
def command(project: Path | None, paths: tuple[Path, ...], reset: tuple[str, str] | None) -> None:
    """Show what you have solved, or what is solved in notebooks that were handed in.

    Without a folder, it is your own progress. Of notebooks in a folder only the stored verdicts are
    read, and nothing is run. Exit status: 0 shown, 2 bad use.
    """
    if reset and paths:
        raise BadUse("Give either --reset or notebooks to look at.")
    if reset:
        click.echo(_reset(project, *reset))
    elif paths:
        click.echo(account_of(_notebooks_in(paths)))
    else:
        click.echo(own_progress())


def own_progress() -> str:
    """Lay out the student's own progress, notebook by notebook."""
    entries = progress.read(_file())
    latest = progress.latest(entries)
    if not latest:
        return f"Nothing is solved yet, as far as {_file()} knows."
    rows = []
    for name in sorted({notebook for notebook, _ in latest}):
        outcomes = {item: entry.outcome for (notebook, item), entry in latest.items()
                    if notebook == name}
        best = progress.best_score(entries, name)
        rows.append((
            name, _numbers(outcomes, "exercise", "right"), _numbers(outcomes, "exercise", "wrong"),
            _numbers(outcomes, "prediction", "made"), NOTHING if best is None else in_words(best),
        ))
    return text_table(("notebook", "solved", "look again", "predicted", "best score"), rows)


def _numbers(outcomes: dict[str, str], kind: str, outcome: str) -> str:
    """List the numbers of exercises or predictions with an outcome: "1, 3"."""
    found = [item.removeprefix(kind).strip() for item, came in outcomes.items()
             if item.startswith(kind) and came == outcome]
    return ", ".join(sorted(found, key=lambda number: (len(number), number))) or NOTHING


def _file() -> Path:
    path = progress.file()
    if path is None:
        raise BadUse(f"No progress is kept here: {progress.VARIABLE} is off.")
    return path


def _reset(project: Path | None, notebook: str, exercise: str) -> str:
    (chosen,) = find_course(project).choose([notebook])
    item = f"exercise {int(exercise)}" if exercise.isdecimal() else exercise
    known = [item for name, item in progress.latest(progress.read(_file())) if name == chosen.name]
    if item not in known:
        listed = ", ".join(sorted(known)) or "nothing yet"
        raise BadUse(f"Nothing is known of '{exercise}' in {chosen.name}. Known: {listed}.")
    progress.write(chosen.name, item, "reset")
    if (chosen.name, item) in progress.latest(progress.read(_file())):
        raise click.ClickException(f"{_file()} could not be written.")
    return f"{chosen.name}: {item} is as if it had never been tried."


def _notebooks_in(paths: Iterable[Path]) -> list[Path]:
    """List the notebooks that are named, and those in folders that are."""
    found = []
    for path in paths:
        if not path.exists():
            raise BadUse(f"There is no folder and no file {path}.")
        inside = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        found += [file for file in inside if ".ipynb_checkpoints" not in file.parts]
    if not found:
        raise BadUse(f"There are no notebooks (.ipynb) in {', '.join(map(str, paths))}.")
    return list(dict.fromkeys(found))


def account_of(files: list[Path]) -> str:
    """Say who solved what, which hints came how often, and which files can't be read."""
    rows, hints, trouble = [], Counter(), []
    for file in files:
        try:
            verdicts = [one for one in verdicts_in(Notebook(file).content.cells) if one.item]
        except UNREADABLE:
            trouble.append(f"{file}: can't be read as a notebook")
            continue
        if not verdicts:
            trouble.append(f"{file}: holds no verdict")
        rows += _rows_of(file, verdicts)
        hints.update((one.notebook, one.item, one.hint) for one in verdicts if one.hint)
    tables = []
    if rows:
        head = ("file", "notebook", "solved", "look again", "not attempted", "challenge")
        tables.append(text_table(head, rows))
    if hints:
        # The most frequent first, and those of one exercise in the order in which they came.
        often = [(*hint, str(count)) for hint, count in hints.most_common()]
        tables.append(text_table(("notebook", "exercise", "hint", "came"), often, numbers=["came"]))
    return "\n\n".join([*tables, *(["\n".join(trouble)] if trouble else [])])


def _rows_of(file: Path, verdicts: list[StoredVerdict]) -> list[tuple[str, ...]]:
    """Make a row for each notebook that a file holds verdicts of, as a rule one."""
    rows = []
    for name in dict.fromkeys(one.notebook for one in verdicts):
        outcomes: dict[str, str] = {}
        for one in verdicts:
            if one.notebook == name and outcomes.get(one.item) != "right":
                outcomes[one.item] = one.status
        rows.append((
            str(file), name,
            *(_numbers(outcomes, "exercise", status)
              for status in ("right", "wrong", "not attempted")),
            outcomes.get("challenge", NOTHING),
        ))
    return rows
