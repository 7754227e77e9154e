import os
import stat

import numpy as np
import pytest

from helpers.data import files
from tests.workshop.commands.conftest import NUMBERS, SMALL


def numbers_in(path):
    with open(path, "rb") as file:
        return files.read(file, SMALL)["numbers"]


def test_what_is_at_hand_is_shown(course, at_hand):
    result = course.call("data")
    assert result.exit_code == 0
    assert result.stdout.split() == ["Small", "found", "a", "shelf"]


def test_what_is_not_to_be_had_is_said_and_is_a_failure_for_scripts(course, at_hand):
    at_hand["there"] = False
    result = course.call("data")
    assert result.exit_code == 1
    assert "missing" in result.stdout and "the cable is out" in result.stdout


def test_a_copy_goes_to_the_folder_and_can_be_read(course, at_hand, tmp_path):
    folder = tmp_path / "Stick 数据" / "data"
    said = course.call("data", "--to", folder).stdout
    assert " ".join(said.split()) == f"Small written {folder / 'small.npz'}, from a shelf"
    assert np.array_equal(numbers_in(folder / "small.npz"), NUMBERS)
    assert [path.name for path in folder.iterdir()] == ["small.npz"]
    assert "unchanged" in course.call("data", "--to", folder).stdout


def test_another_file_is_left_alone_unless_overwriting_is_asked(course, at_hand, tmp_path):
    (tmp_path / "small.npz").write_text("mine")
    result = course.call("data", "--to", tmp_path)
    assert result.exit_code == 1 and "--overwrite" in result.stdout
    assert (tmp_path / "small.npz").read_text() == "mine"
    assert course.call("data", "--to", tmp_path, "--overwrite").exit_code == 0
    assert np.array_equal(numbers_in(tmp_path / "small.npz"), NUMBERS)


def test_a_folder_that_cannot_be_used_is_an_error(course, at_hand, tmp_path):
    (tmp_path / "file").write_text("")
    result = course.call("data", "--to", tmp_path / "file" / "data")
    assert result.exit_code == 2 and "cannot be written" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_copy_can_be_read_by_a_class_whatever_else_is_private(course, at_hand, tmp_path):
    umask = os.umask(0o077)
    try:
        course.call("data", "--to", tmp_path / "share" / "data")
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(umask)
    paths = ("share", "share/data", "share/data/small.npz")
    modes = [stat.S_IMODE((tmp_path / path).stat().st_mode) for path in paths]
    assert modes == [0o755, 0o755, 0o644]


@pytest.mark.parametrize("switches", [[], ["--offline"]])
def test_the_network_is_forbidden_when_that_is_asked(course, at_hand, monkeypatch, switches):
    monkeypatch.delenv("WORKSHOP_OFFLINE", raising=False)
    course.call("data", *switches)
    assert at_hand["offline"] is bool(switches)


def test_a_bad_workshop_data_is_said_once(course, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKSHOP_DATA", str(tmp_path / "misspelt"))
    said = course.call("data", "--offline").stdout
    assert said.count("WORKSHOP_DATA should name a folder") == 1
