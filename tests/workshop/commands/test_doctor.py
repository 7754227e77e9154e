import os
import subprocess
import sys
import webbrowser
from dataclasses import replace
from importlib import metadata
from types import SimpleNamespace

import psutil
import pytest
from click.testing import CliRunner

from helpers.data.catalogue import MNIST
from helpers.data.settings import Settings
from tests.faults.programs import python
from workshop.command_line import main
from workshop.commands import doctor
from workshop.commands.doctor import Finding, Installation

CHECKOUT = Installation.here({})
COLAB = Installation.here({"COLAB_RELEASE_TAG": "release"})
HUB = Installation.here({"JUPYTERHUB_API_URL": "http://127.0.0.1/hub/api"})
TRAINED = {"backend": "JAX", "imported": 3.2, "trained": 0.4, "loss": 0.5, "steps": 10}
FINE = Finding("Python", "green", "version 3.12")
WORTH_KNOWING = Finding("MNIST", "amber", "not here", "python -m helpers.data")


@pytest.mark.parametrize(
    ("version", "state"),
    [((3, 10), "red"), ((3, 11), "green"), ((3, 13), "green"), ((3, 14), "red"), ((2, 7), "red")],
)
def test_python_is_fine_from_3_11_to_3_13(version, state):
    finding = doctor.python(version, doctor.supported())
    assert finding.state == state
    assert bool(finding.remedy) == (state == "red")
    assert ("the course runs on 3.11 to 3.13" in finding.found) == (state == "red")


def test_outside_a_checkout_the_range_of_python_is_what_pip_noted(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "PROJECT", tmp_path)
    monkeypatch.setattr(metadata, "metadata", lambda name: {"Requires-Python": ">=3.12,<3.14"})
    assert doctor.supported() == [(3, 12), (3, 13)]


@pytest.fixture
def as_tested(tmp_path):
    """A checkout whose lock file pins what is installed here."""
    lock = tmp_path / "lab.txt"
    names = ("click", "keras", "numpy")
    lock.write_text("".join(f"{name}=={metadata.version(name)} \\\n" for name in names))
    return replace(CHECKOUT, lock=lock)


def test_the_tested_packages_are_green_and_those_of_other_systems_not_missed(as_tested):
    assert doctor.packages(as_tested).state == "green", doctor.packages(as_tested)
    as_tested.lock.write_text(as_tested.lock.read_text() + "never-installed==1.0 \\\n")
    assert doctor.packages(as_tested).state == "green"


def versions_but(monkeypatch, **others):
    real = metadata.version

    def version(name):
        if others.get(name.replace("-", "_"), "") is None:
            raise metadata.PackageNotFoundError(name)
        return others.get(name.replace("-", "_")) or real(name)

    monkeypatch.setattr(metadata, "version", version)


def test_a_missing_package_is_red_and_named(monkeypatch):
    versions_but(monkeypatch, papermill=None)
    finding = doctor.packages(CHECKOUT)
    assert (finding.state, finding.found) == ("red", "papermill is missing")
    assert finding.remedy == doctor.anew()
    remedy = doctor.packages(replace(CHECKOUT, lock=None)).remedy
    assert remedy.startswith("pip install ") and "'papermill>=" in remedy


def test_a_package_whose_files_are_gone_is_red_though_pip_knows_it(monkeypatch, tmp_path):
    real, gone = metadata.files, SimpleNamespace(suffix=".py", locate=lambda: tmp_path / "gone.py")
    lost = {"pandas": [gone]}
    monkeypatch.setattr(metadata, "files", lambda name: lost.get(name) or real(name))
    finding = doctor.packages(CHECKOUT)
    assert (finding.state, finding.found) == ("red", "pandas is only half there")


def test_a_package_that_is_too_old_is_red(monkeypatch, fault):
    versions_but(monkeypatch, keras="2.15.0")
    finding = doctor.packages(CHECKOUT)
    assert finding.state == "red" and "keras is 2.15.0, not >=3" in finding.found
    versions_but(monkeypatch, tensorflow="2.10.0", tensorflow_cpu="2.10.0")
    finding = doctor.packages(CHECKOUT)
    assert finding.state == "red"
    fault("TensorFlow is too old").is_seen_in(finding.found)


