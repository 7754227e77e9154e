"""The table of faults: what goes wrong in a classroom, what is seen, what is kept, what to do.

``faults.toml`` is the one source. TROUBLESHOOTING.md shows it (``python -m tests.faults`` writes
it), and each row names the tests that prove it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("faults.toml")
PAGE = ROOT / "TROUBLESHOOTING.md"
HEAD = "| What went wrong | What you see | What is kept | What to do |\n| --- | --- | --- | --- |"


@dataclass(frozen=True)
class Fault:
    """One row: what goes wrong, a fragment of what is seen, word for word, and what to do.

    `tests` are the node ids of those that prove it; `note` adds to what is seen.
    """

    title: str
    sees: str
    kept: str
    do: str
    tests: tuple[str, ...]
    note: str = ""

    def is_seen_in(self, text: str) -> None:
        """Assert that the reader would really see the fragment, however its lines are broken."""
        shown = " ".join(text.split())
        assert self.sees in shown, f"{self.title}: {self.sees!r} is not in {shown!r}"


def contents() -> dict:
    """Read the page's title, its opening and the groups of faults, as they are written."""
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def faults() -> dict[str, Fault]:
    """Give all rows by their titles."""
    rows = [
        Fault(**row | {"tests": tuple(row["tests"])})
        for group in contents()["group"]
        for row in group["fault"]
    ]
    table = {row.title: row for row in rows}
    assert len(table) == len(rows), "two faults have the same title"
    return table


def page() -> str:
    """Write the page for the reader."""
    written = contents()
    rows = faults()
    parts = [f"# {written['title']}", written["opening"].strip()]
    for group in written["group"]:
        lines = [HEAD, *(_row(rows[fault["title"]]) for fault in group["fault"])]
        parts += [f"## {group['name']}", *filter(None, [group.get("opening", "").strip()])]
        parts += ["\n".join(lines), *filter(None, [group.get("closing", "").strip()])]
    return "\n\n".join(parts) + "\n"


def _row(fault: Fault) -> str:
    seen = f"`{fault.sees}`" + (f" {fault.note}" if fault.note else "")
    cells = (fault.title, seen, fault.kept, fault.do)
    return "| " + " | ".join(cell.strip().replace("|", "\\|") for cell in cells) + " |"
