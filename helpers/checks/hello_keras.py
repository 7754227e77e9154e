"""Checks of the notebook 03_hello_keras."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations

import numpy as np

from helpers.exercises import Exercises, Hint, array, call, integer, number

exercises = Exercises("03_hello_keras")
summary = exercises.summary

INPUTS = np.arange(-1.0, 5.0)
TARGETS = 2 * INPUTS - 1
TEN = np.array([[10.0]])
STEPS = 500
SEARCHED = 1000
RATES = [hundredths / 100 for hundredths in range(1, 21)]
QUIET_STEPS = 50
NEVER_FROZEN = 5000
# With these learning rates Keras freezes soon; with the first, weight and bias take turns.
FROZEN_RATES = (0.14, 0.02)

answer_after_20_epochs = exercises.prediction(1, "the answer for x = 10 after 20 epochs")
miss_at_twice_the_rate = exercises.prediction(2, "how far from 19 at twice the rate")
miss_after_2000_steps = exercises.prediction(3, "how far from 19 after 2,000 steps")
frozen_in_float32 = exercises.prediction(4, "steps until float32 freezes")


@exercises.check(1, "The fastest rate")
def fastest_rate(rate: float, steps: int) -> str:
    """Check which rate, in hundredths, soonest brings the answer near 19 for good, and when."""
    rate, steps = round(number(rate, "the rate"), 3), integer(steps, "the number of steps")
    if rate not in RATES:
        raise Hint("not one of the rates", f"{rate:g} isn't one of 0.01, 0.02, …, 0.20.")
    first, last_off = _near_19(rate)
    if last_off == SEARCHED:
        raise Hint("never settles", f"with a rate of {rate:g} the answer never stays near 19: each "
                   "step lands farther off than the last.")
    needed = last_off + 1
    if steps == first != needed:
        raise Hint("swings out again", f"with a rate of {rate:g} the answer is near 19 after "
                   f"{steps} steps, but does it stay there?")
    if abs(steps - needed) == 1:
        raise Hint("one step off", f"with a rate of {rate:g} it's one step "
                   + ("fewer. The path begins with the start, after no step at all."
                      if steps > needed else f"more: after {steps} it's still too far off."))
    others = [one for one in RATES if _near_19(one)[1] + 1 == steps]
    if steps != needed and others:
        raise Hint("steps of another rate", f"{steps} steps is what a rate of {others[0]:g} takes, "
                   f"not {rate:g}. Do your two numbers belong together?")
    if steps != needed:
        raise Hint("other steps", f"with a rate of {rate:g} it isn't {steps} steps. Is it the "
                   "answer for x = 10 that you compare, is near less than 0.01 from 19, and do you "
                   "count from zero with all six examples?")
    fastest, fewest = min(((one, _near_19(one)[1] + 1) for one in RATES), key=lambda pair: pair[1])
    if needed > fewest:
        raise Hint("a faster rate", f"{steps} steps is right for a rate of {rate:g}. But a "
                   f"{'larger' if rate < fastest else 'smaller'} rate takes fewer.")
    return (f"a rate of {rate:g} takes {steps} steps, and 0.01 takes {_near_19(0.01)[1] + 1}. The "
            "best rate is close to those that never settle.")


@cache
def _near_19(rate: float) -> tuple[int, int]:
    """Give the first step after which the answer is near 19, and the last after which it isn't."""
    off = np.abs(_answers(INPUTS, rate, SEARCHED) - 19) >= 0.01
    return int(np.argmin(off)), int(np.flatnonzero(off)[-1])


