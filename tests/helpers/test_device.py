import os
import subprocess
import sys
import types

import keras
import numpy as np
import pytest

from helpers import device
from helpers.device import Device


@pytest.fixture
def with_devices(monkeypatch):
    """Give this test a machine with other devices than it has."""

    def pretend(*found):
        monkeypatch.setattr(device, "devices", lambda: list(found))

    return pretend


def test_the_sentence_names_version_backend_and_device(with_devices, fault):
    with_devices(Device("cpu", "2 cores"))
    sentence = device.describe()
    assert sentence.startswith("Keras on this machine: ")
    assert keras.__version__ in sentence
    assert device.BACKENDS[keras.backend.backend()] in sentence
    assert sentence.endswith("computes on the CPU (2 cores); it found no GPU.")
    fault("Colab: no GPU").is_seen_in(sentence)


@pytest.mark.parametrize(
    ("accelerators", "place"),
    [
        (["T4"], "computes on the GPU (T4); the CPU (8 cores) feeds it."),
        (["T4", "T4 b"], "computes on the first of 2 GPUs (T4); the CPU (8 cores) feeds it."),
    ],
)
def test_the_sentence_names_the_gpu_and_the_cpu_that_feeds_it(with_devices, accelerators, place):
    with_devices(*(Device("gpu", name) for name in accelerators), Device("cpu", "8 cores"))
    assert device.describe().endswith(place)


def test_all_that_varies_in_the_sentence_follows_the_words_this_machine(with_devices):
    with_devices(Device("cpu", "2 cores"))
    on_cpu = device.describe()
    with_devices(Device("gpu", "NVIDIA T4"), Device("cpu", "64 cores"))
    on_gpu = device.describe()
    assert on_cpu != on_gpu
    assert on_cpu.partition("this machine:")[0] == on_gpu.partition("this machine:")[0]
    assert "\n" not in on_cpu + on_gpu


@pytest.mark.parametrize(("cores", "name"), [(1, "1 core"), (5, "5 cores")])
def test_accelerators_are_listed_before_the_cpu_and_a_tpu_is_no_gpu(monkeypatch, cores, name):
    found = [Device("tpu", "TPU v5")]
    monkeypatch.setitem(device._FIND_ACCELERATORS, keras.backend.backend(), lambda: found)
    monkeypatch.setattr(device, "core_count", lambda: cores)
    assert device.devices() == [*found, Device("cpu", name)]
    assert not device.has_gpu()
    found.append(Device("gpu", "T4"))
    assert device.has_gpu()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="Linux only")
def test_only_the_cores_of_this_process_are_counted():
    program = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
        "from helpers.device import core_count; print(core_count())"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout.strip() == "1"


def test_helpers_load_and_draw_without_keras_or_a_backend():
    program = (
        "import sys; from helpers import device, plots; plots.network([2, 1]);"
        "print({'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout.strip() == "set()"


def test_asking_for_a_gpu_where_there_is_none_is_a_clear_error(with_devices, fault):
    with_devices(Device("cpu", "2 cores"))
    entered = False
    with pytest.raises(ValueError, match="no GPU that Keras can use") as caught:
        with device.on("gpu"):
            entered = True
    assert not entered
    assert "has_gpu()" in str(caught.value)
    fault("No GPU").is_seen_in(str(caught.value))


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="TensorFlow's own words")
def test_a_tensor_beyond_all_memory_raises_what_a_full_gpu_raises(fault):
    with pytest.raises(Exception) as caught:
        keras.ops.zeros((10**7, 10**7))
    message = f"{type(caught.value).__name__}: {caught.value}"
    fault("The GPU's memory is full").is_seen_in(message)
    assert float(keras.ops.sum(keras.ops.ones(4))) == 4.0


def test_an_unknown_kind_of_device_is_a_clear_error(with_devices):
    with_devices(Device("cpu", "2 cores"))
    with pytest.raises(ValueError, match="here \"cpu\", but got 'cuda'"):
        with device.on("cuda"):
            pass


def test_a_network_made_on_the_cpu_can_be_trained_there():
    with device.on("CPU"):
        network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        network.compile(keras.optimizers.SGD(0.1), loss="mse")
        inputs, targets = np.ones((4, 1)), np.full((4, 1), 3.0)
        losses = [float(network.train_on_batch(inputs, targets)) for _ in range(3)]
    assert losses[0] > losses[1] > losses[2]


