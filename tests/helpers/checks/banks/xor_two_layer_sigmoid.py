import numpy as np


def right_half(inputs, hidden, output_weights, d_output_sums):
    d_hidden = d_output_sums @ output_weights.T
    d_sums = d_hidden * hidden * (1 - hidden)
    return inputs.T @ d_sums, d_sums.sum(axis=0, keepdims=True)


def looping_half(x, h, w, d):
    by_weights, by_biases = np.zeros((x.shape[1], h.shape[1])), [0.0] * h.shape[1]
    for n in range(len(x)):
        for j in range(h.shape[1]):
            slope = d[n, 0] * w[j, 0] * (h[n, j] - h[n, j] ** 2)
            by_biases[j] += slope
            for i in range(x.shape[1]):
                by_weights[i, j] += slope * x[n, i]
    return by_weights.tolist(), by_biases


def einsum_half(x, h, w, d):
    slopes = np.einsum("nk,jk,nj->nj", d, w, h * (1 - h))
    return [np.einsum("ni,nj->ij", x, slopes), np.ones(len(x)) @ slopes]


def half_with(slope=lambda a: a * (1 - a), by_weights=None, by_biases=None):
    def half(inputs, hidden, output_weights, d_output_sums):
        d_sums = (d_output_sums @ output_weights.T) * slope(hidden)
        weights = by_weights(inputs, d_sums) if by_weights else inputs.T @ d_sums
        biases = by_biases(d_sums) if by_biases else d_sums.sum(axis=0, keepdims=True)
        return weights, biases

    return half


def sigmoid(sums):
    return 1 / (1 + np.exp(-sums))


def broken_second_half(inputs, hidden, output_weights, d_output_sums):
    """As the notebook shows it."""
    return half_with(lambda a: a, by_biases=lambda d: d.mean(axis=0, keepdims=True))(
        inputs, hidden, output_weights, d_output_sums
    )


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
    "derivatives": [([-2, 4, 1],), ((-2.0, 4.0, 1.0),), (np.array([-2, 4, 1]),),
                    ([[-2], [4], [1]],)],
    "second_half": [(right_half,), (looping_half,), (einsum_half,)],
    "equal_weights": [("twins",), (" Twins ",), ("TWINS",), (["twins"],)],
}

WRONG = {
    "xnor_neuron": [
        (([1, 1], -1.5), "still XOR"),
        (([-1, -1], -1.5), "says 0 to every point"),
        (([-1, -1], 0.5), "answers each of the four points with 0"),
        (([-1, -2], 0.5), "have the sum -1.5, and (1, 0) have -0.5"),
        (([1, 1], 1.5), "says 1 to every point"),
        (([-1, -1], 1), "exactly on your line"),
        (([-0.8, -0.1], 0.8), "exactly on your line"),
        (([-0.3, -0.3], 0.1 + 0.2), "exactly on your line"),
        (([-1, 1], 0.5), "(1, 1) in the hidden space"),
        (([1, -1], -0.5), "XNOR wants 1"),
        (([-1, -1], 2.5), "to every point"),
        (([-1, -2], 1.5),
         "(0, 0) lies at (0, 1) in the hidden space, where your neuron has the sum -0.5"),
        (([-1, -1, 1.5], 0), "should be 2 numbers in a row, and yours is 3 numbers"),
        (([-1, -1], "1.5"), "without quotes"),
        (([-1, -1], (1, 5)), "Python writes a point there, as in 1.5"),
        ((1.5, [-1, -1]), "weights and bias have changed places"),
        (([-1, -1], [1.5, 1.5]), "2 numbers"),
    ],
    "derivatives": [
        (([-2, -2, 1],), "doesn't count like x"),
        (([-2, 2, 1],), "counts twice"),
        (([-2, -4, 1],), "minus sign before it"),
        (([-2, 1, 1],), "y itself"),
        (([-2, 7, 1],), "∂q/∂y"),
        (([2, 4, 1],), "minus sign gone"),
        (([1, -2, 1],), "local slope"),
        (([7, 4, 1],), "∂q/∂x"),
        (([-2, 4, -2],), "the *other* factor"),
        (([-2, 4, 5],), "minus* 2y"),
        (([-2, 4, 2],), "twice"),
        (([-2, 4, -1],), "sign of q"),
        (([-2, 4, 9],), "other factor of the product"),
        (([3, 1, -2],), "themselves"),
        (([1, 4, -2],), "another order"),
        ((-2,), "should be 3 numbers in a row"),
        (([-2.1, 4.1, 1.0],), "with a nudge that is too large"),
        (({"x": -2, "y": 4, "z": 1},), "in a fixed order, as in a list"),
        (("-2, 4, 1",), "without quotes"),
    ],
    "second_half": [
        ((broken_second_half,), "isn't its output a"),
        ((half_with(lambda a: a),), "isn't its output a"),
        ((half_with(lambda a: 1 - a),), "only the second"),
        ((half_with(lambda a: 1),), "slope is missing"),
        ((half_with(lambda a: a * (a - 1)),), "wrong sign"),
        ((half_with(lambda a: a * a),), "Walk back along the table"),
        ((half_with(by_biases=lambda d: d.mean(axis=0)),), "too small"),
        ((half_with(by_biases=lambda d: d.sum(axis=1)),), "which axis"),
        ((half_with(by_biases=lambda d: d.sum()),), "which axis"),
        ((half_with(by_biases=lambda d: d[0]),), "input is always 1"),
        ((half_with(by_weights=lambda x, d: d.T @ x),), "yours is 3 rows of 2 numbers"),
        ((half_with(by_weights=lambda x, d: x.T @ d / len(x)),), "had that division already"),
        ((lambda x, h, w, d: right_half(x, h, w, d)[::-1],), "Is it the other way round?"),
        ((lambda x, h, w, d: [part.ravel() if len(part) == 1 else part
                              for part in right_half(x, h, w, d)[::-1]],), "other way round?"),
        ((lambda x, h, w, d: x.T @ d,), "two things"),
        ((lambda x, h, w, d: half_with()(x, h, np.ones((1, 1)), d),),
         "through the output weights, and they are missing"),
        ((lambda x, h, w, d: half_with(lambda a: sigmoid(a) * (1 - sigmoid(a)))(x, h, w, d),),
         "through the sigmoid already"),
        ((lambda x, h, w, d: x @ d,), "a matrix product doesn't fit"),
        ((lambda x, h: x,), "arguments"),
        (("backward",), "a function is asked for"),
    ],
    "equal_weights": [
        (("stands still",), "are all its numbers 0"),
        (("solves",), "How many different lines"),
        (("twin",), "should be one of"),
        ((2,), "should be one of"),
        ((["twins", "solves"],), "should be one of"),
    ],
}

UNFILLED = {
    "xnor_neuron": [([..., ...], ...)],
    "derivatives": [([..., ..., ...],)],
    "second_half": [(lambda inputs, hidden, output_weights, d_output_sums: (..., ...),)],
    "equal_weights": [(...,)],
}


def computes_xnor(weights, bias):
    weights = np.ravel(weights)
    if np.shape(weights) != (2,) or np.size(bias) != 1:
        return False
    sums = [np.dot(weights, hidden) + np.ravel(bias)[0] for hidden in ([0, 1], [1, 1], [1, 0])]
    almost = 1e-6 * max(*np.abs(weights), np.abs(np.ravel(bias)[0]))
    return sums[0] >= almost and sums[1] < almost and sums[2] >= almost


# Every line is right that has (1, 1) alone on one side.
STILL_RIGHT = {"xnor_neuron": computes_xnor}
