"""Steps and learning rates, by hand."""

import numpy as np
import pytest

from helpers import SGD, Adam, PlainSGD, constant, one_cycle


def test_plain_steps_by_hand_change_the_arrays_themselves():
    W, b = np.array([[1.0, 2.0]]), np.array([[3.0]])
    PlainSGD([W, b]).step([np.array([[10.0, 0.0]]), np.array([[-1.0]])], lr=0.5)
    np.testing.assert_array_equal(W, [[-4.0, 2.0]])
    np.testing.assert_array_equal(b, [[3.5]])


def test_momentum_by_hand():
    param = np.array([[1.0]])
    optimiser = SGD([param], momentum=0.5)
    optimiser.step([np.array([[2.0]])], lr=0.1)  # velocity 2
    assert param[0, 0] == pytest.approx(0.8)
    optimiser.step([np.array([[1.0]])], lr=0.1)  # velocity 0.5 * 2 + 1 = 2
    assert param[0, 0] == pytest.approx(0.6)


def test_adam_by_hand():
    param = np.array([[1.0, 1.0]])
    optimiser = Adam([param], beta1=0.5, beta2=0.75, eps=0)
    optimiser.step([np.array([[2.0, -0.001]])], lr=0.1)
    # Step 1: mean / fix is the slope, root of square / fix its size, so every step is lr long.
    np.testing.assert_allclose(param, [[0.9, 1.1]])
    optimiser.step([np.array([[4.0, -0.001]])], lr=0.1)
    # mean = 0.5 * 1 + 0.5 * 4 = 2.5, / 0.75; square = 0.75 * 1 + 0.25 * 16 = 4.75, / 0.4375.
    expected = 0.9 - 0.1 * (2.5 / 0.75) / np.sqrt(4.75 / 0.4375)
    np.testing.assert_allclose(param, [[expected, 1.2]])


def test_weight_decay_shrinks_weights_and_not_biases():
    weight, bias = np.ones((2, 2)), np.ones((2, 1))
    optimiser = Adam([weight, bias], weight_decay=0.5)
    optimiser.step([np.zeros((2, 2)), np.zeros((2, 1))], lr=0.1)
    assert (weight == 0.95).all() and (bias == 1).all()


def test_schedules():
    assert constant(0.3)(0.9) == 0.3
    rate = one_cycle(0.2, warm_up=0.25)
    assert [rate(p) for p in (0, 0.125, 0.25, 0.625)] == pytest.approx([0, 0.1, 0.2, 0.1])
    assert rate(1) == pytest.approx(0)


def test_the_defaults():
    param = np.array([[1.0, 1.0]])
    sgd = SGD([param])
    for expected in (0.9, 0.8):  # without momentum, each step is as long
        sgd.step([np.array([[1.0, 0.0]])], lr=0.1)
        np.testing.assert_allclose(param, [[expected, 1]])
    param = np.array([[1.0, 1.0]])
    adam = Adam([param])
    adam.step([np.array([[2.0, 1e-8]])], lr=0.1)
    np.testing.assert_allclose(param, [[0.9, 0.95]], rtol=1e-6)  # eps 1e-8 halves the second step
    adam.step([np.array([[4.0, 0.0]])], lr=0.1)
    mean = (0.9 * 0.1 * 2 + 0.1 * 4) / (1 - 0.9**2)
    square = (0.999 * 0.001 * 4 + 0.001 * 16) / (1 - 0.999**2)
    np.testing.assert_allclose(param[0, 0], 0.9 - 0.1 * mean / np.sqrt(square), rtol=1e-6)
    assert adam.steps == 2 and Adam([param], weight_decay=0.5).weight_decay == 0.5


def test_weight_decay_comes_after_the_step_and_goes_with_the_learning_rate():
    weight = np.ones((2, 2))
    Adam([weight], weight_decay=0.1, eps=0).step([np.ones((2, 2))], lr=0.5)
    np.testing.assert_allclose(weight, (1 - 0.5) * (1 - 0.5 * 0.1))
    thin = np.ones((1, 2))
    Adam([thin], weight_decay=0.1, eps=0).step([np.zeros((1, 2)) + 1e-30], lr=0.5)
    np.testing.assert_allclose(thin, 0.5 * 0.95)


def test_params_change_in_place_and_keep_their_type():
    for optimiser in (SGD, Adam):
        param = np.ones((2, 2), np.float32)
        optimiser([param]).step([np.ones((2, 2), np.float32)], lr=np.float64(0.1))
        assert param.dtype == np.float32 and (param < 1).all()


def test_the_shape_of_one_cycle():
    rate = one_cycle(0.2)
    assert rate(0.05) == pytest.approx(0.1) and rate(0.1) == pytest.approx(0.2)
    assert rate(0.325) == pytest.approx(0.1 * (1 + np.cos(np.pi / 4)))
    assert rate(0.55) == pytest.approx(0.1) and rate(1) == pytest.approx(0, abs=1e-12)
    assert one_cycle(0.2, 0)(0) == 0.2, "no warm-up"
