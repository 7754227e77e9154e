import os

import pytest

from helpers.quiet import errors_held_back


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
