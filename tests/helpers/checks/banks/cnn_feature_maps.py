import numpy as np

from workshop.notebooks.exercises import with_part

FIELDS = [5, 6, 10, 12, 20]


def places(maps, order):
    return [(image, *np.unravel_index(maps[image].argmax(), (5, 5))) for image in order]


def by_peak(maps, count):
    return np.argsort(-maps.max(axis=(1, 2)))[:count]


def cut(images, found, jump=4, size=10):
    return [
        images[image, jump * row : jump * row + size, jump * column : jump * column + size]
        for image, row, column in found
    ]


def patches(images, maps, count):
    return np.array(cut(images, places(maps, by_peak(maps, count))))


def patches_in_a_loop(images, maps, count):
    peaks = sorted(((one.max(), number) for number, one in enumerate(maps)), reverse=True)
    found = []
    for peak, number in peaks[:count]:
        row, column = np.argwhere(maps[number] == peak)[0]
        top, left = 4 * row, 4 * column
        found.append(images[number][top : top + 10, left : left + 10].tolist())
    return found


def patches_with_channel(images, maps, count):
    return patches(images, maps, count)[..., np.newaxis]


def several_from_one(images, maps, count):
    best = np.argsort(-maps.ravel())[:count]
    return np.array(cut(images, zip(*np.unravel_index(best, maps.shape), strict=True)))


def by_order(order):
    return lambda images, maps, count: cut(images, places(maps, order(maps, count)))


def with_window(jump=4, size=10):
    return lambda images, maps, count: cut(images, places(maps, by_peak(maps, count)), jump, size)


def unravelled_by_28(images, maps, count):
    best = by_peak(maps, count)
    return cut(images, [(image, *divmod(maps[image].argmax(), 28)) for image in best])


def one_alone(images, maps, count):
    for patch in patches(images, maps, count):
        return patch


def accuracy_with(filters):
    """Even filters carry the accuracy, 0.01 each; the odd ones carry nothing."""
    return 0.7 + 0.01 * sum(number % 2 == 0 for number in filters)


EVEN = list(range(0, 32, 2))
YARDSTICK = [0.866, 0.872, 0.861, 0.869]
HIGHER = [0.891, 0.893, 0.889]
ONE_BLOCK = (32, "pool")

RIGHT = {
    "receptive_fields": [
        (FIELDS,), ((5.0, 6.0, 10.0, 12.0, 20.0),), (np.array(FIELDS),),
        ([5, 5 + 1, 6 + 2 * 2, 10 + 2, 12 + 2 * 4],),
    ],
    "best_patches": [(patches,), (patches_in_a_loop,), (patches_with_channel,)],
    "my_question": [
        (ONE_BLOCK, HIGHER, "better", YARDSTICK),
        ([16, "pool", 16, "pool"], {101: 0.851, 102: 0.848, 103: 0.851}, "worse", YARDSTICK),
        ((64, "pool", 64, "pool"), [0.874, 0.87, 0.878], "can't tell", YARDSTICK),
        ((8, "pool", 8, "pool"), ["86.2 %", 0.85, 87], " Can’t tell. ", YARDSTICK),
        ((32, "pool", "pool"), HIGHER, "better", YARDSTICK),
        ((32, 32), HIGHER, "better", YARDSTICK),
        ((32, "pool", 32, "pool", 32), [0.84, 0.866, 0.842], "can't tell", YARDSTICK),
    ],
    "fewest_filters": [
        (EVEN[:15], accuracy_with), (EVEN[:14], accuracy_with), (set(EVEN[:15]), accuracy_with),
        (np.array([*EVEN[:14], 1]), accuracy_with), ((np.array(EVEN[:15]),), accuracy_with),
    ],
}

