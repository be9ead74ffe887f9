"""The checks of Exercises 3b and 3c of Lesson 7: another loss, and the way back through tanh."""

import numpy as np

from helpers.network.functions import deriv_sigmoid, one_hot, softmax
from helpers.network.two_layer import init_params
from helpers.teaching.compare import NOT_DONE, ask, compare, report
from helpers.teaching.outcomes import named


def check_squared_error(squared_error, dZ2_squared_error):
    """Exercise 3b: the squared error, and its slopes at Z2 through softmax."""
    rng = np.random.default_rng(0)
    Z2, Y = rng.normal(size=(3, 4)), np.array([0, 2, 1, 1])
    A2, hot = softmax(Z2), one_hot(Y, 3).astype(np.float64)
    n = Y.size
    loss = np.array([np.sum((A2 - hot) ** 2) / n])
    dA2 = 2 * (A2 - hot) / n
    right = A2 * (dA2 - (dA2 * A2).sum(axis=0))
    given = ask(squared_error, A2, Y)
    one = given is None or isinstance(given, (Exception, tuple)) or np.ndim(given) > 1
    return report(
        compare(
            "the loss",
            given if one else np.reshape(given, -1),
            loss,
            [
                (loss * n, "The factor 1/n is missing: average over the samples."),
                (loss / n, "The factor 1/n is there twice."),
                (loss / 3, "It is averaged over the classes too: add those up."),
                (loss / 2, "There is a factor 1/2 too much."),
                (loss * n / 3, "Divide by the number of samples, Y.size, and not of classes."),
                (np.sqrt(loss), "No root: the squares are added up."),
                (
                    np.array([np.sum(((A2 - hot) ** 2)[hot == 1]) / n]),
                    "All classes count, and not only the right one.",
                ),
            ],
        ),
        compare(
            "dZ2",
            ask(dZ2_squared_error, A2, Y),
            right,
            [
                (right * n, "The factor 1/n is missing."),
                (right / n, "The factor 1/n is there twice."),
                (right / 2, "The 2 from the square is missing."),
                ((A2 - hot) / n, "That is dZ2 of cross-entropy."),
                (dA2, "That is dA2: the way back through softmax is missing."),
                (
                    dA2 - (dA2 * A2).sum(axis=0),
                    "The factor p, A2, in front of the brackets is missing.",
                ),
                (
                    A2 * (dA2 - (dA2 * A2).sum(axis=1, keepdims=True)),
                    "Sum along axis 0: each sample by itself.",
                ),
                (A2 * (1 - A2) * dA2, "Each output of softmax depends on all entries of Z2."),
                (
                    A2 * (dA2 - (dA2 * A2).sum()),
                    "Sum along axis 0: each sample by itself.",
                ),
            ],
        ),
    )


def check_back_prop_tanh(back_prop_tanh):
    """Exercise 3c: back_prop of a network with tanh as the activation of its hidden layer."""
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = init_params(rng, n_hidden=5, dtype=np.float64)
    X, Y = rng.random((784, 6)), np.array([3, 1, 4, 1, 5, 9])
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = softmax(Z2)
    dZ2 = (A2 - one_hot(Y)) / Y.size
    dA1 = W2.T @ dZ2

    def first_layer(slope, dA1=dA1):
        dZ1 = dA1 * slope
        return dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True)

    dW1, db1 = first_layer(1 - A1**2)
    given = ask(back_prop_tanh, Z1, A1, Z2, A2, W1, W2, X, Y)
    if given is None:
        return report(NOT_DONE)
    if not isinstance(given, Exception):
        given = named(given, ("dW1", "db1", "dW2", "db2"))
    if isinstance(given, Exception):
        return report(compare("back_prop_tanh", given, None))
    slopes = [
        (A1 * (1 - A1), "That is the slope of the sigmoid, and not of tanh."),
        (1 - np.tanh(A1) ** 2, "The derivative was taken at the activated value A1."),
        (deriv_sigmoid(Z1), "That is the slope of the sigmoid, and not of tanh."),
        (1 - A1, "Is a square missing?"),
        (1 - Z1**2, "The slope is made of A1, and not of Z1: 1 - A1**2."),
        ((1 - A1) ** 2, "Square A1 alone: 1 - A1**2."),
        (np.ones_like(A1), "The slope of tanh is missing: dZ1 is not dA1."),
    ]
    alone = first_layer(1 - A1**2, dA1=1)
    lost = "dZ1 is the slope of tanh alone: the factor dA1 is missing."
    suspects = {
        "dW1": [(first_layer(slope)[0], text) for slope, text in slopes] + [(alone[0], lost)],
        "db1": [(first_layer(slope)[1], text) for slope, text in slopes] + [(alone[1], lost)],
        "dW2": [],
        "db2": [(Z2.sum(axis=1, keepdims=True), "Sum dZ2, and not Z2.")],
    }
    rights = {
        "dW1": dW1,
        "db1": db1,
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }
    common = [(6, "The factor 1/n is missing."), (1 / 6, "The factor 1/n is there twice.")]
    return report(
        *(
            compare(
                name, given[name], right, suspects[name] + [(f * right, text) for f, text in common]
            )
            for name, right in rights.items()
        )
    )
