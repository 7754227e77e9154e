"""Checks of the notebook 08_callbacks."""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import Exercises, Hint, NotAttempted, call, expect, raise_hint_for
from helpers.exercises.answers import integer, number
from helpers.exercises.calls import has_code

exercises = Exercises("08_callbacks")
summary = exercises.summary

numbers_in_logs = exercises.prediction(1, "numbers that a callback gets after an epoch")
accuracy_at_loss = exercises.prediction(2, "training accuracy at a training loss of 0.4")
weights_after_stopping = exercises.prediction(3, "weights after early stopping")
gain_by_falling = exercises.prediction(4, "percentage points gained by a falling rate")
epochs_resumed = exercises.prediction(5, "epochs of the resumed training")

EPOCHS_OF_THE_SCHEDULE = 20


def _epochs(*losses: tuple[float, float]) -> list[dict[str, float]]:
    """Give the logs of a training by its training and validation losses."""
    return [
        {"accuracy": 0.5, "loss": loss, "val_accuracy": 0.5, "val_loss": val_loss}
        for loss, val_loss in losses
    ]


# The gaps are -0.25, 0.0625, 0.125, 0.25 and 0.5: exact in binary, so "more than" can be told.
_GROWING = ((1.0, 0.75), (0.5, 0.5625), (0.5, 0.625), (0.375, 0.625), (0.25, 0.75))


@exercises.check(1, "Stop at the gap")
def stop_at_gap(callback: Any) -> str:
    """Check a callback that stops once the validation loss is more than a gap above the other."""
    _judge_kind(callback)
    train = functools.partial(_stopped_at, callback)
    first, second = (train(gap, _epochs(*_GROWING)) for gap in (0.2, 0.1))
    if first is None and second is None:
        raise _about_no_stop(train)
    if 0 in (first, second):
        if train(9.0, _epochs((9.0, 0.1))) == train(0.1, _epochs((0.1, 9.0))) == 0:
            raise Hint("always stops", "it stops after the first epoch, whatever the losses are.")
        if (train(0.2, _epochs((9.0, 0.3))), train(0.4, _epochs((9.0, 0.3)))) == (0, None):
            raise Hint("one loss alone", "it asks the validation loss alone. A gap needs two.")
        if (train(2.0, _epochs((0.1, 0.5))), train(2.0, _epochs((0.5, 0.6)))) == (0, None):
            raise Hint("ratio", "it divides one loss by the other. How far is one above the other?")
        raise Hint("wrong way round", "it stops after the first epoch, where the validation loss "
                   "is *below* the training loss. Which one has to be above the other?")
    if first == second:
        raise Hint("gap ignored", "it stops at the same epoch whether the gap is 0.2 or 0.1. Does "
                   "your method use self.gap, and on the right side of its comparison?")
    expect(first, 3, {
        4: Hint("one epoch late", "with a gap of 0.2 it stops one epoch late: after the first "
                "epoch with a larger gap it runs one more."),
    }, otherwise=Hint("another epoch", "with a gap of 0.2 it should go on while the validation "
                      "loss is 0.125 above the training loss, and stop where it is 0.25 above. Do "
                      "you compare the difference of these two losses?"))
    if train(0.25, _epochs(*_GROWING)) == 3:
        raise Hint("gap itself included", "with a gap of 0.25 it stops where the losses are "
                   "exactly 0.25 apart. We asked for *more than* the gap.")
    shrinking = _epochs((0.5, 0.9), (0.4, 0.4))
    if second != 2 or train(0.3, shrinking) != 0:
        raise Hint("not in every training", "it stops one training at the right moment, but not "
                   "another. Does it look at the losses of every epoch, even the first?")
    return "the signed difference of the losses, and it's the network that you stop."


