import keras
import numpy as np

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


def network_of(*hidden, rate=0.005):
    parts = [dense(units, "relu") for units in hidden]
    made = network(layers.Flatten, *parts, dense(10, "softmax"))()
    made.optimizer = keras.optimizers.Adam(rate)
    return made


def falling(rate):
    return keras.optimizers.schedules.PolynomialDecay(rate, 200, end_learning_rate=0.0)


def history_of(reached, *hidden, on_training=0.88, epochs=5, made=None, rate=0.005,
               start=1):
    history = keras.callbacks.History()
    history.set_model(made or network_of(*hidden, rate=falling(rate)))
    rising = np.linspace(0.9, 1, epochs)
    history.history = {
        "accuracy": list(on_training * rising), "val_accuracy": list(reached * rising),
        "loss": list(start - rising), "val_loss": list(1.1 - rising),
    }
    return history


SIZES = {
    "128": history_of(0.848, 128), "wide": history_of(0.858, 512, on_training=0.885),
    "wider": history_of(0.860, 1024, on_training=0.884), "deep": history_of(0.853, 128, 128),
}
NARROW = {
    "128": SIZES["128"], "narrow": history_of(0.830, 32), "wide": SIZES["wide"],
    "deep": history_of(0.866, 256, 128, on_training=0.89),
}
BY_BOTH = {**SIZES, "deep": history_of(0.853, 128, 128, on_training=0.9)}
BY_BOTH["deep"].history["val_accuracy"][1] = 0.9
BY_TRAINING = {**SIZES, "deep": history_of(0.853, 128, 128, on_training=0.9)}


def without(found, key):
    history = history_of(0.853, 128, 128)
    del history.history[key]
    return {**found, "deep": history}


def with_one_network():
    found = dict(SIZES)
    found["deep"] = history_of(0.853, made=found["wide"].model)
    return found


RAW = {
    rate: history_of(reached, 128, start=9, rate=rate) for rate, reached in
    ((0.005, 0.77), (0.001, 0.80), (0.0003, 0.83), (0.0001, 0.81))
}
CONSTANT = {rate: history_of(reached, start=9, made=network_of(128, rate=rate)) for rate, reached in
            ((0.005, 0.77), (0.001, 0.83), (0.0003, 0.81), (0.01, 0.5))}
CLOSE = {0.005: RAW[0.005], **{
    rate: history_of(0.7, 128, start=9, rate=rate) for rate in (0.004, 0.006, 0.003)
}}

RNG = np.random.default_rng(3)
IMAGES = RNG.uniform(size=(60, 28, 28)).astype("float32")
SMALL = network_of(24)
RIGHT_LABELS = keras.ops.convert_to_numpy(SMALL(IMAGES)).argmax(axis=1)
LEARNED = IMAGES, RIGHT_LABELS.copy()
RIGHT_LABELS[::20] += 1
RIGHT_LABELS %= 10
KNOWN, UNKNOWN = (IMAGES, RIGHT_LABELS), (IMAGES, (RIGHT_LABELS + 1) % 10)
HALF_KNOWN = IMAGES, (RIGHT_LABELS + np.arange(len(RIGHT_LABELS)) % 2) % 10

ON_TENSORFLOW = (
    "ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. Received: "
    "target.shape=(32,), output.shape=(32, 28, 10)"
)
ON_JAX = (
    "ValueError: Arguments `target` and `output` must have the same shape up until the last "
    "dimension: target.shape=(32,), output.shape=(32, 28, 10)"
)
ON_PYTORCH = (
    "ValueError: Arguments `target` and `output` must have the same shape up until the last "
    "dimension: target.shape=torch.Size([32]), output.shape=torch.Size([32, 28, 10])"
)

