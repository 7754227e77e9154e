import keras
import numpy as np

from workshop.notebooks.exercises import with_part

layers = keras.layers


def loop_runner_up(probabilities):
    classes = []
    for row in probabilities:
        first = max(range(10), key=lambda label: row[label])
        classes.append(max((label for label in range(10) if label != first),
                           key=lambda label: row[label]))
    return classes


def masked_runner_up(probabilities):
    probabilities[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = -1
    return probabilities.argmax(axis=1)


def tensor_runner_up(probabilities):
    return keras.ops.top_k(probabilities, 2)[1][:, 1]


SPARSE = "sparse_categorical_crossentropy"


def network(
    *parts, loss=SPARSE, compiled=True, shape=(28, 28), metrics=("accuracy",), optimizer="adam",
):
    def make():
        made = keras.Sequential([part() for part in parts])
        if shape:
            made = keras.Sequential([keras.Input(shape), *made.layers])
        if compiled:
            made.compile(optimizer, loss=loss, metrics=list(metrics))
        return made

    return make


def dense(units, activation=None):
    return lambda: layers.Dense(units, activation=activation)


RIGHT_PARTS = (layers.Flatten, dense(64, "relu"), dense(10, "softmax"))
LOGITS = dense(10)


@keras.saving.register_keras_serializable("fashion")
def own_softmax(sums):
    powers = keras.ops.exp(sums)
    return powers / keras.ops.sum(powers, axis=-1, keepdims=True)


@keras.saving.register_keras_serializable("fashion")
def over_the_images(sums):
    return keras.ops.softmax(sums, axis=0)


@keras.saving.register_keras_serializable("fashion")
def own_loss(labels, probabilities):
    return keras.losses.sparse_categorical_crossentropy(labels, probabilities)


def block(*parts):
    return lambda: keras.Sequential([part() for part in parts])


def functional():
    inputs = keras.Input((28, 28))
    hidden = layers.Dense(64, activation="relu")(layers.Flatten()(inputs))
    made = keras.Model(inputs, layers.Dense(10, activation="softmax")(hidden))
    made.compile("adam", keras.losses.SparseCategoricalCrossentropy)
    return made


def with_a_branch():
    inputs = keras.Input((28, 28))
    pixels = layers.Flatten()(inputs)
    both = layers.Concatenate()([pixels, layers.Dense(20, activation="tanh")(pixels)])
    made = keras.Model(inputs, layers.Dense(10, activation="softmax")(both))
    made.compile("adam", SPARSE)
    return made


def with_operations():
    inputs = keras.Input((28, 28))
    pixels = keras.ops.reshape(inputs, (-1, 784))
    made = keras.Model(inputs, layers.Dense(10, activation="softmax")(pixels))
    made.compile("adam", SPARSE)
    return made


def returns_what_compile_returns():
    made = network(*RIGHT_PARTS, compiled=False)()
    return made.compile("adam", SPARSE)


def keeps_what_compile_returns():
    made = network(*RIGHT_PARTS, compiled=False)().compile("adam", SPARSE)
    return made


class OfItsOwnClass(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = [part() for part in RIGHT_PARTS]

    def call(self, images):
        for part in self.parts:
            images = part(images)
        return images


def of_its_own_class():
    made = OfItsOwnClass()
    made.compile("adam", SPARSE)
    made.build((None, 28, 28))
    return made


class InNumPy(OfItsOwnClass):
    def call(self, images):
        return super().call(keras.ops.convert_to_numpy(images))


def of_its_own_class_in_numpy():
    made = InNumPy()
    made.compile("adam", SPARSE)
    made(np.zeros((1, 28, 28), "float32"))
    return made


def frozen(units):
    return lambda: layers.Dense(units, activation="relu", trainable=False)


def one_image_at_a_time():
    return layers.Lambda(lambda image: keras.ops.reshape(image, (1, 28, 28)))

RIGHT = {
    "runner_up": [
        (lambda p: np.argsort(p, axis=1)[:, -2],),
        (lambda p: np.argsort(-p)[:, 1],),
        (loop_runner_up,),
        (masked_runner_up,),
        (tensor_runner_up,),
    ],
    "counted": [(235_500, 266_610), (235_500.0, np.int64(266_610)), ([235500], [266610])],
    "fixed": [
        (network(*RIGHT_PARTS),),
        (network(lambda: layers.Reshape((784,)), dense(64, "relu"), dense(10, "softmax")),),
        (network(*RIGHT_PARTS, loss=keras.losses.SparseCategoricalCrossentropy()),),
        (network(*RIGHT_PARTS, loss=keras.losses.sparse_categorical_crossentropy),),
        (network(layers.Flatten, dense(64, "tanh"), LOGITS, layers.Softmax),),
        (network(layers.Flatten, dense(64, "relu"), LOGITS,
                 loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)),),
        (network(layers.Flatten, dense(64, "relu"), dense(32, "relu"), dense(10, "softmax"))(),),
        (network(*RIGHT_PARTS, loss=[SPARSE]),),
        (network(*RIGHT_PARTS, loss=own_loss),),
        (network(layers.Flatten, dense(64, "relu"), dense(10, own_softmax)),),
        (network(layers.Flatten, LOGITS, lambda: layers.Activation("softmax")),),
        (network(block(layers.Flatten, dense(64, "relu")), dense(10, "softmax")),),
        (network(lambda: layers.Rescaling(1 / 255), layers.Flatten, layers.BatchNormalization,
                 dense(64, "relu"), lambda: layers.Dropout(0.1), dense(10, "softmax")),),
        (network(lambda: layers.Reshape((28, 28, 1)), lambda: layers.Conv2D(8, 3), layers.Flatten,
                 dense(10, "softmax")),),
        (network(*RIGHT_PARTS, metrics=()),),
        (functional,),
        (with_a_branch,),
        (with_operations,),
        (network(*RIGHT_PARTS, shape=None),),
        (of_its_own_class,),
    ],
    "kept": [(15, "C"), (15.0, "c"), (np.array(15), " C ")],
}

WRONG = {
    "runner_up": [
        ((lambda p: p.argmax(axis=1),), "network's answers"),
        ((lambda p: np.argsort(p, axis=1)[:, 1],), "second smallest"),
        ((lambda p: p.argmin(axis=1),), "least likely"),
        ((lambda p: np.argsort(p, axis=1)[:, -3],), "one place off"),
        ((lambda p: np.sort(p, axis=1)[:, -2],), "probabilities themselves"),
        ((lambda p: np.argsort(p, axis=0)[-2],), "down the columns"),
        ((lambda p: np.argsort(p, axis=0)[:, -2],), "down the columns"),
        ((lambda p: np.argsort(p)[-2],), "one for each class"),
        ((lambda p: np.argsort(p.ravel())[-2],), "one number came out"),
        ((lambda p: np.argsort(p, axis=1),), "every class of every image"),
        ((lambda p: np.argsort(p, axis=1)[:, -2:],), "12"),
        ((lambda p: np.argsort(p, axis=1)[:, -2] + 1,), "too large by one"),
        ((lambda p: np.argsort(p, axis=1)[:, -2:-1],), "6 rows of 1 number"),
        ((lambda p: np.argsort(p, axis=1)[:, 5],), "Find the largest by eye"),
        ((lambda p: [np.delete(row, row.argmax()).argmax() for row in p],), "moves all places"),
        ((lambda p: p.argmax(axis=1) - 1,), "only its neighbour in the list"),
        ((lambda p: undefined,), "NameError"),  # noqa: F821
        (([3],), "a function is asked for"),
    ],
    "counted": [
        *with_part(0, (235_500, 266_610), {
            235_200: "What else does every unit learn", 235_201: "one bias for the whole layer",
            8_700: "one row of pixels", 78_500: "right for 100 units", 300: "only the biases",
            1_084: "inputs and units are added", 0: "0 is right for Flatten",
            235_984: "not to what comes in", 265_600: "both hidden layers", 785: "that is one unit",
            785 * 128: "the network above, with 128 units", 123: "how many inputs",
            235_500.5: "whole number", (235, 500): "nothing between thousands",
        }),
        *with_part(1, (235_500, 266_610), {
            266_200: "left them out", 235_500: "layer alone", 265_600: "output layer learn nothing",
            236_510: "second hidden layer is missing", 266_500: "two others don't",
            266_600: "the layer of 10 units", 315_010: "only the first hidden layer sees",
            266_510: "the layer of 100 units", 321_850: "only the first hidden layer sees",
            268_610: "not the first. How many", 31_110: "last two layers",
            1: "For each of the three layers",
        }),
        (("235500", 266_610), "without quotes"),
        ((266_610, 235_500), "have changed places"),
    ],
    "fixed": [
        ((network(dense(64, "relu"), dense(9, "relu"), loss="categorical_crossentropy"),),
         "4 mistakes are left, one of them: one image is answered with 28 rows of 9"),
        ((network(dense(64, "relu"), dense(10, "softmax")),), "end to end"),
        ((network(layers.Flatten, dense(64, "relu"), dense(9, "softmax")),), "How many are they"),
        ((network(layers.Flatten, dense(64, "relu"), dense(5, "softmax")),), "5 outputs"),
        ((network(layers.Flatten, dense(64, "relu"), dense(10, "relu")),), "come from relu"),
        ((network(layers.Flatten, dense(64, "relu"), dense(10, "sigmoid")),), "come from sigmoid"),
        ((network(layers.Flatten, dense(64, "relu"), LOGITS),), "come from linear"),
        ((network(layers.Flatten, dense(9, "softmax"), loss="mse"),),
         "2 mistakes are left, one of them: the labels run"),
        ((network(*RIGHT_PARTS, loss="categorical_crossentropy"),), "wants one-hot"),
        ((network(*RIGHT_PARTS, loss="mse"),), "the loss mse isn't made for ten classes"),
        ((network(*RIGHT_PARTS, loss=None),), "can't learn without a loss"),
        ((network(*RIGHT_PARTS, loss=keras.losses.BinaryCrossentropy()),), "isn't made for ten"),
        ((network(*RIGHT_PARTS,
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)),),
         "One of the two"),
        ((network(layers.Flatten, dense(64, "relu"), dense(10, "sigmoid"),
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)),),
         "wants the plain sums"),
        ((network(layers.Flatten, dense(64, "relu"), dense(10, "relu"),
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)),),
         "gone through relu"),
        ((network(layers.GlobalAveragePooling1D, dense(64, "relu"), dense(10, "softmax")),),
         "Every pixel"),
        ((network(*RIGHT_PARTS, compiled=False),), "isn't compiled"),
        ((network(dense(64, "relu"), dense(10, "softmax"), shape=(784,)),),
         "takes 784 numbers in a row"),
        ((lambda: keras.Sequential([layers.Flatten(), layers.Dense(10)]),), "isn't compiled"),
        ((network(*RIGHT_PARTS, layers.Softmax),), "softmax is applied twice"),
        ((network(layers.Flatten, dense(10, "softmax"), lambda: layers.Activation("softmax")),),
         "softmax is applied twice"),
        *[((network(*RIGHT_PARTS, loss=name),), "so look at compile")
          for name in ("sparse_categorical_cross_entropy", "sparse_crossentropy", "sparse",
                       f" {SPARSE} ", "sparse_categorical_accuracy", "categorical_crossentropi")],
        ((network(*RIGHT_PARTS, metrics=["accuracyy"]),),
         "Keras knows no metric that is called accuracyy"),
        ((network(*RIGHT_PARTS, loss=keras.metrics.SparseCategoricalAccuracy()),),
         "a metric stands in place"),
        ((network(*RIGHT_PARTS, loss=["categorical_crossentropy"]),), "wants one-hot"),
        ((network(dense(64, "relu"), dense(10, "softmax"), layers.Flatten),),
         "row by row, 28 of its numbers at a time"),
        ((lambda: keras.Sequential([layers.Flatten]),), "brackets behind each name"),
        ((network(dense(64, "relu"), layers.Flatten, dense(10, "softmax")),),
         "row by row, 28 of its numbers at a time"),
        ((network(lambda: layers.Reshape((28, 28, 1)), dense(64, "relu"), layers.Flatten,
                  dense(10, "softmax")),), "piece by piece, 1 of its numbers at a time"),
        ((network(layers.Flatten, dense(64, "relu"), dense(10, over_the_images)),),
         "come from over_the_images"),
        ((network(*RIGHT_PARTS, lambda: layers.Rescaling(100.0)),), "add up to 100"),
        ((network(*RIGHT_PARTS, lambda: layers.Dropout(0.2)),), "Dropout behind the ten"),
        ((network(*RIGHT_PARTS, optimizer=keras.optimizers.SGD(0.0)),), "can't learn"),
        ((network(layers.Flatten, frozen(64), dense(10, "softmax")),), "trainable=False keeps"),
        ((network(layers.Flatten, dense(64, "relu"), dense(10, "softmax"),
                  loss=lambda labels, outputs: keras.losses.sparse_categorical_crossentropy(
                      labels, outputs, from_logits=True)),), "One of the two"),
        ((network(one_image_at_a_time, *RIGHT_PARTS),), "can't answer where"),
        ((returns_what_compile_returns,), "compile the network first"),
        ((keeps_what_compile_returns,), "compile the network first"),
        ((OfItsOwnClass,), "isn't compiled"),
        ((of_its_own_class_in_numpy,), "Write it as keras.Sequential"),
        (([1, 2],), "of the kind list"),
        ((lambda: undefined,), "NameError"),  # noqa: F821
    ],
    "kept": [
        ((30, "A"), "lowest"),
        ((25, "C"), "rising for a while"),
        ((20, "C"), "and the held-out loss"),
        ((10, "B"), "still getting better"),
        ((5, "B"), "hardly begun"),
        ((12, "C"), "epochs of the table"),
        ((0.35, "C"), "that is a loss"),
        ((15, "A"), "at epoch 30"),
        ((15, "B"), "closest at epoch 5"),
        ((15, "D"), "better still"),
        ((15, "E"), "should be one of"),
    ],
}

UNFILLED = {
    "runner_up": [(lambda probabilities: ...,)],
    "counted": [(..., ...), (235_500, ...), (..., 266_610)],
    "fixed": [(lambda: ...,)],
    "kept": [(..., ...)],
}


def gives_ten_probabilities(network):
    outputs = keras.ops.convert_to_numpy(network(np.ones((1, 28, 28), "float32")))
    last = network.layers[-1]
    if getattr(network.loss, "from_logits", False):
        return outputs.shape == (1, 10) and last.activation is keras.activations.linear
    return outputs.shape == (1, 10) and np.isclose(outputs.sum(), 1) and outputs.min() >= 0


# The hidden layers' sizes and activations are the student's choice.
STILL_RIGHT = {"fixed": gives_ten_probabilities}
