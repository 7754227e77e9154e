"""Everything that a beginner or a mischief-maker could hand over to a check.

Each thing is `Made` anew for every example, because some are used up or changed by it. `answers`
draws them, alone and nested; `ENDLESS` are those that only a time limit can stop.
"""

import asyncio
import builtins
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
import unittest.mock
import warnings
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import hypothesis.extra.numpy as arrays
import keras
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from helpers.exercises.mechanism import Hint, NotAttempted

# Where there is none, a function that sleeps can't be stopped.
HAS_ALARM = hasattr(signal, "setitimer")
SCRIPT = "<script>alert('1')</script>"


@dataclass(frozen=True)
class Made:
    """A value, by the recipe that makes it.

    Parameters
    ----------
    name : str
        What Hypothesis shows of it.
    make : callable
        Makes it.
    can_be_right : bool
        Whether it is of a kind that some exercise asks for.
    """

    name: str
    make: callable
    can_be_right: bool = False

    def __repr__(self):
        return self.name


def made(**recipes):
    return [Made(name, make) for name, make in recipes.items()]


class AnyRight:
    """Equals everything, and is more and less than it as well."""

    __hash__ = object.__hash__

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __contains__ = __eq__


class AnswersEverything(AnyRight):
    def __getattr__(self, name):
        return AnswersEverything()

    def __call__(self, *arguments, **named):
        return AnswersEverything()

    def __bool__(self):
        return True


class CustomExit(BaseException):
    pass


class Unprintable(Exception):
    def __str__(self):
        raise CustomExit


ERRORS = {
    "ValueError": lambda: ValueError("no"),
    "script": lambda: ValueError(SCRIPT),
    "long": lambda: ValueError("n" + "o" * 10**6),
    "in lines": lambda: ValueError("one\n\x1b[31mtwo\x00\ud800\u202e"),
    "path": lambda: FileNotFoundError(2, "No such file", os.path.abspath(__file__)),
    "Unprintable": Unprintable,
    "SystemExit": lambda: SystemExit("bye"),
    "KeyboardInterrupt": KeyboardInterrupt,
    "GeneratorExit": GeneratorExit,
    "CustomExit": lambda: CustomExit("out"),
    "CancelledError": asyncio.CancelledError,
    "StopIteration": StopIteration,
    "MemoryError": MemoryError,
    "AssertionError": AssertionError,
    "Hint": lambda: Hint(""),
    "NotAttempted": NotAttempted,
    "RecursionError": lambda: RecursionError("maximum recursion depth exceeded"),
    "ExceptionGroup": lambda: BaseExceptionGroup("all", [CustomExit(), ValueError("x")]),
    "argument": lambda: TypeError("f() takes 1 positional argument but 2 were given"),
}


def raising(error):
    def stop(*arguments, **named):
        raise error()

    return stop


def with_method(name, method, *bases):
    """Make an object of a class of its own with one hostile method."""
    return type("Hostile", bases, {name: method})()


def hostile_objects():
    specials = ("__array__", "__float__", "__bool__", "__len__", "__repr__", "__iter__", "__str__",
                "__eq__", "__hash__", "__getitem__", "__getattribute__", "__call__", "__index__",
                "__format__", "__array_interface__", "__array_struct__", "__array_ufunc__")
    for special in specials:
        for error in ("ValueError", "SystemExit", "KeyboardInterrupt", "CustomExit", "Unprintable"):
            method = raising(ERRORS[error])
            if special.startswith("__array_") and special != "__array__":
                method = property(method)
            yield Made(f"an object whose {special} raises {error}",
                       functools.partial(with_method, special, method))
        yield Made(f"an object whose {special} gives an object",
                   functools.partial(with_method, special, lambda self, *rest, **named: object()))
        yield Made(f"a list whose {special} raises SystemExit", functools.partial(
            with_method, special, raising(SystemExit), list))
    for lie in (str, int, float, list, dict, np.ndarray, keras.Model, types.FunctionType):
        yield Made(f"an object that says it is a {lie.__name__}", functools.partial(
            with_method, "__class__", property(lambda self, lie=lie: lie)))
    yield Made("an object whose __class__ raises", functools.partial(
        with_method, "__class__", property(raising(CustomExit))))
    yield Made("a list that says it has 10**12 parts", functools.partial(
        with_method, "__len__", lambda self: 10**12, list))
    yield Made("text that strips to an object", functools.partial(
        with_method, "strip", lambda self: AnyRight(), str))


def long_chain(depth=100_000):
    chain = []
    for _ in range(depth):
        chain = [chain]
    return chain


def list_with_itself():
    endless = [1.0]
    endless.append(endless)
    return endless


