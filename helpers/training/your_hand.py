"""Training digits for one's own hand (Lesson 6): few drawings, among many others' digits."""

import numpy as np

from helpers.digits.augment import distort
from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes


@check_shapes(X="784 n", Y="n", X_own="784 n_own", Y_own="n_own")
@check_values(X="0 to 1", X_own="0 to 1")
@check_numbers(rng="rng", n="whole >= 0", n_own="whole >= 0")
def mix_in(X, Y, X_own, Y_own, rng, n=2000, n_own=1000):
    """Mix digits of others with one's own, repeated and distorted a little each time.

    Without the digits of others the network would forget them; without the repeats it would hardly
    see one's own.

    Parameters
    ----------
    X, Y : (784, many) and (many,); X_own, Y_own : (784, few) and (few,), at least one.
    rng : np.random.Generator
    n, n_own : int, how many of the digits X (all of them, if there are fewer), and how many of
        one's own, there are in the end.

    Returns
    -------
    X_mix (784, n + n_own) and Y_mix (n + n_own,), or fewer if X has fewer than n.

    Raises
    ------
    ValueError for shapes that do not fit, or numbers out of range.
    """
    if Y_own.size == 0:
        raise ValueError("mix_in: X_own is empty: draw some digits first.")
    others = rng.permutation(Y.size)[:n]
    repeats = np.arange(n_own) % Y_own.size
    own = X_own[:, repeats]
    if n_own:
        own = distort(own, rng, shift=1, angle=6, scale=0.06)
    X_mix = np.hstack([X[:, others], own])
    return X_mix, np.concatenate([Y[others], Y_own[repeats]])
