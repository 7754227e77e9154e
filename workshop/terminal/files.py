"""Writing files so that nobody ever meets half of one."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file in one step: it is there with all of the content, or as it was before.

    A file that is replaced keeps its permissions, and a link is followed. Text is written as UTF-8
    with the line ends it has.
    """
    write_all({path: content})


def write_all(contents: Mapping[Path, str | bytes]) -> None:
    """Write several files as `write_whole` does: all of them, or none.

    If one of them can't be written, every file is as it was before. Should one not let itself be
    put back, a note on the error says where its old content lies.
    """
    parts: dict[Path, Path] = {}
    backups: dict[Path, Path] = {}
    written: set[Path] = set()
    try:
        for path, content in contents.items():
            path = path.resolve()
            parts[path] = _beside(path, "part")
            _write(parts[path], content)
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


def _write(path: Path, content: str | bytes) -> None:
    """Write a file that is whole on the disk too, from which a stick may be pulled right after."""
    with open(path, "wb") as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


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
