"""The site is whole: every link leads somewhere, every figure has words, nothing is too large."""

import functools
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
FIGURES = [path.stem for path in (ROOT / "helpers" / "live").glob("*.js")
           if path.stem != "drawing_board"]  # needs Python to read what was drawn
HAS_NODE_MODULES = (ROOT / "slides" / "node_modules" / "katex").exists()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
REPOSITORY = PROJECT["project"]["urls"]["Repository"]
BRANCH = PROJECT["tool"]["workshop"]["branch"]


@functools.cache
def page(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def course_pages(site):
    """Give all pages but the decks, which have tests of their own."""
    return [path for path in site.rglob("*.html") if path.parent.name not in ("decks", "_static")]


@functools.cache
def names(path):
    return {tag["id"] for tag in page(path).find_all(id=True)}


def loaded(path):
    """Give the addresses of what a browser loads for a page."""
    sources = [tag["src"] for tag in page(path).find_all(src=True)]
    kinds = ({"stylesheet"}, {"icon"}, {"preload"})
    return sources + [
        tag["href"] for tag in page(path).find_all("link", href=True)
        if any(kind & set(tag.get("rel", [])) for kind in kinds)
    ]


def without_query(address):
    return unquote(re.sub(r"[?#].*", "", address))


def test_every_link_inside_leads_to_a_page_and_a_place(site):
    dead = []
    for path in course_pages(site):
        links = [tag["href"] for tag in page(path).find_all("a", href=True)]
        for link in {*links, *loaded(path)}:
            if re.match(r"[a-z]+:", link):
                continue
            file = (path.parent / without_query(link)).resolve() if without_query(link) else path
            place = unquote(link.partition("#")[2])
            if not file.exists() or (
                place and file.suffix == ".html" and place not in names(file)
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(site):
    elsewhere = [
        (path.name, address) for path in course_pages(site) for address in loaded(path)
        if re.match(r"//|[a-z]+:", address)
    ]
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        elsewhere += re.findall(r"(?:url\(|@import )[\"']?((?:https?:)?//[^)\"']+)", text)
    assert elsewhere == []


def test_every_picture_has_words_and_comes_when_it_is_near(site):
    wrong = [
        (path.name, str(picture)[:200])
        for path in course_pages(site)
        for picture in page(path).find_all("img")
        if len(picture.get("alt", "")) < 10 or re.search(r"[0-9a-f]{20}|_images", picture["alt"])
        or picture.get("loading") != "lazy"
    ]
    assert wrong == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebooks_page_is_the_notebook_ready_to_read(notebook, site):
    path = site / "notebooks" / f"{notebook.stem}.html"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    shown = page(path).article
    texts = [picture["alt"] for picture in shown.find_all("img")]
    assert set(texts) == cells_texts(cells)
    solutions = [cell for cell in cells if "solution" in cell["metadata"].get("tags", [])]
    folded = [tag for tag in shown.find_all("details") if tag.summary.text == "Solution"]
    assert len(folded) == len(solutions) and not any(tag.has_attr("open") for tag in folded)
    assert "google.colab" not in shown.text
    links = [link["href"] for link in shown.select(".buttons a")]
    place = REPOSITORY.removeprefix("https://github.com/")
    assert links == [
        f"https://colab.research.google.com/github/{place}/blob/{BRANCH}/notebooks/{notebook.name}",
        f"https://mybinder.org/v2/gh/{place}/{BRANCH}"
        f"?urlpath=lab%2Ftree%2Fnotebooks%2F{notebook.name}",
        notebook.name,
    ]
    offered = json.loads((path.parent / notebook.name).read_text(encoding="utf-8"))["cells"]
    assert [cell["source"] for cell in offered] == [cell["source"] for cell in cells]
    assert not any(cell.get("outputs") for cell in offered)
    pictures = {path.parent / picture["src"] for picture in shown.find_all("img")}
    assert path.stat().st_size + sum(file.stat().st_size for file in pictures) <= 3_000_000
    terms = [link["href"] for link in shown.select("a.term")]
    assert len(terms) >= 2 and len(terms) == len(set(terms))


@pytest.mark.parametrize("name, notebook, begun", [
    ("backpropagation", "04_xor_two_layer_sigmoid", '{"graph": "network"}'),
    ("kernel", "09_basic_convolution", '{"preset": "sharpen"}'),
    ("neuron", "01_perceptron_or_gate",
     '{"examples": [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]}'),
    ("playground", "13_playground", '{"state": {"settings": {"data": "heaps", "hidden": []}}}'),
])
def test_a_live_figure_begins_on_a_notebooks_page_as_in_the_notebook(name, notebook, begun, site):
    shown = page(site / "notebooks" / f"{notebook}.html").article
    assert shown.find(id=f"live-{name}")
    assert f"const values = {begun};" in str(shown)


def test_each_live_figure_has_a_still_of_its_own(site):
    stills = {(site / "live" / f"{name}.png").read_bytes() for name in FIGURES}
    assert len(stills) == len(FIGURES)


def cells_texts(cells):
    return {
        cell["metadata"]["alt"] for cell in cells if "alt" in cell["metadata"]
        if any({"image/png", "image/jpeg"} & set(output.get("data", {}))
               for output in cell["outputs"])
    }


def test_the_lecturers_page_lists_each_notebook_once_by_its_title(site):
    listed = [link.text for link in page(site / "lecturer.html").article.select("td:first-child a")]
    assert listed == [path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
                      for path in sorted((ROOT / "docs" / "lecturer").glob("*.md"))]


def test_the_whole_site_fits_with_the_decks_as_pdf(site):
    decks_as_pdf = 7_000_000  # where make slides has made them
    size = sum(file.stat().st_size for file in site.rglob("*.*") if file.suffix != ".pdf")
    assert size + decks_as_pdf <= 40_000_000


def test_an_output_that_answers_a_prediction_is_folded(site):
    shown = page(site / "notebooks" / "12_lenet_mnist.html").article
    outputs = [one for one in shown.select("div.output") if "error at 4 pixels" in one.text]
    assert outputs and all(one.find_parent("details") for one in outputs)


def test_titles_name_page_and_course_alone(site):
    titles = {path: page(path).title.text for path in course_pages(site)}
    assert all(title.strip().endswith("Deep Learning Workshop") for title in titles.values())
    assert len(set(titles.values())) == len(titles)


def test_edit_links_lead_to_the_files_of_this_repository(site):
    for name, file in (("index", "site/index.md"), ("notebooks/glossary", "notebooks/glossary.md"),
                       ("INSTRUCTORS", "INSTRUCTORS.md")):
        links = [link["href"] for link in page(site / f"{name}.html").find_all("a", href=True)]
        assert f"{REPOSITORY}/edit/{BRANCH}/{file}" in links and (ROOT / file).exists()
    own = [file for file in (ROOT / "site").rglob("*")
           if file.is_file() and "built" not in file.parts and "__pycache__" not in file.parts]
    address = REPOSITORY.removeprefix("https://github.com/")
    assert [file for file in own if address in file.read_text(encoding="utf-8")] == []


@pytest.mark.skipif(not HAS_NODE_MODULES and "CI" not in os.environ, reason="needs make slides")
def test_formulas_and_decks_are_made_while_the_site_is_built(site):
    glossary = page(site / "notebooks" / "glossary.html")
    assert len(glossary.select(".katex math")) > 20 and not glossary.select(".katex-error")
    decks = [link["href"] for link in page(site / "decks.html").select("a.card")]
    assert decks == [f"decks/{path.stem}.html" for path in
                     sorted((ROOT / "slides").glob("[0-9]_*.md"))]


def test_every_live_figure_has_a_page_and_one_that_is_missing_is_an_error(site, tmp_path):
    assert sorted(path.stem for path in (site / "live").glob("*.html")) == sorted(FIGURES)
    (tmp_path / "index.md").write_text("# Live\n\n```{live} unknown\n```\n")
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-c", ROOT / "site", tmp_path, tmp_path / "built"],
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT / "site")},
    )
    assert "There is no helpers/live/unknown.js" in run.stderr
