import time
from time import perf_counter

import keras
import numpy as np

from helpers import device
from helpers.widgets import a_seven, as_mnist
from workshop.notebooks.exercises import with_part


def nothing(computation):
    pass


def run(computation):
    return computation()


def wait(computation):
    return device.synchronise(computation())


def wait_for_the_function(computation):
    device.synchronise(computation)


def run_and_wait_for_the_function(computation):
    computation()
    device.synchronise(computation)


def stopwatch(first, timed, give=lambda seconds: seconds):
    """Make a stopwatch of what it does before its clock starts, and while that runs."""
    def honest_seconds(computation):
        first(computation)
        start = time.perf_counter()
        timed(computation)
        return give(time.perf_counter() - start)

    return honest_seconds


honest = stopwatch(wait, wait)


def by_another_clock(computation):
    device.synchronise(computation())
    start = time.time_ns()
    result = computation()
    device.synchronise(result)
    return (time.time_ns() - start) / 1e9


def by_an_imported_clock(computation):
    device.synchronise(computation())
    start = perf_counter()
    device.synchronise(computation())
    return perf_counter() - start


def mean_of_three(computation):
    device.synchronise(computation())
    start = time.monotonic()
    for _ in range(3):
        device.synchronise(computation())
    return (time.monotonic() - start) / 3


def waits_after_the_clock(computation):
    device.synchronise(computation())
    start = time.perf_counter()
    result = computation()
    end = time.perf_counter()
    device.synchronise(result)
    return end - start


def waits_for_the_old_result(computation):
    result = device.synchronise(computation())
    start = time.perf_counter()
    computation()
    device.synchronise(result)
    return time.perf_counter() - start


def waits_for_a_list(computation):
    device.synchronise([computation()])
    start = time.perf_counter()
    device.synchronise([computation()])
    return time.perf_counter() - start


def clock_started_late(computation):
    device.synchronise(computation())
    result = computation()
    start = time.perf_counter()
    device.synchronise(result)
    return time.perf_counter() - start


def returns_both(computation):
    return device.synchronise(computation()), honest(computation)


def uses_time_it(computation):
    return device.time_it(computation, 3).best


def returns_the_clock(computation):
    device.synchronise(computation())
    device.synchronise(computation())
    return time.perf_counter()


def unfilled(computation):
    ...


def reads_a_seven_by_its_ink():
    """Make a network that reads a 7, unless there is ink in the first row."""
    network = keras.Sequential([
        keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax"),
    ])
    weights, biases = np.zeros((784, 10)), np.zeros(10)
    biases[7] = 1
    weights[:28, 3] = 2
    network.set_weights([weights, biases])
    return network


def blind():
    network = reads_a_seven_by_its_ink()
    network.set_weights([np.zeros((784, 10)), np.eye(10)[3]])
    return network


def with_ink(*places, amount=1.0):
    image = as_mnist(a_seven())
    for place in places:
        image[place] = amount
    return image


SEES, BLIND = reads_a_seven_by_its_ink(), blind()

RIGHT = {
    "honest_stopwatch": [(honest,), (by_another_clock,), (by_an_imported_clock,),
                         (mean_of_three,), (uses_time_it,), (waits_for_a_list,)],
    "fewest_pixels": [
        (with_ink((0, 3)), SEES),
        (with_ink((0, 3), (0, 4)).tolist(), SEES),
        (with_ink((0, 5), amount=0.9), lambda: SEES),
    ],
    "twice_the_size": [
        (8,), (8.0,), (2**3,), (np.int64(8),), (np.float32(8),), (np.array([8]),), ([8],),
    ],
    "which_job_profits": [
        ("C", "arithmetic per step"),
        ("c", "Arithmetic per step"),
        (" C ", "ARITHMETIC PER STEP "),
        ("C.", "arithmetic_per-step"),
        ("C)", "arithmetic  per step."),
        (("C",), ["arithmetic per step"]),
        ("**C**", "*arithmetic per step*"),
        ("job C", "'arithmetic per step'"),
    ],
}

