"""A file is written whole or not at all."""

import os
import stat

import pytest

from workshop.terminal.files import write_whole

needs_modes = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes and links")


@pytest.mark.parametrize("problem", [PermissionError(13, "open elsewhere"), KeyboardInterrupt()])
def test_a_failure_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path, monkeypatch, problem):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def replace(part, path):
        raise problem

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises((OSError, KeyboardInterrupt)):
        write_whole(path, "new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file.txt", "old")]


@needs_modes
def test_a_file_keeps_its_mode(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@needs_modes
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@needs_modes
def test_a_file_that_is_read_only_is_not_replaced(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    path.chmod(0o440)
    with pytest.raises(OSError, match="it is read-only") as caught:
        write_whole(path, "new")
    assert caught.value.filename == str(path) and path.read_text() == "old"
