"""The site as its readers see it: on a phone, a laptop and a projector, without a network."""

import json
import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import browser

from .test_site import FIGURES, HAS_NODE_MODULES, NOTEBOOKS

pytestmark = pytest.mark.skipif(
    browser() is None and "CI" not in os.environ, reason="needs Chromium, Chrome or Edge"
)
WIDTHS = (390, 1280, 1920)
SAMPLE = ["index", "live", "decks", "notebooks/01_perceptron_or_gate",
          "notebooks/05_keras_regression", "notebooks/11_cnn_feature_maps", "notebooks/glossary",
          "docs/lecturer/04_xor_two_layer_sigmoid"]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(chromium, site):
    """Open pages with the network off; nothing may be asked of it, and nothing go wrong."""
    contexts, asked, faults = [], [], []

    def opened(name, scheme="light", width=1280):
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: faults.append(request.url)
                if request.resource_type not in ("fetch", "xhr") else None)  # axe's, of styles
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto((site / f"{name}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []


@pytest.mark.parametrize("name", [*SAMPLE, *(f"live/{name}" for name in FIGURES)])
def test_a_page_fits_and_is_accessible_by_day_and_by_night(name, open_page):
    for scheme in ("light", "dark"):
        page = open_page(name, scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        serious = [
            (fault["id"], node["html"][:200], node["failureSummary"][:300])
            for fault in found if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]
        assert serious == [], scheme


def test_the_one_search_box_finds_the_learning_rate(open_page):
    page = open_page("index")
    boxes = page.locator("button.search-button__button:visible")
    assert boxes.count() == 1
    boxes.click()
    page.keyboard.type("learning rate")
    page.keyboard.press("Enter")
    for title in ("02 · A linear neuron fits a line", "Glossary"):
        page.locator("#search-results li a", has_text=title).first.wait_for()


@pytest.mark.skipif(not HAS_NODE_MODULES and "CI" not in os.environ, reason="needs make slides")
def test_formulas_are_set_in_their_own_type(open_page):
    page = open_page("notebooks/glossary")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded')"
                           ".map(f => f.family.replaceAll('\"', ''))")
    assert {"KaTeX_Math", "Source Sans 3"} <= set(loaded)


@pytest.mark.parametrize("name", FIGURES)
def test_a_live_figure_is_drawn_on_a_phone_by_night_and_on_a_laptop_by_day(name, open_page):
    for width, scheme, ground in ((390, "dark", "rgb(16, 29, 41)"),
                                  (1280, "light", "rgb(255, 255, 255)")):
        page = open_page(f"live/{name}", scheme, width)
        assert page.locator(".live-figure :is(svg, canvas)").first.bounding_box()["width"] > 200
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        figure = page.locator(".live")
        assert figure.evaluate("(one) => getComputedStyle(one).backgroundColor") == ground


def test_what_is_wide_scrolls_on_a_phone_says_so_and_opens_large(open_page, site):
    page = open_page("notebooks/04_xor_two_layer_sigmoid", width=390)
    wide = page.locator(".cell_output a.image-reference")
    assert wide.count() > 10 and page.evaluate("document.documentElement.scrollWidth") <= 390
    assert (site / "notebooks" / wide.first.get_attribute("href")).suffix == ".png"
    wide.first.scroll_into_view_if_needed()
    scrolls = "(one) => one.scrollWidth > 1.3 * one.clientWidth && one.scrollHeight > 200"
    assert wide.first.evaluate(scrolls) and page.locator(".live .frame").evaluate(scrolls)
    for one in (wide.first, page.locator(".live .frame")):
        assert "Swipe" in one.evaluate("(one) => getComputedStyle(one, '::after').content")
    shaded = "(one) => getComputedStyle(one).backgroundAttachment.includes('local, scroll')"
    for one in (".formula", ".cell_input pre", ".live .frame"):
        assert page.locator(one).first.evaluate(shaded)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_guess_is_set_beside_what_the_notebook_found(notebook, open_page):
    page = open_page(f"notebooks/{notebook.stem}", width=390)
    forms = page.locator("form.guess")
    asked = [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
             if "prediction" in cell["metadata"].get("tags", [])]
    assert forms.count() == len(asked) > 0
    for number in range(len(asked)):
        forms.nth(number).locator("input").fill(f"guess {number + 1}")
        forms.nth(number).locator("button").click()
        verdict = page.get_by_text(f"Prediction {number + 1} ·").locator("..")
        assert f"you said guess {number + 1}" in verdict.inner_text()
        assert verdict.is_visible()
