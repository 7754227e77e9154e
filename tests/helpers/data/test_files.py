"""What is read is verified number by number, and nothing else is read."""

import gzip
import io
import os
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest

from helpers.data import files
from helpers.data.files import BadFile, OtherDataset, read_csv, read_idx, read_npz
from tests.helpers.data import fake_data
from tests.helpers.data.fake_data import ARRAYS, FAKE, FAKE_TABLE, TABLE

X_TRAIN, Y_TRAIN = FAKE.arrays[:2]


def npz(arrays, **options):
    return io.BytesIO(fake_data.npz_bytes(arrays, **options))


def npy_bytes(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def archive_with(member: str, content: bytes) -> io.BytesIO:
    """An npz archive in which one member's bytes are replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in ARRAYS.items():
            archive.writestr(f"{name}.npy", content if name == member else npy_bytes(array))
    return buffer


@pytest.mark.parametrize(
    "archive",
    [
        npz(ARRAYS, compressed=True),
        npz(ARRAYS, compressed=False),
        npz({f"part_{number}": array for number, array in enumerate(ARRAYS.values())}),
        npz({name: np.asfortranarray(array) for name, array in ARRAYS.items()}),
        archive_with("x_train", npy_bytes(ARRAYS["x_train"], version=(2, 0))),
    ],
    ids=["compressed", "not compressed", "other names", "column order", "second version"],
)
def test_an_archive_is_read_whatever_its_form(archive):
    assert fake_data.same(read_npz(archive, FAKE))


def test_arrays_can_be_written_to_after_reading():
    for array in read_npz(npz(ARRAYS), FAKE).values():
        array += 0
    wanted = FAKE.arrays[0]
    image = read_idx(io.BytesIO(fake_data.idx_bytes(ARRAYS["x_train"])), wanted)
    image += 0


def changed(name, index, value):
    array = ARRAYS[name].copy()
    array[index] = value
    return {name: array}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (changed("x_train", (3, 2, 1), ARRAYS["x_train"][3, 2, 1] ^ 1), "the numbers in x_train"),
        (changed("y_train", 0, 7), "y_train holds 3 labels 0 where 4 belong"),
        (changed("y_train", [0, 1], ARRAYS["y_train"][[1, 0]]), "the numbers in y_train"),
    ],
    ids=["a pixel", "a label", "two labels that changed places"],
)
def test_one_changed_number_is_noticed_and_named(change, named):
    with pytest.raises(BadFile, match=named):
        read_npz(npz(ARRAYS | change), FAKE)


@pytest.mark.parametrize(
    "wrong", [ARRAYS["x_train"][:-1], ARRAYS["x_train"].astype(float), ARRAYS["x_train"].ravel()]
)
def test_a_wrong_shape_or_type_is_named_beside_the_right_one(wrong):
    with pytest.raises(BadFile, match=r"should be \(40, 4, 4\) of uint8, but it is"):
        read_npz(npz(ARRAYS | {"x_train": wrong}), FAKE)


def test_a_missing_array_is_named():
    arrays = {name: array for name, array in ARRAYS.items() if name != "y_test"}
    with pytest.raises(BadFile, match="no array y_test, only: x_train"):
        read_npz(npz(arrays), FAKE)


def test_the_files_of_another_data_set_are_recognised(monkeypatch):
    monkeypatch.setattr(files, "SPECIFICATIONS", (FAKE,))
    other = FAKE.arrays[0].__class__("x_train", (40, 4, 4), "uint8", sha256="another")
    with pytest.raises(OtherDataset, match="it holds MNIST"):
        files.verify(ARRAYS["x_train"], other)


def flipped(content, position):
    """The bytes with one bit turned over."""
    return content[:position] + bytes([content[position] ^ 16]) + content[position + 1 :]


@pytest.mark.parametrize(
    "content",
    [
        *(fake_data.npz_bytes()[:length] for length in (0, 3, 200, -200, -20)),
        flipped(fake_data.npz_bytes(), 150),
    ],
)
def test_a_damaged_archive_is_refused(content):
    with pytest.raises(BadFile):
        read_npz(io.BytesIO(content), FAKE)


class Trap:
    """Unpickling it would make a folder."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_a_pickle_inside_an_archive_is_never_unpickled(tmp_path):
    sprung = tmp_path / "sprung"
    trapped = np.empty(40, dtype=object)
    trapped[:] = [Trap(sprung)] * 40
    with pytest.raises(BadFile, match="of object"):
        read_npz(archive_with("y_train", npy_bytes(trapped)), FAKE)
    with pytest.raises(BadFile):
        read_npz(archive_with("y_train", pickle.dumps(Trap(sprung))), FAKE)
    with pytest.raises(BadFile):
        read_npz(io.BytesIO(pickle.dumps(Trap(sprung))), FAKE)
    assert not sprung.exists()
    pickle.loads(pickle.dumps(Trap(sprung)))
    assert sprung.exists(), "the trap itself must work, or this test shows nothing"


def test_an_archive_that_declares_a_huge_array_is_refused_unread():
    header = io.BytesIO()
    huge = {"descr": "|u1", "fortran_order": False, "shape": (10**12,)}
    np.lib.format.write_array_header_1_0(header, huge)
    with pytest.raises(BadFile, match=r"it is \(1000000000000,\)"):
        read_npz(archive_with("x_train", header.getvalue()), FAKE)


def memory_needed(action) -> int:
    tracemalloc.start()
    try:
        with pytest.raises(BadFile):
            action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_member_that_unpacks_to_far_too_much_is_not_unpacked():
    bomb = archive_with("x_train", npy_bytes(ARRAYS["x_train"]) + bytes(50_000_000))
    assert memory_needed(lambda: read_npz(bomb, FAKE)) < 5_000_000


def test_a_header_that_unpacks_to_far_too_much_is_not_unpacked():
    length = 50_000_000
    header = np.lib.format.magic(2, 0) + length.to_bytes(4, "little") + bytes(length)
    bomb = archive_with("x_train", header)
    assert memory_needed(lambda: read_npz(bomb, FAKE)) < 5_000_000


def test_an_archive_of_very_many_parts_is_refused_unread():
    crowd = io.BytesIO()
    with zipfile.ZipFile(crowd, "w") as archive:
        for number in range(300):
            archive.writestr(f"{number}.npy", b"")
    with pytest.raises(BadFile, match="300 parts where four belong"):
        read_npz(crowd, FAKE)


def test_a_gzip_file_that_unpacks_to_far_too_much_is_not_unpacked():
    bomb = io.BytesIO(gzip.compress(fake_data.idx_bytes(ARRAYS["x_train"]) + bytes(50_000_000)))
    assert memory_needed(lambda: read_idx(bomb, X_TRAIN)) < 5_000_000


@pytest.mark.parametrize("gzipped", [True, False])
def test_an_idx_file_is_read_gzipped_or_not(gzipped):
    content = fake_data.idx_bytes(ARRAYS["x_train"])
    file = io.BytesIO(gzip.compress(content) if gzipped else content)
    assert np.array_equal(read_idx(file, X_TRAIN), ARRAYS["x_train"])


@pytest.mark.parametrize("gzipped", [True, False])
@pytest.mark.parametrize("length", [0, 2, 6, 20, -1, -9])
def test_a_truncated_idx_file_is_refused(gzipped, length):
    content = fake_data.idx_bytes(ARRAYS["x_train"])
    content = (gzip.compress(content) if gzipped else content)[:length]
    with pytest.raises(BadFile):
        read_idx(io.BytesIO(content), X_TRAIN)


def test_an_idx_file_with_more_bytes_than_it_should_have_is_refused():
    content = fake_data.idx_bytes(ARRAYS["x_train"]) + b"\x00"
    with pytest.raises(BadFile, match="more bytes follow"):
        read_idx(io.BytesIO(content), X_TRAIN)


def test_labels_in_place_of_images_are_refused():
    with pytest.raises(BadFile, match=r"x_train should be \(40, 4, 4\)"):
        read_idx(io.BytesIO(fake_data.idx_bytes(ARRAYS["y_train"])), X_TRAIN)


def test_a_web_page_is_refused_by_every_reader():
    page = b"<!DOCTYPE html><html><body>Please log in, to use this network</body></html>"
    with pytest.raises(BadFile):
        read_npz(io.BytesIO(page), FAKE)
    with pytest.raises(BadFile, match="not an idx file"):
        read_idx(io.BytesIO(page), X_TRAIN)
    with pytest.raises(BadFile):
        read_csv(io.BytesIO(page), FAKE_TABLE)


UCI = (
    "Cement (component 1)(kg in a m^3 mixture)",
    "Blast Furnace Slag (component 2)(kg in a m^3 mixture)",
    "Fly Ash (component 3)(kg in a m^3 mixture)",
    "Water  (component 4)(kg in a m^3 mixture)",
    "Superplasticizer (component 5)(kg in a m^3 mixture)",
    "Coarse Aggregate  (component 6)(kg in a m^3 mixture)",
    "Fine Aggregate (component 7)(kg in a m^3 mixture)",
    "Age (day)",
    "Concrete compressive strength(MPa, megapascals) ",
)
QUOTED_UCI = tuple(f'"{name}"' for name in UCI)
KAGGLE = ("cement", "slag", "flyash", "water", "superplasticizer", "coarseaggregate")
KAGGLE += ("fineaggregate", "age", "csMPa")


@pytest.mark.parametrize("names", [tuple(FAKE_TABLE.units), QUOTED_UCI, KAGGLE, tuple("abcdefghi")])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_table_is_read_whatever_its_header_and_line_ends(names, start, line_end):
    text = start + fake_data.csv_text(names).replace("\n", line_end)
    assert np.array_equal(read_csv(io.BytesIO(text.encode()), FAKE_TABLE)["table"], TABLE)


def test_columns_in_another_order_are_put_in_order():
    text = fake_data.csv_text(QUOTED_UCI[::-1], TABLE[:, ::-1])
    assert np.array_equal(read_csv(io.BytesIO(text.encode()), FAKE_TABLE)["table"], TABLE)


def test_a_table_with_semicolons_and_decimal_commas_is_read():
    text = fake_data.csv_text(separator=";").replace(".", ",")
    assert np.array_equal(read_csv(io.BytesIO(text.encode()), FAKE_TABLE)["table"], TABLE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(repr(float(TABLE[2, 2])), "1.23"),
        lambda text: text.replace(repr(float(TABLE[2, 2])), "much"),
        lambda text: text.replace(repr(float(TABLE[2, 2])), ""),
        lambda text: text + text.splitlines()[-1] + "\n",
        lambda text: "",
        lambda text: "\x00\xff" + text,
        lambda text: text + "#" * 3_000_000,
    ],
)
def test_a_damaged_table_is_refused(damage):
    with pytest.raises(BadFile):
        read_csv(io.BytesIO(damage(fake_data.csv_text()).encode("latin-1")), FAKE_TABLE)


@pytest.mark.parametrize(
    ("arrays", "specification", "read"),
    [(ARRAYS, FAKE, read_npz), ({"table": TABLE}, FAKE_TABLE, read_csv)],
)
def test_what_we_write_we_read(arrays, specification, read):
    file = io.BytesIO()
    files.write(file, arrays, specification)
    file.seek(0)
    for name, array in read(file, specification).items():
        assert np.array_equal(array, arrays[name])
