"""to_mnist and find_digits: on MNIST digits that were enlarged, moved, photographed and spoiled."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from make_photo import compose, photograph
from PIL import Image
from skimage.transform import resize

import helpers

COUNT = 500


@pytest.fixture(scope="module")
def params(digits):
    """A two-layer network that reads about nine in ten of the sample's test digits."""
    params, _ = helpers.gradient_descent(
        *digits, 2.0, 150, rng=np.random.default_rng(0), progress=False
    )
    return params


@pytest.fixture(scope="module")
def test_digits(digits):
    """500 test digits (784, 500) of all classes, and their labels."""
    _, _, X_test, Y_test = digits
    chosen = np.random.default_rng(0).permutation(Y_test.size)[:COUNT]
    return X_test[:, chosen], Y_test[chosen]


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


VARIANTS = {
    "MNIST's own": lambda digit, rng: digit.reshape(28, 28),
    "enlarged 3 to 20 times and moved": lambda digit, rng: canvas(digit, rng, 3, 20),
    "dark on light": lambda digit, rng: 1 - canvas(digit, rng),
    "noise": noisy,
    "uneven light": lamp,
    "JPEG of quality 50": jpeg,
    "16 bits": lambda digit, rng: (65535 * (1 - canvas(digit, rng))).astype(np.uint16),
    "RGBA": rgba,
}


@pytest.mark.parametrize("name", VARIANTS)
def test_accuracy_stays_within_three_points_of_the_originals(params, test_digits, name):
    X, Y = test_digits
    rng = np.random.default_rng(1)
    prepared = np.hstack([helpers.to_mnist(VARIANTS[name](digit, rng)) for digit in X.T])
    assert prepared.shape == X.shape and prepared.dtype == np.float32
    assert prepared.min() == 0 and prepared.max() == 1
    original = helpers.get_accuracy(helpers.make_predictions(X, *params), Y)
    accuracy = helpers.get_accuracy(helpers.make_predictions(prepared, *params), Y)
    assert accuracy > original - 0.03, f"{accuracy:.1%}, originals {original:.1%}"
    if name == "MNIST's own":
        assert np.abs(prepared - X).mean() < 0.04, "little should change"


def test_a_blot_by_hand():
    """40 x 20 pixels keep their proportions, and their centre of mass comes to the middle."""
    image = np.zeros((60, 50))
    image[10:50, 20:40] = 1
    column = helpers.to_mnist(image).reshape(28, 28)
    rows, columns = np.flatnonzero(column.any(axis=1)), np.flatnonzero(column.any(axis=0))
    assert (rows[0], rows[-1]) == (4, 23) and (columns[0], columns[-1]) == (10, 19)


def test_pages_of_one_to_twelve_digits_with_uneven_light(test_digits):
    X, _ = test_digits
    right, pages = 0, 60
    for page in range(pages):
        rng = np.random.default_rng(page)
        n = 1 + page % 12
        pen = None if page % 2 else 6
        ink, centres = compose(X[:, rng.integers(0, COUNT, n)], rng, pen=pen)
        found = helpers.find_digits(photograph(ink, rng))
        if len(found) == n:
            right += 1
            for digit, (row, column) in zip(found, centres, strict=True):
                top, left, bottom, right_side = digit.box
                assert top < row < bottom and left - 20 < column < right_side + 20, "order"
                assert digit.image.shape == (784, 1) and digit.image.max() == 1
    assert right >= 0.95 * pages, f"the count is right on {right} of {pages} pages"


def test_the_photo_of_the_lesson(params):
    found = helpers.find_digits(helpers.DATA / "paper.jpg")
    boxes = [digit.box for digit in found]
    assert len(found) == 3 and boxes == sorted(boxes, key=lambda box: box[1])


def test_a_broken_stroke_is_one_digit_and_specks_are_none():
    page = np.ones((200, 300))
    page[50:150, 60:70] = 0.1  # a 1
    page[50:150, 190:200] = page[50:60, 190:240] = 0.1  # a gamma ...
    page[50:60, 215:219] = 1  # ... broken
    page[20:22, 30:32] = page[170:172, 150:152] = 0.1  # specks
    found = helpers.find_digits(page)
    assert len(found) == 2 and found[0].box[1] < 70 < found[1].box[1]
    assert found[1].box[3] > 235, "the far side of the gap belongs to it"


def test_a_phone_photo_held_sideways(test_digits):
    X, _ = test_digits
    upright = Image.fromarray((255 * canvas(X[:, 0], np.random.default_rng(0))).astype(np.uint8))
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to look at it
    file = io.BytesIO()
    turned.save(file, "PNG", exif=exif)
    prepared = helpers.to_mnist(Image.open(file))
    np.testing.assert_allclose(prepared, helpers.to_mnist(upright), atol=0.02)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((0, 0)), "8 or more"),
        (np.zeros((7, 30)), "8 or more"),
        (np.zeros(784), "shape"),
        (np.zeros((2, 28, 28, 3)), "shape"),
        (np.zeros((28, 28, 5)), "channels"),
        (np.full((28, 28), np.nan), "NaN"),
        (np.full((28, 28), 300.0), r"in \[0, 1\]"),
        (np.zeros((28, 28), np.int64), "uint8"),
        (np.zeros((28, 28), object), "object"),
        (np.zeros((28, 28)), "No digit found"),
        (np.ones((28, 28)), "No digit found"),
        (np.zeros((28, 28, 4)), "transparent"),
        (np.broadcast_to(np.uint8(0), (8000, 8000)), "smaller"),
        ("a list", "not an image|No such file"),
    ],
)
@pytest.mark.parametrize("function", [helpers.to_mnist, helpers.find_digits])
def test_bad_input_is_told_what_is_wrong(function, image, message):
    with pytest.raises((ValueError, FileNotFoundError), match=message):
        function(image)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.9])
def test_a_truncated_file_is_refused(tmp_path, test_digits, kind, share):
    page = (255 * canvas(test_digits[0][:, 0], np.random.default_rng(0))).astype(np.uint8)
    path = tmp_path / "photo"
    Image.fromarray(page).save(path, kind)
    assert helpers.to_mnist(path).shape == (784, 1)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(ValueError, match="damaged or not an image"):
        helpers.to_mnist(path)


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(
        dtype=st.sampled_from([np.uint8, np.uint16, np.float32, np.float64, np.int32, bool]),
        shape=arrays.array_shapes(min_dims=1, max_dims=4, max_side=40),
    )
)
def test_any_array_gives_an_answer_or_a_value_error(array):
    try:
        column = helpers.to_mnist(array)
    except ValueError as error:
        assert len(str(error)) > 20
        return
    assert column.shape == (784, 1) and column.dtype == np.float32
    assert np.isfinite(column).all() and column.min() >= 0 and column.max() <= 1
