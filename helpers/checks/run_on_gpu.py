"""Checks of the notebook 00_run_on_gpu: honest timing, overhead and arithmetic, a seven misread."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

from helpers import device
from helpers.exercises import Exercises, Hint, array, call, expect, number
from helpers.exercises.networks import outputs_of, ready_network
from helpers.widgets import a_seven, as_mnist

exercises = Exercises("00_run_on_gpu")
summary = exercises.summary

MOST_PIXELS = 100  # the seven has ink in 131

digits_read = exercises.prediction(1, "new digits read correctly, out of 100")
a_thousand_digits = exercises.prediction(2, "a thousand digits against one")

PREPARING, LAUNCHING, COMPUTING = 5.3, 0.001, 2.0  # the .3 tells the first from the others
CLOCKS = ("perf_counter", "time", "monotonic")


@dataclass
class _Result:
    done_at: float


def _results_in(value: Any) -> list[_Result]:
    together = value if isinstance(value, (tuple, list)) else [value]
    return [one for one in together if isinstance(one, _Result)]


class _PretendGpu:
    """A device with a clock of its own: it prepares once, returns at once, and computes on."""

    now, done_at, calls, waits, got_function = 1000.0, 0.0, 0, 0, False

    def compute(self) -> _Result:
        self.now += LAUNCHING if self.calls else PREPARING
        self.calls += 1
        self.done_at = max(self.now, self.done_at) + COMPUTING
        return _Result(self.done_at)

    def synchronise(self, value: Any) -> Any:
        self.got_function |= callable(value)
        for result in _results_in(value):
            self.waits += 1
            self.now = max(self.now, result.done_at)
        return value

    def times(self, stopwatch: Callable) -> Any:
        """Let a student's stopwatch run by this device's clock."""
        clocks = dict.fromkeys(CLOCKS, lambda: self.now)
        clocks |= dict.fromkeys([f"{name}_ns" for name in CLOCKS], lambda: int(1e9 * self.now))
        pretend = {getattr(time, name): clock for name, clock in clocks.items()}
        function = inspect.unwrap(getattr(stopwatch, "func", stopwatch))
        names = getattr(function, "__globals__", {})
        imported = {  # by "from time import perf_counter"
            name: pretend[value] for name, value in names.items()
            if type(value) is type(time.time) and value in pretend
        }
        with (
            patch.multiple(time, **clocks),
            patch.dict(names, imported),
            patch.object(device, "synchronise", self.synchronise),
        ):
            return call(stopwatch, self.compute)


@exercises.check(1, "An honest stopwatch")
def honest_stopwatch(honest_seconds: Callable) -> str:
    """Check a function that times a computation on a device that prepares and runs on."""
    gpu = _PretendGpu()
    answer = gpu.times(honest_seconds)
    if _results_in(answer):
        raise Hint("result returned", "your function returns the result of the computation. Return "
                   "how many seconds it took, and nothing else.")
    seconds = number(answer, "what your function returns")
    if not gpu.calls:
        raise Hint("never called", "your function never calls computation: computation()")
    honest = COMPUTING + LAUNCHING
    if abs(seconds - honest) < LAUNCHING / 2:
        return ("the first call has finished before your clock starts, and the clock runs until "
                "the result is there.")
    raise _about_another_time(seconds, honest, gpu)


def _about_another_time(seconds: float, honest: float, gpu: _PretendGpu) -> Hint:
    told = (f"on the pretend GPU such a call takes {honest:g} s, and your stopwatch says  "
            f"{seconds:.4g} s: ")
    also = "" if gpu.waits else " And does it wait for the result?"
    hints = [
        (seconds < 0, Hint("negative", "which time do you subtract from which?")),
        (gpu.waits and seconds == 0,
         Hint("nothing timed", "what happens between your looks at the clock?")),
        (gpu.calls > 1 and abs(seconds - 2 * COMPUTING) < 2 * LAUNCHING,
         Hint("two calls in one", "that's the arithmetic of two calls. Has the first one finished "
              "when your clock starts?")),
        (abs(seconds - 1000 * honest) < 1,
         Hint("in milliseconds", "return seconds, not milliseconds.")),
        (seconds > 1000, Hint("clock itself", "that's what the clock says. How long ago did it "
                              "start?")),
        (gpu.got_function, Hint("function waited for", "synchronise got the function itself, and "
                                "doesn't wait for that. What does computation() give back?")),
        (abs(seconds % 1 - PREPARING % 1) < 0.1,
         Hint("first call counted", "that includes preparing the first call." + also)),
        (abs(seconds - COMPUTING) < LAUNCHING / 2,
         Hint("start not timed", "that's the arithmetic alone. Does your clock start before the "
              "call, and do you return all the decimals?")),
        (not gpu.waits, Hint("not waited", "it read the clock before the result was there. Which "
                             "function waits for a result?")),
        (seconds < COMPUTING / 2,
         Hint("waited too late", "you do wait, but not while the clock is running, or not for this "
              "call's result.")),
    ]
    otherwise = Hint("another time", "what else happens while your clock is running? How many "
                     "calls are you timing?")
    return next((hint for happened, hint in hints if happened), otherwise).after(told)


@exercises.check(2, "Ten times the arithmetic")
def ten_times_the_arithmetic(gain_for_one: float, gain_for_thousand: float, times) -> str:
    """Check how much two calls gain if their arithmetic alone takes a tenth of its time."""
    gains = (number(gain_for_one, "gain_for_one"), number(gain_for_thousand, "gain_for_thousand"))
    one, *_, thousand = array(times, 'seconds["cpu"]', (None,))
    per_digit = (thousand - one) / 999
    if not 0 < per_digit < one:
        raise Hint("times disturbed", f"your times are {1000 * one:.3g} ms for 1 digit and  "
                   f"{1000 * thousand:.3g} ms for 1,000: something disturbed them. Time them anew.")
    right = _gains(one, thousand, one - per_digit, per_digit, 1, 0.1)
    wrong_one, wrong_thousand = _wrong_gains(one, thousand, per_digit)
    otherwise_one, otherwise_thousand = _otherwise(gains)
    expect(gains[0], right[0], wrong_one, otherwise=otherwise_one, rtol=0.006, near=0)
    expect(gains[1], right[1], wrong_thousand, otherwise=otherwise_thousand, rtol=0.015, near=0)
    return (f"one digit is {right[0]:.2f} times as fast, a thousand are {right[1]:.1f} times: only "
            "the arithmetic shrinks, and the more of it a call holds, the more it gains.")


def _gains(one: float, thousand: float, overhead: float, digit: float, a: float, b: float) -> tuple:
    """Divide the old times by new ones, with `a` times the overhead, `b` times the arithmetic."""
    return one / (a * overhead + b * digit), thousand / (a * overhead + b * 1000 * digit)


def _wrong_gains(one: float, thousand: float, digit: float) -> tuple[list, list]:
    overhead, share = one - digit, thousand / 1000
    shrunk = _gains(one, thousand, overhead, digit, 0.1, 1)
    with_overhead = _gains(one, thousand, one - share, share, 1, 0.1)
    forgotten = Hint("overhead forgotten", "ten times would be right if all of it were arithmetic. "
                     "One digit pays the overhead, and a thousand in one call pay it, too, once.")
    other_part = Hint("overhead shrunk", "that's the gain if the overhead takes a tenth and the "
                      "arithmetic stays as it is. Which of the two does the faster GPU speed up?")
    for_one = [
        (1, Hint("no arithmetic", "even one digit has some arithmetic, which shrinks. Work it out "
                 "from your times.")),
        (10, forgotten),
        (shrunk[0], other_part),
        (one / overhead + digit / 10, Hint("brackets", "is the whole new time below the fraction "
         "line? Python divides before it adds, unless brackets say otherwise.")),
    ]
    for_thousand = [
        (10, forgotten),
        (thousand / (overhead + digit / 10), Hint(
            "one digit's arithmetic", "one digit is right, but your thousand gain more than ten "
            "times. Does all of their new time stand below the fraction line, with the arithmetic "
            "of a thousand digits?")),
        (one / (overhead + digit / 10), Hint(
            "same gain twice", "one digit is right, and you give a thousand the same gain. They "
            "go in one call: how often does it pay the overhead?")),
        (thousand / (1000 * (overhead + digit / 10)), Hint(
            "overhead each time", "one digit is right, but your thousand pay the overhead a "
            "thousand times. They go in one call.")),
        (shrunk[1], other_part),
        (with_overhead[1], Hint(
            "overhead in the arithmetic", "that's with a thousandth of the long call as the time "
            "per digit, which holds a share of the overhead, too. How many digits' arithmetic lies "
            "between your two times?")),
    ]
    return for_one, for_thousand


def _otherwise(gains: tuple[float, float]) -> tuple[Hint, Hint]:
    if not 0 < min(gains) <= max(gains) < 10.5:
        return (Hint("out of range", "each gain is the old time divided by the new one, and the "
                     "new time is between a tenth of the old and all of it."),) * 2
    if min(gains) < 1:
        return (Hint("upside down", "a gain below 1 would make it slower. Divide the old time by "
                     "the new one, and take one digit's arithmetic out of the overhead."),) * 2
    told = [f"{gain:.4g} isn't what your times give for " for gain in gains]
    return (
        Hint("one digit", f"{told[0]}one digit. Between your two times lies the arithmetic of 999 "
             "digits; what is left of the time for one is overhead."),
        Hint("thousand digits", f"one digit is right, but {told[1]}a thousand. In one call they "
             "pay the overhead once, and a thousand times a tenth of the time per digit."),
    )


@exercises.challenge("The fewest pixels", unit="pixels changed", best="lowest")
def fewest_pixels(tricked: Any, network: Any) -> float:
    """Count the pixels that differ from the seven, in an image that a network reads as another."""
    network = ready_network(network, (28, 28, 1))
    seven = as_mnist(a_seven())
    if hasattr(tricked, "figure"):
        raise Hint("picture", "tricked should be 28 rows of 28 numbers, and yours is the drawing "
                   "that show_reading makes. Call it on a line of its own, without tricked = .")
    image = array(tricked, "tricked", (28, 28))
    if image.min() < 0 or image.max() > 1:
        raise Hint("outside 0 to 1", "an image's numbers run from 0 (paper) to 1 (ink), and  "
                   f"yours go from {image.min():g} to {image.max():g}.")
    changed = int((np.abs(image - seven) > 1e-4).sum())
    if not changed:
        raise Hint("nothing changed", "this is still the original seven. Which pixels do you want "
                   "to change?")
    if changed > MOST_PIXELS and np.abs(image - a_seven()).mean() < 0.05:
        raise Hint("drawing of the board", "you began with the drawing on the board. Begin with a "
                   "copy of seven, which is what the network sees.")
    if changed > MOST_PIXELS:
        raise Hint("another drawing", f"pixels changed: {changed}. That's no touch-up. Change "
                   f"{MOST_PIXELS} at most, so that people still see the seven you began with.")
    before, after = outputs_of(network, np.stack([seven, image])[..., None])
    if before.argmax() != 7:
        raise Hint("seven not read", "your network doesn't read the seven itself as a 7. Train it "
                   "a little longer first.")
    if after.argmax() == 7:
        raise Hint("still a seven", f"pixels changed: {changed}. The network still reads a 7; its "
                   f"confidence went from {100 * before[7]:.4g} % to {100 * after[7]:.4g} %.")
    return changed
