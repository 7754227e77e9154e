import keras
import numpy as np

x = np.arange(-1.0, 5.0)
y = 2 * x - 1


def numbers(model):
    return [values.item() for values in model.get_weights()]


def counting(shift=0, most=10**6, watched=numbers, rounds=1):
    """Make a function that counts steps until what is watched stays, or a mistake of that kind."""
    def steps_until_frozen(model):
        before = None
        for count in range(most):
            if watched(model) == before:
                return rounds * count - 1 + shift
            before = watched(model)
            for _ in range(rounds):
                model.train_on_batch(x, y)
        return most

    return steps_until_frozen


def with_arrays(model):
    count = 0
    while True:
        before = [values.copy() for values in model.get_weights()]
        model.train_on_batch(x.reshape(-1, 1), y.reshape(-1, 1))
        if all(map(np.array_equal, before, model.get_weights())):
            return count
        count += 1


def with_a_path(model):
    path = [numbers(model)]
    while len(path) < 3 or path[-1] != path[-2]:
        model.train_on_batch(x, y)
        path.append(numbers(model))
    return np.int64(len(path) - 2)


def trains_another(model):
    other = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    other.compile(keras.optimizers.SGD(0.15), "mse")
    return counting()(other)


def not_finished(model):
    ...


def returns_the_model(model):
    model.train_on_batch(x, y)
    return model


def sgd(rate, momentum=0.0, **settings):
    return keras.optimizers.SGD(rate, momentum=momentum, **settings)


def used(optimizer):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer, "mse")
    model.train_on_batch(x, y)
    return optimizer


RIGHT = {
    "fastest_rate": [(0.15, 35), (np.float64(0.15), np.int64(35)), ([0.15], 35.0)],
    "two_examples": [
        ([-1, 4], 18.9990), (x[[0, 3]], 18.99943), ((2, -1), np.float32(18.9994279)),
        ([-1.0, 1.0], 18.9992), ([-1, 3], 18.9991),
        ({-1, 2}, 18.9994),
    ],
    "steps_until_frozen": [(counting(),), (with_arrays,), (with_a_path,)],
    "exactly_19": [(sgd(0.2, 0.3),), (sgd(0.15, 0.2),), (used(sgd(0.18, 0.4)),)],
}

WRONG = {
    "fastest_rate": [
        ((0.16, 31), "does it stay there"), ((0.16, 37), "a smaller rate takes fewer"),
        ((0.1, 54), "a larger rate takes fewer"), ((0.18, 500), "farther off than the last"),
        ((0.15, 34), "it's one step more"), ((0.15, 36), "it's one step fewer"),
        ((0.15, 21), "the answer for x = 10 that you compare"),
        ((0.15, 560), "what a rate of 0.01 takes"),
        ((0.155, 35), "one of 0.01, 0.02, …"), ((35, 0.15), "rate and steps have changed places"),
        ((0.15, 35.5), "whole number"), ((0.15, "35"), "without quotes"),
    ],
    "two_examples": [
        *{
            ((3, 4), 16.8313): "on the same side of zero",
            ((1, 4), 18.7392): "on the same side of zero", ((-1, 0), 17.4331): "side by side",
            ((0, 4), 18.9787): "lay below zero instead",
            ((-1, 4), 18.9815): "the answer after 500 steps with all six",
            ((-1, 4), 18.9994): "two other examples", ((-1, 2), 18.999): "four decimals",
            ((-1, 2), 18.99): "four decimals",
            ((-1, 4), 19): "Did you round", ((-1, 4), 0.0010): "how far from 19",
            ((-1, 4), 1.9999): "a weight, a bias or a loss",
            ((-1, 2), -0.9999): "a weight, a bias or a loss",
            ((0, 3), 18.9994): "the positions of your two examples",
            ((-1, 4), 18.99999): "Did you go back to start", ((-1, 5), 18.9990): "5 isn't an input",
            ((4, 4), 18.0): "one example twice", ((-1, 2, 4), 18.9990): "2 numbers in a row",
            (4, 18.9990): "2 numbers in a row", ((-1, 4), "18.9990"): "without quotes",
        }.items(),
        (([-1, 4], 19), "did it set out from start"),
    ],
    "steps_until_frozen": [
        ((counting(shift=1),), "one too many"),
        ((counting(shift=-1),), "one too few"),
        ((counting(most=60),), "still changes something"),
        ((counting(most=500),), "with a learning rate of 0.02 your function returns 500"),
        ((counting(watched=lambda model: round(numbers(model)[0], 4)),), "to the last digit"),
        ((counting(watched=lambda model: numbers(model)[0]),), "both stand still"),
        ((counting(watched=lambda model: numbers(model)[1]),), "still changes something"),
        ((counting(most=1),), "Does return come too early"),
        ((counting(rounds=100),), "after every single step"),
        ((trains_another,), "didn't train the model"),
        ((lambda model: 141,), "didn't train the model"),
        ((returns_the_model,), "a Keras object, Sequential"),
        ((141,), "a function is asked for"),
        ((lambda: 141,), "called with 1 argument"),
    ],
    "exactly_19": [
        ((sgd(0.01),), "hasn't settled on 19"),
        ((sgd(0.1),), "froze at 18.999998"),
        ((sgd(0.16),), "To beat: 80."),
        ((sgd(0.3),), "longer and longer"),
        ((sgd(-0.1),), "no rate is negative"),
        ((keras.optimizers.Adam(0.001),), "hasn't settled on 19"),
        ((keras.optimizers.SGD,), "Put brackets after it"),
        (("sgd",), "such as keras.optimizers.SGD(...)"),
        ((0.1,), "the type float"),
        (((sgd(0.2, 0.3),),), "a comma at its end"),
    ],
}

UNFILLED = {
    "fastest_rate": [(..., ...), (0.15, ...)],
    "two_examples": [(..., ...)],
    "steps_until_frozen": [(not_finished,)],
    "exactly_19": [(...,)],
}
