"""Cells out of order, twice, after a restart; a kernel that is killed; a setting misspelt."""

import ast
import errno
import importlib
import os
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from tests.faults.again import NOTEBOOKS, ONCE, disagreements

ALL = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
LIGHT = [path for path in ALL if path.stem.startswith("01")]
FIRST = LIGHT[0]
SECOND_RUN = re.compile(
    r"a second time|a second `fit`|run it again|run(ning)? (the|that) (\S+ )?(cell|loop) again"
    "|train again|start over|start again|rerun the cell",
    re.IGNORECASE,
)


def read(path):
    return nbformat.read(path, as_version=4)


def executed(*sources, environment=None):
    """Run cells in one new kernel, going on after errors; give what each shows."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=120, allow_errors=True,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )  # fmt: skip
    client.execute(env={**os.environ, **(environment or {})})
    return [
        "".join(
            output.get("text", "")
            or output.get("data", {}).get("text/plain", "")
            or "\n".join(output.get("traceback", []))
            for output in cell.outputs
        )
        for cell in notebook.cells
    ]


@pytest.mark.parametrize("path", LIGHT, ids=lambda path: path.stem)
def test_cells_that_are_run_again_give_the_same(path):
    assert list(disagreements(path)) == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
@pytest.mark.skipif(
    not os.environ.get("WORKSHOP_RUN_TWICE"),
    reason="trains each network three times: nox -s twice, or make test-all",
)
def test_cells_of_every_notebook_that_are_run_again_give_the_same(path):
    assert list(disagreements(path, least=True)) == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_where_a_second_run_differs_the_text_beside_it_says_so(path):
    cells = read(path).cells
    silent = []
    for number, cell in enumerate(cells):
        if ONCE in cell.metadata.get("tags", []):
            section = max(at for at in range(number) if cells[at].source.startswith("## "))
            beside = cells[section : number + 4]
            texts = [one.source for one in beside if one.cell_type == "markdown"]
            if not any(SECOND_RUN.search(" ".join(text.split())) for text in texts):
                silent.append(cell.id)
    assert silent == []


def test_a_cell_that_adds_or_goes_on_is_said_in_the_notebook(fault):
    (hello_keras,) = (path for path in ALL if path.stem.startswith("03"))
    texts = [cell.source for cell in read(hello_keras).cells if cell.cell_type == "markdown"]
    fault("A cell run twice, a layer too many").is_seen_in(" ".join(texts))


@pytest.fixture(scope="module")
def out_of_order():
    """What is seen when 01 is begun in its middle, then run from the top, and answered."""
    sources = [cell.source for cell in read(FIRST).cells if cell.cell_type == "code"]
    middle = next(number for number, text in enumerate(sources) if "decision_boundary" in text)
    unasked = next(number for number, text in enumerate(sources) if "check.and_bias(" in text)
    answered = sources[unasked].replace("...", "-0.5")
    shown = executed(sources[middle], *sources[: middle + 1], sources[unasked], answered)
    return {
        "begun in the middle": shown[0],
        "then from the top": shown[middle + 1],
        "after a restart": shown[-2],
        "answered again": shown[-1],
    }


def test_cells_out_of_order_name_what_is_missing_and_are_mended_from_the_top(out_of_order, fault):
    for title in ("`NameError`", "Colab: the session is gone"):
        fault(title).is_seen_in(out_of_order["begun in the middle"])
    assert "Error" not in out_of_order["then from the top"]


def test_after_a_restart_an_exercise_is_unanswered_until_its_cell_is_run(out_of_order, fault):
    fault("Not attempted, but I did it").is_seen_in(out_of_order["after a restart"])
    assert out_of_order["answered again"].startswith("✓")


def test_jupyterlab_has_words_for_a_killed_kernel(tmp_path, fault):
    path = tmp_path / "mine.ipynb"
    cells = ["answer = 0.75", "import os; os.kill(os.getpid(), 9)"]
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(text, id=f"c{n}") for n, text in enumerate(cells)]
        ),
        path,
    )
    with pytest.raises(DeadKernelError):
        NotebookClient(read(path), kernel_name="python3").execute()
    (words,) = jupyterlab_words("The kernel for [^\"']+ restart automatically.")
    fault("The kernel died").is_seen_in(words)


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        ("Connection lost", r"A connection to the [^\"'`]+"),
        ("File changed on disk", r"has changed on disk[^\"'`]+"),
        ("The slider doesn't move", r"Error displaying widget[^\"'`]+"),
    ],
)
def test_jupyterlab_has_the_words_of_the_page(title, pattern, fault):
    fault(title).is_seen_in(" ".join(jupyterlab_words(pattern)).replace("\\n", " "))


def jupyterlab_words(pattern):
    """Look a sentence up in what JupyterLab and its widgets send to the browser."""
    from jupyterlab.commands import get_app_dir

    share = Path(get_app_dir()).parent
    scripts = [
        *share.glob("lab/static/jlab_core.*.js"),
        *share.glob("labextensions/@jupyter-widgets/*/static/*.js"),
    ]
    return {
        words
        for script in scripts
        for words in re.findall(pattern, script.read_text(encoding="utf-8"))
    }


def test_a_folder_that_is_not_ones_own_is_said_when_a_notebook_is_saved(tmp_path, fault):
    contents = importlib.import_module("jupyter_server.services.contents.filemanager")
    manager = contents.FileContentsManager(root_dir=str(tmp_path))
    with pytest.raises(Exception, match="403") as caught, manager.perm_to_403("01_one.ipynb"):
        raise PermissionError(errno.EACCES, "not yours", "01_one.ipynb")
    fault("Permission denied").is_seen_in(caught.value.log_message)


def test_a_rate_that_is_far_too_large_ends_in_nan(capsys, fault):
    keras = pytest.importorskip("keras")
    x = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1.0), loss="mse")
    model.fit(x, 2 * x - 1, epochs=60, verbose=2)
    fault("`nan`").is_seen_in(capsys.readouterr().out)


def test_a_windows_path_in_plain_quotes_is_an_error_and_a_raw_one_is_not(fault):
    path = r"C:\Users\ada\data"
    with pytest.raises(SyntaxError) as caught:
        compile(f'"{path}"', "cell", "eval")
    fault("Windows: backslashes in a path").is_seen_in(str(caught.value))
    assert ast.literal_eval(f'r"{path}"') == path


def test_settings_that_cannot_work_are_said_in_one_sentence(fault):
    keras, device, data, number = executed(
        "import helpers\nimport keras",
        "from helpers import device\nprint(device.describe())",
        "from helpers.data import mnist\nmnist()",
        'epochs: int = "6"  # passes, 1 to 100\nfor epoch in range(epochs): pass',
        environment={"KERAS_BACKEND": "tensorfow", "WORKSHOP_OFFLINE": "yes"},
    )
    for shown in (keras, device):
        fault("Keras has no backend").is_seen_in(shown)
    fault("A switch is misspelt").is_seen_in(data)
    for shown in (keras, device, data):
        assert "Traceback" not in shown and shown.count("\n") == 0
    fault("A parameter in quotes").is_seen_in(number)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_helpers_is_imported_before_keras_so_that_it_can_say_what_is_wrong(path):
    sources = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    code = "\n".join(sources)
    keras = re.search(r"^\s*(import keras|from keras)", code, re.MULTILINE)
    if keras:
        ours = re.search(r"^\s*from helpers", code, re.MULTILINE)
        assert ours and ours.start() < keras.start()
