"""Looking for a data set in the folders of this computer."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from helpers.data import files
from helpers.data.catalogue import ArraySpecification, Specification
from helpers.data.files import Arrays, BadFile
from helpers.data.settings import PROJECT, Settings

LONGEST_SHOWN = 100
MAY_NOT_BE_READ = "may not be read by you (ask its owner for the permission)"


@dataclass(frozen=True)
class Place:
    """A folder to look in, which need not exist; `words` say what it is, without its path."""

    folder: Path
    words: str
    is_ours: bool  # we keep files there, and may therefore set a bad one aside


@dataclass(frozen=True)
class Found:
    """Verified arrays, and in words where they were found."""

    arrays: Arrays
    source: str


class NotAvailable(Exception):
    """The real data is out of reach; the text completes "because …"."""


def our_places(settings: Settings) -> list[Place]:
    """Give the folders in which we keep data ourselves."""
    places = []
    if settings.project_folder is not None:
        places.append(Place(settings.project_folder, "the project's data folder", is_ours=True))
    words = "the workshop's cache in your home folder"
    places.append(Place(settings.user_folder, words, is_ours=True))
    return places


def all_places(settings: Settings) -> tuple[list[Place], list[str]]:
    """Give all folders to look in, in order, and a line if `WORKSHOP_DATA` names none."""
    places, notices = our_places(settings), []
    places.append(Place(settings.keras_folder, "Keras' cache", is_ours=False))
    if settings.lecturer_folder is not None:
        given = Path(os.path.expanduser(settings.lecturer_folder))
        reason = _why_no_folder(given)
        # A relative path means the same in a notebook as in the project's top folder.
        if reason and _why_no_folder(PROJECT / given) is None:
            given, reason = PROJECT / given, None
        if reason is None:
            places.insert(0, Place(given, "the folder named by WORKSHOP_DATA", is_ours=False))
        else:
            typed = settings.lecturer_folder
            shown = typed if len(typed) <= LONGEST_SHOWN else f"{typed[:LONGEST_SHOWN]}…"
            notices.append(
                f"WORKSHOP_DATA should name a folder, but {shown!r} {reason}. "
                f"Looking elsewhere; set WORKSHOP_DATA to the folder with the data."
            )
    return places, notices


def _why_no_folder(path: Path) -> str | None:
    try:
        os.listdir(path)
    except FileNotFoundError:
        return "is not there"
    except NotADirectoryError:
        return "is a file"
    except PermissionError:
        return MAY_NOT_BE_READ
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None


def look(specification: Specification, places: list[Place]) -> tuple[Found | None, list[str]]:
    """Take the first whole copy in some folders, and say what was wrong with those before it.

    A file that should hold the data set and does not is set aside if its folder is ours.
    """
    notices = []
    for place in places:
        folders = _matching(place.folder, specification.folder_names)
        folders += [raw for folder in folders for raw in _matching(folder, ("raw",))]
        notices += _barred([place.folder, *folders], place)
        copies = [(_read_whole, folder) for folder in [place.folder, *folders]]
        if specification.container == "npz":
            copies += [(_read_idx_files, folder) for folder in [*folders, place.folder]]
        for read, folder in copies:
            arrays, problems = read(folder, specification, place)
            notices += problems
            if arrays is not None:
                return Found(arrays, place.words), notices
    return None, notices


def _barred(folders: list[Path], place: Place) -> list[str]:
    """Give a line on each folder that is there and may not be read."""
    notices = []
    for folder in folders:
        try:
            os.listdir(folder)
        except PermissionError:
            inside = "" if folder == place.folder else f"{folder.name} in "
            notices.append(f"Not looked into: {inside}{place.words} {MAY_NOT_BE_READ}.")
        except OSError:  # it is not there, as most are not
            continue
    return notices


def plain_name(name: str) -> str:
    """Write a file's name so that ``Fashion-MNIST.npz`` and ``fashion_mnist.npz`` are the same."""
    return name.lower().translate(str.maketrans("", "", "-_. "))


def _matching(folder: Path, plain_names: tuple[str, ...]) -> list[Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if plain_name(name) in plain_names]


def _read_whole(
    folder: Path, specification: Specification, place: Place
) -> tuple[Arrays | None, list[str]]:
    """Read a data set from the one file that holds all of it."""
    paths = _matching(folder, specification.file_names)
    return _first_good(paths, partial(files.read, specification=specification), place)


def _read_idx_files(
    folder: Path, specification: Specification, place: Place
) -> tuple[Arrays | None, list[str]]:
    """Read a data set from four idx files; none of them there is no reason for a line."""
    candidates = {wanted: _idx_paths(folder, wanted) for wanted in specification.arrays}
    arrays, notices = {}, []
    if not any(candidates.values()):
        return None, notices
    for wanted, paths in candidates.items():
        array, problems = _first_good(paths, partial(files.read_idx, wanted=wanted), place)
        notices += problems
        if not paths:
            notices.append(
                f"{wanted.idx_name}.gz is missing beside the other {specification.title} files "
                f"in {place.words}. Put it there, or remove the others."
            )
        if array is None:
            return None, notices
        arrays[wanted.name] = array
    return arrays, notices


def _idx_paths(folder: Path, wanted: ArraySpecification) -> list[Path]:
    plain = plain_name(wanted.idx_name or "")
    return _matching(folder, (plain, f"{plain}gz")) if plain else []


def _first_good(
    paths: list[Path], read: Callable[[BinaryIO], Any], place: Place
) -> tuple[Any, list[str]]:
    """Give what the first good file holds, and a line on each bad one before it."""
    notices = []
    for path in paths:
        file_name = f"{path.name} in {place.words}"
        try:
            state = _state(path)
            with open(path, "rb") as file:
                return read(file), notices
        except BadFile as problem:
            what_now = f" {_put_away(path, state)}" if place.is_ours else ""
            notices.append(f"{file_name} is not used: {problem}.{what_now}")
        except PermissionError:
            notices.append(f"{file_name} {MAY_NOT_BE_READ}.")
        except (OSError, MemoryError) as error:
            reason = getattr(error, "strerror", None) or "not enough memory"
            notices.append(f"{file_name} cannot be read ({reason}).")
    return None, notices


def _put_away(path: Path, state: tuple) -> str:
    """Set a bad file aside, unless it is no longer in the state in which it was read."""
    try:
        if _state(path) != state:
            return "Another notebook has replaced it since."
        return f"It is set aside as {_set_aside(path)}."
    except FileNotFoundError:
        return "Another notebook has set it aside."
    except OSError as error:
        return f"It could not be set aside ({error.strerror}); please remove it."


def _set_aside(path: Path) -> str:
    """Rename a file to the first free ``NAME.set-aside-1``, ``-2`` …, overwriting nothing."""
    number = 1
    while (new_path := path.with_name(f"{path.name}.set-aside-{number}")).exists():
        number += 1
    path.rename(new_path)
    return new_path.name


def _state(path: Path) -> tuple:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
