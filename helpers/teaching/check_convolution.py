"""The checks of Lesson 9: patches, convolution, pooling, reshaping."""

import numpy as np

from helpers.network import convolution, layers
from helpers.teaching.check_layers import go
from helpers.teaching.judge import call, judge, use

RNG = np.random.default_rng
IMAGES = RNG(0).normal(size=(2, 4, 5, 3))


def check_cut_patches(cut_patches):
    """Two channels, 4 x 5 pixels, 3 samples: every 3 x 3 and 2 x 2 patch, each as a column."""
    judge(cut_patches, convolution.cut_patches, [call(IMAGES, 3), call(IMAGES, 2)], [
        (("transpose(0, 4, 5, 1, 2, 3)", "transpose(0, 5, 4, 1, 2, 3)"),
         "Rows and columns of the patches are swapped: 4 is the row, 5 the column."),
        (("transpose(0, 4, 5, 1, 2, 3)", "transpose(0, 4, 5, 2, 1, 3)"), "The places are swapped."),
        (("transpose(0, 4, 5, 1, 2, 3)", "transpose(4, 5, 0, 1, 2, 3)"), "The channel comes first."),
        ((".transpose(0, 4, 5, 1, 2, 3)", ""), "First the patch's axes to the front: transpose."),
    ])  # fmt: skip


def check_add_patches(add_patches):
    """All patches of a small image added up where they came from."""
    patches = RNG(1).normal(size=(2 * 3 * 3, 2 * 3 * 3))
    ones = np.ones((2 * 2 * 2, 3 * 4 * 3))
    tasks = [call(ones, (2, 4, 5, 3), 2), call(patches, (2, 4, 5, 3), 3)]
    judge(add_patches, convolution.add_patches, tasks, [
        (("+= patches", "= patches"), "Patches overlap: add them up, += and not =."),
        (("patches[:, i, j]", "patches[:, j, i]"), "Rows and columns of the patch are swapped."),
    ])  # fmt: skip


def check_conv(Conv):
    """Two channels, three filters of 3 x 3: forward, gradients, and back."""
    dZ = RNG(2).normal(size=(3, 2, 3, 3))

    def work(Conv):
        layer = Conv(RNG(3), 2, 3, 3, dtype=np.float64)
        layer.b[:] = [[1], [2], [3]]
        return {"W": layer.W.copy(), **go(layer, IMAGES, dZ)}

    def refuse(Conv):
        return {"forward": Conv(RNG(3), 1, 3, 3).forward(IMAGES)}

    judge(Conv, convolution.Conv, [use(work), use(refuse)], [
        ((" + self.b", ""), "The bias is missing."),
        (("self.W.T @ dZ", "self.W @ dZ"), "The way back needs W.T."),
        (("dZ @ self.patches.T", "self.patches @ dZ.T"), "dW is dZ @ patches.T, of the shape of W."),
        (("dZ.sum(axis=1, keepdims=True)", "dZ.sum(axis=1)"), "db needs keepdims=True."),
    ])  # fmt: skip


def check_max_pool(MaxPool):
    """The largest of each 2 x 2, the way back, ties, and odd sizes, which are refused."""
    X, dA = RNG(4).normal(size=(2, 4, 6, 3)), RNG(5).normal(size=(2, 2, 3, 3))
    tie = np.array([[[1.0, 2, 5, 5], [3, 0, 5, 5]]])[..., None]
    back = np.array([[[10.0, 20]]])[..., None]
    tasks = [use(lambda f: go(f(), X, dA)), use(lambda f: go(f(), tie, back))]
    tasks.append(use(lambda f: {"forward": f().forward(X[:, :3])}))
    judge(MaxPool, convolution.MaxPool, tasks, [
        (("np.maximum", "np.minimum"), "It takes the smallest: np.maximum."),
        (("dA = dA * ~hit", "pass"), "Of equal pixels, only the first one gets the gradient."),
        (("dA * hit", "dA"), "Only the largest pixel gets the gradient."),
    ])  # fmt: skip


def check_reshape(Reshape):
    """To images, to columns, and back."""
    X = RNG(6).normal(size=(12, 5))

    def there_and_back(Reshape, *shape):
        layer = Reshape(*shape)
        A = layer.forward(X)
        return {"forward(X)": A, "backward(dZ)": layer.backward(2 * A)}

    tasks = [use(lambda f: there_and_back(f, 3, 2, 2)), use(lambda f: there_and_back(f, -1))]
    judge(Reshape, layers.Reshape, tasks, [
        (("dZ.reshape(self.before)", "dZ"), "backward gives the shape that came in."),
    ])  # fmt: skip


def check_lenet(lenet):
    """The shapes of all its arrays, and its scores for two images."""

    def work(lenet):
        network = lenet(RNG(8))
        shapes = {
            f"the shape of params[{i}]": np.array(p.shape) for i, p in enumerate(network.params)
        }
        scores = network.forward(RNG(9).random((784, 2), dtype=np.float32))
        return {**shapes, "forward(X)": scores}

    judge(lenet, convolution.lenet, [use(work)], [
        (("Conv(rng, 1, 16, 5)", "Conv(rng, 1, 32, 5)", "Conv(rng, 16, 32, 5)", "Conv(rng, 32, 32, 5)"),
         "The first convolution has 16 filters."),
        (("MaxPool(), ReLU()),\n        *(Reshape", "MaxPool()),\n        *(Reshape"),
         "The second convolution has its ReLU, too."),
    ])  # fmt: skip