def _judge_kind(callback: Any) -> None:
    keras = sys.modules["keras"]
    if not inspect.isclass(callback):
        raise Hint("no class", "hand in the class itself: StopAtGap, without brackets.")
    if not issubclass(callback, keras.callbacks.Callback):
        raise Hint("no callback", "your class should begin with class "
                   "StopAtGap(keras.callbacks.Callback): so that fit knows how to talk to it.")
    if callback.__module__.partition(".")[0] == "keras":
        raise Hint("callback of Keras", f"{callback.__name__} is one of Keras' own callbacks, with "
                   "its own rules. Write the method yourself.")
    method = inspect.unwrap(callback.on_epoch_end)
    if method is keras.callbacks.Callback.on_epoch_end:
        raise Hint("no on_epoch_end", "it has no method on_epoch_end, so fit calls nothing after "
                   "an epoch.")
    if not has_code(method):
        raise NotAttempted
    try:
        inspect.signature(callback.on_epoch_end).bind(None, 0, {})
    except TypeError:
        raise Hint("other arguments", "fit gives on_epoch_end the epoch and the logs, and Python "
                   "puts the callback itself in front: def on_epoch_end(self, epoch, logs=None). "
                   "Which of these three is missing?") from None


def _stopped_at(callback: type, gap: float, epochs: list[dict[str, float]]) -> int | None:
    """Talk to a callback as fit does, and say after which epoch, from 0, the network is stopped."""
    keras = sys.modules["keras"]
    # With names, so that Keras counts on in the notebook as if there had been no check.
    layers = [keras.Input((2,), name="inputs"), keras.layers.Dense(1, name="outputs")]
    network = keras.Sequential(layers, name="network")
    network.compile(keras.optimizers.SGD(name="descent"), "mse")
    network.stop_training = False
    made = call(callback, gap)
    made.set_params({"verbose": 0, "epochs": len(epochs), "steps": 1})
    made.set_model(network)
    with contextlib.redirect_stdout(io.StringIO()):
        made.on_train_begin({})
        for epoch, logs in enumerate(epochs):
            made.on_epoch_begin(epoch, {})
            _ask(made.on_epoch_end, epoch, dict(logs))
            if network.stop_training:
                return epoch
            if getattr(made, "stop_training", False):
                raise Hint("stops itself", "the callback sets its own stop_training, where fit "
                           "doesn't look. Whose training is it, and how does a callback reach it?")
    return None


_INSIDE = dict.fromkeys(("network", "model", "net"), "self.model") | {
    "gap": "self.gap", "loss": 'logs["loss"]', "val_loss": 'logs["val_loss"]'}


def _ask(method: Callable, epoch: int, logs: dict[str, float]) -> None:
    def on_epoch_end() -> bool | Hint:
        try:
            method(epoch, logs)
        except KeyError as error:
            return Hint("key that isn't there", "on_epoch_end asks logs for a key that isn't "
                        f"there, {error}. The keys are {', '.join(sorted(logs))}.")
        except NameError as error:
            if error.name in _INSIDE:
                return Hint("inside the callback", f"a method doesn't know {error.name} by that "
                            f"name. A callback has it as {_INSIDE[error.name]}.")
            raise
        except (KeyboardInterrupt, SystemExit, StopIteration) as error:
            return Hint("ends by an error", f"it ends fit with {type(error).__name__}, as an error "
                        "would. How does a callback ask fit to stop?")
        return True

    if isinstance(hint := call(on_epoch_end), Hint):
        raise hint


def _about_no_stop(train: Callable) -> Hint:
    if train(0.1, _epochs((9.0, 0.1))) == 0:
        return Hint("wrong way round", "it stops where the training loss is above the validation "
                    "loss. Overfitting is the reverse.")
    worse = {"accuracy": 1.0, "loss": 0.1, "val_accuracy": 0.1, "val_loss": 0.1}
    if 0 in (train(0.1, [worse]), train(0.1, [{**worse, "accuracy": 0.1, "val_accuracy": 1.0}])):
        return Hint("gap of accuracies", "it compares accuracies. The gap is one between losses.")
    return Hint("never stops", "the training goes on, however far the validation loss is above the "
                "training loss. What sets the stop_training of the network in training to True? "
                "(One = sets; two compare.)")


_VALIDATION_LOSSES = (0.52, 0.45, 0.41, 0.42, 0.40, 0.43, 0.44, 0.39)


