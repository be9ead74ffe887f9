"""Shapes that do not fit are refused, by name."""

import numpy as np
import pytest
from small import tiny

import helpers
from helpers import check_shapes


@pytest.mark.parametrize(
    ("position", "bad", "message"),
    [
        (4, np.zeros((5, 3)), r"X has the shape \(5, 3\), but \(3, n\).*Did you mean X.T"),
        (1, np.zeros(4), r"b1 has the shape \(4,\), but \(4, 1\)"),
        (1, np.zeros((1, 4)), r"b1 .*\(4, 1\)"),
        (2, np.zeros((3, 9)), r"W2 .*\(classes, 4\)"),
        (4, [[1.0]], "X must be a NumPy array, not list"),
        (4, None, "X must be a NumPy array, not NoneType"),
        (4, np.zeros((3, 5), complex), "X must hold real numbers, not complex128"),
    ],
)
def test_wrong_shapes_are_named(position, bad, message):
    arguments = tiny()[:5]
    arguments[position] = bad
    with pytest.raises(ValueError, match=message):
        helpers.forward_prop(*arguments)


def test_shapes_are_checked_by_name_too_and_missing_arguments_are_said_to_be_missing():
    *params, X, _ = tiny()
    with pytest.raises(ValueError, match=r"X has the shape \(5, 3\)"):
        helpers.forward_prop(*params, X=X.T)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'X'"):
        helpers.forward_prop(*params)
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        helpers.softmax(X, 0)


def test_back_prop_refuses_labels_of_the_wrong_length():
    *params, X, Y = tiny()
    with pytest.raises(ValueError, match=r"Y has the shape \(4,\), but \(5,\)"):
        helpers.back_prop(*helpers.forward_prop(*params, X), params[0], params[2], X, Y[:4])


def words(function, *args, **kwargs):
    """What a function says when it refuses its arguments."""
    with pytest.raises(ValueError) as caught:
        function(*args, **kwargs)
    return str(caught.value)


@check_shapes(X="inputs=4 n+", Y="n", W="inputs units", b="units")
def fit(X, Y, W=None, b=None):
    return X.shape[1]


X, Y = np.ones((4, 3)), np.array([0, 1, 2])


def test_a_presumed_size_holds_where_nothing_else_says_what_it_is():
    assert fit(X, Y) == 3
    assert fit(X, Y, np.ones((4, 2)), np.ones(2)) == 3
    assert words(fit, X[:3], Y) == "fit: X has the shape (3, 3), but (4, n) is wanted."
    assert words(fit, X.T, Y) == (
        "fit: X has the shape (3, 4), but (4, n) is wanted. Did you mean X.T?"
    )

    @check_shapes(W="units inputs", X="inputs=4 n")
    def other(W, X):
        return True

    assert other(np.ones((2, 5)), np.ones((5, 1)))
    assert words(other, np.ones((2, 5)), X) == (
        "other: X has the shape (4, 3), but (5, n) is wanted to fit W."
    )


def test_an_axis_of_at_least_one():
    assert words(fit, X[:, :0], Y[:0]) == "fit: X has the shape (4, 0): it is empty."
    assert helpers.forward_prop(*tiny()[:4], np.zeros((3, 0)))[3].shape == (3, 0), "nothing is fine"


def test_rows_are_blamed_and_not_the_labels_that_fit_them():
    @check_shapes(X="inputs n", Y="n", V="inputs m")
    def g(X, Y, V=None):
        return True

    rows = np.ones((3, 4))
    wanted = "but (4, 3) is wanted to fit Y. Did you mean X.T?"
    assert words(g, rows, Y) == f"g: X has the shape (3, 4), {wanted}"
    assert words(g, rows, Y, np.ones((4, 9))) == f"g: X has the shape (3, 4), {wanted}"
    assert words(g, rows, Y[:2]) == "g: Y has the shape (2,), but (4,) is wanted to fit X."
    assert (
        words(g, np.ones((3, 3)), Y[:2]) == "g: Y has the shape (2,), but (3,) is wanted to fit X."
    )

    @check_shapes(W="units inputs", X="inputs n", Y="n")
    def h(W, X, Y):
        return True

    assert words(h, np.ones((2, 3)), rows, Y) == (
        "h: Y has the shape (3,), but (4,) is wanted to fit X."
    ), "X.T would not fit W"


@pytest.mark.parametrize("wanted", ["784 n", "pixels=784 n"])
def test_784_digits_in_rows_are_recognised(wanted):
    @check_shapes(X=wanted)
    def g(X):
        return True

    digits = np.ones((784, 784))
    digits[:, 700:] = 0  # blank digits, and
    digits[0] = 0  # the corner, which is never inked
    assert g(digits) and g(np.zeros((784, 784))) and g(np.ones((784, 784))) and g(digits[:, :9])
    assert words(g, np.ascontiguousarray(digits.T)) == (
        "g: the digits in X stand in rows. Did you mean X.T?"
    )
    square = np.zeros((784, 784))
    square[0, 5] = 1
    assert "stand in rows" in words(g, square), "one digit with ink is enough"

    @check_shapes(W="units inputs")
    def h(W):
        return True

    assert h(square), "weights are no digits"


def test_labels_are_whole_numbers_in_range():
    @check_shapes(W="classes n", Y="n classes=3", Y_test="m classes=3")
    def g(W=None, Y=None, Y_test=None):
        return True

    good = np.array([0, 2, 1])
    assert g(None, good, good[:1]) and g(np.ones((2, 1)), good[:1]) and g(Y_test=good[:0])
    assert words(g, Y=good.astype(float)) == "g: Y must hold whole numbers (labels), not float64."
    assert words(g, Y_test=good - 1) == (
        "g: the labels in Y_test must be from 0 to 2, but they go from -1 to 1."
    )
    assert "from 0 to 2, but they go from 1 to 3" in words(g, Y=good + 1)
    assert "from 0 to 1, but they go from 0 to 2" in words(g, np.ones((2, 3)), good)
    assert words(fit, X, Y + 0.5) == "fit: Y must hold whole numbers (labels), not float64."
    assert fit(X, Y + 99) == 3, "how many classes there are is not known"


def test_a_size_that_occurs_twice_in_one_array():
    @check_shapes(A="n n", b="n")
    def g(A, b=None):
        return True

    assert g(np.ones((2, 2)))
    assert words(g, np.ones((2, 3))) == "g: A has the shape (2, 3), but (n, n) is wanted."


def test_a_size_given_as_a_number():
    @check_shapes(n_units="units", W="units inputs")
    def g(n_units, W):
        return True

    assert g(2, np.ones((2, 5))) and g(np.int64(2), np.ones((2, 5)))
    assert words(g, 3, np.ones((2, 5))) == (
        "g: W has the shape (2, 5), but (3, inputs) is wanted to fit n_units."
    )
    assert words(g, 0, np.ones((0, 5))) == "g: n_units must be a whole number of at least 1, not 0."
    assert words(g, 2.0, np.ones((2, 5))).startswith("g: n_units must be a whole number")
    assert words(helpers.one_hot, 3) == "one_hot: Y must be a NumPy array, not int."


def test_several_arrays_are_named_that_a_shape_has_to_fit():
    @check_shapes(A="a b", C="c", D="b c")
    def g(A, C, D):
        return True

    assert words(g, np.ones((1, 2)), np.ones(3), np.ones((2, 4))) == (
        "g: D has the shape (2, 4), but (2, 3) is wanted to fit A and C."
    )
    assert g.__name__ == "g"
