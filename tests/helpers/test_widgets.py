import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.widgets import draw_digit, sliders


@pytest.fixture(autouse=True)
def shell():
    InteractiveShell.instance()
    yield
    InteractiveShell.clear_instance()


def draw_dot(height):
    _, ax = plt.subplots()
    ax.plot([0], [height], "o")
    return ax


def test_there_is_one_output_with_a_widget_and_a_still_picture():
    with capture_output() as captured:
        sliders(draw_dot, height=(0, 1, 0.1, 0.5))
    (output,) = captured.outputs
    assert output.data["text/plain"] == "Sliders for height"
    assert output.data["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in output.data


def test_moving_a_slider_redraws_the_picture():
    import ipywidgets

    before = set(ipywidgets.Widget.get_manager_state()["state"])
    with capture_output():
        sliders(draw_dot, height=(0, 1, 0.1, 0.5))
    state = ipywidgets.Widget.get_manager_state()["state"]
    models = {state[key]["model_name"]: key for key in set(state) - before}
    widgets = ipywidgets.widgets.widget._instances
    slider, image = widgets[models["FloatSliderModel"]], widgets[models["ImageModel"]]
    picture = image.value
    slider.value = 0.9
    assert image.value != picture


def test_no_figure_is_left_open():
    with capture_output():
        sliders(draw_dot, height=(0, 1, 0.1, 0.5))
    assert plt.get_fignums() == []


@pytest.mark.parametrize("values", [(0, 1, 0.1), (0, 1, 0.1, 2)])
def test_a_range_that_makes_no_sense_is_refused(values):
    with pytest.raises(ValueError, match="lowest, highest, step, start"):
        sliders(draw_dot, height=values)


@pytest.fixture
def board():
    """Give the board's squares, its clear button, its picture and what was asked to be drawn."""
    import ipywidgets

    drawn = []

    def draw(squares):
        drawn.append(squares)
        _, ax = plt.subplots()
        ax.imshow(squares)
        return ax

    before = set(ipywidgets.widgets.widget._instances)
    with capture_output() as captured:
        draw_digit(draw)
    instances = ipywidgets.widgets.widget._instances
    new = [instances[key] for key in instances if key not in before]
    buttons = [widget for widget in new if isinstance(widget, ipywidgets.Button)]
    (image,) = [widget for widget in new if isinstance(widget, ipywidgets.Image)]
    return {
        "squares": [button for button in buttons if not button.description],
        "clear": next(button for button in buttons if button.description == "Clear"),
        "read": next(button for button in buttons if button.description == "Read it"),
        "image": image,
        "drawn": drawn,
        "outputs": captured.outputs,
    }


def test_the_drawing_board_has_a_still_picture_of_its_first_digit(board):
    (output,) = board["outputs"]
    assert output.data["text/plain"] == "Board to draw a digit on"
    assert output.data["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert len(board["squares"]) == board["drawn"][0].size


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


def test_the_board_is_read_only_when_asked_and_meanwhile_shows_no_other_answer(board):
    picture, calls = board["image"].value, len(board["drawn"])
    board["squares"][15].click()
    assert len(board["drawn"]) == calls
    assert board["image"].layout.visibility == "hidden"
    board["read"].click()
    assert len(board["drawn"]) == calls + 1
    assert board["image"].value != picture
    assert board["image"].layout.visibility == "visible"


def test_a_cleared_board_is_empty_and_not_read(board):
    calls = len(board["drawn"])
    board["clear"].click()
    assert len({square.style.button_color for square in board["squares"]}) == 1
    board["read"].click()
    assert len(board["drawn"]) == calls
    assert board["image"].layout.visibility == "hidden"
    board["squares"][0].click()
    board["read"].click()
    assert board["drawn"][-1].sum() == 1
