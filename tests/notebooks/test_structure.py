"""Every notebook keeps to the course's form, whoever changes it."""

from __future__ import annotations

import ast
import base64
import builtins
import importlib
import io
import itertools
import re
import statistics
import tomllib
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from tests.bench.__main__ import FORERUNNERS
from workshop.commands.refresh import drawn_by, pictures
from workshop.notebooks.course import Notebook
from workshop.notebooks.execute import printed_text
from workshop.notebooks.exercises import SOLUTION_CODE, headings, tagged
from workshop.notebooks.normal_form import digest
from workshop.notebooks.parameters import parameters_of

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REPOSITORY = PYPROJECT["project"]["urls"]["Repository"]
BRANCH = PYPROJECT["tool"]["workshop"]["branch"]
QUOTED = {
    "09_basic_convolution": {"2.0"},
    "12_lenet_mnist": {"0.95", "0.8", "1.7159"},
}
"""Decimals that a text has from elsewhere: a slide that rounds wrongly, a licence, a paper."""

MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
NAMES_OF_FIGURES = re.compile(r"(an? |the )?(figure|plot|graph|chart|image|picture)\b", re.I)
MACHINE_PATH = re.compile(r"(?<![\w.:/~}-])/(home|root|tmp|work|Users|opt)/[\w.-]+|C:\\Users")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def parsed(source):
    return ast.parse(MAGIC.sub(lambda match: match[0].replace(match[0].strip(), "pass"), source))


def assigned_names(tree):
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
    return names


def top_level_names(tree):
    names = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= set().union(*map(assigned_names, node.targets))
        elif isinstance(node, ast.AnnAssign):
            names |= assigned_names(node.target)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= assigned_names(node)
    return names


def used_names(tree):
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def exercises_with_solutions(notebook):
    """Yield for each exercise cell what stands above it, the stub and the solution's code."""
    above = []
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        if "exercise" in cell.metadata.get("tags", []):
            assert following is not None and "solution" in following.metadata.get("tags", []), (
                f"no solution follows the exercise: {cell.source}"
            )
            (code,) = SOLUTION_CODE.findall(following.source)
            yield list(above), cell.source, code.strip(), following.source
        if cell.cell_type == "code":
            above.append(cell.source)


def test_the_head_has_title_badge_facts_and_three_goals(path, notebook):
    head = notebook.cells[0]
    facts = notebook.metadata.workshop
    lines = head.source.splitlines()
    assert re.fullmatch(rf"# {path.stem[:2]} · \S.*", lines[0])
    slug = REPOSITORY.removeprefix("https://github.com/")
    place = f"{slug}/blob/{BRANCH}/notebooks/{path.name}"
    address = f"https://colab.research.google.com/github/{place}"
    assert lines[2] == f"[![Open in Colab](open_in_colab.svg)]({address})"
    table_row = [part.strip() for part in lines[6].strip("|").split("|")]
    assert table_row == [
        f"{facts.teaching_minutes} min",
        f"{facts.exercise_minutes} min",
        ", ".join({"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST", "concrete": "concrete"}[d]
                  for d in facts.data) or "none",
        facts.gpu,
    ]
    assert "By the end you can" in head.source
    assert len([line for line in lines if line.startswith("- ")]) == 3


def test_the_bootstrap_is_the_same_everywhere_and_knows_the_repository(notebook):
    cell = code_cells(notebook)[0]
    assert cell.metadata.tags == ["bootstrap"]
    first = code_cells(nbformat.read(NOTEBOOKS[0], as_version=4))[0]
    assert cell.source == first.source and len(cell.source.splitlines()) <= 14
    # Colab shows this title in place of the code, as JupyterLab shows three dots.
    assert cell.source.startswith("# @title Set up (run this first)\n")
    assert cell.metadata.cellView == "form" and cell.metadata.jupyter.source_hidden
    pip = f"%pip install --quiet --no-deps {REPOSITORY}/archive/refs/heads/{BRANCH}.zip\n"
    assert f'if "google.colab" in sys.modules:\n    {pip}' in cell.source


