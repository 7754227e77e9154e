import time
from time import perf_counter

import keras
import matplotlib.pyplot as plt
import numpy as np

from helpers import device
from helpers.widgets import a_seven, as_mnist


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


TIMES = [0.00105, 0.0017, 0.0066, 0.0933]


def gains(times=TIMES):
    """Give the gains as the solution works them out."""
    one, *_, thousand = times
    per_digit = (thousand - one) / 999
    overhead = one - per_digit
    return one / (overhead + per_digit / 10), thousand / (overhead + 100 * per_digit)


def other_gains(ways, of, times=TIMES):
    """Give one right gain, and one of another way to work it out."""
    one, *_, thousand = times
    digit = (thousand - one) / 999
    right = gains(times)
    wrong = ways(one, thousand, one - digit, digit)
    return (*((wrong, right[1]) if of == 1 else (right[0], wrong)), times)


SEES, BLIND = reads_a_seven_by_its_ink(), blind()

RIGHT = {
    "honest_stopwatch": [(honest,), (by_another_clock,), (by_an_imported_clock,),
                         (mean_of_three,), (uses_time_it,), (waits_for_a_list,)],
    "fewest_pixels": [
        (with_ink((0, 3)), SEES),
        (with_ink((0, 3), (0, 4)).tolist(), SEES),
        (with_ink((0, 5), amount=0.9), lambda: SEES),
    ],
    "ten_times_the_arithmetic": [
        (*gains(), TIMES), (1.08, 9.15, TIMES), (np.float64(1.087), 9.07, np.array(TIMES)),
        ([1.083], 9.1, TIMES),
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
        ((plt.figure().subplots(), SEES), "on a line of its own"),
        ((np.zeros((28, 28)), SEES), "no touch-up"),
        ((np.ones((28, 28)), SEES), "no touch-up"),
        ((as_mnist(a_seven())[::-1], SEES), "no touch-up"),
        ((with_ink((0, 3)), BLIND), "Train it a little longer"),
        ((with_ink((0, 3)), "network"), "a Keras network is asked for"),
    ],
    "ten_times_the_arithmetic": [
        ((10, 10, TIMES), "if all of it were arithmetic"), ((1, 9.15, TIMES), "even one digit"),
        ((1, 10, TIMES), "even one digit"),
        ((1.5, 9.15, TIMES), "the arithmetic of 999 digits"),
        ((1.083, 1.083, TIMES), "how often does it pay the overhead"),
        ((0.92, 0.11, TIMES), "Divide the old time by the new one"),
        ((0.99, 9.15, TIMES), "take one digit's arithmetic out of the overhead"),
        ((1.083, 91.5, TIMES), "between a tenth of the old and all of it"),
        ((0, 9.15, TIMES), "the old time divided by the new one"),
        ((1.083, 9.15, [1.0, 0.5]), "something disturbed them"),
        (("1.083", 9.15, TIMES), "without quotes"),
        (other_gains(lambda one, k, over, digit: one / over + digit / 10, 1), "divides before it"),
        (other_gains(lambda one, k, over, digit: one / (over / 10 + digit), 1), "speed up?"),
        (other_gains(lambda one, k, over, digit: k / (over / 10 + 1000 * digit), 1000), "speed up"),
        (other_gains(lambda one, k, over, digit: k / (over + digit / 10), 1000), "fraction line"),
        ((1.083, 7, TIMES), "a thousand times a tenth"),
        (other_gains(lambda one, k, over, digit: k / (1000 * (over + digit / 10)), 1000),
         "a thousand times. They go in one call"),
        (other_gains(lambda one, k, *_: k / (one - k / 1000 + k / 10), 1000, [0.005, 0.0933]),
         "a share of the"),
    ],
}

UNFILLED = {
    "honest_stopwatch": [(unfilled,), (...,), (None,)],
    "fewest_pixels": [(..., SEES), (None, SEES)],
    "ten_times_the_arithmetic": [(..., ..., TIMES), (None, None, TIMES), (1.083, ..., TIMES)],
}

GIVEN = {"ten_times_the_arithmetic": (2,)}
