"""Lines under a cell: what the data calls have to say to the reader."""

import sys


class Notice:
    """A line of text that carries a mark for programs that read the notebook."""

    def __init__(self, line: str, kind: str, key: str):
        self.line = line
        self.kind = kind
        self.key = key

    def __repr__(self) -> str:
        return self.line

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Give IPython the text, and the mark as the output's metadata."""
        return {"text/plain": self.line}, {"workshop": {self.kind: self.key}}


def show(line: str, key: str, kind: str = "data_notice") -> None:
    """Show one line about a data set: as a marked output in a notebook, as plain text elsewhere.

    The mark is the output's metadata ``{"workshop": {kind: key}}``, its kind ``"stand_in"`` or
    ``"data_notice"``.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if getattr(shell, "kernel", None) is not None:
        ipython.display.display(Notice(line, kind, key))
    else:
        print(line, flush=True)
