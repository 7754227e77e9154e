"""Cells out of order, twice, after a restart; a kernel that is killed; a setting misspelt."""

import os
import re
from pathlib import Path

import nbformat
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
    fault("A cell is run a second time").is_seen_in(" ".join(texts))


@pytest.fixture(scope="module")
def out_of_order():
    """What is seen when 01 is begun in its middle, then run from the top, and answered."""
    sources = [cell.source for cell in read(FIRST).cells if cell.cell_type == "code"]
    middle = next(number for number, text in enumerate(sources) if "decision_boundary" in text)
    unasked = next(number for number, text in enumerate(sources) if "check.and_bias(" in text)
    answered = sources[unasked].replace("...", "-0.75")
    shown = executed(sources[middle], *sources[: middle + 1], sources[unasked], answered)
    return {
        "begun in the middle": shown[0],
        "then from the top": shown[middle + 1],
        "after a restart": shown[-2],
        "answered again": shown[-1],
    }


def test_cells_out_of_order_name_what_is_missing_and_are_mended_from_the_top(out_of_order, fault):
    fault("Cells out of order, or after a restart").is_seen_in(out_of_order["begun in the middle"])
    assert "Error" not in out_of_order["then from the top"]


def test_after_a_restart_an_exercise_is_unanswered_until_its_cell_is_run(out_of_order, fault):
    fault("An answer that was there before the restart").is_seen_in(out_of_order["after a restart"])
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
    fault("The kernel is killed in JupyterLab").is_seen_in(words)


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        ("The terminal in which JupyterLab runs was closed", r"A connection to the [^\"'`]+"),
        ("The file was changed while the tab was open", r"has changed on disk[^\"'`]+"),
    ],
)
def test_jupyterlab_has_the_words_of_the_page(title, pattern, fault):
    fault(title).is_seen_in(" ".join(jupyterlab_words(pattern)).replace("\\n", " "))


def jupyterlab_words(pattern):
    """Look a sentence up in what JupyterLab sends to the browser."""
    from jupyterlab.commands import get_app_dir

    return {
        words
        for script in Path(get_app_dir(), "static").glob("jlab_core.*.js")
        for words in re.findall(pattern, script.read_text(encoding="utf-8"))
    }


def test_settings_that_cannot_work_are_said_in_one_sentence(fault):
    keras, device, data, number = executed(
        "import helpers\nimport keras",
        "from helpers import device\nprint(device.describe())",
        "from helpers.data import mnist\nmnist()",
        'epochs: int = "6"  # passes, 1 to 100\nfor epoch in range(epochs): pass',
        environment={"KERAS_BACKEND": "tensorfow", "WORKSHOP_OFFLINE": "yes"},
    )
    for shown in (keras, device):
        fault("`KERAS_BACKEND` is misspelt").is_seen_in(shown)
    fault("A switch is misspelt").is_seen_in(data)
    for shown in (keras, device, data):
        assert "Traceback" not in shown and shown.count("\n") == 0
    fault("A parameter with quotes in the notebook").is_seen_in(number)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_helpers_is_imported_before_keras_so_that_it_can_say_what_is_wrong(path):
    sources = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    code = "\n".join(sources)
    keras = re.search(r"^\s*(import keras|from keras)", code, re.MULTILINE)
    if keras:
        ours = re.search(r"^\s*from helpers", code, re.MULTILINE)
        assert ours and ours.start() < keras.start()