def dict_with_itself():
    endless = {"first": 1}
    endless["second"] = endless
    return endless


def array_with_itself():
    endless = np.empty(2, dtype=object)
    endless[:] = 1, endless
    return endless


NUMBERS = [
    Made(repr(number)[:30], lambda number=number: number, can_be_right=True)
    for number in (
        0, 1, -1, 8, 0.0, -0.0, 0.5, 1e-320, 1e308, True, False, 10**400, 2**63, 2**64,
        Decimal("8"), Decimal("0.1"), Fraction(1, 3), Fraction(10**400), np.float32(0.1),
    )
] + [
    # Its digits are more than Python writes.
    Made("-10**5000", lambda: -(10**5000), can_be_right=True),
] + [
    Made(f"np.{code}", lambda code=code: np.ones((), code)[()], can_be_right=True)
    for code in "?bBhHiIlLqQefdg"
] + [
    Made(f"0-d {code}", lambda code=code: np.ones((), code), can_be_right=True) for code in "?bBefd"
]

ODD_NUMBERS = [
    Made(repr(number), lambda number=number: number)
    for number in (
        math.nan, math.inf, -math.inf, 8 + 0j, 1j, Decimal("NaN"), Decimal("sNaN"), Decimal("-Inf"),
        np.complex64(8), np.clongdouble(1), np.datetime64(8, "D"), np.timedelta64(8, "D"),
        np.str_("8"), np.bytes_(b"8"), np.datetime64("NaT"), np.void(b"8"), np.float64("nan"),
    )
]

TEXT = [
    Made(repr(text)[:30], lambda text=text: text, can_be_right=True)
    for text in ("", " ", "8", "8.0", "A", "nan", "True", "...", "None", SCRIPT, "x" * 10**6,
                 "a\nb\x00\x1b[31m", "\ud800", "\u202e8", "Ａ", "{0.__class__}", "%s%n")
]

OTHER_DATA = made(
    none=lambda: None, ellipsis=lambda: ..., not_implemented=lambda: NotImplemented,
    text_in_bytes=lambda: b"8", bytearray=lambda: bytearray(b"8"),
    memoryview=lambda: memoryview(b"88"), list_with_itself=list_with_itself,
    dict_with_itself=dict_with_itself, array_with_itself=array_with_itself, long_chain=long_chain,
    ragged=lambda: [[1], [2, 3]], ragged_with_text=lambda: [1, "2", [3]],
    text_in_a_list=lambda: ["8"],
    text_in_an_array=lambda: np.array(["8"]), bytes_in_an_array=lambda: np.array([b"8"]),
    text_in_objects=lambda: np.array(["8"], dtype=object), a_set=lambda: {8},
    frozenset=lambda: frozenset({1, 0.2}), empty_set=set, a_dict=lambda: {"a": 1},
    generator=lambda: (n for n in range(3)), endless_generator=itertools.count,
    mapped=lambda: map(abs, [1]),
    zipped=lambda: zip([1], [2], strict=True), long_range=lambda: range(10**12),
    two_long_ranges=lambda: [range(10**9)] * 2, a_module=lambda: math, builtins=lambda: builtins,
    a_type=lambda: int, a_class=lambda: AnyRight, an_error=lambda: ValueError(SCRIPT),
    a_hint=lambda: Hint("right"), an_exit=SystemExit, any_right=AnyRight,
    answers_everything=AnswersEverything, mock=unittest.mock.MagicMock,
    list_of_any_right=lambda: [AnyRight()] * 3, date=lambda: datetime.date(2000, 1, 8),
    timedelta=lambda: datetime.timedelta(8), a_slice=lambda: slice(8),
    standard_output=lambda: sys.stdout,
    coroutine_function=lambda: asyncio.sleep, namespace=lambda: types.SimpleNamespace(layers=[]),
    huge_view=lambda: np.broadcast_to(np.float64(8), (10**6, 10**6)),
    huge_view_of_one_axis=lambda: np.broadcast_to(np.float32(8), (10**13,)),
    structured=lambda: np.array([(8.0,)], dtype=[("x", "f8")]),
    structured_scalar=lambda: np.array((8,), dtype=[("x", "i4")]),
    masked=lambda: np.ma.masked_array([8.0], mask=[True]), masked_one=lambda: np.ma.masked,
    dates=lambda: np.array([8], "M8[D]"), differences=lambda: np.array([8], "m8[s]"),
    complex_array=lambda: np.array([8 + 3j]),
    complex_objects=lambda: np.array([8 + 0j], dtype=object),
    empty_array=lambda: np.zeros(0), empty_rows=lambda: np.zeros((3, 0)), empty_list=list,
    no_axis_long=lambda: np.zeros((0, 10**9)), objects=lambda: np.array([object(), None]),
    deep_array=lambda: np.zeros((1,) * 40 + (2,)), timestamp=lambda: pd.Timestamp(8),
    frame=lambda: pd.DataFrame({"a": ["x"]}), text_series=lambda: pd.Series(["8"]),
    missing=lambda: pd.NA, series_with_missing=lambda: pd.Series([1, None], dtype="Int64"),
    categories=lambda: pd.Categorical(["8"]), interval=lambda: pd.Interval(0, 8),
    grouped=lambda: pd.DataFrame({"a": [1]}).groupby("a"), generator_of_numpy=np.random.default_rng,
    dtype=lambda: np.dtype(float), ufunc=lambda: np.exp, file=lambda: open(os.devnull),
)
DATA_OF_RIGHT_KIND = [
    Made(name, make, can_be_right=True) for name, make in {
        "series": lambda: pd.Series([1.0, 0.2]), "index": lambda: pd.Index([1, 2, 3]),
        "deque": lambda: collections.deque([1, 2]),
        "range": lambda: range(3), "named": lambda: collections.namedtuple("P", "w b")(1, 0.2),
        "default dict": lambda: collections.defaultdict(int),
        "big-endian": lambda: np.array([1, 2], ">i4"), "bools": lambda: np.array([True, False]),
        "reversed view": lambda: np.arange(6.0)[::-2], "read-only": lambda: frozen(np.ones(2)),
        "objects with numbers": lambda: np.array([1, Fraction(1, 5)], dtype=object),
        "Keras tensor": lambda: keras.ops.convert_to_tensor([1.0, 0.2]),
        "bfloat16 tensor": lambda: keras.ops.convert_to_tensor([1.0, 0.2], dtype="bfloat16"),
        "Keras variable": lambda: keras.Variable([1.0, 0.2]),
    }.items()
]


