"""What checks look at in a student's Keras network: its layers, activations and first steps."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from helpers.exercises.answers import shape_in_words
from helpers.exercises.calls import ReturnsNothing, call, name_of
from helpers.exercises.mistakes import raise_hint_for
from helpers.exercises.reasons import reason_of
from helpers.exercises.verdicts import Hint

FIRST_STEPS = 3
PORTIONS = 10

_ACTIVATIONS = ("linear", "tanh", "softmax", "relu", "sigmoid")
_ACTIVATION_LAYERS = ("Activation", "Softmax", "ReLU", "LeakyReLU", "ELU", "Lambda")
_CHANGING_NO_NUMBER = ("Flatten", "Reshape", "Dropout", "SpatialDropout2D", "GaussianDropout",
                       "GaussianNoise")
# A row for each of four examples, with numbers on which the activations differ.
_SUMS = np.linspace(-4.0, 3.5, 40, dtype="float32").reshape(4, 10)


class Step(NamedTuple):
    """A layer with the shapes that go into it and come out, the axis of the examples included."""

    layer: Any
    before: tuple[int | None, ...]
    after: tuple[int | None, ...]

    @property
    def kind(self) -> str:
        """The name of the layer's class."""
        return type(self.layer).__name__


def keras_network(answer: Any) -> Any:
    """Take an answer that has to be a Keras network, or a function that makes one."""
    keras = sys.modules.get("keras")
    if callable(answer) and not (keras and isinstance(answer, keras.Layer)):
        answer = _made_by(answer)
    if not (keras and isinstance(answer, keras.Model)):
        raise Hint(
            "no network",
            "a Keras network is asked for, as keras.Sequential([...]) makes it, and yours is of "
            f"the kind {type(answer).__name__}.",
        )
    if isinstance(answer, keras.Sequential) and not answer.layers:
        raise Hint(
            "no layers", "your network has no layers. Hand in the one that you made, by its name."
        )
    return answer


def _made_by(function: Callable) -> Any:
    try:
        return call(function, time_limit=60.0)
    except ReturnsNothing:
        names = getattr(getattr(function, "__code__", None), "co_names", ())
        told = {"compile": "changes a network and itself gives back None: compile the network",
                "summary": "shows a network and itself gives back None: show its summary"}
        method = next((one for one in told if one in " ".join(names)), None)
        if method is None:
            raise
        raise Hint(
            f"returns what {method} gives back",
            f"{name_of(function)} returns nothing. {method} {told[method]} first, and then return "
            "the network, on a line of its own.",
        ) from None
    except Hint as hint:
        if hint.name != "other arguments":
            raise
        raise Hint(
            "function that needs arguments",
            f"{hint} Hand in a network, or a function that makes one without any arguments.",
        ) from None


def ready_network(
    answer: Any,
    input_shape: tuple[int, ...] | None = None,
    compiled: bool = False,
    mistakes: Mapping[tuple, Hint] | Iterable[tuple[tuple, Hint]] = (),
) -> Any:
    """Take an answer that has to be a network, or a function that makes one, ready to be asked.

    A network that doesn't know yet what comes in is built for `input_shape`, that of one example;
    wrong shapes may have hints of their own. A hint says if it is no network, takes something else,
    isn't compiled where it has to be, or can't answer. Whether one can look into it is for
    `layers_of` to say.
    """
    network = keras_network(answer)
    if not network.built:
        _build(network, input_shape)
    takes = tuple(getattr(network, "input_shape", None) or (None,))[1:] or input_shape
    if input_shape is not None and not _fits(takes, input_shape):
        raise_hint_for(takes, mistakes)
        raise Hint(
            "another input",
            f"your network takes {shape_in_words(takes)} for each example, and an example here is "
            f"{shape_in_words(input_shape)}. What does keras.Input(...) say?",
        )
    outputs = getattr(network, "outputs", None) or ()
    if len(outputs) > 1:
        raise Hint("several outputs", f"your network has {len(outputs)} outputs. One is asked for.")
    if compiled and not network.compiled:
        raise Hint(
            "not compiled",
            "your network isn't compiled: it has been told neither a loss nor an optimizer.",
        )
    if compiled and network.loss is None:
        raise Hint("no loss", "your network can't learn without a loss. Look at compile.")
    if input_shape is not None:
        _try_out(network, input_shape)
    return network


