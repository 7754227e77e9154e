"""The live figure of a descent."""

import numpy as np
import pytest

from helpers.live.descent import Descent
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

INPUTS = np.arange(1.0, 9.0)
TARGETS = 2 * INPUTS + 4
EXAMPLES = np.column_stack([INPUTS, TARGETS]).tolist()


def loss(w, b, inputs=INPUTS, targets=TARGETS):
    return ((targets - w * inputs - b) ** 2).mean() / 2


def descend(start, rate, momentum, steps, chosen=None, knobs=2):
    """Do what notebook 02 does, on all examples or on one at a time."""
    guess, v, path = np.array(start, dtype=float), np.zeros(2), []
    for number in range(steps):
        these = slice(None) if chosen is None else [chosen[number]]
        x, t = INPUTS[these], TARGETS[these]
        errors = t - guess[0] * x - guess[1]
        slopes = np.array([-(errors * x).mean(), -errors.mean()])
        slopes[knobs:] = 0
        v = momentum * v - rate * slopes
        guess = guess + v
        path.append(guess)
    return np.array(path)


@node
@pytest.mark.parametrize("chosen", [None, [3, 1, 7, 0, 6, 2, 5, 4] * 5])
@pytest.mark.parametrize(("momentum", "knobs"), [(0, 2), (0.9, 2), (0.5, 1)])
def test_a_descent_goes_the_way_that_it_goes_in_numpy(chosen, momentum, knobs):
    found = computed(
        "descent",
        "(() => { let s = { w: 3, b: 2, v: [0, 0] }; return Array.from({ length: 40 }, (_, k) => "
        "{ s = m.step(s, given.chosen ? [given.examples[given.chosen[k]]] : given.examples, "
        "given.settings); return [s.w, s.b]; }); })()",
        examples=EXAMPLES, chosen=chosen,
        settings={"rate": 0.02, "momentum": momentum, "knobs": knobs},
    )
    expected = descend((3, 2), 0.02, momentum, 40, chosen, knobs)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


@node
def test_loss_gradient_and_lowest_place_agree_with_numpy_on_noisy_examples():
    rng = np.random.default_rng(3)
    x, t = rng.uniform(1, 8, 30), rng.normal(size=30)
    given = {"examples": np.column_stack([x, t]).tolist()}
    assert computed("descent", "m.loss(1.5, -2, given.examples)", **given) == pytest.approx(
        loss(1.5, -2, x, t)
    )
    errors = t - 1.5 * x + 2
    np.testing.assert_allclose(
        computed("descent", "m.gradient(1.5, -2, given.examples)", **given),
        [-(errors * x).mean(), -errors.mean()],
    )
    both = computed("descent", "m.lowest(given.examples, 2)", **given)
    np.testing.assert_allclose([both["w"], both["b"]], np.polyfit(x, t, 1))
    one = computed("descent", "m.lowest(given.examples, 1, 2)", **given)
    assert one["w"] == pytest.approx(np.dot(x, t - 2) / np.dot(x, x))


@node
def test_on_a_line_of_the_map_the_loss_is_equal():
    ring = np.array(computed("descent", "m.equalLoss(4, given.examples)", examples=EXAMPLES))
    np.testing.assert_allclose([loss(w, b) for w, b in ring], 4)


@node
def test_each_shuffle_has_every_example_once_and_they_differ():
    orders = computed("descent", "[1, 2, 3, 4, 5, 6].map((seed) => m.shuffled(8, seed))")
    assert all(sorted(order) == list(range(8)) for order in orders)
    assert len({tuple(order) for order in orders}) == 6


def test_the_still_picture_goes_as_far_as_the_notebook_did():
    figure = Descent(INPUTS, TARGETS)
    data, _ = figure._repr_mimebundle_()
    assert data["image/png"].startswith("iVBOR")
    end = loss(*descend((3, 2), 0.02, 0, 200)[-1])
    assert figure.still().figure.axes[1].get_title() == f"loss at the end: {end:.3g}"