WRONG = {
    "receptive_fields": [
        (([5, 6, 8, 9, 11],), "always lay one pixel apart"),
        (([5, 7, 11, 15, 23],), "come into the pooling itself"),
        (([5, 10, 12, 24, 26],), "doubles the jump, not the width"),
        (([5, 6, 9, 10, 13],), "how often do you add the jump"),
        (([5, 6, 12, 14, 26],), "two steps"),
        (([24, 12, 10, 5, 3],), "widths of the maps"),
        (([5, 2, 3, 2, 3],), "those are the windows"),
        (([3, 4, 8, 10, 18],), "began with a kernel of 3×3"),
        (([1, 1, 2, 2, 4],), "those are the jumps"),
        (([1, 2, 2, 4, 4],), "those are the jumps"),
        (([4, 1, 4, 2, 8],), "what each layer adds"),
        (([25, 36, 100, 144, 400],), "How wide is it"),
        (([5, 6, 10, 12, 14],), "isn't right is that of the third convolution"),
        (([5, 6, 10, 11, 15],), "isn't right is that of the second pooling"),
        (([1, *FIELDS],), "belongs to the image itself"),
        (([1, *FIELDS[:4]],), "belongs to the image itself"),
        ((FIELDS[::-1],), "the other way round"),
        (([5, 6, 14, 16, 32],), "only the first convolution"),
        (([6, 8, 14, 18, 30],), "that of the first convolution: 6"),
        ((FIELDS[:4],), "five widths"),
        (("5 6 10 12 20",), "without quotes"),
    ],
    "best_patches": [
        ((with_window(jump=2),), "don't lie 2 pixels apart"),
        ((lambda images, maps, count: maps[:count, :1, :1],), "the pixels are in the images"),
        ((with_window(jump=2, size=8),), "what the second convolution sees"),
        ((with_window(size=8),), "what the second convolution sees"),
        ((with_window(jump=1),), "other places in them"),
        ((with_window(jump=5),), "reach over the border"),
        ((lambda images, maps, count: np.array(with_window(jump=5)(images, maps, count)),),
         "reach over the border"),
        ((with_window(jump=3),), "other places in them"),
        ((lambda images, maps, count: patches(images, maps, count) / 255,), "leave them as they"),
        ((by_order(lambda maps, count: np.argsort(maps.max(axis=(1, 2)))[:count]),), "weakest"),
        ((by_order(lambda maps, count: np.argsort(-maps[:, 2, 2])[:count]),), "not of the images"),
        ((lambda images, maps, count: patches(images, maps.transpose(0, 2, 1), count),),
         "exchanged"),
        ((lambda images, maps, count: patches(images, -maps, count),), "weakest"),
        ((by_order(lambda maps, count: np.sort(by_peak(maps, count))),), "in another order"),
        ((by_order(lambda maps, count: by_peak(maps, count)[::-1]),), "in another order"),
        ((by_order(lambda maps, count: np.argsort(-maps.mean(axis=(1, 2)))[:count]),),
         "by the mean of their maps"),
        ((by_order(lambda maps, count: range(count)),), "whatever the maps say"),
        ((several_from_one,), "come from one image"),
        ((lambda images, maps, count: patches(images, maps, len(maps)),), "for every image"),
        ((lambda images, maps, count: images[by_peak(maps, count)],), "whole images"),
        ((lambda images, maps, count: maps[by_peak(maps, count)],), "come from the maps"),
        ((lambda images, maps, count: places(maps, by_peak(maps, count)),), "these are places"),
        ((lambda images, maps, count: maps.max(axis=(1, 2))[:count],), "one number for each"),
        ((one_alone,), "one patch came out"),
        ((lambda images, maps, count: patches(images, maps, 1),), "one patch came out"),
        ((with_window(jump=5, size=5),), "5×5 is the size of a map"),
        ((unravelled_by_28,), "those of the 5×5 map"),
        ((lambda images, maps, count: patches(images, maps, count + 1),), "4 square patches"),
        ((patches(np.zeros((3, 28, 28)), np.ones((3, 5, 5)), 2),), "a function is asked for"),
    ],
    "my_question": [
        *with_part(0, (ONE_BLOCK, HIGHER, "better", YARDSTICK), {
            (32, "pool", 32, "pool"): "the yardstick itself",
            (32, "pool", "pool", "pool", "pool", "pool"): "nothing is left",
            (32, "flatten"): "should be one of",
            (0, "pool"): "can't be tried", (2000,): "can't be tried",
            ((32, "pool"), (32, "pool")): "of the kind tuple",
            (16, "pool", 16, "pool", 16): "several things", (16, "pool", 32): "several things",
            (16, "pool", 64, "pool"): "several things", (): "several things",
            32: "steps in brackets", "32, pool": "steps in brackets",
            '(4, "pool")': "quotes around the word alone", (32, 2, 32, 2): "with two filters",
        }),
        ((ONE_BLOCK, [0.891], "better", YARDSTICK), "yours are 1"),
        ((ONE_BLOCK, [0.891, 0.891, 0.89], "better", YARDSTICK), "the same seed"),
        ((ONE_BLOCK, [0.891, 0.893, 189], "better", YARDSTICK), "from 0 to 1"),
        ((ONE_BLOCK, HIGHER, "worse", YARDSTICK), "on which side"),
        ((ONE_BLOCK, YARDSTICK[:3], "can't tell", YARDSTICK), "runs of the yardstick"),
        ((ONE_BLOCK, [0.109, 0.107, 0.111], "worse", YARDSTICK), "shares of mistakes"),
        ((ONE_BLOCK, [0.35, 0.36, 0.34], "better", YARDSTICK), "look like losses"),
        ((ONE_BLOCK, [1.2, 1.3, 1.1], "better", YARDSTICK), "look like losses"),
        ((ONE_BLOCK, HIGHER, "can't tell", YARDSTICK), "same side"),
        ((ONE_BLOCK, [0.87, 0.893, 0.889], "better", YARDSTICK), "don't all lie on the same side"),
        ((ONE_BLOCK, HIGHER, "higher", YARDSTICK), "should be one of"),
    ],
    "fewest_filters": [
        ((list(range(20)), accuracy_with), "falls from 0.8600 to 0.8000"),
        ((list(range(32)), accuracy_with), "32 filters. To beat: 16."),
        (([], accuracy_with), "no filter at all"),
        (([*EVEN, 32], accuracy_with), "0 to 31"),
        (([-1, *EVEN], accuracy_with), "0 to 31"),
        (([0, *EVEN], accuracy_with), "named twice"),
        ((12, accuracy_with), "not how many"),
        (([one % 2 == 0 for one in range(32)], accuracy_with), "nor a True or False"),
        ((list(range(1, 32, 2)), accuracy_with), "Name those that stay"),
        ((["0", "2"], accuracy_with), "made of numbers"),
        ((EVEN[:3], accuracy_with), "all the way to"),
        ((0.84, accuracy_with), "the check works out their accuracy"),
    ],
}

