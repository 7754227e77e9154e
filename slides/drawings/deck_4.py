"""The pictures of deck 4, further."""

import io
import itertools
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from PIL import Image
from scipy.ndimage import rotate, shift
from sklearn.datasets import load_sample_image

from helpers import plots
from helpers.live.playground import Playground
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, INK, MUTED, SIGNED
from helpers.records import recorded
from slides.build import stored_pictures
from slides.drawings import parts
from slides.drawings.parts import GREY, NAVY, arrow, box, centred, digits, fill_figure, sheet
from slides.drawings.picture import PUZZLE, TITLE, picture

RIGHT, WRONG = "#009E73", "#D55E00"
NIGHT = LinearSegmentedColormap.from_list("night", ["#4FA8DB", NAVY, "#F2B230"])
ON_NAVY = LinearSegmentedColormap.from_list("on navy", [NAVY, "white"])
README = Path(__file__).resolve().parents[2] / "README.md"


def _surface(ax: Axes, playground: Playground, limits: Sequence[float], fades: bool) -> None:
    """Colour the plane by what the playground answers, with the examples on it."""
    left, right, bottom, top = limits
    across, up = np.meshgrid(np.linspace(left, right, 334), np.linspace(bottom, top, 188))
    answers = 2 * playground.answers(np.stack([across, up], axis=-1).reshape(-1, 2)) - 1
    fading = np.exp(-1.5 * np.clip(np.hypot(across, up) - 3.4, 0, None)) if fades else 1
    ax.imshow(fading * answers.reshape(across.shape), cmap=NIGHT, vmin=-1.3, vmax=1.3,
              origin="lower", extent=limits, interpolation="bilinear")
    points, label = playground.examples()
    for kind, (colour, mark) in enumerate([(CLASS_0, "o"), (CLASS_1, "s")]):
        ax.plot(*points[label == kind].T, mark, color=colour, markeredgecolor="white",
                markersize=8 if fades else 4.5, markeredgewidth=1 if fades else 0.6)
    ax.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[])


@picture(TITLE, suffix=".png")
def title_further(ax: Axes) -> None:
    """Draw what the playground has learned of two spiral arms, with the examples on it."""
    fill_figure(ax, NAVY)
    playground = Playground(data="spiral", hidden=[8, 8], optimizer="Adam", rate=0.03, test=0.1)
    playground.train(300)
    _surface(ax, playground, (-7.4, 3.8, -3.15, 3.15), fades=True)


TASKS = {"heaps": "two heaps", "circles": "circles", "xor": "XOR", "spiral": "spiral"}


@picture(PUZZLE, nrows=2, ncols=2)
def four_tasks(axes: np.ndarray) -> None:
    """Draw the four data sets of the playground on the dark half of a quiz."""
    axes[0, 0].figure.set_facecolor(NAVY)
    for ax, (data, name) in zip(axes.flat, TASKS.items(), strict=True):
        points, label = Playground(data=data).examples()
        for kind, (colour, mark) in enumerate([("#4FA8DB", "o"), ("#F2B230", "s")]):
            ax.plot(*points[label == kind].T, mark, color=colour, markersize=5)
        ax.set(xlim=(-3.7, 3.7), ylim=(-3.7, 3.7), aspect="equal", xticks=[], yticks=[])
        ax.set_facecolor(NAVY)
        ax.set_title(name, color="white", fontsize=21)
        ax.spines[:].set(visible=True, color="#5F7A94")


@picture((12, 5.6), suffix=".png", nrows=2, ncols=4, layout="constrained")
def four_tasks_learned(axes: np.ndarray) -> None:
    """Draw what one neuron learns of the four, and beneath it a hidden layer that is enough."""
    spiral = {"hidden": [5, 5], "optimizer": "Adam", "rate": 0.03}
    more = (None, {"hidden": [3]}, {"hidden": [4]}, spiral)
    for column, data, enough in zip(axes.T, TASKS, more, strict=True):
        for ax, setting in zip(column, ({"hidden": []}, enough), strict=True):
            ax.set_axis_off()
            if setting is None:
                ax.text(0.5, 0.65, "one is enough", fontsize=20, ha="center", color=RIGHT)
                ax.text(0.5, 0.2, "(dark: undecided)", fontsize=20, ha="center", color=INK)
                continue
            playground = Playground(data=data, **setting)
            playground.train(300)
            _surface(ax, playground, (-3.7, 3.7, -3.7, 3.7), fades=False)
            name = f"{' + '.join(map(str, setting['hidden']))} hidden neurons"
            ax.set_title(name if setting["hidden"] else "one neuron", fontsize=20, weight="bold",
                         color=RIGHT if playground.accuracy("test") > 0.95 else WRONG)


