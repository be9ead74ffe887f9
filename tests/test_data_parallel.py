"""A batch in slices on every core: the network's own numbers, however many cores there are."""

import numpy as np
import pytest

import helpers
from helpers import DataParallel, Dense, Dropout, Network, ReLU
from helpers.training import cores

RNG = np.random.default_rng
X, DZ = RNG(1).normal(size=(6, 11)), RNG(2).normal(size=(3, 11))


def make(dropout=0.0):
    rng = RNG(0)
    first, last = Dense(rng, 6, 8, dtype=np.float64), Dense(rng, 8, 3, dtype=np.float64)
    return Network(first, ReLU(), Dropout(dropout), last)


@pytest.mark.parametrize("slice_size", [1, 4, 11, 100])
def test_scores_and_gradients_are_those_of_the_network(slice_size):
    network, parallel = make(), DataParallel(make(), slice_size)
    np.testing.assert_allclose(parallel.forward(X), network.forward(X))
    for a, b in zip(parallel.backward(DZ), network.backward(DZ), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)
    np.testing.assert_allclose(parallel.predict(X, 5), network.predict(X))


def test_a_core_takes_64_samples_at_a_time_unless_told():
    X = np.arange(129)[None]
    assert [part.shape for part in DataParallel(make()).cut(X)] == [(1, 64), (1, 64), (1, 1)]
    assert [part.tolist() for part in DataParallel(make(), 100).cut(X)][1] == [[*range(100, 129)]]


def test_the_numbers_do_not_depend_on_how_many_cores_there_are(monkeypatch):
    def work(count):
        monkeypatch.setattr(cores, "count_cores", lambda: count)
        network = helpers.lenet(RNG(0))
        parallel, rng = DataParallel(network, 7), RNG(3)
        images, labels = RNG(4).random((784, 40), dtype=np.float32), RNG(5).integers(0, 10, 40)
        history = helpers.train(
            parallel, images, labels, images, labels, helpers.Adam(parallel.params),
            helpers.one_cycle(0.01), 2, rng, batch_size=20, progress=False,
        )  # fmt: skip
        return [*network.params, np.array(history["loss"])]

    once = work(1)
    for count in (2, 3):
        assert all(np.array_equal(a, b) for a, b in zip(once, work(count), strict=True))


def test_dropout_differs_from_slice_to_slice_and_is_the_same_for_the_same_seed():
    parallel = DataParallel(make(dropout=0.5), 1)
    same = np.tile(X[:, :1], 6)
    Z = parallel.forward(same, RNG(7))
    assert len(np.unique(Z[0])) > 1, "each slice drops its own units"
    assert np.array_equal(parallel.forward(same, RNG(7)), Z)
    assert len(np.unique(parallel.forward(same)[0].round(12))) == 1, "none without a rng"


def test_training_it_trains_the_network_that_was_given():
    network = make()
    before = network.params[0].copy()
    parallel = DataParallel(network)
    helpers.train_step(parallel, X, np.arange(11) % 3, helpers.SGD(parallel.params), 0.5, RNG(0))
    assert not np.array_equal(network.params[0], before)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="slice_size must be a whole number"):
        DataParallel(make(), 0)
    parallel = DataParallel(make(), 4)
    with pytest.raises(ValueError, match="call forward first"):
        parallel.backward(DZ)
    with pytest.raises(ValueError, match=r"X has the shape \(11, 6\).*Did you mean X.T"):
        parallel.forward(X.T)
    parallel.forward(X)
    with pytest.raises(ValueError, match=r"dZ has the shape \(3, 5\), but the last forward"):
        parallel.backward(DZ[:, :5])


@pytest.mark.parametrize("shape", [(1, 28, 28, 3), (6,), (6, 0)])
def test_it_cuts_along_the_samples_only(shape):
    layer = helpers.Conv(RNG(0), 1, 2, 3) if len(shape) == 4 else Dense(RNG(0), 6, 3)
    with pytest.raises(ValueError, match="wants|is wanted"):
        DataParallel(Network(layer), 10).forward(np.ones(shape, np.float32))


def test_it_wants_a_network_of_layers():
    class Own:
        forward = backward = predict = params = None

    with pytest.raises(ValueError, match="DataParallel: network must be a Network"):
        DataParallel(Own())
