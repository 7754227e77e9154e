"""The pictures of deck 2, fully connected networks. Nothing here is trained with Keras."""

import numpy as np
from matplotlib.axes import Axes
from numpy.polynomial import Polynomial

from helpers import plots
from helpers.plots.style import (
    BOUNDARY,
    CLASS_0,
    CLASS_1,
    DESCENT,
    MUTED,
    TRAINING,
    VALIDATION,
)
from slides.drawings.parts import GATE_INPUTS
from slides.drawings.picture import HALF_SLIDE, WHOLE_SLIDE, picture

XOR_TARGETS = np.array([[0], [1], [1], [0]])


def _sigmoid(n: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-n))


@picture(WHOLE_SLIDE, ncols=2)
def xor_two_lines(axes: np.ndarray) -> None:
    """Draw XOR between two lines, and its hidden space with one."""
    left, right = axes
    hidden = np.column_stack([GATE_INPUTS @ [1, 1] > 0.5, GATE_INPUTS @ [1, 1] < 1.5]).astype(int)
    names = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
    plots.points(GATE_INPUTS, XOR_TARGETS.ravel(), ax=left)
    plots.decision_boundary([1, 1], -0.5, ax=left, regions=False)
    plots.decision_boundary([-1, -1], 1.5, ax=left, regions=False)
    left.set(title="Inputs: OR and NAND", xticks=(0, 1), yticks=(0, 1))
    left.text(0.27, -0.32, "OR", ha="left")
    left.text(1.02, 0.62, "NAND", ha="left")
    plots.hidden_space(hidden, XOR_TARGETS.ravel(), names, ax=right)
    plots.decision_boundary([1, 1], -1.5, ax=right, regions=False)
    right.set(title="Hidden space: AND", xlabel="answer of OR", ylabel="answer of NAND")
    right.set(xticks=(0, 1), yticks=(0, 1))


@picture(WHOLE_SLIDE, ncols=2, sharey=True)
def universal_approximation(axes: np.ndarray) -> None:
    """Draw a curve and its imitation by few and by many sigmoid neurons."""
    def curve(x: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * x) + 0.5 * np.sin(6 * np.pi * x)

    x = np.linspace(0, 1, 300)
    for ax, neurons in zip(axes, (5, 50), strict=True):
        ends = np.linspace(0, 1, neurons + 1)
        steps = _sigmoid(8 * neurons * (x[:, np.newaxis] - (ends[:-1] + ends[1:]) / 2))
        ax.plot(x, curve(x), "--", color=MUTED, label="the curve")
        ax.plot(x, steps @ np.diff(curve(ends)), color=CLASS_0, label="sum of sigmoids")
        ax.set(title=f"{neurons} hidden neurons", xlabel="input", ylim=(-1.5, 1.5))
    axes[0].set_ylabel("output")
    axes[1].legend(loc="lower left")


@picture(WHOLE_SLIDE)
def step_and_sigmoid(ax: Axes) -> None:
    """Draw the hard step, the sigmoid and the slope of the sigmoid."""
    sums = np.linspace(-6, 6, 401)
    answers = _sigmoid(sums)
    ax.step(sums, sums > 0, "--", color=MUTED, label="step (hardlim)")
    ax.plot(sums, answers, color=CLASS_0, label="sigmoid")
    ax.plot(sums, answers * (1 - answers), ":", color=DESCENT, label="slope of the sigmoid")
    ax.set(xlabel="weighted sum n", ylabel="output", yticks=(0, 0.5, 1))
    ax.set_title("The sigmoid is a step with its corners rounded off")
    ax.legend(loc="center left", bbox_to_anchor=(0, 0.62))


@picture(WHOLE_SLIDE, ncols=2, sharey=True)
def activations(axes: np.ndarray) -> None:
    """Draw five activations, those that saturate beside those that don't."""
    left, right = axes
    sums = np.linspace(-4, 4, 401)
    leaky, elu = np.maximum(0.1 * sums, sums), np.where(sums > 0, sums, np.expm1(sums))
    left.plot(sums, _sigmoid(sums), color=CLASS_0, label="sigmoid")
    left.plot(sums, np.tanh(sums), "--", color=CLASS_1, label="tanh")
    right.plot(sums, np.maximum(0, sums), color=TRAINING, label="ReLU")
    right.plot(sums, leaky, "-.", color=VALIDATION, label="leaky ReLU")
    right.plot(sums, elu, ":", color=DESCENT, label="ELU")
    for ax, title in ((left, "Flat on both sides"), (right, "Rising on the right")):
        ax.set(title=title, xlabel="weighted sum n", ylim=(-1.3, 3))
        ax.legend(loc="upper left")
    left.set_ylabel("output")


