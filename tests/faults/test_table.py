"""The page for readers is the table of the tests, and every row of it is proved."""

import ast
import os
import subprocess
import sys

import pytest

from tests.faults.table import PAGE, ROOT, faults, page


def test_the_page_shows_exactly_this_table():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.faults"


@pytest.mark.parametrize("fault", faults().values(), ids=lambda fault: fault.title)
def test_a_row_says_what_is_seen_what_is_kept_and_what_to_do(fault):
    assert all(text.strip() for text in (fault.title, fault.sees, fault.kept, fault.do))
    assert fault.tests, "a fault that no test proves"


@pytest.fixture(scope="module")
def collected(request):
    """The tests that pytest finds: those of this run, and where it has not looked, of another."""
    found = {}
    for item in request.session.items:
        found[_node(item.nodeid)] = "fault" in getattr(item, "fixturenames", ())
    named = {node for fault in faults().values() for node in fault.tests}
    if named <= found.keys():
        return found
    files = sorted({node.partition("::")[0] for node in named})
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n0", "-p", "no:cacheprovider",
         "-p", "tests.faults.test_table", *files],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "LIST_FAULT_TESTS": "1"},
    )  # fmt: skip
    assert listed.returncode == 0, listed.stdout + listed.stderr
    for line in listed.stdout.splitlines():
        if line.startswith("collected "):
            _, proves, nodeid = line.split(" ", 2)
            found[_node(nodeid)] = proves == "True"
    return found


def pytest_collection_modifyitems(items):
    """List each test, and whether it looks up a fault; this file is then loaded as a plugin."""
    if os.environ.get("LIST_FAULT_TESTS"):
        for item in items:
            print("collected", "fault" in getattr(item, "fixturenames", ()), item.nodeid)


def test_each_row_names_tests_that_there_are_and_one_that_sees_its_words(collected):
    missing = [node for fault in faults().values() for node in fault.tests if node not in collected]
    assert missing == []
    unseen = [
        fault.title
        for fault in faults().values()
        if not any(collected[node] and fault.title in texts_of(node) for node in fault.tests)
    ]
    assert unseen == []


def texts_of(node: str) -> set[str]:
    """Give all texts that stand in a test and in its parameters."""
    file, _, name = node.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    (test,) = [one for one in tree.body if getattr(one, "name", "") == name]
    return {
        one.value
        for one in ast.walk(test)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def _node(nodeid: str) -> str:
    return nodeid.partition("[")[0]
