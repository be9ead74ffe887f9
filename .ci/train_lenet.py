"""Make the weights that Lesson 9 loads: `MNIST_DIR=... python .ci/train_lenet.py`.

Trains helpers.lenet on all 60,000 training digits for 12 epochs (some minutes), prints the test
accuracy, and writes helpers/data/lenet.npz. Nothing is chosen by the test digits.
"""

import time

import numpy as np

from helpers import DATA, Adam, distort, lenet, load_mnist, one_cycle, train

PATH = DATA / "lenet.npz"


def load_lenet():
    """The network of Lesson 9 with the weights that this has made."""
    network = lenet(np.random.default_rng(0))
    with np.load(PATH, allow_pickle=False) as file:
        for param, name in zip(network.params, file, strict=True):
            param[:] = file[name]
    return network


if __name__ == "__main__":
    X, Y, X_test, Y_test = load_mnist()
    if Y.size != 60_000:
        raise SystemExit("This needs the full MNIST: set MNIST_DIR.")
    rng = np.random.default_rng(0)
    network = lenet(rng)
    start = time.perf_counter()
    adam, schedule = Adam(network.params), one_cycle(0.003)
    history = train(network, X, Y, X_test, Y_test, adam, schedule, 12, rng, augment=distort)
    minutes = (time.perf_counter() - start) / 60
    np.savez_compressed(PATH, *network.params)
    print(f"test accuracy {history['accuracy'][-1]:.2%} after {minutes:.1f} minutes: {PATH.name}")
