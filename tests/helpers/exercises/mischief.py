"""Whatever a beginner could hand over to a check, by accident or out of curiosity.

Each thing is `Made` anew for every example, because some are used up or changed by it. `answers`
draws them, alone and nested; `ENDLESS` are those that only a time limit can stop.
"""

import asyncio
import collections
import datetime
import functools
import itertools
import math
import os
import random
import signal
import sys
import time
import types
import warnings
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import hypothesis.extra.numpy as arrays
import keras
import numpy as np
import pandas as pd
from hypothesis import strategies as st

# Where there is none, a function that sleeps can't be stopped.
HAS_ALARM = hasattr(signal, "setitimer")
SCRIPT = "<script>alert('1')</script>"


@dataclass(frozen=True)
class Made:
    """A value, by the recipe that makes it; some exercise may ask for one of its kind."""

    name: str
    make: callable
    can_be_right: bool = False

    def __repr__(self):
        return self.name


def made(can_be_right=False, **recipes):
    return [Made(name, make, can_be_right) for name, make in recipes.items()]


def values(*given, can_be_right=False):
    return [Made(repr(one)[:30], lambda one=one: one, can_be_right) for one in given]


def chain(depth=100_000):
    part = []
    for _ in range(depth):
        part = [part]
    return part


def list_with_itself():
    endless = [1.0]
    endless.append(endless)
    return endless


def dict_with_itself():
    endless = {"first": 1}
    endless["second"] = endless
    return endless


class HalfDone:
    """A class in the making: each of its methods fails."""

    def fail(self, *arguments):
        return self.not_yet

    __len__ = __iter__ = __getitem__ = __array__ = __float__ = __repr__ = __eq__ = fail
    __hash__ = object.__hash__


