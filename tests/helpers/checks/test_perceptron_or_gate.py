"""The student's rule trains the neurons of 01 once it's right; every order of AND was tried."""

import numpy as np

from helpers.checks import perceptron_or_gate as check

WRONG_ONE = np.array([1.0, 1.0]), 0.0, np.array([1.0, 2.0]), 0


def works_in_place(weights, bias, x, target):
    error = target - (weights @ x + bias > 0)
    weights += error * x
    return weights, bias + error


def test_as_long_as_the_students_rule_is_wrong_the_courses_rule_trains(capsys):
    rule = check.yours_or_ours(lambda weights, bias, x, target: (weights, bias))
    assert "course's rule" in capsys.readouterr().out
    weights, bias = rule(*WRONG_ONE)
    assert (weights.tolist(), bias) == ([0, -1], -1)


def test_a_right_rule_trains_and_what_it_is_given_is_not_changed(capsys):
    rule = check.yours_or_ours(works_in_place)
    assert "your rule" in capsys.readouterr().out
    given = np.array([1.0, 1.0])
    weights, bias = rule(given, *WRONG_ONE[1:])
    assert (weights.tolist(), bias, given.tolist()) == ([0, -1], -1, [1, 1])


def counts_of_every_order(weights=(0, 0), bias=0):
    counts = []
    for number, x in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        error = int(number == 3) - int(np.dot(weights, x) + bias > 0)
        if error:
            after = counts_of_every_order(weights + error * np.array(x), bias + error)
            counts += [count + 1 for count in after]
    return counts or [0]


def test_the_shortest_and_the_longest_order_are_those_that_the_praise_names():
    counts = counts_of_every_order()
    said = check.two_orders([3, 0, 1, 3, 2], [3, 2, 1, 3, 1, 3, 1, 2, 3, 2, 3, 2]).message
    assert f"shortest takes {min(counts)} and the longest {max(counts)}," in said
