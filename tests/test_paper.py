"""Paper, light and shadow are what is left of a page without its ink."""

import numpy as np
import pytest
from skimage.filters import gaussian

from helpers import to_ink, to_mnist
from helpers.handwriting.paper import (
    enclosed,
    estimate_paper,
    fill_narrow,
    full_ink,
    page_side,
    shrink,
    stroke_width,
)


def test_a_strip_is_no_longer_than_a_row_of_digits_needs():
    sizes = {(900, 1200): 1200, (300, 1200): 1200, (28, 2800): 112, (2800, 28): 112}
    sizes |= {(40, 10**6): 15625}  # no row of digits: too many specks have room in it
    sizes |= {(10, 4001): 62}
    assert {shape: page_side(shape) for shape in sizes} == sizes


def test_what_lies_in_a_ring_of_pixels_that_touch_at_their_corners():
    y, x = np.indices((13, 13)) - 6
    ring, dot = abs(y) + abs(x) == 5, abs(y) + abs(x) == 0
    np.testing.assert_array_equal(enclosed(ring | dot), dot)
    touching = ring | (abs(y) + abs(x) == 4)  # what touches the ring from inside belongs to it
    assert not enclosed(touching).any()


@pytest.mark.parametrize(
    ("ink", "full"),
    [
        ([0.05] * 50 + [0.3] * 30 + [0.9] * 20, 0.9),  # edges, and the middle of strokes
        ([0.0] * 50 + [0.3], 0.3),
        ([0.0] * 50 + [0.3] * 9, 0.3),
    ],
)
def test_full_ink_is_that_of_a_stroke_s_middle(ink, full):
    assert full_ink(np.array(ink), 0.01) == full


def test_a_page_without_ink_looks_blank():
    with pytest.raises(ValueError, match="the page looks blank"):
        full_ink(np.full(50, 0.09), 0.01)


def test_a_stroke_a_quarter_of_the_page_wide_is_ink_throughout():
    page = np.full((200, 200), 0.9, np.float32)
    page[30:170, 70:128] = 0.1
    assert to_ink(page)[40:160, 75:123].min() > 0.9


@pytest.mark.parametrize("soft", [1, 4])
def test_a_shadow_on_the_page_is_no_ink(soft):
    page = np.full((400, 600), 0.9)
    strokes = [np.s_[60:140, left : left + 10] for left in range(60, 600, 120)]
    strokes += [np.s_[240:320, left : left + 10] for left in range(60, 600, 120)]
    for stroke in strokes:
        page[stroke] = 0.15
    y, x = np.indices(page.shape)
    shadow = np.where(((x - 310) / 170) ** 2 + ((y - 270) / 110) ** 2 < 1, 0.55, 1)
    ink = to_ink((page * gaussian(shadow, soft)).astype(np.float32))
    assert all(ink[stroke][5:-5, 2:-2].min() > 0.3 for stroke in strokes)
    for stroke in strokes:
        ink[stroke] = 0
    assert np.quantile(ink, 0.98) < 0.3


def test_a_stroke_across_a_sharp_edge_is_ink_all_along_and_the_edge_is_none():
    page = np.full((300, 400), 0.9, np.float32)
    page[:, 200:] = 0.45
    page[140:150, 100:300] *= 0.1
    ink = 1 - page / estimate_paper(page)
    assert ink[140:150, 100:300].min() > 0.75
    assert max(ink[:135].max(), ink[155:].max()) < 0.2


def page_with_strokes(width=10, dark=0.15):
    """A light page (400, 600) with five upright strokes."""
    page = np.full((400, 600), 0.9, np.float32)
    for left in range(60, 600, 120):
        page[100:300, left : left + width] = dark
    return page


@pytest.mark.parametrize("width", [4, 8, 16])
def test_strokes_are_as_wide_as_they_are(width):
    ink = np.zeros((200, 200))
    ink[20:180, 40 : 40 + width] = 1
    ink[20:180, 100:102] = 0.4  # a fainter line does not count
    assert abs(stroke_width(ink) - width) <= 1


def framed(wide=4):
    """A page with a frame of this width, and a thick stroke in it that touches nothing."""
    ink = np.zeros((200, 200))
    ink[10:190, 10:190] = 1
    ink[10 + wide : 190 - wide, 10 + wide : 190 - wide] = 0
    ink[60:140, 90:110] = 1
    return ink


def test_a_thin_frame_does_not_hide_how_thick_the_digit_in_it_is():
    ink = framed()
    inner = np.zeros(ink.shape, bool)
    inner[60:140, 90:110] = True
    np.testing.assert_array_equal(enclosed(ink > 0), inner)
    assert abs(stroke_width(ink) - 20) <= 1
    ink[138:190, 100] = 1  # what touches the frame is not within it
    assert not enclosed(ink > 0).any()
    ink[10:14, 50:150] = 0  # and an open one has no inside
    ink[138:186, 100] = 0
    assert not enclosed(ink > 0).any()
    page = 0.9 - 0.8 * framed()
    column = to_mnist(page.astype(np.float32)).reshape(28, 28)
    assert column[14, 14] > 0.9 and column[14, :8].max() == column[14, 20:].max() == 0


def test_no_stroke_is_as_wide_as_can_be_where_there_is_none():
    assert stroke_width(np.full((20, 20), 0.1)) == np.inf


def test_what_is_narrow_is_filled_and_what_is_wide_stays_as_it_is():
    page = np.ones((60, 90))
    page[10:50, 5:10] = 0.2
    page[10:50, 30:70] = 0.5
    filled = fill_narrow(page, 8)
    assert (filled[:, :20] == 1).all()
    assert (filled[:, 20:] == page[:, 20:]).all()


def test_the_paper_of_an_evenly_lit_page_is_that_light():
    paper = estimate_paper(page_with_strokes())
    assert paper.shape == (400, 600) and paper.dtype == np.float32
    np.testing.assert_allclose(paper, 0.9, atol=0.02)


def test_the_paper_of_a_slope_of_light_follows_it():
    slope = np.linspace(0.5, 1, 600, dtype=np.float32)
    paper = estimate_paper(page_with_strokes() * slope)
    np.testing.assert_allclose(paper, np.broadcast_to(0.9 * slope, (400, 600)), atol=0.03)


def test_the_paper_in_a_shadow_is_dark_and_under_the_strokes_in_it_too():
    page = page_with_strokes()
    page[:, 300:] *= 0.5
    paper = estimate_paper(page)
    np.testing.assert_allclose(paper[:, :280], 0.9, atol=0.03)
    np.testing.assert_allclose(paper[:, 320:], 0.45, atol=0.03)


def test_thick_strokes_that_fill_their_page_are_no_shadow():
    page = page_with_strokes(width=60)
    np.testing.assert_allclose(estimate_paper(page), 0.9, atol=0.02)


def test_blocks_are_averaged():
    image = np.arange(16, dtype=np.float32).reshape(4, 4)
    assert shrink(image, 2).tolist() == [[2.5, 4.5], [10.5, 12.5]]
    assert shrink(image, 1) is image