RIGHT = {
    "runner_up": [
        (lambda p: np.argsort(p, axis=1)[:, -2],),
        (lambda p: np.argsort(-p)[:, 1],),
        (loop_runner_up,),
        (masked_runner_up,),
        (tensor_runner_up,),
    ],
    "wider_deeper": [
        (SIZES, "wider"), (NARROW, "deep"), (NARROW, " Deep "), (BY_TRAINING, "wider"),
        (SIZES, "wide"),  # 0.2 points lower with half the parameters
    ],
    "telling_line": [
        (ON_TENSORFLOW, 28), (f"  {ON_TENSORFLOW}\n", np.int64(28)), (ON_JAX, 28),
        (ON_PYTORCH, 28.0), ("Received: target.shape=(32,), output.shape=(32, 28, 10)", 28),
    ],
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
    "raw_rates": [
        (RAW, 0.0003), (RAW, np.float32(0.0003)), (RAW, 3e-4), (CONSTANT, 0.001),
    ],
    "best_network": [
        (SMALL, KNOWN), (lambda: SMALL, KNOWN),
        (network(lambda: SMALL)(), KNOWN),
    ],
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
    "wider_deeper": [
        ((SIZES, "deep"), "one of the others ended higher"),
        ((BY_TRAINING, "deep"), "knows its training images best"),
        ((BY_BOTH, "deep"), "one of the others ended higher"),
        ((SIZES, SIZES["wider"].model), "there is a network where"),
        ((SIZES, "128"), "one of the others ended higher"),
        (({name: SIZES[name] for name in ("128", "wide", "deep")}, "wide"), "3 in all"),
        (({**SIZES, "deep": history_of(0.85, 64)}, "wider"), "second hidden layer"),
        (({**SIZES, "deep": history_of(0.853, 128, 128, rate=0.001)}, "wider"), "rates differ"),
        (({**NARROW, "wide": history_of(0.85, 64)}, "deep"), "none of them is wider"),
        (({**SIZES, "again": history_of(0.85, 128)}, "wider"), "have the same layers"),
        ((with_one_network(), "wider"), "stands in two places"),
        (({**SIZES, "deep": history_of(0.853, 128, 128, epochs=9)}, "wider"), "more epochs"),
        ((without(SIZES, "val_accuracy"), "wider"), "no accuracy on the validation images"),
        (({**SIZES, "deep": 0.853}, "wider"), "isn't what train returns"),
        (({**SIZES, "deep": SIZES["deep"].history}, "wider"), "isn't what train returns"),
        ((list(SIZES.values()), "wider"), "a dictionary is asked for"),
        ((SIZES, "widest"), "should be one of"),
        ((SIZES, 0.86), "should be one of"),
        ((SIZES, SIZES["wider"]), "there is a history where"),
        (({(128, 128) if name == "deep" else name: one for name, one in SIZES.items()},
          (128, 128)), "one of the others ended higher"),
    ],
    "telling_line": [
        (('File "keras/src/backend/tensorflow/nn.py", line 1419, in f', 28), "where in the code"),
        (("network.fit(train_images[:64], labels[:64], verbose=0)", 28), "our own line"),
        (("raise ValueError(", 28), "gives up"),
        (("raise e.with_traceback(filtered_tb) from None", 28), "gives up"),
        (("Traceback (most recent call last):", 28), "begins like this"),
        ((f"raise ValueError(\n{ON_TENSORFLOW}", 28), "2 lines"),
        (("ValueError", 28), "doesn't name both shapes"),
        (("output.shape=(32, 28, 10)"[:12], 28), "doesn't name both shapes"),
        ((28, 28), "should be text"),
        (("output.shape=(32, 28, 10)", 28), "doesn't name both shapes"),
        ((ON_TENSORFLOW, 32), "32 images at a time"),
        ((ON_TENSORFLOW, 10), "10 belongs there"),
        ((ON_TENSORFLOW, 784), "should have gone in"),
        ((ON_TENSORFLOW, 3), "Which of the three"),
        ((ON_TENSORFLOW, 27), "look at the output's shape"),
        ((ON_TENSORFLOW, (32, 28, 10)), "3 numbers"),
        ((ON_TENSORFLOW, "28"), "without quotes"),
    ],
    "fixed": [
        ((network(dense(64, "relu"), dense(9, "relu"), loss="categorical_crossentropy"),),
         "4 mistakes are left, one of them: one image is answered with 28 rows of 9"),
        ((network(dense(64, "relu"), dense(10, "softmax")),), "end to end"),
        ((network(layers.Flatten, dense(64, "relu"), dense(9, "softmax")),), "How many is that"),
        ((network(layers.Flatten, dense(64, "relu"), dense(5, "softmax")),), "answers with 5"),
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
        ((network(*RIGHT_PARTS, lambda: layers.Dropout(0.2)),), "Dropout after the ten"),
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
    "raw_rates": [
        ((RAW, 0.005), "one of the others ended higher"),
        ((RAW, 0.002), "isn't among the rates"),
        (({rate: RAW[rate] for rate in (0.005, 0.001, 0.0003)}, 0.0003), "3 in all"),
        ((CLOSE, 0.005), "too close together"),
        (({**RAW, 0.0003: history_of(0.83, 512, rate=0.0003)}, 0.0003), "Change one thing"),
        (({**RAW, 0.0002: RAW[0.0003]}, 0.0003), "stands in two places"),
        (({0.005: RAW[0.005], 0.001: RAW[0.001], 0.0001: RAW[0.0001],
           0.0002: RAW[0.0003]}, 0.0002), "had a rate of 0.0003"),
        (({**RAW, 0.0001: 0.81}, 0.0003), "isn't what train returns"),
        ((RAW, RAW[0.0003]), "there is a history where"),
        (({**RAW, 0.0002: history_of(0.8, 128, start=9, rate=255)}, 0.0003), "a rate of 255"),
        (({**RAW, 0.0: history_of(0.1, 128, rate=0.0, start=9)}, 0.0003), "learns anything"),
        (({**RAW, 0.002: history_of(0.84, 128, rate=0.002)}, 0.002), "Did you forget scale?"),
        (({f"rate {rate}": one for rate, one in RAW.items()}, "rate 0.001"), "without quotes"),
        (({"slow": RAW[0.0003], **{rate: RAW[rate] for rate in (0.005, 0.001, 0.0001)}}, 0.001),
         "each rate"),
        ((RAW, "0.0003"), "without quotes"),
        (({rate: history_of(reached, 128, start=9, rate=rate) for rate, reached in
           ((0.005, 0.7), (0.01, 0.6), (0.02, 0.5), (0.05, 0.3))}, 0.005), "smallest rate"),
    ],
    "best_network": [
        ((SMALL, HALF_KNOWN), "To beat"),
        ((SMALL, UNKNOWN), "hardly more than guessing"),
        ((SMALL, LEARNED), "Which images did fit get?"),
        ((network(dense(64, "relu"), dense(10, "softmax"))(), KNOWN), "for each image"),
        ((network(layers.Flatten, dense(9, "softmax"))(), KNOWN), "ten classes"),
        ((network(dense(10, "softmax"), shape=(784,))(), KNOWN), "takes 784 numbers"),
        (([1, 2], KNOWN), "of the kind list"),
    ],
}

UNFILLED = {
    "runner_up": [(lambda probabilities: ...,)],
    "wider_deeper": [({"128": SIZES["128"]}, ...)],
    "telling_line": [(..., ...), (ON_TENSORFLOW, ...), (..., 28)],
    "fixed": [(lambda: ...,)],
    "raw_rates": [({0.005: RAW[0.005]}, ...)],
    "best_network": [(..., KNOWN)],
}

GIVEN = {"best_network": (1,)}


def gives_ten_probabilities(network):
    outputs = keras.ops.convert_to_numpy(network(np.ones((1, 28, 28), "float32")))
    last = network.layers[-1]
    if getattr(network.loss, "from_logits", False):
        return outputs.shape == (1, 10) and last.activation is keras.activations.linear
    return outputs.shape == (1, 10) and np.isclose(outputs.sum(), 1) and outputs.min() >= 0


# The hidden layers' sizes and activations are the student's choice.
STILL_RIGHT = {"fixed": gives_ten_probabilities}
