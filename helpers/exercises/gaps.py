"""What is still to be filled in: the ``...`` of an exercise, and the None that nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from helpers.exercises.verdicts import Hint, NotAttempted

MOST_PARTS = 100_000


def look_for_gaps(answers: list) -> None:
    """Raise `NotAttempted` or `Hint` if something in the answers is ``...`` or None."""
    if any(holds_ellipsis(answer) for answer in answers):
        raise NotAttempted
    if any(is_nothing(answer) for answer in answers):
        raise NotAttempted(
            "not attempted yet: there is a None, which is nothing. (print shows a value, and gives "
            "back None.)"
        )
    if any(holds_none(answer) for answer in answers):
        raise Hint(
            "None among the answers",
            "something in your answer is None. In a shape as Keras writes it, None stands for the "
            "number of images, and a shape is asked for without that axis. And append, sort and "
            "print give back None, too.",
        )


def holds_ellipsis(answer: Any) -> bool:
    """Tell whether an answer is ``...``, or has it somewhere in it."""
    return any(part is ... for part in _single_parts(answer))


def holds_none(answer: Any) -> bool:
    """Tell whether an answer is None, or has it somewhere in it."""
    return any(part is None for part in _single_parts(answer))


def is_nothing(answer: Any) -> bool:
    """Tell whether an answer is None, or has it somewhere in it and nothing else."""
    return {part is None for part in _single_parts(answer)} == {True}


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
    if isinstance(answer, (list, tuple, set, frozenset)):
        return iter(answer)
    if isinstance(answer, dict):
        return iter(answer.values())
    if isinstance(answer, np.ndarray) and answer.dtype == object:
        return iter(answer.flat)
    return None
