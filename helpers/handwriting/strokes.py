"""Drawings as strokes: lists of points, as the drawing pad gives them."""

from numbers import Real

import numpy as np
from PIL import Image, ImageDraw

SIDE = 140  # pixels of the image that strokes become: five for each of the network's 28
PEN = 0.08  # width of the pen, in sides of the pad
BOX, RADIUS, EDGE = 20, 1.3, 1.6  # pixels of 28 x 28: MNIST's box, half the pen, its soft edge
CENTRE = 14  # the number of the row and column in which MNIST has the centre of mass
TINY = 0.05  # in sides of the pad: a smaller drawing is a dot, and not made as large as a digit
FAR = 1e6  # sides of the pad: nobody draws that far away
MOST_POINTS = 5000  # in a drawing: more take longer than one waits for, and show nothing new

# A drawing to start from: the strokes of a 3, one stroke.
DRAWN_THREE = [
    [
        *([0.30, 0.26], [0.38, 0.19], [0.48, 0.16], [0.58, 0.18], [0.65, 0.25], [0.64, 0.34]),
        *([0.57, 0.42], [0.46, 0.46], [0.58, 0.50], [0.66, 0.58], [0.67, 0.68], [0.61, 0.78]),
        *([0.50, 0.83], [0.39, 0.82], [0.30, 0.75]),
    ]
]


def check_strokes(strokes, anywhere=False):
    """Return strokes as a list of strokes, each a list of points [x, y] of two floats.

    Parameters
    ----------
    strokes : list of strokes; arrays of NumPy may stand for lists. x goes from left to right and y
        from top to bottom, in sides of the pad, and both from 0 to 1.
    anywhere : bool, whether points may lie outside the pad, too, as those of other devices do.

    Raises
    ------
    ValueError for anything else, and for more than MOST_POINTS points in all.
    """
    strokes = _plain(strokes)
    if not isinstance(strokes, (list, tuple)):
        raise ValueError(f"strokes must be a list of strokes, not {type(strokes).__name__}.")
    strokes = [_plain(stroke) for stroke in strokes]
    count = sum(len(stroke) for stroke in strokes if isinstance(stroke, (list, tuple)))
    if count > MOST_POINTS:
        raise ValueError(f"strokes have {count:,} points in all: {MOST_POINTS:,} are the most.")
    return [
        [_check_point(point, anywhere) for point in _check_stroke(stroke)] for stroke in strokes
    ]


def _plain(thing):
    return thing.tolist() if isinstance(thing, np.ndarray) else thing


def _check_stroke(stroke):
    if not isinstance(stroke, (list, tuple)) or not stroke:
        raise ValueError(f"A stroke must be a list of one point [x, y] or more, not {stroke!r:.60}")
    return stroke


def _check_point(point, anywhere):
    point = _plain(point)
    if not isinstance(point, (list, tuple)) or len(point) != 2:
        raise ValueError(f"A point must be two numbers [x, y], not {point!r:.60}")
    for number in point:
        # Python takes True for a number, and NaN fails every comparison
        low, high = (-FAR, FAR) if anywhere else (0, 1)
        if not isinstance(number, Real) or isinstance(number, bool) or not low <= number <= high:
            where = f"from {low:,.0f} to {high:,.0f}"
            raise ValueError(f"x and y must be numbers {where}, not {number!r:.60}")
    return [float(number) for number in point]


def strokes_to_mnist(strokes):
    """Bring strokes (see check_strokes) to MNIST's size and place, and draw them: (784, 1) float32.

    Here they may lie anywhere. The strokes are scaled before they are drawn, so a small drawing
    loses nothing: their longer side, pen included, becomes BOX pixels. The ink of a pixel is 1 on
    the line and falls to 0 over EDGE pixels at the pen's edge; its centre of mass comes to the
    middle. What is smaller than TINY stays small: a dot is a dot. No strokes give an empty image.

    Nothing but + - * / and square roots of float64, and whole numbers from the ink on, so that
    pad.js gets the same pixels (k / 255) to the last bit.
    """
    strokes = check_strokes(strokes, anywhere=True)
    if not strokes:
        return np.zeros((784, 1), np.float32)
    scale = (BOX - 2 * RADIUS) / max(stroke_size(strokes), TINY)
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    lines = [(np.array(stroke) - middle) * scale + (CENTRE + 0.5) for stroke in strokes]
    ink = np.clip((RADIUS - distances(lines)) / EDGE + 0.5, 0, 1)
    pixels = move_to_centre(np.floor(255 * ink + 0.5).astype(int))
    return (pixels / 255).astype(np.float32).reshape(784, 1)


def stroke_size(strokes):
    """The longer side of the box around the strokes, without the pen, in sides of the pad."""
    return np.ptp(np.concatenate(strokes), axis=0).max()


def distances(lines):
    """How far the middle of each of 28 x 28 pixels is from the nearest line: (28, 28), in pixels.

    lines: a list of arrays (points, 2) of x and y; a line of one point is a dot.
    """
    nearest = np.full((28, 28), np.inf)
    y, x = np.indices((28, 28)) + 0.5
    for line in lines:
        for (x0, y0), (x1, y1) in zip(line, line[1:] if len(line) > 1 else line, strict=False):
            dx, dy = x1 - x0, y1 - y0
            length = dx * dx + dy * dy
            # how far along the segment, from 0 to 1, its nearest point lies
            along = ((x - x0) * dx + (y - y0) * dy) / length if length > 0 else 0
            along = np.clip(along, 0, 1)
            off_x, off_y = x - (x0 + along * dx), y - (y0 + along * dy)
            nearest = np.minimum(nearest, off_x * off_x + off_y * off_y)
    return np.sqrt(nearest)


def move_to_centre(pixels):
    """Move whole numbers (28, 28), by whole pixels, until their centre of mass is in the middle.

    Nothing is lost over the edge: ink that reaches it stays there.
    """
    for axis in (0, 1):
        ink = pixels.sum(axis=1 - axis)
        filled = np.flatnonzero(ink)
        shift = int(np.floor(CENTRE - np.arange(28) @ ink / ink.sum() + 0.5))
        shift = min(max(shift, -filled[0]), 27 - filled[-1])
        pixels = np.roll(pixels, shift, axis=axis)
    return pixels


def draw_strokes(strokes):
    """Draw strokes (see check_strokes) light on dark: float32 (140, 140) in [0, 1]."""
    strokes = check_strokes(strokes, anywhere=True)
    image = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(image)
    radius = PEN * SIDE / 2
    for stroke in strokes:
        points = [(x * SIDE, y * SIDE) for x, y in stroke]
        draw.line(points, fill=255, width=round(2 * radius))
        for x, y in points:  # round ends and corners, and a dot for a stroke of one point
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(image, dtype=np.float32) / 255
