"""What stands in arrays: no wrap-around, real numbers, a range."""

import numpy as np
import pytest

from helpers.inputs.arrays import as_floats, check_array, check_values


@as_floats("a", "b")
def back(a, b=0, c=None):
    return a, b, c


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, bool])
def test_whole_numbers_become_float64(dtype):
    whole = np.array([0, 1], dtype)
    for a, b, c in (back(whole, whole, whole), back(a=whole, b=whole, c=whole)):
        assert a.dtype == b.dtype == np.float64 and c.dtype == dtype
        assert a.tolist() == [0, 1]
    assert back(np.dtype(dtype).type(1))[0].dtype == np.float64


@pytest.mark.parametrize("value", [np.float32(2), np.ones(3, np.float16)])
def test_floats_stay_what_they_are(value):
    assert back(value)[0] is value and type(back(1, value)[1]) is type(value)
    assert back(1)[1:] == (0, None)


@pytest.mark.parametrize("value", [1, 0.5, True, np.inf])
def test_a_single_number_becomes_a_float(value):
    assert type(back(value)[0]) is float and back(value)[0] == value


def test_a_single_number_that_is_too_large_or_has_no_place_here():
    @as_floats("a", single=False)
    def arrays(a):
        return a

    with pytest.raises(ValueError, match="^back: a is too large a number.$"):
        back(10**400)
    for value in (1, 0.5, np.float32(2)):
        with pytest.raises(ValueError, match="^.*arrays: a must be a NumPy array, not "):
            arrays(value)


def test_as_floats_has_a_type():
    @as_floats("X", dtype=np.float32)
    def narrow(X):
        return X

    assert narrow(np.array([7], np.uint8)).dtype == np.float32


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1], "back: a must be a NumPy array, not list."),
        (None, "back: a must be a NumPy array, not NoneType."),
        ("x", "back: a must hold real numbers, not <U1."),
        (np.array(["x"]), "back: a must hold real numbers, not <U1."),
        (np.array([1j]), "back: a must hold real numbers, not complex128."),
        (np.array([None]), "back: a must hold real numbers, not object."),
        (np.ma.array([1.0]), "back: a must be a NumPy array, not MaskedArray."),
        (np.asmatrix([1.0]), "back: a must be a NumPy array, not matrix."),
    ],
)
def test_what_is_no_array_of_real_numbers_is_refused(value, message):
    with pytest.raises(ValueError) as caught:
        back(value)
    assert str(caught.value) == message


@pytest.mark.parametrize("dtype", [bool, np.uint16, np.int32, np.float16, np.float64])
def test_real_numbers_are_no_matter_for_complaint(dtype):
    assert check_array("f", "X", np.zeros(2, dtype)) is None


@check_values(P="0 to 1", X="finite", A="-2 to 3 or nan")
def ranges(P=None, X=None, A=None):
    return P, X, A


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("P", [0, 1]), ("P", [-0.001, 1 + 0.001]), ("P", []), ("X", [-1.7e308, 1.7e308]),
        ("A", [-2, 3]), ("A", [np.nan, 99]), ("A", [np.inf, np.nan]),
    ],
)  # fmt: skip
def test_numbers_in_range(name, values):
    array = np.array(values, float)
    place = "PXA".index(name)
    assert ranges(**{name: array})[place] is array
    assert ranges(*[None] * place, array)[place] is array


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("P", [0, 1.002], "P must be from 0 to 1, but it goes from 0 to 1.002. Divide by 255?"),
        ("P", [0, 255], "P must be from 0 to 1, but it goes from 0 to 255. Divide by 255?"),
        ("P", [0, 256], "P must be from 0 to 1, but it goes from 0 to 256."),
        ("P", [-0.002, 1], "P must be from 0 to 1, but it goes from -0.002 to 1."),
        ("P", [-1, 255], "P must be from 0 to 1, but it goes from -1 to 255."),
        ("P", [0, np.nan], "P holds numbers that are not finite."),
        ("X", [np.inf, 0], "X holds numbers that are not finite."),
        ("X", [0, -np.inf], "X holds numbers that are not finite."),
        ("X", [np.nan], "X holds numbers that are not finite."),
        ("A", [-2.1, 0], "A must be from -2 to 3, but it goes from -2.1 to 0."),
        ("A", [3.1, 0], "A must be from -2 to 3, but it goes from 0 to 3.1."),
    ],
)
def test_numbers_out_of_range(name, values, message):
    with pytest.raises(ValueError) as caught:
        ranges(**{name: np.array(values)})
    assert str(caught.value) == f"ranges: {message}"


@check_values(mask="bool", pixels="bytes", groups="labels", X="floats")
def types(mask=None, pixels=None, groups=None, X=None):
    return mask, pixels, groups, X


@pytest.mark.parametrize(
    ("name", "good", "bad", "what"),
    [
        ("mask", [bool], np.uint8, "True and False"),
        ("pixels", [np.uint8], np.int8, "uint8, from 0 to 255"),
        ("groups", [np.int32, np.int64], np.uint8, "whole numbers, int32 or int64"),
        ("X", [np.float32, np.float64, ">f4"], np.float16, "float32 or float64 numbers"),
    ],
)
def test_types(name, good, bad, what):
    for dtype in good:
        array = np.ones(2, dtype)
        assert any(each is array for each in types(**{name: array}))
    with pytest.raises(ValueError) as caught:
        types(**{name: np.ones(2, bad)})
    assert str(caught.value) == f"types: {name} must hold {what}, not {np.dtype(bad)}."


def test_what_is_missing_is_left_to_the_function():
    with pytest.raises(TypeError, match="missing 1 required"):
        back()
    assert back.__name__ == "back" and ranges.__name__ == "ranges"
