import numpy as np


def by_products(images, mean, directions):
    return mean + (images - mean) @ directions.T @ directions


def one_by_one(images, mean, directions):
    found = []
    for image in images:
        code = directions @ (image - mean)
        found.append(mean + directions.T @ code)
    return found


def by_sums(images, mean, directions):
    codes = np.einsum("nd,kd->nk", images - mean, directions)
    return np.einsum("nk,kd->nd", codes, directions) + mean[None, :]


def by_keras(images, mean, directions):
    import keras

    return keras.ops.convert_to_tensor(by_products(images, mean, directions))


def no_copies_yet(images, mean, directions):
    codes = ...
    return codes


def errors(images, copies):
    return ((images - copies) ** 2).mean(axis=1)


def by_quantile(known, known_copies, new, new_copies, false_alarms):
    threshold = np.quantile(errors(known, known_copies), 1 - false_alarms)
    return errors(new, new_copies) > threshold


def by_sorting(known, known_copies, new, new_copies, false_alarms):
    usual = sorted(np.square(known - known_copies).sum(axis=1))
    threshold = usual[int((1 - false_alarms) * len(usual))]
    return [int(sum((a - b) ** 2) > threshold) for a, b in zip(new, new_copies, strict=True)]


def by_percentile(known, known_copies, new, new_copies, false_alarms):
    threshold = np.percentile(np.sqrt(errors(known, known_copies)), 100 - 100 * false_alarms)
    return (np.linalg.norm(new - new_copies, axis=1) / np.sqrt(new.shape[1]) >= threshold)[:, None]


def no_alarms_yet(known, known_copies, new, new_copies, false_alarms):
    threshold = ...
    return threshold


def with_threshold(threshold, judge=np.greater):
    """Make a detector that is wrong in its threshold alone, or in how it compares."""
    def detect(known, known_copies, new, new_copies, false_alarms):
        usual, found = errors(known, known_copies), errors(new, new_copies)
        return judge(found, threshold(usual, found, false_alarms))

    return detect


def with_error(error):
    """Make a detector whose error is another one."""
    def detect(known, known_copies, new, new_copies, false_alarms):
        threshold = np.quantile(error(known - known_copies), 1 - false_alarms)
        return error(new - new_copies) > threshold

    return detect


def follows_the_rule(change, maps, verdict, pictures, yardstick, kept):
    """Say whether a verdict is the one that the maps kept for this very change allow."""
    ((name, value),) = dict(change).items()
    wanted = np.ravel(value).tolist()
    if not any(list(one) == [name] and np.ravel(one[name]).tolist() == wanted
               and {*map(id, found)} == {*map(id, maps)} for one, found in kept):
        return False
    runs = [errors(pictures, one(pictures)).mean() for one in maps]
    lower, higher = max(runs) < min(yardstick), min(runs) > max(yardstick)
    return verdict.casefold() == ("lower" if lower else "higher" if higher else "can't tell")


def maps_of(*runs):
    """Make a network for each error, that is off by so much."""
    return [lambda images, off=run**0.5: images + off for run in runs]


YARDSTICK = (0.0402, 0.0409, 0.0413, 0.0405, 0.0411)
MAPS = maps_of(0.0398, 0.0406, 0.0412)
FAR = maps_of(0.05, 0.051, 0.052)
LOW = maps_of(0.038, 0.0385, 0.0379)
KEPT = [
    ({"between": (256, 32)}, MAPS), ({"rate": 0.0003}, FAR), ({"between": (512, 128)}, LOW),
    ({"rate": 0.004}, MAPS), ({}, MAPS),
]
PICTURES = np.random.default_rng(0).random((50, 3)) @ np.random.default_rng(1).random((3, 20))
_, _, AXES = np.linalg.svd(PICTURES, full_matrices=False)
GIVEN_ON = PICTURES, YARDSTICK, KEPT
GOAL = 1e-4


