import numpy as np
import pytest

from helpers.checks import lenet_mnist as check


def lenet(
    pools=(2, 2), strides=(2, 2), kernels=(6, 16, 120), activation="tanh", last="softmax",
    pooling="AveragePooling2D", third="convolution", units=84, width=32, padding="valid",
):
    from keras import Input, Sequential, layers

    pool = getattr(layers, pooling)
    if third == "convolution":
        top = [layers.Conv2D(kernels[2], 5, activation=activation), layers.Flatten()]
    else:
        top = [layers.Flatten(), layers.Dense(kernels[2], activation=activation)]
    network = Sequential([
        layers.Conv2D(kernels[0], 5, activation=activation, padding=padding),
        pool(pools[0], strides=strides[0]),
        layers.Conv2D(kernels[1], 5, activation=activation),
        pool(pools[1], strides=strides[1]),
        *top,
        layers.Dense(units, activation=activation),
        layers.Dense(10, activation=last),
    ])
    if width:
        network = Sequential([Input((width, width, 1)), *network.layers])
    return network


def lenet_with_one_pooling():
    from keras import Sequential

    network = lenet(width=None)
    return Sequential([layer for index, layer in enumerate(network.layers) if index != 3])


def functional_lenet():
    from keras import Input, Model, layers

    inputs = Input((32, 32, 1))
    maps = layers.Conv2D(6, (5, 5), activation="tanh")(inputs)
    maps = layers.AveragePooling2D(2)(maps)
    maps = layers.Conv2D(16, (5, 5), activation="tanh")(maps)
    maps = layers.AveragePooling2D((2, 2), (2, 2))(maps)
    maps = layers.Conv2D(120, (5, 5), activation="tanh")(maps)
    units = layers.Dense(84, activation="tanh")(layers.Flatten()(maps))
    return Model(inputs, layers.Dense(10, activation="softmax")(units))


