"""Right answers twisted: into a form that means the same, or into one that is wrong."""

import functools
import inspect
import re
from collections import deque
from fractions import Fraction

import keras
import numpy as np
import pandas as pd
from hypothesis import assume

from tests.helpers.exercises.mischief import spoil


def is_number(value):
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def is_function(value):
    return callable(value) and not inspect.isclass(value) and not isinstance(value, keras.Layer)


def makes_a_network(value):
    """Say whether a function needs no arguments, as only those do that make a network."""
    if not is_function(value):
        return False
    parameters = inspect.signature(value).parameters.values()
    return all(parameter.default is not parameter.empty for parameter in parameters)


def numbers_in(value):
    """Give numbers as an array, or None where there are others, or rows of different lengths."""
    if isinstance(value, (str, bytes, dict)) or callable(value):
        return None
    try:
        return np.asarray(keras.ops.convert_to_numpy(value), dtype=float)
    except (TypeError, ValueError):
        return None


# The same in another form.

FORMS_OF_NUMBERS = {
    "float": float, "float32": np.float32, "longdouble": np.longdouble,
    "Fraction": lambda number: Fraction(float(number)), "0-d array": np.array,
    "list": lambda number: [number], "series": lambda number: pd.Series([number]),
    "tensor": keras.ops.convert_to_tensor, "rows": lambda number: [[number]],
    "objects": lambda number: np.array(number, dtype=object),
    "int": lambda number: int(number) if number == int(number) else number,
}
FORMS_OF_ARRAYS = {
    "list": np.ndarray.tolist, "float32": lambda values: values.astype("float32"),
    "tuple": lambda values: tuple(values.tolist()), "deque": lambda values: deque(values.tolist()),
    "tensor": lambda values: keras.ops.convert_to_tensor(values.astype("float32")),
    "objects": lambda values: values.astype(object), "column-major": np.asfortranarray,
    "pandas": lambda values: pd.DataFrame(values) if values.ndim == 2 else values,
    "list of arrays": list, "masked, but nothing is": np.ma.masked_array,
}
FORMS_OF_TEXT = {
    "upper": str.upper, "lower": str.lower, "spaces": lambda text: f"\t {text}\n",
    "underscores": lambda text: text.strip().replace(" ", "_"),
    "hyphens": lambda text: text.strip().replace(" ", "-"), "full stop": lambda text: text + ".",
}


def same(value, choose):
    """Write an answer in another form that means the same."""
    if isinstance(value, str):
        holds_a_number = any(map(str.isdigit, value))
        return value if holds_a_number else FORMS_OF_TEXT[choose(sorted(FORMS_OF_TEXT))](value)
    if is_number(value):
        return FORMS_OF_NUMBERS[choose(sorted(FORMS_OF_NUMBERS))](value)
    if isinstance(value, dict):
        return {name: same(part, choose) for name, part in reversed(value.items())}
    if isinstance(value, keras.Model):
        return choose([value, lambda: value])
    if is_function(value):
        return same_function(value, choose)
    values = numbers_in(value)
    if values is None:
        return value
    if values.ndim == 0 or values.size == 1 and choose([True, False]):
        return same(values.item(), choose)
    return FORMS_OF_ARRAYS[choose(sorted(FORMS_OF_ARRAYS))](values)


def same_function(function, choose):
    """Write a function in another way that comes to the same."""
    how = choose(["draws", "partial"] + ["spoils", "result"] * (not makes_a_network(function)))
    if how == "partial":
        return functools.partial(function)

    def twisted(*arguments):
        result = function(*arguments)
        if how == "draws":
            keras.utils.set_random_seed(1)
            return result
        result = same_result(result, choose)
        if how == "spoils":
            spoil(*arguments)
        return result

    return twisted


def same_result(result, choose):
    values = numbers_in(result)
    if values is None or isinstance(result, tuple) and len(result) == 1:
        return type(result)(same_result(part, choose) for part in result)
    if values.ndim == 0:
        return same(values.item(), choose)
    return FORMS_OF_ARRAYS[choose(sorted(FORMS_OF_ARRAYS))](values.copy())


# Something else, by one thing.


def other_number(number, choose):
    changed = choose([-number, number + 1, number - 1, 2 * number, 1.1 * number + 0.1, 0.0])
    assume(not np.isclose(changed, number, rtol=0.05, atol=0.005))
    return changed