def test_another_version_than_the_tested_one_is_amber(as_tested, monkeypatch, fault):
    versions_but(monkeypatch, click="8.99.0")
    finding = doctor.packages(as_tested)
    assert finding.state == "amber" and "click 8.99.0 for 8." in finding.found
    assert finding.remedy.endswith(doctor.anew())
    fault("Packages newer than those tested").is_seen_in(finding.found)


def test_colab_may_have_other_versions_and_no_jupyterlab(monkeypatch):
    versions_but(monkeypatch, jupyterlab=None, numpy="2.99.0")
    assert doctor.packages(COLAB).state == "green"
    assert doctor.packages(CHECKOUT).state == "red"


def test_a_course_that_is_not_installed_is_red(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", missing)
    assert doctor.packages(CHECKOUT).found == "the course itself is not installed"


def test_a_lock_is_read_for_this_machine_only(tmp_path):
    lock = tmp_path / "lab.txt"
    lock.write_text(
        "# a comment\nKeras==3.15.1 \\\n    --hash=sha256:00\n    # via nobody\n"
        "old==1.0 ; python_full_version < '3' \\\n    --hash=sha256:00\n"
        "new==2.0 ; python_full_version >= '3' \\\n    --hash=sha256:00\n"
    )
    assert doctor.pinned(lock) == {"keras": "3.15.1", "new": "2.0"}


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "green"),
        ({"steps": 0}, "red"),
        ({"loss": float("nan")}, "red"),
        ({"loss": float("inf")}, "red"),
    ],
)
def test_ten_steps_that_train_are_green_and_timed(change, state):
    finding = doctor.training(TRAINED | change)
    assert finding.state == state
    steps = change.get("steps", 10)
    assert finding.found.startswith(f"JAX: imported in 3 s, {steps} steps trained in 0.4 s")


def test_an_idle_gpu_is_amber_and_a_used_one_green():
    cpu, gpu = ["cpu", "2 cores"], ["gpu", "Model X"]
    assert doctor.graphics([cpu], []).state == "green"
    assert doctor.graphics([gpu, cpu], ["Model X"]).found == "Keras computes on Model X"
    idle = doctor.graphics([cpu], ["Model X"])
    assert idle.state == "amber" and "CUDA" in idle.remedy


def test_a_keras_that_fails_is_mended_where_the_cause_lies(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert doctor._keras_fails("why").remedy.startswith("unset KERAS_BACKEND, then: ")
    monkeypatch.delenv("KERAS_BACKEND")
    remedy = doctor._keras_fails("why").remedy
    assert "keras.json" in remedy and "make clean lab" in remedy


def test_a_driver_that_does_not_answer_names_no_gpu(monkeypatch):
    def ask(command, timeout, **options):
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr("subprocess.run", ask)
    assert doctor.nvidia_names() == []


@pytest.fixture
def empty_machine(monkeypatch, tmp_path):
    """A computer on which no data lies, and whose network would be noticed if it were used."""
    settings = Settings(keras_folder=tmp_path / "keras", user_folder=tmp_path / "user")
    monkeypatch.setattr(Settings, "from_environment", lambda: settings)

    def never(*arguments):
        raise AssertionError("the network was used")

    monkeypatch.setattr("helpers.data.datasets.fetch", never)
    return settings


def test_missing_data_is_amber_and_nothing_is_fetched(empty_machine):
    findings = doctor.data_sets()
    assert {finding.state for finding in findings} == {"amber"}
    assert {finding.remedy for finding in findings} == {f"{doctor.our_command()} data"}


def test_a_misspelt_switch_is_a_red_line_and_the_look_goes_on(monkeypatch, without_kernel):
    monkeypatch.setenv("WORKSHOP_OFFLINE", "yes")
    findings = {finding.subject: finding for finding in doctor.examine(CHECKOUT)}
    for subject in ("data", "disk"):
        assert findings[subject].state == "red" and "WORKSHOP_OFFLINE" in findings[subject].found
        assert findings[subject].remedy == "see the sentence before"
    assert "browser" in findings


@pytest.fixture
def without_kernel(monkeypatch):
    monkeypatch.setattr(doctor, "kernel_and_training", lambda: [])


class Missing:
    """Makes a package as good as not installed."""

    def __init__(self, name):
        self.name = name

    def find_spec(self, name, path=None, target=None):
        if name == self.name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.mark.parametrize("name", ["packaging", "psutil"])
def test_the_doctor_itself_lives_without_what_is_missing(monkeypatch, without_kernel, name, fault):
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delitem(sys.modules, f"{name}.requirements", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(name), *sys.meta_path])
    findings = list(doctor.examine(CHECKOUT))
    (red,) = (found for found in findings if found.state == "red" and f"'{name}'" in found.found)
    assert red.remedy == doctor.anew()
    fault("No module named … (another)").is_seen_in(red.found)
    assert findings[-1].subject == "browser"


