import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.exercises import Exercises, progress

ROOT = Path(__file__).resolve().parents[3]


def test_a_line_is_added_for_each_outcome(progress_file):
    progress.write("01_gate", "exercise 2", "wrong", "sign of the error")
    progress.write("01_gate", "exercise 2", "right")
    first, second = progress_file.read_text().splitlines()
    when, *rest = first.split("\t")
    assert rest == ["01_gate", "exercise 2", "wrong", "sign of the error"]
    assert len(when) == len("2026-11-02T09:41:07") and second >= when
    assert progress.read()[1][1:] == ("01_gate", "exercise 2", "right", "")


def test_an_entry_is_one_line_whatever_is_in_it(progress_file):
    progress.write("demo", "prediction 1", "made", "a\tb\r\nc\u2028d \ud800 ✓")
    (entry,) = progress.read()
    assert entry.detail == "a b c d ? ✓"


def test_kernels_that_write_at_once_do_not_disturb_one_another(progress_file):
    program = (
        "import sys; from helpers.exercises import progress\n"
        "for number in range(200):\n"
        "    progress.write('demo', f'exercise {number}', 'wrong', sys.argv[1] * 50)\n"
    )
    kernels = [
        subprocess.Popen([sys.executable, "-c", program, sign], cwd=ROOT) for sign in "abcd"
    ]
    assert [kernel.wait(120) for kernel in kernels] == [0, 0, 0, 0]
    entries = progress.read()
    assert len(entries) == len(progress_file.read_text().splitlines()) == 800
    assert {entry.detail for entry in entries} == {sign * 50 for sign in "abcd"}


def judged_right():
    @Exercises("demo").check(1, "Three")
    def three(answer):
        return "it is three."

    return three(3).status == "right"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_stops_no_check(monkeypatch):
    monkeypatch.setenv("WORKSHOP_PROGRESS", "/dev/full")
    assert judged_right()


def test_a_home_that_cannot_be_written_to_stops_no_check(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("WORKSHOP_PROGRESS", str(tmp_path / "file" / "progress.txt"))
    assert judged_right()
    assert progress.read() == []
    monkeypatch.setenv("WORKSHOP_PROGRESS", str(tmp_path))
    assert judged_right()
    assert progress.read() == []


def test_nothing_is_kept_where_it_is_turned_off(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_PROGRESS", "off")
    monkeypatch.chdir(tmp_path)
    assert judged_right()
    assert progress.file() is None and progress.read() == []
    assert list(tmp_path.iterdir()) == []


def test_the_file_lies_in_the_users_data_folder_unless_another_is_named(monkeypatch):
    monkeypatch.delenv("WORKSHOP_PROGRESS")
    assert progress.file().parts[-2:] == ("deep-learning-workshop", "progress.txt")
    assert Path(os.path.expanduser("~")) in progress.file().parents
    monkeypatch.setenv("WORKSHOP_PROGRESS", "~/mine.txt")
    assert progress.file() == Path(os.path.expanduser("~"), "mine.txt")


def test_what_is_no_entry_is_passed_over(progress_file):
    progress.write("demo", "exercise 1", "right")
    with progress_file.open("ab") as file:
        file.write(b"\n\xff\xfe\x00\nhello\na\tb\tc\td\te\n1\t2\t3\tright\t5\t6\nhalf a li")
    progress.write("demo", "exercise 2", "right")
    progress.write("demo", "exercise 3", "right")
    assert [entry.item for entry in progress.read()] == [
        "exercise 1", "exercise 2", "exercise 3"
    ]


def latest_of(*outcomes):
    entries = [progress.Entry("now", "demo", "exercise 1", outcome) for outcome in outcomes]
    found = progress.latest(entries)
    return found["demo", "exercise 1"].outcome if found else None


@pytest.mark.parametrize(
    ("outcomes", "latest"),
    [
        (["wrong"], "wrong"), (["wrong", "right"], "right"), (["right", "wrong"], "right"),
        (["right", "wrong", "wrong"], "right"), (["right", "reset"], None),
        (["right", "reset", "wrong"], "wrong"), (["reset", "right"], "right"),
    ],
)
def test_what_was_right_once_stays_right_until_it_is_reset(outcomes, latest):
    assert latest_of(*outcomes) == latest


def test_each_exercise_of_each_notebook_counts_for_itself(progress_file):
    progress.write("demo", "exercise 1", "right")
    progress.write("demo", "exercise 2", "right")
    progress.write("other", "exercise 1", "wrong")
    progress.write("demo", "exercise 2", "reset")
    assert {place: entry.outcome for place, entry in progress.latest(progress.read()).items()} == {
        ("demo", "exercise 1"): "right", ("other", "exercise 1"): "wrong",
    }


def test_the_score_written_last_is_the_best_since_the_last_reset(progress_file):
    for score in ("9", "7.5"):
        progress.write("demo", "challenge", "scored", score)
    progress.write("other", "challenge", "scored", "1")
    progress.write("demo", "challenge", "scored", "seven")
    assert progress.best_score(progress.read(), "demo") == 7.5
    progress.write("demo", "challenge", "reset")
    assert progress.best_score(progress.read(), "demo") is None
