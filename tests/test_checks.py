"""The checks of Lesson 7: each planted mistake gets the message meant for it."""

import re

import nbformat
import numpy as np
import pytest
from exercises import EXERCISES, make_exercises

import helpers
from helpers import checks
from helpers.teaching.compare import compare


def sigmoid_slope(Z):
    return helpers.deriv_sigmoid(Z)


def relu(Z):
    return np.maximum(Z, 0)


def relu_slope_without_zero(Z):
    with np.errstate(invalid="ignore"):
        return np.maximum(Z, 0) / Z


def raise_at_zero(Z):
    return np.vectorize(lambda z: max(float(z), 0.0) / float(z))(Z)


def tanh_by_formula(Z):
    with np.errstate(over="ignore", invalid="ignore"):
        return (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))


def leak_in_place(Z):
    Z[Z < 0] *= 0.1
    return Z


def clear_in_place(Z):
    Z[:] = 0
    return Z


def hot(A2, Y):
    return helpers.one_hot(Y, len(A2)).astype(float)


def loss(A2, Y):
    return np.sum((A2 - hot(A2, Y)) ** 2) / Y.size


def dZ2(A2, Y):
    dA2 = 2 * (A2 - hot(A2, Y)) / Y.size
    return A2 * (dA2 - (dA2 * A2).sum(axis=0))


def along_rows(A2, Y):
    dA2 = 2 * (A2 - hot(A2, Y)) / Y.size
    return A2 * (dA2 - (dA2 * A2).sum(axis=1, keepdims=True))


def over_all(A2, Y):
    dA2 = 2 * (A2 - hot(A2, Y)) / Y.size
    return A2 * (dA2 - (dA2 * A2).sum())


def nothing(*args):
    return None


def test_the_exercises_are_those_of_the_solutions():
    stored = nbformat.read(EXERCISES, as_version=4)
    for mine, theirs in zip(make_exercises().cells, stored.cells, strict=True):
        assert (mine.cell_type, mine.source) == (theirs.cell_type, theirs.source), (
            "The exercises are out of step: run .ci/maintain.py."
        )


