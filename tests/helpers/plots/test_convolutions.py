import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import ConnectionPatch

from helpers import plots
from tests.helpers.plots.legible import assert_legible, boxes_of, lies_inside

RNG = np.random.default_rng(4)
MAPS, KERNEL = RNG.normal(size=(6, 7, 3)), RNG.normal(size=(2, 3, 3))
OUTPUT = RNG.normal(size=(5, 5))


def drawn(ax):
    return ax.images[0].get_array()


def framed(ax):
    """Give the first row and column of the frame in axes, and how many of each it holds."""
    (frame,) = ax.patches
    left, top = np.add(frame.get_xy(), 0.5)
    return top, left, frame.get_height(), frame.get_width()


def ends_of_lines(figure):
    return [line.xy2 for line in figure.artists if isinstance(line, ConnectionPatch)]


def test_a_kernel_stands_map_by_map_below_its_windows():
    *pairs, result = plots.kernel_over_maps(MAPS, KERNEL, OUTPUT, at=(1, 4))
    above, below = pairs[:3], pairs[3:]
    assert all(np.array_equal(drawn(ax), MAPS[..., one]) for one, ax in enumerate(above))
    assert all(np.array_equal(drawn(ax), KERNEL[..., one]) for one, ax in enumerate(below))
    assert [framed(ax) for ax in above] == [(1, 4, 2, 3)] * 3
    assert np.array_equal(drawn(result), OUTPUT) and framed(result) == (1, 4, 1, 1)
    assert ends_of_lines(result.figure)[-1] == (4, 1)
    assert "18 products" in result.get_xlabel()


def test_maps_kernel_and_output_have_a_scale_each():
    axes = plots.kernel_over_maps(MAPS, KERNEL, OUTPUT, at=(0, 0))
    for some, given in ((axes[:3], MAPS), (axes[3:6], KERNEL), (axes[6:], OUTPUT)):
        largest = np.abs(given).max()
        assert {ax.images[0].get_clim() for ax in some} == {(-largest, largest)}


def test_flatten_lays_the_numbers_of_a_pixel_side_by_side():
    *maps, strip = plots.flattened(MAPS, at=(2, 3))
    assert all(np.array_equal(drawn(ax), MAPS[..., one]) for one, ax in enumerate(maps))
    assert np.array_equal(drawn(strip)[0], MAPS.ravel())
    top, first, height, width = framed(strip)
    assert (top, height, width) == (0, 1, 3)
    assert np.array_equal(drawn(strip)[0, int(first):int(first) + 3], MAPS[2, 3])
    assert [framed(ax) for ax in maps] == [(2, 3, 1, 1)] * 3
    assert [end[0] for end in ends_of_lines(strip.figure)] == [first, first + 1, first + 2]


@pytest.mark.parametrize("draw", [
    lambda: plots.kernel_over_maps(RNG.normal(size=(14, 14, 6)), RNG.normal(size=(5, 5, 6)),
                                   RNG.normal(size=(10, 10)), at=(4, 5)),
    lambda: plots.flattened(RNG.normal(size=(5, 5, 16)), at=(2, 2)),
])
def test_nothing_is_written_upon_another_or_outside(draw):
    axes = draw()
    words = [text for ax in axes for text in (ax.title, ax.xaxis.label, ax.yaxis.label)]
    assert_legible(axes[0], [text for text in words if text.get_text()])
    assert all(lies_inside(box, axes[0].figure.bbox) for box in boxes_of(axes))
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize(
    ("maps", "kernel", "output"),
    [((6, 7), (2, 3, 3), (5, 5)), ((6, 7, 3), (2, 3, 4), (5, 5)), ((6, 7, 3), (2, 3, 3), (6, 7))],
)
def test_what_does_not_fit_together_is_refused_with_its_shapes(maps, kernel, output):
    with pytest.raises(ValueError, match="came as") as raised:
        plots.kernel_over_maps(np.zeros(maps), np.zeros(kernel), np.zeros(output), at=(0, 0))
    assert f"{maps}, {kernel} and {output}" in str(raised.value)


def test_a_vector_cannot_be_flattened_any_further():
    with pytest.raises(ValueError, match=r"came as \(400,\)"):
        plots.flattened(np.zeros(400), at=(0, 0))