@picture(WHOLE_SLIDE, "chain_rule_forward", given={"backward": False})
@picture(WHOLE_SLIDE, "chain_rule_backward", given={"backward": True})
def chain_rule(ax: Axes, backward: bool) -> None:
    """Draw the graph of f = (x + y) z with its values, and with its derivatives if asked."""
    x, y, z = -2, 5, -4
    q = x + y
    nodes = {
        "x": (0, 3), "y": (0, 1.4), "z": (0, 0), "+": (2.6, 2.2), "×": (5.2, 1.1), "f": (7.6, 1.1),
    }
    edges = [("x", "+", x), ("y", "+", y), ("+", "×", q), ("z", "×", z), ("×", "f", q * z)]
    slopes = {("×", "f"): 1, ("+", "×"): z, ("z", "×"): q, ("x", "+"): z, ("y", "+"): z}
    plots.computational_graph(nodes, edges, slopes if backward else None, ax=ax, size=20)


@picture((13, 6.2))
def sigmoid_neuron(ax: Axes) -> None:
    """Draw the graph of a sigmoid neuron, forward and backward."""
    w0, w1, w2, x0, x1 = 2, -3, -3, -1, -2
    total = w0 * x0 + w1 * x1 + w2
    power = np.exp(-total)
    by_power = -1 / (1 + power) ** 2
    by_total = -by_power * power
    values = [
        w0, x0, w1, x1, w2, w0 * x0, w1 * x1, w0 * x0 + w1 * x1, total, -total, power, 1 + power,
        1 / (1 + power),
    ]
    slopes = [
        by_total * x0, by_total * w0, by_total * x1, by_total * w1, *[by_total] * 5, -by_total,
        by_power, by_power, 1,
    ]
    plots.sigmoid_neuron_graph(values, slopes, ax=ax, aspect="auto")


@picture(WHOLE_SLIDE)
def xor_starts(ax: Axes) -> None:
    """Draw the losses of twenty nets that learn XOR, or don't."""
    losses = _train_xor_nets(nets=20, steps=4000)
    solved = losses[-1] < 0.01
    shown = np.arange(0, 2000, 10)
    ax.semilogy(shown, losses[shown][:, solved], color=TRAINING, linewidth=1.5)
    ax.semilogy(shown, losses[shown][:, ~solved], "--", color=DESCENT)
    ax.plot([], [], color=TRAINING, label="learned XOR")
    ax.plot([], [], "--", color=DESCENT, label="stuck")
    ax.set(xlabel="steps downhill", ylabel="loss", xlim=(0, 2000))
    ax.set_title(f"{solved.sum()} of {len(solved)} random starts learn XOR")
    ax.legend(loc="lower left")


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
        output_weights -= learning_rate * (hidden.mT @ d_sums)
        output_biases -= learning_rate * d_sums.sum(axis=-2, keepdims=True)
        hidden_weights -= learning_rate * (GATE_INPUTS.T @ d_hidden_sums)
        hidden_biases -= learning_rate * d_hidden_sums.sum(axis=-2, keepdims=True)
    return np.array(losses)


@picture(WHOLE_SLIDE, ncols=3, sharey=True)
def three_fits(axes: np.ndarray) -> None:
    """Draw a fit that is too stiff, one that is right, and one that is too flexible."""
    rng = np.random.default_rng(7)

    def points(count: int) -> tuple[np.ndarray, np.ndarray]:
        x = np.linspace(0.04, 0.96, count) + rng.uniform(-0.03, 0.03, count)
        return x, np.sin(2 * np.pi * x) + rng.normal(scale=0.2, size=count)

    training, new = points(12), points(12)
    places = np.linspace(0, 1, 300)
    titles = {1: "Under-fitting", 3: "Appropriate", 10: "Over-fitting"}
    for ax, (degree, title) in zip(axes, titles.items(), strict=True):
        fitted = Polynomial.fit(*training, degree, domain=[0, 1])
        ax.plot(places, fitted(places), color=BOUNDARY, zorder=1)
        ax.plot(*training, "o", color=TRAINING, label="training")
        ax.plot(*new, "s", color=VALIDATION, label="new points")
        ax.set(title=title, xlabel="input", ylim=(-1.9, 1.9), xticks=(0, 0.5, 1))
    axes[0].set_ylabel("target")
    axes[0].legend(loc="upper right")


@picture(HALF_SLIDE)
def cross_entropy(ax: Axes) -> None:
    """Draw the cross-entropy over the probability of the true class."""
    probability = np.linspace(0.005, 1, 400)
    ax.plot(probability, -np.log(probability), color=CLASS_0)
    ax.plot(0.619, -np.log(0.619), "o", color=DESCENT, markersize=14, label="our image")
    ax.set(xlabel="probability of the true class", ylabel="cross-entropy", ylim=(0, 5.5))
    ax.set_title("Surely wrong costs most")
    ax.legend()


@picture(HALF_SLIDE)
def early_stopping(ax: Axes) -> None:
    """Draw learning curves with a turn, and the epoch before it."""
    epoch = np.arange(1, 41)
    training = 0.08 + 0.9 * np.exp(-epoch / 8)
    validation = 0.28 + 0.75 * np.exp(-epoch / 6) + 0.006 * epoch
    plots.learning_curves({"loss": training, "val_loss": validation}, axes=ax)
    for line in ax.lines:
        line.set(marker="")
    ax.axvline(epoch[validation.argmin()], color=DESCENT, linestyle=":", label="best epoch")
    ax.set(title="Stop at the turn (drawn by hand)", ylim=(0, 1.1))
    ax.legend()
