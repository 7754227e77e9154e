"""Every exercise of every notebook, with the answers that its bank holds.

A bank is a module in ``banks``, named like the module of checks. For each check it has ``RIGHT``
answers (tuples of arguments), ``WRONG`` ones, each with a fragment of the hint that it must get,
and what the exercise is handed out with, ``UNFILLED``.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import warnings
from pathlib import Path

import pytest

import helpers.checks
from workshop.notebooks.exercises import checks_of, hint_names, hints_never_given

FEWEST = {"RIGHT": 3, "WRONG": 5, "UNFILLED": 1}
LONGEST_NAME = 40

# Banks import Keras, so that the import is over before a check's time limit could count it.
BANKS = {
    path.stem: importlib.import_module(f"tests.helpers.checks.banks.{path.stem}")
    for path in sorted(Path(__file__).with_name("banks").glob("*.py"))
}
MODULES = {
    name: module
    for _, name, _ in pkgutil.iter_modules(helpers.checks.__path__)
    if hasattr(module := importlib.import_module(f"helpers.checks.{name}"), "exercises")
}
CHECKS = {
    (name, check): function
    for name, module in MODULES.items()
    for check, function in checks_of(module).items()
}


def answers(table):
    """Give each entry of a table in all banks a parameter set with a readable name."""
    return [
        pytest.param(CHECKS.get((bank, check)), entry, id=f"{bank}-{check}-{number}")
        for bank, module in BANKS.items()
        for check, entries in getattr(module, table).items()
        for number, entry in enumerate(entries)
    ]


def judged(check, answer, capsys):
    """Hand an answer in, and see that nothing but the verdict comes back."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("default")
        # A notebook doesn't show those of libraries, and Keras has one on JAX.
        warnings.simplefilter("ignore", DeprecationWarning)
        verdict = check(*answer)
    assert not warned, [str(warning.message) for warning in warned]
    assert capsys.readouterr() == ("", "")
    return verdict


@pytest.mark.parametrize(("check", "answer"), answers("RIGHT"))
def test_every_right_answer_is_accepted_with_a_sentence(check, answer, capsys):
    verdict = judged(check, answer, capsys)
    assert verdict.status == "right", verdict
    assert verdict.message.endswith(".")
    _, metadata = verdict._repr_mimebundle_()
    assert metadata["workshop"]["verdict"] == "right"
    assert re.fullmatch(r"exercise \d+|challenge", metadata["workshop"]["item"])
    assert metadata["workshop"]["notebook"][3:] == check.__module__.rpartition(".")[2]


@pytest.mark.parametrize(("check", "entry"), answers("WRONG"))
def test_every_wrong_answer_gets_the_hint_that_fits_it(check, entry, capsys):
    answer, fragment = entry
    verdict = judged(check, answer, capsys)
    assert verdict.status == "wrong", verdict
    assert verdict.hint
    assert fragment in verdict.message


@pytest.mark.parametrize(("check", "answer"), answers("UNFILLED"))
def test_what_is_not_filled_in_is_not_attempted_yet(check, answer, capsys):
    verdict = judged(check, answer, capsys)
    assert verdict.status == "not attempted", verdict


@pytest.mark.parametrize("name", MODULES)
def test_every_hint_of_a_check_is_given_to_an_answer_of_its_bank(name):
    assert hints_never_given(MODULES[name], BANKS[name]) == []


@pytest.mark.parametrize("name", MODULES)
def test_every_hint_has_a_short_name_that_is_written_out(name):
    for hint in hint_names(MODULES[name]):
        assert hint == hint.strip() and "?" not in hint
        assert 0 < len(hint) <= LONGEST_NAME, hint


def functions_in(module):
    return [
        node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.FunctionDef)
    ]


@pytest.mark.parametrize("name", MODULES)
def test_one_name_stands_for_one_mistake(name):
    for function in functions_in(MODULES[name]):
        texts = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Hint":
                texts.setdefault(ast.unparse(node.args[0]), []).append(ast.unparse(node.args[1]))
        repeated = {hint for hint, found in texts.items() if len(found) > 1}
        assert not repeated, function.name


def test_every_module_of_checks_has_its_bank_and_no_bank_is_left_over():
    assert set(BANKS) == set(MODULES)


@pytest.mark.parametrize("table", FEWEST)
@pytest.mark.parametrize("name", BANKS)
def test_every_exercise_has_its_answers(name, table):
    entries = getattr(BANKS[name], table)
    assert set(entries) == set(checks_of(MODULES[name]))
    assert len(entries) == len(MODULES[name].summary().verdicts)
    too_few = {check for check, found in entries.items() if len(found) < FEWEST[table]}
    assert not too_few
