"""The pictures of deck 0, the introduction."""

import itertools
from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Ellipse, FancyBboxPatch, Polygon
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from scipy.signal import lfilter, spectrogram
from sklearn.datasets import load_iris, load_sample_image, load_wine
from sklearn.neural_network import MLPClassifier, MLPRegressor

from helpers import plots
from helpers.plots.style import CLASS_0, CLASS_1, DESCENT, INK, MUTED, TRAINING
from helpers.records import recorded
from helpers.records.drawings import recorded_drawings
from slides.drawings.images import digit, digits, fill_blocks, image
from slides.drawings.motifs import class_mark, go_board, rows_of_runs
from slides.drawings.picture import PUZZLE, TITLE, picture, pictures
from slides.drawings.shapes import area, arrow, box, circle, frame, layers_of_units, line
from slides.drawings.sheets import GREY, NAVY, PAPER, SKY, SLATE
from slides.drawings.words import beside, bold, resize_texts, write, write_all

SHEET = (12, 5.0)
NOTEBOOK_00 = [(28, 28, 1), (24, 24, 8), (12, 12, 8), (8, 8, 16), (4, 4, 16), 256, 10]
HIGH_SHEET = (12, 5.6)


# --- The title and the quiz ---------------------------------------------------------------------


@picture(TITLE, suffix=".png", ground=NAVY)
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
    image(ax, slide, 0, 0, *TITLE)


@pictures(PUZZLE, {"numbers_alone": False, "numbers_shaded": True}, ground=NAVY)
def numbers(ax: Axes, shaded: bool) -> None:
    """Draw a digit as the numbers of its pixels, four pixels at a time."""
    pixels = digits()[0][1005].reshape(14, 2, 14, 2).mean((1, 3)).round().astype(int)
    ax.set(xlim=(-0.5, 13.5), ylim=(14.7, -1.2), aspect="equal")
    if shaded:
        ax.imshow(pixels, cmap="gray")
    for (row, column), number in np.ndenumerate(pixels):
        write(ax, column, row, number, 16, color=INK if shaded and number > 110 else "#C3D3E2")


QUIZ = [2270, 4703, 2104, 4610, 2166, 4917, 2479, 4766, 2221]
# What notebook 00's network reads in them, and its confidence in a 4 and in a 9, in per cent. It is
# built and trained as there (seed 0, two epochs, Keras 3.15 on TensorFlow), but on the images 5,000
# to 24,999 of MNIST's training set: the quiz is from the first 5,000. It reads 96.5 % of the test
# set.
READ = [(4, 72, 27), (9, 23, 77), (4, 70, 29), (9, 13, 86), (3, 18, 5), (9, 32, 46), (9, 13, 84),
        (9, 14, 63), (4, 91, 9)]


