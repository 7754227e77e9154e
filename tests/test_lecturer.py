"""The lecturer's pages agree with the notebooks that they are about."""

import re
from pathlib import Path

import pytest

from workshop.commands.agenda import title_of
from workshop.notebooks.course import find_course
from workshop.notebooks.execute import printed_text
from workshop.notebooks.exercises import headings, tagged
from workshop.notebooks.parameters import parameters_of

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "lecturer"
NOTEBOOKS = find_course(ROOT).choose(())
MOST_WORDS = 420
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*\.?\d+(?![\w,]*\d)")


def page_of(notebook):
    return (PAGES / f"{notebook.name}.md").read_text(encoding="utf-8")


def section(page, title):
    return page.split(f"## {title}\n")[1].split("\n## ")[0]


def clock(page):
    rows = re.findall(r"^\| (\d+)–(\d+) \| (.+) \|$", page, re.MULTILINE)
    return [(int(start), int(end), what) for start, end, what in rows]


each = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)


def test_each_notebook_has_its_page_and_no_page_is_left_over():
    assert {path.stem for path in PAGES.glob("*.md")} == {one.name for one in NOTEBOOKS}


@each
def test_a_page_can_be_printed_on_one_side(notebook):
    words = [word for word in page_of(notebook).split() if re.search(r"\w", word)]
    assert len(words) <= MOST_WORDS


@each
def test_the_head_states_title_minutes_and_typed_cells(notebook):
    title, facts = page_of(notebook).split("\n\n")[:2]
    assert title.removeprefix("# ") == title_of(notebook)
    typed = len(tagged(notebook.content, "typed"))
    teaching, exercises = (notebook.facts[f"{kind}_minutes"] for kind in ("teaching", "exercise"))
    assert facts.startswith(
        f"{teaching} min teaching, {exercises} min exercises, "
        f"{typed} cell{'s' if typed > 1 else ''} typed · "
    )


@each
def test_the_clock_runs_without_a_gap_for_the_minutes_of_the_notebook(notebook):
    rows = clock(page_of(notebook))
    assert [end for _, end, _ in rows[:-1]] == [start for start, _, _ in rows[1:]]
    minutes = {True: 0, False: 0}
    for start, end, what in rows:
        minutes[what.startswith("Exercise")] += end - start
    assert minutes[True] == notebook.facts["exercise_minutes"]
    assert minutes[False] == notebook.facts["teaching_minutes"]


@each
def test_the_clock_comes_to_every_prediction_and_typed_cell_in_order(notebook):
    said = " ".join(what for _, _, what in clock(page_of(notebook)))
    typed = len(tagged(notebook.content, "typed"))
    named = re.findall(r"\*\*type (\d+)\*\*", said, re.IGNORECASE)
    assert named == [str(number) for number in range(1, typed + 1)]
    asked = re.findall(r"[Pp]redictions? (\d)(?: and (\d))?", said)
    numbers = [int(number) for pair in asked for number in pair if number]
    assert numbers == list(range(1, predictions_on_the_main_path(notebook) + 1))


def predictions_on_the_main_path(notebook):
    heading, count = "", 0
    for cell in notebook.content.cells:
        if cell.cell_type == "markdown":
            heading = (re.findall(r"^##+ .+", cell.source, re.MULTILINE) or [heading])[-1]
        if "prediction" in cell.metadata.get("tags", []):
            count += "Going deeper" not in heading
    return count


@each
def test_the_clock_names_only_exercises_that_there_are(notebook):
    named = [what for _, _, what in clock(page_of(notebook)) if what.startswith("Exercise")]
    numbers = [re.match(r"Exercise (\d)", what)[1] for what in named]
    there = re.findall(r"Exercise (\d)", "\n".join(headings(notebook.content)))
    assert numbers and set(numbers) <= set(there) and numbers == sorted(numbers)


@each
def test_what_is_to_be_typed_stands_in_the_typed_cells(notebook):
    items = re.findall(r"\*\*(\d+)\*\* ([^·]+)", section(page_of(notebook), "Type"))
    cells = tagged(notebook.content, "typed")
    assert [number for number, _ in items] == [str(n) for n in range(1, len(cells) + 1)]
    missing = [
        (number, name)
        for (number, item), cell in zip(items, cells, strict=True)
        for name in re.findall(r"`(\w+)", item)
        if not re.search(rf"\b{name}\b", cell.source)
    ]
    assert missing == []


@each
def test_three_questions_have_their_answers(notebook):
    questions = re.findall(r"^- \*.+\?\* \S", section(page_of(notebook), "Ask"), re.MULTILINE)
    assert len(questions) == 3


@each
def test_numbers_on_the_board_and_in_answers_stand_in_the_notebook(notebook):
    cells = notebook.content.cells
    outputs = [printed_text(cell) for cell in cells if cell.cell_type == "code"]
    verdicts = [str(cell.get("outputs", "")) for cell in cells]
    known = "\n".join([*(cell.source for cell in cells), *outputs, *verdicts]).replace("_", "")
    page = page_of(notebook)
    numbers = NUMBER.findall(section(page, "Board") + section(page, "Ask"))
    plain = known.replace(",", "")
    assert [n for n in numbers if n not in known and n.replace(",", "") not in plain] == []


@each
def test_a_slow_machine_gets_values_that_the_notebook_allows(notebook):
    parameters = parameters_of(notebook)
    for name, before, after in re.findall(r"`(\w+)` (\d+) → (\d+)", page_of(notebook)):
        parameter = parameters[name]
        assert parameter.read(parameter.default.replace("_", "")) == int(before)
        assert parameter.read(after) < int(before)
