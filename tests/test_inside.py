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
    A1 = forward_prop(*params, THREE)[1]
    np.testing.assert_allclose(answer["lit"], 255 * A1[:, 0], atol=0.5)
    push = W2 * A1.T - (W2 * A1.T).mean(axis=0)
    strongest = sorted(push.ravel())[-len(answer["links"]) :]
    shown = [push[digit, unit] for unit, digit in answer["links"]]
    np.testing.assert_allclose(sorted(shown), strongest)


def test_a_convolution_shows_its_first_maps():
    network = helpers.lenet(np.random.default_rng(0))
    pictures, ask = look_inside(network)
    maps = np.array(ask(THREE)["maps"])
    assert len(pictures) == 0 and maps.shape == (16, 144), "12 x 12 after the pooling"
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
