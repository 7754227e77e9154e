"""Drawings that recorded runs made, each notebook's on sheets that anybody can look at."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

SIDE = 14
"""Rows and columns of a drawing on a sheet."""


def recorded_drawings(name: str) -> np.ndarray:
    """Cut a sheet of drawings that recorded runs made into its drawings, row by row.

    Parameters
    ----------
    name : str
        Which sheet: its name without the ending.

    Returns
    -------
    numpy.ndarray, shape (drawings, 14, 14, 1)
        The drawings with pixels from -1, paper, to 1, ink.

    Raises
    ------
    KeyError
        If there is no such sheet.
    """
    from matplotlib.image import imread

    path = files("helpers.records") / f"{name}.png"
    if not path.is_file():
        raise KeyError(f"There is no sheet of drawings {name!r}.")
    with path.open("rb") as sheet:
        ink = 1 - 2 * imread(sheet, format="png")
    rows, columns = (length // SIDE for length in ink.shape)
    tiles = ink.reshape(rows, SIDE, columns, SIDE).swapaxes(1, 2)
    return tiles.reshape(rows * columns, SIDE, SIDE, 1)
