"""``workshop agenda``: a timetable of the minutes that decks and notebooks ask for."""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

import click
import yaml
from icalendar import Calendar, Event

from workshop.notebooks.course import Course, Notebook, find_course
from workshop.notebooks.normal_form import digest
from workshop.terminal.errors import BadUse
from workshop.terminal.files import write_whole
from workshop.terminal.table import text_table

Kind = Literal["talk", "teaching", "exercises", "break", "lunch"]

LONGEST_STRETCH = 95
SHORTEST_STRETCH = 45
BREAK_MINUTES = 10
LUNCH_MINUTES = 60
LUNCH = (time(11, 45), time(13, 15))
HOURS_WITH_LUNCH = 5
TIMES = Path(__file__).with_name("running_times.json")


@click.command("agenda", epilog="Example: workshop agenda --start 09:30 --hours 6 --ics day.ics")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--start", default="09:30", show_default=True, help="When the day begins.")
@click.option(
    "--hours", type=click.FloatRange(min=0.5, max=12), default=6.0, show_default=True,
    help="How long it is, with breaks and lunch.",
)
@click.option(
    "--date", "day", metavar="YYYY-MM-DD", help="The day, for the calendar file (default: today).",
)
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the timetable as a calendar file too, in the time zone of this computer.",
)
@click.option("--overwrite", is_flag=True, help="Replace a calendar file that is there already.")
@click.pass_obj
def command(
    project: Path | None, notebooks: tuple[str, ...], start: str, hours: float,
    day: str | None, ics: Path | None, overwrite: bool,
) -> None:
    """Make a timetable of talks, notebooks, exercises and breaks, from the minutes they ask for.

    If the day is too short, what can best be missed is left out, and the end says what was and what
    to drop next. Exit status: 0 made, 2 bad use.
    """
    course = find_course(project)
    if ics is not None and os.path.exists(ics) and not overwrite:
        raise BadUse(f"{ics} is there already. Name another file, or give --overwrite.")
    begins = datetime.combine(date.today() if day is None else day_of(day), time_of(start))
    chosen = sorted(course.choose(notebooks), key=lambda notebook: notebook.name)
    slots, choice, next_steps = agenda(chosen, decks_of(course), begins, hours)
    click.echo(timetable(slots))
    for head, lines in (
        ("To make it fit:", choice.done),
        ("If time runs out, next:", next_steps),
    ):
        if lines:
            click.echo("\n".join(["", head, *(f"- {line}" for line in lines)]))
    if ics is not None:
        write_whole(ics, as_calendar(slots))
        click.echo(f"\nWritten to {ics}")


@dataclass(frozen=True)
class Piece:
    """Something that takes its minutes; a talk or a break belongs to no notebook."""

    kind: Kind
    title: str
    minutes: int
    notebook: str = ""

    def __str__(self) -> str:
        words = {"talk": "Talk: ", "exercises": "Exercises: "}
        return f"{words.get(self.kind, '')}{self.title}"


@dataclass(frozen=True)
class Slot:
    """A piece and when it is."""

    start: datetime
    piece: Piece

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + timedelta(minutes=self.piece.minutes)


@dataclass(frozen=True)
class Deck:
    """A deck of slides: what it is called, how long the talk is, which notebooks follow."""

    title: str
    minutes: int
    notebooks: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """What is left of the course when the day is too short.

    Notebooks stand in the order in which they, or their exercises, were given up.
    """

    wished: tuple[Notebook, ...]
    left_out: tuple[Notebook, ...] = ()
    at_home: tuple[Notebook, ...] = ()

    @property
    def kept(self) -> tuple[Notebook, ...]:
        """The notebooks that are taught, in order."""
        return tuple(notebook for notebook in self.wished if notebook not in self.left_out)

    @property
    def done(self) -> list[str]:
        """What was done to shorten the day, in words and in order."""
        return [f"leave out {title_of(notebook)}" for notebook in self.left_out] + [
            f"give the exercises of {title_of(notebook)} as homework" for notebook in self.at_home
        ]


def decks_of(course: Course) -> list[Deck]:
    """Read the decks of a course: minutes from their head, notebooks from their last slide."""
    found = []
    for path in sorted((course.project / "slides").glob("[0-9]_*.md")):
        text = path.read_text(encoding="utf-8")
        facts = yaml.safe_load(text.split("---\n", 2)[1])
        names = re.findall(r"\.\./notebooks/(\w+)\.ipynb", text)
        found.append(Deck(facts["title"], facts["minutes"], tuple(dict.fromkeys(names))))
    return found


def title_of(notebook: Notebook) -> str:
    """Read a notebook's title from its first line."""
    return notebook.content.cells[0].source.splitlines()[0].removeprefix("# ").strip()


def shortened(notebooks: Sequence[Notebook]) -> Iterator[Choice]:
    """Leave out more and more of a course, the most dispensable first.

    A notebook says by ``drop`` in its facts when it goes, 1 first. Exercises are what a workshop is
    for, so they stay with their notebooks, and become homework only when nothing else is left.
    """
    choice = Choice(tuple(notebooks))
    yield choice
    *dispensable, last = sorted(notebooks, key=lambda notebook: notebook.facts.get("drop", 0))
    for notebook in dispensable:
        choice = replace(choice, left_out=(*choice.left_out, notebook))
        yield choice
    yield replace(choice, at_home=(last,))


