"""The live figure in which LeNet-5 reads a digit."""

import functools
import json

import numpy as np
import pytest

from helpers.live import save_lenet
from helpers.live.lenet import Lenet
from helpers.live.lenet_network import SHAPES, SHIPPED, forward, packed, shipped
from helpers.widgets import a_seven, as_mnist
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

DRAWINGS = [a_seven(), np.roll(a_seven(), (3, -5), (0, 1)), np.pad(a_seven()[6:24:2, 8:22], 5)]


@functools.cache
def lenet(activation="tanh", kernels=16, pooling="AveragePooling2D", convolution=False, seed=0):
    """Build LeNet-5 as notebook 12 does, with random weights; or something like it."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    third = ([layers.Conv2D(120, 5, activation=activation), layers.Flatten()] if convolution
             else [layers.Flatten(), layers.Dense(120, activation=activation)])
    model = keras.Sequential([
        keras.Input((32, 32, 1), dtype="uint8"),
        layers.Rescaling(scale=1 / 78.67, offset=-33.4 / 78.67),
        layers.Conv2D(6, 5, activation=activation), getattr(layers, pooling)(2),
        layers.Conv2D(kernels, 5, activation=activation), getattr(layers, pooling)(2),
        *third, layers.Dense(84, activation=activation), layers.Dense(10, activation="softmax"),
    ])
    rng = np.random.default_rng(seed)
    model.set_weights([values + rng.normal(scale=0.05, size=values.shape)
                       for values in model.get_weights()])
    return model


def in_keras(model, image):
    """Give the outputs of all layers but of those that only change a shape."""
    import keras

    kept = [layer.output for layer in model.layers if type(layer).__name__ not in
            ("Flatten", "Rescaling")]
    found = keras.Model(model.inputs, kept).predict(image[None, ..., None], verbose=0)
    return [np.ravel(one) for one in found]


def in_the_browsers_half(network, image):
    each = "m.forward(m.decode(given.network), given.image).map((one) => [...one])"
    return computed("lenet", each, network=network, image=image.ravel().tolist())


def flat(drawing):
    return drawing.astype(float).ravel().tolist()


@node
@pytest.mark.parametrize("convolution", [False, True])
def test_all_layers_agree_with_keras_to_four_decimals(convolution):
    model = lenet(convolution=convolution)
    image = np.random.default_rng(3).integers(0, 256, (32, 32)).astype("uint8")
    expected = in_keras(model, image)
    for found in (in_the_browsers_half(packed(model), image), forward(packed(model), image)):
        assert len(found) == len(expected) == 7
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(np.ravel(one), other, atol=5e-5)


@node
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_drawing_is_made_ready_as_in_the_notebook(drawing):
    padded = np.zeros((28, 28), dtype=np.float32)
    padded[: drawing.shape[0], : drawing.shape[1]] = drawing[:28, :28]
    found = computed("lenet", "[...m.asMnist(given.ink)]", ink=flat(padded))
    np.testing.assert_allclose(np.reshape(found, (28, 28)), as_mnist(padded), atol=1e-5)


@node
def test_the_canvas_is_that_of_the_notebook_and_a_shift_cuts_off_what_leaves_it():
    image = np.random.default_rng(4).integers(0, 256, (28, 28))
    found = computed("lenet", "given.shifts.map((one) => [...m.placed(given.image, one)])",
                     image=(image / 255).ravel().tolist(), shifts=[[0, 0], [3, -4]])
    canvas = np.zeros((32, 32))
    canvas[2:30, 2:30] = image
    np.testing.assert_array_equal(np.reshape(found[0], (32, 32)), canvas)
    moved = np.zeros((32, 32))
    moved[5:32, 0:26] = image[:27, 2:]
    np.testing.assert_array_equal(np.reshape(found[1], (32, 32)), moved)


@node
def test_the_courses_network_reads_all_samples():
    read = computed(
        "lenet",
        "[...Array(10).keys()].map((digit) => { const out = m.forward(m.decode(given.network), "
        "m.placed(m.asMnist(m.sample(digit)))).pop(); return out.indexOf(Math.max(...out)); })",
        network=shipped(),
    )
    assert read == list(range(10))
    found = computed("lenet", "[...m.sample(7)]")
    assert np.abs(np.reshape(found, (28, 28)) - a_seven()).max() < 1


def test_the_weights_of_the_course_are_there_and_small():
    assert SHIPPED.stat().st_size < 400_000
    model = lenet()
    counts = [len(code) for code in packed(model)["weights"]]
    assert [len(code) for code in shipped()["weights"]] == counts
    assert sum(np.prod(shape) for shape in SHAPES) == 61_706


def test_a_picture_stands_in_and_a_wrong_drawing_is_refused():
    data, _ = Lenet()._repr_mimebundle_()
    assert data["text/plain"] == "Live figure: LeNet-5 reads a digit"
    assert data["image/png"].startswith("iVBOR")
    figure = Lenet(lenet(), np.rot90(a_seven()))
    read = in_keras(lenet(), figure.pixels())[-1]
    np.testing.assert_allclose(figure.layers()[-1], read, atol=5e-5)
    for wrong in (np.zeros((28, 28)), np.ones((20, 28)), 255 * a_seven()):
        with pytest.raises(ValueError, match=r"shape \(28, 28\)"):
            Lenet(drawing=wrong)


def test_a_saved_network_is_whole_and_replaced_only_if_that_was_asked_for(tmp_path):
    path = tmp_path / "my_lenet.json"
    save_lenet(lenet(), path)
    assert json.loads(path.read_text()) == packed(lenet())
    with pytest.raises(FileExistsError, match="overwrite=True"):
        save_lenet(lenet(seed=1), path)
    assert json.loads(path.read_text()) == packed(lenet())
    save_lenet(lenet(seed=1), path, overwrite=True)
    assert json.loads(path.read_text()) == packed(lenet(seed=1))
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_nothing_and_the_old_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "my_lenet.json"
    path.write_text("old")

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr("helpers.live.lenet_network.os.replace", full)
    with pytest.raises(OSError, match="no space"):
        save_lenet(lenet(), path, overwrite=True)
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("other", "words"), [
    ({"kernels": 8}, r"\(5, 5, 6, 16\).*this model's have.*\(5, 5, 6, 8\)"),
    ({"activation": "relu"}, "tanh four times.*relu, relu, relu, relu, softmax"),
    ({"pooling": "MaxPooling2D"}, "by averages.*MaxPooling2D, MaxPooling2D"),
])
def test_another_network_is_refused_and_nothing_is_written(other, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        save_lenet(lenet(**other), tmp_path / "my_lenet.json")
    assert not list(tmp_path.iterdir())


def answers_of(page):
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return np.array(page.evaluate("model.values.answers"))


@in_a_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_works_by_mouse_and_by_keyboard(width, tmp_path):
    with opened("lenet", width, **shipped()) as page:
        answers = functools.partial(answers_of, page)
        button = lambda name: page.get_by_role("button", name=name, exact=True)  # noqa: E731
        status, board = page.locator(".answer p"), page.locator("canvas.board")
        assert answers().argmax() == 7 and status.inner_text().startswith("It reads a 7")
        assert overflow(page) <= 0 and not serious_faults(page)

        # Samples by button and by key; what Python makes of what the browser's network sees.
        button("Sample 3").click()
        assert answers().argmax() == 3
        board.focus()
        page.keyboard.press("5")
        assert answers().argmax() == 5
        pixels = np.array(page.evaluate("model.values.pixels"))
        np.testing.assert_allclose(answers(), forward(shipped(), pixels)[-1], atol=5e-5)

        # The shift, by keys, buttons and drag, has an end; and it goes back.
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        button("Shift left").press("Enter")
        answers()
        assert page.evaluate("model.values.shift") == [-1, 2]
        moved = np.roll(pixels.reshape(32, 32), (-1, 2), (0, 1))
        np.testing.assert_array_equal(page.evaluate("model.values.pixels"), moved.ravel())
        seen = page.locator("canvas.seen")
        at, pixel = middle(seen), seen.bounding_box()["width"] / 32
        drag(page, at, (at[0] + 20 * pixel, at[1] + 3 * pixel))
        answers()
        assert page.evaluate("model.values.shift") == [2, 10]
        button("Centre").click()
        np.testing.assert_allclose(answers(), forward(shipped(), pixels)[-1], atol=5e-5)

        # A drawing: the answer follows while the pen is down.
        button("Clear").click()
        assert "Nothing to read" in (answers(), status.inner_text())[1]
        board.scroll_into_view_if_needed()
        box = board.bounding_box()
        square = box["width"] / 28
        page.mouse.move(box["x"] + 14 * square, box["y"] + 5 * square)
        page.mouse.down()
        page.mouse.move(box["x"] + 14 * square, box["y"] + 23 * square, steps=10)
        assert answers().argmax() == 1
        page.mouse.up()
        assert not serious_faults(page)

        # A network of one's own, and a file that is none.
        save_lenet(lenet(), tmp_path / "my_lenet.json")
        chooser = page.get_by_label("Your own my_lenet.json")
        chooser.set_input_files(tmp_path / "my_lenet.json")
        page.locator(".told", has_text="Now my_lenet.json reads").wait_for()
        pixels = np.array(page.evaluate("model.values.pixels"))
        np.testing.assert_allclose(answers(), forward(packed(lenet()), pixels)[-1], atol=5e-5)
        (tmp_path / "other.json").write_text(json.dumps({"weights": ["AAAA"]}))
        before = answers()
        chooser.set_input_files(tmp_path / "other.json")
        page.locator(".told.wrong", has_text="isn’t a LeNet-5").wait_for()
        np.testing.assert_array_equal(answers(), before)