@picture((11.5, 4.6), "one_neuron_more_inputs", False)
@picture((11.5, 4.6), "one_neuron_product", True)
def one_neuron(ax: Axes, told: bool) -> None:
    """Draw XOR, and a single neuron with a third input: a question mark, or the answer."""
    sheet(ax)
    ax.plot([0.5, 4.5], [2.3, 2.3], [2.5, 2.5], [0.3, 4.3], color=GREY, linewidth=2)
    for x, y in itertools.product((-1, 1), (-1, 1)):
        look = {"marker": "s", "color": CLASS_1} if x != y else {"marker": "o", "color": CLASS_0}
        ax.plot(2.5 + 1.2 * x, 2.3 + 1.2 * y, markersize=24, **look)
        place = (10.5 + 0.3 * x, 2.3 + 1.2 * x * y) if told else (10.4, 2.3 + 0.5 * x * y)
        ax.plot(*place, markersize=24, **look)
    centred(ax, 4.75, 2.3, "$x_1$", 26)
    centred(ax, 2.85, 4.25, "$x_2$", 26)
    for y, name in ((3.9, "$x_1$"), (2.3, "$x_2$"), (0.7, "$x_1 x_2$" if told else "?")):
        arrow(ax, (6.45, y), (7.55, 2.3 + 0.16 * (y - 2.3)))
        centred(ax, 5.9, y, name, 46 if name == "?" else 30, weight="bold")
    ax.add_patch(Rectangle((5.35, 0.2), 1.1, 1, fill=False, linewidth=4,
                           edgecolor=RIGHT if told else INK))
    ax.add_patch(Circle((8.2, 2.3), 0.65, facecolor="white", edgecolor=INK, linewidth=3, zorder=3))
    centred(ax, 8.2, 2.3, r"$\Sigma$", 32, zorder=4)
    arrow(ax, (8.85, 2.3), (9.7, 2.3))
    if told:
        ax.plot([9.8, 11.2], [2.3, 2.3], color=RIGHT, linewidth=5)
        centred(ax, 10.5, 4.3, "$x_1 x_2 > 0$", 26)
        centred(ax, 10.5, 0.3, "$x_1 x_2 < 0$", 26)


