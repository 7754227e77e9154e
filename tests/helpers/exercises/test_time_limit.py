import signal
import sys
import threading
import time

import pytest

from helpers.exercises import time_limit
from helpers.exercises.time_limit import OutOfTimeError, run_with_limit

needs_an_alarm = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="needs the alarm clock of Linux or macOS"
)


def endless():
    while True:
        pass


def drops_every_error():
    while True:
        try:
            endless()
        except:  # noqa: E722
            pass


def drops_it_in_a_function():
    def once():
        try:
            endless()
        except BaseException as error:
            str(error)

    while True:
        once()


def clocks():
    """Take down who uses the alarm and the tracer."""
    return signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL), sys.gettrace()


@pytest.fixture(params=["alarm", "line by line"])
def clock(request, monkeypatch):
    """Stop functions in both ways."""
    if request.param == "line by line":
        monkeypatch.setattr(time_limit, "_has_alarm", lambda: False)
    elif not hasattr(signal, "setitimer"):
        pytest.skip("needs the alarm clock of Linux or macOS")


def test_what_is_done_in_time_comes_back(clock):
    assert run_with_limit(divmod, (7, 2), 5) == (3, 1)


def test_a_pretended_clock_takes_no_time(clock, monkeypatch):
    def pretends_an_hour():
        monkeypatch.setattr(time, "monotonic", lambda: 1e12)
        return time.monotonic()

    assert run_with_limit(pretends_an_hour, (), 5) == 1e12


def test_an_error_passes_as_it_is(clock):
    with pytest.raises(ZeroDivisionError):
        run_with_limit(divmod, (7, 0), 5)


@needs_an_alarm
@pytest.mark.parametrize("function", [endless, lambda: 3, lambda: 1 / 0])
def test_clocks_and_tracer_are_left_as_they_were(clock, function):
    before = clocks()
    try:
        run_with_limit(function, (), 0.05)
    except (OutOfTimeError, ZeroDivisionError):
        pass
    assert clocks() == before


@needs_an_alarm
@pytest.mark.parametrize("loop", [drops_every_error, drops_it_in_a_function])
def test_a_bare_except_in_a_loop_does_not_keep_it_alive(loop):
    before = clocks()
    with pytest.raises(OutOfTimeError):
        run_with_limit(loop, (), 0.05)
    assert clocks() == before


@needs_an_alarm
def test_what_sleeps_is_woken():
    with pytest.raises(OutOfTimeError):
        run_with_limit(time.sleep, (1000,), 0.05)


@needs_an_alarm
def test_an_inner_limit_leaves_the_outer_one_running():
    ends = []

    def inner_then_endless():
        try:
            run_with_limit(endless, (), 0.05)
        except OutOfTimeError:
            ends.append("inner")
        endless()

    with pytest.raises(OutOfTimeError):
        run_with_limit(inner_then_endless, (), 0.2)
    assert ends == ["inner"]


@needs_an_alarm
def test_an_outer_limit_ends_an_inner_one_that_is_longer():
    with pytest.raises(OutOfTimeError):
        run_with_limit(run_with_limit, (endless, (), 1000), 0.05)


def test_a_thread_has_its_limit_too():
    ends = []

    def limited():
        try:
            run_with_limit(endless, (), 0.05)
        except OutOfTimeError:
            ends.append("stopped")

    thread = threading.Thread(target=limited, daemon=True)
    thread.start()
    thread.join(60)
    assert ends == ["stopped"]
