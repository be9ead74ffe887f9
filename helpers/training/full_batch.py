"""Gradient descent on all samples at once (Lesson 4)."""

import numpy as np
from tqdm.auto import tqdm

from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes
from helpers.network.functions import cross_entropy, get_accuracy, get_predictions
from helpers.network.two_layer import (
    WEIGHT_SHAPES,
    back_prop,
    forward_prop,
    init_params,
    make_predictions,
    update_params,
)
from helpers.training.cores import on_every_core, one_blas_thread
from helpers.training.guards import check_history, offer_help


@offer_help
@one_blas_thread
@check_shapes(
    **WEIGHT_SHAPES, X="inputs=784 n+", Y="n+ classes=10",
    X_test="inputs=784 n_test+", Y_test="n_test+ classes=10",
)  # fmt: skip
@check_values(**dict.fromkeys((*WEIGHT_SHAPES, "X_test"), "finite"))
@check_numbers(lr="> 0", epochs="whole >= 0", rng="rng")
def gradient_descent(
    X, Y, X_test, Y_test, lr, epochs, W1=None, b1=None, W2=None, b2=None, *, rng=None, progress=True
):
    """Train by full-batch gradient descent.

    Parameters
    ----------
    X, Y : (784, n) and (n,), to learn from; X_test, Y_test : (784, n_test) and (n_test,), measured.
    lr : float above 0, the learning rate.
    epochs : int, at least 0.
    W1, b1, W2, b2 : all four, to go on from them (they are not changed in place), or none.
    rng : np.random.Generator, to start anew.
    progress : bool, whether to show a progress bar.

    Returns
    -------
    (W1, b1, W2, b2), and history, a dict of lists of epochs + 1 numbers: "updates" (0, 1, ...,
    epochs) says how many updates the measured weights had had, so entry 0 is the start and the last
    entry belongs to the weights returned; "train_accuracy" and "test_accuracy" in [0, 1]; "loss" is
    the cross-entropy on X.

    Raises
    ------
    ValueError for shapes that do not fit, for lr, epochs or labels out of range, or with neither or
    only some weights given; FloatingPointError when the loss is no longer a number.
    """
    params = start_params(W1, b1, W2, b2, rng)
    history = {"updates": [], "train_accuracy": [], "test_accuracy": [], "loss": []}
    for updates in tqdm(range(epochs + 1), desc="training", disable=not progress):
        A2, gradient = full_gradient(*params, X, Y)
        record(history, A2, Y, make_predictions(X_test, *params), Y_test)
        if updates < epochs:
            params = update_params(*params, *gradient, lr)
    return params, history


@check_shapes(A2="classes n+", Y="n+", test_predictions="n_test+", Y_test="n_test+")
@check_history
def record(history, A2, Y, test_predictions, Y_test):
    """Append to history what one pass has measured of some weights.

    Parameters
    ----------
    history : dict of four lists, which get one more entry each:
        "updates", the number of entries before it; "train_accuracy"
        and "test_accuracy", in [0, 1]; "loss", the cross-entropy.
    A2, Y : (classes, n) and (n,), of the training digits.
    test_predictions, Y_test : (n_test,) each, of the test digits.

    Raises
    ------
    ValueError for shapes that do not fit, or labels out of range:
    nothing is appended then. FloatingPointError when the loss is no
    longer a number: history keeps what was measured.
    """
    updates, loss = len(history["updates"]), cross_entropy(A2, Y)
    history["updates"].append(updates)
    history["train_accuracy"].append(get_accuracy(get_predictions(A2), Y))
    history["test_accuracy"].append(get_accuracy(test_predictions, Y_test))
    history["loss"].append(loss)
    if not np.isfinite(loss):
        raise FloatingPointError(
            f"The loss became {loss} after {updates} updates: try a smaller "
            "learning rate, and check that X is between 0 and 1."
        )


@check_shapes(**WEIGHT_SHAPES, X="inputs n+", Y="n+")
@check_numbers(slice_size="whole >= 1")
def full_gradient(W1, b1, W2, b2, X, Y, slice_size=2000):
    """Forward and backward through all samples, slice by slice, several at a time.

    Memory for what lies between does not grow with n. The result does not depend on how many cores
    work: the slices and the order of the sum are fixed.

    Parameters
    ----------
    W1, b1, W2, b2 : (hidden, inputs), (hidden, 1), (classes, hidden), (classes, 1)
    X, Y : (inputs, n) and (n,), n at least 1.
    slice_size : int, how many samples are worked on at a time.

    Returns
    -------
    A2 (classes, n), and [dW1, db1, dW2, db2], the gradient of the average loss: the sum over the
    slices' gradients, each times its share of the samples.

    Raises
    ------
    ValueError when the shapes do not fit.
    """

    def work_on(i):
        X_slice, Y_slice = X[:, i : i + slice_size], Y[i : i + slice_size]
        Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X_slice)
        parts = back_prop(Z1, A1, Z2, A2, W1, W2, X_slice, Y_slice)
        share = Y_slice.size / Y.size
        return A2, [share * part for part in parts]

    probabilities, gradient = [], [0, 0, 0, 0]
    for A2, parts in on_every_core(work_on, range(0, Y.size, slice_size)):
        gradient = [total + part for total, part in zip(gradient, parts, strict=True)]
        probabilities.append(A2)
    return np.concatenate(probabilities, axis=1), gradient


def start_params(W1, b1, W2, b2, rng):
    """The four weights given, or new ones from rng when none is given.

    Raises ValueError when only some of them are given, or neither weights nor rng.
    """
    given = [array is not None for array in (W1, b1, W2, b2)]
    if all(given):
        return W1, b1, W2, b2
    if any(given):
        raise ValueError("Give all of W1, b1, W2 and b2, or none of them.")
    if rng is None:
        raise ValueError("Give start weights, or rng=np.random.default_rng(seed) to draw them.")
    return init_params(rng)
