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


def drops_it_twice():
    while True:
        try:
            try:
                endless()
            except:  # noqa: E722
                raise ValueError from None
        except:  # noqa: E722
            pass


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
@pytest.mark.parametrize("loop", [drops_every_error, drops_it_in_a_function, drops_it_twice])
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
def test_what_drops_the_first_ring_is_woken_again():
    def sleeps_on():
        try:
            time.sleep(1000)
        except BaseException:
            pass
        time.sleep(1000)

    with pytest.raises(OutOfTimeError):
        run_with_limit(sleeps_on, (), 0.05)


@needs_an_alarm
def test_a_ring_that_comes_too_late_does_no_harm(monkeypatch):
    before = clocks()
    really = signal.setitimer

    def rings_before_it_is_stopped(clock, seconds, interval=0):
        if seconds == 0:
            time_limit._ring(signal.SIGALRM, sys._getframe(1))
        return really(clock, seconds, interval)

    monkeypatch.setattr(signal, "setitimer", rings_before_it_is_stopped)
    assert run_with_limit(divmod, (7, 2), 5) == (3, 1)
    assert clocks() == before


@needs_an_alarm
def test_a_tracer_of_somebody_else_is_there_again(clock):
    def tracer(frame, event, argument):
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        with pytest.raises(OutOfTimeError):
            run_with_limit(endless, (), 0.05)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is tracer


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


@needs_an_alarm
def test_an_alarm_of_somebody_else_is_not_touched():
    rung = []
    handler_before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(OutOfTimeError):
            run_with_limit(endless, (), 0.3)
        assert rung == [signal.SIGALRM]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler_before)


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
