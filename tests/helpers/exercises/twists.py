"""Right answers twisted: into a form that means the same, or into one that is wrong."""

import copy
import functools
import inspect
from collections import deque
from decimal import Decimal
from fractions import Fraction

import keras
import numpy as np
import pandas as pd

from tests.helpers.exercises.mischief import spoil


def is_number(value):
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def is_function(value):
    return callable(value) and not inspect.isclass(value) and not isinstance(value, keras.Layer)


def makes_a_network(value):
    """Say whether a function needs no arguments, as only those do that make a network."""
    return is_function(value) and all(
        parameter.default is not parameter.empty
        for parameter in inspect.signature(value).parameters.values()
    )


def is_cheap(answer):
    """Say whether no network is built or trained for an answer."""
    return not any(isinstance(part, (keras.Model, type)) or makes_a_network(part)
                   or isinstance(part, keras.callbacks.Callback) for part in answer)


def numbers_in(value):
    """Give numbers as an array, or None where there are others, or rows of different lengths."""
    if isinstance(value, (str, bytes, dict)) or callable(value):
        return None
    try:
        return np.asarray(keras.ops.convert_to_numpy(value), dtype=float)
    except (TypeError, ValueError):
        return None


FORMS_OF_NUMBERS = (
    float, np.float64, np.float32, lambda number: Fraction(float(number)),
    lambda number: Decimal(repr(float(number))), np.array, lambda number: [number],
    lambda number: (number,), lambda number: pd.Series([number]), keras.ops.convert_to_tensor,
    lambda number: [[number]], lambda number: iter([number]),
)
FORMS_OF_ARRAYS = (
    np.ndarray.tolist, np.array, lambda values: values.astype("float32"),
    lambda values: tuple(values.tolist()), lambda values: deque(values.tolist()),
    lambda values: keras.ops.convert_to_tensor(values.astype("float32")),
    lambda values: keras.Variable(values.astype("float32")), lambda values: values.astype(object),
    list, np.asfortranarray, lambda values: map(np.array, values.tolist()),
)
FORMS_OF_TEXT = (
    str.upper, str.lower, "\t {}\n".format, np.str_, "{}.".format, "{})".format, "**{}**".format,
    "`{}`".format, lambda text: [text], lambda text: (text,),
)


def same(value, random):
    """Write an answer in another form that means the same."""
    if isinstance(value, str):
        return value if any(map(str.isdigit, value)) else random.choice(FORMS_OF_TEXT)(value)
    if is_number(value):
        return random.choice(FORMS_OF_NUMBERS)(value)
    if isinstance(value, dict):
        return {name: same(part, random) for name, part in reversed(value.items())}
    if is_function(value):
        return same_function(value, random)
    values = numbers_in(value)
    if values is None or values.ndim == 0:
        return value
    return random.choice(FORMS_OF_ARRAYS)(values)


def same_function(function, random):
    """Write a function in another way that comes to the same."""
    @functools.wraps(function)
    def twisted(*arguments):
        result = copy.deepcopy(function(*arguments))
        spoil(*arguments)
        return result

    if makes_a_network(function):
        return functools.partial(function)
    return random.choice([functools.partial(function), twisted])


def can_be_changed(value):
    """Say whether `other` or `wrong_from_a_call_on` make something else of it."""
    if isinstance(value, dict):
        return not any(isinstance(part, keras.callbacks.Callback) for part in value.values())
    return is_function(value) or numbers_in(value) is not None


def other(value, random):
    """Change one thing about a number, an array, or what a function gives back."""
    if is_number(value):
        changed = [-value, value + 1, 2 * value, value + 0.1 * (abs(value) or 1)]
        return random.choice([one for one in changed if abs(one - value) > 0.05 * abs(value)])
    if isinstance(value, dict):
        name = random.choice(sorted(value))
        return {**value, name: other(value[name], random)}
    if isinstance(value, (tuple, list)) and numbers_in(value) is None:
        place = random.randrange(len(value))
        return [other(part, random) if at == place else part for at, part in enumerate(value)]
    values = numbers_in(value).copy()
    if values.ndim == 0:
        return other(values.item(), random)
    place = tuple(random.randrange(length) for length in values.shape)
    values[place] += max(1.0, abs(values[place]))
    return values


def wrong_from_a_call_on(function, first, random):
    """Make a function that is right until one of its calls."""
    calls = iter(range(10**6))

    def twisted(*arguments):
        result = function(*arguments)
        return other(result, random) if next(calls) >= first else result

    return twisted


def calls_of(check, answer, place):
    """Count how often a check calls the function at a place of an answer."""
    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return answer[place](*arguments)

    check(*(counted if at == place else part for at, part in enumerate(answer)))
    return len(calls)


def taken_down(value):
    """Describe all that a check could have changed about an answer."""
    if isinstance(value, np.ndarray):
        return value.shape, str(value.dtype), value.tobytes()
    if isinstance(value, (list, tuple, deque)):
        return type(value).__name__, [taken_down(part) for part in value]
    if isinstance(value, dict):
        return [(name, taken_down(part)) for name, part in value.items()]
    if isinstance(value, keras.Model):
        return [taken_down(weights) for weights in value.get_weights()], value.compiled, value.built
    return None if callable(value) else repr(value)
