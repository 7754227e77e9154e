"""The mechanism of the checks: an answer goes in, a verdict with a fitting hint comes out.

A check is a function that takes the student's answer, raises `Hint` where it finds a mistake,
and returns one sentence on why the answer is right. `Exercises.check` turns it into a function
that never raises: whatever the answer is, the student sees a `Verdict`.
"""

from __future__ import annotations

import contextlib
import functools
import html
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np

from helpers.exercises.time_limit import OutOfTimeError, run_with_limit

TIME_LIMIT = 180.0
LONGEST_MESSAGE = 500
MOST_PARTS = 100_000

Status = Literal["right", "wrong", "not attempted"]

_MARKS = {"right": "✓", "wrong": "✗", "not attempted": "○"}
_COLOURS = {"right": "#009E73", "wrong": "#D55E00", "not attempted": "#7F7F7F"}


class Hint(Exception):
    """What to tell a student whose answer is wrong: a hint at the mistake, not the solution."""


class NotAttempted(Exception):
    """The exercise still holds the ``...`` that it was handed out with, or nothing."""


@dataclass(frozen=True)
class Verdict:
    """What a check has to say about an answer.

    Parameters
    ----------
    exercise : str
        Number and title of the exercise.
    status : {"right", "wrong", "not attempted"}
        How the answer was found.
    message : str
        Why it is right, or a hint that fits the mistake.
    """

    exercise: str
    status: Status
    message: str

    def __str__(self) -> str:
        return f"{_MARKS[self.status]} {self.exercise}: {self.message}"

    __repr__ = __str__

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {
            "text/plain": str(self),
            "text/html": (
                f'<div style="border-left: 6px solid {_COLOURS[self.status]}; padding: 4px 12px">'
                f"<b>{_MARKS[self.status]} {html.escape(self.exercise)}</b><br>"
                f"{html.escape(self.message)}</div>"
            ),
        }
        return data, {"workshop": {"verdict": self.status}}


@dataclass(frozen=True)
class Summary:
    """Which exercises of a notebook are solved, and what to look at again."""

    verdicts: tuple[Verdict, ...]

    def _lines(self) -> list[str]:
        solved = sum(verdict.status == "right" for verdict in self.verdicts)
        lines = [f"{solved} of {len(self.verdicts)} exercises solved"]
        for verdict in self.verdicts:
            outcome = "look at it again" if verdict.status == "wrong" else verdict.status
            lines.append(f"{_MARKS[verdict.status]} {verdict.exercise}: {outcome}")
        return lines

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        first, *others = (html.escape(line) for line in self._lines())
        return f"<b>{first}</b><br>" + "<br>".join(others)


class Exercises:
    """The exercises of one notebook and how far this student has come with them.

    Parameters
    ----------
    notebook : str
        Name of the notebook, without its ending.
    """

    def __init__(self, notebook: str):
        self.notebook = notebook
        self._verdicts: dict[int, Verdict] = {}

    def check(self, number: int, title: str) -> Callable[[Callable[..., str]], Callable]:
        """Register the check of an exercise.

        Parameters
        ----------
        number : int
            The exercise's number in its notebook.
        title : str
            The exercise's title, as in the notebook.

        Returns
        -------
        callable
            A decorator for a function that takes the answer, raises `Hint` at a mistake and
            returns why the answer is right. What it makes returns a `Verdict` and never raises.

        Raises
        ------
        ValueError
            If another exercise of the notebook has this number.
        """
        if number in self._verdicts:
            raise ValueError(f"{self.notebook} already has an exercise {number}; give it another.")
        exercise = f"Exercise {number} · {title}"
        open_yet = "not attempted yet. Replace the ... by your answer."
        self._verdicts[number] = Verdict(exercise, "not attempted", open_yet)

        def decorate(judge: Callable[..., str]) -> Callable[..., Verdict]:
            @functools.wraps(judge)
            def check(*answers, **named_answers) -> Verdict:
                def praise() -> str:
                    _look_for_gaps([*answers, *named_answers.values()])
                    return judge(*answers, **named_answers)

                try:
                    with _left_as_it_was():
                        message = run_with_limit(praise, (), TIME_LIMIT, else_by_line=False)
                    verdict = Verdict(exercise, "right", message)
                except NotAttempted as error:
                    message = in_plain_text(said_by(error)) or open_yet
                    verdict = Verdict(exercise, "not attempted", message)
                except BaseException as error:
                    verdict = Verdict(exercise, "wrong", in_plain_text(_about(error)))
                self._verdicts[number] = verdict
                return verdict

            return check

        return decorate

    def summary(self) -> Summary:
        """List the notebook's exercises with what became of them.

        Returns
        -------
        Summary
            One line for each exercise, in the order of their numbers.
        """
        return Summary(tuple(self._verdicts[number] for number in sorted(self._verdicts)))


