"""``nox -s mutation``: put small faults into `helpers`, one by one; the tests should notice each.

Cosmic Ray makes the mutants. What is done here is to run them fast: each mutant meets only the
tests that reach its line, in a copy of a process that has loaded the libraries already. It needs
`os.fork`, so not Windows.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import gc
import importlib
import json
import multiprocessing
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import cosmic_ray.plugins
import coverage
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from coverage.parser import PythonParser

from tests.places.clone import ROOT, clone_into

HEAVY = ("hypothesis", "ipywidgets", "keras", "matplotlib.pyplot", "pandas", "sklearn.datasets")
# Of an operation one replacement is enough to see whether a test looks at its result; of a
# comparison the negation is made, and for an order the step across its boundary.
REPLACEMENTS = {
    "Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul",
    "BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitAnd", "LShift_RShift", "RShift_LShift",
    "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_GtE", "Lt_LtE", "LtE_Gt", "LtE_Lt",
    "Gt_LtE", "Gt_GtE", "GtE_Lt", "GtE_Gt",
}
LONGEST_TEST = 2.0
LOG = Path("log.txt")
# Hands hundreds of answers to every check, which for every mutant would take too long.
LEFT_OUT = "tests/helpers/exercises/test_anything.py"
KILLED, TIMED_OUT, SURVIVED, NOT_REACHED = "killed", "timed out", "survived", "not reached"


def operator_names() -> list[str]:
    """Name the kinds of faults that are made."""
    chosen = []
    for name in sorted(cosmic_ray.plugins.operator_names()):
        replaced = re.search(r"Replace(?:Binary|Comparison)Operator_(\w+)", name)
        needs_arguments = cosmic_ray.plugins.get_operator(name).arguments()
        if not needs_arguments and (not replaced or replaced[1] in REPLACEMENTS):
            chosen.append(name)
    return chosen


class Mutant(NamedTuple):
    """One fault: which operator of Cosmic Ray makes it, and at which of its places."""

    operator: str
    occurrence: int
    line: int


class Source:
    """A module and its mutants."""

    def __init__(self, path: Path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    def mutants(self) -> Iterator[Mutant]:
        """Find all mutants, but for those of annotations, which are never computed."""
        tree = ast.walk(ast.parse(self.text))
        notes = [getattr(node, name, None) for node in tree for name in ("annotation", "returns")]
        annotations = [
            ((note.lineno, note.col_offset), (note.end_lineno, note.end_col_offset))
            for note in notes if note is not None
        ]
        nodes = list(ast_nodes(get_ast(self.text)))
        for name in operator_names():
            operator = cosmic_ray.plugins.get_operator(name)()
            places = (place for node in nodes for place in operator.mutation_positions(node))
            for occurrence, (start, end) in enumerate(places):
                if not any(first <= start and end <= last for first, last in annotations):
                    yield Mutant(name, occurrence, start[0])

    def mutated(self, mutant: Mutant) -> str:
        """Give the module's text with one fault in it."""
        operator = cosmic_ray.plugins.get_operator(mutant.operator)()
        return mutate_code(self.text, operator, mutant.occurrence)

    def difference(self, mutant: Mutant) -> str:
        """Show the lines that a fault changes."""
        old, new = self.text.splitlines(), self.mutated(mutant).splitlines()
        return "\n".join(difflib.unified_diff(old, new, lineterm="", n=0)).partition("\n+++ \n")[2]


