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
import logging
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

from helpers.errors import without_traceback
from helpers.quiet import errors_held_back
from helpers.settings import set_aside, settings_file_of_keras, settings_of_keras

BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
"""Every backend that can train, by the name that Keras knows it by, with the name people use."""

DEFAULT_BACKEND = "tensorflow"


def check_backend() -> str:
    """Check that the chosen backend exists and is installed, before Keras is imported, and name it.

    The choice is read where Keras reads it: the environment variable ``KERAS_BACKEND``, then Keras'
    own settings file, then TensorFlow by default. Once Keras is imported its backend is fixed. A
    ValueError says that there is no backend of this name or that it can't train, a
    ModuleNotFoundError that it, or Keras itself, isn't installed.
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


def prepare_keras() -> None:
    """Have Keras loaded with a backend that is there, and with the course's own settings."""
    if "keras" in sys.modules:
        set_aside(sys.modules["keras"])
    elif not any(isinstance(finder, _KerasFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _KerasFinder())


def _chosen_backend() -> tuple[str, str]:
    """Return the chosen backend's name and, for a message, where the choice was found."""
    if backend := os.environ.get("KERAS_BACKEND"):
        return backend, "the environment variable KERAS_BACKEND"
    backend = settings_of_keras().get("backend")
    if isinstance(backend, str) and backend:
        return backend, f"Keras' settings file {settings_file_of_keras()}"
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


class _KerasLoader(SourceFileLoader):
    """Loads Keras after its backend has been checked, and sets its user's settings aside."""

    def exec_module(self, module: ModuleType) -> None:
        check_backend()
        super().exec_module(module)
        set_aside(module)


class _QuietFinder(_Finder):
    package = "tensorflow"
    loader = _QuietLoader


class _KerasFinder(_Finder):
    package = "keras"
    loader = _KerasLoader
