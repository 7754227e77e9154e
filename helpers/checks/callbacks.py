"""Checks of the notebook 08_callbacks."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks.answers import call, choice, integer, number
from helpers.checks.mechanism import Exercises, Hint, NotAttempted
from helpers.checks.mistakes import raise_hint_for

exercises = Exercises("08_callbacks")
summary = exercises.summary

CALLBACKS = ("EarlyStopping", "ModelCheckpoint", "LearningRateScheduler", "BackupAndRestore")


class _Network:
    """Stands in for the network that a callback stops."""

    def __init__(self):
        self.stop_training = False


@exercises.check(1, "A callback with four mistakes")
def mended_stop(callback: Any) -> str:
    """Check a callback that stops once the accuracy in training is 0.9 or more.

    Parameters
    ----------
    callback : type or keras.callbacks.Callback
        The student's class, or an object of it.

    Returns
    -------
    str
        Why it is right.

    Raises
    ------
    Hint
        If it stops at another time, or not at all, or says something untrue.
    """
    # A copy, so that a callback that is handed in keeps its own network.
    callback = call(callback) if inspect.isclass(callback) else copy.copy(callback)
    keras = sys.modules.get("keras")
    if not (keras and isinstance(callback, keras.callbacks.Callback)):
        raise Hint("a class that begins with class MendedStop(keras.callbacks.Callback): is asked "
                   "for, so that fit knows how to talk to it.")
    method = inspect.unwrap(type(callback).on_epoch_end)
    if method is keras.callbacks.Callback.on_epoch_end:
        raise Hint("your class has no method on_epoch_end, so fit asks it nothing after an epoch.")
    if inspect.isfunction(method) and not method.__code__.co_names:
        raise NotAttempted
    # loss and val_accuracy are such that a callback which watches them stops at another epoch.
    epochs = [
        {"accuracy": 0.50, "loss": 0.40, "val_accuracy": 0.92, "val_loss": 0.60},
        {"accuracy": 0.89, "loss": 0.05, "val_accuracy": 0.80, "val_loss": 0.60},
        {"accuracy": 0.90, "loss": 0.40, "val_accuracy": 0.80, "val_loss": 0.60},
        {"accuracy": 0.95, "loss": 0.40, "val_accuracy": 0.80, "val_loss": 0.60},
    ]
    stopped_at, printed = _watch(callback, epochs)
    if stopped_at is None:
        if getattr(callback, "stop_training", False):
            raise Hint("the callback sets its own stop_training, where fit doesn't look. Whose "
                       "training is it, and how does a callback know it?")
        raise Hint("with an accuracy of 0.95 the training still goes on. What tells the network "
                   "to stop?")
    if stopped_at == 0:
        raise Hint("it stops at an accuracy of 0.50 in training, where only the held-out accuracy "
                   "is above 0.9. Which key has the accuracy in training?"
                   if _needs_good_held_out(callback) else
                   "it stops after the first epoch already, at an accuracy of 0.50.")
    if stopped_at == 1:
        raise Hint("it stops at an accuracy of 0.89 and a loss of 0.05. Does it take one minus the "
                   "loss for the accuracy?")
    if stopped_at == 3:
        raise Hint("with an accuracy of exactly 0.9 the training goes on. Wanted is 0.9 *or more*.")
    if re.search(r"\b(0\.60?|60)\b", printed):
        raise Hint(f"it stops at the right moment, but it says {printed.strip()!r} where the "
                   "accuracy is 0.90 and the loss 0.40. One minus the loss has no meaning.")
    # In another training, in which the accuracy falls before it is reached.
    others = [{**epochs[0], "accuracy": accuracy} for accuracy in (0.85, 0.89, 0.6, 0.8, 0.92)]
    if _watch(callback, others)[0] != len(others) - 1:
        raise Hint("it stops one training at the right moment, and another one not. Does it go by "
                   "the accuracy after each epoch, or by the number of epochs?")
    return "the metric by its name, 0.9 included, and it is the network whose training stops."


def _watch(callback: Any, epochs: list[dict[str, float]]) -> tuple[int | None, str]:
    network = _Network()
    callback.set_model(network)
    printed = io.StringIO()
    for epoch, logs in enumerate(epochs):
        with contextlib.redirect_stdout(printed):
            _ask(callback, epoch, dict(logs))
        if network.stop_training:
            return epoch, printed.getvalue()
    return None, printed.getvalue()


def _ask(callback: Any, epoch: int, logs: dict[str, float]) -> None:
    def on_epoch_end():
        callback.on_epoch_end(epoch, logs)
        return True

    try:
        call(on_epoch_end)
    except Hint as hint:
        if "KeyError" in str(hint):
            raise Hint(f"on_epoch_end asks logs for a key that isn't there ({hint}). Its keys are "
                       f"{', '.join(sorted(logs))}.") from None
        raise


def _needs_good_held_out(callback: Any) -> bool:
    low = {"accuracy": 0.50, "loss": 0.40, "val_accuracy": 0.10, "val_loss": 0.60}
    return _watch(callback, [low])[0] is None


@exercises.check(2, "Be the early stopping")
def early_stopping(last_epoch: int, epoch_of_the_weights: int) -> str:
    """Check where early stopping with patience 2 ends, and which weights it gives back.

    Parameters
    ----------
    last_epoch : int
        The student's last epoch, counted from 1.
    epoch_of_the_weights : int
        The student's epoch of the restored weights, counted from 1.

    Returns
    -------
    str
        Why both are right.

    Raises
    ------
    Hint
        If one of them isn't.
    """
    last = integer(last_epoch, "the last epoch")
    kept = integer(epoch_of_the_weights, "the epoch of the weights")
    if (last, kept) == (6, 4):
        raise Hint("you counted the epochs from 0, as fit does. The table counts from 1.")
    raise_hint_for(last, {
        8: "for the training to reach epoch 8, one of the two epochs before it would have to be "
        "better than the best so far. Is one?",
        6: "epoch 6 is the first that isn't better than the best so far. How many such epochs in a "
        "row does a patience of 2 wait for?",
        5: "epoch 5 has the lowest loss so far. Why should it end there? Nobody knows yet what "
        "comes.",
        4: "epoch 4 is the first that isn't better, and the patience is 2. What does epoch 5 do to "
        "the counting?",
        3: "after epoch 3 nothing has become worse yet.",
        2: "the patience isn't a number of epochs from the start. It is counted from the best one.",
    })
    if last != 7:
        raise Hint(f"epoch {last} can't be it: there are eight, and the losses decide. After each, "
                   "write down the best loss so far and how many epochs ago it was.")
    raise_hint_for(kept, {
        7: "the last epoch is right. Its weights are what you would have without "
        "restore_best_weights.",
        8: "the last epoch is right, so epoch 8 never takes place. The 0.39 is not to be had.",
        3: "the last epoch is right. Epoch 3 was the best for a while; was it to the end?",
        6: "the last epoch is right. The weights come from the best epoch, not from the one before "
        "the last.",
    })
    if kept != 5:
        raise Hint("the last epoch is right. Which of the epochs up to there has the lowest loss?")
    return "6 and 7 are the first two epochs in a row that don't beat the best, which is epoch 5."


@exercises.check(3, "Half as fast every three epochs")
def halving(schedule: Callable) -> str:
    """Check a function that halves the learning rate after every three epochs.

    Parameters
    ----------
    schedule : callable
        Takes the epoch, from 0, and the rate of the epoch before; returns the new rate.

    Returns
    -------
    str
        Why it is right.

    Raises
    ------
    Hint
        If the rates are others.
    """
    rates = _run(schedule, start=0.004)
    _judge_halving(rates / 0.004)
    for start in (0.1, 3.0):
        if not np.allclose(_run(schedule, start), start * _halved(), rtol=1e-6):
            raise Hint(f"for a training that starts with 0.004 it is right, but not for one that "
                       f"starts with {start:g}. Is 0.004 written into your function?")
    return "two halvings by epoch 7, and the rate that comes in already carries the earlier ones."


def _run(schedule: Callable, start: float, epochs: int = 10) -> np.ndarray:
    rates, rate = [], start
    for epoch in range(epochs):
        rate = number(call(schedule, epoch, rate), f"the learning rate in epoch {epoch}")
        rates.append(rate)
    return np.array(rates)


def _halved(epochs: int = 10) -> np.ndarray:
    return 0.5 ** (np.arange(epochs) // 3)


def _judge_halving(rates: np.ndarray) -> None:
    if np.allclose(rates, _halved(), rtol=1e-6):
        return
    epochs = np.arange(len(rates))
    every_epoch = "the rate is halved in every epoch, not in every third."
    too_early = "the rate is halved too early. The epochs 0, 1 and 2 should keep it."
    too_late = "the rate is halved too late. Epoch 3 should be the first with half of it."
    raise_hint_for(rates, [
        (0.5 ** (epochs // 3 + 1),
         "epoch 0 has half of the starting rate already. 0 is a multiple of 3, too."),
        (0.5 ** (epochs + 1), every_epoch),
        (0.5**epochs, every_epoch),
        (np.ones_like(rates), "the rate stays the same in all epochs."),
        (0.5 ** ((epochs + 1) // 3), too_early),
        (0.5 ** ((epochs + 2) // 3), too_early),
        (0.5 ** (epochs // 4), too_late),
        (0.5 ** (np.maximum(epochs - 1, 0) // 3), too_late),
        (np.where(epochs < 3, 1, 0.5),
         "the first halving is right, and then there are no others."),
        (np.cumprod(_halved()),
         "epoch 3 is right, and then the rate falls much too fast. The rate that comes in is the "
         "one of the epoch before, with all earlier halvings in it."),
        (2.0 ** (epochs // 3), "the rate is doubled. It should become smaller."),
        ((1 / 3) ** (epochs // 3),
         "the rate is divided by three every three epochs. Asked is half of it."),
    ], rtol=1e-6)
    if np.any(rates <= 0):
        raise Hint("the rate becomes 0 or less, and then nothing is learned any more.")
    wrong = int(np.flatnonzero(~np.isclose(rates, _halved(), rtol=1e-6))[0])
    raise Hint(
        f"with a start of 0.004 the rate in epoch {wrong} is {0.004 * rates[wrong]:.3g}. How many "
        "halvings should there have been by then?"
    )


@exercises.check(4, "Which callback for which need?")
def needs(need_1: str, need_2: str, need_3: str, need_4: str) -> str:
    """Check which of four callbacks fits which of four needs.

    Parameters
    ----------
    need_1, need_2, need_3, need_4 : str
        The student's callbacks.

    Returns
    -------
    str
        Why they are right.

    Raises
    ------
    Hint
        If one of them doesn't fit.
    """
    names = {name.lower(): name for name in CALLBACKS}
    chosen = []
    for which, answer in enumerate((need_1, need_2, need_3, need_4), start=1):
        if inspect.isclass(answer) or hasattr(answer, "on_epoch_end"):
            kind = answer if inspect.isclass(answer) else type(answer)
            answer = names.get(kind.__name__.lower(), kind.__name__)
        if isinstance(answer, str):
            answer = answer.rpartition(".")[2].strip().removesuffix("()")
        chosen.append(choice(answer, f"the callback for need {which}", CALLBACKS))
    right = ("BackupAndRestore", "ModelCheckpoint", "EarlyStopping", "LearningRateScheduler")
    special = {
        (1, "ModelCheckpoint"): "it saves the network, but a training with it doesn't know by "
        "itself in which epoch it was. Which one goes on where it stopped?",
        (2, "BackupAndRestore"): "its folder is deleted when the training ends. Is there one whose "
        "file is made to be kept?",
        (2, "EarlyStopping"): "it keeps the best weights in memory, and it ends the training. What "
        "could be given to somebody else?",
        (4, "EarlyStopping"): "it would end the training while the accuracy still goes up and "
        "down. What makes the steps smaller?",
    }
    does = {
        "BackupAndRestore": "it lets a training go on after an accident. Is an accident the worry "
        "here?",
        "ModelCheckpoint": "it writes the network into a file. Is a file what is needed here?",
        "EarlyStopping": "it ends a training that has stopped improving. Is that what is needed "
        "here?",
        "LearningRateScheduler": "it changes the size of the steps. Are they the worry here?",
    }
    for which, (answer, wanted) in enumerate(zip(chosen, right, strict=True), start=1):
        if answer != wanted:
            correct = sum(a == r for a, r in zip(chosen, right, strict=True))
            about = special.get((which, answer), does[answer])
            raise Hint(f"{correct} of 4 fit. Need {which}, {answer}: {about}")
    return "go on after an accident, keep a file, stop in time, step more softly."
