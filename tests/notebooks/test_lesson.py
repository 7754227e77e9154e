"""Each notebook keeps the rules of the lesson: it fits its time, and its words are explained."""

from __future__ import annotations

import re

import nbformat
import pytest

from tests.notebooks.test_structure import (
    NOTEBOOKS,
    ROOT,
    assigned_names,
    parsed,
    top_level_names,
    used_names,
)

GLOSSARY = (ROOT / "notebooks" / "glossary.md").read_text(encoding="utf-8")
DEEPER = re.compile(r"(#+) Going deeper\b")
ANOTHER_WORD = {
    r"costs? (function|surface|C\b)": "loss",
    r"held[- ]out": "validation",
    r"weighted input": "weighted sum",
    r"step size": "learning rate",
}
"""Words that the glossary has another for."""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def parted(notebook):
    """Give the cells of the main path, and those of the sections called *Going deeper*."""
    main, deeper, level = [], [], 0
    for cell in notebook.cells:
        heading = re.match(r"(#+) ", cell.source) if cell.cell_type == "markdown" else None
        if heading and level and len(heading[1]) <= level:
            level = 0
        if cell.cell_type == "markdown" and (opening := DEEPER.match(cell.source)):
            level = len(opening[1])
        (deeper if level else main).append(cell)
    return main, deeper


def minutes(cells):
    """Estimate how long a class needs to read, run, type and predict, the exercises aside."""
    total = 0.0
    for cell in cells:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown":
            total += 0 if "solution" in tags else len(cell.source.split()) / 160
        elif "typed" in tags:
            total += 2
        elif "prediction" in tags:
            total += 1
        elif not tags & {"bootstrap", "exercise", "challenge"}:
            total += 0.5
    return total


def test_the_main_path_fits_the_time_that_the_head_states(notebook):
    main, _ = parted(notebook)
    assert minutes(main) <= notebook.metadata.workshop.teaching_minutes + 0.5


def test_nothing_on_the_main_path_rests_on_what_only_the_deeper_sections_define(notebook):
    main, deeper = (
        [parsed(cell.source) for cell in cells if cell.cell_type == "code"]
        for cells in parted(notebook)
    )
    known = set().union(*map(assigned_names, main))
    only_deeper = set().union(*map(top_level_names, deeper)) - known
    assert not only_deeper & set().union(*map(used_names, main))


def test_the_lesson_is_done_by_the_student(notebook, request):
    if request.node.callspec.id.startswith("00"):
        pytest.skip("00 is a first look")
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    assert 4 <= tags.count("prediction") <= 8
    assert tags.count("challenge") == 1


def test_the_glossary_is_linked_and_has_a_word_for_each_thing(notebook):
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "(glossary.md)" in text
    for word, better in ANOTHER_WORD.items():
        assert not re.search(word, text, re.IGNORECASE), f"{word}: {better}"


def rows_of_the_glossary():
    table = GLOSSARY.partition("## Words")[2]
    return re.findall(r"^\| ([^|]+) \| ([\d, ]+) \|", table, re.MULTILINE)


def test_the_words_of_the_glossary_stand_in_alphabetical_order():
    words = [word.casefold() for word, _ in rows_of_the_glossary()]
    assert words == sorted(words) and len(words) > 40


@pytest.mark.parametrize(("words", "numbers"), rows_of_the_glossary())
def test_each_word_of_the_glossary_occurs_where_it_says(words, numbers):
    by_number = {path.stem[:2]: path for path in NOTEBOOKS}
    for number in numbers.split(", "):
        assert number in by_number, f"{words}: there is no notebook {number}"
        text = by_number[number].read_text(encoding="utf-8").casefold()
        assert any(word[:-1].casefold() in text for word in words.split(", ")), f"{words}: {number}"
