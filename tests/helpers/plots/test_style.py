import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers import plots


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    yield shell
    shell.clear_instance()


def test_figures_of_a_notebook_are_kept_as_jpeg_when_asked_for(shell):
    plots.style.store_as_jpeg()
    shown, _ = shell.display_formatter.format(plt.subplots()[0])
    assert set(shown) == {"image/jpeg", "text/plain"}


def test_outside_a_notebook_nothing_happens():
    plots.style.store_as_jpeg()
    assert not InteractiveShell.initialized()


def test_negative_is_blue_and_positive_orange_and_equal_sizes_equally_dark():
    for share in (0.1, 0.25, 0.5):
        negative, positive = plots.style.SIGNED(0.5 - share), plots.style.SIGNED(0.5 + share)
        assert negative[2] > negative[0]
        assert positive[0] > positive[2]
        grey_values = np.dot((negative[:3], positive[:3]), (0.299, 0.587, 0.114))
        assert abs(grey_values[0] - grey_values[1]) < 0.1
    assert min(plots.style.SIGNED(0.5)) > 0.97
