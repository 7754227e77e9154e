"""The pictures of deck 2, fully connected networks. Nothing here is trained with Keras."""

import itertools
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Arc, Circle
from matplotlib.text import Annotation
from numpy.polynomial import Polynomial

from helpers import plots
from helpers.plots.style import CLASS_0, CLASS_1, DESCENT, INK, MUTED, TRAINING, VALIDATION
from helpers.records import recorded
from slides.drawings.images import digits, image
from slides.drawings.motifs import GATE_INPUTS, XOR_TARGETS, class_mark, numbered_bars
from slides.drawings.picture import PUZZLE, TITLE, picture, pictures
from slides.drawings.shapes import area, arrow, frame, layers_of_units, line
from slides.drawings.sheets import NAVY, PAPER, SLATE, panel, sheet
from slides.drawings.words import beside, bold, write, write_all

POINTS = 72
NETWORK = (7.67, 5.5)
FROM_LEFT, FROM_TOP = 58, 174
DARK_GREEN, DARK_PINK = "#00785A", "#A8487F"
UNIT_SQUARE = {"xlim": (-0.5, 1.5), "ylim": (-0.5, 1.5), "xticks": (0, 1), "yticks": (0, 1)}
ON_WHITE = {"facecolor": "white", "edgecolor": "none"}
KEY = ("negative weight", "positive weight", "bias")
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#8FD3FF", CLASS_0, NAVY, "#B57D00", "#FFC64D"]
)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _network(ax: Axes, place: Sequence[float], scale: float, *layers: object, **look: object):
    """Draw a network into a sheet, the middle of its first layer at a place."""
    trial = plots.network(*layers, **look)
    (left, right), (bottom, top) = trial.get_xlim(), trial.get_ylim()
    plt.close(trial.figure)
    corner = place[0] + scale * left, place[1] + scale * bottom
    inner = panel(ax, *corner, scale * (right - left), scale * (top - bottom))
    inner.patch.set_visible(False)
    return plots.network(*layers, ax=inner, **look)


def _hidden_weights() -> np.ndarray:
    """Train 784-100-10 on five thousand digits, and give the weights of its hidden neurons."""
    images, labels = _mixed_digits()
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


def _mixed_digits() -> tuple[np.ndarray, np.ndarray]:
    """Give real handwritten digits, 0 to 1, in an order that mixes them."""
    images, labels = digits()
    order = np.random.default_rng(0).permutation(len(images))
    return images[order] / 255, labels[order]


