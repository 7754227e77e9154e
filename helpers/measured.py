"""Measured values that hold on any machine: ``0.990 ± 0.003``.

A network trained on another processor, with another seed or another Keras backend ends at a
slightly different number. The workshop therefore prints such a number with ± two standard
deviations of one run, which come from the recorded runs of the course (`helpers.records`): of 20
runs, about 19 lie inside. Where the code that computes it isn't the recorded code, because a
student has changed a parameter or the network, no record applies and the number stands alone.

Text that belongs to one computer alone (seconds, device names, versions) follows the words
``this machine:`` and is not compared up to the end of its line. The lines that Keras' ``fit``
prints with ``verbose=2``, which hold seconds, aren't compared either.
"""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass

from helpers import records
from helpers.records import Quantity
from helpers.records.code import fingerprint

MEASURED = re.compile(r"(?P<value>[-−]?\d+(?:\.\d+)?|nan|[-−]?inf) ± (?P<spread>\d+(?:\.\d+)?)")
THIS_MACHINE = re.compile(r"(?<=this machine:)[^\n]*|^\d+/\d+ - \d+m?s - [^\n]*", re.MULTILINE)

log: list[tuple[int, str, float, str]] = []
"""Every value measured in this session: number of the cell, name, value, and as it is shown."""


@dataclass(frozen=True)
class Measured:
    """A number, and what recorded runs of the same code gave for it.

    Where no record applies, it is shown with so many decimals and without a ±.
    """

    value: float
    quantity: Quantity | None = None
    decimals: int = 3

    @property
    def runs(self) -> tuple[float, ...]:
        """What the recorded runs gave, for `helpers.plots.runs`."""
        return self.quantity.independent if self.quantity else ()

    @property
    def spread(self) -> float:
        """Two standard deviations of a recorded run; nan where no record applies."""
        return 2 * self.quantity.standard_deviation if self.quantity else math.nan

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        if self.quantity is None:
            return _rounded(self.value, self.decimals)
        spread, decimals = shown_spread(self.quantity)
        return f"{_rounded(self.value, decimals)} ± {spread}"

    def __repr__(self) -> str:
        # Through str(), so that a last expression shows what print() does.
        return str(self)


def _rounded(value: float, decimals: int) -> str:
    """Write a number with so many decimals, and 0 without a sign."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def measured(value: float, name: str) -> Measured:
    """Set a measured value beside the recorded runs of the course.

    Parameters
    ----------
    value : float
        The measured number; a zero-dimensional array or tensor of any backend will do.
    name : str
        What it is, as in the notebook's record: "test accuracy of LeNet-5".

    Returns
    -------
    Measured
        Prints as ``0.990 ± 0.003``, or as ``0.990`` where no record applies.
    """
    cells = _cells_so_far()
    found = _with_its_record(float(value), name, cells)
    log.append((len(cells), name, found.value, str(found)))
    return found


def _with_its_record(value: float, name: str, cells: list[str]) -> Measured:
    named = [quantity for quantity in records.all_quantities() if quantity.name == name]
    named.sort(key=lambda quantity: quantity.setting != records.CLASSROOM)  # it goes first
    if not named:
        return Measured(value)
    decimals = shown_spread(named[0])[1]
    if not cells or _is_on_stand_in():
        return Measured(value, decimals=decimals)
    code = fingerprint(cells)
    applies = next((quantity for quantity in named if code in quantity.codes), None)
    return Measured(value, applies, decimals)


def shown_spread(quantity: Quantity) -> tuple[str, int]:
    """Round two standard deviations to one digit, or two where the first is a 1; count decimals."""
    spread = 2 * quantity.standard_deviation
    if spread == 0:
        return "0", 3
    leading = f"{spread:.0e}"
    decimals = max(0, -int(leading[2:]) + (leading[0] == "1"))
    return f"{spread:.{decimals}f}", decimals


def agrees(new: str, stored: str) -> bool:
    """Tell whether two outputs are the same but for measured values and this machine's words.

    They agree if `new` has a finite value wherever `stored` has one, with the same ±, and all else
    is equal to the letter, except what follows ``this machine:`` on a line and Keras' lines of
    progress. How far a value may lie from the recorded ones is judged elsewhere, by the record.
    """
    new, stored = (THIS_MACHINE.sub("", text) for text in (new, stored))
    # Splitting gives text, value, ±, text, value, ±, …
    new_parts, stored_parts = MEASURED.split(new), MEASURED.split(stored)
    same = all(new_parts[part::3] == stored_parts[part::3] for part in (0, 2))
    return same and all(math.isfinite(float(value.replace("−", "-"))) for value in new_parts[1::3])


def _cells_so_far() -> list[str]:
    """Give the sources of the cells that have run in this kernel, this one at the end."""
    if "IPython" not in sys.modules:
        return []
    from IPython import get_ipython

    shell = get_ipython()
    return list(shell.history_manager.input_hist_raw[1:]) if shell else []


def _is_on_stand_in() -> bool:
    """Say whether the notebook had to make do with a stand-in for its data."""
    datasets = sys.modules.get("helpers.data.datasets")
    return bool(datasets and datasets.stand_ins_given)
