import keras
import numpy as np


def built(
    units=1, activation=None, learning_rate=0.01, loss="mse", optimizer=None, inputs=1, layers=1,
    compiled=True, use_bias=True, metrics=None, start="glorot_uniform", bias="zeros",
    trainable=True,
):
    def model_of_a_student():
        model = keras.Sequential([keras.Input(shape=(inputs,))])
        for _ in range(layers):
            model.add(keras.layers.Dense(
                units, activation=activation, use_bias=use_bias, kernel_initializer=start,
                bias_initializer=bias, trainable=trainable,
            ))
        if compiled:
            sgd = keras.optimizers.SGD(learning_rate=learning_rate)
            model.compile(optimizer=optimizer() if optimizer else sgd, loss=loss, metrics=metrics)
        return model

    return model_of_a_student


def at_the_goal(learning_rate):
    two, minus_one = keras.initializers.Constant(2.0), keras.initializers.Constant(-1.0)
    return built(start=two, bias=minus_one, learning_rate=learning_rate)


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


def normalised():
    before = keras.layers.Normalization(axis=None)
    before.adapt(np.arange(-1.0, 5.0))
    model = keras.Sequential([keras.Input((1,)), before, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def returns_what_compile_returns():
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]).compile("sgd", "mse")


def keeps_what_compile_returns():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]).compile("sgd", "mse")
    return model


class OfItsOwnClass(keras.Model):
    def __init__(self):
        super().__init__()
        self.neuron = keras.layers.Dense(1)

    def call(self, inputs):
        return self.neuron(inputs)


def of_its_own_class(built=True):
    model = OfItsOwnClass()
    model.compile("sgd", "mse")
    if built:
        model.build((None, 1))
    return model


MADE_ONCE = built()()


RIGHT = {
    "numbers_to_learn": [(8,), (8.0,), (np.int64(8),), ([8],)],
    "mended_model": [
        (built(),),
        (functional_model,),
        (built(optimizer=lambda: keras.optimizers.Adam(0.1)),),
        (built(learning_rate=0.1),),
        (at_the_goal(0.01),),
        (normalised,),
        (lambda: MADE_ONCE,),
        (of_its_own_class,),
        (lambda: of_its_own_class(built=False),),
        (without_an_input,),
        (built(metrics=["mae"]),),
    ],
    "better_learning_rate": [(0.05,), (0.1,), (0.021,), (np.float32(0.03),), ([0.15],)],
    "fewest_steps": [(0.2, 0.3), (0.15, np.float32(0.3)), ([0.2], [0.25])],
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
        ((built(learning_rate=-0.01),), "every step goes uphill"),
        ((built(learning_rate=0.0001),), "the length of its steps"),
        ((built(compiled=False),), "isn't compiled"),
        ((built(units=2),), "learns 4 numbers"),
        ((built(layers=2),), "learns 4 numbers"),
        ((built(use_bias=False),), "learns 1 number."),
        ((built(use_bias=False, layers=2),), "for x = 0 your model says 0"),
        ((at_the_goal(0.3),), "the loss explodes"),
        ((at_the_goal(0.0),), "from zero it says 0.00"),
        ((built(trainable=False),), "nothing in your model may learn"),
        ((built(activation="exponential"),), "an activation bends them"),
        ((built(activation="softplus"),), "an activation bends them"),
        ((built(loss="msee"),), "look at compile: Keras knows no loss"),
        ((built(metrics=["msee"]),), "look at compile: Keras knows no metric"),
        ((built(loss=None),), "without a loss"),
        ((returns_what_compile_returns,), "compile the network first"),
        ((keeps_what_compile_returns,), "compile the network first"),
        ((OfItsOwnClass,), "isn't compiled"),
        ((built(inputs=2),), "takes 2 numbers in a row for each example"),
        ((keras.Sequential,), "has no layers"),
        ((uncalled,), "of the kind function"),
        ((built()(),), "model itself"),
        ((lambda: keras.layers.Dens(1),), "AttributeError"),
        (("a model",), "a function that makes the model is asked for"),
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
    "fewest_steps": [
        ((0.01, 0), "1,004 steps. To beat: 59."),
        ((0.3, 0), "longer and longer"),
        ((0.001, 0), "isn't there yet"),
        ((0, 0.5), "never goes down"),
        ((0.1, 1), "from 0 to below 1"),
        ((0.1, "a lot"), "without quotes"),
    ],
}

UNFILLED = {
    "numbers_to_learn": [(...,)],
    "mended_model": [(lambda: ...,)],
    "better_learning_rate": [(...,)],
    "fewest_steps": [(..., ...)],
}


def misses_by(rate, steps=500):
    """Say how far the prediction for x = 10 is from 19, by the eigenvalues of the cost."""
    columns = np.column_stack([np.arange(-1.0, 5.0), np.ones(6)])
    curvatures, directions = np.linalg.eigh(2 * columns.T @ columns / 6)
    start = directions.T @ [0 - 2, 0 + 1]
    with np.errstate(over="ignore"):
        return abs([10, 1] @ directions @ ((1 - rate * curvatures) ** steps * start))


def steps_needed(rate, momentum):
    """Count the steps after which the prediction for x = 10 stays within 0.0001 of 19."""
    columns = np.column_stack([np.arange(-1.0, 5.0), np.ones(6)])
    place, step, last_outside = np.zeros(2), np.zeros(2), 0
    for number in range(1, 200):
        step = momentum * step - rate * 2 * columns.T @ (columns @ place - columns @ [2, -1]) / 6
        place = place + step
        if not abs([10, 1] @ place - 19) < 1e-4:
            last_outside = number
    return last_outside + 1


def arrives_early(rate, momentum):
    rate, momentum = np.ravel(rate).item(), np.ravel(momentum).item()
    return rate > 0 and 0 <= momentum < 1 and steps_needed(rate, momentum) < 59


# The rates that are right form an interval.
STILL_RIGHT = {
    "better_learning_rate": lambda rate: np.size(rate) == 1 and misses_by(np.ravel(rate)[0]) < 1e-4,
    "fewest_steps": arrives_early,
}
