"""The search takes the first whole copy and puts bad files of ours out of the way."""

import errno
import os
import tempfile
from dataclasses import replace

import numpy as np
import pytest

from helpers.data import datasets, files
from helpers.data.settings import Settings
from helpers.data.store.find import NotAvailable, look, our_places
from tests.helpers.data import fake_data
from tests.helpers.data.fake_data import ARRAYS, FAKE, FAKE_TABLE, put, visible

LOGIN = "<html>Please log in</html>"


def find(settings, specification=FAKE):
    return datasets.find(specification, settings)


def assert_not_found(settings, specification=FAKE):
    with pytest.raises(NotAvailable):
        find(settings, specification)


def test_the_search_goes_from_the_lecturer_to_the_project_the_cache_and_keras(settings, folder):
    sources = []
    for name in ("keras/mnist.npz", "cache/mnist.npz", "data/mnist.npz", "stick/mnist.npz"):
        put(folder, name, fake_data.npz_bytes())
        settings = replace(settings, lecturer_folder=str(folder / "stick"))
        (folder / "stick").mkdir(exist_ok=True)
        sources.append(find(settings).source)
    assert sources == [
        "Keras' cache",
        "the workshop's cache in your home folder",
        "the project's data folder",
        "the folder named by WORKSHOP_DATA",
    ]


@pytest.mark.parametrize("name", ["mnist.npz", "MNIST.npz", "mnist/mnist.npz"])
def test_an_archive_is_found_under_its_usual_names(settings, name):
    put(settings.project_folder, name, fake_data.npz_bytes())
    assert fake_data.same(find(settings).arrays)


@pytest.mark.parametrize("gzipped", [True, False])
@pytest.mark.parametrize("below", ["", "mnist", "MNIST/raw"])
@pytest.mark.parametrize("with_dot", [True, False])
def test_four_idx_files_are_found_under_their_usual_names(settings, gzipped, below, with_dot):
    for name, content in fake_data.idx_files(gzipped).items():
        name = name.replace("-idx", ".idx") if with_dot else name
        put(settings.keras_folder, f"{below}/{name}" if below else name, content)
    assert fake_data.same(find(settings).arrays)


@pytest.mark.parametrize("name", ["concrete.csv", "Concrete_Data.csv", "concrete/concrete.csv"])
def test_a_table_is_found_under_its_usual_names(settings, name):
    put(settings.project_folder, name, fake_data.csv_text())
    assert find(settings, FAKE_TABLE).source == "the project's data folder"


def test_a_missing_idx_file_is_named(settings, capsys):
    for name, content in list(fake_data.idx_files().items())[:3]:
        put(settings.keras_folder, name, content)
    assert_not_found(settings)
    assert "t10k-labels-idx1-ubyte.gz is missing" in capsys.readouterr().out


def test_a_bad_gzipped_file_is_replaced_by_the_whole_one_beside_it(settings):
    for name, content in fake_data.idx_files(gzipped=False).items():
        put(settings.project_folder, name, content)
        put(settings.project_folder, f"{name}.gz", content[:50])
    assert fake_data.same(find(settings).arrays)


@pytest.mark.parametrize("content", [fake_data.npz_bytes()[:-300], LOGIN, b""])
def test_a_bad_file_of_ours_is_named_and_set_aside(settings, capsys, content, fault):
    path = put(settings.project_folder, "mnist.npz", content)
    assert_not_found(settings)
    line = capsys.readouterr().out
    assert line.startswith("mnist.npz in the project's data folder is not used: it")
    assert str(path.parent) not in line
    fault("A damaged file in the cache").is_seen_in(line)
    assert line.count("\n") == 1
    assert not path.exists()
    assert_not_found(settings)
    assert capsys.readouterr().out == "", "what is set aside needs no second line"


def test_what_there_is_to_say_comes_back_with_what_is_found(settings, capsys):
    put(settings.project_folder, "mnist.npz", LOGIN)
    put(settings.user_folder, "mnist.npz", fake_data.npz_bytes())
    found, lines = look(FAKE, our_places(settings))
    assert found.source == "the workshop's cache in your home folder"
    assert len(lines) == 1 and "is not used" in lines[0]
    assert capsys.readouterr() == ("", "")


def test_a_bad_file_in_the_home_cache_is_set_aside_too(settings):
    put(settings.user_folder, "mnist.npz", b"")
    assert_not_found(settings)
    assert visible(settings.user_folder) == ["mnist.npz.set-aside-1"]


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("A pickle in the cache", np.array([{}] * 40)),
        ("An oversized archive in the cache", np.zeros(20_000_000, dtype=np.uint8)),
    ],
)
def test_a_poisoned_archive_of_ours_is_set_aside_unread(settings, capsys, title, part, fault):
    content = fake_data.npz_bytes({**ARRAYS, "y_train": part})
    put(settings.project_folder, "mnist.npz", content)
    assert_not_found(settings)
    fault(title).is_seen_in(capsys.readouterr().out)
    assert visible(settings.project_folder) == ["mnist.npz.set-aside-1"]


def test_a_bad_link_is_set_aside_and_what_it_leads_to_is_left(settings, folder, capsys):
    outside = put(folder, "elsewhere/precious.npz", LOGIN)
    settings.project_folder.mkdir()
    (settings.project_folder / "mnist.npz").symlink_to(outside)
    assert_not_found(settings)
    assert outside.read_text() == LOGIN
    assert visible(settings.project_folder) == ["mnist.npz.set-aside-1"]


