"""Fetching: checked, kept atomically, once for thirty notebooks, and never hanging."""

import errno
import hashlib
import multiprocessing
import os
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from filelock import FileLock

from helpers.data import files
from helpers.data.catalogue import Address
from helpers.data.datasets import find
from helpers.data.store import fetch
from helpers.data.store.find import NotAvailable
from tests.helpers.data import fake_data
from tests.helpers.data.fake_data import (
    FAKE,
    FAKE_TABLE,
    fetch_in_a_process,
    npz_address,
    npz_bytes,
    send,
    visible,
)

NOWHERE = "http://127.0.0.1:9/mnist.npz"
FAR = "http://data.example/mnist.npz"
LOGIN = b"<!DOCTYPE html><html><body>Welcome to the hotel. Please log in.</body></html>"


@pytest.fixture
def online(settings):
    return replace(settings, offline=False)


@pytest.fixture
def offer(server):
    """A function that gives the data set as it is when a page of the server is its address."""
    return lambda page: fake(npz_address(server.give("/mnist.npz", page)))


@pytest.fixture
def offered(offer):
    """The data set on a server that works."""
    return offer(npz_bytes())


def fake(*addresses):
    return replace(FAKE, addresses=addresses)


def why_not(specification, settings):
    with pytest.raises(NotAvailable) as problem:
        find(specification, settings)
    return str(problem.value)


def test_a_data_set_is_fetched_once_and_found_the_next_time(offered, server, online):
    first, second = find(offered, online), find(offered, online)
    assert fake_data.same(first.arrays) and fake_data.same(second.arrays)
    assert first.source == "127.0.0.1, fetched just now"
    assert second.source == "the project's data folder"
    assert server.requests == ["/mnist.npz"]
    assert visible(online.project_folder) == ["mnist.npz"]


def test_four_idx_files_are_fetched_and_kept_as_one_archive(server, online):
    urls = [server.give(f"/{name}", file) for name, file in fake_data.idx_files().items()]
    specification = fake(Address("idx", tuple(urls), (None,) * 4))
    assert fake_data.same(find(specification, online).arrays)
    assert visible(online.project_folder) == ["mnist.npz"]
    assert find(specification, online).source == "the project's data folder"


def test_a_table_is_fetched_and_checked_by_its_content(server, online):
    url = server.give("/concrete.csv", fake_data.csv_text().encode())
    specification = replace(FAKE_TABLE, addresses=(Address("csv", (url,), (None,)),))
    find(specification, online)
    assert find(specification, online).source == "the project's data folder"


@pytest.mark.parametrize(
    ("variable", "value", "url", "title"),
    [
        ("ALL_PROXY", "socks5://me:secret@proxy.example:1080", FAR, "The proxy cannot be used"),
        ("http_proxy", "http://me:secret@[proxy:80", FAR, "The proxy cannot be used"),
        ("HTTP_PROXY", "http://me:secret@127.0.0.1:9", FAR, "The proxy cannot be used"),
        ("REQUESTS_CA_BUNDLE", "/nowhere/secret.pem", NOWHERE.replace("http:", "https:"),
         "Certificates missing"),
    ],
)  # fmt: skip
def test_a_variable_that_bars_the_network_is_named_without_its_value(
    online, monkeypatch, variable, value, url, title, fault
):
    monkeypatch.setenv(variable, value)
    reason = why_not(fake(npz_address(url)), online)
    fault(title).is_seen_in(reason)
    assert variable in reason and "secret" not in reason


def test_the_second_address_is_used_when_the_first_fails(server, online, capsys):
    address = npz_address(server.give("/mnist.npz", npz_bytes()))
    found = find(fake(npz_address(NOWHERE), address), online)
    assert fake_data.same(found.arrays)
    captured = capsys.readouterr()
    assert "the address before it failed (127.0.0.1: no connection" in captured.out
    assert captured.err == ""


def test_the_progress_bar_of_a_slow_transfer_is_not_on_standard_error(server, online, capsys):
    def slowly(handler):
        content = npz_bytes()
        send(handler, content[:1500], announced=len(content))
        handler.wfile.flush()
        time.sleep(0.8)
        handler.wfile.write(content[1500:])

    find(fake(npz_address(server.give("/mnist.npz", slowly))), online)
    captured = capsys.readouterr()
    assert "MNIST" in captured.out and "%" in captured.out
    assert captured.err == ""


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (LOGIN, "A login page, not data"),
        (npz_bytes()[:-100], "Another file in its place"),
        (None, "The file is gone from the server"),
        (lambda handler: handler.connection.close(), "No network"),
        (lambda handler: send(handler, npz_bytes()[:99], announced=500), "A download cut off"),
    ],
)
def test_what_is_not_the_file_is_named_and_nothing_is_kept(offer, online, page, title, fault):
    fault(title).is_seen_in(why_not(offer(page), online))
    assert visible(online.project_folder) == []


def test_a_length_that_is_no_number_is_a_bad_file_and_the_second_address_is_tried(server, online):
    def odd(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "abc")
        handler.end_headers()

    urls = server.give("/odd.npz", odd), server.give("/mnist.npz", npz_bytes())
    addresses = [npz_address(url) for url in urls]
    assert fake_data.same(find(fake(*addresses), online).arrays)


