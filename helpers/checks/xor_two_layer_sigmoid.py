"""Checks of the notebook 04_xor_two_layer_sigmoid."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.exercises import Exercises, Hint, call, expect, raise_hint_for, rate_and_momentum
from helpers.exercises.answers import array, choice, number, parts, shape_in_words

exercises = Exercises("04_xor_two_layer_sigmoid")
summary = exercises.summary

POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))
HIDDEN_OF_GATE = np.array([[0, 1], [1, 1], [1, 1], [1, 0]])
INPUTS, TARGETS = np.array(POINTS), np.array([[0], [1], [1], [0]])
STEPS = 4000
XOR = [0, 1, 1, 0]
XNOR = [1, 0, 0, 1]
# A sum that is 0 on paper, such as -0.7 - 0.1 + 0.8, may be a little more or less in a computer.
ALMOST = 1e-6


@exercises.check(1, "From XOR to XNOR")
def xnor_neuron(weights: ArrayLike, bias: float) -> str:
    """Check the neuron that joins OR and NAND so that the net computes XNOR."""
    if isinstance(weights, (list, tuple)) and list(weights) == XNOR:
        raise Hint("answers as weights", "1, 0, 0, 1 are the answers that should come out. The "
                   "third neuron has a weight for each of the two hidden neurons.")
    weights = array(weights, "the weights", shape=(2,))
    bias = number(bias, "the bias")
    sums = HIDDEN_OF_GATE @ weights + bias
    sums[np.abs(sums) < ALMOST * max(np.abs(weights).max(), abs(bias))] = 0
    answers = (sums > 0).astype(int)
    if np.array_equal(sums >= 0, XNOR) and not np.array_equal(answers, XNOR):
        raise Hint("point on the line", "a point lies exactly on your line: its sum is 0, and "
                   "hardlim says 0 there. Move the line a little, with the bias.")
    ask = ("Did you flip the signs of the weights but not of the bias?" if bias < 0 else
           "What has to become larger?")
    expect(answers, XNOR, [
        (XOR, Hint("still XOR", "this is still XOR. The same line will do; which side of it should "
                   "be the 1s now?")),
        ([0, 0, 0, 0], Hint("always 0", "this neuron says 0 to every point. The hidden outputs "
                            f"(0, 1) have the sum {sums[0]:g}, (1, 0) have {sums[3]:g}. {ask}")),
        ([1, 1, 1, 1], Hint("always 1", "this neuron says 1 to every point. Where both hidden "
                            "neurons say 1, it has to say 0: there w₁ + w₂ + b must not be more "
                            "than 0.")),
    ], otherwise=_about_a_point(sums, answers))
    return "it says 1 unless OR and NAND both say 1, and that is the opposite of XOR."


def _about_a_point(sums: np.ndarray, answers: np.ndarray) -> Hint:
    wrong = np.argmax(answers != XNOR)
    return Hint("one point wrong", f"the input {POINTS[wrong]} lies at "
                f"{tuple(HIDDEN_OF_GATE[wrong].tolist())} in the hidden space, where your neuron "
                f"has the sum {sums[wrong]:g} and says {answers[wrong]}. XNOR wants {XNOR[wrong]}.")


@exercises.check(2, "Backward with a pencil")
def derivatives(derivatives: ArrayLike) -> str:
    """Check the derivatives of f = (x - 2y)(x + z) at x = 4, y = 1, z = -7."""
    values = by_x, by_y, by_z = array(derivatives, "the derivatives", shape=(3,))
    _judge_all_three(values)
    not_the_other = Hint("not the other factor", "you gave z itself, its own bracket, or f. The "
                         "rate at which a product q r changes with r is the *other* factor.")
    expect(by_z, 2, {
        -7: not_the_other, -3: not_the_other, -6: not_the_other,
        6: Hint("minus forgotten in q", "q is x *minus* 2y. Mind the sign."),
        3: Hint("factor forgotten in q", "q is x minus *twice* y."),
        -2: Hint("sign of q", "the sign of q is wrong. What is 4 - 2 · 1?"),
    }, otherwise=Hint("derivative by z", "the slope is the other factor of the product, q = x - "
                      "2y. What is q here?"), atol=1e-3, opening="∂f/∂z: ")
    one_path = Hint("one path alone", "that's what comes back along one path. x stands in both "
                    "brackets. What about the other path?")
    sign = Hint("sign of a path", "you have both paths, but one with the wrong sign. What comes "
                "back to q is x + z, and that is 4 - 7.")
    expect(by_x, -1, {
        -3: one_path, 2: one_path, 5: sign, -5: sign,
        -6: Hint("paths multiplied", "slopes multiply *along* a path. What happens where two "
                 "paths meet?"),
        1: Hint("local slope alone", "that's only a local slope, ∂q/∂x or ∂r/∂x. Multiply each by "
                "the slope that arrives at its bracket."),
    }, otherwise=Hint("derivative by x", "two paths lead from x to f, one through each bracket. "
                      "Which slope comes back along each?"), atol=1e-3, opening="by x: ")
    expect(by_y, 6, {
        -3: Hint("y taken like x", "in q = x - 2y, y doesn't count like x. At what rate does q "
                 "change with y?"),
        3: Hint("factor of y forgotten", "the minus is there, but y counts twice."),
        -6: Hint("minus of y forgotten", "the 2 is there. Mind the minus sign before it, and the "
                 "sign of x + z."),
        1: Hint("y itself", "that is y itself. Multiply what arrives at q by the rate at which q "
                "changes with y."),
        -4: Hint("own bracket for y", "the rate -2 is right, but what arrives at q is the *other* "
                 "bracket."),
    }, otherwise=Hint("derivative by y", "∂f/∂q times ∂q/∂y. At what rate does q = x - 2y change "
                      "with y?"), atol=1e-3, opening="by y: ")
    return ("what arrives at q is r = -3, and at r it's q = 2. x gets both, and -3 + 2 = -1; y "
            "gets -3 times its factor -2.")


def _judge_all_three(values: np.ndarray) -> None:
    right, *others = itertools.permutations((-1, 6, 2))
    raise_hint_for(values, [
        ((4, 1, -7), Hint("values themselves", "these are x, y and z themselves. The question is "
                          "how fast f changes with each.")),
        *((other, Hint("another order", "the order is wrong. ∂f/∂x comes first, then ∂f/∂y and "
                       "∂f/∂z.")) for other in others),
        ((-4, -4, 3), Hint("example above", "these belong to the example above. Read f again.")),
        ((1, -6, -2), Hint("signs turned", "all three have the wrong sign. The question is how f "
                           "changes, not which way is down.")),
    ], atol=1e-3)
    if not np.allclose(values, right, atol=1e-3) and np.allclose(values, right, 0.1):
        raise Hint("estimated", "very close. Did you estimate them, with too large a nudge? The "
                   "chain rule gives them without one.")
    scale = values @ right / np.dot(right, right)
    if scale > 0 and not np.isclose(scale, 1, 0.1) and np.allclose(values / scale, right, 1e-3):
        raise Hint("not per nudge", "to each other they are right, but all three have the wrong "
                   "size. Did you divide the changes of f by the nudge?")


@exercises.check(3, "Backpropagation through tanh")
def tanh_gradient(function: Callable) -> str:
    """Check a function that gives the four derivatives of a network with tanh hidden neurons."""
    rng = np.random.default_rng(0)
    # More neurons than in the notebook, so that exchanged axes show.
    for neurons, target in ((3, 1), (4, 0), (2, 1)):
        parameters = [
            rng.normal(size=(2, neurons)), rng.normal(size=neurons), rng.normal(size=neurons),
            rng.normal(size=()),
        ]
        x = rng.normal(size=2)
        copies = [values.copy() for values in parameters]
        try:
            result = call(function, copies, x.copy(), target)
        except Hint as hint:
            if "(2,) (3,)" not in str(hint):
                raise
            raise Hint("number by number", f"{hint} Here are two inputs and three hidden neurons: "
                       "which table of products has a weight for each pair?") from None
        found = _shaped(result, neurons)
        _judge_slopes(found, parameters, x, target)
    return "every link has its slope: the square, the sigmoid, the weight, tanh, and the input."


_ANOTHER_ORDER = Hint("another order", "the four derivatives are in the wrong order. Return them "
                      "in the order of the parameters.")
_STILL_SIGMOID = Hint("sigmoid on the way forward", "your hidden neurons are still sigmoids. They "
                      "use tanh now, on the way forward, too.")
NAMES = ("the hidden weights", "the hidden biases", "the output weights", "the output bias")


def _shaped(result: object, neurons: int) -> list[np.ndarray]:
    """Take the four derivatives apart, and look at their shapes."""
    found = [
        array(part, f"the derivative by {name}")
        for name, part in zip(NAMES, parts(result, *NAMES), strict=True)
    ]
    if found[0].shape == (neurons, 2) and neurons != 2:
        raise Hint("rows and columns exchanged", "the derivative by the hidden weights has a row "
                   "for each neuron and a column for each input, and hidden_weights has it the "
                   "other way round. What do you get if x comes first?")
    sizes = [values.size for values in found]
    wanted = [2 * neurons, neurons, neurons, 1]
    if sizes != wanted and sorted(sizes) == sorted(wanted):
        raise _ANOTHER_ORDER
    # The hidden weights last: they are built on the others.
    for name, values, size in list(zip(NAMES, found, wanted, strict=True))[::-1]:
        if values.size != size or (size == 2 * neurons and values.shape != (2, neurons)):
            shape = shape_in_words((2, neurons) if size == 2 * neurons else (size,))
            raise Hint("shape of a derivative", f"with {neurons} hidden neurons the derivative "
                       f"with respect to {name} should have their own shape, {shape}, and yours is "
                       f"{shape_in_words(values.shape)}.")
    return [found[0], *(values.ravel() for values in found[1:])]


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _four_slopes(
    parameters: list, x: np.ndarray, target: int, *, first: float = 2, output_slope=None,
    hidden_slope=None, through: bool = True, squash=np.tanh,
) -> list[np.ndarray]:
    """Give the four derivatives, or what they become if one of the links is another."""
    hidden_weights, hidden_biases, output_weights, output_bias = parameters
    h = squash(x @ hidden_weights + hidden_biases)
    a = _sigmoid(h @ output_weights + output_bias)
    d_z = first * (a - target) * (a * (1 - a) if output_slope is None else output_slope(a))
    d_h = d_z * (output_weights if through else 1)
    d_hidden_z = d_h * (1 - h**2 if hidden_slope is None else hidden_slope(h))
    return [np.outer(x, d_hidden_z), d_hidden_z, d_z * h, np.array([d_z])]


def _row(values: list) -> np.ndarray:
    return np.concatenate([np.ravel(one) for one in values])


def _mistaken_links(parameters: list, x: np.ndarray, target: int) -> list[tuple]:
    """Give what comes out, in one row, if a link is another one, each with its hint."""
    def if_only(**links) -> np.ndarray:
        return _row(_four_slopes(parameters, x, target, **links))

    right = _four_slopes(parameters, x, target)
    return [
        (if_only(first=-2), Hint("sign", "all four have the wrong sign. The loss is (a - t)²: is "
                                 "its derivative by a positive or negative where a is too large?")),
        (if_only(first=1), Hint("factor of the square", "all four are half as large as they should "
                                "be. What is the derivative of a square?")),
        (if_only(first=0.5), Hint("mean taken here", "all four are divided by 4. The mean over the "
                                  "examples comes later, in gradient; this is one example.")),
        (if_only(output_slope=lambda a: 1),
         Hint("output slope missing", "the way back begins with the square, and then goes through "
              "the output's sigmoid. Where is its slope?")),
        (if_only(output_slope=lambda a: 1 - a**2),
         Hint("tanh at the output", "only the hidden neurons use tanh. The output is still a "
              "sigmoid, with the slope of one.")),
        (if_only(hidden_slope=lambda h: h * (1 - h)),
         Hint("slope of the sigmoid", "the output's half is right. For the hidden neurons you took "
              "the slope of a sigmoid, and they use tanh now.")),
        (if_only(hidden_slope=lambda h: 1),
         Hint("hidden slope missing", "the output's half is right. The way on goes through the "
              "hidden neurons' tanh: where is its slope?")),
        *((if_only(hidden_slope=slope), Hint("square forgotten", "the output's half is right. The "
                                             "slope of tanh has a square in it, of h alone."))
          for slope in (lambda h: 1 - h, lambda h: (1 - h) ** 2)),
        (if_only(hidden_slope=lambda h: 1 - np.tanh(h) ** 2),
         Hint("tanh twice", "hidden has gone through tanh already: it is the h in 1 - h².")),
        (if_only(squash=_sigmoid, hidden_slope=lambda h: h * (1 - h)), _STILL_SIGMOID),
        (if_only(squash=_sigmoid), _STILL_SIGMOID),
        (_row([right[place] for place in (0, 2, 1, 3)]), _ANOTHER_ORDER),
        (np.mean([*map(_row, map(_four_slopes, [parameters] * 4, INPUTS, XOR))], axis=0),
         Hint("all examples", "that's the mean over the four examples of XOR. Work with the one "
              "that arrives, x and its t.")),
        (if_only(through=False),
         Hint("output weights missing", "the output's half is right. The way back to a hidden "
              "neuron leads through its output weight, and that is missing.")),
    ]


def _judge_slopes(found: list, parameters: list, x: np.ndarray, target: int) -> None:
    right = _four_slopes(parameters, x, target)
    close = {"rtol": 1e-5, "atol": 1e-8}
    given, slopes = _row(found), _row(right)
    if not np.allclose(given, slopes, **close):
        raise_hint_for(given, _mistaken_links(parameters, x, target), **close)
    step = _row(parameters) - given
    if np.allclose(step, (step @ slopes) / (slopes @ slopes) * slopes, **close):
        raise Hint("parameters", "these are the parameters, before or after a step. Only the "
                   "derivatives are asked for.")
    hints = (
        Hint("hidden weights", "everything is right except the hidden weights. For each, take the "
             "derivative with respect to its neuron's bias and multiply it by one more link: what "
             "is the input of a hidden weight?"),
        Hint("hidden biases", "the output's half is right. From the output's sum the way to a "
             "hidden bias leads through two links: the output weight and tanh."),
        Hint("output weights", "the derivative by the output bias is right. That by an output "
             "weight has one more link: what is the input of that weight?"),
        Hint("output bias", "the derivative by the output bias is wrong, and the others build on "
             "it. Take two links: the square and the output's sigmoid."),
    )
    for one, wanted, hint in list(zip(found, right, hints, strict=True))[::-1]:
        expect(one, np.ravel(wanted).reshape(one.shape), otherwise=hint, near=0, **close)


@exercises.check(4, "All weights equal")
def equal_weights(final_loss: float, what_happens: str) -> str:
    """Check what becomes of a network whose weights are all equal at the start."""
    what_happens = choice(what_happens, "what happens", ("stands still", "twins", "solves"))
    if isinstance(final_loss, list) and isinstance((*final_loss, 0)[0], (list, np.ndarray)):
        raise Hint("no loss", "that's a network, or the path of one. Give the last network of the "
                   "path to loss, and report what it returns.")
    final_loss = number(final_loss, "the loss at the end")
    twins, drawn, nine, start = _reference_losses()
    if np.isclose(final_loss, nine, 1e-5):
        raise Hint("biases not 0", "that's how nine numbers at 1 end. The biases should be 0.")
    expect(final_loss, twins, [
        (start, Hint("loss at the start", "that is the loss before the training. Which entry of "
                     "the path is the last?")),
        (0.25, Hint("all at zero", "that's the loss of a network that says 0.5 to everything: "
                    "on the plateau, or with all weights at 0. Train with six weights at 1.")),
        (4 * twins, Hint("sum", "that's the sum over the four examples. The loss is their mean.")),
        (twins**0.5, Hint("root", "that's the root of the loss. Report the loss itself.")),
        *((final_loss, Hint("decimal point", "the digits are right, but the decimal point has "
                            "slipped.")) for by in (0.1, 10, 100)
          if np.isclose(final_loss, by * twins, 4e-3)),
        (drawn, Hint("random start", "that is how the random start of seed 0 ends. Build a start "
                     "of your own, with the four arrays in the order and shape of random_start.")),
    ], otherwise=Hint("another loss", f"{final_loss:g} isn't the loss at the end. Is each weight 1 "
                      "and each bias 0, and did you train for 4,000 steps at a rate of 4?"),
        atol=6e-4, near=0)
    raise_hint_for(what_happens, {
        "stands still": Hint("stands still", "the loss is right. But is it the loss that you began "
                             "with? (With all weights at 0 hardly anything would move.)"),
        "solves": Hint("solves XOR", "the loss is right. Would you call that learned? Our limit "
                       "was 0.01. Look at the columns of the hidden weights: how many different "
                       "lines do they draw?"),
    })
    return ("equal neurons get equal gradients, so they never become different, and only one line "
            "is left.")


@functools.cache
def _reference_losses() -> tuple[float, ...]:
    """Give the last losses of equal weights, of seed 0, of nine ones, and the first loss."""
    ones = [np.ones((2, 2)), np.zeros(2), np.ones(2), np.zeros(())]
    nets = _stacked([ones, _start(0), [np.ones_like(values) for values in ones]])
    return *_losses(_train(nets, STEPS, 4, 0)).tolist(), _losses(nets)[0]


places = exercises.prediction(1, "places in the hidden space")
strongest_weight = exercises.prediction(2, "the weight that changes the output most")
answer_on_the_plateau = exercises.prediction(3, "the output for (0, 1) at step 300")
solved_of_twenty = exercises.prediction(4, "networks out of 20 that learn XOR")
freed_by_waiting = exercises.prediction(5, "stuck networks that waiting frees")
three_neurons = exercises.prediction(6, "starts out of 100 that three hidden neurons solve")


@exercises.challenge("More than 90 of 100", unit="of 100 starts", best="highest", to_beat=90)
def starts_solved(learning_rate: float, momentum: float, spread: float) -> float:
    """Count the starts, out of 100, from which two hidden neurons learn XOR."""
    rate, kept = rate_and_momentum(learning_rate, momentum)
    spread = number(spread, "the spread")
    if spread <= 0:
        raise Hint("no spread", "the spread has to be above 0. At 0 all weights are equal, and "
                   "twins draw only one line.")
    nets = _stacked([_start(seed, spread) for seed in range(100)])
    if solved := int(np.sum(_losses(_train(nets, STEPS, rate, kept)) < 0.01)):
        return solved
    raise Hint("none solved", "not one of the 100 starts learned XOR. Begin with 4, 0 and 1, and "
               "change one of them at a time, a little.")


def _start(seed: int, spread: float = 1.0) -> list[np.ndarray]:
    """Draw the notebook's start of a seed, its weights times a spread."""
    rng = np.random.default_rng(seed)
    hidden_weights, output_weights = rng.normal(size=(2, 2)), rng.normal(size=2)
    return [spread * hidden_weights, np.zeros(2), spread * output_weights, np.zeros(())]


