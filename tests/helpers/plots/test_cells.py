import numpy as np
import pytest

from helpers import plots


def numbers_by_place(ax):
    return {
        (int(text.get_position()[1]), int(text.get_position()[0])): text.get_text()
        for text in ax.texts
    }


def frames(ax):
    return [patch.get_bbox().bounds for patch in ax.patches if patch.get_linewidth() == 4]


def test_each_number_stands_in_its_row_and_column():
    ax = plots.number_cells([[1, 2, 3], [4, 5, 6]])
    assert numbers_by_place(ax) == {
        (0, 0): "1", (0, 1): "2", (0, 2): "3", (1, 0): "4", (1, 1): "5", (1, 2): "6",
    }


@pytest.mark.parametrize("shape", [(1, 12), (4, 6), (12, 1)])
def test_the_whole_table_fills_the_picture_with_a_square_for_each_number(shape):
    ax = plots.number_cells(np.zeros(shape))
    squares = [patch.get_bbox().bounds for patch in ax.patches]
    assert sorted(squares) == sorted((column, row, 1, 1) for row, column in np.ndindex(shape))
    for length, limits in zip(shape, (ax.get_ylim(), ax.get_xlim()), strict=True):
        assert -0.2 < min(limits) <= 0
        assert length <= max(limits) < length + 0.2
    assert np.all(ax.figure.get_size_inches()[::-1] > 0.65 * np.array(shape))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1 / 9, "0.11"), (-4, "-4"), (0.5, "0.5"), (-0.001, "0"), (100, "100"), (0, "0")],
)
def test_a_number_is_written_without_needless_digits(value, text):
    (cell,) = plots.number_cells([[value]]).texts
    assert cell.get_text() == text


def test_the_window_is_framed_at_row_and_column():
    ax = plots.number_cells(np.zeros((4, 6)), window=(1, 3, 2, 3))
    assert frames(ax) == [(3, 1, 3, 2)]


@pytest.mark.parametrize("values", [[1, 2, 3], np.zeros((0, 3)), np.zeros((20, 20)), 3])
def test_what_is_no_small_table_is_refused(values):
    with pytest.raises(ValueError, match="needs a table"):
        plots.number_cells(values)


def test_a_cell_without_a_number_stays_empty():
    assert numbers_by_place(plots.number_cells([[1, np.nan]])) == {(0, 0): "1", (0, 1): ""}
