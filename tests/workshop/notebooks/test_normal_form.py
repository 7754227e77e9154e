import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workshop.notebooks.normal_form import (
    WIDGET_VIEW,
    keep_language,
    normal_form,
    normal_outputs,
    normal_text,
    to_text,
)


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def display(**data):
    bundle = {kind.replace("_", "/"): value for kind, value in data.items()}
    return new_output("display_data", data=bundle)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("10 %\r 50 %\r100 %\ndone\n", "100 %\ndone\n"),
        ("10 %\r\n", "10 %\n"),
        ("counting\r", "counting"),
        ("ab\b\bcd\n", "cd\n"),
        ("word boundary stays\n", "word boundary stays\n"),
        ("a  \n\tb \t\n  ", "a\n\tb\n"),
        ("\n\nblank lines stay\n\n", "\n\nblank lines stay\n\n"),
    ],
)
def test_text_is_what_a_terminal_leaves_of_it(printed, shown):
    assert normal_text(printed) == shown
    assert normal_text(shown) == shown


def test_neighbouring_texts_are_joined_and_the_order_with_pictures_is_kept():
    outputs = [stream("a"), stream("b\n"), display(image_png="aGVq\n"), stream("c\n")]
    normal = normal_outputs(outputs)
    assert [output.get("text", "picture") for output in normal] == ["ab\n", "picture", "c\n"]
    assert normal[1].data["image/png"] == "aGVq"


@pytest.mark.parametrize("still", ["image/png", "text/html", "text/plain"])
def test_a_widget_view_goes_where_something_stands_for_it(still):
    output = new_output("display_data", data={WIDGET_VIEW: {"model_id": "x"}, still: "y"})
    assert set(normal_outputs([output])[0].data) == {still}


def test_a_widget_view_alone_stays():
    output = new_output("display_data", data={WIDGET_VIEW: {"model_id": "x"}})
    assert set(normal_outputs([output])[0].data) == {WIDGET_VIEW}


@pytest.fixture
def messy():
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# 01", id="head", metadata={"papermill": {"duration": 1.0}}),
            new_code_cell("", id="empty", execution_count=3),
            new_code_cell(
                "1 + 1",
                id="sum",
                execution_count=17,
                metadata={
                    "tags": ["result"],
                    "execution": {"iopub.execute_input": "2020-01-01"},
                    "papermill": {"duration": 1.0},
                },
                outputs=[
                    new_output("execute_result", data={"text/plain": "2"}, execution_count=17)
                ],
            ),
            new_code_cell("print(2)", id="print", metadata={"tags": []}),
        ],
        metadata={
            "papermill": {"start_time": "2020"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
            "kernelspec": {"name": "mine", "display_name": "Mine"},
            "language_info": {"name": "python", "version": "3.12.1"},
            "workshop": {"data": ["mnist"]},
        },
    )
    return notebook


def test_nothing_of_the_moment_or_the_machine_is_left(messy):
    normal = normal_form(messy)
    assert normal.metadata == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
        "workshop": {"data": ["mnist"]},
    }
    assert [cell.metadata for cell in normal.cells] == [{}, {}, {"tags": ["result"]}, {}]


def test_cells_are_counted_from_one_and_keep_their_identities(messy):
    normal = normal_form(messy)
    assert [cell.get("execution_count") for cell in normal.cells] == [None, None, 1, 2]
    assert normal.cells[2].outputs[0].execution_count == 1
    assert [cell.id for cell in normal.cells] == ["head", "empty", "sum", "print"]
    assert messy.cells[2].execution_count == 17, "the argument is left as it is"


def test_the_normal_form_of_a_normal_form_is_itself(messy):
    once = to_text(normal_form(messy))
    assert to_text(normal_form(nbformat.reads(once, as_version=4))) == once
    assert once.endswith("}\n") and once.startswith('{\n "cells"')


def test_cells_without_identity_get_the_same_one_every_time(messy):
    cells = messy.cells + [new_code_cell("1 + 1", id="sum")]
    for cell in cells[1:4]:
        del cell["id"]
    messy.cells = cells
    messy.nbformat_minor = 4
    first, second = normal_form(messy), normal_form(messy)
    identities = [cell.id for cell in first.cells]
    assert identities == [cell.id for cell in second.cells]
    assert len(set(identities)) == len(cells)
    nbformat.validate(first)


@pytest.mark.parametrize(
    ("facts", "left"), [({"workshop": {}}, {"name"}), ({}, {"name", "version"})]
)
def test_the_lab_saves_a_notebook_of_the_course_without_its_version_of_python(facts, left):
    language = {"name": "python", "version": "3.12.1"}
    content = new_notebook(metadata={"language_info": language, **facts})
    keep_language({"type": "notebook", "format": "json", "content": content}, path="one.ipynb")
    assert set(content.metadata.language_info) == left
