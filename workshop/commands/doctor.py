"""``workshop doctor``: will the course run here? A look at everything it leans on, in a minute.

Any package may be what is missing, so each look imports what it needs by itself.
"""

import functools
import importlib.util
import json
import os
import re
import shutil
import site
import subprocess
import sys
import tempfile
import tomllib
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Literal, Self

import click

State = Literal["green", "amber", "red"]

PROJECT = Path(__file__).resolve().parents[2]
OURSELVES = "deep-learning-workshop"
KERNEL_SECONDS = 60
TRAINING_SECONDS = 120
DISK_GIGABYTES = (0.5, 2.0)
MEMORY_GIGABYTES = (2.0, 3.0)
COLOURS = {"green": "green", "amber": "yellow", "red": "red"}
HUB_REMEDY = "show this line to whoever runs the hub"
# What decides where pip installs, as `pip config list` names it; from where is the user's affair.
PIP_PLACES = re.compile(r"(?m)^(\S+)\.(user|target|prefix|root)='(.+)'")
JUPYTER_PLACES = re.compile(r"(?m)^[^#\n]*\b(root_dir|notebook_dir|preferred_dir|default_url)\b")
PLACES = """
import importlib.util, json, sys
found = importlib.util.find_spec("helpers")
print(json.dumps([sys.prefix, found.origin if found else None]))
"""
IMPORTS = """
import importlib, json
failed = []
for name in (
    "helpers", "anywidget", "filelock", "IPython", "ipywidgets", "matplotlib.pyplot",
    "matplotlib_inline", "mlxtend", "numpy", "pandas", "PIL", "pooch", "requests", "scipy",
    "sklearn", "tqdm",
):
    try:
        importlib.import_module(name)
    except Exception as error:
        failed.append(f"{name} ({type(error).__name__}: {error})")
print(json.dumps(failed))
"""
TRAINING = """
import json, time
start = time.perf_counter()
import helpers
import keras
import numpy as np
from helpers import device
imported = time.perf_counter() - start
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
inputs = np.random.default_rng(0).normal(size=(320, 4))
start = time.perf_counter()
losses = model.fit(inputs, inputs.sum(axis=1), batch_size=32, verbose=0).history["loss"]
print(json.dumps({
    "backend": device.BACKENDS[keras.config.backend()], "imported": imported,
    "trained": time.perf_counter() - start, "loss": losses[-1],
    "steps": int(model.optimizer.iterations),
    "devices": [[found.kind, found.name] for found in device.devices()],
}))
"""


@click.command("doctor", epilog="Example: workshop doctor")
@click.pass_context
def command(context: click.Context) -> None:
    """Check everything the course depends on, and say how to fix what's wrong.

    Python, packages, settings, the kernel, Keras (it trains ten steps), GPU, data, disk, memory and
    browser, in about a minute and without the network. Green is fine, amber is worth knowing, red
    has to be fixed. Exit status: 0 nothing red, 1 something is.
    """
    counts = dict.fromkeys(COLOURS, 0)
    for finding in examine(Installation.here()):
        counts[finding.state] += 1
        state = click.style(f"{finding.state:6}", fg=COLOURS[finding.state], bold=True)
        click.echo(f"{state} {finding.subject:14} {finding.found}")
        if finding.remedy:
            click.echo(f"{'':22}to fix it: {finding.remedy}")
    click.echo(", ".join(f"{count} {state}" for state, count in counts.items()))
    context.exit(1 if counts["red"] else 0)


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report.

    Amber means that the course runs, with something to know. The remedy is the command, or the
    deed, that fixes it; `by_anyone` says that it takes no rights to install anything.
    """

    subject: str
    state: State
    found: str
    remedy: str = ""
    by_anyone: bool = False


@dataclass(frozen=True)
class Installation:
    """Where the doctor was called; a checkout has a lock, the list of its pinned packages."""

    is_colab: bool
    is_hub: bool
    lock: Path | None

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Find out where this process runs."""
        lock = PROJECT / "locks" / "lab.txt"
        return cls(
            is_colab="COLAB_RELEASE_TAG" in environment,
            is_hub="JUPYTERHUB_API_URL" in environment,
            lock=lock if lock.is_file() else None,
        )


