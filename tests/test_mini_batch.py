"""Training by mini-batches, on the sample."""

import numpy as np
import pytest

import helpers
from helpers import (
    SGD,
    Adam,
    Dense,
    Dropout,
    Network,
    ReLU,
    constant,
    distort,
    one_cycle,
    train,
    train_epoch,
)  # fmt: skip

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


def test_training_that_blows_up_stops_and_says_why(digits):
    X, Y, X_test, Y_test = digits
    X = X.copy()
    X[3, 7] = np.nan
    with pytest.raises(FloatingPointError, match="The loss became nan: try a smaller"):
        run((X, Y, X_test, Y_test))


def test_training_refuses_labels_out_of_range(digits):
    X, Y, X_test, Y_test = digits
    with pytest.raises(ValueError, match="from 0 to 9"):
        run((X, Y + 1, X_test, Y_test))


def test_the_schedule_is_asked_for_the_share_that_is_done(digits):
    X, Y, X_test, Y_test = digits
    asked, rng = [], RNG(0)
    network = Network(Dense(rng, 784, 10))

    def schedule(progress):
        asked.append(progress)
        return 0.1

    few = X[:, :300], Y[:300], X_test, Y_test
    history = train(network, *few, SGD(network.params), schedule, 2, rng, 100, progress=False)
    np.testing.assert_allclose(asked, np.arange(6) / 6)
    assert len(history["loss"]) == len(history["accuracy"]) == 2
    assert all(type(number) is float for numbers in history.values() for number in numbers)


def test_an_epoch_sees_every_digit_once_in_a_new_order(digits):
    X, Y, X_test, Y_test = digits
    X, seen = X[:, :250].copy(), []
    X[0] = np.arange(250) / 250  # a mark

    def augment(batch, rng):
        seen.append(np.rint(batch[0] * 250))
        return batch

    run((X, Y[:250], X_test, Y_test), epochs=2, augment=augment)
    first, second = np.concatenate(seen[:2]), np.concatenate(seen[2:])
    assert (np.sort(first) == np.arange(250)).all() and (np.sort(second) == np.arange(250)).all()
    assert (first != second).any() and (first != np.arange(250)).any()


def test_one_epoch_is_what_its_steps_are():
    """Batches of 8, 8 and 4: the mean of three losses, and all hits of 20."""
    rng = RNG(0)
    X, Y = rng.random((5, 20)), rng.integers(0, 3, 20)
    network, twin = (Network(Dense(RNG(1), 5, 3, dtype=np.float64)) for _ in range(2))
    asked, taken = [], []

    def rate(share):
        asked.append(share)
        return 2 - share

    value, accuracy = train_epoch(network, X, Y, SGD(network.params), rate, RNG(2), batch_size=8)
    order, sgd = RNG(2).permutation(20), SGD(twin.params)
    for batch, lr in zip((order[:8], order[8:16], order[16:]), (2, 5 / 3, 4 / 3), strict=True):
        taken.append(helpers.train_step(twin, X[:, batch], Y[batch], sgd, lr, RNG(3)))
    losses, hits = np.transpose(taken)
    assert asked == [0, 1 / 3, 2 / 3]
    assert value == pytest.approx(losses.mean()) and accuracy == hits.sum() / 20
    assert type(value) is type(accuracy) is float
    np.testing.assert_allclose(network.params[0], twin.params[0])