@pytest.mark.parametrize(
    ("name", "function", "derivative", "message"),
    [
        ("tanh", np.tanh, lambda Z: 1 - np.tanh(Z) ** 2, "Right!"),
        ("tanh", np.tanh, lambda Z: 1 - np.tanh(np.tanh(Z)) ** 2, "at the activated value"),
        ("tanh", np.tanh, lambda Z: 1 - np.tanh(Z), "Is a square missing"),
        ("tanh", np.tanh, lambda Z: np.tanh(Z) ** 2 - 1, "sign"),
        ("tanh", np.tanh, np.tanh, "the function itself"),
        ("tanh", helpers.sigmoid, nothing, "Not done yet"),
        ("tanh", helpers.sigmoid, sigmoid_slope, "This is the sigmoid"),
        ("tanh", lambda Z: np.tanh(Z).T, sigmoid_slope, "transposed"),
        ("relu", relu, lambda Z: (Z > 0) * 1.0, "Right!"),
        ("relu", relu, lambda Z: Z > 0, "Right!"),
        ("relu", relu, raise_at_zero, "the derivative of relu at 0: it stops"),
        ("relu", relu, lambda Z: (Z > 0) if Z.any() else None, "Not done yet"),
        ("relu", relu, lambda Z: (Z > 0) if Z.any() else 1, "the derivative of relu at 0 has the"),
        ("relu", relu, lambda Z: np.ones_like(Z), "1 everywhere"),
        ("relu", relu, lambda Z: (Z < 0) * 1.0, "mixed up"),
        ("relu", lambda Z: np.minimum(Z, 0), lambda Z: Z > 0, "keeps the negative"),
        ("relu", np.abs, lambda Z: Z > 0, "absolute value"),
        (
            "leaky relu",
            lambda Z: np.where(Z > 0, Z, 0.1 * Z),
            lambda Z: np.where(Z > 0, 1, 0.1),
            "Right!",
        ),
        (
            "leaky relu",
            lambda Z: np.where(Z > 0, Z, 0.1 * Z),
            lambda Z: np.where(Z < 0, 1, 0.1),
            "mixed up",
        ),
        ("leaky relu", relu, lambda Z: Z > 0, "entry (0, 0) is 0, but -0.2 is wanted"),
        ("leaky relu", lambda Z: np.where(Z > 0, Z, 0.01 * Z), sigmoid_slope, "The leak is 0.1"),
        ("leaky relu", lambda Z: np.where(Z > 0, Z, -0.1 * Z), sigmoid_slope, "stays negative"),
        ("leaky relu", lambda Z: np.where(Z > 0, Z, 0.1), sigmoid_slope, "0.1 times z"),
        ("tanh", np.tanh, lambda Z: 1 + np.tanh(Z) ** 2, "1 minus the square"),
        ("tanh", np.tanh, lambda Z: np.tanh(Z) * (1 - np.tanh(Z)), "the sigmoid's way"),
        ("relu", nothing, nothing, "Not done yet"),
        ("relu", lambda Z: Z > 0, lambda Z: Z > 0, "are the two functions swapped"),
        ("relu", relu, relu_slope_without_zero, "at 0 must lie between 0 and 1"),
        ("tanh", np.tanh, lambda Z: 1 - Z**2, "Square tanh(Z)"),
        (
            "tanh",
            tanh_by_formula,
            lambda Z: 1 - np.tanh(Z) ** 2,
            "large numbers is not right: entry",
        ),
        (
            "tanh",
            lambda Z: np.where(Z < -500, np.nan, np.tanh(Z)),
            lambda Z: 1 - np.tanh(Z) ** 2,
            "large numbers is not right: entry (0, 1) is nan",
        ),
        ("leaky relu", leak_in_place, lambda Z: np.where(Z > 0, 1, 0.1), "changes Z, which was"),
        ("relu", clear_in_place, lambda Z: Z > 0, "changes Z, which was handed in"),
        ("relu", lambda Z: max(Z, 0), lambda Z: Z > 0, "with ValueError"),
        ("relu", relu, lambda Z: (Z > 0, 1), "of the type tuple, but an array of numbers"),
        ("relu", lambda Z: "relu", lambda Z: Z > 0, "of the type str"),
        ("relu", lambda Z: {1, 2}, lambda Z: Z > 0, "of the type set"),
    ],
)
def test_check_activation(capsys, name, function, derivative, message):
    right = checks.check_activation(name, function, derivative)
    assert re.search(re.escape(message).replace(r"\.\*", ".*"), capsys.readouterr().out)
    assert right is (None if "Not done" in message else message == "Right!")


