"""The slow, sure way to a gradient, to test the fast one against (Lesson 3)."""

import numpy as np


def numerical_gradient(loss, W, eps=1e-5):
    """Gradient of loss() with respect to the float64 array W, by central differences.

    loss: a function without arguments that reads W; W is changed by +-eps, one entry at a time,
    and put back. Returns an array of W's shape. Raises ValueError if W is not float64.
    """
    if W.dtype != np.float64:
        raise ValueError(f"A gradient check needs float64 weights, not {W.dtype}.")
    dW = np.zeros_like(W)
    for index in np.ndindex(*W.shape):
        kept = W[index]
        W[index] = kept + eps
        loss_plus = loss()
        W[index] = kept - eps
        loss_minus = loss()
        W[index] = kept
        dW[index] = (loss_plus - loss_minus) / (2 * eps)
    return dW


def relative_error(a, b):
    """Distance of two arrays of one shape over their joint length: 0 is equal, 1 is opposite.

    It is nan when one of them holds nan. Raises ValueError when the shapes differ.
    """
    if a.shape != b.shape:
        raise ValueError(f"The shapes {a.shape} and {b.shape} differ: is one of them transposed?")
    length = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / length) if length != 0 else 0.0
