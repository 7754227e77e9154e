"""The pictures of deck 1, the single neuron."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, FancyBboxPatch, Polygon

from helpers import plots
from helpers.plots import descent
from helpers.plots.style import CLASS_0, CLASS_1, DESCENT, INK, MUTED, TRAINING
from slides.drawings.motifs import GATE_INPUTS, XOR_TARGETS, class_mark
from slides.drawings.picture import PUZZLE, TITLE, picture, pictures
from slides.drawings.shapes import area, arrow, circle, line
from slides.drawings.sheets import NAVY, SKY, bare, name_axes, sheet
from slides.drawings.words import bold, resize_texts, signed, write, write_all

DIM = "#7389A0"
WIDE, BESIDE, SQUARE = (12, 4.8), (7.6, 5.4), (5.7, 5.4)
RULE_INPUTS = np.array([[1, 2], [-1, 2], [0, -1]])
RULE_TARGETS = np.array([1, 0, 0])
START_WEIGHTS = np.array([1.0, -0.8])
LINE_INPUTS = np.arange(1.0, 9.0)
LINE_TARGETS = 2 * LINE_INPUTS + 4


@picture(TITLE, suffix=".png", ground=NAVY)
def title_landscape(ax: Axes) -> None:
    """Draw the valley of notebook 02's loss by night, and the descent from its guess."""
    relief = ax.figure.add_axes((0.38, -0.36, 0.95, 1.9), projection="3d", facecolor=NAVY)
    relief.computed_zorder = False
    descent.loss_surface(_loss, (0.5, 4.5), (0, 8), relief)
    path = _path_down()
    lifted = [_loss(*place) + 0.5 for place in path]
    relief.plot(*path.T, lifted, ".-", color=DESCENT, linewidth=3, markersize=12, zorder=5)
    descent.mark(*path[0], relief, loss=_loss, marker="D")
    descent.mark(2, 4, relief, loss=_loss)
    relief.set_axis_off()
    relief.view_init(elev=50, azim=-66)


@picture(PUZZLE, ground=NAVY)
def four_days(ax: Axes) -> None:
    """Draw four days: sun or none, a friend or none, and whether Ada swims."""
    write_all(ax, 22, [(1.1, 6.15, "sun"), (2.8, 6.15, "friend"), (5.0, 6.15, "Ada swims")],
              color="white")
    for row, (friend, sun) in enumerate(GATE_INPUTS[:, ::-1]):
        height = 5.1 - 1.45 * row
        _sun(ax, 1.1, height, sun)
        _person(ax, 2.8, height, friend)
        arrow(ax, (3.6, height), (4.15, height), color="white")
        _swimmer(ax, 5.0, height, sun or friend)
        if row:
            line(ax, (0.3, height + 0.72), (5.7, height + 0.72), DIM, 1)


def _sun(ax: Axes, x: float, y: float, shines: bool) -> None:
    colour = CLASS_1 if shines else DIM
    circle(ax, x, y, 0.24, facecolor=colour if shines else "none", edgecolor=colour, linewidth=2.5)
    for angle in np.arange(0, 2 * np.pi, np.pi / 4) if shines else ():
        way = np.array([np.cos(angle), np.sin(angle)])
        line(ax, (x, y) + 0.34 * way, (x, y) + 0.5 * way, colour, 3.5, solid_capstyle="round")


def _person(ax: Axes, x: float, y: float, comes: bool) -> None:
    look = {"facecolor": "white" if comes else "none", "edgecolor": "white" if comes else DIM,
            "linewidth": 2.5}
    circle(ax, x, y + 0.27, 0.19, **look)
    angles = np.linspace(0, np.pi, 40)
    shoulders = np.column_stack([x + 0.36 * np.cos(angles), y - 0.45 + 0.46 * np.sin(angles)])
    ax.add_patch(Polygon(shoulders, joinstyle="round", **look))


def _swimmer(ax: Axes, x: float, y: float, swims: bool) -> None:
    if swims:
        circle(ax, x + 0.32, y + 0.22, 0.17, edgecolor="none")
        ax.plot([x - 0.45, x - 0.08, x + 0.12], [y + 0.02, y + 0.36, y + 0.05], color="white",
                linewidth=7, solid_capstyle="round", solid_joinstyle="round")
    places = np.linspace(-0.75, 0.75, 80)
    for below in (0.12, 0.36):
        ax.plot(x + places, y - below + 0.07 * np.sin(8.4 * places), linewidth=3,
                color="white" if swims else DIM, solid_capstyle="round")


