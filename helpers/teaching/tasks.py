"""The small tasks that a check gives the learner's code and the course's, on copies of its data."""

import copy

import numpy as np

from helpers.teaching.answers import NotRight
from helpers.teaching.given import is_changed, name_of_argument
from helpers.teaching.outcomes import named

ENDS = "ends the program: `raise` an error, in the place of exit."
IN_PLACE = "changes {name}, which was handed in (as -=, *= and [...] = do): make a new array."


def call(*arguments, results=("the result",), n=None, order=None):
    """A task for `judge`: call the function with copies of the arguments.

    results: what its results are called; order: in which order they are looked at, if in another
    one; n: the number of samples, if it matters.
    """

    def work(function):
        given = copy.deepcopy(arguments)
        outcome = function(*given)
        for place, (before, after) in enumerate(zip(arguments, given, strict=True)):
            if is_changed(before, after):
                return NotRight(IN_PLACE.format(name=name_of_argument(function, place)))
        outcome = named(outcome, results)
        if order is None or isinstance(outcome, Exception):
            return outcome
        return {name: outcome[name] for name in order}

    task = caught(work)
    task.arguments, task.n = arguments, n
    return task


def in_single(*arguments):
    """These arguments, with float32 in the place of float64: in lists and tuples, too."""
    return [
        type(each)(in_single(*each))
        if isinstance(each, (list, tuple))
        else each.astype(np.float32)
        if isinstance(each, np.ndarray) and each.dtype == np.float64
        else each
        for each in arguments
    ]


def use(function, n=None):
    """A task for `judge`: what function(learner's class or function) returns, a dict of results."""
    task = caught(function)
    task.arguments, task.n, task.function = (), n, function
    return task


def caught(function):
    """A function like this one, of the learner's code, that returns what is raised in it."""

    def task(given):
        try:
            return function(given)
        except SystemExit:
            return NotRight(ENDS)
        except Exception as error:
            return error

    return task
