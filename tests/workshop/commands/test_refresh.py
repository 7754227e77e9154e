import base64
import io
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_output
from PIL import Image

from workshop.commands.refresh import PICTURE_TOLERANCE, pictures_agree, with_a_palette
from workshop.notebooks.execute import Execution

STAND_IN = {"workshop": {"stand_in": "mnist"}}


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def picture(change=0, size=(40, 30), metadata=None):
    pixels = np.full((*size, 3), 200, dtype=np.uint8)
    pixels[:10] -= np.uint8(change)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="PNG")
    data = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": "<Figure>"}
    return new_output("display_data", data=data, metadata=metadata or {})


@pytest.fixture
def gives(monkeypatch):
    """Let the next runs give these outputs, one list of them for each cell."""

    def give(*outputs):
        def execute(notebook, **options):
            executed = nbformat.from_dict(notebook.content)
            for cell, new in zip(executed.cells, outputs, strict=True):
                cell.outputs = list(new)
            return Execution(notebook, executed)

        monkeypatch.setattr("workshop.commands.refresh.execute", execute)

    return give


RUNS = (0.9, 0.91, 0.89, 0.9, 0.905, 0.895, 0.9, 0.9, 0.91, 0.89)


def test_refreshing_twice_in_real_kernels_gives_the_same_bytes(course):
    path = course.add(
        "01_one",
        "print('a', end='\\r'); print('b  ')",
        "from IPython.display import Image, display\n"
        "import base64\n"
        f"display(Image(base64.b64decode({picture().data['image/png']!r})))\n"
        "import random; print(f'{0.9 + random.uniform(-0.01, 0.01):.3f} ± 0.014')",
        "import os; print('process, on this machine:', os.getpid())\n1 + 1",
    )
    course.record(path, "c1", "accuracy", RUNS)
    first = course.call("refresh")
    assert first.exit_code == 0, first.output
    assert "outputs of cells [1], [2], [3] were renewed" in first.stdout
    stored = path.read_bytes()
    second = course.call("refresh")
    assert "unchanged" in second.stdout, second.output
    assert path.read_bytes() == stored
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].outputs[0].text == "b\n"
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3]
    assert "papermill" not in stored.decode()
    assert [entry.name for entry in course.notebooks.iterdir()] == ["01_one.ipynb"]


def twice(course, gives, first, second, *switches):
    """Refresh after two runs; give the answer to the second, the file, and it before."""
    path = course.add("01_one", "1", "2")
    course.record(path, "c1", "accuracy", RUNS)
    same = [stream("accuracy 0.900 ± 0.014\n")]
    gives(first, same)
    course.call("refresh")
    before = path.read_bytes()
    gives(second, [stream("accuracy 0.910 ± 0.014\n")])
    return course.call("refresh", *switches), path, before


def test_a_value_that_its_record_lets_pass_and_a_picture_that_differs_by_little_stay(course, gives):
    result, path, before = twice(course, gives, [picture()], [picture(change=2)])
    assert result.exit_code == 0 and "unchanged" in result.stdout
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (stream("a\n"), stream("a\nmore\n")),
        (picture(), picture(change=90)),
        (picture(), picture(size=(40, 31))),
        (stream("a\n"), None),
    ],
)
def test_what_differs_is_stored(course, gives, old, new):
    result, path, _ = twice(course, gives, [old], [new] if new else [])
    assert result.exit_code == 0
    assert "the output of cell [1] was renewed" in result.stdout
    stored = nbformat.read(path, as_version=4).cells[0].outputs
    assert [output.get("text", output.get("data")) for output in stored] == (
        [new.get("text", new.get("data"))] if new else []
    )


def test_a_value_that_its_record_refuses_is_not_stored(course, gives):
    path = course.add("01_one", "1")
    course.record(path, "c0", "accuracy", RUNS)
    before = path.read_bytes()
    gives([stream("accuracy 0.500 ± 0.014\n")])
    result = course.call("refresh")
    assert result.exit_code == 1 and "if that was meant: workshop record 01_one" in result.stdout
    assert path.read_bytes() == before


def test_pictures_that_would_be_lost_are_refused_unless_the_source_has_changed(
    course, gives, fault
):
    result, path, before = twice(course, gives, [picture(), picture()], [picture()])
    assert result.exit_code == 1 and path.read_bytes() == before
    fault("A refresh that would lose pictures").is_seen_in(result.stdout)
    course.with_source(path, 0, "a new source")
    assert "cell [1] was renewed" in course.call("refresh").stdout


def test_a_file_that_is_read_only_is_named_before_anything_runs(course, no_kernel, fault):
    path = course.add("01_one", "1")
    path.chmod(0o444)
    result = course.call("refresh")
    assert result.exit_code == 1
    fault("A notebook that is read-only").is_seen_in(result.stdout)


def test_a_picture_of_a_changed_source_is_stored_however_little_it_differs(course, gives):
    path = course.add("01_one", "1")
    gives([picture()])
    course.call("refresh")
    course.with_source(path, 0, "2")
    gives([picture(change=1)])
    assert "cell [1] was renewed" in course.call("refresh").stdout
    new = nbformat.read(path, as_version=4).cells[0].outputs[0].data["image/png"]
    assert new == picture(change=1).data["image/png"]


