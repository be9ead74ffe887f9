"""Finding MNIST, against a real HTTP server on localhost with faults."""

import gzip
import hashlib
import inspect
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
from mirrors import GOOD, NAME
from systems import posix

import helpers
from helpers.digits import mnist, originals

SHA = hashlib.sha256(GOOD).hexdigest()
X_FILE = "train-images-idx3-ubyte.gz"


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch, tmp_path):
    """No MNIST_DIR, no cache of this account, and a temporary folder of each test's own."""
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


@pytest.fixture
def cache(tmp_path):
    """A path where no folder is yet."""
    return tmp_path / "cache"


@pytest.fixture
def sample_is_mnist(monkeypatch):
    """Let the sample's files pass for the originals, so that the server has them."""
    for name in mnist.FILES:
        data = (mnist.DATA / name).read_bytes()
        packed, content = (hashlib.sha256(d).hexdigest() for d in (data, gzip.decompress(data)))
        monkeypatch.setitem(mnist.FILES, name, packed)
        monkeypatch.setitem(originals.CONTENTS, packed, content)


def get(server, kinds, cache):
    mirrors = [f"{server.address}{kind}/" for kind in kinds]
    return mnist.fetch(NAME, SHA, cache, mirrors, timeout=0.5, progress=False)


@pytest.mark.parametrize("kinds", [["good"], ["redirect"]])
def test_fetch(server, cache, kinds):
    assert get(server, kinds, cache).read_bytes() == GOOD
    assert get(server, [], cache).read_bytes() == GOOD, "the second time, from the cache"


@pytest.mark.parametrize("bad", ["wrong", "truncated", "404", "500", "hang", "page", "empty"])
def test_a_bad_mirror_leaves_nothing_and_the_next_one_serves(server, cache, bad):
    with pytest.raises(ConnectionError, match=f"/{bad}/"):
        get(server, [bad], cache)
    assert not cache.exists() or list(cache.iterdir()) == []
    assert get(server, [bad, "good"], cache).read_bytes() == GOOD


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["page"], r"127.0.0.1: sent a web page in place of the file \(a login page\?"),
        (["page_after_blanks"], "a web page"),
        (["empty"], "sent an empty file"),
        (["wrong"], "sent 16,000 bytes that are not MNIST's"),
        (["404", "404"], r"^No mirror gave file.gz \(127.0.0.1: answered 404 Not Found\).\n"),
        (["404", "500"], "answered 404 Not Found; 127.0.0.1: answered 500 Internal"),
    ],
)
def test_the_cause_at_each_mirror_is_named(server, cache, kinds, words):
    with pytest.raises(ConnectionError, match=words):
        get(server, kinds, cache)


@pytest.mark.parametrize("junk", [b"", GOOD[:500], b"x" * len(GOOD)])
def test_a_bad_cache_file_is_replaced_once_there_is_a_good_one(server, cache, junk):
    cache.mkdir()
    (cache / NAME).write_bytes(junk)
    with pytest.raises(ConnectionError):
        get(server, ["404"], cache)
    assert (cache / NAME).read_bytes() == junk, "it may be somebody's own"
    assert get(server, ["good"], cache).read_bytes() == GOOD


@pytest.mark.parametrize("kind", ["under a file", "entry is a folder", "zero byte"])
def test_a_cache_that_cannot_be_used_costs_one_download(server, tmp_path, kind):
    (tmp_path / "blocked").write_bytes(b"a file where the folder should be")
    cache = tmp_path / {"under a file": "blocked/cache", "zero byte": "a\0b"}.get(kind, "cache")
    if kind == "entry is a folder":
        (cache / NAME / "precious").mkdir(parents=True)
    with pytest.warns(UserWarning, match="cannot be used: .*So MNIST is kept in .*tmp") as caught:
        path = get(server, ["good"], cache)
    assert path.read_bytes() == GOOD and tmp_path / "tmp" in path.parents
    assert caught[0].filename == __file__
    assert get(server, [], cache) == path, "the second time, from the temporary folder"


def test_two_processes_at_once(server, cache):
    code = (
        "import sys; from helpers.digits.mnist import fetch; "
        "fetch(*sys.argv[1:4], [sys.argv[4]], progress=False)"
    )
    command = [sys.executable, "-c", code, NAME, SHA, str(cache), server.address + "good/"]
    for process in [subprocess.Popen(command) for _ in range(2)]:
        assert process.wait(timeout=60) == 0
    assert [path.name for path in cache.iterdir()] == [NAME]
    assert (cache / NAME).read_bytes() == GOOD