RIGHT = {
    "counted": [
        (1460, 12),
        ((3 * 3 * 8 + 1) * 20, (12 + 2 - 3) // 1 + 1),
        (1460.0, 12.0),
        (np.int64(1460), np.float32(12)),
        ([1460], np.array(12)),
    ],
    "triangle": [
        (lambda step, steps, peak: peak * min(3 * step / steps, 1.5 * (1 - step / steps)),),
        (lambda step, steps, peak: float(np.interp(step, [0, steps / 3, steps], [0, peak, 0])),),
        (
            lambda step, steps, peak: (
                peak * step / (steps / 3)
                if step <= steps / 3
                else peak - peak * (step - steps / 3) / (steps - steps / 3)
            ),
        ),
        (
            lambda step, steps, peak: np.where(
                np.asarray(step) < steps // 3,
                np.asarray(step) * peak * 3 / steps,
                (steps - np.asarray(step)) * peak * 1.5 / steps,
            ),
        ),
    ],
    "which_images": [("held out", "C"), ("Held out", "c"), (" HELD OUT ", " C ")],
}


def triangle_with(third=3.0, end=1.0, lowest=0.0):
    """Write a triangle that rises for 1/third of the steps and falls to `lowest` at `end`."""

    def learning_rate(step, steps, peak):
        return float(np.interp(step, [0, steps / third, end * steps], [0, peak, lowest * peak]))

    return learning_rate


WRONG = {
    "counted": [
        ((1440, 12), "What else does each kernel learn"),
        ((200, 12), "one input map only"),
        ((180, 12), "two things are missing"),
        ((1441, 12), "one bias for the whole layer"),
        ((1448, 12), "A bias belongs to a kernel"),
        ((1600, 12), "for each kernel and input map"),
        ((73, 12), "one kernel with its bias"),
        ((72, 12), "weights of one kernel"),
        ((8 * (9 * 20 + 1), 12), "changed places"),
        ((1460 * 144, 12), "shared by all places"),
        ((1440 * 144, 12), "what about biases"),
        ((500, 12), "more than 3 weights"),
        ((4020, 12), "smaller"),
        ((20 * 144, 12), "what it learns"),
        ((1234, 12), "Begin with one kernel"),
        ((1460, 10), "without padding"),
        ((1460, 11), "both sides"),
        ((1460, 14), "after padding"),
        ((1460, 6), "stride is 1"),
        ((1460, 20), "how many feature maps"),
        ((1460, 144), "width alone"),
        ((1460, 7), "into the formula"),
        (("73", 12), "without quotes"),
        ((182.5, 12), "whole number"),
    ],
    "triangle": [
        ((lambda step, steps, peak: step,), "the step itself"),
        ((lambda step, steps, peak: peak,), "at every step"),
        ((lambda step, steps, peak: min(3 * step / steps, 1.5 - 1.5 * step / steps),), "the peak"),
        ((lambda step, steps, peak: peak * (1 - step / steps),), "starts at the peak"),
        ((triangle_with(third=2),), "in the middle"),
        ((triangle_with(third=1.5),), "two thirds"),
        ((lambda step, steps, peak: 3 * peak * step / steps,), "goes on rising"),
        ((lambda step, steps, peak: peak * min(3 * step, 2 * steps - 3 * step) / steps,),
         "below 0"),
        ((lambda s, n, peak: peak * max(0, min(3 * s, 2 * n - 3 * s)) / n,), "ends too early"),
        ((triangle_with(lowest=0.5),), "last step still has"),
        ((lambda s, n, peak: peak * min(3 * s / n, (1.5 * (1 - s / n)) ** 2),), "straight line"),
        ((lambda s, n, peak: peak * min((3 * s / n) ** 2, 1.5 * (1 - s / n)),), "fall is right"),
        ((lambda s, n, peak: 0.12 * min(3 * s / n, 1.5 * (1 - s / n)),), "written into"),
        ((lambda s, n, peak: peak * min(s / 100, (300 - s) / 200),), "written into"),
        ((lambda s, n, peak: peak * np.sin(np.pi * s / n) / 2,), "where do they part"),
        ((lambda step, steps: 0.1,), "called with 3 arguments"),
        ((lambda s, n, peak: peak / s,), "ZeroDivisionError"),
        ((lambda s, n, peak: "0.12",), "without quotes"),
        ((0.06,), "a function is asked for"),
    ],
    "which_images": [
        (("learning", "A"), "by heart"),
        (("test", "C"), "picked by looking"),
        (("held out", "A"), "Which property"),
        (("held out", "B"), "flatter every rate"),
        (("held out", "D"), "the speed is the same"),
        (("all", "C"), '"held out"'),
        (("held out", "E"), '"A", "B"'),
        (("C", "held out"), "the images should be one of"),
    ],
}

MENDED = {
    "the plain way": lambda: lenet(),
    "strides left to Keras": lambda: lenet(strides=(None, None)),
    "dense instead of the third convolution": lambda: lenet(third="dense"),
    "functional": functional_lenet,
}

NOT_MENDED = [
    (lambda: lenet(strides=(1, 2)), "the first pooling still moves on by one"),
    (lambda: lenet(strides=(2, 1)), "the second pooling still moves on by one"),
    (lambda: lenet(strides=(1, 1)), "the first pooling still moves on by one"),
    (lambda: lenet(pooling="MaxPooling2D"), "LeNet-5 averages"),
    (lambda: lenet(pools=(1, 2)), "single pixels"),
    (lambda: lenet(pools=(3, 2), third="dense"), "windows of 3×3"),
    (lambda: lenet(strides=(3, 2), third="dense"), "move on by 3"),
    (lambda: lenet(strides=(2, 4)), "zero or negative"),
    (lambda: lenet_with_one_pooling(), "pools twice"),
    (lambda: lenet(kernels=(6, 16, 100)), "your pooling is right"),
    (lambda: lenet(width=28, padding="same", units=80), "your pooling is right"),
    (lambda: lenet(activation="relu"), "uses tanh"),
    (lambda: lenet(last="tanh"), "Compare the activations"),
    (lambda: lenet(width=None), "no input yet"),
    (lambda: 61_706, "of the kind int"),
    (lambda: 1 / 0, "ZeroDivisionError"),
]


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_are_accepted(name):
    for answer in RIGHT[name]:
        verdict = getattr(check, name)(*answer)
        assert verdict.status == "right", (answer, verdict)


@pytest.mark.parametrize(
    ("name", "answer", "fragment"),
    [(name, answer, fragment) for name in WRONG for answer, fragment in WRONG[name]],
)
def test_wrong_answers_get_the_hint_that_fits_them(name, answer, fragment):
    verdict = getattr(check, name)(*answer)
    assert verdict.status == "wrong" and fragment in verdict.message, verdict


@pytest.fixture(scope="module")
def keras():
    # Before a check's time limit can count the import.
    import keras

    return keras


@pytest.mark.usefixtures("keras")
@pytest.mark.parametrize("make", MENDED.values(), ids=MENDED)
def test_a_mended_network_is_right_as_a_function_and_as_itself(make):
    assert check.mended(make).status == "right", check.mended(make)
    assert check.mended(make()).status == "right"


@pytest.mark.usefixtures("keras")
@pytest.mark.parametrize(("make", "fragment"), NOT_MENDED)
def test_a_network_that_is_not_mended_gets_the_hint_that_fits_it(make, fragment):
    verdict = check.mended(make)
    assert verdict.status == "wrong" and fragment in verdict.message, verdict


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("counted", (..., ...)),
        ("counted", (1460, ...)),
        ("mended", (lambda: ...,)),
        ("triangle", (lambda step, steps, peak: ...,)),
        ("which_images", (..., ...)),
    ],
)
def test_the_stub_is_not_attempted_yet(name, answer):
    assert getattr(check, name)(*answer).status == "not attempted"


@pytest.mark.usefixtures("keras")
def test_no_hint_gives_the_solution_away():
    hints = [getattr(check, name)(*answer).message for name in WRONG for answer, _ in WRONG[name]]
    assert not any("1,460" in hint or "1460" in hint for hint in hints)
    assert not any("strides=2" in check.mended(make).message for make, _ in NOT_MENDED)
