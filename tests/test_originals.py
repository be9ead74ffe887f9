"""What counts as the original, and where it is kept."""

import gzip
import hashlib
import os
import re
import stat
import tempfile
import time

import pytest
from hypothesis import example, given, strategies as st
from mirrors import GOOD
from systems import posix

from helpers.digits import originals

PACKED = gzip.compress(GOOD, mtime=0)
SUM = hashlib.sha256(PACKED).hexdigest()
SPOILT = PACKED[:11] + bytes([PACKED[11] ^ 255]) + PACKED[12:]  # zlib.error
NAME = "file.gz"


@pytest.fixture(autouse=True)
def contents(monkeypatch, tmp_path):
    monkeypatch.setitem(originals.CONTENTS, SUM, hashlib.sha256(GOOD).hexdigest())
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


@pytest.mark.parametrize(
    ("data", "same"),
    [
        (PACKED, True),
        (gzip.compress(GOOD, 1, mtime=99), True),
        (GOOD, False),
        (gzip.compress(PACKED, mtime=0), False),
        (gzip.compress(gzip.compress(GOOD, 1, mtime=0), mtime=0), False),
        (gzip.compress(gzip.compress(PACKED, mtime=0), mtime=0), False),
    ],
    ids=["as it is", "faster, later", "unpacked", "twice", "faster, twice", "three times"],
)
def test_any_packing_of_the_right_bytes(data, same):
    original = originals.as_original(data, SUM)
    assert gzip.decompress(original) == GOOD
    assert (original is data) == same


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(gzip.compress(gzip.compress(PACKED, mtime=0), mtime=0), mtime=0),
        SPOILT,
        b"",
        b"x",
        GOOD + b"x",
        PACKED[:-9],
        gzip.compress(GOOD[1:], mtime=0),
        b"\x1f\x8b",
        PACKED[:5],
    ],
    ids=["four times", "spoilt", "none", "one", "more", "cut", "less", "gzip's start", "five"],
)
def test_other_bytes(data):
    assert originals.as_original(data, SUM) is None


def test_every_original_has_the_sum_of_its_content():
    assert list(originals.CONTENTS)[:4] == list(originals.FILES.values())
    assert len({*originals.CONTENTS, *originals.CONTENTS.values()}) == 10


def test_names_sums_and_bounds_are_not_changed_by_accident():
    facts = [*originals.FILES.items(), *originals.CONTENTS.items()][:8]
    assert hashlib.sha256(repr(facts).encode()).hexdigest()[:16] == "ca6f4c795e4e464c"
    assert originals.MAX_BYTES == 50_000_000 and originals.LEFTOVER == 3600


def test_what_is_packed_anew_is_the_same_every_time():
    assert originals.as_original(GOOD, SUM)[4:8] == bytes(4), "no time stands in it"


def test_the_cache_has_the_course_s_name(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert originals.default_cache() == tmp_path / "mnist-from-scratch"


def test_a_sum_whose_content_is_not_known_counts_for_itself_only():
    other = hashlib.sha256(b"other").hexdigest()
    assert originals.as_original(b"other", other) == b"other"
    assert originals.as_original(gzip.compress(b"other", mtime=0), other) == b"other"
    assert originals.as_original(b"another", other) is None


VALID = []


@given(st.binary(max_size=80), st.integers(0, 3))
@example(GOOD, 0)
@example(GOOD, 1)
@example(GOOD, 2)
def check_any_data(data, times):
    for _ in range(times):
        data = gzip.compress(data, mtime=0)
    original = originals.as_original(data, SUM)
    if original is not None:
        assert gzip.decompress(original) == GOOD
        VALID.append(times)


def test_any_data_is_the_original_or_none():
    check_any_data()
    assert {0, 1, 2} <= set(VALID), "the property test must see valid cases"


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(originals, "MAX_BYTES", len(GOOD) - 1)
    assert originals.as_original(gzip.compress(GOOD, 1, mtime=0), SUM) is None
    monkeypatch.setattr(originals, "MAX_BYTES", len(GOOD))
    assert originals.as_original(gzip.compress(GOOD, 1, mtime=0), SUM) is not None


def test_read_bounded(tmp_path, monkeypatch):
    path = tmp_path / NAME
    path.write_bytes(PACKED)
    assert originals.read_bounded(path) == PACKED and originals.is_intact(path, SUM)
    monkeypatch.setattr(originals, "MAX_BYTES", len(PACKED))
    assert originals.read_bounded(path) == PACKED
    monkeypatch.setattr(originals, "MAX_BYTES", len(PACKED) - 1)
    with pytest.raises(OSError, match="larger than any"):
        originals.read_bounded(path)
    with pytest.raises(OSError, match="is not a file"):
        originals.read_bounded(tmp_path)


@posix
@pytest.mark.parametrize("kind", ["folder", "dangling", "loop", "pipe", "none", "unpacked", "zero"])
def test_what_is_not_intact_does_no_harm(tmp_path, kind):
    path = tmp_path / NAME
    if kind == "folder":
        path.mkdir()
    elif kind == "dangling":
        path.symlink_to(tmp_path / "nothing")
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)  # reading it would wait for ever
    elif kind == "unpacked":
        path.write_bytes(GOOD)
    elif kind == "zero":
        path = tmp_path / "a\0b"
    assert not originals.is_intact(path, SUM)


