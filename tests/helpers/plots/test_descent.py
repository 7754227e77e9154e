import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Annotation

from helpers.plots import descent as surfaces

INPUTS = np.arange(1.0, 9.0)
TARGETS = 2 * INPUTS + 4


def loss(weight, bias):
    return ((TARGETS - weight * INPUTS - bias) ** 2).mean() / 2


@pytest.fixture
def map_of_loss():
    return surfaces.loss_contours(loss, (0, 4), (0, 8), resolution=20)


def test_the_line_and_its_errors_are_drawn_where_they_are():
    ax = surfaces.fitted_line(INPUTS, TARGETS, weight=3, bias=2)
    line, points = ax.lines
    x, y = line.get_data()
    assert np.allclose(y, 3 * np.asarray(x) + 2)
    assert x[0] == 0 and 8 < x[-1] < 10
    assert np.array_equal(points.get_ydata(), TARGETS)
    segments = ax.collections[0].get_segments()
    assert np.allclose([segment[:, 1] for segment in segments],
                       np.column_stack([TARGETS, 3 * INPUTS + 2]))


def test_the_squares_on_the_errors_are_squares_on_the_screen_and_the_limits_stay():
    pictures = [surfaces.fitted_line(INPUTS, TARGETS, w, 2, squares=True) for w in (3, 1)]
    ax = pictures[0]
    ax.figure.canvas.draw()
    assert len(ax.patches) == len(INPUTS)
    for square, error in zip(ax.patches, TARGETS - 3 * INPUTS - 2, strict=True):
        box = square.get_window_extent()
        assert box.width == pytest.approx(box.height, abs=0.5)
        assert abs(square.get_height()) == abs(error)
    assert pictures[0].get_xlim() == pictures[1].get_xlim()
    assert pictures[0].get_ylim() == pictures[1].get_ylim()


def test_the_map_keeps_its_ranges_and_its_lowest_place_is_the_brightest(map_of_loss):
    assert map_of_loss.get_xlim() == (0, 4) and map_of_loss.get_ylim() == (0, 8)
    fill = map_of_loss.collections[0]
    colours = fill.cmap(fill.norm([loss(2, 4) + fill.levels[0], loss(0, 0)]))
    assert colours[0, :3].sum() > colours[1, :3].sum()


def test_on_a_wide_map_the_loss_grows_fourfold_from_line_to_line(map_of_loss):
    levels = map_of_loss.collections[0].levels
    assert np.allclose(levels[1:] / levels[:-1], 4)
    assert levels[-1] >= loss(0, 0)


def test_the_four_highest_lines_of_a_map_are_labelled_with_their_loss(map_of_loss):
    lines = map_of_loss.collections[0].levels[1:-1]
    assert {text.get_text() for text in map_of_loss.texts} == {f"{loss:.3g}" for loss in lines[-4:]}


def test_on_a_map_of_like_losss_the_lines_are_at_equal_steps():
    ax = surfaces.loss_contours(lambda w, b: 1 + 0.1 * (w**2 + b**2), (-1, 1), (-1, 1))
    steps = np.diff(ax.collections[0].levels)
    assert len(steps) >= 4 and np.allclose(steps, steps[0])


@pytest.mark.parametrize("height", [0.0, 3.0])
def test_a_flat_loss_can_be_mapped_too(height, recwarn):
    surfaces.loss_contours(lambda w, b: height, (0, 1), (0, 1)).figure.canvas.draw()
    assert not recwarn


@pytest.mark.parametrize("draw", [surfaces.loss_contours, surfaces.loss_surface])
@pytest.mark.parametrize("height", [-1.0, float("nan")])
def test_a_loss_that_is_none_has_no_map(draw, height):
    with pytest.raises(ValueError, match="finite number, zero or more"):
        draw(lambda w, b: height, (0, 1), (0, 1))


def test_the_surface_is_as_high_as_the_loss():
    ax = surfaces.loss_surface(loss, (0, 4), (0, 8))
    assert ax.name == "3d"
    assert ax.get_zlim()[1] >= loss(4, 8) and ax.get_zlabel() == "loss L"


def test_the_surface_has_the_tints_and_the_lines_of_the_map(map_of_loss):
    ax = surfaces.loss_surface(loss, (0, 4), (0, 8))
    surface, lines = ax.collections
    fill = map_of_loss.collections[0]
    assert np.allclose(lines.levels, fill.levels[1:-1])
    assert (surface.norm.vmin, surface.norm.vmax) == (fill.norm.vmin, fill.norm.vmax)


@pytest.mark.parametrize("learning_rate", [0, 0.04])
def test_a_step_goes_against_the_gradient_and_as_far_as_the_rate_says(map_of_loss, learning_rate):
    ax = surfaces.gradient_step(loss, (3, 2), (16.5, 2.5), learning_rate, map_of_loss)
    up, down = [text.xy for text in ax.texts if isinstance(text, Annotation)]
    assert np.allclose(up, (3 + 16.5 * learning_rate, 2 + 2.5 * learning_rate))
    assert np.allclose(np.add(up, down), (6, 4))
    assert ax.get_xlim() == (0, 4) and ax.get_ylim() == (0, 8) and ax.get_aspect() == 1


def test_a_step_from_the_lowest_place_goes_nowhere(map_of_loss, recwarn):
    surfaces.gradient_step(loss, (2, 4), (0, 0), 0.04, map_of_loss).figure.canvas.draw()
    assert not recwarn


def test_an_arrow_goes_from_its_start_to_its_end_and_leaves_the_map_as_it_was(map_of_loss):
    ax = surfaces.arrow((3, 2), (2.5, 2.4), map_of_loss, "black")
    (drawn,) = [text for text in ax.texts if isinstance(text, Annotation)]
    assert drawn.xyann == (3, 2) and drawn.xy == (2.5, 2.4)
    assert ax.get_xlim() == (0, 4) and ax.get_ylim() == (0, 8)


