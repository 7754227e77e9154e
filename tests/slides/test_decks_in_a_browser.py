"""The decks as a room sees them: built, and opened in a real browser."""

from __future__ import annotations

import os

import pytest

from slides.build import MARP, build, decks
from slides.drawings.picture import SMALLEST_TEXT as DRAWN_POINTS
from tests.browser import browser

SIZES = [(1280, 720), (1920, 1080)]
SMALLEST_TEXT = 20
# What the drawings' smallest type measures at their own size; a notebook's pictures aren't shrunk.
SMALLEST_DRAWN = DRAWN_POINTS * 96 / 72
MISSING = [
    name
    for name, there in {
        "Marp (make slides)": MARP.exists(),
        "Chromium, Chrome or Edge": browser() is not None,
    }.items()
    if not there
]
pytestmark = pytest.mark.skipif(
    bool(MISSING) and not os.environ.get("CI"), reason=f"missing: {', '.join(MISSING)}"
)

MEASURE = """
() => [...document.querySelectorAll('section')].map((section, index) => {
  const slide = section.getBoundingClientRect();
  const scale = slide.width / 1280;
  const found = {slide: index + 1, heading: section.querySelector('h1')?.innerText ?? '',
                 outside: [], small: [], pictures: []};
  for (const element of section.querySelectorAll('*')) {
    if (element.closest('mjx-container') && element.tagName.toLowerCase() !== 'mjx-container')
      continue;
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const name = element.tagName + ' ' + (element.innerText ?? element.alt ?? '').slice(0, 40);
    // A title's and a quiz's picture reach the edge; all else stays off it.
    const reaches = element.matches('p:has(> img:only-child), img, .over, .over *');
    const bottom = reaches ? slide.bottom + 1 : slide.bottom - 20 * scale;
    if (box.left < slide.left - 1 || box.right > slide.right + 1 || box.top < slide.top - 1 ||
        box.bottom > bottom)
      found.outside.push(name);
    const ownText = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (ownText && parseFloat(getComputedStyle(element).fontSize) < smallest)
      found.small.push(name);
    if (element.tagName === 'IMG' && !element.closest('.title'))
      found.pictures.push({
        alt: element.alt, wide: box.width / scale, width: element.naturalWidth,
        drawn: element.src.startsWith('data:image/svg'),
        scale: Math.min(box.width / element.naturalWidth,
                        box.height / element.naturalHeight) / scale,
      });
  }
  return found;
})
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    assert not MISSING, f"CI has to build the decks, and this is missing: {', '.join(MISSING)}"
    return tmp_path_factory.mktemp("decks")


@pytest.fixture(scope="module")
def chromium(folder):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("deck", decks(), ids=lambda deck: deck.stem)
def test_each_slide_fits_is_large_enough_and_loads_nothing(deck, folder, chromium):
    (page_file,) = build(deck, ["html"], folder)
    for width, height in SIZES:
        requests = []
        page = chromium.new_page(viewport={"width": width, "height": height})
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        page.goto(page_file.as_uri())
        page.evaluate("document.fonts.ready")
        slides = page.evaluate(MEASURE.replace("smallest", str(SMALLEST_TEXT)))
        fonts = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length")
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        page.close()
        assert len(slides) > 5
        assert fonts, "none of the fonts that were put into the page is used"
        assert links and all(link.startswith("https://") for link in links), links
        elsewhere = [url for url in requests if not url.startswith(("file:", "data:", "blob:"))]
        assert not elsewhere
        assert [url for url in requests if url.startswith("file:")] == [page_file.as_uri()]
        faults = [slide for slide in slides if slide["outside"] or slide["small"]]
        assert not faults, f"at {width}×{height}"
        for slide in slides:
            for picture in slide["pictures"]:
                assert picture["width"] and picture["alt"], slide["heading"]
                assert picture["wide"] >= 300, f"{slide['heading']}: the picture is tiny"
                least = SMALLEST_TEXT / SMALLEST_DRAWN if picture["drawn"] else 1
                assert picture["scale"] >= least - 0.01, f"{slide['heading']}: tiny labels"


@pytest.mark.parametrize("deck", decks()[1:], ids=lambda deck: deck.stem)
def test_a_live_figure_opens_over_its_slide_and_keys_stay_with_it(deck, folder, chromium):
    (page_file,) = build(deck, ["html"], folder)
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(page_file.as_uri())
    buttons = page.locator("button[data-live]")
    numbers = page.evaluate(
        "[...document.querySelectorAll('button[data-live]')].map(b => b.closest('section').id)"
    )
    assert numbers
    for button, number in zip(buttons.all(), numbers, strict=True):
        page.goto(f"{page_file.as_uri()}#{number}")
        button.click()
        figure = page.locator("dialog[open] .live")
        box = figure.bounding_box()
        assert 0 <= box["x"] and box["x"] + box["width"] <= 1280
        assert 0 <= box["y"] and box["y"] + box["height"] <= 720
        figure.locator("button").first.click()
        page.keyboard.press("ArrowRight")
        assert page.url.endswith(f"#{number}")
        page.keyboard.press("Escape")
        figure.wait_for(state="hidden")
        page.wait_for_function("document.activeElement === document.body")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"!location.hash.startsWith('#{number}') || "
                               "new URLSearchParams(location.search).has('f')")
    assert not faults
    page.close()


def test_a_deck_becomes_pdf_and_powerpoint(folder):
    pdf, powerpoint = build(decks()[0], ["pdf", "pptx"], folder)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert powerpoint.read_bytes().startswith(b"PK")
    assert not list(folder.glob("tmp*")), "the working folder was left behind"
