"""Answers to the exercises of 13_playground: right ones, and wrong ones with their hints."""

import numpy as np

from helpers.live.playground import Playground


def trained(epochs, **settings):
    playground = Playground(**settings)
    playground.train(epochs)
    return playground


def by_hand(weight):
    """Set a weight of the neuron that gets the product, as a click on its line does."""
    playground = Playground(data="xor", hidden=[], features=["x1*x2"])
    model = [[[weight]], [0.0]]
    playground.state = {**playground.state, "weights": model, "by": "browser"}
    return playground


ADAM = {"data": "spiral", "optimizer": "Adam", "rate": 0.03}
SINES = ["x1", "x2", "sin(2*x1)", "sin(2*x2)"]
XOR = trained(20, data="xor", hidden=[], features=["x1*x2"])
CIRCLES = trained(150, data="circles", hidden=[3])
TWO = trained(100, data="circles", hidden=[2])
RELU = {"data": "circles", "hidden": [3], "activation": "relu"}
DEAD, ALIVE = (trained(150, **RELU, seed=seed, draw=seed) for seed in (10, 9))
NOISY = {"data": "xor", "noise": 0.8, "test": 0.9, "hidden": [8, 8], "seed": 3, "draw": 3}
BY_HEART = trained(400, **NOISY)
HELD_BACK = trained(400, **NOISY, penalty="L2", strength=0.01)
SPIRAL = trained(300, **ADAM, hidden=[5, 5])


def by_its_bias(patient, bias, epochs):
    """Wake or kill the first hidden neuron by its bias, as a click on it does, and train on."""
    playground = patient.copy()
    weights = playground.weights
    weights[1] = np.array([bias, *weights[1][1:]])
    playground.state = {**playground.state, "weights": [one.tolist() for one in weights],
                        "by": "browser"}
    playground.train(epochs)
    return playground


def with_one_sine(seed):
    features = ["x1", "x2", "sin(2*x1)"]
    return trained(400, **ADAM, hidden=[3], features=features, test=0.1, seed=seed)


ONE_SINE = with_one_sine(1)
SMALL = trained(200, **ADAM, hidden=[3], features=SINES, seed=2)

RIGHT = {
    "xor_by_an_input": [
        (XOR,), (by_hand(-2),),
        (trained(20, data="xor", hidden=[], features=["x1*x2"], rate=0.03, draw=5),),
    ],
    "fewest_for_circles": [
        (CIRCLES, TWO), (trained(150, data="circles", hidden=[3], seed=2, batch=5), TWO),
        (trained(100, data="circles", hidden=[3], rate=0.3, draw=4),
         trained(200, data="circles", hidden=[2], optimizer="Adam", seed=5)),
    ],
    "spiral_with_ten": [
        (SPIRAL,), (trained(300, **ADAM, hidden=[5, 5], seed=2),),
        (trained(300, **ADAM, hidden=[8], seed=8),),
    ],
    "four_patients": [
        ("ReLU", "few examples", "L2", "rate"), ("relu", "Few examples", "l2", "Rate"),
        (" RELU ", "few examples.", "L2", "rate."),
    ],
    "ill_and_well": [
        (DEAD, ALIVE, BY_HEART, HELD_BACK),
        (by_its_bias(ALIVE, -20.0, 20), CIRCLES, BY_HEART, trained(80, **NOISY)),
        (DEAD, by_its_bias(DEAD, 1.0, 300), BY_HEART, trained(50, **{**NOISY, "test": 0.1})),
        (trained(100, **RELU, seed=4, draw=4), ALIVE, trained(500, **{**NOISY, "seed": 4}),
         trained(50, **{**NOISY, "hidden": [], "features": ["x1*x2"]})),
    ],
    "smallest_for_the_spiral": [(ONE_SINE,), *((with_one_sine(seed),) for seed in (2, 6))],
}

