"""Drawings with labels, in a file and back, and as samples."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from systems import posix

import helpers.handwriting.drawings as module
from helpers import DATA, drawings_to_samples, load_drawings, save_drawings, strokes_to_mnist

DRAWINGS = [([[[0.5, 0.2], [0.5, 0.8]]], 1), ([[[0.1, 0.2]], [[0.3, 0.4]]], 7)]


def test_there_and_back(tmp_path):
    path = tmp_path / "hand.json"
    for drawings in (DRAWINGS, [], DRAWINGS[:1]):
        save_drawings(path, drawings)
        assert load_drawings(path) == drawings
    assert [p.name for p in tmp_path.iterdir()] == ["hand.json"]


@posix
def test_the_file_has_the_usual_rights_and_so_have_later_ones(tmp_path):
    before = os.umask(0o027)
    try:
        save_drawings(tmp_path / "hand.json", DRAWINGS)
        (tmp_path / "later").touch()
    finally:
        os.umask(before)
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o640, path.name


def test_it_is_written_beside_its_place_whatever_disk_that_is_on(tmp_path, monkeypatch):
    moved, replace = [], os.replace
    monkeypatch.setattr("os.replace", lambda *paths: (moved.extend(paths), replace(*paths)))
    save_drawings(tmp_path / "hand.json", DRAWINGS)
    assert Path(moved[0]).parent == tmp_path
    assert Path(moved[0]).name.startswith(".hand.json"), "hidden, and it says whose it was"


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "hand.json"
    save_drawings(path, DRAWINGS)
    size = path.stat().st_size
    monkeypatch.setattr(module, "MOST_BYTES", size)
    assert load_drawings(path) == DRAWINGS
    monkeypatch.setattr(module, "MOST_BYTES", size - 1)
    with pytest.raises(ValueError, match="hand.json is too large"):
        load_drawings(path)


@pytest.mark.parametrize("bad", [[([[[0.5, 2]]], 1)], [([], 10)], [([], True)], [([], "1")]])
def test_a_bad_drawing_is_refused_and_the_file_stays(tmp_path, bad):
    path = tmp_path / "hand.json"
    save_drawings(path, DRAWINGS)
    with pytest.raises(ValueError):
        save_drawings(path, bad)
    assert load_drawings(path) == DRAWINGS
    with pytest.raises(ValueError, match="json"):
        save_drawings(tmp_path / "hand.txt", DRAWINGS)


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "hand.json"
    save_drawings(path, DRAWINGS)

    def fail(*args):
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="no space"):
        save_drawings(path, [])
    assert load_drawings(path) == DRAWINGS and len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_is_full_at_the_end_of_the_writing_leaves_the_old_file(tmp_path):
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    path = tmp_path / "hand.json"
    save_drawings(path, [])
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, limit[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            save_drawings(path, DRAWINGS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert load_drawings(path) == [] and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "text", ["", "7", "[7]", "{}x", '[{"digit": 3}]', '[{"digit": 3, "strokes": 5}]', "[" * 10**5]
)
def test_what_is_no_such_file_is_refused(tmp_path, text):
    path = tmp_path / "hand.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="not a file that save_drawings wrote"):
        load_drawings(path)


def test_a_file_that_a_windows_editor_has_saved_is_read(tmp_path):
    path = tmp_path / "hand.json"
    save_drawings(path, DRAWINGS)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_drawings(path) == DRAWINGS


def test_samples():
    X, Y = drawings_to_samples(DRAWINGS)
    assert X.dtype == np.float32 and Y.tolist() == [1, 7] and Y.dtype == np.int64
    np.testing.assert_array_equal(X[:, 1:], strokes_to_mnist(DRAWINGS[1][0]))
    X, Y = drawings_to_samples([])
    assert X.shape == (784, 0) and Y.shape == (0,)


def test_the_stored_hand_is_what_its_program_writes(monkeypatch):
    import make_hand

    stored = load_drawings(DATA / "hand.json")
    rng = np.random.default_rng(0)
    again = [(make_hand.write(d, rng), d) for _ in range(make_hand.EACH) for d in range(10)]
    assert json.dumps(stored) == json.dumps(again)


@pytest.mark.parametrize(
    ("drawings", "message"),
    [
        ([([[[0.5, 0.5]]], 12)], "from 0 to 9, not 12"),
        ([([[[0.5, 0.5]]], "3")], "from 0 to 9, not '3'"),
        ([([[[0.5, 0.5]]], 2.0)], "from 0 to 9, not 2.0"),
        ([([], 3)], "The drawing of a 3 has no strokes"),
        ([[[[0.5, 0.5]]]], "A drawing must be a pair"),
        (None, "drawings must be a list"),
        ([([[0.5, 0.5]], 3)], "A point must be two numbers"),
        ([([[[0.5, float("nan")]]], 3)], "x and y must be numbers .*, not nan"),
    ],
)
def test_drawings_that_are_refused(tmp_path, drawings, message):
    with pytest.raises(ValueError, match=message):
        drawings_to_samples(drawings)
    with pytest.raises(ValueError, match=message):
        save_drawings(tmp_path / "d.json", drawings)
    assert list(tmp_path.iterdir()) == []


def test_what_would_not_be_read_again_is_not_written(tmp_path, monkeypatch):
    path, dot = tmp_path / "d.json", ([[[0.5, 0.5]]], 1)
    save_drawings(path, [dot])
    kept = path.read_bytes()
    monkeypatch.setattr(module, "MOST", 3)
    with pytest.raises(ValueError, match="at most 3 pairs"):
        save_drawings(path, 4 * [dot])
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match="more than 0 MB: keep fewer"):
        save_drawings(path, 3 * [dot])
    assert path.read_bytes() == kept
    with pytest.raises(ValueError, match="no file of drawings"):
        load_drawings(tmp_path)
