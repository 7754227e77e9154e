import keras
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from workshop.notebooks.exercises import with_part


def preparation(
    draw=lambda n, rng: rng.permutation(n),
    statistics="training",
    centre=lambda rows: rows.mean(axis=0),
    scale=lambda rows: rows.std(axis=0),
    test_share=5,
):
    """Make a preparation that may have one of a beginner's mistakes in it."""

    def prepare(inputs, targets, rng):
        test = len(inputs) // test_share
        order = draw(len(inputs), rng)
        test_rows, train_rows = order[:test], order[test:]
        source = {"training": train_rows, "all": order, "test": test_rows}[statistics]
        normalised = (inputs - centre(inputs[source])) / scale(inputs[source])
        train, test = normalised[train_rows], normalised[test_rows]
        return train, targets[train_rows], test, targets[test_rows]

    return prepare


def shuffles_in_place(inputs, targets, rng):
    test = len(inputs) // 5
    rows = list(range(len(inputs)))
    rng.shuffle(rows)
    inputs, targets = inputs[rows], targets[rows]
    train, kept = inputs[:-test], inputs[-test:]
    mean, deviation = train.mean(0), train.std(0)
    return [(train - mean) / deviation, targets[:-test], (kept - mean) / deviation, targets[-test:]]


def by_scikit_learn(inputs, targets, rng):
    train_x, test_x, train_y, test_y = train_test_split(
        inputs, targets, test_size=0.2, random_state=0
    )
    scaler = StandardScaler().fit(train_x)
    return scaler.transform(train_x), train_y, scaler.transform(test_x), test_y


def in_float32_and_columns(inputs, targets, rng):
    prepared = preparation()(inputs.astype("float32"), targets[:, np.newaxis], rng)
    return [part.tolist() for part in prepared]


def without_shuffling(inputs, targets, rng):
    test = len(inputs) // 5
    normalised = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    return normalised[:-test], targets[:-test], normalised[-test:], targets[-test:]


def own_ruler_for_the_test(inputs, targets, rng):
    order = rng.permutation(len(inputs))
    train, test = order[12:], order[:12]

    def normalise(rows):
        return (rows - rows.mean(axis=0)) / rows.std(axis=0)

    return normalise(inputs[train]), targets[train], normalise(inputs[test]), targets[test]


def raw_in_the_test(inputs, targets, rng):
    order = rng.permutation(len(inputs))
    train, test = order[12:], order[:12]
    mean, deviation = inputs[train].mean(axis=0), inputs[train].std(axis=0)
    return (inputs[train] - mean) / deviation, targets[train], inputs[test], targets[test]


IN_ORDER = preparation(draw=lambda n, rng: np.arange(n))
FOR_60_ROWS = preparation(draw=lambda n, rng: rng.permutation(60))


def rearranged(change):
    """Make a preparation that gives back other things than the right four."""
    return lambda inputs, targets, rng: change(*preparation()(inputs, targets, rng))


def targets_normalised(inputs, targets, rng):
    targets = (targets - targets.mean()) / targets.std()
    return preparation()(inputs, targets, rng)


def by_rule(choose):
    """Make a preparation that picks the rows of the test set without any chance."""
    def draw(count, rng):
        test_rows = choose(np.arange(count))
        return np.concatenate([test_rows, np.setdiff1d(np.arange(count), test_rows)])

    return preparation(draw=draw)


def rows_normalised(inputs, targets, rng):
    inputs = (inputs - inputs.mean(axis=1, keepdims=True)) / inputs.std(axis=1, keepdims=True)
    return preparation(centre=lambda rows: 0, scale=lambda rows: 1)(inputs, targets, rng)


