"""Checks are fed anything at all: never a traceback, never a hang, never "right" for wrong.

Every check of every module is found by itself; what its answers mean is taken from its bank. Where
an answer other than those in the bank is right as well, the bank says so in ``STILL_RIGHT``, and
names in ``GIVEN`` the places of what the notebook hands over, which is no answer, and in
``BY_WHAT_COMES_OUT`` the checks that try an answer out, so that one number may make no difference.
"""

import contextlib
import faulthandler
import random
import re
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from helpers.exercises import Hint, NotAttempted, Verdict, answers, calls, exercises
from helpers.exercises.networks import keras_network
from tests.helpers.checks.test_banks import BANKS, CHECKS
from tests.helpers.exercises import mischief, twists

HANGS_AFTER = 120
ROOT = Path(__file__).resolve().parents[3]
NAMES = [pytest.param(name, id="-".join(name)) for name in CHECKS]
TRAINS_FOR_SECONDS = [
    ("hello_keras", "steps_until_frozen"), ("hello_keras", "exactly_19"),
    ("xor_two_layer_sigmoid", "starts_solved"), ("perceptron_linear_regression", "which_half"),
    ("reinforcement_learning", "fewest_episodes"), ("sequences", "fewest_bits"),
]


@pytest.fixture
def short_limits(monkeypatch):
    """Let what never ends be stopped soon."""
    monkeypatch.setattr(calls, "TIME_LIMIT", 0.2)
    monkeypatch.setattr(exercises, "TIME_LIMIT", 5)


