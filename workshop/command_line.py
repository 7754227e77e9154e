"""The console command ``workshop``: the group of its commands, each loaded when it is called."""

import contextlib
import errno
import os
import sys
from importlib import import_module
from pathlib import Path

try:
    import click

    click.Path(path_type=Path)
except (ImportError, AttributeError, TypeError) as error:
    sys.exit(
        f"click is missing, or another one hides it: {error}. To fix it: make clean lab (it needs "
        "a network); in conda: export PYTHONNOUSERSITE=1"
    )

from workshop.terminal.errors import INTERRUPTED
from workshop.terminal.files import NotWritten

NO_ROOM_OR_NO_RIGHT = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}

SECTIONS = {
    "Teaching": {
        "run": "Execute notebooks and print a table of results.",
        "live": "Write editions to type into, for lecturer or student.",
        "agenda": "Make a timetable, for half a day to five days.",
        "data": "Show, fetch and verify the data sets.",
        "bundle": "Make the offline classroom: course, packages and data in one folder.",
        "doctor": "See whether the course will run here.",
        "progress": "Show what is solved, yours or in notebooks that were handed in.",
    },
    "Looking after the course": {
        "refresh": "Store the outputs of notebooks anew.",
        "record": "Record what repeated runs measure.",
        "check": "For authors: test a notebook's exercises, checks and solutions.",
        "address": "Show where the course is published, or set it for a fork.",
    },
}


class Commands(click.Group):
    """Commands that lie in modules of their names, in sections of the help; Ctrl-C ends cleanly."""

    def __init__(self, *arguments, **options):
        names = [name for section in SECTIONS.values() for name in section]
        super().__init__(*arguments, commands=dict.fromkeys(names), **options)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import a command's module, which the help of the group does without."""
        if name not in self.commands:
            return None
        try:
            return import_module(f"workshop.commands.{name}").command
        except ImportError as error:
            raise click.ClickException(
                f"{error}. The course is only half installed, or another package hides a part of "
                f"it; what, says: {sys.executable} -m workshop doctor"
            ) from error

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands in their sections."""
        for title, summaries in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(list(summaries.items()))

    def invoke(self, context: click.Context):
        """Run the command; a file that can't be written is one sentence, Ctrl-C is status 130."""
        try:
            return super().invoke(context)
        except OSError as error:
            if not isinstance(error, NotWritten) and error.errno not in NO_ROOM_OR_NO_RIGHT:
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
@click.version_option(package_name="deep-learning-workshop", prog_name="workshop")
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
