"""``workshop data``: look for the data sets, fetch what is missing, and copy them for a room."""

import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import click

from helpers.data import files
from helpers.data.catalogue import SPECIFICATIONS, Specification
from helpers.data.datasets import find
from helpers.data.settings import DataError, Settings
from helpers.data.store.find import NotAvailable
from workshop.terminal.errors import BadUse

Outcome = Literal["found", "written", "unchanged", "kept", "missing"]


@click.command("data", epilog="Example: workshop data --to /media/stick/data")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path),
    help="Folder for copies, such as a stick; the room then sets WORKSHOP_DATA to it.",
)
@click.option("--offline", is_flag=True, help="Fetch nothing; only say what is here.")
@click.option("--overwrite", is_flag=True, help="Replace a file there that differs.")
@click.pass_context
def command(context: click.Context, folder: Path | None, offline: bool, overwrite: bool) -> None:
    """Look for the data sets, fetch what is missing, verify all, and copy them if asked.

    Exit status: 0 all are here, 1 one is not to be had or a file in the way was left alone, 2 bad
    use.
    """
    settings = settings_here()
    if offline:
        settings = replace(settings, offline=True)
    amiss = False
    for provided in provide(settings, folder, overwrite=overwrite):
        amiss |= provided.outcome in ("missing", "kept")
        written = "" if provided.path is None else f"{provided.path}, from "
        click.echo(f"{provided.title:15}{provided.outcome:11}{written}{provided.where}")
        if provided.outcome == "kept":
            click.echo(f"{'':26}another file is in its place. To replace it: --overwrite")
    context.exit(1 if amiss else 0)


@dataclass(frozen=True)
class Provided:
    """What became of one data set, and where it was found or why it wasn't.

    Kept means that another file is there and was left alone.
    """

    title: str
    outcome: Outcome
    where: str
    path: Path | None = None  # of the copy, if one was asked for


def settings_here() -> Settings:
    """Read the settings from the environment."""
    try:
        return Settings.from_environment()
    except DataError as error:
        raise BadUse(str(error)) from error


def provide(settings: Settings, folder: Path | None, *, overwrite: bool) -> Iterator[Provided]:
    """Look for each data set, fetch it if it is missing, and copy it to a folder if there is one.

    Copies have the form that ``WORKSHOP_DATA`` and `helpers.data` read.
    """
    say_once = functools.cache(click.echo)
    for specification in SPECIFICATIONS:
        title = specification.title
        try:
            found = find(specification, settings, say_once)
        except NotAvailable as reason:
            yield Provided(title, "missing", str(reason))
            continue
        if folder is None:
            yield Provided(title, "found", found.source)
            continue
        path = folder / specification.cache_name
        outcome = _copy(found.arrays, specification, path, overwrite=overwrite)
        yield Provided(title, outcome, found.source, path)


def _copy(arrays, specification: Specification, path: Path, *, overwrite: bool) -> Outcome:
    """Put a data set into a file that a whole class may read, whatever else is private here."""
    umask = os.umask(0o022)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return files.store(path, arrays, specification, overwrite=overwrite)
    except OSError as error:
        raise BadUse(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        os.umask(umask)
