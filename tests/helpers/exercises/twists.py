"""Right answers twisted: into a form that means the same, or into one that is wrong."""

import functools
import inspect
import random
import re
import types
from collections import OrderedDict, deque
from decimal import Decimal
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
    with_defaults = inspect.signature(value).parameters.values()
    return all(parameter.default is not parameter.empty for parameter in with_defaults)


def numbers_in(value):
    """Give numbers as an array, or None where there are others, or rows of different lengths."""
    if isinstance(value, (str, bytes, dict)) or callable(value):
        return None
    try:
        return np.asarray(keras.ops.convert_to_numpy(value), dtype=float)
    except (TypeError, ValueError):
        return None


def in_pandas(values):
    if values.ndim > 2:
        return values
    return pd.Series(values) if values.ndim == 1 else pd.DataFrame(values)


# The same in another form.

FORMS_OF_NUMBERS = {
    "float": float, "np.float64": np.float64, "np.longdouble": np.longdouble,
    "np.float32": np.float32, "Fraction": lambda number: Fraction(float(number)),
    "Decimal": lambda number: Decimal(repr(float(number))),
    "0-d array": np.array, "list": lambda number: [number], "tuple": lambda number: (number,),
    "array": lambda number: np.array([number]), "series": lambda number: pd.Series([number]),
    "tensor": keras.ops.convert_to_tensor, "rows": lambda number: [[number]],
    "objects": lambda number: np.array(number, dtype=object),
    "int": lambda number: int(number) if number == int(number) else number,
}
FORMS_OF_ARRAYS = {
    "list": np.ndarray.tolist, "array": np.array,
    "float32": lambda values: values.astype("float32"),
    "tuple": lambda values: tuple(values.tolist()), "deque": lambda values: deque(values.tolist()),
    "tensor": lambda values: keras.ops.convert_to_tensor(values.astype("float32")),
    "variable": lambda values: keras.Variable(values.astype("float32")),
    "objects": lambda values: values.astype(object), "pandas": in_pandas,
    "big-endian": lambda values: values.astype(">f8"), "column-major": np.asfortranarray,
    "list of arrays": list, "masked, but nothing is": np.ma.masked_array,
    "ints": lambda values: values.astype(int) if (values == values.astype(int)).all() else values,
}
FORMS_OF_TEXT = {
    "upper": str.upper, "lower": str.lower, "spaces": lambda text: f"\t {text}\n",
    "np.str_": np.str_,
    "underscores": lambda text: in_words(text, text.strip().replace(" ", "_")),
    "hyphens": lambda text: in_words(text, text.strip().replace(" ", "-")),
    "wide": lambda text: in_words(text, text.strip().replace(" ", "  ")),
    "full stop": lambda text: in_words(text, text + "."),
    "bracket": lambda text: in_words(text, text + ")"),
}


def in_words(text, changed):
    """Leave numbers as they are."""
    return text if any(map(str.isdigit, text)) else changed


def same(value, choose):
    """Write an answer in another form that means the same."""
    if isinstance(value, str):
        return FORMS_OF_TEXT[choose(sorted(FORMS_OF_TEXT))](value)
    if is_number(value):
        return FORMS_OF_NUMBERS[choose(sorted(FORMS_OF_NUMBERS))](value)
    if isinstance(value, dict):
        changed = {name: same(part, choose) for name, part in reversed(value.items())}
        return choose([dict, OrderedDict, types.MappingProxyType])(changed)
    if isinstance(value, keras.Model):
        return choose([value, lambda: value])
    if is_function(value):
        return same_function(value, choose)
    values = numbers_in(value)
    if values is None:
        return value
    if values.size == 1 and choose([True, False]):
        return same(values.item(), choose)
    if values.ndim == 0:
        return same(values.item(), choose)
    return FORMS_OF_ARRAYS[choose(sorted(FORMS_OF_ARRAYS))](values)


def same_function(function, choose):
    """Write a function in another way that comes to the same."""
    how = choose(["spoils", "prints", "draws", "object", "partial", "method", "result"])
    form = functools.partial(same_result, choose=choose)
    if makes_a_network(function):
        how, form = choose(["draws", "object", "partial", "method"]), lambda result: result

    class Callable:
        def __call__(self, *arguments):
            return function(*arguments)

        method = __call__

    def twisted(*arguments):
        result = function(*arguments)
        if how == "result":
            result = form(result)
        if how == "prints":
            print("seen")
        if how == "draws":
            random.seed(1)
            np.random.seed(1)
            keras.utils.set_random_seed(1)
        if how == "spoils":
            result = form(result)
            spoil(*arguments)
        return result

    return {
        "object": Callable(), "partial": functools.partial(function), "method": Callable().method,
    }.get(how, twisted)


def same_result(result, choose):
    if isinstance(result, tuple) and len(result) == 1:
        return (same_result(result[0], choose),)
    values = numbers_in(result)
    if values is None:
        container = choose([list, tuple])
        return container(same_result(part, choose) for part in result)
    if values.ndim == 0:
        return same(values.item(), choose)
    return FORMS_OF_ARRAYS[choose(sorted(FORMS_OF_ARRAYS))](values.copy())


# Something else, by one thing.

def _up(number):
    return number + max(1.0, abs(number))


def other_number(number, choose):
    changed = choose([
        -number, number + 1, number - 1, 2 * number, number + 0.1 * (abs(number) or 1), 0.0,
    ])
    assume(not np.isclose(changed, number, rtol=0.05, atol=0.005))
    return changed


def other_array(values, choose):
    changed = values.astype(float).copy()
    place = tuple(choose(range(length)) for length in changed.shape)
    how = choose(["entry", "entry", "sign of an entry", "sign", "turned", "last is missing"])
    if how == "entry":
        changed[place] = _up(changed[place])
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
    if values.ndim == 0:
        return _up(values.item()) if choose([True, False]) else other_number(values.item(), choose)
    return other_array(values, choose)


class Counted:
    """A function that counts how often it is called."""

    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *arguments):
        self.calls += 1
        return self.function(*arguments)


def other_functions(function, choose, calls):
    """Write functions that are right but for one call, or that only know their first result."""
    how = choose(["one call", "one call", "one call", "remembers", "first argument"])
    if how == "first argument":
        return [lambda *arguments: arguments[0]]
    if how == "remembers":
        return [remembering(function)]
    return [wrong_in_one_call(function, choose, call) for call in range(calls)]


def remembering(function):
    results = []

    def twisted(*arguments):
        results.append(function(*arguments))
        return results[0]

    return twisted


def wrong_in_one_call(function, choose, which):
    counted = Counted(function)

    def twisted(*arguments):
        result = counted(*arguments)
        return other_result(result, choose) if counted.calls - 1 == which else result

    return twisted


def other_network(network, choose):
    """Change the activation or the size of one layer."""
    config = network.get_config()
    for layer in config["layers"]:
        layer.pop("build_config", None)
    config.pop("build_input_shape", None)
    changing = [layer["config"] for layer in config["layers"]
                if layer["class_name"] in ("Dense", "Conv2D")]
    changed = choose(changing)
    size = "units" if "units" in changed else "filters"
    if choose(["activation", "size"]) == "activation":
        changed["activation"] = "elu"
    else:
        changed[size] += 1
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
