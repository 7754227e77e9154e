"""The pictures of deck 1, the single neuron."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LightSource, LinearSegmentedColormap
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle

from helpers import plots
from helpers.plots import descent
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, INK, MUTED
from slides.drawings.parts import GATE_INPUTS, NAVY, arrow, fill_figure, resize_texts
from slides.drawings.picture import PUZZLE, TITLE, picture

DIM, SKY = "#7389A0", "#56B4E9"
WIDE, BESIDE, SQUARE = (12, 4.8), (7.6, 5.4), (5.7, 5.4)
RULE_INPUTS = np.array([[1, 2], [-1, 2], [0, -1]])
RULE_TARGETS = np.array([1, 0, 0])
START_WEIGHTS = np.array([1.0, -0.8])
LINE_INPUTS = np.arange(1.0, 9.0)
LINE_TARGETS = 2 * LINE_INPUTS + 4


def _empty(ax: Axes, width: float, height: float, ground: str | None = None) -> None:
    """Make axes an empty sheet, measured in inches, perhaps on a ground of its own."""
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    if ground:
        ax.figure.set_facecolor(ground)


def _terrain(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the height of a made-up landscape with two hollows and a ridge."""
    return (
        0.10 * (x**2 + y**2)
        - 1.9 * np.exp(-((x - 1.3) ** 2 + (y + 0.7) ** 2) / 1.3)
        - 1.1 * np.exp(-((x + 1.2) ** 2 + (y - 1.3) ** 2) / 0.9)
        + 1.0 * np.exp(-((x + 0.6) ** 2 + (y + 1.2) ** 2) / 0.8)
        + 0.6 * np.exp(-((x - 1.4) ** 2 + (y - 1.7) ** 2) / 0.8)
    )


@picture(TITLE, suffix=".png")
def title_landscape(ax: Axes) -> None:
    """Draw a landscape of losses by night, and a descent from a ridge into a hollow."""
    ax.figure.set_layout_engine("none")
    fill_figure(ax)
    relief = ax.figure.add_axes((0.36, -0.25, 0.9, 1.5), projection="3d", facecolor=NAVY)
    places = np.linspace(-3, 3, 400)
    x, y = np.meshgrid(places, places)
    height = _terrain(x, y)
    colours = LinearSegmentedColormap.from_list(
        "night", ["#E4F3FC", "#8CCBEF", CLASS_0, "#0B3F68", "#0A2A47"]
    )
    shaded = LightSource(315, 40).shade(
        height, cmap=colours, vert_exag=0.9, blend_mode="soft", dx=0.015, dy=0.015
    )
    relief.plot_surface(
        x, y, height, facecolors=shaded, rcount=400, ccount=400, linewidth=0, shade=False,
        antialiased=False,
    )
    relief.contour(x, y, height, levels=18, colors="white", linewidths=0.7, alpha=0.4,
                   linestyles="-")
    path = [np.array([-0.35, -1.5])]
    for _ in range(40):
        nudges = 1e-4 * np.vstack([np.eye(2), -np.eye(2)])
        around = [_terrain(*(path[-1] + nudge)) for nudge in nudges]
        slope = np.array([around[0] - around[2], around[1] - around[3]]) / 2e-4
        path.append(path[-1] - 0.16 * slope)
    path = np.array(path)
    lifted = _terrain(*path.T) + 0.04
    relief.computed_zorder = False
    relief.plot(*path.T, lifted, "-", color=DESCENT, linewidth=4.5, zorder=10)
    relief.plot(*path.T, lifted, "o", color=CLASS_1, markeredgecolor=NAVY, markersize=11, zorder=11)
    relief.plot(*path[:1].T, lifted[:1], "D", color="white", markersize=14, zorder=12)
    relief.set_axis_off()
    relief.view_init(elev=40, azim=-68)
    relief.set_box_aspect((1, 1, 0.42), zoom=1.45)


