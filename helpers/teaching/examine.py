"""The clinic: why does a network not learn? What can be measured, and what follows from it."""

import numpy as np

from helpers.inputs.numbers import rule
from helpers.network.functions import cross_entropy, softmax
from helpers.teaching.examine_arguments import read_network, read_pixels
from helpers.teaching.examine_data import examine_pixels, examine_test, rows_finding
from helpers.teaching.examine_gradient import examine_gradient
from helpers.teaching.examine_labels import examine_labels, read_labels
from helpers.teaching.examine_network import (
    Patient,
    examine_structure,
    examine_weights,
    is_slow,
    weighted,
)
from helpers.teaching.examine_rate import examine_rate
from helpers.teaching.examine_signals import examine_signals
from helpers.teaching.examine_training import examine_answers, examine_losses, read_history
from helpers.teaching.findings import in_order
from helpers.training.mini_batch import loss_and_gradient

MOST, MOST_SLOW = 2000, 300  # samples that are looked at; fewer where a network is slow
# Illnesses of the data after which a network is worth a look all the same.
GO_ON = {
    "rows-for-columns", "images-turned", "labels-noisy", "labels-unbalanced", "labels-swapped",
    "labels-type", "test-in-training", "test-prepared-otherwise",
}  # fmt: skip


def examine(
    network, X, Y, history=None, *, X_test=None, Y_test=None, lr=None, optimiser=None,
    back_prop=None,
):  # fmt: skip
    """Measure why a network does not learn: its data, its weights, its gradient, its training.

    Nothing that is handed over is changed. Of more than 2,000 samples, 2,000 are looked at.

    Parameters
    ----------
    network : (W1, b1, W2, b2) as in Lessons 1 to 5, or a Network of layers (Lesson 8).
    X, Y : (784, n) pixels and (n,) labels that it learns from, n at least 1.
    history : what gradient_descent or train returned, or a list of losses.
    X_test, Y_test : (784, m) and (m,), to measure over-fitting.
    lr : the learning rate, a number above 0: some steps are tried with it, on a copy.
    optimiser : "SGD" or "Adam", if lr belongs to one of them; else both are tried for a Network.
    back_prop : your own back_prop, to be compared with finite differences. Of a Network, its
        own way back is.

    Returns
    -------
    Findings, a list that prints as a report, what must be mended first at the top. Each has kind,
    level ("ill", "note" or "healthy"), symptom, number, cause, remedy and lesson; `.ill` are those
    that are ill.

    Raises
    ------
    ValueError for what is no network, no array, or no history.

    Sources: Karpathy, "A Recipe for Training Neural Networks" (2019), for the order; Glorot and
    Bengio, AISTATS 2010, for signals from layer to layer.
    """
    network, names, turned = read_network(network)
    X = read_pixels("X", X)
    if history is not None:
        history = read_history(history)
    if lr is not None:
        lr = rule("> 0")("examine", "lr", lr)
    if optimiser not in (None, "SGD", "Adam"):
        raise ValueError(f'examine: optimiser must be "SGD" or "Adam", not {str(optimiser)[:40]}.')
    if back_prop is not None and (not callable(back_prop) or names[0] != "W1"):
        raise ValueError(
            "examine: back_prop must be a function, for the four arrays W1, b1, W2, b2."
        )
    first = weighted(network)[0]
    inputs = 784 if hasattr(first, "channels") else first.params[0].shape[1]
    if X.ndim != 2 or inputs not in X.shape:
        raise ValueError(f"examine: X has the shape {X.shape}, but ({inputs}, n) is wanted.")
    with np.errstate(all="ignore"):
        data, X, Y = _examine_data(X, Y, inputs, network.params[-1].shape[0], X_test, Y_test)
        found = [*turned, *data, *_examine_gradient(network, names, X, Y, inputs, back_prop)]
        if all(f.level != "ill" or f.kind in GO_ON for f in data) and X is not None:
            if any(f.level == "ill" and "_test" in f"_{f.kind} {f.symptom}" for f in data):
                X_test = None  # what is measured on it says nothing
            found += _examine_network(network, names, X, Y, history, X_test, Y_test, lr, optimiser)
    return in_order(found)


