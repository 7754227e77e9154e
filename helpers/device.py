"""What runs where: the device that Keras computes on, named, chosen and timed.

Keras hands its arithmetic to a backend (TensorFlow, JAX or PyTorch), and the backend hands it to
a device: the CPU or, where there is one, a GPU. Nothing here imports Keras before it is needed.
"""

import contextlib
import difflib
import importlib.metadata
import importlib.util
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.quiet import without_traceback

BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
"""Every backend that can train, by the name that Keras knows it by, with the name people use."""

DEFAULT_BACKEND = "tensorflow"


@dataclass(frozen=True)
class Device:
    """A device that Keras can compute on.

    Parameters
    ----------
    kind : str
        ``"cpu"``, ``"gpu"`` or ``"tpu"``.
    name : str
        What a person calls it, such as ``"2 cores"`` for a CPU or the model of a GPU.
    """

    kind: str
    name: str


@dataclass(frozen=True)
class Timing:
    """How long a computation took over several runs, in seconds.

    Parameters
    ----------
    best : float
        Seconds of the fastest run, the one least disturbed by other programs.
    median : float
        Seconds of the middle run.
    repeats : int
        How many runs were timed.
    """

    best: float
    median: float
    repeats: int


def core_count() -> int:
    """Count the CPU cores that this process may use.

    Returns
    -------
    int
        At least 1. May be fewer than the machine has, in a container or on a shared server.
    """
    if hasattr(os, "process_cpu_count"):  # Python 3.13 and newer
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_backend() -> str:
    """Check that the chosen backend exists and is installed, before Keras is imported.

    The choice is read where Keras reads it: the environment variable ``KERAS_BACKEND``, then
    Keras' own settings file, then TensorFlow by default. Once Keras is imported its backend is
    fixed, and this function returns that one.

    Returns
    -------
    str
        ``"tensorflow"``, ``"jax"`` or ``"torch"``.

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


def devices() -> list[Device]:
    """List the devices that Keras can compute on; the first is the one that it chooses itself.

    Returns
    -------
    list of Device
        GPUs (or TPUs) first, if there are any, and the CPU at the end.

    Raises
    ------
    ValueError
        If the chosen backend does not exist.
    ModuleNotFoundError
        If the chosen backend is not installed.
    """
    accelerators = _FIND_ACCELERATORS[check_backend()]()
    cores = core_count()
    return [*accelerators, Device("cpu", "1 core" if cores == 1 else f"{cores} cores")]


def has_gpu() -> bool:
    """Say whether Keras has a GPU to compute on.

    Returns
    -------
    bool
        True if there is a GPU that the backend can use.
    """
    return any(device.kind == "gpu" for device in devices())


def describe() -> str:
    """Say in one sentence which device Keras computes on, and through which backend.

    Returns
    -------
    str
        A sentence that starts with ``Keras on this machine:``.
    """
    backend = check_backend()
    import keras

    found = devices()
    chosen, processor = found[0], found[-1]
    rivals = sum(device.kind == chosen.kind for device in found)
    if chosen is processor:
        place = f"the CPU ({processor.name}); it found no GPU."
    elif rivals == 1:
        place = f"the {chosen.kind.upper()} ({chosen.name}); the CPU ({processor.name}) feeds it."
    else:
        place = (
            f"the first of {rivals} {chosen.kind.upper()}s ({chosen.name}); "
            f"the CPU ({processor.name}) feeds it."
        )
    return (
        f"Keras on this machine: version {keras.__version__} with "
        f"{BACKENDS[backend]} {_version(backend)} computes on {place}"
    )


@contextlib.contextmanager
def on(kind: str) -> Iterator[None]:
    """Run what Keras does inside the ``with`` block on one kind of device.

    Make the tensors and networks inside the block too: they stay where they are made.

    Parameters
    ----------
    kind : str
        ``"cpu"`` or ``"gpu"`` (or ``"tpu"``); of several GPUs the first is taken.

    Yields
    ------
    None
        Nothing: the block itself is what matters.

    Raises
    ------
    ValueError
        If there is no such kind of device on this machine.
    """
    found = devices()
    kinds = list(dict.fromkeys(device.kind for device in found))
    wanted = kind.strip().lower() if isinstance(kind, str) else kind
    if wanted not in kinds:
        raise ValueError(_missing_device(kind, kinds))
    import keras

    with keras.device(_keras_name(wanted)):
        yield


def steps_per_execution(steps: int) -> int:
    """Say how many training steps Keras may hand to the backend at once.

    For a small network the way from Python to the backend takes longer than the arithmetic. With
    several steps at once it is gone fewer times, and the results are the same. Keras' PyTorch
    backend makes single steps only, and refuses any other number.

    Parameters
    ----------
    steps : int
        How many steps to make at once where the backend can, 1 or more.

    Returns
    -------
    int
        `steps`, or 1 with PyTorch: what ``compile(steps_per_execution=...)`` takes.

    Raises
    ------
    ValueError
        If `steps` is less than 1.
    """
    if steps < 1:
        raise ValueError(f"steps must be 1 or more, but is {steps}.")
    return 1 if check_backend() == "torch" else steps


def synchronise(value: Any) -> Any:
    """Wait until a result has really been computed.

    A GPU (and JAX everywhere) works asynchronously: a call returns at once with a promise, while
    the arithmetic still runs. Stopping a clock without waiting measures the promise.

    Parameters
    ----------
    value : Any
        The result to wait for: a tensor, or a list or dictionary of tensors.

    Returns
    -------
    Any
        The same value, now computed.
    """
    backend = check_backend()
    if backend == "jax":
        import jax

        jax.block_until_ready(value)
    elif backend == "tensorflow":
        import tensorflow

        tensorflow.test.experimental.sync_devices()
    elif backend == "torch":
        import torch

        if torch.cuda.is_available():
            torch.cuda.synchronize()
        elif torch.backends.mps.is_available():
            torch.mps.synchronize()
    return value


def time_it(function: Callable[[], Any], repeats: int = 5) -> Timing:
    """Time a computation honestly: after a warm-up, and waiting for each result.

    The first call is not timed: it compiles, reserves memory and wakes the device.

    Parameters
    ----------
    function : callable
        What to time. It is called without arguments, ``repeats + 1`` times, and returns its
        result, so that the clock can wait for it.
    repeats : int, optional
        How many runs to time, 1 or more.

    Returns
    -------
    Timing
        Seconds of the best and of the median run.

    Raises
    ------
    TypeError
        If `function` cannot be called.
    ValueError
        If `repeats` is less than 1.
    """
    if not callable(function):
        raise TypeError(
            f"time_it expects a function to call, but got {type(function).__name__}. "
            "Write lambda: in front of the computation: time_it(lambda: multiply(a, b))."
        )
    if repeats < 1:
        raise ValueError(f"repeats must be 1 or more, but is {repeats}.")
    synchronise(function())
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        synchronise(function())
        seconds.append(time.perf_counter() - start)
    return Timing(min(seconds), statistics.median(seconds), repeats)


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


def _missing_device(kind: Any, kinds: list[str]) -> str:
    there = " and ".join(f'"{name}"' for name in kinds)
    if isinstance(kind, str) and kind.strip().lower() == "gpu":
        return (
            f'There is no GPU that Keras can use: it found {there} only. Write on("cpu"), '
            "or ask device.has_gpu() first. Notebook 00 says how to get a GPU in Colab."
        )
    return f"on() expects a kind of device, here {there}, but got {kind!r}."


def _version(module: str) -> str:
    """Return a backend's version from the module, which may be installed under another name."""
    version = getattr(sys.modules.get(module), "__version__", None)
    return version or importlib.metadata.version(module)


