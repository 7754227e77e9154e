"""Checks of the notebook 13_playground."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from helpers.exercises import Exercises, Hint, choice
from helpers.live import small_network as net

exercises = Exercises("13_playground")
summary = exercises.summary

GOAL = 0.95
HEALED = 0.6  # loss of patient B on fresh examples; 0.33 is the least there can be
NAMES = {"heaps": "two heaps", "circles": "circles", "xor": "XOR", "spiral": "spiral"}
CAUSES = ("rate", "L2", "ReLU", "few examples")
FRESH = range(901, 905)  # drawings of the examples that nobody trains on

learned_by_one_neuron = exercises.prediction(1, "data sets that a single neuron learns")
neurons_for_circles = exercises.prediction(2, "hidden neurons that circles need")
accuracy_at_a_rate_of_10 = exercises.prediction(3, "mean test accuracy at a rate of 10, on record")
dead_runs_of_relu = exercises.prediction(4, "runs of ReLU, out of ten, below 95 %, on average")
longer_training = exercises.prediction(5, "the test loss after 500 epochs, on record")


@exercises.check(1, "XOR without a hidden layer")
def xor_by_an_input(playground: Any) -> str:
    """Check a playground that has learned XOR with the output neuron alone."""
    chosen = _settings_of(playground, "xor")
    if chosen["hidden"]:
        raise Hint("hidden layer", "this network has a hidden layer. Set the number of hidden "
                   "layers to 0.")
    if len(chosen["features"]) != 1:
        raise Hint("more than one input", f"this neuron has {len(chosen['features'])} inputs. Find "
                   "the one that's enough.")
    if chosen["features"] != ["x1*x2"] and _score(playground) < GOAL:
        raise Hint("inputs", "from these inputs one neuron can't do it. When is an example of "
                   "class 1? Say it with the signs of x₁ and x₂, then look for an input that "
                   "says the same.")
    if not playground.epoch and np.allclose(playground.weights[0], net.start_weights(chosen)[0]):
        raise Hint("starting weight alone", "this neuron still has the weight that it began with, "
                   "whose sign is right from some seeds only. Train it.")
    if _score(playground) <= 1 - GOAL:
        raise Hint("turned round", f"{_percent(playground)} of fresh examples come out right, so "
                   "the classes are the wrong way round. Which sign should the weight have?")
    _expect_learned(playground)
    return ("the product is negative where exactly one of x₁ and x₂ is, so one threshold on that "
            "input is enough.")


@exercises.check(2, "The fewest neurons for circles")
def fewest_for_circles(my_circles: Any, my_failure: Any) -> str:
    """Check that one network has learned circles, and that one with a neuron less hasn't."""
    _expect_two(my_circles, my_failure)
    for what, playground in (("my_circles", my_circles), ("my_failure", my_failure)):
        _expect_one_tanh_layer(playground, what)
    units, fewer = (one.settings["hidden"][0] for one in (my_circles, my_failure))
    _expect_learned(my_circles, "my_circles")
    if _score(my_failure) >= GOAL:
        raise Hint("no failure", f"my_failure classifies {_percent(my_failure)} correctly, so "
                   f"{fewer} neurons are enough. Take fewer.")
    if fewer != units - 1:
        raise Hint("a gap between them", f"my_circles has {units} hidden neurons and my_failure "
                   f"{fewer}. What happens in between? They should differ by one.")
    if units != 3:
        raise Hint("only one start", f"{fewer} neurons can do it, though not from every start. "
                   "Train my_failure longer, or Reset it with another seed.")
    if my_failure.accuracy() < 0.7:
        raise Hint("given up early", "my_failure could learn more: so far it classifies "
                   f"{my_failure.accuracy():.0%} of its own training examples correctly. Train it "
                   "longer, with another rate or from another seed.")
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
    if _score(playground) < GOAL and playground.epoch and chosen["optimizer"] == "SGD":
        raise Hint("plain SGD", f"{playground.epoch} epochs of SGD lead to {_percent(playground)} "
                   "on fresh examples, short of 95 %. Does another optimizer get further?")
    if _score(playground) < GOAL and playground.epoch and len(chosen["hidden"]) < 2:
        raise Hint("one layer", f"so far {_percent(playground)} of fresh examples; it takes 95 %. "
                   "Eight neurons in one layer can do it, though not from every start. Try more "
                   "seeds, more epochs or a second layer.")
    _expect_learned(playground)
    return (f"{units} hidden neurons are enough, though not from every start: each draws a line, "
            "and together they follow the arms.")


