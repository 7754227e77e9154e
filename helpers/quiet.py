"""Keeps TensorFlow's chatter out of the notebooks.

TensorFlow's compiled part writes notes about the processor and the GPU straight to the process's
error stream while it is loaded, before any setting of its log level counts. In a notebook they
look like errors. `hush_tensorflow` holds them back for as long as the loading takes, whoever
imports TensorFlow (Keras does), and shows them only if it fails. Later it warns whoever runs a cell
several times of "retracing", which is no mistake of theirs; only its errors are let through.

Where the cause of an error is a setting and no line of code, a notebook shows the sentence that
says so, and no traceback.
"""

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_ERROR_STREAM = 2


@contextlib.contextmanager
def errors_held_back() -> Iterator[None]:
    """Hold back what the process writes to its error stream, and show it if the block fails.

    Compiled code is held back too, which replacing ``sys.stderr`` wouldn't do.

    Yields
    ------
    None
        Nothing: the block itself is what matters.
    """
    try:
        original = os.dup(_ERROR_STREAM)
    except OSError:  # a program without an error stream has nothing to hold back
        yield
        return
    try:
        temporary = tempfile.TemporaryFile()
    except OSError:  # on a full disk there is nowhere to hold it back
        os.close(original)
        yield
        return
    with temporary as held_back:
        os.dup2(held_back.fileno(), _ERROR_STREAM)
        try:
            yield
        except BaseException:
            os.dup2(original, _ERROR_STREAM)
            held_back.seek(0)
            os.write(_ERROR_STREAM, held_back.read())
            raise
        finally:
            os.dup2(original, _ERROR_STREAM)
            os.close(original)


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


def without_traceback(error: Exception) -> Exception:
    """Have a notebook show an error by its sentence alone.

    Parameters
    ----------
    error : Exception
        An error whose message says all that there is to know.

    Returns
    -------
    Exception
        The same error, to be raised.
    """
    error._render_traceback_ = lambda: [f"{type(error).__name__}: {error}"]  # IPython asks for it
    return error


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
        from helpers.device import check_backend

        check_backend()
        super().exec_module(module)


class _QuietFinder(_Finder):
    package = "tensorflow"
    loader = _QuietLoader


class _CheckingFinder(_Finder):
    package = "keras"
    loader = _CheckingLoader