def test_an_epoch_hands_on_its_rng_its_augment_and_its_loss():
    X, Y, seen = RNG(0).random((5, 20)), np.arange(20) % 3, []

    class Listening(Network):
        def forward(self, X, rng=None):
            seen.append((X.shape[1], X.min(), rng))
            return super().forward(X, rng)

    def loss(Z, Y):
        return 7.0, np.zeros_like(Z)

    network, rng = Listening(Dense(RNG(1), 5, 3)), RNG(2)
    before = network.params[0].copy()
    value, _ = train_epoch(
        network, X, Y, SGD(network.params), constant(1), rng, 8, lambda X, rng: X + 10, loss
    )
    assert value == 7 and (network.params[0] == before).all()
    assert [size for size, _, _ in seen] == [8, 8, 4]
    assert all(least >= 10 and given is rng for _, least, given in seen)
    many = np.repeat(X, 7, axis=1), np.arange(140) % 3
    train_epoch(network, *many, SGD(network.params), constant(1), rng)
    assert [size for size, _, _ in seen[3:]] == [128, 12], "128 at a time unless told"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"Y": np.zeros(7, int)}, r"Y has the shape \(7,\), but \(8,\) is wanted to fit X"),
        ({"X": np.zeros((5, 0))}, r"X has the shape \(5, 0\): it is empty"),
        ({"Y": np.zeros(8)}, "Y must hold whole numbers"),
        ({"rate": 0.1}, "rate must be a function, not 0.1"),
        ({"rng": 0}, "rng must be a random generator"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, not 0"),
        ({"augment": 3}, "augment must be a function, not 3"),
    ],
)
def test_train_epoch_refuses(options, message):
    network = Network(Dense(RNG(0), 5, 3))
    before = network.params[0].copy()
    given = dict(
        X=np.zeros((5, 8)), Y=np.zeros(8, int), optimiser=SGD(network.params), rate=constant(0.1),
        rng=RNG(0),
    )  # fmt: skip
    with pytest.raises(ValueError, match=f"^train_epoch: {message}"):
        train_epoch(network, **given | options)
    assert (network.params[0] == before).all()


def test_one_step_by_hand():
    """One batch of all: the loss before the step, and the step down its gradient."""
    rng = RNG(0)
    X, Y = rng.random((5, 8)), rng.integers(0, 3, 8)
    network = Network(Dense(RNG(1), 5, 3, dtype=np.float64))
    W, b = (param.copy() for param in network.params)
    loss, dZ = helpers.loss_and_gradient(W @ X + b, Y)
    history = train(
        network, X, Y, X, Y, SGD(network.params), constant(0.5), 1, RNG(2), 8, progress=False
    )
    assert history["loss"] == [pytest.approx(loss)]
    np.testing.assert_allclose(network.params[0], W - 0.5 * dZ @ X.T)
    A = helpers.softmax(W @ X + b)
    np.testing.assert_allclose(dZ, (A - helpers.one_hot(Y, 3)) / 8)
    assert loss == pytest.approx(helpers.cross_entropy(A, Y))
    accuracy = helpers.get_accuracy(network.predict(X).argmax(axis=0), Y)
    assert history["accuracy"] == [accuracy], "after the step"


def losing(rates):
    """Train for len(rates) epochs of one step each, with these learning rates; 1 digit in 4 is hit.

    The first step learns; a negative gradient then unlearns (the loss is turned around).
    """
    X, Y = np.eye(4, 8, dtype=np.float32) + np.eye(4, 8, 4, dtype=np.float32), np.arange(8) % 4
    turns, weights = iter(rates), []
    network = Network(Dense(RNG(1), 4, 4))

    def loss(Z, Y):
        value, dZ = helpers.loss_and_gradient(Z, Y)
        weights.append([param.copy() for param in network.params])
        return value, next(turns) * dZ

    def run(**options):
        sgd = SGD(network.params)
        return train(
            network, X, Y, X, Y, sgd, constant(1), len(rates), RNG(2), loss=loss, progress=False,
            **options,
        )  # fmt: skip

    return network, run, weights


def test_keep_best_ends_with_the_weights_of_the_best_epoch():
    rates = [20, 0, -60]  # learn all, stand still, unlearn
    network, run, weights = losing(rates)
    history = run(keep_best=True)
    assert history["accuracy"] == [1, 1, 0.5]
    assert all((p == q).all() for p, q in zip(network.params, weights[1], strict=True))
    network, run, weights = losing(rates)
    assert run() == history, "keep_best is off where it is not asked for"
    assert not (network.params[0] == weights[1][0]).all()


def test_the_accuracy_on_what_is_learnt_is_measured_as_it_is_trained_on():
    network, run, weights = losing([20, -60, 0])
    history = run()
    assert history["train_accuracy"][1:] == [1, history["accuracy"][1]], "before each step"
    assert history["train_accuracy"][0] not in (0, 1)
    assert history["train_accuracy"][2] == history["accuracy"][2]