@pytest.mark.parametrize(
    ("backend", "steps"), [("tensorflow", 25), ("jax", 25), ("torch", 1)]
)
def test_steps_go_to_the_backend_together_where_it_takes_several(monkeypatch, backend, steps):
    monkeypatch.setattr(device, "check_backend", lambda: backend)
    assert device.steps_per_execution(25) == steps


@pytest.fixture
def with_backend(monkeypatch):
    """Let this test meet a backend that is a stand-in for the real one."""

    def pretend(name, **parts):
        module = types.ModuleType(name)
        vars(module).update(parts)
        monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(device, "check_backend", lambda: name)

    return pretend


def test_the_gpus_of_tensorflow_are_listed_by_their_model_if_it_is_known(with_backend):
    models = {"first": {"device_name": "NVIDIA T4"}, "second": {}}
    config = types.SimpleNamespace(
        get_visible_devices={"GPU": list(models)}.get,
        experimental=types.SimpleNamespace(get_device_details=models.get),
    )
    with_backend("tensorflow", config=config)
    assert device.devices()[:-1] == [Device("gpu", "NVIDIA T4"), Device("gpu", "unnamed")]


def test_what_jax_has_beside_the_cpu_is_listed_and_its_result_waited_for(with_backend):
    found = [
        types.SimpleNamespace(platform=platform, device_kind=kind)
        for platform, kind in [("tpu", "TPU v5"), ("cpu", "cpu")]
    ]
    waited = []
    with_backend("jax", local_devices=lambda: found, block_until_ready=waited.append)
    assert device.devices()[:-1] == [Device("tpu", "TPU v5")]
    assert device.synchronise("result") == "result" == waited[0]


@pytest.mark.parametrize(
    ("present", "found", "cpu", "gpu"),
    [
        ("cuda", [Device("gpu", "T4 0"), Device("gpu", "T4 1")], "cpu", "gpu:0"),
        ("mps", [Device("gpu", "Apple GPU")], "cpu", "mps:0"),
        (None, [], "cpu", "gpu:0"),
    ],
)
def test_pytorch_is_listed_named_and_waited_for_where_it_computes(
    with_backend, monkeypatch, present, found, cpu, gpu
):
    waited = []

    def accelerator(name, **parts):
        return types.SimpleNamespace(
            is_available=lambda: name == present, synchronize=lambda: waited.append(name), **parts
        )

    cuda = accelerator(
        "cuda", device_count=lambda: len(found), get_device_name=lambda index: f"T4 {index}"
    )
    mps = accelerator("mps")
    with_backend("torch", cuda=cuda, mps=mps, backends=types.SimpleNamespace(mps=mps))
    monkeypatch.delenv("KERAS_TORCH_DEVICE", raising=False)
    assert device.devices()[:-1] == found
    assert (device._keras_name("cpu"), device._keras_name("gpu")) == (cpu, gpu)
    assert device.synchronise("result") == "result"
    assert waited == ([present] if present else [])
    monkeypatch.setenv("KERAS_TORCH_DEVICE", "cpu")
    assert device.devices()[:-1] == []


def test_the_warm_up_is_not_timed_and_the_rest_is(monkeypatch):
    clock = iter([0.0, 3.0, 10.0, 11.0, 20.0, 22.0])
    calls = []
    monkeypatch.setattr(device.time, "perf_counter", lambda: next(clock))
    timing = device.time_it(lambda: calls.append("call"), repeats=3)
    assert len(calls) == 4
    assert (timing.best, timing.median) == (1.0, 2.0)


def test_the_clock_stops_only_after_the_result_is_there(monkeypatch):
    events = []
    monkeypatch.setattr(device, "synchronise", lambda value: events.append(value))
    monkeypatch.setattr(device.time, "perf_counter", lambda: events.append("clock") or 0.0)
    device.time_it(lambda: "result", repeats=1)
    assert events == ["result", "clock", "result", "clock"]


def test_timing_something_already_computed_is_a_clear_error():
    with pytest.raises(TypeError, match="lambda"):
        device.time_it(keras.ops.ones(3))