def examine(here: Installation) -> Iterator[Finding]:
    """Look at everything, one thing after the other; a look that fails itself is a red finding."""
    looks: dict[str, Callable[[], list[Finding]]] = {
        "Python": lambda: [python(sys.version_info[:2], supported())],
        "packages": lambda: [packages(here)],
        "settings": settings,
        "kernel": kernel_and_training,
        "data": data_sets,
        "disk": lambda: [disk(here)],
        "memory": lambda: [memory(available_memory())],
        "browser": lambda: [browser(here)],
    }
    for subject, look in looks.items():
        try:
            findings = look()
        except Exception as error:
            findings = [failed(subject, error)]
        yield from (for_a_student(finding) if here.is_hub else finding for finding in findings)


def failed(subject: str, error: Exception) -> Finding:
    """Make a finding of a look that failed itself."""
    why = f"cannot be looked at: {type(error).__name__}: {error}"
    if isinstance(error, ImportError):
        return Finding(subject, "red", why, anew())
    from helpers.data.settings import DataError

    if isinstance(error, DataError):
        return Finding(subject, "red", str(error), "see the sentence before", by_anyone=True)
    return Finding(subject, "red", why, "show this line to whoever runs the course")


def for_a_student(finding: Finding) -> Finding:
    """Give a finding the remedy that a student on a hub has, who can install nothing there."""
    if not finding.remedy or finding.by_anyone:
        return finding
    return replace(finding, remedy=HUB_REMEDY)


def anew() -> str:
    """Say how everything is installed anew, in the way that this Python was."""
    if packages_of_the_user():
        return "set PYTHONNOUSERSITE=1, then call the doctor again, and open JupyterLab anew"
    if is_conda():
        return f"with a network: conda env remove -n {OURSELVES}, then conda env create"
    if os.name == "nt":
        return "with a network: delete the folder .venv, then the README's lines for Windows"
    return "with a network: make clean lab"


def is_conda() -> bool:
    """Say whether this Python is of an environment of conda's."""
    return Path(sys.prefix, "conda-meta").is_dir()


def packages_of_the_user() -> list[str]:
    """Name the packages that conda, other than venv, looks for in the user's own folder first."""
    if not (site.ENABLE_USER_SITE and is_conda()):
        return []
    installed = metadata.distributions(path=[site.getusersitepackages()])
    return sorted(distribution.name for distribution in installed)


def supported() -> list[tuple[int, int]]:
    """Read which versions of Python the course runs on, from the checkout or what pip noted."""
    stated = PROJECT / "pyproject.toml"
    if stated.is_file():
        wanted = tomllib.loads(stated.read_text("utf-8"))["project"]["requires-python"]
    else:
        wanted = metadata.metadata(OURSELVES)["Requires-Python"]
    first, beyond = map(int, re.fullmatch(r">=3\.(\d+),<3\.(\d+)", wanted).groups())
    return [(3, minor) for minor in range(first, beyond)]


def python(version: tuple[int, int], wanted: list[tuple[int, int]]) -> Finding:
    """Compare the version of Python with those that the course runs on."""
    name, oldest, newest = (".".join(map(str, each)) for each in (version, wanted[0], wanted[-1]))
    if version in wanted:
        return Finding("Python", "green", f"version {name}")
    why = f"version {name}, and the course runs on {oldest} to {newest}"
    remedy = "install Python 3.12, then, with a network: make clean lab PYTHON=/path/to/python3.12"
    return Finding("Python", "red", why, remedy)