def _look_for_gaps(answers: list) -> None:
    if any(holds_ellipsis(answer) for answer in answers):
        raise NotAttempted
    if any(holds_none(answer, alone=True) for answer in answers):
        raise NotAttempted(
            "not attempted yet: there is a None, which is nothing. (print shows a value, and gives "
            "back None.)"
        )
    if any(holds_none(answer) for answer in answers):
        raise Hint(
            "something in your answer is None. In a shape as Keras writes it, None stands for the "
            "number of images, and a shape is asked for without that axis. And append, sort and "
            "print give back None, too."
        )


def holds_ellipsis(answer: Any) -> bool:
    """Tell whether an answer is ``...``, or has it somewhere in it.

    Parameters
    ----------
    answer : Any
        The student's answer, or what the student's function returned.

    Returns
    -------
    bool
        True if something is still to be filled in.
    """
    return any(part is ... for part in _single_parts(answer))


def holds_none(answer: Any, alone: bool = False) -> bool:
    """Tell whether an answer is None, or has it somewhere in it.

    Parameters
    ----------
    answer : Any
        The student's answer, or what the student's function returned.
    alone : bool
        Whether there may be nothing else in it.

    Returns
    -------
    bool
        True if it has.
    """
    are_none = [part is None for part in _single_parts(answer)]
    return any(are_none) and (all(are_none) or not alone)


def _single_parts(answer: Any) -> Iterator:
    """Give each part once that has no parts itself."""
    waiting, seen = [answer], set()
    while waiting and len(seen) < MOST_PARTS:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        parts = _parts_of(part)
        if parts is None:
            yield part
        else:
            waiting.extend(islice(parts, MOST_PARTS))


def _parts_of(answer: Any) -> Iterator | None:
    # A class of a student's may derive from list and go through its parts in a way of its own.
    for kind in (list, tuple, set, frozenset):
        if issubclass(type(answer), kind):
            return kind.__iter__(answer)
    if issubclass(type(answer), dict):
        return iter(dict.values(answer))
    if issubclass(type(answer), np.ndarray) and answer.dtype == object:
        return iter(answer.flat)
    return None


def in_plain_text(message: str) -> str:
    """Make one line of bounded length, without paths of this machine, of whatever a message holds.

    Parameters
    ----------
    message : str
        Text that may have been written by a student or a library.

    Returns
    -------
    str
        The text as a line. Of a long one, the beginning and the end.
    """
    head, tail = message[: 10 * LONGEST_MESSAGE], message[10 * LONGEST_MESSAGE:]
    message = head + tail[-LONGEST_MESSAGE:]
    printable = "".join(sign if sign.isprintable() else " " for sign in message)
    line = _FOLDERS.sub("", " ".join(printable.split()))
    if len(line) > LONGEST_MESSAGE:
        line = f"{line[: LONGEST_MESSAGE * 3 // 5]} … {line[-LONGEST_MESSAGE // 3:]}"
    return line


# The folders before a file's name: "/course/data/", "D:\\course\\data\\".
_FOLDERS = re.compile(r"(?<![\w./\\:])(?:[A-Za-z]:)?(?:[/\\]+[^\s/\\:'\"<>|()]+)+[/\\]+")


@contextlib.contextmanager
def _left_as_it_was() -> Iterator[None]:
    """Put back what other cells go by: random numbers, warnings, NumPy's errors, Keras' types.

    A network that is built in a check draws its first weights. Without this, a later cell would
    draw others, depending on whether an exercise was answered.
    """
    python_random, numpy_random = random.getstate(), np.random.get_state()
    keras = sys.modules.get("keras")
    types = (keras.config.floatx(), keras.config.dtype_policy()) if keras else None
    with warnings.catch_warnings(), np.errstate():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            random.setstate(python_random)
            np.random.set_state(numpy_random)
            if types:
                keras.config.set_floatx(types[0])
                keras.config.set_dtype_policy(types[1])


def _about(error: BaseException) -> str:
    if isinstance(error, OutOfTimeError):
        return (
            f"checking your answer took more than {TIME_LIMIT:g} seconds and was stopped. Is there "
            "something in it that never ends?"
        )
    if isinstance(error, KeyboardInterrupt):
        return "the check was interrupted before its end. Run the cell again to have it checked."
    said = said_by(error)
    if isinstance(error, Hint):
        return said or "this is not the answer yet."
    return (
        f"your answer could not be checked, because of {type(error).__name__}: {said}. "
        "Compare the kind of your answer (a number, a list, a function?) with what is asked for."
    )


def said_by(error: BaseException) -> str:
    """Give the text of an error, also of one whose text can't be had.

    Parameters
    ----------
    error : BaseException
        What was raised, maybe of a class that a student has written.

    Returns
    -------
    str
        Its text, or words that stand for it.
    """
    try:
        return str(error)
    except BaseException:
        return "(an error that can't be shown)"
