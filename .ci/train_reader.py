"""Make the weights of Lesson 6's second reader: `MNIST_DIR=... python .ci/train_reader.py`.

Trains a 784-200-10 network, the kind of Lessons 1 to 5 with more hidden units, on all 60,000
training digits for 12 epochs (some minutes), each digit moved, turned and stretched a little anew
each time. Prints the test accuracy, and writes helpers/data/reader.npz, which load_weights reads.
Nothing is chosen by the test digits.
"""

import numpy as np

from helpers import (
    DATA,
    Adam,
    Dense,
    Network,
    Sigmoid,
    distort,
    forward_prop,
    get_accuracy,
    get_predictions,
    load_mnist,
    load_weights,
    one_cycle,
    train,
    xavier,
)

PATH = DATA / "reader.npz"


def coarse(param):
    """The numbers rounded to 11 bits each, still float32: the file is half as large."""
    return param.astype(np.float16).astype(np.float32)


if __name__ == "__main__":
    X, Y, X_test, Y_test = load_mnist()
    if Y.size != 60_000:
        raise SystemExit("This needs the full MNIST: set MNIST_DIR.")
    rng = np.random.default_rng(0)
    network = Network(Dense(rng, 784, 200, xavier), Sigmoid(), Dense(rng, 200, 10, xavier))
    adam, schedule = Adam(network.params), one_cycle(0.01)
    train(network, X, Y, X_test, Y_test, adam, schedule, 12, rng, augment=distort)
    names = ("W1", "b1", "W2", "b2")
    weights = {name: coarse(param) for name, param in zip(names, network.params, strict=True)}
    np.savez_compressed(PATH, **weights)
    A2 = forward_prop(*load_weights(PATH), X_test)[3]
    print(f"test accuracy {get_accuracy(get_predictions(A2), Y_test):.2%}: {PATH.name}")
