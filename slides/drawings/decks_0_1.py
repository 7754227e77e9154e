"""The pictures of decks 0 and 1: ``python -m slides.drawings.decks_0_1`` draws them all anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import plots
from helpers.plots import descent as surfaces
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, MUTED, TRAINING

PICTURES_FOLDER = Path(__file__).resolve().parents[1] / "pictures"
# A slide is read from farther away than a notebook.
FOR_SLIDES = {
    "font.size": 16,
    "axes.titlesize": 17,
    "axes.labelsize": 16,
    "xtick.labelsize": 15,
    "ytick.labelsize": 15,
    "legend.fontsize": 15,
    "svg.hashsalt": "workshop",
}
WHOLE_SLIDE = (11, 4.3)
HALF_SLIDE = (5.4, 4.4)
PAPER = "#F2F6FA"

gate_inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
test_points = np.array([[1, 2], [-1, 2], [0, -1]])
test_targets = np.array([1, 0, 0])
line_inputs = np.arange(1.0, 9.0)
line_targets = 2 * line_inputs + 4


def nested_fields() -> Figure:
    """Draw deep learning inside machine learning inside artificial intelligence."""
    ax = _empty_page(11, 4.3)
    frames = [
        (0.1, 0.1, 10.8, 4.1, "Artificial intelligence", "search, hand-written rules", MUTED),
        (2.9, 0.3, 7.8, 2.85, "Machine learning", "lines, trees, neighbours", CLASS_0),
        (5.9, 0.5, 4.6, 1.6, "Deep learning", "networks of many layers", DESCENT),
    ]
    for left, bottom, width, height, name, examples, colour in frames:
        _box(ax, left, bottom, width, height, colour)
        top = bottom + height
        ax.text(left + 0.25, top - 0.2, name, va="top", fontsize=21, fontweight="bold")
        ax.text(left + 0.25, top - 0.62, examples, va="top", fontsize=17)
    return ax.figure


def learning_loop() -> Figure:
    """Draw the loop of learning: outputs, loss, and a step back to the weights."""
    ax = _empty_page(11, 4.3)
    boxes = {
        "inputs": (0.1, 2.6, 1.7, MUTED, "inputs"),
        "model": (2.9, 2.6, 2.3, CLASS_0, "model\nwith weights"),
        "outputs": (6.3, 2.6, 1.7, CLASS_0, "outputs"),
        "loss": (9.1, 2.6, 1.7, DESCENT, "loss:\nhow wrong?"),
        "targets": (9.1, 0.3, 1.7, MUTED, "targets"),
        "step": (2.9, 0.3, 2.3, TRAINING, "a small step\ndownhill"),
    }
    for left, bottom, width, colour, text in boxes.values():
        _box(ax, left, bottom, width, 1.3, colour)
        ax.text(left + width / 2, bottom + 0.65, text, ha="center", va="center", fontsize=18)
    for start, end in [
        ((1.8, 3.25), (2.9, 3.25)), ((5.2, 3.25), (6.3, 3.25)), ((8.0, 3.25), (9.1, 3.25)),
        ((9.95, 1.6), (9.95, 2.6)), ((9.1, 2.75), (5.2, 0.95)), ((4.05, 1.6), (4.05, 2.6)),
    ]:
        _arrow(ax, start, end)
    ax.text(7.75, 1.15, "which way is better?", ha="center", va="center", fontsize=16)
    ax.text(3.9, 2.1, "new weights", ha="right", va="center", fontsize=16)
    return ax.figure


def straight_and_bent() -> Figure:
    """Draw two layers of the same weights without the max and with it."""
    inputs = np.linspace(-3, 3, 241)
    with_constant = np.vstack([inputs, np.ones_like(inputs)])
    first_weights = np.array([[1, 2], [1, 0], [1, -1.5]])
    second_weights = np.array([0.8, -1.6, 1.7])
    sums = first_weights @ with_constant
    figure, ax = plt.subplots(figsize=WHOLE_SLIDE)
    for slope, constant in first_weights:
        ax.axvline(-constant / slope, color=MUTED, linewidth=1, linestyle=":")
    ax.plot(inputs, second_weights @ sums, "--", color=MUTED, label=r"without: $W_2\,W_1\,x$")
    ax.plot(
        inputs, second_weights @ np.maximum(0, sums), color=CLASS_0,
        label=r"with: $W_2\,\max(0, W_1\,x)$", linewidth=4,
    )
    ax.set(xlabel="input x", ylabel="output f")
    ax.legend(loc="lower right", fontsize=18)
    return figure


def time_line() -> Figure:
    """Draw the story from the neuron of 1943 to AlexNet."""
    events = [
        (1943, 1.0, "neuron\nMcCulloch, Pitts"),
        (1957, -1.0, "perceptron\nRosenblatt"),
        (1969, 1.0, "what one layer\ncan't do\nMinsky, Papert"),
        (1986, -1.0, "backpropagation\nRumelhart, Hinton,\nWilliams"),
        (1998, 1.0, "LeNet\nLeCun, Bottou,\nBengio, Haffner"),
        (2012, -1.0, "AlexNet"),
    ]
    figure, ax = plt.subplots(figsize=(11.4, 4.4))
    ax.axvspan(1969, 1986, ymin=0.4, ymax=0.6, color="#D9D9D9")
    ax.text(1977.5, 0.32, "winter", ha="center", va="center", style="italic", color=BOUNDARY)
    ax.annotate(
        "", (2020, 0), (1934, 0),
        arrowprops={"arrowstyle": "-|>", "linewidth": 3, "color": BOUNDARY, "mutation_scale": 24},
    )
    for year, side, text in events:
        ax.plot([year, year], [0, 0.75 * side], color=CLASS_0, linewidth=2)
        ax.plot(year, 0, "o", color=CLASS_0, markersize=13, markeredgecolor=BOUNDARY)
        ax.text(
            year, 0.85 * side, f"{year} · {text}", ha="center",
            va="bottom" if side > 0 else "top", fontsize=16, linespacing=1.25,
        )
    ax.set(xlim=(1932, 2022), ylim=(-2.2, 2.2))
    ax.set_axis_off()
    return figure


def lenet_layers() -> Figure:
    """Draw the layers of LeNet-5."""
    shapes = [(32, 32, 1), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (120,), (84,), (10,)]
    steps = ["conv 5×5", "pool 2×2", "conv 5×5", "pool 2×2", "conv 5×5", "dense", "dense"]
    figure, ax = plt.subplots(figsize=(13, 4))
    plots.layer_stacks(shapes, steps, ax=ax)
    for text in ax.texts:
        text.set_fontsize(16)
    return figure


def alexnet_errors() -> Figure:
    """Draw the top-5 errors of 2012 as bars."""
    figure, ax = plt.subplots(figsize=(10.5, 3.6))
    names, errors = ["the runner-up", "AlexNet"], [26.2, 15.3]
    bars = ax.barh(names, errors, color=[MUTED, CLASS_0], height=0.6)
    ax.bar_label(bars, fmt="%.1f %%", padding=8, fontsize=22, fontweight="bold")
    ax.tick_params(axis="y", labelsize=20, length=0)
    ax.grid(False)
    ax.set(xlabel="top-5 error in % (lower is better)", xlim=(0, 31))
    return figure


def cell_and_unit() -> Figure:
    """Draw the threshold unit, with the parts of a nerve cell named beneath."""
    ax = _empty_page(11, 4.3)
    for height, number in [(3.5, 1), (2.6, 2), (1.7, 3)]:
        ax.text(0.75, height, f"$p_{number}$", ha="center", va="center", fontsize=24)
        _arrow(ax, (1.1, height), (4.35, 2.6 + 0.35 * np.sign(height - 2.6)))
        ax.text(
            2.35, height + 0.02 - 0.15 * np.sign(height - 2.6), f"$w_{number}$", ha="center",
            va="center", fontsize=20, bbox={"facecolor": "white", "edgecolor": CLASS_1, "pad": 4},
        )
    ax.add_patch(plt.Circle((5.0, 2.6), 0.75, facecolor=PAPER, edgecolor=CLASS_0, linewidth=3))
    ax.text(5.0, 2.6, r"$\Sigma$", ha="center", va="center", fontsize=34)
    _arrow(ax, (5.75, 2.6), (6.9, 2.6))
    _box(ax, 6.9, 1.95, 1.5, 1.3, CLASS_0)
    ax.plot([7.1, 7.65, 7.65, 8.2], [2.2, 2.2, 3.0, 3.0], color=DESCENT, linewidth=4)
    _arrow(ax, (8.4, 2.6), (10.1, 2.6))
    ax.text(10.45, 2.6, "a", ha="center", va="center", fontsize=24, style="italic")
    names = [
        (0.75, "inputs", "dendrites"), (2.6, "weights", "synapses"), (5.0, "sum", "cell body"),
        (7.65, "threshold", "fires or not"), (10.1, "answer", "axon"),
    ]
    for place, of_unit, of_cell in names:
        ax.text(place, 0.95, of_unit, ha="center", va="center", fontsize=19, fontweight="bold")
        ax.text(place, 0.4, of_cell, ha="center", va="center", fontsize=19, style="italic")
    return ax.figure


def hardlim_step() -> Figure:
    """Draw the threshold function."""
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    ax.plot([-2, 0], [0, 0], color=CLASS_0, linewidth=5)
    ax.plot([0, 2], [1, 1], color=CLASS_1, linewidth=5)
    ax.plot(0, 0, "o", color=CLASS_0, markersize=14)
    ax.plot(0, 1, "o", color="white", markeredgecolor=CLASS_1, markersize=14, markeredgewidth=3)
    ax.set(xlabel="n = w·p + b", ylabel="answer a", yticks=[0, 1], ylim=(-0.25, 1.25))
    return figure


def or_by_hand() -> Figure:
    """Draw OR with the boundary made by hand."""
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    plots.points(gate_inputs, [0, 1, 1, 1], ax=ax)
    plots.decision_boundary([0.5, 0.5], -0.25, ax=ax)
    _legend_above(ax)
    return figure


def rule_at_the_start() -> Figure:
    """Draw the worked problem before the first step."""
    return _rule_picture(0)


def rule_after_p1() -> Figure:
    """Draw the worked problem after p1 was added."""
    return _rule_picture(1)


def rule_after_p2() -> Figure:
    """Draw the worked problem after p2 was subtracted."""
    return _rule_picture(2)


def rule_after_p3() -> Figure:
    """Draw the worked problem after p3 was subtracted."""
    return _rule_picture(3)


def xor_no_single_line() -> Figure:
    """Draw the points of XOR and two lines that separate its classes."""
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    plots.points(gate_inputs, [0, 1, 1, 0], ax=ax)
    for crossing, line_style in [(0.5, "-"), (1.5, "--")]:
        ax.axline((0, crossing), slope=-1, color=BOUNDARY, linestyle=line_style)
    _legend_above(ax)
    return figure


def mistakes_per_epoch() -> Figure:
    """Draw how many points of OR, AND and XOR are wrong after each epoch."""
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    gates = {"OR": ([0, 1, 1, 1], "o-"), "AND": ([0, 0, 0, 1], "s--"), "XOR": ([0, 1, 1, 0], "^:")}
    for name, (targets, line) in gates.items():
        ax.plot(_mistakes(np.array(targets), epochs=10), line, label=name)
    ax.set(xlabel="epoch", ylabel="points that are wrong", yticks=range(5), ylim=(-0.2, 4.2))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return figure


def errors_of_a_guess() -> Figure:
    """Draw the guess w = 3, b = 2 with its errors."""
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    return surfaces.fitted_line(line_inputs, line_targets, 3, 2, ax=ax).figure


def cost_landscape() -> Figure:
    """Draw the cost as a landscape and as a map, with the guess on it."""
    figure = plt.figure(figsize=(11, 4.4))
    relief = figure.add_subplot(1, 2, 1, projection="3d")
    surfaces.cost_surface(_cost, (0, 4), (0, 8), ax=relief, resolution=16)
    relief.tick_params(labelsize=14)
    relief.set(xticks=[0, 2, 4], yticks=[0, 4, 8], zticks=[0, 40, 80])
    for axis in (relief.xaxis, relief.yaxis, relief.zaxis):
        axis.labelpad = 8
    map_of_cost = figure.add_subplot(1, 2, 2)
    surfaces.cost_contours(_cost, (0, 5), (0, 8), ax=map_of_cost, resolution=40)
    _enlarge_heights(map_of_cost)
    surfaces.mark(3, 2, map_of_cost, "our guess")
    surfaces.mark(2, 4, map_of_cost, "cost 0")
    return figure


def first_steps() -> Figure:
    """Draw the first steps of a descent on the map of the cost."""
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    surfaces.cost_contours(_cost, (1, 3.5), (1, 5), ax=ax, resolution=40)
    _enlarge_heights(ax)
    surfaces.descent_path(_descent(0.02, steps=200), ax)
    surfaces.mark(2, 4, ax, "cost 0")
    return figure


def slopes_of_samples() -> Figure:
    """Draw the slope that each of the eight samples gives alone, and their mean."""
    slopes = (3 * line_inputs + 2 - line_targets) * line_inputs
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    ax.bar(line_inputs, slopes, color=np.where(slopes < 0, DESCENT, CLASS_0))
    ax.axhline(slopes.mean(), color=BOUNDARY, linestyle="--", label="their mean")
    ax.set(xlabel="input x of the sample", ylabel="slope along the weight", xticks=line_inputs)
    ax.legend(loc="upper left")
    return figure


def error_far_outside() -> Figure:
    """Draw what a descent of 500 steps still lacks, among its six points and at x = 10."""
    inputs = np.arange(-1.0, 5.0)
    weight, bias = 0.0, 0.0
    for _ in range(500):
        errors = 2 * inputs - 1 - (weight * inputs + bias)
        weight, bias = weight + 0.02 * (errors * inputs).mean(), bias + 0.02 * errors.mean()
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    places = np.array([-2.0, 11.0])
    ax.axhline(0, color=MUTED, linewidth=1)
    ax.plot(places, (weight - 2) * places + bias + 1, color=BOUNDARY)
    ax.plot(inputs, (weight - 2) * inputs + bias + 1, "o", color=CLASS_0, label="the six points")
    ax.plot(10, (weight - 2) * 10 + bias + 1, "D", color=DESCENT, markersize=12, label="x = 10")
    ax.set(xlabel="input x", ylabel="answer less 2x - 1")
    ax.legend()
    return figure


def learning_rates() -> Figure:
    """Draw forty steps with a learning rate too small, right and too large."""
    figure, axes = plt.subplots(1, 3, figsize=(11.4, 4.1), sharey=True)
    names = {"too small": 0.0005, "right": 0.04, "too large": 0.08}
    for ax, (name, learning_rate) in zip(axes, names.items(), strict=True):
        surfaces.cost_contours(_cost, (0, 4), (0.5, 5), ax=ax, resolution=36)
        _enlarge_heights(ax)
        surfaces.descent_path(_descent(learning_rate, steps=40), ax)
        surfaces.mark(2, 4, ax)
        ax.set_title(f"{name}: {learning_rate}")
        ax.set(xticks=[1, 2, 3], ylabel="bias b" if ax is axes[0] else "")
    return figure


PICTURES: dict[str, Callable[[], Figure]] = {
    function.__name__: function
    for function in (
        nested_fields, learning_loop, straight_and_bent, time_line, lenet_layers, alexnet_errors,
        cell_and_unit, hardlim_step, or_by_hand, rule_at_the_start, rule_after_p1, rule_after_p2,
        rule_after_p3, mistakes_per_epoch, xor_no_single_line, errors_of_a_guess, cost_landscape,
        first_steps, learning_rates, slopes_of_samples, error_far_outside,
    )
}


def save(folder: Path = PICTURES_FOLDER) -> list[Path]:
    """Draw all pictures and save them as SVG, the same to the byte at each run.

    Parameters
    ----------
    folder : Path
        Where the pictures go.

    Returns
    -------
    list of Path
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with plt.rc_context(FOR_SLIDES):
        for name, draw in PICTURES.items():
            figure = draw()
            written.append(folder / f"{name}.svg")
            figure.savefig(written[-1], metadata={"Date": None})
            plt.close(figure)
    return written


