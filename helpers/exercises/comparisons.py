"""One setting changed, and what three runs with it allow to say beside recorded runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.exercises.answers import choice
from helpers.exercises.verdicts import Hint

CANT_TELL = "can't tell"


def one_change(change: Mapping[str, Any], settings: Mapping[str, Any], like: str) -> str:
    """Give the name of the one setting that a student changed; its value is still unread.

    A hint says if it isn't one of `settings`, by its name; `like` is an example of a change.
    """
    if not isinstance(change, Mapping):
        raise Hint("no setting", "a setting by its name is asked for, in curly brackets, as in "
                   f"{like}.")
    unknown = [str(name) for name in change if name not in settings]
    if unknown:
        raise Hint("no such setting", f"there is no setting {unknown[0][:40]!r} here. Take one of "
                   f"{', '.join(settings)}.")
    if len(change) != 1:
        raise Hint("not one setting", f"change one setting, and yours are {len(change)}. "
                   "With none there is nothing to compare, with several you won't know which one "
                   "did it.")
    return next(iter(change))


def see_that_it_was_run(
    change: Mapping[str, Any], ran: Sequence[Mapping[str, Any]], function: str, name: str
) -> None:
    """Raise a hint unless what a student hands in was run, by a function, with their change.

    `ran` are the changes for which the function gave just that, and `name` is the student's name
    for it.
    """
    remedy = f"Write {name} = {function}(**my_change)."
    if not ran:
        raise Hint("not run here", f"{function} hasn't given these since the notebook was started. "
                   f"{remedy}")
    if change not in ran:
        raise Hint("run with another change", f"{function} gave these for another change than "
                   f"my_change. {remedy}")


def judge_verdict(
    answer: str, mine: Sequence[float], known: Sequence[float], *, above: str, below: str,
    other_side: str,
) -> str:
    """Check a verdict on three runs: a difference counts if all lie on one side of all known runs.

    The verdict is `above` or `below`, of runs that all lie above or below all known ones, or "can't
    tell"; `other_side` is the hint for one taken for the other.
    """
    if isinstance(answer, str):
        answer = answer.replace("’", "'")
    verdict = choice(answer, "the verdict", (above, below, CANT_TELL))
    right = CANT_TELL
    if min(mine) > max(known):
        right = above
    elif max(mine) < min(known):
        right = below
    if verdict == right:
        return "one thing changed, three runs, and a verdict that they allow."
    if verdict == CANT_TELL:
        raise Hint("difference overlooked", "all three of your runs lie on the same side of every "
                   "run of the yardstick. What may you say by our rule?")
    if right == CANT_TELL:
        raise Hint("luck taken for a difference", "your three runs don't all lie on the same side "
                   "of every run of the yardstick. What may you say by our rule?")
    raise Hint("other side", other_side)
