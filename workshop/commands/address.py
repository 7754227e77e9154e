"""``workshop address``: where the course is published, and everything that repeats it.

The address stands in ``pyproject.toml``: the repository under ``[project.urls]``, its branch under
``[tool.workshop]``. Every notebook repeats both, in the badge of its first cell and in the cell
that brings `helpers` to Colab.
"""

import copy
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click

from workshop.notebooks.course import Course, Notebook, find_course
from workshop.terminal.errors import BadUse
from workshop.terminal.files import write_all

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
    Colab: in all of them, or in none if one cannot be changed. Nothing else changes, and nothing is
    looked up in the network. Exit status: 0 all agree, 1 something leads elsewhere, 2 bad use.
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
    elsewhere = disagreements(course, wanted)
    for line in elsewhere:
        click.echo(line)
    if elsewhere:
        click.echo(f"To mend it: workshop address {wanted.repository}")
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
        content = tomllib.loads(_text(path))
        repository = content["project"]["urls"]["Repository"]
        branch = content["tool"]["workshop"]["branch"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadUse(
            f"{path} should state Repository under [project.urls] and branch under "
            f"[tool.workshop], and does not: {error!r}."
        ) from error
    return Address.read(str(repository), str(branch))


def disagreements(course: Course, address: Address) -> list[str]:
    """List the badges and the first cells that lead elsewhere, a line for each."""
    return [
        f"{notebook.name}: {what} has {found}"
        for notebook in course.notebooks
        for what, _, found, wanted in _places(notebook, _json(notebook.path), address)
        if found != wanted
    ]


def set_address(course: Course, address: Address) -> list[Path]:
    """Write an address wherever it belongs, and give the files that changed.

    It is written everywhere, or nowhere if one file can't be changed, and nothing else in these
    files changes by a byte.
    """
    project_file = course.project / "pyproject.toml"
    before = {project_file: _text(project_file)}
    after = {project_file: _with_lines(before[project_file], project_file, address)}
    for notebook in course.notebooks:
        before[notebook.path] = _text(notebook.path)
        after[notebook.path] = _with_address(before[notebook.path], notebook, address)
    changed = {path: text for path, text in after.items() if text != before[path]}
    try:
        write_all(changed)
    except OSError as error:
        not_put_back = ". ".join(getattr(error, "__notes__", []))
        raise BadUse(
            f"{not_put_back or 'Nothing was changed'}, because {error.filename or 'a file'} "
            f"cannot be written: {error.strerror or error}."
        ) from error
    return list(changed)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadUse(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise BadUse(f"{path} cannot be read as UTF-8: {error}.") from error


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_text(path))
        content["cells"][0]["source"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise BadUse(f"{path} cannot be read as a notebook: {error!r}") from error
    return content


def _places(
    notebook: Notebook, content: dict[str, Any], address: Address
) -> list[tuple[str, int, str, str]]:
    """Find both addresses: what holds it, the cell's index, what is there, what should be."""
    cells = content["cells"]
    first = next(
        (
            index
            for index, cell in enumerate(cells)
            if "bootstrap" in cell.get("metadata", {}).get("tags", [])
        ),
        None,
    )
    places = []
    for what, index, pattern, wanted in (
        ("the badge in the head", 0, _BADGE, address.badge(notebook)),
        ("the cell that brings helpers", first, _ARCHIVE, address.archive),
    ):
        found = [] if index is None else pattern.findall("".join(cells[index]["source"]))
        if len(found) != 1:
            raise BadUse(
                f"{notebook.path} should have one address in {what}, and has {len(found)}. "
                "CONTRIBUTING.md says how a notebook begins."
            )
        places.append((what, index, found[0], wanted))
    return places


def _with_address(text: str, notebook: Notebook, address: Address) -> str:
    """Replace both addresses in the text of a notebook's file, each in its own cell only."""
    content = _json(notebook.path)
    for what, index, found, wanted in _places(notebook, content, address):
        expected = copy.deepcopy(content)
        cell = expected["cells"][index]
        cell["source"] = (
            cell["source"].replace(found, wanted)
            if isinstance(cell["source"], str)
            else [line.replace(found, wanted) for line in cell["source"]]
        )
        candidates = (
            text[: match.start()] + wanted + text[match.end() :]
            for match in re.finditer(re.escape(found), text)
        )
        # The same address may stand in an output too, so the place is found by what comes of it.
        new = next((made for made in candidates if json.loads(made) == expected), None)
        if new is None:
            raise BadUse(
                f"{notebook.path}: {what} is written in an unusual way and cannot be replaced. "
                f"Save the notebook in JupyterLab, or run: workshop refresh {notebook.name}"
            )
        text, content = new, expected
    return text


def _with_lines(text: str, path: Path, address: Address) -> str:
    """Replace repository and branch in the text of ``pyproject.toml``."""
    expected = tomllib.loads(text)
    expected["project"]["urls"]["Repository"] = address.repository
    expected["tool"]["workshop"]["branch"] = address.branch
    for line, value in ((_REPOSITORY_LINE, address.repository), (_BRANCH_LINE, address.branch)):
        text = line.sub(lambda match, value=value: f'{match[1]}"{value}"', text)
    if tomllib.loads(text) != expected:
        raise BadUse(
            f"{path} should have a line Repository = \"…\" and a line branch = \"…\", each once, "
            "and nothing was changed because they were not found so."
        )
    return text
