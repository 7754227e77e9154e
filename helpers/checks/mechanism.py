"""The mechanism of the checks: an answer goes in, a verdict with a fitting hint comes out.

A check is a function that takes the student's answer, raises `Hint` where it finds a mistake,
and returns one sentence on why the answer is right. `Exercises.check` turns it into a function
that never raises: whatever the answer is, the student sees a `Verdict`.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["right", "wrong", "not attempted"]

_MARKS = {"right": "✓", "wrong": "✗", "not attempted": "○"}
_COLOURS = {"right": "#009E73", "wrong": "#D55E00", "not attempted": "#7F7F7F"}


class Hint(Exception):
    """What to tell a student whose answer is wrong: a hint at the mistake, not the solution."""


class NotAttempted(Exception):
    """The exercise still holds the ``...`` that it was handed out with."""


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
        not_attempted = Verdict(
            exercise, "not attempted", "not attempted yet. Replace the ... by your answer."
        )
        self._verdicts[number] = not_attempted

        def decorate(judge: Callable[..., str]) -> Callable[..., Verdict]:
            @functools.wraps(judge)
            def check(*answers, **named_answers) -> Verdict:
                try:
                    if is_unfilled([*answers, *named_answers.values()]):
                        raise NotAttempted
                    verdict = Verdict(exercise, "right", judge(*answers, **named_answers))
                except NotAttempted:
                    verdict = not_attempted
                except Hint as hint:
                    verdict = Verdict(exercise, "wrong", str(hint))
                except Exception as error:
                    verdict = Verdict(exercise, "wrong", _about(error))
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


def is_unfilled(answer: Any) -> bool:
    """Tell whether an answer is ``...`` or None, or has one of them somewhere in it.

    Parameters
    ----------
    answer : Any
        The student's answer, or what the student's function returned.

    Returns
    -------
    bool
        True if something is still to be filled in.
    """
    if answer is None or answer is ...:
        return True
    if isinstance(answer, dict):
        return any(map(is_unfilled, answer.values()))
    return isinstance(answer, (list, tuple, set)) and any(map(is_unfilled, answer))


def _about(error: Exception) -> str:
    return (
        f"your answer could not be checked, because of {type(error).__name__}: {error}. "
        "Compare the kind of your answer (a number, a list, a function?) with what is asked for."
    )
