"""Layers and networks: what they refuse, and in which order they are used."""

import numpy as np
import pytest

import helpers
from helpers import Conv, Dense, Dropout, Layer, MaxPool, Network, ReLU, Reshape, Sigmoid, Tanh
from helpers.network.order import fits_network

RNG = np.random.default_rng


def words(function, *args, **kwargs):
    """What a function says when it refuses its arguments."""
    with pytest.raises(ValueError) as caught:
        function(*args, **kwargs)
    return str(caught.value)


MAKERS = {
    "Dense": (lambda: Dense(RNG(0), 6, 4), (6, 5)),
    "Sigmoid": (Sigmoid, (6, 5)),
    "Tanh": (Tanh, (6, 5)),
    "ReLU": (ReLU, (6, 5)),
    "Dropout": (lambda: Dropout(0.4), (6, 5)),
    "Reshape": (lambda: Reshape(3, 2), (6, 5)),
    "Conv": (lambda: Conv(RNG(0), 2, 3, 3), (2, 5, 6, 4)),
    "MaxPool": (MaxPool, (2, 4, 6, 3)),
}


@pytest.fixture(params=MAKERS)
def layer(request):
    make, shape = MAKERS[request.param]
    return request.param, make(), RNG(1).random(shape, dtype=np.float32)


def test_there_is_no_way_back_without_a_way_forward(layer):
    name, layer, X = layer
    for method in ("backward", "gradients"):
        assert words(getattr(layer, method), X) == (
            f"{name}.{method} belongs to a forward before it: call forward first."
        )
    dZ = np.ones_like(layer.forward(X, RNG(0)))
    assert layer.backward(dZ).shape == X.shape
    assert words(layer.backward, dZ[..., 1:]) == (
        f"{name}.backward: dZ has the shape {dZ[..., 1:].shape}, "
        f"but the last forward gave {dZ.shape}."
    )
    assert words(layer.gradients, None).startswith(f"{name}.gradients: dZ must be a NumPy array")
    with pytest.raises(ValueError):
        layer.forward(X.astype(str))
    assert "call forward first" in words(layer.backward, dZ), "a forward that failed leads nowhere"


def test_forward_takes_arrays_of_numbers_and_a_generator(layer):
    name, layer, X = layer
    argument = {"Dropout": "A", "Sigmoid": "Z", "Tanh": "Z", "ReLU": "Z"}.get(name, "X")
    assert (
        words(layer.forward, [1]) == f"{name}.forward: {argument} must be a NumPy array, not list."
    )
    assert words(layer.forward, X, 3).startswith(f"{name}.forward: rng must be a random generator")
    assert words(layer.forward, X, rng=3).startswith(
        f"{name}.forward: rng must be a random generator"
    )
    right = layer.forward(X, rng=RNG(0))
    assert (layer.forward(**{argument: X, "rng": RNG(0)}) == right).all()
    whole = (10 * X).astype(np.uint8)
    Z = layer.forward(whole)
    assert Z.dtype == np.float32 and (Z == layer.forward(whole.astype(np.float32))).all()
    with pytest.raises(TypeError):
        layer.forward()
    with pytest.raises(TypeError):
        layer.forward(X, RNG(0), 1)


def test_dropout_goes_back_through_its_last_forward_and_no_older_one():
    dropout, A = Dropout(0.5), np.ones((40, 5), np.float32)
    dropped = dropout.forward(A, RNG(0))
    assert (dropout.backward(A) == dropped).all() and not (dropped == A).all()
    dropout.forward(A)
    slopes = dropout.backward(A)
    assert (slopes == A).all() and slopes.dtype == np.float32


def test_a_network_goes_back_through_its_last_forward():
    network = Network(Dense(RNG(0), 6, 4), ReLU(), Dense(RNG(1), 4, 3))
    X, dZ = RNG(2).random((6, 5), dtype=np.float32), np.ones((3, 5), np.float32)
    assert "call forward first" in words(network.backward, dZ)
    network.forward(X)
    network.predict(X[:, :2])
    assert "the last forward gave (3, 2)" in words(network.backward, dZ)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((), "Network wants at least one layer with weights, such as Dense."),
        ((ReLU(), Reshape(-1)), "Network wants at least one layer with weights, such as Dense."),
        (([ReLU()],), "Network wants layers, one after the other"),
        ((Dense,), "but one of them is <class 'helpers.network.layers.Dense'>."),
        ((MAKERS["Dense"][0](), "relu"), "but one of them is relu."),
        ((Layer(),), "but one of them is <helpers.network.layers.Layer"),
    ],
)
def test_what_is_no_network(layers, message):
    assert message in words(Network, *layers)


def test_a_layer_stands_once_in_a_network():
    layer = Dense(RNG(0), 3, 3)
    assert "may stand in it once" in words(Network, layer, ReLU(), layer)
    assert len(Network(layer, ReLU(), ReLU()).params) == 2


ROWS = "has the shape (5, 784), but (784, n) is wanted. Did you mean X.T?"


