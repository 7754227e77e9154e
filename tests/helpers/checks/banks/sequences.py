from collections import Counter, defaultdict
from importlib.resources import files

import keras
import numpy as np

TEXT = (files("helpers.data") / "course_text.txt").read_text(encoding="utf-8")
ALPHABET = sorted(set(TEXT))


def rmse(errors):
    return np.sqrt(np.mean(np.asarray(errors) ** 2))


def by_parts(series, forecasts):
    return rmse(series[1:] - forecasts) / rmse(series[1:] - series[:-1])


def by_differences(series, forecasts):
    return [np.sqrt(((series[1:] - forecasts) ** 2).sum() / (np.diff(series) ** 2).sum())]


def by_a_loop(series, forecasts):
    ours = rivals = 0.0
    for day in range(1, len(series)):
        ours += (series[day] - forecasts[day - 1]) ** 2
        rivals += (series[day] - series[day - 1]) ** 2
    return float((ours / rivals) ** 0.5)


def ratio_not_written(series, forecasts):
    return ...


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def step_by_formula(z_i, z_f, z_g, z_o, c):
    c = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    return sigmoid(z_o) * np.tanh(c), c


def step_by_lists(*values):
    pairs = [step_by_formula(*one) for one in zip(*values, strict=True)]
    return [h for h, _ in pairs], [c for _, c in pairs]


def step_by_tanh(z_i, z_f, z_g, z_o, c):
    def gate(z):
        return 0.5 + 0.5 * np.tanh(z / 2)

    new = gate(z_f) * c
    new += gate(z_i) * np.tanh(z_g)
    return np.array([gate(z_o) * np.tanh(new), new])[0], new


def step_not_written(z_i, z_f, z_g, z_o, c):
    return ..., ...


def memory(change):
    """Make a step whose memory is wrong in one way."""
    def step(z_i, z_f, z_g, z_o, c):
        new = change(z_i, z_f, z_g, c)
        return sigmoid(z_o) * np.tanh(new), new

    return step


def state(change):
    """Make a step whose memory is right, and whose state is wrong in one way."""
    def step(z_i, z_f, z_g, z_o, c):
        new = step_by_formula(z_i, z_f, z_g, z_o, c)[1]
        return change(z_o, new, c), new

    return step


def weekends(series):
    day = np.arange(len(series) - 1)
    return np.column_stack([series[:-1], day % 7 >= 5, (day + 1) % 7 >= 5])


def weekends_and_season(series):
    day = np.arange(len(series) - 1)
    year = 2 * np.pi * day / 365
    return np.column_stack([weekends(series), np.sin(year), np.cos(year)]).tolist()


def day_numbers(*ahead):
    """Make columns with the day of the week as a number, of today or of a day ahead."""
    def columns(series):
        day = np.arange(len(series) - 1)
        return np.column_stack([series[:-1], *((day + one) % 7 for one in ahead)])

    return columns


def without_weekends(series):
    """Take the weekends off by what they bring on average, so that one column is left over."""
    day = np.arange(len(series) - 1)
    return np.column_stack([series[:-1] - 20 * (day % 7 >= 5), (day + 1) % 7 >= 5])


def columns_not_written(series):
    day = np.arange(len(series) - 1)  # noqa: F841
    return ...


def kneser_ney(training, contexts, longest=5, less=0.85):
    """Count for shorter contexts in how many places a character stood, and not how often."""
    after = [defaultdict(Counter) for _ in range(longest + 1)]
    for i in range(longest, len(training)):
        after[longest][training[i - longest:i]][training[i]] += 1
    for k in range(longest, 0, -1):
        for context, one in {(training[i - k:i], training[i]) for i in range(k, len(training))}:
            after[k - 1][context[1:]][one] += 1
    return pulled(after, contexts, less, less)


def mixed(training, contexts, longest=4):
    """Mix the counts of all contexts, each as much as it has been seen (Witten and Bell)."""
    after = [defaultdict(Counter) for _ in range(longest + 1)]
    for k in range(longest + 1):
        for i in range(k, len(training)):
            after[k][training[i - k:i]][training[i]] += 1
    return pulled(after, contexts, 1, 0)


def pulled(after, contexts, kept, less):
    """Start even, and let the counts after longer and longer contexts pull."""
    place = {one: number for number, one in enumerate(ALPHABET)}
    table = np.full((len(contexts), len(ALPHABET)), 1 / len(ALPHABET))
    for row, context in zip(table, contexts, strict=True):
        for k, of_context in enumerate(after):
            counts = of_context.get(context[len(context) - k:])
            if not counts:
                break
            row *= kept * len(counts)
            for one, count in counts.items():
                row[place[one]] += count - less
            row /= counts.total() + (kept - less) * len(counts)
    return table


def counted(training, contexts):
    """Count three characters back, as the notebook does."""
    after = defaultdict(Counter)
    for i in range(3, len(training)):
        after[training[i - 3:i]][training[i]] += 1
    table = [[after[one[-3:]][character] + 0.05 for character in ALPHABET] for one in contexts]
    return np.array(table) / np.sum(table, axis=1, keepdims=True)


