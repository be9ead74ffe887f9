"""The two-layer network: by hand, and against finite differences."""

import numpy as np
import pytest
from small import tiny

import helpers


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_init_params(dtype):
    params = helpers.init_params(np.random.default_rng(1), n_hidden=7, dtype=dtype)
    assert [p.shape for p in params] == [(7, 784), (7, 1), (10, 7), (10, 1)]
    again = helpers.init_params(np.random.default_rng(1), n_hidden=7, dtype=dtype)
    for p, q in zip(params, again, strict=True):
        assert p.dtype == dtype and (p == q).all()
        assert p.min() >= -0.5 and p.max() < 0.5 and p.min() < 0 < p.max()


def test_forward_prop_by_hand():
    W1, b1 = np.array([[1.0, 0.0]]), np.array([[0.0]])
    W2, b2 = np.array([[2.0], [0.0]]), np.array([[0.0], [0.0]])
    _, A1, Z2, A2 = helpers.forward_prop(W1, b1, W2, b2, np.array([[np.log(3)], [9.0]]))
    np.testing.assert_allclose(A1, [[0.75]])
    np.testing.assert_allclose(Z2, [[1.5], [0]])
    np.testing.assert_allclose(A2[0], 1 / (1 + np.exp(-1.5)))


@pytest.mark.parametrize("seed", range(3))
def test_back_prop_against_finite_differences(seed):
    *params, X, Y = tiny(seed=seed)
    gradients = helpers.back_prop(*helpers.forward_prop(*params, X), params[0], params[2], X, Y)

    def loss():
        return helpers.cross_entropy(helpers.forward_prop(*params, X)[3], Y)

    for name, param, gradient in zip(("W1", "b1", "W2", "b2"), params, gradients, strict=True):
        error = helpers.relative_error(gradient, helpers.numerical_gradient(loss, param))
        assert error < 1e-7, f"d{name} is wrong: relative error {error:.1e}"


def test_float32_stays_float32():
    *params, X, Y = tiny(np.float32)
    activations = helpers.forward_prop(*params, X)
    gradients = helpers.back_prop(*activations, params[0], params[2], X, Y)
    updated = helpers.update_params(*params, *gradients, 0.5)
    assert {a.dtype for a in (*activations, *gradients, *updated)} == {np.dtype(np.float32)}


def test_update_params():
    old = [np.full(shape, 1.0) for shape in [(2, 3), (2, 1), (4, 2), (4, 1)]]
    new = helpers.update_params(*old, *[2 * p for p in old], 0.25)
    assert all((p == 0.5).all() for p in new) and all((p == 1).all() for p in old)
