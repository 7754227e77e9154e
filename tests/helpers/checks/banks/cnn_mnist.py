import keras
import numpy as np
from keras import Sequential, layers

RNG = np.random.default_rng(3)


def small(units=10):
    return Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(units, activation="softmax"),
    ])


def two_blocks(
    paddings=("same", "same"), strides=(1, 1), kernels=(16, 8), sizes=(5, 2), pools=(2, 2),
    pool_padding="valid", flat=True, units=100, last="softmax", shape=(28, 28, 1), scaled=False,
    pooling=layers.MaxPooling2D, in_blocks=False, activation="relu", padded=(),
):
    def network():
        made = [keras.Input(shape)] if shape else []
        made += [layers.Rescaling(1 / 255)] if scaled else []
        for index in range(2):
            convolution = layers.Conv2D(
                kernels[index], sizes[index], strides=strides[index],
                padding=paddings[index], activation=activation,
            )
            made += [layers.ZeroPadding2D(padded[index])] if padded else []
            parts = [convolution, pooling(pools[index], padding=pool_padding)]
            made += [Sequential(parts)] if in_blocks else parts
        made += [layers.Flatten()] if flat else []
        made += [layers.Dense(units, activation="relu")] if units else []
        return Sequential([*made, layers.Dense(10, activation=last)])

    return network


def two_blocks_pooled_at_once():
    """Pool whole maps in the second block, so that nothing is left to lay end to end."""
    made = [keras.Input((28, 28, 1)), layers.Conv2D(16, 5, padding="same"), layers.MaxPooling2D(2),
            layers.Conv2D(8, 2, padding="same"), layers.GlobalMaxPooling2D()]
    return Sequential([*made, layers.Dense(100), layers.Dense(10, activation="softmax")])


def unscaled():
    return Sequential([keras.Input((28, 28, 1), dtype="uint8"), *two_blocks(shape=None)().layers])


def padded_too_late():
    network = two_blocks(("valid", "valid"))()
    for place in (0, 2):
        network.layers[place].padding = "same"
    return network


def compiled_too_late():
    network = small()
    return network.compile("adam", "sparse_categorical_crossentropy")


class OfItsOwnClass(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = small().layers

    def call(self, images):
        for part in self.parts:
            images = part(images)
        return images


def of_its_own_class():
    network = OfItsOwnClass()
    network(np.zeros((1, 28, 28, 1), "float32"))
    return network


def twice_softmax():
    return Sequential([*two_blocks()().layers, layers.Softmax()])


def one_convolution():
    return Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(16, 5, padding="same"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(10, activation="softmax"),
    ])


def layers_of(convolution=416, pooling=0, second=520, last_pooling=0, hundred=20_100, ten=1010):
    return {
        "first convolution": convolution, "first pooling": pooling, "second convolution": second,
        "second pooling": last_pooling, "100 units": hundred, "10 units": ten,
    }


def with_layer(name, fragments):
    return [((layers_of(**{name: count}),), fragment) for count, fragment in fragments.items()]


def dense(*hidden, shape=(28, 28, 1), rate=0.004, first=()):
    made = [keras.Input(shape), *(layer() for layer in first), layers.Flatten()]
    made += [layers.Dense(units, activation="relu") for units in hidden]
    network = Sequential([*made, layers.Dense(10, activation="softmax")])
    network.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    return network


def history_of(reached, on_training=0.99, epochs=6, network=None):
    history = keras.callbacks.History()
    history.set_model(network or dense(28))
    rising = np.linspace(0.9, 1, epochs)
    history.history = {
        "accuracy": list(on_training * rising), "val_accuracy": list(reached * rising),
        "loss": list(1 - rising), "val_loss": list(1.1 - rising),
    }
    return history


REACHED = {"as above": 0.969, "longer": 0.968, "slower": 0.966, "two layers": 0.971}


def trials_of(**changed):
    found = {name: history_of(reached) for name, reached in REACHED.items()}
    return {**found, **changed}


def with_one_network():
    found = trials_of()
    found["longer"].set_model(found["as above"].model)
    return found


