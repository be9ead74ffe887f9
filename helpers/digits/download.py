"""One file from the internet, in bounded time and memory, and a plain word for what went wrong."""

import threading
import time
from urllib.parse import urlsplit

import requests

from helpers.digits.originals import MAX_BYTES

TIMEOUT = (5, 20)  # seconds to connect, and to wait for the next bytes
PATIENCE = 9  # a whole file may take this many times the wait for the next bytes


class NotTheFile(ValueError):
    """The mirror answered, but not with the file that was asked for."""


def download(url, timeout=TIMEOUT, show=lambda *_: None):
    """The bytes at url: at most MAX_BYTES, in at most PATIENCE times the read timeout.

    timeout: seconds, one number or (connect, read). show is called
    with the number of bytes so far, and of all (0 if the server does not say).
    Raises TimeoutError, NotTheFile, or what requests raises: say it with cause().
    """
    connect, read = timeout if isinstance(timeout, tuple | list) else (timeout, timeout)
    data, totals, errors = bytearray(), [0], []
    done, stop = threading.Event(), threading.Event()

    def work():
        # identity: a server that packs the .gz once more would spoil its sum
        headers = {"Accept-Encoding": "identity"}
        try:
            with requests.get(url, stream=True, timeout=(connect, read), headers=headers) as answer:
                answer.raise_for_status()
                length = answer.headers.get("Content-Length", "")
                totals.append(int(length) if length.isascii() and length.isdigit() else 0)
                for chunk in answer.iter_content(4096):
                    data.extend(chunk)
                    if len(data) > MAX_BYTES:
                        raise NotTheFile(f"sent more than {MAX_BYTES // 10**6} MB, so not MNIST")
                    if stop.is_set():
                        return
        except Exception as error:  # whatever it is: it is told to whoever waits
            errors.append(error)
        finally:
            done.set()

    # Only from outside can one stop names that are not resolved, and headers that drip in.
    threading.Thread(target=work, daemon=True).start()
    deadline = time.monotonic() + PATIENCE * read
    try:
        while not done.wait(0.1):
            show(len(data), totals[-1])
            if time.monotonic() > deadline:
                raise TimeoutError(f"too slow ({len(data):,} bytes in {PATIENCE * read:g} seconds)")
    finally:
        stop.set()
    if errors:
        raise errors[0]
    show(len(data), totals[-1])
    return bytes(data)


def describe(data):
    """What bytes are that are not the file that was asked for."""
    if not data:
        return "an empty file"
    if (
        data[:200]
        .lstrip()
        .lower()
        .startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<!--"))
    ):
        return "a web page in place of the file (a login page? Open a browser and log in)"
    return f"{len(data):,} bytes that are not MNIST's"


def cause(error):
    """What went wrong at a mirror, in a few words."""
    if isinstance(error, NotTheFile | TimeoutError):
        return str(error)
    if isinstance(error, requests.HTTPError):
        return f"answered {error.response.status_code} {error.response.reason}".rstrip()
    if isinstance(error, requests.Timeout) or "timed out" in str(error).lower():
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy did not let us through"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off"
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return "sent a damaged file"
    if isinstance(error, requests.ConnectionError):
        return "could not be reached"
    return f"{type(error).__name__}: {str(error)[:200]}"


def tell(failures):
    """Failures, pairs of a mirror and what went wrong there, as one line; like ones together."""
    hosts = {}
    for mirror, words in failures:
        hosts.setdefault(words, []).append(str(urlsplit(mirror).hostname))
    return "; ".join(
        f"{', '.join(dict.fromkeys(names))}: {words}" for words, names in hosts.items()
    )