@exercises.check(2, "Be the early stopping")
def early_stopping(last_epoch: int, epoch_of_the_weights: int) -> str:
    """Check where early stopping with patience 2 ends, and which weights it gives back."""
    for answer in (last_epoch, epoch_of_the_weights):
        if number(answer, "the epoch") in _VALIDATION_LOSSES:
            raise Hint("loss for its epoch", f"{answer} is a loss. Give the number of its epoch, "
                       "from the row above.")
    last = integer(last_epoch, "the last epoch")
    kept = integer(epoch_of_the_weights, "the epoch of the weights")
    if (last, kept) == (6, 4):
        raise Hint("counted from 0", "you counted the epochs from 0, but the table counts from 1.")
    expect(last, 7, {
        8: Hint("to the end", "for the training to reach epoch 8, one of the two epochs before it "
                "would have to be better than the best so far. Is one?"),
        6: Hint("patience of 1", "of the epochs after 5, epoch 6 is the first that isn't better "
                "than the best so far. Only epochs *in a row* count, and epoch 5 broke the row."),
        5: Hint("lowest loss so far", "epoch 5 has the lowest loss so far. Why should it end "
                "there? Nobody knows yet what comes next."),
        4: Hint("counting not restarted", "epoch 4 is the first that isn't better, and the "
                "patience is 2. What does epoch 5 do to the count?"),
        3: Hint("nothing worse yet", "after epoch 3 nothing has got worse yet."),
        2: Hint("patience from the start", "patience isn't counted from the first epoch. It's "
                "counted from the best one."),
    }, otherwise=Hint("another last epoch", f"epoch {last} can't be it. After each of the eight, "
                      "write down the best loss so far and how many epochs ago it was."))
    expect(kept, 5, {
        7: Hint("last weights", "those are the weights you'd have without restore_best_weights."),
        8: Hint("epoch never reached", "epoch 8 never happens, so nobody sees its 0.39."),
        3: Hint("best for a while", "epoch 3 was the best for a while. Did it stay the best?"),
        6: Hint("last but one", "the weights come from the best epoch, not the last but one."),
    }, otherwise=Hint("other weights", "which of the epochs up to then has the lowest loss?"),
       opening="the last epoch is right, but not the weights' epoch: ")
    return "6 and 7 are the first two epochs in a row that don't beat the best, which is epoch 5."


@exercises.check(3, "Halve the rate every three epochs")
def halving(schedule: Callable) -> str:
    """Check a function that halves the learning rate after every three epochs."""
    names = getattr(getattr(schedule, "__code__", None), "co_varnames", ())
    if names and "rate" in names[0]:
        raise Hint("arguments exchanged", "the epoch comes first, then the rate: Keras calls your "
                   "function in this order.")
    _judge_halving(_run(schedule, start=0.004) / 0.004)
    for start in (0.1, 3.0):
        if not np.allclose(_run(schedule, start), start * _halved(), rtol=1e-6):
            raise Hint("start written in", "right for a run that starts at 0.004, but not for one "
                       f"that starts at {start:g}. Is 0.004 written into your function?")
    return "two halvings by epoch 7, and the rate you're given already includes the earlier ones."


def _run(schedule: Callable, start: float) -> np.ndarray:
    rates, rate = [], start
    for epoch in range(EPOCHS_OF_THE_SCHEDULE):
        try:
            rate = number(call(schedule, epoch, rate), f"the learning rate in epoch {epoch}")
        except Hint as hint:
            if epoch < 8:
                raise
            raise Hint("no rate later on", f"in epoch {epoch} no rate comes back: {hint} A "
                       "training may have more epochs than the text mentions.") from None
        rates.append(rate)
    return np.array(rates)


