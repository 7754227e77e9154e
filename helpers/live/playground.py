"""The playground: a small network that learns two classes before your eyes.

The browser's half is the file `playground.js` beside this one; `small_network.py` has its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
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
MARKS = {
    "negative weight": {"color": CLASS_0, "linewidth": 4},
    "positive weight": {"color": CLASS_1, "linewidth": 4},
    "class 0": {"color": CLASS_0, "marker": CLASS_MARKERS[0], "linestyle": ""},
    "class 1": {"color": CLASS_1, "marker": CLASS_MARKERS[1], "linestyle": ""},
    "training example": {"color": INK, "marker": "o", "linestyle": ""},
    "test example": {"color": INK, "marker": "o", "linestyle": "", "markerfacecolor": "white"},
}
NAMES = {
    "x1": "$x_1$", "x2": "$x_2$", "x1*x1": "$x_1^2$", "x2*x2": "$x_2^2$", "x1*x2": "$x_1x_2$",
    "sin(2*x1)": r"$\sin\,2x_1$", "sin(2*x2)": r"$\sin\,2x_2$",
}


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

    def copy(self) -> Playground:
        """Give another playground with this one's settings, weights, epochs and losses."""
        other = Playground(**self.settings)
        other.state = self.state
        return other

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

    @property
    def curve(self) -> np.ndarray:
        """A row for each epoch so far: its number, the training loss and the test loss."""
        return np.array(self.state.get("curve", ()), dtype=float).reshape(-1, 3)

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
        settings, end = self.settings, self.epoch + epochs
        parts = [self.examples(part) for part in ("training", "test")]
        inputs, targets = (one[None] for one in parts[0])
        weights = [values[None] for values in self.weights]
        curve = self.curve.tolist() or [[self.epoch, self.loss("training"), self.loss("test")]]
        for epoch in range(self.epoch, end):
            weights = net.train(weights, settings, self._memory, inputs, targets,
                                [settings["seed"]], range(epoch, epoch + 1))
            curve.append([epoch + 1, *(_loss(weights, settings, *part) for part in parts)])
        self._tell(settings, [values[0] for values in weights], end, curve)

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
        now = self.curve[self.curve[:, 0] < epoch].tolist()
        self._tell(settings, weights, epoch, now)
        losses = [self.loss("training"), self.loss("test")]
        self._tell(settings, weights, epoch, [*now, [epoch, *losses]])

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

    def _tell(self, settings: dict[str, Any], weights: list[np.ndarray], epoch: int,
              curve: Sequence = ()) -> None:
        self.state = {
            "settings": settings, "weights": [values.tolist() for values in weights],
            "epoch": epoch, "curve": [*curve], "by": "Python",
            "count": self.state.get("count", 0) + 1,
        }

    @traitlets.observe("state")
    def _forget(self, change: Any) -> None:
        if change["new"].get("by") == "browser":
            self._memory = {}


def _loss(weights: list[np.ndarray], settings: dict[str, Any], inputs: np.ndarray,
          targets: np.ndarray) -> float:
    outputs = net.forward(weights, settings["activation"], inputs)[-1]
    return float(net.loss_and_accuracy(outputs, targets)[0].squeeze())


def _picture(playground: Playground) -> Axes:
    most = max([len(playground.settings["features"]), *playground.settings["hidden"]])
    trained = len(playground.curve) > 1
    figure = plt.figure(figsize=(13, max(7.2 if trained else 5.6, 0.8 * most)), layout="none",
                        dpi=64)
    draw_network(figure, playground, (0.02, 0.08, 0.54, 0.9))
    marks = [
        plt.Line2D([], [], markersize=9, label=name, **style) for name, style in MARKS.items()
    ]
    figure.legend(handles=marks, ncols=3, loc="lower left", fontsize=14, frameon=False)
    if trained:
        curve = figure.add_axes((0.66, 0.09, 0.29, 0.17))
        draw_curve(curve, playground)
        curve.legend(fontsize=15, ncols=2, frameon=False, loc="lower center", borderaxespad=0,
                     bbox_to_anchor=(0.5, 1))
    ax = figure.add_axes((0.6, 0.4, 0.39, 0.5) if trained else (0.6, 0.12, 0.39, 0.75))
    draw_plane(ax, playground)
    ax.set_title(f"epoch {playground.epoch}\ntest loss {playground.loss('test'):.2f}, "
                 f"{playground.accuracy('test'):.0%} correct", fontsize=17)
    return ax


