"""The live figure of a pole on a cart."""

import re

import gymnasium
import numpy as np
import pytest

from helpers.live.pole import Pole
from tests.helpers.live.figures import (
    WIDTHS,
    computed,
    in_a_browser,
    node,
    opened,
    overflow,
    serious_faults,
)

RULE = [0.1, 0.3, 1, 1]


def a_network(seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(4, 16)), rng.normal(size=16), rng.normal(size=16), 0.3]


@node
def test_its_world_goes_on_as_gymnasiums_does():
    world = gymnasium.make("CartPole-v1")
    state, _ = world.reset(seed=2)
    given = {"state": world.unwrapped.state.tolist(), "actions": [], "fallen": []}
    expected = []
    for number in range(60):
        given["actions"].append(int(np.dot(RULE, state) > 0) if number < 40 else 1)
        state, _, over, _, _ = world.step(given["actions"][-1])
        expected.append(list(world.unwrapped.state))
        given["fallen"].append(bool(over))
        if over:
            break
    assert over
    found = computed(
        "pole", "(() => { let s = given.state; return given.actions.map((a) => "
        "{ s = m.step(s, a); return [s, m.fallen(s)]; }); })()", **given)
    np.testing.assert_allclose([state for state, _ in found], expected, rtol=1e-9, atol=1e-9)
    assert [fallen for _, fallen in found] == given["fallen"]


@node
def test_neuron_and_network_agree_with_numpy():
    state, (w, b, v, c) = np.array([0.3, -1.2, 0.05, 0.7]), a_network()
    given = {"state": state.tolist(), "network": Pole(network=[w, b, v, c]).network, "rule": RULE}
    sums = "[m.weightedSum(given.rule, given.state), m.networkSum(given.network, given.state)]"
    found = computed("pole", sums, **given)
    np.testing.assert_allclose(found, [state @ RULE, np.tanh(state @ w + b) @ v + c])


@in_a_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_everyone_falls_or_lasts_and_the_keys_push(width):
    with opened("pole", width, neuron=RULE, network=Pole(network=a_network()).network) as page:
        assert overflow(page) <= 0
        assert not serious_faults(page)
        page.get_by_role("button", name="real time").click()
        page.get_by_role("button", name="Start").click()
        assert "Your first push" in page.inner_text(".score")
        page.keyboard.press("ArrowLeft")
        pressed = page.locator("[data-push='0']").get_attribute("aria-pressed")
        assert pressed == "true"
        told = "document.querySelector('.score').textContent.startsWith('Steps')"
        page.wait_for_function(told, timeout=30_000)
        told = page.inner_text(".score")
        steps = dict(re.findall(r"(you|coin|neuron|network) (\d+)", told))
        assert steps["neuron"] == "500" and int(steps["you"]) < 30, told
        assert "fell after" in page.inner_text("[data-lane=you]")


def test_the_still_picture_shows_every_policy_from_the_same_start():
    ax = Pole(RULE, a_network()).still()
    titles = [one.get_title() for one in ax.figure.axes]
    assert len(titles) == 3
    assert titles[0].startswith("a tossed coin: fell after")
    assert titles[1] == "a neuron: 500 steps"
    assert len(Pole().still().figure.axes) == 1
