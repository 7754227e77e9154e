"""The search takes the first whole copy and puts bad files of ours out of the way."""

import contextlib
import errno
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.data import datasets, files
from helpers.data.settings import Settings
from helpers.data.store.find import NotAvailable
from tests.helpers.data import fake_data
from tests.helpers.data.fake_data import ARRAYS, FAKE, FAKE_TABLE, put, visible

LOGIN = "<html>Please log in</html>"


def find(settings, specification=FAKE):
    return datasets.find(specification, settings)


def assert_not_found(settings, specification=FAKE):
    with pytest.raises(NotAvailable):
        find(settings, specification)


def test_the_search_goes_from_the_lecturer_to_the_project_the_cache_and_keras(settings, folder):
    settings = replace(settings, lecturer_folder=str(folder / "stick"))
    (folder / "stick").mkdir()
    sources = []
    for name in ("keras/mnist.npz", "cache/mnist.npz", "data/mnist.npz", "stick/mnist.npz"):
        put(folder, name, fake_data.npz_bytes())
        sources.append(find(settings).source)
    assert sources == [
        "Keras' cache",
        "the workshop's cache in your home folder",
        "the project's data folder",
        "the folder named by WORKSHOP_DATA",
    ]
    assert os.listdir(folder / "keras") == ["mnist.npz"]


@pytest.mark.parametrize("name", ["mnist.npz", "MNIST.npz", "mnist/mnist.npz"])
def test_an_archive_is_found_under_its_usual_names(settings, name):
    put(settings.project_folder, name, fake_data.npz_bytes())
    assert fake_data.same(find(settings).arrays)


@pytest.mark.parametrize(
    ("below", "gzipped", "mark"),
    [(".", True, "-"), ("mnist", True, "-"), ("MNIST/raw", False, "-"), (".", False, ".")],
    ids=["as published", "as Keras keeps them", "as torchvision does", "as Kaggle names them"],
)
def test_four_idx_files_are_found_under_their_usual_names(settings, below, gzipped, mark):
    for name, content in fake_data.idx_files(gzipped).items():
        put(settings.keras_folder / below, name.replace("-idx", f"{mark}idx"), content)
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


@pytest.mark.parametrize("content", [fake_data.npz_bytes()[:-300], LOGIN])
def test_a_bad_file_of_ours_is_named_and_set_aside(settings, capsys, content, fault):
    path = put(settings.project_folder, "mnist.npz", content)
    put(settings.user_folder, "mnist.npz", b"")
    assert_not_found(settings)
    line, other_line = capsys.readouterr().out.splitlines()
    assert line.startswith("mnist.npz in the project's data folder is not used: it")
    assert "the workshop's cache in your home folder" in other_line
    assert str(path.parent) not in line
    fault("A damaged file in the cache").is_seen_in(line)
    assert not path.exists()
    assert_not_found(settings)
    assert capsys.readouterr().out == "", "what is set aside needs no second line"


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


def test_a_bad_link_is_set_aside_and_what_it_leads_to_is_left(settings, folder):
    outside = put(folder, "elsewhere/precious.npz", LOGIN)
    settings.project_folder.mkdir()
    (settings.project_folder / "mnist.npz").symlink_to(outside)
    assert_not_found(settings)
    assert outside.read_text() == LOGIN
    assert visible(settings.project_folder) == ["mnist.npz.set-aside-1"]


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


@pytest.mark.parametrize("place", ["stick", "keras"])
def test_a_bad_file_of_others_is_named_and_left_alone(settings, folder, capsys, place):
    settings = replace(settings, lecturer_folder=str(folder / "stick"))
    (folder / "stick").mkdir()
    path = put(folder / place, "mnist.npz", LOGIN)
    assert_not_found(settings)
    assert path.read_text() == LOGIN
    assert os.listdir(folder / place) == ["mnist.npz"]
    assert "is not used" in capsys.readouterr().out


def test_a_bad_file_in_a_read_only_folder_is_named_and_passed_over(settings, monkeypatch, capsys):
    def refuse(*arguments):
        raise OSError(errno.EROFS, "Read-only file system")

    path = put(settings.project_folder, "mnist.npz", LOGIN)
    put(settings.keras_folder, "mnist.npz", fake_data.npz_bytes())
    monkeypatch.setattr("os.rename", refuse)
    assert find(settings).source == "Keras' cache"
    assert "could not be set aside (Read-only file system)" in capsys.readouterr().out
    assert os.listdir(settings.project_folder) == [path.name]


