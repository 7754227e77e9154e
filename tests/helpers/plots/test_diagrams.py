import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import same_color
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.text import Annotation

from helpers import plots
from helpers.plots.diagrams import NEGATIVE, POSITIVE
from tests.helpers.plots.legible import assert_legible, boxes_of

ONE_BLOCK = [(28, 28, 1), (24, 24, 16), (12, 12, 16), 2304, 100, 10]
LENET = [(32, 32, 1), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), 400, 120, 84, 10]
XOR_WEIGHTS = [[[4.0, -2.0], [1.0, 0.5]], [[-8.0], [2.0]]]
PROJECTOR = {"figsize": (12.8, 7.2), "dpi": 100, "layout": "none"}


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def units(ax):
    """Give the circles of each layer, from left to right."""
    circles = [patch for patch in ax.patches if isinstance(patch, Circle) and
               same_color(patch.get_facecolor(), "white")]
    circles.sort(key=lambda circle: circle.center[0])
    return [list(group) for _, group in itertools.groupby(circles, lambda one: one.center[0])]


def weights(ax):
    """Give for each line its two ends, its width and its colour."""
    return [
        (tuple(map(tuple, line)), width, tuple(colour))
        for group in ax.collections if isinstance(group, LineCollection)
        for line, width, colour in zip(
            group.get_segments(), group.get_linewidths(), group.get_colors(), strict=True
        )
    ]


def faces(ax):
    """Give the boxes of the top, the side and the front of each block, from left to right."""
    boxes = [patch.get_path().get_extents() for patch in ax.patches if type(patch) is Polygon]
    return [boxes[first:first + 3] for first in range(0, len(boxes), 3)]


def fronts(ax):
    return [(front.width, front.height) for _, _, front in faces(ax)]


def model_of_one_block():
    from keras import Input, Sequential, layers

    return Sequential([
        Input((28, 28, 1)),
        layers.Rescaling(1 / 255),
        layers.Conv2D(16, 5, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Dropout(0.5),
        layers.Flatten(),
        layers.Dense(100),
        layers.Activation("relu"),
        layers.Dense(10, activation="softmax"),
    ])


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [([2, 1], [2, 1]), ([2, 2, 1], [2, 2, 1]), ([8, 1], [8, 1]), ([784, 100, 10], [6, 6, 6])],
)
def test_each_unit_is_a_circle_and_each_two_are_joined_until_a_layer_is_too_wide(sizes, shown):
    ax = plots.network(sizes)
    assert [len(layer) for layer in units(ax)] == shown
    assert len(weights(ax)) == sum(first * second for first, second in itertools.pairwise(shown))
    assert texts(ax) == [str(size) for size in sizes]
    dots = [patch for patch in ax.patches if patch not in itertools.chain(*units(ax))]
    assert len(dots) == 3 * sum(size > 8 for size in sizes)
    assert all(dot.radius < units(ax)[0][0].radius / 3 for dot in dots)


def test_lines_are_as_wide_as_their_weights_and_coloured_by_their_sign():
    ax = plots.network([2, 2, 1], XOR_WEIGHTS)
    (x1, x2), (h1, h2), (y,) = (
        [circle.center for circle in sorted(layer, key=lambda one: -one.center[1])]
        for layer in units(ax)
    )
    looks = {ends: (width, colour) for ends, width, colour in weights(ax)}
    widest = looks[h1, y][0]
    for ends, weight in {(x1, h1): 4, (x1, h2): -2, (x2, h1): 1, (h1, y): -8, (h2, y): 2}.items():
        width, colour = looks[ends]
        assert width == pytest.approx(widest * abs(weight) / 8)
        assert same_color(colour, POSITIVE if weight > 0 else NEGATIVE)
    assert {"negative weight", "positive weight"} <= set(texts(ax)) and "bias" not in texts(ax)


def test_the_key_explains_only_colours_that_occur():
    words = texts(plots.network([1, 1], [[[3]]], [[2]]))
    assert "positive weight" in words and "negative weight" not in words
    assert "negative weight" in texts(plots.network([1, 1], [[[3]]], [[-2]]))


def test_of_wide_layers_the_weights_of_the_circles_shown_are_drawn():
    kernel = np.zeros((20, 2))
    kernel[[0, 1, 2, 17, 18, 19]] = 1
    lines = weights(plots.network([20, 2], [kernel]))
    assert len(lines) == 12 and all(same_color(colour, POSITIVE) for _, _, colour in lines)


def test_biases_come_from_above_with_the_colour_of_their_sign():
    ax = plots.network([2, 2, 1], XOR_WEIGHTS, [[4.0, -2.0], [0.0]])
    above = [line for line in ax.lines if np.ptp(line.get_xdata()) == 0][:3]
    first, second, third = (line.get_color() for line in above)
    assert same_color(first, POSITIVE) and same_color(second, NEGATIVE)
    assert not same_color(third, POSITIVE) and not same_color(third, NEGATIVE)
    assert above[0].get_linewidth() == pytest.approx(2 * above[1].get_linewidth())
    assert "bias" in texts(ax)


