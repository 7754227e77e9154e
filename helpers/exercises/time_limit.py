"""A time limit for what students write.

Where the system has an alarm clock, in the main thread of Linux and macOS, it rings when the time
is up: that costs nothing before, and wakes a function that sleeps. Elsewhere the clock is read at
every line of Python. Neither can stop a single call into C that never comes back to Python, such
as ``sum(range(10**15))``.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

RINGS_AGAIN_AFTER = 0.05
SOONEST = 0.00005


class OutOfTimeError(BaseException):
    """Not an Exception, so that an ``except Exception`` in a student's loop lets it pass."""


def run_with_limit(
    function: Callable, arguments: tuple, seconds: float, else_by_line: bool = True
) -> Any:
    """Call a function, and raise `OutOfTimeError` when its time is up.

    To read the clock at every line, where there is no alarm, slows long calculations down; without
    `else_by_line` there is no limit there.
    """
    if _has_alarm():
        return _run_by_alarm(function, arguments, seconds)
    if else_by_line:
        return _run_by_line(function, arguments, seconds)
    return function(*arguments)


def _run_by_alarm(function: Callable, arguments: tuple, seconds: float) -> Any:
    handler_before = signal.getsignal(signal.SIGALRM)
    left_before, _ = signal.getitimer(signal.ITIMER_REAL)
    start = monotonic()
    signal.signal(signal.SIGALRM, _ring)
    # A bare except in a student's loop swallows the first ring. So it rings on, sooner and sooner,
    # until it meets the loop outside of its try.
    first = min(seconds, left_before or seconds)
    signal.setitimer(signal.ITIMER_REAL, first, RINGS_AGAIN_AFTER)
    try:
        return _call(function, arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler_before)
        if left_before:
            left = left_before - (monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.001), RINGS_AGAIN_AFTER)


def _call(function: Callable, arguments: tuple) -> Any:
    return function(*arguments)


def _ring(number, frame):
    """Stop the function; a ring while the clock is set or put back would leave it running."""
    if frame.f_code is _ring.__code__:
        return
    while frame and frame.f_code not in (_call.__code__, _run_by_alarm.__code__):
        frame = frame.f_back
    if frame and frame.f_code is _call.__code__:
        _, interval = signal.getitimer(signal.ITIMER_REAL)
        if interval > SOONEST:
            signal.setitimer(signal.ITIMER_REAL, interval / 2, interval / 2)
        raise OutOfTimeError


def _run_by_line(function: Callable, arguments: tuple, seconds: float) -> Any:
    deadline, tracer_before = monotonic() + seconds, sys.gettrace()

    def watch(frame, event, argument):
        if monotonic() >= deadline:
            raise OutOfTimeError
        return watch

    sys.settrace(watch)
    try:
        return function(*arguments)
    finally:
        sys.settrace(tracer_before)


def _has_alarm() -> bool:
    """Say whether there is an alarm clock that nobody but this module uses."""
    if not hasattr(signal, "setitimer"):
        return False
    if threading.current_thread() is not threading.main_thread():
        return False
    handler = signal.getsignal(signal.SIGALRM)
    return handler is _ring or (
        handler is signal.SIG_DFL and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    )
