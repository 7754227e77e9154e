"""Checks of the notebook 15_autoencoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    judge_verdict,
    number,
    one_change,
    raise_hint_for,
    see_that_it_was_run,
)

exercises = Exercises("15_autoencoder")
summary = exercises.summary

CLASSROOM = {"between": (256, 64), "code_activation": "linear", "rate": 0.004}
SHARES = (0.05, 0.2)

left_by_pca = exercises.prediction(1, "error left by PCA, in % of the mean picture's")
linear_beside_pca = exercises.prediction(2, "error of the linear network, beside PCA's")
error_of_the_network = exercises.prediction(3, "validation error of the network with ReLU")
enough_numbers = exercises.prediction(4, "numbers with which the network beats PCA's 32")
votes_on_the_map = exercises.prediction(5, "right votes on the network's map, in %")
closest_to_clean = exercises.prediction(6, "closest to the clean digits")
closer_on_clothes = exercises.prediction(7, "closer to the clean clothes")
empty_picture = exercises.prediction(8, "an empty picture")


@exercises.check(1, "There and back")
def there_and_back(function: Callable) -> str:
    """Check a function that gives PCA's copies of pictures."""
    rng = np.random.default_rng(0)
    for count, pixels, kept in ((5, 6, 2), (4, 7, 3)):
        images, mean = rng.normal(2, 1, (count, pixels)), rng.normal(2, 1, pixels)
        directions = np.linalg.qr(rng.normal(size=(pixels, kept)))[0].T
        given = call(function, images.copy(), mean.copy(), directions.copy())
        given = array(given, "what your function returns")
        if given.shape == (count, kept):
            raise Hint("codes", f"your function gives {kept} numbers for each picture: its code. "
                       "Now the way back.")
        if given.shape == (kept, count):
            raise Hint("codes in columns", "these are the codes, each in a column. Put each in a "
                       "row, and then go back.")
        if given.shape == (pixels, count):
            raise Hint("transposed", "the copies stand in columns. One copy in a row is asked for.")
        given = array(given, "the copies", shape=(count, pixels))
        codes = (images - mean) @ directions.T
        if not np.allclose(given, mean + codes @ directions):
            _about_copies(given, images, mean, directions)
    return "the mean, and along each direction as far as the code says."


def _about_copies(given, images, mean, directions) -> None:
    onto = directions.T @ directions
    right, own = mean + (images - mean) @ onto, (images - images.mean(axis=0)) @ onto
    raise_hint_for(given, [
        (images, Hint("handed back", "these are the pictures themselves, untouched. They have to "
                      "pass through the code.")),
        (np.broadcast_to(mean, images.shape), Hint("mean alone", "every copy is the mean picture. "
                                                   "What does the code add?")),
        (right - 2 * mean, Hint("mean taken off twice", "the mean picture is taken off on the way "
                                "back, too. It has to be added there.")),
        (right - mean, Hint("mean not added", "the mean picture was taken off on the way there. "
                            "What about the way back?")),
        (images @ onto, Hint("no mean", "the mean picture doesn't come in at all. It's taken off "
                             "before the directions and added again after them.")),
        (mean + images @ onto, Hint("mean not taken off", "the mean picture is added on the way "
                                    "back. What happens to it on the way there?")),
        (2 * mean - right, Hint("wrong sign", "the sign of the code is wrong: the copy goes the "
                                "opposite way from the mean. What is taken from what?")),
        *((one, Hint("own mean", "you took the mean of these few pictures. Use the one that is "
                     "handed in.")) for one in (own + images.mean(axis=0), own + mean)),
        (images - mean, Hint("differences", "these are the differences from the mean. The "
                             "directions don't come in.")),
        (images - right, Hint("leftovers", "this is what the copies lack. The copies themselves "
                              "are asked for.")),
    ], atol=1e-8)
    raise Hint("other copies", "other numbers come out. Take off the mean, multiply each picture "
               "by each direction, and put the copy together again from what you got.")


