"""The browser that the tests open pages in."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def browser() -> str | None:
    """Find a Chromium, Chrome or Edge; None if there is none."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    installed = next((place for place in PLACES if Path(place).is_file()), None)
    return os.environ.get("CHROME_PATH") or on_path or installed
