import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workshop.commands.address import Address, stated_address
from workshop.notebooks.course import Course

ROOT = Path(__file__).resolve().parents[3]
OURS = "https://github.com/some-where/course"
FORK = "https://github.com/Department-7/deep.learning_2026"
PYPROJECT = f"""# A comment, and "Repository".
[project]
name = "course"

[project.urls]
Homepage = "{OURS}"
Repository = "{OURS}"

[tool.workshop]
branch = "main"
"""


def badge(repository, branch, name):
    place = repository.removeprefix("https://github.com/")
    return f"https://colab.research.google.com/github/{place}/blob/{branch}/notebooks/{name}.ipynb"


def archive(repository, branch):
    return f"{repository}/archive/refs/heads/{branch}.zip"


@pytest.fixture
def published(course):
    """Publish a course of two notebooks that repeat the addresses in outputs and in a text."""
    (course.project / "pyproject.toml").write_text(PYPROJECT)
    for name in ("01_one", "02_two"):
        link = f"[![Open in Colab](open.svg)]({badge(OURS, 'main', name)})"
        install = f"if colab:\n    %pip install --no-deps {archive(OURS, 'main')}"
        again = f"{link}\n{install}\n{OURS} ± ü"
        shown = [new_output("stream", name="stdout", text=again)]
        cells = [
            new_markdown_cell(f"# One\n\n{link}\n\nText", id="head"),
            new_code_cell(install, id="first", metadata={"tags": ["bootstrap"]}, outputs=shown),
            new_code_cell("look", id="look", outputs=shown),
            new_markdown_cell(again, id="text"),
        ]
        nbformat.write(new_notebook(cells=cells), course.notebooks / f"{name}.ipynb")
    return course


def contents(course):
    return {path: path.read_bytes() for path in course.project.rglob("*") if path.is_file()}


def refused(course, *arguments):
    """Ask for an address that can't be set: nothing may change. Give what is said."""
    before = contents(course)
    result = course.call("address", *arguments)
    assert result.exit_code == 2, result.output
    assert contents(course) == before
    return result.output


def sources(course, name):
    notebook = nbformat.read(course.notebooks / f"{name}.ipynb", as_version=4)
    return {cell.id: cell.source for cell in notebook.cells}


def test_the_courses_own_notebooks_all_lead_to_where_it_says_that_it_is(course):
    result = course.call("--project", ROOT, "address")
    assert result.exit_code == 0, result.output
    count = len(list((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")))
    assert result.stdout.splitlines()[1] == f"All {count} notebooks lead there."


def test_without_an_argument_the_address_is_shown_and_nothing_is_written(published):
    before = contents(published)
    result = published.call("address")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"{OURS}, branch main", "All 2 notebooks lead there."]
    assert contents(published) == before


@pytest.mark.parametrize(
    ("identity", "old", "new", "what"),
    [
        ("head", "/01_one.ipynb", "/02_two.ipynb", "badge"),
        ("head", "/blob/main/", "/blob/old/", "badge"),
        ("first", "some-where", "else-where", "brings helpers"),
    ],
)
def test_what_leads_elsewhere_is_named_and_can_be_mended(published, identity, old, new, what):
    path = published.notebooks / "01_one.ipynb"
    whole = contents(published)
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == identity]
    cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, path)
    result = published.call("address")
    assert result.exit_code == 1
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("01_one")]
    assert what in line and new in line
    assert "02_two:" not in result.stdout
    assert result.stdout.splitlines()[-1] == f"To fix it: workshop address {OURS}"
    assert published.call("address", OURS).exit_code == 0
    assert contents(published) == whole


def test_a_fork_is_set_in_the_project_in_badges_and_in_first_cells(published):
    result = published.call("address", FORK, "--branch", "autumn-2026")
    assert result.exit_code == 0, result.output
    assert "Set in 3 files" in result.stdout
    assert stated_address(Course(published.project)) == Address(FORK, "autumn-2026")
    for name in ("01_one", "02_two"):
        assert badge(FORK, "autumn-2026", name) in sources(published, name)["head"]
        assert archive(FORK, "autumn-2026") in sources(published, name)["first"]
    assert published.call("address").stdout.splitlines()[-1] == "All 2 notebooks lead there."
    assert published.call("address", "--branch", "spring").exit_code == 0
    assert stated_address(Course(published.project)) == Address(FORK, "spring")