def even(training, contexts):
    return np.full((len(contexts), len(ALPHABET)), 1 / len(ALPHABET))


def ahead(training, contexts):
    """Look into the next context, where there is one: its last character is the answer."""
    table = mixed(training, contexts)
    for row, context, following in zip(table[:-1], contexts, contexts[1:], strict=False):
        if following[:-1] == context[1:]:
            row[:] = 0.0001
            row[ALPHABET.index(following[-1])] = 1 - 0.0001 * (len(ALPHABET) - 1)
    return table


def remembers(sign=1, shape=(90, 2), outputs=1, strength=20):
    """Make an LSTM of one unit with weights set by hand: it takes in the toss at the bell."""
    cell = keras.layers.LSTM(1)
    network = keras.Sequential([keras.Input(shape), cell, keras.layers.Dense(outputs)])
    toss, bell = [0, 0, 4, 0], [2 * strength, 0, 0, 0]  # into z_i, z_f, z_g and z_o
    bias = [-strength, strength, 0, strength]
    cell.set_weights([np.array([toss, bell]), np.zeros((1, 4)), np.array(bias)])
    network.layers[-1].set_weights([np.full((1, outputs), sign / np.tanh(1)), np.zeros(outputs)])
    return network


def through(*layers):
    """Make a network of given layers, with an output behind them."""
    return keras.Sequential([keras.Input((90, 2)), *layers, keras.layers.Dense(1)])


def by_attention():
    """Let the last toss ask all of them, as the notebook does."""
    steps = keras.Input((90, 2))
    found = keras.layers.MultiHeadAttention(1, 16)(steps[:, -1:], steps)
    return keras.Model(steps, keras.layers.Dense(1)(keras.layers.Flatten()(found)))


RIGHT = {
    "ratio_to_persistence": [(by_parts,), (by_differences,), (by_a_loop,)],
    "lstm_step": [(step_by_formula,), (step_by_lists,), (step_by_tanh,)],
    "rival_with_a_calendar": [(weekends,), (weekends_and_season,), (without_weekends,)],
    "longer_memory": [
        (remembers(),), (lambda: remembers(shape=(None, 2)),), (remembers(strength=9),),
    ],
    "fewest_bits": [
        (kneser_ney,), (lambda training, contexts: kneser_ney(training, contexts, 4),),
        (lambda training, contexts: kneser_ney(training, contexts, 6).tolist(),),
    ],
}

