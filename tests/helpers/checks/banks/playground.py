"""Answers to the exercises of 13_playground: right ones, and wrong ones with their hints."""

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
SPIRAL = trained(300, **ADAM, hidden=[5, 5])
def with_one_sine(seed):
    features = ["x1", "x2", "sin(2*x1)"]
    return trained(400, **ADAM, hidden=[3], features=features, test=0.1, seed=seed)


ONE_SINE = with_one_sine(1)
SMALL = trained(200, **ADAM, hidden=[3], features=SINES, seed=2)

RIGHT = {
    "xor_by_an_input": [
        (XOR,), (by_hand(-2),), (trained(20, data="xor", hidden=[], features=["x1", "x1*x2"]),),
        (trained(20, data="xor", hidden=[], features=["x1", "x2", "x1*x1", "x1*x2"], rate=0.03),),
    ],
    "fewest_for_circles": [
        (CIRCLES,), (trained(150, data="circles", hidden=[3], seed=2, batch=5),),
        (trained(100, data="circles", hidden=[3], rate=0.3, draw=4),),
    ],
    "spiral_with_ten": [
        (SPIRAL,), (trained(300, **ADAM, hidden=[5, 5], seed=2),),
        (trained(300, **ADAM, hidden=[8], seed=8),),
    ],
    "four_symptoms": [
        ("L2", "rate", "ReLU", "few examples"), ("l2", "Rate", "relu", "Few examples"),
        (" L2 ", "rate.", "RELU", "few examples"),
    ],
    "smallest_for_the_spiral": [(ONE_SINE,), *((with_one_sine(seed),) for seed in (2, 6))],
}

WRONG = {
    "xor_by_an_input": [
        ((CIRCLES,), "its data are circles; choose XOR"),
        ((trained(1, data="xor", hidden=[4]),), "has a hidden layer"),
        ((trained(20, data="xor", hidden=[]),), "with the signs of x₁ and x₂"),
        ((trained(20, data="xor", hidden=[], features=SINES),), "with the signs"),
        ((by_hand(2),), "hasn't been trained"),
        ((trained(20, data="xor", hidden=[], features=["x1*x2"], noise=0.5),), "are noisy"),
        ((0.98,), "hand in the playground itself"),
        ((XOR.weights,), "hand in the playground itself"),
    ],
    "fewest_for_circles": [
        ((XOR,), "its data are XOR"),
        ((trained(1, data="circles", hidden=[4]),), "4 neurons are more than it takes"),
        ((trained(100, data="circles", hidden=[2]),), "2 of them leave the region open"),
        ((trained(1, data="circles", hidden=[2, 2]),), "2 hidden layers"),
        ((trained(1, data="circles", hidden=[]),), "0 hidden layers"),
        ((trained(5, data="circles", hidden=[3]),), "after 5 epochs"),
        ((trained(5, data="circles", hidden=[3], activation="linear"),), "amount to one linear"),
        ((trained(1, data="circles", hidden=[3], features=["x1*x1", "x2*x2"]),), "Only x1 and x2"),
        ((3,), "hand in the playground itself"),
    ],
    "spiral_with_ten": [
        ((CIRCLES,), "choose spiral"),
        ((trained(1, **ADAM, hidden=[8, 8]),), "these are 16 hidden neurons"),
        ((SMALL,), "Only x1 and x2"),
        ((trained(5, **ADAM, hidden=[8]),), "not from every start"),
        ((trained(5, **ADAM, hidden=[5, 5], activation="linear"),), "amount to one linear neuron"),
        ((trained(5, **ADAM, hidden=[5, 5]),), "after 5 epochs"),
        ((trained(5, **ADAM, hidden=[]),), "draws one line"),
        ((trained(5, **ADAM, hidden=[5, 5], features=["x1"]),), "Take both"),
        (("spiral",), "hand in the playground itself"),
    ],
    "four_symptoms": [
        (("rate", "L2", "ReLU", "few examples"), "pulls at the weights"),
        (("L2", "ReLU", "rate", "few examples"), "each step too long"),
        (("L2", "rate", "few examples", "ReLU"), "slope is exactly 0"),
        (("L2", "rate", "ReLU", "rate"), "learn by heart"),
        (("L2", "rate", "tanh", "few examples"), "should be one of"),
        ((10, "rate", "ReLU", "few examples"), "stays_at_069"),
    ],
    "smallest_for_the_spiral": [
        ((SPIRAL,), "51 parameters"),
        ((SMALL,), "19 parameters"),
        ((trained(1, **ADAM, hidden=[2]),), "It takes 95 %"),
        ((CIRCLES,), "choose spiral"),
        ((trained(5, **ADAM, hidden=[], features=SINES),), "It takes 95 %"),
        ((19,), "hand in the playground itself"),
    ],
}

UNFILLED = {
    "xor_by_an_input": [(...,)], "fewest_for_circles": [(...,)], "spiral_with_ten": [(...,)],
    "four_symptoms": [(..., ..., ..., ...)], "smallest_for_the_spiral": [(...,)],
}
