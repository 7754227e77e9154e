"""Embedded stand-ins: data of the same form as the real one, made without any file.

A stand-in lets every notebook run to its end where the real data is out of reach. Its numbers
are not those of the real data.
"""

import numpy as np

from helpers.data.files import Arrays

SEED = 20
TEST_EVERY = 6
GARMENTS_PER_CLASS = 360

DESCRIPTIONS = {
    "mnist": "scikit-learn's digits of 8×8 pixels, enlarged",
    "fashion_mnist": "garments drawn by a program",
    "concrete": "mixes simulated from published laws",
}

LICENCES = {
    "mnist": "CC BY 4.0; E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, data set 80",
    "fashion_mnist": "MIT, as the code of this workshop",
    "concrete": "MIT, as the code of this workshop",
}


def make(key: str) -> Arrays:
    """Make the stand-in of a data set.

    Parameters
    ----------
    key : str
        ``"mnist"``, ``"fashion_mnist"`` or ``"concrete"``.

    Returns
    -------
    dict of str to numpy.ndarray
        Arrays with the names and types of the real ones; fewer images.
    """
    makers = {
        "mnist": enlarged_digits,
        "fashion_mnist": drawn_garments,
        "concrete": simulated_mixes,
    }
    return makers[key]()


def enlarged_digits() -> Arrays:
    """Enlarge scikit-learn's digits to 20×20 pixels in the middle of 28×28, as MNIST has them.

    Returns
    -------
    dict of str to numpy.ndarray
        About 1,500 training and 300 test images, uint8 from 0 to 255, and their labels.

    References
    ----------
    E. Alpaydin and C. Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning
    Repository, 1998; `sklearn.datasets.load_digits` holds its test part.
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.zeros((len(digits.images), 28, 28), dtype=np.uint8)
    for image, small in zip(images, digits.images, strict=True):
        levels = np.rint(small * (255 / 16)).astype(np.uint8)
        enlarged = Image.fromarray(levels).resize((20, 20), Image.Resampling.BICUBIC)
        image[4:24, 4:24] = np.asarray(enlarged)
    return _split(images, digits.target.astype(np.uint8))


def drawn_garments() -> Arrays:
    """Draw 360 garments of each of Fashion-MNIST's ten kinds.

    Returns
    -------
    dict of str to numpy.ndarray
        3,000 training and 600 test images, uint8 from 0 to 255, and their labels.
    """
    from helpers.data.garments import DRAWERS, draw_garment

    rng = np.random.default_rng(SEED)
    labels = np.repeat(np.arange(len(DRAWERS), dtype=np.uint8), GARMENTS_PER_CLASS)
    rng.shuffle(labels)
    images = np.stack([draw_garment(label, rng) for label in labels])
    return _split(images, labels)


def simulated_mixes(count: int = 1030) -> Arrays:
    """Simulate concrete mixes and their strength.

    Parameters
    ----------
    count : int
        How many mixes.

    Returns
    -------
    dict of str to numpy.ndarray
        ``table`` of shape (count, 9): the masses of cement, slag, fly ash, water,
        superplasticizer, coarse and fine aggregate in kg per m³ of concrete, the age in days,
        and the compressive strength in MPa.

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
    rng = np.random.default_rng(SEED)
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
    return {"table": table}


def _split(images: np.ndarray, labels: np.ndarray) -> Arrays:
    """Give every sixth image of each class to the test images."""
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        is_test[np.flatnonzero(labels == label)[TEST_EVERY - 1 :: TEST_EVERY]] = True
    return {
        "x_train": images[~is_test],
        "y_train": labels[~is_test],
        "x_test": images[is_test],
        "y_test": labels[is_test],
    }
