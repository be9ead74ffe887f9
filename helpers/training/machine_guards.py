"""Decorators for the functions of Lesson 11: what they take."""

import functools

import numpy as np

from helpers.inputs.numbers import Function, name_of
from helpers.network.two_layer import WEIGHT_SHAPES


def check_shard(gradient: Function) -> Function:
    """Make shard_gradient refuse what are not four arrays of weights, and a pair X, Y."""
    called = name_of(gradient)

    @functools.wraps(gradient)
    def checked(params, shard, n):
        for name, arrays, wanted in (
            ("params", params, WEIGHT_SHAPES),
            ("shard", shard, ("X", "Y")),
        ):
            if not isinstance(arrays, list | tuple) or len(arrays) != len(wanted):
                raise ValueError(f"{called}: {name} must be the arrays {', '.join(wanted)}.")
        return gradient(params, shard, n)

    return checked


def check_lists(add: Function) -> Function:
    """Make add_gradients refuse what are not two lists of arrays of the same shapes."""
    called = name_of(add)

    @functools.wraps(add)
    def checked(one, other):
        for each in (one, other):
            if not isinstance(each, list | tuple):
                kind = type(each).__name__
                raise ValueError(f"{called} adds two lists of arrays, and takes no {kind}.")
        shapes = [[np.shape(array) for array in each] for each in (one, other)]
        if shapes[0] != shapes[1]:
            raise ValueError(
                f"{called}: the arrays of the two lists have the shapes {shapes[0]} and "
                f"{shapes[1]}: they must be the same."
            )
        return add(one, other)

    return checked


def check_parts(add_up: Function) -> Function:
    """Make tree_sum refuse what is no list of at least one part."""
    called = name_of(add_up)

    @functools.wraps(add_up)
    def checked(parts, add):
        if not isinstance(parts, list | tuple) or not parts:
            raise ValueError(f"{called} wants a list of at least one part.")
        return add_up(parts, add)

    return checked
