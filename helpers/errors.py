"""Errors as a notebook shows them: by their sentence alone, or whole and folded."""

from __future__ import annotations

import html
import re
import traceback
from dataclasses import dataclass

_BEFORE_THE_PACKAGES = re.compile(r'(?<=File ")[^"\n]*[/\\](?:site-packages|python3[.\d]*)[/\\]')
_CELL = re.compile(r'(?<=File ")[^"\n]*ipykernel_\d+[^"\n]*(?=")')


def without_traceback(error: Exception) -> Exception:
    """Have a notebook show an error, which is given back to be raised, by its sentence alone."""
    error._render_traceback_ = lambda: [f"{type(error).__name__}: {error}"]  # IPython asks for it
    return error


@dataclass(frozen=True)
class FoldedError:
    """An error that a notebook shows as one line, with all that Python printed folded beneath."""

    error: BaseException | None

    @property
    def text(self) -> str:
        """The whole message, as Python prints it, with short paths."""
        printed = "".join(traceback.format_exception(self.error)) if self.error else ""
        return _BEFORE_THE_PACKAGES.sub("", _CELL.sub("this cell", printed)).strip()

    def __repr__(self) -> str:
        # Which error there is, and how long its message, depends on the backend.
        count = len(self.text.splitlines())
        kind = f"{type(self.error).__name__}, {count} lines" if self.error else "no error at all"
        return f"on this machine: {kind}"

    def _repr_html_(self) -> str:
        if self.error is None:
            return f"<p>{self!r}</p>"
        unfold = "Click here to unfold the whole message."
        return (
            f"<details><summary>{html.escape(repr(self))}. {unfold}</summary>"
            f"<pre>{html.escape(self.text)}</pre></details>"
        )


def folded(error: BaseException | None) -> FoldedError:
    """Show an error that was caught, folded, as the value of a cell; or say that there is none."""
    return FoldedError(error)
