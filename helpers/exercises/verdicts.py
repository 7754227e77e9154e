"""What a student sees: verdicts, predictions beside what came out, and the summary at the end."""

from __future__ import annotations

import html
import re
import reprlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

LONGEST_MESSAGE = 500

Status = Literal["right", "wrong", "not attempted"]

MARKS = {"right": "✓", "wrong": "✗", "not attempted": "○"}
_COLOURS = {"right": "#009E73", "wrong": "#D55E00", "not attempted": "#7F7F7F"}
_PREDICTION_MARK, _PREDICTION_COLOUR = "▷", "#0072B2"


class Hint(Exception):
    """What to tell a student whose answer is wrong: a hint at the mistake, not the solution.

    `name` says what the mistake is, in a few words that never change, so that it can be counted:
    "sign of the error". It travels in the verdict's metadata and isn't shown.
    """

    def __init__(self, name: str, text: str):
        super().__init__(text)
        self.name = name

    def after(self, opening: str) -> Hint:
        """Give the same hint behind a few words, as a new error to raise."""
        return Hint(self.name, opening + str(self))


class NotAttempted(Exception):
    """The exercise still holds the ``...`` that it was handed out with, or nothing."""


@dataclass(frozen=True)
class Verdict:
    """What a check has to say about an answer: why it is right, or a hint that fits the mistake.

    `hint` is the hint's name, `item` what the record of progress calls the exercise ("exercise 2",
    "challenge"), and `notebook` the notebook's name, without its ending.
    """

    exercise: str
    status: Status
    message: str
    hint: str = ""
    item: str = ""
    notebook: str = ""

    def __str__(self) -> str:
        return f"{MARKS[self.status]} {self.exercise}: {self.message}"

    __repr__ = __str__

    def _repr_mimebundle_(self, include=None, exclude=None):
        notes = {"verdict": self.status, "notebook": self.notebook, "item": self.item}
        if self.hint:
            notes["hint"] = self.hint
        heading = f"{MARKS[self.status]} {self.exercise}"
        return _shown(str(self), heading, self.message, _COLOURS[self.status]), {"workshop": notes}


@dataclass(frozen=True)
class Prediction:
    """What a student predicted, beside what came out. It is never right or wrong."""

    title: str
    message: str
    made: bool
    item: str = ""
    notebook: str = ""

    def __str__(self) -> str:
        return f"{_PREDICTION_MARK} {self.title}: {self.message}"

    __repr__ = __str__

    def _repr_mimebundle_(self, include=None, exclude=None):
        notes = {"prediction": self.made, "notebook": self.notebook, "item": self.item}
        heading = f"{_PREDICTION_MARK} {self.title}"
        return _shown(str(self), heading, self.message, _PREDICTION_COLOUR), {"workshop": notes}


@dataclass(frozen=True)
class Summary:
    """Which exercises of a notebook are solved, and what to look at again."""

    verdicts: tuple[Verdict, ...]
    predictions: tuple[bool, ...] = ()
    course: str = ""

    def _lines(self) -> list[str]:
        exercises = [verdict for verdict in self.verdicts if verdict.item != "challenge"]
        solved = sum(verdict.status == "right" for verdict in exercises)
        lines = [f"{solved} of {len(exercises)} exercises solved"]
        for verdict in self.verdicts:
            outcome = "look at it again" if verdict.status == "wrong" else verdict.status
            lines.append(f"{MARKS[verdict.status]} {verdict.exercise}: {outcome}")
        if self.predictions:
            made, all_of_them = sum(self.predictions), len(self.predictions)
            lines.append(f"{_PREDICTION_MARK} {made} of {all_of_them} predictions made")
        return [*lines, self.course] if self.course else lines

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        first, *others = (html.escape(line) for line in self._lines())
        return f"<b>{first}</b><br>" + "<br>".join(others)


def _shown(text: str, heading: str, message: str, colour: str) -> dict[str, str]:
    return {
        "text/plain": text,
        "text/html": (
            f'<div style="border-left: 6px solid {colour}; padding: 4px 12px">'
            f"<b>{html.escape(heading)}</b><br>{html.escape(message)}</div>"
        ),
    }


def in_plain_text(message: str) -> str:
    """Make one line of bounded length, without paths of this machine, of whatever a message holds.

    Of a long one, the beginning and the end are left.
    """
    head, tail = message[: 10 * LONGEST_MESSAGE], message[10 * LONGEST_MESSAGE :]
    message = head + tail[-LONGEST_MESSAGE:]
    printable = "".join(sign if sign.isprintable() else " " for sign in message)
    line = _FOLDERS.sub("", " ".join(printable.split()))
    if len(line) > LONGEST_MESSAGE:
        line = f"{line[: LONGEST_MESSAGE * 3 // 5]} … {line[-LONGEST_MESSAGE // 3 :]}"
    return line


# The folders before a file's name: "/course/data/", "D:\\course\\data\\".
_FOLDERS = re.compile(r"(?<![\w./\\:])(?:[A-Za-z]:)?(?:[/\\]+[^\s/\\:'\"<>|()]+)+[/\\]+")


def said_by(error: BaseException) -> str:
    """Give the text of an error, also of one whose text can't be had."""
    try:
        return str(error)
    except Exception:
        return "(an error that can't be shown)"


def shortened(answer: Any, limit: int = 60) -> str:
    """Show the beginning of an answer as Python writes it."""
    try:
        text = repr(answer) if isinstance(answer, np.generic) else _SHORT.repr(answer)
    except Exception:
        text = f"something of the kind {type(answer).__name__}"
    return text if len(text) <= limit else text[: limit - 1] + "…"


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxlong = _SHORT.maxother = 60


def in_words(value: Any) -> str:
    """Write a predicted or measured value as a person would: numbers with six digits, one line.

    Of a long list or array only the beginning is shown.
    """
    if isinstance(value, str):
        return in_plain_text(value)
    try:
        return in_plain_text(_InFewWords().repr(value))
    except Exception:
        return f"something of the kind {type(value).__name__}"


class _InFewWords(reprlib.Repr):
    """Shows arrays and tensors like lists, and numbers with six digits."""

    def repr1(self, value: Any, level: int) -> str:
        if hasattr(value, "detach"):  # PyTorch's
            value = value.detach().cpu()
        if hasattr(type(value), "__array__"):
            value = _beginning_of(np.asarray(value), self.maxlist + 1)
        if isinstance(value, float):
            is_whole = value.is_integer() and abs(value) < 1e15
            return f"{value:,.0f}" if is_whole else f"{value:,.6g}"
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        return super().repr1(value, level)


def _beginning_of(values: np.ndarray, count: int) -> Any:
    return values[(slice(count),) * values.ndim].tolist()
