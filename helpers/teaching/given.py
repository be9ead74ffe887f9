"""What a check sees of functions and exceptions without running anything."""

import contextlib
import dis
import inspect
import math

import numpy as np

# What this Python makes of a function without any code: each version has instructions of its own.
EMPTY = (lambda: None, lambda: ...)
NOTHING = {"NOP", *(each.opname for empty in EMPTY for each in dis.get_instructions(empty))}

# Arguments without a default that later cells hand in by their names, and what takes any name.
BY_NAME = {"n_dims", "n_classes", "kernel_size"}
ANY = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}

# How arguments are shown, and how many characters of them.
SHOWN = {
    "separator": ", ",
    "formatter": {"float_kind": "{:.4g}".format, "int_kind": str, "bool": str},
}
MOST = 120


def name_of_argument(function, place):
    """What a function calls the argument at this place, if it can be known."""
    try:
        return [*inspect.signature(function).parameters][place]
    except (TypeError, ValueError, IndexError):  # such as np.tanh, or a function of *arguments
        return "an array"


def say_arguments(arguments):
    """What a function was given, if it is arrays and numbers for paper and pencil; or nothing."""
    if not arguments or not all(isinstance(each, (np.ndarray, int, float)) for each in arguments):
        return ""
    arrays = [np.array2string(np.asarray(each), **SHOWN) for each in arguments]
    words = " and ".join(" ".join(each.split()) for each in arrays)
    return f"It was given {words}." if len(words) <= MOST else ""


def is_stub(function, right=None):
    """True if nothing but `...`, `pass` or a docstring stands in the function.

    Of a class: in one of its methods, that has code in the course's class, right.
    """
    if inspect.isclass(function):
        methods = {name: each for name, each in vars(function).items() if callable(each)}
        if right is not None:
            course = vars(inspect.unwrap(right))
            methods = {name: each for name, each in methods.items() if name in course}
        return any(map(is_stub, methods.values()))
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return False
    instructions = [each for each in dis.get_instructions(code) if each.opname != "RESUME"]
    names = {each.opname for each in instructions}
    return names <= NOTHING and {each.argval for each in instructions} <= {None, Ellipsis}


def say_signature(given, right):
    """A sentence on an argument that is called otherwise, or has another default; or nothing."""
    pairs = [(given, right)]
    if inspect.isclass(given):
        pairs = [(vars(given)[n], vars(right)[n]) for n in vars(given) if n in vars(right)]
    for mine, course in pairs:
        if not (inspect.isfunction(mine) and inspect.isfunction(course)):
            continue
        arguments = inspect.signature(mine).parameters
        if any(each.kind in ANY for each in arguments.values()):
            continue
        for name, wanted in inspect.signature(course).parameters.items():
            if wanted.default is wanted.empty and name not in BY_NAME:
                continue
            if name not in arguments:
                return f"Later cells hand in {name} by its name: call the argument {name}."
            default = called(wanted.default)
            if wanted.default is not wanted.empty and not is_same(
                arguments[name].default, wanted.default
            ):
                return f"Without {name} it is {default}: {name}={default} in the first line."
    return ""


def called(default):
    """A default as it is written: by its name, if it is a function or a type."""
    name = getattr(default, "__name__", repr(default))
    return f"np.{name}" if is_dtype(default) else name


def is_dtype(thing):
    return inspect.isclass(thing) and issubclass(thing, np.generic)


def is_same(mine, default):
    """True for defaults that do the same: equal numbers, dtypes, and what has one name."""
    if is_dtype(default) and isinstance(mine, (str, type, np.dtype)):
        with contextlib.suppress(TypeError):
            return np.dtype(mine) == default
    if all(isinstance(each, (int, float)) for each in (mine, default)):
        return math.isclose(mine, default)
    return called(mine) == called(default)


def arrays_from_outside(given):
    """Which arrays of the notebook a learner's function or class uses by their names there."""
    functions = vars(given).values() if inspect.isclass(given) else [inspect.unwrap(given)]
    found = []
    for function in filter(inspect.isfunction, functions):
        for name in global_names(function.__code__):
            if isinstance(function.__globals__.get(name), np.ndarray):
                found.append(f"`{name}`")
    return " and ".join(dict.fromkeys(found))


def global_names(code):
    """The names that a function's code, and functions in it, look up outside; no attributes."""
    names = [each.argval for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"]
    for inner in filter(inspect.iscode, code.co_consts):
        names += global_names(inner)
    return names


def is_changed(before, after):
    """True if an array, or one in a list or tuple, is another now, or a list has another length."""
    if isinstance(before, np.ndarray):
        return not np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
    if isinstance(before, (list, tuple)):
        pairs = zip(before, after, strict=False)
        return len(before) != len(after) or any(is_changed(*pair) for pair in pairs)
    return False


def freeze(thing):
    """Make all arrays read-only that a function of a check, or a list or tuple, holds.

    So what a learner's code changes in place is noticed, and spoils nothing for the next.
    """
    if isinstance(thing, np.ndarray):
        thing.flags.writeable = False
    elif isinstance(thing, (list, tuple)):
        for part in thing:
            freeze(part)
    elif inspect.isfunction(thing):
        variables = inspect.getclosurevars(thing)
        freeze([*variables.nonlocals.values(), *(thing.__defaults__ or ())])
        freeze([v for v in variables.globals.values() if isinstance(v, (np.ndarray, tuple))])


def raised_by_hand(error):
    """True if an exception comes from a `raise`, and not from what another function found odd."""
    trace = error.__traceback__
    if trace is None:
        return True
    while trace.tb_next:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_code[trace.tb_lasti] == dis.opmap["RAISE_VARARGS"]
