"""The pictures of the decks 2 and 3, drawn with the functions and colours of the notebooks.

``python -m slides.drawings.decks_2_3`` saves them all into ``slides/pictures``. Nothing here is trained
with Keras, and no digit of MNIST is shown: handwritten digits are scikit-learn's own of 8×8 pixels.

The photograph is ``china.jpg`` out of scikit-learn, taken by danielbuechele
(https://www.flickr.com/photos/danielbuechele/6061409035/), licence CC BY 2.0
(https://creativecommons.org/licenses/by/2.0/); here it is made grey, cut and filtered.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch, Rectangle
from matplotlib.text import Text
from numpy.polynomial import Polynomial
from PIL import Image
from scipy.signal import correlate2d
from sklearn.datasets import load_digits, load_sample_image
from sklearn.metrics import confusion_matrix

from helpers import plots
from helpers.plots import style

FOLDER = Path(__file__).parents[1] / "pictures"
SMALLEST_TEXT = 16
WHOLE_SLIDE = (11, 4.3)
HALF_SLIDE = (5.6, 4.5)
LARGE = {
    "font.size": 17,
    "axes.titlesize": 19,
    "axes.labelsize": 17,
    "legend.fontsize": 16,
    "xtick.labelsize": 16,
    "ytick.labelsize": 16,
    "figure.titlesize": 20,
    "svg.hashsalt": "workshop",
}

GATE_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XOR_TARGETS = np.array([[0], [1], [1], [0]])
PICTURE = np.array(
    [[2, 4, 9, 1, 4], [2, 1, 4, 4, 6], [1, 1, 2, 9, 2], [7, 3, 5, 1, 3], [2, 3, 4, 8, 5]]
)
KERNEL = np.array([[1, 2, 3], [-4, 7, 4], [2, -5, 1]])
UPRIGHT_EDGE = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def _for_slides(draw: Callable[[], Figure]) -> Callable[[], Figure]:
    """Draw with letters that the last row can read."""

    @functools.wraps(draw)
    def drawn_large() -> Figure:
        with plt.rc_context(LARGE):
            figure = draw()
        for text in figure.findobj(Text):
            text.set_fontsize(max(text.get_fontsize(), SMALLEST_TEXT))
        return figure

    return drawn_large


def _sigmoid(n: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-n))


# Deck 2


@_for_slides
def xor_two_lines() -> Figure:
    """Draw XOR between two lines, and its hidden space with one."""
    hidden = np.column_stack(
        [GATE_INPUTS @ [1, 1] - 0.5 > 0, GATE_INPUTS @ [-1, -1] + 1.5 > 0]
    ).astype(int)
    figure, (left, right) = plt.subplots(1, 2, figsize=WHOLE_SLIDE)
    plots.points(GATE_INPUTS, XOR_TARGETS.ravel(), ax=left)
    plots.decision_boundary([1, 1], -0.5, ax=left, regions=False)
    plots.decision_boundary([-1, -1], 1.5, ax=left, regions=False)
    left.set(title="Inputs: OR and NAND", xticks=(0, 1), yticks=(0, 1))
    left.text(0.27, -0.32, "OR", ha="left")
    left.text(1.02, 0.62, "NAND", ha="left")
    names = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
    plots.hidden_space(hidden, XOR_TARGETS.ravel(), names, ax=right)
    plots.decision_boundary([1, 1], -1.5, ax=right, regions=False)
    right.set(title="Hidden space: AND", xlabel="answer of OR", ylabel="answer of NAND")
    right.set(xticks=(0, 1), yticks=(0, 1))
    return figure


@_for_slides
def universal_approximation() -> Figure:
    """Draw a curve and its imitation by few and by many sigmoid neurons."""
    def curve(x: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * x) + 0.5 * np.sin(6 * np.pi * x)

    def imitation(x: np.ndarray, neurons: int) -> np.ndarray:
        ends = np.linspace(0, 1, neurons + 1)
        middles = (ends[:-1] + ends[1:]) / 2
        steps = _sigmoid(8 * neurons * (x[:, np.newaxis] - middles))
        return curve(0.0) + steps @ np.diff(curve(ends))

    x = np.linspace(0, 1, 300)
    figure, axes = plt.subplots(1, 2, figsize=WHOLE_SLIDE, sharey=True)
    for ax, neurons in zip(axes, (5, 50), strict=True):
        ax.plot(x, curve(x), "--", color=style.MUTED, label="the curve")
        ax.plot(x, imitation(x, neurons), color=style.CLASS_0, label="sum of sigmoids")
        ax.set(title=f"{neurons} hidden neurons", xlabel="input", ylim=(-1.5, 1.5))
    axes[0].set_ylabel("output")
    axes[1].legend(loc="lower left")
    return figure


@_for_slides
def step_and_sigmoid() -> Figure:
    """Draw the hard step, the sigmoid and the slope of the sigmoid."""
    sums = np.linspace(-6, 6, 401)
    answers = _sigmoid(sums)
    figure, ax = plt.subplots(figsize=WHOLE_SLIDE)
    ax.step(sums, sums > 0, "--", color=style.MUTED, label="step (hardlim)")
    ax.plot(sums, answers, color=style.CLASS_0, label="sigmoid")
    ax.plot(sums, answers * (1 - answers), ":", color=style.DESCENT, label="slope of the sigmoid")
    ax.set(xlabel="weighted sum n", ylabel="output", yticks=(0, 0.5, 1))
    ax.set_title("The sigmoid is a step with its corners rounded off")
    ax.legend(loc="center left", bbox_to_anchor=(0, 0.62))
    return figure


@_for_slides
def activations() -> Figure:
    """Draw five activations, those that saturate beside those that don't."""
    sums = np.linspace(-4, 4, 401)
    figure, (left, right) = plt.subplots(1, 2, figsize=WHOLE_SLIDE, sharey=True)
    left.plot(sums, _sigmoid(sums), color=style.CLASS_0, label="sigmoid")
    left.plot(sums, np.tanh(sums), "--", color=style.CLASS_1, label="tanh")
    right.plot(sums, np.maximum(0, sums), color=style.TRAINING, label="ReLU")
    leaky, elu = np.maximum(0.1 * sums, sums), np.where(sums > 0, sums, np.expm1(sums))
    right.plot(sums, leaky, "-.", color=style.VALIDATION, label="leaky ReLU")
    right.plot(sums, elu, ":", color=style.DESCENT, label="ELU")
    for ax, title in ((left, "Flat on both sides"), (right, "Rising on the right")):
        ax.set(title=title, xlabel="weighted sum n", ylim=(-1.3, 3))
        ax.legend(loc="upper left")
    left.set_ylabel("output")
    return figure


