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
    layers = [_dense(784), _dense(100), _classes()]
    flat = [(images.reshape(len(images), -1), labels) for images, labels in _images("mnist")]
    return _classifier(layers, *flat, validate=True, epochs=10)


@recipe
def fashion():
    """Flatten-128-10 on Fashion-MNIST, Adam, 5 epochs."""
    return _classifier([_flatten(), _dense(128), _classes()], *_images("fashion_mnist"), epochs=5)


@recipe
def fashion_stop():
    """Flatten-512-10 on Fashion-MNIST, stopped by a callback at a loss of 0.4."""
    import keras

    class StopAtLoss(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if logs["loss"] < 0.4:
                self.model.stop_training = True

    layers = [_flatten(), _dense(512), _classes()]
    return _classifier(layers, *_images("fashion_mnist"), epochs=5, callbacks=[StopAtLoss()])


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

    layers = []
    for filters, size in blocks:
        layers.append(keras.layers.Conv2D(filters, size, activation="relu"))
        layers.append(keras.layers.MaxPooling2D(2, strides=2))
    layers += [_flatten(), _dense(100), _classes()]
    return _classifier(layers, *_images("mnist"), validate=True, epochs=10, batch_size=200)


@recipe
def cnn_fashion():
    """Fashion-MNIST: a dense net, then a CNN of 64 and 64 filters, 5 epochs each."""
    import keras

    convolutions = [
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
    ]
    clothes = _images("fashion_mnist")
    works = [
        _classifier([*start, _flatten(), _dense(128), _classes()], *clothes, epochs=5)
        for start in ([], convolutions)
    ]
    return lambda: ", then ".join(work() for work in works)


@recipe
def lenet():
    """LeNet-5 with tanh and average pooling, plain SGD, batch 128, 10 epochs."""
    import keras

    layers = [
        keras.layers.Conv2D(6, 5, activation="tanh"),
        keras.layers.AveragePooling2D(2),
        keras.layers.Conv2D(16, 5, activation="tanh"),
        keras.layers.AveragePooling2D(2),
        keras.layers.Conv2D(120, 5, activation="tanh"),
        _flatten(),
        _dense(84, "tanh"),
        _classes(),
    ]
    frame = ((0, 0), (2, 2), (2, 2))
    framed = [(np.pad(images, frame), labels) for images, labels in _images("mnist")]
    return _classifier(layers, *framed, optimizer="sgd", batch_size=128, epochs=10)


def _flatten():
    import keras

    return keras.layers.Flatten()


def _dense(units: int, activation: str = "relu"):
    import keras

    return keras.layers.Dense(units, activation)


def _classes():
    return _dense(10, "softmax")


def _images(name: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give the images and labels to train on, and those to test with."""
    from helpers import data

    dataset = getattr(data, name)()
    return [
        (dataset.train_images, dataset.train_labels), (dataset.test_images, dataset.test_labels)
    ]


def _classifier(layers, training, test, optimizer="adam", validate=False, **how) -> Callable:
    """Prepare to scale the images, train on them and give the accuracy on the test images."""
    import keras

    def work() -> str:
        images, test_images = (part[0].astype("float32") / 255 for part in (training, test))
        if isinstance(layers[0], keras.layers.Conv2D):
            images, test_images = images[..., None], test_images[..., None]
        model = keras.Sequential([keras.Input(images.shape[1:]), *layers])
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
        if validate:
            how["validation_data"] = (test_images, test[1])
        model.fit(images, training[1], verbose=0, **how)
        return f"test accuracy {model.evaluate(test_images, test[1], verbose=0)[1]:.4f}"

    return work


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
