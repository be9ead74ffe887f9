"""The signal from layer to layer, on small networks whose numbers are known."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from helpers import Dense, Network, ReLU, Sigmoid, Tanh
from helpers.teaching.examine_signals import (
    dead,
    examine_signals,
    grown,
    saturated,
    signals,
    worst,
)


def patient(*layers, X=None, **more):
    """A patient of these layers, with what goes through them."""
    X = np.random.default_rng(9).normal(size=(20, 50)) if X is None else X
    outputs, Z = [], X
    for layer in layers:
        Z = layer.forward(Z)
        outputs.append(Z)
    known = {"loss": 2.3, "accuracy": 0.1, "gradients": None, "trained": None, "history": None}
    return SimpleNamespace(network=Network(*layers), outputs=outputs, X=X, **(known | more))


def dense(inputs, units, gain=1.0, seed=0):
    return Dense(
        np.random.default_rng(seed), inputs, units, lambda i, u: gain / np.sqrt(i), np.float64
    )


def test_gains_and_sizes():
    first = dense(20, 30)
    first.W[:] = np.resize([1, -1], first.W.shape)
    ((gain, size),) = signals(patient(first))
    assert gain == pytest.approx(np.sqrt(20))
    assert size == pytest.approx(np.sqrt(np.mean(first.forward(patient(first).X) ** 2)))
    rows = signals(patient(dense(20, 30, 2.0), Sigmoid(), dense(30, 10, 0.5)))
    assert [round(gain, 1) for gain, _ in rows] == [2.0, 0.5]


@pytest.mark.parametrize(
    ("kind", "A", "share"),
    [
        ("Sigmoid", [[0.04, 0.05, 0.5, 0.95, 0.96]], 0.4),
        ("Tanh", [[-0.96, -0.95, 0, 0.95, 0.96]], 0.4),
        ("ReLU", [[-9, 0, 9]], 0),
        ("Dense", [[-9, 0, 9]], 0),
    ],
)
def test_what_is_at_an_end(kind, A, share):
    assert saturated(kind, np.array(A)) == pytest.approx(share)


def test_what_is_dead():
    A = np.array([[0, 0, 0], [0, 0, 1], [0.0, 0, 0], [2, 1, 0]])
    assert dead("ReLU", A) == 0.5 and dead("Sigmoid", A) == 0
    assert dead("ReLU", A.reshape(4, 1, 3)) == 0.5


@pytest.mark.parametrize(("accuracy", "kind"), [(0.85, "rate-too-large"), (0.86, "signals")])
def test_dead_or_saturated_by_training(accuracy, kind):
    X = np.random.default_rng(0).normal(size=(60, 50))
    X[:30] = 0
    first = dense(60, 30)
    first.W[:, :30], first.W[:, 30:] = 1, 5 * np.resize([1, -1, 1], (30, 30))
    p = patient(first, Tanh(), dense(30, 10), X=X, accuracy=accuracy)
    assert examine_signals(p)[0].kind == kind
    first.b[:20] = -1000
    p = patient(first, ReLU(), dense(30, 10), X=X, accuracy=accuracy)
    assert examine_signals(p)[0].kind == ("dead" if kind == "signals" else kind)


def test_the_worst_layer_counts_from_1():
    p = patient(dense(20, 30), Sigmoid(), dense(30, 30, 40.0), Sigmoid(), dense(30, 10))
    share, number = worst(p, saturated)
    assert number == 4 and share > 0.5


def test_how_training_has_grown_the_weights():
    X = np.random.default_rng(0).normal(size=(60, 50))
    X[:20] = 0.5  # pixels that are the same in each image
    layer = dense(60, 30)
    layer.W[:, :20], layer.W[:, 20:] = 0.1, 0.3
    assert grown(patient(layer, X=X)) == pytest.approx(3)
    X[0] = np.arange(50)
    assert np.isnan(grown(patient(layer, X=X))), "19 pixels are too few"
    assert np.isnan(grown(patient(layer, X=0 * X))), "nothing but blank pixels"
    X[:20] = 0.5
    layer.W[:, :20] = 0
    assert np.isnan(grown(patient(layer, X=X)))


def relus(n_dead, units=20, **more):
    first = dense(20, units)
    first.b[:n_dead] = -1000
    return patient(first, ReLU(), dense(units, 10), **more)


def squashed(gain, **more):
    return patient(dense(20, 400, gain), Sigmoid(), dense(400, 10), **more)


def deep(first, last, **more):
    layers = [dense(20, 20), Tanh(), dense(20, 20), Tanh(), dense(20, 20), Tanh(), dense(20, 10)]
    gradients = [first, 1, 1, 1, 1, 1, last, 1]
    return patient(*layers, gradients=gradients, **more)


def shallow(n, gradients, **more):
    layers = [layer for i in range(n) for layer in (dense(20, 20, seed=i), Tanh())]
    return patient(*layers[:-1], gradients=gradients, **more)


TRAINED = {"trained": True, "history": {"loss": np.array([6.0])}}


@pytest.mark.parametrize(
    ("p", "found"),
    [
        (patient(dense(20, 30), Sigmoid(), dense(30, 10)), "healthy signals: From layer to layer"),
        (relus(10), "healthy signals"),
        (relus(11), "ill dead: 55% of the units of layer 2 (ReLU) are active for no digit."),
        (relus(11, accuracy=0.9), "ill dead"),
        (relus(11, accuracy=0.91), "healthy signals"),
        (squashed(1.0, loss=9.9), "healthy signals"),
        (squashed(1.0, loss=10.1), "ill start-too-large: The loss is 10.1 (ln 10 = 2.3 is chance)"),
        (squashed(1.0, loss=10.1, accuracy=0.51), "healthy signals"),
        (squashed(1.0, loss=10.1, accuracy=0.5), "ill start-too-large"),
        (squashed(1.0, loss=10.1, **TRAINED), "healthy signals"),  # it is not known why
        (squashed(7.0, loss=4.4), "healthy signals"),
        (squashed(7.0, loss=4.6), "ill start-too-large"),
        (squashed(20.0), "ill start-too-large"),
        (squashed(20.0, accuracy=0.6), "ill saturated: 8"),
        (squashed(20.0, accuracy=0.85), "ill saturated"),
        (squashed(20.0, accuracy=0.86), "healthy signals"),
        (squashed(20.0, **TRAINED), "ill saturated"),
        (patient(dense(20, 30), ReLU(), dense(30, 10, 0.01)), "healthy signals"),  # no harm
        (
            patient(dense(20, 30, 0.1), ReLU(), dense(30, 10)),
            "ill start-too-small: The weights of la",
        ),
        (patient(dense(20, 30, 0.1), ReLU(), dense(30, 10), accuracy=0.51), "healthy signals"),
        (patient(dense(20, 30), ReLU(), dense(30, 10, 0.01), trained=True), "ill start-too-small"),
        (patient(dense(20, 10, 0.01)), "healthy signals"),
        (deep(0.08, 1), "healthy signals"),
        (
            deep(0.06, 1),
            "ill vanishing: The gradient is 0.06 long in the first layer, 1 in the last.",
        ),
        (deep(0.19, 1, trained=True), "ill vanishing"),
        (deep(0.21, 1, trained=True), "healthy signals"),
        (deep(0.06, 1, accuracy=0.6), "healthy signals"),
        (
            deep(0.12, 2),
            "ill vanishing: The gradient is 0.12 long in the first layer, 2 in the last.",
        ),
        (deep(0.05, 0.5), "healthy signals"),
        (patient(*deep(1, 1).network.layers), "healthy signals"),  # no gradient is known
        (shallow(2, [1e-3, 1, 1, 1]), "healthy signals"),
        (shallow(3, [1e-3, 1, 1, 1, 1, 1]), "healthy signals"),
        (
            deep(25.0, 1, loss=11),
            "ill start-too-large: The loss is 11 (ln 10 = 2.3 is chance); sums",
        ),
    ],
)
def test_signals(p, found):
    (finding,) = examine_signals(p)
    assert f"{finding.level} {finding.kind}: {finding.symptom}".startswith(found)


def test_what_else_is_said_of_large_weights():
    assert "% of a layer's activations are below 0.05 or above 0.95." in (
        examine_signals(squashed(20.0))[0].symptom
    )
    assert "a layer's" not in examine_signals(squashed(1.0, loss=11))[0].symptom
    said = examine_signals(deep(25.0, 1, loss=11))[0].symptom
    assert said.endswith("The gradient explodes, from 1 to 25.")
    assert "explodes" not in examine_signals(deep(19.0, 1, loss=11))[0].symptom
    assert "explodes" not in examine_signals(deep(50.0, 3, loss=11))[0].symptom
    assert "explodes" in examine_signals(shallow(3, [25, 1, 1, 1, 1, 1], loss=11))[0].symptom
    assert "explodes" not in examine_signals(shallow(2, [25, 1, 1, 1], loss=11))[0].symptom
    healthy = examine_signals(patient(dense(20, 30), ReLU(), dense(30, 10)))[0].symptom
    assert re.fullmatch(r"From layer to layer the sums are [\d.]+, [\d.]+\.", healthy)
    said = examine_signals(squashed(4.0))[0].symptom
    assert re.search(r"\d\. At most \d+% of a layer's activations are at an end\.$", said)
    assert "layer 1 carry 0.1" in (
        examine_signals(patient(dense(20, 30, 0.1), ReLU(), dense(30, 10)))[0].symptom
    )


@pytest.mark.parametrize(
    ("times", "more", "kind"),
    [
        (5, {"loss": 11}, "rate-too-large"),
        (3, {"loss": 11}, "start-too-large"),
        (5, {"loss": 9}, "start-too-large"),
        (5, {"loss": 11, "accuracy": 0.6}, "signals"),
        (1.5, {"loss": 11, **TRAINED}, "start-too-large"),  # it was so from the first step on
        (1.5, {"loss": 11, **TRAINED, "history": {"loss": np.array([4.0])}}, "signals"),
        (2.5, {"loss": 11, **TRAINED}, "signals"),
    ],
)
def test_weights_that_training_has_made_large(times, more, kind):
    X = np.random.default_rng(0).normal(size=(60, 50))
    X[:30] = 0
    first = dense(60, 30, 0.5)
    first.W[:, :30] = np.resize([0.1, -0.1], (30, 30))
    first.W[:, 30:] = times * np.resize([0.1, -0.1, 0.1], (30, 30))
    (found,) = examine_signals(patient(first, Tanh(), dense(30, 10), X=X, **more))
    assert found.kind == kind
