import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plots import images
from tests.helpers.plots.legible import assert_legible, boxes_of


def drawn(ax):
    return np.asarray(ax.images[0].get_array())


@pytest.mark.parametrize("shape", [(3, 5, 4), (3, 5, 4, 1), (3, 5, 7, 3)])
def test_every_image_stands_in_its_own_axes_in_order(shape):
    pictures = np.random.default_rng(1).uniform(size=shape)
    axes = images.image_grid(pictures)
    assert len(axes) == 3
    for picture, ax in zip(pictures, axes, strict=True):
        assert np.array_equal(drawn(ax), picture.squeeze())


def test_titles_stand_above_their_images():
    axes = images.image_grid(np.zeros((2, 3, 3)), titles=np.array([7, 2]))
    assert [ax.get_title() for ax in axes] == ["7", "2"]


def test_rows_are_filled_and_what_is_left_of_the_grid_stays_empty():
    axes = images.image_grid(np.zeros((5, 3, 3)), columns=3)
    rows = {round(ax.get_subplotspec().rowspan.start) for ax in axes}
    assert len(axes) == 5 and rows == {0, 1}
    (left_over,) = set(axes[0].figure.axes) - set(axes)
    assert not left_over.axison


@pytest.mark.parametrize(("count", "columns"), [(1, None), (10, None), (12, 4), (30, 10)])
def test_images_have_room_in_a_picture_as_wide_as_the_page(count, columns):
    axes = images.image_grid(np.zeros((count, 28, 28)), list(range(count)), columns=columns)
    figure = axes[0].figure
    assert figure.get_figwidth() <= 11
    assert min(box.width for box in boxes_of(axes)) > 0.6 * figure.dpi


def test_images_have_no_frame_and_maps_and_kernels_have_one():
    (image,) = images.image_grid(np.zeros((1, 2, 2)))
    (kernel,) = images.kernels(np.zeros((2, 2)))
    (of_one_layer,) = images.layer_maps(np.zeros((1, 2, 2)), [np.ones((1, 2, 2))])[:, 1]
    framed = [ax.spines["left"].get_visible() for ax in (image, kernel, of_one_layer)]
    assert framed == [False, True, True]


def test_a_common_range_of_values_makes_images_comparable():
    pictures = np.stack([np.zeros((2, 2)), np.ones((2, 2))])
    for ax in images.image_grid(pictures, value_range=(0, 1)):
        assert ax.images[0].get_clim() == (0, 1)


@pytest.mark.parametrize("shape", [(28, 28), (0, 28, 28), (2, 28, 28, 6), (5,)])
def test_what_is_no_stack_of_images_is_refused_with_its_shape(shape):
    with pytest.raises(ValueError, match="came as") as raised:
        images.image_grid(np.zeros(shape))
    assert str(shape) in str(raised.value)


def test_too_few_titles_or_axes_are_refused():
    with pytest.raises(ValueError, match="1 titles came for 2 images"):
        images.image_grid(np.zeros((2, 3, 3)), titles=["one"])
    with pytest.raises(ValueError, match="2 images need as many axes; 1 came"):
        images.image_grid(np.zeros((2, 3, 3)), axes=[plt.subplots()[1]])


def test_kernels_are_drawn_as_keras_keeps_them_with_white_at_zero():
    weights = np.arange(5 * 4 * 2 * 3, dtype=float).reshape(5, 4, 2, 3)
    axes = images.kernels(weights)
    assert len(axes) == 3
    assert np.array_equal(drawn(axes[2]), weights[:, :, 0, 2])
    for ax in axes:
        low, high = ax.images[0].get_clim()
        assert low == -high and high == weights[:, :, 0].max()
    assert "weight" in [ax.get_ylabel() for ax in axes[0].figure.axes]


def test_a_single_kernel_may_come_as_a_plain_table():
    (ax,) = images.kernels([[0, 1], [-2, 0]])
    assert np.array_equal(drawn(ax), [[0, 1], [-2, 0]])
    assert ax.images[0].get_clim() == (-2, 2)


def test_feature_maps_are_drawn_channel_by_channel_on_one_scale():
    maps = np.random.default_rng(2).normal(size=(1, 6, 5, 4))
    axes = images.feature_maps(maps, columns=2)
    assert len(axes) == 4
    assert np.array_equal(drawn(axes[3]), maps[0, :, :, 3])
    assert len({ax.images[0].get_clim() for ax in axes}) == 1
    assert [ax.get_title() for ax in axes] == ["map 1", "map 2", "map 3", "map 4"]


