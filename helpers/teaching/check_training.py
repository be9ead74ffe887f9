"""The checks of Lesson 4: steps, slices, measurements, the loop."""

import contextlib

import numpy as np

from helpers.network import two_layer
from helpers.teaching.answers import NotRight
from helpers.teaching.check_forward import W1, W2, X, b1, b2
from helpers.teaching.judge import call, judge, named, use
from helpers.training import full_batch

NAMES = ("W1", "b1", "W2", "b2")
Y = np.array([0, 1, 1, 0])
PARAMS = (W1, b1, W2, b2)


def check_update_params(update_params):
    """Each array with a gradient of its own, so that a mix-up shows."""
    gradients = [np.full_like(array, i + 2.0) for i, array in enumerate(PARAMS)]
    judge(update_params, two_layer.update_params, [call(*PARAMS, *gradients, 0.25, results=NAMES)], [
        (("- lr", "+ lr"), "Subtract: a step goes against the gradient."),
        (("W1 - lr", "W1 + lr"), "W1: subtract, a step goes against the gradient."),
        (("lr * dW1", "dW1", "lr * db1", "db1", "lr * dW2", "dW2", "lr * db2", "db2"),
         "Multiply the gradient by the learning rate, lr."),
        (("lr * dW1", "dW1"), "W1: multiply the gradient by the learning rate, lr."),
        (("b1 - lr * db1", "b1 - lr * dW1"), "b1 takes db1."),
        (("W2 - lr * dW2", "W2 - lr * dW1"), "W2 takes dW2."),
        (("b2 - lr * db2", "b2 - lr * db1"), "b2 takes db2."),
        (("lr * db1", "db1"), "b1: multiply the gradient by the learning rate, lr."),
        (("lr * dW2", "dW2"), "W2: multiply the gradient by the learning rate, lr."),
        (("lr * db2", "db2"), "b2: multiply the gradient by the learning rate, lr."),
        (("b1 - lr * db1", "b1 - lr * db2"), "b1 takes db1."),
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

    def work(function, size):
        outcome = named(function(*PARAMS, many, labels, size), ("A2", "the gradients"))
        if isinstance(outcome, Exception):
            return outcome
        gradients = named(outcome["the gradients"], ("dW1", "db1", "dW2", "db2"))
        return gradients if isinstance(gradients, Exception) else {"A2": outcome["A2"], **gradients}

    tasks = [use(lambda function, size=size: work(function, size)) for size in (9, 3, 4, 1)]
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


def check_start_params(start_params):
    """All four given; none, with rng; some of them, or no rng, is refused."""
    rng = np.random.default_rng

    def start(function, *arguments):
        return named(function(*arguments), NAMES)

    tasks = [
        use(lambda function: start(function, *PARAMS, None)),
        use(lambda function: start(function, None, None, None, None, rng(3))),
        *(
            use(lambda function, i=i: start(function, *PARAMS[:i], None, *PARAMS[i + 1 :], rng(3)))
            for i in range(4)
        ),
        use(lambda function: start(function, None, None, None, None, None)),
    ]
    judge(start_params, full_batch.start_params, tasks, [
        (("if any(given):", "if False:"), "Only some weights given is a mix-up: refuse it."),
        (("if all(given):", "if any(given):"), "Only if all four are given, they are returned."),
        (("is not None", "is None"), "`given` should be True for what is not None."),
    ])  # fmt: skip


def check_record(record):
    """One pass, three with other probabilities, and one whose loss is no number."""
    passes = np.random.default_rng(6).dirichlet((1, 1, 1), (3, 5)).transpose(0, 2, 1)
    lost = np.full_like(passes[0], np.nan)
    learned, read, labels = np.array([[0, 2, 0, 0, 1], [1, 1, 0, 2, 1], [1, 1, 0, 2, 2]])

    def take(function, given, may_stop=()):
        history = {key: [] for key in KEYS}
        with contextlib.suppress(*may_stop):
            for A2 in given:
                function(history, A2, learned, read, labels)
        return measured(history)

    tasks = [
        use(lambda function: take(function, passes[:1])),
        use(lambda function: take(function, passes)),
        use(lambda function: take(function, [lost])),
        use(lambda function: take(function, [passes[0], lost], [FloatingPointError])),
    ]
    judge(record, full_batch.record, tasks, [
        (('"].append(', '"].copy().append('), "Nothing is written down: append to the lists of history."),
        *[((f'["{key}"].append(', f'["{key}"].copy().append('), f"Nothing is appended to history['{key}'].")
          for key in KEYS],
        *[((f'["{key}"].append(', f'["{key}"] = ('), f"Append to history['{key}']: = puts a number in its place.")
          for key in KEYS],
        (('"].append(', '"] = ('), "Append to the lists: = puts a number in their place."),
        (('["updates"].append(updates)', '["updates"].append(updates + 1)'),
         "The first entry has had 0 updates: count before you append."),
        (('len(history["updates"])', "len(history)"), "len(history) counts the lists, not the entries."),
        (('len(history["updates"])', "0"), "Every pass is one update further: len(history['updates'])."),
        (('"train_accuracy"', '"kept"', '"test_accuracy"', '"train_accuracy"', '"kept"', '"test_accuracy"'),
         "The two accuracies are swapped."),
        (("get_accuracy(get_predictions(A2), Y)", "get_accuracy(test_predictions, Y_test)"),
         "The train accuracy is measured on the training digits: A2 and Y."),
        (("get_accuracy(test_predictions, Y_test)", "get_accuracy(get_predictions(A2), Y)"),
         "The test accuracy is measured on the test digits: test_predictions and Y_test."),
        (("test_predictions, Y_test))", "test_predictions, Y))"), "The labels of the test digits are Y_test."),
        (("get_predictions(A2), Y)", "get_predictions(A2), Y_test)"), "The labels of the training digits are Y."),
        (("get_predictions(A2)", "A2"), "A2 holds probabilities: get_predictions makes digits of it."),
        (("cross_entropy(A2, Y)", "cross_entropy(A2, Y_test)"), "The loss is that of the training digits: A2 and Y."),
        (("cross_entropy(A2, Y)", "cross_entropy(A2, test_predictions)"),
         "The loss compares A2 with the right labels, Y."),
        (("cross_entropy(A2, Y)", "cross_entropy(A2, get_predictions(A2))"),
         "The loss compares A2 with the right labels, Y."),
        (("if not np.isfinite(loss):", "if False:"),
         "When the loss is no longer finite, stop: raise the FloatingPointError."),
        (("    updates,", "    if np.isnan(A2).any():\n        raise FloatingPointError\n    updates,"),
         "It stops too early: append first, so that the last measurement is kept."),
    ])  # fmt: skip


def check_gradient_descent(gradient_descent):
    """Three updates make four measurements, each of the weights that it is said to belong to."""
    rng_of = np.random.default_rng
    test, labels = rng_of(2).random((3, 6)), rng_of(3).integers(0, 2, 6)

    def train(function, epochs):
        return train_from(function, PARAMS, epochs)

    def train_from(function, given, epochs):
        outcome = function(X, Y, test, labels, 2.0, epochs, *given, progress=False)
        outcome = named(outcome, ("the weights", "history"))
        if isinstance(outcome, Exception):
            return outcome
        results = measured(outcome["history"])
        trained = named(outcome["the weights"], NAMES)
        return trained if isinstance(trained, Exception) else {**results, **trained}

    def begin(function):
        few = rng_of(4).random((784, 3)), np.array([1, 0, 2])
        trained, _ = function(*few, *few, 0.5, 1, rng=rng_of(5), progress=False)
        return named(trained, NAMES)

    def explode(function):
        given = [np.full_like(array, np.nan) for array in PARAMS]
        return train_from(function, given, 1)

    tasks = [use(lambda function, epochs=epochs: train(function, epochs)) for epochs in (0, 3, 1)]
    tasks += [use(begin), use(explode)]
    late = "It is measured after the step: measure before it, and once more after the last."
    judge(gradient_descent, full_batch.gradient_descent, tasks, [
        (("if updates < epochs:", "if True:"), "One step too many: after the last entry, no step."),
        (("range(epochs + 1)", "range(epochs)"), "The last measurement is missing: epochs + 1 passes."),
        (("make_predictions(X_test, *params), Y_test)", "make_predictions(X, *params), Y)"),
         "The test accuracy is measured on the test digits."),
        ((RECORD, "", STEP, STEP + RECORD), late),
        ((RECORD, "", STEP, STEP + AGAIN + RECORD), late),
        (("params = update_params", "update_params"), "The step is lost: params = update_params(...)."),
        (("*gradient, lr)", "*gradient, 0.7)"), "It steps by 0.7, whatever lr is."),
        (("start_params(W1, b1, W2, b2, rng)", "W1, b1, W2, b2"),
         "Without start_params, rng is not used: the weights stay None."),
        (("    return params", "        return params"), "It returns in the first pass: return after the loop."),
        (("*gradient, lr)", "*gradient, -lr)"), "The loss rises: against the gradient, please."),
    ])  # fmt: skip


def measured(history):
    """The four lists of a history as arrays, by what a sentence calls them.

    Raises NotRight where one holds a list, perhaps itself: NumPy would go round in it for ever.
    """
    for key in KEYS:
        entries = history[key] if isinstance(history[key], list) else []
        if any(isinstance(entry, (list, dict)) for entry in entries):
            raise NotRight(f"puts a list into history[{key!r}]: a number belongs there.")
    return {f"history[{key!r}]": np.array(history[key]) for key in KEYS}


AGAIN = "        A2, _ = full_gradient(*params, X, Y)\n"
RECORD = "        record(history, A2, Y, make_predictions(X_test, *params), Y_test)\n"
STEP = "            params = update_params(*params, *gradient, lr)\n"
KEYS = ("updates", "loss", "train_accuracy", "test_accuracy")