WRONG = {
    "xor_by_an_input": [
        ((CIRCLES,), "its data are circles; choose XOR"),
        ((trained(1, data="xor", hidden=[4]),), "has a hidden layer"),
        ((trained(20, data="xor", hidden=[], features=["x1*x1"]),), "with the signs of x₁ and x₂"),
        ((trained(20, data="xor", hidden=[], features=SINES),), "this neuron has 4 inputs"),
        ((trained(20, data="xor", hidden=[], features=["x1", "x1*x2"]),), "Find the one"),
        ((by_hand(2),), "Which sign"),
        ((Playground(data="xor", hidden=[], features=["x1*x2"]),), "that it began with"),
        ((trained(20, data="xor", hidden=[], features=["x1*x2"], noise=0.5),),
         "Set it to 0 for this"),
        ((0.98,), "hand in the playground itself"),
        ((XOR.weights,), "hand in the playground itself"),
    ],
    "fewest_for_circles": [
        ((XOR, TWO), "my_circles: its data are XOR"),
        ((trained(100, data="circles", hidden=[4]), CIRCLES), "so 3 neurons are enough"),
        ((trained(100, data="circles", hidden=[4]), TWO), "What happens in between?"),
        ((trained(100, data="circles", hidden=[4]), trained(50, data="circles", hidden=[3],
                                                            rate=0.001)), "though not from every"),
        ((TWO, trained(60, data="circles", hidden=[1])), "after 100 epochs"),
        ((CIRCLES, trained(1, data="circles", hidden=[2])), "of its own training examples"),
        ((CIRCLES, trained(60, data="circles", hidden=[2], rate=0.001)), "could learn more"),
        ((CIRCLES, CIRCLES), "the same playground"),
        ((CIRCLES, trained(1, data="circles", hidden=[2, 2])), "my_failure: this network has 2"),
        ((trained(1, data="circles", hidden=[]), TWO), "0 hidden layers"),
        ((trained(5, data="circles", hidden=[3]), TWO), "after 5 epochs"),
        ((trained(0, data="circles", hidden=[3]), TWO), "hasn't been trained"),
        ((ALIVE, TWO), "Take tanh"),
        ((trained(1, data="circles", hidden=[3], features=["x1*x1", "x2*x2"]), TWO), "Only x1 and"),
        ((3, 2), "hand in the playground itself"),
    ],
    "spiral_with_ten": [
        ((CIRCLES,), "choose spiral"),
        ((trained(1, **ADAM, hidden=[8, 8]),), "these are 16 hidden neurons"),
        ((SMALL,), "Only x1 and x2"),
        ((trained(5, **ADAM, hidden=[8]),), "not from every start"),
        ((trained(9, data="spiral", hidden=[5, 5]),), "9 epochs of SGD"),
        ((trained(5, **ADAM, hidden=[5, 5], activation="linear"),), "amount to one linear neuron"),
        ((trained(5, **ADAM, hidden=[5, 5]),), "after 5 epochs"),
        ((trained(5, **ADAM, hidden=[]),), "draws one line"),
        ((trained(5, **ADAM, hidden=[5, 5], features=["x1"]),), "Take both"),
        (("spiral",), "hand in the playground itself"),
    ],
    "four_patients": [
        (("rate", "few examples", "L2", "ReLU"), "white over every example"),
        (("ReLU", "rate", "L2", "few examples"), "hold for other examples"),
        (("ReLU", "few examples", "rate", "L2"), "pulls at the weights"),
        (("ReLU", "few examples", "L2", "ReLU"), "each step too long"),
        (("ReLU", "few examples", "L2", "tanh"), "should be one of"),
        ((10, "few examples", "L2", "rate"), "the cause of A"),
    ],
    "ill_and_well": [
        ((DEAD, DEAD, BY_HEART, HELD_BACK), "the same playground"),
        ((ALIVE, DEAD, HELD_BACK, BY_HEART), "is it the ill one?"),
        ((CIRCLES, ALIVE, BY_HEART, HELD_BACK), "ill_a: each of its tanh neurons"),
        ((DEAD, DEAD.copy(), BY_HEART, HELD_BACK), "More training won't wake it"),
        ((DEAD, trained(2, **RELU, seed=9), BY_HEART, HELD_BACK), "well_a: after 2 epochs"),
        ((DEAD, trained(2, **{**RELU, "hidden": [8]}), BY_HEART, HELD_BACK), "one layer of 3"),
        ((DEAD, ALIVE, BY_HEART, BY_HEART.copy()), "more to learn from"),
        ((DEAD, ALIVE, BY_HEART, trained(50, **NOISY, penalty="L2", strength=0.1)), "If not, it"),
        ((DEAD, ALIVE, HELD_BACK, trained(40, **NOISY)), "as training went on?"),
        ((DEAD, ALIVE, BY_HEART, trained(40, **{**NOISY, "noise": 0})), "Set it to 0.8"),
        ((DEAD, ALIVE, Playground(**NOISY), HELD_BACK), "ill_b: it hasn't been trained"),
        ((DEAD, ALIVE, trained(400, **{**NOISY, "test": 0.8}), HELD_BACK), "90 % of its"),
        ((DEAD, ALIVE, trained(400, **{**NOISY, "hidden": [8]}), HELD_BACK), "two layers of eight"),
        ((BY_HEART, HELD_BACK, DEAD, ALIVE), "ill_a: its data are XOR"),
        ((0.8, 0.99, 1.4, 0.5), "ill_a: hand in the playground itself"),
    ],
    "smallest_for_the_spiral": [
        ((SPIRAL,), "51 parameters"),
        ((SMALL,), "19 parameters"),
        ((trained(1, **ADAM, hidden=[2]),), "It takes 95 %"),
        ((CIRCLES,), "choose spiral"),
        ((trained(5, **ADAM, hidden=[], features=SINES),), "What could a hidden layer add?"),
        ((Playground(**ADAM, hidden=[3], features=SINES),), "hasn't been trained"),
        ((19,), "hand in the playground itself"),
    ],
}

UNFILLED = {
    "xor_by_an_input": [(...,)], "fewest_for_circles": [(..., ...)], "spiral_with_ten": [(...,)],
    "four_patients": [(..., ..., ..., ...)], "ill_and_well": [(..., ..., ..., ...)],
    "smallest_for_the_spiral": [(...,)],
}