def test_a_command_whose_package_is_missing_says_so_and_click_too(monkeypatch, fault):
    monkeypatch.delitem(sys.modules, "workshop.commands.bundle", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing("workshop.commands.bundle"), *sys.meta_path])
    result = CliRunner().invoke(main, ["bundle"])
    assert result.exit_code == 1
    fault("No module named … (another)").is_seen_in(result.stderr)
    assert "-m workshop doctor" in result.stderr
    program = "import sys; sys.modules['click'] = None; import workshop.command_line"
    done = python("-c", program)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "click is missing" in done.stderr and "make clean lab" in done.stderr


@pytest.mark.parametrize(
    ("room", "memory", "state"), [(0.4, 1.9, "red"), (1.0, 2.5, "amber"), (3.0, 3.5, "green")]
)
def test_disk_and_memory_are_judged_by_what_the_course_needs(
    empty_machine, monkeypatch, room, memory, state
):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": room * 1e9}))
    assert doctor.disk(CHECKOUT).state == state
    assert doctor.memory(int(memory * 1e9)).state == state


def test_on_a_hub_the_disk_is_looked_at_where_the_students_notebooks_are(
    empty_machine, monkeypatch, tmp_path
):
    installed = tmp_path / "installed"
    installed.mkdir()
    settings = replace(empty_machine, project_folder=installed)
    monkeypatch.setattr(Settings, "from_environment", lambda: settings)
    monkeypatch.setattr("os.access", lambda folder, mode: folder != installed)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 9e9}))
    assert doctor.disk(CHECKOUT).state == "amber"
    assert doctor.disk(HUB).state == "green"


def test_a_student_on_a_hub_is_not_told_to_install_anything(
    empty_machine, without_kernel, monkeypatch
):
    versions_but(monkeypatch, papermill=None)
    monkeypatch.setattr(doctor, "available_memory", lambda: 1e9)
    findings = {finding.subject: finding for finding in doctor.examine(HUB)}
    assert findings["packages"].state == "red" and findings["MNIST"].state == "amber"
    assert findings["packages"].remedy == findings["MNIST"].remedy == doctor.HUB_REMEDY
    assert findings["memory"].remedy == "close other programs"


def test_a_student_on_a_hub_is_told_what_anyone_can_do(empty_machine, monkeypatch):
    settings = replace(empty_machine, stand_ins_only=True)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1e9}))
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    found = [doctor.data_set(MNIST, settings), doctor.disk(HUB), doctor._keras_fails("why")]
    starts = ("unset WORKSHOP_STAND_INS", "free some room on the disk", "unset KERAS_BACKEND")
    for finding, start in zip(found, starts, strict=True):
        assert doctor.for_a_student(finding).remedy.startswith(start)


def test_a_hubs_limit_counts_as_the_memory_that_is_free(monkeypatch):
    monkeypatch.setattr("psutil.virtual_memory", lambda: type("Memory", (), {"available": 9}))
    assert doctor.available_memory({"MEM_LIMIT": "5"}) == 5
    assert doctor.available_memory({"MEM_LIMIT": "12"}) == 9
    assert doctor.available_memory({}) == doctor.available_memory({"MEM_LIMIT": "much"}) == 9


