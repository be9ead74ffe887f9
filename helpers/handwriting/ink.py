"""Paper, light and shadow taken away: what is left of a page is its ink."""

import math

import numpy as np
from PIL import Image
from scipy.ndimage import grey_closing
from skimage.filters import median, rank, threshold_otsu

from helpers.handwriting.frame import find_frame

WORK_SIDE = 1200  # longer images are shrunk to at most this
SMALL_SIDE = 128  # shorter images are enlarged to at least this
STRIP, ROW = 4, 64  # a strip is longer than STRIP times its width; digits in a row of it, about
MIN_CONTRAST = 0.1  # ink is at least this much darker than its paper
HINT = "Try a sharper or closer photo of dark strokes on plain light paper (or light on dark)."


def to_ink(grey):
    """Take away paper, light and shadow: ink (rows, columns) float32, 0 paper and 1 full ink.

    grey: (rows, columns) float32 in [0, 1], dark on light or light on dark. The ink is as large as
    what to_work_size makes of it. Raises ValueError when nothing stands out as ink.
    """
    grey, _ = to_work_size(grey)
    if np.ptp(grey) < MIN_CONTRAST:
        raise ValueError(f"No digit found: the page is all of one brightness. {HINT}")
    if is_light_on_dark(grey):
        grey = 1 - grey
    ink = 1 - grey / np.maximum(estimate_paper(grey), 1 / 255)
    noise = estimate_noise(ink)
    full = full_ink(ink, noise)
    frame = find_frame(ink > 0.3 * full)
    if frame.any():  # what is written in it may be fainter
        ink = np.where(frame, 0, ink)
        full = full_ink(ink, noise)
    if full < 7 * noise:
        raise ValueError(f"No digit found: what there is does not stand out of the noise. {HINT}")
    return np.clip((ink - noise) / (full - noise), 0, 1).astype(np.float32)


def full_ink(ink, noise):
    """The ink of a stroke's middle, where soft edges do not count; ValueError on a blank page."""
    seen = ink[ink > max(noise, MIN_CONTRAST)]
    if seen.size == 0:
        raise ValueError(f"No digit found: the page looks blank. {HINT}")
    # Otsu's threshold divides edges from strokes; where all ink is alike there is nothing to divide
    return np.median(seen[seen >= threshold_otsu(seen)] if np.ptp(seen) > 0.01 else seen)


def estimate_noise(ink):
    """How much of the ink may be the paper's own noise: about three standard deviations or less.

    Measured in the faintest quarter of all pixels: in a tight crop the others may be strokes.
    """
    faint = ink[ink <= np.quantile(ink, 0.25)]
    return 4 * 1.48 * np.median(np.abs(faint - np.median(faint)))


def to_work_size(grey):
    """The image at the size we work with, and how many of its old pixels make a new one.

    Images longer than WORK_SIDE (or with more pixels than its square) are shrunk by a whole number,
    and those shorter than SMALL_SIDE enlarged by one (bicubic), as strokes need some pixels to be
    told from noise. See page_side.
    """
    side = page_side(grey.shape)
    crowd = math.sqrt(grey.size) / WORK_SIDE  # of a strip: it has room for many digits
    if side >= SMALL_SIDE or crowd > 1:
        factor = max(shrink_factor(grey), math.ceil(crowd))
        return shrink(grey, factor), factor
    times = min(-(-SMALL_SIDE // side), math.floor(1 / crowd))
    size = (times * grey.shape[1], times * grey.shape[0])
    return np.asarray(Image.fromarray(grey).resize(size, Image.BICUBIC)).clip(0, 1), 1 / times


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


def is_light_on_dark(grey):
    """True if what stands out from its wide surroundings is lighter than they are."""
    small = shrink(grey, shrink_factor(grey, 48))
    side = page_side(small.shape) // 2
    # On 256 levels a histogram moves along with the window: quicker than to sort at each pixel.
    half = side // 2
    levels = np.pad(np.round(255 * small).astype(np.uint8), half, "symmetric")
    around = rank.median(levels, np.ones((side, side)))[half:-half, half:-half] / 255
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
    n = page_side(small.shape) // 3
    paper = (grey_closing(small - plane, size=(n, n)) + plane).astype(np.float32)
    return np.asarray(Image.fromarray(paper).resize(grey.shape[::-1], Image.BILINEAR))
