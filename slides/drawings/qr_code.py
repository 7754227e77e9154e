"""A QR code for one short address: version 4, error correction L, bytes, mask 0 (ISO/IEC 18004)."""

import numpy as np

SIZE, DATA_WORDS, CHECK_WORDS = 33, 80, 20
MOST_BYTES = DATA_WORDS - 2
FORMAT = 0b111011111000100  # level L, mask 0, with its own check bits
MIDDLE = 26  # of the small square


def qr_code(text: str) -> np.ndarray:
    """Give the code as an array of 0 and 1 (dark), with its quiet border of four cells."""
    words = _words(text.encode())
    bits = [word >> place & 1 for word in words + _check_words(words) for place in range(7, -1, -1)]
    code, fixed = _patterns()
    column, upward = SIZE - 1, True
    bits = iter(bits + [0] * 7)
    while column > 0:
        rows = range(SIZE - 1, -1, -1) if upward else range(SIZE)
        for row in rows:
            for x in (column, column - 1):
                if not fixed[row, x]:
                    code[row, x] = next(bits) ^ ((row + x) % 2 == 0)
        column -= 3 if column == 8 else 2
        upward = not upward
    return np.pad(code, 4)


def _words(content: bytes) -> list[int]:
    """Put kind, length and content into bytes, and fill up."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"an address of at most {MOST_BYTES} bytes fits; it has {len(content)}")
    words = [0x40 | len(content) >> 4, (len(content) & 15) << 4]
    for byte in content:
        words[-1] |= byte >> 4
        words.append((byte & 15) << 4)
    filling = [0xEC, 0x11] * DATA_WORDS
    return (words + filling)[:DATA_WORDS]


def _times(a: int, b: int) -> int:
    """Multiply in the field of 256 elements."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = a << 1 ^ (0x11D if a & 0x80 else 0), b >> 1
    return product


def _check_words(words: list[int]) -> list[int]:
    """Divide by Reed and Solomon's polynomial; the remainder lets a reader correct errors."""
    divisor, root = [1], 1
    for _ in range(CHECK_WORDS):
        shifted = [*divisor, 0]
        for place, factor in enumerate(divisor, start=1):
            shifted[place] ^= _times(factor, root)
        divisor, root = shifted, _times(root, 2)
    rest = list(words) + [0] * CHECK_WORDS
    for place in range(len(words)):
        factor = rest[place]
        for offset, part in enumerate(divisor):
            rest[place + offset] ^= _times(part, factor)
    return rest[-CHECK_WORDS:]


def _patterns() -> tuple[np.ndarray, np.ndarray]:
    """Draw what is the same in each code; say which cells are taken."""
    code, fixed = np.zeros((SIZE, SIZE), dtype=int), np.zeros((SIZE, SIZE), dtype=bool)
    code[6], code[:, 6] = np.arange(1, SIZE + 1) % 2, np.arange(1, SIZE + 1) % 2
    fixed[6], fixed[:, 6] = True, True
    far = np.abs(np.arange(-4, 5))
    rings = np.maximum(far[:, np.newaxis], far)
    square = np.isin(rings, (0, 1, 3)).astype(int)
    for top, left in ((-1, -1), (-1, SIZE - 8), (SIZE - 8, -1)):
        rows, columns = slice(max(top, 0), top + 9), slice(max(left, 0), left + 9)
        part = square[max(-top, 0) :, max(-left, 0) :][: SIZE - max(top, 0), : SIZE - max(left, 0)]
        code[rows, columns], fixed[rows, columns] = part, True
    near = slice(MIDDLE - 2, MIDDLE + 3)
    code[near, near], fixed[near, near] = rings[2:7, 2:7] != 1, True
    first = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8)]
    first += [(5 - row, 8) for row in range(6)]
    second = [(SIZE - 1 - row, 8) for row in range(7)] + [(8, SIZE - 8 + x) for x in range(8)]
    for places in (first, second):
        for number, place in enumerate(places):
            code[place], fixed[place] = FORMAT >> (14 - number) & 1, True
    code[SIZE - 8, 8], fixed[SIZE - 8, 8] = 1, True
    return code, fixed
