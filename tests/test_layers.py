"""Layers and networks of them: against finite differences and hand calculation."""

import numpy as np
import pytest

import helpers
from helpers import (
    Conv,
    Dense,
    Dropout,
    MaxPool,
    Network,
    ReLU,
    Reshape,
    Sigmoid,
    Tanh,
    loss_and_gradient,
)

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


def test_the_network_of_lessons_1_to_5_in_layers_gives_the_same_numbers():
    W1, b1, W2, b2 = helpers.init_params(RNG(0))
    network = Network(Dense(RNG(0), 784, 40), Sigmoid(), Dense(RNG(0), 40, 10))
    for param, array in zip(network.params, (W1, b1, W2, b2), strict=True):
        param[:] = array
    X, Y = RNG(1).random((784, 30), dtype=np.float32), RNG(2).integers(0, 10, 30)
    activations = helpers.forward_prop(W1, b1, W2, b2, X)
    np.testing.assert_array_equal(network.predict(X), activations[3])
    _, dZ = loss_and_gradient(network.forward(X), Y)
    expected = helpers.back_prop(*activations, W1, W2, X, Y)
    for mine, theirs in zip(network.backward(dZ), expected, strict=True):
        np.testing.assert_array_equal(mine, theirs)
        assert mine.dtype == np.float32


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


def test_start_weights_are_those_of_the_papers():
    assert helpers.he(8, 3) == 0.5 and helpers.xavier(5, 3) == 0.5
    dense = Dense(RNG(0), 400, 300, helpers.xavier)
    assert dense.W.std() == pytest.approx(np.sqrt(2 / 700), rel=0.02)
    assert dense.W.dtype == np.float32 and dense.W.shape == (300, 400)
    assert Dense(RNG(0), 400, 300).W.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert dense.b.shape == (300, 1) and not dense.b.any() and dense.b.dtype == np.float32


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_predict_in_slices_is_predict_at_once(size):
    network, X = Network(dense(), Sigmoid(), dense(4, 3)), RNG(0).random((6, 7))
    whole = helpers.softmax(network.forward(X))
    assert network.predict(X, size).shape == (3, 7)
    np.testing.assert_allclose(network.predict(X, size), whole, rtol=1e-12)


def test_predict_takes_500_samples_at_a_time_and_dropout_is_off():
    network, seen = Network(dense(), Dropout(0.5)), []
    forward = network.forward
    network.forward = lambda X: seen.append(X.shape[1]) or forward(X)
    X = RNG(0).random((6, 1203))
    np.testing.assert_allclose(network.predict(X), helpers.softmax(network.layers[0].forward(X)))
    assert seen == [500, 500, 203]


def test_relu_by_hand():
    Z = np.array([[-2.0, 0.0, 3.0]], np.float32)
    assert ReLU().forward(Z).tolist() == [[0, 0, 3]]
    leaky = ReLU(0.5)
    assert leaky.forward(Z).tolist() == [[-1, 0, 3]] and leaky.forward(Z).dtype == np.float32
    assert leaky.backward(np.ones_like(Z)).tolist() == [[0.5, 0.5, 1]]
    assert leaky.backward(np.ones_like(Z)).dtype == np.float32


def test_backward_stops_at_the_first_layer_with_weights():
    class Stop(Sigmoid):
        def backward(self, dA):
            raise AssertionError("the input has no use for slopes")

    first = dense()
    network = Network(Stop(), first, ReLU(), dense(4, 3))
    assert network.params == [*first.params, *network.layers[3].params]
    network.forward(RNG(0).random((6, 5)))
    gradients = network.backward(np.ones((3, 5)))
    assert [g.shape for g in gradients] == [p.shape for p in network.params]
    assert helpers.Layer.params == () and helpers.Layer().gradients(1) == []


def test_start_weights_keep_the_spread_of_activations():
    A = RNG(0).standard_normal((500, 1000), dtype=np.float32)
    for _ in range(5):
        A = ReLU().forward(Dense(RNG(1), 500, 500).forward(A))
    assert 0.5 < np.sqrt(np.mean(A**2)) < 2, "He's weights keep the mean square through ReLUs"


def test_the_ends_of_relu_and_dropout():
    assert ReLU().forward(np.array([[0.5, -0.5]])).tolist() == [[0.5, 0]]
    A = np.ones((3, 4), np.float32)
    assert (Dropout(0).forward(A, RNG(0)) == A).all()
    kept = RNG(5).random(A.shape, dtype=np.float32) >= 0.5
    assert (Dropout(0.5).forward(A, RNG(5)) == 2 * kept).all()
