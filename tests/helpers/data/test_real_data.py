"""The real data, where WORKSHOP_DATA has it, is what the specification says."""

import hashlib
import os
from pathlib import Path

import pytest

from helpers.data import concrete, fashion_mnist, mnist
from helpers.data.catalogue import CONCRETE, FASHION_MNIST, MNIST
from tests.helpers.data.fake_data import idx_bytes

# MD5 of the unpacked idx files as their publishers distribute them.
PUBLISHED_MD5 = {
    "MNIST": (
        "6bbc9ace898e44ae57da46a324031adb",
        "a25bea736e30d166cdddb491f175f624",
        "2646ac647ad5339dbf082846283269ea",
        "27ae3e4e09519cfbb04c329615203637",
    ),
    "Fashion-MNIST": (
        "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "9018921c3c673c538a1fc5bad174d6f9",
        "8181f5470baa50b63fa0f6fddb340f0a",
        "15d484375f8d13e6eb1aabb0c3f46965",
    ),
}


def needs(specification):
    folder = os.environ.get("WORKSHOP_DATA") or "nowhere"
    if not Path(folder, specification.cache_name).exists():
        pytest.skip(f"needs {specification.cache_name} in the folder named by WORKSHOP_DATA")


@pytest.mark.parametrize(("get", "specification"), [(mnist, MNIST), (fashion_mnist, FASHION_MNIST)])
def test_the_real_images_are_the_published_ones(get, specification):
    needs(specification)
    images = get()
    assert not images.is_stand_in
    arrays = (images.train_images, images.train_labels, images.test_images, images.test_labels)
    came = tuple(hashlib.md5(idx_bytes(array)).hexdigest() for array in arrays)
    assert came == PUBLISHED_MD5[images.name]
    assert len(images.class_names) == 10


def test_the_real_table_has_1030_rows_and_no_gap():
    needs(CONCRETE)
    table = concrete()
    assert not table.is_stand_in
    assert table.frame.shape == (1030, 9)
    assert not table.frame.isna().any().any()
    assert table.frame["age"].max() == 365
    assert table.frame.loc[0, ["cement", "age", "strength"]].tolist() == [540, 28, 79.99]
