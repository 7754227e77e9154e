import numpy as np
import pytest

from helpers.drawing import text_to_pixels


def test_ink_becomes_1_and_paper_0_and_each_row_is_doubled():
    pixels = text_to_pixels("#..\n.##")
    assert pixels.dtype == np.float32
    assert pixels.tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 1], [0, 1, 1]]


def test_blank_lines_around_the_drawing_are_dropped_but_not_those_inside():
    assert text_to_pixels("\n\n#\n\n#\n\n").shape == (6, 1)


def test_shorter_rows_are_filled_up_with_paper():
    assert text_to_pixels("#\n###")[0].tolist() == [1, 0, 0]


def test_any_other_character_is_paper():
    assert text_to_pixels("#x 0").tolist() == [[1, 0, 0, 0]] * 2


def test_spaces_before_the_first_row_stay():
    assert text_to_pixels("\n  #\n###\n")[0].tolist() == [0, 0, 1]


@pytest.mark.parametrize("drawing", ["", "....\n....", "\n"])
def test_a_drawing_without_ink_is_refused_with_what_to_do(drawing):
    with pytest.raises(ValueError, match="has no #"):
        text_to_pixels(drawing)


@pytest.mark.parametrize("drawing", ["#" * 101, "#\n" * 101])
def test_a_drawing_too_large_to_be_meant_is_refused(drawing):
    with pytest.raises(ValueError, match="at most 100"):
        text_to_pixels(drawing)


def test_a_drawing_of_a_hundred_rows_and_columns_is_not_too_large():
    assert text_to_pixels("\n".join(["#" * 100] * 100)).shape == (200, 100)
