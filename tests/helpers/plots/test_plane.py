import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import plots

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


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


def test_points_draws_into_the_axes_that_it_gets():
    _, ax = plt.subplots()
    assert plots.points(INPUTS, [0, 1, 1, 1], ax=ax) is ax


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
