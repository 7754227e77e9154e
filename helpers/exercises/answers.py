"""What students answer, turned into plain values, or into a hint when the kind is wrong.

Every converter accepts whatever means the same: int or float, list, tuple or array, NumPy or
the tensor of a Keras backend. `what` is what an answer is called in the hint: "the bias".
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from helpers.exercises.verdicts import Hint, shortened

MOST_NUMBERS = 100_000

_TEXT = (str, bytes, bytearray)
_COMMA = (
    "(If the comma was meant to be inside a number: Python writes a point there, as in 1.5, and "
    "nothing between thousands, as in 12000.)"
)


def number(answer: Any, what: str) -> float:
    """Take an answer that has to be one finite number."""
    if isinstance(answer, _TEXT):
        raise Hint(
            "text in place of a number",
            f"{what} should be a number without quotes, and yours is the text "
            f"{shortened(answer)}.",
        )
    if isinstance(answer, (bool, np.bool_)):
        raise Hint("truth value", f"{what} should be a number, and yours is {answer}, the result "
                   "of a comparison.")
    values = _as_array(answer, what, "a number")
    if values.size != 1:
        note = f" {_COMMA}" if isinstance(answer, tuple) and _may_be_a_comma(answer) else ""
        raise Hint(
            "several numbers",
            f"{what} should be one number, and yours are {values.size} numbers.{note}",
        )
    value = float(values.reshape(()))
    if not np.isfinite(value):
        raise Hint("not finite", f"{what} should be a finite number, and yours is {value}.")
    return value


def _may_be_a_comma(answer: Any) -> bool:
    is_short = isinstance(answer, (list, tuple)) and len(answer) <= 4
    return is_short and all(type(part) is int for part in answer)


def integer(answer: Any, what: str) -> int:
    """Take an answer that has to be one whole number (``6`` or ``6.0``)."""
    value = number(answer, what)
    if value != round(value):
        shown = in_digits(value, unlike=round(value))
        raise Hint("not whole", f"{what} should be a whole number, and yours is {shown}.")
    return round(value)


def accuracy(answer: Any, what: str = "the accuracy") -> float:
    """Take an accuracy, written as 0.98, 98, "98 %" or "0,98", as a fraction."""
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


def rate_and_momentum(learning_rate: Any, momentum: Any) -> tuple[float, float]:
    """Take a learning rate above 0 and a momentum from 0 to below 1."""
    rate, kept = number(learning_rate, "the learning rate"), number(momentum, "the momentum")
    if rate <= 0:
        raise Hint("not downhill", "a learning rate of 0 or less never goes downhill.")
    if not 0 <= kept < 1:
        raise Hint("momentum out of range", "the momentum is the part of the last step that is "
                   f"kept, from 0 to below 1, and yours is {kept:g}.")
    return rate, kept


def in_digits(value: float, unlike: float) -> str:
    """Write a number in few digits that don't look like `unlike`: 3050.9999999999, not 3051."""
    short = f"{value:g}"
    return repr(value) if float(short) == unlike else short


def array(
    answer: Any, what: str, shape: tuple[int | None, ...] | None = None, finite: bool = True
) -> np.ndarray:
    """Take an answer that has to be an array of numbers, finite ones as a rule, as float64.

    The wanted shape has None for a length that doesn't matter. Where one axis is wanted, a column
    or a row will do as well.
    """
    if isinstance(answer, _TEXT):
        raise Hint(
            "text in place of numbers",
            f"{what} should be numbers in a list, such as [1, 2], without quotes, and yours is the "
            f"text {shortened(answer)}.",
        )
    values = _as_array(answer, what, "numbers")
    if shape is not None:
        values = _shaped(values, answer, what, shape)
    if finite and not np.all(np.isfinite(values)):
        raise Hint(
            "not finite", f"{what} should be finite numbers, and some of yours are infinite or nan."
        )
    return values


