"""Checks of the notebook 16_gan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    array,
    call,
    expect,
    judge_verdict,
    number,
    one_change,
    parts,
    raise_hint_for,
)
from helpers.exercises.networks import keras_network

exercises = Exercises("16_gan")
summary = exercises.summary

CLASSROOM = {"rate": 0.001, "beta": 0.5, "target": 0.9, "batch": 64}
ALLOWED = {"rate": (0.00001, 0.1), "beta": (0, 0.999), "target": (0.5, 1), "batch": (8, 512)}
FEWEST_RECOGNISED, LEAST_SPREAD, TO_BEAT = 0.5, 0.8, 60_000
ROUGHNESS = 0.85, 1.15
NOISE, DRAWINGS = 32, 1000

averages_recognised = exercises.prediction(1, "share of averages that the judge recognises")
loss_of_a_coin = exercises.prediction(2, "loss of a discriminator that says 0.5 to everything")
loss_at_the_end = exercises.prediction(3, "loss of the discriminator at the end")
forged_recognised = exercises.prediction(4, "share of forged digits that the judge recognises")
spread_of_the_collapsed = exercises.prediction(5, "spread after 200 steps alone")
arrays_that_move = exercises.prediction(6, "arrays of weights that change when frozen, of 7")


@exercises.check(1, "Fool both scores")
def fool_both(
    function: Callable, means: np.ndarray, recognised: Callable, spread: Callable
) -> str:
    """Check a function that makes readable and varied drawings of one picture for each digit."""
    drawn = call(function, np.array(means))
    drawn = _see_the_drawings(array(drawn, "the drawings", finite=False))
    found, width = float(recognised(drawn)), float(spread(drawn))
    if found < FEWEST_RECOGNISED:
        in_blocks = drawn.reshape(10, DRAWINGS // 10, *drawn.shape[1:]).swapaxes(0, 1)
        if recognised(in_blocks.reshape(drawn.shape)) >= FEWEST_RECOGNISED:
            raise Hint("another order", "you draw all zeros first, then all ones. The drawings "
                       "should come in the order of asked: 0 to 9, a hundred times.")
        raise Hint("hard to read", f"{found:.1%} of your drawings are recognised, and at least "
                   f"{FEWEST_RECOGNISED:.0%} are needed. Look at ten: what hides the digit?")
    if width < LEAST_SPREAD:
        raise Hint("little spread", f"the spread is {width:.2f}, and at least "
                   f"{LEAST_SPREAD} is needed. In what could two drawings of the same digit "
                   "differ?")
    others = array(call(function, np.array(means)[::-1]), "the drawings", finite=False)
    if recognised(others) >= FEWEST_RECOGNISED:
        raise Hint("means not used", "when means holds other pictures, you still draw the same "
                   "digits. Make your drawings of the pictures in means, and of no others.")
    return f"recognised {found:.2f}, spread {width:.2f}, and not a line drawn by a hand."


def _see_the_drawings(drawn: np.ndarray) -> np.ndarray:
    if drawn.shape != (DRAWINGS, 14, 14, 1):
        raise Hint("no images", f"{DRAWINGS:,} images of 14×14×1 are asked for, and these are "
                   f"{'×'.join(map(str, drawn.shape)) or 'a single number'}.")
    if not np.isfinite(drawn).all() or np.abs(drawn).max() > 1 + 1e-5:
        raise Hint("pixels out of range", "pixels should lie between -1 and 1. tanh gives such, "
                   "and np.clip cuts the others off.")
    return drawn.astype("float32")


@exercises.check(2, "Two losses")
def two_losses(function: Callable) -> str:
    """Check a function that gives the losses of the discriminator and of the generator."""
    rng = np.random.default_rng(0)
    for count in (4, 7):
        on_real, on_forged = rng.uniform(0.3, 0.95, count), rng.uniform(0.05, 0.6, count)
        given = call(function, on_real.copy(), on_forged.copy())
        names = "the discriminator's loss", "the generator's loss"
        critic, forger = map(_one_number, parts(given, *names), names)
        _judge_the_losses(critic, forger, np.log(on_real), np.log(1 - on_forged), np.log(on_forged))
    return "one pair of logarithms, read from both sides of the game."


def _one_number(loss: Any, what: str) -> float:
    if np.ndim(loss) and np.size(loss) > 1:
        raise Hint("loss of each image", f"{what} should be one number, and yours are "
                   f"{np.size(loss)}. What do the formulas do with the images of a batch?")
    return number(loss, what)


def _judge_the_losses(
    critic: float, forger: float, of_real: np.ndarray, of_forged: np.ndarray, fooled: np.ndarray
) -> None:
    right = -(of_real.mean() + of_forged.mean()) / 2, -fooled.mean()
    if np.allclose((forger, critic), right):
        raise Hint("losses exchanged", "both losses are right, but in the other order.")
    if np.allclose(np.multiply((critic, forger), np.log(10)), right):
        raise Hint("logarithm to base 10", "these are logarithms to base 10. Take the natural one, "
                   "np.log.")
    _judge_the_critic(critic, of_real, of_forged, fooled)
    _judge_the_forger(forger, of_real, of_forged, fooled)


def _judge_the_critic(
    critic: float, of_real: np.ndarray, of_forged: np.ndarray, fooled: np.ndarray
) -> None:
    right, count = -(of_real.mean() + of_forged.mean()) / 2, len(of_real)
    expect(critic, right, [
        (-right, Hint("sign of the discriminator's", "the discriminator's loss has the wrong "
                         "sign. The logarithm of a probability is negative; a loss isn't.")),
        (2 * right, Hint("two means added", "the discriminator's loss is twice as large as it "
                            "should be. How many images does it see in all?")),
        (2 * count * right, Hint("discriminator's sum", "the discriminator's loss is a sum. "
                                    "Divide by the number of images.")),
        (-of_real.mean(), Hint("real images only", "the discriminator's loss leaves out the "
                               "forged images.")),
        (-of_forged.mean(), Hint("forged images only", "the discriminator's loss leaves out the "
                                 "real images.")),
        (-(of_real.mean() + fooled.mean()) / 2, Hint(
            "p of the forged", "with this loss the discriminator wants its p to be 1 on forged "
            "images, too. What should it be there?")),
        ((of_forged.mean() - of_real.mean()) / 2, Hint(
            "difference", "in the discriminator's loss one of the two parts has the wrong sign.")),
    ], otherwise=Hint("another discriminator's loss", "the discriminator's loss is another number. "
                      "Take ln p for the real images and ln (1 - p) for the forged, and the mean "
                      "over all of them."), atol=1e-8, near=0)


def _judge_the_forger(
    forger: float, of_real: np.ndarray, of_forged: np.ndarray, fooled: np.ndarray
) -> None:
    right, count = -fooled.mean(), len(of_real)
    expect(forger, right, [
        (-right, Hint("sign of the generator's", "the generator's loss has the wrong sign. It "
                         "should fall when the discriminator is fooled.")),
        (count * right, Hint("generator's sum", "the generator's loss is a sum over the forged "
                                "images. The mean is asked for.")),
        (-of_forged.mean(), Hint("generator wants to be caught", "this generator's loss is lowest "
                                 "when every forgery is found out.")),
        ((of_real.mean() + of_forged.mean()) / 2, Hint(
            "exact opposite", "this is the discriminator's loss with the other sign, the exact "
            "opposite. The next exercise says why not; take the formula above.")),
        (of_forged.mean(), Hint("the first idea", "this is the mean of ln (1 - p). It has its "
                                "lowest value at the right place, but another slope. Take the "
                                "formula above.")),
        (right / 2, Hint("half the generator's", "the generator's loss is half of what it "
                            "should be. It sees the forged images only.")),
        (-of_real.mean(), Hint("generator on real images", "the generator's loss was taken on "
                               "the real images. Those aren't its work.")),
    ], otherwise=Hint("another generator's loss", "the generator's loss is another number. It "
                      "needs the probabilities on the forged images and nothing else."),
        atol=1e-8, near=0)


@exercises.check(3, "Why not the exact opposite?")
def slope_for_a_beginner(my_first_idea: float, my_ours: float) -> str:
    """Check the slopes of both losses of the generator where its forgery is spotted."""
    first = number(my_first_idea, "my_first_idea")
    ours = number(my_ours, "my_ours")
    p = 1 / (1 + np.exp(5))
    right = -p, -(1 - p)
    close, rounded = 2e-5, 6e-5
    if np.allclose((first, ours), (p, 1 - p), atol=close, rtol=0):
        raise Hint("both signs", "the sizes are right. But both losses fall as z rises: which sign "
                   "has a slope then?")
    by_ps = -1 / (1 - p), -1 / p
    if np.allclose((first, ours), by_ps[::-1], rtol=1e-4):
        raise Hint("slopes by p exchanged", "these have changed places, and they are derivatives "
                   "with respect to p. By the chain rule p has a slope, too.")
    for value, wanted, what, by_p in (
        (first, right[0], "my_first_idea", by_ps[0]), (ours, right[1], "my_ours", by_ps[1]),
    ):
        if np.isclose(value, wanted, atol=close, rtol=0):
            continue
        if np.isclose(value, -wanted, atol=close, rtol=0):
            raise Hint("one sign", f"the size of {what} is right. The loss falls as z rises: "
                       "which sign has its slope?")
        raise_hint_for(value, [
            (by_p, Hint("slope by p", f"{what} is the derivative with respect to p. By the chain "
                        "rule p has a slope, too.")),
            (-by_p, Hint("slope by p, wrong sign", f"{what} is the derivative with respect to p, "
                         "with the wrong sign. And by the chain rule p has a slope, too.")),
            (-p * (1 - p), Hint("slope of the sigmoid", f"{what} holds the slope of the sigmoid "
                                "alone. What's the derivative of the logarithm?")),
            (p * (1 - p), Hint("slope of p alone", f"{what} is the slope of p itself. The "
                               "logarithm is missing.")),
            (np.log(p), Hint("value, not slope", f"{what} is a logarithm, so a value. The slope is "
                             "asked for.")),
        ], atol=rounded)
        raise Hint("another slope", f"{what} is another number. Write down the derivative with "
                   "respect to p, and multiply it by the sigmoid's slope p (1 - p).")
    return "about 150 times the slope, just where the generator has most to learn."


@exercises.check(4, "Change one setting")
def one_setting(
    my_change: Mapping[str, Any], my_runs: Sequence[Sequence[float]], my_spread: str,
    yardstick: Sequence[float], kept: Sequence[tuple],
) -> str:
    """Check a changed setting, its three runs, and the verdict on the spread that they allow."""
    name, value = _judge_change(my_change)
    mine = array(my_runs, "my_runs", shape=(3, 2))
    if not any(_is_kept(change, found, name, value, mine) for change, found in kept):
        raise Hint("other runs", f"three_runs hasn't returned these numbers for {name} = "
                   f"{value:g}. Let it fill them in: my_runs = three_runs(**my_change).")
    judge_verdict(
        my_spread, mine[:, 1], array(yardstick, "the yardstick").ravel(), above="higher",
        below="lower", other_side="compare once more: is it higher in your runs or lower?",
    )
    return "one thing changed, three runs, and a verdict that they allow."


def _is_kept(
    change: Mapping[str, Any], found: Sequence, name: str, value: float, mine: np.ndarray
) -> bool:
    is_same = set(change) == {name} and np.isclose(float(change[name]), value)
    return bool(is_same and np.allclose(found, mine))


def _judge_change(change: Mapping[str, Any]) -> tuple[str, float]:
    name = one_change(change, CLASSROOM, '{"target": 1.0}')
    value = number(change[name], name)
    least, most = ALLOWED[name]
    if not least <= value <= most or (name == "batch" and value % 1):
        raise Hint("setting out of range", f"{name} can't be {value:g}. It goes from {least:g} to "
                   f"{most:g}{', in whole numbers' if name == 'batch' else ''}.")
    if value == CLASSROOM[name]:
        raise Hint("nothing changed", f"{name} is what it was before. Change it.")
    return name, value


@exercises.challenge("The smallest forger", unit="parameters", best="lowest", to_beat=TO_BEAT)
def smallest_forger(my_generator: Any, scores: Callable) -> float:
    """Count the parameters of a generator whose drawings are readable, varied and smooth."""
    network = keras_network(my_generator)
    noise = np.random.default_rng(7).normal(size=(DRAWINGS, NOISE)).astype("float32")
    asked = np.tile(np.arange(10), DRAWINGS // 10)[:, np.newaxis].astype("int32")
    try:
        drawn = network.predict([noise, asked], batch_size=500, verbose=0)
    except Exception:
        raise Hint("other inputs", f"your generator should take noise of shape ({NOISE},) and a "
                   "label of shape (1,), in this order. Ours does.") from None
    drawn = _see_the_drawings(array(drawn, "the drawings", finite=False))
    found, spread, rough = array(scores(drawn), "the scores", shape=(3,))
    if found < FEWEST_RECOGNISED:
        raise Hint("too few recognised", f"{found:.1%} of the drawings are recognised, and at "
                   f"least {FEWEST_RECOGNISED:.0%} are needed.")
    if spread < LEAST_SPREAD:
        raise Hint("too alike", f"the spread is {spread:.2f}, and at least {LEAST_SPREAD} is "
                   "needed. Does your generator use its noise?")
    if not ROUGHNESS[0] <= rough <= ROUGHNESS[1]:
        raise Hint("too rough or too smooth", f"the roughness is {rough:.2f}, and "
                   f"{ROUGHNESS[0]} to {ROUGHNESS[1]} is allowed. Real digits have 1.")
    return float(network.count_params())