WRONG = {
    "ratio_to_persistence": [
        ((lambda s, f: rmse(np.diff(s)) / rmse(s[1:] - f),), "on its head"),
        ((lambda s, f: rmse(s[1:] - f),), "persistence get on the same days"),
        ((lambda s, f: rmse(np.diff(s)),), "Where do the forecasts"),
        ((lambda s, f: rmse(s[:-1] - f) / rmse(np.diff(s)),), "compared with day 0"),
        ((lambda s, f: rmse(s[:-1] - f),), "compared with day 0"),
        ((lambda s, f: by_parts(s, f) ** 2,), "root is missing"),
        ((lambda s, f: np.abs(s[1:] - f).mean() / np.abs(np.diff(s)).mean(),), "absolute errors"),
        ((lambda s, f: rmse(s[1:] - f) / s[1:].std(),), "as R² does"),
        ((lambda s, f: rmse(s[1:] - f) / s.std(),), "as R² does"),
        ((lambda s, f: 1 - by_parts(s, f),), "1 minus the ratio"),
        ((lambda s, f: np.std(s[1:] - f) / np.std(np.diff(s)),), "leaves out their mean"),
        ((lambda s, f: np.std(s[1:] - f) / rmse(np.diff(s)),), "leaves out their mean"),
        ((lambda s, f: 1 - by_parts(s, f) ** 2,), "minus its square"),
        ((lambda s, f: rmse(s[1:] - f) / rmse(s[1:]),), "size of the values"),
        ((lambda s, f: rmse(s - f) / rmse(np.diff(s)),), "one value less"),
        ((lambda s, f: s[1:] - f,), "One ratio is asked for"),
        ((lambda s, f: 2 * by_parts(s, f),), "came true for forecasts[0]"),
        ((1.02,), "a function is asked for"),
    ],
    "lstm_step": [
        ((lambda *z: step_by_formula(*z)[::-1],), "wrong order"),
        ((lambda *z: step_by_formula(*z)[0],), "should return two things"),
        ((lambda *z: [one.sum() for one in step_by_formula(*z)],), "Don't add them up"),
        ((memory(lambda i, f, g, c: c),), "what it was before"),
        ((memory(lambda i, f, g, c: sigmoid(i) * c + sigmoid(f) * np.tanh(g)),), "changed places"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c + sigmoid(g) * np.tanh(i)),), "z_i and z_g"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c + sigmoid(i) * g),), "missing around z_g"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c + sigmoid(i) * sigmoid(g)),),
         "is never negative"),
        ((memory(lambda i, f, g, c: f * c + i * np.tanh(g)),), "not yet gates"),
        ((memory(lambda i, f, g, c: f * c + i * g),), "not yet gates"),
        ((memory(lambda i, f, g, c: sigmoid(i) * np.tanh(g)),), "nothing is left"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c),), "What comes in"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c + np.tanh(g)),), "comes in whole"),
        ((memory(lambda i, f, g, c: sigmoid(f) * (c + sigmoid(i) * np.tanh(g))),), "old c only"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c + sigmoid(i) + np.tanh(g)),), "meet at a ×"),
        ((memory(lambda i, f, g, c: (1 - sigmoid(f)) * c + sigmoid(i) * np.tanh(g)),),
         "should let go"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c + (1 - sigmoid(f)) * np.tanh(g)),),
         "gate of its own"),
        ((memory(lambda i, f, g, c: c + sigmoid(i) * np.tanh(g)),), "stays as it is"),
        ((memory(lambda i, f, g, c: np.tanh(f) * c + np.tanh(i) * np.tanh(g)),), "through a tanh"),
        ((memory(lambda i, f, g, c: np.tanh(sigmoid(f)) * c + np.tanh(sigmoid(i)) * np.tanh(g)),),
         "through a tanh"),
        ((memory(lambda i, f, g, c: sigmoid(f) * c - sigmoid(i) * np.tanh(g)),), "term by term"),
        ((state(lambda o, new, c: sigmoid(o) * np.tanh(c)),), "shows the old c"),
        ((state(lambda o, new, c: sigmoid(o) * new),), "still missing"),
        ((state(lambda o, new, c: np.tanh(new)),), "What does z_o do"),
        ((state(lambda o, new, c: o * np.tanh(new)),), "not yet a gate"),
        ((state(lambda o, new, c: sigmoid(o) * sigmoid(new)),), "another function than the gates"),
        ((state(lambda o, new, c: new),), "What stands between"),
        ((state(lambda o, new, c: -sigmoid(o) * np.tanh(new)),), "on its way to h"),
    ],
    "rival_with_a_calendar": [
        ((lambda series: series[:-1],), "What does a calendar say"),
        ((day_numbers(1),), "one number with one weight"),
        ((day_numbers(0, 1),), "one number with one weight"),
        ((lambda series: weekends(series)[:, :2],), "Which day is forecast"),
        ((lambda series: weekends(series)[:, ::2],), "is that the weather"),
        ((lambda series: weekends(series)[:, 1:],), "How many came today"),
        ((lambda series: series[1:],), "the last that it may know"),
        ((lambda series: weekends(series) / series.max(),), "the last that it may know"),
        ((lambda series: series,), "so 1999 rows"),
        ((lambda series: np.tile(series[:-1, np.newaxis], 7),), "Which days of the week"),
        ((lambda series: np.log(weekends(series) - 500),), "finite"),
        ((5,), "a function is asked for"),
    ],
    "longer_memory": [
        ((remembers(sign=0),), "about that of always 0"),
        ((remembers(sign=0.5),), "better than chance"),
        ((through(keras.layers.Flatten()),), "a Flatten layer can see"),
        ((through(keras.layers.GRU(2, return_sequences=True), keras.layers.Flatten()),),
         "a Flatten layer can see"),
        ((through(keras.layers.Bidirectional(keras.layers.LSTM(2))),), "a Bidirectional layer"),
        ((through(keras.layers.SimpleRNN(2, go_backwards=True)),), "reads from the end"),
        ((by_attention,), "without being a layer"),
        ((remembers(sign=-1),), "says tails for heads"),
        ((remembers(sign=np.nan),), "aren't finite"),
        ((remembers(outputs=2),), "One for each is asked for"),
        ((remembers(shape=(50, 2)),), "an example here is"),
        ((0.1,), "a Keras network is asked for"),
    ],
    "fewest_bits": [
        ((counted,), "To beat: 2.25"),
        ((mixed,), "To beat: 2.25"),
        ((ahead,), "rest on its own context"),
        ((even,), "To beat: 2.25"),
        ((lambda training, contexts: even(training, contexts)[:-1],), "the table should"),
        ((lambda training, contexts: 0 * even(training, contexts),), "0 or less"),
        ((lambda training, contexts: 2 * even(training, contexts),), "add up to 1"),
        ((5,), "a function is asked for"),
    ],
}

UNFILLED = {
    "ratio_to_persistence": [(ratio_not_written,)],
    "lstm_step": [(step_not_written,)],
    "rival_with_a_calendar": [(columns_not_written,)],
    "longer_memory": [(...,)],
    "fewest_bits": [(lambda training, contexts: ...,)],
}

BY_WHAT_COMES_OUT = ("rival_with_a_calendar",)
