from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import plots
from helpers.plots import results
from tests.helpers.plots.legible import assert_legible, boxes_of, lies_inside

TRUE = np.array([10.0, 20.0, 30.0, 40.0])
PREDICTED = np.array([11.0, 12.0, 30.0, 45.0])


def texts(ax):
    return "\n".join(text.get_text() for text in ax.texts)


def test_a_prediction_stands_at_its_true_value_across_and_its_prediction_up():
    ax = plots.predicted_against_true(TRUE, PREDICTED, unit="MPa")
    dots = ax.lines[1]
    np.testing.assert_array_equal(dots.get_xdata(), TRUE)
    np.testing.assert_array_equal(dots.get_ydata(), PREDICTED)
    assert ax.get_xlabel() == "true value, MPa" and ax.get_ylabel() == "predicted value, MPa"


def test_the_worst_are_named_in_the_order_of_their_error():
    ax = plots.predicted_against_true(TRUE, PREDICTED, list("abcd"), unit="MPa")
    assert "1: true 20, predicted 12 MPa  –  b\n2: true 40, predicted 45 MPa  –  d" in texts(ax)
    numbers = np.arange(8.0)
    assert texts(plots.predicted_against_true(numbers, 2 * numbers, "abcdefgh")).count("true") == 5
    assert texts(plots.predicted_against_true(TRUE, PREDICTED)) == ""


def test_the_number_of_a_box_is_nearest_to_its_own_box():
    true, predicted = np.arange(40.0, 45), np.arange(60.0, 55, -1)
    ax = plots.predicted_against_true([*true, 0, 80], [*predicted, 0, 80], list("abcdefg"))
    ax.figure.draw_without_rendering()
    renderer = ax.figure.canvas.get_renderer()
    boxes = ax.transData.transform(np.column_stack([true, predicted]))
    for rank, box in enumerate(boxes, start=1):
        (number,) = [text for text in ax.texts if text.get_text() == str(rank)]
        extent = number.get_window_extent(renderer)
        middle = np.array([extent.x0 + extent.width / 2, extent.y0 + extent.height / 2])
        away = np.linalg.norm(boxes - middle, axis=1)
        assert away.argmin() == rank - 1, away
        assert away.min() > 0.5 * extent.height + 5, box


def test_the_list_of_the_worst_stands_below_the_name_of_the_axis():
    ax = plots.predicted_against_true(TRUE, PREDICTED, list("abcd"))
    (listed,) = (text for text in ax.texts if "true" in text.get_text())
    name, the_list, frame = boxes_of([ax.xaxis.label, listed, ax])
    assert the_list.y1 < name.y0
    assert frame.x0 <= the_list.x0 and the_list.x1 <= frame.x1


def test_a_single_prediction_can_be_drawn_and_none_cannot():
    assert len(plots.predicted_against_true([3.0], [4.0]).lines[1].get_xdata()) == 1
    with pytest.raises(ValueError, match=r"\(0,\)"):
        plots.predicted_against_true([], [])


def test_a_column_of_predictions_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"\(4, 1\).*\[:, 0\]"):
        plots.predicted_against_true(TRUE, PREDICTED[:, np.newaxis])


def measured(value, runs):
    return SimpleNamespace(value=value, runs=runs)


def drawn_runs(ax):
    """Give, by their labels, the places of dots, stars and lines of all rows."""
    labels = ("recorded run", "this run", "mean ± 2 standard deviations")
    return [[line.get_xydata() for line in ax.lines if line.get_label() == label]
            for label in labels]


