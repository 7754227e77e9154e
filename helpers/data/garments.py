"""Ten kinds of garment drawn by a seeded generator: the stand-in for Fashion-MNIST.

Each garment is drawn with Pillow on a canvas of 112×112 pixels in coordinates of the final
28×28 picture (x to the right, y downwards), and then averaged down. Shape, size, position,
brightness and texture vary from picture to picture.
"""

import numpy as np
from PIL import Image, ImageDraw

IMAGE_SIZE = 28
SUPERSAMPLING = 4


class Sketch:
    """A canvas whose points are scaled, turned and shifted alike."""

    def __init__(self, rng: np.random.Generator):
        size = IMAGE_SIZE * SUPERSAMPLING
        self.image = Image.new("L", (size, size), 0)
        self.draw = ImageDraw.Draw(self.image)
        angle = np.radians(rng.uniform(-9, 9))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        self.transform = turn * rng.uniform([0.72, 0.78], [1.03, 1.03])
        self.shift = IMAGE_SIZE / 2 + rng.uniform(-2, 2, size=2)

    def _placed(self, points) -> list[tuple[int, int]]:
        centred = np.asarray(points, dtype=float) - IMAGE_SIZE / 2
        placed = (centred @ self.transform.T + self.shift) * SUPERSAMPLING
        return [(int(x), int(y)) for x, y in np.rint(placed)]

    def polygon(self, points, shade: float) -> None:
        """Fill a polygon with a shade from 0 (black) to 1 (white)."""
        self.draw.polygon(self._placed(points), fill=round(255 * shade))

    def line(self, points, shade: float, width: float = 0.7) -> None:
        """Draw a line, its width in pixels of the final picture."""
        thickness = max(1, round(width * SUPERSAMPLING))
        self.draw.line(self._placed(points), fill=round(255 * shade), width=thickness)

    def ellipse(self, centre, radii, shade: float) -> None:
        """Fill an ellipse."""
        angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        circle = np.column_stack([np.cos(angles), np.sin(angles)])
        self.polygon(circle * radii + centre, shade)


def _mirrored(right_half) -> list[tuple[float, float]]:
    """Complete an outline that is given from top to bottom by its left-right mirror image."""
    return list(right_half) + [(28 - x, y) for x, y in reversed(right_half)]


def _darker(shade: float) -> float:
    return shade * 0.55


