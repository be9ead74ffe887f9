"""Drawings with labels, in a file and back, and as samples."""

import json
import os

import numpy as np
import pytest

from helpers import DATA, drawings_to_samples, load_drawings, save_drawings, strokes_to_mnist

DRAWINGS = [([[[0.5, 0.2], [0.5, 0.8]]], 1), ([[[0.1, 0.2]], [[0.3, 0.4]]], 7)]


def test_there_and_back(tmp_path):
    path = tmp_path / "hand.json"
    for drawings in (DRAWINGS, [], DRAWINGS[:1]):
        save_drawings(path, drawings)
        assert load_drawings(path) == drawings
    assert [p.name for p in tmp_path.iterdir()] == ["hand.json"]
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask


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


@pytest.mark.parametrize(
    "text", ["", "7", "[7]", "{}x", '[{"digit": 3}]', '[{"digit": 3, "strokes": 5}]', "[" * 10**5]
)
def test_what_is_no_such_file_is_refused(tmp_path, text):
    path = tmp_path / "hand.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="not a file that save_drawings wrote"):
        load_drawings(path)


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
