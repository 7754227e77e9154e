import sys

import keras
import numpy as np


def stopper(condition, act=None, message=None):
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if condition(logs):
                if act is None:
                    self.model.stop_training = True
                else:
                    act(self)
                if message:
                    print(message(logs))

    return Stop


def at_least_90_percent(logs):
    return logs["accuracy"] >= 0.9


class WithGet(keras.callbacks.Callback):
    def __init__(self, wanted=0.9):
        super().__init__()
        self.wanted = wanted

    def on_epoch_end(self, epoch, logs):
        accuracy = (logs or {}).get("accuracy", 0)
        if accuracy < self.wanted:
            return
        self.model.stop_training = True
        print(f"epoch {epoch + 1}: {accuracy:.0%}, loss {logs['loss']:.2f}")


class AfterThreeEpochs(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch == 2


class OnEpochBegin(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.stop_training = True


class Unfilled(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        ...


class NotDerived:
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True


class Broken(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["acc"] > 0.9:
            self.stop_training = True
            print(f"stopped at {1 - logs['loss']:.0%} accuracy")


class ForgotEpoch(keras.callbacks.Callback):
    def on_epoch_end(self, logs=None):
        if logs["accuracy"] >= 0.9:
            self.model.stop_training = True


def own_flag(callback):
    callback.stop_training = True


class LeavesItGoingOn(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["accuracy"] >= 0.9:
            pass


class SetAtTheBeginning(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.wanted = 0.9

    def on_epoch_begin(self, epoch, logs=None):
        self.asked_in = epoch

    def on_epoch_end(self, epoch, logs=None):
        assert epoch == self.asked_in < self.params["epochs"]
        self.model.stop_training = logs["accuracy"] >= self.wanted

    def on_train_end(self, logs=None):
        del self.wanted


class KeepsTheBest(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.best = 0
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.best = max(self.best, logs["accuracy"])
        self.seen.append(logs["accuracy"])
        if self.best >= 0.9 and len(self.seen) == epoch + 1:
            self.model.stop_training = True


class OnlyOnce(keras.callbacks.Callback):
    done = False

    def on_epoch_end(self, epoch, logs=None):
        if not self.done and logs["accuracy"] >= 0.9:
            self.done = True
            self.model.stop_training = True
            rate = float(self.model.optimizer.learning_rate)
            print(f"{self.model.name} {self} stopped after 62s at a rate of {rate}")


class TalksInEveryEpoch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(epoch, logs, self.model)
        print(f"epoch {epoch + 1} of {self.params['epochs']}: {logs['accuracy']:.1%} accuracy, "
              f"loss {logs['loss']:.0%}, wanted at least 90% accuracy")
        print(f"held-out: {logs['val_accuracy']:.0%} accuracy, loss {logs['val_loss']:.2f}")
        if logs["accuracy"] >= 0.9:
            self.model.stop_training = True


class ReturnsTrue(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["accuracy"] >= 0.9:
            return True


class OnlyTrue(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        return True


class OwnVariable(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["accuracy"] >= 0.9:
            stop_training = True  # noqa: F841


class ForgotSelf(keras.callbacks.Callback):
    def on_epoch_end(epoch, logs=None):
        if logs["accuracy"] >= 0.9:
            epoch.model.stop_training = True


class StopsAnother(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["accuracy"] >= 0.9:
            network = keras.Sequential()
            network.stop_training = True


class Compares(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["accuracy"] >= 0.9:
            self.model.stop_training == True  # noqa: B015, E712


class ByTheFirstEpoch(keras.callbacks.Callback):
    reached = False

    def on_epoch_end(self, epoch, logs=None):
        if self.reached:
            self.model.stop_training = True
        self.reached = logs["accuracy"] >= 0.9


class SaysItEveryTime(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(f"stopped at {logs['accuracy']:.0%} accuracy")
        self.model.stop_training = logs["accuracy"] >= 0.9


class TalksUnlessItStops(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = logs["accuracy"] >= 0.9
        if self.model.stop_training:
            print(f"stopped in epoch {epoch + 1} with accuracy {logs['accuracy']}")
        else:
            print(f"not stopped yet: only {100 * logs['accuracy']:.1f} per cent accuracy")


def interrupt(callback):
    raise KeyboardInterrupt


class FromTheSecondEpoch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch >= 1 and logs["accuracy"] >= 0.9:
            self.model.stop_training = True


class NeedsANumber(keras.callbacks.Callback):
    def __init__(self, wanted):
        super().__init__()
        self.wanted = wanted

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = logs["accuracy"] >= self.wanted


def says(message):
    return stopper(at_least_90_percent, message=message)


def from_the_start(epoch, learning_rate):
    from_the_start.start = learning_rate if epoch == 0 else from_the_start.start
    return from_the_start.start * 0.5 ** (epoch // 3)


def with_if(epoch, rate):
    return rate * 0.5 if epoch in (3, 6, 9) else rate


def with_table(epoch, rate):
    return rate * [1, 1, 1, 0.5, 1, 1, 0.5, 1, 1, 0.5][epoch]


RIGHT = {
    "mended_stop": [
        (stopper(at_least_90_percent),),
        (stopper(lambda logs: not logs["accuracy"] < 0.9),),
        (stopper(at_least_90_percent, message=lambda logs: f"{logs['accuracy']:.0%} accuracy"),),
        (WithGet,),
        (WithGet(0.9),),
        (SetAtTheBeginning,),
        (SetAtTheBeginning(),),
        (KeepsTheBest,),
        (KeepsTheBest(),),
        (OnlyOnce,),
        (OnlyOnce(),),
        (TalksInEveryEpoch,),
        (NeedsANumber(0.9),),
        (says(lambda logs: f"accuracy {logs['accuracy']}, held-out loss {logs['val_loss']:.2f}"),),
        (TalksUnlessItStops,),
        (says(lambda logs: f"reached 90% accuracy: {logs['accuracy']}"),),
        (says(lambda logs: f"error {1 - logs['accuracy']:.0%}"),),
    ],
    "early_stopping": [(7, 5), (7.0, 5.0), (np.int64(7), [5])],
    "halving": [
        (lambda epoch, rate: rate / 2 if epoch and epoch % 3 == 0 else rate,),
        (lambda epoch, rate: rate / 2 if epoch in range(3, 1000, 3) else rate,),
        (from_the_start,),
        (lambda epoch, rate: rate * (0.5 if epoch % 3 == 0 and epoch > 0 else 1),),
    ],
    "needs": [
        ("BackupAndRestore", "ModelCheckpoint", "EarlyStopping", "LearningRateScheduler"),
        ("backupandrestore", " modelcheckpoint", "earlystopping", "learningratescheduler "),
        ("keras.callbacks.BackupAndRestore", "ModelCheckpoint()", "EarlyStopping",
         "LearningRateScheduler"),
        (keras.callbacks.BackupAndRestore, keras.callbacks.ModelCheckpoint,
         keras.callbacks.EarlyStopping(), keras.callbacks.LearningRateScheduler),
        ("backup_and_restore", "Model Checkpoint", "keras.callbacks.EarlyStopping(patience=2)",
         "Learning-Rate Scheduler."),
    ],
}

WRONG = {
    "mended_stop": [
        ((Broken,), "isn't there, 'acc'. The keys of logs are accuracy, loss"),
        ((stopper(at_least_90_percent, own_flag),), "sets its own stop_training"),
        ((stopper(lambda logs: logs["accuracy"] > 0.9),), "0.9 *or more*"),
        ((stopper(lambda logs: logs["val_accuracy"] >= 0.9),), "key has the accuracy in training"),
        ((stopper(lambda logs: 1 - logs["loss"] >= 0.9),), "one minus the loss for the accuracy"),
        ((stopper(lambda logs: logs["accuracy"] <= 0.9),), "after the first epoch"),
        ((stopper(lambda logs: logs["accuracy"] >= 90),), "gives an accuracy as a fraction"),
        ((stopper(lambda logs: logs["accuracy"] > 90),), "gives an accuracy as a fraction"),
        ((stopper(lambda logs: logs["accuracy"] >= 0.99),), "with 1.00 it ends"),
        ((stopper(lambda logs: logs["accuracy"] > 0.8),), "at an accuracy of 0.89 already"),
        ((stopper(lambda logs: round(logs["accuracy"], 1) >= 0.9),), "stops too early"),
        ((stopper(lambda logs: logs["loss"] < 0.1),), "one minus the loss for the accuracy"),
        ((stopper(lambda logs: logs["accuracy"] == 0.9),), "from 0.8 to 0.92 at once"),
        ((FromTheSecondEpoch,), "Is the first epoch left out?"),
        ((ReturnsTrue,), "What tells the network to stop?"),
        ((OnlyTrue,), "What tells the network to stop?"),
        ((OwnVariable,), "What tells the network to stop?"),
        ((LeavesItGoingOn,), "What tells the network to stop?"),
        ((keras.callbacks.EarlyStopping(monitor="accuracy"),), "one of Keras' own callbacks"),
        ((NeedsANumber,), "is called with 0 arguments, and yours takes wanted"),
        *(
            ((says(lambda logs, form=form: f"{1 - logs['loss']:{form}} accuracy"),),
             "One minus the loss has no meaning")
            for form in (".0%", ".1%", ".2%", ".2f", ".3f", "")
        ),
        ((says(lambda logs: f"stopped at {100 * (1 - logs['loss']):.0f} per cent"),),
         "One minus the loss has no meaning"),
        ((says(lambda logs: f"{1 - logs['val_loss']:.0%} accuracy"),), "says 41, one minus the"),
        ((says(lambda logs: f"stopped: {logs['loss']:.0%} accuracy"),), "says '38% accuracy'"),
        ((says(lambda logs: f"{logs['val_accuracy']:.1%} accuracy"),), "says '79.7% accuracy'"),
        ((says(lambda logs: f"{1 - logs['accuracy']:.0%} accuracy"),), "Which number does it"),
        ((AfterThreeEpochs,), "by the number of epochs"),
        ((keras.callbacks.LambdaCallback(on_epoch_end=at_least_90_percent),), "no method"),
        ((keras.callbacks.Callback,), "no method"),
        ((OnEpochBegin,), "no method on_epoch_end"),
        ((NotDerived,), "class MendedStop"),
        ((ForgotEpoch,), "Which of these three is missing"),
        ((ForgotSelf,), "Which of these three is missing"),
        ((stopper(lambda logs: logs.accuracy >= 0.9),), "by its name in square brackets"),
        ((stopper(lambda logs: logs["accuracy"] >= "0.9"),), "compared with text"),
        ((stopper(lambda logs: logs.get("acc") >= 0.9),), "a None where a value is needed"),
        ((stopper(lambda logs: undefined),), "there is no undefined"),  # noqa: F821
        ((ByTheFirstEpoch,), "one epoch late"),
        *(((stopper(at_least_90_percent, act),), fragment) for act, fragment in (
            (interrupt, "ends fit with KeyboardInterrupt"),
            (lambda callback: sys.exit(), "ends fit with SystemExit"),
            (lambda callback: callback.model.stop(), "has no stop"),
            (lambda callback: callback.model.stop_training(True), "is called like a function"),
        )),
        ((StopsAnother,), "in the network which fit trains"),
        ((Compares,), "doesn't set it"),
        ((says(lambda logs: f"stopped at {logs['accuracy']}% accuracy"),), "says 0.9%, less than"),
        ((says(lambda logs: "stopped at 90% accuracy"),), "'90% accuracy' at 93%"),
        ((says(lambda logs: f"accuracy: {logs['val_accuracy']:.3f}"),), "says 'accuracy: 0.797'"),
        ((SaysItEveryTime,), "the training goes on it says 'stopped'"),
        ((0.9,), "class MendedStop"),
    ],
    "early_stopping": [
        ((8, 8), "better than the best so far"),
        ((8, 5), "better than the best so far"),
        ((6, 5), "in a row"),
        ((6, 4), "counted the epochs from 0"),
        ((5, 5), "Nobody knows yet"),
        ((4, 3), "epoch 5 do to the counting"),
        ((3, 3), "become worse yet"),
        ((2, 2), "counted from the best"),
        ((9, 5), "can't be it"),
        ((7, 7), "without restore_best_weights"),
        ((7, 8), "never takes place"),
        ((7, 3), "to the end"),
        ((7, 6), "not the last but one"),
        ((7, 2), "lowest loss"),
        (("7", 5), "without quotes"),
        ((0.44, 0.40), "0.44 is a loss of the table"),
        ((5, 7), "have changed places"),
        ((5, 8), "Nobody knows yet"),
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
        ((lambda epoch, rate: rate / 3 if epoch and epoch % 3 == 0 else rate,), "by three"),
        ((lambda epoch, rate: rate // 2 if epoch and epoch % 3 == 0 else rate,), "// divides into"),
        ((lambda epoch, rate: rate * 0.5 ** (1 / 3),), "a little in every epoch"),
        ((lambda epoch, rate: rate - 0.002 if epoch and epoch % 3 == 0 else rate,), "0 or less"),
        ((lambda epoch, rate: 0.004 * 0.5 ** (epoch // 3),), "written into your function"),
        ((lambda epoch, rate: rate / 2 if epoch in (3, 6) else rate,), "in epoch 9 is 0.001."),
        ((with_if,), "right up to epoch 11, and then"),
        ((lambda epoch, rate: rate / 2 if epoch in range(3, 10, 3) else rate,), "one by one"),
        ((with_table,), "in epoch 10 there is no rate any more: with_table stops with IndexError"),
        ((lambda epoch, rate: rate / 2 if epoch in (3, 4) else rate,), "in epoch 4 is 0.001."),
        ((lambda rate, epoch: rate / 2 if epoch % 3 == 0 else rate,), "the epoch comes first"),
        ((lambda epoch: 1,), "arguments"),
        ((0.001,), "a function is asked for"),
    ],
    "needs": [
        (("ModelCheckpoint", "BackupAndRestore", "EarlyStopping", "LearningRateScheduler"),
         "2 of 4 fit. Need 1, ModelCheckpoint: it saves the network, but not which epoch it was"),
        (("BackupAndRestore", "BackupAndRestore", "EarlyStopping", "LearningRateScheduler"),
         "Need 2, BackupAndRestore: its folder is deleted when the training ends"),
        (("BackupAndRestore", "EarlyStopping", "ModelCheckpoint", "LearningRateScheduler"),
         "Need 2, EarlyStopping: it keeps the best weights in memory"),
        (("BackupAndRestore", "ModelCheckpoint", "LearningRateScheduler", "EarlyStopping"),
         "Need 3, LearningRateScheduler: it changes the size of the steps"),
        (("BackupAndRestore", "ModelCheckpoint", "EarlyStopping", "EarlyStopping"),
         "Need 4, EarlyStopping: it would end the training while the accuracy still goes up and "
         "down. What makes the steps smaller"),
        (("EarlyStopping", "ModelCheckpoint", "EarlyStopping", "LearningRateScheduler"),
         "Need 1, EarlyStopping: it ends a training that has stopped improving"),
        (("BackupAndRestore", "ModelCheckpoint", "ModelCheckpoint", "LearningRateScheduler"),
         "3 of 4 fit. Need 3, ModelCheckpoint: it writes the network into a file"),
        (("BackupAndRestore", "ModelCheckpoint", "BackupAndRestore", "LearningRateScheduler"),
         "Is an accident the worry here?"),
        (("BackupAndRestore", "ModelCheckpoint", "TensorBoard", "LearningRateScheduler"),
         "need 3 should be one of"),
        ((1, 2, 3, 4), "need 1 should be one of"),
    ],
}

UNFILLED = {
    "mended_stop": [(Unfilled,), (Unfilled(),)],
    "early_stopping": [(..., ...)],
    "halving": [(lambda epoch, learning_rate: ...,)],
    "needs": [(..., ..., ..., ...)],
}