def test_a_missing_browser_is_amber_except_where_one_must_be_open(monkeypatch):
    def none():
        raise webbrowser.Error("no browser")

    monkeypatch.setattr(webbrowser, "get", none)
    finding = doctor.browser(CHECKOUT)
    assert finding.state == "amber" and "make lab" in finding.remedy
    assert doctor.browser(COLAB).state == doctor.browser(HUB).state == "green"


SPECIFICATION = """{"argv": ["%s", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
"display_name": "Python 3", "language": "python"}"""
PRETENDS = """#!/bin/sh
exec "%s" -c "import runpy, sys; sys.prefix = '/another'; sys.argv[:] = sys.argv[2:]
runpy.run_module('ipykernel_launcher', run_name='__main__')" "$@"
"""


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("#!/bin/sh\nexit 1", "does not start"),
        (PRETENDS % sys.executable, "leads to another Python, /another"),
    ],
)
def test_a_kernel_of_the_users_own_is_red_with_its_folder(
    monkeypatch, tmp_path, program, found, fault
):
    other = tmp_path / "python"
    other.write_text(program)
    other.chmod(0o755)
    specification = tmp_path / "data" / "kernels" / "python3" / "kernel.json"
    specification.parent.mkdir(parents=True)
    specification.write_text(SPECIFICATION % other)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    (finding,) = doctor.kernel_and_training()
    assert finding.state == "red" and found in finding.found
    assert str(specification.parent) in finding.found
    if "another" in found:
        fault("A kernel `python3` of another Python").is_seen_in(finding.found)
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    monkeypatch.setattr(doctor, "IMPORTS", "1 / 0")
    assert doctor.kernel_and_training()[0].state == "green", "as the remedy says"


def put_before(monkeypatch, folder, name, text):
    """Put a package of somebody else's before all others."""
    package = folder / "others" / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder / "others"), str(doctor.PROJECT)]))


def test_helpers_of_somebody_elses_are_red_and_named(monkeypatch, tmp_path, fault):
    put_before(monkeypatch, tmp_path, "helpers", "open('trace', 'w')")
    kernel, finding = doctor.kernel_and_training()
    assert (kernel.state, finding.state) == ("green", "red")
    assert str(tmp_path / "others" / "helpers") in finding.found
    assert finding.remedy.startswith("unset PYTHONPATH")
    fault("Another package named `helpers`").is_seen_in(finding.found)
    (setting,) = doctor.search_path()
    assert str(tmp_path / "others") in setting[0]


def test_a_package_that_cannot_be_imported_is_red_whatever_pip_has_noted(monkeypatch, tmp_path):
    put_before(monkeypatch, tmp_path, "pandas", "raise AttributeError('no such thing')")
    kernel, finding = doctor.kernel_and_training()
    assert (kernel.state, finding.state) == ("green", "red")
    assert "pandas (AttributeError: no such thing)" in finding.found
    assert finding.remedy.startswith("unset PYTHONPATH")


def test_a_package_whose_folder_is_gone_is_red(fault):
    finding = doctor.imports(["numpy (ModuleNotFoundError: No module named 'numpy')"])
    assert (finding.state, finding.remedy) == ("red", doctor.anew())
    fault("A package that won't import").is_seen_in(finding.found)


@pytest.fixture
def conda(monkeypatch, tmp_path):
    """An environment of conda's, and a folder of the user's own that comes before it."""
    (tmp_path / "conda-meta").mkdir()
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr("site.ENABLE_USER_SITE", True)
    monkeypatch.setattr("site.getusersitepackages", lambda: str(tmp_path / "mine"))
    return tmp_path / "mine"


def test_packages_of_the_users_own_folder_before_those_of_conda_are_amber(conda, fault):
    assert list(doctor.search_path()) == []
    (conda / "numpy-1.0.dist-info").mkdir(parents=True)
    (conda / "numpy-1.0.dist-info" / "METADATA").write_text("Name: numpy\nVersion: 1.0\n")
    ((what, remedy),) = doctor.search_path()
    assert "PYTHONNOUSERSITE=1" in remedy and remedy == doctor.imports(["pandas"]).remedy
    fault("Packages in `~/.local` come first").is_seen_in(what)


def test_conda_is_not_told_to_call_make(conda):
    assert "conda env create" in doctor.anew() and "make" not in doctor.anew()


