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


def test_update_params_keeps_float32_whatever_the_learning_rate_is():
    *params, X, Y = tiny(np.float32)
    for lr in (np.float64(0.5), np.float32(0.5), 1, np.int64(1)):
        assert {p.dtype for p in helpers.update_params(*params, *params, lr)} == {np.dtype("f4")}
    assert (helpers.update_params(*params, *params, 0)[0] == params[0]).all()


def words(function, *args):
    with pytest.raises(ValueError) as caught:
        function(*args)
    return str(caught.value)


def test_shapes_and_numbers_are_checked():
    *params, X, Y = tiny()
    forward = helpers.forward_prop(*params, X)
    gradients = helpers.back_prop(*forward, params[0], params[2], X, Y)
    for i, name in enumerate(("dW1", "db1", "dW2", "db2")):
        wrong = list(gradients)
        wrong[i] = wrong[i][:1, :1][:, :0]
        message = words(helpers.update_params, *params, *wrong, 0.5)
        assert message.startswith(f"update_params: {name} has the shape")
    for lr in (None, np.nan, -1, "x", np.ones(3)):
        assert words(helpers.update_params, *params, *gradients, lr).startswith("update_params: lr")
    for i, name in enumerate(("Z1", "A1", "Z2", "A2", "W1", "W2", "X", "Y")):
        arguments = [*forward, params[0], params[2], X, Y]
        arguments[i] = arguments[i][:1]
        message = words(helpers.back_prop, *arguments)
        assert message.startswith(f"back_prop: {name} has the shape") or name in ("W1", "W2")
    assert "X has the shape (3, 0): it is empty" in words(
        helpers.back_prop, *[a[:, :0] for a in forward], params[0], params[2], X[:, :0], Y[:0]
    )
    assert words(helpers.make_predictions, X.T, *params) == (
        "make_predictions: X has the shape (5, 3), but (3, n) is wanted to fit W1. "
        "Did you mean X.T?"
    )
    assert words(helpers.init_params, 0).startswith("init_params: rng must be a random generator")
    assert words(helpers.init_params, np.random.default_rng(0), 0).startswith(
        "init_params: n_hidden"
    )


def test_make_predictions():
    *params, X, Y = tiny()
    expected = helpers.forward_prop(*params, X)[3].argmax(axis=0)
    assert (helpers.make_predictions(X, *params) == expected).all()
    assert helpers.make_predictions(X[:, :0], *params).shape == (0,)
    assert [p.shape for p in helpers.init_params(np.random.default_rng(0))][0] == (40, 784)
    assert helpers.init_params(np.random.default_rng(0))[0].dtype == np.float32


@pytest.mark.parametrize("i", range(5))
def test_forward_prop_names_the_array_that_does_not_fit(i):
    arguments = tiny()[:5]
    arguments[i] = arguments[i][:1, :1].repeat(7, axis=0).repeat(2, axis=1)
    name = ("b1", "b1", "W2", "b2", "X")[i]  # W1 comes first, so b1 is the first not to fit
    assert words(helpers.forward_prop, *arguments).startswith(f"forward_prop: {name} has the shape")


def test_image_gradient_against_finite_differences():
    rng = np.random.default_rng(7)
    params = [rng.normal(size=shape) for shape in [(4, 6), (4, 1), (3, 4), (3, 1)]]
    X, Y = rng.normal(size=(6, 5)), np.array([2, 0, 1, 1, 2])
    measured = helpers.numerical_gradient(
        lambda: helpers.cross_entropy(helpers.forward_prop(*params, X)[3], Y), X
    )
    assert helpers.relative_error(helpers.image_gradient(X, Y, *params), measured) < 1e-7
    with pytest.raises(ValueError, match="image_gradient: the labels in Y must be from 0 to 2"):
        helpers.image_gradient(X, Y + 1, *params)
