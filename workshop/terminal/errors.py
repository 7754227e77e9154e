"""What the workshop's commands say when they are used in a way that cannot work."""

from collections.abc import Iterable
from difflib import get_close_matches

import click

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


class BadUse(click.UsageError):
    """The command was asked for something that does not exist or cannot be done.

    The message says what was expected, what came, and what to do.
    """


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Find the candidate that was probably meant, whatever its case; None if none is near."""
    spelled = {candidate.lower(): candidate for candidate in candidates}
    matches = get_close_matches(word.lower(), spelled, n=1, cutoff=0.5)
    return spelled[matches[0]] if matches else None


def suggestion(meant: str | None) -> str:
    """End an error message with ``" Did you mean 'epochs'?"``, or with nothing."""
    return f" Did you mean '{meant}'?" if meant else ""
