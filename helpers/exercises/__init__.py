"""The machinery of the exercises: an answer goes in, a verdict with a fitting hint comes out.

A module in `helpers.checks` holds the lessons and nothing else; all that they share is here:
what an answer is turned into (`answers`, `calls`, `networks`, `trainings`), how it is compared
(`mistakes`, `comparisons`), what the student sees (`verdicts`), and what is kept (`progress`).
"""

from helpers.exercises.answers import (
    accuracy,
    array,
    choice,
    integer,
    number,
    parts,
    rate_and_momentum,
)
from helpers.exercises.calls import call
from helpers.exercises.comparisons import judge_verdict, one_change, see_that_it_was_run
from helpers.exercises.exercises import Exercises
from helpers.exercises.mistakes import expect, raise_hint_for
from helpers.exercises.verdicts import Hint, NotAttempted, Verdict

__all__ = [
    "Exercises",
    "Hint",
    "NotAttempted",
    "Verdict",
    "accuracy",
    "array",
    "call",
    "choice",
    "expect",
    "integer",
    "judge_verdict",
    "number",
    "one_change",
    "parts",
    "raise_hint_for",
    "rate_and_momentum",
    "see_that_it_was_run",
]
