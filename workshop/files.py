"""Writing files so that nobody ever meets half of one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text file in one step: it is there with all of the text, or as it was before.

    Parameters
    ----------
    path : Path
        The file; one that exists is replaced and keeps its permissions. A link is followed.
    text : str
        The whole content, written as UTF-8 with the line ends it has.
    """
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        if path.exists():
            shutil.copymode(path, part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