def without_validation():
    found = trials_of()
    del found["longer"].history["val_accuracy"]
    return found


def put_back(images, order):
    rows = images.reshape(len(images), -1)
    return rows[:, np.argsort(order)].reshape(images.shape)


def put_back_into_a_new_array(images, order):
    rows = images.reshape(len(images), 784)
    result = np.empty_like(rows)
    result[:, order] = rows
    return result.reshape(images.shape)


def put_back_in_a_loop(images, order):
    rows, result = images.reshape(len(images), -1), np.zeros((len(images), 784))
    for place, origin in enumerate(order):
        result[:, origin] = rows[:, place]
    return result.reshape(-1, 28, 28, 1)


def by_rows(change):
    """Make a function of what is done to the images' rows of pixels."""
    def function(images, order):
        return change(images.reshape(len(images), -1), order).reshape(images.shape)

    return function


def put_back_flat(images, order):
    return images.reshape(len(images), -1)[:, np.argsort(order)]


def put_back_without_channel(images, order):
    return put_back(images, order)[..., 0]


def put_back_the_first(images, order):
    return put_back(images, order)[0]


def put_back_without_return(images, order):
    images = put_back(images, order)


def put_back_with_the_notebooks_order(images, order):
    return put_back(images, np.random.default_rng(1).permutation(784))


def put_back_images(images, order):
    return images[np.argsort(order)]


CENTRED = np.zeros((60, 28, 28, 1), "uint8")
CENTRED[:, 8:20, 8:20] = RNG.integers(0, 256, size=(60, 12, 12, 1))
IMAGES = CENTRED.copy()
for start, axis, pixels in [(0, 2, 3), (1, 1, 3), (2, 2, -3), (3, 1, -3)]:
    IMAGES[start::4] = np.roll(CENTRED[start::4], pixels, axis)


def put_back_in_place(images, order):
    rows = images.reshape(len(images), -1)
    rows[:, order] = rows.copy()
    return images


def put_back_over_what_is_read(images, order):
    rows = images.reshape(len(images), -1)
    for i in range(rows.shape[1]):
        rows[:, order[i]] = rows[:, i]
    return rows.reshape(images.shape)


def mixed(images, order):
    return images.reshape(-1, len(images))[np.argsort(order)].reshape(images.shape)


def read_by(network):
    """Give images that a network reads without a mistake, since its answers are the labels."""
    return IMAGES, keras.ops.convert_to_numpy(network(IMAGES)).argmax(axis=1)


def mostly_read_by(network, share):
    """Give images of which a network reads about this share, its answers being most labels."""
    images, labels = read_by(network)
    wrong = int(len(labels) * (1 - share))
    return images, np.concatenate([(labels[:wrong] + 1) % 10, labels[wrong:]])


def pooled():
    return Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.GlobalMaxPooling2D(),
        layers.Dense(10, activation="softmax"),
    ])


def frozen(network):
    for layer in network.layers:
        layer.trainable = False
    return network


keras.utils.set_random_seed(0)
AUGMENTED = Sequential([
    keras.Input((28, 28, 1)), layers.RandomTranslation(0.1, 0.1), *pooled().layers,
])
POOLED, SMALL, TWO_BLOCKS = pooled(), small(), two_blocks(("valid", "valid"))()
TOP_OF_TRAINING = {**trials_of(), "longer": history_of(0.968, on_training=0.999)}
WITH_A_KERNEL = dense(20, first=[lambda: layers.Conv2D(4, 3, strides=3)])

