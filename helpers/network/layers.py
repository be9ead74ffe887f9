"""Layers to build deeper networks from (Lessons 8 and 9): each goes forward, and back.

Every layer has the same four things:
- forward(X, rng=None): its output for X. While training, rng is an np.random.Generator.
- backward(dZ): the slopes at its input, from the slopes dZ at its output in the last forward.
- gradients(dZ): the slopes of its params, a list of the same shapes, for the same dZ.
- params: a list of arrays, which optimisers change in place.
Samples stand on the last axis: dense layers take (units, n), convolutions (channels, rows, columns,
n). Given X of the dtype of the weights, all has it: float32 to train, float64 for gradient checks.
What does not fit, or comes out of order, is a ValueError (see order.py).
"""

import numpy as np

from helpers.inputs.numbers import check_numbers, on_methods
from helpers.inputs.shapes import check_shapes
from helpers.network.functions import sigmoid, softmax
from helpers.network.order import check_input, check_layers, check_sides, check_sizes, in_order


@check_numbers(inputs="whole >= 1", units="whole >= 1")
def he(inputs, units):
    """The spread of start weights before a ReLU: the root of 2 / inputs.

    Source: He et al., ICCV 2015, eq. 10.

    Examples
    --------
    >>> float(he(8, 100))
    0.5
    """
    return np.sqrt(2 / inputs)


@check_numbers(inputs="whole >= 1", units="whole >= 1")
def xavier(inputs, units):
    """The spread of start weights before a sigmoid or tanh: the root of 2 / (inputs + units).

    Source: Glorot and Bengio, AISTATS 2010, eq. 16.

    Examples
    --------
    >>> float(xavier(6, 2))
    0.5
    """
    return np.sqrt(2 / (inputs + units))


class Layer:
    """What layers without weights have in common."""

    params = ()

    def gradients(self, dZ):
        return []


@in_order
@on_methods(
    __init__=check_numbers(
        rng="rng", inputs="whole >= 1", units="whole >= 1", init="function", dtype="dtype"
    )
)
class Dense(Layer):
    """W @ X + b: (inputs, n) to (units, n).

    Parameters
    ----------
    rng : np.random.Generator, for the start weights.
    inputs, units : int, at least 1.
    init : function of inputs and units that gives the spread of the start weights, such as he.
    dtype : np.float32 to train, np.float64 for gradient checks.

    Raises
    ------
    ValueError by forward, when X is not (inputs, n).
    """

    def __init__(self, rng, inputs, units, init=he, dtype=np.float32):
        self.W = rng.standard_normal((units, inputs), dtype=dtype) * dtype(init(inputs, units))
        self.b = np.zeros((units, 1), dtype=dtype)
        self.params = [self.W, self.b]

    def forward(self, X, rng=None):
        if X.ndim != 2 or X.shape[0] != self.W.shape[1]:
            raise ValueError(f"Dense wants ({self.W.shape[1]}, n), but X has the shape {X.shape}.")
        self.X = X
        return self.W @ X + self.b

    def gradients(self, dZ):
        return [dZ @ self.X.T, dZ.sum(axis=1, keepdims=True)]

    def backward(self, dZ):
        return self.W.T @ dZ


@in_order
class Sigmoid(Layer):
    """1 / (1 + e^-z), entry by entry."""

    def forward(self, Z, rng=None):
        self.A = sigmoid(Z)
        return self.A

    def backward(self, dA):
        return dA * self.A * (1 - self.A)


@in_order
class Tanh(Layer):
    """(e^z - e^-z) / (e^z + e^-z), entry by entry: like the sigmoid, but from -1 to 1."""

    def forward(self, Z, rng=None):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


@in_order
@on_methods(__init__=check_numbers(leak=""))
class ReLU(Layer):
    """The positive part, entry by entry.

    Parameters
    ----------
    leak : float; below 0, `leak` times z is passed on (leaky ReLU), or nothing.
    """

    def __init__(self, leak=0.0):
        self.leak = leak

    def forward(self, Z, rng=None):
        above = (Z > 0).astype(Z.dtype)
        self.slope = above + self.leak * (1 - above)
        return Z * self.slope

    def backward(self, dA):
        return dA * self.slope


@in_order
@on_methods(__init__=check_numbers(p=""))
class Dropout(Layer):
    """While training, set each entry to 0 with probability p, and divide the others by 1 - p.

    An entry of A is kept where rng.random(A.shape, dtype=np.float32) >= p. Without rng, while
    predicting, A is returned as it is, and backward then multiplies by 1; else it multiplies by the
    factors of forward. All of it has the dtype of A.

    Source: Srivastava et al., JMLR 15 (2014), in the form that leaves prediction unchanged.
    """

    def __init__(self, p):
        if not 0 <= p < 1:
            raise ValueError(f"The probability p must be from 0 to below 1, not {p}.")
        self.p = p

    def forward(self, A, rng=None):
        if rng is None:
            self.scale = A.dtype.type(1)
            return A
        kept = rng.random(A.shape, dtype=np.float32) >= self.p
        self.scale = kept / A.dtype.type(1 - self.p)
        return A * self.scale

    def backward(self, dA):
        return dA * self.scale


@in_order
@on_methods(__init__=check_sides, forward=check_sizes)
class Reshape(Layer):
    """Give each sample another shape: Reshape(1, 28, 28) for images, Reshape(-1) for a column."""

    def __init__(self, *shape):
        self.shape = shape

    def forward(self, X, rng=None):
        self.before = X.shape
        return X.reshape(*self.shape, X.shape[-1])

    def backward(self, dZ):
        return dZ.reshape(self.before)


@on_methods(
    __init__=check_layers, forward=check_input,
    predict=lambda method: check_shapes(X="inputs n+")(
        check_numbers(batch_size="whole >= 1")(check_input(method))
    ),
)  # fmt: skip
class Network:
    """Layers, one after the other, from X to the scores Z, of which softmax makes probabilities."""

    def __init__(self, *layers):
        self.layers = layers
        self.params = [param for layer in layers for param in layer.params]
        # The input has no use for slopes: backward stops at the first layer with weights.
        self.first = next(i for i, layer in enumerate(layers) if len(layer.params))

    def forward(self, X, rng=None):
        """Scores (classes, n) of X (inputs, n). While training, give rng."""
        for layer in self.layers:
            X = layer.forward(X, rng)
        return X

    def backward(self, dZ):
        """Gradients, in the order of params, from the slopes dZ (classes, n) at the scores."""
        gradients = []
        for layer in reversed(self.layers[self.first :]):
            gradients = layer.gradients(dZ) + gradients
            if layer is not self.layers[self.first]:
                dZ = layer.backward(dZ)
        return gradients

    def predict(self, X, batch_size=500):
        """Probabilities (classes, n) for X (inputs, n), `batch_size` samples at a time."""
        parts = [self.forward(X[:, i : i + batch_size]) for i in range(0, X.shape[1], batch_size)]
        return softmax(np.concatenate(parts, axis=1))
