"""Two digits in one piece of ink, or close to each other: where one ends and the next begins."""

import numpy as np
from skimage.measure import label, regionprops
from skimage.segmentation import expand_labels

from helpers.handwriting.ink import SMALL
from helpers.inputs.arrays import check_values
from helpers.inputs.shapes import check_shapes

WIDE = 1.3  # times as wide as high: digits are seldom so wide
WHOLE = 0.6  # a digit of two is at least this much of their common height


@check_shapes(groups="rows+ columns+")
@check_values(groups="labels")
def split_touching(groups):
    """Number anew groups (labels) that are two digits, each of the two for itself.

    Two separate pieces of about the height of both, one beside the other, are two digits, and so
    are more of them in a row, unless they are small beside the highest: print. A piece
    much wider than high is cut in two where a single stroke joins plausible digits. Raises
    ValueError for what is no such array.
    """
    split, new, found = groups.copy(), groups.max() + 1, regionprops(groups)
    small = SMALL * max((group.bbox[2] - group.bbox[0] for group in found), default=0)
    for group in found:
        top, left, bottom, right = group.bbox
        row = row_of_pieces(group.image) if bottom - top >= small else None
        if row is not None:
            split[top:bottom, left:right][group.image] = new + row[group.image]
            new += row.max() + 1
            continue
        column = between_pieces(group.image)
        if column is None and right - left > WIDE * (bottom - top):
            column = thinnest_column(group.image)
        if column is not None:
            split[top:bottom, left + column : right][group.image[:, column:]] = new
            new += 1
    return split


def row_of_pieces(mask):
    """Numbers (rows, columns) from 0 on of three or more digits close to each other, or None."""
    pieces, tall = tall_pieces(mask)
    tall.sort(key=lambda p: p.centroid[1])
    if len(tall) < 3 or not all(is_plausible(p.bbox, True) for p in tall):
        return None
    spans = [(p.bbox[1], p.bbox[3]) for p in tall]
    for (_, end), (start, stop) in zip(spans, spans[1:], strict=False):
        if 2 * (end - start) > stop - start:  # one above the other, as the parts of one digit are
            return None
    numbers = np.zeros(pieces.max() + 1, int)
    numbers[[p.label for p in tall]] = np.arange(1, len(tall) + 1)
    return expand_labels(numbers[pieces], max(mask.shape)) - 1


def tall_pieces(mask):
    """The separate pieces of mask (labels), and the regions of those that may be whole digits."""
    pieces = label(mask, connectivity=2)
    return pieces, [p for p in regionprops(pieces) if p.bbox[2] - p.bbox[0] >= WHOLE * len(mask)]


def between_pieces(mask):
    """The column between two separate pieces, one beside the other, or None if mask is no pair."""
    _, tall = tall_pieces(mask)
    if len(tall) != 2:
        return None
    left, right = sorted((p.bbox for p in tall), key=lambda box: box[1])
    wide = mask.shape[1] > WIDE * len(mask)
    if left[3] > right[1] or not all(is_plausible(box, wide) for box in (left, right)):
        return None
    return (left[3] + right[1]) // 2


def is_plausible(box, alone):
    """True for a box as wide as a digit's; if its neighbour is far, it may be a slim 1, too.

    The two halves of a broken 0 are slim and close to each other.
    """
    shape = (box[3] - box[1]) / (box[2] - box[0])
    return (0.1 if alone else 0.35) <= shape <= 1.1


def thinnest_column(mask):
    """The column, not far from the middle, that cuts mask into two digits, or None."""
    rows, columns = mask.shape
    crossed = mask.sum(axis=0)
    strokes = (np.diff(mask.astype(int), axis=0, prepend=0) == 1).sum(axis=0)
    pen = np.median(crossed[crossed > 0] / strokes[crossed > 0])
    middle = range(max(1, int(0.3 * columns)), int(0.7 * columns))
    for column in sorted(middle, key=crossed.__getitem__):
        if strokes[column] > 1 or crossed[column] > max(2 * pen, 0.4 * rows):
            continue
        parts = mask[:, :column], mask[:, column:]
        if all(is_digit_like(part, rows) for part in parts):
            return column
    return None


def is_digit_like(part, rows):
    """True for a part of about the full height, of a digit's shape, and with more than a bar."""
    filled = np.flatnonzero(part.any(axis=1))
    width = np.count_nonzero(part.any(axis=0))
    height = np.ptp(filled) + 1
    return height >= WHOLE * rows and 0.35 <= width / height <= 1.1
