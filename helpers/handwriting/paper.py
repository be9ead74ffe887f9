"""What a page is without its ink: paper, light and shadow."""

import numpy as np
from PIL import Image
from scipy.ndimage import (
    binary_dilation,
    distance_transform_edt,
    grey_closing,
    grey_dilation,
    grey_erosion,
    maximum_filter,
)
from skimage.filters import median, threshold_otsu
from skimage.measure import label
from skimage.morphology import reconstruction

WORK_SIDE = 1200  # longer images are shrunk to at most this
STRIP, ROW = 4, 64  # a strip is longer than STRIP times its width; digits in a row of it, about
BLOB = 4  # no stroke is so many times as wide as the thick ones: a larger dark region is a shadow
EDGE = 0.8  # of the paper on its light side, the dark side of an edge has less
MIN_CONTRAST = 0.1  # ink is at least this much darker than its paper
HINT = "Try a sharper or closer photo of dark strokes on plain light paper (or light on dark)."


def estimate_paper(grey):
    """What the page would look like without dark strokes: grey (rows, columns) float32.

    A closing with a square wider than any stroke fills the strokes and follows the light. At
    the border it would fill the dark end of a slope of light too, so a plane is taken out before.
    As soon as strokes are found, their width tells them from shadows: see fill_narrow.
    """
    small = median(shrink(grey, shrink_factor(grey, 200)))
    y, x = np.indices(small.shape)
    slopes = np.column_stack([y.ravel(), x.ravel(), np.ones(small.size)])
    plane = (slopes @ np.linalg.lstsq(slopes, small.ravel())[0]).reshape(small.shape)
    side = largest = page_side(small.shape) // 3
    paper = grey_closing(small - plane, size=(side, side)) + plane
    for turn in range(3):  # each time with less shadow among the strokes
        side = int(min(largest, BLOB * stroke_width(1 - small / np.maximum(paper, 1 / 255))))
        narrow = grey_closing(small - plane, size=(side, side)) + plane
        if turn == 0 and np.quantile(paper - narrow, 0.98) < MIN_CONTRAST:
            return enlarge(paper, grey.shape)
        paper = fill_narrow(small - plane, side) + plane
    # The edge of a shadow is sharper than here, and a sheet's has a dark line along it.
    dark, light = (find(paper, size=(3, 3)) for find in (grey_erosion, grey_dilation))
    step = dark / np.maximum(light, 1 / 255)
    darkest = enlarge(dark * step**0.25, grey.shape)
    paper, edge = enlarge(paper, grey.shape), enlarge(step, grey.shape) < EDGE
    return np.where(edge, np.maximum(darkest, np.minimum(grey, paper)), paper)


def enlarge(small, shape):
    """The small image at this shape: float32."""
    image = Image.fromarray(small.astype(np.float32))
    return np.asarray(image.resize(shape[::-1], Image.BILINEAR))


def stroke_width(ink):
    """The width of the thicker ones of the darkest strokes in ink (rows, columns), in pixels."""
    if ink.max() <= MIN_CONTRAST:
        return np.inf
    full = full_ink(ink, 0)
    strokes = ink > 0.65 * full
    # A thin ring or frame is longer than the thick digit in it, which is no shadow.
    inner = enclosed(ink > 0.3 * full) & strokes
    masks = [strokes, inner] if inner.any() else [strokes]
    return 2 * max(np.quantile(half_widths(mask), 0.75) for mask in masks)


def enclosed(strokes):
    """The parts of strokes (a mask) that lie within others, such as a ring or a frame."""
    around = np.pad(strokes, 1)
    parts, paper = label(around, connectivity=2), label(~around, connectivity=1)
    outer = parts[binary_dilation(paper == paper[0, 0], np.ones((3, 3)))]
    return (around & ~np.isin(parts, outer))[1:-1, 1:-1]


def half_widths(strokes):
    """How far from the paper each pixel in the middle of the strokes (a mask) is: (n,), n >= 1."""
    far = distance_transform_edt(np.pad(strokes, 1))
    return far[(far > 0) & (far == maximum_filter(far, 3))]


def fill_narrow(grey, side):
    """Fill the dark regions in which no square of this side fits; leave the others as they are."""
    return reconstruction(grey_dilation(grey, size=(side, side)), grey, method="erosion")


def full_ink(ink, noise):
    """The ink of a stroke's middle, where soft edges do not count; ValueError on a blank page."""
    seen = ink[ink > max(noise, MIN_CONTRAST)]
    if seen.size == 0:
        raise ValueError(f"No digit found: the page looks blank. {HINT}")
    # Otsu's threshold divides edges from strokes; where all ink is alike there is nothing to divide
    return np.median(seen[seen >= threshold_otsu(seen)] if np.ptp(seen) > 0.01 else seen)


def page_side(shape):
    """How long an image is: its longer side, or less for a strip, whose digits are not smaller.

    What is far longer than a row of digits is no strip of digits, and its specks are many.
    """
    return max(min(max(shape), STRIP * min(shape)), max(shape) // ROW)


def shrink_factor(grey, longest=WORK_SIDE):
    """The smallest whole number that brings page_side down to `longest`."""
    return -(-page_side(grey.shape) // longest)


def shrink(image, factor):
    """Average blocks of factor x factor pixels into one (anti-aliased); float32 in and out."""
    return np.asarray(Image.fromarray(image).reduce(factor)) if factor > 1 else image