def _chain_rule(backward: bool) -> Figure:
    x, y, z = -2, 5, -4
    q = x + y
    nodes = {
        "x": (0, 3), "y": (0, 1.4), "z": (0, 0), "+": (2.6, 2.2), "×": (5.2, 1.1), "f": (7.6, 1.1),
    }
    edges = [("x", "+", x), ("y", "+", y), ("+", "×", q), ("z", "×", z), ("×", "f", q * z)]
    slopes = {("×", "f"): 1, ("+", "×"): z, ("z", "×"): q, ("x", "+"): z, ("y", "+"): z}
    figure, ax = plt.subplots(figsize=WHOLE_SLIDE)
    plots.computational_graph(nodes, edges, slopes if backward else None, ax=ax)
    for text in ax.texts:
        text.set_fontsize(20)
    return figure


@_for_slides
def chain_rule_forward() -> Figure:
    """Draw the graph of f = (x + y) z with its values."""
    return _chain_rule(backward=False)


@_for_slides
def chain_rule_backward() -> Figure:
    """Draw the graph of f = (x + y) z with its values and derivatives."""
    return _chain_rule(backward=True)


@_for_slides
def sigmoid_neuron() -> Figure:
    """Draw the graph of a sigmoid neuron, forward and backward."""
    w0, w1, w2, x0, x1 = 2, -3, -3, -1, -2
    weighted_sum = w0 * x0 + w1 * x1 + w2
    exponential = np.exp(-weighted_sum)
    denominator = 1 + exponential
    by_exponential = -1 / denominator**2
    by_sum = -by_exponential * exponential
    values = [w0, x0, w1, x1, w2, w0 * x0, w1 * x1, w0 * x0 + w1 * x1, weighted_sum,
              -weighted_sum, exponential, denominator, 1 / denominator]
    slopes = [by_sum * x0, by_sum * w0, by_sum * x1, by_sum * w1, by_sum, by_sum, by_sum, by_sum,
              by_sum, -by_sum, by_exponential, by_exponential, 1]
    figure, ax = plt.subplots(figsize=(12, 4.8))
    plots.sigmoid_neuron_graph(values, slopes, ax=ax)
    ax.set_aspect("auto")
    for text in ax.texts:
        column, row = text.get_position()
        if column == 0.75:  # the two arrows into a product are close together: part their texts
            product = 4.2 if row > 3 else 1.8
            text.set_y(row + np.copysign(0.22, row - product))
    return figure


