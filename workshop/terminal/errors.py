"""What the workshop's commands say when they are used in a way that cannot work."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class BadUse(ValueError):
    """The command was asked for something that does not exist or cannot be done.

    The message says what was expected, what came, and what to do.
    """


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Find the word that was probably meant.

    Parameters
    ----------
    word : str
        What was typed.
    candidates : iterable of str
        What could have been typed.

    Returns
    -------
    str or None
        The most similar candidate, whatever its case; None if none is near.
    """
    spelled = {candidate.lower(): candidate for candidate in candidates}
    matches = get_close_matches(word.lower(), spelled, n=1, cutoff=0.5)
    return spelled[matches[0]] if matches else None


def suggestion(meant: str | None) -> str:
    """Ask for the word that was probably meant, as the end of an error message.

    Parameters
    ----------
    meant : str or None
        The answer of `nearest`.

    Returns
    -------
    str
        ``" Did you mean 'epochs'?"``, or nothing if there is no such word.
    """
    return f" Did you mean '{meant}'?" if meant else ""
