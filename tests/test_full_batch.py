"""Training on all samples at once: against a plain float64 version of the seed's algorithm."""

import numpy as np
import pytest
from contenders import plain

import helpers


def test_curves_are_those_of_the_plain_version(digits):
    start = helpers.init_params(np.random.default_rng(3))
    kept = [p.copy() for p in start]
    _, history = helpers.gradient_descent(*digits, 0.7, 100, *start, progress=False)
    X, Y, X_test, Y_test = digits
    wide = X.astype(float), Y, X_test.astype(float), Y_test
    train, test = plain(*wide, 0.7, 100, *[p.astype(float) for p in start])
    assert history["updates"] == list(range(101))
    assert np.abs(np.array(history["train_accuracy"]) - train).max() <= 0.003
    assert np.abs(np.array(history["test_accuracy"]) - test).max() <= 0.003
    assert history["test_accuracy"][-1] > 0.75
    assert all((p == q).all() for p, q in zip(start, kept, strict=True)), "changed in place"


def test_the_last_entry_measures_the_weights_returned_and_training_goes_on(digits):
    X, Y, X_test, Y_test = digits
    rng = np.random.default_rng
    half, first = helpers.gradient_descent(*digits, 0.7, 4, rng=rng(0), progress=False)
    loss = helpers.cross_entropy(helpers.forward_prop(*half, X)[3], Y)
    assert first["loss"][-1] == pytest.approx(loss, rel=1e-5)
    assert first["test_accuracy"][-1] == helpers.get_accuracy(
        helpers.make_predictions(X_test, *half), Y_test
    )
    _, second = helpers.gradient_descent(*digits, 0.7, 3, *half, progress=False)
    _, whole = helpers.gradient_descent(*digits, 0.7, 7, rng=rng(0), progress=False)
    assert first["loss"] + second["loss"][1:] == whole["loss"]


@pytest.mark.parametrize("size", [1, 7, 30, 99])
def test_slices_add_up_to_the_whole_gradient(size):
    rng = np.random.default_rng(2)
    params = helpers.init_params(rng, dtype=np.float64)
    X, Y = rng.random((784, 30)), rng.integers(0, 10, 30)
    A2, gradient = helpers.full_gradient(*params, X, Y, size)
    forward = helpers.forward_prop(*params, X)
    whole = helpers.back_prop(*forward, params[0], params[2], X, Y)
    assert np.allclose(A2, forward[3], rtol=1e-12)
    for part, array in zip(gradient, whole, strict=True):
        assert np.abs(part - array).max() <= 1e-12 * np.abs(array).max()


def test_training_keeps_float32(digits):
    params, _ = helpers.gradient_descent(
        *digits, 0.7, 1, rng=np.random.default_rng(0), progress=False
    )
    assert [param.dtype for param in params] == [np.float32] * 4


def test_start_weights_are_all_or_none(digits):
    W1 = np.zeros((40, 784), np.float32)
    with pytest.raises(ValueError, match="all of W1"):
        helpers.gradient_descent(*digits, 0.7, 1, W1)
    with pytest.raises(ValueError, match="rng"):
        helpers.gradient_descent(*digits, 0.7, 1)
