import functools

import keras
import numpy as np
from keras import layers


def by_shares(share, classes):
    return (1 - share) + share * (1 / classes)


def by_the_wrong_ones(share, classes):
    return 1 - share * (classes - 1) / classes


def by_counting(share, classes):
    """Count a million labels: nearly the right share, at random."""
    rng = np.random.default_rng(0)
    true = rng.integers(classes, size=1_000_000)
    new = np.where(rng.random(len(true)) < share, rng.integers(classes, size=len(true)), true)
    return np.mean(new == true)


def in_a_list(share, classes):
    return [1 - share + share / classes]


def no_score_yet(share, classes):
    return ...


def by_comparison(activations, share, rng):
    stays = rng.random(activations.shape) >= share
    return activations * stays / (1 - share)


def by_where(activations, share, rng):
    return np.where(rng.random(activations.shape) < share, 0.0, activations / (1 - share))


def by_binomial(activations, share, rng):
    return activations * rng.binomial(1, 1 - share, size=activations.shape) / (1 - share)


def so_many_in_each_row(activations, share, rng):
    """Silence in each row exactly the share."""
    count = round(share * activations.shape[1])
    result = activations / (1 - share)
    for row in result:
        row[rng.permutation(len(row))[:count]] = 0
    return result


def so_many_in_all(activations, share, rng):
    """Silence exactly the share of all units of all examples."""
    ranks = rng.permutation(activations.size).reshape(activations.shape)
    return activations * (ranks >= share * activations.size) / (1 - share)


def by_what_stayed(activations, share, rng):
    stays = rng.random(activations.shape) >= share
    return activations * stays / stays.mean()


def by_what_stayed_in_each_row(activations, share, rng):
    stays = rng.random(activations.shape) >= share
    return activations * stays / stays.mean(axis=1, keepdims=True)


def scaled_to_the_same_sum(activations, share, rng):
    left = activations * (rng.random(activations.shape) >= share)
    return left * activations.sum() / left.sum()


def kept(activations, share, rng):
    return rng.random(activations.shape) >= share


def always_alike(activations, share, rng):
    return by_comparison(activations, share, np.random.default_rng(0))


def not_silenced_yet(activations, share, rng):
    stays = rng.random(activations.shape) >= share
    return ... if stays.size else stays


def follows_the_rule(change, runs, verdict, yardstick, kept):
    """Say whether a verdict is the one that the runs kept for this very change allow."""
    ((name, value),) = dict(change).items()
    value = tuple(np.ravel(value)) if name == "units" else float(value)
    runs = np.ravel(np.asarray(runs, dtype=float))
    if (runs > 1).all():
        runs = runs / 100
    known = any(
        one == {name: value} and len(runs) == 3
        and (abs(np.sort(runs) - np.sort(found)) < 6e-4).all()
        for one, found in kept
    )
    better, worse = min(runs) > max(yardstick), max(runs) < min(yardstick)
    right = "better" if better else "worse" if worse else "can't tell"
    return known and verdict.casefold() == right


@functools.cache
def data():
    """Make images whose brightness, in ten steps, is their label, and a network that reads it."""
    rng = np.random.default_rng(0)
    labels = rng.integers(10, size=200)
    images = np.repeat(25 * labels, 784).reshape(-1, 28, 28).astype("uint8")
    return images, labels


@functools.cache
def reader(shape=(28, 28)):
    """Give a network that reads the brightness without an error."""
    network = keras.Sequential([
        keras.Input(shape), layers.Flatten(), layers.Dense(1), layers.Dense(10),
    ])
    steps = np.arange(10.0)
    network.set_weights([
        np.full((784, 1), 1 / 784 / 25), np.zeros(1), steps[None, :], -steps**2 / 2,
    ])
    return network


def with_wrong(share):
    """Give the images with labels of which a share is another one."""
    images, labels = data()
    wrong = np.arange(len(labels)) < share * len(labels)
    return images, np.where(wrong, (labels + 1) % 10, labels)


def other_network(shape, classes):
    return keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(classes)])


RUNS = (0.615, 0.67, 0.645)
LOW, HIGH = (0.58, 0.6, 0.59), (0.67, 0.681, 0.664)
YARDSTICK = (0.63, 0.65, 0.64, 0.62, 0.66)
KEPT = [
    ({"dropout": 0.2}, RUNS), ({"l2": 0.1}, LOW), ({"units": (512,)}, HIGH),
    ({"units": (32, 32)}, (0.51, 0.52, 0.55)), ({"augment": True}, RUNS), ({}, (0.64, 0.63, 0.65)),
]
GIVEN_ON = YARDSTICK, KEPT
FEW_WRONG, SOME_WRONG = with_wrong(0.06), with_wrong(0.2)