def _train_xor_nets(nets: int, steps: int, learning_rate: float = 4.0) -> np.ndarray:
    """Train many 2-2-1 nets at once as notebook 04 does, and give their losses (steps, nets)."""
    starts = [np.random.default_rng(seed) for seed in range(nets)]
    weights = [(rng.normal(size=(2, 2)), rng.normal(size=(2, 1))) for rng in starts]
    hidden_weights, output_weights = (np.stack(arrays) for arrays in zip(*weights, strict=True))
    hidden_biases, output_biases = np.zeros((nets, 1, 2)), np.zeros((nets, 1, 1))
    losses = []
    for _ in range(steps):
        hidden = _sigmoid(GATE_INPUTS @ hidden_weights + hidden_biases)
        outputs = _sigmoid(hidden @ output_weights + output_biases)
        losses.append(((outputs - XOR_TARGETS) ** 2).mean(axis=(-2, -1)))
        d_sums = 2 * (outputs - XOR_TARGETS) / len(GATE_INPUTS) * outputs * (1 - outputs)
        d_hidden_sums = d_sums @ output_weights.mT * hidden * (1 - hidden)
        output_weights = output_weights - learning_rate * (hidden.mT @ d_sums)
        output_biases = output_biases - learning_rate * d_sums.sum(axis=-2, keepdims=True)
        hidden_weights = hidden_weights - learning_rate * (GATE_INPUTS.T @ d_hidden_sums)
        hidden_biases = hidden_biases - learning_rate * d_hidden_sums.sum(axis=-2, keepdims=True)
    return np.array(losses)


@_for_slides
def xor_starts() -> Figure:
    """Draw the losses of twenty nets that learn XOR, or don't."""
    losses = _train_xor_nets(nets=20, steps=4000)
    solved = losses[-1] < 0.01
    shown = np.arange(0, 2000, 10)
    figure, ax = plt.subplots(figsize=WHOLE_SLIDE)
    for number in np.argsort(~solved, kind="stable"):
        look = {"color": style.TRAINING, "linewidth": 1.5} if solved[number] else {
            "color": style.DESCENT, "linestyle": "--"
        }
        ax.semilogy(shown, losses[shown, number], **look)
    ax.plot([], [], color=style.TRAINING, label="learned XOR")
    ax.plot([], [], "--", color=style.DESCENT, label="stuck")
    ax.set(xlabel="steps downhill", ylabel="loss", xlim=(0, 2000))
    ax.set_title(f"{solved.sum()} of {len(solved)} random starts learn XOR")
    ax.legend(loc="lower left")
    return figure


@_for_slides
def three_fits() -> Figure:
    """Draw a fit that is too stiff, one that is right, and one that is too flexible."""
    rng = np.random.default_rng(7)

    def points(count: int) -> tuple[np.ndarray, np.ndarray]:
        x = np.linspace(0.04, 0.96, count) + rng.uniform(-0.03, 0.03, count)
        return x, np.sin(2 * np.pi * x) + rng.normal(scale=0.2, size=count)

    (x, y), (new_x, new_y) = points(12), points(12)
    places = np.linspace(0, 1, 300)
    figure, axes = plt.subplots(1, 3, figsize=WHOLE_SLIDE, sharey=True)
    titles = {1: "Under-fitting", 3: "Appropriate", 10: "Over-fitting"}
    for ax, (degree, title) in zip(axes, titles.items(), strict=True):
        fitted = Polynomial.fit(x, y, degree, domain=[0, 1])
        ax.plot(places, fitted(places), color=style.BOUNDARY, zorder=1)
        ax.plot(x, y, "o", color=style.TRAINING, label="training")
        ax.plot(new_x, new_y, "s", color=style.VALIDATION, label="new points")
        ax.set(title=title, xlabel="input", ylim=(-1.9, 1.9), xticks=(0, 0.5, 1))
    axes[0].set_ylabel("target")
    axes[0].legend(loc="upper right")
    return figure


