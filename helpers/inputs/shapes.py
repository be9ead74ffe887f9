"""A decorator that refuses arrays whose shapes do not fit together, or that hold no numbers."""

import functools
import inspect
from collections.abc import Callable

import numpy as np

from helpers.inputs.arrays import as_floats, check_array, check_values
from helpers.inputs.numbers import Function, name_of, rule

SIZE = rule("whole >= 1")
SIDE = 784  # pixels of a digit: where there are as many samples, the shape does not tell rows apart


def check_shapes(**wanted: str) -> Callable[[Function], Function]:
    """Make a function check its array arguments before it runs.

    Each keyword names an argument and gives its shape as words, one per axis. A number is that
    size; a name is a size that must agree wherever it occurs: `W1="hidden inputs", X="inputs n"`
    says that W1 has as many columns as X has rows. `inputs=784` is 784 if nothing before it says
    otherwise, and `n+` is at least 1.
    Arrays must hold real numbers. An argument whose name begins with Y, or `predictions`, holds
    labels: whole numbers from 0 to `classes` - 1, if that size is known; `Y="n classes=10"` says
    what it is otherwise.
    One whose name begins with `n_` is itself the size: `n_classes="classes"`. None is taken only
    where it is the default.

    Raises ValueError naming the function, the array at fault, its shape and the shape wanted. When
    two arrays disagree and one of them fits turned around, that one is at fault.
    """
    wanted = {name: words.split() for name, words in wanted.items()}
    presumed = {
        name: {axis.split("=")[0]: int(axis.split("=")[1]) for axis in axes if "=" in axis}
        for name, axes in wanted.items()
    }
    wanted = {  # the names of the axes alone
        name: [axis.split("=")[0] for axis in axes if not axis.startswith("classes=")]
        for name, axes in wanted.items()
    }
    least = {axis.rstrip("+") for axes in wanted.values() for axis in axes if axis.endswith("+")}
    wanted = {name: [axis.rstrip("+") for axis in axes] for name, axes in wanted.items()}
    numbers = {axis: int(axis) for axes in wanted.values() for axis in axes if axis.isdigit()}

    def decorate(function):
        parameters = inspect.signature(function).parameters
        defaults = {name: p.default for name, p in parameters.items() if p.default is not p.empty}
        optional = {name for name, default in defaults.items() if default is None}
        called = name_of(function)

        @functools.wraps(function)
        def checked(*args, **kwargs):
            # signature.bind would take longer than some of the functions. An argument that is
            # missing or too much is left for the function itself to refuse.
            arguments = defaults | dict(zip(parameters, args, strict=False)) | kwargs
            shapes, sizes, givers = {}, numbers.copy(), {}
            for name, axes in wanted.items():
                if name not in arguments or (arguments[name] is None and name in optional):
                    continue
                shapes[name] = shape = _shape(called, name, arguments[name])
                known = presumed[name] | sizes if presumed[name] else sizes
                if not _fits(shape, axes, known):
                    raise ValueError(f"{called}: {_blame(name, wanted, shapes, known, givers)}")
                for axis, size in zip(axes, shape, strict=True):
                    if axis not in sizes:
                        sizes[axis], givers[axis] = size, name
                    if size == 0 and axis in least:
                        raise ValueError(f"{called}: {name} has the shape {shape}: it is empty.")
                if shape == (SIDE, SIDE) and (presumed[name] | numbers).get(axes[0]) == SIDE:
                    _check_columns(called, name, arguments[name])
            for name in shapes:
                if name.startswith(("Y", "predictions")):
                    classes = (presumed[name] | sizes).get("classes")
                    check_labels(called, name, arguments[name], classes)
            return function(*args, **kwargs)

        return checked

    return decorate


def check_image(name: str) -> Callable[[Function], Function]:
    """Make a function check the argument of this name: floats in [0, 1] (rows, columns), or a mask.

    A mask, and whole numbers, become float32. Raises ValueError.
    """
    decorators = (
        check_values(**{name: "0 to 1"}),
        check_values(**{name: "floats"}),
        as_floats(name, dtype=np.float32),
        check_shapes(**{name: "rows+ columns+"}),
    )

    def decorate(function):
        for decorator in decorators:
            function = decorator(function)
        return function

    return decorate


def _shape(called, name, argument):
    if name.startswith("n_"):
        return (SIZE(called, name, argument),)
    check_array(called, name, argument)
    return argument.shape


def _fits(shape, axes, sizes):
    """True if the shape has the right number of axes, each of the size that is known for it."""
    if len(shape) != len(axes):
        return False
    seen = {}
    return all(
        sizes.get(axis, size) == size == seen.setdefault(axis, size)
        for axis, size in zip(axes, shape, strict=True)
    )


def _blame(name, wanted, shapes, sizes, givers):
    """Which array is at fault, its own shape and the one wanted: a sentence.

    It is `name`, unless an array before it fits this one, and all others, when turned around.
    """
    axes, shape = wanted[name], shapes[name]
    names = dict.fromkeys(givers[axis] for axis in axes if axis in givers)
    for other in names:
        mine = {axis for axis, giver in givers.items() if giver == other}
        known = {axis: size for axis, size in sizes.items() if axis not in mine}
        turned = shapes[other][::-1]
        if len(turned) == 2 and _fits(turned, wanted[other], known):
            known |= dict(zip(wanted[other], turned, strict=True))
            if _fits(shape, axes, known):
                return _wrong(
                    other, shapes[other], wanted[other], known, [name], " Did you mean {}.T?"
                )
    turned = _fits(shape[::-1], axes, sizes)
    return _wrong(name, shape, axes, sizes, names, " Did you mean {}.T?" if turned else "")


def _wrong(name, shape, axes, sizes, names, hint):
    text = ", ".join(str(sizes.get(axis, axis)) for axis in axes) + ("," if len(axes) == 1 else "")
    because = f" to fit {' and '.join(names)}" if names else ""
    return f"{name} has the shape {shape}, but ({text}) is wanted{because}.{hint.format(name)}"


def _check_columns(called, name, X):
    """Refuse 784 digits in rows: there the first pixel of all, a corner, is the first column."""
    if X[0].any() and not X[:, 0].any():
        raise ValueError(f"{called}: the digits in {name} stand in rows. Did you mean {name}.T?")


def check_labels(called, name, Y, classes=None):
    """Raise ValueError if Y does not hold whole numbers, from 0 to classes - 1 if that is known."""
    if Y.dtype.kind not in "iu":
        raise ValueError(f"{called}: {name} must hold whole numbers (labels), not {Y.dtype}.")
    if classes is not None and Y.size and not 0 <= Y.min() <= Y.max() < classes:
        raise ValueError(
            f"{called}: the labels in {name} must be from 0 to {classes - 1}, "
            f"but they go from {Y.min()} to {Y.max()}."
        )