@pytest.mark.parametrize(
    ("loss", "dZ2", "message"),
    [
        (loss, dZ2, "Right!"),
        (nothing, nothing, "Not done yet"),
        (loss, nothing, "Not done yet"),
        (lambda A, Y: loss(A, Y) + 1, dZ2, "the loss is not right: it is "),
        (lambda A, Y: loss(A, Y) * Y.size, dZ2, "the loss is not right. The factor 1/n is missing"),
        (
            lambda A, Y: loss(A, Y) / Y.size,
            dZ2,
            "the loss is not right. The factor 1/n is there tw",
        ),
        (lambda A, Y: loss(A, Y) / len(A), dZ2, "averaged over the classes"),
        (loss, lambda A, Y: dZ2(A, Y) * Y.size, "dZ2 is not right. The factor 1/n is missing"),
        (loss, lambda A, Y: dZ2(A, Y) / Y.size, "dZ2 is not right. The factor 1/n is there twice"),
        (loss, lambda A, Y: dZ2(A, Y).T, "Is it transposed"),
        (loss, lambda A, Y: -dZ2(A, Y), "sign"),
        (loss, lambda A, Y: dZ2(A, Y) / 2, "The 2 from the square"),
        (loss, lambda A, Y: (A - hot(A, Y)) / Y.size, "dZ2 of cross-entropy"),
        (loss, lambda A, Y: 2 * (A - hot(A, Y)) / Y.size, "back through softmax is missing"),
        (loss, lambda A, Y: dZ2(A, Y) / A, "in front of the brackets"),
        (lambda A, Y: loss(A, Y) / 2, dZ2, "There is a factor 1/2 too much"),
        (lambda A, Y: np.full((1, 1), loss(A, Y)), dZ2, "the loss has the shape (1, 1)"),
        (lambda A, Y: np.full(1, loss(A, Y)), dZ2, "Right!"),
        (lambda A, Y: loss(A, Y, 3), dZ2, "the loss: it stops.*with TypeError"),
        (lambda A, Y: loss(A, Y) * Y.size / len(A), dZ2, "and not of classes"),
        (lambda A, Y: np.sqrt(loss(A, Y)), dZ2, "No root"),
        (
            lambda A, Y: np.mean((A[Y, np.arange(Y.size)] - 1) ** 2),
            dZ2,
            "All classes count, and not only",
        ),
        (lambda A, Y: np.sum((A - helpers.one_hot(Y)) ** 2), dZ2, "one_hot(Y) has ten rows"),
        (loss, over_all, "axis 0: each sample"),
        (loss, along_rows, "axis 0: each sample"),
        (
            loss,
            lambda A, Y: A * (1 - A) * 2 * (A - hot(A, Y)) / Y.size,
            "depends on all entries",
        ),
    ],
)
def test_check_squared_error(capsys, loss, dZ2, message):
    right = checks.check_squared_error(loss, dZ2)
    assert re.search(re.escape(message).replace(r"\.\*", ".*"), capsys.readouterr().out)
    assert right is (None if "Not done" in message else message == "Right!")