@_for_slides
def cross_entropy() -> Figure:
    """Draw the cross-entropy over the probability of the true class."""
    probability = np.linspace(0.005, 1, 400)
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    ax.plot(probability, -np.log(probability), color=style.CLASS_0)
    ax.plot(0.619, -np.log(0.619), "o", color=style.DESCENT, markersize=14, label="our image")
    ax.set(xlabel="probability of the true class", ylabel="cross-entropy", ylim=(0, 5.5))
    ax.set_title("Surely wrong costs most")
    ax.legend()
    return figure


@_for_slides
def early_stopping() -> Figure:
    """Draw learning curves with a turn, and the epoch before it."""
    epoch = np.arange(1, 41)
    curves = {
        "loss": 0.08 + 0.9 * np.exp(-epoch / 8),
        "val_loss": 0.28 + 0.75 * np.exp(-epoch / 6) + 0.006 * epoch,
    }
    best = int(np.argmin(curves["val_loss"]))
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    plots.learning_curves(curves, axes=ax)
    for line in ax.lines:
        line.set(marker="")
    ax.axvline(best + 1, color=style.DESCENT, linestyle=":", label="best epoch")
    ax.set(title="Stop at the turn (drawn by hand)", ylim=(0, 1.1))
    ax.legend()
    return figure


# Deck 3


@_for_slides
def neighbours_lost() -> Figure:
    """Draw digits, and the same digits with all pixels in another order."""
    digits = load_digits()
    chosen = digits.images[[np.flatnonzero(digits.target == kind)[0] for kind in (0, 1, 3, 6)]]
    order = np.random.default_rng(4).permutation(64)
    shuffled = chosen.reshape(-1, 64)[:, order].reshape(-1, 8, 8)
    figure, axes = plt.subplots(2, 4, figsize=(9, 4.4))
    plots.image_grid([*chosen, *shuffled], axes=axes, frames=True)
    axes[0, 0].set_ylabel("digits")
    axes[1, 0].set_ylabel("pixels shuffled")
    return figure


@_for_slides
def local_receptive_field() -> Figure:
    """Draw a 5×5 window of a 28×28 image, and the one neuron that sees it."""
    figure, axes = plt.subplots(1, 2, figsize=WHOLE_SLIDE)
    row, column = 6, 9
    for ax, size, window in ((axes[0], 28, 5), (axes[1], 24, 1)):
        lines = np.arange(size + 1)
        ax.hlines(lines, 0, size, colors=style.MUTED, linewidth=0.7)
        ax.vlines(lines, 0, size, colors=style.MUTED, linewidth=0.7)
        place = ((column, row), window, window)
        ax.add_patch(Rectangle(*place, facecolor=style.DESCENT, alpha=0.5))
        ax.add_patch(Rectangle(*place, facecolor="none", edgecolor=style.DESCENT, linewidth=3))
        ax.set(xlim=(-1, 29), ylim=(29, -1), aspect="equal")
        ax.set_axis_off()
    axes[1].set(xlim=(-3, 27), ylim=(27, -3))
    for corner in (row, row + 5):
        figure.add_artist(
            ConnectionPatch(
                (column + 5, corner), (column, row + (corner > row)), "data", "data",
                axesA=axes[0], axesB=axes[1], color=style.DESCENT, linewidth=2,
            )
        )
    axes[0].set_title("image, 28×28")
    axes[1].set_title("feature map, 24×24")
    return figure


@_for_slides
def max_pooling() -> Figure:
    """Draw a 4×4 map and its largest numbers."""
    small_map = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
    pooled = small_map.reshape(2, 2, 2, 2).max(axis=(1, 3))
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2), width_ratios=[4, 2])
    plots.number_cells(small_map, window=(0, 0, 2, 2), ax=left)
    left.plot([2, 2], [0, 4], color=style.BOUNDARY)
    left.plot([0, 4], [2, 2], color=style.BOUNDARY)
    plots.number_cells(pooled, window=(0, 0, 1, 1), ax=right)
    left.set_title("feature map")
    right.set_title("pooled, 2×2")
    _same_cells(left, right)
    _larger_numbers(left, right)
    return figure


@_for_slides
def three_ideas() -> Figure:
    """Draw what three kernels, pooling and a dense layer make of an image."""
    figure, ax = plt.subplots(figsize=(11, 4.2))
    shapes = [(28, 28, 1), (24, 24, 3), (12, 12, 3), (10,)]
    plots.layer_stacks(shapes, ["3 kernels\n5×5", "pooling\n2×2", "dense"], ax=ax)
    return figure


