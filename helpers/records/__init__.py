"""What repeated runs of the notebooks gave: the course's own evidence, shipped with it.

One JSON file for each notebook, written by ``workshop record``, holds for each named setting (the
classroom's, or the full data) every run with its backend and seed, and for each named quantity
what that run gave. ``cells`` names the values that each cell prints, in their order, and ``code``
has a fingerprint of the code that each of these cells rests on.
"""

from __future__ import annotations

import functools
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

CLASSROOM = "classroom"


@dataclass(frozen=True)
class Quantity:
    """A measured quantity of a notebook, with what each recorded run gave for it.

    `name` is its name as in `helpers.measured.measured`: "test accuracy of LeNet-5"; `notebook` has
    no ending; `setting` is ``"classroom"`` for the notebook as it is. `codes` are fingerprints of
    the code behind it, one for each cell that prints it. Each of `runs` is a backend and a seed.
    """

    name: str
    notebook: str
    setting: str
    codes: frozenset[str]
    runs: tuple[tuple[str, int], ...]
    values: tuple[float, ...]

    @property
    def independent(self) -> tuple[float, ...]:
        """The values, each once where every backend computes the same, as scikit-learn does."""
        by_backend: dict[str, list[float]] = {}
        for (backend, _), value in zip(self.runs, self.values, strict=True):
            by_backend.setdefault(backend, []).append(value)
        longest = max(by_backend.values(), key=len)
        same = all(values == longest[: len(values)] for values in by_backend.values())
        return tuple(longest) if same else self.values

    @property
    def mean(self) -> float:
        """Mean of all runs."""
        return statistics.fmean(self.independent)

    @property
    def standard_deviation(self) -> float:
        """Standard deviation of one run; 0 for a single one."""
        values = self.independent
        return statistics.stdev(values) if len(values) > 1 else 0.0


def quantities(record: dict) -> Iterator[Quantity]:
    """Give the quantities of a record, setting by setting."""
    for setting, part in record["settings"].items():
        runs = tuple((backend, seed) for backend, seed in part["runs"])
        for name, values in part["values"].items():
            codes = frozenset(
                code for cell, code in part["code"].items() if name in record["cells"][cell]
            )
            yield Quantity(name, record["notebook"], setting, codes, runs, tuple(values))


@functools.cache
def all_quantities() -> tuple[Quantity, ...]:
    """Give the quantities of all the records that are shipped with the course."""
    found: list[Quantity] = []
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            found.extend(quantities(json.loads(file.read_text(encoding="utf-8"))))
    return tuple(found)


def recorded(name: str, setting: str = CLASSROOM) -> tuple[float, ...]:
    """Give what the recorded runs gave for a quantity, a value for each run.

    Its name is as in the record, "test accuracy of LeNet-5"; the setting is the classroom's unless
    told, as by ``"full"``.
    """
    for quantity in all_quantities():
        if (quantity.name, quantity.setting) == (name, setting):
            return quantity.independent
    raise KeyError(f"There is no record of {name!r} in the setting {setting!r}.")
