"""``nox -s mutation``: put small faults into `helpers`, one by one; the tests should notice each.

Cosmic Ray makes the mutants. What is done here is to run them fast: each mutant meets only the
tests that reach its line, in a copy of a process that has loaded the libraries already. It needs
`os.fork`, so not Windows. The results of a module are a session of Cosmic Ray in ``mutation/``.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cosmic_ray.plugins
import coverage
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkItem, WorkResult

from helpers.quiet import errors_held_back

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "mutation"
HEAVY = (
    "filelock", "hypothesis", "IPython", "ipywidgets", "jupyter_client", "matplotlib.pyplot",
    "nbformat", "nbval.plugin", "pandas", "pooch", "scipy.optimize", "sklearn.datasets",
    "sklearn.linear_model", "tqdm",
)
PLUGINS = ("_hypothesis_pytestplugin", "nbval.plugin", "pytest_cov.plugin")
# One replacement is enough to see whether a test looks at the result of an operation.
ONE_REPLACEMENT = {
    "Add": "Sub", "Sub": "Add", "Mul": "Div", "Div": "Mul", "FloorDiv": "Mul", "Mod": "Mul",
    "Pow": "Mul", "BitOr": "BitAnd", "BitAnd": "BitOr", "BitXor": "BitAnd", "LShift": "RShift",
    "RShift": "LShift",
}
# The negation, and for an order the step across its boundary.
COMPARISONS = {
    "Eq": ("NotEq",), "NotEq": ("Eq",), "Is": ("IsNot",), "IsNot": ("Is",),
    "Lt": ("GtE", "LtE"), "LtE": ("Gt", "Lt"), "Gt": ("LtE", "GtE"), "GtE": ("Lt", "Gt"),
}
LONGEST_TEST = 2.0
# Hands hundreds of answers to every check, which for every mutant would take too long.
LEFT_OUT = "tests/helpers/exercises/test_anything.py"
SURVIVED, NOT_REACHED = "survived", "not reached"
OUTCOMES = ("killed", "timed out", SURVIVED, NOT_REACHED)


def operator_names() -> list[str]:
    """Name the kinds of faults that are made."""
    binary, comparison = "ReplaceBinaryOperator_", "ReplaceComparisonOperator_"
    chosen = {f"{binary}{old}_{new}" for old, new in ONE_REPLACEMENT.items()}
    chosen |= {f"{comparison}{old}_{new}" for old, news in COMPARISONS.items() for new in news}
    return [
        name for name in sorted(cosmic_ray.plugins.operator_names())
        if not cosmic_ray.plugins.get_operator(name).arguments()
        and (not name.rpartition("/")[2].startswith((binary, comparison))
             or name.rpartition("/")[2] in chosen)
    ]


class Source:
    """A module, its mutants, and the lines that decide which tests reach each of them."""

    def __init__(self, path: Path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self._statements: list[range] = []
        self._annotations: list[tuple[tuple[int, int], tuple[int, int]]] = []
        for node in ast.walk(ast.parse(self.text)):
            if isinstance(node, ast.stmt):
                body = getattr(node, "body", None) or getattr(node, "cases", None)
                last = max(node.lineno, _first_line(body[0]) - 1) if body else node.end_lineno
                self._statements.append(range(node.lineno, last + 1))
            for name in ("annotation", "returns"):
                if (note := getattr(node, name, None)) is not None:
                    self._annotations.append((
                        (note.lineno, note.col_offset), (note.end_lineno, note.end_col_offset)
                    ))

    def mutants(self) -> Iterator[WorkItem]:
        """Make a work item of every mutant, but for annotations, which are never computed."""
        tree = get_ast(self.text)
        for name in operator_names():
            operator = cosmic_ray.plugins.get_operator(name)()
            positions = (
                place for node in ast_nodes(tree) for place in operator.mutation_positions(node)
            )
            for occurrence, (start, end) in enumerate(positions):
                if not any(first <= start and end <= last for first, last in self._annotations):
                    spec = MutationSpec(self.path, name, occurrence, start, end)
                    yield WorkItem.single(uuid.uuid4().hex, spec)

    def mutated(self, spec: MutationSpec) -> str:
        """Give the module's text with one fault in it."""
        operator = cosmic_ray.plugins.get_operator(spec.operator_name)()
        return mutate_code(self.text, operator, spec.occurrence)

    def lines_around(self, line: int) -> range:
        """Give the lines of the innermost statement that holds a line."""
        around = [lines for lines in self._statements if line in lines]
        return min(around, key=len, default=range(line, line + 1))