def test_a_network_without_secure_connections_is_named(server, online, fault):
    address = npz_address(server.give("/mnist.npz", LOGIN).replace("http:", "https:"))
    fault("No secure connection").is_seen_in(why_not(fake(address), online))
    assert visible(online.project_folder) == []


def test_a_file_with_the_right_checksum_and_wrong_numbers_is_refused(server, online):
    wrong = npz_bytes(fake_data.ARRAYS | {"y_test": fake_data.ARRAYS["y_test"][::-1]})
    address = npz_address(server.give("/mnist.npz", wrong), wrong)
    with pytest.raises(NotAvailable, match="the numbers in y_test"):
        find(fake(address), online)


@pytest.mark.parametrize(
    ("sent", "title"),
    [(0, "No answer"), (99, "A download that stands still")],
)
def test_a_server_that_is_silent_is_given_up(offer, online, sent, title, fault):
    released = threading.Event()

    def stall(handler):
        if sent:
            send(handler, npz_bytes()[:sent], announced=5000)
            handler.wfile.flush()
        released.wait(60)

    start = time.monotonic()
    fault(title).is_seen_in(why_not(offer(stall), replace(online, read_timeout=1)))
    assert time.monotonic() - start < 30
    released.set()


def test_a_server_that_dribbles_is_given_up(offer, online, fault):
    finished = threading.Event()

    def dribble(handler):
        send(handler, b"", announced=10**7)
        for _ in range(400):
            handler.wfile.write(bytes(2048))
            time.sleep(0.05)
        finished.set()

    reason = why_not(offer(dribble), replace(online, download_timeout=0.3))
    fault("A download that is too slow").is_seen_in(reason)
    assert not finished.is_set()


@pytest.mark.parametrize("tells_a_length", [True, False])
def test_a_server_that_never_stops_sending_is_given_up(
    offer, online, monkeypatch, fault, tells_a_length
):
    def endless(handler):
        handler.send_response(200)
        if tells_a_length:
            handler.send_header("Content-Length", str(10**6))
        handler.end_headers()
        handler.wfile.write(bytes(10**6))

    monkeypatch.setattr(fetch, "LARGEST_FILE", 100_000)
    fault("A download without an end").is_seen_in(why_not(offer(endless), online))


def test_offline_never_asks_a_server(offered, server, settings):
    with pytest.raises(NotAvailable, match="WORKSHOP_OFFLINE=1"):
        find(offered, settings)
    assert server.requests == []


@pytest.mark.parametrize("content", [npz_bytes()[:100], npz_bytes({"theirs": np.arange(3)})])
def test_a_bad_file_of_ours_is_fetched_again_and_not_overwritten(offered, online, content):
    fake_data.put(online.project_folder, "mnist.npz", content)
    assert fake_data.same(find(offered, online).arrays)
    assert visible(online.project_folder) == ["mnist.npz", "mnist.npz.set-aside-1"]
    assert (online.project_folder / "mnist.npz.set-aside-1").read_bytes() == content


def test_the_file_of_another_data_set_is_not_overwritten(offered, online, monkeypatch, capsys):
    images = np.ones((40, 4, 4), dtype=np.uint8)
    known = replace(FAKE.arrays[0], sha256=hashlib.sha256(images).hexdigest())
    monkeypatch.setattr(files, "SPECIFICATIONS", (replace(FAKE, title="Ones", arrays=(known,)),))
    theirs = npz_bytes(fake_data.ARRAYS | {"x_train": images})
    fake_data.put(online.project_folder, "mnist.npz", theirs)
    assert fake_data.same(find(offered, online).arrays)
    assert "it holds Ones. It is set aside as mnist.npz.set-aside-1" in capsys.readouterr().out
    assert (online.project_folder / "mnist.npz.set-aside-1").read_bytes() == theirs


def test_a_file_that_came_while_it_was_fetched_is_not_overwritten(offer, online, capsys, fault):
    def give_and_let_the_user_put_a_file(handler):
        fake_data.put(online.project_folder, "mnist.npz", "mine")
        send(handler, npz_bytes())

    assert fake_data.same(find(offer(give_and_let_the_user_put_a_file), online).arrays)
    assert (online.project_folder / "mnist.npz").read_text() == "mine"
    fault("A file with a data set's name").is_seen_in(capsys.readouterr().out)


def test_a_read_only_project_folder_is_named_and_the_home_cache_used(
    offered, online, capsys, fault
):
    online.project_folder.write_text("a file, so that no folder can be made here")
    find(offered, online)
    assert visible(online.user_folder) == ["mnist.npz"]
    fault("The folder of the course is read-only").is_seen_in(capsys.readouterr().out)


def test_data_is_returned_even_if_no_folder_can_be_written_to(offered, online, capsys, fault):
    online.project_folder.write_text("")
    online.user_folder.write_text("")
    assert fake_data.same(find(offered, online).arrays)
    fault("A home that is read-only").is_seen_in(capsys.readouterr().out)