def filled_up(choice: Choice, fits: Callable[[Choice], bool]) -> Choice:
    """Take back what still fits, the most important first."""
    for notebook in reversed(choice.left_out):
        others = tuple(other for other in choice.left_out if other != notebook)
        fuller = replace(choice, left_out=others)
        if fits(fuller):
            choice = fuller
    return choice


def pieces(choice: Choice, decks: Sequence[Deck]) -> list[Piece]:
    """Line up the talks, the teaching and the exercises of what is kept."""
    found = []
    waiting = list(decks)
    for notebook in choice.kept:
        deck = next((deck for deck in waiting if notebook.name in deck.notebooks), None)
        if deck is not None:
            found.append(Piece("talk", deck.title, deck.minutes))
            waiting.remove(deck)
        title, facts = title_of(notebook), notebook.facts
        found.append(Piece("teaching", title, facts["teaching_minutes"], notebook.name))
        if notebook not in choice.at_home:
            found.append(Piece("exercises", title, facts["exercise_minutes"], notebook.name))
    return found


def lay_out(parts: Sequence[Piece], start: datetime, hours: float) -> list[Slot]:
    """Give each piece its time, with breaks after long stretches and a lunch in a long day."""
    slots: list[Slot] = []
    now, stretch = start, 0
    lunch_is_due = hours >= HOURS_WITH_LUNCH and start.time() < LUNCH[0]

    def add(piece: Piece) -> None:
        nonlocal now
        slots.append(Slot(now, piece))
        now = slots[-1].end

    for piece in parts:
        ends = now + timedelta(minutes=piece.minutes)
        if lunch_is_due and now.time() >= LUNCH[0] or (
            lunch_is_due and ends > datetime.combine(start, LUNCH[1])
        ):
            add(Piece("lunch", "Lunch", LUNCH_MINUTES))
            lunch_is_due, stretch = False, 0
        elif stretch >= SHORTEST_STRETCH and stretch + piece.minutes > LONGEST_STRETCH:
            add(Piece("break", "Break", BREAK_MINUTES))
            stretch = 0
        add(piece)
        stretch += piece.minutes
    return slots


def agenda(
    notebooks: Sequence[Notebook], decks: Sequence[Deck], start: datetime, hours: float
) -> tuple[list[Slot], Choice, list[str]]:
    """Make a timetable that fits; give it, what it took to make it fit, and what to drop next."""
    end = start + timedelta(hours=hours)

    def slots_of(choice: Choice) -> list[Slot]:
        return lay_out(pieces(choice, decks), start, hours)

    def fits(choice: Choice) -> bool:
        return slots_of(choice)[-1].end <= end

    for choice in shortened(notebooks):
        if fits(choice):
            choice = filled_up(choice, fits)
            later = [other.done[-1] for other in shortened(choice.kept) if other.done]
            return slots_of(choice), choice, later[:3]
    slots = slots_of(choice)
    needed = (slots[-1].end - start).total_seconds() / 3600
    raise BadUse(
        f"Not even the shortest agenda fits into {hours:g} hours: it needs {needed:.1f}. "
        "Give more hours, or name fewer notebooks."
    )


def timetable(slots: Sequence[Slot]) -> str:
    """Lay out the day, with the seconds that a notebook runs if they were measured."""
    seconds = json.loads(TIMES.read_text(encoding="utf-8"))["seconds"]
    rows = []
    for slot in slots:
        runs = seconds.get(slot.piece.notebook) if slot.piece.kind == "teaching" else None
        runs_in = "" if runs is None else f"{runs:.0f} s"
        rows.append((f"{slot.start:%H:%M}", str(slot.piece.minutes), str(slot.piece), runs_in))
    rows.append((f"{slots[-1].end:%H:%M}", "", "End", ""))
    return text_table(("from", "min", "what", "runs in"), rows, numbers=("min", "runs in"))


def as_calendar(slots: Sequence[Slot]) -> str:
    """Write a timetable as iCalendar text (RFC 5545).

    Its identities are made of the whole timetable: a calendar takes the same one once, and two that
    differ side by side.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Deep Learning Workshop//agenda//EN")
    calendar.add("version", "2.0")
    whole = digest(repr(slots))
    for number, slot in enumerate(slots):
        event = Event()
        event.add("uid", f"{whole}-{number}@deep-learning-workshop")
        event.add("dtstamp", datetime.now(UTC).replace(microsecond=0))
        event.add("dtstart", slot.start.astimezone(UTC))
        event.add("dtend", slot.end.astimezone(UTC))
        event.add("summary", str(slot.piece))
        calendar.add_component(event)
    return calendar.to_ical().decode("utf-8")


def day_of(text: str) -> date:
    """Read a day, as ``"2027-03-01"``."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadUse(
            f"--date should be a day that there is, such as 2027-03-01, and it is '{text}'."
        ) from error


def time_of(text: str) -> time:
    """Read a time of day, as ``"09:30"`` or ``"9.30"``."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", text.strip())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise BadUse(f"--start should be a time such as 09:30, and it is '{text}'.")
