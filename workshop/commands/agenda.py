"""``workshop agenda``: timetables that tell a story, those of ``slides/agendas.toml``."""

import json
import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from pathlib import Path

import click
import yaml
from icalendar import Calendar, Event

from workshop.notebooks.course import Course, Notebook, find_course
from workshop.notebooks.normal_form import digest
from workshop.terminal.errors import BadUse
from workshop.terminal.files import write_whole
from workshop.terminal.table import text_table

LONGEST_STRETCH = 95
SHORTEST_STRETCH = 45
BREAK_MINUTES = 15
LUNCH_MINUTES = 60
HOURS_WITH_LUNCH = 5
# From when on it takes the place of a break, from when on it comes at all, and until when.
LUNCH = (time(11, 30), time(11, 45), time(13, 15))
EVENING = time(21)
TIMES = Path(__file__).with_name("running_times.json")


@click.command("agenda", epilog="Example: workshop agenda --start 09:30 --hours 6 --ics day.ics")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--start", default="09:00", show_default=True, help="When a day begins.")
@click.option(
    "--hours", type=click.FloatRange(min=1, max=9), default=6.0, show_default=True,
    help="How long a day is, with breaks and lunch.",
)
@click.option(
    "--days", type=click.IntRange(min=1, max=9), default=1, show_default=True,
    help="How many days.",
)
@click.option(
    "--date", "day", metavar="YYYY-MM-DD", help="The first day, for the calendar (default: today).",
)
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the timetable as a calendar file too, in the time zone of this computer.",
)
@click.option("--overwrite", is_flag=True, help="Replace a calendar file that is there already.")
@click.pass_obj
def command(
    project: Path | None, notebooks: tuple[str, ...], start: str, hours: float, days: int,
    day: str | None, ics: Path | None, overwrite: bool,
) -> None:
    """Make a timetable of talks, notebooks, exercises and breaks.

    It starts from the nearest of half a day, six hours, and two, three and five days, or from
    the notebooks that you name. If time is short, exercises become homework, then notebooks are
    dropped, least important first; spare time is filled. Exit status: 0 made, 2 bad use.
    """
    course = find_course(project)
    if ics is not None and os.path.exists(ics) and not overwrite:
        raise BadUse(f"{ics} is there already. Name another file, or give --overwrite.")
    clock = moment(start.replace(".", ":"), "--start", "09:30", "%H:%M")
    first = moment(day, "--date", "2027-03-01", "%Y-%m-%d") if day else datetime.now()
    room = Room(datetime.combine(first, clock.time()), hours, days)
    if clock + timedelta(hours=hours) > datetime.combine(clock, EVENING):
        raise BadUse(
            f"{hours:g} hours from {clock:%H:%M} run past {EVENING:%H:%M}. "
            "Start earlier, or give fewer hours and more --days."
        )
    stories = stories_of(course)
    if notebooks:
        stories = [named([notebook.name for notebook in course.choose(notebooks)], stories[-1])]
    story = fitted(stories, room)
    laid_out = room.lay_out(story)
    click.echo("\n\n".join(report(story, laid_out, stories[-1])))
    if ics is not None:
        write_whole(ics, as_calendar([slot for slots in laid_out for slot in slots]))
        click.echo(f"\nWritten to {ics}")


@dataclass(frozen=True)
class Piece:
    """Something that takes its minutes: a talk, teaching, exercises, a break or lunch."""

    kind: str
    title: str
    minutes: int
    file: str = ""

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
class Step:
    """A talk (``"deck 1"`` or, after its labs, ``"end 1"``), or a notebook (``"01"``)."""

    key: str
    pieces: tuple[Piece, ...]
    importance: int = 0
    homework: bool = False


