"""Reading and writing the files that hold a data set: npz, idx and csv.

Every reader works from an open binary file, reads no more than the specification allows, and
never unpickles. A reader raises `BadFile` with a reason that completes "it is not used: …".
"""

import csv
import gzip
import hashlib
import io
import os
import re
import uuid
import zipfile
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np

from helpers.data.catalogue import SPECIFICATIONS, ArraySpecification, Specification

Arrays = dict[str, np.ndarray]

CSV_LIMIT = 2_000_000
NPY_HEADER_LIMIT = 10_000
MEMBER_LIMIT = 100

# The first letters of each column in the headers that are in circulation: UCI's own sheet,
# the copies on GitHub, and ours.
CSV_HEADERS = {
    "cement": ("cement",),
    "slag": ("slag", "blast"),
    "fly_ash": ("flyash", "ash"),
    "water": ("water",),
    "superplasticizer": ("superplastici",),
    "coarse_aggregate": ("coarse",),
    "fine_aggregate": ("fine",),
    "age": ("age",),
    "strength": ("strength", "concrete", "csmpa", "compr"),
}


class BadFile(Exception):
    """A file does not hold what it should; the text is the reason."""


class OtherDataset(BadFile):
    """The file is whole, but it holds another data set of the course."""


@contextmanager
def readable():
    """Turn whatever goes wrong while a file is read into `BadFile`."""
    try:
        yield
    except BadFile:
        raise
    except EOFError as error:
        raise BadFile("it is cut short") from error
    except MemoryError:
        raise
    except Exception as error:  # zlib, zipfile, gzip, NumPy and pandas each have their own
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise BadFile(f"it is damaged or cannot be read ({reason})") from error


def verify(array: np.ndarray, wanted: ArraySpecification) -> None:
    """Refuse an array whose shape, type, class counts or a single number differ."""
    _check_shape(wanted, array.shape, array.dtype)
    digest = hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
    if digest == wanted.sha256:
        return
    for other in SPECIFICATIONS:
        if any(digest == part.sha256 for part in other.arrays):
            raise OtherDataset(f"it holds {other.title}")
    if wanted.class_counts is not None:
        counts = np.bincount(array.ravel(), minlength=len(wanted.class_counts))
        for label, (came, expected) in enumerate(zip(counts, wanted.class_counts, strict=False)):
            if came != expected:
                raise BadFile(
                    f"{wanted.name} holds {came:,} labels {label} where {expected:,} belong"
                )
    raise BadFile(f"the numbers in {wanted.name} are not those of the original")


def read(file: BinaryIO, specification: Specification) -> Arrays:
    """Read a whole data set from one file, an npz archive or a csv table as it is specified."""
    reader = read_npz if specification.container == "npz" else read_csv
    return reader(file, specification)


def read_npz(file: BinaryIO, specification: Specification) -> Arrays:
    """Read the arrays of a data set from an ``.npz`` archive, compressed or not.

    An array is recognised by its name; failing that, by its shape and type. The header of a
    member is checked before its content is read.
    """
    arrays = {}
    with readable(), zipfile.ZipFile(file) as archive:
        headers = {}
        if len(archive.namelist()) > MEMBER_LIMIT:
            raise BadFile(f"it holds {len(archive.namelist()):,} parts where four belong")
        for member in archive.namelist():
            if member.endswith(".npy"):
                with archive.open(member) as stream:
                    headers[member] = _npy_header(stream)
        for wanted in specification.arrays:
            member = _member_for(wanted, headers)
            with archive.open(member) as stream:
                shape, is_fortran, dtype = _npy_header(stream)
                _check_shape(wanted, shape, dtype)
                array = _elements(stream, wanted)
            if is_fortran:
                array = array.ravel().reshape(shape, order="F")
            arrays[wanted.name] = np.ascontiguousarray(array)
            verify(arrays[wanted.name], wanted)
    return arrays


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
            array = _elements(stream, wanted)
        verify(array, wanted)
    return array


def read_csv(file: BinaryIO, specification: Specification) -> Arrays:
    """Read a table from a csv file in UTF-8 with a header line.

    The separator may be a comma, a semicolon or a tab; columns are put in order by their names
    where all names are known, and taken as they stand otherwise.
    """
    (wanted,) = specification.arrays
    with readable():
        content = file.read(CSV_LIMIT + 1)
        if len(content) > CSV_LIMIT:
            raise BadFile(f"it is longer than {CSV_LIMIT:,} bytes")
        text = content.decode("utf-8-sig")
        header = text.partition("\n")[0]
        separator = next((mark for mark in "\t;" if mark in header), ",")
        lines = csv.reader(io.StringIO(text), delimiter=separator)
        names, *rows = [line for line in lines if line]
        numbers = [[float(cell.replace(",", ".")) for cell in row] for row in rows]
        table = np.array(numbers, dtype=wanted.dtype)
        columns = [_known_column(name) for name in names]
        if sorted(columns) == sorted(specification.units or ()):
            table = table[:, [columns.index(name) for name in specification.units]]
        verify(table, wanted)
    return {wanted.name: table}


def store(path: Path, arrays: Arrays, specification: Specification) -> None:
    """Write a data set to a file atomically: whoever looks sees no file or the whole one."""
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


def _check_shape(wanted: ArraySpecification, shape: tuple[int, ...], dtype: np.dtype) -> None:
    if tuple(shape) != wanted.shape or dtype != np.dtype(wanted.dtype):
        raise BadFile(
            f"{wanted.name} should be {wanted.shape} of {wanted.dtype}, "
            f"but it is {tuple(shape)} of {dtype}"
        )


def _npy_header(stream: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Read shape, order and type; `ValueError` on a header that NumPy thinks unsafe."""
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(stream)
    start = stream.read(4)
    length = int.from_bytes(start, "little")
    if length > NPY_HEADER_LIMIT:  # NumPy would unpack up to 4 GB before it looks at this number
        raise BadFile("an array in it has a header that is far too long")
    return np.lib.format.read_array_header_2_0(io.BytesIO(start + stream.read(length)))


def _member_for(wanted: ArraySpecification, headers: dict) -> str:
    named = f"{wanted.name}.npy"
    if named in headers:
        return named
    alike = [
        member
        for member, (shape, _, dtype) in headers.items()
        if shape == wanted.shape and dtype == np.dtype(wanted.dtype)
    ]
    if len(alike) != 1:
        held = ", ".join(member.removesuffix(".npy") for member in list(headers)[:6])
        raise BadFile(f"it holds no array {wanted.name}, only: {held or 'nothing'}")
    return alike[0]


def _elements(stream: BinaryIO, wanted: ArraySpecification) -> np.ndarray:
    """Read exactly the elements of an array; one more byte would be too many."""
    content = bytearray(stream.read(wanted.size_in_bytes + 1))
    if len(content) < wanted.size_in_bytes:
        raise BadFile("it is cut short")
    if len(content) > wanted.size_in_bytes:
        raise BadFile(f"more bytes follow where {wanted.name} should end")
    return np.frombuffer(content, dtype=wanted.dtype).reshape(wanted.shape)


def _known_column(name: str) -> str:
    letters = re.sub("[^a-z]", "", str(name).lower())
    for column, starts in CSV_HEADERS.items():
        if letters.startswith(starts):
            return column
    return str(name)
