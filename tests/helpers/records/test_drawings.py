import numpy as np
import pytest
from PIL import Image

from helpers.records import drawings
from helpers.records.drawings import recorded_drawings


def test_a_sheet_is_cut_row_by_row_into_drawings_with_dark_ink_at_1(monkeypatch, tmp_path):
    sheet = np.full((28, 42), 255, dtype="uint8")
    sheet[3, 14 + 5] = 0  # in the second drawing of the first row
    sheet[14:, 28:] = 51  # the last drawing
    Image.fromarray(sheet).save(tmp_path / "sheet.png")
    monkeypatch.setattr(drawings, "files", lambda package: tmp_path)
    found = recorded_drawings("sheet")
    assert found.shape == (6, 14, 14, 1)
    assert np.argwhere(found[1] == 1).tolist() == [[3, 5, 0]]
    assert (found[[0, 2, 3, 4]] == -1).all()
    assert found[5] == pytest.approx(np.full((14, 14, 1), 0.6))


def test_a_sheet_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="seventeen"):
        recorded_drawings("seventeen")