def test_recorded_runs_are_dots_and_this_run_a_star_in_the_row_of_their_model():
    ax = plots.runs({"net": measured(0.9, [0.7, 0.8]), "mean": [0.1, 0.2, 0.6]}, "accuracy")
    dots, stars, lines = drawn_runs(ax)
    assert [row[:, 0].tolist() for row in dots] == [[0.7, 0.8], [0.1, 0.2, 0.6]]
    assert [row.tolist() for row in stars] == [[[0.9, 0.0]], []]
    mean, deviation = 0.3, np.std([0.1, 0.2, 0.6], ddof=1)
    assert np.allclose(lines[1], [[mean - 2 * deviation, 1], [mean + 2 * deviation, 1]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["net", "mean"]
    bottom, top = ax.get_ylim()
    assert ax.get_xlabel() == "accuracy" and bottom > top


def test_the_line_of_a_row_ends_where_no_run_can_come_out():
    ax = plots.runs({"pole": [100, 300, 500]}, "steps", within=(1, 500))
    _, _, lines = drawn_runs(ax)
    assert lines[0][:, 0].tolist() == [1, 500]


@pytest.mark.parametrize("runs", [np.linspace(0.97, 0.99, 20), np.repeat([0.98, 0.981], 3)])
def test_no_dot_hides_another_nor_does_the_star(runs):
    ax = plots.runs({"net": measured(0.98, runs), "other": [0.9]})
    ax.figure.canvas.draw()
    (dots, _), (stars, _), _ = drawn_runs(ax)
    assert np.abs(dots[:, 1]).max() < 0.5
    places = ax.transData.transform(dots) * 72 / ax.figure.dpi
    star = ax.transData.transform(stars) * 72 / ax.figure.dpi
    for number, place in enumerate(places):
        others = np.delete(places, number, axis=0)
        assert np.hypot(*(others - place).T).min() > 0.9 * results.DOT
        assert np.hypot(*(star - place).T).min() > 0.5 * results.STAR


@pytest.mark.parametrize("count", [1, 3, 8])
def test_all_rows_with_their_names_and_the_legend_are_in_the_picture(count):
    models = {
        f"a model of number {row}": measured(row, [row - 1, row + 1, row]) for row in range(count)
    }
    ax = plots.runs(models, "error in MPa", better="left")
    ax.set_title("Which?")
    (legend,) = ax.figure.legends
    assert_legible(ax, [*ax.get_yticklabels(), *legend.get_texts(), ax.xaxis.label, ax.title])
    above, name, frame, *lines = boxes_of([legend, ax.title, ax, *ax.lines])
    assert lies_inside(above, ax.figure.bbox) and above.y0 >= name.y1 > frame.y1
    assert all(lies_inside(line, frame) for line in lines)
    assert ax.get_xlabel() == "← better   error in MPa"


@pytest.mark.parametrize(
    ("result", "explained"),
    [
        (measured(0.9, []), ["this run"]),
        (measured(None, [0.8]), ["recorded run"]),
        ([0.8, 0.9], ["recorded run", "mean ± 2 standard deviations"]),
    ],
)
def test_the_legend_explains_only_what_is_there(result, explained):
    ax = plots.runs({"net": result})
    assert [text.get_text() for text in ax.figure.legends[0].get_texts()] == explained


def test_a_data_frame_has_a_row_for_each_column_and_its_dots_a_name():
    pd = pytest.importorskip("pandas")
    ax = plots.runs(pd.DataFrame({"net": [1.0, 3.0], "mean": [7.0, 8.0]}), dots="split")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["net", "mean"]
    assert [text.get_text() for text in ax.figure.legends[0].get_texts()][0] == "split"


@pytest.mark.parametrize("models", [{}, {"net": []}, {"net": [np.nan]}, {"net": [[1.0]]}])
def test_a_model_without_a_result_is_refused(models):
    with pytest.raises(ValueError, match="at least one"):
        plots.runs(models)


@pytest.mark.parametrize("draw", [
    lambda ax: plots.predicted_against_true(TRUE, PREDICTED, list("abcd"), ax=ax),
    lambda ax: plots.runs({"net": [1.0]}, ax=ax),
])
def test_given_axes_are_drawn_into_and_returned(draw):
    ax = plt.subplots()[1]
    assert draw(ax) is ax
    assert len(plt.get_fignums()) == 1
