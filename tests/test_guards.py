"""What optimisers and train refuse, and what they must not give back."""

import numpy as np
import pytest

from helpers import (
    SGD,
    Adam,
    Dense,
    Network,
    ReLU,
    constant,
    gradient_descent,
    init_params,
    one_cycle,
    train,
)
from helpers.training.guards import offer_help

RNG = np.random.default_rng


def words(function, *args, **kwargs):
    """What a function says when it refuses its arguments."""
    with pytest.raises(ValueError) as caught:
        function(*args, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_params_are_lists_of_float_arrays(optimiser):
    name = optimiser.__name__
    for params in (None, [], np.ones((2, 2)), Network(Dense(RNG(0), 2, 2))):
        assert words(optimiser, params) == f"{name} wants params, a list of arrays: network.params."
    assert words(optimiser, [np.ones((2, 2)), 3.0]).startswith(f"{name}: params[1] must be a NumPy")
    assert words(optimiser, [np.ones((2, 2), int)]).startswith(
        f"{name}: params[0] must hold floats"
    )
    assert len(optimiser(params=(np.ones((2, 2)),)).params) == 1


def test_adam_tells_weights_and_biases_apart_by_their_axes():
    assert words(Adam, [np.ones((2, 2)), np.ones(2)]) == (
        "Adam: params[1] must hold floats on 2 axes or more, as weights (units, inputs) and biases "
        "(units, 1) do, not float64 of the shape (2,)."
    )
    param = np.ones(2)
    SGD([param]).step([np.ones(2)], 0.5)
    assert (param == 0.5).all(), "SGD has no need to"
    number = np.array(1.0)
    SGD([number]).step([np.ones(())], 0.5)
    assert number == 0.5


def test_a_step_keeps_its_own_description():
    for optimiser in (SGD, Adam):
        assert optimiser.step.__name__ == "step"
        assert "learning rate lr" in optimiser.step.__doc__


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_gradients_do_not_broadcast(optimiser):
    name, params = optimiser.__name__, [np.ones((2, 3)), np.ones((2, 1))]
    step = optimiser(params).step
    good = [np.ones((2, 3)), np.ones((2, 1))]
    assert words(step, [*good, good[0]], 1) == f"{name}.step wants a list of 2 gradients, not 3."
    assert words(step, good[:1], 1) == f"{name}.step wants a list of 2 gradients, not 1."
    assert words(step, 3.0, 1) == f"{name}.step wants a list of 2 gradients, not something else."
    assert words(step, [3.0, good[1]], 1).startswith(f"{name}.step: gradients[0] must be a NumPy")
    assert words(step, [good[0], np.ones((1, 1))], 1) == (
        f"{name}.step: gradients[1] has the shape (1, 1), but (2, 1) is wanted, as its param has."
    )
    whole = [np.ones((2, 3), int), good[1]]
    assert words(step, whole, 1) == f"{name}.step: gradients[0] must hold floats, not int64."
    for lr in (np.nan, -1, None, "x"):
        assert words(step, good, lr).startswith(f"{name}.step: lr must be a number of at least 0")
    assert all((param == 1).all() for param in params), "a refused step changes nothing"
    step(tuple(good), lr=np.float64(0.5))
    assert not (params[0] == 1).any()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: SGD(p, 1), "SGD: momentum must be a number of at least 0 and below 1, not 1."),
        (lambda p: SGD(p, momentum=-0.1), "SGD: momentum must be"),
        (lambda p: Adam(p, beta1=1), "Adam: beta1 must be a number of at least 0 and below 1"),
        (lambda p: Adam(p, beta2=1), "Adam: beta2 must be a number of at least 0 and below 1"),
        (lambda p: Adam(p, eps=-1), "Adam: eps must be a number of at least 0"),
        (lambda p: Adam(p, weight_decay=-1), "Adam: weight_decay must be a number of at least 0"),
        (lambda p: constant(-1), "constant: lr must be a number of at least 0"),
        (lambda p: one_cycle(-1), "one_cycle: lr must be a number of at least 0"),
        (
            lambda p: one_cycle(1, 1),
            "one_cycle: warm_up must be a number of at least 0 and below 1",
        ),
    ],
)
def test_settings_out_of_range(make, message):
    assert words(make, [np.ones((2, 2))]).startswith(message)


X, Y = RNG(0).random((6, 40), dtype=np.float32), RNG(1).integers(0, 3, 40)


