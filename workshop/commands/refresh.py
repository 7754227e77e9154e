"""``workshop refresh``: execute notebooks as they are and store their outputs in normal form.

What a cell has stored is kept where a new run agrees with it: its text is equal but for measured
values, which the record has to let pass, and for what belongs to one machine, and its pictures were
drawn by the same source, have the same size and differ by less than `PICTURE_TOLERANCE`. So
refreshing twice leaves the file as it was. A picture's source is remembered by a fingerprint in its
metadata.
"""

import base64
import binascii
import copy
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click
import nbformat
import numpy as np
from PIL import Image

from helpers.measured import agrees
from workshop.notebooks.course import Notebook, find_course
from workshop.notebooks.execute import execute, stand_ins
from workshop.notebooks.normal_form import digest, normal_form, to_text
from workshop.notebooks.records import refused_outputs
from workshop.terminal.files import is_read_only, write_whole
from workshop.terminal.progress import Progress

PICTURE_TOLERANCE = 1.0
"""Mean absolute difference of two pictures' red, green and blue, in steps of 0 to 255."""

PALETTE_MEAN, PALETTE_MOST = 0.3, 12
"""How far a drawing stored with 256 colours may be from what was drawn, in the same steps."""

_ADDRESS = re.compile(r"<[^<>\n]* at 0x[0-9a-fA-F]{6,}[^<>\n]*>")


@click.command("refresh", epilog="Example: workshop refresh 02 --check")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--check", is_flag=True, help="Write nothing; say what would change.")
@click.option(
    "--anew", is_flag=True,
    help="Store all outputs anew, as after a change of the plot style: without it, a picture stays "
    "that was drawn by the same source and differs by little.",
)
@click.pass_obj
@click.pass_context
def command(
    context: click.Context, project: Path | None, notebooks: tuple[str, ...], check: bool,
    anew: bool,
) -> None:
    """Execute notebooks as they are and store their outputs in normal form.

    Outputs that agree with the stored ones stay, so that doing it twice changes nothing. A notebook
    whose run raises, writes to stderr, loses a picture or uses stand-in data is refused and left
    untouched. Exit status: 0 fine, 1 refused (or, with --check, something would change), 2 bad use.
    """
    chosen = find_course(project).choose(notebooks)
    trouble = False
    lines = []
    try:
        with Progress(sum(len(notebook.code_cells) for notebook in chosen)) as progress:
            for number, notebook in enumerate(chosen, start=1):
                progress.notebook(f"{notebook.name} ({number} of {len(chosen)})")
                done = refresh(notebook, write=not check, anew=anew, on_cell=progress.cell)
                trouble |= bool(done.refusal) or (check and done.changed)
                lines.append(f"{notebook.name}: {described(done, check)}")
                progress.finished(f"{notebook.name}: executed")
    finally:
        click.echo("\n".join(lines))
    context.exit(1 if trouble else 0)


@dataclass
class Refresh:
    """What refreshing a notebook came to.

    `refusal` says why its outputs can't be stored, if they can't. `renewed` names the code cells
    whose outputs changed, as ``"[3]"``; `changed` is true even if only the file's form changes.
    """

    notebook: Notebook
    refusal: str = ""
    renewed: list[str] = field(default_factory=list)
    changed: bool = False


def refresh(
    notebook: Notebook, *, write: bool, anew: bool, on_cell: Callable[[], None]
) -> Refresh:
    """Execute a notebook and store its outputs, with `anew` also those that agree."""
    notebook = Notebook(notebook.path)  # read now, as the others may have taken an hour
    if write and is_read_only(notebook.path):
        return Refresh(notebook, "the file is read-only; make it writable first")
    before = notebook.path.read_bytes()
    stored = normal_form(notebook.content)
    execution = execute(notebook, on_cell=on_cell)
    if execution.failure:
        return Refresh(
            notebook,
            f"{execution.failure}; for the whole traceback: workshop run {notebook.path.name}",
        )
    new = with_outputs(stored, execution.executed)
    refusal = (
        what_forbids_storing(new)
        or pictures_lost(new, stored)
        or what_its_record_refuses(new, notebook.path)
    )
    if refusal:
        return Refresh(notebook, refusal)
    renewed = renew(new, stored, anew)
    text = to_text(new)
    changed = text.encode("utf-8") != before
    if write and changed:
        if notebook.path.read_bytes() != before:
            return Refresh(notebook, "the file was changed while it was being executed; try again")
        write_whole(notebook.path, text)
    return Refresh(notebook, renewed=renewed, changed=changed)


def renew(new: nbformat.NotebookNode, stored: nbformat.NotebookNode, anew: bool) -> list[str]:
    """Put back the stored outputs of cells where they may stay; name the cells with new ones."""
    renewed = []
    for new_cell, stored_cell in zip(new.cells, stored.cells, strict=True):
        if new_cell.cell_type != "code":
            continue
        if not anew and outputs_agree(new_cell, stored_cell):
            new_cell.outputs = stored_cell.outputs
        elif new_cell.outputs != stored_cell.outputs:
            renewed.append(f"[{new_cell.execution_count}]")
    return renewed


