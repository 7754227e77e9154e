from tests.helpers.checks.banks.basic_convolution import WRONG


def test_no_two_mistakes_in_the_layer_share_a_number():
    counts = [count for (shape, count), _ in WRONG["alexnet_layer"] if shape == (55, 55, 96)]
    assert len(counts) == len(set(counts))