def test_a_file_that_was_replaced_meanwhile_is_not_set_aside(settings, monkeypatch, capsys):
    put(settings.project_folder, "mnist.npz", LOGIN)

    def read_while_another_notebook_replaces(file, specification):
        put(settings.project_folder, "mnist.npz", fake_data.npz_bytes())
        raise files.BadFile("it is damaged")

    with monkeypatch.context() as patch:
        patch.setattr(files, "read", read_while_another_notebook_replaces)
        assert_not_found(settings)
    assert "Another notebook has replaced it since." in capsys.readouterr().out
    assert fake_data.same(find(settings).arrays)


def test_a_folder_named_like_a_file_is_passed_over(settings, capsys):
    (settings.project_folder / "mnist.npz").mkdir(parents=True)
    put(settings.keras_folder, "mnist.npz", fake_data.npz_bytes())
    assert find(settings).source == "Keras' cache"
    assert "mnist.npz in the project's data folder" in capsys.readouterr().out


def test_a_file_for_which_the_memory_is_too_short_is_named_and_left_alone(
    settings, monkeypatch, capsys
):
    def fill_the_memory(file, specification):
        raise MemoryError

    monkeypatch.setattr(files, "read", fill_the_memory)
    path = put(settings.project_folder, "mnist.npz", fake_data.npz_bytes())
    assert_not_found(settings)
    assert "cannot be read (not enough memory)" in capsys.readouterr().out
    assert path.exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("file", "a file"), ("nowhere", "not there"), ("long" * 1250, "cannot be read (")],
)
def test_a_lecturers_folder_that_is_none_is_named_and_passed_over(
    settings, folder, capsys, name, reason, fault
):
    (folder / "file").write_text("")
    put(settings.keras_folder, "mnist.npz", fake_data.npz_bytes())
    found = find(replace(settings, lecturer_folder=str(folder / name)))
    assert found.source == "Keras' cache"
    captured = capsys.readouterr()
    fault("WORKSHOP_DATA is misspelt").is_seen_in(captured.out)
    assert reason in captured.out and len(captured.out) < 400
    assert captured.err == ""


@contextlib.contextmanager
def forbidden(place):
    """Let nobody, not even root, list or open a path and what is below it."""

    def guarded(real):
        def ask(path, *arguments, **options):
            if isinstance(path, (str, Path)) and Path(path).is_relative_to(place):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return real(path, *arguments, **options)

        return ask

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.listdir", guarded(os.listdir))
        patch.setattr("os.stat", guarded(os.stat))
        patch.setattr("builtins.open", guarded(open))
        yield


@pytest.mark.parametrize(
    ("name", "closed"),
    [
        ("private/stick/mnist.npz", "private"),
        ("private/stick/mnist.npz", "private/stick/mnist.npz"),
        ("private/stick/mnist/mnist.npz", "private/stick/mnist"),
        ("data/mnist.npz", "data"),
        ("data/mnist.npz", "data/mnist.npz"),
    ],
)
def test_what_may_not_be_read_is_named_and_left_alone(
    settings, folder, capsys, name, closed, fault
):
    put(folder, name, fake_data.npz_bytes())
    (folder / "private" / "stick").mkdir(parents=True, exist_ok=True)
    put(folder, "keras/mnist.npz", fake_data.npz_bytes())
    settings = replace(settings, lecturer_folder=str(folder / "private" / "stick"))
    with forbidden(folder / closed):
        assert find(settings).source == "Keras' cache"
    fault("Permission denied: the data").is_seen_in(capsys.readouterr().out)
    assert (folder / name).exists()


def test_a_relative_folder_is_taken_from_the_project_as_well(
    settings, folder, monkeypatch, tmp_path_factory
):
    put(folder / "project" / "share", "mnist.npz", fake_data.npz_bytes())
    monkeypatch.setattr("helpers.data.store.find.PROJECT", folder / "project")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    found = find(replace(settings, lecturer_folder="share"))
    assert found.source == "the folder named by WORKSHOP_DATA"


def test_a_user_without_a_home_gets_a_cache_all_the_same(monkeypatch):
    def no_home(*arguments):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pooch.os_cache", no_home)
    monkeypatch.setattr("pathlib.Path.expanduser", no_home)
    settings = Settings.from_environment({})
    assert settings.user_folder.is_relative_to(tempfile.gettempdir())
