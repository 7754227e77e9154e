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
    near: float = 0.03,
    opening: str = "",
) -> None:
    """Do nothing if an answer is right, and raise the hint that fits it if it isn't.

    Answers are plain values: numbers, text (which a number never equals) or arrays (of which one of
    another shape is another answer). Each of the mistakes has its hint; `otherwise` is that for
    every other wrong answer, but for one that is rounded or nearly right: off by the share `near`,
    which is 0 where wrong answers lie as near, as accuracies do. `rtol` and `atol` say what is
    still the same, as in `numpy.isclose`. Each hint begins with `opening`.
    """
    if _is_same(answer, right, rtol, atol):
        return
    raise_hint_for(answer, mistakes, rtol=rtol, atol=atol, opening=opening)
    hint = _about_a_near_miss(answer, right, near)
    if hint is None:
        hint = otherwise if isinstance(otherwise, Hint) else otherwise()
    raise hint.after(opening)


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
    if _are_numbers(answer, other):
        return np.allclose(answer, other, rtol, atol)
    return bool(np.all(answer == other))


def _are_numbers(*values: np.ndarray) -> bool:
    return all(one.dtype.kind in _NUMBERS for one in values)


def _about_a_near_miss(answer: Any, right: Any, near: float) -> Hint | None:
    """Look whether an answer is the right one, rounded or cut off too early, or very near to it."""
    answer, right = np.asarray(answer), np.asarray(right)
    if not _are_numbers(answer, right) or answer.shape != right.shape or not right.any():
        return None
    roundings = [right] + [
        cut(right * scale) / scale for scale in (1, 10, 100, 1000) for cut in (np.round, np.trunc)
    ]
    is_rounded = np.any(np.isclose(answer, roundings, rtol=1e-9, atol=1e-12), axis=0)
    if is_rounded.all() and np.allclose(answer, right, rtol=0.5):
        return Hint("rounded too far", "nearly, but it is rounded too far. Leave all the decimals "
                    "that Python shows.")
    if (right == np.round(right)).all() and (answer == np.round(answer)).all():
        if right.ndim == 0 and right > 50 and abs(answer - right) == 1:
            return Hint("off by one", "that is only one off. What is counted once too often, or "
                        "forgotten?")
        return None
    if np.allclose(answer, right, rtol=near):
        return Hint("nearly right", "very near, but not near enough. Was something rounded on the "
                    "way, or only estimated?")
    return None
