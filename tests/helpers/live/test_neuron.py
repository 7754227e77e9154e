"""The live figure of a neuron and its line."""

import numpy as np
import pytest

from helpers.live.neuron import Neuron
from tests.helpers.live.figures import (
    WIDTHS,
    computed,
    drag,
    in_a_browser,
    middle,
    node,
    opened,
    overflow,
    serious_faults,
)

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"OR": [0, 1, 1, 1], "AND": [0, 0, 0, 1], "XOR": [0, 1, 1, 0]}


def step_by_numpy(w, b, x, t):
    """Do what notebook 01 does."""
    error = t - int(np.dot(x, w) + b > 0)
    return w + error * x, b + error


@node
@pytest.mark.parametrize("gate", GATES)
def test_the_rule_goes_the_way_that_it_goes_in_numpy(gate):
    w, b, expected = np.array([0.3, -0.7]), 0.2, []
    for _ in range(12):
        for x, t in zip(CORNERS, GATES[gate], strict=True):
            w, b = step_by_numpy(w, b, x, t)
            expected.append([*w, b])
    found = computed(
        "neuron",
        "(() => { let s = given.start; return given.examples.map(([x1, x2, t]) => "
        "{ s = m.step(s.w, s.b, [x1, x2], t); return [...s.w, s.b]; }); })()",
        start={"w": [0.3, -0.7], "b": 0.2},
        examples=np.column_stack([CORNERS, GATES[gate]]).tolist() * 12,
    )
    np.testing.assert_allclose(found, expected, atol=1e-12)


@node
def test_sums_answers_and_the_count_agree_with_numpy():
    rng = np.random.default_rng(1)
    examples = np.column_stack([rng.normal(size=(40, 2)), rng.integers(0, 2, 40)])
    w, b = rng.normal(size=2), 0.1
    z = examples[:, :2] @ w + b
    given = {"w": w.tolist(), "b": b, "examples": examples.tolist()}
    each = "given.examples.map((one) => m.weightedSum(given.w, given.b, one))"
    sums = computed("neuron", each, **given)
    np.testing.assert_allclose(sums, z)
    count = computed("neuron", "m.countRight(given.w, given.b, given.examples)", **given)
    assert count == np.sum((z > 0) == examples[:, 2])
    assert computed("neuron", "[-1, 0, 1e-9].map(m.hardlim)") == [0, 0, 1]


@node
def test_a_turned_line_still_runs_through_its_pivot_and_a_shifted_one_is_as_far_as_it_says():
    turned = computed("neuron", "m.turned([0.6, 0.8], Math.PI / 2, [0.25, 1.5])")
    np.testing.assert_allclose(turned["w"], [-0.8, 0.6], atol=1e-12)
    assert np.dot(turned["w"], [0.25, 1.5]) + turned["b"] == pytest.approx(0)
    bias = computed("neuron", "m.shifted([3, 4], -2, 0.5)")
    foot = 0.5 * np.array([0.6, 0.8]) + 2 / 25 * np.array([3, 4])
    assert np.dot([3, 4], foot) + bias == pytest.approx(0)


@node
def test_the_tinted_region_has_the_share_of_the_plane_that_answers_1():
    corners = np.array(computed("neuron", "m.region([1, 0.5], -0.3)"))
    x, y = corners.T
    area = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
    places = np.random.default_rng(0).uniform(-1.5, 2.5, size=(200_000, 2))
    share = np.mean(places @ [1, 0.5] - 0.3 > 0)
    assert area / 16 == pytest.approx(share, abs=0.01)


def test_the_still_picture_says_how_many_are_right():
    data, _ = Neuron(CORNERS, GATES["AND"])._repr_mimebundle_()
    assert data["text/plain"] == "Live figure: a neuron and its line"
    assert data["image/png"].startswith("iVBOR")
    assert Neuron(CORNERS, GATES["AND"]).still().get_title() == "2 of 4 right"


