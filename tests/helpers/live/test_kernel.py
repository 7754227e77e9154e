"""The live figure of a kernel over a photograph."""

import numpy as np
import pytest
from PIL import Image
from scipy.signal import correlate2d

from helpers.live.kernel import KERNELS, Kernel
from tests.helpers.live.figures import (
    LIVE,
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

GREY = np.rint(Kernel.photograph() @ [0.299, 0.587, 0.114])
NOTEBOOKS_PICTURE = [
    [2, 4, 9, 1, 4], [2, 1, 4, 4, 6], [1, 1, 2, 9, 2], [7, 3, 5, 1, 3], [2, 3, 4, 8, 5]
]
NOTEBOOKS_KERNEL = [[1, 2, 3], [-4, 7, 4], [2, -5, 1]]


@node
def test_the_small_picture_of_the_notebook_gives_its_nine_sums():
    given = {"picture": NOTEBOOKS_PICTURE, "kernel": NOTEBOOKS_KERNEL}
    assert computed("kernel", "m.slide([given.picture], given.kernel)", **given) == [
        [51, 66, 20], [31, 49, 101], [15, 53, -2]
    ]
    second = "m.total(m.products(given.picture, given.kernel, 0, 1))"
    assert computed("kernel", second, **given) == 66


@node
@pytest.mark.parametrize("relu", [False, True])
def test_a_kernel_in_colour_agrees_with_scipy(relu):
    rng = np.random.default_rng(5)
    picture, kernel = rng.integers(0, 256, (3, 12, 17)), rng.normal(size=(3, 3))
    factors, bias = [1, 0.5, -1], -20.5
    expected = bias + sum(
        correlate2d(channel, factor * kernel, mode="valid")
        for channel, factor in zip(picture, factors, strict=True)
    )
    found = computed(
        "kernel", "m.slide(given.channels, given.kernel, given.factors, given.bias, given.relu)",
        channels=picture.tolist(), kernel=kernel.tolist(), factors=factors, bias=bias, relu=relu,
    )
    np.testing.assert_allclose(found, np.maximum(0, expected) if relu else expected, atol=1e-9)


@node
def test_brightness_and_the_divided_kernel_agree_with_numpy():
    part = Kernel.photograph()[30:34, 40:46]
    found = computed("kernel", "m.brightness(given.part)", part=part.transpose(2, 0, 1).tolist())
    assert found == GREY[30:34, 40:46].tolist()
    for kernel in KERNELS.values():
        divided = computed("kernel", "m.divided(given.kernel, true)", kernel=kernel.tolist())
        np.testing.assert_allclose(divided, kernel / (kernel.sum() or 1))


def test_the_file_is_small_and_the_still_picture_is_there():
    assert (LIVE / "kernel.js").stat().st_size < 60_000
    data, _ = Kernel("blur")._repr_mimebundle_()
    assert data["image/png"].startswith("iVBOR")
    with pytest.raises(ValueError, match="edges, blur, sharpen"):
        Kernel("sobel")


@in_a_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_works_by_mouse_and_by_keyboard(width, tmp_path):
    with opened("kernel", width) as page:
        page.wait_for_function("model.values.output.flat().some((one) => one !== 0)")
        output = lambda: np.array(page.evaluate("model.values.output"))  # noqa: E731
        place = lambda: page.evaluate("model.values.place")  # noqa: E731
        answer, picture = page.locator(".answer"), page.locator("canvas.picture")
        button = lambda name: page.get_by_role("button", name=name, exact=True)  # noqa: E731
        edges = correlate2d(GREY, KERNELS["edges"], mode="valid")
        np.testing.assert_array_equal(output(), edges)
        assert overflow(page) <= 0 and not serious_faults(page)

        # The window: by drag on both pictures and by keys.
        box = picture.bounding_box()
        dot = box["width"] / 96
        drag(page, middle(picture), (box["x"] + 20.5 * dot, box["y"] + 50.5 * dot))
        assert place() == [49, 19]
        assert answer.inner_text() == f"The sum: z = {edges[49, 19]:.0f}".replace("-", "−")
        picture.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowUp")
        assert place() == [39, 20]
        at = middle(page.locator("canvas.map"))
        page.mouse.click(*at)
        assert place() == [35, 47]

        # Presets, weights, division, bias and ReLU.
        button("blur").click()
        blurred = correlate2d(GREY, np.full((3, 3), 1 / 9), mode="valid")
        np.testing.assert_allclose(output(), blurred)
        page.get_by_label("divide by the sum").press("Space")
        np.testing.assert_allclose(output(), 9 * blurred)
        button("sharpen").press("Enter")
        np.testing.assert_allclose(output(), correlate2d(GREY, KERNELS["sharpen"], mode="valid"))
        button("edges").click()
        page.get_by_label("weight in row 1, column 3").fill("4")
        page.get_by_label("bias b").fill("-30")
        page.get_by_label("ReLU").click()
        own = KERNELS["edges"].copy()
        own[0, 2] = 4
        expected = np.maximum(0, correlate2d(GREY, own / own.sum(), mode="valid") - 30)
        np.testing.assert_allclose(output(), expected, atol=1e-9)
        page.get_by_label("bias b").fill("-300")
        assert page.locator("input:out-of-range").count() == 1
        np.testing.assert_allclose(output(), expected, atol=1e-9)

        # Channels: one, and all three with their factors, as the notebook's orange kernel.
        button("edges").click()
        button("red").click()
        red, green, blue = np.moveaxis(Kernel.photograph().astype(float), -1, 0)
        np.testing.assert_array_equal(output(), correlate2d(red, KERNELS["edges"], mode="valid"))
        button("orange").press("Enter")
        mean = np.full((3, 3), 1 / 9)
        z = correlate2d(red, mean, "valid") - correlate2d(blue, mean, "valid") - 51
        np.testing.assert_allclose(output(), np.maximum(0, z), atol=1e-9)
        page.get_by_label("times, for green").fill("1")
        z = z + correlate2d(green, mean, "valid")
        np.testing.assert_allclose(output(), np.maximum(0, z), atol=1e-9)
        assert overflow(page) <= 0 and not serious_faults(page)

        # The map fills in; what isn't seen is transparent.
        filled = lambda: page.evaluate(  # noqa: E731
            "(() => { const c = document.querySelector('canvas.map'); const d = c.getContext('2d')"
            ".getImageData(0, 0, c.width, c.height).data; let n = 0; "
            "for (let k = 3; k < d.length; k += 4) n += d[k] > 0; return n / (d.length / 4); })()"
        )
        button("Clear").click()
        assert filled() < 0.01
        button("Fill in all").press("Enter")
        assert filled() == 1
        button("Run").click()
        button("Stop").click()
        assert 0 < filled() < 1
        button("Run").press("Enter")
        page.wait_for_function("document.querySelector('[data-do=run]').innerText === 'Run'")
        assert filled() == 1

        Image.new("RGB", (200, 150), (200, 100, 50)).save(tmp_path / "own.png")
        page.get_by_label("Your own picture").set_input_files(tmp_path / "own.png")
        page.get_by_role("button", name="grey").click()
        button("blur").click()
        page.wait_for_function("Math.abs(model.values.output[10][10] - 124) < 1.5")
