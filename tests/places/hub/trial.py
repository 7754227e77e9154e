"""A JupyterHub of our own on this machine, for as long as a trial takes, and what it costs."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil
import requests

from helpers.data.settings import Settings
from helpers.measured import agrees
from tests.places.hub.student import Student
from tests.places.waiting import wait_until
from workshop.commands.bundle import copy_course
from workshop.commands.data import provide
from workshop.notebooks.execute import printed_text
from workshop.notebooks.normal_form import normal_form

ROOT = Path(__file__).parents[3]
PROXY = "CONFIGURABLE_HTTP_PROXY"
FIRST_USER = 61000
FIRST, LAST = "01_perceptron_or_gate", "12_lenet_mnist"
FEW_EPOCHS = {"epochs": 1}
START_SECONDS = 120


class Hub:
    """A JupyterHub with the guide's configuration, as a context manager.

    All that it and its students write goes into the empty folder `work`. `environment` is added to
    the guide's variables for the students' servers. Where that can be tried, each server runs under
    a system user of its own, as on a real hub.
    """

    def __init__(self, work: Path, environment=()):
        self.work = work
        self.homes, self.data, self.course = work / "homes", work / "data", work / "course"
        self.password = secrets.token_hex(8)
        port, hub_port, proxy_port = _free_ports(3)
        self.url = f"http://127.0.0.1:{port}"
        self.trial = {
            "work": str(work), "homes": str(self.homes), "password": self.password,
            "url": self.url, "hub_port": hub_port, "proxy_port": proxy_port,
            "proxy": [os.environ[PROXY]], "first_user": FIRST_USER * separate_users_can_be_tried(),
            # The course's copy comes before the installed course, as if it were installed itself.
            "environment": {"PYTHONPATH": str(self.course)} | dict(environment),
            "folders": {
                "COURSE": str(self.course), "PROGRAMS": str(Path(sys.executable).parent),
                "DATA": str(self.data),
            },
        }

    def fill_the_data_folder(self) -> None:
        """Give the students the real data, where this machine has it, to read and not to write."""
        settings = replace(Settings.from_environment(), offline=True)
        for provided in provide(settings, self.data, overwrite=True):
            assert provided.outcome != "missing", "needs the real data on this machine: make data"
        self.data.chmod(0o555)

    def __enter__(self) -> "Hub":
        self.homes.mkdir()
        self.data.mkdir(exist_ok=True)
        copy_course(ROOT, self.course)
        config = Path(__file__).with_name("jupyterhub_config.py")
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        secret = {"CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(32)}
        with open(self.work / "hub.log", "wb") as log:
            self.process = psutil.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", config],
                cwd=self.work, env=kept | secret | {"HUB_TRIAL": json.dumps(self.trial)},
                stdout=log, stderr=log,
            )
        try:
            wait_until(self._answers, START_SECONDS, "JupyterHub did not start")
        except AssertionError as error:
            self.__exit__()
            raise AssertionError(f"{error}:\n{self.log()}") from None
        return self

    def __exit__(self, *exception) -> None:
        started = []
        with contextlib.suppress(psutil.NoSuchProcess):
            started = self.process.children(recursive=True)
            self.process.terminate()
        _, alive = psutil.wait_procs([self.process, *started], timeout=30)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def log(self) -> str:
        """Give the last lines of the hub's log."""
        text = (self.work / "hub.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-30:])

    def students(self, number: int) -> list[Student]:
        """Make up students."""
        return [Student(self.url, f"student-{i}", self.password) for i in range(1, number + 1)]

    def costs(self) -> dict[str, "Cost"]:
        """Measure what each student's server and kernels take now; ``""`` is the hub itself."""
        sums: dict[str, Cost] = defaultdict(Cost)
        for process in [self.process, *self.process.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                name = process.environ().get("JUPYTERHUB_USER", "")
                memory, times = process.memory_full_info().pss / 1e6, process.cpu_times()
                before = sums[name]
                sums[name] = Cost(
                    before.memory + memory, before.processor + times.user + times.system
                )
        return sums

    def _answers(self) -> bool:
        assert self.process.poll() is None, "JupyterHub ended"
        with contextlib.suppress(requests.ConnectionError):
            return requests.get(f"{self.url}/hub/health", timeout=5).ok
        return False


class Cost(NamedTuple):
    """What some processes take: memory in MB, and seconds of processor time since their start.

    Pages that several processes share are shared out between them (PSS).
    """

    memory: float = 0.0
    processor: float = 0.0


@contextlib.contextmanager
def folder_for_a_trial() -> Iterator[Path]:
    """Make a folder that other system users can enter, and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def separate_users_can_be_tried() -> bool:
    """Tell whether this process may start others under other users who can run this Python."""
    paths = [Path(sys.prefix).resolve(), Path(sys.executable).resolve(), ROOT]
    folders = {folder for path in paths for folder in [*path.parents]} | {ROOT}
    return os.geteuid() == 0 and all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)


def at_once(students: list[Student], deed) -> list:
    """Let all students do the same at the same time; give what each one's deed returns."""
    with ThreadPoolExecutor(len(students)) as pool:
        return list(pool.map(deed, students))


def complaints(executed: nbformat.NotebookNode, name: str, compare: bool) -> list[str]:
    """Say in a line each which cells of a student's notebook failed, and which came out otherwise.

    With `compare`, what was printed is held against the stored outputs, as the tests do.
    """
    found = []
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"{name}: {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr" and compare:
                found.append(f"{name}: on standard error: {output.text}")
    if compare:
        stored = normal_form(nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4))
        for new, old in zip(normal_form(executed).cells, stored.cells, strict=True):
            if not agrees(printed_text(new), printed_text(old)):
                found.append(f"{name}: {printed_text(new)!r} is not {printed_text(old)!r}")
    return found


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
