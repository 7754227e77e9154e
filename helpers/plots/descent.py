"""The loss of a weight and a bias as a landscape, and the paths that descents take over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogFormatterSciNotation, MaxNLocator, NullLocator
from mpl_toolkits.mplot3d.axes3d import Axes3D
from numpy.typing import ArrayLike

from helpers.plots.axes import given_or_new
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, MUTED, TRAINING, VALIDATION

Loss = Callable[[float, float], float]

_MOST_LINES = 6
# Without the darkest blues a path stays visible everywhere.
_MAP_COLOURS = LinearSegmentedColormap.from_list(
    "loss", plt.get_cmap("Blues")(np.linspace(0, 0.6, 256))
)
_CURVE_STYLES = (
    (DESCENT, "-"), (CLASS_0, "--"), (TRAINING, "-."), (VALIDATION, ":"), (BOUNDARY, (0, (5, 1))),
)


def fitted_line(
    inputs: ArrayLike,
    targets: ArrayLike,
    weight: float,
    bias: float,
    ax: Axes | None = None,
    squares: bool = False,
) -> Axes:
    """Draw targets, the line weight · input + bias, and the error between them at each input.

    Parameters
    ----------
    inputs : array_like, shape (n,)
        The inputs x.
    targets : array_like, shape (n,)
        What the line should give there.
    weight, bias : float
        Slope of the line, and its height at x = 0.
    squares : bool
        Whether to shade the square on each error. The limits then don't follow the line, so the
        picture stays still when the line moves.
    """
    inputs, targets = np.asarray(inputs, dtype=float), np.asarray(targets, dtype=float)
    ax = given_or_new(ax)
    outputs = weight * inputs + bias
    ends = np.array([min(0.0, inputs.min()), inputs.max() + 0.05 * np.ptp(inputs)])
    ax.vlines(inputs, targets, outputs, color=DESCENT, linestyles="--", label="error", zorder=1)
    ax.plot(ends, weight * ends + bias, color=BOUNDARY, label="output of the neuron", zorder=2)
    ax.plot(inputs, targets, "o", color=CLASS_0, label="target", zorder=3)
    ax.set(xlabel="input x", ylabel="target and output")
    if squares:
        _shade_squares(ax, inputs, targets, outputs)
    ax.legend(loc="upper left")
    return ax


def _shade_squares(ax: Axes, inputs: np.ndarray, targets: np.ndarray, outputs: np.ndarray) -> None:
    """Shade the square on each error, on its right, as a square on the screen too."""
    right, top = 1.4 * inputs.max(), 1.7 * targets.max()
    ax.set(xlim=(0, right), ylim=(0, top), box_aspect=0.95)
    for x, target, error in zip(inputs, targets, targets - outputs, strict=True):
        side = abs(error) * 0.95 * right / top
        ax.add_patch(Rectangle((x, target), side, -error, color=DESCENT, alpha=0.2, zorder=0.5))
    ax.collections[0].set(linestyle="-", linewidth=4)
    ax.lines[-1].set_markersize(6)


def line_and_loss(
    inputs: ArrayLike,
    targets: ArrayLike,
    weights: ArrayLike,
    bias: float,
    loss: Loss,
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw a descent of the weight alone: its lines on the left, the loss of each on the right.

    Guesses are numbered from 0 where there is room; a straight line touches the curve of the loss
    at the last one. The curve goes from 0 to 4, or grows with the guesses, from -4 to 8 at most; a
    descent that leaves that is drawn as far as its last guess inside.

    Parameters
    ----------
    inputs, targets : array_like, shape (n,)
        The inputs x, and what the line should give there.
    weights : array_like, shape (m,)
        The weight before each step and after the last.
    bias : float
        The height of every line at x = 0.
    loss : callable
        Takes a weight and a bias and returns their loss.
    axes : array of two matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.
    """
    inputs, targets = np.asarray(inputs, dtype=float), np.asarray(targets, dtype=float)
    weights = _while_inside(weights)
    weight_range = (min(0, *weights), max(4, *weights))
    if axes is None:
        _, axes = plt.subplots(1, 2, figsize=(10, 4.4))
    left, right = axes
    end = 1.02 * inputs.max()
    places = np.linspace(*weight_range, 200)
    right.plot(places, [loss(weight, bias) for weight in places], color=CLASS_0, zorder=1)
    right.plot(weights, [loss(weight, bias) for weight in weights], color=DESCENT, linewidth=1)
    _draw_slope(right, loss, weights[-1], bias, weight_range)
    numbered: list[float] = []
    for number, weight in enumerate(weights):
        is_last = number == len(weights) - 1
        colour, width = (BOUNDARY, 2.5) if is_last else (DESCENT, 1.5)
        outputs = [bias, weight * end + bias]
        left.plot([0, end], outputs, color=colour, linewidth=width, zorder=2 + is_last)
        place = (weight, loss(weight, bias))
        right.plot(*place, "o" if number else "D", color=DESCENT, markeredgecolor=BOUNDARY,
                   clip_on=False, zorder=3)
        if all(abs(weight - other) > 0.045 * np.ptp(weight_range) for other in numbered):
            numbered.append(weight)
            for ax, beside in ((left, (end, outputs[1])), (right, place)):
                ax.annotate(str(number), beside, xytext=(7, 2), textcoords="offset points",
                            va="center", annotation_clip=True)
    left.plot(inputs, targets, "o", color=CLASS_0, label="target", zorder=4)
    left.plot([], [], color=BOUNDARY, linewidth=2.5, label="line of the last step")
    left.set(xlabel="input x", ylabel="target and output", xlim=(0, 1.09 * end),
             ylim=(0, 1.5 * targets.max()))
    left.legend(loc="upper left")
    return axes


