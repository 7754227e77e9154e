"""Fetching a data set from its official addresses, once for all notebooks on a computer."""

import contextlib
import hashlib
import io
import os
import sys
import time
import uuid
import warnings
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from helpers.data import files
from helpers.data.catalogue import Address, Specification
from helpers.data.files import Arrays, BadFile
from helpers.data.settings import Settings
from helpers.data.store.find import Found, NotAvailable, Place, look, our_places
from helpers.data.store.lock import one_at_a_time

LARGEST_FILE = 64 * 1024 * 1024
UNREACHABLE = "it is not on this computer and could not be fetched"

Say = Callable[[str], None]


def fetch(specification: Specification, settings: Settings, say: Say) -> Found:
    """Fetch a data set and keep it where the next call will find it, or raise `NotAvailable`.

    One notebook fetches, others that ask meanwhile wait for it and read its copy. What cannot
    be kept (read-only folders, a full disk) is still returned. As this can take minutes, `say`
    gets each line for the reader as soon as there is one.
    """
    place = _writable_place(specification, settings, say)
    if place is None:
        return _fetch_from_any(specification, settings, say)
    failure = place.folder / f".{specification.key}.failed"
    failure_before = _modified(failure)
    with one_at_a_time(place, specification, settings, say) as is_alone:
        if is_alone:
            _remove_leftovers(place, specification)
        found, problems = look(specification, our_places(settings))
        for line in problems:
            say(line)
        if found is not None:
            return found
        if _modified(failure) != failure_before:
            # Thirty notebooks without a network must not wait for thirty attempts in a row.
            raise NotAvailable(_text(failure))
        try:
            found = _fetch_from_any(specification, settings, say)
        except NotAvailable as problem:
            with contextlib.suppress(OSError):
                failure.write_text(str(problem), encoding="utf-8")
            raise
        with contextlib.suppress(OSError):
            failure.unlink(missing_ok=True)
        _keep(found.arrays, specification, place, say)
    return found


def _fetch_from_any(specification: Specification, settings: Settings, say: Say) -> Found:
    problems = []
    for address in specification.addresses:
        try:
            arrays = _fetch_from(address, specification, settings)
        except BadFile as problem:
            problems.append(f"{address.host}: {problem}")
            continue
        if problems:
            say(
                f"{specification.title} was fetched from {address.host}, because the address "
                f"before it failed ({'; '.join(problems)})."
            )
        return Found(arrays, f"{address.host}, fetched just now")
    raise NotAvailable(f"{UNREACHABLE} ({'; '.join(dict.fromkeys(problems))})")


def _fetch_from(address: Address, specification: Specification, settings: Settings) -> Arrays:
    fetched = [
        _fetch_file(url, checksum, specification.title, settings)
        for url, checksum in zip(address.urls, address.checksums, strict=True)
    ]
    if address.container != "idx":
        return files.read(fetched[0], specification)
    return {
        wanted.name: files.read_idx(file, wanted)
        for wanted, file in zip(specification.arrays, fetched, strict=True)
    }


def _fetch_file(url: str, checksum: str | None, title: str, settings: Settings) -> io.BytesIO:
    """Fetch one file into memory, so that neither a broken transfer nor a full disk matters."""
    import pooch

    content = io.BytesIO()
    progress = _progress_bar(title, settings.download_timeout)
    timeout = (settings.connect_timeout, settings.read_timeout)
    try:
        pooch.HTTPDownloader(progressbar=progress, timeout=timeout)(url, content, None)
    except (OSError, ValueError) as error:  # requests' own, or a length of "abc"
        raise BadFile(_in_words(error, url)) from error
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


def _in_words(error: Exception, url: str) -> str:
    """Say why a transfer failed; the words of libraries may hold the password of a proxy."""
    import requests
    from requests import exceptions

    if isinstance(error, requests.HTTPError):
        return f"the server answered {error.response.status_code}"
    certificates = _first_set("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    is_bare = not isinstance(error, requests.RequestException)
    if is_bare and certificates and not os.path.exists(os.environ[certificates]):
        return f"{certificates} names a file that is not there; correct or unset it"
    variable = _first_set(f"{urlsplit(url).scheme}_proxy", "all_proxy") or "the system"
    bad_proxy = f"the proxy that {variable} names cannot be used"
    reasons = {
        exceptions.InvalidSchema: f"{bad_proxy} (SOCKS needs the package PySocks)",
        exceptions.InvalidURL: f"{bad_proxy} (its address makes no sense)",
        exceptions.ProxyError: f"{bad_proxy} (it does not answer, or refuses)",
        exceptions.SSLError: "no secure connection; does this network ask for a login?",
        exceptions.Timeout: "no answer in time",
        exceptions.ChunkedEncodingError: "the transfer broke off",
        exceptions.ConnectionError: "no connection, or it broke off",
    }
    kinds = (kind for kind in reasons if isinstance(error, kind))
    return reasons.get(next(kinds, None), f"the request failed ({type(error).__name__})")


def _first_set(*variables: str) -> str | None:
    """Give the first of some environment variables that is set, in small or in capital letters."""
    spellings = (spelt for name in variables for spelt in (name, name.upper()))
    return next((spelt for spelt in spellings if os.environ.get(spelt)), None)


def _progress_bar(title: str, seconds: float):
    """Make a bar on standard output that also ends a transfer that is too long."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm

    deadline = time.monotonic() + seconds

    class LimitedBar(tqdm):
        def __bool__(self):
            return True  # pooch asks whether there is a bar; tqdm would say whether it has a length

        def update(self, size):
            if self.n > LARGEST_FILE:
                raise BadFile("what came is far longer than the file")
            if time.monotonic() > deadline:
                raise BadFile("the transfer is too slow")
            return super().update(size)

    return LimitedBar(
        desc=title, unit="B", unit_scale=True, leave=False, file=sys.stdout, delay=0.5
    )


def _writable_place(specification: Specification, settings: Settings, say: Say) -> Place | None:
    """Give the first of our folders that takes a file; say which do not."""
    for place in our_places(settings):
        probe = place.folder / f".{uuid.uuid4().hex}.part"
        try:
            place.folder.mkdir(parents=True, exist_ok=True)
            probe.touch(exist_ok=False)
            probe.unlink()
        except OSError as error:
            say(f"{specification.title} cannot be kept in {place.words} ({error.strerror}).")
        else:
            return place
    return None


def _keep(arrays: Arrays, specification: Specification, place: Place, say: Say) -> None:
    name = specification.cache_name
    try:
        if files.store(place.folder / name, arrays, specification) != "kept":
            return
        reason = f"another {name} is there; please move it away"
    except OSError as error:
        reason = error.strerror
    say(
        f"{specification.title} was fetched and is used, but it could not be kept in "
        f"{place.words} ({reason}); it will be fetched again next time."
    )


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
        return UNREACHABLE
