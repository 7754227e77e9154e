"""What the lecturer types live is marked in every notebook, and can be typed from its cue."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbclient import NotebookClient

from tests.notebooks.test_structure import (
    NOTEBOOKS,
    ROOT,
    assigned_names,
    parsed,
    tagged,
    top_level_names,
    used_names,
)
from workshop.commands.live import Wishes, edition, write_edition
from workshop.notebooks.course import Course, Notebook
from workshop.notebooks.execute import printed_text
from workshop.notebooks.normal_form import normal_form

LIVE = Wishes("live")
LONGEST_CUE = 80
MOST_LINES = 14
NEVER_TYPED = {"bootstrap", "parameters", "exercise", "solution"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return Notebook(request.param)


def code_by_identity(content):
    return {cell.id: cell.source for cell in content.cells if cell.cell_type == "code"}


def later_code(cells):
    """Give the code that comes, the folded solutions with it."""
    for cell in cells:
        if cell.cell_type == "code":
            yield cell.source
        elif "solution" in cell.metadata.get("tags", []):
            yield from re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)


def test_each_notebook_has_cells_to_type_and_a_cue_for_each(notebook):
    typed = tagged(notebook.content, "typed")
    assert typed
    for cell in typed:
        cue = cell.metadata.workshop.cue
        assert cell.cell_type == "code" and not NEVER_TYPED & set(cell.metadata.tags), cue
        assert 0 < len(cue) <= LONGEST_CUE and cue not in cell.source, cue
        assert len([line for line in cell.source.splitlines() if line.strip()]) <= MOST_LINES, cue


def test_no_cue_stands_at_a_cell_that_is_not_typed(notebook):
    for cell in notebook.content.cells:
        if "cue" in cell.metadata.get("workshop", {}):
            assert "typed" in cell.metadata.tags, cell.source


def test_a_cue_names_all_that_later_cells_need(notebook):
    cells = notebook.content.cells
    for position, cell in enumerate(cells):
        if "typed" not in cell.metadata.get("tags", []):
            continue
        needed = set()
        for code in later_code(cells[position + 1 :]):
            tree = parsed(code)
            needed |= used_names(tree) - assigned_names(tree)
        cue = cell.metadata.workshop.cue
        given = set(re.findall(r"\w+", cue))
        assert top_level_names(parsed(cell.source)) & needed <= given, cue


def test_the_edition_stops_where_typing_begins(notebook):
    content = edition(notebook, LIVE)
    typed = {cell.id for cell in tagged(content, "typed")}
    original = code_by_identity(notebook.content)
    begun, missing, known = False, set(), set()
    for cell in content.cells:
        if cell.id in typed:
            begun = True
            missing |= top_level_names(parsed(original[cell.id])) - known
        elif cell.cell_type == "code" and "exercise" not in cell.metadata.get("tags", []):
            tree = parsed(cell.source)
            if used_names(tree) & missing:
                assert begun
                return
            known |= top_level_names(tree) | assigned_names(tree)
    pytest.fail("the edition runs to its end, although nothing has been typed")


def test_an_edition_with_all_typed_in_has_the_originals_code(notebook):
    content = edition(notebook, LIVE)
    original = code_by_identity(notebook.content)
    for cell in tagged(content, "typed"):
        assert cell.source == f"# {cell_of(notebook, cell.id).metadata.workshop.cue}"
        cell.source = original[cell.id]
    assert code_by_identity(content) == original


def cell_of(notebook, identity):
    return next(cell for cell in notebook.content.cells if cell.id == identity)


def test_typing_01_as_it_stands_in_the_original_gives_its_outputs(tmp_path):
    (original,) = Course(ROOT).choose(["01"])
    write_edition(tmp_path / "live.ipynb", original, LIVE, {original.name})
    live = nbformat.read(tmp_path / "live.ipynb", as_version=4)
    code = code_by_identity(original.content)
    for cell in tagged(live, "typed"):
        cell.source = code[cell.id]
    NotebookClient(
        live, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    wanted = printed(original.content)
    assert sum(map(bool, wanted.values())) > 10, "there is little to compare"
    assert printed(live) == wanted


def printed(content):
    return {
        cell.id: printed_text(cell)
        for cell in normal_form(content).cells
        if cell.cell_type == "code"
    }
