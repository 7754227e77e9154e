import numpy as np

from workshop.notebooks.exercises import with_part


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gradient_with(
    first=lambda a, t: 2 * (a - t), output=lambda a: a * (1 - a), tanh=lambda h: 1 - h**2,
    through=lambda v: v, inputs=lambda x, d: np.outer(x, d), hidden=lambda h: h,
    handed_in=lambda found: found, squash=np.tanh,
):
    """Make a function with one of its links changed."""
    def backward_tanh(parameters, x, t):
        w, b, v, c = parameters
        h = squash(x @ w + b)
        a = sigmoid(h @ v + c)
        d_z = first(a, t) * output(a)
        d_b = d_z * through(v) * tanh(h)
        return handed_in([inputs(x, d_b), d_b, d_z * hidden(h), d_z])

    return backward_tanh


right_gradient = gradient_with()


def looping_gradient(parameters, x, t):
    w, b, v, c = parameters
    count = len(b)
    h = [np.tanh(sum(x[i] * w[i, j] for i in range(2)) + b[j]) for j in range(count)]
    a = sigmoid(sum(h[j] * v[j] for j in range(count)) + c)
    d_c = 2 * (a - t) * (a - a**2)
    d_v = [d_c * one for one in h]
    d_b = [d_c * v[j] / np.cosh(np.arctanh(h[j])) ** 2 for j in range(count)]
    return [[x[i] * one for one in d_b] for i in range(2)], d_b, d_v, [d_c]


def nudged_gradient(parameters, x, t):
    """Work the derivatives out by finite differences."""
    def loss(w, b, v, c):
        return (sigmoid(np.tanh(x @ w + b) @ v + c) - t) ** 2

    slopes = [np.zeros_like(values) for values in parameters]
    for number, values in enumerate(parameters):
        for place in np.ndindex(values.shape):
            up, down = ([np.array(one) for one in parameters] for _ in range(2))
            up[number][place] += 1e-5
            down[number][place] -= 1e-5
            slopes[number][place] = (loss(*up) - loss(*down)) / 2e-5
    return slopes


def in_columns(parameters, x, t):
    d_w, d_b, d_v, d_c = right_gradient(parameters, x, t)
    return d_w, d_b[np.newaxis], d_v[:, np.newaxis], d_c


def stepped_gradient(parameters, x, t):
    slopes = right_gradient(parameters, x, t)
    return [values - 4 * slope for values, slope in zip(parameters, slopes, strict=True)]


def mean_gradient(parameters, x, t):
    """Leave out x and t, and take the page's four examples."""
    each = [
        right_gradient(parameters, np.array(one), int(one[0] != one[1]))
        for one in ((0, 0), (0, 1), (1, 0), (1, 1))
    ]
    return [np.mean(slopes, axis=0) for slopes in zip(*each, strict=True)]


def scalar_biases(parameters, x, t):
    d_w, d_b, d_v, d_c = right_gradient(parameters, x, t)
    return np.outer(x, d_b.sum()), d_b.sum(), d_v, d_c


RIGHT = {
    "xnor_neuron": [
        ([-1, -1], 1.5),
        ((-2.0, -2.0), 3),
        (np.array([-0.5, -0.75]), np.float32(0.9)),
        ([-1, -1], [1.25]),
        # (1, 1) has a sum of 0, on paper.
        ([-0.7, -0.1], 0.8),
        ([-0.3, -0.6], 0.9),
        ([-1, -1], 2),
        ([[-1], [-1]], [1.5]),
    ],
    "derivatives": [([-1, 6, 2],), ((-1.0, 6.0, 2.0),), (np.array([-1, 6, 2]),),
                    ([[-1], [6], [2]],)],
    "tanh_gradient": [(right_gradient,), (looping_gradient,), (nudged_gradient,), (in_columns,)],
    "equal_weights": [
        (0.16705834709, "twins"), (0.167, " Twins "), (np.float32(0.1671), "TWINS"),
        ([0.167], ["twins"]),
    ],
    "starts_solved": [(10, 0, 0.3), (5.0, 0.9, 0.2), ([4], 0.9, np.float32(0.3))],
}