def described(done: Refresh, check: bool) -> str:
    """Say what became of a notebook, or with `check` what would."""
    if done.refusal:
        return f"REFUSED, {done.refusal}"
    if not done.changed:
        return "unchanged"
    if not done.renewed:
        return "would be brought into normal form" if check else "brought into normal form"
    cells = ", ".join(done.renewed)
    if len(done.renewed) == 1:
        return f"the output of cell {cells} {'would be' if check else 'was'} renewed"
    return f"the outputs of cells {cells} {'would be' if check else 'were'} renewed"


def with_outputs(
    original: nbformat.NotebookNode, executed: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """Put the outputs of an executed copy into the original, in normal form.

    Each picture carries the fingerprint of the source that drew it.
    """
    new = copy.deepcopy(original)
    for cell, executed_cell in zip(new.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs = executed_cell.outputs
            for output in filter(pictures, cell.outputs):
                output.metadata.setdefault("workshop", {})["source"] = digest(cell.source)
                if "image/png" in output.data:
                    output.data["image/png"] = with_a_palette(output.data["image/png"])
    return normal_form(new)


def with_a_palette(png: str) -> str:
    """Store a drawing with 256 colours, in a third of the room; leave what would look different."""
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    stream = io.BytesIO()
    few = picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    few.save(stream, format="png", optimize=True)
    change = np.abs(np.asarray(picture, float) - np.asarray(few.convert("RGB"), float))
    smaller = base64.b64encode(stream.getvalue()).decode()
    is_as_good = change.mean() < PALETTE_MEAN and change.max() < PALETTE_MOST
    return smaller if is_as_good and len(smaller) < len(png) else png


def what_forbids_storing(notebook: nbformat.NotebookNode) -> str:
    """Give the reason, naming the cell, why outputs must never be part of the course, if any."""
    names = stand_ins(notebook)
    if names:
        return (
            f"it ran on the stand-in for {', '.join(names)}, whose numbers are not the course's; "
            "point WORKSHOP_DATA to the folder with the real data"
        )
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            where = f"cell [{cell.execution_count}]"
            if output.get("name") == "stderr":
                return f"{where} wrote to stderr, which students see in red: {output.text.strip()}"
            texts = [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
            for text in texts:
                address = _ADDRESS.search(text)
                if address:
                    return f"{where} shows an address, different in every run: {address[0]}"
    return ""


def pictures_lost(new: nbformat.NotebookNode, stored: nbformat.NotebookNode) -> str:
    """Give the reason, naming the cell, if a source that drew pictures now draws fewer."""
    for new_cell, stored_cell in zip(new.cells, stored.cells, strict=True):
        had = [
            output
            for output in filter(pictures, stored_cell.get("outputs", []))
            if drawn_by(output) in (None, digest(new_cell.source))
        ]
        has = list(filter(pictures, new_cell.get("outputs", [])))
        if len(has) < len(had):
            return (
                f"cell [{new_cell.execution_count}] draws {len(has)} pictures, and {len(had)} are "
                "stored of the same source; if that was meant, clear its outputs first"
            )
    return ""


def what_its_record_refuses(notebook: nbformat.NotebookNode, path: Path) -> str:
    """Give the reason, naming the cell, why a value isn't that of a right run, if any."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    why = refused_outputs(cells, path)
    return f"{why[0]}; if that was meant: workshop record {path.stem}" if why else ""


def outputs_agree(new: nbformat.NotebookNode, stored: nbformat.NotebookNode) -> bool:
    """Tell whether the stored outputs of a cell, all and in order, may stay."""
    return len(new.outputs) == len(stored.outputs) and all(
        _agree(new_output, stored_output)
        for new_output, stored_output in zip(new.outputs, stored.outputs, strict=True)
    )


def pictures_agree(new: str, stored: str) -> bool:
    """Tell whether two pictures in Base64 are of one size and as good as the same."""
    if new == stored:
        return True
    try:
        new_pixels, stored_pixels = (
            np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB"), dtype=float)
            for text in (new, stored)
        )
    except (OSError, binascii.Error):
        return False
    return new_pixels.shape == stored_pixels.shape and bool(
        np.abs(new_pixels - stored_pixels).mean() < PICTURE_TOLERANCE
    )


def pictures(output: nbformat.NotebookNode) -> list[str]:
    """Name the forms in which an output holds a picture."""
    return [kind for kind in output.get("data", {}) if kind in ("image/png", "image/jpeg")]


def drawn_by(output: nbformat.NotebookNode) -> str | None:
    """Give the fingerprint of the source that drew a stored picture, if it is known."""
    return output.metadata.get("workshop", {}).get("source")


def _agree(new: nbformat.NotebookNode, stored: nbformat.NotebookNode) -> bool:
    if (new.output_type, new.get("name")) != (stored.output_type, stored.get("name")):
        return False
    if new.output_type == "stream":
        return agrees(new.text, stored.text)
    if new.get("metadata") != stored.get("metadata") or new.data.keys() != stored.data.keys():
        return False
    for kind, value in new.data.items():
        compare = pictures_agree if kind in pictures(new) else agrees
        if value != stored.data[kind] and not compare(value, stored.data[kind]):
            return False
    return True
