"""Every figure of the workshop, in one style. Importing this module switches the style on.

A function that draws takes ``ax=None`` and returns the axes it drew into.
"""

from helpers.plots import style
from helpers.plots.boundaries import decision_boundary, decision_regions, points

__all__ = ["decision_boundary", "decision_regions", "points", "style"]

style.use()