@exercises.check(4, "Four patients")
def four_patients(a: str, b: str, c: str, d: str) -> str:
    """Check which cause made each of four trainings go wrong."""
    answers = [choice(one, f"the cause of {what}", CAUSES)
               for one, what in zip((a, b, c, d), "ABCD", strict=True)]
    hints = (
        Hint("A", "look again at patient A's hidden neurons. One of them is white over every "
             "example. Which cause can give exactly 0 over half a plane?"),
        Hint("B", "look again at patient B's two curves. One falls and the other climbs: what "
             "does the network know that doesn't hold for other examples?"),
        Hint("C", "look again at patient C's lines. All of them are thin. Which of the four pulls "
             "at the weights themselves?"),
        Hint("D", "look again at how patient D's training loss moves from one epoch to the next. "
             "Which of the four makes each step too long?"),
    )
    for answer, right, hint in zip(answers, ("ReLU", "few examples", "L2", "rate"), hints,
                                   strict=True):
        if answer != right:
            raise hint
    return "each of the four leaves its own trace, in the curves, the lines or the surfaces."


@exercises.check(5, "Make two patients ill, and cure them")
def ill_and_well(ill_a: Any, well_a: Any, ill_b: Any, well_b: Any) -> str:
    """Check that two of the patients were made again, and then repaired."""
    _expect_two(ill_a, well_a)
    _expect_two(ill_b, well_b)
    _expect_patient_a(ill_a, "ill_a")
    if not _dead(ill_a):
        raise Hint("ill_a is alive", f"ill_a: each of its {ill_a.settings['activation']} neurons "
                   "answers to some training example. Does it have patient A's activation, and is "
                   "it the ill one? Then try other seeds and sets of examples, and train each.")
    _expect_patient_a(well_a, "well_a")
    if _dead(well_a):
        raise Hint("well_a has a dead neuron", "well_a: one of its neurons is still 0 for every "
                   "training example. More training won't wake it. What else can you change?")
    _expect_learned(well_a, "well_a")
    _expect_patient_b(ill_b, "ill_b")
    _expect_plain_inputs(ill_b.settings, "ill_b")
    if (ill_b.settings["hidden"], ill_b.settings["test"]) != ([8, 8], 0.9):
        raise Hint("not patient B", "ill_b: patient B has two layers of eight, and 90 % of its "
                   "examples are for testing.")
    if ill_b.loss("test") < max(np.log(2), 2 * ill_b.loss("training")):
        raise Hint("ill_b isn't overfitting", f"ill_b: its training loss is "
                   f"{ill_b.loss('training'):.2f}, its test loss {ill_b.loss('test'):.2f}. The "
                   "second should be above 0.69 and at least twice the first. What did patient "
                   "B's two curves do as training went on?")
    _expect_patient_b(well_b, "well_b")
    loss = float(np.mean([_fresh(well_b, draw)[0] for draw in FRESH]))
    if loss > HEALED:
        raise Hint("well_b isn't well", f"well_b: on fresh examples its loss is {loss:.2f}; it "
                   f"should be {HEALED} or less. On its own it's {well_b.loss():.2f}. If that is "
                   "far lower, what would give the network less room, or more to learn from? If "
                   "not, it needs more room or more epochs.")
    return (f"a living neuron gives back the missing side; and patient B's loss on fresh examples "
            f"is now {loss:.2f}.")


@exercises.challenge("The smallest network for the spiral", unit="parameters", best="lowest",
                     to_beat=19)
def smallest_for_the_spiral(playground: Any) -> float:
    """Count the parameters of a playground that classifies fresh examples of the spiral."""
    chosen = _settings_of(playground, "spiral")
    accuracies = [_score(playground, draw) for draw in FRESH]
    mean = sum(accuracies) / len(accuracies)
    if mean < GOAL and not playground.epoch:
        raise Hint("not trained", "it hasn't been trained for a single epoch.")
    if mean < GOAL and not chosen["hidden"]:
        raise Hint("one neuron alone", f"{mean:.1%} of fresh examples, short of 95 %. One neuron "
                   "has one threshold on its weighted sum. What could a hidden layer add?")
    if mean < GOAL:
        raise Hint("not yet 95 %", f"on fresh examples it classifies {mean:.1%} correctly. It "
                   "takes 95 %. Try more epochs and seeds. Which part of an arm does it miss?")
    sizes = [len(chosen["features"]), *chosen["hidden"], 1]
    return sum((inputs + 1) * units for inputs, units in pairwise(sizes))