@posix
def test_keep_writes_at_once_with_the_usual_rights(tmp_path):
    cache = tmp_path / "new" / "cache"
    old = os.umask(0o027)
    try:
        path, why = originals.keep(PACKED, NAME, cache)
    finally:
        os.umask(old)
    assert path == cache / NAME and why is None and path.read_bytes() == PACKED
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in cache.iterdir()] == [NAME]
    assert originals.find_kept(NAME, SUM, cache) == path


def test_keep_replaces_a_link_and_not_what_it_leads_to(tmp_path):
    (tmp_path / "precious").write_bytes(b"mine")
    (tmp_path / NAME).symlink_to(tmp_path / "precious")
    originals.keep(PACKED, NAME, tmp_path)
    assert (tmp_path / "precious").read_bytes() == b"mine"
    assert not (tmp_path / NAME).is_symlink() and originals.is_intact(tmp_path / NAME, SUM)


def test_leftovers_of_killed_processes_go_and_those_of_living_ones_stay(tmp_path):
    dead, alive, other = (tmp_path / f".{n}.part" for n in (NAME + ".1", NAME + ".2", "other.3"))
    for path in (dead, alive, other):
        path.write_bytes(b"half")
    for path in (dead, other):
        os.utime(path, (0, time.time() - originals.LEFTOVER - 60))
    os.utime(alive, (0, time.time() - originals.LEFTOVER + 60))
    originals.keep(PACKED, NAME, tmp_path)
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {NAME, alive.name, other.name}


@posix
def test_the_temporary_folder_is_one_and_only_ours(tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file where the folder should be")
    path, why = originals.keep(PACKED, NAME, blocked / "cache")
    assert path.parent == originals.temporary_folder(blocked / "cache")
    assert why == f"{blocked / 'cache'} cannot be used: not a directory."
    assert originals.keep(PACKED, NAME, blocked / "cache")[0] == path
    assert originals.find_kept(NAME, SUM, blocked / "cache") == path
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    top = path.parent.parent
    assert stat.S_IMODE(top.stat().st_mode) == 0o700
    assert top.name == f"mnist-from-scratch-{os.getuid()}"
    assert originals.temporary_folder(tmp_path) != path.parent


@posix
@pytest.mark.parametrize("planted", ["link", "file"])
def test_a_temporary_folder_that_somebody_else_has_laid_is_not_used(tmp_path, planted):
    top = originals.temporary_folder(tmp_path).parent
    if planted == "link":
        (tmp_path / "trap").mkdir()
        top.symlink_to(tmp_path / "trap")
    else:
        top.write_bytes(b"")
    with pytest.raises(OSError, match=r"not a directory.*(not a folder of this|file exists)"):
        (tmp_path / "blocked").write_bytes(b"")
        originals.keep(PACKED, NAME, tmp_path / "blocked" / "cache")


@posix
def test_a_folder_of_another_account_is_not_used(tmp_path, monkeypatch):
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)
    (tmp_path / "blocked").write_bytes(b"")
    with pytest.raises(OSError, match="it is not a folder of this account"):
        originals.keep(PACKED, NAME, tmp_path / "blocked" / "cache")


def test_a_name_that_no_system_takes(tmp_path):
    path, why = originals.keep(PACKED, NAME, tmp_path / "a\0b")
    assert path.read_bytes() == PACKED and re.search("cannot be used: .*embedded null", why)


@posix
def test_both_reasons_are_told(tmp_path, monkeypatch):
    (tmp_path / "blocked").write_bytes(b"")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(OSError) as caught:
        originals.keep(PACKED, NAME, tmp_path / "blocked" / "cache")
    first, second = str(caught.value).split(". ")
    assert first.endswith("cache cannot be used: not a directory")
    assert second.endswith("cannot be used: no such file or directory.")


@posix
def test_an_entry_that_is_a_folder_stays_and_the_temporary_folder_serves(tmp_path):
    (tmp_path / NAME / "inside").mkdir(parents=True)
    path, why = originals.keep(PACKED, NAME, tmp_path)
    assert path.parent == originals.temporary_folder(tmp_path) and "is a directory" in why
    assert (tmp_path / NAME / "inside").is_dir()
    assert not list(tmp_path.glob(".*.part"))


def test_reasons_are_words():
    full = OSError(28, "No space left on device", "/x")
    assert originals.reason(full) == "no space left on the disk"
    assert originals.reason(ValueError("Bad name.")) == "bad name"


def test_an_account_without_a_home_has_a_cache_all_the_same(monkeypatch):
    def nowhere(*args, **kwargs):
        raise RuntimeError("could not determine the home directory")

    for user_cache_dir in (nowhere, lambda *args, **kwargs: "~/.cache/mnist-from-scratch"):
        monkeypatch.setattr(originals.platformdirs, "user_cache_dir", user_cache_dir)
        cache = originals.default_cache()
        assert cache.is_absolute() and cache.is_relative_to(tempfile.gettempdir())


def test_a_part_file_that_another_process_finishes_is_no_trouble(tmp_path, monkeypatch):
    part = tmp_path / ".a.gz.1.part"
    part.write_bytes(b"half")
    glob = originals.Path.glob

    def finished_meanwhile(folder, pattern):
        for found in list(glob(folder, pattern)):
            found.unlink()
            yield found

    monkeypatch.setattr(originals.Path, "glob", finished_meanwhile)
    assert originals.keep(b"whole", "a.gz", tmp_path) == (tmp_path / "a.gz", None)
