"""The two-layer network of Lessons 1 to 5: samples are columns, everything else follows.

n is the number of samples. For MNIST, inputs = 784, hidden = 40, classes = 10.
"""

import numpy as np

from helpers.shapes import check_shapes

WEIGHTS = {"W1": "hidden inputs", "b1": "hidden 1", "W2": "classes hidden", "b2": "classes 1"}


def init_params(rng, n_hidden=40, dtype=np.float32):
    """Draw start weights and biases for the 784-n_hidden-10 network.

    rng: np.random.Generator. Returns W1 (n_hidden, 784), b1 (n_hidden, 1), W2 (10, n_hidden),
    b2 (10, 1), each uniform in [-0.5, 0.5), of type dtype (float32 or float64).
    """
    W1 = rng.random((n_hidden, 784), dtype=dtype) - 0.5
    b1 = rng.random((n_hidden, 1), dtype=dtype) - 0.5
    W2 = rng.random((10, n_hidden), dtype=dtype) - 0.5
    b2 = rng.random((10, 1), dtype=dtype) - 0.5
    return W1, b1, W2, b2


def sigmoid(Z):
    """Squash every number of Z into [0, 1]: 1 / (1 + e^-z). Same shape and dtype as Z."""
    with np.errstate(over="ignore"):  # e^1000 becomes inf, and 1 / inf is 0, as it should be
        return 1 / (1 + np.exp(-Z))


def deriv_sigmoid(Z):
    """Slope of the sigmoid at every number of Z, in [0, 0.25]. Same shape and dtype as Z."""
    A = sigmoid(Z)
    return A * (1 - A)


@check_shapes(Z="classes n")
def softmax(Z):
    """Turn each column of Z (classes, n) into probabilities that sum to 1. Same dtype as Z."""
    exp_Z = np.exp(Z - Z.max(axis=0))
    return exp_Z / exp_Z.sum(axis=0)


@check_shapes(**WEIGHTS, X="inputs n")
def forward_prop(W1, b1, W2, b2, X):
    """Carry samples through the network.

    W1 (hidden, inputs), b1 (hidden, 1), W2 (classes, hidden), b2 (classes, 1), X (inputs, n).
    Returns Z1, A1 (hidden, n) and Z2, A2 (classes, n); column i of A2 holds the probabilities
    of sample i. Raises ValueError when the shapes do not fit.
    """
    Z1 = W1 @ X + b1
    A1 = sigmoid(Z1)
    Z2 = W2 @ A1 + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2


@check_shapes(A2="classes n")
def get_predictions(A2):
    """Most probable class of every column of A2 (classes, n): (n,) int64."""
    return np.argmax(A2, axis=0)


@check_shapes(predictions="n", Y="n")
def get_accuracy(predictions, Y):
    """Share of predictions (n,) that equal the labels Y (n,): a float in [0, 1]."""
    return float(np.mean(predictions == Y))


@check_shapes(A2="classes n", Y="n")
def cross_entropy(A2, Y):
    """Average of -ln(probability given to the right class), in nats: a float, 0 is perfect.

    A2 (classes, n) probabilities, Y (n,) int labels. A probability of exactly 0 counts as the
    smallest normal number of A2's type, so that the loss stays finite.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.2.2.3.
    """
    p_right = A2[Y, np.arange(Y.size)]
    return float(np.mean(-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny))))


@check_shapes(n_classes="classes", Y="n")
def one_hot(Y, n_classes=10):
    """Write labels Y (n,) as columns with a single 1: (n_classes, n) float32.

    Raises ValueError for a label that is not a whole number from 0 to n_classes - 1.
    """
    one_hot_Y = np.zeros((n_classes, Y.size), dtype=np.float32)
    one_hot_Y[Y, np.arange(Y.size)] = 1
    return one_hot_Y


@check_shapes(
    W1="hidden inputs", W2="classes hidden", X="inputs n", Y="n",
    Z1="hidden n", A1="hidden n", Z2="classes n", A2="classes n",
)  # fmt: skip
def back_prop(Z1, A1, Z2, A2, W1, W2, X, Y):
    """Gradient of the cross-entropy with respect to every weight and bias.

    Takes what forward_prop returned for X (inputs, n), the weights it used, and the labels
    Y (n,). Returns dW1, db1, dW2, db2, each of the shape of the array it belongs to.
    Source: Rumelhart, Hinton, Williams, Nature 323 (1986); derived line by line in Lesson 3.
    """
    dZ2 = (A2 - one_hot(Y, A2.shape[0])) / Y.size
    dW2 = dZ2 @ A1.T
    db2 = dZ2.sum(axis=1, keepdims=True)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * A1 * (1 - A1)
    dW1 = dZ1 @ X.T
    db1 = dZ1.sum(axis=1, keepdims=True)
    return dW1, db1, dW2, db2


@check_shapes(**WEIGHTS, dW1="hidden inputs", db1="hidden 1", dW2="classes hidden", db2="classes 1")
def update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, lr):
    """One step downhill, of learning rate lr > 0: new W1, b1, W2, b2; the old ones stay."""
    W1 = W1 - lr * dW1
    b1 = b1 - lr * db1
    W2 = W2 - lr * dW2
    b2 = b2 - lr * db2
    return W1, b1, W2, b2


def make_predictions(X, W1, b1, W2, b2):
    """What the network reads in each column of X (inputs, n): (n,) int64."""
    _, _, _, A2 = forward_prop(W1, b1, W2, b2, X)
    return get_predictions(A2)
