"""Checks of the notebook 14_overfitting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    expect,
    judge_verdict,
    networks,
    number,
    one_change,
    see_that_it_was_run,
)

exercises = Exercises("14_overfitting")
summary = exercises.summary

IMAGE = (28, 28)
CASES = [(0.3, 10), (0.5, 2), (0.2, 4), (1, 5), (0, 10)]
AUGMENTED = {"units": (256, 256), "l2": 0, "dropout": 0}
ROUNDED = 6e-4
TO_BEAT, LEAST_SCORE, MOST_SCORE = 90.0, 20.0, 97.5

lowest_degree = exercises.prediction(1, "the degree with the lowest validation RMSE")
wrong_labels = exercises.prediction(2, "wrong labels among the thousand")
training_accuracy = exercises.prediction(3, "training accuracy on noisy labels")
best_epoch = exercises.prediction(4, "the epoch with the highest validation accuracy")
best_remedy = exercises.prediction(5, "the remedy with the highest validation accuracy")
test_accuracy = exercises.prediction(6, "test accuracy of the chosen network")


@exercises.check(1, "What a perfect reader scores")
def perfect_score(function: Callable) -> str:
    """Check a function that gives the accuracy of true labels on partly replaced ones."""
    scores = [
        number(call(function, share, classes), "what your function returns")
        for share, classes in CASES
    ]
    if np.ptp(scores) == 0 and scores[0] != 1:
        raise Hint("a constant", f"your function gives {scores[0]:.3g} whatever share and classes "
                   "it gets. Write a formula with both.")
    for given, (share, classes) in zip(scores, CASES, strict=True):
        _judge_score(given, share, classes)
    return "a replaced label is right by luck, one time in as many as there are classes."


def _judge_score(given: float, share: float, classes: int) -> None:
    right = 1 - share + share / classes
    about = f"for a share of {share:g} and {classes} classes: "
    in_percent = Hint("percent", "this is in percent. Give it from 0 to 1.")
    expect(given, right, [
        (1 - share, Hint("luck forgotten", "every replaced label counts as wrong here. May it not "
                         "be right by luck? (If your formula has luck in it, print that part "
                         "alone.)")),
        (share - share / classes, Hint("share of wrong ones", "this is the share of the wrong "
                                       "labels. How many are left?")),
        (share, Hint("share handed back", "this is the share that is replaced.")),
        (share / classes, Hint("luck alone", "these are the ones right by luck. What about the "
                               "labels that were kept?")),
        ((1 - share) / classes, Hint("luck with the others", "luck decides on the replaced "
                                     "labels, not on those that were kept.")),
        (1 - share - share / classes, Hint("luck taken away", "you take the lucky ones away. They "
                                           "count as right.")),
        (1 - share + 1 / classes, Hint("luck with all", "luck decides only on the replaced labels. "
                                       "You add it for all of them.")),
        (1 / classes, Hint("guessing", "this is what pure guessing would score. The reader knows "
                           "the digit.")),
        (1 - share + share / max(classes - 1, 1), Hint(
            "true class left out", "you draw from the other classes only. The true one is among "
            "those that can come up.")),
        (1, Hint("always right", "the reader is perfect, but the labels aren't.")),
        (100 * right, in_percent),
    ], atol=1e-9, near=0.003, opening=about, otherwise=Hint(
        "another score", f"your function gives {given:.3g}, but another number comes out. Take 100 "
        "labels: how many are kept, and how many of the replaced ones are right by luck?"))


@exercises.check(2, "Dropout by hand")
def dropout(function: Callable) -> str:
    """Check a function that silences a random share of activations and scales up the rest."""
    rng, counts = np.random.default_rng(2), []
    for rate in (0.25, 0.5, 0.8):
        handed = np.random.default_rng(7).uniform(1, 2, size=(80, 60))
        given = _dropped(function, handed, rate, rng)
        _judge_mask(given, handed, rate)
        _judge_factor(given, handed, rate)
        again = _dropped(function, handed, rate, rng)
        if np.array_equal(given == 0, again == 0):
            raise Hint("same units each time", "called twice, your function silences the same "
                       "units. Draw anew each time, with the rng that it gets.")
        counts.append(np.sum(given == 0) == np.sum(again == 0))
    if all(counts):
        raise Hint("same number each time", "your function silences equally many each time. Draw "
                   "for each unit by itself.")
    whole = np.random.default_rng(7).uniform(1, 2, size=(5, 6))
    if not np.allclose(_dropped(function, whole, 0, rng), whole):
        raise Hint("rate of 0", "with a rate of 0 nothing may change.")
    if rng.bit_generator.state == np.random.default_rng(2).bit_generator.state:
        raise Hint("rng unused", "your function doesn't draw with the rng that it gets.")
    return "silenced at random, and scaled up so that the sums keep their mean."


def _dropped(function: Callable, handed: np.ndarray, rate: float, rng) -> np.ndarray:
    given = array(call(function, handed.copy(), rate, rng), "what your function returns")
    if given.shape != handed.shape:
        raise Hint("another shape", "what comes out has to have the shape of what goes in.")
    return given


def _judge_mask(given: np.ndarray, handed: np.ndarray, rate: float) -> None:
    silent = given == 0
    if not silent.any():
        unchanged = np.allclose(given, handed)
        raise Hint("nothing silenced", "your function hands the activations back unchanged. Draw a "
                   "number for each. (A Keras Dropout does nothing outside of training.)"
                   if unchanged else "none of the activations, all from 1 to 2, comes back as 0: "
                   f"the smallest is {given.min():.3g}. Is a number drawn for each and compared "
                   "with the rate, and what becomes of those that go?")
    if silent.all():
        raise Hint("all silenced", "all activations are 0. Is a number drawn for each of them, and "
                   "compared with the rate?")
    if np.isin(given, [0, 1]).all() or np.allclose(given[~silent], 1 / (1 - rate)):
        raise Hint("the draw itself", "you give back which of them stay. Multiply the activations "
                   "by that.")
    if (silent == silent[0]).all():
        raise Hint("same for all examples", "each example loses the same units. Draw for every "
                   "row and column.")
    if (silent == silent[:, :1]).all():
        raise Hint("whole examples", "you silence whole rows, and so whole examples. Draw for "
                   "every unit of each.")
    if np.ptp(silent.sum(axis=1)) == 0:
        raise Hint("same number in each row", "each example loses equally many. Draw for "
                   "each unit by itself.")
    found = silent.mean()
    if abs(found - rate) < 0.06:
        return
    if abs(found - (1 - rate)) < 0.06:
        raise Hint("the wrong part", f"with a rate of {rate:g} about {found:.0%} are silenced. "
                   "Did you exchange what goes and what stays?")
    raise Hint("another rate", f"with a rate of {rate:g} about {found:.0%} are silenced. Are the "
               "numbers that you draw spread evenly from 0 to 1, and compared with the rate?")


def _judge_factor(given: np.ndarray, handed: np.ndarray, rate: float) -> None:
    factors = (given / handed)[given != 0]
    if np.ptp(factors) > 1e-4:
        raise Hint("no common factor", "those that stay must all grow by the same factor. Take it "
                   "from the rate, not from what happened to stay.")
    factor = float(factors.mean())
    expect(factor, 1 / (1 - rate), [
        (1, Hint("not scaled", "what stays isn't scaled up, so the sum shrinks.")),
        (1 - rate, Hint("scaled down", "what stays has become smaller. It has to make up for the "
                         "ones that are gone.")),
        (1 / rate, Hint("the other part", f"with a rate of {rate:g}, which part is left? Your "
                         "factor goes by the part that is gone.")),
        (1 + rate, Hint("rate added", "what stays grows by the rate alone. Multiply your factor "
                         "by the part that is left: does it give 1?")),
        (1 / np.mean(given != 0), Hint("observed share", "use the rate, not the share that "
                                       "happened to stay.")),
    ], rtol=1e-5, near=0, otherwise=Hint(
        "another factor", f"with a rate of {rate:g} you multiply by {factor:.3g}. Take the "
        "factor from the rate alone: if a quarter of the units go, what is left of the sum on "
        "average, and what brings it back?"))


@exercises.check(3, "On top of augmentation")
def one_more(
    my_change: Mapping[str, Any], my_runs: Sequence[float], my_verdict: str,
    yardstick: Sequence[float], kept: Sequence[tuple[Mapping[str, Any], Sequence[float]]],
) -> str:
    """Check one change besides augmentation, its three runs, and the verdict they allow."""
    change = _judge_change(my_change)
    mine = array(my_runs, "the three runs").ravel()
    if len(mine) != 3:
        raise Hint("not three runs", f"three runs are asked for, and yours are {len(mine)}.")
    if (mine > 1).all():
        mine = mine / 100
    ran = [_plain(one) for one, runs in kept
           if np.allclose(np.sort(mine), np.sort(runs), rtol=0, atol=ROUNDED)]
    see_that_it_was_run(change, ran, "three_runs", "my_runs")
    return judge_verdict(
        my_verdict, mine, array(yardstick, "the yardstick").ravel(), above="better",
        below="worse", other_side="compare once more: is your accuracy higher or lower?",
    )


def _judge_change(change: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(change, Mapping) and "augment" in change:
        raise Hint("augmentation is there", "three_runs augments already. Change something else "
                   "besides.")
    name = one_change(change, AUGMENTED, '{"dropout": 0.2}')
    value = change[name]
    if name == "units":
        value = tuple(np.ravel(array(value, "units")).tolist()) if np.size(value) else ()
        if any(one < 1 or one != round(one) for one in value):
            raise Hint("no units", "units are whole numbers from 1 on, one for each hidden layer.")
    else:
        value = number(value, name)
        if value < 0 or (name == "dropout" and value >= 1):
            raise Hint("setting out of range", f"{name} can't be {value:g}.")
    if value == AUGMENTED[name]:
        raise Hint("nothing changed", f"{name} is what it was before. Change it.")
    return {name: value}


def _plain(change: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(np.ravel(value).tolist()) if name == "units" else value
        for name, value in change.items()
    }


@exercises.challenge("The noisy thousand", best="highest", to_beat=TO_BEAT,
                     unit="% of clean images (fair if fit got images and labels alone)")
def noisy_thousand(my_network: Any, unused: tuple) -> float:
    """Measure how much of unused images with clean labels a network gets right, in %."""
    images, labels = unused
    network = networks.ready_network(my_network, IMAGE)
    reached = round(100 * networks.accuracy_of(network, images, labels), 2)
    if reached < LEAST_SCORE:
        raise Hint("no better than guessing", f"it gets {reached} % right, hardly more than "
                   "guessing. Was it trained, and on pixels as they come, from 0 to 255?")
    if reached > MOST_SCORE:
        raise Hint("more than a thousand", f"{reached} % is more than a noisy thousand should "
                   "allow. Which images and which labels did fit get?")
    return reached