def _shaped(values: np.ndarray, answer: Any, what: str, shape: tuple) -> np.ndarray:
    if len(shape) == 1 and values.size == max(values.shape, default=0):
        values = values.ravel()
    if len(shape) == values.ndim and all(
        wanted in (None, came) for wanted, came in zip(shape, values.shape, strict=True)
    ):
        return values
    is_longer = len(shape) == values.ndim == 1 and len(values) > shape[0]
    note = f" {_COMMA}" if is_longer and _may_be_a_comma(answer) else ""
    raise Hint(
        "another shape",
        f"{what} should be {shape_in_words(shape)}, and yours is {shape_in_words(values.shape)}."
        f"{note}",
    )


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

    Capitals don't matter, nor what stands around it: spaces, stars, quotes, a full stop or a
    bracket at its end, a comma behind it that makes a tuple, or words of `what` before it. A
    hyphen or an underscore counts as a space.
    """
    given = answer
    if isinstance(given, (list, tuple)) and len(given) == 1:
        (given,) = given
    if isinstance(given, str):
        wanted = _in_plain_words(given)
        named = set(_in_plain_words(what).split())
        for first in (wanted, " ".join(word for word in wanted.split() if word not in named)):
            chosen = [option for option in options if _in_plain_words(option) == first]
            if len(chosen) == 1:
                return chosen[0]
    listed = ", ".join(f'"{option}"' for option in options)
    raise Hint(
        "no such choice", f"{what} should be one of {listed}, and yours is {shortened(answer)}."
    )


def _in_plain_words(text: str) -> str:
    text = text.casefold().lstrip(" \t\n*`\"'").rstrip(" \t\n*`\"'.)]")
    # The first sign stays: "-1" isn't "1".
    words = text[:1] + text[1:].replace("-", " ").replace("_", " ")
    return " ".join(words.split())


def parts(result: Any, *names: str) -> list:
    """Take a result that has to be several things in a fixed order, of the given names."""
    if isinstance(result, (tuple, list)) and len(result) == len(names):
        return list(result)
    came = f"{len(result)} things" if isinstance(result, (tuple, list)) else "one thing"
    count = {2: "two", 3: "three", 4: "four"}.get(len(names), len(names))
    raise Hint(
        "another number of results",
        f"the function should return {count} things: {', '.join(names[:-1])} and {names[-1]}. "
        f"Yours returns {came}.",
    )


def _as_array(answer: Any, what: str, wanted: str) -> np.ndarray:
    if callable(answer) and not hasattr(type(answer), "__array__"):
        raise Hint("function not called", f"{what} should be {wanted}, and yours is "
                   f"{_callable_in_words(answer)}")
    if isinstance(answer, (set, frozenset, Mapping)):
        kind = wanted if wanted == "a number" else "in a fixed order, as in a list"
        raise Hint(
            "no fixed order", f"{what} should be {kind}, and yours is a {type(answer).__name__}."
        )
    try:
        values = np.asarray(_plain(answer))
        if values.dtype.kind not in "biufOV":  # the short floats of Keras are of the kind V
            raise TypeError("text, dates and complex numbers are no numbers here")
        return values.astype(float)
    except Exception:
        if _has_parts_of_different_lengths(answer):
            raise Hint(
                "parts of different lengths",
                f"{what} should be {wanted}, and the parts of yours have different lengths: "
                f"{shortened(answer)}. Is one missing, or is something there that isn't asked for?",
            ) from None
        raise Hint(
            "no numbers", f"{what} should be made of numbers, and yours is {shortened(answer)}."
        ) from None


def _callable_in_words(answer: Any) -> str:
    """Tell a function that wasn't called from a class, and from a network or a layer."""
    if isinstance(answer, type):
        return f"the class {answer.__name__}."
    if hasattr(answer, "get_config"):
        return f"a Keras object, {type(answer).__name__}."
    return "a function. Did you call it?"


def _plain(part: Any) -> Any:
    """Make lists of whatever holds several things and is no array."""
    if isinstance(part, (int, float)):
        return part
    if hasattr(part, "detach"):  # PyTorch's
        return part.detach().cpu()
    if isinstance(part, (*_TEXT, Mapping)) or hasattr(type(part), "__array__"):
        return part
    if isinstance(part, Iterable):
        return [_plain(one) for one in islice(part, MOST_NUMBERS)]
    return part


def _has_parts_of_different_lengths(answer: Any) -> bool:
    if not isinstance(answer, (list, tuple)) or any(isinstance(part, _TEXT) for part in answer):
        return False
    with contextlib.suppress(Exception):
        return len({len(part) if np.ndim(part) else 1 for part in answer}) > 1
    return False