def child(code, *args, user=None, size=None):
    """What a process of its own prints: as another account, or with a limit on a file's size.

    It changes accounts after it has imported what it needs: Python may be root's alone.
    """
    start = "import encodings.idna, http.client, os, sys, tempfile, warnings\n"
    start += "from helpers.digits import mnist\n"
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    start += f"import resource\n{limit}\n" if size else ""
    start += f"os.setgid({user})\nos.setuid({user})\n" if user else ""
    process = subprocess.run(
        [sys.executable, "-c", start + code, *map(str, args)],
        capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": "/nowhere"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    return process.stdout.splitlines()


LOAD = """
cache, mirror, tempfile.tempdir = sys.argv[1:]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(len(mnist.find_mnist(cache, [mirror, mirror], progress=False)))
    print(*(str(w.message) for w in caught))
"""


@posix
def test_a_disk_that_takes_no_file_is_named_after_one_download(server, cache, tmp_path):
    server.RequestHandlerClass.asked.clear()
    code = LOAD.replace("with w", "mnist.FILES = {'file.gz': '%s'}\nwith w" % SHA)  # noqa: UP031
    lines = child(code, cache, server.address + "good/", tmp_path / "tmp", size=1000)
    assert "5,000-digit sample" in lines[1]
    assert lines[1].count("cannot be used: file too large") == 2, "cache and temporary folder"
    assert "mirror" not in lines[1]
    assert len(server.RequestHandlerClass.asked) == 1
    assert [path for path in cache.iterdir()] == [], "no half-written file stays"


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own, 64 KB large."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    try:
        if subprocess.run(mount, capture_output=True).returncode != 0:
            pytest.skip("only the administrator may mount a small disk")
    except OSError:
        pytest.skip("there is no mount here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_sends_the_file_to_the_temporary_folder(server, small_disk, tmp_path):
    (small_disk / "full").write_bytes(bytes(56 * 1024))
    server.RequestHandlerClass.asked.clear()
    with pytest.warns(UserWarning, match=f"{small_disk} cannot be used: no space left on the disk"):
        path = get(server, ["good", "good"], small_disk)
    assert path.read_bytes() == GOOD and tmp_path / "tmp" in path.parents
    assert len(server.RequestHandlerClass.asked) == 1
    assert [p.name for p in small_disk.iterdir()] == ["full"]
    assert get(server, [], small_disk) == path


ROOT = hasattr(os, "getuid") and os.getuid() == 0
NOT_ROOT = 65534 if ROOT else None  # root may read and write everything


@pytest.fixture
def open_folder():
    """A folder that other accounts can reach, as they cannot reach tmp_path."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/tmp")) as folder:
        os.chmod(folder, 0o755)
        (Path(folder) / "tmp").mkdir()
        (Path(folder) / "tmp").chmod(0o777)
        yield Path(folder)


@posix
@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_cache_that_this_account_may_not_write_or_read(server, open_folder, mode):
    cache = open_folder / "cache"
    cache.mkdir()
    cache.chmod(mode)
    code = LOAD.replace("with w", "mnist.FILES = {'file.gz': '%s'}\nwith w" % SHA)  # noqa: UP031
    server.RequestHandlerClass.asked.clear()
    args = (code, cache, server.address + "good/", open_folder / "tmp")
    assert "cannot be used: permission denied" in child(*args, user=NOT_ROOT)[1]
    assert child(*args, user=NOT_ROOT)[1] == "", "the second time there is nothing to say"
    assert len(server.RequestHandlerClass.asked) == 1


def test_the_progress_bar_shows_the_share_that_is_there(server, cache, capsys):
    path = mnist.fetch(NAME, SHA, cache, [server.address + "slow/"], timeout=(5, 5))
    assert path.read_bytes() == GOOD
    shown = capsys.readouterr().err
    assert any(0 < int(share) < 100 for share in re.findall(rf"{NAME}: +(\d+)%\|", shown))
    assert "/16.0k " in shown and "B/s" in shown and shown.endswith(" \r"), "and it leaves nothing"
    mnist.fetch(NAME, SHA, cache / "2", [server.address + "slow/"], progress=False)
    assert capsys.readouterr().err == ""


def test_no_unfinished_bar_stays_behind(server, cache, monkeypatch):
    """In a notebook, tqdm leaves a bar that was not finished standing, whatever `leave` says."""
    bars = []

    class Bar(mnist.tqdm):
        def close(self):
            bars.append((self.n, self.total))
            super().close()

    monkeypatch.setattr(mnist, "tqdm", Bar)
    mirrors = [server.address + kind for kind in ("404/", "truncated/")]
    with pytest.raises(ConnectionError):
        mnist.fetch(NAME, SHA, cache, mirrors, timeout=0.5)
    assert len(bars) >= 2 and all(n == total for n, total in bars)
    mnist.fetch(NAME, SHA, cache, [server.address + "slow/"], timeout=5)
    assert bars[-1] == (len(GOOD), len(GOOD))


@pytest.mark.parametrize("function", [helpers.load_mnist, helpers.find_mnist])
def test_all_mirrors_down_gives_the_sample_with_one_warning(server, cache, function):
    with pytest.warns(UserWarning, match="5,000-digit sample") as caught:
        result = function(cache, [server.address + "404/"], progress=False)
    assert len(caught) == 1 and caught[0].filename == __file__, "it points to who asked"
    text = str(caught[0].message)
    assert "\n" not in text and text.endswith("(127.0.0.1: answered 404 Not Found).")
    if function is helpers.find_mnist:
        assert result == [mnist.DATA / name for name in mnist.FILES]
        return
    X, Y, X_test, Y_test = result
    assert X.shape == (784, 4000) and X_test.shape == (784, 1000)
    assert X.dtype == np.float32 and Y.dtype == np.int64
    assert X.min() == 0 and X.max() == 1
    assert (np.bincount(Y) == 400).all() and (np.bincount(Y_test) == 100).all()


@pytest.mark.usefixtures("sample_is_mnist")
@pytest.mark.parametrize("kind", ["good", "encoded", "double", "unpacked", "repacked"])
def test_the_right_digits_count_in_any_packing(server, cache, kind, recwarn):
    mirrors = [f"{server.address}{kind}/"]
    assert helpers.load_mnist(cache, mirrors, progress=False)[0].shape == (784, 4000)
    server.RequestHandlerClass.asked.clear()
    assert all(p.parent == cache for p in helpers.find_mnist(str(cache), mirrors))
    assert server.RequestHandlerClass.asked == [] and not recwarn.list


def test_a_thing_that_hangs_is_over_in_bounded_time(server, cache):
    start = time.monotonic()
    mirrors = [f"{server.address}{kind}/" for kind in ("hang", "drip", "drip_headers", "endless")]
    with pytest.warns(UserWarning, match="no answer in time; .*too slow.*; .*more than 50 MB"):
        helpers.load_mnist(cache, mirrors, timeout=0.1, progress=False)
    assert time.monotonic() - start < 10


def test_mnist_dir_is_no_fall_through(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=f"{X_FILE}. Get {X_FILE}, .* from https"):
        helpers.load_mnist()
    for path in mnist.DATA.glob("*.gz"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ValueError, match=f"{X_FILE} is not the original"):
        helpers.load_mnist()


def fill(folder, name=str, data=lambda data: data):
    """Put the sample into folder, under other names and in other packings."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in mnist.FILES:
        path = folder / name(file)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data((mnist.DATA / file).read_bytes()))


@pytest.mark.usefixtures("sample_is_mnist")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        (lambda n: n, lambda d: d),
        (lambda n: n, gzip.decompress),
        (lambda n: n, lambda d: gzip.compress(gzip.decompress(d), 1)),
        (lambda n: n[:-3], gzip.decompress),
        (lambda n: n[:-3].replace("-idx", ".idx"), gzip.decompress),
        (lambda n: n.replace(".gz", " (1).gz"), lambda d: d),
        (lambda n: n.replace(".gz", ".gz.txt").upper(), lambda d: d),
        (lambda n: f"{n[:-3]}/{n[:-3].replace('-idx', '.idx')}", gzip.decompress),
        (lambda n: f"raw/{n}", lambda d: d),
    ],
)
def test_files_fetched_by_hand(tmp_path, monkeypatch, name, data):
    fill(tmp_path / "by hand", name, data)
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "by hand"))
    paths = helpers.find_mnist(tmp_path / "cache")
    assert [gzip.decompress(p.read_bytes()) for p in paths] == [
        gzip.decompress((mnist.DATA / n).read_bytes()) for n in mnist.FILES
    ]
    assert helpers.load_mnist(tmp_path / "cache")[2].shape == (784, 1000)
    kept = tmp_path / "cache" in paths[0].parents
    assert kept == (data is gzip.decompress), "only what differs is copied"
    assert mnist.describe_source() == (
        f"MNIST: all 70,000 digits, in {tmp_path / 'by hand'} (MNIST_DIR)."
    )


