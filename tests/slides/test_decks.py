"""What a deck must hold, and that its numbers are those of the notebooks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from slides.build import NOTEBOOK_PICTURES, SLIDES, decks, take_pictures
from slides.drawings import PICTURES, save
from slides.drawings.picture import picture
from workshop.notebooks.course import Course, Notebook
from workshop.notebooks.execute import printed_text

DECKS = decks()
COURSE = Course(SLIDES.parent)
MOST_WORDS = 30
LONGEST_HEADING = 64
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
NOTE = re.compile(r"<!--(.*?)-->", re.DOTALL)
MEASURED = re.compile(r"[-\d.,]+\s*±\s*[\d.]+")


@pytest.fixture(params=DECKS, ids=lambda deck: deck.stem)
def deck(request):
    return request.param


def front_matter(deck):
    return yaml.safe_load(deck.read_text(encoding="utf-8").split("---\n", 2)[1])


def slides_of(deck):
    body = deck.read_text(encoding="utf-8").split("---\n", 2)[2]
    return re.split(r"(?m)^---$", body)


def notes_of(slide):
    return [note.strip() for note in NOTE.findall(slide) if not note.strip().startswith("_class")]


def hands_on(deck):
    """Say which slide sends the room to the notebooks."""
    (place,) = [
        place for place, slide in enumerate(slides_of(deck)) if "_class: hands-on" in slide
    ]
    return place


def shown_text(slide):
    """Give the words beside the heading: no notes, no pictures, no mark-up."""
    text = re.sub(r"(?m)^#+ .*$", "", PICTURE.sub("", NOTE.sub("", slide)))
    text = re.sub(r"\$\$?.*?\$\$?|```.*?```", " ", text, flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)|<[^>]+>", " ", text)
    return re.findall(r"[^\W\d_][\w'’-]*", text)


def facts_of(deck):
    path = SLIDES / f"figures_{deck.stem[0]}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def figures_of(deck):
    return facts_of(deck).get("figure", [])


def notebooks_of(deck):
    names = re.findall(r"\.\./notebooks/(\w+)\.ipynb", slides_of(deck)[hands_on(deck)])
    return COURSE.choose(names)


def test_there_are_the_five_decks():
    assert [deck.stem for deck in DECKS] == [
        "0_introduction",
        "1_single_neuron",
        "2_fully_connected_networks",
        "3_convolutional_networks",
        "4_further",
    ]


def test_a_deck_says_how_it_is_to_be_shown_and_how_long_it_takes(deck):
    facts = front_matter(deck)
    assert facts["marp"] is True and facts["theme"] == "workshop" and facts["math"] == "mathjax"
    assert facts["title"].startswith(f"{deck.stem[0]} · ") and facts["description"]
    assert facts["lang"] == "en" and 10 <= facts["minutes"] <= 60


def test_each_slide_has_one_heading_that_says_its_point(deck):
    for slide in slides_of(deck):
        headings = re.findall(r"(?m)^# (.+)$", re.sub(r"```.*?```", "", slide, flags=re.DOTALL))
        assert len(headings) == 1, slide
        assert len(headings[0]) <= LONGEST_HEADING, headings[0]


def test_each_slide_tells_the_speaker_what_to_show_and_what_answer_to_expect(deck):
    slides = slides_of(deck)
    for slide in slides:
        (note,) = notes_of(slide)
        assert re.search(r"(?m)^Show: \S", note), note
        assert ("\nAsk: " in note) == ("\nExpect: " in note), note
    assert sum("\nAsk: " in slide for slide in slides) >= len(slides) / 3


def test_a_deck_takes_as_long_as_it_says(deck):
    slides, facts = slides_of(deck), front_matter(deck)
    minutes = [2 if "\nAsk: " in slide else 1 for slide in slides]
    before = sum(minutes[: hands_on(deck) + 1])
    assert abs(facts["minutes"] - before) <= 2, before
    assert abs(facts["minutes_after"] - sum(minutes) + before) <= 2, sum(minutes) - before


def test_no_slide_is_full_of_words(deck):
    for slide in slides_of(deck):
        words = shown_text(slide)
        assert len(words) <= MOST_WORDS or "<!-- _class: hands-on -->" in slide, " ".join(words)


def test_each_picture_comes_from_us_and_is_told_to_those_who_cannot_see_it(deck):
    take_pictures(deck)
    for text, place in PICTURE.findall(deck.read_text(encoding="utf-8")):
        path = SLIDES / place
        assert path.is_file(), place
        drawn = path.parent == SLIDES / "pictures" and path.stem in PICTURES
        assert drawn or path.parent == NOTEBOOK_PICTURES, f"{place} is drawn by no function"
        assert len(text.split()) >= 6, f"{place}: what is seen, and its point? It says {text!r}"


def test_a_picture_that_no_notebook_has_is_named(tmp_path):
    deck = tmp_path / "1_deck.md"
    deck.write_text("![x](pictures/from_notebooks/01-nothing.png)")
    with pytest.raises(click.ClickException, match="notebook 01 has no such picture"):
        take_pictures(deck)


def test_every_picture_that_is_drawn_is_shown():
    shown = {
        Path(place).stem
        for deck in DECKS
        for _, place in PICTURE.findall(deck.read_text(encoding="utf-8"))
        if "from_notebooks" not in place
    }
    there = {path.stem for path in (SLIDES / "pictures").iterdir() if path.is_file()}
    assert set(PICTURES) == shown == there


def test_a_picture_is_the_same_to_the_byte_whenever_it_is_drawn(tmp_path):
    first, second = save("nested_fields", tmp_path / "1"), save("nested_fields", tmp_path / "2")
    assert first.read_bytes() == second.read_bytes()
    assert b"<dc:date>" not in first.read_bytes()


def predictions_of(deck):
    return {
        cell.id
        for notebook in notebooks_of(deck)
        for cell in notebook.code_cells
        if "prediction" in cell.metadata.get("tags", [])
    }


def test_no_slide_before_the_lab_answers_what_a_notebook_lets_students_predict(deck):
    kept = {entry["prediction"]: entry["words"] for entry in facts_of(deck).get("kept", [])}
    assert set(kept) == predictions_of(deck)
    before = "\n".join(NOTE.sub("", slide) for slide in slides_of(deck)[: hands_on(deck) + 1])
    after = "\n".join(slides_of(deck)[hands_on(deck) + 1 :])
    for prediction, words in kept.items():
        assert words, prediction
        for word in words:
            assert not re.search(word, before), f"{prediction} is answered by {word!r}"
    assert re.search(r"(?m)^# ", after), "no slide shows the answers after the lab"


def test_a_deck_sends_to_its_notebooks_and_says_their_minutes(deck):
    last = slides_of(deck)[hands_on(deck)]
    assert re.search("(?m)^# Hands on", last)
    link, minutes = r"\[([^\]]+)\]\(\.\./notebooks/(\w+)\.ipynb\)", r"(\d+) min"
    rows = re.findall(rf"{link} \| {minutes} \| {minutes}", last)
    assert rows
    for title, name, teaching, exercises in rows:
        notebook = Notebook(COURSE.folder / f"{name}.ipynb")
        assert f"# {title}" == notebook.content.cells[0].source.splitlines()[0]
        assert int(teaching) == notebook.facts["teaching_minutes"]
        assert int(exercises) == notebook.facts["exercise_minutes"]


def test_the_decks_together_lead_to_every_notebook():
    linked = {
        name
        for deck in DECKS
        for name in re.findall(r"\.\./notebooks/(\w+)\.ipynb", slides_of(deck)[hands_on(deck)])
    }
    assert linked == {notebook.name for notebook in COURSE.notebooks}


def test_each_figure_is_on_its_slide_and_in_its_notebooks_output(deck):
    text = deck.read_text(encoding="utf-8")
    for figure in figures_of(deck):
        assert figure["on_slide"] in text, figure
        (notebook,) = COURSE.choose([figure["notebook"]])
        printed = "\n".join(printed_text(cell) for cell in notebook.code_cells)
        assert figure["printed"] in printed, figure


def test_the_figure_on_the_slide_is_the_one_that_was_printed(deck):
    for figure in figures_of(deck):
        numbers = set(re.findall(r"\d+(?:[.,]\d+)*", figure["printed"]))
        there = set(re.findall(r"\d+(?:[.,]\d+)*", figure["on_slide"]))
        assert numbers & there, figure


def test_every_measured_value_on_a_slide_is_tied_to_a_notebook(deck):
    tied = " ".join(figure["on_slide"] for figure in figures_of(deck))
    for slide in slides_of(deck):
        for value in MEASURED.findall(NOTE.sub("", slide)):
            assert value in tied, value


def test_nothing_is_loaded_from_elsewhere(deck):
    assert not re.search(r"https?://", deck.read_text(encoding="utf-8"))


def test_two_pictures_of_one_name_are_refused():
    name = next(iter(PICTURES))
    with pytest.raises(ValueError, match=name):
        picture((1, 1), name)(lambda ax: None)