def test_maps_without_negative_numbers_have_a_scale_without_them():
    axes = images.feature_maps(np.arange(12.0).reshape(2, 3, 2))
    assert [ax.images[0].get_clim() for ax in axes] == [(0, 11), (0, 11)]
    with_sign = images.feature_maps(np.arange(12.0).reshape(2, 3, 2) - 4)
    assert [ax.images[0].get_clim() for ax in with_sign] == [(-7, 7), (-7, 7)]


@pytest.mark.parametrize("draw", [images.feature_maps, images.kernels])
def test_maps_and_kernels_of_another_shape_are_refused(draw):
    with pytest.raises(ValueError, match=r"came as \(2, 3, 3, 4, 1\)"):
        draw(np.zeros((2, 3, 3, 4, 1)))


MATRIX = np.array([[50, 2, 0], [0, 48, 9], [1, 0, 40]])


def test_the_confusion_matrix_writes_every_count_but_zeros_at_its_place():
    ax = images.confusion_matrix(MATRIX, ["cat", "dog", "owl"])
    written = {tuple(text.get_position()): int(text.get_text()) for text in ax.texts}
    assert written == {
        (predicted, true): MATRIX[true, predicted]
        for true in range(3) for predicted in range(3) if MATRIX[true, predicted]
    }
    assert [label.get_text() for label in ax.get_xticklabels()] == ["cat", "dog", "owl"]
    assert ax.get_xlabel() == "predicted class" and ax.get_ylabel() == "true class"


def test_only_mistakes_are_coloured_and_the_most_frequent_most():
    ax = images.confusion_matrix(MATRIX)
    shown = ax.images[0].get_array()
    assert shown.mask.tolist() == np.eye(3, dtype=bool).tolist()
    assert ax.images[0].get_clim() == (0, 9)


@pytest.mark.parametrize("right", [[5, 6], [7]])
def test_a_matrix_without_mistakes_can_be_drawn(right):
    ax = images.confusion_matrix(np.diag(right), ax=plt.subplots()[1])
    assert len(ax.texts) == len(right)
    assert ax.images[0].get_clim() == (0, 1)


def test_a_count_is_white_on_the_darkest_mistakes_and_black_elsewhere():
    ax = images.confusion_matrix(MATRIX)
    colours = {text.get_text(): text.get_color() for text in ax.texts}
    assert colours == {
        "50": "black", "48": "black", "40": "black", "9": "white", "2": "black", "1": "black"
    }


@pytest.mark.parametrize(
    ("names", "upright"),
    [(range(10), True), (["T-shirt", "trousers", "pullover"] * 3, False), (["cat", "owl"], False)],
)
def test_long_names_of_classes_are_turned_so_that_none_covers_another(names, upright):
    ax = images.confusion_matrix(np.eye(len(names), dtype=int), names)
    labels = ax.get_xticklabels()
    assert {label.get_rotation() == 0 for label in labels} == {upright}
    assert_legible(ax, labels)


def test_a_matrix_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"came as \(2, 3\)"):
        images.confusion_matrix(np.zeros((2, 3)))


def test_each_layer_has_a_column_and_each_image_a_row():
    rng = np.random.default_rng(1)
    pictures = rng.uniform(size=(2, 8, 8, 1))
    maps = [rng.uniform(size=(2, 6, 6)), rng.uniform(size=(2, 3, 3)), rng.uniform(size=(2, 1, 1))]
    axes = images.layer_maps(pictures, maps, ["boot", "bag"], ["first", "second", "third"])
    assert axes.shape == (2, 4)
    for row in range(2):
        assert np.array_equal(drawn(axes[row, 0]), pictures[row, ..., 0])
        for column, of_layer in enumerate(maps, start=1):
            assert np.array_equal(drawn(axes[row, column]), of_layer[row])
    assert [ax.get_title() for ax in axes[0]] == ["", "first", "second", "third"]
    assert [ax.get_ylabel() for ax in axes[:, 0]] == ["boot", "bag"]


def test_the_maps_of_a_layer_share_a_scale_that_begins_at_zero():
    maps = [np.stack([np.full((2, 2), low), np.full((2, 2), 4 * low)]) for low in (1.0, 0.1, 0)]
    axes = images.layer_maps(np.zeros((2, 3, 3)), maps)
    assert {ax.images[0].get_clim() for ax in axes[:, 1]} == {(0, 4)}
    assert {ax.images[0].get_clim() for ax in axes[:, 2]} == {(0, 0.4)}
    assert {ax.images[0].get_clim() for ax in axes[:, 3]} == {(0, 1)}
