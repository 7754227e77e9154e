"""Checks of the notebook 18_sequences."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    NotAttempted,
    array,
    call,
    number,
    parts,
    raise_hint_for,
)
from helpers.exercises.networks import (
    has_bare_operations,
    layers_of,
    outputs_of,
    ready_network,
)

exercises = Exercises("18_sequences")
summary = exercises.summary

SEEDS, LENGTH, TRAINING, TEST = (101, 102, 103), 20, slice(0, 1200), slice(1580, None)
GAP, GAMES, MOST_MISSED, ALMOST_CHANCE = 80, 1000, 0.3, 0.97
MOST_COLUMNS, LAST_OF_TRAINING = 6, 1219
ONE_BY_ONE = ("Activation", "BatchNormalization", "Dense", "Dropout", "LayerNormalization")
SECONDS, BACK, MOST_LOST = 80, 40, 0.2

right_directions = exercises.prediction(1, "days of 100 with the right direction")
persistence_r_squared = exercises.prediction(2, "R² of persistence")
lstm_over_a_gap = exercises.prediction(3, "of 8 runs, those in which the LSTM learned")
best_context = exercises.prediction(4, "characters back, best on the validation text")
bits_of_the_network = exercises.prediction(5, "bits per character of the GRU")


@exercises.check(1, "Beside persistence")
def ratio_to_persistence(function: Callable) -> str:
    """Check a function that divides the RMSE of forecasts by that of persistence."""
    _try_ratio(function)
    return "a forecast is worth what it adds to the last value."


def ratio_or_ours(function: Callable) -> Callable:
    """Give the student's ratio where it's right, and ours until then; say which."""
    try:
        _try_ratio(function)
    except (Hint, NotAttempted):
        print("exercise 1 is open yet: this is our ratio")
        return lambda series, forecasts: _rmse(series[1:] - forecasts) / _rmse(np.diff(series))
    print("this is your ratio")
    return function


def _try_ratio(function: Callable) -> None:
    for seed, count in ((0, 30), (1, 47)):
        rng = np.random.default_rng(seed)
        series = 50 + 3 * np.cumsum(rng.normal(size=count))
        forecasts = series[1:] + rng.normal(0.5, 1.5, size=count - 1)
        given = _ratio_of(function, series.copy(), forecasts.copy())
        size = np.size(given)
        if size > 1:
            raise Hint("many numbers", f"your function gives {size} numbers. One ratio is asked "
                       "for, over all days.")
        given = number(given, "the ratio")
        step, error = np.diff(series), series[1:] - forecasts
        if np.isclose(given, _rmse(error) / _rmse(step)):
            continue
        _about_a_ratio(given, series, forecasts, step, error)
        raise Hint("another ratio", "another number comes out. Which value came true for "
                   "forecasts[0], and which would persistence have said for that day?")


def _ratio_of(function, series, forecasts):
    try:
        return call(function, series, forecasts)
    except Hint as hint:
        if "broadcast" in str(hint.__cause__):
            raise Hint("two lengths", f"{hint} forecasts has one value less than series. For "
                       "which days is there one?") from hint
        raise


def _about_a_ratio(given, series, forecasts, step, error) -> None:
    late = series[:-1] - forecasts
    raise_hint_for(given, [
        (_rmse(step) / _rmse(error), Hint("upside down", "your ratio stands on its head: below 1 "
                                          "it should mean that the forecast is better.")),
        (_rmse(error), Hint("not divided", "this is the RMSE of the forecasts alone. What does "
                            "persistence get on the same days?")),
        (_rmse(step), Hint("persistence alone", "this is the RMSE of persistence alone. Where do "
                           "the forecasts come in?")),
        *((value, Hint("a day late", "here forecasts[0] is compared with day 0. It was made for "
                       "day 1.")) for value in (_rmse(late) / _rmse(step), _rmse(late))),
        (np.mean(error**2) / np.mean(step**2), Hint(
            "root forgotten", "this is the ratio of the mean squares. The root is missing.")),
        (np.abs(error).mean() / np.abs(step).mean(), Hint(
            "absolute errors", "this is the ratio of the mean absolute errors. The RMSE squares "
            "them first.")),
        *((value, Hint("deviation", "you take the standard deviation of the errors. That leaves "
                       "out their mean, and a forecast that is always too high goes unpunished."))
          for value in (error.std() / step.std(), error.std() / _rmse(step))),
        *((_rmse(error) / _rmse(values), Hint(
            "beside the values", "you divide by the size of the values. Which error does "
            "persistence make?")) for values in (series, series[1:], series[:-1])),
        *((_rmse(error) / values.std(), Hint(
            "beside the mean", "you divide by the deviation from the mean, as R² does. Persistence "
            "says the last value.")) for values in (series, series[1:])),
        *((1 - (_rmse(error) / _rmse(step)) ** power, Hint(
            "taken from 1", "this is 1 minus the ratio, or minus its square. The ratio itself is "
            "asked for.")) for power in (1, 2)),
    ], rtol=1e-7)


def _rmse(errors: np.ndarray) -> float:
    return float(np.sqrt(np.mean(errors**2)))


@exercises.check(2, "One step of an LSTM")
def lstm_step(function: Callable) -> str:
    """Check a function that makes the new state and memory of an LSTM."""
    _try_step(function)
    return "what stays, what comes in, and what is shown."


def step_or_ours(function: Callable) -> Callable:
    """Give the student's step of an LSTM where it's right, and ours until then; say which."""
    try:
        _try_step(function)
    except (Hint, NotAttempted):
        print("exercise 2 is open yet: this is our step")
        return _step
    print("this is your step")
    return function


def _step(z_i, z_f, z_g, z_o, c):
    c = _sigmoid(z_f) * c + _sigmoid(z_i) * np.tanh(z_g)
    return _sigmoid(z_o) * np.tanh(c), c


def _try_step(function: Callable) -> None:
    for seed, count in ((0, 4), (1, 3)):
        rng = np.random.default_rng(seed)
        sums, c = rng.normal(0, 1.2, size=(4, count)), rng.normal(size=count)
        given = call(function, *sums.copy(), c.copy())
        h, new = parts(given, "h", "c")
        h, new = array(h, "h"), array(new, "c")
        if h.size == 1 or new.size == 1:
            raise Hint("one number", f"there are {count} units, so h and c have {count} numbers "
                       "each. Don't add them up.")
        h, new = array(h.ravel(), "h", shape=(count,)), array(new.ravel(), "c", shape=(count,))
        _judge_step(h, new, *sums, c)


def _judge_step(h, new, z_i, z_f, z_g, z_o, c) -> None:
    o = _sigmoid(z_o)
    right = _sigmoid(z_f) * c + _sigmoid(z_i) * np.tanh(z_g)
    if np.allclose(h, right) and np.allclose(new, o * np.tanh(right)):
        raise Hint("exchanged", "these are the right numbers, but in the wrong order. h comes "
                   "first.")
    if not np.allclose(new, right):
        _about_a_memory(new, z_i, z_f, z_g, c)
    if not np.allclose(h, o * np.tanh(right)):
        _about_a_state(h, right, z_o, c)


def _about_a_memory(new, z_i, z_f, z_g, c) -> None:
    i, f, g = _sigmoid(z_i), _sigmoid(z_f), np.tanh(z_g)
    raise_hint_for(new, [
        (c, Hint("memory unchanged", "c is what it was before. What do the gates do to it?")),
        (i * c + f * g, Hint("gates exchanged", "in your c the forget gate and the input gate have "
                             "changed places.")),
        (f * c + _sigmoid(z_g) * np.tanh(z_i), Hint(
            "candidate exchanged", "in what comes in, z_i and z_g have changed places.")),
        (f * c + i * z_g, Hint("candidate not squeezed", "the candidate comes in as it is. Which "
                               "function is missing around z_g?")),
        (f * c + i * _sigmoid(z_g), Hint("candidate as a gate", "your candidate is between 0 and "
                                         "1, so what comes in is never negative. Look at its "
                                         "function again.")),
        *((z_f * c + z_i * inner, Hint("gates not squeezed", "z_f and z_i are sums, not yet "
                                       "gates. What turns a sum into a number between 0 and 1?"))
          for inner in (g, z_g)),
        *(((1 - f) * c + inner * g, Hint(
            "forgets the wrong share", "your c keeps what the forget gate should let go: at 1 it "
            "should keep all.")) for inner in (i, f)),
        (f * c + (1 - f) * g, Hint("no input gate", "what comes in has a gate of its own. Where is "
                                   "z_i?")),
        (i * g, Hint("old memory lost", "nothing is left of the old c. Which gate keeps it?")),
        (f * c + g, Hint("candidate ungated", "the candidate comes in whole. What does z_i do to "
                         "it?")),
        (f * (c + i * g), Hint("new forgotten, too", "the forget gate is for the old c only. What "
                               "comes in has a gate of its own.")),
        (f * c + i + g, Hint("added, not multiplied", "in the drawing, the input gate and the "
                             "candidate meet at a ×.")),
        (f * c, Hint("nothing comes in", "only the old c is in your c. What comes in?")),
        (c + i * g, Hint("nothing forgotten", "the old c stays as it is. What does the forget gate "
                         "do?")),
        *((np.tanh(one) * c + np.tanh(other) * g, Hint(
            "tanh as a gate", "the gates go through a tanh. Which function alone gives a number "
            "between 0 and 1?")) for one, other in ((f, i), (z_f, z_i))),
    ], rtol=1e-7, atol=1e-9)
    raise Hint("another memory", "c comes out otherwise. Compute it term by term: what stays, "
               "plus what comes in.")


def _about_a_state(h, right, z_o, c) -> None:
    o = _sigmoid(z_o)
    raise_hint_for(h, [
        (o * np.tanh(c), Hint("old memory shown", "your h shows the old c. It needs the new one, "
                              "so which line comes first?")),
        (o * right, Hint("tanh missing", "c is right. Before h shows it, one function is still "
                         "missing.")),
        (np.tanh(right), Hint("output gate missing", "c is right. What does z_o do to h?")),
        (z_o * np.tanh(right), Hint("output gate not squeezed", "c is right. In h, z_o is a sum "
                                    "and not yet a gate.")),
        (o * _sigmoid(right), Hint("sigmoid for tanh", "c is right. In h it goes through another "
                                   "function than the gates.")),
        (right, Hint("memory handed out", "c is right, and your h is the same as c. What stands "
                     "between them?")),
    ], rtol=1e-7, atol=1e-9)
    raise Hint("another state", "c is right, and h comes out otherwise. In the drawing, what "
               "happens to c on its way to h?")


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


@exercises.check(3, "A rival with a calendar")
def rival_with_a_calendar(my_columns: Callable) -> str:
    """Check inputs that should forecast three pools better than a pool's last 20 values do."""
    mine, theirs = _beside_20_values(my_columns)
    if not (mine < theirs).all():
        told = (f"on the test days of three pools your model gets {mine.mean():.2f} of "
                f"persistence, the one with 20 values {theirs.mean():.2f}. ")
        known = _days_known(table := _columns_of(my_columns, _pool(SEEDS[0])))
        if known == (False, False) and _counts_the_days(table):
            raise Hint("day as a number", f"{told}A day from 0 to 6 is one number with one weight, "
                       "so Sunday (6) counts six times as much as Tuesday (1). Which days really "
                       "differ? Give a column that is 1 on those and 0 otherwise.")
        raise {
            (False, False): Hint("no calendar", f"{told}What does a calendar say of tomorrow?"),
            (True, False): Hint("only today's day", f"{told}It knows what day today is. Which day "
                                "is forecast?"),
            (False, True): Hint("only tomorrow's day", f"{told}It knows what day tomorrow is. But "
                                "when today's value is high, is that the weather?"),
            (True, True): Hint("no visitors", f"{told}It knows both days. How many came today?"),
        }[known]
    return (f"{mine.mean():.2f} of persistence on the test days of three other pools, where 20 "
            f"values get {theirs.mean():.2f}.")


