"""The pictures of deck 0, the introduction."""

import itertools
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, Polygon, Rectangle
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from scipy.signal import lfilter, spectrogram
from sklearn.datasets import load_iris, load_sample_image, load_wine
from sklearn.neural_network import MLPClassifier, MLPRegressor

from helpers import plots
from helpers.plots.style import CLASS_0, CLASS_1, DESCENT, INK, MUTED, TRAINING
from helpers.records import recorded
from slides.drawings.parts import (
    GREY,
    NAVY,
    PAPER,
    arrow,
    box,
    centred,
    digits,
    fill_blocks,
    fill_figure,
    resize_texts,
    sheet,
)
from slides.drawings.picture import PUZZLE, TITLE, picture

SHEET = (12, 5.0)
NOTEBOOK_00 = [(28, 28, 1), (24, 24, 8), (12, 12, 8), (8, 8, 16), (4, 4, 16), 256, 10]
HIGH_SHEET = (12, 5.6)
SKY = "#56B4E9"


def _image(ax: Axes, image: np.ndarray, left: float, bottom: float, side: float, **look) -> None:
    """Show an image, as high as it is wide, at a place of a sheet."""
    ax.imshow(image, extent=(left, left + side, bottom, bottom + side), zorder=2,
              **({"cmap": "gray"} | look))


# --- The title and the quiz ---------------------------------------------------------------------


@picture(TITLE, suffix=".png")
def flower_of_digits(ax: Axes) -> None:
    """Draw a photograph of a flower out of handwritten digits, one for each tile."""
    tile, rows, columns = 16, 45, 50
    photograph = load_sample_image("flower.jpg")[20:416, 55:495] / 255
    blocks = [np.array_split(band, columns, 1) for band in np.array_split(photograph, rows, 0)]
    colours = np.array([[block.mean((0, 1)) for block in band] for band in blocks])
    images, _ = digits()
    by_ink = np.argsort(images.mean((1, 2)))
    ranks = colours.max(2).ravel().argsort().argsort() * (len(images) - 1) // (rows * columns)
    slide = np.full((720, 1280, 3), [11, 31, 51]) / 255
    for place, rank in enumerate(ranks):
        row, column = divmod(place, columns)
        digit = Image.fromarray(images[by_ink[rank], 4:24, 4:24].astype(np.uint8))
        ink = np.round(np.asarray(digit.resize((tile, tile)))[..., None] / 85) / 3
        colour = colours[row, column] ** 0.75
        shade = 0.4 * colour + ink * np.minimum(1, 1.35 * colour) * 0.75
        left = 480 + column * tile
        slide[row * tile:(row + 1) * tile, left:left + tile] = np.minimum(1, shade)
    fill_figure(ax)
    ax.imshow(slide, aspect="auto")


@picture(PUZZLE, "numbers_alone", given={"shaded": False})
@picture(PUZZLE, "numbers_shaded", given={"shaded": True})
def numbers(ax: Axes, shaded: bool) -> None:
    """Draw a digit as the numbers of its pixels, four pixels at a time."""
    image = digits()[0][1005].reshape(14, 2, 14, 2).mean((1, 3)).round().astype(int)
    fill_figure(ax)
    ax.set(xlim=(-0.5, 13.5), ylim=(14.7, -1.2), aspect="equal")
    if shaded:
        ax.imshow(image, cmap="gray")
    for (row, column), number in np.ndenumerate(image):
        colour = "#14202B" if shaded and number > 110 else "#C3D3E2"
        centred(ax, column, row, f"{number}", 16, color=colour)


QUIZ = [2270, 4703, 2104, 4610, 2166, 4917, 2479, 4766, 2221]
# What notebook 00's network reads in them, and its confidence in a 4 and in a 9, in per cent. It is
# built and trained as there (seed 0, two epochs, Keras 3.15 on TensorFlow), but on the images 5,000
# to 24,999 of MNIST's training set: the quiz is from the first 5,000. It reads 96.5 % of the test
# set.
READ = [(4, 72, 27), (9, 23, 77), (4, 70, 29), (9, 13, 86), (3, 18, 5), (9, 32, 46), (9, 13, 84),
        (9, 14, 63), (4, 91, 9)]


@picture(PUZZLE, "four_or_nine", given={"answered": False})
@picture(PUZZLE, "four_or_nine_answered", given={"answered": True})
def alike(ax: Axes, answered: bool) -> None:
    """Draw nine real digits, fours and nines, without or with their labels."""
    images, labels = digits()
    sheet(ax, NAVY)
    for place, index in enumerate(QUIZ):
        row, column = divmod(place, 3)
        left, bottom = 0.15 + 1.95 * column, 4.85 - 2.2 * row
        _image(ax, images[index], left, bottom, 1.8)
        if answered:
            colour = CLASS_1 if labels[index] == 9 else SKY
            ax.add_patch(Rectangle((left, bottom), 1.8, 1.8, fill=False, edgecolor=colour,
                                   linewidth=5, zorder=3))
            ax.text(left + 1.7, bottom + 0.1, labels[index], color=colour, fontsize=34,
                    fontweight="bold", ha="right", zorder=4)


@picture(SHEET)
def network_answers(ax: Axes) -> None:
    """Draw the nine digits of the quiz above a network's confidence in a four and in a nine."""
    images, labels = digits()
    sheet(ax, NAVY)
    for place, (index, (answer, four, nine)) in enumerate(zip(QUIZ, READ, strict=True)):
        left, bottom = 0.1 + 1.33 * place, 1.0
        _image(ax, images[index], left, 3.75, 1.15)
        for share, colour in ((four, SKY), (nine, CLASS_1), (100 - four - nine, MUTED)):
            ax.add_patch(Rectangle((left + 0.3, bottom), 0.55, 0.026 * share, facecolor=colour))
            bottom += 0.026 * share
        right = answer == labels[index]
        ax.text(left + 0.5, 0.5, answer, fontsize=40, fontweight="bold", ha="center", va="center",
                color={4: SKY, 9: CLASS_1}.get(answer, "white"))
        ax.text(left + 0.95, 0.5, "✓" if right else "✗", fontsize=28, ha="center", va="center",
                family="DejaVu Sans", color="#2BD9A8" if right else "#FF8A4A")


