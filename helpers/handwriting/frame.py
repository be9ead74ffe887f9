"""Printed frames, such as those of a form's cells: they are not written by hand."""

import math

import numpy as np
from scipy.ndimage import binary_dilation, maximum_filter1d, minimum_filter1d
from skimage.measure import label, regionprops

from helpers.inputs.arrays import check_values
from helpers.inputs.shapes import check_shapes

ZONE = 0.2  # a frame lies in the outer part of the image: this share of it, on each side
LONG = 0.9  # and its lines cross at least this share of it


@check_shapes(dark="rows+ columns+")
@check_values(dark="bool")
def find_frame(dark):
    """Mask of the straight lines that frame the image dark (rows, columns), a mask itself.

    They run from border to border, and there are two or more: a 7 whose bar fills a tight crop has
    only one, and the lines of a 4 are in the middle. Raises ValueError for what is no mask.
    """
    across, down = find_lines(dark), find_lines(dark.T)
    if len(across) + len(down) < 2:
        return np.zeros_like(dark)
    frame = np.zeros_like(dark)
    for line in across:
        frame |= line
    for line in down:
        frame |= line.T
    return binary_dilation(frame, np.ones((5, 5)))  # with its soft edges


def find_lines(dark):
    """Masks of the lines along axis 1 that cross the image near its first or last row."""
    rows, columns = dark.shape
    edge = math.ceil(ZONE * rows)
    crossed = dark[:edge].any(axis=0).mean(), dark[-edge:].any(axis=0).mean()
    if max(crossed) < LONG:  # then no line can be there: a quick look, as most images have none
        return []
    length = max(3, columns // 4) | 1  # odd, so that the window has a middle
    # An opening; along one axis, these filters take as long for a long window as for a short one.
    kept = minimum_filter1d(dark.astype(np.uint8), length, axis=1)
    labels, lines = label(maximum_filter1d(kept, length, axis=1), connectivity=2), []
    for line in regionprops(labels):
        top, left, bottom, right = line.bbox
        outer = bottom <= ZONE * rows or top >= (1 - ZONE) * rows
        if outer and right - left >= LONG * columns and bottom - top <= 0.12 * rows:
            lines.append(labels == line.label)
    return lines
