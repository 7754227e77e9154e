"""Reading and writing the files that hold a data set: npz, idx and csv.

Every reader works from an open binary file, and never unpickles. It raises `BadFile` with a reason
that completes "it is not used: …".
"""

import gzip
import hashlib
import os
import textwrap
import uuid
import zipfile
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np

from helpers.data.catalogue import SPECIFICATIONS, ArraySpecification, Specification

Arrays = dict[str, np.ndarray]


class BadFile(Exception):
    """A file does not hold what it should; the text is the reason."""


@contextmanager
def readable():
    """Turn whatever is wrong with a file's content into `BadFile`."""
    try:
        yield
    except (BadFile, MemoryError):
        raise
    except EOFError as error:
        raise BadFile("it is cut short") from error
    except Exception as error:  # zlib, zipfile, gzip and NumPy each have their own
        reason = textwrap.shorten(str(error) or type(error).__name__, 80, placeholder=" …")
        raise BadFile(f"it is damaged ({reason})") from error


def verify(array: np.ndarray, wanted: ArraySpecification) -> None:
    """Refuse an array whose shape, type or a single number differ."""
    _check_shape(wanted, array.shape, array.dtype)
    digest = hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
    if digest == wanted.sha256:
        return
    for other in SPECIFICATIONS:
        if any(digest == part.sha256 for part in other.arrays):
            raise BadFile(f"it holds {other.title}")
    raise BadFile(f"the numbers in {wanted.name} are not those of the original")


def read(file: BinaryIO, specification: Specification) -> Arrays:
    """Read a whole data set from one file, an npz archive or a csv table as it is specified."""
    with readable():
        if specification.container == "npz":
            return _read_npz(file, specification)
        return _read_csv(file, specification)


def read_idx(file: BinaryIO, wanted: ArraySpecification) -> np.ndarray:
    """Read one array from an idx file, gzipped or not (its first bytes tell).

    The format: two zero bytes, the code of the type (8: unsigned byte), the number of dimensions,
    each dimension as a big-endian 32-bit number, then the elements; described on the page of
    Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits".
    """
    with readable():
        is_gzipped = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        with gzip.GzipFile(fileobj=file) if is_gzipped else nullcontext(file) as stream:
            start = stream.read(4)
            if len(start) < 4:
                raise BadFile("it is cut short")
            if start[:3] != b"\x00\x00\x08":
                raise BadFile("it is not an idx file of unsigned bytes")
            sizes = stream.read(4 * start[3])
            shape = tuple(int(size) for size in np.frombuffer(sizes, dtype=">u4"))
            _check_shape(wanted, shape, np.dtype("uint8"))
            return _elements(stream, wanted)


def _read_npz(file: BinaryIO, specification: Specification) -> Arrays:
    arrays = {}
    with zipfile.ZipFile(file) as archive:
        for wanted in specification.arrays:
            if f"{wanted.name}.npy" not in archive.namelist():
                raise BadFile(f"it holds no array {wanted.name}")
            with archive.open(f"{wanted.name}.npy") as stream:
                array = np.lib.format.read_array(stream, allow_pickle=False)
            verify(array, wanted)
            arrays[wanted.name] = array
    return arrays


def _read_csv(file: BinaryIO, specification: Specification) -> Arrays:
    """Read a table below one line of names, which are taken to be in the usual order."""
    (wanted,) = specification.arrays
    _, *rows = file.read().decode("utf-8").splitlines()
    table = np.array([row.split(",") for row in rows if row], dtype=wanted.dtype)
    verify(table, wanted)
    return {wanted.name: table}


def store(
    path: Path, arrays: Arrays, specification: Specification, *, overwrite: bool = False
) -> Literal["written", "unchanged", "kept"]:
    """Write a data set to a file atomically: whoever looks sees no file or the whole one.

    A file that holds it already stays unchanged. Another file is kept, unless it may be
    overwritten.
    """
    if path.exists():
        if _holds(path, specification):
            return "unchanged"
        if not overwrite:
            return "kept"
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with open(part, "xb") as file:
            write(file, arrays, specification)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return "written"


def write(file: BinaryIO, arrays: Arrays, specification: Specification) -> None:
    """Write a data set in the one form in which we store it."""
    if specification.container == "npz":
        np.savez_compressed(file, **arrays)
    else:
        import pandas as pd

        (wanted,) = specification.arrays
        frame = pd.DataFrame(arrays[wanted.name], columns=list(specification.units))
        text = frame.to_csv(index=False, lineterminator="\n")
        file.write(text.encode("utf-8"))


def _holds(path: Path, specification: Specification) -> bool:
    try:
        with open(path, "rb") as file:
            read(file, specification)
    except (BadFile, OSError):
        return False
    return True


def _check_shape(wanted: ArraySpecification, shape: tuple[int, ...], dtype: np.dtype) -> None:
    if tuple(shape) != wanted.shape or dtype != np.dtype(wanted.dtype):
        raise BadFile(
            f"{wanted.name} should be {wanted.shape} of {wanted.dtype}, "
            f"but it is {tuple(shape)} of {dtype}"
        )


def _elements(stream: BinaryIO, wanted: ArraySpecification) -> np.ndarray:
    """Read exactly the elements of an array and verify them; one more byte would be too many."""
    content = bytearray(stream.read(wanted.size_in_bytes + 1))
    if len(content) < wanted.size_in_bytes:
        raise BadFile("it is cut short")
    if len(content) > wanted.size_in_bytes:
        raise BadFile(f"more bytes follow where {wanted.name} should end")
    array = np.frombuffer(content, dtype=wanted.dtype).reshape(wanted.shape)
    verify(array, wanted)
    return array
