"""What students answer, turned into plain values, or into a hint when the kind is wrong.

Every converter accepts whatever means the same: int or float, list, tuple or array, NumPy or
the tensor of a Keras backend.
"""

from __future__ import annotations

import array as machine_values
import dis
import reprlib
import sys
from collections import deque
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from types import CoroutineType
from typing import Any

import numpy as np

from helpers.exercises.mechanism import Hint, NotAttempted, holds_ellipsis, holds_none, said_by
from helpers.exercises.time_limit import OutOfTimeError, run_with_limit

TIME_LIMIT = 5.0
MOST_NUMBERS = 1_000_000
DEEPEST = 32


def number(answer: Any, what: str) -> float:
    """Take an answer that has to be one finite number.

    Parameters
    ----------
    answer : Any
        The student's answer.
    what : str
        What the number is, for the hint: "the bias".

    Returns
    -------
    float
        The number.

    Raises
    ------
    Hint
        If it is text, several numbers, complex, infinite or not a number at all.
    """
    values = _as_array(answer, what)
    if values.size != 1:
        raise Hint(f"{what} should be one number, and yours are {values.size} numbers.")
    value = float(values.reshape(()))
    if not np.isfinite(value):
        raise Hint(f"{what} should be a finite number, and yours is {value}.")
    return value


def integer(answer: Any, what: str) -> int:
    """Take an answer that has to be one whole number (``6`` or ``6.0``).

    Parameters
    ----------
    answer : Any
        The student's answer.
    what : str
        What the number is, for the hint: "the number of parameters".

    Returns
    -------
    int
        The number.

    Raises
    ------
    Hint
        If it is no number, or not a whole one.
    """
    value = number(answer, what)
    if value != round(value):
        shown = in_digits(value, unlike=round(value))
        raise Hint(f"{what} should be a whole number, and yours is {shown}.")
    return round(value)


def in_digits(value: float, unlike: float) -> str:
    """Write a number with few digits, but so many that it doesn't look like another.

    Parameters
    ----------
    value : float
        The number.
    unlike : float
        The other one: 3051 for 3050.9999999999.

    Returns
    -------
    str
        The digits.
    """
    short = f"{value:g}"
    return repr(value) if float(short) == unlike else short


def array(
    answer: Any, what: str, shape: tuple[int | None, ...] | None = None, finite: bool = True
) -> np.ndarray:
    """Take an answer that has to be an array of numbers.

    Parameters
    ----------
    answer : Any
        The student's answer.
    what : str
        What the numbers are, for the hint: "the weights".
    shape : tuple of int or None, optional
        The wanted shape, with None for a length that doesn't matter.
    finite : bool
        Whether the numbers have to be finite.

    Returns
    -------
    numpy.ndarray
        The numbers as float64, in the wanted shape.

    Raises
    ------
    Hint
        If they are no numbers, not finite, or of another shape.
    """
    if _is_text(answer):
        raise Hint(
            f"{what} should be numbers in a list, such as [1, 2], without quotes, and yours is the "
            f"text {_shown(answer)}."
        )
    values = _as_array(answer, what)
    if shape is not None and not (
        len(shape) == values.ndim
        and all(wanted in (None, came) for wanted, came in zip(shape, values.shape, strict=True))
    ):
        wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape)
        wanted += ",)" if len(shape) == 1 else ")"
        raise Hint(f"{what} should have the shape {wanted}, and yours has {values.shape}.")
    if finite and not np.all(np.isfinite(values)):
        raise Hint(f"{what} should be finite numbers, and some of yours are infinite or nan.")
    return values


def choice(answer: Any, what: str, options: Sequence[str]) -> str:
    """Take an answer that has to be one of a few words.

    Parameters
    ----------
    answer : Any
        The student's answer. Capitals don't matter, nor spaces around it, nor a full stop or a
        bracket at its end; a hyphen or an underscore counts as a space.
    what : str
        What is chosen, for the hint: "the curve".
    options : sequence of str
        The words to choose from.

    Returns
    -------
    str
        The chosen one, as in `options`.

    Raises
    ------
    Hint
        If it is none of them.
    """
    chosen = [option for option in options if _is_text(answer, str)
              and _in_plain_words(option) == _in_plain_words(answer)]
    if len(chosen) != 1:
        listed = ", ".join(f'"{option}"' for option in options)
        raise Hint(f"{what} should be one of {listed}, and yours is {_shown(answer)}.")
    return chosen[0]


def _in_plain_words(text: str) -> str:
    text = str.casefold(text).strip()
    # The first sign stays: "-1" isn't "1".
    words = text[:1] + text[1:].replace("-", " ").replace("_", " ")
    return " ".join(words.split()).rstrip(" .)]")


