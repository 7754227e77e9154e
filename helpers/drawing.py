"""A digit drawn with the keyboard: a text of full stops and hashes becomes pixels."""

from __future__ import annotations

import numpy as np

MARK = "#"
LARGEST_SIDE = 100


def text_to_pixels(drawing: str) -> np.ndarray:
    """Turn a drawing made of ``#`` (ink) and ``.`` (paper) into square pixels.

    A character is about twice as high as it is wide, so each row of the text makes two rows of
    pixels: the pixels then have the proportions that the text has on the screen.

    Parameters
    ----------
    drawing : str
        The rows of the drawing. Blank lines above and below are dropped, shorter rows are
        filled up with paper, and every character but ``#`` counts as paper.

    Returns
    -------
    numpy.ndarray, shape (2 · rows, columns)
        float32, 1 where there is ink and 0 elsewhere.

    Raises
    ------
    ValueError
        If nothing is drawn, or the drawing has more than 100 rows or columns.
    """
    rows = drawing.strip("\r\n").expandtabs(4).splitlines()
    if MARK not in drawing:
        raise ValueError(f"The drawing has no {MARK} in it. Put some where the ink should be.")
    columns = max(map(len, rows))
    if max(len(rows), columns) > LARGEST_SIDE:
        raise ValueError(
            f"The drawing has {len(rows)} rows and {columns} columns. "
            f"Use at most {LARGEST_SIDE} of each; 14 rows and 28 columns are plenty."
        )
    ink = np.array([[mark == MARK for mark in row.ljust(columns)] for row in rows])
    return np.repeat(ink, 2, axis=0).astype(np.float32)