def pinned(lock: Path) -> dict[str, str]:
    """Read which packages, by canonical name, a lock file asks for on this machine."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    versions = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if not line or line[0] in " #-":
            continue
        requirement = Requirement(line.rstrip("\\ "))
        if requirement.marker is None or requirement.marker.evaluate():
            (version,) = requirement.specifier
            versions[canonicalize_name(requirement.name)] = version.version
    return versions


def packages(here: Installation) -> Finding:
    """Hold what is installed against what the course asks for, and against what it was tested with.

    Colab brings its own versions, which the course leaves alone; only `helpers` is needed there.
    """
    try:
        asked = asked_for("" if here.is_colab else "lab")
    except metadata.PackageNotFoundError:
        return Finding("packages", "red", "the course itself is not installed", anew())
    trouble = list(filter(None, map(_amiss, asked)))
    if trouble:
        wished = " ".join(f"'{wish.name}{wish.specifier}'" for wish in asked)
        remedy = anew() if here.lock else f"pip install {wished}"
        return Finding("packages", "red", _few(trouble), remedy)
    if here.is_colab or here.lock is None:
        return Finding("packages", "green", f"all {len(asked)} that the course asks for fit")
    different = [
        f"{name} {_installed(name)} for {version}"
        for name, version in pinned(here.lock).items()
        if _installed(name) not in (None, version)
    ]
    if different:
        why = f"other versions than the course was tested with: {_few(different)}"
        return Finding("packages", "amber", why, f"nothing; if a number leaves its ±, {anew()}")
    return Finding("packages", "green", "the versions that the course was tested with")


def _amiss(wish: Any) -> str:
    """Say what is wrong with an installed package; nothing, if it fits."""
    installed = _installed(wish.name)
    if installed is None:
        return f"{wish.name} is missing"
    if not wish.specifier.contains(installed, prereleases=True):
        return f"{wish.name} is {installed}, not {wish.specifier}"
    code = next((file for file in metadata.files(wish.name) or () if file.suffix == ".py"), None)
    if code and not code.locate().exists():
        return f"{wish.name} is only half there"
    return ""


def asked_for(extra: str) -> list:
    """List what the installed course asks for on this machine, in one of its extras."""
    from packaging.requirements import Requirement

    wishes = [
        wish
        for wish in map(Requirement, metadata.requires(OURSELVES) or [])
        if wish.marker is None or wish.marker.evaluate({"extra": extra})
    ]
    found = {wish.name: wish for wish in wishes if wish.name != OURSELVES}
    for wish in wishes:
        for name in wish.extras if wish.name == OURSELVES else ():
            found |= {inner.name: inner for inner in asked_for(name)}
    return list(found.values())


def settings() -> list[Finding]:
    """Name the settings of this user's that change what the course does, and what they would do."""
    told = [*keras_and_matplotlib(), *search_path(), *pip_places(), *jupyter_places()]
    found = [Finding("settings", "amber", what, remedy, by_anyone=True) for what, remedy in told]
    return found or [Finding("settings", "green", "none that changes what the course does")]


def keras_and_matplotlib() -> Iterator[tuple[str, str]]:
    """Name the settings that `helpers` sees."""
    try:
        from helpers.settings import settings_found
    except ImportError:  # another `helpers`, which the look at the kernel names
        return
    for what in settings_found():
        yield what, "take it away if that is not what you want"


def search_path() -> Iterator[tuple[str, str]]:
    """Name the folders from which Python would take packages before the course's own."""
    folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    others = [folder for folder in folders if folder and Path(folder).resolve() != PROJECT]
    if others:
        what = f"PYTHONPATH is set: packages in {_few(others)} come before the course's"
        yield what, "unset PYTHONPATH, then open JupyterLab again; make lab does so by itself"
    names = packages_of_the_user()
    if names:
        folder = site.getusersitepackages()
        yield f"packages in {folder} come before this environment's: {_few(names)}", anew()


