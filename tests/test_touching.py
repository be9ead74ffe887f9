"""Two digits that touch are two, and wide digits are one."""

import numpy as np
import pytest
from skimage.draw import circle_perimeter
from skimage.measure import label
from skimage.morphology import dilation

from helpers import split_touching
from helpers.handwriting.touching import (
    between_pieces,
    is_digit_like,
    is_plausible,
    row_of_pieces,
    thinnest_column,
)


def ring(page, row, column, radius=20):
    rows, columns = circle_perimeter(row, column, radius)
    page[rows, columns] = True


def split(page):
    return split_touching(label(dilation(page, np.ones((3, 3))), connectivity=2))


def test_two_rings_that_touch_are_two():
    page = np.zeros((60, 110), bool)
    ring(page, 30, 30)
    ring(page, 30, 71)
    page[30, 48:54] = True  # a bridge
    parts = split(page)
    assert parts.max() == 2
    assert set(np.unique(parts[:, :45])) == {0, 1} and set(np.unique(parts[:, 60:])) == {0, 2}


def test_two_pieces_in_one_group_are_two_if_each_has_a_digits_shape():
    group = np.zeros((60, 110), int)
    for left in (10, 45):
        group[10:50, left : left + 25] = 1
    assert split_touching(group).max() == 2
    halves = np.zeros((60, 60), int)  # of a 0 that is broken above and below
    halves[10:50, 15:20] = halves[10:50, 30:35] = 1
    assert split_touching(halves).max() == 1


def test_wide_digits_are_one():
    seven = np.zeros((60, 110), bool)
    seven[10, 10:80] = True  # a long bar
    seven[range(10, 50), range(79, 39, -1)] = True
    two = np.zeros((60, 110), bool)
    ring(two, 25, 40, 14)
    two[50, 20:90] = True
    two[39:50, 40] = True
    for page in (seven, two):
        assert split(page).max() == 1


def mask_of(rows, columns, *boxes):
    """A mask (rows, columns) with these boxes (top, left, bottom, right)."""
    mask = np.zeros((rows, columns), bool)
    for top, left, bottom, right in boxes:
        mask[top:bottom, left:right] = True
    return mask


def joined(width, bridge=8):
    """Two blocks 40 high that a stroke of one pixel joins, together so wide."""
    side = (width - bridge) // 2
    return mask_of(40, width, (0, 0, 40, side), (0, width - side, 40, width), (20, 0, 21, width))


@pytest.mark.parametrize(("width", "count"), [(44, 1), (52, 1), (54, 2), (56, 2)])
def test_a_piece_is_cut_if_it_is_wider_than_a_digit(width, count):
    page = np.zeros((100, 200), int)
    page[50:90, 130 : 130 + width] = joined(width)
    assert split_touching(page).max() == count


def test_every_part_has_a_number_of_its_own():
    page = np.zeros((160, 60), int)
    for number, top in enumerate((0, 50, 100), start=1):
        page[top : top + 40, :56] = number * joined(56)
    parts = split_touching(page)
    assert set(np.unique(parts)) == {0, 1, 2, 3, 4, 5, 6}
    for top in (0, 50, 100):
        assert len(np.unique(parts[top : top + 40, :20])) == 1, "one digit"


@pytest.mark.parametrize(
    ("mask", "column"),
    [
        (mask_of(40, 50, (0, 0, 40, 20), (0, 30, 40, 50)), 25),
        (mask_of(40, 50, (5, 0, 40, 20), (0, 30, 38, 50)), 25),  # the right one is higher
        # one is just high enough, and specks do not count, wherever they are
        (mask_of(40, 60, (0, 8, 40, 24), (8, 34, 32, 50), (33, 1, 38, 4), (0, 54, 5, 58)), 29),
        (mask_of(40, 60, (0, 8, 40, 24), (8, 34, 31, 50)), None),
        (mask_of(40, 50, (0, 0, 40, 50)), None),
        # one's foot reaches as far as the other's roof, or below it
        (mask_of(40, 40, (0, 0, 40, 15), (38, 0, 40, 20), (0, 25, 40, 40), (0, 20, 2, 40)), 20),
        (mask_of(40, 50, (0, 0, 40, 15), (38, 0, 40, 30), (0, 35, 30, 50), (0, 20, 2, 50)), None),
        # slim ones are two 1s only far from each other
        (mask_of(40, 52, (0, 0, 40, 4), (0, 48, 40, 52)), None),
        (mask_of(40, 53, (0, 0, 40, 4), (0, 49, 40, 53)), 26),
    ],
)
def test_where_one_piece_ends_and_the_next_begins(mask, column):
    assert between_pieces(mask) == column


def test_pieces_that_touch_at_a_corner_are_one():
    mask = mask_of(40, 50, (0, 0, 40, 20), (0, 30, 40, 50))
    mask[range(10, 20), range(20, 30)] = True
    assert between_pieces(mask) is None


@pytest.mark.parametrize(
    ("width", "alone", "plausible"),
    [
        (14, False, True), (13, False, False), (44, False, True), (45, False, False),
        (4, True, True), (3, True, False), (44, True, True), (45, True, False),
    ],
)  # fmt: skip
def test_how_wide_a_digit_may_be(width, alone, plausible):
    assert is_plausible((10, 20, 50, 20 + width), alone) == plausible


