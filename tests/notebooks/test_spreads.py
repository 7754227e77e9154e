"""Every ± in a notebook was measured, and is neither too narrow nor without teeth."""

from pathlib import Path

import pytest

from workshop.notebooks.course import Notebook
from workshop.commands.record import audit, measured_values, read_record

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
RECORD = read_record(FOLDER / "spreads.json")
WITH_SPREADS = [
    path
    for path in sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
    if measured_values(Notebook(path).content)
]


def test_lenet_has_measured_values():
    assert any(path.stem == "12_lenet_mnist" for path in WITH_SPREADS)


@pytest.mark.parametrize("path", WITH_SPREADS, ids=lambda path: path.stem)
def test_every_stated_spread_holds_what_was_measured_and_has_teeth(path):
    assert audit(path, RECORD) == []