@picture(WIDE, ncols=2)
def cell_and_neuron(axes: np.ndarray) -> None:
    """Draw a nerve cell, and beside it the neuron that is named after it."""
    left, right = axes
    left.set(xlim=(0, 6), ylim=(0, 4.7), aspect="equal")
    left.set_axis_off()
    _nerve_cell(left)
    write_all(left, 20, [(3.95, 3.95, "dendrites"), (3.5, 1.3, "cell body"), (4.3, 1.95, "axon")])
    bold(left, 0.75, 3.6, "synapses", 20)
    _open_neuron(right, ["$x_1$", "$x_2$", "$x_3$"], "step")
    right.collections[0].set(linewidths=[2, 6, 10], colors=CLASS_1)


def _open_neuron(ax: Axes, inputs: list[str], activation: str, weights: list | None = None,
                 bias: list | None = None, output: str = "$a$") -> list[Artist]:
    """Draw one neuron with its sum inside; give its bias, which is seen only if it has a number.

    Sizes, activations and the key beneath a notebook's network are left out, and the rest grows.
    """
    plots.network([len(inputs), 1], weights, bias, inputs=inputs, outputs=[output],
                  activations=[activation], inside=True, ax=ax)
    circles = [patch for patch in ax.patches if isinstance(patch, Circle)]
    low = min(circle.center[1] - circle.radius for circle in circles)
    for part in [*ax.texts, *ax.lines]:
        height = part.get_position()[1] if part in ax.texts else max(part.get_ydata())
        if height < low:
            part.remove()
    resize_texts(ax, 26)
    ax.set_ylim(low - 6, ax.get_ylim()[1])
    parts = [text for text in ax.texts if text.get_text() in ("$b$", "−0.25")]
    parts += [way for way in ax.lines if len(set(way.get_xdata())) == 1
              and len(way.get_ydata()) == 2 and min(way.get_ydata()) == 0]
    for part in parts:
        part.set_visible(bias is not None)
    return parts


def _nerve_cell(ax: Axes) -> None:
    """Draw a nerve cell: branches that lead in, a body, and a long fibre that leads out."""
    rng = np.random.default_rng(5)
    segments, widths, tips = [], [], []

    def branch(start: np.ndarray, angle: float, length: float, width: float) -> None:
        for _ in range(7):
            angle += rng.normal(0, 0.14)
            end = start + length / 7 * np.array([np.cos(angle), np.sin(angle)])
            segments.append([start, end])
            widths.append(width)
            start, width = end, 0.93 * width
        if width > 2.2:
            for turn in (-0.45, 0.45):
                branch(start, angle + turn + rng.normal(0, 0.1), 0.72 * length, 0.62 * width)
        else:
            tips.append(start)

    body = np.array([3.1, 2.35])
    for angle in np.radians([118, 158, 197, 238]):
        branch(body + 0.45 * np.array([np.cos(angle), np.sin(angle)]), angle, 0.85, 11)
    branch(body + 0.4 * np.array([0.3, 0.9]), np.radians(72), 0.75, 9)
    along = np.linspace(0, 1, 40)
    # Axons of other cells end at three of the dendrites, across a narrow gap.
    for tip in (tips[3], tips[4], tips[13]):
        bulb = tip + [-0.13, 0.02]
        path = bulb + np.column_stack([-2.5 * along, 0.12 * np.sin(3 * along)])
        ax.plot(*path.T, color=MUTED, linewidth=4)
        ax.add_patch(Circle(bulb, 0.12, facecolor=CLASS_1, edgecolor="none", zorder=5))
    fibre = np.column_stack([body[0] + 1.75 * along, body[1] + 0.12 * np.sin(5 * along)])
    segments.extend(itertools.pairwise(fibre))
    widths.extend([8] * 39)
    for turn in (-0.55, 0.0, 0.5):
        branch(fibre[-1], turn, 0.55, 4)
        ax.add_patch(Circle(segments[-1][1], 0.1, facecolor=CLASS_1, edgecolor="none"))
    ax.add_collection(LineCollection(segments, linewidths=widths, colors=CLASS_0,
                                     capstyle="round"), autolim=False)
    angles = np.linspace(0, 2 * np.pi, 120)
    radius = 0.62 + 0.07 * np.cos(5 * angles + 0.6)
    ax.add_patch(Polygon(body + np.column_stack([np.cos(angles), np.sin(angles)])
                         * radius[:, None], facecolor=CLASS_0, edgecolor="none", zorder=3))
    ax.add_patch(Circle(body, 0.24, facecolor=SKY, edgecolor="white", linewidth=2, zorder=4))


