"""A time limit for what students write, whatever it does.

Where the system has an alarm clock, in the main thread of Linux and macOS, it rings when the time
is up: that costs nothing before, and wakes a function that sleeps. Elsewhere the clock is read at
every line of Python. Neither can stop a single call into C that never comes back to Python, such
as ``sum(range(10**15))``.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

RINGS_AGAIN_AFTER = 0.05


class OutOfTimeError(BaseException):
    """Not an Exception, so that an ``except Exception`` in a student's loop lets it pass."""

    def __init__(self, when_dropped: Callable):
        super().__init__()
        self._when_dropped = when_dropped

    def __del__(self):
        self._when_dropped(sys._getframe(1))


class _Limit:
    """Stops the one call that it is made for."""

    def __init__(self, seconds: float):
        self._deadline = time.monotonic() + seconds
        self._is_running = True
        self._is_reporting = False
        self._report_before = sys.unraisablehook

    def watch(self, frame, event, argument):
        """Raise at the first line after the deadline, as a trace function."""
        if self._is_running and time.monotonic() >= self._deadline:
            raise OutOfTimeError(self._watch_again)
        return self.watch

    def ring(self, number, frame):
        """Raise at once, as the handler of an alarm."""
        # What is raised while an error is being dropped would be printed, and lost.
        is_dropping = frame is not None and frame.f_code in (
            OutOfTimeError.__del__.__code__, self._watch_again.__code__
        )
        if self._is_running and not is_dropping and not self._is_reporting:
            raise OutOfTimeError(self._watch_again)

    def report(self, unraisable):
        """Pass on what could not be raised, as an unraisable hook, but for what a ring has raised.

        Where it rings while Python tidies up, nothing can be raised; it rings again soon.
        """
        self._is_reporting = True
        try:
            if not issubclass(unraisable.exc_type, OutOfTimeError):
                self._report_before(unraisable)
        finally:
            self._is_reporting = False

    def end(self):
        """Let pass whatever happens from now on."""
        self._is_running = False

    def _watch_again(self, frame):
        # Python stops tracing when a trace function raises. If a bare except drops the error
        # while the function still runs, it is raised again at the next line.
        if self._is_running:
            frame.f_trace = self.watch
            sys.settrace(self.watch)


def run_with_limit(
    function: Callable, arguments: tuple, seconds: float, else_by_line: bool = True
) -> Any:
    """Call a function and stop it when its time is up.

    Parameters
    ----------
    function : callable
        What to call.
    arguments : tuple
        What to call it with.
    seconds : float
        Time after which it is stopped, in s.
    else_by_line : bool
        Whether to read the clock at every line where there is no alarm, which slows long
        calculations down. Without it there is no limit there.

    Returns
    -------
    Any
        What the function returned.

    Raises
    ------
    OutOfTimeError
        If the time was up first. Whatever the function raises passes as well.
    """
    tracer_before = sys.gettrace()
    if not _has_alarm():
        limit = _Limit(seconds)
        if else_by_line:
            sys.settrace(limit.watch)
        try:
            try:
                return function(*arguments)
            finally:
                limit.end()
        finally:
            # Once more, in case that the time was up at the line above.
            limit.end()
            sys.settrace(tracer_before)
    handler_before = signal.getsignal(signal.SIGALRM)
    left_before, _ = signal.getitimer(signal.ITIMER_REAL)
    seconds = min(seconds, left_before or seconds)
    limit, start = _Limit(seconds), time.monotonic()
    report_before, sys.unraisablehook = sys.unraisablehook, limit.report
    signal.signal(signal.SIGALRM, limit.ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, RINGS_AGAIN_AFTER)
    try:
        try:
            return function(*arguments)
        finally:
            limit.end()
    finally:
        limit.end()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler_before)
        sys.unraisablehook = report_before
        sys.settrace(tracer_before)
        if left_before:
            left = left_before - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.001), RINGS_AGAIN_AFTER)


def _has_alarm() -> bool:
    """Say whether there is an alarm clock that nobody but this module uses."""
    if not hasattr(signal, "setitimer"):
        return False
    if threading.current_thread() is not threading.main_thread():
        return False
    handler = signal.getsignal(signal.SIGALRM)
    is_ours = isinstance(getattr(handler, "__self__", None), _Limit)
    return is_ours or (
        handler is signal.SIG_DFL and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    )
