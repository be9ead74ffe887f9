"""Paper, light and shadow taken away: what is left of a page is its ink."""

import numpy as np
from PIL import Image
from scipy.ndimage import median_filter
from skimage.filters import median, threshold_otsu
from skimage.morphology import closing
from skimage.transform import resize

WORK_SIDE = 1200  # longer images are shrunk to at most this
MIN_CONTRAST = 0.1  # ink is at least this much darker than its paper
HINT = "Try a sharper or closer photo of dark strokes on plain light paper (or light on dark)."


def to_ink(grey):
    """Take away paper, light and shadow: ink (rows, columns) float32, 0 paper and 1 full ink.

    grey: (rows, columns) float32 in [0, 1], dark on light or light on dark. Images longer than
    WORK_SIDE are shrunk by a whole number. Raises ValueError when nothing stands out as ink.
    """
    grey = shrink(grey, shrink_factor(grey))
    if np.ptp(grey) < MIN_CONTRAST:
        raise ValueError(f"No digit found: the page is all of one brightness. {HINT}")
    if is_light_on_dark(grey):
        grey = 1 - grey
    ink = np.clip(1 - grey / np.maximum(estimate_paper(grey), 1 / 255), 0, 1)
    noise = 3 * 1.48 * np.median(np.abs(ink - np.median(ink)))  # three standard deviations
    seen = ink[ink > max(noise, MIN_CONTRAST)]
    if seen.size == 0:
        raise ValueError(f"No digit found: the page looks blank. {HINT}")
    full = np.median(seen[seen >= threshold_otsu(seen)])
    if full < 2 * noise:
        raise ValueError(f"No digit found: what there is does not stand out of the noise. {HINT}")
    return np.clip((ink - noise) / (full - noise), 0, 1)


def shrink_factor(grey, longest=WORK_SIDE):
    """The smallest whole number that brings the longer side down to `longest`."""
    return -(-max(grey.shape) // longest)


def shrink(image, factor):
    """Average blocks of factor x factor pixels into one (anti-aliased); float32 in and out."""
    return np.asarray(Image.fromarray(image).reduce(factor)) if factor > 1 else image


def is_light_on_dark(grey):
    """True if what stands out from its wide surroundings is lighter than they are."""
    small = shrink(grey, shrink_factor(grey, 48))
    around = median_filter(small, max(3, max(small.shape) // 2), mode="reflect")
    return bool(((small - around) ** 3).sum() > 0)


def estimate_paper(grey):
    """What the page would look like without dark strokes: grey (rows, columns) float32.

    A closing with a square wider than any stroke fills the strokes and follows the shadows. At
    the border it would fill the dark end of a slope of light too, so a plane is taken out before.
    """
    small = median(shrink(grey, shrink_factor(grey, 200)))
    y, x = np.indices(small.shape)
    slopes = np.column_stack([y.ravel(), x.ravel(), np.ones(small.size)])
    plane = (slopes @ np.linalg.lstsq(slopes, small.ravel())[0]).reshape(small.shape)
    n = max(small.shape) // 3
    square = [(np.ones((n, 1)), 1), (np.ones((1, n)), 1)]
    return resize(closing(small - plane, square) + plane, grey.shape, order=1)
