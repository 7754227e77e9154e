"""A live figure's module without a notebook: its numbers in Node, its controls in a browser."""

from __future__ import annotations

import contextlib
import functools
import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from tests.browser import browser

ROOT = Path(__file__).resolve().parents[3]
LIVE = ROOT / "helpers" / "live"
# In CI nothing may be missing, so there a test fails where elsewhere it is skipped.
IN_CI = bool(os.environ.get("CI"))
node = pytest.mark.skipif(not (IN_CI or shutil.which("node")), reason="missing: Node.js")
in_a_browser = pytest.mark.skipif(
    not (IN_CI or (browser() and importlib.util.find_spec("playwright"))),
    reason="missing: a browser",
)
WIDTHS = (360, 1280)
PAGE = """<!doctype html><html lang="en"><title>Live figure</title>
<link rel="stylesheet" href="figure.css">
<meta name="viewport" content="width=device-width"><main id="figure"></main>
<script type="module">
import figure from "./{name}.js";
const values = {values};
window.model = {{ values, get: (name) => values[name], set: (name, value) => (values[name] = value),
  on() {{}}, off() {{}}, save_changes() {{}} }};
figure.render({{ model, el: document.querySelector("#figure") }});
window.ready = true;
</script>"""


def computed(name, expression, **given):
    """Compute an expression in Node, in which `m` is the module and `given` the numbers."""
    address = (LIVE / f"{name}.js").as_uri()
    code = (
        f"import * as m from {json.dumps(address)};\n"
        f"const given = {json.dumps(given)};\n"
        f"process.stdout.write(JSON.stringify({expression}));"
    )
    done = subprocess.run(
        ["node", "--input-type=module"], input=code,
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    pages: dict[str, str] = {}

    def do_GET(self):
        page = self.pages.get(self.path)
        if page is None:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def opened(name, width=1280, *, reduced_motion=False, **values):
    """Open a figure on a page of its own with the plain model, and give the page.

    What the page logs as an error, and a request to anywhere else, fail at the end.
    """
    from playwright.sync_api import sync_playwright

    _Quiet.pages = {"/page.html": PAGE.format(name=name, values=json.dumps(values))}
    handler = functools.partial(_Quiet, directory=LIVE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    errors, requests = [], []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page = chromium.new_page(
            viewport={"width": width, "height": 900},
            reduced_motion="reduce" if reduced_motion else "no-preference",
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address + "page.html")
        page.wait_for_function("window.ready")
        yield page
        chromium.close()
    server.shutdown()
    assert not errors
    foreign = [url for url in requests if not url.startswith((address, "data:", "blob:"))]
    assert not foreign


def serious_faults(page):
    """Ask axe-core for what keeps people with a disability from using the figure."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{fault['help']}: {node['html'][:200]}"
        for fault in found if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def overflow(page):
    """Say by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def drag(page, start, end, steps=8):
    """Drag with the mouse from one place of the page to another."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=steps)
    page.mouse.up()


def middle(locator):
    """Give the middle of an element, after bringing it into view."""
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
