"""The sentences of a check on an exception: its own, and what the code then often has in it."""

import re
import sysconfig
import traceback
from pathlib import Path

import numpy as np

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
    ("not have enough dimensions",
     "@ needs two arrays: is one of them a single number, or a function without its brackets?"),
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
    if re.search("only (0-dim|length-1)", words) and re.search(r"\b(float|int)\(", where):
        return fact, "float and int take one number: is a sum missing, or an axis=... too much?"
    for pattern, guess in SAID:
        if re.search(pattern, words):
            return fact, guess
    if "positional argument" in words and "()" in words and " were given" in words and "." in words:
        return fact, "Which arguments does it take? In a class, the first one is self."
    if isinstance(error, UnboundLocalError):
        return fact, "It gets a value later in the function: give it one before, or rename one."
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
