"""What is still to be filled in: the ``...`` of an exercise, and the None that nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from helpers.exercises.verdicts import Hint, NotAttempted

MOST_PARTS = 100_000
OPEN_YET = "not attempted yet. Replace the ... with your answer."


def look_for_gaps(answers: Mapping[str, Any]) -> None:
    """Raise `NotAttempted` or `Hint` if something in the named answers is ``...`` or None."""
    gaps = [gap for name, answer in answers.items() for gap in _gaps_in(answer, name)]
    if gaps and all(_is_all(..., answer) for answer in answers.values()):
        raise NotAttempted(OPEN_YET)
    if gaps:
        raise NotAttempted(
            f"not attempted yet. Still open: {', '.join(gaps[:4])}. Replace each ... with "
            "your answer."
        )
    if any(_is_all(None, answer) for answer in answers.values()):
        raise NotAttempted(
            "not attempted yet: there is a None, which is nothing. (print shows a value, and gives "
            "back None.)"
        )
    if any(holds_none(answer) for answer in answers.values()):
        raise Hint(
            "None among the answers",
            "something in your answer is None. In a shape as Keras writes it, None stands for the "
            "number of images, and a shape is asked for without that axis. And append, sort and "
            "print give back None, too.",
        )


def _gaps_in(answer: Any, name: str) -> list[str]:
    """Name an answer that is open, or the parts of it that are, if others are filled in."""
    if not holds_ellipsis(answer):
        return []
    if _is_all(..., answer) or not isinstance(answer, (list, tuple, dict)):
        return [name]
    named = answer.items() if isinstance(answer, dict) else enumerate(answer, start=1)
    return [f"part {part} of {name}" for part, one in named if holds_ellipsis(one)]


def holds_ellipsis(answer: Any) -> bool:
    """Tell whether an answer is ``...``, or has it somewhere in it."""
    return any(part is ... for part in _single_parts(answer))


def holds_none(answer: Any) -> bool:
    """Tell whether an answer is None, or has it somewhere in it."""
    return any(part is None for part in _single_parts(answer))


def _is_all(nothing: Any, answer: Any) -> bool:
    """Tell whether an answer is made of nothing but ``...``, or of nothing but None."""
    return {part is nothing for part in _single_parts(answer)} == {True}


def _single_parts(answer: Any) -> Iterator:
    """Give each part once that has no parts itself."""
    waiting, seen = [answer], set()
    while waiting and len(seen) < MOST_PARTS:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, (list, tuple, set, frozenset)):
            waiting.extend(islice(part, MOST_PARTS))
        elif isinstance(part, dict):
            waiting.extend(islice(part.values(), MOST_PARTS))
        elif isinstance(part, np.ndarray) and part.dtype == object:
            waiting.extend(islice(part.flat, MOST_PARTS))
        else:
            yield part