@contextlib.contextmanager
def watchdog():
    """End the whole process, with every traceback, when something never comes back."""
    faulthandler.dump_traceback_later(HANGS_AFTER, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def judged(check, answer):
    """Hand an answer in, and see that what comes back is a verdict that can be shown."""
    before = mischief.state()
    with watchdog():
        verdict = check(*answer)
    after = mischief.state()
    assert after == before, [key for key in before if after[key] != before[key]]
    assert type(verdict) is Verdict
    assert verdict.status in ("right", "wrong", "not attempted")
    message = verdict.message
    assert message.strip() == message != "" and message.isprintable() and len(message) <= 600
    for secret in ("Traceback", str(ROOT), sys.prefix, "site-packages", str(Path.home()) + "/"):
        assert secret not in message
    data, _ = verdict._repr_mimebundle_()
    assert set(re.findall(r"<(\w+)", data["text/html"])) == {"div", "b", "br"}
    return verdict


def bank_of(name):
    return BANKS[name[0]].RIGHT[name[1]]


def places_of(name):
    given = getattr(BANKS[name[0]], "GIVEN", {}).get(name[1], ())
    return [place for place in range(len(bank_of(name)[0])) if place not in given]


def chosen(name, chance):
    """Draw a right answer and a place in it, from the cheap ones if there are any."""
    entries = [entry for entry in bank_of(name) if twists.is_cheap(entry)] or bank_of(name)[:1]
    return list(chance.choice(entries)), chance.choice(places_of(name))


def examples(name, count):
    """Give as many sources of chance, the same in every run; fewer where networks are built."""
    cheap = name not in TRAINS_FOR_SECONDS and any(map(twists.is_cheap, bank_of(name)))
    return [random.Random(f"{name} {number}") for number in range(count if cheap else 1)]


ODD_ANSWERS = [*mischief.ODD_THINGS, *(lambda one=one: one for one in mischief.BEHAVIOURS)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_of_a_wrong_kind_gets_a_verdict_and_is_not_right(name, short_limits):
    for chance in examples(name, 8):
        answer, place = chosen(name, chance)
        thing = chance.choice(ODD_ANSWERS)()
        answer[place] = chance.choice([thing, [thing], lambda *arguments, one=thing: one])
        assert judged(CHECKS[name], answer).status != "right", answer[place]


@pytest.mark.parametrize("endless", mischief.ENDLESS)
@pytest.mark.parametrize(
    "name", [("perceptron_or_gate", "one_rule"), ("keras_classification", "softmax_of_rows")],
    ids="-".join,
)
def test_what_never_ends_is_stopped_and_is_not_right(name, endless, short_limits, monkeypatch):
    monkeypatch.setattr(sys.modules[CHECKS[name].__module__], "TIME_LIMIT", 0.2, raising=False)
    assert judged(CHECKS[name], [endless]).hint in ("never ends", "prints too much")


@pytest.mark.parametrize("name", NAMES)
def test_too_few_and_too_many_arguments_are_not_right(name):
    right = bank_of(name)[0]
    for answer in ((), right[:-1], (*right, 8)):
        assert judged(CHECKS[name], answer).status != "right"


@pytest.mark.parametrize("name", NAMES)
def test_a_right_answer_in_another_form_is_right(name):
    for chance in examples(name, 6):
        answer, place = chosen(name, chance)
        answer[place] = twists.same(answer[place], chance)
        verdict = judged(CHECKS[name], answer)
        assert verdict.status == "right", (verdict, answer)


WITH_NUMBERS = [
    name for name in CHECKS
    if any(twists.is_cheap(entry) and not all(isinstance(part, str) for part in entry)
           for entry in bank_of(name))
    and name[1] not in getattr(BANKS[name[0]], "BY_WHAT_COMES_OUT", ())
]


@pytest.mark.parametrize("name", WITH_NUMBERS, ids="-".join)
def test_a_right_answer_with_one_number_changed_is_not_right(name):
    still_right = getattr(BANKS[name[0]], "STILL_RIGHT", {}).get(name[1])
    for chance in examples(name, 12):
        answer, place = chosen(name, chance)
        part = answer[place]
        if not twists.can_be_changed(part):
            continue
        if twists.is_function(part):
            # The last call of all may only look at something else, and judge nothing.
            count = twists.calls_of(CHECKS[name], answer, place)
            first = chance.randrange(max(1, count - 1))
            answer[place] = twists.wrong_from_a_call_on(part, first, chance)
        else:
            answer[place] = twists.other(part, chance)
        verdict = judged(CHECKS[name], answer)
        expected = bool(still_right and still_right(*answer))
        assert (verdict.status == "right") == expected, (verdict, answer)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_changes_nothing_that_it_is_given(name):
    module, check = name
    entries = [*BANKS[module].RIGHT[check], *(entry for entry, _ in BANKS[module].WRONG[check])]
    for entry in entries:
        if any(map(twists.is_function, entry)) or any(isinstance(part, type) for part in entry):
            continue
        before = twists.taken_down(entry)
        judged(CHECKS[name], entry)
        assert twists.taken_down(entry) == before


def test_the_numbers_that_later_cells_draw_do_not_depend_on_a_check():
    def drawn(after_a_check):
        keras.utils.set_random_seed(3)
        if after_a_check:
            builds = ("lenet_mnist", "fixed")
            assert CHECKS[builds](*bank_of(builds)[0]).status == "right"
        layer = keras.layers.Dense(2)
        layer.build((None, 3))
        drawn_by_keras = [layer.kernel, keras.random.normal((3,))]
        return [keras.ops.convert_to_numpy(values).tolist() for values in drawn_by_keras], (
            random.random(), np.random.random()
        )

    assert drawn(after_a_check=True) == drawn(after_a_check=False)


CONVERTERS = {
    "number": lambda answer: answers.number(answer, "the bias"),
    "integer": lambda answer: answers.integer(answer, "the count"),
    "array": lambda answer: answers.array(answer, "the weights"),
    "choice": lambda answer: answers.choice(answer, "the gate", ("A", "nan")),
    "keras_network": keras_network,
}


@pytest.mark.parametrize("converter", CONVERTERS)
def test_a_converter_gives_a_plain_value_or_a_hint(converter, short_limits):
    for make in [*ODD_ANSWERS, *mischief.USUAL_KINDS]:
        if make() is mischief.disturb:  # only a check puts back what it changes
            continue
        try:
            value = CONVERTERS[converter](make())
        except (Hint, NotAttempted) as hint:
            assert len(str(hint)) < 2000
        else:
            assert isinstance(value, (float, int, np.ndarray, str, keras.Model))


@pytest.mark.parametrize("interrupting", [KeyboardInterrupt, SystemExit])
def test_an_interrupted_check_says_so_and_leaves_the_notebook_usable(interrupting, monkeypatch):
    check, module = CHECKS["hello_keras", "fastest_rate"], sys.modules["helpers.checks.hello_keras"]
    with monkeypatch.context() as patch:
        patch.setattr(module, "number", mischief.raising(interrupting()))
        assert judged(check, [0.15, 35]).status == "wrong"
    assert judged(check, [0.15, 35]).status == "right"
