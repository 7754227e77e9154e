"""The pictures of deck 4, further."""

import functools
import re
from collections.abc import Sequence
from pathlib import Path

import gymnasium
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from PIL import Image
from scipy.ndimage import rotate, shift
from sklearn.datasets import load_sample_image

from helpers import plots
from helpers.live.playground import Playground
from helpers.plots.style import BOUNDARY, CLASS_0, CLASS_1, DESCENT, INK, MUTED
from slides.drawings.parts import NAVY, arrow, box, centred, digits, fill_figure, sheet
from slides.drawings.picture import PUZZLE, TITLE, picture

RIGHT, WRONG = "#009E73", "#D55E00"
NIGHT = LinearSegmentedColormap.from_list("night", ["#4FA8DB", NAVY, "#F2B230"])
README = Path(__file__).resolve().parents[2] / "README.md"


@picture(TITLE, suffix=".png")
def title_further(ax: Axes) -> None:
    """Draw what the playground has learned of two spiral arms, with the examples on it."""
    fill_figure(ax, NAVY)
    playground = Playground(data="spiral", hidden=[8, 8], optimizer="Adam", rate=0.03, test=0.1)
    playground.train(300)
    points, arm = playground.examples()
    left, right, bottom, top = limits = (-7.4, 3.8, -3.15, 3.15)
    across, up = np.meshgrid(np.linspace(left, right, 667), np.linspace(bottom, top, 376))
    answers = playground.answers(np.stack([across, up], axis=-1).reshape(-1, 2))
    fading = np.exp(-1.5 * np.clip(np.hypot(across, up) - 3.4, 0, None))
    ax.imshow(fading * (2 * answers.reshape(across.shape) - 1), cmap=NIGHT, vmin=-1.3, vmax=1.3,
              origin="lower", extent=limits, interpolation="bilinear")
    for label, colour in enumerate((CLASS_0, CLASS_1)):
        ax.plot(*points[arm == label].T, "o", color=colour, markeredgecolor="white", markersize=8)
    ax.set(xlim=(left, right), ylim=(bottom, top))


@picture(PUZZLE, nrows=2, ncols=2)
def four_tasks(axes: np.ndarray) -> None:
    """Draw the four data sets of the playground on the dark half of a quiz."""
    axes[0, 0].figure.set_facecolor(NAVY)
    names = {"heaps": "two heaps", "circles": "circles", "xor": "XOR", "spiral": "spiral"}
    for ax, (data, name) in zip(axes.flat, names.items(), strict=True):
        points, label = Playground(data=data).examples()
        for kind, (colour, mark) in enumerate([("#4FA8DB", "o"), ("#F2B230", "s")]):
            ax.plot(*points[label == kind].T, mark, color=colour, markersize=5)
        ax.set(xlim=(-3.7, 3.7), ylim=(-3.7, 3.7), aspect="equal", xticks=[], yticks=[])
        ax.set_facecolor(NAVY)
        ax.set_title(name, color="white", fontsize=21)
        ax.spines[:].set(visible=True, color="#5F7A94")


@picture((11.5, 4.6))
def one_neuron_more_inputs(ax: Axes) -> None:
    """Draw XOR, and a single neuron with a third input that nobody names."""
    sheet(ax)
    for x, y in ((0, 0), (0, 1), (1, 0), (1, 1)):
        look = {"marker": "s", "color": CLASS_1} if x != y else {"marker": "o", "color": CLASS_0}
        ax.plot(1.2 + 2.4 * x, 1.0 + 2.4 * y, markersize=24, **look)
    ax.add_patch(Rectangle((0.5, 0.3), 3.8, 3.8, fill=False, edgecolor="#C9D3DC", linewidth=2))
    neuron = (9.0, 2.2)
    for y, name in ((3.8, "$x_1$"), (2.2, "$x_2$"), (0.6, "?")):
        arrow(ax, (6.75, y), (8.35, 2.2 + 0.16 * (y - 2.2)))
        centred(ax, 6.3, y, name, 46 if name == "?" else 30,
                color=DESCENT if name == "?" else INK, weight="bold")
    ax.add_patch(Rectangle((5.85, 0.1), 0.9, 0.95, fill=False, edgecolor=DESCENT, linewidth=4))
    ax.add_patch(Circle(neuron, 0.65, facecolor="white", edgecolor=INK, linewidth=3, zorder=3))
    centred(ax, *neuron, r"$\Sigma$", 32, zorder=4)
    arrow(ax, (9.65, 2.2), (10.8, 2.2))
    ax.set(xlim=(0, 11.5), ylim=(0, 4.6))