def _counts_the_days(table: np.ndarray) -> bool:
    """Tell whether a column is the day of the week as a number, today's or tomorrow's."""
    days = np.arange(len(table))
    return any(
        np.array_equal(column, (days + ahead) % 7 + first)
        for column in table.T for ahead in (0, 1) for first in (0, 1)
    )


def _days_known(table: np.ndarray) -> tuple[bool, bool]:
    """Tell whether the weekends of today and of tomorrow can be read off a table of columns."""
    days, known = np.arange(len(table)), np.column_stack([table, np.ones(len(table))])
    flags = np.column_stack([(days + ahead) % 7 >= 5 for ahead in (0, 1)]).astype(float)
    weights, *_ = np.linalg.lstsq(known, flags)
    return tuple((np.abs(known @ weights - flags).max(axis=0) < 1e-6).tolist())


def columns_or_ours(function: Callable) -> Callable:
    """Give the student's columns where they're right, and ours until then; say which."""
    try:
        mine, theirs = _beside_20_values(function)
    except (Hint, NotAttempted):
        mine = theirs = np.ones(1)
    if not (mine < theirs).all():
        print("exercise 3 is open yet: these are our columns")
        return _with_weekends
    print("these are your columns")
    return function


def _with_weekends(series):
    day = np.arange(len(series) - 1)
    return np.column_stack([series[:-1], day % 7 >= 5, (day + 1) % 7 >= 5])


