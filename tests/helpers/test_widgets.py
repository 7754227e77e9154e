import base64
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.widgets import draw_digit, sliders, text_to_pixels


@pytest.fixture(autouse=True)
def shell():
    InteractiveShell.instance()
    yield
    InteractiveShell.clear_instance()


def draw_dot(height):
    _, ax = plt.subplots()
    ax.plot([0], [height], "o")
    ax.set_title(f'the "dot" at {height}')
    return ax


def picture_of(view):
    (encoded,) = re.findall(r'src="data:image/png;base64,([^"]+)"', view.value)
    return base64.b64decode(encoded, validate=True)


def living_widgets():
    """Give all widgets by their identity: ipywidgets 7 keeps them elsewhere than 8 does."""
    import ipywidgets

    if hasattr(ipywidgets.widgets.widget, "_instances"):
        return ipywidgets.widgets.widget._instances
    return ipywidgets.Widget.widgets


def test_there_is_one_output_with_a_widget_and_a_still_picture():
    with capture_output() as captured:
        sliders(draw_dot, height=(0, 1, 0.1, 0.5))
    (output,) = captured.outputs
    assert output.data["text/plain"] == "Sliders for height"
    assert output.data["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert plt.get_fignums() == []


def test_moving_a_slider_redraws_the_picture_and_its_text_for_screen_readers():
    import ipywidgets

    before = set(ipywidgets.Widget.get_manager_state()["state"])
    with capture_output():
        sliders(draw_dot, height=(0, 1, 0.1, 0.5))
    state = ipywidgets.Widget.get_manager_state()["state"]
    models = {state[key]["model_name"]: key for key in set(state) - before}
    widgets = living_widgets()
    slider, view = widgets[models["FloatSliderModel"]], widgets[models["HTMLModel"]]
    picture = picture_of(view)
    assert 'alt="the &quot;dot&quot; at 0.5"' in view.value
    slider.value = 0.9
    assert picture_of(view) != picture
    assert 'alt="the &quot;dot&quot; at 0.9"' in view.value


@pytest.mark.parametrize(
    ("step", "shown"), [(1, ".0f"), (0.1, ".1f"), (0.005, ".3f"), (1e-05, ".5f")]
)
def test_a_slider_shows_as_many_decimals_as_its_steps_have(step, shown):
    import ipywidgets

    before = set(ipywidgets.Widget.get_manager_state()["state"])
    with capture_output():
        sliders(draw_dot, height=(0, 10, step, 0))
    state = ipywidgets.Widget.get_manager_state()["state"]
    (slider,) = (
        living_widgets()[key] for key in set(state) - before
        if state[key]["model_name"] == "FloatSliderModel"
    )
    assert slider.readout_format == shown


@pytest.fixture
def board():
    """Give the board's squares, its clear button, its picture and what was asked to be drawn."""
    import ipywidgets

    drawn = []

    def draw(squares):
        drawn.append(squares.copy())
        _, ax = plt.subplots()
        ax.imshow(squares)
        squares[:] = 0  # what is drawn from is the function's own
        return ax

    before = set(living_widgets())
    with capture_output() as captured:
        draw_digit(draw)
    instances = living_widgets()
    new = [instances[key] for key in instances if key not in before]
    buttons = [widget for widget in new if isinstance(widget, ipywidgets.Button)]
    (view,) = [widget for widget in new if isinstance(widget, ipywidgets.HTML)]
    return {
        "squares": [button for button in buttons if not button.description],
        "clear": next(button for button in buttons if button.description == "Clear"),
        "read": next(button for button in buttons if button.description == "Read it"),
        "view": view,
        "widgets": len(new),
        "drawn": drawn,
        "outputs": captured.outputs,
    }


def test_the_drawing_board_has_a_still_picture_of_its_first_digit(board):
    (output,) = board["outputs"]
    assert output.data["text/plain"] == "Board to draw a digit on"
    assert output.data["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert len(board["squares"]) == board["drawn"][0].size


def test_the_squares_share_their_styles_so_that_the_board_appears_quickly(board):
    assert len(board["squares"]) > 2 == len({square.style.model_id for square in board["squares"]})
    assert board["widgets"] < 1.2 * len(board["squares"])


def test_a_click_turns_a_square_to_ink_and_another_click_back(board):
    square = board["squares"][15]
    colour = square.style.button_color
    square.click()
    assert square.style.button_color != colour
    board["read"].click()
    assert board["drawn"][-1][1, 1] == 1
    square.click()
    assert square.style.button_color == colour
    board["read"].click()
    assert board["drawn"][-1][1, 1] == 0


def test_each_square_says_where_it_is_and_whether_it_holds_ink(board):
    square = board["squares"][15]
    assert square.tooltip == "paper in row 2, column 2"
    square.click()
    assert square.tooltip == "ink in row 2, column 2"
    assert len({square.tooltip for square in board["squares"]}) == len(board["squares"])


def test_the_board_is_read_only_when_asked_and_meanwhile_shows_no_other_answer(board):
    picture, calls = picture_of(board["view"]), len(board["drawn"])
    board["squares"][15].click()
    assert len(board["drawn"]) == calls
    assert board["view"].layout.visibility == "hidden"
    board["read"].click()
    assert len(board["drawn"]) == calls + 1
    assert picture_of(board["view"]) != picture
    assert board["view"].layout.visibility == "visible"


def test_a_cleared_board_is_empty_and_not_read(board):
    calls = len(board["drawn"])
    board["clear"].click()
    assert len({square.style.button_color for square in board["squares"]}) == 1
    board["read"].click()
    assert len(board["drawn"]) == calls
    assert board["view"].layout.visibility == "hidden"
    board["squares"][0].click()
    board["read"].click()
    assert board["drawn"][-1].sum() == 1


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


def test_lines_of_spaces_around_the_drawing_count_as_blank():
    assert text_to_pixels("    \n  #\n\t\n").tolist() == [[0, 0, 1], [0, 0, 1]]


@pytest.mark.parametrize("drawing", ["", "....\n....", "\n"])
def test_a_drawing_without_ink_is_refused_with_what_to_do(drawing):
    with pytest.raises(ValueError, match="has no #"):
        text_to_pixels(drawing)
