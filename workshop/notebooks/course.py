"""The notebooks of the course: where they are, how they are named, what they say of themselves."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from workshop.terminal.errors import BadUse, nearest, suggestion

NUMBERED = re.compile(r"\d\d_.+")


@dataclass(frozen=True)
class Notebook:
    """A notebook on disk, at an absolute path."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name without its ending, as in ``"12_lenet_mnist"``."""
        return self.path.stem

    @cached_property
    def content(self) -> nbformat.NotebookNode:
        """The notebook as it was when first read."""
        try:
            return nbformat.read(self.path, as_version=4)
        except Exception as error:  # of many kinds, depending on how a file is broken
            why = str(error).partition("\n")[0]
            raise BadUse(
                f"{self.path} cannot be read as a notebook: {why}. Is it the right file? "
                f"If git has it: git checkout HEAD -- {self.path.name}"
            ) from error

    @property
    def facts(self) -> dict:
        """What the notebook states of itself: minutes, data, whether it uses Keras."""
        return self.content.metadata.get("workshop", {})

    @property
    def code_cells(self) -> list[nbformat.NotebookNode]:
        """The cells that hold code, in order."""
        return [cell for cell in self.content.cells if cell.cell_type == "code"]


@dataclass(frozen=True)
class Course:
    """The notebooks of a project, which is the folder that holds ``notebooks/``."""

    project: Path

    @property
    def folder(self) -> Path:
        """The folder of the notebooks."""
        return self.project / "notebooks"

    @cached_property
    def notebooks(self) -> list[Notebook]:
        """The course in order: the notebooks whose names begin with two digits."""
        paths = sorted(self.folder.glob("*.ipynb"))
        return [Notebook(path) for path in paths if NUMBERED.fullmatch(path.stem)]

    def choose(self, names: Sequence[str]) -> list[Notebook]:
        """Find notebooks by what a person calls them, each once; no names mean the whole course.

        A name is a number (``12``), a stem (``12_lenet_mnist``), a part of one that no other
        notebook has (``lenet``), or a path, with a slash or ``.ipynb``, to any notebook.
        """
        chosen = [self._find(name) for name in names] if names else self.notebooks
        return list(dict.fromkeys(chosen))

    def _find(self, name: str) -> Notebook:
        by_name = {notebook.name: notebook for notebook in self.notebooks}
        if "/" in name or os.sep in name or name.lower().endswith(".ipynb"):
            return self._at(Path(name))
        if name in by_name:
            return by_name[name]
        if name.isascii() and name.isdigit():
            fitting = [stem for stem in by_name if stem.startswith(f"{int(name):02d}_")]
        else:
            fitting = [stem for stem in by_name if name and name.lower() in stem.lower()]
        if len(fitting) == 1:
            return by_name[fitting[0]]
        if fitting:
            raise BadUse(f"'{name}' fits more than one notebook: {', '.join(fitting)}.")
        # A misspelt 'lenet' is far from '12_lenet_mnist' but near one of its words.
        words = {part: stem for stem in by_name for part in [*stem.split("_"), stem[3:], stem]}
        hint = suggestion(words.get(nearest(name, words)))
        raise BadUse(
            f"No notebook is called '{name}'.{hint} "
            f"The course in {self.folder} has: {', '.join(by_name)}."
        )


    def _at(self, path: Path) -> Notebook:
        """Take what looks like a path for nothing else; a bare file name may be the course's."""
        inside = [self.folder / path] if path.name == str(path) else []
        for place in [path, *inside]:
            if os.path.isfile(place):  # unlike Path.is_file, it takes any name
                return Notebook(place.resolve())
        stems = {notebook.name: notebook.name for notebook in self.notebooks}
        hint = suggestion(nearest(path.stem, stems))
        raise BadUse(f"There is no notebook {path}; looked in {path.absolute().parent}.{hint}")

    def folder_for_copies(self, folder: Path) -> Path:
        """Make a folder for copies of notebooks, which can't lie among the originals."""
        target, originals = folder.resolve(), self.folder.resolve()
        another = "Name another folder with --output."
        if target == originals or originals in target.parents:
            raise BadUse(
                f"The output folder {folder} lies inside {originals}, where the originals are. "
                f"{another}"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadUse(
                f"The output folder {folder} cannot be made: {error.strerror}. {another}"
            ) from error
        return folder


def find_course(project: Path | None = None) -> Course:
    """Find the notebooks of a project folder, or without one those of the nearest project.

    That is the checkout this package lies in; if it is installed elsewhere, the current folder or
    the nearest one above that has notebooks.
    """
    here = Path.cwd()
    candidates = [project] if project else [Path(__file__).parents[2], here, *here.parents]
    for candidate in candidates:
        course = Course(candidate.resolve())
        if course.notebooks:
            return course
    looked = project / "notebooks" if project else f"{here} and the folders above it"
    raise BadUse(
        f"No notebooks were found: looked for notebooks/01_….ipynb in {looked}. "
        "Go to the workshop's folder, or name it: workshop --project FOLDER …"
    )