@picture((12, 5.2), "noisy_labels", False)
@picture((12, 5.2), "noisy_labels_found", True)
def noisy(ax: Axes, told: bool) -> None:
    """Draw thirty digits with their labels, and mark the wrong ones if they are told."""
    sheet(ax)
    rng = np.random.default_rng(14)
    chosen = rng.choice(5000, 30, replace=False)
    images, true = (array[chosen] for array in digits())
    given = true.copy()
    redrawn = rng.permutation(30)[:3]
    given[redrawn] = (given[redrawn] + rng.integers(1, 10, size=3)) % 10
    for number, image in enumerate(images):
        left, bottom = 0.1 + 1.19 * (number % 10), 4.0 - 1.75 * (number // 10)
        ax.imshow(image, cmap="gray_r", extent=(left, left + 1.08, bottom, bottom + 1.08))
        is_wrong = told and true[number] != given[number]
        look = {"color": WRONG, "weight": "bold"} if is_wrong else {"color": INK}
        centred(ax, left + 0.54, bottom - 0.26, str(given[number]), 24, **look)
        if is_wrong:
            ax.add_patch(Rectangle((left, bottom), 1.08, 1.08, fill=False, edgecolor=WRONG,
                                   linewidth=4))


@picture((12, 4.6))
def remedies(ax: Axes) -> None:
    """Draw five remedies against overfitting, one panel each."""
    sheet(ax)
    names = ["early stopping", "L2", "dropout", "augmentation", "more data"]
    for number, name in enumerate(names):
        left = 0.08 + 2.4 * number
        box(ax, left, 0.75, 2.2, 3.4, "#C9D3DC")
        centred(ax, left + 1.1, 0.35, name, 21, weight="bold", color=INK)
    _curve_that_stops(ax, 0.08)
    _small_weights(ax, 2.48)
    _dropped_units(ax, 4.88)
    seven = digits()[0][digits()[1] == 7][3].astype(float)
    turned = [seven, shift(seven, (1, 4)), rotate(seven, 18, reshape=False, order=1),
              shift(rotate(seven, -16, reshape=False, order=1), (-1, -4)),
              shift(rotate(seven, 10, reshape=False, order=1), (-2, 3)), shift(seven, (-2, -4))]
    _wall(ax, 7.28, np.clip(turned, 0, 255), 2)
    _wall(ax, 9.68, digits()[0][::207], 4)


@picture((12, 5.3), layout="constrained")
def remedies_measured(ax: Axes) -> None:
    """Draw what the recorded runs of notebook 14 reached with each remedy, the best on top."""
    names = {"10000 images": "ten times the data", "no hidden layer": "softmax alone"}
    keys = ("plain", "L2 0.001", "L2 0.03", "dropout 0.5", "augmentation", "early stopping", *names)
    reached = {names.get(key, key): recorded(f"noisy digits: validation, {key}") for key in keys}
    ranked = dict(sorted(reached.items(), key=lambda one: -np.mean(one[1])))
    plots.runs(ranked, "accuracy on noisy validation labels", better="right", ax=ax)
    ax.set_yticks(range(len(ranked)), list(ranked), fontsize=20)
    ax.get_yticklabels()[list(ranked).index("plain")].set_weight("bold")
    ax.axvline(0.724, color=INK, linewidth=2, linestyle=":")
    ax.text(0.721, 6.6, "a perfect reader", fontsize=19, ha="right", va="center")
    ax.set(xlim=(0.478, 0.735), xticks=(0.5, 0.55, 0.6, 0.65, 0.7))


def _curve_that_stops(ax: Axes, left: float) -> None:
    """Draw a validation loss that falls and rises beside a training loss, and where to stop."""
    across = np.linspace(0.2, 2.05, 60)
    stop = across <= 0.95
    validation = 2.0 + 0.9 * (across - 0.95) ** 2 + 0.9 * np.exp(-5 * across)
    ax.plot(left + across, 1.15 + 1.9 * np.exp(-1.5 * across), color=GREY, linewidth=3)
    ax.plot(left + across[stop], validation[stop], color=INK, linewidth=5)
    ax.plot(left + across[~stop], validation[~stop], color=INK, linewidth=3, linestyle=":")
    ax.plot([left + 0.95] * 2, [0.95, 3.3], color=INK, linewidth=3)
    centred(ax, left + 0.95, 3.55, "stop", 18, weight="bold")
    centred(ax, left + 1.58, 3.3, "validation", 16)
    centred(ax, left + 1.62, 0.98, "training", 16, color=MUTED)


def _small_weights(ax: Axes, left: float) -> None:
    """Draw a neuron's arrows, the long ones pulled back."""
    weights = ((0.35, 1.35, 0.6), (1.2, 1.3, 0.75), (2.1, 0.8, 0.5), (2.8, 1.2, 0.45))
    for angle, long, short in weights:
        turn = np.array([np.cos(angle), np.sin(angle)])
        start = np.array([left + 1.1, 1.35])
        end = start + 1.75 * long * turn * [0.42, 1]
        ax.plot(*zip(start, end, strict=True), color="#C9D3DC", linewidth=9, zorder=1)
        arrow(ax, start, start + 1.75 * short * turn * [0.42, 1])
    centred(ax, left + 1.1, 3.88, "large weights cost", 16, color=MUTED)


def _dropped_units(ax: Axes, left: float) -> None:
    """Draw two layers, half of whose units sit out this step."""
    columns = [[(left + x, 1.2 + 0.62 * row) for row in range(5)] for x in (0.5, 1.7)]
    out = {(0, 1), (0, 4), (1, 0), (1, 2)}
    for i, start in enumerate(columns[0]):
        for j, end in enumerate(columns[1]):
            if (0, i) not in out and (1, j) not in out:
                ax.plot(*zip(start, end, strict=True), color="#A9B1B9", linewidth=2, zorder=1)
    for side, column in enumerate(columns):
        for row, place in enumerate(column):
            gone = (side, row) in out
            ax.add_patch(Circle(place, 0.23, facecolor="white", zorder=3, linewidth=2.5,
                                edgecolor="#C9D3DC" if gone else INK))
            if gone:
                centred(ax, *place, "×", 22, color=MUTED, zorder=4)


def _wall(ax: Axes, left: float, images: Sequence[np.ndarray], across: int) -> None:
    """Draw a square wall of images into a remedy's panel."""
    side = 2.0 / across
    for number in range(int(3.2 // side) * across):
        x, y = left + 0.1 + side * (number % across), 4.05 - side * (1 + number // across)
        ax.imshow(images[number % len(images)], cmap="gray_r", zorder=2,
                  extent=(x + 0.02, x + side - 0.02, y + 0.02, y + side - 0.02))


def _network(ax: Axes, layers: Sequence[Sequence[tuple[float, float]]], radius: float) -> None:
    """Draw a network with its units at these places, each joined to all of the next layer."""
    for below, above in itertools.pairwise(layers):
        for start, end in itertools.product(below, above):
            ax.plot(*zip(start, end, strict=True), color=GREY, linewidth=1.5)
    for place in itertools.chain(*layers):
        ax.add_patch(Circle(place, radius, facecolor="white", edgecolor=INK, linewidth=2,
                            zorder=3))


@picture((12, 4.6), "autoencoder", False)
@picture((12, 4.6), "squeezed", True)
def hourglass(ax: Axes, copied: bool) -> None:
    """Draw an autoencoder, and beneath it what PCA makes of 128, 32, 8 and 2 numbers."""
    sheet(ax)
    images, labels = digits()
    flat = images.reshape(-1, 784) / 255
    five = flat[np.flatnonzero(labels == 5)[7]]
    shape = ((3.2, 7), (4.6, 4), (6, 2), (7.4, 4), (8.8, 7))
    _network(ax, [[(x, 3.58 + 0.27 * (unit - (units - 1) / 2)) for unit in range(units)]
                  for x, units in shape], 0.11)
    for x, y, said in ((3.2, 2.4, "784"), (6, 2.4, "32"), (8.8, 2.4, "784"), (10.75, 3.6, "?"),
                       (4.7, 4.36, "encoder"), (6, 4.0, "code"), (7.3, 4.36, "decoder")):
        centred(ax, x, y, said, 60 if said == "?" else 24, weight="normal" if y > 3.6 else "bold")
    arrow(ax, (2.3, 3.58), (2.95, 3.58))
    arrow(ax, (9.05, 3.58), (9.7, 3.58))
    ax.add_patch(Rectangle((9.8, 2.65), 1.9, 1.9, fill=False, edgecolor=INK, linewidth=3))
    ax.imshow(five.reshape(28, 28), cmap="gray_r", extent=(0.35, 2.2, 2.65, 4.5))
    mean = flat.mean(axis=0)
    _, _, directions = np.linalg.svd(flat - mean, full_matrices=False)
    ax.text(0.3, 1.15, "principal component\nanalysis (PCA)" if copied else "", fontsize=24,
            va="center")
    for column, kept in enumerate((128, 32, 8, 2) if copied else ()):
        left = 3.7 + 2.1 * column
        made = np.clip(mean + (five - mean) @ directions[:kept].T @ directions[:kept], 0, 1)
        ax.imshow(made.reshape(28, 28), cmap="gray_r", vmin=0, vmax=1,
                  extent=(left, left + 1.5, 0.4, 1.9))
        centred(ax, left + 0.75, 0.2, f"{kept} numbers", 22, weight="bold")


@picture((12, 4.95), suffix=".jpg")
def borrowed(ax: Axes) -> None:
    """Draw a network that has learned elsewhere, and its copy with a new last layer."""
    sheet(ax)
    tower, flower = (load_sample_image(f"{name}.jpg") for name in ("china", "flower"))
    rows = (
        (3.88, tower[:427, 100:527], "a million\nphotos", ("castle", "cat", "car"), MUTED),
        (1.05, flower[40:427, 100:487], "a few\nof yours", ("dahlia", "daisy", "rose"), INK),
    )
    for y, photo, whose, kinds, colour in rows:
        centred(ax, 0.85, y, whose, 22, color=colour, weight="bold")
        ax.imshow(photo, extent=(1.75, 3.75, y - 1, y + 1))
        right = 3.75
        for number, (side, pixels) in enumerate([(1.7, 64), (1.25, 32), (0.9, 16)]):
            left, right = right + 0.45, right + 0.45 + side
            arrow(ax, (left - 0.4, y), (left - 0.05, y), color=MUTED)
            maps = parts.edge_map(photo.mean(axis=2), pixels, 1.1 * number)
            for depth in (0.16, 0.08, 0):
                place = (left + depth, right + depth, y - side / 2 + depth, y + side / 2 + depth)
                ax.imshow(maps, cmap=parts.PENCIL, extent=place, zorder=3 - depth)
                ax.add_patch(Rectangle(place[::2], side, side, fill=False, zorder=3.01 - depth))
        for kind, unit in zip(kinds, (0.65, 0, -0.65), strict=True):
            for start in (-0.3, 0, 0.3):
                ax.plot([right + 0.2, 10.3], [y + start, y + unit], color=GREY, zorder=0)
            ax.add_patch(Circle((10.3, y + unit), 0.2, facecolor="white", edgecolor=colour,
                                linewidth=3))
            ax.text(10.65, y + unit, kind, fontsize=22, va="center", color=colour)
    arrow(ax, (6.3, 2.92), (6.3, 2.02), linewidth=5)
    ax.text(6.55, 2.47, "copy the weights", fontsize=22, va="center", weight="bold")
    centred(ax, 10.9, 2.47, "new", 22, weight="bold", color=INK)


@picture((12, 4.6), "next_letters_1", 1, ncols=3, layout="constrained")
@picture((12, 4.6), "next_letters_2", 2, ncols=3, layout="constrained")
@picture((12, 4.6), "next_letters", 3, ncols=3, layout="constrained")
def next_letters(axes: np.ndarray, shown: int) -> None:
    """Count which letters follow t, th and the in the words of the course's README."""
    words = re.sub(r"\]\([^)]*\)|<[^>]*>|`[^`]*`", " ", README.read_text(encoding="utf-8"))
    text = " ".join(re.findall(r"[a-z]+", words.lower()))
    for number, (ax, so_far) in enumerate(zip(axes, ("t", "th", "the"), strict=True)):
        follows = re.findall(f"(?<={so_far}).", text)
        counted = {letter: follows.count(letter) / len(follows) for letter in set(follows)}
        top = sorted(counted, key=lambda letter: (-counted[letter], letter))[:6]
        names = ["space" if letter == " " else letter for letter in top]
        ax.barh(range(len(top)), [100 * counted[letter] for letter in top],
                color=[INK] + 5 * [GREY])
        ax.set_yticks(range(len(top)), names, fontsize=22, va="center_baseline")
        ax.set(xlim=(0, 100), ylim=(5.6, -0.6), xlabel="% of the times")
        ax.set_title(f"after “{so_far}”", fontsize=25)
        ax.set_visible(number < shown)


def _cart(ax: Axes, x: float, ground: float, lean: float, size: float, ink: str) -> None:
    """Draw a cart on its track with a pole that leans by so many radians to the right."""
    ax.add_patch(FancyBboxPatch((x - 0.55 * size, ground + 0.12 * size), 1.1 * size, 0.5 * size,
                                boxstyle=f"round,pad=0,rounding_size={0.08 * size}",
                                facecolor=MUTED, edgecolor="none", zorder=3))
    for side in (-0.32, 0.32):
        ax.add_patch(Circle((x + side * size, ground + 0.1 * size), 0.12 * size, color=ink,
                            zorder=4))
    foot = np.array([x, ground + 0.6 * size])
    tip = foot + 2.1 * size * np.array([np.sin(lean), np.cos(lean)])
    ax.plot(*zip(foot, tip, strict=True), color=ink, linewidth=12 * size,
            solid_capstyle="round", zorder=5)
    ax.add_patch(Circle(foot, 0.09 * size, color=MUTED, zorder=6))


@picture(PUZZLE)
def leaning_pole(ax: Axes) -> None:
    """Draw a pole that leans to the right on its cart, and an arrow to either side."""
    sheet(ax, NAVY)
    ax.plot([0.4, 5.6], [2.0, 2.0], color="#5F7A94", linewidth=4)
    _cart(ax, 2.7, 2.0, 0.3, 1.25, "white")
    for side, word, colour in ((-1, "left", "#4FA8DB"), (1, "right", "#F2B230")):
        arrow(ax, (2.7 + 0.95 * side, 2.45), (2.7 + 2.1 * side, 2.45), color=colour, linewidth=8)
        centred(ax, 2.7 + 1.6 * side, 1.5, f"{word}?", 28, color=colour, weight="bold")


@picture((11.2, 4.9))
def agent_and_environment(ax: Axes) -> None:
    """Draw the loop: the agent acts, the environment answers with a state and a reward."""
    sheet(ax)
    box(ax, 0.1, 0.75, 3.0, 3.5, INK)
    centred(ax, 1.6, 3.75, "agent", 28, weight="bold")
    for y, word, chance, colour in ((2.7, "left", 0.4, CLASS_0), (1.7, "right", 0.6, CLASS_1)):
        ax.text(0.35, y, word, fontsize=24, va="center")
        ax.add_patch(Rectangle((1.35, y - 0.25), 1.6 * chance, 0.5, color=colour))
    box(ax, 7.9, 0.4, 3.2, 4.2, INK)
    centred(ax, 9.5, 0.85, "environment", 26, weight="bold")
    ax.plot([8.1, 10.9], [1.42, 1.42], color=MUTED, linewidth=3)
    _cart(ax, 9.3, 1.42, 0.16, 0.95, INK)
    arrow(ax, (3.25, 3.5), (7.75, 3.5), linewidth=5)
    centred(ax, 5.5, 3.87, "action: left or right", 25)
    arrow(ax, (7.75, 2.3), (3.25, 2.3), linewidth=5)
    centred(ax, 5.5, 2.67, "state: four numbers", 25)
    arrow(ax, (7.75, 1.3), (3.25, 1.3), color=RIGHT, linewidth=5)
    centred(ax, 5.5, 0.9, "reward: 1 while it stands", 25, color=RIGHT)


@picture((12, 3.5))
def three_episodes(ax: Axes) -> None:
    """Draw three episodes of random pushes, and what each return does to their chances."""
    sheet(ax)
    rows = ((6, "shorter than average: less likely", WRONG), (13, "average: as before", MUTED),
            (20, "longer than average: more likely", RIGHT))
    for row, (steps, words, colour) in enumerate(rows):
        y = 3.0 - 1.2 * row
        for step, push in enumerate(np.random.default_rng(row).integers(2, size=steps)):
            ax.plot(0.2 + 0.3 * step, y, "<>"[push], color=colour, markersize=18)
        ax.text(0.3 + 0.3 * steps, y, words, fontsize=25, color=colour, va="center",
                weight="bold")


@picture((5.6, 5.6))
def go_board(ax: Axes) -> None:
    """Draw a Go board with the first stones of an opening in two of its corners."""
    sheet(ax, "#E8C98A")
    lines = 0.37 + 0.27 * np.arange(19)
    for line in lines:
        ax.plot(lines[[0, -1]], [line] * 2, color=BOUNDARY, linewidth=1.2)
        ax.plot([line] * 2, lines[[0, -1]], color=BOUNDARY, linewidth=1.2)
    for column in (3, 9, 15):
        ax.plot(lines[[column] * 3], lines[[3, 9, 15]], "o", color=BOUNDARY, markersize=5)
    stones = [(3, 3, "k"), (2, 5, "w"), (5, 2, "k"), (2, 2, "w"), (2, 3, "k"), (3, 2, "w"),
              (4, 2, "k"), (1, 3, "w"), (1, 4, "k"), (15, 3, "w"), (15, 15, "k"), (16, 13, "w"),
              (13, 16, "k"), (3, 15, "w")]
    for column, row, colour in stones:
        ax.add_patch(Circle((lines[column], lines[row]), 0.125, zorder=3, linewidth=1.2,
                            facecolor=INK if colour == "k" else "white", edgecolor=INK))


@picture((12, 5.1))
def four_targets(ax: Axes) -> None:
    """Draw one network four times, each with another target."""
    sheet(ax)
    seven = digits()[0][digits()[1] == 7][3]
    columns = (("its label", "7"), ("the input itself", ""), ("the next letter", "e"),
               (r"push × ($G - \overline{G}$)", "→ × (20 − 13)"))
    for number, (name, target) in enumerate(columns):
        x = 1.5 + 3 * number
        if number == 2:
            centred(ax, x, 0.65, "t h", 44, color=INK)
        elif number == 3:
            ax.plot([x - 1, x + 1], [0.08, 0.08], color=MUTED, linewidth=3)
            _cart(ax, x, 0.08, 0.2, 0.42, INK)
        else:
            ax.imshow(seven, cmap="gray_r", extent=(x - 0.6, x + 0.6, 0.05, 1.25))
        layers = [[(x + 0.48 * (unit - (units - 1) / 2), y) for unit in range(units)]
                  for y, units in ((1.75, 3), (2.4, 4), (3.05, 3))]
        _network(ax, layers, 0.16)
        arrow(ax, (x, 1.3), (x, 1.58))
        arrow(ax, (x, 3.22), (x, 3.5))
        ax.add_patch(Rectangle((x - 1.2, 3.55), 2.4, 1.0, color=NAVY))
        centred(ax, x, 4.03, target, 28 if number == 3 else 36, color="white", weight="bold")
        if not target:
            ax.imshow(seven, cmap=ON_NAVY, extent=(x - 0.48, x + 0.48, 3.57, 4.53), zorder=3)
        centred(ax, x, 4.85, name, 25, weight="bold")


@picture((11.8, 5.24))
def game(ax: Axes) -> None:
    """Draw a generator, a discriminator, and what flows between them."""
    sheet(ax)
    sevens = digits()[0][digits()[1] == 7]
    for left, bottom, size, image, name in (
        (0.2, 0.9, 1.3, np.random.default_rng(7).normal(size=(10, 10)), "noise"),
        (5.0, 0.6, 1.6, -sevens[:20].mean(axis=0), "forged"),
        (5.0, 3.28, 1.6, -sevens[3].astype(float), "real"),
    ):
        place = left, left + size, bottom, bottom + size
        ax.imshow(image, extent=place, cmap="gray")
        ax.add_patch(Rectangle((left, bottom), size, size, fill=False, edgecolor=INK, zorder=3))
        centred(ax, left + size / 2, bottom + size + 0.2, name, 22)
    box(ax, 0.2, 3.4, 1.3, 1.0, INK)
    centred(ax, 0.85, 3.9, "7", 40, weight="bold")
    centred(ax, 0.85, 4.65, "label", 22)
    for left, y, name, colour in ((2.3, 1.5, "generator", CLASS_1), (7.7, 2.8, "discriminator",
                                                                    CLASS_0)):
        box(ax, left, y - 0.6, 2.2, 1.2, colour)
        centred(ax, left + 1.1, y, name, 25, weight="bold", zorder=4)
    for start, end in (((1.6, 1.5), (2.25, 1.5)), ((4.55, 1.5), (4.95, 1.5)),
                       ((1.55, 3.5), (2.7, 2.15)), ((1.55, 3.65), (7.65, 2.8)),
                       ((6.85, 1.5), (7.65, 2.4)), ((6.85, 4.1), (7.65, 3.2)),
                       ((9.95, 2.8), (10.4, 2.8))):
        arrow(ax, start, end, zorder=0)
    ax.plot([8.8, 8.8, 3.4], [2.15, 0.2, 0.2], "--", color=WRONG, linewidth=3)
    arrow(ax, (3.4, 0.3), (3.4, 0.87), color=WRONG)
    ax.text(8.95, 0.6, "gradient\nfor each pixel", fontsize=20, va="center", color=WRONG)
    ax.text(10.5, 2.8, "how likely\nis it real?", fontsize=20, va="center")


@picture((11.6, 4.6))
def unrolled(ax: Axes) -> None:
    """Draw one recurrent layer at three moments, and the way that an error goes back."""
    sheet(ax)
    centred(ax, 0.6, 2.3, "$h_0 = 0$", 28)
    for step, letter in enumerate("the"):
        x = 3 + 2.9 * step
        arrow(ax, (x - 1.75 if step == 0 else x - 2.35, 2.3), (x - 0.55, 2.3), linewidth=3.5)
        arrow(ax, (x, 0.85), (x, 1.75), linewidth=3.5)
        arrow(ax, (x + 0.1, 2.95), (x - 2.2 if step else x - 1.6, 2.95), color=WRONG, linewidth=3,
              linestyle="--", connectionstyle="arc3,rad=0.25")
        ax.add_patch(Circle((x, 2.3), 0.48, facecolor="white", edgecolor=INK, linewidth=3))
        centred(ax, x, 2.3, f"$h_{step + 1}$", 30)
        centred(ax, x, 0.45, letter, 44, weight="bold")
        ax.text(x + 0.15, 1.25, "$W_x$", fontsize=24, color=CLASS_0, va="center")
        centred(ax, x - 1.3, 1.95, "$W_h$", 24, color=CLASS_0)
    arrow(ax, (9.35, 2.3), (10.2, 2.3), linewidth=3.5)
    centred(ax, 10.85, 2.3, "output", 24)
    centred(ax, 10.3, 3.5, "the error, back", 24, color=WRONG)


def _from_notebook(cell: str, *place: int) -> Image.Image:
    """Cut a place out of the picture that a notebook stores below a cell."""
    stored = stored_pictures(cell[:2])[cell][0]
    return Image.open(io.BytesIO(stored)).convert("RGB").crop(place)


@picture((8.11, 4.2), suffix=".png")
def sizes_of_codes(ax: Axes) -> None:
    """Show notebook 15's errors by the numbers for each picture, without the figure's title."""
    fill_figure(ax)
    ax.imshow(_from_notebook("15-size-figure", 0, 36, 811, 461), aspect="auto")


@picture((11.1, 3.9), suffix=".png")
def forged_digits(ax: Axes) -> None:
    """Show notebook 16's forged digits, each column below the label that was asked for."""
    sheet(ax)
    ax.imshow(_from_notebook("16-watch", 0, 40, 1110, 380), extent=(0, 11.1, 0, 3.4))
    for label in range(10):
        centred(ax, 0.63 + 1.115 * label, 3.65, str(label), 28, weight="bold", color=CLASS_0)


@picture((11, 4.95), suffix=".png")
def map_of_digits(ax: Axes) -> None:
    """Show notebook 15's map of digits, larger, and the digit at the ring."""
    sheet(ax)
    ax.imshow(_from_notebook("15-walk", 66, 30, 435, 399), extent=(0.7, 5.3, 0.35, 4.95))
    ax.imshow(_from_notebook("15-walk", 490, 30, 810, 350), extent=(6.7, 10.3, 0.5, 4.1))
    centred(ax, 8.5, 4.5, "what the decoder draws at the ring", 22)
    centred(ax, 3, 0.15, "first number", 20)
    centred(ax, 0.45, 2.65, "second number", 20, rotation=90)


@picture((11.4, 5))
def two_scores(ax: Axes) -> None:
    """Draw what a judge recognises against the spread, for all recorded runs of notebook 16."""
    sevens = digits()[0][digits()[1] == 7]
    for kind, setting, colour, said, place in (
        ("averages", "classroom", MUTED, "averages", (0.27, 0.9)),
        ("PCA", "classroom", INK, "PCA", (0.72, 0.79)),
        ("forged", "classroom", CLASS_1, "generator, 1,000 steps", (0.5, 0.6)),
        ("forged", "longer", CLASS_1, "generator, 4,000 steps", (0.6, 0.88)),
        ("real", "classroom", CLASS_0, "real", (1.03, 0.9)),
    ):
        up = recorded(f"GAN: recognised, {kind}", setting)
        spread = [1] * len(up) if kind == "real" else recorded(f"GAN: spread, {kind}", setting)
        mark = "*" if setting == "longer" else "o"
        ax.plot(spread, up, mark, color=colour, markersize=20 if mark == "*" else 11, alpha=0.7)
        ax.text(*place, said, fontsize=21, color=INK, va="center", weight="bold")
    for left, image in ((0.02, sevens[:20].mean(axis=0)), (1.11, sevens[3])):
        inside = ax.inset_axes((left, 0.82, 0.15, 0.17), transform=ax.transData)
        inside.imshow(image, cmap="gray_r")
        inside.set_axis_off()
    ax.set_xlabel("spread (real digits: 1)", fontsize=19)
    ax.set_ylabel("share that the judge recognises", fontsize=19)
    ax.set(xlim=(0, 1.28), ylim=(0.5, 1.01))


@picture((12, 4.9), layout="constrained")
def borrowed_or_shifted(ax: Axes) -> None:
    """Draw what shifted copies and a pretrained start gained in notebook 17's recorded runs."""
    names = ("from scratch", "scratch with shifts", "fine-tuned, as they are",
             "fine-tuned, with shifts")
    scratch, shifted, tuned, both = (100 * np.array(recorded(f"transfer: {name}, 10"))
                                     for name in names)
    plots.runs({"shifted copies, from scratch": shifted - scratch,
                "shifted copies, pretrained": both - tuned,
                "pretrained, on the fifty": tuned - scratch,
                "pretrained, on shifted copies": both - shifted},
               "points gained on the same fifty", better="right", ax=ax)
    ax.axvline(0, color=INK, linestyle="--")
    ax.axhspan(-0.55, 1.5, color=CLASS_0, alpha=0.1, zorder=-1)
    ax.axhspan(1.5, 3.55, color=CLASS_1, alpha=0.1, zorder=-1)


@picture((11.4, 4.5))
def game_of_forty(ax: Axes) -> None:
    """Draw which recorded trainings of notebook 18 learned the game with a gap of 40."""
    sheet(ax)
    names = {"simple layer": "simple layer", "LSTM": "LSTM, as Keras starts it",
             "simple, keeps": "simple layer that starts by keeping",
             "LSTM, open": "LSTM that starts with an open forget gate"}
    for row, (name, said) in enumerate(names.items()):
        y, runs = 4.0 - 1.1 * row, recorded(f"bell, gap 40: RMSE of {name}")
        learned = [run < 0.3 for run in runs]
        ax.text(0.1, y, said, fontsize=22, va="center")
        for number, well in enumerate(sorted(learned, reverse=True)):
            ax.add_patch(Circle((6.2 + 0.52 * number, y), 0.2, linewidth=3, edgecolor=RIGHT
                                if well else GREY, facecolor=RIGHT if well else "white"))
        ax.text(11.3, y, f"{sum(learned)} of {len(runs)}", fontsize=26, weight="bold", ha="right",
                va="center")


@picture((11.4, 5), suffix=".png")
def policy(ax: Axes) -> None:
    """Show notebook 19's map of the policy in the decks' colours, with a cart in its corners."""
    sheet(ax)
    seen = np.asarray(_from_notebook("19-map", 92, 16, 769, 493), dtype=float)
    shades = [255 * np.array(colormaps["PuOr_r"](level)[:3]) for level in np.arange(0.05, 1, 0.1)]
    level = np.argmin([np.abs(seen - shade).sum(axis=2) for shade in shades], axis=0)
    made = np.array([SIGNED(0.14 + 0.08 * step)[:3] for step in range(10)])[level]
    is_ink = seen.max(axis=2) < 60
    made[is_ink] = np.array([20, 32, 43]) / 255
    ax.imshow(made, extent=(0.7, 10.3, 0.6, 4.95), aspect="auto")
    ax.set(xlim=(0, 11.4), ylim=(0, 5), aspect="equal")
    for x, y, lean, way, word in ((2.2, 0.9, -0.35, -1, "push left"),
                                  (8.8, 3.2, 0.35, 1, "push right"),
                                  (8.9, 0.7, 0.35, -1, "swings back:\npush left")):
        _cart(ax, x, y, lean, 0.55, INK)
        centred(ax, x - 1.75 * np.sign(lean), y + 0.6, word, 28, weight="bold", zorder=6)
        start = x + lean + 0.3 * way
        arrow(ax, (start, y + 1.4), (start + 0.5 * way, y + 1.1), color="white", linewidth=4)
    ax.add_patch(Rectangle((5.6, 0.65), 4.55, 1.57, fill=False, edgecolor="white", linewidth=4))
    ax.text(10.4, 2.62, "network", fontsize=20, va="center")
    ax.text(10.4, 2.3, "by hand", fontsize=20, va="center")
    centred(ax, 5.5, 0.25, "angle: leans to the left ← → to the right", 22)
    centred(ax, 0.34, 2.8, "angular velocity:\nfalls to the left ← → to the right", 19, rotation=90)


@picture((11.4, 4.8))
def after_success(ax: Axes) -> None:
    """Draw how low each recorded run of notebook 19 fell after it had solved the task."""
    names = ("½ × our rate", "our rate", "2 × our rate", "4 × our rate")
    for row, name in enumerate(names):
        runs = sorted(recorded(f"pole: lowest in 200 more, {name}"))
        for number, run in enumerate(runs):
            if run:
                ax.plot(run, row + 0.13 * (number % 3 - 1), "o", color=CLASS_0, markersize=13)
            else:
                ax.text(5, row, "one not solved", fontsize=20, color=WRONG, va="center")
    ax.axvline(475, color=MUTED, linestyle="--", linewidth=2)
    ax.text(472, -0.62, "solved: 475", fontsize=20, color=MUTED, ha="right", va="center")
    ax.set_yticks(range(4), names, fontsize=22, va="center_baseline")
    ax.set_xlabel("lowest mean of 20 episodes, in the 200 after success", fontsize=20)
    ax.set(xlim=(0, 510), ylim=(3.5, -0.85), xticks=range(0, 501, 100))