@functools.cache
def _noisy() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take thirty digits, and draw three labels in ten anew."""
    images, labels = digits()
    rng = np.random.default_rng(14)
    chosen = rng.choice(len(images), 30, replace=False)
    given = labels[chosen].copy()
    redrawn = rng.permutation(30)[:9]
    given[redrawn] = rng.integers(10, size=9)
    return images[chosen], labels[chosen], given


@picture((12, 5.2), "noisy_labels", given={"told": False})
@picture((12, 5.2), "noisy_labels_found", given={"told": True})
def noisy(ax: Axes, told: bool) -> None:
    """Draw thirty digits with their labels, and mark the wrong ones if they are told."""
    sheet(ax)
    images, true, given = _noisy()
    for number, image in enumerate(images):
        left, bottom = 0.1 + 1.19 * (number % 10), 4.0 - 1.75 * (number // 10)
        ax.imshow(image, cmap="gray_r", extent=(left, left + 1.08, bottom, bottom + 1.08))
        is_wrong = told and true[number] != given[number]
        look = {"color": WRONG, "weight": "bold"} if is_wrong else {"color": INK}
        centred(ax, left + 0.54, bottom - 0.26, str(given[number]), 24, **look)
        if is_wrong:
            ax.add_patch(Rectangle((left, bottom), 1.08, 1.08, fill=False, edgecolor=WRONG,
                                   linewidth=4))
    ax.set(xlim=(0, 12), ylim=(0, 5.2))


@picture((12, 4.6))
def remedies(ax: Axes) -> None:
    """Draw five remedies against overfitting, one panel each."""
    sheet(ax)
    names = ["early stopping", "L2", "dropout", "data augmentation", "more data"]
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
    ax.set(xlim=(0, 12), ylim=(0, 4.6))


def _curve_that_stops(ax: Axes, left: float) -> None:
    """Draw a validation loss that falls and rises beside a training loss, and where to stop."""
    across = np.linspace(0.2, 2.05, 60)
    stop = across <= 0.95
    validation = 2.0 + 0.9 * (across - 0.95) ** 2 + 0.9 * np.exp(-5 * across)
    ax.plot(left + across, 1.15 + 1.9 * np.exp(-1.5 * across), color="#A9B1B9", linewidth=3)
    ax.plot(left + across[stop], validation[stop], color=CLASS_0, linewidth=5)
    ax.plot(left + across[~stop], validation[~stop], color=CLASS_0, linewidth=3, linestyle=":")
    ax.plot([left + 0.95] * 2, [0.95, 3.3], color=DESCENT, linewidth=3)
    centred(ax, left + 0.95, 3.55, "stop", 18, color=DESCENT)
    centred(ax, left + 1.55, 2.95, "validation", 16, color=CLASS_0)
    centred(ax, left + 1.62, 0.98, "training", 16, color=MUTED)


def _small_weights(ax: Axes, left: float) -> None:
    """Draw a neuron's arrows, the long ones pulled back."""
    weights = ((0.35, 1.35, 0.6), (1.2, 1.3, 0.75), (2.1, 0.8, 0.5), (2.8, 1.2, 0.45))
    for angle, long, short in weights:
        turn = np.array([np.cos(angle), np.sin(angle)])
        start = np.array([left + 1.1, 1.35])
        end = start + 1.75 * long * turn * [0.42, 1]
        ax.plot(*zip(start, end, strict=True), color="#C9D3DC", linewidth=9, zorder=1)
        arrow(ax, start, start + 1.75 * short * turn * [0.42, 1], color=CLASS_0)
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
                centred(ax, *place, "×", 22, color=WRONG, zorder=4)


