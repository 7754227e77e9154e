"""What the pages in the root and the course page say stays true."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import helpers
from workshop.commands.agenda import TIMES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *(ROOT / folder / "README.md" for folder in ("data", "notebooks", "slides")),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page):
    targets = re.findall(r"\]\((?![a-z]+:)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_make_targets_that_there_are(page):
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(encoding="utf-8"), re.M))
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.M)} == set()


def test_the_running_times_on_the_page_of_results_are_those_of_the_recorded_run():
    record = json.loads(TIMES.read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"(?m)^\| (\d\d) \| (\d+) \|", page))
    assert table == {name[:2]: f"{seconds:g}" for name, seconds in record["seconds"].items()}
    notebooks = {path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert set(record["seconds"]) == notebooks


def test_no_page_repeats_the_address_of_the_repository():
    address = PROJECT["urls"]["Repository"].removeprefix("https://")
    pages = [*PAGES, ROOT / "CITATION.cff", ROOT / "LICENSE"]
    assert [page.name for page in pages if address in page.read_text(encoding="utf-8")] == []


def test_the_citation_names_the_version_of_helpers_and_the_licences_of_the_project():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {helpers.__version__}\n" in citation
    licences = re.findall(r"^  - (MIT|CC-BY-4\.0)$", citation, re.MULTILINE)
    assert " AND ".join(licences) == PROJECT["license"]
    assert all((ROOT / name).is_file() for name in PROJECT["license-files"])
