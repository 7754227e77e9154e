"""The one form in which a notebook is stored, so that only what changed shows as a difference.

The normal form holds nothing of the machine or the moment: code cells are counted from 1, times,
papermill's notes and widget state are gone, streams are joined as a terminal would show them.
"""

import copy
import hashlib
import re

import nbformat

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
STILL_FORMS = ("image/png", "text/html", "text/plain")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}
NOTEBOOK_NOTES = ("papermill", "widgets", "execution", "signature")
CELL_NOTES = ("papermill", "execution", "ExecuteTime", "collapsed", "scrolled", "outputId")

_OVERWRITTEN = re.compile(r"[^\n]*\r(?=[^\n])")
_BACKSPACED = re.compile(r"[^\n\x08]\x08")


def normal_form(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Make a copy of a notebook in the form in which the course stores it; sources never change."""
    notebook = copy.deepcopy(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for note in NOTEBOOK_NOTES:
        notebook.metadata.pop(note, None)
    notebook.metadata.kernelspec = nbformat.from_dict(KERNEL)
    notebook.metadata.language_info = nbformat.from_dict(LANGUAGE)
    count = 0
    seen: set[str] = set()
    for cell in notebook.cells:
        for note in CELL_NOTES:
            cell.metadata.pop(note, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.get("id") in (None, *seen):
            cell.id = _identity(cell.source, seen)
        seen.add(cell.id)
        if cell.cell_type != "code":
            continue
        executed = bool(cell.source.strip())
        count += executed
        cell.execution_count = count if executed else None
        cell.outputs = normal_outputs(cell.outputs)
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return notebook


def normal_outputs(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Bring the outputs of one cell into normal form.

    Neighbouring texts of a stream are one, text is as a terminal shows it, and a widget's view is
    dropped where a picture, a table or a text stands for it. (nbclient's ``coalesce_streams`` joins
    a stream across the pictures in it, and so changes the order of the page.)
    """
    normal: list[nbformat.NotebookNode] = []
    for output in copy.deepcopy(outputs):
        before = normal[-1] if normal else None
        if output.output_type == "stream" and before and before.get("name") == output.name:
            before.text += output.text
            continue
        if "data" in output:
            if any(form in output.data for form in STILL_FORMS):
                output.data.pop(WIDGET_VIEW, None)
                output.metadata.pop(WIDGET_VIEW, None)
            for kind, value in output.data.items():
                if kind == "text/plain":
                    output.data[kind] = normal_text(value).rstrip("\n")
                elif kind.startswith("image/") and isinstance(value, str):
                    output.data[kind] = value.strip()
        normal.append(output)
    for output in normal:
        if output.output_type == "stream":
            output.text = normal_text(output.text)
    return [output for output in normal if output.get("text", True)]


def normal_text(text: str) -> str:
    r"""Resolve ``\r`` and ``\b`` as a terminal does, and drop white space at the ends of lines."""
    text = text.replace("\r\n", "\n")
    before = ""
    while text != before:
        before, text = text, _BACKSPACED.sub("", text)
    text = _OVERWRITTEN.sub("", text.replace("\b", "")).replace("\r", "")
    return re.sub(r"[ \t]+(?=\n|\Z)", "", text)


def to_text(notebook: nbformat.NotebookNode) -> str:
    """Write a valid notebook as JSON with sorted keys and a line end, as Jupyter does."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def digest(source: str) -> str:
    """Give a fingerprint of a cell's source, twelve hexadecimal digits."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def keep_language(model: dict, **_: object) -> None:
    """Let JupyterLab save a notebook of the course without what its kernel says of itself.

    This is Jupyter Server's ``pre_save_hook`` in `make lab`. JupyterLab notes the kernel's version
    of Python in every notebook that is opened, and saves it by itself: git would then see a change,
    and refuse to pull, where nobody changed anything.
    """
    metadata = (model.get("content") or {}).get("metadata", {})
    if model["type"] == "notebook" and "workshop" in metadata:
        metadata["language_info"] = dict(LANGUAGE)


def _identity(source: str, taken: set[str]) -> str:
    """Name a cell that has no identity of its own by what it says."""
    identity, repeat = digest(source), 1
    while identity in taken:
        repeat += 1
        identity = f"{digest(source)}-{repeat}"
    return identity