def test_words_stand_beside_their_units_and_activations_beneath_their_layers():
    ax = plots.network(
        [2, 3, 10], inputs=["x₁", "x₂"], outputs=range(10), activations=["tanh", "softmax"]
    )
    places = {text.get_text(): text.get_position() for text in ax.texts}
    first, hidden, last = units(ax)
    assert sorted(circle.center[1] for circle in first) == [places["x₂"][1], places["x₁"][1]]
    assert places["x₁"][0] < first[0].center[0] < last[0].center[0] < places["9"][0]
    assert {"0", "2", "7", "9"} <= set(places) and "5" not in places
    assert places["tanh"][0] == hidden[0].center[0]
    assert places["tanh"][1] < min(circle.center[1] for circle in hidden)


def test_an_open_neuron_shows_its_sum_its_activation_and_its_numbers():
    options = {"inside": True, "activations": ["sigmoid"]}
    named = texts(plots.network([2, 1], **options))
    assert {"Σ", "$w_1$", "$w_2$", "$b$", "sigmoid"} <= set(named)
    numbered = texts(plots.network([2, 1], [[0.5, -1.25]], [[0.75]], **options))
    assert {"Σ", "0.5", "−1.25", "0.75"} <= set(numbered) and "$w_1$" not in numbered
    assert "$f$" in texts(plots.network([2, 1], inside=True))
    assert "$w$" in texts(plots.network([1, 1], inside=True))


def test_feature_maps_are_to_scale_and_deeper_the_more_they_are():
    ax = plots.network(LENET)
    sizes = [shape[0] for shape in LENET[:5]]
    scale = fronts(ax)[0][0] / 32
    assert fronts(ax) == [pytest.approx((scale * size, scale * size)) for size in sizes]
    tops = [top.height for top, _, _ in faces(ax)]
    assert tops == pytest.approx([tops[0] * maps for maps in (1, 6, 6, 16, 16)])
    assert {"32×32×1", "10×10×16", "400", "convolution\n5×5", "pooling\n2×2"} <= set(texts(ax))


def test_the_window_of_a_kernel_lies_upon_the_maps_at_its_true_size():
    ax = plots.network([(28, 28, 1), (24, 24, 3), (12, 12, 3)])
    scale = fronts(ax)[0][0] / 28
    windows = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    sides = [window.get_width() / scale for window in windows]
    assert sides == pytest.approx([5, 1, 2, 1])
    assert all(window.get_width() == pytest.approx(window.get_height()) for window in windows)
    image = faces(ax)[0][2]
    left, bottom = windows[0].get_xy()
    assert image.x0 <= left and left + 5 * scale <= image.x1
    assert image.y0 <= bottom and bottom + 5 * scale <= image.y1


def test_an_image_is_shown_on_the_first_block():
    digit = np.arange(28 * 28).reshape(28, 28)
    ax = plots.network([(28, 28), 784, 10], image=digit)
    (shown,) = ax.images
    assert np.array_equal(shown.get_array(), digit)
    left, right, bottom, top = shown.get_extent()
    assert (right - left, top - bottom) == pytest.approx(fronts(ax)[0])
    with pytest.raises(ValueError, match=r"28×28; it came as \(8, 8\)"):
        plots.network([(28, 28), 784, 10], image=np.zeros((8, 8)))


def test_a_network_that_makes_an_image_can_show_it_as_its_output():
    digit = np.eye(14)
    ax = plots.network([48, (7, 7, 64), (14, 14, 1)], image=digit)
    (shown,) = ax.images
    assert np.array_equal(shown.get_array(), digit)
    assert shown.get_extent()[0] > ax.get_xlim()[1] / 2


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"layers": [2, 1], "inputs": ["x₁", "x₂"], "outputs": ["y"]}, id="neuron"),
        pytest.param(
            {"layers": [2, 2, 1], "weights": XOR_WEIGHTS, "biases": [[1, 2], [3]], "inside": True,
             "inputs": ["x₁", "x₂"], "outputs": ["y"], "activations": ["sigmoid"] * 2}, id="open",
        ),
        pytest.param({"layers": [784, 100, 10], "outputs": range(10)}, id="digits"),
        pytest.param({"layers": ONE_BLOCK, "outputs": range(10)}, id="one block"),
        pytest.param(
            {"layers": LENET, "outputs": range(10),
             "activations": ["tanh", "", "tanh", "", "", "tanh", "tanh", "softmax"]}, id="LeNet-5",
        ),
    ],
)
def test_every_network_of_the_course_is_legible_on_a_projector_and_in_a_notebook(options):
    ax = plt.figure(**PROJECTOR).add_axes([0.01, 0.01, 0.98, 0.98])
    assert plots.network(**options, ax=ax) is ax
    sizes = [text.get_fontsize() * 100 / 72 for text in ax.texts if text.get_text()]
    assert min(sizes) >= 20
    for drawn in (ax, plots.network(**options)):
        assert_legible(drawn, [text for text in drawn.texts if text.get_text()])
        frame, *circles = boxes_of([drawn, *itertools.chain(*units(drawn))])
        assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in circles)


