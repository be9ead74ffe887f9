"""A network as text: what describe_network writes, and what it refuses."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import helpers
from helpers import decode_array, describe_network, encode_array
from helpers.network.layers import Tanh

RNG = np.random.default_rng


def four_arrays(hidden=3, inputs=784, classes=10, dtype=np.float32):
    shapes = [(hidden, inputs), (hidden, 1), (classes, hidden), (classes, 1)]
    return [RNG(i).standard_normal(shape).astype(dtype) for i, shape in enumerate(shapes)]


def of_layers(*layers):
    """A network from 784 pixels to ten scores that begins with these layers."""
    rng = RNG(0)
    network = helpers.Network(helpers.Dense(rng, 784, 6), *layers)
    inputs = network.forward(np.zeros((784, 1), np.float32)).size
    return helpers.Network(*network.layers, helpers.Reshape(-1), helpers.Dense(rng, inputs, 10))


@given(arrays(np.float32, array_shapes(max_dims=3), elements=st.floats(-60_000, 60_000, width=16)))
def test_what_is_encoded_is_decoded(array):
    for dtype in ("float16", "float32"):
        text = encode_array(array, dtype)
        assert len(base64.b64decode(text)) == array.size * int(dtype[-2:]) // 8
        back = decode_array(text, array.shape, dtype)
        assert back.dtype == np.float32
        np.testing.assert_array_equal(back, array)


def test_numbers_stand_in_rows_and_the_small_byte_first():
    turned = np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]).astype(">f8")
    assert base64.b64decode(encode_array(turned, "float32"))[:8] == bytes(
        [0, 0, 128, 63, 0, 0, 0, 64]
    )


@pytest.mark.parametrize("text", ["AAAA", "AAA", "AAAAAAAAAAA="])
def test_another_number_of_numbers_is_refused(text):
    with pytest.raises(ValueError):
        decode_array(text, (2, 1))


def test_four_arrays_are_three_layers():
    arrays = four_arrays(dtype=np.float64)
    described = describe_network(arrays, "float32")
    assert [layer["kind"] for layer in described["layers"]] == ["Dense", "Sigmoid", "Dense"]
    parts = [described["layers"][i][name] for i in (0, 2) for name in ("W", "b")]
    for array, part in zip(arrays, parts, strict=True):
        assert part["shape"] == array.shape
        np.testing.assert_allclose(
            decode_array(part["data"], part["shape"], "float32"), array, rtol=1e-6
        )


def test_the_text_says_all_that_the_layers_are():
    """Layers of all kinds, built again from what the text says alone, give the same scores."""
    rng = RNG(1)
    network = helpers.Network(
        *(helpers.Reshape(1, 28, 28), helpers.Conv(rng, 1, 3, 5), helpers.MaxPool()),
        *(helpers.ReLU(0.1), helpers.Conv(rng, 3, 2, 3), Tanh(), helpers.Reshape(-1)),
        *(helpers.Dense(rng, 200, 6), helpers.Dropout(0.5), helpers.Sigmoid()),
        helpers.Dense(rng, 6, 10),
    )
    for param in network.params:
        param += rng.standard_normal(param.shape, dtype=np.float32) / 9  # biases, too
    text = json.dumps(describe_network(network, "float32"))
    again = [build(layer) for layer in json.loads(text)["layers"]]
    X = rng.random((784, 5), dtype=np.float32)
    np.testing.assert_array_equal(helpers.Network(*again).predict(X), network.predict(X))


def build(layer):
    kind, numbers = layer.pop("kind"), RNG(0)
    arrays = {
        name: decode_array(layer[name]["data"], layer[name]["shape"], "float32")
        for name in ("W", "b") if name in layer
    }  # fmt: skip
    if kind == "Dense":
        made = helpers.Dense(numbers, *arrays["W"].shape[::-1])
    elif kind == "Conv":
        made = helpers.Conv(numbers, layer["channels"], len(arrays["W"]), layer["kernel_size"])
    elif kind == "Reshape":
        made = helpers.Reshape(*layer["shape"])
    else:
        made = ({"Tanh": Tanh, "ReLU": helpers.ReLU}.get(kind) or getattr(helpers, kind))(
            *([layer["leak"]] if kind == "ReLU" else [])
        )
    for name, array in arrays.items():
        setattr(made, name, array)
    return made


def test_dropout_is_left_out_since_it_does_nothing_here():
    described = describe_network(of_layers(helpers.Dropout(0.5), helpers.ReLU(0.1)))
    assert [layer["kind"] for layer in described["layers"]] == ["Dense", "ReLU", "Reshape", "Dense"]
    assert described["layers"][1]["leak"] == 0.1


class Twice(helpers.ReLU):
    """A reader's own layer, which the page cannot know."""