@pictures((7.6, 4.7), {"neuron_with_threshold": False, "neuron_with_bias": True})
def adas_neuron(ax: Axes, shows_bias: bool) -> None:
    """Draw the neuron that decides for Ada, in one place whether or not its bias is seen."""
    bias = _open_neuron(ax, ["sun", "friend"], "step", [[[0.5], [0.5]]], [[-0.25]], "swim?")
    for part in bias:
        part.set_alpha(float(shows_bias))


@picture(SQUARE)
def or_by_hand(ax: Axes) -> None:
    """Draw OR with the boundary made by hand."""
    plots.points(GATE_INPUTS, [0, 1, 1, 1], ax=ax)
    plots.decision_boundary([0.5, 0.5], -0.25, ax=ax)
    for marks in ax.collections:
        marks.set_sizes([220])
    ax.plot(0, 0.5, "o", color="white", markeredgecolor=INK, markeredgewidth=2.5, markersize=13)
    ax.annotate("(0, 0.5)", (0, 0.5), xytext=(14, 4), textcoords="offset points", fontsize=20)
    ax.set(xticks=[0, 1], yticks=[0, 1], xlabel="$x_1$ (sun)", ylabel="$x_2$ (friend)")
    ax.grid(False)


def _plane(ax: Axes, weights: np.ndarray, title: str, added: np.ndarray | None = None,
           name: str = "", **renamed: str) -> None:
    """Draw the three examples with a weight vector, its boundary, and what was added to it."""
    weights = np.asarray(weights, dtype=float)
    plots.points(RULE_INPUTS, RULE_TARGETS, ax=ax)
    for marks in ax.collections:
        marks.set_sizes([110])
    ax.set(xlim=(-2.2, 3.9), ylim=(-2.3, 2.7), xlabel="$x_1$", ylabel="$x_2$", xticks=range(-2, 4),
           yticks=range(-2, 3))
    ax.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
    ax.axvline(0, color=MUTED, linewidth=0.8, zorder=1)
    plots.decision_boundary(weights, ax=ax, to_scale=True)
    ax.set_title(title, fontsize=21)
    away = (-26, 4) if (weights == RULE_INPUTS[0]).all() else (7, 4)
    told = [(renamed.get(letter, letter), place, (12, -18), "normal")
            for letter, place in zip("ABC", RULE_INPUTS, strict=True)]
    told.append(("w", weights, away, "bold"))
    if added is not None:
        old = weights - added
        look = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.009, "zorder": 4}
        ax.quiver(0, 0, *old, color=MUTED, **look)
        ax.quiver(*old, *added, color=CLASS_1 if "+" in name else CLASS_0, **look)
        told.append((name, old + added / 2, (10, -12), "bold"))
    for text, place, aside, weight in told:
        colour = DESCENT if "✗" in text else TRAINING if "✓" in text else INK
        ax.annotate(text, place, (-105, -6) if "✓" in text else aside, color=colour, fontsize=20,
                    textcoords="offset points", weight=weight, zorder=6)
    ax.grid(False)


@pictures(BESIDE, {"rule_at_the_start": False, "rule_add": True})
def rule(ax: Axes, added: bool) -> None:
    """Draw the weights to start with, or the second idea: the missed example is added to them."""
    if added:
        _plane(ax, START_WEIGHTS + RULE_INPUTS[0], "", RULE_INPUTS[0], "+ A", B="B: 0.4 ✗")
    else:
        _plane(ax, START_WEIGHTS, "")
        ax.legend(loc="lower right", frameon=True)


def _hide(ax: Axes) -> None:
    """Make all that axes show transparent: it keeps its room."""
    arrows = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)]
    plt.setp([*ax.findobj(), *arrows], alpha=0)


@pictures(WIDE, {"rule_set_1": False, "rule_set_2": True}, ncols=2)
def rule_set(axes: np.ndarray, second: bool) -> None:
    """Draw the first idea: the weights are pointed at each missed example in turn."""
    _plane(axes[0], RULE_INPUTS[0], "A is missed: w becomes A")
    _plane(axes[1], -RULE_INPUTS[1], "It says 1 for B: w becomes −B")
    if not second:
        _hide(axes[1])


@pictures(WIDE, {"rule_subtract_1": False, "rule_subtract_2": True}, ncols=2)
def rule_subtract(axes: np.ndarray, second: bool) -> None:
    """Draw how B and then C are subtracted from the weights."""
    weights = START_WEIGHTS + RULE_INPUTS[0] - RULE_INPUTS[1]
    _plane(axes[0], weights, "w − B", -RULE_INPUTS[1], "− B")
    _plane(axes[1], weights - RULE_INPUTS[2], "w − C", -RULE_INPUTS[2], "− C", C="C: −0.2 ✓")
    if not second:
        _hide(axes[1])


