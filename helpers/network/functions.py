"""What every network of the course has in common (Lessons 2 and 3): samples are columns.

n is the number of samples; for MNIST, classes = 10.
"""

import numpy as np

from helpers.inputs.arrays import as_floats, check_values
from helpers.inputs.shapes import check_shapes


@check_shapes(W="units inputs", b="units 1", X="inputs n")
@as_floats("W", "b", "X")
def layer_loop(W, b, X):
    """What a layer makes of each sample, one sum after the other: (units, n) float64. It is slow.

    W (units, inputs) holds a row of weights for each unit, b (units, 1) the biases; X (inputs, n).

    Examples
    --------
    >>> layer_loop(np.array([[2, 3]]), np.array([[1]]), np.array([[4], [5]]))
    array([[24.]])
    """
    Z = np.zeros((W.shape[0], X.shape[1]))
    for unit in range(W.shape[0]):
        for sample in range(X.shape[1]):
            Z[unit, sample] = np.sum(W[unit] * X[:, sample]) + b[unit, 0]
    return Z


@check_shapes(W="units inputs", b="units 1", X="inputs n")
@as_floats("W", "b", "X")
def layer_product(W, b, X):
    """What layer_loop returns, as one matrix product, and fast: in the type of W, b and X."""
    return W @ X + b


@as_floats("Z")
def sigmoid(Z):
    """Squash every number of Z into [0, 1]: 1 / (1 + e^-z). Same shape as Z, a number or an array.

    Same dtype, too; whole numbers become float64, here and below.

    Examples
    --------
    >>> sigmoid(np.array([0.0]))
    array([0.5])
    """
    with np.errstate(over="ignore"):  # e^1000 becomes inf, and 1 / inf is 0, as it should be
        return 1 / (1 + np.exp(-Z))


@as_floats("Z")
def deriv_sigmoid(Z):
    """Slope of the sigmoid at every number of Z, in [0, 0.25]. Same shape and dtype as Z.

    Examples
    --------
    >>> deriv_sigmoid(np.array([0.0, np.log(3)])).round(4)
    array([0.25  , 0.1875])
    """
    A = sigmoid(Z)
    return A * (1 - A)


@check_shapes(Z="classes+ n")
@as_floats("Z")
def softmax(Z):
    """Turn each column of Z (classes, n) into probabilities that sum to 1. Same dtype as Z.

    Examples
    --------
    >>> softmax(np.array([[np.log(3), 1000], [np.log(1), 1000]])).round(3)
    array([[0.75, 0.5 ],
           [0.25, 0.5 ]])
    """
    exp_Z = np.exp(Z - Z.max(axis=0))
    return exp_Z / exp_Z.sum(axis=0)


@check_shapes(A2="classes+ n")
def get_predictions(A2):
    """Most probable class of every column of A2 (classes, n): (n,) int64.

    Examples
    --------
    >>> get_predictions(np.array([[0.2, 0.5], [0.3, 0.1], [0.5, 0.4]]))
    array([2, 0])
    """
    return np.argmax(A2, axis=0)


@check_shapes(predictions="n+", Y="n+")
def get_accuracy(predictions, Y):
    """Share of predictions (n,) that equal the labels Y (n,): a float in [0, 1].

    Examples
    --------
    >>> get_accuracy(np.array([1, 0, 2, 2]), np.array([1, 1, 2, 0]))
    0.5
    """
    return float(np.mean(predictions == Y))


@check_shapes(A2="classes n+", Y="n+")
@as_floats("A2")
@check_values(A2="0 to 1 or nan")
def cross_entropy(A2, Y):
    """Average of -ln(probability given to the right class), in nats: a float, 0 is perfect.

    A2 (classes, n) probabilities, Y (n,) int labels. A probability of exactly 0 counts as the
    smallest normal number of A2's type, so that the loss stays finite.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.2.2.3.

    Examples
    --------
    >>> A2 = np.array([[0.0, 0.25, 0.5], [0.0, 0.75, 0.25], [1.0, 0.0, 0.25]])
    >>> round(cross_entropy(A2, np.array([2, 0, 1])), 3)
    0.924
    """
    p_right = A2[Y, np.arange(Y.size)]
    return float(np.mean(-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny))))


@check_shapes(n_classes="classes", Y="n")
def one_hot(Y, n_classes=10):
    """Write labels as columns with a single 1.

    Parameters
    ----------
    Y : (n,) whole numbers from 0 to n_classes - 1.
    n_classes : int, at least 1.

    Returns
    -------
    (n_classes, n) float32

    Raises
    ------
    ValueError for any other label.

    Examples
    --------
    >>> one_hot(np.array([2, 0]), n_classes=3)
    array([[0., 1.],
           [0., 0.],
           [1., 0.]], dtype=float32)
    """
    one_hot_Y = np.zeros((n_classes, Y.size), dtype=np.float32)
    one_hot_Y[Y, np.arange(Y.size)] = 1
    return one_hot_Y
