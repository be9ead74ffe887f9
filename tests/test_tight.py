"""Thick strokes in a tight crop: dark or light, cut off or not; sheets and shadows are none."""

import numpy as np
import photos
import pytest
from PIL import Image, ImageDraw

from helpers import find_digits, to_ink
from helpers.handwriting.tight import (
    are_light,
    are_strokes,
    fill_strokes,
    find_thick_strokes,
    is_sheet,
    is_tight,
)


def draw(points, side, pen, margin):
    """Grey of thick strokes (points in a square of 1), so many pixels from the border."""
    image = Image.new("L", (side, side), 230)
    low, long = margin + pen / 2, side - 2 * margin - pen
    places = [(low + x * long, low + y * long) for x, y in points]
    pencil = ImageDraw.Draw(image)
    pencil.line(places, fill=40, width=pen)
    for x, y in places:
        pencil.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=40)
    return np.asarray(image, np.float32) / 255


TWO = [(0, 0.2), (0.3, 0), (0.8, 0.05), (1, 0.3), (0, 1), (1, 1)]
SEVEN = [(0, 0), (1, 0), (0.35, 1)]


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("margin", [12, 3, 0, -2])
@pytest.mark.parametrize(("side", "pen"), [(60, 10), (150, 28), (320, 70)])
@pytest.mark.parametrize(("points", "digit"), [(TWO, 2), (SEVEN, 7)])
def test_a_thick_digit_in_a_tight_crop_is_read(points, digit, side, pen, margin, light):
    page = draw(points, side, pen, margin)
    (found,) = find_digits(1 - page if light else page)
    assert photos.share_read(found.image, np.array([digit])) == 1


def test_thick_strokes_are_full_ink_and_what_is_between_them_is_none():
    page = draw(SEVEN, 200, 45, 0)
    for image in (page, 1 - page, page * np.linspace(0.9, 1, 200, dtype=np.float32)):
        ink = to_ink(image)
        assert ink[page < 0.2].min() > 0.9 and ink[page > 0.8].max() < 0.1


@pytest.mark.parametrize("light", [False, True])
def test_what_the_paper_is_like_beside_thick_strokes_it_is_under_them(light):
    page = draw(TWO, 100, 20, 2)
    page = 1 - page if light else page
    strokes = find_thick_strokes(page)
    np.testing.assert_array_equal(strokes, page > 0.5 if light else page < 0.5)
    paper = fill_strokes(page, strokes)
    np.testing.assert_allclose(paper, page[50, 1], atol=0.01)


def test_thin_strokes_wide_margins_and_shadows_have_no_thick_strokes():
    assert find_thick_strokes(draw(SEVEN, 100, 6, 2)) is None, "thin"
    assert find_thick_strokes(draw(TWO, 100, 20, 14)) is None, "not tight"
    uneven = draw(TWO, 100, 20, 2) * np.linspace(0.3, 1, 100, dtype=np.float32)
    assert find_thick_strokes(uneven) is None, "a lamp at one side"


@pytest.mark.parametrize(("size", "tight"), [(75, True), (74, False)])
def test_a_tight_crop_is_filled_in_both_directions(size, tight):
    ink = np.zeros((100, 100), bool)
    ink[:, 5 : 5 + size] = True
    assert is_tight(ink) == is_tight(ink.T) == tight


@pytest.mark.parametrize(("middle", "sheet"), [(0, False), (10, True), (30, True), (36, False)])
def test_a_sheet_has_something_small_in_it(middle, sheet):
    ink = np.zeros((100, 100), bool)
    ink[10:90, 10:90] = True
    ink[50 - middle // 2 : 50 + middle // 2, 50 - middle // 2 : 50 + middle // 2] = False
    assert is_sheet(ink) == sheet


@pytest.mark.parametrize(
    ("wide", "strokes"),
    [(0, True), (42, True), (48, False)],  # a blot, beside strokes of 20
)
def test_strokes_are_about_as_wide_everywhere(wide, strokes):
    ink = np.zeros((100, 100), bool)
    ink[10:90, 10:30] = ink[10:30, 10:90] = True
    ink[48 : 48 + wide, 48 : 48 + wide] = True
    assert are_strokes(ink) == strokes


def strokes_along(sides):
    """A mask of thick strokes: along one side from end to end, and from its middle across."""
    ink = np.zeros((100, 100), bool)
    ink[:25], ink[:, 37:63] = True, True
    return {"top": ink, "bottom": ink[::-1], "left": ink.T, "right": ink.T[:, ::-1]}[sides]


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("side", ["top", "bottom", "left", "right"])
def test_a_bar_may_fill_one_border(side, light):
    ink = strokes_along(side)
    page = np.where(ink == light, 0.9, 0.2).astype(np.float32)
    np.testing.assert_array_equal(find_thick_strokes(page), ink)
    assert are_light(page, ink) == light


def test_paper_under_strokes_follows_the_light():
    ink = strokes_along("top")
    light = np.linspace(0.7, 1, 100, dtype=np.float32) * np.ones((100, 1), np.float32)
    paper = fill_strokes(np.where(ink, 0.1, light).astype(np.float32), ink)
    assert np.abs(paper - light).max() < 0.06