def frozen(values):
    values.setflags(write=False)
    return values


@functools.cache
def network(kind):
    layers = keras.layers
    tails = {
        "linear": lambda: [keras.Input((1,)), layers.Dense(1)],
        "unbuilt": lambda: [layers.Dense(3), layers.Dense(10, activation="softmax")],
        "empty": lambda: [],
        "input only": lambda: [keras.Input((28, 28, 1))],
        "rows": lambda: [keras.Input((28, 28)), layers.Dense(10, activation="softmax")],
        "any size": lambda: [
            keras.Input((None, None, 1)), layers.Conv2D(8, 3), layers.GlobalMaxPooling2D(),
            layers.Dense(10, activation="softmax"),
        ],
        "of text": lambda: [keras.Input((1,), dtype="int32"), layers.Embedding(3, 2)],
        "lambda": lambda: [keras.Input((28, 28, 1)), layers.Lambda(lambda x: x[:, 0, 0, 0])],
        "big": lambda: [keras.Input((28, 28, 1)), layers.Conv2D(8, 3), layers.MaxPooling2D(2)],
    }
    if kind == "two ends":
        first, second = keras.Input((2,)), keras.Input((3,))
        both = layers.Concatenate()([first, second])
        return keras.Model([first, second], [layers.Dense(1)(both), layers.Dense(2)(both)])
    if kind == "subclass":
        class Own(keras.Model):
            def call(self, inputs):
                raise CustomExit

        return Own()
    built = keras.Sequential(tails[kind]())
    if kind == "linear":
        built.compile("sgd", "mae")
    return built


NETWORKS = [
    Made(f"a network: {kind}", functools.partial(network, kind))
    for kind in ("linear", "unbuilt", "empty", "input only", "rows", "any size", "of text",
                 "lambda", "big", "two ends", "subclass")
]
PARTS_OF_KERAS = made(
    symbolic=lambda: keras.KerasTensor((None, 2)), layer=lambda: keras.layers.Dense(1),
    convolution=lambda: keras.layers.Conv2D(8, 3), layer_class=lambda: keras.layers.Dense,
    model_class=lambda: keras.Model, sequential_class=lambda: keras.Sequential,
    loss=keras.losses.MeanSquaredError,
    callback=keras.callbacks.Callback, callback_class=lambda: keras.callbacks.Callback,
    lambda_callback=lambda: keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: 1),
    history=keras.callbacks.History, metric=keras.metrics.Accuracy, the_module=lambda: keras,
    optimizer=lambda: keras.optimizers.SGD(0.1), tensors=lambda: [keras.ops.ones((2, 2))] * 2,
    complex_tensor=lambda: keras.ops.convert_to_tensor(np.array([1j])),
)


