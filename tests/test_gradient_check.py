"""Finite differences, and the distance of two gradients."""

import inspect
import re

import numpy as np
import pytest

import helpers


def test_numerical_gradient_wants_float64_and_restores():
    W = np.array([[3.0]])
    gradient = helpers.numerical_gradient(lambda: float(W[0, 0] ** 2), W)
    assert gradient[0, 0] == pytest.approx(6) and W[0, 0] == 3
    with pytest.raises(ValueError, match="float64"):
        helpers.numerical_gradient(lambda: 0.0, np.zeros(1, np.float32))


def test_relative_error():
    a = np.array([[3.0, 4.0]])
    assert helpers.relative_error(a, a) == 0 and helpers.relative_error(a, -a) == 1
    assert helpers.relative_error(0 * a, 0 * a) == 0
    assert helpers.relative_error(a, 3 * a) == pytest.approx(0.5)
    assert np.isnan(helpers.relative_error(a, np.array([[3.0, np.nan]]))), "nan is not equal"
    with pytest.raises(ValueError, match="transposed"):
        helpers.relative_error(a, a.T)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError])
def test_weights_are_put_back_when_the_measuring_is_interrupted(stop):
    W, calls = np.array([[3.0, 4.0]]), []

    def loss():
        calls.append(W.copy())
        if len(calls) == 3:
            raise stop
        return 1.0

    with pytest.raises(stop):
        helpers.numerical_gradient(loss, W)
    assert (W == [[3, 4]]).all() and len(calls) == 3
    assert calls[0].tolist() == [[3 + 1e-5, 4]] and calls[1].tolist() == [[3 - 1e-5, 4]]


def test_a_loss_that_changes_the_weights_itself_leaves_no_trace():
    W = np.array([3.0, 4.0])

    def loss():
        W[1] = 0
        return float(W.sum())

    helpers.numerical_gradient(loss, W)
    assert W.tolist() == [3, 4]


@pytest.mark.parametrize("value", [2, np.float32(2), np.array(2.0)])
def test_a_loss_is_any_single_number(value):
    assert helpers.numerical_gradient(lambda: value, np.ones(2)).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("loss", "W", "eps", "message"),
    [
        (lambda: np.zeros(2), np.ones(2), 1e-5, r"The loss must be a single number, not \[0. 0.\]"),
        (lambda: None, np.ones(2), 1e-5, "The loss must be a single number, not None"),
        (3.0, np.ones(2), 1e-5, "numerical_gradient: loss must be a function without arguments"),
        (lambda: 1.0, [1.0], 1e-5, "numerical_gradient: W must be a NumPy array, not list"),
        (lambda: 1.0, np.ones(2), 0, "numerical_gradient: eps must be a number above 0, not 0"),
        (lambda: 1.0, np.ones(2), np.nan, "numerical_gradient: eps must be a number above 0"),
    ],
)
def test_numerical_gradient_refuses(loss, W, eps, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        helpers.numerical_gradient(loss, W, eps)


def test_a_smaller_step_is_taken_when_asked():
    W = np.array([1.0])
    measured = helpers.numerical_gradient(lambda: abs(W[0] - 1.25), W, eps=0.5)
    assert measured[0] == (0.25 - 0.75) / 1


def test_relative_error_of_bytes_and_of_what_is_no_array():
    a, b = np.array([1], np.uint8), np.array([2], np.uint8)
    assert helpers.relative_error(a, b) == pytest.approx(1 / 3)
    assert type(helpers.relative_error(a, b)) is float
    for arguments in (([1], a), (a, None)):
        with pytest.raises(ValueError, match="must be a NumPy array"):
            helpers.relative_error(*arguments)


def test_the_checks_do_not_hide_the_function():
    for name in ("numerical_gradient", "relative_error"):
        function = getattr(helpers, name)
        assert function.__name__ == name and function.__doc__
    assert list(inspect.signature(helpers.numerical_gradient).parameters) == ["loss", "W", "eps"]


def test_a_layer_is_checked_array_by_array(capsys):
    rng = np.random.default_rng(0)
    helpers.check_layer(helpers.Dense(rng, 3, 2, dtype=np.float64), rng.random((3, 4)))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["input", "params[0]", "params[1]"]
    assert ["(3, 4)" in lines[0], "(2, 3)" in lines[1], "(2, 1)" in lines[2]] == [True] * 3
    assert all(float(line.split()[-1]) < 1e-7 for line in lines)


def test_dropout_is_checked_with_the_same_mask_each_time(capsys):
    X = np.random.default_rng(0).random((30, 4))
    helpers.check_layer(helpers.Dropout(0.5), X, seed=3)
    assert capsys.readouterr().out.startswith("input      (30, 4)")


@pytest.mark.parametrize("wrong", ["input", "params[0]", "params[1]"])
def test_the_gradient_that_is_wrong_is_named(wrong, capsys):
    class Wrong(helpers.Dense):
        def backward(self, dZ):
            return super().backward(dZ) * (2 if wrong == "input" else 1)

        def gradients(self, dZ):
            dW, db = super().gradients(dZ)
            return [2 * dW, db] if wrong == "params[0]" else [dW, -db]

    rng = np.random.default_rng(0)
    name = re.escape(wrong)
    with pytest.raises(AssertionError, match=f"The gradient of {name} is wrong"):
        helpers.check_layer(Wrong(rng, 3, 2, dtype=np.float64), rng.random((3, 4)))
    *right, last = (line.split()[-1] for line in capsys.readouterr().out.splitlines())
    assert float(last) > 0.1 and set(right) <= {"1e-9"}, "of right ones only that they are below"


@pytest.mark.parametrize("seed", [None, 3])
def test_a_layer_gets_an_rng_only_where_a_seed_is_given(seed):
    class Watched(helpers.Dense):
        def forward(self, X, rng=None):
            seen.append(rng is not None)
            return super().forward(X, rng)

    seen, rng = [], np.random.default_rng(0)
    helpers.check_layer(Watched(rng, 3, 2, dtype=np.float64), rng.random((3, 4)), seed=seed)
    assert set(seen) == {seed is not None}


def test_a_layer_without_a_gradient_for_each_of_its_params_is_no_right_one():
    class Short(helpers.Dense):
        def gradients(self, dZ):
            return super().gradients(dZ)[:1]

    rng = np.random.default_rng(0)
    with pytest.raises(ValueError):
        helpers.check_layer(Short(rng, 3, 2, dtype=np.float64), rng.random((3, 4)))


def test_a_seed_is_a_number():
    with pytest.raises(ValueError, match="seed must be None or a whole number, not Generator"):
        helpers.check_layer(helpers.Dropout(0.5), np.ones((3, 4)), seed=np.random.default_rng(0))