def _wall(ax: Axes, images: Sequence[np.ndarray], told: dict[int, tuple]) -> None:
    """Draw nine digits, some of them with a frame and a word in it: its colour, the word."""
    for place, pixels in enumerate(images):
        left, bottom = 0.15 + 1.95 * (place % 3), 4.85 - 2.2 * (place // 3)
        image(ax, pixels, left, bottom, 1.8, cmap="gray")
        if place in told:
            colour, word = told[place]
            frame(ax, left, bottom, 1.8, 1.8, colour, 5, zorder=3)
            bold(ax, left + 1.7, bottom + 0.1, word, 34, color=colour, ha="right", va="baseline",
                 zorder=4)


@pictures(PUZZLE, {"four_or_nine": False, "four_or_nine_answered": True}, ground=NAVY)
def alike(ax: Axes, answered: bool) -> None:
    """Draw nine real digits, fours and nines, without or with their labels."""
    images, labels = digits()
    told = {place: ({4: SKY, 9: CLASS_1}[label], label) for place, label in enumerate(labels[QUIZ])}
    _wall(ax, images[QUIZ], told if answered else {})


@pictures(PUZZLE, {"made_or_written": False, "made_or_written_answered": True}, ground=NAVY)
def forged(ax: Axes, answered: bool) -> None:
    """Draw nine digits of which notebook 16's generator made five, without or with the answer."""
    made = {0: 12, 2: 15, 4: 10, 5: 19, 7: 8}
    shown = [image.reshape(14, 2, 14, 2).mean((1, 3)) for image in
             map(digit, (0, 7, 0, 3, 0, 0, 6, 0, 4), (0, 5, 0, 6, 0, 0, 5, 0, 6))]
    for place, number in made.items():
        shown[place] = recorded_drawings("16_film")[-30:][number, ..., 0]
    _wall(ax, shown, dict.fromkeys(made, (CLASS_1, "")) if answered else {})


@picture(SHEET, ground=NAVY)
def network_answers(ax: Axes) -> None:
    """Draw the nine digits of the quiz above a network's confidence in a four and in a nine."""
    images, labels = digits()
    for place, (index, (answer, four, nine)) in enumerate(zip(QUIZ, READ, strict=True)):
        left, bottom = 0.1 + 1.33 * place, 1.0
        image(ax, images[index], left, 3.75, 1.15, cmap="gray")
        for share, colour in ((four, SKY), (nine, CLASS_1), (100 - four - nine, MUTED)):
            area(ax, left + 0.3, bottom, 0.55, 0.026 * share, colour)
            bottom += 0.026 * share
        mark, colour = ("✓", "#2BD9A8") if answer == labels[index] else ("✗", "#FF8A4A")
        bold(ax, left + 0.5, 0.5, answer, 40, color={4: SKY, 9: CLASS_1}.get(answer, "white"))
        write(ax, left + 0.95, 0.5, mark, 28, family="DejaVu Sans", color=colour)


# AlphaGo (black) against Lee Sedol, the fourth game, Seoul, 13 March 2016, up to his move 78.
GO_GAME = (
    "pddpcdqpopoqnqpqcnfqmppoiqechdcgedcjdcbpncqiepeodkfpckdjejeifiehfhbjfkfgggffgfmcmdlcnbidhcjg"
    "pjpiojoininhmhngmgminjmflinendmjlfmkmenflhqjkkikjighhjgehefdfcki"
)


@picture(PUZZLE, ground=NAVY)
def go_game(ax: Axes) -> None:
    """Draw the board of a game of Go."""
    ax.set(xlim=(-1.2, 19.2), ylim=(20.2, -2.9), aspect="equal")
    area(ax, -0.9, -0.9, 19.8, 19.8, "#E0B566")
    places = [tuple(ord(letter) - ord("a") for letter in move)
              for move in zip(GO_GAME[::2], GO_GAME[1::2], strict=True)]
    go_board(ax, [(*place, "kw"[number % 2]) for number, place in enumerate(places)])
    circle(ax, *places[-1], 0.24, facecolor="none", edgecolor=DESCENT, linewidth=3, zorder=4)


@pictures((12, 4.4), {"mistakes_of_a_person": 1, "mistakes_of_a_network": 2}, ground=NAVY)
def mistakes(ax: Axes, shown: int) -> None:
    """Draw a thousand photographs as squares, with those that are named wrongly."""
    for left, name, wrong in ((0.1, "a person,\n± 1.1", 51), (6.3, "several networks,\nvoting", 36)
                              )[:shown]:
        is_wrong = (np.arange(1000) < wrong).reshape(40, 25).T
        cells = np.full((25, 8, 40, 8, 3), [11, 31, 51], np.uint8)
        squares = np.where(is_wrong[..., None], [213, 94, 0], [58, 80, 104])
        cells[:, :6, :, :6] = squares[:, None, :, None]
        image(ax, cells.reshape(200, 320, 3), left, 1.1, 5.6, 3.3, interpolation="none")
        bold(ax, left, 0.45, f"{wrong / 10} %", 66, color="white", ha="left")
        beside(ax, left + 2.35, 0.5, name, 26, color="white", linespacing=1.1)


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
    image(ax, np.clip(slide, 0, 1), 0, 0, *TITLE)


@picture(TITLE, suffix=".jpg", ground=NAVY)
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
    # Where sight is sharpest there are no vessels.
    blood = blood * (1 - np.exp(-((from_spot / 72) ** 4)))[..., None]
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


@picture(TITLE, suffix=".jpg", ground=NAVY)
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
    for ax, shown, title in zip(axes, (given, made), ("what it gets", "what it makes"),
                                strict=True):
        ax.imshow(shown)
        ax.axvline(edge, color="white", linewidth=2)
        ax.set_title(title, fontsize=22)
        ax.set_axis_off()


@picture(TITLE, suffix=".png", ground=NAVY)
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
    shown = frequencies < 3500
    loudness = np.log10(power[shown] + 1e-11)
    image(ax, loudness, 6.2, 0, TITLE[0] - 6.2, TITLE[1], origin="lower", cmap="magma",
          vmin=np.percentile(loudness, 45))
    for number, vowel in enumerate(resonances):
        bold(ax, 6.86 + 1.427 * number, 6.95, vowel, 40, color="white")


@pictures((12, 4.4), {"what_it_means": 0, "what_it_means_big": 1, "what_it_means_small": 2},
          ground="white")
def it(ax: Axes, said: int) -> None:
    """Draw a sentence in which "it" depends on the last word, with bows back to two nouns."""
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
        bold(ax, x + 0.12, y, last, 36, color=colour, ha="left")
    if not said:
        ax.text(x + 0.12, 0.75, "…", fontsize=36, weight="bold")
    line(ax, (x, 0.1), (x, 1.6))


# --- What learning is ---------------------------------------------------------------------------


@pictures(SHEET, {"rule_goes_in": False, "rule_goes_up": True}, ground="white")
def rule_goes_in(ax: Axes, joined: bool) -> None:
    """Draw a program, into which a rule goes, above learning, from which it comes; or joined."""
    answers, rule = {"text": "“7”    “2”", "color": INK}, {"text": "rule", "color": CLASS_0}
    for y, name, given, result in ((3.75, "program", rule | {"text": "+ rule"}, answers),
                                   (1.2, "learning", answers, rule)):
        for number, index in enumerate((3503, 1002)):
            image(ax, digits()[0][index], 0.25 + 1.3 * number, y - 0.1, 1.2)
        bold(ax, 1.5, y - 0.6, size=30, **given)
        bold(ax, 10.4, y, size=38, **result)
        box(ax, 4.6, y - 0.75, 2.8, 1.5, CLASS_0, name, 30, weight="bold")
        arrow(ax, (2.9, y), (4.5, y))
        arrow(ax, (7.5, y), (9.0, y))
    line(ax, (0.1, 2.48), (11.9, 2.48), "#D5DBE1", 2)
    if joined:
        ax.plot([10.4, 10.4, 6.0], [1.6, 2.48, 2.48], color=CLASS_0, linewidth=5)
        arrow(ax, (6.0, 2.44), (6.0, 2.95), color=CLASS_0, linewidth=5, mutation_scale=32)


def _bare_network(ax: Axes, place: Sequence[float], sizes: Sequence, weights=None, **look) -> None:
    """Draw a network without a word at a place of a sheet: left, bottom, width, height."""
    inner = ax.inset_axes(place, transform=ax.transData)
    plots.network(sizes, weights, ax=inner, **look)
    if look.get("image") is not None:
        fill_blocks(inner, sizes, look["image"])
    for mark in [*inner.texts, *(inner.lines if weights is not None else ())]:
        if mark not in inner.texts or mark.get_text() != "Σ":
            mark.remove()
    # The words are gone, and so is the room for them.
    inner.relim()
    inner.autoscale()


@picture(HIGH_SHEET, ground="white")
def two_ways(ax: Axes) -> None:
    """Draw features made by hand above features that are learned."""
    for y, name, ends in ((4.15, "by hand", (2.6, 9.65)), (1.35, "learned", (3.15, 9.1))):
        image(ax, digits()[0][4902], 0.15, y - 0.9, 1.6)
        frame(ax, 0.15, y - 0.9, 1.6, 1.6, GREY, 1)
        bold(ax, 0.15, y + 1.0, name, 24, ha="left")
        arrow(ax, (1.9, y), (ends[0], y))
        arrow(ax, (ends[1], y), (10.4, y))
        bold(ax, 11.1, y, "“9”", 44)
    for y, question, found in ((4.85, "closed loops?", "1"), (4.15, "ends of lines?", "1"),
                               (3.45, "height : width?", "1.3")):
        box(ax, 2.75, y - 0.29, 2.75, 0.58, CLASS_0, question, 19)
        bold(ax, 5.95, y, found, 22)
    arrow(ax, (6.4, 4.15), (7.0, 4.15))
    box(ax, 7.1, 3.55, 2.4, 1.2, CLASS_0, "classifier", 22)
    _bare_network(ax, (2.7, 0.1, 6.85, 2.5), [784, 200, 100, 50, 10])


@picture(HIGH_SHEET)
def building_blocks(ax: Axes) -> None:
    """Draw the network of notebook 00."""
    steps = ["convolution", "pooling", "convolution", "pooling", "flatten", "dense"]
    pixels = digits()[0][1005] / 255
    plots.network(NOTEBOOK_00, steps=steps, image=pixels, outputs=range(10), ax=ax)
    resize_texts(ax, 24)
    fill_blocks(ax, NOTEBOOK_00, pixels)


@picture(SHEET, ground="white")
def table_and_pixels(ax: Axes) -> None:
    """Draw a table of wines beside a digit, a wave and a sentence."""
    rows = load_wine().data[[0, 40, 80, 120, 160]][:, [0, 1, 9]]
    write_all(ax, 26, [(2.75, 4.6, "structured"), (9.0, 4.6, "unstructured")], weight="bold")
    for column, name in enumerate(("alcohol", "acid", "colour")):
        x = 1.15 + 1.65 * column
        bold(ax, x, 3.85, name, 22)
        write_all(ax, 22, [(x, 3.15 - 0.62 * row, f"{value:.1f}")
                           for row, value in enumerate(rows[:, column])])
    ring = {"facecolor": "none", "edgecolor": CLASS_1, "linewidth": 4, "zorder": 5}
    frame(ax, 0.65, 1.65, 1.0, 0.54, **ring)
    frame(ax, 7.2, 2.9, 0.16, 0.16, **ring)
    line(ax, (0.3, 3.52), (5.2, 3.52), INK, 2.5)
    image(ax, digits()[0][1005], 6.4, 1.9, 2.2)
    frame(ax, 6.4, 1.9, 2.2, 2.2, GREY, 1)
    time = np.linspace(0, 1, 900)
    loudness = np.exp(-(((time % 0.5 - 0.22) / 0.13) ** 2))
    wave = 3.0 + loudness * np.sin(90 * time) * np.sin(263 * time)
    ax.plot(9.0 + 2.9 * time, wave, color=CLASS_0, linewidth=1.6)
    circle(ax, 9.66, wave[205], 0.13, **ring)
    word = ax.text(6.9, 0.95, "“It’s not", fontsize=30, style="italic", va="center")
    for text, look in (("bad", {"bbox": ring | {"pad": 5}}), ("at all.”", {})):
        word = ax.annotate(text, (1, 0.5), (12, 0), xycoords=word, textcoords="offset points",
                           fontsize=30, style="italic", va="center", **look)
    line(ax, (5.8, 0.3), (5.8, 4.8), "#D5DBE1", 2)


@picture(HIGH_SHEET, ground="white")
def nested_fields(ax: Axes) -> None:
    """Draw deep learning inside machine learning inside AI, with data science across them."""
    for x, y, width, height, colour, alpha in (
        (4.0, 2.8, 7.6, 5.3, CLASS_0, 0.10), (4.7, 2.35, 5.2, 3.9, CLASS_0, 0.18),
        (5.1, 1.85, 3.0, 2.1, CLASS_0, 0.95), (8.3, 2.9, 5.4, 4.6, CLASS_1, 0.28),
    ):
        ax.add_patch(Ellipse((x, y), width, height, facecolor=colour, alpha=alpha))
    ax.add_patch(Ellipse((8.3, 2.9), 5.4, 4.6, fill=False, edgecolor=CLASS_1, linewidth=3))
    names = [(3.1, 4.75, "artificial intelligence"), (4.0, 3.55, "machine learning"),
             (9.2, 3.1, "data science")]
    write_all(ax, 24, names, weight="bold")
    bold(ax, 5.05, 1.85, "deep\nlearning", 26, color="white")


@picture(SHEET, ground=NAVY)
def bingo(ax: Axes) -> None:
    """Draw a card of sixteen words that people throw about."""
    words = ("big data", "neural network", "the cloud", "AGI", "deepfake", "GPU", "chatbot",
             "blockchain", "hallucination", "algorithm", "prompt", "black box", "transformer",
             "singularity", "fine-tuning", "agent")
    for place, word in enumerate(words):
        left, bottom = 0.08 + 2.98 * (place % 4), 3.82 - 1.25 * (place // 4)
        ax.add_patch(FancyBboxPatch((left + 0.06, bottom + 0.06), 2.78, 1.03, "round,pad=0.06",
                                    facecolor="white", edgecolor="none"))
        bold(ax, left + 1.45, bottom + 0.57, word, 27)


@picture(SHEET, ground="white")
def three_kinds(ax: Axes) -> None:
    """Draw supervised, unsupervised and reinforcement learning side by side."""
    for left, name, given in ((0.0, "supervised", "inputs with answers"),
                              (4.1, "unsupervised", "inputs alone"),
                              (8.2, "reinforcement", "moves and a reward")):
        bold(ax, left + 1.9, 4.65, name, 26)
        write(ax, left + 1.9, 0.35, given, 20)
        area(ax, left + 0.1, 0.75, 3.6, 3.5, PAPER)
    rng = np.random.default_rng(4)
    for kind, centre in enumerate(((1.15, 3.1), (2.65, 1.7))):
        x, y = (rng.normal(size=(16, 2)) * 0.33 + centre).T
        class_mark(ax, x, y, kind, 13, linestyle="none", markeredgecolor="white")
        ax.plot(x + 4.1, y, "o", color=MUTED, markersize=13, markeredgecolor="white")
        circle(ax, centre[0] + 4.1, centre[1], 1.0, facecolor="none", linewidth=3, linestyle="--")
    _maze(ax, 8.5, 0.9)


def _maze(ax: Axes, left: float, bottom: float) -> None:
    """Draw a maze of 4×4 cells, and the way through it to a star."""
    walls = {(0, 1), (1, 1), (3, 2), (2, 3), (3, 0)}
    for column, row in np.ndindex(4, 4):
        box(ax, left + 0.8 * column, bottom + 0.8 * row, 0.76, 0.76, "#C8D0D8", linewidth=1,
            face=SLATE if (column, row) in walls else "white", zorder=1)
    path = np.array([(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (1, 3)])
    spots = 0.8 * path + (left + 0.38, bottom + 0.38)
    ax.plot(*spots[:-1].T, color=INK, linewidth=4)
    arrow(ax, spots[-2], spots[-1] - [0, 0.22], linewidth=4)
    ax.plot(*spots[0], "o", color=INK, markersize=24)
    ax.plot(*spots[-1] + [0, 0.02], marker="*", color=CLASS_1, markersize=30, markeredgecolor=INK)


@picture(HIGH_SHEET, ground="white")
def seven_networks(ax: Axes) -> None:
    """Draw seven kinds of network, each small: the first two are those of this workshop."""
    kinds = [("MLP", "numbers"), ("CNN", "photos"), ("RNN", "sound"), ("transformer", "text"),
             ("autoencoder", "odd readings"), ("GAN", "made faces"),
             ("diffusion", "pictures from words")]
    drawn = {"CNN": _cnn, "RNN": _rnn, "transformer": _transformer, "GAN": _gan,
             "diffusion": _diffusion}
    layers = {"MLP": (-0.75, (3, 4, 2), 0.75, 0.44),
              "autoencoder": (-1.16, (5, 3, 1, 3, 5), 0.58, 0.36)}
    for number, (name, use) in enumerate(kinds):
        row, column = divmod(number, 4)
        left, bottom, ours = 3.0 * column + 1.5 * row, 2.85 - 2.85 * row, number < 2
        area(ax, left + 0.08, bottom + 0.05, 2.84, 2.65, "#E3F0F8" if ours else PAPER, zorder=0)
        middle, colour = left + 1.5, CLASS_0 if ours else INK
        bold(ax, middle, bottom + 0.62, name, 21, color=colour)
        write(ax, middle, bottom + 0.28, use, 19)
        if name in drawn:
            drawn[name](ax, middle, bottom + 1.72)
        else:
            start, *shape = layers[name]
            layers_of_units(ax, middle + start, bottom + 1.72, *shape)


def _cnn(ax: Axes, x: float, y: float) -> None:
    for left, side, maps in ((-1.25, 1.15, 1), (-0.05, 0.7, 3), (0.72, 0.34, 4)):
        for number in reversed(range(maps)):
            box(ax, x + left + 0.09 * number, y - side / 2 + 0.09 * number, side, side, INK,
                linewidth=2, face="white", zorder=3 - 0.1 * number)
    area(ax, x - 0.7, y, 0.3, 0.3, SKY, zorder=4)
    for height in (0, 0.3):
        line(ax, (x - 0.4, y + height), (x + 0.25, y + 0.1), INK, 1.5, zorder=5)


def _rnn(ax: Axes, x: float, y: float) -> None:
    for number in range(3):
        left = x - 0.85 + 0.85 * number
        circle(ax, left, y, 0.2)
        arrow(ax, (left, y - 0.75), (left, y - 0.22))
        arrow(ax, (left, y + 0.2), (left, y + 0.75))
        if number:
            arrow(ax, (left - 0.65, y), (left - 0.2, y))


def _transformer(ax: Axes, x: float, y: float) -> None:
    places = x - 0.96 + 0.48 * np.arange(5)
    strength = np.random.default_rng(1).random((5, 5)) ** 2
    for (start, end), share in np.ndenumerate(strength):
        line(ax, (places[start], y - 0.6), (places[end], y + 0.6), INK, 0.6 + 4.5 * share,
             alpha=0.25 + 0.6 * share, zorder=1)
    for middle, height in itertools.product(places, (y - 0.6, y + 0.6)):
        box(ax, middle - 0.17, height - 0.14, 0.34, 0.28, INK, linewidth=2, face="white")


def _gan(ax: Axes, x: float, y: float) -> None:
    layers_of_units(ax, x - 1.2, y + 0.3, (1, 2, 3), 0.42, 0.36)
    arrow(ax, (x - 0.2, y + 0.3), (x + 0.22, y + 0.3))
    layers_of_units(ax, x + 0.38, y + 0.3, (3, 2, 1), 0.42, 0.36)
    write_all(ax, 16, [(x - 0.82, y - 0.62, "generator"), (x + 0.63, y - 0.62, "discriminator")])


def _diffusion(ax: Axes, x: float, y: float) -> None:
    noise = np.random.default_rng(0).normal(size=(28, 28)) * 70 + 128
    for number, share in enumerate((1, 0.55, 0)):
        left = x - 1.32 + 0.95 * number
        made = share * noise + (1 - share) * (255 - digits()[0][1002])
        image(ax, made, left, y - 0.37, 0.74, cmap="gray", vmin=0, vmax=255)
        if number:
            arrow(ax, (left - 0.23, y), (left + 0.02, y))


# --- Where it comes from, and how the day runs --------------------------------------------------


@picture(TITLE, ground=NAVY)
def draughts_board(ax: Axes) -> None:
    """Draw the board after the thirteenth move of Samuel's program (black) against Nealey, 1962."""
    rows = (".b.b.b..", "b...b.b.", ".....b.b", "w.b.b...", "...b...w", "w...w...", ".w...w.w",
            "w.w.w.w.")
    looks = {"b": {"facecolor": INK, "edgecolor": SLATE},
             "w": {"facecolor": "#FBF6EA", "edgecolor": "#B9A88A"}}
    for row, column in np.ndindex(8, 8):
        x, y, piece = 6.3 + 0.84 * column, 6.27 - 0.84 * row, rows[row][column]
        area(ax, x, y, 0.84, 0.84, "#8A5A33" if (row + column) % 2 else "#E9D3A8")
        for radius in (0.34, 0.22) if piece in looks else ():
            circle(ax, x + 0.42, y + 0.42, radius, linewidth=3, zorder=1, **looks[piece])


@picture(HIGH_SHEET, ground="white")
def time_line(ax: Axes) -> None:
    """Draw the story from the neuron of 1943 to the transformer, and two sets of data to scale."""
    events = [
        (1943, 1, "neuron"), (1957, -1, "perceptron"), (1969, 1, "“Perceptrons”"),
        (1986, -1, "backpropagation"), (1998, 1, "LeNet"), (2012, -1, "AlexNet"),
        (2017, 1, "transformer"),
    ]

    def at(year: float) -> float:
        return 0.85 + (year - 1943) * 10.2 / 76

    for first, last in ((1974, 1980), (1987, 1993)):
        area(ax, at(first), 3.42, at(last) - at(first), 0.26, SKY)
        write(ax, at((first + last) / 2), 4.1, f"AI winter\n{first}–{last % 100}", 18,
              style="italic", linespacing=1.0)
    arrow(ax, (0.1, 3.55), (11.95, 3.55))
    for year, side, name in events:
        x, heights = at(year), (4.65, 5.15) if side > 0 else (2.5, 2.05)
        line(ax, (x, 3.55), (x, 3.55 + 0.85 * side), CLASS_0)
        ax.plot(x, 3.55, "o", color=CLASS_0, markersize=17, markeredgecolor="white", zorder=4)
        bold(ax, x, heights[0], year, 25, color=CLASS_0)
        write(ax, x, heights[1], name, 23)
    line(ax, (at(1998), 1.1), (at(1998), 3.55), linewidth=2, linestyle=":", zorder=0)
    for x, wide in ((at(1998), 1.55 * (60 / 1281) ** 0.5), (at(2012), 1.55)):
        area(ax, x - wide / 2, 0.85 - wide / 2, wide, wide, CLASS_1)
    write(ax, at(1998) - 0.3, 0.85, "learned from 60,000 digits", 22, ha="right")
    write(ax, at(2012), 0.85, "1.3 million\nphotos", 22, linespacing=1.1)
    beside(ax, at(2012) + 0.87, 0.85, "on two\ngraphics\nchips", 20)


@picture((12, 4.4), ground="white")
def open_box(ax: Axes) -> None:
    """Draw a black box with its front open: a network whose weights can all be seen."""
    area(ax, 2.0, 0.05, 8.0, 3.65, INK)
    ax.add_patch(Polygon([(2.0, 3.7), (2.8, 4.35), (10.8, 4.35), (10.0, 3.7)], color="#33414D"))
    ax.add_patch(Polygon([(10.0, 0.05), (10.8, 0.7), (10.8, 4.35), (10.0, 3.7)], color="#24313C"))
    area(ax, 2.3, 0.3, 7.4, 3.15, "white")
    trained = MLPClassifier((5, 4), activation="tanh", max_iter=5000, random_state=0)
    weights = trained.fit(*load_iris(return_X_y=True)).coefs_
    _bare_network(ax, (2.4, 0.35, 7.2, 3.05), [4, 5, 4, 3], weights)
    arrow(ax, (0.5, 1.9), (1.85, 1.9))
    arrow(ax, (10.95, 1.9), (11.9, 1.9))
    write_all(ax, 22, [(0.97, 2.75, "four\nlengths\nand widths"), (11.42, 2.6, "one of\n3 irises")],
              linespacing=1.05)
    bold(ax, 4.6, 4.02, "positive weight", 24, color=CLASS_1)
    bold(ax, 8.4, 4.02, "negative weight", 24, color=SKY)


@picture(HIGH_SHEET, ground="white")
def road_map(ax: Axes) -> None:
    """Draw how the network grows from block to block, above the numbers of the notebooks."""
    lenet = [(32, 32, 1), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), 120, 84, 10]
    for left, bottom, width, height, name, notebooks, sizes in (
        (0.05, 3.3, 5.85, 2.25, "A   one neuron", "notebooks 01–03", [2, 1]),
        (6.1, 3.3, 5.85, 2.25, "B   layers", "notebooks 04–08", [784, 100, 10]),
        (0.05, 0.05, 11.9, 3.05, "C   a network that sees", "notebooks 09–12", lenet),
    ):
        area(ax, left, bottom, width, height, PAPER)
        top, seen = bottom + height - 0.35, sizes is lenet
        bold(ax, left + 0.2, top, name, 25, ha="left")
        beside(ax, left + 0.2, bottom + 0.3, notebooks, 22, color=SLATE)
        if not seen:
            beside(ax, left + 0.2, top - 0.65, " → ".join(map(str, sizes)), 24)
        look = {"image": np.pad(digits()[0][3503], 2) / 255} if seen else {}
        look |= {"inside": True, "activations": ["step"]} if sizes == [2, 1] else {}
        place = (0.2, 9.7) if seen else (2.7, width - 3.4)
        _bare_network(ax, (left + place[0], bottom + 0.08, place[1], height - 0.16), sizes, **look)
        middle, end = bottom + height / 2, left + place[0] + place[1]
        arrow(ax, (end, middle), (end + 0.6, middle))
    bold(ax, 11.15, 1.57, "“7”", 48)


@pictures(SHEET, {f"three_answers_{shown}": shown for shown in (1, 2, 3)}, ground="white")
def three_answers(ax: Axes, shown: int) -> None:
    """Draw an exercise up to three times, with what its check says each time."""
    for y, answer, mark, said, colour in (
        (4.3, "...", "○", "not attempted yet", SLATE),
        (2.5, "28 + 28", "✗", "that’s a row and a column.\nHow many rows are there?", DESCENT),
        (0.7, "28 * 28", "✓", "right", TRAINING),
    )[:shown]:
        ax.add_patch(FancyBboxPatch((0.12, y - 0.45), 5.0, 0.9, "round,pad=0.06", linewidth=2,
                                    facecolor=PAPER, edgecolor="#C8D0D8"))
        write(ax, 0.4, y, f"pixels = {answer}", 27, family="DejaVu Sans Mono", ha="left",
              va="center_baseline")
        arrow(ax, (5.3, y), (6.0, y))
        bold(ax, 6.2, y, mark, 36, color=colour, family="DejaVu Sans", ha="left")
        beside(ax, 6.95, y, said, 27, linespacing=1.1)


@picture((12, 3.0), ground="#EEF3F7")
def your_digit(ax: Axes) -> None:
    """Draw a handwritten seven, notebook 00's network, and an answer not yet known."""
    _bare_network(ax, (0.3, 0.05, 9.2, 2.9), NOTEBOOK_00, image=digits()[0][3503] / 255)
    arrow(ax, (9.6, 1.5), (10.4, 1.5))
    bold(ax, 11.2, 1.45, "?", 90, color=CLASS_0)


@picture((7.6, 5.4), nrows=2, height_ratios=(2, 1.3))
def recorded_runs(axes: np.ndarray) -> None:
    """Draw what the recorded runs of notebook 00 read, and the trained ones once more, larger."""
    untrained, trained = (recorded(f"digits read, {state}") for state in ("untrained", "trained"))
    stored = SimpleNamespace(runs=trained, value=96.6)
    rows_of_runs(axes[0], {"untrained": untrained, "trained": trained}, "", "")
    rows_of_runs(axes[1], {"trained,\nlarger": stored}, "digits read, of 100")
    axes[0].set_xlim(0, 100)
    axes[0].figure.legends[0].remove()