def _settings_of(playground: Any, data: str, what: str = "", noise: float = 0) -> dict[str, Any]:
    """Give the settings of a playground, or say what came instead, or which data it has."""
    from helpers.live.playground import Playground

    name = f"{what}: " if what else ""
    if not isinstance(playground, Playground):
        raise Hint("no playground", f"{name}hand in the playground itself, the object that stands "
                   f"before .train or .set. This is of the type {type(playground).__name__}.")
    chosen = playground.settings
    if chosen["data"] != data:
        raise Hint("other data", f"{name}its data are {NAMES[chosen['data']]}; choose "
                   f"{NAMES[data]}. (If it shows them, the browser hasn't told Python yet: press "
                   "Pause.)")
    if chosen["noise"] != noise:
        raise Hint("noise", f"{name}its examples have a noise of {chosen['noise']}. Set it to "
                   f"{noise} for this exercise.")
    return chosen


def _expect_two(one: Any, other: Any) -> None:
    if one is other:
        raise Hint("one playground", "two names here mean the same playground, so both show it as "
                   "it is now. Hand in playground.copy() each time.")


def _expect_plain_inputs(chosen: dict[str, Any], what: str = "") -> None:
    if not set(chosen["features"]) <= {"x1", "x2"}:
        raise Hint("other inputs", f"{what + ': ' if what else ''}its inputs are "
                   f"{', '.join(chosen['features'])}. Only x1 and x2 are allowed here.")


def _expect_one_tanh_layer(playground: Any, what: str) -> None:
    chosen = _settings_of(playground, "circles", what)
    _expect_plain_inputs(chosen, what)
    if len(chosen["hidden"]) != 1:
        raise Hint("one layer", f"{what}: this network has {len(chosen['hidden'])} hidden layers. "
                   "Take one.")
    if chosen["activation"] != "tanh":
        raise Hint("not tanh", f"{what}: its activation is {chosen['activation']}. Take tanh.")


def _expect_patient_a(playground: Any, what: str) -> None:
    chosen = _settings_of(playground, "circles", what)
    _expect_plain_inputs(chosen, what)
    if chosen["hidden"] != [3]:
        raise Hint("not patient A", f"{what}: its hidden layers are {chosen['hidden']}. Patient A "
                   "has one layer of 3.")
    if not playground.epoch:
        raise Hint("not trained", f"{what}: it hasn't been trained for a single epoch.")


def _expect_patient_b(playground: Any, what: str) -> None:
    _settings_of(playground, "xor", what, noise=0.8)
    if not playground.epoch:
        raise Hint("not trained", f"{what}: it hasn't been trained for a single epoch.")


def _dead(playground: Any) -> bool:
    """Say whether a hidden neuron gives 0 for every training example."""
    layers = net.forward(playground.weights, playground.settings["activation"],
                         playground.examples()[0])
    return any((np.abs(layer).max(axis=0) == 0).any() for layer in layers[1:-1])


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


def _expect_learned(playground: Any, what: str = "") -> None:
    if _score(playground) < GOAL:
        name = f"{what}: " if what else ""
        if not playground.epoch:
            raise Hint("not trained", f"{name}it classifies {_percent(playground)} of fresh "
                       "examples correctly, and hasn't been trained for a single epoch. Press "
                       "Play.")
        raise Hint("not yet 95 %", f"{name}after {playground.epoch} epochs it classifies "
                   f"{_percent(playground)} of fresh examples correctly; it takes 95 %. Train "
                   "longer, choose another rate, or Reset with another seed.")


def _percent(playground: Any) -> str:
    return f"{_score(playground):.1%}"


def _score(playground: Any, draw: int = FRESH[0]) -> float:
    """Give the share of fresh examples that the playground's network classifies correctly."""
    return _fresh(playground, draw)[1]


def _fresh(playground: Any, draw: int) -> tuple[float, float]:
    """Give loss and accuracy of the playground's network on fresh examples."""
    chosen = playground.settings
    fresh = net.make_data({**chosen, "draw": draw, "test": 0.1})[0]
    outputs = net.forward(playground.weights, chosen["activation"],
                          net.inputs_of(fresh, chosen["features"]))[-1]
    loss, right = net.loss_and_accuracy(outputs, fresh[:, 2])
    return float(loss), float(right)
