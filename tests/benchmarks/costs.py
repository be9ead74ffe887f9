"""What training by Lesson 4's gradient_descent costs: how near to the limit, and how it grows."""

import os
import statistics
import time
from pathlib import Path

import numpy as np
import threadpoolctl
from child import peak_megabytes

import helpers

SLICE = 2000  # as in helpers.full_gradient


def seconds(function, times=5):
    """Median time of a call, in seconds, after one call to warm up."""
    function()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        function()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def count_flop(n, n_test, hidden=40, inputs=784, classes=10):
    """Floating-point operations in the matrix products of one epoch, counted by hand.

    A product of (a, b) and (b, c) takes a * b * c multiplications and as many additions. Forward:
    W1 @ X and W2 @ A1; backward: dZ2 @ A1.T, W2.T @ dZ2 and dZ1 @ X.T; the test digits forward.
    """
    large, small = 2 * hidden * inputs, 2 * classes * hidden
    return {"large": 2 * large * n, "small": 3 * small * n, "test": (large + small) * n_test}


def product():
    """Seconds of a square product on one core; one epoch, for what is counted by epochs."""
    square = np.random.default_rng(0).random((2000, 2000), dtype=np.float32)
    with threadpoolctl.threadpool_limits(1, user_api="blas"):
        return {"seconds": seconds(lambda: square @ square), "epochs": 1}


def limit():
    """Rates of this machine, and seconds of each part of an epoch (see PARTS in page.py)."""
    X, Y, X_test, Y_test = helpers.load_mnist()
    W1, b1, W2, b2 = params = helpers.init_params(np.random.default_rng(0))
    square = np.random.default_rng(0).random((2000, 2000), dtype=np.float32)
    rate = 2 * 2000**3 / seconds(lambda: square @ square)
    core_rate = 2 * 2000**3 / product()["seconds"]
    row = np.random.default_rng(0).random(50_000_000, dtype=np.float32)
    copied = np.empty_like(row)
    byte_rate = 2 * row.nbytes / seconds(lambda: np.copyto(copied, row))
    few = row[: 40 * SLICE]  # as many as the hidden units of a slice
    exp_rate = few.size / seconds(lambda: np.exp(few), times=50)
    parts, gradient = {}, [0, 0, 0, 0]

    def clock(part, function):
        begin = time.perf_counter()
        result = function()
        parts[part] = parts.get(part, 0) + time.perf_counter() - begin
        return result

    helpers.full_gradient(*params, X, Y)  # warm up
    # A core works on its slice alone, with one thread for its products.
    with threadpoolctl.threadpool_limits(1, user_api="blas"):
        for i in range(0, Y.size, SLICE):  # each function is called at once, so B023 does not hold
            x, y = X[:, i : i + SLICE], Y[i : i + SLICE]
            Z1 = clock("W1 @ X", lambda: W1 @ x)
            Z1 = clock("rest", lambda: Z1 + b1)
            A1 = clock("sigmoid", lambda: helpers.sigmoid(Z1))
            Z2 = clock("small", lambda: W2 @ A1 + b2)
            A2 = clock("softmax", lambda: helpers.softmax(Z2))
            dZ2 = clock("rest", lambda: (A2 - helpers.one_hot(y)) / y.size)
            dW2 = clock("small", lambda: dZ2 @ A1.T)
            dA1 = clock("small", lambda: W2.T @ dZ2)
            dZ1 = clock("slope", lambda: dA1 * A1 * (1 - A1))
            dW1 = clock("dZ1 @ X.T", lambda: dZ1 @ x.T)
            db1, db2 = clock("rest", lambda: [d.sum(axis=1, keepdims=True) for d in (dZ1, dZ2)])
            share = y.size / Y.size
            gradient = clock(
                "rest",
                lambda: [
                    total + share * part
                    for total, part in zip(gradient, [dW1, db1, dW2, db2], strict=True)
                ],
            )
    A2, wanted = helpers.full_gradient(*params, X, Y)
    for part, array in zip(gradient, wanted, strict=True):
        assert np.array_equal(part, array), "the parts that are timed are not those of the lesson"
    with threadpoolctl.threadpool_limits(1, user_api="blas"):  # as gradient_descent does
        clock("measure", lambda: helpers.get_accuracy(helpers.get_predictions(A2), Y))
        clock("measure", lambda: helpers.cross_entropy(A2, Y))
        clock("test", lambda: helpers.make_predictions(X_test, *params))
    return {
        "flop_rate": rate,
        "core_rate": core_rate,
        "byte_rate": byte_rate,
        "exp_rate": exp_rate,
        "bytes_of_X": X.nbytes,
        "parts": parts,
    }


def prepare(folder, sizes):
    """Write samples as folder/X_<n>.npy (n, 784) and Y_<n>.npy: more than 60,000 by distorting."""
    X, Y, X_test, Y_test = helpers.load_mnist()
    rng = np.random.default_rng(0)
    np.save(Path(folder) / "X_test.npy", X_test[:, :100].T)
    np.save(Path(folder) / "Y_test.npy", Y_test[:100])
    for n in sizes:
        rows = np.lib.format.open_memmap(
            Path(folder) / f"X_{n}.npy", mode="w+", dtype=np.float32, shape=(n, 784)
        )
        for i in range(0, n, 2000):
            which = np.arange(i, min(i + 2000, n)) % Y.size
            new = X[:, which] if i < Y.size else helpers.distort(X[:, which], rng)
            rows[i : i + 2000] = new.T
        np.save(Path(folder) / f"Y_{n}.npy", Y[np.arange(n) % Y.size])
    return {}


def grow(folder, n, hidden, epochs, cores=None):
    """Seconds an epoch of gradient_descent on n samples, and the memory before them.

    cores: how many the process may use (on Linux), or None for all.
    """
    if cores is not None:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    before = peak_megabytes()
    names = f"X_{n}.npy", f"Y_{n}.npy", "X_test.npy", "Y_test.npy"
    digits = [np.load(Path(folder) / name).T for name in names]
    params = helpers.init_params(np.random.default_rng(0), n_hidden=hidden)
    helpers.full_gradient(*params, digits[0][:, :2000], digits[1][:2000])  # warm up
    begin = time.perf_counter()
    _, history = helpers.gradient_descent(*digits, 0.1, epochs, *params, progress=False)
    taken = (time.perf_counter() - begin) / (epochs + 1)
    assert np.isfinite(history["loss"]).all() and history["loss"][-1] < history["loss"][0]
    return {"seconds": taken, "before": before}