def _rule_picture(steps: int) -> Figure:
    weights = np.array([1.0, -0.8])
    for point, target in list(zip(test_points, test_targets, strict=True))[:steps]:
        answer = int(weights @ point > 0)
        weights = weights + (target - answer) * point
    figure, ax = plt.subplots(figsize=HALF_SLIDE)
    plots.points(test_points, test_targets, ax=ax)
    plots.decision_boundary(weights, ax=ax)
    for name, place in zip(["p1", "p2", "p3"], test_points, strict=True):
        ax.annotate(name, place, xytext=(10, 8), textcoords="offset points", fontsize=18,
                    bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1})
    _legend_above(ax)
    return figure


def _mistakes(targets: np.ndarray, epochs: int) -> list[int]:
    weights, bias = np.zeros(2), 0.0
    mistakes = [int(np.sum((gate_inputs @ weights + bias > 0) != targets))]
    for _ in range(epochs):
        for point, target in zip(gate_inputs, targets, strict=True):
            error = target - int(weights @ point + bias > 0)
            weights, bias = weights + error * point, bias + error
        mistakes.append(int(np.sum((gate_inputs @ weights + bias > 0) != targets)))
    return mistakes


def _cost(weight: float, bias: float) -> float:
    return float(((line_targets - (weight * line_inputs + bias)) ** 2).mean() / 2)


