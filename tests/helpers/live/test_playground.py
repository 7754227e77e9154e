"""The playground computes in the browser what NumPy and Keras compute, and obeys every control."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.live import patients
from helpers.live import playground as module
from helpers.live import small_network as net
from helpers.live.playground import Playground
from tests.browser import browser
from tests.helpers.live.figures import computed, in_a_browser, node, opened

SOURCE = Path(module.__file__).with_suffix(".js")
ACTIVATIONS = tuple(net.ACTIVATIONS)


def in_node(code, **values):
    """Run JavaScript that knows the module as P and each value by its name; it makes `result`."""
    known = f"const P = m; const {{{', '.join(values)}}} = given;"
    return computed("playground", f"(() => {{ {known} {code}; return result; }})()", **values)


@node
@pytest.mark.parametrize("data", net.CHOICES["data"])
def test_the_browser_draws_the_examples_that_python_draws(data):
    settings = net.settings_with(data=data, noise=0.3, test=0.3, draw=7)
    found = in_node("const result = P.makeData(settings)", settings=settings)
    for part, expected in zip(("training", "test"), net.make_data(settings), strict=True):
        np.testing.assert_array_equal(found[part], expected)


@node
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("penalty", net.CHOICES["penalty"])
@pytest.mark.parametrize("optimizer", net.CHOICES["optimizer"])
def test_a_training_in_the_browser_is_the_training_in_numpy(activation, penalty, optimizer):
    playground = Playground(
        data="xor", noise=0.2, hidden=[4, 3], activation=activation, penalty=penalty,
        optimizer=optimizer, rate=0.03, features=["x1", "x2", "sin(2*x1)"], seed=5,
    )
    settings = playground.settings
    found = in_node(
        "const {training} = P.makeData(settings);"
        "const x = P.columnsOf(training, settings.features);"
        "const t = training.map((one) => one[2]);"
        "const w = P.train(P.startWeights(settings), settings, {}, x, t, 0, 5);"
        "const result = {w, ...P.measure(w, settings.activation, x, t)}", settings=settings,
    )
    playground.train(5)
    for one, expected in zip(found["w"], playground.weights, strict=True):
        np.testing.assert_allclose(one, expected, atol=1e-9)
    assert found["loss"] == pytest.approx(playground.loss(), abs=1e-9)
    assert found["accuracy"] == pytest.approx(playground.accuracy())


@node
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("penalty", "optimizer"), [("none", "SGD"), ("L1", "SGD"), ("L2", "Adam")])
def test_forward_pass_and_step_equal_those_of_keras(activation, penalty, optimizer):
    playground = Playground(
        data="circles", hidden=[4, 3], activation=activation, penalty=penalty, strength=0.01,
        optimizer=optimizer, rate=0.1, seed=3,
    )
    model = playground.model()
    x, t = playground.examples()
    outputs = model.predict(x, verbose=0)[:, 0]
    model.train_on_batch(x, t)
    found = in_node(
        "const columns = x[0].map((_, k) => Float64Array.from(x, (row) => row[k]));"
        "const result = {a: [...P.forward(w, settings.activation, columns).pop()[0]],"
        "w: P.step(w, settings, {}, columns, t)}",
        x=x.tolist(), t=t.tolist(), w=[one.tolist() for one in playground.weights],
        settings=playground.settings,
    )
    np.testing.assert_allclose(found["a"], outputs, atol=1e-5)
    for one, expected in zip(found["w"], model.get_weights(), strict=True):
        np.testing.assert_allclose(one, expected, atol=1e-5)


def test_the_playground_gives_its_weights_to_keras_and_takes_them_back():
    first = Playground(data="spiral", hidden=[5, 2], activation="relu")
    first.train(3)
    second = Playground(data="spiral", hidden=[1])
    second.take(first.model(), epoch=3)
    assert second.settings["hidden"] == [5, 2] and second.settings["activation"] == "relu"
    assert second.loss() == pytest.approx(first.loss(), abs=1e-6)


def test_what_it_cannot_take_is_named():
    with pytest.raises(ValueError, match="3 inputs"):
        Playground().take(Playground(features=["x1", "x2", "x1*x2"]).model())


def test_a_copy_stays_as_it_is_while_the_playground_goes_on():
    playground = Playground(data="xor", hidden=[2])
    playground.train(2)
    copy = playground.copy()
    before = copy.weights
    playground.train(1)
    playground.set(data="circles")
    assert copy.settings["data"] == "xor" and (copy.epoch, len(copy.curve)) == (2, 3)
    for one, expected in zip(copy.weights, before, strict=True):
        np.testing.assert_array_equal(one, expected)


def test_the_losses_of_every_epoch_are_kept_until_the_network_begins_anew():
    playground = Playground(data="xor", hidden=[2])
    start = playground.loss(), playground.loss("test")
    playground.train(3)
    np.testing.assert_allclose(playground.curve[0], [0, *start])
    playground.take(playground.model(), epoch=5)
    assert playground.curve[:, 0].tolist() == [0, 1, 2, 3, 5]
    now = playground.loss(), playground.loss("test")
    np.testing.assert_allclose(playground.curve[-1], [5, *now])
    playground.set(seed=2)
    assert len(playground.curve) == 0


@pytest.mark.parametrize("data", ["circles", "xor"])
def test_a_still_picture_shows_the_losses_once_there_are_some(data):
    playground = Playground(data=data, hidden=[2])
    untrained = len(playground.still().figure.axes)
    playground.train(4)
    axes = playground.still().figure.axes
    drawn = [ax for ax in axes if ax.get_ylabel() == "loss"]
    assert len(drawn) == 1 and len(axes) == untrained + 1
    assert [text.get_text() for text in drawn[0].get_legend().get_texts()] == ["training", "test"]


def test_the_patients_are_drawn_without_a_word_of_what_they_have():
    patients.draw_patients()
    figure = plt.gcf()
    words = [ax.get_title() for ax in figure.axes if ax.get_title()]
    assert words == ["healthy", "patient A", "patient B", "patient C", "patient D"]
    plt.close("all")


@pytest.mark.parametrize("hidden", [[], [3], [4, 2]])
def test_the_printed_code_makes_the_same_network(hidden, capsys):
    playground = Playground(hidden=hidden, penalty="L2", optimizer="Adam", rate=0.01)
    playground.code()
    code = capsys.readouterr().out
    assert code.splitlines()[-1] == "model.fit(x, t, batch_size=10, epochs=1)"
    made = {}
    exec("\n".join(code.splitlines()[:-1]), made)
    expected = playground.model()
    for one, other in zip(made["model"].layers, expected.layers, strict=True):
        one, other = one.get_config(), other.get_config()
        for part in ("units", "activation", "kernel_regularizer"):
            assert one[part] == other[part]
    assert made["model"].optimizer.get_config()["learning_rate"] == pytest.approx(0.01)


def test_the_best_possible_is_what_the_densities_of_noisy_xor_allow():
    assert net.best_possible(0.8) == pytest.approx((0.33, 0.85), abs=0.005)
    assert net.best_possible(0.5)[0] < 0.33


def test_a_wrong_setting_is_named():
    for wrong in ({"data": "moons"}, {"hidden": [9]}, {"features": []}, {"noise": 2}, {"size": 3}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Playground(**wrong)


def test_where_no_widgets_run_a_still_picture_stands_in():
    data, _ = Playground()._repr_mimebundle_()
    assert {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"} <= set(data)


PAGE = """<!doctype html><html lang="en"><title>Playground</title><style>%s</style>
<div id="here"></div><script type="module">%s
const kept = {}, heard = [];
window.model = { get: (name) => kept[name], off() {}, save_changes() {},
  on: (name, f) => heard.push(f),
  set(name, value) { kept[name] = value; heard.forEach((f) => f()); } };
