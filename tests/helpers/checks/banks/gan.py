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


MEANS = np.random.default_rng(3).choice([-0.7, 0.7], size=(10, 14, 14, 1))
ASKED = np.tile(np.arange(10), 100)


def recognised(drawn):
    """Stand in for the judge: the nearest mean is the one asked for, and not too far."""
    gaps = ((drawn[:, None] - MEANS) ** 2).mean(axis=(2, 3, 4))
    return np.mean((gaps.argmin(axis=1) == ASKED) & (gaps.min(axis=1) < 0.2))


def spread(drawn):
    return np.mean([drawn[ASKED == digit].std(axis=0).mean() for digit in range(10)]) / 0.2


def trick(size=0.25, asked=ASKED, lowest=-1, shape=(1000, 14, 14, 1)):
    """Make a function that adds noise to the means."""
    def draw(means):
        noise = np.random.default_rng(1).normal(0, size, (1000, 14, 14, 1))
        return np.clip(means[asked] + noise, lowest, -lowest).reshape(shape)

    return draw


def fainter_and_darker(means):
    shares = np.random.default_rng(1).choice([0.4, 1.4], size=(1000, 1, 1, 1))
    return list(np.clip(means[ASKED] * shares, -1, 1))


def one_by_one(means):
    rng, drawn = np.random.default_rng(1), []
    for digit in ASKED:
        drawn.append(np.clip(means[digit] + rng.uniform(-0.5, 0.5, (14, 14, 1)), -1, 1))
    return np.stack(drawn).astype("float32")


def trick_not_written_yet(means):
    return ...


def generator(hidden=0, shape=(14, 14, 1), noise=32, last="tanh"):
    """Make a generator with more or fewer parameters; nobody has trained it."""
    z, label = keras.Input((noise,)), keras.Input((1,), dtype="int32")
    x = layers.Concatenate()([z, layers.Flatten()(layers.Embedding(10, 8)(label))])
    if hidden:
        x = layers.Dense(hidden)(x)
    x = layers.Dense(int(np.prod(shape)), activation=last)(x)
    return keras.Model([z, label], layers.Reshape(shape)(x))


def good(drawn):
    return 0.9, 0.95, 1.02


P = 1 / (1 + np.exp(5))
RUNS = ((0.61, 0.9), (0.7, 0.88), (0.66, 0.95))
LOW = ((0.1, 0.96), (0.12, 0.97), (0.2, 0.99))
HIGH = ((0.8, 0.4), (0.75, 0.3), (0.72, 0.2))
YARDSTICK = (0.9, 0.91, 0.86, 0.92, 0.9)
KEPT = [({"target": 1.0}, RUNS), ({"rate": 0.0001}, LOW), ({"batch": 128}, HIGH),
        ({"beta": 0}, RUNS)]
TELL = "can't tell"

RIGHT = {
    "fool_both": [
        (draw, MEANS, recognised, spread) for draw in (trick(), fainter_and_darker, one_by_one)
    ],
    "two_losses": [(by_concatenation,), (by_two_means,), (by_a_loop,)],
    "slope_for_a_beginner": [(-P, P - 1), (-0.0067, -0.9933), ([-0.00669], np.array(-0.99331))],
    "one_setting": [
        ({"target": 1.0}, RUNS, TELL, YARDSTICK, KEPT),
        ({"rate": 0.0001}, LOW, "higher", YARDSTICK, KEPT),
        ({"batch": 128}, np.array(HIGH), "Lower", YARDSTICK, KEPT),
        ({"beta": 0}, [list(run) for run in RUNS], "can’t tell", np.array(YARDSTICK), KEPT),
    ],
    "smallest_forger": [
        (generator(), good), (generator(hidden=32), good), (lambda: generator(hidden=16), good),
    ],
}

WRONG = {
    "fool_both": [
        ((draw, MEANS, recognised, spread), fragment) for draw, fragment in (
            (trick(size=0), "In what could two drawings"),
            (trick(size=1), "what hides the digit"),
            (trick(asked=np.repeat(np.arange(10), 100)), "should come in the order"),
            (trick(lowest=-9), "np.clip"),
            (trick(shape=(1000, 14, 14)), "1000×14×14"),
            (lambda means: means, "10×14×14×1"),
            (lambda means: trick()(MEANS), "and of no others"),
            (3, "a function is asked for"),
        )
    ],
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
        ((-1.0067, -0.9933), "By the chain rule"),
        ((-0.0067, -149.4132), "By the chain rule"),
        ((-0.0066, -0.9933), "derivative of the logarithm"),
        ((-0.5, -0.5), "multiply it"),
        (("small", "large"), "without quotes"),
    ],
    "one_setting": [
        ((*answer, YARDSTICK, KEPT), fragment) for answer, fragment in (
            (({"target": 1.0}, RUNS, "higher"), "your three runs don't all lie"),
            (({"target": 1.0}, RUNS, "lower"), "your three runs don't all lie"),
            (({"rate": 0.0001}, LOW, TELL), "same side of every run"),
            (({"rate": 0.0001}, LOW, "lower"), "higher in your runs or lower"),
            (({"target": 0.9}, RUNS, TELL), "what it was before"),
            (({"target": 1.0, "beta": 0.9}, RUNS, TELL), "which one did it"),
            (({}, RUNS, TELL), "yours are 0"),
            (({"epochs": 3}, RUNS, TELL), "no setting"),
            (({"target": 1.5}, RUNS, TELL), "can't be 1.5"),
            (({"rate": 50}, RUNS, TELL), "can't be 50"),
            (({"batch": 64.5}, RUNS, TELL), "in whole numbers"),
            ((0.9, RUNS, TELL), "curly brackets"),
            (({"target": 1.0}, RUNS[:2], TELL), "3 rows of 2 numbers"),
            (({"target": 1.0}, LOW, "higher"), "Let it fill them in"),
            (({"rate": 0.01}, RUNS, TELL), "Let it fill them in"),
            (({"target": 1.0}, RUNS, "maybe"), "should be one of"),
        )
    ],
    "smallest_forger": [
        ((generator(hidden=400), good), "To beat"),
        ((generator(), lambda drawn: (0.3, 0.95, 1.0)), "are recognised, and at least"),
        ((generator(), lambda drawn: (0.9, 0.1, 1.0)), "use its noise"),
        ((generator(), lambda drawn: (0.9, 0.9, 1.4)), "Real digits have 1"),
        ((generator(shape=(28, 28, 1)), good), "images of 14×14×1"),
        ((generator(noise=16), good), "in this order"),
        ((keras.Sequential([keras.Input((32,)), layers.Dense(196)]), good), "these are 1000×196"),
        ((generator(last=lambda x: 9 + x), good), "between -1 and 1"),
        ((5, good), "a Keras network is asked for"),
    ],
}

UNFILLED = {
    "fool_both": [(trick_not_written_yet, MEANS, recognised, spread)],
    "two_losses": [(losses_not_written_yet,)],
    "slope_for_a_beginner": [(..., ...)],
    "one_setting": [(..., ..., ..., YARDSTICK, [])],
    "smallest_forger": [(..., good)],
}

BY_WHAT_COMES_OUT = ("fool_both",)
GIVEN = {"fool_both": (1, 2, 3), "one_setting": (3, 4), "smallest_forger": (1,)}