@picture(PUZZLE)
def four_days(ax: Axes) -> None:
    """Draw four days: sun or none, a friend or none, and whether Ada swims."""
    _empty(ax, *PUZZLE, NAVY)
    for place, name in [(1.1, "sun"), (2.8, "friend"), (5.0, "Ada swims")]:
        ax.text(place, 6.15, name, color="white", fontsize=22, ha="center", va="center")
    for row, (friend, sun) in enumerate(GATE_INPUTS[:, ::-1]):
        height = 5.1 - 1.45 * row
        _sun(ax, 1.1, height, sun)
        _person(ax, 2.8, height, friend)
        arrow(ax, (3.6, height), (4.15, height), color="white")
        _swimmer(ax, 5.0, height, sun or friend)
        if row:
            ax.plot([0.3, 5.7], [height + 0.72] * 2, color=DIM, linewidth=1)


def _sun(ax: Axes, x: float, y: float, shines: bool) -> None:
    colour = CLASS_1 if shines else DIM
    ax.add_patch(Circle((x, y), 0.24, facecolor=colour if shines else "none", edgecolor=colour,
                        linewidth=2.5))
    for angle in np.arange(0, 2 * np.pi, np.pi / 4):
        way = np.array([np.cos(angle), np.sin(angle)])
        ends = np.array([x, y]) + np.outer([0.34, 0.5], way)
        if shines:
            ax.plot(*ends.T, color=colour, linewidth=3.5, solid_capstyle="round")


def _person(ax: Axes, x: float, y: float, comes: bool) -> None:
    look = {"facecolor": "white" if comes else "none", "edgecolor": "white" if comes else DIM,
            "linewidth": 2.5}
    ax.add_patch(Circle((x, y + 0.27), 0.19, **look))
    angles = np.linspace(0, np.pi, 40)
    shoulders = np.column_stack([x + 0.36 * np.cos(angles), y - 0.45 + 0.46 * np.sin(angles)])
    ax.add_patch(Polygon(shoulders, joinstyle="round", **look))


def _swimmer(ax: Axes, x: float, y: float, swims: bool) -> None:
    places = np.linspace(-0.75, 0.75, 80)
    colour = "white" if swims else DIM
    if swims:
        ax.add_patch(Circle((x + 0.32, y + 0.22), 0.17, facecolor="white", edgecolor="none"))
        ax.plot([x - 0.45, x - 0.08, x + 0.12], [y + 0.02, y + 0.36, y + 0.05], color="white",
                linewidth=7, solid_capstyle="round", solid_joinstyle="round")
    for below in (0.12, 0.36):
        ax.plot(x + places, y - below + 0.07 * np.sin(8.4 * places), color=colour, linewidth=3,
                solid_capstyle="round")


@picture(WIDE, ncols=2)
def cell_and_neuron(axes: np.ndarray) -> None:
    """Draw a nerve cell, and beside it the neuron that is named after it."""
    left, right = axes
    _empty(left, 6, 4.7)
    _nerve_cell(left)
    look = {"ha": "center", "va": "center", "fontsize": 20}
    names = {"dendrites": (3.95, 3.95), "cell body": (3.5, 1.3), "axon": (4.3, 1.95)}
    for name, place in names.items():
        left.text(*place, name, **look)
    left.text(0.75, 3.6, "synapses", fontweight="bold", **look)
    plots.network(
        [3, 1], inputs=["$x_1$", "$x_2$", "$x_3$"], outputs=["$a$"], activations=["step"],
        inside=True, ax=right,
    )
    _without_words_beneath(right)
    for part in _bias(right):
        part.remove()
    right.collections[0].set(linewidths=[2, 6, 10], colors=CLASS_1)


def _without_words_beneath(ax: Axes) -> None:
    """Take sizes, activations and the key out of a drawn network, and let the rest grow."""
    low = min(circle.center[1] - circle.radius for circle in _circles(ax))
    for part in [*ax.texts, *ax.lines]:
        height = part.get_position()[1] if part in ax.texts else max(part.get_ydata())
        if height < low:
            part.remove()
    resize_texts(ax, 26)
    ax.set_ylim(low - 6, ax.get_ylim()[1])


