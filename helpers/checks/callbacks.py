"""Checks of the notebook 08_callbacks."""

from __future__ import annotations

import contextlib
import copy
import dis
import functools
import inspect
import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    NotAttempted,
    call,
    choice,
    expect,
    integer,
    number,
    raise_hint_for,
)
from helpers.exercises.calls import has_code

exercises = Exercises("08_callbacks")
summary = exercises.summary

EPOCHS_OF_THE_SCHEDULE = 20

_N = r"(\d+(?:\.\d+)?)"
_PER_CENT = r" ?(?:%|per ?cent)"
# Neither a part of a name nor of an address in memory.
_NUMBER = re.compile(rf"(?<![\w.]){_N}(?!\w|\.\d)({_PER_CENT})?")
_ACCURACY = re.compile(
    rf"{_N}({_PER_CENT}) (?:training )?accuracy\b(?!\W{{0,3}}\d)"
    rf"|\baccuracy(?:[:=\s'\"]|is|of|was|at){{1,6}}{_N}({_PER_CENT})?", re.IGNORECASE
)
_HELD_OUT = re.compile(r"val|held|test|unseen|new", re.IGNORECASE)
_GOAL = re.compile(r"want|least|more|goal|target|reach|above|over|[>≥]", re.IGNORECASE)
_STOPPED = re.compile(r"^(?!.*(?:\bnot\b|n't|\byet\b)).*\bstopp(?:ed|ing)\b", re.I | re.M)

# In no usual format is one minus such a loss what can be printed honestly as well.
_LOGS = {"accuracy": 0.0, "loss": 0.3753, "val_accuracy": 0.7968, "val_loss": 0.5872}


def _epochs(*accuracies: float) -> list[dict[str, float]]:
    return [{**_LOGS, "accuracy": accuracy} for accuracy in accuracies]


@dataclass(frozen=True)
class _Training:
    """What became of a training with a student's callback, and what was printed in each epoch."""

    callback: Any
    stopped_at: int | None
    printed: list[str]


@exercises.check(1, "A callback with four mistakes")
def mended_stop(callback: Any) -> str:
    """Check a callback that stops once the accuracy in training is 0.9 or more."""
    _judge_kind(call(callback) if inspect.isclass(callback) else callback)
    train = functools.partial(_train, callback, _small_network())
    accuracies = (0.50, 0.89, 0.90, 0.95)
    epochs = _epochs(*accuracies)
    # A callback that watches one of these two stops before it should.
    epochs[0]["val_accuracy"], epochs[1]["loss"] = 0.9236, 0.0683
    training = train(epochs)
    if training.stopped_at is None:
        raise _about_no_stop(training.callback, train)
    is_misled = train(_epochs(*accuracies)).stopped_at != training.stopped_at
    mistakes = {
        0: Hint("held-out accuracy", "it stops at an accuracy of 0.50 in training, where only the "
                "held-out accuracy is above 0.9. Which key has the accuracy in training?"),
        1: Hint("one minus the loss", "it stops at an accuracy of 0.89 and a loss of 0.07. Does it "
                "take one minus the loss for the accuracy?"),
    } if is_misled else {
        0: Hint("stops at once", "it stops right after the first epoch, at an accuracy of 0.50."),
        1: Hint("stops too early", "it stops too early, at an accuracy of 0.89 already. It should "
                "stop at 0.9 or more, and 0.89 isn't."),
    }
    expect(training.stopped_at, 2, mistakes, otherwise=lambda: _about_a_late_stop(train))
    _judge_words(training.printed, epochs)
    _judge_other_trainings(train)
    return "the metric by its name, 0.9 included, and it is the network whose training stops."


def _judge_kind(callback: Any) -> None:
    keras = sys.modules.get("keras")
    if not (keras and isinstance(callback, keras.callbacks.Callback)):
        raise Hint("no callback", "your class should begin with class "
                   "MendedStop(keras.callbacks.Callback): so that fit knows how to talk to it.")
    method = inspect.unwrap(type(callback).on_epoch_end)
    if method is keras.callbacks.Callback.on_epoch_end:
        raise Hint("no on_epoch_end", "it has no method on_epoch_end, so fit asks it nothing after "
                   "an epoch.")
    if type(callback).__module__.partition(".")[0] == "keras":
        raise Hint("callback of Keras", f"this is {type(callback).__name__}, one of Keras' own "
                   "callbacks, with its own rules. Correct the one above, and hand that in.")
    if inspect.isfunction(method) and not (has_code(method) or True in method.__code__.co_consts):
        raise NotAttempted
    try:
        inspect.signature(callback.on_epoch_end).bind(0, {})
    except (TypeError, ValueError):
        raise Hint("other arguments", "fit tells on_epoch_end the epoch and the logs, and Python "
                   "puts the callback itself in front: def on_epoch_end(self, epoch, logs=None). "
                   "Which of these three is missing?") from None