@picture((12, 4.4), ncols=3)
def three_cases(axes: np.ndarray) -> None:
    """Draw an example that pulls the weights, one that pushes them away, and one that doesn't."""
    cases = [(1, 1, (1.5, 0.2), (-0.6, 1.2), "pull:  w + x"),
             (0, -1, (-1.2, 0.6), (-0.3, 1.4), "push:  w − x"),
             (1, 0, (1.2, 0.8), (0.4, 1.3), "stay:  w")]
    for ax, (target, error, x, old, words) in zip(axes, cases, strict=True):
        new = np.add(old, np.multiply(error, x))
        ax.set(xlim=(-1.7, 2.1), ylim=(-1.0, 2.2), xticks=(), yticks=(), aspect="equal")
        plots.decision_boundary(old, ax=ax, to_scale=True)
        if error:
            ax.lines[-1].set(color=MUTED, linestyle="--", linewidth=3)
            ax.texts[-1].remove()
            plots.decision_boundary(new, ax=ax, regions=False, to_scale=True)
            arrow(ax, (0, 0), old, color=MUTED, linewidth=4)
            arrow(ax, old, new, color=CLASS_1 if error > 0 else CLASS_0, linewidth=4)
        class_mark(ax, *x, target, 18, markeredgecolor=INK, zorder=5)
        ax.set_title(f"target {target}, answered {target - error}", fontsize=22, pad=12)
        ax.set_xlabel(words, fontsize=28, weight="bold", labelpad=10)


@picture((12, 1.95), ncols=2)
def two_rules(axes: np.ndarray) -> None:
    """Draw the neuron with a step beside the linear one."""
    axes[0].figure.get_layout_engine().set(wspace=0.2)
    for ax, activation in zip(axes, ("step", "linear"), strict=True):
        (bias,) = _open_neuron(ax, ["$x$"], activation, [[[1]]], [[1]])
        for way in (bias, *ax.collections):
            way.set_color(MUTED)
        for text, name in zip([text for text in ax.texts if text.get_text() == "1"], "bw",
                              strict=True):
            text.set_text(f"${name}$")


@picture((7.6, 5.2))
def mistakes_by_epoch(ax: Axes) -> None:
    """Draw the mistakes of each epoch that notebook 01 counts for OR, AND and XOR."""
    for name, made, colour in (("XOR", [2, 3, 4, 4, 4, 4, 4, 4], DESCENT),
                               ("AND", [1, 3, 3, 2, 1, 0], MUTED), ("OR", [1, 2, 1, 0], INK)):
        ax.plot(range(1, len(made) + 1), made, "o-", color=colour, markersize=13, linewidth=4)
        ax.annotate(name, (len(made), made[-1]), (12, 8), textcoords="offset points", fontsize=26,
                    weight="bold", color=colour)
    ax.set(xlim=(0.7, 9), ylim=(-0.2, 4.7), xticks=range(1, 9), yticks=range(5))
    name_axes(ax, "epoch", "mistakes", 22)


@picture(WIDE)
def lines_in_turn(ax: Axes) -> None:
    """Draw two classes with a gap between them, and the boundary after each mistake."""
    rng = np.random.default_rng(30)
    inputs = rng.uniform((-6, -2.3), (6, 2.3), (220, 2))
    beyond = inputs @ (0.92, 0.39) - 0.6
    inputs, targets = inputs[abs(beyond) > 0.7], (beyond > 0)[abs(beyond) > 0.7].astype(int)
    extended = np.column_stack([inputs, np.ones(len(inputs))])
    lines = [np.array([-9.0, 14.0, 6.0])]
    for example, target in [*zip(extended, targets, strict=True)] * 40:
        error = target - int(lines[-1] @ example > 0)
        if error:
            lines.append(lines[-1] + error * example)
    for kind in (0, 1):
        class_mark(ax, *inputs[targets == kind].T, kind, 9, linestyle="none", zorder=2)
    height = np.array([-4, 4])
    for share, (first, second, bias) in zip(np.linspace(0, 1, len(lines)), lines, strict=True):
        if abs(first) > 1e-9:
            ax.plot(-(second * height + bias) / first, height, zorder=3 + share,
                    color=plt.get_cmap("Greys")(0.3 + 0.7 * share**2),
                    linewidth=4.5 if share == 1 else 2)
    bare(ax)
    ax.set(xlim=(-6.2, 6.2), ylim=(-2.45, 2.45), aspect="equal")