def test_outputs_and_all_other_cells_stay_and_the_way_back_gives_the_same_bytes(published):
    def untouched():
        notebook = nbformat.read(published.notebooks / "01_one.ipynb", as_version=4)
        outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
        return outputs, sources(published, "01_one")["look"], sources(published, "01_one")["text"]

    before, whole = untouched(), contents(published)
    assert published.call("address", FORK).exit_code == 0
    assert untouched() == before
    assert published.call("address", OURS).exit_code == 0
    assert contents(published) == whole


def test_the_courses_own_files_change_in_two_lines_each(course):
    shutil.copy(ROOT / "pyproject.toml", course.project)
    for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"):
        shutil.copy(path, course.notebooks)
    before = contents(course)
    assert course.call("address", FORK, "--branch", "autumn").exit_code == 0
    for path, text in contents(course).items():
        lines = zip(text.splitlines(), before[path].splitlines(), strict=True)
        assert len([1 for new, old in lines if new != old]) == 2, path.name


@pytest.mark.parametrize(
    "written",
    [
        FORK + "/", FORK + ".git", f"  {FORK}\n",
        "git@github.com:" + FORK.removeprefix("https://github.com/") + ".git",
        "ssh://git@github.com/" + FORK.removeprefix("https://github.com/"),
    ],
)
def test_an_address_is_understood_however_it_was_copied(written):
    assert Address.read(written, "main") == Address(FORK, "main")


@pytest.mark.parametrize(
    "wrong",
    [
        "department/course",
        "https://github.com/department/course/tree/main",
        "https://github.com/department/..",
        "https://github.com/-x/course",
        "https://gitlab.com/department/course",
        "https://github.com/department/course\n%pip install other",
        "",
    ],
)
def test_what_is_no_address_of_a_repository_is_refused(published, wrong):
    said = refused(published, wrong, "--branch", "main")
    assert "not the address of a repository on GitHub" in said


@pytest.mark.parametrize("wrong", ["feature/x", "a b", "..", "-x", "x.lock", "ü", "a)", ""])
def test_a_branch_that_would_break_an_address_is_refused(published, wrong):
    assert "cannot be the branch" in refused(published, FORK, f"--branch={wrong}")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("{", "cannot be read as a notebook"),
        (nbformat.writes(new_notebook()), "the badge in the head, and has 0"),
    ],
)
def test_one_notebook_that_cannot_be_changed_leaves_all_as_they_were(published, broken, says):
    (published.notebooks / "02_two.ipynb").write_text(broken)
    said = refused(published, FORK)
    assert says in said and "02_two.ipynb" in said


def test_a_file_that_cannot_be_written_is_named_and_trying_again_mends_all(published, monkeypatch):
    really_replace = os.replace

    def replace(part, path):
        if path.name == "02_two.ipynb":
            raise PermissionError(13, "it is open in another program", str(path))
        really_replace(part, path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        result = published.call("address", FORK)
    assert result.exit_code == 2
    assert "02_two.ipynb cannot be written: it is open in another program" in result.stderr
    assert "give the same command again" in result.stderr
    assert published.call("address", FORK).exit_code == 0
    assert published.call("address").stdout.splitlines()[-1] == "All 2 notebooks lead there."


@pytest.mark.parametrize(
    "text", [None, "[project\n", "[project]\n", PYPROJECT.replace("branch", "twig")]
)
def test_a_project_that_states_no_address_is_a_clear_error(published, text):
    path = published.project / "pyproject.toml"
    path.unlink() if text is None else path.write_text(text)
    assert "pyproject.toml" in refused(published)


def test_a_project_that_states_it_in_another_way_is_left_as_it_is(published):
    path = published.project / "pyproject.toml"
    other = f'[project]\nurls = {{ Repository = "{OURS}" }}\n[tool.workshop]\nbranch = "main"\n'
    path.write_text(other)
    assert "nothing was changed" in refused(published, FORK)