def along(kept):
    """Make an encoder and a decoder of so many numbers."""
    return (lambda images: images @ AXES[:kept].T), (lambda codes: codes @ AXES[:kept])


def as_columns(images):
    return (images @ AXES[:3].T).tolist()


def from_columns(codes):
    return np.reshape(codes @ AXES[:3], (-1, 4, 5))


RIGHT = {
    "there_and_back": [(by_products,), (one_by_one,), (by_sums,), (by_keras,)],
    "one_setting": [
        ({"between": (256, 32)}, MAPS, "can't tell", *GIVEN_ON),
        ({"rate": 0.0003}, FAR, "Higher", *GIVEN_ON),
        ({"between": [512, 128]}, tuple(LOW), "lower", *GIVEN_ON),
    ],
    "detector": [(by_quantile,), (by_sorting,), (by_percentile,)],
    "fewest_bytes": [
        (*along(3), PICTURES, GOAL), (*along(5), PICTURES, GOAL),
        (as_columns, from_columns, PICTURES, GOAL),
    ],
}

WRONG = {
    "there_and_back": [
        ((lambda x, m, v: x,), "untouched"),
        ((lambda x, m, v: (x - m) @ v.T,), "Now the way back"),
        ((lambda x, m, v: (x - m) @ v.T @ v,), "about the way back"),
        ((lambda x, m, v: (x - m) @ v.T @ v - m,), "has to be added there"),
        ((lambda x, m, v: x @ v.T @ v,), "doesn't come in at all"),
        ((lambda x, m, v: m + x @ v.T @ v,), "on the way there?"),
        ((lambda x, m, v: m + (m - x) @ v.T @ v,), "What is taken from what"),
        ((lambda x, m, v: by_products(x, x.mean(axis=0), v),), "mean of these few"),
        ((lambda x, m, v: m + (x - x.mean(axis=0)) @ v.T @ v,), "mean of these few"),
        ((lambda x, m, v: x - m,), "directions don't come in"),
        ((lambda x, m, v: x - by_products(x, m, v),), "what the copies lack"),
        ((lambda x, m, v: np.broadcast_to(m, x.shape),), "What does the code add"),
        ((lambda x, m, v: by_products(x, m, v).T,), "stand in columns"),
        ((lambda x, m, v: v @ (x - m).T,), "each in a column"),
        ((lambda x, m, v: by_products(x, m, 2 * v),), "Take off the mean"),
        ((lambda x, m, v: (x - m) @ v,), "stops with ValueError"),
        ((7,), "a function is asked for"),
    ],
    "one_setting": [
        (({"between": (256, 32)}, MAPS, "lower", *GIVEN_ON), "don't all lie on the same"),
        (({"rate": 0.0003}, FAR, "can't tell", *GIVEN_ON), "same side of every"),
        (({"rate": 0.0003}, FAR, "lower", *GIVEN_ON), "larger or smaller"),
        (({"rate": 0.0003}, FAR, "better", *GIVEN_ON), "should be one of"),
        (({"rate": 0.0003}, LOW, "lower", *GIVEN_ON), "another change"),
        *(((change, MAPS, "can't tell", *GIVEN_ON), hint) for change, hint in (
            ({"rate": 0.004}, "what it was before"),
            ({"between": (256, 64)}, "what it was before"),
            ({"between": 32}, "2 numbers in a row"),
            ({"between": (256, 0)}, "whole numbers from 1"),
            ({"rate": -0.004}, "never goes downhill"),
            ({"code_activation": 3}, "goes by its name"),
            ({"between": (256, 32), "rate": 0.1}, "which one did it"),
            ({"units": 3}, "no setting"),
            (0.002, "curly brackets"),
        )),
        *((({"rate": 0.0003}, maps, "higher", *GIVEN_ON), hint) for maps, hint in (
            (FAR[:2], "three trained networks"),
            (FAR[:1] * 3, "hasn't given these since"),
            (maps_of(0.05, 0.051, 0.052), "hasn't given these since"),
            ((0.05, 0.051, 0.052), "hasn't given these since"),
        )),
    ],
    "detector": [
        ((with_threshold(lambda usual, found, share: np.quantile(usual, share)),), "Which share"),
        ((with_threshold(lambda usual, found, share: np.quantile(found, 1 - share)),),
         "before you look"),
        ((with_threshold(lambda usual, found, share: np.quantile(usual, 0.95)),), "always 0.05"),
        ((lambda known, known_copies, new, new_copies, share: errors(new, new_copies) > np.quantile(
            (known - known_copies) ** 2, 1 - share),), "single pixels"),
        ((with_threshold(lambda usual, found, share: usual.max()),), "no known picture"),
        ((with_threshold(lambda usual, found, share: usual.mean()),), "mean of the known errors"),
        ((with_threshold(lambda usual, found, share: usual.mean() + 2 * usual.std()),),
         "the spread of the known"),
        ((with_threshold(lambda usual, found, share: np.median(usual)),), "half of the known"),
        ((with_threshold(lambda usual, found, share: share),), "and no error"),
        ((with_threshold(lambda usual, found, share: np.quantile(usual, 1 - share), np.less),),
         "wrong way round"),
        ((with_threshold(lambda usual, found, share: np.quantile(usual, 1 - 2 * share)),),
         "all but the share"),
        ((with_threshold(lambda usual, found, share: np.quantile(usual, 1 - share),
                         lambda found, threshold: found),), "other numbers than True"),
        ((with_threshold(lambda usual, found, share: np.quantile(usual, 1 - share),
                         lambda found, threshold: np.mean(found) > threshold),), "one answer"),
        ((with_error(lambda off: off.mean(axis=1)),), "cancel out"),
        ((with_error(lambda off: np.abs(off).mean(axis=1)),), "sizes of the differences"),
        ((with_error(lambda off: (off**2).mean(axis=0)),), "one answer for each pixel"),
        ((with_error(lambda off: off**2),), "for every pixel"),
        ((lambda known, known_copies, new, new_copies, share: by_quantile(
            known, known_copies, known, known_copies, share),), "the known pictures. The new"),
        ((lambda known, known_copies, new, new_copies, share: np.flatnonzero(by_quantile(
            known, known_copies, new, new_copies, share)),), "True or False for each"),
        ((with_threshold(lambda usual, found, share: np.percentile(usual, 1 - share)),), "to 100"),
        ((7,), "a function is asked for"),
    ],
    "fewest_bytes": [
        ((*along(16), PICTURES, GOAL), "To beat: 13"),
        ((*along(1), PICTURES, GOAL), "is needed"),
        ((along(2)[0], lambda codes: PICTURES, PICTURES, GOAL), "is needed"),
        ((lambda images: images @ AXES[:3].T, lambda codes: codes, PICTURES, GOAL), "20 pixels"),
        ((lambda images: images.mean(), along(3)[1], PICTURES, GOAL), "one row for each"),
        ((along(3)[0], lambda codes: codes[:5] @ AXES[:3], PICTURES, GOAL), "one row for each"),
        ((along(3)[0], lambda codes: (codes @ AXES[:3]).T, PICTURES, GOAL), "one row for each"),
        ((5, along(3)[1], PICTURES, GOAL), "a function is asked for"),
    ],
}

UNFILLED = {
    "there_and_back": [(no_copies_yet,)],
    "one_setting": [(..., ..., ..., *GIVEN_ON)],
    "detector": [(no_alarms_yet,)],
    "fewest_bytes": [(..., ..., PICTURES, GOAL)],
}

STILL_RIGHT = {"one_setting": follows_the_rule}
GIVEN = {"one_setting": (3, 4, 5), "fewest_bytes": (2, 3)}
