import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.contour import QuadContourSet

from helpers import plots
from tests.helpers.plots.legible import assert_legible

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
NAMES = ["a", "b", "c", "d"]


def test_points_of_the_two_classes_differ_in_colour_and_marker():
    ax = plots.points(INPUTS, [0, 1, 1, 1])
    class_0, class_1 = ax.collections
    assert len(class_0.get_offsets()) == 1
    assert len(class_1.get_offsets()) == 3
    assert not np.array_equal(class_0.get_facecolor(), class_1.get_facecolor())
    assert not np.array_equal(
        class_0.get_paths()[0].vertices, class_1.get_paths()[0].vertices
    )


@pytest.mark.parametrize("inputs", [INPUTS, [[0, 5], [40, 7]], [[3, -8], [4, 20]], [[2, 2]]])
def test_every_point_has_room_and_the_points_fill_the_picture(inputs):
    ax = plots.points(inputs, [1] * len(inputs))
    low, high = np.min(inputs, axis=0), np.max(inputs, axis=0)
    first, last = np.transpose([ax.get_xlim(), ax.get_ylim()])
    assert np.all(first < low) and np.all(high < last)
    longest_side = (last - first).max()
    assert longest_side <= 2 * max(1, (high - low).max())


@pytest.mark.parametrize(
    ("inputs", "targets", "message"),
    [
        ([[0, 0, 0]], [1], r"shape \(n, 2\)"),
        (INPUTS, [0, 1], r"\(4, 2\) and \(2,\)"),
        (INPUTS, [0, 1, 2, 1], "0 or 1"),
    ],
)
def test_points_refuses_what_it_cannot_draw(inputs, targets, message):
    with pytest.raises(ValueError, match=message):
        plots.points(inputs, targets)


@pytest.mark.parametrize(
    ("weights", "bias"),
    [((0.5, 0.5), -0.25), ((1, 0), -0.5), ((0, -2), 1), ((3, 0.2), 0), ((1e-3, 1e-3), -1e-3)],
)
def test_the_boundary_lies_where_the_weighted_sum_is_zero(weights, bias):
    ax = plots.decision_boundary(weights, bias, ax=plots.points(INPUTS, [0, 1, 1, 1]))
    ends = np.column_stack(ax.lines[0].get_data())
    assert np.allclose(ends @ np.array(weights) + bias, 0, atol=1e-9 + 1e-6 * np.hypot(*weights))


@pytest.mark.parametrize("size", [1, 100])
@pytest.mark.parametrize(("weights", "bias"), [((1, 1), -1), ((1, 0), -0.5), ((0.1, -3), 1)])
def test_the_boundary_crosses_the_whole_picture(weights, bias, size):
    ax = plots.points(size * np.array(INPUTS), [0, 1, 1, 1])
    plots.decision_boundary(weights, size * bias, ax=ax)
    start, end = np.column_stack(ax.lines[0].get_data())
    centre = np.mean([ax.get_xlim(), ax.get_ylim()], axis=1)
    diagonal = np.hypot(np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim()))
    assert np.dot(start - centre, end - centre) < 0
    assert min(np.linalg.norm(start - centre), np.linalg.norm(end - centre)) > diagonal / 2


@pytest.mark.parametrize(("weights", "bias"), [((0.5, 0.5), -0.25), ((2, -1), 0.5)])
def test_the_arrow_points_to_where_the_neuron_answers_1(weights, bias):
    ax = plots.decision_boundary(weights, bias, ax=plots.points(INPUTS, [0, 1, 1, 1]))
    (arrow,) = ax.texts
    assert np.dot(weights, arrow.xyann) + bias == pytest.approx(0)
    assert np.dot(weights, arrow.xy) + bias > 0
    across = np.array([-weights[1], weights[0]])
    assert np.dot(across, np.subtract(arrow.xy, arrow.xyann)) == pytest.approx(0)


@pytest.mark.parametrize(("weights", "bias"), [((3, -0.8), 0), ((2, 1), -2)])
def test_an_arrow_to_scale_is_the_weight_vector_itself(weights, bias):
    ax = plots.points(INPUTS, [0, 1, 1, 1])
    plots.decision_boundary(weights, bias, ax=ax, to_scale=True)
    (arrow,) = ax.texts
    assert np.subtract(arrow.xy, arrow.xyann) == pytest.approx(weights)
    assert np.dot(weights, arrow.xyann) + bias == pytest.approx(0)
    assert arrow.get_annotation_clip() is False