def _descent(learning_rate: float, steps: int) -> np.ndarray:
    path = [np.array([3.0, 2.0])]
    for _ in range(steps):
        weight, bias = path[-1]
        errors = line_targets - (weight * line_inputs + bias)
        slopes = np.array([-(errors * line_inputs).mean(), -errors.mean()])
        path.append(path[-1] - learning_rate * slopes)
    return np.array(path)


def _legend_above(ax: Axes) -> None:
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, columnspacing=1)


def _enlarge_heights(ax: Axes) -> None:
    for text in ax.texts:
        text.set_fontsize(14)


def _empty_page(width: float, height: float) -> Axes:
    ax = plt.subplots(figsize=(width, height))[1]
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    return ax


def _box(ax: Axes, left: float, bottom: float, width: float, height: float, colour: str) -> None:
    ax.add_patch(
        plt.Rectangle(
            (left, bottom), width, height, facecolor=PAPER, edgecolor=colour, linewidth=3
        )
    )


def _arrow(ax: Axes, start: Sequence[float], end: Sequence[float]) -> None:
    style = {
        "arrowstyle": "-|>", "color": BOUNDARY, "linewidth": 2.5, "mutation_scale": 24,
        "shrinkA": 0, "shrinkB": 0,
    }
    ax.annotate("", end, start, arrowprops=style)


if __name__ == "__main__":
    for picture in save():
        print(f"{picture.name}  {picture.stat().st_size / 1000:.0f} kB")
