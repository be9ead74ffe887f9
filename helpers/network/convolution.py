"""Convolution and pooling, and the network of Lesson 9 made of them.

Images stand as (channels, rows, columns, n), samples on the last axis, as in layers.py.
"""

import numpy as np

from helpers.inputs.arrays import as_floats
from helpers.inputs.numbers import check_numbers, on_methods
from helpers.inputs.shapes import check_shapes
from helpers.network.layers import Dense, Layer, Network, ReLU, Reshape, he
from helpers.network.order import check_fits, check_images, check_pairs, check_patches, in_order


@check_shapes(image="rows columns", filter="size size")
@check_fits
@as_floats("image", "filter")
def convolve_loop(image, filter):
    """Lay a filter (size, size) on every place of an image (rows, columns), multiply and add up.

    Returns (rows - size + 1, columns - size + 1) float64. It is slow: Conv does the same for many
    images and filters. Raises ValueError for a filter that is larger than the image.

    Examples
    --------
    >>> convolve_loop(np.array([[0, 0, 1], [0, 0, 1]]), np.array([[-1, 1], [-1, 1]]))
    array([[0., 2.]])
    """
    size = len(filter)
    out = np.zeros((image.shape[0] - size + 1, image.shape[1] - size + 1))
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            out[row, column] = np.sum(image[row : row + size, column : column + size] * filter)
    return out


@check_shapes(X="channels rows columns n+")
@check_numbers(size="whole >= 1")
@check_patches
def cut_patches(X, size):
    """Every size x size patch of images X (channels, rows, columns, n), each as a column.

    Returns (channels * size * size, places * n), where places are all (rows - size + 1) *
    (columns - size + 1) positions of a patch.

    Examples
    --------
    >>> cut_patches(np.arange(6).reshape(1, 2, 3, 1), 2)
    array([[0, 1],
           [1, 2],
           [3, 4],
           [4, 5]])
    """
    windows = np.lib.stride_tricks.sliding_window_view(X, (size, size), axis=(1, 2))
    return windows.transpose(0, 4, 5, 1, 2, 3).reshape(len(X) * size * size, -1)


@check_shapes(patches="values places")
@check_numbers(shape="sizes", size="whole >= 1")
@check_patches
@as_floats("patches")
def add_patches(patches, shape, size):
    """The way back from cut_patches: each patch is added to the place where it was cut out.

    patches : (channels * size * size, places * n), as cut_patches gives them; shape : that of the
    images, (channels, rows, columns, n), and of what is returned, in the dtype of patches.
    """
    channels, rows, columns, n = shape[0], shape[1] - size + 1, shape[2] - size + 1, shape[3]
    patches = patches.reshape(channels, size, size, rows, columns, n)
    X = np.zeros(shape, dtype=patches.dtype)
    for i in range(size):
        for j in range(size):
            X[:, i : i + rows, j : j + columns] += patches[:, i, j]
    return X


@in_order
@on_methods(
    __init__=check_numbers(
        rng="rng",
        channels="whole >= 1",
        filters="whole >= 1",
        kernel_size="whole >= 1",
        init="function",
        dtype="dtype",
    ),
    forward=check_images,
)
class Conv(Layer):
    """Slide `filters` square filters over images (channels, rows, columns, n).

    The output has the shape (filters, rows - kernel_size + 1, columns - kernel_size + 1, n). As in
    all deep learning, this is strictly a cross-correlation: the filters are not turned around. W is
    (filters, channels * kernel_size * kernel_size), so that the whole layer is one matrix product.

    Parameters
    ----------
    rng : np.random.Generator, for the start weights.
    channels, filters : int, at least 1.
    kernel_size : int, the side of a filter in pixels.
    init : function of inputs and units that gives the spread of the start weights, such as he.
    dtype : np.float32 to train, np.float64 for gradient checks.
    """

    def __init__(self, rng, channels, filters, kernel_size, init=he, dtype=np.float32):
        inputs = channels * kernel_size * kernel_size
        dense = Dense(rng, inputs, filters, init, dtype)
        self.W, self.b, self.params = dense.W, dense.b, dense.params
        self.channels, self.kernel_size = channels, kernel_size

    def forward(self, X, rng=None):
        self.before = X.shape
        self.patches = cut_patches(X, self.kernel_size)
        rows, columns = (side - self.kernel_size + 1 for side in X.shape[1:3])
        Z = self.W @ self.patches + self.b
        return Z.reshape(-1, rows, columns, X.shape[3])

    def gradients(self, dZ):
        dZ = dZ.reshape(len(self.W), -1)
        # dZ @ self.patches.T, turned around: BLAS is a third faster at it.
        return [(self.patches @ dZ.T).T, dZ.sum(axis=1, keepdims=True)]

    def backward(self, dZ):
        patches = self.W.T @ dZ.reshape(len(self.W), -1)
        return add_patches(patches, self.before, self.kernel_size)


@in_order
@on_methods(forward=check_pairs)
class MaxPool(Layer):
    """The largest of each 2 x 2 pixels: (channels, rows, columns, n), rows and columns even.

    What backward returns has the dtype of dA.
    """

    def forward(self, X, rng=None):
        left, right = X[:, :, ::2], X[:, :, 1::2]
        pairs = np.maximum(left, right)
        upper, lower = pairs[:, ::2], pairs[:, 1::2]
        # Of equal pixels, the first one counts as the largest.
        self.left, self.upper = left >= right, upper >= lower
        return np.maximum(upper, lower)

    def backward(self, dA):
        channels, rows, columns, n = dA.shape
        d_rows = np.empty((channels, 2 * rows, columns, n), dtype=dA.dtype)
        d_rows[:, ::2], d_rows[:, 1::2] = dA * self.upper, dA * ~self.upper
        dX = np.empty((channels, 2 * rows, 2 * columns, n), dtype=dA.dtype)
        dX[:, :, ::2], dX[:, :, 1::2] = d_rows * self.left, d_rows * ~self.left
        return dX


@check_numbers(rng="rng")
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