def test_an_altered_table_of_ours_is_set_aside(settings):
    text = fake_data.csv_text()
    put(settings.project_folder, "concrete.csv", text.replace("365", "364"))
    assert_not_found(settings, FAKE_TABLE)
    assert os.listdir(settings.project_folder) == ["concrete.csv.set-aside-1"]


def test_setting_aside_overwrites_nothing(settings):
    for content in ("first", "second", "third"):
        put(settings.project_folder, "mnist.npz", content)
        assert_not_found(settings)
    contents = {path.name: path.read_text() for path in settings.project_folder.iterdir()}
    assert contents == {
        "mnist.npz.set-aside-1": "first",
        "mnist.npz.set-aside-2": "second",
        "mnist.npz.set-aside-3": "third",
    }


def test_the_search_goes_on_after_a_bad_file(settings):
    put(settings.project_folder, "mnist.npz", LOGIN)
    put(settings.keras_folder, "mnist.npz", fake_data.npz_bytes())
    assert find(settings).source == "Keras' cache"


@pytest.mark.parametrize("place", ["stick", "keras"])
def test_a_bad_file_of_others_is_named_and_left_alone(settings, folder, capsys, place):
    settings = replace(settings, lecturer_folder=str(folder / "stick"))
    (folder / "stick").mkdir()
    path = put(folder / place, "mnist.npz", LOGIN)
    assert_not_found(settings)
    assert path.read_text() == LOGIN
    assert os.listdir(folder / place) == ["mnist.npz"]
    assert "is not used" in capsys.readouterr().out


def test_a_file_of_another_data_set_is_not_set_aside(settings, monkeypatch, capsys):
    other = replace(FAKE, title="Other", arrays=(replace(FAKE.arrays[0], sha256="0"),))
    monkeypatch.setattr(files, "SPECIFICATIONS", (FAKE,))
    path = put(settings.project_folder, "mnist.npz", fake_data.npz_bytes())
    assert_not_found(settings, other)
    assert path.exists()
    assert "it holds MNIST" in capsys.readouterr().out


def test_a_bad_file_in_a_read_only_folder_is_named_and_passed_over(settings, monkeypatch, capsys):
    def refuse(*arguments):
        raise OSError(errno.EROFS, "Read-only file system")

    path = put(settings.project_folder, "mnist.npz", LOGIN)
    put(settings.keras_folder, "mnist.npz", fake_data.npz_bytes())
    monkeypatch.setattr("os.replace", refuse)
    assert find(settings).source == "Keras' cache"
    assert "could not be set aside (Read-only file system)" in capsys.readouterr().out
    assert os.listdir(settings.project_folder) == [path.name]


def test_a_file_that_was_replaced_meanwhile_is_not_set_aside(settings, monkeypatch, capsys):
    put(settings.project_folder, "mnist.npz", LOGIN)

    def read_while_another_notebook_replaces(file, specification):
        put(settings.project_folder, "mnist.npz", fake_data.npz_bytes())
        raise files.BadFile("it is damaged")

    with monkeypatch.context() as patch, pytest.raises(NotAvailable):
        patch.setattr(files, "read_npz", read_while_another_notebook_replaces)
        find(settings)
    assert "Another notebook has replaced it since." in capsys.readouterr().out
    assert fake_data.same(find(settings).arrays)


def test_a_folder_named_like_a_file_is_passed_over(settings, capsys):
    (settings.project_folder / "mnist.npz").mkdir(parents=True)
    put(settings.keras_folder, "mnist.npz", fake_data.npz_bytes())
    assert find(settings).source == "Keras' cache"
    assert "it is not a file" in capsys.readouterr().out


@pytest.mark.parametrize("is_file", [True, False])
def test_a_lecturers_folder_that_is_none_is_named_and_passed_over(
    settings, folder, capsys, is_file, fault
):
    path = folder / "stick"
    if is_file:
        path.write_text("")
    put(settings.keras_folder, "mnist.npz", fake_data.npz_bytes())
    found = find(replace(settings, lecturer_folder=str(path)))
    assert found.source == "Keras' cache"
    captured = capsys.readouterr()
    fault("WORKSHOP_DATA is misspelt").is_seen_in(captured.out)
    assert ("a file" if is_file else "not there") in captured.out
    assert captured.err == ""


def test_a_relative_folder_is_taken_from_the_project_as_well(
    settings, folder, monkeypatch, tmp_path_factory
):
    put(folder / "project" / "share", "mnist.npz", fake_data.npz_bytes())
    monkeypatch.setattr("helpers.data.store.find.PROJECT", folder / "project")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    found = find(replace(settings, lecturer_folder="share"))
    assert found.source == "the folder named by WORKSHOP_DATA"


def test_reading_leaves_the_folders_as_they_are(settings, folder):
    put(folder / "keras", "mnist.npz", fake_data.npz_bytes({**ARRAYS}))
    find(settings)
    assert sorted(os.listdir(folder)) == ["keras"]


def test_a_user_without_a_home_gets_a_cache_all_the_same(monkeypatch):
    def no_home(*arguments):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pooch.os_cache", no_home)
    monkeypatch.setattr("pathlib.Path.expanduser", no_home)
    settings = Settings.from_environment({})
    assert settings.user_folder.is_relative_to(tempfile.gettempdir())