def _tensorflow_accelerators() -> list[Device]:
    import tensorflow

    found = []
    for gpu in tensorflow.config.get_visible_devices("GPU"):
        details = tensorflow.config.experimental.get_device_details(gpu)
        found.append(Device("gpu", details.get("device_name", "unnamed")))
    return found


def _jax_accelerators() -> list[Device]:
    import jax

    return [
        Device(device.platform, device.device_kind)
        for device in jax.local_devices()
        if device.platform != "cpu"
    ]


def _torch_accelerators() -> list[Device]:
    import torch

    if os.environ.get("KERAS_TORCH_DEVICE", "").startswith("cpu"):
        return []
    if torch.backends.mps.is_available():
        return [Device("gpu", "Apple GPU")]
    indices = range(torch.cuda.device_count())
    return [Device("gpu", torch.cuda.get_device_name(index)) for index in indices]


_FIND_ACCELERATORS = {
    "tensorflow": _tensorflow_accelerators,
    "jax": _jax_accelerators,
    "torch": _torch_accelerators,
}


def _keras_name(kind: str) -> str:
    """Translate a kind of device into the name that ``keras.device`` wants."""
    if check_backend() != "torch":
        return f"{kind}:0"
    if kind == "cpu":
        # Under "cpu:0" Keras' variables become copies that PyTorch computes no gradients for.
        return "cpu"
    import torch

    if kind == "gpu" and torch.backends.mps.is_available():  # "gpu" means NVIDIA's to Keras
        return "mps:0"
    return f"{kind}:0"
