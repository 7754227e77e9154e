"""A board to draw a digit on by dragging; Python gets its pixels and shows what it makes of them.

The browser's half is the file `drawing_board.js` beside this one.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import anywidget
import numpy as np
import traitlets

SIDE = 28
INK = 255


class DrawingBoard(anywidget.AnyWidget):
    """Squares to draw on, and beside them what was last made of the drawing.

    Parameters
    ----------
    pixels : numpy.ndarray, shape (28, 28)
        The first drawing, 0 to 1.
    reading : str
        What is made of it, as HTML.
    read : callable
        Takes a drawing, float32 from 0 to 1, and returns what it makes of it, as HTML.
    """

    _esm = Path(__file__).with_suffix(".js")
    ink = traitlets.List(trait=traitlets.Int()).tag(sync=True)
    reading = traitlets.Unicode().tag(sync=True)

    def __init__(self, pixels: np.ndarray, reading: str, read: Callable[[np.ndarray], str]):
        whole = np.rint(INK * np.asarray(pixels)).astype(int)
        super().__init__(ink=whole.ravel().tolist(), reading=reading)
        self._read = read
        self.observe(self._read_again, "ink")

    @property
    def pixels(self) -> np.ndarray:
        """The drawing: float32, 1 where there is ink and 0 elsewhere."""
        return np.array(self.ink, dtype=np.float32).reshape(SIDE, SIDE) / np.float32(INK)

    def _read_again(self, change) -> None:
        self.reading = ""  # the browser waits: what it shows belongs to another drawing
        if any(self.ink):
            try:
                self.reading = self._read(self.pixels)
            except Exception as error:  # nobody would see it: no cell is running
                self.reading = html.escape(f"{type(error).__name__}: {error}")
