"""The sentences of a check: what is wrong with a result, beginning with its type and shape."""

import re
import sysconfig
import traceback
from pathlib import Path

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


# A pattern of what Python and NumPy say, and what a learner's code then often has in it.
SAID = [
    ("cannot unpack non-iterable",
     "It returns one thing where several are wanted: in which order do they come?"),
    ("indices must be integers or slices, not str", "A dict is wanted, which has names in [...]."),
    ("float(64)?' object is not callable", "A function is wanted: its name, without brackets."),
    ("type.s. for .: 'int' and 'list'", "sum(...) adds numbers and arrays, not lists: zip(*...)."),
    ("read-only", "It changes what was handed in, as -= and [...] = do: make a new array."),
    ("'NoneType' object has no attribute 'open'|closed file",
     "After `with`, the file is closed: read inside it."),
    ("'NoneType' object",
     "Something returns nothing: is a `return` missing, or does it change what it is given?"),
    ("no attribute '(W|b)'", "Layers call their arrays self.W and self.b."),
    ("no attribute 'params'", "self.params = [self.W, self.b], or super().__init__(...)."),
    ("only integer scalar arrays", "np.max finds one number: np.maximum(0, Z) compares all."),
    ("no attribute 'gradients'", "It takes that from Layer: class ...(Layer)."),
    ("takes no arguments", "Are there two underscores on each side of __init__?"),
    ("must derive from BaseException", "`raise` takes an exception, not words: ValueError(...)."),
    (r"unsupported operand .*'(numpy\.ufunc|function|builtin_function_or_method|method|type)'"
     "|of type '(builtin_function_or_)?method' has no len",
     "A function stands there without its brackets: which one is to be called?"),
    ("between instances of 'bytes' and 'int'", "Bytes are no number: len(...) says how many."),
    ("cannot reshape array", "The numbers do not fill this shape: which of its sizes is wrong?"),
    ("Cannot cast ufunc", "Whole numbers stay whole in place: make a new array, without /= or *=."),
    (r"numpy\.float\d+' object cannot be interpreted",
     "A whole number is wanted there: where do the brackets end?"),
    (r"zip\(\) argument", "Side by side, lists have as many parts: which is not whole?"),
    ("must be of ArrayType", "A NumPy function's second argument takes its result: is it for / ?"),
    ("at least one array", "There is nothing to join: does the loop run at all?"),
    (r"axis -?\d+ is out of bounds", "It has fewer axes than that: which array is it here?"),
    ("buffer size must be", "These are bytes of another type: which dtype have the numbers?"),
    ("not C-contiguous", "Bytes come from .tobytes()."),
    ("'int' object is not iterable", "A loop needs range(...) around a number."),
    ("'tuple' object cannot be interpreted", "A shape has several numbers: .shape[0]."),
    ("Cannot interpret .* as a data type", "A shape has its own brackets: np.zeros((4, 3))."),
    ("'numpy.ndarray' object is not callable", "Square brackets take a row: W[i], not W(i)."),
    ("indices must be integers or slices, not tuple", "A list has no [i, j]: begin with np.zeros."),
    ("only integers, slices|must be of integer",
     "An index is a whole number: does the loop run over range(...)?"),
    ("too many indices", "It has fewer axes: does np.zeros get the whole shape, (rows, columns)?"),
    ("boolean index did not match", "It is as long as another array: which one does it belong to?"),
    ("inhomogeneous", "Several arrays stand where one is wanted: which of them is meant?"),
    ("setting an array element", "One number belongs there: is a sum or an index missing?"),
    ("too many values to unpack", "There are too few names. Two lists side by side: zip(...)."),
    ("not enough values to unpack", "Too many names: in which order do the arguments come?"),
    ("can't multiply sequence", "A list is not multiplied entry by entry: go through its arrays."),
    ("only (0-dim|length-1)", "Arrays need NumPy's function, not math's: np.exp, np.log2."),
    (r"bitwise_xor|type\(s\) for \^", "^ is no power: **2."),
    ("a bytes-like object is required", "That is text, not bytes: which step is missing?"),
    ("truth value", 
     "Python's max, if, and, or take one number: np.maximum, np.where, & and |; for None, `is`."),
    ("matmul|not aligned",
     "In `A @ B`, A needs as many columns as B has rows: a .T missing, or too much? Or is it *?"),
    (r"broadcast.*\(10,", "one_hot(Y) has ten rows; one_hot(Y, ...) as many as there are classes."),
    ("broadcast", "Entry by entry, shapes must fit: keepdims=True or a .T missing, another axis?"),
]  # fmt: skip
PYTHON = Path(sysconfig.get_path("stdlib"))


def is_elsewhere(path):
    """True for a file that is no learner's: the course's, a package's or Python's own."""
    return bool({"helpers", "site-packages"} & set(path.parts)) or path.is_relative_to(PYTHON)


def is_from_elsewhere(error):
    """True if an exception was raised in code that is no learner's."""
    return is_elsewhere(Path(traceback.extract_tb(error.__traceback__)[-1].filename))


def explain(error, arguments):
    """Two sentences on an exception that a learner's function raised for these arguments."""
    shapes = ", ".join(str(a.shape) for a in arguments if isinstance(a, np.ndarray))
    own = [
        frame.line
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.line and not is_elsewhere(Path(frame.filename))
    ]
    where = f" in the line `{own[-1]}`" if own else ""
    fact = f"it stops{where} with {type(error).__name__}: {str(error).rstrip('. ')}."
    fact += f" It was given arrays of the shapes {shapes}." if shapes else ""
    words = str(error)
    for pattern, guess in SAID:
        if re.search(pattern, words):
            return fact, guess
    if "positional argument" in words and "()" in words and " were given" in words and "." in words:
        return fact, "Which arguments does it take? In a class, the first one is self."
    if isinstance(error, (NameError, AttributeError)):
        return fact, "Is the name spelled right, and given a value before it is used?"
    if isinstance(error, TypeError) and "argument" in words:
        return fact, "Which arguments does it take, and in which order? See the text above it."
    if isinstance(error, KeyError):
        return fact, "There is no such key: is it spelled right, and who puts it in?"
    if isinstance(error, IndexError):
        return fact, "An index reaches past the end: rows and columns mixed up, or a loop too long?"
    if isinstance(error, UnicodeDecodeError):
        return fact, "These are bytes, and no text: is the file opened as what it is?"
    if isinstance(error, RecursionError):
        return fact, "It calls itself: is another function meant?"
    if re.search("object is not (iterable|callable|subscriptable)", words):
        return fact, "Print it, and its type, before this line: what was it meant to be?"
    return fact, ""
