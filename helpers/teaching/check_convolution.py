"""The checks of Lesson 9: patches, convolution, pooling, reshaping."""

import numpy as np

from helpers.network import convolution, layers
from helpers.teaching.answers import NotRight
from helpers.teaching.check_layers import go, keep_apart, listed, started
from helpers.teaching.judge import judge
from helpers.teaching.tasks import call, in_single, use
from helpers.training import data_parallel

RNG = np.random.default_rng
IMAGES = RNG(0).normal(size=(2, 4, 5, 3))


def check_convolve_loop(convolve_loop):
    """Filters of 2 x 2 and 3 x 3 on 4 x 5 numbers, one by hand, and one as large as its image."""
    image, edge = (
        np.array([[0.0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 0]]),
        np.array([[-1.0, 1], [-1, 1]]),
    )
    other, filters = IMAGES[0, :, :, 0], RNG(7).normal(size=(2, 3, 3))
    tasks = [call(other, filters[0, :2, :2]), call(image, edge), call(other, filters[1])]
    tasks.append(call(other[:3, :3], filters[1]))
    tasks.append(call((9 * other).astype(int), (9 * filters[1]).astype(int)))
    patch = "image[row : row + size, column : column + size]"
    alone = "`return` stands in the loop: only the first {} is worked out."
    judge(convolve_loop, convolution.convolve_loop, tasks, [
        (("- size + 1, image.shape[1] - size + 1", "- size, image.shape[1] - size"),
         "A filter fits on rows - size + 1 places: + 1 is missing."),
        (("- size + 1, image.shape[1] - size + 1", "- size + 1, image.shape[1] - size"),
         "The columns are image.shape[1] - size + 1."),
        (("- size + 1, image.shape[1] - size + 1", "- size, image.shape[1] - size + 1"),
         "The rows are image.shape[0] - size + 1."),
        (("image.shape[0] - size + 1, image.shape[1] - size + 1", "image.shape[0], image.shape[1]"),
         "Where the filter reaches beyond the edge there is no place: rows - size + 1."),
        (("image.shape[0] - size + 1, image.shape[1] - size + 1",
          "image.shape[1] - size + 1, image.shape[0] - size + 1"),
         "shape[0] are the rows, shape[1] the columns."),
        ((patch, "image[row : size, column : column + size]"), "A slice goes from row to row + size."),
        ((patch, "image[row : size, column : size]"), "A slice goes from row to row + size, and so for columns."),
        ((patch, "image[column : column + size, row : row + size]"), "Rows come first: image[row..., column...]."),
        ((patch, "image[row : row + size - 1, column : column + size - 1]"),
         "The whole patch: row : row + size, as a slice ends before its last number."),
        ((patch, "image[:size, :size]"), "The patch must move along: row : row + size."),
        ((" * filter", " @ filter"), "Entry by entry: *, and no matrix product."),
        ((" * filter", " + filter"), "Multiply what lies on top of each other, then add up."),
        ((" * filter", ""), "The filter is not used: multiply by it."),
        ((" * filter", " * filter[::-1, ::-1]"), "The filter is turned around: here it is used as it is."),
        ((" * filter", " * filter.T"), "The filter is transposed: here it is used as it is."),
        ((patch + " * filter", patch + "[-1, -1] * filter[-1, -1]"),
         "Only the last product is left: add up, with np.sum or +=."),
        (("np.sum(", "np.mean("), "Add up: np.sum, and no mean."),
        (("np.sum(", "np.max("), "Add up: np.sum. The largest is for pooling."),
        (("out[row, column] =", "out[column, row] ="), "The place is out[row, column]."),
        (("    return out", "        return out"), alone.format("row")),
        (("    return out", "            return out"), alone.format("place")),
    ], hint="Each place: the patch that begins there times the filter, entry by entry, added up.")  # fmt: skip