@picture((12, 3.4), ground=NAVY)
def two_punched_cards(ax: Axes) -> None:
    """Draw two punched cards, one marked on its left and one on its right."""
    for left, marked in [(0.2, 0), (6.3, 1)]:
        ax.add_patch(FancyBboxPatch((left, 0.15), 5.4, 3.1, "round,pad=0,rounding_size=0.12",
                                    facecolor="#F3E9D2", edgecolor="none"))
        for column, row in np.ndindex(26, 6):
            punched = 2 <= column - 13 * marked <= 10
            area(ax, left + 0.3 + 0.185 * column, 0.42 + 0.44 * row, 0.09, 0.26,
                 NAVY if punched else "#DCCDA8")


@picture(PUZZLE, "xor_points", False)
@picture((3.4, 3.85), "xor_joined", True)
def xor(ax: Axes, joined: bool) -> None:
    """Draw the four points of XOR, and no line, or each class's two points joined by one."""
    size = 0.57 if joined else 1
    sheet(ax, "white" if joined else NAVY, unit=6 / 3.4 if joined else 1)
    for heights, colour in (((2.2, 5.2), CLASS_0), ((5.2, 2.2), CLASS_1)) if joined else ():
        ax.plot((1.6, 4.7), heights, color=colour, linewidth=6)
        ax.plot(3.15, 3.7, "o", color="white", markeredgecolor=INK, markeredgewidth=3,
                markersize=17, zorder=3)
    arrow(ax, (0.5, 1.0), (5.9, 1.0), color=DIM)
    arrow(ax, (0.5, 1.0), (0.5, 6.6), color=DIM)
    write_all(ax, 22 * size, [(5.5, 0.6, "sun"), (1.5, 6.45, "friend")], color=DIM)
    for point, target in zip(GATE_INPUTS, XOR_TARGETS, strict=True):
        x, y = (1.6, 2.2) + (3.1, 3.0) * point
        class_mark(ax, x, y, target, 80 * size, color=(SKY, CLASS_1)[target],
                   markeredgecolor="white", markeredgewidth=3)
        bold(ax, x, y + 0.04, target, 40 * size, color=NAVY, va="center_baseline")
        write(ax, x, y - 0.85, f"({point[0]}, {point[1]})", 22 * size,
              color=INK if joined else "white")


@picture((5.7, 2.7))
def linear_neuron(ax: Axes) -> None:
    """Draw the linear neuron with the guess w = 3, b = 2."""
    _open_neuron(ax, ["$x$"], "linear", [[[3]]], [[2]])


@picture(SQUARE)
def errors_of_a_guess(ax: Axes) -> None:
    """Draw the guess w = 3, b = 2 with its errors."""
    descent.fitted_line(LINE_INPUTS, LINE_TARGETS, 3, 2, ax=ax)
    ax.collections[0].set(linestyle="-", linewidth=9)
    ax.lines[-1].set_markersize(11)
    ax.legend(loc="upper left", fontsize=19)
    ax.set(xlabel="input x", ylabel="target t, output a", xticks=range(0, 9, 2))


@picture((12, 3.1))
def eight_squares(ax: Axes) -> None:
    """Draw the eight squared errors of the guess as squares."""
    left = 0.0
    for error in LINE_TARGETS - (3 * LINE_INPUTS + 2):
        side = abs(error)
        middle, inside = left + max(side, 1.2) / 2, side > 2
        area(ax, middle - side / 2, 0, side, side, DESCENT, alpha=0.85)
        if not side:
            ax.plot(middle, 0, "o", color=DESCENT, markersize=8)
        bold(ax, middle, side / 2 if inside else side + 0.75, f"{side**2:g}",
             26 if inside else 22, color="white" if inside else INK)
        write(ax, middle, -0.75, signed(error), 20, color=MUTED)
        left += max(side, 1.2) + 0.85
    write(ax, -0.5, -0.75, "error e", 20, color=MUTED, ha="right")
    bold(ax, -0.5, 0.9, "its square", 20, color=DESCENT, ha="right")
    ax.axhline(0, color=INK, linewidth=2)
    ax.set(xlim=(-3.6, left - 0.4), ylim=(-1.3, 6.3), aspect="equal")
    ax.set_axis_off()


@pictures(WIDE, {"one_knob": 0, "one_step": 1, "four_steps": 4}, ncols=2)
def one_knob_descent(axes: np.ndarray, steps: int) -> None:
    """Draw the line of a weight on the left, its loss on the right, and some steps downhill."""
    weights = [0.0]
    for _ in range(steps):
        errors = LINE_TARGETS - (weights[-1] * LINE_INPUTS + 4)
        weights.append(weights[-1] + 0.01 * (errors * LINE_INPUTS).mean())
    descent.line_and_loss(LINE_INPUTS, LINE_TARGETS, weights, bias=4, loss=_loss, axes=axes)
    for ax in axes:
        ax.get_legend().remove()
    axes[0].set(ylabel="target t, output a", xticks=range(0, 9, 2))
    axes[1].set(yticks=range(0, 81, 20), xticks=range(5))
    write(axes[1], 2, 72, "η (eta), the learning rate: 0.01", 20)


