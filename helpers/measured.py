"""Measured values that hold on any machine: ``0.990 ± 0.003``.

A network trained on another processor, with another seed or another Keras backend ends at a
slightly different number. The workshop therefore prints every such number with the spread that
it was seen to have, and its validation accepts a new number inside the stored one's spread.

Text that belongs to one computer alone (seconds, device names, versions) follows the words
``this machine:`` and is not compared up to the end of its line.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

MEASURED = re.compile(r"(?P<value>[-−]?\d+(?:\.\d+)?|nan|[-−]?inf) ± (?P<spread>\d+(?:\.\d+)?)")
THIS_MACHINE = re.compile(r"(?<=this machine:)[^\n]*")


@dataclass(frozen=True)
class Measured:
    """A number together with the spread it may have from run to run.

    Parameters
    ----------
    value : float
        What this run gave.
    spread : float
        The largest difference from the stored run that still counts as the same result, in the
        unit of `value`.
    """

    value: float
    spread: float

    def __str__(self) -> str:
        decimals = max(0, -Decimal(repr(self.spread)).normalize().as_tuple().exponent)
        return f"{self.value:.{decimals}f} ± {self.spread:.{decimals}f}"

    def __repr__(self) -> str:
        # Through str(), so that a last expression shows what print() does.
        return str(self)


def measured(value: float, spread: float) -> Measured:
    """Give a measured value the spread it may have from machine to machine.

    Parameters
    ----------
    value : float
        The measured number; a zero-dimensional array or tensor of any backend will do.
    spread : float
        How far a run on another machine, seed or backend may lie from it, in the same unit.
        It is measured with ``workshop spread``, never guessed.

    Returns
    -------
    Measured
        Prints as ``0.990 ± 0.003``; the spread decides how many decimals are shown.

    Raises
    ------
    ValueError
        If the spread is not a positive, finite number.
    """
    spread = float(spread)
    if not (math.isfinite(spread) and spread > 0):
        raise ValueError(
            f"The spread of a measured value must be a positive number, and it was {spread}. "
            "A value that is the same on every machine is printed without one."
        )
    return Measured(float(value), spread)


def agrees(new: str, stored: str) -> bool:
    """Tell whether two outputs are the same but for measured values and this machine's words.

    Parameters
    ----------
    new, stored : str
        The text that a cell printed now, and the text that its notebook has stored.

    Returns
    -------
    bool
        True if every ``value ± spread`` of `new` has the stored spread and lies within it of
        the stored value, and all else is equal to the letter, except what follows
        ``this machine:`` on a line.
    """
    new, stored = (THIS_MACHINE.sub("", text) for text in (new, stored))
    if MEASURED.split(new)[::3] != MEASURED.split(stored)[::3]:
        return False
    return all(
        _within(new_match, stored_match)
        for new_match, stored_match in zip(
            MEASURED.finditer(new), MEASURED.finditer(stored), strict=True
        )
    )


def _within(new: re.Match, stored: re.Match) -> bool:
    if new["spread"] != stored["spread"]:
        return False
    # Decimal, because 0.993 - 0.990 is more than 0.003 in floating point.
    new_value, stored_value = (
        Decimal(match["value"].replace("−", "-")) for match in (new, stored)
    )
    if not (new_value.is_finite() and stored_value.is_finite()):
        return False
    return abs(new_value - stored_value) <= Decimal(stored["spread"])