@in_a_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_works_by_mouse_and_by_keyboard(width):
    with opened("neuron", width) as page:
        score = page.locator(".score")
        values = lambda: page.evaluate("[...model.values.weights, model.values.bias]")  # noqa: E731
        example = page.get_by_role("button", name="Example (")
        assert score.inner_text() == "2 of 4 right"
        assert "XOR" not in page.locator(".see").inner_text()  # the notebook asks first
        assert overflow(page) <= 0 and not serious_faults(page)

        page.get_by_role("button", name="OR", exact=True).click()
        assert score.inner_text() == "4 of 4 right"
        page.get_by_role("button", name="XOR").focus()
        page.keyboard.press("Enter")
        assert score.inner_text() == "3 of 4 right"

        # An example: dragged, clicked, moved by arrow keys, its class by Enter, removed and added.
        page.get_by_role("button", name="AND").click()
        at = middle(example.nth(3))
        unit = page.locator(".plane").bounding_box()["width"] / 4
        drag(page, at, (at[0] - unit, at[1] + unit / 2))
        assert page.evaluate("model.values.examples[3]") == [0, 0.5, 1]
        page.mouse.click(*middle(example.nth(0)))
        assert page.evaluate("model.values.examples[0]") == [0, 0, 1]
        example.nth(0).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("model.values.examples[0]") == [-0.1, 0.1, 0]
        page.keyboard.press("Delete")
        assert page.evaluate("model.values.examples.length") == 3
        page.get_by_role("button", name="Add an example with target 1").click()
        assert page.evaluate("model.values.examples.length") == 4
        page.get_by_role("button", name="Other class").click()
        assert page.evaluate("model.values.examples[3][2]") == 0
        page.get_by_role("button", name="Remove", exact=True).click()
        assert page.evaluate("model.values.examples.length") == 3

        # The line: by its sliders, by drag and by keys.
        page.get_by_role("button", name="AND").click()
        page.get_by_role("slider", name="bias b").focus()
        for _ in range(10):
            page.keyboard.press("ArrowLeft")
        assert values() == [0.5, 0.5, -0.75] and score.inner_text() == "4 of 4 right"
        page.get_by_role("slider", name="Offset of the line").focus()
        page.keyboard.press("ArrowRight")
        assert values()[2] == pytest.approx(-0.75 - 0.05 * np.hypot(0.5, 0.5))
        tip = page.get_by_role("slider", name="Direction of the weights")
        tip.focus()
        page.keyboard.press("ArrowLeft")
        weights = values()[:2]
        assert np.degrees(np.arctan2(*weights[::-1])) == pytest.approx(50)
        start = middle(tip)
        drag(page, start, (start[0] + unit, start[1]))
        turned = values()[:2]
        assert np.hypot(*turned) == pytest.approx(np.hypot(*weights))
        assert turned[0] > weights[0]
        plane = page.locator(".plane").bounding_box()
        place = lambda x, y: (plane["x"] + (x + 1.5) * unit, plane["y"] + (2.5 - y) * unit)  # noqa: E731
        x1 = -(values()[2] + values()[1] * -1) / values()[0]  # on the line, where x2 is -1
        drag(page, place(x1, -1), place(x1 - 0.5, -1))
        assert turned == values()[:2]
        assert np.dot(turned, [x1 - 0.5, -1]) + values()[2] == pytest.approx(0, abs=0.03)

        # The rule, from 0 as in the notebook: OR takes 3 epochs, 4 mistakes.
        page.get_by_role("button", name="OR", exact=True).click()
        page.get_by_role("button", name="Start at 0").click()
        next_one = page.get_by_role("button", name="Next example")
        for number in range(12):
            assert number or values() == [0, 0, 0]
            next_one.click() if number % 2 else next_one.press("Enter")
            if score.inner_text() == "4 of 4 right":
                break
        assert values() == [1, 1, 0]
        assert "All are right after 9 examples" in page.locator(".rule").inner_text()


@in_a_browser
@pytest.mark.parametrize("reduced_motion", [False, True])
def test_a_run_ends_when_all_are_right_and_xor_goes_round_in_circles(reduced_motion):
    with opened("neuron", reduced_motion=reduced_motion) as page:
        run = page.get_by_role("button", name="Run until all right")
        page.get_by_role("button", name="Start at 0").click()
        run.click()
        if not reduced_motion:
            page.get_by_role("button", name="Stop").click()
            run.click()
        page.wait_for_function("document.querySelector('.score').innerText === '4 of 4 right'")
        page.get_by_role("button", name="XOR").click()
        if reduced_motion:
            run.click()
            assert "round in circles" in page.locator(".rule").inner_text()
