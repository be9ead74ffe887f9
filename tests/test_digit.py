"""to_mnist and find_digits: sizes, pens and places, and the doubts about what was found."""

import io

import numpy as np
import photos
import pytest
from hypothesis import event, given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

import helpers
from helpers import crop, find_digits, fit_box, to_mnist
from helpers.handwriting.digit import cut_out, main_digits, scale_to, thicken


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


def cross(side, pen):
    ink = np.zeros((side, side), np.float32)
    ink[:, side // 2 : side // 2 + pen] = ink[side // 2 : side // 2 + pen, :] = 1
    return ink


@pytest.mark.parametrize(
    ("side", "pen", "least"),
    [(80, 1, 1.5), (200, 2, 1.5), (400, 3, 1.5), (800, 6, 1.5), (300, 10, 1.9), (121, 9, 1.9)],
)
def test_thin_pens_become_about_as_wide_as_mnists(side, pen, least):
    small = fit_box(cross(side, pen))
    assert least < small[3].sum() < 2.2
    assert small[3].max() > 0.65, "faint"


def test_a_large_image_is_looked_at_in_a_smaller_one(monkeypatch):
    sides = []
    monkeypatch.setattr(
        "helpers.handwriting.digit.thicken", lambda ink: sides.append(ink.shape) or ink
    )
    large = np.kron(cross(400, 40), np.ones((9, 9), np.float32))
    np.testing.assert_allclose(fit_box(large), fit_box(cross(400, 40)), atol=0.02)
    assert sides == [(1200, 1200), (400, 400)]


def test_strokes_wide_enough_are_left_alone():
    assert len(thicken(cross(124, 10))) == 82, "a pixel more on either side of 80"
    ink = cross(124, 11)
    assert thicken(ink) is ink


def test_a_stroke_without_width_keeps_a_pixel():
    assert scale_to(np.ones((100, 1)), 20).shape == (20, 1)
    assert scale_to(np.ones((1, 100)), 20).shape == (1, 20)


def test_what_is_cropped_by_hand():
    ink = np.array([[0.2, 0, 0, 0], [0, 0.3, 0.2, 0], [0, 0.9, 0, 0.5], [0, 0, 0, 0]])
    ink = np.pad(ink, 2)
    np.testing.assert_array_equal(crop(ink, 0.2), [[0.3, 0.2, 0], [0.9, 0, 0.5]])


@pytest.mark.parametrize(
    ("box", "reach"),
    [((120, 60, 220, 70), 6), ((10, 60, 30, 70), 1), ((0, 0, 100, 5), 6), ((150, 50, 190, 60), 2)],
)
def test_a_digit_keeps_what_is_near_it_alone(box, reach):
    top, left, bottom, right = box
    chosen = np.zeros((240, 120), bool)
    chosen[top:bottom, left:right] = True
    part = cut_out(np.ones(chosen.shape), 7 * chosen, 7, box)
    rows, columns = (np.flatnonzero(part.any(axis=axis)) for axis in (1, 0))
    assert len(rows) == bottom + reach - max(0, top - reach)
    assert len(columns) == right + reach - max(0, left - reach)


def test_what_is_small_beside_the_largest_is_no_digit():
    digits = np.zeros((240, 100), int)
    digits[10:110, :10], digits[120:160, 20:30], digits[200:239, 40:50] = 1, 2, 3
    assert set(np.unique(digits[main_digits(digits)])) == {1, 2}


def test_ink_that_reaches_over_the_edge_of_28_pixels_stays():
    """All mass at one end: the box of 20 x 20 stops at the border, and is not cut off."""
    heavy = np.zeros((20, 20), np.float32)
    heavy[:, :1], heavy[19:] = 1, 0
    heavy[10] = np.linspace(1, 0.05, 20)
    column = helpers.centre(heavy)
    np.testing.assert_allclose(column.sum(), heavy.sum(), rtol=1e-6)
    assert column[:, 0].sum() == 0 and np.flatnonzero(column.any(axis=0))[-1] == 27


def test_a_digit_heavy_on_the_right_stops_at_the_left_border():
    column = helpers.centre(np.pad(np.ones((20, 2), np.float32), ((0, 0), (18, 0))))
    assert (np.flatnonzero(column.any(axis=0)) == [18, 19]).all()


@pytest.mark.parametrize("step", ["to_ink", "label_digits", "crop", "fit_box", "centre"])
def test_each_step_says_what_it_wants(step):
    options = {"faintest": 0.15} if step == "crop" else {}
    for wrong, message in (
        ("photo.jpg", "must be a NumPy array, not str."),
        (np.ones((9, 9, 3)), "has the shape (9, 9, 3), but (rows, columns) is wanted."),
        (np.ones((0, 9)), "has the shape (0, 9): it is empty."),
        (np.full((9, 9), 255.0), "must be from 0 to 1, but it goes from 255 to 255. Divide by 255"),
        (np.full((9, 9), np.nan), "holds numbers that are not finite."),
    ):
        with pytest.raises(ValueError) as caught:
            getattr(helpers, step)(wrong, **options)
        assert str(caught.value).startswith(f"{step}: ") and message in str(caught.value)


@pytest.mark.parametrize("step", [fit_box, helpers.centre, lambda ink: crop(ink, 0.15)])
def test_a_mask_is_ink_and_float16_is_none(step):
    mask = np.zeros((20, 20), bool)
    mask[5:12, 3:9] = True
    made = step(mask)
    np.testing.assert_array_equal(made, step(mask.astype(np.float32)))
    assert made.dtype == np.float32
    with pytest.raises(ValueError, match="must hold float32 or float64 numbers, not float16"):
        step(mask.astype(np.float16))


@pytest.mark.parametrize("faintest", [-0.1, 1, np.nan])
def test_the_faintest_ink_is_a_share(faintest):
    with pytest.raises(ValueError, match="^crop: faintest must be a number of at least 0 and belo"):
        crop(np.ones((3, 3)), faintest)
    with pytest.raises(ValueError, match="^There is no ink above 0.5 in this image.$"):
        crop(np.full((3, 3), 0.5), 0.5)


def test_only_what_has_ink_and_fits_comes_to_the_middle():
    with pytest.raises(ValueError, match=r"^centre: small has the shape \(21, 9\), but at most"):
        helpers.centre(np.ones((21, 9)))
    with pytest.raises(ValueError, match=r"^centre: small has the shape \(9, 21\), but at most"):
        helpers.centre(np.ones((9, 21)))
    with pytest.raises(ValueError, match="^There is no ink in this image"):
        helpers.centre(np.zeros((20, 20)))
    assert helpers.centre(np.ones((20, 20), bool)).sum() == 400


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


@pytest.mark.parametrize("shape", [(1203, 1400), (1400, 1203), (90, 64), (64, 90)])
def test_boxes_stay_in_the_photo(shape):
    page = np.ones(shape)
    rows, columns = shape
    page[rows // 2 :, columns // 2 : columns // 2 + columns // 8] = 0.1
    assert find_digits(page)[0].box[2] == rows
    assert find_digits(page.T)[0].box[3] == rows


def page_of(*boxes, shape=(300, 500), grey=0.1):
    page = np.ones(shape)
    for top, left, bottom, right in boxes:
        page[top:bottom, left:right] = grey
    return page


def test_each_digit_has_its_own_image():
    bar, blot = (100, 50, 160, 58), (100, 130, 160, 170)
    found = find_digits(page_of(bar, blot))
    for digit, box in zip(found, (bar, blot), strict=True):
        np.testing.assert_allclose(digit.image, to_mnist(page_of(box)), atol=0.01)


THREE = [(100, 50, 160, 58), (100, 130, 160, 138), (100, 210, 160, 218)]
WIDE = [(100, 20, 150, 80), (100, 120, 150, 180)]
LARGER = ("much larger than the others",)
BORDER = ("touches the border",)
TWO = ("perhaps two digits",)


@pytest.mark.parametrize(
    ("page", "doubts"),
    [
        (page_of(*THREE), [()] * 3),
        (page_of(*THREE[:2], (80, 210, 200, 218)), [()] * 3),  # twice as large
        (page_of(*THREE[:2], (80, 210, 201, 218)), [(), (), LARGER]),
        (page_of(*WIDE, (60, 250, 160, 370)), [TWO] * 3),
        (page_of(*WIDE, (60, 250, 160, 372)), [TWO, TWO, (*LARGER, *TWO)]),
        (page_of(*THREE, (130, 250, 160, 319)), [()] * 4),  # wide, and low beside the others
        (page_of(*THREE, (130, 250, 160, 320)), [(), (), (), TWO]),
        (page_of((100, 50, 160, 119)), [()]),
        (page_of((100, 50, 160, 120)), [TWO]),
        (page_of(THREE[0], (60, 210, 220, 218)), [()] * 2),  # which of two is it?
        (page_of((0, 45, 70, 53), shape=(100, 160)), [BORDER]),
        (page_of((30, 45, 100, 53), shape=(100, 160)), [BORDER]),
        (page_of((30, 45, 99, 53), shape=(100, 160)), [()]),
        (page_of((0, 45, 70, 53), shape=(100, 160)).T, [(*TWO, *BORDER)]),
        (page_of((30, 45, 100, 53), shape=(100, 160)).T, [(*TWO, *BORDER)]),
        (page_of((20, 45, 80, 53), shape=(100, 100), grey=0.77), [("low contrast",)]),
        (page_of((20, 45, 80, 53), shape=(100, 100), grey=0.73), [()]),
        (page_of((0, 0, 96, 12), shape=(100, 200), grey=0.77), [(*BORDER, "low contrast")]),
    ],
)
def test_what_is_doubted(page, doubts):
    assert [digit.doubts for digit in find_digits(page)] == doubts


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