UNFILLED = {
    "receptive_fields": [([..., ..., ..., ..., ...],), ([5, 6, ..., ..., ...],)],
    "best_patches": [(lambda images, maps, count: ...,), (...,)],
    "my_question": [(..., ..., ..., YARDSTICK), (ONE_BLOCK, HIGHER, ..., YARDSTICK)],
    "fewest_filters": [(..., accuracy_with)],
}


def follows_the_rule(steps, accuracies, verdict, yardstick):
    steps = [str(step) for step in steps]
    named = isinstance(accuracies, dict)
    values = list(accuracies.values()) if named else accuracies
    values = [float(value) if not isinstance(value, str) else 0.862 for value in values]
    values = [value / 100 if value > 1 else value for value in values]
    if not named and len(set(values)) < 3:
        return False
    if not all(0 <= value <= 1 for value in values):
        return False
    is_better, is_worse = min(values) > max(yardstick), max(values) < min(yardstick)
    return {"better": is_better, "worse": is_worse}.get(verdict, not is_better and not is_worse)


def keeps_what_matters(filters, accuracy):
    filters = np.ravel(filters)
    within = all(one in range(32) for one in filters) and len(set(filters)) == len(filters) < 20
    return within and accuracy_with(range(32)) - accuracy_with(filters) <= 0.02 + 1e-9


STILL_RIGHT = {"my_question": follows_the_rule, "fewest_filters": keeps_what_matters}
GIVEN = {"my_question": (3,), "fewest_filters": (1,)}