def _build(network: Any, input_shape: tuple[int, ...] | None) -> None:
    if input_shape is None:
        raise Hint(
            "no input",
            "your network doesn't know yet what comes in. keras.Input(...), as its first part, "
            "tells it.",
        )
    _try_out(network, input_shape)


def _try_out(network: Any, shape: tuple[int, ...]) -> None:
    """Ask a network about three examples, and build it before, if it isn't built."""
    import keras

    examples = np.random.default_rng(0).integers(0, 256, size=(3, *shape))
    try:
        if not network.built and isinstance(network, keras.Sequential):
            network.build((None, *shape))
        outputs_of(network, examples)
    except Exception as error:
        raise Hint(
            "no answer",
            f"your network can't answer where an example is {shape_in_words(shape)}: "
            f"{reason_of(error)}",
        ) from error


def _fits(takes: tuple[int | None, ...], shape: tuple[int, ...]) -> bool:
    """Say whether examples of a shape can be put in; Keras adds or drops a last axis of 1."""
    if len(takes) != len(shape):
        takes, shape = (one[:-1] if one[-1:] == (1,) else one for one in (takes, shape))
    return len(takes) == len(shape) and all(
        wanted in (None, length) for wanted, length in zip(takes, shape, strict=True)
    )


_OF_ITS_OWN_CLASS = Hint(
    "class of its own",
    "your network is of a class of its own, and this check can't look into it. Write it as "
    "keras.Sequential([...]) or as keras.Model(inputs, outputs).",
)


def _can_be_listed(network: Any) -> bool:
    # In Keras, Model(inputs, outputs) makes an object of the class Functional.
    return any(kind.__name__ in ("Sequential", "Functional") for kind in type(network).__mro__)


def layers_of(network: Any) -> list:
    """List the layers of a network in their order, those of networks inside it in their place.

    A class of the student's own gets a hint: what it does with its layers stands in its code alone.
    """
    import keras

    if not _can_be_listed(network):
        raise _OF_ITS_OWN_CLASS
    found = []
    for layer in network.layers:
        if isinstance(layer, keras.Model):
            found += layers_of(layer)
        elif not isinstance(layer, keras.layers.InputLayer):
            found.append(layer)
    return found


def laid_open(network: Any, input_shape: tuple[int, ...]) -> Any:
    """Give a network of the student's own class as one of the same layers that can be listed.

    Keras notes in which order a class uses its layers, if one example is handed through as a
    symbol; a hint says if that can't be done. Other networks come back as they are.
    """
    import keras

    if _can_be_listed(network):
        return network
    example = keras.Input(input_shape, name="example")
    try:
        opened = keras.Model(example, network.call(example), name=network.name)
    except Exception:
        raise _OF_ITS_OWN_CLASS from None
    if network.compiled:
        opened.compile(network.optimizer, loss=network.loss)
    return opened


def has_bare_operations(network: Any) -> bool:
    """Say whether something in a network computes that is no layer, such as `keras.ops.relu`."""
    return len(getattr(network, "operations", network.layers)) > len(network.layers)


def steps_of(network: Any) -> list[Step]:
    """List the layers of a built network with the shapes that go in and come out."""
    steps, shape = [], tuple(network.input_shape)
    try:
        for layer in layers_of(network):
            before, shape = shape, tuple(layer.compute_output_shape(shape))
            steps.append(Step(layer, before, shape))
    except Hint:
        raise
    except Exception:
        steps = []
    if steps and shape == tuple(network.output_shape):
        return steps
    # The layers don't stand one behind the other, or something that is no layer is between them.
    return [
        Step(layer, tuple(layer.input.shape), tuple(layer.output.shape))
        for layer in layers_of(network)
        if hasattr(layer.input, "shape")
    ]


def activations_of(network: Any) -> list[str]:
    """Name the activation of each layer that has one, as Keras does, by what it computes.

    An activation in a layer of its own counts as that of the layer before it. One that Keras
    doesn't have goes by the student's name for it.
    """
    chains, is_open = [], False
    for layer in layers_of(network):
        kind = type(layer).__name__
        if kind in _ACTIVATION_LAYERS:
            if is_open and (kind != "Lambda" or _keeps_shape(layer)):
                chains[-1].append(layer)
            elif kind != "Lambda":
                chains.append([layer])
        elif hasattr(layer, "activation"):
            chains.append([layer.activation])
            is_open = True
        elif kind not in _CHANGING_NO_NUMBER:
            is_open = False
    return [_name_of(chain) for chain in chains]