RIGHT = {
    "perfect_score": [(by_shares,), (by_the_wrong_ones,), (in_a_list,)],
    "dropout": [(by_comparison,), (by_where,), (by_binomial,)],
    "one_more": [
        ({"dropout": 0.2}, RUNS, "can't tell", *GIVEN_ON),
        ({"l2": 0.1}, [0.58, 0.6, 0.59], "worse", *GIVEN_ON),
        ({"units": (512,)}, np.array([67.0, 68.1, 66.4]), "Better", *GIVEN_ON),
        ({"dropout": 0.2}, sorted(RUNS), "can't tell", *GIVEN_ON),
        ({"units": [32, 32]}, [0.51, 0.52, 0.55], "worse", *GIVEN_ON),
    ],
    "noisy_thousand": [
        (reader(), FEW_WRONG), (reader, FEW_WRONG), (reader((28, 28, 1)), FEW_WRONG),
    ],
}

WRONG = {
    "perfect_score": [
        ((lambda share, classes: 1 - share,), "as wrong here. May it not be right by luck"),
        ((lambda share, classes: 1 - share + share // classes,), "print that part alone"),
        ((lambda share, classes: 1 - share + share / 10,), "2 classes: your function gives 0.55"),
        ((lambda share, classes: 0.7 + 0.3 / classes,), "0.5 and 2 classes: your function"),
        ((lambda share, classes: share + (1 - share) / classes,), "how many are kept"),
        ((lambda share, classes: (1 - share) * (1 + 1 / classes),), "Take 100 labels"),
        ((lambda share, classes: 1 - share + share / 2,), "replaced ones are right by luck"),
        ((by_counting,), "or only estimated"),
        ((lambda share, classes: share * (1 - 1 / classes),), "the share of the wrong labels"),
        ((lambda share, classes: share,), "the share that is replaced"),
        ((lambda share, classes: share / classes,), "right by luck. What about"),
        ((lambda share, classes: 1 / classes,), "pure guessing"),
        ((lambda share, classes: 1 - share / classes,), "another number comes out"),
        ((lambda share, classes: 1 - share - share / classes,), "count as right"),
        ((lambda share, classes: 1 - share + share / (classes - 1),), "true one is among"),
        ((lambda share, classes: 100 * (1 - share + share / classes),), "from 0 to 1"),
        ((lambda share, classes: 1,), "the labels aren't"),
        ((lambda share, classes: 0.73,), "gives 0.73 whatever"),
        ((lambda share, classes: (1 - share) / classes,), "not on those that were kept"),
        ((lambda share, classes: 1 - share + 1 / classes,), "You add it for all"),
        ((lambda share, classes: share * classes,), "another number comes out"),
        ((lambda share, classes: [0.7, 0.03],), "one number"),
        ((0.73,), "a function is asked for"),
    ],
    "dropout": [
        ((lambda a, share, rng: a,), "hands the activations back unchanged"),
        ((lambda a, share, rng: a / (1 - share),), "comes back as 0: the smallest"),
        ((lambda a, share, rng: a * (a >= share) / (1 - share),), "compared with the rate"),
        ((lambda a, share, rng: a * rng.random(a.shape) / (1 - share),), "comes back as 0"),
        ((lambda a, share, rng: a * kept(a, share, rng) / 1 - share,), "smallest is -0.25"),
        ((lambda a, share, rng: a / (1 - share) if share < 0.3 else 0 * a,), "drawn for each"),
        ((lambda a, share, rng: layers.Dropout(share)(a),), "nothing outside of training"),
        ((lambda a, share, rng: 0 * a,), "all activations are 0"),
        ((lambda a, share, rng: a * (rng.normal(size=a.shape) >= share),), "spread evenly"),
        ((lambda a, share, rng: a * rng(a.shape),), "as in rng.random(...)"),
        ((lambda a, share, rng: a * (rng.random((50, 256)) >= share),), "a of shape (80, 60)"),
        ((scaled_to_the_same_sum,), "from the rate alone"),
        ((kept,), "which of them stay"),
        ((lambda a, share, rng: kept(a, share, rng) / (1 - share),), "which of them stay"),
        ((lambda a, share, rng: a * kept(a, share, rng),), "isn't scaled up"),
        ((lambda a, share, rng: a * kept(a, share, rng) * (1 - share),), "has become smaller"),
        ((lambda a, share, rng: a * kept(a, share, rng) / share,), "the part that is gone"),
        ((lambda a, share, rng: a * kept(a, share, rng) * (1 + share),), "by the rate alone"),
        ((lambda a, share, rng: a * kept(a, share, rng) * share,), "you multiply by 0.25"),
        ((lambda a, share, rng: a * kept(a, share, rng) * 7,), "you multiply by 7"),
        ((lambda a, share, rng: a * (rng.random(a.shape) < share) / (1 - share),),
         "what goes and what stays"),
        ((lambda a, share, rng: a * kept(a, 0.9, rng) / 0.1,), "% are silenced"),
        ((lambda a, share, rng: a * kept(a[0], share, rng) / (1 - share),),
         "loses the same units"),
        ((lambda a, share, rng: a * kept(a[:, :1], share, rng) / (1 - share),),
         "whole examples"),
        ((always_alike,), "silences the same"),
        ((so_many_in_each_row,), "equally many"),
        ((so_many_in_all,), "equally many each time"),
        ((by_what_stayed,), "use the rate, not"),
        ((by_what_stayed_in_each_row,), "not from what happened"),
        ((lambda a, share, rng: by_comparison(a, share, np.random),), "the rng that it gets"),
        ((lambda a, share, rng: by_comparison(a, share, rng)[0],), "the shape of what goes in"),
        ((lambda a, share, rng: a.mean() * kept(a, share, rng) / (1 - share),), "same factor"),
        ((lambda a, share, rng: by_comparison(a, share, rng) + (share == 0),),
         "nothing may change"),
        ((lambda a, share, rng: by_comparison(a, share, rng) + (0 if share else np.nan),),
         "infinite or nan"),
    ],
    "one_more": [
        (({"dropout": 0.2}, RUNS, "better", *GIVEN_ON), "don't all lie on the same side"),
        (({"l2": 0.1}, LOW, "can't tell", *GIVEN_ON), "same side of every run"),
        (({"l2": 0.1}, LOW, "better", *GIVEN_ON), "higher or lower"),
        (({"dropout": 0.2}, YARDSTICK[1:4], "can't tell", *GIVEN_ON), "hasn't given these"),
        (({"dropout": 0.2}, (0.61, 0.67, 0.64), "can't tell", *GIVEN_ON), "hasn't given these"),
        (({"dropout": 0.2}, RUNS, "can't tell", YARDSTICK, []), "hasn't given these"),
        (({"dropout": 0.2}, LOW, "worse", *GIVEN_ON), "for another change"),
        (({"dropout": 0.2}, (0.64, 0.63, 0.65), "can't tell", *GIVEN_ON), "for another change"),
        (({"dropout": 0.2}, (0.64, 0.65), "can't tell", *GIVEN_ON), "three runs are asked for"),
        (({"dropout": 0.0}, RUNS, "can't tell", *GIVEN_ON), "what it was before"),
        (({"dropout": 1.0}, RUNS, "can't tell", *GIVEN_ON), "dropout can't be 1"),
        (({"units": (256, 256)}, RUNS, "can't tell", *GIVEN_ON), "what it was before"),
        (({"units": (0,)}, RUNS, "can't tell", *GIVEN_ON), "whole numbers"),
        (({"augment": True}, RUNS, "can't tell", *GIVEN_ON), "augments already"),
        (({"rate": 0.1}, RUNS, "can't tell", *GIVEN_ON), "no setting 'rate'"),
        (({"l2": 0.1, "dropout": 0.2}, RUNS, "can't tell", *GIVEN_ON), "change one setting"),
        (({}, (0.64, 0.63, 0.65), "can't tell", *GIVEN_ON), "With none there is nothing"),
        ((0.2, RUNS, "can't tell", *GIVEN_ON), "in curly brackets"),
    ],
    "noisy_thousand": [
        ((reader(), SOME_WRONG), "To beat"),
        ((reader(), with_wrong(0.15)), "fair if fit got images and labels alone"),
        ((reader(), data()), "Which images and which labels"),
        ((reader(), with_wrong(1)), "hardly more than guessing"),
        ((other_network((28, 28), 9), FEW_WRONG), "ten classes"),
        ((other_network((784,), 10), FEW_WRONG), "takes 784 numbers"),
        (([1, 2], FEW_WRONG), "of the kind list"),
    ],
}

UNFILLED = {
    "perfect_score": [(no_score_yet,)],
    "dropout": [(not_silenced_yet,)],
    "one_more": [(..., ..., ..., *GIVEN_ON), ({"l2": 0.1}, ..., "worse", *GIVEN_ON)],
    "noisy_thousand": [(..., FEW_WRONG)],
}

STILL_RIGHT = {"one_more": follows_the_rule}
GIVEN = {"one_more": (3, 4), "noisy_thousand": (1,)}
