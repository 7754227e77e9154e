import re

from helpers.errors import folded, without_traceback


def caught(source="1 / 0", file="/somewhere/lib/python3.11/site-packages/keras/nn.py"):
    try:
        exec(compile(source, file, "exec"))
    except Exception as error:
        return error


def test_a_folded_error_holds_the_whole_message_and_no_path_of_the_machine():
    shown = folded(caught())
    assert (
        repr(shown) == f"on this machine: ZeroDivisionError, {len(shown.text.splitlines())} lines"
    )
    page = shown._repr_html_()
    assert page.startswith("<details><summary>") and "ZeroDivisionError: division by zero" in page
    assert "keras/nn.py" in page and "/somewhere" not in page and "site-packages" not in page


def test_a_cell_of_a_notebook_goes_by_its_place_and_not_by_its_file():
    shown = folded(caught(file="/somewhere/ipykernel_12/345.py"))
    assert re.search('File "this cell", line 1', shown.text) and "/somewhere" not in shown.text


def test_what_looks_like_html_in_a_message_is_shown_as_it_is():
    assert "&lt;b&gt;" in folded(caught("raise ValueError('<b>')"))._repr_html_()


def test_where_there_is_no_error_that_is_said():
    assert repr(folded(None)) == "on this machine: no error at all"
    assert "no error at all" in folded(None)._repr_html_()


def test_an_error_without_its_traceback_says_its_sentence():
    error = without_traceback(ValueError("give one number"))
    assert error._render_traceback_() == ["ValueError: give one number"]
