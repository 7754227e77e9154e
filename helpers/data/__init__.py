"""The data of the course: one call per data set.

>>> from helpers.data import mnist
>>> digits = mnist()  # doctest: +SKIP

Each call looks for the data on this computer, fetches it where it must, checks every
number, and gives an embedded stand-in, clearly marked, where the real data is out of reach.
"""

from helpers.data.datasets import (
    ImageDataset,
    TableDataset,
    concrete,
    fashion_mnist,
    mnist,
)
from helpers.data.settings import DataError

__all__ = [
    "DataError",
    "ImageDataset",
    "TableDataset",
    "concrete",
    "fashion_mnist",
    "mnist",
]
