"""What Lesson 7 says of an answer: "Right!", "Not done yet", or what looks wrong."""

import numpy as np

from helpers.network.gradient_check import relative_error
from helpers.teaching.answers import WORK_IT_OUT, guess_number, guess_shape
from helpers.teaching.errors import explain
from helpers.teaching.judge import NotRight, outcome_of
from helpers.teaching.tasks import call

NOT_DONE = (
    "Not done yet: put your code in place of the ..., return the result, run that cell, and then "
    "this one."
)


def compare(name, given, right, suspects=()):
    """None if given is right, or else a sentence on what it looks like.

    suspects: pairs of a wrong result and the sentence for whoever gets it.
    """
    if given is None:
        return NOT_DONE
    if isinstance(given, NotRight):
        return f"{name}: it {given}"
    if isinstance(given, Exception):
        return f"{name}: {' '.join(explain(given, ()))}".strip()
    try:
        given = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        return f"{name} is of the type {type(given).__name__}, but an array of numbers is wanted."
    if given.shape != right.shape:
        wanted = right.shape if right.size > 1 else "a single number"
        guess = guess_shape(given.shape, right.shape if right.size > 1 else ())
        return f"{name} has the shape {given.shape}, but {wanted} is wanted. {guess}"
    for wrong, sentence in [(right, None), (-right, "The sign is wrong."), *suspects]:
        if relative_error(given.astype(np.float64), np.asarray(wrong, np.float64)) < 1e-6:
            return sentence and f"{name} is not right. {sentence}"
    index = np.unravel_index(np.argmin(np.isclose(given, right)), right.shape)
    place = f"entry {tuple(map(int, index))}" if right.size > 1 else "it"
    number, wanted = given[index] + 0, right[index] + 0  # + 0 makes a -0 a 0
    guess = guess_number(given, np.asarray(right, np.float64), None)
    said = f"{name} is not right: {place} is {number:.4g}, but {wanted:.4g} is wanted."
    return said if guess == WORK_IT_OUT else f"{said} {guess}"


def ask(function, *arguments):
    """What the learner's function returns for copies of the arguments, or the exception."""
    outcome = outcome_of(call(*arguments), function)
    return outcome if isinstance(outcome, Exception) else outcome["the result"]


def report(*results):
    """Print the first complaint; say so if all is right. True, False or None (not done yet)."""
    complaints = [result for result in results if result]
    if NOT_DONE in complaints:
        print(NOT_DONE)
        return None
    print(complaints[0] if complaints else "Right!")
    return not complaints
