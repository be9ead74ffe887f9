"""Decorators for layers and networks: what they take, and in which order they are used."""

import functools
import inspect
import math

import numpy as np

from helpers.inputs.arrays import check_array
from helpers.inputs.numbers import Function, has_parts, rule

GENERATOR = rule("rng")


def in_order(layer: Function) -> Function:
    """Make a class of layers refuse what is no array, and a way back that no way forward led to.

    forward(X, rng=None) wants an array of real numbers (whole ones become float32) and None or a
    random generator. backward(dZ) and gradients(dZ) belong to the last forward: dZ has the shape of
    its output. Raises ValueError.
    """
    name = layer.__name__
    way_forward = layer.forward
    argument = list(inspect.signature(way_forward).parameters)[1]

    @functools.wraps(way_forward)
    def forward(self, *args, **kwargs):
        self.went_to = None  # a forward that fails leads nowhere
        if len(args) > 2:
            return way_forward(self, *args, **kwargs)  # which says that these are too many
        given = dict(zip((argument, "rng"), args, strict=False)) | kwargs
        if argument in given:
            check_array(f"{name}.forward", argument, given[argument])
            if given[argument].dtype.kind in "biu":
                given[argument] = given[argument].astype(np.float32)
        if given.get("rng") is not None:
            GENERATOR(f"{name}.forward", "rng", given["rng"])
        Z = way_forward(self, **given)
        self.went_to = Z.shape
        return Z

    def way_back(method):
        @functools.wraps(method)
        def back(self, dZ):
            called = f"{name}.{method.__name__}"
            check_array(called, "dZ", dZ)
            if getattr(self, "went_to", None) is None:
                raise ValueError(f"{called} belongs to a forward before it: call forward first.")
            if dZ.shape != self.went_to:
                raise ValueError(
                    f"{called}: dZ has the shape {dZ.shape}, but the last forward gave "
                    f"{self.went_to}."
                )
            return method(self, dZ)

        return back

    layer.forward = forward
    for name_back in {"backward", "gradients"} & set(dir(layer)):
        setattr(layer, name_back, way_back(getattr(layer, name_back)))
    return layer


def check_sides(init):
    """Make Reshape(*shape) refuse what is no shape of a sample."""

    @functools.wraps(init)
    def checked(self, *shape):
        good = all(isinstance(side, int | np.integer) and side >= 1 for side in shape)
        if shape != (-1,) and not (good and shape):
            raise ValueError(
                f"Reshape wants whole numbers from 1, or -1 for a column, not {shape}."
            )
        return init(self, *map(int, shape))

    return checked


def check_sizes(forward):
    """Make Reshape's forward refuse samples that hold another number of values."""

    @functools.wraps(forward)
    def checked(self, X, rng=None):
        size = math.prod(X.shape[:-1])
        if X.ndim < 2 or not X.shape[-1] or (self.shape != (-1,) and size != math.prod(self.shape)):
            wanted = "(values, n)" if self.shape == (-1,) else f"({math.prod(self.shape)}, n)"
            raise ValueError(f"Reshape wants {wanted}, n at least 1, but X has shape {X.shape}.")
        return forward(self, X, rng)

    return checked


def check_fits(function: Function) -> Function:
    """Make convolve_loop refuse a filter that fits on no place of the image."""

    @functools.wraps(function)
    def checked(image, filter):
        if not filter.size or min(image.shape) < len(filter):
            raise ValueError(
                f"{function.__name__}: no filter of {filter.shape} fits on an image of "
                f"{image.shape}."
            )
        return function(image, filter)

    return checked