# AlphaGo (black) against Lee Sedol, the fourth game, Seoul, 13 March 2016, up to his move 78.
GO_GAME = (
    "pddpcdqpopoqnqpqcnfqmppoiqechdcgedcjdcbpncqiepeodkfpckdjejeifiehfhbjfkfgggffgfmcmdlcnbidhcjg"
    "pjpiojoininhmhngmgminjmflinendmjlfmkmenflhqjkkikjighhjgehefdfcki"
)


@picture(PUZZLE)
def go_game(ax: Axes) -> None:
    """Draw the board of a game of Go."""
    fill_figure(ax)
    ax.set(xlim=(-1.2, 19.2), ylim=(20.2, -2.9), aspect="equal")
    ax.add_patch(Rectangle((-0.9, -0.9), 19.8, 19.8, facecolor="#E0B566"))
    for line in range(19):
        ax.plot([0, 18], [line, line], color=INK, linewidth=1)
        ax.plot([line, line], [0, 18], color=INK, linewidth=1)
    for star in np.ndindex(3, 3):
        ax.plot(3 + 6 * star[0], 3 + 6 * star[1], "o", color=INK, markersize=4)
    for number, move in enumerate(zip(GO_GAME[::2], GO_GAME[1::2], strict=True)):
        place = [ord(letter) - ord("a") for letter in move]
        colour = "white" if number % 2 else INK
        ax.add_patch(Circle(place, 0.47, facecolor=colour, edgecolor=INK, zorder=3))
    ax.add_patch(Circle(place, 0.24, fill=False, edgecolor=DESCENT, linewidth=3, zorder=4))


@picture((12, 4.4), "mistakes_of_a_person", given={"shown": 1})
@picture((12, 4.4), "mistakes_of_a_network", given={"shown": 2})
def mistakes(ax: Axes, shown: int) -> None:
    """Draw a thousand photographs as squares, with those that are named wrongly."""
    fill_figure(ax)
    for left, name, wrong in ((0.1, "a person", 51), (6.3, "networks, voting", 36))[:shown]:
        is_wrong = (np.arange(1000) < wrong).reshape(40, 25).T
        squares = np.where(is_wrong[:, :, None], [213, 94, 0], [58, 80, 104])
        cells = np.full((25, 8, 40, 8, 3), [11, 31, 51])
        cells[:, :6, :, :6] = squares[:, None, :, None]
        ax.imshow(cells.reshape(200, 320, 3).astype(np.uint8), interpolation="none",
                  extent=(left, left + 5.6, 1.1, 4.4), aspect="auto")
        ax.text(left, 0.45, f"{wrong / 10} %", fontsize=66, fontweight="bold", color="white",
                va="center")
        ax.text(left + 2.35, 0.36, name, fontsize=30, color="white", va="center")
    ax.set(xlim=(0, 12), ylim=(0, 4.4))


# --- What it is used for ------------------------------------------------------------------------

SLIDE = (720, 1280)
ROWS, COLUMNS = np.mgrid[:720, :1280].astype(float)


def _cloud(rng: np.random.Generator, *sizes: float) -> np.ndarray:
    """Make soft noise with spots of several sizes, of mean 0 and spread 1."""
    layers = [gaussian_filter(rng.normal(size=SLIDE), size) for size in sizes]
    return sum(layer / layer.std() for layer in layers) / len(sizes) ** 0.5


def _soft(distance: np.ndarray, width: float = 2) -> np.ndarray:
    """Give 1 where a distance is negative and 0 where it isn't, with a soft edge between."""
    return np.clip(0.5 - distance / width, 0, 1)


def _cover(slide: np.ndarray, where: np.ndarray, colour: Sequence | np.ndarray) -> np.ndarray:
    """Paint over what a slide shows, as far as `where` says."""
    return slide + where[..., None] * (np.asarray(colour) - slide)


def _photograph(ax: Axes, slide: np.ndarray, rng: np.random.Generator) -> None:
    """Show a slide as a camera gives it: a little out of focus and noisy."""
    slide = gaussian_filter(slide, (0.7, 0.7, 0)) + 0.018 * rng.normal(size=(*SLIDE, 1))
    sheet(ax, NAVY)
    ax.imshow(np.clip(slide, 0, 1), extent=(0, TITLE[0], 0, TITLE[1]), aspect="auto")


@picture(TITLE, suffix=".jpg")
def retina(ax: Axes) -> None:
    """Draw the back of an eye as its camera sees it: vessels, bleeds and fatty deposits."""
    rng = np.random.default_rng(2)
    disc = np.array([770.0, 352.0])
    away = np.hypot(COLUMNS - 925, ROWS - 360) / 348
    from_disc = np.hypot(COLUMNS - disc[0], 0.92 * (ROWS - disc[1]))
    from_spot = np.hypot(COLUMNS - 1035, ROWS - 372)
    light = 1.05 + 0.05 * _cloud(rng, 5, 14, 45) - 0.28 * away**2
    light += 0.16 * np.exp(-((from_disc / 190) ** 2)) - 0.4 * np.exp(-((from_spot / 58) ** 2))
    light -= 0.68 * np.maximum(away - 0.72, 0)
    eye = light[..., None] * ([0.86, 0.42, 0.15] - away[..., None] * [0.05, 0.14, 0.03])
    eye = _cover(eye, 0.8 * _soft(from_disc - 46 - 2.5 * _cloud(rng, 30), 16), (0.98, 0.74, 0.42))
    blood, fat = Image.new("L", (2560, 1440)), Image.new("L", (2560, 1440))
    for side, up, kind in itertools.product((1, -1), (1, -1), (0, 1)):
        heading, goal = (78 - 16 * kind, -12) if side > 0 else (118 + 22 * kind, 160 - 10 * kind)
        start = disc + [4 * side + 6 * kind, -2 * up]
        width, shade = (7.2, 245) if kind == 0 else (5.2, 180)
        _grow_vessel(ImageDraw.Draw(blood), rng, start, np.radians(heading) * up,
                     np.radians(goal) * up, width if side > 0 else 0.72 * width, shade)
    for drawn, middle, spread in ((blood, (1000, 350), 125), (fat, (1105, 300), 32)):
        for place in middle + rng.normal(size=(40, 2)) * spread:
            corner = rng.choice([2, 3, 3, 5, 9] if drawn is blood else [1, 2, 3], 2)
            ImageDraw.Draw(drawn).ellipse([*2 * (place - corner), *2 * (place + corner)], fill=250)
    blood, fat = (gaussian_filter(np.asarray(drawn.resize(SLIDE[::-1], Image.Resampling.BOX)) / 255,
                                  0.8)[..., None] for drawn in (blood, fat))
    eye = eye * (1 - blood * [0.34, 0.74, 0.62]) + fat * [0.22, 0.42, 0.26]
    eye = _cover(np.ones(3) * [11 / 255, 31 / 255, 51 / 255], _soft(348 * (away - 1), 7), eye)
    _photograph(ax, eye, rng)


