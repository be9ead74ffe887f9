"""The two-layer network of Lessons 1 to 5: samples are columns, everything else follows.

n is the number of samples. For MNIST, inputs = 784, hidden = 40, classes = 10.
"""

import numpy as np

from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes
from helpers.network.functions import get_predictions, one_hot, sigmoid, softmax

WEIGHT_SHAPES = {"W1": "hidden inputs", "b1": "hidden 1", "W2": "classes hidden", "b2": "classes 1"}


@check_numbers(rng="rng", n_hidden="whole >= 1", dtype="dtype")
def init_params(rng, n_hidden=40, dtype=np.float32):
    """Draw start weights and biases for the 784-n_hidden-10 network, uniform in [-0.5, 0.5).

    Each is rng.random(shape, dtype=dtype) - 0.5, in the order in which they are returned.

    Parameters
    ----------
    rng : np.random.Generator
    n_hidden : int, at least 1.
    dtype : np.float32 to train, np.float64 for gradient checks.

    Returns
    -------
    W1 (n_hidden, 784), b1 (n_hidden, 1), W2 (10, n_hidden), b2 (10, 1)
    """
    W1 = rng.random((n_hidden, 784), dtype=dtype) - 0.5
    b1 = rng.random((n_hidden, 1), dtype=dtype) - 0.5
    W2 = rng.random((10, n_hidden), dtype=dtype) - 0.5
    b2 = rng.random((10, 1), dtype=dtype) - 0.5
    return W1, b1, W2, b2


@check_shapes(**WEIGHT_SHAPES, X="inputs n")
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


@check_shapes(
    W1="hidden inputs", W2="classes hidden", X="inputs n+", Y="n+",
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


@check_shapes(
    **WEIGHT_SHAPES, dW1="hidden inputs", db1="hidden 1", dW2="classes hidden", db2="classes 1"
)
@check_numbers(lr=">= 0")
def update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, lr):
    """One step downhill, of learning rate lr >= 0: new W1, b1, W2, b2; the old ones stay."""
    W1 = W1 - lr * dW1
    b1 = b1 - lr * db1
    W2 = W2 - lr * dW2
    b2 = b2 - lr * db2
    return W1, b1, W2, b2


@check_shapes(**WEIGHT_SHAPES, X="inputs n")
def make_predictions(X, W1, b1, W2, b2):
    """What the network reads in each column of X (inputs, n): (n,) int64."""
    _, _, _, A2 = forward_prop(W1, b1, W2, b2, X)
    return get_predictions(A2)


@check_shapes(**WEIGHT_SHAPES, X="inputs n+", Y="n+")
def image_gradient(X, Y, W1, b1, W2, b2):
    """Gradient of the cross-entropy with respect to every pixel of X (inputs, n), of its shape.

    Y (n,) are the classes that are wanted; the weights and biases are those of forward_prop.
    """
    _, A1, _, A2 = forward_prop(W1, b1, W2, b2, X)
    dZ2 = (A2 - one_hot(Y, len(A2))) / Y.size
    dZ1 = (W2.T @ dZ2) * A1 * (1 - A1)
    return W1.T @ dZ1
