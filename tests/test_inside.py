"""What the pad shows of a network's inside."""

import numpy as np
import pytest

import helpers
from helpers import DRAWN_THREE, DigitPad, forward_prop, look_inside, strokes_to_mnist

THREE = strokes_to_mnist(DRAWN_THREE)


def test_hidden_units_light_up_and_push():
    params = helpers.init_params(np.random.default_rng(0), 12)
    pictures, ask = look_inside(params)
    assert pictures.shape == (12, 784) and pictures.min() == -127 and pictures.max() == 127
    W1, _, W2, _ = params
    assert (np.sign(pictures) == np.sign(W1))[np.abs(W1) > 0.01].all()
    answer = ask(THREE)
    assert len(answer["links"]) == 8 and answer["maps"] == []
    A1 = forward_prop(*params, THREE)[1]
    np.testing.assert_allclose(answer["lit"], 255 * A1[:, 0], atol=0.5)
    push = W2 * A1.T - (W2 * A1.T).mean(axis=0)
    strongest = sorted(push.ravel())[-len(answer["links"]) :]
    shown = [push[digit, unit] for unit, digit in answer["links"]]
    np.testing.assert_allclose(sorted(shown), strongest)


def test_one_huge_weight_does_not_hide_the_others():
    W1, b1, W2, b2 = helpers.init_params(np.random.default_rng(0), 12)
    W1[0, 0], W1[1, 1] = 900, -900
    pictures, _ = look_inside((W1, b1, W2, b2))
    assert pictures[0, 0] == 127 and pictures[1, 1] == -127
    assert np.abs(pictures).mean() > 50


def test_maps_are_those_after_the_layer_behind_the_convolution_each_from_0_to_the_largest():
    rng = np.random.default_rng(0)
    conv = helpers.Conv(rng, 1, 2, 5)
    layers = [helpers.Reshape(1, 28, 28), conv, helpers.ReLU(), helpers.MaxPool()]
    network = helpers.Network(*layers, helpers.Reshape(-1), helpers.Dense(rng, 288, 10))
    for share in (1, 0.001):  # faint maps are shown as well as strong ones
        conv.W *= share
        conv.b *= share
        answer = look_inside(network)[1](THREE)
        wanted = conv.forward(THREE.reshape(1, 28, 28, 1)).clip(0).reshape(2, 576)
        np.testing.assert_allclose(answer["maps"], 255 * wanted / wanted.max(), atol=0.51)
        assert answer["lit"] == answer["links"] == []


def test_a_layer_that_lays_maps_out_as_a_column_is_not_waited_for():
    rng = np.random.default_rng(0)
    conv = helpers.Conv(rng, 1, 2, 27)
    layers = helpers.Reshape(1, 28, 28), conv, helpers.Reshape(-1), helpers.Dense(rng, 8, 10)
    _, ask = helpers.look_inside(helpers.Network(*layers))
    wanted = np.maximum(conv.forward(THREE.reshape(1, 28, 28, 1)).reshape(2, 4), 0)
    assert wanted.max() > 0
    np.testing.assert_allclose(ask(THREE)["maps"], 255 * wanted / wanted.max(), atol=0.51)


def test_a_convolution_shows_its_first_maps():
    network = helpers.lenet(np.random.default_rng(0))
    pictures, ask = look_inside(network)
    maps = np.array(ask(THREE)["maps"])
    assert pictures.shape == (0, 784) and maps.shape == (16, 144), "12 x 12 after the pooling"
    assert maps.min() == 0 and maps.max() == 255
    pad = DigitPad(network.predict, DRAWN_THREE, inside=network)
    assert pad.answer["maps"] == maps.tolist()


def test_what_cannot_be_looked_into_is_refused():
    dense = helpers.Network(helpers.Dense(np.random.default_rng(0), 784, 10))
    for bad, message in [
        (7, "four weights"),
        (dense, "no convolution"),
        ([1, 2, 3, 4], "W1 must be a NumPy array"),
    ]:
        with pytest.raises(ValueError, match=message):
            look_inside(bad)
