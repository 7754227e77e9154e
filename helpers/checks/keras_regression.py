"""Checks of the notebook 05_keras_regression."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from helpers.exercises import Exercises, Hint, call, expect, networks, raise_hint_for
from helpers.exercises.answers import array, integer, parts, shape_in_words

exercises = Exercises("05_keras_regression")
summary = exercises.summary

COLUMNS = 3
DEVIATIONS = (np.std, partial(np.std, ddof=1))
MOST_NUMBERS = 500
SCATTER = 3.0  # MPa; even specimens of one and the same mix differ
BEST = 4.2  # MPa; no honest network came so far without knowing its own mixes much better
EASY = 5.7  # MPa; up to here, honest ones know the validation set at most a little better
TEST_SUM = 6305.62  # MPa; the strengths of the notebook's test set


class Split(NamedTuple):
    """The inputs of both parts, and which rows of the table they were."""

    train_inputs: np.ndarray
    test_inputs: np.ndarray
    train_rows: np.ndarray
    test_rows: np.ndarray


@exercises.check(1, "Fix the preparation")
def fixed_preparation(prepare: Callable) -> str:
    """Check a function that shuffles, splits and normalises a table."""
    chosen = [_judge_preparation(prepare, seed, rows=60) for seed in (0, 1)]
    # Rows that chance has chosen lie at many distances from one another.
    if np.array_equal(*chosen) and len(np.unique(np.diff(chosen[0]))) <= 3:
        raise Hint("picked by a rule", f"the rows {', '.join(map(str, chosen[0][:4]))}, … are the "
                   "test set, whatever the generator says: they are picked by a rule, and the "
                   "file is ordered. What is rng for?")
    try:
        _judge_preparation(prepare, seed=2, rows=85)
    except Hint as hint:
        raise Hint("fixed number of rows", "right for tables of 60 rows, but not for one of 85: "
                   f"{hint} Is a number of rows written into your function?") from None
    return ("the rows are shuffled before the split, and mean and deviation are those of the "
            "training rows, for both parts.")


def _judge_preparation(prepare: Callable, seed: int, rows: int) -> np.ndarray:
    """Judge one call, and give the rows of the test set in the order of the file."""
    # Ordered, like the file, so that each part of an unshuffled split has other statistics.
    row_numbers = np.arange(rows, dtype=float)
    scatter = np.random.default_rng(seed).normal(size=(rows, COLUMNS))
    inputs = np.column_stack([row_numbers, 0.1 * row_numbers**2, 300 - row_numbers]) + 9 * scatter
    # The targets say which row it was.
    result = call(prepare, inputs.copy(), row_numbers + 10, np.random.default_rng(7 + seed))
    split = _split_of(result)
    if len(split.train_rows) == 0:
        raise Hint("nothing to learn from", f"the training set is empty: of {rows} rows "
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
    if len(shared) and len(np.unique(train_rows)) == len(train_rows):
        raise Hint("rows in both parts", f"{len(shared)} rows are in both parts. Judged on rows "
                   "that it has learned from, a network always looks good.")
    if len(np.unique(both)) < rows or len(both) > rows:
        raise Hint("rows lost", f"of {rows} rows {len(np.unique(both))} come back. Each should be "
                   "in one of the two parts, once. " + (
                       "Is it a permutation that you draw?" if len(np.unique(both)) < len(both)
                       else "Where does one part end, and where does the other begin?"))
    if len(test_rows) > len(train_rows):
        raise Hint("parts exchanged", f"{len(train_rows)} rows are for training and "
                   f"{len(test_rows)} for the test. Have the two parts changed places?")
    if abs(len(test_rows) - rows / 5) > 1:
        raise Hint("another share", f"the test set should be a fifth, {rows // 5} of {rows} rows; "
                   f"yours has {len(test_rows)}.")
    if np.ptp(test_rows) == len(test_rows) - 1:
        places = {0: "the first", rows - len(test_rows): "the last"}
        where = places.get(test_rows.min(), "a")
        raise Hint("not shuffled", f"the test set is {where} block of the file, and the file is "
                   "ordered. What has to happen to the rows before they are split?")


def _judge_inputs(split: Split, inputs: np.ndarray) -> None:
    raw_parts = inputs[split.train_rows], inputs[split.test_rows]
    raw, came = np.concatenate(raw_parts), np.concatenate(split[:2])
    close = {"rtol": 1e-3, "atol": 1e-3}
    for deviation in DEVIATIONS:
        if np.allclose(came, _scaled(raw_parts, raw_parts[0], deviation=deviation), **close):
            return
    raise_hint_for(came, _wrong_scalings(raw_parts, inputs), **close)
    raise_hint_for(split.test_inputs, [
        (raw_parts[1], Hint("test not normalised", "the training set is normalised, the test set "
                            "isn't. The network sees both.")),
    ], **close)
    if not _is_rescaled(came, raw) and _is_rescaled(np.sort(came, axis=0), np.sort(raw, axis=0)):
        raise Hint("shuffled apart", "inputs and targets no longer belong together: a row has got "
                   "the target of another. Use one and the same order for both.")
    raise Hint("normalised otherwise", "the rows are split well, but the inputs are not what comes "
               "out of (inputs - mean) / deviation with mean and deviation of each column over the "
               "training rows. Did you measure them before the shuffling?")


def _wrong_scalings(raw_parts: tuple, inputs: np.ndarray) -> list[tuple[np.ndarray, Hint]]:
    raw_train, raw_test = raw_parts
    all_rows = Hint("statistics of all rows", "mean and deviation are computed from all the rows, "
                    "so the test set has a say in the training. Which rows may you use?")
    own_ruler = Hint("test measured by itself", "the test set is measured with a mean and "
                     "deviation of its own. A new mix arrives by itself: whose mean "
                     "and deviation are known by then?")
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
    for deviation in DEVIATIONS:
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
    """Normalise both parts by one source of mean and deviation, or the test set by another."""
    sources = (source, source if test_source is None else test_source)
    return np.concatenate([
        (part - by.mean(axis=axis)) / deviation(by, axis=axis)
        for part, by in zip(raw_parts, sources, strict=True)
    ])


def _is_rescaled(came: np.ndarray, wanted: np.ndarray) -> bool:
    """Tell whether each column is the wanted one but for its zero and its scale."""
    return all(np.std(one) > 0 and np.corrcoef(one, other)[0, 1] > 1 - 1e-5
               for one, other in zip(came.T, wanted.T, strict=True))


# Of the dense layers 8-20-10-1, and of the normalisation before them.
_WRONG_COUNTS = {
    3051: Hint("network above", "that's the network above, with 50 neurons in each hidden layer."),
    370: Hint("biases forgotten", "these are the weights alone. Each neuron has a bias as well."),
    418: Hint("normalisation counted", "the 17 numbers of the normalisation are in it. They are "
              "measured, not learned."),
    417: Hint("normalisation of inputs", "the mean and deviation of the eight inputs are in it. "
              "They are measured, not learned."),
    384: Hint("17 taken off", "you took off the normalisation's 17, which weren't in it."),
    17: Hint("17 alone", "these 17 belong to the normalisation: measured, not learned."),
    221: Hint("first layer missing", "the first hidden layer is missing. It has eight inputs."),
    191: Hint("second layer missing", "the second hidden layer is missing. Its inputs are the "
              "outputs of the first."),
    390: Hint("output layer missing", "the output layer is missing."),
    180: Hint("first layer alone", "this is the first hidden layer. Two more dense layers follow."),
    210: Hint("second layer alone", "this is the second hidden layer. Add the others."),
    11: Hint("output layer alone", "this is the output layer. Add the others."),
    31: Hint("weights forgotten", "this is the number of neurons, and so of biases. How many "
             "weights has each neuron besides?"),
    400: Hint("output bias missing", "almost: the output neuron has a bias, too."),
    381: Hint("first biases missing", "the biases of the first hidden layer are missing."),
    391: Hint("ten missing", "ten are missing: the biases of the second hidden layer, or the "
              "weights of the output."),
    371: Hint("output bias alone", "only the output neuron has its bias. The hidden neurons have "
              "one, too."),
    373: Hint("a bias per layer", "you count one bias for each layer; there is one for each "
              "neuron."),
    **dict.fromkeys((389, 408), Hint("a bias per input", "you count a bias for each input. A bias "
                                     "belongs to a neuron.")),
    409: Hint("biases of the inputs", "inputs have no biases: no neuron computes them."),
    421: Hint("nine inputs", "you count nine inputs. The strength is what the network gives out."),
    281: Hint("inputs of second layer", "the second hidden layer receives 20 numbers from the "
              "first, and not 8."),
    331: Hint("layers exchanged", "that's with 10 neurons in the first hidden layer and 20 in the "
              "second."),
}


@exercises.check(2, "How many numbers are learned?")
def learned_parameters(count: int) -> str:
    """Check the number of parameters that a net of 8-20-10-1 neurons learns."""
    count = integer(count, "the number of parameters")
    size = "too many" if count > 401 else "too few"
    if count > 401 and count % 401 == 0:
        raise Hint("multiplied by something", f"that is {count // 401} times what it learns. "
                   "Neither the batch nor the number of epochs makes more of them.")
    expect(count, 401, _WRONG_COUNTS, otherwise=Hint(
        "another count", f"{count:,} is {size}. For each dense layer multiply (its inputs + 1 for "
        "the bias) by its neurons, then add the three.",
    ))
    return "180 + 210 + 11: each neuron has a weight for each input, and a bias."


@exercises.check(3, "Beat the line")
def better_net(better_net: Any, training: tuple, validation: tuple) -> str:
    """Check a trained network that has to beat the linear model with log of age."""
    seen, unseen = _errors_of(better_net, training, validation)
    goal = _error_of_the_line(training, validation)
    if unseen >= goal and seen >= goal:
        raise Hint("still underfits", f"its RMSE is {unseen:.2f} MPa, and the line has {goal:.2f}. "
                   f"Even on its own training set it is {seen:.2f}. Does it need bigger steps, or "
                   "more of them, or more neurons?")
    if unseen >= goal:
        raise Hint("overfits", f"on its own training set its RMSE is {seen:.2f} MPa, but on the "
                   f"validation set {unseen:.2f}, and the line has {goal:.2f}. Give fit the "
                   "validation data: after which epoch does val_loss stop falling?")
    return (f"{unseen:.2f} MPa on the validation set, where the linear model with log of age has "
            f"{goal:.2f}.")


def _errors_of(net: Any, training: tuple, validation: tuple) -> tuple[float, float]:
    """Give the RMSE of a trained network on the training and on the validation set."""
    _judge_sets(training, validation)
    (inputs, targets), (unseen_inputs, unseen_targets) = training, validation
    net = networks.ready_network(net, inputs.shape[1:])
    outputs = networks.outputs_of(net, inputs)
    if outputs.size != len(outputs):
        what = shape_in_words(outputs.shape[1:])
        raise Hint("not one number", f"your network gives out {what} for each mix, and a strength "
                   "is one number. How many neurons does its last layer have?")
    seen = _rmse(outputs, targets)
    unseen = _rmse(networks.outputs_of(net, unseen_inputs), unseen_targets)
    if not np.isfinite([seen, unseen]).all():
        raise Hint("not a number", "its predictions aren't finite numbers. Are the inputs? Or did "
                   "the loss explode? Then make a new network and take a smaller learning rate.")
    if seen >= np.std(targets):
        _say_why_it_knows_nothing(net, training)
        raise Hint("learned nothing", f"on its own training set its RMSE is {seen:.1f} MPa, no "
                   "better than the mean. Has fit run on this network, with enough steps of enough "
                   "size but not so large that they jump about, and on targets in MPa?")
    if unseen < max(0.7 * seen, SCATTER, min(1.1 * seen, BEST), min(0.95 * seen, EASY)):
        raise Hint("learned from validation", f"its RMSE is {seen:.2f} MPa on the training set "
                   f"and {unseen:.2f} on the validation set, too good for mixes that it hasn't "
                   "seen. Which rows did fit get?")
    if unseen > 3 * np.std(unseen_targets):
        raise Hint("pairs prepared apart", f"its RMSE is {seen:.2f} MPa on the training set and "
                   f"{unseen:.0f} on the validation set. Are both pairs prepared alike?")
    return seen, unseen


def _judge_sets(training: tuple, validation: tuple) -> None:
    axes = [[getattr(part, "ndim", 0) for part in one] if isinstance(one, (tuple, list)) else 0
            for one in (training, validation)]
    if any(one not in ([2, 1], [2, 2]) for one in axes):
        raise Hint("no pair", "training and validation are pairs: first a table of inputs, and "
                   "then the strength of each of its rows.")
    (inputs, targets), (unseen, strengths) = training, validation
    known, asked = (set(map(bytes, np.asarray(one))) for one in (inputs, unseen))
    # A few mixes were made twice, and came out of different strength.
    if len(inputs) <= len(unseen) or len(known & asked) > len(asked) / 2:
        raise Hint("other sets", f"of the two sets, {len(inputs)} and {len(unseen)} mixes, the "
                   "larger is for training and comes first, and no mix is in both.")
    if len(unseen) < len(inputs) / 5:
        raise Hint("too few to judge by", f"{len(unseen)} mixes are too few to judge by. Hand in "
                   "all of the validation set.")
    if np.isclose(np.sum(strengths), TEST_SUM):
        raise Hint("test set", "that's the test set. It's opened once, when nothing is left to "
                   "decide.")
    if np.std(targets) < SCATTER:
        raise Hint("targets rescaled", "the strengths you hand in should be in MPa.")


def _say_why_it_knows_nothing(net: Any, training: tuple) -> None:
    """Try what may have been done to inputs or targets outside of the network."""
    inputs, targets = (np.asarray(part, dtype=float) for part in training)
    mean, deviation = inputs.mean(axis=0), inputs.std(axis=0)
    logged = np.column_stack([inputs[:, :-1], np.log(np.maximum(inputs[:, -1], 1))])
    for given, scale, shift, hint in [
        ((inputs - mean) / np.where(deviation > 0, deviation, 1), 1, 0, Hint(
            "normalised outside", "your network knows the strengths if its inputs are normalised "
            "beforehand. Put the normalisation into it, as its first layer.")),
        (logged, 1, 0, Hint(
            "logarithm outside", "your network knows the strengths if it's given the logarithm of "
            "age. Do both pairs hold what fit got?")),
        (inputs, np.std(targets), targets.mean(), Hint(
            "targets normalised", "your network gives out normalised strengths, and not MPa. What "
            "has to come after its last dense layer?")),
    ]:
        outputs = networks.outputs_of(net, given) * scale + shift
        if _rmse(outputs, targets) < 0.8 * np.std(targets):
            raise hint
    name = getattr(getattr(net.layers[-1], "activation", None), "__name__", "linear")
    highest = networks.outputs_of(net, inputs).max()
    if name != "linear" and highest <= 1:
        raise Hint("activation at the end", f"the highest of its outputs is {highest:.2g} MPa. "
                   f"What does {name}, the activation of its last layer, do there?")


def _error_of_the_line(training: tuple, validation: tuple) -> float:
    """Give the RMSE of the linear model with log of age on the validation set."""
    (inputs, targets), (unseen_inputs, unseen_targets) = training, validation
    weights, *_ = np.linalg.lstsq(_for_the_line(inputs), targets, rcond=None)
    return _rmse(_for_the_line(unseen_inputs) @ weights, unseen_targets)


def _for_the_line(inputs: np.ndarray) -> np.ndarray:
    others, age = inputs[:, :-1], inputs[:, -1]
    if np.min(age) < 1:
        raise Hint("inputs prepared", "here the inputs have to be as they are in the table. Put "
                   "what you do to them into the network.")
    return np.column_stack([others, np.log(age), np.ones(len(inputs))]).astype(float)


def _rmse(predicted: np.ndarray, targets: np.ndarray) -> float:
    return float(np.sqrt(np.mean((np.ravel(predicted) - np.ravel(targets)) ** 2)))


@exercises.challenge("Five hundred numbers", unit="MPa", best="lowest", to_beat=5.7)
def small_net(small_net: Any, training: tuple, validation: tuple) -> float:
    """Give the validation RMSE of a trained network that learns at most 500 numbers."""
    _judge_sets(training, validation)
    small_net = networks.ready_network(small_net, training[0].shape[1:])
    if not all(layer.trainable or "Normalization" in str(type(layer))
               for layer in small_net.layers):
        raise Hint("frozen layers", "numbers frozen by trainable=False count, too.")
    count = networks.numbers_to_learn(small_net)
    if count > MOST_NUMBERS:
        raise Hint("too many numbers", f"your network learns {count:,} numbers, and at most "
                   f"{MOST_NUMBERS} are allowed. Where do most of them sit?")
    return round(_errors_of(small_net, training, validation)[1], 3)


strongest = exercises.prediction(1, "the input with the largest correlation")
network_rmse = exercises.prediction(2, "RMSE of the network")
best_change = exercises.prediction(3, "the change that brings more")
gap = exercises.prediction(4, "gap with 50 mixes")
wins = exercises.prediction(5, "splits in which the network beats trees")
share = exercises.prediction(6, "share of the mean's MSE on the tail")