def _bias(ax: Axes) -> list[Artist]:
    """Find the bias of a drawn network, its number or name and its line from above."""
    names = [text for text in ax.texts if text.get_text() in ("$b$", "−0.25")]
    lines = [
        line for line in ax.lines
        if len(set(line.get_xdata())) == 1 and len(line.get_ydata()) == 2
        and min(line.get_ydata()) == 0
    ]
    return names + lines


def _circles(ax: Axes) -> list[Circle]:
    return [patch for patch in ax.patches if isinstance(patch, Circle)]


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


@picture((7.6, 4.7), "neuron_with_threshold", False)
@picture((7.6, 4.7), "neuron_with_bias", True)
def adas_neuron(ax: Axes, shows_bias: bool) -> None:
    """Draw the neuron that decides for Ada, in one place whether or not its bias is seen."""
    plots.network(
        [2, 1], weights=[[[0.5], [0.5]]], biases=[[-0.25]], activations=["step"],
        inputs=["sun", "friend"], outputs=["swim?"], inside=True, ax=ax,
    )
    _without_words_beneath(ax)
    if not shows_bias:
        for part in _bias(ax):
            part.set_alpha(0)


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


def _plane(
    ax: Axes,
    weights: np.ndarray,
    title: str,
    added: np.ndarray | None = None,
    name: str = "",
    names: tuple[str, str, str] = ("A", "B", "C"),
) -> None:
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
    beside = {"textcoords": "offset points", "fontsize": 20, "zorder": 6}
    for text, place in zip(names, RULE_INPUTS, strict=True):
        ax.annotate(text, place, xytext=(12, -18), **beside)
    away = (-26, 4) if (weights == RULE_INPUTS[0]).all() else (7, 4)
    ax.annotate("w", weights, xytext=away, fontweight="bold", **beside)
    if added is not None:
        old = weights - added
        look = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.009, "zorder": 4}
        ax.quiver(0, 0, *old, color=MUTED, **look)
        ax.quiver(*old, *added, color=CLASS_1 if "+" in name else CLASS_0, **look)
        ax.annotate(name, old + added / 2, xytext=(10, -12), fontweight="bold", **beside)
    ax.grid(False)


@picture(BESIDE)
def rule_at_the_start(ax: Axes) -> None:
    """Draw the three examples and the weights to start with."""
    _plane(ax, START_WEIGHTS, "")
    ax.legend(loc="lower right", frameon=True)


@picture(WIDE, ncols=2)
def rule_set(axes: np.ndarray) -> None:
    """Draw the first idea: the weights are pointed at each missed example in turn."""
    _plane(axes[0], RULE_INPUTS[0], "A is missed: w becomes A")
    _plane(axes[1], -RULE_INPUTS[1], "It says 1 for B: w becomes −B")


@picture(BESIDE)
def rule_add(ax: Axes) -> None:
    """Draw the second idea: the missed example is added to the weights."""
    weights = START_WEIGHTS + RULE_INPUTS[0]
    _plane(ax, weights, "", RULE_INPUTS[0], "+ A", ("A", "B: 0.4 ✗", "C"))


@picture(WIDE, ncols=2)
def rule_subtract(axes: np.ndarray) -> None:
    """Draw how B and then C are subtracted from the weights."""
    weights = START_WEIGHTS + RULE_INPUTS[0] - RULE_INPUTS[1]
    _plane(axes[0], weights, "w − B", -RULE_INPUTS[1], "− B")
    _plane(axes[1], weights - RULE_INPUTS[2], "w − C", -RULE_INPUTS[2], "− C",
           ("A", "B", "C: −0.2 ✓"))


