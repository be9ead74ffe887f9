"""Convolution and pooling: against finite differences, SciPy and hand calculation."""

import numpy as np
from scipy.signal import correlate

import helpers
from helpers import Conv, Dense, MaxPool, Network, ReLU, Reshape, loss_and_gradient, xavier

RNG = np.random.default_rng


def test_a_whole_convolutional_network_against_finite_differences():
    rng = RNG(0)
    network = Network(
        Reshape(1, 6, 6), Conv(rng, 1, 2, 3, dtype=np.float64), MaxPool(), ReLU(0.1),
        Reshape(-1), Dense(rng, 8, 3, xavier, np.float64),
    )  # fmt: skip
    X, Y = rng.random((36, 4)), np.array([0, 1, 2, 1])

    def loss():
        return loss_and_gradient(network.forward(X), Y)[0]

    gradients = network.backward(loss_and_gradient(network.forward(X), Y)[1])
    for param, gradient in zip(network.params, gradients, strict=True):
        measured = helpers.numerical_gradient(loss, param)
        assert helpers.relative_error(gradient, measured) < 1e-7


def test_conv_is_a_correlation_per_filter():
    conv, X = Conv(RNG(0), 2, 3, 3, dtype=np.float64), RNG(1).normal(size=(2, 5, 6, 4))
    conv.b[:] = [[1.0], [2.0], [3.0]]
    Z = conv.forward(X)
    for k in range(3):
        for i in range(4):
            expected = correlate(X[..., i], conv.W[k].reshape(2, 3, 3), mode="valid")[0]
            np.testing.assert_allclose(Z[k, ..., i], expected + k + 1, rtol=1e-12)


def test_max_pool_by_hand_and_with_a_tie():
    X = np.array([[[1.0, 2, 5, 5], [3, 0, 5, 5]]])[..., None]
    pool = MaxPool()
    assert pool.forward(X).ravel().tolist() == [3, 5]
    slopes = pool.backward(np.array([[[10.0, 20]]])[..., None])
    assert slopes[0, ..., 0].tolist() == [[0, 0, 20, 0], [10, 0, 0, 0]]