def _stacked(nets: list) -> list[np.ndarray]:
    w, b, v, c = (np.array(values) for values in zip(*nets, strict=True))
    return [w, b[:, None], v[:, None], c[:, None, None]]


def _outputs(nets: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    w, b, v, c = nets
    with np.errstate(over="ignore"):
        hidden = _sigmoid(INPUTS @ w + b)
        return hidden, _sigmoid((hidden * v).sum(axis=2, keepdims=True) + c)


def _losses(nets: list[np.ndarray]) -> np.ndarray:
    return ((_outputs(nets)[1] - TARGETS) ** 2).mean(axis=(1, 2))


def _train(nets: list[np.ndarray], steps: int, rate: float, kept: float) -> list[np.ndarray]:
    """Train stacked networks by gradient descent with momentum."""
    moves = [np.zeros_like(values) for values in nets]
    for _ in range(steps):
        hidden, outputs = _outputs(nets)
        d_z = (outputs - TARGETS) * outputs * (1 - outputs) / 2
        d_hidden_z = d_z * nets[2] * hidden * (1 - hidden)
        slopes = [INPUTS.T @ d_hidden_z, *(
            one.sum(axis=1, keepdims=True) for one in (d_hidden_z, d_z * hidden, d_z)
        )]
        moves = [kept * move - rate * slope for move, slope in zip(moves, slopes, strict=True)]
        nets = [values + move for values, move in zip(nets, moves, strict=True)]
    return nets
