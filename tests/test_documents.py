"""What the pages in the root and the course page say stays true."""

import json
import math
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import helpers
from workshop.commands.agenda import TIMES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / folder / "README.md" for folder in ("data", "notebooks", "slides", "tests")),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page):
    missing = []
    for link in re.findall(r"\]\((?![a-z]+:)([^)\s]+)", page.read_text(encoding="utf-8")):
        target, _, heading = link.partition("#")
        file = page.parent / target if target else page
        if not file.exists() or (heading and heading not in anchors(file)):
            missing.append(link)
    assert missing == []


def anchors(page):
    """Give the names by which GitHub leads to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_in_docs_is_linked_from_the_lecturers_guide_or_another_page():
    linked = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in re.findall(r"\]\((?![a-z]+:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    }
    assert set((ROOT / "docs").rglob("*.*")) - linked == set()


def test_the_lecturers_guide_can_be_printed_on_two_pages():
    words = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8").split()
    assert 900 <= len([word for word in words if re.search(r"\w", word)]) <= 1100


def test_the_sizes_of_a_hub_follow_from_what_was_measured():
    text = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]]
        for row in re.findall(r"^\| [\d,]+ \|.*$", text, re.MULTILINE)
    ]
    measured = [[number(cell) for cell in row] for row in rows if len(row) == 8]
    computed = [row for row in rows if len(row) == 5]
    gigabytes, reading = (round_up(max(row[at] for row in measured) / 1000) for at in (7, 6))
    students, ready = measured[-1][0], measured[-1][1]
    for row in computed:
        n = number(row[0])
        training = n / 3 if row[1] == "one in three" else n
        cores = math.ceil(training * 109 / 240)
        assert number(row[2]) == round(training * gigabytes + (n - training) * reading)
        assert number(row[3]) == cores
        spread, rounds = n * ready * 2 / students / cores, measured[0][1] * math.ceil(n / 64)
        assert number(row[4]) == round(max(spread, rounds))
    assert [row[0] for row in computed] == ["30", "300", "3,000", "3,000"]


def number(cell):
    return int(re.match(r"[\d,]+", cell)[0].replace(",", ""))


def round_up(gigabytes):
    """Round to two digits, upwards."""
    return math.ceil(gigabytes * 10) / 10 if gigabytes >= 1 else math.ceil(gigabytes * 100) / 100


def test_the_hub_on_kubernetes_has_the_settings_and_sizes_of_the_page():
    values = yaml.safe_load((ROOT / "docs" / "hub" / "values.yaml").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")
    student, name = values["singleuser"], values["singleuser"]["image"]["name"]
    assert page.count(f"{name}:{student['image']['tag']}") == 2
    assert f'mem_limit = "{student["memory"]["limit"]}"' in page
    assert student["memory"]["guarantee"] == "1300M" and student["cpu"]["guarantee"] >= 109 / 240
    assert f"at most {values['hub']['concurrentSpawnLimit']} at a time" in page
    assert student["extraEnv"]["WORKSHOP_DATA"] == "/srv/course/data"
    assert "--target-repo-dir /srv/course" in page
    of_one_machine = re.findall(r'^    "([A-Z_]{5,})": ', page, re.MULTILINE)
    assert len(of_one_machine) == 4 and set(of_one_machine) <= set(student["extraEnv"])


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
