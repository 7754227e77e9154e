"""The playground: a small network that learns two classes before your eyes.

The browser's half is the file `playground.js` beside this one; `small_network.py` has its numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch

from helpers.live import small_network as net
from helpers.live.figure import LiveFigure
from helpers.plots.style import CLASS_0, CLASS_1, CLASS_MARKERS, INK

EDGE, GRID = 4, 60  # the plane goes from -4 to 4
TITLES = {"heaps": "two heaps", "xor": "XOR"}


class Playground(LiveFigure):
    """A network and its examples, to train by Play in the browser or by `train` here.

    Parameters
    ----------
    **settings
        Such as ``data="spiral"``, ``noise=0.3``, ``features=["x1", "x2"]``, ``hidden=[5, 5]``,
        ``activation="relu"``, ``rate=0.03``; `helpers.live.small_network.DEFAULTS` has them all.
    """

    _esm = Path(__file__).with_suffix(".js")
    title = "a playground"
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, **settings: Any):
        super().__init__()
        self._memory: dict[str, Any] = {}
        self.set(**settings)

    def set(self, **changes: Any) -> None:
        """Change settings; the network begins anew, at the weights of its seed."""
        settings = net.settings_with(**{**self.state.get("settings", {}), **changes})
        self._memory = {}
        self._tell(settings, net.start_weights(settings), 0)

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen, by name."""
        return dict(self.state["settings"])

    @property
    def weights(self) -> list[np.ndarray]:
        """For each layer a kernel and biases, as Keras' ``get_weights()`` gives them."""
        return [np.array(values, dtype=float) for values in self.state["weights"]]

    @property
    def epoch(self) -> int:
        """How many epochs the network was trained for."""
        return int(self.state["epoch"])

    def examples(self, part: str = "training") -> tuple[np.ndarray, np.ndarray]:
        """Give inputs, a column for each feature, and targets of the "training" or "test" set."""
        if part not in ("training", "test"):
            raise ValueError(f'part should be "training" or "test"; it came as {part!r}.')
        table = net.make_data(self.settings)[part == "test"]
        return net.inputs_of(table, self.settings["features"]), table[:, 2]

    def loss(self, part: str = "training") -> float:
        """Give the mean cross-entropy on the "training" or the "test" set."""
        return self._measure(part)[0]

    def accuracy(self, part: str = "training") -> float:
        """Give the share of the "training" or the "test" set that is classified correctly."""
        return self._measure(part)[1]

    def train(self, epochs: int) -> None:
        """Train on, as Play does."""
        inputs, targets = self.examples()
        weights = net.train(
            [values[None] for values in self.weights], self.settings, self._memory, inputs[None],
            targets[None], [self.settings["seed"]], range(self.epoch, self.epoch + epochs),
        )
        self._tell(self.settings, [values[0] for values in weights], self.epoch + epochs)

    def model(self) -> Any:
        """Build a compiled Keras model with the playground's weights."""
        import keras

        chosen = self.settings
        penalty = {} if chosen["penalty"] == "none" else {
            "kernel_regularizer": getattr(keras.regularizers, chosen["penalty"])(chosen["strength"])
        }
        model = keras.Sequential([
            keras.Input((len(chosen["features"]),)),
            *(keras.layers.Dense(units, activation=chosen["activation"], **penalty)
              for units in chosen["hidden"]),
            keras.layers.Dense(1, activation="sigmoid", **penalty),
        ])
        optimizer = getattr(keras.optimizers, chosen["optimizer"])(chosen["rate"])
        model.compile(optimizer=optimizer, loss="binary_crossentropy", metrics=["accuracy"])
        model.set_weights(self.weights)
        return model

    def take(self, model: Any, epoch: int = 0) -> None:
        """Take layers and weights from a Keras model of dense layers, made for these inputs."""
        layers = [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
        strange = [layer.name for layer in layers if type(layer).__name__ != "Dense"]
        if strange or not layers:
            raise ValueError(f"The playground takes dense layers only; it can't take {strange}.")
        weights = [np.array(values, dtype=float) for values in model.get_weights()]
        if len(weights) != 2 * len(layers):
            raise ValueError("The playground takes layers with biases; one of these has none.")
        inputs = len(self.settings["features"])
        if weights[0].shape[0] != inputs:
            raise ValueError(f"The model has {weights[0].shape[0]} inputs and the playground "
                             f"{inputs}: choose the inputs by set(features=...) first.")
        kinds = [layer.activation.__name__ for layer in layers]
        if kinds[-1] != "sigmoid" or weights[-1].shape != (1,) or len(set(kinds[:-1])) > 1:
            raise ValueError("The playground has one output, a sigmoid, and one activation for all "
                             f"hidden layers. These layers have {kinds}.")
        changes = {"hidden": [len(biases) for biases in weights[1:-1:2]]}
        if kinds[:-1]:
            changes["activation"] = kinds[0]
        settings = net.settings_with(**{**self.settings, **changes})
        self._memory = {}
        self._tell(settings, weights, epoch)

    def code(self) -> None:
        """Print the Keras code that makes and trains a network such as this one."""
        print(self._code())

    def answers(self, points: np.ndarray) -> np.ndarray:
        """Give the network's output, 0 to 1, at each point (x1, x2)."""
        inputs = net.inputs_of(points, self.settings["features"])
        return net.forward(self.weights, self.settings["activation"], inputs)[-1][:, 0]

    def still(self) -> Axes:
        """Draw the network with each neuron's surface, and the output's with the examples."""
        return _picture(self)

    def _code(self) -> str:
        chosen = self.settings
        penalty = "" if chosen["penalty"] == "none" else (
            f", kernel_regularizer=keras.regularizers.{chosen['penalty']}({chosen['strength']})"
        )
        layers = [(units, chosen["activation"]) for units in chosen["hidden"]] + [(1, "sigmoid")]
        return "\n".join([
            "import keras", "", "model = keras.Sequential([",
            f"    keras.Input(({len(chosen['features'])},)),  # {', '.join(chosen['features'])}",
            *(f'    keras.layers.Dense({units}, activation="{kind}"{penalty}),'
              for units, kind in layers),
            "])", "model.compile(",
            f"    optimizer=keras.optimizers.{chosen['optimizer']}({chosen['rate']}),",
            '    loss="binary_crossentropy", metrics=["accuracy"],', ")",
            f"model.fit(x, t, batch_size={chosen['batch']}, epochs={max(1, self.epoch)})",
        ])

    def _measure(self, part: str) -> tuple[float, float]:
        inputs, targets = self.examples(part)
        outputs = net.forward(self.weights, self.settings["activation"], inputs)[-1]
        loss, accuracy = net.loss_and_accuracy(outputs, targets)
        return float(loss), float(accuracy)

    def _tell(self, settings: dict[str, Any], weights: list[np.ndarray], epoch: int) -> None:
        self.state = {
            "settings": settings, "weights": [values.tolist() for values in weights],
            "epoch": epoch, "by": "Python", "count": self.state.get("count", 0) + 1,
        }

    @traitlets.observe("state")
    def _forget(self, change: Any) -> None:
        if change["new"].get("by") == "browser":
            self._memory = {}


def _picture(playground: Playground) -> Axes:
    settings, weights = playground.settings, playground.weights
    ticks = EDGE * (2 * (np.arange(GRID) + 0.5) / GRID - 1)
    places = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    layers = net.forward(weights, settings["activation"],
                         net.inputs_of(places, settings["features"]))
    most = max(layer.shape[1] for layer in layers)
    figure = plt.figure(figsize=(13, max(5.4, 0.8 * most)), layout="none", dpi=64)
    boxes = [_column(figure, layers, k, settings) for k in range(len(layers))]
    for k in range(0, len(weights), 2):
        for (source, unit), weight in np.ndenumerate(weights[k]):
            figure.add_artist(ConnectionPatch(
                (1, 0.5), (0, 0.5), "axes fraction", "axes fraction", zorder=0,
                axesA=boxes[k // 2][source], axesB=boxes[k // 2 + 1][unit],
                linewidth=min(10, 0.6 + 1.6 * abs(weight)),
                color=CLASS_0 if weight < 0 else CLASS_1,
            ))
    ax = figure.add_axes((0.59, 0.1, 0.4, 0.8))
    _surface(ax, layers[-1][:, 0], "sigmoid")
    for table, name in zip(net.make_data(settings), ("training", "test"), strict=True):
        for one, (colour, marker) in enumerate(zip(("#00568A", "#B87F00"), CLASS_MARKERS,
                                                   strict=True)):
            x, y = table[table[:, 2] == one, :2].clip(-EDGE, EDGE).T
            face = colour if name == "training" else "white"
            ax.plot(x, y, marker, markersize=6.5, markerfacecolor=face,
                    markeredgecolor="white" if name == "training" else colour)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal")
    ax.grid(visible=False)
    ax.set_title(f"epoch {playground.epoch}: test loss {playground.loss('test'):.2f}, "
                 f"{playground.accuracy('test'):.0%} correct", fontsize=17)
    return ax


def _column(figure: Figure, layers: list[np.ndarray], k: int, settings: dict) -> list[Axes]:
    """Draw the surfaces of a layer's neurons, one above the other."""
    kind = (["linear"] + [settings["activation"]] * (len(layers) - 2) + ["sigmoid"])[k]
    high = min(0.14, 0.8 / max(layer.shape[1] for layer in layers))
    wide = high * figure.get_figheight() / figure.get_figwidth()
    boxes, count = [], layers[k].shape[1]
    for unit in range(count):
        bottom = 0.92 - 0.92 * (unit + 0.5) / count - high / 2
        ax = figure.add_axes((0.03 + (0.5 - wide) * k / (len(layers) - 1), bottom, wide, high))
        _surface(ax, layers[k][:, unit], kind)
        ax.set(xticks=[], yticks=[])
        if k == 0:
            ax.set_xlabel(settings["features"][unit], fontsize=15, labelpad=2)
        boxes.append(ax)
    return boxes


def _surface(ax: Axes, values: np.ndarray, kind: str) -> None:
    """Colour a surface: blue for the lowest, white for the middle, orange for the highest."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("classes", ["#2687BD", "white", "#EAAD26"])
    if kind == "sigmoid":
        values = 2 * values - 1
    most = 1 if kind in ("sigmoid", "tanh") else np.abs(values).max() or 1
    ax.imshow(values.reshape(GRID, GRID), cmap=colours, vmin=-most, vmax=most, origin="lower",
              extent=(-EDGE, EDGE, -EDGE, EDGE), interpolation="bilinear")
    for side in ax.spines.values():
        side.set(color=INK, visible=True)