def _beside_20_values(function: Callable) -> tuple[np.ndarray, np.ndarray]:
    """Give RMSE over persistence on three pools, of a student's columns and of 20 values."""
    pools = [_pool(seed) for seed in SEEDS]
    later = pools[0].copy()
    later[LAST_OF_TRAINING + 1:] += 100
    before, after = (_columns_of(function, one)[:LAST_OF_TRAINING + 1] for one in (pools[0], later))
    if not np.allclose(before, after):
        raise Hint("looks ahead", "a row of your table changes when later days do. Row d is for "
                   "the forecast of day d + 1, and day d is the last that it may know.")
    mine = [_ratio_by_columns(_columns_of(function, one), one) for one in pools]
    return np.array(mine), np.array([_linear_ratio(one) for one in pools])


def _columns_of(function: Callable, series: np.ndarray) -> np.ndarray:
    table = array(call(function, series.copy()), "the table")
    table = table[:, np.newaxis] if table.ndim == 1 else table
    if table.ndim != 2 or len(table) != len(series) - 1:
        raise Hint("other rows", f"your table has the shape {table.shape}. A row is needed for "
                   f"each of the {len(series)} days but the last, so {len(series) - 1} rows.")
    if table.shape[1] > MOST_COLUMNS:
        raise Hint("too many columns", f"your table has {table.shape[1]} columns, and at most "
                   f"{MOST_COLUMNS} are allowed. Which days of the week really differ?")
    return table


