"""Where to draw: the axes that were given, or those of a new figure."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes


def given_or_new(ax: Axes | None, figsize: tuple[float, float] | None = None) -> Axes:
    """Give the axes to draw into.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        The axes that were asked for, if any.
    figsize : tuple of float, optional
        Width and height of the new figure in inches; the style's without it.

    Returns
    -------
    matplotlib.axes.Axes
        `ax`, or without it the axes of a new figure.
    """
    return plt.subplots(figsize=figsize)[1] if ax is None else ax


def grid_over(ax: Axes, resolution: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay an even grid of places over the plane that axes show.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes whose limits are already set.
    resolution : int
        Places along each side.

    Returns
    -------
    first, second : numpy.ndarray, shape (resolution, resolution)
        Both coordinates of each place.
    places : numpy.ndarray, shape (resolution², 2)
        The same places one after the other.
    """
    first, second = np.meshgrid(
        np.linspace(*ax.get_xlim(), resolution), np.linspace(*ax.get_ylim(), resolution)
    )
    return first, second, np.column_stack([first.ravel(), second.ravel()])
