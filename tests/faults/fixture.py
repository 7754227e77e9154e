"""Gives a test the row of the table of faults that it proves, and sees that it proves it."""

from __future__ import annotations

import functools

import pytest

from tests.faults.table import ROOT, Fault, faults


@pytest.fixture
def fault(request):
    """Look a fault up by its title; the test then has to say where its words are seen."""
    proved = []

    def look_up(title: str) -> Fault:
        row = faults()[title]
        node = f"{request.path.relative_to(ROOT).as_posix()}::{request.node.originalname}"
        assert node in row.tests, f"faults.toml does not name {node} at '{title}'"

        class Proved(Fault):
            @functools.wraps(Fault.is_seen_in)
            def is_seen_in(self, text: str) -> None:
                proved.append(title)
                super().is_seen_in(text)

        asked.append(title)
        return Proved(**vars(row))

    asked: list[str] = []
    yield look_up
    assert sorted(set(asked)) == sorted(set(proved)), "a fault was looked up and not seen"
