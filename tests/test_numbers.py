"""Single arguments: what is taken, what is refused, and in which words."""

import fractions
import inspect
import pathlib
import re
import types

import numpy as np
import pytest

from helpers import Dense
from helpers.inputs.numbers import check_numbers, name_of, on_methods, rule

LAYER = Dense(np.random.default_rng(0), 2, 1)
COUNT = "take: count must be a whole number of at least 1, not "


@check_numbers(
    any="", share=">= 0 < 1", above="> 0 <= 2", count="whole >= 1",
    rng="rng", path="path", data="bytes", rate="function", name="text", sizes="sizes",
    dtype="dtype", kind="one of this that", layer="layer", client="client",
)  # fmt: skip
def take(
    any=0.0, share=0.0, above=1.0, count=1, rng=None, path="p", data=b"", rate=abs, name="",
    sizes=(), dtype=np.float32, kind="this", layer=LAYER, client="",
):  # fmt: skip
    """Gives back what came in."""
    return (
        any, share, above, count, rng, path, data, rate, name, sizes, dtype, kind, layer, client,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("any", -1e300), ("any", 3), ("share", 0), ("share", 0.999), ("above", 2), ("above", 1e-9),
        ("count", 1), ("count", 10**30), ("rng", None), ("rng", np.random.default_rng(0)),
        ("path", "x"), ("path", pathlib.Path("x")), ("data", b"x"), ("data", bytearray(b"x")),
        ("data", memoryview(b"x")), ("rate", max), ("rate", fractions.Fraction), ("name", "x"),
        ("sizes", []), ("sizes", [0, 3]), ("dtype", np.float64), ("kind", "that"), ("layer", LAYER),
        ("client", types.SimpleNamespace(submit=3)),
    ],
)  # fmt: skip
def test_what_is_taken(name, value):
    parameters = inspect.signature(take).parameters
    place = list(parameters).index(name)
    assert take(**{name: value})[place] == value
    defaults = [parameter.default for parameter in parameters.values()]
    defaults[9] = []
    assert take(*defaults[:place], value)[place] == value


@pytest.mark.parametrize("value", ["float64", float, np.dtype("f8"), np.float64])
def test_a_dtype_by_any_of_its_names(value):
    assert take(dtype=value)[10] is np.float64


def test_a_dtype_whose_bytes_stand_the_other_way_round_is_refused():
    with pytest.raises(ValueError):
        take(dtype=">f8")


def test_sizes_become_a_list_of_plain_ones():
    sizes = take(sizes=(np.int64(3), 2))[9]
    assert sizes == [3, 2] and type(sizes[0]) is int


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("any", float("nan"), "take: any must be a number, not nan."),
        ("any", float("inf"), "take: any must be a number, not inf."),
        ("any", 10**400, "take: any must be a number, not 1" + "0" * 39 + "."),
        ("any", None, "take: any must be a number, not None."),
        ("any", 1j, "take: any must be a number, not 1j."),
        ("any", True, "take: any must be a number, not True."),
        ("any", np.ones(1), "take: any must be a number, not ndarray."),
        ("share", 1, "take: share must be a number of at least 0 and below 1, not 1."),
        ("share", -1e-9, "take: share must be a number of at least 0 and below 1, not -1e-09."),
        ("above", 0, "take: above must be a number above 0 and of at most 2, not 0."),
        ("above", 2.01, "take: above must be a number above 0 and of at most 2, not 2.01."),
        ("count", 0, COUNT + "0."),
        ("count", 1.0, COUNT + "1.0."),
        ("count", "1" * 99, COUNT + "'" + "1" * 39 + "."),
        ("count", np.float64(2), COUNT + "2.0."),
        ("count", True, COUNT + "True."),
        ("rng", 0, "take: rng must be a random generator, such as "
         "np.random.default_rng(0), not 0."),
        ("path", 3, "take: path must be the name of a file, not 3."),
        ("data", "x", "take: data must be bytes, not 'x'."),
        ("rate", 0.1, "take: rate must be a function, not 0.1."),
        ("rate", None, "take: rate must be a function, not None."),
        ("name", 3, "take: name must be a text, not 3."),
        ("sizes", 3, "take: sizes must be a list of whole numbers, not 3."),
        ("sizes", np.ones(2), "take: sizes must be a list of whole numbers, not ndarray."),
        ("sizes", [1, -1], "take: sizes[1] must be a whole number of at least 0, not -1."),
        ("sizes", [2.5], "take: sizes[0] must be a whole number of at least 0, not 2.5."),
        ("dtype", None, "take: dtype must be np.float32 or np.float64, not None."),
        ("dtype", "x", "take: dtype must be np.float32 or np.float64, not 'x'."),
        ("dtype", {"a": 1}, "take: dtype must be np.float32 or np.float64, not dict."),
        ("dtype", np.float16, "take: dtype must be np.float32 or np.float64, not type."),
        ("kind", "other", "take: kind must be one of this, that, not 'other'."),
        ("kind", ["this"], "take: kind must be one of this, that, not list."),
        ("layer", 3, "take: layer must be a layer, such as Dense, not 3."),
        ("layer", Dense, "take: layer must be a layer, such as Dense, not type."),
        ("client", Dense, "take: client must be a client, such as Client(cluster), not type."),
        ("client", None, "take: client must be a client, such as Client(cluster), not None."),
    ],
)  # fmt: skip
def test_what_is_refused(name, value, message):
    with pytest.raises(ValueError) as caught:
        take(**{name: value})
    assert str(caught.value) == message


