"""What a page is without its ink: paper, light and shadow."""

import numpy as np
from PIL import Image
from scipy.ndimage import grey_closing
from skimage.filters import median, threshold_otsu

WORK_SIDE = 1200  # longer images are shrunk to at most this
STRIP, ROW = 4, 64  # a strip is longer than STRIP times its width; digits in a row of it, about
MIN_CONTRAST = 0.1  # ink is at least this much darker than its paper
HINT = "Try a sharper or closer photo of dark strokes on plain light paper (or light on dark)."


def estimate_paper(grey):
    """What the page would look like without dark strokes: grey (rows, columns) float32.

    A closing with a square wider than any stroke fills the strokes and follows the light. At
    the border it would fill the dark end of a slope of light too, so a plane is taken out before.
    """
    small = median(shrink(grey, shrink_factor(grey, 200)))
    y, x = np.indices(small.shape)
    slopes = np.column_stack([y.ravel(), x.ravel(), np.ones(small.size)])
    plane = (slopes @ np.linalg.lstsq(slopes, small.ravel())[0]).reshape(small.shape)
    side = page_side(small.shape) // 3
    paper = grey_closing(small - plane, size=(side, side)) + plane
    return enlarge(paper, grey.shape)


def enlarge(small, shape):
    """The small image at this shape: float32."""
    image = Image.fromarray(small.astype(np.float32))
    return np.asarray(image.resize(shape[::-1], Image.BILINEAR))


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
