"""Layers to build deeper networks from (Lessons 8 and 9): each goes forward, and back.

Every layer has the same four things:
- forward(X, rng=None): its output for X. While training, rng is an np.random.Generator.
- backward(dZ): the slopes at its input, from the slopes dZ at its output in the last forward.
- gradients(dZ): the slopes of its params, a list of the same shapes.
- params: a list of arrays, which optimisers change in place.
Samples stand on the last axis: dense layers take (units, n), convolutions (channels, rows, columns,
n). Arrays keep the dtype of the weights: float32 to train, float64 for gradient checks.
"""

import numpy as np

from helpers.network import cross_entropy, one_hot, sigmoid, softmax


def he(inputs, units):
    """Standard deviation of start weights before a ReLU. Source: He et al., ICCV 2015, eq. 10."""
    return np.sqrt(2 / inputs)


def xavier(inputs, units):
    """The same before a sigmoid or tanh. Source: Glorot and Bengio, AISTATS 2010, eq. 16."""
    return np.sqrt(2 / (inputs + units))


class Layer:
    """What layers without weights have in common."""

    params = ()

    def gradients(self, dZ):
        return []


class Dense(Layer):
    """W @ X + b: (inputs, n) to (units, n)."""

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


class Sigmoid(Layer):
    """1 / (1 + e^-z), entry by entry."""

    def forward(self, Z, rng=None):
        self.A = sigmoid(Z)
        return self.A

    def backward(self, dA):
        return dA * self.A * (1 - self.A)


class Tanh(Layer):
    """(e^z - e^-z) / (e^z + e^-z), entry by entry: like the sigmoid, but from -1 to 1."""

    def forward(self, Z, rng=None):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


class ReLU(Layer):
    """The positive part, entry by entry; below 0, `leak` times z (leaky ReLU) or nothing."""

    def __init__(self, leak=0.0):
        self.leak = leak

    def forward(self, Z, rng=None):
        self.slope = np.where(Z > 0, Z.dtype.type(1), Z.dtype.type(self.leak))
        return Z * self.slope

    def backward(self, dA):
        return dA * self.slope


class Dropout(Layer):
    """While training, set each entry to 0 with probability p, and divide the others by 1 - p.

    Source: Srivastava et al., JMLR 15 (2014), in the form that leaves prediction unchanged.
    """

    def __init__(self, p):
        if not 0 <= p < 1:
            raise ValueError(f"The probability p must be from 0 to below 1, not {p}.")
        self.p = p

    def forward(self, A, rng=None):
        if rng is None:
            return A
        kept = rng.random(A.shape, dtype=np.float32) >= self.p
        self.scale = kept / A.dtype.type(1 - self.p)
        return A * self.scale

    def backward(self, dA):
        return dA * self.scale


class Reshape(Layer):
    """Give each sample another shape: Reshape(1, 28, 28) for images, Reshape(-1) for a column."""

    def __init__(self, *shape):
        self.shape = shape

    def forward(self, X, rng=None):
        self.before = X.shape
        return X.reshape(*self.shape, X.shape[-1])

    def backward(self, dZ):
        return dZ.reshape(self.before)


def cut_patches(X, size):
    """Every size x size patch of images X (channels, rows, columns, n), each as a column.

    Returns (channels * size * size, places * n), where places are all (rows - size + 1) *
    (columns - size + 1) positions of a patch.
    """
    windows = np.lib.stride_tricks.sliding_window_view(X, (size, size), axis=(1, 2))
    return windows.transpose(0, 4, 5, 1, 2, 3).reshape(len(X) * size * size, -1)


def add_patches(patches, shape, size):
    """The way back from cut_patches: an array of the images' shape, all patches added up."""
    channels, rows, columns, n = shape[0], shape[1] - size + 1, shape[2] - size + 1, shape[3]
    patches = patches.reshape(channels, size, size, rows, columns, n)
    X = np.zeros(shape, dtype=patches.dtype)
    for i in range(size):
        for j in range(size):
            X[:, i : i + rows, j : j + columns] += patches[:, i, j]
    return X


class Conv(Layer):
    """Slide `filters` filters of size x size over images (channels, rows, columns, n).

    The output is (filters, rows - size + 1, columns - size + 1, n). As in all deep learning, this
    is strictly a cross-correlation: the filters are not turned around. W is (filters, channels *
    size * size), so that the whole layer is one matrix product.
    """

    def __init__(self, rng, channels, filters, size, init=he, dtype=np.float32):
        dense = Dense(rng, channels * size * size, filters, init, dtype)
        self.W, self.b, self.params = dense.W, dense.b, dense.params
        self.channels, self.size = channels, size

    def forward(self, X, rng=None):
        if X.ndim != 4 or X.shape[0] != self.channels or min(X.shape[1:3]) < self.size:
            wanted = f"({self.channels}, rows, columns, n), at least {self.size} rows and columns"
            raise ValueError(f"Conv wants {wanted}, but X has the shape {X.shape}.")
        self.before = X.shape
        self.patches = cut_patches(X, self.size)
        rows, columns = X.shape[1] - self.size + 1, X.shape[2] - self.size + 1
        return (self.W @ self.patches + self.b).reshape(-1, rows, columns, X.shape[3])

    def gradients(self, dZ):
        dZ = dZ.reshape(len(self.W), -1)
        return [dZ @ self.patches.T, dZ.sum(axis=1, keepdims=True)]

    def backward(self, dZ):
        return add_patches(self.W.T @ dZ.reshape(len(self.W), -1), self.before, self.size)


class MaxPool(Layer):
    """The largest of each 2 x 2 pixels: (channels, rows, columns, n), rows and columns even."""

    def forward(self, X, rng=None):
        if X.ndim != 4 or X.shape[1] % 2 or X.shape[2] % 2:
            raise ValueError(f"MaxPool wants even rows and columns, but X has shape {X.shape}.")
        self.X = X
        upper = np.maximum(X[:, ::2, ::2], X[:, ::2, 1::2])
        lower = np.maximum(X[:, 1::2, ::2], X[:, 1::2, 1::2])
        self.largest = np.maximum(upper, lower)
        return self.largest

    def backward(self, dA):
        dX = np.empty_like(self.X)
        for i in (0, 1):
            for j in (0, 1):
                hit = self.X[:, i::2, j::2] == self.largest
                dX[:, i::2, j::2] = dA * hit
                dA = dA * ~hit  # of equal pixels, the first one gets it all
        return dX


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

    def predict(self, X, size=500):
        """Probabilities (classes, n) for X (inputs, n), `size` samples at a time."""
        parts = [self.forward(X[:, i : i + size]) for i in range(0, X.shape[1], size)]
        return softmax(np.concatenate(parts, axis=1))


def loss_and_slopes(Z, Y):
    """Cross-entropy of the scores Z (classes, n) for labels Y (n,), and dZ (classes, n)."""
    A = softmax(Z)
    dZ = (A - one_hot(Y, len(A))) / Y.size
    return cross_entropy(A, Y), dZ


def lenet(rng):
    """The convolutional network of Lesson 9: X (784, n) to scores (10, n); about 80,000 numbers.

    In the manner of LeNet-5 (LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86, 1998), with ReLU and
    max pooling. ReLU comes after pooling: the same result, for a quarter of the pixels.
    """
    return Network(
        Reshape(1, 28, 28),
        *(Conv(rng, 1, 16, 5), MaxPool(), ReLU()),
        *(Conv(rng, 16, 32, 5), MaxPool(), ReLU()),
        *(Reshape(-1), Dense(rng, 512, 128), ReLU(), Dense(rng, 128, 10)),
    )
