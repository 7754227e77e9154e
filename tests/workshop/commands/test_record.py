import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from workshop.commands import record
from workshop.commands.record import to_text

MEASURING = (
    ("seed: int = 0  # 0 to 99\nscale: float = 1.0  # 0 to 10", "parameters"),
    "import random\nfrom helpers.measured import measured\nrandom.seed(seed)",
    "value = scale * random.random()\nprint('it is', measured(value, 'chance'))",
)
NO_KERAS = {"keras": False}


@pytest.fixture
def here(monkeypatch):
    """Run in this process, as starting others takes seconds each."""
    serially = contextlib.nullcontext(ThreadPoolExecutor(1))
    monkeypatch.setattr(record, "executor", lambda scheduler, workers: serially)


@pytest.fixture
def measuring(course):
    course.add("01_one", *MEASURING, facts=NO_KERAS)
    course.records = course.project / "helpers" / "records"
    course.records.mkdir(parents=True)
    return course


def kept(course, name="01_one"):
    return json.loads((course.records / f"{name}.json").read_text(encoding="utf-8"))


def test_each_run_is_recorded_with_its_seed_and_the_notebook_is_left_alone(measuring, here):
    before = (measuring.notebooks / "01_one.ipynb").read_bytes()
    done = measuring.call("record", "01", "--seeds", "3", "--workers", "1")
    assert done.exit_code == 0, done.output
    part = kept(measuring)["settings"]["classroom"]
    assert part["runs"] == [["none", 0], ["none", 1], ["none", 2]]
    assert len(set(part["values"]["chance"])) == 3
    assert kept(measuring)["cells"] == {"c2": ["chance"]} and set(part["code"]) == {"c2"}
    assert part["versions"]["python"] and "0 runs are on record, 3 to go" in done.stderr
    assert "chance" in done.stdout and "st. dev." in done.stdout
    assert (measuring.notebooks / "01_one.ipynb").read_bytes() == before


def test_what_is_on_record_is_not_run_again_until_the_code_changes(measuring, here):
    measuring.call("record", "01", "--seeds", "2", "--workers", "1")
    first = kept(measuring)["settings"]["classroom"]["values"]["chance"]
    more = measuring.call("record", "01", "--seeds", "3", "--workers", "1")
    assert "2 runs are on record, 1 to go" in more.stderr
    assert kept(measuring)["settings"]["classroom"]["values"]["chance"][:2] == first
    source = MEASURING[2].replace("random.random()", "(1 + random.random())")
    measuring.with_source(measuring.notebooks / "01_one.ipynb", 2, source)
    anew = measuring.call("record", "01", "--seeds", "2", "--workers", "1")
    assert "0 runs are on record, 2 to go" in anew.stderr
    assert min(kept(measuring)["settings"]["classroom"]["values"]["chance"]) > 1


def test_other_parameters_make_a_setting_of_their_own(measuring, here):
    measuring.call("record", "01", "--seeds", "2", "--workers", "1")
    done = measuring.call(
        "record", "01", "--as", "large", "-p", "scale", "9", "--seeds", "2", "--workers", "1"
    )
    assert done.exit_code == 0, done.output
    settings = kept(measuring)["settings"]
    assert settings["large"]["parameters"] == {"scale": 9.0}
    assert settings["large"]["values"]["chance"] == pytest.approx(
        [9 * value for value in settings["classroom"]["values"]["chance"]], rel=1e-4
    )
    assert settings["large"]["code"] != settings["classroom"]["code"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--as", "full"], "give both --as NAME and -p"),
        (["-p", "scale", "2"], "give both --as NAME and -p"),
        (["--backends", "tensorflo"], "Did you mean 'tensorflow'"),
        (["--scheduler", "tcp://127.0.0.1:1"], "There is no Dask scheduler at"),
    ],
)
def test_bad_use_is_a_sentence_and_runs_nothing(measuring, no_kernel, arguments, why):
    done = measuring.call("record", "01", *arguments)
    assert done.exit_code == 2 and why in done.output
    assert not list(measuring.records.iterdir())


def test_a_notebook_without_a_seed_cannot_be_recorded(measuring, no_kernel):
    measuring.add("02_two", "from helpers.measured import measured\nmeasured(1, 'x')")
    done = measuring.call("record", "02")
    assert done.exit_code == 2 and "has no parameter 'seed'" in done.output


