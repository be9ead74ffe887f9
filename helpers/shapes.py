"""One decorator that refuses arrays whose shapes do not fit together."""

import functools
import inspect

import numpy as np


def check_shapes(**wanted):
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

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            arguments = bound.arguments
            sizes = {}
            for name, axes in wanted.items():
                if arguments.get(name) is not None:
                    _check_one(function.__name__, name, arguments[name], axes, sizes)
            if "Y" in wanted and "classes" in sizes:
                _check_labels(function.__name__, arguments["Y"], sizes["classes"][0])
            return function(*args, **kwargs)

        return checked

    return decorate


def _check_one(function, name, array, axes, sizes):
    """Check one array, and note in `sizes` the sizes that it fixes for those after it."""
    if isinstance(array, int):
        sizes[axes[0]] = (array, name)
        return
    if not isinstance(array, np.ndarray):
        raise ValueError(f"{function}: {name} must be a NumPy array, not {type(array).__name__}.")
    needed = tuple(int(a) if a.isdigit() else sizes[a][0] if a in sizes else a for a in axes)
    fits = len(array.shape) == len(needed) and all(
        isinstance(want, str) or want == size
        for want, size in zip(needed, array.shape, strict=True)
    )
    if not fits:
        text = ", ".join(map(str, needed)) + ("," if len(needed) == 1 else "")
        givers = dict.fromkeys(sizes[a][1] for a in axes if a in sizes)
        because = f" to fit {' and '.join(givers)}" if givers else ""
        hint = ""
        if len(needed) == 2 and array.ndim == 2:
            turned = array.shape[::-1]
            if all(isinstance(w, str) or w == s for w, s in zip(needed, turned, strict=True)):
                hint = f" Did you mean {name}.T?"
        raise ValueError(
            f"{function}: {name} has the shape {array.shape}, but ({text}) is wanted{because}."
            f"{hint}"
        )
    for axis, size in zip(axes, array.shape, strict=True):
        if not axis.isdigit() and axis not in sizes:
            sizes[axis] = (size, name)


def _check_labels(function, Y, n_classes):
    if not np.issubdtype(Y.dtype, np.integer):
        raise ValueError(f"{function}: Y must hold whole numbers (labels), not {Y.dtype}.")
    if Y.size and not 0 <= Y.min() <= Y.max() < n_classes:
        raise ValueError(
            f"{function}: the labels in Y must be from 0 to {n_classes - 1}, "
            f"but they go from {Y.min()} to {Y.max()}."
        )
