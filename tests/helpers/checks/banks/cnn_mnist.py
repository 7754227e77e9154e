import keras
import numpy as np
from keras import Sequential, layers

from helpers.exercises.networks import layers_of as layers_of_network
from workshop.notebooks.exercises import with_part

# What a run of the notebook measured, at shifts of 0 to 3 pixels.
ACCURACIES = {
    "one block": np.array([0.989, 0.982, 0.936, 0.752]),
    "two blocks": np.array([0.9885, 0.985, 0.959, 0.803]),
    "narrow dense": np.array([0.967, 0.938, 0.770, 0.481]),
    "wide dense": np.array([0.983, 0.970, 0.874, 0.592]),
}
EVEN = {**ACCURACIES, "one block": [0.989, 0.98, 0.95, 0.805]}


def small(
    shape=(28, 28, 1), kernels=8, kernel_size=3, pooling=layers.MaxPooling2D,
    flat=layers.Flatten, units=10, last="softmax", first=(), strides=1, padding="valid",
    pooled_first=False, in_a_block=False, activation="relu", pool=2, dense=(),
):
    def network():
        made = [keras.Input(shape)] if shape else []
        made += [layer() for layer in first]
        convolution = layers.Conv2D(
            kernels, kernel_size, strides=strides, padding=padding, activation=activation
        )
        parts = [convolution, pooling(pool)] if pooling else [convolution]
        parts = parts[::-1] if pooled_first else parts
        made += [Sequential(parts)] if in_a_block else parts
        made += [flat()] if flat else []
        made += [layers.Dense(hidden, activation="relu") for hidden in dense]
        return Sequential([*made, layers.Dense(units, activation=last)])

    return network


def small_functional():
    inputs = keras.Input((28, 28, 1))
    maps = layers.MaxPooling2D(2)(layers.Conv2D(8, (3, 3), activation="relu")(inputs))
    return keras.Model(inputs, layers.Softmax()(layers.Dense(10)(layers.Flatten()(maps))))


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


def pooled_at_once():
    return Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(8, 3, activation="relu"),
        layers.GlobalMaxPooling2D(), layers.Dense(10, activation="softmax"),
    ])


def compiled_too_late():
    network = small()()
    return network.compile("adam", "sparse_categorical_crossentropy")


