"""A decorator for arguments that are single things: numbers, generators, paths, networks."""

import contextlib
import functools
import inspect
import math
import numbers
import operator
import os
import re
from collections.abc import Callable
from typing import TypeVar

import numpy as np

Function = TypeVar("Function", bound=Callable)  # so that editors show what is decorated

COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
KINDS = {
    "rng": (np.random.Generator, "a random generator, such as np.random.default_rng(0)"),
    "path": (str | os.PathLike, "the name of a file"),
    "bytes": (bytes | bytearray | memoryview, "bytes"),
    "function": (Callable, "a function"),
    "text": (str, "a text"),
}
PARTS = {  # what it must be able to do, whatever its class
    "network": (("forward", "backward", "predict", "params"), "a Network"),
    "network of layers": (("forward", "backward", "predict", "params", "layers"), "a Network"),
    "layer": (("forward", "backward", "gradients", "params"), "a layer, such as Dense"),
    "optimiser": (("step",), "an optimiser, such as SGD(network.params)"),
    "client": (("submit",), "a client, such as Client(cluster)"),
}
DTYPES = np.dtype(np.float32), np.dtype(np.float64)
WORDS = {">": "above", ">=": "of at least", "<": "below", "<=": "of at most"}


def name_of(function):
    """What a learner calls the function: its name, for __init__ that of its class."""
    return function.__qualname__.split("<locals>.")[-1].removesuffix(".__init__")


def check_numbers(**wanted: object) -> Callable[[Function], Function]:
    """Make a function check its arguments that are single numbers, and pass on plain ones.

    Each keyword names an argument and says what is wanted: "" is any finite number, ">= 0 < 1" one
    in a range, "whole >= 1" a whole one; "sizes" is a list of whole ones from 0, "dtype" np.float32
    or np.float64, by any of its names, "base64" a text of its letters, "one of this that" one of
    these texts; for the others see KINDS and PARTS. The function gets an int or a float, whatever
    type of number was given: NumPy's float64 would turn float32 arrays into float64. None is taken
    only where it is the default.
    Raises ValueError.
    """
    rules = {name: rule(words) for name, words in wanted.items()}

    def decorate(function):
        parameters = inspect.signature(function).parameters
        places = {name: list(parameters).index(name) for name in rules}
        optional = {name for name in rules if parameters[name].default is None}
        called = name_of(function)

        @functools.wraps(function)
        def checked(*args, **kwargs):
            args = list(args)
            for name, check in rules.items():
                holder, key = (kwargs, name) if name in kwargs else (args, places[name])
                if holder is args and key >= len(args):
                    continue  # the default, or missing: the function itself says so
                if holder[key] is not None or name not in optional:
                    holder[key] = check(called, name, holder[key])
            return function(*args, **kwargs)

        return checked

    return decorate


def rule(words):
    """The function that checks one argument as the words say, and gives back a plain one."""
    if words in KINDS:
        return functools.partial(_check_kind, *KINDS[words])
    if words in PARTS:
        return functools.partial(_check_parts, words)
    if words in SPECIAL:
        return SPECIAL[words]
    if words.startswith("one of "):
        return functools.partial(_check_choice, words.split()[2:])
    is_whole = words.startswith("whole")
    limits = words.removeprefix("whole").split()
    pairs = list(zip(limits[::2], map(float, limits[1::2]), strict=True))
    limits = " and ".join(f"{WORDS[sign]} {limit:g}" for sign, limit in pairs)
    wanted = f"{'a whole' if is_whole else 'a'} number {limits}".rstrip()

    def check(called, name, value):
        plain = None
        if isinstance(value, numbers.Integral if is_whole else numbers.Real):
            with contextlib.suppress(OverflowError):  # 10**400
                plain = int(value) if is_whole else float(value)
        if isinstance(value, bool) or plain is None or not (is_whole or math.isfinite(plain)):
            plain = None
        if plain is None or not all(COMPARE[sign](plain, limit) for sign, limit in pairs):
            raise ValueError(f"{called}: {name} must be {wanted}, not {_short(value)}.")
        return plain

    return check


def _check_kind(kinds, what, called, name, value):
    if not isinstance(value, kinds):
        raise ValueError(f"{called}: {name} must be {what}, not {_short(value)}.")
    return value


def has_parts(value, words):
    """True if value, and not its class, can do what PARTS wants of it."""
    return not isinstance(value, type) and all(hasattr(value, part) for part in PARTS[words][0])


def _check_parts(words, called, name, value):
    if not has_parts(value, words):
        _, what = PARTS[words]
        raise ValueError(f"{called}: {name} must be {what}, not {_short(value)}.")
    return value


def _check_choice(choices, called, name, value):
    if not isinstance(value, str) or value not in choices:
        raise ValueError(
            f"{called}: {name} must be one of {', '.join(choices)}, not {_short(value)}."
        )
    return value


def _check_dtype(called, name, value):
    with contextlib.suppress(TypeError, ValueError):
        if value is not None and np.dtype(value) in DTYPES:
            return np.dtype(value).type
    raise ValueError(f"{called}: {name} must be np.float32 or np.float64, not {_short(value)}.")


def _check_sizes(called, name, value):
    if not isinstance(value, list | tuple):
        raise ValueError(f"{called}: {name} must be a list of whole numbers, not {_short(value)}.")
    return [WHOLE(called, f"{name}[{i}]", size) for i, size in enumerate(value)]


def _check_base64(called, name, value):
    value = _check_kind(*KINDS["text"], called, name, value)
    if not re.fullmatch("[A-Za-z0-9+/]*={0,2}", value):
        raise ValueError(f"{called}: {name} must be base64: letters, digits, +, / and a final =.")
    return value


SPECIAL = {"dtype": _check_dtype, "sizes": _check_sizes, "base64": _check_base64}
WHOLE = rule("whole >= 0")


def _short(value):
    """A value as it is named in a sentence: a number or a text itself, else its type."""
    if value is None or isinstance(value, numbers.Number):
        return str(value)[:40]
    return repr(value)[:40] if isinstance(value, str) else type(value).__name__


def on_methods(**decorators: Callable) -> Callable[[Function], Function]:
    """Decorate methods of a class from outside, so that the class reads as the lesson has it."""

    def decorate(cls):
        for name, decorator in decorators.items():
            setattr(cls, name, decorator(getattr(cls, name)))
        return cls

    return decorate