class Clock:
    """A plugin of pytest: how long each test takes, with its fixtures."""

    def __init__(self):
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the time of one phase of a test."""
        self.seconds[report.nodeid] += report.duration


class Tests:
    """Which tests reach a line, by the coverage of one run of them all."""

    def __init__(self, folder: Path):
        self.seconds = json.loads((folder / "seconds.json").read_text())
        self._coverage = coverage.CoverageData(str(folder / "coverage"))
        self._coverage.read()

    def reaching(self, source: Source, line: int) -> list[str]:
        """List the tests that reach a line, the quick ones first; the slowest are left out."""
        parser = PythonParser(text=source.text)
        parser.parse_source()
        contexts = self._coverage.contexts_by_lineno(str(source.path.resolve()))
        found = {
            name.rpartition("|")[0]
            for at, names in contexts.items()
            if parser.first_line(at) == parser.first_line(line)
            for name in names
        }
        # Coverage sees neither what is computed at import nor what other programs do.
        folder, stem = f"tests/{source.path.parent}", source.path.stem
        own = (f"{folder}/test_{stem}.py::", f"{folder}/test_banks.py::")
        found |= {
            test for test in self.seconds
            if test.startswith(own[0]) or (test.startswith(own[1]) and f"[{stem}-" in test)
        }  # fmt: skip
        quick = [test for test in found if self.seconds.get(test, LONGEST_TEST) < LONGEST_TEST]
        return sorted(quick, key=lambda test: (self.seconds[test], test))


def run_pytest(arguments: list[str], *plugins: object) -> int:
    """Run tests in this process, without the options that the project gives to all."""
    options = ["-o", "addopts=--import-mode=importlib", "-q", "-p", "no:cacheprovider"]
    return int(pytest.main([*options, *arguments], plugins=list(plugins)))


def in_a_copy(work: Callable[[], int], time_limit: float) -> int | None:
    """Do `work` in a copy of this process and give its exit code, or None if it took too long."""

    def quietly() -> None:
        with LOG.open("wb") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        os._exit(work())

    copy = multiprocessing.get_context("fork").Process(target=quietly)
    copy.start()
    copy.join(time_limit)
    if copy.exitcode is None:
        copy.kill()
        copy.join()
        return None
    return copy.exitcode


def record(folder: Path, tests: set[str]) -> int:
    """Run all tests once, and keep which lines each of them reaches and how long it takes."""
    clock = Clock()
    arguments = ["--cov=helpers", "--cov-context=test", "--cov-report=", f"--ignore={LEFT_OUT}"]
    failed = run_pytest([*arguments, *sorted(tests)], clock)
    (folder / "seconds.json").write_text(json.dumps(clock.seconds))
    return failed


def judge(source: Source, mutant: Mutant, tests: Tests) -> str:
    """Say what became of one mutant."""
    reaching = tests.reaching(source, mutant.line)
    if not reaching:
        return NOT_REACHED
    seconds = sum(tests.seconds[test] for test in reaching)
    source.path.write_text(source.mutated(mutant), encoding="utf-8")
    try:
        code = in_a_copy(lambda: run_pytest(["-x", *reaching]), time_limit=30 + 15 * seconds)
    finally:
        source.path.write_text(source.text, encoding="utf-8")
    if code is None:
        return TIMED_OUT
    return SURVIVED if code == 0 else KILLED


def mutate(path: Path, tests: Tests, most: int | None, seed: int) -> None:
    """Try the mutants of a module, or a random sample of them, and print what became of them."""
    source = Source(path)
    mutants = list(source.mutants())
    total = len(mutants)
    if most is not None and total > most:
        mutants = random.Random(f"{seed} {path}").sample(mutants, most)
    outcomes = {mutant: judge(source, mutant, tests) for mutant in mutants}
    counts = Counter(outcomes.values())
    names = (KILLED, TIMED_OUT, SURVIVED, NOT_REACHED)
    figures = "  ".join(f"{counts[name]} {name}" for name in names)
    print(f"{path}: {len(mutants)} of {total} mutants: {figures}")
    for mutant, outcome in sorted(outcomes.items(), key=lambda item: item[0].line):
        if outcome in (SURVIVED, NOT_REACHED):
            print(f"{source.difference(mutant)}   ({outcome})")
    print(flush=True)


def load_the_libraries(project: Path) -> None:
    """Load what takes long; the course itself is loaded anew in each copy, from a folder.

    No bytecode is written, so that none of a mutant is left.
    """
    for name in HEAVY:
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.split(".")[0] == "tests"]:
        del sys.modules[name]
    sys.path[:] = [str(project), *(entry for entry in sys.path if entry not in ("", str(ROOT)))]
    sys.dont_write_bytecode = True
    os.environ |= {"PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    gc.freeze()


def run(paths: list[Path], most: int | None, seed: int) -> None:
    """Put faults into a copy of the project and run its tests there."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("WORKSHOP_DATA", str(ROOT / "data"))
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        folder = Path(name)
        clone_into(folder)
        load_the_libraries(folder)
        tried = {
            f"tests/helpers/test_{path.stem}.py" if path.parent == Path("helpers")
            else f"tests/{path.parent}"
            for path in paths
        }  # fmt: skip
        os.environ["COVERAGE_FILE"] = str(folder / "coverage")
        if in_a_copy(lambda: record(folder, tried), time_limit=3600):
            sys.exit(f"{LOG.read_text()}\nBefore a fault is put in, all tests must pass.")
        del os.environ["COVERAGE_FILE"]
        tests = Tests(folder)
        for path in paths:
            mutate(path, tests, most, seed)


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", type=Path, default=[Path("helpers")])
    parser.add_argument("--sample", type=int, help="try this many mutants of each module at most")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    wishes = parser.parse_args()
    os.chdir(ROOT)
    folders = [path for chosen in wishes.modules for path in sorted(chosen.rglob("*.py"))]
    run([*folders, *(p for p in wishes.modules if p.suffix == ".py")], wishes.sample, wishes.seed)


if __name__ == "__main__":
    main()
