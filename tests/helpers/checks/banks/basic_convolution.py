import numpy as np
from scipy.signal import convolve2d, correlate2d

from workshop.notebooks.exercises import with_part


def loops(kernel_at=lambda kernel, i, j: kernel[i][j], shift=0, mean=False):
    def slide(picture, kernel):
        size = len(kernel)
        output = []
        for row in range(len(picture) - size + 1 + shift):
            output.append([])
            for column in range(len(picture[0]) - size + 1 + shift):
                total = 0
                for i in range(size):
                    for j in range(size):
                        total += picture[row + i][column + j] * kernel_at(kernel, i, j)
                output[-1].append(total / size**2 if mean else total)
        return output

    return slide


def right_slide(picture, kernel):
    return loops()(picture, kernel)


def windows_slide(picture, kernel):
    size = kernel.shape[0]
    output = np.zeros((picture.shape[0] - size + 1, picture.shape[1] - size + 1))
    for row in range(output.shape[0]):
        for column in range(output.shape[1]):
            output[row, column] = (picture[row:row + size, column:column + size] * kernel).sum()
    return output


def shifted_pictures_slide(picture, kernel):
    size = len(kernel)
    rows, columns = picture.shape[0] - size + 1, picture.shape[1] - size + 1
    return sum(
        kernel[i, j] * picture[i:i + rows, j:j + columns].astype(np.float32)
        for i in range(size) for j in range(size)
    )


def swapped_ranges_slide(picture, kernel):
    size = len(kernel)
    padded = np.pad(picture, ((0, 9), (0, 9)))
    return [
        [
            (padded[row:row + size, column:column + size] * kernel).sum()
            for column in range(picture.shape[0] - size + 1)
        ]
        for row in range(picture.shape[1] - size + 1)
    ]


def strict_slide(picture, kernel):
    size = len(kernel)
    return np.array([
        [
            (picture[row:row + size, column:column + size] * kernel).sum()
            for row in range(picture.shape[0] - size + 1)
        ]
        for column in range(picture.shape[0] - size + 1)
    ])


def never_reset_slide(picture, kernel):
    right = np.array(right_slide(picture, kernel))
    return right.ravel().cumsum().reshape(right.shape)


def reset_in_each_row_slide(picture, kernel):
    return np.array(right_slide(picture, kernel)).cumsum(axis=1)


def same_pixel_slide(picture, kernel):
    rows, columns = np.shape(right_slide(picture, kernel))
    return picture[:rows, :columns] * kernel.sum()


def still_broken_slide(pixels, kernel):
    size = len(kernel)
    rows, columns = len(pixels[0]) - size + 1, len(pixels) - size + 1
    output = np.empty((rows, columns))
    for row in range(rows):
        for column in range(columns):
            total = 0
            for kernel_row in range(size):
                for kernel_column in range(size):
                    weight = kernel[kernel_column][kernel_row]
                    total += pixels[row + kernel_row][column + kernel_column] * weight
            output[row, column] = total
    return output


def sides_exchanged_slide(pixels, kernel):
    """Have the kernel mended, and the sides not."""
    size = len(kernel)
    rows, columns = len(pixels[0]) - size + 1, len(pixels) - size + 1
    return [
        [
            sum(pixels[row + i][column + j] * kernel[i][j] for i in range(size)
                for j in range(size))
            for column in range(columns)
        ]
        for row in range(rows)
    ]


def for_kernels_of_three(pixels, kernel):
    output = np.zeros((len(pixels) - 2, len(pixels[0]) - 2))
    for row, column in np.ndindex(output.shape):
        for i, j in np.ndindex(kernel.shape):
            output[row, column] += pixels[row + i][column + j] * kernel[i][j]
    return output


def returns_in_the_loop(depth, make=np.zeros):
    """Return within the loop over the columns, or over the rows."""
    def slide(pixels, kernel):
        size = len(kernel)
        output = make((len(pixels) - size + 1, len(pixels[0]) - size + 1))
        for row in range(output.shape[0]):
            for column in range(output.shape[1]):
                window = pixels[row:row + size, column:column + size]
                output[row, column] = (window * kernel).sum()
                if depth == "columns":
                    return output
            return output

    return slide


def first_row_alone(pixels, kernel):
    return right_slide(pixels, kernel)[:1]


