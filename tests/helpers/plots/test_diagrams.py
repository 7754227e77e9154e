import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color, to_rgb
from matplotlib.contour import QuadContourSet

from helpers import plots
from tests.helpers.plots.legible import assert_legible

GATE = [[0, 0], [0, 1], [1, 0], [1, 1]]
NAMES = ["a", "b", "c", "d"]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def axes_of_the_gate():
    return plots.points(GATE, [0, 1, 1, 0])


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
    from helpers.plots.networks import OUTPUT_COLOURS

    ends = [OUTPUT_COLOURS(value)[:3] for value in (0.0, 0.5, 1.0)]
    wanted = [plots.style.CLASS_0, "white", plots.style.CLASS_1]
    assert np.allclose(ends, [to_rgb(colour) for colour in wanted], atol=0.01)
    ax = plots.probability_surface(lambda inputs: inputs[:, 0] * 0 + 0.7)
    (surface,) = (found for found in ax.collections if isinstance(found, QuadContourSet))
    assert np.allclose(surface.to_rgba([0.0, 0.5, 1.0])[:, :3], ends)


def test_the_scale_of_the_colours_stands_beside_the_surface_if_asked_for():
    alone, with_scale = (
        plots.probability_surface(lambda inputs: inputs[:, 0], colorbar=colorbar).figure.axes
        for colorbar in (False, True)
    )
    assert len(alone) == 1
    assert [ax.get_ylabel() for ax in with_scale] == ["", "output"]


def test_points_in_the_same_hidden_place_share_one_name():
    ax = plots.hidden_space([[0, 1], [1, 1], [0.98, 1], [1, 0]], [0, 1, 1, 0], NAMES)
    assert texts(ax) == ["a", "b  c", "d"]


def test_the_hidden_space_shows_the_whole_unit_square_whatever_the_points():
    ax = plots.hidden_space([[0.5, 0.5]] * 4, [0, 1, 1, 0], NAMES)
    assert ax.get_xlim()[0] < 0 < 1 < ax.get_xlim()[1]
    assert ax.get_ylim()[0] < 0 < 1 < ax.get_ylim()[1]


def test_every_hidden_point_needs_a_name():
    with pytest.raises(ValueError, match="2 came"):
        plots.hidden_space([[0, 1], [1, 1], [1, 1]], [0, 1, 1], ["a", "b"])


def test_a_graph_shows_values_and_gradients_on_its_arrows():
    ax = plots.computational_graph(
        {"x": (0, 0), "+": (1, 0), "f": (2, 0)}, [("x", "+", -2), ("+", "f", None)],
        {("x", "+"): 4},
    )
    assert texts(ax) == ["x", "+", "f", "-2", "4"]


def test_values_stand_above_the_arrow_and_gradients_below():
    ax = plots.computational_graph({"x": (0, 1), "f": (2, 1)}, [("x", "f", 5)], {("x", "f"): 7})
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["5"] > 1 > heights["7"]


def test_a_node_that_computes_has_a_circle_and_an_input_has_none():
    ax = plots.computational_graph({"x": (0, 0), "f": (1, 0)}, [("x", "f", 1)])
    given, computed = (text.get_bbox_patch() for text in ax.texts if text.get_text() in ("x", "f"))
    assert given.get_edgecolor()[3] == 0
    assert computed.get_edgecolor()[3] == 1
    assert "Circle" in type(computed.get_boxstyle()).__name__


@pytest.mark.parametrize(
    "ax",
    [
        pytest.param(lambda: plots.sigmoid_neuron_graph([-2.12] * 13, [-0.45] * 13), id="sigmoid"),
        pytest.param(
            lambda: plots.computational_graph(
                {"x": (0, 1), "y": (0, -1), "+": (2, 0), "f": (4, 0)},
                [("x", "+", -2.5), ("y", "+", 3.25), ("+", "f", 0.75)],
                {("x", "+"): 4, ("y", "+"): -4, ("+", "f"): 1},
            ),
            id="sum",
        ),
        pytest.param(
            lambda: plots.layer_stacks(
                [(28, 28, 1), (24, 24, 6), (12, 12, 6), (100,), (10,)],
                ["convolution\n5×5", "pooling\n2×2", "Flatten", "dense"],
            ),
            id="layers",
        ),
    ],
)
def test_no_text_of_a_graph_leaves_the_picture_or_covers_another(ax):
    ax = ax()
    assert_legible(ax, [text for text in ax.texts if text.get_text()])