@dataclass(frozen=True)
class Story:
    """What is taught, in order, and for how many hours it is made; its `core` always stays."""

    name: str
    hours: float
    steps: tuple[Step, ...]
    core: frozenset[str]
    builds_on: dict[str, str]

    @property
    def notebooks(self) -> dict[str, Step]:
        """The notebooks by their numbers, the least important first."""
        found = sorted(self.steps, key=lambda step: step.importance)
        return {step.key: step for step in found if step.importance}

    def with_notebook(self, step: Step, course: "Story") -> "Story":
        """Take a notebook in, after what it builds on."""
        taken = {one.key: one for one in self.steps} | {step.key: step}
        before = self.builds_on.get(step.key)
        while before in course.notebooks and before not in taken:
            taken[before] = course.notebooks[before]
            before = self.builds_on.get(before)
        order = [one.key for one in course.steps if one.key in taken]
        return replace(self, steps=tuple(taken[key] for key in order))

    def thinned(self) -> Iterator[tuple["Story", str]]:
        """Give up more and more, the least important first, and say what."""
        kept = {step.key: step for step in self.steps}
        for key, step in self.notebooks.items():
            title = step.pieces[0].title
            if not step.homework:
                kept[key] = replace(step, homework=True)
                yield replace(self, steps=tuple(kept.values())), f"exercises of {title} as homework"
            if key not in self.core | {self.builds_on.get(other) for other in kept}:
                del kept[key]
                yield replace(self, steps=tuple(kept.values())), f"leave out {title}"


@dataclass(frozen=True)
class Room:
    """The time that there is: days of so many hours, the first from `begins` on."""

    begins: datetime
    hours: float
    days: int

    def lay_out(self, story: Story) -> list[list[Slot]]:
        """Give each piece its time, day by day; what doesn't fit goes whole to the next day."""
        days, pieces = [], []
        for step in story.steps:
            in_class = step.pieces[: 1 if step.homework else None]
            if pieces and self.is_late(self.day([*pieces, *in_class], 0)):
                days.append(pieces)
                pieces = []
            pieces = [*pieces, *in_class]
        return [self.day(pieces, number) for number, pieces in enumerate([*days, pieces])]

    def day(self, pieces: Sequence[Piece], number: int) -> list[Slot]:
        """Lay out a day, with breaks after long stretches and a lunch in a long day."""
        slots: list[Slot] = []
        now, stretch = self.begins + timedelta(days=number), 0
        lunch_is_due = self.hours >= HOURS_WITH_LUNCH and now.time() < LUNCH[0]
        for piece in pieces:
            is_long = stretch >= SHORTEST_STRETCH and stretch + piece.minutes > LONGEST_STRETCH
            ends_late = now + timedelta(minutes=piece.minutes) > datetime.combine(now, LUNCH[2])
            pause = None
            if lunch_is_due and (ends_late or now.time() >= LUNCH[0 if is_long else 1]):
                pause, lunch_is_due = Piece("lunch", "Lunch", LUNCH_MINUTES), False
            elif is_long:
                pause = Piece("break", "Break", BREAK_MINUTES)
            stretch = piece.minutes if pause else stretch + piece.minutes
            for one in filter(None, (pause, piece)):
                slots.append(Slot(now, one))
                now = slots[-1].end
        return slots

    def is_late(self, day: Sequence[Slot]) -> bool:
        """Tell whether a day ends too late."""
        return day[-1].end > day[0].start + timedelta(hours=self.hours)

    def fits(self, story: Story) -> bool:
        """Tell whether there are days enough, and each ends in time."""
        days = self.lay_out(story)
        return len(days) <= self.days and not any(map(self.is_late, days))


def stories_of(course: Course) -> list[Story]:
    """Read the agendas, shortest first, with the minutes that decks and notebooks state."""
    known = steps_of(course)
    path = course.project / "slides" / "agendas.toml"
    if not path.is_file():
        raise BadUse(f"{path} is missing. If git has it: git checkout HEAD -- {path}")
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    stories = []
    for agenda in file["agenda"]:
        steps = {key: known[key] for key in with_ends(agenda) if key in known}
        for key in steps.keys() & agenda.get("homework", []):
            steps[key] = replace(steps[key], homework=True)
        for key in steps.keys() & agenda.get("in_part", {}):
            part, (talk,) = agenda["in_part"][key], steps[key].pieces
            title = f"{key.removeprefix('deck ')}, in part: {part['only']}"
            steps[key] = Step(key, (replace(talk, title=title, minutes=part["minutes"]),))
        hours, core = agenda["days"] * agenda["hours"], frozenset(agenda["core"])
        stories.append(Story(agenda["name"], hours, tuple(steps.values()), core, file["builds_on"]))
    return stories


def with_ends(agenda: dict) -> list[str]:
    """Put the slides that follow a deck's labs behind the last of these, if the deck is whole."""
    keys, end = [], None
    for key in agenda["story"]:
        if key.startswith("deck "):
            keys += [end] if end else []
            end = None if key in agenda.get("in_part", {}) else key.replace("deck", "end")
        keys.append(key)
    return keys + ([end] if end else [])