def check_patches(function: Function) -> Function:
    """Make cut_patches and add_patches refuse patches that do not come from such images."""

    @functools.wraps(function)
    def checked(*args, **kwargs):
        bound = inspect.signature(function).bind(*args, **kwargs).arguments
        array, size = next(iter(bound.values())), bound["size"]
        shape = bound.get("shape", array.shape)
        if len(shape) != 4 or not all(side >= size for side in shape[1:3]):
            raise ValueError(
                f"{function.__name__} wants images of the shape (channels, rows, columns, n), at "
                f"least {size} rows and columns, not {tuple(shape)}."
            )
        places = (shape[1] - size + 1) * (shape[2] - size + 1)
        wanted = (shape[0] * size * size, places * shape[3])
        if "shape" in bound and array.shape != wanted:
            raise ValueError(
                f"add_patches: patches has shape {array.shape}, but {wanted} is wanted."
            )
        return function(*args, **kwargs)

    return checked


def check_images(forward):
    """Make Conv's forward refuse images of other channels, or smaller than its filters."""

    @functools.wraps(forward)
    def checked(self, X, rng=None):
        channels, size = self.channels, self.kernel_size
        if X.ndim != 4 or X.shape[0] != channels or min(X.shape[1:3]) < size:
            raise ValueError(
                f"Conv wants ({channels}, rows, columns, n), at least {size} rows and columns, "
                f"but X has the shape {X.shape}."
            )
        return forward(self, X, rng)

    return checked


def check_pairs(forward):
    """Make MaxPool's forward refuse rows or columns that are no pairs."""

    @functools.wraps(forward)
    def checked(self, X, rng=None):
        if X.ndim != 4 or X.shape[1] % 2 or X.shape[2] % 2:
            raise ValueError(f"MaxPool wants even rows and columns, but X has shape {X.shape}.")
        return forward(self, X, rng)

    return checked


def check_layers(init):
    """Make Network(*layers) refuse what are no layers, the same one twice, or none with weights."""

    @functools.wraps(init)
    def checked(self, *layers):
        for layer in layers:
            if not has_parts(layer, "layer"):
                raise ValueError(
                    "Network wants layers, one after the other, such as Network(Dense(rng, 784, "
                    f"10), Sigmoid()), but one of them is {str(layer)[:60]}."
                )
        if len({id(layer) for layer in layers}) < len(layers):
            raise ValueError("Network: each layer may stand in it once; make a second one.")
        if not any(len(layer.params) for layer in layers):
            raise ValueError("Network wants at least one layer with weights, such as Dense.")
        return init(self, *layers)

    return checked


def check_input(method):
    """Make a method of Network refuse an X that its first layers cannot take."""

    @functools.wraps(method)
    def checked(self, X, *args, **kwargs):
        fits_network(f"Network.{method.__name__}", "X", X, self)
        return method(self, X, *args, **kwargs)

    return checked


def check_columns(forward):
    """Make DataParallel's forward refuse what has no samples on axis 1, along which it cuts."""

    @functools.wraps(forward)
    def checked(self, X, rng=None):
        if X.ndim != 2 or not X.shape[1]:
            raise ValueError(
                f"DataParallel wants (inputs, n), n at least 1, but X has the shape {X.shape}."
            )
        return forward(self, X, rng)

    return checked


def fits_network(called, name, X, network):
    """Raise ValueError if X is not (inputs, n) for a network whose number of inputs is known."""
    check_array(called, name, X)
    inputs = _inputs(getattr(network, "layers", None))
    if inputs is not None and (X.ndim != 2 or len(X) != inputs):
        hint = f" Did you mean {name}.T?" if X.ndim == 2 and X.shape[1] == inputs else ""
        wanted = f"({inputs}, n) is wanted"
        raise ValueError(f"{called}: {name} has the shape {X.shape}, but {wanted}.{hint}")


def _inputs(layers):
    """The number of inputs that the first layer wants, or None if it is not known."""
    first = layers[0] if layers else None
    match type(first).__name__:
        case "Reshape":
            return None if -1 in first.shape else math.prod(first.shape)
        case "Dense":
            return first.W.shape[1]
    return None  # images, or a layer of one's own