def test_settings_that_helpers_finds_are_told(monkeypatch):
    found = ["keras.json asks for float64"]
    monkeypatch.setattr("helpers.settings.settings_found", lambda: found)
    assert found[0] in [finding.found for finding in doctor.settings()]


@pytest.mark.skipif(os.name == "nt", reason="pip's settings lie elsewhere on Windows")
def test_settings_that_lead_pip_elsewhere_are_named(monkeypatch, tmp_path, fault):
    settings = tmp_path / ".config" / "pip" / "pip.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text("[global]\ntarget = /elsewhere\nindex-url = http://127.0.0.1:9\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PIP_USER", "1")
    told = dict(doctor.pip_places())
    assert len(told) == 2
    for what in told:
        fault("pip installs elsewhere").is_seen_in(what)
    remedies = " ".join(told.values())
    assert "unset PIP_USER" in remedies and "pip config unset global.target" in remedies


def test_settings_that_lead_jupyterlab_elsewhere_are_named(monkeypatch, tmp_path, fault):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    told = dict(doctor.jupyter_places())
    (tmp_path / "jupyter_server_config.py").write_text("# c.ServerApp.root_dir = ''\n")
    assert dict(doctor.jupyter_places()) == told
    (tmp_path / "jupyter_lab_config.py").write_text("c.ServerApp.root_dir = '/elsewhere'\n")
    (what,) = dict(doctor.jupyter_places()).keys() - told.keys()
    assert str(tmp_path / "jupyter_lab_config.py") in what and "root_dir" in what
    fault("`Could not find path`").is_seen_in(what)


def test_a_misspelt_backend_is_red_and_the_kernel_green(monkeypatch, fault):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflwo")
    kernel, keras = doctor.kernel_and_training()
    assert (kernel.state, keras.state) == ("green", "red")
    assert "tensorflwo" in keras.found and "unset KERAS_BACKEND" in keras.remedy
    fault("Keras has no backend").is_seen_in(keras.found)


def test_a_training_that_takes_too_long_is_red(monkeypatch):
    monkeypatch.setattr(doctor, "IMPORTS", "import time; time.sleep(60)")
    monkeypatch.setattr(doctor, "TRAINING_SECONDS", 1)
    kernel, keras = doctor.kernel_and_training()
    assert (kernel.state, keras.state) == ("green", "red") and "1 seconds" in keras.found


def test_a_real_kernel_trains_ten_steps():
    before = set(psutil.Process().children(recursive=True))
    findings = doctor.kernel_and_training()
    _, alive = psutil.wait_procs(set(psutil.Process().children(recursive=True)) - before, 30)
    assert alive == [], "the kernel goes on"
    assert [finding.subject for finding in findings] == ["kernel", "Keras", "GPU"]
    assert [finding.state for finding in findings[:2]] == ["green", "green"], findings


@pytest.mark.parametrize(
    ("findings", "status", "count"),
    [
        ([FINE, WORTH_KNOWING], 0, "1 green, 1 amber, 0 red"),
        ([FINE, Finding("disk", "red", "0.1 GB free", "free it")], 1, "1 green, 0 amber, 1 red"),
    ],
)
def test_the_report_counts_and_only_red_is_a_failure(monkeypatch, findings, status, count):
    monkeypatch.setattr(doctor, "examine", lambda here: iter(findings))
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == status
    assert f"to fix it: {findings[-1].remedy}" in result.stdout
    assert result.stdout.splitlines()[-1] == count


def test_a_remedy_names_the_command_as_it_can_be_typed_here(monkeypatch, tmp_path):
    (tmp_path / ".venv").mkdir()
    ours = tmp_path / ".venv" / ("workshop.exe" if os.name == "nt" else "workshop")
    ours.touch()
    monkeypatch.setattr("sys.executable", str(tmp_path / ".venv" / "python"))
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.chdir(tmp_path)
    assert doctor.our_command() == str(ours.relative_to(tmp_path))
    monkeypatch.setattr("shutil.which", lambda name: str(ours))
    assert doctor.our_command() == "workshop"
    ours.unlink()
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert doctor.our_command().endswith("python -m workshop")
