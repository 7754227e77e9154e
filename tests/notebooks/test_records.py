"""Every ± of the course rests on recorded runs of the present code, and the page agrees."""

from pathlib import Path

import nbformat
import pytest

from helpers.records import CLASSROOM, all_quantities
from helpers.records.code import fingerprint
from workshop.notebooks.exercises import SOLUTION_CODE
from workshop.notebooks.records import FALSE_ALARMS, audit, values_of_the_course, widest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
RECORDS = ROOT / "helpers" / "records"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_stored_outputs_and_record_agree(path):
    assert audit(path) == []


def test_every_record_belongs_to_a_notebook():
    recorded = {path.stem for path in RECORDS.glob("*.json")}
    assert recorded and recorded <= {path.stem for path in NOTEBOOKS}


def test_every_recorded_run_is_one_that_its_own_record_lets_pass():
    judged = values_of_the_course(RECORDS)
    for quantity in all_quantities():
        if quantity.setting == CLASSROOM:
            far = [abs(value - quantity.mean) for value in quantity.values]
            assert max(far) <= widest(quantity, judged), quantity.name


def test_the_bound_on_false_alarms_is_shared_by_all_values_of_the_course():
    assert values_of_the_course(RECORDS) > 100
    assert FALSE_ALARMS <= 0.01


def cells_of(path, solved):
    """Give the cells of code; where asked for, each exercise holds its folded solution."""
    sources, cells = [], nbformat.read(path, as_version=4).cells
    for cell in cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown" and "solution" in tags and solved:
            sources += SOLUTION_CODE.findall(cell.source)
        elif cell.cell_type == "code" and not (solved and "exercise" in tags):
            sources.append(cell.source)
    return sources


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_value_keeps_its_record_when_the_exercises_are_solved(path):
    found = {}
    for solved in (False, True):
        cells = cells_of(path, solved)
        found[solved] = {
            source: fingerprint(cells[: place + 1])
            for place, source in enumerate(cells)
            if "measured(" in source
        }
    assert found[True] == found[False]
