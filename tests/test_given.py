"""What is seen of a learner's function, of arrays and of exceptions, without running anything."""

import functools
import inspect
import re

import numpy as np
import pytest

import helpers
from helpers.teaching.answers import NotRight
from helpers.teaching.given import (
    arrays_from_outside,
    freeze,
    is_changed,
    is_stub,
    raised_by_hand,
    say_arguments,
    say_signature,
)
from helpers.teaching.slips import run, source_of

STUBS = """
lambda X: None
lambda X: ...
def f(X): pass
def f(X): ...; pass
def f(X):
    'Words.'
def f(X):
    'Words.'
    ...
def f(X, n=3, *, name="it"): return None
class C: f = lambda self: ...
class C:
    def f(self): return 1
    def g(self): ...
"""
WRITTEN = """
lambda X: X
lambda X: True
lambda X: False
lambda X: 0
lambda X: ()
lambda X: ""
lambda X: int
def f(X): X
def f(X): return "Words."
def f(X): raise
def f(X): yield
def f(X): y = None
def f(X): f(X)
class C: f = lambda self: 1
class C: size = None
abs
"""
LEFT, RIGHT, PAIR = np.ones(2), np.ones(3), (np.ones(4), [np.ones(5)])


def uses_two(X):
    return X @ LEFT + RIGHT.sum()


class UsesOneTwice:
    size = 3

    def forward(self, X):
        return X @ LEFT

    def backward(self, dZ):
        return dZ * LEFT


class HasAnAttribute:
    def forward(self, X):
        self.LEFT = X
        return [self.RIGHT for _ in X]


def uses_one_inside(X):
    def inner(x):
        return x @ LEFT

    return [inner(x) for x in X]


@functools.wraps(uses_two)
def wrapped(*arguments):
    return uses_two(*arguments)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (uses_two, "`LEFT` and `RIGHT`"),
        (UsesOneTwice, "`LEFT`"),
        (wrapped, "`LEFT` and `RIGHT`"),
        (HasAnAttribute, ""),
        (uses_one_inside, "`LEFT`"),
        (lambda X: X, ""),
        (np.tanh, ""),
    ],
)
def test_arrays_that_are_no_arguments_are_named_once(given, names):
    assert arrays_from_outside(given) == names


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), False),
        (np.array([1, 2]), np.array([1, 3]), True),
        (np.array(["a"]), np.array(["b"]), True),
        ([np.zeros(2), np.zeros(3)], [np.zeros(2), np.zeros(3)], False),
        ([np.zeros(2), np.zeros(3)], [np.zeros(2), np.ones(3)], True),
        ((np.zeros(2), [np.zeros(3)]), (np.zeros(2), [np.ones(3)]), True),
        ([np.zeros(2)], [], True),
        ([], [np.zeros(2)], True),
        (3, 4, False),
        ("sigmoid", "tanh", False),
    ],
)
def test_only_arrays_and_lists_count_as_changed(before, after, changed):
    assert is_changed(before, after) is changed


def test_all_arrays_that_a_task_holds_become_read_only():
    inside, default, free = np.ones(2), np.ones(3), np.ones(4)

    def task(function, start=default):
        return function(inside, start, LEFT, PAIR)

    freeze([task, {"not": "looked into"}])
    held = inside, default, LEFT, PAIR[0], PAIR[1][0]
    try:
        assert not any(array.flags.writeable for array in held)
        assert free.flags.writeable and RIGHT.flags.writeable
    finally:
        for array in held:
            array.flags.writeable = True


def test_what_a_raise_says_is_told_from_what_python_says():
    def by_hand():
        raise ValueError("by hand")

    def below():
        by_hand()

    def by_python():
        return int("x")

    for function, wanted in ((by_hand, True), (below, True), (by_python, False)):
        with pytest.raises(ValueError) as caught:
            function()
        assert raised_by_hand(caught.value) is wanted
    assert raised_by_hand(ValueError("never raised")) is True


def course(X, n_classes, rate=0.5, how=np.sum, dtype=np.float32):
    """A function of the course."""


