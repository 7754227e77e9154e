"""The summary agrees with the last verdicts, whatever is answered in whatever order."""

import html
import importlib
import re
import shutil
import sys

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from helpers.checks import run_on_gpu
from helpers.exercises import Exercises, Hint, NotAttempted
from tests.helpers.exercises import mischief
from tests.helpers.exercises.test_anything import EXAMPLES

STATUS_OF = {
    "right": "right", "wrong": "wrong", "breaks": "wrong", "exits": "wrong", "unfilled":
    "not attempted", "none": "not attempted", "gap": "wrong", "stub": "not attempted", "many":
    "wrong",
}


def judge(answer):
    """Judge the words above."""
    if answer == "breaks":
        raise ZeroDivisionError
    if answer == "exits":
        raise SystemExit
    if answer == "stub":
        raise NotAttempted
    if answer != "right":
        raise Hint("not right", f"not <b>{answer}</b>")
    return "it is right."


class ANotebook(RuleBasedStateMachine):
    """Cells that are run in any order, again, and after a restart."""

    numbers = st.integers(-3, 30)

    @initialize(titles=st.dictionaries(numbers, st.text(max_size=9), max_size=5))
    def start(self, titles):
        self.exercises = Exercises("demo")
        self.titles = titles
        self.checks = {
            number: self.exercises.check(number, title)(judge) for number, title in titles.items()
        }
        self.last = dict.fromkeys(titles, "not attempted")
        self.shown_before = []

    @rule(data=st.data(), word=st.sampled_from(sorted(STATUS_OF)))
    def answer(self, data, word):
        if not self.titles:
            return
        number = data.draw(st.sampled_from(sorted(self.titles)))
        arguments = {
            "unfilled": [...], "none": [None], "gap": [[1, None]], "many": [1, 2]
        }.get(word, [word])
        verdict = self.checks[number](*arguments)
        self.last[number] = STATUS_OF[word]
        assert verdict.status == STATUS_OF[word]
        assert verdict.exercise == f"Exercise {number} · {self.titles[number]}"

    @rule(data=st.data(), thing=mischief.answers)
    def answer_anything(self, data, thing):
        if not self.titles:
            return
        number = data.draw(st.sampled_from(sorted(self.titles)))
        self.last[number] = self.checks[number](thing.make()).status

    @rule(data=st.data())
    def register_again(self, data):
        if not self.titles:
            return
        with pytest.raises(ValueError, match="already has this item"):
            self.exercises.check(data.draw(st.sampled_from(sorted(self.titles))), "again")

    @rule()
    def keep_what_is_shown(self):
        summary = self.exercises.summary()
        self.shown_before.append((summary, repr(summary), summary._repr_html_()))

    @rule()
    def restart(self):
        self.start(self.titles)

    @invariant()
    def the_summary_agrees(self):
        summary = self.exercises.summary()
        assert [verdict.status for verdict in summary.verdicts] == [
            status for _, status in sorted(self.last.items())
        ]
        solved = list(self.last.values()).count("right")
        assert repr(summary).startswith(f"{solved} of {len(self.last)} exercises solved")
        for number, status in self.last.items():
            outcome = "look at it again" if status == "wrong" else status
            assert f"Exercise {number} · {self.titles[number]}: {outcome}" in repr(summary)

    @invariant()
    def what_was_shown_stays_as_it_was(self):
        for summary, text, page in self.shown_before:
            assert (repr(summary), summary._repr_html_()) == (text, page)

    @invariant()
    def the_page_holds_the_text_and_no_other_tags(self):
        summary = self.exercises.summary()
        page = summary._repr_html_()
        assert set(re.findall(r"<[^>]*>", page)) <= {"<b>", "</b>", "<br>"}
        assert html.unescape(page.replace("<br>", "\n").replace("<b>", "").replace("</b>", "")
                             ).rstrip("\n") == repr(summary).rstrip("\n")


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
    old_check, old_summary = fresh_module.twice_the_size, fresh_module.summary
    importlib.reload(fresh_module)
    assert repr(fresh_module.summary()).startswith("0 of 2")
    assert fresh_module.twice_the_size(8).status == "right"
    assert fresh_module.twice_the_size(7).status == "wrong"
    assert repr(fresh_module.summary()).startswith("0 of 2")
    old_check(8)
    assert repr(old_summary()).startswith("1 of 2")
    assert repr(fresh_module.summary()).startswith("0 of 2")