def run(**options):
    network = options.pop("network", None) or Network(Dense(RNG(2), 6, 3))
    given = dict(
        X=X, Y=Y, X_val=X[:, :9], Y_val=Y[:9], schedule=constant(0.1), epochs=1, rng=RNG(3),
        batch_size=16, progress=False,
    )  # fmt: skip
    if "optimiser" not in options:
        given["optimiser"] = SGD(network.params)
    return train(network, **given | options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"network": 3, "optimiser": 3}, "train: network must be a Network, not 3."),
        ({"network": ReLU(), "optimiser": 3}, "train: network must be a Network, not ReLU."),
        ({"X": X.T}, "train: X has the shape (40, 6), but (6, 40) is wanted to fit Y. Did you"),
        ({"X_val": X[:, :9].T}, "train: X_val has the shape (9, 6), but (6, n_val) is wanted"),
        ({"X": X[:5], "X_val": X[:5, :9]}, "train: X has the shape (5, 40), but (6, n) is wanted."),
        ({"X": X[:, :0], "Y": Y[:0]}, "train: X has the shape (6, 0): it is empty."),
        ({"X_val": X[:, :0], "Y_val": Y[:0]}, "train: X_val has the shape (6, 0): it is empty."),
        ({"Y": Y[1:]}, "train: Y has the shape (39,), but (40,) is wanted to fit X."),
        ({"Y_val": Y[1:9]}, "train: Y_val has the shape (8,), but (9,) is wanted to fit X_val."),
        ({"Y": Y + 1}, "train: the labels in Y must be from 0 to 2, but they go from 1 to 3."),
        ({"Y_val": Y[:9] + 9}, "train: the labels in Y_val must be from 0 to 2"),
        ({"Y_val": Y[:9] * 1.0}, "train: Y_val must hold whole numbers (labels), not float64."),
        ({"X_val": X[:, :9] + np.nan}, "train: X_val holds numbers that are not finite."),
        ({"schedule": 0.1}, "train: schedule must be a function, not 0.1."),
        ({"schedule": None}, "train: schedule must be a function, not None."),
        ({"augment": 3}, "train: augment must be a function, not 3."),
        ({"optimiser": SGD}, "train: optimiser must be an optimiser, such as SGD(network.params)"),
        ({"optimiser": 3}, "train: optimiser must be an optimiser, such as SGD(network.params),"),
        ({"epochs": -1}, "train: epochs must be a whole number of at least 0, not -1."),
        ({"epochs": 1.5}, "train: epochs must be a whole number of at least 0, not 1.5."),
        ({"batch_size": 0}, "train: batch_size must be a whole number of at least 1, not 0."),
        ({"batch_size": -1}, "train: batch_size must be a whole number of at least 1, not -1."),
        ({"rng": 3}, "train: rng must be a random generator"),
        ({"schedule": lambda progress: np.nan}, "SGD.step: lr must be a number of"),
        ({"augment": lambda X, rng: X[:, 1:]},
         "train: augment returns an array of the shape (6, 15), but the batch has the"),
        ({"augment": lambda X, rng: X.sum()}, "train: what augment returns must be a NumPy array"),
    ],
)  # fmt: skip
def test_train_refuses(options, message):
    assert words(run, **options).startswith(message)


def test_what_train_takes():
    assert run(epochs=0) == {"loss": [], "train_accuracy": [], "accuracy": []}
    network = Network(Dense(RNG(2), 6, 3))
    whole = run(network=network, augment=lambda X, rng: X, batch_size=np.int64(16))
    assert len(whole["loss"]) == 1 and network.params[0].dtype == np.float32
    assert whole == run(), "an augment that changes nothing changes nothing"


def test_weights_that_the_last_step_spoils_are_not_given_back():
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="After the last step"):
        run(schedule=constant(1e39), batch_size=40)


@pytest.mark.parametrize(("lr", "says"), [(0.7, False), (1e-7, True)])
def test_a_training_that_learns_nothing_says_who_may_know_why(lr, says, digits, capsys):
    X, Y = digits[0][:, :100], digits[1][:100]
    rng = np.random.default_rng(0)
    gradient_descent(X, Y, X, Y, lr, 12, rng=rng, progress=False)
    said = capsys.readouterr().out
    assert said.endswith("helpers.examine(...) may say why.\n") == says
    assert said.count("\n") == says


