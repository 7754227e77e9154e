"""Holds back what compiled code writes to the error stream, where it would look like an error."""

import contextlib
import os
import tempfile
from collections.abc import Iterator

_ERROR_STREAM = 2


@contextlib.contextmanager
def errors_held_back() -> Iterator[None]:
    """Hold back what the process writes to its error stream, and show it if the block fails.

    Compiled code is held back too, which replacing ``sys.stderr`` wouldn't do.
    """
    try:
        original = os.dup(_ERROR_STREAM)
    except OSError:  # a program without an error stream has nothing to hold back
        yield
        return
    try:
        temporary = tempfile.TemporaryFile()
    except OSError:  # on a full disk there is nowhere to hold it back
        os.close(original)
        yield
        return
    with temporary as held_back:
        os.dup2(held_back.fileno(), _ERROR_STREAM)
        try:
            yield
        except BaseException:
            os.dup2(original, _ERROR_STREAM)
            held_back.seek(0)
            os.write(_ERROR_STREAM, held_back.read())
            raise
        finally:
            os.dup2(original, _ERROR_STREAM)
            os.close(original)