def test_every_parameter_states_its_type_and_its_range(path, notebook):
    (cell,) = tagged(notebook, "parameters")
    parameters = parameters_of(Notebook(path))
    assert len(parameters) == len(cell.source.splitlines())
    for line, statement in zip(cell.source.splitlines(), parsed(cell.source).body, strict=True):
        assert isinstance(statement, ast.AnnAssign), line
        parameter = parameters[statement.target.id]
        assert parameter.limits or parameter.choices, f"no range is read from: {line}"
        parameter.read(str(ast.literal_eval(parameter.default)))


def test_the_benchmark_finds_the_training_that_it_compares(path, notebook):
    if path.stem[:2] in FORERUNNERS:
        assert tagged(notebook, "training")


def test_code_cells_are_short(notebook):
    lengths = [
        len([line for line in cell.source.splitlines() if line.strip()])
        for cell in code_cells(notebook)
    ]
    assert max(lengths) <= 25
    assert statistics.median(lengths) <= 5


def test_code_lines_fit_on_a_projector(notebook):
    for cell in code_cells(notebook):
        if cell.metadata.get("tags") not in (["bootstrap"], ["parameters"]):
            assert max(map(len, cell.source.splitlines()), default=0) <= 88, cell.source


def test_the_stored_outputs_are_one_clean_run(notebook):
    cells = [cell for cell in code_cells(notebook) if cell.source.strip()]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", cell.source
            stand_in = output.get("metadata", {}).get("workshop", {}).get("stand_in")
            assert stand_in is None, "stored on stand-in data"


def test_every_figure_has_an_alternative_text(notebook):
    texts = []
    for cell in code_cells(notebook):
        kinds = [kind for output in cell.outputs for kind in output.get("data", {})]
        if any(kind.startswith("image/") for kind in kinds):
            texts.append(cell.metadata.get("alt", ""))
            assert 20 <= len(texts[-1]) <= 300, f"{cell.id}: {texts[-1]}"
            assert not NAMES_OF_FIGURES.match(texts[-1]), f"{cell.id}: {texts[-1]}"
    assert len(set(texts)) == len(texts)


def test_the_file_is_small_and_in_normal_form(path, notebook):
    assert path.stat().st_size < 1_000_000
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info", "workshop"}
    assert not MACHINE_PATH.search(path.read_text(encoding="utf-8"))


def test_keras_is_imported_only_where_the_facts_say_so_and_tensorflow_nowhere(notebook):
    code = "\n".join(cell.source for cell in code_cells(notebook))
    assert bool(re.search(r"^\s*(import|from) keras\b", code, re.MULTILINE)) == (
        notebook.metadata.workshop.keras
    )
    assert not re.search(r"^\s*(import|from) tensorflow\b|\btf\.", code, re.MULTILINE)


def test_exercises_are_numbered_and_named_like_their_checks(path, notebook):
    checks = importlib.import_module(f"helpers.checks.{path.stem[3:]}")
    verdicts = checks.summary().verdicts
    exercises = [one.exercise for one in verdicts if one.item != "challenge"]
    assert headings(notebook) == exercises
    assert len(headings(notebook)) == len(tagged(notebook, "exercise"))
    assert len(headings(notebook)) >= (1 if path.stem.startswith("00") else 3)


def test_predictions_and_the_challenge_are_cells_that_the_checks_know(path, notebook):
    checks = importlib.import_module(f"helpers.checks.{path.stem[3:]}")
    predictions = tagged(notebook, "prediction")
    for cell in predictions:
        assert re.fullmatch(r"my_\w+ = \.\.\.  # .+", cell.source), cell.source
    assert len(checks.summary().predictions) == len(predictions)
    challenges = [one for one in checks.summary().verdicts if one.item == "challenge"]
    assert len(tagged(notebook, "challenge")) == len(challenges)


