"""Writing files so that nobody ever meets half of one."""

import os
import shutil
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file in one step: it is there with all of the content, or as it was before.

    A file that is replaced keeps its permissions, and a link is followed. Text is written as UTF-8
    with the line ends it has.
    """
    path = path.resolve()
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
    finally:
        part.unlink(missing_ok=True)