@pytest.mark.parametrize(
    ("slope", "change", "message"),
    [
        (lambda A: 1 - A**2, lambda g: g, "Right!"),
        (lambda A: A * (1 - A), lambda g: g, "slope of the sigmoid"),
        (lambda A: 1 - np.tanh(A) ** 2, lambda g: g, "at the activated value"),
        (lambda A: 1, lambda g: g, "slope of tanh is missing"),
        (lambda A: 1 - A, lambda g: g, "Is a square missing"),
        (lambda A: helpers.deriv_sigmoid(np.arctanh(A)), lambda g: g, "slope of the sigmoid"),
        (lambda A: 1 - A**2, lambda g: [6 * array for array in g], "1/n is missing"),
        (lambda A: 1 - A**2, lambda g: [array / 6 for array in g], "1/n is there twice"),
        (lambda A: 1 - A**2, lambda g: [g[0].T, *g[1:]], "Is it transposed"),
        (lambda A: 1 - A**2, lambda g: [-array for array in g], "sign"),
        (lambda A: (1 - A) ** 2, lambda g: g, "Square A1 alone"),
        (lambda A: 1 - A**2, lambda g: g[:3], "returns 3 thing"),
        (lambda A: 1 - A**2, lambda g: g[0], "returns 1 thing"),
        (
            lambda A: 1 - A[:2] ** 2,
            lambda g: g,
            "back_prop_tanh: it stops.*with ValueError.*shapes must fit",
        ),
        (lambda A: 1 - A**2, lambda g: None, "Not done yet"),
    ],
)
def test_check_back_prop_tanh(capsys, slope, change, message):
    def back_prop_tanh(Z1, A1, Z2, A2, W1, W2, X, Y):
        dZ2 = (A2 - helpers.one_hot(Y)) / Y.size
        dZ1 = (W2.T @ dZ2) * slope(A1)
        sums = [dZ.sum(axis=1, keepdims=True) for dZ in (dZ1, dZ2)]
        return change([dZ1 @ X.T, sums[0], dZ2 @ A1.T, sums[1]])

    right = checks.check_back_prop_tanh(back_prop_tanh)
    assert re.search(re.escape(message).replace(r"\.\*", ".*"), capsys.readouterr().out)
    assert right is (None if "Not done" in message else message == "Right!")


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (lambda dA1, A1, Z1: 1 - A1**2, "the slope of tanh alone: the factor dA1 is missing"),
        (lambda dA1, A1, Z1: dA1 * (1 - Z1**2), "The slope is made of A1, and not of Z1"),
    ],
)
def test_other_first_layers_are_known(first, words, capsys):
    def back_prop_tanh(Z1, A1, Z2, A2, W1, W2, X, Y):
        dZ2 = (A2 - helpers.one_hot(Y)) / Y.size
        dZ1 = first(W2.T @ dZ2, A1, Z1)
        sums = [dZ.sum(axis=1, keepdims=True) for dZ in (dZ1, dZ2)]
        return dZ1 @ X.T, sums[0], dZ2 @ A1.T, sums[1]

    assert checks.check_back_prop_tanh(back_prop_tanh) is False
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda train, test: (train, test), "Right!"),
        (lambda train, test: (train[:-1], test[:-1]), "before the last update"),
        (lambda train, test: (train[1:], test[1:]), "lacks its first entry"),
        (lambda train, test: (train, [*test[1:], 0.4]), "test is not right. It is one update late"),
        (lambda train, test: (train, [*test[:1]] * 4), "test is not right. It never changes"),
        (lambda train, test: (train, [*test[:3], 0.9]), "entry (3,) is 0.9, but 0.3 is wanted"),
        (lambda train, test: (train, train), "the other set of digits"),
        (lambda train, test: ([100 * a for a in train], test), "percents"),
        (lambda train, test: ([40 * a for a in train], test), "Divide by the number of labels"),
        (lambda train, test: (0.3, test), "train must be a list of 4 accuracies"),
        (lambda train, test: (None, None), "Not done yet"),
        (lambda train, test: (train, None), "Not done yet"),
        (lambda train, test: (test, test), "train is not right. These are the accuracies on the"),
        (lambda train, test: (train, [20 * a for a in test]), "test is not right. Divide by the"),
    ],
)
def test_check_track(capsys, monkeypatch, change, message):
    train, test = [0.1, 0.3, 0.4, 0.5], [0.1, 0.2, 0.25, 0.3]
    expected = {"train_accuracy": train, "test_accuracy": test}
    monkeypatch.setattr(checks, "gradient_descent", lambda *args, **how: (None, expected))
    X, Y = np.zeros((784, 40)), np.zeros(40, int)
    right = checks.check_track(lambda *given: change(train, test), X, Y, X[:, :20], Y[:20])
    assert re.search(re.escape(message).replace(r"\.\*", ".*"), capsys.readouterr().out)
    assert right is (None if "Not done" in message else message == "Right!")


def test_accuracies_that_stand_still_are_not_called_late():
    still = np.array([0.1] * 4)
    assert checks.look_at_accuracies("train", [0.1] * 4, still, still, 40) is None


def track(X, Y, X_test, Y_test, W1, b1, W2, b2, lr, epochs):
    params = W1, b1, W2, b2
    _, history = helpers.gradient_descent(X, Y, X_test, Y_test, lr, epochs, *params, progress=False)
    return history["train_accuracy"], history["test_accuracy"]


def track_from_other_weights(X, Y, X_test, Y_test, W1, b1, W2, b2, lr, epochs):
    params = helpers.init_params(np.random.default_rng(0))
    return track(X, Y, X_test, Y_test, *params, lr, epochs)


def track_in_place(X, Y, X_test, Y_test, W1, b1, W2, b2, lr, epochs):
    W1 -= lr
    return [0.1], [0.1]


