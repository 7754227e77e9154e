import matplotlib.pyplot as plt
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
