"""pyproject.toml is the one source of dependencies and of the versions of Python.

Locks, environment.yml, every import and every refusal follow it.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {
    "lab": ["lab"], "test": ["test"], "site": ["site"],
    "gpu": ["gpu"], "gpu-test": ["gpu", "tools"],
}
PINNED = re.compile(
    r"^(?P<name>[\w.-]+)(\[[^\]]*\])?==(?P<version>\S+)(?P<marker> ;[^\\]*)?", re.MULTILINE
)
PYTHONS = [
    f"3.{minor}"
    for minor in range(100)
    if SpecifierSet(PROJECT["requires-python"]).contains(f"3.{minor}")
]
PLATFORMS = [
    {"sys_platform": platform, "platform_machine": machine, "python_version": python,
     "python_full_version": python + ".0"}
    for platform, machine in [("linux", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64")]
    for python in PYTHONS
]


def required(extras: list[str]) -> list[Requirement]:
    requirements = [Requirement(line) for line in PROJECT["dependencies"]]
    waiting, seen = [*extras, "build"], set()
    while waiting:
        extra = waiting.pop()
        if extra in seen:
            continue
        seen.add(extra)
        for line in PROJECT["optional-dependencies"][extra]:
            requirement = Requirement(line)
            if requirement.name == PROJECT["name"]:
                waiting += requirement.extras
            else:
                requirements.append(requirement)
    return requirements


def pins(lock: str, environment: dict[str, str]) -> dict[str, Version]:
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    return {
        canonicalize_name(match["name"]): Version(match["version"])
        for match in PINNED.finditer(text)
        if not match["marker"]
        or Requirement(f"x {match['marker']}").marker.evaluate(environment)
    }


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("environment", PLATFORMS, ids=lambda e: " ".join(list(e.values())[:3]))
def test_the_lock_pins_what_pyproject_asks_for(lock, environment):
    pinned = pins(lock, environment)
    for requirement in required(LOCKS[lock]):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement} is not in locks/{lock}.txt: make lock"
            assert version in requirement.specifier, f"{requirement}, pinned {version}: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_asks_for_nothing_that_pyproject_does_not(lock):
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    direct = {
        canonicalize_name(entry[0])
        for entry in re.findall(r"^([\w.-]+)[^\n]*==((?:(?!^\S).*\n?)*)", text, re.MULTILINE)
        if f"{PROJECT['name']} (pyproject.toml)" in entry[1]
    }
    assert direct == {canonicalize_name(requirement.name) for requirement in required(LOCKS[lock])}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_address(lock):
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    entries = re.split(r"^(?=[\w.-]+(?:\[[^\]]*\])?==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


@pytest.mark.parametrize("environment", PLATFORMS, ids=lambda e: " ".join(list(e.values())[:3]))
def test_lab_and_test_locks_pin_the_same_versions(environment):
    lab, test = pins("lab", environment), pins("test", environment)
    assert lab.items() <= test.items()


def test_a_linux_machine_without_a_gpu_gets_the_small_tensorflow():
    linux = PLATFORMS[0]
    assert "tensorflow-cpu" in pins("lab", linux) and "tensorflow" not in pins("lab", linux)
    assert "tensorflow" in pins("gpu", linux) and "tensorflow-cpu" not in pins("gpu", linux)


def test_environment_yml_takes_its_packages_from_pyproject():
    text = (ROOT / "environment.yml").read_text()
    entries = re.findall(r"^\s*- (.*)$", text, re.MULTILINE)
    assert entries[0] == "conda-forge"
    python = next(entry for entry in entries if entry.startswith("python="))
    assert Version(python.removeprefix("python=")) in Requirement(
        "python" + PROJECT["requires-python"]
    ).specifier
    (editable,) = [entry for entry in entries if entry.startswith("--editable")]
    extras = re.fullmatch(r"--editable \.\[(\w+)\]", editable)[1]
    assert extras in PROJECT["optional-dependencies"]
    assert set(entries) == {"conda-forge", python, "pip", "pip:", editable, puller(entries)}


def puller(entries: list[str]) -> str:
    """Give what brings the course on a hub, the one package that pyproject.toml doesn't name."""
    (line,) = [entry for entry in entries if entry.startswith("nbgitpuller")]
    return line


# Keras and its backends come with an extra or with Colab; the rest is what sessions of nox install.
FROM_ELSEWHERE = {
    "helpers": {"keras", "tensorflow", "jax", "torch"},
    "tests": {"torch", "cosmic_ray", "coverage"},
}
EXTRAS_OF = {
    "helpers": [],
    "workshop": ["lecturer", "cluster"],
    "slides": ["lecturer", "tools"],
    "tests": ["test"],
}


def sources(folder: str) -> list[Path]:
    return [
        path
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.relative_to(ROOT).parts
    ]


def imported(path: Path) -> Iterator[str]:
    """Give the names of the packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("folder", EXTRAS_OF)
def test_every_import_is_declared(folder):
    declared = {canonicalize_name(requirement.name) for requirement in required(EXTRAS_OF[folder])}
    known = {*sys.stdlib_module_names, *EXTRAS_OF, *FROM_ELSEWHERE.get(folder, ())}
    known |= {path.stem for path in sources("tests")}
    providers = packages_distributions()
    undeclared = {
        f"{name} in {path.relative_to(ROOT)}"
        for path in sources(folder)
        for name in {*imported(path)} - known
        if declared.isdisjoint(map(canonicalize_name, providers.get(name, [name])))
    }
    assert not undeclared


OLDEST, NEWEST = PYTHONS[0], PYTHONS[-1]
OLDEST_TUPLE, NEWEST_TUPLE = (rf"\({version.replace('.', ', ')}\)" for version in (OLDEST, NEWEST))
IN_CODE = rf"{OLDEST_TUPLE} <= sys.version_info\[:2\] <= {NEWEST_TUPLE}"
IN_WORDS = f"{', '.join(PYTHONS[:-1])} or {NEWEST}"
CANDIDATES = "for candidate in python3 " + " ".join(f"python{each}" for each in PYTHONS[::-1])
QUOTED = r"\[" + ", ".join(f'"{version}"' for version in PYTHONS) + r"\]"


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("Makefile", IN_CODE),
        ("Makefile", CANDIDATES),
        ("Makefile", f"needs Python {IN_WORDS}"),
        ("Makefile", f"--python-version {OLDEST} "),
        (".ci/run", IN_CODE),
        (".ci/run", CANDIDATES),
        (".github/workflows/test.yml", f"python: {QUOTED}"),
        ("helpers/__init__.py", f"version_info < {OLDEST_TUPLE}"),
        ("helpers/__init__.py", f"needs Python {IN_WORDS}"),
        ("noxfile.py", f"PYTHONS = {QUOTED}"),
        ("README.md", rf"\[Python\]\(\S+\) {IN_WORDS}"),
        ("README.md", f"Python {OLDEST} to {NEWEST}"),
        ("docs/hub.md", f"from {OLDEST} to {NEWEST}"),
        ("TROUBLESHOOTING.md", f"needs Python {IN_WORDS}"),
        ("pyproject.toml", f'target-version = "py{OLDEST.replace(".", "")}"'),
    ],
)
def test_every_place_names_the_same_versions_of_python(file, statement):
    assert re.search(statement, (ROOT / file).read_text(encoding="utf-8")), statement


def test_python_has_an_upper_bound_and_a_gap_nowhere():
    assert len(PYTHONS) < 10
    minors = [int(version.partition(".")[2]) for version in PYTHONS]
    assert minors == list(range(minors[0], minors[-1] + 1))
