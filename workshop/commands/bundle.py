"""``workshop bundle``: the offline classroom, with course, packages and data in one folder."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import uuid
from collections.abc import Iterator
from pathlib import Path

import click
from packaging.requirements import Requirement

import helpers
from helpers.data.settings import Settings
from workshop.commands.data import provide, settings_here
from workshop.notebooks.course import find_course
from workshop.terminal.errors import BadUse
from workshop.terminal.progress import is_watched

COURSE = (
    "helpers", "workshop", "notebooks", "slides", "docs", "data/README.md", "locks", "Makefile",
    "pyproject.toml", "environment.yml", "README.md", "INSTRUCTORS.md", "TROUBLESHOOTING.md",
    "CONTRIBUTING.md", "CHANGELOG.md",
    "LICENSE", "LICENSE-TEXT.md", "CITATION.cff",
)
NOT_COPIED = shutil.ignore_patterns(
    "__pycache__", ".ipynb_checkpoints", "*_kept_*.ipynb", "node_modules"
)
INSTALLER = Path(__file__).with_name("install_from_bundle.py")


@click.command("bundle", epilog="Example: workshop bundle /media/stick/workshop")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def command(project: Path | None, folder: Path) -> None:
    """Put course, packages and data into FOLDER, from which a room installs without a network.

    The packages are those of this kind of machine and this Python. Exit status: 0 made, 2 it could
    not be made.
    """
    for line in bundle(find_course(project).project, folder, settings_here()):
        click.echo(line)
    python = f"py -{this_python()}" if os.name == "nt" else "python3"
    click.echo(f"Each student types: {python} {folder / 'install.py'}")


def this_python() -> str:
    """Give the version of Python that the packages are for, as in ``"3.12"``."""
    return ".".join(map(str, sys.version_info[:2]))


def copy_course(project: Path, folder: Path) -> None:
    """Copy the course itself, without what an installation or a run has added to it."""
    for name in ("pyproject.toml", "locks/lab.txt"):
        if not (project / name).is_file():
            raise BadUse(f"{project} is no checkout of the course: {name} is missing.")
    if folder.exists():
        raise BadUse(f"{folder} is there already. Name another folder, or move it away.")
    part = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.part")
    try:
        for name in COURSE:
            source, target = project / name, part / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=NOT_COPIED)
            elif source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        part.rename(folder)
    except shutil.Error as error:  # a list of all files that could not be copied
        _, _, first = error.args[0][0]
        why = re.sub(r"^\[Errno \d+\] |: '.*", "", first)
        raise BadUse(f"{folder} could not be written: {why}.") from error
    except OSError as error:
        raise BadUse(f"{folder} could not be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def download_wheels(lock: Path, folder: Path) -> None:
    """Download the packages of a lock file, for this kind of machine and this Python."""
    folder.mkdir(parents=True, exist_ok=True)
    _pip_download(lock, folder)
    others = for_other_patches(lock.read_text(encoding="utf-8"))
    if others:
        with tempfile.TemporaryDirectory() as work:
            extra = Path(work) / "others.txt"
            extra.write_text(others, encoding="utf-8")
            _pip_download(extra, folder, "--no-deps")


def for_other_patches(lock: str) -> str:
    """Pick what a lock asks for on other patch versions of this Python, as 3.11.2 beside 3.11.7.

    They keep their hashes and lose their markers.
    """
    picked = []
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", lock):
        head, _, hashes = block.partition("\\\n")
        if not re.match("[A-Za-z0-9]", head):
            continue
        requirement = Requirement(head.strip())
        marker = requirement.marker
        if marker is None or marker.evaluate():
            continue
        patches = ({"python_full_version": f"{this_python()}.{patch}"} for patch in (0, 99))
        if any(marker.evaluate(patch) for patch in patches):
            lines = [line for line in hashes.splitlines() if "--hash" in line]
            pin = f"{requirement.name}{requirement.specifier}"
            picked.append("\n".join([f"{pin} \\", *lines]) + "\n")
    return "".join(picked)


def _pip_download(lock: Path, folder: Path, *options: str) -> None:
    command = [
        sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--require-hashes",
        "--only-binary", ":all:", "--dest", str(folder), "--requirement", str(lock), *options,
    ]
    run = subprocess.run(
        command if is_watched() else [*command, "--quiet"],
        stdout=None if is_watched() else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if run.returncode:
        words = run.stderr.strip().rpartition("\n")[2].removeprefix("ERROR: ")
        raise BadUse(
            "The packages could not be downloaded; is there a network, and room on the disk? "
            f"pip says: {textwrap.shorten(words, 200)}. What is there is kept; call this again."
        )


def bundle(project: Path, folder: Path, settings: Settings) -> Iterator[str]:
    """Make the bundle, or complete one and renew its course; give a line on each part when done."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "install.py").is_file():
        raise BadUse(f"{folder} holds something else. Name a folder that is empty or not there.")
    course = folder / "course"
    _renew_course(project, course)
    shutil.copy2(INSTALLER, folder / "install.py")
    yield f"course: version {helpers.__version__}, {len(list(course.rglob('*.ipynb')))} notebooks"
    missing = []
    for provided in provide(settings, folder / "data", overwrite=True):
        yield f"{provided.title}: {provided.outcome}, from {provided.where}"
        if provided.outcome == "missing":
            missing.append(provided.title)
    yield "packages: downloading, which takes some minutes"
    download_wheels(course / "locks" / "lab.txt", folder / "wheels")
    wheels = list((folder / "wheels").glob("*.whl"))
    size = sum(wheel.stat().st_size for wheel in wheels) / 1e9
    yield f"packages: {len(wheels)}, {size:.1f} GB, for Python {this_python()} on {sys.platform}"
    if missing:
        yield (
            f"WITHOUT {', '.join(missing)}: there the notebooks will use the small stand-ins. "
            "With a network, call this again."
        )


def _renew_course(project: Path, course: Path) -> None:
    """Put the course in the place of one that is there, which comes back if that fails."""
    before = course.with_name(".course.before")
    if course.exists():
        shutil.rmtree(before, ignore_errors=True)
        course.rename(before)
    try:
        copy_course(project, course)
    except BadUse:
        if before.exists():
            before.rename(course)
        raise
    shutil.rmtree(before, ignore_errors=True)
