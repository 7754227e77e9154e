import numpy as np
import pytest

from helpers.measured import Measured, agrees, measured


@pytest.mark.parametrize(
    ("value", "spread", "text"),
    [
        (0.98996, 0.003, "0.990 ± 0.003"),
        (np.float32(0.5), 0.25, "0.50 ± 0.25"),
        (np.array(-1.96), 0.1, "-2.0 ± 0.1"),
        (97, 20, "97 ± 20"),
        (97.4, 20.0, "97 ± 20"),
        (12345.6, 100.0, "12346 ± 100"),
        (1e-5, 1e-6, "0.000010 ± 0.000001"),
    ],
)
def test_the_spread_decides_how_many_decimals_are_shown(value, spread, text):
    assert f"{measured(value, spread)}" == text


def test_as_a_last_expression_it_looks_as_when_printed(monkeypatch):
    assert repr(measured(0.98996, 0.003)) == "0.990 ± 0.003"
    assert repr([measured(1, 0.5)]) == "[1.0 ± 0.5]"
    # As `workshop spread` asks for more digits.
    monkeypatch.setattr(Measured, "__str__", lambda self: f"{self.value:.9f} ± {self.spread}")
    assert repr(measured(0.98996, 0.003)) == "0.989960000 ± 0.003"


@pytest.mark.parametrize("spread", [0, -0.1, float("nan"), float("inf")])
def test_a_spread_that_is_no_positive_number_is_refused(spread):
    with pytest.raises(ValueError, match="positive"):
        measured(1, spread)


@pytest.mark.parametrize(
    ("new", "stored"),
    [
        ("accuracy 0.993 ± 0.003", "accuracy 0.990 ± 0.003"),
        ("accuracy 0.987 ± 0.003", "accuracy 0.990 ± 0.003"),
        ("-0.1 ± 0.2 and 5 ± 1", "0.1 ± 0.2 and 6 ± 1"),
        ("98.9 ± 0.3 %", "99.2 ± 0.3 %"),
        ("took, on this machine: 3 s\nand", "took, on this machine: 99 min\nand"),
        ("no numbers", "no numbers"),
    ],
)
def test_what_may_differ_agrees(new, stored):
    assert agrees(new, stored)


@pytest.mark.parametrize(
    ("new", "stored"),
    [
        ("accuracy 0.994 ± 0.003", "accuracy 0.990 ± 0.003"),
        ("accuracy 0.990 ± 0.004", "accuracy 0.990 ± 0.003"),
        ("accuracy 0.990", "accuracy 0.990 ± 0.003"),
        ("Accuracy 0.990 ± 0.003", "accuracy 0.990 ± 0.003"),
        ("0.990 ± 0.003 0.9 ± 0.1", "0.990 ± 0.003"),
        ("0.9 ± 0.1", "-0.9 ± 0.1"),
        ("nan ± 0.003", "0.990 ± 0.003"),
        ("nan ± 0.003", "nan ± 0.003"),
        ("inf ± 0.003", "0.990 ± 0.003"),
        ("on this machine: 3 s\nother line", "on this machine: 3 s\nline"),
        ("on that machine: 3 s", "on this machine: 3 s"),
    ],
)
def test_what_may_not_differ_disagrees(new, stored):
    assert not agrees(new, stored)
