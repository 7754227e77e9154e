"""What makes a function a picture of the decks, and the one way to save it."""

import functools
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from slides.drawings.sheets import sheet

SLIDES = Path(__file__).resolve().parents[1]
FONTS = SLIDES / "node_modules" / "@fontsource" / "source-sans-3" / "files"
FOLDER = SLIDES / "pictures"
TITLE = (40 / 3, 7.5)
PUZZLE = (6, 6.8)
# A slide is read from farther away than a notebook.
SMALLEST_TEXT = 16
STYLE = {
    "font.family": ["Source Sans 3", "Source Sans 3 Greek", "DejaVu Sans"],
    "font.size": 17,
    "mathtext.fontset": "cm",
    "axes.titlesize": 19,
    "axes.labelsize": 17,
    "legend.fontsize": 16,
    "xtick.labelsize": 16,
    "ytick.labelsize": 16,
    "svg.hashsalt": "workshop",
    "savefig.bbox": "standard",
}


@dataclass(frozen=True)
class Picture:
    """A function that draws into the axes of a new figure, and what that figure is like."""

    draw: Callable[..., None]
    size: tuple[float, float]
    given: tuple[Any, ...]
    suffix: str
    ground: str | None
    unit: float
    subplots: dict[str, Any]


_PATH = re.compile(r'(?<= d=")[^"]+')
_UNPACKED = tempfile.TemporaryDirectory()
PICTURES: dict[str, Picture] = {}


def picture(
    size: tuple[float, float], name: str | None = None, *given: Any, suffix: str = ".svg",
    ground: str | None = None, unit: float = 1, **subplots: Any,
) -> Callable[[Callable], Callable]:
    """Enter a function in `PICTURES`, by its own name unless it draws several.

    It is called with the axes that `plt.subplots` makes, and with what is given. With a `ground`
    the axes are a `sheet` of that colour, of so many units an inch.
    """

    def enter(draw: Callable) -> Callable:
        called = name or draw.__name__
        if called in PICTURES:
            raise ValueError(f"two pictures are called {called}")
        PICTURES[called] = Picture(draw, size, given, suffix, ground, unit, subplots)
        return draw

    return enter


def pictures(size: tuple[float, float], given: dict[str, Any], **more: Any) -> Callable:
    """Enter a function that draws several pictures, with what it is given for each name."""

    def enter(draw: Callable) -> Callable:
        for name, value in given.items():
            picture(size, name, value, **more)(draw)
        return draw

    return enter


@functools.cache
def load_fonts() -> None:
    """Let matplotlib write in the type of the decks, which npm has brought as WOFF."""
    for script in ("latin", "greek"):
        for weight in (400, 700):
            font = TTFont(FONTS / f"source-sans-3-{script}-{weight}-normal.woff")
            if script == "greek":
                for entry in font["name"].names:
                    # An SVG file tells its glyphs apart by the PostScript name, the sixth.
                    if entry.nameID in (1, 6, 16):
                        entry.string = "Source Sans 3 Greek"
            font.flavor = None
            path = Path(_UNPACKED.name) / f"{script}-{weight}.ttf"
            font.save(path)
            font_manager.fontManager.addfont(path)


def save(name: str, folder: Path = FOLDER) -> Path:
    """Draw a picture and save it, the same to the byte at each run."""
    load_fonts()
    chosen = PICTURES[name]
    path = folder / f"{name}{chosen.suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=chosen.size, **chosen.subplots)
        if chosen.ground:
            sheet(axes, chosen.ground, chosen.unit)
        chosen.draw(axes, *chosen.given)
        for text in figure.findobj(Text):
            text.set_fontsize(max(text.get_fontsize(), SMALLEST_TEXT))
        _settle(figure)
        # What fills its figure keeps its size; about the rest, empty paper is cut off.
        fills = figure.axes[0].get_position(original=True).bounds == (0, 0, 1, 1)
        cut = {} if fills else {"bbox_inches": "tight"}
        if chosen.suffix == ".svg":
            figure.savefig(path, metadata={"Date": None, "Creator": None}, **cut)
            path.write_text(_PATH.sub(_to_hundredths, path.read_text(encoding="utf-8")), "utf-8")
        else:
            figure.savefig(path, dpi=96, **cut)
        if chosen.suffix == ".png":
            Image.open(path).convert("RGB").quantize(128, kmeans=3).save(path, optimize=True)
    plt.close(figure)
    return path


def _to_hundredths(path: re.Match) -> str:
    """Cut the numbers of a path to hundredths of a point, which nobody can see."""
    return re.sub(r"(\.\d\d)\d+", r"\1", path[0])


def _settle(figure: Figure) -> None:
    """Round the places of the axes: the layout's last digits differ from run to run."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for ax in figure.axes:
        ax.set_position(np.round(ax.get_position(original=True).bounds, 4))
