"""CI keeps its teeth: what has to fail under nbval fails, and what may differ passes."""

import json
import re
import textwrap

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.device import core_count
from tests.notebook_plugin import LIBRARY_LOG, comparable
from workshop.notebooks.kernels import THREADS

pytest_plugins = ["pytester"]

PICTURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
STAND_IN = """
    from IPython.display import display
    notice = {"workshop": {"stand_in": "mnist"}}
    display({"text/plain": "Stand-in data"}, metadata=notice, raw=True)
    """
TABLE = """
    from IPython.display import display
    display({"text/plain": "a table\\n"}, raw=True)
    """
ANSWER = """
    from helpers.exercises import Exercises, Hint
    exercises = Exercises("demo")

    @exercises.check(1, "A number")
    def check(number):
        if number != 3:
            raise Hint("not three", "look again")
        return "three it is"
    """


def printed(text):
    return new_output("stream", name="stdout", text=text + "\n")


def figure_output(**data):
    return new_output("display_data", {"text/plain": "<Figure size 640x480 with 1 Axes>", **data})


def cell(source, *outputs, execution_count=1, **metadata):
    return new_code_cell(
        textwrap.dedent(source).strip(), outputs=list(outputs), execution_count=execution_count,
        metadata=metadata,
    )


@pytest.fixture
def validate(pytester, monkeypatch):
    """Validate one notebook of these cells and return the outcome of each, by its source."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    (pytester.path / "notebooks").mkdir()
    (pytester.path / "helpers" / "records").mkdir(parents=True)

    def run(*cells, metadata=None, options=()):
        notebook = new_notebook(cells=list(cells), metadata=metadata or {})
        nbformat.write(notebook, pytester.path / "notebooks" / "demo.ipynb")
        on_record = {cell.id: ["accuracy"] for cell in cells if "±" in cell.source}
        runs = {
            "parameters": {}, "runs": [["jax", seed] for seed in range(10)],
            "code": dict.fromkeys(on_record, ""), "values": {"accuracy": [0.98, 0.99] * 5},
        }
        record = {"notebook": "demo", "cells": on_record, "settings": {"classroom": runs}}
        (pytester.path / "helpers" / "records" / "demo.json").write_text(json.dumps(record))
        result = pytester.runpytest_subprocess(
            "-p", "tests.notebook_plugin", "-p", "no:xdist", "-p", "no:cacheprovider", "-v", "-rs",
            *options,
        )
        text = result.stdout.str()
        outcomes = dict(re.findall(r"((?:Cell|Solution) \d+)\S* (PASSED|FAILED|SKIPPED)", text))
        return outcomes, text

    return run


def test_what_is_wrong_fails(validate):
    cases = [
        cell("print('accuracy 0.91')", printed("accuracy 0.92")),
        cell("x = 1", printed("gone missing")),
        cell("print('unexpected')"),
        cell("1 / 0"),
        cell("print('accuracy 0.900 ± 0.011')", printed("accuracy 0.990 ± 0.011")),
        cell("print('accuracy 0.990 ± 0.030')", printed("accuracy 0.990 ± 0.011")),
        cell("print('nan ± 0.011')", printed("0.990 ± 0.011")),
        cell("print('other words 0.990 ± 0.011')", printed("accuracy 0.990 ± 0.011")),
        cell("x = 1", figure_output(**{"image/png": ""})),
        cell("import sys; print('a warning', file=sys.stderr)"),
        cell("print('took on this machine: 3 s')", printed("needed on this machine: 3 s")),
        cell("print('never run')", execution_count=None),
        cell("# NBVAL_IGNORE_OUTPUT\nprint(1)", printed("2")),
        cell("# NBVAL_SKIP\n1 / 0"),
        cell("1 / 0", tags=["raises-exception", "nbval-skip"]),
    ]
    outcomes, text = validate(*cases)
    assert len(outcomes) == len(cases)
    assert set(outcomes.values()) == {"FAILED"}, text


def test_what_may_differ_passes(validate):
    log_lines = "I0000 00:00:01 oneDNN\\n50%|###  | 1/2"
    logs = f"import sys; print('{log_lines}', file=sys.stderr)"
    cases = [
        cell("print('accuracy 0.993 ± 0.011')", printed("accuracy 0.990 ± 0.011")),
        cell("print('took on this machine: 3 s')", printed("took on this machine: 14 s")),
        cell(PICTURE, figure_output(**{"image/png": "AAAA"})),
        cell(TABLE, new_output("display_data", {"text/plain": "a table"})),
        cell(logs),
        cell("from IPython.display import display\ndisplay({'text/plain': 'a\\n'}, raw=True)",
             new_output("display_data", {"text/plain": "a"})),
        cell("for i in range(3): print(f'\\rstep {i}', end='')", printed("\rstep 2")),
    ]
    # The last one stores no newline: nbval itself collapses what a carriage return overwrites.
    cases[-1].outputs[0].text = "step 2"
    outcomes, text = validate(*cases)
    assert len(outcomes) == len(cases)
    assert set(outcomes.values()) == {"PASSED"}, text


def test_a_run_on_a_stand_in_executes_everything_but_compares_no_numbers_and_says_so(validate):
    outcomes, text = validate(
        cell("print('before 1')", printed("before 2")),
        cell(STAND_IN),
        cell("print('accuracy 0.5')", printed("accuracy 0.9")),
        cell("1 / 0"),
    )
    assert list(outcomes.values()) == ["FAILED", "PASSED", "PASSED", "FAILED"], text
    assert "numbers were NOT compared" in text
    assert "demo: mnist" in text


def test_solutions_run_at_the_end_and_must_pass_their_own_check(validate):
    def solution(code):
        return new_markdown_cell(
            f"<details><summary>Solution</summary>\n\n```python\n{code}\n```\n\n</details>",
            metadata={"tags": ["solution"]},
        )

    outcomes, text = validate(
        cell(ANSWER),
        solution("check(3)"),
        solution("check(4)"),
        solution("answer = 3"),
        solution("check(...)"),
        solution("check(undefined_name)"),
        cell("x = 1"),
    )
    assert outcomes == {
        "Cell 0": "PASSED", "Cell 1": "PASSED", "Solution 1": "PASSED", "Solution 2": "FAILED",
        "Solution 3": "FAILED", "Solution 4": "FAILED", "Solution 5": "FAILED",
    }, text


def test_a_notebook_with_keras_runs_on_each_backend_that_is_asked_for(validate, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    outcomes, text = validate(
        cell("import os; print(os.environ['KERAS_BACKEND'])", printed("jax")),
        metadata={"workshop": {"keras": True}},
    )
    assert outcomes == {"Cell 0": "PASSED"}, text
    assert "demo.ipynb[jax]" in text


def test_nothing_of_the_users_settings_reaches_a_kernel(validate, monkeypatch, tmp_path):
    profile = tmp_path / "profile_default"
    profile.mkdir()
    everything = "c.InteractiveShell.ast_node_interactivity = 'all'"
    (profile / "ipython_kernel_config.py").write_text(everything)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("MPLBACKEND", "TkAgg")
    last = new_output("execute_result", {"text/plain": "2"}, execution_count=2)
    outcomes, text = validate(
        cell(PICTURE, figure_output(**{"image/png": "AAAA"})),
        cell("1\n2", last, execution_count=2),
    )
    assert outcomes == {"Cell 0": "PASSED", "Cell 1": "PASSED"}, text


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_that_compute_side_by_side_share_the_cores(validate, monkeypatch, workers):
    for name in THREADS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", str(workers))
    threads = None if workers == 1 else str(max(1, core_count() // workers))
    source = f"import os; print([os.environ.get(name) for name in {THREADS}])"
    outcomes, text = validate(cell(source, printed(str([threads] * len(THREADS)))))
    assert outcomes == {"Cell 0": "PASSED"}, text


def test_a_plain_run_leaves_out_what_is_slow_says_so_and_everything_takes_it_in(
    validate, monkeypatch
):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    notebook = [cell("x = 1")]
    slow = {"workshop": {"keras": True, "slow_on": ["jax"]}}
    outcomes, text = validate(*notebook, metadata=slow)
    assert outcomes == {"Cell 0": "SKIPPED"}, text
    assert "demo.ipynb[tensorflow]::Cell 0 PASSED" in text
    assert "takes long on jax: make test-all runs it" in text
    outcomes, text = validate(*notebook, metadata=slow, options=["--everything"])
    assert outcomes == {"Cell 0": "PASSED"}, text
    assert "demo.ipynb[jax]::Cell 0 PASSED" in text


def test_a_misspelt_backend_is_refused(validate, monkeypatch, capsys, fault):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflo")
    outcomes, text = validate(cell("x = 1"))
    assert outcomes == {}
    shown = capsys.readouterr()
    fault("`KERAS_BACKEND` is misspelt in a test run").is_seen_in(text + shown.out + shown.err)


@pytest.mark.parametrize("line", ["UserWarning: look", "Traceback (most recent call last):"])
def test_the_filter_for_library_logs_lets_real_warnings_through(line):
    assert LIBRARY_LOG.sub("", line) == line


def test_a_summary_may_count_other_bytes_on_another_backend_and_no_other_parameters():
    stored = "Total params: \x1b[38;5;34m3,068\x1b[0m (11.99 KB)\n"
    assert comparable(stored) == comparable(stored.replace("11.99", "11.98"))
    assert comparable(stored) != comparable(stored.replace("3,068", "3,069"))