def test_the_function_gets_plain_numbers():
    any, share, _, count, *_ = take(np.float64(0.5), np.float32(0.25), 1, np.int64(3))
    assert [type(value) for value in (any, share, count)] == [float, float, int]
    assert (any, share, count) == (0.5, 0.25, 3)
    assert take(fractions.Fraction(1, 2))[0] == 0.5


def test_what_is_missing_or_too_much_is_left_to_the_function():
    with pytest.raises(TypeError, match="unexpected keyword argument 'more'"):
        take(more=1)

    @check_numbers(a="", b="")
    def two(a, b):
        """Two."""

    with pytest.raises(TypeError, match="missing 1 required positional argument: 'b'"):
        two(1)
    with pytest.raises(ValueError, match="b must be"):
        two(1, b=None)
    assert two.__name__ == "two" and two.__doc__ == "Two."


def test_methods_of_a_class_are_checked_and_the_class_is_named():
    @on_methods(__init__=check_numbers(size="whole >= 1"), grow=check_numbers(by="> 0"))
    class Box:
        def __init__(self, size):
            self.size = size

        def grow(self, by):
            return self.size + by

    assert Box(np.int64(2)).grow(3) == 5
    with pytest.raises(ValueError, match=r"^Box: size must"):
        Box(0)
    with pytest.raises(ValueError, match=r"^Box.grow: by must"):
        Box(1).grow(by=0)
    assert name_of(Box.__init__) == "Box"


def test_words_that_make_no_sense_are_refused_at_once():
    with pytest.raises(ValueError):
        check_numbers(a="> 0 <")


@pytest.mark.parametrize(
    ("words", "parts", "what"),
    [
        ("network", "forward backward predict params", "a Network"),
        ("layer", "forward backward gradients params", "a layer, such as Dense"),
        ("optimiser", "step", "an optimiser, such as SGD(network.params)"),
        ("client", "submit", "a client, such as Client(cluster)"),
    ],
)
def test_whatever_has_all_the_parts_is_taken(words, parts, what):
    full = dict.fromkeys(parts.split())
    thing = types.SimpleNamespace(**full)
    assert rule(words)("f", "it", thing) is thing
    for part in full:
        less = types.SimpleNamespace(**{name: None for name in full if name != part})
        with pytest.raises(ValueError, match=rf"^f: it must be {re.escape(what)}, not Simple"):
            rule(words)("f", "it", less)


def test_a_rule_by_its_words():
    half = rule("> 0 < 1")
    assert half("f", "p", 0.5) == 0.5
    with pytest.raises(ValueError, match=r"^f: p must be a number above 0 and below 1, not 1\.$"):
        half("f", "p", 1)
    with pytest.raises(ValueError, match="a whole number of at least 1 and of at most 3, not 2.5"):
        rule("whole >= 1 <= 3")("f", "n", 2.5)
    assert rule("whole")("f", "n", -7) == -7
