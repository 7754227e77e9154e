"""Waiting for what another process does, but never for ever."""

import time
from collections.abc import Callable


def wait_until(happened: Callable, seconds: float, complaint: str, pause: float = 0.2):
    """Ask again and again, and give the first answer that is true; fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not (answer := happened()):
        if time.monotonic() > deadline:
            raise AssertionError(f"within {seconds} s {complaint}")
        time.sleep(pause)
    return answer