def _keeps_shape(function: Callable) -> bool:
    try:
        return _computed([function]).shape == _SUMS.shape
    except Exception:
        return False


def _computed(chain: list[Callable]) -> np.ndarray:
    import keras

    values = keras.ops.convert_to_tensor(_SUMS)
    for function in chain:
        values = function(values)
    return keras.ops.convert_to_numpy(values)


def _name_of(chain: list[Callable]) -> str:
    import keras

    with contextlib.suppress(Exception):
        values = _computed(chain)
        for name in _ACTIVATIONS:
            known = _computed([getattr(keras.activations, name)])
            if values.shape == known.shape and np.allclose(values, known, atol=1e-4):
                return name
    # The layer Activation is called by what it holds.
    plain = [getattr(function, "activation", function) for function in chain]
    names = [str(getattr(function, "__name__", type(function).__name__)) for function in plain]
    return " and ".join(name for name in names if name != "linear")


def numbers_to_learn(network: Any) -> int:
    """Count the numbers that a network learns; what it only keeps, such as a mean, is none."""
    return sum(int(np.prod(weights.shape)) for weights in network.trainable_weights)


def outputs_of(network: Any, inputs: np.ndarray) -> np.ndarray:
    """Ask a network about inputs, one example along the first axis each; float64 comes out."""
    import keras

    return keras.ops.convert_to_numpy(network(inputs.astype("float32"))).astype(float)


def accuracy_of(network: Any, inputs: np.ndarray, labels: np.ndarray) -> float:
    """Give the share of examples whose label gets the highest of ten outputs."""
    few = np.array_split(np.asarray(inputs), PORTIONS)  # all at once may need too much memory
    outputs = np.concatenate([outputs_of(network, part) for part in few])
    if outputs.shape != (len(labels), 10):
        raise Hint("another output", f"your network gives {shape_in_words(outputs.shape[1:])} for "
                   "each image. There are ten classes.")
    return float(np.mean(outputs.argmax(axis=1) == np.asarray(labels)))


def are_probabilities(outputs: np.ndarray) -> bool:
    """Say whether each row holds probabilities: none negative, and the sum 1."""
    return bool(np.allclose(outputs.sum(axis=-1), 1, atol=1e-4) and outputs.min() >= 0)


@contextlib.contextmanager
def left_as_it_was(network: Any) -> Iterator[None]:
    """Put back all that training changes: the weights, and what the optimizer has noted."""
    optimizer = network.optimizer
    if optimizer is None:
        raise Hint(
            "no optimizer", "it can't be trained, so look at compile: there is no optimizer."
        )
    if not optimizer.built:
        optimizer.build(network.trainable_variables)
    variables = [*network.variables, *optimizer.variables]
    before = [_numbers_in(variable) for variable in variables]
    try:
        yield
    finally:
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)
        with contextlib.suppress(Exception):
            network.reset_metrics()


def _numbers_in(variable: Any) -> np.ndarray:
    import keras

    # PyTorch hands out its own numbers, which training would change.
    return np.array(keras.ops.convert_to_numpy(keras.ops.convert_to_tensor(variable)))


def take_first_steps(network: Any, inputs: np.ndarray, targets: np.ndarray) -> None:
    """Let a compiled network take its first few steps, all examples in each, and undo them."""
    with left_as_it_was(network):
        before = [_numbers_in(weights) for weights in network.trainable_weights]
        fit(network, np.concatenate([inputs] * FIRST_STEPS),
            np.concatenate([targets] * FIRST_STEPS), batch_size=len(inputs))
        after = [_numbers_in(weights) for weights in network.trainable_weights]
    if all(map(np.array_equal, before, after)):
        raise Hint(
            "learns nothing",
            "your network can't learn: after a few steps all its weights are what they were. What "
            "makes a step long?"
        )


def fit(network: Any, inputs: np.ndarray, targets: np.ndarray, batch_size: int) -> dict:
    """Train a compiled network once on each batch, in order, without a word; give its history."""
    try:
        return network.fit(
            inputs, targets, batch_size=batch_size, epochs=1, shuffle=False, verbose=0
        ).history
    except Exception as error:
        raise about_compile(error) from None


def about_compile(error: Exception) -> Hint:
    """Make a hint of what Keras said about a loss, an optimizer or a metric."""
    return Hint(
        "can't be trained", f"it can't be trained, so look at compile: {reason_of(error)}"
    )
