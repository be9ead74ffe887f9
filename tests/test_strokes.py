"""Strokes: checked whatever they are, and brought to MNIST's size as vectors."""

import numpy as np
import pytest
from hypothesis import event, given, settings, strategies as st
from train_lenet import load_lenet

import helpers
from helpers import check_strokes, draw_strokes, strokes_to_mnist
from helpers.handwriting.strokes import distances, move_to_centre, stroke_size

LINE = [[0.5, 0.2], [0.5, 0.8]]
SQUARE = [[0.2, 0.3], [0.6, 0.3], [0.6, 0.9], [0.2, 0.9], [0.2, 0.3]]


@pytest.mark.parametrize(
    ("stroke", "inside", "outside"),
    [
        (LINE, [(0.5, 0.2), (0.5, 0.5), (0.53, 0.5), (0.5, 0.17)], [(0.55, 0.5), (0.5, 0.9)]),
        ([[0.25, 0.75]], [(0.25, 0.75), (0.28, 0.75)], [(0.3, 0.75), (0.75, 0.25)]),
        ([[0, 0], [1, 1]], [(0.01, 0.01), (0.5, 0.5), (0.99, 0.99)], [(0.9, 0.1)]),
    ],
)
def test_draw_strokes(stroke, inside, outside):
    image = draw_strokes([stroke])
    assert image.dtype == np.float32 and image.shape == (140, 140)
    assert [image[int(140 * y), int(140 * x)] for x, y in inside] == [1] * len(inside)
    assert [image[int(140 * y), int(140 * x)] for x, y in outside] == [0] * len(outside)


numbers = st.floats() | st.integers(-1, 2) | st.booleans() | st.none() | st.text(max_size=2)


