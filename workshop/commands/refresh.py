"""``workshop refresh``: execute notebooks as they are and store their outputs in normal form.

What a cell has stored is kept where a new run agrees with it: its text is equal but for measured
values inside their spread and for what belongs to one machine, and its pictures were drawn by the
same source, have the same size and differ by less than `PICTURE_TOLERANCE`. So refreshing twice
leaves the file as it was. A picture's source is remembered by a fingerprint in its metadata.
"""

from __future__ import annotations

import base64
import binascii
import copy
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import nbformat
import numpy as np
from PIL import Image

from helpers.measured import agrees
from workshop.notebooks.course import Notebook
from workshop.notebooks.execute import execute, stand_ins
from workshop.terminal.files import write_whole
from workshop.notebooks.normal_form import digest, normal_form, to_text

PICTURE_TOLERANCE = 1.0
"""Mean absolute difference of two pictures' red, green and blue, in steps of 0 to 255."""

_ADDRESS = re.compile(r"<[^<>\n]* at 0x[0-9a-fA-F]{6,}[^<>\n]*>")


@dataclass
class Refresh:
    """What refreshing a notebook came to.

    Parameters
    ----------
    notebook : Notebook
        The notebook.
    refusal : str
        Why its outputs cannot be stored; empty if they can.
    renewed : list of str
        The code cells whose outputs changed, as ``"[3]"``.
    changed : bool
        Whether the file's text changes, be it only its form.
    """

    notebook: Notebook
    refusal: str = ""
    renewed: list[str] = field(default_factory=list)
    changed: bool = False


def refresh(
    notebook: Notebook,
    *,
    write: bool = True,
    anew: bool = False,
    on_cell: Callable[[], None] = lambda: None,
) -> Refresh:
    """Execute a notebook and store its outputs.

    Parameters
    ----------
    notebook : Notebook
        The notebook.
    write : bool
        False only tells what would change.
    anew : bool
        True stores all new outputs, also those that agree with the stored ones.
    on_cell : callable
        Called after each code cell.

    Returns
    -------
    Refresh
        With a `refusal`, and the file untouched, if a cell raised an exception or wrote to stderr,
        an output was computed on stand-in data or shows an address in memory, or somebody changed
        the file in the meantime.
    """
    before = notebook.path.read_bytes()
    stored = normal_form(nbformat.reads(before.decode("utf-8"), as_version=4))
    execution = execute(notebook, on_cell=on_cell)
    if execution.failure:
        return Refresh(
            notebook,
            f"{execution.failure}; for the whole traceback: workshop run {notebook.path.name}",
        )
    new = with_outputs(stored, execution.executed)
    refusal = what_forbids_storing(new)
    if refusal:
        return Refresh(notebook, refusal)
    renewed = []
    for new_cell, stored_cell in zip(new.cells, stored.cells, strict=True):
        if new_cell.cell_type != "code":
            continue
        if not anew and outputs_agree(new_cell, stored_cell):
            new_cell.outputs = stored_cell.outputs
        elif new_cell.outputs != stored_cell.outputs:
            renewed.append(f"[{new_cell.execution_count}]")
    text = to_text(new)
    changed = text.encode("utf-8") != before
    if write and changed:
        if notebook.path.read_bytes() != before:
            return Refresh(notebook, "the file was changed while it was being executed; try again")
        write_whole(notebook.path, text)
    return Refresh(notebook, renewed=renewed, changed=changed)


def with_outputs(
    original: nbformat.NotebookNode, executed: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """Put the outputs of an executed copy into the original.

    Parameters
    ----------
    original : NotebookNode
        The notebook as stored.
    executed : NotebookNode
        The same cells, executed without parameters.

    Returns
    -------
    NotebookNode
        In normal form; each picture carries the fingerprint of the source that drew it.
    """
    new = copy.deepcopy(original)
    for cell, executed_cell in zip(new.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs = executed_cell.outputs
            for output in filter(_pictures, cell.outputs):
                output.metadata.setdefault("workshop", {})["source"] = digest(cell.source)
    return normal_form(new)


def what_forbids_storing(notebook: nbformat.NotebookNode) -> str:
    """Look for outputs that must never be part of the course.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    str
        The reason, naming the cell; empty if there is none.
    """
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


def outputs_agree(new: nbformat.NotebookNode, stored: nbformat.NotebookNode) -> bool:
    """Tell whether the stored outputs of a cell may stay.

    Parameters
    ----------
    new, stored : NotebookNode
        The same code cell in normal form, newly executed and as stored.

    Returns
    -------
    bool
        True if all outputs agree, one by one and in order.
    """
    return len(new.outputs) == len(stored.outputs) and all(
        _agree(new_output, stored_output)
        for new_output, stored_output in zip(new.outputs, stored.outputs, strict=True)
    )


def pictures_agree(new: str, stored: str) -> bool:
    """Tell whether two pictures are as good as the same.

    Parameters
    ----------
    new, stored : str
        PNG or JPEG files in Base64.

    Returns
    -------
    bool
        True if they have the same size and their red, green and blue differ by less than
        `PICTURE_TOLERANCE` in the mean.
    """
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


def _pictures(output: nbformat.NotebookNode) -> list[str]:
    return [kind for kind in output.get("data", {}) if kind in ("image/png", "image/jpeg")]


def _agree(new: nbformat.NotebookNode, stored: nbformat.NotebookNode) -> bool:
    if (new.output_type, new.get("name")) != (stored.output_type, stored.get("name")):
        return False
    if new.output_type == "stream":
        return agrees(new.text, stored.text)
    if new.get("metadata") != stored.get("metadata") or new.data.keys() != stored.data.keys():
        return False
    for kind, value in new.data.items():
        if kind in _pictures(new):
            same = pictures_agree(value, stored.data[kind])
        elif isinstance(value, str):
            same = agrees(value, stored.data[kind])
        else:
            same = value == stored.data[kind]
        if not same:
            return False
    return True
