import numpy as np

from tests.helpers.checks.banks.xor_two_layer_sigmoid import right_half


def test_equal_weights_move_and_stay_equal():
    inputs, targets = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    by_hidden, by_hidden_bias, by_output, output_bias = (
        np.ones((2, 2)), np.zeros(2), np.ones((2, 1)), np.zeros(1)
    )
    for _ in range(200):
        hidden = 1 / (1 + np.exp(-(inputs @ by_hidden + by_hidden_bias)))
        outputs = 1 / (1 + np.exp(-(hidden @ by_output + output_bias)))
        d_sums = (outputs - targets) * outputs * (1 - outputs) / 2
        d_weights, d_biases = right_half(inputs, hidden, by_output, d_sums)
        by_output = by_output - 4 * hidden.T @ d_sums
        output_bias = output_bias - 4 * d_sums.sum(axis=0)
        by_hidden = by_hidden - 4 * d_weights
        by_hidden_bias = by_hidden_bias - 4 * d_biases.ravel()
    assert np.abs(by_hidden - 1).max() > 0.1
    assert np.allclose(by_hidden[:, 0], by_hidden[:, 1])
    assert np.abs(outputs - targets).max() > 0.3
