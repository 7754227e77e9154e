"""The exercises of a notebook: its cells, the verdicts in outputs, and the bank of their answers.

A bank, ``tests/helpers/checks/banks/NAME.py``, is named like its module of checks. For each check
it has ``RIGHT`` answers, ``WRONG`` ones with what their hints say, and ``UNFILLED`` ones.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

import nbformat

SOLUTION_CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


class StoredVerdict(NamedTuple):
    """A verdict as an output keeps it."""

    status: str
    notebook: str
    item: str
    hint: str
    text: str


def verdicts_in(cells: Iterable[nbformat.NotebookNode]) -> Iterator[StoredVerdict]:
    """Give the verdicts in the outputs of cells, in their order."""
    for output in (output for cell in cells for output in cell.get("outputs", [])):
        notes = output.get("metadata", {}).get("workshop", {})
        if "verdict" in notes:
            yield StoredVerdict(
                notes["verdict"], notes.get("notebook", ""), notes.get("item", ""),
                notes.get("hint", ""), output["data"].get("text/plain", ""),
            )


def tagged(notebook: nbformat.NotebookNode, tag: str) -> list[nbformat.NotebookNode]:
    """Give the cells that have a tag."""
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def solutions(notebook: nbformat.NotebookNode) -> list[str]:
    """Take the code out of the folded solutions of a notebook."""
    return [
        code
        for cell in tagged(notebook, "solution")
        for code in SOLUTION_CODE.findall(cell.source)
    ]


def headings(notebook: nbformat.NotebookNode, kind: str = "Exercise") -> list[str]:
    """Give number and title of each exercise, or of the "Challenge", as the notebook has them."""
    return [
        heading
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for heading in re.findall(f"^##+ ({kind} .*)$", cell.source, re.MULTILINE)
    ]


def checks_of(module: ModuleType) -> dict[str, Callable]:
    """Give the checks of a module, which `Exercises` has wrapped, by their names."""
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and hasattr(function, "__wrapped__")
    }


def hint_names(module: ModuleType) -> list[str]:
    """Give the name of each hint in a module's source; "" where it isn't written out."""
    calls = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Hint"
    )
    names = [getattr(call.args[0], "value", "") if call.args else "" for call in calls]
    return [name if isinstance(name, str) else "" for name in names]


def with_part(
    place: int, right: tuple, fragments: dict[Any, str]
) -> list[tuple[tuple, str]]:
    """Write down a bank's wrong answers that have one part, at a place, other than a right one."""
    return [
        ((*right[:place], wrong, *right[place + 1 :]), fragment)
        for wrong, fragment in fragments.items()
    ]


def hints_never_given(module: ModuleType, bank: ModuleType) -> list[str]:
    """Name the hints of a module of checks that no wrong answer of its bank gets."""
    checks = checks_of(module)
    given = {
        checks[name](*answer).hint
        for name, entries in bank.WRONG.items()
        if name in checks
        for answer, _ in entries
    }
    return sorted(set(hint_names(module)) - given)
