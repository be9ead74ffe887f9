"""The network's numbers, against hand calculation and finite differences."""

import numpy as np
import pytest

import helpers


def tiny(dtype=np.float64, seed=0, inputs=3, hidden=4, classes=3, n=5):
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(size=(hidden, inputs)), rng.normal(size=(hidden, 1))
    W2, b2 = rng.normal(size=(classes, hidden)), rng.normal(size=(classes, 1))
    X, Y = rng.random((inputs, n)), rng.integers(0, classes, n)
    return [a.astype(dtype) for a in (W1, b1, W2, b2, X)] + [Y]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_init_params(dtype):
    params = helpers.init_params(np.random.default_rng(1), n_hidden=7, dtype=dtype)
    assert [p.shape for p in params] == [(7, 784), (7, 1), (10, 7), (10, 1)]
    again = helpers.init_params(np.random.default_rng(1), n_hidden=7, dtype=dtype)
    for p, q in zip(params, again, strict=True):
        assert p.dtype == dtype and (p == q).all()
        assert p.min() >= -0.5 and p.max() < 0.5 and p.min() < 0 < p.max()


def test_sigmoid_by_hand_and_at_the_ends():
    Z = np.array([[0.0, np.log(3), -np.log(3), 1000, -1000]])
    with np.errstate(all="raise", under="ignore"):
        A = helpers.sigmoid(Z)
    np.testing.assert_allclose(A, [[0.5, 0.75, 0.25, 1, 0]], rtol=1e-15)


def test_deriv_sigmoid_is_the_slope():
    Z, eps = np.linspace(-4, 4, 9), 1e-6
    slope = (helpers.sigmoid(Z + eps) - helpers.sigmoid(Z - eps)) / (2 * eps)
    np.testing.assert_allclose(helpers.deriv_sigmoid(Z), slope, rtol=1e-8)


def test_softmax_subtracts_each_columns_own_maximum():
    Z = np.array([[np.log(1), 1000], [np.log(3), 1000]])
    np.testing.assert_allclose(helpers.softmax(Z), [[0.25, 0.5], [0.75, 0.5]], rtol=1e-12)


def test_forward_prop_by_hand():
    W1, b1 = np.array([[1.0, 0.0]]), np.array([[0.0]])
    W2, b2 = np.array([[2.0], [0.0]]), np.array([[0.0], [0.0]])
    _, A1, Z2, A2 = helpers.forward_prop(W1, b1, W2, b2, np.array([[np.log(3)], [9.0]]))
    np.testing.assert_allclose(A1, [[0.75]])
    np.testing.assert_allclose(Z2, [[1.5], [0]])
    np.testing.assert_allclose(A2[0], 1 / (1 + np.exp(-1.5)))


def test_cross_entropy_by_hand_and_with_a_zero():
    A2 = np.array([[0.25, 1.0], [0.75, 0.0]])
    assert helpers.cross_entropy(A2, np.array([0, 0])) == pytest.approx(np.log(4) / 2)
    assert np.isfinite(helpers.cross_entropy(A2.astype(np.float32), np.array([0, 1])))


def test_one_hot():
    hot = helpers.one_hot(np.array([2, 0]), n_classes=3)
    np.testing.assert_array_equal(hot, [[0, 1], [0, 0], [1, 0]])


@pytest.mark.parametrize("labels", [[-1, 2], [0, 10], [0.0, 1.0]])
def test_one_hot_refuses_labels(labels):
    with pytest.raises(ValueError, match="Y"):
        helpers.one_hot(np.array(labels))


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


@pytest.mark.parametrize(
    ("position", "bad", "message"),
    [
        (4, np.zeros((5, 3)), r"X has the shape \(5, 3\), but \(3, n\).*Did you mean X.T"),
        (1, np.zeros(4), r"b1 has the shape \(4,\), but \(4, 1\)"),
        (1, np.zeros((1, 4)), r"b1 .*\(4, 1\)"),
        (2, np.zeros((3, 9)), r"W2 .*\(classes, 4\)"),
        (4, [[1.0]], "X must be a NumPy array, not list"),
    ],
)
def test_wrong_shapes_are_named(position, bad, message):
    arguments = tiny()[:5]
    arguments[position] = bad
    with pytest.raises(ValueError, match=message):
        helpers.forward_prop(*arguments)


def test_shapes_are_checked_by_name_too_and_missing_arguments_are_said_to_be_missing():
    *params, X, _ = tiny()
    with pytest.raises(ValueError, match=r"X has the shape \(5, 3\)"):
        helpers.forward_prop(*params, X=X.T)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'X'"):
        helpers.forward_prop(*params)
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        helpers.softmax(X, 0)


def test_back_prop_refuses_labels_of_the_wrong_length():
    *params, X, Y = tiny()
    with pytest.raises(ValueError, match=r"Y has the shape \(4,\), but \(5,\)"):
        helpers.back_prop(*helpers.forward_prop(*params, X), params[0], params[2], X, Y[:4])


def test_cross_entropy_refuses_a_label_that_would_wrap_around():
    with pytest.raises(ValueError, match="from 0 to 1"):
        helpers.cross_entropy(np.full((2, 1), 0.5), np.array([-1]))


def test_accuracy_refuses_predictions_that_would_broadcast():
    with pytest.raises(ValueError, match="Y"):
        helpers.get_accuracy(np.zeros(3, int), np.zeros(1, int))


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


def test_test_prediction_refuses_an_index_that_is_not_there():
    *params, X, Y = tiny()
    with pytest.raises(IndexError, match="from 0 to 4"):
        helpers.test_prediction(5, *params, X, Y)