def _examine_data(X, Y, inputs, outputs, X_test, Y_test):
    """Findings on the data; X and Y as they should be, of at most MOST samples, or None."""
    turned = X.shape[0] != inputs
    n = X.shape[0] if turned else X.shape[1]
    found, Y = read_labels(Y, n)
    whole = X
    if n > MOST:
        some = np.sort(np.random.default_rng(0).permutation(n)[:MOST])
        X, Y = X[some] if turned else X[:, some], None if Y is None else Y[some]
    pixels, X = examine_pixels(X, inputs=inputs)
    found += pixels
    if X is not None and Y is not None:
        labels, Y = examine_labels(X, Y, outputs=outputs)
        found += labels
    if X is not None and X_test is not None:
        X_test = read_pixels("X_test", X_test)
        if not np.isfinite(X_test).all():
            raise ValueError("examine: X_test holds numbers that are not finite.")
        if X_test.ndim == 2 and X_test.shape[0] != len(X) == X_test.shape[1]:
            found += rows_finding(X_test, "X_test")
            X_test = X_test.T
        if X_test.ndim != 2 or X_test.shape[0] != len(X):
            raise ValueError(f"examine: X_test has the shape {X_test.shape}, not ({len(X)}, m).")
        found += examine_test(whole.T if turned else whole, X_test)
        well = found[-1].level == "healthy"
        if Y_test is not None and well:
            found += _examine_test_labels(X_test, Y_test, outputs)
    return found, X, Y


def _examine_test_labels(X_test, Y_test, outputs):
    """Illnesses of test labels, if there are as many as test images. Raises ValueError."""
    few = slice(MOST)
    found, labels = read_labels(Y_test, X_test.shape[1])
    if np.size(Y_test) != X_test.shape[1] and not found[0].kind == "labels-type":
        raise ValueError(f"examine: Y_test has {np.size(Y_test)} labels for {X_test.shape}.")
    if labels is not None:
        found += examine_labels(X_test[:, few], labels[few], "Y_test", outputs)[0]
    return [finding for finding in found if finding.level == "ill"]


def _examine_gradient(network, names, X, Y, inputs, back_prop):
    """Findings on the gradient: on these samples, or on others where these are ill."""
    classes = network.params[-1].shape[0]
    if X is None or Y is None:
        rng = np.random.default_rng(0)
        X, Y = rng.random((inputs, 50)), rng.integers(0, classes, 50)
    return examine_gradient(network, X, Y % classes, names, back_prop)


def _examine_network(network, names, X, Y, history, X_test, Y_test, lr, optimiser):
    most = MOST_SLOW if is_slow(network) else MOST
    X = X[:, :most]
    Y = None if Y is None else Y[: X.shape[1]]
    p = Patient(network, names, X, Y, history=history)
    if history is not None and len(history["loss"]):
        updates = history["updates"][-1] if len(history["updates"]) else len(history["loss"])
        p.trained = bool(updates > 0)
    _measure(p)
    found = [*examine_structure(p), *examine_weights(p)]
    if np.isfinite(p.loss):
        found += examine_signals(p)
        if lr is not None and Y is not None and not p.accuracy > 0.9:
            found += examine_rate(p, lr, optimiser)
    if history is not None:
        found += examine_losses(p, X.shape[1])
    test = None
    if X_test is not None and Y_test is not None:
        few = X_test[:, :most]
        labels = read_labels(Y_test, X_test.shape[1])[1]
        if labels is not None:
            read = network.forward(few.astype(X.dtype)).argmax(axis=0)
            test = float(np.mean(read == labels[: few.shape[1]])), few.shape[1]
    return found + examine_answers(p, test, X.shape[1])


def _measure(p):
    """Fill in what one forward and one backward pass give."""
    Z = p.X
    for layer in p.network.layers:
        Z = layer.forward(Z)
        p.outputs.append(Z)
    if not np.isfinite(Z).all():
        return
    A = softmax(Z)
    p.one_answer = np.bincount(A.argmax(axis=0)).max() / A.shape[1]
    if p.Y is not None and p.Y.max() < len(A):
        p.loss = cross_entropy(A, p.Y)
        p.accuracy = float(np.mean(A.argmax(axis=0) == p.Y))
        _, dZ = loss_and_gradient(Z, p.Y)
        p.gradients = [float(np.linalg.norm(g)) for g in p.network.backward(dZ)]