def other_array(values, choose):
    changed = values.astype(float).copy()
    place = tuple(choose(range(length)) for length in changed.shape)
    how = choose(["entry", "entry", "sign of an entry", "sign", "turned", "last is missing"])
    if how == "entry":
        changed[place] += max(1.0, abs(changed[place]))
    elif how == "sign of an entry":
        changed[place] = -changed[place]
    elif how == "sign":
        changed = -changed
    elif how == "turned":
        # A row as a column is another form, and the same numbers.
        assume(changed.ndim > 1 and 1 not in changed.shape)
        changed = changed.T
    else:
        assume(changed.size > 1)
        changed = changed[:-1]
    assume(changed.shape != values.shape or not np.allclose(changed, values, atol=1e-2))
    return changed


def other(value, choose, texts):
    """Change one thing about an answer; texts are those that any exercise knows."""
    if isinstance(value, str):
        changed = choose(texts)
        assume(plain(changed) != plain(value))
        return changed
    if is_number(value):
        return other_number(float(value), choose)
    if isinstance(value, dict):
        name = choose(sorted(value))
        return {**value, name: other(value[name], choose, texts)}
    if isinstance(value, keras.Model) or makes_a_network(value):
        return other_network(value if isinstance(value, keras.Model) else value(), choose)
    values = numbers_in(value)
    assume(values is not None)
    if values.ndim == 0:
        return other_number(values.item(), choose)
    changed = other_array(values, choose)
    return changed if isinstance(value, np.ndarray) else changed.tolist()


def plain(text):
    """Leave out all that doesn't matter about a word."""
    name = text.casefold().partition("(")[0].rstrip(" .)]").rpartition(".")[2]
    return re.sub(r"[\s_-]", "", name)


def other_result(result, choose):
    values = numbers_in(result)
    if values is None:
        parts = list(result)
        place = choose(range(len(parts)))
        parts[place] = other_result(parts[place], choose)
        return tuple(parts)
    return other_number(values.item(), choose) if values.ndim == 0 else other_array(values, choose)


class WrongInOneCall:
    """A function that counts its calls, and is right in all but one; in all, if `which` is None."""

    def __init__(self, function, choose=None, which=None):
        self.function, self.choose, self.which = function, choose, which
        self.calls = 0

    def __call__(self, *arguments):
        result = self.function(*arguments)
        self.calls += 1
        return other_result(result, self.choose) if self.calls - 1 == self.which else result


def other_functions(function, choose, calls):
    """Write functions that are right but for one call, or that only know their first result."""
    how = choose(["one call", "one call", "one call", "remembers", "first argument"])
    if how == "first argument":
        return [lambda *arguments: arguments[0]]
    if how == "remembers":
        results = []
        return [lambda *arguments: (results.append(function(*arguments)), results[0])[1]]
    return [WrongInOneCall(function, choose, call) for call in range(calls)]


def other_network(network, choose):
    """Change the activation or the size of one layer."""
    config = network.get_config()
    for layer in config["layers"]:
        layer.pop("build_config", None)
    config.pop("build_input_shape", None)
    changed = choose([layer["config"] for layer in config["layers"]
                      if layer["class_name"] in ("Dense", "Conv2D")])
    if choose(["activation", "size"]) == "activation":
        changed["activation"] = "elu"
    else:
        changed["units" if "units" in changed else "filters"] += 1
    made = type(network).from_config(config)
    if network.compiled:
        made.compile_from_config(network.get_compile_config())
    return made


def taken_down(value):
    """Describe all that a check could have changed about an answer."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value.shape, str(value.dtype), value.tobytes() if value.size < 10**6 else None
    if isinstance(value, (list, tuple, deque)):
        return type(value).__name__, [taken_down(part) for part in value]
    if isinstance(value, dict):
        return [(name, taken_down(part)) for name, part in value.items()]
    if isinstance(value, keras.Model):
        optimizer = getattr(value, "optimizer", None)
        return (
            [taken_down(weights) for weights in value.get_weights()], value.compiled, value.built,
            optimizer and int(optimizer.iterations), [layer.name for layer in value.layers],
        )
    if isinstance(value, keras.callbacks.Callback):
        return {name: id(part) for name, part in vars(value).items()}
    if type(value) is int:
        return hex(value)
    return None if callable(value) else repr(value)
