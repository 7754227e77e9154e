import base64
import hashlib

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient

from helpers.plots import training
from helpers.plots.style import TRAINING, VALIDATION

HISTORY = {
    "loss": [0.9, 0.5, 0.4],
    "accuracy": [0.6, 0.8, 0.9],
    "val_loss": [0.8, 0.6, 0.5],
    "learning_rate": [0.1, 0.1, 0.1],
}


def curves(ax):
    return {line.get_label(): line.get_ydata().tolist() for line in ax.lines}


def test_each_metric_has_a_panel_with_its_training_and_validation_curve():
    loss, accuracy = training.learning_curves(HISTORY)
    assert curves(loss) == {"training": HISTORY["loss"], "validation": HISTORY["val_loss"]}
    assert curves(accuracy) == {"training": HISTORY["accuracy"]}
    assert loss.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert [ax.get_xlabel() for ax in (loss, accuracy)] == ["epoch", "epoch"]


def test_training_and_validation_differ_in_more_than_colour():
    loss, _ = training.learning_curves(HISTORY)
    learned, judged = loss.lines
    assert (learned.get_color(), judged.get_color()) == (TRAINING, VALIDATION)
    assert learned.get_linestyle() != judged.get_linestyle()
    assert learned.get_marker() != judged.get_marker()


@pytest.mark.parametrize(("epochs", "marked"), [(40, True), (41, False)])
def test_many_epochs_are_drawn_without_a_marker_for_each(epochs, marked):
    (ax,) = training.learning_curves({"loss": np.linspace(1, 0, epochs)})
    assert (ax.lines[0].get_marker() == "o") == marked


def test_curves_are_drawn_into_given_axes():
    given = plt.subplots()[1]
    (ax,) = training.learning_curves({"loss": [2.0, 1.0]}, axes=given)
    assert ax is given and ax.get_ylabel() == "loss"


def test_what_fit_returns_is_understood():
    class History:
        history = {"mean_absolute_error": [3, 2], "loss": [9, 4]}

    loss, error = training.learning_curves(History())
    assert (loss.get_ylabel(), error.get_ylabel()) == ("loss", "mean absolute error")


def test_a_history_without_metrics_and_too_few_axes_are_refused():
    with pytest.raises(ValueError, match="found no metric"):
        training.learning_curves({})
    with pytest.raises(ValueError, match="2 metrics need as many axes; 1 came"):
        training.learning_curves(HISTORY, axes=plt.subplots()[1])


# A view is told what Keras tells it; only one test needs a network.


def fit(view, losses, validation=None):
    view.set_params({"epochs": len(losses)})
    view.on_train_begin()
    for epoch, loss in enumerate(losses):
        logs = {"loss": loss}
        if validation is not None:
            logs["val_loss"] = validation[epoch]
        view.on_epoch_end(epoch, logs)
    view.on_train_end()


def test_several_calls_of_fit_become_one_curve():
    view = training.training_view()
    for losses in ([0.9], [0.8, 0.7], [0.6]):
        fit(view, losses)
    assert curves(view.figure.axes[0])["training"] == [0.9, 0.8, 0.7, 0.6]


def test_a_metric_that_comes_later_or_stays_away_leaves_a_gap():
    view = training.training_view()
    fit(view, [0.9])
    fit(view, [0.8], validation=[0.7])
    fit(view, [0.6])
    assert np.array_equal(view.history["val_loss"], [np.nan, 0.7, np.nan], equal_nan=True)


def test_the_epoch_axis_shows_how_far_the_training_will_go():
    view = training.training_view(epochs=12)
    fit(view, [0.9])
    assert view.figure.axes[0].get_xlim() == (0.5, 12.5)
    view = training.training_view()
    fit(view, [0.9, 0.8, 0.7])
    assert view.figure.axes[0].get_xlim() == (0.5, 3.5)


