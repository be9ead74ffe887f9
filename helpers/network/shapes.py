"""One decorator that refuses arrays whose shapes do not fit together."""

import functools
import inspect
from collections.abc import Callable
from typing import TypeVar

import numpy as np

Function = TypeVar("Function", bound=Callable)


def check_shapes(**wanted: str) -> Callable[[Function], Function]:
    """Make a function check the shapes of its array arguments before it runs.

    Each keyword names an argument and gives its shape as words, one per axis: a number is that
    size, a name is a size that must agree wherever it occurs. `W1="hidden inputs", X="inputs n"`
    says that W1 has as many columns as X has rows. An argument called Y holds labels: they must be
    whole numbers from 0 to `classes` - 1, if the size `classes` is known.

    An argument that is a whole number is itself the size: `n_classes="classes"`. An argument that
    is None is not checked.
    Raises ValueError naming the function, the array, its shape and the shape wanted.
    """
    wanted = {name: words.split() for name, words in wanted.items()}
    numbers = {axis: int(axis) for axes in wanted.values() for axis in axes if axis.isdigit()}

    def decorate(function):
        parameters = inspect.signature(function).parameters
        defaults = {name: p.default for name, p in parameters.items() if p.default is not p.empty}

        @functools.wraps(function)
        def checked(*args, **kwargs):
            # signature.bind would take longer than some of the functions. An argument that is
            # missing or too much is left for the function itself to refuse.
            arguments = defaults | dict(zip(parameters, args, strict=False)) | kwargs
            sizes, givers = numbers.copy(), {}
            for name, axes in wanted.items():
                if arguments.get(name) is not None:
                    _check_one(function.__name__, name, arguments[name], axes, sizes, givers)
            if "Y" in wanted and "Y" in arguments and "classes" in sizes:
                _check_labels(function.__name__, arguments["Y"], sizes["classes"])
            return function(*args, **kwargs)

        return checked

    return decorate


def _check_one(function, name, array, axes, sizes, givers):
    """Check one array; note in `sizes` what it fixes for those after it, and in `givers` its name.

    An axis that is not in sizes may have any size.
    """
    if isinstance(array, int):
        shape, axes = (array,), axes[:1]
    elif isinstance(array, np.ndarray):
        shape = array.shape
    else:
        raise ValueError(f"{function}: {name} must be a NumPy array, not {type(array).__name__}.")
    if not _fits(shape, axes, sizes):
        text = ", ".join(str(sizes.get(axis, axis)) for axis in axes)
        text += "," if len(axes) == 1 else ""
        names = dict.fromkeys(givers[axis] for axis in axes if axis in givers)
        because = f" to fit {' and '.join(names)}" if names else ""
        hint = f" Did you mean {name}.T?" if _fits(shape[::-1], axes, sizes) else ""
        raise ValueError(
            f"{function}: {name} has the shape {shape}, but ({text}) is wanted{because}.{hint}"
        )
    for axis, size in zip(axes, shape, strict=True):
        if axis not in sizes:
            sizes[axis], givers[axis] = size, name


def _fits(shape, axes, sizes):
    """True if the shape has the right number of axes, each of the size that is known for it."""
    return len(shape) == len(axes) and all(
        sizes.get(axis, size) == size for axis, size in zip(axes, shape, strict=True)
    )


def _check_labels(function, Y, n_classes):
    if not np.issubdtype(Y.dtype, np.integer):
        raise ValueError(f"{function}: Y must hold whole numbers (labels), not {Y.dtype}.")
    if Y.size and not 0 <= Y.min() <= Y.max() < n_classes:
        raise ValueError(
            f"{function}: the labels in Y must be from 0 to {n_classes - 1}, "
            f"but they go from {Y.min()} to {Y.max()}."
        )
