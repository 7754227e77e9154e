"""What three runs of one network allow to say beside the recorded runs of another."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.exercises.answers import choice
from helpers.exercises.verdicts import Hint

CANT_TELL = "can't tell"


def judge_verdict(
    answer: str, mine: Sequence[float], known: Sequence[float], *, above: str, below: str,
    other_side: str,
) -> str:
    """Check a verdict on three runs: a difference counts if all lie on one side of all known runs.

    Parameters
    ----------
    answer : str
        The student's verdict: `above`, `below` or "can't tell".
    mine, known : sequence of float
        The student's runs, and those on record.
    above, below : str
        What runs are called that all lie above, or below, all known ones.
    other_side : str
        The hint for one taken for the other.

    Returns
    -------
    str
        Why the verdict is right.

    Raises
    ------
    Hint
        If the runs don't allow it.
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