@pytest.mark.usefixtures("sample_is_mnist")
def test_an_intact_file_is_found_beside_damaged_ones(tmp_path, monkeypatch):
    fill(tmp_path, lambda n: n, lambda d: d[:-5])
    fill(tmp_path, lambda n: n.replace(".gz", "(1).gz"))
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    assert [p.name for p in helpers.find_mnist()] == [
        n.replace(".gz", "(1).gz") for n in mnist.FILES
    ]


@pytest.mark.usefixtures("sample_is_mnist")
def test_the_proper_name_comes_first_and_a_closed_folder_does_no_harm(tmp_path, monkeypatch):
    fill(tmp_path)
    fill(tmp_path, str.upper)
    (tmp_path / "closed").mkdir()
    iterdir = Path.iterdir

    def closed(self):
        if self.name == "closed":
            raise PermissionError(13, "Permission denied")
        return iterdir(self)

    monkeypatch.setattr(Path, "iterdir", closed)
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    assert helpers.find_mnist() == [tmp_path / name for name in mnist.FILES]


def test_the_mirrors_and_the_defaults():
    assert len(set(mnist.MIRRORS)) == 3
    assert all(re.fullmatch(r"https://[\w.-]+/.*/", mirror) for mirror in mnist.MIRRORS)
    for function in (helpers.fetch, helpers.find_mnist, helpers.load_mnist):
        defaults = [p.default for p in inspect.signature(function).parameters.values()]
        assert defaults[-4:] == [None, mnist.MIRRORS, mnist.TIMEOUT, True]