@in_a_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_works_by_mouse_and_by_keyboard(width):
    with opened("descent", width) as page:
        score, story = page.locator(".score"), page.locator(".story")
        start = page.get_by_role("slider", name="Start")
        rate = page.get_by_role("slider", name="learning rate")
        assert score.inner_text() == "step 0: loss 5.75"
        assert overflow(page) <= 0 and not serious_faults(page)
        page.get_by_role("button", name="Step", exact=True).click()
        page.get_by_role("button", name="Step", exact=True).press("Enter")
        path = descend((3, 2), 0.02, 0, 2)
        assert score.inner_text() == f"step 2: loss {loss(*path[-1]):.2f}"

        # The start: by drag and by keys; one tick of the axis is the unit.
        at = middle(start)
        box = page.locator(".map").bounding_box()
        per_weight = box["width"] * 382 / 440 / 4
        drag(page, at, (at[0] - 2 * per_weight, at[1]))
        w, b = page.evaluate(
            "document.querySelector('.start').getAttribute('aria-valuetext')"
            ".match(/[-\\d.]+/g).map(Number)"
        )
        assert (w, b) == (pytest.approx(1, abs=0.03), pytest.approx(2, abs=0.05))
        start.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        moved = loss(round(w + 0.1, 2), round(b + 0.1, 2))
        assert score.inner_text() == f"step 0: loss {moved:.2f}"

        # A rate beyond the limit of 0.076 diverges, and the figure says so.
        rate.focus()
        page.keyboard.press("End")
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("document.querySelector('.story').innerText.includes('diverges')")
        assert "The learning rate is too large" in story.inner_text()
        page.get_by_role("button", name="Back to the start").click()
        assert score.inner_text().startswith("step 0")

        # One knob, one example at a time, momentum.
        page.get_by_role("button", name="One knob").click()
        assert score.inner_text() == "step 0: loss 71.00"
        rate.focus()
        page.keyboard.press("Home")
        for _ in range(9):
            page.keyboard.press("ArrowRight")
        page.get_by_role("slider", name="momentum").focus()
        for _ in range(10):
            page.keyboard.press("ArrowRight")
        for _ in range(3):
            page.get_by_role("button", name="Step", exact=True).press("Enter")
        end = descend((0, 2), 0.01, 0.5, 3, knobs=1)[-1]
        assert score.inner_text() == f"step 3: loss {loss(*end):.2f}"
        page.get_by_role("button", name="one at a time").press("Enter")
        page.get_by_role("button", name="Step", exact=True).click()
        order = computed("descent", "m.shuffled(8, 1)")
        end = descend((0, 2), 0.01, 0.5, 1, order, knobs=1)[-1]
        assert score.inner_text() == f"step 1: loss {loss(*end):.2f}"
        page.get_by_role("button", name="all 8").click()
        page.get_by_role("button", name="Two knobs").click()
        assert score.inner_text().startswith("step 0")


@in_a_browser
def test_without_motion_a_descent_ends_at_once_after_as_many_steps_as_in_the_notebook():
    with opened("descent", reduced_motion=True, rate=0.075) as page:
        page.get_by_role("button", name="Play").click()
        assert page.locator(".story").inner_text() == (
            "Within a millionth of the lowest loss after 433 steps."
        )


@in_a_browser
def test_it_moves_at_thirty_frames_a_second():
    with opened("descent", rate=0.001) as page:
        page.get_by_role("button", name="Play").click()
        milliseconds = page.evaluate(
            """() => new Promise((done) => {
              const begin = performance.now(); let count = 0;
              const next = () => (++count < 40 ? requestAnimationFrame(next)
                : done((performance.now() - begin) / 40));
              requestAnimationFrame(next); })"""
        )
        page.get_by_role("button", name="Pause").click()
    assert milliseconds < 1000 / 30
