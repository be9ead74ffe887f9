"""Make the weights that Lessons 5 and 6 load: `MNIST_DIR=... python .ci/train_two_layer.py`.

It is the training of Lesson 4, 200 epochs at 0.70 from seed 0, and takes about half a minute.
"""

import numpy as np

from helpers import DATA, gradient_descent, load_mnist, save_weights

if __name__ == "__main__":
    digits = load_mnist()
    if digits[1].size != 60_000:
        raise SystemExit("This needs the full MNIST: set MNIST_DIR.")
    params, history = gradient_descent(*digits, 0.70, 200, rng=np.random.default_rng(0))
    save_weights(DATA / "lesson_4.npz", *params)
    print(f"test accuracy {history['test_accuracy'][-1]:.2%}: lesson_4.npz")