def track_that_stumbles(X, Y, X_test, Y_test, W1, b1, W2, b2, lr, epochs):
    return (X @ W1).sum(), []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (track, "Right!"),
        (track_from_other_weights, "train is not right"),
        (track_in_place, "track: it changes W1, which was handed in"),
        (track_that_stumbles, "with ValueError: matmul"),
        (lambda *given: [0.1] * 4, "track must return two lists: train, test."),
        (lambda *given: 0.1, "track must return two lists: train, test."),
        (lambda *given: ..., "track must return two lists: train, test."),
        (lambda *given: ([None] * 4, [0.1] * 4), "train holds None, as print(...) returns it"),
        (lambda *given: ([0.1, None], [0.1] * 4), "train holds None, as print(...) returns it"),
        (lambda *given: (["88.1%"] * 4, [0.1] * 4), "train is of the type list, but an array of"),
        (lambda *given: ([[1], [1, 2]], [0.1] * 4), "train is of the type list, but an array of"),
    ],
)
def test_check_track_runs_it_on_copies(capsys, digits, given, message):
    X, Y, X_test, Y_test = digits
    checks.check_track(given, X[:, :50], Y[:50], X_test[:, :20], Y_test[:20], epochs=3)
    assert message in capsys.readouterr().out


@pytest.mark.parametrize(
    ("settings", "score", "message"),
    [
        ({"lr": 1, "n_hidden": 40, "epochs": 300}, 0.89, "Right!"),
        (
            {"lr": 1, "n_hidden": 40, "epochs": 300},
            0.889,
            "88.9% is not 9 points better than 80.0%",
        ),
        ({"lr": 1, "n_hidden": 40, "epochs": 301}, None, "At most 300 epochs"),
        ({"lr": 1, "n_hidden": 301, "epochs": 300}, None, "At most 300 hidden units"),
        ({"lr": -1, "n_hidden": 40, "epochs": 300}, None, "lr must be a number above 0, not -1"),
        ({"lr": 1, "n_hidden": 40, "epochs": 2.5}, None, "epochs must be a whole number"),
        ({"lr": 1, "n_hidden": "40", "epochs": 3}, None, "n_hidden must be a whole number"),
        ({"lr": 1, "n_hidden": 40, "epochs": 300}, float("nan"), "between 0 and 1"),
        ({"lr": 1, "n_hidden": 40, "epochs": 300}, 95, "between 0 and 1"),
        ({"lr": 1, "n_hidden": 40, "epochs": 300}, 1.01, "between 0 and 1"),
        ({"lr": 1, "n_hidden": 40, "epochs": 300}, 1, "Right!"),
        ({"lr": 1, "n_hidden": 40, "epochs": 300}, 0, "0.0% is not 9 points better"),
        ({"lr": 1, "epochs": 300}, None, "a dictionary with the keys"),
        ({"lr": 1, "epochs": 300, "n_hidden": 4, "n": 1}, None, "a dictionary with the keys"),
        ((1, 300, 40), None, "a dictionary with the keys"),
        (None, None, "Not done"),
    ],
)
def test_check_settings(capsys, settings, score, message):
    asked = []

    def run(**given):
        asked.append(given)
        return score

    reached = checks.check_settings(settings, run, baseline=0.80)
    assert reached is (None if message == "between 0 and 1" else score)
    assert re.search(re.escape(message).replace(r"\.\*", ".*"), capsys.readouterr().out)
    assert asked == ([] if score is None else [settings]), "nothing is trained in vain"


def test_every_name_that_checks_offers_is_there():
    assert {name for name in vars(checks) if name.startswith("check_")} == set(checks.__all__)


@pytest.mark.parametrize(("given", "right"), [(-0.0, 1.0), (1.0, -0.0)])
def test_a_zero_is_told_without_a_sign(given, right):
    said = compare("W", np.array([given]), np.array([right]))
    assert said == f"W is not right: it is {given + 0:.0f}, but {right + 0:.0f} is wanted."
