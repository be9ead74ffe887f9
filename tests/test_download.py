"""One file from a server that really hangs, drips, never ends or sends something else."""

import threading
import time

import pytest
import requests
from mirrors import GOOD, NAME

from helpers.digits import download


def load(server, kind, timeout=0.3, **options):
    return download.download(f"{server.address}{kind}/{NAME}", timeout, **options)


def test_download_asks_for_the_file_as_it_is(server):
    counts = []
    assert load(server, "good", show=lambda *n: counts.append(n)) == GOOD
    assert counts[-1] == (len(GOOD), len(GOOD))
    assert server.RequestHandlerClass.asked[-1] == (f"/good/{NAME}", "identity")


@pytest.mark.parametrize(
    ("kind", "seconds", "words"),
    [
        ("hang", 0.3, "no answer in time"),
        ("stall", 0.3, "no answer in time"),
        ("drip", 2.7, "too slow"),
        ("drip_headers", 2.7, "too slow"),
        ("endless", 0, "sent more than 50 MB"),
        ("404", 0, "answered 404 Not Found"),
        ("500", 0, "answered 500 Internal Server Error"),
        ("truncated", 0, "the connection broke off"),
        ("undecodable", 0, "sent a damaged file"),
    ],
)
def test_a_bad_server_takes_bounded_time_and_its_fault_is_named(server, kind, seconds, words):
    start = time.monotonic()
    with pytest.raises((OSError, ValueError)) as caught:
        load(server, kind)
    assert words in download.cause(caught.value)
    assert seconds <= time.monotonic() - start < seconds + 3


def test_the_deadline_counts_all_bytes_and_shows_them_while_they_come(server):
    counts = []
    with pytest.raises(TimeoutError, match=r"\(\d+ bytes in 0.9 seconds\)"):
        load(server, "drip", timeout=(5, 0.1), show=lambda *n: counts.append(n))
    assert len(counts) > 4, "about every tenth of a second"


def test_no_thread_goes_on_loading_for_ever(server, monkeypatch):
    before = threading.active_count()
    monkeypatch.setattr(download, "MAX_BYTES", 2_000_000_000)
    with pytest.raises(TimeoutError):
        load(server, "endless", timeout=(5, 0.05))
    time.sleep(0.5)
    assert threading.active_count() <= before + 1, "the server's own may still be writing"


def test_a_server_that_is_not_there():
    with pytest.raises(requests.ConnectionError) as caught:
        download.download("http://127.0.0.1:9/x", 1)
    assert download.cause(caught.value) == "could not be reached"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.exceptions.SSLError("x"), "its certificate is not trusted"),
        (requests.exceptions.ProxyError("x"), "the proxy did not let us through"),
        (requests.exceptions.ConnectTimeout("x"), "no answer in time"),
        (requests.ConnectionError("Read timed out."), "no answer in time"),
        (KeyError("x" * 999), "KeyError: '" + "x" * 199),
    ],
)
def test_causes_that_no_local_server_can_have(error, words):
    assert download.cause(error) == words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b"\n <HTML>", "a web page"),
        (b"<!doctype html>", "a web page"),
        (b"x" * 1234, "1,234 bytes that are not MNIST's"),
    ],
)
def test_what_came_in_place_of_the_file(data, words):
    assert words in download.describe(data)


def test_like_failures_are_told_together():
    failures = [("http://a/", "slow"), ("http://b/x/", "slow"), ("http://c/", "gone")]
    assert download.tell([*failures, ("http://b/y/", "slow")]) == "a, b: slow; c: gone"


def test_a_file_of_mnist_may_take_three_minutes():
    assert download.TIMEOUT == (5, 20) and download.PATIENCE * download.TIMEOUT[1] == 180


def test_how_much_is_to_come_is_0_where_the_server_does_not_say(server, monkeypatch):
    for kind in ("drip_headers", "endless"):
        counts = []
        monkeypatch.setattr(download, "MAX_BYTES", 10**10)
        with pytest.raises(TimeoutError):
            load(server, kind, timeout=(5, 0.15), show=lambda *n, counts=counts: counts.append(n))
        assert {total for _, total in counts} == {0}


def test_the_cap_is_a_cap_to_the_byte(server, monkeypatch):
    monkeypatch.setattr(download, "MAX_BYTES", len(GOOD))
    assert load(server, "good") == GOOD
    monkeypatch.setattr(download, "MAX_BYTES", len(GOOD) - 1)
    with pytest.raises(download.NotTheFile, match="sent more than 0 MB, so not MNIST"):
        load(server, "good")


def test_python_may_end_while_a_server_still_drips(server):
    before = threading.enumerate()
    with pytest.raises(TimeoutError):
        load(server, "drip", timeout=(5, 0.15))
    others = [thread for thread in threading.enumerate() if thread not in before]
    assert others and all(thread.daemon for thread in others)
