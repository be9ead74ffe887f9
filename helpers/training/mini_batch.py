"""Training by mini-batches (Lesson 8)."""

import numpy as np
from tqdm.auto import tqdm

from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes
from helpers.network.functions import cross_entropy, get_accuracy, get_predictions, one_hot, softmax
from helpers.training.cores import one_blas_thread
from helpers.training.guards import check_optimiser, check_training, offer_help


@check_shapes(Z="classes n+", Y="n+")
def loss_and_gradient(Z, Y):
    """Cross-entropy of the scores Z (classes, n) for labels Y (n,), and dZ (classes, n)."""
    A = softmax(Z)
    dZ = (A - one_hot(Y, len(A))) / Y.size
    return cross_entropy(A, Y), dZ


@check_shapes(X="inputs n+", Y="n+")
@check_numbers(network="network", optimiser="optimiser", rng="rng", loss="function")
@check_optimiser
def train_step(network, X, Y, optimiser, lr, rng, loss=loss_and_gradient):
    """Forward, loss, backward, and a step of the optimiser, for one batch.

    Parameters
    ----------
    network : Network, whose params are changed.
    X, Y : (inputs, n) and (n,), the batch.
    optimiser : an object with step(gradients, lr), such as Adam(network.params).
    lr : float, at least 0.
    rng : np.random.Generator, for the dropout.
    loss : function of the scores Z (classes, n) and labels that returns the loss, a number, and dZ,
        its gradient, of the shape of Z.

    Returns
    -------
    value, hits : float and int, the loss and how many samples are right, both before the step.

    Raises
    ------
    FloatingPointError when the loss is no longer a number; the weights are then left alone.
    ValueError for the optimiser of another network, for what is none, for shapes that do not fit,
    and for a loss that returns something else.
    """
    Z = network.forward(X, rng)
    value, dZ = loss(Z, Y)
    if not np.isfinite(value):
        raise FloatingPointError(
            f"The loss became {value}: try a smaller learning rate, and check that X is between "
            "0 and 1."
        )
    optimiser.step(network.backward(dZ), lr)
    return value, int(np.sum(get_predictions(Z) == Y))


@check_shapes(X="inputs n+", Y="n+")
@check_numbers(
    network="network", optimiser="optimiser", rate="function", rng="rng", batch_size="whole >= 1",
    augment="function", loss="function",
)  # fmt: skip
def train_epoch(
    network, X, Y, optimiser, rate, rng, batch_size=128, augment=None, loss=loss_and_gradient
):
    """One pass over all samples by mini-batches, in a new random order.

    Parameters
    ----------
    network : Network, whose params are changed.
    X, Y : (inputs, n) and (n,), to learn from.
    optimiser : an object with step(gradients, lr), such as Adam(network.params).
    rate : function of the share of the epoch's steps that are done, from 0 to below 1, that gives
        the learning rate, at least 0.
    rng : np.random.Generator, for the order, the dropout and augment.
    batch_size : int, at least 1; the last batch may be smaller.
    augment : None, or a function of a batch (inputs, batch_size) and rng that gives another one.
    loss : function of the scores Z (classes, batch_size) and labels that returns the loss, a
        number, and dZ, its gradient, of the shape of Z.

    Returns
    -------
    value, accuracy : floats, the mean loss of the batches, and the share of samples that are right,
        in [0, 1]; both as they are learned from, before each step.

    Raises
    ------
    FloatingPointError when the loss is no longer a number; ValueError for shapes that do not fit,
    labels out of range, or a rate or augment that is no function.
    """
    steps = -(-Y.size // batch_size)
    order, losses, right = rng.permutation(Y.size), [], 0
    for i in range(steps):
        batch = order[i * batch_size : (i + 1) * batch_size]
        X_batch = X[:, batch]
        if augment is not None:
            X_batch = augment(X_batch, rng)
        value, hits = train_step(network, X_batch, Y[batch], optimiser, rate(i / steps), rng, loss)
        losses.append(value)
        right += hits
    return float(np.mean(losses)), right / Y.size


@offer_help
@one_blas_thread
@check_shapes(X="inputs n+", Y="n+", X_val="inputs n_val+", Y_val="n_val+")
@check_values(X_val="finite")
@check_numbers(
    network="network", optimiser="optimiser", schedule="function", epochs="whole >= 0", rng="rng",
    batch_size="whole >= 1", augment="function", loss="function",
)  # fmt: skip
@check_training
def train(
    network, X, Y, X_val, Y_val, optimiser, schedule, epochs, rng,
    batch_size=128, augment=None, loss=loss_and_gradient, keep_best=False, progress=True,
):  # fmt: skip
    """Train a Network by mini-batches, in an order shuffled anew in every epoch.

    Parameters
    ----------
    network : Network, whose params are changed.
    X, Y : (inputs, n) and (n,), to learn from; X_val, Y_val : to measure only.
    optimiser : an object with step(gradients, lr), such as Adam(network.params).
    schedule : function, the learning rate for a progress from 0 to 1.
    epochs : int, at least 0.
    rng : np.random.Generator, for the order, the dropout and augment.
    batch_size : int, at least 1; the last batch of an epoch may be smaller.
    augment : None, or a function of a batch (inputs, batch_size) and rng that gives another one.
    loss : function of the scores Z (classes, batch_size) and labels that returns the loss, a
        number, and dZ, its gradient, of the shape of Z.
    keep_best : bool; if True, the network ends with the weights of the best epoch on X_val.
    progress : bool, whether to show a progress bar.

    Returns
    -------
    history : dict of lists, one entry for each epoch: "loss" and "train_accuracy", measured on the
        epoch's batches as they were trained on; "accuracy", on X_val after the epoch, in [0, 1].

    Raises
    ------
    FloatingPointError when the loss, or a weight, is no longer a number; ValueError for shapes that
    do not fit, labels out of range, epochs below 0, or an augment that changes the shape.
    """
    history, best = {"loss": [], "train_accuracy": [], "accuracy": []}, None

    def rate(share):
        return schedule((len(history["loss"]) + share) / epochs)

    for _ in tqdm(range(epochs), desc="training", disable=not progress):
        value, accuracy = train_epoch(
            network, X, Y, optimiser, rate, rng, batch_size, augment, loss
        )
        predictions = get_predictions(network.predict(X_val))
        history["loss"].append(value)
        history["train_accuracy"].append(accuracy)
        history["accuracy"].append(get_accuracy(predictions, Y_val))
        if keep_best and history["accuracy"][-1] == max(history["accuracy"]):
            best = [param.copy() for param in network.params]
    if best is not None:
        for param, kept in zip(network.params, best, strict=True):
            param[:] = kept
    return history
