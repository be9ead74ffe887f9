"""What a learner's code made of a task, beside what the course's made of it."""

import numpy as np

from helpers.teaching.answers import NotRight, describe
from helpers.teaching.errors import explain, is_from_elsewhere
from helpers.teaching.given import raised_by_hand

FIND_OUT = (
    "What it is given here is wrong on purpose. Find it out before, and say with `raise` what is "
    "wrong."
)


def named(outcome, names):
    """The results of a function by name: a dict, or a NotRight if there are too few or too many."""
    if isinstance(outcome, Exception):
        return NotRight("returns an error: `raise` it, in the place of `return`.")
    if len(names) == 1:
        return {names[0]: outcome}
    if outcome is None:
        return NotRight("returns nothing: is the `return` missing?")
    count = len(outcome) if isinstance(outcome, (tuple, list)) else 1
    if count != len(names):
        joined = " (+ joins lists, and adds arrays.)" if count == 2 * len(names) else ""
        return NotRight(f"returns {count} thing(s), not {len(names)}: {', '.join(names)}.{joined}")
    return dict(zip(names, outcome, strict=True))


def up_to(outcome, name):
    """The results from the first to the one of this name; an error as it is."""
    if isinstance(outcome, Exception):
        return outcome
    names = [*outcome]
    return {each: outcome[each] for each in names[: names.index(name) + 1]} if name in names else {}


def count_numbers(outcome):
    """How many numbers there are in all results."""
    return sum(np.size(each) for each in outcome.values())


def is_floats(thing):
    return isinstance(thing, (float, np.ndarray)) and np.asarray(thing).dtype.kind == "f"


def alike(one, other):
    """True if two outcomes are: errors of one kind and sentence, or the same shapes and numbers."""
    if isinstance(one, Exception) or isinstance(other, Exception):
        return type(one) is type(other) and str(one) == str(other)
    if one.keys() != other.keys():
        return False
    return all(same(one[name], other[name]) for name in one)


def same(one, other):
    """True if two results have the same type, shape and numbers, but for rounding."""
    if isinstance(one, list) and one and all(isinstance(part, str) for part in one):
        return one == other
    if not isinstance(other, (np.ndarray, np.generic, int, float)) or isinstance(other, bool):
        return describe("", one, other) is None
    if isinstance(other, np.ndarray) and not isinstance(one, np.ndarray):
        return False
    if not isinstance(one, (np.ndarray, np.generic, int, float)):  # such as a list
        return describe("", one, other) is None
    if np.shape(one) != np.shape(other) or np.asarray(one).dtype != np.asarray(other).dtype:
        return False
    if np.asarray(one).dtype.kind not in "fiub":
        return False
    return np.allclose(one, other, rtol=1e-5, atol=1e-12, equal_nan=True)


def compare(outcome, wanted, task):
    """None if a task's outcome is what is wanted; else the first difference, and a guess why."""
    if isinstance(outcome, NotRight):
        return f"it {outcome}", ""
    if isinstance(wanted, Exception):
        if isinstance(outcome, type(wanted)):
            if raised_by_hand(outcome) or not raised_by_hand(wanted):
                return None
            fact = f"it stops with {type(outcome).__name__}: {str(outcome).rstrip('. ')}."
            return fact, FIND_OUT
        should = f"({type(wanted).__name__}: {wanted})."
        if "must derive from BaseException" in str(outcome):
            return explain(outcome, ())
        if isinstance(outcome, Exception) and raised_by_hand(outcome):
            kind = type(outcome).__name__
            return f"it refuses this with {kind}; another one is wanted {should}", ""
        if isinstance(outcome, Exception):
            return f"it stops with {outcome!r}, but should refuse this {should}", FIND_OUT
        return f"it goes on, but should refuse this {should}", ""
    if isinstance(outcome, Exception):
        fact, guess = explain(outcome, task.arguments)
        if raised_by_hand(outcome) and isinstance(outcome, ValueError):
            if is_from_elsewhere(outcome):
                guess = f"What does this line hand over, and in which order? {guess}"
            elif task.arguments:
                guess = f"What it was given here is good, and no reason to stop. {guess}"
        return fact, guess
    return first_wrong(outcome, wanted, task)[1]


def first_wrong(outcome, wanted, task):
    """The name of the first result that is not what is wanted, and what is wrong; or two None."""
    for name, value in wanted.items():
        complaint = describe(name, outcome.get(name), value, task.n)
        if complaint:
            return name, complaint
    return None, None