def test_what_a_check_answers_stands_last_in_its_cell_where_it_is_shown(notebook):
    for cell in code_cells(notebook):
        for statement in parsed(cell.source).body[:-1]:
            is_check = isinstance(statement, ast.Expr) and "check" in ast.unparse(statement)[:6]
            assert not is_check, f"{cell.id}: {ast.unparse(statement)}"


def test_stub_and_solution_have_not_drifted_apart(notebook):
    for _, stub, solution, _ in exercises_with_solutions(notebook):
        assert "..." in stub and "..." not in solution, stub
        assert top_level_names(parsed(stub)) == top_level_names(parsed(solution)), stub
        assert stub.splitlines()[-1] == solution.splitlines()[-1]
        assert stub.splitlines()[-1].startswith("check.")


def test_exercises_and_solutions_use_only_names_from_above(notebook):
    for above, stub, solution, _ in exercises_with_solutions(notebook):
        known = set(dir(builtins)).union(*(top_level_names(parsed(code)) for code in above))
        for code in (stub, solution):
            tree = parsed(code)
            assert used_names(tree) <= known | assigned_names(tree), code


def test_solutions_are_folded(notebook):
    for *_, source in exercises_with_solutions(notebook):
        assert source.startswith("<details><summary>Solution</summary>\n\n```python\n")
        assert source.rstrip().endswith("</details>")


def test_an_untouched_exercise_is_not_attempted(notebook):
    for cell in tagged(notebook, "exercise"):
        verdicts = [
            output.metadata.get("workshop", {}).get("verdict")
            for output in cell.outputs
            if output.output_type == "execute_result"
        ]
        assert verdicts == ["not attempted"], cell.source


def test_the_end_says_what_was_seen_and_which_exercises_are_solved(notebook):
    assert any(
        cell.cell_type == "markdown" and cell.source.startswith("## What we saw")
        for cell in notebook.cells
    )
    assert code_cells(notebook)[-1].source == "check.summary()"
    assert len(tagged(notebook, "result")) == 1


def test_links_lead_to_files_that_exist(path, notebook):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (path.parent / target).exists(), target


def test_every_stored_picture_was_drawn_by_the_source_above_it_and_can_be_seen(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            for kind in pictures(output):
                assert drawn_by(output) == digest(cell.source), f"to be refreshed: {cell.source}"
                file = io.BytesIO(base64.b64decode(output.data[kind], validate=True))
                assert min(Image.open(file).convert("RGB").size) > 50, cell.source


def test_a_decimal_in_the_text_after_a_cell_is_one_that_the_notebook_knows(path, notebook):
    """Of a number that isn't in the notebook's code or output so far; whole ones are too common."""
    known = decimals("\n".join(cell.source for cell in code_cells(notebook)))
    for before, cell in itertools.pairwise(notebook.cells):
        if before.cell_type == "code":
            known |= decimals(printed_text(before))
        follows = before.cell_type == "code" and cell.cell_type == "markdown"
        if follows and "solution" not in cell.metadata.get("tags", []):
            told = decimals(re.sub(r"\]\([^)]*\)", "", cell.source))
            told = {number for number in told if "." in number}
            unknown = {one for one in told if not any(rounds_to(other, one) for other in known)}
            assert unknown <= QUOTED.get(path.stem, set()), cell.source


def decimals(text):
    return set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?!\w)", text.replace(",", " ")))


def rounds_to(number, told):
    half_a_unit = Decimal(5).scaleb(-len(told.partition(".")[2]) - 1)
    return abs(Decimal(number) - Decimal(told)) <= half_a_unit


def test_the_course_page_lists_every_notebook_in_order_with_its_title_and_minutes():
    page = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\|[^|]*\[([^\]]+)\]\((\d\d_\w+\.ipynb)\)\s*\|\s*(\d+)[^|]*\|\s*(\d+)[^|]*\|", page,
        re.MULTILINE,
    )
    expected = []
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
        facts = notebook.metadata.workshop
        expected.append((path.name, str(facts.teaching_minutes), str(facts.exercise_minutes)))
        assert any(title.endswith(row[0]) or row[0] == title for row in rows), title
    assert [row[1:] for row in rows] == expected
