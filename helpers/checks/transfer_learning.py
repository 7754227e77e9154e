"""Checks of the notebook 17_transfer_learning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    networks,
    raise_hint_for,
)
from helpers.exercises.answers import shape_in_words
from helpers.exercises.comparisons import judge_verdict

exercises = Exercises("17_transfer_learning")
summary = exercises.summary

FEATURES, CLASSES, EACH = 64, 5, 10
SETS_OF_THE_CHALLENGE = (11, 12, 13)
JUDGED = 1000
OFF_BY_LESS = 0.5
"""In points: a gain that is computed twice on a graphics card may differ a little."""

scratch_accuracy = exercises.prediction(1, "accuracy of the CNN from scratch")
shifted_accuracy = exercises.prediction(2, "accuracy from scratch, with shifted copies")
better_cut = exercises.prediction(3, "better cut, 64 or 512")
better_inputs = exercises.prediction(4, "better inputs: untrained or pixels")
borrowed_accuracy = exercises.prediction(5, "accuracy of the fine-tuned network")
both_accuracy = exercises.prediction(6, "accuracy fine-tuned, with shifted copies")
gain_later = exercises.prediction(7, "lead of the frozen base with 100 labels per class")


@exercises.check(1, "The nearest mean")
def nearest_mean(function: Callable) -> str:
    """Check a function that gives each image to the class whose mean is nearest."""
    rng = np.random.default_rng(3)
    for sizes, count in (((4, 2, 6), 9), ((3, 3, 3, 3, 3), 40)):
        labels = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
        places = rng.normal(size=(len(sizes), 7))
        features = places[labels] + 0.8 * rng.normal(size=(len(labels), 7))
        questions = 0.6 * places[rng.integers(len(sizes), size=count)]
        questions = questions + 0.9 * rng.normal(size=(count, 7))
        given = call(function, features.copy(), labels.copy(), questions.copy())
        given = array(given, "the answer")
        differences = _distances(features, labels, questions)
        right = differences.argmin(axis=1)
        if given.size == count and np.array_equal(given.ravel(), right):
            continue
        _about_labels(given, right, differences, features, labels, questions)
    return "five averages and a comparison, and nothing was trained."


def _distances(features: np.ndarray, labels: np.ndarray, questions: np.ndarray) -> np.ndarray:
    means = np.array([features[labels == one].mean(axis=0) for one in np.unique(labels)])
    return np.linalg.norm(questions[:, None] - means, axis=2)


def _about_labels(given, right, distances, features, labels, questions) -> None:
    if given.shape == distances.shape:
        raise Hint("distances", "your function gives a number for each image and each class. Which "
                   "class of each row is the answer?")
    if given.shape == (distances.shape[1], features.shape[1]):
        raise Hint("means", "these are the means of the classes, or numbers of the same shape. Now "
                   "compare each new image with them.")
    if given.size != len(questions):
        raise Hint("another length", f"{len(questions)} new images went in, so {len(questions)} "
                   f"labels should come out, and yours is {shape_in_words(given.shape)}.")
    _about_other_classes(given.ravel(), distances, features, labels, questions)
    raise Hint("other labels", f"{int(np.sum(given.ravel() != right))} of {len(right)} labels are "
               "others. Average over the images of a class, not over the features, and measure "
               "along the features.")


def _about_other_classes(given, distances, features, labels, questions) -> None:
    right, classes = distances.argmin(axis=1), range(distances.shape[1])
    sums = np.array([features[labels == one].sum(axis=0) for one in classes])
    means = sums / np.bincount(labels)[:, None]
    between = np.linalg.norm(questions[:, None] - features, axis=2)
    differences = questions[:, None] - means
    raise_hint_for(given, [
        (distances.argmax(axis=1), Hint("farthest", "you chose the class whose mean is farthest.")),
        (right + 1, Hint("counted from 1", "all are too large by one: labels start at 0.")),
        (right + 5, Hint("digits, not labels", "each is too large by five: a label isn't the digit "
                         "itself, it's counted from 0.")),
        (np.abs(differences).sum(axis=2).argmin(axis=1),
         Hint("not squared", "the means are right, and you add up the differences without their "
              "signs. ‖·‖ squares them first.")),
        (np.linalg.norm(questions[:, None] - sums / len(features), axis=2).argmin(axis=1),
         Hint("divided by all", "you divide each class's sum by the number of all the images. "
              "How many belong to the class?")),
        (distances.min(axis=1), Hint("distance", "these are the distances to the nearest mean. "
                                     "Which class does it belong to?")),
        (labels[between.argmin(axis=1)], Hint("nearest neighbour", "you took the class of the "
                                              "nearest single image. Average each class first.")),
        (np.linalg.norm(questions[:, None] - sums, axis=2).argmin(axis=1),
         Hint("sum, not mean", "you compare with the sum of each class. Divide it by the number "
              "of its images.")),
        (differences.sum(axis=2).argmin(axis=1), Hint("no squares", "differences of both signs "
                                                      "cancel. How do they become a distance?")),
        (np.abs(differences.sum(axis=2)).argmin(axis=1),
         Hint("absolute too late", "you add up the differences before you drop their signs, and "
              "so they cancel.")),
        ((questions @ means.T).argmax(axis=1), Hint("product", "you compare by products, not by "
                                                    "distances. A long mean wins too often.")),
    ], rtol=1e-5)


@exercises.check(2, "The transplant")
def transplant(function: Callable) -> str:
    """Check a function that makes a network of a frozen copy of a base and a new head."""
    for classes in (3, 4):
        base = _small_base()
        before, were_trainable = base.get_weights(), len(base.trainable_weights)
        network = networks.ready_network(call(function, base, classes), (6, 6, 1))
        _judge_the_base(base, before, were_trainable)
        _judge_the_head(network, classes)
        _judge_the_copy(network, base)
        _judge_what_learns(network)
    return "the copy keeps what was learned, and only the head will change."


def _small_base() -> Any:
    import keras

    base = keras.Sequential([
        keras.Input((6, 6, 1)), keras.layers.Conv2D(2, 3, activation="relu"),
        keras.layers.Flatten(), keras.layers.Dense(5, activation="relu"),
    ])
    rng = np.random.default_rng(1)
    base.set_weights([rng.normal(size=one.shape) for one in base.get_weights()])
    return base


def _judge_the_base(base: Any, before: Sequence[np.ndarray], were_trainable: int) -> None:
    now = base.get_weights()
    if len(now) != len(before):
        raise Hint("base grown", "base itself got a new layer. Leave it as it is, and build on "
                   "the copy.")
    if not all(np.array_equal(*pair) for pair in zip(now, before, strict=True)):
        raise Hint("base overwritten", "the weights of base itself have changed. Which of the two "
                   "should get the other's weights?")
    if len(base.trainable_weights) != were_trainable:
        raise Hint("base frozen", "base itself is frozen now. Freeze the copy alone.")


def _judge_the_head(network: Any, classes: int) -> None:
    if tuple(network.output_shape)[1:] != (classes,):
        raise Hint("another output", f"for {classes} classes your network gives "
                   f"{shape_in_words(tuple(network.output_shape)[1:])}. How many units does the "
                   "head need?")
    if len(network.weights) != 6:
        kind = "no new layer with weights" if len(network.weights) < 6 else "more than one"
        raise Hint("another head", f"a head of one dense layer is asked for, and yours has {kind}.")
    inputs = np.random.default_rng(2).normal(size=(4, 6, 6, 1))
    if not networks.are_probabilities(networks.outputs_of(network, inputs)):
        raise Hint("no softmax", "your head doesn't give probabilities that add up to 1.")


def _judge_the_copy(network: Any, base: Any) -> None:
    theirs, ours = network.weights[:4], base.weights
    if any(one is other for one in theirs for other in ours):
        raise Hint("base itself", "your network holds base itself, so whatever it learns later "
                   "changes base. Use the copy.")
    if not all(map(np.allclose, _values(theirs), _values(ours))):
        raise Hint("weights not copied", "the copy has random weights of its own. What base has "
                   "learned isn't in it yet.")


def _values(variables: Sequence[Any]) -> list[np.ndarray]:
    import keras

    return [keras.ops.convert_to_numpy(one.value) for one in variables]


def _judge_what_learns(network: Any) -> None:
    learns = {id(one) for one in network.trainable_weights}
    head = {id(one) for one in network.weights[4:]}
    if learns == head:
        return
    if not learns:
        raise Hint("all frozen", "nothing can learn any more, not even the head. Freeze the copy "
                   "alone.")
    if head <= learns:
        raise Hint("not frozen", "parts of the copy can still learn. Freeze all of it.")
    raise Hint("head frozen", "the head can't learn. It's the copy that should be frozen.")


@exercises.check(3, "A source task of your own")
def own_source(
    my_base: Any, my_gains: Sequence[float], my_verdict: str, three_gains: Callable,
    digits_base: Any, clothes_base: Any,
) -> str:
    """Check a base of the student's own, its three gains, and the verdict they allow."""
    _judge_a_base(my_base, {"digits_base": digits_base, "clothes_base": clothes_base})
    mine = array(my_gains, "the three gains").ravel()
    if len(mine) != 3:
        raise Hint("not three gains", f"three gains are asked for, and yours are {len(mine)}.")
    if not np.allclose(mine, three_gains(my_base), atol=OFF_BY_LESS):
        raise Hint("other gains", "three_gains gives something else for your base. Hand in what "
                   "it returns for this one.")
    return judge_verdict(
        my_verdict, mine, [0], above="helps", below="harms",
        other_side="look at the sign once more: did your base do better than the untrained one, "
        "or worse?",
    )


