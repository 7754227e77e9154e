import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

from helpers import backend
from helpers.backend import _QuietFinder

ROOT = Path(__file__).parents[2]

CONFIG = """
class config:
    @staticmethod
    def list_physical_devices(kind):
        return {gpus}

    @staticmethod
    def list_logical_devices(kind):
        os.write(2, b"GPU announced\\n")
        print("GPU woken")
"""

HUSHED = "from helpers.backend import hush_tensorflow; hush_tensorflow(); "


@pytest.fixture
def before_keras(monkeypatch, tmp_path):
    """Let this test choose a backend as if Keras had not been imported yet."""
    monkeypatch.delitem(sys.modules, "keras")
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


def run(program, folder):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )


def write_tensorflow(folder, body, gpus="[]"):
    package = folder / "tensorflow"
    package.mkdir()
    (package / "__init__.py").write_text(f"import os\n{CONFIG.format(gpus=gpus)}\n{body}\n")
    (package / "part.py").write_text("value = 7\n")


def test_of_tensorflows_own_log_only_errors_are_shown(tmp_path):
    logger = "import logging; get_logger = lambda: logging.getLogger('tensorflow')"
    write_tensorflow(tmp_path, logger)
    result = run(
        HUSHED + "import tensorflow; log = tensorflow.get_logger();"
        "log.warning('retracing'); log.error('a real error')",
        tmp_path,
    )
    assert result.stderr == "a real error\n"


def test_what_is_written_after_loading_is_shown(tmp_path):
    write_tensorflow(tmp_path, "os.write(2, b'chatter\\n')")
    result = run(
        HUSHED + "import tensorflow, os; os.write(2, b'a real error\\n')", tmp_path
    )
    assert result.stderr == "a real error\n"


def test_a_tensorflow_that_fails_to_load_shows_all_it_wrote(tmp_path):
    write_tensorflow(tmp_path, "os.write(2, b'the reason\\n'); raise ImportError('broken')")
    result = run(HUSHED + "import tensorflow", tmp_path)
    assert result.returncode == 1
    assert "the reason" in result.stderr
    assert "ImportError: broken" in result.stderr


def test_a_gpu_is_woken_quietly_with_the_loading(tmp_path):
    write_tensorflow(tmp_path, "", gpus="['GPU:0']")
    result = run(HUSHED + "import tensorflow", tmp_path)
    assert result.stdout == "GPU woken\n"
    assert result.stderr == ""


def test_nothing_is_woken_where_there_is_no_gpu(tmp_path):
    write_tensorflow(tmp_path, "")
    assert run(HUSHED + "import tensorflow", tmp_path).stdout == ""


def test_a_tensorflow_without_a_working_gpu_list_still_loads(tmp_path):
    write_tensorflow(tmp_path, "del config")
    assert run(HUSHED + "import tensorflow; print('loaded')", tmp_path).stdout == "loaded\n"


def test_the_hushed_tensorflow_is_the_ordinary_one(tmp_path):
    write_tensorflow(tmp_path, "")
    program = HUSHED * 2 + (
        "import importlib.resources, importlib.util, sys;"
        "assert importlib.util.find_spec('tensorflow') and 'tensorflow' not in sys.modules;"
        "import tensorflow.part;"
        "print(tensorflow.part.value, tensorflow.__file__);"
        "print(importlib.resources.files('tensorflow').joinpath('part.py').read_text())"
    )
    result = run(program, tmp_path)
    assert result.stdout.startswith(f"7 {tmp_path / 'tensorflow' / '__init__.py'}"), result.stderr
    assert "value = 7" in result.stdout


def test_a_program_without_an_error_stream_is_not_stopped(tmp_path):
    write_tensorflow(tmp_path, "")
    program = "import os; os.close(2); " + HUSHED + "import tensorflow; print('loaded')"
    assert run(program, tmp_path).stdout == "loaded\n"


def test_a_missing_tensorflow_is_still_missing():
    assert _QuietFinder().find_spec("tensorflow", path=[]) is None


