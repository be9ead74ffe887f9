"""The sentences of a check on a result: what is wrong with it, beginning with type and shape."""

import numpy as np

# What is left to say when nothing is recognised.
WORK_IT_OUT = "Work this number out by hand, and print each step in the function."
WHICH_AXIS = (
    "Which array gives this axis its size? Is another axis meant, or are two arrays mixed up?"
)


def is_vague(guess):
    """True if a guess says that something is wrong, and not what."""
    return guess in (WORK_IT_OUT, WHICH_AXIS, "") or guess.endswith(" is that?")


class NotRight(AssertionError):
    """What a check found. In a notebook only its sentence is shown, without a traceback."""

    def _render_traceback_(self):  # IPython asks for it
        return [f"Not right yet. {self}"]


def describe(name, given, wanted, n=None):
    """None if a result is what is wanted; else what is not, and a guess why: two sentences.

    name: what the sentence calls it. given, wanted: arrays, numbers or anything else. n: how many
    samples there are, if a factor n is to be recognised.
    """
    if given is None and wanted is not None:
        return f"{name} is None.", "Is a `return` missing?"
    if isinstance(wanted, (str, bytes, bool, dict, type)) or wanted is None:
        same = type(given) is type(wanted) and given == wanted
        return None if same else (f"{name} is {given!r:.80}, but {wanted!r:.80} is wanted.", "")
    if callable(given):
        return f"{name} is a function, but its result is wanted.", "Are the brackets missing?"
    if isinstance(wanted, np.ndarray) and not isinstance(given, (np.ndarray, np.generic)):
        fact = f"{name} is of the type {type(given).__name__}, but a NumPy array is wanted."
        if isinstance(given, (list, tuple)) and len(given) == 1:
            return fact, "Is there a comma behind it, or brackets around it?"
        if isinstance(given, tuple):
            return fact, "A comma makes several things of it: one array is wanted."
        return fact, "Put np.array(...) around it." if isinstance(given, list) else ""
    if isinstance(given, (np.matrix, np.ma.MaskedArray)):
        fact = f"{name} is of the type {type(given).__name__}, but a plain NumPy array is wanted."
        return fact, "There, * and other signs mean something else: np.array(...), and @."
    try:
        array, right = np.asarray(given), np.asarray(wanted)
    except ValueError:
        return f"{name} is a {type(given).__name__} of parts that do not fit together.", ""
    if array.shape != right.shape:
        fact = f"{name} has the shape {array.shape}, but {right.shape} is wanted."
        return fact, guess_shape(array.shape, right.shape)
    if array.dtype.kind not in "fiub":
        return f"{name} holds {array.dtype}, but numbers are wanted.", ""
    rounding = {"rtol": 1e-4, "atol": 1e-5} if right.dtype == np.float32 else {}
    if not np.allclose(array, right, equal_nan=True, **rounding):
        fact, guess = describe_numbers(name, array.astype(np.float64), right.astype(np.float64), n)
        if array.dtype.kind in "iu" and right.dtype.kind == "f" and array.ndim:
            guess = "It holds whole numbers, where floats are wanted: np.zeros makes floats."
        if right.dtype == np.float32 and array.dtype == np.float64 and is_vague(guess):
            guess = "It is float64, but float32 is wanted: other numbers are drawn then."
        return fact, guess
    if right.dtype.kind in "iu" and array.dtype.kind == "f":
        return f"{name} holds {array.dtype}, but whole numbers are wanted ({right.dtype}).", ""
    if right.dtype.kind == "f" and array.dtype.kind != "f" and not isinstance(given, int):
        return f"{name} holds {array.dtype}, but {right.dtype} is wanted.", ""
    if right.dtype == np.float32 and array.dtype == np.float64:
        return f"{name} is float64, but float32 is wanted.", (
            "What in it is not float32? np.zeros, or a mask divided by a number, makes float64."
        )
    if isinstance(wanted, np.ndarray) and right.dtype == np.float64 and array.dtype == np.float32:
        return f"{name} is float32, but float64 is wanted.", (
            "Leave the numbers the type that they came with: gradient checks need float64."
        )
    return None