def draw_network(figure: Figure, playground: Playground, box: tuple, names: bool = True) -> None:
    """Draw surfaces and weights in a box of the figure, with `names` or with the examples.

    With the examples, the hidden neurons are as large as the box allows, and the others small.
    """
    settings, weights = playground.settings, playground.weights
    layers = net.forward(weights, settings["activation"],
                         net.inputs_of(_places(), settings["features"]))
    kinds = ["linear", *[settings["activation"]] * (len(layers) - 2), "sigmoid"]
    left, bottom, width, height = box
    shape = figure.get_figheight() / figure.get_figwidth()
    most = max(layer.shape[1] for layer in layers)
    boxes: list[list[Axes]] = []
    for k, layer in enumerate(layers):
        high = min(0.16, 0.8 / most) * height
        high = min(high, 0.6 * width / len(layers) / shape)
        if not names:
            high = min(0.28, 0.9 / most) * height if 0 < k < len(layers) - 1 else 0.09 * height
        x = left + (width - high * shape) * k / (len(layers) - 1)
        boxes.append([
            figure.add_axes((x, bottom + height * (1 - (unit + 0.5) / layer.shape[1]) - high / 2,
                             high * shape, high))
            for unit in range(layer.shape[1])
        ])
        for ax, values in zip(boxes[-1], layer.T, strict=True):
            if not names and kinds[k] == "relu":
                values = values.clip(max=values.max() / 5)  # so that its border is seen
            _surface(ax, values, kinds[k])
            ax.set(xticks=[], yticks=[])
    for ax in [] if names else sum(boxes[1:-1], []):
        x, y = net.make_data(settings)[0][:, :2].clip(-EDGE, EDGE).T
        ax.plot(x, y, ".", color=INK, markersize=2.5)
    if names:
        for ax, name in zip(boxes[0], settings["features"], strict=True):
            ax.set_xlabel(NAMES[name], fontsize=17, labelpad=2)
    for k in range(0, len(weights), 2):
        for (source, unit), weight in np.ndenumerate(weights[k]):
            figure.add_artist(ConnectionPatch(
                (1, 0.5), (0, 0.5), "axes fraction", "axes fraction", zorder=0,
                axesA=boxes[k // 2][source], axesB=boxes[k // 2 + 1][unit],
                linewidth=min(10, 1.2 + 1.6 * abs(weight)),
                color=CLASS_0 if weight < 0 else CLASS_1,
            ))


def draw_plane(ax: Axes, playground: Playground, size: float = 6.5) -> None:
    """Draw what the output gives at each place, and the examples, the fewer the larger."""
    _surface(ax, playground.answers(_places()), "sigmoid")
    tables = net.make_data(playground.settings)
    for table, name in zip(tables[::-1], ("test", "training"), strict=True):
        few = len(tables[0]) < 60  # a handful of training examples would be lost among the others
        for one, (colour, marker) in enumerate(zip(("#00568A", "#B87F00"), CLASS_MARKERS,
                                                   strict=True)):
            x, y = table[table[:, 2] == one, :2].clip(-EDGE, EDGE).T
            filled = name == "training"
            ax.plot(x, y, marker, markersize=size * (1.7 if few and filled else 1),
                    markerfacecolor=colour if filled else "white",
                    markeredgecolor="white" if filled else colour,
                    alpha=0.55 if few and not filled else 1, clip_on=False)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal")
    ax.grid(visible=False)


def draw_curve(ax: Axes, playground: Playground, most: float = 0) -> None:
    """Draw the training and the test loss after each epoch, up to `most` if it is given."""
    epochs, training, test = playground.curve.T
    ax.axhline(np.log(2), color=INK, linewidth=1, linestyle=":")
    ax.plot(epochs, training, color="#009E73", linewidth=2.5, label="training")
    ax.plot(epochs, test, color="#CC79A7", linewidth=2.5, linestyle="--", label="test")
    most = most or 1.1 * min(3, max(np.nanmax(training), np.nanmax(test)))
    ax.set(xlim=(0, epochs[-1]), ylim=(0, most), xlabel="epoch", ylabel="loss")


def _places() -> np.ndarray:
    """Give the points of the plane at which surfaces are drawn."""
    ticks = EDGE * (2 * (np.arange(GRID) + 0.5) / GRID - 1)
    return np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)


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
