"""Training by mini-batches, on the sample."""

import numpy as np
import pytest

from helpers import Adam, Dense, Dropout, Network, ReLU, distort, one_cycle, train

RNG = np.random.default_rng


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