def test_anew_stores_also_what_agrees(course, gives):
    _, path, _ = twice(course, gives, [picture()], [picture(change=2)], "--anew")
    assert picture(change=2).data["image/png"] in path.read_text(encoding="utf-8")
    assert "0.910" in path.read_text(encoding="utf-8")


def test_pictures_agree_below_the_stated_tolerance_only():
    plain = picture().data["image/png"]
    # A quarter of the picture is changed, so the mean is a quarter of the change.
    below, above = int(4 * PICTURE_TOLERANCE) - 1, int(4 * PICTURE_TOLERANCE) + 1
    assert pictures_agree(picture(change=below).data["image/png"], plain)
    assert not pictures_agree(picture(change=above).data["image/png"], plain)
    assert not pictures_agree("bm8gcGljdHVyZQ==", plain)


def as_png(pixels):
    stream = io.BytesIO()
    Image.fromarray(np.uint8(pixels)).save(stream, format="png")
    return base64.b64encode(stream.getvalue()).decode()


def test_a_drawing_is_stored_with_a_palette_that_looks_the_same():
    # Four colours, each with its 60 tints towards white, as at the edges of letters and lines.
    tints = np.linspace(0, 1, 60)[:, np.newaxis]
    rows = [255 + tints * (np.array(colour) - 255) for colour in
            [(0, 114, 178), (230, 159, 0), (0, 158, 115), (20, 32, 43)]]
    places = np.random.default_rng(0).integers(0, 240, (100, 100))
    drawing = as_png(np.concatenate(rows)[places])
    smaller = with_a_palette(drawing)
    assert len(smaller) < len(drawing) and pictures_agree(smaller, drawing)


def test_a_photograph_keeps_all_its_colours():
    photograph = as_png(np.random.default_rng(0).integers(0, 256, (60, 60, 3)))
    assert with_a_palette(photograph) == photograph


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (stream("careful, this is deprecated\n", "stderr"), "careful, this is deprecated"),
        (stream("<Model at 0x7f31c2a4d5e0>\n"), "shows an address"),
        (new_output("display_data", data={"text/plain": "x"}, metadata=STAND_IN), "mnist"),
    ],
)
def test_what_must_not_be_stored_is_refused_and_the_original_is_untouched(
    course, gives, output, words
):
    path = course.add("01_one", "1", "2")
    before = path.read_bytes()
    gives([stream("a\n")], [output])
    result = course.call("refresh")
    assert result.exit_code == 1
    assert "01_one: REFUSED" in result.stdout
    assert words in result.stdout
    assert path.read_bytes() == before
    if words != "mnist":
        assert "cell [2]" in result.stdout


def test_an_exception_leaves_the_original_untouched_and_the_others_are_refreshed(course):
    broken = course.add("01_one", "print('a')", "1 / 0")
    fine = course.add("02_two", "print('a')")
    before = broken.read_bytes()
    result = course.call("refresh")
    assert result.exit_code == 1
    assert "01_one: REFUSED, cell [2] `1 / 0`: ZeroDivisionError: division by zero" in result.stdout
    assert "workshop run 01_one.ipynb" in result.stdout
    assert broken.read_bytes() == before
    assert nbformat.read(fine, as_version=4).cells[0].outputs[0].text == "a\n"


def test_what_a_cell_says_of_its_picture_stays_and_an_export_reads_it_out(course, gives):
    path = course.add("01_one", "1")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].metadata.alt = "a line that rises"
    nbformat.write(notebook, path)
    gives([picture()])
    course.call("refresh")
    # JupyterLab's own style, which is nbconvert's default, has no place for it.
    export = ["nbconvert", "--to", "html", "--template", "classic", "--stdout", str(path)]
    page = subprocess.run([sys.executable, "-m", *export], capture_output=True, text=True).stdout
    (image,) = re.findall(r"<img[^>]*>", page, re.DOTALL)
    assert 'alt="a line that rises"' in image


def test_check_writes_nothing_and_says_what_would_change(course, gives):
    path = course.add("01_one", "1")
    gives([stream("a\n")])

    def check():
        before = path.read_bytes()
        result = course.call("refresh", "--check")
        assert path.read_bytes() == before
        return result.exit_code, result.stdout.strip()

    assert check() == (1, "01_one: the output of cell [1] would be renewed")
    course.call("refresh")
    assert check() == (0, "01_one: unchanged")
    path.write_text(path.read_text() + "\n")
    assert check() == (1, "01_one: would be brought into normal form")


def test_a_file_saved_during_the_run_is_not_overwritten(course, monkeypatch):
    path = course.add("01_one", "1")

    def execute(notebook, **options):
        executed = nbformat.from_dict(notebook.content)
        executed.cells[0].outputs = [stream("a\n")]
        path.write_text("somebody's work")
        return Execution(notebook, executed)

    monkeypatch.setattr("workshop.commands.refresh.execute", execute)
    result = course.call("refresh")
    assert result.exit_code == 1
    assert "changed while it was being executed" in result.stdout
    assert path.read_text() == "somebody's work"
