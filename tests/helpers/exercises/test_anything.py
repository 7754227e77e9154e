"""Checks are fed anything at all: never a traceback, never a hang, never "right" for wrong.

Every check of every module is found by itself; what its answers mean is taken from its bank. Where
an answer other than those in the bank is right as well, the bank says so in ``STILL_RIGHT`` and
why. ``WORKSHOP_EXAMPLES=200`` draws so many examples for each check, at random.
"""

import contextlib
import faulthandler
import itertools
import os
import random
import re
import signal
import sys
import warnings
import zlib
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from helpers.exercises import Hint, NotAttempted, Verdict, exercises
from helpers.exercises import answers as converters
from helpers.exercises.networks import keras_network
from helpers.exercises.time_limit import run_with_limit
from tests.helpers.checks.test_banks import BANKS, CHECKS
from tests.helpers.exercises import mischief, twists

EXAMPLES = int(os.environ.get("WORKSHOP_EXAMPLES", 0))
HANGS_AFTER = 120
ROOT = Path(__file__).resolve().parents[3]
NAMES = [pytest.param(name, id="-".join(name)) for name in CHECKS]


def explore(name, fewest, *strategies):
    """Try a property on examples that are the same in every run, unless many are asked for."""
    def decorate(property_of):
        tried = settings(
            max_examples=max(1, EXAMPLES * fewest // 8) if EXAMPLES else fewest, deadline=None,
            database=None, suppress_health_check=list(HealthCheck), print_blob=False,
            phases=[Phase.generate, *([Phase.shrink] if EXAMPLES else [])],
        )(drawn_from(*strategies)(property_of))
        (tried if EXAMPLES else seed(zlib.crc32(repr(name).encode()))(tried))()

    return decorate


@contextlib.contextmanager
def watchdog():
    """End the whole process, with every traceback, when something never comes back."""
    faulthandler.dump_traceback_later(HANGS_AFTER, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def short_limits(monkeypatch):
    """Let time limits be short, so that what never ends is soon stopped."""
    def sooner(function, arguments, seconds, else_by_line=True):
        return run_with_limit(function, arguments, min(seconds / 25, 1.2), else_by_line)

    monkeypatch.setattr(converters, "run_with_limit", sooner)
    monkeypatch.setattr(exercises, "run_with_limit", sooner)


def state():
    """Take down what other cells of a notebook go by."""
    generator, numbers, *place = np.random.get_state()
    return {
        "random": random.getstate(),
        "numpy": (generator, numbers.tolist(), *place),
        "errors": np.geterr(),
        "warnings": list(warnings.filters),
        "keras": (keras.config.floatx(), keras.config.dtype_policy().name),
        "figures": plt.get_fignums(),
        "tracer": sys.gettrace(),
        "streams": (sys.stdout, sys.stderr),
        "alarm": (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL))
        if mischief.HAS_ALARM else None,
        "folder": os.getcwd(),
        "recursion": sys.getrecursionlimit(),
    }


def judged(check, answer):
    """Hand an answer in, and see that what comes back is a verdict that can be shown."""
    before = state()
    with watchdog():
        verdict = check(*answer)
    after = state()
    assert after == before, [key for key in before if after[key] != before[key]]
    assert type(verdict) is Verdict
    assert verdict.status in ("right", "wrong", "not attempted")
    message = verdict.message
    assert type(message) is str and message.strip() == message != ""
    assert message.isprintable() and len(message) <= 600
    for secret in ("Traceback", str(ROOT), sys.prefix, "site-packages", str(Path.home()) + "/"):
        assert secret not in message
    data, _ = verdict._repr_mimebundle_()
    assert set(re.findall(r"<[^ >]*", data["text/html"])) == {"<div", "<b", "</b", "<br", "</div"}
    return verdict


def bank_of(name):
    module, check = name
    return BANKS[module].RIGHT[check]


def given(name):
    """Name the places of what the notebook hands over, which is no answer."""
    return getattr(BANKS[name[0]], "GIVEN", {}).get(name[1], ())


def examples_of(name, count):
    """Ask for fewer where networks are built, and for one where they are trained."""
    if not any(isinstance(part, keras.Model) or twists.makes_a_network(part)
               for entry in bank_of(name) for part in entry):
        return count
    return 1 if name == ("hello_keras", "mended_model") else max(1, count // 4)


def base_of(name):
    """Choose a right answer in which other things can stand for a part."""
    return next((entry for entry in bank_of(name) if not any(map(callable, entry))),
                bank_of(name)[-1])


@pytest.mark.parametrize("name", NAMES)
def test_anything_gets_a_verdict_and_nothing_of_a_wrong_kind_is_right(name, short_limits):
    right = base_of(name)

    @explore(name, 12, st.data())
    def try_it(data):
        places = data.draw(st.sets(st.integers(0, len(right) - 1), min_size=1))
        things = {place: data.draw(mischief.answers) for place in sorted(places)}
        answer = [things[at].make() if at in things else part for at, part in enumerate(right)]
        before = {at: twists.taken_down(answer[at])
                  for at, thing in things.items() if thing.can_be_right}
        verdict = judged(CHECKS[name], answer)
        if any(not thing.can_be_right for at, thing in things.items() if at not in given(name)):
            assert verdict.status != "right"
        assert {at: twists.taken_down(answer[at]) for at in before} == before


ONE_OF_EACH_KIND = [
    ("run_on_gpu", "twice_the_size"), ("perceptron_or_gate", "one_step"),
    ("perceptron_or_gate", "out_of_reach"), ("perceptron_linear_regression", "delta_rule"),
    ("cnn_mnist", "counted"), ("lenet_mnist", "mended"), ("callbacks", "mended_stop"),
]


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND, ids="-".join)
def test_everything_there_is_gets_a_verdict_from_a_check_of_each_kind(name, short_limits):
    for thing in itertools.chain(*mischief.KINDS, mischief.BEHAVIOURS, mischief.ENDLESS):
        verdict = judged(CHECKS[name], [thing.make()])
        assert thing.can_be_right or verdict.status != "right", thing


@pytest.mark.parametrize("name", NAMES)
def test_what_never_ends_is_stopped_and_is_not_right(name, short_limits):
    right = base_of(name)

    @explore(name, 2, st.sampled_from(mischief.ENDLESS), st.integers(0, len(right) - 1))
    def try_it(thing, place):
        answer = [thing.make() if at == place else part for at, part in enumerate(right)]
        verdict = judged(CHECKS[name], answer)
        assert verdict.status != "right" or place in given(name)


@pytest.mark.parametrize("name", NAMES)
def test_too_few_and_too_many_arguments_are_not_right(name):
    right = base_of(name)
    for answer in ((), right[:-1], (*right, 8), right * 3):
        assert judged(CHECKS[name], answer).status != "right"


def one_of(data):
    return lambda options: data.draw(st.sampled_from(list(options)))


def chosen(name, data):
    """Draw a right answer and a place in it that is the student's."""
    entry = data.draw(st.sampled_from(bank_of(name)))
    places = [at for at in range(len(entry)) if at not in given(name)]
    return list(entry), data.draw(st.sampled_from(places))


@pytest.mark.parametrize("name", NAMES)
def test_a_right_answer_in_another_form_is_right(name):
    @explore(name, examples_of(name, 8), st.data())
    def try_it(data):
        answer, place = chosen(name, data)
        answer[place] = twists.same(answer[place], one_of(data))
        verdict = judged(CHECKS[name], answer)
        assert verdict.status == "right", (verdict, answer)


TEXTS = sorted({
    part
    for bank in BANKS.values()
    for right, wrong in zip(bank.RIGHT.values(), bank.WRONG.values(), strict=True)
    for entry in [*right, *(answer for answer, _ in wrong)]
    for part in entry
    if isinstance(part, str)
})


def in_plain_form(answer):
    return [twists.plain(part) if isinstance(part, str) else part for part in answer]


def changes_of(name, answer, place, data):
    """Change the part at one place, and a function at each of its calls."""
    part = answer[place]
    if isinstance(part, (type, keras.callbacks.Callback)):
        return [data.draw(st.sampled_from(TEXTS))]
    if not twists.is_function(part) or twists.makes_a_network(part):
        return [twists.other(part, one_of(data), TEXTS)]
    counted = twists.WrongInOneCall(part)
    CHECKS[name](*(counted if at == place else one for at, one in enumerate(answer)))
    return twists.other_functions(part, one_of(data), counted.calls)


@pytest.mark.parametrize("name", NAMES)
def test_a_right_answer_with_one_thing_changed_is_not_right(name):
    still_right = getattr(BANKS[name[0]], "STILL_RIGHT", {}).get(name[1])

    def see_that_it_is_not_right(answer):
        verdict = judged(CHECKS[name], answer)
        if still_right:
            assert (verdict.status == "right") == bool(still_right(*answer)), (verdict, answer)
        elif verdict.status == "right":
            known = [in_plain_form(entry) for entry in bank_of(name)
                     if all(isinstance(one, str) for one in entry)]
            assert in_plain_form(answer) in known, (verdict, answer)

    @explore(name, examples_of(name, 12), st.data())
    def try_it(data):
        answer, place = chosen(name, data)
        for changed in changes_of(name, answer, place, data):
            answer[place] = changed
            see_that_it_is_not_right(answer)


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
    builds = ("lenet_mnist", "mended")

    def drawn(after_a_check):
        keras.utils.set_random_seed(3)
        if after_a_check:
            assert CHECKS[builds](bank_of(builds)[0][0]).status == "right"
        layer = keras.layers.Dense(2)
        layer.build((None, 3))
        drawn_by_keras = [layer.kernel, keras.random.normal((3,))]
        return [keras.ops.convert_to_numpy(values).tolist() for values in drawn_by_keras], (
            random.random(), np.random.random()
        )

    assert drawn(after_a_check=True) == drawn(after_a_check=False)


def test_warnings_and_types_that_a_function_changes_are_put_back():
    before = state()
    verdict = CHECKS["fashion_mnist", "runner_up"](mischief.disturb)
    assert verdict.status == "wrong"
    assert state() == before


CONVERTERS = {
    "number": lambda answer: converters.number(answer, "the bias"),
    "integer": lambda answer: converters.integer(answer, "the count"),
    "accuracy": converters.accuracy,
    "array": lambda answer: converters.array(answer, "the weights", shape=(None, 2)),
    "choice": lambda answer: converters.choice(answer, "the gate", ("A", "8", "nan")),
    "call": lambda answer: converters.call(answer, 1.0, np.ones(2)),
    "parts": lambda answer: converters.parts(answer, "the weights", "the bias"),
    "network": keras_network,
}
IS_PLAIN = {
    "number": lambda value: type(value) is float and np.isfinite(value),
    "integer": lambda value: type(value) is int,
    "accuracy": lambda value: 0 <= value <= 1,
    "array": lambda value: value.dtype == float and value.shape[1:] == (2,),
    "choice": lambda value: value in ("A", "8", "nan"),
    "call": lambda value: value is not None,
    "parts": lambda value: type(value) is list and len(value) == 2,
    "network": lambda value: isinstance(value, keras.Model),
}


@pytest.mark.parametrize("converter", CONVERTERS)
def test_a_converter_gives_plain_values_or_a_hint(converter, short_limits):
    @explore(converter, 40, mischief.answers | st.sampled_from(mischief.ENDLESS))
    def hand_over(thing):
        answer = thing.make()
        try:
            with watchdog(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = CONVERTERS[converter](answer)
        except (Hint, NotAttempted) as hint:
            assert isinstance(hint, NotAttempted) or hint.name and str(hint)
        else:
            assert IS_PLAIN[converter](value)
            assert thing.can_be_right or converter not in ("number", "integer", "choice")
