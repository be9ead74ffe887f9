"""The checks of Lesson 4's training: where it starts, measurements, the loop."""

import contextlib

import numpy as np

from helpers.teaching.answers import NotRight
from helpers.teaching.check_forward import X
from helpers.teaching.check_step import NAMES, PARAMS, Y
from helpers.teaching.judge import judge
from helpers.teaching.outcomes import named
from helpers.teaching.tasks import use
from helpers.training import full_batch


def check_start_params(start_params):
    """All four given; none, with rng; some of them, or no rng, is refused."""
    rng = np.random.default_rng

    def start(function, *arguments):
        return named(function(*arguments), NAMES)

    tasks = [
        use(lambda function: start(function, *PARAMS, None)),
        use(lambda function: start(function, *PARAMS, rng(3))),
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
        *((("init_params(rng)", f"init_params(np.random.default_rng({seed}))"), "Use the rng that is handed in.")
          for seed in (0, 1, 42)),
        (("is not None", "is None"), "What counts is which of the four are not None."),
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
        (('["loss"].append(loss)', '["loss"].append(get_accuracy(get_predictions(A2), Y))'),
         "That is the accuracy: the loss is cross_entropy(A2, Y)."),
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
        if isinstance(outcome["the weights"], dict):
            return NotRight("returns history first: the order is the weights, then history.")
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
        (("full_gradient(*params, X, Y)", "full_gradient(*params, X_test, Y_test)"),
         "Learn from X and Y: the test digits are only measured."),
        (("if updates < epochs:", "if True:"), "One step too many: after the last entry, no step."),
        (("range(epochs + 1)", "range(epochs)"), "The last measurement is missing: epochs + 1 passes."),
        (("make_predictions(X_test, *params), Y_test)", "make_predictions(X, *params), Y)"),
         "The test accuracy is measured on the test digits."),
        ((RECORD, "", STEP, STEP + RECORD), late),
        ((RECORD, "", STEP, STEP + AGAIN + RECORD), late),
        (("params = update_params", "update_params"), "The step is lost: params = update_params(...), and start_params before the loop."),
        (("*gradient, lr)", "*gradient, 0.7)"), "It steps by 0.7, whatever lr is."),
        (("start_params(W1, b1, W2, b2, rng)", "W1, b1, W2, b2"),
         "Without start_params, rng is not used: the weights stay None."),
        (("    return params", "        return params"), "It returns in the first pass: return after the loop."),
        *((("W2, b2, rng)", f"W2, b2, np.random.default_rng({seed}))"), "Hand on the rng that is handed in.") for seed in (0, 1, 42)),
        (("*gradient, lr)", "*gradient, -lr)"), "The loss rises: against the gradient, please."),
    ], hint="Each pass: full_gradient, then record, and then, but for the last pass, update_params.")  # fmt: skip


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