def test_a_training_that_ends_at_nan_says_so_too(digits):
    X, Y = digits[0][:, :100], digits[1][:100]
    lost = X.copy()
    lost[300, 3] = np.nan
    with pytest.raises(FloatingPointError, match=r"The loss became nan.* may say why\.$"):
        gradient_descent(lost, Y, X, Y, 1.0, 3, *init_params(RNG(0)), progress=False)


def test_mini_batches_say_so_too(digits, capsys):
    X, Y = digits[0][:, :100], digits[1][:100]
    for lr, batch_size, steps in ((0.2, 10, 20), (0.0, 10, 20), (0.0, 22, 10), (0.0, 25, 8)):
        network = Network(Dense(np.random.default_rng(4), 784, 10, lambda inputs, units: 0))
        history = train(
            network, X, Y, X, Y, SGD(network.params), constant(lr), 2,
            np.random.default_rng(0), batch_size=batch_size, progress=False,
        )  # fmt: skip
        poor = history["train_accuracy"][-1] < 0.15
        assert poor == (lr < 0.1)
        assert ("may say why" in capsys.readouterr().out) == (poor and steps >= 10)
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="may say why"):
        train(network, X, Y, X, Y, SGD(network.params), constant(1e39), 2,
              np.random.default_rng(0), progress=False)  # fmt: skip


@pytest.mark.parametrize(
    ("accuracy", "updates", "says"),
    [(0.149, 10, True), (0.15, 10, False), (0.151, 10, False), (0.1, 9, False), (0.1, 300, True)],
)
def test_help_is_offered_after_ten_updates_that_taught_nothing(accuracy, updates, says, capsys):
    def train(*given):
        """Trains."""
        return "params", {"train_accuracy": [0.9, 0.5, accuracy], "updates": [0, 1, updates]}

    helped = offer_help(train)
    assert helped.__name__ == "train" and helped.__doc__ == "Trains."
    assert helped(1)[0] == "params"
    assert ("may say why" in capsys.readouterr().out) == says


LOSSES = [
    (lambda Z, Y: 1.0, "but it returned float."),
    (lambda Z, Y: None, "but it returned NoneType."),
    (
        lambda Z, Y: (np.ones(Y.size), np.zeros_like(Z)),
        "returned ndarray (16,) and ndarray (3, 16).",
    ),
    (lambda Z, Y: (np.zeros_like(Z), 1.0), "returned ndarray (3, 16) and float."),
    (lambda Z, Y: (1.0, np.zeros_like(Z).T), "returned float and ndarray (16, 3)."),
    (lambda Z, Y: (1.0, np.zeros(Z.shape, int)), "returned float and ndarray (3, 16)."),
    (lambda Z, Y: ("small", np.zeros_like(Z)), "returned str and ndarray (3, 16)."),
    (lambda Z, Y: (1.0, np.zeros_like(Z), 2), "returned float and ndarray (3, 16) and int."),
    (lambda Z, Y: (), "but it returned nothing."),
]


@pytest.mark.parametrize(("loss", "returned"), LOSSES)
def test_a_loss_returns_a_number_and_a_gradient(loss, returned):
    said = words(run, loss=loss)
    assert said.startswith("train_step: loss must return the loss, one number, and dZ, an array of")
    assert "of the shape of Z, (3, 16)" in said and said.endswith(returned)


@pytest.mark.parametrize("kind", [float, np.float32, np.array])
def test_the_number_may_be_of_any_kind(kind):
    assert run(loss=lambda Z, Y: (kind(0.5), np.zeros_like(Z)))["loss"] == [0.5]


def test_train_refuses_weights_that_it_would_not_train():
    for name in ("W", "b"):
        network = Network(Dense(RNG(2), 6, 3))
        (layer,) = network.layers
        setattr(layer, name, getattr(layer, name).copy())
        assert words(run, network=network) == (
            f"train: the {name} of a layer, Dense, is not in its params, so it would never be "
            f"trained. Change the array itself: layer.{name}[:] = ..."
        )


def test_a_network_need_not_be_made_of_layers():
    class Own:
        def __init__(self):
            self.inner = Network(Dense(RNG(2), 6, 3))
            self.params = self.inner.params
            self.forward, self.backward = self.inner.forward, self.inner.backward
            self.predict = self.inner.predict

    assert run(network=Own()) == run(network=Network(Dense(RNG(2), 6, 3)))
