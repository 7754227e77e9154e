import pytest

from helpers.records.code import fingerprint

CELLS = [
    "import keras\n%matplotlib inline\nseed: int = 0",
    "units = 3\nepochs = 4",
    "def make(units):\n    return keras.Sequential([keras.layers.Dense(units)])",
    "model = make(units)\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y, epochs=epochs)",
    "plots.learning_curves(model)\nmodel.summary()\nwidth = 7",
    "loss = model.evaluate(x, y)\nprint('loss', measured(loss, 'loss'))",
]


def changed(number, before, after):
    cells = list(CELLS)
    assert before in cells[number]
    cells[number] = cells[number].replace(before, after)
    return cells


@pytest.mark.parametrize(
    "cells",
    [
        changed(0, "= 0", "= 5"),
        changed(0, "%matplotlib inline", "%matplotlib widget"),
        changed(2, "    return", "    # a layer\n    return"),
        changed(3, "(x, y, epochs=epochs)", "(\n    x, y, epochs = epochs\n)"),
        changed(4, "learning_curves", "points"),
        changed(4, "width = 7", "width = 8"),
        changed(5, "'loss', m", "'the loss', m"),
        [*CELLS[:5], "print('a look', units)", "this is no Python", CELLS[5]],
        [*CELLS[:-1], *CELLS],
    ],
    ids=["seed", "magic", "comment", "spaces", "figure", "unused", "words", "more", "run again"],
)
def test_what_changes_no_value_changes_no_fingerprint(cells):
    assert fingerprint(cells) == fingerprint(CELLS)


@pytest.mark.parametrize(
    "cells",
    [
        changed(1, "units = 3", "units = 30"),
        changed(2, "Dense(units)", "Dense(units, activation='relu')"),
        changed(3, "'sgd'", "'adam'"),
        changed(3, "epochs=epochs", "epochs=2 * epochs"),
        changed(5, "evaluate(x, y)", "evaluate(x[:10], y[:10])"),
        [*CELLS[:2], "units = 5", *CELLS[2:]],
        [*CELLS[:4], "model.fit(x, y)", *CELLS[4:]],
        [*CELLS[:4], "train(model)", *CELLS[4:]],
    ],
    ids=["value", "function", "compile", "fit", "data", "parameter", "fit more", "by function"],
)
def test_what_changes_the_value_changes_the_fingerprint(cells):
    assert fingerprint(cells) != fingerprint(CELLS)


TRIALS = [
    "trials = {}\n\ndef note(name, value):\n    trials[name] = value",
    "def try_out(name, units):\n    note(name, train(units))",
    "def train(units):\n    return units",
    "try_out('narrow', 3)",
    "try_out('wide', 30)",
    "print(measured(trials['wide'] - trials['narrow'], 'gain'))",
]


@pytest.mark.parametrize(("number", "before", "after"), [
    (2, "return units", "return units + 1"), (3, "3", "4"), (0, "= value", "= 2 * value"),
])
def test_what_a_function_changes_that_is_called_belongs_to_the_value(number, before, after):
    cells = list(TRIALS)
    cells[number] = cells[number].replace(before, after)
    assert fingerprint(cells) != fingerprint(TRIALS)


def test_where_a_function_measures_the_cell_that_calls_it_counts():
    report = "def report(name):\n    print(measured(values[name], name))"
    cells = ["values = {'a': 1, 'b': 2}", report, "report('a')"]
    assert fingerprint(cells) != fingerprint(["values = {'a': 3, 'b': 2}", *cells[1:]])
    otherwise = report.replace("[name]", "['b']")
    assert fingerprint(cells) != fingerprint([cells[0], otherwise, cells[2]])


def test_a_comprehension_has_its_names_to_itself():
    cells = ["results = [1, 2]", "gain = 3", "print(measured(gain, 'gain'))"]
    between = "table = {gain: measured(gain, 'x') for gain in results}"
    assert fingerprint([*cells[:2], between, cells[2]]) == fingerprint(cells)


def test_every_python_gives_the_same_fingerprint():
    assert fingerprint(CELLS) == "b1651b3d026b"


def test_what_is_shuffled_is_changed():
    cells = ["rows = load()", "rng.shuffle(rows)", "print(measured(rows[0], 'first'))"]
    assert fingerprint(cells) != fingerprint([cells[0], cells[2]])


def test_a_look_by_numpy_changes_nothing_and_what_numpy_fills_is_changed():
    cells = ["rows = np.ones((2, 2))", "print(measured(np.sum(rows), 'sum'))"]
    assert fingerprint([cells[0], "np.mean(rows == 1)", cells[1]]) == fingerprint(cells)
    for change in ("np.fill_diagonal(rows, 3)", "np.random.shuffle(rows)"):
        assert fingerprint([cells[0], change, cells[1]]) != fingerprint(cells)


TRAINED = """def train(network, rate):
    keras.utils.set_random_seed(seed)
    for name in network:
        network.fit(rate, name)
    return network"""


@pytest.mark.parametrize(
    "between",
    [
        "for rate in (1, 2):\n    tried[rate] = train(build(), rate)",
        "name = 'another'",
        "def mine(values):\n    return values",
    ],
)
def test_another_training_a_loops_name_and_an_answer_of_the_students_leave_it(between):
    cells = ["mine = ...", TRAINED, "best = train(build(), 3)", "ours = check.yours_or_ours(mine)",
             "print(measured(ours(best), 'best'))"]
    assert fingerprint([*cells[:3], between, *cells[3:]]) == fingerprint(cells)
