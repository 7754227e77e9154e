import keras
import numpy as np


def built(
    units=1, activation=None, learning_rate=0.01, loss="mse", optimizer=None, inputs=1, layers=1,
    compiled=True, use_bias=True,
):
    def model_of_a_student():
        model = keras.Sequential([keras.Input(shape=(inputs,))])
        for _ in range(layers):
            model.add(keras.layers.Dense(units, activation=activation, use_bias=use_bias))
        if compiled:
            sgd = keras.optimizers.SGD(learning_rate=learning_rate)
            model.compile(optimizer=optimizer() if optimizer else sgd, loss=loss)
        return model

    return model_of_a_student


def functional_model():
    inputs = keras.Input((1,))
    model = keras.Model(inputs, keras.layers.Dense(1, activation="linear")(inputs))
    model.compile("sgd", keras.losses.MeanSquaredError())
    return model


def without_an_input():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def uncalled():
    return built()


RIGHT = {
    "numbers_to_learn": [(8,), (8.0,), (np.int64(8),), ([8],)],
    "mended_model": [
        (built(),),
        (functional_model,),
        (built(optimizer=lambda: keras.optimizers.Adam(0.1)),),
        (built(learning_rate=0.1),),
    ],
    "better_learning_rate": [(0.05,), (0.1,), (0.021,), (np.float32(0.03),), ([0.15],)],
}

WRONG = {
    "numbers_to_learn": [
        ((6,), "besides its weights"),
        ((7,), "one bias"),
        ((5,), "were added"),
        ((4,), "units=2"),
        ((9,), "belongs to a neuron"),
        ((3,), "of one neuron"),
        ((2,), "three inputs and two neurons"),
        ((12,), "twice"),
        ((100,), "isn't it"),
        ((7.5,), "whole number"),
        (("8",), "without quotes"),
    ],
    "mended_model": [
        ((built(activation="sigmoid", learning_rate=0.3),), "never get above 1"),
        ((built(activation="sigmoid"),), "never get above 1"),
        ((built(activation="tanh"),), "never get above 1"),
        ((built(activation="relu"),), "an activation bends them"),
        ((built(learning_rate=0.3),), "the loss explodes"),
        ((built(learning_rate=0.0001),), "the length of its steps"),
        ((built(compiled=False),), "isn't compiled"),
        ((built(units=2),), "learns 4 numbers"),
        ((built(layers=2),), "learns 4 numbers"),
        ((built(use_bias=False),), "learns 1 numbers"),
        ((without_an_input,), "keras.Input"),
        ((uncalled,), "of the kind function"),
        ((built()(),), "model itself"),
        ((lambda: keras.layers.Dens(1),), "AttributeError"),
        (("a model",), "a function is asked for"),
    ],
    "better_learning_rate": [
        ((0.01,), "notebook's own rate"),
        ((0.001,), "even shorter"),
        ((0.015,), "Dare a little more"),
        ((0.019,), "Dare a little more"),
        ((0.2,), "explodes"),
        ((0.177,), "leaps across"),
        ((0,), "goes anywhere"),
        ((-0.05,), "uphill"),
        ((5,), "far too large"),
        (("0.05",), "without quotes"),
    ],
}

UNFILLED = {
    "numbers_to_learn": [(...,)],
    "mended_model": [(lambda: ...,)],
    "better_learning_rate": [(...,)],
}


def misses_by(rate, steps=500):
    """Say how far the prediction for x = 10 is from 19, by the eigenvalues of the cost."""
    columns = np.column_stack([np.arange(-1.0, 5.0), np.ones(6)])
    curvatures, directions = np.linalg.eigh(2 * columns.T @ columns / 6)
    start = directions.T @ [0 - 2, 0 + 1]
    with np.errstate(over="ignore"):
        return abs([10, 1] @ directions @ ((1 - rate * curvatures) ** steps * start))


# The rates that are right form an interval.
STILL_RIGHT = {
    "better_learning_rate": lambda rate: np.size(rate) == 1 and misses_by(np.ravel(rate)[0]) < 1e-4
}