@exercises.check(2, "Change the map")
def one_setting(
    my_change: Mapping[str, Any], my_maps: Sequence[Callable], my_verdict: str,
    pictures: np.ndarray, yardstick: Sequence[float],
    kept: Sequence[tuple[Mapping[str, Any], Sequence[Callable]]],
) -> str:
    """Check a changed map, and the verdict that the errors of its three networks allow."""
    change = _judge_change(my_change)
    if not isinstance(my_maps, Sequence) or len(my_maps) != 3:
        raise Hint("not three maps", "three trained networks are asked for. Write my_maps = "
                   "three_maps(**my_change).")
    ran = [_plain(one) for one, maps in kept if set(map(id, maps)) == set(map(id, my_maps))]
    see_that_it_was_run(change, ran, "three_maps", "my_maps")
    pictures = np.asarray(pictures, dtype="float32")
    errors = [_error_of(one, pictures, pictures) for one in my_maps]
    return judge_verdict(
        my_verdict, errors, array(yardstick, "the yardstick").ravel(), above="higher",
        below="lower", other_side="compare once more: are your errors larger or smaller?",
    )


def _judge_change(change: Mapping[str, Any]) -> dict[str, Any]:
    name = one_change(change, CLASSROOM, '{"between": (256, 32)}')
    value = change[name]
    if name == "code_activation":
        if value is None or not isinstance(value, str) and not callable(value):
            raise Hint("no activation", 'an activation goes by its name, such as "relu".')
    elif name == "between":
        value = tuple(array(value, "between", shape=(2,)))
        if min(value) < 1 or any(one != round(one) for one in value):
            raise Hint("no layer", "between holds the units of two layers, whole numbers from 1 "
                       "up.")
    elif (value := number(value, "the rate")) <= 0:
        raise Hint("not downhill", "a learning rate of 0 or less never goes downhill.")
    if value == CLASSROOM[name]:
        raise Hint("nothing changed", f"{name} is what it was before. Change it.")
    return {name: value}


def _plain(change: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(np.ravel(value)) if name == "between" else value
        for name, value in change.items()
    }


@exercises.check(3, "Your own detector")
def detector(function: Callable) -> str:
    """Check a function that says which new pictures lie above the threshold of known ones."""
    rng = np.random.default_rng(1)
    for share in SHARES:
        known, new = rng.random((400, 6)), rng.random((100, 6))
        off = rng.normal(size=known.shape) ** 3
        far = rng.normal(size=new.shape) ** 3 * np.linspace(0.1, 3, 100)[:, None]
        handed = known, known + off, new, new + far, share
        given = call(function, *(np.copy(one) for one in handed))
        given = array(given, "what your function returns")
        if given.ndim == 1 and len(given) not in (1, 6, 100, 400) and len(set(given)) > 2:
            raise Hint("places", "these look like places in a list. Give True or False for each "
                       "of the new pictures, the usual ones among them too.")
        if given.size == 1 or given.shape in ((400,), (6,), (400, 6), (100, 6)):
            _about_another_shape(given)
        given = array(given, "the alarms", shape=(100,))
        _about_alarms(given, off, far, share)
    return "the known pictures set the threshold, and the new ones have to pass below it."


def _about_another_shape(given) -> None:
    if given.size == 1:
        raise Hint("one answer", "your function gives one answer. Each new picture gets one of its "
                   "own. Along which axis do the pixels lie?")
    if given.shape == (400,):
        raise Hint("known judged", "you judged the known pictures. The new ones are asked for.")
    if given.shape == (6,):
        raise Hint("other axis", "there is one answer for each pixel. The mean goes over the "
                   "pixels of each picture.")
    raise Hint("each pixel judged", "there is an answer for every pixel of every picture. The "
               "mean over the pixels is missing.")


def _about_alarms(given, off, far, share) -> None:
    usual, errors = (off**2).mean(axis=1), (far**2).mean(axis=1)
    right = errors > np.quantile(usual, 1 - share)
    # Ways to take a quantile differ by the distance of two neighbours.
    near = np.abs(np.mean(usual[:, None] > errors, axis=0) - share) < 1.5 / len(usual)
    if not np.isin(given, (0, 1)).all():
        raise Hint("errors, not alarms", "your function gives other numbers than True and False. "
                   "Compare each error with the threshold.")
    known_mistakes = [
        (~right, Hint("turned round", "the alarms are the wrong way round: a large error is the "
                      "one that matters.")),
        *_wrong_thresholds(errors, usual, off, share),
        *((sign * far.mean(axis=1) > np.quantile(sign * off.mean(axis=1), 1 - share), Hint(
            "no square", "differences of opposite sign cancel out. What does mean squared error "
            "do to them?")) for sign in (1, -1)),
        (np.abs(far).mean(axis=1) > np.quantile(np.abs(off).mean(axis=1), 1 - share), Hint(
            "sizes, not squares", "you took the sizes of the differences. The mean squared error "
            "is asked for.")),
    ]
    if np.array_equal(given.astype(bool)[~near], right[~near]):
        return
    raise_hint_for(given.astype(bool), known_mistakes)
    raise Hint("other alarms", "other pictures raise the alarm. Take the mean squared error of "
               "each known picture, then the value that all but the share false_alarms of them "
               "stay below.")