@exercises.check(2, "Only two examples")
def two_examples(two_inputs: np.ndarray, its_answer: float) -> str:
    """Check two inputs that bring the answer closer to 19 than all six, and that answer."""
    if isinstance(two_inputs, (set, frozenset)):
        two_inputs = list(two_inputs)
    chosen = array(two_inputs, "the two inputs", shape=(2,))
    answer = number(its_answer, "the answer for x = 10")
    strange = [one for one in chosen if one not in INPUTS]
    if strange:
        raise Hint("not one of the six", f"{strange[0]:g} isn't an input of one of the six "
                   "examples. They go from -1 to 4.")
    if chosen[0] == chosen[1]:
        raise Hint("one example twice", "that is one example twice, and many lines pass through a "
                   "single point.")
    expected = _answer_after_training(chosen)
    if abs(answer - expected) > 6e-5:
        raise _about_another_answer(answer, expected, chosen)
    all_six = _answer_after_training(INPUTS)
    if abs(expected - 19) > abs(all_six - 19):
        raise _about_slow_examples(chosen, expected, all_six)
    return (f"two examples give {expected:.4f}, closer to 19 than the {all_six:.4f} of all six: so "
            "it was never for lack of examples.")


def _about_another_answer(answer: float, expected: float, chosen: np.ndarray) -> Hint:
    if answer == 19:
        return Hint("answer of the rule", "19 is what the rule says. Did you round? Give four "
                    "decimals. If your neuron said so itself, did it set out from start, and take "
                    "only 500 steps, at a rate of 0.01?")
    if abs(answer - abs(19 - expected)) < 1e-4:
        return Hint("distance", "that's how far from 19 the answer is. Give the answer itself.")
    if -1.2 < answer < 2.2:
        return Hint("no answer", "that looks like a weight, a bias or a loss. What does predict "
                    "say for 10?")
    if any(round(answer, n) == answer and abs(answer - expected) < 0.1**n for n in range(4)):
        return Hint("too few digits", "rounded like that, too many answers look alike. Give four "
                    "decimals.")
    if abs(answer - _answer_after_training(INPUTS)) < 1e-4:
        return Hint("answer of all six", "that is the answer after 500 steps with all six. Train "
                    "on your two alone.")
    for pair in combinations(INPUTS, 2):
        if abs(answer - _answer_after_training(np.array(pair))) < 1e-4:
            if set(pair) == set(INPUTS[chosen.astype(int)]):
                return Hint("positions", "you've given the positions of your two examples. Which "
                            "inputs are there, in x?")
            return Hint("answer of two others", "two other examples give that answer, not "
                        f"{chosen[0]:g} and {chosen[1]:g}.")
    return Hint("another answer", f"with {chosen[0]:g} and {chosen[1]:g}, 500 steps from zero give "
                "another answer. Did you go back to start, take 500 steps at a rate of 0.01, and "
                "pick the targets that belong to your inputs?")


def _about_slow_examples(chosen: np.ndarray, answer: float, all_six: float) -> Hint:
    opening = (
        f"{answer:.4f} is right for these two, but all six gave {all_six:.4f}, closer to 19. "
    )
    if chosen.min() > 0:
        return Hint("both on one side", opening + "With two inputs on the same side of zero, a "
                    "larger bias does much the same as a larger weight.")
    if np.ptp(chosen) == 1:
        return Hint("too close together", opening + "These two lie side by side. What if they lay "
                    "farther apart?")
    return Hint("one at zero", opening + "What if the one at 0 lay below zero instead?")


def _answer_after_training(inputs: np.ndarray) -> float:
    """Give the answer for x = 10 after 500 steps from zero with examples of these inputs."""
    return _answers(inputs, 0.01, STEPS)[-1]