def _first_line(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min(part.lineno for part in (node, *decorators) if hasattr(part, "lineno"))


class Tests:
    """Which tests reach a line, by the coverage of one run of them all."""

    def __init__(self, recorded: Path):
        self._coverage = coverage.CoverageData(str(recorded / "coverage"))
        self._coverage.read()
        self._seconds = json.loads((recorded / "seconds.json").read_text())

    def reaching(self, source: Source, line: int) -> list[str]:
        """List the tests that reach a line, the quick ones first; the slowest are left out."""
        contexts = self._coverage.contexts_by_lineno(str(source.path.resolve()))
        reached = {name for at in source.lines_around(line) for name in contexts.get(at, ())}
        found = {name.rpartition("|")[0] for name in reached if name}
        found |= {test for test in self._seconds if _is_in_own_file(source.path, test)}
        if not found or "" in reached:  # at import, in another process, or never
            found |= {test for test in self._seconds if _is_about(source.path, test)}
        quick = [test for test in found if self._seconds.get(test, 0) < LONGEST_TEST]
        return sorted(quick, key=lambda test: (self._seconds.get(test, 0), test))

    def seconds(self, tests: list[str]) -> float:
        """Say how much CPU time these tests took where nothing was wrong."""
        return sum(self._seconds.get(test, 0) for test in tests)


def _is_in_own_file(path: Path, test: str) -> bool:
    # Coverage doesn't see what the tests of these files do in programs that they start.
    return test.startswith(f"tests/{path.parent}/test_{path.stem}.py::")


def _is_about(path: Path, test: str) -> bool:
    folder = Path("tests", path.parent)
    file, _, name = test.partition("::")
    if folder.name == "checks" and Path(file).name == "test_banks.py":
        return f"[{path.stem}-" in name or not (folder / "banks" / path.name).exists()
    own = folder / f"test_{path.stem}.py"
    return Path(file) == own or (not own.exists() and folder in Path(file).parents)


def _folder_of_tests(path: Path) -> str:
    own = f"test_{path.stem}.py" if path.parent.name == "helpers" else ""
    return str(Path("tests", path.parent, own))


class Seconds:
    """A plugin of pytest that notes the CPU time of each test and the programs that it starts."""

    def __init__(self):
        self.taken: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Take the time before and after a test, with what is set up for it."""
        before = sum(os.times()[:4])
        result = yield
        self.taken[item.nodeid] = sum(os.times()[:4]) - before
        return result


def run_pytest(arguments: list[str], plugins: tuple = ()) -> int:
    """Run tests in this process, without the options that the project gives to all."""
    options = ["-o", "addopts=--import-mode=importlib", "-q", "-p", "no:cacheprovider"]
    for plugin in PLUGINS:
        options += ["-p", plugin]
    return int(pytest.main([*options, *arguments], plugins=list(plugins)))


def record(folder: Path, tests: list[str]) -> int:
    """Run all tests once, and keep which lines each of them reaches and how long it takes."""
    seconds = Seconds()
    coverage_of_each = ["--cov=helpers", "--cov-context=test", "--cov-report="]
    failed = run_pytest([*coverage_of_each, f"--ignore={LEFT_OUT}", *tests], (seconds,))
    (folder / "seconds.json").write_text(json.dumps(seconds.taken))
    return failed


def in_a_copy(work, log: Path, time_limit: float) -> int | None:
    """Do `work` in a copy of this process and give its exit code, or None if it took too long."""
    child = os.fork()
    if child == 0:
        os.setsid()
        with log.open("wb") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        code = 3
        with contextlib.suppress(BaseException):
            code = work()
        os._exit(code)
    deadline = time.monotonic() + time_limit
    pause = 0.005
    try:
        while time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(pause)
            pause = min(0.1, pause * 1.2)
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)


def judge(source: Source, spec: MutationSpec, tests: Tests, log: Path) -> str:
    """Say what became of one mutant."""
    reaching = tests.reaching(source, spec.start_pos[0])
    if not reaching:
        return NOT_REACHED
    times = source.path.stat()
    source.path.write_text(source.mutated(spec), encoding="utf-8")
    try:
        code = in_a_copy(
            lambda: run_pytest(["-x", "--tb=line", *reaching]),
            log,
            time_limit=30 + 15 * tests.seconds(reaching),
        )
    finally:
        source.path.write_text(source.text, encoding="utf-8")
        os.utime(source.path, ns=(times.st_atime_ns, times.st_mtime_ns))
    if code is None:
        return "timed out"
    return SURVIVED if code == 0 else "killed"


@contextlib.contextmanager
def only_this_bank(path: Path) -> Iterator[None]:
    """Put the banks of other notebooks aside: they make Keras networks when they are imported."""
    banks = Path("tests", path.parent, "banks")
    others = [bank for bank in banks.glob("*.py") if bank.name != path.name]
    if len(others) == len(list(banks.glob("*.py"))):
        others = []
    for bank in others:
        bank.rename(bank.with_suffix(".aside"))
    try:
        yield
    finally:
        for bank in others:
            bank.with_suffix(".aside").rename(bank)


def session_of(path: Path) -> Path:
    """Name the file that holds a module's results."""
    return RESULTS / f"{'.'.join(path.with_suffix('').parts)}.sqlite"


def survivors(session: WorkDB) -> list[WorkItem]:
    """List the mutants that no test has noticed, in the order of their lines."""
    found = [
        item for item, result in session.completed_work_items
        if result.output in (SURVIVED, NOT_REACHED)
    ]
    return sorted(found, key=lambda item: item.mutations[0].start_pos)


def mutate(path: Path, tests: Tests, most: int | None, seed: int, again: bool) -> None:
    """Run the mutants of a module, a random sample of them, or those that survived before."""
    source = Source(path)
    RESULTS.mkdir(exist_ok=True)
    log = Path(tempfile.gettempdir()) / f"mutant-{os.getpid()}.txt"
    with only_this_bank(path), use_db(session_of(path)) as session:
        if again:
            chosen = survivors(session)
            results = dict(session.results)
            if any(difference(source, item) != results[item.job_id].diff for item in chosen):
                raise SystemExit(f"{path} has changed since; try all of it, without --again.")
        else:
            items = list(source.mutants())
            chosen = items
            if most is not None and len(items) > most:
                chosen = random.Random(f"{seed} {path}").sample(items, most)
            session.clear()
            session.add_work_items(items)
            left_out = {item.job_id for item in items} - {item.job_id for item in chosen}
            session.set_multiple_results(left_out, WorkResult(WorkerOutcome.SKIPPED))
        for item in chosen:
            outcome = judge(source, item.mutations[0], tests, log)
            session.set_result(item.job_id, WorkResult(
                WorkerOutcome.NO_TEST if outcome == NOT_REACHED else WorkerOutcome.NORMAL,
                output=outcome,
                test_outcome=TestOutcome.SURVIVED if outcome in (SURVIVED, NOT_REACHED)
                else TestOutcome.KILLED,
                diff=difference(source, item),
            ))
    print(row(path), flush=True)


def difference(source: Source, item: WorkItem) -> str:
    """Show the lines that a fault changes."""
    old, new = source.text.splitlines(), source.mutated(item.mutations[0]).splitlines()
    changed = [
        f"{number}: {was.strip()}\n   → {is_now.strip()}"
        for number, (was, is_now) in enumerate(zip(old, new, strict=False), 1) if was != is_now
    ]
    return "\n".join(changed[:3])


def row(path: Path) -> str:
    """Say in one line how a module's mutants fared."""
    with use_db(session_of(path)) as session:
        outcomes = Counter(result.output for _, result in session.results)
        total = session.num_work_items
    tried = total - outcomes[None]
    counts = "  ".join(f"{outcomes[name]:5} {name}" for name in OUTCOMES)
    return f"{path!s:52} {tried:5} of {total:5} mutants: {counts}"


def show(paths: list[Path]) -> None:
    """Print the table of the results at hand, and every survivor."""
    paths = [path for path in paths if session_of(path).exists()]
    for path in paths:
        print(row(path))
    for path in paths:
        print(f"\n{path}")
        with use_db(session_of(path)) as session:
            results = dict(session.results)
            for item in survivors(session):
                result = results[item.job_id]
                print(f"{result.diff}{'   (no test)' if result.output == NOT_REACHED else ''}")


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "modules", nargs="*", type=Path, help="files or folders of helpers; without any, all",
    )
    parser.add_argument("--sample", type=int, help="try this many mutants of each module at most")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument(
        "--again", action="store_true",
        help="try those again that survived; only while their modules are as they were",
    )
    parser.add_argument("--show", action="store_true", help="only print the results at hand")
    options = parser.parse_args()
    os.chdir(ROOT)
    paths = [
        path
        for chosen in options.modules or [Path("helpers")]
        for path in ([chosen] if chosen.suffix == ".py" else sorted(chosen.rglob("*.py")))
    ]
    if not options.show:
        run(paths, options.sample, options.seed, options.again)
    show(paths)


