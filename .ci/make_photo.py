"""Make a photo of digits written on paper: `python .ci/make_photo.py` writes the lesson's.

The digits are MNIST's, written again with a thin pen; light, shadow, noise and JPEG are made here.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image
from skimage.filters import gaussian
from skimage.morphology import isotropic_dilation, skeletonize
from skimage.transform import resize

import helpers

PHOTO = helpers.DATA / "paper.jpg"


def write(digit, scale, pen):
    """One MNIST digit (784,), `scale` times as large: ink in [0, 1].

    pen: the width of the pen in pixels, or None for MNIST's own strokes.
    """
    large = resize(digit.reshape(28, 28), (28 * scale, 28 * scale), order=3).clip(0, 1)
    if pen is None:
        return large
    line = skeletonize(gaussian(large, scale / 3) > 0.4)
    return gaussian(isotropic_dilation(line, pen / 2), 0.7)


def light(shape, rng):
    """Uneven light with one soft shadow: the brightness (rows, columns) of white paper."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    angle, edge = rng.uniform(0, 2 * np.pi), rng.uniform(-0.5, 0.5)
    lamp = 0.8 + 0.15 * (np.cos(angle) * x + np.sin(angle) * y) / np.sqrt(2)
    across = np.cos(angle + 1) * x + np.sin(angle + 1) * y - edge
    return lamp * (1 - rng.uniform(0.1, 0.35) / (1 + np.exp(-across / rng.uniform(0.04, 0.3))))


def photograph(ink, rng, noise=0.02):
    """A page with this ink (rows, columns) in [0, 1], seen by a camera: RGB uint8."""
    paper, pen = np.array([0.97, 0.95, 0.9]), np.array([0.16, 0.18, 0.38])
    page = paper + ink[:, :, None] * (pen - paper)
    page = page * light(ink.shape, rng)[:, :, None]
    grain = gaussian(rng.normal(0, 2 * noise, ink.shape), 0.7)
    return ((page + grain[:, :, None]).clip(0, 1) * 255).astype(np.uint8)


def compose(digits, rng, per_row=4, scale=5, pen=None):
    """Write MNIST digits (784, n) in rows on a page: its ink, and the centres of the digits.

    Returns ink (rows, columns) in [0, 1] and an array (n, 2) of (row, column). Sizes and places
    vary a little; a row slopes a little. pen: its width in pixels, or None for MNIST's own strokes.
    """
    cell, n = 34 * scale, digits.shape[1]
    margin = cell // 2
    ink = np.zeros((margin * 2 + cell * -(-n // per_row), margin * 2 + cell * min(n, per_row)))
    slope, centres = rng.uniform(-0.08, 0.08), []
    for i in range(n):
        one = write(digits[:, i], scale + int(rng.integers(-1, 1)), pen)
        row, column = margin + cell * np.array(divmod(i, per_row)) + cell // 2
        row = row + slope * (column - ink.shape[1] / 2)
        top, left = np.array([row, column]).astype(int) - one.shape[0] // 2
        top, left = np.array([top, left]) + rng.integers(-scale, scale + 1, 2)
        place = ink[top : top + one.shape[0], left : left + one.shape[1]]
        np.maximum(place, one, out=place)
        centres.append((top + one.shape[0] / 2, left + one.shape[1] / 2))
    return ink, np.array(centres)


def main(path=PHOTO, seed=4):
    """Write the photo of "4 0 7" to path (JPEG)."""
    rng = np.random.default_rng(seed)
    _, _, X_test, Y_test = helpers.load_mnist()
    ink = np.zeros((360, 640))
    for i, digit in enumerate((4, 0, 7)):
        one = write(X_test[:, np.flatnonzero(Y_test == digit)[3]], 6, 6)
        top, left = 90 + int(rng.integers(-12, 12)), 50 + 185 * i + int(rng.integers(-8, 8))
        ink[top : top + 168, left : left + 168] = np.maximum(
            ink[top : top + 168, left : left + 168], one
        )
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(photograph(ink, rng)).save(path, quality=80)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