def test_a_path_shows_every_guess_and_leaves_the_map_as_it_was(map_of_loss):
    path = [(3, 2), (2.5, 2.5), (2, 4)]
    ax = surfaces.descent_path(path, map_of_loss)
    assert np.array_equal(ax.lines[0].get_xydata(), path)
    assert np.array_equal(ax.lines[1].get_xydata(), [path[0]])
    assert np.array_equal(ax.lines[2].get_xydata(), [path[-1]])
    assert ax.get_xlim() == (0, 4) and ax.get_ylim() == (0, 8)


def test_a_path_that_leaves_the_map_ends_with_its_first_guess_outside(map_of_loss):
    ax = surfaces.descent_path([(3, 2), (1, 2), (9, 2), (1, 3), (-1e9, 3)], map_of_loss)
    assert np.array_equal(ax.lines[0].get_xydata(), [(3, 2), (1, 2), (9, 2)])


@pytest.mark.parametrize("path", [[], np.zeros((0, 2)), [1, 2], [(1, 2, 3)]])
def test_a_path_that_is_not_made_of_pairs_is_refused(path, map_of_loss):
    with pytest.raises(ValueError, match=r"\(n, 2\)"):
        surfaces.descent_path(path, map_of_loss)


def test_a_mark_stands_where_it_should_with_its_name(map_of_loss):
    ax = surfaces.mark(2, 4, map_of_loss, "lowest")
    assert np.array_equal(ax.lines[-1].get_xydata(), [(2, 4)])
    assert "lowest" in [text.get_text() for text in ax.texts]


def test_a_mark_stands_on_the_surface_and_a_start_looks_unlike_the_lowest_place():
    ax = surfaces.loss_surface(loss, (0, 4), (0, 8))
    surfaces.mark(3, 2, ax, "our guess", loss=loss, marker="D")
    surfaces.mark(2, 4, ax, loss=loss)
    guess, lowest = ax.lines
    assert np.allclose(np.ravel(guess.get_data_3d()), [3, 2, loss(3, 2)])
    assert np.allclose(np.ravel(lowest.get_data_3d()), [2, 4, 0])
    assert guess.get_marker() != lowest.get_marker()
    assert "our guess" in [text.get_text().strip() for text in ax.texts]


def test_a_descent_of_the_weight_shows_each_line_and_its_loss():
    weights = [0, 0.6, 1.0]
    left, right = surfaces.line_and_loss(INPUTS, TARGETS, weights, 2, loss)
    lines = [line.get_ydata() for line in left.lines[:3]]
    assert [line[0] for line in lines] == [2, 2, 2]
    assert np.allclose(np.diff(lines), np.outer(weights, [np.ptp(left.lines[0].get_xdata())]))
    heights = [loss(weight, 2) for weight in weights]
    assert np.allclose([np.ravel(dot.get_xydata()) for dot in right.lines[3:6]],
                       np.column_stack([weights, heights]))
    for ax in (left, right):
        assert [text.get_text() for text in ax.texts] == ["0", "1", "2"]
    x, y = right.lines[2].get_data()
    errors = TARGETS - INPUTS - 2
    assert np.isclose(np.diff(y) / np.diff(x), -(errors * INPUTS).mean())


def test_a_descent_of_the_weight_ends_where_it_leaves_the_range():
    left, right = surfaces.line_and_loss(INPUTS, TARGETS, [1, 6, 9, 2], 2, loss)
    assert [text.get_text() for text in right.texts] == ["0", "1"]
    assert right.get_xlim() == (0, 6)
    with pytest.raises(ValueError, match="the first from -4 to 8"):
        surfaces.line_and_loss(INPUTS, TARGETS, [-5, 1], 2, loss)


def test_numbers_of_guesses_that_lie_close_together_are_left_out():
    left, _ = surfaces.line_and_loss(INPUTS, TARGETS, [1, 1.05, 2], 2, loss)
    assert [text.get_text() for text in left.texts] == ["0", "2"]


def test_hops_lie_on_the_curve_in_their_order():
    positions = [1.0, -1.1, 1.21]
    ax = surfaces.hops(np.square, positions)
    curve, hops, start, end = ax.lines
    assert np.allclose(hops.get_xdata(), positions)
    assert np.allclose(hops.get_ydata(), np.square(positions))
    assert np.array_equal(start.get_xydata(), [(1.0, 1.0)])
    assert np.allclose(end.get_xydata(), [(1.21, 1.21**2)])
    assert start.get_marker() != end.get_marker()
    assert curve.get_xdata().min() <= -1.21 and curve.get_xdata().max() >= 1.21


def test_each_curve_of_the_loss_has_its_name_and_a_line_style_of_its_own():
    ax = surfaces.loss_curves({"A": [4, 2, 1], "B": [4, 8, 16], "C": [1, 0, 0]})
    assert ax.get_legend_handles_labels()[1] == ["A", "B", "C"]
    assert ax.get_yscale() == "log"
    assert len({line.get_linestyle() for line in ax.lines}) == 3
    assert np.array_equal(ax.lines[1].get_ydata(), [4, 8, 16])


def test_every_function_draws_into_the_axes_it_is_given():
    _, axes = plt.subplots(1, 4)
    assert surfaces.fitted_line(INPUTS, TARGETS, 2, 4, axes[0]) is axes[0]
    assert surfaces.loss_contours(loss, (0, 4), (0, 8), axes[1], resolution=5) is axes[1]
    assert surfaces.hops(np.square, [1, 2], axes[2]) is axes[2]
    assert surfaces.loss_curves({"A": [1, 2]}, axes[3]) is axes[3]
