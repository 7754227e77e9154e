"""The summary agrees with the last verdicts, whatever is answered in whatever order."""

import html
import importlib
import os
import re
import shutil
import sys

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from helpers.checks import run_on_gpu
from helpers.exercises import Exercises, Hint, NotAttempted
from tests.helpers.exercises import mischief

EXAMPLES = int(os.environ.get("WORKSHOP_EXAMPLES", 0))
ANSWERS = {
    "right": ("right", "right"), "wrong": ("<b>wrong</b>", "wrong"), "exits": ("exit", "wrong"),
    "unfilled": (..., "not attempted"), "none": (None, "not attempted"),
    "gap": ([1, None], "wrong"), "stub": ("stub", "not attempted"),
}


def judge(answer):
    if answer == "exit":
        raise SystemExit
    if answer == "stub":
        raise NotAttempted
    if answer != "right":
        raise Hint("not right", f"not {answer}")
    return "it is right."


class ANotebook(RuleBasedStateMachine):
    """Cells that are run in any order, again, and after a restart."""

    @initialize(titles=st.dictionaries(st.integers(0, 30), st.text(max_size=9), max_size=5))
    def start(self, titles):
        self.exercises, self.titles = Exercises("demo"), titles
        self.checks = {
            number: self.exercises.check(number, title)(judge) for number, title in titles.items()
        }
        self.last = dict.fromkeys(titles, "not attempted")

    @precondition(lambda self: self.titles)
    @rule(data=st.data(), word=st.sampled_from(sorted(ANSWERS)))
    def answer(self, data, word):
        number = data.draw(st.sampled_from(sorted(self.titles)))
        answer, self.last[number] = ANSWERS[word]
        assert self.checks[number](answer).status == self.last[number]

    @precondition(lambda self: self.titles)
    @rule(data=st.data(), thing=mischief.answers)
    def answer_anything(self, data, thing):
        number = data.draw(st.sampled_from(sorted(self.titles)))
        self.last[number] = self.checks[number](thing.make()).status

    @rule()
    def restart(self):
        self.start(self.titles)

    @invariant()
    def the_summary_agrees_as_text_and_as_a_page(self):
        summary = self.exercises.summary()
        text, page = repr(summary), summary._repr_html_()
        assert [verdict.status for verdict in summary.verdicts] == [
            status for _, status in sorted(self.last.items())
        ]
        solved = list(self.last.values()).count("right")
        assert text.startswith(f"{solved} of {len(self.last)} exercises solved")
        assert set(re.findall(r"<[^>]*>", page)) <= {"<b>", "</b>", "<br>"}
        as_text = re.sub(r"</?b>", "", page.replace("<br>", "\n"))
        assert html.unescape(as_text).rstrip("\n") == text.rstrip("\n")


ANotebook.TestCase.settings = settings(
    max_examples=EXAMPLES or 12, stateful_step_count=30 if EXAMPLES else 12, deadline=None,
    derandomize=not EXAMPLES, database=None, suppress_health_check=list(HealthCheck),
)
test_any_sequence_of_answers = ANotebook.TestCase


@pytest.fixture
def fresh_module(monkeypatch, tmp_path):
    """Load one module of checks under a name of its own."""
    shutil.copy(run_on_gpu.__file__, tmp_path / "checks_to_reload.py")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("checks_to_reload")
    del sys.modules["checks_to_reload"]


def test_a_module_that_is_loaded_again_begins_anew_and_works(fresh_module):
    assert fresh_module.twice_the_size(8).status == "right"
    importlib.reload(fresh_module)
    assert repr(fresh_module.summary()).startswith("0 of 2")
    assert fresh_module.twice_the_size(8).status == "right"
    assert fresh_module.twice_the_size(7).status == "wrong"
    assert repr(fresh_module.summary()).startswith("0 of 2")
