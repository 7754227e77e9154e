import numpy as np
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Annotation

from helpers import plots
from tests.helpers.plots.legible import assert_legible


def calls(ax):
    """Give the place in time of each arrow that a method's name stands beside, by its name."""
    names = [text for text in ax.texts if text.get_text().startswith("on_")]
    arrows = [one for one in ax.texts if isinstance(one, Annotation) and not one.get_text()]
    found = {}
    for name in names:
        x, y = name.get_position()
        near = min(arrows, key=lambda one: np.hypot(one.xyann[0] - x, one.xyann[1] - y))
        found.setdefault(name.get_text(), []).append(near.xy[0])
    return found


def test_the_methods_are_called_in_the_order_in_which_keras_calls_them():
    found = calls(plots.callback_hooks())
    assert len(found["on_epoch_begin"]) == len(found["on_epoch_end"]) == 2
    order = [
        found["on_train_begin"][0], found["on_epoch_begin"][0], found["on_train_batch_begin"][0],
        found["on_train_batch_end"][0], found["on_epoch_end"][0], found["on_epoch_begin"][1],
        found["on_epoch_end"][1], found["on_train_end"][0],
    ]
    assert order == sorted(order) and len(set(order)) == len(order)


def test_an_epoch_ends_after_its_validation():
    ax = plots.callback_hooks()
    validations = [text.get_position()[0] for text in ax.texts if text.get_text() == "validation"]
    ends = calls(ax)["on_epoch_end"]
    assert all(one < end for one, end in zip(validations, ends, strict=True))


def test_its_words_stand_apart_and_inside_the_picture():
    ax = plots.callback_hooks()
    assert_legible(ax, [text for text in ax.texts if text.get_text()])
    boxes = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    assert len(boxes) == 1 + 2 * (1 + 2 + 1)
