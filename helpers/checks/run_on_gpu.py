"""Checks of the notebook 00_run_on_gpu: honest timing, when a GPU pays, a seven misread."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

from helpers import device
from helpers.exercises import Exercises, Hint, array, call, choice, expect, number, raise_hint_for
from helpers.exercises.networks import outputs_of, ready_network
from helpers.widgets import a_seven, as_mnist

exercises = Exercises("00_run_on_gpu")
summary = exercises.summary

MOST_PIXELS = 100  # the seven has ink in 131
JOBS = ("A", "B", "C")
REASONS = ("many steps", "arithmetic per step", "total arithmetic")

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


@exercises.check(2, "Which job benefits?")
def which_job_profits(job: str, reason: str) -> str:
    """Check which of three jobs a GPU speeds up, and why."""
    job = choice(job, "job", JOBS)
    reason = choice(reason, "reason", REASONS)
    raise_hint_for(job, {
        "A": Hint("many small steps", "job A takes a million steps, but each has to wait for the "
                  "one before and does only a handful of operations. What does each step spend its "
                  "time on?"),
        "B": Hint("one small step", "job B is one step, and a short one: the network has fewer "
                  "than 100,000 weights, each used once. What did your figure show for a single "
                  "digit?"),
    })
    raise_hint_for(reason, {
        "many steps":
            Hint("number of steps", "right job, but it isn't the number of steps: A has far more "
                 "of them. What does a step of C have that a step of A doesn't?"),
        "total arithmetic":
            Hint("total in place of each", "right job, but a large total can be cut into a million "
                 "crumbs, each with its own overhead. What matters for a device that works on "
                 "thousands of numbers at once?"),
    })
    return ("one step of C is billions of operations that can run side by side, so the overhead "
            "hardly counts. A and B are almost nothing but overhead.")


@exercises.check(3, "Twice the size")
def twice_the_size(times_more_arithmetic: float) -> str:
    """Check the factor by which the arithmetic of a matrix product grows when the size doubles."""
    factor = number(times_more_arithmetic, "times_more_arithmetic")
    if factor <= 0:
        raise Hint("not above zero", "a factor says what to multiply by, so it is above 0. Is "
                   "there more work, or less?")
    if factor < 1:
        raise Hint("factor upside down", "that factor takes you from the large product back to the "
                   "small one. Which count do you divide by which?")
    expect(factor, 8, {
        1: Hint("no growth", "the work does grow. Count the entries of the result for size 2 and "
                "for size 4. (If you wrote a power: Python's sign for it is **, as in 5**2, and ^ "
                "means something else.)"),
        2: Hint("rows alone", "the matrix has 2 times as many rows, but it has more columns too, "
                "and each entry of the result is a longer sum. How does each of the three "
                "contribute?"),
        3: Hint("doublings counted", "3 is how many times n is multiplied in the formula. What "
                "does doubling do to each of those three factors?"),
        4: Hint("longer sums forgotten", "there are 4 times as many entries, that's right. But how "
                "long is the sum behind each of them now?"),
        6: Hint("doublings added", "you've spotted three doublings. Do you add their factors, or "
                "multiply them?"),
        7: Hint("increase alone", "7 is only what gets added. The factor is the new amount divided "
                "by the old one."),
        16: Hint("one doubling more", "that is one doubling too many. Rows, columns, and the "
                 "length of each sum: which of these did you count twice? The 2 in front of n³ is "
                 "there before and after."),
        64: Hint("size doubled twice", "64 is what you get if you double the size twice. What does "
                 "one doubling do?"),
        700: Hint("growth in per cent", "that's the growth in per cent. A factor is what you "
                  "multiply by: 100 % more is a factor of 2."),
        800: Hint("in per cent", "that's in per cent. As a factor, twice as much is 2, not 200."),
        512: Hint("cubed once more", "the number of operations already grows with the cube of the "
                  "size, and you've cubed it again. Divide the operations of size 4 by those of "
                  "size 2."),
    }, otherwise=Hint("another factor", "we're after a factor, not a count or a time: put n = 2 "
                      "and then n = 4 into 2n³. How many times as large is the second?"))
    return ("twice as many rows, twice as many columns, and a sum twice as long behind each entry: "
            "2 · 2 · 2 = 8, while the matrix itself holds only 4 times as many numbers.")


@exercises.challenge("The fewest pixels", unit="pixels changed", best="lowest")
def fewest_pixels(tricked: Any, network: Any) -> float:
    """Count the pixels that differ from the seven, in an image that a network reads as another."""
    network = ready_network(network, (28, 28, 1))
    seven = as_mnist(a_seven())
    image = array(tricked, "tricked", (28, 28))
    if image.min() < 0 or image.max() > 1:
        raise Hint("outside 0 to 1", "an image's numbers run from 0 (paper) to 1 (ink), and  "
                   f"yours go from {image.min():g} to {image.max():g}.")
    changed = int((np.abs(image - seven) > 1e-4).sum())
    if not changed:
        raise Hint("nothing changed", "this is still the original seven. Which pixels do you want "
                   "to change?")
    if np.abs(image - a_seven()).mean() < 0.01:
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
