"""What a beginner may hand over to a check by accident.

Each thing is made anew by its recipe, because some are used up or changed by a check.
"""

import asyncio
import collections
import datetime
import itertools
import math
import os
import random
import signal
import sys
import time
import warnings
from decimal import Decimal
from fractions import Fraction

import keras
import numpy as np
import pandas as pd

# Where there is none, a function that sleeps can't be stopped.
HAS_ALARM = hasattr(signal, "setitimer")
SCRIPT = "<script>alert('1')</script>"


def list_with_itself():
    endless = [1.0]
    endless.append(endless)
    return endless


class HalfDone:
    """A class in the making: each of its methods fails."""

    def fail(self, *arguments):
        return self.not_yet

    __len__ = __iter__ = __getitem__ = __array__ = __float__ = __repr__ = __eq__ = fail
    __hash__ = object.__hash__


class NoNetworkYet(keras.Model):
    def call(self, inputs):
        return inputs @ self.not_yet


def two_ends():
    first, second = keras.Input((2,)), keras.Input((3,))
    both = keras.layers.Concatenate()([first, second])
    ends = [keras.layers.Dense(1)(both), keras.layers.Dense(2)(both)]
    return keras.Model([first, second], ends)


IMAGE = keras.Input((28, 28, 1))

# What no exercise asks for.
ODD_THINGS = [lambda thing=thing: thing for thing in (
    math.nan, math.inf, -math.inf, 1j, 10**400, Decimal("NaN"), np.complex64(8), np.str_("8"),
    np.datetime64(8, "D"), np.timedelta64(8, "D"), "", " ", "...", "None", SCRIPT, "x" * 10**6,
    "a\nb\x00\x1b[31m", "\ud800", "\u202e8", "%s%n", NotImplemented, b"8", [[1], [2, 3]],
    [1, "2", [3]], {8}, set(), range(10**12), int, ValueError(SCRIPT), HalfDone, object(),
    datetime.date(2000, 1, 8), slice(8), np.dtype(float), keras, keras.Model,
    keras.KerasTensor((None, 2)), keras.layers.Dense,
)] + [
    list_with_itself, itertools.count, lambda: [range(10**9)] * 2, HalfDone,
    lambda: (None for _ in range(3)), lambda: open(os.devnull), lambda: np.array(["8"]),
    lambda: np.array([8 + 3j]), lambda: np.zeros(0), lambda: np.zeros((3, 0)),
    lambda: np.array([object(), None]), lambda: pd.DataFrame({"a": ["x"]}), lambda: pd.NA,
    lambda: pd.Series([1, None], dtype="Int64"), np.random.default_rng, keras.Sequential,
    lambda: keras.Sequential([IMAGE]), lambda: keras.Sequential([keras.layers.Dense(3)]), two_ends,
    NoNetworkYet, lambda: keras.layers.Dense(1), keras.callbacks.History,
    lambda: keras.optimizers.SGD(0.1), lambda: None, lambda: ..., lambda: [1, ..., None],
]


def raising(error):
    def stop(*arguments):
        raise error

    return stop


def disturb(*arguments):
    """Change what other cells go by."""
    np.seterr(all="raise")
    warnings.simplefilter("error")
    keras.utils.set_random_seed(0)
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("mixed_bfloat16")
    return random.random()


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


def recurse(*arguments):
    return recurse(*arguments)


# Functions that come to an end, and to no answer of any exercise.
BEHAVIOURS = [
    spoil, disturb, recurse, lambda *arguments: warnings.warn("careful", stacklevel=1) or "x",
    lambda *arguments: print("seen"), lambda *arguments: print("seen\n" * 50_000),
    lambda *arguments: arguments, lambda *arguments: recurse,
    lambda *arguments: __import__("no_such_module"), lambda: "x", lambda a, b, c, d, e, f, g: "x",
    lambda *arguments: (yield "x"), HalfDone().fail, asyncio.sleep, np.exp, collections.deque,
    *(raising(error) for error in (
        ValueError(SCRIPT), ValueError("n" + "o" * 10**6), ValueError("one\n\x1b[31mtwo\x00\ud800"),
        FileNotFoundError(2, "No such file", os.path.abspath(__file__)), SystemExit("bye"),
        KeyboardInterrupt(), GeneratorExit(), StopIteration(), MemoryError(), AssertionError(),
        ExceptionGroup("all", [ValueError("x")]), KeyError(3), IndexError(), Exception(),
    )),
]


def endless_loop(*arguments):
    while True:
        pass


def stubborn_loop(*arguments):
    while True:
        try:
            endless_loop()
        except:  # noqa: E722
            pass


def prints_for_ever(*arguments):
    while True:
        try:
            print("again")
        except Exception:
            pass


ENDLESS = [endless_loop, prints_for_ever]
if HAS_ALARM:
    ENDLESS += [lambda *arguments: time.sleep(10_000), stubborn_loop]


def state():
    """Take down what other cells of a notebook go by."""
    return {
        "random": random.getstate(),
        "numpy": [part.tolist() if isinstance(part, np.ndarray) else part
                  for part in np.random.get_state()],
        "errors": np.geterr(),
        "warnings": list(warnings.filters),
        "keras": (keras.config.floatx(), keras.config.dtype_policy().name),
        "tracer": sys.gettrace(),
        "streams": (sys.stdout, sys.stderr),
        "alarm": HAS_ALARM and (signal.getsignal(signal.SIGALRM),
                                signal.getitimer(signal.ITIMER_REAL)),
        "folder": os.getcwd(),
    }


# Data of a kind that may be right, in forms that aren't usual.
USUAL_KINDS = [lambda thing=thing: thing for thing in (
    0, -1, 8.0, 1e308, True, 2**64, Decimal("8"), Fraction(1, 3), np.float32(0.1), "8", "A", [], (),
    {}, [1, 2], {"a": 1}, range(3), collections.deque([1, 2]), np.arange(6.0)[::-2],
)]