def forget_the_course() -> None:
    """Let each copy of this process load the course anew, mutant and all."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("helpers", "tests")]:
        del sys.modules[name]
    sys.meta_path[:] = [
        finder for finder in sys.meta_path if not type(finder).__module__.startswith("helpers")
    ]


def run(paths: list[Path], most: int | None, seed: int, again: bool) -> None:
    """Put faults into a copy of the project and run its tests there."""
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], text=True
    )
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("WORKSHOP_DATA", str(ROOT / "data"))
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        for file in filter(None, listed.split("\0")):
            if Path(ROOT, file).is_file():
                Path(file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / file, file)
        os.environ["PYTHONPATH"] = name
        sys.path[:] = [name, *(entry for entry in sys.path if entry not in ("", str(ROOT)))]
        os.environ["COVERAGE_FILE"] = str(Path(name, "coverage"))
        for module in (*HEAVY, *PLUGINS):
            importlib.import_module(module)
        with errors_held_back():
            importlib.import_module("keras")
        forget_the_course()
        gc.freeze()
        log = Path(name, "tests.txt")
        tried = sorted({_folder_of_tests(path) for path in paths})
        if in_a_copy(lambda: record(Path(name), tried), log, time_limit=3600):
            raise SystemExit(f"{log.read_text()}\nBefore a fault is put in, all tests must pass.")
        del os.environ["COVERAGE_FILE"]
        # The run above has left bytecode of all that is right, and of a mutant there may be none.
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
        tests = Tests(Path(name))
        for path in paths:
            mutate(path, tests, most, seed, again)


if __name__ == "__main__":
    main()
