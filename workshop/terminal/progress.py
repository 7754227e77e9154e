"""One progress bar for a whole command, or plain lines where nobody watches."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Self

import click
from tqdm import tqdm


class Progress:
    """Shows on stderr how many of all the code cells are done.

    A terminal gets one bar, which disappears at the end. Under CI (the variable ``CI`` is set) and
    where stderr is no terminal, each finished notebook is one plain line.
    """

    def __init__(self, cells: int):
        watched = sys.stderr.isatty() and not os.environ.get("CI")
        self._bar = (
            tqdm(total=cells, unit="cell", leave=False, dynamic_ncols=True, file=sys.stderr)
            if watched
            else None
        )

    def notebook(self, text: str) -> None:
        """Name the notebook that starts now, as in ``"01_perceptron_or_gate (2 of 4)"``."""
        if self._bar is not None:
            self._bar.set_description(text)

    def cell(self, count: int = 1) -> None:
        """Count cells that are done."""
        if self._bar is not None:
            self._bar.update(count)

    def finished(self, text: str) -> None:
        """Tell that a notebook is done; only a command without a bar prints this."""
        if self._bar is None:
            click.echo(text, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()