def test_the_tint_is_the_class_at_each_place():
    ax = plots.decision_boundary([1, 0], -0.5, ax=plots.points(INPUTS, [0, 0, 1, 1]))
    (image,) = ax.images
    tint = image.get_array()
    assert tint[0, 0] == 0
    assert tint[0, -1] == 1
    class_0, class_1 = (points.get_facecolor()[0, :3] for points in ax.collections)
    assert np.allclose(image.to_rgba(tint)[0, 0, :3], class_0)
    assert np.allclose(image.to_rgba(tint)[0, -1, :3], class_1)


def test_a_sum_of_exactly_zero_is_tinted_as_class_0():
    ax = plots.decision_boundary([0, 0], 0, ax=plots.points(INPUTS, [0, 1, 1, 1]))
    assert not ax.images[0].get_array().any()


def test_limits_stay_as_they_were_and_weights_of_zero_draw_no_line():
    ax = plots.points(INPUTS, [0, 1, 1, 1])
    limits = ax.axis()
    plots.decision_boundary([0, 0], 1, ax=ax)
    assert ax.axis() == limits
    assert len(ax.lines) == 0


def test_a_boundary_needs_two_weights():
    with pytest.raises(ValueError, match=r"\(3,\)"):
        plots.decision_boundary([1, 2, 3])


def axes_of_the_gate():
    return plots.points(INPUTS, [0, 1, 1, 0])


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def lines_of(ax):
    return [
        segment
        for collection in ax.collections
        if np.asarray(collection.get_facecolor()).size == 0
        for segment in collection.get_paths()[0].to_polygons(closed_only=False)
    ]


def test_the_line_of_a_probability_surface_is_where_the_output_is_a_half():
    ax = plots.probability_surface(
        lambda inputs: 1 / (1 + np.exp(-4 * (inputs[:, 0] - 0.7))), ax=axes_of_the_gate()
    )
    (line,) = lines_of(ax)
    assert np.allclose(line[:, 0], 0.7, atol=0.01)


def test_a_probability_surface_takes_a_column_of_outputs_and_keeps_the_limits():
    ax = axes_of_the_gate()
    limits = ax.axis()
    assert plots.probability_surface(lambda inputs: inputs[:, :1] * 0 + 0.2, ax=ax) is ax
    assert ax.axis() == limits
    assert lines_of(ax) == []


def test_a_probability_surface_needs_an_output_for_each_place():
    with pytest.raises(ValueError, match="one output for each"):
        plots.probability_surface(lambda inputs: [0.5, 0.5])


def test_the_colours_of_a_probability_surface_go_from_class_0_over_white_to_class_1():
    from helpers.plots.plane import OUTPUT_COLOURS

    ends = [OUTPUT_COLOURS(value)[:3] for value in (0.0, 0.5, 1.0)]
    wanted = [plots.style.CLASS_0, "white", plots.style.CLASS_1]
    assert np.allclose(ends, [to_rgb(colour) for colour in wanted], atol=0.01)
    ax = plots.probability_surface(lambda inputs: inputs[:, 0] * 0 + 0.7)
    (surface,) = (found for found in ax.collections if isinstance(found, QuadContourSet))
    assert np.allclose(surface.to_rgba([0.0, 0.5, 1.0])[:, :3], ends)


def test_points_in_the_same_hidden_place_share_one_name():
    ax = plots.hidden_space([[0, 1], [1, 1], [0.98, 1], [1, 0]], [0, 1, 1, 0], NAMES)
    assert texts(ax) == ["a", "2×: b c", "d"]


@pytest.mark.parametrize(
    "hidden",
    [
        [[0.5, 0.5], [0.65, 0.53], [0.53, 0.47], [0.68, 0.49]],
        [[0.61, 0.48], [0.79, 0.54], [0.48, 0.42], [0.70, 0.49]],
        [[1, 1], [1, 0.9], [0.9, 1], [0.9, 0.9]],
        [[0, 0], [0.05, 0], [0, 0.05], [0.05, 0.05]],
    ],
)
def test_names_of_examples_that_lie_close_together_are_legible(hidden):
    names = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
    ax = plots.hidden_space(hidden, [0, 1, 1, 0], names)
    assert_legible(ax, [text for text in ax.texts if text.get_text()])


def test_a_circle_is_seen_on_a_square_in_the_same_place():
    ax = plots.hidden_space([[1, 1], [1, 1]], [0, 1], ["a", "b"])
    circles, squares = ax.collections
    assert circles.get_zorder() > squares.get_zorder()
    assert circles.get_sizes()[0] < squares.get_sizes()[0] / 2


def test_the_hidden_space_shows_the_whole_unit_square_whatever_the_points():
    ax = plots.hidden_space([[0.5, 0.5]] * 4, [0, 1, 1, 0], NAMES)
    assert ax.get_xlim()[0] < 0 < 1 < ax.get_xlim()[1]
    assert ax.get_ylim()[0] < 0 < 1 < ax.get_ylim()[1]
