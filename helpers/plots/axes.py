"""Where to draw: the axes that were given, or those of a new figure."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes


def given_or_new(ax: Axes | None, figsize: tuple[float, float] | None = None) -> Axes:
    """Give these axes, or those of a new figure of a width and a height in inches."""
    return plt.subplots(figsize=figsize)[1] if ax is None else ax


def grid_over(ax: Axes, resolution: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay an even grid of places over the plane that axes show.

    Both coordinates come as (resolution, resolution), and all places as (resolution², 2).
    """
    first, second = np.meshgrid(
        np.linspace(*ax.get_xlim(), resolution), np.linspace(*ax.get_ylim(), resolution)
    )
    return first, second, np.column_stack([first.ravel(), second.ravel()])
