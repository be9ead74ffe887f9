"""From a photo or a drawing to what the network reads: MNIST's own preparation, step by step.

The path of every image is read_image, to_ink, find_boxes, fit_box, centre. Images on the way are
float32 arrays (rows, columns); a box is (top, left, bottom, right), bottom and right exclusive.
Source of the preparation: LeCun's MNIST page (20 x 20 box, aspect ratio kept, anti-aliased,
centred by centre of mass in 28 x 28).
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps
from scipy.ndimage import median_filter
from skimage.filters import apply_hysteresis_threshold, median, threshold_otsu
from skimage.measure import centroid, label, regionprops
from skimage.morphology import closing, dilation, disk, skeletonize
from skimage.segmentation import expand_labels
from skimage.transform import resize

MIN_SIDE = 8
MAX_PIXELS = 50_000_000
WORK_SIDE = 1200  # longer images are shrunk to at most this
MIN_CONTRAST = 0.1  # ink is at least this much darker than its paper
THIN, WIDE_ENOUGH = 1.7, 2.2  # pixels of the 20 x 20 box: thinner strokes become this wide
HINT = "Try a sharper or closer photo of dark strokes on plain light paper (or light on dark)."


class Digit(NamedTuple):
    """A digit found: image (784, 1) float32 in [0, 1], and its box in pixels of the photo."""

    image: np.ndarray
    box: tuple[int, int, int, int]


def read_image(image):
    """Read a path, a PIL image or an array into grey float32 (rows, columns): 0 black, 1 white.

    Arrays are (rows, columns), or have a third axis of 1, 3 (RGB) or 4 (RGBA) channels, and are
    bool, uint8, uint16, or float in [0, 1]. A phone's note of how it was held is obeyed.
    Raises FileNotFoundError, or ValueError that says what is wrong with the image.
    """
    if isinstance(image, (str, Path)):
        path = image
        try:
            with Image.open(path) as image:
                return _grey(_pil_to_array(image))
        except FileNotFoundError:
            raise
        except (OSError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise ValueError(f"{path} is damaged or not an image: {error}") from error
    if isinstance(image, Image.Image):
        return _grey(_pil_to_array(image))
    return _grey(np.asarray(image))


def _pil_to_array(image):
    _check_size(image.height, image.width)
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits a pixel
        return np.asarray(image).clip(0, 65535).astype(np.uint16)
    if image.mode not in ("L", "F", "RGB", "RGBA") or image.has_transparency_data:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return np.asarray(image)


def _check_size(rows, columns):
    if min(rows, columns) < MIN_SIDE:
        raise ValueError(
            f"The image is {rows} x {columns} pixels: each side must have {MIN_SIDE} or more."
        )
    if rows * columns > MAX_PIXELS:
        raise ValueError(
            f"The image is {rows} x {columns} pixels, more than {MAX_PIXELS:,}: make it smaller."
        )


def _grey(array):
    """Check an array of any kind, and turn it into grey float32 (rows, columns) in [0, 1]."""
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 3, 4):
        raise ValueError(
            f"An image has the shape (rows, columns), or (rows, columns, channels) with 1, 3 or 4 "
            f"channels, not {array.shape}. A column of MNIST needs .reshape(28, 28)."
        )
    _check_size(*array.shape[:2])
    if array.dtype in (np.uint8, np.uint16):
        white = np.float32(np.iinfo(array.dtype).max)
    elif array.dtype == bool or np.issubdtype(array.dtype, np.floating):
        white = np.float32(1)
        if not np.isfinite(array).all():
            raise ValueError("The image holds NaN or infinity.")
        if array.min() < 0 or array.max() > 1:
            raise ValueError(
                f"A float image must be in [0, 1], but this one goes from {array.min():g} to "
                f"{array.max():g}. Divide it by its white, such as 255."
            )
    else:
        raise ValueError(
            f"The image is {array.dtype}, but uint8, uint16, bool or float is wanted: "
            "try image.astype(np.uint8) if it goes from 0 to 255."
        )
    layers = [
        array[:, :, i].astype(np.float32) / white if array.ndim == 3 else array / white
        for i in range(channels)
    ]
    if channels == 1:
        return layers[0].astype(np.float32)
    grey = 0.299 * layers[0] + 0.587 * layers[1] + 0.114 * layers[2]
    return grey if channels == 3 else _fill_transparent(grey, layers[3])


def _fill_transparent(grey, alpha):
    """Put paper behind the transparent pixels, of the grey that makes the digit visible.

    A visible part that is a picture of its own (most of the image, with contrast) is a photo, and
    what is missing gets its commonest grey. Otherwise the visible part is the ink: black or white,
    whichever is farther from it, goes behind it.
    """
    visible = grey[alpha > 0.5]
    if visible.size == 0:
        raise ValueError("The image is transparent everywhere.")
    low, paper, high = np.percentile(visible, [2, 50, 98])
    if visible.size < grey.size / 2 or high - low < 0.2:
        paper = 0 if (grey * alpha).sum() > alpha.sum() / 2 else 1
    return alpha * grey + (1 - alpha) * np.float32(paper)


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


def label_digits(ink):
    """Number the digits in reading order: int labels (rows, columns), 0 where there is none.

    ink: (rows, columns) in [0, 1]. Strokes close to each other are one digit; specks, edges of
    the paper and ruled lines are none. Raises ValueError when no digit is found.
    """
    parts = label(apply_hysteresis_threshold(ink, 0.3, 0.6), connectivity=2)
    parts = parts * keep_handwriting(parts)
    if not parts.any():
        raise ValueError(f"No digit found: there are only specks. {HINT}")
    tall = typical_height(parts)
    strokes = np.isin(parts, [p.label for p in regionprops(parts) if long_side(p) > 0.1 * tall])
    groups = label(expand_labels(strokes, 0.06 * tall), connectivity=2) * strokes
    groups = join_small(groups, tall)
    digits = np.zeros_like(groups)
    for number, group in enumerate(reading_order(regionprops(groups), tall), start=1):
        digits[groups == group.label] = number
    return digits


def keep_handwriting(parts):
    """Mask of the parts (labels) that may be strokes of digits, without specks, edges and lines."""
    size = max(parts.shape)
    marks = [(p, long_side(p)) for p in regionprops(parts)]
    marks = [(p, long) for p, long in marks if long >= max(4, 0.01 * size)]

    def is_edge(part, long):
        at_border = min(part.bbox) == 0 or part.bbox[2:] >= parts.shape
        return at_border or (long > size / 2 and part.area < 0.04 * long**2)

    inner = [p for p, long in marks if not is_edge(p, long)]
    if max((p.bbox[2] - p.bbox[0] for p in inner), default=0) < max(6, 0.05 * size):
        inner = [p for p, _ in marks]  # nothing else there: a digit that fills the image
    return np.isin(parts, [p.label for p in inner])


def long_side(part):
    """The height or the width of a region, whichever is larger."""
    return max(part.bbox[2] - part.bbox[0], part.bbox[3] - part.bbox[1])


def typical_height(groups):
    """Median height of the groups (labels) that are at least half as high as the highest."""
    heights = np.array([g.bbox[2] - g.bbox[0] for g in regionprops(groups)])
    return np.median(heights[heights >= heights.max() / 2])


def join_small(groups, tall):
    """Join pieces such as the bar of a 5 to the nearest digit; drop small pieces far from any."""
    groups = groups.copy()
    large = [g for g in regionprops(groups) if g.bbox[2] - g.bbox[0] >= 0.45 * tall]
    for piece in regionprops(groups):
        if piece.bbox[2] - piece.bbox[0] < 0.45 * tall:
            far, nearest = min((gap(piece.bbox, g.bbox), g.label) for g in large)
            belongs = far < 0.3 * tall and piece.area > 0.02 * tall**2 / 4
            groups[groups == piece.label] = nearest if belongs else 0
    return groups


def gap(a, b):
    """Distance between two boxes (top, left, bottom, right) in pixels: 0 if they overlap."""
    return np.hypot(
        max(a[0] - b[2], b[0] - a[2], 0),
        max(a[1] - b[3], b[1] - a[3], 0),
    )


def reading_order(groups, tall):
    """Sort the regions row by row, left to right in a row; a row may slope or wave a little."""
    rows = []
    for group in sorted(groups, key=lambda g: (g.bbox[0] + g.bbox[2]) / 2):
        middle = (group.bbox[0] + group.bbox[2]) / 2
        if not rows or middle - rows[-1][0] > 0.6 * tall:
            rows.append([middle, []])
        rows[-1][1].append(group)
        rows[-1][0] = middle
    return [g for _, row in rows for g in sorted(row, key=lambda g: g.bbox[1])]


def fit_box(ink):
    """Crop to the ink, and scale to fit in 20 x 20 with the aspect ratio kept: float32 (20, 20)."""
    ink = shrink(crop(ink, 0.02), max(1, max(crop(ink, 0.02).shape) // 40))
    ink = thicken(crop(ink, 0.15))
    scale = 20 / max(ink.shape)
    shape = [max(1, round(n * scale)) for n in ink.shape]
    small = resize(ink, shape, order=1, anti_aliasing=True)
    return np.clip(small / small.max(), 0, 1).astype(np.float32)


def crop(ink, faintest):
    """The part of the image from the first to the last row and column with ink > faintest."""
    rows, columns = (np.flatnonzero((ink > faintest).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def thicken(ink):
    """Widen strokes that would be thin and faint in the 20 x 20 box, where MNIST's are not."""
    width = ink.sum() / max(1, skeletonize(ink > 0.5).sum())
    if width * 20 / max(ink.shape) >= THIN:
        return ink
    scale = 80 / max(ink.shape)
    ink = resize(ink, [max(1, round(n * scale)) for n in ink.shape], order=1, anti_aliasing=True)
    ink = ink / ink.max()
    width = ink.sum() / max(1, skeletonize(ink > 0.5).sum())
    radius = round((WIDE_ENOUGH * 4 - width) / 2)
    return dilation(np.pad(ink, radius), disk(radius)) if radius > 0 else ink


