"""Printed frames are taken away, and strokes that are as straight are not."""

import numpy as np
import pytest

from helpers import find_frame, to_mnist


def cell(rows=110, columns=140):
    page = np.full((rows, columns), 0.95)
    page[3:6] = page[-6:-3] = 0.05
    page[:, 2:5] = page[:, -6:-3] = 0.05
    return page


def test_a_digit_in_a_frame_is_read_as_without():
    for reach in (90, 107):  # it ends in the cell, or on the frame
        free, framed = np.full((110, 140), 0.95), cell()
        for page in (free, framed):
            page[25:reach, 66:72] = 0.5  # a pencil: fainter than the frame
        difference = to_mnist(framed) - to_mnist(free)
        assert np.abs(difference).mean() < 0.02


def test_what_is_a_frame():
    dark = cell() < 0.5
    frame = find_frame(dark)
    assert (frame & dark).sum() == dark.sum()
    assert not frame[15:-15, 15:-15].any()


@pytest.mark.parametrize("rows", [15, 60, 63])
def test_a_line_at_the_inner_end_of_its_zone_is_part_of_a_frame(rows):
    dark = np.zeros((rows, 60), bool)
    last = rows // 5 - 1  # a fifth on each side, and not more
    dark[last] = dark[-1 - last] = True
    assert find_frame(dark)[[last, -1 - last]].all()
    dark[[last, -1 - last], :7] = False  # less than nine tenths of it is left
    assert not find_frame(dark).any()


def test_two_lines_at_one_side():
    dark = np.zeros((100, 80), bool)
    dark[82:84] = dark[92:95] = True
    for page in (dark, dark[::-1], dark.T, dark.T[:, ::-1]):
        assert (find_frame(page) & page).sum() == page.sum()


def test_what_is_none():
    seven = np.zeros((60, 40), bool)
    seven[:6] = True  # its bar fills a tight crop
    four = np.zeros((60, 40), bool)
    four[30:36] = four[:, 18:23] = True  # its lines are in the middle
    short = cell() < 0.5
    short[:, 60:80] = short[50:70] = False  # corners that do not reach across
    for dark in (seven, four, short):
        assert not find_frame(dark).any()


def page_of(*boxes):
    """A mask of 100 x 100 with these boxes (top, left, bottom, right)."""
    page = np.zeros((100, 100), bool)
    for top, left, bottom, right in boxes:
        page[top:bottom, left:right] = True
    return page


def stairs(top, step):
    """A line from border to border that goes down by a pixel after so many: boxes."""
    return [
        (top + i, step * i, top + i + 1, min(100, step * (i + 1))) for i in range(-(-100 // step))
    ]


TOP = (10, 0, 12, 100)


@pytest.mark.parametrize(
    ("boxes", "framed"),
    [
        ([TOP, (90, 0, 92, 100)], True),
        ([TOP], False),  # one line: the bar of a 7
        ([TOP, (10, 90, 100, 92)], True),
        ([TOP, (50, 0, 52, 100)], False),  # one of the two is in the middle
        ([(50, 0, 52, 100), (0, 50, 100, 52)], False),  # a plus
        ([(17, 0, 20, 100), (80, 0, 83, 100)], True),  # the outer fifth, and just so much
        ([(18, 0, 21, 100), (80, 0, 83, 100)], False),
        ([(17, 0, 20, 100), (79, 0, 82, 100)], False),
        ([(10, 0, 11, 100), (90, 0, 91, 100)], True),  # one pixel thin
        ([(2, 0, 14, 100), (86, 0, 98, 100)], True),  # as thick as a frame may be
        ([(2, 0, 15, 100), (86, 0, 98, 100)], False),
        ([(10, 10, 12, 100), (90, 0, 92, 90)], True),  # nearly to the border
        ([(10, 11, 12, 100), (90, 0, 92, 90)], False),
        ([*stairs(5, 30), *stairs(90, 30)], True),  # not quite level
        ([*stairs(5, 22), *stairs(90, 22)], False),  # crooked
    ],
)
def test_a_frame_is_two_straight_lines_from_border_to_border_far_out(boxes, framed):
    for page in (page_of(*boxes), page_of(*boxes).T):
        assert find_frame(page).any() == framed


def test_a_frame_is_where_it_is():
    """At any width of the image, also where a quarter of it is even."""
    for columns in range(96, 104):
        page = np.zeros((100, columns), bool)
        page[10, 4:] = page[90, 4:] = True
        assert np.flatnonzero(find_frame(page).any(axis=0))[0] == 2


def test_the_soft_edges_of_a_frame_belong_to_it():
    frame = find_frame(page_of(TOP, (90, 0, 92, 100)))
    assert list(np.flatnonzero(frame.any(axis=1))) == [*range(8, 14), *range(88, 94)]
    frame = find_frame(page_of(TOP, (90, 0, 92, 100)).T)
    assert list(np.flatnonzero(frame.any(axis=0))) == [*range(8, 14), *range(88, 94)]