@pytest.mark.parametrize(
    ("backend", "shown"), [("tensorfow", "Did you mean 'tensorflow'?"), ("tensorflow", "")]
)
def test_an_import_of_keras_names_a_misspelt_backend_and_is_else_the_ordinary_one(
    tmp_path, backend, shown
):
    write_tensorflow(tmp_path, "")
    (tmp_path / "keras.py").write_text(
        "from unittest.mock import Mock\nconfig = Mock()\nprint('Keras is loaded')\n"
    )
    program = f"import os; os.environ['KERAS_BACKEND'] = '{backend}'; import helpers, keras"
    result = run(program, tmp_path)
    assert result.stdout == ("" if shown else "Keras is loaded\n")
    assert shown in result.stderr and bool(shown) == bool(result.returncode)


@pytest.mark.parametrize("misspelt", ["tensorfow", " TensorFlow"])
def test_a_misspelt_backend_is_answered_with_the_nearest_name(
    before_keras, monkeypatch, misspelt, fault
):
    monkeypatch.setenv("KERAS_BACKEND", misspelt)
    with pytest.raises(ValueError, match="Did you mean 'tensorflow'") as caught:
        backend.check_backend()
    assert "KERAS_BACKEND" in str(caught.value)
    assert "tensorflow, jax, torch" in str(caught.value)
    assert "restart" not in str(caught.value), "a new kernel would forget %env"
    fault("Keras has no backend").is_seen_in(str(caught.value))


def test_a_backend_that_cannot_train_is_refused_with_the_reason(before_keras, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "numpy")
    with pytest.raises(ValueError, match="not train"):
        backend.check_backend()


def test_a_missing_backend_is_answered_with_the_command_and_those_at_hand(
    before_keras, monkeypatch, fault
):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.setattr(backend, "_is_installed", lambda module: module in ("keras", "jax"))
    with pytest.raises(ModuleNotFoundError, match="-m pip install torch") as caught:
        backend.check_backend()
    fault("The backend is not installed").is_seen_in(str(caught.value))
    assert f"{sys.executable} -m pip" in str(caught.value).replace('"', "")
    assert "%env KERAS_BACKEND=jax" in str(caught.value)
    assert "KERAS_BACKEND=tensorflow" not in str(caught.value)


def test_missing_keras_is_answered_with_the_command(before_keras, monkeypatch):
    monkeypatch.setattr(backend, "_is_installed", lambda module: module != "keras")
    with pytest.raises(ModuleNotFoundError, match="-m pip install keras"):
        backend.check_backend()


def test_a_backend_from_the_settings_file_of_keras_is_checked_and_the_file_named(before_keras):
    settings = before_keras / "keras.json"
    settings.write_text(json.dumps({"backend": "theano"}))
    with pytest.raises(ValueError, match="theano") as caught:
        backend.check_backend()
    assert str(settings) in str(caught.value)


def test_a_user_without_a_home_has_tensorflow_by_default(before_keras, monkeypatch):
    def no_home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setattr("pathlib.Path.home", no_home)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    monkeypatch.setattr(backend, "_is_installed", lambda module: True)
    assert backend.check_backend() == "tensorflow"


def test_the_environment_is_stronger_than_the_settings_file(before_keras, monkeypatch):
    (before_keras / "keras.json").write_text(json.dumps({"backend": "theano"}))
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setattr(backend, "_is_installed", lambda module: True)
    assert backend.check_backend() == "jax"


@pytest.mark.parametrize("content", ["{broken", "[]", '{"backend": 3}'])
def test_an_unreadable_settings_file_leaves_tensorflow(before_keras, monkeypatch, content):
    (before_keras / "keras.json").write_text(content)
    monkeypatch.setattr(backend, "_is_installed", lambda module: True)
    assert backend.check_backend() == "tensorflow"


def test_once_keras_runs_its_own_backend_counts(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "misspelt too late")
    assert backend.check_backend() == keras.backend.backend()
