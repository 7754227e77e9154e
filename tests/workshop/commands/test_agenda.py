import json
import os
import re
import time as time_module
from datetime import datetime, time
from pathlib import Path

import nbformat
import pytest
from icalendar import Calendar
from nbformat.v4 import new_markdown_cell, new_notebook

from workshop.commands.agenda import Piece, Room, stories_of
from workshop.notebooks.course import Course

DECK = """---
marp: true
title: "1 · The neuron"
minutes: 20
minutes_after: 5
---

# Hands on
"""
AGENDAS = """
[[agenda]]
name = "A morning"
days = 1
hours = 3.5
story = ["deck 1", "01", "04"]
core = ["01"]
homework = ["04"]
[agenda.in_part]
"deck 1" = { minutes = 10, only = "its rule" }

[[agenda]]
name = "All of it"
days = 1
hours = 5
story = ["deck 1", "01", "02", "03", "04"]
core = ["01"]

[builds_on]
02 = "01"
03 = "02"
"""
REAL = Course(Path(__file__).resolve().parents[3])
STORIES = stories_of(REAL)
ROOMS = [(4, 1), (6, 1), (8, 2), (8, 3), (8, 5)]


@pytest.fixture
def days(course):
    """A course of four notebooks of 60 minutes each, a third of it exercises; 03 goes first."""
    for name, drop in [("01_one", 13), ("02_two", 3), ("03_three", 1), ("04_four", 12)]:
        facts = {"teaching_minutes": 40, "exercise_minutes": 20, "drop": drop}
        cells = [new_markdown_cell(f"# {name[:2]} · {name[3:].title()}\n\nText", id="head")]
        content = new_notebook(cells=cells, metadata={"workshop": facts})
        nbformat.write(content, course.notebooks / f"{name}.ipynb")
    (course.project / "slides").mkdir()
    (course.project / "slides" / "1_neuron.md").write_text(DECK, encoding="utf-8")
    (course.project / "slides" / "agendas.toml").write_text(AGENDAS, encoding="utf-8")
    return course


def rows(result):
    """Give the lines of the timetables, without their heads."""
    return re.findall(r"(?m)^\d\d:\d\d .*$", result.stdout)


def taught(result):
    """Give the notebooks that are taught, by number."""
    return re.findall(r"(?m)^\d\d:\d\d +\d+  (\d\d) ", result.stdout)


def test_a_long_day_holds_everything_in_order_with_the_talk_before_its_notebooks(days):
    result = days.call("agenda", "--start", "9:00", "--hours", 7)
    assert result.exit_code == 0, result.output
    what = [line for line in rows(result) if "Break" not in line and "Lunch" not in line]
    assert [" ".join(line.split()) for line in what[:3]] == [
        "09:00 20 Talk: 1 · The neuron", "09:20 40 01 · One", "10:00 20 Exercises: 01 · One",
    ]
    assert "5  Talk: 1 · After the labs" in what[-2]
    assert len(what) == 1 + 2 * 4 + 2
    assert result.stdout.startswith("All of it\n")
    assert "Homework" not in result.stdout and "Left out" not in result.stdout


def test_the_nearest_agenda_is_taken_with_its_part_of_a_talk_and_homework_named_once(days):
    result = days.call("agenda", "--hours", 2.2, "--start", "13:30")
    assert result.stdout.startswith("A morning\n")
    assert "10  Talk: 1, in part: its rule" in rows(result)[0]
    assert taught(result) == ["01", "04"]
    assert result.stdout.count("Homework") == 1
    assert "\nHomework: the exercises of 04.\n" in result.stdout
    assert "\nLeft out: 02, 03.\n" in result.stdout


def test_what_still_fits_comes_in_the_exercises_first_then_the_important(days):
    result = days.call("agenda", "--hours", 3.6, "--start", "13:30")
    assert result.stdout.startswith("A morning\n")
    assert taught(result) == ["01", "02", "04"]
    assert "Exercises: 04 · Four" in result.stdout
    assert "\nHomework: the exercises of 02.\n" in result.stdout


