"""One progress bar for a whole command, or plain lines where nobody watches."""

import os
import sys
from typing import Self

import click
from tqdm import tqdm


def is_watched() -> bool:
    """Say whether a person sees stderr: it is a terminal, and not under CI."""
    return sys.stderr.isatty() and not os.environ.get("CI")


class Progress:
    """Shows on stderr how many of all the code cells, or runs, are done.

    Whoever watches gets one bar, which disappears at the end; otherwise each finished notebook is
    one plain line.
    """

    def __init__(self, total: int, unit: str = "cell"):
        self._bar = tqdm(
            total=total, unit=unit, leave=False, dynamic_ncols=True, file=sys.stderr,
            disable=not is_watched(),
        )

    def notebook(self, text: str) -> None:
        """Name the notebook that starts now, as in ``"01_perceptron_or_gate (2 of 4)"``."""
        self._bar.set_description(text)

    def cell(self, count: int = 1) -> None:
        """Count cells that are done."""
        self._bar.update(count)

    def finished(self, text: str) -> None:
        """Tell that a notebook is done, where there is no bar."""
        if self._bar.disable:
            click.echo(text, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()
