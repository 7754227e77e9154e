"""Checks of the notebook 05_keras_regression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    choice,
    integer,
    number,
    parts,
    raise_hint_for,
)

exercises = Exercises("05_keras_regression")
summary = exercises.summary

COLUMNS = 3


@exercises.check(1, "Mend the preparation")
def mended_preparation(prepare: Callable) -> str:
    """Check a function that shuffles, splits and normalises a table."""
    chosen = [_judge_preparation(prepare, seed, rows=60) for seed in (0, 1)]
    # Rows that chance has chosen lie at many distances from one another.
    if np.array_equal(*chosen) and len(np.unique(np.diff(chosen[0]))) <= 3:
        raise Hint(
            "?",
            f"the rows {', '.join(map(str, chosen[0][:4]))}, … are the test part, whatever the "
            "generator says: they are picked by a rule, and the file is ordered. What is rng for?"
        )
    try:
        _judge_preparation(prepare, seed=2, rows=85)
    except Hint as hint:
        raise Hint("?", f"right for tables of 60 rows, but not for one of 85: {hint} Is a number of "
                   "rows written into your function?") from None
    return (
        "the rows are shuffled before the split, and mean and deviation are those of the "
        "training rows, for both parts."
    )


def _judge_preparation(prepare: Callable, seed: int, rows: int) -> np.ndarray:
    """Judge one call, and give the rows of the test part in the order of the file."""
    # Ordered, like the file, so that each part of an unshuffled split has other statistics.
    row_numbers = np.arange(rows, dtype=float)
    scatter = np.random.default_rng(seed).normal(size=(rows, COLUMNS))
    inputs = np.column_stack([row_numbers, 0.1 * row_numbers**2, 300 - row_numbers]) + 9 * scatter
    targets = row_numbers + 10
    result = call(prepare, inputs.copy(), targets.copy(), np.random.default_rng(7 + seed))
    names = ("the training inputs", "the training targets", "the test inputs", "the test targets")
    train_inputs, train_targets, test_inputs, test_targets = parts(result, *names)
    train_inputs = array(train_inputs, "the training inputs", shape=(None, COLUMNS))
    test_inputs = array(test_inputs, "the test inputs", shape=(None, COLUMNS))
    train_targets = array(train_targets, "the training targets").ravel()
    test_targets = array(test_targets, "the test targets").ravel()
    if len(train_inputs) != len(train_targets) or len(test_inputs) != len(test_targets):
        raise Hint(
            "?",
            f"there are {len(train_inputs)} training inputs with {len(train_targets)} targets, and "
            f"{len(test_inputs)} test inputs with {len(test_targets)}. Each row needs its own "
            "target. Are the four things in the order asked for?"
        )
    if len(train_inputs) == 0:
        raise Hint(
            "?",
            f"the training part is empty: of {rows} rows {len(test_inputs)} are for the test. "
            "Print the row numbers of both parts. Which slice takes nothing, or everything?"
        )
    train_rows, test_rows = (
        np.rint(part - 10).astype(int) for part in (train_targets, test_targets)
    )
    # The first column rises with the row number, so it tells where its target belongs.
    if abs(np.corrcoef(train_inputs[:, 0], train_rows)[0, 1]) < 0.5:
        raise Hint(
            "?",
            "inputs and targets no longer belong together: each row needs its own target. "
            "Which order do the targets have, when the inputs have been shuffled?"
        )
    _judge_split(train_rows, test_rows, rows)
    _judge_statistics(inputs, train_inputs, test_inputs, train_rows, test_rows)
    return np.sort(test_rows)


def _judge_split(train_rows: np.ndarray, test_rows: np.ndarray, rows: int) -> None:
    both = np.concatenate([train_rows, test_rows])
    if both.min() < 0 or both.max() >= rows:
        raise Hint("?", "the targets have changed. Only the inputs are normalised; targets stay in MPa.")
    shared = np.intersect1d(train_rows, test_rows)
    if len(shared):
        raise Hint(
            "?",
            f"{len(shared)} rows are in both parts. Judged on rows that it has learned from, a "
            "network always looks good."
        )
    if len(np.unique(both)) < rows or len(both) > rows:
        raise Hint(
            "?",
            f"of {rows} rows {len(np.unique(both))} come back. Each should be in one of the two "
            "parts, once. Is it a permutation that you draw?"
        )
    if len(test_rows) > len(train_rows):
        raise Hint(
            "?",
            f"{len(train_rows)} rows are for training and {len(test_rows)} for the test. Have the "
            "two parts changed places?"
        )
    if abs(len(test_rows) - rows / 5) > 1:
        raise Hint(
            "?",
            f"the test part should be a fifth, {rows // 5} of {rows} rows; yours has "
            f"{len(test_rows)}."
        )
    if np.ptp(test_rows) == len(test_rows) - 1:
        where = "last" if test_rows.max() == rows - 1 else "first" if test_rows.min() == 0 else "a"
        raise Hint(
            "?",
            f"the test part is {'the ' if where != 'a' else ''}{where} block of the file, and the "
            "file is ordered. What has to happen to the rows before they are split?"
        )


def _judge_statistics(
    inputs: np.ndarray,
    train_inputs: np.ndarray,
    test_inputs: np.ndarray,
    train_rows: np.ndarray,
    test_rows: np.ndarray,
) -> None:
    raw_train, raw_test = inputs[train_rows], inputs[test_rows]

    def is_scaled_by(train_source, test_source, centre=np.mean, scale=np.std, axis=0):
        expected = [
            (raw - centre(source, axis=axis)) / scale(source, axis=axis)
            for raw, source in ((raw_train, train_source), (raw_test, test_source))
        ]
        return all(
            np.allclose(came, wanted, rtol=1e-3, atol=1e-3)
            for came, wanted in zip((train_inputs, test_inputs), expected, strict=True)
        )

    def sample_deviation(values, axis):
        return np.std(values, axis=axis, ddof=1)

    for scale in (np.std, sample_deviation):
        if is_scaled_by(raw_train, raw_train, scale=scale):
            return
        if is_scaled_by(inputs, inputs, scale=scale):
            raise Hint(
                "?",
                "mean and deviation are taken on all the rows, so the test part has a say in the "
                "training. Which rows may be asked?"
            )
        if is_scaled_by(raw_train, raw_test, scale=scale):
            raise Hint(
                "?",
                "the test part is measured with a mean and deviation of its own. A mix of the "
                "future comes alone: whose mean and deviation are known by then?"
            )
        if is_scaled_by(raw_test, raw_test, scale=scale):
            raise Hint("?", "mean and deviation come from the test rows. It should be the other part.")
    if np.allclose(train_inputs, raw_train) and np.allclose(test_inputs, raw_test):
        raise Hint("?", "the rows are split well, but not normalised yet.")
    if np.allclose(test_inputs, raw_test) and not np.allclose(train_inputs, raw_train):
        raise Hint("?", "the training part is normalised, the test part isn't. The network sees both.")
    if is_scaled_by(raw_train, raw_train, scale=np.var):
        raise Hint("?", "you divide by the variance. Its square root, the standard deviation, is meant.")
    if any(is_scaled_by(rows, rows, axis=None) for rows in (raw_train, inputs)):
        raise Hint(
            "?",
            "there is one mean for the whole table. Each column needs its own: what does axis=0 do?"
        )
    came = np.concatenate([train_inputs, test_inputs])
    wanted = np.concatenate([raw_train, raw_test])
    if _is_rescaled(np.sort(came, axis=0), np.sort(wanted, axis=0)) and not _is_rescaled(
        came, wanted
    ):
        raise Hint(
            "?",
            "inputs and targets no longer belong together: a row has got the target of another. "
            "Use one and the same order for both."
        )
    raise Hint(
        "?",
        "the rows are split well, but the inputs are not what comes out of (inputs - mean) / "
        "deviation with mean and deviation of each column over the training rows."
    )


def _is_rescaled(came: np.ndarray, wanted: np.ndarray) -> bool:
    """Tell whether each column is the wanted one but for its zero and its scale."""
    return all(
        np.std(came[:, column]) > 0
        and np.corrcoef(came[:, column], wanted[:, column])[0, 1] > 1 - 1e-5
        for column in range(wanted.shape[1])
    )


@exercises.check(2, "How many numbers are learned?")
def learned_parameters(count: int) -> str:
    """Check the number of parameters that a net of 8-50-50-1 units learns."""
    count = integer(count, "the number of parameters")
    raise_hint_for(count, {
        2950: "these are the weights alone. Each unit has a bias as well.",
        3068: "this is the total that Keras shows, with the 17 numbers of the normalisation. They "
        "are measured, not learned.",
        3067: "the mean and deviation of the eight inputs are in it. They are measured, not "
        "learned.",
        3053: "the two numbers of the last layer are in it. They are measured, not learned.",
        2601: "the first hidden layer is missing. It has eight inputs.",
        501: "the second hidden layer is missing. Its inputs are the outputs of the first.",
        3000: "the output layer is missing, or its weights are.",
        450: "this is the first hidden layer. Two more dense layers follow.",
        2550: "this is the second hidden layer. Add the others.",
        51: "this is the output layer. Add the others.",
        108: "this counts a bias for each unit and forgets the weights, or adds units where they "
        "should be multiplied. Each unit has a weight for each of its inputs.",
        109: "this is the number of units. Each of them has a weight for each of its inputs.",
        101: "this is the number of biases. Each unit also has a weight for each of its inputs.",
        3050: "almost: the output unit has a bias, too.",
        3001: "the biases of one hidden layer are missing.",
        2951: "only the output unit has got its bias. The hidden units have one each, too.",
        2953: "you count one bias for each layer. There is one for each unit.",
        901: "the second hidden layer receives 50 numbers from the first, and not 8.",
    })
    if count != 3051:
        size = "more" if count > 3051 else "fewer"
        raise Hint(
            "?",
            f"{count:,} are {size} than it learns. For each dense layer multiply (its inputs + 1 "
            "for the bias) by its units, then add the three."
        )
    return "450 + 2,550 + 51: each unit has a weight for each input, and a bias."


@exercises.check(3, "Read the curves")
def curves(overfits: str, underfits: str, stop_after_epoch: float) -> str:
    """Check which of three drawn networks overfits, which underfits, and where to stop."""
    names = ("A", "B", "C")
    overfits = choice(overfits, "the network that overfits", names)
    underfits = choice(underfits, "the network that underfits", names)
    if (overfits, underfits) == ("A", "B"):
        raise Hint(
            "?",
            "the two have changed places. Underfitting means that even the training part isn't "
            "learned: whose training curve stays high?"
        )
    raise_hint_for(overfits, {
        "A": "in A both curves stay high, and close to each other. Overfitting needs a gap: a low "
        "training curve and a validation curve that goes another way.",
        "C": "in C both curves fall together, and the gap stays small. In which one does the "
        "validation curve turn up again?",
    })
    raise_hint_for(underfits, {
        "B": "B fits its training part almost perfectly. Underfitting is the opposite.",
        "C": "in C both curves come down far. Underfitting means that even the training part is "
        "predicted badly.",
    })
    epoch = number(stop_after_epoch, "the epoch")
    if epoch < 1 or epoch > 60:
        raise Hint("?", f"the curves go from epoch 1 to 60, and yours is {epoch:g}.")
    if epoch >= 55:
        raise Hint(
            "?",
            "there the training curve is lowest. Which of the two curves tells about mixes that "
            "the network hasn't learned from?"
        )
    if epoch > 28:
        raise Hint(
            "?",
            f"at epoch {epoch:g} the validation curve of B has been rising for a while. Where is "
            "its lowest point?"
        )
    if epoch < 16:
        raise Hint(
            "?",
            f"at epoch {epoch:g} the validation curve of B still falls. Where is its lowest point?"
        )
    return "the lowest point of the validation curve is where more epochs begin to do harm."


@exercises.check(4, "Four splits, two numbers")
def four_splits(mean_of_rmse: float, deviation_of_rmse: Any) -> str:
    """Check mean and standard deviation of the RMSE over splits with the MSE 9, 16, 36 and 81."""
    squares = np.array([9.0, 16.0, 36.0, 81.0])
    roots = np.sqrt(squares)
    mean = number(mean_of_rmse, "the mean")
    deviation = number(deviation_of_rmse, "the standard deviation")
    raise_hint_for(mean, {
        squares.mean(): "35.5 is the mean of the MSE, in MPa². What is wanted is the RMSE, in MPa.",
        np.sqrt(squares.mean()): "you took the root of the mean MSE. Take the root for each split "
        "first, then the mean of the four: is it the same?",
        roots.sum(): "22 is the sum of the four. A mean is one quarter of it.",
        np.median(roots): "5 is the median, the middle of the four. What is their mean?",
    }, atol=0.01)
    if not np.isclose(mean, roots.mean(), atol=0.01):
        raise Hint(
            "?",
            f"the mean isn't {mean:g}. Take the root of each of the four MSE, then add them and "
            "divide by four."
        )
    for ddof in (0, 1):
        # To one decimal, as the mean comes out, or to more.
        wanted = roots.std(ddof=ddof)
        if np.isclose(deviation, [wanted, wanted.round(1)], atol=(0.01, 1e-6)).any():
            return "roots first, then mean and deviation, and both are in MPa."
        raise_hint_for(deviation, {
            squares.std(ddof=ddof): "The deviation is the one of the MSE; take the one of the four "
            "roots.",
            np.sqrt(squares.std(ddof=ddof)): "The deviation is the root of a deviation of the MSE; "
            "take the roots first, then their deviation.",
            roots.var(ddof=ddof): "That is the variance, in MPa²; the standard deviation is its "
            "square root.",
            roots.std(ddof=ddof) / 2: "That is the uncertainty of the mean, the deviation divided "
            "by the root of 4; asked for is the deviation itself.",
        }, atol=0.01, opening="the mean is right. ")
    raise_hint_for(deviation, {
        np.ptp(roots): "6 is the distance from best to worst, not the deviation.",
        np.abs(roots - roots.mean()).mean(): "2 is the mean distance from it; the standard "
        "deviation squares the distances first.",
    }, atol=0.01, opening="the mean is right. ")
    raise Hint("?", f"the mean is right, the deviation isn't {deviation:g}. How far does each of the "
               "four roots lie from their mean, and how is one number made of that?")
