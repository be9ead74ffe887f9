"""Is a gradient right? Networks of a few units, right ones and wrong ones."""

import warnings

import numpy as np
import pytest

from helpers import Dense, Network, ReLU, Sigmoid, back_prop, init_params, lenet
from helpers.network.model import as_network
from helpers.teaching.examine_gradient import N, as_doubles, examine_gradient

RNG = np.random.default_rng
NAMES = ["W1", "b1", "W2", "b2"]


def samples(n=40, inputs=784):
    return RNG(1).random((inputs, n), dtype=np.float32), RNG(2).integers(0, 10, n)


def examine(network, back_prop=None, **more):
    names = NAMES if back_prop else [f"params[{i}]" for i in range(len(network.params))]
    (found,) = examine_gradient(network, *samples(**more), names, back_prop)
    return found


def test_a_right_gradient_is_right():
    found = examine(as_network(*init_params(RNG(0))), back_prop)
    assert found.kind == "gradient" and found.level == "healthy" and found.number < 1e-6
    assert found.symptom.endswith("(relative error below 0.001).")
    network = Network(Dense(RNG(0), 6, 5), ReLU(), Dense(RNG(0), 5, 10))
    assert examine(network, inputs=6).level == "healthy"
    assert examine(lenet(RNG(0))).level == "healthy"


def test_weights_are_drawn_anew_for_it():
    network = Network(Dense(RNG(0), 100, 50), Sigmoid(), Dense(RNG(0), 50, 1))
    before = [param.copy() for param in network.params]
    fresh = as_doubles(network, RNG(0))
    assert all((a == b).all() for a, b in zip(before, network.params, strict=True))
    assert all(param.dtype == np.float64 for param in fresh.params)
    spreads = [param.std() for param in fresh.params[:3]]
    assert spreads == pytest.approx([0.15, 0.1, 1.5 / np.sqrt(50)], rel=0.3)
    first = fresh.layers[0]
    assert first.W is fresh.params[0] is first.params[0] and first.b is fresh.params[1]


def changed(change):
    return lambda *given: change(list(back_prop(*given)), given)


@pytest.mark.parametrize(
    ("change", "symptom", "cause"),
    [
        (lambda g, _: [1.001 * a for a in g], None, None),
        (
            lambda g, _: [1.003 * a for a in g],
            "dW1 is not what finite differences measure",
            "1.003",
        ),
        (lambda g, _: [g[0], g[1], g[2], -g[3]], "db2 is not what finite", "The sign is wrong."),
        (
            lambda g, _: [N * a for a in g],
            "dW1 is not",
            "All is 7 times too large, and there are 7",
        ),
        (
            lambda g, _: [g[0], g[1], g[2].T, g[3]],
            "dW2 has the shape (40, 10), but W2 is (10, 40).",
            "Is it transposed?",
        ),
        (lambda g, _: g[:3], "The gradient has 3 arrays for 4 of weights.", "return one array"),
        (lambda g, _: None, "The gradient has 0 arrays for 4", "return one array"),
        (lambda g, _: [g[0], g[1], np.nan * g[2], g[3]], "dW2 is not what", "is 0 divided by 0"),
        (lambda g, _: g[0] @ g[0], "The gradient was not calculated: it stops", "as many columns"),
        (lambda g, _: [g[0], g[1], g[2] * [[1, 2] * 20], g[3]], "dW2 is not", "a factor or a term"),
    ],
)
def test_a_wrong_one_is_described(change, symptom, cause):
    found = examine(as_network(*init_params(RNG(0))), changed(change))
    assert found.level == ("ill" if symptom else "healthy")
    if symptom:
        assert symptom in found.symptom and cause in found.cause
        assert found.remedy.endswith("check_back_prop, check_layer.")


