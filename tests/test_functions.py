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


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_keep_their_type(dtype):
    Z = np.array([[0.5, -1.0]], dtype)
    for function in (helpers.sigmoid, helpers.deriv_sigmoid, helpers.softmax):
        assert function(Z).dtype == dtype


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, bool])
def test_whole_numbers_do_not_wrap_around(dtype):
    Z = np.array([[1, 100], [0, 1]]).astype(dtype)
    wide = Z.astype(np.float64)
    for function in (helpers.sigmoid, helpers.deriv_sigmoid, helpers.softmax):
        np.testing.assert_array_equal(function(Z), function(wide))
    steep = np.array([[127], [-128]], np.int8)
    assert helpers.softmax(steep)[0, 0] == 1
    assert helpers.cross_entropy(np.eye(2, dtype=dtype), np.array([0, 1])) == 0
    assert helpers.sigmoid(0) == 0.5 and helpers.deriv_sigmoid(0) == 0.25


@pytest.mark.parametrize("name", ["sigmoid", "deriv_sigmoid", "softmax", "get_predictions"])
@pytest.mark.parametrize("argument", [None, [[1.0]], "text", np.array([["a"]]), np.array([[1j]])])
def test_what_holds_no_numbers_is_refused(name, argument):
    with pytest.raises(ValueError, match=f"^{name}: (Z|A2) must (be a NumPy array|hold real)"):
        getattr(helpers, name)(argument)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: helpers.softmax(np.zeros((0, 3))), "softmax: Z has the shape .0, 3.: it is empty"),
        (lambda: helpers.softmax(np.zeros(3)), "softmax: Z has the shape .3,., but"),
        (lambda: helpers.get_predictions(np.zeros((0, 3))), "get_predictions: A2 .* is empty"),
        (lambda: helpers.get_accuracy(None, np.zeros(3, int)), "get_accuracy: predictions must be"),
        (lambda: helpers.get_accuracy(*[np.zeros(0, int)] * 2), "get_accuracy: .* is empty"),
        (lambda: helpers.get_accuracy(np.zeros(2, int), np.zeros(2)), "Y must hold whole numbers"),
        (lambda: helpers.get_accuracy(np.zeros(2), np.zeros(2, int)), "predictions must hold"),
        (lambda: helpers.cross_entropy(np.zeros((2, 0)), np.zeros(0, int)), "A2 .* is empty"),
        (lambda: helpers.cross_entropy(np.array([[2.0], [-1]]), np.array([0])),
         "cross_entropy: A2 must be from 0 to 1, but it goes from -1 to 2"),
        (lambda: helpers.one_hot(None), "one_hot: Y must be a NumPy array, not NoneType"),
        (lambda: helpers.one_hot(np.array([0]), 0), "n_classes must be a whole number"),
        (lambda: helpers.one_hot(np.array([0]), None), "n_classes must be a whole number"),
        (lambda: helpers.one_hot(np.array([[0]])), "Y has the shape .1, 1., but .n,. is wanted"),
    ],
)  # fmt: skip
def test_calls_that_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_nothing_is_fine_where_there_is_an_answer():
    assert helpers.softmax(np.zeros((3, 0))).shape == (3, 0)
    assert helpers.get_predictions(np.zeros((3, 0))).shape == (0,)
    assert helpers.one_hot(np.zeros(0, int)).shape == (10, 0)


def test_predictions_and_their_accuracy():
    A2 = np.array([[0.1, 0.6], [0.7, 0.3], [0.2, 0.1]])
    predictions = helpers.get_predictions(A2)
    assert predictions.tolist() == [1, 0] and predictions.dtype == np.int64
    assert helpers.get_accuracy(np.array([1, 0, 2]), np.array([1, 2, 1])) == pytest.approx(1 / 3)
    assert type(helpers.get_accuracy(predictions, predictions)) is float


def test_one_hot_counts_the_classes_in_any_type():
    Y = np.array([2, 0], np.uint8)
    hot = helpers.one_hot(Y, Y.max() + 1)
    assert hot.shape == (3, 2) and hot.dtype == np.float32
    assert helpers.one_hot(Y).shape == (10, 2), "ten by default"


def test_cross_entropy_of_a_lost_network_is_nan_and_no_error():
    assert np.isnan(helpers.cross_entropy(np.full((2, 1), np.nan), np.array([0])))
    zero = helpers.cross_entropy(np.array([[0.0], [1.0]], np.float32), np.array([0]))
    assert zero == pytest.approx(-np.log(np.finfo(np.float32).tiny))
    assert type(zero) is float


def test_a_layer_by_hand_as_a_loop_and_as_a_product():
    W, b = np.array([[0.5, -1, 1], [1, 0, 2]]), np.array([[0.5], [-1]])
    X = np.array([[1, 0], [2, 1], [3, 4]])
    for layer in (helpers.layer_loop, helpers.layer_product):
        np.testing.assert_allclose(layer(W, b, X), [[2, 3.5], [6, 7]])
        with pytest.raises(ValueError, match=f"{layer.__name__}: b has the shape .1, 2., but"):
            layer(W, b.T, X)


def test_layers_of_small_whole_numbers_do_not_wrap_around():
    W, b, X = (
        np.array([[2, 2]], np.uint8),
        np.zeros((1, 1), np.uint8),
        np.full((2, 1), 200, np.uint8),
    )
    assert helpers.layer_loop(W, b, X) == helpers.layer_product(W, b, X) == 800
    image = np.full((3, 3), 200, np.uint8)
    filter = np.array([[1, 2], [2, 1]], np.uint8)
    assert (helpers.convolve_loop(image, filter) == 1200).all()
    patches = np.full((4, 4), 200, np.uint8)
    assert helpers.add_patches(patches, (1, 3, 3, 1), 2).max() == 800
