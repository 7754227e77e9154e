import sys
from types import SimpleNamespace

import keras
import numpy as np


class WithGap(keras.callbacks.Callback):
    def __init__(self, gap):
        super().__init__()
        self.gap = gap


def stopper(condition, act=None):
    class Stop(WithGap):
        def on_epoch_end(self, epoch, logs=None):
            if condition(logs, self.gap):
                if act is None:
                    self.model.stop_training = True
                else:
                    act(self)

    return Stop


def gap_of(logs):
    return logs["val_loss"] - logs["loss"]


def is_open(logs, gap):
    return gap_of(logs) > gap


class SetInEveryEpoch(keras.callbacks.Callback):
    def __init__(self, gap):
        self.gap = gap

    def on_epoch_end(self, epoch, logs):
        self.model.stop_training = logs["val_loss"] > logs["loss"] + self.gap
        print("gap", logs["val_loss"] - logs["loss"])


class ByTheTrainer(keras.callbacks.Callback):
    def __init__(self, gap):
        super().__init__()
        self.limit = gap

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if logs.get("val_loss", 0) - logs.get("loss", 0) <= self.limit:
            return
        self.model.stop_training = True


class Unfilled(WithGap):
    def on_epoch_end(self, epoch, logs=None):
        ...


class NotDerived:
    def __init__(self, gap):
        self.gap = gap

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True


class OnEpochBegin(WithGap):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.stop_training = True


class ForgotEpoch(WithGap):
    def on_epoch_end(self, logs=None):
        if gap_of(logs) > self.gap:
            self.model.stop_training = True


