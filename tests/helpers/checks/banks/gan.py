import keras
import numpy as np
from keras import layers


def by_concatenation(on_real, on_forged):
    right = np.concatenate([on_real, 1 - on_forged])
    return -np.log(right).mean(), -np.log(on_forged).mean()


def by_two_means(on_real, on_forged):
    halves = np.log(on_real).mean(), np.log(1 - on_forged).mean()
    return [-sum(halves) / 2, np.mean(-np.log(on_forged))]


def by_a_loop(on_real, on_forged):
    count, critic, forger = len(on_real), 0.0, 0.0
    for r, f in zip(on_real, on_forged, strict=True):
        critic -= np.log(r) + np.log(1 - f)
        forger -= np.log(f)
    return np.array([critic / (2 * count)]), forger / count


def losses_not_written_yet(on_real, on_forged):
    return ..., ...


def losses(critic, forger):
    """Make a function whose losses are made of the three logarithms."""
    def both(on_real, on_forged):
        logs = np.log(on_real), np.log(1 - on_forged), np.log(on_forged)
        return critic(*logs), forger(*logs)

    return both


def right_critic(r, n, f):
    return -(r.mean() + n.mean()) / 2


def right_forger(r, n, f):
    return -f.mean()


def generator(hidden=0, shape=(14, 14, 1), noise=32, last="tanh"):
    """Make a generator with more or fewer parameters; nobody has trained it."""
    z, label = keras.Input((noise,)), keras.Input((1,), dtype="int32")
    x = layers.Concatenate()([z, layers.Flatten()(layers.Embedding(10, 8)(label))])
    if hidden:
        x = layers.Dense(hidden)(x)
    x = layers.Dense(int(np.prod(shape)), activation=last)(x)
    return keras.Model([z, label], layers.Reshape(shape)(x))


def good(drawn):
    return 0.9, 0.95


def follows_the_rule(change, runs, verdict, yardstick):
    """Say whether a verdict is the one that other runs, or another value of a setting, allow."""
    ((name, value),) = dict(change).items()
    usual = {"rate": 0.001, "beta": 0.5, "target": 0.9, "batch": 64}
    highest = 1 if name in ("beta", "target") else value
    is_allowed = (0 < value or name == "beta") and 0 <= value <= highest and value != usual[name]
    runs = np.array(runs, dtype=float)
    if not is_allowed or len(runs) != 3 or runs.min() < 0 or runs.max() > 100:
        return False
    runs = runs / 100 if runs.max() > 1 else runs
    more, fewer = runs.min() > max(yardstick), runs.max() < min(yardstick)
    verdict = verdict.casefold().replace("’", "'")
    return verdict == ("more" if more else "fewer" if fewer else "can't tell")


P = 1 / (1 + np.exp(5))
RUNS = (0.61, 0.7, 0.66)
YARDSTICK = (0.62, 0.68, 0.65, 0.64, 0.6)

RIGHT = {
    "two_losses": [(by_concatenation,), (by_two_means,), (by_a_loop,)],
    "slope_for_a_beginner": [(-P, P - 1), (-0.0067, -0.9933), ([-0.00669], np.array(-0.99331))],
    "one_setting": [
        ({"target": 1.0}, RUNS, "can't tell", YARDSTICK),
        ({"rate": 0.0001}, [0.1, 0.12, 0.2], "fewer", YARDSTICK),
        ({"batch": 128}, np.array([0.8, 0.75, 0.72]), "More", YARDSTICK),
        ({"beta": 0.9}, [71, 80, 75.5], "more", YARDSTICK),
        ({"beta": 0}, RUNS, "can’t tell", YARDSTICK),
    ],
    "smallest_forger": [
        (generator(), good), (generator(hidden=32), good), (lambda: generator(hidden=16), good),
    ],
}