@pictures((12, 4.6), {"flat_places": False, "flat_places_reached": True}, nrows=2, sharex=True,
          height_ratios=[1.9, 1])
def flat_places(axes: np.ndarray, let_go: bool) -> None:
    """Draw a curve with flat places and two balls, before and after they roll, and its slope."""
    top, bottom = axes

    def hilly(place: np.ndarray) -> np.ndarray:
        return (place**2 - 3) ** 2 / 5 + 0.42 * place + 0.7

    places = np.linspace(-2.62, 2.52, 400)
    slope = np.gradient(hilly(places), places)
    top.plot(places, hilly(places), color=CLASS_0, linewidth=5, zorder=2)
    bottom.plot(places, slope, color=INK, linewidth=3)
    bottom.axhline(0, color=MUTED, linewidth=1.5, zorder=1)
    flat = places[:-1][np.diff(np.sign(slope)) != 0]
    names = {"global minimum": -0.55, "local maximum": 0.5, "local minimum": -0.55}
    dotted = {"color": MUTED, "linestyle": ":", "linewidth": 2, "zorder": 0}
    for place, (name, above) in zip(flat, names.items(), strict=True):
        height = hilly(place)
        line(top, (place - 0.4, height), (place + 0.4, height), INK, zorder=3)
        write(top, place, height + above, name, 22)
        top.vlines(place, -1.6, height + min(0, 1.7 * above), **dotted)
        bottom.vlines(place, 0, 6, **dotted)
        bottom.plot(place, 0, "o", color="white", markeredgecolor=INK, markeredgewidth=2.5,
                    markersize=12, zorder=3)
    for place in flat[[0, 2]] if let_go else (-2.5, 2.2):
        top.plot(place, hilly(place) + 0.28, "o", color=DESCENT, markersize=24,
                 markeredgecolor=INK, zorder=4)
    top.set(xlim=(-2.9, 2.9), ylim=(-1.6, 4.4), xticks=[], yticks=[], ylabel="loss L")
    bottom.set(ylim=(-6, 6), yticks=[0], ylabel="slope", xlabel="weight w")
    for ax in axes:
        ax.grid(False)


@picture((12, 4.8), suffix=".png")
def landscape_and_map(ax: Axes) -> None:
    """Draw notebook 02's landscape and map, larger and without the loss that it asks for."""
    ax.set_position((0.56, 0.15, 0.43, 0.85))
    relief = ax.figure.add_axes((-0.06, -0.02, 0.64, 1.12), projection="3d")
    descent.loss_surface(_loss, (0, 4), (0, 8), relief)
    relief.set(xticks=[0, 2, 4], yticks=[4, 8], zticks=[0, 40, 80])
    for axis in (relief.xaxis, relief.yaxis, relief.zaxis):
        axis.labelpad = 14
    descent.loss_contours(_loss, (0, 4), (0, 8), ax, resolution=300)
    for place, marker, name in (((3, 2), "D", "our guess"), ((2, 4), "*", "loss 0")):
        descent.mark(*place, relief, loss=_loss, marker=marker)
        descent.mark(*place, ax, name, marker=marker)
    ax.set(xticks=range(5), yticks=range(0, 9, 2))
    resize_texts(ax, 18)