WRONG = {
    "xnor_neuron": [
        (([1, 1], -1.5), "still XOR"),
        (([-1, -1], -1.5), "but not of the bias"),
        (([-1, -1], 0.5), "What has to become larger"),
        (([-1, -2], 0.5), "have the sum -1.5, (1, 0) have -0.5"),
        (([1, 1], 1.5), "says 1 to every point"),
        (([-1, -1], 1), "exactly on your line"),
        (([-0.8, -0.1], 0.8), "exactly on your line"),
        (([-0.3, -0.3], 0.1 + 0.2), "exactly on your line"),
        (([-1, 1], 0.5), "(1, 1) in the hidden space"),
        (([1, -1], -0.5), "XNOR wants 1"),
        (([-1, -1], 2.5), "to every point"),
        (([-1, -2], 1.5),
         "(0, 0) lies at (0, 1) in the hidden space, where your neuron has the sum -0.5"),
        (([1, 0, 0, 1], 0), "answers that should come out"),
        (([-1, -1, 1.5], 0), "should be 2 numbers in a row, and yours is 3 numbers"),
        (([-1, -1], "1.5"), "without quotes"),
        (([-1, -1], (1, 5)), "Python writes a point there, as in 1.5"),
        ((1.5, [-1, -1]), "weights and bias have changed places"),
        (([-1, -1], [1.5, 1.5]), "2 numbers"),
    ],
    "derivatives": [
        *with_part(0, ([-1, 6, 2],), {
            (-1, -3, 2): "doesn't count like x", (-1, 3, 2): "counts twice",
            (-1, -6, 2): "minus sign before it", (-1, 1, 2): "y itself", (-1, 7, 2): "∂q/∂y",
            (-1, -4, 2): "is the *other* bracket", (-3, 6, 2): "What about the other path",
            (2, 6, 2): "What about the other path", (5, 6, 2): "with the wrong sign",
            (-5, 6, 2): "with the wrong sign", (-6, 6, 2): "where two paths meet",
            (1, 6, 2): "local slope", (7, 6, 2): "one through each bracket",
            (-1, 6, -3): "the *other* factor", (-1, 6, -7): "the *other* factor",
            (-1, 6, 6): "minus* 2y", (-1, 6, 3): "twice", (-1, 6, -2): "sign of q",
            (-1, 6, 9): "other factor of the product", (-3, -3, -3): "the *other* factor",
            (4, 1, -7): "themselves", (2, 6, -1): "the order is wrong",
            (6, -1, 2): "the order is wrong", (-1, 2, 6): "the order is wrong",
            (1, -6, -2): "have the wrong sign", (-0.001, 0.006, 0.002): "by the nudge",
            (0, 0, 0): "other factor of the product", (-4, -4, 3): "the example above",
            -1: "should be 3 numbers in a row", (-1.05, 6.1, 2.0): "with too large a nudge",
            "-1, 6, 2": "without quotes",
        }),
        (({"x": -1, "y": 6, "z": 2},), "in a fixed order, as in a list"),
    ],
    "tanh_gradient": [
        ((gradient_with(first=lambda a, t: 2 * (t - a)),), "wrong sign"),
        ((gradient_with(first=lambda a, t: a - t),), "half as large"),
        ((gradient_with(first=lambda a, t: (a - t) / 2),), "divided by 4"),
        ((gradient_with(first=lambda a, t: (a - t) ** 2),), "by the output bias is wrong"),
        ((gradient_with(output=lambda a: 1),), "goes through the output's sigmoid"),
        ((gradient_with(output=lambda a: 1 - a**2),), "still a sigmoid"),
        ((gradient_with(output=lambda a: a),), "by the output bias is wrong"),
        ((gradient_with(tanh=lambda h: h * (1 - h)),), "slope of a sigmoid"),
        ((gradient_with(tanh=lambda h: 1),), "neurons' tanh: where is its slope"),
        ((gradient_with(tanh=lambda h: 1 - h),), "has a square in it"),
        ((gradient_with(tanh=lambda h: (1 - h) ** 2),), "a square in it, of h alone"),
        ((gradient_with(tanh=lambda h: 1 - np.tanh(h) ** 2),), "through tanh already"),
        ((gradient_with(tanh=lambda h: 1 + h**2),), "leads through two links"),
        ((gradient_with(through=lambda v: 1),), "through its output weight"),
        ((gradient_with(hidden=lambda h: 1 + 0 * h),), "the input of that weight"),
        ((gradient_with(inputs=lambda x, d: np.outer(d, x)),), "the other way round"),
        ((gradient_with(inputs=lambda x, d: x * d),), "which table of products"),
        ((gradient_with(inputs=lambda x, d: np.outer(0 * x + 1, d)),), "is right except"),
        ((gradient_with(inputs=lambda x, d: x @ np.outer(x, d)),), "shape, 2 rows of 3 numbers"),
        ((gradient_with(inputs=lambda x, d: np.outer(x, d).ravel()),), "2 rows of 3 numbers"),
        ((gradient_with(handed_in=lambda found: found[::-1]),), "in the wrong order"),
        ((gradient_with(handed_in=lambda found: found[:3]),), "return four things"),
        ((gradient_with(handed_in=lambda d: [d[0], d[2], d[1], d[3]]),), "in the wrong order"),
        ((gradient_with(squash=sigmoid, tanh=lambda h: h * (1 - h)),), "still sigmoids"),
        ((gradient_with(squash=sigmoid),), "still sigmoids"),
        ((gradient_with(handed_in=lambda found: [*found[:1], found[3], *found[2:]]),),
         "hidden biases should have their own shape, 3 numbers"),
        ((lambda parameters, x, t: parameters,), "before or after a step"),
        ((stepped_gradient,), "before or after a step"),
        ((mean_gradient,), "the mean over the four examples of XOR"),
        ((scalar_biases,), "the hidden biases should have their own shape, 3 numbers"),
        ((lambda parameters, x: x,), "arguments"),
        (("backward",), "a function is asked for"),
    ],
    "equal_weights": [
        ((0.167, "stands still"), "the loss that you began with"),
        ((0.167, "solves"), "Would you call that learned"),
        ((0.333, "stands still"), "before the training"),
        ((0.25, "stands still"), "with all weights at 0"),
        ((0.0002, "solves"), "seed 0"),
        ((0.2047, "twins"), "isn't the loss at the end"),
        ((0.16, "twins"), "rounded too far"),
        ((0.6682, "twins"), "the sum over the four examples"),
        ((0.16706353, "twins"), "The biases should be 0"),
        ((0.4087, "twins"), "the root of the loss"),
        ((16.7, "twins"), "decimal point has slipped"),
        ((0.0167, "twins"), "decimal point has slipped"),
        (([np.ones((2, 2)), np.zeros(2)], "twins"), "a network, or the path of one"),
        (([[np.ones((2, 2)), np.zeros(2)]], "twins"), "a network, or the path of one"),
        ((0.167, "twin"), "should be one of"),
        (("0.167", "twins"), "without quotes"),
        (("twins", 0.167), "have changed places"),
    ],
    "starts_solved": [
        ((4, 0, 1), "79 of 100 starts. To beat: 90."),
        ((4, 0, 2), "63 of 100 starts"),
        ((4, 0, 0.5), "90 of 100 starts. To beat"),
        ((0, 0, 1), "never goes down"),
        ((4, 1, 1), "from 0 to below 1"),
        ((0.01, 0, 1), "not one of the 100 starts"),
        ((4, 0, 0), "twins draw only one line"),
        ((4, 0, "small"), "without quotes"),
    ],
}

