import numpy as np
import pytest

from helpers import measured as module
from helpers import records
from helpers.data import datasets
from helpers.measured import Measured, agrees, measured, shown_spread
from helpers.records import Quantity
from helpers.records.code import fingerprint

CELLS = ["epochs = 3", "accuracy = train(epochs)\nprint(measured(accuracy, 'test accuracy'))"]


def quantity(*values, name="test accuracy", code="", setting="classroom"):
    runs = tuple(("tensorflow", seed) for seed in range(len(values)))
    return Quantity(name, "01_one", setting, frozenset([code]), runs, values)


def with_deviation(deviation):
    """Give a quantity of two runs whose standard deviation is this."""
    return quantity(0.0, deviation * np.sqrt(2))


@pytest.fixture
def session(monkeypatch):
    """Let cells have run in this kernel, and quantities be on record."""

    monkeypatch.setattr(datasets, "stand_ins_given", set())

    def pretend(cells, *on_record):
        monkeypatch.setattr(module, "_cells_so_far", lambda: cells)
        monkeypatch.setattr(records, "all_quantities", lambda: on_record)

    return pretend


@pytest.mark.parametrize(
    ("deviation", "text", "decimals"),
    [
        (0.0014, "0.003", 3), (0.0007, "0.0014", 4), (0.004, "0.008", 3), (0.16, "0.3", 1),
        (0.05, "0.10", 2), (0.97, "2", 0), (0.7, "1.4", 1), (12.0, "24", 0), (60.0, "120", 0),
        (0.0, "0", 3),
    ],
)
def test_two_standard_deviations_are_shown_in_one_digit_or_two_behind_a_1(
    deviation, text, decimals
):
    assert shown_spread(with_deviation(deviation)) == (text, decimals)


def test_a_value_of_the_recorded_code_is_shown_with_two_standard_deviations(session):
    session(CELLS, quantity(0.988, 0.990, 0.991, code=fingerprint(CELLS)))
    value = measured(np.float32(0.98996), "test accuracy")
    assert f"{value}" == repr(value) == "0.990 ± 0.003"
    assert value.runs == (0.988, 0.990, 0.991)
    assert value.spread == pytest.approx(2 * np.std([0.988, 0.990, 0.991], ddof=1))


@pytest.mark.parametrize(
    "cells", [["epochs = 4", CELLS[1]], [CELLS[0], "epochs = 5", CELLS[1]], []],
    ids=["edited", "papermill", "no notebook"],
)
def test_where_a_parameter_was_changed_the_number_stands_alone(session, cells):
    session(cells, quantity(0.988, 0.990, 0.991, code=fingerprint(CELLS)))
    value = measured(0.98996, "test accuracy")
    assert str(value) == "0.990"
    assert value.runs == () and np.isnan(value.spread)


def test_other_parameters_have_the_record_of_their_own_setting(session):
    longer = [CELLS[0], "epochs = 30", CELLS[1]]
    session(
        longer,
        quantity(0.988, 0.990, 0.991, code=fingerprint(CELLS)),
        quantity(0.99, 0.994, 0.998, code=fingerprint(longer), setting="long"),
    )
    assert str(measured(0.994, "test accuracy")) == "0.994 ± 0.008"


def test_where_several_settings_share_the_code_the_classroom_s_record_counts(session):
    code = fingerprint(CELLS)
    session(
        CELLS,
        quantity(0.989, 0.990, 0.991, code=code, setting="a higher rate"),
        quantity(0.980, 0.990, 1.000, code=code),
    )
    assert str(measured(0.99, "test accuracy")) == "0.99 ± 0.02"


def test_on_stand_in_data_the_number_stands_alone(session, monkeypatch):
    session(CELLS, quantity(0.988, 0.990, 0.991, code=fingerprint(CELLS)))
    monkeypatch.setattr(datasets, "stand_ins_given", {"mnist"})
    assert str(measured(0.98996, "test accuracy")) == "0.990"


def test_what_was_never_recorded_is_shown_with_three_decimals(session):
    session(CELLS)
    assert str(measured(97, "test accuracy")) == "97.000"


def test_what_is_measured_is_noted_with_its_cell(session, monkeypatch):
    monkeypatch.setattr(module, "log", [])
    session(CELLS)
    measured(0.5, "test accuracy")
    assert module.log == [(2, "test accuracy", 0.5, "0.500")]


def test_a_measured_value_is_a_number():
    assert float(Measured(0.5)) == 0.5


@pytest.mark.parametrize(
    ("new", "stored"),
    [
        ("accuracy 0.7 ± 0.003", "accuracy 0.990 ± 0.003"),
        ("-0.1 ± 0.2 and 5 ± 1", "0.1 ± 0.2 and 6 ± 1"),
        ("took, on this machine: 3 s\nand", "took, on this machine: 99 min\nand"),
        ("Epoch 1/2\n9/9 - 1s - 8ms/step - loss: 0.5", "Epoch 1/2\n9/9 - 45ms - loss: 0.4"),
        ("no numbers", "no numbers"),
    ],
)
def test_what_may_differ_agrees(new, stored):
    assert agrees(new, stored)


@pytest.mark.parametrize(
    ("new", "stored"),
    [
        ("accuracy 0.990 ± 0.004", "accuracy 0.990 ± 0.003"),
        ("accuracy 0.990", "accuracy 0.990 ± 0.003"),
        ("Accuracy 0.990 ± 0.003", "accuracy 0.990 ± 0.003"),
        ("0.990 ± 0.003 0.9 ± 0.1", "0.990 ± 0.003"),
        ("nan ± 0.003", "0.990 ± 0.003"),
        ("nan ± 0.003", "nan ± 0.003"),
        ("inf ± 0.003", "0.990 ± 0.003"),
        ("on this machine: 3 s\nother line", "on this machine: 3 s\nline"),
        ("on that machine: 3 s", "on this machine: 3 s"),
        ("Epoch 1/3\n9/9 - 1s - loss: 0.5", "Epoch 1/2\n9/9 - 1s - loss: 0.5"),
        ("9/9 - 1s - loss: 0.5", "7 of 9 - 1s - loss: 0.5"),
    ],
)
def test_what_may_not_differ_disagrees(new, stored):
    assert not agrees(new, stored)
