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
        If one of them cannot be written; then every file is as it was before. Should one of them
        not let itself be put back, a note on the error says where its old content lies.
    """
    parts: dict[Path, Path] = {}
    backups: dict[Path, Path] = {}
    written: set[Path] = set()
    try:
        for path, text in texts.items():
            path = path.resolve()
            parts[path] = _beside(path, "part")
            parts[path].write_text(text, encoding="utf-8", newline="")
            written.add(path)
            if path.exists():
                shutil.copymode(path, parts[path])
                backups[path] = _beside(path, "before")
                shutil.copy2(path, backups[path])
        for path, part in parts.items():
            os.replace(part, path)
    except BaseException as error:  # an interrupt too must leave all files as they were
        for path, part in parts.items():
            if path in written and not part.exists():  # so it has become the file itself
                _put_back(path, backups, error)
        raise
    finally:
        for file in [*parts.values(), *backups.values()]:
            file.unlink(missing_ok=True)


def _beside(path: Path, kind: str) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{kind}")


def _put_back(path: Path, backups: dict[Path, Path], error: BaseException) -> None:
    """Undo a replacement; if that fails, leave the backup and say where it is."""
    try:
        if path in backups:
            os.replace(backups[path], path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        kept = backups.pop(path, None)
        where = f"; what it held lies in {kept}" if kept else ""
        error.add_note(f"{path} could not be put back{where}")