class Course:
    def step(self, lr, eps=1e-8):
        """A method of the course."""


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        (lambda X, n_classes, rate=0.5, how=np.sum, dtype=np.float32: 0, ""),
        (lambda other, n_classes, rate=0.5, how=np.sum, dtype=np.float32: 0, ""),
        (lambda X, n_classes, *, rate=0.5, how=np.sum, dtype=np.float32, more=1: 0, ""),
        (lambda *arguments, **options: 0, ""),
        (lambda X, n_classes=10, rate=0.5, how=np.sum, dtype=np.float32: 0, ""),
        (lambda X, k, rate=0.5, how=np.sum, dtype=np.float32: 0,
         "Later cells hand in n_classes by its name: call the argument n_classes."),
        (lambda X, n_classes, lr=0.5, how=np.sum, dtype=np.float32: 0,
         "Later cells hand in rate by its name: call the argument rate."),
        (lambda X, n_classes, rate=0.05, how=np.sum, dtype=np.float32: 0,
         "Without rate it is 0.5: rate=0.5 in the first line."),
        (lambda X, n_classes, rate=0.5, how=np.mean, dtype=np.float32: 0,
         "Without how it is sum: how=sum in the first line."),
        (lambda X, n_classes, rate=0.5, how=np.sum, dtype=np.float64: 0,
         "Without dtype it is np.float32: dtype=np.float32 in the first line."),
        (np.tanh, ""),
    ],
)  # fmt: skip
def test_what_is_said_of_a_signature(mine, sentence):
    assert say_signature(mine, course) == sentence


def test_what_is_said_of_the_signatures_of_a_class():
    class Right(Course):
        def step(self, rate, eps=1e-8):
            """Another name for what is never handed in by it."""

        def more(self, x=1):
            """Not in the course's."""

    class Wrong(Course):
        def step(self, lr, eps=0):
            """Another default."""

    assert say_signature(Right, Course) == ""
    assert say_signature(Wrong, Course) == "Without eps it is 1e-08: eps=1e-08 in the first line."


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("parse_idx", "n_dims", "dims", "call the argument n_dims"),
        ("full_gradient", "slice_size=2000", "slice_size=500", "Without slice_size it is 2000"),
    ],
)
def test_what_is_right_but_for_its_signature_is_refused(name, old, new, words):
    right = inspect.unwrap(getattr(helpers, name))
    with pytest.raises(NotRight, match=words):
        getattr(helpers, f"check_{name}")(run(source_of(right).replace(old, new), right))


def each_of(texts):
    """What each text makes, for parametrize: a line that is not indented begins a new one."""
    made = []
    for text in re.findall(r"^\S.*(?:\n .*)*", texts, re.MULTILINE):
        names = {}
        exec(text if re.match("def|class", text) else f"f = {text}", names)
        made.append(pytest.param(names.get("C", names.get("f")), id=text))
    return made


@pytest.mark.parametrize("function", each_of(STUBS))
def test_where_nothing_is_written_yet(function):
    assert is_stub(function) is True


def test_what_stands_over_a_function_is_not_looked_at():
    def guarded(X):
        return stub(X) + 1

    def stub(X): ...

    assert not is_stub(guarded)
    assert is_stub(functools.wraps(stub)(guarded))


@pytest.mark.parametrize("function", each_of(WRITTEN))
def test_where_something_is_written(function):
    assert is_stub(function) is False


def test_arguments_for_paper_and_pencil_are_shown():
    labels, Z = np.array([0, 12]), np.array([[-np.log(3), 0], [1000, 2]], np.float32)
    assert say_arguments((labels, Z, 3)) == (
        "It was given [0, 12] and [[-1.099, 0], [1000, 2]] and 3."
    )
    assert say_arguments((np.array([True, False]),)) == "It was given [True, False]."


@pytest.mark.parametrize("arguments", [(), (np.ones((9, 9)),), (np.ones(2), [1, 2]), (len,)])
def test_more_than_that_is_not(arguments):
    assert say_arguments(arguments) == ""


def test_how_much_is_shown():
    ones = np.ones(40, int)
    assert len(say_arguments((ones,))) == len("It was given .") + 120
    ones[0] = 10
    assert say_arguments((ones,)) == ""