def guess_shape(shape, wanted):
    """What a shape that is not the wanted one looks like."""
    if shape == wanted[::-1]:
        return "Is it transposed?"
    if shape == tuple(size for size in wanted if size != 1):
        return f"{wanted} has an axis more: after a sum or a mean, keepdims=True keeps it."
    if shape == ():
        return "It is a single number: was one entry picked, or everything added up?"
    if wanted == ():
        return "A single number is wanted: is a sum or a mean missing?"
    if tuple(size for size in shape if size != 1) == wanted:
        return "There is an axis too much: a keepdims=True, or an index such as [:, 0] missing?"
    if len(shape) == len(wanted) and np.abs(np.subtract(shape, wanted)).sum() == 1:
        few = np.subtract(shape, wanted).sum() < 0
        return f"There is one too {'few' if few else 'many'}: where does a loop or a slice end?"
    if np.prod(shape) == np.prod(wanted):
        return "The numbers are all there: a reshape or .T missing, or which axis is for samples?"
    return WHICH_AXIS


def describe_numbers(name, array, right, n):
    """What a wrong result of the right shape looks like: two sentences."""
    place = np.unravel_index(np.argmin(np.isclose(array, right, equal_nan=True)), right.shape)
    entry = f"entry {tuple(map(int, place))} of {name}" if right.ndim else name
    number, wanted = array[place] + 0, right[place] + 0  # + 0 makes a -0 a 0
    digits = 4 if f"{number:.4g}" != f"{wanted:.4g}" else 12
    fact = f"{entry} is {number:.{digits}g}, but {wanted:.{digits}g} is wanted."
    return fact, guess_number(array, right, n)


def guess_number(array, right, n):
    """A guess why numbers are wrong."""
    if np.isnan(array).any() and not np.isnan(right).any():
        return "Does something become infinite, or is 0 divided by 0?"
    if not np.isfinite(array).all() and np.isfinite(right).all():
        return "Is something divided by 0, or e raised to a large number?"
    if n and n > 1 and np.allclose(array, n * right):
        return f"All is {n} times too large, and there are {n} samples: is 1/n missing?"
    if n and n > 1 and np.allclose(array * n, right):
        return f"All is {n} times too small, and there are {n} samples: is 1/n in it twice?"
    if np.allclose(array, -right):
        return "The sign is wrong."
    if np.array_equal(array, np.trunc(right)) and np.any(array):
        return "What is behind the point is cut off: a whole-number array, int(...) or //?"
    if right.ndim == 2 and right.shape[1] > 2:
        wrong = ~np.isclose(array, right, equal_nan=True).all(axis=0)
        if wrong.sum() == 1 and wrong[[0, -1]].any():
            return f"Only the {'first' if wrong[0] else 'last'} column is wrong: is it left out?"
    if right.size > 1 and np.all(array == 0):
        return "All of it is 0: is the line missing that fills it?"
    wrong = ~np.isclose(array, right, equal_nan=True)
    if right.size > 1 and np.all(array[wrong] == 0):
        if np.array_equal(wrong, right < 0):
            return "What is below 0 has become 0: there is no ReLU, and no maximum, here."
        return "What is not right is still 0: do the loops begin at 0, and reach the end?"
    nonzero = np.abs(right) > 1e-12
    if nonzero.sum() > 1 and np.allclose(array[~nonzero], 0):
        factor = array[nonzero] / right[nonzero]
        if np.allclose(factor, factor[0], rtol=1e-4) and f"{factor[0]:.4g}" != "1":
            return f"All is {factor[0]:.4g} times what it should be: which factor is that?"
    if right.size > 1 and np.ptp(array - right) < 1e-6 * np.abs([array, right]).max():
        return f"All is off by {(array - right).flat[0]:+.4g}: which term is that?"
    if array.ndim == 2 and array.shape[0] == array.shape[1] and np.allclose(array, right.T):
        return "Is it transposed?"
    if np.allclose(np.sort(array, None), np.sort(right, None)):
        return "The numbers are right, but their places are not: rows and columns, or the order?"
    return WORK_IT_OUT
