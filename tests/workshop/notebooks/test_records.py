import json

import nbformat
import numpy as np
import pytest

from helpers.records import Quantity
from workshop.notebooks.records import FALSE_ALARMS, audit, refused, widest

CELLS = (
    ("seed: int = 0  # 0 to 9", "parameters"),
    "from helpers.measured import measured\naccuracy = 0.9",
    "print('accuracy', measured(accuracy, 'test accuracy'))",
)


def quantity(*values):
    runs = tuple(("tensorflow", seed) for seed in range(len(values)))
    return Quantity("test accuracy", "01_one", "classroom", frozenset(), runs, values)


@pytest.mark.parametrize("runs", [5, 10, 40])
def test_of_right_courses_fewer_than_one_in_a_hundred_fails(runs):
    rng, values, courses = np.random.default_rng(0), 100, 4000
    recorded = rng.normal(size=(courses, values, runs))
    new = rng.normal(size=(courses, values))
    per_deviation = widest(quantity(*np.resize([-1.0, 1.0], runs)), values) / np.std(
        np.resize([-1.0, 1.0], runs), ddof=1
    )
    far = np.abs(new - recorded.mean(axis=2)) / recorded.std(axis=2, ddof=1)
    assert (far > per_deviation).any(axis=1).mean() <= 1.5 * FALSE_ALARMS


def test_with_many_runs_the_limit_is_some_four_standard_deviations_and_with_few_it_is_wider():
    many, few = (quantity(*np.resize([-1.0, 1.0], runs)) for runs in (1000, 5))
    assert 4 < widest(many, 200) / many.standard_deviation < 4.2
    assert widest(few, 200) / few.standard_deviation > 10


VALUES = (0.9, 0.91, 0.89, 0.9, 0.905, 0.895, 0.9, 0.9, 0.91, 0.89)


@pytest.mark.parametrize("text", ["accuracy 0.900 ± 0.014", "accuracy 0.93 ± 0.014"])
def test_a_value_where_a_right_run_may_lie_passes(text):
    assert refused(text, ["test accuracy"], {"test accuracy": quantity(*VALUES)}, 100) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("accuracy 0.500 ± 0.014", "0.500 lies outside 0.9 ± "),
        ("accuracy nan ± 0.014", "nan lies outside"),
        ("accuracy 0.900 ± 0.1", "printed with ± 0.1, and the record says ± 0.014"),
        ("accuracy 0.900", "0 values with ± are printed, and 1 are on record"),
        ("0.900 ± 0.014 and 0.900 ± 0.014", "2 values with ± are printed, and 1 are on record"),
    ],
)
def test_a_value_that_the_record_refuses_is_named(text, why):
    (complaint,) = refused(text, ["test accuracy"], {"test accuracy": quantity(*VALUES)}, 100)
    assert why in complaint


@pytest.fixture
def recorded(course):
    """Store a notebook with its output, and a record of it."""

    def make(output="accuracy 0.900 ± 0.014\n", cells=CELLS, **changes):
        path = course.add("01_one", *cells)
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text=output)]
        nbformat.write(notebook, path)
        file = course.record(path, "c2", "test accuracy", VALUES)
        record = json.loads(file.read_text())
        record["settings"]["classroom"] |= changes
        file.write_text(json.dumps(record))
        return path

    return make


def test_a_notebook_that_agrees_with_its_record_has_no_complaint(recorded):
    assert audit(recorded()) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"output": "accuracy 0.500 ± 0.014\n"}, "0.500 lies outside"),
        ({"output": "accuracy 0.900 ± 0.3\n"}, "the record says ± 0.014"),
        ({"output": "accuracy 0.900\n"}, "0 values with ± are printed"),
        ({"code": {"c2": "000000000000"}}, "older than the code that it measured, in cell c2"),
        ({"values": {"test accuracy": [0.9, 0.91]}, "runs": [["jax", 0], ["jax", 1]]},
         "2 runs are too few"),
        ({"values": {"test accuracy": [0.9] * 10}}, "no run differs from another"),
    ],
)
def test_what_record_code_and_output_disagree_about_is_said_without_a_run(
    recorded, no_kernel, changes, why
):
    assert why in " ".join(audit(recorded(**changes)))


def test_a_record_is_older_than_a_changed_parameter_and_no_older_than_a_changed_text(recorded):
    path = recorded()
    for before, after, complaints in (
        ("'accuracy',", "'the accuracy',", 0), ("accuracy = 0.9", "accuracy = 0.8", 1)
    ):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = cell.source.replace(before, after)
        nbformat.write(notebook, path)
        assert len(audit(path)) == complaints


@pytest.mark.parametrize(
    ("call", "known"),
    [
        ("measured(1, 'speed')", False),
        ("measured(1, f'{name} speed')", False),
        ("measured(1, name)", True),
        ("measured(1, 'test accuracy')", True),
        ("measured(1, f'{name} accuracy')", True),
    ],
)
def test_a_quantity_without_a_record_is_named_without_a_run(recorded, no_kernel, call, known):
    cells = (CELLS[0], CELLS[1] + f"\n\ndef later(name):\n    return {call}", CELLS[2])
    complaints = [one for one in audit(recorded(cells=cells)) if "there is no record" in one]
    assert (complaints == []) == known
