"""A user's own settings that would change the lesson: they are set aside, and named on request.

Keras and matplotlib are told by files in the home folder and by variables of the environment how
to work for their user. A network that learns in float16 ends at other numbers than the text beside
it says, and figures with white lines on a white page show nothing. Only the choice of a backend is
the user's (`helpers.backend`).
"""

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

OF_THE_COURSE = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}
LIMITS = {
    "KERAS_MAX_EPOCHS": "set_max_epochs", "KERAS_MAX_STEPS_PER_EPOCH": "set_max_steps_per_epoch",
}
NO_LOOK = (
    "backend", "date.epoch", "docstring.", "interactive", "savefig.directory", "timezone", "tk.",
    "toolbar", "webagg.",
)


def settings_file_of_keras() -> Path:
    """Say where Keras looks for its settings."""
    # Unlike Path.home() this raises nothing where a user has no home, as in some containers.
    return Path(os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras")) / "keras.json"


def settings_of_keras() -> dict[str, Any]:
    """Read Keras' settings file; one that is missing or broken is empty to Keras."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(settings_file_of_keras().read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def set_aside(keras: ModuleType) -> None:
    """Give Keras the numbers and the order of axes that the course was written with."""
    if not hasattr(keras, "config"):  # Keras 2, which the course doesn't run on
        return
    for name, value in OF_THE_COURSE.items():
        getattr(keras.config, f"set_{name}")(value)
    for setter in LIMITS.values():
        if hasattr(keras.config, setter):  # an older Keras has no such limits
            getattr(keras.config, setter)(None)


def settings_found() -> list[str]:
    """Say which settings of the user's own there are, and what they would have done.

    None of them reaches the notebooks, unless its sentence says so.
    """
    return [*_of_keras(), *_of_matplotlib(), *_of_the_kernel()]


def _of_keras() -> Iterator[str]:
    file, found = settings_file_of_keras(), settings_of_keras()
    if found.get("backend", "tensorflow") != "tensorflow" and not os.environ.get("KERAS_BACKEND"):
        yield f"{file} chooses the backend {found['backend']}; the notebooks use it."
    for name, of_the_course in OF_THE_COURSE.items():
        value = found.get(name, of_the_course)
        if value != of_the_course:
            effect = "stop convolutions" if name == "image_data_format" else "change every number"
            yield (
                f"{file} sets {name} to {value}, which would {effect}; the notebooks take "
                f"{of_the_course}."
            )
    for variable in LIMITS:
        if os.environ.get(variable):
            yield (
                f"{variable}={os.environ[variable]} would end each training early; the notebooks "
                "train to the end."
            )


def _of_matplotlib() -> Iterator[str]:
    import matplotlib

    own = [
        name
        for name, default in matplotlib.rcParamsDefault.items()
        if not name.startswith(NO_LOOK) and matplotlib.rcParamsOrig[name] != default
    ]
    if own:
        more = f" and {len(own) - 3} more" if len(own) > 3 else ""
        yield (
            f"{matplotlib.matplotlib_fname()} sets {', '.join(own[:3])}{more}, which would change "
            "every figure; the notebooks start from matplotlib's defaults."
        )
    backend = os.environ.get("MPLBACKEND", "")
    if backend and "inline" not in backend:
        yield (
            f"MPLBACKEND={backend} would keep figures from standing below their cells; the "
            "notebooks show them there."
        )


def _of_the_kernel() -> Iterator[str]:
    from IPython.paths import locate_profile

    for name in ("ipython_config.py", "ipython_kernel_config.py"):
        with contextlib.suppress(OSError):
            file = Path(locate_profile()) / name
            text = file.read_text(encoding="utf-8", errors="replace")
            figures = re.findall(r"^\s*c\.InlineBackend\.(\w+)", text, re.MULTILINE)
            if figures:
                yield (
                    f"{file} sets {', '.join(figures)} of InlineBackend, which would store "
                    "figures in another form; the notebooks store PNG."
                )
