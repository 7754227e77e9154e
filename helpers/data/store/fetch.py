"""Fetching a data set from its official addresses, once for all notebooks on a computer."""

import contextlib
import hashlib
import io
import os
import sys
import time
import uuid
import warnings
from pathlib import Path

from helpers.data import files as containers
from helpers.data.catalogue import Address, Specification
from helpers.data.files import Arrays, BadFile
from helpers.data.notices import show
from helpers.data.settings import Settings
from helpers.data.store import find as search
from helpers.data.store.find import Found, Place

LARGEST_FILE = 64 * 1024 * 1024


class NotAvailable(Exception):
    """The real data is out of reach; the text completes "because …"."""


def fetch(specification: Specification, settings: Settings) -> Found:
    """Fetch a data set and keep it where the next call will find it.

    One notebook fetches, others that ask meanwhile wait for it and read its copy. What cannot
    be kept (read-only folders, a full disk) is still returned.

    Parameters
    ----------
    specification : Specification
        The data set, with its addresses.
    settings : Settings
        Folders and time limits.

    Returns
    -------
    Found
        The verified arrays.

    Raises
    ------
    NotAvailable
        If no address gives it.
    """
    place = _writable_place(specification, settings)
    if place is None:
        return _fetch_from_any(specification, settings)
    failure = place.folder / f".{specification.key}.failed"
    failure_before = _modified(failure)
    with _one_at_a_time(place, specification, settings) as is_alone:
        if is_alone:
            _remove_leftovers(place, specification)
        found = search.look(specification, search.our_places(settings))
        if found is not None:
            return found
        if _modified(failure) != failure_before:
            # Thirty notebooks without a network must not wait for thirty attempts in a row.
            raise NotAvailable(_text(failure))
        try:
            found = _fetch_from_any(specification, settings)
        except NotAvailable as problem:
            with contextlib.suppress(OSError):
                failure.write_text(str(problem), encoding="utf-8")
            raise
        with contextlib.suppress(OSError):
            failure.unlink(missing_ok=True)
        _keep(found.arrays, specification, place)
    return found


def _fetch_from_any(specification: Specification, settings: Settings) -> Found:
    problems = []
    for address in specification.addresses:
        try:
            arrays = _fetch_from(address, specification, settings)
        except BadFile as problem:
            problems.append(f"{address.host}: {problem}")
            continue
        if problems:
            show(
                f"{specification.title} was fetched from {address.host}, because the address "
                f"before it failed ({'; '.join(problems)}).",
                specification.key,
            )
        return Found(arrays, f"{address.host}, fetched just now")
    reasons = "; ".join(dict.fromkeys(problems))
    raise NotAvailable(f"it is not on this computer and could not be fetched ({reasons})")


def _fetch_from(address: Address, specification: Specification, settings: Settings) -> Arrays:
    files = [
        _fetch_file(url, checksum, specification.title, settings)
        for url, checksum in zip(address.urls, address.checksums, strict=True)
    ]
    if address.container == "npz":
        return containers.read_npz(files[0], specification)
    if address.container == "csv":
        return containers.read_csv(files[0], specification)
    return {
        wanted.name: containers.read_idx(file, wanted)
        for wanted, file in zip(specification.arrays, files, strict=True)
    }


def _fetch_file(url: str, checksum: str | None, title: str, settings: Settings) -> io.BytesIO:
    """Fetch one file into memory, so that a broken transfer leaves nothing on the disk."""
    import pooch
    import requests

    content = io.BytesIO()
    progress = _Progress(title, settings.download_timeout)
    timeout = (settings.connect_timeout, settings.read_timeout)
    try:
        pooch.HTTPDownloader(progressbar=progress, timeout=timeout)(url, content, None)
    except requests.HTTPError as error:
        raise BadFile(f"the server answered {error.response.status_code}") from error
    except requests.exceptions.SSLError as error:
        raise BadFile("no secure connection; does this network ask for a login?") from error
    except requests.Timeout as error:
        raise BadFile("no answer in time") from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise BadFile("the transfer broke off") from error
    except requests.ConnectionError as error:
        raise BadFile("no connection, or it broke off") from error
    except (requests.RequestException, OSError, ValueError) as error:  # such as a length of "abc"
        raise BadFile(str(error) or type(error).__name__) from error
    finally:
        progress.close()
    start = content.getvalue()[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise BadFile("a web page came instead of the file; does this network ask for a login?")
    if checksum is not None:
        algorithm, _, expected = checksum.partition(":")
        if hashlib.new(algorithm, content.getbuffer()).hexdigest() != expected:
            raise BadFile("the file's checksum differs from the published one")
    content.seek(0)
    return content


class _Progress:
    """A progress bar on standard output that also ends a transfer that is too long."""

    def __init__(self, title: str, seconds: float):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm

            self.bar = tqdm(
                desc=title, unit="B", unit_scale=True, leave=False, file=sys.stdout, delay=0.5
            )
        self.deadline = time.monotonic() + seconds
        self.received = 0

    @property
    def total(self) -> int | None:
        """Size of the file in bytes, which pooch sets when the server names it."""
        return self.bar.total

    @total.setter
    def total(self, size: int) -> None:
        self.bar.total = size or None

    def update(self, size: int) -> None:
        self.received += size
        if self.received > LARGEST_FILE + size:
            raise BadFile("what came is far longer than the file")
        if time.monotonic() > self.deadline:
            raise BadFile("the transfer is too slow")
        self.bar.update(size)

    def reset(self) -> None:
        self.bar.reset()
        self.received = 0

    def close(self) -> None:
        self.bar.close()


@contextlib.contextmanager
def _one_at_a_time(place: Place, specification: Specification, settings: Settings):
    """Hold the lock of a data set; yield whether nobody else can be fetching it now.

    The operating system frees the lock when its holder dies. Where there are no locks (no
    filelock installed, a share without them), storing is still safe, as it is atomic.
    """
    try:
        from filelock import FileLock, Timeout
    except ImportError:
        yield False
        return
    lock = FileLock(place.folder / f".{specification.key}.lock")
    try:
        try:
            lock.acquire(timeout=1)
        except Timeout:
            show(
                f"Another notebook is fetching {specification.title}; waiting for it.",
                specification.key,
            )
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


def _writable_place(specification: Specification, settings: Settings) -> Place | None:
    """Give the first of our folders that takes a file; say which do not."""
    for place in search.our_places(settings):
        probe = place.folder / f".{uuid.uuid4().hex}.part"
        try:
            place.folder.mkdir(parents=True, exist_ok=True)
            probe.touch(exist_ok=False)
            probe.unlink()
        except OSError as error:
            show(
                f"{specification.title} cannot be kept in {place.words} ({error.strerror}).",
                specification.key,
            )
        else:
            return place
    return None


def _keep(arrays: Arrays, specification: Specification, place: Place) -> None:
    """Store the arrays atomically: whoever looks sees no file or the whole one."""
    part = place.folder / f".{specification.cache_name}.{uuid.uuid4().hex}.part"
    try:
        with open(part, "xb") as file:
            containers.write(file, arrays, specification)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place.folder / specification.cache_name)
    except OSError as error:
        show(
            f"{specification.title} was fetched and is used, but it could not be kept in "
            f"{place.words} ({error.strerror}); it will be fetched again next time.",
            specification.key,
        )
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _remove_leftovers(place: Place, specification: Specification) -> None:
    """Remove what a notebook left that was ended while it stored its copy."""
    for path in place.folder.glob(f".{specification.cache_name}.*.part"):
        with contextlib.suppress(OSError):
            path.unlink()


def _modified(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return "it is not on this computer and could not be fetched"
