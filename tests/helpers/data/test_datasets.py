"""What the calls give to a notebook, and what they say under the cell."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import helpers.data
from helpers.data import DataError, concrete, datasets, fashion_mnist, mnist
from helpers.data import __main__ as module
from helpers.data.catalogue import CONCRETE, FASHION_MNIST, MNIST
from helpers.data.settings import Settings
from tests.helpers.data import fake_data
from tests.helpers.data.fake_data import FAKE, FAKE_TABLE, put


@pytest.fixture
def stand_ins_only(monkeypatch):
    monkeypatch.setenv("WORKSHOP_STAND_INS", "1")


@pytest.fixture
def real_images(settings):
    put(settings.project_folder, "mnist.npz", fake_data.npz_bytes())
    return datasets.images(FAKE, settings)


def test_real_images_come_as_they_were_stored_and_need_no_line(real_images, capsys):
    arrays = fake_data.ARRAYS
    assert np.array_equal(real_images.train_images, arrays["x_train"])
    assert np.array_equal(real_images.train_labels, arrays["y_train"])
    assert np.array_equal(real_images.test_images, arrays["x_test"])
    assert np.array_equal(real_images.test_labels, arrays["y_test"])
    assert not real_images.is_stand_in
    assert capsys.readouterr() == ("", "")


def test_a_data_set_tells_about_itself_without_a_path(real_images):
    expected = "MNIST: 40 training and 20 test images of 4×4 pixels, 10 classes"
    assert repr(real_images) == expected
    assert real_images.source == "the project's data folder"
    assert real_images.class_names == tuple("0123456789")
    assert "LeCun" in real_images.citation and "CC BY-SA" in real_images.licence


def test_a_goal_fits_the_data_at_hand(real_images, stand_ins_only):
    assert real_images.goal(real=0.99, stand_in=0.9) == 0.99
    assert concrete().goal(real=0.99, stand_in=0.9) == 0.9


def test_a_table_comes_with_names_and_units(settings):
    put(settings.project_folder, "concrete.csv", fake_data.csv_text())
    table = datasets.table(FAKE_TABLE, settings)
    assert list(table.frame.columns) == [*table.input_names, table.target_name]
    assert table.target_name == "strength"
    assert table.units["strength"] == "MPa" and table.units["age"] == "days"
    assert table.frame["age"].tolist() == [1, 3, 7, 28, 90, 365]
    assert table.frame["age"].dtype == "int64"
    assert repr(table) == "Concrete: 6 rows, 8 inputs, target strength in MPa"


def test_a_stand_in_says_so_in_one_line_at_each_call(stand_ins_only, capsys):
    for _ in range(2):
        dataset = concrete()
        assert dataset.is_stand_in
        assert repr(dataset).startswith("Stand-in for Concrete: 1,030 rows")
        assert dataset.source.startswith("embedded stand-in")
        captured = capsys.readouterr()
        assert captured.err == ""
        assert captured.out.count("\n") == 1
        assert captured.out.startswith("Stand-in data: ")
        assert "because WORKSHOP_STAND_INS=1 asks for it." in captured.out
        assert "Numbers will differ from those in the text." in captured.out


def test_each_call_looks_for_its_own_data(monkeypatch):
    asked = []
    monkeypatch.setattr(datasets, "images", lambda wanted, settings: asked.append(wanted))
    mnist(), fashion_mnist()
    assert asked == [MNIST, FASHION_MNIST]


def test_without_network_a_stand_in_comes_with_the_reason(settings, capsys, fault):
    nowhere = fake_data.npz_address("http://127.0.0.1:9/mnist.npz")
    specification = replace(FAKE, addresses=(nowhere,))
    digits = datasets.images(specification, replace(settings, offline=False))
    assert digits.is_stand_in
    captured = capsys.readouterr()
    assert "because it is not on this computer and could not be fetched" in captured.out
    fault("No network").is_seen_in(captured.out)
    assert captured.out.count("\n") == 1
    assert captured.err == ""


@pytest.mark.parametrize("name", ["WORKSHOP_OFFLINE", "WORKSHOP_STAND_INS"])
@pytest.mark.parametrize("value", ["yes", "2"])
def test_a_switch_with_another_value_is_refused(monkeypatch, name, value, fault):
    monkeypatch.setenv(name, value)
    with pytest.raises(DataError, match=f"{name} must be 1 .* but it is '{value}'") as problem:
        mnist()
    fault("A switch is misspelt").is_seen_in(str(problem.value))


def test_settings_follow_the_environment():
    settings = Settings.from_environment(
        {"WORKSHOP_DATA": "stick", "WORKSHOP_OFFLINE": "1", "KERAS_HOME": "somewhere"}
    )
    assert settings.lecturer_folder == "stick"
    assert settings.offline and not settings.stand_ins_only
    assert settings.keras_folder == Path("somewhere", "datasets")
    nothing = Settings.from_environment({"WORKSHOP_DATA": "", "WORKSHOP_OFFLINE": "0"})
    assert nothing.lecturer_folder is None and not nothing.offline


def test_only_a_checkout_has_a_data_folder_of_the_project(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.data.settings.PROJECT", tmp_path)
    (tmp_path / "pyproject.toml").touch()  # among installed packages some package may leave one
    assert Settings.from_environment({}).project_folder is None
    (tmp_path / "notebooks").mkdir()
    assert Settings.from_environment({}).project_folder == tmp_path / "data"


def test_in_a_notebook_a_stand_in_is_marked_in_the_outputs_metadata(stand_ins_only):
    import nbformat
    from nbclient import NotebookClient

    source = "from helpers.data import concrete\nconcrete()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    notice, result = notebook.cells[0].outputs
    assert notice.output_type == "display_data"
    assert notice.metadata["workshop"] == {"stand_in": "concrete"}
    assert notice.data["text/plain"].startswith("Stand-in data: mixes simulated")
    assert result.data["text/plain"].startswith("Stand-in for Concrete: 1,030 rows")


def run_module(*arguments):
    command = [sys.executable, "-m", "helpers.data", *arguments]
    project = Path(helpers.data.__file__).parents[2]
    return subprocess.run(command, capture_output=True, text=True, cwd=project, check=False)


def test_the_module_prints_what_is_at_hand_and_each_line_once(monkeypatch, folder, capsys):
    put(folder / "data", "mnist.npz", fake_data.npz_bytes())
    settings = Settings(folder, folder, folder / "data", str(folder / "misspelt"), offline=True)
    monkeypatch.setattr(Settings, "from_environment", lambda: settings)
    monkeypatch.setattr(module, "SPECIFICATIONS", (FAKE, FASHION_MNIST, CONCRETE))
    assert module.main([]) == 0
    notice, _, *rows = capsys.readouterr().out.splitlines()
    assert notice.startswith("WORKSHOP_DATA should name a folder")
    assert [row.split()[:3] for row in rows] == [
        ["MNIST", "real", "yes"],
        ["Fashion-MNIST", "stand-in", "-"],
        ["Concrete", "stand-in", "-"],
    ]


def test_the_module_refuses_arguments_and_impossible_values(monkeypatch):
    assert run_module("mnist").returncode == 1
    monkeypatch.setenv("WORKSHOP_OFFLINE", "perhaps")
    finished = run_module()
    assert finished.returncode == 1
    assert "WORKSHOP_OFFLINE must be 1" in finished.stderr
    assert "Traceback" not in finished.stderr
