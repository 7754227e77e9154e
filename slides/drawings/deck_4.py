"""The pictures of deck 4, further."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyBboxPatch
from scipy.ndimage import rotate, shift
from sklearn.datasets import load_sample_image

from helpers.live.playground import Playground
from helpers.plots.style import CLASS_0, CLASS_1, INK, MUTED, SIGNED
from helpers.records import recorded
from slides.drawings.images import PENCIL, digit, digits, edge_map, from_notebook, image
from slides.drawings.motifs import class_mark, go_board, rows_of_runs
from slides.drawings.picture import PUZZLE, TITLE, picture, pictures
from slides.drawings.shapes import area, arrow, box, circle, frame, layers_of_units, line
from slides.drawings.sheets import GREY, NAVY, name_axes
from slides.drawings.words import beside, bold, write, write_all

RIGHT, WRONG = "#009E73", "#D55E00"
LIGHT = ("#4FA8DB", "#F2B230")
NIGHT = LinearSegmentedColormap.from_list("night", [LIGHT[0], NAVY, LIGHT[1]])
REMEDIES = (0.08, 2.48, 4.88, 7.28, 9.68)
ON_NAVY = LinearSegmentedColormap.from_list("on navy", [NAVY, "white"])
README = Path(__file__).resolve().parents[2] / "README.md"


def _examples(ax: Axes, playground: Playground, colours: Sequence, **look: object) -> None:
    """Draw the examples of a playground in a plane without ticks."""
    points, label = playground.examples()
    for kind, colour in enumerate(colours):
        class_mark(ax, *points[label == kind].T, kind, color=colour, linestyle="none", **look)
    ax.set(xlim=(-3.7, 3.7), ylim=(-3.7, 3.7), xticks=[], yticks=[])


def _surface(ax: Axes, playground: Playground, limits: Sequence[float], fades: bool) -> None:
    """Colour the plane by what the playground answers, with the examples on it."""
    left, right, bottom, top = limits
    across, up = np.meshgrid(np.linspace(left, right, 334), np.linspace(bottom, top, 188))
    answers = 2 * playground.answers(np.stack([across, up], axis=-1).reshape(-1, 2)) - 1
    fading = np.exp(-1.5 * np.clip(np.hypot(across, up) - 3.4, 0, None)) if fades else 1
    ax.imshow(fading * answers.reshape(across.shape), cmap=NIGHT, vmin=-1.3, vmax=1.3,
              origin="lower", extent=limits, interpolation="bilinear")
    _examples(ax, playground, (CLASS_0, CLASS_1), size=8 if fades else 4.5, markeredgecolor="white",
              markeredgewidth=1 if fades else 0.6)
    ax.set(xlim=(left, right), ylim=(bottom, top))


@picture(TITLE, suffix=".png", ground=NAVY)
def title_further(ax: Axes) -> None:
    """Draw what the playground has learned of two spiral arms, with the examples on it."""
    playground = Playground(data="spiral", hidden=[8, 8], optimizer="Adam", rate=0.03, test=0.1)
    playground.train(300)
    _surface(ax, playground, (-7.4, 3.8, -3.15, 3.15), fades=True)


TASKS = {"heaps": "two heaps", "circles": "circles", "xor": "XOR", "spiral": "spiral"}


@picture(PUZZLE, nrows=2, ncols=2)
def four_tasks(axes: np.ndarray) -> None:
    """Draw the four data sets of the playground on the dark half of a quiz."""
    axes[0, 0].figure.set_facecolor(NAVY)
    for ax, (data, name) in zip(axes.flat, TASKS.items(), strict=True):
        _examples(ax, Playground(data=data), LIGHT, size=5)
        ax.set(aspect="equal", facecolor=NAVY)
        ax.set_title(name, color="white", fontsize=21)
        ax.spines[:].set(visible=True, color="#5F7A94")


@picture((12, 5.6), suffix=".png", nrows=2, ncols=4, layout="constrained")
def four_tasks_learned(axes: np.ndarray) -> None:
    """Draw what one neuron learns of the four, and beneath it a hidden layer that is enough."""
    enough = ({}, {"hidden": [3]}, {"hidden": [4]},
              {"hidden": [5, 5], "optimizer": "Adam", "rate": 0.03})
    for row, settings in zip(axes, ([{"hidden": []}] * 4, enough), strict=True):
        for ax, data, setting in zip(row, TASKS, settings, strict=True):
            ax.set_axis_off()
            if not setting:
                write(ax, 0.5, 0.65, "one is enough", 20, color=RIGHT, va="baseline")
                write(ax, 0.5, 0.2, "(dark: undecided)", 20, color=INK, va="baseline")
                continue
            playground = Playground(data=data, **setting)
            playground.train(300)
            _surface(ax, playground, (-3.7, 3.7, -3.7, 3.7), fades=False)
            name = f"{' + '.join(map(str, setting['hidden']))} hidden neurons"
            ax.set_title(name if setting["hidden"] else "one neuron", fontsize=20, weight="bold",
                         color=RIGHT if playground.accuracy("test") > 0.95 else WRONG)


@pictures((11.5, 4.6), {"one_neuron_more_inputs": False, "one_neuron_product": True},
          ground="white")
def one_neuron(ax: Axes, told: bool) -> None:
    """Draw XOR, and a single neuron with a third input: a question mark, or the answer."""
    ax.plot([0.5, 4.5], [2.3, 2.3], [2.5, 2.5], [0.3, 4.3], color=GREY, linewidth=2)
    for x, y in itertools.product((-1, 1), (-1, 1)):
        class_mark(ax, 2.5 + 1.2 * x, 2.3 + 1.2 * y, int(x != y), 24)
        place = (10.5 + 0.3 * x, 2.3 + 1.2 * x * y) if told else (10.4, 2.3 + 0.5 * x * y)
        class_mark(ax, *place, int(x != y), 24)
    write_all(ax, 26, [(4.75, 2.3, "$x_1$"), (2.85, 4.25, "$x_2$")])
    for y, name in ((3.9, "$x_1$"), (2.3, "$x_2$"), (0.7, "$x_1 x_2$" if told else "?")):
        arrow(ax, (6.45, y), (7.55, 2.3 + 0.16 * (y - 2.3)))
        bold(ax, 5.9, y, name, 46 if name == "?" else 30)
    frame(ax, 5.35, 0.2, 1.1, 1, RIGHT if told else INK, 4, zorder=1)
    circle(ax, 8.2, 2.3, 0.65, linewidth=3)
    write(ax, 8.2, 2.3, r"$\Sigma$", 32, zorder=4)
    arrow(ax, (8.85, 2.3), (9.7, 2.3))
    if told:
        line(ax, (9.8, 2.3), (11.2, 2.3), RIGHT, 5)
        write_all(ax, 26, [(10.5, 4.3, "$x_1 x_2 > 0$"), (10.5, 0.3, "$x_1 x_2 < 0$")])


@pictures((12, 5.2), {"noisy_labels": False, "noisy_labels_found": True}, ground="white")
def noisy(ax: Axes, told: bool) -> None:
    """Draw thirty digits with their labels, and mark the wrong ones if they are told."""
    rng = np.random.default_rng(14)
    chosen = rng.choice(5000, 30, replace=False)
    images, true = (array[chosen] for array in digits())
    given = true.copy()
    redrawn = rng.permutation(30)[:3]
    given[redrawn] = (given[redrawn] + rng.integers(1, 10, size=3)) % 10
    for number, pixels in enumerate(images):
        left, bottom = 0.1 + 1.19 * (number % 10), 4.0 - 1.75 * (number // 10)
        image(ax, pixels, left, bottom, 1.08)
        is_wrong = told and true[number] != given[number]
        write(ax, left + 0.54, bottom - 0.26, given[number], 24, color=WRONG if is_wrong else INK,
              weight="bold" if is_wrong else "normal")
        if is_wrong:
            frame(ax, left, bottom, 1.08, 1.08, WRONG, 4)


@picture((12, 4.6), ground="white")
def remedies(ax: Axes) -> None:
    """Draw five remedies against overfitting, one panel each."""
    names = ["early stopping", "L2", "dropout", "augmentation", "more data"]
    for left, name in zip(REMEDIES, names, strict=True):
        box(ax, left, 0.75, 2.2, 3.4, "#C9D3DC", zorder=1)
        bold(ax, left + 1.1, 0.35, name, 21, color=INK)
    _curve_that_stops(ax, REMEDIES[0])
    _small_weights(ax, REMEDIES[1])
    _dropped_units(ax, REMEDIES[2])
    seven = digit(7, 3).astype(float)
    turned = [shift(rotate(seven, angle, reshape=False, order=1), way) for angle, way in
              ((0, (0, 0)), (0, (1, 4)), (18, (0, 0)), (-16, (-1, -4)), (10, (-2, 3)),
               (0, (-2, -4)))]
    _wall(ax, REMEDIES[3], np.clip(turned, 0, 255), 2)
    _wall(ax, REMEDIES[4], digits()[0][::207], 4)


@picture((12, 5.3), layout="constrained")
def remedies_measured(ax: Axes) -> None:
    """Draw what the recorded runs of notebook 14 reached with each remedy, the best on top."""
    names = {"10000 images": "ten times the data", "no hidden layer": "softmax alone"}
    keys = ("plain", "L2 0.001", "L2 0.03", "dropout 0.5", "augmentation", "early stopping", *names)
    reached = {names.get(key, key): recorded(f"noisy digits: validation, {key}") for key in keys}
    ranked = dict(sorted(reached.items(), key=lambda one: -np.mean(one[1])))
    rows_of_runs(ax, ranked, "accuracy on noisy validation labels")
    ax.get_yticklabels()[list(ranked).index("plain")].set_weight("bold")
    ax.axvline(0.724, color=INK, linewidth=2, linestyle=":")
    write(ax, 0.721, 6.6, "a perfect reader", 19, ha="right")
    ax.set(xlim=(0.478, 0.735), xticks=(0.5, 0.55, 0.6, 0.65, 0.7))


def _curve_that_stops(ax: Axes, left: float) -> None:
    """Draw a validation loss that falls and rises beside a training loss, and where to stop."""
    across = np.linspace(0.2, 2.05, 60)
    stop = across <= 0.95
    validation = 2.0 + 0.9 * (across - 0.95) ** 2 + 0.9 * np.exp(-5 * across)
    ax.plot(left + across, 1.15 + 1.9 * np.exp(-1.5 * across), color=GREY, linewidth=3)
    ax.plot(left + across[stop], validation[stop], color=INK, linewidth=5)
    ax.plot(left + across[~stop], validation[~stop], color=INK, linewidth=3, linestyle=":")
    line(ax, (left + 0.95, 0.95), (left + 0.95, 3.3), INK)
    bold(ax, left + 0.95, 3.55, "stop", 18)
    write(ax, left + 1.58, 3.3, "validation", 16)
    write(ax, left + 1.62, 0.98, "training", 16, color=MUTED)


def _small_weights(ax: Axes, left: float) -> None:
    """Draw a neuron's arrows, the long ones pulled back."""
    start = np.array([left + 1.1, 1.35])
    for angle, long, short in ((0.35, 1.35, 0.6), (1.2, 1.3, 0.75), (2.1, 0.8, 0.5),
                               (2.8, 1.2, 0.45)):
        way = 1.75 * np.array([0.42 * np.cos(angle), np.sin(angle)])
        line(ax, start, start + long * way, "#C9D3DC", 9, zorder=1)
        arrow(ax, start, start + short * way)
    write(ax, left + 1.1, 3.88, "large weights cost", 16, color=MUTED)


