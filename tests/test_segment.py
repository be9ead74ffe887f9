"""Which ink belongs to which digit: broken and small ones, specks, rows, and edges of the paper."""

import numpy as np
import photos
import pytest
from make_photo import compose, photograph

import helpers
from helpers import find_digits


@pytest.mark.slow
def test_pages_of_one_to_twelve_digits_with_uneven_light(digits):
    X, _ = photos.some_test_digits(digits)
    right, pages = 0, 36
    for page in range(pages):
        rng = np.random.default_rng(page)
        n = 1 + page % 12
        pen = None if page % 2 else 6
        ink, centres = compose(X[:, rng.integers(0, X.shape[1], n)], rng, pen=pen)
        found = find_digits(photograph(ink, rng))
        if len(found) == n:
            right += 1
            for digit, (row, column) in zip(found, centres, strict=True):
                top, left, bottom, right_side = digit.box
                assert top < row < bottom and left - 20 < column < right_side + 20, "order"
                assert digit.image.shape == (784, 1) and digit.image.max() == 1
    assert right >= 0.95 * pages, f"the count is right on {right} of {pages} pages"


def page_of(*boxes, shape=(200, 300)):
    page = np.ones(shape)
    for top, left, bottom, right in boxes:
        page[top:bottom, left:right] = 0.1
    return page


ONE = (50, 60, 150, 70)


def boxes(page):
    return [digit.box for digit in find_digits(page)]


def test_a_broken_stroke_is_one_digit_and_specks_are_none():
    page = page_of(ONE, (50, 190, 150, 200), (50, 190, 60, 240))  # a 1 and a gamma ...
    page[50:60, 215:219] = 1  # ... broken
    page[20:22, 30:32] = page[170:172, 150:152] = 0.1  # specks
    found = boxes(page)
    assert len(found) == 2 and found[0][1] < 70 < found[1][1]
    assert found[1][3] > 235, "the far side of the gap belongs to it"


def test_the_detached_bar_of_a_5_belongs_to_it():
    """The gap is wider than what is taken for a broken stroke."""
    found = boxes(page_of((60, 60, 150, 70), (50, 82, 58, 120)))
    assert len(found) == 1
    assert found[0][0] <= 50 and found[0][3] >= 119


def test_a_small_digit_far_from_the_others_is_one_but_dirt_is_none():
    found = boxes(page_of(ONE, (90, 200, 120, 206), (20, 280, 24, 284)))
    assert len(found) == 2 and found[1][1] in range(198, 201)


def test_the_dark_table_beside_the_paper_is_no_digit():
    page = page_of(ONE, (60, 140, 140, 150))
    page[:, :20] = page[185:] = 0.2
    assert len(boxes(page)) == 2


def test_rows_are_read_from_the_top_each_from_the_left():
    page = page_of(*[(20 + 90 * r + 6 * c, 40 + 80 * c, 70 + 90 * r + 6 * c, 48 + 80 * c)
                     for c in (2, 0, 1) for r in (1, 0)])  # fmt: skip
    found = boxes(page)
    assert [box[1] // 80 for box in found] == [0, 1, 2, 0, 1, 2]
    assert max(box[0] for box in found[:3]) < min(box[0] for box in found[3:])


def test_the_photo_of_the_lesson_reads_407():
    found = find_digits(helpers.DATA / "paper.jpg")
    image = np.hstack([digit.image for digit in found])
    assert photos.share_read(image, np.array([4, 0, 7])) == 1