@pytest.mark.parametrize(
    ("edges", "gradients", "named"),
    [([("x", "y", 1)], None, "'y'"), ([("x", "f", 1)], {("f", "x"): 1}, "'f', 'x'")],
)
def test_a_graph_refuses_arrows_and_gradients_that_lead_nowhere(edges, gradients, named):
    with pytest.raises(ValueError, match=named):
        plots.computational_graph({"x": (0, 0), "f": (1, 0)}, edges, gradients)


def test_the_sigmoid_graph_shows_every_number_rounded_to_two_digits():
    values = [number + 0.123 for number in range(13)]
    slopes = [-number - 0.456 for number in range(13)]
    shown = texts(plots.sigmoid_neuron_graph(values, slopes))
    assert {f"{number:.2f}" for number in (*values, *slopes)} <= set(shown)


def test_the_sigmoid_graph_needs_all_its_numbers():
    with pytest.raises(ValueError, match="13 values"):
        plots.sigmoid_neuron_graph([1.0], [1.0])


def test_feature_maps_stand_as_squares_to_scale_one_for_each_channel():
    ax = plots.layer_stacks([(28, 28, 1), (12, 12, 16), (100,)])
    sizes = [(patch.get_width(), patch.get_height()) for patch in ax.patches]
    assert sizes[:17] == [(28, 28)] + [(12, 12)] * 16
    assert len(sizes) == 18 and sizes[17][0] < 28
    assert texts(ax) == ["28×28×1", "12×12×16", "100"]


def test_each_stack_is_centred_over_its_shape_and_the_whole_is_in_the_picture():
    ax = plots.layer_stacks([(28, 28, 3), (12, 12, 4), (100,)])
    boxes = [patch.get_bbox() for patch in ax.patches]
    stacks = [boxes[:3], boxes[3:7], boxes[7:]]
    last = -np.inf
    for stack, shape in zip(stacks, [text for text in ax.texts if text.get_text()], strict=True):
        (x0, y0), (x1, y1) = (
            np.min([box.min for box in stack], axis=0), np.max([box.max for box in stack], axis=0)
        )
        assert last < x0
        last = x1
        assert y0 == pytest.approx(-y1)
        assert shape.get_position()[0] == pytest.approx((x0 + x1) / 2)
        assert shape.get_position()[1] < y0
        assert ax.get_xlim()[0] < x0 and x1 < ax.get_xlim()[1]
        assert ax.get_ylim()[0] < shape.get_position()[1] and y1 < ax.get_ylim()[1]


def test_a_vector_is_told_from_feature_maps_by_its_colour():
    image, vector = plots.layer_stacks([(8, 8, 1), (10,)]).patches
    assert not same_color(image.get_facecolor(), vector.get_facecolor())


def test_what_leads_from_layer_to_layer_stands_between_them():
    ax = plots.layer_stacks([(6, 6, 2), (3, 3, 2), (18,)], ["pooling", "Flatten"])
    places = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text()}
    order = ["6×6×2", "pooling", "3×3×2", "Flatten", "18"]
    assert sorted(places, key=places.get) == order


@pytest.mark.parametrize(
    ("shapes", "steps", "named"),
    [([(28, 28)], None, "(28, 28)"), ([(4, 4, 1), (16,)], [], "0 came")],
)
def test_layers_that_cannot_be_drawn_are_refused(shapes, steps, named):
    with pytest.raises(ValueError, match="layer_stacks") as raised:
        plots.layer_stacks(shapes, steps)
    assert named in str(raised.value)
