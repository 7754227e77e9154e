import json
from collections import Counter
from decimal import Decimal

import nbformat
import pytest
from nbformat.v4 import new_output

from workshop.notebooks.course import Notebook
from workshop.notebooks.execute import Execution, Failure
from workshop.commands.record import audit, measured_values, suggested_spread

SEED = ("seed: int = 3  # start of the random numbers, 0 to 9", "parameters")
PRINTS = (
    "from helpers.measured import measured\n"
    "print('test accuracy', measured(0.9 + seed / 1000, spread=0.005), 'loss',"
    " measured(0.1, spread=0.02))"
)


def with_outputs(path, *texts):
    notebook = nbformat.read(path, as_version=4)
    for cell, text in zip(notebook.cells, texts, strict=True):
        cell.outputs = [new_output("stream", name="stdout", text=text)] if text else []
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def path(course):
    made = course.add("01_one", SEED, PRINTS, facts={"keras": True})
    return with_outputs(made, "", "test accuracy 0.903 ± 0.005 loss 0.10 ± 0.02\n")


@pytest.fixture
def installed(monkeypatch):
    """Let TensorFlow and JAX, but not PyTorch, seem to be installed."""
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "torch" else object()
    )


def record(path, stored=0.903, **runs):
    """A record in which the loss behaves well and the accuracy came out as given."""
    entry = {"cell": "c1", "order": 0, "label": "test accuracy", "stored": stored, "runs": runs}
    loss = {backend: [0.1, 0.11, 0.09, 0.1, 0.1] for backend in runs}
    second = {"cell": "c1", "order": 1, "label": "loss", "stored": 0.1, "runs": loss}
    return {"notebooks": {path.stem: {"values": [entry, second]}}}


GOOD = {"tensorflow": [0.901, 0.902, 0.904, 0.905, 0.903], "jax": [0.9, 0.903, 0.906, 0.902, 0.904]}


def test_values_are_gathered_with_their_labels_and_places(path):
    found = measured_values(Notebook(path).content)
    assert [(value.place, value.label, value.value, value.spread) for value in found] == [
        (("c1", 0), "test accuracy", Decimal("0.903"), Decimal("0.005")),
        (("c1", 1), "loss", Decimal("0.10"), Decimal("0.02")),
    ]


@pytest.mark.parametrize(
    ("values", "least", "suggested"),
    [
        ([1.0, 3.0], 0.0, 6.0),  # 4 · 1.414 = 5.7
        ([0.9, 0.902], 0.0, 0.006),  # 4 · 0.001414
        ([0.0, 0.005, 0.0025], 0.0, 0.01),  # 4 · 0.0025 is exactly 0.01
        ([0.0, 0.0051, 0.0025], 0.0, 0.02),
        ([5.0, 5.0], 0.0, 0.0),
        ([5.0, 5.0], 1.0, 1.0),
        ([100.0, 140.0], 1.0, 200.0),
    ],
)
def test_the_suggestion_is_four_standard_deviations_rounded_up(values, least, suggested):
    assert suggested_spread(values, least) == suggested


def test_a_sound_spread_has_no_complaint(path):
    assert audit(path, record(path, **GOOD)) == []


def test_a_spread_as_large_as_the_largest_difference_is_large_enough(path):
    runs = {**GOOD, "jax": [0.9, 0.903, 0.908, 0.902, 0.904]}
    assert audit(path, record(path, **runs)) == []


def test_a_run_outside_the_stated_spread_is_a_complaint(path):
    runs = {**GOOD, "jax": [0.9, 0.903, 0.909, 0.902, 0.904]}
    (complaint,) = audit(path, record(path, **runs))
    assert "too small" in complaint and "0.006 from the stored value" in complaint
    assert "test accuracy" in complaint


def test_the_stored_value_of_the_notebook_is_what_runs_are_compared_with(path):
    with_outputs(path, "", "test accuracy 0.912 ± 0.005 loss 0.10 ± 0.02\n")
    (complaint,) = audit(path, record(path, **GOOD))
    assert "too small" in complaint


def test_a_spread_without_teeth_is_a_complaint(path):
    with_outputs(path, "", "test accuracy 0.903 ± 0.025 loss 0.10 ± 0.02\n")
    (complaint,) = audit(path, record(path, **GOOD))
    assert "no teeth" in complaint


def test_three_times_the_suggestion_still_has_teeth(path):
    # The runs deviate by 0.0018, so 0.008 is suggested.
    with_outputs(path, "", "test accuracy 0.903 ± 0.024 loss 0.10 ± 0.02\n")
    assert audit(path, record(path, **GOOD)) == []


