"""Checks of the notebook 13_playground."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from helpers.exercises import Exercises, Hint, choice
from helpers.live import small_network as net

exercises = Exercises("13_playground")
summary = exercises.summary

GOAL = 0.95
NAMES = {"heaps": "two heaps", "circles": "circles", "xor": "XOR", "spiral": "spiral"}
CAUSES = ("rate", "L2", "ReLU", "few examples")
FRESH = range(901, 905)  # drawings of the examples that nobody trains on

learned_by_one_neuron = exercises.prediction(1, "data sets that a single neuron learns")
neurons_for_circles = exercises.prediction(2, "hidden neurons that circles need")
accuracy_at_a_rate_of_10 = exercises.prediction(3, "test accuracy at a rate of 10")
dead_runs_of_relu = exercises.prediction(4, "runs of ReLU, out of ten, below 95 %")
longer_training = exercises.prediction(5, "the test loss after 500 epochs")


@exercises.check(1, "XOR without a hidden layer")
def xor_by_an_input(playground: Any) -> str:
    """Check a playground that has learned XOR with the output neuron alone."""
    chosen = _settings_of(playground, "xor")
    if chosen["hidden"]:
        raise Hint("hidden layer", "this network has a hidden layer. Set the number of hidden "
                   "layers to 0.")
    if "x1*x2" not in chosen["features"] and _score(playground) < GOAL:
        raise Hint("inputs", "from these inputs one neuron can't do it. When is an example of "
                   "class 1? Say it with the signs of x₁ and x₂, then look for an input that "
                   "says the same.")
    _expect_learned(playground)
    return ("the product is negative where exactly one of x₁ and x₂ is, and one line through that "
            "input is enough.")


@exercises.check(2, "The fewest neurons for circles")
def fewest_for_circles(playground: Any) -> str:
    """Check a playground that has learned circles from x1 and x2 with three hidden neurons."""
    chosen = _settings_of(playground, "circles")
    _expect_plain_inputs(chosen)
    if len(chosen["hidden"]) != 1:
        raise Hint("one layer", f"this network has {len(chosen['hidden'])} hidden layers. Take "
                   "one.")
    _expect_a_bend(playground)
    units = chosen["hidden"][0]
    if units > 3:
        raise Hint("fewer will do", f"{units} neurons are more than it takes. Take some away.")
    if units < 3 and _score(playground) < GOAL:
        raise Hint("too few", f"at {_percent(playground)}, {units} of them leave the region open "
                   "on one side. How many straight lines does it take to fence something in?")
    _expect_learned(playground)
    return "three lines fence in the inner class; two leave a gap."


@exercises.check(3, "The spiral, with ten neurons")
def spiral_with_ten(playground: Any) -> str:
    """Check a playground that has learned the spiral from x1 and x2 with ten neurons at most."""
    chosen = _settings_of(playground, "spiral")
    _expect_plain_inputs(chosen)
    units = sum(chosen["hidden"])
    if units > 10:
        raise Hint("more than ten", f"these are {units} hidden neurons. Ten are allowed, spread "
                   "over the layers as you like.")
    _expect_a_bend(playground)
    if _score(playground) < GOAL and playground.epoch and len(chosen["hidden"]) < 2:
        raise Hint("one layer", f"so far {_percent(playground)}. Eight neurons in one layer can do "
                   "it, though not from every start. Try Adam, a rate of 0.03 and more epochs, or "
                   "a second layer.")
    _expect_learned(playground)
    return (f"{units} hidden neurons are enough, though not from every start: each draws a line, "
            "and together they follow the arms.")


@exercises.check(4, "Four symptoms")
def four_symptoms(stays_at_069: str, jumps: str, white: str, drifts_apart: str) -> str:
    """Check which cause belongs to each of four things that go wrong."""
    answers = [choice(one, what, CAUSES) for one, what in zip(
        (stays_at_069, jumps, white, drifts_apart),
        ("stays_at_069", "jumps", "white", "drifts_apart"), strict=True,
    )]
    hints = (
        Hint("stays at 0.69", "look again at the one that stays near 0.69 with ever thinner lines. "
             "Which of the four pulls at the weights themselves?"),
        Hint("jumps", "look again at the loss that jumps. Which of the four makes each step "
             "too long?"),
        Hint("white", "look again at the neuron that is white for every example. Whose slope is "
             "exactly 0 on one side?"),
        Hint("drifts apart", "look again at the two curves that drift apart. What can a network "
             "do with a training set that it can learn by heart?"),
    )
    for answer, right, hint in zip(answers, ("L2", "rate", "ReLU", "few examples"), hints,
                                   strict=True):
        if answer != right:
            raise hint
    return "each of the four leaves its own trace, in the curves, the lines or the surfaces."


@exercises.challenge("The smallest network for the spiral", unit="parameters", best="lowest",
                     to_beat=19)
def smallest_for_the_spiral(playground: Any) -> float:
    """Count the parameters of a playground that classifies fresh examples of the spiral."""
    chosen = _settings_of(playground, "spiral")
    accuracies = [_score(playground, draw) for draw in FRESH]
    mean = sum(accuracies) / len(accuracies)
    if mean < GOAL:
        raise Hint("not yet 95 %", f"on fresh examples it classifies {mean:.1%} correctly. It "
                   "takes 95 %. Any inputs are allowed, any activation and optimizer.")
    sizes = [len(chosen["features"]), *chosen["hidden"], 1]
    return sum((inputs + 1) * units for inputs, units in pairwise(sizes))


def _settings_of(playground: Any, data: str) -> dict[str, Any]:
    """Give the settings of a playground, or say what came instead, or which data it has."""
    from helpers.live.playground import Playground

    if not isinstance(playground, Playground):
        raise Hint("no playground", "hand in the playground itself, the object that stands before "
                   f".train or .set. This is of the type {type(playground).__name__}.")
    chosen = playground.settings
    if chosen["data"] != data:
        raise Hint("other data", f"its data are {NAMES[chosen['data']]}; choose {NAMES[data]}. (If "
                   "it shows them, the browser hasn't told Python yet: press Pause.)")
    if chosen["noise"]:
        raise Hint("noise", "its examples are noisy. Set the noise to 0 for this exercise.")
    return chosen


def _expect_plain_inputs(chosen: dict[str, Any]) -> None:
    if not set(chosen["features"]) <= {"x1", "x2"}:
        raise Hint("other inputs", f"its inputs are {', '.join(chosen['features'])}. Only x1 and "
                   "x2 are allowed here.")


def _expect_a_bend(playground: Any) -> None:
    chosen = playground.settings
    if _score(playground) >= GOAL:
        return
    if not chosen["hidden"]:
        raise Hint("no hidden layer", "without a hidden layer this is one neuron, and one neuron "
                   "draws one line.")
    if chosen["activation"] == "linear":
        raise Hint("linear", "layers of linear neurons amount to one linear neuron, however many "
                   "they are. Choose an activation that bends.")
    if set(chosen["features"]) != {"x1", "x2"}:
        raise Hint("an input is missing", "its inputs are "
                   f"{', '.join(chosen['features'])}. Take both, x1 and x2.")


def _expect_learned(playground: Any) -> None:
    if _score(playground) < GOAL:
        if not playground.epoch:
            raise Hint("not trained", f"it classifies {_percent(playground)} of fresh examples "
                       "correctly, and hasn't been trained for a single epoch. Press Play.")
        raise Hint("not yet 95 %", f"after {playground.epoch} epochs it classifies "
                   f"{_percent(playground)} of fresh examples correctly; it takes 95 %. Train "
                   "longer, choose another rate, or Reset with another seed.")


def _percent(playground: Any) -> str:
    return f"{_score(playground):.1%}"


def _score(playground: Any, draw: int = FRESH[0]) -> float:
    """Give the share of fresh examples that the playground's network classifies correctly."""
    chosen = playground.settings
    fresh = net.make_data({**chosen, "draw": draw, "test": 0.1})[0]
    outputs = net.forward(playground.weights, chosen["activation"],
                          net.inputs_of(fresh, chosen["features"]))[-1]
    return float(net.loss_and_accuracy(outputs, fresh[:, 2])[1])