def test_data_is_returned_even_if_the_disk_is_full(offered, online, monkeypatch, capsys, fault):
    def fill_the_disk(file, arrays, specification):
        file.write(b"half a file")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write", fill_the_disk)
    assert fake_data.same(find(offered, online).arrays)
    fault("A full disk while data is fetched").is_seen_in(capsys.readouterr().out)
    assert visible(online.project_folder) == []
    assert not list(online.project_folder.glob(".*.part"))


def test_nothing_is_left_of_an_interrupted_storing(offered, online, monkeypatch):
    def interrupt(file, arrays, specification):
        file.write(b"half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        find(offered, online)
    assert visible(online.project_folder) == []
    assert not list(online.project_folder.glob(".*.part"))


def test_what_a_killed_notebook_left_is_removed(offered, online):
    left = fake_data.put(online.project_folder, ".mnist.npz.0123.part", b"half a file")
    others = fake_data.put(online.project_folder, ".concrete.csv.0123.part", b"another's")
    find(offered, online)
    assert not left.exists()
    assert others.exists()


@pytest.mark.parametrize("problem", [OSError(errno.ENOLCK, "none"), NotImplementedError()])
def test_on_a_share_without_locks_it_is_fetched_all_the_same(
    offered, online, monkeypatch, problem
):
    def refuse(lock, *arguments, **keywords):
        raise problem

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    of_another = fake_data.put(online.project_folder, ".mnist.npz.0123.part", b"")
    assert fake_data.same(find(offered, online).arrays)
    assert visible(online.project_folder) == ["mnist.npz"]
    assert of_another.exists(), "without a lock another notebook may be writing it"


def test_a_lock_that_is_never_freed_is_named(offered, server, online, capsys, fault):
    online.project_folder.mkdir()
    with FileLock(online.project_folder / ".mnist.lock"):
        with pytest.raises(NotAvailable) as problem:
            find(offered, replace(online, lock_timeout=0.1))
    assert "more than 0" in str(problem.value).replace("0.1", "0")
    fault("Another notebook is fetching").is_seen_in(capsys.readouterr().out)
    fault("Another kernel is holding up the download").is_seen_in(str(problem.value))
    assert server.requests == []


def test_that_it_waits_is_said_while_it_waits(offered, online, capsys):
    lines, lock = [], FileLock(online.project_folder / ".mnist.lock")

    def say(line):
        lines.append(line)
        lock.release()

    online.project_folder.mkdir()
    lock.acquire()
    assert fake_data.same(fetch.fetch(offered, online, say).arrays)
    assert lines == ["Another notebook is fetching MNIST; waiting for it."]
    assert "waiting" not in capsys.readouterr().out, "to show it is left to whoever called"


processes = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
processes.set_forkserver_preload(["helpers.data", "helpers.data.store.fetch", "pooch", "requests"])


def start(count, url, folder, results, ready=None):
    started = []
    for _ in range(count):
        process = processes.Process(target=fetch_in_a_process, args=(url, folder, results, ready))
        process.start()
        started.append(process)
    return started


def end(started):
    for process in started:
        process.join(60)
        assert process.exitcode == 0


def test_thirty_notebooks_at_once_fetch_once_and_all_get_the_data(server, folder):
    def slowly(handler):
        time.sleep(1.5)
        send(handler, npz_bytes())

    url, results = server.give("/mnist.npz", slowly), processes.Queue()
    started = start(30, url, folder, results)
    assert [results.get(timeout=60) for _ in started] == [True] * 30
    assert server.requests == ["/mnist.npz"]
    assert visible(folder) == ["mnist.npz"]
    end(started)


def test_many_notebooks_without_a_network_do_not_try_one_after_the_other(server, folder):
    all_wait = threading.Event()

    def fail_late(handler):
        all_wait.wait(60)
        handler.connection.close()

    url, results, ready = server.give("/mnist.npz", fail_late), processes.Queue(), processes.Queue()
    started = start(12, url, folder, results, ready)
    for _ in started:
        ready.get(timeout=60)
    time.sleep(1)
    all_wait.set()
    answers = [results.get(timeout=60) for _ in started]
    assert all("could not be fetched" in answer for answer in answers)
    assert len(server.requests) < 6
    end(started)


def test_one_of_thirty_killed_while_fetching_does_not_block_the_others(server, folder):
    released = threading.Event()

    def halfway(handler):
        if len(server.requests) > 1:
            send(handler, npz_bytes())
            return
        send(handler, npz_bytes()[:500], announced=len(npz_bytes()))
        handler.wfile.flush()
        released.wait(30)

    url, results = server.give("/mnist.npz", halfway), processes.Queue()
    (victim,) = start(1, url, folder, results)
    deadline = time.monotonic() + 60
    while not server.requests:
        assert time.monotonic() < deadline, "the notebook asks for nothing"
        time.sleep(0.01)
    others = start(29, url, folder, results)
    victim.kill()
    victim.join(60)
    assert [results.get(timeout=60) for _ in others] == [True] * 29
    released.set()
    assert server.requests == ["/mnist.npz"] * 2
    assert visible(folder) == ["mnist.npz"]
    end(others)
