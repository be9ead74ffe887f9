"""to_mnist and find_digits: sizes, pens and places, and the doubts about what was found."""

import io

import numpy as np
import photos
import pytest
from hypothesis import event, given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

import helpers
from helpers import find_digits, fit_box, to_mnist
from helpers.handwriting.digit import WIDE_ENOUGH, thicken


@pytest.fixture(scope="module")
def test_digits(digits):
    return photos.some_test_digits(digits)


VARIANTS = {
    "MNIST's own": lambda digit, rng: digit.reshape(28, 28),
    "enlarged 3 to 12 times and moved": lambda digit, rng: photos.canvas(digit, rng, 3, 12),
    "JPEG of quality 50": photos.jpeg,
    "16 bits": lambda digit, rng: (65535 * (1 - photos.canvas(digit, rng))).astype(np.uint16),
    "RGBA": photos.rgba,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_accuracy_stays_within_three_points_of_the_originals(test_digits, name):
    X, Y = test_digits
    prepared = photos.check_variant(VARIANTS[name], X, Y)
    if name == "MNIST's own":
        assert np.abs(prepared - X).mean() < 0.04, "little should change"


def test_a_blot_by_hand():
    """40 x 20 pixels keep their proportions, and their centre of mass comes to the middle."""
    image = np.zeros((60, 50))
    image[10:50, 20:40] = 1
    column = to_mnist(image).reshape(28, 28) > 0.5
    rows, columns = np.flatnonzero(column.any(axis=1)), np.flatnonzero(column.any(axis=0))
    assert (rows[0], rows[-1]) in [(4, 23), (5, 24)] and (columns[0], columns[-1]) in [
        (9, 18),
        (10, 19),
    ]


@pytest.mark.parametrize(("side", "pen"), [(80, 1), (200, 2), (400, 3), (800, 6)])
def test_thin_pens_become_about_as_wide_as_mnists(side, pen):
    ink = np.zeros((side, side), np.float32)
    ink[:, side // 2 : side // 2 + pen] = ink[side // 2 : side // 2 + pen, :] = 1  # a cross
    small = fit_box(ink)
    arm = small[3].sum()
    assert 0.6 * WIDE_ENOUGH < arm < 1.6 * WIDE_ENOUGH, arm
    assert small[3].max() > 0.65, "faint"


def test_wide_strokes_are_left_alone():
    ink = np.zeros((40, 40), np.float32)
    ink[:, 18:23] = 1
    assert thicken(ink) is ink


def test_ink_that_reaches_over_the_edge_of_28_pixels_stays():
    """All mass at one end: the box of 20 x 20 stops at the border, and is not cut off."""
    heavy = np.zeros((20, 20), np.float32)
    heavy[:, :1], heavy[19:] = 1, 0
    heavy[10] = np.linspace(1, 0.05, 20)
    column = helpers.centre(heavy)
    np.testing.assert_allclose(column.sum(), heavy.sum(), rtol=1e-6)
    assert column[:, 0].sum() == 0 and np.flatnonzero(column.any(axis=0))[-1] == 27


def test_a_phone_photo_held_sideways(test_digits):
    X, _ = test_digits
    image = photos.canvas(X[:, 0], np.random.default_rng(0))
    upright = Image.fromarray((255 * image).astype(np.uint8))
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to look at it
    file = io.BytesIO()
    turned.save(file, "PNG", exif=exif)
    np.testing.assert_allclose(to_mnist(Image.open(file)), to_mnist(upright), atol=0.02)


def test_a_smudge_beside_a_single_digit_is_left_out():
    page = np.ones((120, 120))
    page[20:100, 40:50] = 0.1
    clean = to_mnist(page)
    page[5:15, 100:112] = 0.1
    assert np.abs(to_mnist(page) - clean).mean() < 0.01


def test_what_is_doubted():
    page = np.ones((300, 500))
    for left in (50, 130, 210):
        page[100:160, left : left + 8] = 0.1
    assert [digit.doubts for digit in find_digits(page)] == [()] * 3
    page[60:220, 290:300] = 0.1  # long
    page[100:160, 400:408] = 0.82  # faint
    doubts = [digit.doubts for digit in find_digits(1 - 0.9 * (1 - page))]
    assert ("much larger than the others",) in doubts
    faint = np.full((100, 100), 0.8)
    faint[20:80, 45:53] = 0.6
    assert find_digits(faint)[0].doubts == ("low contrast",)
    cut = np.ones((100, 100))
    cut[:70, 45:53] = 0.1
    assert find_digits(cut)[0].doubts == ("touches the border",)


dtypes = st.sampled_from([np.uint8, np.uint16, np.float32, bool])


@settings(max_examples=60, deadline=None)
@given(dtypes, st.tuples(st.integers(8, 120), st.integers(8, 120)), st.data())
def test_any_strokes_give_an_answer_or_a_value_error(dtype, shape, data):
    rows, columns = shape
    white = 1 if dtype in (np.float32, bool) else np.iinfo(dtype).max
    image = np.zeros(shape, np.float64)
    for _ in range(data.draw(st.integers(1, 3))):
        top, left = data.draw(st.integers(0, rows - 3)), data.draw(st.integers(0, columns - 3))
        image[top : top + data.draw(st.integers(2, rows)), left : left + 3] = 1
    try:
        column = to_mnist((image * white).astype(dtype))
    except ValueError as error:
        event("refused")
        assert len(str(error)) > 20
        return
    event("read")
    assert column.shape == (784, 1) and column.dtype == np.float32
    assert np.isfinite(column).all() and column.min() >= 0 and column.max() <= 1


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(
        dtype=st.sampled_from([np.uint8, np.uint16, np.float32, np.float64, np.int32, bool]),
        shape=arrays.array_shapes(min_dims=1, max_dims=4, max_side=40),
    )
)
def test_any_array_gives_an_answer_or_a_value_error(array):
    try:
        column = to_mnist(array)
    except ValueError as error:
        assert len(str(error)) > 20
        return
    assert column.shape == (784, 1) and np.isfinite(column).all()
