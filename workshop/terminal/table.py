"""A table of text for the terminal and for the log of a CI run."""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size

NARROWEST = 30


def text_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Sequence[str] = (),
    width: int | None = None,
) -> str:
    """Lay out rows in columns, those of `numbers` to the right; `width` wraps the last column."""
    if width is not None:
        first = [max(map(len, column)) + 2 for column in zip(head, *rows, strict=True)][:-1]
        rows = list(_wrapped(rows, max(NARROWEST, width - sum(first))))
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = []
    for row in (head, ["─" * width for width in widths], *rows):
        cells = [
            cell.rjust(width) if name in numbers else cell.ljust(width)
            for name, cell, width in zip(head, row, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def terminal_width() -> int | None:
    """Give the columns of the terminal; None for a file or a pipe, where no line is too long."""
    return get_terminal_size().columns if sys.stdout.isatty() else None


def _wrapped(rows: Sequence[Sequence[str]], room: int) -> Iterator[Sequence[str]]:
    """Go on with a last cell that is too long on lines of its own."""
    for *cells, last in rows:
        # A path is left whole, so that it can be copied.
        lines = textwrap.wrap(last, room, break_long_words=False, break_on_hyphens=False)
        first, *others = lines or [""]
        yield [*cells, first]
        for other in others:
            yield [*[""] * len(cells), other]
