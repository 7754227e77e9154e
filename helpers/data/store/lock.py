"""One notebook at a time fetches a data set; the others wait for it."""

import contextlib
from collections.abc import Callable, Iterator

from helpers.data.catalogue import Specification
from helpers.data.settings import Settings
from helpers.data.store.find import NotAvailable, Place


@contextlib.contextmanager
def one_at_a_time(
    place: Place, specification: Specification, settings: Settings, say: Callable[[str], None]
) -> Iterator[bool]:
    """Hold the lock of a data set; yield whether nobody else can be fetching it now.

    The operating system frees the lock when its holder dies. On a share without locks storing is
    still safe, as it is atomic.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(place.folder / f".{specification.key}.lock")
    try:
        try:
            lock.acquire(timeout=1)
        except Timeout:
            say(f"Another notebook is fetching {specification.title}; waiting for it.")
            lock.acquire(timeout=settings.lock_timeout)
    except Timeout as error:
        raise NotAvailable(
            f"another notebook has been fetching it for more than {settings.lock_timeout:.0f} s; "
            f"run this cell again when it is done"
        ) from error
    except (OSError, NotImplementedError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
