"""The checks of Lesson 4's step, and of the gradient in slices that it takes."""

import numpy as np

from helpers.network import two_layer
from helpers.teaching.answers import NotRight
from helpers.teaching.check_forward import W1, W2, b1, b2
from helpers.teaching.judge import judge
from helpers.teaching.outcomes import named
from helpers.teaching.tasks import call, in_single, use
from helpers.training import full_batch

NAMES = ("W1", "b1", "W2", "b2")
Y = np.array([0, 1, 1, 0])
PARAMS = (W1, b1, W2, b2)


def check_update_params(update_params):
    """Each array with a gradient of its own, so that a mix-up shows."""
    gradients = [
        i + 2.0 + np.arange(array.size).reshape(array.shape) for i, array in enumerate(PARAMS)
    ]
    tasks = [
        call(*given, 0.25, results=NAMES)
        for given in ((*PARAMS, *gradients), in_single(*PARAMS, *gradients))
    ]
    judge(update_params, two_layer.update_params, tasks, [
        (("- lr", "+ lr"), "Subtract: a step goes against the gradient."),
        (("W1 - lr * dW1", "(W1 - lr) * dW1"), "No brackets around W1 - lr: first the product, lr * dW1."),
        (("W1 - lr", "W1 + lr"), "W1: subtract, a step goes against the gradient."),
        (("lr * dW1", "dW1", "lr * db1", "db1", "lr * dW2", "dW2", "lr * db2", "db2"),
         "Multiply the gradient by the learning rate, lr."),
        (("lr * dW1", "dW1"), "W1: multiply the gradient by the learning rate, lr."),
        (("lr * dW1", "dW1 / lr", "lr * db1", "db1 / lr", "lr * dW2", "dW2 / lr", "lr * db2", "db2 / lr"),
         "Multiply by the learning rate, lr, and do not divide."),
        (("b1 - lr * db1", "b1 - lr * dW1"), "b1 takes db1."),
        (("W2 - lr * dW2", "W2 - lr * dW1"), "W2 takes dW2."),
        (("b2 - lr * db2", "b2 - lr * db1"), "b2 takes db2."),
        (("lr * db1", "db1"), "b1: multiply the gradient by the learning rate, lr."),
        (("lr * dW2", "dW2"), "W2: multiply the gradient by the learning rate, lr."),
        (("lr * db2", "db2"), "b2: multiply the gradient by the learning rate, lr."),
        (("b1 - lr * db1", "b1 - lr * db2"), "b1 takes db1."),
        (("lr * ", "0.7 * "), "Heed lr, whatever it is."),
        (("W1 = W1 - lr * dW1", "pass", "b1 = b1 - lr * db1", "pass", "W2 = W2 - lr * dW2", "pass",
          "b2 = b2 - lr * db2", "pass"), "Nothing takes a step: `p = p - ...` in a loop makes a new array, and keeps it nowhere."),
        (("W1 = W1 - lr * dW1", "pass"), "W1 takes no step."),
        (("W2 = W2 - lr * dW2", "pass"), "W2 takes no step."),
        (("b2 = b2 - lr * db2", "pass"), "b2 takes no step."),
        (("b1 = b1 - lr * db1", "pass"), "b1 takes no step."),
        (("return W1, b1, W2, b2", "return W1, W2, b1, b2"), "The order is W1, b1, W2, b2."),
        (("return W1, b1, W2, b2", "return dW1, db1, dW2, db2"), "Return the new weights."),
    ])  # fmt: skip


def check_full_gradient(full_gradient):
    """Nine samples in slices of four: two whole ones, and one that is shorter."""
    rng = np.random.default_rng(1)
    many, labels = rng.random((3, 9)), rng.integers(0, 2, 9)

    def work(function, size, given=(*PARAMS, many)):
        outcome = named(function(*given, labels, size), ("A2", "the gradients"))
        if isinstance(outcome, Exception):
            return outcome
        gradients = named(outcome["the gradients"], ("dW1", "db1", "dW2", "db2"))
        return gradients if isinstance(gradients, Exception) else {"A2": outcome["A2"], **gradients}

    def slice_up(function):
        Watched.samples = []
        function(*PARAMS, many.view(Watched), labels, 4)
        if max(Watched.samples, default=0) > 4:  # none are seen where it makes an array of its own
            return NotRight("takes more than slice_size samples at a time.")
        return {"the most samples at a time": 4}

    tasks = [use(lambda function, size=size: work(function, size)) for size in (9, 3, 4, 1)]
    tasks += [use(slice_up), use(lambda function: work(function, 4, in_single(*PARAMS, many)))]
    judge(full_gradient, full_batch.full_gradient, tasks, [
        (("return np.concatenate(probabilities, axis=1), gradient",
          "return gradient, np.concatenate(probabilities, axis=1)"),
         "The order is A2, then the list of gradients."),
        (("X_slice, Y_slice = X[:, i :", "X_slice, Y_slice = X[i :"),
         "Slice the columns of X: X[:, i : i + slice_size]."),
        (("X_slice, Y_slice = X[:, i : i + slice_size]", "X_slice, Y_slice = X"),
         "Slice the columns of X: X[:, i : i + slice_size]."),
        (("share * part for", "part for"), "Each slice counts by its share of the samples."),
        (("Y_slice.size / Y.size", "slice_size / Y.size"), "The last slice is shorter: its share is less."),
        (("Y_slice.size / Y.size", "1 / len(range(0, Y.size, slice_size))"),
         "Slices do not count alike: the last one is shorter."),
        (("axis=1", "axis=0"), "Set the probabilities side by side: axis=1."),
        (("total + part", "part"), "Add each slice's part to the total."),
        (("return np.concatenate(probabilities, axis=1), gradient", "return A2, gradient"),
         "Only the last slice's probabilities are returned: join all of them."),
        (("range(0, Y.size, slice_size)", "range(0, Y.size - slice_size, slice_size)"), "The last slice is left out."),
    ])  # fmt: skip


class Watched(np.ndarray):
    """An array of samples that remembers how many were taken out at a time."""

    samples = ()

    def __getitem__(self, key):
        taken = np.asarray(super().__getitem__(key))
        self.samples.append(taken.size // min(self.shape))
        return taken

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if ufunc is np.matmul:  # and not what is printed or asserted of X
            self.samples.append(max(self.shape))
        return getattr(ufunc, method)(*map(np.asarray, inputs), **options)
