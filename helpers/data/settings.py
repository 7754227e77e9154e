"""Where the data calls look and what they may do, as the environment says."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import without_traceback

PROJECT = Path(__file__).resolve().parents[2]


class DataError(Exception):
    """A data call was told something that it cannot follow."""


@dataclass(frozen=True)
class Settings:
    """Folders, permissions and time limits, in seconds, of the data calls."""

    keras_folder: Path  # where Keras keeps the data sets that it has fetched
    user_folder: Path  # our own cache in the user's home
    project_folder: Path | None = None  # the checkout's ``data``; None if there is no checkout
    lecturer_folder: str | None = None  # as ``WORKSHOP_DATA`` names it
    offline: bool = False  # never use the network
    stand_ins_only: bool = False  # never look for the real data
    connect_timeout: float = 5.0
    read_timeout: float = 10.0  # for each piece of a server's answer
    download_timeout: float = 600.0  # for one file in all
    lock_timeout: float = 900.0  # for another notebook that is fetching the same data set

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment variables; `DataError` tells of a switch that is none."""
        # Some packages leave a pyproject.toml beside all others, where it makes no checkout.
        is_checkout = (PROJECT / "pyproject.toml").is_file() and (PROJECT / "notebooks").is_dir()
        keras_home = Path(environment.get("KERAS_HOME") or "~/.keras")
        return cls(
            keras_folder=_home_expanded(keras_home) / "datasets",
            user_folder=_user_folder(),
            project_folder=PROJECT / "data" if is_checkout else None,
            lecturer_folder=environment.get("WORKSHOP_DATA") or None,
            offline=_switch(environment, "WORKSHOP_OFFLINE"),
            stand_ins_only=_switch(environment, "WORKSHOP_STAND_INS"),
        )


def _user_folder() -> Path:
    import pooch

    try:
        return Path(pooch.os_cache("deep-learning-workshop"))
    except RuntimeError:  # a user without a home, as in some containers
        return Path(tempfile.gettempdir(), "deep-learning-workshop")


def _switch(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "").strip()
    if value not in ("", "0", "1"):
        raise without_traceback(
            DataError(
                f"{name} must be 1 (yes), 0 (no) or empty, but it is {value!r}. "
                f"Set it to 1 or 0, or remove it, and start again."
            )
        )
    return value == "1"


def _home_expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        return path
