"""Checks of the notebook 05_keras_regression."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    choice,
    expect,
    integer,
    number,
    parts,
    raise_hint_for,
)

exercises = Exercises("05_keras_regression")
summary = exercises.summary

COLUMNS = 3


class Split(NamedTuple):
    """The inputs of both parts, and which rows of the table they were."""

    train_inputs: np.ndarray
    test_inputs: np.ndarray
    train_rows: np.ndarray
    test_rows: np.ndarray


@exercises.check(1, "Fix the preparation")
def mended_preparation(prepare: Callable) -> str:
    """Check a function that shuffles, splits and normalises a table."""
    chosen = [_judge_preparation(prepare, seed, rows=60) for seed in (0, 1)]
    # Rows that chance has chosen lie at many distances from one another.
    if np.array_equal(*chosen) and len(np.unique(np.diff(chosen[0]))) <= 3:
        raise Hint("picked by a rule", f"the rows {', '.join(map(str, chosen[0][:4]))}, … are the "
                   "test part, whatever the generator says: they are picked by a rule, and the "
                   "file is ordered. What is rng for?")
    try:
        _judge_preparation(prepare, seed=2, rows=85)
    except Hint as hint:
        raise Hint("fixed number of rows", "right for tables of 60 rows, but not for one of 85: "
                   f"{hint} Is a number of rows written into your function?") from None
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
    # The targets say which row it was.
    result = call(prepare, inputs.copy(), row_numbers + 10, np.random.default_rng(7 + seed))
    split = _split_of(result)
    if len(split.train_rows) == 0:
        raise Hint("nothing to learn from", f"the training part is empty: of {rows} rows "
                   f"{len(split.test_rows)} are for the test. Print the row numbers of both parts. "
                   "Which slice takes nothing, or everything?")
    # The first column rises with the row number, so it tells where its target belongs.
    if abs(np.corrcoef(split.train_inputs[:, 0], split.train_rows)[0, 1]) < 0.5:
        raise Hint("inputs shuffled alone", "inputs and targets no longer belong together: each "
                   "row needs its own target. Which order do the targets have, when the inputs "
                   "have been shuffled?")
    _judge_rows(split.train_rows, split.test_rows, rows)
    _judge_inputs(split, inputs)
    return np.sort(split.test_rows)


def _split_of(result: object) -> Split:
    names = ("the training inputs", "the training targets", "the test inputs", "the test targets")
    train_inputs, train_targets, test_inputs, test_targets = parts(result, *names)
    if np.ndim(train_targets) == 2 and np.shape(train_targets)[1] == COLUMNS:
        raise Hint("another order of the four", "the second thing that comes back has a row of "
                   f"inputs in each place. The order asked for is {', '.join(names)}.")
    train_inputs = array(train_inputs, "the training inputs", shape=(None, COLUMNS))
    test_inputs = array(test_inputs, "the test inputs", shape=(None, COLUMNS))
    train_targets = array(train_targets, "the training targets").ravel()
    test_targets = array(test_targets, "the test targets").ravel()
    if len(train_inputs) != len(train_targets) or len(test_inputs) != len(test_targets):
        raise Hint("rows without targets", f"there are {len(train_inputs)} training inputs with "
                   f"{len(train_targets)} targets, and {len(test_inputs)} test inputs with "
                   f"{len(test_targets)}. Each row needs its own target. Do the four things come "
                   "in the order asked for?")
    rows = (np.rint(targets - 10).astype(int) for targets in (train_targets, test_targets))
    return Split(train_inputs, test_inputs, *rows)


def _judge_rows(train_rows: np.ndarray, test_rows: np.ndarray, rows: int) -> None:
    both = np.concatenate([train_rows, test_rows])
    if both.min() < 0 or both.max() >= rows:
        raise Hint("targets changed", "the targets have changed. Only the inputs are normalised; "
                   "targets stay in MPa.")
    shared = np.intersect1d(train_rows, test_rows)
    if len(shared):
        raise Hint("rows in both parts", f"{len(shared)} rows are in both parts. Judged on rows "
                   "that it has learned from, a network always looks good.")
    if len(np.unique(both)) < rows or len(both) > rows:
        raise Hint("rows lost", f"of {rows} rows {len(np.unique(both))} come back. Each should be "
                   "in one of the two parts, once. Is it a permutation that you draw?")
    if len(test_rows) > len(train_rows):
        raise Hint("parts exchanged", f"{len(train_rows)} rows are for training and "
                   f"{len(test_rows)} for the test. Have the two parts changed places?")
    if abs(len(test_rows) - rows / 5) > 1:
        raise Hint("another share", f"the test part should be a fifth, {rows // 5} of {rows} rows; "
                   f"yours has {len(test_rows)}.")
    if np.ptp(test_rows) == len(test_rows) - 1:
        places = {0: "the first", rows - len(test_rows): "the last"}
        where = places.get(test_rows.min(), "a")
        raise Hint("not shuffled", f"the test part is {where} block of the file, and the file is "
                   "ordered. What has to happen to the rows before they are split?")


def _judge_inputs(split: Split, inputs: np.ndarray) -> None:
    raw_parts = inputs[split.train_rows], inputs[split.test_rows]
    raw, came = np.concatenate(raw_parts), np.concatenate(split[:2])
    close = {"rtol": 1e-3, "atol": 1e-3}
    for deviation in (np.std, _sample_deviation):
        if np.allclose(came, _scaled(raw_parts, raw_parts[0], deviation=deviation), **close):
            return
    raise_hint_for(came, _wrong_scalings(raw_parts, inputs), **close)
    raise_hint_for(split.test_inputs, [
        (raw_parts[1], Hint("test not normalised", "the training part is normalised, the test part "
                            "isn't. The network sees both.")),
    ], **close)
    if not _is_rescaled(came, raw) and _is_rescaled(np.sort(came, axis=0), np.sort(raw, axis=0)):
        raise Hint("shuffled apart", "inputs and targets no longer belong together: a row has got "
                   "the target of another. Use one and the same order for both.")
    raise Hint("normalised otherwise", "the rows are split well, but the inputs are not what comes "
               "out of (inputs - mean) / deviation with mean and deviation of each column over the "
               "training rows.")


def _wrong_scalings(raw_parts: tuple, inputs: np.ndarray) -> list[tuple[np.ndarray, Hint]]:
    raw_train, raw_test = raw_parts
    all_rows = Hint("statistics of all rows", "mean and deviation are computed from all the rows, "
                    "so the test part has a say in the training. Which rows may be asked?")
    own_ruler = Hint("test measured by itself", "the test part is measured with a mean and "
                     "deviation of its own. A mix of the future comes alone: whose mean and "
                     "deviation are known by then?")
    test_rows = Hint("statistics of the test", "mean and deviation come from the test rows. It "
                     "should be the other part.")
    one_mean = Hint("one mean for all", "there is one mean for the whole table. Each column needs "
                    "its own: what does axis=0 do?")
    wrong = [
        (np.concatenate(raw_parts),
         Hint("not normalised", "the rows are split well, but not normalised yet.")),
        (_scaled(raw_parts, raw_train, deviation=np.var),
         Hint("divided by the variance", "you divide by the variance. Its square root, the "
              "standard deviation, is meant.")),
        (_scaled(raw_parts, raw_train, axis=None), one_mean),
        (_scaled(raw_parts, inputs, axis=None), one_mean),
    ]
    for deviation in (np.std, _sample_deviation):
        by_row = [
            (part - part.mean(axis=1, keepdims=True)) / deviation(part, axis=1)[:, np.newaxis]
            for part in raw_parts
        ]
        centred = np.concatenate(raw_parts) - raw_train.mean(axis=0)
        wrong += [
            (np.concatenate(by_row),
             Hint("rows normalised", "mean and deviation are those of each row, along axis 1. "
                  "Which axis gives one of each for a column?")),
            (centred / deviation(inputs, axis=0),
             Hint("deviation of all rows", "the mean is that of the training rows, but the "
                  "deviation is that of all rows.")),
            (_scaled(raw_parts, inputs, deviation=deviation), all_rows),
            (_scaled(raw_parts, *raw_parts, deviation=deviation), own_ruler),
            (_scaled(raw_parts, raw_test, deviation=deviation), test_rows),
        ]
    return wrong


def _scaled(raw_parts: tuple, source: np.ndarray, test_source=None, deviation=np.std, axis=0):
    """Normalise both parts by one source of mean and deviation, or the test part by another."""
    sources = (source, source if test_source is None else test_source)
    return np.concatenate([
        (part - by.mean(axis=axis)) / deviation(by, axis=axis)
        for part, by in zip(raw_parts, sources, strict=True)
    ])


def _sample_deviation(values: np.ndarray, axis: int) -> np.ndarray:
    return np.std(values, axis=axis, ddof=1)


def _is_rescaled(came: np.ndarray, wanted: np.ndarray) -> bool:
    """Tell whether each column is the wanted one but for its zero and its scale."""
    return all(
        np.std(came[:, column]) > 0
        and np.corrcoef(came[:, column], wanted[:, column])[0, 1] > 1 - 1e-5
        for column in range(wanted.shape[1])
    )


# Of the dense layers 8-50-50-1, and of the normalisation of inputs and output around them.
_WRONG_COUNTS = {
    2950: Hint("biases forgotten", "these are the weights alone. Each unit has a bias as well."),
    3068: Hint("total of Keras", "this is the total that Keras shows, with the 17 numbers of the "
               "normalisation. They are measured, not learned."),
    3067: Hint("normalisation of inputs", "the mean and deviation of the eight inputs are in it. "
               "They are measured, not learned."),
    3053: Hint("normalisation of output", "the two numbers of the last layer are in it. They are "
               "measured, not learned."),
    2601: Hint("first layer missing", "the first hidden layer is missing. It has eight inputs."),
    501: Hint("second layer missing", "the second hidden layer is missing. Its inputs are the "
              "outputs of the first."),
    3000: Hint("output layer missing", "the output layer is missing, or its weights are."),
    450: Hint("first layer alone", "this is the first hidden layer. Two more dense layers follow."),
    2550: Hint("second layer alone", "this is the second hidden layer. Add the others."),
    51: Hint("output layer alone", "this is the output layer. Add the others."),
    108: Hint("weights forgotten", "this counts a bias for each unit and forgets the weights, or "
              "adds units where they should be multiplied. Each unit has a weight for each input."),
    109: Hint("units counted", "this is the number of units. Each has a weight for each input."),
    101: Hint("biases alone", "these are the biases. Each unit also has a weight for each input."),
    3050: Hint("output bias missing", "almost: the output unit has a bias, too."),
    3001: Hint("hidden biases missing", "the biases of one hidden layer are missing."),
    3009: Hint("a bias per input", "in the first layer you count a bias for each input. A bias "
               "belongs to a unit."),
    2951: Hint("output bias alone", "only the output unit has its bias. The hidden units have one, "
               "too."),
    2953: Hint("a bias per layer", "you count one bias for each layer; there is one for each "
               "unit."),
    901: Hint("inputs of second layer", "the second hidden layer receives 50 numbers from the "
              "first, and not 8."),
}


@exercises.check(2, "How many numbers are learned?")
def learned_parameters(count: int) -> str:
    """Check the number of parameters that a net of 8-50-50-1 units learns."""
    count = integer(count, "the number of parameters")
    size = "more" if count > 3051 else "fewer"
    if count > 3051 and count % 3051 == 0:
        raise Hint("multiplied by something", f"that is {count // 3051} times what it learns. "
                   "Neither the batch nor the number of epochs makes more of them.")
    expect(count, 3051, _WRONG_COUNTS, otherwise=Hint(
        "another count", f"{count:,} are {size} than it learns. For each dense layer multiply (its "
        "inputs + 1 for the bias) by its units, then add the three.",
    ))
    return "450 + 2,550 + 51: each unit has a weight for each input, and a bias."


@exercises.check(3, "Read the curves")
def curves(overfits: str, underfits: str, stop_after_epoch: float) -> str:
    """Check which of three drawn networks overfits, which underfits, and where to stop."""
    names = ("A", "B", "C")
    overfits = choice(overfits, "the network that overfits", names)
    underfits = choice(underfits, "the network that underfits", names)
    if (overfits, underfits) == ("A", "B"):
        raise Hint("networks exchanged", "the two have changed places. Underfitting means that "
                   "even the training part isn't learned: whose training curve stays high?")
    raise_hint_for(overfits, {
        "A": Hint("A overfits", "in A both curves stay high, and close to each other. Overfitting "
                  "needs a gap: a low training curve and a validation curve that goes another "
                  "way."),
        "C": Hint("C overfits", "in C both curves fall together, and the gap stays small. In which "
                  "one does the validation curve turn up again?"),
    })
    raise_hint_for(underfits, {
        "B": Hint("B underfits", "network B fits its training part almost perfectly. Underfitting "
                  "is the opposite."),
        "C": Hint("C underfits", "in C both curves come down far. Underfitting means that even the "
                  "training part is predicted badly."),
    })
    _judge_epoch(number(stop_after_epoch, "the epoch"))
    return "the lowest point of the validation curve is where more epochs begin to do harm."


def _judge_epoch(epoch: float) -> None:
    if epoch < 1 or epoch > 60:
        raise Hint("no such epoch", f"the curves go from epoch 1 to 60, and yours is {epoch:g}.")
    if epoch >= 55:
        raise Hint("training curve", "there the training curve is lowest. Which of the two curves "
                   "tells about mixes that the network hasn't learned from?")
    if epoch > 28:
        raise Hint("stops too late", f"at epoch {epoch:g} the validation curve of B has been "
                   "rising for a while. Where is its lowest point?")
    if epoch < 16:
        raise Hint("stops too early", f"at epoch {epoch:g} the validation curve of B still falls. "
                   "Where is its lowest point?")


@exercises.check(4, "Four splits, two numbers")
def four_splits(mean_of_rmse: float, deviation_of_rmse: float) -> str:
    """Check mean and standard deviation of the RMSE over splits with the MSE 9, 16, 36 and 81."""
    squares = np.array([9.0, 16.0, 36.0, 81.0])
    roots = np.sqrt(squares)
    mean = number(mean_of_rmse, "the mean")
    deviation = number(deviation_of_rmse, "the standard deviation")
    expect(mean, roots.mean(), {
        squares.mean(): Hint("mean of the MSE", "35.5 is the mean of the MSE, in MPa². The RMSE is "
                             "asked for, in MPa."),
        np.sqrt(squares.mean()): Hint("mean before root", "you took the root of the mean MSE. Take "
                                      "the root for each split first, then the mean of the four: "
                                      "is it the same?"),
        squares.mean() / 2: Hint("halved", "17.75 is half the mean of the MSE. A half isn't a "
                                 "root."),
        roots.sum(): Hint("sum of the four", "22 is the sum of the four. The mean is a quarter of "
                          "it."),
        np.median(roots): Hint("median taken", "5 is the median, the middle of the four. What is "
                               "their mean?"),
    }, otherwise=Hint("another mean", f"the mean isn't {mean:g}. Take the root of each of the four "
                      "MSE, then add them and divide by four."), atol=0.01)
    _judge_deviation(deviation, squares, roots)
    return "roots first, then mean and deviation, and both are in MPa."


def _judge_deviation(deviation: float, squares: np.ndarray, roots: np.ndarray) -> None:
    right = min((roots.std(ddof=ddof) for ddof in (0, 1)), key=lambda one: abs(one - deviation))
    # To one decimal, as the mean comes out, or to more.
    if np.isclose(deviation, right.round(1)):
        return
    expect(deviation, right, [
        *(mistake for ddof in (0, 1) for mistake in _wrong_deviations(squares, roots, ddof)),
        (np.ptp(roots), Hint("range taken", "6 is the distance from best to worst, not the "
                             "deviation.")),
        (np.abs(roots - roots.mean()).mean(),
         Hint("mean distance", "2 is the mean distance from it; the standard deviation squares the "
              "distances first.")),
    ], atol=0.01, opening="the mean is right, the deviation isn't: ", otherwise=Hint(
        "another deviation", f"it is not {deviation:g}. How far does each of the four "
        "roots lie from their mean, and how is one number made of that?"))


def _wrong_deviations(squares: np.ndarray, roots: np.ndarray, ddof: int) -> list:
    return [
        (squares.std(ddof=ddof),
         Hint("deviation of the MSE", "that is the one of the MSE; take the one of the "
              "four roots.")),
        (np.sqrt(squares.std(ddof=ddof)),
         Hint("deviation before root", "that is the root of a deviation of the MSE; take "
              "the roots first, then their deviation.")),
        (roots.var(ddof=ddof),
         Hint("variance taken", "that is the variance, in MPa²; the standard deviation is its "
              "square root.")),
        (roots.std(ddof=ddof) / 2,
         Hint("uncertainty of the mean", "that is the uncertainty of the mean, the deviation "
              "divided by the root of 4. The deviation itself is asked for.")),
    ]
