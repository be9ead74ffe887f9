"""Which ink belongs to which digit: strokes joined to digits, specks and edges left out."""

import numpy as np
from skimage.filters import apply_hysteresis_threshold
from skimage.measure import label, regionprops
from skimage.morphology import isotropic_dilation

from helpers.handwriting.paper import HINT, page_side
from helpers.handwriting.touching import split_touching
from helpers.inputs.arrays import check_values
from helpers.inputs.shapes import check_shapes

WEAK, STRONG = 0.3, 0.65  # ink: a stroke has the one everywhere, and the other somewhere
NEAR = 4  # heights to the next digit of a row, from its left to the other's left
STRAIGHT = 0.84  # of its box, a line of straight sides holds more: an ellipse pi / 4, or 0.79
ROUND, SLASH = 0.6, 0.85  # of its box, a slanted ellipse holds more; of its convex hull, a stroke
DISC, CONVEX = 0.7, 0.93  # of its box, a filled disc holds more; of its convex hull, too
FLAT = 0.25  # of its width, a line below a digit has less height


@check_shapes(ink="rows+ columns+")
@check_values(ink="floats")
@check_values(ink="0 to 1")
def label_digits(ink):
    """Number the digits in reading order: int labels (rows, columns), 0 where there is none.

    ink: (rows, columns) in [0, 1]. Strokes close to each other are one digit; specks, edges of
    the paper, its holes, and ruled lines are none. Raises ValueError for other arrays, and when no
    digit is found.
    """
    inked, parts = filled_box(ink > WEAK), np.zeros(ink.shape, int)
    parts[inked] = label(apply_hysteresis_threshold(ink[inked], WEAK, STRONG), connectivity=2)
    parts = parts * keep_handwriting(parts)
    if not parts.any():
        raise ValueError(f"No digit found: there are only specks. {HINT}")
    written, digits = filled_box(parts > 0), np.zeros(ink.shape, int)
    digits[written] = join_strokes(parts[written])
    return digits


