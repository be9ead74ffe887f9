"""What a learner's code makes of a task, beside what the course's code makes of it."""

import numpy as np
import pytest

import helpers
from helpers.teaching.answers import NotRight
from helpers.teaching.outcomes import alike, compare, count_numbers, is_floats, up_to
from helpers.teaching.tasks import call

ONE = {"dW": np.ones((2, 3)), "db": np.zeros(2), "loss": 0.5}


def test_results_up_to_one_of_them():
    assert [*up_to(ONE, "db")] == ["dW", "db"]
    assert [*up_to(ONE, "loss")] == [*ONE]
    assert up_to(ONE, "dX") == {}
    error = ValueError("no results")
    assert up_to(error, "db") is error
    assert count_numbers(ONE) == 9


@pytest.mark.parametrize(
    ("thing", "wanted"),
    [(0.5, True), (np.ones(2, np.float32), True), (1, False), (np.arange(2), False), ("f", False)],
)
def test_floats_are_known(thing, wanted):
    assert is_floats(thing) is wanted


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        (ONE, True),
        (ONE | {"loss": 0.5 + 1e-9}, True),
        (ONE | {"loss": 0.6}, False),
        (ONE | {"db": np.zeros(3)}, False),
        (ONE | {"db": np.zeros(2, np.float32)}, False),
        ({"dW": ONE["dW"]}, False),
        (ValueError("no results"), False),
    ],
)
def test_outcomes_are_alike_but_for_rounding(other, wanted):
    assert alike(ONE, other) is wanted


def test_arrays_of_no_numbers_are_never_alike():
    words = {"names": np.array(["W1", "b1"])}
    assert not alike(words, words)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("X is odd."), "What it was given here is good, and no reason to stop."),
        (RuntimeError("X is odd."), "RuntimeError"),
    ],
)
def test_a_refusal_of_what_is_good_is_answered(error, words):
    def sigmoid(Z):
        raise error

    with pytest.raises(NotRight) as answer:
        helpers.check_sigmoid(sigmoid)
    assert words in str(answer.value)
    assert ("no reason to stop" in str(answer.value)) == isinstance(error, ValueError)


def test_a_refusal_by_another_function_asks_what_it_was_handed():
    def make_predictions(X, W1, b1, W2, b2):
        return helpers.get_predictions(helpers.forward_prop(X, b1, W2, b2, W1)[3])

    with pytest.raises(NotRight, match="What does this line hand over, and in which order"):
        helpers.check_make_predictions(make_predictions)


def test_a_task_without_arguments_blames_none_of_them():
    def refuses():
        raise ValueError("no")

    fact, guess = compare(call()(refuses), {"the result": 1}, call())
    assert "no" in fact and "given here" not in guess


@pytest.mark.parametrize("wrong", [[], (), [[1], [2, 3]], (np.ones((2, 3)), np.ones(4)), {}, ""])
def test_what_is_no_array_at_all_is_answered(wrong):
    for name in ("softmax", "cross_entropy", "get_accuracy", "one_hot", "he", "step_time"):
        with pytest.raises(NotRight):
            getattr(helpers, f"check_{name}")(lambda *arguments, **options: wrong)