NUMBERS = values(
    0, 1, -1, 8, 0.0, -0.0, 0.5, 1e-320, 1e308, True, False, 10**400, 2**64, Decimal("8"),
    Fraction(1, 3), np.float32(0.1), can_be_right=True,
) + made(
    # Its digits are more than Python writes.
    True, long=lambda: -(10**5000),
    **{f"np.{code}": lambda code=code: np.ones((), code)[()] for code in "?bBhiqQefdg"},
    **{f"0-d {code}": lambda code=code: np.ones((), code) for code in "?bBefd"},
)
ODD_NUMBERS = values(
    math.nan, math.inf, -math.inf, 8 + 0j, 1j, Decimal("NaN"), Decimal("-Inf"), np.complex64(8),
    np.datetime64(8, "D"), np.timedelta64(8, "D"), np.datetime64("NaT"), np.float64("nan"),
    np.str_("8"), np.bytes_(b"8"),
)
TEXT = values(
    "", " ", "8", "8.0", "A", "nan", "True", "...", "None", SCRIPT, "x" * 10**6, "a\nb\x00\x1b[31m",
    "\ud800", "\u202e8", "{0.__class__}", "%s%n", can_be_right=True,
)
OTHER_DATA = made(
    none=lambda: None, ellipsis=lambda: ..., not_implemented=lambda: NotImplemented,
    in_bytes=lambda: b"8", list_with_itself=list_with_itself, dict_with_itself=dict_with_itself,
    long_chain=chain, ragged=lambda: [[1], [2, 3]], ragged_with_text=lambda: [1, "2", [3]],
    text_in_a_list=lambda: ["8"], text_in_an_array=lambda: np.array(["8"]),
    text_in_objects=lambda: np.array(["8"], dtype=object), a_set=lambda: {8}, empty_set=set,
    a_dict=lambda: {"a": 1}, generator=lambda: (n for n in range(3)),
    endless_generator=itertools.count, mapped=lambda: map(abs, [1]),
    long_range=lambda: range(10**12), two_long_ranges=lambda: [range(10**9)] * 2,
    a_module=lambda: math, a_type=lambda: int, an_error=lambda: ValueError(SCRIPT),
    half_done=HalfDone, class_of_its_own=lambda: HalfDone, any_object=object,
    date=lambda: datetime.date(2000, 1, 8), a_slice=lambda: slice(8),
    standard_output=lambda: sys.stdout, file=lambda: open(os.devnull),
    coroutine_function=lambda: asyncio.sleep, namespace=lambda: types.SimpleNamespace(layers=[]),
    huge_view=lambda: np.broadcast_to(np.float64(8), (10**6, 10**6)),
    structured=lambda: np.array([(8.0,)], dtype=[("x", "f8")]),
    masked=lambda: np.ma.masked_array([8.0], mask=[True]), masked_one=lambda: np.ma.masked,
    dates=lambda: np.array([8], "M8[D]"), complex_array=lambda: np.array([8 + 3j]),
    empty_array=lambda: np.zeros(0), empty_rows=lambda: np.zeros((3, 0)), empty_list=list,
    objects=lambda: np.array([object(), None]), deep_array=lambda: np.zeros((1,) * 40 + (2,)),
    frame=lambda: pd.DataFrame({"a": ["x"]}), text_series=lambda: pd.Series(["8"]),
    missing=lambda: pd.NA, series_with_missing=lambda: pd.Series([1, None], dtype="Int64"),
    generator_of_numpy=np.random.default_rng, dtype=lambda: np.dtype(float), ufunc=lambda: np.exp,
)
DATA_OF_RIGHT_KIND = made(
    True, series=lambda: pd.Series([1.0, 0.2]), index=lambda: pd.Index([1, 2, 3]),
    deque=lambda: collections.deque([1, 2]), range=lambda: range(3),
    named=lambda: collections.namedtuple("P", "w b")(1, 0.2),
    default_dict=lambda: collections.defaultdict(int), big_endian=lambda: np.array([1, 2], ">i4"),
    bools=lambda: np.array([True, False]), reversed_view=lambda: np.arange(6.0)[::-2],
    objects_with_numbers=lambda: np.array([1, Fraction(1, 5)], dtype=object),
    tensor=lambda: keras.ops.convert_to_tensor([1.0, 0.2]),
    bfloat16=lambda: keras.ops.convert_to_tensor([1.0, 0.2], dtype="bfloat16"),
    variable=lambda: keras.Variable([1.0, 0.2]),
)


class NoNetworkYet(keras.Model):
    def call(self, inputs):
        return inputs @ self.not_yet


@functools.cache
def network(*layers):
    return keras.Sequential(layers)


DENSE = keras.layers.Dense
IMAGE = keras.Input((28, 28, 1))
OF_KERAS = made(
    linear=lambda: network(keras.Input((1,)), DENSE(1)), unbuilt=lambda: network(DENSE(3)),
    empty=network, input_only=lambda: network(IMAGE), unfinished=NoNetworkYet,
    rows=lambda: network(keras.Input((28, 28)), DENSE(10, activation="softmax")),
    one_image=lambda: network(IMAGE, keras.layers.Conv2D(8, 3), keras.layers.MaxPooling2D(2)),
    symbolic=lambda: keras.KerasTensor((None, 2)), layer=lambda: DENSE(1), kind=lambda: DENSE,
    model_class=lambda: keras.Model, loss=keras.losses.MeanSquaredError,
    callback=keras.callbacks.Callback, callback_class=lambda: keras.callbacks.Callback,
    history=keras.callbacks.History, metric=keras.metrics.Accuracy, the_module=lambda: keras,
    optimizer=lambda: keras.optimizers.SGD(0.1), tensors=lambda: [keras.ops.ones((2, 2))] * 2,
)
KINDS = [NUMBERS, ODD_NUMBERS, TEXT, OTHER_DATA, DATA_OF_RIGHT_KIND, OF_KERAS]


def raising(error):
    def stop(*arguments):
        raise error

    return stop


