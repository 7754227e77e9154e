"""The data sets as the notebooks get them: one call each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from helpers.data import stand_ins
from helpers.data.catalogue import CONCRETE, FASHION_MNIST, MNIST, Specification
from helpers.data.files import Arrays
from helpers.data.notices import show
from helpers.data.settings import Settings
from helpers.data.store.fetch import fetch
from helpers.data.store.find import Found, NotAvailable, all_places, look

if TYPE_CHECKING:
    import pandas as pd

stand_ins_given: set[str] = set()
"""Keys of the data sets that this program had only a stand-in for."""


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """What every data set tells about itself."""

    name: str
    source: str  # where it was found, in words
    is_stand_in: bool  # whether it is embedded and stands in for the real data
    licence: str
    citation: str

    def goal(self, real: float, stand_in: float) -> float:
        """Give the threshold for the data at hand: one for the real data, one for the stand-in."""
        return stand_in if self.is_stand_in else real

    def _shown_name(self) -> str:
        return f"Stand-in for {self.name}" if self.is_stand_in else self.name


@dataclass(frozen=True, eq=False, repr=False)
class ImageDataset(Dataset):
    """Grey images with a label each, in training and test images.

    Parameters
    ----------
    train_images, test_images : numpy.ndarray
        Shape (images, 28, 28), uint8: 0 is black, 255 white.
    train_labels, test_labels : numpy.ndarray
        Shape (images,), uint8: index into `class_names`.
    class_names : tuple of str
        What the labels mean.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    class_names: tuple[str, ...]

    def __repr__(self) -> str:
        """Say in one line what it holds."""
        rows, columns = self.train_images.shape[1:]
        return (
            f"{self._shown_name()}: {len(self.train_images):,} training and "
            f"{len(self.test_images):,} test images of {rows}×{columns} pixels, "
            f"{len(self.class_names)} classes"
        )


@dataclass(frozen=True, eq=False, repr=False)
class TableDataset(Dataset):
    """A table whose last column is to be predicted from the others.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per example.
    input_names : tuple of str
        Columns to predict from.
    target_name : str
        Column to predict.
    units : dict of str to str
        Unit of each column.
    """

    frame: pd.DataFrame
    input_names: tuple[str, ...]
    target_name: str
    units: dict[str, str]

    def __repr__(self) -> str:
        """Say in one line what it holds."""
        return (
            f"{self._shown_name()}: {len(self.frame):,} rows, {len(self.input_names)} inputs, "
            f"target {self.target_name} in {self.units[self.target_name]}"
        )


def mnist() -> ImageDataset:
    """Get MNIST: handwritten digits, 60,000 training and 10,000 test images.

    The images are those of Y. LeCun et al. (1998) in their original order; or a stand-in's, with a
    line that says so. A `DataError` says that ``WORKSHOP_OFFLINE`` or ``WORKSHOP_STAND_INS`` has an
    impossible value.
    """
    return images(MNIST, Settings.from_environment())


def fashion_mnist() -> ImageDataset:
    """Get Fashion-MNIST: garments of ten kinds, 60,000 training and 10,000 test images.

    The images are those of H. Xiao et al. (2017), in the way of `mnist`.
    """
    return images(FASHION_MNIST, Settings.from_environment())


def concrete() -> TableDataset:
    """Get the concrete data: 1,030 mixes, their age, and their compressive strength.

    Eight inputs (seven masses in kg per m³ of concrete, the age in days) and the strength in MPa,
    in the original order of I-C. Yeh (1998), in the way of `mnist`.
    """
    return table(CONCRETE, Settings.from_environment())


def images(specification: Specification, settings: Settings) -> ImageDataset:
    """Get a data set of images as specified, with given settings."""
    arrays, facts = _real_or_stand_in(specification, settings)
    return ImageDataset(
        **facts,
        train_images=arrays["x_train"],
        train_labels=arrays["y_train"],
        test_images=arrays["x_test"],
        test_labels=arrays["y_test"],
        class_names=specification.class_names,
    )


def table(specification: Specification, settings: Settings) -> TableDataset:
    """Get a table as specified, with given settings."""
    import pandas as pd

    arrays, facts = _real_or_stand_in(specification, settings)
    units = dict(specification.units or {})
    *input_names, target_name = units
    frame = pd.DataFrame(arrays["table"], columns=list(units))
    return TableDataset(
        **facts,
        frame=frame.astype(dict.fromkeys(specification.whole_numbers, "int64")),
        input_names=tuple(input_names),
        target_name=target_name,
        units=units,
    )


def find(
    specification: Specification, settings: Settings, say: Callable[[str], object] = print
) -> Found:
    """Look for the real data, fetch it if it is nowhere, and `say` each line that this gives.

    `NotAvailable` says why the real data is out of reach or not wanted.
    """
    if settings.stand_ins_only:
        raise NotAvailable("WORKSHOP_STAND_INS=1 asks for it")
    places, notices = all_places(settings)
    found, problems = look(specification, places)
    for line in notices + problems:
        say(line)
    if found is not None:
        return found
    if settings.offline:
        raise NotAvailable("it is not on this computer, and WORKSHOP_OFFLINE=1 forbids fetching it")
    return fetch(specification, settings, say)


def _real_or_stand_in(specification: Specification, settings: Settings) -> tuple[Arrays, dict]:
    """Give the arrays, and what every `Dataset` tells about itself."""
    say_once = cache(partial(show, key=specification.key))
    try:
        found = find(specification, settings, say_once)
    except NotAvailable as reason:
        stand_ins_given.add(specification.key)
        stand_in = stand_ins.make(specification.key)
        show(
            f"Stand-in data: {stand_in.description}, in place of {stand_in.in_place_of}, "
            f"because {reason}. Numbers will differ from those in the text.",
            specification.key,
            kind="stand_in",
        )
        return stand_in.arrays, {
            "name": specification.title,
            "source": f"embedded stand-in: {stand_in.description}",
            "is_stand_in": True,
            "licence": stand_in.licence,
            "citation": f"Stand-in for: {specification.citation}",
        }
    return found.arrays, {
        "name": specification.title,
        "source": found.source,
        "is_stand_in": False,
        "licence": specification.licence,
        "citation": specification.citation,
    }