RIGHT = {
    "counted": [
        (layers_of(),),
        (layers_of(convolution=416.0, ten=np.int32(1010)),),
        (dict(reversed(layers_of(second=(2 * 2 * 16 + 1) * 8).items())),),
    ],
    "padded": [
        (two_blocks(),),
        (two_blocks()(),),
        (two_blocks(scaled=True),),
        (two_blocks(in_blocks=True),),
        (two_blocks(pool_padding="same"),),
        (two_blocks(("valid", "valid"), padded=(2, ((0, 1), (0, 1)))),),
        (two_blocks(shape=None),),
    ],
    "put_back": [
        (put_back,),
        (put_back_into_a_new_array,),
        (put_back_in_a_loop,),
        (put_back_in_place,),
        (lambda images, order: list(put_back(images, order)),),
    ],
    "best_chance": [
        (trials_of(), "two layers"),
        ({**trials_of(), 3: history_of(0.974, network=dense(27, 20))}, 3),
        ({**trials_of(), "wider": history_of(0.971, on_training=0.98)}, "wider"),
        (trials_of(longer=history_of(0.972, on_training=0.999, epochs=18)), "longer"),
    ],
    "hold_still": [
        (POOLED, *read_by(POOLED)),
        (SMALL, *read_by(SMALL)),
        (TWO_BLOCKS, *mostly_read_by(TWO_BLOCKS, 0.95)),
    ],
}

