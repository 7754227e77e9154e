"""The page for readers is the table of the tests, and every row of it is proved."""

import ast

import pytest

from tests.faults.table import LONGEST_ROW, PAGES, ROOT, contents, faults, page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_exactly_its_part_of_the_table(name):
    assert PAGES[name].read_text(encoding="utf-8") == page(name), "run: python -m tests.faults"


@pytest.mark.parametrize("name", PAGES)
def test_no_row_is_longer_than_a_line_of_a_printed_page(name):
    rows = [line for line in page(name).splitlines() if line.startswith("| ")]
    assert [row for row in rows if len(row) > LONGEST_ROW] == []


def test_each_fault_stands_on_one_of_the_pages():
    both = "".join(page(name) for name in PAGES)
    assert all(both.count(f"\n{fault.row}\n") == 1 for fault in faults().values())
    assert any(group.get("rare") for group in contents()["group"])


@pytest.mark.parametrize("fault", faults().values(), ids=lambda fault: fault.title)
def test_a_row_says_what_is_seen_what_is_kept_and_what_to_do(fault):
    assert all(text.strip() for text in (fault.title, fault.sees, fault.kept, fault.do))


@pytest.mark.parametrize("fault", faults().values(), ids=lambda fault: fault.title)
def test_a_row_names_tests_that_there_are_and_one_that_sees_its_words(fault):
    tests = [find(node) for node in fault.tests]
    assert any(fault.title in texts_of(test) and looks_up(test) for test in tests)


def find(node: str) -> ast.FunctionDef:
    file, _, name = node.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    (test,) = [one for one in tree.body if getattr(one, "name", "") == name]
    return test


def looks_up(test: ast.FunctionDef) -> bool:
    return "fault" in [argument.arg for argument in test.args.args]


def texts_of(test: ast.FunctionDef) -> set[str]:
    """Give all texts that stand in a test and in its parameters."""
    return {
        one.value
        for one in ast.walk(test)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
