"""Parameters of notebooks: read from their parameters cell, checked before anything runs."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import nbformat
import papermill

from workshop.notebooks.course import Notebook
from workshop.notebooks.normal_form import KERNEL, LANGUAGE
from workshop.terminal.errors import BadUse, nearest, suggestion

Value = int | float | bool | str

_NUMBER = r"[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"(?:^|[\s,(])({_NUMBER}) to ({_NUMBER})\)?\.?\s*$")
_CHOICES = re.compile(r"\bone of (.+?)\.?\s*$")
_WANTED = {"int": "a whole number", "float": "a number", "bool": "True or False"}
_WHOLE = re.compile(r"[-+]?\d+(_\d+)*")


@dataclass(frozen=True)
class Parameter:
    """One line of a notebook's parameters cell.

    `kind` is its annotation, such as ``"int"``, and `default` the Python expression it is set to.
    `meaning` is its comment, at whose end the range stands: ``1 to 100`` or ``one of relu, tanh``.
    """

    name: str
    kind: str
    default: str
    meaning: str

    @property
    def limits(self) -> tuple[float, float] | None:
        """Smallest and largest allowed number, both included, if the comment states them."""
        found = _RANGE.search(self.meaning)
        return (float(found[1]), float(found[2])) if found else None

    @property
    def choices(self) -> list[str] | None:
        """The allowed words, if the comment lists them."""
        found = _CHOICES.search(self.meaning)
        if not found:
            return None
        return [word.strip(" '\"`") for word in re.split(r",\s*(?:or\s+)?|\s+or\s+", found[1])]

    def read(self, text: str) -> Value:
        """Turn what was typed into a value of this kind, within the range that is stated."""
        value = self._typed(text)
        if self.choices is not None and value not in map(self._typed, self.choices):
            raise BadUse(
                f"'{self.name}' has to be one of {', '.join(self.choices)}, not '{text}'."
                + suggestion(nearest(text, self.choices))
            )
        if self.limits is not None and not isinstance(value, str):
            low, high = self.limits
            if not low <= value <= high:
                raise BadUse(f"'{self.name}' has to be {low:g} to {high:g}, not {text}.")
        return value

    def _typed(self, text: str) -> Value:
        if self.kind == "str":
            return text
        if self.kind == "int" and _WHOLE.fullmatch(text):
            return int(text)
        if self.kind == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if self.kind == "float":
            try:
                number = float(text)
            except ValueError:
                number = math.nan
            if math.isfinite(number):
                return number
        wanted = _WANTED.get(self.kind)
        if wanted is None:
            raise BadUse(
                f"'{self.name}' is annotated as {self.kind}, which cannot be given on the command "
                "line; int, float, bool and str can."
            )
        message = f"'{self.name}' has to be {wanted} ({self.kind}), not '{text}'."
        if re.fullmatch(r"[-+]?\d*,\d+", text):
            message += f" With a point: {text.replace(',', '.')}"
        raise BadUse(message)


def parameters_of(notebook: Notebook) -> dict[str, Parameter]:
    """Read the parameters cell of a notebook, if it has one, in order and by name."""
    cells = [cell for cell in notebook.code_cells if "parameters" in cell.metadata.get("tags", [])]
    # papermill refuses a notebook that doesn't name its language, so it gets one that does.
    python = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    inspected = papermill.inspect_notebook(nbformat.v4.new_notebook(cells=cells, metadata=python))
    return {
        name: Parameter(
            name,
            found["inferred_type_name"],
            found["default"],
            found["help"],
        )
        for name, found in inspected.items()
    }


def assign(
    notebooks: Sequence[Notebook], given: Sequence[tuple[str, str]]
) -> dict[Notebook, dict[str, Value]]:
    """Give each notebook those of the parameters, typed as name and text, that it has."""
    names = [name for name, _ in given]
    for name in names:
        if names.count(name) > 1:
            raise BadUse(f"The parameter '{name}' is given more than once.")
    known = {notebook: parameters_of(notebook) for notebook in notebooks}
    everywhere = list(dict.fromkeys(name for has in known.values() for name in has))
    for name in names:
        if name not in everywhere:
            chosen = notebooks[0].name if len(notebooks) == 1 else "the chosen notebooks"
            has = f"{chosen}: {', '.join(everywhere)}" if everywhere else f"{chosen}: none"
            raise BadUse(
                f"There is no parameter '{name}'.{suggestion(nearest(name, everywhere))} "
                f"Parameters of {has}."
            )
    values: dict[Notebook, dict[str, Value]] = {}
    for notebook, has in known.items():
        try:
            values[notebook] = {name: has[name].read(text) for name, text in given if name in has}
        except BadUse as error:
            raise BadUse(f"{notebook.name}: {error}") from error
    return values
