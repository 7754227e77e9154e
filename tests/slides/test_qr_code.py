"""The QR code that a deck shows."""

import numpy as np
import pytest

from slides.drawings.qr_code import CHECK_WORDS, SIZE, _check_words, _times, _words, qr_code

ADDRESS = "https://example.org/deep-learning"


def test_the_check_words_make_every_root_of_the_polynomial_a_root_of_the_message():
    words = _words(ADDRESS.encode())
    root = 1
    for _ in range(CHECK_WORDS):
        value = 0
        for word in words + _check_words(words):
            value = _times(value, root) ^ word
        assert value == 0
        root = _times(root, 2)


def test_the_code_has_its_three_corners_and_a_quiet_border():
    code = qr_code(ADDRESS)
    assert code.shape == (SIZE + 8, SIZE + 8)
    assert not code[:4].any() and not code[:, -4:].any()
    corner = np.pad(np.pad(np.ones((3, 3), dtype=int), 1), 1, constant_values=1)
    for rows, columns in ((4, 4), (4, -11), (-11, 4)):
        part = np.roll(code, (-rows, -columns), axis=(0, 1))[:7, :7]
        assert np.array_equal(part, corner)


def test_a_long_address_is_refused():
    with pytest.raises(ValueError, match="at most 78 bytes"):
        qr_code("x" * 79)
