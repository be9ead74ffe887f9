"""A network whose batches are shared out among the cores (Lesson 9)."""

import copy

import numpy as np

from helpers.inputs.numbers import check_numbers, on_methods
from helpers.network.layers import Network
from helpers.network.order import check_columns, check_input, in_order
from helpers.training.cores import on_every_core


@in_order
@on_methods(
    __init__=check_numbers(network="network of layers", slice_size="whole >= 1"),
    forward=lambda method: check_input(check_columns(method)),
)
class DataParallel(Network):
    """A Network that works on slices of a batch, on every core at once.

    The gradient of a sum is the sum of the gradients. The slices and the order of the sum are
    fixed, so the result does not depend on how many cores there are.

    Parameters
    ----------
    network : Network, whose weights are shared: what trains the one trains the other.
    slice_size : int, at least 1: how many samples a core takes at a time.

    A layer of one's own may keep what went through it in attributes of its own, such as self.X: of
    a list or dict that it made before, all slices have the same.

    Source: the name is that of Krizhevsky, One weird trick for parallelizing convolutional neural
    networks (2014).
    """

    def __init__(self, network, slice_size=64):
        super().__init__(*network.layers)
        self.slice_size = slice_size

    def cut(self, X):
        """X (rows, n) in slices (rows, slice_size), the last one perhaps smaller."""
        starts = range(0, X.shape[1], self.slice_size)
        return [X[:, i : i + self.slice_size] for i in starts]

    def forward(self, X, rng=None):
        """Scores (classes, n) of X (inputs, n). While training, give rng."""
        slices = self.cut(X)
        rngs = [None] * len(slices) if rng is None else rng.spawn(len(slices))
        self.replicas = [Network(*map(copy.copy, self.layers)) for _ in slices]
        parts = on_every_core(Network.forward, self.replicas, slices, rngs)
        return np.concatenate(list(parts), axis=1)

    def backward(self, dZ):
        """Gradients, in the order of params, from the slopes dZ (classes, n) at the scores."""
        parts = on_every_core(Network.backward, self.replicas, self.cut(dZ))
        return [sum(gradients) for gradients in zip(*parts, strict=True)]