def _wrong_thresholds(errors, usual, off, share) -> list[tuple[np.ndarray, Hint]]:
    return [
        (errors > np.quantile(usual, share), Hint(
            "other end", "nearly every known picture would raise the alarm. Which share has to lie "
            "below the threshold?")),
        (errors > np.quantile(errors, 1 - share), Hint(
            "threshold from the new", "the threshold comes from the new pictures. So the share of "
            "alarms is fixed before you look. Which pictures are known to be right?")),
        (errors > np.quantile(usual, 0.95), Hint("always 0.05", "your threshold doesn't follow "
                                                  "false_alarms, which isn't always 0.05.")),
        (errors > np.percentile(usual, 1 - share), Hint(
            "percentile", "np.percentile counts to 100, np.quantile to 1.")),
        (errors > np.quantile(off**2, 1 - share), Hint(
            "single pixels", "your threshold comes from the errors of single pixels. Take one "
            "error for each known picture first.")),
        (errors > usual.max(), Hint("largest of all", "your threshold lets no known picture raise "
                                    "the alarm. What is false_alarms for?")),
        (errors > usual.mean(), Hint("mean for a threshold", "your threshold is the mean of the "
                                     "known errors. What is false_alarms for?")),
        (errors > usual.mean() + 2 * usual.std(), Hint(
            "mean and spread", "your threshold comes from the mean and the spread of the known "
            "errors. What is false_alarms for?")),
        (errors > np.median(usual), Hint("median for a threshold", "half of the known pictures "
                                         "would raise the alarm. What is false_alarms for?")),
        (errors > share, Hint("share for a threshold", "false_alarms is a share of pictures, and "
                              "no error. Which error do so many known pictures exceed?")),
    ]


@exercises.challenge("The fewest bytes", unit="bytes", best="lowest", to_beat=13)
def fewest_bytes(
    my_encode: Callable, my_decode: Callable, pictures: np.ndarray, goal: float
) -> float:
    """Count the bytes of a code, if its copies are no worse than PCA's."""
    pictures = np.asarray(pictures, dtype="float32")
    codes = call(my_encode, pictures.copy(), time_limit=60)
    codes = _one_row_each(codes, "the codes", len(pictures))
    lowest, highest = codes.min(axis=0), codes.max(axis=0)
    width = np.where(highest > lowest, highest - lowest, 1)
    kept = lowest + np.round((codes - lowest) / width * 255) / 255 * width
    # In another order, so that remembered pictures are of no use.
    order = np.random.default_rng(0).permutation(len(kept))
    off = _error_of(my_decode, kept[order].astype("float32"), pictures[order])
    if off > goal:
        raise Hint("copies too poor", f"with {codes.shape[1]} bytes your copies have an error of "
                   f"{off:.4f}, and PCA's {goal:.4f} is needed.")
    return float(codes.shape[1])


def _error_of(copying: Callable, inputs: np.ndarray, pictures: np.ndarray) -> float:
    copies = call(copying, inputs.copy(), time_limit=60)
    copies = _one_row_each(copies, "the copies", len(pictures))
    if copies.shape != pictures.shape:
        raise Hint("no pictures", f"a copy should have {pictures.shape[1]} pixels, and yours have "
                   f"{copies.shape[1]}.")
    return float(np.mean((copies - pictures) ** 2))


def _one_row_each(answer: Any, what: str, count: int) -> np.ndarray:
    values = np.asarray(answer.detach().cpu() if hasattr(answer, "detach") else answer)
    values = array(values, what)
    if values.ndim < 2 and values.size == count:
        values = values.reshape(-1, 1)
    if values.ndim < 2 or len(values) != count:
        raise Hint("no row for each", f"{what} should be one row for each of the {count} pictures.")
    return values.reshape(count, -1)
