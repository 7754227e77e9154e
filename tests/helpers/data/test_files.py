"""What is read is verified number by number, and nothing else is read."""

import gzip
import io
import zipfile

import numpy as np
import pytest

from helpers.data import files
from helpers.data.files import BadFile, read_idx
from tests.helpers.data import fake_data
from tests.helpers.data.fake_data import ARRAYS, FAKE, FAKE_TABLE, TABLE

X_TRAIN, Y_TRAIN = FAKE.arrays[:2]


def read(content, specification=FAKE):
    content = content.encode("latin-1") if isinstance(content, str) else content
    return files.read(io.BytesIO(content), specification)


def with_a_broken_array_more() -> bytes:
    buffer = io.BytesIO(fake_data.npz_bytes())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("mine.npy", b"\x93NUMPY damaged")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "archive",
    [
        fake_data.npz_bytes(),
        fake_data.npz_bytes(compressed=False),
        with_a_broken_array_more(),
    ],
    ids=["compressed", "not compressed", "with one array more, which is broken"],
)
def test_an_archive_is_read_by_the_names_of_its_arrays(archive):
    assert fake_data.same(read(archive))


def test_arrays_can_be_written_to_after_reading():
    for array in read(fake_data.npz_bytes()).values():
        array += 0
    image = read_idx(io.BytesIO(fake_data.idx_bytes(ARRAYS["x_train"])), X_TRAIN)
    image += 0


def changed(name, index, value):
    array = ARRAYS[name].copy()
    array[index] = value
    return {name: array}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (changed("x_train", (3, 2, 1), ARRAYS["x_train"][3, 2, 1] ^ 1), "the numbers in x_train"),
        (changed("y_train", [0, 1], ARRAYS["y_train"][[1, 0]]), "the numbers in y_train"),
        ({"x_train": ARRAYS["x_train"][:-1]}, r"should be \(40, 4, 4\) of uint8, but it is \(39,"),
        ({"x_train": ARRAYS["x_train"].astype(float)}, "of uint8, but it is .* of float64"),
    ],
    ids=["a pixel", "two labels that changed places", "too few", "other numbers"],
)
def test_what_differs_in_an_array_is_named(change, named):
    with pytest.raises(BadFile, match=named):
        read(fake_data.npz_bytes(ARRAYS | change))


def test_a_missing_array_is_named():
    arrays = {name: array for name, array in ARRAYS.items() if name != "y_test"}
    with pytest.raises(BadFile, match="no array y_test"):
        read(fake_data.npz_bytes(arrays))


@pytest.mark.parametrize(
    "content",
    [
        *(fake_data.npz_bytes()[:length] for length in (0, 200, -20)),
        fake_data.npz_bytes()[:150] + b"\x00" + fake_data.npz_bytes()[151:],
    ],
)
def test_a_damaged_archive_is_refused(content):
    with pytest.raises(BadFile):
        read(content)


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_an_idx_file_is_read_gzipped_or_not_and_refused_cut_short(pack):
    content = pack(fake_data.idx_bytes(ARRAYS["x_train"]))
    assert np.array_equal(read_idx(io.BytesIO(content), X_TRAIN), ARRAYS["x_train"])
    for length in (0, 2, 6, 20, -1, -9):
        with pytest.raises(BadFile):
            read_idx(io.BytesIO(content[:length]), X_TRAIN)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (fake_data.idx_bytes(ARRAYS["x_train"]) + b"\x00", "more bytes follow"),
        (fake_data.idx_bytes(ARRAYS["y_train"]), r"x_train should be \(40, 4, 4\)"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "not an idx file"),
    ],
    ids=["a byte too many", "labels in place of images", "a web page"],
)
def test_another_idx_file_is_refused(content, reason):
    with pytest.raises(BadFile, match=reason):
        read_idx(io.BytesIO(content), X_TRAIN)


UCI = (
    '"Cement (component 1)(kg in a m^3 mixture)"',
    *"abcdefg",
    '"Concrete compressive strength(MPa, megapascals) "',
)


@pytest.mark.parametrize("names", [tuple(FAKE_TABLE.units), UCI])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_table_is_read_whatever_its_names_and_line_ends(names, line_end):
    text = fake_data.csv_text(names).replace("\n", line_end)
    assert np.array_equal(read(text, FAKE_TABLE)["table"], TABLE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(repr(float(TABLE[2, 2])), "1.23"),
        lambda text: text.replace(repr(float(TABLE[2, 2])), "much"),
        lambda text: text.replace(repr(float(TABLE[2, 2])), ""),
        lambda text: text.replace(",", ";").replace(".", ","),
        lambda text: text + text.splitlines()[-1] + "\n",
        lambda text: "",
        lambda text: "\x00\xff" + text,
        lambda text: text + "#" * 3_000_000,
        lambda text: "<!DOCTYPE html><html><body>Please log in</body></html>",
    ],
)
def test_a_damaged_table_is_refused(damage):
    with pytest.raises(BadFile):
        read(damage(fake_data.csv_text()), FAKE_TABLE)


@pytest.mark.parametrize(
    ("arrays", "specification"), [(ARRAYS, FAKE), ({"table": TABLE}, FAKE_TABLE)]
)
def test_what_is_stored_is_read_and_nothing_else_is_overwritten(tmp_path, arrays, specification):
    path = tmp_path / "stored"
    assert files.store(path, arrays, specification) == "written"
    for name, array in read(path.read_bytes(), specification).items():
        assert np.array_equal(array, arrays[name])
    assert files.store(path, arrays, specification) == "unchanged"
    path.write_text("mine")
    assert files.store(path, arrays, specification) == "kept"
    assert path.read_text() == "mine"
    assert files.store(path, arrays, specification, overwrite=True) == "written"
    assert files.store(path, arrays, specification) == "unchanged"
