"""``workshop live``: editions of a notebook to type into, all made from the one notebook.

A cell says by a tag what becomes of it. ``typed``: the lecturer types it, and the live edition
leaves of it one comment, the ``cue`` in the cell's metadata. ``solution``: goes, unless it is asked
for. A ``note`` in a cell's metadata is a word to the lecturer; with ``--notes`` it stands before
the cell.
"""

import copy
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

import click
import nbformat

from workshop.notebooks.course import Notebook, find_course
from workshop.notebooks.normal_form import to_text
from workshop.terminal.errors import BadUse
from workshop.terminal.files import write_whole

Kind = Literal["live", "student"]

TYPED = "typed"
LEFT_ALONE = "kept; it is there already and differs. To replace it and keep a copy: --overwrite"
BADGE = "open_in_colab.svg"
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s#]+)")


@click.command("live", epilog="Example: workshop live 01 12 --solutions")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option(
    "--student", is_flag=True,
    help="Write the student's edition: all code but that of the exercises, and no solutions.",
)
@click.option(
    "--solutions/--no-solutions", default=False, help="Keep the folded solutions (default: no).",
)
@click.option(
    "--notes", is_flag=True,
    help="Keep the notes to the lecturer: for a second screen, never for the projector.",
)
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the editions (default: live/, student/ or live_notes/ in the project).",
)
@click.option(
    "--overwrite", is_flag=True,
    help="Replace editions that are there and differ; they are kept under another name.",
)
@click.pass_obj
@click.pass_context
def command(
    context: click.Context, project: Path | None, notebooks: tuple[str, ...], student: bool,
    solutions: bool, notes: bool, output: Path | None, overwrite: bool,
) -> None:
    """Write live editions: what the lecturer types is emptied down to one line, outputs are gone.

    Set-up, exercises and checks stay, so the edition runs to the place where typing begins. An
    edition that is there and differs, since somebody typed into it, is left alone. Exit status: 0
    written, 1 one was there and was left alone, 2 bad use.
    """
    course = find_course(project)
    chosen = course.choose(notebooks)
    kind = "student" if student else "live"
    wishes = Wishes(kind, solutions=solutions, notes=notes)
    folder = output or course.project / (f"{kind}_notes" if notes else kind)
    beside = {notebook.name for notebook in chosen}
    left_alone = False
    for notebook in chosen:
        edition(notebook, wishes)  # so that an error comes before anything is written
    course.folder_for_copies(folder)
    for notebook in chosen:
        path = folder / f"{notebook.name}.ipynb"
        outcome = write_edition(path, notebook, wishes, beside, overwrite=overwrite)
        left_alone |= outcome.startswith(LEFT_ALONE)
        click.echo(f"{path}: {outcome}")
    context.exit(1 if left_alone else 0)


@dataclass(frozen=True)
class Wishes:
    """What an edition is to hold: typed cells emptied or as they are, solutions, notes."""

    kind: Kind
    solutions: bool = False
    notes: bool = False


def edition(notebook: Notebook, wishes: Wishes) -> nbformat.NotebookNode:
    """Make an edition of a notebook, without outputs; cells keep their identities."""
    made = copy.deepcopy(notebook.content)
    cells = []
    for cell in made.cells:
        tags = cell.metadata.get("tags", [])
        ours = cell.metadata.pop("workshop", {})
        if "solution" in tags and not wishes.solutions:
            continue
        if wishes.notes and ours.get("note"):
            cells.append(_note(cell.id, ours["note"]))
        if TYPED in tags and wishes.kind == "live":
            cell.source = f"# {cue(notebook, cell.id, ours)}"
        elif cell.cell_type == "markdown":
            lines = cell.source.splitlines()
            cell.source = "\n".join(line for line in lines if BADGE not in line)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cells.append(cell)
    made.cells = cells
    made.metadata.workshop = {**notebook.facts, "edition": wishes.kind}
    return made


def cue(notebook: Notebook, identity: str, ours: dict) -> str:
    """Read the one line that a live edition shows in place of a cell's code."""
    text = str(ours.get("cue", "")).strip()
    if not text or "\n" in text:
        raise BadUse(
            f"{notebook.name}: the cell {identity} is tagged '{TYPED}' and needs a cue of one "
            f'line in its metadata: {{"workshop": {{"cue": "the weighted sum"}}}}. '
            f"It has: {text!r}."
        )
    return text


def write_edition(
    path: Path, notebook: Notebook, wishes: Wishes, beside: Collection[str],
    *, overwrite: bool = False,
) -> str:
    """Write an edition, lose nothing that is there, and say what was done.

    Links to the notebooks named in `beside` stay in the folder. With `overwrite` a file that
    differs is replaced, and kept under another name.
    """
    made = edition(notebook, wishes)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = _relinked(cell.source, notebook, path.parent, beside)
    text = to_text(made)
    outcome = "written"
    if path.exists() and path.read_bytes() == text.encode("utf-8"):
        return "unchanged"
    if path.exists() and not overwrite:
        return LEFT_ALONE
    if path.exists():
        kept = _free_name(path)
        path.rename(kept)
        outcome += f"; what was there is now {kept.name}"
    write_whole(path, text)
    typed = sum(TYPED in cell.metadata.get("tags", []) for cell in made.cells)
    return f"{outcome}, {typed} cells to type" if wishes.kind == "live" else outcome


def _note(identity: str, text: str) -> nbformat.NotebookNode:
    quoted = "\n".join(f"> {line}".rstrip() for line in f"**To the lecturer.** {text}".splitlines())
    return nbformat.v4.new_markdown_cell(
        quoted, id=f"{identity[:50]}-note", metadata={"tags": ["note"]}
    )


def _relinked(source: str, notebook: Notebook, folder: Path, beside: Collection[str]) -> str:
    """Let relative links lead where they led, or to the editions beside this one."""

    def moved(link: re.Match) -> str:
        target = Path(unquote(link[1]))
        if target.suffix == ".ipynb" and target.stem in beside:
            return link[1]
        absolute = (notebook.path.parent / target).resolve()
        try:
            relative = Path(os.path.relpath(absolute, folder.resolve()))
        except ValueError:  # Windows has no way from one drive to another
            return absolute.as_uri()
        return quote(relative.as_posix())

    return _LINK.sub(moved, source)


def _free_name(path: Path) -> Path:
    number = 1
    while (other := path.with_name(f"{path.stem}_kept_{number}.ipynb")).exists():
        number += 1
    return other
