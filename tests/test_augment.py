"""New digits from old ones."""

import numpy as np

from helpers import distort

RNG = np.random.default_rng


def test_distort_moves_each_digit_a_little():
    X = np.zeros((784, 200), np.float32)
    X.reshape(28, 28, 200)[12:16, 12:16] = 1  # a square in the middle
    moved = distort(X, RNG(0), elastic=0.5)
    assert moved.shape == X.shape and moved.dtype == np.float32
    assert moved.min() >= 0 and moved.max() <= 1
    row = np.arange(28)[:, None, None]
    centres = (row * moved.reshape(28, 28, 200)).sum((0, 1)) / moved.sum(axis=0)
    assert np.abs(centres - 13.5).max() < 3.5 and centres.std() > 0.5
    assert (distort(X, RNG(0), 0, 0, 0) == X).all(), "no distortion changes nothing"
    assert (distort(X, RNG(5)) == distort(X, RNG(5))).all()