def _wall(ax: Axes, left: float, images: Sequence[np.ndarray], across: int) -> None:
    """Draw a square wall of images into a remedy's panel."""
    side = 2.0 / across
    for number in range(int(3.2 // side) * across):
        x, y = left + 0.1 + side * (number % across), 4.05 - side * (1 + number // across)
        ax.imshow(images[number % len(images)], cmap="gray_r", zorder=2,
                  extent=(x + 0.02, x + side - 0.02, y + 0.02, y + side - 0.02))


@picture((12, 4.4))
def squeezed(ax: Axes) -> None:
    """Draw a digit after the best linear squeeze to 128, 32, 8 and 2 numbers."""
    sheet(ax)
    images, labels = digits()
    flat = images.reshape(-1, 784) / 255
    mean = flat.mean(axis=0)
    _, _, directions = np.linalg.svd(flat - mean, full_matrices=False)
    chosen = [np.flatnonzero(labels == label)[7] for label in (5, 2)]
    for column, kept in enumerate((784, 128, 32, 8, 2)):
        left = 0.55 + 2.3 * column
        for row, number in enumerate(chosen):
            code = (flat[number] - mean) @ directions[:kept].T
            made = np.clip(mean + code @ directions[:kept], 0, 1).reshape(28, 28)
            ax.imshow(made, cmap="gray_r", vmin=0, vmax=1,
                      extent=(left, left + 1.8, 2.6 - 1.9 * row, 4.4 - 1.9 * row))
        words = "784 pixels" if kept == 784 else f"{kept} numbers"
        centred(ax, left + 0.9, 0.32, words, 23, weight="bold", color=INK)
    ax.set(xlim=(0, 12), ylim=(0, 4.4))


@picture((12, 4.8))
def borrowed(ax: Axes) -> None:
    """Draw a network whose convolutions are kept and whose last layers are new."""
    sizes = [(96, 96, 3), (92, 92, 16), (46, 46, 16), (42, 42, 32), (21, 21, 32), 64, 5]
    flower = Image.fromarray(load_sample_image("flower.jpg")[60:420, 110:470]).resize((96, 96))
    steps = ["convolution", "pooling", "convolution", "pooling", "", "dense"]
    kinds = ["aster", "dahlia", "daisy", "lily", "rose"]
    plots.network(sizes, image=np.asarray(flower), steps=steps, outputs=kinds, ax=ax)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    columns = sorted({round(patch.center[0], 1) for patch in ax.patches
                      if isinstance(patch, Circle)})
    cut = columns[0] - 0.06 * (right - left)
    height = 0.2 * (top - bottom)
    for start, end, colour, words in (
        (left, cut, MUTED, "learned elsewhere, on a million photographs: kept"),
        (cut, right, DESCENT, "new: trained on yours"),
    ):
        ax.add_patch(FancyBboxPatch(
            (start + 3, bottom), end - start - 6, top - bottom,
            boxstyle="round,pad=0,rounding_size=8", fill=False, edgecolor=colour, linewidth=3,
            linestyle="--", clip_on=False))
        centred(ax, (start + end) / 2, top + 0.4 * height, words, 20, color=colour, weight="bold")
    ax.set(xlim=(left - 2, right + 2), ylim=(bottom - 2, top + height))


@picture((12, 4.6))
def unrolled(ax: Axes) -> None:
    """Draw a recurrent neuron, and the same neuron at four steps one after another."""
    sheet(ax)
    _recurrent(ax, 1.5, "$x$", "$a$")
    arrow(ax, (1.5, 3.2), (2.02, 2.3), color=DESCENT, linewidth=4,
          connectionstyle="arc3,rad=-1.6")
    centred(ax, 3.95, 2.3, "=", 50, color=MUTED)
    for step, word in enumerate(("the", "cat", "sat", "on")):
        x = 5.3 + 1.75 * step
        _recurrent(ax, x, word, f"$a_{step + 1}$")
        if step < 3:
            arrow(ax, (x, 3.2), (x + 1.33, 2.58), color=DESCENT, linewidth=4)
    arrow(ax, (10.55, 3.2), (11.88, 2.58), color=DESCENT, linewidth=4)
    ax.set(xlim=(0, 12), ylim=(0, 4.6))


def _recurrent(ax: Axes, x: float, below: str, above: str) -> None:
    """Draw one neuron with its input beneath and its activation above."""
    ax.add_patch(Circle((x, 2.3), 0.5, facecolor="white", edgecolor=INK, linewidth=3, zorder=3))
    centred(ax, x, 2.3, r"$\Sigma\,\tanh$", 19, zorder=4)
    arrow(ax, (x, 0.85), (x, 1.8))
    arrow(ax, (x, 2.8), (x, 3.75))
    centred(ax, x, 0.5, below, 25, color=INK)
    centred(ax, x, 4.1, above, 27)


@picture((12, 4.6), "next_letters_1", given={"shown": 1}, ncols=3, layout="constrained")
@picture((12, 4.6), "next_letters_2", given={"shown": 2}, ncols=3, layout="constrained")
@picture((12, 4.6), "next_letters", given={"shown": 3}, ncols=3, layout="constrained")
def next_letters(axes: np.ndarray, shown: int) -> None:
    """Count which letters follow t, th and the in the words of the course's README."""
    words = re.sub(r"\]\([^)]*\)|<[^>]*>|`[^`]*`", " ", README.read_text(encoding="utf-8"))
    text = " ".join(re.findall(r"[a-z]+", words.lower()))
    for number, (ax, so_far) in enumerate(zip(axes, ("t", "th", "the"), strict=True)):
        follows = re.findall(f"(?<={so_far}).", text)
        counted = {letter: follows.count(letter) / len(follows) for letter in set(follows)}
        top = sorted(counted, key=lambda letter: (-counted[letter], letter))[:6]
        names = ["space" if letter == " " else letter for letter in top]
        ax.barh(range(len(top)), [100 * counted[letter] for letter in top], color=CLASS_0)
        ax.set_yticks(range(len(top)), names, fontsize=22, va="center_baseline")
        ax.set(xlim=(0, 100), ylim=(5.6, -0.6), xlabel="%")
        ax.set_title(f"after “{so_far}”", fontsize=25)
        ax.set_visible(number < shown)


def _cart(ax: Axes, x: float, ground: float, lean: float, size: float, ink: str) -> None:
    """Draw a cart on its track with a pole that leans by so many radians to the right."""
    ax.add_patch(FancyBboxPatch((x - 0.55 * size, ground + 0.12 * size), 1.1 * size, 0.5 * size,
                                boxstyle=f"round,pad=0,rounding_size={0.08 * size}",
                                facecolor=CLASS_0, edgecolor="none", zorder=3))
    for side in (-0.32, 0.32):
        ax.add_patch(Circle((x + side * size, ground + 0.1 * size), 0.12 * size, color=ink,
                            zorder=4))
    foot = np.array([x, ground + 0.6 * size])
    tip = foot + 2.1 * size * np.array([np.sin(lean), np.cos(lean)])
    ax.plot(*zip(foot, tip, strict=True), color=CLASS_1, linewidth=12 * size,
            solid_capstyle="round", zorder=5)
    ax.add_patch(Circle(foot, 0.09 * size, color=ink, zorder=6))


@picture(PUZZLE)
def leaning_pole(ax: Axes) -> None:
    """Draw a pole that leans to the right on its cart, and an arrow to either side."""
    sheet(ax, NAVY)
    ax.plot([0.4, 5.6], [2.0, 2.0], color="#5F7A94", linewidth=4)
    _cart(ax, 2.7, 2.0, 0.3, 1.25, "white")
    for side, word in ((-1, "left"), (1, "right")):
        arrow(ax, (2.7 + 0.95 * side, 2.45), (2.7 + 2.1 * side, 2.45), color="white", linewidth=5)
        centred(ax, 2.7 + 1.6 * side, 1.55, f"{word}?", 24, color="white")
    ax.set(xlim=(0, 6), ylim=(0, 6.8))


@picture((12, 4.7))
def agent_and_environment(ax: Axes) -> None:
    """Draw the loop: the agent acts, the environment answers with a state and a reward."""
    sheet(ax)
    box(ax, 0.3, 1.3, 3.0, 2.1, INK)
    centred(ax, 1.8, 2.95, "agent", 26, weight="bold")
    for y, word, chance in ((2.35, "left", 0.4), (1.75, "right", 0.6)):
        ax.text(0.5, y, word, fontsize=21, va="center")
        ax.add_patch(Rectangle((1.45, y - 0.18), 1.6 * chance, 0.36, color=CLASS_0))
    box(ax, 8.5, 0.75, 3.2, 3.4, INK)
    centred(ax, 10.1, 1.15, "environment", 24, weight="bold")
    ax.plot([8.75, 11.45], [1.62, 1.62], color=MUTED, linewidth=3)
    _cart(ax, 9.9, 1.62, 0.16, 0.75, INK)
    arrow(ax, (3.45, 3.05), (8.35, 3.05), linewidth=4)
    centred(ax, 5.9, 3.4, "action: left or right", 24)
    arrow(ax, (8.35, 2.1), (3.45, 2.1), linewidth=4)
    centred(ax, 5.9, 2.45, "state: four numbers", 24)
    arrow(ax, (8.35, 1.3), (3.45, 1.3), color=RIGHT, linewidth=4)
    centred(ax, 5.9, 0.9, "reward: 1 while the pole stands", 24, color=RIGHT)
    ax.set(xlim=(0, 12), ylim=(0, 4.7))


def _random_episodes() -> dict[int, list[int]]:
    """Play CartPole at random, and give for each length that came up one episode's pushes."""
    environment, rng, found = gymnasium.make("CartPole-v1"), np.random.default_rng(0), {}
    for seed in range(60):
        environment.reset(seed=seed)
        pushes, fallen = [], False
        while not fallen:
            pushes.append(int(rng.integers(2)))
            fallen = environment.step(pushes[-1])[2]
        found.setdefault(len(pushes), pushes)
    return found


@picture((6.9, 4.9))
def three_episodes(ax: Axes) -> None:
    """Draw three episodes as rows of pushes, and what each return does to their chances."""
    sheet(ax)
    episodes = _random_episodes()
    rows = (
        (10, "all less likely", WRONG), (20, "as before", MUTED), (30, "all more likely", RIGHT),
    )
    for row, (wanted, words, colour) in enumerate(rows):
        steps = min(episodes, key=lambda length: abs(length - wanted))
        y = 4.35 - 1.65 * row
        for step, push in enumerate(episodes[steps]):
            ax.plot(0.2 + 0.215 * step, y, "<>"[push], color=colour, markersize=13)
        ax.text(0.1, y - 0.55, f"{steps} steps: {words}", fontsize=23, color=colour, va="center",
                weight="bold")
    ax.set(xlim=(0, 6.9), ylim=(0, 4.9))


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
    ax.set(xlim=(0, 5.6), ylim=(0, 5.6))


@picture((12, 4.9))
def four_targets(ax: Axes) -> None:
    """Draw one network four times, each with another target."""
    sheet(ax)
    seven = digits()[0][digits()[1] == 7][3]
    columns = (("the label", "7"), ("the input itself", seven), ("the next letter", "e"),
               ("the push, weighted\nby the reward", "→"))
    for number, (name, target) in enumerate(columns):
        x = 1.5 + 3 * number
        if number == 2:
            centred(ax, x, 0.75, "t h", 36, color=INK)
        elif number == 3:
            ax.plot([x - 0.9, x + 0.9], [0.2, 0.2], color=MUTED, linewidth=3)
            _cart(ax, x, 0.2, 0.2, 0.42, INK)
        else:
            ax.imshow(seven, cmap="gray_r", extent=(x - 0.55, x + 0.55, 0.2, 1.3))
        arrow(ax, (x, 1.4), (x, 1.75))
        for row, units in ((1.95, 3), (2.4, 4), (2.85, 2)):
            for unit in range(units):
                ax.add_patch(Circle((x + 0.36 * (unit - (units - 1) / 2), row), 0.14, zorder=3,
                                    facecolor="white", edgecolor=INK, linewidth=2))
        arrow(ax, (x, 3.05), (x, 3.4))
        if isinstance(target, str):
            centred(ax, x, 3.75, target, 36, color=DESCENT, weight="bold")
        else:
            ax.imshow(seven, cmap="Oranges", extent=(x - 0.38, x + 0.38, 3.4, 4.16))
        centred(ax, x, 4.55, name, 21, color=DESCENT, weight="bold")
    ax.set(xlim=(0, 12), ylim=(0, 4.9))