def _small_network() -> Any:
    keras = sys.modules["keras"]
    # With names, so that Keras counts on in the notebook as if there had been no check.
    layers = [keras.Input((2,), name="point"), keras.layers.Dense(1, name="answer")]
    network = keras.Sequential(layers, name="network")
    network.compile(keras.optimizers.SGD(name="descent"), "mse")
    return network


def _train(callback: Any, network: Any, epochs: list[dict[str, float]]) -> _Training:
    """Talk to a callback as fit does, in a training that comes out as given."""
    network.stop_training = False
    # Each training has an object of its own, and one that is handed in keeps its own network.
    callback = call(callback) if inspect.isclass(callback) else _copy_of(callback)
    callback.set_params({"verbose": 0, "epochs": len(epochs), "steps": 1})
    callback.set_model(network)
    printed = []
    with contextlib.redirect_stdout(io.StringIO()):
        _ask(callback.on_train_begin, {})
        for epoch, logs in enumerate(epochs):
            with contextlib.redirect_stdout(io.StringIO()) as said:
                _ask(callback.on_epoch_begin, epoch, {})
                _ask(callback.on_epoch_end, epoch, dict(logs))
            printed.append(said.getvalue())
            if network.stop_training:
                break
        with contextlib.redirect_stdout(io.StringIO()) as said:
            _ask(callback.on_train_end, dict(logs))
        printed[-1] += said.getvalue()
    return _Training(callback, epoch if network.stop_training else None, printed)


def _copy_of(callback: Any) -> Any:
    copied = copy.copy(callback)
    kept = {name: copy.copy(value) for name, value in vars(copied).items()
            if type(value) in (list, dict, set)}
    vars(copied).update(kept)
    return copied


def _ask(method: Callable, *arguments) -> None:
    def ask():
        try:
            method(*arguments)
        except BaseException as error:
            if hint := _about(error, arguments[-1]):
                return hint
            raise
        return True

    ask.__name__ = getattr(method, "__name__", "your callback")
    if isinstance(hint := call(ask), Hint):
        raise hint


def _about(error: BaseException, logs: dict) -> Hint | None:
    """Say what is wrong where a callback's own words for it are needed."""
    if isinstance(error, SystemExit) or _is_raised(error):
        return Hint("ends by an error", f"it ends fit with {type(error).__name__}, as an error "
                    "does. How does a callback ask for an end in good order?")
    if isinstance(error, KeyError):
        return Hint("key that isn't there", "on_epoch_end asks logs for a key that isn't there, "
                    f"{error}. The keys of logs are {', '.join(sorted(logs))}.")
    return None


def _is_raised(error: BaseException) -> bool:
    """Tell whether a line of the student's says raise, as no interrupt from outside does."""
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    code, module = last.tb_frame.f_code.co_code, last.tb_frame.f_globals.get("__name__", "")
    return dis.opname[code[last.tb_lasti]] == "RAISE_VARARGS" and not module.startswith("keras.")


def _about_no_stop(callback: Any, train: Callable) -> Hint:
    if getattr(callback, "stop_training", False):
        return Hint("stops itself", "the callback sets its own stop_training, where fit doesn't "
                    "look. Whose training is it, and how does a callback know it?")
    if train(_epochs(50, 89, 95)).stopped_at == 2:
        return Hint("accuracy in per cent", "the training goes on at an accuracy of 0.95, and "
                    "would only end at 95. Keras gives an accuracy as a fraction: how large can it "
                    "be?")
    if train(_epochs(0.5, 1.0)).stopped_at == 1:
        return Hint("stops too late", "the training goes on at an accuracy of 0.95, and with 1.00 "
                    "it ends. Where does it begin to be enough?")
    uses = {step.opname for step in dis.get_instructions(type(callback).on_epoch_end)
            if step.argval == "stop_training"}
    if "STORE_ATTR" in uses:
        return Hint("another network stopped", "it sets a stop_training, but the training goes on "
                    "at an accuracy of 0.95. Is it set to True, and in the network which fit "
                    "trains? A callback knows that one as self.model.")
    if "LOAD_ATTR" in uses:
        return Hint("compared in place of set", "it looks at stop_training and doesn't set it, "
                    "so the training goes on at an accuracy of 0.95. One = sets, two compare.")
    return Hint("never stops", "the training goes on at an accuracy of 0.95. What tells the "
                "network to stop?")


