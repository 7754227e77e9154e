"""Known mistakes and their hints, as a table: what a wrong answer is, and what to say to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from helpers.exercises.mechanism import Hint


def raise_hint_for(
    answer: Any,
    mistakes: Mapping[Any, str] | Iterable[tuple[Any, str]],
    rtol: float = 0.0,
    atol: float = 0.0,
    opening: str = "",
) -> None:
    """Raise the hint of the first known mistake that an answer equals; do nothing if it is none.

    Parameters
    ----------
    answer : number, str or array_like
        The student's answer, as a plain value.
    mistakes : mapping or iterable of pairs
        What a wrong answer is, and the hint for it. Arrays, which can't be keys, come in pairs.
        An array of another shape is another answer.
    rtol, atol : float
        How far numbers may lie apart and still be the same, relative to the mistake and in the
        unit of the answer, as in `numpy.isclose`. Without them they have to be equal.
    opening : str
        What each of these hints begins with.

    Raises
    ------
    Hint
        If the answer is in the table.
    """
    pairs = mistakes.items() if isinstance(mistakes, Mapping) else mistakes
    for wrong, hint in pairs:
        if _is_same(answer, wrong, rtol, atol):
            raise Hint(opening + hint)


def _is_same(answer: Any, wrong: Any, rtol: float, atol: float) -> bool:
    if isinstance(answer, str) or isinstance(wrong, str):
        return answer == wrong
    return np.shape(answer) == np.shape(wrong) and np.allclose(answer, wrong, rtol, atol)
