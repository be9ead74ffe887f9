"""Shapes that do not fit are refused, by name."""

import numpy as np
import pytest
from small import tiny

import helpers


@pytest.mark.parametrize(
    ("position", "bad", "message"),
    [
        (4, np.zeros((5, 3)), r"X has the shape \(5, 3\), but \(3, n\).*Did you mean X.T"),
        (1, np.zeros(4), r"b1 has the shape \(4,\), but \(4, 1\)"),
        (1, np.zeros((1, 4)), r"b1 .*\(4, 1\)"),
        (2, np.zeros((3, 9)), r"W2 .*\(classes, 4\)"),
        (4, [[1.0]], "X must be a NumPy array, not list"),
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
