"""What students answer, turned into plain values, or into a hint when the kind is wrong.

Every converter accepts whatever means the same: int or float, list, tuple or array, NumPy or
the tensor of a Keras backend.
"""

from __future__ import annotations

import dis
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.checks.mechanism import Hint, NotAttempted, is_unfilled

TIME_LIMIT = 5.0


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
        raise Hint(f"{what} should be a whole number, and yours is {value:g}.")
    return round(value)


def array(answer: Any, what: str, shape: tuple[int | None, ...] | None = None) -> np.ndarray:
    """Take an answer that has to be an array of finite numbers.

    Parameters
    ----------
    answer : Any
        The student's answer.
    what : str
        What the numbers are, for the hint: "the weights".
    shape : tuple of int or None, optional
        The wanted shape, with None for a length that doesn't matter.

    Returns
    -------
    numpy.ndarray
        The numbers as float64, in the wanted shape.

    Raises
    ------
    Hint
        If they are no numbers, not finite, or of another shape.
    """
    if isinstance(answer, str):
        raise Hint(
            f"{what} should be numbers in a list, such as [1, 2], without quotes, and yours is the "
            f"text {answer!r}."
        )
    values = _as_array(answer, what)
    if shape is not None and not (
        len(shape) == values.ndim
        and all(wanted in (None, came) for wanted, came in zip(shape, values.shape, strict=True))
    ):
        wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape)
        wanted += ",)" if len(shape) == 1 else ")"
        raise Hint(f"{what} should have the shape {wanted}, and yours has {values.shape}.")
    if not np.all(np.isfinite(values)):
        raise Hint(f"{what} should be finite numbers, and some of yours are infinite or nan.")
    return values


def choice(answer: Any, what: str, options: Sequence[str]) -> str:
    """Take an answer that has to be one of a few words.

    Parameters
    ----------
    answer : Any
        The student's answer; capitals and spaces around it don't matter.
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
    wanted = {option.casefold(): option for option in options}
    chosen = answer.strip().casefold() if isinstance(answer, str) else None
    if chosen not in wanted:
        listed = ", ".join(f'"{option}"' for option in options)
        raise Hint(f"{what} should be one of {listed}, and yours is {_shown(answer)}.")
    return wanted[chosen]


def call(function: Callable, *arguments, time_limit: float = TIME_LIMIT) -> Any:
    """Call a student's function, whatever it does.

    Parameters
    ----------
    function : callable
        The student's function.
    *arguments
        What to call it with.
    time_limit : float
        Seconds after which it is stopped.

    Returns
    -------
    Any
        What the function returned.

    Raises
    ------
    Hint
        If it can't be called, raises, runs for longer than the time limit, or computes something
        and returns nothing.
    NotAttempted
        If it returns ``...``, something with it or with None in it, or None without having done
        anything, as an unfilled function does.
    """
    if not callable(function):
        raise Hint(f"a function is asked for, and yours is {_shown(function)}.")
    name = getattr(function, "__name__", "your function")
    try:
        result = _call_with_limit(function, arguments, time_limit)
    except _OutOfTimeError:
        raise Hint(
            f"{name} was stopped after {time_limit:g} seconds. Does a loop in it never end?"
        ) from None
    except TypeError as error:
        if "argument" in str(error) and error.__traceback__.tb_next.tb_next is None:
            raise Hint(
                f"{name} is called with {len(arguments)} arguments and can't take them: {error}."
            ) from None
        raise Hint(f"{name} stops with TypeError: {error}.") from None
    except (Exception, SystemExit) as error:
        raise Hint(f"{name} stops with {type(error).__name__}: {error}.") from None
    if result is None and _has_code(function):
        raise Hint(f"{name} returns nothing. Does it say return, whichever way it goes?")
    if is_unfilled(result):
        raise NotAttempted
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
    if isinstance(result, (tuple, list)) and len(result) == len(names):
        return list(result)
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
    if callable(answer) and not hasattr(answer, "layers"):
        # The time limit traces every line, which slows the building of a network down.
        answer = call(answer, time_limit=60.0)
    if not (hasattr(answer, "layers") and hasattr(answer, "count_params")):
        raise Hint(
            "a Keras network is asked for, as keras.Sequential([...]) makes it, and yours is of "
            f"the kind {type(answer).__name__}."
        )
    return answer


def _has_code(function: Callable) -> bool:
    """Say whether a function does more than hand back one constant, as an unfilled one does."""
    code = getattr(function, "__code__", None)
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return code is not None and any(step.opname not in idle for step in dis.get_instructions(code))


class _OutOfTimeError(BaseException):
    """Not an Exception, so that an ``except Exception`` in a student's loop lets it pass."""

    def __init__(self, when_dropped: Callable):
        super().__init__()
        self._when_dropped = when_dropped

    def __del__(self):
        self._when_dropped(sys._getframe(1))


def _call_with_limit(function: Callable, arguments: tuple, time_limit: float) -> Any:
    # A trace function works in any thread and on Windows, where signals do not.
    deadline = time.monotonic() + time_limit
    is_running = True

    def watch(frame, event, argument):
        if time.monotonic() > deadline:
            raise _OutOfTimeError(watch_again)
        return watch

    def watch_again(frame):
        # Python stops tracing when a trace function raises. If a bare except drops the error
        # while the function still runs, it is raised again at the next line.
        if is_running:
            frame.f_trace = watch
            sys.settrace(watch)

    tracer_before = sys.gettrace()
    sys.settrace(watch)
    try:
        return function(*arguments)
    finally:
        is_running = False
        sys.settrace(tracer_before)


def _as_array(answer: Any, what: str) -> np.ndarray:
    if isinstance(answer, str):
        raise Hint(f"{what} should be a number without quotes, and yours is the text {answer!r}.")
    if callable(answer) and not hasattr(answer, "__array__"):
        raise Hint(f"{what} should be a number, and yours is a function. Did you call it?")
    if isinstance(answer, (set, frozenset, dict)):
        raise Hint(f"{what} should be in a fixed order, as in a list, and yours is a "
                   f"{type(answer).__name__}.")
    if hasattr(answer, "detach"):
        answer = answer.detach().cpu()
    try:
        values = np.asarray(answer)
        if values.dtype.kind not in "biuf":
            values = np.array(answer, dtype=float)
        return values.astype(float)
    except Exception:
        raise Hint(f"{what} should be made of numbers, and yours is {_shown(answer)}.") from None


def _shown(answer: Any, limit: int = 60) -> str:
    try:
        text = repr(answer)
    except Exception:
        text = f"a {type(answer).__name__}"
    return text if len(text) <= limit else text[: limit - 1] + "…"
