"""The console command ``workshop`` and its words."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

import click

import helpers
from workshop.commands import check, progress
from workshop.notebooks.course import find_course
from workshop.terminal.errors import BadUse, nearest, suggestion

INTERRUPTED = 130
NO_ROOM_OR_NO_RIGHT = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


class Commands(click.Group):
    """A group of commands that suggests the nearest one and ends cleanly on Ctrl-C."""

    def resolve_command(self, context: click.Context, arguments: list[str]):
        """Find the command that was typed, or say which was probably meant."""
        word = arguments[0]
        if self.get_command(context, word) is None and not word.startswith("-"):
            names = self.list_commands(context)
            context.fail(
                f"There is no command '{word}'.{suggestion(nearest(word, names))} "
                f"Commands: {', '.join(names)}."
            )
        return super().resolve_command(context, arguments)

    def invoke(self, context: click.Context):
        """Run the command; bad use ends with exit status 2, Ctrl-C with 130."""
        try:
            return super().invoke(context)
        except BadUse as error:
            raise click.UsageError(str(error)) from error
        except OSError as error:
            if error.errno not in NO_ROOM_OR_NO_RIGHT:
                raise
            what = error.filename or "A file"
            raise click.ClickException(f"{what} could not be written: {error.strerror}.") from error
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            context.exit(INTERRUPTED)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: workshop run 12 -p epochs 2",
)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds notebooks/ (default: the checkout, or the current folder upward).",
)
@click.version_option(helpers.__version__, prog_name="workshop")
@click.pass_context
def main(context: click.Context, project: Path | None) -> None:
    """Run the Deep Learning Workshop's notebooks and keep their outputs honest.

    A NOTEBOOK is named by its number, its name, a part of its name, or a path. Without any, a
    command takes the whole course in order.
    """
    context.obj = project
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        context.color = False
    for stream in (sys.stdout, sys.stderr):
        # An old code page, as of a Windows pipe, lacks some of our signs: it gets ? for them.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")


@main.command(
    short_help="Execute notebooks and print a table of results.",
    epilog="Example: workshop run 01 lenet -p epochs 2 --output executed/short",
)
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option(
    "-p",
    "--parameter",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="Set a parameter in those notebooks that have it; may be repeated.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder for the executed copies (default: executed/ in the project).",
)
@click.pass_obj
@click.pass_context
def run(
    context: click.Context,
    project: Path | None,
    notebooks: tuple[str, ...],
    parameters: tuple[tuple[str, str], ...],
    output: Path | None,
) -> None:
    """Execute notebooks and print a table of time, memory and results.

    The originals are never touched: executed copies go to another folder. A notebook that fails
    does not stop the others. Exit status: 0 all ran, 1 one failed, 2 bad use, 130 interrupted.
    """
    from workshop.notebooks.parameters import assign
    from workshop.commands.run import Run, check_output_folder

    course = find_course(project)
    chosen = course.choose(notebooks)
    values = assign(chosen, parameters)
    folder = output or course.project / "executed"
    check_output_folder(folder, chosen, course)
    for name, _ in parameters:
        having = [notebook.name for notebook in chosen if name in values[notebook]]
        if len(having) < len(chosen):
            click.echo(f"The parameter '{name}' goes to {', '.join(having)} only.", err=True)
    job = Run(chosen, values, folder)
    try:
        job.execute()
    except KeyboardInterrupt:
        click.echo(job.table())
        click.echo(
            f"Interrupted: {len(job.executions)} of {len(chosen)} notebooks were done.", err=True
        )
        context.exit(INTERRUPTED)
    click.echo(job.table())
    context.exit(1 if job.failed else 0)


@main.command(
    short_help="Store the outputs of notebooks anew.", epilog="Example: workshop refresh 02 --check"
)
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--check", is_flag=True, help="Write nothing; say what would change.")
@click.option(
    "--anew",
    is_flag=True,
    help="Store all outputs anew, as after a change of the plot style: without it, a picture stays "
    "that was drawn by the same source and differs by little.",
)
@click.pass_obj
@click.pass_context
def refresh(
    context: click.Context,
    project: Path | None,
    notebooks: tuple[str, ...],
    check: bool,
    anew: bool,
) -> None:
    """Execute notebooks as they are and store their outputs in normal form.

    Outputs that agree with the stored ones stay, so that doing it twice changes nothing. A notebook
    whose run raises, writes to stderr or uses stand-in data is refused and left untouched. Exit
    status: 0 fine, 1 refused (or, with --check, something would change), 2 bad use.
    """
    from workshop.terminal.progress import Progress
    from workshop.commands.refresh import refresh as refresh_one

    chosen = find_course(project).choose(notebooks)
    trouble = False
    lines = []
    try:
        with Progress(sum(len(notebook.code_cells) for notebook in chosen)) as progress:
            for number, notebook in enumerate(chosen, start=1):
                progress.notebook(f"{notebook.name} ({number} of {len(chosen)})")
                done = refresh_one(notebook, write=not check, anew=anew, on_cell=progress.cell)
                trouble |= bool(done.refusal) or (check and done.changed)
                lines.append(f"{notebook.name}: {_refresh_line(done, check)}")
                progress.finished(f"{notebook.name}: executed")
    finally:
        for line in lines:
            click.echo(line)
    context.exit(1 if trouble else 0)


def _refresh_line(done, check: bool) -> str:
    if done.refusal:
        return f"REFUSED, {done.refusal}"
    if not done.changed:
        return "unchanged"
    if not done.renewed:
        return "would be brought into normal form" if check else "brought into normal form"
    cells = ", ".join(done.renewed)
    if len(done.renewed) == 1:
        return f"the output of cell {cells} {'would be' if check else 'was'} renewed"
    return f"the outputs of cells {cells} {'would be' if check else 'were'} renewed"


from workshop.commands.record import record  # noqa: E402

main.add_command(record)


@main.command(
    short_help="Write editions to type into, for lecturer or student.",
    epilog="Example: workshop live 01 12 --solutions",
)
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option(
    "--student",
    is_flag=True,
    help="Write the student's edition: all code but that of the exercises, no solutions, no notes.",
)
@click.option(
    "--solutions/--no-solutions", default=False, help="Keep the folded solutions (default: no)."
)
@click.option(
    "--notes/--no-notes",
    default=None,
    help="Keep the notes to the lecturer (default: yes, but for students).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the editions (default: live/ or student/ in the project).",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace editions that are there and differ; they are kept under another name.",
)
@click.pass_obj
@click.pass_context
def live(
    context: click.Context,
    project: Path | None,
    notebooks: tuple[str, ...],
    student: bool,
    solutions: bool,
    notes: bool | None,
    output: Path | None,
    overwrite: bool,
) -> None:
    """Write live editions: what the lecturer types is emptied down to one line, outputs are gone.

    Set-up, exercises and checks stay, so the edition runs to the place where typing begins. An
    edition that is there and differs, since somebody typed into it, is left alone. Exit status: 0
    written, 1 one was there and was left alone, 2 bad use.
    """
    from workshop.commands.live import Wishes, edition, write_edition

    course = find_course(project)
    chosen = course.choose(notebooks)
    kind = "student" if student else "live"
    wishes = Wishes(kind, solutions=solutions, notes=not student if notes is None else notes)
    folder = output or course.project / kind
    beside = {notebook.name for notebook in chosen}
    left_alone = False
    for notebook in chosen:
        edition(notebook, wishes)  # so that an error comes before anything is written
    for notebook in chosen:
        done = write_edition(notebook, course, folder, wishes, beside, overwrite=overwrite)
        line = f"{done.path}: {done.outcome}"
        if kind == "live":
            line += f", {done.typed} cells to type"
        if done.copy is not None:
            line += f"; what was there is now {done.copy.name}"
        if done.outcome == "kept":
            left_alone = True
            line += "; it is there already and differs. To replace it and keep a copy: --overwrite"
        click.echo(line)
    context.exit(1 if left_alone else 0)


@main.command(
    short_help="Make a timetable for a day.",
    epilog="Example: workshop agenda --start 09:30 --hours 6 --ics day.ics",
)
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--start", default="09:30", show_default=True, help="When the day begins.")
@click.option(
    "--hours",
    type=click.FloatRange(min=0.5, max=12),
    default=6.0,
    show_default=True,
    help="How long it is, with breaks and lunch.",
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The day, for the calendar file (default: today).",
)
@click.option(
    "--ics",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the timetable as a calendar file too.",
)
@click.option("--overwrite", is_flag=True, help="Replace a calendar file that is there already.")
@click.pass_obj
def agenda(
    project: Path | None,
    notebooks: tuple[str, ...],
    start: str,
    hours: float,
    day,
    ics: Path | None,
    overwrite: bool,
) -> None:
    """Make a timetable of talks, notebooks, exercises and breaks, from the minutes they ask for.

    If the day is too short, what can best be missed is left out, and the end says what was and what
    to drop next. Exit status: 0 made, 2 bad use.
    """
    import datetime

    from workshop.commands import agenda as agendas
    from workshop.terminal.files import write_whole
    from workshop.terminal.table import text_table

    course = find_course(project)
    if ics is not None and ics.exists() and not overwrite:
        raise BadUse(f"{ics} is there already. Name another file, or give --overwrite.")
    begins = agendas.start_of(start, day.date() if day else datetime.date.today())
    chosen = sorted(course.choose(notebooks), key=lambda notebook: notebook.name)
    slots, choice, next_steps = agendas.agenda(chosen, agendas.decks_of(course), begins, hours)
    seconds = agendas.running_times(course)
    rows = []
    for slot in slots:
        runs = seconds.get(slot.piece.notebook) if slot.piece.kind == "teaching" else None
        rows.append(
            (
                f"{slot.start:%H:%M}",
                str(slot.piece.minutes),
                agendas.described(slot.piece),
                "" if runs is None else f"{runs:.0f} s",
            )
        )
    rows.append((f"{slots[-1].end:%H:%M}", "", "End", ""))
    click.echo(text_table(("from", "min", "what", "runs in"), rows, numbers=("min", "runs in")))
    for head, lines in (
        ("To make it fit:", choice.done),
        ("If time runs out, next:", next_steps),
    ):
        if lines:
            click.echo("\n".join(["", head, *(f"- {line}" for line in lines)]))
    if ics is not None:
        write_whole(ics, agendas.as_calendar(slots))
        click.echo(f"\nWritten to {ics}")


@main.command(
    short_help="Show, fetch and verify the data sets.",
    epilog="Example: workshop data --to /media/stick/data",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for copies, such as a stick; the room then sets WORKSHOP_DATA to it.",
)
@click.option("--offline", is_flag=True, help="Fetch nothing; only say what is here.")
@click.option("--overwrite", is_flag=True, help="Replace a file there that differs.")
@click.pass_context
def data(context: click.Context, folder: Path | None, offline: bool, overwrite: bool) -> None:
    """Look for the data sets, fetch what is missing, verify all, and copy them if asked.

    Exit status: 0 all are here, 1 one is not to be had or a file in the way was left alone, 2 bad
    use.
    """
    from helpers.data.settings import DataError, Settings
    from workshop.commands import provide

    try:
        settings = Settings.from_environment()
    except DataError as error:
        raise BadUse(str(error)) from error
    amiss = False
    for provided in provide.provide(
        provide.offline(settings) if offline else settings, folder, overwrite=overwrite
    ):
        amiss |= provided.outcome in ("missing", "kept")
        click.echo(f"{provided.title:15}{provided.outcome:11}{provided.where}")
        if provided.outcome == "kept":
            click.echo(f"{'':26}another file is in its place. To replace it: --overwrite")
    context.exit(1 if amiss else 0)


@main.command(
    short_help="Make the offline classroom: course, packages and data in one folder.",
    epilog="Example: workshop bundle /media/stick/workshop",
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def bundle(project: Path | None, folder: Path) -> None:
    """Put course, packages and data into FOLDER, from which a room installs without a network.

    The packages are those of this kind of machine and this Python. Exit status: 0 made, 2 it could
    not be made.
    """
    from helpers.data.settings import DataError, Settings
    from workshop.commands import provide

    try:
        settings = Settings.from_environment()
    except DataError as error:
        raise BadUse(str(error)) from error
    for line in provide.bundle(find_course(project).project, folder, settings):
        click.echo(line)
    python = f"py -{sys.version_info[0]}.{sys.version_info[1]}" if os.name == "nt" else "python3"
    click.echo(f"Each student types: {python} {folder / 'install.py'}")


@main.command(
    short_help="Show where the course is published, or set it for a fork.",
    epilog="Example: workshop address https://github.com/department/deep-learning-workshop",
)
@click.argument("repository", required=False)
@click.option("--branch", help="The branch that students get (default: as it is now).")
@click.pass_obj
@click.pass_context
def address(
    context: click.Context, project: Path | None, repository: str | None, branch: str | None
) -> None:
    """Say where Colab finds the course, and whether all notebooks agree; or set another REPOSITORY.

    Sets it in pyproject.toml, in the badge of every notebook and in the cell that brings helpers to
    Colab: in all of them, or in none if one cannot be changed. Nothing else changes, and nothing is
    looked up in the network. Exit status: 0 all agree, 1 something leads elsewhere, 2 bad use.
    """
    from workshop.commands import address as addresses

    course = find_course(project)
    stated = addresses.stated_address(course)
    wanted = addresses.Address.read(
        stated.repository if repository is None else repository,
        stated.branch if branch is None else branch,
    )
    changed = []
    if wanted != stated or repository is not None:
        changed = addresses.set_address(course, wanted)
    click.echo(f"{wanted.repository}, branch {wanted.branch}")
    elsewhere = addresses.disagreements(course, wanted)
    for line in elsewhere:
        click.echo(line)
    if elsewhere:
        click.echo(f"To mend it: workshop address {wanted.repository}")
    elif changed:
        click.echo(f"Set in {len(changed)} files. Colab reads what is on GitHub, so push them.")
    else:
        click.echo(f"All {len(course.notebooks)} notebooks lead there.")
    context.exit(1 if elsewhere else 0)


@main.command(short_help="See whether the course will run here.", epilog="Example: workshop doctor")
@click.pass_context
def doctor(context: click.Context) -> None:
    """Look at all that the course leans on, and name the command that mends what is amiss.

    Python, packages, the kernel, Keras (it trains ten steps), GPU, data, disk, memory and browser,
    in about a minute and without the network. Green is fine, amber is worth knowing, red has to be
    mended. Exit status: 0 nothing red, 1 something is.
    """
    from workshop.commands.doctor import Place, examine

    colours = {"green": "green", "amber": "yellow", "red": "red"}
    counts = dict.fromkeys(colours, 0)
    for finding in examine(Place.here()):
        counts[finding.state] += 1
        state = click.style(f"{finding.state:6}", fg=colours[finding.state], bold=True)
        click.echo(f"{state} {finding.subject:14} {finding.found}")
        if finding.remedy:
            click.echo(f"{'':22}to mend it: {finding.remedy}")
    click.echo(", ".join(f"{count} {state}" for state, count in counts.items()))
    context.exit(1 if counts["red"] else 0)


main.add_command(check.command)
main.add_command(progress.command)
