"""Known mistakes and their hints, as a table: what a wrong answer is, and what to say to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from helpers.exercises.verdicts import Hint

_NUMBERS = "biuf"


def expect(
    answer: Any,
    right: Any,
    mistakes: Mapping[Any, Hint] | Iterable[tuple[Any, Hint]] = (),
    *,
    otherwise: Hint | Callable[[], Hint],
    rtol: float = 0.0,
    atol: float = 0.0,
    opening: str = "",
) -> None:
    """Do nothing if an answer is right, and raise the hint that fits it if it isn't.

    Parameters
    ----------
    answer, right : number, str or array_like
        The student's answer, as a plain value, and the right one. Text and a number are never the
        same.
    mistakes : mapping, or iterable of (value, Hint)
        Wrong answers, each with its hint. An array of another shape is another answer.
    otherwise : Hint, or callable that gives one
        The hint for every other wrong answer. It is called only if it is needed.
    rtol, atol : float
        How far numbers may lie apart and still be the same, as in `numpy.isclose`, relative to
        the right answer or the mistake, and in the unit of the answer.
    opening : str
        What each of these hints begins with.

    Raises
    ------
    Hint
        If the answer isn't right.
    """
    if not _is_same(answer, right, rtol, atol):
        raise_hint_for(answer, mistakes, rtol=rtol, atol=atol, opening=opening)
        raise (otherwise if isinstance(otherwise, Hint) else otherwise()).after(opening)


def raise_hint_for(
    answer: Any,
    mistakes: Mapping[Any, Hint] | Iterable[tuple[Any, Hint]],
    *,
    rtol: float = 0.0,
    atol: float = 0.0,
    opening: str = "",
) -> None:
    """Raise the hint of the first known mistake that an answer equals; the rest as in `expect`."""
    for wrong, hint in mistakes.items() if isinstance(mistakes, Mapping) else mistakes:
        if _is_same(answer, wrong, rtol, atol):
            raise hint.after(opening)


def _is_same(answer: Any, other: Any, rtol: float, atol: float) -> bool:
    if answer is None or other is None:
        return answer is other
    answer, other = np.asarray(answer), np.asarray(other)
    if answer.shape != other.shape:
        return False
    if answer.dtype.kind in _NUMBERS and other.dtype.kind in _NUMBERS:
        return np.allclose(answer, other, rtol, atol)
    return bool(np.all(answer == other))
