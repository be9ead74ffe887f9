"""Decorators for what stands in arrays: real numbers, no wrap-around, a range."""

import functools
import inspect
import numbers
from collections.abc import Callable

import numpy as np

from helpers.inputs.numbers import Function, name_of

TYPES = {
    "bool": ((np.bool_,), "True and False"),
    "bytes": ((np.uint8,), "uint8, from 0 to 255"),
    "labels": ((np.int32, np.int64), "whole numbers, int32 or int64"),
    "floats": ((np.float32, np.float64), "float32 or float64 numbers"),  # as SciPy and Pillow want
}
ROUNDING = 1e-3  # how far outside a range a number may lie


def check_array(called, name, array):
    """Raise ValueError if array is not a plain NumPy array of real numbers."""
    if not isinstance(array, np.ndarray) or isinstance(array, np.matrix | np.ma.MaskedArray):
        raise ValueError(f"{called}: {name} must be a NumPy array, not {type(array).__name__}.")
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{called}: {name} must hold real numbers, not {array.dtype}.")


def as_floats(*names: str, dtype=np.float64, single=True) -> Callable[[Function], Function]:
    """Make a function turn arrays of whole numbers (or bool) into float ones, and refuse others.

    Whole numbers of few bits would wrap around: -Z of a uint8 is 256 - Z. If `single`, a single
    number may stand for an array; it becomes a float. Raises ValueError.
    """

    def convert(called, name, argument):
        if single and isinstance(argument, numbers.Real) and not isinstance(argument, np.generic):
            try:
                return float(argument)
            except OverflowError:
                raise ValueError(f"{called}: {name} is too large a number.") from None
        alone = single and np.isscalar(argument)
        check_array(called, name, np.asarray(argument) if alone else argument)
        return argument.astype(dtype) if argument.dtype.kind in "biu" else argument

    return _on_arguments(dict.fromkeys(names, convert))


def check_values(**ranges: str) -> Callable[[Function], Function]:
    """Make a function check the numbers in its arguments, whose shapes are checked already.

    Each keyword names an argument and gives its range, "0 to 1", "finite", or "0 to 1 or nan", or
    its type, a key of TYPES. An array without entries is in every range. Raises ValueError.
    """

    def check_type(dtypes, what, called, name, array):
        if array.dtype.type not in dtypes:
            raise ValueError(f"{called}: {name} must hold {what}, not {array.dtype}.")
        return array

    def rule(words):
        if words in TYPES:
            return functools.partial(check_type, *TYPES[words])
        may_be_nan = words.endswith(" or nan")
        limits = "-inf to inf" if words == "finite" else words.removesuffix(" or nan")
        low, high = map(float, limits.split(" to "))

        def check(called, name, array):
            if isinstance(array, np.ndarray | np.floating | float) and np.size(array):
                smallest, largest = np.min(array), np.max(array)
                if not (may_be_nan or np.isfinite(smallest) and np.isfinite(largest)):
                    raise ValueError(f"{called}: {name} holds numbers that are not finite.")
                if smallest < low - ROUNDING or largest > high + ROUNDING:
                    pixels = high == 1 and smallest >= 0 and largest <= 255
                    hint = " Divide by 255?" if pixels else ""
                    raise ValueError(
                        f"{called}: {name} must be from {low:g} to {high:g}, but it goes from "
                        f"{smallest:.4g} to {largest:.4g}.{hint}"
                    )
            return array

        return check

    return _on_arguments({name: rule(words) for name, words in ranges.items()})


def _on_arguments(changes):
    """A decorator that sends each argument named in changes through a function of its own."""

    def decorate(function):
        parameters = list(inspect.signature(function).parameters)
        called = name_of(function)

        @functools.wraps(function)
        def changed(*args, **kwargs):
            args = list(args)
            for name, change in changes.items():
                if name in kwargs:
                    kwargs[name] = change(called, name, kwargs[name])
                elif (place := parameters.index(name)) < len(args):
                    args[place] = change(called, name, args[place])
            return function(*args, **kwargs)

        return changed

    return decorate