def _about_a_late_stop(train: Callable) -> Hint:
    if train(_epochs(0.50, 0.89, 0.95, 0.96)).stopped_at == 3:
        return Hint("one epoch late", "it stops one epoch late: after the first with an "
                    "accuracy of 0.9 or more, it lets another begin.")
    return Hint("0.9 left out", "with an accuracy of exactly 0.9 the training goes on. It should "
                "stop at 0.9 *or more*.")


def _judge_other_trainings(train: Callable) -> None:
    """Try one in which the accuracy falls before it is reached, and one that ends at once."""
    stopped_at = train(_epochs(0.85, 0.89, 0.6, 0.8, 0.92)).stopped_at
    if stopped_at is None:
        raise Hint("0.9 alone", "it stops at an accuracy of 0.9, but not where it rises from 0.8 "
                   "to 0.92 at once. It should stop at 0.9 *or more*, whenever that is.")
    if stopped_at != 4:
        raise Hint("number of epochs", "it stops one training at the right moment, but not "
                   "another. Does it go by the accuracy, or by the number of epochs?")
    at_once = train(_epochs(0.93, 0.95))
    if at_once.stopped_at != 0:
        raise Hint("first epoch left out", "the training goes on although the accuracy is 0.93 "
                   "after the first epoch. Is the first epoch left out?")
    _judge_words(at_once.printed, _epochs(0.93))


def _judge_words(printed: list[str], epochs: list[dict[str, float]]) -> None:
    """See that what is printed about the accuracy and the end is true."""
    if found := _STOPPED.search("\n".join(printed[:-1])):
        raise Hint("says stopped too soon", "it stops at the right moment, but after an epoch from "
                   f"which the training goes on it says {found[0]!r}. When is that true?")
    missing = [1 - logs[name] for logs in epochs for name in ("loss", "val_loss")]
    seen = [logs["accuracy"] for logs in epochs[: len(printed)]]
    for line in "\n".join(printed).splitlines():
        for text, per_cent in _NUMBER.findall(line):
            places = len(text.partition(".")[2])
            if any(_is_rounded(text, 100 * one) or places > 1 and _is_rounded(text, one)
                   for one in missing):
                raise Hint("says one minus the loss", "it stops at the right moment, but it says "
                           f"{text}, one minus the loss. One minus the loss has no meaning.")
            if per_cent and places and any(_is_rounded(text, one) for one in seen):
                raise Hint("per cent of a fraction", "it stops at the right moment, but it says "
                           f"{text}{per_cent}, less than 1 per cent. What makes 90 % of 0.9?")
        for found in () if _HELD_OUT.search(line) else _ACCURACY.finditer(line):
            text, per_cent = (found[1], found[2]) if found[1] else (found[3], found[4])
            true = [*seen, 0.9] if _GOAL.search(line) else seen
            if not any(_is_rounded(text, 100 * one) or not per_cent and _is_rounded(text, one)
                       for one in true):
                raise Hint("says another number", "it stops at the right moment, but says "
                           f"{found[0]!r} at {seen[-1]:.0%} in training. Which number does it "
                           "print?")


def _is_rounded(text: str, value: float) -> bool:
    return abs(float(text) - value) <= 0.5001 * 10.0 ** -len(text.partition(".")[2])


_HELD_OUT_LOSSES = (0.52, 0.45, 0.41, 0.42, 0.40, 0.43, 0.44, 0.39)