@picture((12, 4.4), ncols=3)
def three_cases(axes: np.ndarray) -> None:
    """Draw an example that pulls the weights, one that pushes them away, and one that doesn't."""
    cases = [(1, 1, (1.5, 0.2), (-0.6, 1.2)), (0, -1, (-1.2, 0.6), (-0.3, 1.4)),
             (1, 0, (1.2, 0.8), (0.4, 1.3))]
    for ax, (target, error, x, old) in zip(axes, cases, strict=True):
        new = np.add(old, np.multiply(error, x))
        ax.set(xlim=(-1.7, 2.1), ylim=(-1.0, 2.2), xticks=(), yticks=(), aspect="equal")
        plots.decision_boundary(old, ax=ax, to_scale=True)
        if error:
            ax.lines[-1].set(color=MUTED, linestyle="--", linewidth=3)
            ax.texts[-1].remove()
            plots.decision_boundary(new, ax=ax, regions=False, to_scale=True)
        ax.plot(*x, "os"[target], color=(CLASS_0, CLASS_1)[target], markeredgecolor=INK,
                markersize=18, zorder=5)
        if error:
            arrow(ax, (0, 0), old, color=MUTED, linewidth=4)
            arrow(ax, old, new, color=CLASS_1 if error > 0 else CLASS_0, linewidth=4)
        words = {1: "pull:  w + x", -1: "push:  w − x", 0: "stay:  w"}[error]
        ax.set_title(f"target {target}, answered {target - error}", fontsize=22, pad=12)
        ax.set_xlabel(words, fontsize=28, fontweight="bold", labelpad=10)


@picture(SQUARE, nrows=2)
def two_rules(axes: np.ndarray) -> None:
    """Draw the neuron with a step above, the linear one below; a third input is always 1."""
    axes[0].figure.get_layout_engine().set(hspace=0.15)
    for ax, activation in zip(axes, ("step", "linear"), strict=True):
        plots.network([3, 1], inputs=["$x_1$", "$x_2$", "1"], outputs=["$a$"],
                      activations=[activation], inside=True, ax=ax)
        _without_words_beneath(ax)
        for part in _bias(ax):
            part.remove()
        for text in ax.texts:
            text.set_text(text.get_text().replace("w_3", "b"))


@picture((7.6, 5.2))
def mistakes_by_epoch(ax: Axes) -> None:
    """Draw the mistakes of each epoch that notebook 01 counts for OR, AND and XOR."""
    counts = [("XOR", [2, 3, 4, 4, 4, 4, 4, 4], DESCENT), ("AND", [1, 3, 3, 2, 1, 0], CLASS_0),
              ("OR", [1, 2, 1, 0], INK)]
    for name, made, colour in counts:
        ax.plot(range(1, len(made) + 1), made, "o-", color=colour, markersize=13, linewidth=4)
        ax.annotate(name, (len(made), made[-1]), (12, 8), textcoords="offset points", fontsize=26,
                    fontweight="bold", color=colour)
    ax.set(xlim=(0.7, 9), ylim=(-0.2, 4.7), xticks=range(1, 9), yticks=range(5))
    ax.set_xlabel("epoch", fontsize=22)
    ax.set_ylabel("mistakes", fontsize=22)


@picture(WIDE)
def lines_in_turn(ax: Axes) -> None:
    """Draw two classes with a gap between them, and the boundary after each few mistakes."""
    rng = np.random.default_rng(12)
    inputs = rng.uniform((-6, -2.3), (6, 2.3), (260, 2))
    beyond = inputs @ (0.92, 0.39) - 0.6
    inputs, targets = inputs[abs(beyond) > 0.35], (beyond > 0)[abs(beyond) > 0.35].astype(int)
    extended = np.column_stack([inputs, np.ones(len(inputs))])
    weights, lines = np.array([-9.0, 14.0, 6.0]), []
    lines.append(weights)
    for example, target in [*zip(extended, targets, strict=True)] * 40:
        error = target - int(weights @ example > 0)
        if error:
            weights = weights + error * example
            lines.append(weights)
    for target, colour, marker in [(0, CLASS_0, "o"), (1, CLASS_1, "s")]:
        ax.plot(*inputs[targets == target].T, marker, color=colour, markersize=9, zorder=2)
    for number, (first, second, bias) in enumerate(lines):
        share = number / (len(lines) - 1)
        height = np.array([-4, 4])
        look = {"color": plt.get_cmap("Greys")(0.3 + 0.7 * share**2), "zorder": 3 + share,
                "linewidth": 4.5 if share == 1 else 2}
        if abs(first) > 1e-9:
            ax.plot(-(second * height + bias) / first, height, **look)
    ax.set(xlim=(-6.2, 6.2), ylim=(-2.45, 2.45), xticks=[], yticks=[], aspect="equal")
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)


