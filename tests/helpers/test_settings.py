import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]

FIGURES = [
    """\
import matplotlib.pyplot as plt
import numpy as np
from helpers import plots""",
    """\
ax = plots.points([[0, 0], [1, 1]], [0, 1])
plots.decision_boundary([1, 1], -1, ax=ax)
plt.show()""",
    """\
plots.image_grid(np.arange(18).reshape(2, 3, 3), titles=["first", "second"])
plt.show()""",
]
MATPLOTLIBRC = """\
axes.facecolor: black
figure.facecolor: black
font.family: no such font
image.origin: lower
text.usetex: True
"""
PROFILE = "c = get_config()\nc.InlineBackend.figure_formats = {'svg'}\n"
KERAS = {"floatx": "float16", "epsilon": 0.5, "image_data_format": "channels_first"}
TRAINING = """\
import {modules}
network = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3)])
network.compile(loss="mse")
zeros = keras.ops.zeros((4, 6, 6, 2))
history = network.fit(keras.ops.zeros((4, 8, 8, 1)), zeros, batch_size=1, epochs=3, verbose=0)
print(network.output_shape, network.dtype, keras.config.epsilon(), end=" ")
print(len(history.epoch), int(network.optimizer.iterations))
"""
NAMED = "from helpers.settings import settings_found; print(*settings_found(), sep='\\n')"


def user(home):
    """Give the environment of a user whose home folder this is."""
    own = {"HOME", "USERPROFILE", "MATPLOTLIBRC", "MPLBACKEND", "KERAS_BACKEND"}
    return {name: value for name, value in os.environ.items() if name not in own} | {
        "HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT),
        "MPLCONFIGDIR": str(home / "matplotlib"), "IPYTHONDIR": str(home / "ipython"),
        "KERAS_HOME": str(home / "keras"),
    }


@pytest.fixture
def plain(tmp_path):
    """Give the environment of a user without settings."""
    return user(tmp_path / "plain")


@pytest.fixture
def with_settings(tmp_path):
    """Give the environment of a user with settings of all kinds."""
    environment = user(tmp_path / "with settings")
    files = {
        Path(environment["MPLCONFIGDIR"], "matplotlibrc"): MATPLOTLIBRC,
        Path(environment["IPYTHONDIR"], "profile_default", "ipython_config.py"): PROFILE,
        Path(environment["KERAS_HOME"], "keras.json"): json.dumps(KERAS),
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True)
        path.write_text(text)
    limits = {"KERAS_MAX_EPOCHS": "1", "KERAS_MAX_STEPS_PER_EPOCH": "1"}
    return environment | limits | {"MPLBACKEND": "TkAgg"}


def outputs(environment, *cells):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(env=environment)
    shown = [output for cell in notebook.cells for output in cell.outputs]
    return [output.get("text") or dict(output.data) for output in shown]


def python(program, environment):
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )


def test_figures_are_the_same_whatever_a_user_has_set(plain, with_settings):
    expected = outputs(plain, *FIGURES)
    assert [set(data) for data in expected] == [{"image/png", "text/plain"}] * 2
    assert outputs(with_settings, *FIGURES) == expected
    assert outputs(plain | {"MPLBACKEND": "agg"}, *FIGURES) == expected


def test_a_backend_that_is_chosen_in_a_notebook_stays(plain):
    chosen = "%matplotlib notebook\nimport matplotlib\nfrom helpers import plots"
    asked = "print(matplotlib.get_backend())"
    (backend,) = outputs(plain | {"MPLBACKEND": "agg"}, chosen, asked)
    assert backend.lower() in ("nbagg\n", "notebook\n")


@pytest.mark.parametrize("modules", ["helpers, keras", "keras, helpers"])
def test_keras_computes_the_same_whatever_a_user_has_set(with_settings, modules):
    result = python(TRAINING.format(modules=modules), with_settings)
    assert result.stdout == "(None, 6, 6, 2) float32 1e-07 3 12\n", result.stderr


def test_each_setting_of_a_user_is_named(with_settings, fault):
    named = python(NAMED, with_settings).stdout
    for setting in (
        "floatx to float16", "epsilon to 0.5", "image_data_format to channels_first",
        "KERAS_MAX_EPOCHS=1", "KERAS_MAX_STEPS_PER_EPOCH=1", "MPLBACKEND=TkAgg",
        "matplotlibrc sets axes.facecolor, figure.facecolor, font.family and 2 more",
        "ipython_config.py sets figure_formats",
    ):
        assert setting in named
    fault("Settings of your own").is_seen_in(named)


def test_a_backend_that_keras_is_told_to_use_is_named_and_used(plain):
    file = Path(plain["KERAS_HOME"], "keras.json")
    file.parent.mkdir(parents=True)
    file.write_text('{"backend": "jax"}')
    assert python(NAMED, plain).stdout == f"{file} chooses the backend jax; the notebooks use it.\n"


def test_without_settings_none_is_named(plain):
    assert python(NAMED, plain).stdout == "\n"
