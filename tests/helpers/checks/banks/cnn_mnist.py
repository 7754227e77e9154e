import keras
import numpy as np
from keras import Sequential, layers

from helpers.exercises.networks import layers_of as layers_of_network

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


FOUND = ("two blocks", "narrow dense", "two blocks")

RIGHT = {
    "mended": [
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
        (small(last=own_softmax),),
    ],
    "sizes": [
        ((11, 11, 8), (5, 5, 8), 200),
        ([11, 11, 8], np.array([5, 5, 8]), 200.0),
        ((11.0, 11.0, 8), [5, 5, 8], np.int64(200)),
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
    "mended": [
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
        (((12, 12, 8), (6, 6, 8), 288), "right with padding"),
        (((8, 8, 8), (4, 4, 8), 128), "smaller ones"),
        (((10, 10, 8), (5, 5, 8), 200), "ends in + 1"),
        (((23, 23, 8), (11, 11, 8), 968), "first pooling forgotten"),
        (((11, 11, 16), (5, 5, 16), 400), "one for each kernel"),
        (((11, 11, 128), (5, 5, 128), 3200), "does *one* kernel make"),
        (((11, 11, 1), (5, 5, 1), 25), "what one kernel makes"),
        (((6, 6, 8), (3, 3, 8), 72), "moves on by one"),
        (((8, 11, 11), (8, 5, 5), 200), "channels last"),
        (((8, 8, 16), (4, 4, 16), 256), "those of the first convolution"),
        (((27, 27, 8), (13, 13, 8), 1352), "on the image itself"),
        (((11, 11, 24), (5, 5, 24), 600), "beside the new ones"),
        (((11, 11, 2), (5, 5, 2), 50), "how wide the kernels are"),
        (((9, 9, 9), (5, 5, 8), 200), "Put W = 12"),
        (((11, 11, 8), (6, 6, 8), 288), "half empty"),
        (((11, 11, 8), (5.5, 5.5, 8), 242), "half pixels"),
        (((11, 11, 8), (10, 10, 8), 800), "don't overlap"),
        (((11, 11, 8), (5, 5, 4), 100), "leaves as many as came in"),
        (((11, 11, 8), (5, 5, 16), 400), "number of maps as it is"),
        (((11, 11, 8), (5, 5, 2), 50), "how wide its windows are"),
        (((11, 11, 8), (5, 11, 8), 440), "rows and columns alike"),
        (((11, 11, 8), (11, 11, 8), 968), "goes into the pooling"),
        (((11, 11, 8), (8, 5, 5), 200), "channels last"),
        (((11, 11, 8), (3, 3, 8), 72), "pooled twice"),
        (((11, 11, 8), (4, 4, 8), 128), "how many windows"),
        (((11, 11, 8), (5, 5, 8), 25), "one map"),
        (((11, 11, 8), (5, 5, 8), 40), "*and* columns"),
        (((11, 11, 8), (5, 5, 8), 968), "second pooling"),
        (((11, 11, 8), (5, 5, 8), 784), "pixels of the image"),
        (((11, 11, 8), (5, 5, 8), 2304), "first network"),
        (((11, 11, 8), (5, 5, 8), 400), "16 maps"),
        (((11, 11, 8), (5, 5, 8), 288), "maps of 6×6"),
        (((11, 11, 8), (5, 5, 8), 18), "aren't added up"),
        (((11, 11, 8), (5, 5, 8), 100), "units come next"),
        (((11, 11, 8), (5, 5, 8), 201), "only one off"),
        (((11, 11, 8), (5, 5, 8), 210), "block of 5×5×8"),
        (((11, 11), (5, 5), 200), "three numbers"),
        ((11, 5, 200), "three numbers"),
    ],
    "counted": [
        ((layers_of(convolution=400),), "What else"),
        ((layers_of(convolution=401),), "each kernel has its own"),
        ((layers_of(convolution=26),), "one kernel with its bias"),
        ((layers_of(convolution=12_560),), "would be a dense layer"),
        ((layers_of(convolution=239_616),), "at every place"),
        ((layers_of(convolution=1216),), "grey one"),
        ((layers_of(convolution=25),), "weights of one kernel"),
        ((layers_of(convolution=96),), "more than 5 weights"),
        ((layers_of(convolution=230_400),), "counts the weights again"),
        ((layers_of(convolution=9216),), "numbers come out"),
        ((layers_of(convolution=208),), "8 kernels"),
        ((layers_of(convolution=17),), "lie under it"),
        ((layers_of(pooling=4),), "largest number"),
        ((layers_of(pooling=40),), "isn't a convolution"),
        ((layers_of(pooling=64),), "however many maps"),
        ((layers_of(pooling=2304),), "numbers come out"),
        ((layers_of(pooling=7),), "What could it learn"),
        ((layers_of(second=40),), "one of the maps only"),
        ((layers_of(second=512),), "What else"),
        ((layers_of(second=528),), "A bias belongs to a kernel"),
        ((layers_of(second=640),), "How many biases does the sum get"),
        ((layers_of(second=80),), "kernels swapped"),
        ((layers_of(second=62_920),), "at every place"),
        ((layers_of(second=3208),), "5×5"),
        ((layers_of(second=513),), "each kernel has its own"),
        ((layers_of(second=32),), "two things are missing"),
        ((layers_of(second=65),), "one kernel with its bias"),
        ((layers_of(second=64),), "weights of one kernel"),
        ((layers_of(second=264),), "more than 2 weights"),
        ((layers_of(second=1040),), "16 kernels"),
        ((layers_of(second=61_952),), "counts the weights again"),
        ((layers_of(second=968),), "numbers come out"),
        ((layers_of(last_pooling=4),), "largest number"),
        ((layers_of(last_pooling=32),), "however many maps"),
        ((layers_of(last_pooling=200),), "numbers come out"),
        ((layers_of(last_pooling=40),), "isn't a convolution"),
        ((layers_of(hundred=20_000),), "What else does every unit"),
        ((layers_of(hundred=230_500),), "first network"),
        ((layers_of(hundred=78_500),), "784 pixels"),
        ((layers_of(hundred=28_900),), "6×6"),
        ((layers_of(hundred=96_900),), "without the second pooling"),
        ((layers_of(hundred=20_001),), "too few"),
        ((layers_of(hundred=20_200),), "not to what comes in"),
        ((layers_of(hundred=230_400),), "without biases"),
        ((layers_of(hundred=40_100),), "16 maps"),
        ((layers_of(hundred=2600),), "a single map"),
        ((layers_of(hundred=900),), "one weight for each map"),
        ((layers_of(hundred=201),), "one unit"),
        ((layers_of(hundred=1010),), "the last layer"),
        ((layers_of(hundred=21_000),), "a weight for each number"),
        ((layers_of(ten=1000),), "What else does every unit"),
        ((layers_of(ten=2010),), "layer before"),
        ((layers_of(ten=1001),), "too few"),
        ((layers_of(ten=1100),), "not to what comes in"),
        ((layers_of(ten=7850),), "784 pixels"),
        ((layers_of(ten=101),), "one unit"),
        ((layers_of(ten=10),), "these are only the biases"),
        ((layers_of(convolution=520, second=416),), "another layer of this network"),
        ((layers_of(hundred=300),), "inputs and units are added"),
        ((layers_of(ten="1010"),), "without quotes"),
        (({"first convolution": 416},), "lacks first pooling and second convolution"),
        (({**layers_of(), "Flatten": 0},), "dictionary with these names"),
        (([416, 0, 520, 0, 20_100, 1010],), "dictionary with these names"),
    ],
    "padded": [
        ((200, two_blocks()), "without padding"),
        ((49, two_blocks()), "one map"),
        ((56, two_blocks()), "*and* columns"),
        ((1568, two_blocks()), "There are two"),
        ((784, two_blocks()), "7·7·16"),
        ((288, two_blocks()), "second convolution only"),
        ((6272, two_blocks()), "without the poolings"),
        ((32, two_blocks()), "take the padding off"),
        ((39_300, two_blocks()), "parameters of the next layer"),
        ((41_246, two_blocks()), "follow the width"),
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
    "mended": [(lambda: ...,), (lambda: None,)],
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


# The lesson is about shapes: the hidden layers' activations are the student's choice.
STILL_RIGHT = {
    "mended": has_eight_kernels,
    "padded": lambda row, network: row == 392 and has_parameters(network, 41_246),
}
# What the notebook measured comes with the answer.
GIVEN = {"purposes": (4,)}