@pytest.mark.parametrize(
    "network",
    [
        Network(Dense(RNG(0), 784, 3)),
        helpers.lenet(RNG(0)),
        Network(Reshape(784), Dense(RNG(0), 784, 2)),
    ],
)
def test_rows_are_recognised_by_their_whole_shape(network):
    X = np.zeros((784, 5), np.float32)
    assert words(network.predict, X.T, 2) == f"Network.predict: X {ROWS}"
    assert words(network.forward, X=X.T) == f"Network.forward: X {ROWS}"
    assert words(network.forward, X[:9]) == (
        "Network.forward: X has the shape (9, 5), but (784, n) is wanted."
    )
    assert "must be a NumPy array" in words(network.forward, None)
    assert "(784,), but (784, n)" in words(network.forward, X[:, 0])
    assert words(fits_network, "f", "V", X.T, network) == f"f: V {ROWS.replace('X', 'V')}"
    assert network.predict(X, 2).shape[1] == 5


@pytest.mark.parametrize(
    ("network", "shape", "wrong"),
    [
        (Network(Conv(RNG(0), 2, 3, 3)), (2, 5, 6, 4), (1, 5, 6, 4)),
        (Network(Reshape(-1), Dense(RNG(0), 6, 2)), (1, 2, 3, 4), (1, 3, 3, 4)),
        (Network(ReLU(), Dense(RNG(0), 6, 2)), (6, 2), (2, 6)),
    ],
)
def test_where_the_inputs_are_not_known_the_layers_say_what_is_wrong(network, shape, wrong):
    assert network.forward(np.zeros(shape, np.float32)).shape[-1] == shape[-1]
    assert words(network.forward, np.zeros(wrong)).startswith(("Conv wants", "Dense wants"))


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("predict", (np.zeros((6, 0)),), "Network.predict: X has the shape (6, 0): it is empty."),
        ("predict", (np.zeros(6),), "X has the shape (6,), but (inputs, n) is wanted."),
        ("predict", (np.zeros((6, 2)), 0), "Network.predict: batch_size must be a whole number"),
    ],
)  # fmt: skip
def test_predict_refuses(method, arguments, message):
    assert message in words(getattr(Network(Dense(RNG(0), 6, 2)), method), *arguments)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dense(0, 6, 2), "Dense: rng must be a random generator"),
        (lambda: Dense(RNG(0), 0, 2), "Dense: inputs must be a whole number of at least 1, not 0."),
        (
            lambda: Dense(RNG(0), 2, 0.5),
            "Dense: units must be a whole number of at least 1, not 0.5",
        ),
        (lambda: Conv(0, 1, 1, 1), "Conv: rng must be a random generator"),
        (lambda: Conv(RNG(0), 0, 1, 1), "Conv: channels must be"),
        (lambda: Conv(RNG(0), 1, 0, 1), "Conv: filters must be"),
        (lambda: Conv(RNG(0), 1, 1, 0), "Conv: kernel_size must be"),
        (lambda: helpers.lenet(0), "lenet: rng must be"),
        (lambda: ReLU(np.nan), "ReLU: leak must be a number, not nan."),
        (lambda: Dropout("x"), "Dropout: p must be a number, not 'x'."),
        (lambda: Dropout(np.nan), "Dropout: p must be a number, not nan."),
        (lambda: Dropout(1), "The probability p must be from 0 to below 1, not 1.0."),
        (lambda: Dropout(-0.1), "The probability p must be from 0 to below 1, not -0.1."),
        (lambda: Reshape(), "Reshape wants whole numbers from 1, or -1 for a column, not ()."),
        (lambda: Reshape(2, 0), "Reshape wants whole numbers from 1"),
        (lambda: Reshape(-1, 2), "Reshape wants whole numbers from 1"),
        (lambda: Reshape(2.0), "Reshape wants whole numbers from 1"),
        (lambda: Reshape((2, 3)), "Reshape wants whole numbers from 1"),
    ],
)
def test_layers_refuse_settings(make, message):
    assert words(make).startswith(message)


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Reshape(1, 2, 3), (5, 6), "Reshape wants (6, n), n at least 1, but X has shape (5, 6)."),
        (Reshape(1, 2, 3), (6,), "Reshape wants (6, n), n at least 1, but X has shape (6,)."),
        (Reshape(-1), (6,), "Reshape wants (values, n), n at least 1, but X has shape (6,)."),
        (Reshape(-1), (6, 0), "Reshape wants (values, n), n at least 1, but X has shape (6, 0)."),
        (Reshape(6), (2, 3, 0), "Reshape wants (6, n), n at least 1, but X has shape (2, 3, 0)."),
        (Reshape(2), (2, 3, 5), "Reshape wants (2, n), n at least 1, but X has shape (2, 3, 5)."),
    ],
)
def test_reshape_refuses_other_sizes(layer, shape, message):
    assert words(layer.forward, np.zeros(shape)) == message