RIGHT = {
    "mended_slide": [
        (right_slide,),
        (windows_slide,),
        (shifted_pictures_slide,),
        (lambda picture, kernel: correlate2d(picture, kernel, mode="valid"),),
        (lambda picture, kernel: (right_slide(picture, kernel),),),
        (lambda picture, kernel: convolve2d(picture, kernel[::-1, ::-1], mode="valid"),),
    ],
    "bright_above_dark": [
        ([[1, 2, 1], [0, 0, 0], [-1, -2, -1]],),
        ([[1, 1, 1], [0, 0, 0], [-1, -1, -1]],),
        (np.array([[0, 1, 0], [0, 0, 0], [0, -1, 0]], dtype=np.float32),),
        (((0, 1, 0), (0, -1, 0), (0, 0, 0)),),
        ([[1 / 3, 1 / 3, 1 / 3], [0, 0, 0], [-1 / 3, -1 / 3, -1 / 3]],),
        ([[2, 2, 2], [-1, -1, -1], [-1, -1, -1]],),
        ([[300, 1000, 300], [0, 0, 0], [-300, -1000, -300]],),
    ],
    "alexnet_layer": [
        ((55, 55, 96), 34944),
        ([55, 55, 96], 34_944.0),
        (np.array([55.0, 55, 96]), np.int32((11 * 11 * 3 + 1) * 96)),
    ],
    "thin_lines": [("vanish", "a"), ("Vanish ", "A"), ("vanish", " a "), ("vanish.", "a)")],
}

