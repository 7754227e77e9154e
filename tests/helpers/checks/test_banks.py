"""Every exercise of every notebook, with the answers that its bank holds.

A bank is a module in ``banks``, named like the module of checks. For each check it has ``RIGHT``
answers (tuples of arguments), ``WRONG`` ones, each with a fragment of the hint that it must get,
and what the exercise is handed out with, ``UNFILLED``.
"""

import ast
import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Mapping
from pathlib import Path

import pytest

import helpers.checks
from helpers.exercises.mistakes import raise_hint_for

FEWEST = {"RIGHT": 3, "WRONG": 5, "UNFILLED": 1}


def checks_of(module):
    """Name the checks of a module, which `Exercises.check` has wrapped."""
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and hasattr(function, "__wrapped__")
    }


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


@pytest.mark.parametrize(("check", "entry"), answers("WRONG"))
def test_every_wrong_answer_gets_the_hint_that_fits_it(check, entry, capsys):
    answer, fragment = entry
    verdict = judged(check, answer, capsys)
    assert verdict.status == "wrong", verdict
    assert fragment in verdict.message


@pytest.mark.parametrize(("check", "answer"), answers("UNFILLED"))
def test_what_is_not_filled_in_is_not_attempted_yet(check, answer, capsys):
    verdict = judged(check, answer, capsys)
    assert verdict.status == "not attempted", verdict


def written_hints(module):
    """Give the longest piece of fixed text in each hint that stands in a module's code."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Hint":
            parts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
            yield max((part for part in parts if isinstance(part, str)), key=len, default="")


@pytest.mark.parametrize("name", MODULES)
def test_every_hint_of_a_check_is_given_to_an_answer_of_its_bank(name, monkeypatch):
    module, known = MODULES[name], set(written_hints(MODULES[name]))

    def note_and_judge(answer, mistakes, *tolerances, opening="", **tolerance):
        pairs = list(mistakes.items() if isinstance(mistakes, Mapping) else mistakes)
        known.update(opening + hint for _, hint in pairs)
        raise_hint_for(answer, pairs, *tolerances, opening=opening, **tolerance)

    monkeypatch.setattr(module, "raise_hint_for", note_and_judge, raising=False)
    given = [
        CHECKS[name, check](*answer).message
        for check, entries in BANKS[name].WRONG.items()
        for answer, _ in entries
    ]
    never_given = {hint for hint in known if not any(hint in message for message in given)}
    assert not never_given


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
