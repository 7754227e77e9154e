import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

HEAD = """# 01 · One

[![Open in Colab](open_in_colab.svg)](https://example.org/01_one.ipynb)

See the [course page](README.md), [sums](https://example.org/a) and [below](#end)."""


def code(identity, source, *tags, **ours):
    metadata = {"tags": list(tags)} if tags else {}
    if ours:
        metadata["workshop"] = ours
    outputs = [new_output("stream", name="stdout", text="3\n")] if "print" in source else []
    return new_code_cell(source, id=identity, metadata=metadata, outputs=outputs)


@pytest.fixture
def path(course):
    cells = [
        new_markdown_cell(HEAD, id="head"),
        code("setup", "a = 1"),
        code("sum", "b = a + 2", "typed", cue="add two", note="Ask first.\nThen type."),
        code("look", "print(b)"),
        code("task", "c = ...", "exercise"),
        new_markdown_cell("c is 4", id="answer", metadata={"tags": ["solution"]}),
        new_markdown_cell("Next: [two](02_two.ipynb)", id="end"),
    ]
    path = course.notebooks / "01_one.ipynb"
    metadata = {"workshop": {"teaching_minutes": 5}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    course.add("02_two", "1 + 1")
    return path


def made(course, name="01_one", folder="live"):
    return nbformat.read(course.project / folder / f"{name}.ipynb", as_version=4)


def sources(notebook):
    return {cell.id: cell.source for cell in notebook.cells}


def test_a_live_edition_leaves_a_cue_of_what_is_typed(course, path):
    result = course.call("live", "01")
    assert result.exit_code == 0 and "1 cells to type" in result.stdout
    live = sources(made(course))
    assert live["sum"] == "# add two"
    assert live["setup"] == "a = 1" and live["look"] == "print(b)"
    assert live["task"] == "c = ...", "exercises are the students' own"


def test_outputs_are_gone_and_the_original_is_as_it_was(course, path):
    before = path.read_bytes()
    course.call("live")
    for cell in made(course).cells:
        assert not cell.get("outputs") and not cell.get("execution_count")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("switches", "folder", "has"),
    [
        ([], "live", set()),
        (["--notes"], "live_notes", {"note"}),
        (["--solutions"], "live", {"solution"}),
        (["--notes", "--solutions"], "live_notes", {"note", "solution"}),
    ],
)
def test_the_projector_sees_no_notes_and_no_solutions_unless_asked(
    course, path, switches, folder, has
):
    course.call("live", "01", *switches)
    cells = made(course, folder=folder).cells
    tags = {tag for cell in cells for tag in cell.metadata.get("tags", [])}
    assert tags & {"note", "solution"} == has


def test_a_note_stands_before_its_cell_and_is_quoted_whole(course, path):
    course.call("live", "01", "--notes")
    cells = made(course, folder="live_notes").cells
    position = [cell.id for cell in cells].index("sum")
    assert cells[position - 1].source == "> **To the lecturer.** Ask first.\n> Then type."


def test_the_students_edition_has_the_code_and_neither_solutions_nor_notes(course, path):
    course.call("live", "01", "--student")
    student = sources(made(course, folder="student"))
    assert student["sum"] == "b = a + 2" and student["task"] == "c = ..."
    assert "answer" not in student and "sum-note" not in student


def test_links_lead_where_they_led_or_to_the_edition_beside(course, path):
    course.call("live")
    both = sources(made(course))
    assert both["end"] == "Next: [two](02_two.ipynb)"
    assert "[course page](../notebooks/README.md)" in both["head"]
    assert "[sums](https://example.org/a)" in both["head"] and "[below](#end)" in both["head"]
    assert "open_in_colab" not in both["head"]


def test_a_link_to_a_notebook_without_an_edition_leads_to_the_course(course, path):
    course.call("live", "01")
    assert sources(made(course))["end"] == "Next: [two](../notebooks/02_two.ipynb)"


def type_into(course):
    edition = course.project / "live" / "01_one.ipynb"
    notebook = nbformat.read(edition, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "sum"]
    cell.source = "b = a + 1 + 1"
    nbformat.write(notebook, edition)
    return edition


def test_an_edited_copy_is_left_alone(course, path):
    course.call("live")
    typed = type_into(course).read_bytes()
    result = course.call("live")
    assert result.exit_code == 1
    assert "01_one.ipynb: kept" in result.stdout and "--overwrite" in result.stdout
    assert "02_two.ipynb: unchanged" in result.stdout
    assert type_into(course).read_bytes() == typed


def test_an_edited_copy_is_kept_under_another_name_when_overwriting_is_asked(course, path):
    course.call("live", "01")
    for number in (1, 2):
        typed = type_into(course).read_bytes()
        result = course.call("live", "01", "--overwrite")
        assert result.exit_code == 0 and f"01_one_kept_{number}.ipynb" in result.stdout
        assert (course.project / "live" / f"01_one_kept_{number}.ipynb").read_bytes() == typed
    assert sources(made(course))["sum"] == "# add two"


@pytest.mark.parametrize("cue", [None, "", "two\nlines"])
def test_a_typed_cell_without_a_cue_of_one_line_is_an_error_and_nothing_is_written(
    course, path, cue
):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].metadata.workshop.cue = cue or ""
    nbformat.write(notebook, path)
    result = course.call("live", "02", "01")
    assert result.exit_code == 2
    assert "01_one: the cell sum is tagged 'typed' and needs a cue of one line" in result.stderr
    assert not (course.project / "live").exists()


@pytest.mark.parametrize("folder", ["notebooks", "notebooks/sub", "file/live"])
def test_a_folder_among_the_originals_or_that_cannot_be_made_is_refused(course, path, folder):
    (course.project / "file").write_text("")
    before = sorted(course.project.rglob("*"))
    result = course.call("live", "-o", course.project / folder)
    assert result.exit_code == 2 and "Name another folder" in result.stderr
    assert sorted(course.project.rglob("*")) == before


def test_a_file_in_the_way_that_is_no_text_is_left_alone(course, path):
    (course.project / "live").mkdir()
    edition = course.project / "live" / "01_one.ipynb"
    edition.write_bytes(b"\xff\xfe")
    result = course.call("live", "01")
    assert result.exit_code == 1 and "01_one.ipynb: kept" in result.stdout
    assert edition.read_bytes() == b"\xff\xfe"
