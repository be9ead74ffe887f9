"""A network small enough to be calculated by hand or measured by finite differences."""

import numpy as np


def tiny(dtype=np.float64, seed=0, inputs=3, hidden=4, classes=3, n=5):
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(size=(hidden, inputs)), rng.normal(size=(hidden, 1))
    W2, b2 = rng.normal(size=(classes, hidden)), rng.normal(size=(classes, 1))
    X, Y = rng.random((inputs, n)), rng.integers(0, classes, n)
    return [a.astype(dtype) for a in (W1, b1, W2, b2, X)] + [Y]