class WithoutGap(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if gap_of(logs) > self.gap:
            self.model.stop_training = True


class OneEpochLate(WithGap):
    is_open = False

    def on_epoch_end(self, epoch, logs=None):
        if self.is_open:
            self.model.stop_training = True
        self.is_open = self.is_open or gap_of(logs) > self.gap


class NotInTheFirstEpoch(WithGap):
    def on_epoch_end(self, epoch, logs=None):
        if epoch and gap_of(logs) > self.gap:
            self.model.stop_training = True


class ReturnsTrue(WithGap):
    def on_epoch_end(self, epoch, logs=None):
        return gap_of(logs) > self.gap


def own_flag(callback):
    callback.stop_training = True


def stops_network(callback):
    network.stop_training = True  # noqa: F821


def interrupt(callback):
    raise KeyboardInterrupt


def from_the_start(epoch, learning_rate):
    from_the_start.start = learning_rate if epoch == 0 else from_the_start.start
    return from_the_start.start * 0.5 ** (epoch // 3)


def with_if(epoch, rate):
    return rate * 0.5 if epoch in (3, 6, 9) else rate


def with_table(epoch, rate):
    return rate * [1, 1, 1, 0.5, 1, 1, 0.5, 1, 1, 0.5][epoch]


def history(val_loss, loss=0.4, val_accuracy=0.8, epochs=8):
    return {
        "loss": [0.9] * (epochs - 1) + [loss],
        "val_loss": [0.8] * (epochs - 1) + [val_loss],
        "val_accuracy": [0.7] * (epochs - 1) + [val_accuracy],
    }


def of_network(*units):
    network = keras.Sequential([keras.layers.Flatten(), *map(keras.layers.Dense, units)])
    return SimpleNamespace(history=history(0.5, val_accuracy=0.86), model=network)


TRIED = {
    0.001: history(0.52, loss=0.48, val_accuracy=0.83),
    0.003: history(0.46, loss=0.40, val_accuracy=0.843),
    0.01: history(0.48, loss=0.31, val_accuracy=0.842),
    0.1: history(0.90, loss=0.85, val_accuracy=0.70),
    0.03: history(0.55, loss=0.41, val_accuracy=0.81),
}

RIGHT = {
    "stop_at_gap": [
        (stopper(is_open),),
        (stopper(lambda logs, gap: logs["val_loss"] > logs["loss"] + gap),),
        (SetInEveryEpoch,),
        (ByTheTrainer,),
    ],
    "early_stopping": [(7, 5), (7.0, 5.0), (np.int64(7), [5])],
    "halving": [
        (lambda epoch, rate: rate / 2 if epoch and epoch % 3 == 0 else rate,),
        (lambda epoch, rate: rate / 2 if epoch in range(3, 1000, 3) else rate,),
        (from_the_start,),
        (lambda epoch, rate: rate * (0.5 if epoch % 3 == 0 and epoch > 0 else 1),),
    ],
    "chosen_rate": [
        (TRIED, 0.003),
        ({rate: SimpleNamespace(history=one) for rate, one in TRIED.items()}, 0.003),
        ({rate: TRIED[rate] for rate in (0.001, 0.003, 0.01)}, np.float32(0.003)),
        ({0.0001: history(np.nan), **TRIED}, 0.003),
        ({**TRIED, 0.02: history(0.46)}, 0.003),
    ],
    "fewest_epochs": [
        (history(0.5, val_accuracy=0.86), 0.85),
        (SimpleNamespace(history=history(0.5, val_accuracy=0.85)), 0.85),
        (history(0.5, val_accuracy=0.9, epochs=1), 0.85),
        (of_network(128, 10), 0.85),
    ],
}

WRONG = {
    "stop_at_gap": [
        ((stopper(is_open, own_flag),), "sets its own stop_training"),
        ((ReturnsTrue,), "in training to True"),
        ((stopper(lambda logs, gap: logs["loss"] - logs["val_loss"] > gap),), "Which one has to"),
        ((stopper(lambda logs, gap: abs(gap_of(logs)) > gap),), "is *below* the training loss"),
        ((stopper(lambda logs, gap: gap_of(logs) >= gap),), "*more than* the gap"),
        ((stopper(lambda logs, gap: gap_of(logs) > 0.1),), "Does your method use self.gap"),
        ((stopper(lambda logs, gap: logs["val_loss"] > gap),), "asks the validation loss alone"),
        ((stopper(lambda logs, gap: True),), "whatever the losses are"),
        ((stopper(lambda logs, gap: gap_of(logs) < gap),), "Which one has to"),
        ((stopper(lambda logs, gap: logs["val_loss"] / logs["loss"] > gap),), "divides one loss"),
        ((stopper(lambda logs, gap: logs["val_loss"] + gap > logs["loss"]),), "on the right side"),
        ((stopper(lambda logs, gap: val_loss - loss > gap),), 'as logs["val_loss"]'),  # noqa: F821
        ((stopper(is_open, lambda callback: next(iter(()))),), "ends fit with StopIteration"),
        ((stopper(lambda logs, gap: logs["accuracy"] - logs["val_accuracy"] > gap),),
         "it compares accuracies"),
        ((stopper(lambda logs, gap: logs["val_accuracy"] - logs["accuracy"] > gap),),
         "it compares accuracies"),
        ((stopper(lambda logs, _: gap_of(logs) > gap),), "has it as self.gap"),  # noqa: F821
        ((stopper(is_open, stops_network),), "has it as self.model"),
        ((stopper(is_open, lambda callback: callback.model.stop_training()),), "called like a"),
        ((stopper(lambda logs, gap: logs["validation_loss"] - logs["loss"] > gap),),
         "a key that isn't there, 'validation_loss'. The keys are accuracy, loss"),
        ((OneEpochLate,), "stops one epoch late"),
        ((stopper(lambda logs, gap: logs["val_loss"] > (1 + gap) * logs["loss"]),),
         "the difference of"),
        ((stopper(lambda logs, gap: gap_of(logs) < -gap),), "is *below* the training loss"),
        ((stopper(lambda logs, gap: gap_of(logs) < -0.5),), "Overfitting is the reverse"),
        ((NotInTheFirstEpoch,), "even the first"),
        ((ForgotEpoch,), "Which of these three is missing"),
        ((WithoutGap,), "takes no"),
        ((stopper(lambda logs, gap: logs.val_loss - logs.loss > gap),), "in square brackets"),
        ((stopper(lambda logs, gap: undefined),), "there is no undefined"),  # noqa: F821
        ((stopper(is_open, interrupt),), "ends fit with KeyboardInterrupt"),
        ((stopper(is_open, lambda callback: sys.exit()),), "ends fit with SystemExit"),
        ((stopper(is_open, lambda callback: callback.model.stop()),), "has no stop"),
        ((OnEpochBegin,), "no method on_epoch_end"),
        ((NotDerived,), "class StopAtGap"),
        ((SetInEveryEpoch(0.1),), "without brackets"),
        ((keras.callbacks.EarlyStopping,), "one of Keras' own"),
    ],
    "early_stopping": [
        *{
            (8, 8): "better than the best so far", (8, 5): "better than the best so far",
            (6, 5): "in a row", (6, 4): "counted the epochs from 0", (5, 5): "Nobody knows yet",
            (4, 3): "epoch 5 do to the count", (3, 3): "nothing has got worse yet",
            (2, 2): "counted from the best", (9, 5): "can't be it",
            (7, 7): "without restore_best_weights", (7, 8): "never happens",
            (7, 3): "Did it stay the best", (7, 6): "not the last but one", (7, 2): "lowest loss",
            ("7", 5): "without quotes", (0.44, 0.40): "0.44 is a loss.",
            (5, 7): "have changed places", (5, 8): "Nobody knows yet",
        }.items(),
    ],
    "halving": [
        ((lambda epoch, rate: rate / 2 if epoch % 3 == 0 else rate,), "multiple of 3, too"),
        ((lambda epoch, rate: rate / 2,), "in every epoch"),
        ((lambda epoch, rate: rate / 2 if epoch else rate,), "in every epoch"),
        ((lambda epoch, rate: rate / 2 if epoch % 3 == 1 else rate,), "too early"),
        ((lambda epoch, rate: rate / 2 if epoch and epoch % 4 == 0 else rate,), "too late"),
        ((lambda epoch, rate: rate,), "stays the same"),
        ((lambda epoch, rate: rate / 2 if (epoch + 1) % 3 == 0 else rate,), "too early"),
        ((lambda epoch, rate: rate / 2 if epoch % 3 == 1 and epoch > 1 else rate,), "too late"),
        ((lambda epoch, rate: rate / 2 if epoch == 3 else rate,), "no others"),
        ((lambda epoch, rate: rate * 0.5 ** (epoch // 3),), "much too fast"),
        ((lambda epoch, rate: rate * 2 if epoch and epoch % 3 == 0 else rate,), "doubled"),
        ((lambda epoch, rate: 0.5 ** (epoch // 3),), "without the rate that it belongs to"),
        ((lambda epoch, rate: 0.5 if epoch and epoch % 3 == 0 else 1,), "without the rate"),
        ((lambda epoch, rate: rate / 4 if epoch and epoch % 3 == 0 else rate,), "in epoch 3 is 0."),
        ((lambda epoch, rate: rate / 3 if epoch and epoch % 3 == 0 else rate,), "by three"),
        ((lambda epoch, rate: rate // 2 if epoch and epoch % 3 == 0 else rate,), "// divides into"),
        ((lambda epoch, rate: rate * 0.5 ** (1 / 3),), "a little in every epoch"),
        ((lambda epoch, rate: rate - 0.002 if epoch and epoch % 3 == 0 else rate,), "0 or less"),
        ((lambda epoch, rate: 0.004 * 0.5 ** (epoch // 3),), "written into your function"),
        ((lambda epoch, rate: rate / 2 if epoch in (3, 6) else rate,), "in epoch 9 is 0.001."),
        ((with_if,), "right up to epoch 11, but then"),
        ((lambda epoch, rate: rate / 2 if epoch in range(3, 10, 3) else rate,), "one by one"),
        ((with_table,), "in epoch 10 no rate comes back: with_table stops with IndexError"),
        ((lambda epoch, rate: rate / 2 if epoch in (3, 4) else rate,), "in epoch 4 is 0.001."),
        ((lambda rate, epoch: rate / 2 if epoch % 3 == 0 else rate,), "the epoch comes first"),
        ((lambda epoch: 1,), "arguments"),
        ((0.001,), "a function is asked for"),
    ],
    "chosen_rate": [
        ((TRIED, 0.01), "lowest *training* loss"),
        ((TRIED, 0.1), "the largest validation loss"),
        ((TRIED, 0.001), "compares its keys"),
        (({**TRIED, 0.0005: history(0.55)}, 0.001), "ends at 0.520"),
        ((TRIED, "0.003"), "without quotes"),
        ((TRIED, 0.004), "isn't among the rates"),
        ((TRIED, TRIED[0.003]), "Hand in the rate it belongs to"),
        (({**TRIED, 0.5: TRIED[0.003]}, 0.003), "under more than one rate"),
        (({-4: history(0.5), -3: history(0.4), -1: history(0.6)}, -3), "has to be above 0"),
        (({**TRIED, 0.5: history(np.nan)}, 0.5), "the largest validation loss"),
        (({rate: TRIED[rate] for rate in (0.001, 0.01)}, 0.01), "you tried 2."),
        (({0.001: history(0.5), 0.002: history(0.4), 0.003: history(0.6)}, 0.002), "factor of ten"),
        (({**TRIED, 0.001: history(0.4, val_accuracy=0.8), 0.003: history(0.45, val_accuracy=0.91)},
          0.003), "highest validation accuracy"),
        (({**TRIED, 0.5: history(0.9, epochs=5)}, 0.003), "different numbers of epochs"),
        (({**TRIED, 0.01: history(0.48, loss=0.31, val_accuracy=0.9)}, 0.01), "ends lower"),
        (({rate: history(rate, epochs=2) for rate in (0.1, 0.5, 1)}, 0.1), "have 8. Let it train"),
        ((TRIED[0.003], 0.003), "each rate should be a number"),
        (([0.001, 0.003, 0.01], 0.003), "a dictionary"),
        (({0.001: 0.5, 0.003: 0.4, 0.01: 0.6}, 0.003), "no history with val_loss"),
    ],
    "fewest_epochs": [
        ((history(0.5, val_accuracy=0.84), 0.85), "is 0.8400, and the goal"),
        ((3, 0.85), "what fit returns"),
        ((of_network(2048, 10), 0.85), "those of fresh_network()"),
        (([0.8, 0.86], 0.85), "what fit returns"),
        (({"loss": [0.4]}, 0.85), "validation_data"),
        ((SimpleNamespace(history=history(0.5), params={"steps": 313}), 0.85), "313 steps"),
        ((SimpleNamespace(history=history(0.5), params={"steps": 63}), 0.85), "Which images"),
        (({**history(0.5, val_accuracy=0.7), "loss": [9.5, 3]}, 0.85), "between 0 and 1"),
        (({**history(0.5, val_accuracy=0.86), "accuracy": [0.9] * 3}, 0.85), "already trained"),
        ((history(0.5, val_accuracy=0.2), 0.85), "highest validation accuracy of this training"),
    ],
}

UNFILLED = {
    "stop_at_gap": [(Unfilled,)],
    "early_stopping": [(..., ...)],
    "halving": [(lambda epoch, learning_rate: ...,)],
    "chosen_rate": [(..., ...)],
    "fewest_epochs": [(..., 0.85)],
}


def reaches(history, wanted):
    return max(history["val_accuracy"]) >= wanted


GIVEN = {"chosen_rate": (0,), "fewest_epochs": (1,)}
STILL_RIGHT = {"fewest_epochs": reaches}
