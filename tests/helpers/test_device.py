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


def test_the_sentence_names_version_backend_and_device(with_devices):
    with_devices(Device("cpu", "2 cores"))
    sentence = device.describe()
    assert sentence.startswith("Keras on this machine: ")
    assert keras.__version__ in sentence
    assert device.BACKENDS[keras.backend.backend()] in sentence
    assert sentence.endswith("computes on the CPU (2 cores); it found no GPU.")


def test_the_sentence_names_the_gpu_and_the_cpu_that_feeds_it(with_devices):
    with_devices(Device("gpu", "NVIDIA T4"), Device("cpu", "8 cores"))
    sentence = device.describe()
    assert sentence.endswith("computes on the GPU (NVIDIA T4); the CPU (8 cores) feeds it.")
    assert "no GPU" not in sentence


def test_the_sentence_says_that_the_first_of_several_gpus_is_used(with_devices):
    with_devices(Device("gpu", "T4 a"), Device("gpu", "T4 b"), Device("cpu", "8 cores"))
    assert "computes on the first of 2 GPUs (T4 a)" in device.describe()


def test_all_that_varies_in_the_sentence_follows_the_words_this_machine(with_devices):
    with_devices(Device("cpu", "2 cores"))
    on_cpu = device.describe()
    with_devices(Device("gpu", "NVIDIA T4"), Device("cpu", "64 cores"))
    on_gpu = device.describe()
    assert on_cpu != on_gpu
    assert on_cpu.partition("this machine:")[0] == on_gpu.partition("this machine:")[0]
    assert "\n" not in on_cpu + on_gpu


def test_the_cpu_is_listed_last_with_the_cores_of_this_process(monkeypatch):
    monkeypatch.setattr(device, "core_count", lambda: 5)
    assert device.devices()[-1] == Device("cpu", "5 cores")
    monkeypatch.setattr(device, "core_count", lambda: 1)
    assert device.devices()[-1] == Device("cpu", "1 core")


def test_a_gpu_is_listed_before_the_cpu(monkeypatch):
    backend = keras.backend.backend()
    gpu = Device("gpu", "NVIDIA T4")
    monkeypatch.setitem(device._FIND_ACCELERATORS, backend, lambda: [gpu])
    assert device.devices()[0] == gpu
    assert device.has_gpu()


def test_a_tpu_is_no_gpu(with_devices):
    with_devices(Device("tpu", "TPU v5"), Device("cpu", "2 cores"))
    assert not device.has_gpu()
    assert "computes on the TPU (TPU v5)" in device.describe()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="Linux only")
def test_only_the_cores_of_this_process_are_counted():
    program = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
        "from helpers.device import core_count; print(core_count())"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout.strip() == "1"


def test_helpers_and_device_load_without_keras_or_a_backend():
    program = (
        "import sys; from helpers import device;"
        "print({'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout.strip() == "set()"


def test_work_on_the_cpu_gives_the_right_result():
    with device.on("cpu"):
        product = keras.ops.matmul(keras.ops.ones((2, 3)), keras.ops.ones((3, 2)))
    assert np.array_equal(keras.ops.convert_to_numpy(product), np.full((2, 2), 3.0))


def test_capitals_in_the_kind_of_device_do_not_matter():
    with device.on("CPU"):
        total = keras.ops.sum(keras.ops.ones(4))
    assert float(total) == 4.0


def test_asking_for_a_gpu_where_there_is_none_is_a_clear_error(with_devices, fault):
    with_devices(Device("cpu", "2 cores"))
    entered = False
    with pytest.raises(ValueError, match="no GPU that Keras can use") as caught:
        with device.on("gpu"):
            entered = True
    assert not entered
    assert "has_gpu()" in str(caught.value)
    fault("No GPU where one is asked for").is_seen_in(str(caught.value))


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="TensorFlow's own words")
def test_a_tensor_beyond_all_memory_raises_what_a_full_gpu_raises(fault):
    with pytest.raises(Exception) as caught:
        keras.ops.zeros((10**7, 10**7))
    message = f"{type(caught.value).__name__}: {caught.value}"
    fault("The memory of the GPU is full").is_seen_in(message)
    assert float(keras.ops.sum(keras.ops.ones(4))) == 4.0


@pytest.mark.parametrize("kind", ["cuda", "", 0, None])
def test_an_unknown_kind_of_device_is_a_clear_error(with_devices, kind):
    with_devices(Device("cpu", "2 cores"))
    with pytest.raises(ValueError, match='here "cpu"') as caught:
        with device.on(kind):
            pass
    assert repr(kind) in str(caught.value)


def test_work_on_the_gpu_asks_keras_for_the_first_gpu(with_devices, monkeypatch):
    with_devices(Device("gpu", "T4"), Device("cpu", "2 cores"))
    monkeypatch.setattr(device, "check_backend", lambda: "tensorflow")
    asked = []

    class Recorder:
        def __init__(self, name):
            asked.append(name)

        def __enter__(self):
            pass

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(keras, "device", Recorder)
    with device.on("gpu"):
        pass
    assert asked == ["gpu:0"]