@pictures((12, 3.5), {"two_slopes": False, "gradient": True}, ncols=3)
def two_slopes(axes: np.ndarray, shows_sum: bool) -> None:
    """Draw the slope of a bowl along each of two knobs, and both as arrows on its map."""
    guess, slopes = np.array([3.0, 1.0]), np.array([1.5, 1.0])
    diamond = {"marker": "D", "color": DESCENT, "markeredgecolor": INK, "markersize": 13}

    def bowl(weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
        return weight**2 / 4 + bias**2 / 2

    for knob, (ax, name) in enumerate(zip(axes, "wb", strict=False)):
        places = np.tile(guess, (200, 1))
        places[:, knob] = np.linspace(-2.2, 4.9, 200)
        ax.plot(places[:, knob], bowl(*places.T), color=CLASS_0, linewidth=4)
        away = np.array([-1.4, 1.4])
        ax.plot(guess[knob] + away, bowl(*guess) + slopes[knob] * away, "--", color=INK,
                linewidth=3)
        ax.plot(guess[knob], bowl(*guess), zorder=4, **diamond)
        bold(ax, 1.3, 8.1, f"slope {slopes[knob]:g}", 26, va="baseline")
        ax.set(xlim=(-2.2, 4.9), ylim=(0, 9.2), xticks=[], yticks=[])
        name_axes(ax, f"only ${name}$ turns", "" if knob else "loss L", 23)
    ax = descent.loss_contours(bowl, (-1.2, 5.6), (-2.4, 3.6), axes[2], resolution=120)
    _bare_map(ax, "")
    plane = np.meshgrid(np.linspace(-2, 6, 200), np.linspace(-3, 4, 200))
    ax.contour(*plane, bowl(*plane), levels=[bowl(*guess)], colors=INK, linewidths=2.5)
    for end in guess + np.diag(slopes):
        arrow(ax, guess, end, color=CLASS_0, linewidth=5, zorder=5)
        if shows_sum:
            line(ax, end, guess + slopes, INK, 2, linestyle=":")
    if shows_sum:
        arrow(ax, guess, guess + slopes, linewidth=5, zorder=6)
        arrow(ax, guess, guess - slopes, color=DESCENT, linewidth=5, zorder=6)
        write(ax, 4.65, 2.3, r"$\nabla L$", 30, va="baseline")
        write(ax, 1.4, -0.1, "the step", 24, ha="right", va="top")
    ax.plot(*guess, zorder=7, **diamond)
    ax.set(aspect="equal")
    name_axes(ax, "weight w", "bias b", 22)


@picture((5.75, 5.2))
def slopes_of_samples(ax: Axes) -> None:
    """Draw the slope that each of the eight examples gives alone, and their mean."""
    slopes = (3 * LINE_INPUTS + 2 - LINE_TARGETS) * LINE_INPUTS
    ax.bar(LINE_INPUTS, slopes, color=np.where(slopes < 0, DESCENT, "#BFC5CB"))
    for place, slope in zip(LINE_INPUTS, slopes, strict=True):
        above = 2 if 0 <= slope <= 10 else -2.2
        write(ax, place, slope + above, signed(slope), 19, zorder=4)
    ax.axhline(slopes.mean(), color=INK, linestyle="--")
    ax.text(1.6, -5, "wants w larger", fontsize=22, color=DESCENT, weight="bold")
    ax.text(0.4, slopes.mean() + 1.2, f"mean: {slopes.mean()}", fontsize=20)
    ax.set(xlabel="input x of the example", ylabel="slope along w", xticks=LINE_INPUTS,
           ylim=(-9, 54))


@picture(WIDE, ncols=3)
def batch_sizes(axes: np.ndarray) -> None:
    """Draw the way down a round bowl from all examples, from a few and from one at a time."""
    rng = np.random.default_rng(3)
    inputs = rng.normal(0, 1, 64)
    targets = 1.0 * inputs + 0.5 + rng.normal(0, 0.9, 64)

    def loss(weight: float, bias: float) -> float:
        return float(((targets - weight * inputs - bias) ** 2).mean() / 2)

    sizes = {64: ("batch: all", "40 epochs"), 8: ("mini-batch: a few", "5 epochs"),
             1: ("stochastic: one", "not even one epoch")}
    for ax, (size, (name, epochs)) in zip(axes, sizes.items(), strict=True):
        path = [np.array([-1.4, 2.4])]
        for _ in range(40):
            chosen = rng.choice(64, size, replace=False)
            errors = targets[chosen] - path[-1][0] * inputs[chosen] - path[-1][1]
            step = np.array([(errors * inputs[chosen]).mean(), errors.mean()])
            path.append(path[-1] + 0.12 * step)
        descent.loss_contours(loss, (-2, 2.2), (-1, 3.2), ax, resolution=36)
        descent.descent_path(np.array(path), ax)
        descent.mark(*np.polyfit(inputs, targets, 1), ax)
        _bare_map(ax, name)
        name_axes(ax, f"weight w\n40 steps: {epochs}", "bias b" if size == 64 else "", 20)


def _bare_map(ax: Axes, title: str) -> None:
    """Leave of a map only its ground, its path and its title; its lines are cut for numbers."""
    ground, cut_lines = ax.collections
    cut_lines.remove()
    ground.set(antialiased=True, edgecolor="face")
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
    ax.set_title(title, fontsize=22)


@picture((12, 4.5), ncols=3)
def three_optimizers(axes: np.ndarray) -> None:
    """Draw thirty steps down one narrow valley: plain, with momentum, and with Adam."""
    curvatures = np.array([20.0, 1.0])

    def loss(weight: float, bias: float) -> float:
        return float((curvatures * np.array([weight, bias]) ** 2).sum() / 2)

    # Of the rates 0.005, 0.010 and so on, each has the one that ends lowest.
    rates = {"gradient descent": 0.09, "with momentum": 0.04, "Adam": 0.44}
    for ax, (name, rate) in zip(axes, rates.items(), strict=True):
        place, v, m, s, path = np.array([1.2, 4.2]), 0.0, 0.0, 0.0, []
        for step in range(1, 32):
            path.append(place)
            slope = curvatures * place
            if name == "Adam":
                m, s = 0.9 * m + 0.1 * slope, 0.999 * s + 0.001 * slope**2
                place = place - rate * (m / (1 - 0.9**step)) / np.sqrt(s / (1 - 0.999**step))
            else:
                v = (0.8 if "momentum" in name else 0.0) * v - rate * slope
                place = place + v
        descent.loss_contours(loss, (-2.6, 2.6), (-1.6, 5), ax, resolution=50)
        descent.mark(0, 0, ax)
        ax.lines[-1].set_zorder(2)
        descent.descent_path(np.array(path), ax)
        _bare_map(ax, name)
        ax.set_xlabel(f"after 30 steps, loss {loss(*path[-1]):.1g}", fontsize=20)


@picture((3.85, 4.9))
def six_points(ax: Axes) -> None:
    """Draw six examples, and far from them the input that nobody has shown."""
    inputs = np.arange(-1.0, 5.0)
    ax.plot(inputs, 2 * inputs - 1, "o", color=CLASS_0, markersize=13)
    ax.axvline(10, color=MUTED, linestyle="--")
    bold(ax, 10, 24, "?", 60, color=DESCENT, va="bottom")
    ax.set(xlabel="input x", ylabel="target", xlim=(-2, 11.5), ylim=(-5, 23), xticks=[0, 5, 10])


def _loss(weight: float, bias: float) -> float:
    """Give the loss of a line on the eight examples of notebook 02."""
    return float(((LINE_TARGETS - (weight * LINE_INPUTS + bias)) ** 2).mean() / 2)


def _steps_down(guess: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Take one step for each guess and its rate down the loss of notebook 02's line."""
    errors = LINE_TARGETS - guess[:, :1] * LINE_INPUTS - guess[:, 1:]
    slopes = -np.stack([(errors * LINE_INPUTS).mean(axis=1), errors.mean(axis=1)], axis=1)
    return guess - rates[:, np.newaxis] * slopes


def _path_down() -> np.ndarray:
    """Take 200 steps from notebook 02's guess."""
    path = [np.array([[3.0, 2.0]])]
    for _ in range(200):
        path.append(_steps_down(path[-1], np.array([0.02])))
    return np.concatenate(path)


@pictures(BESIDE, {"steps_1": 1, "steps_5": 5, "steps_200": 200})
def first_step(ax: Axes, steps: int) -> None:
    """Draw steps from notebook 02's guess over its map, and say which is the first."""
    path = _path_down()
    descent.loss_contours(_loss, (0.4, 4.6), (1.5, 4.5), ax, resolution=140)
    descent.descent_path(path[: steps + 1], ax)
    descent.mark(2, 4, ax)
    ax.annotate("the first step", path[1], (3.05, 2.7), fontsize=24, weight="bold",
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2.5})
    ax.set(xticks=range(1, 5), yticks=range(2, 5), aspect="equal")


@picture((12, 5.0))
def fewest_steps(ax: Axes) -> None:
    """Draw how many steps each learning rate needs to a loss below a millionth."""
    rates = np.arange(0.01, 0.0765, 0.0005)
    guess, needed = np.tile([3.0, 2.0], (len(rates), 1)), np.full(len(rates), np.inf)
    for step in range(5001):
        errors = LINE_TARGETS - guess[:, :1] * LINE_INPUTS - guess[:, 1:]
        below = (errors**2).mean(axis=1) < 2e-6
        needed = np.where(below & np.isinf(needed), step, needed)
        guess = np.clip(_steps_down(guess, rates), -1e3, 1e3)
    ax.plot(rates, needed, color=CLASS_0, linewidth=5)
    best = int(needed.argmin())
    ax.annotate(f"{needed[best]:.0f} steps", (rates[best], needed[best]), (0.049, 1500),
                fontsize=34, weight="bold", color=CLASS_0, ha="center",
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2.5})
    ax.axvspan(0.076, 0.0815, facecolor="none", edgecolor=DESCENT, hatch="//")
    bold(ax, 0.0752, 2750, "not within 5,000 steps", 24, color=DESCENT, ha="right")
    ax.set(xlim=(0.008, 0.0815), ylim=(0, 3300), yticks=range(0, 3001, 1000))
    ax.yaxis.set_major_formatter("{x:,.0f}")
    name_axes(ax, "learning rate", "steps", 22)