def test_reshape_there_and_back():
    X = np.arange(12.0).reshape(6, 2)
    layer = Reshape(np.int64(1), 2, 3)
    assert (layer.backward(layer.forward(X)) == X).all()
    images = layer.forward(X)
    assert images.shape == (1, 2, 3, 2) and (Reshape(-1).forward(images) == X).all()
    assert (Reshape(-1).forward(X=images, rng=None) == X).all()


IMAGES = "images of the shape (channels, rows, columns, n), at least"


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        ("cut_patches", (np.zeros((1, 2, 3, 1)), 3), f"cut_patches wants {IMAGES} 3 rows"),
        ("cut_patches", (np.zeros((1, 3, 2, 1)), 3), f"cut_patches wants {IMAGES} 3 rows"),
        ("cut_patches", (np.zeros((2, 2)), 1), "cut_patches: X has the shape (2, 2), but"),
        ("cut_patches", (np.zeros((1, 2, 2, 0)), 1), "cut_patches: X has the shape (1, 2, 2, 0)"),
        ("cut_patches", (np.zeros((1, 2, 2, 1)), 0), "cut_patches: size must be a whole number"),
        ("add_patches", (np.zeros((4, 5)), (1, 3, 3, 1), 2),
         "add_patches: patches has shape (4, 5), but (4, 4) is wanted."),
        ("add_patches", (np.zeros((4, 4)), (1, 3, 3), 2), f"add_patches wants {IMAGES} 2 rows"),
        ("add_patches", (np.zeros((4, 4)), (1, 1, 3, 1), 2), f"add_patches wants {IMAGES} 2 rows"),
        ("add_patches", (np.zeros(4), (1, 3, 3, 1), 2), "add_patches: patches has the shape (4,)"),
        ("add_patches", (np.zeros((4, 4)), (1, 3, 3, 1), 0), "add_patches: size must be a whole"),
        ("add_patches", (np.zeros((4, 4)), 3, 2), "add_patches: shape must be a list of whole"),
    ],
)  # fmt: skip
def test_patches_that_do_not_come_from_such_images(function, arguments, message):
    assert words(getattr(helpers, function), *arguments).startswith(message)


def test_patches_of_the_smallest_images():
    X = RNG(0).random((2, 3, 3, 4))
    patches = helpers.cut_patches(X, size=3)
    assert patches.shape == (18, 4)
    assert (helpers.add_patches(patches, X.shape, size=3) == X).all()
    wide = RNG(0).random((2, 3, 4, 5))
    assert helpers.cut_patches(X=wide, size=2).shape == (8, 2 * 3 * 5)
    assert helpers.add_patches(helpers.cut_patches(wide, 2), wide.shape, 2).shape == wide.shape


def test_conv_refuses_images_that_are_too_small_by_one_pixel():
    conv = Conv(RNG(0), 1, 2, 3)
    assert conv.forward(np.zeros((1, 3, 3, 1), np.float32)).shape == (2, 1, 1, 1)
    for shape in [(1, 2, 3, 1), (1, 3, 2, 1), (2, 3, 3, 1), (1, 3, 3)]:
        message = words(conv.forward, np.zeros(shape, np.float32))
        assert message.startswith("Conv wants (1, rows, columns, n), at least 3 rows")


@pytest.mark.parametrize("shape", [(1, 3, 4, 2), (1, 4, 3, 2), (4, 4, 2)])
def test_max_pool_refuses_odd_sides(shape):
    assert words(MaxPool().forward, np.zeros(shape)) == (
        f"MaxPool wants even rows and columns, but X has shape {shape}."
    )


def test_the_checks_do_not_hide_the_methods():
    for layer in (Dense, Reshape, Network, Conv):
        for name in ("__init__", "forward", "backward"):
            assert getattr(layer, name).__qualname__ == f"{layer.__name__}.{name}"
    assert MaxPool.forward.__qualname__ == "MaxPool.forward"
    assert Dense.gradients.__name__ == "gradients" and Network.forward.__doc__


class Scale(Layer):
    """A layer of one's own: each pixel has a weight."""

    def __init__(self, shape):
        self.W = np.ones(shape, np.float32)
        self.params = [self.W]

    def forward(self, X, rng=None):
        return self.W.reshape(-1, 1) * X

    def backward(self, dZ):
        return dZ


@pytest.mark.parametrize("shape", [(6,), (6, 1)])
def test_a_first_layer_of_ones_own_may_have_any_weights(shape):
    network = Network(Scale(shape), Dense(RNG(0), 6, 3))
    assert network.predict(np.ones((6, 2), np.float32)).shape == (3, 2)


def test_of_a_network_without_layers_the_inputs_are_not_known():
    fits_network("train", "X", np.ones((6, 2)), object())
    with pytest.raises(ValueError, match="NumPy array"):
        fits_network("train", "X", [1], object())


def test_sides_are_plain_numbers():
    layer = Reshape(np.int64(1), np.prod((2, 3)))
    assert layer.shape == (1, 6) and [type(side) for side in layer.shape] == [int, int]