window.live.render({ model: window.model, el: document.getElementById("here") });</script></html>"""


@in_a_browser
def test_every_control_works_by_mouse_and_keyboard(tmp_path):
    from playwright import sync_api as api

    source = SOURCE.read_text(encoding="utf-8").replace("export default", "window.live =")
    module = re.sub(r"^export ", "", source, flags=re.M)
    look = (SOURCE.parent / "figure.css").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE % (look, module), "utf-8")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page, faults = chromium.new_page(viewport={"width": 1100, "height": 1000}), []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto((tmp_path / "page.html").as_uri())

        def state():
            return page.evaluate("window.model.get('state')")

        page.click(".play")
        api.expect(page.locator(".epochs")).to_have_text(re.compile(r"epoch \d\d+"))
        page.focus(".play")
        page.keyboard.press("Enter")
        told = Playground()
        told.state = state()
        assert told.curve[-1].tolist() == pytest.approx(
            [told.epoch, told.loss(), told.loss("test")], abs=1e-6)
        assert page.inner_text(".test-loss") == f"{told.loss('test'):.3f}" and told.epoch > 9
        page.click("[data-do=reset]")
        assert state()["epoch"] == 0
        page.click("[data-do=batch]")
        one_batch = state()["weights"]
        page.click("[data-do=epoch]")
        assert state()["epoch"] == 1 and state()["weights"] != one_batch
        for name, value in {"data": "spiral", "activation": "relu", "optimizer": "Adam",
                            "rate": "0.03", "penalty": "L2", "strength": "0.01",
                            "batch": "30"}.items():
            page.select_option(f"[data-name={name}]", value)
            assert str(state()["settings"][name]) == value
        for name, value in {"noise": "0.2", "test": "0.7", "draw": "4", "seed": "9"}.items():
            page.fill(f"[data-name={name}]", value)
            page.keyboard.press("Tab")
            assert str(state()["settings"][name]) == value
        page.check("[value='x1*x2']")
        page.select_option(".depth", "2")
        page.locator(".units").nth(1).fill("5")
        page.keyboard.press("Tab")
        assert state()["settings"]["features"] == ["x1", "x2", "x1*x2"]
        assert state()["settings"]["hidden"] == [3, 5]
        page.focus(".network svg")
        before = state()["weights"][0][0][0]
        page.keyboard.press("ArrowUp")
        assert state()["weights"][0][0][0] == pytest.approx(before + 0.1, abs=1e-3)
        page.keyboard.press("ArrowRight")
        page.fill(".chosen-value", "2.5")
        page.keyboard.press("Tab")
        assert state()["weights"][0][0][1] == 2.5
        page.locator(".network canvas").last.click()
        assert "Bias of the output" in page.inner_text(".left")
        page.locator(".hit").first.dispatch_event("click")
        assert "Weight from x₁ to neuron 1" in page.inner_text(".left")
        page.set_viewport_size({"width": 320, "height": 900})
        page.wait_for_function("document.documentElement.scrollWidth <= 320")
        assert not faults
        chromium.close()


@in_a_browser
def test_on_a_phone_the_picture_comes_first_and_absurd_numbers_are_refused_with_a_word():
    with opened("playground", 390) as page:
        folded, network = page.locator("details"), page.locator(".network")
        assert folded.get_attribute("open") is None
        assert network.bounding_box()["y"] < folded.bounding_box()["y"]
        page.locator("summary").press("Enter")
        state = lambda: page.evaluate("model.values.state")  # noqa: E731
        told = page.locator("label + .warning")
        for field, typed, kept in ((".chosen-value", "1e308", 100), (".chosen-value", "", 100),
                                   ("[data-name=noise]", "-7", 0), ("[data-name=seed]", "", 1),
                                   (".units >> nth=0", "99", 8), (".units >> nth=0", "", 8)):
            page.fill(field, typed)
            page.keyboard.press("Tab")
            assert float(page.input_value(field)) == kept
            assert told.inner_text().startswith("A number from") and told.is_visible()
            assert "NaN" not in page.inner_text("#figure") and "null" not in str(state())
        assert state()["settings"]["hidden"] == [8] and state()["settings"]["seed"] == 1
        page.fill("[data-name=noise]", "0.2")
        page.keyboard.press("Tab")
        assert page.locator(".warning", has_text="A number").count() == 0