WRONG = {
    "two_losses": [
        ((lambda r, f: by_concatenation(r, f)[::-1],), "in the other order"),
        ((losses(lambda r, n, f: (r.mean() + n.mean()) / 2, right_forger),), "a loss isn't"),
        ((losses(lambda r, n, f: -(r.mean() + n.mean()), right_forger),), "in all?"),
        ((losses(lambda r, n, f: -(r.sum() + n.sum()), right_forger),), "Divide by the number"),
        ((losses(lambda r, n, f: -r.mean(), right_forger),), "leaves out the forged"),
        ((losses(lambda r, n, f: -n.mean(), right_forger),), "leaves out the real"),
        ((losses(lambda r, n, f: -(r.mean() + f.mean()) / 2, right_forger),), "be there?"),
        ((losses(lambda r, n, f: (n.mean() - r.mean()) / 2, right_forger),), "one of the two"),
        ((losses(lambda r, n, f: 0.0, right_forger),), "the mean over all of them"),
        ((losses(right_critic, lambda r, n, f: f.mean()),), "when the discriminator is fooled"),
        ((losses(right_critic, lambda r, n, f: -f.sum()),), "The mean is asked for"),
        ((losses(right_critic, lambda r, n, f: -n.mean()),), "found out"),
        ((losses(right_critic, lambda r, n, f: n.mean()),), "another slope"),
        ((losses(right_critic, lambda r, n, f: -f.mean() / 2),), "half of what"),
        ((losses(right_critic, lambda r, n, f: -r.mean()),), "aren't its work"),
        ((losses(right_critic, lambda r, n, f: 7.0),), "and nothing else"),
        ((losses(lambda r, n, f: -(r + n) / 2, right_forger),), "images of a batch"),
        ((losses(right_critic, lambda r, n, f: -f),), "images of a batch"),
        ((losses(right_critic, lambda r, n, f: (r.mean() + n.mean()) / 2),), "exact opposite"),
        ((lambda r, f: tuple(np.divide(by_concatenation(r, f), np.log(10))),), "natural one"),
        ((lambda r, f: by_concatenation(r, f)[0],), "two things"),
        ((3,), "a function is asked for"),
    ],
    "slope_for_a_beginner": [
        ((P - 1, -P), "have changed places"),
        ((P, 1 - P), "which sign has a slope"),
        ((P, P - 1), "which sign has its slope"),
        ((-P, 1 - P), "which sign has its slope"),
        ((-1 / (1 - P), P - 1), "By the chain rule"),
        ((-P, -1 / P), "By the chain rule"),
        ((-1 / P, -1 / (1 - P)), "have changed places, and"),
        ((1 / (1 - P), P - 1), "with the wrong sign"),
        ((-P * (1 - P), P - 1), "derivative of the logarithm"),
        ((P * (1 - P), P - 1), "logarithm is missing"),
        ((-P, np.log(P)), "a value"),
        ((-0.5, -0.5), "multiply it"),
        (("small", "large"), "without quotes"),
    ],
    "one_setting": [
        (({"target": 1.0}, RUNS, "more", YARDSTICK), "don't all lie on the same side"),
        (({"rate": 0.0001}, (0.1, 0.2, 0.3), "can't tell", YARDSTICK), "same side of every run"),
        (({"rate": 0.0001}, (0.1, 0.2, 0.3), "more", YARDSTICK), "more in your runs or fewer"),
        (({"target": 0.9}, RUNS, "can't tell", YARDSTICK), "what it was before"),
        (({"target": 1.0, "beta": 0.9}, RUNS, "can't tell", YARDSTICK), "which one did it"),
        (({}, RUNS, "can't tell", YARDSTICK), "yours are 0"),
        (({"epochs": 3}, RUNS, "can't tell", YARDSTICK), "no setting"),
        (({"target": 1.5}, RUNS, "can't tell", YARDSTICK), "can't be 1.5"),
        (({"rate": 0}, RUNS, "can't tell", YARDSTICK), "can't be 0"),
        ((0.9, RUNS, "can't tell", YARDSTICK), "curly brackets"),
        (({"target": 1.0}, RUNS[:2], "can't tell", YARDSTICK), "three runs are asked for"),
        (({"target": 1.0}, (-0.1, 0.5, 0.6), "can't tell", YARDSTICK), "from 0 to 1"),
        (({"target": 1.0}, YARDSTICK[:3], "can't tell", YARDSTICK), "runs of the yardstick"),
        (({"target": 1.0}, RUNS, "maybe", YARDSTICK), "should be one of"),
    ],
    "smallest_forger": [
        ((generator(hidden=400), good), "To beat"),
        ((generator(), lambda drawn: (0.3, 0.95)), "are recognised, and at least"),
        ((generator(), lambda drawn: (0.9, 0.1)), "use its noise"),
        ((generator(shape=(28, 28, 1)), good), "images of 14×14×1"),
        ((generator(noise=16), good), "in this order"),
        ((keras.Sequential([keras.Input((32,)), layers.Dense(196)]), good), "gives 196"),
        ((generator(last=lambda x: 9 + x), good), "between -1 and 1"),
        ((5, good), "a Keras network is asked for"),
    ],
}

UNFILLED = {
    "two_losses": [(losses_not_written_yet,)],
    "slope_for_a_beginner": [(..., ...)],
    "one_setting": [(..., ..., ..., YARDSTICK)],
    "smallest_forger": [(..., good)],
}

STILL_RIGHT = {"one_setting": follows_the_rule}
GIVEN = {"one_setting": (3,), "smallest_forger": (1,)}