@pytest.mark.usefixtures("sample_is_mnist")
@pytest.mark.parametrize("form", ["~/mnist", "mnist", "'{}'", '"{}" ', " {} ", "{}/../mnist"])
def test_mnist_dir_in_other_forms(tmp_path, monkeypatch, form):
    fill(tmp_path / "mnist")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))  # Windows' home
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_DIR", form.format(tmp_path / "mnist"))
    assert helpers.find_mnist()[0].samefile(tmp_path / "mnist" / X_FILE)


@posix
@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("nothing", FileNotFoundError, r"MNIST_DIR is {}.nothing, but {}.nothing is no folder"),
        ("~nobody-here/x", FileNotFoundError, "{}.~nobody-here.x is no folder"),
        ("page", ValueError, "original .wrong SHA-256.: a web page"),
        ("large", ValueError, "cannot be read: .* larger than any file of MNIST"),
        ("pipe", ValueError, f"cannot be read: .*{X_FILE} is not a file"),
        ("folders", FileNotFoundError, "there is no file"),
        ("page/t", FileNotFoundError, "is no folder"),
    ],
)
def test_a_wrong_mnist_dir_is_named_in_full(tmp_path, monkeypatch, value, kind, words):
    for name in ("page", "large", "pipe", "folders"):
        (tmp_path / name).mkdir()
    (tmp_path / "page" / X_FILE).write_bytes(b"<html>Log in")
    (tmp_path / "page" / "t").write_bytes(b"")
    with open(tmp_path / "large" / X_FILE, "wb") as file:
        file.truncate(10**12)  # takes no room
    os.mkfifo(tmp_path / "pipe" / X_FILE)
    (tmp_path / "folders" / X_FILE / X_FILE).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_DIR", value)
    with pytest.raises(kind, match=words.format(*[re.escape(str(tmp_path))] * 2)):
        helpers.load_mnist()
    assert mnist.describe_source().startswith("MNIST: cannot be loaded. MNIST_DIR is ")


