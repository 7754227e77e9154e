"""The live figure that sends slopes back through a graph."""

import numpy as np
import pytest

from helpers.live.backpropagation import Backpropagation, graphs
from tests.helpers.live.figures import (
    WIDTHS,
    computed,
    in_a_browser,
    middle,
    node,
    opened,
    overflow,
    serious_faults,
)

NET = graphs()["network"]["start"]
LEAVES = ("w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss_of(numbers):
    """Do what notebook 04's forward pass and loss do, for one example."""
    w11, w12, w21, w22, b1, b2, v1, v2, c = (numbers[name] for name in LEAVES)
    x = np.array([numbers["x1"], numbers["x2"]])
    hidden = sigmoid(x @ [[w11, w12], [w21, w22]] + [b1, b2])
    return (sigmoid(hidden @ [v1, v2] + c) - numbers["t"]) ** 2


def gradient_of(numbers):
    """Do what notebook 04's backward does, by the same formulas."""
    w11, w12, w21, w22, b1, b2, v1, v2, c = (numbers[name] for name in LEAVES)
    x, v = np.array([numbers["x1"], numbers["x2"]]), np.array([v1, v2])
    hidden = sigmoid(x @ [[w11, w12], [w21, w22]] + [b1, b2])
    a = sigmoid(hidden @ v + c)
    d_z = 2 * (a - numbers["t"]) * a * (1 - a)
    d_hidden_z = d_z * v * hidden * (1 - hidden)
    slopes = [*np.outer(x, d_hidden_z).ravel(), *d_hidden_z, *(d_z * hidden), d_z]
    return dict(zip(LEAVES, slopes, strict=True))


def worked(graph, numbers):
    return computed("backpropagation", "m.work(m.GRAPHS[given.graph], given.numbers)",
                    graph=graph, numbers=numbers)


@node
def test_the_sigmoid_neuron_has_the_lectures_numbers():
    found = worked("neuron", graphs()["neuron"]["start"])
    assert found["values"]["a"] == pytest.approx(0.7310586)
    expected = {"d": -0.5344466, "minus": -0.1966119, "sum": 0.1966119, "w0": -0.1966119,
                "x0": 0.3932239, "w1": -0.3932239, "x1": -0.5898358, "w2": 0.1966119}
    assert {name: found["slopes"][name] for name in expected} == pytest.approx(expected, abs=1e-7)


@node
@pytest.mark.parametrize("seed", range(3))
def test_the_networks_slopes_are_those_of_numpy_and_of_small_nudges(seed):
    rng = np.random.default_rng(seed)
    numbers = {name: float(value) for name, value in zip(NET, rng.normal(size=len(NET)),
                                                         strict=True)}
    found = worked("network", numbers)
    assert found["values"]["L"] == pytest.approx(loss_of(numbers))
    for name, slope in gradient_of(numbers).items():
        assert found["slopes"][name] == pytest.approx(slope)
        higher, lower = ({**numbers, name: numbers[name] + nudge} for nudge in (1e-5, -1e-5))
        assert (loss_of(higher) - loss_of(lower)) / 2e-5 == pytest.approx(slope, abs=1e-8)
    # An input that stands in the graph twice has two slopes, and they add up.
    moved = [loss_of({**numbers, "x1": numbers["x1"] + nudge}) for nudge in (1e-5, -1e-5)]
    both = found["slopes"]["x1"] + found["slopes"]["x1'"]
    assert (moved[0] - moved[1]) / 2e-5 == pytest.approx(both, abs=1e-8)


@node
@pytest.mark.parametrize("graph", graphs())
def test_python_and_the_browser_compute_the_same(graph):
    found = worked(graph, graphs()[graph]["start"])
    values, slopes = Backpropagation(graph).work()
    assert found["values"] == pytest.approx(values)
    assert found["slopes"] == pytest.approx(slopes)


@node
@pytest.mark.parametrize("graph", graphs())
def test_a_step_needs_only_what_earlier_steps_gave(graph):
    steps = computed("backpropagation", "m.stepsOf(m.GRAPHS[given.graph])", graph=graph)
    nodes = {name: inputs for name, _, _, _, inputs in graphs()[graph]["nodes"]}
    known = {name for name, inputs in nodes.items() if not inputs}
    came_back = {list(nodes)[-1]}
    assert [step["way"] for step in steps] == sorted((step["way"] for step in steps), reverse=True)
    for step in steps:
        if step["way"] == "forward":
            assert set(nodes[step["from"]]) <= known
            known.add(step["from"])
        else:
            assert step["node"][0] in came_back
            came_back.add(step["from"])
    assert came_back == set(nodes) - {"t"}


def test_a_picture_stands_in_and_wrong_names_are_refused():
    data, _ = Backpropagation("network", x1=1)._repr_mimebundle_()
    assert data["text/plain"] == "Live figure: backpropagation"
    assert data["image/png"].startswith("iVBOR")
    written = [text.get_text() for text in Backpropagation().still().texts]
    assert written.count("0.73") == 1 and written.count("-0.20") == 2
    with pytest.raises(ValueError, match="neuron, network"):
        Backpropagation("lenet")
    with pytest.raises(ValueError, match="no v1"):
        Backpropagation("neuron", v1=2)


@in_a_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_works_by_mouse_and_by_keyboard(width):
    with opened("backpropagation", width) as page:
        get = lambda name: page.evaluate(f"model.values.{name}")  # noqa: E731
        button = lambda name: page.get_by_role("button", name=name, exact=True)  # noqa: E731
        told = page.locator(".work")
        frame = page.get_by_role("group", name="The graph.")
        assert overflow(page) <= 0 and not serious_faults(page)
        assert button("Back").is_disabled() and get("done") == 0

        # The neuron: forward by the button, backward by the keys.
        button("Step").click()
        assert "w₀x₀ = w₀ · x₀ = 2 · (−1) = −2.0000" in told.inner_text()
        button("All").press("Enter")
        assert get("done") == 8 and "output = 1 / d = 1 / 1.3679 = 0.7311" in told.inner_text()
        frame.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        words = told.inner_text()
        assert all(part in words for part in ("−1.0000", "× −0.1966", "= 0.1966", "∂f/∂sum"))
        page.keyboard.press("ArrowLeft")
        assert get("done") == 12 and "∂f/∂(−sum)" in told.inner_text()
        button("All").click()
        assert get("done") == 21 and button("Step").is_disabled()
        assert page.locator("svg text", has_text="−0.20").count() == 2

        # Numbers: chosen by a click and by focus, changed by keys, by buttons and by typing.
        weight = page.get_by_role("spinbutton", name="w₁.")
        page.mouse.click(*middle(weight))
        page.get_by_role("button", name="More").click()
        assert get("values.w1") == -2.9
        weight.press("ArrowUp")
        weight.press("Shift+ArrowDown")
        assert get("values.w1") == pytest.approx(-3.8)
        page.get_by_label("w₁ =").fill("-3")
        assert get("values.w1") == -3 and get("slopes.w1") == pytest.approx(-0.3932239)
        page.get_by_label("w₁ =").fill("-300")
        assert get("values.w1") == -3 and page.locator("input:out-of-range").count() == 1
        button("Reset").click()
        assert get("done") == 0

        # The network: an example by its button, an input that stands there twice, all slopes.
        button("2-2-1 network").press("Enter")
        assert get("graph") == "network" and overflow(page) <= 0
        button("(1, 1)").click()
        button("All").click()
        button("All").click()
        slopes = gradient_of({**NET, "x1": 1, "x2": 1, "t": 0})
        assert {name: get(f"slopes.{name}") for name in LEAVES} == pytest.approx(slopes)
        page.get_by_role("spinbutton", name="x₁.").first.press("ArrowDown")
        assert page.evaluate("[model.values.values.x1, model.values.values[\"x1'\"]]") == [0.9, 0.9]
        assert page.locator("[data-example][aria-pressed=true]").count() == 0
        assert not serious_faults(page)


@in_a_browser
@pytest.mark.parametrize("reduced_motion", [False, True])
def test_a_dot_runs_along_the_link_unless_motion_is_unwelcome(reduced_motion):
    with opened("backpropagation", reduced_motion=reduced_motion, graph="network",
                start={"x1": 1}) as page:
        assert page.evaluate("model.values.values.x1") == 1
        page.get_by_role("button", name="Step").click()
        moving = page.evaluate("document.getAnimations().length")
        assert moving == (0 if reduced_motion else 1)
        page.wait_for_function("document.getAnimations().length === 0")
