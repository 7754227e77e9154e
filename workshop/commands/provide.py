"""``workshop data`` and ``workshop bundle``: what a room without network needs, in one folder."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

import helpers
from helpers.data import files as containers
from helpers.data.datasets import find
from helpers.data.store.fetch import NotAvailable
from helpers.data.settings import Settings
from helpers.data.catalogue import SPECIFICATIONS, Specification
from workshop.terminal.errors import BadUse

Outcome = Literal["found", "written", "unchanged", "kept", "missing"]

COURSE = (
    "helpers", "workshop", "notebooks", "slides", "data/README.md", "locks", "Makefile",
    "pyproject.toml", "environment.yml", "README.md", "INSTRUCTORS.md", "TROUBLESHOOTING.md",
    "CONTRIBUTING.md",
    "LICENSE", "LICENSE-TEXT.md", "CITATION.cff",
)
NOT_COPIED = shutil.ignore_patterns(
    "__pycache__", ".ipynb_checkpoints", "*_kept_*.ipynb", "node_modules"
)
INSTALLER = Path(__file__).with_name("install_from_bundle.py")


@dataclass(frozen=True)
class Provided:
    """What became of one data set.

    Parameters
    ----------
    title : str
        Its name.
    outcome : {"found", "written", "unchanged", "kept", "missing"}
        Found and verified; written to the folder; there already; another file is there and was left
        alone; not to be had.
    where : str
        Where it was found, or why it wasn't.
    """

    title: str
    outcome: Outcome
    where: str


def provide(settings: Settings, folder: Path | None, *, overwrite: bool) -> Iterator[Provided]:
    """Look for the data sets, fetch what is missing, and copy them to a folder.

    Parameters
    ----------
    settings : Settings
        Where to look, and whether the network may be used.
    folder : Path, optional
        Where copies go, in the form that ``WORKSHOP_DATA`` and `helpers.data` read.
    overwrite : bool
        Replace a file that is there and differs.

    Yields
    ------
    Provided
        One for each data set, as soon as it is known.

    Raises
    ------
    BadUse
        If the folder cannot be written to.
    """
    for specification in SPECIFICATIONS:
        try:
            found = find(specification, settings)
        except NotAvailable as reason:
            yield Provided(specification.title, "missing", str(reason))
            continue
        outcome: Outcome = "found"
        if folder is not None:
            outcome = _copy(found.arrays, specification, folder, overwrite=overwrite)
        yield Provided(specification.title, outcome, found.source)


def _copy(arrays, specification: Specification, folder: Path, *, overwrite: bool) -> Outcome:
    path = folder / specification.cache_name
    part = folder / f".{specification.cache_name}.{uuid.uuid4().hex}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            if _holds(path, specification):
                return "unchanged"
            if not overwrite:
                return "kept"
        with open(part, "xb") as file:
            containers.write(file, arrays, specification)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise BadUse(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return "written"


def _holds(path: Path, specification: Specification) -> bool:
    """Say whether a file holds this data set, whole."""
    read = containers.read_npz if specification.container == "npz" else containers.read_csv
    try:
        with open(path, "rb") as file:
            read(file, specification)
    except containers.BadFile:
        return False
    return True


def copy_course(project: Path, folder: Path) -> None:
    """Copy the course itself, without what an installation or a run has added to it.

    Parameters
    ----------
    project : Path
        A checkout.
    folder : Path
        Where the copy goes; it must not be there yet.

    Raises
    ------
    BadUse
        If there is no checkout, or something is in the way.
    """
    if not (project / "pyproject.toml").is_file():
        raise BadUse(f"{project} is no checkout of the course: pyproject.toml is missing.")
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
    except OSError as error:
        raise BadUse(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def download_wheels(lock: Path, folder: Path) -> None:
    """Download the packages of a lock file, for this kind of machine and this Python.

    Parameters
    ----------
    lock : Path
        Pinned requirements with hashes.
    folder : Path
        Where the wheels go; what is there already is not fetched again.

    Raises
    ------
    BadUse
        If pip fails; its last words say why.
    """
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

    Parameters
    ----------
    lock : str
        Pinned requirements with hashes and markers.

    Returns
    -------
    str
        Those that this very version doesn't need, with their hashes and without their markers.
    """
    minor = ".".join(map(str, sys.version_info[:2]))
    picked = []
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", lock):
        head, _, hashes = block.partition("\\\n")
        if not re.match("[A-Za-z0-9]", head):
            continue
        requirement = Requirement(head.strip())
        marker = requirement.marker
        if marker is None or marker.evaluate():
            continue
        patches = ({"python_full_version": f"{minor}.{patch}"} for patch in (0, 99))
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
    watched = sys.stderr.isatty() and not os.environ.get("CI")
    run = subprocess.run(
        command + ([] if watched else ["--quiet"]),
        stdout=None if watched else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if run.returncode:
        words = "\n".join(run.stderr.strip().splitlines()[-3:])
        raise BadUse(f"The packages could not be downloaded. pip says:\n{words}")


def bundle(project: Path, folder: Path, settings: Settings) -> Iterator[str]:
    """Make the offline classroom: course, packages and data in one folder, with an installer.

    Parameters
    ----------
    project : Path
        A checkout of the course.
    folder : Path
        Where it goes. A folder that holds a bundle already is completed, and its course renewed.
    settings : Settings
        Where data is looked for.

    Yields
    ------
    str
        A line on each part, as soon as it is there.

    Raises
    ------
    BadUse
        If a part cannot be had.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "install.py").is_file():
        raise BadUse(f"{folder} holds something else. Name a folder that is empty or not there.")
    course = folder / "course"
    before = folder / ".course.before"
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
    version = ".".join(map(str, sys.version_info[:2]))
    yield f"packages: {len(wheels)}, {size:.1f} GB, for Python {version} on {sys.platform}"
    if missing:
        yield (
            f"WITHOUT {', '.join(missing)}: there the notebooks will use the small stand-ins. "
            "With a network, call this again."
        )


def offline(settings: Settings) -> Settings:
    """Forbid the network."""
    return replace(settings, offline=True)
