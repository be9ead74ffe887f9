"""From a photo to what the network reads: MNIST's own preparation, the last step and the whole way.

The path of every image is read_image, to_ink, label_digits, cut_out, fit_box, centre. Images on the
way are float32 arrays (rows, columns); a box is (top, left, bottom, right), bottom and right
exclusive. Source of the preparation: LeCun's MNIST page (20 x 20 box, aspect ratio kept,
anti-aliased, centred by centre of mass in 28 x 28).
"""

from typing import NamedTuple

import numpy as np
from PIL import Image
from scipy.ndimage import grey_dilation
from skimage.measure import centroid, regionprops
from skimage.morphology import disk, isotropic_dilation, skeletonize

from helpers.handwriting.ink import SMALL, to_ink, to_work_size
from helpers.handwriting.paper import shrink, shrink_factor
from helpers.handwriting.photo import read_image
from helpers.handwriting.segment import filled_box, label_digits, long_side
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_image

LARGE, FAINT = 2.0, 0.25  # a doubt: times the usual size; black to white is a contrast of 1
BROAD = 1.15  # times as wide as high: so are 2 in 100 digits, and most pairs that were not divided
THIN, WIDE_ENOUGH = 1.7, 2.2  # pixels of the 20 x 20 box: thinner strokes become this wide


class Digit(NamedTuple):
    """A digit found in a photo.

    Parameters
    ----------
    image : (784, 1) float32 in [0, 1].
    box : (top, left, bottom, right) in pixels of the photo, bottom and right exclusive.
    doubts : what may be wrong with it, a tuple of short texts; empty when nothing seems to be.
    """

    image: np.ndarray
    box: tuple[int, int, int, int]
    doubts: tuple[str, ...] = ()


def to_mnist(image):
    """Turn the image of one digit into a column for the network: (784, 1) float32 in [0, 1].

    image: see read_image. All strokes count as one digit; for several digits use find_digits.
    Raises ValueError when the image cannot be used, or no digit is found.
    """
    ink = to_ink(read_image(image))
    chosen = main_digits(label_digits(ink))
    (region,) = regionprops(chosen.astype(np.uint8))
    return prepare(ink, chosen, 1, region.bbox)


def find_digits(image):
    """Find the handwritten digits of a photo: a list of Digit(image, box, doubts), reading order.

    image: see read_image. Rows from top to bottom, each from left to right.
    Raises ValueError when the image cannot be used, or no digit is found.
    """
    grey = read_image(image)
    ink, (small, factor) = to_ink(grey), to_work_size(grey)
    digits, found = label_digits(ink), []
    regions = regionprops(digits)
    usual = usual_size(regions)
    for region in regions:
        top, left, bottom, right = (round(factor * side) for side in region.bbox)
        box = (top, left, min(bottom, grey.shape[0]), min(right, grey.shape[1]))
        column = prepare(ink, digits, region.label, region.bbox)
        found.append(Digit(column, box, find_doubts(region, usual, small)))
    return found


def usual_size(regions):
    """The usual longer side and height of the digits: of one or two nobody knows what is usual."""
    if len(regions) < 3:
        return np.inf, 0
    heights = [region.bbox[2] - region.bbox[0] for region in regions]
    return np.median([long_side(region) for region in regions]), np.median(heights)


def find_doubts(region, usual, grey):
    """What may be wrong with the digit in region of grey: short texts. usual: see usual_size."""
    top, left, bottom, right = region.bbox
    usual_side, usual_height = usual
    doubts = []
    if long_side(region) > LARGE * usual_side:
        doubts.append("much larger than the others")
    if right - left > BROAD * max(bottom - top, usual_height):  # two are as high as the others
        doubts.append("perhaps two digits")
    if min(top, left) == 0 or bottom >= grey.shape[0] or right >= grey.shape[1]:
        doubts.append("touches the border")
    if contrast(region, grey) < FAINT:
        doubts.append("low contrast")
    return tuple(doubts)


def contrast(region, grey, margin=8):
    """How far the usual grey of the digit in region is from that of the paper around it."""
    top, left, bottom, right = region.bbox
    y, x = min(top, margin), min(left, margin)
    around = grey[top - y : bottom + margin, left - x : right + margin]
    inside = np.zeros(around.shape, bool)
    inside[y : y + bottom - top, x : x + right - left] = region.image
    if inside.all():
        return 1.0
    return abs(np.median(around[inside]) - np.median(around[~inside]))


def main_digits(digits):
    """Mask of the digits (labels) that are not small beside the largest: specks and smudges are."""
    heights = {d.label: d.bbox[2] - d.bbox[0] for d in regionprops(digits)}
    return np.isin(digits, [n for n, h in heights.items() if h >= SMALL * max(heights.values())])


def prepare(ink, digits, number, box):
    """The column (784, 1) of the digit of this number, whose strokes lie in box: see cut_out."""
    return centre(fit_box(cut_out(ink, digits, number, box))).reshape(784, 1)


def cut_out(ink, digits, number, box):
    """The ink of one digit with its soft edges; nothing of its neighbours.

    It is where digits (rows, columns) hold its number. box (top, left, bottom, right) holds all of
    it: the rest of the page is not looked at.
    """
    top, left, bottom, right = box
    reach = max(1, 0.06 * (bottom - top))
    margin = int(reach)
    part = np.s_[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]
    return np.where(isotropic_dilation(digits[part] == number, reach), ink[part], 0)


@check_image("ink")
def fit_box(ink):
    """Crop to the ink, and scale to fit in 20 x 20 with the aspect ratio kept: float32.

    Raises ValueError if there is no ink.
    """
    ink = crop(ink, 0.15)
    small = scale_to(thicken(shrink(ink, shrink_factor(ink))), 20)
    return small / small.max()


def scale_to(ink, side):
    """Scale ink to `side` pixels for its longer side, anti-aliased: float32."""
    rows, columns = (max(1, round(n * side / max(ink.shape))) for n in ink.shape)
    image = Image.fromarray(ink.astype(np.float32))
    return np.asarray(image.resize((columns, rows), Image.BILINEAR))


@check_image("ink")
@check_numbers(faintest=">= 0 < 1")
def crop(ink, faintest):
    """The part of the image from the first to the last row and column with ink > faintest.

    Raises ValueError if there is none.
    """
    inked = ink > faintest
    if not inked.any():
        raise ValueError(f"There is no ink above {faintest} in this image.")
    return ink[filled_box(inked)]


def thicken(ink):
    """Widen strokes that would be thin and faint in the 20 x 20 box, where MNIST's are not."""
    width = ink.sum() / max(1, skeletonize(ink > 0.5).sum())
    if width * 20 / max(ink.shape) >= THIN:
        return ink
    ink = scale_to(ink, 80)
    ink = ink / ink.max()
    width = ink.sum() / max(1, skeletonize(ink > 0.5).sum())
    radius = round((WIDE_ENOUGH * 4 - width) / 2)
    return grey_dilation(np.pad(ink, radius), footprint=disk(radius)) if radius > 0 else ink


@check_image("small")
def centre(small):
    """Put an image of at most 20 x 20 on 28 x 28 with its centre of mass in the middle.

    Raises ValueError for a larger one, and for one without ink.
    """
    if max(small.shape) > 20:
        raise ValueError(
            f"centre: small has the shape {small.shape}, but at most (20, 20) is wanted: fit_box "
            "makes it so."
        )
    if not small.any():
        raise ValueError("There is no ink in this image.")
    shift = np.round(14 - centroid(small)).astype(int)
    top, left = np.clip(shift, 0, 28 - np.array(small.shape))
    image = np.zeros((28, 28), np.float32)
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image
