"""Trainings that a student has tried, each under a name or a rate, and the choice among them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from helpers.exercises.answers import number
from helpers.exercises.verdicts import Hint, shortened

LEAST_FACTOR = 10


def trainings(
    tried: Any, chosen: Any, fewest: int, alike: bool = True
) -> Mapping[Hashable, Any]:
    """Take a dictionary of what fit returned: fresh networks, `alike` ones for as many epochs."""
    if not isinstance(tried, Mapping):
        raise Hint("no dictionary", "a dictionary is asked for: a name for each training, and with "
                   "it what train returned.")
    for name in (*tried, chosen):
        if hasattr(name, "layers") or hasattr(name, "history"):
            kind = "network" if hasattr(name, "layers") else "history"
            raise Hint("history for its name", f"there is a {kind} where a name or a rate belongs. "
                       "Give what it stands under in the dictionary.")
    for name, history in tried.items():
        _see_that_it_is_one(name, history)
    if len(tried) < fewest:
        raise Hint("too few", f"that makes {len(tried)} in all. At least {fewest} are asked for, "
                   "the notebook's own included.")
    if len({id(history.model) for history in tried.values()}) < len(tried):
        raise Hint("one network twice", "one network stands in two places: its history is stored "
                   "twice, or it was trained again and went on from what it had learned. Make a "
                   "fresh network for each, also for the notebook's own.")
    if alike and len({len(one.history["val_accuracy"]) for one in tried.values()}) > 1:
        raise Hint("unlike numbers of epochs", "some networks were trained for more epochs than "
                   "others. Compare like with like.")
    return tried


def _see_that_it_is_one(name: Hashable, history: Any) -> None:
    values = getattr(history, "history", None)
    if not isinstance(values, Mapping) or getattr(history, "model", None) is None:
        raise Hint("no history", f"the entry under {shortened(name)} isn't what train returns. "
                   "Store all of that: no .history behind it, and no number taken out of it.")
    if not values.get("val_accuracy") or not values.get("accuracy"):
        raise Hint("no validation", f"the training {shortened(name)} has no accuracy on the "
                   "validation images. The notebook's train measures it.")


def judge_choice(histories: Mapping[Hashable, Any], chosen: Hashable) -> float:
    """See that the validation images chose, by the last epoch, and give the accuracy on them."""
    ended = {name: one.history["val_accuracy"][-1] for name, one in histories.items()}
    trained = {name: one.history["accuracy"][-1] for name, one in histories.items()}
    peaks = {name: max(one.history["val_accuracy"]) for name, one in histories.items()}
    if ended[chosen] >= max(ended.values()):
        return ended[chosen]
    if trained.pop(chosen) > max(trained.values()) and peaks[chosen] < max(peaks.values()):
        raise Hint("chosen on the training images", "it knows its training images best. Does it "
                   "know others best, too? Which images do we choose by?")
    raise Hint("not the highest", f"its validation accuracy is {ended[chosen]:.4f} after the last "
               "epoch, and one of the others ended higher.")


def judge_chosen_rate(rates: Mapping[float, Any], chosen: Any) -> None:
    """See that rates far apart were tried, and one chosen that isn't at the edge of them."""
    if max(rates) < LEAST_FACTOR * min(rates) * (1 - 1e-9):
        raise Hint("rates too close", "your rates lie too close together to show a difference. The "
                   "largest should be at least ten times the smallest.")
    chosen = number(chosen, "the chosen rate")
    found = [rate for rate in rates if np.isclose(rate, chosen, rtol=1e-6)]
    if not found:
        raise Hint("rate not tried", f"{chosen:g} isn't among the rates that you tried.")
    judge_choice(rates, found[0])
    if found[0] in (min(rates), max(rates)):
        end, way = ("largest", "larger") if found[0] == max(rates) else ("smallest", "smaller")
        raise Hint("best at the edge", f"so far it's the best, but {chosen:g} is the {end} rate "
                   f"that you tried. Would a {way} one do better still? Try it.")