def test_a_run_that_fails_is_named_and_the_others_are_kept(measuring, here):
    measuring.add("02_two", *MEASURING[:2], "1 / 0; measured(1, 'x')", facts=NO_KERAS)
    done = measuring.call("record", "--seeds", "2", "--workers", "1")
    assert done.exit_code == 1
    assert "02_two, none, seed 0" in done.stderr and "ZeroDivisionError" in done.stderr
    assert len(kept(measuring)["settings"]["classroom"]["runs"]) == 2


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("value = measured(1, 'x')", "has to print what it measures"),
        ("print(measured(float('nan'), 'x'))", "came out as nan"),
    ],
)
def test_a_measurement_that_cannot_be_kept_says_why(measuring, source, why):
    path = measuring.add("02_two", *MEASURING[:2], source)
    assert why in record.measure("02_two", path.read_text(), "none", 0, {}, 1)


SLOWLY = "import time; time.sleep(0 if seed < 2 else 600)\n" + MEASURING[2]


@pytest.mark.skipif(os.name == "nt", reason="interrupts a process group as a terminal does")
def test_an_interrupted_record_goes_on_where_it_stopped(measuring):
    path = measuring.add("01_one", *MEASURING[:2], SLOWLY, facts=NO_KERAS)
    command = [sys.executable, "-m", "workshop", "--project", str(measuring.project), "record"]
    options = ["01", "--seeds", "3", "--workers", "1"]
    running = subprocess.Popen([*command, *options], start_new_session=True, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (
        (measuring.records / "01_one.json").exists()
        and len(kept(measuring)["settings"]["classroom"]["runs"]) == 2
    ):
        time.sleep(0.2)
    os.killpg(running.pid, signal.SIGINT)
    output, _ = running.communicate(timeout=60)
    assert running.returncode == 130, output
    assert "Traceback" not in output
    assert len(kept(measuring)["settings"]["classroom"]["runs"]) == 2
    measuring.with_source(path, 2, SLOWLY.replace("600", "0"))
    done = measuring.call("record", *options)
    assert "2 runs are on record, 1 to go" in done.stderr, done.output
    assert len(kept(measuring)["settings"]["classroom"]["runs"]) == 3


def test_a_dask_cluster_of_two_workers_makes_the_same_record(measuring):
    distributed = pytest.importorskip("distributed")
    here = measuring.call("record", "01", "--seeds", "3", "--workers", "2")
    assert here.exit_code == 0, here.output
    alone = kept(measuring)
    (measuring.records / "01_one.json").unlink()
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        done = measuring.call("record", "01", "--seeds", "3", "--scheduler", address)
    assert done.exit_code == 0, done.output
    assert kept(measuring) == alone


def test_a_cluster_whose_workers_have_several_threads_is_refused(measuring, no_kernel):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        done = measuring.call("record", "01", "--scheduler", cluster.scheduler_address)
    assert done.exit_code == 2 and "one thread" in done.output


def test_the_file_has_a_line_for_each_list():
    text = to_text({"runs": [["jax", 0], ["jax", 1]], "values": {"a, b [c]": [1.5, 2.5]}})
    assert json.loads(text)["runs"] == [["jax", 0], ["jax", 1]]
    assert '"runs": [["jax", 0], ["jax", 1]]' in text and "[1.5, 2.5]" in text


def test_runs_stand_in_the_order_of_backends_and_seeds(measuring):
    notebook = record.Notebook(measuring.notebooks / "01_one.ipynb")
    outcome = {"cells": {"c2": ["chance"]}, "versions": {}}
    for backend, seed, value in (("jax", 0, 3.0), ("tensorflow", 1, 2.0), ("tensorflow", 0, 1.0)):
        run = record.Run(notebook, backend, seed)
        record.add(run, "classroom", {}, {**outcome, "values": {"chance": value}})
    part = kept(measuring)["settings"]["classroom"]
    assert part["runs"] == [["tensorflow", 0], ["tensorflow", 1], ["jax", 0]]
    assert part["values"]["chance"] == [1.0, 2.0, 3.0]
