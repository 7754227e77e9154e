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


def test_the_arrow_points_to_where_the_neuron_answers_1():
    weights, bias = np.array([0.5, 0.5]), -0.25
    ax = plots.decision_boundary(weights, bias, ax=plots.points(INPUTS, [0, 1, 1, 1]))
    (arrow,) = ax.texts
    assert np.dot(weights, arrow.xyann) + bias == pytest.approx(0)
    assert np.dot(weights, arrow.xy) + bias > 0


def test_the_tint_is_the_class_at_each_place():
    ax = plots.decision_boundary([1, 0], -0.5, ax=plots.points(INPUTS, [0, 0, 1, 1]))
    tint = ax.images[0].get_array()
    assert tint[0, 0] == 0
    assert tint[0, -1] == 1


def test_limits_stay_as_they_were_and_weights_of_zero_draw_no_line():
    ax = plots.points(INPUTS, [0, 1, 1, 1])
    limits = ax.axis()
    plots.decision_boundary([0, 0], 1, ax=ax)
    assert ax.axis() == limits
    assert len(ax.lines) == 0


def test_a_boundary_needs_two_weights():
    with pytest.raises(ValueError, match=r"\(3,\)"):
        plots.decision_boundary([1, 2, 3])