@picture(TITLE, suffix=".png", ground=NAVY, unit=POINTS)
def hidden_weights(ax: Axes) -> None:
    """Draw what each of a hundred hidden neurons looks for, as a wall of images."""
    found = _hidden_weights()
    limit = np.quantile(np.abs(found), 0.99)
    for number, weights in enumerate(found):
        image(ax, weights[3:26, 3:26], 422 + 54 * (number % 10), 488 - 54 * (number // 10), 50,
              cmap=SIGNED, vmin=-limit, vmax=limit)


@pictures((12, 5.0), {"net_neuron": 1, "net_xor": 3}, ground="white", unit=POINTS)
def net(ax: Axes, known: int) -> None:
    """Draw the smallest network for XOR, one neuron of it known or all three, and its lines."""
    hidden, output = np.array([[1, -1], [1, -1]]), np.array([[1], [1]])
    biases, names = np.array([-0.5, 1.5, -1.5]), ["OR", "NAND", "AND"]
    formula = r"NAND:   $-x_1 - x_2 + 1.5 > 0$"
    plane = panel(ax, 554, 62, 290, 290)
    if known == 1:
        hidden, output, biases = hidden * [1, 0], output * 0, biases * [1, 0, 0]
        names, formula = ["OR", "?", "?"], r"OR:   $x_1 + x_2 - 0.5 > 0$"
        _plane(plane, [([1, 1], -0.5)])
        bold(plane, 0.45, -0.3, "OR’s line", 19)
    else:
        _strip(plane)
    drawn = _network(ax, (FROM_LEFT, 236), 1, [2, 2, 1], [hidden, output],
                     [biases[:2], biases[2:]], inputs=["x₁", "x₂"])
    for place, name in zip(_places(drawn)[2:], names, strict=True):
        bold(drawn, *place, name, 16, zorder=7)
    beside(ax, FROM_LEFT - 24, 40, formula, 25)
    # By itself the widest bias would be as wide as a weight of 1.
    widest = max(drawn.collections[0].get_linewidth())
    for bias_line, bias in zip(drawn.lines, biases, strict=False):
        bias_line.set_linewidth(widest * max(abs(bias), 0.1))


def _places(drawn: Axes) -> np.ndarray:
    """Say where the units of a drawn network are."""
    return np.array([patch.center for patch in drawn.patches if isinstance(patch, Circle)])


@picture(NETWORK, ground="white", unit=POINTS)
def net_digits(ax: Axes) -> None:
    """Draw 784-100-10 behind a handwritten seven, with random weights as at the start."""
    rng = np.random.default_rng(2)
    weights = [rng.uniform(-1, 1, (before, after)) for before, after in ((784, 100), (100, 10))]
    x, y = FROM_LEFT + 140, 222
    _network(ax, (x, y), 0.86, [784, 100, 10], weights, outputs=range(10))
    images, labels = _mixed_digits()
    image(ax, images[labels == 7][7], 8, y - 58, 116)
    frame(ax, 8, y - 58, 116, 116, linewidth=2.5)
    write(ax, 66, y - 78, "28 × 28 pixels", 20)
    arrow(ax, (130, y), (x - 40, y))


def _without_key(drawn: Axes) -> Axes:
    """Take the key from under a network."""
    key = [text for text in drawn.texts if text.get_text() in KEY]
    low = key[0].get_position()[1] + 15
    for part in [*key, *(mark for mark in drawn.lines if np.max(mark.get_ydata()) < low)]:
        part.remove()
    return drawn


def _plane(ax: Axes, lines: Sequence[tuple] = ()) -> None:
    """Draw the four points of XOR, and lines of neurons."""
    plots.points(GATE_INPUTS, XOR_TARGETS, ax=ax)
    for weights, bias in lines:
        plots.decision_boundary(weights, bias, ax=ax, regions=False)
    ax.set(xlabel="x₁", ylabel="x₂", **UNIT_SQUARE)
    ax.grid(False)


def _strip(ax: Axes) -> None:
    """Draw the four points between the lines of OR and NAND."""
    x = np.array([-1.0, 2.5])
    ax.fill_between(x, 0.5 - x, 1.5 - x, color=CLASS_1, alpha=0.18, linewidth=0)
    _plane(ax, [([1, 1], -0.5), ([-1, -1], 1.5)])
    write_all(ax, 19, [(0.45, -0.3, "OR’s line"), (0.95, 1.4, "NAND’s line")], weight="bold")


@pictures((12, 5.0), {"hidden_space_empty": False, "hidden_space_filled": True}, ground="white",
          unit=POINTS)
def hidden_space(ax: Axes, filled: bool) -> None:
    """Draw the inputs of XOR with their two lines, and a hidden space, empty or with the points."""
    left, right = panel(ax, 70, 62, 265, 265), panel(ax, 514, 62, 265, 265)
    _strip(left)
    write_all(left, 18, [(x + 0.17, y + 0.15, f"{x}{y}") for x, y in GATE_INPUTS])
    if filled:
        right.fill_between([-0.5, 1.5], [2, 0], 2, color=CLASS_1, alpha=0.18, linewidth=0)
        plots.decision_boundary([1, 1], -1.5, ax=right, regions=False)
        bold(right, 0.35, 0.62, "AND’s line", 19)
        right.grid(False)
        for x, y, name, target in ((0, 1, "00", 0), (1, 0, "11", 0), (0.96, 0.96, "", 1),
                                   (1.04, 1.04, "01 and 10", 1)):
            class_mark(right, x, y, target, 14, alpha=0.8, markeredgecolor=INK,
                       markeredgewidth=1.5)
            write(right, x + 0.14 * target, y + 0.24, name, 18)
    for place in () if filled else GATE_INPUTS:
        right.plot(*place, "o", markersize=38, markerfacecolor="white", markeredgecolor=SLATE,
                   markeredgewidth=2)
        write(right, *place, "?", 22, color=SLATE)
    right.set(aspect="equal", xlabel="answer of OR", ylabel="answer of NAND", **UNIT_SQUARE)
    left.set_title("Input space")
    right.set_title("Hidden space")
    arrow(ax, (385, 195), (434, 195))


@picture((12, 4.6), ground="white", unit=POINTS)
def step_and_sigmoid(ax: Axes) -> None:
    """Draw the hard step and the sigmoid, each with a magnifier at a sum of 1."""
    sums = np.linspace(-4, 4, 401)
    ring = {"marker": "o", "color": "white", "markersize": 12, "markeredgecolor": INK,
            "markeredgewidth": 3}
    for left, name, answers, told in ((62, "the step", np.where(sums > 0, 1.0, 0.0), ("1", "1")),
                                      (487, "the sigmoid", _sigmoid(sums), ("0.7311", "0.7330"))):
        curve = panel(ax, left, 58, 365, 225)
        curve.plot(sums, answers, color=CLASS_0, linewidth=4)
        curve.set(xlabel="weighted sum z", yticks=(0, 0.5, 1), ylim=(-0.08, 1.12), xlim=(-4, 4))
        curve.set_title(name, loc="left", weight="bold")
        curve.set_ylabel("output a" if left == 62 else "")
        near = np.interp((0.99, 1.0, 1.01, 1.02), sums, answers)
        curve.plot(1, near[1], zorder=5, **ring)
        line(curve, (1, 0.6), (1, near[1]), SLATE, 2, zorder=1)
        lens = curve.inset_axes((0.57, 0.17, 0.41, 0.4), facecolor=PAPER)
        lens.plot((0.99, 1.02), near[[0, 3]], color=CLASS_0, linewidth=4)
        for z, answer, word, up in zip((1, 1.01), near[1:3], told, (-0.0016, 0.0017), strict=True):
            lens.plot(z, answer, **ring)
            bold(lens, z, answer + up, word, 18)
        lens.set(xlim=(0.99, 1.02), ylim=near[1] + np.array([-0.0035, 0.0045]), yticks=(),
                 xticks=(1, 1.01))
        lens.spines[:].set(visible=True, color=SLATE, linewidth=2)


@picture((12, 5.1), ncols=3, sharey=True)
def activations(axes: np.ndarray) -> None:
    """Draw three activations with their formulas, and their flat stretches in vermilion."""
    sums = np.linspace(-4, 4, 801)
    for ax, name, formula, values, flat in zip(
        axes, ("sigmoid", "tanh", "ReLU"),
        ("1/(1+e^{-z})", r"(e^{z}-e^{-z})/(e^{z}+e^{-z})", r"\max(0,\,z)"),
        (_sigmoid(sums), np.tanh(sums), np.maximum(0, sums)),
        (np.abs(sums) > 2.9, np.abs(sums) > 2.18, sums < 0), strict=True,
    ):
        ax.axhline(0, color="#C8D0D8", linewidth=1.2, zorder=0)
        ax.axvline(0, color="#C8D0D8", linewidth=1.2, zorder=0)
        ax.plot(sums, values, color=CLASS_0, linewidth=5)
        ax.plot(sums, np.where(flat, values, np.nan), color=DESCENT, linewidth=5)
        bold(ax, -3.8, 2.55, name, 26, ha="left")
        ax.set_title(f"${formula}$", fontsize=24, pad=14)
        ax.set(xlim=(-4, 4), ylim=(-1.3, 2.9), xticks=(-3, 0, 3), yticks=(-1, 0, 1, 2))
        ax.grid(False)


@picture((12, 4.4), ncols=3, sharey=True)
def bumps(axes: np.ndarray) -> None:
    """Draw a bump of two sigmoids, then a curve followed by a few bumps and by many."""
    x = np.linspace(0, 1, 500)
    up, down = _sigmoid(60 * (x - 0.3)), _sigmoid(60 * (x - 0.6))
    axes[0].plot(x, up, "--", x, -down, ":", color=MUTED, linewidth=2.5)
    axes[0].plot(x, up - down, color=CLASS_0, linewidth=4)
    axes[0].set(title="2 hidden neurons: a bump", ylabel="output")

    def curve(x: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * x) + 0.5 * np.sin(6 * np.pi * x)

    for ax, count in zip(axes[1:], (5, 40), strict=True):
        edges = np.linspace(0, 1, count + 1)
        steps = _sigmoid(12 * count * (x[:, np.newaxis] - edges))
        raised = (steps[:, :-1] - steps[:, 1:]) * curve((edges[:-1] + edges[1:]) / 2)
        ax.plot(x, curve(x), color="#F3C98B", linewidth=11, solid_capstyle="round")
        ax.plot(x, raised, ":", color=MUTED, linewidth=2.5 if count == 5 else 0)
        ax.plot(x, raised.sum(axis=1), color=CLASS_0, linewidth=3.5)
        ax.set_title(f"{count} bumps, set by hand")
    for ax in axes:
        ax.set(xlabel="input x", ylim=(-1.55, 1.55), xticks=(0, 0.5, 1), yticks=(-1, 0, 1))


@picture((12, 4.6), ground="white", unit=POINTS)
def layers_and_matrices(ax: Axes) -> None:
    """Draw networks with one, two and three layers of weights, each with its formula."""
    for left, sizes, names, x, formula in (
        (30, [4, 3], ["$W$"], 80, "$f = Wx$"),
        (225, [4, 5, 3], ["$W_1$", "$W_2$"], 325, r"$f = W_2\,\max(0,\,W_1x)$"),
        (520, [4, 5, 5, 3], ["$W_1$", "$W_2$", "$W_3$"], 670,
         r"$f = W_3\,\max(0,\,W_2\,\max(0,\,W_1x))$"),
    ):
        layers = layers_of_units(ax, left, 186, sizes, 100, 44, radius=13)
        for unit in itertools.chain(*layers[1:-1]):
            bend = np.add(unit, [(-8, -4), (0, -4), (7, 7)])
            ax.plot(*bend.T, color=INK, linewidth=3.5, zorder=4)
        write_all(ax, 24, [(left + 50 + 100 * number, 306, name)
                           for number, name in enumerate(names)])
        write(ax, x, 42, formula, 25)


@pictures((12, 4.0), {"chain_forward": 0, "chain_backward_1": 3, "chain_backward_2": 5,
                      "chain_two_paths": None}, ground="white")
def chain_rule(ax: Axes, links: int | None) -> None:
    """Draw the graph of f = (x + y) z with its values, and as many derivatives as asked.

    Or, with all of them, that of f = (x + y) x, where two paths lead from x to f.
    """
    nodes = {"x": (0, 4.6), "y": (0, 1.3), "z": (0, -0.5)}
    if links is None:
        nodes = {"y": (0, 4.6), "x": (0, 0.7)}
        values = {"y+": "5", "x+": "−2", "+×": "q = 3", "x×": "−2", "×f": "f = −6"}
        slopes = {"×f": "1", "+×": "−2", "x×": "3", "x+": "−2"}
    else:
        values = {"x+": "−2", "y+": "5", "+×": "q = 3", "z×": "−4", "×f": "f = −12"}
        slopes = {"×f": "1", "+×": "−4", "z×": "3", "x+": "−4", "y+": "−4"}
    known = dict(itertools.islice(slopes.items(), links))
    nodes |= {"+": (2.9, 3.0), "×": (5.8, 1.2), "f": (8.6, 1.2)}
    _graph(ax, nodes, {tuple(way): value for way, value in values.items()},
           {tuple(way): slope for way, slope in known.items()})
    if links is None:
        bold(ax, 0.2, -0.05, "−2 + 3 = 1", 24, color=DESCENT)


def _graph(ax: Axes, nodes: dict, values: dict, slopes: dict) -> None:
    """Draw a computation with its values, and with those derivatives that are known."""
    edges = [(*way, value) for way, value in values.items()]
    plots.computational_graph(nodes, edges, slopes or {("f", "f"): 0}, ax=ax, size=24,
                              aspect="auto")
    if not slopes:
        ax.texts[-1].set_visible(False)
    for text in ax.texts:
        if isinstance(text, Annotation):
            # The circles are as large as their letters, so the arrows end earlier.
            text.arrow_patch.shrinkB = 28
            text.arrow_patch.set_linewidth(2.25)
        else:
            text.set_fontsize(26)


@picture((12, 4.6), ground="white")
def sigmoid_neuron(ax: Axes) -> None:
    """Draw the graph of a sigmoid neuron, forward, and backward as far as its weights."""
    w0, w1, w2, x0, x1 = 2, -3, -3, -1, -2
    output = _sigmoid(w0 * x0 + w1 * x1 + w2)
    slope = f"{output * (1 - output):.2f}"
    first, second = f"$x_0 = {x0}$", f"$x_1 = {x1}$"
    nodes = {"$w_0$": (0.1, 6.4), first: (0.1, 4.6), "$w_1$": (0.1, 2.9), second: (0.1, 1.1),
             "$w_2$": (5.0, 1.4), "×": (2.6, 5.5), "× ": (2.6, 2.0), "+": (5.0, 3.7),
             "σ": (7.2, 3.7), "f": (9.2, 3.7)}
    values = {("$w_0$", "×"): w0, (first, "×"): None, ("$w_1$", "× "): w1, (second, "× "): None,
              ("$w_2$", "+"): w2, ("×", "+"): w0 * x0, ("× ", "+"): w1 * x1,
              ("+", "σ"): w0 * x0 + w1 * x1 + w2, ("σ", "f"): f"{output:.2f}"}
    slopes = {("$w_0$", "×"): "?", ("$w_1$", "× "): "?", ("$w_2$", "+"): "?",
              ("×", "+"): slope, ("× ", "+"): slope, ("+", "σ"): slope, ("σ", "f"): "1"}
    shown = {way: value and str(value).replace("-", "−") for way, value in values.items()}
    _graph(ax, nodes, shown, slopes)
    for text in ax.texts:
        if text.get_text() == "?":
            text.set(fontsize=30, weight="bold", style="normal")
            if text.get_position()[0] > 3:
                text.set_x(text.get_position()[0] + 0.2)
    ax.text(9.6, 6.0, r"$f = \sigma(w_0 x_0 + w_1 x_1 + w_2)$", ha="right", fontsize=30)


def _network_with_values(
    ax: Axes, weights: list, biases: list, values: Sequence[float]
) -> tuple[Axes, np.ndarray]:
    drawn = _without_key(_network(ax, (FROM_LEFT + 8, 288), 1.12, [2, 2, 1], weights, biases,
                                  inputs=["x₁", "x₂"]))
    for text in drawn.texts[:3]:
        text.set_visible(False)
    # By itself the widest line would be as wide after the step as before it.
    lines = drawn.collections[0]
    lines.set_linewidth(np.array(lines.get_linewidth()) * weights[1].max() / 4)
    places = _places(drawn)
    for place, value in zip(places, values, strict=True):
        told = f"{value:.2f}" if value < 1 else "1"
        bold(drawn, *place, told, 20, color=DARK_GREEN, zorder=7)
    return drawn, places


PATH = [(240, "2\\,(a-t)", "1.43"), (376, "a\\,(1-a)", "0.20"), (472, "v_2", "4"),
        (584, "h_2\\,(1-h_2)", "0.25"), (694, "x_1", "1")]


def _path_formula(ax: Axes, part: int) -> None:
    """Write the slope as a product along the path, as far as the error has come."""
    if part == 3:
        write(ax, 160, 70, r"$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}$", 36)
        write_all(ax, 24, [(480, 92, "w₁₂:  −2 − 0.29 = −2.29"), (480, 46, "v₂:  4 − 0.15 = 3.85")])
    if part not in (1, 2):
        return
    shown, below, end = (PATH[:2], "z", 480) if part == 1 else (PATH, "w_{12}", 770)
    write(ax, 115, 84, rf"$\frac{{\partial L}}{{\partial {below}}}\;=$", 38)
    write_all(ax, 28, [(x, 84, f"${term}$") for x, term, _ in shown])
    write_all(ax, 34, [(x, 84, "·") for x in (308, 441, 503, 665)[: len(shown) - 1]])
    write_all(ax, 24, [(x, 36, value) for x, _, value in shown], weight="bold", color=DESCENT)
    bold(ax, end, 84, "= 0.29", 26, color=DESCENT)


@pictures((12, 6.1), {"error_path_forward": 0, "error_path_output": 1, "error_path_hidden": 2,
                      "error_path_step": 3}, ground="white", unit=POINTS)
def error_path(ax: Axes, part: int) -> None:
    """Draw 2-2-1 on the example (1, 1): its values, the slopes back in two parts, and the step."""
    w, b, v, c = np.array([[3.0, -2], [3, -2]]), np.array([-2.0, 4]), np.array([4.0, 4]), -5.0

    def forward(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hidden = _sigmoid(x @ w + b)
        return hidden, _sigmoid(hidden @ v + c)

    h, a = forward(np.ones(2))
    back = 2 * a * a * (1 - a)
    hidden_back = back * v * h * (1 - h)
    chains = [f"{slope:.2f} × {answer * (1 - answer):.2f} = {slope * answer * (1 - answer):.2f}"
              for slope, answer in zip([2 * a, *(back * v)], [a, *h], strict=True)]
    if part == 3:
        w, b, v, c = w - hidden_back, b - hidden_back, v - back * h, c - back
        h, a = forward(np.ones(2))
    plane = panel(ax, 636, 190, 216, 216)
    _plane(plane)
    plots.probability_surface(lambda x: forward(x)[1], ax=plane)
    plane.plot(1, 1, "o", markersize=32, markerfacecolor="none", markeredgewidth=4,
               markeredgecolor=TRAINING if a < 0.5 else DESCENT)
    drawn, places = _network_with_values(ax, [w, v[:, np.newaxis]], [b, [c]], (1, 1, *h, a))
    told = [(places[i] + 0.36 * (places[2 + j] - places[i]), w[i, j], hidden_back[j], 2)
            for i, j in np.ndindex(2, 2)]
    told += [((places[2 + j] + places[4]) / 2, v[j], back * h[j], 1) for j in (0, 1)]
    told += [(place + (10, 41), bias, slope, since) for place, bias, slope, since in
             zip(places[2:], (*b, c), (*hidden_back, back), (2, 2, 1), strict=True)]
    _tell(drawn, told, part)
    spots = [(*places[4] - (0, 44), 1), (96, 90, 2), (*places[3] - (0, 44), 2)]
    shown = [(x, y, chain) for (x, y, since), chain in zip(spots, chains, strict=True)
             if since <= part < 3]
    write_all(drawn, 19, shown, color=DESCENT, style="italic")
    beside = places[2:] + [(37, 15), (37, -16), (38, 0)]
    write_all(drawn, 19, [(*place, name) for place, name in zip(beside, ("h₁", "h₂", "a"),
                                                                strict=True)], color=INK)
    bold(drawn, places[4][0], -74, f"loss {a * a:.2f}", 20)
    words, colour = {0: ("value, forward →", DARK_GREEN),
                     3: ("update: each number minus its slope", INK)}.get(
                         part, ("← slope of the loss", DESCENT))
    bold(drawn, 201, -124, words, 20, color=colour)
    _path_formula(ax, part)


def _tell(drawn: Axes, told: Sequence[tuple], part: int) -> None:
    """Write weights and biases, these to the right of their lines, and the slopes behind them."""
    look = {"va": "center", "fontsize": 19, "zorder": 8, "bbox": ON_WHITE | {"pad": 1.5}}
    names = {1: "w₁₂ ", 5: "v₂ "}
    for number, ((x, y), weight, slope, since) in enumerate(told):
        backward, is_bias = since <= part < 3, number > 5
        word = names.get(number, "") + f"{weight:.3g}".replace("-", "−")
        across = "left" if is_bias else "right" if backward else "center"
        drawn.text(x, y, word, ha=across, weight="bold", **look)
        if backward:
            drawn.text(x + (10 * len(word) + 6 if is_bias else 9), y, f"{slope:.2f}", ha="left",
                       color=DESCENT, style="italic", **look)


@picture((12, 4.3), ground="white", unit=POINTS)
def training_loop(ax: Axes) -> None:
    """Draw the four parts of a training step in a row, and the way back to the first."""
    rng = np.random.default_rng(4)
    weights = [rng.uniform(-1, 1, (3, 4)), rng.uniform(-1, 1, (4, 2))]
    turned = [0.6 * one + 0.4 * rng.uniform(-1, 1, one.shape) for one in weights]
    for middle, name, words, shown in (
        (110, "1  forward", "work out the answers", weights),
        (324, "2  loss", "how wrong are they?", None),
        (538, "3  backward", "a slope for each weight", weights),
        (752, "4  update", "turn every weight a little", turned),
    ):
        bold(ax, middle, 284, name, 24, color=INK)
        write(ax, middle, 92, words, 19, color=SLATE)
        if shown:
            drawn = _without_key(_network(ax, (middle - 66, 190), 0.33, [3, 4, 2], shown))
            for text in drawn.texts:
                text.set_visible(False)
        if shown is not turned:
            arrow(ax, (middle + 92, 190), (middle + 124, 190))
    for x, answer, target in ((282, 35, 95), (336, 80, 5)):
        area(ax, x, 140, 30, answer, "#BFC5CB")
        line(ax, (x - 6, 140 + target), (x + 36, 140 + target), INK, 4)
        arrow(ax, (x + 15, 140 + answer), (x + 15, 140 + target), color=DESCENT, linewidth=3,
              arrowstyle="<->", mutation_scale=16)
    arrow(ax, (40, 122), (180, 122), color=TRAINING, linewidth=5, mutation_scale=30)
    arrow(ax, (608, 122), (468, 122), color=DESCENT, linewidth=5, mutation_scale=30)
    ax.plot([752, 752, 110], [66, 28, 28], color=INK, linewidth=2.5)
    arrow(ax, (110, 28), (110, 70))
    bold(ax, 431, 28, "the next batch", 21, bbox=ON_WHITE | {"pad": 8})


def _trained(nets: list[np.ndarray]) -> list[np.ndarray]:
    """Train many 2-2-1 networks on XOR at once, as notebook 04 does."""
    for _ in range(4000):
        w, b, v, c = nets
        hidden = _sigmoid(GATE_INPUTS @ w + b)
        a = _sigmoid((hidden * v).sum(axis=2, keepdims=True) + c)
        back = (a - XOR_TARGETS[:, np.newaxis]) * a * (1 - a) / 2
        hidden_back = back * v * hidden * (1 - hidden)
        slopes = [GATE_INPUTS.T @ hidden_back, *(
            slope.sum(axis=1, keepdims=True) for slope in (hidden_back, back * hidden, back))]
        nets = [each - 4 * slope for each, slope in zip(nets, slopes, strict=True)]
    return nets


@picture(PUZZLE, "twenty_starts", False)
@picture((7.67, 5.6), "twenty_ends", True)
def twenty(ax: Axes, trained: bool) -> None:
    """Draw what each of twenty networks says of the plane, at its random start or at its end."""
    width, height = sheet(ax, "white" if trained else NAVY, POINTS)
    tile = 66 if trained else 84
    left, bottom = (width - 4 * tile - 42) / 2, (height - 5 * tile - 56) / 2
    places = np.stack(np.meshgrid(np.linspace(-0.4, 1.4, 60), np.linspace(-0.4, 1.4, 60)), axis=-1)
    starts = [(rng.normal(size=(2, 2)), rng.normal(size=2)) for rng in
              map(np.random.default_rng, range(20))]
    w, v = (np.array(part) for part in zip(*starts, strict=True))
    nets = [w, np.zeros((20, 1, 2)), v[:, np.newaxis], np.zeros((20, 1, 1))]
    for seed, (w, b, v, c) in enumerate(zip(*(_trained(nets) if trained else nets), strict=True)):
        answers, at_the_gates = (_sigmoid(_sigmoid(x @ w + b) @ v[0] + c[0, 0])
                                 for x in (places, GATE_INPUTS))
        x, y = left + (tile + 14) * (seed % 4), bottom + (tile + 14) * (4 - seed // 4)
        middle = 0.5 if trained else np.median(answers)
        limit = np.abs(answers - middle).max()
        image(ax, answers, x, y, tile, cmap=SIGNED, vmin=middle - limit, vmax=middle + limit,
              origin="lower")
        if trained and np.mean((at_the_gates - XOR_TARGETS) ** 2) > 0.01:
            frame(ax, x - 3, y - 3, tile + 6, tile + 6, DESCENT, 5, zorder=1)
        for point, target in zip(GATE_INPUTS, XOR_TARGETS, strict=True):
            class_mark(ax, *(np.array([x, y]) + tile * (point + 0.4) / 1.8), target, 8,
                       markeredgecolor="white", markeredgewidth=1.4)


LEFT = {"at the loss": 1, "after one sigmoid": 0.25, "after two": 0.0625, "after three": 0.0156,
        "after four": 0.0039, "after four active ReLUs": 1}
READ_AS = {"shirt": 565, "T-shirt/top": 154, "pullover": 135, "coat": 98, "any other": 48}


@picture((11.6, 4.3), "slope_left", LEFT, [DESCENT] * 5 + [CLASS_0])
@picture((7.6, 5.0), "shirts_read", READ_AS, [CLASS_0] + [CLASS_1] * 4)
def bars_with_numbers(ax: Axes, bars: dict[str, float], colours: list[str]) -> None:
    """Draw what's left of a slope, or what shirts were taken for."""
    numbered_bars(ax, bars, colours)


BASELINES = {"the mean, for every mix": 16.3, "a linear model": 9.7,
             "with the logarithm of the age": 6.3, "a network, 8-50-50-1": 17}


@pictures((12, 4.3), {f"baselines_{shown}": shown for shown in range(1, 5)})
def baselines(ax: Axes, shown: int) -> None:
    """Draw as many baselines as asked as bars, and last the network's as a question."""
    numbered_bars(ax, BASELINES, [CLASS_0] * 3 + ["white"])
    ax.patches[3].set(edgecolor=CLASS_1, linewidth=3, linestyle="--")
    for text in ax.texts:
        text.set_text(f"{text.get_text()} MPa")
    ax.texts[3].set(text="?", position=(-260, 0), fontsize=30, color="#8A5F00")
    for part in [*ax.patches[shown:], *ax.texts[shown:], *ax.get_yticklabels()[shown:]]:
        part.set_alpha(0)


def _noisy_points(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Give twelve noisy points of a wave."""
    x = 0.5 - 0.48 * np.cos(np.pi * (np.arange(12) + 0.5) / 12) + rng.uniform(-0.03, 0.03, 12)
    return x, np.sin(2 * np.pi * x) + rng.normal(scale=0.25, size=12)


@pictures((12, 5.4), {"three_fits_training": False, "three_fits_validation": True}, ncols=3,
          sharey=True)
def three_fits(axes: np.ndarray, validates: bool) -> None:
    """Draw a fit too stiff, one that is right, and one too flexible, with their errors."""
    rng = np.random.default_rng(10420)
    training, new = _noisy_points(rng), _noisy_points(rng)
    places = np.linspace(0, 1, 300)
    names = {1: "A: underfitted", 3: "B: well fitted", 10: "C: overfitted"}
    x, t = new if validates else training
    look = {"ha": "right", "va": "top", "weight": "bold"}
    for ax, (degree, name) in zip(axes, names.items(), strict=True):
        fitted = Polynomial.fit(*training, degree, domain=[0, 1])
        errors = [np.sqrt(np.mean((fitted(x) - t) ** 2)) for x, t in (training, new)]
        ax.plot(places, fitted(places), color=INK, zorder=1)
        ax.plot(*training, "o", color=TRAINING, markersize=11)
        if validates:
            ax.plot(*new, "s", color=VALIDATION, markersize=10)
            write(ax, 0.98, 1.75, f"validation error {errors[1]:.2f}", 20, color=DARK_PINK, **look)
        ax.vlines(x, t, fitted(x), color=VALIDATION if validates else TRAINING, linewidth=2.5)
        write(ax, 0.98, 2.15, f"training error {errors[0]:.2f}", 20, color=DARK_GREEN, **look)
        ax.set_title(name if validates else name[0], fontsize=24, weight="bold")
        ax.set(ylim=(-1.55, 2.2), xticks=(), yticks=(), xlim=(-0.03, 1.03))


@picture((12, 5.2), suffix=".png", ground="white", unit=POINTS)
def three_sets(ax: Axes) -> None:
    """Draw a wall of digits cut in three, to scale: one to learn, one to choose, one sealed."""
    images, _ = _mixed_digits()
    left, shown = 10.0, 0
    for name, size, what, columns, colour in (
        ("training", "50,000", "changes the weights\nat every step", 20, TRAINING),
        ("validation", "10,000", "guides\nour choices", 4, DARK_PINK),
        ("test", "10,000", "gives the\nscore once", 4, INK),
    ):
        sealed, width = name == "test", 29 * columns
        tiles = images[shown : shown + 7 * columns].reshape(7, columns, 28, 28)
        shown += 7 * columns
        wall = tiles.swapaxes(1, 2).reshape(196, -1) * (0.25 if sealed else 1)
        image(ax, wall, left, 112, width, 203, vmin=0, vmax=1, interpolation="bilinear")
        frame(ax, left, 112, width, 203, colour)
        if sealed:
            area(ax, left + width / 2 - 20, 193.5, 40, 32, INK, zorder=4)
            ax.add_patch(Arc((left + width / 2, 225.5), 26, 40, theta1=0, theta2=180, color=INK,
                             linewidth=6, zorder=4))
        bold(ax, left, 331, name, 24, color=colour, ha="left", va="bottom")
        bold(ax, left, 98, size, 24, color=colour, ha="left", va="top")
        write(ax, left, 62, what, 20, color=colour, ha="left", va="top")
        left += width + 16


@picture((7.67, 5.0), ncols=3)
def softmax_bars(axes: np.ndarray) -> None:
    """Draw three scores and their powers as bars to one scale, and their shares in one bar."""
    scores = np.array([1, 2, 0.6])
    powers = np.exp(scores)
    shares = powers / powers.sum()
    columns = [("scores $z$", scores, ["1", "2", "0.6"]),
               ("powers $e^z$", powers, [f"{power:.3f}" for power in powers]),
               ("probabilities $p$", shares, [f"{share:.3f}" for share in shares])]
    for ax, (name, values, words) in zip(axes, columns, strict=True):
        stacked = values is shares
        places, below = (np.zeros(3), np.cumsum(values) - values) if stacked else (np.arange(3), 0)
        ax.bar(places, values, width=0.72, bottom=below, edgecolor="white", linewidth=2,
               color=["#BFC5CB", CLASS_1, "#BFC5CB"])
        heights = below + values / 2 if stacked else values + 0.12
        write_all(ax, 19, zip(places, heights, words, strict=True), weight="bold",
                  va="center" if stacked else "bottom")
        ax.set(ylim=(0, 1.1 if stacked else powers.max() + 1.2), xticks=(), yticks=())
        ax.spines.left.set_visible(False)
        ax.set_title(name, fontsize=20, pad=14)
        ax.grid(False)
    axes[2].set_xlim(-0.6, 1.0)
    axes[2].plot([0.42, 0.5, 0.5, 0.42], [0, 0, 1, 1], color=INK, linewidth=2)
    bold(axes[2], 0.56, 0.5, "= 1", 20, ha="left")


@picture(NETWORK)
def cross_entropy(ax: Axes) -> None:
    """Draw the cross-entropy over the probability of the true class."""
    probability = np.linspace(0.005, 1, 400)
    ax.plot(probability, -np.log(probability), color=CLASS_0, linewidth=4)
    for p, words, away, side, colour in [
        (0.02, "wrong, confident", (14, 8), "left", DESCENT),
        (0.619, "our example", (-10, -18), "right", INK),
        (0.97, "right,\nconfident", (6, 20), "right", TRAINING),
    ]:
        ax.plot(p, -np.log(p), "o", color=colour, markersize=14, clip_on=False, zorder=5)
        ax.annotate(words, (p, -np.log(p)), away, fontsize=20, textcoords="offset points", ha=side)
    ax.set(xlabel="probability of the true class", ylabel="cross-entropy L", ylim=(0, 4.9))
    # At 0.1 the loss isn't to be read: students predict it.
    ax.set(xticks=(0, 0.5, 1), xlim=(0, 1.02), yticks=(0,))
    ax.grid(False)


@picture((12, 5.0))
def early_stopping(ax: Axes) -> None:
    """Draw learning curves with a turn, a dot where fit calls, and what callbacks do there."""
    epoch = np.arange(1, 21)
    training = 0.16 + 0.95 * np.exp(-epoch / 5)
    validation = 0.36 + 0.75 * np.exp(-epoch / 3.2) + 0.012 * epoch
    best = int(validation.argmin())
    stop = best + 5
    for losses, name, style, colour, dark in (
        (training, "training loss", "o-", TRAINING, DARK_GREEN),
        (validation, "validation loss", "s--", VALIDATION, DARK_PINK),
    ):
        ax.plot(epoch[: stop + 1], losses[: stop + 1], style, color=colour, markersize=9)
        beside(ax, epoch[stop] + 0.25, losses[stop], name, 20, color=dark)
    ax.axvline(epoch[best], color=CLASS_0, linestyle=":", linewidth=3)
    ax.axvline(epoch[stop], color=INK, linewidth=3, ymax=0.86)
    bold(ax, epoch[best] - 0.2, 1.06, "the best epoch so far: ModelCheckpoint\nsaves it "
         "(save_best_only=True)", 20, ha="right", va="top", color=CLASS_0)
    bold(ax, epoch[stop] + 0.2, 0.95, "EarlyStopping ends it", 20, ha="left", va="top")
    arrow(ax, (epoch[best], 0.74), (epoch[stop], 0.74), arrowstyle="<|-|>")
    bold(ax, (epoch[best] + epoch[stop]) / 2, 0.76, "patience", 20, va="bottom")
    ax.annotate("the end of an epoch:\nyour code runs here", (epoch[4], training[4] - 0.03),
                (2.9, 0.12), fontsize=20, ha="center", arrowprops={
                    "arrowstyle": "-|>", "color": INK, "linewidth": 2, "mutation_scale": 20})
    ax.set(xlabel="epoch", ylabel="loss", xlim=(0.5, 19.5), ylim=(0, 1.1), yticks=(), xticks=())
    ax.grid(False)


@picture((12, 4.7))
def clothes_sizes(ax: Axes) -> None:
    """Draw the recorded runs of five networks for clothes, from notebook 07."""
    sizes = {"no hidden layer": "7,850", "128 neurons": "101,770", "512 neurons": "407,050",
             "1,024 neurons": "814,090", "128, then 128": "118,282"}
    runs = {name: recorded(f"clothes: {name}, validation %") for name in sizes}
    plots.runs(runs, "validation accuracy in %", better="right", ax=ax)
    ax.set_xlim(83.05, 86.1)
    write_all(ax, 20, [(86.05, row, size) for row, size in enumerate(sizes.values())], ha="right",
              color=SLATE, weight="bold")


@picture((12, 5.0))
def concrete_changes(ax: Axes) -> None:
    """Draw the recorded runs of four networks for concrete, from notebook 05."""
    names = {"plain": "first try", "rate": "rate × 3", "output rescaled":
             "rescaled output", "rate and output, half as long": "both, half as long"}
    runs = {name: recorded(f"concrete: validation RMSE, {key}") for key, name in names.items()}
    plots.runs(runs, "RMSE on the validation set, MPa", better="left", ax=ax)
    for error, place, words in ((6.3, 2.5, "a linear model,\nwith the logarithm of the age"),
                                (9.7, 1.5, "a linear\nmodel")):
        ax.axvline(error, color=INK, linestyle=":", linewidth=2.5)
        beside(ax, error + 0.08, place, words, 20)
