"""What runs where: the device that Keras computes on, named, chosen and timed.

Keras hands its arithmetic to a backend (TensorFlow, JAX or PyTorch), and the backend hands it to
a device: the CPU or, where there is one, a GPU. Nothing here imports Keras before it is needed.
"""

import contextlib
import importlib.metadata
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from helpers.backend import BACKENDS, check_backend


@dataclass(frozen=True)
class Device:
    """A device that Keras can compute on: ``"cpu"``, ``"gpu"`` or ``"tpu"``, and what it is called.

    The name of a CPU is the number of its cores, that of a GPU its model.
    """

    kind: str
    name: str


@dataclass(frozen=True)
class Timing:
    """How long a computation took over several runs, in seconds.

    The fastest run is the one least disturbed by other programs.
    """

    best: float
    median: float


def core_count() -> int:
    """Count the CPU cores that this process may use, which can be fewer than the machine has."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13 and newer
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def devices() -> list[Device]:
    """List the devices that Keras can compute on; the first is the one that it chooses itself.

    GPUs (or TPUs) come first, if there are any, and the CPU at the end.
    """
    accelerators = _FIND_ACCELERATORS[check_backend()]()
    cores = core_count()
    return [*accelerators, Device("cpu", "1 core" if cores == 1 else f"{cores} cores")]


def has_gpu() -> bool:
    """Say whether Keras has a GPU to compute on."""
    return any(device.kind == "gpu" for device in devices())


def describe() -> str:
    """Say in one sentence which device Keras computes on, and through which backend."""
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
    """
    found = devices()
    kinds = list(dict.fromkeys(device.kind for device in found))
    wanted = str(kind).lower()
    if wanted not in kinds:
        raise ValueError(_missing_device(wanted, kinds))
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
        How many steps to make at once where the backend can.

    Returns
    -------
    int
        `steps`, or 1 with PyTorch: what ``compile(steps_per_execution=...)`` takes.
    """
    return 1 if check_backend() == "torch" else steps


def synchronise(value: Any) -> Any:
    """Wait until a result has really been computed, and give it back.

    A GPU (and JAX everywhere) works asynchronously: a call returns at once with a promise, while
    the arithmetic still runs. Stopping a clock without waiting measures the promise.

    Parameters
    ----------
    value : Any
        The result to wait for: a tensor, or a list or dictionary of tensors.
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
    """
    if not callable(function):
        raise TypeError(
            f"time_it expects a function to call, but got {type(function).__name__}. "
            "Write lambda: in front of the computation: time_it(lambda: multiply(a, b))."
        )
    synchronise(function())
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        synchronise(function())
        seconds.append(time.perf_counter() - start)
    return Timing(min(seconds), statistics.median(seconds))


def _missing_device(kind: str, kinds: list[str]) -> str:
    there = " and ".join(f'"{name}"' for name in kinds)
    if kind == "gpu":
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