def test_it_draws_at_most_once_in_so_many_seconds_and_once_more_at_the_end(monkeypatch):
    drawn = []

    def drawing(history, *arguments):
        drawn.append(len(history.get("loss", ())))
        return Figure()

    clock = iter(np.arange(0, 1000, 0.125))
    monkeypatch.setattr(training, "_drawing", drawing)
    monkeypatch.setattr(training.time, "monotonic", lambda: next(clock))
    fit(training.training_view(seconds=1.0), [0.5] * 50)
    assert drawn[0] == 0 and drawn[-1] == 50
    assert 5 <= len(drawn) <= 9


def test_the_view_leaves_no_figure_open():
    fit(training.training_view(), [0.9, 0.8])
    assert plt.get_fignums() == []


# What a notebook keeps, in a real kernel.

SETUP = """\
import hashlib
import keras
import numpy as np
from helpers.plots import training

network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
network.compile("sgd", loss="mse", metrics=["mae"])
inputs = np.linspace(0, 1, 8).reshape(-1, 1)


pictures, as_png = [], training.as_png


def remembered(figure):
    pictures.append(as_png(figure))
    return pictures[-1]


training.as_png = remembered


class Interrupt(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 3:
            raise KeyboardInterrupt


def fit(view, epochs=1, others=()):
    network.fit(inputs, 2 * inputs, epochs=epochs, verbose=0, callbacks=[view, *others])


def state(view):
    newest = hashlib.sha256(pictures[-1]).hexdigest()
    print(len(view.figure.axes[0].lines[0].get_ydata()), newest)
"""

CELLS = {
    "setup": SETUP,
    "one fit": "view = training.training_view(seconds=0)\nfit(view, epochs=4)",
    "one fit, state": "state(view)",
    "seldom drawn": "view = training.training_view(seconds=3600)\nfit(view, epochs=4)",
    "seldom drawn, state": "state(view)",
    "many fits": "view = training.training_view()\nfor _ in range(3):\n    fit(view)",
    "many fits, state": "state(view)",
    "going on": "fit(view)",
    "going on, state": "state(view)",
    "interrupted": (
        "view = training.training_view(seconds=3600)\nfit(view, 10, others=[Interrupt()])"
    ),
    "interrupted, state": "state(view)",
    "after the interrupt": "fit(view)",
    "after the interrupt, state": "state(view)",
    "another figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
}


@pytest.fixture(scope="module")
def outputs():
    cells = [nbformat.v4.new_code_cell(code) for code in CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=300, kernel_name="python3", allow_errors=True).execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells), strict=True))


@pytest.mark.parametrize(
    ("cell", "epochs"),
    [
        ("one fit", 4),
        ("seldom drawn", 4),
        ("many fits", 3),
        ("going on", 4),
        ("interrupted", 3),
        ("after the interrupt", 4),
    ],
)
def test_one_figure_with_every_epoch_stays_below_the_cell(outputs, cell, epochs):
    (figure,) = [o for o in outputs[cell] if o.output_type == "display_data"]
    (state,) = outputs[f"{cell}, state"]
    stored = hashlib.sha256(base64.b64decode(figure.data["image/png"])).hexdigest()
    assert state.text.split() == [str(epochs), stored]
    assert figure.data["text/plain"] == "learning curves"


def test_nothing_but_the_figure_stays_and_nothing_below_the_cells_after_it(outputs):
    kinds = {cell: [o.output_type for o in found] for cell, found in outputs.items()}
    assert kinds["many fits"] == ["display_data"]
    assert kinds["interrupted"] == ["display_data", "error"]
    assert kinds["many fits, state"] == ["stream"]
    assert kinds["another figure"] == ["display_data"]


@pytest.mark.parametrize("title", ["LeNet-5", None])
def test_the_view_has_its_title_above_all_panels(title):
    figure = training._drawing({"loss": [0.5]}, title, epochs=3)
    assert figure.get_suptitle() == (title or "")
