"""A student's browser without a screen: logs in, starts a server, runs notebooks in its kernels."""

import json
import time
import uuid
from urllib.parse import quote

import nbformat
import requests
import websocket

from tests.places.waiting import wait_until

START_SECONDS = 240
CELL_SECONDS = 580
LAB_REQUESTS = (
    "lab/api/settings", "lab/api/workspaces/default", "lab/api/translations", "api/kernelspecs",
    "api/terminals", "api/contents/notebooks",
)


class Student:
    """Someone with a browser, who knows the hub's address and what to type into its login page."""

    def __init__(self, hub: str, name: str, password: str):
        self.hub, self.name, self.password = hub, name, password
        self.server = f"{hub}/user/{quote(name)}"
        self.web = requests.Session()
        self.web.trust_env = False
        # The proxy ends a connection that has been idle; a browser then tries again, we don't.
        self.web.headers["Connection"] = "close"
        self.kernels: list[Kernel] = []

    def log_in(self) -> None:
        """Fill in the login page."""
        page = self.web.get(f"{self.hub}/hub/login", timeout=60)
        page.raise_for_status()
        form = {"username": self.name, "password": self.password, "_xsrf": self.xsrf("/hub/")}
        answer = self.web.post(
            f"{self.hub}/hub/login?next=/hub/home", data=form, timeout=60
        )
        answer.raise_for_status()
        if "/hub/login" in answer.url:
            raise AssertionError(f"{self.name} was not let in")

    def start_server(self) -> float:
        """Log in and wait for the server to be ready and JupyterLab to come; give the seconds."""
        start = time.monotonic()
        self.log_in()
        self.web.get(f"{self.hub}/hub/spawn", timeout=START_SECONDS).raise_for_status()
        wait_until(self.is_ready, START_SECONDS, f"{self.name}'s server did not start", pause=0.5)
        lab = self.web.get(f"{self.server}/lab/tree/notebooks/README.md", timeout=60)
        lab.raise_for_status()
        if "jupyter-config-data" not in lab.text:
            raise AssertionError(f"{self.name} got no JupyterLab at {lab.url}")
        for path in LAB_REQUESTS:
            self.web.get(f"{self.server}/{path}", timeout=60)
        return time.monotonic() - start

    def is_ready(self) -> bool:
        """Ask the hub whether the server is there."""
        answer = self.web.get(f"{self.hub}/hub/api/users/{quote(self.name)}", timeout=60)
        answer.raise_for_status()
        return bool(answer.json()["servers"].get("", {}).get("ready"))

    def api(self, method: str, path: str, **options) -> requests.Response:
        """Call the student's own server as JupyterLab's pages do."""
        headers = {"X-XSRFToken": self.xsrf(f"/user/{quote(self.name)}/")}
        url = f"{self.server}/api/{path}"
        return self.web.request(method, url, headers=headers, timeout=120, **options)

    def open(self, path: str) -> "Kernel":
        """Open a notebook, which starts a kernel for it."""
        wish = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        answer = self.api("POST", "sessions", json=wish)
        answer.raise_for_status()
        kernel = Kernel(self, answer.json()["kernel"]["id"])
        self.kernels.append(kernel)
        return kernel

    def run(
        self, name: str, parameters: dict | None = None
    ) -> tuple[nbformat.NotebookNode, float]:
        """Open a notebook of one's own, run all its cells, and save it.

        `parameters` are set in a cell below the parameters cell. Gives the notebook with its new
        outputs, and the seconds it took.
        """
        path = f"notebooks/{name}.ipynb"
        answer = self.api("GET", f"contents/{path}")
        answer.raise_for_status()
        notebook = nbformat.from_dict(answer.json()["content"])
        if parameters:
            (place,) = [
                index
                for index, cell in enumerate(notebook.cells)
                if "parameters" in cell.metadata.get("tags", [])
            ]
            lines = [f"{name} = {value!r}" for name, value in parameters.items()]
            notebook.cells.insert(place + 1, nbformat.v4.new_code_cell("\n".join(lines)))
        start = time.monotonic()
        kernel = self.open(path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = kernel.execute(cell.source)
        seconds = time.monotonic() - start
        saved = {"type": "notebook", "format": "json", "content": notebook}
        self.api("PUT", f"contents/{path}", json=saved).raise_for_status()
        return notebook, seconds

    def websocket(self, path: str) -> websocket.WebSocket:
        """Open a websocket on the student's server, with the browser's cookies."""
        url = f"{self.server}/api/{path}"
        wanted = requests.Request("GET", url)
        cookies = self.web.prepare_request(wanted).headers["Cookie"]
        address = "ws" + url.removeprefix("http")
        return websocket.create_connection(
            address, cookie=cookies, origin=self.hub, timeout=CELL_SECONDS, http_no_proxy=["*"]
        )

    def xsrf(self, path: str) -> str:
        """Give the token against forged requests that the browser keeps for a path."""
        found = [cookie for cookie in self.web.cookies if cookie.name == "_xsrf"]
        (value,) = [cookie.value for cookie in found if cookie.path == path]
        return value


class Kernel:
    """A kernel behind a websocket, as JupyterLab talks to it."""

    def __init__(self, student: Student, identity: str):
        self.identity, self.session = identity, uuid.uuid4().hex
        self.socket = student.websocket(f"kernels/{identity}/channels?session_id={self.session}")

    def execute(self, code: str) -> list[nbformat.NotebookNode]:
        """Run one cell and give its outputs as a page would show them."""
        identity = uuid.uuid4().hex
        header = {
            "msg_id": identity, "msg_type": "execute_request", "session": self.session,
            "username": "", "version": "5.3", "date": "",
        }
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": True,
        }
        message = {
            "header": header, "parent_header": {}, "metadata": {}, "content": content,
            "channel": "shell", "buffers": [],
        }
        self.socket.send(json.dumps(message))
        page = Page()
        waiting = {"reply", "idle"}
        deadline = time.monotonic() + CELL_SECONDS
        while waiting:
            assert time.monotonic() < deadline, f"after {CELL_SECONDS} s still running: {code}"
            received = self.socket.recv()
            if isinstance(received, bytes):
                continue  # the pixels of a widget
            answer = json.loads(received)
            if answer["parent_header"].get("msg_id") != identity:
                continue
            kind = answer["msg_type"]
            if kind == "execute_reply":
                waiting.discard("reply")
            elif kind == "status" and answer["content"]["execution_state"] == "idle":
                waiting.discard("idle")
            else:
                page.show(answer)
        return page.outputs


class Page:
    """What stands below a cell."""

    def __init__(self):
        self.outputs: list[nbformat.NotebookNode] = []
        self.clear_at_next = False
        self.displays: dict[str, list[nbformat.NotebookNode]] = {}

    def show(self, message: dict) -> None:
        """Take in a message of a kernel."""
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            self.clear_at_next = content["wait"]
            if not content["wait"]:
                self.outputs.clear()
        elif kind == "update_display_data":
            for output in self.displays.get(content["transient"]["display_id"], []):
                output.update(data=content["data"], metadata=content["metadata"])
        elif kind in ("stream", "display_data", "execute_result", "error"):
            if self.clear_at_next:
                self.outputs.clear()
                self.clear_at_next = False
            output = nbformat.v4.output_from_msg(message)
            self.outputs.append(output)
            name = content.get("transient", {}).get("display_id")
            if name:
                self.displays.setdefault(name, []).append(output)