def test_values_that_never_differ_need_no_spread(path):
    runs = {"tensorflow": [0.903] * 5, "jax": [0.903] * 5}
    (complaint,) = audit(path, record(path, **runs))
    assert "print the value without a spread" in complaint


def test_runs_are_compared_with_the_stored_value_as_they_are_printed(path):
    runs = {**GOOD, "jax": [0.9, 0.903, 0.9084, 0.902, 0.904]}
    assert audit(path, record(path, **runs)) == []
    runs["jax"][2] = 0.9086
    assert "0.006 from the stored value" in audit(path, record(path, **runs))[0]


def test_whole_numbers_may_always_move_by_one(path):
    counts = [5.0] * 4 + [6.0]
    entry = {"cell": "c1", "order": 0, "label": "mistakes", "runs": {"tensorflow": counts}}
    entry["runs"]["jax"] = [5.0] * 5
    with_outputs(path, "", "mistakes 5 ± 1\n")
    assert audit(path, {"notebooks": {"01_one": {"values": [entry]}}}) == []


def test_too_few_seeds_and_a_single_backend_are_complaints(path):
    complaints = audit(path, record(path, tensorflow=[0.901, 0.904, 0.903, 0.906]))
    assert any("4 seeds on tensorflow" in complaint for complaint in complaints)
    assert any("two backends are asked" in complaint for complaint in complaints)


def test_without_keras_there_is_but_one_backend(path):
    assert audit(path, record(path, none=[*GOOD["tensorflow"], *GOOD["jax"]])) == []


def test_a_value_that_was_never_measured_is_a_complaint(path):
    (complaint,) = audit(path, {"notebooks": {}})
    assert "never measured" in complaint
    with_outputs(path, "", "validation accuracy 0.903 ± 0.005 loss 0.10 ± 0.02\n")
    (complaint,) = audit(path, record(path, **GOOD))
    assert "validation accuracy" in complaint and "never measured" in complaint


def test_a_recorded_value_that_is_no_longer_printed_is_a_complaint(path):
    with_outputs(path, "", "test accuracy 0.903 ± 0.005\n")
    (complaint,) = audit(path, record(path, **GOOD))
    assert "no longer prints" in complaint and "loss" in complaint


def test_a_notebook_without_measured_values_has_nothing_to_complain_of(course):
    assert audit(course.add("02_two", "print(1)"), {"notebooks": {}}) == []


def test_a_notebook_with_measured_values_and_no_seed_is_an_error(course, no_kernel):
    with_outputs(course.add("01_one", "1"), "accuracy 0.9 ± 0.1\n")
    result = course.call("spread")
    assert result.exit_code == 2
    assert "no parameter 'seed'" in " ".join(result.output.split())


def test_a_course_without_measured_values_is_an_error(course, no_kernel):
    course.add("01_one", SEED, PRINTS)
    result = course.call("spread")
    assert result.exit_code == 2
    assert "workshop refresh" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--backends", "tensorflo"], "Did you mean 'tensorflow'?"),
        (["--backends", "torch"], "None of the backends torch is installed"),
        (["--seeds", "1"], "--seeds"),
        (["--seeds", "11"], "'seed' has to be 0 to 9, not 10"),
    ],
)
def test_bad_use_is_refused_before_anything_is_run(
    course, path, installed, no_kernel, arguments, words
):
    result = course.call("spread", *arguments)
    assert result.exit_code == 2, result.output
    assert words in " ".join(result.output.split())
    assert not (course.notebooks / "spreads.json").exists()


@pytest.fixture
def fake_runs(monkeypatch):
    """Run nothing; print an accuracy that depends on seed and backend."""
    runs = []

    def execute(notebook, parameters, *, on_cell, environment, prelude):
        runs.append((environment.get("KERAS_BACKEND"), parameters["seed"]))
        executed = nbformat.from_dict(notebook.content)
        accuracy = 0.9 + parameters["seed"] / 1000 + 0.001 * (environment != {})
        loss = 0.1 + parameters["seed"] / 500
        text = f"test accuracy {accuracy:.9f} ± 0.005 loss {loss:.9f} ± 0.02\n"
        executed.cells[-1].outputs = [new_output("stream", name="stdout", text=text)]
        return Execution(notebook, executed)

    monkeypatch.setattr("workshop.commands.record.execute", execute)
    return runs


