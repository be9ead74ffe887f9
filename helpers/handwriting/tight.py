"""Thick strokes in a tight crop: half of the image may be ink, and no wide region is a shadow."""

import numpy as np
from scipy.ndimage import binary_fill_holes, distance_transform_edt, gaussian_filter
from skimage.filters import threshold_otsu
from skimage.measure import regionprops

from helpers.handwriting.paper import enlarge, half_widths, page_side, shrink, shrink_factor

SIDE = 100  # strokes so thick are seen in an image no longer than this
MUCH = 0.2  # of the image: of less ink the paper is all around, see estimate_paper
TWO_LEVELS = 0.9  # of all variance, what lies between ink and paper where the light is even
TIGHT = 0.75  # of the image's height and width, the ink takes at least this
SHEET = 0.85  # of its convex hull, a sheet fills more, whatever is written on it
UNEVEN = 2.25  # times the usual width of the strokes: no stroke is wider


def find_thick_strokes(grey):
    """Mask of the thick strokes that fill a tight crop: dark, or light, on even paper.

    The mask is as small as what shrink_tight makes of grey, and None for any other image.
    """
    small = shrink_tight(grey)
    dark = small <= threshold_otsu(small)
    border = np.concatenate([dark[[0, -1]].ravel(), dark[:, [0, -1]].ravel()])
    ink = dark if border.mean() < 0.5 else ~dark  # the paper goes on beyond the border
    share = ink.mean()
    if share < MUCH:
        return None
    between = share * (1 - share) * (small[ink].mean() - small[~ink].mean()) ** 2
    if between < TWO_LEVELS * small.var():
        return None
    return ink if is_tight(ink) and not is_sheet(ink) and are_strokes(ink) else None


def shrink_tight(grey):
    """grey with a side of SIDE or less."""
    return shrink(grey, shrink_factor(grey, SIDE))


def is_tight(ink):
    """True if the ink goes from one end of the image nearly to the other, in both directions."""
    spans = (np.ptp(np.flatnonzero(ink.any(axis=axis))) + 1 for axis in (1, 0))
    return all(span >= TIGHT * side for span, side in zip(spans, ink.shape, strict=True))


def is_sheet(ink):
    """True for a convex region with something in it: a sheet on a table. A 0 has a large middle."""
    (region,) = regionprops(ink.astype(np.uint8))
    return region.solidity > SHEET and (binary_fill_holes(ink) != ink).any()


def are_strokes(ink):
    """True if all of the ink is about as wide; a shadow with digits beside it is not."""
    far = half_widths(ink)
    return bool(far.max() < UNEVEN * np.median(far))


def are_light(grey, strokes):
    """True if the strokes (a small mask) are lighter than their paper."""
    small = shrink_tight(grey)
    return bool(small[strokes].mean() > small[~strokes].mean())


def fill_strokes(grey, strokes):
    """The paper, under the strokes (a small mask) too: smooth, and as it is well beside them."""
    weight = distance_transform_edt(~strokes)  # the soft edges of strokes count least
    wide = page_side(strokes.shape) / 4
    paper = gaussian_filter(shrink_tight(grey) * weight, wide) / gaussian_filter(weight, wide)
    return enlarge(paper, grey.shape)
