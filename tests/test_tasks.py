"""What a check asks the learner's code to do, with copies of its data."""

import sys

import numpy as np
import pytest

import helpers
from helpers.teaching.answers import NotRight
from helpers.teaching.tasks import call, in_single, use

A = np.ones((2, 3))


def test_float64_becomes_float32_however_deep_and_nothing_else_does():
    array, (tuple_, [whole]), text = in_single(A, (A, [np.arange(3)]), "text")
    assert array.dtype == tuple_.dtype == np.float32
    assert whole.dtype == np.arange(3).dtype
    assert text == "text"
    assert A.dtype == np.float64


@pytest.mark.parametrize("task", [call(A), use(lambda function: function(A))])
def test_who_ends_the_program_is_told_to_raise(task):
    outcome = task(lambda A: sys.exit("no"))
    assert isinstance(outcome, NotRight)
    assert str(outcome) == "ends the program: `raise` an error, in the place of exit."


@pytest.mark.parametrize("task", [call(A), use(lambda function: function(A))])
def test_an_exception_is_the_outcome(task):
    assert isinstance(task(lambda A: 1 / 0), ZeroDivisionError)


def test_what_is_handed_in_is_a_copy_and_a_change_of_it_is_told():
    def spoil(A):
        A += 1
        return A

    outcome = call(A)(spoil)
    assert str(outcome).startswith("changes A, which was handed in")
    assert (A == 1).all()


def test_results_get_their_names_and_their_order():
    assert call(A)(len) == {"the result": 2}
    task = call(A, results=("a", "b"), order=("b", "a"))
    assert list(task(lambda A: (1, 2)).items()) == [("b", 2), ("a", 1)]
    assert str(task(lambda A: 1)).startswith("returns 1 thing(s), not 2: a, b.")
    assert isinstance(task(lambda A: [][0]), IndexError)


@pytest.mark.parametrize(
    ("check", "name", "state"),
    [("dense", "Dense", "X"), ("sigmoid_layer", "Sigmoid", "A"), ("relu", "ReLU", "slope")],
)
def test_a_layer_that_keeps_what_it_was_given_first_is_told(check, name, state):
    course = getattr(helpers, name)

    class Stale(course):
        def forward(self, X, rng=None):
            first = vars(self).get(state)
            result = super().forward(X, rng)
            if first is not None:
                setattr(self, state, first)
            return result

    Stale.__name__ = name
    with pytest.raises(NotRight, match="goes back by what it was given first"):
        getattr(helpers, f"check_{check}")(Stale)
