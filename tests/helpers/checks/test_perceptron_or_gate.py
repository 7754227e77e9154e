"""The rule that trains the neurons of notebook 01 is the student's, as soon as it's right."""

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