def _halved() -> np.ndarray:
    return 0.5 ** (np.arange(EPOCHS_OF_THE_SCHEDULE) // 3)


def _wrong_schedules() -> list[tuple]:
    epochs = np.arange(EPOCHS_OF_THE_SCHEDULE)
    every_epoch = Hint("every epoch", "the rate is halved in every epoch, not in every third.")
    too_early = Hint("too early", "the rate is halved too early. Epochs 0, 1 and 2 keep it.")
    too_late = Hint("too late", "the rate is halved too late. Epoch 3 should have half.")
    return [
        (0.5 ** (epochs // 3 + 1), Hint("epoch 0 halved", "epoch 0 already has half the starting "
                                        "rate. 0 is a multiple of 3, too.")),
        (0.5 ** (epochs + 1), every_epoch),
        (0.5**epochs, every_epoch),
        (np.ones(len(epochs)), Hint("never halved", "the rate stays the same in all epochs.")),
        (0.5 ** ((epochs + 1) // 3), too_early),
        (0.5 ** ((epochs + 2) // 3), too_early),
        (0.5 ** (epochs // 4), too_late),
        (0.5 ** (np.maximum(epochs - 1, 0) // 3), too_late),
        (np.where(epochs < 3, 1, 0.5), Hint("halved once", "the first halving is right, and then "
                                            "there are no others.")),
        (np.where(epochs < 3, 1, 0),
         Hint("whole division", "from epoch 3 on the rate is 0. // divides into whole numbers, and "
              "a rate is a fraction.")),
        (np.cumprod(_halved()),
         Hint("earlier halvings again", "epoch 3 is right, but then the rate falls much too fast. "
              "The rate you're given includes all earlier halvings.")),
        (2.0 ** (epochs // 3), Hint("doubled", "the rate is doubled. It should become smaller.")),
        *((factor / 0.004, Hint("factor alone", "you return the factor without the rate that it "
                                "belongs to."))
          for factor in (_halved(), np.where(epochs % 3, 1, 0.5) * np.where(epochs, 1, 2))),
        ((1 / 3) ** (epochs // 3), Hint("divided by three", "the rate is divided by three every "
                                        "three epochs. It should be halved.")),
    ]


def _judge_halving(rates: np.ndarray) -> None:
    if np.allclose(rates, _halved(), rtol=1e-6):
        return
    raise_hint_for(rates, _wrong_schedules(), rtol=1e-6)
    if np.any(rates <= 0):
        raise Hint("no rate left", "the rate reaches 0 or less, and learning stops.")
    if rates[1] < rates[0] and np.allclose(rates[1:] / rates[:-1], rates[1] / rates[0]):
        raise Hint("a little in every epoch", "the rate falls a little in every epoch. Epochs 0, 1 "
                   "and 2 keep it, and epoch 3 has half at once.")
    wrong = int(np.flatnonzero(~np.isclose(rates, _halved(), rtol=1e-6))[0])
    if wrong > 9:
        raise Hint("epochs listed", f"the rates are right up to epoch {wrong - 1}, but then they "
                   "aren't. Are the epochs listed one by one? A training may have more of them.")
    raise Hint("another rate", f"with a start of 0.004 the rate in epoch {wrong} is "
               f"{0.004 * rates[wrong]:.3g}. How many halvings should there have been by then?")


RATES_ASKED = 3
RANGE_ASKED = 10
STEPS_OF_AN_EPOCH = 79
STARTS_BELOW = 4


@exercises.check(4, "Choose a rate")
def chosen_rate(tried: dict, chosen_rate: float) -> str:
    """Check rates that were tried, and the choice among them by the validation loss at the end."""
    losses = {name: _last_values(tried, name) for name in ("val_loss", "loss", "val_accuracy")}
    rates = sorted(losses["val_loss"])
    if rates and rates[0] <= 0:
        raise Hint("no rate", f"{rates[0]:g} can't be a learning rate: it has to be above 0.")
    if len(rates) < RATES_ASKED:
        raise Hint("too few rates", f"you tried {len(rates)}. Try {RATES_ASKED} or more.")
    if rates[-1] < (RANGE_ASKED - 0.01) * rates[0]:
        raise Hint("too close together", f"your rates go from {rates[0]:g} to {rates[-1]:g}. "
                   "Spread them over a factor of ten or more, or you may miss the best one.")
    if isinstance(getattr(chosen_rate, "history", chosen_rate), dict):
        raise Hint("history for its rate", "you chose a history. Hand in the rate it belongs to.")
    answer = number(chosen_rate, "the chosen rate")
    chosen = next((rate for rate in rates if np.isclose(rate, answer)), None)
    if chosen is None:
        raise Hint("not tried", f"{answer:g} isn't among the rates that you tried: "
                   f"{', '.join(f'{rate:g}' for rate in rates)}.")
    best = min(rates, key=losses["val_loss"].get)
    if losses["val_loss"][chosen] != losses["val_loss"][best]:
        reasons = [hint for rate, hint in [
            (min(rates, key=losses["loss"].get), Hint(
                "chosen by training", "that rate has the lowest *training* loss, and that rewards "
                "overfitting. Which set is meant for choosing?")),
            (max(rates, key=losses["val_accuracy"].get), Hint(
                "chosen by accuracy", "that rate has the highest validation accuracy. Choose by "
                "the loss: it also counts how sure the network is, so it tells more apart.")),
            (max(rates, key=losses["val_loss"].get), Hint(
                "largest loss", "that rate has the largest validation loss at the end.")),
            (rates[0], Hint(
                "smallest rate", "that's the smallest of your rates, but not the lowest validation "
                "loss. min of a dictionary compares its keys: what should be compared?")),
        ] if rate == chosen]
        if len(reasons) == 1:
            raise reasons[0]
        raise Hint("another rate", f"with {chosen:g} the validation loss ends at "
                   f"{losses['val_loss'][chosen]:.3f}, and one of your rates ends lower.")
    praise = f"validation loss {losses['val_loss'][best]:.3f}, the lowest of {len(rates)} rates."
    if best in (rates[0], rates[-1]):
        praise += " It's at the end of your range, so a better one may lie beyond."
    return praise


def _last_values(tried: Any, name: str) -> dict[float, float]:
    """Take the last value of each history, by its rate."""
    if not isinstance(tried, dict):
        raise Hint("no dictionary", "tried should be a dictionary, {rate: history, …}, with the "
                   "history that history_from returns.")
    found = {}
    for rate, history in tried.items():
        history, value = getattr(history, "history", history), number(rate, "each rate")
        if not isinstance(history, dict) or name not in history:
            raise Hint("no history", f"for the rate {value:g} there is no history with {name} in "
                       "it. Keep all of what history_from returns.")
        last = float(history[name][-1])
        found[value] = last if np.isfinite(last) else np.inf
    if len(set(map(id, tried.values()))) < len(tried):
        raise Hint("one history twice", "the same history stands under more than one rate.")
    lengths = {len(getattr(one, "history", one)["val_loss"]) for one in tried.values()}
    if len(lengths) > 1:
        raise Hint("unequal epochs", "your runs have different numbers of epochs, so their losses "
                   "can't be compared.")
    if lengths and lengths != {8}:
        raise Hint("other runs", f"your runs have {lengths.pop()} epochs each, and those of "
                   "history_from have 8. Let it train them, so that the rate falls to its end.")
    return found


@exercises.challenge("The fewest epochs", unit="epochs", best="lowest")
def fewest_epochs(my_history: Any, wanted: float) -> float:
    """Count the epochs until the validation accuracy of a training is reached."""
    history = getattr(my_history, "history", my_history)
    if not isinstance(history, dict) or "val_accuracy" not in history:
        raise Hint("no history", "hand in what fit returns, from a run with validation_data and "
                   "the metric accuracy.")
    steps = getattr(my_history, "params", {}).get("steps") or STEPS_OF_AN_EPOCH
    if steps != STEPS_OF_AN_EPOCH:
        raise Hint("other steps", f"its epochs have {steps} steps, but our 5,000 images in batches "
                   f"of 64 make {STEPS_OF_AN_EPOCH}. Which images did it learn from?")
    if history.get("accuracy", [0])[0] >= wanted:
        raise Hint("not a fresh network", "this network was already trained: it was good from its "
                   "first batches on. Begin with fresh_network().")
    layers = getattr(getattr(my_history, "model", None), "layers", [])
    if layers and [layer.units for layer in layers if hasattr(layer, "units")] != [128, 10]:
        raise Hint("another network", "the layers aren't those of fresh_network().")
    for epoch, accuracy in enumerate(history["val_accuracy"], start=1):
        if accuracy >= wanted:
            return epoch
    if history.get("loss", [0])[0] > STARTS_BELOW:
        raise Hint("pixels to 255", "its first epoch's loss is far above what guessing costs, "
                   "2.3. Are your pixels between 0 and 1?")
    raise Hint("not reached", "the highest validation accuracy of this training is "
               f"{max(history['val_accuracy']):.4f}, and the goal is {wanted}.")
