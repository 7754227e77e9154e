"""Writing files so that nobody ever meets half of one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
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
    write_all({path: text})


def write_all(texts: Mapping[Path, str]) -> None:
    """Write several text files: all of them, or none.

    Parameters
    ----------
    texts : mapping of Path to str
        The whole content of each file, written as by `write_whole`.

    Raises
    ------
    OSError
        If one of them cannot be written; then every file is as it was before.
    """
    parts: dict[Path, Path] = {}
    replaced: dict[Path, bytes | None] = {}
    try:
        for path, text in texts.items():
            path = path.resolve()
            parts[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            parts[path].write_text(text, encoding="utf-8", newline="")
            if path.exists():
                shutil.copymode(path, parts[path])
        for path, part in parts.items():
            before = path.read_bytes() if path.exists() else None
            os.replace(part, path)
            replaced[path] = before
    except BaseException:  # an interrupt too must leave all files as they were
        for path, before in replaced.items():
            if before is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(before)
        raise
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
