import math

import keras
import numpy as np
import scipy.special


def softmax_by_numpy(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_by_loop(scores):
    rows = []
    for row in scores:
        powers = [math.exp(score - max(row)) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def softmax_by_transposing(z):
    e = np.exp(z.T - z.max(axis=1))
    return (e / e.sum(axis=0)).T


def softmax_by_logarithm(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])


def softmax_with(subtracted, axis=1, keepdims=True):
    """Make a softmax of what is subtracted from the scores, and along what is summed."""
    def softmax(z):
        powers = np.exp(z - subtracted(z))
        return powers / powers.sum(axis=axis, keepdims=keepdims)

    return softmax


def softmax_without_return(z):
    softmax_by_numpy(z)


def softmax_of_three_classes(scores):
    return [softmax_by_numpy(np.array([[a, b, c]]))[0] for a, b, c in scores]


def mean_by_loop(probabilities, labels):
    losses = [-math.log(row[label]) for row, label in zip(probabilities, labels, strict=True)]
    return sum(losses) / len(losses)


def mean_by_one_hot(p, t):
    one_hot = np.eye(p.shape[1])[t]
    return -np.sum(one_hot * np.log(p)) / len(t)


def of_true(p, t):
    return p[np.arange(len(t)), t]


def mean_by_numpy(p, t):
    return -np.log(of_true(p, t)).mean()


def mean_by_keras(p, t):
    return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(t, p))


def error_of(w, b, x, t):
    return t - scipy.special.softmax(x @ w + b)


def step(w, b, x, t, rate):
    e = error_of(w, b, x, t)
    return w + rate * np.outer(x, e), b + rate * e


def step_by_loop(weights, bias, x, targets, rate):
    e = error_of(weights, bias, x, targets)
    for i in range(len(x)):
        for k in range(len(bias)):
            weights[i, k] += rate * x[i] * e[k]
    return weights.tolist(), [b + rate * one for b, one in zip(bias, e, strict=True)]


def step_by_gradient(w, b, x, t, rate):
    slope = -error_of(w, b, x, t)
    return [w - rate * x[:, None] * slope[None], b - rate * slope]


def step_with(error=error_of, of_weights=1.0, of_bias=1.0):
    def softmax_step(w, b, x, t, rate):
        e = error(w, b, x, t)
        return w + of_weights * rate * np.outer(x, e), b + of_bias * rate * e

    return softmax_step


def step_without_the_rate(w, b, x, t, rate):
    return step(w, b, x, t, 1.0)


def step_of_the_sigmoid(w, b, x, t):
    p = scipy.special.softmax(x @ w + b)
    return (t - p) * p * (1 - p)


def loss_for_the_error(w, b, x, t):
    return np.full(len(b), -np.sum(t * np.log(scipy.special.softmax(x @ w + b))))


def step_with_the_bias_last(w, b, x, t, rate):
    """Learn the bias by what the new weights answer."""
    w = step(w, b, x, t, rate)[0]
    return w, step(w, b, x, t, rate)[1]


def hard_error(w, b, x, t):
    z = x @ w + b
    return t - (z == z.max())


def network_of(*units, inputs=784, rate=0.004):
    network = keras.Sequential([keras.Input((inputs,))])
    for one in units[:-1]:
        network.add(keras.layers.Dense(one, activation="relu"))
    network.add(keras.layers.Dense(units[-1], activation="softmax"))
    network.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", ["accuracy"])
    return network


def history_of(rate, reached, on_training=0.99, epochs=6, network=None):
    history = keras.callbacks.History()
    history.set_model(network or network_of(100, 10, rate=rate))
    rising = np.linspace(0.9, 1, epochs)
    history.history = {
        "accuracy": list(on_training * rising), "val_accuracy": list(reached * rising),
        "loss": list(1 - rising), "val_loss": list(1.1 - rising),
    }
    return history


REACHED = {0.004: 0.973, 0.0005: 0.952, 0.002: 0.970, 0.03: 0.961}


def trials_of(reached=REACHED, **changes):
    return {rate: history_of(rate, accuracy, **changes) for rate, accuracy in reached.items()}


def with_one_changed(**changes):
    return {**trials_of(), 0.002: history_of(0.002, 0.970, **changes)}


def with_one_network():
    found = trials_of()
    found[0.004].set_model(found[0.0005].model)
    return found


def without_validation():
    found = trials_of()
    del found[0.002].history["val_accuracy"]
    return found


