"""Two digits that touch are two, and wide digits are one."""

import numpy as np
from skimage.draw import circle_perimeter
from skimage.measure import label
from skimage.morphology import dilation

from helpers import split_touching


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