def _convolution(answers: np.ndarray, row: int, column: int) -> Figure:
    figure, axes = plt.subplots(1, 3, figsize=WHOLE_SLIDE, width_ratios=[5, 3, 3])
    plots.number_cells(PICTURE, window=(row, column, 3, 3), ax=axes[0])
    plots.number_cells(KERNEL, ax=axes[1])
    plots.number_cells(np.nan_to_num(answers), window=(row, column, 1, 1), ax=axes[2])
    for text, answer in zip(axes[2].texts, answers.ravel(), strict=True):
        text.set_visible(bool(np.isfinite(answer)))
    for ax, title in zip(axes, ("picture", "kernel", "feature map"), strict=True):
        ax.set_title(title)
    _same_cells(*axes)
    _larger_numbers(*axes)
    return figure


@_for_slides
def first_window() -> Figure:
    """Draw the first window of the convolution by hand, and its answer."""
    answers = np.full((3, 3), np.nan)
    answers[0, 0] = np.sum(PICTURE[:3, :3] * KERNEL)
    return _convolution(answers, 0, 0)


@_for_slides
def whole_map() -> Figure:
    """Draw the whole feature map of the convolution by hand."""
    answers = correlate2d(PICTURE, KERNEL, mode="valid").astype(float)
    return _convolution(answers, *np.unravel_index(answers.argmax(), answers.shape))


@_for_slides
def padding_and_stride() -> Figure:
    """Draw the padded picture, its map, and what is left of it with stride 2."""
    padded = np.pad(PICTURE, 1)
    answers = correlate2d(padded, KERNEL, mode="valid")
    figure, axes = plt.subplots(1, 3, figsize=(11.5, 4.4), width_ratios=[7, 5, 3])
    plots.number_cells(padded, window=(0, 0, 3, 3), ax=axes[0])
    plots.number_cells(answers, window=(1, 1, 3, 3), ax=axes[1])
    plots.number_cells(answers[::2, ::2], ax=axes[2])
    for ax, title in zip(axes, ("padding 1", "its map", "stride 2"), strict=True):
        ax.set_title(title)
    _same_cells(*axes)
    return figure


def _same_cells(*tables: plt.Axes) -> None:
    """Give each table as much height as the tallest, so that all their cells are alike."""
    low, high = tables[0].get_ylim()
    for ax in tables[1:]:
        bottom, top = ax.get_ylim()
        room = ((low - high) - (bottom - top)) / 2
        ax.set_ylim(bottom + room, top - room)


def _larger_numbers(*axes: plt.Axes) -> None:
    for ax in axes:
        for text in ax.texts:
            text.set_fontsize(22)


@_for_slides
def photograph_filtered() -> Figure:
    """Draw a photograph, its upright edges, and it blurred and sharpened."""
    red, green, blue = np.moveaxis(load_sample_image("china.jpg").astype(float), -1, 0)
    photograph = np.rint(0.299 * red + 0.587 * green + 0.114 * blue)
    detail = photograph[22:132, 65:329]
    sharpen = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    filtered = {
        "as it is": detail[1:-1, 1:-1],
        "upright edges": correlate2d(detail, UPRIGHT_EDGE, mode="valid"),
        "blurred": correlate2d(detail, np.full((3, 3), 1 / 9), mode="valid"),
        "sharpened": correlate2d(detail, sharpen, mode="valid"),
    }
    figure, axes = plt.subplots(2, 2, figsize=(9.4, 4.5))
    for ax, (title, shown) in zip(axes.flat, filtered.items(), strict=True):
        is_edge = title == "upright edges"
        value_range, cmap = ((-400, 400), "PuOr") if is_edge else ((0, 255), "gray")
        plots.image_grid([shown], [title], axes=ax, value_range=value_range, cmap=cmap)
    return figure


@_for_slides
def two_blocks() -> Figure:
    """Draw the network of notebook 10 with two blocks."""
    shapes = [(28, 28, 1), (24, 24, 16), (12, 12, 16), (11, 11, 8), (5, 5, 8), (100,), (10,)]
    steps = ["16 kernels\n5×5", "pooling", "8 kernels\n2×2", "pooling", "dense", "dense"]
    figure, ax = plt.subplots(figsize=(14, 4.2))
    plots.layer_stacks(shapes, steps, ax=ax)
    return figure