def _pool(seed: int) -> np.ndarray:
    """Make a pool's visitors as the notebook does."""
    rng = np.random.default_rng(seed)
    days, weather = np.arange(2000), np.zeros(2000)
    for day in days[1:]:
        weather[day] = 0.7 * weather[day - 1] + rng.normal()
    return 200 + 100 * np.sin(2 * np.pi * days / 365) + 20 * (days % 7 >= 5) + 10 * weather


def _ratio_by_columns(table: np.ndarray, series: np.ndarray) -> float:
    """Fit a linear model to the training days, and divide its test RMSE by persistence's."""
    table = np.column_stack([table, np.ones(len(table))])
    known, first = slice(LENGTH - 1, LAST_OF_TRAINING), TEST.start + LENGTH - 1
    weights, *_ = np.linalg.lstsq(table[known], series[1:][known])
    errors = (series[1:] - table @ weights)[first:]
    return _rmse(errors) / _rmse(np.diff(series)[first:])


def _linear_ratio(series: np.ndarray) -> float:
    """Compute what the notebook's linear model of 20 values gets, beside persistence."""
    inputs = np.lib.stride_tricks.sliding_window_view(series[:-1], LENGTH)
    targets = series[LENGTH:]
    table = np.column_stack([inputs, np.ones(len(inputs))])
    weights, *_ = np.linalg.lstsq(table[TRAINING], targets[TRAINING])
    errors = targets[TEST] - table[TEST] @ weights
    return _rmse(errors) / _rmse(targets[TEST] - inputs[TEST, -1])


