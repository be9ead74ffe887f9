"""Checks for the exercises of Lesson 7: they say "right", "not done yet", or what looks wrong."""

import numpy as np

from helpers.network.functions import deriv_sigmoid, one_hot, sigmoid, softmax
from helpers.network.gradient_check import relative_error
from helpers.network.two_layer import init_params
from helpers.teaching.answers import explain
from helpers.teaching.judge import NotRight, call, named

NOT_DONE = (
    "Not done yet: put your code in place of the ..., return the result, run that cell, and then "
    "this one."
)


def _compare(name, given, right, suspects=()):
    """None if given is right, or else a sentence on what it looks like.

    suspects: pairs of a wrong result and the sentence for whoever gets it.
    """
    if given is None:
        return NOT_DONE
    if isinstance(given, NotRight):
        return f"{name}: it {given}"
    if isinstance(given, Exception):
        return f"{name}: {' '.join(explain(given, ()))}".strip()
    try:
        given = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        return f"{name} is of the type {type(given).__name__}, but an array of numbers is wanted."
    if given.shape != right.shape:
        hint = " Is it transposed?" if given.shape == right.shape[::-1] else ""
        return f"{name} has the shape {given.shape}, but {right.shape} is wanted.{hint}"
    for wrong, sentence in [(right, None), (-right, "The sign is wrong."), *suspects]:
        if relative_error(given.astype(np.float64), np.asarray(wrong, np.float64)) < 1e-6:
            return sentence and f"{name} is not right. {sentence}"
    index = np.unravel_index(np.argmin(np.isclose(given, right)), right.shape)
    place = f"entry {tuple(map(int, index))}" if right.size > 1 else "it"
    number = float(given[index])
    return f"{name} is not right: {place} is {number:.4g}, but {right[index]:.4g} is wanted."


def _ask(function, *arguments):
    """What the learner's function returns for copies of the arguments, or the exception."""
    outcome = call(*arguments)(function)
    return outcome if isinstance(outcome, Exception) else outcome["the result"]


def _report(*results):
    """Print the first complaint; say so if all is right. True, False or None (not done yet)."""
    complaints = [result for result in results if result]
    if NOT_DONE in complaints:
        print(NOT_DONE)
        return None
    print(complaints[0] if complaints else "Right!")
    return not complaints


def check_accuracies(train, test, Y, Y_test, expected):
    """Exercise 1: two lists of accuracies against the history of gradient_descent, `expected`."""
    if train is None or test is None:
        return _report(NOT_DONE)
    results = []
    for name, given, key in [("train", train, "train_accuracy"), ("test", test, "test_accuracy")]:
        right = np.array(expected[key])
        if np.ndim(given) != 1:
            results.append(f"{name} must be a list of {len(right)} accuracies.")
            continue
        other = expected["test_accuracy" if name == "train" else "train_accuracy"]
        if len(given) == len(right) - 1 and np.allclose(given, right[:-1]):
            results.append(
                f"{name} stops too early: its last entry was measured before the last update. "
                "Measure once more after the loop."
            )
            continue
        if len(given) == len(right) - 1 and np.allclose(given, right[1:]):
            results.append(f"{name} lacks its first entry: measure before the first update, too.")
            continue
        suspects = [
            (100 * right, "These are percents; an accuracy here is from 0 to 1."),
            (other, "These are the accuracies on the other set of digits."),
            (
                np.append(right[1:], given[-1:]),
                "It is one update late: measure before each update.",
            ),
            (right * len(Y_test if name == "test" else Y), "Divide by the number of labels."),
        ]
        results.append(_compare(name, given, right, suspects))
    return _report(*results)