def _answers(inputs: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """Give the answers for x = 10, from zero on, after each step with examples of these inputs."""
    weight = bias = 0.0
    answers = [0.0]
    for _ in range(steps):
        errors = 2 * inputs - 1 - (weight * inputs + bias)
        weight += rate * 2 * (errors * inputs).mean()
        bias += rate * 2 * errors.mean()
        answers.append(10 * weight + bias)
    return np.array(answers)


@exercises.check(3, "The step at which Keras freezes")
def steps_until_frozen(function: Callable) -> str:
    """Check a function that trains a model until it freezes, at a large rate and a small one."""
    counts = []
    for rate in FROZEN_RATES:
        model = _neuron(rate)
        count = integer(call(function, model, time_limit=60.0), "what your function returns")
        counts.append(count)
        if not any(_numbers(model)):
            raise Hint("model not trained", "your function didn't train the model it was given.")
        _compare_with_frozen(count, _steps_until_frozen(rate), rate)
    first, second = FROZEN_RATES
    return (f"with a learning rate of {first} Keras freezes after {counts[0]} steps, and with "
            f"{second} after {counts[1]}.")


def _compare_with_frozen(count: int, expected: int, rate: float) -> None:
    about = f"with a learning rate of {rate} your function returns {count}"
    if count == expected:
        return
    if count == expected + 1:
        raise Hint("last step counted", f"{about}, which is one too many: the last step that you "
                   "counted changed nothing.")
    if count == expected - 1:
        raise Hint("one step forgotten", f"{about}, which is one too few. Where does your counting "
                   "begin, and which step does it leave out?")
    if count <= 1:
        raise Hint("returns at once", f"{about}, so it ends at once. Does return come too early? "
                   "Is something compared with itself, or the wrong way round?")
    if count < expected:
        raise Hint("stopped early", f"{about}, but the next step still changes something. It's "
                   "frozen when weight and bias both stand still, to the last digit. Compare "
                   "them, not the loss or the answer.")
    raise Hint("went on too long", f"{about}, but by then the steps have long stopped changing "
               "anything. Compare weight and bias after every single step.")


@exercises.challenge("Exactly 19", unit="steps", best="lowest", to_beat=80)
def exactly_19(optimizer) -> float:
    """Count the steps after which Keras says exactly 19 for x = 10, and goes on saying so."""
    model = _neuron_with(optimizer)
    last_off, unchanged, before = 0, 0, None
    for step in range(1, STEPS + 1):
        model.train_on_batch(INPUTS, TARGETS)
        answer = float(np.asarray(model.predict_on_batch(TEN)).item())
        if not np.isfinite(answer) or abs(answer) > 1e6:
            raise Hint("explodes", "with this optimizer the steps get longer and longer. Make "
                       "them shorter (and no rate is negative).")
        if answer != 19:
            last_off = step
        now = _numbers(model)
        unchanged = unchanged + 1 if now == before else 0
        before = now
        if unchanged == QUIET_STEPS:
            break
    if answer != 19 and unchanged:
        raise Hint("frozen beside 19", f"it froze at {answer:.7f}, and no later step changes that. "
                   "A step that is too short is rounded away.")
    if answer != 19 or last_off >= STEPS - QUIET_STEPS:
        raise Hint("not settled on 19", f"after {STEPS} steps it says {answer:.7f} and hasn't "
                   "settled on 19. Are its steps too short to arrive, or too long to settle?")
    return last_off + 1


def _neuron_with(optimizer):
    """Build the notebook's neuron with a new optimizer that is set like this one."""
    import keras

    if isinstance(optimizer, type):
        raise Hint("no brackets", f"this is the class of an optimizer, {optimizer.__name__}. Put "
                   "brackets after it to make one.")
    if not isinstance(optimizer, keras.optimizers.Optimizer):
        comma = " Is there a comma at its end?" if isinstance(optimizer, tuple) else ""
        raise Hint("no optimizer", "this has to be an optimizer, such as keras.optimizers.SGD(...)"
                   f"; yours has the type {type(optimizer).__name__}.{comma}")
    return _neuron(type(optimizer).from_config(optimizer.get_config()))


def _neuron(optimizer):
    """Build the notebook's neuron, from zero, with an optimizer or a learning rate for SGD."""
    import keras

    if isinstance(optimizer, float):
        optimizer = keras.optimizers.SGD(optimizer)
    model = keras.Sequential([
        keras.Input(shape=(1,)),
        keras.layers.Dense(1, kernel_initializer="zeros"),
    ])
    model.compile(optimizer=optimizer, loss="mse")
    return model


def _numbers(model) -> list[float]:
    return [values.item() for values in model.get_weights()]


@cache
def _steps_until_frozen(rate: float) -> int:
    """Count the steps of Keras that change anything; another backend rounds in another order."""
    model = _neuron(rate)
    for count in range(NEVER_FROZEN):
        before = _numbers(model)
        model.train_on_batch(INPUTS, TARGETS)
        if _numbers(model) == before:
            return count
    raise RuntimeError(f"Keras doesn't freeze with a learning rate of {rate}.")
