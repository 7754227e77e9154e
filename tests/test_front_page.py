"""What a visitor sees first is there, small enough, and true."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image

import helpers
from workshop.notebooks.cards import CUTS, MOST_BYTES, SIZE, card, write_cards
from workshop.notebooks.course import Course

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COURSE = Course(ROOT)
NAMES = [notebook.name for notebook in COURSE.notebooks]


@pytest.mark.parametrize("notebook", COURSE.notebooks, ids=lambda notebook: notebook.name)
def test_each_notebook_has_a_card_that_its_stored_outputs_still_give(notebook, tmp_path):
    number = notebook.name[:2]
    path = ROOT / "notebooks" / "cards" / f"{number}.png"
    assert path.stat().st_size <= MOST_BYTES
    (tmp_path / "anew.png").write_bytes(card(notebook))
    for file in (path, tmp_path / "anew.png"):
        with Image.open(file) as picture:
            assert picture.size == SIZE
            darkest, lightest = picture.convert("L").getextrema()
            assert lightest - darkest > 100, "the card is nearly blank"


def test_there_is_no_card_without_a_notebook_and_writing_makes_all(tmp_path):
    stored = {path.stem for path in (ROOT / "notebooks" / "cards").iterdir()}
    assert stored == set(CUTS) == {name[:2] for name in NAMES}
    (tmp_path / "notebooks").mkdir()
    original = COURSE.notebooks[0].path
    (tmp_path / "notebooks" / original.name).write_bytes(original.read_bytes())
    write_cards(Course(tmp_path))
    assert [path.name for path in (tmp_path / "notebooks" / "cards").iterdir()] == ["00.png"]


@pytest.mark.parametrize(
    ("page", "pattern"),
    [
        ("README.md", r"!\[([^\]]{20,})\]\(notebooks/cards/(\d\d)\.png\)[^(]*\(\w+/(\w+)\.ipynb"),
        ("notebooks/README.md", r'alt="([^"]{20,})" src="cards/(\d\d)\.png"[^(]*\((\w+)\.ipynb'),
    ],
)
def test_both_lists_show_every_card_beside_its_notebook_with_words_for_it(page, pattern):
    shown = re.findall(pattern, (ROOT / page).read_text(encoding="utf-8"))
    assert [name for _, _, name in shown] == NAMES
    assert [number for _, number, _ in shown] == [name[:2] for name in NAMES]
    assert len({words for words, _, _ in shown}) == len(NAMES)


def test_the_readmes_first_screen_has_the_picture_and_the_two_commands():
    screen = README[: README.index("## What you'll make")]
    (picture,) = re.findall(r"!\[[^\]]{40,}\]\(([^)]+)\)", screen)
    assert (ROOT / picture).stat().st_size <= 200_000
    assert re.findall(r"```\n(make \w+)\n```", screen) == ["make lab", "make test"]
    assert "clone" in screen and "ZIP" in screen


def test_the_hours_of_the_readme_are_those_of_the_notebooks():
    facts = [notebook.facts for notebook in COURSE.notebooks]
    minutes = sum(fact["teaching_minutes"] + fact["exercise_minutes"] for fact in facts)
    assert "about twenty-three hours" in README and abs(minutes / 60 - 23) < 0.75
    assert "twenty notebooks" in README and len(facts) == 20


def test_the_container_runs_the_readmes_commands_on_a_python_of_the_course():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    assert container["postAttachCommand"] == "make lab"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    target = container["postCreateCommand"].removeprefix("make ")
    assert re.search(rf"^lab: .*\b{target}\b", makefile, re.MULTILINE), "make lab goes on from it"
    version = container["image"].removeprefix("python:")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest, highest = re.findall(r"\d+\.(\d+)", project["requires-python"])
    assert int(lowest) <= int(version.removeprefix("3.")) < int(highest)


def test_the_changelog_begins_with_the_version_of_the_package():
    versions = re.findall(
        r"(?m)^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    )
    assert versions[0] == helpers.__version__
    assert versions == sorted(versions, reverse=True)
