"""Figures: what they show, and what they refuse."""

import pytest
from small import tiny

import helpers


def test_test_prediction_refuses_an_index_that_is_not_there():
    *params, X, Y = tiny()
    with pytest.raises(IndexError, match="from 0 to 4"):
        helpers.test_prediction(5, *params, X, Y)