def test_a_network_that_grows_keeps_its_first_layers_where_they_were():
    small, grown = ({circle.center for circle in units(plots.network(sizes))[0]}
                    for sizes in ([2, 1], [2, 2, 1]))
    assert small == grown


def test_the_steps_are_named_as_they_are_told():
    ax = plots.network([(6, 6, 2), (3, 3, 2), 18], steps=["halved", "in a row"])
    places = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text()}
    assert sorted(places, key=places.get) == ["6×6×2", "halved", "3×3×2", "in a row", "18"]


def test_a_model_is_drawn_like_its_sizes():
    ax, by_sizes = plots.network(model_of_one_block()), plots.network(ONE_BLOCK)
    assert [text for text in texts(ax) if text in texts(by_sizes)] == [
        "convolution\n5×5", "flatten", "dense", "dense",
        "28×28×1", "24×24×16", "12×12×16", "2,304", "100", "10",
    ]
    assert [text for text in texts(ax) if text not in texts(by_sizes)] == [
        "max\npooling\n2×2", "ReLU", "ReLU", "softmax"
    ]
    assert fronts(ax) == fronts(by_sizes) and len(weights(ax)) == len(weights(by_sizes))


def test_a_model_that_cannot_be_drawn_is_refused_with_what_would_do():
    from keras import Input, Sequential, layers

    with pytest.raises(ValueError, match="keras.Input"):
        plots.network(Sequential([layers.Dense(2)]))
    with pytest.raises(ValueError, match="kind LSTM"):
        plots.network(Sequential([Input((3, 4)), layers.LSTM(2)]))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"layers": [3]}, "at least two layers"),
        ({"layers": [2, 0]}, r"\(0,\)"),
        ({"layers": [2, 1], "weights": []}, "1 dense layers; 0"),
        ({"layers": [2, 1], "weights": [[[1, 2]]]}, r"shape \(2, 1\)"),
        ({"layers": [2, 1], "inputs": ["x"]}, "inputs for each of 2 units; 1 came"),
        ({"layers": [2, 1], "activations": ["tanh"] * 2}, "activations for 1 layers.*2 came"),
        ({"layers": [(4, 4, 1), 16], "steps": []}, "steps for 1 layers.*0 came"),
    ],
)
def test_what_does_not_fit_the_network_is_refused(arguments, named):
    with pytest.raises(ValueError, match=named):
        plots.network(**arguments)


def test_a_graph_shows_values_and_gradients_on_its_arrows():
    ax = plots.computational_graph(
        {"x": (0, 0), "+": (1, 0), "f": (2, 0)}, [("x", "+", -2), ("+", "f", None)],
        {("x", "+"): 4},
    )
    assert texts(ax)[:5] == ["x", "+", "f", "-2", "4"]


def test_values_stand_above_the_arrow_and_gradients_below():
    ax = plots.computational_graph({"x": (0, 1), "f": (2, 1)}, [("x", "f", 5)], {("x", "f"): 7})
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["5"] > 1 > heights["7"]


def test_a_key_says_which_colour_flows_which_way():
    nodes, edges = {"x": (0, 0), "f": (1, 0)}, [("x", "f", 5)]
    *_, value, gradient, forward, backward = plots.computational_graph(
        nodes, edges, {("x", "f"): 7}
    ).texts
    assert "forward" in forward.get_text() and "backward" in backward.get_text()
    assert same_color(value.get_color(), forward.get_color())
    assert same_color(gradient.get_color(), backward.get_color())
    assert not same_color(forward.get_color(), backward.get_color())
    assert not any("forward" in text for text in texts(plots.computational_graph(nodes, edges)))


def test_the_numbers_of_a_graph_lie_clear_of_its_arrows():
    figure_axes = plt.subplots(figsize=(13, 6.2), layout="none")[1]
    ax = plots.sigmoid_neuron_graph([-2.12] * 13, [-0.45] * 13, ax=figure_axes)
    arrows = [text for text in ax.texts if isinstance(text, Annotation)]
    numbers = [text for text in ax.texts if text.get_text() in ("-2.12", "-0.45")]
    for box in boxes_of(numbers):
        for arrow in arrows:
            line = ax.transData.transform(np.linspace(arrow.xyann, arrow.xy, 200))
            assert not any(box.contains(*place) for place in line)


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
    ],
)
def test_no_text_of_a_graph_leaves_the_picture_or_covers_another(ax):
    ax = ax()
    assert_legible(ax, [text for text in ax.texts if text.get_text()])


def test_the_sigmoid_graph_shows_every_number_rounded_to_two_digits():
    values = [number + 0.123 for number in range(13)]
    slopes = [-number - 0.456 for number in range(13)]
    shown = texts(plots.sigmoid_neuron_graph(values, slopes))
    assert {f"{number:.2f}" for number in (*values, *slopes)} <= set(shown)