def spoil(*arguments):
    """Change whatever came as an argument."""
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            argument[...] = 0
        elif isinstance(argument, (dict, list)):
            argument.clear()
        elif isinstance(argument, np.random.Generator):
            argument.random(10)
    return arguments


def disturb(*arguments):
    """Change what other cells go by."""
    np.seterr(all="raise")
    warnings.simplefilter("error")
    keras.utils.set_random_seed(0)
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("mixed_bfloat16")
    return random.random()


def recurse(*arguments):
    return recurse(*arguments)


def warn(*arguments):
    warnings.warn("careful", stacklevel=1)
    return 8


BEHAVIOURS = made(
    changes_its_arguments=lambda: spoil, disturbs=lambda: disturb, recurses=lambda: recurse,
    warns=lambda: warn, prints=lambda: lambda *arguments: print("seen") or 8,
    returns_its_arguments=lambda: lambda *arguments: arguments,
    returns_the_first=lambda: lambda *arguments: arguments[0],
    returns_a_function=lambda: lambda *arguments: recurse,
    sleeps_a_little=lambda: lambda *arguments: time.sleep(0.001) or 8,
    imports=lambda: lambda *arguments: __import__("no_such_module"),
    without_arguments=lambda: lambda: 8, with_too_many=lambda: lambda a, b, c, d, e, f: 8,
    a_generator=lambda: lambda *arguments: (yield 8), partial=lambda: functools.partial(max, 8),
    a_class=lambda: HalfDone, a_method=lambda: HalfDone().fail,
) + [
    Made(f"raises {error!r}"[:60], lambda error=error: raising(error))
    for error in (
        ValueError(SCRIPT), ValueError("n" + "o" * 10**6), ValueError("one\n\x1b[31mtwo\x00\ud800"),
        FileNotFoundError(2, "No such file", os.path.abspath(__file__)), SystemExit("bye"),
        KeyboardInterrupt(), GeneratorExit(), StopIteration(), MemoryError(), AssertionError(),
        RecursionError("maximum recursion depth exceeded"), asyncio.CancelledError(),
        ExceptionGroup("all", [ValueError("x")]),
        TypeError("f() takes 1 positional argument but 2 were given"),
    )
]


def endless_loop(*arguments):
    while True:
        pass


def endless_sleep(*arguments):
    time.sleep(10_000)


def stubborn_loop(*arguments):
    while True:
        try:
            endless_loop()
        except:  # noqa: E722
            pass


def endless_list(*arguments):
    return [number for number in itertools.count() if number < 0]


ENDLESS = made(loop=lambda: endless_loop, counting=lambda: endless_list)
if HAS_ALARM:
    ENDLESS += made(sleep=lambda: endless_sleep, stubborn=lambda: stubborn_loop)


def evenly(*strategies):
    """Choose among strategies, each as often, where one_of would go by how much is in them."""
    return st.sampled_from(strategies).flatmap(lambda strategy: strategy)


def nested(parts):
    return st.tuples(st.lists(parts, max_size=4), st.sampled_from([list, tuple, as_dict])).map(
        lambda drawn: Made(
            f"{drawn[1].__name__} of {drawn[0]}",
            lambda: drawn[1](part.make() for part in drawn[0]),
            all(part.can_be_right for part in drawn[0]),
        )
    )


def as_dict(parts):
    return dict(enumerate(parts))


def returning(things):
    return things.map(
        lambda thing: Made(f"a function that returns {thing}", lambda: lambda *any: thing.make())
    )


things = evenly(*map(st.sampled_from, KINDS))
drawn = st.one_of(
    st.integers(), st.floats(), st.text(max_size=9), st.complex_numbers(), st.binary(max_size=9),
    arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, max_side=4, min_side=0)),
).map(lambda value: Made(repr(value)[:80], lambda: value, can_be_right=True))
data = evenly(things, things, drawn, nested(evenly(things, drawn)))
answers = evenly(data, data, returning(data), st.sampled_from(BEHAVIOURS))
