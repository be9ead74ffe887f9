"""How a network is built, and its weights: by networks of a few units."""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers import Dense, Dropout, MaxPool, Network, ReLU, Reshape, Sigmoid, lenet
from helpers.teaching.examine_network import (
    Patient,
    equal_rows,
    examine_structure,
    examine_weights,
    has_weights,
    is_slow,
    weighted,
)

Y = np.arange(10)


def dense(inputs, units, seed=0):
    return Dense(np.random.default_rng(seed), inputs, units)


def patient(*layers, Y=Y, **more):
    network = Network(*layers)
    names = [f"params[{i}]" for i in range(len(network.params))]
    return Patient(network, names, np.zeros((784, 10)), Y, **more)


@pytest.mark.parametrize(
    ("p", "found"),
    [
        (patient(dense(784, 8), Sigmoid(), dense(8, 10)), None),
        (patient(dense(784, 10)), None),
        (patient(dense(784, 9)), "outputs: The network has 9 outputs, but labels up to 9."),
        (patient(dense(784, 9), Y=Y % 9), None),
        (patient(dense(784, 9), Y=None), None),
        (
            patient(dense(784, 10), Sigmoid()),
            "activation-at-end: After the last weights stands Sigm",
        ),
        (patient(dense(784, 10), Reshape(-1), Dropout(0.1)), None),
        (patient(dense(784, 9), dense(9, 10)), "no-activation: Between two layers with weights"),
        (patient(dense(784, 9), Dropout(0.5), dense(9, 10)), "no-activation"),
        (patient(dense(784, 9), Dropout(0.5), ReLU(), dense(9, 10)), None),
        (patient(ReLU(), dense(784, 9), dense(9, 9), dense(9, 10)), "no-activation"),
        (patient(dense(784, 9), ReLU(), Dropout(0.74), dense(9, 10)), None),
        (
            patient(dense(784, 9), ReLU(), Dropout(0.75), dense(9, 10)),
            "dropout: Dropout sets 75% of",
        ),
        (patient(Dropout(0.8), dense(784, 9), Dropout(0.1), ReLU(), dense(9, 10)), "dropout"),
        (
            patient(dense(784, 7), ReLU(), dense(7, 10)),
            "too-narrow: One hidden layer has only 7 units.",
        ),
        (patient(dense(784, 9), ReLU(), dense(9, 7), ReLU(), dense(7, 10)), "too-narrow"),
        (patient(dense(784, 7), ReLU(), dense(7, 10), accuracy=0.8), "too-narrow"),
        (patient(dense(784, 7), ReLU(), dense(7, 10), accuracy=0.81), None),
    ],
)
def test_how_layers_follow_each_other(p, found):
    said = [f"{f.kind}: {f.symptom}" for f in examine_structure(p)]
    assert len(said) == (found is not None)
    assert all(text.startswith(found) for text in said)


def spoilt(array, part, value):
    p = patient(dense(784, 20), Sigmoid(), dense(20, 10, seed=1))
    p.network.params[array][part] = value
    return p


def one_answer(biases, outputs, **more):
    p = patient(dense(784, 8), Sigmoid(), dense(8, 10, seed=1), one_answer=0.96, **more)
    p.network.params[3][:, 0] = biases
    p.outputs = [SAME, SAME, p.network.params[3] + outputs]
    return p


PUSHED = [20, *[0] * 9]
SAME = np.zeros((10, 4))
APART = np.tile([[-4.9, 4.9]], (10, 2))


@pytest.mark.parametrize(
    ("p", "found"),
    [
        (spoilt(0, 0, 0.1), None),
        (spoilt(0, 0, np.nan), "weights-nan: 5% of params[0] is nan or infinite (params[0])."),
        (spoilt(3, 2, -np.inf), "weights-nan: 10% of params[3] is nan or infinite (params[3])."),
        (spoilt(0, np.s_[:7], 0.1), "symmetric: 35% of the units of hidden layer 1 have a twin."),
        (spoilt(0, np.s_[:6], 0.1), None),  # 30 %
        (spoilt(2, np.s_[:], 0.1), None),  # the last layer may be the same
        (
            one_answer(PUSHED, SAME),
            "bias: The biases of the scores differ by 20, the rest only by 0.",
        ),
        (one_answer(PUSHED, APART), "bias"),
        (one_answer(PUSHED, 9 * np.arange(10)[:, None] + SAME), "bias"),  # the same for each digit
        (one_answer(PUSHED, APART * 1.03), None),  # a quarter of it
        (one_answer([5, *[0] * 9], SAME), None),
        (one_answer([5.1, *[0] * 9], SAME), "bias"),
        (one_answer(PUSHED, SAME, trained=True), None),
        (one_answer(PUSHED, SAME, trained=False), "bias"),
    ],
)
def test_weights(p, found):
    said = [f"{f.kind}: {f.symptom}" for f in examine_weights(p)]
    assert len(said) == (found is not None)
    assert all(text.startswith(found) for text in said)


def test_weights_of_a_network_that_reads_well_are_left_alone():
    p = spoilt(0, np.s_[:7], 0.1)
    p.accuracy = 0.9
    assert examine_weights(p)[0].kind == "symmetric"
    p.accuracy = 0.91
    assert examine_weights(p) == []
    p = one_answer(PUSHED, SAME)
    p.one_answer = 0.95
    assert examine_weights(p) == []


def test_the_layer_with_most_twins_is_named():
    p = patient(dense(784, 20), ReLU(), dense(20, 20, seed=1), ReLU(), dense(20, 10, seed=2))
    p.network.params[0][:7] = p.network.params[2][:] = 0.1
    assert "100% of the units of hidden layer 2" in examine_weights(p)[0].symptom


@pytest.mark.parametrize(
    ("W", "share"),
    [
        ([[1.0, 2], [1, 2], [3, 4]], 2 / 3),
        ([[1.0, 2], [1.0005, 2], [3, 4]], 2 / 3),
        ([[1.0, 2], [1.01, 2], [3, 4]], 0),
        ([[1.0, 2], [2, 4]], 0),
        ([[1.0, 2], [-1, -2]], 0),
        ([[0.0, 0], [0, 0]], 1),
        ([[1.0, 2]], 0),
    ],
)
def test_twins(W, share):
    assert equal_rows(np.array(W)) == pytest.approx(share)


def test_which_networks_are_slow_and_which_layers_have_weights():
    assert is_slow(lenet(np.random.default_rng(0)))
    assert not is_slow(Network(dense(4, 3), MaxPool()))
    first, last = dense(4, 3), dense(3, 2)
    assert weighted(Network(first, ReLU(), last)) == [first, last]


@pytest.mark.parametrize(
    ("params", "more", "wanted"),
    [
        ([], {}, False),
        ([np.ones((5, 1)), np.ones((5, 1))], {}, False),
        ([np.ones((5, 2)), np.ones((5, 1))], {}, True),
        ([np.ones((1, 2))], {}, True),
        ([np.ones((5, 1)), np.ones((5, 1))], {"W": np.ones((5, 1))}, True),
        ([], {"W": None}, False),
    ],
)
def test_a_factor_for_each_unit_is_no_row_of_weights(params, more, wanted):
    assert has_weights(SimpleNamespace(params=params, **more)) is wanted
