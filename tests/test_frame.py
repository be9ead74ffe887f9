"""Printed frames are taken away, and strokes that are as straight are not."""

import numpy as np

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


def test_what_is_none():
    seven = np.zeros((60, 40), bool)
    seven[:6] = True  # its bar fills a tight crop
    four = np.zeros((60, 40), bool)
    four[30:36] = four[:, 18:23] = True  # its lines are in the middle
    short = cell() < 0.5
    short[:, 60:80] = short[50:70] = False  # corners that do not reach across
    for dark in (seven, four, short):
        assert not find_frame(dark).any()
