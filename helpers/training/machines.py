"""One gradient from many machines, and how long that takes (Lesson 11).

Nothing here imports Dask: a client is whatever has its `submit`.
"""

import numpy as np

from helpers.inputs.arrays import as_floats, check_values
from helpers.inputs.numbers import check_numbers
from helpers.network.two_layer import back_prop, forward_prop
from helpers.training.machine_guards import check_lists, check_parts, check_shard


@check_numbers(n="whole >= 1")
@check_shard
def shard_gradient(params, shard, n):
    """What one shard adds to the gradient of all n samples.

    Parameters
    ----------
    params : W1, b1, W2, b2, of the shapes (hidden, inputs), (hidden, 1), (classes, hidden),
        (classes, 1).
    shard : X and Y, of the shapes (inputs, m) and (m,), m at least 1.
    n : int, how many samples all shards have together.

    Returns
    -------
    [dW1, db1, dW2, db2], the gradient of the shard's average loss times m / n.

    Raises
    ------
    ValueError when the shapes do not fit, or n is no whole number from 1.
    """
    W1, b1, W2, b2 = params
    X, Y = shard
    Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X)
    parts = back_prop(Z1, A1, Z2, A2, W1, W2, X, Y)
    return [Y.size / n * part for part in parts]


@check_lists
def add_gradients(one, other):
    """The sum of two lists of arrays, array by array: a new list.

    Raises ValueError when they are not two lists of arrays of the same shapes.
    """
    return [a + b for a, b in zip(one, other, strict=True)]


@check_parts
@check_numbers(add="function")
def tree_sum(parts, add):
    """Add up parts in pairs, then the sums in pairs, until one is left.

    Parameters
    ----------
    parts : list of what `add` takes, at least one.
    add : function of two parts that returns their sum.

    Returns
    -------
    The sum, in ceil(log2(len(parts))) rounds. The last part of an odd number waits for the next
    round. The order depends on nothing but the number of parts.

    Raises
    ------
    ValueError when there are no parts, or add is no function.
    """
    while len(parts) > 1:
        pairs = [parts[i : i + 2] for i in range(0, len(parts), 2)]
        parts = [add(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return parts[0]


@check_numbers(client="client", n="whole >= 1")
def cluster_gradient(client, params, shards, n):
    """The gradient of all n samples, worked out where their shards are.

    Every part is a task, the weights too: if a machine dies, what it had is worked out again.

    Parameters
    ----------
    client : a dask.distributed.Client.
    params : (W1, b1, W2, b2).
    shards : list of futures of (X, Y).
    n : int, how many samples all shards have together.

    Returns
    -------
    [dW1, db1, dW2, db2], the same to the last bit for any number of workers of one kind.

    Raises
    ------
    ValueError for what is no client, or a number n below 1; else what a task raises.
    """
    weights = client.submit(tuple, params, pure=False)
    parts = [client.submit(shard_gradient, weights, shard, n) for shard in shards]

    def add(one, other):
        return client.submit(add_gradients, one, other)

    return tree_sum(parts, add).result()


@as_floats("workers")
@check_values(workers="1 to inf")
@check_numbers(work=">= 0", size=">= 0", bandwidth="> 0", latency=">= 0")
def step_time(workers, work, size, bandwidth, latency):
    """The predicted seconds of one step.

    Parameters
    ----------
    workers : number or array of numbers, at least 1.
    work : seconds that one worker alone would calculate.
    size : bytes that must travel.
    bandwidth : bytes a second.
    latency : seconds until the first byte of a message arrives.

    Returns
    -------
    work / workers + size / bandwidth + latency * log2(workers)

    Raises
    ------
    ValueError when one of them is no such number.
    """
    return work / workers + size / bandwidth + latency * np.log2(workers)