@exercises.check(4, "Twice the gap")
def longer_memory(my_network: Any) -> str:
    """Play the game of the bell with a student's network, at a gap that the notebook hasn't."""
    network = ready_network(my_network, (10 + GAP, 2))
    _has_to_remember(network)
    games, answers = _bell_games()
    given = outputs_of(network, games)
    if given.size != GAMES:
        raise Hint("other outputs", f"for {GAMES} games your network gives {given.size} numbers. "
                   "One for each is asked for: which layer comes last?")
    error = _rmse(answers - given.ravel())
    if not error < MOST_MISSED:
        raise_hint_for(True, [
            (not np.isfinite(error), Hint("no numbers", "some answers aren't finite numbers. A "
                                          "smaller learning rate may help.")),
            (_rmse(answers + given.ravel()) < MOST_MISSED, Hint(
                "heads for tails", "your network remembers, but says tails for heads. Heads is "
                "1.")),
            (error > ALMOST_CHANCE, Hint(
                "at chance", f"its RMSE is {error:.2f}, about that of always 0. What survives 80 "
                "steps before any training?")),
        ])
        raise Hint("still too far off", f"its RMSE is {error:.2f}, better than chance. Below "
                   f"{MOST_MISSED} is asked for: another start, another learning rate, or more "
                   "games?")
    return f"over a gap of {GAP} its RMSE is {error:.2f}, where chance has 1."


def _has_to_remember(network: Any) -> None:
    """Refuse what sees several tosses at once, or the bell last."""
    import keras

    rule = "Take recurrent layers that read forwards, and Dense behind them."
    if has_bare_operations(network):
        raise Hint("no layer", "something in your network computes without being a layer, and may "
                   f"see many tosses at once. {rule}")
    for layer in layers_of(network):
        kind = type(layer).__name__
        if getattr(layer, "go_backwards", False):
            raise Hint("backwards", f"your {kind} reads from the end, so the bell comes last and "
                       f"there's little to remember. {rule}")
        if not isinstance(layer, keras.layers.RNN) and kind not in ONE_BY_ONE:
            raise Hint("no state", f"a {kind} layer can see many tosses at once, so it needn't "
                       f"remember one. {rule}")


def _bell_games() -> tuple[np.ndarray, np.ndarray]:
    """Make games as the notebook does."""
    rng, rows = np.random.default_rng(SEEDS[0]), np.arange(GAMES)
    tosses, bell = rng.choice([-1, 1], (GAMES, 10 + GAP)), np.zeros((GAMES, 10 + GAP))
    rung = rng.integers(0, 10, GAMES)
    bell[rows, rung] = 1
    return np.stack([tosses, bell], axis=2), tosses[rows, rung]


@exercises.challenge("The fewest bits", unit="bits per character", best="lowest", to_beat=2.25)
def fewest_bits(my_chances: Callable) -> float:
    """Measure in bits how well a model predicts the test part of the course's text."""
    text = (files("helpers.data") / "course_text.txt").read_text(encoding="utf-8")
    alphabet = sorted(set(text))
    start = 9 * len(text) // 10
    came = np.array([alphabet.index(character) for character in text[start:]])
    contexts = [text[place - BACK:place] for place in range(start, len(text))]
    # Side by side, a context ends with what the one before asks for. So first some far apart.
    apart = slice(None, None, BACK + 1)
    alone = _bits_of(my_chances, text[:start], contexts[apart], came[apart])
    bits = _bits_of(my_chances, text[:start], contexts, came)
    if alone.mean() > bits[apart].mean() + MOST_LOST:
        raise Hint("looks ahead", "for the same contexts your function is worse when the others "
                   "aren't there. Each row should rest on its own context: the next one ends with "
                   "the answer.")
    return float(bits.mean())


def _bits_of(function: Callable, training: str, contexts: list, came: np.ndarray) -> np.ndarray:
    """Give the bits that a model needs for each of the characters that came."""
    kinds = len(set((files("helpers.data") / "course_text.txt").read_text(encoding="utf-8")))
    table = array(
        call(function, training, list(contexts), time_limit=SECONDS), "the table",
        shape=(len(contexts), kinds),
    )
    if (table <= 0).any():
        raise Hint("no chance", "some probabilities are 0 or less. Whatever may come needs a "
                   "little, for the logarithm of 0 is infinite.")
    if not np.allclose(table.sum(axis=1), 1, atol=1e-3):
        raise Hint("not 1 in all", "each row should add up to 1, and some of yours don't.")
    return -np.log2(table[np.arange(len(came)), came])
