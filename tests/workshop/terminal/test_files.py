"""A file is written whole or not at all, and several of them all or none."""

import os
import stat

import pytest

from workshop.terminal.files import write_all, write_whole

needs_modes = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes and links")


@pytest.fixture
def texts(tmp_path):
    """New texts for two files that there are, and for one between them that is new."""
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"old {name}")
    return {tmp_path / name: f"new {name}" for name in ("one.txt", "a_new.txt", "two.txt")}


def held(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_all_are_written_and_nothing_else_is_left(texts, tmp_path):
    write_all(texts)
    assert held(tmp_path) == {path.name: text for path, text in texts.items()}


@pytest.mark.parametrize("problem", [PermissionError(13, "open elsewhere"), KeyboardInterrupt()])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_failure_at_the_last_file_leaves_all_as_they_were(
    texts, tmp_path, monkeypatch, problem, when
):
    before = held(tmp_path)
    really_replace = os.replace
    calls = []

    def replace(part, path):
        calls.append(path)
        if len(calls) == 3 and when == "before":
            raise problem
        really_replace(part, path)
        if len(calls) == 3:
            raise problem

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(type(problem)):
        write_all(texts)
    assert held(tmp_path) == before


def test_what_cannot_be_put_back_is_kept_beside_it_and_named(texts, tmp_path, monkeypatch):
    really_replace = os.replace
    calls = []

    def replace(part, path):
        calls.append(path)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        really_replace(part, path)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OSError, match="No space left") as caught:
        write_all(texts)
    (note,) = caught.value.__notes__
    (kept,) = [path for path in tmp_path.iterdir() if path.name.endswith(".before")]
    assert "one.txt could not be put back" in note and str(kept) in note
    assert kept.read_text() == "old one.txt"
    assert (tmp_path / "two.txt").read_text() == "old two.txt"
    assert not (tmp_path / "a_new.txt").exists()


@needs_modes
def test_a_file_keeps_its_mode(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@needs_modes
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