def _while_inside(weights: ArrayLike) -> np.ndarray:
    weights = np.asarray(weights, dtype=float)
    outside = (weights < -4) | (weights > 8)
    weights = weights[: outside.argmax()] if outside.any() else weights
    if len(weights) == 0:
        raise ValueError("line_and_loss() needs at least one weight, the first from -4 to 8.")
    return weights


def _draw_slope(
    ax: Axes, loss: Loss, weight: float, bias: float, weight_range: tuple[float, float]
) -> None:
    """Draw the slope of a curve at one weight, and name the axes."""
    nudge = 1e-4 * np.ptp(weight_range)
    slope = (loss(weight + nudge, bias) - loss(weight - nudge, bias)) / (2 * nudge)
    beside = weight + 0.14 * np.ptp(weight_range) * np.array([-1, 1])
    top = ax.get_ylim()[1]
    ax.plot(beside, loss(weight, bias) + slope * (beside - weight), "--", color=BOUNDARY, zorder=2,
            label="slope at the last step")
    ax.set(xlabel="weight w", ylabel="loss L", xlim=weight_range, ylim=(-0.04 * top, top))
    ax.legend(loc="upper right")


def loss_contours(
    loss: Loss,
    weight_range: tuple[float, float],
    bias_range: tuple[float, float],
    ax: Axes | None = None,
    resolution: int = 80,
) -> Axes:
    """Draw the loss as a map: each line joins the guesses of equal loss.

    From one line to the next the loss changes fourfold, so that a valley floor shows as clearly
    as its slopes; where the whole map spans little more than that, the lines are at equal steps.

    Parameters
    ----------
    loss : callable
        Takes a weight and a bias and returns their loss, a number that is not negative.
    weight_range, bias_range : tuple of float
        Smallest and largest weight and bias of the map.
    resolution : int
        Guesses along each side at which the loss is computed.
    """
    weights, biases, losses = _loss_grid(loss, weight_range, bias_range, resolution)
    ax = given_or_new(ax)
    levels, norm = _levels(losses.min(), losses.max())
    # Without antialiasing the stored picture is a third of the size.
    ax.contourf(
        weights, biases, np.maximum(losses, levels[0]), levels=levels, cmap=_MAP_COLOURS,
        norm=norm, antialiased=False,
    )
    lines = ax.contour(
        weights, biases, losses, levels=levels[1:-1], colors=MUTED, linewidths=0.7, linestyles="-",
        antialiased=False,
    )
    ax.clabel(lines, levels=levels[-2:0:-1][:4], fmt="%.3g", fontsize=11, colors=BOUNDARY)
    ax.grid(False)
    ax.set(xlabel="weight w", ylabel="bias b", xlim=weight_range, ylim=bias_range)
    return ax


def loss_surface(
    loss: Loss,
    weight_range: tuple[float, float],
    bias_range: tuple[float, float],
    ax: Axes3D | None = None,
) -> Axes3D:
    """Draw the loss as a landscape in three dimensions, with the tints and lines of its map.

    Parameters
    ----------
    loss, weight_range, bias_range
        As for `loss_contours`.
    ax : mpl_toolkits.mplot3d.axes3d.Axes3D, optional
        Axes made with ``projection="3d"``.
    """
    weights, biases, losses = _loss_grid(loss, weight_range, bias_range, 60)
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 5.5), subplot_kw={"projection": "3d"})
    levels, norm = _levels(losses.min(), losses.max())
    ax.plot_surface(
        weights, biases, losses, cmap=_MAP_COLOURS, norm=norm, shade=False, edgecolor="none",
        linewidth=0, rcount=60, ccount=60, antialiased=False,
    )
    ax.contour(
        *_loss_grid(loss, weight_range, bias_range, 80), levels=levels[1:-1], colors=BOUNDARY,
        linewidths=1.2, linestyles="-", zorder=2,
    )
    # Marks stay in front of the surface, wherever they stand.
    ax.computed_zorder = False
    ax.set(xlabel="weight w", ylabel="bias b", xlim=weight_range, ylim=bias_range)
    ax.set_zlabel("loss L")
    ax.tick_params(labelsize=11)
    ax.view_init(elev=35, azim=-65)
    ax.set_box_aspect(None, zoom=0.9)
    return ax


