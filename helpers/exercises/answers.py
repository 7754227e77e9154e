"""What students answer, turned into plain values, or into a hint when the kind is wrong.

Every converter accepts whatever means the same: int or float, list, tuple or array, NumPy or
the tensor of a Keras backend. `what` is what an answer is called in the hint: "the bias".
"""

from __future__ import annotations

import contextlib
import dis
import reprlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from inspect import iscoroutine
from itertools import islice
from typing import Any

import numpy as np

from helpers.exercises.gaps import holds_ellipsis, holds_none
from helpers.exercises.time_limit import OutOfTimeError, run_with_limit
from helpers.exercises.verdicts import Hint, NotAttempted, said_by

TIME_LIMIT = 5.0
MOST_NUMBERS = 1_000_000
DEEPEST = 32


class ReturnsNothing(Hint):
    """A function that did something, and gave back None."""


def number(answer: Any, what: str) -> float:
    """Take an answer that has to be one finite number.

    Raises
    ------
    Hint
        If it is text, several numbers, complex, infinite or not a number at all.
    """
    values = _as_array(answer, what)
    if values.size != 1:
        raise Hint(
            "several numbers", f"{what} should be one number, and yours are {values.size} numbers."
        )
    value = float(values.reshape(()))
    if not np.isfinite(value):
        raise Hint("not finite", f"{what} should be a finite number, and yours is {value}.")
    return value


def integer(answer: Any, what: str) -> int:
    """Take an answer that has to be one whole number (``6`` or ``6.0``).

    Raises
    ------
    Hint
        If it is no number, or not a whole one.
    """
    value = number(answer, what)
    if value != round(value):
        shown = in_digits(value, unlike=round(value))
        raise Hint("not whole", f"{what} should be a whole number, and yours is {shown}.")
    return round(value)


def accuracy(answer: Any, what: str = "the accuracy") -> float:
    """Take an accuracy, written as 0.98, 98, "98 %" or "0,98", as a fraction.

    Raises
    ------
    Hint
        If it is no number, or not from 0 to 1, nor from 1 to 100.
    """
    in_percent = isinstance(answer, str) and "%" in answer
    if isinstance(answer, str):
        with contextlib.suppress(ValueError):
            answer = float(answer.replace("%", "").replace(",", "."))
    value = number(answer, what)
    if not 0 <= value <= 100:
        raise Hint(
            "no accuracy",
            f"{what} should be from 0 to 1, or from 0 % to 100 %, and yours is {value:g}.",
        )
    return value / 100 if in_percent or value > 1 else value


def in_digits(value: float, unlike: float) -> str:
    """Write a number in few digits that don't look like `unlike`: 3050.9999999999, not 3051."""
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
    if isinstance(answer, _TEXT):
        raise Hint(
            "text in place of numbers",
            f"{what} should be numbers in a list, such as [1, 2], without quotes, and yours is the "
            f"text {_shown(answer)}.",
        )
    values = _as_array(answer, what)
    if shape is not None and not (
        len(shape) == values.ndim
        and all(wanted in (None, came) for wanted, came in zip(shape, values.shape, strict=True))
    ):
        wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape)
        wanted += ",)" if len(shape) == 1 else ")"
        raise Hint(
            "another shape",
            f"{what} should have the shape {wanted}, and yours has {values.shape}.",
        )
    if finite and not np.all(np.isfinite(values)):
        raise Hint(
            "not finite", f"{what} should be finite numbers, and some of yours are infinite or nan."
        )
    return values


def shape_in_words(shape: Sequence[int | None]) -> str:
    """Say a shape as a beginner would: "2 numbers in a row", "4 rows of 3 numbers"."""
    if len(shape) == 0 or tuple(shape) == (1,):
        return "one number"
    if len(shape) > 2:
        return f"{'×'.join('?' if length is None else str(length) for length in shape)} numbers"
    *rows, numbers = (
        f"{'some' if length is None else length} {what if length == 1 else what + 's'}"
        for length, what in zip(shape, ("row", "number")[-len(shape):], strict=True)
    )
    return f"{rows[0]} of {numbers}" if rows else f"{numbers} in a row"


def choice(answer: Any, what: str, options: Sequence[str]) -> str:
    """Take an answer that has to be one of a few words, and give it as in `options`.

    Capitals don't matter, nor spaces around it, nor a full stop or a bracket at its end; a hyphen
    or an underscore counts as a space.

    Raises
    ------
    Hint
        If it is none of them.
    """
    if isinstance(answer, str):
        wanted = _in_plain_words(answer)
        chosen = [option for option in options if _in_plain_words(option) == wanted]
        if len(chosen) == 1:
            return chosen[0]
    listed = ", ".join(f'"{option}"' for option in options)
    raise Hint(
        "no such choice", f"{what} should be one of {listed}, and yours is {_shown(answer)}."
    )


