"""Writing files so that nobody ever meets half of one."""

import contextlib
import errno
import os
import shutil
import stat
from pathlib import Path


class NotWritten(OSError):
    """A file could not be written, and is as it was; `filename` is its own name."""


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file in one step: it is there with all of the content, or as it was before.

    A file that is replaced keeps its permissions, and a link is followed. Text is written as UTF-8
    with the line ends it has.
    """
    path = path.resolve()
    if is_read_only(path):
        raise NotWritten(errno.EACCES, "it is read-only", str(path))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            # On the disk too, from which a stick may be pulled right after.
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        os.replace(part, path)
    except OSError as error:
        raise NotWritten(error.errno, error.strerror, str(path)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def is_read_only(path: Path) -> bool:
    """Tell whether somebody has protected a file, which being replaced would not respect."""
    return os.path.exists(path) and not path.stat().st_mode & stat.S_IWUSR