@picture((12, 3.4))
def two_punched_cards(ax: Axes) -> None:
    """Draw two punched cards, one marked on its left and one on its right."""
    _empty(ax, 12, 3.4, NAVY)
    for left, marked in [(0.2, 0), (6.3, 1)]:
        round_corners = "round,pad=0,rounding_size=0.12"
        ax.add_patch(FancyBboxPatch((left, 0.15), 5.4, 3.1, boxstyle=round_corners,
                                    facecolor="#F3E9D2", edgecolor="none"))
        for column, row in itertools.product(range(26), range(6)):
            punched = 2 <= column - 13 * marked <= 10
            ax.add_patch(Rectangle((left + 0.3 + 0.185 * column, 0.42 + 0.44 * row), 0.09, 0.26,
                                   facecolor=NAVY if punched else "#DCCDA8", edgecolor="none"))


@picture(PUZZLE, "xor_points", False)
@picture((3.4, 3.85), "xor_joined", True)
def xor(ax: Axes, joined: bool) -> None:
    """Draw the four points of XOR, and no line, or each class's two points joined by one."""
    _empty(ax, *PUZZLE, "white" if joined else NAVY)
    words, size = (INK, 0.57) if joined else ("white", 1)
    for heights, colour in (((2.2, 5.2), CLASS_0), ((5.2, 2.2), CLASS_1)) if joined else ():
        ax.plot((1.6, 4.7), heights, color=colour, linewidth=6)
        ax.plot(3.15, 3.7, "o", color="white", markeredgecolor=INK, markeredgewidth=3,
                markersize=17, zorder=3)
    for end, name, where in (((5.9, 1.0), "sun", (5.5, 0.6)), ((0.5, 6.6), "friend", (1.5, 6.45))):
        arrow(ax, (0.5, 1.0), end, color=DIM)
        ax.text(*where, name, color=DIM, fontsize=22 * size, ha="center", va="center")
    for (first, second), target in zip(GATE_INPUTS, [0, 1, 1, 0], strict=True):
        place = 1.6 + 3.1 * first, 2.2 + 3.0 * second
        ax.plot(*place, "os"[target], color=(SKY, CLASS_1)[target], markersize=80 * size,
                markeredgecolor="white", markeredgewidth=3)
        ax.text(place[0], place[1] + 0.04, target, color=NAVY, fontsize=40 * size,
                fontweight="bold", ha="center", va="center_baseline")
        ax.text(place[0], place[1] - 0.85, f"({first}, {second})", color=words, fontsize=22 * size,
                ha="center", va="center")


@picture((5.7, 2.7))
def linear_neuron(ax: Axes) -> None:
    """Draw the linear neuron with the guess w = 3, b = 2."""
    plots.network(
        [1, 1], weights=[[[3]]], biases=[[2]], activations=["linear"], inputs=["$x$"],
        outputs=["$a$"], inside=True, ax=ax,
    )
    _without_words_beneath(ax)


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
    left, errors = 0.0, LINE_TARGETS - (3 * LINE_INPUTS + 2)
    for error in errors:
        side = abs(error)
        width = max(side, 1.2)
        if side:
            ax.add_patch(Rectangle((left + (width - side) / 2, 0), side, side, facecolor=DESCENT,
                                   alpha=0.85))
        else:
            ax.plot(left + width / 2, 0, "o", color=DESCENT, markersize=8)
        inside = side > 2
        ax.text(left + width / 2, side / 2 if inside else side + 0.75, f"{side**2:g}",
                fontsize=26 if inside else 22, color="white" if inside else INK,
                fontweight="bold", ha="center", va="center")
        ax.text(left + width / 2, -0.75, f"{error:g}".replace("-", "−"), fontsize=20, color=MUTED,
                ha="center", va="center")
        left += width + 0.85
    ax.text(-0.5, -0.75, "error e", fontsize=20, color=MUTED, ha="right", va="center")
    ax.text(-0.5, 0.9, "square", fontsize=20, color=DESCENT, fontweight="bold", ha="right",
            va="center")
    ax.axhline(0, color=INK, linewidth=2)
    ax.set(xlim=(-3.6, left - 0.4), ylim=(-1.3, 6.3), aspect="equal")
    ax.set_axis_off()