WRONG = {
    "mended_slide": [
        ((loops(lambda kernel, i, j: kernel[j][i]),), "mirrored at its diagonal"),
        ((loops(lambda kernel, i, j: kernel[-1 - i][-1 - j]),), "upside down"),
        ((lambda p, k: convolve2d(p, k, mode="valid"),), "upside down"),
        ((lambda p, k: correlate2d(p, k, mode="same"),), "as large as the picture"),
        ((loops(shift=-1),), "one row and one column of the output are missing"),
        ((loops(shift=1),), "At how many places does the kernel fit into a row? (slide stops"),
        ((lambda p, k: right_slide(np.full((5, 5), 3), k),), "twice as bright"),
        ((lambda p, k: float(np.sum(p[:3, :3] * k)) if len(k) == 3 else 0.0,), "return the total"),
        ((lambda p, k: np.array(right_slide(p, k)).astype(int),), "fractions, and yours come out"),
        ((lambda p, k: np.round(right_slide(p, k)),), "fractions, and yours come out"),
        ((lambda p, k: np.maximum(right_slide(p, k), 0),), "cut off at 0, or at 255"),
        ((lambda p, k: np.clip(right_slide(p, k), 0, 255),), "cut off at 0, or at 255"),
        ((lambda p, k: np.abs(right_slide(p, k)),), "lost their signs"),
        ((lambda p, k: np.mod(right_slide(p, k), 256),), "as bytes do"),
        ((lambda p, k: right_slide(p, k[:, ::-1]),), "isn't the sum of window times kernel"),
        ((loops(mean=True),), "means of the products"),
        ((loops(lambda kernel, i, j: 1),), "sums of the window alone"),
        ((swapped_ranges_slide,), "the other way round"),
        ((sides_exchanged_slide,), "Which side of the picture do the rows run along? (sides"),
        ((loops(lambda kernel, i, j: kernel[i % 3][j % 3] if len(kernel) > 2 else kernel[2][2]),),
         "size of the kernel written into"),
        ((lambda p, k: p[len(k) - 1:, len(k) - 1:] * k[-1, -1],), "its last product alone"),
        ((for_kernels_of_three,), "one row and one column of the output are"),
        ((returns_in_the_loop("columns"),), "Is return inside the loop?"),
        ((returns_in_the_loop("rows"),), "Is return inside the loop?"),
        ((returns_in_the_loop("columns", lambda shape: np.full(shape, np.nan)),), "Is return"),
        ((returns_in_the_loop("rows", lambda shape: np.full(shape, 1e-310)),), "Is return inside"),
        ((first_row_alone,), "Is return inside the loop?"),
        ((lambda p, k: np.array(right_slide(p, k)) / np.zeros(1),), "infinite or nan"),
        ((lambda p, k: [row.sort() for row in right_slide(p, k)],), "there is a None"),
        ((still_broken_slide,), "mirrored at its diagonal"),
        ((never_reset_slide,), "total set back to 0"),
        ((reset_in_each_row_slide,), "within a row"),
        ((same_pixel_slide,), "meets the same pixel"),
        ((lambda p, k: np.ravel(right_slide(p, k)),), "one long row"),
        ((lambda p, k: np.array(right_slide(p, k))[:1, :1],), "1 row of 1 number"),
        ((lambda p, k: np.array(right_slide(p, k)) + 1,), "isn't the sum of window times"),
        ((strict_slide,), "are where its columns"),
        ((lambda p: p,), "arguments"),
        ((lambda p, k: undefined,), "NameError"),  # noqa: F821
        ((np.zeros((3, 3)),), "a function is asked for"),
    ],
    "bright_above_dark": [
        (([[-1, -2, -1], [0, 0, 0], [1, 2, 1]],), "negative numbers"),
        (([[1, 0, -1], [2, 0, -2], [1, 0, -1]],), "Exchange rows and columns"),
        (([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],), "Exchange rows and columns"),
        (([[1, 1, 1], [0, 0, 0], [0, 0, 0]],), "answers 300"),
        (([[1, 2, 1], [0, 1, 0], [-1, -2, -1]],), "answers 100"),
        (([[0, 0, 0]] * 3,), "zeros answers 0"),
        (([[-1, -1, -1], [2, 2, 2], [-1, -1, -1]],), "thin lines"),
        (([[1, 2, 1], [0, 0, 0], [-2, -1, -1]],), "each column has to add up to 0"),
        (([[2, 1, 0], [1, 0, -1], [0, -1, -2]],), "each column has to add up to 0"),
        (([[1, -2, 1], [-2, 4, -2], [1, -2, 1]],), "answer 0. Compare rows"),
        (([1, 0, -1],), "should be 3 rows of 3 numbers"),
        (("top",), "without quotes"),
    ],
    "alexnet_layer": [
        *with_part(0, ((55, 55, 96), 34944), {
            (54, 54, 96): "one place is missing", (217, 217, 96): "size at stride 1",
            (227, 227, 96): "only with padding", (57, 57, 96): "size with padding",
            (56, 56, 96): "divided the whole width", (55, 55, 3): "three is what goes in",
            (55, 55, 288): "sums over the colours", (55, 55, 1): "How many kernels",
            (96, 55, 55): "another order", (55, 54, 96): "rows equal columns",
            (11, 11, 96): "size of the kernel", (60, 60, 96): "60 doesn't come out",
            (55, 55): "should be 3 numbers in a row",
            (None, 55, 55, 96): "is None. In a shape as Keras writes it",
        }),
        *with_part(1, ((55, 55, 96), 34944), {
            34848: "What else does each kernel learn", 34849: "too few",
            11712: "one of the channels only", 11616: "two things are missing",
            35136: "How many biases does the sum get", 364: "one kernel with its bias",
            363: "weights of one kernel", 3264: "has more than 11 weights",
            34944 * 55 * 55: "weights are shared", 290_400: "come out of the layer",
            227 * 227 * 3 * 96 + 96: "dense layer", 35_000: "35,000 isn't it",
            34944.5: "whole number",
        }),
    ],
    "thin_lines": [
        (("stay", "b"), "squared paper"),
        (("stay", "a"), "squared paper"),
        (("get thicker", "b"), "bright lines on dark"),
        (("vanish", "b"), "keeps what is"),
        (("vanish", "c"), "fewer pixels"),
        (("vanish", "d"), "should be one of"),
        (("grey", "a"), "should be one of"),
    ],
}

UNFILLED = {
    "mended_slide": [(lambda pixels, kernel: ...,), (...,)],
    "bright_above_dark": [([[..., ..., ...]] * 3,)],
    "alexnet_layer": [
        ((..., ..., ...), ...), ((55, 55, 96), ...), ((None, 55, 55, 96), ...),
        ((None, None, None), 34944),
    ],
    "thin_lines": [(..., ...), ("vanish", ...)],
}


def finds_bright_above_dark(kernel):
    if np.shape(kernel) != (3, 3):
        return False
    upper, middle, _ = np.sum(kernel, axis=1)
    levels = np.array([upper, upper + middle])
    return np.allclose(np.sum(kernel, axis=0), 0) and levels.min() >= 0 and levels.max() > 0


# Any kernel is right that weighs the upper rows against the lower ones, column by column.
STILL_RIGHT = {"bright_above_dark": finds_bright_above_dark}
