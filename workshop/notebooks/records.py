"""Notebooks held against the records of their runs.

A run is right if each of its measured values lies where a run of the same code may lie. How far
that is follows from the recorded runs: for n of them, a further run lies within
``t · s · √(1 + 1/n)`` of their mean, where s is their standard deviation and t the quantile of
Student's distribution with n - 1 degrees of freedom. t is chosen so that over all values of the
course, on two backends, a right run fails once in a hundred times at most (Bonferroni's bound).
That is some four standard deviations for many runs, and more for few.
"""

from __future__ import annotations

import ast
import functools
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import nbformat
from scipy import stats

from helpers.measured import MEASURED, shown_spread
from helpers.records import CLASSROOM, Quantity, quantities
from helpers.records.code import CALL, fingerprint
from workshop.notebooks.course import Notebook
from workshop.notebooks.execute import printed_text
from workshop.notebooks.parameters import Value

FALSE_ALARMS = 0.01
BACKENDS_OF_A_RUN = 2
FEWEST_RUNS = 5


def record_of(notebook: Path) -> Path:
    """Name the file of a notebook's record."""
    return notebook.parent.parent / "helpers" / "records" / f"{notebook.stem}.json"


def read_record(notebook: Path) -> dict:
    """Read the record of a notebook; an empty one if there is none."""
    path = record_of(notebook)
    if not path.is_file():
        return {"notebook": notebook.stem, "cells": {}, "settings": {}}
    return json.loads(path.read_text(encoding="utf-8"))


def classroom(record: dict) -> dict[str, Quantity]:
    """Give the quantities of a record in the classroom's setting, by name."""
    return {one.name: one for one in quantities(record) if one.setting == CLASSROOM}


@functools.cache
def values_of_the_course(folder: Path) -> int:
    """Count the values that a run of all notebooks is judged by, on two backends."""
    records = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    counted = sum(len(names) for record in records for names in record["cells"].values())
    return max(1, BACKENDS_OF_A_RUN * counted)


def widest(quantity: Quantity, judged: int) -> float:
    """Give how far a right run may lie from the mean, if so many values are judged in all."""
    count = len(quantity.independent)
    t = stats.t.isf(FALSE_ALARMS / judged / 2, count - 1)
    return float(t * quantity.standard_deviation * math.sqrt(1 + 1 / count))


def refused(
    text: str, names: Sequence[str], known: Mapping[str, Quantity], judged: int
) -> list[str]:
    """Say which of the values that a cell printed its record refuses.

    `names` are those of the measured values in the order in which the cell prints them.
    """
    printed = list(MEASURED.finditer(text))
    if len(printed) != len(names):
        return [f"{len(printed)} values with ± are printed, and {len(names)} are on record"]
    complaints = []
    for match, name in zip(printed, names, strict=True):
        value = float(match["value"].replace("−", "-"))
        quantity = known[name]
        # What is printed was rounded by up to half a unit of its last digit.
        decimals = len(match["value"].partition(".")[2])
        far = widest(quantity, judged) + 0.5 * 10**-decimals
        if not abs(value - quantity.mean) <= far:
            complaints.append(
                f"{name}: {match['value']} lies outside {quantity.mean:.4g} ± {far:.2g}, where "
                f"{len(quantity.values)} recorded runs let a right run lie"
            )
        if match["spread"] != shown_spread(quantity)[0]:
            complaints.append(
                f"{name}: printed with ± {match['spread']}, and the record says "
                f"± {shown_spread(quantity)[0]}"
            )
    return complaints


def codes(
    notebook: Notebook, cells: Collection[str], parameters: Mapping[str, Value]
) -> dict[str, str]:
    """Give the fingerprint of the code behind each of some cells.

    `parameters` are those set for the run, which papermill puts behind the notebook's own.
    """
    sources: list[str] = []
    found = {}
    for cell in notebook.code_cells:
        sources.append(cell.source)
        if "parameters" in cell.metadata.get("tags", []) and parameters:
            sources.append("\n".join(f"{name} = {value!r}" for name, value in parameters.items()))
        if cell.id in cells:
            found[cell.id] = fingerprint(sources)
    return found


def audit(path: Path) -> list[str]:
    """Hold a notebook's code and stored outputs against its record, without a run."""
    notebook, record = Notebook(path), read_record(path)
    again = f"Run: workshop record {notebook.name}"
    cells, known = record["cells"], classroom(record)
    judged = values_of_the_course(record_of(path).parent)
    complaints = [
        f"{notebook.name}: there is no record of {name!r}. {again}"
        for name in _names_without_a_record(notebook, known)
    ]
    for setting, part in record["settings"].items():
        now = codes(notebook, cells, part["parameters"])
        old = sorted(cell for cell, code in part["code"].items() if now.get(cell) != code)
        if old:
            complaints.append(
                f"{notebook.name}, {setting}: the record is older than the code that it measured, "
                f"in cell {', '.join(old)}. {again}"
            )
    for name, quantity in known.items():
        if len(quantity.values) < FEWEST_RUNS:
            complaints.append(f"{name}: {len(quantity.values)} runs are too few. {again}")
        elif quantity.standard_deviation == 0:
            complaints.append(f"{name}: no run differs from another; print it without measured().")
    for cell in notebook.code_cells:
        printed = printed_text(cell)
        if cell.id in cells or MEASURED.search(printed):
            why = refused(printed, cells.get(cell.id, []), known, judged)
            complaints.extend(f"{notebook.name}, cell {cell.id}: {one}." for one in why)
    return complaints


def _names_without_a_record(notebook: Notebook, known: Mapping[str, Quantity]) -> Iterator[str]:
    for cell in notebook.code_cells:
        for call in _calls(cell):
            name = call.args[1] if len(call.args) > 1 else None
            pattern = _pattern(name)
            if not any(re.fullmatch(pattern, one) for one in known):
                yield ast.unparse(name) if name is not None else f"what {cell.id} measures"


def _calls(cell: nbformat.NotebookNode) -> Iterator[ast.Call]:
    if CALL not in cell.source:
        return
    for node in ast.walk(ast.parse(re.sub(r"(?m)^(\s*)[%!].*$", r"\1pass", cell.source))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == CALL:
            yield node


def _pattern(name: ast.AST | None) -> str:
    """Make a pattern of a name that is a string, or an f-string with anything in its braces."""
    parts = name.values if isinstance(name, ast.JoinedStr) else [name]
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in parts
    )