def call(function: Callable, *arguments, time_limit: float | None = None) -> Any:
    """Call a student's function, whatever it does.

    Parameters
    ----------
    function : callable
        The student's function.
    *arguments
        What to call it with.
    time_limit : float, optional
        Seconds after which it is stopped; without it, after `TIME_LIMIT`.

    Returns
    -------
    Any
        What the function returned.

    Raises
    ------
    Hint
        If it can't be called, raises, runs for longer than the time limit, or computes something
        and returns nothing, or something with None in it.
    NotAttempted
        If it returns ``...``, something with it in it, or None without having done anything, as an
        unfilled function does.
    """
    if not callable(function):
        raise Hint(f"a function is asked for, and yours is {_shown(function)}.")
    name = _name_of(function)
    time_limit = TIME_LIMIT if time_limit is None else time_limit
    try:
        result = run_with_limit(function, arguments, time_limit)
    except OutOfTimeError:
        raise Hint(
            f"{name} was stopped after {time_limit:g} seconds. Does a loop in it never end?"
        ) from None
    except KeyboardInterrupt:
        raise Hint(f"{name} was interrupted. Does a loop in it never end?") from None
    except BaseException as error:
        said = said_by(error)
        if type(error) is TypeError and "argument" in said and _never_began(error):
            raise Hint(
                f"{name} is called with {len(arguments)} arguments and can't take them: {said}."
            ) from None
        raise Hint(f"{name} stops with {type(error).__name__}: {said}.") from None
    # Unlike isinstance, issubclass doesn't ask the answer, which may be of any class.
    if issubclass(type(result), CoroutineType):
        result.close()
        raise Hint(f"{name} begins with async def, and a plain def is asked for.")
    if holds_ellipsis(result) or result is None and not has_code(function):
        raise NotAttempted
    if result is None:
        raise Hint(f"{name} returns nothing. Does it say return, whichever way it goes?")
    if holds_none(result):
        raise Hint(f"in what {name} returns there is a None. Is it what append, sort, shuffle or "
                   "print gave back? They change or show something, and give back nothing.")
    return result


def parts(result: Any, *names: str) -> list:
    """Take a result that has to be several things in a fixed order.

    Parameters
    ----------
    result : Any
        What the student's function returned.
    *names : str
        What each thing is, for the hint: "the new weights", "the new bias".

    Returns
    -------
    list
        The things, as they came.

    Raises
    ------
    Hint
        If they are more or fewer, or no tuple or list.
    """
    for kind in (tuple, list):
        if issubclass(type(result), kind) and kind.__len__(result) == len(names):
            return [*kind.__iter__(result)]
    count = {2: "two", 3: "three", 4: "four"}.get(len(names), len(names))
    raise Hint(
        f"the function should return {count} things: {', '.join(names[:-1])} and {names[-1]}."
    )


def keras_network(answer: Any) -> Any:
    """Take an answer that has to be a Keras network, or a function that makes one.

    Parameters
    ----------
    answer : keras.Model or callable
        The student's network, or a function without arguments that returns it.

    Returns
    -------
    keras.Model
        The network.

    Raises
    ------
    Hint
        If it is something else.
    """
    keras = sys.modules.get("keras")
    if callable(answer) and not (keras and issubclass(type(answer), keras.Layer)):
        answer = network_made_by(answer)
    if not (keras and issubclass(type(answer), keras.Model)):
        raise Hint(
            "a Keras network is asked for, as keras.Sequential([...]) makes it, and yours is of "
            f"the kind {type(answer).__name__}."
        )
    return answer


def network_made_by(function: Callable) -> Any:
    """Call a student's function that has to make a Keras network.

    Parameters
    ----------
    function : callable
        The student's function, without arguments.

    Returns
    -------
    Any
        What it returned.

    Raises
    ------
    Hint
        As `call` does; with another one, if it returns nothing and has something to do with
        ``compile``, which returns nothing either.
    NotAttempted
        As `call` does.
    """
    try:
        return call(function, time_limit=60.0)
    except Hint as hint:
        names = getattr(getattr(function, "__code__", None), "co_names", ())
        if "returns nothing" in str(hint) and any("compile" in name for name in names):
            raise Hint(
                f"{_name_of(function)} returns nothing. compile changes a network and itself gives "
                "back None: compile the network first, and then return the network, on a line of "
                "its own."
            ) from None
        raise


def has_code(function: Callable) -> bool:
    """Say whether a function does more than hand back one constant, as an unfilled one does.

    Parameters
    ----------
    function : callable
        The student's function, or method.

    Returns
    -------
    bool
        True if it does.
    """
    code = getattr(function, "__code__", None)
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return code is not None and any(step.opname not in idle for step in dis.get_instructions(code))