def _dropped_units(ax: Axes, left: float) -> None:
    """Draw two layers, half of whose units sit out this step."""
    columns = [[(left + x, 1.2 + 0.62 * row) for row in range(5)] for x in (0.5, 1.7)]
    out = [columns[0][1], columns[0][4], columns[1][0], columns[1][2]]
    for ends in itertools.product(*columns):
        if not set(ends) & set(out):
            line(ax, *ends, linewidth=2, zorder=1)
    for place in itertools.chain(*columns):
        circle(ax, *place, 0.23, linewidth=2.5, edgecolor="#C9D3DC" if place in out else INK)
    write_all(ax, 22, [(*place, "×") for place in out], color=MUTED, zorder=4)


def _wall(ax: Axes, left: float, images: Sequence[np.ndarray], across: int) -> None:
    """Draw a square wall of images into a remedy's panel."""
    side = 2.0 / across
    for number in range(int(3.2 // side) * across):
        x, y = left + 0.1 + side * (number % across), 4.05 - side * (1 + number // across)
        image(ax, images[number % len(images)], x + 0.02, y + 0.02, side - 0.04)


@pictures((12, 4.6), {"autoencoder": False, "squeezed": True}, ground="white")
def hourglass(ax: Axes, copied: bool) -> None:
    """Draw an autoencoder, and beneath it what PCA makes of 128, 32, 8 and 2 numbers."""
    flat = digits()[0].reshape(-1, 784) / 255
    five = digit(5, 7).reshape(-1) / 255
    layers_of_units(ax, 3.2, 3.58, (7, 4, 2, 4, 7), 1.4, 0.27, 0.11, 1.5)
    write_all(ax, 24, [(4.7, 4.36, "encoder"), (6, 4.0, "code"), (7.3, 4.36, "decoder")])
    write_all(ax, 24, [(3.2, 2.4, "784"), (6, 2.4, "32"), (8.8, 2.4, "784")], weight="bold")
    bold(ax, 10.75, 3.6, "?", 60)
    arrow(ax, (2.3, 3.58), (2.95, 3.58))
    arrow(ax, (9.05, 3.58), (9.7, 3.58))
    frame(ax, 9.8, 2.65, 1.9, 1.9)
    image(ax, five.reshape(28, 28), 0.35, 2.65, 1.85)
    if not copied:
        return
    mean = flat.mean(axis=0)
    _, _, directions = np.linalg.svd(flat - mean, full_matrices=False)
    beside(ax, 0.3, 1.15, "principal component\nanalysis (PCA)", 24)
    for column, kept in enumerate((128, 32, 8, 2)):
        left = 3.7 + 2.1 * column
        made = np.clip(mean + (five - mean) @ directions[:kept].T @ directions[:kept], 0, 1)
        image(ax, made.reshape(28, 28), left, 0.4, 1.5, vmin=0, vmax=1)
        bold(ax, left + 0.75, 0.2, f"{kept} numbers", 22)


@picture((12, 4.95), suffix=".jpg", ground="white")
def borrowed(ax: Axes) -> None:
    """Draw a network that has learned elsewhere, and its copy with a new last layer."""
    tower, flower = (load_sample_image(f"{name}.jpg") for name in ("china", "flower"))
    for y, photo, whose, kinds, colour in (
        (3.88, tower[:427, 100:527], "a million\nphotos", ("castle", "cat", "car"), MUTED),
        (1.05, flower[40:427, 100:487], "a few\nof yours", ("dahlia", "daisy", "rose"), INK),
    ):
        bold(ax, 0.85, y, whose, 22, color=colour)
        image(ax, photo, 1.75, y - 1, 2)
        right = 3.75
        for number, (side, pixels) in enumerate([(1.7, 64), (1.25, 32), (0.9, 16)]):
            left, right = right + 0.45, right + 0.45 + side
            arrow(ax, (left - 0.4, y), (left - 0.05, y), color=MUTED)
            maps = edge_map(photo.mean(axis=2), pixels, 1.1 * number)
            for depth in (0.16, 0.08, 0):
                corner = left + depth, y - side / 2 + depth
                image(ax, maps, *corner, side, cmap=PENCIL, zorder=3 - depth)
                frame(ax, *corner, side, side, "black", 1, zorder=3.01 - depth)
        for kind, unit in zip(kinds, (y + 0.65, y, y - 0.65), strict=True):
            for start in (-0.3, 0, 0.3):
                line(ax, (right + 0.2, y + start), (10.3, unit), linewidth=2.5, zorder=0)
            circle(ax, 10.3, unit, 0.2, edgecolor=colour, linewidth=3)
            beside(ax, 10.65, unit, kind, 22, color=colour)
    arrow(ax, (6.3, 2.92), (6.3, 2.02), linewidth=5)
    bold(ax, 6.55, 2.47, "copy the weights", 22, ha="left")
    bold(ax, 10.9, 2.47, "new", 22, color=INK)


@pictures((12, 4.6), {"next_letters_1": 1, "next_letters_2": 2, "next_letters": 3}, ncols=3,
          layout="constrained")
def next_letters(axes: np.ndarray, shown: int) -> None:
    """Count which letters follow t, th and the in the words of the course's README."""
    words = re.sub(r"\]\([^)]*\)|<[^>]*>|`[^`]*`", " ", README.read_text(encoding="utf-8"))
    text = " ".join(re.findall(r"[a-z]+", words.lower()))
    for number, (ax, so_far) in enumerate(zip(axes, ("t", "th", "the"), strict=True)):
        follows = Counter(re.findall(f"(?<={so_far}).", text))
        top = sorted(follows, key=lambda letter: (-follows[letter], letter))[:6]
        shares = [100 * follows[letter] / follows.total() for letter in top]
        ax.barh(range(len(top)), shares, color=[INK] + 5 * [GREY])
        names = ["space" if letter == " " else letter for letter in top]
        ax.set_yticks(range(len(top)), names, fontsize=22, va="center")
        ax.set(xlim=(0, 100), ylim=(5.6, -0.6), xlabel="% of the time")
        ax.set_title(f"after “{so_far}”", fontsize=25)
        ax.set_visible(number < shown)


def _cart(ax: Axes, x: float, ground: float, lean: float, size: float, ink: str) -> None:
    """Draw a cart on its track with a pole that leans by so many radians to the right."""
    ax.add_patch(FancyBboxPatch((x - 0.55 * size, ground + 0.12 * size), 1.1 * size, 0.5 * size,
                                boxstyle=f"round,pad=0,rounding_size={0.08 * size}",
                                facecolor=MUTED, edgecolor="none", zorder=3))
    for side in (-0.32, 0.32):
        circle(ax, x + side * size, ground + 0.1 * size, 0.12 * size, facecolor=ink, edgecolor=ink,
               linewidth=1, zorder=4)
    foot = np.array([x, ground + 0.6 * size])
    tip = foot + 2.1 * size * np.array([np.sin(lean), np.cos(lean)])
    line(ax, foot, tip, ink, 12 * size, solid_capstyle="round", zorder=5)
    circle(ax, *foot, 0.09 * size, facecolor=MUTED, edgecolor=MUTED, linewidth=1, zorder=6)


@picture(PUZZLE, ground=NAVY)
def leaning_pole(ax: Axes) -> None:
    """Draw a pole that leans to the right on its cart, and an arrow to either side."""
    line(ax, (0.4, 2.0), (5.6, 2.0), "#5F7A94", 4)
    _cart(ax, 2.7, 2.0, 0.3, 1.25, "white")
    for side, word, colour in zip((-1, 1), ("left?", "right?"), LIGHT, strict=True):
        arrow(ax, (2.7 + 0.95 * side, 2.45), (2.7 + 2.1 * side, 2.45), color=colour, linewidth=8)
        bold(ax, 2.7 + 1.6 * side, 1.5, word, 28, color=colour)


@picture((11.2, 4.9), ground="white")
def agent_and_environment(ax: Axes) -> None:
    """Draw the loop: the agent acts, the environment answers with a state and a reward."""
    box(ax, 0.1, 0.75, 3.0, 3.5, INK, zorder=1)
    bold(ax, 1.6, 3.85, "agent", 28)
    write(ax, 1.6, 3.3, "policy π", 24)
    for y, word, chance, colour in ((2.7, "left", 0.4, CLASS_0), (1.7, "right", 0.6, CLASS_1)):
        beside(ax, 0.35, y, word, 24)
        area(ax, 1.35, y - 0.25, 1.6 * chance, 0.5, colour)
    box(ax, 7.9, 0.4, 3.2, 4.2, INK, zorder=1)
    bold(ax, 9.5, 0.85, "environment", 26)
    line(ax, (8.1, 1.42), (10.9, 1.42), MUTED)
    _cart(ax, 9.3, 1.42, 0.16, 0.95, INK)
    for y, start, end, above, words, colour in (
        (3.5, 3.25, 7.75, 0.37, "action: left or right", INK),
        (2.3, 7.75, 3.25, 0.37, "state: four numbers", INK),
        (1.3, 7.75, 3.25, -0.4, "reward: 1 while it stands", RIGHT),
    ):
        arrow(ax, (start, y), (end, y), color=colour, linewidth=5)
        write(ax, 5.5, y + above, words, 25, color=colour)


@picture((12, 3.5), ground="white")
def three_episodes(ax: Axes) -> None:
    """Draw three episodes of made-up pushes, and what each return does to their chances."""
    for row, (steps, words, colour) in enumerate((
        (6, "6 − 13 = −7: its pushes become less likely", WRONG),
        (13, "13, the average: as before", MUTED),
        (20, "20 − 13 = +7: more likely", RIGHT),
    )):
        y = 3.0 - 1.2 * row
        for step, push in enumerate(np.random.default_rng(row).integers(2, size=steps)):
            ax.plot(0.2 + 0.3 * step, y, "<>"[push], color=colour, markersize=18)
        bold(ax, 0.3 + 0.3 * steps, y, words, 25, color=colour, ha="left")


@picture((5.6, 5.6), "go_board", ground="#E8C98A")
def go_opening(ax: Axes) -> None:
    """Draw a Go board with the first stones of an opening in two of its corners."""
    ax.set(xlim=(-1.37, 19.37), ylim=(-1.37, 19.37))
    black = [(3, 3), (5, 2), (2, 3), (4, 2), (1, 4), (15, 15), (13, 16)]
    white = [(2, 5), (2, 2), (3, 2), (1, 3), (15, 3), (16, 13), (3, 15)]
    go_board(ax, [(*place, "k") for place in black] + [(*place, "w") for place in white])


@picture((12, 5.1), ground="white")
def four_targets(ax: Axes) -> None:
    """Draw one network four times, each with another target."""
    seven = digit(7, 3)
    columns = (("its label", "7"), ("the input itself", ""), ("the next letter", "e"),
               (r"push × ($G - \overline{G}$)", "→ × (20 − 13)"))
    for number, (name, target) in enumerate(columns):
        x = 1.5 + 3 * number
        if number == 2:
            write(ax, x, 0.65, "t h", 44, color=INK)
        elif number == 3:
            line(ax, (x - 1, 0.08), (x + 1, 0.08), MUTED)
            _cart(ax, x, 0.08, 0.2, 0.42, INK)
        else:
            image(ax, seven, x - 0.6, 0.05, 1.2)
        layers_of_units(ax, x, 1.75, (3, 4, 3), 0.65, 0.48, 0.16, 1.5, upward=True)
        arrow(ax, (x, 1.3), (x, 1.58))
        arrow(ax, (x, 3.22), (x, 3.5))
        box(ax, x - 1.2, 3.55, 2.4, 1.0, NAVY, target, 28 if number == 3 else 36, NAVY, 1,
            color="white", weight="bold")
        if not target:
            image(ax, seven, x - 0.48, 3.57, 0.96, cmap=ON_NAVY, zorder=4)
        bold(ax, x, 4.85, name, 25)


@picture((11.8, 5.24), ground="white")
def game(ax: Axes) -> None:
    """Draw a generator, a discriminator, and what flows between them."""
    noise = np.random.default_rng(7).normal(size=(10, 10))
    for left, bottom, size, pixels, name in (
        (0.2, 0.9, 1.3, -noise, "noise"), (5.0, 3.28, 1.6, digit(7, 3), "real"),
        (5.0, 0.6, 1.6, np.zeros((1, 1)), "forged"),
    ):
        image(ax, pixels, left, bottom, size)
        frame(ax, left, bottom, size, size, INK, 1, zorder=3)
        write(ax, left + size / 2, bottom + size + 0.2, name, 22)
    bold(ax, 5.8, 1.4, "?", 60)
    box(ax, 0.2, 3.4, 1.3, 1.0, INK, "7", 40, weight="bold")
    write(ax, 0.85, 4.65, "label", 22)
    box(ax, 2.3, 0.9, 2.2, 1.2, CLASS_1, "generator", 25, weight="bold")
    box(ax, 7.7, 2.2, 2.2, 1.2, CLASS_0, "discriminator", 25, weight="bold")
    for start, end in (((1.6, 1.5), (2.25, 1.5)), ((4.55, 1.5), (4.95, 1.5)),
                       ((1.55, 3.5), (2.7, 2.15)), ((1.55, 3.65), (7.65, 2.8)),
                       ((6.85, 1.5), (7.65, 2.4)), ((6.85, 4.1), (7.65, 3.2)),
                       ((9.95, 2.8), (10.4, 2.8))):
        arrow(ax, start, end, zorder=0)
    ax.plot([8.8, 8.8, 3.4], [2.15, 0.2, 0.2], "--", color=WRONG, linewidth=3)
    arrow(ax, (3.4, 0.3), (3.4, 0.87), color=WRONG)
    beside(ax, 8.95, 0.6, "gradient\nfor each pixel", 20, color=WRONG)
    beside(ax, 10.5, 2.8, "how likely\nis it real?", 20)


@pictures((11.6, 4.4), {"judged": False, "judged_answered": True}, ground="white")
def judged(ax: Axes, told: bool) -> None:
    """Draw the judge, who reads a real 7 and the mean of twenty, and how often it gets it right."""
    box(ax, 4.8, 0.1, 2.6, 3.8, INK, "judge:\na network\nthat reads\ndigits", 26)
    write(ax, 9.8, 4.2, "read as the digit meant", 24)
    mean = np.mean([digit(7, number) for number in range(20)], axis=0)
    for y, name, pixels, kind in ((2.15, "a real 7", digit(7, 3), "real"),
                                  (0.1, "the mean\nof twenty", mean, "averages")):
        write(ax, 0.9, y + 0.9, name, 26)
        image(ax, pixels, 2.0, y, 1.8)
        frame(ax, 2.0, y, 1.8, 1.8, INK, 1)
        arrow(ax, (3.95, y + 0.9), (4.7, y + 0.9))
        arrow(ax, (7.5, y + 0.9), (8.25, y + 0.9))
        share = f"{np.mean(recorded(f'GAN: recognised, {kind}')):.0%}"
        bold(ax, 9.8, y + 0.9, share if told else "?", 60, color=CLASS_0 if told else INK)


@picture((11.6, 4.6), ground="white")
def unrolled(ax: Axes) -> None:
    """Draw one recurrent layer at three moments, and the way that an error goes back."""
    write(ax, 0.6, 2.3, "$h_0 = 0$", 28)
    for step, letter in enumerate("the"):
        x, back = 3 + 2.9 * step, 2.35 if step else 1.75
        arrow(ax, (x - back, 2.3), (x - 0.55, 2.3), linewidth=3.5)
        arrow(ax, (x, 0.85), (x, 1.75), linewidth=3.5)
        arrow(ax, (x + 0.1, 2.95), (x - back + 0.15, 2.95), color=WRONG, linewidth=3,
              linestyle="--", connectionstyle="arc3,rad=0.25")
        circle(ax, x, 2.3, 0.48, linewidth=3)
        write(ax, x, 2.3, f"$h_{step + 1}$", 30)
        bold(ax, x, 0.45, letter, 44)
        beside(ax, x + 0.15, 1.25, "$W_x$", 24, color=CLASS_0)
        write(ax, x - 1.3, 1.95, "$W_h$", 24, color=CLASS_0)
    arrow(ax, (9.35, 2.3), (10.2, 2.3), linewidth=3.5)
    write(ax, 10.85, 2.3, "output", 24)
    write(ax, 10.3, 3.5, "the error, back", 24, color=WRONG)


@picture((11.1, 3.9), suffix=".png", ground="white")
def forged_digits(ax: Axes) -> None:
    """Show notebook 16's forged digits, each column below the label that was asked for."""
    image(ax, from_notebook("16-watch").crop((0, 40, 1110, 380)), 0, 0, 11.1, 3.4)
    labels = [(0.63 + 1.115 * label, 3.65, label) for label in range(10)]
    write_all(ax, 28, labels, weight="bold", color=CLASS_0)


@picture((11.4, 5), suffix=".png", ground="white")
def map_of_digits(ax: Axes) -> None:
    """Show notebook 15's map of digits, and the digit at the ring, without the ticks."""
    image(ax, from_notebook("15-walk").crop((66, 10, 895, 482)), 1.6, 0.4, 8.05, 4.58)
    write(ax, 4.0, 0.2, "first number", 20)
    write(ax, 1.3, 2.8, "second number", 20, rotation=90)


@picture((11.4, 5))
def two_scores(ax: Axes) -> None:
    """Draw what a judge recognises against the spread, for all recorded runs of notebook 16."""
    for kind, setting, colour, said, place in (
        ("averages", "classroom", MUTED, "averages", (0.27, 0.9)),
        ("PCA", "classroom", INK, "PCA", (0.72, 0.79)),
        ("forged", "classroom", CLASS_1, "generator, 1,000 steps", (0.5, 0.6)),
        ("forged", "longer", CLASS_1, "generator, 4,000 steps", (0.6, 0.88)),
        ("real", "classroom", CLASS_0, "real", (1.03, 0.9)),
    ):
        up = recorded(f"GAN: recognised, {kind}", setting)
        spread = [1] * len(up) if kind == "real" else recorded(f"GAN: spread, {kind}", setting)
        mark, size = ("*", 20) if setting == "longer" else ("o", 11)
        ax.plot(spread, up, mark, color=colour, markersize=size, alpha=0.7)
        bold(ax, *place, said, 21, color=INK, ha="left")
    name_axes(ax, "variety (real digits: 1)", "read as the digit asked for", 19)
    ax.set(xlim=(0, 1.15), ylim=(0.5, 1.01))


@pictures((12, 4.9), {"borrow_or_shift": False, "borrowed_or_shifted": True}, layout="constrained")
def borrow_or_shift(ax: Axes, told: bool) -> None:
    """Draw what notebook 17's recorded runs reached on fifty images, or rows for the bets."""
    names = {"pixels and logistic": "softmax on the pixels", "from scratch": "from scratch",
             "fine-tuned, as they are": "borrowed", "scratch with shifts": "shifted copies",
             "fine-tuned, with shifts": "both"}
    if told:
        runs = {said: recorded(f"transfer: {name}, 10") for name, said in names.items()}
        rows_of_runs(ax, runs, "validation accuracy")
        return
    ax.set_yticks(range(len(names)), names.values(), fontsize=20, va="center")
    ax.set(xlim=(0, 1), ylim=(len(names) - 0.45, -0.55), xticks=[])
    ax.set_xlabel("validation accuracy   better →", fontsize=17)
    write_all(ax, 34, [(0.5, row, "?") for row in range(len(names))], weight="bold")


@pictures((11.4, 4.6), {"bell": False, "game_of_forty": True}, ground="white")
def bell(ax: Axes, told: bool) -> None:
    """Draw the game of notebook 18, and which recorded trainings learned it with a gap of 40."""
    for toss in range(10):
        x = 0.35 + 0.5 * toss
        circle(ax, x, 3.75, 0.22, facecolor=CLASS_1 if toss == 2 else "white")
        write(ax, x, 3.75, "HTTHTHHTHT"[toss], 20, zorder=4)
    for toss in range(40):
        circle(ax, 5.4 + 0.152 * toss, 3.75, 0.055, facecolor=GREY, edgecolor=GREY)
    write_all(ax, 24, [(1.35, 4.25, "bell"), (8.35, 4.25, "forty more, to ignore")], weight="bold")
    names = {"simple layer": "simple layer", "LSTM": "LSTM, as Keras starts it",
             "simple, keeps": "simple layer, starts as a copy machine",
             "LSTM, open": "LSTM, starts with an open gate (keep)"}
    for row, (name, said) in enumerate(names.items() if told else [*names.items()][:2]):
        y, runs = 2.7 - 0.8 * row, recorded(f"bell, gap 40: RMSE of {name}")
        learned = sum(run < 0.3 for run in runs) if told else 0
        beside(ax, 0.1, y, said if told else name, 22)
        for number in range(len(runs)):
            edge, face = (RIGHT, RIGHT) if number < learned else (GREY, "white")
            circle(ax, 6.2 + 0.52 * number, y, 0.2, linewidth=3, edgecolor=edge, facecolor=face)
        bold(ax, 11.3, y, f"{learned if told else '?'} of {len(runs)}", 26, ha="right")


@picture((11.4, 5), suffix=".png", ground="white")
def policy(ax: Axes) -> None:
    """Show notebook 19's map of the policy in the decks' colours, with a cart in its corners."""
    seen = np.asarray(from_notebook("19-map").crop((92, 16, 769, 493)), dtype=float)
    shades = [255 * np.array(colormaps["PuOr_r"](level)[:3]) for level in np.arange(0.05, 1, 0.1)]
    level = np.argmin([np.abs(seen - shade).sum(axis=2) for shade in shades], axis=0)
    made = np.array([SIGNED(0.14 + 0.08 * step)[:3] for step in range(10)])[level]
    made[seen.max(axis=2) < 60] = np.array([20, 32, 43]) / 255
    image(ax, made, 0.7, 0.6, 9.6, 4.35)
    for x, y, lean, way, word in ((2.2, 0.9, -0.35, -1, "push left"),
                                  (8.8, 3.2, 0.35, 1, "push right"),
                                  (8.9, 0.7, 0.35, -1, "swings back:\npush left")):
        _cart(ax, x, y, lean, 0.55, INK)
        bold(ax, x - 1.75 * np.sign(lean), y + 0.6, word, 28, zorder=6)
        start = x + lean + 0.3 * way
        arrow(ax, (start, y + 1.4), (start + 0.5 * way, y + 1.1), color="white", linewidth=4)
    frame(ax, 5.6, 0.65, 4.55, 1.57, "white", 4)
    write_all(ax, 20, [(10.4, 2.62, "network"), (10.4, 2.3, "by hand")], ha="left")
    write(ax, 5.5, 0.25, "angle: leans to the left ← → to the right", 22)
    write(ax, 0.34, 2.8, "angular velocity:\nfalls to the left ← → to the right", 19, rotation=90)


@picture((11.4, 4.8))
def after_success(ax: Axes) -> None:
    """Draw how low each recorded run of notebook 19 fell after it had solved the task."""
    names = ("½ × our rate", "our rate", "2 × our rate", "4 × our rate")
    for row, name in enumerate(names):
        for number, run in enumerate(sorted(recorded(f"pole: lowest in 200 more, {name}"))):
            if run:
                ax.plot(run, row + 0.13 * (number % 3 - 1), "o", color=CLASS_0, markersize=13)
            else:
                beside(ax, 5, row, "one not solved", 20, color=WRONG)
    ax.axvline(475, color=MUTED, linestyle="--", linewidth=2)
    write(ax, 472, -0.62, "solved: 475", 20, color=MUTED, ha="right")
    ax.set_yticks(range(4), names, fontsize=22, va="center")
    ax.set_xlabel("worst 20-episode average in the 200 episodes after solving it", fontsize=20)
    ax.set(xlim=(0, 510), ylim=(3.5, -0.85), xticks=range(0, 501, 100))
