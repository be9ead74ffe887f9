"""MNIST digits enlarged, moved, photographed and spoiled, and how well they are read then."""

import io

import numpy as np
from PIL import Image
from skimage.transform import resize

import helpers

COUNT = 200


def some_test_digits(digits):
    """COUNT test digits (784, COUNT) of all classes, and their labels."""
    _, _, X_test, Y_test = digits
    chosen = np.random.default_rng(0).permutation(Y_test.size)[:COUNT]
    return X_test[:, chosen], Y_test[chosen]


def share_read(X, Y):
    """The share of X (784, n) that Lesson 6's second reader reads."""
    reader = helpers.load_weights(helpers.DATA / "reader.npz")
    return helpers.get_accuracy(helpers.make_predictions(X, *reader), Y)


def canvas(digit, rng, smallest=3, largest=6):
    """The digit (784,), several times as large, somewhere on a larger black canvas: [0, 1]."""
    scale = int(rng.integers(smallest, largest + 1))
    large = resize(digit.reshape(28, 28), (28 * scale, 28 * scale), order=1).clip(0, 1)
    room = rng.integers(0, 12 * scale, (2, 2))
    return np.pad(large, room)


def jpeg(digit, rng):
    file = io.BytesIO()
    page = (255 * (1 - 0.9 * canvas(digit, rng))).astype(np.uint8)
    Image.fromarray(page).save(file, "JPEG", quality=50)
    return Image.open(file)


def rgba(digit, rng):
    """Dark blue ink on a transparent background, as a drawing program saves it."""
    ink = canvas(digit, rng)
    colour = np.broadcast_to([0.1, 0.1, 0.4], (*ink.shape, 3))
    return (255 * np.dstack([colour, ink])).astype(np.uint8)


def lamp(digit, rng):
    """Dark ink on paper that is twice as bright on one side as on the other."""
    ink = canvas(digit, rng)
    return (1 - 0.8 * ink) * np.linspace(0.45, 0.9, ink.shape[1])


def noisy(digit, rng):
    ink = canvas(digit, rng)
    return (0.1 + 0.8 * ink + rng.normal(0, 0.04, ink.shape)).clip(0, 1)


def tight(digit, rng):
    """Dark ink with hardly a margin: half of what is seen may be stroke."""
    return 1 - 0.8 * np.pad(helpers.crop(canvas(digit, rng), 0.1), 4)


def check_variant(make, X, Y, lost=0.03):
    """Assert that the digits, spoiled by make(digit, rng), are read nearly as well as before."""
    rng = np.random.default_rng(1)
    prepared = np.hstack([helpers.to_mnist(make(digit, rng)) for digit in X.T])
    assert prepared.shape == X.shape and prepared.dtype == np.float32
    assert prepared.min() == 0 and prepared.max() == 1
    original, accuracy = share_read(X, Y), share_read(prepared, Y)
    assert accuracy > original - lost, f"{accuracy:.1%}, originals {original:.1%}"
    return prepared