UNFILLED = {
    "xnor_neuron": [([..., ...], ...)],
    "derivatives": [([..., ..., ...],)],
    "tanh_gradient": [(lambda parameters, x, t: [..., ..., ..., ...],)],
    "equal_weights": [(..., ...)],
    "starts_solved": [(..., ..., ...)],
}


def computes_xnor(weights, bias):
    weights = np.ravel(weights)
    if np.shape(weights) != (2,) or np.size(bias) != 1:
        return False
    sums = [np.dot(weights, hidden) + np.ravel(bias)[0] for hidden in ([0, 1], [1, 1], [1, 0])]
    almost = 1e-6 * max(*np.abs(weights), np.abs(np.ravel(bias)[0]))
    return sums[0] >= almost and sums[1] < almost and sums[2] >= almost


def trained_by_hand(rate, momentum, spread):
    """Count the solved starts, one after the other."""
    inputs, targets = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    w, v = (
        spread * np.array(drawn) for drawn in zip(*(
            (rng.normal(size=(2, 2)), rng.normal(size=2))
            for rng in map(np.random.default_rng, range(100))
        ), strict=True)
    )
    b, c = np.zeros((100, 2)), np.zeros(100)
    moves = [0, 0, 0, 0]
    for _ in range(4001):
        h = sigmoid(np.einsum("ei,nij->nej", inputs, w) + b[:, None])
        a = sigmoid(np.einsum("nej,nj->ne", h, v) + c[:, None])
        d_z = 2 * (a - targets) * a * (1 - a) / 4
        d_h = np.einsum("ne,nj->nej", d_z, v) * h * (1 - h)
        slopes = (np.einsum("ei,nej->nij", inputs, d_h), d_h.sum(1),
                  np.einsum("ne,nej->nj", d_z, h), d_z.sum(1))
        moves = [momentum * move - rate * one for move, one in zip(moves, slopes, strict=True)]
        w, b, v, c = (one + move for one, move in zip((w, b, v, c), moves, strict=True))
    return int((((a - targets) ** 2).mean(axis=1) < 0.01).sum())


def solves_more(rate, momentum, spread):
    rate, momentum, spread = (np.ravel(one).item() for one in (rate, momentum, spread))
    if rate <= 0 or not 0 <= momentum < 1 or spread <= 0:
        return False
    with np.errstate(over="ignore"):
        return trained_by_hand(rate, momentum, spread) > 90


# Every line is right that has (1, 1) alone on one side.
STILL_RIGHT = {"xnor_neuron": computes_xnor, "starts_solved": solves_more}