def t_shirt(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a T-shirt: short sleeves and a round neck."""
    sleeve, hem = rng.uniform(9, 16), rng.uniform(23, 26.5)
    half_width = rng.uniform(5.2, 6.8)
    side = 14 + half_width
    outline = [(17, 3), (21, 4.2), (26.3, sleeve), (22.8, sleeve + 2.2), (side, 10.5), (side, hem)]
    sketch.polygon(_mirrored(outline), shade)
    sketch.ellipse((14, 3), (3.2, rng.uniform(1.5, 3.2)), 0)
    if rng.random() < 0.4:
        print_shade = rng.uniform(0.2, 1)
        sketch.ellipse((14, 13), (rng.uniform(1.5, 3.2), rng.uniform(1.5, 3)), print_shade)


def trouser(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw trousers: two long legs with a gap between them."""
    ankle, gap, crotch = rng.uniform(2.2, 4.2), rng.uniform(0.5, 2.2), rng.uniform(8, 11)
    waist = rng.uniform(4, 5)
    outline = [(14 + waist, 1), (15.3 + waist, 9), (14 + gap + ankle, 27), (14 + gap, 27)]
    sketch.polygon(_mirrored([*outline, (14.1, crotch)]), shade)
    sketch.line([(14 - waist, 2.6), (14 + waist, 2.6)], _darker(shade))


def _long_sleeved(sketch, rng, shade, hem: float, width: float) -> None:
    """Draw a body with long sleeves hanging beside it, set off by thin dark seams."""
    cuff, side = rng.uniform(20, 23.5), 14 + width
    outline = [(17, 2.5), (20.5, 3.5), (23.2, 7), (26.3, cuff), (23.3, cuff + 0.8)]
    sketch.polygon(_mirrored([*outline, (side + 0.6, 11), (side, hem)]), shade)
    for sign in (-1, 1):
        sketch.line([(14 + sign * (width + 0.5), 8), (14 + sign * (width + 0.5), hem)], 0, 0.5)


def pullover(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a pullover: long sleeves, a round neck, ribbed hem."""
    hem = rng.uniform(22.5, 26.5)
    width = rng.uniform(5.6, 6.8)
    _long_sleeved(sketch, rng, shade, hem, width)
    sketch.ellipse((14, 2.4), (2.8, rng.uniform(1.2, 2)), 0)
    sketch.line([(14 - width, hem - 1.4), (14 + width, hem - 1.4)], _darker(shade), 0.8)
    if rng.random() < 0.5:
        band = rng.uniform(9, 15)
        sketch.line([(14 - width, band), (14 + width, band)], rng.uniform(0.2, 1), 2.5)


def dress(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a dress: narrow at the waist, a skirt to the bottom of the picture."""
    waist, skirt = rng.uniform(2.2, 3.4), rng.uniform(4, 7.5)
    waist_height = rng.uniform(9.5, 13)
    top = rng.uniform(3, 4.2)
    outline = [(14 + top - 1, 1), (14 + top, 1.5), (14 + top, 6), (14 + waist, waist_height)]
    sketch.polygon(_mirrored([*outline, (14 + skirt, 27)]), shade)
    if rng.random() < 0.5:
        sleeve = [(14 + top - 0.5, 1.2), (15.5 + top, 2.5), (16.8 + top, 7.5), (14.5 + top, 8.3)]
        sketch.polygon(sleeve, shade)
        sketch.polygon([(28 - x, y) for x, y in sleeve], shade)
    sketch.ellipse((14, 1), (top - 1.6, rng.uniform(1, 3)), 0)
    if rng.random() < 0.6:
        belt = [(14 - waist, waist_height), (14 + waist, waist_height)]
        sketch.line(belt, _darker(shade), 0.9)


def coat(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a coat: long and wide, open in front, with lapels."""
    hem = rng.uniform(24, 27.5)
    width = rng.uniform(6, 7.2)
    _long_sleeved(sketch, rng, shade, hem, width)
    depth = rng.uniform(4.5, 12)
    sketch.polygon([(11.5, 2), (16.5, 2), (14, depth)], _darker(shade))
    lapel = min(1, shade * rng.uniform(0.9, 1.3))
    sketch.line([(11, 2.5), (14, depth)], lapel, 0.9)
    sketch.line([(17, 2.5), (14, depth)], lapel, 0.9)
    sketch.line([(14, depth), (14, hem)], _darker(shade) * rng.uniform(0, 1.5), 0.8)
    for x in (10, 18):
        sketch.line([(x - 1.5, 18), (x + 1.5, 18)], _darker(shade), 0.6)


def sandal(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a sandal from the side: a sole and a few straps with air between them."""
    heel = rng.uniform(0, 5)
    ground = 21.5
    top = [(2, ground - 1), (11, ground - 1.4), (19, ground - 2.2 - heel)]
    top += [(26, ground - 2.6 - heel)]
    bottom = [(26, ground + 0.5), (23, ground + 0.5), (21.5, ground - heel * 0.7)]
    bottom += [(12, ground + 0.6), (2, ground + 0.8)]
    sketch.polygon(top + bottom, shade)
    for toe in rng.uniform(4, 8, size=2):
        sketch.line([(toe, ground - 1), (toe + 2, ground - 4), (toe + 5, ground - 1.5)], shade, 1)
    ankle = rng.uniform(6, 9) + heel
    sketch.line([(25.5, ground - 3 - heel), (24.5, ground - ankle)], shade, 1.2)
    sketch.line([(24.5, ground - ankle), (18, ground - ankle + 1.5)], shade, 1)
    sketch.line([(18, ground - ankle + 1.5), (rng.uniform(11, 16), ground - 1.5)], shade, 1)


def shirt(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a shirt: a collar and a row of buttons, sleeves long or short."""
    hem = rng.uniform(24, 26.5)
    width = rng.uniform(5.2, 6.6)
    if rng.random() < 0.65:
        _long_sleeved(sketch, rng, shade, hem, width)
    else:
        sleeve, side = rng.uniform(11, 13.5), 14 + width
        outline = [(17, 3), (21, 4.2), (25.6, sleeve), (22.4, sleeve + 1.6), (side, 10.5)]
        sketch.polygon(_mirrored([*outline, (side, hem)]), shade)
    sketch.polygon([(12, 2), (16, 2), (14, 5.5)], 0)
    light = min(1, shade * rng.uniform(0.9, 1.35))
    sketch.polygon([(11.8, 2), (14, 5.5), (11, 6.2)], light)
    sketch.polygon([(16.2, 2), (14, 5.5), (17, 6.2)], light)
    sketch.line([(14, 5.5), (14, hem)], shade * rng.uniform(0.5, 0.9), 0.6)
    if rng.random() < 0.6:
        for y in np.arange(8, hem - 1, 3.5):
            sketch.ellipse((14, y), (0.6, 0.6), light)


def sneaker(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a low shoe from the side, its toe to the left, with a sole and laces."""
    height, ground = rng.uniform(7.5, 9.5), 20.5
    toe = rng.uniform(3.2, 4.5)
    outline = [(1.5, ground), (1.8, ground - toe + 0.8), (5, ground - toe), (10, ground - toe - 1)]
    outline += [(16, ground - height), (20, ground - height + 1.4), (25, ground - height - 0.3)]
    sketch.polygon([*outline, (26.5, ground - 4), (26.5, ground)], shade)
    sketch.polygon(
        [(1.2, ground - 1), (26.8, ground - 1), (26.8, ground + 1), (2, ground + 1)],
        rng.choice([1, _darker(shade)]),
    )
    for step in range(3):
        x, y = 10.5 + 2 * step, ground - toe - 1 - 1.1 * step
        sketch.line([(x, y), (x + 1.8, y + 2.2)], rng.choice([0, 1]), 0.6)
    if rng.random() < 0.5:
        sketch.line([(15, ground - 1), (20, ground - 5)], rng.uniform(0, 1), 1.3)


def bag(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a bag: a broad body under a handle."""
    top, bottom = rng.uniform(10, 14), rng.uniform(22, 25.5)
    upper, lower = rng.uniform(8.5, 12), rng.uniform(9.5, 12.5)
    handle, reach = rng.uniform(4, 8), rng.uniform(4.5, 9)
    angles = np.linspace(np.pi, 2 * np.pi, 15)
    arc = np.column_stack([14 + handle * np.cos(angles), top + reach * np.sin(angles)])
    sketch.line([*map(tuple, arc)], shade, rng.uniform(0.9, 1.6))
    sketch.polygon(_mirrored([(14 + upper, top), (14 + lower, bottom)]), shade)
    if rng.random() < 0.6:
        flap = top + rng.uniform(3, 6)
        sketch.line([(14 - upper, flap), (14 + upper, flap)], _darker(shade), 0.7)
        sketch.ellipse((14, flap), (1, 1), min(1, shade * 1.4))


def ankle_boot(sketch: Sketch, rng: np.random.Generator, shade: float) -> None:
    """Draw a boot from the side, its toe to the left, with a shaft and a heel."""
    shaft, heel = rng.uniform(3, 6.5), rng.uniform(0.5, 4)
    ground = 25
    outline = [(2, ground - heel * 0.3), (2.2, ground - 4), (6, ground - 5.5), (13, ground - 9)]
    outline += [(14, shaft), (24.5, shaft - 0.5), (25, ground - 8), (26, ground - 3)]
    sole = [(26, ground), (21.5, ground), (20.5, ground - heel), (12, ground - heel * 0.3)]
    sketch.polygon(outline + sole, shade)
    sole_line = [(2, ground - 1.4), (12, ground - 1.6), (20, ground - heel - 1), (26, ground - 3)]
    sketch.line(sole_line, _darker(shade), 0.7)
    if rng.random() < 0.5:
        sketch.line([(20, shaft), (20.5, ground - 8)], _darker(shade), 0.8)


DRAWERS = (t_shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle_boot)


def _texture(rng: np.random.Generator) -> np.ndarray:
    """Give a pattern of the cloth that multiplies a picture: plain, striped, checked, shaded."""
    y, x = np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE]
    period, depth = rng.integers(3, 6), rng.uniform(0.2, 0.5)
    kinds = ["plain", "across", "along", "checks", "shaded"]
    kind = rng.choice(kinds, p=[0.45, 0.15, 0.1, 0.1, 0.2])
    dark = {
        "plain": np.zeros(x.shape),
        "across": (y % period == 0).astype(float),
        "along": (x % period == 0).astype(float),
        "checks": 0.5 * ((x % period == 0).astype(float) + (y % period == 0)),
        "shaded": (x / IMAGE_SIZE) if rng.random() < 0.5 else (y / IMAGE_SIZE),
    }[kind]
    return (1 - depth * dark) * rng.uniform(0.92, 1, size=x.shape)


def draw_garment(label: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a garment of kind 0 to 9, as Fashion-MNIST numbers them: (28, 28) in uint8."""
    sketch = Sketch(rng)
    DRAWERS[label](sketch, rng, rng.uniform(0.25, 1))
    small = sketch.image.reduce(SUPERSAMPLING)
    return np.rint(np.asarray(small) * _texture(rng)).astype(np.uint8)
