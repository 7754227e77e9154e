from collections import Counter

import numpy as np
import pytest

from helpers import records
from helpers.records import quantities, recorded

RECORD = {
    "notebook": "01_one",
    "cells": {"a": ["accuracy", "forest"], "b": ["accuracy"]},
    "settings": {
        "classroom": {
            "parameters": {},
            "code": {"a": "aaa", "b": "bbb"},
            "runs": [["tensorflow", 0], ["tensorflow", 1], ["jax", 0]],
            "values": {"accuracy": [0.97, 0.98, 0.99], "forest": [0.5, 0.6, 0.5]},
        },
        "full": {
            "parameters": {"images": 55000},
            "code": {"a": "ccc", "b": "ddd"},
            "runs": [["tensorflow", 0]],
            "values": {"accuracy": [0.995], "forest": [0.7]},
        },
    },
}


@pytest.fixture
def found():
    return {(one.name, one.setting): one for one in quantities(RECORD)}


def test_a_quantity_has_every_run_with_its_backend_seed_and_setting(found):
    accuracy = found["accuracy", "classroom"]
    assert accuracy.runs == (("tensorflow", 0), ("tensorflow", 1), ("jax", 0))
    assert accuracy.values == (0.97, 0.98, 0.99)
    assert accuracy.codes == {"aaa", "bbb"}
    assert found["accuracy", "full"].values == (0.995,)


def test_mean_and_standard_deviation_are_those_of_one_run(found):
    accuracy = found["accuracy", "classroom"]
    assert accuracy.mean == pytest.approx(0.98)
    assert accuracy.standard_deviation == pytest.approx(np.std([0.97, 0.98, 0.99], ddof=1))
    assert found["accuracy", "full"].standard_deviation == 0


def test_what_every_backend_computes_alike_counts_once(found):
    assert found["forest", "classroom"].independent == (0.5, 0.6)
    assert found["accuracy", "classroom"].independent == (0.97, 0.98, 0.99)


def test_the_names_of_the_course_are_unique():
    names = Counter((one.name, one.setting) for one in records.all_quantities())
    assert names and set(names.values()) == {1}


def test_a_page_can_ask_for_the_recorded_runs(monkeypatch):
    monkeypatch.setattr(records, "all_quantities", lambda: tuple(quantities(RECORD)))
    assert recorded("accuracy", "full") == (0.995,)
    with pytest.raises(KeyError, match="no record of 'speed' in the setting 'classroom'"):
        recorded("speed")
