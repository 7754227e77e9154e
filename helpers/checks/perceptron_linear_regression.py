"""Checks of the notebook 02_perceptron_linear_regression."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercises, Hint, array, call, choice, expect, number
from helpers.exercises.answers import rate_and_momentum

exercises = Exercises("02_perceptron_linear_regression")
summary = exercises.summary

INPUTS = np.arange(1.0, 9.0)
TARGETS = 2 * INPUTS + 4
MOST_STEPS = 5000
_GO_BACK = (
    "Go back a little.", "With one half alone the valley is steeper than with both. Try a third of "
    "it, and again, until it no longer climbs.",
    "Did you write the number of steps, or per cent? A rate is smaller.",
)

Rule = Callable[..., tuple[float, float]]

lowest_with_one_knob = exercises.prediction(1, "the lowest loss with the bias held at 2")
first_move_of_the_bias = exercises.prediction(2, "which way the first step moves the bias")
loss_after_40_steps = exercises.prediction(3, "the loss after 40 steps at the rate 0.08")
fewest_steps_of_a_fixed_rate = exercises.prediction(4, "the fewest steps that a fixed rate needs")
lowest_after_16_epochs = exercises.prediction(5, "which batch size gets lowest in 16 epochs")


@exercises.check(1, "The loss of another guess")
def loss(loss_of_guess: float) -> str:
    """Check the loss of the guess w = 2, b = 0."""
    value = number(loss_of_guess, "the loss")
    if value < 0:
        raise Hint("negative loss", "a sum of squares can't be negative. Are all errors squared?")
    expect(value, 8, {
        16: Hint("half forgotten", "16 is the mean of the squares. What else does L do with it?"),
        128: Hint("sum of squares", "128 is the sum of the squares. L has a fraction in front."),
        64: Hint("mean forgotten", "64 is half the sum of the squares. Over how many examples is "
                 "the mean taken? (If you did divide by 16: square each error before you add.)"),
        512: Hint("brackets around 2n", "512 is the sum divided by 2 and then multiplied by n: "
                  "Python needs brackets, / (2 * n)."),
        4: Hint("not squared", "4 is the mean error. The errors are squared first, and no root is "
                "taken."),
        2: Hint("halved, not squared", "2 is half the mean error. The errors are squared first."),
        32: Hint("sum of errors", "32 is the sum of the errors. L squares each of them first."),
        5.75: Hint("old guess", "5.75 is the loss of w = 3, b = 2. Write the eight outputs of "
                   "w = 2, b = 0 first."),
        0: Hint("zero loss", "a loss of 0 means that every output equals its target. What does "
                "this neuron answer to x = 1, and what should it be?"),
        71: Hint("w and b exchanged", "71 is the loss of w = 0, b = 2. Which comes first?"),
        7: Hint("one error missing", "that leaves one example out. Are there as many errors as "
                "inputs?"),
        51: Hint("no targets", "51 comes from squares of the outputs. The targets are missing."),
        2.25: Hint("difference of losses", "that's how far apart the two losses are. Write down "
                   "the new one itself."),
        np.sqrt(8): Hint("root taken", "L is a mean of squares, halved. There's no root in it."),
        **dict.fromkeys((1, 0.5), Hint("divided by n twice", "that's far too small. Did you "
                                       "divide by n twice?")),
    }, otherwise=Hint(
        "another loss", "write the eight errors t - a in a row first; with w = 2 and b = 0 there "
        "is something special about them. Then square, add, and divide by 2n.",
    ), atol=1e-5)
    return ("every error is 4, so the mean of the squares is 16, and half of that is 8. The slope "
            "is perfect, yet the loss is larger than the 5.75 of w = 3, b = 2.")


_START, _SLOPES, _RATE = np.array([3.0, 2.0]), np.array([16.5, 2.5]), 0.04
_STEP = -_RATE * _SLOPES
_END = _START + _STEP
_CHANGE_ALONE = Hint("change alone", "that is how far the two move. Where do they arrive?")
_WRONG_ENDS = [
    (_START - _STEP, Hint("went uphill", "you went uphill: the gradient points to where the loss "
                          "grows. Which sign takes you down?")),
    (_START + _STEP[::-1], Hint("slopes exchanged", "you've swapped the slopes. Which of the two "
                                "belongs to the weight?")),
    (-_STEP, _CHANGE_ALONE),
    (_START + 8 * _STEP, Hint("slopes added up", "your step is 8 times as long as it should be. "
                              "Did you add up the eight examples' slopes? These are their means.")),
    (_STEP, _CHANGE_ALONE),
    (_SLOPES, Hint("gradient alone", "that's the gradient. A step goes from where you stand, "
                   "against it, and the learning rate says how far.")),
    ((_END[0], _START[1] + _RATE * (11 - 4.5 * _END[0])),
     Hint("slope taken anew", "the weight is right. The bias's slope is the one at the old place, "
          "before the weight moved.")),
    ((_START[0] - _STEP[0], _END[1]), Hint("weight uphill", "the bias is right, but the weight "
                                           "went uphill. It has to go down its slope, too.")),
    (_START - _SLOPES, Hint("no learning rate", "you subtracted the whole gradient. What does the "
                            "learning rate do to it?")),
    ((2.3712, 1.9228), Hint("two steps", "that's where the second step ends. Take only one.")),
    ((2, 4), Hint("goal", "that's the lowest point. The first step doesn't get that far.")),
    (_START[::-1] + _STEP, Hint("starts exchanged", "each step is right, but starts from the wrong "
                                "place. Which is 3 and which is 2?")),
    (_START, Hint("no step", "that's where the step starts. Where does it end?")),
    (_START + 2 * _STEP, Hint("twice the step", "your step is twice as long as it should be. The "
                              "gradient above is that of L, with its 1/2: take it as it is.")),
    (_START + _STEP / 2, Hint("half a step", "your step is half as long as it should be. Did you "
                              "use a rate of 0.02, or halve the slope? The slope already includes "
                              "the 1/2.")),
    ((_END[0], _START[1]), Hint("bias stays", "the weight is right. The bias has a slope too, and "
                                "moves in the same step.")),
    ((_END[0], _START[1] - _STEP[1]), Hint("bias uphill", "the weight is right, but the bias went "
                                           "uphill. It has to go down its slope, too.")),
]


@exercises.check(2, "One step by hand")
def one_step(weight_after: float, bias_after: float) -> str:
    """Check one step of descent from w = 3, b = 2 with the learning rate 0.04."""
    end = (number(weight_after, "the weight"), number(bias_after, "the bias"))
    weight_fits, bias_fits = np.isclose(end, _END, atol=1e-5)
    if weight_fits:
        otherwise = Hint("another bias", "the weight is right. Do the same for the bias, with its "
                         "own start and slope.")
    elif bias_fits:
        otherwise = Hint("another weight", "the bias is right. Do the same for the weight, with "
                         "its own start and slope.")
    elif np.isclose(*(factors := (np.array(end) - _START) / _STEP)) and factors[0] > 0:
        otherwise = Hint("another rate", "the direction is right, but your step is "
                         f"{factors[0]:.3g} times as long as it should be. Which learning rate "
                         "did you use, and is the decimal point in its place?")
    else:
        otherwise = Hint("another step", "for each of the two, take its value now and subtract the "
                         "learning rate times its slope.")
    expect(end, _END, _WRONG_ENDS, otherwise=otherwise, atol=1e-5)
    return ("3 - 0.04 · 16.5 = 2.34 and 2 - 0.04 · 2.5 = 1.90: that's downhill, although the bias "
            "moved away from 4. The way down isn't always the way to the goal.")


def _steps_needed(
    rate: float, inputs: np.ndarray, start: tuple[float, float], momentum: float = 0.0
) -> float:
    """Count the steps until the loss stays below 1e-6: infinitely many if it never does.

    A loss that grows without end makes it nan.
    """
    guess, move, last_above = np.array(start, dtype=float), np.zeros(2), -1
    for step in range(MOST_STEPS + 1):
        errors = TARGETS - guess[0] * inputs - guess[1]
        height = (errors**2).mean() / 2
        if height > 1e6:
            return np.nan
        if height >= 1e-6:
            last_above = step
        move = momentum * move + rate * np.array([(errors * inputs).mean(), errors.mean()])
        guess = guess + move
    return np.inf if last_above == MOST_STEPS else last_above + 1


_FEWEST_STEPS = {"centred": 24, "scaled": 105}


def _judge_rate(rate: float, name: str, inputs: np.ndarray) -> float:
    """Ask for a rate that needs hardly more steps than any other, and say how many it needs."""
    what = f"{name}_rate"
    rate = number(rate, what)
    if rate <= 0:
        raise Hint("not downhill", f"with {what} = {rate:g} no step goes downhill.")
    steps = _steps_needed(rate, inputs, (0, 0))
    if np.isnan(steps):
        raise Hint("loss explodes", f"with {what} = {rate:g} the loss explodes. "
                   f"{_GO_BACK[(rate >= 0.5) + (rate >= 2)]}")
    if np.isinf(steps):
        raise Hint("never arrives", f"with {what} = {rate:g} the loss is still above 1e-6 after "
                   f"{MOST_STEPS:,} steps. "
                   f"{'Scan a wider range of rates.' if rate < 0.3 else _GO_BACK[0]}")
    if steps > 1.15 * _FEWEST_STEPS[name]:
        raise Hint("not the fewest", f"with {what} = {rate:g} it takes {steps:,} steps, and "
                   "another rate needs fewer. Try rates on both sides of yours.")
    return steps


@exercises.check(3, "Which half does the work?")
def which_half(centred_rate: float, scaled_rate: float, more_useful: str) -> str:
    """Check a good rate for centred and for scaled inputs, and which of the two helps more."""
    centred = _judge_rate(centred_rate, "centred", INPUTS - INPUTS.mean())
    scaled = _judge_rate(scaled_rate, "scaled", INPUTS / INPUTS.std())
    if isinstance(more_useful, str):
        more_useful = more_useful.lower().replace("centering", "centring")
    if choice(more_useful, "more_useful", ("centring", "scaling")) == "scaling":
        raise Hint("counts compared the wrong way", f"your rates are good. They need {centred} "
                   f"steps on the centred inputs and {scaled} on the scaled ones. Which is fewer?")
    return (f"{centred} steps on the centred inputs, {scaled} on the scaled ones, each at its own "
            "good rate: here it's the mean that makes the valley narrow.")


def _presentation(
    error_of: Callable = lambda a, t, b: t - a,
    weight_by: Callable = lambda rate, x: rate * x,
    bias_by: Callable = lambda rate, x: rate,
) -> Rule:
    """Make a presentation of one example from the error and what weight and bias multiply it by."""
    def present(weight, bias, x, t, rate):
        error = error_of(weight * x + bias, t, bias)
        return weight + weight_by(rate, x) * error, bias + bias_by(rate, x) * error

    return present


def _step_of_all_eight(weight, bias, rate):
    errors = TARGETS - weight * INPUTS - bias
    return weight + rate * (errors * INPUTS).mean(), bias + rate * errors.mean()


def _weight_before_bias(weight, bias, x, t, rate):
    weight, _ = _presentation()(weight, bias, x, t, rate)
    return weight, _presentation()(weight, bias, x, t, rate)[1]


_WRONG_PRESENTATIONS = [
    (_presentation(lambda a, t, b: a - t),
     Hint("sign of the error", "it moves away from the target. Do you add the step or subtract it, "
          "and is your e really t - a?")),
    (_presentation(weight_by=lambda rate, x: rate),
     Hint("weight without input", "the weight should change more for a larger input. What "
          "multiplies e in its rule?")),
    (_presentation(bias_by=lambda rate, x: rate * x),
     Hint("input for the bias", "the weight is right. The bias isn't multiplied by the input, "
          "neither in the output nor in its rule.")),
    (_presentation(weight_by=lambda rate, x: rate, bias_by=lambda rate, x: rate * x),
     Hint("rules exchanged", "you put x into the wrong rule: it belongs in the weight's.")),
    (_presentation(weight_by=lambda rate, x: x, bias_by=lambda rate, x: 1),
     Hint("no learning rate", "you don't use the learning rate: this is the full step of the "
          "perceptron rule.")),
    (_presentation(bias_by=lambda rate, x: 1),
     Hint("bias without rate", "the weight is right. The learning rate is missing from the bias's "
          "rule.")),
    (_presentation(weight_by=lambda rate, x: x),
     Hint("weight without rate", "the bias is right. The learning rate is missing from the "
          "weight's rule.")),
    (_presentation(bias_by=lambda rate, x: 0),
     Hint("bias stays", "the weight is right. The bias doesn't move.")),
    (_presentation(weight_by=lambda rate, x: 0),
     Hint("weight stays", "the bias is right. The weight doesn't move.")),
    (_presentation(lambda a, t, b: t - (a - b)),
     Hint("output without bias", "you left the bias out of the output.")),
    (_presentation(lambda a, t, b: t - int(a > 0)),
     Hint("threshold left in", "you put the output through a threshold. This neuron is linear: a = "
          "w x + b.")),
    (_presentation(lambda a, t, b: t - (a - b) + b),
     Hint("brackets forgotten", "you add the bias to the error, but it should be subtracted with "
          "the rest of the output. What would brackets around the output change?")),
    (_presentation(lambda a, t, b: -a),
     Hint("target missing", "the target is missing: e = t - a.")),
    (_presentation(lambda a, t, b: t),
     Hint("output missing", "the output is missing: e = t - a.")),
    (_presentation(lambda a, t, b: (t - a) ** 2),
     Hint("error squared", "you squared the error. The loss does that; its slope doesn't.")),
    (_presentation(lambda a, t, b: abs(t - a)),
     Hint("error without sign", "your error is never negative. Has its sign been dropped?")),
    (_weight_before_bias,
     Hint("error computed anew", "your bias uses an error worked out with the new weight. Use the "
          "same error for both.")),
    (_presentation(lambda a, t, b: 2 * (t - a)),
     Hint("twice too far", "each moves twice as far as the rule says. The 1/2 in the loss cancels "
          "the 2.")),
    (_presentation(lambda a, t, b: (t - a) / 2),
     Hint("half as far", "each moves half as far as the rule says. The 1/2 in the loss has already "
          "cancelled out.")),
    (_presentation(lambda a, t, b: (t - a) / 8),
     Hint("divided by eight", "each moves an eighth as far. One example needs no mean.")),
    (lambda weight, bias, *example: np.subtract(
        _presentation()(weight, bias, *example), (weight, bias)),
     Hint("changes alone", "those are the two changes. Return the new weight and bias.")),
    (lambda weight, bias, x, t, rate: (weight, bias),
     Hint("nothing changes", "you return the weight and the bias unchanged.")),
    (lambda weight, bias, x, t, rate: _step_of_all_eight(weight, bias, rate),
     Hint("all eight examples", "you use the errors of all eight examples. The delta rule uses "
          "one: the x and t it's given.")),
    (lambda weight, bias, x, t, rate: _presentation()(weight, bias, t, x, rate),
     Hint("input and target exchanged", "you've swapped x and t. In which order does the function "
          "get them?")),
    (_presentation(weight_by=lambda rate, x: rate * abs(x)),
     Hint("sign of the input", "it's right for inputs above 0. Which way should the weight move "
          "for one below 0?")),
]


# Weight, bias, x, t and learning rate.
_PROBES = np.array([(3.0, 2.0, 8.0, 20.0, 0.01), (1.0, -3.0, 2.5, 9.0, 0.1),
                    (-2.0, 0.5, -3.0, 12.0, 0.05)])


@exercises.check(4, "The delta rule")
def delta_rule(rule: Callable) -> str:
    """Check one presentation of one example by the delta rule."""
    came = []
    for probe in _PROBES.tolist():
        result = call(rule, *probe)
        if array(result, "what comes back").ndim == 0:
            raise Hint("one number", "you return only one number. Return both, the weight first.")
        came.append(array(result, "what comes back, weight and bias,", shape=(2,)))

    def returned_by(other: Rule) -> np.ndarray:
        return np.array([other(*probe) for probe in _PROBES])

    right = returned_by(_presentation())
    expect(came, right, [
        (right[:, ::-1], Hint("bias before weight", "the bias comes back before the weight. Return "
                              "the weight first.")),
        *((returned_by(mistake), hint) for mistake, hint in _WRONG_PRESENTATIONS),
    ], otherwise=lambda: _about_another_rule(rule, np.array(came), right), rtol=1e-6, atol=1e-9)
    return ("it's notebook 01's rule with two changes: there's no threshold, so the error says how "
            "far off the output is, and the learning rate shortens the step.")


def _about_another_rule(rule: Rule, came: np.ndarray, right: np.ndarray) -> Hint:
    """See what is right about an unknown rule, and whether another rate makes no other step."""
    *others, rate = _PROBES[0].tolist()
    moved, fits = came - _PROBES[:, :2], np.isclose(came, right)
    factors = moved / (right - _PROBES[:, :2])
    again = array(call(rule, *others, 2 * rate), "what comes back")
    hints = [
        (moved[0].any() and np.array_equal(came[0], again),
         Hint("rate written in", "your function returns the same for every learning rate. Did you "
              "write in a number instead of learning_rate, leave it out, or round the result?")),
        (fits[0].all(), Hint("right for one example", "it's right for w = 3 and b = 2, but not for "
                             "others. Did you write in numbers that your function is given?")),
        (fits[:, 1].all(), Hint("another weight", "the bias is right. What does the weight's "
                                "rule add to it?")),
        (fits[:, 0].all(), Hint("another bias", "the weight is right. What does the bias's "
                                "rule add to it?")),
        (np.allclose(factors[:, 0], factors[:, 1]) and np.all(factors > 0),
         Hint("another length", "both move the right way, but not by the right amount. Is e "
              "exactly t - a, and what does each rule multiply it by?")),
    ]
    otherwise = Hint("another rule", "write it in three lines: the output a for this x, the error "
                     "e = t - a, and then both rules with that same e.")
    return next((hint for happened, hint in hints if happened), otherwise)


@exercises.challenge("The fewest steps", unit="steps", best="lowest", to_beat=58)
def fewest_steps(learning_rate: float, momentum: float) -> float:
    """Count the steps from w = 3, b = 2 until the loss stays below a millionth."""
    rate, kept = rate_and_momentum(learning_rate, momentum)
    steps = _steps_needed(rate, INPUTS, (3, 2), kept)
    if np.isnan(steps):
        exchanged = kept and rate < 1 and np.isfinite(_steps_needed(kept, INPUTS, (3, 2), rate))
        raise Hint("explodes", f"with rate {rate:g} and momentum {kept:g} the loss explodes. "
                   f"{'Have the two changed places?' if exchanged else _GO_BACK[2 * (rate >= 2)]}")
    if np.isinf(steps):
        raise Hint("too slow", f"after {MOST_STEPS:,} steps the loss hasn't settled below a "
                   "millionth. Does it creep? Then raise the rate. Swing to and fro? Then lower "
                   "the momentum.")
    return steps
