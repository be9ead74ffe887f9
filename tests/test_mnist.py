"""Finding MNIST, against a real HTTP server on localhost with faults."""

import hashlib
import http.server
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import helpers
from helpers.digits import mnist

GOOD = b"the right bytes " * 1000


SHA = hashlib.sha256(GOOD).hexdigest()


NAME = "file.gz"


@pytest.fixture(scope="module")
def server():
    """A mirror for each behaviour: server/good/, server/wrong/, ..."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            kind = self.path.split("/")[1]
            if kind == "hang":
                time.sleep(2)
                return
            if kind == "redirect":
                self.send_response(302)
                self.send_header("Location", "/good/" + NAME)
                self.end_headers()
                return
            self.send_response({"404": 404, "500": 500}.get(kind, 200))
            self.send_header("Content-Length", str(len(GOOD)))
            self.end_headers()
            self.wfile.write(
                {"good": GOOD, "wrong": GOOD[::-1], "truncated": GOOD[:99]}.get(kind, b"")
            )

        def log_message(self, *args):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}/"
    httpd.shutdown()


def get(server, kinds, cache):
    mirrors = [f"{server}{kind}/" for kind in kinds]
    return mnist.fetch(NAME, SHA, cache, mirrors, timeout=0.5, progress=False)


@pytest.mark.parametrize("kinds", [["good"], ["redirect"]])
def test_fetch(server, tmp_path, kinds):
    assert get(server, kinds, tmp_path).read_bytes() == GOOD
    assert get(server, [], tmp_path).read_bytes() == GOOD, "the second time, from the cache"


@pytest.mark.parametrize("bad", ["wrong", "truncated", "404", "500", "hang"])
def test_a_bad_mirror_leaves_nothing_and_the_next_one_serves(server, tmp_path, bad):
    with pytest.raises(ConnectionError, match=f"/{bad}/"):
        get(server, [bad], tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert get(server, [bad, "good"], tmp_path).read_bytes() == GOOD


@pytest.mark.parametrize("junk", [b"", GOOD[:500], b"x" * len(GOOD)])
def test_a_bad_cache_file_is_thrown_away(server, tmp_path, junk):
    (tmp_path / NAME).write_bytes(junk)
    with pytest.raises(ConnectionError):
        get(server, ["404"], tmp_path)
    assert not (tmp_path / NAME).exists()
    (tmp_path / NAME).write_bytes(junk)
    assert get(server, ["good"], tmp_path).read_bytes() == GOOD


def test_a_cache_that_cannot_be_written(server, tmp_path):
    (tmp_path / "blocked").write_bytes(b"a file where the folder should be")
    path = get(server, ["good"], tmp_path / "blocked" / "cache")
    assert path.read_bytes() == GOOD and tmp_path not in path.parents


def test_two_processes_at_once(server, tmp_path):
    code = (
        "import sys; from helpers.digits.mnist import fetch; "
        "fetch(*sys.argv[1:4], [sys.argv[4]], progress=False)"
    )
    command = [sys.executable, "-c", code, NAME, SHA, str(tmp_path), server + "good/"]
    for process in [subprocess.Popen(command) for _ in range(2)]:
        assert process.wait(timeout=60) == 0
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).read_bytes() == GOOD


def test_the_progress_bar_does_not_get_in_the_way(server, tmp_path, capsys):
    assert mnist.fetch(NAME, SHA, tmp_path, [server + "good/"]).read_bytes() == GOOD


def test_no_unfinished_bar_stays_behind(server, tmp_path, monkeypatch):
    """In a notebook, tqdm leaves a bar that was not finished standing, whatever `leave` says."""
    bars = []

    class Bar(mnist.tqdm):
        def close(self):
            bars.append((self.n, self.total))
            super().close()

    monkeypatch.setattr(mnist, "tqdm", Bar)
    with pytest.raises(ConnectionError):
        mnist.fetch(NAME, SHA, tmp_path, [server + "404/", server + "truncated/"], timeout=0.5)
    assert len(bars) >= 2 and all(n == total for n, total in bars)


def test_all_mirrors_down_gives_the_sample_with_one_warning(server, tmp_path, monkeypatch):
    monkeypatch.delenv("MNIST_DIR", raising=False)
    with pytest.warns(UserWarning, match="5,000-digit sample") as caught:
        X, Y, X_test, Y_test = helpers.load_mnist(tmp_path, [server + "404/"], progress=False)
    assert len(caught) == 1
    text = str(caught[0].message)
    assert "\n" not in text and text.endswith("(127.0.0.1: HTTPError).")
    assert X.shape == (784, 4000) and X_test.shape == (784, 1000)
    assert X.dtype == np.float32 and Y.dtype == np.int64
    assert X.min() == 0 and X.max() == 1
    assert (np.bincount(Y) == 400).all() and (np.bincount(Y_test) == 100).all()


def test_mnist_dir_is_no_fall_through(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="train-images-idx3-ubyte.gz"):
        helpers.load_mnist()
    for path in mnist.DATA.glob("*.gz"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ValueError, match="train-images-idx3-ubyte.gz is not the original"):
        helpers.load_mnist()
