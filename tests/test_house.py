"""The code keeps to its rooms: imports run one way, and no function is too long to be read."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FUNCTION = 40
ROOMS = ("helpers", "workshop", "slides")
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "node_modules" not in path.parts
}
FORBIDDEN = [
    ("helpers", "workshop"), ("helpers", "slides"), ("helpers", "tests"), ("workshop", "tests"),
    ("workshop", "slides"), ("helpers.exercises", "helpers.checks"),
    ("helpers.data.files", "helpers.data.store"), ("helpers.data.store", "helpers.data.datasets"),
    ("helpers.data.store", "helpers.data.notices"), ("workshop.notebooks", "workshop.commands"),
    ("workshop.terminal", "workshop.notebooks"), ("workshop.terminal", "workshop.commands"),
]


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(name):
    """Name the modules of ours that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(FILES[name])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & set(FILES) or {node.module}
    return found & set(FILES) - {name}


IMPORTS = {name: imports_of(name) for name in FILES}


def test_no_module_imports_one_that_imports_it():
    # A package's own __init__ only hands on what its modules define.
    packages = {name for name, path in FILES.items() if path.name == "__init__.py"}
    graph = {name: found - packages for name, found in IMPORTS.items() if name not in packages}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(("room", "other"), FORBIDDEN)
def test_imports_run_downwards_only(room, other):
    def is_in(name, place):
        return name == place or name.startswith(f"{place}.")

    wrong = [
        (name, found)
        for name, imports in IMPORTS.items() if is_in(name, room)
        for found in imports if is_in(found, other)
    ]
    assert wrong == []


def lines_of_code(function, lines):
    """Count a function's lines without its docstring, comments and blank lines."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    docstring = range(first.lineno, first.end_lineno + 1) if has_docstring else ()
    return sum(
        bool(lines[number - 1].strip()) and not lines[number - 1].strip().startswith("#")
        for number in range(function.lineno, function.end_lineno + 1)
        if number not in docstring
    )


@pytest.mark.parametrize("name", FILES)
def test_no_function_is_longer_than_forty_lines_of_code(name):
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    functions = [
        node for node in ast.walk(tree(FILES[name])) if isinstance(node, ast.FunctionDef)
    ]
    long = {
        function.name: count
        for function in functions
        if (count := lines_of_code(function, lines)) > LONGEST_FUNCTION
    }
    assert long == {}


def test_a_room_of_checks_holds_lessons_only():
    for name, path in FILES.items():
        if name.startswith("helpers.checks."):
            assert "exercises = Exercises(" in path.read_text(encoding="utf-8"), name
