"""Which backend Keras computes with, and one clear sentence when it isn't there.

Two import hooks see to what happens while Keras and TensorFlow are loaded, whoever imports them.
Keras' backend is checked before Keras fails on it. TensorFlow's compiled part writes notes about
the processor and the GPU straight to the error stream, before any setting of its log level counts;
they are held back, and shown only if the loading fails. Later TensorFlow warns whoever runs a cell
several times of "retracing", which is no mistake of theirs; only its errors are let through.
"""

import contextlib
import difflib
import importlib.util
import json
import logging
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType

from helpers.errors import without_traceback
from helpers.quiet import errors_held_back

BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
"""Every backend that can train, by the name that Keras knows it by, with the name people use."""

DEFAULT_BACKEND = "tensorflow"


def check_backend() -> str:
    """Check that the chosen backend exists and is installed, before Keras is imported.

    The choice is read where Keras reads it: the environment variable ``KERAS_BACKEND``, then
    Keras' own settings file, then TensorFlow by default. Once Keras is imported its backend is
    fixed, and this function returns that one.

    Raises
    ------
    ValueError
        If there is no backend of this name, or it cannot train networks.
    ModuleNotFoundError
        If the backend, or Keras itself, is not installed.
    """
    if "keras" in sys.modules and hasattr(sys.modules["keras"], "config"):
        return sys.modules["keras"].config.backend()
    backend, source = _chosen_backend()
    if backend not in BACKENDS:
        raise without_traceback(ValueError(_unknown_backend(backend, source)))
    for module in ("keras", backend):
        if not _is_installed(module):
            raise without_traceback(ModuleNotFoundError(_missing_module(module, source)))
    return backend


def hush_tensorflow() -> None:
    """Let TensorFlow load quietly when something imports it; without effect once it is loaded."""
    if "tensorflow" in sys.modules:
        return
    if not any(isinstance(finder, _QuietFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _QuietFinder())


def check_backend_of_keras() -> None:
    """Let an import of Keras say in plain words if its backend is misspelt or not installed."""
    if not any(isinstance(finder, _CheckingFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _CheckingFinder())


def _chosen_backend() -> tuple[str, str]:
    """Return the chosen backend's name and, for a message, where the choice was found."""
    if backend := os.environ.get("KERAS_BACKEND"):
        return backend, "the environment variable KERAS_BACKEND"
    # Unlike Path.home() this raises nothing where a user has no home, as in some containers.
    folder = os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras")
    settings_file = Path(folder) / "keras.json"
    try:
        backend = json.loads(settings_file.read_text(encoding="utf-8")).get("backend")
    except (OSError, ValueError, AttributeError):
        backend = None
    if isinstance(backend, str) and backend:
        return backend, f"Keras' settings file {settings_file}"
    return DEFAULT_BACKEND, "Keras' default"


def _is_installed(module: str) -> bool:
    return module in sys.modules or importlib.util.find_spec(module) is not None


def _unknown_backend(backend: str, source: str) -> str:
    valid = ", ".join(BACKENDS)
    message = f"Keras has no backend {backend!r}, which {source} asks for. "
    if backend in ("numpy", "openvino"):
        message = (
            f"The backend {backend!r}, which {source} asks for, can run a network "
            "but not train one. "
        )
    nearest = difflib.get_close_matches(backend.strip().lower(), BACKENDS, n=1)
    if nearest:
        message += f"Did you mean {nearest[0]!r}? "
    return message + (
        f"Choose one of {valid}: in a notebook with %env KERAS_BACKEND={DEFAULT_BACKEND}, then "
        "run this cell again."
    )


def _missing_module(module: str, source: str) -> str:
    python = sys.executable or "python"
    command = (f'"{python}"' if " " in python else python) + f" -m pip install {module}"
    if module == "keras":
        return f"Keras is not installed. Install it with: {command}"
    message = (
        f"The backend {BACKENDS[module]}, which {source} asks for, is not installed. "
        f"Install it with: {command}, then restart the kernel."
    )
    installed = [name for name in BACKENDS if _is_installed(name)]
    if installed:
        names = " or ".join(f"%env KERAS_BACKEND={name}" for name in installed)
        message += f" Or take what is installed here: {names} in a cell, then this cell again."
    return message


class _Finder(MetaPathFinder):
    """Finds one package where Python would, and has another loader load it."""

    package: str
    loader: type[SourceFileLoader]

    def find_spec(self, fullname, path=None, target=None) -> ModuleSpec | None:
        if fullname != self.package:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = self.loader(spec.loader.name, spec.loader.path)
        return spec


class _QuietLoader(SourceFileLoader):
    """Loads TensorFlow, and wakes its GPUs, while the error stream is held back."""

    def exec_module(self, module: ModuleType) -> None:
        with errors_held_back():
            super().exec_module(module)
            with contextlib.suppress(Exception):
                module.get_logger().setLevel(logging.ERROR)
            # A GPU is announced when it is first used. Only then: waking the CPU would fix
            # settings that a program may still want to change. A GPU that fails will say so
            # where it is used.
            with contextlib.suppress(Exception):
                if module.config.list_physical_devices("GPU"):
                    module.config.list_logical_devices("GPU")


class _CheckingLoader(SourceFileLoader):
    """Loads Keras after its backend has been checked."""

    def exec_module(self, module: ModuleType) -> None:
        check_backend()
        super().exec_module(module)


class _QuietFinder(_Finder):
    package = "tensorflow"
    loader = _QuietLoader


class _CheckingFinder(_Finder):
    package = "keras"
    loader = _CheckingLoader
