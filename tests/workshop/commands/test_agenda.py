import json
import os
import time as time_module
from datetime import datetime, time, timedelta
from pathlib import Path

import nbformat
import pytest
from icalendar import Calendar
from nbformat.v4 import new_markdown_cell, new_notebook

from workshop.commands.agenda import Piece, lay_out, time_of
from workshop.notebooks.course import Course

DECK = """---
marp: true
title: "1 · The neuron"
minutes: 20
---

# Hands on

[One](../notebooks/01_one.ipynb) and [two](../notebooks/02_two.ipynb)
"""


@pytest.fixture
def days(course):
    """A course of four notebooks of 60 minutes each, a third of it exercises; 03 goes first."""
    for name, drop in [("01_one", 13), ("02_two", 12), ("03_three", 1), ("04_four", 2)]:
        facts = {"teaching_minutes": 40, "exercise_minutes": 20, "drop": drop}
        cells = [new_markdown_cell(f"# {name[:2]} · {name[3:].title()}\n\nText", id="head")]
        content = new_notebook(cells=cells, metadata={"workshop": facts})
        nbformat.write(content, course.notebooks / f"{name}.ipynb")
    (course.project / "slides").mkdir()
    (course.project / "slides" / "1_neuron.md").write_text(DECK, encoding="utf-8")
    return course


def rows(result):
    """Give the lines of the timetable, without its head."""
    return result.stdout.split("\n\n")[0].splitlines()[2:]


def test_a_long_day_holds_everything_in_order_with_the_talk_before_its_notebooks(days):
    result = days.call("agenda", "--start", "9:00", "--hours", 7)
    assert result.exit_code == 0, result.output
    what = [line for line in rows(result) if "Break" not in line and "Lunch" not in line]
    assert [" ".join(line.split()) for line in what[:3]] == [
        "09:00 20 Talk: 1 · The neuron", "09:20 40 01 · One", "10:00 20 Exercises: 01 · One",
    ]
    assert len(what) == 1 + 2 * 4 + 1
    assert "To make it fit" not in result.stdout


def test_what_is_dispensable_is_left_out_first_and_named(days):
    result = days.call("agenda", "--hours", 4, "--start", "13:30")
    assert "- leave out 03 · Three" in result.stdout
    assert "03 · Three" not in "\n".join(rows(result))
    assert "04 · Four" in "\n".join(rows(result))
    assert "If time runs out, next:\n- leave out 04 · Four" in result.stdout


def test_what_still_fits_is_taken_back(days):
    facts = nbformat.read(days.notebooks / "03_three.ipynb", as_version=4)
    facts.metadata.workshop.update(teaching_minutes=10, exercise_minutes=5)
    nbformat.write(facts, days.notebooks / "03_three.ipynb")
    result = days.call("agenda", "--hours", 2, "--start", "13:30")
    assert "03 · Three" in "\n".join(rows(result)), "a quarter of an hour was left"
    assert "leave out 04" in result.stdout and "leave out 03" not in result.stdout.split("next:")[0]


def test_exercises_become_homework_only_when_nothing_else_is_left(days):
    result = days.call("agenda", "--hours", 1.5, "--start", "13:30")
    assert "homework" not in result.stdout.split("If time runs out")[0]
    result = days.call("agenda", "--hours", 1, "--start", "13:30")
    assert "- give the exercises of 01 · One as homework" in result.stdout
    assert "Exercises" not in "\n".join(rows(result))


def test_the_last_notebook_is_never_left_out_and_too_short_a_day_is_refused(days):
    result = days.call("agenda", "--hours", 0.5)
    assert result.exit_code == 2
    assert "Not even the shortest agenda fits into 0.5 hours: it needs 1.0." in result.stderr


def test_the_day_ends_in_time(days):
    for hours in (1.5, 2.5, 4, 6):
        last = rows(days.call("agenda", "--start", "09:00", "--hours", hours))[-1].split()
        assert last[1] == "End"
        day = datetime.strptime(last[0], "%H:%M") - datetime.strptime("09:00", "%H:%M")
        assert day <= timedelta(hours=hours)


def test_long_stretches_have_a_break_and_a_long_day_has_lunch():
    parts = [Piece("teaching", f"piece {number}", 40) for number in range(8)]
    slots = lay_out(parts, datetime(2027, 3, 1, 9), 8)
    kinds = [slot.piece.kind for slot in slots]
    assert kinds.count("lunch") == 1
    lunch = slots[kinds.index("lunch")]
    assert time(11, 45) <= lunch.start.time() <= time(13, 15)
    stretch = 0
    for slot in slots:
        stretch = 0 if slot.piece.kind in ("break", "lunch") else stretch + slot.piece.minutes
        assert stretch <= 95
    assert all(a.end == b.start for a, b in zip(slots, slots[1:], strict=False))