def check_activation(name, function, derivative):
    """Exercise 3a: an activation ("tanh", "relu", "leaky relu") and its derivative at Z."""
    Z, large = np.array([[-2.0, -0.5, 0.3], [0.7, 1.5, -1.2]]), np.array([[1000.0, -1000.0]])
    right, slope, lowest = {
        "tanh": (np.tanh, lambda Z: 1 - np.tanh(Z) ** 2, 1),
        "relu": (lambda Z: np.maximum(Z, 0), lambda Z: (Z > 0).astype(float), 0),
        "leaky relu": (
            lambda Z: np.where(Z > 0, Z, 0.1 * Z),
            lambda Z: np.where(Z > 0, 1.0, 0.1),
            0.1,
        ),
    }[name]
    suspects = [
        (np.ones_like(Z), "It is 1 everywhere. What does it do below 0?"),
        (1 - right(Z), "Is a square missing?"),
        (right(Z), "This is the function itself, and not its derivative."),
        (np.where(Z > 0, 0.0, 1.0), "The two sides of 0 are mixed up."),
        (np.where(Z > 0, 0.1, 1.0), "The two sides of 0 are mixed up."),
    ]
    if name == "tanh":
        sentence = "The derivative was taken at the activated value: use Z, not A."
        suspects += [(slope(right(Z)), sentence), (1 - Z**2, "Square tanh(Z), and not Z itself.")]
    wrong_sides = [
        (np.minimum(Z, 0), "It keeps the negative numbers: the sides of 0 are mixed up."),
        (np.abs(Z), "Below 0 it should not be the absolute value."),
        (sigmoid(Z), "This is the sigmoid."),
    ]
    results = [
        _compare(name, _ask(function, Z), right(Z), wrong_sides),
        _compare(f"{name} of large numbers", _ask(function, large), right(large)),
        _compare(f"the derivative of {name}", _ask(derivative, Z), slope(Z), suspects),
    ]
    at_zero = _ask(derivative, np.zeros((1, 1)))  # ReLU has a corner there
    if not any(results) and not lowest <= np.asarray(at_zero, float).item() <= 1:
        results.append(f"The derivative of {name} at 0 must lie between {lowest} and 1.")
    return _report(*results)


def check_squared_error(squared_error, dZ2_squared_error):
    """Exercise 3b: the squared error, and its slopes at Z2 through softmax."""
    rng = np.random.default_rng(0)
    Z2, Y = rng.normal(size=(10, 4)), np.array([0, 2, 1, 1])
    A2, hot = softmax(Z2), one_hot(Y).astype(np.float64)
    n = Y.size
    loss = np.array([np.sum((A2 - hot) ** 2) / n])
    dA2 = 2 * (A2 - hot) / n
    right = A2 * (dA2 - (dA2 * A2).sum(axis=0))
    given = _ask(squared_error, A2, Y)
    one = given is None or isinstance(given, Exception) or np.ndim(given) > 1
    return _report(
        _compare(
            "the loss",
            given if one else np.reshape(given, -1),
            loss,
            [
                (loss * n, "The factor 1/n is missing: average over the samples."),
                (loss / n, "The factor 1/n is there twice."),
                (loss / 10, "It is averaged over the classes too: add those up."),
                (loss / 2, "There is a factor 1/2 too much."),
            ],
        ),
        _compare(
            "dZ2",
            _ask(dZ2_squared_error, A2, Y),
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
    given = _ask(back_prop_tanh, Z1, A1, Z2, A2, W1, W2, X, Y)
    if given is None:
        return _report(NOT_DONE)
    if not isinstance(given, Exception):
        given = named(given, ("dW1", "db1", "dW2", "db2"))
    if isinstance(given, Exception):
        return _report(_compare("back_prop_tanh", given, None))
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
    return _report(
        *(
            _compare(
                name, given[name], right, suspects[name] + [(f * right, text) for f, text in common]
            )
            for name, right in rights.items()
        )
    )


def check_settings(settings, score, baseline):
    """Exercise 2: settings for a run, its score, and the score to beat, both from 0 to 1."""
    if settings is None:
        return _report(NOT_DONE)
    if not isinstance(settings, dict) or set(settings) != {"lr", "epochs", "n_hidden"}:
        return _report("Return a dictionary with the keys lr, epochs and n_hidden, and no others.")
    if settings["epochs"] > 300:
        return _report("At most 300 epochs, please.")
    if not 0 <= score <= 1:
        return _report(f"The score is {score}: an accuracy lies between 0 and 1.")
    if score < baseline + 0.09:
        return _report(
            f"{score:.1%} is not 9 points better than {baseline:.1%} yet. "
            "Start from the change that helped most, and put a second one on top."
        )
    return _report(None)
