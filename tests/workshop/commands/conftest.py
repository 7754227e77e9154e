"""One small data set, which is at hand or not, in place of the course's own."""

import hashlib

import numpy as np
import pytest

from helpers.data.catalogue import ArraySpecification, Specification
from helpers.data.store.find import Found, NotAvailable
from workshop.commands import data

NUMBERS = np.arange(6, dtype=np.uint8)
SMALL = Specification(
    key="small",
    title="Small",
    container="npz",
    arrays=(
        ArraySpecification("numbers", (6,), "uint8", hashlib.sha256(NUMBERS.tobytes()).hexdigest()),
    ),
    file_names=("small.npz",),
    folder_names=(),
    addresses=(),
    licence="",
    citation="",
)


@pytest.fixture
def at_hand(monkeypatch):
    """The data set is at hand unless the switch is turned."""
    state = {"there": True, "offline": None}

    def find(specification, settings, say):
        state["offline"] = settings.offline
        if not state["there"]:
            raise NotAvailable("the cable is out")
        return Found({"numbers": NUMBERS}, "a shelf")

    monkeypatch.setattr(data, "find", find)
    monkeypatch.setattr(data, "SPECIFICATIONS", (SMALL,))
    return state