@picture(WIDE, "one_knob", 0, ncols=2)
@picture(WIDE, "one_step", 1, ncols=2)
@picture(WIDE, "four_steps", 4, ncols=2)
def one_knob_descent(axes: np.ndarray, steps: int) -> None:
    """Draw the line of a weight on the left, its loss on the right, and some steps downhill."""
    weights = [0.0]
    for _ in range(steps):
        errors = LINE_TARGETS - (weights[-1] * LINE_INPUTS + 4)
        weights.append(weights[-1] + 0.01 * (errors * LINE_INPUTS).mean())
    descent.line_and_loss(LINE_INPUTS, LINE_TARGETS, weights, bias=4, loss=_loss, axes=axes)
    axes[0].get_legend().remove()
    axes[1].get_legend().remove()
    axes[0].set(ylabel="target t, output a", xticks=range(0, 9, 2))
    axes[1].set(yticks=range(0, 81, 20), xticks=range(5))
    axes[1].text(2, 72, "η (eta), the learning rate: 0.01", fontsize=20, ha="center", va="center")


def _loss(weight: float, bias: float) -> float:
    return float(((LINE_TARGETS - (weight * LINE_INPUTS + bias)) ** 2).mean() / 2)


TWO_HIGH = {"nrows": 2, "sharex": True, "height_ratios": [1.9, 1]}


@picture((12, 4.6), "flat_places", False, **TWO_HIGH)
@picture((12, 4.6), "flat_places_reached", True, **TWO_HIGH)
def flat_places(axes: np.ndarray, let_go: bool) -> None:
    """Draw a curve with flat places and two balls, before and after they roll, and its slope."""
    top, bottom = axes
    places = np.linspace(-2.62, 2.52, 400)
    top.plot(places, _hilly(places), color=CLASS_0, linewidth=5, zorder=2)
    slope = np.gradient(_hilly(places), places)
    bottom.plot(places, slope, color=INK, linewidth=3)
    bottom.axhline(0, color=MUTED, linewidth=1.5, zorder=1)
    flat = places[:-1][np.diff(np.sign(slope)) != 0]
    names = {"global minimum": -0.55, "local maximum": 0.5, "local minimum": -0.55}
    for place, (name, above) in zip(flat, names.items(), strict=True):
        height = _hilly(place)
        top.plot([place - 0.4, place + 0.4], [height] * 2, color=INK, linewidth=3, zorder=3)
        top.text(place, height + above, name, fontsize=22, ha="center", va="center")
        top.vlines(place, -1.6, height + min(0, 1.7 * above), color=MUTED, linestyle=":",
                   linewidth=2, zorder=0)
        bottom.vlines(place, 0, 6, color=MUTED, linestyle=":", linewidth=2, zorder=0)
        bottom.plot(place, 0, "o", color="white", markeredgecolor=INK, markeredgewidth=2.5,
                    markersize=12, zorder=3)
    for place in flat[[0, 2]] if let_go else (-2.5, 2.2):
        top.plot(place, _hilly(place) + 0.28, "o", color=DESCENT, markersize=24,
                 markeredgecolor=BOUNDARY, zorder=4)
    top.set(xlim=(-2.9, 2.9), ylim=(-1.6, 4.4), xticks=[], yticks=[], ylabel="loss L")
    bottom.set(ylim=(-6, 6), yticks=[0], ylabel="slope", xlabel="weight w")
    for ax in axes:
        ax.grid(False)


def _hilly(place: np.ndarray) -> np.ndarray:
    return (place**2 - 3) ** 2 / 5 + 0.42 * place + 0.7


