"""The sheet on which a picture is drawn, its grounds and its axes."""

import numpy as np
from matplotlib.axes import Axes

PAPER, NAVY, GREY, SLATE, SKY = "#F2F6FA", "#0B1F33", "#A9B1B9", "#56616B", "#56B4E9"


def sheet(ax: Axes, colour: str, unit: float = 1) -> np.ndarray:
    """Make the axes the whole figure, an empty sheet of so many units an inch; give its size."""
    ax.figure.set_facecolor(colour)
    ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()
    width, height = size = unit * ax.figure.get_size_inches()
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    return size


def panel(ax: Axes, left: float, bottom: float, width: float, height: float) -> Axes:
    """Put axes into a sheet, by its units."""
    across, up = ax.get_xlim()[1], ax.get_ylim()[1]
    return ax.figure.add_axes((left / across, bottom / up, width / across, height / up))


def bare(ax: Axes) -> None:
    """Take away ticks, grid and frame."""
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)


def name_axes(ax: Axes, across: str, up: str, size: float) -> None:
    """Name both axes, larger than a notebook does."""
    ax.set_xlabel(across, fontsize=size)
    ax.set_ylabel(up, fontsize=size)
