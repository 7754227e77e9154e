import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.axes import given_or_new, grid_over


def test_given_axes_are_drawn_into_whatever_the_size():
    ax = plt.subplots()[1]
    assert given_or_new(ax, figsize=(3, 2)) is ax
    assert len(plt.get_fignums()) == 1


def test_without_axes_there_is_a_new_figure_of_the_size_asked_for():
    assert given_or_new(None, figsize=(3, 2)).figure.get_size_inches().tolist() == [3, 2]
    assert given_or_new(None).figure.get_size_inches().tolist() == plt.rcParams["figure.figsize"]


def test_the_grid_covers_what_the_axes_show_first_coordinate_fastest():
    ax = plt.subplots()[1]
    ax.set(xlim=(0, 2), ylim=(10, 30))
    first, second, places = grid_over(ax, 3)
    assert first.tolist() == [[0, 1, 2]] * 3
    assert second[:, 0].tolist() == [10, 20, 30]
    assert places[:4].tolist() == [[0, 10], [1, 10], [2, 10], [0, 20]]
    assert np.array_equal(places[:, 1].reshape(first.shape), second)
