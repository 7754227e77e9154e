"""``workshop live``: editions of a notebook to type into, all made from the one notebook.

A cell says by a tag what becomes of it. ``typed``: the lecturer types it, and the live edition
leaves of it one comment, the ``cue`` in the cell's metadata. ``solution``: goes, unless it is asked
for. A ``note`` in a cell's metadata is a word to the lecturer, and stands before the cell.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

import nbformat

from workshop.notebooks.course import Course, Notebook
from workshop.terminal.errors import BadUse
from workshop.terminal.files import write_whole
from workshop.notebooks.normal_form import to_text

Kind = Literal["live", "student"]
Outcome = Literal["written", "unchanged", "kept"]

TYPED = "typed"
BADGE = "open_in_colab.svg"
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s#]+)")


@dataclass(frozen=True)
class Wishes:
    """What an edition is to hold.

    Parameters
    ----------
    kind : {"live", "student"}
        With the typed cells emptied, or with them as they are.
    solutions, notes : bool
        Whether the folded solutions and the notes to the lecturer stay.
    """

    kind: Kind
    solutions: bool = False
    notes: bool = False


@dataclass(frozen=True)
class Edition:
    """What became of one edition.

    Parameters
    ----------
    path : Path
        Its file.
    outcome : {"written", "unchanged", "kept"}
        Kept means that a file of this name was there, differs, and was left alone.
    copy : Path or None
        Where the file that was there before has gone, if it was to be overwritten.
    typed : int
        How many cells the lecturer types.
    """

    path: Path
    outcome: Outcome
    copy: Path | None
    typed: int


def edition(notebook: Notebook, wishes: Wishes) -> nbformat.NotebookNode:
    """Make an edition of a notebook.

    Parameters
    ----------
    notebook : Notebook
        The course's notebook; it is left as it is.
    wishes : Wishes
        What the edition is to hold.

    Returns
    -------
    NotebookNode
        A notebook without outputs; its cells have the identities that they have in the original.

    Raises
    ------
    BadUse
        If a cell that is to be typed has no cue of one line.
    """
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
    """Read what a live edition shows in place of a cell's code.

    Parameters
    ----------
    notebook : Notebook
        The notebook, for the error.
    identity : str
        The cell's, for the error.
    ours : dict
        What the course keeps in the cell's metadata.

    Returns
    -------
    str
        One line.

    Raises
    ------
    BadUse
        If there is none, or it has several lines.
    """
    text = str(ours.get("cue", "")).strip()
    if not text or "\n" in text:
        raise BadUse(
            f"{notebook.name}: the cell {identity} is tagged '{TYPED}' and needs a cue of one "
            f'line in its metadata: {{"workshop": {{"cue": "the weighted sum"}}}}. '
            f"It has: {text!r}."
        )
    return text


def write_edition(
    notebook: Notebook, course: Course, folder: Path, wishes: Wishes, beside: Collection[str],
    *, overwrite: bool = False,
) -> Edition:
    """Write an edition into a folder, and lose nothing that is there.

    Parameters
    ----------
    notebook, course : Notebook, Course
        What to write, and the course it is from.
    folder : Path
        Where to; made if it isn't there.
    wishes : Wishes
        What the edition is to hold.
    beside : collection of str
        Names of the notebooks whose editions are written too; links to them stay in the folder.
    overwrite : bool
        Replace a file that differs. It is kept under another name.

    Returns
    -------
    Edition
        What was done.

    Raises
    ------
    BadUse
        If the folder is the course's own, or cannot be used.
    """
    if folder.resolve() == course.folder.resolve():
        raise BadUse(
            f"The editions can't go to {folder}, where the course itself lies. "
            "Name another folder with -o."
        )
    made = edition(notebook, wishes)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = _relinked(cell.source, notebook, folder, beside)
    text = to_text(made)
    path = folder / f"{notebook.name}.ipynb"
    typed = sum(TYPED in cell.metadata.get("tags", []) for cell in made.cells)
    kept = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            if path.read_text(encoding="utf-8") == text:
                return Edition(path, "unchanged", None, typed)
            if not overwrite:
                return Edition(path, "kept", None, typed)
            kept = _free_name(path)
            path.rename(kept)
        write_whole(path, text)
    except OSError as error:
        raise BadUse(f"{path} cannot be written: {error.strerror or error}.") from error
    return Edition(path, "written", kept, typed)


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