def measured_before(inputs, targets, rng):
    first = inputs[:len(inputs) - len(inputs) // 5]
    return preparation(centre=lambda rows: first.mean(axis=0),
                       scale=lambda rows: first.std(axis=0))(inputs, targets, rng)


def deviation_of_all(inputs, targets, rng):
    return preparation(scale=lambda rows: inputs.std(axis=0))(inputs, targets, rng)


def with_nothing_to_learn_from(inputs, targets, rng):
    test = 0
    order = rng.permutation(len(inputs))
    train_rows, test_rows = order[:-test], order[-test:]
    return inputs[train_rows], targets[train_rows], inputs[test_rows], targets[test_rows]


def with_repetition(inputs, targets, rng):
    train = rng.integers(0, 48, 48)
    test = rng.integers(48, 60, 12)
    return inputs[train], targets[train], inputs[test], targets[test]


def mixes(count, seed):
    """Make mixes whose strength bends where the last input, the age, is 30."""
    inputs = np.random.default_rng(seed).uniform(1, 60, size=(count, 8)).astype("float32")
    scatter = np.random.default_rng([seed, 1]).normal(0, 5, size=count)
    return inputs, 20 + inputs[:, 0] + 3 * np.minimum(inputs[:, 7], 30) + scatter


TRAINING, VALIDATION = mixes(60, seed=0), mixes(30, seed=11)
DEVIATION, MEAN = TRAINING[1].std(), TRAINING[1].mean()


def knowing(scale=1.0, shift=0.0, hidden=2, outputs=1, before=(), after=(), inputs=8):
    """Make a network that knows the strengths, but for a scale and a shift."""
    net = keras.Sequential([
        keras.Input((inputs,)), *before, keras.layers.Dense(hidden, "relu"),
        keras.layers.Dense(outputs), *after,
    ])
    first, bias, last, last_bias = (np.zeros_like(part) for part in net.get_weights()[-4:])
    # Strength = 110 + first input - 3 · ReLU(30 - age).
    first[0, 0], first[-1, 1], bias[1] = 1, -1, 30
    last[0], last[1] = scale, -3 * scale
    last_bias[:] = 110 * scale + shift
    net.set_weights([*net.get_weights()[:-4], first, bias, last, last_bias])
    return net


class OwnClass(keras.Model):
    """The knowing network as a class of a student, and trained, so it knows its inputs."""

    def __init__(self):
        super().__init__()
        self.net = knowing()
        self(TRAINING[0])

    def call(self, inputs):
        return self.net(inputs)


def needing_normalised_inputs():
    """Make the knowing network for inputs that were normalised beforehand."""
    inputs = TRAINING[0]
    undo = keras.layers.Rescaling(inputs.std(axis=0), inputs.mean(axis=0))
    return knowing(before=[undo])


def knowing_one_set(rows, otherwise):
    """Make a network that knows one set and is wrong by so much on every other mix."""
    known = keras.ops.convert_to_tensor(rows[0])

    def miss(pair):
        inputs, strength = pair
        distances = keras.ops.sum(keras.ops.abs(inputs[:, None, :] - known[None]), axis=-1)
        distance = keras.ops.min(distances, axis=-1)
        return strength + otherwise * keras.ops.cast(distance > 1e-3, "float32")[:, None]

    start = keras.Input((8,))
    end = keras.layers.Lambda(miss, output_shape=(1,))([start, knowing()(start)])
    return keras.Model(start, end)


def line():
    """Make a network that is a straight line, without the bend."""
    net = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
    columns = np.column_stack([TRAINING[0], np.ones(60)]).astype(float)
    weights = np.linalg.lstsq(columns, TRAINING[1], rcond=None)[0]
    net.set_weights([weights[:8, None], weights[8:]])
    return net


def judged_by(net):
    return net, TRAINING, VALIDATION


def prepared(change, net=None):
    (inputs, targets), (unseen, unseen_targets) = TRAINING, VALIDATION
    pairs = (change(inputs), targets), (change(unseen), unseen_targets)
    return net or knowing(before=[keras.layers.Lambda(logarithm_undone)]), *pairs


def logarithm_of_age(inputs):
    return np.column_stack([inputs[:, :7], np.log(inputs[:, 7])]).astype("float32")


def logarithm_undone(inputs):
    return keras.ops.concatenate([inputs[:, :7], keras.ops.exp(inputs[:, 7:])], axis=1)


def memorising_both():
    """Make a network that has learned the strengths of all mixes by heart."""
    inputs, targets = (np.concatenate(both) for both in zip(TRAINING, VALIDATION, strict=True))
    known, strengths = map(keras.ops.convert_to_tensor, (inputs, targets.astype("float32")))

    def remember(asked):
        distances = keras.ops.sum(keras.ops.abs(asked[:, None, :] - known[None]), axis=-1)
        return keras.ops.take(strengths, keras.ops.argmin(distances, axis=1))[:, None]

    start = keras.Input((8,))
    return keras.Model(start, keras.layers.Lambda(remember, output_shape=(1,))(start))


def mostly_memorising():
    """Make a network that has seen all mixes, and misses each by 3.5 MPa."""
    exact = memorising_both()
    return keras.Model(exact.inputs, keras.layers.Rescaling(1.0, 3.5)(exact.outputs[0]))


def frozen():
    net = knowing(hidden=400)
    net.layers[0].trainable = False
    return net


def like_the_test_set(inputs, targets):
    return inputs, targets * 6305.62 / targets.sum()


def with_frozen_measures():
    """Make a small network whose normalisation was frozen along with another network."""
    measures = keras.layers.Normalization(mean=np.zeros(8), variance=np.ones(8))
    measures.trainable = False
    return knowing(before=[measures])


RIGHT = {
    "fixed_preparation": [
        (preparation(),),
        (shuffles_in_place,),
        (by_scikit_learn,),
        (in_float32_and_columns,),
        (preparation(scale=lambda rows: rows.std(axis=0, ddof=1)),),
        (preparation(draw=lambda n, rng: np.argsort(rng.random(n))),),
        (preparation(draw=lambda n, rng: np.random.default_rng(1).permutation(n)),),
    ],
    "learned_parameters": [(401,), (401.0,), (np.int64(401),), ([401],)],
    "better_net": [
        judged_by(knowing()),
        judged_by(knowing(hidden=50)),
        judged_by(OwnClass()),
        judged_by(lambda: knowing()),
        judged_by(knowing(scale=1 / DEVIATION, shift=-MEAN / DEVIATION,
                          after=[keras.layers.Rescaling(float(DEVIATION), float(MEAN))])),
    ],
    "small_net": [
        judged_by(knowing()),
        judged_by(knowing(hidden=49)),
        judged_by(knowing(shift=1.0)),
        judged_by(with_frozen_measures()),
        prepared(logarithm_of_age),
    ],
}

WRONG = {
    "fixed_preparation": [
        ((lambda inputs, targets, rng: IN_ORDER(rng.permutation(inputs), targets, rng),),
         "Which order do the targets have"),
        ((without_shuffling,), "the last block of the file"),
        ((IN_ORDER,), "the first block of the file"),
        ((by_rule(lambda rows: rows[::5]),), "the rows 0, 5, 10, 15, … are the test set"),
        ((by_rule(lambda rows: np.r_[rows[:6], rows[6 - len(rows) // 5:]]),), "What is rng for?"),
        ((by_rule(lambda rows: np.roll(rows, 6)[:len(rows) // 5]),), "picked by a rule"),
        ((by_rule(lambda rows: rows[::-1][:len(rows) // 5]),), "the last block of the file"),
        ((with_nothing_to_learn_from,), "the training set is empty: of 60 rows 60"),
        ((FOR_60_ROWS,), "not for one of 85: of 85 rows 60 come back"),
        ((FOR_60_ROWS,), "Is a number of rows written into your function?"),
        ((preparation(statistics="all"),), "from all the rows"),
        ((preparation(statistics="test"),), "come from the test rows"),
        ((own_ruler_for_the_test,), "of its own"),
        ((raw_in_the_test,), "the test set isn't"),
        ((preparation(centre=lambda rows: 0, scale=lambda rows: 1),), "not normalised yet"),
        ((preparation(scale=lambda rows: rows.var(axis=0)),), "variance"),
        ((preparation(centre=np.mean, scale=np.std),), "one mean for the whole table"),
        ((preparation(statistics="all", centre=np.mean, scale=np.std),), "one mean"),
        ((preparation(scale=lambda rows: np.ptp(rows, axis=0)),), "of each column over"),
        ((lambda inputs, targets, rng: IN_ORDER(
            rng.permutation(inputs), rng.permutation(targets), rng),), "no longer belong together"),
        ((rearranged(lambda x, y, test_x, test_y: (x, y, x[:12], y[:12])),), "in both parts"),
        ((preparation(test_share=2),), "should be a fifth"),
        ((rearranged(lambda x, y, test_x, test_y: (test_x, test_y, x, y)),), "changed places"),
        ((rearranged(lambda x, y, test_x, test_y: (x, test_x, y, test_y)),),
         "The order asked for is the training inputs"),
        ((lambda inputs, targets, rng: (inputs[12:], targets[:12], inputs[:12], targets[12:]),),
         "there are 48 training inputs with 12 targets"),
        ((lambda inputs, targets, rng: preparation()(inputs, np.roll(targets, 1), rng),),
         "a row has got the target of another"),
        ((targets_normalised,), "targets have changed"),
        ((with_repetition,), "permutation"),
        ((preparation(draw=lambda n, rng: rng.integers(0, n, n)),), "permutation"),
        ((lambda inputs, targets, rng: inputs,), "four things"),
        ((lambda inputs, targets: (inputs, targets, inputs, targets),), "arguments"),
        ((lambda inputs, targets, rng: rng.permute(inputs),), "AttributeError"),
        ((measured_before,), "before the shuffling?"),
        ((rearranged(lambda x, y, test_x, test_y: (x[1:], y[1:], test_x, test_y)),),
         "where does the other begin?"),
        ((rows_normalised,), "Which axis gives one of each for a column?"),
        ((deviation_of_all,), "but the deviation is that of all rows"),
        ((lambda inputs, targets, rng: inputs[np.arange(629)],),
         "place 60 is asked for where there are 60, counted from 0"),
        ((7,), "a function is asked for"),
    ],
    "learned_parameters": [
        *with_part(0, (401,), {
            3051: "the network above", 370: "has a bias as well", 418: "the 17 numbers",
            417: "of the eight inputs", 384: "which weren't in it", 17: "measured, not learned",
            221: "first hidden layer is missing", 191: "second hidden layer is missing",
            390: "output layer is missing", 180: "Two more", 210: "this is the second",
            11: "this is the output layer", 31: "How many weights has each neuron besides",
            400: "output neuron has a bias", 381: "biases of the first hidden layer",
            391: "ten are missing", 371: "only the output neuron", 373: "one for each neuron",
            389: "you count a bias for each input", 408: "belongs to a neuron",
            409: "inputs have no biases",
            421: "you count nine inputs", 281: "20 numbers from the first",
            331: "20 in the second", 402: "only one off", 4000: "4,000 is too many",
            18: "18 is too few", 401.5: "whole number, and yours is 401.5.",
            400.9999999999: "whole number, and yours is 400.9999999999.",
            "401": "without quotes",
        }),
        ((judged_by(knowing())[0],), "a Keras object, Sequential"),
        ((401 * 4,), "4 times what it learns"),
    ],
    "better_net": [
        (judged_by(line()), "bigger steps, or more of them"),
        (judged_by(knowing_one_set(TRAINING, otherwise=20)), "after which epoch does val_loss"),
        (judged_by(knowing_one_set(VALIDATION, otherwise=20)), "Which rows did fit get?"),
        (judged_by(knowing_one_set(VALIDATION, otherwise=4)), "Which rows did fit get?"),
        (judged_by(knowing(scale=0.0)), "with enough steps of enough size"),
        (judged_by(knowing(shift=np.nan)), "aren't finite numbers"),
        (judged_by(knowing(outputs=2)), "How many neurons does its last layer have?"),
        (judged_by(knowing(scale=1 / DEVIATION, shift=-MEAN / DEVIATION)),
         "What has to come after its last dense layer?"),
        (judged_by(needing_normalised_inputs()), "as its first layer"),
        (judged_by(knowing(inputs=7)), "What does keras.Input(...) say?"),
        (judged_by(6.1), "a Keras network is asked for"),
        (judged_by(memorising_both()), "Which rows did fit get?"),
        (judged_by(mostly_memorising()), "Which rows did fit get?"),
        ((knowing(), TRAINING, TRAINING), "60 and 60 mixes"),
        ((knowing(), VALIDATION, TRAINING), "have changed places"),
        ((knowing(), TRAINING, [part[:20] for part in TRAINING]), "no mix is in both"),
        ((knowing(), TRAINING, [part[:10] for part in VALIDATION]), "too few to judge by"),
        ((knowing(), TRAINING[0], VALIDATION[0]), "are pairs"),
        ((knowing(), TRAINING[::-1], VALIDATION[::-1]), "are pairs"),
        ((knowing(), TRAINING, like_the_test_set(*VALIDATION)), "that's the test set"),
        (judged_by(knowing(scale=0.0, after=[keras.layers.Activation("relu")])),
         "the activation of its last layer"),
        (judged_by(knowing(after=[keras.layers.Activation("sigmoid")])),
         "What does sigmoid, the activation"),
        (prepared(logarithm_of_age), "into the network"),
        (judged_by(knowing(before=[keras.layers.Lambda(logarithm_undone)])),
         "if it's given the logarithm of age"),
    ],
    "small_net": [
        (judged_by(knowing(hidden=50)), "your network learns 501 numbers"),
        (judged_by(knowing(hidden=400)), "Where do most of them sit?"),
        (judged_by(line()), "To beat: 5.7"),
        (judged_by(knowing(shift=6.0)), "To beat: 5.7"),
        ((knowing(), TRAINING, (100 * VALIDATION[0], VALIDATION[1])),
         "Are both pairs prepared alike?"),
        (judged_by(knowing_one_set(VALIDATION, otherwise=20)), "Which rows did fit get?"),
        (judged_by(knowing(scale=0.0)), "no better than the mean"),
        (judged_by(5.1), "a Keras network is asked for"),
        (judged_by(memorising_both()), "Which rows did fit get?"),
        (judged_by(frozen()), "frozen by trainable=False"),
        ((knowing(), TRAINING, TRAINING), "no mix is in both"),
        ((knowing(), TRAINING[0], VALIDATION[0]), "are pairs"),
        ((knowing(), TRAINING, [part[:10] for part in VALIDATION]), "too few to judge by"),
        ((knowing(scale=0.01), *((rows, strengths / 100) for rows, strengths in
                                 (TRAINING, VALIDATION))), "should be in MPa"),
    ],
}

UNFILLED = {
    "fixed_preparation": [(lambda inputs, targets, rng: ...,)],
    "learned_parameters": [(...,)],
    "better_net": [(..., TRAINING, VALIDATION)],
    "small_net": [(..., TRAINING, VALIDATION)],
}

GIVEN = {"better_net": (1, 2), "small_net": (1, 2)}
