"""What all networks share: by hand, at the ends of the numbers, and refused when wrong."""

import numpy as np
import pytest

import helpers


def test_sigmoid_by_hand_and_at_the_ends():
    Z = np.array([[0.0, np.log(3), -np.log(3), 1000, -1000]])
    with np.errstate(all="raise", under="ignore"):
        A = helpers.sigmoid(Z)
    np.testing.assert_allclose(A, [[0.5, 0.75, 0.25, 1, 0]], rtol=1e-15)


def test_deriv_sigmoid_is_the_slope():
    Z, eps = np.linspace(-4, 4, 9), 1e-6
    slope = (helpers.sigmoid(Z + eps) - helpers.sigmoid(Z - eps)) / (2 * eps)
    np.testing.assert_allclose(helpers.deriv_sigmoid(Z), slope, rtol=1e-8)


def test_softmax_subtracts_each_columns_own_maximum():
    Z = np.array([[np.log(1), 1000], [np.log(3), 1000]])
    np.testing.assert_allclose(helpers.softmax(Z), [[0.25, 0.5], [0.75, 0.5]], rtol=1e-12)


def test_cross_entropy_by_hand_and_with_a_zero():
    A2 = np.array([[0.25, 1.0], [0.75, 0.0]])
    assert helpers.cross_entropy(A2, np.array([0, 0])) == pytest.approx(np.log(4) / 2)
    assert np.isfinite(helpers.cross_entropy(A2.astype(np.float32), np.array([0, 1])))


def test_one_hot():
    hot = helpers.one_hot(np.array([2, 0]), n_classes=3)
    np.testing.assert_array_equal(hot, [[0, 1], [0, 0], [1, 0]])


@pytest.mark.parametrize("labels", [[-1, 2], [0, 10], [0.0, 1.0]])
def test_one_hot_refuses_labels(labels):
    with pytest.raises(ValueError, match="Y"):
        helpers.one_hot(np.array(labels))


def test_cross_entropy_refuses_a_label_that_would_wrap_around():
    with pytest.raises(ValueError, match="from 0 to 1"):
        helpers.cross_entropy(np.full((2, 1), 0.5), np.array([-1]))


def test_accuracy_refuses_predictions_that_would_broadcast():
    with pytest.raises(ValueError, match="Y"):
        helpers.get_accuracy(np.zeros(3, int), np.zeros(1, int))
