"""The table of faults: what goes wrong in a classroom, what is seen, what is kept, what to do.

``faults.toml`` is the one source. TROUBLESHOOTING.md shows it, and a second page what is rare
(``python -m tests.faults`` writes both). Each row names the tests that prove it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("faults.toml")
PAGES = {"page": ROOT / "TROUBLESHOOTING.md", "rare_page": ROOT / "docs" / "rare_faults.md"}
LONGEST_ROW = 200
HEAD = "| What went wrong | What you see | What is kept | What to do |\n| --- | --- | --- | --- |"


@dataclass(frozen=True)
class Fault:
    """One row: what goes wrong, a fragment of what is seen, word for word, and what to do.

    `tests` are the node ids of those that prove it; `note` adds to what is seen, and `steps`, which
    stand under the table, to what to do.
    """

    title: str
    sees: str
    kept: str
    do: str
    tests: tuple[str, ...]
    note: str = ""
    steps: str = ""

    @property
    def row(self) -> str:
        """The fault's line in its table."""
        seen = f"`{self.sees}`" + (f" {self.note}" if self.note else "")
        cells = (self.title, seen, self.kept, self.do)
        return "| " + " | ".join(cell.strip().replace("|", "\\|") for cell in cells) + " |"

    @property
    def commands(self) -> list[list[str]]:
        """The commands in its steps, in words."""
        return [line.split() for line in re.findall(r"^git .+$", self.steps, re.MULTILINE)]

    def is_seen_in(self, text: str) -> None:
        """Assert that the reader would really see the fragment, however its lines are broken."""
        shown = " ".join(text.split())
        assert self.sees in shown, f"{self.title}: {self.sees!r} is not in {shown!r}"


def contents() -> dict:
    """Read the pages' titles and openings and the groups of faults, as they are written."""
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


def page(name: str) -> str:
    """Write one of the pages for the reader."""
    written, rows = contents(), faults()
    parts = [f"# {written[name]['title']}", written[name]["opening"].strip()]
    for group in written["group"]:
        if group.get("rare", False) is not (name == "rare_page"):
            continue
        shown = [rows[fault["title"]] for fault in group["fault"]]
        parts += [f"## {group['name']}", *filter(None, [group.get("opening", "").strip()])]
        parts += ["\n".join([HEAD, *(fault.row for fault in shown)])]
        parts += [f"**{fault.title}.** {fault.steps.strip()}" for fault in shown if fault.steps]
    return "\n\n".join(parts) + "\n"