def _in_plain_words(text: str) -> str:
    text = text.casefold().strip()
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
        and returns nothing (`ReturnsNothing`), or something with None in it.
    NotAttempted
        If it returns ``...``, something with it in it, or None without having done anything, as an
        unfilled function does.
    """
    if not callable(function):
        raise Hint(
            "no function", f"a function is asked for, and yours is {_shown(function)}."
        )
    name = name_of(function)
    limit = TIME_LIMIT if time_limit is None else time_limit
    try:
        result = run_with_limit(function, arguments, limit)
    except OutOfTimeError:
        raise _about_an_endless_loop(name, f"stopped after {limit:g} seconds") from None
    except KeyboardInterrupt:
        raise _about_an_endless_loop(name, "interrupted") from None
    except BaseException as error:
        raise _about_a_stop(name, error, arguments) from None
    return _something(result, name, function)


def _about_an_endless_loop(name: str, ended: str) -> Hint:
    return Hint("never ends", f"{name} was {ended}. Does a loop in it never end?")


def _about_a_stop(name: str, error: BaseException, arguments: tuple) -> Hint:
    said = said_by(error)
    if type(error) is TypeError and "argument" in said and _never_began(error):
        return Hint(
            "other arguments",
            f"{name} is called with {len(arguments)} arguments and can't take them: {said}.",
        )
    kind = type(error).__name__
    return Hint(f"stops with {kind}", f"{name} stops with {kind}: {said}.")


def _something(result: Any, name: str, function: Callable) -> Any:
    """Give what a function returned, if it is something."""
    if iscoroutine(result):
        result.close()
        raise Hint("async def", f"{name} begins with async def, and a plain def is asked for.")
    if holds_ellipsis(result) or result is None and not has_code(function):
        raise NotAttempted
    if result is None:
        raise ReturnsNothing(
            "returns nothing", f"{name} returns nothing. Does it say return, whichever way it goes?"
        )
    if holds_none(result):
        raise Hint(
            "None in what it returns",
            f"in what {name} returns there is a None. Is it what append, sort, shuffle or print "
            "gave back? They change or show something, and give back nothing.",
        )
    return result


def parts(result: Any, *names: str) -> list:
    """Take a result that has to be several things in a fixed order, of the given names.

    Raises
    ------
    Hint
        If they are more or fewer, or no tuple or list.
    """
    if isinstance(result, (tuple, list)) and len(result) == len(names):
        return list(result)
    count = {2: "two", 3: "three", 4: "four"}.get(len(names), len(names))
    raise Hint(
        "another number of results",
        f"the function should return {count} things: {', '.join(names[:-1])} and {names[-1]}.",
    )


def has_code(function: Callable) -> bool:
    """Say whether a function does more than hand back one constant, as an unfilled one does."""
    code = getattr(function, "__code__", None)
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return code is not None and any(step.opname not in idle for step in dis.get_instructions(code))


def _never_began(error: BaseException) -> bool:
    """Say whether an error was raised by a call itself, before a line of the function ran."""
    last = error.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    return last.tb_frame.f_globals.get("__name__") == run_with_limit.__module__


def name_of(function: Callable) -> str:
    """Give the name of a student's function, or words that stand for it."""
    name = getattr(function, "__name__", None)
    return name[:60] if isinstance(name, str) and name else "your function"


_TEXT = (str, bytes, bytearray)


def _as_array(answer: Any, what: str) -> np.ndarray:
    if isinstance(answer, _TEXT):
        raise Hint(
            "text in place of a number",
            f"{what} should be a number without quotes, and yours is the text {_shown(answer)}.",
        )
    if callable(answer) and not hasattr(type(answer), "__array__"):
        raise Hint(
            "function not called",
            f"{what} should be a number, and yours is a function. Did you call it?",
        )
    if isinstance(answer, (set, frozenset, dict)):
        raise Hint(
            "no fixed order",
            f"{what} should be in a fixed order, as in a list, and yours is a "
            f"{type(answer).__name__}.",
        )
    try:
        return np.array(run_with_limit(_Numbers(what).plain, (answer,), TIME_LIMIT), dtype=float)
    except (Hint, KeyboardInterrupt):
        raise
    except OverflowError:
        raise Hint(
            "far too large", f"{what} is asked for, and yours is far too large a number."
        ) from None
    except BaseException:
        raise Hint(
            "no numbers", f"{what} should be made of numbers, and yours is {_shown(answer)}."
        ) from None


class _Numbers:
    """Takes numbers out of whatever holds them, and counts them before it is too late."""

    def __init__(self, what: str):
        self._what = what
        self._count = 0

    def plain(self, part: Any, depth: int = 0) -> Any:
        """Give a float, an array, or a list of such things."""
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        if isinstance(part, _NO_NUMBERS):
            raise TypeError("text, dates, complex numbers and records are no numbers")
        if isinstance(part, _NUMBERS):
            return float(part)
        if hasattr(type(part), "__array__") or hasattr(type(part), "__array_interface__"):
            if hasattr(part, "detach"):  # PyTorch's
                part = part.detach().cpu()
            return self._plain_array(np.asanyarray(part), depth)
        if hasattr(type(part), "__len__") and hasattr(type(part), "__iter__"):
            self._add(len(part))
            return [self.plain(one, depth + 1) for one in islice(part, len(part))]
        return float(part)

    def _plain_array(self, values: np.ndarray, depth: int) -> Any:
        self._add(values.size)
        if np.ma.is_masked(values):
            raise TypeError("what is masked is no number")
        if values.dtype == object:
            if values.ndim == 0:
                return self.plain(values.item(), depth + 1)
            parts = [self.plain(part, depth + 1) for part in values.flat]
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
                "too many numbers",
                f"{self._what} should be a few numbers, and yours are more than {MOST_NUMBERS:,}.",
            )


# A span of time counts as an integer in NumPy, so these come first.
_NO_NUMBERS = (*_TEXT, complex, dict, set, frozenset, np.character, np.complexfloating,
               np.datetime64, np.timedelta64, np.void)
_NUMBERS = (int, float, Fraction, Decimal, np.bool_, np.integer, np.floating)


class _Shortened(reprlib.Repr):
    """Shows the beginning of what is long, and never more of it."""

    def __init__(self):
        super().__init__()
        self.maxstring = self.maxlong = self.maxother = 60
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 6


def _shown(answer: Any, limit: int = 60) -> str:
    try:
        text = _Shortened().repr(answer)
    except Exception:
        text = f"something of the kind {type(answer).__name__}"
    return text if len(text) <= limit else text[: limit - 1] + "…"