@given(st.recursive(numbers, lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_what_is_no_drawing_is_refused(strokes):
    try:
        assert check_strokes(strokes) == strokes
    except ValueError as error:
        assert len(str(error)) > 20


@pytest.mark.parametrize("number", [-0.01, 1.01, np.nan, np.inf, True, None, "0.5", 1j, [0.5]])
def test_a_number_that_is_no_place_on_the_pad_is_named(number):
    for point in ([number, 0.5], [0.5, number]):
        with pytest.raises(ValueError, match="x and y must be numbers from 0 to 1, not "):
            check_strokes([[[0, 1], point]])


@pytest.mark.parametrize("number", [1.1e6, -np.inf, np.nan])
def test_a_number_too_far_from_the_pad_is_named(number):
    with pytest.raises(ValueError, match="numbers from -1,000,000 to 1,000,000, not "):
        helpers.strokes_to_mnist([[[0.5, number]]])


def test_what_is_checked_comes_back_as_lists_of_floats():
    assert check_strokes(helpers.DRAWN_THREE) == helpers.DRAWN_THREE
    checked = check_strokes([((np.float32(0), 1), (1, 0.5))])
    assert checked == [[[0.0, 1.0], [1.0, 0.5]]]
    assert all(type(number) is float for point in checked[0] for number in point)


points = st.lists(st.floats(0, 1), min_size=2, max_size=2)
drawings = st.lists(st.lists(points, min_size=1, max_size=6), min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(drawings)
def test_every_drawing_becomes_a_column(strokes):
    assert check_strokes(strokes) == strokes
    column = strokes_to_mnist(strokes)
    event("a dot" if (column > 0).sum() < 20 else "a drawing")
    assert column.shape == (784, 1) and column.dtype == np.float32
    assert column.min() == 0 and 0.5 < column.max() <= 1
    np.testing.assert_array_equal(column, (np.rint(255 * column) / 255).astype(np.float32))


def test_too_many_points_are_refused():
    check_strokes([[[0.5, 0.5]] * 5000])
    with pytest.raises(ValueError, match="5,001 points in all: 5,000 are the most"):
        check_strokes([[[0.5, 0.5]] * 5000, [[0.1, 0.1]]])


def test_a_line_by_hand():
    """A line from top to bottom: 20 pixels high with the pen, and in the middle."""
    image = strokes_to_mnist([LINE]).reshape(28, 28)
    assert (image > 0).any(axis=1).sum() == 21  # its ends lie in the middle of pixels
    assert image.sum(axis=1)[7:22].std() < 1e-6, "as wide everywhere"
    assert list(np.flatnonzero(image[14])) == [12, 13, 14, 15, 16]
    # the line runs through the middle of pixel 14, 1 pixel from its neighbours' and 2 from theirs
    near, far = (np.floor(255 * ((1.3 - d) / 1.6 + 0.5) + 0.5) / 255 for d in (1, 2))
    np.testing.assert_allclose(image[14, 12:17], [far, near, 1, near, far], atol=1e-6)


@pytest.mark.parametrize("size", [1, 0.5, 0.12])
def test_size_and_place_on_the_pad_do_not_matter(size):
    moved = (np.array(SQUARE) * size + (1 - size) / 3).tolist()
    difference = strokes_to_mnist([moved]) - strokes_to_mnist([SQUARE])
    assert np.abs(difference).max() <= 1 / 255 + 1e-6


def test_a_dot_stays_a_dot_and_a_tiny_stroke_is_no_digit():
    dot = strokes_to_mnist([[[0.9, 0.1]]]).reshape(28, 28)
    assert dot.max() == 1 and 4 <= (dot > 0.5).sum() <= 9
    tiny = (np.array(SQUARE) * 0.01).tolist()  # a square of 0.6 % of the pad
    assert (strokes_to_mnist([tiny]) > 0).sum() < 40
    nothing = strokes_to_mnist([])
    assert nothing.shape == (784, 1) and nothing.dtype == np.float32 and not nothing.any()


def test_the_size_is_that_of_the_longer_side():
    assert stroke_size([[[0.1, 0.7], [0.2, 0.7]], [[0.2, 0.9]]]) == pytest.approx(0.2)
    assert stroke_size([[[0.1, 0.9], [0.4, 0.8]]]) == pytest.approx(0.3)


def test_distances_by_hand():
    """From the middle of pixels, to lines between points, and to dots."""
    short = distances([np.array([[10.5, 3.5], [11.25, 3.5]])])
    assert [short[3, x] for x in (9, 10, 11, 12)] == [1, 0, 0.25, 1.25]
    assert short[7, 10] == 4 and short[0, 6] == 5
    dots = distances([np.array([[10.5, 3.5]]), np.array([[13.5, 3.5]])])
    assert [dots[3, x] for x in range(9, 15)] == [1, 0, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("ink", "moved"),
    [
        ({20: 9, 22: 9}, {13: 9, 15: 9}),  # to the middle
        ({5: 1, 15: 1, 27: 100}, {0: 1, 10: 1, 22: 100}),  # as far as the edge
        ({0: 100, 10: 1, 20: 1}, {7: 100, 17: 1, 27: 1}),
    ],
)
def test_ink_is_moved_to_the_middle_and_not_over_the_edge(ink, moved):
    pixels, wanted = np.zeros((28, 28), int), np.zeros((28, 28), int)
    for image, columns in ((pixels, ink), (wanted, moved)):
        image[14, list(columns)] = list(columns.values())
    np.testing.assert_array_equal(move_to_centre(pixels), wanted)
    np.testing.assert_array_equal(move_to_centre(pixels.T), wanted.T)


def test_the_centre_of_mass_comes_to_the_middle():
    corner = [[[0.2, 0.2], [0.2, 0.8], [0.45, 0.8]]]  # an L: its ink is low and at the left
    image = strokes_to_mnist(corner).reshape(28, 28)
    for axis in (0, 1):
        mass = image.sum(axis=axis) @ np.arange(28) / image.sum()
        assert abs(mass - 14) <= 0.51, mass
    wide = strokes_to_mnist([[[0, 0.5], [1, 0.5]], *[[[1, 0.4], [1, 0.6]]] * 9])
    assert wide.reshape(28, 28)[14].sum() > 19, "nothing is lost over the edge"


def test_the_stored_drawing_is_read_by_the_convolution():
    assert load_lenet().predict(strokes_to_mnist(helpers.DRAWN_THREE)).argmax() == 3


@pytest.mark.parametrize("draw", [helpers.strokes_to_mnist, helpers.draw_strokes])
@pytest.mark.parametrize(
    "strokes", [[[0.1, 0.2]], [[[0.1, 0.2, 0.3]]], np.ones((2, 2)), [[[0.5, np.nan]]], None]
)
def test_what_are_no_strokes_is_said(draw, strokes):
    with pytest.raises(ValueError, match="strokes must be|A stroke|A point|x and y must be"):
        draw(strokes)


def test_strokes_from_elsewhere_are_brought_to_the_same_place_and_size():
    moved = [[[4 * x - 2, 4 * y + 8] for x, y in stroke] for stroke in helpers.DRAWN_THREE]
    np.testing.assert_allclose(
        strokes_to_mnist(moved), strokes_to_mnist(helpers.DRAWN_THREE), atol=1 / 255
    )
    X, _ = helpers.drawings_to_samples([(moved, 3)])
    for arrays in ([np.array(stroke) for stroke in moved], np.array(moved)):
        np.testing.assert_array_equal(strokes_to_mnist(arrays), X)
    np.testing.assert_array_equal(X, strokes_to_mnist(moved))
    with pytest.raises(ValueError, match="from 0 to 1, not -0.8"):
        check_strokes(moved)