def _judge_a_base(base: Any, known: dict[str, Any]) -> None:
    if isinstance(base, (tuple, list)) and len(base) == 2 and hasattr(base[0], "layers"):
        raise Hint("history, too", "pretrain returns two things, the base and its history. Hand in "
                   "the base.")
    network = networks.ready_network(base, (28, 28, 1))
    if tuple(network.output_shape) != (None, FEATURES):
        raise Hint("no base", f"a base turns an image into {FEATURES} features, and yours gives "
                   f"{shape_in_words(tuple(network.output_shape)[1:])}.")
    weights = _values(network.weights)
    if not any(np.any(one) for one in weights if one.ndim == 1):
        raise Hint("untrained", "every bias of your base is still 0, so it hasn't been trained.")
    for name, other in known.items():
        theirs = _values(other.weights) if hasattr(other, "weights") else []
        if len(theirs) == len(weights) and all(
            one.shape == two.shape and np.allclose(one, two)
            for one, two in zip(weights, theirs, strict=True)
        ):
            raise Hint("known base", f"that's {name}, which you have seen already. Train another.")


@exercises.challenge("The most from fifty", unit="%", best="highest", to_beat=97)
def most_from_fifty(
    my_learner: Callable, pool_images: Any, pool_labels: Any, images: Any, labels: Any
) -> float:
    """Measure how well three sets of fifty labelled images teach a learner."""
    pool_images, pool_labels = np.asarray(pool_images), np.asarray(pool_labels)
    asked, right = np.asarray(images)[-JUDGED:], np.asarray(labels)[-JUDGED:]
    shares = []
    for one in SETS_OF_THE_CHALLENGE:
        rng = np.random.default_rng(one)
        chosen = np.concatenate([
            rng.choice(np.flatnonzero(pool_labels == label), EACH, replace=False)
            for label in range(CLASSES)
        ])
        chosen = rng.permutation(chosen)
        answer = call(my_learner, pool_images[chosen], pool_labels[chosen], time_limit=120)
        if not callable(answer):
            raise Hint("no function", "my_learner should give a function that takes images and "
                       "gives a label for each.")
        shares.append(_share_named(call(answer, asked.copy(), time_limit=60), right))
    return round(100 * float(np.mean(shares)), 2)


def _share_named(given: Any, right: np.ndarray) -> float:
    given = array(given, "the labels")
    if given.shape == (len(right), CLASSES):
        raise Hint("probabilities", "your function gives five numbers for each image. Which of the "
                   "five is its label?")
    if given.size != len(right):
        raise Hint("another length", f"{len(right)} images went in, and {given.size} labels came "
                   "out.")
    if given.min() >= CLASSES:
        raise Hint("digits for labels", "the labels go from 0 to 4, and stand for 5 to 9.")
    return float(np.mean(given.ravel() == right))
