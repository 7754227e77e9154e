"""The plain recipes: models, optimisers, epochs and batch sizes of the course's 2019 forerunners.

Each is written anew in today's Keras, without what our notebooks do to be quick, so that one run
of the benchmark can measure both. Run one by itself: ``python -m tests.bench.plain_recipes lenet``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np

Recipe = Callable[[], Callable[[], str]]
RECIPES: dict[str, Recipe] = {}


def recipe(prepare: Recipe) -> Recipe:
    """Register a recipe: it loads what it needs and returns the work that is to be measured."""
    RECIPES[prepare.__name__] = prepare
    return prepare


@recipe
def linear_neuron():
    """One linear neuron in Keras for y = 2x + 4, 1000 epochs."""
    return _linear(np.arange(1.0, 9.0)[:, None], slope=2, constant=4, epochs=1000)


@recipe
def hello():
    """One Dense(1) for y = 2x - 1 from six points, 500 epochs."""
    return _linear(np.arange(-1.0, 5.0)[:, None], slope=2, constant=-1, epochs=500)


def _linear(inputs: np.ndarray, slope: int, constant: int, epochs: int) -> Callable[[], str]:
    import keras

    def work() -> str:
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(inputs, slope * inputs + constant, epochs=epochs, verbose=0)
        weight, bias = (float(values.squeeze()) for values in model.get_weights())
        return f"w {weight:.2f}, b {bias:.2f} (wanted {slope}, {constant})"

    return work


@recipe
def xor():
    """The 2-2-1 sigmoid net with cross-entropy and Adam at 0.1, 500 epochs."""
    import keras

    inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
    targets = np.array([[0], [1], [1], [0]], dtype="float32")

    def work() -> str:
        model = keras.Sequential([
            keras.Input((2,)),
            keras.layers.Dense(2, activation="sigmoid"),
            keras.layers.Dense(1, activation="sigmoid"),
        ])
        model.compile(keras.optimizers.Adam(0.1), "binary_crossentropy")
        model.fit(inputs, targets, epochs=500, verbose=0)
        return f"outputs {model.predict(inputs, verbose=0).ravel().round(2).tolist()}"

    return work


@recipe
def concrete():
    """The 50-50-1 ReLU net, Adam, 100 epochs, 30 % split shuffled, scaled on all rows."""
    import keras

    from helpers import data

    dataset = data.concrete()
    order = np.random.default_rng(0).permutation(len(dataset.frame))
    frame = dataset.frame.iloc[order]
    inputs = frame[list(dataset.input_names)].to_numpy("float32")
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    targets = frame[dataset.target_name].to_numpy("float32")

    def work() -> str:
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(50, activation="relu"),
            keras.layers.Dense(50, activation="relu"),
            keras.layers.Dense(1),
        ])
        model.compile("adam", "mse")
        history = model.fit(inputs, targets, validation_split=0.3, epochs=100, verbose=0)
        mse = history.history["val_loss"][-1]
        return f"validation MSE {mse:.0f}, RMSE {mse**0.5:.1f} MPa"

    return work


@recipe
def mnist_dense():
    """784-784-100-10, Adam, 10 epochs, validated on the test images."""
    import keras

    from helpers import data

    digits = data.mnist()

    def work() -> str:
        train, test = (
            images.reshape(len(images), -1).astype("float32") / 255
            for images in (digits.train_images, digits.test_images)
        )
        model = keras.Sequential([
            keras.Input((784,)),
            keras.layers.Dense(784, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ])
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
        train_targets = keras.utils.to_categorical(digits.train_labels, 10)
        test_targets = keras.utils.to_categorical(digits.test_labels, 10)
        validation = (test, test_targets)
        model.fit(train, train_targets, validation_data=validation, epochs=10, verbose=0)
        return _test_accuracy(model, test, test_targets)

    return work


@recipe
def fashion():
    """Flatten-128-10 on Fashion-MNIST, Adam, 5 epochs."""
    return _fashion_dense(units=128, epochs=5)


@recipe
def fashion_stop():
    """Flatten-512-10 on Fashion-MNIST, stopped by a callback at a loss of 0.4."""
    import keras

    class StopAtLoss(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if logs["loss"] < 0.4:
                self.model.stop_training = True

    return _fashion_dense(units=512, epochs=5, callbacks=[StopAtLoss()])


def _fashion_dense(units: int, epochs: int, callbacks: list | None = None) -> Callable[[], str]:
    import keras

    from helpers import data

    clothes = data.fashion_mnist()

    def work() -> str:
        train, test = clothes.train_images / 255.0, clothes.test_images / 255.0
        model = keras.Sequential([
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(train, clothes.train_labels, epochs=epochs, callbacks=callbacks, verbose=0)
        return _test_accuracy(model, test, clothes.test_labels)

    return work


@recipe
def loops():
    """Convolution of a 512×512 picture by four nested Python loops."""
    picture = np.random.default_rng(0).integers(0, 256, (512, 512)).tolist()
    kernel = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]

    def work() -> str:
        result = np.zeros((510, 510))
        for row in range(510):
            for column in range(510):
                total = 0.0
                for kernel_row in range(3):
                    for kernel_column in range(3):
                        pixel = picture[row + kernel_row][column + kernel_column]
                        total += pixel * kernel[kernel_row][kernel_column]
                result[row, column] = total
        return f"{result.size:,} sums"

    return work


@recipe
def cnn_one_block():
    """One block, 16 filters of 5×5, Dense(100), Adam, 10 epochs, batch 200."""
    return _cnn_mnist([(16, 5)])


@recipe
def cnn_two_blocks():
    """Two blocks, 16 filters of 5×5 and 8 of 2×2, Dense(100), Adam, 10 epochs, batch 200."""
    return _cnn_mnist([(16, 5), (8, 2)])


def _cnn_mnist(blocks: list[tuple[int, int]]) -> Callable[[], str]:
    import keras

    from helpers import data

    digits = data.mnist()

    def work() -> str:
        train, test = (
            images[..., None].astype("float32") / 255
            for images in (digits.train_images, digits.test_images)
        )
        layers = [keras.Input((28, 28, 1))]
        for filters, size in blocks:
            layers.append(keras.layers.Conv2D(filters, size, activation="relu"))
            layers.append(keras.layers.MaxPooling2D(2, strides=2))
        layers += [
            keras.layers.Flatten(),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
        model = keras.Sequential(layers)
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        validation = (test, digits.test_labels)
        model.fit(
            train, digits.train_labels, validation_data=validation, epochs=10, batch_size=200,
            verbose=0,
        )
        return _test_accuracy(model, test, digits.test_labels)

    return work


@recipe
def cnn_fashion():
    """Fashion-MNIST: a dense net, then a CNN of 64 and 64 filters, 5 epochs each."""
    import keras

    from helpers import data

    clothes = data.fashion_mnist()

    def work() -> str:
        train, test = (
            images[..., None] / 255.0 for images in (clothes.train_images, clothes.test_images)
        )
        head = [
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
        convolutions = [
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
        ]
        results = []
        head_again = [type(layer).from_config(layer.get_config()) for layer in head]
        for layers in (head, convolutions + head_again):
            model = keras.Sequential([keras.Input((28, 28, 1)), *layers])
            model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
            model.fit(train, clothes.train_labels, epochs=5, verbose=0)
            results.append(_test_accuracy(model, test, clothes.test_labels))
        return ", then ".join(results)

    return work


@recipe
def lenet():
    """LeNet-5 with tanh and average pooling, plain SGD, batch 128, 10 epochs."""
    import keras

    from helpers import data

    digits = data.mnist()

    def work() -> str:
        train, test = (
            np.pad(images, ((0, 0), (2, 2), (2, 2)))[..., None].astype("float32") / 255
            for images in (digits.train_images, digits.test_images)
        )
        model = keras.Sequential([
            keras.Input((32, 32, 1)),
            keras.layers.Conv2D(6, 5, activation="tanh"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Conv2D(16, 5, activation="tanh"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Conv2D(120, 5, activation="tanh"),
            keras.layers.Flatten(),
            keras.layers.Dense(84, activation="tanh"),
            keras.layers.Dense(10, activation="softmax"),
        ])
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(train, digits.train_labels, batch_size=128, epochs=10, verbose=0)
        return _test_accuracy(model, test, digits.test_labels)

    return work


def _test_accuracy(model, images, targets) -> str:
    return f"test accuracy {model.evaluate(images, targets, verbose=0)[1]:.4f}"


def measure(name: str) -> dict:
    """Prepare a recipe, then measure its work in this process."""
    work = RECIPES[name]()
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return {
        "result": result,
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
