"""Layers, optimisers and mini-batch training: against finite differences and hand calculation."""

import numpy as np
import pytest
from scipy.signal import correlate

import helpers
from helpers.augment import distort
from helpers.layers import (
    Conv,
    Dense,
    Dropout,
    MaxPool,
    Network,
    ReLU,
    Reshape,
    Sigmoid,
    Tanh,
    loss_and_slopes,
    xavier,
)  # fmt: skip
from helpers.optimisers import SGD, Adam, constant, one_cycle
from helpers.training import train

RNG = np.random.default_rng


def dense(inputs=6, units=4):
    return Dense(RNG(0), inputs, units, dtype=np.float64)


LAYERS = {
    "dense": (lambda: dense(), (6, 5)),
    "sigmoid": (Sigmoid, (6, 5)),
    "tanh": (Tanh, (6, 5)),
    "relu": (ReLU, (6, 5)),
    "leaky relu": (lambda: ReLU(0.1), (6, 5)),
    "dropout": (lambda: Dropout(0.4), (6, 5)),
    "reshape": (lambda: Reshape(3, 2), (6, 5)),
    "conv": (lambda: Conv(RNG(0), 2, 3, 3, dtype=np.float64), (2, 5, 6, 4)),
    "max pool": (MaxPool, (2, 4, 6, 3)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_slopes_against_finite_differences(name):
    make, shape = LAYERS[name]
    layer, X = make(), RNG(1).normal(size=shape)
    weights = RNG(2).normal(size=layer.forward(X, RNG(3)).shape)

    def loss():
        return float(np.sum(weights * layer.forward(X, RNG(3))))  # the same dropout every time

    loss()
    slopes = [layer.backward(weights), *layer.gradients(weights)]
    for array, slope in zip([X, *layer.params], slopes, strict=True):
        measured = helpers.numerical_gradient(loss, array)
        assert helpers.relative_error(slope, measured) < 1e-7, name


def test_a_whole_convolutional_network_against_finite_differences():
    rng = RNG(0)
    network = Network(
        Reshape(1, 6, 6), Conv(rng, 1, 2, 3, dtype=np.float64), MaxPool(), ReLU(0.1),
        Reshape(-1), Dense(rng, 8, 3, xavier, np.float64),
    )  # fmt: skip
    X, Y = rng.random((36, 4)), np.array([0, 1, 2, 1])

    def loss():
        return loss_and_slopes(network.forward(X), Y)[0]

    gradients = network.backward(loss_and_slopes(network.forward(X), Y)[1])
    for param, gradient in zip(network.params, gradients, strict=True):
        measured = helpers.numerical_gradient(loss, param)
        assert helpers.relative_error(gradient, measured) < 1e-7


def test_the_network_of_lessons_1_to_5_in_layers_gives_the_same_numbers():
    W1, b1, W2, b2 = helpers.init_params(RNG(0))
    network = Network(Dense(RNG(0), 784, 40), Sigmoid(), Dense(RNG(0), 40, 10))
    for param, array in zip(network.params, (W1, b1, W2, b2), strict=True):
        param[:] = array
    X, Y = RNG(1).random((784, 30), dtype=np.float32), RNG(2).integers(0, 10, 30)
    activations = helpers.forward_prop(W1, b1, W2, b2, X)
    np.testing.assert_array_equal(network.predict(X), activations[3])
    _, dZ = loss_and_slopes(network.forward(X), Y)
    expected = helpers.back_prop(*activations, W1, W2, X, Y)
    for mine, theirs in zip(network.backward(dZ), expected, strict=True):
        np.testing.assert_array_equal(mine, theirs)
        assert mine.dtype == np.float32


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


def test_dropout_keeps_the_mean_and_is_off_when_predicting():
    dropout, A = Dropout(0.25), np.ones((100, 1000), np.float32)
    assert dropout.forward(A) is A
    dropped = dropout.forward(A, RNG(0))
    assert dropped.dtype == np.float32
    assert (dropped == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert dropped.mean() == pytest.approx(1, abs=0.01)
    with pytest.raises(ValueError, match="p must be"):
        Dropout(1)


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (dense(), (5, 3), r"wants \(6, n\).*\(5, 3\)"),
        (LAYERS["conv"][0](), (1, 5, 5, 2), r"wants \(2, rows"),
        (LAYERS["conv"][0](), (2, 2, 5, 2), "at least 3 rows"),
        (MaxPool(), (2, 5, 4, 3), "even rows"),
    ],
)
def test_layers_refuse_other_shapes(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(np.zeros(shape))


def test_start_weights_keep_the_spread_of_activations():
    A = RNG(0).standard_normal((500, 1000), dtype=np.float32)
    for _ in range(5):
        A = ReLU().forward(Dense(RNG(1), 500, 500).forward(A))
    assert 0.5 < np.sqrt(np.mean(A**2)) < 2, "He's weights keep the mean square through ReLUs"


def test_momentum_by_hand():
    param = np.array([[1.0]])
    optimiser = SGD([param], momentum=0.5)
    optimiser.step([np.array([[2.0]])], lr=0.1)  # velocity 2
    assert param[0, 0] == pytest.approx(0.8)
    optimiser.step([np.array([[1.0]])], lr=0.1)  # velocity 0.5 * 2 + 1 = 2
    assert param[0, 0] == pytest.approx(0.6)


def test_adam_by_hand():
    param = np.array([[1.0, 1.0]])
    optimiser = Adam([param], beta1=0.5, beta2=0.75, eps=0)
    optimiser.step([np.array([[2.0, -0.001]])], lr=0.1)
    # Step 1: mean / fix is the slope, root of square / fix its size, so every step is lr long.
    np.testing.assert_allclose(param, [[0.9, 1.1]])
    optimiser.step([np.array([[4.0, -0.001]])], lr=0.1)
    # mean = 0.5 * 1 + 0.5 * 4 = 2.5, / 0.75; square = 0.75 * 1 + 0.25 * 16 = 4.75, / 0.4375.
    expected = 0.9 - 0.1 * (2.5 / 0.75) / np.sqrt(4.75 / 0.4375)
    np.testing.assert_allclose(param, [[expected, 1.2]])


def test_weight_decay_shrinks_weights_and_not_biases():
    weight, bias = np.ones((2, 2)), np.ones((2, 1))
    optimiser = Adam([weight, bias], weight_decay=0.5)
    optimiser.step([np.zeros((2, 2)), np.zeros((2, 1))], lr=0.1)
    assert (weight == 0.95).all() and (bias == 1).all()


def test_schedules():
    assert constant(0.3)(0.9) == 0.3
    rate = one_cycle(0.2, warm_up=0.25)
    assert [rate(p) for p in (0, 0.125, 0.25, 0.625)] == pytest.approx([0, 0.1, 0.2, 0.1])
    assert rate(1) == pytest.approx(0)


def run(digits, epochs=3, lr=0.003, **options):
    rng = RNG(0)
    network = Network(Dense(rng, 784, 32), ReLU(), Dropout(0.1), Dense(rng, 32, 10))
    optimiser = Adam(network.params)
    history = train(
        network, *digits, optimiser, one_cycle(lr), epochs, rng, progress=False, **options
    )
    return network, history


def test_training_learns_and_is_the_same_every_time(digits):
    X, Y, X_test, Y_test = digits
    kept = X.copy()
    network, history = run(digits, augment=distort)
    assert (X == kept).all(), "augmentation must not change the digits themselves"
    assert history["accuracy"][-1] > 0.75 and history["loss"][-1] < history["loss"][0]
    assert all(param.dtype == np.float32 for param in network.params)
    again, repeated = run(digits, augment=distort)
    assert repeated == history
    assert all((p == q).all() for p, q in zip(network.params, again.params, strict=True))


def test_a_short_last_batch_counts_too(digits):
    X, Y, X_test, Y_test = digits
    seen = []

    def augment(X, rng):
        seen.append(X.shape[1])
        return X

    run((X[:, :300], Y[:300], X_test, Y_test), epochs=1, augment=augment)
    assert seen == [128, 128, 44]


def test_training_that_blows_up_stops_and_says_where(digits):
    X, Y, X_test, Y_test = digits
    X = X.copy()
    X[3, 7] = np.nan
    with pytest.raises(FloatingPointError, match=r"epoch 0, step \d+: try a smaller"):
        run((X, Y, X_test, Y_test))


def test_training_refuses_labels_out_of_range(digits):
    X, Y, X_test, Y_test = digits
    with pytest.raises(ValueError, match="from 0 to 9"):
        run((X, Y + 1, X_test, Y_test))


def test_distort_moves_each_digit_a_little():
    X = np.zeros((784, 200), np.float32)
    X.reshape(28, 28, 200)[12:16, 12:16] = 1  # a square in the middle
    moved = distort(X, RNG(0), elastic=0.5)
    assert moved.shape == X.shape and moved.dtype == np.float32
    assert moved.min() >= 0 and moved.max() <= 1
    row = np.arange(28)[:, None, None]
    centres = (row * moved.reshape(28, 28, 200)).sum((0, 1)) / moved.sum(axis=0)
    assert np.abs(centres - 13.5).max() < 3.5 and centres.std() > 0.5
    assert (distort(X, RNG(0), 0, 0, 0) == X).all(), "no distortion changes nothing"
    assert (distort(X, RNG(5)) == distort(X, RNG(5))).all()
