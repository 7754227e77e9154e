import keras
import numpy as np
from keras import Input, Model, Sequential, layers

from workshop.notebooks.exercises import with_part


def lenet(
    pools=(2, 2), strides=(2, 2), kernels=(6, 16, 120), activation="tanh", last="softmax",
    pooling="AveragePooling2D", third="convolution", units=84, width=32, padding="valid",
):
    pool = getattr(layers, pooling)
    if third == "convolution":
        top = [layers.Conv2D(kernels[2], 5, activation=activation), layers.Flatten()]
    else:
        top = [layers.Flatten(), layers.Dense(kernels[2], activation=activation)]
    network = Sequential([
        layers.Conv2D(kernels[0], 5, activation=activation, padding=padding),
        pool(pools[0], strides=strides[0]),
        layers.Conv2D(kernels[1], 5, activation=activation),
        pool(pools[1], strides=strides[1]),
        *top,
        layers.Dense(units, activation=activation),
        layers.Dense(10, activation=last),
    ])
    if width:
        network = Sequential([Input((width, width, 1)), *network.layers])
    return network


def pooled_before_convolutions():
    first, pool, second, other_pool, *_ = lenet(width=None).layers
    return lenet_of(pool, first, other_pool, second, *lenet(width=None, third="dense").layers[4:])


def lenet_with_one_pooling():
    network = lenet(width=None)
    return Sequential([layer for index, layer in enumerate(network.layers) if index != 3])


def lenet_without_tanh_before_the_end():
    network = lenet(width=None)
    return Sequential([
        Input((32, 32, 1)), *network.layers[:-2], layers.Dense(84), network.layers[-1],
    ])


def functional_lenet():
    inputs = Input((32, 32, 1))
    maps = layers.Conv2D(6, (5, 5), activation="tanh")(inputs)
    maps = layers.AveragePooling2D(2)(maps)
    maps = layers.Conv2D(16, (5, 5), activation="tanh")(maps)
    maps = layers.AveragePooling2D((2, 2), (2, 2))(maps)
    maps = layers.Conv2D(120, (5, 5), activation="tanh")(maps)
    units = layers.Dense(84, activation="tanh")(layers.Flatten()(maps))
    return Model(inputs, layers.Dense(10, activation="softmax")(units))


def lenet_of(*parts, width=32):
    return Sequential([Input((width, width, 1)), *parts])


def lenet_with_activations_as_layers():
    def tanh():
        return layers.Activation("tanh")

    return lenet_of(
        layers.Conv2D(6, 5), tanh(), layers.AveragePooling2D(2),
        layers.Conv2D(16, 5), tanh(), layers.AveragePooling2D(2),
        layers.Conv2D(120, 5), layers.Flatten(), tanh(),
        layers.Dense(84), tanh(), layers.Dense(10), layers.Softmax(),
    )


def lenet_without_flatten(at_the_end=()):
    parts = [layer for layer in lenet(width=None).layers if "flatten" not in layer.name]
    return lenet_of(*parts, *at_the_end)


def lenet_in_blocks():
    first, second, third, fourth, *top = lenet(width=None).layers
    return lenet_of(Sequential([first, second]), Sequential([third, fourth]), *top)


def lenet_after(*parts):
    return lenet_of(*parts, *lenet(width=None).layers)


def adapted():
    layer = layers.Normalization(axis=None)
    layer.adapt(np.arange(10.0))
    return layer


def lenet_pooled_at_once(strides):
    """Pool whole maps in place of Flatten. Where the slip leaves 7×7, that hides it."""
    parts = lenet(strides=strides, width=None).layers
    return lenet_of(*(
        layers.GlobalAveragePooling2D() if "flatten" in layer.name else layer for layer in parts
    ))


def compiled_too_late():
    return lenet().compile("adam", "sparse_categorical_crossentropy")


@keras.saving.register_keras_serializable("lenet")
def own_tanh(sums):
    return keras.ops.tanh(sums)