def test_what_is_dispensable_becomes_homework_and_then_goes(days):
    result = days.call("agenda", "--hours", 4.9, "--start", "13:30")
    assert result.stdout.startswith("All of it\n")
    assert taught(result) == ["01", "02", "03", "04"]
    assert "Homework: the exercises of 03." in result.stdout
    result = days.call("agenda", "--hours", 1.5, "--start", "13:30")
    assert taught(result) == ["01"]
    assert "If time runs out:\n- exercises of 01 · One as homework" in result.stdout


def test_nothing_is_left_out_on_which_something_kept_builds():
    for story in STORIES:
        for thinner, _ in story.thinned():
            assert_it_builds_up(story, thinner)
            assert story.core <= thinner.notebooks.keys()


def assert_it_builds_up(story, thinner):
    kept = [step.key for step in thinner.steps]
    for key in kept:
        before = story.builds_on.get(key)
        assert before is None or before in kept[: kept.index(key)], (key, kept)


def test_what_comes_in_brings_what_it_builds_on(days):
    course = stories_of(Course(days.project))[-1]
    morning = stories_of(Course(days.project))[0]
    fuller = morning.with_notebook(course.notebooks["03"], course)
    assert [step.key for step in fuller.steps] == ["deck 1", "01", "02", "03", "04"]
    assert fuller.notebooks["04"].homework


def test_notebooks_that_are_named_are_a_day_of_their_own_with_the_talk_before(days):
    result = days.call("agenda", "03", "02", "--start", "13:30", "--hours", 5)
    assert taught(result) == ["02", "03"]
    assert "Talk: 1 · The neuron" in rows(result)[0] and "Left out" not in result.stdout


def test_a_notebook_that_no_agenda_holds_is_an_error(days):
    days.add("05_five", "1 + 1", facts={"teaching_minutes": 1, "exercise_minutes": 1, "drop": 9})
    result = days.call("agenda", "05", "01")
    assert result.exit_code == 2 and "agendas.toml doesn't hold 05_five." in result.stderr


def test_without_its_agendas_a_course_has_none(days):
    (days.project / "slides" / "agendas.toml").unlink()
    result = days.call("agenda")
    assert result.exit_code == 2 and "agendas.toml is missing." in result.stderr


def test_too_short_a_day_is_refused(days):
    result = days.call("agenda", "01", "02", "--hours", 1.1)
    assert result.exit_code == 0 and taught(result) == ["01"]
    (days.project / "slides" / "1_neuron.md").write_text(DECK.replace("20", "50"))
    result = days.call("agenda", "01", "02", "--hours", 1.1)
    assert result.exit_code == 2
    assert "Not even the shortest agenda fits: it needs 1.6 hours." in result.stderr


@pytest.mark.parametrize(("hours", "count"), [(1.5, 1), (2.5, 1), (4, 1), (6, 1), (2, 2), (3, 2)])
def test_each_day_ends_in_time_and_a_notebook_stays_with_its_exercises(days, hours, count):
    result = days.call("agenda", "--start", "09:00", "--hours", hours, "--days", count)
    found = re.split(r"(?m)^from ", result.stdout)[1:]
    assert 1 <= len(found) <= count
    for day in found:
        ((hour, minute),) = re.findall(r"(?m)^(\d\d):(\d\d) +End", day)
        assert int(hour) + int(minute) / 60 <= 9 + hours
        for number in re.findall(r"Exercises: (\d\d)", day):
            assert f"  {number} · " in day
    assert ("Day 2" in result.stdout) == (len(found) == 2)


