"""Convolution and pooling: against finite differences, SciPy and hand calculation."""

import numpy as np
import pytest
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


def test_lenet_is_what_lesson_9_says():
    network = helpers.lenet(RNG(0))
    shapes = [(16, 25), (16, 1), (32, 400), (32, 1), (128, 512), (128, 1), (10, 128), (10, 1)]
    assert [param.shape for param in network.params] == shapes
    names = [type(layer).__name__ for layer in network.layers]
    block = ["Conv", "MaxPool", "ReLU"]
    assert names == ["Reshape", *block, *block, "Reshape", "Dense", "ReLU", "Dense"]
    assert all(layer.leak == 0 for layer in network.layers if isinstance(layer, ReLU))
    X = RNG(1).random((784, 3), dtype=np.float32)
    assert network.forward(X).shape == (10, 3)
    first = network.layers[0].forward(X)
    assert first.shape == (1, 28, 28, 3) and (first[0, :, :, 1] == X[:, 1].reshape(28, 28)).all()
    with np.load(helpers.DATA / "lenet.npz") as file:
        assert [file[name].shape for name in file.files] == shapes, "the weights of Lesson 9 fit"


def test_the_start_weights_of_conv_are_those_of_a_dense_layer_for_each_patch():
    conv = Conv(RNG(0), 1, 2, 3)
    assert conv.W.shape == (2, 9) and conv.params[0] is conv.W and conv.params[1] is conv.b
    assert conv.W.dtype == np.float32 and Conv(RNG(0), 1, 900, 3).W.std() == pytest.approx(
        np.sqrt(2 / 9), rel=0.02
    )


def test_max_pool_of_four_equal_pixels_gives_the_slope_once():
    pool = MaxPool()
    pool.forward(np.full((1, 2, 2, 1), 7.0))
    assert pool.backward(np.full((1, 1, 1, 1), 5.0)).ravel().tolist() == [5, 0, 0, 0]


def test_patches_stand_in_columns_as_conv_wants_them():
    X = np.arange(24.0).reshape(2, 3, 4, 1)
    patches = helpers.cut_patches(X, 2)
    assert patches.shape == (8, 6)
    assert patches[:, 0].tolist() == [0, 1, 4, 5, 12, 13, 16, 17]
    assert patches[:, 5].tolist() == [6, 7, 10, 11, 18, 19, 22, 23]
    back = helpers.add_patches(np.ones((8, 6), np.float32), X.shape, 2)
    assert back.dtype == np.float32
    assert back[0, :, :, 0].tolist() == [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]


def test_max_pool_by_hand_and_with_a_tie():
    X = np.array([[[1.0, 2, 5, 5], [3, 0, 5, 5]]])[..., None]
    pool = MaxPool()
    assert pool.forward(X).ravel().tolist() == [3, 5]
    slopes = pool.backward(np.array([[[10.0, 20]]])[..., None])
    assert slopes[0, ..., 0].tolist() == [[0, 0, 20, 0], [10, 0, 0, 0]]
    assert pool.backward(np.ones((1, 1, 2, 1), np.float32)).dtype == np.float32


def test_convolve_loop_by_hand_and_what_does_not_fit():
    image = np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(
        helpers.convolve_loop(image, np.eye(2)), [[5, 7, 9], [13, 15, 17]]
    )
    for size in (0, 4):
        with pytest.raises(ValueError, match="no filter of .*fits on an image of .3, 4."):
            helpers.convolve_loop(image, np.ones((size, size)))
    with pytest.raises(ValueError, match="filter has the shape .2, 3."):
        helpers.convolve_loop(image, np.ones((2, 3)))
