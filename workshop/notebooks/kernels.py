"""The environment in which every tool runs a notebook, whatever its user has set for himself."""

import os
from pathlib import Path

from helpers.device import core_count

THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
OF_THE_USER = ("MPLBACKEND", "PYTHONSTARTUP")


def kernel_environment(
    folder: Path, backend: str | None = None, *, workers: int = 1
) -> dict[str, str]:
    """Give the environment variables of a kernel whose outputs shall not depend on its user.

    `folder`, which is empty, takes the place of the user's IPython profile and settings of
    Matplotlib, which can change what any cell shows. Workers share the cores: if each computed with
    as many threads as there are cores, they would wait for one another, and with two workers on two
    cores PyTorch takes five times as long.
    """
    (folder / "matplotlibrc").touch()
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_USER}
    if workers > 1:
        threads = str(max(1, core_count() // workers))
        environment = dict.fromkeys(THREADS, threads) | environment
    if backend:
        environment["KERAS_BACKEND"] = backend
    return environment | {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "MATPLOTLIBRC": str(folder / "matplotlibrc"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        # What a tool runs is no progress of the person who runs it.
        "WORKSHOP_PROGRESS": "off",
    }
