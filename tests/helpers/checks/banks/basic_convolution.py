import numpy as np
from scipy.signal import convolve2d, correlate2d
from sklearn.datasets import load_sample_image

from workshop.notebooks.exercises import with_part


def loops(kernel_at=lambda kernel, i, j: kernel[i][j], more=0, start=0, jump=None, fill="constant",
          finish=lambda total: total):
    """Give the four loops, or the four loops with one thing changed."""
    def strided_slide(picture, kernel, padding, stride):
        padded = np.pad(picture, padding, mode=fill)
        size = len(kernel)
        output = []
        for row in range((len(padded) - size) // stride + 1 + more):
            output.append([])
            for column in range((len(padded[0]) - size) // stride + 1 + more):
                total = 0
                for i in range(size):
                    for j in range(size):
                        top = row * (jump or stride) + start * (stride - 1)
                        left = column * (jump or stride) + start * (stride - 1)
                        total += padded[top + i][left + j] * kernel_at(kernel, i, j)
                output[-1].append(finish(total))
        return output

    return strided_slide


def right_slide(picture, kernel, padding, stride):
    return loops()(picture, kernel, padding, stride)


def short_slide(picture, kernel, padding, stride):
    return correlate2d(np.pad(picture, padding), kernel, mode="valid")[::stride, ::stride]


def windows_slide(pixels, weights, frame, step):
    padded = np.zeros((len(pixels) + 2 * frame, len(pixels[0]) + 2 * frame), dtype=np.float32)
    padded[frame:frame + len(pixels), frame:frame + len(pixels[0])] = pixels
    windows = np.lib.stride_tricks.sliding_window_view(padded, weights.shape)[::step, ::step]
    return np.einsum("abij,ij->ab", windows, weights),


def of_every_place(rows, columns):
    """Keep every place of the padded picture, with the stride in some directions only."""
    def slide(picture, kernel, padding, stride):
        output = np.array(right_slide(picture, kernel, padding, 1))
        return output[::stride if rows else 1, ::stride if columns else 1]

    return slide


def changed(change):
    return lambda *given: change(np.array(right_slide(*given)))


def never_reset_slide(*given):
    right = np.array(right_slide(*given))
    return right.ravel().cumsum().reshape(right.shape)


def two_sides_slide(picture, kernel, padding, stride):
    padded = np.pad(picture, ((padding, 0), (padding, 0)))
    return right_slide(padded, kernel, 0, stride)


def padded_output_slide(picture, kernel, padding, stride):
    return np.pad(right_slide(picture, kernel, 0, stride), padding)


def as_in_the_lesson(picture, kernel, padding, stride):
    """Slide as the notebook does, and forget padding and stride."""
    return right_slide(picture, kernel, 0, 1)


def sides_exchanged_slide(picture, kernel, padding, stride):
    padded, size = np.pad(picture, padding), len(kernel)
    rows, columns = len(padded[0]) - size + 1, len(padded) - size + 1
    return [[(padded[row:row + size, column:column + size] * kernel).sum()
             for column in range(columns)] for row in range(rows)]


def with_empty_places(picture, kernel, padding, stride):
    output = np.array(right_slide(picture, kernel, padding, 1))
    empty = np.zeros_like(output)
    empty[::stride, ::stride] = output[::stride, ::stride]
    return empty


def ends_with_the_first_row(*given):
    output = np.array(right_slide(*given))
    output[1:] = 0
    return output


def swapped_shape_slide(*given):
    right = np.array(right_slide(*given))
    return right.reshape(right.shape[::-1])


def with_three_by_three(picture, kernel, padding, stride):
    padded = np.pad(picture, padding)
    rows, columns = ((side - 3) // stride + 1 for side in padded.shape)
    return [[sum(padded[row * stride + i, column * stride + j] * kernel[i][j]
                 for i in range(3) for j in range(3))
             for column in range(columns)] for row in range(rows)]


PICTURE = np.arange(25).reshape(5, 5)
CAMERA = np.array(
    [[0, 0, 0, 0, 1], [0, 0, 0, 1, 0], [0, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0]]
) / 6
LEARNED = CAMERA + np.linspace(-0.006, 0.006, 25).reshape(5, 5)
TILTED = [[-8, 7, 3], [-8, 1, 7], [-4, -7, 9]]

RIGHT = {
    "strided_slide": [
        (right_slide,),
        (short_slide,),
        (windows_slide,),
        (lambda p, k, padding, stride: convolve2d(np.pad(p, padding), k[::-1, ::-1], "valid")
         [::stride, ::stride],),
    ],
    "stack_for_22": [
        (["conv", "pool", "pool", "conv", "conv"],),
        (("conv", "pool", "conv", "pool", "conv", "pool"),),
        (["conv"] * 3 + ["pool"] * 4,),
        ("conv, pool, pool, conv, conv",),
        (np.array(["Conv", "pool", "pool", "conv", "conv"]),),
    ],
    "camera_path": [
        (LEARNED,),
        (CAMERA.tolist(),),
        (LEARNED.astype(np.float32)[:, :, np.newaxis, np.newaxis],),
        ([LEARNED[:, :, np.newaxis, np.newaxis]],),
    ],
    "tiles_not_trees": [
        (TILTED,),
        (np.array(TILTED, dtype=np.float32) * -1,),
        (tuple(map(tuple, TILTED)),),
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
}

WRONG = {
    "strided_slide": [
        ((as_in_the_lesson,), "as small as without padding"),
        ((two_sides_slide,), "only two sides"),
        ((padded_output_slide,), "goes round the output"),
        ((loops(fill="edge"),), "should hold zeros"),
        ((lambda p, k, padding, stride: right_slide(
            np.pad(p, padding, constant_values=1), k, 0, stride),), "should hold zeros"),
        ((lambda p, k, stride, padding: right_slide(p, k, padding, stride),), "In which order do"),
        ((lambda p, k, stride, padding: short_slide(p, k, padding, stride),), "In which order do"),
        ((lambda p, k, padding, stride: right_slide(
            np.pad(p, padding)[::stride, ::stride], k, 0, 1),), "in its window are neighbours"),
        ((with_empty_places,), "an empty place for each place"),
        ((ends_with_the_first_row,), "right before row 1, column 0"),
        ((lambda p, k, padding, stride: correlate2d(p, k, "same")[::stride, ::stride],),
         "as large as the picture"),
        ((lambda *given: np.array(right_slide(*given))[1:, 1:],), "begin at 0"),
        ((loops(fill="reflect"),), "should hold zeros"),
        ((of_every_place(rows=False, columns=False),), "stands at every pixel"),
        ((of_every_place(rows=True, columns=False),), "and not to the right"),
        ((of_every_place(rows=False, columns=True),), "and not downward"),
        ((loops(jump=1),), "windows are only one pixel apart"),
        ((lambda p, k, padding, stride: np.array(right_slide(p, k, padding, 1))
          [stride - 1::stride, stride - 1::stride],), "skips its first place"),
        ((loops(more=1),), "reach over the edge"),
        ((loops(more=-1),), "one row and one column of the output are missing"),
        ((loops(lambda kernel, i, j: kernel[j][i]),), "rows as its columns"),
        ((loops(lambda kernel, i, j: kernel[-1 - i][-1 - j]),), "upside down"),
        ((loops(lambda kernel, i, j: 1),), "whatever the kernel is"),
        ((loops(lambda kernel, i, j: kernel[i][j] + 1),), "isn't the sum of window times kernel"),
        ((lambda p, k, padding, stride: right_slide(PICTURE, k, padding, stride),),
         "whatever the picture is"),
        ((lambda p, k, padding, stride: right_slide(p, k, 1, 2),), "whatever the padding is"),
        ((with_three_by_three,), "or of the kernel, 2 wide here"),
        ((lambda p, k, padding, stride: right_slide(p, k, 2 * padding, stride),), "twice as wide"),
        ((lambda p, k, padding, stride: right_slide([0] * padding + p + [0] * padding, k, 0, 1),),
         "don't fit together"),
        ((loops(finish=int),), "yours come out whole"),
        ((changed(lambda right: np.maximum(right, 0)),), "cut off at 0"),
        ((changed(np.abs),), "lost their signs"),
        ((changed(lambda right: right.T),), "where its columns should be"),
        ((lambda p, k, padding, stride: np.array(right_slide(p, k, padding, stride)) / k.size,),
         "means of the products"),
        ((never_reset_slide,), "total set back to 0"),
        ((sides_exchanged_slide,), "reach over the edge"),
        ((swapped_shape_slide,), "Which side of the picture do the rows run along?"),
        ((changed(np.ravel),), "one long row"),
        ((changed(lambda right: right[0, 0]),), "return the total"),
        ((changed(lambda right: right[:1, :1]),), "1 row of 1 number"),
        ((changed(lambda right: right / np.zeros(1)),), "infinite or nan"),
        ((lambda picture, kernel: right_slide(picture, kernel, 0, 1),), "arguments"),
        ((np.zeros((3, 3)),), "a function is asked for"),
    ],
    "stack_for_22": [
        ((["conv", "conv", "conv"],), "sees 7×7 pixels"),
        ((["conv", "pool", "conv", "conv"],), "sees 12×12 pixels"),
        ((["conv", "pool", "conv", "pool", "conv"],), "sees 18×18 pixels"),
        ((["pool", "pool", "conv", "conv", "conv"],), "Move one, or drop one"),
        ((["conv", "pool", "pool", "conv"],), "your stack has 2"),
        ((["conv", "pool", "conv", "pool", "conv", "conv"],), "your stack has 4"),
        ((["conv", "pooling", "conv"],), "should be one of"),
        ((22,), "a list of the words"),
    ],
    "camera_path": [
        ((np.eye(3) / 3,), "3×3 leaves a part of the path out"),
        (([[0.2]],), "1×1 leaves a part"),
        ((np.pad(LEARNED, 1),), "look at the weights along its rim"),
        ((LEARNED[::-1, ::-1],), "flipped both ways"),
        ((LEARNED.T,), "rows and columns of this kernel"),
        ((np.pad([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1),), "the edge kernel again"),
        ((np.eye(5) / 5,), "Let one find the path"),
        ((np.ones((5, 5)) / 25,), "Let one find the path"),
        ((LEARNED / 2 + np.eye(5) / 9,), "above the noise"),
        ((LEARNED - np.eye(5)[:, ::-1] / 2,), "which is the target"),
        (([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],), "the edge kernel again"),
        ((LEARNED.ravel(),), "a square table of weights"),
        ((5,), "yours is one number"),
        ((LEARNED[:, ::-1],), "flipped one way"),
        ((LEARNED[::-1],), "flipped one way"),
        ((LEARNED.round(),), "Don't round so far"),
        (((LEARNED > 0.05).astype(int),), "add up to 6"),
        (("diagonal",), "without quotes"),
    ],
    "tiles_not_trees": [
        (([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],), "ridges that run straight down"),
        (([[0, -1, 0], [-1, 5, -1], [0, -1, 0]],), "the same from every side"),
        (([[1, 1, 1]] * 3,), "add up to 9"),
        (([[0, -1, 1], [-1, 0, 1], [-1, 1, 0]],), "Which way do the ridges run"),
        (([[-1, -2, -1], [0, 0, 0], [1, 2, 1]],), "Which way do the ridges run"),
        (([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]],), "Which way do the ridges run"),
        (([[-1, 2, -1]] * 3,), "2.83 times as strong. To beat: 3.65."),
        (([[-1, 1, 0], [-1, 0, 1], [0, -1, 1]],), "3.59 times as strong. To beat: 3.65."),
        (([[0, 0, 0]] * 3,), "responds to nothing"),
        (([[-10, 10, 0], [-10, 0, 10], [0, -10, 10]],), "from -9 to 9"),
        (([[-0.5, 0.5, 0], [-0.5, 0, 0.5], [0, -0.5, 0.5]],), "whole numbers"),
        (([-1, 0, 1],), "should be 3 rows of 3 numbers"),
    ],
    "bright_above_dark": [
        (([[-1, -2, -1], [0, 0, 0], [1, 2, 1]],), "negative numbers"),
        (([[1, 0, -1], [2, 0, -2], [1, 0, -1]],), "Exchange rows and columns"),
        (([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],), "Exchange rows and columns"),
        (([[1, 1, 1], [0, 0, 0], [0, 0, 0]],), "gives 300"),
        (([[1, 2, 1], [0, 1, 0], [-1, -2, -1]],), "gives 100"),
        (([[0, 0, 0]] * 3,), "zeros gives 0"),
        (([[-1, -1, -1], [2, 2, 2], [-1, -1, -1]],), "thin lines"),
        (([[1, 2, 1], [0, 0, 0], [-2, -1, -1]],), "each column adds up to 0"),
        (([[2, 1, 0], [1, 0, -1], [0, -1, -2]],), "each column adds up to 0"),
        (([[1, -2, 1], [-2, 4, -2], [1, -2, 1]],), "gives 0. Compare rows"),
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
            (54.25, 54.25, 96): "the paper's 224",
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
}

UNFILLED = {
    "strided_slide": [(lambda picture, kernel, padding, stride: ...,), (...,)],
    "stack_for_22": [([...],), (...,)],
    "camera_path": [(...,)],
    "tiles_not_trees": [([[..., ..., ...]] * 3,)],
    "bright_above_dark": [([[..., ..., ...]] * 3,)],
    "alexnet_layer": [
        ((..., ..., ...), ...), ((55, 55, 96), ...), ((None, 55, 55, 96), ...),
        ((None, None, None), 34944),
    ],
}


def finds_bright_above_dark(kernel):
    if np.shape(kernel) != (3, 3):
        return False
    upper, middle, _ = np.sum(kernel, axis=1)
    levels = np.array([upper, upper + middle])
    return np.allclose(np.sum(kernel, axis=0), 0) and levels.min() >= 0 and levels.max() > 0


def sees_22(stack):
    """Tell whether a stack has three convolutions and sees 22 pixels, from the picture onward."""
    words = stack.replace(",", " ").split() if isinstance(stack, str) else list(np.ravel(stack))
    layers = [str(word).strip(" .'\"").lower() for word in words]
    sight, step = 1, 1
    for layer in layers:
        window, stride = {"conv": (3, 1), "pool": (2, 2)}.get(layer, (0, 1))
        sight, step = sight + (window - 1) * step, step * stride
    return sight == 22 and layers.count("conv") == 3 and set(layers) <= {"conv", "pool"}


def is_the_camera_path(kernel):
    kernel = np.squeeze(np.asarray(kernel, dtype=float))
    return kernel.shape == (5, 5) and np.abs(kernel - CAMERA).max() <= 0.05


def prefers_tiles(kernel):
    """Tell whether whole numbers make a kernel that beats 3.65, by sums of shifted pictures."""
    kernel = np.asarray(kernel, dtype=float)
    if kernel.shape != (3, 3) or np.any(kernel % 1) or not 0 < np.abs(kernel).max() <= 9:
        return False
    photograph = np.rint(load_sample_image("china.jpg") @ [0.299, 0.587, 0.114])
    response = np.abs(sum(
        kernel[i, j] * photograph[i:i + 425, j:j + 638] for i in range(3) for j in range(3)
    ))
    return response[256:276, 190:280].mean() > 3.65 * response[300:400, 400:500].mean()


STILL_RIGHT = {
    # Any kernel is right that weighs the upper rows against the lower ones, column by column.
    "bright_above_dark": finds_bright_above_dark,
    "stack_for_22": sees_22,
    "camera_path": is_the_camera_path,
    "tiles_not_trees": prefers_tiles,
}