def signatures(behaviour):
    """Give a behaviour the ways in which it may be written and called."""
    def anything(*arguments, **named):
        return behaviour(*arguments)

    class Callable:
        def __call__(self, *arguments):
            return behaviour(*arguments)

        def method(self, *arguments):
            return behaviour(*arguments)

    async def later(*arguments):
        return behaviour(*arguments)

    def generator(*arguments):
        yield behaviour(*arguments)

    named = types.FunctionType(anything.__code__, globals(), SCRIPT, None, anything.__closure__)
    return {
        "f(*any)": anything, "f()": lambda: behaviour(), "f(x)": lambda x: behaviour(x),
        "f(*, x)": lambda *, x: behaviour(x),
        "f(a, b, c, d, e)": lambda a, b, c, d, e: behaviour(a, b),
        "an object": Callable(), "a method": Callable().method, "async": later,
        "a generator": generator, "partial": functools.partial(anything), "f<script>": named,
        "a class": Callable,
    }


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
    random.seed(0)
    np.random.seed(0)
    np.seterr(all="raise")
    warnings.simplefilter("error")
    keras.utils.set_random_seed(0)
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("mixed_bfloat16")
    return 8


def recurse(*arguments):
    return recurse(*arguments)


def warn(*arguments):
    warnings.warn("careful", stacklevel=1)
    return 8


def thief(*arguments):
    """Look for the answer in everything that called."""
    frame = sys._getframe(1)
    wanted = ("wanted", "right", "expected", "answer", "solution", "targets", "kept", "result")
    while frame:
        for name in wanted:
            found = frame.f_locals.get(name, frame.f_globals.get(name))
            if found is not None and not callable(found):
                return found
        frame = frame.f_back
    return 0


BEHAVIOURS = [
    ("changes its arguments", spoil), ("disturbs", disturb), ("recurses", recurse), ("warns", warn),
    ("steals", thief), ("prints", lambda *arguments: print("seen") or 8),
    ("returns its arguments", lambda *arguments: arguments),
    ("returns the first", lambda *arguments: arguments[0]),
    ("returns a function", lambda *arguments: lambda: 8),
    ("sleeps a little", lambda *arguments: time.sleep(0.001) or 8),
    ("imports", lambda *arguments: __import__("no_such_module")),
    *((f"raises {name}", raising(error)) for name, error in ERRORS.items()),
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


ENDLESS = [
    *made(loop=lambda: endless_loop, stubborn=lambda: stubborn_loop, counting=lambda: endless_list),
    *(made(sleep=lambda: endless_sleep) if HAS_ALARM else []),
    *(
        Made(f"an object whose {special} {how.__name__}s",
             functools.partial(with_method, special, how))
        for special in ("__array__", "__float__", "__repr__", "__len__", "__getattribute__",
                        "__eq__")
        for how in ((endless_loop, endless_sleep) if HAS_ALARM else (endless_loop,))
    ),
    Made("a list that never ends", functools.partial(
        with_method, "__iter__", lambda self: itertools.repeat(0.0), list)),
]

KINDS = [NUMBERS, ODD_NUMBERS, TEXT, OTHER_DATA, DATA_OF_RIGHT_KIND, NETWORKS, PARTS_OF_KERAS,
         list(hostile_objects())]


def evenly(*strategies):
    """Choose among strategies, each as often, where one_of would go by how much is in them."""
    return st.sampled_from(strategies).flatmap(lambda strategy: strategy)


things = evenly(*map(st.sampled_from, KINDS))
drawn = st.one_of(
    st.integers(), st.floats(), st.text(max_size=9), st.complex_numbers(), st.binary(max_size=9),
    arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, max_side=4, min_side=0)),
    arrays.arrays(arrays.array_dtypes(), 2),
).map(lambda value: Made(repr(value)[:80], lambda: value, can_be_right=True))


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


def returning(function):
    """Make functions that return such things."""
    return st.tuples(function, st.sampled_from(list(signatures(None)))).map(
        lambda drawn: Made(f"{drawn[1]} that returns {drawn[0]}",
                           lambda: signatures(lambda *arguments: drawn[0].make())[drawn[1]])
    )


def behaving_functions():
    """Write every behaviour in every way."""
    for (what, behaviour), way in itertools.product(BEHAVIOURS, signatures(None)):
        yield Made(f"{way} that {what}",
                   lambda behaviour=behaviour, way=way: signatures(behaviour)[way])


behaving = st.sampled_from(list(behaving_functions()))
data = evenly(things, things, drawn, nested(evenly(things, drawn)))
answers = evenly(data, data, returning(data), behaving)