def test_each_seed_runs_on_each_backend_that_is_installed(course, path, installed, fake_runs):
    result = course.call("spread", "--backends", "tensorflow,torch,jax", "--seeds", 3)
    assert fake_runs == [(name, seed) for name in ("tensorflow", "jax") for seed in range(3)]
    assert "The backend torch is not installed and is left out." in result.stderr
    part = json.loads((course.notebooks / "spreads.json").read_text())["notebooks"]["01_one"]
    accuracy, loss = part["values"]
    assert accuracy["label"] == "test accuracy"
    assert accuracy["runs"]["jax"] == [0.901, 0.902, 0.903]
    assert (accuracy["stored"], accuracy["stated"]) == (0.903, 0.005)
    assert accuracy["mean"] == 0.902
    assert accuracy["suggested"] == 0.004
    assert loss["suggested"] == 0.008
    assert {"python", "numpy", "keras"} <= set(part["versions"])
    assert "test accuracy" in result.stdout and "0.004" in result.stdout
    assert result.exit_code == 1, "three seeds are fewer than the rule asks"


def test_a_slow_backend_may_get_fewer_seeds(course, path, installed, fake_runs):
    result = course.call("spread", "--backends", "jax,tensorflow", "--seeds-elsewhere", 2)
    counts = Counter(backend for backend, _ in fake_runs)
    assert counts == {"jax": 5, "tensorflow": 2}
    assert result.exit_code == 0, result.output


def test_five_seeds_on_two_backends_satisfy_the_rule(course, path, installed, fake_runs):
    result = course.call("spread")
    assert result.exit_code == 0, result.output


def test_the_record_of_other_notebooks_stays(course, path, installed, fake_runs):
    file = course.notebooks / "spreads.json"
    file.write_text(json.dumps({"notebooks": {"12_other": {"values": []}}}))
    course.call("spread")
    assert list(json.loads(file.read_text())["notebooks"]) == ["01_one", "12_other"]


def test_a_file_that_is_no_record_is_not_overwritten(course, path, installed, no_kernel, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text("[1, 2]")
    assert course.call("spread", "-o", file).exit_code == 2
    assert file.read_text() == "[1, 2]"


def test_real_kernels_get_the_seed_and_the_backend(course, installed):
    path = course.add(
        "01_one",
        SEED,
        "import os\n"
        "bonus = {'tensorflow': 0, 'jax': 0.5}[os.environ['KERAS_BACKEND']]\n"
        "from helpers.measured import measured\n"
        "print(measured((seed + bonus) / 1000, spread=0.5))",
        facts={"keras": True},
    )
    with_outputs(path, "", "0.0 ± 0.5\n")
    result = course.call("spread", "--seeds", 2)
    part = json.loads((course.notebooks / "spreads.json").read_text())["notebooks"]["01_one"]
    assert part["values"][0]["runs"] == {"tensorflow": [0.0, 0.001], "jax": [0.0005, 0.0015]}
    assert part["values"][0]["stated"] == 0.5
    assert "no teeth" in result.stderr, "although each run, as printed, is 0.0"
    assert nbformat.read(path, as_version=4).cells[1].outputs[0].text == "0.0 ± 0.5\n"


@pytest.mark.parametrize(
    ("text", "failure", "words"),
    [
        ("", Failure("cell [2]", "ValueError: no"), "ValueError: no"),
        ("accuracy 0.9 ± 0.1 and 0.8 ± 0.1\n", None, "printed 2 measured values where 1"),
        ("accuracy nan ± 0.1\n", None, "came out as NaN"),
    ],
)
def test_a_run_that_cannot_be_compared_is_not_recorded(
    course, installed, monkeypatch, text, failure, words
):
    with_outputs(course.add("01_one", SEED, "1"), "", "accuracy 0.9 ± 0.1\n")

    def execute(notebook, parameters, **options):
        executed = nbformat.from_dict(notebook.content)
        executed.cells[1].outputs = [new_output("stream", name="stdout", text=text)]
        return Execution(notebook, executed, failure)

    monkeypatch.setattr("workshop.commands.record.execute", execute)
    result = course.call("spread", "--seeds", 2, "--backends", "jax")
    assert result.exit_code == 1
    assert words in result.stderr
    assert not (course.notebooks / "spreads.json").exists()


def test_a_run_on_a_stand_in_is_not_recorded(course, path, installed, monkeypatch):
    def execute(notebook, parameters, **options):
        executed = nbformat.from_dict(notebook.content)
        executed.cells[0].outputs = [
            new_output("display_data", metadata={"workshop": {"stand_in": "mnist"}})
        ]
        return Execution(notebook, executed)

    monkeypatch.setattr("workshop.commands.record.execute", execute)
    result = course.call("spread")
    assert result.exit_code == 1
    assert "stand-in for mnist" in result.stderr
    assert not (course.notebooks / "spreads.json").exists()