def descent_path(path: ArrayLike, ax: Axes) -> Axes:
    """Draw the guesses that a descent went through over a map of the loss.

    A diamond stands at the first guess and a disc at the last. A path that leaves the map is
    drawn as far as the first guess outside. A long zigzag has thin lines, to be seen through.

    Parameters
    ----------
    path : array_like, shape (n, 2)
        Weight and bias before each step and after the last.
    ax : matplotlib.axes.Axes
        A map as `loss_contours` leaves it; its limits stay.
    """
    path = np.asarray(path, dtype=float)
    if path.ndim != 2 or path.shape[1] != 2 or len(path) == 0:
        raise ValueError(
            "descent_path() needs pairs of weight and bias, of shape (n, 2); "
            f"the path came with the shape {path.shape}."
        )
    limits = np.array([ax.get_xlim(), ax.get_ylim()])
    outside = ((path < limits.min(axis=1)) | (path > limits.max(axis=1))).any(axis=1)
    if outside.any():
        path = path[: outside.argmax() + 1]
    steps = np.diff(path, axis=0)
    turns_back = (steps[1:] * steps[:-1]).sum(axis=1) < 0
    width, dot = (1, 3) if turns_back.sum() > 20 and turns_back.mean() > 0.3 else (1.5, 7)
    ax.plot(*path.T, color=DESCENT, marker=".", linewidth=width, markersize=dot, zorder=3)
    ax.plot(*path[0], marker="D", color=DESCENT, markeredgecolor=BOUNDARY, zorder=4)
    ax.plot(*path[-1], marker="o", color=DESCENT, markeredgecolor=BOUNDARY, zorder=5)
    ax.set(xlim=limits[0], ylim=limits[1])
    return ax


def mark(
    weight: float,
    bias: float,
    ax: Axes,
    label: str | None = None,
    *,
    loss: Loss | None = None,
    marker: str = "*",
) -> Axes:
    """Mark one guess on a map of the loss, or on its surface.

    Parameters
    ----------
    weight, bias : float
        The guess.
    ax : matplotlib.axes.Axes
        A map as `loss_contours` leaves it, or a surface as `loss_surface` does.
    label : str, optional
        What to write beside the mark.
    loss : callable, optional
        The height of the guess, on a surface.
    marker : str
        A star for the lowest place, "D" for a start.
    """
    colour, size = (CLASS_1, 20) if marker == "*" else (DESCENT, 11)
    look = {"marker": marker, "markersize": size, "color": colour, "markeredgecolor": BOUNDARY,
            "linestyle": "none", "zorder": 6}
    if loss is not None:
        height = loss(weight, bias)
        ax.plot([weight], [bias], [height], **look)
        if label:
            ax.text(weight, bias, height, f"   {label}", zorder=6)
        return ax
    ax.plot(weight, bias, **look)
    if label:
        ax.annotate(label, (weight, bias), xytext=(12, 8), textcoords="offset points", zorder=6)
    return ax


def gradient_step(
    loss: Loss,
    guess: tuple[float, float],
    gradient: ArrayLike,
    learning_rate: float,
    ax: Axes,
) -> Axes:
    """Draw the next step of a descent on a map of the loss, and the gradient that it goes against.

    Both arrows are as long as the learning rate times the gradient. They cross the line of equal
    loss at right angles, so the map gets axes of equal scale.

    Parameters
    ----------
    loss : callable
        Takes a weight and a bias and returns their loss.
    guess : tuple of float
        Weight and bias before the step.
    gradient : array_like, shape (2,)
        The slopes of the loss there, along the weight and along the bias.
    learning_rate : float
        How far one step goes.
    ax : matplotlib.axes.Axes
        A map as `loss_contours` leaves it; its limits stay.
    """
    guess, slopes = np.asarray(guess, dtype=float), np.asarray(gradient, dtype=float)
    limits = ax.get_xlim(), ax.get_ylim()
    if loss(*guess) > 0:
        line = _loss_grid(loss, *limits, 160)
        ax.contour(*line, levels=[loss(*guess)], colors=BOUNDARY, linewidths=2, linestyles="-")
        ax.plot([], [], color=BOUNDARY, linewidth=2, label="the same loss")
    length = np.hypot(*slopes)
    if learning_rate * length > 0.2:
        along, across = 0.12 * slopes / length, 0.12 * np.array([-slopes[1], slopes[0]]) / length
        corner = guess + [across, across - along, -along]
        ax.plot(*corner.T, color=BOUNDARY, linewidth=1.2, zorder=4)
    for factor, colour, label in (
        (learning_rate, MUTED, "uphill: η · gradient"),
        (-learning_rate, DESCENT, "the step: −η · gradient"),
    ):
        arrow(guess, guess + factor * slopes, ax, colour, width=3)
        ax.plot([], [], color=colour, linewidth=3, label=label)
    ax.plot(*guess, "D", color=DESCENT, markeredgecolor=BOUNDARY, markersize=11, zorder=6)
    ax.set(xlim=limits[0], ylim=limits[1], aspect="equal")
    ax.legend(loc="lower left", frameon=True, framealpha=1)
    return ax