def centre(small):
    """Put an image of at most 20 x 20 on 28 x 28 with its centre of mass in the middle."""
    shift = np.round(14 - centroid(small)).astype(int)
    top, left = np.clip(shift, 0, 28 - np.array(small.shape))
    image = np.zeros((28, 28), np.float32)
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def cut_out(ink, chosen):
    """The ink of the chosen digit (a mask) with its soft edges; nothing of its neighbours."""
    rows = np.flatnonzero(chosen.any(axis=1))
    return np.where(expand_labels(chosen, max(1, 0.06 * (np.ptp(rows) + 1))), ink, 0)


def to_mnist(image):
    """Turn the image of one digit into a column for the network: (784, 1) float32 in [0, 1].

    image: see read_image. All strokes count as one digit; for several digits use find_digits.
    Raises ValueError when the image cannot be used, or no digit is found.
    """
    ink = to_ink(read_image(image))
    return centre(fit_box(cut_out(ink, label_digits(ink) > 0))).reshape(784, 1)


def find_digits(image):
    """Find the handwritten digits of a photo: a list of Digit(image, box) in reading order.

    image: see read_image. Rows from top to bottom, each from left to right.
    Raises ValueError when the image cannot be used, or no digit is found.
    """
    grey = read_image(image)
    ink = to_ink(grey)
    factor = shrink_factor(grey)
    digits = label_digits(ink)
    found = []
    for region in regionprops(digits):
        one = cut_out(ink, digits == region.label)
        top, left, bottom, right = (factor * side for side in region.bbox)
        box = (top, left, min(bottom, grey.shape[0]), min(right, grey.shape[1]))
        found.append(Digit(centre(fit_box(one)).reshape(784, 1), box))
    return found
