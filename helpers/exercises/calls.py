"""What students write as a function, called: it may stop, run for ever, print or give nothing."""

from __future__ import annotations

import contextlib
import dis
import inspect
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from helpers.exercises.gaps import holds_ellipsis, holds_none
from helpers.exercises.reasons import reason_of
from helpers.exercises.time_limit import OutOfTimeError, run_with_limit
from helpers.exercises.verdicts import Hint, NotAttempted, shortened

TIME_LIMIT = 5.0
SHOWN = 2_000
MOST_PRINTED = 100_000


class ReturnsNothing(Hint):
    """A function that did something, and gave back None."""


class PrintsTooMuchError(BaseException):
    """Not an Exception, so that an ``except Exception`` in a student's loop lets it pass."""


def call(function: Callable, *arguments, time_limit: float | None = None) -> Any:
    """Call a student's function, whatever it does, and give what it returns.

    It is stopped after `time_limit` seconds, or after `TIME_LIMIT`. A hint says if it can't be
    called, stops (the error is the hint's ``__cause__``), never ends, prints without end, or
    returns nothing (`ReturnsNothing`) or something with None in it. `NotAttempted` says that it
    returns ``...``, something with it in it, or None without having done anything, as an unfilled
    function does.
    """
    if not callable(function):
        raise Hint(
            "no function",
            f"a function is asked for, and yours is {shortened(function)}. Hand in the function "
            "itself, by its name alone: brackets behind the name would call it, and hand in what "
            "it returns.",
        )
    name = name_of(function)
    _see_that_it_takes(function, name, len(arguments))
    limit = TIME_LIMIT if time_limit is None else time_limit
    try:
        with _output_counted() as output:
            result = run_with_limit(function, arguments, limit)
    except OutOfTimeError:
        raise _about_an_endless_loop(name, f"stopped after {limit:g} seconds") from None
    except KeyboardInterrupt:
        raise _about_an_endless_loop(name, "interrupted") from None
    except PrintsTooMuchError:
        raise Hint(
            "prints too much",
            f"{name} was stopped, since it had printed {MOST_PRINTED:,} characters; only the "
            "first are shown. Is there a print in a loop that should come out?",
        ) from None
    except BaseException as error:
        kind = type(error).__name__
        notes = _about_shapes(function, arguments, error) + _about_what_it_wasnt_given(function)
        raise Hint(
            f"stops with {kind}", f"{name} stops with {kind}: {reason_of(error)}{notes}"
        ) from error
    return _something(result, name, function, has_printed=output.count > 0)


def _see_that_it_takes(function: Callable, name: str, count: int) -> None:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a function written in C has none
        return
    try:
        signature.bind(*[None] * count)
    except TypeError:
        takes = ", ".join(map(str, signature.parameters.values())) or "nothing"
        raise Hint(
            "other arguments",
            f"{name} is called with {count} argument{'s' * (count != 1)}, and yours takes "
            f"{takes}.",
        ) from None


def _about_shapes(function: Callable, arguments: tuple, error: BaseException) -> str:
    """Name the shapes of the arrays that a function was called with, if it may be they."""
    arrays = [isinstance(argument, np.ndarray) for argument in arguments]
    if not any(arrays) or not isinstance(error, (IndexError, ValueError)):
        return ""
    try:
        names = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return ""
    shapes = [f"{name} of shape {argument.shape}"
              for name, argument, is_array in zip(names, arguments, arrays, strict=False)
              if is_array]
    return f" (The check calls it with {', '.join(shapes)}.)"


def _about_what_it_wasnt_given(function: Callable) -> str:
    """Name an array of the notebook that a function reads, since checks hand in their own."""
    code = getattr(function, "__code__", None)
    names = getattr(code, "co_names", ())
    outside = [name for name in names if isinstance(function.__globals__.get(name), np.ndarray)]
    if not outside:
        return ""
    return (f" (It reads {outside[0]}, which it isn't given: the check calls it with other numbers "
            "than the notebook's.)")


def _about_an_endless_loop(name: str, ended: str) -> Hint:
    return Hint("never ends", f"{name} was {ended}. Does a loop in it never end?")


class _Output(io.TextIOBase):
    """Counts what is printed, shows the beginning, and stops what goes on and on."""

    def __init__(self, stream: Any):
        self._stream = stream
        self.count = 0

    def write(self, text: str) -> int:
        before, self.count = self.count, self.count + len(text)
        if before < SHOWN:
            self._stream.write(text[: SHOWN - before])
            if self.count >= SHOWN:
                self._stream.write("…\n")
        if self.count > MOST_PRINTED:
            raise PrintsTooMuchError
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


@contextlib.contextmanager
def _output_counted() -> Iterator[_Output]:
    output = _Output(sys.stdout)
    with contextlib.redirect_stdout(output):
        yield output


def _something(result: Any, name: str, function: Callable, has_printed: bool) -> Any:
    """Give what a function returned, if it is something."""
    if inspect.iscoroutine(result):
        result.close()
        raise Hint("async def", f"{name} begins with async def, and a plain def is asked for.")
    if holds_ellipsis(result):
        raise NotAttempted(
            f"not attempted yet: {name} still returns a ... where your answer should stand."
        )
    if result is None and not has_code(function):
        raise NotAttempted
    if result is None and has_printed:
        raise ReturnsNothing(
            "printed, not returned",
            f"{name} prints something and returns nothing. print only shows a value; return hands "
            "it back.",
        )
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


def has_code(function: Callable) -> bool:
    """Say whether a function does more than hand back one constant, as an unfilled one does."""
    code = getattr(function, "__code__", None)
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return code is not None and any(step.opname not in idle for step in dis.get_instructions(code))


def name_of(function: Callable) -> str:
    """Give the name of a student's function, or words that stand for it."""
    name = getattr(function, "__name__", None)
    return name[:60] if isinstance(name, str) and name else "your function"