def arrow(start: ArrayLike, end: ArrayLike, ax: Axes, colour: str, width: float = 2.2) -> Axes:
    """Draw an arrow from one place to another, with a head that fits its width.

    Parameters
    ----------
    start, end : array_like, shape (2,)
        Where it begins and where its tip is.
    ax : matplotlib.axes.Axes
        Axes whose limits are already set; they stay.
    colour : str
        Colour of the arrow.
    width : float
        Width of the shaft in points.
    """
    look = {"arrowstyle": "-|>", "color": colour, "linewidth": width, "mutation_scale": 7.3 * width,
            "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", np.asarray(end), np.asarray(start), arrowprops=look, zorder=5)
    return ax


def hops(
    curve: Callable[[np.ndarray], np.ndarray], positions: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw a curve and the hops of a descent from place to place on it.

    A diamond stands at the first place and a larger disc at the last.

    Parameters
    ----------
    curve : callable
        Takes an array of places and returns the height of the curve there.
    positions : array_like, shape (n,)
        Places of the descent, in their order.
    """
    positions = np.asarray(positions, dtype=float)
    ax = given_or_new(ax)
    reach = 1.15 * np.abs(positions).max()
    places = np.linspace(-reach, reach, 200)
    ax.plot(places, curve(places), color=CLASS_0, zorder=1)
    ax.plot(positions, curve(positions), "o--", color=DESCENT, linewidth=1.8, zorder=2)
    for end, marker in ((positions[:1], "D"), (positions[-1:], "o")):
        ax.plot(end, curve(end), marker, color=DESCENT, markeredgecolor=BOUNDARY, markersize=11,
                zorder=3)
    return ax


def loss_curves(losses: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw how the loss went with the steps of one or several descents, on a logarithmic axis.

    Parameters
    ----------
    losses : mapping of str to array_like
        The name of each descent and its loss before each step and after the last.
    """
    ax = given_or_new(ax)
    for number, (label, values) in enumerate(losses.items()):
        colour, line_style = _CURVE_STYLES[number % len(_CURVE_STYLES)]
        ax.plot(np.asarray(values, dtype=float), color=colour, linestyle=line_style, label=label)
    ax.set_yscale("log")
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(LogFormatterSciNotation())
    ax.set(xlabel="steps", ylabel="loss L")
    ax.legend()
    return ax


def _loss_grid(
    loss: Loss,
    weight_range: tuple[float, float],
    bias_range: tuple[float, float],
    resolution: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    weights, biases = np.meshgrid(
        np.linspace(*weight_range, resolution), np.linspace(*bias_range, resolution)
    )
    # One guess at a time, so that a student's loss need not understand arrays of guesses.
    losses = np.array(
        [loss(weight, bias) for weight, bias in zip(weights.flat, biases.flat, strict=True)],
        dtype=float,
    ).reshape(weights.shape)
    if not np.isfinite(losses).all() or losses.min() < 0:
        raise ValueError("the loss must be a finite number, zero or more, for every guess shown.")
    return weights, biases, losses


def _levels(lowest: float, highest: float) -> tuple[np.ndarray, Normalize]:
    if highest <= lowest:
        highest = lowest + 1.0
    floor = max(lowest, highest / 4**_MOST_LINES)
    first, last = np.floor(np.log2(floor) / 2), np.ceil(np.log2(highest) / 2)
    fourfold = 4.0 ** np.arange(first, last + 1)
    if len(fourfold) >= 5:
        return fourfold, LogNorm(fourfold[0], fourfold[-1])
    levels = MaxNLocator(8).tick_values(lowest, highest)
    return levels, Normalize(levels[0], levels[-1])
