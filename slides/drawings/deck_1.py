"""The pictures of deck 1, the single neuron."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers import plots
from helpers.plots import descent
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, INK, MUTED
from slides.drawings.parts import (
    GATE_INPUTS,
    PAPER,
    arrow,
    box,
    centred,
    legend_above,
    measure_in_inches,
)
from slides.drawings.picture import HALF_SLIDE, WHOLE_SLIDE, picture

RULE_INPUTS = np.array([[1, 2], [-1, 2], [0, -1]])
RULE_TARGETS = np.array([1, 0, 0])
LINE_INPUTS = np.arange(1.0, 9.0)
LINE_TARGETS = 2 * LINE_INPUTS + 4


@picture(WHOLE_SLIDE)
def cell_and_unit(ax: Axes) -> None:
    """Draw the threshold unit, with the parts of a nerve cell named beneath."""
    measure_in_inches(ax)
    frame = {"facecolor": "white", "edgecolor": CLASS_1, "pad": 4}
    for number, side in [(1, 1), (2, 0), (3, -1)]:
        height = 2.6 + 0.9 * side
        centred(ax, 0.75, height, f"$x_{number}$", 24)
        arrow(ax, (1.1, height), (4.35, 2.6 + 0.35 * side))
        centred(ax, 2.35, height + 0.02 - 0.15 * side, f"$w_{number}$", 20, bbox=frame)
    ax.add_patch(plt.Circle((5.0, 2.6), 0.75, facecolor=PAPER, edgecolor=CLASS_0, linewidth=3))
    centred(ax, 5.0, 2.6, r"$\Sigma$", 34)
    arrow(ax, (5.75, 2.6), (6.9, 2.6))
    box(ax, 6.9, 1.95, 1.5, 1.3, CLASS_0)
    ax.plot([7.1, 7.65, 7.65, 8.2], [2.2, 2.2, 3.0, 3.0], color=DESCENT, linewidth=4)
    arrow(ax, (8.4, 2.6), (10.1, 2.6))
    centred(ax, 10.45, 2.6, "a", 24, style="italic")
    names = [
        (0.75, "inputs", "dendrites"), (2.6, "weights", "synapses"), (5.0, "sum", "cell body"),
        (7.65, "threshold", "fires or not"), (10.1, "answer", "axon"),
    ]
    for place, of_unit, of_cell in names:
        centred(ax, place, 0.95, of_unit, 19, fontweight="bold")
        centred(ax, place, 0.4, of_cell, 19, style="italic")


@picture(HALF_SLIDE)
def hardlim_step(ax: Axes) -> None:
    """Draw the threshold function."""
    ax.plot([-2, 0], [0, 0], color=CLASS_0, linewidth=5)
    ax.plot([0, 2], [1, 1], color=CLASS_1, linewidth=5)
    ax.plot(0, 0, "o", color=CLASS_0, markersize=14)
    ax.plot(0, 1, "o", color="white", markeredgecolor=CLASS_1, markersize=14, markeredgewidth=3)
    ax.set(xlabel="z = w·x + b", ylabel="answer a", yticks=[0, 1], ylim=(-0.25, 1.25))


@picture(HALF_SLIDE)
def or_by_hand(ax: Axes) -> None:
    """Draw OR with the boundary made by hand."""
    plots.points(GATE_INPUTS, [0, 1, 1, 1], ax=ax)
    plots.decision_boundary([0.5, 0.5], -0.25, ax=ax)
    legend_above(ax)


@picture(HALF_SLIDE, "rule_at_the_start", given={"steps": 0})
@picture(HALF_SLIDE, "rule_after_a", given={"steps": 1})
@picture(HALF_SLIDE, "rule_after_b", given={"steps": 2})
@picture(HALF_SLIDE, "rule_after_c", given={"steps": 3})
def rule(ax: Axes, steps: int) -> None:
    """Draw the worked problem after some steps of the rule."""
    weights = np.array([1.0, -0.8])
    for point, target in zip(RULE_INPUTS[:steps], RULE_TARGETS[:steps], strict=True):
        weights = weights + (target - int(weights @ point > 0)) * point
    plots.points(RULE_INPUTS, RULE_TARGETS, ax=ax)
    ax.set(xlim=(-2.2, 3.8), ylim=(-1.7, 2.9))
    plots.decision_boundary(weights, ax=ax, to_scale=True)
    frame = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1}
    look = {"xytext": (10, 8), "textcoords": "offset points", "fontsize": 18, "bbox": frame}
    for name, place in zip("ABC", RULE_INPUTS, strict=True):
        ax.annotate(name, place, **look)
    legend_above(ax)


@picture(HALF_SLIDE)
def xor_no_single_line(ax: Axes) -> None:
    """Draw the points of XOR and two lines that separate its classes."""
    plots.points(GATE_INPUTS, [0, 1, 1, 0], ax=ax)
    for crossing, line_style in [(0.5, "-"), (1.5, "--")]:
        ax.axline((0, crossing), slope=-1, color=BOUNDARY, linestyle=line_style)
    legend_above(ax)


@picture(HALF_SLIDE)
def mistakes_per_epoch(ax: Axes) -> None:
    """Draw how many mistakes a threshold unit makes on OR, AND and XOR during each epoch."""
    gates = {
        "OR": ([0, 1, 1, 1], "o-", INK, 15),
        "AND": ([0, 0, 0, 1], "s--", MUTED, 9),
        "XOR": ([0, 1, 1, 0], "^:", DESCENT, 7),
    }
    for name, (targets, line, colour, size) in gates.items():
        made = _mistakes(np.array(targets), epochs=10)
        ax.plot(range(1, 11), made, line, color=colour, markersize=size, label=name)
    ax.set(xlabel="epoch", ylabel="mistakes", yticks=range(5), ylim=(-0.2, 4.2))
    legend_above(ax, columns=3)


def _mistakes(targets: np.ndarray, epochs: int) -> list[int]:
    """Train a threshold unit; count the mistakes that it makes during each epoch."""
    weights, bias = np.zeros(2), 0.0
    mistakes = [0] * epochs
    for epoch in range(epochs):
        for point, target in zip(GATE_INPUTS, targets, strict=True):
            error = target - int(weights @ point + bias > 0)
            mistakes[epoch] += abs(error)
            weights, bias = weights + error * point, bias + error
    return mistakes


@picture(HALF_SLIDE)
def errors_of_a_guess(ax: Axes) -> None:
    """Draw the guess w = 3, b = 2 with its errors."""
    descent.fitted_line(LINE_INPUTS, LINE_TARGETS, 3, 2, ax=ax)


@picture((11, 4.4), ncols=2)
def cost_landscape(axes: np.ndarray) -> None:
    """Draw the loss as a landscape and as a map, with the guess on it."""
    relief, ax = axes
    relief.remove()
    relief = ax.figure.add_subplot(1, 2, 1, projection="3d")
    descent.loss_surface(_loss, (0, 4), (0, 8), ax=relief, resolution=16)
    relief.set(xticks=[0, 2, 4], yticks=[0, 4, 8], zticks=[0, 40, 80])
    for axis in (relief.xaxis, relief.yaxis, relief.zaxis):
        axis.labelpad = 8
    descent.loss_contours(_loss, (0, 5), (0, 8), ax=ax, resolution=40)
    descent.mark(3, 2, ax, "our guess", marker="D")
    descent.mark(2, 4, ax, "loss 0")


@picture(HALF_SLIDE)
def first_steps(ax: Axes) -> None:
    """Draw the first steps of a descent on the map of the loss."""
    descent.loss_contours(_loss, (1, 3.5), (1, 5), ax=ax, resolution=40)
    descent.descent_path(_path(0.02, steps=200), ax)
    descent.mark(2, 4, ax, "loss 0")


@picture((11.4, 4.1), ncols=3, sharey=True)
def learning_rates(axes: np.ndarray) -> None:
    """Draw forty steps with a learning rate too small, right and too large."""
    rates = {"too small": 0.0005, "right": 0.04, "too large": 0.08}
    for ax, (name, learning_rate) in zip(axes, rates.items(), strict=True):
        descent.loss_contours(_loss, (0, 4), (0.5, 5), ax=ax, resolution=36)
        descent.descent_path(_path(learning_rate, steps=40), ax)
        descent.mark(2, 4, ax)
        ax.set(title=f"{name}: {learning_rate}", xticks=[1, 2, 3])
        ax.label_outer()


def _loss(weight: float, bias: float) -> float:
    return float(((LINE_TARGETS - (weight * LINE_INPUTS + bias)) ** 2).mean() / 2)


def _path(
    learning_rate: float,
    steps: int,
    start: tuple[float, float] = (3.0, 2.0),
    inputs: np.ndarray = LINE_INPUTS,
    targets: np.ndarray = LINE_TARGETS,
) -> np.ndarray:
    """Go down the loss of a linear neuron: weight and bias after each step, (steps + 1, 2)."""
    path = [np.array(start)]
    for _ in range(steps):
        weight, bias = path[-1]
        errors = targets - (weight * inputs + bias)
        path.append(path[-1] + learning_rate * np.array([(errors * inputs).mean(), errors.mean()]))
    return np.array(path)


@picture(HALF_SLIDE)
def slopes_of_samples(ax: Axes) -> None:
    """Draw the slope that each of the eight examples gives alone, and their mean."""
    slopes = (3 * LINE_INPUTS + 2 - LINE_TARGETS) * LINE_INPUTS
    ax.bar(LINE_INPUTS, slopes, color=np.where(slopes < 0, DESCENT, CLASS_0))
    ax.axhline(slopes.mean(), color=BOUNDARY, linestyle="--", label="their mean")
    ax.set(xlabel="input x of the example", ylabel="slope along the weight", xticks=LINE_INPUTS)
    ax.legend(loc="upper left")


@picture(HALF_SLIDE)
def error_far_outside(ax: Axes) -> None:
    """Draw what a descent of 500 steps still lacks, among its six points and at x = 10."""
    inputs = np.arange(-1.0, 5.0)
    weight, bias = _path(0.02, 500, start=(0.0, 0.0), inputs=inputs, targets=2 * inputs - 1)[-1]
    lacking = np.poly1d([weight - 2, bias + 1])
    ax.axhline(0, color=MUTED, linewidth=1)
    ax.plot([-2, 11], lacking([-2, 11]), color=BOUNDARY)
    ax.plot(inputs, lacking(inputs), "o", color=CLASS_0, label="the six points")
    ax.plot(10, lacking(10), "D", color=DESCENT, markersize=12, label="x = 10")
    ax.set(xlabel="input x", ylabel="answer less 2x - 1")
    ax.legend()
