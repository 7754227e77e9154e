import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.widgets import sliders


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