@exercises.check(2, "Be the early stopping")
def early_stopping(last_epoch: int, epoch_of_the_weights: int) -> str:
    """Check where early stopping with patience 2 ends, and which weights it gives back."""
    for answer in (last_epoch, epoch_of_the_weights):
        if number(answer, "the epoch") in _HELD_OUT_LOSSES:
            raise Hint("loss for its epoch", f"{answer} is a loss of the table. The number of its "
                       "epoch is asked for, in the row above.")
    last = integer(last_epoch, "the last epoch")
    kept = integer(epoch_of_the_weights, "the epoch of the weights")
    if (last, kept) == (6, 4):
        raise Hint("counted from 0", "you counted the epochs from 0, but the table counts from 1.")
    expect(last, 7, {
        8: Hint("to the end", "for the training to reach epoch 8, one of the two epochs before it "
                "would have to be better than the best so far. Is one?"),
        6: Hint("patience of 1", "epoch 6 is the first that isn't better than the best so far. How "
                "many such epochs in a row does a patience of 2 wait for?"),
        5: Hint("lowest loss so far", "epoch 5 has the lowest loss so far. Why should it end "
                "there? Nobody knows yet what comes."),
        4: Hint("counting not restarted", "epoch 4 is the first that isn't better, and the "
                "patience is 2. What does epoch 5 do to the counting?"),
        3: Hint("nothing worse yet", "after epoch 3 nothing has become worse yet."),
        2: Hint("patience from the start", "the patience isn't a number of epochs from the start. "
                "It is counted from the best one."),
    }, otherwise=Hint("another last epoch", f"epoch {last} can't be it. After each of the eight, "
                      "write down the best loss so far and how many epochs ago it was."))
    expect(kept, 5, {
        7: Hint("last weights", "those are the weights that you would have without "
                "restore_best_weights."),
        8: Hint("epoch never reached", "epoch 8 never takes place. The 0.39 is not to be had."),
        3: Hint("best for a while", "epoch 3 was the best for a while; was it so to the end?"),
        6: Hint("last but one", "the weights come from the best epoch, not the last but one."),
    }, otherwise=Hint("other weights", "which of the epochs up to there has the lowest loss?"),
       opening="the last epoch is right, the epoch of the weights isn't: ")
    return "6 and 7 are the first two epochs in a row that don't beat the best, which is epoch 5."


@exercises.check(3, "Half as fast every three epochs")
def halving(schedule: Callable) -> str:
    """Check a function that halves the learning rate after every three epochs."""
    names = getattr(getattr(schedule, "__code__", None), "co_varnames", ())
    if names and "rate" in names[0]:
        raise Hint("arguments exchanged", "the epoch comes first, and then the rate: Keras calls "
                   "your function in this order.")
    _judge_halving(_run(schedule, start=0.004) / 0.004)
    for start in (0.1, 3.0):
        if not np.allclose(_run(schedule, start), start * _halved(), rtol=1e-6):
            raise Hint("start written in", "right for a training that starts with 0.004, but not "
                       f"for one that starts with {start:g}. Is 0.004 written into your function?")
    return "two halvings by epoch 7, and the rate that comes in already carries the earlier ones."


def _run(schedule: Callable, start: float) -> np.ndarray:
    rates, rate = [], start
    for epoch in range(EPOCHS_OF_THE_SCHEDULE):
        try:
            rate = number(call(schedule, epoch, rate), f"the learning rate in epoch {epoch}")
        except Hint as hint:
            if epoch < 8:
                raise
            raise Hint("no rate later on", f"in epoch {epoch} there is no rate any more: {hint} A "
                       "training may have more epochs than the text speaks of.") from None
        rates.append(rate)
    return np.array(rates)


