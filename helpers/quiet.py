"""Keeps TensorFlow's start-up chatter out of the notebooks.

TensorFlow's compiled part writes notes about the processor and the GPU straight to the process's
error stream while it is loaded, before any setting of its log level counts. In a notebook they
look like errors. `hush_tensorflow` holds them back for as long as the loading takes, whoever
imports TensorFlow (Keras does), and shows them only if it fails.
"""

import contextlib
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
    with tempfile.TemporaryFile() as held_back:
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


class _QuietFinder(MetaPathFinder):
    """Finds TensorFlow where Python would, and has it loaded quietly."""

    def find_spec(self, fullname, path=None, target=None) -> ModuleSpec | None:
        if fullname != "tensorflow":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _QuietLoader(spec.loader.name, spec.loader.path)
        return spec


class _QuietLoader(SourceFileLoader):
    """Loads TensorFlow, and wakes its GPUs, while the error stream is held back."""

    def exec_module(self, module: ModuleType) -> None:
        with errors_held_back():
            super().exec_module(module)
            # A GPU is announced when it is first used. Only then: waking the CPU would fix
            # settings that a program may still want to change. A GPU that fails will say so
            # where it is used.
            with contextlib.suppress(Exception):
                if module.config.list_physical_devices("GPU"):
                    module.config.list_logical_devices("GPU")