def test_the_progress_bar_shows_only_when_it_is_wanted(capsys):
    X, Y, rng = RNG(0).random((5, 8)), np.arange(8) % 3, RNG(1)
    network = Network(Dense(rng, 5, 3))
    arguments = (network, X, Y, X, Y, SGD(network.params), constant(0.1), 2, rng)
    train(*arguments, progress=False)
    assert capsys.readouterr().err == ""
    train(*arguments)
    assert "training: 100%" in capsys.readouterr().err, "it is the default"


@pytest.mark.parametrize(
    ("Z", "Y", "message"),
    [
        (np.zeros((3, 0)), np.zeros(0, int), "Z has the shape .3, 0.: it is empty"),
        (np.zeros((3, 2)), np.zeros(4, int), "Y has the shape .4,., but .2,. is wanted to fit Z"),
        (np.zeros((3, 2)), np.array([0, 3]), "the labels in Y must be from 0 to 2"),
        (None, np.array([0, 3]), "Z must be a NumPy array"),
    ],
)
def test_loss_and_gradient_refuses(Z, Y, message):
    with pytest.raises(ValueError, match=f"^loss_and_gradient: {message}"):
        helpers.loss_and_gradient(Z, Y)


def test_train_checks_shapes_before_anything_is_calculated():
    network = Network(Dense(RNG(0), 5, 3))
    X, Y = np.zeros((5, 8)), np.zeros(8, int)
    rest = (SGD(network.params), constant(0.1), 1, RNG(0))
    with pytest.raises(ValueError, match=r"^train: Y has the shape \(7,\), but \(8,\) is wanted"):
        train(network, X, Y[1:], X, Y, *rest)
    with pytest.raises(ValueError, match="^train: X_val holds numbers that are not finite"):
        train(network, X, Y, X + np.inf, Y, *rest)
    with pytest.raises(ValueError, match="^train: batch_size must be a whole number"):
        train(network, X, Y, X, Y, *rest, batch_size=0)
    for part in (1, 2, 3, 4):
        arguments = [network, X, Y, X, Y, *rest]
        arguments[part] = arguments[part][..., :0]
        with pytest.raises(ValueError, match="^train: .*(it is empty|is wanted)"):
            train(*arguments)
    with pytest.raises(ValueError, match=r"^train: X has the shape \(5, 0\): it is empty"):
        train(network, X[:, :0], Y[:0], X, Y, *rest)
    with pytest.raises(ValueError, match=r"^train: X_val has the shape \(5, 0\): it is empty"):
        train(network, X, Y, X[:, :0], Y[:0], *rest)


def test_an_optimiser_of_another_network_is_refused(digits):
    X, Y, *_ = digits
    old, new = (helpers.Network(helpers.Dense(np.random.default_rng(i), 784, 10)) for i in (0, 1))
    before = [param.copy() for param in old.params]
    X, Y, rng, rate = X[:, :50], Y[:50], np.random.default_rng(0), helpers.constant(0.1)
    sgd = helpers.SGD(old.params)
    for run in (
        lambda: helpers.train(new, X, Y, X, Y, sgd, rate, 1, rng, progress=False),
        lambda: helpers.train_epoch(new, X, Y, sgd, rate, rng),
        lambda: helpers.train_step(new, X, Y, optimiser=sgd, lr=0.1, rng=rng),
    ):
        with pytest.raises(ValueError, match="holds the arrays of another network"):
            run()
    for param, kept in zip(old.params, before, strict=True):
        np.testing.assert_array_equal(param, kept)


@pytest.mark.parametrize(
    ("Y", "rng", "message"),
    [
        (np.zeros((20, 1), int), RNG(0), "train_step: Y has the shape (20, 1)"),
        (np.zeros(19, int), RNG(0), "train_step: Y has the shape (19,)"),
        (np.zeros(20), RNG(0), "train_step: Y must hold"),
        (np.zeros(20, int), None, "train_step: rng must be a random generator"),
    ],
)
def test_a_step_wants_a_label_for_each_sample_and_a_generator(Y, rng, message):
    network = helpers.Network(helpers.Dense(RNG(0), 6, 3))
    X = RNG(1).random((6, 20), dtype=np.float32)
    with pytest.raises(ValueError) as error:
        helpers.train_step(
            network,
            X,
            Y,
            helpers.SGD(network.params),
            0.1,
            rng,
            lambda Z, Y: (1.0, np.zeros_like(Z)),
        )
    assert str(error.value).startswith(message)
