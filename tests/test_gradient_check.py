"""Finite differences, and the distance of two gradients."""

import numpy as np
import pytest

import helpers


def test_numerical_gradient_wants_float64_and_restores():
    W = np.array([[3.0]])
    gradient = helpers.numerical_gradient(lambda: float(W[0, 0] ** 2), W)
    assert gradient[0, 0] == pytest.approx(6) and W[0, 0] == 3
    with pytest.raises(ValueError, match="float64"):
        helpers.numerical_gradient(lambda: 0.0, np.zeros(1, np.float32))


def test_relative_error():
    a = np.array([[3.0, 4.0]])
    assert helpers.relative_error(a, a) == 0 and helpers.relative_error(a, -a) == 1
    assert helpers.relative_error(0 * a, 0 * a) == 0
    assert helpers.relative_error(a, 3 * a) == pytest.approx(0.5)
    assert np.isnan(helpers.relative_error(a, np.array([[3.0, np.nan]]))), "nan is not equal"
    with pytest.raises(ValueError, match="transposed"):
        helpers.relative_error(a, a.T)
