"""What examine is given: networks and pixels, read or refused in words."""

import threading

import numpy as np
import pytest

from helpers import DataParallel, Dense, Network, ReLU, examine, init_params
from helpers.teaching.examine_arguments import read_network, read_pixels

W1, b1, W2, b2 = init_params(np.random.default_rng(0), 20)


def test_four_arrays_become_a_network_of_copies():
    network, names, found = read_network((W1, b1, W2, b2))
    assert names == ["W1", "b1", "W2", "b2"] and found == []
    for array, param in zip((W1, b1, W2, b2), network.params, strict=True):
        assert (array == param).all() and not np.shares_memory(array, param)
        assert param.dtype == np.float32
    network, *_ = read_network([a.astype(np.float64) for a in (W1, b1, W2, b2)])
    assert network.params[0].dtype == np.float64
    network, *_ = read_network([a.astype(np.float16) for a in (W1, b1, W2, b2)])
    assert network.params[0].dtype == np.float32


def test_a_network_is_copied():
    given = Network(Dense(np.random.default_rng(0), 784, 10))
    network, names, found = read_network(given)
    assert names == ["params[0]", "params[1]"] and found == []
    network.params[0][:] = 0
    assert given.params[0].any() and network.layers[0].params[0] is network.params[0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((W1.T, b1, W2, b2), "W1 has the shape (784, 20);"),
        ((W1, b1[:, 0], W2, b2), "b1 has the shape (20,);"),
        ((W1, b1, W2, b2.T), "b2 has the shape (1, 10);"),
        ((W1, b1.T, W2.T, b2), "b1 has the shape (1, 20) and W2 has the shape (20, 10);"),
    ],
)
def test_arrays_that_stand_otherwise_are_turned_and_that_is_said(given, said):
    network, _, (finding,) = read_network(given)
    assert finding.kind == "shapes" and finding.symptom.startswith(said)
    assert finding.number == said.count(" has ")
    for array, param in zip((W1, b1, W2, b2), network.params, strict=True):
        assert (array == param).all()


def uncopied():
    network = Network(Dense(np.random.default_rng(0), 784, 10))
    network.lock = threading.Lock()
    return network


class HalfANetwork:
    layers, params = [], []

    def forward(self, X):
        return X


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((W1, b1, W2), "four arrays, not 3"),
        ((W1, b1, W2, b2, b2), "four arrays, not 5"),
        ((W1, b1, W2.tolist(), b2), "^examine: W2 must be a NumPy array, not list"),
        ((W1[:7], b1, W2, b2), r"are wanted, not W1 \(7, 784\), b1 \(20, 1\), W2"),
        ((W1, b1, W2[:, :7], b2), "are wanted, not W1"),
        ((W1, b1[:, :0], W2, b2), "are wanted|examine"),
        ((W1[:, :0], b1, W2, b2), "are wanted, not W1"),
        ((W1[..., None], b1, W2, b2), "are wanted, not W1"),
        ((W1, b1, W2, np.float32(1)), "b2"),
        ({"W1": W1}, "or a Network, not dict"),
        (HalfANetwork(), "or a Network, not HalfANetwork"),
        (Network, "or a Network, not type"),
        (uncopied(), "examine: this network cannot be copied: cannot pickle"),
    ],
)
def test_what_is_no_network(given, message):
    with pytest.raises(ValueError, match=message):
        read_network(given)


@pytest.mark.parametrize(
    ("dtype", "read"),
    [
        (np.uint8, np.float32),
        (np.int64, np.float32),
        (bool, np.float32),
        (np.float16, np.float32),
        (np.float32, np.float32),
        (np.float64, np.float64),
    ],
)
def test_pixels_become_floats(dtype, read):
    assert read_pixels("X", np.ones((3, 2), dtype)).dtype == read


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([[1]], "examine: X must be a NumPy array, not list"),
        (np.zeros((784, 0)), r"examine: X has the shape \(784, 0\): it is empty"),
        (np.array([["a"]]), "X"),
    ],
)
def test_what_are_no_pixels(X, message):
    with pytest.raises(ValueError, match=message):
        read_pixels("X", X)


@pytest.mark.parametrize("batches", [0, 1])
def test_slices_of_a_batch_are_looked_at_like_the_whole(batches):
    rng = np.random.default_rng(0)
    network = DataParallel(Network(Dense(rng, 784, 20), ReLU(), Dense(rng, 20, 10)), slice_size=8)
    X, Y = rng.random((784, 30), dtype=np.float32), np.arange(30) % 10
    for _ in range(batches):
        network.forward(X[:, :20])
    alone = examine(Network(*network.layers), X, Y)
    assert str(examine(network, X, Y)) == str(alone)


def test_test_images_that_are_no_numbers_are_refused(digits):
    params, X, Y = init_params(np.random.default_rng(0)), digits[0][:, :200], digits[1][:200]
    with pytest.raises(ValueError, match="X_test holds numbers that are not finite"):
        examine(params, X, Y, X_test=np.nan * X, Y_test=Y)


class Shifts(ReLU):
    """One number for each unit, and no weights."""

    def __init__(self):
        self.params = [np.zeros((784, 1))]


def test_a_network_without_weights_or_with_copies_is_refused():
    network = Network(Dense(np.random.default_rng(0), 784, 10))
    for params in ([param.copy() for param in network.params], network.params[::-1], []):
        network.params = params
        with pytest.raises(ValueError, match="network.params must be the layers' own arrays"):
            read_network(network)
    with pytest.raises(ValueError, match="no layer of this network has weights"):
        read_network(Network(Shifts()))