def with_a_falling_rate():
    rate = keras.optimizers.schedules.PolynomialDecay(0.008, 100, end_learning_rate=0.0)
    network = network_of(100, 10, rate=rate)
    network.optimizer.iterations.assign(100)
    return {**trials_of(), 0.008: history_of(0.008, 0.975, network=network)}


TOP_OF_TRAINING = {
    **trials_of(), 0.002: history_of(0.002, 0.970, on_training=0.999),
}

RNG = np.random.default_rng(3)
IMAGES = RNG.uniform(size=(60, 784)).astype("float32")


def read_by(network, images=IMAGES):
    """Give images that a network reads without a mistake, since its answers are the labels."""
    answers = keras.ops.convert_to_numpy(network(images)).argmax(axis=1)
    return images, answers


def pooled():
    network = keras.Sequential([
        keras.Input((784,)), keras.layers.Reshape((28, 28, 1)), keras.layers.AveragePooling2D(2),
        keras.layers.Flatten(), keras.layers.Dense(24, activation="relu"),
        keras.layers.Dense(10),
    ])
    network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return network


def functional():
    inputs = keras.Input((784,))
    hidden = keras.layers.Dense(16, activation="tanh")(inputs)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(hidden))


SMALL, POOLED, FUNCTIONAL = network_of(24, 10), pooled(), functional()
READ_BY_SMALL = read_by(SMALL)
NEARLY_READ = (IMAGES, np.where(np.arange(60) < 5, 9 - READ_BY_SMALL[1], READ_BY_SMALL[1]))
OTHERS = (IMAGES, (READ_BY_SMALL[1] + 1) % 10)

RIGHT = {
    "softmax_of_rows": [
        (softmax_by_numpy,), (softmax_by_loop,), (softmax_by_transposing,),
        (softmax_by_logarithm,), (keras.ops.softmax,),
        (lambda z: scipy.special.softmax(z, axis=1),),
    ],
    "mean_cross_entropy": [
        (mean_by_numpy,), (mean_by_loop,), (mean_by_one_hot,), (mean_by_keras,),
        (lambda p, t: float(np.mean([-np.log(p[i, t[i]]) for i in range(len(t))])),),
        (lambda p, t: -np.log(np.take_along_axis(p, t[:, None], axis=1)).mean(),),
    ],
    "softmax_step": [(step,), (step_by_loop,), (step_by_gradient,)],
    "rate_for_small": [
        (trials_of(), 0.004),
        (trials_of(), np.float32(0.004)),
        ({**trials_of(), 0.01: history_of(0.01, 0.974)}, 0.01),
        ({**trials_of(), 0.01: history_of(0.01, 0.973)}, 0.01),
    ],
    "handed_in": [("B", 98.1), (" b ", np.float32(98.1)), ("B", "98.1 %"), ("B", "98,1"),
                  ("B", [98.1]), ("B", 0.981), ("B", "0,981"), ("Network B", np.float32(98.1))],
    "fewest_parameters": [
        (SMALL, READ_BY_SMALL), (POOLED, read_by(POOLED)), (FUNCTIONAL, read_by(FUNCTIONAL)),
    ],
}

