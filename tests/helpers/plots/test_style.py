import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers import plots


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    yield shell
    shell.clear_instance()
    plt.close("all")


def shown_as(shell, figure):
    return set(shell.display_formatter.format(figure)[0])


def test_figures_of_a_notebook_are_kept_as_jpeg_when_asked_for(shell):
    plots.style.store_as_jpeg()
    assert shown_as(shell, plt.subplots()[0]) == {"image/jpeg", "text/plain"}


def test_a_lower_quality_takes_less_room(shell):
    sizes = []
    for quality in (95, 10):
        plots.style.store_as_jpeg(quality)
        figure, ax = plt.subplots()
        ax.imshow([[0, 1], [1, 0]])
        sizes.append(len(shell.display_formatter.format(figure)[0]["image/jpeg"]))
    assert sizes[1] < sizes[0]


def test_outside_a_notebook_nothing_happens():
    plots.style.store_as_jpeg()
    assert not InteractiveShell.initialized()


@pytest.mark.parametrize("quality", [1, 95])
def test_the_lowest_and_the_highest_quality_may_be_asked_for(shell, quality):
    plots.style.store_as_jpeg(quality)
    assert "image/jpeg" in shown_as(shell, plt.subplots()[0])


@pytest.mark.parametrize("quality", [0, 96])
def test_a_quality_out_of_range_is_refused(quality):
    with pytest.raises(ValueError, match="from 1 to 95"):
        plots.style.store_as_jpeg(quality)
