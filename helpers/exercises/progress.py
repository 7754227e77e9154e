"""What a student has done, kept in one plain file that outlasts the kernel.

The file, ``progress.txt`` in the user's data folder, has a line for each verdict, in the order
of time, with five parts separated by tabs::

    2026-11-02T09:41:07  01_perceptron_or_gate  exercise 2  wrong  sign of the error

when; notebook; item ("exercise 2", "prediction 1", "challenge"); outcome (right, wrong, made,
scored, reset); and the hint's name, the prediction or the challenge's score, which is written when
it is the best so far. Lines are only ever added, so kernels that write at once don't disturb one
another. What was right once stays so until it is reset. ``WORKSHOP_PROGRESS`` names another file,
or ``off``.
"""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

VARIABLE = "WORKSHOP_PROGRESS"
NAME = "progress.txt"
OUTCOMES = ("right", "wrong", "made", "scored", "reset")


class Entry(NamedTuple):
    """One line of the file."""

    when: str
    notebook: str
    item: str
    outcome: str
    detail: str = ""


def file() -> Path | None:
    """Give the file of the progress; None where none is kept."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen == "off":
        return None
    if chosen:
        return Path(os.path.expanduser(chosen))
    import platformdirs

    return platformdirs.user_data_path("deep-learning-workshop", appauthor=False) / NAME


def write(notebook: str, item: str, outcome: str, detail: str = "") -> None:
    """Add a line. A full disk, or a home that can't be written to, stops no check."""
    path = file()
    if path is None:
        return
    now = datetime.now().isoformat(timespec="seconds")
    line = "\t".join(" ".join(part.split()) for part in (now, notebook, item, outcome, detail))
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write to the end of the file is never mixed with that of another kernel.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, f"{line}\n".encode(errors="replace"))
        finally:
            os.close(descriptor)


def read(path: Path | None = None) -> list[Entry]:
    """Give the entries of the file, or of another one; what is no entry is passed over."""
    path = path or file()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path else []
    except OSError:
        return []
    parts = [line.split("\t") for line in lines]
    return [Entry(*line) for line in parts if 4 <= len(line) <= 5 and line[3] in OUTCOMES]


def best_score(entries: list[Entry], notebook: str) -> float | None:
    """Give the best score in a notebook's challenge since it was last reset."""
    best = None
    for entry in entries:
        if (entry.notebook, entry.item) != (notebook, "challenge"):
            continue
        if entry.outcome == "reset":
            best = None
        elif entry.outcome == "scored":
            with contextlib.suppress(ValueError):
                best = float(entry.detail)
    return best


def latest(entries: list[Entry]) -> dict[tuple[str, str], Entry]:
    """Give what counts of each item: once solved, it stays solved until it is reset."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        place = entry.notebook, entry.item
        if entry.outcome == "reset":
            found.pop(place, None)
        elif place not in found or found[place].outcome != "right" or entry.outcome == "right":
            found[place] = entry
    return found
