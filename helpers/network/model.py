"""A network as text, for programs in other languages: what a web page needs to run it (Lesson 10).

A model file says, for each layer, its kind and its numbers; for each array of numbers, its shape.
All numbers are of one type, in rows from the first to the last, the small byte first (as on all
usual computers), and written as text by base64.
"""

import base64
import functools

import numpy as np

from helpers.inputs.arrays import check_array
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes
from helpers.network.convolution import Conv, MaxPool
from helpers.network.layers import Dense, Dropout, Network, ReLU, Reshape, Sigmoid, Tanh
from helpers.network.two_layer import WEIGHT_SHAPES

# The layers that a page knows, and what of each beside its kind: arrays and numbers.
KNOWN = {
    Conv: ("W", "b", "channels", "kernel_size"), Dense: ("W", "b"), Dropout: (), MaxPool: (),
    ReLU: ("leak",), Reshape: ("shape",), Sigmoid: (), Tanh: (),
}  # fmt: skip
DTYPES = "one of float16 float32"


def _check_encodable(encode):
    """Make encode_array refuse what its text would not give back: NaN, or a number too large."""

    @functools.wraps(encode)
    def checked(array, dtype="float16"):
        check_array("encode_array", "array", array)
        if array.size:
            _check_range("encode_array: array", array, dtype)
        return encode(array, dtype)

    return checked


@check_numbers(dtype=DTYPES)
@_check_encodable
def encode_array(array, dtype="float16"):
    """Write the numbers of an array as text, row after row.

    Parameters
    ----------
    array : of numbers, of any shape.
    dtype : "float16" or "float32", little-endian, of which the text is the base64.

    Raises
    ------
    ValueError for another dtype, NaN, and numbers that are too large for it.

    Examples
    --------
    >>> encode_array(np.array([[1.0, -2.0]]))
    'ADwAwA=='
    """
    little = np.dtype(dtype).newbyteorder("<")
    return base64.b64encode(array.astype(little).tobytes()).decode()


@check_numbers(text="base64", shape="sizes", dtype=DTYPES)
def decode_array(text, shape, dtype="float16"):
    """The way back from encode_array: float32 of the given shape.

    Parameters
    ----------
    text : str, base64.
    shape : tuple of int.
    dtype : "float16" or "float32", as it was written.

    Raises
    ------
    ValueError when the text does not hold as many numbers, or is none.
    """
    little = np.dtype(dtype).newbyteorder("<")
    numbers = np.frombuffer(base64.b64decode(text), dtype=little)
    return numbers.reshape(shape).astype(np.float32)


@check_shapes(**WEIGHT_SHAPES)
def as_network(W1, b1, W2, b2):
    """The network of Lessons 1 to 5 as a Network, of these very arrays."""
    hidden, output = (Dense(np.random.default_rng(0), 1, 1) for _ in range(2))
    for layer, W, b in ((hidden, W1, b1), (output, W2, b2)):
        layer.W, layer.b, layer.params = W, b, [W, b]
    return Network(hidden, Sigmoid(), output)


@check_numbers(dtype=DTYPES)
def describe_network(network, dtype="float16"):
    """A network as a dict that JSON can hold: the dtype, and each layer's kind and numbers.

    Parameters
    ----------
    network : W1 (hidden, 784), b1, W2 (10, hidden), b2 of Lessons 1 to 5, or a Network of the
        course's layers from 784 pixels to ten scores.
    dtype : "float16" (2 bytes a number, about three decimal digits) or "float32" (4 bytes, seven).

    Raises
    ------
    ValueError for a layer that it does not know, numbers that are not finite or do not fit in
    float16, other inputs than 784 or outputs than 10, and anything else.
    """
    layers = []
    own_names = {}
    if isinstance(network, tuple | list) and len(network) == len(WEIGHT_SHAPES):
        own_names = dict(zip(map(id, network), WEIGHT_SHAPES, strict=True))
        network = as_network(*network)
    for layer in _checked_layers(network):
        if isinstance(layer, Dropout):  # it does nothing but while training
            continue
        described = {"kind": type(layer).__name__}
        for name in KNOWN[type(layer)]:
            described[name] = value = getattr(layer, name)
            if isinstance(value, np.ndarray):
                _check_fits(
                    own_names.get(id(value), f"{name} of {described['kind']}"), value, dtype
                )
                described[name] = {"shape": value.shape, "data": encode_array(value, dtype)}
        layers.append(described)
    return {"dtype": dtype, "layers": layers}


def _checked_layers(network):
    """The layers of a Network, if a page knows them all."""
    if not isinstance(network, Network):
        raise ValueError(
            "network must be the four arrays W1, b1, W2, b2, or a Network of helpers, "
            f"not {_full_name(network)}."
        )
    for layer in network.layers:
        if type(layer) not in KNOWN:
            names = ", ".join(known.__name__ for known in KNOWN)
            raise ValueError(
                f"The web page knows no layer {_full_name(layer)}: only {names} of helpers."
            )
    outputs = network.predict(np.zeros((784, 1), np.float32)).shape
    if outputs != (10, 1):
        raise ValueError(f"The network must give ten scores for 784 pixels, not {outputs[0]}.")
    return network.layers


def _full_name(thing):
    """Such as `__main__.Dense`, for what a notebook's own class made."""
    return f"{type(thing).__module__}.{type(thing).__qualname__}".removeprefix("builtins.")


def _check_fits(name, array, dtype):
    if array.dtype.kind != "f":
        raise ValueError(f"{name} must hold floats, not {array.dtype}.")
    _check_range(name, array, dtype)


def _check_range(name, array, dtype):
    largest = np.abs(array.astype(np.float64)).max()
    if not np.isfinite(largest):
        raise ValueError(f"{name} holds numbers that are not finite.")
    if largest > np.finfo(dtype).max:
        wider = "" if np.dtype(dtype) == np.float32 else ': try dtype="float32"'
        raise ValueError(f"{name} holds {largest:.3g}, too large for {dtype}{wider}.")