@posix
@pytest.mark.parametrize("what", ["file", "folder"])
def test_an_mnist_dir_that_this_account_may_not_read(open_folder, what):
    folder = open_folder / "mnist"
    fill(folder)
    (folder / X_FILE if what == "file" else folder).chmod(0)
    code = """
os.environ["MNIST_DIR"] = sys.argv[1]
try:
    mnist.load_mnist()
except PermissionError as error:
    print(error)
print(mnist.describe_source())
"""
    lines = child(code, folder, user=NOT_ROOT)
    folder.chmod(0o755)
    assert f"MNIST_DIR is {folder}, but" in lines[0] and "may not be read" in lines[0]
    assert lines[1] == f"MNIST: cannot be loaded. {lines[0]}"


@pytest.mark.usefixtures("sample_is_mnist")
def test_a_file_that_may_not_be_read_beside_one_that_may(tmp_path, monkeypatch):
    """Root may read everything: here the system's refusal is put on."""
    folder, read = tmp_path / "mnist", mnist.read_bounded
    fill(folder)

    def refuse(path):
        if "(1)" not in path.name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(mnist, "read_bounded", refuse)
    monkeypatch.setenv("MNIST_DIR", str(folder))
    with pytest.raises(PermissionError) as caught:
        helpers.find_mnist()
    assert str(caught.value) == (
        f"MNIST_DIR is {folder}, but {folder / X_FILE} may not be read by this account "
        f"(chmod a+r {X_FILE})."
    )
    fill(folder, lambda n: n.replace(".gz", "(1).gz"))
    assert all("(1)" in path.name for path in helpers.find_mnist())

    def closed(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(
        PermissionError, match=f"MNIST_DIR is {re.escape(str(folder))}, but it may not be read"
    ):
        helpers.find_mnist()


@pytest.mark.usefixtures("sample_is_mnist")
def test_describe_source_downloads_and_writes_nothing(tmp_path, monkeypatch):
    home = tmp_path / "home" / "mnist-from-scratch"
    text = mnist.describe_source()
    assert text.startswith("MNIST: 4 of 4 files would be downloaded from one of github.com, ")
    assert text.endswith(f"to {home}; if that fails, the 5,000-digit sample is used.")
    assert not home.exists()
    fill(home)
    assert mnist.describe_source() == f"MNIST: all 70,000 digits, in {home}."
    (home / X_FILE).write_bytes(b"junk")
    assert mnist.describe_source().startswith("MNIST: 1 of 4 files would be downloaded")
    assert (home / X_FILE).exists()
    fill(tmp_path / "by hand", data=gzip.decompress)
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "by hand"))
    assert "by hand (MNIST_DIR)" in mnist.describe_source()
    assert (home / X_FILE).read_bytes() == b"junk" and not any((tmp_path / "tmp").iterdir())
    fill(tmp_path / "by hand", data=lambda data: data[:-5])
    text = mnist.describe_source()
    assert text.startswith("MNIST: cannot be loaded.") and "is not the original" in text
    monkeypatch.setattr(mnist, "default_cache", lambda: Path("~nobody-here").expanduser())
    monkeypatch.delenv("MNIST_DIR")
    assert mnist.describe_source().startswith("MNIST: cannot be loaded. Could not determine home")


def test_files_that_do_not_belong_together(tmp_path, monkeypatch):
    names = list(mnist.FILES)
    paths = [mnist.DATA / name for name in (names[0], names[3], names[2], names[3])]
    monkeypatch.setattr(mnist, "_find", lambda *args: paths)
    with pytest.raises(ValueError, match="images and of labels differ"):
        helpers.load_mnist()


def test_a_file_elsewhere_is_no_name(tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("precious")
    with pytest.raises(ValueError, match="without folders"):
        helpers.fetch(str(mine), "0" * 64, tmp_path / "cache", mirrors=[])
    assert mine.read_text() == "precious"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mirrors": "https://school.example/mnist/"}, "mirrors must be a list"),
        ({"timeout": None}, "timeout must be in seconds"),
        ({"timeout": "5"}, "timeout must be in seconds"),
        ({"timeout": (5, 0)}, "timeout must be in seconds"),
    ],
)
def test_a_wrong_mirror_or_timeout_is_no_fault_of_the_mirrors(
    tmp_path, monkeypatch, options, words
):
    monkeypatch.delenv("MNIST_DIR", raising=False)
    with pytest.raises(ValueError, match=words):
        helpers.load_mnist(tmp_path, progress=False, **options)