@picture((12, 4.8), suffix=".png")
def landscape_and_map(ax: Axes) -> None:
    """Draw notebook 02's landscape and map, larger and without the loss that it asks for."""
    ax.figure.set_layout_engine("none")
    ax.set_position((0.56, 0.15, 0.43, 0.85))
    relief = ax.figure.add_axes((-0.06, -0.02, 0.64, 1.12), projection="3d")
    descent.loss_surface(_loss, (0, 4), (0, 8), relief)
    relief.set(xticks=[0, 2, 4], yticks=[4, 8], zticks=[0, 40, 80])
    for axis in (relief.xaxis, relief.yaxis, relief.zaxis):
        axis.labelpad = 14
    descent.loss_contours(_loss, (0, 4), (0, 8), ax)
    for place, marker, name in (((3, 2), "D", "our guess"), ((2, 4), "*", "loss 0")):
        descent.mark(*place, relief, loss=_loss, marker=marker)
        descent.mark(*place, ax, name, marker=marker)
    ax.set(xticks=range(5), yticks=range(0, 9, 2))
    resize_texts(ax, 18)


@picture((12, 3.5), "two_slopes", False, ncols=3)
@picture((12, 3.5), "gradient", True, ncols=3)
def two_slopes(axes: np.ndarray, shows_sum: bool) -> None:
    """Draw the slope of a bowl along each of two knobs, and both as arrows on its map."""
    guess, slopes = np.array([3.0, 1.0]), np.array([1.5, 1.0])
    ends = guess + np.diag(slopes)
    for knob, (ax, name) in enumerate(zip(axes, "wb", strict=False)):
        places = np.tile(guess, (200, 1))
        places[:, knob] = np.linspace(-2.2, 4.9, 200)
        ax.plot(places[:, knob], _bowl(*places.T), color=CLASS_0, linewidth=4)
        away = np.array([-1.4, 1.4])
        ax.plot(guess[knob] + away, _bowl(*guess) + slopes[knob] * away, "--", color=BOUNDARY,
                linewidth=3)
        ax.plot(guess[knob], _bowl(*guess), "D", color=DESCENT, markeredgecolor=BOUNDARY,
                markersize=13, zorder=4)
        ax.text(1.3, 8.1, f"slope {slopes[knob]:g}", fontsize=26, ha="center", fontweight="bold")
        ax.set(xlim=(-2.2, 4.9), ylim=(0, 9.2), xticks=[], yticks=[], xlabel=f"only ${name}$ turns")
        ax.xaxis.label.set_size(24)
    axes[0].set_ylabel("loss L", fontsize=22)
    ax = descent.loss_contours(_bowl, (-1.2, 5.6), (-2.4, 3.6), axes[2], resolution=120)
    _bare_map(ax, "")
    weights, biases = np.meshgrid(np.linspace(-2, 6, 200), np.linspace(-3, 4, 200))
    ax.contour(weights, biases, _bowl(weights, biases), levels=[_bowl(*guess)], colors=BOUNDARY,
               linewidths=2.5)
    for end in ends:
        arrow(ax, guess, end, color=CLASS_0, linewidth=5, zorder=5)
    if shows_sum:
        for line in ends:
            ax.plot(*np.array([line, guess + slopes]).T, ":", color=BOUNDARY, linewidth=2)
        arrow(ax, guess, guess + slopes, linewidth=5, zorder=6)
        arrow(ax, guess, guess - slopes, color=DESCENT, linewidth=5, zorder=6)
        ax.text(*(guess + slopes + [0.15, 0.3]), r"$\nabla L$", fontsize=30, ha="center")
        ax.text(*(guess - slopes + [-0.1, -0.1]), "the step", fontsize=24, ha="right", va="top")
    ax.plot(*guess, "D", color=DESCENT, markeredgecolor=BOUNDARY, markersize=13, zorder=7)
    ax.set(aspect="equal")
    ax.set_xlabel("weight w", fontsize=22)
    ax.set_ylabel("bias b", fontsize=22)


