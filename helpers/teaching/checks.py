"""The checks of the exercises of Lesson 7; those of 3b and 3c come from checks_loss."""

import numpy as np

from helpers.inputs.numbers import rule
from helpers.network.functions import sigmoid
from helpers.network.two_layer import init_params
from helpers.teaching.checks_loss import check_back_prop_tanh, check_squared_error
from helpers.teaching.compare import NOT_DONE, ask, compare, report
from helpers.training.full_batch import gradient_descent

__all__ = [
    "check_activation",
    "check_back_prop_tanh",
    "check_settings",
    "check_squared_error",
    "check_track",
]


def check_track(track, X, Y, X_test, Y_test, epochs=12):
    """Exercise 1: track against gradient_descent, from the same weights, on copies of digits."""
    start = init_params(np.random.default_rng(1))
    data = X, Y, X_test, Y_test
    given = ask(track, *data, *start, 0.7, epochs)
    if given is None:
        return report(NOT_DONE)
    if isinstance(given, Exception):
        return report(compare("track", given, None))
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        return report("track must return two lists: train, test.")
    _, expected = gradient_descent(*data, 0.7, epochs, *start, progress=False)
    train, test = np.array(expected["train_accuracy"]), np.array(expected["test_accuracy"])
    return report(
        look_at_accuracies("train", given[0], train, test, Y.size),
        look_at_accuracies("test", given[1], test, train, Y_test.size),
    )


def look_at_accuracies(name, given, right, other, labels):
    """What is wrong with a list of accuracies, in a sentence; or None. other: of other digits."""
    if given is None:
        return NOT_DONE
    if isinstance(given, (list, tuple)) and any(each is None for each in given):
        return f"{name} holds None, as print(...) returns it: append the accuracy itself."
    try:
        given = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        return compare(name, given, right)
    if given.ndim != 1:
        return f"{name} must be a list of {len(right)} accuracies."
    if len(given) == len(right) - 1 and np.allclose(given, right[:-1]):
        return (
            f"{name} stops too early: its last entry was measured before the last update. "
            "Measure once more after the loop."
        )
    if len(given) == len(right) - 1 and np.allclose(given, right[1:]):
        return f"{name} lacks its first entry: measure before the first update, too."
    late = np.append(right[1:], given[-1:])
    suspects = [
        (100 * right, "These are percents; an accuracy here is from 0 to 1."),
        (np.full_like(right, right[0]), "It never changes: keep what update_params returns."),
        (other, "These are the accuracies on the other set of digits."),
        (late, "It is one update late: measure before each update."),
        (right * labels, "Divide by the number of labels."),
    ]
    return compare(name, given, right, suspects)


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
        suspects += [(2 - slope(Z), "It is 1 minus the square.")]
        suspects += [
            (right(Z) * (1 - right(Z)), "That is the sigmoid's way: here it is 1 - tanh(Z)**2.")
        ]
    wrong_sides = [
        (np.minimum(Z, 0), "It keeps the negative numbers: the sides of 0 are mixed up."),
        (np.abs(Z), "Below 0 it should not be the absolute value."),
        (sigmoid(Z), "This is the sigmoid."),
        (slope(Z), "This is the derivative: are the two functions swapped?"),
    ]
    if name == "leaky relu":
        wrong_sides += [
            (np.where(Z > 0, Z, 0.01 * Z), "The leak is 0.1 here."),
            (np.where(Z > 0, Z, -0.1 * Z), "Below 0 it stays negative: 0.1 * z."),
            (np.where(Z > 0, Z, 0.1), "Below 0 it is 0.1 times z, and not 0.1."),
        ]
    results = [
        compare(name, ask(function, Z), right(Z), wrong_sides),
        compare(f"{name} of large numbers", ask(function, large), right(large)),
        compare(f"the derivative of {name}", ask(derivative, Z), slope(Z), suspects),
    ]
    at_zero = ask(derivative, np.zeros((1, 1)))  # ReLU has a corner there
    if not any(results):
        if isinstance(at_zero, Exception) or np.shape(at_zero) != (1, 1):
            results.append(compare(f"the derivative of {name} at 0", at_zero, np.ones((1, 1))))
        elif not lowest <= at_zero[0][0] <= 1:
            results.append(f"The derivative of {name} at 0 must lie between {lowest} and 1.")
    return report(*results)


def check_settings(settings, score, baseline):
    """Exercise 2: settings for a run, the function that scores them, and the score to beat.

    Returns the score, from 0 to 1, or None where there is none.
    """
    complaint = look_at_settings(settings)
    if complaint:
        report(complaint)
        return None
    reached = score(**settings)
    if not 0 <= reached <= 1:
        report(f"The score is {reached}: an accuracy lies between 0 and 1.")
        return None
    if reached < baseline + 0.09:
        report(
            f"{reached:.1%} is not 9 points better than {baseline:.1%} yet. "
            "Start from the change that helped most, and put a second one on top."
        )
    else:
        report(None)
    return reached


def look_at_settings(settings):
    """What is wrong with settings, in a sentence; or None."""
    if settings is None:
        return NOT_DONE
    if not isinstance(settings, dict) or set(settings) != {"lr", "epochs", "n_hidden"}:
        return "Return a dictionary with the keys lr, epochs and n_hidden, and no others."
    for name, words in [("lr", "> 0"), ("epochs", "whole >= 1"), ("n_hidden", "whole >= 1")]:
        try:
            rule(words)("my_settings", name, settings[name])
        except ValueError as error:
            return str(error)
    if settings["epochs"] > 300:
        return "At most 300 epochs, please."
    if settings["n_hidden"] > 300:
        return "At most 300 hidden units, please: more of them take long."
    return None
