import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.quiet import _CheckingFinder, _QuietFinder, errors_held_back

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


HUSHED = "from helpers.quiet import hush_tensorflow; hush_tensorflow(); "


def test_what_tensorflow_writes_while_it_loads_is_not_shown(tmp_path):
    write_tensorflow(tmp_path, "os.write(2, b'oneDNN is on\\n')")
    result = run(HUSHED + "import tensorflow", tmp_path)
    assert result.returncode == 0
    assert result.stderr == ""


def test_this_test_would_see_the_chatter_without_the_hush(tmp_path):
    write_tensorflow(tmp_path, "os.write(2, b'oneDNN is on\\n')")
    program = (
        "import sys; from helpers import quiet;"
        "sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, quiet._QuietFinder)];"
        "import tensorflow"
    )
    assert "oneDNN is on" in run(program, tmp_path).stderr


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


def test_a_missing_tensorflow_is_still_missing():
    assert _QuietFinder().find_spec("tensorflow", path=[]) is None


def test_no_other_module_is_touched():
    assert _QuietFinder().find_spec("json") is None


def test_held_back_errors_are_shown_when_the_block_fails(capfd):
    with pytest.raises(RuntimeError), errors_held_back():
        os.write(2, b"the reason\n")
        raise RuntimeError
    assert capfd.readouterr().err == "the reason\n"


def test_held_back_errors_are_dropped_when_the_block_succeeds(capfd):
    with errors_held_back():
        os.write(2, b"chatter\n")
    os.write(2, b"later\n")
    assert capfd.readouterr().err == "later\n"


def test_holding_back_leaves_no_open_file_behind():
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    if before is None:
        pytest.skip("no list of open files on this system")
    for _ in range(5):
        with errors_held_back():
            pass
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_disk_on_which_nothing_can_be_held_back_stops_nothing(capfd, monkeypatch):
    def full(*arguments, **keywords):
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with errors_held_back():
        os.write(2, b"chatter\n")
    assert capfd.readouterr().err == "chatter\n"


def test_a_program_without_an_error_stream_is_not_stopped(tmp_path):
    write_tensorflow(tmp_path, "")
    program = "import os; os.close(2); " + HUSHED + "import tensorflow; print('loaded')"
    assert run(program, tmp_path).stdout == "loaded\n"


@pytest.mark.parametrize(
    ("backend", "shown"), [("tensorfow", "Did you mean 'tensorflow'?"), ("tensorflow", "")]
)
def test_an_import_of_keras_names_a_misspelt_backend_and_is_else_the_ordinary_one(
    tmp_path, backend, shown
):
    write_tensorflow(tmp_path, "")
    (tmp_path / "keras.py").write_text("print('Keras is loaded')\n")
    program = f"import os; os.environ['KERAS_BACKEND'] = '{backend}'; import helpers, keras"
    result = run(program, tmp_path)
    assert result.stdout == ("" if shown else "Keras is loaded\n")
    assert shown in result.stderr and bool(shown) == bool(result.returncode)


def test_a_missing_keras_is_still_missing():
    assert _CheckingFinder().find_spec("keras", path=[]) is None
