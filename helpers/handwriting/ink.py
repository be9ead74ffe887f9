"""Paper, light and shadow taken away: what is left of a page is its ink."""

import math

import numpy as np
from PIL import Image
from scipy.ndimage import binary_erosion, binary_fill_holes, find_objects
from skimage.filters import rank, threshold_otsu
from skimage.measure import label, regionprops
from skimage.segmentation import expand_labels

from helpers.handwriting.frame import find_frame
from helpers.handwriting.paper import (
    EDGE,
    HINT,
    MIN_CONTRAST,
    WORK_SIDE,
    estimate_paper,
    full_ink,
    page_side,
    shrink,
    shrink_factor,
)
from helpers.handwriting.tight import MUCH, SHEET, are_light, fill_strokes, find_thick_strokes
from helpers.inputs.shapes import check_image

SOME = 20_000  # pixels are enough to tell how noisy a page is
SMALL_SIDE = 128  # shorter images are enlarged to at least this
FAINTEST, FAINT = 0.3, 0.8  # a second ink, of the first; the other side's writing is fainter
SMALL = 0.4  # of the highest, a digit has at least this height: smudges and specks are smaller


@check_image("grey")
def to_ink(grey):
    """Take away paper, light and shadow: ink (rows, columns) float32, 0 paper and 1 full ink.

    grey: (rows, columns) float32 in [0, 1], dark on light or light on dark. The ink is as large as
    what to_work_size makes of it. Raises ValueError for other arrays, and when nothing stands out
    as ink.
    """
    grey, _ = to_work_size(grey)
    if np.ptp(grey) < MIN_CONTRAST:
        raise ValueError(f"No digit found: the page is all of one brightness. {HINT}")
    strokes = find_thick_strokes(grey)
    light = is_light_on_dark(grey) if strokes is None else are_light(grey, strokes)
    if light:
        grey = 1 - grey
    paper = estimate_paper(grey) if strokes is None else fill_strokes(grey, strokes)
    ink = 1 - grey / np.maximum(paper, 1 / 255)
    noise = estimate_noise(ink)
    full = full_ink(ink, noise)
    frame = find_frame(ink > 0.3 * full)
    if frame.any():  # what is written in it may be fainter
        ink = np.where(frame, 0, ink)
        full = full_ink(ink, noise)
    if full < 7 * noise:
        raise ValueError(f"No digit found: what there is does not stand out of the noise. {HINT}")
    ink = strengthen((ink - noise) / (full - noise), paper)
    return np.clip(ink, 0, 1).astype(np.float32)


def strengthen(ink, paper):
    """Bring each part in a fainter ink, such as pencil beside a black pen, to full ink.

    Left as it is: what touches the border, such as a ruled line; what has another paper on one side
    than on the other, the edge of a sheet or of a shadow; and what is small beside the others.
    """
    parts = label(ink > FAINTEST / 2, connectivity=2)
    strength, found = np.ones(parts.max() + 1, np.float32), []
    for number, box in enumerate(find_objects(parts), start=1):
        (top, bottom), (left, right) = ((side.start, side.stop) for side in box)
        inside = min(top, left) > 0 and bottom < ink.shape[0] and right < ink.shape[1]
        if inside and bottom - top >= 0.05 * page_side(ink.shape):
            found.append((number, box, full_ink(ink[box][parts[box] == number], 0), bottom - top))
    highest = max((height for *_, full, height in found if full >= FAINT), default=0)
    for number, box, full, height in found:
        even = paper[box].min() > EDGE * paper[box].max()
        if FAINTEST <= full < FAINT and even and height >= SMALL * highest:
            strength[number] = 1 / full
    return ink if (strength == 1).all() else ink * strength[expand_labels(parts, 2)]


def estimate_noise(ink):
    """How much of the ink may be the paper's own noise: about three standard deviations or less.

    Measured in the faintest quarter of all pixels: in a tight crop the others may be strokes.
    """
    every = max(1, math.isqrt(ink.size // SOME))
    some = ink[::every, ::every]
    faint = some[some <= np.quantile(some, 0.25)]
    return 4 * 1.48 * np.median(np.abs(faint - np.median(faint)))


def to_work_size(grey):
    """The image at the size we work with, and how many of its old pixels make a new one.

    Images longer than WORK_SIDE (or with more pixels than its square) are shrunk by a whole number,
    and those shorter than SMALL_SIDE enlarged by one (bicubic), as strokes need some pixels to be
    told from noise. See page_side.
    """
    side = page_side(grey.shape)
    crowd = math.sqrt(grey.size) / WORK_SIDE  # of a strip: it has room for many digits
    if side >= SMALL_SIDE:
        factor = max(shrink_factor(grey), math.ceil(crowd))
        return shrink(grey, factor), factor
    times = min(-(-SMALL_SIDE // side), math.floor(1 / crowd))
    size = (times * grey.shape[1], times * grey.shape[0])
    return np.asarray(Image.fromarray(grey).resize(size, Image.BICUBIC)).clip(0, 1), 1 / times


def is_light_on_dark(grey):
    """True if what stands out from its wide surroundings is lighter than they are."""
    sheet = only_sheet(shrink(grey, shrink_factor(grey, 200)))
    grey = grey if sheet is None else sheet
    small = shrink(grey, shrink_factor(grey, 48))
    side = page_side(small.shape) // 2
    # On 256 levels a histogram moves along with the window: quicker than to sort at each pixel.
    half = side // 2
    levels = np.pad(np.round(255 * small).astype(np.uint8), half, "symmetric")
    around = rank.median(levels, np.ones((side, side)))[half:-half, half:-half] / 255
    return bool(((small - around) ** 3).sum() > 0)


def only_sheet(grey):
    """A written sheet with plain paper instead of the dark table around it, or None for others.

    Near the corners of a sheet the paper stands out from the table more than the strokes from it.
    """
    light = grey > threshold_otsu(grey)
    if not light.any():  # all is of one brightness
        return None
    parts = label(light)
    mask = parts == np.bincount(parts[light]).argmax()  # the largest part
    (sheet,) = regionprops(mask.astype(np.uint8))
    holes = 1 - sheet.euler_number  # what is written: no light digit has more than two
    if sheet.area < MUCH * grey.size or holes < 3:
        return None
    inside = binary_erosion(binary_fill_holes(mask), iterations=2, border_value=1)
    if inside.all() or sheet.solidity <= SHEET:
        return None
    return np.where(inside, grey, np.median(grey[mask])).astype(np.float32)