def steps_of(course: Course) -> dict[str, Step]:
    """Read what decks and notebooks state of themselves."""
    steps = {}
    for path in course.project.glob("slides/[0-9]_*.md"):
        facts = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n", 2)[1])
        key = f"deck {path.name[0]}"
        steps[key] = Step(key, (Piece("talk", facts["title"], facts["minutes"]),))
        end = Piece("talk", f"{path.name[0]} · After the labs", facts["minutes_after"])
        steps[f"end {path.name[0]}"] = Step(f"end {path.name[0]}", (end,))
    for notebook in course.notebooks:
        key, facts = notebook.name[:2], notebook.facts
        title = title_of(notebook)
        teaching = Piece("teaching", title, facts["teaching_minutes"], notebook.name)
        exercises = Piece("exercises", title, facts["exercise_minutes"])
        steps[key] = Step(key, (teaching, exercises), facts["drop"])
    return steps


def title_of(notebook: Notebook) -> str:
    """Read a notebook's title from its first line."""
    return notebook.content.cells[0].source.splitlines()[0].removeprefix("# ").strip()


def named(names: Sequence[str], course: Story) -> Story:
    """Make a story of some notebooks, with the talk before the first of each block."""
    steps, talks = [], []
    for step in course.steps:
        if step.key.startswith("end "):
            steps += [] if talks else [step]
        elif not step.importance:
            talks = [step]
        elif step.pieces[0].file in names:
            steps += [*talks, step]
            talks = []
    missing = set(names) - {step.pieces[0].file for step in steps}
    if missing:
        raise BadUse(f"The last agenda in agendas.toml doesn't hold {', '.join(sorted(missing))}.")
    story = replace(course, name="", steps=tuple(steps))
    return replace(story, core=frozenset(list(story.notebooks)[-1:]))


def fitted(stories: Sequence[Story], room: Room) -> Story:
    """Take the nearest story, thin it until it fits, and fill it with what still does."""
    shortest = []
    for nearest in sorted(stories, key=lambda story: abs(story.hours - room.hours * room.days)):
        for story in chain([nearest], (thinner for thinner, _ in nearest.thinned())):
            if room.fits(story):
                return filled(story, stories[-1], room)
        days = room.lay_out(story)
        shortest.append(sum((day[-1].end - day[0].start).total_seconds() for day in days) / 3600)
    raise BadUse(
        f"Not even the shortest agenda fits: it needs {min(shortest):.1f} hours. "
        "Give more hours, or name fewer notebooks."
    )


def filled(story: Story, course: Story, room: Room) -> Story:
    """Take in what still fits: first exercises, then notebooks, the most important first."""
    taught = story.notebooks
    for step in sorted(
        course.notebooks.values(), key=lambda step: (step.key in taught, step.importance),
        reverse=True,
    ):
        for wish in (step, replace(step, homework=True)):
            fuller = story.with_notebook(wish, course)
            if room.fits(fuller):
                story = fuller
                break
    return story


def report(story: Story, days: Sequence[Sequence[Slot]], course: Story) -> Iterator[str]:
    """Give the name, the days, the homework, what is left out, and what to give up next."""
    if story.name:
        yield story.name
    for number, day in enumerate(days, start=1):
        yield (f"Day {number}\n\n" if len(days) > 1 else "") + timetable(day)
    at_home = [key for key, step in story.notebooks.items() if step.homework]
    absent = course.notebooks.keys() - story.notebooks.keys()
    for head, keys in (("Homework: the exercises of", at_home), ("Left out:", absent)):
        if keys:
            yield f"{head} {', '.join(sorted(keys))}."
    if next_steps := [f"- {words}" for _, words in story.thinned()][:3]:
        yield "\n".join(["If time runs out:", *next_steps])


def timetable(slots: Sequence[Slot]) -> str:
    """Lay out a day, with the seconds that a notebook runs if they were measured."""
    seconds = json.loads(TIMES.read_text(encoding="utf-8"))["seconds"]
    rows = []
    for slot in slots:
        runs = seconds.get(slot.piece.file)
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


def moment(text: str, option: str, example: str, pattern: str) -> datetime:
    """Read a day or a time of day."""
    try:
        return datetime.strptime(text.strip(), pattern)
    except ValueError as error:
        raise BadUse(f"{option} should be like {example}, and it is '{text}'.") from error
