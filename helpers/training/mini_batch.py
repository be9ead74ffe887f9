"""Training by mini-batches (Lesson 8)."""

import numpy as np
from tqdm.auto import tqdm

from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes
from helpers.network.functions import cross_entropy, get_accuracy, get_predictions, one_hot, softmax
from helpers.training.guards import check_training


@check_shapes(Z="classes n+", Y="n+")
def loss_and_gradient(Z, Y):
    """Cross-entropy of the scores Z (classes, n) for labels Y (n,), and dZ (classes, n)."""
    A = softmax(Z)
    dZ = (A - one_hot(Y, len(A))) / Y.size
    return cross_entropy(A, Y), dZ


@check_shapes(X="inputs n+", Y="n+", X_val="inputs n_val+", Y_val="n_val+")
@check_values(X_val="finite")
@check_numbers(epochs="whole >= 0", rng="rng", batch_size="whole >= 1")
@check_training
def train(
    network, X, Y, X_val, Y_val, optimiser, schedule, epochs, rng,
    batch_size=128, augment=None, progress=True,
):  # fmt: skip
    """Train a Network by mini-batches, in an order shuffled anew in every epoch.

    X (inputs, n), Y (n,); X_val, Y_val to measure only. schedule: learning rate as a function of
    progress, 0 to 1. augment: None, or a function of a batch (inputs, batch_size) and rng.
    Returns history, a dict of lists, one entry for each epoch: "loss", the average over the
    epoch's batches as they were trained on; "accuracy", on X_val after the epoch, in [0, 1].
    Raises FloatingPointError when the loss, or a weight, is no longer a number; ValueError for
    shapes that do not fit, labels out of range, epochs below 0, or an augment that changes the
    shape.
    """
    history = {"loss": [], "accuracy": []}
    batches = -(-Y.size // batch_size)
    for epoch in tqdm(range(epochs), desc="training", disable=not progress):
        order, losses = rng.permutation(Y.size), []
        for step in range(batches):
            batch = order[step * batch_size : (step + 1) * batch_size]
            X_batch = X[:, batch] if augment is None else augment(X[:, batch], rng)
            loss, dZ = loss_and_gradient(network.forward(X_batch, rng), Y[batch])
            if not np.isfinite(loss):
                raise FloatingPointError(
                    f"The loss became {loss} in epoch {epoch}, step {step}: try a smaller "
                    "learning rate, and check that X is between 0 and 1."
                )
            lr = schedule((epoch * batches + step) / (epochs * batches))
            optimiser.step(network.backward(dZ), lr)
            losses.append(loss)
        history["loss"].append(float(np.mean(losses)))
        history["accuracy"].append(get_accuracy(get_predictions(network.predict(X_val)), Y_val))
    return history
