"""pyproject.toml is the one source of dependencies; locks and environment.yml follow it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {"lab": ["lab"], "test": ["test"], "gpu": ["gpu"], "gpu-test": ["gpu", "tools"]}
PINNED = re.compile(
    r"^(?P<name>[\w.-]+)(\[[^\]]*\])?==(?P<version>\S+)(?P<marker> ;[^\\]*)?", re.MULTILINE
)
PLATFORMS = [
    {"sys_platform": platform, "platform_machine": machine, "python_version": python,
     "python_full_version": python + ".0"}
    for platform, machine in [("linux", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64")]
    for python in ("3.11", "3.12", "3.13")
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
    assert set(entries) == {"conda-forge", python, "pip", "pip:", editable}