WRONG = {
    "counted": [
        *with_layer("convolution", {
            400: "What else", 401: "each kernel has its own", 26: "one kernel with its bias",
            12_560: "would be a dense layer", 239_616: "at every place", 1216: "grey one",
            25: "weights of one kernel", 96: "more than 5 weights",
            230_400: "counts the weights again", 9216: "numbers come out", 208: "8 kernels",
            17: "lie under it",
        }),
        *with_layer("pooling", {
            4: "largest number", 40: "no weights and no biases", 64: "however many places",
            2304: "numbers come out", 7: "What could it learn",
        }),
        *with_layer("second", {
            40: "one of the maps only", 512: "What else", 528: "A bias belongs to a kernel",
            640: "How many biases does the sum get", 80: "kernels swapped",
            62_920: "at every place", 3208: "5×5", 513: "each kernel has its own",
            32: "two things are missing", 65: "one kernel with its bias",
            64: "weights of one kernel", 264: "more than 2 weights", 1040: "16 kernels",
            61_952: "counts the weights again", 968: "numbers come out",
        }),
        *with_layer("last_pooling", {
            4: "largest number", 32: "however many places", 200: "numbers come out",
            40: "no weights and no biases",
        }),
        *with_layer("hundred", {
            20_000: "What else does every unit", 230_500: "first network", 78_500: "784 pixels",
            28_900: "how many windows fit in", 24_300: "half a window", 39_300: "with padding",
            96_900: "without the second pooling", 20_001: "too few",
            20_200: "not to what comes in", 230_400: "first network", 40_100: "16 maps",
            2600: "a single map", 900: "one weight for each map", 201: "one unit",
            1010: "the last layer", 21_000: "a weight for each number",
            300: "inputs and units are added", 80_100: "Work out the layers before",
        }),
        *with_layer("ten", {
            1000: "What else does every unit", 2010: "layer before", 1001: "too few",
            1100: "not to what comes in", 7850: "784 pixels", 101: "one unit",
            10: "these are only the biases", "1010": "without quotes",
        }),
        ((layers_of(convolution=520, second=416),), "another layer's number"),
        (({"first convolution": 416},), "lacks first pooling and second convolution"),
        (({**layers_of(), "Flatten": 0},), "exactly these names"),
        (([416, 0, 520, 0, 20_100, 1010],), "a dictionary is asked for"),
        ((22_046,), "a dictionary is asked for"),
    ],
    "padded": [
        ((two_blocks(("valid", "valid")),), "in the first and the second convolution"),
        ((two_blocks(("same", "valid")),), "no padding yet in the second"),
        ((two_blocks(("valid", "same")),), "no padding yet in the first"),
        ((two_blocks(("valid", "valid"), pool_padding="same"),), "padding in the pooling"),
        ((two_blocks(strides=(2, 1)),), "stride of 2"),
        ((two_blocks(kernels=(8, 16)),), "16 kernels of 5×5"),
        ((two_blocks(sizes=(5, 5)),), "8 kernels of 2×2"),
        ((two_blocks(pools=(2, 3)),), "28, 14, 14, 4"),
        ((two_blocks(flat=False),), "end to end"),
        ((two_blocks(units=50),), "dense layers"),
        ((two_blocks(units=None),), "Compare the dense layers"),
        ((two_blocks(activation="tanh"),), "there is tanh before the last layer"),
        ((lambda: Sequential([keras.Input((28, 28, 1)), *two_blocks()().layers[:-1]]),),
         "Does your last layer have ten units"),
        ((two_blocks(last=None),), "aren't probabilities"),
        ((one_convolution,), "yours have 1 and 1"),
        ((two_blocks(pooling=layers.AveragePooling2D),), "don't have AveragePooling2D"),
        ((two_blocks_pooled_at_once,), "GlobalMaxPooling2D leaves a single number"),
        ((of_its_own_class,), "yours have 1 and 1"),
        ((two_blocks(activation=None),), "has no activation"),
        ((two_blocks(("same", "some")),), 'padding is "same" or "valid"'),
        ((two_blocks(("same", 1)),), "there is a number where Keras takes a word"),
        ((two_blocks(("valid", "valid"), padded=(1, 1)),), "26, 13, 14, 7"),
        ((compiled_too_late,), "compiled_too_late returns nothing"),
        ((unscaled,), "Which layer should turn them into numbers from 0 to 1"),
        ((padded_too_late,), "made for 200 numbers, and 392 come in"),
        ((lambda: layers.Conv2D(16, 5, "same"),), "does its name stand before it"),
        ((lambda: layers.Dense(100, padding="same"),), "in the right brackets"),
        ((lambda: layers.Conv2D(16, 5, padding=same),), "lacks its quotes"),  # noqa: F821
        ((two_blocks(shape=(28, 28)),), "Keras finds three axes"),
        ((two_blocks(shape=(60_000, 28, 28, 1)),), "one axis too many"),
        ((two_blocks(shape=(1, 28, 28)),), "in this order"),
        ((two_blocks(shape=(784,)),), "Flatten too early"),
        ((two_blocks(shape=(28, 28, 3)),), "colour pictures"),
        ((two_blocks(last="sigmoid"),), "share a sum"),
        ((two_blocks(last=None, activation="softmax"),), "a softmax before the last layer"),
        ((twice_softmax,), "softmax is applied twice"),
        ((7,), "of the kind int"),
    ],
    "put_back": [
        ((lambda images, order: images,), "still shuffled"),
        ((by_rows(lambda rows, order: rows[:, order]),), "shuffled them once more"),
        ((by_rows(lambda rows, order: rows[:, order[::-1]]),), "backwards"),
        ((by_rows(lambda rows, order: rows[:, ::-1]),), "are reversed"),
        ((by_rows(lambda rows, order: np.sort(rows, axis=1)),), "how bright"),
        ((by_rows(lambda rows, order: rows[:, np.roll(np.argsort(order), 1)]),),
         "of the pixels are back in place"),
        ((by_rows(lambda rows, order: rows[:, -order]),), "On paper"),
        ((by_rows(lambda rows, order: rows[:, np.sort(order)]),), "which places are these"),
        ((by_rows(lambda rows, order: rows[:, np.argsort(rows)]),), "Has your index as many"),
        ((by_rows(lambda rows, order: rows[:, order.argmin()]),), "Has your index as many"),
        ((lambda images, order: np.argsort(order),), "not an order"),
        ((put_back_over_what_is_read,), "written over before it is read"),
        ((lambda images, order: images[::-1].reshape(5, -1)[:, order].reshape(images.shape),),
         "Which axis counts the images"),
        ((put_back_flat,), "each pixel is back in its place"),
        ((put_back_without_channel,), "each pixel is back in its place"),
        ((put_back_the_first,), "numbers went in"),
        ((lambda images, order: np.zeros((9000, *IMAGES.shape[1:])),), "not others of the"),
        ((put_back_without_return,), "returns nothing"),
        ((put_back_images,), "and the axis that you use it on"),
        ((put_back_with_the_notebooks_order,), "whatever the order is"),
        ((lambda images, order: put_back(images, order) / 255,), "not as bright"),
        ((lambda images, order: put_back(images, order).swapaxes(1, 2),), "lie on their side"),
        ((mixed,), "pixels of one image end up in another"),
        ((IMAGES,), "a function is asked for"),
    ],
    "best_chance": [
        (([0.969, 0.968, 0.966, 0.971], "two layers"), "a dictionary"),
        ((REACHED, "two layers"), "what train returns"),
        (({name: one.history for name, one in trials_of().items()}, "longer"),
         "no .history behind it"),
        (({name: history_of(reached) for name, reached in list(REACHED.items())[:3]},
          "as above"), "3 in all"),
        ((with_one_network(), "two layers"), "a fresh network"),
        ((trials_of(again=history_of(0.969)), "two layers"), "ran identically"),
        ((without_validation(), "two layers"), "no accuracy on the validation"),
        ((trials_of(wide=history_of(0.98, network=dense(400, 100))), "wide"), "355,110"),
        ((trials_of(kernels=history_of(0.98, network=WITH_A_KERNEL)), "kernels"), "Conv2D"),
        ((trials_of(hasty=history_of(0.972, epochs=1)), "hasty"), "at least as many"),
        ((trials_of(), "three layers"), "isn't among your trials"),
        ((trials_of(), 0.971), "isn't among your trials"),
        ((trials_of(), ["two layers"]), "isn't among your trials"),
        ((dict.fromkeys(REACHED, history_of(0.971)), "longer"), "its history is stored twice"),
        ((TOP_OF_TRAINING, "longer"), "training images best"),
        ((trials_of(slower=history_of(0.966, on_training=0.999)), "longer"), "ended higher"),
    ],
    "hold_still": [
        ((TWO_BLOCKS, *mostly_read_by(TWO_BLOCKS, 0.72)), "To beat: 80"),
        ((POOLED, *mostly_read_by(POOLED, 0.5)), "never learned from a shifted digit"),
        ((two_blocks()(), *read_by(two_blocks()())), "41,246 parameters"),
        ((small(units=5), *read_by(SMALL)), "There are ten classes"),
        ((AUGMENTED, *read_by(SMALL)), "RandomTranslation changes"),
        ((frozen(two_blocks()()), *read_by(SMALL)), "41,246 parameters"),
        ((SMALL, *mostly_read_by(SMALL, 0.1)), "Has it been trained"),
        ((dense(10, shape=(784,)), *read_by(SMALL)), "an example here is"),
        ((lambda: SMALL, *mostly_read_by(SMALL, 0.1)), "a function makes a new one"),
        ((0.95, *read_by(SMALL)), "network"),
        ((SMALL, CENTRED, read_by(SMALL)[1]), "shifted by 3 pixels"),
        ((SMALL, *reversed(read_by(SMALL))), "the labels theirs"),
        ((SMALL, IMAGES, np.eye(10)[read_by(SMALL)[1]]), "the labels theirs"),
    ],
}

