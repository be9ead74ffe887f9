"""Drawings as strokes: lists of points, as the drawing pad gives them."""

from numbers import Real

import numpy as np
from PIL import Image, ImageDraw

SIDE = 140  # pixels of the image that strokes become: five for each of the network's 28
PEN = 0.08  # width of the pen, in sides of the pad

# A drawing to start from: the strokes of a 3, one stroke.
DRAWN_THREE = [
    [
        *([0.30, 0.26], [0.38, 0.19], [0.48, 0.16], [0.58, 0.18], [0.65, 0.25], [0.64, 0.34]),
        *([0.57, 0.42], [0.46, 0.46], [0.58, 0.50], [0.66, 0.58], [0.67, 0.68], [0.61, 0.78]),
        *([0.50, 0.83], [0.39, 0.82], [0.30, 0.75]),
    ]
]


def check_strokes(strokes):
    """Return strokes as a list of strokes, each a list of points [x, y] of two floats in [0, 1].

    x goes from left to right and y from top to bottom, in sides of the pad.
    Raises ValueError for anything else.
    """
    if not isinstance(strokes, (list, tuple)):
        raise ValueError(f"strokes must be a list of strokes, not {type(strokes).__name__}.")
    return [[_check_point(point) for point in _check_stroke(stroke)] for stroke in strokes]


def _check_stroke(stroke):
    if not isinstance(stroke, (list, tuple)) or not stroke:
        raise ValueError(f"A stroke must be a list of one point [x, y] or more, not {stroke!r:.60}")
    return stroke


def _check_point(point):
    if not isinstance(point, (list, tuple)) or len(point) != 2:
        raise ValueError(f"A point must be two numbers [x, y], not {point!r:.60}")
    for number in point:
        # Python takes True for a number, and NaN fails every comparison
        if not isinstance(number, Real) or isinstance(number, bool) or not 0 <= number <= 1:
            raise ValueError(f"x and y must be numbers from 0 to 1, not {number!r:.60}")
    return [float(number) for number in point]


def draw_strokes(strokes):
    """Draw strokes (see check_strokes) light on dark: float32 (140, 140) in [0, 1]."""
    image = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(image)
    radius = PEN * SIDE / 2
    for stroke in strokes:
        points = [(x * SIDE, y * SIDE) for x, y in stroke]
        draw.line(points, fill=255, width=round(2 * radius))
        for x, y in points:  # round ends and corners, and a dot for a stroke of one point
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(image, dtype=np.float32) / 255