class OfItsOwnClass(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = lenet().layers

    def call(self, images):
        for part in self.parts:
            images = part(images)
        return images


class WithOperations(OfItsOwnClass):
    def __init__(self):
        super().__init__()
        self.parts = lenet(activation=None, last=None).layers

    def call(self, images):
        for part in self.parts[:-1]:
            images = part(images) if not part.weights else keras.ops.tanh(part(images))
        return keras.ops.softmax(self.parts[-1](images))


def of_its_own_class():
    network = OfItsOwnClass()
    network(np.zeros((1, 32, 32, 1), "float32"))
    return network


LABELS = np.arange(200) % 10
WRONGLY_READ = (1, 3, 10, 100)
STEPS = 471
MEAN = 4.0
GREW = 494_004


def images_to_read():
    """Write in row k of each image what a reader of row k will say, wrongly for some."""
    images = np.zeros((len(LABELS), 32, 32, 1), "uint8")
    for row, wrong in enumerate(WRONGLY_READ):
        said = np.where(np.arange(len(LABELS)) < wrong, (LABELS + 1) % 10, LABELS)
        images[np.arange(len(LABELS)), row, said] = 1
    return images


IMAGES = images_to_read()
WANTED = 0.985


def row_of(inputs, row):
    return layers.Flatten()(layers.Cropping2D(((row, 31 - row), (0, 22)))(inputs))


def small(row, *, bias=False, units=10):
    """Read one row with 100 weights."""
    inputs = Input((32, 32, 1))
    reader = layers.Dense(units, use_bias=bias, kernel_initializer="identity")
    return Model(inputs, reader(row_of(inputs, row)))


def two_outputs():
    inputs = Input((32, 32, 1))
    return Model(inputs, [row_of(inputs, 0), row_of(inputs, 1)])


def rival(row=0, rate=0.03, momentum=0.9, steps=STEPS, optimizer=None, **parts):
    """Read one row, with a LeNet-5 that has no say; it looks as if it had been trained."""
    inputs = Input((32, 32, 1))
    silent = layers.Rescaling(0.0)(lenet(**parts)(inputs))
    network = Model(inputs, layers.Add()([row_of(inputs, row), silent]))
    optimizer = optimizer or keras.optimizers.SGD(rate, momentum=momentum)
    network.compile(optimizer, "sparse_categorical_crossentropy")
    network.optimizer.iterations.assign(steps)
    return network


def judged_rival(network):
    return (network, IMAGES, LABELS, STEPS, MEAN)


def judged_small(network):
    return (network, IMAGES, LABELS, WANTED)


def triangle_with(third=3.0, end=1.0, lowest=0.0):
    """Write a triangle that rises for 1/third of the steps and falls to `lowest` at `end`."""

    def learning_rate(step, steps, peak):
        return float(np.interp(step, [0, steps / third, end * steps], [0, peak, lowest * peak]))

    return learning_rate


def yielded(step, steps, peak):
    yield triangle_with()(step, steps, peak)


def whole_division(step, steps, peak):
    third = steps // 3
    return peak * (step // third) if step < third else peak * ((steps - step) // (2 * third))


RIGHT = {
    "fixed": [
        (lenet, GREW),
        (lambda: lenet(strides=(None, None)), GREW),
        (lambda: lenet(third="dense"), GREW),
        (functional_lenet, GREW),
        (lenet(), GREW),
        (lenet(strides=(None, None)), GREW),
        (lenet(third="dense"), GREW),
        (functional_lenet(), GREW),
        (lenet_with_activations_as_layers, GREW),
        (lambda: lenet_pooled_at_once(strides=(2, 2)), GREW),
        (lambda: lenet(activation=own_tanh, last=keras.ops.softmax), GREW),
        (lenet_in_blocks, GREW),
        (lambda: lenet_without_flatten(at_the_end=[layers.Flatten()]), GREW),
        (lambda: lenet_after(layers.Rescaling(1 / 255)), GREW),
        (lambda: lenet_after(adapted()), GREW),
        (lambda: lenet(width=None), GREW),
        (of_its_own_class, GREW),
        (OfItsOwnClass, GREW),
        (WithOperations, GREW),
        (lenet, 494_004.0),
        (lenet, np.int64(GREW)),
        (lenet, [(7 * 7 * 120 + 1) * 84]),
    ],
    "triangle": [
        (lambda step, steps, peak: peak * min(3 * step / steps, 1.5 * (1 - step / steps)),),
        (lambda step, steps, peak: float(np.interp(step, [0, steps / 3, steps], [0, peak, 0])),),
        (lambda s, n, peak: peak * s / (n / 3) if s <= n / 3 else
         peak - peak * (s - n / 3) / (n - n / 3),),
        (lambda s, n, peak: np.where(np.asarray(s) < n // 3, np.asarray(s) * peak * 3 / n,
                                     (n - np.asarray(s)) * peak * 1.5 / n),),
        (lambda s, n, peak: peak * s / (n // 3) if s < n // 3 else peak * (n - s) / (n - n // 3),),
    ],
    "fairer_rival": [
        judged_rival(rival()),
        judged_rival(rival(row=1, rate=0.05, steps=STEPS - 1)),
        judged_rival(lambda: rival(rate=0.1)),
        judged_rival(rival(rate=0.2)),
    ],
    "exact_shifts": [
        ([2, 4, 6, 8], [4, 8]),
        ((8, 6, 4, 2), {4, 8}),
        (range(2, 9, 2), np.array([4, 8])),
        ([2.0, 4.0, 6.0, 8.0], [8, 4]),
    ],
    "fewest_parameters": [
        judged_small(small(0)),
        judged_small(small(0, bias=True)),
        judged_small(lambda: small(0)),
    ],
}


WRONG = {
    "fixed": [
        ((lambda: lenet(strides=(1, 2)), GREW), "the first pooling still moves on by one"),
        ((lambda: lenet(strides=(2, 1)), GREW), "the second pooling still moves on by one"),
        ((lambda: lenet(strides=(1, 1)), GREW), "the first pooling still moves on by one"),
        ((lambda: lenet(pooling="MaxPooling2D"), GREW), "pools by averaging"),
        ((lambda: lenet(pools=(1, 2)), GREW), "single pixels"),
        ((lambda: lenet(pools=(3, 2), third="dense"), GREW), "windows of 3×3"),
        ((lambda: lenet(strides=(3, 2), third="dense"), GREW), "move on by 3"),
        ((lambda: lenet(strides=(2, 4)), GREW), "smaller than nothing"),
        ((lambda: lenet(strides=((2, 1), 2), third="dense"), GREW), "move on by 2 and 1"),
        ((lenet_without_tanh_before_the_end, GREW), "tanh, linear, softmax"),
        ((lenet_with_one_pooling, GREW), "has two poolings"),
        ((lambda: lenet(kernels=(6, 16, 100)), GREW), "right window and stride"),
        ((lambda: lenet(padding="same"), GREW), "there is padding"),
        ((lambda: lenet(width=28, padding="same", units=80), GREW), "takes 28×28×1 numbers"),
        ((lambda: lenet(activation="relu"), GREW), "uses tanh"),
        ((lambda: lenet(last="tanh"), GREW), "Compare the activations"),
        ((lenet_without_flatten, GREW), "an image into 1×1×10 numbers"),
        ((lambda: lenet(width=28, padding="same"), GREW), "takes 28×28×1 numbers"),
        ((lambda: lenet_pooled_at_once(strides=(1, 2)), GREW), "a whole map of 7×7 pixels"),
        ((lambda: lenet(activation="sigmoid"), GREW), "yours are sigmoid, sigmoid"),
        ((lambda: lenet(last=None), GREW), "tanh, tanh, linear"),
        ((lambda: lenet_of(*lenet().layers, layers.Softmax()), GREW), "softmax and Softmax"),
        ((compiled_too_late, GREW), "compile the network first"),
        ((lambda: 61_706, GREW), "of the kind int"),
        ((lambda: lenet(width=28), GREW), "the image too small"),
        ((lambda: lenet().summary(print_fn=lambda *_, **__: None), GREW), "show its summary first"),
        ((lambda stride: lenet(strides=(stride, 2)), GREW), "without any arguments"),
        ((pooled_before_convolutions, GREW), "their order, kernels and units"),
        ((lambda: 1 / 0, GREW), "ZeroDivisionError"),
        *with_part(1, (lenet, GREW), {
            10_164: "without the slip", 483_840: "too many", 48_120: "cost it nothing",
            2_416: "cost it nothing", 850: "the layer before it", 545_546: "a whole network",
            61_706: "a whole network", 5_880: "how many numbers come in",
            493_920: "What else does every unit learn", 493_921: "each unit has its own",
            5_881: "one unit", 84: "only the biases", 5_964: "added here",
            499_800: "belong to the units", 232_440: "does Flatten make",
            "10,164": "without quotes", 12.5: "whole number",
        }),
        ((lambda: lenet(strides=(1, 2)), 10_164), "the first pooling still moves on by one"),
    ],
    "triangle": [
        ((lambda step, steps, peak: step,), "the step itself"),
        ((lambda s, n, peak: 100 * peak * min(3 * s / n, 1.5 - 1.5 * s / n),), "too high"),
        ((triangle_with(third=4),), "a quarter of the steps"),
        ((lambda s, n, peak: peak * (3 * s / n if 3 * s < n else 1 - s / n),), "below the peak"),
        ((lambda s, n, peak: peak * min(3 * s, 1.5 * (n - 1 - s)) / (n - 1),), "ends after 299"),
        ((whole_division,), "// divides into whole numbers"),
        ((lambda s, n, peak: peak * s // n,), "// divides into whole numbers"),
        ((lambda s, n, peak: peak * max(3 * s / n, 1.5 * (1 - s / n)),), "the higher of the two"),
        ((lambda s, n, peak: float(np.interp(s, [0, (n - 1) / 3, n - 1], [0, peak, 0])),),
         "ends after 299 of 300 steps"),
        ((lambda step, steps, peak: peak,), "at every step"),
        ((lambda step, steps, peak: min(3 * step / steps, 1.5 - 1.5 * step / steps),), "the peak"),
        ((lambda step, steps, peak: peak * (1 - step / steps),), "starts at the peak"),
        ((triangle_with(third=2),), "in the middle"),
        ((triangle_with(third=1.5),), "two thirds"),
        ((lambda step, steps, peak: 3 * peak * step / steps,), "keeps rising"),
        ((lambda step, steps, peak: peak * min(3 * step, 2 * steps - 3 * step) / steps,),
         "below 0"),
        ((lambda s, n, peak: peak * max(0, min(3 * s, 2 * n - 3 * s)) / n,), "ends too early"),
        ((triangle_with(lowest=0.5),), "at the last step the rate is"),
        ((lambda s, n, peak: peak * min(3 * s / n, (1.5 * (1 - s / n)) ** 2),), "straight line"),
        ((lambda s, n, peak: peak * min((3 * s / n) ** 2, 1.5 * (1 - s / n)),), "fall is right"),
        ((lambda s, n, peak: 0.12 * min(3 * s / n, 1.5 * (1 - s / n)),), "be an argument?"),
        ((lambda s, n, peak: peak * min(s / 100, (300 - s) / 200),), "be an argument?"),
        ((lambda s, n, peak: peak * np.sin(np.pi * s / n) / 2,), "where do they differ"),
        ((lambda s, n, peak: peak / 2 * (1 - np.cos(np.pi * min(3 * s / n, 1.5 - 1.5 * s / n))),),
         "it is 0.0176 at step 25, 0.102 at step 150, 0.0176 at step 250"),
        ((lambda s, n, peak: peak * (
            3 * s / n if 3 * s < n else (1 - np.cos(np.pi * (1.5 - 1.5 * s / n))) / 2),),
         "At step 150 of 300 yours is 0.102"),
        ((lambda s, n, peak: peak * (
            1.5 - 1.5 * s / n if 3 * s > n else (1 - np.cos(np.pi * 3 * s / n)) / 2),),
         "step 25 of 300 yours is 0.0176"),
        ((lambda s, n, peak: peak * min(s / (n // 3), (n - s) / (2 * (n // 3))),),
         "3 doesn't divide 100"),
        ((lambda s, n, peak: peak**2 / 0.12 * min(3 * s / n, 1.5 - 1.5 * s / n),), "a peak of 0.5"),
        ((lambda step, steps: 0.1,), "called with 3 arguments"),
        ((lambda s, n, peak: peak / s,), "ZeroDivisionError"),
        ((lambda s, n, peak: "0.12",), "without quotes"),
        ((0.06,), "a function is asked for"),
        ((lambda n, s, peak: peak * min(s / (n / 3), 1.5 * (n - s) / n),), "Which order had"),
        ((yielded,), "Which word hands back"),
        ((lambda s, n, peak: peak * (3 * s / n if 3 * s < n else 1.5 * (s / n - 1)),),
         "where the fall begins, at step 100 of 300, your rate is -0.12"),
        ((lambda s, n, peak: peak * (3 * s % n) / n,), "where the fall begins"),
        ((lambda s, n, peak: peak * (3 * s / n if 3 * s < n else 1.5 * s / n - 0.5),),
         "where the fall begins"),
    ],
    "fairer_rival": [
        (judged_rival(rival(rate=0.12)), "the rate to beat"),
        (judged_rival(rival(steps=0)), "hasn't been trained"),
        (judged_rival(rival(steps=2 * STEPS)), "Make a fresh network"),
        (judged_rival(rival(steps=STEPS // 3)), "Make a fresh network"),
        (judged_rival(rival(row=2, rate=0.1)), "try another rate"),
        (judged_rival(rival(activation="relu")), "uses tanh"),
        (judged_rival(rival(pooling="MaxPooling2D")), "pools by averaging"),
        (judged_rival(rival(optimizer=keras.optimizers.SGD(0.03, momentum=0.9, nesterov=True))),
         "Leave nesterov out"),
        (judged_rival(rival(row=2, rate=0.001)), "try a larger rate"),
        (judged_rival(rival(row=2, rate=0.3)), "try a smaller rate"),
        (judged_rival(rival(momentum=0.0)), "Keep 0.9"),
        (judged_rival(rival(optimizer="adam")), "you use Adam"),
        (judged_rival(rival(rate=keras.optimizers.schedules.CosineDecay(0.1, 100))), "a schedule"),
        (judged_rival(rival(units=80)), "Make it with compiled_lenet"),
        (judged_rival(lenet()), "compile"),
        (judged_rival(0.03), "Hand in the network"),
        (judged_rival("0.03"), "of the kind str"),
        (judged_rival(lambda rate, momentum: rival(rate=rate)), "Hand in a network"),
        (judged_rival(Sequential), "no layers"),
    ],
    "exact_shifts": [
        *with_part(0, ([2, 4, 6, 8], [4, 8]), {
            (4, 8): "halves a shift only once", (2, 4, 8): "shifts are missing",
            (): "after_first is empty", tuple(range(1, 9)): "half of 1 isn't",
            (2, 3, 4): "half of 3 isn't", 2: "shifts are missing", (0, 2, 4, 6, 8): "there is 0",
            (2, 4, 6, 8, 10): "there is 10", (2.5, 4): "whole number", "2, 4": "without quotes",
        }),
        *with_part(1, ([2, 4, 6, 8], [4, 8]), {
            (2, 4, 6, 8): "halves the shift again", (2, 4): "halve 2 twice",
            4: "a shift is missing", (8,): "a shift is missing", (): "after_second is empty",
            (4, 8, 12): "there is 12",
        }),
        (([4, 8], [2, 4, 6, 8]), "changed places"),
    ],
    "fewest_parameters": [
        (judged_small(small(1)), "validation accuracy of 98.50%"),
        (judged_small(small(2)), "95.00%"),
        (judged_small(small(0, units=9)), "There are ten classes"),
        (judged_small(rival), "To beat: 10,000"),
        (judged_small(lenet()), "validation accuracy of"),
        (judged_small(99), "of the kind int"),
        (judged_small(lambda: lenet_of(layers.Flatten(), layers.Dense(8), layers.Dense(10))),
         "was this very network trained"),
        (judged_small(two_outputs()), "2 outputs"),
        (judged_small(Sequential), "no layers"),
    ],
}

UNFILLED = {
    "fixed": [(lambda: ..., GREW), (lenet, ...), (lambda: ..., ...)],
    "triangle": [(lambda step, steps, peak: ...,)],
    "fairer_rival": [judged_rival(...)],
    "exact_shifts": [(..., ...), ([2, 4], ...)],
    "fewest_parameters": [judged_small(...)],
}

GIVEN = {"fairer_rival": (1, 2, 3, 4), "fewest_parameters": (1, 2, 3)}