def changed(place, value):
    network = four_arrays()
    network[place][0, 0] = value
    return network


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (of_layers(Twice()), r"knows no layer \S*Twice: only Conv, .* of helpers"),
        (four_arrays()[:3], "must be the four arrays .*, not list"),
        (four_arrays(inputs=100), "784"),
        (four_arrays(classes=9), "ten scores for 784 pixels, not 9"),
        ([a.astype(int) for a in four_arrays()], "W1 must hold floats, not int"),
        ([*four_arrays()[:2], *four_arrays(hidden=4)[2:]], "W2"),
        (changed(0, np.nan), "W1 holds numbers that are not finite"),
        (changed(2, 1e5), r'W2 holds 1e\+05, too large for float16: try dtype="float32"'),
        ("network.npz", "not str"),
    ],
)
def test_what_a_page_cannot_run_is_refused(network, words):
    with pytest.raises(ValueError, match=words):
        describe_network(network)


def test_a_network_that_learnt_nan_is_refused():
    network = of_layers(helpers.ReLU())
    network.params[0][2, 3] = np.nan
    with pytest.raises(ValueError, match="W of Dense holds numbers that are not finite"):
        describe_network(network)


def test_large_numbers_fit_in_float32():
    assert describe_network(changed(2, 1e5), "float32")["dtype"] == "float32"
    with pytest.raises(ValueError, match="dtype must be one of float16, float32, not"):
        describe_network(four_arrays(), np.float32)


def test_numbers_are_of_two_bytes_if_nothing_else_is_said():
    assert encode_array(np.array([[1.0, -2.0]])) == "ADwAwA=="


def test_the_largest_number_of_float16_is_not_too_large():
    arrays = four_arrays()
    arrays[1][0] = np.finfo(np.float16).max
    described = describe_network(arrays)["layers"][0]["b"]
    assert decode_array(described["data"], described["shape"])[0] == 65504


@pytest.mark.parametrize(
    ("array", "dtype", "message"),
    [
        (np.array([1e6]), "float16", "holds 1e.06, too large for float16"),
        (np.array([1.0, np.nan]), "float32", "holds numbers that are not finite"),
        (np.array([1e39]), "float32", r"holds 1e.39, too large for float32\.$"),
        (np.array([1.0]), "int8", "dtype must be one of"),
        (np.array([1j]), "float32", "must hold real numbers"),
        ([1.0], "float16", "must be a NumPy array, not list"),
    ],
)
def test_what_a_text_would_not_give_back_is_refused(array, dtype, message):
    with pytest.raises(ValueError, match=f"encode_array: .*{message}"):
        helpers.encode_array(array, dtype)


def test_a_dtype_is_named_by_a_text():
    with pytest.raises(ValueError, match="dtype must be one of float16, float32, not"):
        describe_network(four_arrays(), np.dtype("float32"))
    with pytest.raises(ValueError, match="dtype must be one of"):
        encode_array(np.ones((2, 2)), np.dtype("float32"))


def test_the_smallest_whole_number_is_too_large_for_float16():
    with pytest.raises(ValueError, match="too large for float16"):
        encode_array(np.array([np.iinfo(np.int32).min], np.int32))


@pytest.mark.parametrize("text", ["AD**wA!!wA==", "ADwA wA==", "AD=A"])
def test_a_text_that_is_no_base64_is_refused(text):
    with pytest.raises(ValueError, match="text must be base64"):
        decode_array(text, (1, 2))


def test_sizes_of_any_kind_can_be_written():
    network = helpers.Network(helpers.Reshape(np.int64(784)), helpers.Dense(RNG(0), 784, 10))
    assert json.loads(json.dumps(describe_network(network)))["layers"][0]["shape"] == [784]
