import pytest

from workshop.terminal.table import text_table

HEAD = ("name", "seconds", "result")


def test_columns_are_aligned_and_numbers_stand_at_the_right():
    table = text_table(HEAD, [("one", "5", "a"), ("three", "12", "b")], numbers=["seconds"])
    assert table.splitlines() == [
        "name   seconds  result",
        "─────  ───────  ──────",
        "one          5  a",
        "three       12  b",
    ]


@pytest.mark.parametrize("width", [20, 60, 170])
def test_the_last_column_is_wrapped_and_loses_no_word(width):
    words = [f"word{number}" for number in range(60)]
    first, *others = text_table(HEAD, [("one", "5", " ".join(words))], width=width).splitlines()[2:]
    assert all(len(line) <= max(width, 50) for line in (first, *others))
    assert first.split()[:2] == ["one", "5"]
    assert [*first.split()[2:], *" ".join(others).split()] == words


def test_a_path_is_wrapped_nowhere_and_an_empty_cell_stays_a_row():
    path = "/a-folder/" * 20
    table = text_table(HEAD, [("one", "5", f"see {path}"), ("two", "6", "")], width=40)
    assert path in table
    assert table.splitlines()[-1] == "two   6"