def check_cut_patches(cut_patches):
    """Two channels, 4 x 5 pixels, 3 samples: every 3 x 3 and 2 x 2 patch, each as a column."""
    judge(cut_patches, convolution.cut_patches, [call(IMAGES, 3), call(IMAGES, 2), call(*in_single(IMAGES), 3)], [
        (("len(X) * size * size", "size * size"), "A patch has channels · size² numbers: len(X) * size * size."),
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
    tasks.append(call(ones.astype(np.float32), (2, 4, 5, 3), 2))
    judge(add_patches, convolution.add_patches, tasks, [
        (("+= patches", "= patches"), "Patches overlap: add them up, += and not =."),
        (("patches[:, i, j]", "patches[:, j, i]"), "Rows and columns of the patch are swapped."),
    ], hint="For each i and j: X[:, i : i + rows, j : j + columns] += patches[:, i, j].")  # fmt: skip


def check_conv(Conv):
    """Two channels, three filters of 3 x 3: forward, gradients, and back."""
    dZ = RNG(2).normal(size=(3, 2, 3, 3))

    def work(Conv, dtype=np.float64):
        layer = Conv(RNG(3), 2, 3, 3, dtype=dtype)
        return {**started(layer, 3), **go(layer, IMAGES.astype(dtype), dZ.astype(dtype))}

    def begin(Conv):
        return {
            "W with another init": Conv(RNG(3), 2, 3, 3, lambda inputs, units: inputs - units).W
        }

    tasks = [use(work), use(lambda Conv: work(Conv, np.float32)), use(begin)]
    judge(Conv, convolution.Conv, tasks, [
        ((" + self.b", ""), "The bias is missing."),
        (("self.W.T @ dZ", "self.W @ dZ"), "The way back needs W.T."),
        (("(self.patches @ dZ.T).T", "self.patches @ dZ.T"), "dW is dZ @ patches.T, of the shape of W."),
        (("dZ.sum(axis=1, keepdims=True)", "dZ.sum(axis=1)"), "db needs keepdims=True."),
    ])  # fmt: skip


# A way back in which every pixel that is as large as the largest gets the gradient.
TO_ALL = """grown = [each.repeat(2, 1).repeat(2, 2) for each in (dA, self.forward(self.X))]
        return grown[0] * (self.X == grown[1])"""


def check_max_pool(MaxPool):
    """The largest of each 2 x 2, the way back, and ties."""
    X, dA = RNG(4).normal(size=(2, 4, 6, 3)), RNG(5).normal(size=(2, 2, 3, 3))
    tie = np.array([[[1.0, 2, 5, 5, 1, 7], [3, 0, 5, 5, 7, 0]]])[..., None]
    back = np.array([[[10.0, 20, 30]]])[..., None]
    tasks = [use(lambda f: go(f(), X, dA)), use(lambda f: go(f(), tie, back))]
    tasks.append(use(lambda f: go(f(), X.astype(np.float32), dA.astype(np.float32))))
    only = "Only the largest pixel gets the gradient."
    judge(MaxPool, convolution.MaxPool, tasks, [
        (("np.maximum", "np.minimum"), "It takes the smallest: np.maximum."),
        (("self.left, self.upper", "self.X = X; self.left, self.upper", "return dX", TO_ALL),
         "Of equal pixels, only the first one gets the gradient."),
        (("left >= right, upper >= lower", "left > right, upper > lower"),
         "Of equal pixels, the first one gets the gradient: >=."),
        (("dA * self.upper, dA * ~self.upper", "dA, dA"), only),
        (("d_rows * self.left, d_rows * ~self.left", "d_rows, d_rows"), only),
        (("dA * self.upper, dA * ~self.upper", "dA, dA", "d_rows * self.left, d_rows * ~self.left",
          "d_rows, d_rows"), only),
        (("d_rows[:, ::2], d_rows[:, 1::2] =", "d_rows[:, 1::2], d_rows[:, ::2] ="),
         "Upper and lower pixels are mixed up."),
        (("dX[:, :, ::2], dX[:, :, 1::2] =", "dX[:, :, 1::2], dX[:, :, ::2] ="),
         "Left and right pixels are mixed up."),
    ], hint={
        "forward": "Blocks of 2 x 2, side by side: the largest of each. [::2] and [1::2] are every second.",
        "backward": "All of a block's gradient goes back to its largest pixel, and 0 to the others.",
    })  # fmt: skip


def check_reshape(Reshape):
    """To images, to columns, and back."""
    X = RNG(6).normal(size=(12, 5))

    def there_and_back(Reshape, *shape, X=X):
        layer = Reshape(*shape)
        A = layer.forward(X)
        results = {"forward(X)": A, "backward(dZ)": layer.backward(2 * A)}
        keep_apart(layer, X, 2 * A)
        few = layer.forward(X[..., :3])
        results |= {"forward of fewer samples, afterwards": few, "and back": layer.backward(few)}
        return results

    tasks = [
        use(lambda f: there_and_back(f, 3, 2, 2)),
        use(lambda f: there_and_back(f, -1, X=X.reshape(3, 2, 2, 5))),
    ]
    judge(Reshape, layers.Reshape, tasks, [
        (("dZ.reshape(self.before)", "dZ"), "backward gives the shape that came in."),
    ])  # fmt: skip


def check_data_parallel(DataParallel):
    """Seven samples in slices of three, with dropout: scores, gradients, probabilities."""
    X, dZ = RNG(10).normal(size=(5, 7)), RNG(11).normal(size=(3, 7))

    def work(DataParallel):
        rng = RNG(12)
        first = layers.Dense(rng, 5, 6, dtype=np.float64)
        last = layers.Dense(rng, 6, 3, dtype=np.float64)
        network = DataParallel(layers.Network(first, layers.Dropout(0.5), last), slice_size=3)
        results = {"forward(X)": network.forward(X)}
        gradients = listed("backward", network.backward(dZ))
        if any(isinstance(each, list) for each in gradients):
            return NotRight(
                "returns lists in backward: add up the slices' gradients, array by array."
            )
        results |= {f"backward(dZ)[{i}]": each for i, each in enumerate(gradients)}
        results["predict(X)"] = network.predict(X, 4)
        results["forward(X, rng)"] = network.forward(X, RNG(13))
        return {**results, "params[0]": network.params[0]}

    judge(DataParallel, data_parallel.DataParallel, [use(work)], [
        (("[sum(gradients) for gradients in zip(*parts, strict=True)]", "list(parts)[0]"),
         "Add up the gradients of all slices."),
        (("return [sum(gradients)", "parts = list(parts); return [sum(gradients) / len(parts)"),
         "Add the gradients up: dZ is divided by n already."),
        (("slices, rngs)", "slices)"), "While training, forward of each slice needs its rng."),
        (("Network(*map(copy.copy, self.layers))", "Network(*self.layers)"),
         "Every slice needs layers of its own: they remember what went through them."),
        (("axis=1", "axis=0"), "Join the slices' scores side by side: axis=1."),
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
    ], hint="Print the kinds of its layers, one by one. rng draws for them in their order.")  # fmt: skip