# What the notebook hands over comes with the answer.
GIVEN = {"hold_still": (1, 2), "best_chance": (2,)}

UNFILLED = {
    "counted": [(dict.fromkeys(layers_of(), ...),), (layers_of(last_pooling=...),)],
    "padded": [(lambda: ...,), (lambda: None,)],
    "put_back": [(lambda images, order: ...,)],
    "best_chance": [({"as above": history_of(0.969), ...: ...}, ...), (trials_of(), ...)],
    "hold_still": [(..., *read_by(SMALL))],
}
RIVAL = history_of(0.98)
for cases in (RIGHT, UNFILLED):
    cases["best_chance"] = [(*answer, RIVAL) for answer in cases["best_chance"]]
WRONG["best_chance"] = [((*answer, RIVAL), hint) for answer, hint in WRONG["best_chance"]]


def gives_ten_probabilities(network):
    images = np.ones((1, *network.input_shape[1:]), "float32")
    outputs = keras.ops.convert_to_numpy(network(images))
    return outputs.shape == (1, 10) and np.isclose(outputs.sum(), 1) and outputs.min() >= 0


def has_parameters(network, count):
    return gives_ten_probabilities(network) and network.count_params() == count


STILL_RIGHT = {"padded": lambda network: has_parameters(network, 41_246)}