def test_an_afternoon_has_no_lunch(days):
    assert "Lunch" not in days.call("agenda", "--start", "13:00", "--hours", 6).stdout


def test_running_times_stand_beside_the_notebooks_when_they_were_measured(
    days, tmp_path, monkeypatch
):
    file = tmp_path / "running_times.json"
    file.write_text(json.dumps({"seconds": {"01_one": 12.3}}))
    monkeypatch.setattr("workshop.commands.agenda.TIMES", file)
    lines = rows(days.call("agenda", "--hours", 7))
    assert [line.split()[-2:] for line in lines if "01 · One" in line][0] == ["12", "s"]
    assert not any(line.rstrip().endswith("s") for line in lines if "02 · Two" in line)


def test_the_calendar_has_every_piece_at_the_time_of_the_table(days, tmp_path):
    file = tmp_path / "day.ics"
    result = days.call("agenda", "--hours", 7, "--date", "2027-03-01", "--ics", file)
    events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len(events) == len(rows(result)) - 1
    assert str(events[0]["summary"]) == "Talk: 1 · The neuron"
    assert events[0].decoded("dtstart") == datetime(2027, 3, 1, 9, 30).astimezone()
    assert len({str(event["uid"]) for event in events}) == len(events)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no tzset")
@pytest.mark.parametrize(("zone", "hour"), [("Europe/Berlin", 7), ("America/New_York", 13)])
def test_the_calendar_is_right_in_the_zone_of_the_computer(
    days, tmp_path, monkeypatch, zone, hour
):
    monkeypatch.setenv("TZ", zone)
    time_module.tzset()
    try:
        file = tmp_path / "day.ics"
        days.call("agenda", "--start", "9:30", "--date", "2027-07-01", "--ics", file)
    finally:
        monkeypatch.undo()
        time_module.tzset()
    assert Calendar.from_ical(file.read_bytes()).walk("VEVENT")[0].decoded("dtstart").hour == hour


def test_two_agendas_of_one_day_share_no_event_and_the_same_one_shares_all(days, tmp_path):
    def identities(hours):
        file = tmp_path / "day.ics"
        days.call("agenda", "--hours", hours, "--date", "2027-03-01", "--ics", file, "--overwrite")
        return {str(event["uid"]) for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT")}

    assert identities(7) == identities(7)
    assert not identities(7) & identities(4)


def test_a_calendar_file_that_is_there_is_not_overwritten_without_being_asked(days, tmp_path):
    file = tmp_path / "day.ics"
    file.write_text("mine")
    result = days.call("agenda", "--hours", 7, "--ics", file)
    assert result.exit_code == 2 and "--overwrite" in result.stderr
    assert file.read_text() == "mine"
    assert days.call("agenda", "--hours", 7, "--ics", file, "--overwrite").exit_code == 0
    assert file.read_text().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize("place", ["file/day.ics", "nowhere/day.ics", 300 * "n"])
def test_a_calendar_file_that_cannot_be_is_one_sentence(days, tmp_path, place):
    (tmp_path / "file").touch()
    result = days.call("agenda", "--hours", 7, "--ics", tmp_path / place)
    assert result.exit_code == 1
    assert f"{tmp_path / place} could not be written: " in result.stderr


@pytest.mark.parametrize("text", ["nine", "25:00", "9:60", ""])
def test_a_start_that_is_no_time_is_an_error(days, text):
    result = days.call("agenda", "--start", text)
    assert result.exit_code == 2 and "should be a time such as 09:30" in result.stderr


@pytest.mark.parametrize("text", ["2027-02-30", "1.3.2027", "tomorrow"])
def test_a_date_that_is_no_day_is_an_error(days, text):
    result = days.call("agenda", "--date", text)
    assert result.exit_code == 2
    assert f"a day that there is, such as 2027-03-01, and it is '{text}'" in result.stderr


def test_a_time_may_be_written_with_one_digit_or_a_point():
    assert time_of("9:05") == time_of("09.05") == time(9, 5)


def test_the_real_courses_notebooks_are_all_ranked_differently():
    course = Course(Path(__file__).resolve().parents[3])
    ranks = [notebook.facts.get("drop") for notebook in course.notebooks]
    assert sorted(ranks) == list(range(1, len(ranks) + 1))