def test_long_stretches_have_a_break_and_a_long_day_has_lunch():
    parts = [Piece("teaching", f"piece {number}", 40) for number in range(8)]
    slots = Room(datetime(2027, 3, 1, 9), 8, 1).day(parts, 0)
    kinds = [slot.piece.kind for slot in slots]
    assert kinds.count("lunch") == 1
    lunch = slots[kinds.index("lunch")]
    assert time(11, 30) <= lunch.start.time() <= time(13, 15)
    stretch = 0
    for slot in slots:
        stretch = 0 if slot.piece.kind in ("break", "lunch") else stretch + slot.piece.minutes
        assert stretch <= 95
    assert all(a.end == b.start for a, b in zip(slots, slots[1:], strict=False))


def test_lunch_takes_the_place_of_a_break_shortly_before_it():
    parts = [Piece("teaching", "long", 80), Piece("teaching", "longer", 75)]
    slots = Room(datetime(2027, 3, 1, 10, 10), 6, 1).day(parts, 0)
    assert [slot.piece.kind for slot in slots] == ["teaching", "lunch", "teaching"]


def test_an_afternoon_has_no_lunch(days):
    assert "Lunch" not in days.call("agenda", "--start", "13:00", "--hours", 6).stdout


def test_no_day_runs_past_the_evening(days):
    result = days.call("agenda", "--start", "16:00", "--hours", 6)
    assert result.exit_code == 2 and "6 hours from 16:00 run past 21:00." in result.stderr
    assert days.call("agenda", "--start", "18:00", "--hours", 3).exit_code == 0


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
    assert events[0].decoded("dtstart") == datetime(2027, 3, 1, 9).astimezone()
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


@pytest.mark.parametrize(
    ("option", "text", "example"),
    [
        *(("--start", text, "09:30") for text in ("nine", "25:00", "9:60", "")),
        *(("--date", text, "2027-03-01") for text in ("2027-02-30", "1.3.2027", "tomorrow")),
    ],
)
def test_a_day_or_time_that_is_none_is_an_error(days, option, text, example):
    result = days.call("agenda", option, text)
    assert result.exit_code == 2
    assert f"{option} should be like {example}, and it is '{text}'." in result.stderr


def test_a_time_may_be_written_with_one_digit_or_a_point(days):
    for text in ("9:05", "09.05"):
        assert rows(days.call("agenda", "--start", text))[0].startswith("09:05")


@pytest.mark.parametrize(("story", "room"), list(zip(STORIES, ROOMS, strict=True)))
def test_an_agenda_of_the_course_fits_tells_the_story_and_builds_up(story, room):
    hours, number = room
    assert story.hours == hours * number
    assert Room(datetime(2027, 3, 1, 9), hours, number).fits(story), "decks or notebooks grew"
    keys = [step.key for step in story.steps]
    assert [key for key in keys if "deck" in key][:4] == ["deck 0", "deck 1", "deck 2", "deck 3"]
    assert "backpropagation" in story.steps[keys.index("deck 2")].pieces[0].title or "04" in keys
    assert {"01", "06"} <= set(keys), "a neuron, and Keras with a hidden layer"
    assert {"00", "10"} & set(keys), "a convolutional network"
    assert_it_builds_up(story, story)


def test_the_longest_agenda_is_the_whole_course_in_order():
    keys = [step.key for step in STORIES[-1].steps]
    names = [notebook.name[:2] for notebook in REAL.notebooks]
    assert [key for key in keys if key.isdigit()] == names
    for deck in sorted((REAL.project / "slides").glob("[0-9]_*.md")):
        last = deck.read_text(encoding="utf-8").rpartition("# Hands on")[2]
        for name in re.findall(r"\.\./notebooks/(\d\d)_\w+\.ipynb\)[^|\n]*\|", last):
            assert keys.index(f"deck {deck.name[0]}") < keys.index(name)


def test_the_real_courses_notebooks_are_all_ranked_differently():
    ranks = [notebook.facts.get("drop") for notebook in REAL.notebooks]
    assert sorted(ranks) == list(range(1, len(ranks) + 1))
