"""JupyterLab as a student has it: the server that ``make lab`` starts, and a notebook in it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import psutil
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect

from tests.places.waiting import wait_until
from workshop.commands.bundle import copy_course

ROOT = Path(__file__).resolve().parents[2]
SCREEN = {"width": 1366, "height": 768}
SECONDS_TO_START = 120
SECONDS_TO_RUN = 600
SECONDS = 60
expect.set_options(timeout=SECONDS * 1000)

IS_FINISHED = """
() => {
  const notebook = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
  const prompts = [...notebook.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
  const texts = prompts.map(prompt => prompt.textContent);
  const is_red = notebook.querySelector('[data-mime-type="application/vnd.jupyter.stderr"]');
  return !texts.some(text => text.includes('*')) && (is_red || /\\d/.test(texts.at(-1)));
}
"""


class Lab:
    """A running server, with a copy of the course that may be changed."""

    def __init__(self, process: psutil.Process, address: str, course: Path):
        self.process = process
        self.address = address
        self.course = course
        self.place = urlsplit(address)
        self.token = re.search(r"token=(\w+)", self.place.query)[1]

    def ask(self, path: str, method: str = "GET", *, token: str = "", **headers: str):
        """Ask the server as a program would; return status, headers and text of the answer."""
        connection = http.client.HTTPConnection(self.place.hostname, self.place.port, timeout=60)
        if token:
            headers["Authorization"] = f"token {token}"
        with contextlib.closing(connection):
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def kernels(self) -> set[str]:
        running = json.loads(self.ask("/api/kernels", token=self.token)[2])
        return {kernel["id"] for kernel in running}

    def kernel_processes(self) -> set[psutil.Process]:
        """Find the processes in which notebooks' cells run."""
        found = set()
        for process in self.process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if "ipykernel_launcher" in process.cmdline():
                    found.add(process)
        return found

    @contextlib.contextmanager
    def kernels_shut_down_after(self) -> Iterator[None]:
        before = self.kernels()
        try:
            yield
        finally:
            for kernel in self.kernels() - before:
                self.ask(f"/api/kernels/{kernel}", "DELETE", token=self.token)

    def listening_sockets(self) -> set[tuple[str, int]]:
        """Address and port of all on which the server or one of its kernels waits for callers."""
        found = set()
        for process in [self.process, *self.process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                found |= {
                    tuple(connection.laddr)
                    for connection in process.net_connections(kind="tcp")
                    if connection.status == psutil.CONN_LISTEN
                }
        return found


def options_of_make_lab(course: Path) -> list[str]:
    """Read from the Makefile what ``make lab`` calls JupyterLab with where there is no screen."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    recipe = subprocess.run(
        ["make", "--dry-run", "lab"],
        cwd=course, env=environment, capture_output=True, text=True, check=True,
    )
    (line,) = re.findall(r"^\S+/jupyter lab .*$", recipe.stdout, re.MULTILINE)
    return shlex.split(line)[2:]


@contextlib.contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """Start the lab as ``make lab`` does, on a copy of the course, and stop it at the end."""
    course, home, log = folder / "course", folder / "home", folder / "lab.log"
    copy_course(ROOT, course)
    home.mkdir()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "XDG_", "MPL"))
    }
    environment |= {"HOME": str(home), "WORKSHOP_OFFLINE": "1"}
    if not environment.get("WORKSHOP_DATA"):
        environment["WORKSHOP_STAND_INS"] = "1"
    command = [
        sys.executable, "-m", "jupyter", "lab", *options_of_make_lab(course),
        "--no-browser", "--ServerApp.port=0",
    ]
    with log.open("w") as lines:
        server = psutil.Popen(
            command, cwd=course, env=environment, stdin=subprocess.DEVNULL, stdout=lines,
            stderr=lines,
        )
    try:
        yield Lab(server, _printed_address(server, log), course)
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            family = [server, *server.children(recursive=True)]
            server.terminate()
            for process in psutil.wait_procs(family, timeout=20)[1]:
                process.kill()


def _printed_address(server: psutil.Popen, log: Path) -> str:
    def address():
        said = log.read_text()
        assert server.poll() is None, f"JupyterLab ended:\n{said}"
        return re.search(r"^\s+(http://\S+\?token=\w+)$", said, re.MULTILINE)

    return wait_until(address, SECONDS_TO_START, f"JupyterLab wrote no address to {log}")[1]


class Visit:
    """A browser window with the lab in it; what its pages ask for is written down."""

    def __init__(self, lab: Lab, chromium: Browser):
        self.lab = lab
        self.context = chromium.new_context(viewport=SCREEN)
        self.context.set_default_timeout(SECONDS * 1000)
        self.requests: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("page", self._watch_sockets)
        self.page = self.context.new_page()
        # Without "reset" the lab would open again what another test left open.
        self.page.goto(f"{lab.address}&reset")
        self.course_page = self.page.locator(".jp-MarkdownViewer")
        expect(self.course_page.locator("h1")).to_be_visible()

    def _watch_sockets(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.requests.append(socket.url))

    def requests_elsewhere(self) -> list[str]:
        here = {"localhost", "127.0.0.1", "::1"}
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname not in here
        ]

    def open_notebook(self, name: str) -> Notebook:
        """Double-click a notebook in the list of files."""
        file = f"{name}.ipynb"
        self.page.locator(".jp-DirListing-item", has_text=file).dblclick()
        return Notebook(self.page, self.lab.course / "notebooks" / file)


@contextlib.contextmanager
def visiting(lab: Lab, chromium: Browser) -> Iterator[Visit]:
    """Open the lab in a browser, and hold that no request of its pages left the machine."""
    with lab.kernels_shut_down_after():
        visit = Visit(lab, chromium)
        try:
            yield visit
            assert not visit.requests_elsewhere()
        finally:
            visit.context.close()


class Notebook:
    """A notebook in the lab, handled with mouse and keyboard."""

    def __init__(self, page: Page, path: Path):
        self.page = page
        self.path = path
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.cells = self.panel.locator(".jp-Notebook .jp-Cell")
        self.pictures = self.panel.locator(".jp-OutputArea-output img")
        # An error is shown like what a program writes to its error stream: on red.
        self.red = self.panel.locator("[data-mime-type='application/vnd.jupyter.stderr']")
        self.wait_until_open()

    def wait_until_open(self) -> None:
        expect(self.cells).to_have_count(len(self.stored().cells))
        expect(self.status("Idle")).to_be_visible()

    def status(self, word: str) -> Locator:
        return self.page.locator("#jp-main-statusbar").get_by_text(f"| {word}")

    def stored(self) -> nbformat.NotebookNode:
        return nbformat.read(self.path, as_version=4)

    def number_of(self, source: str) -> int:
        """Find the only code cell whose source holds a text."""
        (number,) = [
            number
            for number, cell in enumerate(self.stored().cells)
            if cell.cell_type == "code" and source in cell.source
        ]
        return number

    def choose(self, menu: str, item: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(".lm-Menu-item").get_by_text(item, exact=True).click()

    def start_all(self) -> None:
        """Choose "Run All Cells", with the stored outputs out of the way."""
        self.choose("Edit", "Clear Outputs of All Cells")
        expect(self.pictures).to_have_count(0)
        self.choose("Run", "Run All Cells")

    def restart_and_start_all(self) -> None:
        self.choose("Kernel", "Restart Kernel and Run All Cells…")
        self.page.locator(".jp-Dialog button.jp-mod-accept").click()

    def wait_until_finished(self) -> None:
        """Wait until nothing is left to run: the last cell was run, or one has failed."""
        self.page.wait_for_function(IS_FINISHED, timeout=SECONDS_TO_RUN * 1000)

    def write(self, number: int, source: str) -> None:
        """Replace the source of a cell by keyboard."""
        self.cells.nth(number).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(source)

    def run(self, number: int, source: str | None = None) -> Locator:
        """Run a cell by keyboard, after writing it where a source is given; give its outputs."""
        if source is None:
            self.cells.nth(number).locator(".cm-content").click()
        else:
            self.write(number, source)
        self.page.keyboard.press("Control+Enter")
        return self.outputs(number)

    def outputs(self, number: int) -> Locator:
        return self.cells.nth(number).locator(".jp-OutputArea-output")

    def prompt(self, number: int) -> Locator:
        return self.cells.nth(number).locator(".jp-InputPrompt")

    def save(self) -> nbformat.NotebookNode:
        """Save by keyboard, and give what the file holds then."""
        self.page.keyboard.press("ControlOrMeta+S")
        tab = self.page.locator(".lm-TabBar-tab.jp-mod-current", has_text=self.path.name)
        expect(tab).to_be_visible()
        expect(tab).not_to_contain_class("jp-mod-dirty")
        return self.stored()


def serious_faults(page: Page) -> list[str]:
    """Ask axe-core for what keeps people with a disability from using what the course shows.

    JupyterLab's own frame is left out, and so are two things that it or its widgets draw without
    asking us: it gives the picture of a figure no text, and the handle of a slider no name.
    """
    places = [
        [selector]
        for selector in (".jp-OutputArea-output", ".jp-RenderedMarkdown")
        if page.locator(selector).count()
    ]
    others = [[".jp-RenderedImage > img"], [".noUi-handle"]]
    # The lab spares itself cells that are out of sight; axe can't judge what isn't laid out.
    page.add_style_tag(content=".jp-Cell { content-visibility: visible !important }")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "([include, exclude]) => axe.run({include, exclude}, {resultTypes: ['violations']})",
        [places, others],
    )
    assert found["passes"], "axe-core found nothing to judge"
    return [
        f"{fault['help']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
