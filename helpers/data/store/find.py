"""Looking for a data set in the folders of this computer."""

import os
from dataclasses import dataclass
from pathlib import Path

from helpers.data import files as containers
from helpers.data.catalogue import ArraySpecification, Specification
from helpers.data.files import Arrays, BadFile, OtherDataset
from helpers.data.notices import show
from helpers.data.settings import PROJECT, Settings


@dataclass(frozen=True)
class Place:
    """A folder to look in.

    Parameters
    ----------
    folder : pathlib.Path
        It need not exist.
    words : str
        What it is, for a reader who does not know the computer's folders.
    is_ours : bool
        Whether we keep files there, and may therefore set a bad one aside.
    """

    folder: Path
    words: str
    is_ours: bool


@dataclass(frozen=True)
class Found:
    """Verified arrays, and in words where they were found."""

    arrays: Arrays
    source: str


def our_places(settings: Settings) -> list[Place]:
    """Give the folders in which we keep data ourselves."""
    places = []
    if settings.project_folder is not None:
        places.append(Place(settings.project_folder, "the project's data folder", is_ours=True))
    words = "the workshop's cache in your home folder"
    places.append(Place(settings.user_folder, words, is_ours=True))
    return places


def all_places(settings: Settings, key: str) -> list[Place]:
    """Give all folders to look in, in order; say so if `WORKSHOP_DATA` names none."""
    places = our_places(settings)
    if settings.lecturer_folder is not None:
        given = Path(os.path.expanduser(settings.lecturer_folder))
        # A relative path means the same in a notebook as in the project's top folder.
        folder = next((path for path in (given, PROJECT / given) if path.is_dir()), None)
        if folder is None:
            what = "a file" if given.is_file() else "not there"
            show(
                f"WORKSHOP_DATA should name a folder, but {settings.lecturer_folder!r} is {what}. "
                f"Looking elsewhere; set WORKSHOP_DATA to the folder with the data.",
                key,
            )
        else:
            places.insert(0, Place(folder, "the folder named by WORKSHOP_DATA", is_ours=False))
    places.append(Place(settings.keras_folder, "Keras' cache", is_ours=False))
    return places


def look(specification: Specification, places: list[Place]) -> Found | None:
    """Look for a data set in some folders; the first whole copy is taken.

    A file that should hold the data set and does not is named in one line, and set aside if
    the folder is ours.

    Parameters
    ----------
    specification : Specification
        The data set.
    places : list of Place
        Where to look, in order.

    Returns
    -------
    Found or None
        The verified arrays, or None if no folder has them.
    """
    for place in places:
        folders = _matching(place.folder, specification.folder_names)
        folders += [raw for folder in folders for raw in _matching(folder, ("raw",))]
        for folder in [place.folder, *folders]:
            for path in _matching(folder, specification.file_names):
                arrays = _read(path, _whole_reader(specification), specification, place)
                if arrays is not None:
                    return Found(arrays, place.words)
        if specification.container == "npz":
            for folder in [*folders, place.folder]:
                arrays = _read_idx_files(folder, specification, place)
                if arrays is not None:
                    return Found(arrays, place.words)
    return None


def plain_name(name: str) -> str:
    """Write a file's name in lower case without separators: ``Fashion-MNIST.npz`` and
    ``fashion_mnist.npz`` are the same to us.
    """  # noqa: D205
    return name.lower().translate(str.maketrans("", "", "-_. "))


def set_aside(path: Path) -> str:
    """Rename a bad file to the first free ``NAME.set-aside-1``, ``-2`` …, overwriting nothing.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        The new name.

    Raises
    ------
    OSError
        If the folder does not allow it.
    """
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


def _matching(folder: Path, plain_names: tuple[str, ...]) -> list[Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if plain_name(name) in plain_names]


def _whole_reader(specification: Specification):
    if specification.container == "npz":
        return lambda file: containers.read_npz(file, specification)
    return lambda file: containers.read_csv(file, specification)


def _read_idx_files(folder: Path, specification: Specification, place: Place) -> Arrays | None:
    candidates = {wanted: _idx_paths(folder, wanted) for wanted in specification.arrays}
    if not any(candidates.values()):
        return None
    arrays = {}
    for wanted, paths in candidates.items():
        for path in paths:
            array = _read(
                path,
                lambda file, wanted=wanted: containers.read_idx(file, wanted),
                specification,
                place,
            )
            if array is not None:
                arrays[wanted.name] = array
                break
        if not paths:
            show(
                f"{wanted.idx_name}.gz is missing beside the other {specification.title} files "
                f"in {place.words}. Put it there, or remove the others.",
                specification.key,
            )
        if wanted.name not in arrays:
            return None
    return arrays


def _idx_paths(folder: Path, wanted: ArraySpecification) -> list[Path]:
    plain = plain_name(wanted.idx_name or "")
    return _matching(folder, (plain, f"{plain}gz")) if plain else []


def _read(path: Path, reader, specification: Specification, place: Place):
    """Read one file with `reader`; None, after a line that says why, if it is no use."""
    seen = None
    try:
        with containers.readable():
            if not path.is_file():
                raise BadFile("it is not a file")
            seen = _state(path)
            with open(path, "rb") as file:
                return reader(file)
    except BadFile as problem:
        line = f"{path.name} in {place.words} is not used: {problem}."
        if place.is_ours and not isinstance(problem, OtherDataset):
            line += f" {_put_away(path, seen)}"
        show(line, specification.key)
    return None


def _put_away(path: Path, seen: tuple | None) -> str:
    try:
        # Another notebook may have put a whole file in its place since it was read.
        if seen is not None and _state(path) != seen:
            return "Another notebook has replaced it since."
        return f"It is set aside as {set_aside(path)}."
    except FileNotFoundError:
        return "Another notebook has set it aside."
    except OSError as error:
        return f"It could not be set aside ({error.strerror}); please remove it."


def _state(path: Path) -> tuple:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