WRONG = {
    "softmax_of_rows": [
        ((softmax_with(lambda z: z.max(axis=0), axis=0),), "each column adds up to 1"),
        ((softmax_with(np.max, axis=None),), "all the images together"),
        ((softmax_with(np.zeros_like),), "about 1000"),
        ((softmax_with(np.max),), "its own largest"),
        ((lambda z: softmax_by_numpy(np.clip(z, -100, 100)),), "nan, infinite or wrong"),
        ((softmax_with(lambda z: z.min(axis=1, keepdims=True)),), "when they lie far apart"),
        ((softmax_with(lambda z: z.mean(axis=1, keepdims=True)),), "when they lie far apart"),
        ((softmax_with(lambda z: np.median(z, axis=1, keepdims=True)),), "lie far apart"),
        ((softmax_with(lambda z: z[:, :1]),), "how large can a score still be"),
        ((lambda z: np.round(softmax_by_numpy(z), 3),), "rounded too far"),
        ((lambda z: np.round(softmax_by_numpy(z), 2),), "rounded too far"),
        ((softmax_of_three_classes,), "3 things are taken apart where there are more"),
        ((np.exp,), "don't add up to 1 yet"),
        ((lambda z: z / np.zeros_like(z),), "for scores from -1 to 3 some probabilities are nan"),
        ((softmax_without_return,), "returns nothing"),
        ((lambda z: np.exp(z - z.max(axis=1, keepdims=True)),), "don't add up to 1 yet"),
        ((lambda z: z / z.sum(axis=1, keepdims=True),), "scores themselves"),
        ((lambda z: softmax_by_numpy(-z),), "sign of the exponent"),
        ((lambda z: 1 / (1 + np.exp(-z)),), "sigmoid"),
        ((lambda z: np.log(softmax_by_numpy(z)),), "logarithms"),
        ((lambda z: np.eye(z.shape[1])[z.argmax(axis=1)],), "leaves something"),
        ((lambda z: softmax_by_numpy(2 * z),), "the probabilities are wrong"),
        ((lambda z: softmax_with(np.zeros_like)(z / z.max(axis=1, keepdims=True)),),
         "What goes into np.exp"),
        ((lambda z: softmax_by_numpy(np.array([[1.0, 2.0, 0.6], [3.0, 4.0, 3.6]])),),
         "the scores that the function gets"),
        ((lambda z: softmax_by_numpy(z)[0],), "Is it the first row alone"),
        ((lambda z: softmax_by_numpy(z).max(axis=1),), "one probability for each score"),
        ((lambda z: 2 * softmax_by_numpy(z),), "add up to 2, 2"),
        ((softmax_with(lambda z: z.max(axis=1), keepdims=False),), "What does keepdims do"),
        ((lambda z: undefined,), "NameError"),  # noqa: F821
        ((0.5,), "a function is asked for"),
    ],
    "mean_cross_entropy": [
        ((lambda p, t: -np.log(of_true(p, t)),), "one loss for each image"),
        ((lambda p, t: -np.log(of_true(p, t)).sum(),), "sum over the images"),
        ((lambda p, t: -np.mean(np.eye(3)[t] * np.log(p)),), "divided by the number of classes"),
        ((lambda p, t: -np.log(of_true(p, t)).sum() / 3,), "divided by the number of classes"),
        ((lambda p, t: np.log(of_true(p, t)).mean(),), "the sign isn't"),
        ((lambda p, t: -np.log2(of_true(p, t)).mean(),), "to the base 2."),
        ((lambda p, t: -np.log10(of_true(p, t)).mean(),), "base 10."),
        ((lambda p, t: -np.log(p[:, t]).mean(),), "replace the colon"),
        ((lambda p, t: -np.log(p[t]).mean(),), "pick whole rows"),
        ((lambda p, t: -np.log(p).mean(),), "all the probabilities"),
        ((lambda p, t: mean_by_numpy(scipy.special.softmax(p, axis=1), t),), "softmax again"),
        ((lambda p, t: keras.ops.mean(keras.losses.binary_crossentropy(np.eye(3)[t], p)),),
         "yes or no"),
        ((lambda p, t: np.sum((np.eye(3)[t] - p) ** 2, axis=1).mean(),), "a squared error"),
        ((lambda p, t: np.mean((np.eye(3)[t] - p) ** 2),), "a squared error"),
        ((lambda p, t: -np.log(p.max(axis=1)).mean(),), "if every answer were right"),
        ((lambda p, t: -np.log(p[0, t[0]]),), "a single image"),
        ((lambda p, t: -np.log(p[0, t[0]]) / len(t),), "before it has seen the others"),
        ((lambda p, t: -np.sum(np.array([0, 1, 0]) * np.log(p)),), "which labels names"),
        ((lambda p, t: -np.log(of_true(p, t + 1)).mean(),), "labels count from 0"),
        ((lambda p, t: -np.log(p[t, np.arange(len(t))]).mean(),), "the row comes first"),
        ((lambda p, t: -np.log(of_true(p, t)).mean,), "brackets behind its name missing"),
        ((lambda p, t: -np.sum(np.eye(10)[t] * np.log(p)) / len(t),),
         "p of shape (4, 3), t of shape (4,)"),
        ((lambda p, t: -np.log(p[np.arange(p.shape[1]), t]).mean(),), "shapes are (3,) (4,)"),
        ((lambda p, t: of_true(p, t).mean(),), "A logarithm is missing"),
        ((lambda p, t: 1 - of_true(p, t).mean(),), "grows without limit"),
        ((lambda p, t: -np.log(of_true(p, t).mean()),), "the mean first"),
        ((lambda p, t: np.mean(p.argmax(axis=1) == t),), "that's the accuracy"),
        ((lambda p, t: -np.log(1 - of_true(p, t)).mean(),), "by hand"),
        ((lambda p, t: -np.log(of_true(p, t - 1)).mean(),), "too far to the left"),
        ((lambda p, t: f"{mean_by_numpy(p, t):.4f}",), "a number without quotes"),
        ((lambda p, t: 0.5,), "by hand"),
        ((lambda p, t: mean_by_numpy(p, t) if len(t) == 4 else 0.5,), "not for another three"),
        ((lambda p, t: mean_by_numpy(np.clip(p, 0.1, 1), t),), "or clip them?"),
        ((lambda p, t: mean_by_numpy(np.clip(p, 0.15, 1), t),), "or clip them?"),
        ((lambda p, t: -np.log(p[range(4), t]).mean(),), "p of shape (3, 3)"),
        ((lambda p, t: -np.log((p * t).sum(axis=1)).mean(),), "A row is an image"),
        ((lambda p, t: -np.sum(np.eye(3)[t] * np.log(p)) / len(t)
          if p.shape[1] == 3 else 1.0,), "the ten digits"),
        ((lambda p: 0.5,), "arguments"),
    ],
    "softmax_step": [
        ((step_with(lambda *given: -error_of(*given)),), "the wrong way, so the loss rises"),
        ((step_without_the_rate,), "left out the learning rate"),
        ((step_with(lambda w, b, x, t: t),), "by the targets"),
        ((step_with(lambda w, b, x, t: t * 0 + error_of(w, b, x, 0 * t)),), "every score down"),
        ((step_with(hard_error),), "yes-or-no answer"),
        ((step_with(lambda w, b, x, t: t - (x @ w + b)),), "error of the scores"),
        ((step_with(step_of_the_sigmoid),), "slope of a sigmoid"),
        ((step_with(of_weights=0),), "the weights come back"),
        ((step_with(of_weights=-1),), "the bias learns, but"),
        ((lambda w, b, x, t, rate: (step(w, b, x, t, 1.0)[0], step(w, b, x, t, rate)[1]),),
         "times as long as it should be"),
        ((lambda w, b, x, t, rate: step(w, b, x, t, 0.004),), "0.0133 times as long"),
        ((lambda w, b, x, t, rate: step(w, b, x, t, 1 / rate),), "Which rate do you multiply by"),
        ((lambda w, b, x, t, rate: step(w, b, x, t, rate**2),), "how many times"),
        ((lambda w, b, x, t, rate: step(w, b, x, t, rate)[::-1],), "Which comes first"),
        ((step_with(lambda *given: abs(error_of(*given))),), "every score goes up"),
        ((step_with(lambda w, b, x, t: t * error_of(w, b, x, t)),), "only the true class learns"),
        ((lambda w, b, x, t, rate: (
            step(w, b, x, t, rate)[0], b + rate * error_of(w, b, x, t).sum()),),
         "each class by its own error"),
        ((lambda w, b, x, t, rate: (w + rate * error_of(w, b, x, t), step(w, b, x, t, rate)[1]),),
         "get the same step"),
        ((lambda w, b, x, t, rate: (rate * np.outer(x, error_of(w, b, x, t)), b),),
         "What is it added to?"),
        ((lambda w, b, x, t, rate: (2 * w, b),), "Work out one by hand"),
        ((lambda w, b, x, t, rate: (w + rate * x * error_of(w, b, x, t), b),),
         "times the error t - a of class 1"),
        ((lambda w, b, x, t, rate: (w + rate * x @ error_of(w, b, x, t), b),),
         "times the error t - a of class 1"),
        ((step_with(lambda *given: error_of(*given) ** 2),), "What does your function add there"),
        ((step_with(loss_for_the_error),), "What does your function add there"),
        ((step_with(of_bias=0),), "the bias comes back unchanged"),
        ((lambda w, b, x, t, rate: (step(w, b, x, t, rate)[0], step(w, b, x, t, 1.0)[1]),),
         "from the step for the bias"),
        ((step_with(of_bias=-1),), "the bias moves the wrong way"),
        ((lambda w, b, x, t, rate: (step(w, b, x, t, rate)[0], rate * error_of(w, b, x, t)),),
         "only the step"),
        ((lambda w, b, x, t, rate: (
            step(w, b, x, t, rate)[0], b + rate * error_of(w, b, x, t) * x.sum()),),
         "an input of its own"),
        ((step_with(of_bias=3),), "the bias isn't"),
        ((step_with_the_bias_last,), "the same error as the others"),
        ((lambda w, b, x, t, rate: step(w, b, x, t, rate)[0],), "two things"),
        ((lambda w, b, x, t, rate: (
            w + rate * np.outer(error_of(w, b, x, t), x), b),), "table of steps lies on its side"),
    ],
    "rate_for_small": [
        (([0.004, 0.001], 0.004), "a dictionary"),
        (({0.004: 0.97, 0.001: 0.96, 0.01: 0.97, 0.1: 0.9}, 0.004), "what train returns"),
        (({**trials_of({0.004: 0.97, 0.002: 0.96, 0.0003: 0.9})}, 0.004), "3 in all"),
        ((trials_of({0.004: 0.97, 0.003: 0.96, 0.005: 0.9, 0.006: 0.9}), 0.004), "ten times"),
        ((with_one_changed(epochs=9), 0.004), "more epochs"),
        ((with_one_changed(network=network_of(400, 100, 10, rate=0.002)), 0.004), "784-100-10"),
        ((with_one_changed(network=network_of(100, 10, rate=0.01)), 0.004),
         "at a rate of 0.01. Train a fresh one at 0.002"),
        (({rate: one.history for rate, one in trials_of().items()}, 0.004), "no .history behind"),
        ((with_one_network(), 0.002), "a fresh network"),
        ((dict.fromkeys(REACHED, history_of(0.004, 0.973)), 0.004), "its history is stored twice"),
        ((with_a_falling_rate(), 0.008), "falls during the training"),
        ((trials_of(), history_of(0.004, 0.973)), "there is a history where"),
        (({history: rate for rate, history in trials_of().items()}, 0.004), "there is a history"),
        ((without_validation(), 0.004), "no accuracy on the validation"),
        ((trials_of(), 0.01), "isn't among the rates"),
        ((TOP_OF_TRAINING, 0.002), "knows its training images best"),
        ((trials_of({0.004: 0.97, 4e-5: 0.8, 2e-4: 0.93, 4e-4: 0.95}), 0.004), "largest rate"),
        ((trials_of({0.004: 0.97, 0.01: 0.96, 0.02: 0.93, 0.04: 0.9}), 0.004), "smallest rate"),
        (({**trials_of(), 0.004: history_of(0.004, 0.973, on_training=0.995)}, 0.0005),
         "one of the others ended higher"),
    ],
    "handed_in": [
        *{
            ("A", 98.3): "use them up", ("A", 99.9): "best on its training images",
            ("C", 98.2): "smallest gap", ("B", 98.4): "flatters", ("B", 99.2): "by heart",
            ("B", 98.3): "test accuracy of another network",
            ("B", 98.2): "test accuracy of another network", ("B", 1.9): "the share it gets wrong",
            ("B", 50): "three columns", ("B", 98.57): "three columns",
            ("B", 98): "one more decimal", ("D", 98.1): "should be one of",
            (98.1, "B"): "chosen_network and reported_accuracy have changed places",
        }.items(),
    ],
    "fewest_parameters": [
        ((SMALL, OTHERS), "0.00% of the validation"),
        ((SMALL, NEARLY_READ), "what does it lack"),
        ((network_of(100, 10), OTHERS), "from 0 to 1 like these"),
        ((network_of(32, 10), read_by(network_of(32, 10))), "of the validation images"),
        ((network_of(24, 5), READ_BY_SMALL), "There are ten classes"),
        ((network_of(24, 10, inputs=28), READ_BY_SMALL), "an example here is"),
        ((0.96, READ_BY_SMALL), "network"),
    ],
}

GIVEN = {"fewest_parameters": (1,)}

UNFILLED = {
    "softmax_of_rows": [(lambda scores: ...,)],
    "mean_cross_entropy": [(lambda probabilities, labels: ...,)],
    "softmax_step": [(lambda weights, bias, x, targets, rate: (..., ...),)],
    "rate_for_small": [
        ({0.004: history_of(0.004, 0.97), ...: ...}, ...),
        ({0.004: history_of(0.004, 0.97), ...: ...}, 0.004),
        (trials_of(), ...),
    ],
    "handed_in": [(..., ...), ("B", ...)],
    "fewest_parameters": [(..., READ_BY_SMALL)],
}
