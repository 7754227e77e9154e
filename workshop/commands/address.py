"""``workshop address``: where the course is published, and everything that repeats it.

The address stands in ``pyproject.toml``: the repository under ``[project.urls]``, its branch under
``[tool.workshop]``. Every notebook repeats both, in the badge of its first cell and in the cell
that brings `helpers` to Colab. The web site reads it when it is built.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click
import nbformat

from workshop.notebooks.course import Course, Notebook, find_course
from workshop.notebooks.normal_form import to_text
from workshop.terminal.errors import BadUse
from workshop.terminal.files import NotWritten, write_whole

EXAMPLE = "https://github.com/department/deep-learning-workshop"

_GITHUB = re.compile(
    r"(?:https?://(?:www\.)?github\.com/|(?:ssh://)?git@github\.com[:/])"
    r"(?P<owner>[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?)/(?P<name>[\w.-]+?)(?:\.git)?/?",
    re.ASCII,
)
_BRANCH = re.compile(r"[A-Za-z0-9_][\w.-]*", re.ASCII)
_BADGE = re.compile(r"https://colab\.research\.google\.com/[^\s)]*")
_ARCHIVE = re.compile(r"https?://\S+\.zip\b")
_REPOSITORY_LINE = re.compile(r'(?m)^(Repository\s*=\s*)"[^"\n]*"')
_BRANCH_LINE = re.compile(r'(?m)^(branch\s*=\s*)"[^"\n]*"')


@click.command("address", epilog=f"Example: workshop address {EXAMPLE}")
@click.argument("repository", required=False)
@click.option("--branch", help="The branch that students get (default: as it is now).")
@click.pass_obj
@click.pass_context
def command(
    context: click.Context, project: Path | None, repository: str | None, branch: str | None,
) -> None:
    """Say where Colab finds the course, and whether all notebooks agree; or set another REPOSITORY.

    Sets it in pyproject.toml, in the badge of every notebook and in the cell that brings helpers to
    Colab. Nothing else changes, and nothing is looked up in the network. Exit status: 0 all agree,
    1 something leads elsewhere, 2 bad use.
    """
    course = find_course(project)
    stated = stated_address(course)
    wanted = Address.read(
        stated.repository if repository is None else repository,
        stated.branch if branch is None else branch,
    )
    changed = []
    if wanted != stated or repository is not None:
        changed = set_address(course, wanted)
    click.echo(f"{wanted.repository}, branch {wanted.branch}")
    places = [place for notebook in course.notebooks for place in places_in(notebook, wanted)]
    elsewhere = [place for place in places if place.found != place.wanted]
    for place in elsewhere:
        click.echo(f"{place.notebook.name}: {place.what} has {place.found}")
    if elsewhere:
        click.echo(f"To fix it: workshop address {wanted.repository}")
    elif changed:
        click.echo(f"Set in {len(changed)} files. Colab reads what is on GitHub, so push them.")
    else:
        click.echo(f"All {len(course.notebooks)} notebooks lead there.")
    context.exit(1 if elsewhere else 0)


@dataclass(frozen=True)
class Address:
    """Where the course is published: on GitHub, as Colab asks, and the branch students get."""

    repository: str
    branch: str

    @classmethod
    def read(cls, repository: str, branch: str) -> Self:
        """Understand an address as it is copied from a browser or from ``git clone``."""
        found = _GITHUB.fullmatch(repository.strip())
        if found is None or set(found["name"]) == {"."}:
            raise BadUse(
                f"'{repository}' is not the address of a repository on GitHub, from which Colab "
                f"opens notebooks. Give one such as {EXAMPLE}, and a branch other than the "
                "present one with --branch."
            )
        if not _BRANCH.fullmatch(branch) or ".." in branch or branch.endswith((".", ".lock")):
            raise BadUse(
                f"'{branch}' cannot be the branch: its name becomes a part of addresses, so it "
                "should hold letters without accents, digits, '.', '_' and '-' only, as in main "
                "or autumn-2026."
            )
        return cls(f"https://github.com/{found['owner']}/{found['name']}", branch)

    @property
    def archive(self) -> str:
        """The address from which pip installs the course."""
        return f"{self.repository}/archive/refs/heads/{self.branch}.zip"

    def badge(self, notebook: Notebook) -> str:
        """Give the address at which Colab opens a notebook."""
        place = self.repository.removeprefix("https://github.com/")
        return (
            f"https://colab.research.google.com/github/{place}/blob/{self.branch}/"
            f"notebooks/{notebook.path.name}"
        )


def stated_address(course: Course) -> Address:
    """Read the address that ``pyproject.toml`` states."""
    path = course.project / "pyproject.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        repository = content["project"]["urls"]["Repository"]
        branch = content["tool"]["workshop"]["branch"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadUse(
            f"{path} should state Repository under [project.urls] and branch under "
            f"[tool.workshop], and does not: {error!r}."
        ) from error
    return Address.read(str(repository), str(branch))


@dataclass(frozen=True)
class Place:
    """Where an address stands in a notebook: in what, in which cell, what it is, what it should be.

    `what` is how a person would call the cell.
    """

    notebook: Notebook
    what: str
    cell: nbformat.NotebookNode
    found: str
    wanted: str


def places_in(notebook: Notebook, address: Address) -> list[Place]:
    """Find both addresses of a notebook."""
    first = [cell for cell in notebook.code_cells if "bootstrap" in cell.metadata.get("tags", [])]
    places = []
    for what, cells, pattern, wanted in (
        ("the badge in the head", notebook.content.cells[:1], _BADGE, address.badge(notebook)),
        ("the cell that brings helpers", first[:1], _ARCHIVE, address.archive),
    ):
        found = [(cell, match) for cell in cells for match in pattern.findall(cell.source)]
        if len(found) != 1:
            raise BadUse(
                f"{notebook.path} should have one address in {what}, and has {len(found)}. "
                "CONTRIBUTING.md says how a notebook begins."
            )
        places.append(Place(notebook, what, *found[0], wanted))
    return places


def set_address(course: Course, address: Address) -> list[Path]:
    """Write an address wherever it belongs, and give the files that changed.

    Nothing is written before all files are known to have their places for it.
    """
    project_file = course.project / "pyproject.toml"
    texts = {project_file: _with_address(project_file, address)}
    for notebook in course.notebooks:
        for place in places_in(notebook, address):
            place.cell.source = place.cell.source.replace(place.found, place.wanted)
        texts[notebook.path] = to_text(notebook.content)
    changed = [path for path, text in texts.items() if text != path.read_text(encoding="utf-8")]
    for path in changed:
        try:
            write_whole(path, texts[path])
        except NotWritten as error:
            raise BadUse(
                f"{path} cannot be written: {error.strerror}. Some files may be set already: when "
                "the cause is gone, give the same command again."
            ) from error
    return changed


def _with_address(project_file: Path, address: Address) -> str:
    """Replace repository and branch in the text of ``pyproject.toml``."""
    text = project_file.read_text(encoding="utf-8")
    for line, value in ((_REPOSITORY_LINE, address.repository), (_BRANCH_LINE, address.branch)):
        text, count = line.subn(lambda match, value=value: f'{match[1]}"{value}"', text)
        if count != 1:
            raise BadUse(
                f"{project_file} should have a line Repository = \"…\" and a line branch = \"…\", "
                "each once, and nothing was changed because they were not found so."
            )
    return text
