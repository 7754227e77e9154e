"""What all live figures share: their look, by day and by night."""

import json

import pytest

from helpers.live.neuron import Neuron
from tests.helpers.live.figures import LIVE, in_a_browser, opened, serious_faults

FIGURES = sorted(path.stem for path in LIVE.glob("*.js") if path.stem != "drawing_board")
NIGHT = {"data-theme": "dark", "theme": "dark",  # the site, Colab, JupyterLab and VS Code
         "data-jp-theme-light": "false", "class": "vscode-dark"}
# The contrasts of all text with the figure's ground, and the brightness of that ground.
SEEN = """(() => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, k) => sum + part * [0.2126, 0.7152, 0.0722][k], 0);
  const figure = document.querySelector(".live");
  const ground = light(getComputedStyle(figure).backgroundColor);
  const texts = [...figure.querySelectorAll("svg text, p, label, figcaption, .row > button")]
    .filter((one) => one.getAttribute("aria-pressed") !== "true" && !one.matches(".main"))
    .map((one) => getComputedStyle(one)[one.tagName === "text" ? "fill" : "color"]).map(light);
  return [ground, Math.min(...texts.map((one) =>
    (Math.max(one, ground) + 0.05) / (Math.min(one, ground) + 0.05)))];
})()"""


@in_a_browser
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_follows_the_theme_of_its_page(name):
    numbers = LIVE / f"{name}.json"
    values = json.loads(numbers.read_text(encoding="utf-8")) if numbers.exists() else {}
    with opened(name, **values) as page:
        ground, contrast = page.evaluate(SEEN)
        assert ground == pytest.approx(1) and contrast >= 4.5
        for mark, night in NIGHT.items():
            page.evaluate(f"document.documentElement.setAttribute('{mark}', '{night}')")
            ground, contrast = page.evaluate(SEEN)
            assert ground < 0.02 and contrast >= 4.5, mark
            assert mark != "theme" or not serious_faults(page)
            page.evaluate(f"document.documentElement.removeAttribute('{mark}')")



def test_a_notebook_gets_the_look_with_the_figure():
    assert "--paper" in Neuron([[0, 0]], [0])._css