def _halved() -> np.ndarray:
    return 0.5 ** (np.arange(EPOCHS_OF_THE_SCHEDULE) // 3)


def _judge_halving(rates: np.ndarray) -> None:
    if np.allclose(rates, _halved(), rtol=1e-6):
        return
    epochs = np.arange(len(rates))
    every_epoch = Hint("every epoch", "the rate is halved in every epoch, not in every third.")
    too_early = Hint("too early", "the rate is halved too early. Epochs 0, 1 and 2 keep it.")
    too_late = Hint("too late", "the rate is halved too late. Epoch 3 should have half.")
    raise_hint_for(rates, [
        (0.5 ** (epochs // 3 + 1), Hint("epoch 0 halved", "epoch 0 has half of the starting rate "
                                        "already. 0 is a multiple of 3, too.")),
        (0.5 ** (epochs + 1), every_epoch),
        (0.5**epochs, every_epoch),
        (np.ones_like(rates), Hint("never halved", "the rate stays the same in all epochs.")),
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
         Hint("earlier halvings again", "epoch 3 is right, and then the rate falls much too fast. "
              "The rate that comes in carries all earlier halvings.")),
        (2.0 ** (epochs // 3), Hint("doubled", "the rate is doubled. It should become smaller.")),
        ((1 / 3) ** (epochs // 3), Hint("divided by three", "the rate is divided by three every "
                                        "three epochs. It should be halved.")),
    ], rtol=1e-6)
    if np.any(rates <= 0):
        raise Hint("no rate left", "the rate becomes 0 or less, and nothing more is learned.")
    if rates[1] < rates[0] and np.allclose(rates[1:] / rates[:-1], rates[1] / rates[0]):
        raise Hint("a little in every epoch", "the rate falls a little in every epoch. Epochs 0, 1 "
                   "and 2 keep it, and epoch 3 has half at once.")
    wrong = int(np.flatnonzero(~np.isclose(rates, _halved(), rtol=1e-6))[0])
    if wrong > 9:
        raise Hint("epochs listed", f"the rates are right up to epoch {wrong - 1}, and then they "
                   "aren't. Are the epochs listed one by one? A training may have more of them.")
    raise Hint("another rate", f"with a start of 0.004 the rate in epoch {wrong} is "
               f"{0.004 * rates[wrong]:.3g}. How many halvings should there have been by then?")


NEEDED = ("BackupAndRestore", "ModelCheckpoint", "EarlyStopping", "LearningRateScheduler")
_DOES_SOMETHING_ELSE = {
    "BackupAndRestore": Hint("backup without an accident", "it lets a training go on after an "
                             "accident. Is an accident the worry here?"),
    "ModelCheckpoint": Hint("file not needed", "it writes the network into a file. Is a file what "
                            "is needed here?"),
    "EarlyStopping": Hint("stop not needed", "it ends a training that has stopped improving. Is "
                          "that what is needed here?"),
    "LearningRateScheduler": Hint("steps aren't the worry", "it changes the size of the steps. Are "
                                  "they the worry here?"),
}
_NEARLY_FITS = {
    (1, "ModelCheckpoint"): Hint("checkpoint to go on", "it saves the network, but not which epoch "
                                 "it was in. Which one goes on where it stopped?"),
    (2, "BackupAndRestore"): Hint("backup to keep", "its folder is deleted when the training ends. "
                                  "Is there one whose file is made to be kept?"),
    (2, "EarlyStopping"): Hint("weights in memory", "it keeps the best weights in memory, and it "
                               "ends the training. What could be given to somebody else?"),
    (4, "EarlyStopping"): Hint("stop for calm", "it would end the training while the accuracy "
                               "still goes up and down. What makes the steps smaller?"),
}


@exercises.check(4, "Which callback for which need?")
def needs(need_1: str, need_2: str, need_3: str, need_4: str) -> str:
    """Check which of four callbacks fits which of four needs."""
    answers = enumerate((need_1, need_2, need_3, need_4), start=1)
    chosen = [_callback_named(answer, f"the callback for need {need}") for need, answer in answers]
    fits = [name == needed for name, needed in zip(chosen, NEEDED, strict=True)]
    for need, (name, is_right) in enumerate(zip(chosen, fits, strict=True), start=1):
        if not is_right:
            hint = _NEARLY_FITS.get((need, name), _DOES_SOMETHING_ELSE[name])
            raise hint.after(f"{sum(fits)} of 4 fit. Need {need}, {name}: ")
    return "go on after an accident, keep a file, stop in time, take smaller steps."


def _callback_named(answer: Any, what: str) -> str:
    """Take a callback by its name, or as a class or an object."""
    kind = answer if inspect.isclass(answer) else type(answer)
    if hasattr(kind, "on_epoch_end"):
        answer = kind.__name__
    if isinstance(answer, str):
        # "keras.callbacks.EarlyStopping(patience=2)", "early_stopping", "Early Stopping."
        name = answer.partition("(")[0].strip(" .").rpartition(".")[2]
        answer = re.sub(r"[\s_-]", "", name)
    # Sorted, since the hint that lists them mustn't give their order away.
    return choice(answer, what, sorted(NEEDED))