@_for_slides
def shifted_digit() -> Figure:
    """Draw one digit four times, each time a pixel further to the right."""
    digit = np.pad(load_digits().images[5], 3)
    shifted = [np.roll(digit, pixels, axis=1) for pixels in range(4)]
    titles = ["as it is", "1 pixel", "2 pixels", "3 pixels"]
    axes = plt.subplots(1, 4, figsize=(11, 3.1))[1]
    plots.image_grid(shifted, titles, axes=axes, frames=True)
    return axes[0].figure


def _rectified(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return np.maximum(0, correlate2d(image, kernel, mode="valid"))


def _pooled(image: np.ndarray) -> np.ndarray:
    rows, columns = image.shape[0] // 2, image.shape[1] // 2
    return image[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).max(axis=(1, 3))


@_for_slides
def maps_of_three_digits() -> Figure:
    """Draw what four layers with kernels made by hand make of two zeros and a one."""
    digits = load_digits()
    places = [*np.flatnonzero(digits.target == 0)[[0, 2]], np.flatnonzero(digits.target == 1)[0]]
    images = np.repeat(np.repeat(digits.images[places], 3, axis=1), 3, axis=2)
    first = [_rectified(image, UPRIGHT_EDGE) for image in images]
    pooled = [_pooled(image) for image in first]
    second = [_rectified(image, UPRIGHT_EDGE.T) for image in pooled]
    layers = [first, pooled, second, [_pooled(image) for image in second]]
    axes = plt.subplots(3, 5, figsize=(9, 4.5))[1]
    titles = ["upright\nedges", "pooled", "then level\nedges", "pooled"]
    plots.layer_maps(images, layers, ["zero", "zero", "one"], titles, axes=axes)
    return axes[0, 0].figure


@_for_slides
def where_it_is_wrong() -> Figure:
    """Draw the mistakes of a reader that compares with the mean image of each digit."""
    digits = load_digits()
    half = len(digits.data) // 2
    means = np.array([
        digits.data[:half][digits.target[:half] == kind].mean(axis=0) for kind in range(10)
    ])
    images, labels = digits.images[half:], digits.target[half:]
    distances = np.square(digits.data[half:, np.newaxis] - means).sum(axis=2)
    answers = distances.argmin(axis=1)
    figure = plt.figure(figsize=(11, 4.6))
    places = figure.add_gridspec(2, 4, width_ratios=[3, 1, 1, 1])
    ax = figure.add_subplot(places[:, 0])
    plots.confusion_matrix(confusion_matrix(labels, answers), ax=ax)
    ax.set_title("how often which for which")
    missed_by = distances[np.arange(len(labels)), labels] - distances.min(axis=1)
    worst = np.argsort(-missed_by, kind="stable")[:6]
    titles = [f"{labels[i]}, read {answers[i]}" for i in worst]
    axes = [figure.add_subplot(places[row, column]) for row in (0, 1) for column in (1, 2, 3)]
    plots.image_grid(images[worst], titles, axes=axes)
    return figure


PICTURES: dict[str, Callable[[], Figure]] = {
    function.__name__: function
    for function in (
        xor_two_lines, universal_approximation, step_and_sigmoid, activations, chain_rule_forward,
        chain_rule_backward, sigmoid_neuron, xor_starts, three_fits, cross_entropy, early_stopping,
        neighbours_lost, local_receptive_field, max_pooling, three_ideas, first_window, whole_map,
        padding_and_stride, photograph_filtered, two_blocks, shifted_digit, maps_of_three_digits,
        where_it_is_wrong,
    )
}
PHOTOGRAPHS = ("photograph_filtered",)


def save(name: str, folder: Path = FOLDER) -> Path:
    """Draw one picture and save it, a photograph as PNG and all others as SVG.

    Parameters
    ----------
    name : str
        A name out of `PICTURES`.
    folder : pathlib.Path
        Where to put it.

    Returns
    -------
    pathlib.Path
        The file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figure = PICTURES[name]()
    with plt.rc_context(LARGE):
        _settle(figure)
        if name in PHOTOGRAPHS:
            path = folder / f"{name}.png"
            _save_with_few_colours(figure, path)
        else:
            path = folder / f"{name}.svg"
            figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return path


def _settle(figure: Figure) -> None:
    """Round the places of the axes: the layout's last digits differ from run to run."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for ax in figure.axes:
        ax.set_position(np.round(ax.get_position(original=True).bounds, 4))


def _save_with_few_colours(figure: Figure, path: Path) -> None:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=96)
    Image.open(buffer).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    for picture in PICTURES:
        print(save(picture))