def _bowl(weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return weight**2 / 4 + bias**2 / 2


@picture((5.75, 5.2))
def slopes_of_samples(ax: Axes) -> None:
    """Draw the slope that each of the eight examples gives alone, and their mean."""
    slopes = (3 * LINE_INPUTS + 2 - LINE_TARGETS) * LINE_INPUTS
    ax.bar(LINE_INPUTS, slopes, color=np.where(slopes < 0, DESCENT, "#BFC5CB"))
    for place, slope in zip(LINE_INPUTS, slopes, strict=True):
        inside = slope > 10
        height = slope - 2.2 if inside else slope + (2 if slope >= 0 else -2.2)
        ax.text(place, height, f"{slope:g}".replace("-", "−"), ha="center", va="center",
                fontsize=19, zorder=4)
    ax.axhline(slopes.mean(), color=BOUNDARY, linestyle="--")
    ax.text(1.6, -5, "wants w larger", fontsize=22, color=DESCENT, fontweight="bold")
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

    for ax, (size, name) in zip(
        axes, [(64, "batch: all"), (8, "mini-batch: a few"), (1, "stochastic: one")],
        strict=True,
    ):
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
        ax.set_xlabel(f"40 steps = {40 * size / 64:.2g} epochs", fontsize=20)


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
        descent.descent_path(np.array(path), ax)
        descent.mark(0, 0, ax)
        _bare_map(ax, name)
        ax.set_xlabel(f"its best rate in this bowl: {rate}", fontsize=20)


@picture((3.85, 4.9))
def six_points(ax: Axes) -> None:
    """Draw six examples, and far from them the input that nobody has shown."""
    inputs = np.arange(-1.0, 5.0)
    ax.plot(inputs, 2 * inputs - 1, "o", color=CLASS_0, markersize=13)
    ax.axvline(10, color=MUTED, linestyle="--")
    ax.text(10, 24, "?", fontsize=60, fontweight="bold", color=DESCENT, ha="center", va="bottom")
    ax.set(xlabel="input x", ylabel="target y", xlim=(-2, 11.5), ylim=(-5, 23), xticks=[0, 5, 10])


@picture((12, 2.6))
def predict_run_explain(ax: Axes) -> None:
    """Draw what the room does with each prediction: write, run, compare."""
    _empty(ax, 12, 2.6, "#EEF3F7")
    steps = [("1", "Write your guess"), ("2", "Run the cell"), ("3", "Explain the difference")]
    for number, (digit, words) in enumerate(steps):
        x = 1.9 + 4.1 * number
        ax.add_patch(Circle((x, 1.7), 0.7, facecolor="white", edgecolor=INK, linewidth=3))
        ax.text(x, 1.82, digit, fontsize=40, fontweight="bold", color=CLASS_0, ha="center",
                va="center_baseline")
        ax.text(x, 0.55, words, fontsize=23, ha="center", va="center")
        if number:
            arrow(ax, (x - 3.25, 1.7), (x - 0.85, 1.7))


def _steps_down(guess: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Take one step for each guess and its rate down the loss of notebook 02's line."""
    errors = LINE_TARGETS - guess[:, :1] * LINE_INPUTS - guess[:, 1:]
    slopes = -np.stack([(errors * LINE_INPUTS).mean(axis=1), errors.mean(axis=1)], axis=1)
    return guess - rates[:, np.newaxis] * slopes


@picture(BESIDE)
def first_step(ax: Axes) -> None:
    """Draw 200 steps from notebook 02's guess over its map, and say what the first one did."""
    path = [np.array([[3.0, 2.0]])]
    for _ in range(200):
        path.append(_steps_down(path[-1], np.array([0.02])))
    descent.loss_contours(_loss, (1, 4), (1, 5), ax)
    descent.descent_path(np.concatenate(path), ax)
    descent.mark(2, 4, ax)
    ax.annotate("the first step", path[1][0], (2.15, 1.3), fontsize=24, fontweight="bold",
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2.5})
    ax.set(xticks=range(1, 5), yticks=range(1, 6))


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
                fontsize=34, fontweight="bold", color=CLASS_0, ha="center",
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2.5})
    ax.axvspan(0.076, 0.0815, color=DESCENT)
    ax.text(0.0752, 2750, "not within 5,000 steps", fontsize=24, fontweight="bold", color=DESCENT,
            ha="right", va="center")
    ax.set(xlim=(0.008, 0.0815), ylim=(0, 3300))
    ax.set_xlabel("learning rate", fontsize=22)
    ax.set_ylabel("steps", fontsize=22)