WRONG = {
    "honest_stopwatch": [
        ((stopwatch(nothing, run),), "And does it wait for the result?"),
        ((stopwatch(nothing, wait),), "that includes preparing the first call"),
        ((stopwatch(run, run),), "before the result was there"),
        ((stopwatch(run, wait),), "the arithmetic of two calls"),
        ((waits_after_the_clock,), "not while the clock is running"),
        ((stopwatch(run, wait_for_the_function),), "What does computation() give back"),
        ((stopwatch(wait, run_and_wait_for_the_function),), "What does computation() give back"),
        ((stopwatch(wait_for_the_function, wait),), "What does computation() give back"),
        ((waits_for_the_old_result,), "not for this call's result"),
        ((clock_started_late,), "the arithmetic alone"),
        ((lambda computation: round(honest(computation)),), "all the decimals"),
        ((returns_both,), "and nothing else"),
        ((stopwatch(wait, wait, give=lambda seconds: -seconds),), "subtract from which"),
        ((stopwatch(wait, wait, give=lambda seconds: 1000 * seconds),), "not milliseconds"),
        ((stopwatch(wait, lambda computation: [wait(computation) for _ in range(3)]),),
         "How many calls are you timing"),
        ((wait,), "Return how many seconds"),
        ((stopwatch(nothing, nothing),), "never calls computation"),
        ((returns_the_clock,), "what the clock says"),
        ((stopwatch(wait, nothing),), "between your looks at the clock"),
        ((2.0,), "a function is asked for"),
    ],
    "fewest_pixels": [
        ((as_mnist(a_seven()), SEES), "the original seven"),
        ((with_ink((20, 3)), SEES), "still reads a 7"),
        ((with_ink((0, 3), amount=255), SEES), "from 0 to 255"),
        ((with_ink((0, 3), amount=-1), SEES), "from -1 to"),
        ((a_seven()[:14], SEES), "28"),
        ((a_seven(), SEES), "the drawing on the board"),
        ((np.zeros((28, 28)), SEES), "no touch-up"),
        ((np.ones((28, 28)), SEES), "no touch-up"),
        ((as_mnist(a_seven())[::-1], SEES), "no touch-up"),
        ((with_ink((0, 3)), BLIND), "Train it a little longer"),
        ((with_ink((0, 3)), "network"), "a Keras network is asked for"),
    ],
    "twice_the_size": [
        *with_part(0, (8,), {
            2: "more columns too", 4: "how long is the sum", 3: "each of those three factors",
            6: "Do you add their factors", 7: "only what gets added", 16: "one doubling too many",
            512: "cubed it again", 800: "in per cent", 700: "100 % more is a factor of 2",
            (8, 0): "Python writes a point there", 64: "double the size twice", 1: "does grow",
            0.125: "back to the small one", 0: "above 0", -8: "above 0", 9: "put n = 2",
            5.2: "not a count or a time", "8": "without quotes", (4, 8): "one number",
        }),
        ((True,), "result of a comparison"),
        ((2 ^ 3,), "Python's sign for it is **"),
        ((2 * 128**3,), "put n = 2"),
        ((1.5**3,), "not a count or a time"),
        ((float("nan"),), "finite"),
    ],
    "which_job_profits": [
        (("A", "many steps"), "wait for the one before"),
        (("A", "total arithmetic"), "wait for the one before"),
        (("B", "arithmetic per step"), "fewer than 100,000 weights"),
        (("C", "many steps"), "A has far more of them"),
        (("C", "total arithmetic"), "million crumbs"),
        (("D", "arithmetic per step"), '"A", "B", "C"'),
        ((3, "arithmetic per step"), '"A", "B", "C"'),
        (("C", "because it is the largest"), '"arithmetic per step"'),
        (("arithmetic per step", "C"), "job and reason have changed places"),
        (("D", "arithmetic per step"), "job should be one of"),
    ],
}

UNFILLED = {
    "honest_stopwatch": [(unfilled,), (...,), (None,)],
    "fewest_pixels": [(..., SEES), (None, SEES)],
    "twice_the_size": [(...,), (None,)],
    "which_job_profits": [(..., ...), (None, None), ("C", ...), ("C", None)],
}