def pip_places() -> Iterator[tuple[str, str]]:
    """Name the settings with which pip would install elsewhere than into this environment."""
    if importlib.util.find_spec("pip") is None:
        yield "pip is missing, as after an installation that was broken off", anew()
        return
    command = [sys.executable, "-m", "pip", "config", "list", "--disable-pip-version-check"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
    for where, name, value in PIP_PLACES.findall(said):
        if value.lower() not in ("0", "no", "false"):
            is_variable = where == ":env:"
            known = f"PIP_{name.upper()}" if is_variable else f"{where}.{name} of pip config"
            what = f"{known} is {value}: pip installs elsewhere than in .venv"
            deed = f"unset {known}" if is_variable else f"pip config unset {where}.{name}"
            yield what, f"{deed}, before pip is called by hand; make passes over it"


def jupyter_places() -> Iterator[tuple[str, str]]:
    """Name the settings with which JupyterLab would open elsewhere than in the course."""
    from jupyter_core.paths import jupyter_config_path

    folders = map(Path, jupyter_config_path())
    for file in (file for folder in folders for file in folder.glob("jupyter_*_config.[jp]*")):
        names = JUPYTER_PLACES.findall(file.read_text(encoding="utf-8", errors="replace"))
        if names:
            what = f"{file} sets {_few(names)}: JupyterLab opens elsewhere than in the course"
            yield what, "open the course by make lab, which passes over it"


def kernel_and_training() -> list[Finding]:
    """Start a kernel as a notebook does, import there what the course needs, and train."""
    from jupyter_client import manager as kernels

    # In the present folder there may be a helpers.py of somebody else, which would be run.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        try:
            manager, client = kernels.start_new_kernel(
                startup_timeout=KERNEL_SECONDS, stderr=subprocess.DEVNULL, cwd=empty
            )
        except Exception as error:
            why = f"does not start: {type(error).__name__}: {error}"
            return [_kernel_fails(why, f"{sys.executable} -m pip install ipykernel")]
        try:
            return _examine_kernel(client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def _kernel_fails(why: str, remedy: str) -> Finding:
    """Say that the kernel is no good, and which folder it is from where that is the cause."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        folder = KernelSpecManager().get_kernel_spec("python3").resource_dir
    except NoSuchKernel:
        return Finding("kernel", "red", why, remedy)
    if Path(folder).is_relative_to(sys.prefix):
        return Finding("kernel", "red", why, remedy)
    remedy = f"set JUPYTER_PREFER_ENV_PATH=1 before JupyterLab is opened, or remove {folder}"
    return Finding("kernel", "red", f"{why}, by {folder}", remedy, by_anyone=True)


def _ask(client: Any, code: str) -> Any:
    """Run code in a kernel and give what it printed last; raise what it raised."""
    printed: list[str] = []

    def hear(message: dict) -> None:
        content = message["content"]
        if message["msg_type"] == "stream" and content["name"] == "stdout":
            printed.append(content["text"])

    reply = client.execute_interactive(
        code, timeout=TRAINING_SECONDS, output_hook=hear, store_history=False
    )["content"]
    if reply["status"] != "ok":
        raise RuntimeError(f"{reply['ename']}: {' '.join(reply['evalue'].split())}")
    return json.loads("".join(printed).splitlines()[-1])


def _examine_kernel(client: Any) -> list[Finding]:
    """Import in a kernel what the course needs, and let Keras train ten steps."""
    starts = Finding("kernel", "green", "starts and computes")
    try:
        prefix, ours = _ask(client, PLACES)
        if Path(prefix).resolve() != Path(sys.prefix).resolve():
            return [_kernel_fails(f"leads to another Python, {prefix}", anew())]
        amiss = helpers_of(ours) or imports(_ask(client, IMPORTS))
        if amiss:
            return [starts, amiss]
        result = _ask(client, TRAINING)
    except TimeoutError:
        why = f"did not import and train ten steps within {TRAINING_SECONDS} seconds"
        remedy = f"close other programs, then: {our_command()} doctor"
        return [starts, Finding("Keras", "red", why, remedy, by_anyone=True)]
    except RuntimeError as error:
        return [starts, _keras_fails(str(error))]
    return [starts, training(result), graphics(result["devices"], nvidia_names())]


def helpers_of(file: str | None) -> Finding | None:
    """Say whose `helpers` a notebook would get, if it isn't the course's."""
    if file is None:
        return Finding("helpers", "red", "the course itself is not installed", anew())
    if Path(file).resolve().parent == PROJECT / "helpers":
        return None
    folder = Path(file).parent
    why = f"notebooks get another package of this name, {folder}"
    return Finding("helpers", "red", why, _first_the_path(f"move {folder} away"), by_anyone=True)


def imports(failed: list[str]) -> Finding | None:
    """Judge what could not be imported; nothing, if all could."""
    if not failed:
        return None
    why = f"notebooks cannot import {_few(failed)}"
    return Finding("imports", "red", why, _first_the_path(anew()))


def _first_the_path(remedy: str) -> str:
    """Give the remedy, or that of a search path which is not the course's, where there is one."""
    return next((first for _, first in search_path()), remedy)


def training(result: dict) -> Finding:
    """Judge the ten steps that Keras trained in a kernel."""
    found = (
        f"{result['backend']}: imported in {result['imported']:.0f} s, "
        f"{result['steps']} steps trained in {result['trained']:.1f} s"
    )
    if result["steps"] != 10 or not result["loss"] < float("inf"):
        return _keras_fails(f"{found}, and the loss is {result['loss']}")
    return Finding("Keras", "green", found)


def graphics(devices: list, nvidia: list[str]) -> Finding:
    """Say whether Keras found a GPU among its pairs of kind and name, and whether one lies idle."""
    used = [name for kind, name in devices if kind == "gpu"]
    if used:
        return Finding("GPU", "green", f"Keras computes on {_few(used)}")
    if nvidia:
        why = f"{_few(nvidia)} is there, and Keras does not use it"
        remedy = "on Linux, with a network: make clean lab, which installs TensorFlow with CUDA"
        return Finding("GPU", "amber", why, remedy)
    return Finding("GPU", "green", "none, and the course needs none")


def nvidia_names() -> list[str]:
    """Ask the NVIDIA driver, if there is one, for the names of the GPUs."""
    query = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        asked = subprocess.run(query, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return asked.stdout.split("\n")[:-1] if asked.returncode == 0 else []


def data_sets() -> list[Finding]:
    """Look for the data sets on this computer, without the network, and verify what is found."""
    from helpers.data.catalogue import SPECIFICATIONS
    from helpers.data.settings import Settings

    settings = replace(Settings.from_environment(), offline=True)
    say_once = functools.cache(click.echo)
    return [data_set(wanted, settings, say_once) for wanted in SPECIFICATIONS]


def data_set(
    specification: Any, settings: Any, say: Callable[[str], object] = click.echo
) -> Finding:
    """Look for one data set."""
    from helpers.data.datasets import find
    from helpers.data.store.find import NotAvailable

    title = specification.title
    try:
        found = find(specification, settings, say)
    except NotAvailable:
        why = "not here: the notebooks would use the small stand-in"
        if settings.stand_ins_only:
            return Finding(title, "amber", why, "unset WORKSHOP_STAND_INS", by_anyone=True)
        return Finding(title, "amber", why, f"{our_command()} data")
    return Finding(title, "green", f"real and verified, from {found.source}")


def disk(here: Installation) -> Finding:
    """Measure the room where the course keeps its data and its students' notebooks.

    On a hub the course itself may lie in a folder that students only read; their notebooks don't.
    """
    from helpers.data.settings import Settings

    settings = Settings.from_environment()
    folder = Path.home() if here.is_hub else settings.project_folder or settings.user_folder
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        why = f"{folder.name} may not be written to"
        return Finding("disk", "amber", why, "copy the course into a folder of your own")
    free = shutil.disk_usage(folder).free / 1e9
    return _amount("disk", free, DISK_GIGABYTES, "free some room on the disk")


def available_memory(environment: Mapping[str, str] = os.environ) -> int:
    """Give the memory that can be had, in bytes: what is free, or less where a hub sets a limit."""
    import psutil

    free = psutil.virtual_memory().available
    limit = environment.get("MEM_LIMIT", "")
    return min(free, int(limit)) if limit.isdecimal() else free


def memory(available: int) -> Finding:
    """Judge the memory that is free, in bytes; the largest notebook takes up to 2 GB."""
    return _amount("memory", available / 1e9, MEMORY_GIGABYTES, "close other programs")


def _amount(subject: str, free: float, limits: tuple[float, float], remedy: str) -> Finding:
    least, comfortable = limits
    found = f"{free:.1f} GB free"
    if free >= comfortable:
        return Finding(subject, "green", found)
    wanted = f"{found}, and {comfortable:g} GB are wanted"
    state = "red" if free < least else "amber"
    return Finding(subject, state, wanted, remedy, by_anyone=True)


def browser(here: Installation) -> Finding:
    """Say how JupyterLab will be seen."""
    if here.is_colab or here.is_hub:
        return Finding("browser", "green", f"{'Colab' if here.is_colab else 'JupyterHub'}'s")
    try:
        webbrowser.get()
    except webbrowser.Error:
        remedy = "open the address that make lab prints, by hand"
        return Finding("browser", "amber", "none that can be opened from here", remedy)
    return Finding("browser", "green", "there is one to open JupyterLab in")


def _keras_fails(why: str) -> Finding:
    """Say that Keras does not train, and how to fix it where the cause lies."""
    if os.environ.get("KERAS_BACKEND"):
        remedy = f"unset KERAS_BACKEND, then: {our_command()} doctor"
        return Finding("Keras", "red", why, remedy, by_anyone=True)
    remedy = f"if it names keras.json, correct the name in there; otherwise {anew()}"
    return Finding("Keras", "red", why, remedy)


def our_command() -> str:
    """Give what has to be typed here to call ``workshop``, whether or not it is on the path."""
    ours = Path(sys.executable).with_name("workshop.exe" if os.name == "nt" else "workshop")
    on_path = shutil.which("workshop")
    if on_path and Path(on_path) == ours:
        return "workshop"
    if not ours.exists():
        return f"{sys.executable} -m workshop"
    return str(ours.relative_to(Path.cwd()) if ours.is_relative_to(Path.cwd()) else ours)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _few(names: list[str], most: int = 4) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
