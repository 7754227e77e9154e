import base64
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.widgets import a_seven, as_mnist, draw_digit, sliders


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
    return shown_board()


def shown_board(*first):
    """Give the board, what was asked to be drawn from it, and what was displayed."""
    from helpers.live.drawing_board import DrawingBoard

    drawn = []

    def draw(pixels):
        drawn.append(pixels.copy())
        _, ax = plt.subplots()
        ax.imshow(pixels)
        ax.set_title(f"ink <{pixels.sum():.0f}>")
        pixels[:] = 0  # what is drawn from is the function's own
        return ax

    before = set(living_widgets())
    with capture_output() as captured:
        draw_digit(draw, *first)
    instances = living_widgets()
    (board,) = [
        instances[key]
        for key in instances
        if key not in before and isinstance(instances[key], DrawingBoard)
    ]
    return {"board": board, "drawn": drawn, "outputs": captured.outputs}


def strokes(board, ink):
    """Send what the browser sends after a stroke."""
    board["board"].set_state({"ink": ink})


def test_the_drawing_board_has_a_still_picture_of_its_first_digit(board):
    (output,) = board["outputs"]
    assert output.data["text/plain"] == "Board to draw a digit on"
    assert output.data["image/png"].startswith("iVBOR")
    widget = output.data["application/vnd.jupyter.widget-view+json"]
    assert widget["model_id"] == board["board"].model_id
    assert output.data["image/png"] in board["board"].reading
    assert plt.get_fignums() == []


def test_the_browser_begins_with_the_seven_that_python_has_read(board):
    (first,) = board["drawn"]
    assert first.dtype == np.float32 and first.shape == (28, 28)
    assert (first == a_seven()).all()
    assert np.abs(board["board"].pixels - a_seven()).max() <= 0.5 / 255


def test_the_board_may_begin_with_another_drawing():
    cross = 0.4 * np.eye(28, dtype=np.float32)
    board = shown_board(cross)
    (first,) = board["drawn"]
    assert first.dtype == np.float32 and (first == cross).all()
    assert np.abs(board["board"].pixels - cross).max() <= 0.5 / 255


def test_the_seven_has_its_bar_on_top_and_its_stem_below_it():
    seven = a_seven()
    assert (seven.min(), seven.max()) == (0, 1)
    assert (seven[5:7, 9:19] > 0.5).all()
    assert (seven[12:] > 0.5).sum(axis=1).max() <= 4
    assert seven[:4].sum() == seven[25:].sum() == 0


def test_after_a_stroke_the_function_gets_the_pixels_and_its_picture_is_shown(board):
    before = board["board"].reading
    ink = [0] * 784
    ink[28 + 3] = 255
    ink[28 + 4] = 51
    strokes(board, ink)
    pixels = board["drawn"][-1]
    assert pixels.dtype == np.float32 and pixels.shape == (28, 28)
    assert pixels[1, 3] == 1 and pixels[1, 4] == np.float32(0.2) and pixels.sum() < 1.3
    assert board["board"].reading != before
    assert 'alt="ink &lt;1&gt;"' in board["board"].reading


def test_while_a_drawing_is_read_no_other_answer_is_shown(board):
    seen = []
    board["board"].observe(lambda change: seen.append(bool(change.new)), "reading")
    strokes(board, [255] + [0] * 783)
    assert seen == [False, True]


def test_a_cleared_board_is_empty_and_not_read(board):
    calls = len(board["drawn"])
    strokes(board, [0] * 784)
    assert len(board["drawn"]) == calls
    assert board["board"].reading == ""


def test_a_function_that_fails_says_so_on_the_board(board, monkeypatch):
    def fails(pixels):
        raise NameError("name '<network>' is not defined")

    monkeypatch.setattr(board["board"], "_read", fails)
    strokes(board, [255] * 784)
    assert "NameError: name &#x27;&lt;network&gt;" in board["board"].reading


@pytest.mark.parametrize("shift", [(0, 0), (5, -6), (-4, 3)])
@pytest.mark.parametrize("size", [8, 16, 24])
def test_a_drawing_is_scaled_and_centred_as_mnist_is_wherever_it_was_drawn(shift, size):
    drawing = np.zeros((40, 40), dtype=np.float32)
    top, left = 8 + shift[0], 8 + shift[1]
    drawing[top:top + size, left:left + size // 2] = 1
    image = as_mnist(drawing)
    assert image.shape == (28, 28) and image.dtype == np.float32
    assert image.min() >= 0 and image.max() == 1
    rows, columns = np.nonzero(image > 0.5)
    assert abs(np.ptp(rows) + 1 - 20) <= 1 and abs(np.ptp(columns) + 1 - 10) <= 1
    centre = [(image * places).sum() / image.sum() for places in np.mgrid[:28, :28]]
    assert np.allclose(centre, 14, atol=0.6)


def test_a_faint_speck_far_away_does_not_shrink_the_drawing():
    seven = a_seven()
    speck = seven.copy()
    speck[27, 0] = 0.09
    assert np.abs(as_mnist(speck) - as_mnist(seven)).mean() < 0.02


def test_a_single_square_of_ink_is_a_drawing_too():
    drawing = np.zeros((28, 28), dtype=np.float32)
    drawing[3, 4] = 1
    assert np.isfinite(as_mnist(drawing)).all()
