import numpy as np
import pytest

from helpers import plots
from tests.helpers.plots.legible import assert_legible

MAPS = np.arange(6 * 7 * 3, dtype=float).reshape(6, 7, 3)


def test_every_map_is_drawn_with_its_values_and_a_window_at_the_same_place():
    cards, _ = plots.through_the_maps(MAPS, row=1, column=2)
    drawn = [mesh.get_array().reshape(6, 7) for mesh in cards.collections]
    assert np.array_equal(np.stack(drawn, axis=-1), MAPS)
    windows = [patch.get_xy()[:4] for patch in cards.patches if patch.get_linewidth() == 3]
    assert len(windows) == 3
    steps = [later - first for first, later in zip(windows, windows[1:], strict=False)]
    assert np.allclose(np.ptp(steps, axis=(0, 1)), 0) and steps[0][0, 0] > 0


def test_the_row_holds_the_numbers_in_the_order_of_flatten():
    _, row = plots.through_the_maps(MAPS, row=1, column=2)
    first = (1 * 7 + 2) * 3
    assert np.array_equal(np.ravel(row.collections[0].get_array()), MAPS.ravel()[first:first + 12])
    assert "row 2, column 3" in [text.get_text() for text in row.texts]


def test_the_words_stand_apart():
    for ax in plots.through_the_maps(np.random.default_rng(0).random((12, 12, 16)), 4, 5):
        assert_legible(ax, [text for text in ax.texts if text.get_text()])


def test_empty_maps_are_drawn_too():
    plots.through_the_maps(np.zeros((6, 7, 3)), 0, 0)[0].figure.canvas.draw()


@pytest.mark.parametrize(
    ("shape", "row", "column"), [((6, 7), 0, 0), ((6, 7, 3), 5, 0), ((6, 7, 3), 0, 4)]
)
def test_a_window_outside_the_maps_is_refused(shape, row, column):
    with pytest.raises(ValueError, match="height, width, maps"):
        plots.through_the_maps(np.zeros(shape), row, column)