def _grow_vessel(pen, rng, place, heading, goal, width, shade, depth=0) -> None:
    """Draw a vessel that winds, thins and branches until it leaves the eye."""
    wave = rng.uniform(0, 6)
    for step in range(170):
        if np.hypot(*(place - [925, 360])) > 350 or width < 0.7:
            break
        heading += 0.021 * (goal - heading) + 0.028 * rng.normal()
        heading += (0.045 + 0.022 * depth) * np.sin(step / 5.5 + wave)
        after = place + 4.5 * np.array([np.cos(heading), -np.sin(heading)])
        pen.line([*2 * place, *2 * after], fill=shade, width=round(2 * width))
        pen.ellipse([*2 * after - width, *2 * after + width], fill=shade)
        place, width = after, 0.9915 * width
        if step % (13 + 3 * depth) == 8 and depth < 3:
            turn = rng.choice([-1, 1]) * rng.uniform(0.45, 0.85)
            _grow_vessel(pen, rng, place, heading + turn, heading + turn * rng.uniform(0.2, 1.2),
                         width * rng.uniform(0.42, 0.66), shade, depth + 1)


@picture(TITLE, suffix=".jpg")
def field(ax: Axes) -> None:
    """Draw rows of a crop from above; right of a line the same in a network's colours."""
    rng = np.random.default_rng(5)
    ground = _cloud(rng, 2, 5, 12) + 0.9 * np.abs(_cloud(rng, 5, 16))
    light = (1 + 0.9 * sum(np.gradient(ground))) * (0.85 + 0.15 * np.tanh(_cloud(rng, 40)))
    slide, kinds = light[..., None] * [0.44, 0.33, 0.24], np.zeros(SLIDE, int)
    for row, column in np.ndindex(4, 8):
        place = np.array([505 + 112 * column, 88 + 182 * row]) + rng.normal(size=2) * [9, 7]
        size, turn = rng.uniform(0.8, 1.12), rng.uniform(0, 6.3)
        for leaf in range(9):
            long = size * (70 - 2.2 * leaf if leaf < 6 else 68 - 5 * leaf)
            green = np.array([0.24, 0.5, 0.15]) * (0.85 + 0.05 * leaf) * rng.uniform(0.9, 1.12)
            _leaf(slide, kinds, 1, place, turn + 2.4 * leaf, long, rng.uniform(0.28, 0.34), green)
    weeds = ((11, 44, 0.07), (6, 30, 0.34), (8, 36, 0.16))
    for number, x in enumerate((560, 733, 1225, 640, 880, 1180, 590, 810, 1045, 985, 1130, 1240)):
        place, turn = np.array([x, 179 + 182 * (number // 3)]), rng.uniform(0, 6.3)
        leaves, long, wide = weeds[number % 3]
        for leaf in range(leaves * (number < 9)):
            _leaf(slide, kinds, 2, place + rng.normal(size=2) * 4, turn + 2.4 * leaf,
                  long * rng.uniform(0.7, 1.1), wide, np.array([0.43, 0.6, 0.24]))
    grey, said = slide.mean(2)[..., None], np.array([[0.45] * 3, to_rgb(CLASS_0), to_rgb(CLASS_1)])
    answer = said[kinds] * np.where(kinds > 0, 0.55, 0)[..., None] + said[kinds] * grey
    slide[:, 942:] = answer[:, 599:937]
    slide[:, 937:942] = 1
    _photograph(ax, slide, rng)


def _leaf(slide, kinds, kind, place, angle, long, wide, colour) -> None:
    """Paint a leaf that starts at a place, its shadow first, and note whose it is."""
    (left, top), (right, bottom) = (np.clip(place + side * (long + 9), 0, (1280, 720)).astype(int)
                                    for side in (-1, 1))
    at = np.s_[top:bottom, left:right]
    if slide[at].size == 0:
        return
    cos, sin = np.cos(angle), np.sin(angle)
    for shift in (6, 0):
        x, y = COLUMNS[at] - place[0] - shift, ROWS[at] - place[1] - shift
        along, across = (cos * x + sin * y) / long, (cos * y - sin * x) / long
        along, beyond = np.clip(along, 0, 1), (along < 0) | (along > 1)
        edge = wide * np.sin(np.pi * along**0.75) ** 0.8 * (1 + 0.06 * np.sin(26 * along)) + 0.02
        inside = np.where(beyond, 0, _soft((np.abs(across) - edge) * long))
        if shift:
            slide[at] *= 1 - 0.5 * gaussian_filter(inside, 3)[..., None]
    tilt = np.clip(across / edge, -1, 1) * (-0.6 * sin - 0.8 * cos)
    light = 0.72 + 0.3 * tilt + 0.12 * np.sin(np.pi * along)
    light += 0.045 * np.sin(40 * along - 20 * np.abs(across))
    light += 0.22 * np.exp(-(((tilt - 0.45) / 0.16) ** 2)) * along
    made = _cover(light[..., None] * colour, 0.6 * np.exp(-((across * long / 1.3) ** 2)),
                  (0.5, 0.6, 0.34))
    slide[at] = _cover(slide[at], inside, made)
    kinds[at][inside > 0.5] = kind


@picture((12, 4.3), suffix=".png", ncols=2)
def coloured(axes: np.ndarray) -> None:
    """Draw a photograph, two thirds of it grey, and the colours that a small network gives these.

    From the grey patch around a pixel, and its height, the network works out how far red, green
    and blue lie above the grey. It learns from the left third only.
    """
    photograph = load_sample_image("china.jpg")[::2, ::2][:, :320] / 255
    grey = photograph @ [0.299, 0.587, 0.114]
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(grey, 7, "edge"), (15, 15))
    patches = seen[:, :, ::2, ::2].reshape(*grey.shape, -1)
    smooth = np.stack([gaussian_filter(grey, size) for size in (6, 16)], -1)
    height = np.broadcast_to(np.linspace(0, 1, len(grey))[:, None, None], (*grey.shape, 1))
    inputs = np.concatenate([patches, smooth, height], 2)
    colour = photograph - grey[..., None]
    edge = grey.shape[1] // 3
    network = MLPRegressor(hidden_layer_sizes=(64, 32), alpha=1e-3, max_iter=40, random_state=0)
    network.fit(inputs[:, :edge].reshape(-1, inputs.shape[2])[::4],
                colour[:, :edge].reshape(-1, 3)[::4])
    guess = network.predict(inputs[:, edge:].reshape(-1, inputs.shape[2]))
    given, made = photograph.copy(), photograph.copy()
    given[:, edge:] = grey[:, edge:, None]
    made[:, edge:] = np.clip(grey[:, edge:, None] + guess.reshape(*grey[:, edge:].shape, 3), 0, 1)
    for ax, image, title in zip(axes, (given, made), ("what it gets", "what it makes"),
                                strict=True):
        ax.imshow(image)
        ax.axvline(edge, color="white", linewidth=2)
        ax.set_title(title, fontsize=22)
        ax.set_axis_off()


@picture(TITLE, suffix=".png")
def spoken_vowels(ax: Axes) -> None:
    """Draw the spectrogram of five vowels that are made here from a buzz and its resonances."""
    rate, length = 8000, 0.5
    resonances = {"ah": (730, 1090, 2440), "eh": (530, 1840, 2480), "ee": (270, 2290, 3010),
                  "oh": (570, 840, 2410), "oo": (300, 870, 2240)}
    time = np.arange(int(rate * length)) / rate
    rng = np.random.default_rng(0)
    sounds = []
    for frequencies in resonances.values():
        pitch = 125 - 25 * time / length + 4 * np.sin(2 * np.pi * 5 * time)
        buzz = np.diff(np.floor(np.cumsum(pitch) / rate), prepend=0)
        sound = buzz + 0.01 * rng.normal(size=len(time))
        for frequency in frequencies:
            pole = 0.975 * np.exp(2j * np.pi * frequency / rate)
            sound = lfilter([1], [1, -2 * pole.real, abs(pole) ** 2], sound)
        envelope = np.minimum(1, np.minimum(time, length - time) / 0.06)
        sounds += [sound / np.abs(sound).max() * envelope, np.zeros(rate // 25)]
    whole = np.concatenate(sounds) + rng.normal(size=sum(map(len, sounds))) * 3e-4
    frequencies, _, power = spectrogram(whole, rate, nperseg=256, noverlap=176, nfft=512)
    sheet(ax, NAVY)
    shown = frequencies < 3500
    loudness = np.log10(power[shown] + 1e-11)
    ax.imshow(loudness, origin="lower", extent=(6.2, TITLE[0], 0, TITLE[1]), aspect="auto",
              cmap="magma", vmin=np.percentile(loudness, 45), interpolation="nearest")
    for number, vowel in enumerate(resonances):
        centred(ax, 6.86 + 1.427 * number, 6.95, vowel, 40, color="white", fontweight="bold")


@picture((12, 4.4), "what_it_means", given={"said": 0})
@picture((12, 4.4), "what_it_means_big", given={"said": 1})
@picture((12, 4.4), "what_it_means_small", given={"said": 2})
def it(ax: Axes, said: int) -> None:
    """Draw a sentence in which "it" depends on the last word, with bows back to two nouns."""
    sheet(ax)
    places, x = {}, 0.05
    renderer = ax.figure.canvas.get_renderer()
    for word in "The trophy doesn’t fit into the suitcase because it is too".split():
        text = ax.text(x, 0.75, word, fontsize=29, va="baseline")
        width = text.get_window_extent(renderer).width / ax.figure.dpi
        places[word] = x + width / 2
        x += width + 0.125
    ends = (("trophy", "big.", CLASS_0, 2.8, 1.25), ("suitcase", "small.", CLASS_1, 1.4, 0.45))
    for noun, last, colour, height, y in ends[:said]:
        angle = np.linspace(0, np.pi, 60)
        start, end = places["it"] + 0.05 * (2 * height - 4.2), places[noun]
        ax.plot((start + end + (start - end) * np.cos(angle)) / 2, 1.45 + height * np.sin(angle),
                color=colour, linewidth=7)
        ax.add_patch(Polygon([(end - 0.2, 1.6), (end + 0.2, 1.6), (end, 1.22)], color=colour))
        ax.text(x + 0.12, y, last, fontsize=36, fontweight="bold", color=colour, va="center")
    if not said:
        ax.text(x + 0.12, 0.75, "…", fontsize=36, fontweight="bold")
    ax.plot([x, x], [0.1, 1.6], color=GREY, linewidth=3)


# --- What learning is ---------------------------------------------------------------------------


@picture(SHEET)
def rule_goes_in(ax: Axes) -> None:
    """Draw a program, into which a rule goes, above learning, from which a rule comes."""
    sheet(ax)
    images, _ = digits()
    rows = [
        (3.75, "program", "rule", "answers", "“7”    “2”"),
        (1.2, "learning", "answers", "rule", "“7”    “2”"),
    ]
    for y, name, given, result, answers in rows:
        for number, index in enumerate((3503, 1002)):
            _image(ax, 255 - images[index], 0.25 + 1.3 * number, y - 0.1, 1.2)
        is_rule = given == "rule"
        centred(ax, 1.5, y - 0.6, "+ rule" if is_rule else answers, 30,
                color=CLASS_0 if is_rule else INK, fontweight="bold")
        box(ax, 4.6, y - 0.75, 2.8, 1.5, CLASS_0)
        centred(ax, 6.0, y, name, 30, fontweight="bold")
        arrow(ax, (2.9, y), (4.5, y))
        arrow(ax, (7.5, y), (9.0, y))
        centred(ax, 10.4, y, answers if is_rule else result, 38,
                color=INK if is_rule else CLASS_0, fontweight="bold")
    ax.plot([0.1, 11.9], [2.48, 2.48], color="#D5DBE1", linewidth=2)


def _bare_network(ax: Axes, place: Sequence[float], sizes: Sequence, weights=None, **look) -> None:
    """Draw a network without a word at a place of a sheet: left, bottom, width, height."""
    inner = ax.inset_axes(place, transform=ax.transData)
    plots.network(sizes, weights, ax=inner, **look)
    if look.get("image") is not None:
        fill_blocks(inner, sizes, look["image"])
    for mark in [*inner.texts, *(line for line in inner.lines if weights is not None)]:
        mark.remove()
    # The words are gone, and so is the room for them.
    inner.relim()
    inner.autoscale()


@picture(HIGH_SHEET)
def two_ways(ax: Axes) -> None:
    """Draw features made by hand above features that are learned."""
    sheet(ax)
    image = 255 - digits()[0][4902]
    for y, name, ends in ((4.15, "by hand", (2.6, 9.65)), (1.35, "learned", (3.15, 9.1))):
        _image(ax, image, 0.15, y - 0.9, 1.6)
        ax.add_patch(Rectangle((0.15, y - 0.9), 1.6, 1.6, fill=False, edgecolor=GREY, zorder=3))
        ax.text(0.15, y + 1.0, name, fontsize=24, fontweight="bold", va="center")
        arrow(ax, (1.9, y), (ends[0], y))
        arrow(ax, (ends[1], y), (10.4, y))
        centred(ax, 11.1, y, "“9”", 44, fontweight="bold")
    questions = ["closed loops?", "ends of lines?", "height : width?"]
    for number, (question, found) in enumerate(zip(questions, ("1", "1", "1.3"), strict=True)):
        y = 4.85 - 0.7 * number
        box(ax, 2.75, y - 0.29, 2.75, 0.58, CLASS_0)
        centred(ax, 4.12, y, question, 19)
        centred(ax, 5.95, y, found, 22, fontweight="bold")
    arrow(ax, (6.4, 4.15), (7.0, 4.15))
    box(ax, 7.1, 3.55, 2.4, 1.2, CLASS_0)
    centred(ax, 8.3, 4.15, "classifier", 22)
    _bare_network(ax, (2.7, 0.1, 6.85, 2.5), [784, 200, 100, 50, 10])


@picture(HIGH_SHEET)
def building_blocks(ax: Axes) -> None:
    """Draw the network of notebook 00."""
    steps = ["convolution", "pooling", "convolution", "pooling", "flatten", "dense"]
    image = digits()[0][1005] / 255
    plots.network(NOTEBOOK_00, steps=steps, image=image, outputs=range(10), ax=ax)
    resize_texts(ax, 24)
    fill_blocks(ax, NOTEBOOK_00, image)


@picture(SHEET)
def table_and_pixels(ax: Axes) -> None:
    """Draw a table of wines beside a digit, a wave and a sentence."""
    sheet(ax)
    wine = load_wine()
    names = ["alcohol", "acid", "colour"]
    rows = wine.data[[0, 40, 80, 120, 160]][:, [0, 1, 9]]
    centred(ax, 2.75, 4.6, "structured", 26, fontweight="bold")
    for column, name in enumerate(names):
        x = 1.15 + 1.65 * column
        centred(ax, x, 3.85, name, 22, fontweight="bold")
        for row, value in enumerate(rows[:, column]):
            centred(ax, x, 3.15 - 0.62 * row, f"{value:.1f}", 22)
    ring = {"fill": False, "edgecolor": CLASS_1, "linewidth": 4, "zorder": 5}
    ax.add_patch(Rectangle((0.65, 1.65), 1.0, 0.54, **ring))
    ax.add_patch(Rectangle((7.2, 2.9), 0.16, 0.16, **ring))
    ax.plot([0.3, 5.2], [3.52, 3.52], color=INK, linewidth=2.5)
    centred(ax, 9.0, 4.6, "unstructured", 26, fontweight="bold")
    _image(ax, 255 - digits()[0][1005], 6.4, 1.9, 2.2)
    ax.add_patch(Rectangle((6.4, 1.9), 2.2, 2.2, fill=False, edgecolor=GREY, zorder=3))
    time = np.linspace(0, 1, 900)
    loudness = np.exp(-(((time % 0.5 - 0.22) / 0.13) ** 2))
    wave = loudness * np.sin(90 * time) * np.sin(263 * time)
    ax.plot(9.0 + 2.9 * time, 3.0 + 1.0 * wave, color=CLASS_0, linewidth=1.6)
    ax.add_patch(Circle((9.66, 3.0 + 1.0 * wave[205]), 0.13, **ring))
    word = ax.text(6.9, 0.95, "“It’s not", fontsize=30, style="italic", va="center")
    for text, look in (("bad", {"bbox": ring | {"pad": 5}}), ("at all.”", {})):
        word = ax.annotate(text, (1, 0.5), (12, 0), xycoords=word, textcoords="offset points",
                           fontsize=30, style="italic", va="center", **look)
    ax.plot([5.8, 5.8], [0.3, 4.8], color="#D5DBE1", linewidth=2)


@picture(HIGH_SHEET)
def nested_fields(ax: Axes) -> None:
    """Draw deep learning inside machine learning inside AI, with data science across them."""
    sheet(ax)
    circles = [(4.0, 2.8, 7.6, 5.3, CLASS_0, 0.10), (4.7, 2.35, 5.2, 3.9, CLASS_0, 0.18),
               (5.1, 1.85, 3.0, 2.1, CLASS_0, 0.95)]
    for x, y, width, height, colour, alpha in circles:
        ax.add_patch(Ellipse((x, y), width, height, facecolor=colour, alpha=alpha))
    ax.add_patch(Ellipse((8.3, 2.9), 5.4, 4.6, facecolor=CLASS_1, alpha=0.28))
    ax.add_patch(Ellipse((8.3, 2.9), 5.4, 4.6, fill=False, edgecolor=CLASS_1, linewidth=3))
    centred(ax, 3.1, 4.75, "artificial intelligence", 24, fontweight="bold")
    centred(ax, 4.0, 3.55, "machine learning", 24, fontweight="bold")
    centred(ax, 5.05, 1.85, "deep\nlearning", 26, fontweight="bold", color="white")
    centred(ax, 9.2, 3.1, "data science", 24, fontweight="bold")


@picture(SHEET)
def bingo(ax: Axes) -> None:
    """Draw a card of sixteen words that people throw about."""
    sheet(ax, NAVY)
    words = [
        "big data", "neural network", "the cloud", "AGI",
        "deep fake", "GPU", "chatbot", "blockchain",
        "hallucination", "algorithm", "prompt", "black box",
        "transformer", "singularity", "fine-tuning", "agent",
    ]
    for place, word in enumerate(words):
        row, column = divmod(place, 4)
        left, bottom = 0.08 + 2.98 * column, 3.82 - 1.25 * row
        ax.add_patch(FancyBboxPatch((left + 0.06, bottom + 0.06), 2.78, 1.03, "round,pad=0.06",
                                    facecolor="white", edgecolor="none"))
        centred(ax, left + 1.45, bottom + 0.57, word, 25)


@picture(SHEET)
def three_kinds(ax: Axes) -> None:
    """Draw supervised, unsupervised and reinforcement learning side by side."""
    sheet(ax)
    rng = np.random.default_rng(4)
    groups = [rng.normal(size=(16, 2)) * 0.33 + centre for centre in ((1.15, 3.1), (2.7, 1.7))]
    for left, name in ((0.0, "supervised"), (4.1, "unsupervised"), (8.2, "reinforcement")):
        centred(ax, left + 1.9, 4.65, name, 26, fontweight="bold")
        ax.add_patch(Rectangle((left + 0.1, 0.75), 3.6, 3.5, facecolor=PAPER))
    for points, colour, marker in zip(groups, (CLASS_0, CLASS_1), "os", strict=True):
        ax.plot(*points.T, marker, color=colour, markersize=13, markeredgecolor="white")
        ax.plot(*(points.T + [[4.1], [0]]), "o", color=MUTED, markersize=13,
                markeredgecolor="white")
    for centre in ((5.25, 3.1), (6.8, 1.7)):
        ax.add_patch(Circle(centre, 0.9, fill=False, edgecolor=INK, linewidth=3, linestyle="--"))
    centred(ax, 1.9, 0.35, "inputs with answers", 20)
    centred(ax, 6.0, 0.35, "inputs alone", 20)
    centred(ax, 10.1, 0.35, "moves and a reward", 20)
    walls = {(0, 1), (1, 1), (3, 2), (2, 3), (3, 0)}
    for column, row in np.ndindex(4, 4):
        colour = "#56616B" if (column, row) in walls else "white"
        ax.add_patch(Rectangle((8.5 + 0.8 * column, 0.9 + 0.8 * row), 0.76, 0.76, facecolor=colour,
                               edgecolor="#C8D0D8"))
    path = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (1, 3)]
    spots = np.array([(8.88 + 0.8 * column, 1.28 + 0.8 * row) for column, row in path])
    ax.plot(*spots[:-1].T, color=CLASS_0, linewidth=4)
    arrow(ax, spots[-2], spots[-1] - [0, 0.22])
    ax.plot(*spots[0], "o", color=CLASS_0, markersize=24)
    ax.plot(*spots[-1] + [0, 0.02], marker="*", color=CLASS_1, markersize=30, markeredgecolor=INK)


Point = tuple[float, float]


def _units(ax: Axes, places: Iterable[Point], colour: str = "white", size: float = 0.13) -> None:
    for place in places:
        ax.add_patch(Circle(place, size, facecolor=colour, edgecolor=INK, linewidth=2, zorder=3))


def _layers(ax: Axes, x: float, y: float, sizes: Sequence[int], gap: float = 0.62,
            rise: float = 0.36) -> None:
    """Draw small layers of units from left to right."""
    layers = [[(x + gap * number, y + rise * (unit - (size - 1) / 2)) for unit in range(size)]
              for number, size in enumerate(sizes)]
    for before, after in itertools.pairwise(layers):
        for start, end in itertools.product(before, after):
            ax.plot(*zip(start, end, strict=True), color=GREY, linewidth=1.3, zorder=1)
    _units(ax, itertools.chain(*layers))


@picture(HIGH_SHEET)
def seven_networks(ax: Axes) -> None:
    """Draw seven kinds of network, each small: the first two are those of this workshop."""
    sheet(ax)
    names = {"MLP": "tables", "CNN": "photos", "RNN": "sound", "transformer": "text",
             "autoencoder": "odd readings", "GAN": "made faces",
             "diffusion": "pictures from words"}
    drawn = [_mlp, _cnn, _rnn, _transformer, _autoencoder, _gan, _diffusion]
    for number, ((name, use), draw) in enumerate(zip(names.items(), drawn, strict=True)):
        row, column = divmod(number, 4)
        left, bottom = 3.0 * column + 1.5 * row, 2.85 - 2.85 * row
        ours = number < 2
        ax.add_patch(Rectangle((left + 0.08, bottom + 0.05), 2.84, 2.65, zorder=0,
                               facecolor="#E3F0F8" if ours else PAPER))
        centred(ax, left + 1.5, bottom + 0.62, name, 21, fontweight="bold",
                color=CLASS_0 if ours else INK)
        centred(ax, left + 1.5, bottom + 0.28, use, 19)
        draw(ax, left + 1.5, bottom + 1.72)


def _mlp(ax: Axes, x: float, y: float) -> None:
    _layers(ax, x - 0.75, y, (3, 4, 2), gap=0.75, rise=0.44)


def _cnn(ax: Axes, x: float, y: float) -> None:
    for left, side, maps in ((-1.25, 1.15, 1), (-0.05, 0.7, 3), (0.72, 0.34, 4)):
        for number in reversed(range(maps)):
            corner = (x + left + 0.09 * number, y - side / 2 + 0.09 * number)
            ax.add_patch(Rectangle(corner, side, side, facecolor="white", edgecolor=INK,
                                   linewidth=2, zorder=3 - 0.1 * number))
    ax.add_patch(Rectangle((x - 0.7, y), 0.3, 0.3, color=SKY, zorder=4))
    for height in (0, 0.3):
        ax.plot([x - 0.4, x + 0.25], [y + height, y + 0.1], color=INK, linewidth=1.5, zorder=5)


def _rnn(ax: Axes, x: float, y: float) -> None:
    for number in range(3):
        left = x - 0.85 + 0.85 * number
        _units(ax, [(left, y)], "#FFFFFF", 0.2)
        arrow(ax, (left, y - 0.75), (left, y - 0.22))
        arrow(ax, (left, y + 0.2), (left, y + 0.75))
        if number:
            arrow(ax, (left - 0.65, y), (left - 0.2, y))


def _transformer(ax: Axes, x: float, y: float) -> None:
    lower = [(x - 0.96 + 0.48 * number, y - 0.6) for number in range(5)]
    upper = [(place[0], y + 0.6) for place in lower]
    strength = np.random.default_rng(1).random((5, 5)) ** 2
    for start, row in zip(lower, strength, strict=True):
        for end, share in zip(upper, row, strict=True):
            ax.plot(*zip(start, end, strict=True), color=CLASS_0, linewidth=0.6 + 4.5 * share,
                    alpha=0.25 + 0.6 * share, zorder=1)
    for place in (*lower, *upper):
        ax.add_patch(Rectangle((place[0] - 0.17, place[1] - 0.14), 0.34, 0.28, facecolor="white",
                               edgecolor=INK, linewidth=2, zorder=3))


def _autoencoder(ax: Axes, x: float, y: float) -> None:
    _layers(ax, x - 1.16, y, (5, 3, 1, 3, 5), gap=0.58)


def _gan(ax: Axes, x: float, y: float) -> None:
    _layers(ax, x - 1.2, y + 0.3, (1, 2, 3), gap=0.42)
    arrow(ax, (x - 0.2, y + 0.3), (x + 0.22, y + 0.3))
    _layers(ax, x + 0.38, y + 0.3, (3, 2, 1), gap=0.42)
    centred(ax, x - 0.75, y - 0.62, "generator", 16)
    centred(ax, x + 0.75, y - 0.62, "discriminator", 16)


def _diffusion(ax: Axes, x: float, y: float) -> None:
    noise = np.random.default_rng(0).normal(size=(28, 28)) * 70 + 128
    for number, share in enumerate((1, 0.55, 0)):
        left = x - 1.32 + 0.95 * number
        image = share * noise + (1 - share) * (255 - digits()[0][1002])
        _image(ax, image, left, y - 0.37, 0.74, vmin=0, vmax=255)
        if number:
            arrow(ax, (left - 0.23, y), (left + 0.02, y))


# --- Where it comes from, and how the day runs --------------------------------------------------


@picture(TITLE)
def draughts_board(ax: Axes) -> None:
    """Draw the board after the thirteenth move of Samuel's program (black) against Nealey, 1962."""
    sheet(ax, NAVY)
    rows = (".b.b.b..", "b...b.b.", ".....b.b", "w.b.b...", "...b...w", "w...w...", ".w...w.w",
            "w.w.w.w.")
    for row, column in np.ndindex(8, 8):
        x, y = 6.3 + 0.84 * column, 6.27 - 0.84 * row
        dark = (row + column) % 2
        ax.add_patch(Rectangle((x, y), 0.84, 0.84, color="#8A5A33" if dark else "#E9D3A8"))
        if rows[row][column] != ".":
            colour, rim = (INK, "#56616B") if rows[row][column] == "b" else ("#FBF6EA", "#B9A88A")
            for size in (0.34, 0.22):
                ax.add_patch(Circle((x + 0.42, y + 0.42), size, facecolor=colour, edgecolor=rim,
                                    linewidth=3))


@picture(HIGH_SHEET)
def time_line(ax: Axes) -> None:
    """Draw the story from the neuron of 1943 to the transformer, and two sets of data to scale."""
    sheet(ax)
    events = [
        (1943, 1, "neuron"), (1957, -1, "perceptron"), (1969, 1, "Minsky, Papert"),
        (1986, -1, "backpropagation"), (1998, 1, "LeNet"), (2012, -1, "AlexNet"),
        (2017, 1, "transformer"),
    ]

    def at(year: float) -> float:
        return 0.85 + (year - 1943) * 10.2 / 76

    for first, last in ((1974, 1980), (1987, 1993)):
        ax.add_patch(Rectangle((at(first), 3.1), at(last) - at(first), 0.9, color="#CFE0EC"))
        centred(ax, (at(first) + at(last)) / 2, 4.33,
                f"AI winter\n{first}–{last % 100}", 18, style="italic", linespacing=1.0)
    arrow(ax, (0.1, 3.55), (11.95, 3.55))
    for year, side, name in events:
        x = at(year)
        ax.plot([x, x], [3.55, 3.55 + 0.85 * side], color=CLASS_0, linewidth=3)
        ax.plot(x, 3.55, "o", color=CLASS_0, markersize=17, markeredgecolor="white", zorder=4)
        heights = (4.65, 5.15) if side > 0 else (2.5, 2.05)
        centred(ax, x, heights[0], year, 25, fontweight="bold", color=CLASS_0)
        centred(ax, x, heights[1], name, 23)
    ax.plot([at(1998)] * 2, [1.1, 3.55], color=GREY, linewidth=2, linestyle=":", zorder=0)
    ax.text(at(1998) - 0.3, 0.85, "learned from 60,000 digits", fontsize=22, va="center",
            ha="right")
    side = 1.55 * (60 / 1281) ** 0.5
    for x, wide in ((at(1998), side), (at(2012), 1.55)):
        ax.add_patch(Rectangle((x - wide / 2, 0.85 - wide / 2), wide, wide, color=CLASS_1))
    centred(ax, at(2012), 0.85, "1.3 million\nphotos", 22, linespacing=1.1)
    ax.text(at(2012) + 0.87, 0.85, "on two\ngraphics\nchips", fontsize=20, va="center")


@picture((12, 4.4))
def open_box(ax: Axes) -> None:
    """Draw a black box with its front open: a network whose weights can all be seen."""
    sheet(ax)
    ax.add_patch(Rectangle((2.0, 0.05), 8.0, 3.65, color=INK))
    ax.add_patch(Polygon([(2.0, 3.7), (2.8, 4.35), (10.8, 4.35), (10.0, 3.7)], color="#33414D"))
    ax.add_patch(Polygon([(10.0, 0.05), (10.8, 0.7), (10.8, 4.35), (10.0, 3.7)], color="#24313C"))
    ax.add_patch(Rectangle((2.3, 0.3), 7.4, 3.15, color="white"))
    trained = MLPClassifier((5, 4), activation="tanh", max_iter=5000, random_state=0)
    weights = trained.fit(*load_iris(return_X_y=True)).coefs_
    _bare_network(ax, (2.4, 0.35, 7.2, 3.05), [4, 5, 4, 3], weights)
    arrow(ax, (0.5, 1.9), (1.85, 1.9))
    arrow(ax, (10.95, 1.9), (11.9, 1.9))
    centred(ax, 0.97, 2.75, "four\nlengths\nand widths", 22, linespacing=1.05)
    centred(ax, 11.42, 2.6, "one of\n3 irises", 22, linespacing=1.05)
    centred(ax, 4.6, 4.02, "positive weight", 24, fontweight="bold", color=CLASS_1)
    centred(ax, 8.4, 4.02, "negative weight", 24, fontweight="bold", color=SKY)


@picture(HIGH_SHEET)
def road_map(ax: Axes) -> None:
    """Draw how the network grows from block to block, above the numbers of the notebooks."""
    sheet(ax)
    lenet = [(32, 32, 1), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), 120, 84, 10]
    blocks = [
        (0.05, 3.3, 5.85, 2.25, "A   one neuron", "01–03", [2, 1]),
        (6.1, 3.3, 5.85, 2.25, "B   layers", "04–08", [784, 100, 10]),
        (0.05, 0.05, 11.9, 3.05, "C   a network that sees", "09–12", lenet),
    ]
    for left, bottom, width, height, name, notebooks, sizes in blocks:
        ax.add_patch(Rectangle((left, bottom), width, height, facecolor=PAPER))
        top = bottom + height - 0.35
        ax.text(left + 0.2, top, name, fontsize=25, fontweight="bold", va="center")
        ax.text(left + 0.2, bottom + 0.3, notebooks, fontsize=22, va="center", color="#56616B")
        seen = sizes is lenet
        if not seen:
            ax.text(left + 0.2, top - 0.65, " → ".join(map(str, sizes)), fontsize=24, va="center")
        start = left + (0.2 if seen else 2.5)
        place = (start, bottom + 0.08, (9.7 if seen else left + width - 0.2 - start), height - 0.16)
        image = np.pad(digits()[0][3503], 2) / 255 if seen else None
        _bare_network(ax, place, sizes, image=image)
    arrow(ax, (9.85, 1.57), (10.5, 1.57))
    centred(ax, 11.15, 1.57, "“7”", 48, fontweight="bold")


@picture(SHEET)
def three_answers(ax: Axes) -> None:
    """Draw an exercise of notebook 00 three times, with what its check says each time."""
    sheet(ax)
    rows = [
        ("...", "○", "not attempted yet", "#56616B"),
        ("28 + 28", "✗", "that’s a row and a column.\nHow many rows are there?", DESCENT),
        ("28 * 28", "✓", "right", TRAINING),
    ]
    for (answer, mark, said, colour), y in zip(rows, (4.3, 2.5, 0.7), strict=True):
        ax.add_patch(FancyBboxPatch((0.12, y - 0.45), 5.0, 0.9, "round,pad=0.06", linewidth=2,
                                    facecolor=PAPER, edgecolor="#C8D0D8"))
        code = f"pixels = {answer}"
        ax.text(0.4, y, code, fontsize=27, family="DejaVu Sans Mono", va="center_baseline")
        arrow(ax, (5.3, y), (6.0, y))
        ax.text(6.2, y, mark, fontsize=36, color=colour, va="center", family="DejaVu Sans",
                fontweight="bold")
        ax.text(6.95, y, said, fontsize=27, va="center", linespacing=1.1)


@picture((12, 3.0))
def your_digit(ax: Axes) -> None:
    """Draw a handwritten seven, notebook 00's network, and an answer not yet known."""
    sheet(ax, "#EEF3F7")
    _bare_network(ax, (0.3, 0.05, 9.2, 2.9), NOTEBOOK_00, image=digits()[0][3503] / 255)
    arrow(ax, (9.6, 1.5), (10.4, 1.5))
    centred(ax, 11.2, 1.45, "?", 90, fontweight="bold", color=CLASS_0)


@picture((7.6, 4.6))
def recorded_runs(ax: Axes) -> None:
    """Draw what the recorded runs of notebook 00 read, and the run that is stored in it."""
    runs = SimpleNamespace(runs=recorded("digits read, trained"), value=96.6)
    plots.runs({"trained": runs}, "digits read, of 100", better="right", ax=ax)
    for line in ax.lines:
        line.set_markersize(1.6 * line.get_markersize())
