"""Looking for a data set in the folders of this computer."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from helpers.data import files
from helpers.data.catalogue import ArraySpecification, Specification
from helpers.data.files import Arrays, BadFile, OtherDataset
from helpers.data.settings import PROJECT, Settings


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
    if settings.lecturer_folder is not None:
        given = Path(os.path.expanduser(settings.lecturer_folder))
        # A relative path means the same in a notebook as in the project's top folder.
        folder = next((path for path in (given, PROJECT / given) if path.is_dir()), None)
        if folder is not None:
            places.insert(0, Place(folder, "the folder named by WORKSHOP_DATA", is_ours=False))
        else:
            what = "a file" if given.is_file() else "not there"
            notices.append(
                f"WORKSHOP_DATA should name a folder, but {settings.lecturer_folder!r} is {what}. "
                f"Looking elsewhere; set WORKSHOP_DATA to the folder with the data."
            )
    places.append(Place(settings.keras_folder, "Keras' cache", is_ours=False))
    return places, notices


def look(specification: Specification, places: list[Place]) -> tuple[Found | None, list[str]]:
    """Take the first whole copy in some folders, and say what was wrong with those before it.

    A file that should hold the data set and does not is set aside if its folder is ours.
    """
    notices = []
    for place in places:
        folders = _matching(place.folder, specification.folder_names)
        folders += [raw for folder in folders for raw in _matching(folder, ("raw",))]
        copies = [(_read_whole, folder) for folder in [place.folder, *folders]]
        if specification.container == "npz":
            copies += [(_read_idx_files, folder) for folder in [*folders, place.folder]]
        for read, folder in copies:
            arrays, problems = read(folder, specification, place)
            notices += problems
            if arrays is not None:
                return Found(arrays, place.words), notices
    return None, notices


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
        state = None
        try:
            with files.readable():
                if not path.is_file():
                    raise BadFile("it is not a file")
                state = _state(path)
                with open(path, "rb") as file:
                    return read(file), notices
        except BadFile as problem:
            notices.append(f"{path.name} in {place.words} is not used: {problem}.")
            if place.is_ours and not isinstance(problem, OtherDataset):
                notices[-1] += f" {_put_away(path, state)}"
    return None, notices


def _put_away(path: Path, state: tuple | None) -> str:
    """Set a bad file aside, unless it is no longer in the state in which it was read."""
    try:
        if state is not None and _state(path) != state:
            return "Another notebook has replaced it since."
        return f"It is set aside as {_set_aside(path)}."
    except FileNotFoundError:
        return "Another notebook has set it aside."
    except OSError as error:
        return f"It could not be set aside ({error.strerror}); please remove it."


def _set_aside(path: Path) -> str:
    """Rename a file to the first free ``NAME.set-aside-1``, ``-2`` …, overwriting nothing."""
    number = 1
    while True:
        new_path = path.with_name(f"{path.name}.set-aside-{number}")
        try:
            new_path.touch(exist_ok=False)  # taken at once, whoever else is looking for a name
        except FileExistsError:
            number += 1
            continue
        try:
            os.replace(path, new_path)
        except OSError:
            new_path.unlink()
            raise
        return new_path.name


def _state(path: Path) -> tuple:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