def _never_began(error: BaseException) -> bool:
    """Say whether an error was raised by a call itself, before a line of the function ran."""
    in_call = error.__traceback__
    in_run_with_limit = in_call and in_call.tb_next
    return in_run_with_limit is not None and in_run_with_limit.tb_next is None


def _name_of(function: Callable) -> str:
    try:
        name = function.__name__
    except BaseException:
        return "your function"
    return name[:60] if type(name) is str and name else "your function"


def _is_text(answer: Any, kinds: type | tuple[type, ...] = (str, bytes, bytearray)) -> bool:
    return issubclass(type(answer), kinds)


def _as_array(answer: Any, what: str) -> np.ndarray:
    if _is_text(answer):
        raise Hint(
            f"{what} should be a number without quotes, and yours is the text {_shown(answer)}."
        )
    if callable(answer) and not hasattr(type(answer), "__array__"):
        raise Hint(f"{what} should be a number, and yours is a function. Did you call it?")
    if issubclass(type(answer), (set, frozenset, dict)):
        raise Hint(f"{what} should be in a fixed order, as in a list, and yours is a "
                   f"{type(answer).__name__}.")
    try:
        return run_with_limit(_Numbers(what).take, (answer,), TIME_LIMIT)
    except (Hint, KeyboardInterrupt):
        raise
    except OverflowError:
        raise Hint(f"{what} is asked for, and yours is far too large a number.") from None
    except BaseException:
        raise Hint(f"{what} should be made of numbers, and yours is {_shown(answer)}.") from None


class _Numbers:
    """Takes numbers out of whatever holds them, and counts them before it is too late."""

    def __init__(self, what: str):
        self._what = what
        self._count = 0

    def take(self, answer: Any) -> np.ndarray:
        """Give the numbers as an array of float64."""
        return np.array(self._plain(answer, 0), dtype=float)

    def _plain(self, part: Any, depth: int) -> Any:
        """Give a float, an array, or a list of such things."""
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        kind = type(part)
        if issubclass(kind, _NO_NUMBERS):
            raise TypeError("text, dates, complex numbers and records are no numbers")
        if issubclass(kind, _NUMBERS):
            return float(part)
        if issubclass(kind, (*_LISTS, Sequence)):
            length = len(part)
            self._add(length)
            return [self._plain(one, depth + 1) for one in islice(part, length)]
        if hasattr(kind, "__array__") or hasattr(kind, "__array_interface__"):
            # PyTorch's. A file has a method of this name as well, which takes it out of use.
            if hasattr(kind, "detach"):
                part = part.detach().cpu()
            return self._plain_array(np.asanyarray(part), depth)
        return float(part)

    def _plain_array(self, values: np.ndarray, depth: int) -> Any:
        self._add(values.size)
        if np.ma.is_masked(values):
            raise TypeError("what is masked is no number")
        if values.dtype == object:
            if values.ndim == 0:
                return self._plain(values.item(), depth + 1)
            parts = [self._plain(part, depth + 1) for part in values.flat]
            return np.array(parts, dtype=float).reshape(values.shape)
        # The short floats of JAX and TensorFlow have the kind of records, but another type.
        is_record = values.dtype.kind == "V" and values.dtype.type is np.void
        if values.dtype.kind not in "biufV" or is_record:
            raise TypeError("text, dates, complex numbers and records are no numbers")
        return np.asarray(values).astype(float)

    def _add(self, count: int) -> None:
        self._count += count
        if self._count > MOST_NUMBERS:
            raise Hint(
                f"{self._what} should be a few numbers, and yours are more than {MOST_NUMBERS:,}."
            )


# A span of time counts as an integer in NumPy, so these come first.
_NO_NUMBERS = (str, bytes, bytearray, complex, np.character, np.complexfloating, np.datetime64,
               np.timedelta64, np.void)
_NUMBERS = (int, float, Fraction, Decimal, np.bool_, np.integer, np.floating)
_LISTS = (list, tuple, range, deque, machine_values.array)


class _Shortened(reprlib.Repr):
    """Shows the beginning of what is long, and never more of it."""

    def __init__(self):
        super().__init__()
        self.maxstring = self.maxlong = self.maxother = 60
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 6


def _shown(answer: Any, limit: int = 60) -> str:
    try:
        text = run_with_limit(_Shortened().repr, (answer,), 1.0)
    except KeyboardInterrupt:
        raise
    except BaseException:
        text = f"something of the kind {type(answer).__name__}"
    return text if len(text) <= limit else text[: limit - 1] + "…"