@pytest.mark.parametrize("place", range(4))
def test_one_class_or_unit_that_is_left_out_is_seen(place):
    def lazy(*given):
        gradients = list(back_prop(*given))
        gradients[place][-1] = 0
        return gradients

    found = examine(as_network(*init_params(RNG(0))), lazy)
    assert found.level == "ill" and found.symptom.startswith(f"d{NAMES[place]} is not what finite")


def test_a_network_whose_params_are_properties():
    class Own(Dense):
        params = property(lambda self: [self.W, self.b], lambda self, given: None)

    class Ours(Network):
        params = property(
            lambda self: [each for layer in self.layers for each in layer.params],
            lambda self, given: None,
        )

    for layer, kind in ((Own, Network), (Dense, Ours), (Own, Ours)):
        network = kind(layer(RNG(0), 6, 5), ReLU(), layer(RNG(0), 5, 10))
        fresh = as_doubles(network, RNG(0))
        assert all(param.dtype == np.float64 for param in fresh.params)
        assert examine(network, inputs=6).level == "healthy"


def test_a_back_prop_gets_copies_and_may_change_them():
    def greedy(Z1, A1, Z2, A2, W1, W2, X, Y):
        gradient = back_prop(Z1, A1, Z2, A2, W1, W2, X, Y)
        W1 *= 0
        W2 *= 0
        return gradient

    assert examine(as_network(*init_params(RNG(0))), greedy).level == "healthy"


class Wrong(Dense):
    """A layer of one's own, whose gradients are changed."""

    def __init__(self, *given, change):
        super().__init__(*given)
        self.change = change

    def gradients(self, dZ):
        return self.change(*super().gradients(dZ))


@pytest.mark.parametrize(
    ("change", "symptom", "cause"),
    [
        (lambda dW, db: [-dW, db], "dparams[0] is not what", "The sign is wrong."),
        (lambda dW, db: [dW, db / N], "dparams[1] is not what", "All is 7 times too small"),
        (lambda dW, db: [dW.T, db], "dparams[0] is not what", "Is it transposed?"),
        (
            lambda dW, db: [dW, db[:, 0]],
            "dparams[1] has the shape (10,), but params[1] is (10, 1)",
            "keepdims=True keeps it",
        ),
    ],
)
def test_a_layer_of_one_s_own(change, symptom, cause):
    network = Network(Wrong(RNG(0), 10, 10, change=change), Sigmoid(), Dense(RNG(1), 10, 10))
    found = examine(network, inputs=10)
    assert found.level == "ill" and found.symptom.startswith(symptom) and cause in found.cause


def test_pixels_without_ink_hide_no_mistake():
    """Where pixels are 0 all slopes are, too: those with ink are measured."""
    X, Y = np.zeros((200, 40)), samples()[1]
    X[100:103] = 1
    network = Network(Wrong(RNG(0), 200, 20, change=lambda dW, db: [-dW, db]), Sigmoid(),
                      Dense(RNG(1), 20, 10))  # fmt: skip
    (found,) = examine_gradient(network, X, Y, ["a", "b", "c", "d"])
    assert found.level == "ill" and found.symptom.startswith("da is not what")


def test_four_of_many_mistakes_are_told():
    def change(dW, db):
        return [-dW, -db]

    layers = [Wrong(RNG(i), 6, 6, change=change) for i in range(2)]
    network = Network(
        layers[0], Sigmoid(), layers[1], Sigmoid(), Wrong(RNG(2), 6, 10, change=change)
    )
    symptom = examine(network, inputs=6).symptom
    assert symptom.count("). dparams[") == 3 and symptom.count("dparams[") == 4


def test_numbers_that_overflow_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        X = np.full((6, 40), 1e308)
        (found,) = examine_gradient(Network(Dense(RNG(0), 6, 10)), X, samples()[1], ["W", "b"])
    assert found.symptom.startswith("dW is not what finite differences measure")


def test_fewer_inputs_than_entries_to_measure():
    network = Network(Dense(RNG(0), 3, 5), Sigmoid(), Dense(RNG(0), 5, 10))
    assert examine(network, inputs=3).level == "healthy"
