"""Shards and their sum, and what the lesson's formula says; clusters are in test_many_machines."""

import subprocess
import sys

import numpy as np
import pytest

import helpers
from helpers.teaching.check_machines import Future, OneMachine


@pytest.fixture
def task():
    """Weights, and 530 samples in four shards that are not equally long."""
    rng = np.random.default_rng(0)
    X, Y = rng.random((784, 530)).astype(np.float32), rng.integers(0, 10, 530)
    cuts = [0, 100, 230, 231, 530]
    shards = [(X[:, a:b], Y[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]
    return helpers.init_params(rng), X, Y, shards


def test_the_parts_of_shards_add_up_to_the_full_gradient(task):
    params, X, Y, shards = task
    parts = [helpers.shard_gradient(params, shard, Y.size) for shard in shards]
    total = helpers.tree_sum(parts, helpers.add_gradients)
    _, whole = helpers.full_gradient(*params, X, Y)
    for a, b in zip(total, whole, strict=True):
        assert a.dtype == b.dtype == np.float32
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)


def test_a_client_gets_tasks_and_gives_one_result(task):
    params, _, Y, shards = task
    client = OneMachine()
    gradient = helpers.cluster_gradient(client, params, [Future(s) for s in shards], Y.size)
    parts = [helpers.shard_gradient(params, shard, Y.size) for shard in shards]
    total = helpers.tree_sum(parts, helpers.add_gradients)
    assert all(np.array_equal(a, b) for a, b in zip(gradient, total, strict=True))
    assert client.tasks == 1 + 4 + 3 and client.given == 1, "the weights are sent once"
    assert client.impure == 1, "equal weights would be taken for the ones before"


@pytest.mark.parametrize(
    ("parts", "order"),
    [
        ("a", "a"),
        ("ab", "(ab)"),
        ("abc", "((ab)c)"),
        ("abcd", "((ab)(cd))"),
        ("abcde", "(((ab)(cd))e)"),
        ("abcdefg", "(((ab)(cd))((ef)g))"),
    ],
)
def test_a_tree_pairs_neighbours_and_lets_the_last_wait(parts, order):
    given = list(parts)
    assert helpers.tree_sum(given, lambda one, other: f"({one}{other})") == order
    assert given == list(parts), "the list that was handed in stays"


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ([1, 2], [3], r"the shapes \[\(\), \(\)\] and \[\(\)\]: they must be the same"),
        ([np.ones((2, 1))], [np.ones((2, 3))], r"\[\(2, 1\)\] and \[\(2, 3\)\]"),
        (np.ones(2), [1, 2], "adds two lists of arrays, and takes no ndarray"),
        ([1], None, "takes no NoneType"),
    ],
)
def test_gradients_that_do_not_belong_together_are_refused(one, other, message):
    with pytest.raises(ValueError, match=message):
        helpers.add_gradients(one, other)


def test_nothing_cannot_be_added_up():
    for parts in ([], (), "ab", None):
        with pytest.raises(ValueError, match="tree_sum wants a list of at least one part"):
            helpers.tree_sum(parts, max)
    with pytest.raises(ValueError, match="add must be a function, not 3"):
        helpers.tree_sum([1], 3)


def test_a_shard_of_no_samples_at_all_is_refused(digits):
    X, Y, _, _ = digits
    params = helpers.init_params(np.random.default_rng(0))
    with pytest.raises(ValueError, match="n must be a whole number of at least 1, not 0"):
        helpers.shard_gradient(params, (X[:, :5], Y[:5]), 0)


@pytest.mark.parametrize("wrong", [3, (1, 2, 3), None])
def test_what_is_no_shard_and_what_are_no_weights(digits, wrong):
    X, Y, _, _ = digits
    params = helpers.init_params(np.random.default_rng(0))
    with pytest.raises(ValueError, match="^shard_gradient: shard must be the arrays X, Y.$"):
        helpers.shard_gradient(params, wrong, 5)
    with pytest.raises(ValueError, match="^shard_gradient: params must be the arrays W1, b1, W2,"):
        helpers.shard_gradient(wrong, (X[:, :5], Y[:5]), 5)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((0, 1, 1, 1, 1), "workers must be from 1 to inf, but it goes from 0 to 0"),
        ((np.array([2, 0]), 1, 1, 1, 1), "workers must be from 1 to inf, but it goes from 0 to 2"),
        (("two", 1, 1, 1, 1), "workers must hold real numbers"),
        ((1, -1, 1, 1, 1), "work must be a number of at least 0, not -1"),
        ((1, 1, -1, 1, 1), "size must be"),
        ((1, 1, 1, 0, 1), "bandwidth must be a number above 0, not 0"),
        ((1, 1, 1, 1, "fast"), "latency must be a number of at least 0, not 'fast'"),
    ],
)
def test_the_time_of_a_step_takes_numbers_that_make_sense(numbers, message):
    with pytest.raises(ValueError, match=message):
        helpers.step_time(*numbers)


def test_the_time_of_a_step_by_hand():
    assert helpers.step_time(8, 16, 4e6, 1e6, 0.5) == 2 + 4 + 1.5
    times = helpers.step_time(np.array([1, 2, 4]), 8.0, 0.0, 1.0, 1.0)
    assert times.tolist() == [8, 5, 4]


def test_helpers_and_its_names_need_no_dask():
    code = (
        "import sys; sys.modules['dask'] = sys.modules['distributed'] = None\n"
        "import helpers; [getattr(helpers, name) for name in helpers.__all__]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