@pytest.mark.parametrize(
    ("height", "width", "like"),
    [
        (40, 14, True), (40, 13, False), (40, 44, True), (40, 45, False),
        (24, 9, True), (23, 9, False), (24, 27, False),
    ],
)  # fmt: skip
def test_what_a_part_must_be_like(height, width, like):
    part = mask_of(40, 60, (40 - height, 3, 40, 3 + width))
    assert is_digit_like(part, 40) == like


def test_it_is_cut_where_the_ink_is_thinnest_and_not_through_a_body():
    boxes = (0, 0, 40, 24), (0, 32, 40, 56)
    assert thinnest_column(mask_of(40, 56, *boxes, (18, 24, 23, 28), (20, 28, 21, 29),
                                   (18, 29, 23, 32))) == 28  # fmt: skip
    hollow = mask_of(40, 56, *boxes)
    hollow[2:38, 2:22] = hollow[2:38, 34:54] = False  # two frames, a pen of two pixels
    for thick, column in ((16, 24), (17, None)):
        mask = hollow.copy()
        mask[10 : 10 + thick, 22:34] = True
        assert thinnest_column(mask) == column, thick


def test_a_stroke_that_is_cut_is_at_most_twice_as_thick_as_the_pen():
    mask = mask_of(40, 56, (0, 0, 40, 24), (0, 32, 40, 56))
    mask[9:31, 2:22] = mask[9:31, 34:54] = False  # two frames, of strokes nine pixels thick
    for thick, column in ((18, 24), (19, None)):
        mask[9:31, 22:34] = False
        mask[10 : 10 + thick, 22:34] = True
        assert thinnest_column(mask) == column, thick


def test_columns_without_ink_say_nothing_of_the_pen():
    mask = mask_of(40, 58, (0, 0, 40, 24), (0, 32, 40, 56), (10, 22, 27, 34), (0, 57, 1, 58))
    mask[2:10, 2:22] = mask[27:38, 2:22] = mask[2:10, 34:54] = mask[27:38, 34:54] = False
    mask[10:27, 2:22] = mask[10:27, 34:54] = False
    with np.errstate(all="raise"):
        assert thinnest_column(mask) is None


def test_a_line_one_pixel_high_is_left_whole():
    line = np.ones((1, 3), int)
    np.testing.assert_array_equal(split_touching(line), line)


def bars(*spans, rows=(0, 40), columns=120):
    """A mask with an upright bar for each (from, to) of the columns."""
    mask = np.zeros((40, columns), bool)
    for left, right in spans:
        mask[slice(*rows), left:right] = True
    return mask


def test_a_row_may_begin_lower_and_have_slim_digits():
    mask = bars((4, 20), (26, 42)) | bars((0, 0), (48, 54)) | bars((62, 68))
    mask[:6, 4:20] = False
    row = row_of_pieces(mask)
    assert [int(row[20, column]) for column in (10, 30, 50, 65)] == [0, 1, 2, 3]


def test_no_groups_stay_none():
    assert not split_touching(np.zeros((9, 9), int)).any()


def test_three_digits_close_to_each_other_are_three_and_small_pieces_join_the_nearest():
    mask = bars((0, 20), (24, 44), (48, 68))
    mask[0:6, 70:80] = True  # the bar of a 5
    row = row_of_pieces(mask)
    for number, (left, right) in enumerate([(0, 20), (24, 44), (48, 80)]):
        assert set(row[:, left:right][mask[:, left:right]]) == {number}
    groups = np.pad(mask, 5).astype(int)
    assert sorted(np.unique(split_touching(groups))[1:]) == [2, 3, 4], "one number for each"
    both = np.vstack([groups, 2 * groups])  # two rows: no number is used twice
    assert [len(np.unique(half)) for half in np.split(split_touching(both), 2)] == [4, 4]
    assert len(np.unique(split_touching(both))) == 7
    for height, count in ((100, 4), (101, 3)):  # small print is only wide, and cut once
        page = np.zeros((120, 200), int)
        page[5:45, 5:125] = mask
        page[5 : 5 + height, 180:190] = 2
        assert len(np.unique(split_touching(page))) - 1 == count


@pytest.mark.parametrize(
    "mask",
    [
        bars((0, 20), (24, 44)),  # a pair is between_pieces' matter
        bars((0, 20), (24, 44), (48, 98)),  # the last one is too wide for a digit
        bars((0, 1), (24, 44), (48, 68)),  # and this one too slim
        bars((0, 20), (24, 44)) | bars((60, 80), rows=(0, 20)),  # a small one is no digit of it
    ],
)
def test_what_is_no_row_of_digits(mask):
    assert row_of_pieces(mask) is None


def test_pieces_that_overlap_are_parts_of_one_digit_and_no_row():
    mask = bars((0, 20), columns=130)
    for left, apart in ((24, 50), (24, 12)):  # two slanted strokes, 44 columns wide
        both = mask.copy()
        for row in range(40):
            for start in (left, left + apart):
                both[row, start + row : start + row + 5] = True
        assert (row_of_pieces(both) is None) is (apart == 12)