def test_the_gpu_of_an_apple_computer_is_asked_for_by_its_own_name(monkeypatch):
    torch = types.ModuleType("torch")
    torch.backends = types.SimpleNamespace(mps=types.SimpleNamespace(is_available=lambda: True))
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setattr(device, "check_backend", lambda: "torch")
    assert device._keras_name("gpu") == "mps:0"
    assert device._keras_name("cpu") == "cpu"


def test_a_network_made_on_the_cpu_can_be_trained_there():
    with device.on("cpu"):
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


def test_less_than_one_step_at_once_is_a_clear_error():
    with pytest.raises(ValueError, match="1 or more, but is 0"):
        device.steps_per_execution(0)


def test_the_gpu_of_another_computer_keeps_its_name_under_pytorch(monkeypatch):
    torch = types.ModuleType("torch")
    torch.backends = types.SimpleNamespace(mps=types.SimpleNamespace(is_available=lambda: False))
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setattr(device, "check_backend", lambda: "torch")
    assert device._keras_name("gpu") == "gpu:0"


def test_the_gpus_of_pytorch_are_listed_by_name_unless_they_are_switched_off(monkeypatch):
    torch = types.ModuleType("torch")
    torch.backends = types.SimpleNamespace(mps=types.SimpleNamespace(is_available=lambda: False))
    torch.cuda = types.SimpleNamespace(
        device_count=lambda: 2, get_device_name=lambda index: f"GPU number {index}"
    )
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.delenv("KERAS_TORCH_DEVICE", raising=False)
    assert [found.name for found in device._torch_accelerators()] == [
        "GPU number 0", "GPU number 1"
    ]
    monkeypatch.setenv("KERAS_TORCH_DEVICE", "cpu")
    assert device._torch_accelerators() == []


def test_the_gpu_of_an_apple_computer_is_listed(monkeypatch):
    torch = types.ModuleType("torch")
    torch.backends = types.SimpleNamespace(mps=types.SimpleNamespace(is_available=lambda: True))
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.delenv("KERAS_TORCH_DEVICE", raising=False)
    assert device._torch_accelerators() == [Device("gpu", "Apple GPU")]


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


def test_what_jax_has_beside_the_cpu_is_listed_by_kind_and_model(with_backend):
    found = [
        types.SimpleNamespace(platform=platform, device_kind=kind)
        for platform, kind in [("tpu", "TPU v5"), ("cpu", "cpu")]
    ]
    with_backend("jax", local_devices=lambda: found)
    assert device.devices()[:-1] == [Device("tpu", "TPU v5")]


@pytest.mark.parametrize("present", ["cuda", "mps", None])
def test_pytorch_is_waited_for_where_it_computes(with_backend, present):
    waited = []

    def accelerator(name):
        return types.SimpleNamespace(
            is_available=lambda: name == present, synchronize=lambda: waited.append(name)
        )

    cuda, mps = accelerator("cuda"), accelerator("mps")
    with_backend("torch", cuda=cuda, mps=mps, backends=types.SimpleNamespace(mps=mps))
    assert device.synchronise("result") == "result"
    assert waited == ([present] if present else [])


def test_jax_is_waited_for_by_the_result_itself(with_backend):
    waited = []
    with_backend("jax", block_until_ready=waited.append)
    assert device.synchronise("result") == "result"
    assert waited == ["result"]


def test_waiting_for_a_result_gives_the_result_back():
    result = keras.ops.ones((3, 3))
    assert device.synchronise(result) is result
    several = {"outputs": [result, result]}
    assert device.synchronise(several) is several


def test_the_warm_up_is_not_timed_and_the_rest_is(monkeypatch):
    clock = iter([0.0, 3.0, 10.0, 11.0, 20.0, 22.0])
    calls = []
    monkeypatch.setattr(device.time, "perf_counter", lambda: next(clock))
    timing = device.time_it(lambda: calls.append("call"), repeats=3)
    assert len(calls) == 4
    assert (timing.best, timing.median, timing.repeats) == (1.0, 2.0, 3)


def test_the_clock_stops_only_after_the_result_is_there(monkeypatch):
    events = []
    monkeypatch.setattr(device, "synchronise", lambda value: events.append(value))
    monkeypatch.setattr(device.time, "perf_counter", lambda: events.append("clock") or 0.0)
    device.time_it(lambda: "result", repeats=1)
    assert events == ["result", "clock", "result", "clock"]


def test_timing_something_already_computed_is_a_clear_error():
    with pytest.raises(TypeError, match="lambda"):
        device.time_it(keras.ops.ones(3))


@pytest.mark.parametrize("repeats", [0, -1])
def test_timing_no_run_at_all_is_a_clear_error(repeats):
    with pytest.raises(ValueError, match="1 or more"):
        device.time_it(lambda: 1, repeats=repeats)