class OfItsOwnClass(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = small()().layers

    def call(self, images):
        for part in self.parts:
            images = part(images)
        return images


class WithOperations(OfItsOwnClass):
    def __init__(self):
        super().__init__()
        self.parts = small(activation=None, last=None)().layers

    def call(self, images):
        convolution, *others = self.parts
        maps = keras.ops.relu(convolution(images))
        for part in others:
            maps = part(maps)
        return keras.ops.softmax(maps)


def of_its_own_class():
    network = OfItsOwnClass()
    network(np.zeros((1, 28, 28, 1), "float32"))
    return network


def one_image_at_a_time():
    return layers.Lambda(lambda image: keras.ops.reshape(image, (1, 28, 28, 1)))


@keras.saving.register_keras_serializable("cnn")
def own_softmax(sums):
    powers = keras.ops.exp(sums - keras.ops.max(sums, axis=-1, keepdims=True))
    return powers / keras.ops.sum(powers, axis=-1, keepdims=True)


@keras.saving.register_keras_serializable("cnn")
def over_the_images(sums):
    return keras.ops.softmax(sums, axis=0)


def twice_softmax():
    return Sequential([*small()().layers, layers.Softmax()])


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


FOUND = ("two blocks", "narrow dense", "two blocks")

RIGHT = {
    "fixed": [
        (small(),),
        (small()(),),
        (small_functional,),
        (small((28, 28), first=[lambda: layers.Reshape((28, 28, 1))]),),
        (small(first=[lambda: layers.Rescaling(1 / 255)]),),
        (small(flat=layers.GlobalMaxPooling2D),),
        (small(padding="same"),),
        (small(in_a_block=True),),
        (small(None),),
        (of_its_own_class,),
        (OfItsOwnClass,),
        (WithOperations,),
        (small(last=own_softmax),),
    ],
    "sizes": [
        ((11, 11, 8), (5, 5, 8), 200),
        ([11, 11, 8], np.array([5, 5, 8]), 200.0),
        ((11.0, 11.0, 8), [5, 5, 8], np.int64(200)),
        ([[11], [11], [8]], [[5, 5, 8]], 200),
    ],
    "counted": [
        (layers_of(),),
        (layers_of(convolution=416.0, ten=np.int32(1010)),),
        (dict(reversed(layers_of(second=(2 * 2 * 16 + 1) * 8).items())),),
    ],
    "padded": [
        (392, two_blocks()),
        (7 * 7 * 8.0, two_blocks()()),
        (np.int64(392), two_blocks(scaled=True)),
        (392, two_blocks(in_blocks=True)),
        (392, two_blocks(pool_padding="same")),
        (392, two_blocks(("valid", "valid"), padded=(2, ((0, 1), (0, 1))))),
        (392, two_blocks(shape=None)),
    ],
    "purposes": [
        (*FOUND, 0.803, ACCURACIES),
        ("Two Blocks", " narrow dense", "two blocks", 80, ACCURACIES),
        (*FOUND, "80.3 %", ACCURACIES),
        (*FOUND, "80,3 %", ACCURACIES),
        (*FOUND, "0,803", ACCURACIES),
        (*FOUND[:2], "one block", np.float32(0.752), ACCURACIES),
        (*FOUND[:2], "one block", 0.805, EVEN),
    ],
}

WRONG = {
    "fixed": [
        ((small((28, 28)),), "still finds three axes"),
        ((small((60_000, 28, 28, 1)),), "one axis too many"),
        ((small(flat=None),), "Each image should get ten"),
        ((small((28, 28, 3)),), "colour pictures"),
        ((small((1, 28, 28)),), "in this order"),
        ((small((784,)),), "Flatten too early"),
        ((small(first=[layers.Flatten]),), "Flatten too early"),
        ((small(last=None),), "aren't probabilities"),
        ((small(last="relu"),), "aren't probabilities"),
        ((small(last="sigmoid"),), "share a sum"),
        ((small(units=13),), "yours get 13 numbers in a row"),
        ((small((32, 32, 1)),), "takes 32×32×1 numbers"),
        ((small(kernels=16),), "8 kernels"),
        ((small(kernel_size=5),), "8 kernels"),
        ((small(pooling=None),), "pooling is gone"),
        ((small(pooling=layers.AveragePooling2D),), "AveragePooling2D isn't the pooling"),
        ((pooled_at_once,), "GlobalMaxPooling2D isn't the pooling"),
        ((small(strides=2),), "and yours by 2"),
        ((small(pooled_first=True),), "before the convolution"),
        ((compiled_too_late,), "compile the network first"),
        ((lambda: Sequential([keras.Input((28, 28, 1)), layers.Flatten(),
                              layers.Dense(10, activation="softmax")]),), "one Conv2D"),
        ((lambda: Sequential([layers.Flatten(), layers.Dense(10)]),), "one Conv2D"),
        ((small(last=None, activation="softmax"),), "a softmax before the last layer"),
        ((small(last=over_the_images),), "Along which axis"),
        ((twice_softmax,), "softmax is applied twice"),
        ((small(activation=None),), "the relu of the convolution is gone"),
        ((small(pool=3),), "windows of 2×2"),
        ((small(dense=[100]),), "yours has 2"),
        ((lambda: keras.Input(28, 28, 1),), "a shape is one thing"),
        ((lambda: layers.MaxPooling2D(2)(layers.Flatten()),), "comma missing between two layers"),
        ((small(first=[lambda: layers.Reshape((28, 28, 1)), one_image_at_a_time]),),
         "can't answer where an example is"),
        ((lambda: [1, 2],), "of the kind list"),
        ((lambda: undefined,), "NameError"),  # noqa: F821
    ],
    "sizes": [
        *with_part(0, ((11, 11, 8), (5, 5, 8), 200), {
            (12, 12, 8): "right with padding", (8, 8, 8): "smaller ones",
            (10, 10, 8): "ends in + 1", (23, 23, 8): "first pooling forgotten",
            (11, 11, 16): "one for each kernel", (11, 11, 128): "does *one* kernel make",
            (11, 11, 1): "what one kernel makes", (6, 6, 8): "moves on by one",
            (8, 11, 11): "channels last", (8, 8, 16): "those of the first convolution",
            (27, 27, 8): "on the image itself", (11, 11, 24): "beside the new ones",
            (11, 11, 2): "how wide the kernels are", (9, 9, 9): "Put W = 12",
            (11, 11): "3 numbers in a row", 11: "should be 3 numbers in a row",
        }),
        *with_part(1, ((11, 11, 8), (5, 5, 8), 200), {
            (6, 6, 8): "half empty", (5.5, 5.5, 8): "half pixels", (10, 10, 8): "don't overlap",
            (5, 5, 4): "leaves as many as came in", (5, 5, 16): "number of maps as it is",
            (5, 5, 2): "how wide its windows are", (5, 11, 8): "rows and columns alike",
            (11, 11, 8): "goes into the pooling", (8, 5, 5): "channels last",
            (3, 3, 8): "pooled twice", (4, 4, 8): "how many windows",
        }),
        *with_part(2, ((11, 11, 8), (5, 5, 8), 200), {
            25: "one map", 40: "*and* columns", 968: "second pooling", 784: "pixels of the image",
            2304: "first network", 400: "16 maps", 288: "maps of 6×6", 18: "aren't added up",
            100: "units come next", 201: "only one off", 210: "block of 5×5×8",
        }),
    ],
    "counted": [
        *with_layer("convolution", {
            400: "What else", 401: "each kernel has its own", 26: "one kernel with its bias",
            12_560: "would be a dense layer", 239_616: "at every place", 1216: "grey one",
            25: "weights of one kernel", 96: "more than 5 weights",
            230_400: "counts the weights again", 9216: "numbers come out", 208: "8 kernels",
            17: "lie under it",
        }),
        *with_layer("pooling", {
            4: "largest number", 40: "isn't a convolution", 64: "however many maps",
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
            4: "largest number", 32: "however many maps", 200: "numbers come out",
            40: "isn't a convolution",
        }),
        *with_layer("hundred", {
            20_000: "What else does every unit", 230_500: "first network", 78_500: "784 pixels",
            28_900: "6×6", 96_900: "without the second pooling", 20_001: "too few",
            20_200: "not to what comes in", 230_400: "without biases", 40_100: "16 maps",
            2600: "a single map", 900: "one weight for each map", 201: "one unit",
            1010: "the last layer", 21_000: "a weight for each number",
            300: "inputs and units are added",
        }),
        *with_layer("ten", {
            1000: "What else does every unit", 2010: "layer before", 1001: "too few",
            1100: "not to what comes in", 7850: "784 pixels", 101: "one unit",
            10: "these are only the biases", "1010": "without quotes",
        }),
        ((layers_of(convolution=520, second=416),), "another layer of this network"),
        (({"first convolution": 416},), "lacks first pooling and second convolution"),
        (({**layers_of(), "Flatten": 0},), "dictionary with these names"),
        (([416, 0, 520, 0, 20_100, 1010],), "dictionary with these names"),
    ],
    "padded": [
        *with_part(0, (392, two_blocks()), {
            200: "without padding", 49: "one map", 56: "*and* columns", 1568: "There are two",
            784: "7·7·16", 288: "second convolution only", 6272: "without the poolings",
            32: "take the padding off", 39_300: "parameters of the next layer",
            41_246: "follow the width",
        }),
        ((392, two_blocks(("valid", "valid"))), "neither"),
        ((392, two_blocks(("same", "valid"))), "the second convolution still"),
        ((392, two_blocks(("valid", "same"))), "the first convolution still"),
        ((392, two_blocks(("valid", "valid"), pool_padding="same")), "padding in the pooling"),
        ((392, two_blocks(strides=(2, 1))), "stride of 2"),
        ((392, two_blocks(kernels=(8, 16))), "16 kernels of 5×5"),
        ((392, two_blocks(sizes=(5, 5))), "8 kernels of 2×2"),
        ((392, two_blocks(pools=(2, 3))), "28, 14, 14, 4"),
        ((392, two_blocks(flat=False)), "end to end"),
        ((392, two_blocks(units=50)), "dense layers"),
        ((392, lambda: Sequential([keras.Input((28, 28, 1)), *two_blocks()().layers[:-1]])),
         "Are there ten units"),
        ((392, two_blocks(last=None)), "aren't probabilities"),
        ((392, one_convolution), "yours have 1 and 1"),
        ((392, two_blocks(pooling=layers.AveragePooling2D)), "don't have AveragePooling2D"),
        ((392, two_blocks_pooled_at_once), "GlobalMaxPooling2D leaves a single number"),
        ((392, of_its_own_class), "yours have 1 and 1"),
        ((392, two_blocks(activation=None)), "has no activation"),
        ((392, two_blocks(("same", "some"))), 'padding is "same" or "valid"'),
        ((392, two_blocks(("same", 1))), "there is a number where Keras takes a word"),
        ((392, two_blocks(("valid", "valid"), padded=(1, 1))), "26, 13, 14, 7"),
        ((392, compiled_too_late), "The network: compiled_too_late returns nothing"),
        ((392, two_blocks(shape=(28, 28))), "still finds three axes"),
        ((392, 7), "of the kind int"),
    ],
    "purposes": [
        (("narrow dense", *FOUND[1:], 0.8, ACCURACIES), "fewer mistakes"),
        (("one block", *FOUND[1:], 0.8, ACCURACIES), "bytes"),
        (("wide dense", *FOUND[1:], 0.8, ACCURACIES), "bytes"),
        (("two blocks", "two blocks", "two blocks", 0.8, ACCURACIES), "used at many places"),
        (("two blocks", "wide dense", "two blocks", 0.8, ACCURACIES), "is used once"),
        (("two blocks", "one block", "two blocks", 0.8, ACCURACIES), "every place"),
        ((*FOUND[:2], "wide dense", 0.59, ACCURACIES), "falls early"),
        ((*FOUND[:2], "narrow dense", 0.48, ACCURACIES), "falls early"),
        ((*FOUND, 0.989, ACCURACIES), "shift of 0 pixels"),
        ((*FOUND, 95.9, ACCURACIES), "shift of 2 pixels"),
        ((*FOUND, 0.752, ACCURACIES), "belongs to one block"),
        ((*FOUND, 0.197, ACCURACIES), "its error"),
        ((*FOUND, 0.3, ACCURACIES), "off again"),
        ((*FOUND, ACCURACIES["two blocks"], ACCURACIES), "at all four shifts"),
        ((*FOUND, "much", ACCURACIES), "without quotes"),
        (("LeNet", *FOUND[1:], 0.8, ACCURACIES), "should be one of"),
    ],
}

UNFILLED = {
    "fixed": [(lambda: ...,), (lambda: None,)],
    "sizes": [((..., ..., ...), (..., ..., ...), ...), ((11, 11, 8), (5, 5, 8), ...)],
    "counted": [(dict.fromkeys(layers_of(), ...),), (layers_of(last_pooling=...),)],
    "padded": [(..., lambda: ...), (392, lambda: ...), (..., two_blocks())],
    "purposes": [(..., ..., ..., ..., ACCURACIES), (*FOUND, ..., ACCURACIES)],
}


def gives_ten_probabilities(network):
    images = np.ones((1, *network.input_shape[1:]), "float32")
    outputs = keras.ops.convert_to_numpy(network(images))
    return outputs.shape == (1, 10) and np.isclose(outputs.sum(), 1) and outputs.min() >= 0


def has_parameters(network, count):
    return gives_ten_probabilities(network) and network.count_params() == count


def has_eight_kernels(network):
    kinds = {type(layer).__name__: layer for layer in layers_of_network(network)}
    return gives_ten_probabilities(network) and kinds["Conv2D"].count_params() == 80


# The lesson is about shapes: which activation the hidden layers have is the student's choice.
STILL_RIGHT = {
    "fixed": has_eight_kernels,
    "padded": lambda row, network: row == 392 and has_parameters(network, 41_246),
}
# What the notebook measured comes with the answer.
GIVEN = {"purposes": (4,)}
