"""From a photo to what the network reads: MNIST's own preparation, the last step and the whole way.

The path of every image is read_image, to_ink, label_digits, cut_out, fit_box, centre. Images on the
way are float32 arrays (rows, columns); a box is (top, left, bottom, right), bottom and right
exclusive. Source of the preparation: LeCun's MNIST page (20 x 20 box, aspect ratio kept,
anti-aliased, centred by centre of mass in 28 x 28).
"""

from typing import NamedTuple

import numpy as np
from skimage.measure import centroid, regionprops
from skimage.morphology import dilation, disk, skeletonize
from skimage.segmentation import expand_labels
from skimage.transform import resize

from helpers.handwriting.ink import shrink, to_ink, to_work_size
from helpers.handwriting.photo import read_image
from helpers.handwriting.segment import label_digits

THIN, WIDE_ENOUGH = 1.7, 2.2  # pixels of the 20 x 20 box: thinner strokes become this wide


class Digit(NamedTuple):
    """A digit found: image (784, 1) float32 in [0, 1], and its box in pixels of the photo."""

    image: np.ndarray
    box: tuple[int, int, int, int]


def to_mnist(image):
    """Turn the image of one digit into a column for the network: (784, 1) float32 in [0, 1].

    image: see read_image. All strokes count as one digit; for several digits use find_digits.
    Raises ValueError when the image cannot be used, or no digit is found.
    """
    ink = to_ink(read_image(image))
    return prepare(ink, main_digits(label_digits(ink)))


def find_digits(image):
    """Find the handwritten digits of a photo: a list of Digit(image, box) in reading order.

    image: see read_image. Rows from top to bottom, each from left to right.
    Raises ValueError when the image cannot be used, or no digit is found.
    """
    grey = read_image(image)
    ink, (_, factor) = to_ink(grey), to_work_size(grey)
    digits, found = label_digits(ink), []
    for region in regionprops(digits):
        top, left, bottom, right = (round(factor * side) for side in region.bbox)
        box = (top, left, min(bottom, grey.shape[0]), min(right, grey.shape[1]))
        found.append(Digit(prepare(ink, digits == region.label), box))
    return found


def main_digits(digits):
    """Mask of the digits (labels) that are not small beside the largest: specks and smudges are."""
    heights = {d.label: d.bbox[2] - d.bbox[0] for d in regionprops(digits)}
    return np.isin(digits, [n for n, h in heights.items() if h >= 0.4 * max(heights.values())])


def prepare(ink, chosen):
    """The column (784, 1) of the digit whose strokes are chosen, a mask of the shape of ink."""
    return centre(fit_box(cut_out(ink, chosen))).reshape(784, 1)


def cut_out(ink, chosen):
    """The ink of the chosen digit (a mask) with its soft edges; nothing of its neighbours."""
    rows, columns = (np.flatnonzero(chosen.any(axis=axis)) for axis in (1, 0))
    reach = max(1, 0.06 * (np.ptp(rows) + 1))
    margin = int(reach) + 2
    part = tuple(slice(max(0, n[0] - margin), n[-1] + 1 + margin) for n in (rows, columns))
    return np.where(expand_labels(chosen[part], reach), ink[part], 0)


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