def filled_box(mask):
    """The slices of the box that holds all of mask; of an empty one, all."""
    return tuple(
        slice(filled[0], filled[-1] + 1) if filled.size else slice(None)
        for filled in (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    )


def join_strokes(parts):
    """Number the digits that the parts (labels) make together, in reading order."""
    tall = typical_height(parts)
    pieces = [p for p in regionprops(parts) if long_side(p) > 0.1 * tall]
    boxes = np.array([p.bbox for p in pieces])
    strokes = np.isin(parts, [p.label for p in pieces if not is_rule(p.bbox, boxes, tall)])
    groups = label(isotropic_dilation(strokes, 0.06 * tall), connectivity=2) * strokes
    discs = find_discs(groups)
    if discs:  # without them another height may be typical
        return join_strokes(np.where(np.isin(groups, discs), 0, parts))
    groups = split_touching(join_small(groups, tall))
    numbers = np.zeros(groups.max() + 1, int)
    for number, group in enumerate(reading_order(regionprops(groups), tall), start=1):
        numbers[group.label] = number
    return numbers[groups]


def keep_handwriting(parts):
    """Mask of the parts (labels) that may be strokes of digits, without specks, edges and lines."""
    size = page_side(parts.shape)
    marks = [(p, long_side(p)) for p in regionprops(parts)]
    marks = [(p, long) for p, long in marks if long >= max(4, 0.01 * size)]

    def is_edge(part, long):
        _, _, bottom, right = part.bbox
        at_border = min(part.bbox) == 0 or bottom == parts.shape[0] or right == parts.shape[1]
        return at_border or (long > size / 2 and part.area < 0.04 * long**2)

    inner = [p for p, long in marks if not is_edge(p, long)]
    if max((p.bbox[2] - p.bbox[0] for p in inner), default=0) < max(6, 0.05 * size):
        inner = [p for p, _ in marks]  # nothing else there: a digit that fills the image
    boxes = np.array([p.bbox for p in inner]).reshape(-1, 4)
    return np.isin(parts, [p.label for p in inner if not is_box(p, inner, boxes)])


def is_box(part, others, boxes):
    """True for a closed line around what is written: of straight sides, or round.

    others: all parts; boxes: theirs, (top, left, bottom, right), (n, 4). A round line with no more
    than a dot or a single stroke in it may be a 0.
    """
    top, left, bottom, right = part.bbox
    inside = (boxes[:, :2] > (top, left)).all(axis=1) & (boxes[:, 2:] < (bottom, right)).all(axis=1)
    heights = (boxes[:, 2] - boxes[:, 0]) / (bottom - top)
    if not (inside & (heights >= 0.1)).any():
        return False
    if part.area_filled > STRAIGHT * part.area_bbox:
        return True
    written = [others[n] for n in np.flatnonzero(inside & (heights >= 0.25))]
    several = len(written) > 1 or any(p.solidity < SLASH for p in written)
    return several and part.area_filled > ROUND * part.area_bbox


def is_rule(box, boxes, tall):
    """True for the box of a line below several digits: wider than a digit, and lower.

    boxes: those of all pieces, (top, left, bottom, right), (n, 4).
    """
    top, left, bottom, right = box
    if right - left < 1.5 * tall or bottom - top >= 0.45 * tall:
        return False
    y, x = (boxes[:, :2] + boxes[:, 2:]).T / 2
    stands = (boxes[:, 2] - boxes[:, 0] >= 0.45 * tall) & (y < top) & (x > left) & (x < right)
    return np.count_nonzero(stands) > 1


def find_discs(groups):
    """The labels of filled discs beside digits, such as holes punched in paper: no digit is one."""
    found = regionprops(groups)
    discs = [g.label for g in found if is_disc(g)]
    return discs if len(discs) < len(found) else []


def is_disc(region):
    """True for a region that is about as wide as high, convex, and full."""
    top, left, bottom, right = region.bbox
    if not 0.8 <= (bottom - top) / (right - left) <= 1.25:
        return False
    full = region.area > DISC * region.area_bbox and region.euler_number == 1
    return full and region.solidity > CONVEX


def long_side(part):
    """The height or the width of a region, whichever is larger."""
    return max(part.bbox[2] - part.bbox[0], part.bbox[3] - part.bbox[1])


def typical_height(groups):
    """Median height of the groups (labels) that are at least half as high as the highest."""
    heights = np.array([g.bbox[2] - g.bbox[0] for g in regionprops(groups)])
    return np.median(heights[heights >= heights.max() / 2])


def join_small(groups, tall):
    """Join pieces such as the bar of a 5 to the nearest digit; drop what is too small to be one.

    A line below a digit underlines it.
    """
    becomes = np.arange(groups.max() + 1)
    large = [g for g in regionprops(groups) if g.bbox[2] - g.bbox[0] >= 0.45 * tall]
    boxes = np.array([g.bbox for g in large])
    for piece in regionprops(groups):
        height = piece.bbox[2] - piece.bbox[0]
        if height < 0.45 * tall:
            far = gaps(piece.bbox, boxes)
            if far.min() < 0.3 * tall:
                nearest, speck = large[far.argmin()], piece.area < 0.005 * tall**2
                width = piece.bbox[3] - piece.bbox[1]
                underlines = piece.bbox[0] >= nearest.bbox[2] and height < FLAT * width
                becomes[piece.label] = 0 if speck or underlines else nearest.label
            elif height < max(8, 0.15 * tall) or piece.area < 0.01 * height**2:
                becomes[piece.label] = 0
    return becomes[groups]


def gaps(box, boxes):
    """Pixels from a box (top, left, bottom, right) to others (n, 4): 0 where they overlap."""
    apart = np.maximum(boxes[:, :2] - box[2:], np.subtract(box[:2], boxes[:, 2:]))
    return np.hypot(*np.maximum(apart, 0).T)


def reading_order(groups, tall):
    """Sort the regions row by row, left to right in a row; a row may slope or wave a little."""
    slope, rows = rows_slope(groups, tall), []

    def level(group):
        return middle(group) - slope * group.bbox[1]

    for group in sorted(groups, key=level):
        if not rows or level(group) - level(rows[-1][-1]) > 0.6 * tall:
            rows.append([])
        rows[-1].append(group)
    return [g for row in rows for g in sorted(row, key=lambda g: g.bbox[1])]


def rows_slope(groups, tall):
    """How much the rows fall, pixels a pixel: median of the ways to the next digit on the right.

    It is 0 where fewer than three digits have one near enough to tell.
    """
    at = np.array([(middle(group), group.bbox[1]) for group in groups])
    slopes = []
    for y, x in at:
        down, right = at[:, 0] - y, at[:, 1] - x
        beside = (right > 0) & (right < NEAR * tall) & (2 * abs(down) < right)
        if beside.any():
            nearest = np.where(beside, np.hypot(down, right), np.inf).argmin()
            slopes.append(down[nearest] / right[nearest])
    return np.median(slopes) if len(slopes) > 2 else 0


def middle(group):
    """The row in the middle of a region's box."""
    return (group.bbox[0] + group.bbox[2]) / 2
